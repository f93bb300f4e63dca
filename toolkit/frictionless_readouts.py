"""The frictionless plugin of Readouts: plain ``frictionless validate`` runs our checks too.

frictionless imports every module named ``frictionless_*`` for the packages of all users, so
this one is cheap to import and acts only on packages that carry ``readouts_schema``. It
holds no rule: it lets frictionless validate a table, has its errors explained, and adds
what our checks found.
"""

from __future__ import annotations

import builtins
import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs
from frictionless import (
    Checklist,
    Error,
    FrictionlessException,
    Package,
    Parser,
    Plugin,
    Report,
    Resource,
    system,
)
from frictionless.errors import SourceError, TableError
from frictionless.formats.csv.parser import CsvParser
from frictionless.resources import PackageResource, TableResource

if TYPE_CHECKING:
    from readouts.problems import Problem
    from readouts.reports.run import Run

__all__ = ["ReadoutsPlugin", "ensure_found", "problem_of", "run_of"]

_MARK = "readouts_schema"
_RUN = "_readouts_run"


class ReadoutsPlugin(Plugin):
    """Puts our classes in the place of frictionless's for tables, descriptors and errors."""

    def select_resource_class(
        self,
        type: str | None = None,  # noqa: A002 (frictionless names it)
        *,
        datatype: str | None = None,
    ) -> builtins.type[Resource] | None:
        """Return our class for a table or a descriptor, None for what else there is."""
        if "table" in (type, datatype):
            return ReadoutsTable
        return ReadoutsDescriptor if datatype == "package" else None

    def create_parser(self, resource: Resource) -> Parser | None:
        """Return our parser for a table of ours, None for what else there is."""
        is_csv = resource.format in ("csv", "tsv")
        return ReadoutsParser(resource) if is_csv and _is_of_ours(resource) else None

    def select_error_class(
        self,
        type: str | None = None,  # noqa: A002
    ) -> builtins.type[Error] | None:
        """Return the class of our errors of a type, so that a report can be read back."""
        return _error_classes().get(type or "")


class ReadoutsTable(TableResource):
    """A table; one of a package of ours is held to our checks too."""

    type = "table"
    datatype = "table"

    def validate(self, checklist: Checklist | None = None, **options: Any) -> Report:
        """Validate as frictionless does, explain its errors, add those of our checks."""
        if self.package is None or not _is_of_ours(self):
            return super().validate(checklist, **options)
        reports: list[Report] = []
        try:
            run = run_of(self.package, asking=self.name)
            refusal = run.refusal(self.name)
            if refusal is not None:
                error = SourceError(note=str(refusal))
                reports.append(Report.from_validation_task(self, time=0, errors=[error]))
            else:
                reports += self._reports(run, checklist, options)
            return self._told(run, reports, checklist)
        except Exception as error:
            return _failed(self, error, reports)

    def to_copy(self, **options: Any) -> Self:
        """Copy as frictionless does, and know the package: it reads foreign keys from copies."""
        copy: Self = super().to_copy(**options)
        copy.package = self.package
        return copy

    def _told(self, run: Run, reports: list[Report], checklist: Checklist | None) -> Report:
        """Return the last report with our words, and with what our checks found."""
        task = reports[-1].tasks[0]
        told = run.explain(self.name, _errors_of(reports))
        mine = run.own(self.name, [item.problem for item in told])
        errors = [_with_problem(*item) for item in told]
        errors += [_error(item, *run.numbers(item)) for item in mine if _is_error(item)]
        report: Report = Report.from_validation_task(
            self,
            time=task.stats["seconds"] or 0,
            labels=task.labels,
            errors=[error for error in errors if _is_wanted(error, checklist)],
            warnings=[*task.warnings, *(item.sentence() for item in mine if not _is_error(item))],
        )
        return report

    def _reports(
        self, run: Run, checklist: Checklist | None, options: dict[str, Any]
    ) -> Iterator[Report]:
        """Yield frictionless's report, and the one without references to a table that is lost.

        A reference to a table that cannot be read, or is not in the package, would hide
        every other fault of this one. A lost file is reported with its own table.
        """
        lost = run.lost_references(self.name)
        assert self.package is not None
        if any(name and not self.package.has_resource(name) for name in lost):
            yield super().validate(checklist, **options)
        with _without_references(self, lost):
            yield super().validate(checklist, **options)


class ReadoutsParser(CsvParser):
    """Reads a table as what it is, plain CSV.

    frictionless would guess from the first hundred lines. It takes notes such as "held; 'so
    to say'; and more" for a file with semicolons, and its guess takes time that grows with
    the square of the text: hours for a hundred kilobytes of quotation marks.
    """

    def read_cell_stream_create(self) -> Iterator[list[str]]:
        """Yield the cells of each row; a row beyond the limit is an error of the file."""
        from readouts.errors import RefusedError
        from readouts.storage.limits import COLUMNS

        for number, cells in enumerate(csv.reader(self.loader.text_stream), start=1):
            try:
                COLUMNS.hold(len(cells), f"{self.resource.path}, row {number}")
            except RefusedError as error:
                raise FrictionlessException(SourceError(note=str(error))) from None
            yield cells


