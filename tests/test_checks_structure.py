"""Checks of how rows hang together: one edit of a valid package, one problem, whole text."""

from __future__ import annotations

import shutil

import cut
import pytest
from cases import Cases, found, validated

from readouts.checks import actors, delegations, gaps, participants, structure

ENGAGEMENTS = "data/engagements.csv"
PARTICIPANTS = "data/participants.csv"
ACTORS = "data/actors.csv"
NAMES = "data/actor_names.csv"
CIRCLE = "correct the cell, or empty it"

cases = Cases()
fault, passes, reported = cases.fault, cases.passes, cases.reported


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return cut.cut(cut.SAMPLE, tmp_path_factory.mktemp("cut"))


@pytest.fixture
def package(sample, tmp_path):
    return shutil.copytree(sample, tmp_path / "cut")


def engagement(number):
    return {"engagement_id": number}


def seat(number, no):
    return {"engagement_id": number, "participant_no": str(no)}


def leave(folder, number, no):
    """Take out a participant, and the post that nobody else holds."""
    post = cut.row(folder, "participants", **seat(number, no))["post_id"]
    cut.remove(folder, "participants", **seat(number, no))
    cut.remove(folder, "posts", post_id=post)


def test_sample_is_valid(package):
    assert found(package) == []
    assert validated(package) == []


# part_of, parent_id, derived_from


@fault("part-of-has-no-circle")
def part_of_itself(folder):
    at = cut.change(folder, "engagements", engagement("E0293"), part_of="E0293")
    expected = "another row, or an empty cell"
    return ENGAGEMENTS, at, "part_of", "'E0293', the row itself", expected, CIRCLE


@fault("part-of-has-no-circle")
def whole_that_is_part_of_its_part(folder):
    part = cut.line(folder, "engagements", **engagement("E0293"))
    at = cut.change(folder, "engagements", engagement("E0289"), part_of="E0293")
    return (
        *(ENGAGEMENTS, at, "part_of"),
        "'E0293', which leads back: 'E0289' → 'E0293' → 'E0289'",
        f"no way back to the row itself (it goes through line {part})",
        CIRCLE,
    )


@fault("parent-has-no-circle")
def body_that_belongs_to_a_body_below_it(folder):
    at = cut.change(folder, "actors", {"actor_id": "rus-mfa"}, parent_id="rus-embassy-libya")
    below = cut.line(folder, "actors", actor_id="rus-embassy-libya")
    return (
        *(ACTORS, below, "parent_id"),
        "'rus-mfa', which leads back: 'rus-embassy-libya' → 'rus-mfa' → 'rus-embassy-libya'",
        f"no way back to the row itself (it goes through line {at})",
        CIRCLE,
    )


@fault("parent-has-no-circle")
def body_that_belongs_to_itself(folder):
    at = cut.change(folder, "actors", {"actor_id": "lby-gna"}, parent_id="lby-gna")
    return (
        ACTORS,
        at,
        "parent_id",
        "'lby-gna', the row itself",
        "another row, or an empty cell",
        CIRCLE,
    )


@fault("derived-from-has-no-circle")
def pages_that_copy_each_other(folder):
    ids = ["S0650", "S0651", "S0703"]
    lines = [
        cut.change(folder, "sources", {"source_id": own}, derived_from=other)
        for own, other in zip(ids, [*ids[1:], ids[0]], strict=True)
    ]
    return (
        *("data/sources.csv", lines[0], "derived_from"),
        "'S0651', which leads back: 'S0650' → 'S0651' → 'S0703' → 'S0650'",
        f"no way back to the row itself (it goes through lines {lines[1]} and {lines[2]})",
        CIRCLE,
    )


@fault("derived-from-has-no-circle")
def many_pages_that_copy_each_other(folder):
    ids = [row["source_id"] for row in cut.read(folder)["sources"]][-9:]
    lines = [
        cut.change(folder, "sources", {"source_id": own}, derived_from=other)
        for own, other in zip(ids, [*ids[1:], ids[0]], strict=True)
    ]
    chain = " → ".join(f"'{own}'" for own in ids[:6])
    numbers = ", ".join(str(line) for line in lines[1:7])
    return (
        *("data/sources.csv", lines[0], "derived_from"),
        f"'{ids[1]}', which leads back: {chain} → …",
        f"no way back to the row itself (it goes through lines {numbers} and …)",
        CIRCLE,
    )


