"""One run of the checks over one package, and what stays of it beside frictionless's report."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from frictionless import Error

from readouts import checks
from readouts.checks import CRASHED
from readouts.checks.raw import RawPackage
from readouts.errors import BrokenPackageError, ReadoutsError, RefusedError
from readouts.problems import Problem
from readouts.reports.explanation import Explained, Explainer, explain_metadata
from readouts.reports.labels import Labels
from readouts.storage.files import folder_reader
from readouts.storage.package import DESCRIPTOR, Package, RawTable, open_package
from readouts.storage.writing import is_ragged

__all__ = ["Run"]

_REQUIRED = re.compile("('[^']+') is a required property")
_UNSUPPORTED = re.compile('constraint "([^"]+)" is not supported by type')

ERRORS = {check.id: check.protects for check in checks.CHECKS} | {
    CRASHED: "A part of the validation crashed.",
    "package-is-readable": "The checks can see the package.",
}
"""Ids of the problems that do not come from frictionless, and what each protects."""

_REPEATS = {"unique-key-is-unique", "actor-takes-part-once", "paraphrase-is-told-once"}
"""Checks that would say once more of a row pasted twice what its key says."""

NOT_OPENED = "package-is-readable"
"""The id of a problem that tells why the checks could not see the package."""


@dataclass
class Run:
    """What our checks found in a package, table by table.

    Attributes
    ----------
    raw : RawPackage
        What the checks saw.
    tables : dict of str to RawTable
        The readable tables with all their rows.
    problems : tuple of Problem
        What they found.
    checks_run : tuple of str
        Ids of the checks that ran to their end.
    served : set of str
        Tables whose problems have been handed out.
    """

    raw: RawPackage
    tables: dict[str, RawTable]
    problems: tuple[Problem, ...]
    checks_run: tuple[str, ...]
    served: set[str] = field(default_factory=set)
    _explainers: dict[str, Explainer] = field(default_factory=dict, repr=False)

    @classmethod
    def over(cls, package: Package, text: str, *, tables: bool = True) -> Run:
        """Read a package and run every check; without ``tables``, on the descriptor alone."""
        readable, unreadable = _read(package) if tables else ({}, {})
        ragged = {name: _fitting(table) for name, table in readable.items() if _has_gaps(table)}
        raw = RawPackage(
            Path(package.where).name,
            text,
            package.descriptor,
            readable | ragged,
            frozenset(ragged),
            unreadable,
        )
        problems, ran = checks.run(raw)
        run = cls(raw, readable, (), tuple(ran))
        run.problems = tuple(map(run.labels.add_to, problems))
        return run

    @classmethod
    def at(cls, path: Path, *, tables: bool = True) -> Run:
        """Run every check over the package of a descriptor's file.

        What keeps the package from being opened becomes its one problem.
        """
        try:
            package, data = open_package(path), path.read_bytes()
            return cls.over(package, data.decode(json.detect_encoding(data)), tables=tables)
        except ReadoutsError as error:
            told = Problem(
                path.name,
                None,
                None,
                NOT_OPENED,
                "error",
                str(error),
                "a package that this version of readouts reads",
                "see what was found",
            )
            return cls(RawPackage(path.name, "", {}, {}, frozenset(), {}), {}, (told,), ())

    @classmethod
    def within(cls, descriptor: dict[str, Any], folder: Path) -> Run:
        """Run the checks over a package whose descriptor is in memory only.

        frictionless has then put keys of its own into it, so nothing is said of the descriptor.
        """
        text = json.dumps(descriptor, indent=2, ensure_ascii=False)
        package = Package(DESCRIPTOR, descriptor, folder_reader(folder))
        run = cls.over(package, text)
        about = [item for item in run.problems if item.path != DESCRIPTOR or item.check == CRASHED]
        return replace(run, problems=tuple(about))

    @cached_property
    def labels(self) -> Labels:
        """What the rows are called."""
        return Labels(self.tables)

    def explain_descriptor(self, found: Sequence[Error]) -> list[Explained]:
        """Explain what frictionless says of the descriptor.

        A key that is missing because it is misspelt is told once, by our check.
        """
        told = [explain_metadata(error, self.raw.path) for error in found]
        return [item for item in told if not self._is_misspelt(item.error.note)]

    def explain(self, name: str, found: Sequence[Error]) -> list[Explained]:
        """Explain what frictionless says of a table, one error per fault."""
        told = self._explainer(name).explain(found)
        return [item._replace(problem=self.labels.add_to(item.problem)) for item in told]

    def own(self, name: str, theirs: Sequence[Problem]) -> list[Problem]:
        """Return what our checks say of a table beside what frictionless says of it.

        The first table that asks takes what concerns the descriptor. A problem that follows
        from one of frictionless's is left out: the order of rows whose keys are wrong, a second
        word on the same cell.
        """
        self.served.add(name)
        paths = {self._explainer(name).path}
        if len(self.served) == 1:
            paths |= {self.raw.path}
        mine = [item for item in self.problems if item.path in paths]
        return [item for item in mine if not self._follows(item, name, theirs)]

    def left(self) -> list[Problem]:
        """Return the problems of files that no table of frictionless has asked about."""
        paths = {self._explainer(name).path for name in self.served}
        paths |= {self.raw.path} if self.served else set()
        return [item for item in self.problems if item.path not in paths]

    def refusal(self, name: str) -> RefusedError | None:
        """Return why a table's file is not to be read by anyone; None where it is."""
        reason = self.raw.unreadable.get(name)
        return reason if isinstance(reason, RefusedError) else None

    def lost_references(self, name: str) -> set[str]:
        """Return the tables to which the rows of a table cannot be held: their file is at fault."""
        schema = self._explainer(name).resource.get("schema", {})
        lost = set()
        for key in schema.get("foreignKeys", []):
            reference = key.get("reference", {})
            target = reference.get("resource", "")
            table = self.tables.get(target or name)
            columns = reference.get("fields", [])
            needed = {columns} if isinstance(columns, str) else set(columns)
            if table is None or not needed <= set(table.header):
                lost.add(target)
        return lost

    def numbers(self, problem: Problem) -> tuple[int | None, int | None]:
        """Return the numbers that frictionless gives to the row and the field of a problem."""
        for name, table in self.tables.items():
            if table.path == problem.path:
                row = self._explainer(name).row_numbers.get(problem.line or 0)
                known = problem.field in table.header
                return row, table.header.index(str(problem.field)) + 1 if known else None
        return None, None

    def _explainer(self, name: str) -> Explainer:
        if name not in self._explainers:
            resources = self.raw.descriptor.get("resources", [])
            resource = next(
                (item for item in resources if item.get("name") == name), {"name": name}
            )
            self._explainers[name] = Explainer(self.raw, self.tables, resource)
        return self._explainers[name]

    def _is_misspelt(self, note: str) -> bool:
        unknown = _UNSUPPORTED.search(note)
        if unknown is not None:
            return any(
                item.check == "descriptor-key-is-known" and item.field == unknown[1]
                for item in self.problems
            )
        missing = _REQUIRED.search(note)
        hint = f"(nearest: {missing[1]})" if missing else None
        return hint is not None and any(item.expected.endswith(hint) for item in self.problems)

    def _follows(self, problem: Problem, name: str, theirs: Sequence[Problem]) -> bool:
        """Say whether a problem of ours follows from one of frictionless's."""
        key = self._explainer(name).key
        on_line = [
            item for item in theirs if (item.path, item.line) == (problem.path, problem.line)
        ]
        if problem.check == "file-is-readable":
            return any(item.path == problem.path for item in theirs)
        if problem.check == "file-is-canonical" and problem.field is not None:
            return any(item.field in key or item.check == "primary-key" for item in theirs)
        if problem.check in _REPEATS:
            return any(item.check == "primary-key" for item in on_line)
        return problem.field is not None and any(item.field == problem.field for item in on_line)


def _read(package: Package) -> tuple[dict[str, RawTable], dict[str, ReadoutsError]]:
    """Read every table that can be read, and say of the others why they cannot."""
    readable: dict[str, RawTable] = {}
    unreadable: dict[str, ReadoutsError] = {}
    for name in package.resources:
        if not isinstance(package.resource(name).get("schema"), dict):
            continue  # it is no table, and a check says so
        try:
            readable[name] = package.read_table(name)
        except LookupError as error:
            unreadable[name] = BrokenPackageError(f"{DESCRIPTOR}: {error}. Use utf-8")
        except ReadoutsError as error:
            unreadable[name] = error
    return readable, unreadable


def _has_gaps(table: RawTable) -> bool:
    """Say whether a row is longer or shorter than the header, or blank."""
    return is_ragged(table) or not all(any(row.cells) for row in table.rows)


def _fitting(table: RawTable) -> RawTable:
    """Return a table without the rows that are blank, longer or shorter than its header."""
    width = len(table.header)
    rows = (row for row in table.rows if len(row.cells) == width and any(row.cells))
    return replace(table, rows=tuple(rows))
