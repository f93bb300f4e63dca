"""Records into a package: validated once, told at their own lines, written all or not at all."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import arecord
import pytest
import tiny
from arecord import put
from typer.testing import CliRunner

import readouts
from readouts.commands import recording
from readouts.errors import NotAPackageError, ReadoutsError, UnknownResourceError
from readouts.records import TABLES, adding, to_records, to_yaml
from readouts.records.adding import add
from readouts.reports.validation import Report
from readouts.storage.package import open_package
from readouts.storage.rows import read_draft
from readouts.storage.transaction import JOURNAL, LOCK
from readouts.storage.writing import format_package

ROOT = Path(__file__).parents[1]


@pytest.fixture
def package(package_copy):
    return package_copy


@pytest.fixture
def unchecked(monkeypatch):
    """Without validation, which takes most of the time and has tests of its own."""
    monkeypatch.setattr(adding, "validate", lambda _: Report("", (), ()))


def snapshot(folder):
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def run(*arguments):
    """Run a command; return its exit code and what it printed."""
    result = CliRunner().invoke(recording.app, [*map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_record_is_added_and_the_package_is_valid_and_canonical(package, tmp_path):
    before = {name: frame.copy() for name, frame in readouts.load(package).items()}
    (path,) = arecord.write(tmp_path / "r", arecord.record())
    addition = add([path], package=package)
    assert [item.text() for item in addition.report.errors] == []
    assert addition.is_written
    (new,) = addition.engagements.values()
    assert addition.added["engagements"] == [(new,)]
    assert addition.changed == []
    assert readouts.validate(package).ok
    assert format_package(package) == []
    after = readouts.load(package)
    for name, frame in before.items():
        assert len(after[name]) - len(frame) == len(addition.added.get(name, ())), name
    assert not {LOCK, JOURNAL} & {path.name for path in package.iterdir()}


@pytest.mark.usefixtures("unchecked")
def test_only_tables_that_change_are_written(package, tmp_path):
    before = snapshot(package)
    add(arecord.write(tmp_path / "r", arecord.record()), package=package)
    changed = {name for name, data in snapshot(package).items() if before[name] != data}
    assert changed == {
        "data/actor_names.csv",
        "data/actors.csv",
        "data/engagements.csv",
        "data/participants.csv",
        "data/position_holders.csv",
        "data/positions.csv",
        "data/readouts.csv",
        "data/reliability/codings.csv",
        "data/sources.csv",
    }


@pytest.mark.usefixtures("unchecked")
def test_dry_run_writes_nothing(package, tmp_path):
    before = snapshot(package)
    addition = add(arecord.write(tmp_path / "r", arecord.record()), package=package, dry_run=True)
    assert (addition.report.ok, addition.is_written) == (True, False)
    assert addition.added["engagements"]
    assert snapshot(package) == before


@pytest.mark.parametrize("name", ["", "datapackage.json"])
@pytest.mark.usefixtures("unchecked")
def test_package_is_a_folder_or_its_descriptor(package, tmp_path, name):
    assert add(arecord.write(tmp_path / "r", arecord.record()), package=package / name).is_written


def test_faults_of_rows_are_told_at_the_line_of_the_record(package, tmp_path):
    """Several faults of several kinds, in one validation; each points at its own line."""
    tree = put(arecord.record(), ["engagement", "form"], "meetng")
    tree = put(tree, ["sources", 0, "published"], "2020-13-04")
    tree = put(tree, ["sources", 0, "language"], "English")
    tree = put(tree, ["readouts", 0, "positions", 0, "paragraph"], "two")
    tree = put(tree, ["participants", 1, "role"], None)
    tree = put(tree, ["readouts", 0, "positions", 0, "codings", 1, "certainty"], "sure")
    before = snapshot(package)
    (path,) = arecord.write(tmp_path / "r", tree)
    addition = add([path], package=package)
    assert not addition.is_written
    assert snapshot(package) == before
    assert {item.path for item in addition.report.errors} == {path.as_posix()}
    assert addition.report.where == str(path)
    fixes = {item.field: item.fix for item in addition.report.errors}
    assert (fixes["form"], fixes["role"]) == ("correct the value", "fill in the value")
    found = {(item.line, item.field) for item in addition.report.errors}
    line = lambda text: arecord.line(tree, text)  # noqa: E731
    assert found >= {
        (line("form: meetng"), "form"),
        (line("2020-13-04"), "published"),
        (line("language: English"), "language"),
        (line("paragraph: two"), "paragraph"),
        (line("name: Example Envoy"), "role"),
        (line("certainty: sure"), "certainty"),
    }
    (form,) = [item for item in addition.report.errors if item.field == "form"]
    assert "nearest: 'meeting'" in form.expected


def test_fault_of_a_record_keeps_all_out_and_the_others_are_still_validated(package, tmp_path):
    bad = put(arecord.record("bad"), ["participants", 1, "name"], "Nobody at all")
    wrong = put(arecord.record("wrong"), ["engagement", "status"], "hold")
    wrong = put(wrong, ["sources", 0, "url"], "https://b.org/")
    before = snapshot(package)
    paths = arecord.write(tmp_path / "r", bad, wrong)
    addition = add(paths, package=package)
    found = [(Path(item.path).stem, item.check) for item in addition.report.errors]
    assert found[0] == ("bad", "record-name-is-known")
    assert {slug for slug, _ in found[1:]} == {"wrong"}
    assert snapshot(package) == before


def test_part_of_a_record_that_failed_is_no_fault_of_its_own(package, tmp_path):
    visit = put(arecord.record("visit"), ["participants", 1, "name"], "Nobody at all")
    part = put(arecord.record("part"), ["engagement", "part_of"], "visit")
    part = put(part, ["sources", 0, "url"], "https://b.org/")
    addition = add(arecord.write(tmp_path / "r", visit, part), package=package)
    assert {Path(item.path).stem for item in addition.report.errors} == {"visit"}


def test_places_of_rows_in_a_message_are_places_in_records(package, tmp_path):
    """A check names the other row by its file and line, and that file is nowhere yet."""
    tree = put(arecord.record(), ["sources", 0, "published"], "2020-02-01")
    (path,) = arecord.write(tmp_path / "r", tree)
    addition = add([path], package=package, dry_run=True)
    (warning,) = addition.report.warnings
    assert warning.check == "report-is-not-before-the-engagement"
    assert f"({path.as_posix()}:{arecord.line(tree, 'key: s1')})" in warning.found
    assert "data/" not in warning.text()


def test_likeness_is_told_once_with_the_name_of_the_other_record(package, tmp_path):
    """A check finds it too, and knows only ids that are not there yet."""
    second = put(arecord.record("twin"), ["sources", 0, "url"], "https://b.org/")
    second = put(second, ["engagement", "date"], "2020")
    found = add(arecord.write(tmp_path / "r", arecord.record(), second), package=package).report
    assert [item.check for item in found] == ["record-seems-new"]
    assert "lafi-example-tripoli" in found[0].expected


def test_problems_come_record_by_record_and_line_by_line(package, tmp_path):
    first = put(arecord.record(), ["engagement", "form"], "meetng")
    first = put(first, ["sources", 0, "language"], "English")
    second = put(arecord.record("second"), ["participants", 1, "name"], "Nobody at all")
    paths = arecord.write(tmp_path / "r", first, second)
    found = add(paths, package=package, dry_run=True).report
    order = [(paths.index(Path(item.path)), item.line) for item in found]
    assert order == sorted(order)
    assert len({place for place, _ in order}) == 2


def test_fault_that_was_there_before_is_told_where_it_was(package, tmp_path):
    path = package / "data" / "engagements.csv"
    tiny.replace(path, b",held,", b",hold,")
    line = path.read_bytes().split(b",hold,")[0].count(b"\n") + 1
    addition = add(arecord.write(tmp_path / "r", arecord.record()), package=package)
    found = [(item.path, item.line, item.field) for item in addition.report.errors]
    assert found == [("data/engagements.csv", line, "status")]
    assert addition.earlier_errors == 1
    code, output = run("add", "--package", package, tmp_path / "r")
    assert code == 1
    assert "1 error is in rows that no record touches; they have to be mended first." in output


def test_broken_package_is_one_line(package, tmp_path):
    paths = arecord.write(tmp_path / "r", arecord.record())
    tiny.replace(package / "data" / "actors.csv", b"actor_id", b"actor")
    with pytest.raises(ReadoutsError, match=r"actors\.csv:1: the header is 'actor,name"):
        add(paths, package=package)


def test_package_without_the_tables_is_one_line(tiny_package, tmp_path):
    with pytest.raises(UnknownResourceError, match="has no resource 'actor"):
        add(arecord.write(tmp_path / "r", arecord.record()), package=tiny_package)


def test_zip_is_refused(package, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "z"), "zip", package)
    with pytest.raises(NotAPackageError, match="a zip is not written to"):
        add(arecord.write(tmp_path / "r", arecord.record()), package=archive)


def test_engagements_of_the_package_give_it_again(package, tmp_path):
    """The proof that records lose nothing, validated: all out, and in again in one call."""
    records = tmp_path / "all.yaml"
    draft = read_draft(open_package(package), TABLES)
    ids = [key for (key,) in draft.rows["engagements"]]
    records.write_text(to_yaml(to_records(draft, ids)), encoding="utf-8")
    before = {
        name: set(map(tuple, frame.astype(str).to_numpy())) for name, frame in tables(package)
    }
    for name in ("engagements", "participants", "positions", "position_holders", "readouts"):
        empty(package, name)
    for name in ("sources", "actors", "actor_names", "codings", "audits"):
        empty(package, name)
    addition = add([records], package=package)
    assert [item.text() for item in addition.report.errors] == []
    assert addition.is_written
    assert readouts.validate(package).ok
    after = {name: set(map(tuple, frame.astype(str).to_numpy())) for name, frame in tables(package)}
    for name, rows in before.items():
        assert len(after[name]) == len(rows) or name == "audits", name
    for name in ("actors", "actor_names", "posts", "places", "sides", "coders", "claims"):
        assert after[name] == before[name], name


def tables(folder):
    return readouts.load(folder).items()


def empty(folder, name):
    table = open_package(folder).resource(name)["path"]
    path = folder / table
    path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")


# ---- the commands ------------------------------------------------------------


@pytest.mark.usefixtures("unchecked")
def test_command_prints_the_row_diff(package, tmp_path):
    (path,) = arecord.write(tmp_path / "r", arecord.record())
    code, output = run("add", "--package", package, path)
    assert code == 0
    new = max(key for key in readouts.load(package)["engagements"]["engagement_id"])
    assert output == (
        "  engagements       1 new\n"
        "  participants      2 new\n"
        "  positions         1 new\n"
        "  position_holders  1 new\n"
        "  readouts          1 new\n"
        "  sources           1 new\n"
        "  actors            1 new\n"
        "  actor_names       2 new\n"
        "  codings           2 new\n"
        f"  lafi-example-tripoli: {new}\n"
    )
    more = arecord.record("more", participants=[], actors=[]) | {"engagement": {"id": new}}
    more["readouts"][0] |= {"notes": "by telephone", "positions": []}
    code, output = run(
        "add", "--package", package, "--dry-run", *arecord.write(tmp_path / "r", more)
    )
    assert code == 0
    assert output.splitlines()[0] == "  readouts          1 changed"
    assert output.splitlines()[2].endswith("notes: '' → 'by telephone'")
    assert output.splitlines()[-1] == "This was a dry run: nothing was written."


@pytest.mark.usefixtures("unchecked")
def test_command_tells_every_row_where_that_is_asked_for(package, tmp_path):
    paths = arecord.write(tmp_path / "r", arecord.record())
    code, output = run("add", "--details", "--package", package, *paths)
    assert code == 0
    assert "Al-Lafi meets Example Envoy in Tripoli" in output
    assert "12 rows added in 9 tables" in output


@pytest.mark.usefixtures("unchecked")
def test_command_refuses_with_1_and_cannot_with_2(package, tmp_path):
    bad = put(arecord.record(), ["participants", 1, "name"], "Nobody at all")
    before = snapshot(package)
    code, output = run("add", "--package", package, *arecord.write(tmp_path / "r", bad))
    assert code == 1
    assert "[record-name-is-known]" in output
    assert output.endswith("Nothing was written.\n")
    assert snapshot(package) == before
    with pytest.raises(ReadoutsError, match="there is no such file"):
        run("add", "--package", package, tmp_path / "nothing.yaml")


@pytest.mark.usefixtures("unchecked")
def test_command_record_prints_what_add_takes_back(package, tmp_path):
    code, output = run("record", "E0293", "E0289", "E0293", "--package", package)
    assert code == 0
    path = tmp_path / "two.yaml"
    path.write_text(output, encoding="utf-8")
    for name in ("engagements", "participants", "positions", "position_holders", "codings"):
        empty(package, name)
    for name in ("readouts", "sources", "actors", "actor_names"):
        empty(package, name)
    addition = add([path], package=package)
    assert addition.is_written, str(addition.report)
    assert len(addition.engagements) == 2


def test_command_record_of_nothing(package):
    with pytest.raises(ReadoutsError, match="no engagement 'E9999'"):
        run("record", "E9999", "--package", package)


def test_command_new(package):
    code, output = run("new", "--package", package)
    assert code == 0
    assert output.startswith("# yaml-language-server: $schema=")
    assert run("new", "--example", "--package", package)[1].startswith("record: ")


def test_command_schema(package):
    (package / "docs").mkdir()
    assert run("record-schema", "--check", "--package", package)[0] == 1
    assert run("record-schema", "--package", package)[0] == 0
    assert run("record-schema", "--check", "--package", package)[0] == 0
    written = (package / "docs" / "record.schema.json").read_text(encoding="utf-8")
    assert json.loads(written)["title"] == "Record"


@pytest.mark.usefixtures("unchecked")
def test_steps_are_told(package, tmp_path):
    told = []
    add(arecord.write(tmp_path / "r", arecord.record()), package=package, tell=told.append)
    assert told == [
        "reading 1 files",
        "finding what 1 records name",
        "validating the package that would result",
        "writing",
    ]


# ---- killed, and two at once -------------------------------------------------

SCRIPT = """
    import sys
    from readouts.records import adding
    from readouts.reports.validation import Report

    adding.validate = lambda _: Report("", (), ())
    done = adding.add(sys.argv[2:], package=sys.argv[1])
    assert done.is_written, str(done.report)
