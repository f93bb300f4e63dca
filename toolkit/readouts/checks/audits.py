"""Checks of the counts of audits."""

from __future__ import annotations

from collections.abc import Iterator

from readouts.checks.check import Check
from readouts.checks.gaps import is_number, several
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = ["CHECKS", "check_audit_counts_fit", "check_lost_page_has_no_counts"]

_PARTS = {
    "positions_seen": ("positions_right", "issuers_right", "quote_marks_right"),
    "participants_seen": ("participants_right",),
}
"""Counts of audits, and those that are a part of them."""

_COUNTS = (
    *("positions_seen", "positions_right", "issuers_right", "quote_marks_right"),
    *("positions_missing", "participants_seen", "participants_right", "engagement_fields_wrong"),
)

_FIELDS = 4
"""Fields of an engagement that an audit looks at: form, status, date and place."""


def check_audit_counts_fit(raw: RawPackage) -> Iterator[Problem]:
    """Yield the audits that found more right than they saw, or more fields wrong than there are.

    Told at the count that is too large or, if there are several, at what was seen.
    """
    path = raw.table("audits").path
    for line, counts in _audits(raw, was_found="true"):
        for seen, parts in _PARTS.items():
            known = [name for name in parts if name in counts and seen in counts]
            above = [name for name in known if counts[name] > counts[seen]]
            if len(above) == 1:
                expected = f"at most {counts[seen]}, the count in {seen!r}"
                yield _count_fault(path, line, above[0], counts, expected)
            elif above:
                largest = max(above, key=lambda name: counts[name])
                expected = f"{counts[largest]} or more, the count in {largest!r}"
                yield _count_fault(path, line, seen, counts, expected)
        if counts.get("engagement_fields_wrong", 0) > _FIELDS:
            expected = f"at most {_FIELDS}: form, status, date and place"
            yield _count_fault(path, line, "engagement_fields_wrong", counts, expected)


def check_lost_page_has_no_counts(raw: RawPackage) -> Iterator[Problem]:
    """Yield the audits of pages that were not found and that yet have counts.

    Told at the count or, if there are several, at ``was_found``.
    """
    path = raw.table("audits").path
    for line, counts in _audits(raw, was_found="false"):
        above = [name for name, count in counts.items() if count > 0]
        expected = "0 or empty cells in the counts of a page that was not found"
        if len(above) == 1:
            yield _count_fault(path, line, above[0], counts, expected)
        elif above:
            found = f"'false' with counts above 0 in {several([repr(name) for name in above])}"
            fix = "correct the cell, or empty the counts"
            yield fault(path, line, "was_found", found=found, expected=expected, fix=fix)


def _audits(raw: RawPackage, *, was_found: str) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield line and counts of the audits of pages that were found, or not; no empty cells."""
    for line, (found, *cells) in raw.rows("audits", "was_found", *_COUNTS):
        if found == was_found:
            pairs = zip(_COUNTS, cells, strict=True)
            yield line, {name: int(cell) for name, cell in pairs if is_number(cell)}


def _count_fault(path: str, line: int, name: str, counts: dict[str, int], expected: str) -> Problem:
    found, fix = quoted(str(counts[name])), "correct the count that is wrong"
    return fault(path, line, name, found=found, expected=expected, fix=fix)


CHECKS = (
    Check(
        check_audit_counts_fit,
        "No share of what was right is more than the whole.",
        source="codebook, data dictionary: audits",
    ),
    Check(
        check_lost_page_has_no_counts,
        "Pages that nobody could read again are not counted as read.",
        source="codebook, data dictionary: audits.was_found",
    ),
)
