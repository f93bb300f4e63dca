"""What a check is: a function, what it protects, and how grave a fault is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from readouts.checks.raw import RawPackage
from readouts.problems import Problem, Severity

__all__ = ["Check"]


@dataclass(frozen=True)
class Check:
    """One check.

    Attributes
    ----------
    function : callable
        ``check_<id>``: takes a `RawPackage` and yields problems.
    protects : str
        What would be lost without it, in a sentence.
    severity : {"error", "warning"}
        A warning never fails a validation.
    source : str
        Where the rule comes from: a standard, or a section of the codebook.
    """

    function: Callable[[RawPackage], Iterator[Problem]]
    protects: str
    severity: Severity = "error"
    source: str = "house rule"

    @property
    def id(self) -> str:
        """The function's name without ``check_``, hyphenated."""
        return self.function.__name__.removeprefix("check_").replace("_", "-")

    def __call__(self, raw: RawPackage) -> list[Problem]:
        """Return what the function yields, with id and severity filled in."""
        found = self.function(raw)
        return [replace(item, check=self.id, severity=self.severity) for item in found]
