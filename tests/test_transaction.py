"""Several files replaced as one, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

import readouts
from readouts.errors import BrokenPackageError, ReadoutsError
from readouts.storage import transaction
from readouts.storage.package import open_package
from readouts.storage.transaction import JOURNAL, LOCK, finish, locked, replace_all

NAMES = ("a.csv", "sub/b.csv", "c.csv")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in NAMES:
        (tmp_path / name).write_bytes(b"old " + name.encode())
    return tmp_path


NEW = {name: b"new " + name.encode() for name in NAMES}
OLD = {name: b"old " + name.encode() for name in NAMES}


def contents(folder):
    """Return every file of a folder, hidden ones too."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_all_files_are_replaced_and_nothing_is_left_behind(folder):
    with locked(folder):
        assert (folder / LOCK).exists()
        replace_all(folder, NEW)
    assert contents(folder) == NEW


def test_modes_are_kept(folder):
    (folder / "a.csv").chmod(0o640)
    with locked(folder):
        replace_all(folder, NEW)
    assert (folder / "a.csv").stat().st_mode & 0o777 == 0o640


def steps(monkeypatch, act):
    """Have ``act`` called with the number of each step that touches the disk, before it."""
    count = iter(range(1000))
    for owner, name in ((os, "fsync"), (Path, "replace"), (Path, "unlink")):
        real = getattr(owner, name)

        def step(*args, _real=real, **more):
            act(next(count))
            return _real(*args, **more)

        monkeypatch.setattr(owner, name, step)
    return count


class Killed(BaseException):
    """Stands for the end of the process: nothing after it may run."""


def count_steps(folder, monkeypatch):
    with monkeypatch.context() as patch:
        count = steps(patch, lambda _: None)
        replace_all(folder, NEW)
        total = next(count)
    for name, data in OLD.items():
        (folder / name).write_bytes(data)
    return total


def test_failure_before_the_journal_leaves_the_old_files_alone(folder, monkeypatch):
    total = count_steps(folder, monkeypatch)
    assert total > 15
    seen = set()
    for failing in range(total):
        with monkeypatch.context() as patch:

            def fail(step, failing=failing):
                if step == failing:
                    raise OSError("disk full")

            steps(patch, fail)
            with suppress(OSError):
                replace_all(folder, NEW)
        if not (folder / JOURNAL).exists():
            found = contents(folder)
            assert found in (OLD, NEW), failing
        finish(folder)
        found = contents(folder)
        assert found in (OLD, NEW), failing
        seen.add("old" if found == OLD else "new")
        for name, data in OLD.items():
            (folder / name).write_bytes(data)
    assert seen == {"old", "new"}


