"""What the tables keep per account: its date, how it names people and holders, its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from readouts.compare.accounts import rows
from readouts.dates import bounds
from readouts.errors import DateError

__all__ = ["differences"]

_Row: TypeAlias = tuple[str, str, Any, Any, str, tuple[str, ...]]
"""Readout, kind, what it tells, what the tables have, how the two relate, positions."""

_COLUMNS = ["account_id", "group", "kind", "told", "elsewhere", "relation"]
_FAR = "9999-99-99"
_UNKNOWN = "XXXX"
_YEAR = re.compile("[0-9]{4}")


def differences(
    accounts: pd.DataFrame,
    cells: pd.DataFrame,
    readouts: pd.DataFrame,
    participants: pd.DataFrame,
    names: Mapping[str, str],
) -> pd.DataFrame:
    """Return what accounts have of their own: dates, holders, names and titles, notes.

    A participant's row names only the account that attests it, so nobody is called missing
    from another account. Values that equal what the tables have for all are left out.

    Parameters
    ----------
    accounts, cells : DataFrame
        Of one engagement.
    readouts, participants : DataFrame
        As ``join.readouts`` and ``join.participants`` have them.
    names : mapping of str to str
        Names of actors by their ids.

    Returns
    -------
    DataFrame
        One row per account, ``kind`` (date, name, title, holder, note) and value: ``told``
        is what the account has, ``elsewhere`` what the tables have for all (the date of the
        engagement, the neutral name, the post, the holder), missing where they have
        nothing. ``relation``, of dates only: ``differs`` (both cannot be right), ``adds``
        (it is more exact) or ``fits``. ``readout_ids`` and ``position_ids`` are behind it.
    """
    account = {
        readout: (row.account_id, row.group)
        for row in rows(accounts)
        for readout in row.readout_ids
    }
    found: dict[tuple[Any, ...], tuple[set[str], set[str]]] = {}
    for readout, kind, told, elsewhere, relation, positions in (
        *_dates(readouts),
        *_notes(readouts),
        *_people(participants),
        *_holders(cells, names),
    ):
        if readout in account and isinstance(told, str) and told != elsewhere:
            other = elsewhere if isinstance(elsewhere, str) else None
            key = (*account[readout], kind, told, other, relation)
            behind = found.setdefault(key, (set(), set()))
            behind[0].add(readout)
            behind[1].update(positions)
    all_of = [(*key, *(tuple(sorted(some)) for some in behind)) for key, behind in found.items()]
    return pd.DataFrame(all_of, columns=[*_COLUMNS, "readout_ids", "position_ids"])


def _dates(readouts: pd.DataFrame) -> Iterator[_Row]:
    for row in _rows(readouts, "date_as_reported"):
        relation = _relation(row.date_as_reported, row.date)
        yield row.readout_id, "date", row.date_as_reported, row.date, relation, ()


def _notes(readouts: pd.DataFrame) -> Iterator[_Row]:
    for row in _rows(readouts, "notes"):
        yield row.readout_id, "note", row.notes, None, "", ()


def _people(participants: pd.DataFrame) -> Iterator[_Row]:
    for row in _rows(participants, "name_as_reported"):
        yield row.readout_id, "name", row.name_as_reported, row.actor_name, "", ()
    for row in _rows(participants, "title_as_reported"):
        yield row.readout_id, "title", row.title_as_reported, row.post_label, "", ()


def _holders(cells: pd.DataFrame, names: Mapping[str, str]) -> Iterator[_Row]:
    for row in _rows(cells, "holder_as_reported"):
        holders = " and ".join(names.get(holder, holder) for holder in row.holder_ids) or None
        yield row.readout_id, "holder", row.holder_as_reported, holders, "", (row.position_id,)


def _rows(frame: pd.DataFrame, column: str) -> Iterable[Any]:
    """Return the rows that have something in a column; none where there is no such column."""
    if column not in frame.columns:
        return ()
    return rows(frame.dropna(subset=[column]))


def _relation(told: str, date: object) -> str:
    """Say whether an account's date and the engagement's cannot both be right.

    Where one of them gives no year, it is read with the other's.
    """
    if not isinstance(date, str):
        return "adds"
    try:
        (first, last), (start, end) = _span(told, date), _span(date, told)
    except DateError:
        return "fits"
    if first > end or start > last:
        return "differs"
    inside = start <= first and last <= end
    is_first_year = _UNKNOWN in date and _UNKNOWN not in told
    return "adds" if inside and (is_first_year or (first, last) != (start, end)) else "fits"


def _span(text: str, other: str) -> tuple[str, str]:
    """Return the first and the last day of a date, its year taken from another if unknown."""
    year = _YEAR.search(other)
    first, last = bounds(text if year is None else text.replace(_UNKNOWN, year[0]))
    return ("" if first is None else str(first), _FAR if last is None else str(last))
