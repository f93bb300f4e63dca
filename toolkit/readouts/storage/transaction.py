"""Several files replaced as one: the old ones or the new ones, whatever happens in between.

Writers come one at a time: each holds the lock of the folder while it reads, checks and
writes. A writer puts every new file beside the old one (``.name.new``) and on disk, and then,
as one step, a journal into the folder that lists them. From there on the new files hold: each
takes its old one's place, and the journal goes. A writer that ends before the journal is
there has changed nothing; one that ends after it has, and whoever opens the folder next
(``readouts.load``, every command, the plugin of frictionless) finishes its work before
anything is read. Files that someone has changed since are never overwritten.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO

from readouts.errors import BrokenPackageError, ReadoutsError

__all__ = ["JOURNAL", "LOCK", "finish", "locked", "replace_all"]

JOURNAL = ".readouts-journal.json"
LOCK = ".readouts-lock"

LONGEST_WAIT = 600.0
"""Seconds for which a writer waits for another."""

_LARGEST_JOURNAL = 1_000_000


@contextmanager
def locked(folder: Path, *, waiting: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Hold the lock of a folder; what an earlier holder left half done is finished first.

    The system lets go of the lock when its holder ends, however it ends.

    Parameters
    ----------
    folder : Path
        The folder of a package.
    waiting : function, optional
        Called once if another process holds the lock.

    Raises
    ------
    ReadoutsError
        Another process has held it for ten minutes.
    OSError
        The folder cannot be written to.
    """
    handle = _acquired(folder / LOCK, waiting)
    try:
        _finish(folder)
        yield
    finally:
        _release(folder / LOCK, handle)


def finish(folder: Path) -> None:
    """Finish what a writer that was ended left half done in a folder.

    Without a journal, this is one look at the folder.

    Raises
    ------
    BrokenPackageError
        A file has been changed since, or the journal is not one of ours.
    OSError
        The folder cannot be written to.
    """
    if (folder / JOURNAL).is_file():
        with locked(folder):
            pass


def replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace files of a folder, all or none; the caller holds the lock.

    Parameters
    ----------
    folder : Path
        The folder of a package.
    files : Mapping of str to bytes
        New contents by path, relative to the folder and with forward slashes. The files exist.

    Raises
    ------
    OSError
        A file cannot be written; all are as they were.
    """
    if not files:
        return
    names = list(files)
    try:
        entries = {}
        for name, data in files.items():
            with (folder / name).open("r+b"):
                pass  # neither read-only nor, on Windows, open in a spreadsheet
            _write(_beside(folder / name), data, like=folder / name)
            entries[name] = [_digest(folder / name), hashlib.sha256(data).hexdigest()]
        for place in {(folder / name).parent for name in names}:
            _flush(place)
        text = json.dumps({"readouts_journal": 1, "files": entries}, indent=1)
        draft = _beside(folder / JOURNAL)
        _write(draft, text.encode(), like=None)
        draft.replace(folder / JOURNAL)  # from here on the new files hold
    except BaseException:
        for name in (*names, JOURNAL):
            with suppress(OSError):
                _beside(folder / name).unlink(missing_ok=True)
        raise
    _flush(folder)
    _put_in_place(folder, names)


def _finish(folder: Path) -> None:
    journal = folder / JOURNAL
    if not journal.is_file():
        return
    entries = _journal(journal)
    for name, (old, new) in entries.items():
        now = _digest(folder / name)
        if now != new and not (now == old and _digest(_beside(folder / name)) == new):
            raise BrokenPackageError(
                f"{folder / name}: it was changed after a `readouts` command that wrote it had "
                f"been ended half way. Put the package back as you want it, then delete {journal}"
            )
    _put_in_place(folder, list(entries))


def _put_in_place(folder: Path, names: list[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):  # it is in its place already
            _beside(folder / name).replace(folder / name)
    for place in {(folder / name).parent for name in names}:
        _flush(place)
    (folder / JOURNAL).unlink()
    _flush(folder)


def _journal(path: Path) -> dict[str, tuple[str, str]]:
    """Return what a journal lists: digests of the old and the new contents by path."""
    try:
        with path.open("rb") as file:
            entries = json.loads(file.read(_LARGEST_JOURNAL))["files"]
        found = {str(name): (str(old), str(new)) for name, (old, new) in entries.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found = {"..": ("", "")}
    for name in found:
        parts = PurePosixPath(name).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in name or ":" in name:
            raise BrokenPackageError(f"{path}: this is no journal of readouts. Delete the file")
    return found


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name.removeprefix('.')}.new")


def _digest(path: Path) -> str:
    """Return the digest of a file; "" where there is none, or only a link."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes, *, like: Path | None) -> None:
    """Write a file anew and have it on disk, with the mode of another."""
    path.unlink(missing_ok=True)  # left by a writer that was ended, or a link to elsewhere
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if like is not None:
        shutil.copymode(like, path)


def _flush(folder: Path) -> None:
    """Have the folder's entries on disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _acquired(path: Path, waiting: Callable[[], object]) -> IO[bytes]:
    """Open and lock a file, made for the purpose; wait while another process has it."""
    end = time.monotonic() + LONGEST_WAIT
    has_told = False
    while True:
        handle = _opened(path)
        if _try_lock(handle):
            if _is_still(path, handle):
                return handle
            handle.close()  # its last holder has removed it: that was another file
            continue
        handle.close()
        if not has_told:
            waiting()
            has_told = True
        if time.monotonic() > end:
            raise ReadoutsError(
                f"{path.parent}: another readouts command has been writing for ten minutes. "
                "End it, then try again"
            )
        time.sleep(0.05)


def _opened(path: Path) -> IO[bytes]:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.fdopen(os.open(path, flags, 0o666), "r+b")


def _is_still(path: Path, handle: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle.fileno()))
    except OSError:
        return False


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(path: Path, handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
        handle.close()
        with suppress(OSError):  # another process may have it open
            path.unlink()

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(path: Path, handle: IO[bytes]) -> None:
        with suppress(OSError):
            path.unlink()
        handle.close()