SCRIPT = """
    import os, signal, sys
    from pathlib import Path
    from readouts.storage.transaction import locked, replace_all

    folder, dying = Path(sys.argv[1]), int(sys.argv[2])
    count = iter(range(1000))

    def patched(real):
        def step(*args, **more):
            if next(count) == dying:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)
        return step

    for owner, name in ((os, "fsync"), (os, "open"), (Path, "replace"), (Path, "unlink")):
        setattr(owner, name, patched(getattr(owner, name)))
    with locked(folder):
        replace_all(folder, {name: b"new " + name.encode() for name in sys.argv[3:]})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_kill_at_any_step_leaves_the_old_files_or_the_new(folder):
    """A process of its own is killed at each step in turn."""
    seen = []
    for dying in range(100):
        code = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(folder), str(dying), *NAMES]
        done = subprocess.run(code, capture_output=True)
        finish(folder)
        found = {name: (folder / name).read_bytes() for name in NAMES}
        assert found in (OLD, NEW), dying
        seen.append(found == NEW)
        with locked(folder):  # the dead hold no lock, and the next writer is not in their way
            replace_all(folder, OLD)
        assert contents(folder) == OLD
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert seen == sorted(seen)
    assert len(seen) > 20
    assert {True, False} == set(seen)


def half_done(folder, *, placed=1):
    """Leave a folder as a writer does that is killed after the journal is there."""
    with pytest.MonkeyPatch.context() as patch:
        left = iter([None] * placed)
        real = Path.replace

        def replace(path, target):
            if Path(target).name != JOURNAL and next(left, "over") == "over":
                raise Killed
            return real(path, target)

        patch.setattr(Path, "replace", replace)
        with pytest.raises(Killed):
            replace_all(folder, NEW)
    assert (folder / JOURNAL).exists()


@pytest.mark.parametrize("placed", [0, 1, 2])
def test_whoever_comes_next_finishes(folder, placed):
    half_done(folder, placed=placed)
    finish(folder)
    assert contents(folder) == NEW


def test_next_writer_finishes_before_it_begins(folder):
    half_done(folder)
    with locked(folder):
        assert (folder / "c.csv").read_bytes() == NEW["c.csv"]
        replace_all(folder, {"a.csv": b"third"})
    assert contents(folder) == NEW | {"a.csv": b"third"}


def test_without_a_journal_nothing_is_written(folder):
    (folder / ".a.csv.new").write_bytes(b"left behind")
    before = contents(folder)
    finish(folder)
    assert contents(folder) == before


@pytest.mark.parametrize("spoil", ["old", "new", "lost"])
def test_file_that_was_changed_since_is_never_overwritten(folder, spoil):
    half_done(folder)
    if spoil == "old":
        (folder / "c.csv").write_bytes(b"my edit")
    elif spoil == "new":
        (folder / ".c.csv.new").write_bytes(b"half")
    else:
        (folder / ".c.csv.new").unlink()
    before = contents(folder)
    with pytest.raises(BrokenPackageError, match=r"c\.csv: it was changed after .* then delete"):
        finish(folder)
    assert contents(folder) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"files": 1}',
        '{"files": {"a.csv": 1}}',
        '{"files": {"../a.csv": ["x", "y"]}}',
        '{"files": {"/etc/passwd": ["x", "y"]}}',
        '{"files": {"C:\\\\a": ["x", "y"]}}',
        "[" * 100_000,
        '{"files": ' + " " * 2_000_000 + "{}}",
    ],
    ids=range(10),
)
def test_journal_that_is_not_ours_is_refused(folder, text):
    (folder / JOURNAL).write_text(text)
    with pytest.raises(BrokenPackageError, match="this is no journal of readouts"):
        finish(folder)
    assert {name: (folder / name).read_bytes() for name in NAMES} == OLD


def test_journal_does_not_follow_links(folder):
    secret = folder.parent / "secret"
    secret.write_bytes(b"secret")
    (folder / ".a.csv.new").symlink_to(secret)
    digest = transaction._digest(secret)
    entry = [transaction._digest(folder / "a.csv"), digest]
    (folder / JOURNAL).write_text(json.dumps({"files": {"a.csv": entry}}))
    with pytest.raises(BrokenPackageError, match="it was changed after"):
        finish(folder)
    assert (folder / "a.csv").read_bytes() == OLD["a.csv"]


def test_links_in_the_way_of_a_writer_are_removed_not_followed(folder):
    other = folder.parent / "other"
    other.write_bytes(b"other")
    (folder / ".a.csv.new").symlink_to(other)
    with locked(folder):
        replace_all(folder, NEW)
    assert other.read_bytes() == b"other"
    assert not (folder / "a.csv").is_symlink()


def test_lock_that_is_a_link_is_not_followed(folder):
    (folder / LOCK).symlink_to(folder.parent / "elsewhere")
    with pytest.raises(OSError, match=LOCK), locked(folder):
        pass
    assert not (folder.parent / "elsewhere").exists()


def test_read_only_file_stops_all(folder):
    if os.name == "posix" and os.geteuid() == 0:
        pytest.skip("root may write everything")
    (folder / "c.csv").chmod(0o444)
    with pytest.raises(PermissionError), locked(folder):
        replace_all(folder, NEW)
    assert contents(folder) == OLD


def test_open_package_load_and_validate_finish_first(tiny_package):
    new = (tiny_package / "places.csv").read_bytes().replace(b"Benghazi", b"Tobruk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "_put_in_place", lambda *_: None)
        with locked(tiny_package):
            replace_all(tiny_package, {"places.csv": new})
    assert b"Tobruk" not in (tiny_package / "places.csv").read_bytes()
    assert "Tobruk" in list(readouts.load(tiny_package)["places"]["name"])
    assert not (tiny_package / JOURNAL).exists()
    open_package(tiny_package)


def test_lock_on_a_file_that_is_gone_does_not_count(folder, monkeypatch):
    """Its last holder has removed it; the next writer locks another file of that name."""
    real, first = transaction._try_lock, iter([True])

    def late(handle):
        if next(first, False):
            (folder / LOCK).unlink()
        return real(handle)

    monkeypatch.setattr(transaction, "_try_lock", late)
    with locked(folder):
        assert (folder / LOCK).exists()


def test_second_writer_waits_and_is_told(folder):
    code = f"""
        import sys, time
        from pathlib import Path
        from readouts.storage.transaction import locked
        with locked(Path({str(folder)!r})):
            print("held", flush=True)
            time.sleep(1)
    """
    holder = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    told = []
    began = time.monotonic()
    with locked(folder, waiting=lambda: told.append("waiting")):
        assert time.monotonic() - began > 0.5
    holder.communicate()
    assert told == ["waiting"]


def test_wait_has_an_end(folder, monkeypatch):
    monkeypatch.setattr(transaction, "LONGEST_WAIT", 0.2)
    with (
        locked(folder),
        pytest.raises(ReadoutsError, match="another readouts command has been writing"),
        locked(folder),
    ):
        pass


COUNTER = """
    import sys
    from pathlib import Path
    from readouts.storage.transaction import locked, replace_all

    folder = Path(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        with locked(folder):
            value = int((folder / "n").read_bytes())
            replace_all(folder, {"n": str(value + 1).encode(), "m": str(value + 1).encode()})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_many_at_once_lose_nothing_though_some_are_killed(tmp_path):
    for name in "nm":
        (tmp_path / name).write_bytes(b"0")
    code = [sys.executable, "-c", textwrap.dedent(COUNTER), str(tmp_path)]
    steady = [subprocess.Popen([*code, "40"]) for _ in range(4)]
    chance = random.Random(1)
    for _ in range(8):
        victim = subprocess.Popen([*code, "1000000"])
        time.sleep(0.1 + chance.random() / 5)
        victim.kill()
        victim.wait()
    assert [process.wait() for process in steady] == [0] * 4
    finish(tmp_path)
    assert int((tmp_path / "n").read_bytes()) >= 160
    assert (tmp_path / "n").read_bytes() == (tmp_path / "m").read_bytes()