@passes
def pages_that_copy_one_in_a_row(folder):
    cut.change(folder, "sources", {"source_id": "S0650"}, derived_from="S0651")
    cut.change(folder, "sources", {"source_id": "S0651"}, derived_from="S0703")
    cut.change(folder, "sources", {"source_id": "S0704"}, derived_from="S0703")


@passes
def part_of_a_part(folder):
    cut.change(folder, "engagements", engagement("E0289"), form="conference")
    cut.change(folder, "engagements", engagement("E0293"), form="visit")
    cut.change(folder, "engagements", engagement("E0290"), part_of="E0293")


@passes
def part_that_stands_alone(folder):
    cut.change(folder, "engagements", engagement("E0293"), part_of="")


# part-belongs-to-whole


@fault("part-belongs-to-whole")
def part_of_a_meeting(folder):
    whole = cut.change(folder, "engagements", engagement("E0289"), form="meeting")
    return (
        *(ENGAGEMENTS, cut.line(folder, "engagements", **engagement("E0293")), "part_of"),
        f"'E0289', whose form is 'meeting' ({ENGAGEMENTS}:{whole})",
        "'visit' or 'conference' as the form of what has parts",
        "name the visit or conference, empty the cell, or correct the form there",
    )


@fault("part-belongs-to-whole")
def two_parts_of_a_meeting(folder):
    first = cut.change(folder, "engagements", engagement("E0290"), part_of="E0289")
    second = cut.line(folder, "engagements", **engagement("E0293"))
    at = cut.change(folder, "engagements", engagement("E0289"), form="other")
    return (
        *(ENGAGEMENTS, at, "form"),
        f"'other', and 2 engagements are part of it (lines {first} and {second})",
        "'visit' or 'conference' as the form of what has parts",
        "correct the form, or 'part_of' of the parts",
    )


@reported
def whole_of_no_known_form(folder):
    cut.change(folder, "engagements", engagement("E0289"), form="vist")


@reported
def part_of_what_is_not_there(folder):
    cut.change(folder, "engagements", engagement("E0293"), part_of="E9999")


# engagement-has-readout


@fault("engagement-has-readout")
def engagement_that_nobody_tells(folder):
    at = cut.add(
        folder,
        "engagements",
        after=engagement("E0259"),
        engagement_id="E0260",
        date="2024-06-01",
        notes="",
    )
    return (
        *(ENGAGEMENTS, at, None),
        "no readout of 'E0260'",
        "at least one row of data/readouts.csv that tells it",
        "add the readout, or remove the engagement",
    )


# row-is-used


@fault("row-is-used")
def place_of_nothing(folder):
    at = cut.add(folder, "places", after={"place_id": "moscow"}, place_id="moskow", name="Moskow")
    return (
        *("data/codes/places.csv", at, "place_id"),
        "'moskow', which no row uses",
        f"a value that stands in {ENGAGEMENTS} too",
        "use it, or remove the row",
    )


@fault("row-is-used")
def post_of_nobody(folder):
    post = {"post_id": "rus-mfa-minister-x", "label": "x"}
    at = cut.add(folder, "posts", after={"post_id": "rus-mfa-mena-director"}, **post)
    return (
        *("data/codes/posts.csv", at, "post_id"),
        "'rus-mfa-minister-x', which no row uses",
        f"a value that stands in {PARTICIPANTS} too",
        "use it, or remove the row",
    )


@fault("row-is-used")
def side_of_nobody(folder):
    at = cut.add(folder, "sides", after={"side_id": "DEU"}, side_id="EGY", label="Egypt")
    return (
        *("data/codes/sides.csv", at, "side_id"),
        "'EGY', which no row uses",
        f"a value that stands in {PARTICIPANTS} or {ACTORS} too",
        "use it, or remove the row",
    )


@fault("row-is-used")
def issue_of_no_claim(folder):
    at = cut.add(folder, "issues", after={"issue_id": "world"}, issue_id="space", label="Space")
    return (
        *("data/codes/issues.csv", at, "issue_id"),
        "'space', which no row uses",
        "a value that stands in data/codes/claims.csv too",
        "use it, or remove the row",
    )


