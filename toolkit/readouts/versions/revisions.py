"""Versions of a package: a folder, a ``datapackage.json``, a zip, or a revision of git."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from readouts.errors import NotAPackageError
from readouts.storage import limits
from readouts.storage.package import DESCRIPTOR, Package, RawTable, open_package

__all__ = ["open_version", "tables_of"]

LONGEST_WAIT = 60.0
"""Seconds after which git is taken to hang."""


def open_version(version: str, folders: Sequence[Path]) -> Package:
    """Open a version of a package.

    Parameters
    ----------
    version : str
        A folder, a ``datapackage.json`` or a zip; else a revision of git, such as ``v0.1.0``,
        ``main`` or ``HEAD~1``.
    folders : sequence of Path
        Where the package may lie of which another version is asked for; the first of them
        whose repository has the revision counts.

    Raises
    ------
    NotAPackageError
        It is neither, or there is no package at that place in that revision.
    """
    path = Path(version)
    if version and (path.is_file() or (path / DESCRIPTOR).is_file()):
        return open_package(path)
    name = f"{version}^{{commit}}"
    for folder in folders:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
        if commit is not None:
            return _at(commit.decode().strip(), version, folder)
    raise NotAPackageError(
        f"{version!r} is neither a package nor a revision of git. Give a folder with a "
        f"{DESCRIPTOR}, the {DESCRIPTOR} itself, a zip, or a revision such as 'main'"
    )


def tables_of(package: Package) -> dict[str, RawTable]:
    """Return all tables of a package as raw rows, by name.

    Raises
    ------
    BrokenPackageError
        A file is missing, not text in its encoding, or not CSV.
    """
    return {name: package.read_table(name) for name in package.resources}


def _at(commit: str, version: str, folder: Path) -> Package:
    """Open the package that lies in a commit where ``folder`` lies in the work tree."""
    place = (_git(folder, "rev-parse", "--show-prefix") or b"").decode().rstrip("\n")

    def read(name: str) -> bytes:
        blob = f"{commit}:{place}{name}"
        limits.FILE_BYTES.hold(int(_git(folder, "cat-file", "-s", blob) or 0), name)
        data = _git(folder, "cat-file", "blob", blob)
        if data is None:
            raise KeyError(name)
        return data

    where = f"{version}:{place}{DESCRIPTOR}"
    try:
        data = read(DESCRIPTOR)
    except KeyError:
        raise NotAPackageError(
            f"{where}: that revision has no such file. Give one in which the package is there"
        ) from None
    with tempfile.TemporaryDirectory(prefix="readouts-") as empty:
        Path(empty, DESCRIPTOR).write_bytes(data)
        return replace(open_package(empty), where=where, read=read)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what a command of git prints, or None where it fails or there is no git."""
    environment = os.environ | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None  # no git, a text with a zero byte, a git that hangs
    return done.stdout if done.returncode == 0 else None
