"""Checks of dates."""

from __future__ import annotations

from pathlib import Path

import delegation
import pytest
import tiny
from cases import found, message
from cases import validated as told

import readouts
import readouts.frames
from readouts.checks import dates
from readouts.reports.run import Run


@pytest.fixture
def package(tmp_path):
    return delegation.write(tmp_path)


def engagement(folder, line, **cells):
    delegation.change(folder, "engagements.csv", line, **cells)


def source(folder, line, **cells):
    delegation.change(folder, "sources.csv", line, **cells)


# date-is-edtf


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


# date-says-how-it-is-known


def test_engagement_without_date_of_a_known_basis(package):
    engagement(package, 5, date="")
    assert found(package) == [
        message(
            where="engagements.csv:5:date",
            check="date-says-how-it-is-known",
            what="no date, with 'publication' as 'date_basis'",
            expected="a date, or 'none' as 'date_basis'",
            fix="fill in the date, or write 'none' as 'date_basis'",
        )
    ]


def test_date_of_no_basis(package):
    engagement(package, 5, date_basis="none")
    assert found(package) == [
        message(
            where="engagements.csv:5:date_basis",
            check="date-says-how-it-is-known",
            what="'none' for the date '2025-06'",
            expected="how the date is known",
            fix="correct the cell, or empty 'date'",
        )
    ]


def test_basis_or_date_that_is_none_is_told_alone(package):
    engagement(package, 6, date_basis="nome")  # frictionless tells it
    assert found(package) == []
    engagement(package, 6, date_basis="none", date="2025-13")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/engagements.csv:6:date  [date-is-edtf]"
    ]


# held-engagement-is-not-to-come


@pytest.mark.parametrize("cell", ["2026-11-24", "2026-12/..", "2027"])
def test_held_engagement_that_is_to_come(package, cell):
    engagement(package, 5, date=cell)
    assert found(package) == [
        message(
            where="engagements.csv:5:date",
            check="held-engagement-is-not-to-come",
            what=f"'{cell}' for an engagement that was held",
            expected="a date not after '2026-11-23', when the last of its sources was read",
            fix="correct the date, or 'status'",
        )
    ]


def test_day_of_reading_and_plans_pass(package):
    source(package, 5, published="2026-11-23")
    engagement(package, 5, date="2026-11-23")
    engagement(package, 6, date="2027", date_basis="stated")
    assert found(package) == []
    source(package, 5, accessed="23.11.2026")
    engagement(package, 5, date="2027")
    assert [line for line in found(package) if "to-come" in line] == []


def test_day_of_reading_that_is_none_could_be_any(package):
    source(package, 4, accessed="tomorrow")
    engagement(package, 4, date="2027", part_of="")
    assert [line for line in found(package) if "to-come" in line] == []


def test_last_of_several_sources_counts(package):
    for line in (3, 4):
        engagement(package, line, part_of="")
    engagement(package, 4, date="2026-12-01")
    source(package, 4, accessed="2026-12-01", published="2026-12-01")
    source(package, 3, published="2026-11")
    assert [line for line in found(package) if "to-come" in line] == []
    source(package, 4, accessed="2026-11-30", published="2026-11-30")
    assert found(package)[0].split("\n")[2] == (
        "  expected  a date not after '2026-11-30', when the last of its sources was read"
    )


# part-is-within-its-whole


@pytest.mark.parametrize("cell", ["2025-04-26", "2025-04-30", "2025-03", "../2025-04-26"])
def test_part_outside_its_whole(package, cell):
    source(package, 2, published="2025-04-30")
    engagement(package, 3, date=cell)
    assert found(package) == [
        message(
            where="engagements.csv:3:date",
            check="part-is-within-its-whole",
            what=f"'{cell}' for a part of 'E0001'",
            expected="a date that shares a day with '2025-04-27/2025-04-29', that of the whole "
            "(data/engagements.csv:2)",
            fix="correct one of the two dates, or 'part_of'",
        )
    ]


@pytest.mark.parametrize(
    "cell", ["2025-04-27", "2025-04-29", "2025-04", "2025", "2025-04-29/2025-05-02", "XXXX-01-01"]
)
def test_part_that_shares_a_day(package, cell):
    engagement(package, 3, date=cell)
    assert found(package) == []


def test_whole_that_shares_no_day_with_any_of_its_parts(package):
    engagement(package, 2, date="2025-04-25/2025-04-27")
    assert found(package) == [
        message(
            where="engagements.csv:2:date",
            check="part-is-within-its-whole",
            what="'2025-04-25/2025-04-27' for the whole of 'E0002' and 1 more",
            expected="a date that shares a day with '2025-04-28', that of the part "
            "(data/engagements.csv:3)",
            fix="correct one of the two dates, or 'part_of'",
        )
    ]


