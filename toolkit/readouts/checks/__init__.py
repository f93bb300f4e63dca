"""The checks: what each protects, how grave a fault is, and how they are run.

A check is a pure function ``check_<id>`` that takes a `RawPackage` and yields problems. It
reads no file, prints nothing, does not raise on bad data and never checks again what
frictionless reports. To add one, write the function and give it a line in the ``CHECKS``
of its module.
"""

from __future__ import annotations

from collections.abc import Iterable

from readouts.checks import (
    actors,
    audits,
    dates,
    delegations,
    descriptor,
    ids,
    participants,
    positions,
    quotations,
    reliability,
    schema,
    sources,
    structure,
    text,
)
from readouts.checks.check import Check
from readouts.checks.raw import NotThereError, RawPackage
from readouts.problems import Problem

__all__ = ["CHECKS", "CRASHED", "Check", "RawPackage", "run"]

CRASHED = "validation-could-not-run"
"""The id of a problem that tells of a fault of the toolkit."""


CHECKS = (
    *descriptor.CHECKS,
    *schema.CHECKS,
    *ids.CHECKS,
    *text.CHECKS,
    *dates.CHECKS,
    *structure.CHECKS,
    *delegations.CHECKS,
    *participants.CHECKS,
    *actors.CHECKS,
    *positions.CHECKS,
    *quotations.CHECKS,
    *sources.CHECKS,
    *reliability.CHECKS,
    *audits.CHECKS,
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
