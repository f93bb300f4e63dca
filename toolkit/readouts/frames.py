"""Raw files → typed frames: dtypes and missing values come from the schema alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from math import isinf
from typing import Any, Never, TypeAlias

import numpy as np
import pandas as pd

from readouts.dates import bounds
from readouts.errors import BrokenPackageError, CellError, DateError
from readouts.problems import quoted
from readouts.storage.descriptor import TYPES
from readouts.storage.package import Package, schema_fields

__all__ = ["EDTF", "enumeration", "is_edtf", "read_frame"]

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
"""The ``rdfType`` of a field that holds EDTF dates."""

Codes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.intp]]
"""For each row, which distinct text of its column it has; -1 where the cell is missing."""

_EPOCH = date(1970, 1, 1).toordinal()
_MISSING_DAY = np.iinfo("int64").min  # how NumPy writes "not a time"
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"[+-]?[0-9]+")


def is_edtf(field: dict[str, Any]) -> bool:
    """Say whether a field holds EDTF dates."""
    return field.get("rdfType") == EDTF


def enumeration(field: dict[str, Any]) -> list[str] | None:
    """Return the values that a field may take, in codebook order; None where it is open."""
    values: list[str] | None = field.get("constraints", {}).get("enum")
    return values


def kind_of(field: dict[str, Any]) -> str:
    """Return the type of a field, which is text where the schema does not say."""
    return str(field.get("type", "string"))


def read_frame(package: Package, name: str) -> pd.DataFrame:
    """Return one resource as a typed frame, one row per row of its file.

    Each distinct text of a typed column is parsed once. Beside every EDTF field stand its
    first and last possible day, ``<field>_earliest`` and ``<field>_latest``.

    Raises
    ------
    BrokenPackageError
        The file is missing, undecodable, not CSV, or its header is not the schema's.
    CellError
        A cell does not fit the type of its field.
    """
    resource = package.resource(name)
    fields = _fields(package, resource)
    data = package.read_bytes(name)
    if not _starts_right(data, resource, fields):
        _raise_first_fault(package, name, None)
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            dtype="str",
            keep_default_na=False,
            na_values=_missing_values(resource),
            skip_blank_lines=False,
            low_memory=False,
        )
    except ValueError as error:
        _raise_first_fault(package, name, str(error))
    parts = data.split(b'"')
    outside, inside = parts[::2], parts[1::2]
    if not _is_well_quoted(outside):
        package.read_table(name)  # the strict reader refuses what it cannot be sure of
    if not _widths_fit(_commas(data) - _commas(b"".join(inside)), frame):
        _raise_first_fault(package, name, None)
    columns: dict[str, Any] = {}
    for field, (label, column) in zip(fields, frame.items(), strict=True):
        if _is_plain(field):
            columns[str(label)] = column.array
        else:
            columns |= _typed(field, column, package, name)
    return pd.DataFrame(columns, index=frame.index, copy=False)


def _fields(package: Package, resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a resource, all of types that can be read."""
    where = f"{package.where}: resource {quoted(resource['name'])}"
    if not resource.get("schema", {}).get("fields"):
        raise BrokenPackageError(
            f"{where} has no schema with fields, expected one, written out there. Put it in"
        )
    fields = schema_fields(resource)
    names = {field["name"] for field in fields}
    for field in fields:
        if kind_of(field) not in TYPES:
            raise BrokenPackageError(
                f"{where}, field {quoted(field['name'])} has the type {quoted(kind_of(field))}, "
                f"expected one of {', '.join(TYPES)}. Correct the type"
            )
        if is_edtf(field) and names & set(_bounds_of(field)):
            raise BrokenPackageError(
                f"{where}, field {quoted(field['name'])} has its bounds in "
                f"{' and '.join(_bounds_of(field))}, expected no other field of such a name. "
                "Rename that one"
            )
    return fields


def _bounds_of(field: dict[str, Any]) -> tuple[str, str]:
    return f"{field['name']}_earliest", f"{field['name']}_latest"


def _is_plain(field: dict[str, Any]) -> bool:
    return kind_of(field) == "string" and enumeration(field) is None and not is_edtf(field)


def _missing_values(resource: dict[str, Any]) -> list[str]:
    declared = resource["schema"].get("missingValues", [""])
    return [item["value"] if isinstance(item, dict) else item for item in declared]


def _typed(
    field: dict[str, Any], column: pd.Series[str], package: Package, name: str
) -> dict[str, Any]:
    """Return the columns that one field gives: its own and, for a date, its bounds."""
    codes, texts = column.array.factorize()  # a missing cell has the code -1
    read = _parser(field)
    try:
        parsed = [read(text) for text in texts]
    except ValueError:
        _raise_cell_error(field, set(texts), package, name)
    if is_edtf(field):
        first, last = ([pair[i] for pair in parsed] for i in (0, 1))
        days = (_days(first, codes), _days(last, codes))
        return {field["name"]: column.array, **dict(zip(_bounds_of(field), days, strict=True))}
    return {field["name"]: _column(field, parsed, codes)}


