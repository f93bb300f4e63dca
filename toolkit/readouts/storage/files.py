"""Where the bytes of a package come from: a folder or a zip, and never from outside of it."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from readouts.errors import NotAPackageError, RefusedError
from readouts.storage import limits
from readouts.storage.descriptor import is_inside

__all__ = ["Read", "folder_reader", "look_at", "zip_reader"]

Read = Callable[[str], bytes]
"""Gives the bytes of a file of the package by its path in the descriptor."""

_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Kinds of compression of which Python unpacks no more than it is asked for."""

_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError)
"""What Python raises on a damaged or encrypted zip."""


def folder_reader(folder: Path) -> Read:
    """Return the function that reads the files of a folder.

    It raises RefusedError for what leads out of the folder, is no regular file, or is larger
    than what is read, and OSError for what is not there.
    """

    def read(name: str) -> bytes:
        size = look_at(folder, name)
        with (folder / name).open("rb") as file:
            return file.read(size)

    return read


def look_at(folder: Path, name: str) -> int:
    """Return the size of a file that may be read; raises as `folder_reader` does."""
    found = _stat(folder, name)
    if not stat.S_ISREG(found.st_mode):
        raise RefusedError(f"{name}: no regular file, expected a CSV file. Put one there")
    limits.FILE_BYTES.hold(found.st_size, name)
    return found.st_size


def _stat(folder: Path, name: str) -> os.stat_result:
    """Return what the system knows of a file that lies in a folder, also through links."""
    place = os.fspath(folder)
    for part in name.split("/"):
        place = f"{place}/{part}"
        found = os.lstat(place)
        if stat.S_ISLNK(found.st_mode):
            break
    else:
        return found
    path = folder / name
    real = Path(os.path.realpath(path))  # unlike resolve() it says nothing of links in a circle
    if not real.is_relative_to(os.path.realpath(folder)):
        raise RefusedError(
            f"{name}: a link that leads out of the package, expected a file inside. "
            "Put the file there in place of the link"
        )
    return path.stat()


def zip_reader(path: Path, descriptor: str) -> tuple[str, Read]:
    """Return the path of the one descriptor in a zip, and the function that reads beside it.

    Nothing is unpacked to disk, and of a file no more into memory than what is read.

    Raises
    ------
    NotAPackageError
        The zip is damaged, or holds no descriptor or several.
    RefusedError
        It is too large, or holds a link or a name that leads out of it.
    """
    limits.ZIP_BYTES.hold(path.stat().st_size, path)
    try:
        archive = zipfile.ZipFile(path)
    except (*_BROKEN, OSError) as error:
        raise _damaged(path, error) from None
    for member in archive.infolist():
        _check_member(member, path)
    found = [name for name in archive.namelist() if PurePosixPath(name).name == descriptor]
    if len(found) != 1:
        raise NotAPackageError(
            f"{path}: the zip holds {len(found) or 'no'} {descriptor}, expected one. "
            "Zip the folder of one package"
        )
    folder = PurePosixPath(found[0]).parent

    def read(name: str) -> bytes:
        member = archive.getinfo(str(folder / name))
        limits.FILE_BYTES.hold(member.file_size, name)
        try:
            with archive.open(member.filename) as file:
                return file.read(limits.FILE_BYTES.most)  # what it says of its size may be wrong
        except _BROKEN as error:
            raise _damaged(path, error) from None

    return found[0], read


def _check_member(member: zipfile.ZipInfo, path: Path) -> None:
    if not is_inside(member.filename):
        raise RefusedError(
            f"{path}: the zip holds {member.filename!r:.200}, a name that leads out of it, "
            "expected names inside. Zip the folder of the package anew"
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise RefusedError(
            f"{path}: the zip holds the link {member.filename!r:.200}, expected files. "
            "Put the file there in place of the link"
        )
    if member.compress_type not in _READ:
        raise RefusedError(
            f"{path}: {member.filename!r:.200} in the zip is compressed in a way that is not "
            "read, expected the usual one (deflate). Zip the folder of the package anew"
        )


def _damaged(path: Path, error: Exception) -> NotAPackageError:
    return NotAPackageError(
        f"{path}: a zip that cannot be read ({error!s:.200}). Zip the folder of the package anew"
    )
