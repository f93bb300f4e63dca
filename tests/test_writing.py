"""Canonical files: one form of the same rows, written all or none."""

from __future__ import annotations

import os
import random
import string
from pathlib import Path

import pytest
import tiny
from hypothesis import given
from hypothesis import strategies as st

import readouts
from readouts.errors import BrokenPackageError, NotAPackageError
from readouts.storage import writing
from readouts.storage.package import Package, RawRow, RawTable, open_package
from readouts.storage.writing import canonical, format_package, replace_files

CELLS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["", " ", "NA", '"', ",", "\r", "\n", "\r\n", "\ufeff", "10", "9", "-1", "01", "+1", "٣", "x\n"]
)


@st.composite
def tables(draw):
    """A table of any cells, with a key of text and whole numbers that need not be unique."""
    width = draw(st.integers(1, 4))
    header = tuple(draw(st.lists(CELLS, min_size=width, max_size=width, unique=True)))
    rows = draw(st.lists(st.tuples(*[CELLS] * width), max_size=8))
    kinds = [draw(st.sampled_from(["integer", "string"])) for _ in header]
    fields = [{"name": name, "type": kind} for name, kind in zip(header, kinds, strict=True)]
    key = draw(st.lists(st.sampled_from(header), unique=True))
    name = draw(st.sampled_from(["things", "claims"]))
    resource = {"name": name, "path": "x.csv", "schema": {"fields": fields, "primaryKey": key}}
    return RawTable(resource, b"", header, tuple(RawRow(i, row) for i, row in enumerate(rows, 2)))


def read(table, data):
    """Read bytes as our reader reads them."""
    descriptor = {"readouts_schema": 1, "resources": [table.resource]}
    return Package("datapackage.json", descriptor, lambda _: data).read_table(table.name)


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(tables())
def test_what_is_written_is_read_back(table):
    again = read(table, canonical(table))
    assert again.header == table.header
    assert sorted(row.cells for row in again.rows) == sorted(row.cells for row in table.rows)


@given(tables())
def test_canonical_is_idempotent(table):
    once = canonical(table)
    assert canonical(read(table, once)) == once


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_the_rows_makes_no_difference(table, chance):
    if table.name in writing.KEPT_ORDER or not table.resource["schema"]["primaryKey"]:
        return
    rows = list(table.rows)
    chance.shuffle(rows)
    shuffled = RawTable(table.resource, table.data, table.header, tuple(rows))
    assert canonical(shuffled) == canonical(table)


@given(tables())
def test_no_cell_is_quoted_without_need(table):
    data = canonical(table).decode()
    plain = set(string.ascii_letters + string.digits + " ")
    if all(set(cell) <= plain and cell for row in table.rows for cell in row.cells) and all(
        set(cell) <= plain and cell for cell in table.header
    ):
        assert '"' not in data


def test_files_of_the_tiny_and_the_shipped_package_are_canonical(tiny_package):
    for folder in (tiny_package, Path(__file__).parents[1]):
        package = open_package(folder)
        for name in package.resources:
            table = package.read_table(name)
            assert canonical(table) == table.data, name


def test_whole_numbers_are_sorted_as_numbers_and_text_by_code_points(tiny_package):
    path = tiny_package / "participants.csv"
    tiny.replace(
        path, b"E0002,2,NA", "é,1,a,\nz,1,b,\nZ,1,c,\nE0002,-3,d,\nE0002,x,e,\nE0002,2,NA".encode()
    )
    format_package(tiny_package)
    keys = [line.split(",")[:2] for line in path.read_text("utf-8").splitlines()[1:]]
    assert keys == [
        ["E0002", "-3"],
        ["E0002", "1"],
        ["E0002", "2"],
        ["E0002", "10"],
        ["E0002", "x"],
        ["E0004", "1"],
        ["Z", "1"],
        ["z", "1"],
        ["é", "1"],
    ]


def test_digits_in_a_field_of_text_are_text(tiny_package):
    path = tiny_package / "places.csv"
    path.write_text("place_id,name\n9,a\n10,b\n", encoding="utf-8")
    format_package(tiny_package)
    assert path.read_text("utf-8") == "place_id,name\n10,b\n9,a\n"


def test_rows_of_the_same_key_have_one_order_too(tiny_package):
    path = tiny_package / "places.csv"
    for rows in ("a,2\na,1\n", "a,1\na,2\n"):
        path.write_text(f"place_id,name\n{rows}", encoding="utf-8")
        format_package(tiny_package)
        assert path.read_text("utf-8") == "place_id,name\na,1\na,2\n"


