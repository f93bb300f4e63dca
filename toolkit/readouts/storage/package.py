"""A data package as it lies there: the descriptor and the raw rows, nothing decided or repaired."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from readouts.errors import (
    BrokenPackageError,
    NotAPackageError,
    RefusedError,
    SchemaVersionError,
    UnknownResourceError,
)
from readouts.storage import limits
from readouts.storage.descriptor import check_descriptor, is_inside, parse_descriptor
from readouts.storage.files import folder_reader, look_at, zip_reader
from readouts.storage.transaction import finish

__all__ = ["SCHEMA", "Package", "RawRow", "RawTable", "look_at_files", "open_package"]

SCHEMA = 1
"""The highest ``readouts_schema`` that this version reads."""

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True)
class RawRow:
    """One record of a CSV file: its cells as strings, and where it starts.

    ``line`` is what an editor shows (the header is line 1), also after a cell that holds
    line breaks.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """One CSV file of a package as bytes, header and rows; rows may be too short or too long."""

    resource: dict[str, Any] = field(repr=False)
    data: bytes = field(repr=False)
    header: tuple[str, ...]
    rows: tuple[RawRow, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """Name of the resource."""
        return str(self.resource["name"])

    @property
    def path(self) -> str:
        """Path of the file, relative to the package."""
        return str(self.resource["path"])

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Field descriptors of the schema, in order."""
        return schema_fields(self.resource)

    def cells(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield line and cell of one column; rows that are too short for it are passed over."""
        if name in self.header:
            at = self.header.index(name)
            yield from ((row.line, row.cells[at]) for row in self.rows if at < len(row.cells))

    def values(self, names: list[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield line and cells of several columns, for the rows that are long enough."""
        at = [self.header.index(name) for name in names if name in self.header]
        if len(at) == len(names):
            for row in self.rows:
                if len(row.cells) > max(at):
                    yield row.line, tuple(row.cells[i] for i in at)


@dataclass(frozen=True)
class Package:
    """A data package of our kind: its descriptor, and its files on demand.

    ``where`` is the descriptor's path as messages name it; ``read`` gives the bytes of a
    file of the package by its path in the descriptor.
    """

    where: str
    descriptor: dict[str, Any] = field(repr=False)
    read: Callable[[str], bytes] = field(repr=False)
    _tally: limits.Tally = field(default_factory=limits.Tally, init=False, repr=False)

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """Resource descriptors by name, in the order of the descriptor."""
        return {resource["name"]: resource for resource in self.descriptor["resources"]}

    def resource(self, name: str) -> dict[str, Any]:
        """Return the descriptor of one resource; UnknownResourceError names the nearest."""
        if name not in self.resources:
            raise UnknownResourceError(self.where, name, self.resources)
        return self.resources[name]

    def read_bytes(self, name: str) -> bytes:
        """Return the bytes of a resource's file.

        Raises
        ------
        BrokenPackageError
            There is none; RefusedError where it is out of the package or too large.
        """
        path = self.resource(name).get("path")
        if not isinstance(path, str) or not is_inside(path):  # of a descriptor made in memory
            raise RefusedError(
                f"{self.where}: resource {name!r} has the path {path!r}, expected a path inside "
                "the package. Mend the path"
            )
        try:
            data = self.read(path)
        except (OSError, KeyError):
            raise BrokenPackageError(
                f"{path}: the file of resource {name!r} is missing. "
                f"Put it back, or take the resource out of {self.where}"
            ) from None
        self._tally.admit(path, data)
        return data

    def read_table(self, name: str) -> RawTable:
        """Return the raw rows of a resource.

        Raises
        ------
        UnknownResourceError
            The package has no resource of that name.
        BrokenPackageError
            The file is missing, not text in its encoding, or not CSV; RefusedError where a
            row or a cell is beyond the limits.
        """
        resource, data = self.resource(name), self.read_bytes(name)
        text = decode(data, resource)
        usual = csv.field_size_limit(limits.CELL.most)  # one for the whole process
        try:
            header, *rows = list(_records(text, resource["path"])) or [RawRow(1, ())]
        finally:
            csv.field_size_limit(usual)
        return RawTable(resource, data, header.cells, tuple(rows))


def schema_fields(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the field descriptors of a resource, in order."""
    return list(resource["schema"]["fields"])


def open_package(source: str | os.PathLike[str] | None = None) -> Package:
    """Open a package: a folder, a ``datapackage.json`` or a zip; without a source, ours.

    What a command that was ended while it wrote left half done is finished first.

    Raises
    ------
    NotAPackageError
        There is nothing, or it is no package of our kind.
    SchemaVersionError
        It follows a newer schema than this version of the library reads.
    BrokenPackageError
        A command that wrote it was ended half way, and its files were changed since.
    """
    path = _own_descriptor() if source is None else Path(source)
    if str(path).startswith(("http:", "https:")):
        raise NotAPackageError(f"{source}: addresses are not read. Download it, then give its path")
    if path.is_dir():
        path = path / DESCRIPTOR
    if not path.is_file():
        raise NotAPackageError(
            f"{path}: there is no such file. Give a folder with a {DESCRIPTOR}, "
            f"the {DESCRIPTOR} itself or a zip of the folder"
        )
    if zipfile.is_zipfile(path):
        inside, read = zip_reader(path, DESCRIPTOR)
        return _package(f"{path}/{inside}", inside.rpartition("/")[2], read)
    finish(path.parent)
    return _package(str(path), path.name, folder_reader(path.parent))


def look_at_files(package: Package) -> None:
    """Look at the files of a package in a folder before others read them.

    Raises
    ------
    RefusedError
        One leads out of the package, is no regular file, or is larger than what is read.
    """
    for resource in package.resources.values():
        with suppress(OSError):  # it is missing, which validation tells
            look_at(Path(package.where).parent, resource["path"])


def decode(data: bytes, resource: dict[str, Any]) -> str:
    """Return the text of a file; BrokenPackageError names the line that is not its encoding."""
    encoding = resource.get("encoding", "utf-8")
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenPackageError(
            f"{resource['path']}:{line}: byte {data[error.start]:#04x} is not {encoding}. "
            "Save the file as UTF-8"
        ) from None


def _own_descriptor() -> Path:
    """Return the copy in the installed package or, in an editable install, beside toolkit/."""
    readouts = Path(__file__).parents[1]
    for candidate in (readouts / "package" / DESCRIPTOR, readouts.parents[1] / DESCRIPTOR):
        if candidate.exists():
            return candidate
    raise NotAPackageError(
        "This installation of readouts holds no data. Install it again "
        "(pip install --force-reinstall readouts), or give the path of a package"
    )


def _package(where: str, name: str, read: Callable[[str], bytes]) -> Package:
    descriptor = parse_descriptor(read(name), where)
    marked = descriptor.get("readouts_schema")
    if marked is None or not isinstance(descriptor.get("resources"), list):
        raise NotAPackageError(
            f"{where}: not a Readouts package: it lacks 'readouts_schema' or 'resources'. "
            "Give the datapackage.json of a Readouts package"
        )
    if type(marked) is not int or not 0 < marked <= SCHEMA:
        raise SchemaVersionError(where, marked, SCHEMA)
    check_descriptor(descriptor, where)
    return Package(where, descriptor, read)


def _records(text: str, path: str) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            limits.COLUMNS.hold(len(cells), f"{path}:{line}")
            yield RawRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise limits.CELL.refuse(f"{path}:{line}") from None
        raise BrokenPackageError(
            f"{path}:{line}: not CSV ({error}). Mend the quotation marks of that row"
        ) from None
