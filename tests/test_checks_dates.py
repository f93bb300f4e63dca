"""Checks of dates."""

from __future__ import annotations

import pytest
import tiny

import readouts.frames
from readouts.checks import dates
from readouts.run import Run


def found(folder):
    return [problem.text() for problem in Run.at(folder / "datapackage.json").problems]


@pytest.mark.parametrize(
    ("cell", "expected", "fix"),
    [
        (
            "2025-13",
            "an EDTF date such as '2025-04-28': there is no month 13",
            "write a month from 01 to 12",
        ),
        (
            "28.4.2025",
            "an EDTF date such as '2025-04-28'",
            "write a day (2025-04-28), month (2025-04), year (2025) or an interval of two",
        ),
        (
            " 2025",
            "an EDTF date such as '2025-04-28': there is a blank before or after it",
            "remove it",
        ),
        (
            "NA",
            "an EDTF date such as '2025-04-28'",
            "write a day (2025-04-28), month (2025-04), year (2025) or an interval of two",
        ),
    ],
)
def test_cell_that_is_no_date(tiny_package, cell, expected, fix):
    tiny.edit(tiny_package / "engagements.csv", 3, "date", cell)
    assert found(tiny_package) == [
        "engagements.csv:3:date  [date-is-edtf]\n"
        f"  found     '{cell}'\n"
        f"  expected  {expected}\n"
        f"  fix       {fix}"
    ]


@pytest.mark.parametrize("cell", ["", "2024-02-29", "0001", "9999-12-31", "../2021-05", "2018?-01"])
def test_dates_of_the_profile_and_an_empty_cell_pass(tiny_package, cell):
    tiny.edit(tiny_package / "engagements.csv", 3, "date", cell)
    assert found(tiny_package) == []


def test_missing_values_come_from_the_schema(tiny_package):
    descriptor = tiny.descriptor()
    schema = descriptor["resources"][0]["schema"]
    schema["missingValues"] = ["", {"value": "NA", "label": "not available"}]
    tiny.write_descriptor(tiny_package, descriptor)
    tiny.edit(tiny_package / "engagements.csv", 3, "date", "NA")
    assert found(tiny_package) == []


def test_other_text_fields_are_left_alone(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 3, "title", "2025-13")
    assert found(tiny_package) == []


def test_the_mark_of_a_date_is_that_of_the_frames():
    assert dates.EDTF == readouts.frames.EDTF == tiny.EDTF