def test_part_or_whole_without_date(package):
    engagement(package, 3, date="", date_basis="none")
    assert found(package) == []
    engagement(package, 3, date="2025-04-28", date_basis="stated")
    engagement(package, 2, date="", date_basis="none")
    assert found(package) == []


# report-is-not-before-the-engagement

LOOK = (
    "look whether 'date' and 'status' of the engagement, and 'published' of the source, are right"
)


def early(what, where="engagements.csv:5:date"):
    return message(
        where=where,
        check="report-is-not-before-the-engagement, warning",
        what=what,
        expected="reports that come after what they tell as held",
        fix=LOOK,
    )


@pytest.mark.parametrize(
    ("cell", "by"), [("2025-07", "a day"), ("2025-07-02", "2 days"), ("2025-07-03/..", "3 days")]
)
def test_engagement_that_its_one_source_precedes(package, cell, by):
    engagement(package, 5, date=cell)
    assert found(package) == [early(f"'{cell}', {by} after 'S0004' (data/sources.csv:5)")]


def test_one_of_several_sources_may_come_two_days_before(package):
    source(package, 3, published="2025-04-26")
    assert found(package) == []
    source(package, 3, published="2025-04-25")
    assert found(package) == [
        early("'2025-04-28', 3 days after 'S0002' (data/sources.csv:3)", "engagements.csv:4:date")
    ]


def test_all_of_several_sources_may_not(package):
    source(package, 3, published="2025-04-27")
    source(package, 4, published="2025-04-26")
    assert found(package) == [
        early("'2025-04-28', 2 days after 'S0003' (data/sources.csv:4)", "engagements.csv:4:date")
    ]
    source(package, 4, published="", published_basis="unknown")
    assert found(package) == [
        early("'2025-04-28', a day after 'S0002' (data/sources.csv:3)", "engagements.csv:4:date")
    ]


def test_source_that_precedes_several_engagements_is_told_once(package):
    source(package, 2, published="2024-04-30")
    assert found(package) == [
        early(
            "a date 362 days before 'E0001' (data/engagements.csv:2) and before 1 more that it "
            "tells",
            "sources.csv:2:published",
        )
    ]


@pytest.mark.parametrize("status", ["announced", "cancelled", "denied", "postponed", "unconfirmed"])
def test_of_what_was_not_held_there_are_reports_before(package, status):
    engagement(package, 5, date="2025-07", status=status)
    assert found(package) == []


@pytest.mark.parametrize("published", ["2025-07/..", "XXXX-06-01", "2025", "2025-07-01"])
def test_sources_that_can_have_come_after(package, published):
    source(package, 5, published=published)
    engagement(package, 5, date="2025-07-01")
    assert found(package) == []


# together with frictionless


@pytest.mark.parametrize(
    ("file", "line", "field", "cell", "check"),
    [
        ("engagements.csv", 5, "date", "", "date-says-how-it-is-known"),
        ("engagements.csv", 5, "date", "2027", "held-engagement-is-not-to-come"),
        ("engagements.csv", 3, "date", "2027", "held-engagement-is-not-to-come"),
        ("engagements.csv", 2, "date", "2027", "held-engagement-is-not-to-come"),
        ("engagements.csv", 3, "date", "2026", "part-is-within-its-whole"),
        ("engagements.csv", 2, "date", "2026", "part-is-within-its-whole"),
        ("engagements.csv", 5, "date", "2026", "report-is-not-before-the-engagement, warning"),
        ("engagements.csv", 5, "date", "2026-06-31", "date-is-edtf"),
        ("engagements.csv", 5, "date_basis", "nome", "constraint-error"),
        ("engagements.csv", 6, "date_basis", "", "constraint-error"),
        ("sources.csv", 5, "accessed", "2016-11-23", "published-is-not-after-accessed"),
    ],
)
def test_one_edit_is_one_problem(package, file, line, field, cell, check):
    field_told = "published" if field == "accessed" else field
    delegation.change(package, file, line, **{field: cell})
    assert [item.split("\n")[0] for item in told(package)] == [
        f"data/{file}:{line}:{field_told}  [{check}]"
    ]


def test_shipped_package_has_no_error_of_these():
    raw = Run.at(Path(__file__).parents[1] / "datapackage.json").raw
    problems = [item for check in dates.CHECKS for item in check(raw)]
    assert [item.text() for item in problems if item.severity == "error"] == []
