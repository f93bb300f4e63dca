"""Checks of ids: retired ids, and what refers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.raw import NotThereError, RawPackage
from readouts.errors import nearest
from readouts.problems import Problem, fault, quoted
from readouts.storage.package import RawTable
from readouts.storage.writing import primary_key

__all__ = [
    "CHECKS",
    "check_retired_id_has_a_known_successor",
    "check_retired_id_is_not_live",
    "check_retired_id_is_not_mentioned",
    "check_retired_ids_end",
    "successor",
]

_RETIRED = "retired_ids"

_MENTION = re.compile(r"\b[A-Z][0-9]{3,5}\b|(?<=-> )[a-z0-9]+(?:-[a-z0-9]+)*")
"""What refers to an id in the middle of a text: its number, or a slug after an arrow."""


class _Place(NamedTuple):
    """Where an id is in use: the table, its file and the line of the row."""

    table: str
    path: str
    line: int


def check_retired_id_is_not_live(raw: RawPackage) -> Iterator[Problem]:
    """Yield the retired ids that a row still has.

    A slug can be in use in several tables. Of one that has been replaced only the table of
    what replaced it counts.
    """
    retired = _retired(raw)
    live = _live(raw) if retired else {}
    ends, _ = _walked(retired)
    for key, (line, _) in retired.items():
        tables = {place.table for place in live.get(ends[key], ())}
        for place in live.get(key, ()):
            if not tables or place.table in tables:
                yield fault(
                    raw.table(_RETIRED).path,
                    line,
                    "id",
                    found=f"{quoted(key)}, which is in use at {place.path}:{place.line}",
                    expected="an id that no row has",
                    fix="take this row out, or remove that one or give it another id",
                )


def check_retired_id_has_a_known_successor(raw: RawPackage) -> Iterator[Problem]:
    """Yield the retired ids replaced by what is neither in use nor retired, or of another kind."""
    retired = _retired(raw)
    live = _live(raw) if retired else {}
    is_partial = _is_partial(raw)
    for key, (line, new) in retired.items():
        is_known = new in live or new in retired
        if not new or (is_known and _kind(key) == _kind(new)) or (is_partial and not is_known):
            continue
        near = None if is_known or _kind(new) else nearest(new, live)
        hint = f" (nearest: {near!r})" if near else ""
        yield fault(
            raw.table(_RETIRED).path,
            line,
            "replaced_by",
            found=quoted(new),
            expected=f"an id of the kind of {quoted(key)}"
            if is_known
            else f"an id that is in use, or is retired too{hint}",
            fix="correct the cell, or leave it empty where nothing replaced the id",
        )


def check_retired_ids_end(raw: RawPackage) -> Iterator[Problem]:
    """Yield the chains of retired ids that go round in a circle, each once."""
    retired = _retired(raw)
    _, circles = _walked(retired)
    for circle in circles:
        yield fault(
            raw.table(_RETIRED).path,
            retired[circle[0]][0],
            "replaced_by",
            found=f"a circle: {' → '.join(map(quoted, [*circle, circle[0]]))}",
            expected="retired ids that lead to one in use, or to none",
            fix="correct one of these rows, or leave its cell empty",
        )


def check_retired_id_is_not_mentioned(raw: RawPackage) -> Iterator[Problem]:
    """Yield the texts that name a retired id although what replaced it is in use.

    A key that is a retired id is no concern of this check: frictionless finds no row for it.
    """
    retired = _retired(raw)
    new = raw.once(_successors)
    tables = [table for table in raw.tables.values() if new and table.name != _RETIRED]
    for table in tables:
        for name in _texts(table):
            for line, cell in table.cells(name):
                for key in dict.fromkeys(_MENTION.findall(cell)):
                    if key in new:
                        row = f"{raw.table(_RETIRED).path}:{retired[key][0]}"
                        yield fault(
                            table.path,
                            line,
                            name,
                            found=f"{quoted(key)}, which is retired ({row})",
                            expected=f"{quoted(new[key])}, which replaced it",
                            fix=f"write {quoted(new[key])}",
                        )


def successor(raw: RawPackage, key: str) -> str | None:
    """Return the id in use that stands for a retired one, or None where there is none."""
    try:
        return raw.once(_successors).get(key)
    except NotThereError:  # the table of retired ids cannot be read, which is reported
        return None


def _successors(raw: RawPackage) -> dict[str, str]:
    ends, _ = _walked(_retired(raw))
    live = _live(raw)
    return {key: end for key, end in ends.items() if end in live and key not in live}


def _retired(raw: RawPackage) -> dict[str, tuple[int, str]]:
    """Return line and successor ("" for none) of each retired id."""
    rows = raw.rows(_RETIRED, "id", "replaced_by")
    return {key: (line, new) for line, (key, new) in rows if key}


def _walked(retired: Mapping[str, tuple[int, str]]) -> tuple[dict[str, str], list[list[str]]]:
    """Return the last id of each chain ("" for none, and in a circle), and the circles."""
    ends: dict[str, str] = {}
    circles: list[list[str]] = []
    for start in retired:
        key, seen = start, dict[str, None]()
        while key in retired and key not in ends and key not in seen:
            seen[key] = None
            key = retired[key][1]
        if key in seen:
            chain = list(seen)
            circles.append(chain[chain.index(key) :])
        end = "" if key in seen else ends.get(key, key)
        ends.update(dict.fromkeys(seen, end))
    return ends, circles


def _live(raw: RawPackage) -> dict[str, list[_Place]]:
    """Return where each id is in use: the keys of the tables whose key is one text."""
    live: dict[str, list[_Place]] = {}
    for table in raw.tables.values():
        key = primary_key(table.resource)
        if table.name != _RETIRED and len(key) == 1:
            for line, cell in table.cells(key[0]):
                live.setdefault(cell, []).append(_Place(table.name, table.path, line))
    return live


def _is_partial(raw: RawPackage) -> bool:
    """Say whether ids may be in use that cannot be seen: that is reported."""
    keys = ((table, primary_key(table.resource)) for table in raw.tables.values())
    is_lost = any(not set(key) <= set(table.header) for table, key in keys)
    return bool(raw.unreadable or raw.ragged) or is_lost


def _kind(key: str) -> str:
    """Return the letter of a numbered id; a slug says nothing of its kind."""
    return key[0] if re.fullmatch("[A-Z][0-9]+", key) else ""


def _texts(table: RawTable) -> list[str]:
    """Return the fields of a table that hold text and are not keys."""
    schema = table.resource["schema"]
    keys = set(primary_key(table.resource))
    for key in schema.get("foreignKeys", []):
        fields = key.get("fields", [])
        keys |= {fields} if isinstance(fields, str) else set(fields)
    return [
        field["name"]
        for field in table.fields
        if field.get("type") == "string" and field["name"] not in keys
    ]


CHECKS: tuple[Check, ...] = (
    Check(
        check_retired_id_is_not_live,
        "An id is never used again, so that an old citation leads to what it cited.",
        source="codebook, section 9: ids",
    ),
    Check(
        check_retired_id_has_a_known_successor,
        "Whoever cited a retired id finds what stands for it now.",
        source="codebook, section 9: ids",
    ),
    Check(
        check_retired_ids_end,
        "From a retired id a reader comes to one in use.",
        source="codebook, section 9: ids",
    ),
    Check(
        check_retired_id_is_not_mentioned,
        "A note leads to a row that is there.",
        source="codebook, section 9: ids",
    ),
)
