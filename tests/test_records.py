"""Records ↔ rows: what goes into the tables, what is refused and where, and back without loss."""

from __future__ import annotations

import copy
import random
import re
from dataclasses import replace
from pathlib import Path

import arecord
import pytest
from arecord import put
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.errors import BrokenPackageError, ReadoutsError
from readouts.records import TABLES, read_documents, to_record, to_records, to_rows, to_yaml
from readouts.records.format import key_of_field
from readouts.records.reading import documents
from readouts.records.tree import Document
from readouts.storage.limits import RECORDS
from readouts.storage.package import open_package
from readouts.storage.rows import read_draft

ROOT = Path(__file__).parents[1]
NUMBERED = {"engagements": "E", "sources": "S", "readouts": "R", "positions": "P"}


@pytest.fixture(scope="module")
def shipped():
    return read_draft(open_package(ROOT), TABLES)


@pytest.fixture
def draft(shipped):
    """The shipped rows, as they were again after the test."""
    mark = shipped.mark()
    yield shipped
    shipped.back_to(mark)
    shipped._last.clear()


def emptied():
    """The shipped package without what records bring; code lists and coders are kept."""
    draft = read_draft(open_package(ROOT), TABLES)
    kept = {"coders", "coverage", "retired_ids", "issues", "claims", "posts", "places", "sides"}
    for name in draft.rows.keys() - kept:
        draft.rows[name].clear()
    return draft


def intake(draft, *trees):
    """Put records in; return problems and the ids of their engagements."""
    return to_rows(draft, [arecord.document(tree, f"{tree['record']}.yaml") for tree in trees])


def told(problems):
    return [(item.path, item.line, item.field, item.check) for item in problems]


def only(draft, tree):
    """Return the one problem of a record, with its text."""
    problems, _ = intake(draft, tree)
    assert len(problems) == 1, [item.text() for item in problems]
    return problems[0]


def test_record_gives_rows_of_every_table(draft):
    problems, found = intake(draft, arecord.record())
    assert problems == []
    (new,) = found.values()
    rows = draft.rows
    assert rows["engagements"][(new,)] == {
        "engagement_id": new,
        "title": "Al-Lafi meets Example Envoy in Tripoli",
        "form": "meeting",
        "status": "held",
        "date": "2020-03-03",
        "date_basis": "stated",
        "place_id": "tripoli",
        "part_of": "",
        "summary": "They talked about elections.",
        "notes": "",
    }
    added = {table: [key for name, key in draft.added if name == table] for table in rows}
    assert {table: len(keys) for table, keys in added.items() if keys} == {
        "engagements": 1,
        "participants": 2,
        "positions": 1,
        "position_holders": 1,
        "readouts": 1,
        "sources": 1,
        "actors": 1,
        "actor_names": 2,
        "codings": 2,
    }
    (position,) = added["positions"]
    assert rows["positions"][position] | {"position_id": "", "readout_id": ""} == {
        "position_id": "",
        "readout_id": "",
        "order_in_readout": "1",
        "paragraph": "2",
        "holder_as_reported": "al-Lafi",
        "is_joint": "false",
        "claim_id": "elections-hold",
        "stance": "support",
        "act": "call-for",
        "resolution": "agreed",
        "cue": "said",
        "is_quote": "false",
        "quote_opening": "",
        "paraphrase": "Elections should be held.",
    }
    assert rows["actor_names"]["example-envoy", "Example Envoy"]["kind"] == "preferred"
    first, second = (rows["participants"][new, number] for number in "12")
    assert (first["actor_id"], first["organization_id"]) == ("lafi-abdullah", "lby-pc")
    assert (second["actor_id"], second["organization_id"]) == ("example-envoy", "rus-mfa")
    assert first["readout_id"] == added["readouts"][0][0]


def test_new_ids_are_one_more_than_the_largest_live_or_retired(draft):
    largest = {name: max(int(key[0][1:]) for key in draft.rows[name]) for name in NUMBERED}
    retired = f"E{largest['engagements'] + 7:04}"
    row = {"id": retired, "replaced_by": "", "reason": "x", "retired_on": "2026-11-26"}
    draft.rows["retired_ids"][(retired,)] = row
    try:
        _, found = intake(
            draft,
            arecord.record(),
            put(arecord.record("b"), ["sources", 0, "url"], "https://b.org"),
        )
    finally:
        del draft.rows["retired_ids"][(retired,)]
    assert list(found.values()) == [f"E{largest['engagements'] + n:04}" for n in (8, 9)]
    assert (f"S{largest['sources'] + 1:04}",) in draft.rows["sources"]
    assert (f"P{largest['positions'] + 2:05}",) in draft.rows["positions"]


