"""Checks of dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage, missing_values
from readouts.dates import Bounds, bounds
from readouts.errors import DateError
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "EDTF",
    "basis_faults",
    "check_date_is_edtf",
    "check_date_says_how_it_is_known",
    "check_held_engagement_is_not_to_come",
    "check_part_is_within_its_whole",
    "check_report_is_not_before_the_engagement",
    "day",
    "span",
]

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"  # as in frames.py, which would import pandas

EARLY = 2
"""Days by which one report may come before what it tells: time zones, and programmes."""

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class _Source(NamedTuple):
    """A source of an engagement: its row, and when it was published and read."""

    key: str
    line: int
    published: Bounds
    accessed: date | None


class _Engagement(NamedTuple):
    """An engagement: its row, and the bounds of its date."""

    line: int
    key: str
    status: str
    cell: str
    part_of: str
    dates: Bounds


def span(cell: str) -> Bounds | None:
    """Return the bounds of an EDTF cell, an empty one's too; None where it is no date."""
    try:
        return bounds(cell) if cell else Bounds(None, None)
    except DateError:
        return None


def day(cell: str) -> date | None:
    """Return the day of a cell, or None where it is none."""
    try:
        return date.fromisoformat(cell) if _DAY.fullmatch(cell) else None
    except ValueError:
        return None


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


