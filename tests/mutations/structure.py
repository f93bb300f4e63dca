"""Faults of how rows hang together: engagements, participants, actors."""

from __future__ import annotations

from collections import Counter

from mutations.base import BODIES, UnsuitedError, is_alone, kind, parts, sided, typo

# How rows hang together


@kind("part-of-has-no-circle")
def part_of_itself(e):
    i = e.draw("engagements", is_alone(e))
    return e.change("engagements", i, part_of=e["engagements"][i]["engagement_id"])


@kind("part-of-has-no-circle")
def whole_that_is_part_of_its_part(e):
    part = e.draw("engagements", lambda row: row["part_of"] and row["form"] == "meeting")
    row = e["engagements"][part]
    i = e.find("engagements", engagement_id=row["part_of"])[0]
    return e.change("engagements", i, part_of=row["engagement_id"])


@kind("parent-has-no-circle")
def bodies_that_belong_to_each_other(e):
    below = e.draw("actors", lambda row: row["parent_id"])
    row = e["actors"][below]
    if e.rng.random() < 0.3:
        return e.change("actors", below, parent_id=row["actor_id"])
    i = e.find("actors", actor_id=row["parent_id"])[0]
    e.change("actors", i, parent_id=row["actor_id"])
    return e.at("actors", min(i, below), "parent_id")


@kind("derived-from-has-no-circle")
def pages_that_copy_each_other(e):
    if e.rng.random() < 0.5:
        i = e.draw("sources")
        return e.change("sources", i, derived_from=e["sources"][i]["source_id"])
    copy = e.draw("sources", lambda row: row["derived_from"])
    row = e["sources"][copy]
    i = e.find("sources", source_id=row["derived_from"])[0]
    e.change("sources", i, derived_from=row["source_id"])
    return e.at("sources", min(i, copy), "derived_from")


@kind("part-belongs-to-whole")
def part_of_a_meeting(e):
    i = e.draw("engagements", is_alone(e))
    row = e["engagements"][i]
    other = e.choose(
        each
        for each in e["engagements"]
        if each["form"] not in ("visit", "conference") and each is not row
    )
    # The dates must not be at odds, or that is a fault of its own.
    if row["date"] and other["date"] and row["date"] != other["date"]:
        raise UnsuitedError
    return e.change("engagements", i, part_of=other["engagement_id"])


@kind("part-belongs-to-whole")
def part_of_another_part(e):
    i = e.draw("engagements", lambda row: row["part_of"])
    row = e["engagements"][i]
    same = e.find("engagements", part_of=row["part_of"], date=row["date"])
    other = e.choose(e["engagements"][at] for at in same if at != i)
    return e.change("engagements", i, part_of=other["engagement_id"])


@kind("part-belongs-to-whole")
def visit_with_parts_called_a_meeting(e):
    known = parts(e)
    i = e.draw("engagements", lambda row: row["engagement_id"] in known)
    own = e["engagements"][i]["engagement_id"]
    place = e.change("engagements", i, form=e.choose(["meeting", "signing", "other"]))
    if known[own] == 1:
        return e.at("engagements", e.find("engagements", part_of=own)[0], "part_of")
    return place


@kind("engagement-has-readout", tries=3)
def engagement_that_nobody_tells(e):
    row = e["engagements"][e.draw("engagements")]
    last = max(e.values("engagements", "engagement_id"))
    return e.insert("engagements", row | {"engagement_id": f"E{int(last[1:]) + 1:04}"})


@kind("row-is-used", tries=5)
def code_that_nothing_uses(e):
    table = e.choose(["places", "posts", "sides", "issues", "claims"])
    new = {"sides": "XKX"}.get(table, "new-code")
    row = e[table][e.draw(table)] | {e.base.key(table)[0]: new}
    if row.get("is_residual") == "true":
        raise UnsuitedError
    return e.insert(table, row)._replace(field=e.base.key(table)[0])


# Participants


def together(e, row):
    """Return the participants of a participant's engagement."""
    own = row["engagement_id"]
    return [each for each in e["participants"] if each["engagement_id"] == own]


def engagement_of(e, row):
    return e.get("engagements", engagement_id=row["engagement_id"])


