"""Checks of files as such, and of the keys of their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted
from readouts.storage.package import RawRow, RawTable
from readouts.storage.writing import in_order, primary_key, written

__all__ = [
    "CHECKS",
    "check_file_is_canonical",
    "check_file_is_readable",
    "check_unique_key_is_unique",
    "unreadable",
]

_TOLD = re.compile(r"(?P<path>[^:]+)(:(?P<line>[0-9]+))?: (?P<what>.+?)\. (?P<fix>.+)", re.DOTALL)


def check_file_is_readable(raw: RawPackage) -> Iterator[Problem]:
    """Yield the files that cannot be read as CSV, with the reason."""
    for error in raw.unreadable.values():
        yield unreadable(raw.path, str(error))


def unreadable(path: str, message: str) -> Problem:
    """Return an error of reading, "file:line: what was found. The way out", as a problem."""
    found = _TOLD.fullmatch(message)
    if found is None:
        return fault(path, None, None, found=message, expected="a file", fix="mend the file")
    return fault(
        found["path"],
        int(found["line"]) if found["line"] else None,
        None,
        found=found["what"],
        expected="a CSV file as the descriptor says",
        fix=found["fix"][0].lower() + found["fix"][1:],
    )


def check_file_is_canonical(raw: RawPackage) -> Iterator[Problem]:
    """Yield the files that `readouts format` would rewrite, with the first difference.

    A file with rows of unequal length has no canonical form and is passed over.
    """
    for name, table in raw.tables.items():
        if name not in raw.ragged:
            as_it_is = written(table.header, table.rows)
            if table.data != as_it_is:
                yield _form_fault(table, as_it_is)
            else:
                yield from _order_fault(table)


def check_unique_key_is_unique(raw: RawPackage) -> Iterator[Problem]:
    """Yield the rows that repeat a unique key of an earlier row; an empty cell is a value."""
    for table in raw.tables.values():
        keys = table.resource["schema"].get("uniqueKeys", [])
        for key in keys if isinstance(keys, list) else [keys]:
            names = list(map(str, key)) if isinstance(key, list) else [str(key)]
            first: dict[tuple[str, ...], int] = {}
            for line, cells in table.values(names) if names else ():
                if cells in first:
                    yield _repeated(table.path, line, names, cells, first[cells])
                first.setdefault(cells, line)


def _repeated(
    path: str, line: int, names: list[str], cells: tuple[str, ...], first: int
) -> Problem:
    pairs = ", ".join(f"{name} {quoted(cell)}" for name, cell in zip(names, cells, strict=True))
    alone = len(names) == 1
    return fault(
        path,
        line,
        names[0] if alone else None,
        found=quoted(cells[0]) if alone else pairs,
        expected=f"a {'value' if alone else 'combination'} that no other row has "
        f"(it is on line {first} too)",
        fix="correct one of the two rows, or remove one",
    )


def _form_fault(table: RawTable, as_it_is: bytes) -> Problem:
    """Return how a file differs from the same rows, in the same order, in canonical form."""
    line, found, expected = _first_difference(table.data, as_it_is)
    return fault(
        table.path, line, None, found=found, expected=expected, fix="run `readouts format`"
    )


def _first_difference(data: bytes, as_it_is: bytes) -> tuple[int, str, str]:
    if data.startswith(b"\xef\xbb\xbf"):
        return 1, "a byte-order mark before the header", "UTF-8 without it"
    if as_it_is == data + b"\n":
        lines = data.count(b"\n") + 1
        return lines, "no line end after the last row", "a line end (LF) after every row"
    pairs = enumerate(zip(data.split(b"\n"), as_it_is.split(b"\n"), strict=False), start=1)
    line, mine = next(((i, mine) for i, (mine, other) in pairs if mine != other), (1, b""))
    if b"\r" in mine:
        return line, "a carriage return (CR LF, as on Windows)", "LF alone at the end of a line"
    need = "quotation marks only round a cell with a comma, quotation mark or line break"
    return line, "quotation marks that no cell needs", need


def _order_fault(table: RawTable) -> Iterator[Problem]:
    """Yield the first row that stands in the wrong place."""
    rows = in_order(table)
    key = primary_key(table.resource)
    at = next((i for i, row in enumerate(rows) if row is not table.rows[i]), None)
    if at is None:
        return
    one_ahead = at + 1 < len(rows) and table.rows[at + 1] is rows[at]
    stray = table.rows[at] if one_ahead else rows[at]
    place = next(i for i, row in enumerate(rows) if row is stray)
    after = rows[place - 1].line if place else 1
    cells = ", ".join(quoted(_value(table, stray, name)) for name in key)
    yield fault(
        table.path,
        stray.line,
        key[0],
        found=f"the row of {cells}",
        expected=f"rows sorted by {', '.join(key)}: this one belongs after line {after}",
        fix="run `readouts format`",
    )


def _value(table: RawTable, row: RawRow, name: str) -> str:
    return row.cells[table.header.index(name)]


CHECKS = (
    Check(
        check_file_is_readable,
        "Where quotation marks are not in pairs, rows run into each other.",
        source="RFC 4180 (CSV)",
    ),
    Check(
        check_file_is_canonical,
        "One form of the same rows, so that a change shows the rows that changed and no more.",
        source="house rule: one form of the same rows",
    ),
    Check(
        check_unique_key_is_unique,
        "Nothing is told twice: an address, an account, a place in an account.",
        source="Data Package 2.0, uniqueKeys",
    ),
)
