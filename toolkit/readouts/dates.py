"""EDTF dates of our profile, and the days between which they lie.

The profile is the part of the Extended Date/Time Format (ISO 8601-2) that sources on
diplomatic engagements need:

========================  =========================================================
``2025-04-28``            a day; also ``2025-04`` and ``2025``
``2018-02~``              approximate; ``?`` uncertain; ``%`` both
``2018?-01-08``           a part is qualified; also in front, ``2018-?01-08``
``XXXX-04-28``            the year is not known
``2025-05-09/2025-05-11`` an interval; each end is a date of this table
``../2021-05``            open: at the latest in May 2021; ``2021-05/..`` at the earliest
``2021-05/``              the end is not known; ``/2021-05`` the start
========================  =========================================================

Refused: seasons (``2018-21``), other unspecified digits (``201X``, ``2018-XX``), years of
more or fewer than four digits, times of day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from readouts.errors import DateError

__all__ = ["Bounds", "bounds"]

_MARK = "[?~%]?"
_DATE = re.compile(
    rf"{_MARK}(?P<year>[0-9]{{4}}|XXXX){_MARK}"
    rf"(?:-{_MARK}(?P<month>[0-9]{{2}}){_MARK}(?:-{_MARK}(?P<day>[0-9]{{2}}){_MARK})?)?"
)
_SHAPES = "write a day (2025-04-28), month (2025-04), year (2025) or an interval of two"


class Bounds(NamedTuple):
    """First and last day on which something can have happened; None where open or unknown."""

    earliest: date | None
    latest: date | None


@lru_cache(maxsize=65536)
def bounds(text: str) -> Bounds:
    """Return the first and the last day that an EDTF date allows.

    Nothing is padded: a month gives its first and last day because both are possible, an
    open or unknown end gives None. The marks ``?``, ``~`` and ``%`` say how sure the date
    is and do not widen it.

    Parameters
    ----------
    text : str
        An EDTF date of the profile told in this module.

    Returns
    -------
    Bounds
        ``earliest`` and ``latest``, a ``datetime.date`` or None each.

    Raises
    ------
    DateError
        The text is not a date of the profile; the message says why.

    Examples
    --------
    >>> bounds("2019-02")
    Bounds(earliest=datetime.date(2019, 2, 1), latest=datetime.date(2019, 2, 28))
    >>> bounds("../2021-05").latest
    datetime.date(2021, 5, 31)
    >>> bounds("XXXX-04-28").earliest is None
    True
    """
    if "/" not in text:
        return _date_bounds(text, text)
    start, _, end = text.partition("/")
    if start in ("", "..") and end in ("", ".."):
        raise DateError(text, "an interval needs at least one end; leave the cell empty")
    earliest = None if start in ("", "..") else _date_bounds(start, text).earliest
    latest = None if end in ("", "..") else _date_bounds(end, text).latest
    if earliest is not None and latest is not None and earliest > latest:
        raise DateError(text, "the interval ends before it begins; change the ends round")
    return Bounds(earliest, latest)


def _date_bounds(part: str, text: str) -> Bounds:
    found = _DATE.fullmatch(part)
    if found is None:
        raise DateError(text, _why_not(part))
    year, month, day = found.groups()
    if month is None:
        return _span(year, 1, 12, text)
    if not "01" <= month <= "12":
        reason = "seasons are not used" if "21" <= month <= "41" else f"there is no month {month}"
        raise DateError(text, f"{reason}; write a month from 01 to 12")
    if day is None:
        return _span(year, int(month), int(month), text)
    try:
        # In a year that is not known 29 February may be.
        known = date(2000 if year == "XXXX" else int(year), int(month), int(day))
    except ValueError:
        _refuse_year_0(year, text)
        raise DateError(text, f"there is no day {day} in that month") from None
    return Bounds(None, None) if year == "XXXX" else Bounds(known, known)


def _span(year: str, first: int, last: int, text: str) -> Bounds:
    """Return the bounds of the months from ``first`` to ``last`` of a year."""
    _refuse_year_0(year, text)
    if year == "XXXX":
        return Bounds(None, None)
    end = calendar.monthrange(int(year), last)[1]
    return Bounds(date(int(year), first, 1), date(int(year), last, end))


def _refuse_year_0(year: str, text: str) -> None:
    if year == "0000":
        raise DateError(text, "the year 0000 is not used; write XXXX for an unknown year")


def _why_not(part: str) -> str:
    if part != part.strip():
        return "there is a blank before or after it; remove it"
    if "T" in part or ":" in part:
        return f"a time of day is not used; {_SHAPES}"
    if "X" in part:
        return "only the whole year can be unknown (XXXX); leave out an unknown month or day"
    return _SHAPES