def _column(field: dict[str, Any], parsed: Sequence[Any], codes: Codes) -> Any:
    """Return one typed column from its distinct values and their codes."""
    values = enumeration(field)
    if values is not None:
        dtype = _categories(tuple(values), bool(field.get("categoriesOrdered", False)))
        at = np.array([*map(values.index, parsed), -1], dtype="int64")
        return pd.Categorical.from_codes(at[codes], dtype=dtype, validate=False)
    missing = codes == -1
    kind = kind_of(field)
    if kind == "integer":
        return pd.arrays.IntegerArray(np.array([*parsed, 0], dtype="int64")[codes], missing)
    if kind == "boolean":
        return pd.arrays.BooleanArray(np.array([*parsed, False], dtype="bool")[codes], missing)
    if kind == "date":
        return _days(parsed, codes)
    return np.array([*parsed, np.nan], dtype="float64")[codes]


@cache
def _categories(values: tuple[str, ...], ordered: bool) -> pd.CategoricalDtype[str]:
    return pd.CategoricalDtype(list(values), ordered=ordered)


def _days(days: Sequence[date | None], codes: Codes) -> Any:
    seconds = [_MISSING_DAY if day is None else (day.toordinal() - _EPOCH) * 86_400 for day in days]
    return np.array([*seconds, _MISSING_DAY], dtype="int64").view("datetime64[s]")[codes]


def _parser(field: dict[str, Any]) -> Callable[[str], Any]:
    """Return the function that reads one cell of a field, and raises ValueError."""
    values = enumeration(field)
    if values is not None:
        return lambda text: values[values.index(text)]
    if is_edtf(field):
        return bounds
    return _PARSERS[kind_of(field)]


def _read_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or abs(int(text)) >= 2**63:
        raise ValueError(text)
    return int(text)


def _read_number(text: str) -> float:
    if not _NUMBER.fullmatch(text) or isinf(float(text)):
        raise ValueError(text)
    return float(text)


def _read_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


_PARSERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: ("false", "true").index(text) == 1,
    "date": _read_day,
    "integer": _read_integer,
    "number": _read_number,
}


def _starts_right(data: bytes, resource: dict[str, Any], fields: list[dict[str, Any]]) -> bool:
    """Prove that the header is the schema's; say whether the first row is as long.

    pandas would make an index of the cells of that row that are too many: of a million, for
    hours.
    """
    expected = [field["name"] for field in fields]
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
    rows = csv.reader(text)
    try:
        found = next(rows, [])
        if found == expected:
            return len(next(rows, expected)) == len(expected)
    except (csv.Error, UnicodeDecodeError):
        return False
    raise BrokenPackageError(
        f"{resource['path']}:1: the header is {','.join(found)!r:.2000}, "
        f"expected {','.join(expected)!r}. Run `readouts validate`"
    )


def _is_well_quoted(outside: list[bytes]) -> bool:
    """Say whether quotation marks stand only round whole cells.

    Of others pandas makes what it thinks best: ``""E0001`` is E0001.
    """
    separators = b",\r\n"
    before, after = outside[:-1], outside[1:]
    return all(not part or part[-1] in separators for part in before) and all(
        not part or part[0] in separators for part in after
    )


def _commas(data: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(data, "uint8") == ord(",")))


def _widths_fit(separators: int, frame: pd.DataFrame) -> bool:
    """Screen for rows that are too short, which pandas fills in silence.

    It refuses rows that are too long unless it can take their first cell for an index, so
    the separators outside quotation marks tell the rest.
    """
    plain = isinstance(frame.index, pd.RangeIndex)
    return plain and separators == (len(frame.columns) - 1) * (len(frame) + 1)


def _raise_first_fault(package: Package, name: str, why: str | None) -> Never:
    """Raise what the strict reader finds, with its line, once the fast one has stumbled."""
    table = package.read_table(name)
    for row in table.rows:
        if len(row.cells) != len(table.header):
            raise BrokenPackageError(
                f"{table.path}:{row.line}: the row has {len(row.cells)} cells, "
                f"expected {len(table.header)}. Run `readouts validate` for the whole list"
            )
    raise BrokenPackageError(f"{table.path}: pandas cannot read it ({why}). Save it as plain CSV")


def _raise_cell_error(field: dict[str, Any], texts: set[str], package: Package, name: str) -> Never:
    table = package.read_table(name)
    for line, cell in table.cells(field["name"]):
        if cell in texts:
            try:
                _parser(field)(cell)
            except ValueError as error:
                expected = _expected(field, error)
                raise CellError(table.path, line, field["name"], cell, expected) from None
    raise AssertionError(f"{table.path}: no faulty cell in {field['name']}")  # pragma: no cover


def _expected(field: dict[str, Any], error: ValueError) -> str:
    values = enumeration(field)
    if values is not None:
        return f"one of {', '.join(values)}"
    if isinstance(error, DateError):
        return f"an EDTF date ({error.reason})"
    return {
        "boolean": "true or false",
        "date": "a day such as 2026-11-23",
        "integer": "a whole number",
        "number": "a number with a decimal point",
    }[kind_of(field)]
