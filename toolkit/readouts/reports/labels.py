"""What a row is called: its key as text, and a short name of its record for people. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from readouts.problems import Problem, shown
from readouts.storage.package import RawRow, RawTable
from readouts.storage.writing import primary_key

__all__ = ["Labels"]

LONGEST: Final = 100
"""Characters of a label, after which it is cut."""

_OWN: Final = {
    "engagements": ("title", "date"),
    "actors": ("name",),
    "places": ("name",),
    "posts": ("label",),
    "sides": ("label",),
    "issues": ("label",),
    "claims": ("label",),
    "coders": ("label",),
    "coverage": ("query",),
}
"""Columns that name a row of a table."""

_THROUGH: Final = {
    "participants": ("engagement_id", "engagements"),
    "readouts": ("engagement_id", "engagements"),
    "audits": ("engagement_id", "engagements"),
    "positions": ("readout_id", "readouts"),
    "position_holders": ("position_id", "positions"),
    "codings": ("position_id", "positions"),
    "actor_names": ("actor_id", "actors"),
}
"""Tables whose rows have no name of their own: the column that leads to the row that has."""


class Labels:
    """Keys and labels of the rows of a package.

    Parameters
    ----------
    tables : Mapping of str to RawTable
        The tables that can be read, by the name of their resource.

    Notes
    -----
    Rows may be broken: what cannot be told is None, and nothing raises.
    """

    def __init__(self, tables: Mapping[str, RawTable]) -> None:
        self._tables = {table.path: table for table in tables.values()}
        self._named = dict(tables)
        self._lines: dict[str, dict[int, RawRow]] = {}
        self._rows: dict[str, dict[str, dict[str, str]]] = {}

    def add_to(self, problem: Problem) -> Problem:
        """Return a problem with key and label of its row, where a row is meant."""
        table = self._tables.get(problem.path)
        if table is None or problem.line is None or problem.key is not None:
            return problem
        row = self._by_line(table).get(problem.line)
        if row is None:
            return problem
        cells = dict(zip(table.header, row.cells, strict=False))
        return replace(problem, key=self.key(table, cells), label=self.label(table.name, cells))

    def key(self, table: RawTable, cells: Mapping[str, str]) -> str | None:
        """Return the primary key of a row as text: ``E0293``, or ``E0293, 4``."""
        names = _key_of(table)
        if not names or not set(names) <= set(cells):
            return None
        return _cut(", ".join(cells[name] for name in names))

    def label(self, name: str, cells: Mapping[str, str]) -> str | None:
        """Return a short name of the record of a row; None where it has none."""
        for _ in _THROUGH:  # a chain cannot be longer than that
            if name not in _THROUGH:
                break
            column, target = _THROUGH[name]
            found = self._by_key(target).get(cells.get(column, ""))
            if found is None:
                return None
            name, cells = target, found
        if name == "sources":
            parts = [cells.get("publisher"), cells.get("title") or cells.get("opening")]
        else:
            parts = [cells.get(column) for column in _OWN.get(name, ())]
        told = [part for part in parts if part]
        return _cut((": " if name == "sources" else ", ").join(told)) if told else None

    def _by_line(self, table: RawTable) -> dict[int, RawRow]:
        if table.path not in self._lines:
            self._lines[table.path] = {row.line: row for row in table.rows}
        return self._lines[table.path]

    def _by_key(self, name: str) -> dict[str, dict[str, str]]:
        """Return the rows of a table with a key of one field, by that key."""
        if name not in self._rows:
            table = self._named.get(name)
            key = _key_of(table) if table is not None else []
            found: dict[str, dict[str, str]] = {}
            if table is not None and len(key) == 1 and key[0] in table.header:
                for row in table.rows:
                    cells = dict(zip(table.header, row.cells, strict=False))
                    found.setdefault(cells.get(key[0], ""), cells)
            self._rows[name] = found
        return self._rows[name]


def _key_of(table: RawTable) -> list[str]:
    schema: Any = table.resource.get("schema")
    return primary_key(table.resource) if isinstance(schema, dict) else []


def _cut(text: str) -> str:
    told = shown(" ".join(text[: 4 * LONGEST].split()))
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"
