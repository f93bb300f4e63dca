"""A report as text for machines and for GitHub: JSON, annotations, Markdown. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from readouts.problems import Problem, shown
from readouts.reports import markup
from readouts.reports.validation import Report

__all__ = ["MOST_PER_CHECK", "Group", "grouped", "to_github", "to_json", "to_markdown"]

MOST_PER_CHECK: Final = 20
"""Problems of one check in one file that are told to people one by one."""


@dataclass(frozen=True)
class Group:
    """The problems of one file that are told one by one, and how many more there are."""

    path: str
    problems: tuple[Problem, ...]
    more: dict[str, int]

    def more_lines(self) -> Iterator[str]:
        """Yield a line for each check that found more than is told."""
        for check, number in self.more.items():
            yield f"{shown(self.path)}  [{check}]  +{number:,} more"


def grouped(report: Report) -> Iterator[Group]:
    """Yield the problems file by file, at most `MOST_PER_CHECK` of each check."""
    for path, found in groupby(report, key=lambda item: item.path):
        counts: Counter[str] = Counter()
        told = []
        for problem in found:
            counts[problem.check] += 1
            if counts[problem.check] <= MOST_PER_CHECK:
                told.append(problem)
        more = {check: n - MOST_PER_CHECK for check, n in counts.items() if n > MOST_PER_CHECK}
        yield Group(path, tuple(told), more)


def to_json(report: Report) -> str:
    """Return the report as JSON: an object with ``problems`` and ``checks_run``."""
    return json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n"


def to_github(report: Report, folder: str = "") -> str:
    """Return workflow commands, by which GitHub shows problems beside their lines.

    Errors come first, because GitHub shows few annotations of one step.

    Parameters
    ----------
    report : Report
        The report.
    folder : str, optional
        Where the package lies in the repository, with forward slashes.
    """
    told = (*report.errors, *report.warnings)
    return "".join(f"{problem.annotation(folder)}\n" for problem in told)


def to_markdown(report: Report, *, limit: int = markup.SUMMARY_LIMIT) -> str:
    """Return the report for the summary of a job.

    What comes from the package stands in one fence: nothing of it is rendered. What does not
    fit is counted.
    """
    head = f"### Validation: {report.summary()}\n"
    if not report.is_complete:
        head += "\nA part of the validation could not run; that is a fault of the toolkit.\n"
    if not report:
        return head
    return f"{head}\n{markup.fitted(_blocks(report), _REST, limit=limit - len(head) - 2)}\n"


_REST: Final = "`readouts validate --format json` tells all."


def _blocks(report: Report) -> Iterator[str]:
    for group in grouped(report):
        for problem in group.problems:
            yield f"{problem.long_text()}\n"
        for line in group.more_lines():
            yield f"{line}\n"
