"""Tables → canonical files: one form of the same rows, written all or none.

Canonical is: UTF-8 without a byte-order mark, LF at the end of every line, the last one
too, quotation marks only where a cell needs them, rows sorted by primary key in code-point
order, whole numbers as numbers. Cells keep their exact text.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from readouts.errors import BrokenPackageError, NotAPackageError
from readouts.storage.package import Package, RawRow, RawTable, open_package
from readouts.storage.transaction import locked, replace_all

__all__ = [
    "KEPT_ORDER",
    "canonical",
    "format_package",
    "in_order",
    "is_ragged",
    "primary_key",
    "replace_files",
    "written",
]

KEPT_ORDER = frozenset({"issues", "claims"})
"""Tables whose rows stay in the order of the codebook."""

_NEEDS_QUOTES = re.compile('[,"\r\n]|^\ufeff')  # the last would be taken for a byte-order mark
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")


def canonical(table: RawTable) -> bytes:
    """Return the canonical bytes of a table's file.

    Parameters
    ----------
    table : RawTable
        The rows as they were read; every row as long as the header.

    Returns
    -------
    bytes
        The file. Reading it gives the same header and the same rows, sorted.
    """
    return written(table.header, in_order(table))


def written(header: Sequence[str], rows: Sequence[RawRow]) -> bytes:
    """Return header and rows as a CSV file, in the order in which they come."""
    records = [header, *(row.cells for row in rows)]
    return "".join(map(_record, records)).encode()


def in_order(table: RawTable) -> tuple[RawRow, ...]:
    """Return the rows sorted by primary key, or as they are where the order is the codebook's."""
    key = primary_key(table.resource)
    if table.name in KEPT_ORDER or not key or not set(key) <= set(table.header):
        return table.rows
    whole = {field["name"] for field in table.fields if field.get("type") == "integer"}
    at = [(table.header.index(name), name in whole) for name in key]

    def place(row: RawRow) -> tuple[list[tuple[int, int, str]], tuple[str, ...]]:
        return [_rank(row.cells[i], is_whole=is_whole) for i, is_whole in at], row.cells

    return tuple(sorted(table.rows, key=place))


def primary_key(resource: dict[str, Any]) -> list[str]:
    """Return the fields of the primary key, in order; the standard lets one stand alone."""
    key = resource["schema"].get("primaryKey", [])
    return [key] if isinstance(key, str) else list(key)


def is_ragged(table: RawTable) -> bool:
    """Say whether a row has more or fewer cells than the header, or there is no header."""
    width = len(table.header)
    return width == 0 or any(len(row.cells) != width for row in table.rows)


def format_package(source: str | os.PathLike[str], *, dry_run: bool = False) -> list[str]:
    """Rewrite the files of a package that are not in canonical form, all of them or none.

    Parameters
    ----------
    source : str or path
        A folder or a ``datapackage.json``.
    dry_run : bool, optional
        Only say which files would be rewritten.

    Returns
    -------
    list of str
        Paths of the rewritten files, relative to the package.

    Raises
    ------
    NotAPackageError
        There is nothing at ``source``, it is no Readouts package, or it is a zip.
    BrokenPackageError
        A file cannot be read without loss; the message names the line. Nothing is written.
    OSError
        A file cannot be written. Nothing is changed.
    """
    package = open_package(source)
    folder = Path(package.where).parent
    if not folder.is_dir():
        raise NotAPackageError(f"{source}: a zip is not written to. Unzip it and give the folder")
    changed = _uncanonical(package)
    if dry_run or not changed:
        return list(changed)
    with locked(folder):
        changed = _uncanonical(package)
        replace_all(folder, changed)
    return list(changed)


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Replace files by new contents, all or none.

    The new contents are first written beside the files and flushed to disk; then each takes
    its file's place in one step. If a step fails, those before it are undone.

    Raises
    ------
    OSError
        A file cannot be written; all files are as they were.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, data in files.items():
            new[path] = _write_beside(path, data)
            old[path] = _write_beside(path, path.read_bytes())
        for path in files:
            new[path].replace(path)
            done.append(path)
        for folder in {path.parent for path in files}:
            _flush_folder(folder)
    except BaseException:
        for path in done:
            old[path].replace(path)
        raise
    finally:
        for left in (*new.values(), *old.values()):
            left.unlink(missing_ok=True)


def _uncanonical(package: Package) -> dict[str, bytes]:
    """Return the canonical bytes of the files that are not in canonical form, by path."""
    changed = {}
    for name in package.resources:
        table = _readable(package, name)
        data = canonical(table)
        if data != table.data:
            changed[table.path] = data
    return changed


def _readable(package: Package, name: str) -> RawTable:
    """Return a table that can be written back without loss."""
    table = package.read_table(name)
    encoding = table.resource.get("encoding", "utf-8")
    if encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
        raise BrokenPackageError(
            f"{table.path}: its encoding is {encoding!r} by {package.where}, expected 'utf-8'. "
            "Save it as UTF-8 and correct the descriptor"
        )
    if not table.header:
        raise BrokenPackageError(f"{table.path}:1: the file is empty, expected a header. Put it in")
    if is_ragged(table):
        width = len(table.header)
        row = next(row for row in table.rows if len(row.cells) != width)
        raise BrokenPackageError(
            f"{table.path}:{row.line}: the row has {len(row.cells)} cells, expected {width} as in "
            "the header. Mend the row; nothing was written"
        )
    return table


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _record(cells: Sequence[str]) -> str:
    text = ",".join(map(_cell, cells))
    return '""\n' if cells and not text else text + "\n"  # one empty cell is no blank line


def _rank(cell: str, *, is_whole: bool) -> tuple[int, int, str]:
    """Return what a key cell is sorted by: numbers as numbers and before text."""
    if is_whole and _WHOLE.fullmatch(cell):
        return (0, int(cell), "")
    return (1, 0, cell)


def _write_beside(path: Path, data: bytes) -> Path:
    """Write data to a new file in the same folder, on disk, with the mode of ``path``."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)


def _flush_folder(folder: Path) -> None:
    """Have the folder's new entries on disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