NAMES = [
    "Abdullah al-Lafi",
    "abdullah  Al Lafi",
    "عبد الله اللافي",
    "lafi-abdullah",
    {"id": "lafi-abdullah"},
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_actor_is_found_by_any_of_his_names(draft, name):
    tree = put(arecord.record(), ["participants", 0, "name"], name)
    problems, (new,) = intake(draft, tree)[0], intake(draft, put(tree, ["record"], "b"))[1].values()
    assert problems == []
    assert draft.rows["participants"][new, "1"]["actor_id"] == "lafi-abdullah"


@pytest.mark.parametrize(
    ("path", "value", "line", "found", "nearest"),
    [
        (
            ["participants", 0, "name"],
            "Abdullah al-Lofi",
            "al-Lofi",
            "'Abdullah al-Lofi'",
            "'Abdullah al-Lafi'",
        ),
        (
            ["participants", 0, "name"],
            {"id": "lafi-abdulla"},
            "name:\n",
            "'lafi-abdulla'",
            "'lafi-abdullah'",
        ),
        (
            ["participants", 0, "organization"],
            "Presidential Counsil",
            "Counsil",
            "'Presidential Counsil'",
            "'Presidential Council'",
        ),
        (
            ["participants", 0, "post"],
            "Deputy head of the Presidential Councils",
            "Councils",
            "'Deputy head of the Presidential Councils'",
            "'Deputy head of the Presidential Council'",
        ),
        (["participants", 0, "side"], "Libia", "Libia", "'Libia'", "'Libya'"),
        (["engagement", "place"], "Tripolis", "Tripolis", "'Tripolis'", "'Tripoli'"),
        (
            ["readouts", 0, "issuer"],
            "Abdullah al-Lofi",
            "al-Lofi",
            "'Abdullah al-Lofi'",
            "'Abdullah al-Lafi'",
        ),
        (
            ["readouts", 0, "positions", 0, "holders", 0],
            "al-Lofi Abdullah",
            "al-Lofi",
            "'al-Lofi Abdullah'",
            "",
        ),
        (
            ["readouts", 0, "positions", 0, "codings", 0, "claim"],
            "elections-holt",
            "holt",
            "'elections-holt'",
            "'elections-hold'",
        ),
        (
            ["readouts", 0, "positions", 0, "codings", 0, "coder"],
            "coder-aa",
            "coder-aa",
            "'coder-aa'",
            "'coder-a'",
        ),
        (
            ["actors", 0, "parent"],
            "Russian Foreign Ministri",
            "Ministri",
            "'Russian Foreign Ministri'",
            "'Russian Foreign Ministry'",
        ),
        (
            ["sources", 0, "owner"],
            "Russian Foreign Ministri",
            "Ministri",
            "'Russian Foreign Ministri'",
            "'Russian Foreign Ministry'",
        ),
    ],
    ids=range(12),
)
def test_unknown_name_is_told_at_its_line_with_the_nearest(
    draft, path, value, line, found, nearest
):
    tree = put(arecord.record(), path, value)
    problem = only(draft, tree)
    name = next(step for step in reversed(path) if isinstance(step, str))
    if isinstance(value, dict):
        assert problem.line == arecord.line(tree, "id: lafi-abdulla") - 1
    else:
        assert problem.line == arecord.line(tree, line)
    assert (problem.check, problem.field) == ("record-name-is-known", name)
    assert problem.found == found
    assert f"nearest: {nearest}" in problem.expected
    assert problem.label == "lafi-example-tripoli"


def test_whole_text_of_an_unknown_name(draft):
    tree = put(arecord.record(), ["participants", 1, "name"], "Exampel Envoy")
    assert only(draft, tree).text() == (
        f"lafi-example-tripoli.yaml:{arecord.line(tree, 'Exampel')}:name  [record-name-is-known]\n"
        "  found     'Exampel Envoy'\n"
        "  expected  the name or id of an actor that the tables or this record know "
        "(nearest: 'Example Envoy')\n"
        "  fix       correct it, or declare it under `actors`; a new spelling of a known actor "
        "goes under `names`"
    )


def test_ambiguous_name_lists_the_candidates(draft):
    tree = put(arecord.record(), ["participants", 1, "name"], "Rustam Minnikhanov")
    problem = only(draft, tree)
    assert problem.check == "record-name-is-single"
    assert "'minnikhanov' (Rustam Minnikhanov) or 'minnikhanov-tatarstan'" in problem.found
    assert problem.fix == "write {id: minnikhanov} or {id: minnikhanov-tatarstan}"


def test_declared_name_of_a_known_actor_is_ambiguous_and_told_to_be_shared(draft):
    tree = put(arecord.record(), ["actors", 0, "name"], "Abdullah al-Lafi")
    tree = put(tree, ["participants", 1, "name"], {"id": "example-envoy"})
    problems, _ = intake(draft, tree)
    assert {item.check for item in problems} == {"record-name-is-single"}
    for place in (["participants", 0, "name"], ["readouts", 0, "positions", 0, "holders", 0]):
        tree = put(tree, place, {"id": "lafi-abdullah"})
    problem = only(draft, tree)
    assert (problem.check, problem.severity) == ("record-name-is-unshared", "warning")
    assert "'lafi-abdullah' has it too" in problem.expected


def test_reported_name_becomes_a_spelling_only_where_names_says_so(draft):
    tree = put(arecord.record(), ["participants", 0, "name_as_reported"], "A. Lafi of Tripoli")
    intake(draft, tree)
    assert ("lafi-abdullah", "A. Lafi of Tripoli") not in draft.rows["actor_names"]
    names = [{"actor": "Abdullah al-Lafi", "name": "Lafi X", "script": "Latn", "kind": "variant"}]
    tree = put(arecord.record("b", names=names), ["participants", 0, "name"], "Lafi X")
    tree = put(tree, ["engagement", "date"], "2012-03-03")
    problems, (new,) = intake(draft, tree)[0], intake(draft, put(tree, ["record"], "c"))[1].values()
    assert problems == []
    assert ("lafi-abdullah", "Lafi X") in draft.rows["actor_names"]
    assert draft.rows["participants"][new, "1"]["actor_id"] == "lafi-abdullah"


def test_another_record_of_the_call_declares_for_itself_alone(draft):
    tree = arecord.record("b", actors=[])
    tree = put(put(tree, ["sources", 0, "url"], "https://b.org/"), ["engagement", "date"], "2012")
    problems, _ = intake(draft, arecord.record(), tree)
    assert [(item.path, item.check) for item in problems] == [("b.yaml", "record-name-is-known")]


def two(change=None, path=("actors", 0)):
    """Two records that declare the same actor; in the second something is changed."""
    second = put(arecord.record("b"), ["sources", 0, "url"], "https://b.org/")
    second = put(second, ["engagement", "date"], "2012-03-03")
    for key, value in (change or {}).items():
        second = put(second, [*path, key], value)
    return arecord.record(), second


def test_same_declaration_may_stand_in_several_records(draft):
    more = [{"name": "Экз", "script": "Cyrl", "kind": "variant"}]
    problems, _ = intake(draft, *two({"names": more}))
    assert problems == []
    names = [name for actor, name in draft.rows["actor_names"] if actor == "example-envoy"]
    assert sorted(names) == ["Example Envoy", "Экз", "Экзампл"]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("country", ["LBY", None])
def test_declarations_that_differ_are_refused(draft, order, country):
    problems, _ = intake(draft, *two({"country": country})[::order])
    (problem,) = problems
    assert (problem.check, problem.field) == ("record-agrees", "country")
    told = {problem.found, problem.expected.split(",")[0]}
    assert told == {"'RUS'", f"'{country}'" if country else "nothing"}


def test_problems_of_a_record_have_an_end(draft):
    people = [arecord.participant(f"Nobody {i}", "LBY") for i in range(300)]
    problems, _ = intake(draft, arecord.record(participants=people))
    assert len(problems) == RECORDS["problems told of a record"].most
    tree = arecord.record()
    tree["engagement"] |= {f"key{i}": "x" for i in range(300)}
    assert len(intake(draft, tree)[0]) == RECORDS["problems told of a record"].most


def test_readout_has_room_for_so_many_positions(draft, monkeypatch):
    monkeypatch.setitem(RECORDS, "items in a list", replace(RECORDS["items in a list"], most=3))
    tree = put(arecord.record(), ["readouts", 0, "positions"], [arecord.position()] * 3)
    assert intake(draft, tree)[0] == []
    problem = only(draft, add_to(intake(draft, put(tree, ["record"], "b"))[1]["b"]))
    assert problem.found == "4 positions, with those that are there"


def test_declaration_of_what_the_tables_know_must_agree(draft):
    lafi = {
        "id": "lafi-abdullah",
        "name": "Abdullah al-Lafi",
        "kind": "person",
        "country": "LBY",
        "side": "LBY",
    }
    tree = arecord.record()
    tree["actors"].append(lafi)
    assert intake(draft, tree)[0] == []
    tree = put(put(tree, ["record"], "b"), ["actors", 1, "kind"], "group")
    tree = put(tree, ["engagement", "date"], "2012-03-03")
    problem = only(draft, tree)
    assert (problem.field, problem.found) == ("kind", "'group'")
    assert problem.expected == "'person', as in data/actors.csv, lafi-abdullah"


def known_page(draft):
    return next(row for row in draft.rows["sources"].values() if not row["title"])


def test_known_page_needs_only_its_address_in_any_form(draft):
    page = known_page(draft)
    url = page["url"].replace("https://", "http://www.") + "?utm_source=x"
    tree = put(arecord.record(), ["sources", 0], {"key": "s1", "url": url})
    problems, (new,) = (
        intake(draft, tree)[0],
        list(intake(draft, put(tree, ["record"], "b"))[1].values()),
    )
    assert [item for item in problems if item.severity == "error"] == []
    readouts = [row for row in draft.rows["readouts"].values() if row["engagement_id"] == new]
    assert [row["source_id"] for row in readouts] == [page["source_id"]]
    assert ("sources", (page["source_id"],)) not in draft.before


def test_known_page_is_filled_and_not_overwritten(draft):
    page = known_page(draft)
    again = {"key": "s1", "url": page["url"], "title": "New title", "language": page["language"]}
    assert intake(draft, put(arecord.record(), ["sources", 0], again))[0] == []
    assert draft.rows["sources"][(page["source_id"],)]["title"] == "New title"
    tree = put(arecord.record("b"), ["sources", 0], again | {"publisher": "Somebody else"})
    tree = put(tree, ["engagement", "date"], "2012-03-03")
    problem = only(draft, tree)
    assert (problem.check, problem.field) == ("record-agrees", "publisher")
    assert draft.rows["sources"][(page["source_id"],)]["publisher"] == page["publisher"]


def test_page_that_nobody_describes_is_refused(draft):
    tree = put(arecord.record(), ["sources", 0], {"key": "s1", "url": "https://example.org/x"})
    problem = only(draft, tree)
    assert (problem.check, problem.field) == ("record-reference-is-known", "url")
    assert problem.line == arecord.line(tree, "url:")


@pytest.mark.parametrize("order", [1, -1])
def test_page_may_be_described_by_another_record_of_the_call(draft, order):
    first, second = two()
    second = put(second, ["sources", 0], {"key": "x", "url": first["sources"][0]["url"]})
    second = put(second, ["readouts", 0, "source"], "x")
    assert intake(draft, *(first, second)[::order])[0] == []
    assert sum(row["url"] == "https://example.org/a" for row in draft.rows["sources"].values()) == 1


@pytest.mark.parametrize("name", ["s2", "https://b.org/", None])
def test_derived_from(draft, name):
    name = name or next(iter(draft.rows["sources"]))[0]
    tree = arecord.record(sources=[arecord.source(), arecord.source("s2", "http://b.org")])
    problems, _ = intake(draft, put(tree, ["sources", 0, "derived_from"], name))
    assert problems == []
    rows = {row["url"]: row for row in draft.rows["sources"].values()}
    expected = name if name.startswith("S") else rows["http://b.org"]["source_id"]
    assert rows["https://example.org/a"]["derived_from"] == expected


def add_to(engagement_id, **more):
    """A record that adds an account to an engagement of the tables."""
    tree = arecord.record("more", participants=[], actors=[]) | more
    return tree | {"engagement": {"id": engagement_id} | more.get("engagement", {})}


def test_account_is_added_to_a_known_engagement(draft):
    before = len(draft.rows["engagements"])
    problems, found = intake(draft, add_to("E0293"))
    assert (problems, found) == ([], {"more": "E0293"})
    assert len(draft.rows["engagements"]) == before
    assert {name for name, _ in draft.added} == {
        "sources",
        "readouts",
        "positions",
        "position_holders",
        "codings",
    }


def test_known_engagement_is_filled_and_not_overwritten(draft):
    row = next(row for row in draft.rows["engagements"].values() if not row["notes"])
    key, told = row["engagement_id"], {"notes": "A note.", "form": row["form"]}
    problems, _ = intake(draft, add_to(key, engagement=told))
    assert problems == []
    assert draft.rows["engagements"][(key,)]["notes"] == "A note."
    tree = add_to(key, record="b", engagement={"title": "Another title"})
    problem = only(draft, put(tree, ["sources", 0, "url"], "https://c.org/"))
    assert (problem.check, problem.field) == ("record-agrees", "title")


def test_engagement_that_is_not_there(draft):
    problem = only(draft, add_to("E9993"))
    assert problem.check == "record-reference-is-known"
    assert problem.found == "'E9993'"


def test_retired_engagement_is_told_with_what_replaced_it(draft):
    row = {"id": "E9000", "replaced_by": "E0293", "reason": "x", "retired_on": "2026-11-26"}
    draft.rows["retired_ids"][("E9000",)] = row
    try:
        problem = only(draft, add_to("E9000"))
    finally:
        del draft.rows["retired_ids"][("E9000",)]
    assert problem.found == "'E9000', an id that is retired"
    assert "nearest: 'E0293'" in problem.expected


def test_known_readout_takes_further_positions_by_paragraph(draft):
    paragraphs = ["1", "2", "2", "4", "", "1"]
    base = [arecord.position(f"Position {i}.", paragraph=p) for i, p in enumerate(paragraphs)]
    tree = put(arecord.record(), ["readouts", 0, "positions"], base)
    tree = put(tree, ["readouts", 0, "notes"], "cut; by telephone")
    _, found = intake(draft, tree)
    new = found["lafi-example-tripoli"]
    more = [
        arecord.position(f"More {p or 'last'}.", paragraph=p) for p in ("2", "3", "", "2", "9", "1")
    ]
    again = add_to(new)
    again["readouts"] = [
        {
            "key": "r1",
            "source": "s1",
            "positions": more,
            "notes": "cut; in person",
            "date_as_reported": "2020",
        }
    ]
    assert intake(draft, again)[0] == []
    (readout,) = [row for row in draft.rows["readouts"].values() if row["engagement_id"] == new]
    assert (readout["notes"], readout["date_as_reported"]) == (
        "cut; by telephone; in person",
        "2020",
    )
    rows = [
        row
        for row in draft.rows["positions"].values()
        if row["readout_id"] == readout["readout_id"]
    ]
    rows.sort(key=lambda row: int(row["order_in_readout"]))
    assert [row["order_in_readout"] for row in rows] == [str(i) for i in range(1, 13)]
    assert [row["paraphrase"] for row in rows] == [
        "Position 0.",
        "Position 1.",
        "Position 2.",
        "More 2.",
        "More 2.",
        "More 3.",
        "Position 3.",
        "Position 4.",
        "Position 5.",
        "More 1.",
        "More last.",
        "More 9.",
    ]


def test_known_readout_keeps_its_date(draft):
    tree = put(arecord.record(), ["readouts", 0, "date_as_reported"], "2020-03-02")
    _, found = intake(draft, tree)
    again = add_to(found["lafi-example-tripoli"])
    again = put(again, ["readouts", 0, "date_as_reported"], "2020-03-01")
    assert only(draft, again).field == "date_as_reported"


def with_participants(draft, *rows):
    """Add people to an engagement in which al-Lafi and the envoy are; return the problems."""
    _, found = intake(draft, arecord.record())
    new = found["lafi-example-tripoli"]
    tree = add_to(new, participants=list(rows))
    problems, _ = intake(draft, tree)
    return problems, [
        row for row in draft.rows["participants"].values() if row["engagement_id"] == new
    ]


def test_participant_who_is_there_is_dropped(draft):
    again = arecord.participant("Abdullah al-Lafi", "LBY", organization="Presidential Council")
    problems, rows = with_participants(draft, again, arecord.participant("Abdullah al-Lafi", "LBY"))
    assert (problems, len(rows)) == ([], 2)


def test_further_participants_come_after_those_who_are_there(draft):
    unnamed = {"title_as_reported": "aides", "side": "LBY", "role": "member", "readout": "r1"}
    problems, rows = with_participants(draft, unnamed, arecord.participant("Sergey Lavrov", "RUS"))
    assert problems == []
    assert [(row["participant_no"], row["actor_id"]) for row in rows] == [
        ("1", "lafi-abdullah"),
        ("2", "example-envoy"),
        ("3", ""),
        ("4", "lavrov"),
    ]


def test_participant_who_differs_is_refused_once(draft):
    other = arecord.participant("Abdullah al-Lafi", "RUS", role="member")
    problems, rows = with_participants(draft, other)
    (problem,) = problems
    assert (problem.check, problem.field, len(rows)) == ("record-agrees", None, 2)
    assert problem.found == "side 'RUS', role 'member', is_host 'false'"
    assert problem.expected.startswith("side 'LBY', role 'lead', is_host 'true', as participant 1")


def test_what_is_not_taken_over_is_said(draft):
    more = arecord.participant("Abdullah al-Lafi", "LBY", name_as_reported="Lafi")
    problems, _ = with_participants(draft, more)
    (problem,) = problems
    assert (problem.check, problem.severity) == ("record-value-is-kept", "warning")
    assert problem.found == "name_as_reported 'Lafi'"


def test_records_of_one_call_refer_to_each_other_in_any_order(draft):
    visit, meeting = two()
    visit = put(put(visit, ["engagement", "form"], "visit"), ["record"], "the-visit")
    meeting = put(meeting, ["engagement", "part_of"], "the-visit")
    for order in (1, -1):
        mark = draft.mark()
        problems, found = intake(draft, *(visit, meeting)[::order])
        assert problems == []
        assert draft.rows["engagements"][(found["b"],)]["part_of"] == found["the-visit"]
        draft.back_to(mark)


def test_part_of_nothing(draft):
    problem = only(draft, put(arecord.record(), ["engagement", "part_of"], "the-visit"))
    assert (problem.check, problem.field) == ("record-reference-is-known", "part_of")


def twins(**change):
    """Two records of engagements with the same leads; the second differs as told."""
    second = put(arecord.record("twin"), ["sources", 0, "url"], "https://b.org/")
    return arecord.record(), second | {"engagement": second["engagement"] | change}


def test_likely_same_engagement_stops_and_asks(draft):
    problems, _ = intake(draft, *twins(date="2020-03"))
    assert [item.text() for item in problems] == [
        "twin.yaml:2:engagement  [record-is-new]\n"
        "  found     'Al-Lafi meets Example Envoy in Tripoli' (meeting, 2020-03)\n"
        "  expected  an engagement that is not told yet; lafi-example-tripoli "
        "(lafi-example-tripoli.yaml) has the same leads: "
        "'Al-Lafi meets Example Envoy in Tripoli' (meeting, 2020-03-03)\n"
        "  fix       tell both in one record, or add "
        "`separate: {from: [lafi-example-tripoli], reason: …}`"
    ]


def test_engagement_of_the_tables_is_asked_about_too(draft):
    _, found = intake(draft, arecord.record())
    key = found["lafi-example-tripoli"]
    problem = only(draft, twins()[1])
    assert problem.check == "record-is-new"
    assert f"write `engagement: {{id: {key}}}` and no more" in problem.fix


def test_looser_likeness_is_a_warning(draft):
    problems, _ = intake(draft, *twins(date="2020"))
    assert [(item.check, item.severity) for item in problems] == [("record-seems-new", "warning")]


@pytest.mark.parametrize(
    ("url", "check"),
    [("https://b.org/", "record-seems-new"), (None, "record-is-new")],
    ids=["another page", "the same page"],
)
def test_one_page_of_one_vague_date_is_not_told_twice(draft, url, check):
    first, second = twins(date="2020")
    first = put(first, ["engagement", "date"], "2020")
    if url is None:
        second = put(second, ["sources", 0, "url"], first["sources"][0]["url"])
    problems, _ = intake(draft, first, second)
    assert [item.check for item in problems] == [check]


@pytest.mark.parametrize("notes", ["", "Seen by two.", "no full stop"])
@pytest.mark.parametrize("side", [0, 1])
def test_separate_is_kept_in_the_notes(draft, notes, side):
    pair = list(twins())
    other = pair[1 - side]["record"]
    why = {"from": [other], "reason": "in the evening"}
    pair[side] = put(
        put(pair[side], ["engagement", "separate"], why), ["engagement", "notes"], notes
    )
    problems, found = intake(draft, *pair)
    assert problems == []
    told = f"Separate from {found[other]}: in the evening."
    joint = {
        "": told,
        "Seen by two.": f"Seen by two. {told}",
        "no full stop": f"no full stop; {told}",
    }
    key = found[pair[side]["record"]]
    assert draft.rows["engagements"][(key,)]["notes"] == joint[notes]
    record = to_record(draft, key)
    assert record["engagement"]["separate"] == {"from": [found[other]], "reason": "in the evening"}
    assert record["engagement"].get("notes", "") == notes


SHAPES = [
    (["engagement", "titel"], "x", "record-key-is-known", "titel", "nearest: 'title'"),
    (["engagement"], "x", "record-value-has-its-shape", "engagement", "a mapping"),
    (["engagement", "title"], ["x"], "record-value-has-its-shape", "title", "a text"),
    (["sources"], "x", "record-value-has-its-shape", "sources", "a list"),
    (["sources", 0], "x", "record-value-has-its-shape", "sources", "a mapping"),
    (["sources", 0, "key"], None, "record-key-is-given", "key", "a value"),
    (["sources", 0, "url"], "", "record-key-is-given", "url", "a value"),
    (
        ["readouts", 0, "positions", 0, "holders"],
        "x",
        "record-value-has-its-shape",
        "holders",
        "a list",
    ),
    (
        ["readouts", 0, "positions", 0, "holders", 0],
        ["x"],
        "record-value-has-its-shape",
        "holders",
        "a name",
    ),
    (
        ["participants", 0, "name"],
        {"id": "a", "b": "c"},
        "record-value-has-its-shape",
        "name",
        "a name",
    ),
    (["participants", 0, "readout"], None, "record-key-is-given", "readout", "a value"),
    (["actors", 0, "names", 0, "actor"], "x", "record-key-is-known", "actor", "a key of `names`"),
    (["record"], None, "record-key-is-given", "record", "a value"),
    (["record"], "E0123", "record-value-has-its-shape", "record", "letters, digits"),
    (["record"], "../x", "record-value-has-its-shape", "record", "letters, digits"),
    (["resolutions"], [], "record-key-is-known", "resolutions", "a key of a record"),
]


@pytest.mark.parametrize(
    ("path", "value", "check", "field", "expected"), SHAPES, ids=range(len(SHAPES))
)
def test_shape_of_a_record(draft, path, value, check, field, expected):
    tree = put(arecord.record(), path, value)
    problems, _ = to_rows(draft, [arecord.document(tree)])
    (problem,) = problems
    assert (problem.check, problem.field) == (check, field)
    assert problem.expected.startswith(expected) or expected in problem.expected
    assert not draft.added


KEYS = [
    (["readouts", 0, "source"], "s2", "source", "record-reference-is-known"),
    (["participants", 0, "readout"], "r2", "readout", "record-reference-is-known"),
    (["sources", 0, "derived_from"], "s3", "derived_from", "record-reference-is-known"),
    (
        ["engagement", "separate"],
        {"from": ["x"], "reason": "y"},
        "from",
        "record-reference-is-known",
    ),
    (
        ["readouts", 0, "positions", 0, "holders"],
        ["Abdullah al-Lafi"] * 2,
        "holders",
        "record-key-is-single",
    ),
    (
        ["readouts", 0, "positions", 0, "codings", 0, "coder"],
        "coder-b",
        "coder",
        "record-key-is-single",
    ),
    (
        ["sources"],
        [arecord.source(), arecord.source(url="https://b.org/")],
        "key",
        "record-key-is-single",
    ),
]


@pytest.mark.parametrize(("path", "value", "field", "check"), KEYS, ids=range(len(KEYS)))
def test_references_inside_a_record(draft, path, value, field, check):
    problem = only(draft, put(arecord.record(), path, value))
    assert (problem.check, problem.field) == (check, field)


def test_two_readouts_of_one_source_and_issuer_in_one_record(draft):
    tree = arecord.record()
    tree["readouts"].append(copy.deepcopy(tree["readouts"][0]) | {"key": "r2"})
    problem = only(draft, tree)
    assert (problem.check, problem.found) == ("record-key-is-single", "a second such readout")


def test_one_name_for_two_records(draft):
    problems, _ = intake(draft, arecord.record(), arecord.record())
    assert [item.check for item in problems] == ["record-key-is-single"]


def codes(draft, resolution, *codings):
    at = ["readouts", 0, "positions", 0]
    tree = put(
        put(arecord.record(), [*at, "codings"], list(codings)), [*at, "resolution"], resolution
    )
    tree["coders"] = [
        {"id": "me", "label": "Me", "kind": "human", "role": "gatherer", "description": "Read it."}
    ]
    problems, _ = intake(draft, tree)
    found = [
        row for (name, key) in draft.added if name == "positions" for row in [draft.rows[name][key]]
    ]
    return problems, [(row["claim_id"], row["stance"], row["act"]) for row in found]


A, B, ME, JUDGE = (
    arecord.coding("coder-a"),
    arecord.coding("coder-b"),
    arecord.coding("me", claim="elections-other", act="state"),
    arecord.coding("adjudicator", claim="settlement-political", stance="none", act="discuss"),
)


@pytest.mark.parametrize(
    ("resolution", "codings", "expected"),
    [
        ("agreed", [ME, A, B], ("elections-hold", "support", "call-for")),
        (
            "adjudicated",
            [A, B | {"act": "state"}, JUDGE],
            ("settlement-political", "none", "discuss"),
        ),
        ("single", [ME], ("elections-other", "support", "state")),
        ("single", [A], ("elections-hold", "support", "call-for")),
    ],
)
def test_codes_follow_from_the_codings(draft, resolution, codings, expected):
    assert codes(draft, resolution, *codings) == ([], [expected])


@pytest.mark.parametrize(
    ("resolution", "codings"),
    [
        ("agreed", [A]),
        ("agreed", [A, ME]),
        ("agreed", [A, B | {"act": "state"}]),
        ("adjudicated", [A, B]),
        ("single", [A, B]),
        ("single", []),
        ("unheard-of", []),
    ],
)
def test_codes_that_do_not_follow_are_refused(draft, resolution, codings):
    problems, _ = codes(draft, resolution, *codings)
    (problem,) = problems
    assert (problem.check, problem.field) == ("record-codes-follow", "resolution")


def test_record_with_an_error_leaves_nothing_and_keeps_no_other_out(draft):
    before = copy.deepcopy(draft.rows)
    bad = put(arecord.record("bad"), ["participants", 1, "name"], "Nobody at all")
    intake(draft, bad)
    assert draft.rows == before
    assert [*draft.added, *draft.before, *draft.origins] == []
    problems, found = intake(draft, bad, two()[1])
    assert [item.path for item in problems] == ["bad.yaml"]
    assert (found["b"],) in draft.rows["engagements"]


def test_every_problem_lies_in_its_record(draft):
    tree = put(arecord.record(), ["participants", 0, "name"], "x")
    tree = put(tree, ["engagement", "place"], "y")
    problems, _ = intake(draft, tree)
    lines = [arecord.line(tree, "name: x"), arecord.line(tree, "place: y")]
    assert sorted(item.line for item in problems) == sorted(lines)


def places(tree, path=()):
    """Yield the path of every value in a record."""
    yield path
    inner = tree.items() if isinstance(tree, dict) else ()
    for key, value in enumerate(tree) if isinstance(tree, list) else inner:
        yield from places(value, (*path, key))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_other_value_anywhere_ends_in_rows_or_problems(empty, data):
    """Never in an exception; and a record with an error leaves nothing."""
    tree = arecord.record(names=[], posts=[], coders=[])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([item for item in places(tree) if item] or [()]))
        words = ["", "x", "s1", "r1", "E0293", "example-envoy", "Example Envoy", "-1", "9" * 30]
        value = data.draw(st.sampled_from([*words, [], {}, ["x"], {"id": "x"}, [{}], None]))
        tree = put(tree, path, value) if path else tree
    mark = empty.mark()
    try:
        problems, _ = to_rows(empty, [arecord.document(tree)] if tree else [])
        if any(item.severity == "error" for item in problems):
            assert not empty.added or {item.check for item in problems} == {"record-is-new"}
    finally:
        empty.back_to(mark)


