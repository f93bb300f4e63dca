"""Bytes of a package damaged at random: a report or one line comes of it, and no data is made up.

The packages are small, so that many can be tried: the one of `tiny`, and the first rows of
the shipped one.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import tiny
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import readouts
from readouts.errors import BrokenPackageError
from readouts.storage.package import open_package

ROOT = Path(__file__).parents[1]
ROWS = 12
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[0-9]+|true|false|null')
BITS = (
    *(b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b"'", b";", b"\t", b"\\", b"=", b"E0001"),
    *(b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"x" * 200, b"9" * 5000),
)
VALUES = (
    *(b"null", b"true", b"3", b"-1", b"1e999", b"NaN", b'""', b'"x"', b"[]", b"{}", b"[null]"),
    *(b"[[]]", b"[{}]", b'{"value": "x"}', b'"../x"', b'"http://127.0.0.1:9/x"', b'"(a+)+"'),
    *(b'"\\ud800"', b'"\\u0000"', b'"integer"', b'"E0001"', b'["x", "x"]', b"9" * 5000),
)


@st.composite
def damages(draw):
    """Return a function that damages bytes: a few edits, each at a random place."""
    kinds = st.sampled_from(["flip", "cut", "insert", "replace", "twice", "splice", "end", "value"])
    edits = draw(st.lists(st.tuples(kinds, st.integers(0, 2**30)), min_size=1, max_size=4))

    def damage(data):
        for kind, seed in edits:
            data = edited(data, kind, random.Random(seed))
        return data

    return damage


def edited(data, kind, dice):
    start = dice.randrange(len(data) + 1)
    end = min(len(data), start + dice.choice([1, 1, 2, 8, 60]))
    other = dice.randrange(len(data) + 1)
    chunk = data[other : other + dice.choice([1, 5, 50])]
    if kind == "value":
        tokens = list(TOKEN.finditer(data))
        token = dice.choice(tokens) if tokens else re.match(b"", data)
        return data[: token.start()] + dice.choice(VALUES) + data[token.end() :]
    middle = {
        "flip": bytes(byte ^ (1 << dice.randrange(8)) for byte in data[start : start + 1])
        + data[start + 1 : end],
        "cut": b"",
        "insert": dice.choice(BITS) + data[start:end],
        "replace": dice.choice(BITS),
        "twice": data[start:end] * 2,
        "splice": chunk + data[start:end],
        "end": b"",
    }[kind]
    return data[:start] + middle + (b"" if kind == "end" else data[end:])


def cut_of_shipped(folder):
    """Write the shipped descriptor with the first rows of each table."""
    (folder / "data" / "codes").mkdir(parents=True)
    (folder / "data" / "reliability").mkdir()
    content = (ROOT / "datapackage.json").read_bytes()
    (folder / "datapackage.json").write_bytes(content)
    for resource in json.loads(content)["resources"]:
        lines = (ROOT / resource["path"]).read_bytes().splitlines(keepends=True)
        (folder / resource["path"]).write_bytes(b"".join(lines[: ROWS + 1]))
    return folder


@dataclass(repr=False)
class Whole:
    """A folder, and the bytes of each of its files as they are before any damage."""

    folder: Path
    files: dict[Path, bytes]

    def __repr__(self):
        return self.folder.name

    @contextmanager
    def with_one_damaged(self, suffix, chosen, damage):
        """Damage one of the files for a while."""
        paths = [path for path in self.files if path.suffix == suffix]
        path = paths[chosen % len(paths)]
        path.write_bytes(damage(self.files[path]))
        try:
            yield
        finally:
            path.write_bytes(self.files[path])


@pytest.fixture(scope="module", params=["tiny", "shipped"])
def package(request, tmp_path_factory):
    """Each of the two packages."""
    place = tmp_path_factory.mktemp("damage") / request.param
    folder = tiny.write(place) if request.param == "tiny" else cut_of_shipped(place)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return Whole(folder, {path: path.read_bytes() for path in files})


def result_of(work, folder):
    """Return what comes of a package, or None if it is refused, as it should be: in one line."""
    try:
        return work(folder)
    except readouts.ReadoutsError as error:
        told = str(error)
    assert len(told.splitlines()) == 1
    assert len(told) < 5000
    return None


def check_report(folder):
    """Validate; whatever comes of it can be told in every way."""
    report = result_of(readouts.validate, folder)
    if report is None:
        return
    crashes = [item.expected for item in report if item.check == "validation-could-not-run"]
    assert crashes == []
    assert str(report).encode()
    assert json.dumps(report.to_dict()).encode()
    assert len(report.to_frame()) == len(report)
    assert all(item.annotation().count("\n") == 0 for item in report)


def check_cells(folder, data):
    """The texts of the frames are those of the strict reader: nothing is lost or made up."""
    opened = open_package(folder)
    for name, frame in data.items():
        table = opened.read_table(name)
        fields = [field["name"] for field in table.fields]
        assert table.header == tuple(fields)
        assert len(frame) == len(table.rows)
        for at, field in enumerate(fields):
            if isinstance(frame[field].dtype, pd.StringDtype):
                missing = set(table.resource["schema"].get("missingValues", [""]))
                cells = [row.cells[at] for row in table.rows]
                found = frame[field].astype(object).where(frame[field].notna(), None).tolist()
                assert found == [None if cell in missing else cell for cell in cells]


ANY = settings(
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # validations are slow to shrink over
    suppress_health_check=[HealthCheck.too_slow],
)


@ANY
@given(chosen=st.integers(0, 1000), damage=damages())
def test_damaged_table_is_loaded_as_it_is_or_refused(package, chosen, damage):
    with package.with_one_damaged(".csv", chosen, damage):
        data = result_of(readouts.load, package.folder)
        if data is not None:
            check_cells(package.folder, data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"E0004,NA", b'""E0004,NA'),
        (b"E0004,NA", b'"E0004"x,NA'),
        (b"E0004,NA", b'E0004,"N"A'),
        (b"E0004,NA,meeting", b'E0004,""NA"",meeting'),
    ],
)
def test_quotation_marks_that_pandas_would_make_something_of_are_refused(tmp_path, old, new):
    folder = tiny.write(tmp_path / "p")
    tiny.replace(folder / "engagements.csv", old, new)
    with pytest.raises(BrokenPackageError, match=r"engagements\.csv:5: not CSV"):
        readouts.load(folder)


def test_header_that_lost_cells_is_still_the_header(tmp_path):
    """frictionless would take the first row for it, which is as long as the others."""
    folder = tiny.write(tmp_path / "p")
    tiny.replace(folder / "participants.csv", b",participant_no,name,is_acting\n", b"\n")
    told = [(item.where, item.check) for item in readouts.validate(folder)]
    assert told == [
        ("participants.csv:1:participant_no", "missing-label"),
        ("participants.csv:1:name", "missing-label"),
        ("participants.csv:1:is_acting", "missing-label"),
    ]


def test_quotation_mark_inside_a_cell_is_a_character(tmp_path):
    folder = tiny.write(tmp_path / "p")
    tiny.replace(folder / "engagements.csv", b"E0004,NA", b'E0004,the "first" one')
    assert readouts.load(folder).engagements["title"][3] == 'the "first" one'


@ANY
@given(damage=damages())
def test_damaged_descriptor_is_loaded_or_refused(package, damage):
    with package.with_one_damaged(".json", 0, damage):
        result_of(readouts.load, package.folder)


@settings(ANY, max_examples=12)
@given(chosen=st.integers(0, 1000), damage=damages())
def test_damaged_table_ends_in_a_report(package, chosen, damage):
    with package.with_one_damaged(".csv", chosen, damage):
        check_report(package.folder)


@settings(ANY, max_examples=12)
@given(damage=damages())
def test_damaged_descriptor_ends_in_a_report_or_one_line(package, damage):
    with package.with_one_damaged(".json", 0, damage):
        check_report(package.folder)


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """What the command line, with little memory, makes of damaged packages: one process."""
    place = tmp_path_factory.mktemp("commands")
    folders = []
    for seed in range(8):
        dice = random.Random(seed)
        folder = tiny.write(place / str(seed))
        path = dice.choice(sorted(folder.iterdir()))
        kinds = dice.choices(["flip", "cut", "insert", "replace", "twice", "splice"], k=3)
        data = path.read_bytes()
        for kind in kinds:
            data = edited(data, kind, dice)
        path.write_bytes(data)
        Path(f"{folder}.plain").touch()
        folders.append(folder)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit"), "NO_COLOR": "1"}
    command = [sys.executable, str(ROOT / "tests" / "hostile_worker.py"), *folders]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("seed", range(8))
def test_command_line_ends_in_a_report_or_one_line(commands, seed):
    validated = commands[seed]["validate"]["result"]
    assert "traceback" not in validated, validated
    assert validated["code"] in (0, 1, 2)
    if validated["code"] == 2:
        assert validated["out"] == ""
        assert validated["err"].count("\n") == 1
    else:
        assert validated["err"] == ""
    assert all(part["seconds"] < 10 for part in commands[seed].values())


@pytest.mark.parametrize("seed", range(8))
def test_plain_frictionless_does_not_crash_in_what_is_ours(commands, seed):
    plain = commands[seed]["plain"]["result"]
    if isinstance(plain, dict):  # its own faults, before our plugin is asked
        assert "readouts" not in plain["traceback"].replace("/readouts/", "/")
    else:
        assert all(kind != "validation-could-not-run" for kind, _ in plain)
