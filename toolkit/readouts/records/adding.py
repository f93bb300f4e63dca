"""Records into a package: all that are named, validated once, all tables or none.

The rows that would result are validated with every check before anything is written; what is
wrong is told where the record tells it.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from readouts.errors import NotAPackageError
from readouts.problems import Problem
from readouts.records.format import key_of_field
from readouts.records.intake import TABLES, to_rows
from readouts.records.reading import read_documents, record_files
from readouts.reports.validation import Report, validate
from readouts.storage.package import DESCRIPTOR, Package, RawTable, open_package
from readouts.storage.rows import Draft, RowKey, read_draft
from readouts.storage.transaction import locked, replace_all

if TYPE_CHECKING:
    from readouts.versions.diff import Diff

__all__ = ["Addition", "Change", "add"]

Tell = Callable[[str], object]

TOLD = frozenset({"engagement-is-told-once"})
"""Checks whose problems of new rows are told already, with the names of the records."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of a row that was there before: what it was and what it is now."""

    table: str
    key: RowKey
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Addition:
    """What records add to a package, or what keeps them out.

    Attributes
    ----------
    report : Report
        What is wrong with the records, each problem at its line of the record.
    added : dict of str to list of RowKey
        Keys of the new rows by table.
    changed : list of Change
        Cells of earlier rows that change.
    engagements : dict of str to str
        Id of the engagement of each record, by the record's name.
    other_warnings : int
        Warnings of rows that no record touches, which are not in the report.
    earlier_errors : int
        Errors of rows that no record touches, which are.
    is_written : bool
        Whether the tables have been written.
    """

    report: Report
    added: dict[str, list[RowKey]] = field(default_factory=dict)
    changed: list[Change] = field(default_factory=list)
    engagements: dict[str, str] = field(default_factory=dict)
    other_warnings: int = 0
    earlier_errors: int = 0
    is_written: bool = False
    _before: Mapping[str, RawTable] = field(default_factory=dict, repr=False)
    _after: Mapping[str, RawTable] = field(default_factory=dict, repr=False)

    @property
    def diff(self) -> Diff:
        """The rows that are added and changed, cell by cell."""
        from readouts.versions.diff import compare

        return compare(self._before, self._after)


def add(
    records: Iterable[str | os.PathLike[str]],
    *,
    package: str | os.PathLike[str] = ".",
    dry_run: bool = False,
    tell: Tell = lambda _: None,
) -> Addition:
    """Add records to a package: all of them, or none if one has an error.

    Parameters
    ----------
    records : iterable of str or path
        Files of records in YAML or JSON, or folders of them.
    package : str or path, optional
        The folder of a package or its ``datapackage.json``.
    dry_run : bool, optional
        Check and compare, and write nothing.
    tell : function, optional
        Called with a few words when a new step begins.

    Returns
    -------
    Addition
        ``.report.ok`` says whether the records are well, ``.is_written`` whether they are in.

    Raises
    ------
    ReadoutsError
        There is no such record or package, the package cannot be read, or another command
        has been writing to it for ten minutes.
    OSError
        A file cannot be written; all are as they were.
    """
    files = record_files([Path(item) for item in records])
    opened = open_package(package)
    folder = Path(opened.where).parent
    if not Path(opened.where).is_file():
        raise NotAPackageError(f"{package}: a zip is not written to. Unzip it and give the folder")
    with _held(folder, dry_run, tell):
        # Read again: another command may have written while this one waited.
        return _add(files, open_package(package), folder, dry_run, tell)


@contextmanager
def _held(folder: Path, dry_run: bool, tell: Tell) -> Iterator[None]:
    if dry_run:
        yield
    else:
        with locked(folder, waiting=lambda: tell("waiting for another readouts command")):
            yield


def _add(files: list[Path], package: Package, folder: Path, dry_run: bool, tell: Tell) -> Addition:
    tell(f"reading {len(files)} files")
    documents, problems = read_documents(files)
    draft = read_draft(package, TABLES)
    tell(f"finding what {len(documents)} records name")
    found, engagements = to_rows(draft, documents)
    problems += found
    failed = any(item.severity == "error" for item in problems)
    tell("validating the package that would result")
    report, others, after = _validated(draft, package, folder, failed)
    told = _in_order([*problems, *report.problems], files)
    where = str(files[0]) if len(files) == 1 else f"{len(files)} records"
    report = replace(report, where=where, problems=told)
    paths = {raw.path for raw in draft.raw.values()}
    addition = Addition(
        report,
        _added(draft),
        _changed(draft),
        engagements,
        others,
        sum(item.path in paths for item in report.errors),
        _before=draft.raw,
        _after=after,
    )
    if dry_run or not report.ok:
        return addition
    tell("writing")
    replace_all(
        folder, {draft.raw[name].path: draft.bytes_of(name) for name in draft.changed_tables()}
    )
    return replace(addition, is_written=True)


