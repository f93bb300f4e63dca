"""What a check sees of a package: its descriptor and its raw rows, read beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar, cast

from readouts.errors import ReadoutsError
from readouts.storage.package import RawTable

__all__ = ["NotThereError", "RawPackage", "missing_values"]

Made = TypeVar("Made")


class NotThereError(ReadoutsError):
    """A check needs a table or a column that the package lacks; it is then passed over.

    Whatever takes the table or column away is reported by itself.
    """


@dataclass(frozen=True)
class RawPackage:
    """A package as checks see it.

    Attributes
    ----------
    path : str
        Name of the descriptor's file, for messages.
    text : str
        The descriptor as it is written, for line numbers.
    descriptor : dict
        The descriptor, parsed; nothing is known about its shape.
    tables : Mapping of str to RawTable
        The tables that can be read, by the name of their resource. Rows that are longer or
        shorter than the header are left out: nobody knows which cell is whose.
    ragged : frozenset of str
        The tables that have such rows.
    unreadable : Mapping of str to ReadoutsError
        Why the other tables cannot.
    """

    path: str
    text: str = field(repr=False)
    descriptor: dict[str, Any] = field(repr=False)
    tables: Mapping[str, RawTable]
    ragged: frozenset[str]
    unreadable: Mapping[str, ReadoutsError]
    _made: dict[Any, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def table(self, name: str) -> RawTable:
        """Return a table; NotThereError where there is none."""
        if name not in self.tables:
            raise NotThereError(f"{self.path} has no readable table {name!r}")
        return self.tables[name]

    def rows(self, name: str, *columns: str) -> list[tuple[int, tuple[str, ...]]]:
        """Return line and cells of some columns; NotThereError where not all are there."""
        table = self.table(name)
        if name in self.ragged or not set(columns) <= set(table.header):
            raise NotThereError(f"{table.path} lacks cells of the columns {', '.join(columns)}")
        first, *others = [table.header.index(name) for name in columns]
        if not others:
            return [(row.line, (row.cells[first],)) for row in table.rows]
        pick = itemgetter(first, *others)
        return [(row.line, pick(row.cells)) for row in table.rows]

    def mapping(self, name: str, key: str, column: str) -> dict[str, str]:
        """Return one column by another, the last row for a key that stands twice."""
        return {own: cell for _, (own, cell) in self.rows(name, key, column)}

    def once(self, make: Callable[[RawPackage], Made]) -> Made:
        """Return what a function makes of this package, made once for all checks that ask."""
        if make not in self._made:
            self._made[make] = make(self)
        return cast("Made", self._made[make])

    def enum(self, name: str, column: str) -> frozenset[str]:
        """Return the values that a column may have by the descriptor, else those that it has.

        Another value is reported by frictionless.
        """
        for item in self.table(name).fields:
            rules = item.get("constraints") if item.get("name") == column else None
            if isinstance(rules, dict) and isinstance(rules.get("enum"), list):
                return frozenset(map(str, rules["enum"]))
        return frozenset(cell for _, cell in self.table(name).cells(column))


def missing_values(resource: dict[str, Any]) -> set[str]:
    """Return the cells that mean "missing" in a resource."""
    declared = resource["schema"].get("missingValues", [""])
    return {item["value"] if isinstance(item, dict) else item for item in declared}
