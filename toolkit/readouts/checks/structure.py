"""Checks of how rows hang together: parts and wholes, accounts, code lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from readouts.checks.check import Check
from readouts.checks.gaps import several
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_derived_from_has_no_circle",
    "check_engagement_has_readout",
    "check_parent_has_no_circle",
    "check_part_belongs_to_whole",
    "check_part_of_has_no_circle",
    "check_row_is_used",
]

WHOLES = frozenset({"visit", "conference"})
"""The forms of engagement that can have parts."""

_USES = {
    "places": ("place_id", {"engagements": ["place_id"]}),
    "posts": ("post_id", {"participants": ["post_id"]}),
    "sides": ("side_id", {"participants": ["side_id"], "actors": ["side_id"]}),
    "issues": ("issue_id", {"claims": ["issue_id"]}),
    "claims": ("claim_id", {"positions": ["claim_id"], "codings": ["claim_id"]}),
}
"""The code lists: their key, and the columns that use it."""

_SHOWN = 6
"""Rows of a circle that a message names."""


def check_part_of_has_no_circle(raw: RawPackage) -> Iterator[Problem]:
    """Yield the circles of engagements that are parts of each other, or one of itself."""
    forms = raw.mapping("engagements", "engagement_id", "form")
    rows = raw.rows("engagements", "engagement_id", "part_of")
    doubted = {own for _, (own, whole) in rows if forms.get(whole, "") not in WHOLES}
    yield from _circle_faults(raw, "engagements", "engagement_id", "part_of", doubted)


def check_parent_has_no_circle(raw: RawPackage) -> Iterator[Problem]:
    """Yield the circles of bodies that belong to each other, or one to itself."""
    yield from _circle_faults(raw, "actors", "actor_id", "parent_id")


def check_derived_from_has_no_circle(raw: RawPackage) -> Iterator[Problem]:
    """Yield the circles of pages that copy each other, or one itself."""
    yield from _circle_faults(raw, "sources", "source_id", "derived_from")


def check_part_belongs_to_whole(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements that have parts and are neither visit nor conference.

    Told at the part where there is one, at the whole where there are several.
    """
    rows = raw.rows("engagements", "engagement_id", "form", "part_of")
    wholes = {own: (line, form) for line, (own, form, _) in rows}
    circles = _circles({own: whole for _, (own, _, whole) in rows})
    in_circle = {own for circle in circles for own in circle}
    others = raw.enum("engagements", "form") - WHOLES
    parts: dict[str, list[int]] = defaultdict(list)
    for line, (own, _, whole) in rows:
        if whole in wholes and wholes[whole][1] in others and own not in in_circle:
            parts[whole].append(line)
    path = raw.table("engagements").path
    for whole, lines in parts.items():
        at, form = wholes[whole]
        if len(lines) == 1:
            line, field = lines[0], "part_of"
            found = f"{quoted(whole)}, whose form is {quoted(form)} ({path}:{at})"
            fix = "name the visit or conference, empty the cell, or correct the form there"
        else:
            line, field = at, "form"
            found = f"{quoted(form)}, and {len(lines)} engagements are part of it ({_at(lines)})"
            fix = "correct the form, or 'part_of' of the parts"
        expected = "'visit' or 'conference' as the form of what has parts"
        yield fault(path, line, field, found=found, expected=expected, fix=fix)


