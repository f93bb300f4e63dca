"""The checks: what each protects, how grave a fault is, and how they are run.

A check is a pure function ``check_<id>`` that takes a `RawPackage` and yields problems. It
reads no file, prints nothing, does not raise on bad data and never checks again what
frictionless reports. To add one, write the function and give it a line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from readouts.checks import dates, descriptor, schema
from readouts.checks.raw import NotThereError, RawPackage
from readouts.problems import Problem, Severity

__all__ = ["CHECKS", "CRASHED", "Check", "RawPackage", "run"]

CRASHED = "validation-could-not-run"
"""The id of a problem that tells of a fault of the toolkit."""


@dataclass(frozen=True)
class Check:
    """One check: its function, what it protects, and how grave a fault is."""

    function: Callable[[RawPackage], Iterator[Problem]]
    protects: str
    severity: Severity = "error"

    @property
    def id(self) -> str:
        """The function's name without ``check_``, hyphenated."""
        return self.function.__name__.removeprefix("check_").replace("_", "-")

    def __call__(self, raw: RawPackage) -> list[Problem]:
        """Return what the function yields, with id and severity filled in."""
        found = self.function(raw)
        return [replace(item, check=self.id, severity=self.severity) for item in found]


CHECKS = (
    Check(
        descriptor.check_descriptor_key_is_known,
        "A misspelt key, such as 'primarykey', turns a rule off and nobody notices.",
    ),
    Check(
        descriptor.check_descriptor_key_is_single,
        "Of a key that is given twice, all but the last are lost in silence.",
    ),
    Check(
        descriptor.check_key_field_is_known,
        "A key that names no field holds no row to anything.",
    ),
    Check(
        descriptor.check_resource_is_table,
        "Rules hold for the rows of tables; a file of another kind would go unread.",
    ),
    Check(
        schema.check_file_is_readable,
        "Where quotation marks are not in pairs, rows run into each other.",
    ),
    Check(
        schema.check_file_is_canonical,
        "One form of the same rows, so that a change shows the rows that changed and no more.",
    ),
    Check(
        schema.check_unique_key_is_unique,
        "Nothing is told twice: an address, an account, a place in an account.",
    ),
    Check(
        dates.check_date_is_edtf,
        "Dates can be compared and counted, and say how sure they are.",
    ),
)
"""Every check, in the order in which they run."""


def run(raw: RawPackage, checks: Iterable[Check] = CHECKS) -> tuple[list[Problem], list[str]]:
    """Run the checks; a check that crashes is reported and the others still run.

    Parameters
    ----------
    raw : RawPackage
        The package.
    checks : iterable of Check, optional
        Which checks to run. Without it, all.

    Returns
    -------
    list of Problem
        What they found, in the order of the checks.
    list of str
        Ids of the checks that ran; not of those that crashed or lacked a table or column.
    """
    problems: list[Problem] = []
    ran: list[str] = []
    for check in checks:
        try:
            problems += check(raw)
            ran.append(check.id)
        except NotThereError:
            continue
        except Exception as error:
            problems.append(crash(raw.path, f"the check {check.id!r}", error))
    return problems, ran


def crash(path: str, what: str, error: Exception) -> Problem:
    """Return the problem that tells of a fault of the toolkit."""
    told = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return Problem(
        path,
        None,
        None,
        CRASHED,
        "error",
        "Validation could not run. This is a fault of the toolkit, not of your rows.",
        f"{what} to end without failing ({told})",
        "report this message to the authors of readouts; whatever else could run did",
    )
