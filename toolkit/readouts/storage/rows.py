"""The rows of a package in memory: looked up by key, added to, and what was added told apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from readouts.errors import BrokenPackageError, ReadoutsError
from readouts.storage.package import Package, RawRow, RawTable
from readouts.storage.writing import canonical, is_ragged, primary_key

__all__ = ["Draft", "Origin", "Row", "RowKey", "read_draft"]

Row = dict[str, str]
RowKey = tuple[str, ...]

_NUMBERED = re.compile(r"(?P<letter>[A-Z])\[0-9\]\{(?P<width>[0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in which record a row, or a change of it, is told.

    ``lines`` has the lines of single fields; ``line`` is that of the whole.
    """

    path: str
    line: int
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(repr=False)
class Draft:
    """The rows of a package, and changes of them that nobody has written yet.

    Attributes
    ----------
    raw : dict of str to RawTable
        The tables as they were read.
    rows : dict of str to dict
        The rows of each table by primary key: column → cell.
    origins : dict
        Where a row of a table is told, for the rows that records added or changed.
    before : dict
        The rows of a table as they were, for those that were changed.
    """

    raw: dict[str, RawTable]
    rows: dict[str, dict[RowKey, Row]]
    origins: dict[tuple[str, RowKey], Origin] = field(default_factory=dict)
    before: dict[tuple[str, RowKey], Row] = field(default_factory=dict)
    added: dict[tuple[str, RowKey], None] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)
    _undo: list[Callable[[], object]] = field(default_factory=list)

    def __repr__(self) -> str:
        number = sum(map(len, self.rows.values()))
        return f"<draft of {number:,} rows: {len(self.added):,} new, {len(self.before):,} changed>"

    def key(self, table: str, row: Row) -> RowKey:
        """Return the primary key of a row."""
        return tuple(row[name] for name in primary_key(self.raw[table].resource))

    def add(self, table: str, row: Row, origin: Origin) -> None:
        """Add a row; what it does not say is empty."""
        whole = dict.fromkeys(self.raw[table].header, "") | row
        key = self.key(table, whole)
        assert key not in self.rows[table], (table, key)
        self.rows[table][key] = whole
        self.origins[table, key] = origin
        self.added[table, key] = None
        self._undo += [
            lambda: self.rows[table].pop(key),
            lambda: self.origins.pop((table, key)),
            lambda: self.added.pop((table, key)),
        ]

    def put(self, table: str, key: RowKey, column: str, cell: str, origin: Origin) -> None:
        """Put a cell into a row that is there."""
        row = self.rows[table][key]
        old = row[column]
        if old == cell:
            return
        if (table, key) not in self.added and (table, key) not in self.before:
            self.before[table, key] = dict(row)
            self.origins[table, key] = origin
            self._undo += [
                lambda: self.before.pop((table, key)),
                lambda: self.origins.pop((table, key)),
            ]
        row[column] = cell
        self._undo.append(lambda: row.__setitem__(column, old))

    def then(self, undo: Callable[[], object]) -> None:
        """Have something undone with the rest, should it come to that."""
        self._undo.append(undo)

    def mark(self) -> int:
        """Return where one is, for `back_to`."""
        return len(self._undo)

    def back_to(self, mark: int) -> None:
        """Undo all that was done since a mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def next_id(self, table: str) -> str:
        """Return a new id: one more than the largest that is, or was, in use."""
        letter, width = self._form(table)
        if table not in self._last:
            (name,) = primary_key(self.raw[table].resource)
            used = [row[name] for row in self.rows[table].values()]
            retired = self.rows.get("retired_ids", {})
            used += [cell for row in retired.values() for cell in (row["id"], row["replaced_by"])]
            self._last[table] = max((_number(item, letter) for item in used), default=0)
        self._last[table] += 1
        return f"{letter}{self._last[table]:0{width}}"

    def changed_tables(self) -> list[str]:
        """Return the tables of which rows were added or changed, in the package's order."""
        touched = {table for table, _ in (*self.added, *self.before)}
        return [name for name in self.raw if name in touched]

    def bytes_of(self, table: str) -> bytes:
        """Return a table's file in canonical form."""
        raw = self.raw[table]
        cells = [tuple(row[name] for name in raw.header) for row in self.rows[table].values()]
        return canonical(replace(raw, rows=tuple(RawRow(0, item) for item in cells)))

    def where(self, table: str, **cells: str) -> Iterator[Row]:
        """Yield the rows that have some cells."""
        for row in self.rows[table].values():
            if all(row[name] == cell for name, cell in cells.items()):
                yield row

    def _form(self, table: str) -> tuple[str, int]:
        (name,) = primary_key(self.raw[table].resource)
        item = next(item for item in self.raw[table].fields if item["name"] == name)
        found = _NUMBERED.fullmatch(item.get("constraints", {}).get("pattern", ""))
        if found is None:
            raise ReadoutsError(
                f"datapackage.json: field {name!r} of {table!r} has no pattern such as "
                "'E[0-9]{4}', and no id can be made for a new row. Put the pattern back"
            )
        return found["letter"], int(found["width"])


def read_draft(package: Package, needed: Iterable[str]) -> Draft:
    """Return the rows of a package.

    Parameters
    ----------
    package : Package
        The package.
    needed : iterable of str
        Names of the tables that have to be there.

    Raises
    ------
    UnknownResourceError
        A table is not in the package.
    BrokenPackageError
        A file cannot be read, or its rows cannot be told apart.
    """
    for name in needed:
        package.resource(name)
    raw = {name: package.read_table(name) for name in package.resources}
    draft = Draft(raw, {name: {} for name in raw})
    for name, table in raw.items():
        _refuse_broken(table)
        for row in table.rows:
            cells = dict(zip(table.header, row.cells, strict=True))
            key = draft.key(name, cells)
            if key in draft.rows[name]:
                told = ", ".join(map(repr, key))
                raise BrokenPackageError(
                    f"{table.path}:{row.line}: the key {told} is there twice. "
                    "Run `readouts validate`"
                )
            draft.rows[name][key] = cells
    return draft


def _refuse_broken(table: RawTable) -> None:
    expected = [item["name"] for item in table.fields]
    if list(table.header) != expected:
        raise BrokenPackageError(
            f"{table.path}:1: the header is {','.join(table.header)!r}, "
            f"expected {','.join(expected)!r}. Run `readouts validate`"
        )
    if is_ragged(table) or not primary_key(table.resource):
        raise BrokenPackageError(
            f"{table.path}: rows of unequal length, or no primary key. Run `readouts validate`"
        )


def _number(text: str, letter: str) -> int:
    digits = text.removeprefix(letter)
    return int(digits) if text.startswith(letter) and digits.isdecimal() and len(digits) < 10 else 0