class ReadoutsDescriptor(PackageResource):
    """A descriptor; what is wrong with one of ours is explained."""

    datatype = "package"

    def validate(self, checklist: Checklist | None = None, **options: Any) -> Report:
        """Validate as frictionless does; if the descriptor is at fault, explain and add."""
        report: Report = super().validate(checklist, **options)
        path = Path(self.normpath or "")
        if not report.errors or not _is_ours(path):
            return report
        from readouts.reports.run import Run

        run = Run.at(path, tables=False)
        told = [_with_problem(*item) for item in run.explain_descriptor(report.errors)]
        told += [_error(item) for item in run.problems]
        explained: Report = Report.from_validation(time=report.stats["seconds"] or 0, errors=told)
        return explained


@attrs.define(kw_only=True, repr=False)
class ProblemError(TableError):
    """What one of our checks found. Each check has a subclass; its type is the check's id."""

    type = "readouts-error"
    title = "Readouts Error"
    description = "A rule of Readouts is broken."
    template = "{note}"
    tags: ClassVar[list[str]] = ["#table", "#readouts"]

    row_number: int | None = None
    field_name: str | None = None
    field_number: int | None = None

    metadata_profile_patch: ClassVar[dict[str, Any]] = {
        "properties": {
            "rowNumber": {"type": "integer"},
            "fieldName": {"type": "string"},
            "fieldNumber": {"type": "integer"},
        },
    }


def ensure_found() -> None:
    """Register the plugin where frictionless has not found it by its name."""
    if "readouts" not in system.plugins:
        system.register("readouts", ReadoutsPlugin())


def run_of(package: Package, *, asking: str | None = None) -> Run:
    """Return the run of our checks over a package: one for all tables of one validation.

    A table that asks a second time is validated a second time, and the files may have
    changed; it gets a new run. The run lives as long as the package.
    """
    from readouts.reports.run import Run

    run: Run | None = getattr(package, _RUN, None)
    if run is None or asking in run.served:
        path = package.metadata_descriptor_path
        if path is not None and Path(path).is_file():
            run = Run.at(Path(path))
        else:
            run = Run.within(package.to_descriptor(), Path(package.basepath or ""))
        setattr(package, _RUN, run)
        for resource in package.resources:
            # Else frictionless takes the first row of the usual length for the header.
            resource.dialect.header = True
    return run


def problem_of(error: Error, path: str) -> Problem:
    """Return the problem that an error of a report on the file ``path`` tells."""
    from readouts.problems import Problem

    if "problem" in error.custom:
        return Problem(**error.custom["problem"])
    said = " ".join(error.message.split())
    return Problem(path, None, None, error.type, "error", said, "no such error", "mend the file")


def _error(problem: Problem, row: int | None = None, column: int | None = None) -> Error:
    """Return one of our problems as an error of its check's type."""
    error = _error_classes()[problem.check](
        note=problem.sentence(), row_number=row, field_name=problem.field, field_number=column
    )
    return _with_problem(error, problem)


def _with_problem(error: Error, problem: Problem) -> Error:
    from rich.markup import escape

    # The table on a terminal is rich markup: a cell with "[/b]" in it would break it.
    error.message = escape(problem.sentence())
    error.custom["problem"] = problem.to_dict()
    return error


@cache
def _error_classes() -> dict[str, type[ProblemError]]:
    """Return a class of errors for each check, and for what is not a check's doing."""
    from readouts.reports.run import ERRORS

    return {
        check: type("ProblemError", (ProblemError,), {"type": check, "description": protects})
        for check, protects in ERRORS.items()
    }


def _failed(table: ReadoutsTable, error: Exception, reports: list[Report]) -> Report:
    """Return a report that tells of a crash, and what frictionless had found by then."""
    from readouts.checks import crash

    path = str(table.path)
    errors = [_error(crash(path, f"the validation of table {table.name!r}", error))]
    errors += [_with_problem(item, problem_of(item, path)) for item in _errors_of(reports)]
    report: Report = Report.from_validation_task(table, time=0, errors=errors)
    return report


def _errors_of(reports: list[Report]) -> list[Error]:
    return [error for report in reports for error in report.tasks[0].errors]


def _is_error(problem: Problem) -> bool:
    return problem.severity == "error"


def _is_wanted(error: Error, checklist: Checklist | None) -> bool:
    """Say whether a checklist lets an error of ours through; frictionless's have been asked."""
    if checklist is None or not isinstance(error, ProblemError):
        return True
    names = {error.type, *error.tags}
    picked = not checklist.pick_errors or bool(names & set(checklist.pick_errors))
    return picked and not names & set(checklist.skip_errors)


@contextmanager
def _without_references(table: TableResource, lost: set[str]) -> Iterator[None]:
    """Take the foreign keys to lost tables out of a schema for a while."""
    keys = table.schema.foreign_keys
    if lost:
        table.schema.foreign_keys = [
            key for key in keys if key["reference"]["resource"] not in lost
        ]
    try:
        yield
    finally:
        if lost:
            table.schema.foreign_keys = keys


def _is_of_ours(resource: Resource) -> bool:
    return resource.package is not None and _MARK in resource.package.custom


def _is_ours(path: Path) -> bool:
    try:
        descriptor = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(descriptor, dict) and _MARK in descriptor