@pytest.fixture(scope="module")
def empty():
    return emptied()


# ---- and back ----------------------------------------------------------------


def comparable(draft):
    """Return the tables with ids named after what they stand for, as sets of rows."""
    rows = draft.rows
    ids = {key: f"source {row['url']}" for (key,), row in rows["sources"].items()}
    order = {}
    for (key,), row in sorted(rows["engagements"].items()):
        same = (row["title"], row["date"], row["summary"])
        order[same] = order.get(same, 0) + 1
        ids[key] = f"engagement {same} {order[same]}"
    for (key,), row in rows["readouts"].items():
        ids[key] = f"readout {ids[row['engagement_id']]} {ids[row['source_id']]} {row['issuer_id']}"
    for (key,), row in rows["positions"].items():
        ids[key] = f"position {ids[row['readout_id']]} {row['order_in_readout']}"

    def separate(note):
        return re.sub("E[0-9]{4}", lambda found: ids[found[0]], note[0])

    def cell(text):
        """Name an id; also those of a note that tells engagements apart, and no others."""
        return ids.get(text) or re.sub("Separate from E[^:]*:", separate, text)

    named = {
        name: sorted(tuple(map(cell, row.values())) for row in table.values())
        for name, table in rows.items()
        if name != "audits"
    }
    assert all(len(set(table)) == len(table) for table in named.values())
    return named


