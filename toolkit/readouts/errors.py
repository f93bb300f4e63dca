"""The errors that Readouts raises: one root, one line each, values as attributes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from readouts.problems import quoted

__all__ = [
    "AmbiguousNameError",
    "BrokenPackageError",
    "CellError",
    "DateError",
    "JoinError",
    "MissingExtraError",
    "MissingTableError",
    "NotAPackageError",
    "ReadoutsError",
    "RefusedError",
    "SchemaVersionError",
    "UnknownColumnError",
    "UnknownIdError",
    "UnknownResourceError",
    "UnknownStyleError",
]


_LONGEST = 100
"""Characters of a word for which the nearest known one is sought."""


class ReadoutsError(Exception):
    """Root of every error that this package raises on purpose.

    The message is one line: where, what was found, what was expected, the way out.
    """


class NotAPackageError(ReadoutsError, ValueError):
    """What was given is not a Readouts data package, or there is nothing there."""


class SchemaVersionError(ReadoutsError, ValueError):
    """The package follows a newer schema than this version of the library reads."""

    def __init__(self, where: str, found: object, expected: int) -> None:
        self.found, self.expected = found, expected
        super().__init__(
            f"{where}: 'readouts_schema' is {found!r:.200}, and this version of readouts reads up to "
            f"{expected}. Upgrade it: pip install --upgrade readouts"
        )


class BrokenPackageError(ReadoutsError, ValueError):
    """A file of the package is missing, undecodable or not as its schema says."""


class RefusedError(BrokenPackageError):
    """A file is not read: it leads out of the package, or is beyond the limits."""


class CellError(BrokenPackageError):
    """A cell does not fit the type of its field.

    Attributes
    ----------
    path, line, field, found
        Where the cell stands (header = line 1) and what it holds.
    """

    def __init__(self, path: str, line: int, field: str, found: str, expected: str) -> None:
        self.path, self.line, self.field, self.found = path, line, field, found
        super().__init__(
            f"{path}:{line}:{field}: found {quoted(found)}, expected {expected}. "
            "Run `readouts validate` for the whole list"
        )


class DateError(ReadoutsError, ValueError):
    """A text is not a date of the EDTF profile that Readouts uses."""

    def __init__(self, text: object, reason: str) -> None:
        self.text, self.reason = text if isinstance(text, str) else repr(text), reason
        found = quoted(text) if isinstance(text, str) else self.text
        super().__init__(f"{found} is not an EDTF date of our profile: {reason}")


class UnknownResourceError(ReadoutsError, KeyError, AttributeError):
    """The package has no resource of that name."""

    def __init__(self, where: str, name: object, known: Iterable[str]) -> None:
        self.resource, self.known = name, sorted(known)
        super().__init__(
            f"{where} has no resource {name!r}.{did_you_mean(str(name), self.known)} "
            f"It has: {', '.join(self.known)}"
        )

    __str__ = Exception.__str__  # KeyError would print the message in quotes


class UnknownIdError(ReadoutsError, KeyError):
    """There is no row, code or term of that name.

    ``hint`` says in a sentence what is known of it instead; ``near`` is the nearest known one.
    """

    def __init__(
        self,
        kind: str,
        asked: object,
        known: Iterable[str],
        *,
        near: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.asked, self.known = asked, list(known)
        if hint is None:
            near = near if near is not None else nearest(str(asked), self.known)
            meant = f"Did you mean {near!r}?" if near is not None else ""
            there = f"They go from {self.known[0]!r} to {self.known[-1]!r}" if self.known else ""
            hint = f"{meant} {there}".strip()
        super().__init__(f"There is no {kind} {asked!r}. {hint}".rstrip())

    __str__ = Exception.__str__


class AmbiguousNameError(ReadoutsError, ValueError):
    """Several things bear a name.

    Attributes
    ----------
    asked : str
        The name.
    found : list of str
        The ids of those that bear it.
    """

    def __init__(self, kind: str, asked: str, found: Iterable[tuple[str, str | None]]) -> None:
        pairs = list(found)
        self.asked, self.found = asked, [key for key, _ in pairs]
        told = " or ".join(f"{key!r}{f' ({name})' if name else ''}" for key, name in pairs)
        super().__init__(f"The {kind} {asked!r:.200} can be {told}. Give one of these ids")


class MissingTableError(ReadoutsError, KeyError):
    """A function needs a table that was not given."""

    def __init__(self, function: str, name: str, given: Iterable[str]) -> None:
        self.table, self.given = name, sorted(given)
        super().__init__(
            f"{function} needs the table {name!r}, which was not given. "
            f"Given: {', '.join(self.given) or 'none'}. Load it too: readouts.load()"
        )

    __str__ = Exception.__str__


class UnknownColumnError(ReadoutsError, KeyError):
    """A table lacks a column that a function needs."""

    def __init__(self, table: str, name: str, known: Iterable[str]) -> None:
        self.table, self.column, self.known = table, name, list(known)
        super().__init__(
            f"table {table!r} has no column {name!r}.{did_you_mean(name, self.known)} "
            f"It has: {', '.join(self.known)}"
        )

    __str__ = Exception.__str__


class JoinError(ReadoutsError, ValueError):
    """A join would lose or multiply rows."""


class UnknownStyleError(ReadoutsError, ValueError):
    """A value is not among those that an argument takes."""

    def __init__(
        self, argument: str, found: object, known: Iterable[str], *, hint: str | None = None
    ) -> None:
        self.argument, self.found, self.known = argument, found, list(known)
        super().__init__(
            f"{argument} is {found!r}.{did_you_mean(str(found), self.known)} "
            f"It takes: {', '.join(map(repr, self.known))}{'' if hint is None else f'. {hint}'}"
        )


class MissingExtraError(ReadoutsError, ImportError):
    """A part of readouts needs libraries that an extra brings."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f'{what} needs more libraries: pip install "readouts[{extra}]"')


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like ``word``, or None where none is near.

    Examples
    --------
    >>> nearest("defence-embarg", ["defence-arms", "defence-embargo"])
    'defence-embargo'
    """
    if len(word) > _LONGEST:
        return None  # to compare two long texts takes long, and tells nobody anything
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known word, or nothing."""
    found = nearest(word, known)
    return f" Did you mean {found!r}?" if found is not None else ""
