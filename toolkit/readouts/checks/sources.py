"""Checks of sources: addresses, owners, dates, openings, and what looks told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from readouts.checks.check import Check
from readouts.checks.dates import basis_faults, day, span
from readouts.checks.letters import hidden_in, right_tag
from readouts.checks.raw import RawPackage
from readouts.match import engagements_of, normal_address, pairs_alike
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_address_is_single",
    "check_address_is_well_formed",
    "check_engagement_is_told_once",
    "check_issuer_took_part",
    "check_language_is_known",
    "check_official_page_has_an_owner",
    "check_opening_is_short",
    "check_published_is_not_after_accessed",
    "check_published_says_how_it_is_known",
]

WORDS = 6
"""Words of other people's pages that a source may hold."""

_ADDRESS = re.compile("https?://.+", re.DOTALL)
_NOT_IN_ADDRESS = re.compile(r'[\s"<>\\^`{|}]')
_STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+\.?")


def check_address_is_well_formed(raw: RawPackage) -> Iterator[Problem]:
    """Yield the addresses that no browser opens as they stand, or that carry a password.

    What does not begin with ``http://`` or ``https://`` frictionless reports.
    """
    for table in raw.tables.values():
        for line, cell in table.cells("url"):
            is_whole = _ADDRESS.fullmatch(cell) and cell == cell.strip()
            told = _why_no_address(cell) if is_whole and hidden_in(cell) is None else None
            if told is not None:
                yield fault(
                    table.path,
                    line,
                    "url",
                    found=f"{quoted(cell)}, {told[0]}",
                    expected="the address of a page, such as 'https://example.org/news/1'",
                    fix=told[1],
                )


def _why_no_address(cell: str) -> tuple[str, str] | None:
    """Return what is wrong with an address and the way out, or None where nothing is."""
    odd, stray = _NOT_IN_ADDRESS.search(cell), _STRAY_PERCENT.search(cell)
    if odd is not None:
        letter = odd[0]
        spelt = "".join(f"%{byte:02X}" for byte in letter.encode())
        return f"with {letter!r} in it", f"write {spelt} for {letter!r}, or copy the address anew"
    if stray is not None:
        return "with a % that no two figures follow", "write %25 for it, or copy the address anew"
    try:
        parts = urlsplit(cell)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "with a host or a port that cannot be", "copy the address anew"
    if "@" in parts.netloc:
        return "with a user's name in it", "take out what stands before the @"
    if port == 0 or not (_HOST.fullmatch(host) or ":" in host):
        return "without the full name of a host", "copy the address anew"
    return None


def check_address_is_single(raw: RawPackage) -> Iterator[Problem]:
    """Yield the sources whose address leads to the same page as an earlier one's.

    Two addresses that are the same letter by letter break the table's unique key.
    """
    path = raw.table("sources").path
    first: dict[str, tuple[int, str, str]] = {}
    for line, (key, cell) in raw.rows("sources", "source_id", "url"):
        same = normal_address(cell)
        before = first.setdefault(same, (line, key, cell))
        if before[2] != cell and same:
            yield fault(
                path,
                line,
                "url",
                found=quoted(cell),
                expected=f"a page that no other source has ({path}:{before[0]}, "
                f"{quoted(before[1])}, has {quoted(before[2])})",
                fix=f"use {quoted(before[1])}, and remove this row",
            )


def check_official_page_has_an_owner(raw: RawPackage) -> Iterator[Problem]:
    """Yield the official pages without an owner, and the owners of other pages."""
    path, kinds = raw.table("sources").path, raw.enum("sources", "publisher_kind")
    for line, (kind, owner) in raw.rows("sources", "publisher_kind", "owner_id"):
        is_official = kind == "official"
        if is_official == (owner != "") or kind not in kinds:
            continue
        yield fault(
            path,
            line,
            "owner_id",
            found="no owner of an official page"
            if is_official
            else f"{quoted(owner)} as owner of a page of the kind {quoted(kind)}",
            expected="the body whose page it is" if is_official else "no owner",
            fix="fill in the owner, or correct 'publisher_kind'"
            if is_official
            else "empty the cell, or write 'official' as 'publisher_kind'",
        )


def check_published_says_how_it_is_known(raw: RawPackage) -> Iterator[Problem]:
    """Yield the sources whose date of publication and its basis do not go together."""
    yield from basis_faults(raw, "sources", "published", "published_basis", "unknown")


def check_published_is_not_after_accessed(raw: RawPackage) -> Iterator[Problem]:
    """Yield the sources that were read before they were published."""
    path = raw.table("sources").path
    for line, (published, accessed) in raw.rows("sources", "published", "accessed"):
        dates, read = span(published), day(accessed)
        if dates and dates.earliest and read and dates.earliest > read:
            yield fault(
                path,
                line,
                "published",
                found=quoted(published),
                expected=f"a date not after {quoted(accessed)}, the day on which it was read",
                fix="correct the date, or 'accessed'",
            )


def check_opening_is_short(raw: RawPackage) -> Iterator[Problem]:
    """Yield the openings of more words than a source may hold."""
    path = raw.table("sources").path
    for line, (cell,) in raw.rows("sources", "opening"):
        words = cell.split()
        if len(words) > WORDS:
            yield fault(
                path,
                line,
                "opening",
                found=f"{quoted(cell)}, {len(words)} words",
                expected=f"at most {WORDS} words",
                fix=f"end it after {quoted(words[WORDS - 1])}",
            )


