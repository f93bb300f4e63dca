"""Checks of dates."""

from __future__ import annotations

from collections.abc import Iterator

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage, missing_values
from readouts.dates import bounds
from readouts.errors import DateError
from readouts.problems import Problem, fault, quoted

__all__ = ["CHECKS", "EDTF", "check_date_is_edtf"]

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"  # as in frames.py, which would import pandas


def check_date_is_edtf(raw: RawPackage) -> Iterator[Problem]:
    """Yield the cells of EDTF fields that are not dates of our profile."""
    for table in raw.tables.values():
        missing = missing_values(table.resource)
        names = [field["name"] for field in table.fields if field.get("rdfType") == EDTF]
        for name in names:
            for line, cell in table.cells(name):
                if cell not in missing:
                    try:
                        bounds(cell)
                    except DateError as error:
                        yield _fault(table.path, line, name, error)


def _fault(path: str, line: int, name: str, error: DateError) -> Problem:
    why, _, fix = error.reason.partition("; ")
    if why.startswith("write "):  # the reason is the way out
        why, fix = "", why
    return fault(
        path,
        line,
        name,
        found=quoted(error.text),
        expected=f"an EDTF date such as '2025-04-28'{': ' if why else ''}{why}",
        fix=fix or "correct the cell",
    )


CHECKS = (
    Check(
        check_date_is_edtf,
        "Dates can be compared and counted, and say how sure they are.",
        source="ISO 8601-2 (EDTF), the profile of the codebook",
    ),
)