def test_number_of_many_digits_is_no_trouble(tiny_package):
    tiny.edit(tiny_package / "participants.csv", 2, "participant_no", "9" * 5000)
    assert format_package(tiny_package) == ["participants.csv"]


def test_format_names_and_rewrites_what_differs(tiny_package):
    before = snapshot(tiny_package)
    path = tiny_package / "places.csv"
    lines = before["places.csv"].splitlines()
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join([lines[0], lines[3], b'"moscow",' + lines[2][7:], lines[1]])
    )
    assert format_package(tiny_package / "datapackage.json") == ["places.csv"]
    assert snapshot(tiny_package) == before
    assert format_package(tiny_package) == []


def test_dry_run_writes_nothing(tiny_package):
    tiny.replace(tiny_package / "places.csv", b"Benghazi", b'"Benghazi"')
    before = snapshot(tiny_package)
    assert format_package(tiny_package, dry_run=True) == ["places.csv"]
    assert snapshot(tiny_package) == before


def test_claims_keep_their_order(tiny_package):
    path = tiny_package / "claims.csv"
    tiny.replace(path, b"An embargo", b'"An embargo"')
    assert format_package(tiny_package) == ["claims.csv"]
    assert path.read_text("utf-8") == tiny.FILES["claims.csv"]


def test_shuffled_rows_give_the_same_files(tiny_package):
    before = snapshot(tiny_package)
    for name in ("engagements.csv", "participants.csv", "places.csv"):
        lines = before[name].splitlines(keepends=True)
        rows = lines[1:]
        random.Random(3).shuffle(rows)
        (tiny_package / name).write_bytes(b"".join([lines[0], *rows]))
    format_package(tiny_package)
    assert snapshot(tiny_package) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"Benghazi", b"Benghazi,x", r"places\.csv:2: the row has 3 cells, expected 2 as in"),
        (b"Benghazi\n", b"Benghazi\n\n", r"places\.csv:3: the row has 0 cells, expected 2 as in"),
        (b"Benghazi", b'"Benghazi', r"places\.csv:2: not CSV \(unexpected end of data\)"),
        (b"Benghazi", b"B\xe9nghazi", r"places\.csv:2: byte 0xe9 is not utf-8"),
    ],
)
def test_file_that_cannot_be_read_without_loss_is_refused(tiny_package, old, new, message):
    tiny.replace(tiny_package / "places.csv", old, new)
    tiny.replace(tiny_package / "engagements.csv", b"Call", b'"Call"')
    before = snapshot(tiny_package)
    with pytest.raises(BrokenPackageError, match=message):
        format_package(tiny_package)
    assert snapshot(tiny_package) == before


def test_empty_file_is_refused(tiny_package):
    (tiny_package / "places.csv").write_bytes(b"")
    with pytest.raises(BrokenPackageError, match=r"places\.csv:1: the file is empty"):
        format_package(tiny_package)


def test_other_encoding_is_refused(tiny_package):
    tiny.replace(tiny_package / "datapackage.json", b'"utf-8"', b'"latin-1"')
    with pytest.raises(BrokenPackageError, match=r"encoding 'latin-1', expected .* 'utf-8'"):
        format_package(tiny_package)


def test_zip_is_refused(tiny_package, tmp_path):
    import shutil

    archive = shutil.make_archive(str(tmp_path / "tiny"), "zip", tiny_package)
    with pytest.raises(NotAPackageError, match="a zip is not written to"):
        format_package(archive)


@pytest.mark.parametrize("failing", range(9))
def test_all_files_or_none(tmp_path, monkeypatch, failing):
    """Whichever step fails, every file is as it was and nothing else is left behind."""
    files = {tmp_path / name: b"new " + name.encode() for name in ("a", "b", "c")}
    for path in files:
        path.write_bytes(b"old")
    steps = iter(range(100))
    for owner, name in ((os, "fsync"), (Path, "replace")):
        real = getattr(owner, name)

        def step(*args, _real=real):
            if next(steps) == failing:
                raise OSError("disk full")
            return _real(*args)

        monkeypatch.setattr(owner, name, step)
    with pytest.raises(OSError, match="disk full"):
        replace_files(files)
    assert snapshot(tmp_path) == dict.fromkeys("abc", b"old")


def test_replaced_files_keep_their_mode(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_files({path: b"new"})
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_formatting_changes_no_value_that_load_gives(tiny_package):
    before = readouts.load(tiny_package)
    tiny.replace(tiny_package / "engagements.csv", b"Call", b'"Call"')
    format_package(tiny_package)
    after = readouts.load(tiny_package)
    assert all(before[name].equals(after[name]) for name in before)
