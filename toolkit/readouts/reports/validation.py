"""Validation by one route: frictionless once, our plugin included, its report as problems.

``readouts.validate()``, ``readouts validate`` and plain ``frictionless validate`` cannot
disagree, because the first two read what the third reports. This module holds no rule:
frictionless has its own, `readouts.checks` has ours.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from readouts import checks
from readouts.errors import MissingExtraError, NotAPackageError
from readouts.problems import Problem, to_frame
from readouts.storage.package import DESCRIPTOR, look_at_files, open_package

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Report", "here", "validate"]


@dataclass(frozen=True)
class Report(Sequence[Problem]):
    """What a validation found: a sequence of problems, errors and warnings.

    Attributes
    ----------
    where : str
        Path of the descriptor.
    problems : tuple of Problem
        Errors and warnings, in the order of the package's tables.
    checks_run : tuple of str
        Ids of our checks that ran to their end.
    """

    where: str
    problems: tuple[Problem, ...] = field(repr=False)
    checks_run: tuple[str, ...] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the package invalid."""
        return tuple(item for item in self.problems if item.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that a person should look at, and that fail nothing."""
        return tuple(item for item in self.problems if item.severity == "warning")

    @property
    def is_complete(self) -> bool:
        """Whether no part of the validation crashed."""
        return all(item.check != checks.CRASHED for item in self.problems)

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Problem, ...]: ...
    def __getitem__(self, index: int | slice) -> Problem | tuple[Problem, ...]:
        """Return one problem, or some."""
        return self.problems[index]

    def __len__(self) -> int:
        """Return the number of problems."""
        return len(self.problems)

    def __str__(self) -> str:
        """Return every problem in four lines, and the counts."""
        return "\n".join([*(item.text() for item in self.problems), self.summary()])

    def __repr__(self) -> str:
        return f"<{self.where}: {self.summary()}>"

    def _repr_html_(self) -> str:
        head = f"<p>{escape(self.where)}: {escape(self.summary())}</p>"
        columns = ["path", "line", "field", "check", "severity", "found", "expected", "fix"]
        return head + self.to_frame()[columns].to_html(index=False, na_rep="") if self else head

    def summary(self) -> str:
        """Return the counts in words.

        Examples
        --------
        >>> Report("datapackage.json", (), ()).summary()
        'no problems'
        """
        told = [
            f"{len(items)} {word}{'' if len(items) == 1 else 's'}"
            for word, items in (("error", self.errors), ("warning", self.warnings))
            if items
        ]
        files = len({item.path for item in self.problems})
        where = f" in {files} file{'' if files == 1 else 's'}"
        return " and ".join(told) + where if told else "no problems"

    def to_frame(self) -> pd.DataFrame:
        """Return the problems as a frame, one row per problem."""
        return to_frame(self.problems)

    def to_dict(self) -> dict[str, Any]:
        """Return problems and checks as a dict that JSON can hold."""
        return {
            "problems": [item.to_dict() for item in self.problems],
            "checks_run": list(self.checks_run),
        }


def validate(source: str | os.PathLike[str] | None = None) -> Report:
    """Validate a package: what frictionless checks and what our own checks add.

    Runs frictionless once, in this process, with our plugin; the plain command
    ``frictionless validate datapackage.json`` reports the same.

    Parameters
    ----------
    source : str or path, optional
        A folder or a ``datapackage.json``. Without it, the ``datapackage.json`` of the
        current folder or, where there is none, the package that ``readouts.load()`` loads.

    Returns
    -------
    Report
        A sequence of `Problem`, one per fault; ``.ok`` says whether there is no error.

    Raises
    ------
    MissingExtraError
        frictionless is not installed.
    NotAPackageError
        There is nothing at ``source``, it is no Readouts package, or it is a zip.
    SchemaVersionError
        The package follows a newer schema than this version of the library reads.
    BrokenPackageError
        The descriptor has not the shape of one, or would make frictionless read from
        elsewhere or for ever; RefusedError where something is beyond the limits.

    Examples
    --------
    >>> import readouts
    >>> readouts.validate().ok
    True
    """
    if find_spec("frictionless") is None:
        raise MissingExtraError("Validation", "check")
    package = open_package(here() if source is None else source)
    if not Path(package.where).is_file():
        raise NotAPackageError(f"{source}: a zip is not validated. Unzip it and give the folder")
    look_at_files(package)
    return _validate(package.where)


def here() -> Path | None:
    """Return the ``datapackage.json`` of the current folder, or None where there is none."""
    return Path(DESCRIPTOR) if Path(DESCRIPTOR).exists() else None


def _validate(where: str) -> Report:
    import frictionless

    import frictionless_readouts as plugin
    from readouts.reports.run import Run

    plugin.ensure_found()
    try:
        package = frictionless.Package(where)
        result = package.validate()
    except frictionless.FrictionlessException as error:
        run = Run.at(Path(where), tables=False)
        told = [item.problem for item in run.explain_descriptor(error.to_errors())]
        return Report(where, _sorted([*run.problems, *told]), run.checks_run)
    except Exception as error:
        crashed = checks.crash(Path(where).name, "frictionless", error)
        return Report(where, (crashed,), ())
    run = plugin.run_of(package)
    found = [plugin.problem_of(error, Path(where).name) for error in result.errors]
    for task in result.tasks:
        found += [plugin.problem_of(error, task.place) for error in task.errors]
    warnings = [item for item in run.problems if item.severity == "warning"]
    limits = [_limit(task.place, text) for task in result.tasks for text in task.warnings]
    errors = [item for item in run.left() if item.severity == "error"]
    problems = [*found, *errors, *filter(None, limits), *warnings]
    return Report(where, _sorted(problems), run.checks_run)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems file by file, in the order in which the files come, and line by line."""
    files = list(dict.fromkeys(item.path for item in problems))
    return tuple(sorted(problems, key=lambda item: (files.index(item.path), item.line or 0)))


def _limit(path: str, text: str) -> Problem | None:
    """Return a warning where frictionless stopped before the end of a table."""
    if not text.startswith("reached "):
        return None
    return Problem(
        path,
        None,
        None,
        "error-limit",
        "warning",
        f"more problems than are told here ({text})",
        "a table that can be checked to its end",
        "mend these and validate again",
    )