def check_date_says_how_it_is_known(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements whose date and its basis do not go together."""
    yield from basis_faults(raw, "engagements", "date", "date_basis", "none")


def basis_faults(
    raw: RawPackage, name: str, field: str, basis_field: str, none: str
) -> Iterator[Problem]:
    """Yield the rows without a date whose basis is not ``none``, and those with both."""
    table = raw.table(name)
    bases = raw.enum(name, basis_field)
    for line, (cell, basis) in raw.rows(name, field, basis_field):
        if basis not in bases or span(cell) is None:
            continue
        if cell == "" and basis != none:
            yield fault(
                table.path,
                line,
                field,
                found=f"no date, with {quoted(basis)} as {basis_field!r}",
                expected=f"a date, or {quoted(none)} as {basis_field!r}",
                fix=f"fill in the date, or write {quoted(none)} as {basis_field!r}",
            )
        elif cell != "" and basis == none:
            yield fault(
                table.path,
                line,
                basis_field,
                found=f"{quoted(none)} for the date {quoted(cell)}",
                expected="how the date is known",
                fix=f"correct the cell, or empty {field!r}",
            )


def check_held_engagement_is_not_to_come(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements told as held that begin after their last source was read."""
    for row, read in raw.once(_to_come).values():
        yield fault(
            raw.table("engagements").path,
            row.line,
            "date",
            found=f"{quoted(row.cell)} for an engagement that was held",
            expected=f"a date not after '{read}', when the last of its sources was read",
            fix="correct the date, or 'status'",
        )


def check_part_is_within_its_whole(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements whose date has no day in common with that of their whole.

    Where that holds for all of several parts, it is the whole that is at fault.
    """
    path = raw.table("engagements").path
    for row, others in raw.once(_apart):
        one = others[0]
        is_whole = one.part_of == row.key
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        yield fault(
            path,
            row.line,
            "date",
            found=f"{quoted(row.cell)} for {'the whole' if is_whole else 'a part'} of "
            f"{quoted(one.key)}{more}",
            expected=f"a date that shares a day with {quoted(one.cell)}, "
            f"that of the {'part' if is_whole else 'whole'} ({path}:{one.line})",
            fix="correct one of the two dates, or 'part_of'",
        )


def check_report_is_not_before_the_engagement(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements told as held of which reports came before.

    That is: every source with a date of publication, or one by more than two days. Of a
    source that came before several engagements its own date is told.
    """
    path, other = raw.table("engagements").path, raw.table("sources").path
    for source, rows in _told_before(raw):
        row = rows[0]
        by = _days_before(source, row)
        days = "a day" if by == 1 else f"{by} days"
        if len(rows) == 1:
            where, line, field = path, row.line, "date"
            found = f"{quoted(row.cell)}, {days} after {quoted(source.key)} ({other}:{source.line})"
        else:
            where, line, field = other, source.line, "published"
            found = f"a date {days} before {quoted(row.key)} ({path}:{row.line})"
            found += f" and before {len(rows) - 1} more that it tells"
        yield fault(
            where,
            line,
            field,
            found=found,
            expected="reports that come after what they tell as held",
            fix="look whether 'date' and 'status' of the engagement, and 'published' of the "
            "source, are right",
        )


def _told_before(raw: RawPackage) -> list[tuple[_Source, list[_Engagement]]]:
    """Return the sources that came before what they tell, each with its engagements."""
    sources = raw.once(_sources)
    at_fault = set(raw.once(_to_come)) | {row.key for row, _ in raw.once(_apart)}
    found: dict[str, tuple[_Source, list[_Engagement]]] = {}
    for row in raw.once(_engagements):
        if row.status != "held" or row.key in at_fault or row.dates.earliest is None:
            continue
        dated = [item for item in sources.get(row.key, []) if item.published.latest is not None]
        by = [_days_before(item, row) for item in dated]
        if by and (min(by) > 0 or max(by) > EARLY):
            early = dated[by.index(max(by))]
            found.setdefault(early.key, (early, []))[1].append(row)
    return list(found.values())


def _days_before(source: _Source, row: _Engagement) -> int:
    first, last = row.dates.earliest, source.published.latest
    return (first - last).days if first is not None and last is not None else 0


def _to_come(raw: RawPackage) -> dict[str, tuple[_Engagement, date]]:
    """Return the held engagements that begin after the last day on which a source was read."""
    sources = raw.once(_sources)
    found: dict[str, tuple[_Engagement, date]] = {}
    for row in raw.once(_engagements):
        read = [item.accessed for item in sources.get(row.key, [])]
        known = [item for item in read if item is not None]
        first = row.dates.earliest
        if row.status != "held" or first is None or not known or None in read:
            continue
        if first > max(known):
            found[row.key] = (row, max(known))
    return found


def _apart(raw: RawPackage) -> list[tuple[_Engagement, list[_Engagement]]]:
    """Return the engagements that share no day with their whole, or with all their parts."""
    known = {row.key: row for row in raw.once(_engagements)}
    to_come = raw.once(_to_come)
    parts: dict[str, list[_Engagement]] = {}
    for row in known.values():
        if row.part_of in known and not {row.key, row.part_of} & to_come.keys():
            parts.setdefault(row.part_of, []).append(row)
    found: list[tuple[_Engagement, list[_Engagement]]] = []
    for key, rows in parts.items():
        whole = known[key]
        apart = [row for row in rows if _is_apart(row.dates, whole.dates)]
        if len(apart) == len(rows) > 1:
            found.append((whole, apart))
        else:
            found += [(row, [whole]) for row in apart]
    return found


def _is_apart(one: Bounds, other: Bounds) -> bool:
    """Say whether two dates share no day; what is not known can be any."""
    return any(
        a.latest is not None and b.earliest is not None and a.latest < b.earliest
        for a, b in ((one, other), (other, one))
    )


def _engagements(raw: RawPackage) -> list[_Engagement]:
    """Return the engagements whose date is one, or empty."""
    columns = ("engagement_id", "status", "date", "part_of")
    rows = [(line, cells, span(cells[2])) for line, cells in raw.rows("engagements", *columns)]
    return [
        _Engagement(line, key, status, cell, part_of, dates)
        for line, (key, status, cell, part_of), dates in rows
        if dates is not None
    ]


def _sources(raw: RawPackage) -> dict[str, list[_Source]]:
    """Return the sources of each engagement, each once; a date that cannot be is not known."""
    columns = ("source_id", "published", "accessed")
    known: dict[str, _Source] = {}
    for line, (key, cell, accessed) in raw.rows("sources", *columns):
        published, read = span(cell) or Bounds(None, None), day(accessed)
        if read is not None and published.earliest is not None and published.earliest > read:
            published, read = Bounds(None, None), None
        known[key] = _Source(key, line, published, read)
    found: dict[str, dict[str, _Source]] = {}
    for _, (engagement, source) in raw.rows("readouts", "engagement_id", "source_id"):
        if source in known:
            found.setdefault(engagement, {})[source] = known[source]
    return {engagement: list(items.values()) for engagement, items in found.items()}


CHECKS = (
    Check(
        check_date_is_edtf,
        "Dates can be compared and counted, and say how sure they are.",
        source="ISO 8601-2 (EDTF), the profile of the codebook",
    ),
    Check(
        check_date_says_how_it_is_known,
        "A user can tell a date that a page gives from one that was worked out.",
        source="codebook, section 10: engagements.date_basis",
    ),
    Check(
        check_held_engagement_is_not_to_come,
        "What has yet to happen is not told as held.",
        source="codebook, section 10: engagements.status",
    ),
    Check(
        check_part_is_within_its_whole,
        "A meeting that is part of a visit took place during the visit.",
        source="codebook, section 9: engagement and report",
    ),
    Check(
        check_report_is_not_before_the_engagement,
        "A page that came before an engagement cannot tell that it was held.",
        severity="warning",
        source="codebook, section 10: engagements.status",
    ),
)