@fault("row-is-used")
def claim_of_nobody(folder):
    claim = {"claim_id": "elections-local", "label": "Mayors should be elected"}
    at = cut.add(folder, "claims", after={"claim_id": "elections-hold"}, **claim)
    return (
        *("data/codes/claims.csv", at, "claim_id"),
        "'elections-local', which no row uses",
        "a value that stands in data/positions.csv or data/reliability/codings.csv too",
        "use it, or remove the row",
    )


@passes
def residual_claim_of_nobody(folder):
    claim = {"claim_id": "elections-other", "label": "Other", "is_residual": "true"}
    cut.add(folder, "claims", after={"claim_id": "elections-hold"}, **claim)


@reported
def place_that_a_broken_reference_may_mean(folder):
    cut.change(folder, "engagements", engagement("E0290"), place_id="washingtn")


# sides and heads


@fault("engagement-has-two-sides")
def engagement_of_one_side(folder):
    leave(folder, "E0123", 2)
    return two_sides(folder, "E0123", "participants of the side 'LBY' only")


@fault("engagement-has-two-sides")
def engagement_of_two_foreign_sides(folder):
    unknown(folder, "E0105", 1, "DEU")
    unknown(folder, "E0105", 2, "USA")
    return two_sides(folder, "E0105", "participants of the sides 'DEU' and 'USA' only")


@fault("engagement-has-two-sides")
def engagement_of_no_side(folder):
    unknown(folder, "E0105", 1, "")
    unknown(folder, "E0105", 2, "")
    return two_sides(folder, "E0105", "no side")


def unknown(folder, number, no, side):
    """Leave nothing of a participant but title and side, and take out the post."""
    post = cut.row(folder, "participants", **seat(number, no))["post_id"]
    empty = dict.fromkeys(["actor_id", "organization_id", "post_id", "is_acting"], "")
    cut.change(folder, "participants", seat(number, no), side_id=side, **empty)
    if post in {row["post_id"] for row in cut.read(folder)["posts"]}:
        cut.remove(folder, "posts", post_id=post)


def two_sides(folder, number, found):
    return (
        *(ENGAGEMENTS, cut.line(folder, "engagements", **engagement(number)), None),
        found,
        "participants of the Libyan side ('LBY') and of another, or a note",
        f"add who is missing to {PARTICIPANTS}, or say in 'notes' why a side is missing",
    )


@passes
def one_side_with_a_note(folder):
    leave(folder, "E0123", 2)
    cut.change(folder, "engagements", engagement("E0123"), notes="NA")


@reported
def side_that_is_none(folder):
    unknown(folder, "E0105", 2, "LBX")


@passes
def side_that_is_not_told(folder):
    cut.change(folder, "participants", seat("E0123", 2), side_id="")  # the body's is known


@fault("held-engagement-has-leads")
def side_without_a_head(folder):
    at = cut.change(folder, "participants", seat("E0123", 1), role="member")
    return headless(folder, at, "E0123", "the Libyan side")


@fault("held-engagement-has-leads")
def other_side_without_a_head(folder):
    at = cut.change(folder, "participants", seat("E0123", 2), role="attendee")
    return headless(folder, at, "E0123", "another side")


@fault("held-engagement-has-leads")
def planned_engagement_that_was_held_without_heads(folder):
    cut.change(folder, "engagements", engagement("E0123"), status="announced")
    at = cut.change(folder, "participants", seat("E0123", 1), role="member")
    cut.change(folder, "participants", seat("E0123", 2), role="member")
    assert found(folder) == []
    cut.change(folder, "engagements", engagement("E0123"), status="held")
    return headless(folder, at, "E0123", "the Libyan side or another side")


def headless(folder, at, number, sides):
    line = cut.line(folder, "engagements", **engagement(number))
    return (
        *(PARTICIPANTS, at, "role"),
        f"no 'lead' and no 'mediator' on {sides} of '{number}'",
        f"one on each side of an engagement that was held, or a note ({ENGAGEMENTS}:{line})",
        "give the role to who headed the side, or say in 'notes' why nobody is named",
    )


@passes
def mediator_as_head(folder):
    cut.change(folder, "participants", seat("E0259", 1), role="mediator")


