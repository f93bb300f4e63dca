"""What frictionless reports about a table, told in our words with the line an editor shows.

Nothing is checked here. Of the errors that one fault makes frictionless report, the one
that helps most is kept: a row with a cell too many is not also a row of wrong types.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from frictionless import Error, errors

from readouts.checks.ids import successor
from readouts.checks.raw import RawPackage
from readouts.checks.schema import unreadable
from readouts.errors import nearest
from readouts.problems import Problem, quoted
from readouts.reports.expectation import of_constraint, of_type
from readouts.reports.headers import wrong_labels
from readouts.storage.limits import NEAREST
from readouts.storage.package import RawRow, RawTable
from readouts.storage.writing import primary_key

__all__ = ["Explained", "Explainer", "explain_metadata"]

_POSITION = re.compile("the same as in the row at position ([0-9]+)")
_UNKNOWN = re.compile('foreign key for resource ".*" as resource "(.*)" does not exist')
_PATTERN = re.compile(" does not match '.*'( at|$)")


class Explained(NamedTuple):
    """An error of frictionless and what we say about it."""

    error: Error
    problem: Problem


def explain_metadata(error: Error, path: str) -> Explained:
    """Explain an error of the descriptor, which keeps frictionless from reading any table."""
    note = _PATTERN.sub(" has a character that is not allowed\\1", " ".join(error.note.split()))
    return Explained(
        error,
        Problem(
            path,
            None,
            None,
            error.type,
            "error",
            note if len(note) <= 300 else f"{note[:300]}…",
            "a descriptor that follows the Data Package standard",
            f"mend {path}; the tables are checked once it is",
        ),
    )


class Explainer:
    """Explains the errors of one table.

    Parameters
    ----------
    raw : RawPackage
        The package as the checks see it.
    tables : dict of str to RawTable
        The tables that can be read, with all their rows.
    resource : dict
        Descriptor of the table's resource.
    """

    def __init__(
        self, raw: RawPackage, tables: dict[str, RawTable], resource: dict[str, Any]
    ) -> None:
        self.raw, self.tables, self.resource = raw, tables, resource
        self.name = str(resource["name"])
        self.path = str(resource.get("path"))
        self.table = tables.get(self.name)
        schema = resource.get("schema")
        self.fields = {item["name"]: item for item in schema["fields"]} if schema else {}
        self.key = primary_key(resource) if schema else []
        self._keys: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
        self._near: dict[tuple[str, str], str | None] = {}

    def explain(self, found: Sequence[Error]) -> list[Explained]:
        """Return the errors that are kept, in the order of the file, each explained."""
        of_rows = [error for error in found if isinstance(error, errors.RowError)]
        of_header = [error for error in found if isinstance(error, errors.HeaderError)]
        tabular = errors.RowError | errors.HeaderError
        others = [error for error in found if not isinstance(error, tabular)]
        kept = [self._file(error) for error in others]
        if self.table is not None:
            if of_header:
                kept += [
                    self._problem(error, 1, field, found=found, expected=expected, fix=fix)
                    for error, field, found, expected, fix in wrong_labels(
                        self.table.header, list(self.fields)
                    )
                ]
            for number, group in groupby(of_rows, key=lambda error: error.row_number):
                kept += self._row(self.table, self.table.rows[number - 2], list(group))
        return kept

    @cached_property
    def trusted(self) -> set[str]:
        """Fields whose cells stand under their own label."""
        header = self.table.header if self.table is not None else ()
        pairs = zip(self.fields, header, strict=False)
        return {name for name, label in pairs if name == label}

    @cached_property
    def row_numbers(self) -> dict[int, int]:
        """The numbers that frictionless gives to rows, by their line."""
        rows = self.table.rows if self.table is not None else ()
        return {row.line: number for number, row in enumerate(rows, start=2)}

    def _problem(
        self,
        error: Error,
        line: int | None,
        field: str | None,
        *,
        found: str,
        expected: str,
        fix: str,
    ) -> Explained:
        return Explained(
            error, Problem(self.path, line, field, error.type, "error", found, expected, fix)
        )

    def _file(self, error: Error) -> Explained:
        """Explain why a file cannot be read at all."""
        reason = self.raw.unreadable.get(self.name)
        unknown = _UNKNOWN.search(error.note)
        if unknown is not None:
            return self._unknown_resource(error, unknown[1])
        if reason is None:
            note = " ".join(error.note.split())
            return self._problem(
                error,
                None,
                None,
                found=note,
                expected="a CSV file as the descriptor says",
                fix="mend the file, or its resource in the descriptor",
            )
        told = unreadable(self.path, str(reason))
        return self._problem(
            error, told.line, None, found=told.found, expected=told.expected, fix=told.fix
        )

    def _unknown_resource(self, error: Error, name: str) -> Explained:
        """Explain a foreign key to a resource that is not there."""
        known = sorted(str(item["name"]) for item in self.raw.descriptor["resources"])
        near = nearest(name, known)
        problem = Problem(
            self.raw.path,
            None,
            "foreignKeys",
            error.type,
            "error",
            f"a foreign key of {self.name!r} to {quoted(name)}",
            f"a resource ({f'nearest: {near!r}' if near else ', '.join(known)})",
            "correct the name of the resource",
        )
        return Explained(error, problem)

    def _row(self, table: RawTable, row: RawRow, found: list[errors.RowError]) -> list[Explained]:
        """Explain the errors of one row: of its length if that is wrong, else one per cell."""
        width, length = len(table.header), len(row.cells)
        blank = next((error for error in found if error.type == "blank-row"), None)
        if blank is not None:
            told = {"found": "a blank row", "expected": "a row with values", "fix": "remove it"}
            return [self._problem(blank, row.line, None, **told)]
        if length not in (width, len(self.fields)):  # the latter fits, if the header does not
            kinds = (errors.ExtraCellError, errors.MissingCellError)
            error = next((error for error in found if isinstance(error, kinds)), found[0])
            return [
                self._problem(
                    error,
                    row.line,
                    None,
                    found=f"{length} cells",
                    expected=f"{width} cells, as in the header",
                    fix="mend the row; a cell with a comma in it needs quotation marks round it",
                )
            ]
        told_cells = [self._cell(table, row, error) for error in found]
        best: dict[str | None, Explained] = {}
        for item in filter(None, told_cells):
            kept = best.setdefault(item.problem.field, item)
            if _RANK.get(item.error.type, 1) < _RANK.get(kept.error.type, 1):
                best[item.problem.field] = item
        places = {name: i for i, name in enumerate(self.fields)}
        return sorted(best.values(), key=lambda item: places.get(item.problem.field or "", -1))

    def _cell(self, table: RawTable, row: RawRow, error: errors.RowError) -> Explained | None:
        """Explain an error of one cell or of a key; None where its label is not its field's."""
        if isinstance(error, errors.PrimaryKeyError):
            names = self.key
        elif isinstance(error, errors.ForeignKeyError):
            names = error.field_names
        elif isinstance(error, errors.CellError):
            names = [error.field_name]
        else:
            names = []
        if not set(names) <= self.trusted:
            return None
        cells = {name: row.cells[table.header.index(name)] for name in names}
        field = names[0] if len(names) == 1 else None
        found = ", ".join(quoted(c) if field else f"{n} {quoted(c)}" for n, c in cells.items())
        expected, fix = self._expected(error, cells)
        return self._problem(
            error, row.line, field, found=found or error.note, expected=expected, fix=fix
        )

    def _expected(self, error: errors.RowError, cells: dict[str, str]) -> tuple[str, str]:
        """Return what was expected, and the way out."""
        if isinstance(error, errors.ForeignKeyError):
            return self._reference(error, cells)
        if isinstance(error, errors.PrimaryKeyError | errors.UniqueError):
            return self._unique(error)
        if isinstance(error, errors.CellError) and error.field_name in self.fields:
            field = self.fields[error.field_name]
            if isinstance(error, errors.TypeError):
                return of_type(field), "correct the cell"
            return of_constraint(field, error.note, cells[error.field_name])
        return error.title, "mend the row"

    def _unique(self, error: errors.RowError) -> tuple[str, str]:
        position = _POSITION.search(error.note)
        if position is None:
            return f"a value in {' or '.join(self.key)}", "fill in the key"
        assert self.table is not None
        line = self.table.rows[int(position[1]) - 2].line
        what = "value" if isinstance(error, errors.UniqueError) else "key"
        expected = f"a {what} that no other row has (it is on line {line} too)"
        return expected, f"give the row a {what} of its own, or remove one of the two"

    def _reference(self, error: errors.ForeignKeyError, cells: dict[str, str]) -> tuple[str, str]:
        target = self.tables[error.reference_name or self.name]
        keys = self._keys_of(target, tuple(error.reference_field_names))
        new = successor(self.raw, "".join(cells.values()))
        if new is not None:
            return f"{quoted(new)}, which replaced it", f"write {quoted(new)}"
        kind = f"one of the {len(keys)} {target.name.replace('_', ' ')} in {target.path}"
        near = self._nearest(target, "".join(cells.values()), keys) if len(cells) == 1 else None
        if near is not None:
            return f"{kind} (nearest: {near!r})", "correct the cell"
        return kind, f"correct the cell, or add its row to {target.path}"

    def _keys_of(self, target: RawTable, names: tuple[str, ...]) -> set[tuple[str, ...]]:
        if (target.name, names) not in self._keys:
            self._keys[target.name, names] = {key for _, key in target.values(list(names))}
        return self._keys[target.name, names]

    def _nearest(self, target: RawTable, cell: str, keys: set[tuple[str, ...]]) -> str | None:
        """Return the key most like a cell; a short code, as 'E0293' or 'ARE', is like no other."""
        if sum(map(str.isalpha, cell)) < 4:
            return None
        if (target.name, cell) not in self._near:
            if len(self._near) >= NEAREST.most:
                return None
            self._near[target.name, cell] = nearest(cell, sorted(key[0] for key in keys))
        return self._near[target.name, cell]


_RANK = {"foreign-key": 0, "primary-key": 2}
"""Which error of a cell is kept: the one that can name the nearest value, a key last."""