def _in_order(problems: list[Problem], files: list[Path]) -> tuple[Problem, ...]:
    """Return problems record by record and line by line, those of other files at the end."""
    place = {path.as_posix(): i for i, path in enumerate(files)}

    def turn(problem: Problem) -> tuple[int, str, int]:
        return place.get(problem.path, len(place)), problem.path, problem.line or 0

    return tuple(sorted(problems, key=turn))


def _validated(
    draft: Draft, package: Package, folder: Path, failed: bool
) -> tuple[Report, int, dict[str, RawTable]]:
    """Validate the package that would result; tell its problems where the records tell them.

    Returns the report, the number of warnings left out because they concern no record, and
    the tables that would result. If some records failed, references to what they would have
    brought are no problem.
    """
    changed = set(draft.changed_tables())
    with tempfile.TemporaryDirectory(prefix="readouts-") as place:
        for name, raw in draft.raw.items():
            path = Path(place, raw.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(draft.bytes_of(name) if name in changed else raw.data)
        Path(place, DESCRIPTOR).write_bytes((folder / Path(package.where).name).read_bytes())
        report = validate(place)
        result = open_package(place)
        after = {name: result.read_table(name) for name in draft.raw}
    told = _Telling.of(draft, after)
    placed = [told.place(item) for item in report.problems]
    kept = [
        item
        for item, is_ours in placed
        if (is_ours and item.check not in TOLD) or (not is_ours and item.severity == "error")
    ]
    if failed:
        kept = [item for item in kept if item.check != "foreign-key"]
    others = sum(not is_ours and item.severity == "warning" for item, is_ours in placed)
    return replace(report, problems=tuple(kept)), others, after


@dataclass
class _Telling:
    """Where the rows of the resulting package are told: in a record, or in a file of before.

    ``tables`` has the names of the tables by path, ``keys`` the keys of the resulting rows by
    line, ``lines`` the lines of the earlier rows by key.
    """

    draft: Draft
    tables: dict[str, str]
    keys: dict[str, dict[int, RowKey]]
    lines: dict[str, dict[RowKey, int]]
    address: re.Pattern[str]

    @classmethod
    def of(cls, draft: Draft, after: Mapping[str, RawTable]) -> _Telling:
        keys = {name: dict(_keys(draft, table)) for name, table in after.items()}
        lines = {
            name: {key: line for line, key in _keys(draft, table)}
            for name, table in draft.raw.items()
        }
        tables = {raw.path: name for name, raw in draft.raw.items()}
        address = re.compile(rf"({'|'.join(map(re.escape, tables))}):([0-9]+)|\bon line ([0-9]+)")
        return cls(draft, tables, keys, lines, address)

    def place(self, problem: Problem) -> tuple[Problem, bool]:
        """Return a problem with its place in a record, and whether it has one."""
        name = self.tables.get(problem.path)
        if name is None:
            return problem, False
        problem = replace(
            problem,
            found=self._retold(problem.found, problem.path),
            expected=self._retold(problem.expected, problem.path),
            fix=self._retold(problem.fix, problem.path),
        )
        key = self.keys[name].get(problem.line or 0)
        origin = self.draft.origins.get((name, key)) if key is not None else None
        if key is None or origin is None:
            line = self.lines[name].get(key) if key is not None else None
            return replace(problem, line=line), False
        line = origin.lines.get(problem.field or "", origin.line)
        word = key_of_field(name, problem.field) if problem.field is not None else None
        fix = problem.fix.replace("the cell", "the value")  # a record has no cells
        return replace(problem, path=origin.path, line=line, field=word, fix=fix), True

    def _retold(self, text: str, path: str) -> str:
        """Return a message with the places of rows as whoever wrote the record knows them."""
        return self.address.sub(lambda found: self._there(found, path), text)

    def _there(self, found: re.Match[str], path: str) -> str:
        """Return the address of a row that a message names: in its record, or as it was."""
        path, line = found[1] or path, int(found[2] or found[3])
        name = self.tables[path]
        key = self.keys[name].get(line)
        origin = self.draft.origins.get((name, key)) if key is not None else None
        if key is None or origin is None:
            line = self.lines[name].get(key, line) if key is not None else line
            return f"{path}:{line}" if found[1] else f"on line {line} of {path}"
        return f"{origin.path}:{origin.line}" if found[1] else f"at {origin.path}:{origin.line}"


def _keys(draft: Draft, table: RawTable) -> Iterator[tuple[int, RowKey]]:
    """Yield line and key of each row."""
    for row in table.rows:
        yield row.line, draft.key(table.name, dict(zip(table.header, row.cells, strict=True)))


def _added(draft: Draft) -> dict[str, list[RowKey]]:
    found: dict[str, list[RowKey]] = {}
    for name in draft.raw:
        keys = [key for table, key in draft.added if table == name]
        if keys:
            found[name] = keys
    return found


def _changed(draft: Draft) -> list[Change]:
    return [
        Change(table, key, column, old, draft.rows[table][key][column])
        for (table, key), before in draft.before.items()
        for column, old in before.items()
        if draft.rows[table][key][column] != old
    ]