@passes
def nobody_heads_and_a_note_says_why(folder):
    cut.change(folder, "participants", seat("E0123", 1), role="member")
    cut.change(folder, "engagements", engagement("E0123"), notes="Nobody is named.")


@reported
def role_that_is_none(folder):
    cut.change(folder, "participants", seat("E0123", 1), role="leader")


# participants


@fault("participants-are-numbered")
def number_too_high(folder):
    at = cut.change(folder, "participants", seat("E0293", 7), participant_no="10")
    return numbered(at, "10", "E0293", 7, 7)


@fault("participants-are-numbered")
def participant_who_was_taken_out(folder):
    cut.remove(folder, "participants", **seat("E0293", 3))
    at = cut.line(folder, "participants", **seat("E0293", 7))
    return numbered(at, "7", "E0293", 6, 3)


@fault("participants-are-numbered")
def first_number_is_two(folder):
    leave(folder, "E0112", 1)
    at = cut.line(folder, "participants", **seat("E0112", 3))
    return numbered(at, "3", "E0112", 2, 1)


def numbered(at, cell, number, many, missing):
    return (
        *(PARTICIPANTS, at, "participant_no"),
        f"'{cell}', where '{number}' has {many} participants",
        f"the numbers from 1 to {many}, each once; {missing} is missing",
        f"number the participants of '{number}' from 1",
    )


@reported
def participant_of_no_engagement(folder):
    cut.change(folder, "participants", seat("E0293", 1), engagement_id="E0292")


@fault("attesting-readout-is-of-engagement")
def readout_of_another_engagement(folder):
    at = cut.change(folder, "participants", seat("E0293", 2), readout_id="R0951")
    return attested(folder, at, "R0951", "E0289", "E0293")


@fault("attesting-readout-is-of-engagement")
def two_participants_with_a_readout_of_another_engagement(folder):
    at = cut.change(folder, "participants", seat("E0293", 2), readout_id="R0951")
    cut.change(folder, "participants", seat("E0293", 4), readout_id="R0951")
    return attested(folder, at, "R0951", "E0289", "E0293", ", and so in 1 more row")


@fault("attesting-readout-is-of-engagement")
def readout_that_is_given_to_another_engagement(folder):
    cut.change(folder, "readouts", {"readout_id": "R0958"}, engagement_id="E0289")
    at = cut.line(folder, "participants", **seat("E0293", 2))
    return attested(folder, at, "R0958", "E0289", "E0293", ", and so in 1 more row")


def attested(folder, at, readout, other, number, more=""):
    line = cut.line(folder, "readouts", readout_id=readout)
    return (
        *(PARTICIPANTS, at, "readout_id"),
        f"'{readout}', which tells '{other}' (data/readouts.csv:{line}){more}",
        f"a readout of '{number}'",
        "name the readout that attests the participant, or correct the engagement",
    )


@reported
def readout_that_is_not_there(folder):
    cut.change(folder, "participants", seat("E0293", 2), readout_id="R9999")


@fault("body-is-on-side")
def body_of_another_side(folder):
    at = cut.change(folder, "participants", seat("E0293", 2), organization_id="lby-pc")
    return clash(folder, at, "organization_id", "lby-pc", "LBY", "RUS")


@fault("body-is-on-side")
def side_that_neither_body_nor_person_is_on(folder):
    at = cut.change(folder, "participants", seat("E0293", 2), side_id="LBY")
    return clash(folder, at, "side_id", "rus-mfa-mena", "RUS", "LBY")


@fault("body-is-on-side")
def body_that_takes_part_itself_on_another_side(folder):
    row = seat("E0289", 5)
    at = cut.change(folder, "participants", row, side_id="RUS", organization_id="")
    return clash(folder, at, "side_id", "lby-pc", "LBY", "RUS")


@fault("body-is-on-side")
def body_that_is_moved_to_another_side(folder):
    at = cut.change(folder, "actors", {"actor_id": "usa-state"}, side_id="LBY")
    first = cut.line(folder, "participants", **seat("E0290", 3))
    return (
        *(ACTORS, at, "side_id"),
        f"'LBY', and 'usa-state' stands for 'USA' in all 2 rows "
        f"(the first is {PARTICIPANTS}:{first})",
        "the side for which it takes part",
        "correct the side here or in those rows",
    )


