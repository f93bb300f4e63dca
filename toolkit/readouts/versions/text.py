"""Differences between two versions of a package as text, Markdown and JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from readouts.problems import LONGEST, quoted, shown
from readouts.reports import markup
from readouts.versions.diff import Diff, RowChange, TableDiff

__all__ = ["to_json", "to_markdown", "to_text"]

SIGNS: Final = {"added": "+", "removed": "-", "changed": "~"}
_BEFORE: Final = 30
"""Characters shown before the first that differs, in cells that are too long to show."""


def to_text(diff: Diff, *, most: int | None = None) -> str:
    """Return the differences as text, with the counts in its last line.

    Parameters
    ----------
    diff : Diff
        What differs.
    most : int, optional
        Rows of a table that are told one by one. Without it, all.
    """
    return "\n".join([*_blocks(diff, most), diff.summary()])


def to_markdown(diff: Diff, *, limit: int = markup.SUMMARY_LIMIT) -> str:
    """Return the differences for the summary of a job; nothing of the rows is rendered."""
    head = f"### Changes: {diff.summary()}\n"
    if not diff:
        return head
    rest = "`readouts diff` tells all."
    told = markup.fitted(_blocks(diff, None), rest, limit=limit - len(head) - 2)
    return f"{head}\n{told}\n"


def to_json(diff: Diff) -> str:
    """Return the differences as JSON, cells whole."""
    return json.dumps(diff.to_dict(), ensure_ascii=False, indent=2) + "\n"


def _blocks(diff: Diff, most: int | None) -> Iterator[str]:
    if diff.schema:
        yield "\n".join(["schema", *(f"  {shown(told)}" for told in diff.schema), ""])
    for table in diff.tables:
        yield f"{shown(table.path)}: {Diff((table,)).summary().removesuffix(' in 1 table')}"
        for row in table.rows[:most]:
            yield "\n".join(_row(row))
        if most is not None and len(table.rows) > most:
            yield f"  +{len(table.rows) - most:,} more"
        yield from _end(table)


def _end(table: TableDiff) -> Iterator[str]:
    if table.rows:
        yield ""


def _row(row: RowChange) -> Iterator[str]:
    label = f"  {row.label}" if row.label is not None else ""
    note = f"  ({shown(row.note)})" if row.note is not None else ""
    yield f"  {SIGNS[row.kind]} {shown(', '.join(row.key))}{label}{note}"
    width = max(map(len, row.cells), default=0)
    for name, (old, new) in row.cells.items():
        yield f"      {shown(name):<{width}}  {_told(old, new, row.kind == 'changed')}"


def _told(old: str | None, new: str | None, is_changed: bool) -> str:
    if not is_changed:
        return quoted(old if old is not None else new or "")
    was, now = _pair(old or "", new or "")
    return f"{was if old is not None else 'nothing'} → {now if new is not None else 'nothing'}"


def _pair(old: str, new: str) -> tuple[str, str]:
    """Return two texts in quotes; of long ones, the part where they begin to differ."""
    if max(len(old), len(new)) <= LONGEST:
        return quoted(old), quoted(new)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, same - _BEFORE)
    return _from(old, start), _from(new, start)


def _from(text: str, start: int) -> str:
    end = start + LONGEST
    more = "…" if end < len(text) else ""
    return f"{'…' if start else ''}{text[start:end]!r}{more}"