def check_language_is_known(raw: RawPackage) -> Iterator[Problem]:
    """Yield the language tags that are none: no such language, or parts of no known form."""
    for table in raw.tables.values():
        for line, cell in table.cells("language"):
            right = right_tag(cell)
            if right != cell:
                yield fault(
                    table.path,
                    line,
                    "language",
                    found=quoted(cell),
                    expected=f"{quoted(right)}, as the tag is written"
                    if right
                    else "a language tag such as 'ar', 'en' or 'pt-BR'",
                    fix=f"write {quoted(right)}" if right else "correct the cell",
                )


def check_engagement_is_told_once(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements with the leads of an earlier one on dates that overlap.

    Not where one is part of the other, where a date is open or unknown, or where the notes
    say "Separate from E0123: why".
    """
    path = raw.table("engagements").path
    rows = _mappings(raw, "engagements", _ENGAGEMENT)
    people = _mappings(raw, "participants", _LEADS)
    roles = raw.enum("participants", "role")
    vague = {row["engagement_id"] for _, row in people if row["role"] not in roles}
    known = {
        row["engagement_id"]: (line, row)
        for line, row in rows
        if _is_closed(row["date"]) and row["engagement_id"] not in vague
    }
    told = engagements_of((row for _, row in known.values()), (row for _, row in people))
    for one, other, _ in pairs_alike(told):
        (at, first), (line, second) = known[one.id], known[other.id]
        if not _is_separate(first["notes"], other.id) and not _is_separate(second["notes"], one.id):
            yield fault(
                path,
                line,
                None,
                found=f"{quoted(other.id)} ({other.form}, {quoted(other.date)}) with the leads of "
                f"{quoted(one.id)} ({one.form}, {quoted(one.date)}; {path}:{at})",
                expected="each engagement once, and what is part of another marked so",
                fix=f"make the two one, or fill in 'part_of', or write into 'notes': "
                f"Separate from {one.id}: and why",
            )


_ENGAGEMENT = ("engagement_id", "form", "date", "place_id", "part_of", "notes")
_LEADS = ("engagement_id", "actor_id", "organization_id", "role")


def _mappings(
    raw: RawPackage, name: str, columns: tuple[str, ...]
) -> list[tuple[int, dict[str, str]]]:
    rows = raw.rows(name, *columns)
    return [(line, dict(zip(columns, cells, strict=True))) for line, cells in rows]


def _is_closed(cell: str) -> bool:
    dates = span(cell)
    return dates is not None and None not in dates


def _is_separate(notes: str, key: str) -> bool:
    return any(key in named for named in re.findall("Separate from ([^:]*):", notes))


def check_issuer_took_part(raw: RawPackage) -> Iterator[Problem]:
    """Yield the accounts whose issuer is of a side that did not take part.

    A side took part when a participant's row, person or body is on it. Not where a side is
    not known, or a row of participants belongs to no engagement.
    """
    known = {cells[0] for _, cells in raw.rows("sides", "side_id")}
    usual = {actor: side for _, (actor, side) in raw.rows("actors", "actor_id", "side_id")}
    lines = {cells[0]: line for line, cells in raw.rows("engagements", "engagement_id")}
    sides: dict[str, set[str]] = {}
    columns = ("engagement_id", "actor_id", "organization_id", "side_id")
    for _, (key, actor, body, side) in raw.rows("participants", *columns):
        found = {side, usual.get(actor, ""), usual.get(body, "")} - {""}
        sides.setdefault(key, set()).update(found)
    if not sides.keys() <= lines.keys():
        return
    for line, (key, issuer) in raw.rows("readouts", "engagement_id", "issuer_id"):
        mine, there = usual.get(issuer, ""), sides.get(key, set())
        if mine in known and there and there <= known and mine not in there:
            yield fault(
                raw.table("readouts").path,
                line,
                "issuer_id",
                found=f"{quoted(issuer)}, of the side {quoted(mine)}",
                expected=f"an issuer of a side that took part: {', '.join(sorted(there))} "
                f"({raw.table('engagements').path}:{lines[key]})",
                fix="correct the issuer, add a participant, or let it be if an outsider tells it",
            )


_EVIDENCE = "codebook, section 9: evidence"

CHECKS: tuple[Check, ...] = (
    Check(
        check_address_is_well_formed,
        "Anyone can open the page and check us, and no password is published.",
        source="RFC 3986 (URI)",
    ),
    Check(
        check_address_is_single,
        "One page is one source, or it would be counted twice.",
        source=_EVIDENCE,
    ),
    Check(
        check_official_page_has_an_owner,
        "A user can tell whose page an official account stands on.",
        source="codebook, appendix C: sources.owner_id",
    ),
    Check(
        check_published_says_how_it_is_known,
        "A user can tell a date that a page gives from one read in its address.",
        source="codebook, section 10: sources.published_basis",
    ),
    Check(
        check_published_is_not_after_accessed,
        "A page was there when we read it.",
        source="codebook, appendix C: sources.published",
    ),
    Check(
        check_opening_is_short,
        "Other people's articles are not republished.",
        source=_EVIDENCE,
    ),
    Check(
        check_language_is_known,
        "Sources can be counted and chosen by language.",
        source="BCP 47, ISO 639-1",
    ),
    Check(
        check_engagement_is_told_once,
        "One engagement is one row, or it would be counted twice.",
        severity="warning",
        source="codebook, section 9: engagement and report",
    ),
    Check(
        check_issuer_took_part,
        "An account by an outsider is not taken for one of the two sides.",
        severity="warning",
        source="codebook, section 9: issuer",
    ),
)
