"""An id moved out of its table into ``retired_ids``: all files or none, the result valid."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from readouts.errors import NotAPackageError, ReadoutsError, UnknownIdError
from readouts.reports.validation import Report, validate
from readouts.storage.package import DESCRIPTOR, Package, RawRow, RawTable, open_package
from readouts.storage.transaction import locked, replace_all
from readouts.storage.writing import canonical, primary_key
from readouts.versions.diff import RETIRED, Diff, compare
from readouts.versions.revisions import tables_of

__all__ = ["Retirement", "StillUsedError", "retire", "without"]

MOST_PLACES = 10
"""Places at which an id is still used that the message lists."""


class StillUsedError(ReadoutsError, ValueError):
    """Rows refer to an id that is to be retired, and nothing is said to replace it."""

    def __init__(self, retired: str, places: list[str]) -> None:
        self.id, self.places = retired, places
        shown = ", ".join(places[:MOST_PLACES])
        more = f" and {len(places) - MOST_PLACES:,} more" if len(places) > MOST_PLACES else ""
        super().__init__(
            f"{retired!r} is still referred to at {shown}{more}. "
            "Say with --replaced-by what stands for it now, or change those rows first"
        )


@dataclass(frozen=True)
class Retirement:
    """What retiring an id changes.

    Attributes
    ----------
    report : Report
        What is wrong with the package that would result.
    diff : Diff
        The rows that change.
    is_written : bool
        Whether the tables have been written; they are unless there is an error.
    """

    report: Report
    diff: Diff
    is_written: bool


def retire(
    retired: str,
    *,
    reason: str,
    replaced_by: str | None = None,
    package: str | os.PathLike[str] = ".",
    today: date | None = None,
) -> Retirement:
    """Retire an id: its row goes, ``retired_ids`` says why, references lead to what replaces it.

    Parameters
    ----------
    retired : str
        The id.
    reason : str
        Why, in a sentence.
    replaced_by : str, optional
        The id of the same table that stands for it now.
    package : str or path, optional
        The folder of a package or its ``datapackage.json``.
    today : date, optional
        The day that is written down. Without it, today (UTC).

    Returns
    -------
    Retirement
        If the package that would result has an error, nothing is written.

    Raises
    ------
    UnknownIdError
        No row has the id, or its replacement is not in the same table.
    StillUsedError
        Something refers to it, and nothing replaces it.
    ReadoutsError
        There is no such package, or it cannot be read.
    OSError
        A file cannot be written. Nothing is changed.
    """
    opened = open_package(package)
    folder = Path(opened.where).parent
    if not Path(opened.where).is_file():
        raise NotAPackageError(f"{package}: a zip is not written to. Unzip it and give the folder")
    day = (today if today is not None else datetime.now(UTC).date()).isoformat()
    with locked(folder):
        opened = open_package(package)
        old = tables_of(opened)
        new = without(old, retired, replaced_by=replaced_by, reason=reason, day=day)
        files = {t.path: canonical(t) for name, t in new.items() if t.rows != old[name].rows}
        report = replace(_validated(opened, folder, old, files), where=opened.where)
        if report.ok:
            replace_all(folder, files)
    return Retirement(report, compare(old, new), report.ok)


def without(
    tables: Mapping[str, RawTable], retired: str, *, replaced_by: str | None, reason: str, day: str
) -> dict[str, RawTable]:
    """Return the tables without the row of an id. Pure.

    References to the id, and what it had itself replaced, lead to its replacement. A row that
    thereby becomes the same as another, cell by cell, is kept once.

    Raises
    ------
    UnknownIdError, StillUsedError
        As `retire`.
    """
    home = _home(tables, retired)
    (key,) = primary_key(tables[home].resource)
    if replaced_by is not None:
        live = [cell for _, cell in tables[home].cells(key) if cell != retired]
        if replaced_by not in live:
            raise UnknownIdError(
                f"row of {home!r} other than {retired!r} with the id", replaced_by, live
            )
    new = dict(tables)
    new[home] = _dropped(tables[home], key, retired)
    places: list[str] = []
    for name, column in _references(new, home):
        found = [line for line, cell in new[name].cells(column) if cell == retired]
        places += [f"{new[name].path}:{line}:{column}" for line in found]
        if replaced_by is not None and found:
            new[name] = _led_to(new[name], column, retired, replaced_by)
    if places and replaced_by is None:
        raise StillUsedError(retired, places)
    new[RETIRED] = _listed(new[RETIRED], (retired, replaced_by or "", reason, day))
    return new


def _home(tables: Mapping[str, RawTable], retired: str) -> str:
    """Return the table whose rows are known by an id."""
    known: list[str] = []
    homes: list[str] = []
    for name, table in tables.items():
        key = primary_key(table.resource)
        if len(key) == 1 and name != RETIRED:
            ids = [cell for _, cell in table.cells(key[0])]
            homes += [name] if retired in ids else []
            known += ids
    if RETIRED not in tables:
        raise UnknownIdError("table", RETIRED, sorted(tables))
    if not homes:
        was = {cell for _, cell in tables[RETIRED].cells("id")}
        hint = "It has been retired already" if retired in was else None
        raise UnknownIdError("row with the id", retired, sorted(known), hint=hint)
    if len(homes) > 1:
        raise ReadoutsError(f"{retired!r} is an id in {' and in '.join(homes)}. Mend that first")
    return homes[0]


def _references(tables: Mapping[str, RawTable], home: str) -> Iterator[tuple[str, str]]:
    """Yield table and column of each reference to a table, and of what replaces what."""
    for name, table in tables.items():
        for key in table.resource["schema"].get("foreignKeys", []):
            if (key["reference"].get("resource") or name) == home:
                columns = key["fields"]
                yield name, columns if isinstance(columns, str) else columns[0]
    yield RETIRED, "replaced_by"


def _dropped(table: RawTable, column: str, cell: str) -> RawTable:
    at = table.header.index(column)
    return replace(table, rows=tuple(row for row in table.rows if row.cells[at] != cell))


def _led_to(table: RawTable, column: str, old: str, new: str) -> RawTable:
    at = table.header.index(column)
    rows: dict[tuple[str, ...], RawRow] = {}
    for row in table.rows:
        cells = (*row.cells[:at], new, *row.cells[at + 1 :]) if row.cells[at] == old else row.cells
        rows.setdefault(cells, replace(row, cells=cells))
    return replace(table, rows=tuple(rows.values()))


def _listed(table: RawTable, row: tuple[str, str, str, str]) -> RawTable:
    told = dict(zip(("id", "replaced_by", "reason", "retired_on"), row, strict=True))
    cells = tuple(told.get(name, "") for name in table.header)
    return replace(table, rows=(*table.rows, RawRow(0, cells)))


def _validated(
    package: Package, folder: Path, old: Mapping[str, RawTable], files: Mapping[str, bytes]
) -> Report:
    """Validate the package that would result."""
    with tempfile.TemporaryDirectory(prefix="readouts-") as place:
        for table in old.values():
            path = Path(place, table.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files.get(table.path, table.data))
        Path(place, DESCRIPTOR).write_bytes((folder / Path(package.where).name).read_bytes())
        return validate(place)
