"""Key and label: which record a problem is about, in words for people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import tiny

import readouts
from readouts.problems import Problem
from readouts.reports.labels import Labels
from readouts.storage.package import RawRow, open_package

ROOT = Path(__file__).parents[1]

NAMED = {
    "engagements": ("E0291", "Kinshchak meets Prime Minister Dabaiba in Tripoli, 2025-04-28"),
    "participants": ("E0291, 1", "Kinshchak meets Prime Minister Dabaiba in Tripoli, 2025-04-28"),
    "readouts": (
        "R0001",
        "Lavrov meets al-Sharif, envoy of Muammar Gaddafi, in Moscow, 2011-05-17",
    ),
    "positions": (
        "P00001",
        "Lavrov meets al-Sharif, envoy of Muammar Gaddafi, in Moscow, 2011-05-17",
    ),
    "position_holders": (
        "P00001, sharif",
        "Lavrov meets al-Sharif, envoy of Muammar Gaddafi, in Moscow, 2011-05-17",
    ),
    "codings": (
        "P00001, coder-a",
        "Lavrov meets al-Sharif, envoy of Muammar Gaddafi, in Moscow, 2011-05-17",
    ),
    "sources": ("S0002", "The Moscow Times: Cryptic Talks on Libya Suit Lavrov"),
    "actors": ("abdulaziz", "Mohamed Abdulaziz"),
    "actor_names": ("abdul-jalil, Mustafa Abdel Jalil", "Mustafa Abdul Jalil"),
    "posts": ("are-president", "President of the United Arab Emirates"),
    "places": ("abu-dhabi", "Abu Dhabi"),
    "sides": ("AFU", "African Union"),
    "issues": ("settlement", "Political settlement and reconciliation"),
    "claims": ("settlement-political", "The Libyan crisis should be settled by political means"),
    "coders": ("coder-a", "First coder"),
}


@pytest.fixture(scope="module")
def tables():
    package = open_package(ROOT)
    return {name: package.read_table(name) for name in package.resources}


def problem(path, line):
    return Problem(path, line, None, "x", "error", "a", "b", "c")


@pytest.mark.parametrize("name", NAMED)
def test_row_of_each_table_has_key_and_label(tables, name):
    key, label = NAMED[name]
    table, labels = tables[name], Labels(tables)
    line = next(
        row.line
        for row in table.rows
        if labels.key(table, dict(zip(table.header, row.cells, strict=True))) == key
    )
    told = labels.add_to(problem(table.path, line))
    assert (told.key, told.label) == (key, label)


def test_every_row_of_every_table_can_be_named(tables):
    labels = Labels(tables)
    for table in tables.values():
        for row in table.rows:
            told = labels.add_to(problem(table.path, row.line))
            assert told.key is not None
            assert told.label is not None or table.name == "retired_ids"


@pytest.mark.parametrize(
    ("path", "line"), [("data/actors.csv", 1), ("data/actors.csv", None), ("datapackage.json", 2)]
)
def test_where_no_row_is_meant_there_is_no_label(tables, path, line):
    assert Labels(tables).add_to(problem(path, line)) == problem(path, line)


@pytest.mark.parametrize(
    ("cells", "key", "label"),
    [
        (("P00001",), "P00001", None),
        ((), None, None),
        (("P00001", "R9999"), "P00001", None),
        (
            ("", "R0001"),
            "",
            "Lavrov meets al-Sharif, envoy of Muammar Gaddafi, in Moscow, 2011-05-17",
        ),
    ],
)
def test_broken_row_is_named_as_far_as_it_goes(tables, cells, key, label):
    broken = replace(tables["positions"], rows=(RawRow(2, cells),))
    told = Labels(tables | {"positions": broken}).add_to(problem(broken.path, 2))
    assert (told.key, told.label) == (key, label)


def test_label_stays_in_its_line_and_is_cut(tables):
    actors = tables["actors"]
    row = RawRow(2, ("a\u202eb", "two\nlines \x1b[31m" + "x" * 500, *[""] * 5))
    told = Labels({"actors": replace(actors, rows=(row,))}).add_to(problem(actors.path, 2))
    assert told.key == "a\\u202eb"
    assert told.label == "two lines \\x1b[31m" + "x" * 81 + "…"


def test_problems_of_frictionless_and_of_ours_are_named(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 5, "place_id", "bengasi")
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    tiny.edit(tiny_package / "participants.csv", 4, "is_acting", "TRUE")
    tiny.edit(tiny_package / "participants.csv", 5, "engagement_id", "E0009")
    told = [(item.check, item.key, item.label) for item in readouts.validate(tiny_package)]
    assert told == [
        ("foreign-key", "E0004", "NA, x"),
        ("date-is-edtf", "E0004", "NA, x"),
        ("type-error", "E0002, 10", "Meeting, the first, 2025-04-28"),
        ("foreign-key", "E0009, 1", None),
    ]


def test_plain_frictionless_carries_them_too(tiny_package):
    import frictionless

    from frictionless_readouts import ensure_found

    ensure_found()
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    report = frictionless.Package(str(tiny_package / "datapackage.json")).validate()
    (error,) = json.loads(report.to_json())["tasks"][0]["errors"]
    assert (error["problem"]["key"], error["problem"]["label"]) == ("E0004", "NA, x")


def test_row_with_too_many_cells_is_named(tiny_package):
    tiny.replace(tiny_package / "places.csv", b"moscow,", b"moscow,a,")
    (told,) = readouts.validate(tiny_package)
    assert (told.line, told.key, told.label) == (3, "moscow", "a")
