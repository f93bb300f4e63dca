"""What a check sees of a package: its descriptor and its raw rows, read beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readouts.errors import ReadoutsError
from readouts.package import RawTable

__all__ = ["NotThereError", "RawPackage", "missing_values"]


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
        return list(table.values(list(columns)))


def missing_values(resource: dict[str, Any]) -> set[str]:
    """Return the cells that mean "missing" in a resource."""
    declared = resource["schema"].get("missingValues", [""])
    return {item["value"] if isinstance(item, dict) else item for item in declared}
