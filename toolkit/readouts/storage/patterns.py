"""Which regular expressions of a descriptor can be matched against any cell in little time.

frictionless matches ``constraints.pattern`` with `re`, which tries one way after another:
``(a+)+`` takes longer than anyone waits on thirty characters. Accepted is a plain subset of
the language in which, at every character, there is only one way to go on. Then a match is
one walk along the cell, whatever is in it.

The test is Glushkov's: number the characters of the pattern; each may be followed by some
of the others; the pattern is accepted if no two that may come next can be the same
character, and no step can be taken in two ways.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["why_not"]

Chars = frozenset[int]
"""Code points; those beyond ASCII count as one, `_OTHER`."""

_OTHER = 128
_ANY: Chars = frozenset(range(_OTHER + 1))
_SETS = {
    "d": frozenset(map(ord, "0123456789")) | {_OTHER},
    "w": frozenset(i for i in range(128) if chr(i).isalnum() or i == ord("_")) | {_OTHER},
    "s": frozenset(map(ord, " \t\n\r\f\v\x1c\x1d\x1e\x1f")) | {_OTHER},
}
_NOT_IN_SETS = ("\\", "[", "--", "&&", "~~", "||")
_MOST_TIMES = 1_000
_COUNT = re.compile(r"\{([0-9]{1,4})(,?)([0-9]{0,4})\}")


class _UnfitError(ValueError):
    """The pattern is not of the subset, or there are two ways through it."""


@dataclass(frozen=True)
class _Part:
    """A part of a pattern: which of its characters can come first and last, or none at all."""

    first: frozenset[int]
    last: frozenset[int]
    can_be_empty: bool


_EMPTY = _Part(frozenset(), frozenset(), True)


@lru_cache(maxsize=1024)
def why_not(pattern: str) -> str | None:
    """Return why a pattern is not accepted, or None if it is.

    Examples
    --------
    >>> why_not("[a-z0-9]+(-[a-z0-9]+)*") is None
    True
    >>> why_not("(a+)+")
    'there are two ways to read the same text at character 5'
    """
    try:
        _Reader(pattern).read()
        re.compile(pattern)
    except _UnfitError as error:
        return str(error)
    except (re.error, OverflowError, RecursionError) as error:
        return f"it is no regular expression ({error})"
    return None


class _Reader:
    """Reads a pattern from left to right, and refuses it where it is unfit."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0
        self.chars: list[Chars] = []
        self.follow: list[set[int]] = []
        self._has_choice = False

    def read(self) -> None:
        whole = self._choice()
        if self.at < len(self.pattern):
            raise self._unfit("a bracket is closed that was not opened")
        if self._has_choice:
            # frictionless puts ^ before and $ behind, which bind closer than |.
            raise _UnfitError("put the alternatives into brackets: (a|b)")
        self._prove_apart(whole.first)

    def _unfit(self, why: str) -> _UnfitError:
        return _UnfitError(f"{why} at character {self.at}")

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _choice(self) -> _Part:
        """Read alternatives up to the end or to a closing bracket."""
        parts = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            parts.append(self._sequence())
        self._has_choice = len(parts) > 1
        if self._has_choice and any(part.can_be_empty for part in parts):
            raise self._unfit("an alternative can be empty")
        first = frozenset[int]().union(*(part.first for part in parts))
        last = frozenset[int]().union(*(part.last for part in parts))
        return _Part(first, last, parts[0].can_be_empty and len(parts) == 1)

    def _sequence(self) -> _Part:
        whole = _EMPTY
        while self._next() not in ("", "|", ")"):
            part = self._repeated(self._item())
            self._link(whole.last, part.first)
            whole = _Part(
                whole.first | part.first if whole.can_be_empty else whole.first,
                whole.last | part.last if part.can_be_empty else part.last,
                whole.can_be_empty and part.can_be_empty,
            )
        return whole

    def _item(self) -> _Part:
        """Read one character, set of characters or group."""
        char = self._next()
        self.at += 1
        if char == "(":
            return self._group()
        if char in "*+?{}^$":
            raise self._unfit(f"{char!r} is not used here")
        if char == "[":
            return self._place(self._set())
        if char == "\\":
            return self._place(self._escaped())
        return self._place(_ANY if char == "." else _chars(char))

    def _group(self) -> _Part:
        if self._next() == "?":
            if not self.pattern.startswith("?:", self.at):
                raise self._unfit("groups that look ahead, behind or have a name are not used")
            self.at += 2
        part = self._choice()
        self._has_choice = False
        if self._next() != ")":
            raise self._unfit("a bracket is not closed")
        self.at += 1
        return part

    def _set(self) -> Chars:
        end = self.pattern.find("]", self.at + (2 if self._next() == "^" else 1))
        inside = self.pattern[self.at : end]
        if end < 0 or any(sign in inside for sign in _NOT_IN_SETS):
            raise self._unfit("a set of characters with a backslash, bracket or operator in it")
        self.at = end + 1
        negated = inside.startswith("^")
        found: set[int] = set()
        for low, high, single in re.findall(r"(.)-(.)|(.)", inside[negated:], re.DOTALL):
            span = range(min(ord(low), _OTHER), min(ord(high), _OTHER) + 1) if low else ()
            found |= set(span) if low else _chars(single)
        # Of the characters beyond ASCII only some are in the set, so some are not.
        return _ANY - (found - {_OTHER}) if negated else frozenset(found)

    def _escaped(self) -> Chars:
        char = self._next()
        self.at += 1
        if not char or (char.isalnum() and char not in _SETS):
            raise self._unfit(f"'\\{char}' is not used")
        return _SETS.get(char) or _chars(char)

    def _place(self, chars: Chars) -> _Part:
        self.chars.append(chars)
        self.follow.append(set())
        only = frozenset({len(self.chars) - 1})
        return _Part(only, only, False)

    def _repeated(self, part: _Part) -> _Part:
        """Read how often a part comes; more than once is as good as for ever."""
        low, high = self._times()
        if (low, high) == (1, 1):
            return part
        if part.can_be_empty:
            raise self._unfit("what can be empty is repeated")
        (place, *more) = part.first | part.last
        is_one_character = not more and not self.follow[place]
        if high > 1 and not (low == high and is_one_character):
            self._link(part.last, part.first)
        if self._next() in ("*", "+", "?", "{"):
            raise self._unfit("what is repeated is repeated again")
        return _Part(part.first, part.last, low == 0)

    def _times(self) -> tuple[int, int]:
        char = self._next()
        if char in ("*", "+", "?"):
            self.at += 1
            return {"*": (0, _MOST_TIMES), "+": (1, _MOST_TIMES), "?": (0, 1)}[char]
        if char != "{":
            return 1, 1
        count = _COUNT.match(self.pattern, self.at)
        if count is None:
            raise self._unfit("'{' without numbers")
        self.at = count.end()
        low = int(count[1])
        high = int(count[3] or _MOST_TIMES) if count[2] else low
        if not 0 < high <= _MOST_TIMES:
            raise self._unfit(f"a part comes {high:,} times")
        return low, high

    def _link(self, lasts: frozenset[int], firsts: frozenset[int]) -> None:
        """Note that some characters can follow others, each of them in one way only."""
        for last in lasts:
            if self.follow[last] & firsts:
                raise self._unfit("there are two ways to read the same text")
            self.follow[last] |= firsts
            self._prove_apart(self.follow[last])

    def _prove_apart(self, places: set[int] | frozenset[int]) -> None:
        """Refuse places that come next to each other and can be the same character."""
        seen: set[int] = set()
        for place in places:
            if not seen.isdisjoint(self.chars[place]):
                raise self._unfit("there are two ways to read the same text")
            seen |= self.chars[place]


def _chars(char: str) -> Chars:
    return frozenset({min(ord(char), _OTHER)})