@kind(
    "engagement-has-two-sides",
    also=("row-is-used", "issuer-took-part", "holder-side-takes-part"),
)
def side_left_out(e):
    """The last participant is gone who was alone on his side; his post may be nobody's now."""

    def is_last_of_side(row):
        all_of_them = together(e, row)
        sides = [each["side_id"] for each in all_of_them]
        is_last = all_of_them[-1] is row and len(set(sides)) == 2 and sides.count(sides[-1]) == 1
        return is_last and row["side_id"] and not engagement_of(e, row)["notes"]

    i = e.draw("participants", is_last_of_side)
    own = e["participants"][i]["engagement_id"]
    e.remove("participants", i)
    return e.at("engagements", e.find("engagements", engagement_id=own)[0])


@kind("held-engagement-has-leads")
def lead_called_a_member(e):
    def is_only_one(row):
        sides = [each["side_id"] for each in together(e, row)]
        engagement = engagement_of(e, row)
        is_told = engagement["status"] == "held" and not engagement["notes"]
        is_alone = sides.count(row["side_id"]) == 1 and (row["side_id"] == "LBY" or len(sides) == 2)
        return is_told and row["role"] == "lead" and is_alone

    i = e.draw("participants", is_only_one)
    return e.change("participants", i, role=e.choose(["member", "attendee"]))


@kind("participants-are-numbered", tries=5)
def number_of_a_participant_skipped(e):
    i = e.draw("participants", lambda row: row is together(e, row)[-1])
    number = int(e["participants"][i]["participant_no"])
    return e.change("participants", i, participant_no=str(number + e.choose([1, 2, 10])))


@kind("attesting-readout-is-of-engagement")
def readout_of_another_engagement(e):
    i = e.draw("participants")
    own = e["participants"][i]["engagement_id"]
    others = (row["readout_id"] for row in e["readouts"] if row["engagement_id"] != own)
    return e.change("participants", i, readout_id=e.choose(others))


@kind("body-is-on-side", tries=5)
def body_of_another_side(e):
    bodies, actors = sided(e, BODIES), sided(e, (*BODIES, "person"))
    i = e.draw(
        "participants",
        lambda row: row["organization_id"] and actors.get(row["actor_id"]) == row["side_id"],
    )
    side = e["participants"][i]["side_id"]
    others = (own for own, other in bodies.items() if other not in ("", side))
    return e.change("participants", i, organization_id=e.choose(others))


@kind("body-is-on-side", tries=5)
def side_that_is_not_the_bodys(e):
    bodies = sided(e, BODIES)
    rows = Counter(row["organization_id"] for row in e["participants"])
    i = e.draw(
        "participants",
        lambda row: bodies.get(row["organization_id"]) and rows[row["organization_id"]] > 1,
    )
    sides = e.values("sides", "side_id") - {e["participants"][i]["side_id"]}
    return e.change("participants", i, side_id=e.choose(sides))


@kind("body-is-on-side", tries=3, also=("issuer-took-part", "holder-side-takes-part"))
def side_of_a_body_that_all_rows_contradict(e):
    rows = Counter(row["organization_id"] for row in e["participants"] if row["side_id"])
    i = e.draw(
        "actors",
        lambda row: row["kind"] == "organization" and row["side_id"] and rows[row["actor_id"]] > 1,
    )
    sides = e.values("sides", "side_id") - {e["actors"][i]["side_id"]}
    return e.change("actors", i, side_id=e.choose(sides))


@kind("person-is-on-usual-side")
def person_of_another_side(e):
    people = sided(e, ("person",))
    i = e.draw(
        "participants",
        lambda row: (
            people.get(row["actor_id"])
            and sided(e, BODIES).get(row["organization_id"]) == row["side_id"]
        ),
    )
    row = e["participants"][i]
    there = {each["actor_id"] for each in together(e, row)}
    others = (own for own, side in people.items() if side not in ("", row["side_id"]))
    return e.change("participants", i, actor_id=e.choose(own for own in others if own not in there))


@kind("actor-takes-part-once")
def participant_twice(e):
    def before(row):
        number = int(row["participant_no"])
        return [
            each["actor_id"]
            for each in together(e, row)
            if int(each["participant_no"]) < number and each["side_id"] == row["side_id"]
        ]

    i = e.draw("participants", lambda row: any(before(row)))
    actor = e.choose(filter(None, before(e["participants"][i])))
    return e.change("participants", i, actor_id=actor)