def check_engagement_has_readout(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements that no readout tells.

    Passed over where a readout attests a participant of it: that readout is then at fault.
    """
    told = {cell for _, (cell,) in raw.rows("readouts", "engagement_id")}
    rows = raw.rows("participants", "engagement_id", "readout_id")
    attested = {own for _, (own, readout) in rows if readout}
    for line, (own,) in raw.rows("engagements", "engagement_id"):
        if own not in told and own not in attested:
            yield fault(
                raw.table("engagements").path,
                line,
                None,
                found=f"no readout of {quoted(own)}",
                expected=f"at least one row of {raw.table('readouts').path} that tells it",
                fix="add the readout, or remove the engagement",
            )


def check_row_is_used(raw: RawPackage) -> Iterator[Problem]:
    """Yield the rows of code lists that no row of another table names, residual claims excepted.

    Passed over in a list to which a reference is broken: any row may be the one meant.
    """
    for name, (key, uses) in _USES.items():
        cells = [row for table, names in uses.items() for _, row in raw.rows(table, *names)]
        used = {cell for row in cells for cell in row} - {""}
        rows = raw.rows(name, key)
        if not used <= {cell for _, (cell,) in rows}:
            continue
        excepted = _residual(raw) if name == "claims" else set()
        places = [raw.table(table).path for table in uses]
        for line, (cell,) in rows:
            if cell and cell not in used and cell not in excepted:
                yield fault(
                    raw.table(name).path,
                    line,
                    key,
                    found=f"{quoted(cell)}, which no row uses",
                    expected=f"a value that stands in {' or '.join(places)} too",
                    fix="use it, or remove the row",
                )


def _residual(raw: RawPackage) -> set[str]:
    rows = raw.rows("claims", "claim_id", "is_residual")
    return {own for _, (own, is_residual) in rows if is_residual != "false"}


def _circle_faults(
    raw: RawPackage, name: str, key: str, link: str, doubted: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield one problem per circle, at its first row, or at the first whose link is doubted."""
    rows = raw.rows(name, key, link)
    lines = {own: line for line, (own, _) in rows}
    for circle in _circles({own: other for _, (own, other) in rows}):
        start = min(circle, key=lambda own: (own not in doubted, lines[own]))
        at = circle.index(start)
        around = [*circle[at:], *circle[:at], start]
        if len(circle) == 1:
            found, expected = f"{quoted(start)}, the row itself", "another row, or an empty cell"
        else:
            chain = [quoted(own) for own in around[:_SHOWN]] + ["…"] * (len(around) > _SHOWN)
            found = f"{quoted(around[1])}, which leads back: {' → '.join(chain)}"
            others = _at([lines[own] for own in around[1:-1]])
            expected = f"no way back to the row itself (it goes through {others})"
        fix = "correct the cell, or empty it"
        yield fault(
            raw.table(name).path, lines[start], link, found=found, expected=expected, fix=fix
        )


def _circles(links: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield the circles of a mapping from each row to the one that it names."""
    done: set[str] = set()
    for start in links:
        path: dict[str, None] = {}
        at = start
        while at in links and at not in done and at not in path:
            path[at] = None
            at = links[at]
        if at in path:
            around = list(path)
            yield around[around.index(at) :]
        done.update(path)


def _at(lines: list[int]) -> str:
    told = [str(line) for line in sorted(lines)[:_SHOWN]] + ["…"] * (len(lines) > _SHOWN)
    return f"{'line' if len(lines) == 1 else 'lines'} {several(told)}"


CHECKS = (
    Check(
        check_part_of_has_no_circle,
        "Parts can be counted into their visit: nothing is part of itself.",
        source="codebook, data dictionary: engagements.part_of",
    ),
    Check(
        check_parent_has_no_circle,
        "Bodies can be counted into the bodies above them.",
        source="codebook, data dictionary: actors.parent_id",
    ),
    Check(
        check_derived_from_has_no_circle,
        "Of pages that copy each other one is the first.",
        source="codebook, data dictionary: sources.derived_from",
    ),
    Check(
        check_part_belongs_to_whole,
        "What has parts is counted as a visit or a conference, and not as a meeting.",
        source="codebook, data dictionary: engagements.part_of",
    ),
    Check(
        check_engagement_has_readout,
        "Every engagement can be traced to an account of it.",
        source="codebook, section 9: engagement and report",
    ),
    Check(
        check_row_is_used,
        "A code that nothing uses is often a misspelt or forgotten one.",
        severity="warning",  # it changes no number, and a list may be wider than the data
        source="house rule",
    ),
)
