"""The errors that Readouts raises: one root, one line each, values as attributes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = [
    "BrokenPackageError",
    "CellError",
    "DateError",
    "JoinError",
    "MissingExtraError",
    "MissingTableError",
    "NotAPackageError",
    "ReadoutsError",
    "SchemaVersionError",
    "UnknownColumnError",
    "UnknownResourceError",
    "UnknownStyleError",
]


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
            f"{where}: 'readouts_schema' is {found!r}, and this version of readouts reads up to "
            f"{expected}. Upgrade it: pip install --upgrade readouts"
        )


class BrokenPackageError(ReadoutsError, ValueError):
    """A file of the package is missing, undecodable or not as its schema says."""


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
            f"{path}:{line}:{field}: found {found!r}, expected {expected}. "
            "Run `readouts validate` for the whole list"
        )


class DateError(ReadoutsError, ValueError):
    """A text is not a date of the EDTF profile that Readouts uses."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason
        super().__init__(f"{text!r} is not an EDTF date of our profile: {reason}")


class UnknownResourceError(ReadoutsError, KeyError, AttributeError):
    """The package has no resource of that name."""

    def __init__(self, where: str, name: object, known: Iterable[str]) -> None:
        self.resource, self.known = name, sorted(known)
        super().__init__(
            f"{where} has no resource {name!r}.{did_you_mean(str(name), self.known)} "
            f"It has: {', '.join(self.known)}"
        )

    __str__ = Exception.__str__  # KeyError would print the message in quotes


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

    def __init__(self, argument: str, found: object, known: Iterable[str]) -> None:
        self.argument, self.found, self.known = argument, found, list(known)
        super().__init__(
            f"{argument} is {found!r}.{did_you_mean(str(found), self.known)} "
            f"It takes: {', '.join(map(repr, self.known))}"
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
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known word, or nothing."""
    found = nearest(word, known)
    return f" Did you mean {found!r}?" if found is not None else ""