@kind("participant-is-described")
def participant_of_whom_nothing_is_said(e):
    row = e["participants"][e.draw("participants")]
    kept = {name: row[name] for name in ("engagement_id", "readout_id")}
    number = {"participant_no": str(len(together(e, row)) + 1), "role": "attendee"}
    return e.insert("participants", dict.fromkeys(row, "") | kept | number)


@kind("acting-has-post")
def acting_without_a_post(e):
    i = e.draw("participants", lambda row: not row["post_id"])
    return e.change("participants", i, is_acting=e.choose(["true", "false"]))


@kind("call-has-no-host")
def host_of_a_call(e):
    i = e.draw("participants", lambda row: engagement_of(e, row)["form"] in ("call", "message"))
    return e.change("participants", i, is_host=e.choose(["true", "false"]))


@kind("call-has-no-host")
def meeting_called_a_call(e):
    hosted = {row["engagement_id"] for row in e["participants"] if row["is_host"]}
    i = e.draw(
        "engagements",
        lambda row: row["engagement_id"] in hosted and row["engagement_id"] not in parts(e),
    )
    own = e["engagements"][i]["engagement_id"]
    e.change("engagements", i, form=e.choose(["call", "message"]))
    first = next(
        at for at in e.find("participants", engagement_id=own) if e["participants"][at]["is_host"]
    )
    return e.at("participants", first, "is_host")


# Actors


@kind("actor-has-one-preferred-name")
def typo_in_the_name_of_an_actor(e):
    i = e.draw("actors", lambda row: len(row["name"]) > 4)
    return e.change("actors", i, name=typo(e, e["actors"][i]["name"].replace("-", " ")))


@kind("actor-has-one-preferred-name")
def actor_without_a_preferred_name(e):
    i = e.draw("actor_names", lambda row: row["kind"] == "preferred")
    e.change("actor_names", i, kind="variant")
    own = e["actor_names"][i]["actor_id"]
    return e.at("actors", e.find("actors", actor_id=own)[0], "name")


@kind("actor-has-one-preferred-name")
def second_preferred_name(e):
    i = e.draw("actor_names", lambda row: (row["kind"], row["script"]) == ("variant", "Latn"))
    return e.change("actor_names", i, kind="preferred")


@kind("actor-has-one-preferred-name")
def actor_without_names(e):
    row = e["actors"][e.draw("actors", lambda row: row["kind"] == "person")]
    new = row | {"actor_id": f"{row['actor_id']}-younger", "name": "Somebody Younger"}
    return e.insert("actors", new)._replace(field="name")


@kind("preferred-name-is-latin")
def arabic_name_preferred(e):
    i = e.draw("actor_names", lambda row: (row["kind"], row["script"]) == ("variant", "Arab"))
    row = e["actor_names"][i]
    one = e.find("actor_names", actor_id=row["actor_id"], kind="preferred")[0]
    e.change("actor_names", one, kind="variant")
    e.change("actors", e.find("actors", actor_id=row["actor_id"])[0], name=row["name"])
    e.change("actor_names", i, kind="preferred")
    return e.at("actor_names", i, "script")


@kind("person-has-no-parent")
def person_with_a_parent(e):
    i = e.draw("actors", lambda row: row["kind"] == "person")
    return e.change("actors", i, parent_id=e.choose(sided(e, BODIES)))


@kind("body-is-no-person")
def person_as_a_parent(e):
    i = e.draw("actors", lambda row: row["parent_id"])
    return e.change("actors", i, parent_id=e.choose(sided(e, ("person",))))


@kind("body-is-no-person")
def actor_and_body_changed_round(e):
    people, bodies = sided(e, ("person",)), sided(e, BODIES)
    i = e.draw(
        "participants",
        lambda row: row["actor_id"] in people and bodies.get(row["organization_id"]) is not None,
    )
    row = e["participants"][i]
    if row["organization_id"] in {each["actor_id"] for each in together(e, row)}:
        raise UnsuitedError
    e.change("participants", i, actor_id=row["organization_id"], organization_id=row["actor_id"])
    return e.at("participants", i, "organization_id")


@kind("body-is-no-person")
def body_called_a_person(e):
    columns = [("participants", "organization_id"), ("actors", "parent_id")]
    named = Counter(
        row[name] for table, name in [*columns, ("posts", "organization_id")] for row in e[table]
    )
    i = e.draw("actors", lambda row: named[row["actor_id"]] > 1)
    return e.change("actors", i, kind="person")
