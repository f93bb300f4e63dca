"""Two versions of a package → rows added, removed and changed, cell by cell. Pure.

Rows are told apart by primary key. A broken package can be compared too: of rows with the
same key the first is held against the first, and a row without a whole key is known by all
its cells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, Literal

from readouts.reports.labels import Labels
from readouts.storage.package import RawTable
from readouts.storage.writing import primary_key
from readouts.versions.schema import schema_changes

__all__ = ["Diff", "RowChange", "TableDiff", "compare"]

Kind = Literal["added", "removed", "changed"]
Row = dict[str, str]

RETIRED: Final = "retired_ids"


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that was added, removed or changed.

    Attributes
    ----------
    kind : {"added", "removed", "changed"}
        What happened to it.
    key : tuple of str
        Cells of its primary key.
    label : str or None
        A short name of its record.
    cells : dict of str to tuple
        Old and new text of the cells that differ, in the order of the columns. Where the row
        or the column was not there before, or is not there now, None.
    note : str or None
        Of a row that is gone, whether its id was retired.
    """

    kind: Kind
    key: tuple[str, ...]
    label: str | None
    cells: dict[str, tuple[str | None, str | None]]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The rows of one table that differ: removed, changed, added, each in order of the file."""

    name: str
    path: str
    rows: tuple[RowChange, ...]

    def of_kind(self, kind: Kind) -> tuple[RowChange, ...]:
        """Return the rows that were added, removed or changed."""
        return tuple(row for row in self.rows if row.kind == kind)


@dataclass(frozen=True)
class Diff:
    """What differs between two versions of a package.

    Attributes
    ----------
    tables : tuple of TableDiff
        The tables with rows that differ, in the order of the package.
    schema : tuple of str
        What differs in the descriptions of the tables, a sentence each.
    unretired : tuple of str
        Ids that are gone and stand in no row of ``retired_ids``.
    """

    tables: tuple[TableDiff, ...]
    schema: tuple[str, ...] = ()
    unretired: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        return bool(self.tables or self.schema)

    def summary(self) -> str:
        """Return the counts in words.

        Examples
        --------
        >>> Diff(()).summary()
        'no rows differ'
        """
        counts = Counter(row.kind for table in self.tables for row in table.rows)
        kinds: tuple[Kind, ...] = ("added", "removed", "changed")
        told = [f"{counts[kind]:,} {kind}" for kind in kinds if counts[kind]]
        if not told:
            return "no rows differ"
        first, _, kind = told[0].partition(" ")
        told[0] = f"{first} row{'' if first == '1' else 's'} {kind}"
        where = f" in {len(self.tables)} table{'' if len(self.tables) == 1 else 's'}"
        lost = f"; {len(self.unretired)} gone without being retired" if self.unretired else ""
        return f"{', '.join(told)}{where}{lost}"

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as a dict that JSON can hold."""
        return {
            "schema": list(self.schema),
            "tables": {table.name: _table_dict(table) for table in self.tables},
            "gone_without_being_retired": list(self.unretired),
        }


def compare(old: Mapping[str, RawTable], new: Mapping[str, RawTable]) -> Diff:
    """Return what differs between two versions of a package.

    Parameters
    ----------
    old, new : Mapping of str to RawTable
        The tables of each, by the name of their resource.

    Returns
    -------
    Diff
        Empty where nothing differs. The order of rows and the form of files do not count.
    """
    retired = _retired(new.get(RETIRED))
    before, after = Labels(old), Labels(new)
    tables = []
    unretired: list[str] = []
    for name in dict.fromkeys([*new, *old]):
        one, two = old.get(name), new.get(name)
        rows = tuple(_rows(one, two, before, after, retired))
        unretired += [row.key[0] for row in rows if row.note == GONE]
        if rows:
            path = two.path if two is not None else one.path if one is not None else name
            tables.append(TableDiff(name, path, rows))
    return Diff(tuple(tables), tuple(schema_changes(old, new)), tuple(unretired))


GONE: Final = "gone without being retired"


