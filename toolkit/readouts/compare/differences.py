"""What the tables keep per account: its date, how it names people and holders, its notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import pandas as pd

from readouts.compare.accounts import Told
from readouts.compare.pieces import rows, split
from readouts.dates import bounds
from readouts.errors import DateError

__all__ = ["differences"]

_Row: TypeAlias = tuple[str, str, Any, Any, str, tuple[str, ...]]
"""Readout, kind, what it tells, what the tables have, how the two relate, positions."""

_COLUMNS = ["account_id", "group", "kind", "told", "elsewhere", "relation"]
_NOWHERE = ("", "", "")
_FAR = "9999-99-99"
_UNKNOWN = "XXXX"
_YEAR = re.compile("[0-9]{4}")


def differences(
    told: Told, participants: pd.DataFrame, unit: Mapping[str, str], names: Mapping[str, str]
) -> Callable[[str], pd.DataFrame]:
    """Return what accounts have of their own: dates, holders, names and titles, notes.

    A participant's row names only the account that attests it, so nobody is called missing
    from another account. Values that equal what the tables have for all are left out.

    Parameters
    ----------
    told : Told
        Accounts, cells and pages of some engagements.
    participants : DataFrame
        As ``join.participants`` has them.
    unit : mapping of str to str
        Engagements, each with the id of the one that it is compared in.
    names : mapping of str to str
        Names of actors by their ids.

    Returns
    -------
    callable
        Takes the id of an engagement and gives a DataFrame with one row per account,
        ``kind`` (date, name, title, holder, note) and value: ``told`` is what the account
        has, ``elsewhere`` what the tables have for all (the date of the engagement, the
        neutral name, the post, the holder), missing where they have nothing.
        ``relation``, of dates only: ``differs`` (both cannot be right), ``adds`` (it is
        more exact) or ``fits``. ``readout_ids`` and ``position_ids`` are behind it.
    """
    account = {
        readout: (row.engagement_id, row.account_id, row.group)
        for row in rows(told.accounts)
        for readout in row.readout_ids
    }
    inside = participants[
        [unit.get(key) == account.get(by, _NOWHERE)[0] for key, by in _attested(participants)]
    ]
    found: dict[tuple[Any, ...], tuple[set[str], set[str]]] = {}
    for readout, kind, value, elsewhere, relation, positions in (
        *_dates(told.pages),
        *_notes(told.pages),
        *_people(inside),
        *_holders(told.cells, names),
    ):
        if isinstance(value, str) and value != elsewhere:
            other = elsewhere if isinstance(elsewhere, str) else None
            key = (*account[readout], kind, value, other, relation)
            behind = found.setdefault(key, (set(), set()))
            behind[0].add(readout)
            behind[1].update(positions)
    all_of = [(*key[1:], *(tuple(sorted(x)) for x in behind)) for key, behind in found.items()]
    types = {**dict.fromkeys(_COLUMNS, "str"), "readout_ids": "object", "position_ids": "object"}
    frame = pd.DataFrame(all_of, columns=list(types)).astype(types)
    return split(frame, [key[0] for key in found])


def _attested(participants: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the engagement of each participation and the readout that attests it."""
    if "readout_id" not in participants.columns:
        return iter([(key, "") for key in participants["engagement_id"]])
    return zip(participants["engagement_id"], participants["readout_id"], strict=True)


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
