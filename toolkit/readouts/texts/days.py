"""EDTF dates → words that a reader knows, with what is open, unknown or unsure."""

from __future__ import annotations

import re
from typing import Final

from readouts.dates import bounds
from readouts.errors import DateError

__all__ = ["spelled"]

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MARKS: Final = {"": "", "?": "possibly ", "~": "about ", "%": "possibly about "}
_PART: Final = re.compile(
    r"(?P<year>[0-9]{4}|XXXX)(?P<early>[?~%]?)"
    r"(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[?~%]?)"
)


def spelled(text: str) -> str:
    """Return an EDTF date in words; what is no date of the profile stays as it is.

    Examples
    --------
    >>> [spelled(text) for text in ("2025-04-28", "2018-02~", "XXXX-04-28", "../2021-05")]
    ['28 April 2025', 'about February 2018', '28 April, year unknown', 'no later than May 2021']
    >>> spelled("2025-04-28/2025-04-30")
    '28–30 April 2025'
    """
    try:
        bounds(text)
    except DateError:
        return text
    first, slash, last = text.partition("/")
    if not slash:
        return _day(text) or text
    if first == "..":
        return f"no later than {_day(last) or last}"
    if last == "..":
        return f"no earlier than {_day(first) or first}"
    return _span(_day(first) or first, _day(last) or last)


def _day(text: str) -> str | None:
    """Return a day, month or year in words; None where it marks a part in another way."""
    found = _PART.fullmatch(text)
    if found is None:
        return None
    year, early, month, day, mark = found.groups()
    whole = "year unknown" if year == "XXXX" else f"{_MARKS[early]}{year}"
    if month is None:
        return f"{_MARKS[mark]}{whole}"
    name = f"{_MARKS[mark]}{f'{int(day)} ' if day else ''}{_MONTHS[int(month) - 1]}"
    return f"{name}{', ' if early or year == 'XXXX' else ' '}{whole}"


def _span(first: str, last: str) -> str:
    """Return two dates as one span; what both end with is told once."""
    one, two = first.split(), last.split()
    if one == two:
        return first
    alike = 0
    while alike < min(len(one), len(two)) - 1 and one[-alike - 1] == two[-alike - 1]:
        alike += 1
    short = " ".join(one[: len(one) - alike])
    plain = short.isdigit() and two[0].isdigit()
    return f"{short}–{last}" if plain else f"{short} to {last}"
