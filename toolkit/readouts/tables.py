"""Checked access to tables of any engine, and look-ups that neither lose nor multiply rows.

Everything here is written over narwhals: pandas, Polars and other frames go in and come out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import narwhals as nw

from readouts.errors import JoinError, MissingTableError, UnknownColumnError

__all__ = ["Frame", "Tables", "columns", "count", "is_empty", "look_up", "prove_unique", "table"]

Frame: TypeAlias = nw.LazyFrame[Any]
"""A narwhals frame, eager or lazy: only what both can do is used, so the lazy one's type serves."""

Tables: TypeAlias = Mapping[str, Any]
"""Table names to native frames: a ``Dataset``, or a dict of Polars frames, say."""


def table(data: Tables, name: str, needed: Sequence[str], asker: str) -> Frame:
    """Return one table of ``data`` as a narwhals frame that has the needed columns.

    Raises
    ------
    MissingTableError
        ``data`` has no such table; the message names the function that asked.
    UnknownColumnError
        The table lacks a needed column.
    """
    if name not in data:
        raise MissingTableError(asker, name, data)
    frame = cast("Frame", nw.from_native(data[name]))
    known = columns(frame)
    for column in needed:
        if column not in known:
            raise UnknownColumnError(name, column, known)
    return frame


def columns(frame: Frame) -> list[str]:
    """Return the names of a frame's columns, without reading a lazy frame's rows."""
    return frame.collect_schema().names()


def is_empty(frame: Frame) -> bool:
    """Say whether a frame has no rows; on a lazy frame this runs a query."""
    return _first(frame) is None


def prove_unique(frame: Frame, keys: Sequence[str], name: str) -> None:
    """Raise JoinError if two rows of table ``name`` share their keys; on a lazy frame, a query."""
    counts = frame.group_by(*keys).agg(nw.len().alias("_rows"))
    twice = _first(counts.filter(nw.col("_rows") > 1))
    if twice is not None:
        key = ", ".join(f"{key} {twice[key]!r}" for key in keys)
        raise JoinError(
            f"table {name!r}: {twice['_rows']} rows have {key}, expected one, or rows would "
            "be multiplied. Remove the others"
        )


def look_up(
    frame: Frame, other: Frame, name: str, on: Mapping[str, str], take: Mapping[str, str]
) -> Frame:
    """Add columns of another table to each row of ``frame``, and keep its rows as they are.

    Parameters
    ----------
    frame : narwhals frame
        The rows to be kept.
    other : narwhals frame
        The table looked into; rows without a whole key are passed over.
    name : str
        Name of that table, for messages.
    on : Mapping of str to str
        Columns of ``frame`` to the key columns of ``other`` that they match.
    take : Mapping of str to str
        Names of the new columns to the columns of ``other`` that fill them.

    Returns
    -------
    narwhals frame
        As many rows as ``frame``; new columns are missing where nothing matches.

    Raises
    ------
    JoinError
        The key is not unique in ``other``.
    """
    keyed = other.filter(*(~nw.col(key).is_null() for key in on.values()))
    prove_unique(keyed, list(on.values()), name)
    renamed = keyed.select(
        *(nw.col(key).alias(column) for column, key in on.items()),
        *(nw.col(old).alias(new) for new, old in take.items()),
    )
    return frame.join(renamed, on=list(on), how="left")


def count(frame: Frame, other: Frame, on: str, new: str, column: str | None = None) -> Frame:
    """Add the number of rows of ``other`` per ``on``, or of its distinct values in a column.

    Missing values are not counted; a row that nothing matches gets 0.
    """
    if column is not None:
        other = other.select(on, column).filter(~nw.col(column).is_null()).unique()
    counts = other.group_by(on).agg(nw.len().alias(new))
    return frame.join(counts, on=on, how="left").with_columns(
        nw.col(new).fill_null(0).cast(nw.Int64)
    )


def to_boolean(frame: Frame, name: str) -> Frame:
    """Turn a column of "true", "false" and missing into booleans that keep the missing.

    Pandas columns of NumPy's kind cannot hold a missing boolean, and narwhals then fills in
    False; this is the one place that knows about it.
    """
    if not frame.implementation.is_pandas_like():
        return frame.with_columns((nw.col(name) == "true").alias(name))
    native = nw.to_native(frame)
    truth = (native[name] == "true").astype("boolean").mask(native[name].isna())
    return cast("Frame", nw.from_native(native.assign(**{name: truth})))


def _first(frame: Frame) -> dict[str, Any] | None:
    """Return the first row of a frame as a dict, or None where there is none."""
    rows = frame.head(1).lazy().collect().rows(named=True)
    return dict(rows[0]) if rows else None