"""


def adder(package, *paths):
    """Start a process that adds records without validating the result."""
    code = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(package), *map(str, paths)]
    return subprocess.Popen(code)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_kill_at_any_moment_leaves_the_old_package_or_the_new(package, tmp_path):
    (path,) = arecord.write(tmp_path / "r", arecord.record())
    before = snapshot(package)
    began = time.monotonic()
    process = adder(package, path)
    assert process.wait() == 0
    took = time.monotonic() - began
    after = snapshot(package)
    assert before != after
    chance = random.Random(7)
    seen = set()
    for _ in range(12):
        for name, data in before.items():
            (package / name).write_bytes(data)
        process = adder(package, path)
        # Most of the time goes into starting and reading; the end is where it matters.
        time.sleep(took * chance.choice([chance.uniform(0, 1), chance.uniform(0.85, 1.05)]))
        process.send_signal(signal.SIGKILL)
        process.wait()
        open_package(package)  # as every command does
        found = {name: (package / name).read_bytes() for name in before}
        assert found in (before, after)
        seen.add("old" if found == before else "new")
    assert "old" in seen


def test_two_at_once_lose_nothing(package, tmp_path):
    trees = []
    for i in range(4):
        tree = put(arecord.record(f"record-{i}"), ["sources", 0, "url"], f"https://example.org/{i}")
        trees.append(put(tree, ["engagement", "date"], f"200{i}-01-01"))
    paths = arecord.write(tmp_path / "r", *trees)
    before = len(readouts.load(package)["engagements"])
    processes = [adder(package, path) for path in paths]
    for process in processes:
        assert process.wait() == 0
    data = readouts.load(package)
    assert len(data["engagements"]) == before + 4
    assert {f"https://example.org/{i}" for i in range(4)} <= set(data["sources"]["url"])
    assert data["engagements"]["engagement_id"].is_unique
    assert readouts.validate(package).ok