def clash(folder, at, field, body, its, side):
    line = cut.line(folder, "actors", actor_id=body)
    return (
        *(PARTICIPANTS, at, field),
        f"'{body}', a body of '{its}' ({ACTORS}:{line}), on the side '{side}'",
        "a body and a side that agree",
        "correct the body or the side",
    )


@passes
def body_of_no_side(folder):
    cut.change(folder, "actors", {"actor_id": "usa-state"}, side_id="")


@reported
def body_that_is_not_there(folder):
    cut.change(folder, "participants", seat("E0293", 2), organization_id="rus-mfa-x")


@fault("person-is-on-usual-side")
def person_of_another_side(folder):
    at = cut.change(folder, "participants", seat("E0293", 6), actor_id="norland")
    line = cut.line(folder, "actors", actor_id="norland")
    return (
        *(PARTICIPANTS, at, "actor_id"),
        f"'norland', who usually acts for 'USA' ({ACTORS}:{line}), on the side 'LBY'",
        "the usual side",
        "correct the person or the side; if he did act for another side here, leave it",
    )


@fault("person-is-on-usual-side")
def person_without_a_body_of_another_side(folder):
    row = seat("E0293", 6)
    at = cut.change(folder, "participants", row, side_id="RUS", organization_id="")
    line = cut.line(folder, "actors", actor_id="haddad")
    return (
        *(PARTICIPANTS, at, "side_id"),
        f"'haddad', who usually acts for 'LBY' ({ACTORS}:{line}), on the side 'RUS'",
        "the usual side",
        "correct the person or the side; if he did act for another side here, leave it",
    )


@fault("person-is-on-usual-side")
def person_who_is_moved_to_another_side(folder):
    at = cut.change(folder, "actors", {"actor_id": "kinshchak"}, side_id="LBY")
    first = cut.line(folder, "participants", **seat("E0289", 1))
    return (
        *(ACTORS, at, "side_id"),
        f"'LBY', and 'kinshchak' stands for 'RUS' in all 2 rows "
        f"(the first is {PARTICIPANTS}:{first})",
        "the side for which he takes part",
        "correct the side here or in those rows",
    )


@passes
def person_of_no_usual_side(folder):
    cut.change(folder, "actors", {"actor_id": "haddad"}, side_id="")


@fault("actor-takes-part-once")
def actor_who_is_there_twice(folder):
    first = cut.line(folder, "participants", **seat("E0293", 2))
    at = cut.change(folder, "participants", seat("E0293", 3), actor_id="kinshchak")
    return PARTICIPANTS, at, "actor_id", *twice("kinshchak", "E0293", first)


@fault("actor-takes-part-once")
def actor_who_is_there_on_both_sides(folder):
    first = cut.line(folder, "participants", **seat("E0293", 2))
    at = cut.change(folder, "participants", seat("E0293", 6), actor_id="kinshchak")
    return PARTICIPANTS, at, "actor_id", *twice("kinshchak", "E0293", first)


def twice(actor, number, first):
    return (
        f"'{actor}' a second time in '{number}'",
        f"each actor once in an engagement (he is on line {first} too)",
        "correct one of the two rows, or remove one",
    )


@fault("participant-is-described")
def participant_of_whom_nothing_is_known(folder):
    row = cut.row(folder, "participants", **seat("E0293", 1))
    told = [name for name, cell in row.items() if cell and name.endswith(("reported", "side_id"))]
    at = cut.change(folder, "participants", seat("E0293", 1), **dict.fromkeys(told, ""))
    return (
        *(PARTICIPANTS, at, None),
        "no actor, name, title, post, body, side or number of people",
        "at least one of them",
        "say what the account tells of the participant, or remove the row",
    )


def only(name, value):
    """Return an edit after which this is all that is known of a participant."""

    def edit(folder):
        row = cut.row(folder, "participants", **seat("E0293", 1))
        names = list(row)[2:-1]
        kept = dict.fromkeys(names, "") | {"role": "member", name: value}
        cut.change(folder, "participants", seat("E0293", 1), **kept)

    edit.__name__ = f"only_{name}"
    return edit


for column, cell in [
    ("actor_id", "bogdanov"),
    ("organization_id", "rus-mfa"),
    ("side_id", "RUS"),
    ("post_id", "rus-mfa-mena-director"),
    ("number_of_people", "0"),
    ("name_as_reported", "NA"),
    ("title_as_reported", "NA"),
]:
    passes(only(column, cell))


