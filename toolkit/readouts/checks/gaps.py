"""What a broken reference leaves behind in other rows: a gap in numbers, a row that is missed.

The broken reference is reported by itself. A check that misses something passes over what
the row in question may have been meant for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

__all__ = ["Misfit", "beside", "counted", "is_number", "misfit", "several"]

_DIGITS = 9
"""Digits of a number, after which it is none that counts rows."""


class Misfit(NamedTuple):
    """A number that is too large for its place: where it stands, what it is, what is missing."""

    line: int
    cell: str
    missing: int


def misfit(cells: Sequence[tuple[int, str]], lost: Collection[str] = ()) -> Misfit | None:
    """Return the number that does not fit where numbers are not 1 to n, each once.

    Parameters
    ----------
    cells : sequence of (int, str)
        Line and number, of the rows that are numbered together.
    lost : collection of str, optional
        Numbers of rows whose reference is broken: any of them may be a missing one.

    Returns
    -------
    Misfit or None
        None also where a cell is no whole number from 1, or stands twice: that is reported.
    """
    if not all(is_number(cell) for _, cell in cells):
        return None
    lines = {int(cell): (line, cell) for line, cell in cells}
    if len(lines) < len(cells) or 0 in lines:
        return None
    missing = sorted(set(range(1, len(lines) + 1)) - lines.keys())
    if not missing or {str(number) for number in missing} <= set(lost):
        return None
    return Misfit(*lines[max(lines)], missing[0])


def beside(ids: Iterable[str], known: Collection[str]) -> Callable[[str], bool]:
    """Return whether an id may be the one that a row with an unknown id was meant for.

    Parameters
    ----------
    ids : iterable of str
        The ids that rows refer to, in the order of the file, which is sorted by them.
    known : collection of str
        The ids that there are.

    Returns
    -------
    callable
        Says of an id whether it lies between the known ids before and after an unknown one.
    """
    spans: list[tuple[str, str | None]] = []
    before, is_open = "", False
    for item in ids:
        if item in known:
            if is_open:
                spans[-1] = (spans[-1][0], item)
            before, is_open = item, False
        elif not is_open:
            spans.append((before, None))
            is_open = True
    if not spans:
        return lambda _: False
    return lambda item: any(
        first <= item and (last is None or item <= last) for first, last in spans
    )


def is_number(cell: str) -> bool:
    """Say whether a cell is a whole number that may count rows."""
    return cell.isascii() and cell.isdecimal() and len(cell) <= _DIGITS


def counted(number: int, word: str) -> str:
    """Return a number with its noun: ``1 row``, ``2 rows``, ``no rows``."""
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"


def several(words: Sequence[str]) -> str:
    """Return words as a list in words: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