def test_records_of_all_engagements_give_the_same_tables(shipped, tmp_path):
    """The proof that records lose nothing; `test_adding` validates the result."""
    ids = [key for (key,) in shipped.rows["engagements"]]
    random.Random(4).shuffle(ids)
    path = tmp_path / "all.yaml"
    path.write_text(to_yaml(to_records(shipped, ids)), encoding="utf-8")
    found, problems = read_documents([path])
    assert problems == []
    again = emptied()
    problems, _ = to_rows(again, found)
    assert [item.text() for item in problems if item.severity == "error"] == []
    before, after = comparable(shipped), comparable(again)
    for name in before:
        assert after[name] == before[name], name


@settings(max_examples=20, deadline=None)
@given(places=st.lists(st.integers(0, 9999), min_size=1, max_size=3))
def test_any_engagement_survives_the_way_to_and_fro(shipped, empty, places):
    """Alone or with others; what it refers to is left out where that is not among them."""
    ids = sorted(key for (key,) in shipped.rows["engagements"])
    chosen = list(dict.fromkeys(ids[place % len(ids)] for place in places))
    records = to_records(shipped, chosen)
    for record in records:
        if record["engagement"].get("part_of") in ids:
            del record["engagement"]["part_of"]
        if set(ids) & set(record["engagement"].get("separate", {}).get("from", ())):
            del record["engagement"]["separate"]
        for item in record["sources"]:
            if "/" in item.get("derived_from", ""):
                del item["derived_from"]
    mark = empty.mark()
    trees = [Document("a", node) for node in documents(to_yaml(records).encode())]
    problems, found = to_rows(empty, trees)
    printed = to_records(empty, [found[record["record"]] for record in records])
    empty.back_to(mark)
    assert [item.text() for item in problems if item.severity == "error"] == []
    slugs = {new["record"]: old["record"] for old, new in zip(records, printed, strict=True)}
    for old, new in zip(records, printed, strict=True):
        new["record"] = slugs[new["record"]]
        if "part_of" in new["engagement"]:
            new["engagement"]["part_of"] = slugs[new["engagement"]["part_of"]]
        assert named(shipped, new) == named(shipped, old)