@fault("acting-has-post")
def acting_without_a_post(folder):
    at = cut.change(folder, "participants", seat("E0289", 5), is_acting="true")
    return acting(at, "true")


@fault("acting-has-post")
def not_acting_without_a_post(folder):
    at = cut.change(folder, "participants", seat("E0289", 5), is_acting="false")
    return acting(at, "false")


def acting(at, cell):
    return (
        *(PARTICIPANTS, at, "is_acting"),
        f"'{cell}' without a post",
        "an empty cell where 'post_id' is empty",
        "fill in 'post_id', or empty the cell",
    )


@reported
def acting_that_is_no_truth(folder):
    cut.change(folder, "participants", seat("E0289", 5), is_acting="NA")


@fault("call-has-no-host")
def host_of_a_call(folder):
    at = cut.change(folder, "participants", seat("E0123", 2), is_host="false")
    line = cut.line(folder, "engagements", **engagement("E0123"))
    return (
        *(PARTICIPANTS, at, "is_host"),
        f"'false' in a call ({ENGAGEMENTS}:{line})",
        "an empty cell: nobody hosts a call or a message",
        "empty the cell, or correct the form there",
    )


@fault("call-has-no-host")
def meeting_that_is_made_a_message(folder):
    line = cut.change(folder, "engagements", engagement("E0259"), form="message")
    at = cut.line(folder, "participants", **seat("E0259", 1))
    return (
        *(PARTICIPANTS, at, "is_host"),
        f"'false' in a message ({ENGAGEMENTS}:{line}), and so in 1 more row",
        "an empty cell: nobody hosts a call or a message",
        "empty the cell, or correct the form there",
    )


@reported
def host_that_is_no_truth(folder):
    cut.change(folder, "participants", seat("E0123", 2), is_host="NA")


# actors


@fault("actor-has-one-preferred-name")
def actor_without_a_preferred_name(folder):
    cut.change(folder, "actor_names", preferred("Angela Merkel", "merkel"), kind="variant")
    at = cut.line(folder, "actors", actor_id="merkel")
    return (
        *(ACTORS, at, "name"),
        f"'Angela Merkel', and 'merkel' has no preferred name in {NAMES}",
        "the same name there, of the kind 'preferred'",
        "add the name there, or correct its kind",
    )


@fault("actor-has-one-preferred-name")
def actor_with_another_name(folder):
    at = cut.change(folder, "actors", {"actor_id": "menfi"}, name="Muhammad al-Manfi")
    line = cut.line(folder, "actor_names", **preferred("Mohamed al-Menfi", "menfi"))
    return (
        *(ACTORS, at, "name"),
        "'Muhammad al-Manfi'",
        f"'Mohamed al-Menfi', the preferred name ({NAMES}:{line})",
        "write the same name in both places",
    )


@fault("actor-has-one-preferred-name")
def actor_with_two_preferred_names(folder):
    names = [
        row["name"]
        for row in cut.read(folder)["actor_names"]
        if (row["actor_id"], row["script"], row["kind"]) == ("menfi", "Latn", "variant")
    ]
    at = cut.change(
        folder, "actor_names", {"actor_id": "menfi", "name": names[0]}, kind="preferred"
    )
    line = cut.line(folder, "actor_names", actor_id="menfi", name="Mohamed al-Menfi")
    return (
        *(NAMES, at, "kind"),
        "'preferred' a second time for 'menfi'",
        f"one preferred name (it is 'Mohamed al-Menfi', on line {line})",
        "make one of the two a variant",
    )


def preferred(name, actor):
    return {"actor_id": actor, "name": name, "kind": "preferred"}


@reported
def kind_of_name_that_is_none(folder):
    cut.change(folder, "actor_names", preferred("Mohamed al-Menfi", "menfi"), kind="prefered")


@reported
def preferred_name_of_nobody(folder):
    cut.change(folder, "actor_names", preferred("Mohamed al-Menfi", "menfi"), actor_id="menfy")
    sort(folder, "actor_names", "actor_id", "name")


