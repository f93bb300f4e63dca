"""A fault in the data as a record, and what it looks like on a terminal, on GitHub, in a frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Problem", "Severity", "fault", "quoted", "shown", "to_frame"]

Severity = Literal["error", "warning"]

LONGEST = 120
"""Characters of a value that a message shows."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a package: where it is, what was found and expected, how to mend it.

    Attributes
    ----------
    path : str
        The file, relative to the package, with forward slashes.
    line : int or None
        What an editor shows (the header is line 1); None where the whole file is meant.
    field : str or None
        The column, or the key of the descriptor; None where the whole row is meant.
    check : str
        Id of the check that found it, ours or frictionless's.
    severity : {"error", "warning"}
        A warning never fails a validation.
    found, expected, fix : str
        Words for people; values stand in quotes.
    key, label : str or None
        Primary key of the row as text (``E0293`` or ``E0293, 4``), and a short name of its
        record. Filled in once, after all checks (`readouts.reports.labels`); None where no row is meant.
    """

    path: str
    line: int | None
    field: str | None
    check: str
    severity: Severity
    found: str
    expected: str
    fix: str
    key: str | None = None
    label: str | None = None

    @property
    def where(self) -> str:
        """File, line and field as far as they are known: ``data/positions.csv:14:claim_id``."""
        return ":".join(shown(str(part)) for part in (self.path, self.line, self.field) if part)

    @property
    def of(self) -> str | None:
        """Key and label of the row, as far as they are known."""
        return ": ".join(part for part in (self.key, self.label) if part) or None

    def text(self) -> str:
        """Return the problem in four lines, for a terminal."""
        mark = self.check if self.severity == "error" else f"{self.check}, {self.severity}"
        return (
            f"{self.where}  [{mark}]\n"
            f"  found     {self.found}\n"
            f"  expected  {self.expected}\n"
            f"  fix       {self.fix}"
        )

    def long_text(self) -> str:
        """Return the problem as `text` does, with a line that names the record."""
        if self.of is None:
            return self.text()
        first, rest = self.text().split("\n", 1)
        return f"{first}\n  record    {self.of}\n{rest}"

    def sentence(self) -> str:
        """Return the problem in one line."""
        return f"{self.where}: found {self.found}; expected {self.expected}; fix: {self.fix}"

    def annotation(self, folder: str = "") -> str:
        """Return a workflow command that makes GitHub show the problem beside its line.

        ``folder`` is where the package lies in the repository.
        """
        path = f"{folder.rstrip('/')}/{self.path}" if folder else self.path
        at = {"file": path, "line": self.line, "title": self.check}
        named = ",".join(f"{k}={_in_property(str(v))}" for k, v in at.items() if v is not None)
        column = f"{self.field}: " if self.field is not None else ""
        told = f"{column}found {self.found}\nexpected {self.expected}\nfix: {self.fix}"
        told += f"\n({self.of})" if self.of is not None else ""
        return f"::{self.severity} {named}::{_in_message(told)}"

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes as a dict that JSON can hold; ``Problem(**it)`` is its inverse."""
        return asdict(self)


def fault(
    path: str, line: int | None, field: str | None, *, found: str, expected: str, fix: str
) -> Problem:
    """Return the problem that a check yields; the registry fills in its id and severity."""
    return Problem(path, line, field, "", "error", found, expected, fix)


def quoted(value: str) -> str:
    """Return a value in quotes, with invisible characters spelt out, cut where it is long.

    Examples
    --------
    >>> print(quoted("defence-embarg "))
    'defence-embarg '
    """
    if len(value) > LONGEST:
        return f"{value[:LONGEST]!r}… ({len(value):,} characters)"
    return repr(value)


def shown(text: str) -> str:
    r"""Return a text in which what cannot be seen is spelt out, so that it stays in its line.

    Examples
    --------
    >>> print(shown("two\nlines"))
    two\nlines
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def to_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Return problems as a frame, one row per problem, one column per attribute."""
    import pandas as pd

    names = [item.name for item in fields(Problem)]
    frame = pd.DataFrame([item.to_dict() for item in problems], columns=names)
    return frame.astype({name: "Int64" if name == "line" else "str" for name in names})


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")
