"""The limits within which packages and records are read: one table.

Both may come from anyone. Within these limits, whatever their bytes are, reading, validating
and adding them ends in a report or in one line, and needs less than 1 GiB of memory. Each
limit leaves the shipped package room to grow several times over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readouts.errors import RefusedError

__all__ = ["LIMITS", "RECORDS", "Limit", "Tally"]


@dataclass(frozen=True)
class Limit:
    """How much of something is read, why no more, and what to do about it.

    Attributes
    ----------
    most : int
        The largest number that is read.
    of : str
        What is counted.
    why : str
        What a larger number would do.
    way_out : str
        What whoever meets the limit can do.
    """

    most: int
    of: str
    why: str
    way_out: str = "Mend the descriptor"

    def hold(self, found: int, where: object) -> None:
        """Raise RefusedError if there is more than the limit at a place."""
        if found > self.most:
            raise RefusedError(
                f"{where}: {found:,} {self.of}, at most {self.most:,} are read. {self.way_out}"
            )

    def refuse(self, where: object) -> RefusedError:
        """Return the error for a place where there is more, nobody knows how much."""
        return RefusedError(
            f"{where}: more than {self.most:,} {self.of}, which are the most that are read. "
            f"{self.way_out}"
        )


_ENGINE = "Split the table, or read it with an engine for large data such as DuckDB"
_QUOTES = "Shorten the row, or close the quotation mark that is left open"

DESCRIPTOR_BYTES: Final = Limit(
    2**20, "bytes of descriptor", "what frictionless makes of a descriptor is far larger than it"
)
DEPTH: Final = Limit(
    32, "levels of nesting in the descriptor", "deep nesting exhausts the stack of whoever walks it"
)
ENTRIES: Final = Limit(
    20_000, "entries in the descriptor", "frictionless and our checks look at each many times"
)
LISTED: Final = Limit(
    1_000, "entries in one list", "each cell is compared with each value of an enumeration in turn"
)
RESOURCES: Final = Limit(100, "resources", "each is read several times")
FOREIGN_KEYS: Final = Limit(100, "foreign keys", "for each, a whole table is read again")
PATTERN: Final = Limit(
    200, "characters of pattern", "it is matched against every cell, by a backtracking engine"
)
FILE_BYTES: Final = Limit(2**24, "bytes", "a file is read as a whole", _ENGINE)
PACKAGE_BYTES: Final = Limit(
    2**25, "bytes in this and the files before it", "the checks hold all tables at once", _ENGINE
)
ROWS: Final = Limit(300_000, "lines", "frictionless checks about 30,000 rows a second", _ENGINE)
CELLS: Final = Limit(
    4_000_000,
    "cells in this and the files before it",
    "a cell of text takes 50 bytes and more beside its text",
    _ENGINE,
)
COLUMNS: Final = Limit(
    256,
    "cells in one row",
    "frictionless makes an error of each cell too many, with the whole row in it",
    _QUOTES,
)
CELL: Final = Limit(
    100_000,
    "characters in one cell",
    "cells are compared, matched and shown",
    _QUOTES,
)
ZIP_BYTES: Final = Limit(
    2**23,
    "bytes of zip",
    "Python reads the whole list of what is in it",
    "Zip the folder of the package alone, or unzip it and give the folder",
)
NEAREST: Final = Limit(
    50, "cells of a table", "the nearest of many known values is sought for each", "Mend some first"
)

LIMITS: Final = {name: limit for name, limit in list(globals().items()) if isinstance(limit, Limit)}
"""Every limit of a package by its name."""

_SPLIT = "Split it, or look for a mistake"

RECORDS: Final = {
    limit.of: limit
    for limit in (
        Limit(20_000_000, "bytes in a file", "a file is read as a whole", _SPLIT),
        Limit(100_000_000, "bytes in one call", "all records of a call are held at once", _SPLIT),
        Limit(5_000, "records in one call", "each is compared with the others", _SPLIT),
        Limit(
            2_000_000, "values in one call", "each is held with its line; keys count too", _SPLIT
        ),
        Limit(16, "values inside values", "no record needs so many", "Look for a mistake"),
        Limit(5_000, "items in a list", "each becomes a row of the same engagement", _SPLIT),
        Limit(100_000, "characters in a value", "values are compared and shown", _SPLIT),
        Limit(100, "characters in a key", "the nearest known key is sought", "Look for a mistake"),
        Limit(100, "problems told of a record", "nobody reads more", "Mend some first"),
    )
}
"""Every limit of records by what it counts."""


class Tally:
    """What has been read of a package so far; a file that is read again counts once."""

    def __init__(self) -> None:
        self._read: dict[str, bytes] = {}
        self._bytes = 0

    def admit(self, path: str, data: bytes) -> None:
        """Count a file; RefusedError if it is too large, or makes the package so.

        Separators inside of quotation marks count too: nothing has been parsed yet. Those
        of a small file need not be counted.
        """
        FILE_BYTES.hold(len(data), path)
        if len(data) > 2 * ROWS.most:  # fewer bytes than rows of one character and their ends
            ends = data.count(b"\n")
            if b"\r" in data:  # hardly ever, and counting takes longer than looking
                ends += data.count(b"\r") - data.count(b"\r\n")
            ROWS.hold(ends, path)
        self._bytes += len(data) - len(self._read.get(path, b""))
        self._read[path] = data
        PACKAGE_BYTES.hold(self._bytes, path)
        if self._bytes > CELLS.most:
            signs = b",", b"\n", b"\r"
            CELLS.hold(
                sum(data.count(sign) for data in self._read.values() for sign in signs), path
            )