def _rows(
    old: RawTable | None,
    new: RawTable | None,
    before: Labels,
    after: Labels,
    retired: Mapping[str, str],
) -> Iterator[RowChange]:
    key = _key(old, new)
    one, two = _by_key(old, key), _by_key(new, key)
    name = new.name if new is not None else old.name if old is not None else ""
    changed, removed, added = [], [], []
    for at in dict.fromkeys([*one, *two]):
        for was, now in zip_longest(one.get(at, ()), two.get(at, ())):
            cells = _cells(was, now, old, new)
            if now is None:
                note = _note(name, key, at, retired)
                label = before.label(name, was)
                removed.append(RowChange("removed", at, label, cells, note))
            elif was is None:
                added.append(RowChange("added", at, after.label(name, now), cells))
            elif cells:
                changed.append(RowChange("changed", at, after.label(name, now), cells))
    yield from (*removed, *changed, *added)


def _key(old: RawTable | None, new: RawTable | None) -> list[str]:
    """Return the columns by which rows are told apart; none where a table lacks one of them."""
    tables = [table for table in (new, old) if table is not None]
    for table in tables:
        key = primary_key(table.resource)
        if key and all(set(key) <= set(item.header) for item in tables):
            return key
    return []


def _by_key(table: RawTable | None, key: list[str]) -> dict[tuple[str, ...], list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    if table is None:
        return found
    for row in table.rows:
        cells = dict(zip(table.header, row.cells, strict=False))
        for number in range(len(table.header), len(row.cells)):
            cells[f"column {number + 1}"] = row.cells[number]
        whole = key and all(name in cells for name in key)
        found[tuple(cells[name] for name in key) if whole else row.cells].append(cells)
    return found


def _cells(
    was: Row | None, now: Row | None, old: RawTable | None, new: RawTable | None
) -> dict[str, tuple[str | None, str | None]]:
    """Return the cells that differ; of a row that is only on one side, those with a value.

    What stood in a column that is gone is told with the schema, once.
    """
    if was is None or now is None:
        row = was if was is not None else now or {}
        filled = [(name, cell) for name, cell in row.items() if cell != ""]
        if was is not None:
            return {name: (cell, None) for name, cell in filled}
        return {name: (None, cell) for name, cell in filled}
    before = set(old.header) if old is not None else set()
    after = set(new.header) if new is not None else set()
    names = [name for name in now if name in before or now[name] != ""]
    pairs: dict[str, tuple[str | None, str | None]]
    pairs = {name: (was.get(name), now[name]) for name in names}
    lost = [name for name in was if name not in now and (name in after or name not in before)]
    pairs |= {name: (was[name], None) for name in lost}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _retired(table: RawTable | None) -> dict[str, str]:
    """Return what became of each retired id, in words."""
    needed = ["id", "replaced_by", "reason"]
    if table is None or not set(needed) <= set(table.header):
        return {}
    return {
        old: f"retired{f', replaced by {new}' if new else ''}: {reason}"
        for _, (old, new, reason) in table.values(needed)
    }


def _note(name: str, key: list[str], at: tuple[str, ...], retired: Mapping[str, str]) -> str | None:
    """Say whether the id of a row that is gone was retired; rows without an own id have none."""
    if len(key) != 1 or len(at) != 1 or name == RETIRED:
        return None
    return retired.get(at[0], GONE)


def _table_dict(table: TableDiff) -> dict[str, Any]:
    def told(row: RowChange) -> dict[str, Any]:
        side = 0 if row.kind == "removed" else 1
        cells: dict[str, Any] = {
            name: {"old": pair[0], "new": pair[1]} if row.kind == "changed" else pair[side]
            for name, pair in row.cells.items()
        }
        note = {"note": row.note} if row.note is not None else {}
        return {"key": list(row.key), "label": row.label, **note, "cells": cells}

    kinds: tuple[Kind, ...] = ("added", "removed", "changed")
    return {kind: [told(row) for row in table.of_kind(kind)] for kind in kinds}