@fault("preferred-name-is-latin")
def preferred_name_in_a_script_that_is_not_latin(folder):
    name = "Мохаммед аль-Менфи"
    cut.change(folder, "actors", {"actor_id": "menfi"}, name=name)
    row = preferred("Mohamed al-Menfi", "menfi")
    cut.change(folder, "actor_names", row, name=name, script="Cyrl")
    sort(folder, "actor_names", "actor_id", "name")
    at = cut.line(folder, "actor_names", **preferred(name, "menfi"))
    return (
        *(NAMES, at, "script"),
        "'Cyrl' for a preferred name",
        "'Latn': a preferred name is in Latin script",
        "give the neutral name in Latin script, and this one as a variant",
    )


def sort(folder, table, *names):
    """Put the rows of a table in the order of its key."""
    path = cut.paths(folder)[table]
    rows = sorted(cut.read(folder)[table], key=lambda row: [row[name] for name in names])
    cut._write(path, list(rows[0]), rows)


@reported
def script_that_is_none(folder):
    row = preferred("Mohamed al-Menfi", "menfi")
    cut.change(folder, "actor_names", row, script="latin")


@fault("person-has-no-parent")
def person_that_belongs_to_a_body(folder):
    at = cut.change(folder, "actors", {"actor_id": "merkel"}, parent_id="deu-gov")
    return (
        *(ACTORS, at, "parent_id"),
        "'deu-gov' as the parent of a person",
        f"an empty cell: for whom a person acts stands in {PARTICIPANTS}",
        "empty the cell, or correct the kind",
    )


@fault("body-is-no-person")
def person_as_a_body(folder):
    at = cut.change(folder, "participants", seat("E0293", 2), organization_id="aganin")
    line = cut.line(folder, "actors", actor_id="aganin")
    return (
        *(PARTICIPANTS, at, "organization_id"),
        f"'aganin', a person ({ACTORS}:{line})",
        "an organization or a group where a body is named",
        "name the body, or empty the cell",
    )


@fault("body-is-no-person")
def body_that_is_made_a_person(folder):
    at = cut.change(folder, "actors", {"actor_id": "rus-mfa"}, kind="person")
    named = [row["actor_id"] for row in cut.read(folder)["actors"] if row["parent_id"] == "rus-mfa"]
    return ACTORS, at, "kind", *person_named(folder, named)


def person_named(folder, below):
    rows = cut.read(folder)
    times = (
        sum(row["organization_id"] == "rus-mfa" for row in rows["participants"])
        + len(below)
        + sum(row["organization_id"] == "rus-mfa" for row in rows["posts"])
    )
    first = cut.line(folder, "participants", **seat("E0123", 2))
    return (
        f"'person', and {times} rows name it as a body (the first is {PARTICIPANTS}:{first})",
        "an organization or a group where a body is named",
        "correct the kind, or name the body in those rows",
    )


(
    test_one_edit_is_one_problem,
    test_validation_says_the_same,
    test_near_misses_pass,
    test_what_frictionless_reports_is_told_once,
    test_every_check_has_a_case,
) = cases.tests((structure, delegations, participants, actors))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["1", "2", "3"], None),
        (["3", "1", "2"], None),
        ([], None),
        (["1", "3"], (2, "3", 2)),
        (["2"], (1, "2", 1)),
        (["1", "2", "2"], None),
        (["1", "x", "4"], None),
        (["0", "1", "3"], None),
        (["1", "-3"], None),
        (["1", "٣"], None),
        (["1", "9" * 5000], None),
    ],
)
def test_misfit(numbers, expected):
    assert gaps.misfit(list(enumerate(numbers, start=1))) == expected


def test_misfit_whose_missing_number_may_be_lost():
    assert gaps.misfit([(1, "1"), (2, "3")], lost={"2"}) is None
    assert gaps.misfit([(1, "1"), (2, "3")], lost={"1"}) == (2, "3", 2)
    assert gaps.misfit([(1, "1"), (2, "4"), (3, "5")], lost={"2"}) == (3, "5", 2)


def test_beside():
    may_be = gaps.beside(["a", "b", "x", "y", "d", "e", "z"], {"a", "b", "c", "d", "e", "f"})
    assert [item for item in "abcdef" if may_be(item)] == ["b", "c", "d", "e", "f"]
    assert not any(map(gaps.beside(["a", "b"], {"a", "b"}), "ab"))