def named(draft, tree):
    """Return a record with names for ids: an id stands where a name is another's too."""
    if isinstance(tree, list):
        return [named(draft, item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.keys() == {"id"}:
        return draft.rows["actors"][(tree["id"],)]["name"]
    return {key: named(draft, value) for key, value in tree.items()}


def test_printed_record_has_no_empty_value_and_keeps_its_order(shipped):
    record = to_record(shipped, "E0293")
    assert list(record)[:5] == ["record", "engagement", "sources", "readouts", "participants"]

    def values(tree):
        if isinstance(tree, dict):
            for value in tree.values():
                yield from values(value)
        elif isinstance(tree, list):
            for value in tree:
                yield from values(value)
        else:
            yield tree

    assert all(value not in ("", None) for value in values(record))
    assert to_yaml([record]) == to_yaml([to_record(shipped, "E0293")])


def test_name_of_two_is_printed_as_an_id(shipped):
    for row in shipped.rows["participants"].values():
        if row["actor_id"] == "minnikhanov":
            record = to_record(shipped, row["engagement_id"])
            assert {"id": "minnikhanov"} in [item.get("name") for item in record["participants"]]
            return
    pytest.fail("nobody of two names takes part")


def test_engagement_that_is_not_in_the_tables(shipped):
    with pytest.raises(ReadoutsError, match=r"no engagement 'E9999'\. Did you mean 'E0"):
        to_record(shipped, "E9999")


def test_reference_to_nothing_is_said(draft):
    draft.rows["participants"][("E0293", "1")]["actor_id"] = "nobody"
    try:
        with pytest.raises(BrokenPackageError, match=r"actors\.csv: 'nobody' is not in it"):
            to_record(draft, "E0293")
    finally:
        draft.rows["participants"][("E0293", "1")]["actor_id"] = "kinshchak"


def test_fields_are_called_as_in_records():
    assert key_of_field("positions", "claim_id") == "claim_id"
    assert key_of_field("codings", "claim_id") == "claim"
    assert key_of_field("position_holders", "actor_id") == "holders"
    assert key_of_field("engagements", "notes") == "notes"
    assert key_of_field("positions", "is_joint") == "holders"
