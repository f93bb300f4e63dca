"""Packages made to do harm: each is refused in one line, in little time and memory.

All go through one process with 1 GiB of memory and no network, `hostile_worker`.
"""

from __future__ import annotations

import json
import os
import re
import stat
import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import frictionless
import pytest
import tiny
from frictionless.resources import TableResource

import readouts
from readouts.errors import BrokenPackageError, CellError
from readouts.storage import limits, shapes
from readouts.storage.descriptor import TYPES
from readouts.storage.limits import LIMITS, RECORDS, Limit

ROOT = Path(__file__).parents[1]
SECONDS = 10
"""What one package may take; the slowest takes a quarter of it."""


def descriptor(change):
    """Return what breaks a descriptor: ``change`` edits it in place, or returns another."""

    def make(folder):
        content = tiny.descriptor()
        changed = change(content)
        tiny.write_descriptor(folder, content if changed is None else changed)

    return make


def resource(**changes):
    return descriptor(lambda content: content["resources"][3].update(changes))


def field(**changes):
    """Change the field ``place_id`` of the places."""
    return descriptor(lambda d: d["resources"][3]["schema"]["fields"][0].update(changes))


def pattern(text):
    return field(constraints={"pattern": text})


def places(data):
    def make(folder):
        (folder / "places.csv").write_bytes(data)

    return make


def text(old, new):
    return lambda folder: tiny.replace(folder / "datapackage.json", old, new)


def link(target):
    def make(folder):
        (folder / "places.csv").unlink()
        (folder / "places.csv").symlink_to(target)

    return make


def link_of_folder(folder):
    (folder.parent / "elsewhere").mkdir(exist_ok=True)
    (folder.parent / "elsewhere" / "places.csv").write_text("place_id,name\n", encoding="utf-8")
    (folder / "data").symlink_to(folder.parent / "elsewhere")
    resource(path="data/places.csv")(folder)


def pipe(folder):
    (folder / "places.csv").unlink()
    os.mkfifo(folder / "places.csv")


def sparse(size):
    """Put a file of a size that takes no room on the disk."""

    def make(folder):
        with (folder / "places.csv").open("r+b") as file:
            file.truncate(size)

    return make


def many_files(folder):
    """As much in many files as is too much in one."""
    content = tiny.descriptor()
    rows = b"x" * 90_000 + b",x\n"
    for i in range(3):
        name = f"places{i}"
        content["resources"].append(content["resources"][3] | {"name": name, "path": f"{name}.csv"})
        (folder / f"{name}.csv").write_bytes(b"place_id,name\n" + rows * 125)
    tiny.write_descriptor(folder, content)


PLACES = "{folder}/datapackage.json: resource 'places'"
KEY = (
    " would make other tools read from elsewhere or in another way, "
    "expected plain CSV files and their schemas. Take the key out"
)
PATH = "expected a path inside the package such as 'data/engagements.csv'. Mend the path"
FIELD = f"{PLACES}, field 'place_id'"
WAYS = "expected one with a single way to read any text, as in '[a-z]+(-[a-z]+)*': "
ENGINE = "Split the table, or read it with an engine for large data such as DuckDB"
QUOTES = "Shorten the row, or close the quotation mark that is left open"

SAME = {
    "an address as path": (
        resource(path="https://example.org/places.csv"),
        f"{PLACES} has the path 'https://example.org/places.csv', {PATH}",
    ),
    "a path above": (
        resource(path="../places.csv"),
        f"{PLACES} has the path '../places.csv', {PATH}",
    ),
    "an absolute path": (
        resource(path="/etc/passwd"),
        f"{PLACES} has the path '/etc/passwd', {PATH}",
    ),
    "a path with a zero": (
        resource(path="places\0.csv"),
        f"{PLACES} has the path 'places\\x00.csv', {PATH}",
    ),
    "paths in a list": (
        resource(path=["places.csv", "https://example.org/more.csv"]),
        "{folder}/datapackage.json: resources[3].path is a list, expected a text. "
        "Correct the descriptor",
    ),
    "a path to a compressed file": (
        resource(path="places.csv.gz"),
        f"{PLACES} has the path 'places.csv.gz', expected that it end with '.csv'. "
        "Save the file so, and correct the descriptor",
    ),
    "rows in the descriptor": (
        resource(data=[["place_id", "name"]]),
        f"{{folder}}/datapackage.json: resources[3].data{KEY}",
    ),
    "a dialect": (
        resource(dialect="https://example.org/dialect.json"),
        f"{{folder}}/datapackage.json: resources[3].dialect{KEY}",
    ),
    "a schema elsewhere": (
        resource(schema="https://example.org/schema.json"),
        "{folder}/datapackage.json: resources[3].schema is 'https://example.org/schema.json', "
        "expected an object: a schema. Correct the descriptor",
    ),
    "a profile elsewhere": (
        descriptor(lambda content: content.update(profile="https://example.org/p.json")),
        f"{{folder}}/datapackage.json: profile{KEY}",
    ),
    "a resource elsewhere": (
        descriptor(lambda content: content["resources"].append("https://example.org/r.json")),
        "{folder}/datapackage.json: resources[5] is 'https://example.org/r.json', "
        "expected an object: a resource. Correct the descriptor",
    ),
    "a slow encoding": (
        resource(encoding="punycode"),
        f"{PLACES} has the encoding 'punycode', expected that it be 'utf-8'. "
        "Save the file so, and correct the descriptor",
    ),
    "another format": (
        resource(format="yaml"),
        f"{PLACES} has the format 'yaml', expected that it be 'csv'. "
        "Save the file so, and correct the descriptor",
    ),
    "a type with a parser of its own": (
        field(type="geojson"),
        f"{FIELD} has the type 'geojson', "
        "expected one of boolean, date, integer, number, string. Take one of these",
    ),
    "a pattern that is slow": (
        pattern("(a+)+b"),
        f"{FIELD} has the pattern '(a+)+b', {WAYS}"
        "there are two ways to read the same text at character 5. Write it so, or leave it out",
    ),
    "a pattern that is long": (
        pattern("a" * 201),
        f"{FIELD}: 201 characters of pattern, at most 200 are read. Mend the descriptor",
    ),
    "deep nesting": (
        text(b'"tiny"', b'"tiny", "x": ' + b"[" * 500 + b"]" * 500),
        "{folder}/datapackage.json: 33 levels of nesting in the descriptor, "
        "at most 32 are read. Mend the descriptor",
    ),
    "nesting that is deeper than the stack": (
        text(b'"tiny"', b'"tiny", "x": ' + b"[" * 100_000),
        "{folder}/datapackage.json: more than 32 levels of nesting in the descriptor, "
        "which are the most that are read. Mend the descriptor",
    ),
    "a descriptor of 2 MB": (
        text(b'"tiny"', b'"' + b"x" * 2**21 + b'"'),
        "{folder}/datapackage.json: {size} bytes of descriptor, "
        "at most 1,048,576 are read. Mend the descriptor",
    ),
    "keys without end": (
        descriptor(lambda content: content.update({f"x{i}": 0 for i in range(20_000)})),
        "{folder}/datapackage.json: 20,004 entries in the descriptor, "
        "at most 20,000 are read. Mend the descriptor",
    ),
    "an enumeration without end": (
        field(constraints={"enum": [str(i) for i in range(1001)]}),
        "{folder}/datapackage.json: resources[3].schema.fields[0].constraints.enum: "
        "1,001 entries in one list, at most 1,000 are read. Mend the descriptor",
    ),
    "resources without end": (
        descriptor(
            lambda content: content["resources"].extend(
                content["resources"][3] | {"name": f"places{i}"} for i in range(96)
            )
        ),
        "{folder}/datapackage.json: 101 resources, at most 100 are read. Mend the descriptor",
    ),
    "fields without end": (
        resource(schema={"fields": [{"name": f"f{i}", "type": "string"} for i in range(257)]}),
        f"{PLACES}, its fields: 257 cells in one row, at most 256 are read. "
        "Shorten the row, or close the quotation mark that is left open",
    ),
    "foreign keys without end": (
        descriptor(
            lambda content: content["resources"][0]["schema"].update(
                foreignKeys=[tiny.key_to("place_id", "places", "place_id")] * 101
            )
        ),
        "{folder}/datapackage.json: 103 foreign keys, at most 100 are read. Mend the descriptor",
    ),
    "not a number": (
        text(b'"tiny"', b"NaN"),
        "{folder}/datapackage.json: not JSON (NaN is no number of JSON). "
        "Mend it, or give a package",
    ),
    "a number without end": (
        text(b'"minimum": 1', b'"minimum": 1e999'),
        "{folder}/datapackage.json: resources[1].schema.fields[1].constraints.minimum is "
        "Infinity, expected a text or a number. Correct the descriptor",
    ),
    "a number of many digits": (
        text(b'"minimum": 1', b'"minimum": 1' + b"0" * 5000),
        "{folder}/datapackage.json: not JSON (Exceeds the limit (4300 digits) for integer string "
        "conversion: value has 5001 digits; use sys.set_int_max_str_digits() to increase the "
        "limit). Mend it, or give a package",
    ),
    "half of a surrogate pair": (
        text(b'"tiny"', b'"\\ud800"'),
        "{folder}/datapackage.json: not JSON (half of a surrogate pair). "
        "Mend it, or give a package",
    ),
    "another encoding of JSON": (
        lambda folder: (folder / "datapackage.json").write_text("{}", encoding="utf-16"),
        "{folder}/datapackage.json: not JSON ('utf-8' codec can't decode byte 0xff in position 0: "
        "invalid start byte). Mend it, or give a package",
    ),
    "a descriptor that is a link": (
        lambda folder: (
            (folder / "datapackage.json").unlink(),
            (folder / "datapackage.json").symlink_to("/etc/hostname"),
        ),
        "datapackage.json: a link that leads out of the package, expected a file inside. "
        "Put the file there in place of the link",
    ),
    "a name twice": (
        descriptor(lambda content: content["resources"][4].update(name="places")),
        "{folder}/datapackage.json: the name of a resource is there twice: 'places', "
        "expected each once. Rename or remove one",
    ),
    "a link out of the tree": (
        link("/etc/hostname"),
        "places.csv: a link that leads out of the package, expected a file inside. "
        "Put the file there in place of the link",
    ),
    "a link to a folder out of the tree": (
        link_of_folder,
        "data/places.csv: a link that leads out of the package, expected a file inside. "
        "Put the file there in place of the link",
    ),
    "a pipe": (pipe, "places.csv: no regular file, expected a CSV file. Put one there"),
    "a cell of 200 MB": (
        sparse(200_000_000),
        f"places.csv: 200,000,000 bytes, at most 16,777,216 are read. {ENGINE}",
    ),
}
"""Packages that ``load`` and the command line refuse in the same words."""

for place, value, expected in (
    ("resources", 3, "'readouts_schema' or 'resources'"),
    ("resources.3", None, "resources[3] is null, expected an object: a resource"),
    ("resources.3.name", True, "resources[3].name is true, expected a text"),
    ("resources.3.name", ..., "resources[3] has no 'name', expected a resource with it"),
    ("resources.3.path", None, "resources[3].path is null, expected a text"),
    ("resources.3.schema", [], "resources[3].schema is a list, expected an object: a schema"),
    ("resources.3.schema.fields", {}, "schema.fields is an object, expected a list"),
    ("resources.3.schema.fields.0", "x", "schema.fields[0] is 'x', expected an object: a field"),
    ("resources.3.schema.fields.0.name", ..., "fields[0] has no 'name', expected a field with it"),
    ("resources.3.schema.fields.0.type", 3, "schema.fields[0].type is 3, expected a text"),
    ("resources.3.schema.fields.1.name", "place_id", "the name of a field is there twice"),
    ("resources.3.schema.primaryKey", 3, "primaryKey is 3, expected a text or a list"),
    ("resources.3.schema.uniqueKeys", {}, "uniqueKeys is an object, expected a text or a list"),
    ("resources.0.schema.foreignKeys", {}, "foreignKeys is an object, expected a list"),
    ("resources.0.schema.foreignKeys.0", {}, "foreignKeys[0] has no 'fields'"),
    ("resources.0.schema.fields.2.constraints", [], "constraints is a list, expected an object"),
    ("resources.0.schema.fields.2.constraints.enum", "x", "enum is 'x', expected a list"),
    ("resources.0.schema.fields.2.constraints.enum.0", 3, "enum[0] is 3, expected a text"),
    (
        "resources.0.schema.fields.2.constraints.enum.0",
        "call",
        "field 'form' may be 'call' twice over",
    ),
    ("resources.0.schema.fields.6.constraints.minimum", "0", 'minimum "0", expected a whole num'),
    ("resources.0.schema.fields.6.constraints.minimum", 0.5, "minimum 0.5, expected a whole num"),
    ("resources.1.schema.fields.3.trueValues", [True], "trueValues[0] is true, expected a text"),
    ("resources.3.schema.missingValues", [{}], "missingValues[0] has no 'value'"),
    ("resources.3.sources", 3, "resources[3].sources is 3, expected a list"),
    ("readouts_schema", True, "'readouts_schema' is True"),
    ("readouts_schema", "1", "'readouts_schema' is '1'"),
):

    def put(content, place=place, value=value):
        *outer, last = (int(part) if part.isdigit() else part for part in place.split("."))
        for part in outer:
            content = content[part]
        if value is ...:
            del content[last]
        else:
            content[last] = value

    SAME[f"{place} = {value}"] = (descriptor(put), expected)

REPORTED = {
    "a million columns": (
        places(b"x," * 999_999 + b"x\n"),
        "places.csv:1: the header is ",
        f"places.csv:1: 1,000,000 cells in one row, at most 256 are read. {QUOTES}",
    ),
    "a million cells in a row": (
        places(b"place_id,name\n" + b"x," * 999_999 + b"x\n"),
        f"places.csv:2: 1,000,000 cells in one row, at most 256 are read. {QUOTES}",
        f"places.csv:2: 1,000,000 cells in one row, at most 256 are read. {QUOTES}",
    ),
    "a million cells in a row, and bytes that are no text": (
        places(b"x," * 999_999 + b"x\n" + b"x,x\n" * 200 + b"\xff\n"),
        "places.csv:202: byte 0xff is not utf-8. Save the file as UTF-8",
        "places.csv:202: byte 0xff is not utf-8. Save the file as UTF-8",
    ),
    "a cell of 15 MB": (
        places(b"place_id,name\n" + b"x" * 15_000_000 + b",x\n"),
        None,
        "places.csv:2: more than 100,000 characters in one cell, which are the most that are "
        f"read. {QUOTES}",
    ),
    "rows without end": (
        places(b"place_id,name\n" + b"x,\n" * 400_000),
        f"places.csv: 400,001 lines, at most 300,000 are read. {ENGINE}",
        f"places.csv: 400,001 lines, at most 300,000 are read. {ENGINE}",
    ),
    "cells without end": (
        places(b"place_id,name\n" + (b"," * 200 + b"\n") * 25_000),
        "places.csv: 5,025,073 cells in this and the files before it, at most 4,000,000 are "
        f"read. {ENGINE}",
        "places.csv: 5,025,073 cells in this and the files before it, at most 4,000,000 are "
        f"read. {ENGINE}",
    ),
    "rows without end, in files that are not": (
        many_files,
        f"places2.csv: 33,751,761 bytes in this and the files before it, at most 33,554,432 are "
        f"read. {ENGINE}",
        f"places2.csv: 33,751,761 bytes in this and the files before it, at most 33,554,432 are "
        f"read. {ENGINE}",
    ),
    "what makes frictionless guess for hours": (
        places(b"place_id,name\n" + b",'" * 200_000 + b"\n"),
        "places.csv:2: 200,001 cells in one row, at most 256 are read",
        f"places.csv:2: 200,001 cells in one row, at most 256 are read. {QUOTES}",
    ),
    "what makes frictionless guess for long, within the limits": (
        places(
            b"place_id,name\n" + b"".join(b'"%d%s",x\n' % (i, b",'" * 49_000) for i in range(5))
        ),
        None,
        None,
    ),
}
"""Packages that the command line and plain frictionless report on, table by table."""


def zipped(folder, *, change=lambda _: None, more=(), compression=zipfile.ZIP_DEFLATED):
    """Zip a package; ``change`` edits it first, ``more`` are further names and contents."""
    change(folder)
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", compression) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
        for name, content in more:
            archive.writestr(name, content)
    return path


def zip_with_link(folder):
    link = zipfile.ZipInfo("places.csv.old")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped(folder, more=[(link, "/etc/passwd")])


def zip_that_lies(folder):
    """A bomb that says of itself that it has ten bytes."""
    path = zipped(folder, change=sparse(700_000_000))
    true, told = struct.pack("<L", 700_000_000), struct.pack("<L", 10)
    data = path.read_bytes()
    assert data.count(true) == 2  # before the file, and in the list at the end
    path.write_bytes(data.replace(true, told))
    return path


def damaged_zip(folder):
    path = zipped(folder)
    data = path.read_bytes()
    path.write_bytes(data[:50] + b"x" * 40 + data[90:])
    return path


def locked_zip(folder):
    """A zip that says that its files are encrypted."""
    path = zipped(folder)
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        for found in re.finditer(re.escape(sign), bytes(data)):
            data[found.start() + at] |= 1
    path.write_bytes(data)
    return path


ANEW = "Zip the folder of the package anew"
ZIPS = {
    "a bomb": (
        lambda folder: zipped(folder, change=sparse(300_000_000)),
        f"places.csv: 300,000,000 bytes, at most 16,777,216 are read. {ENGINE}",
    ),
    "a bomb that lies": (
        zip_that_lies,
        f"{{zip}}: a zip that cannot be read (Bad CRC-32 for file 'places.csv'). {ANEW}",
    ),
    "a bomb of another compression": (
        lambda folder: zipped(folder, compression=zipfile.ZIP_LZMA),
        "{zip}: 'claims.csv' in the zip is compressed in a way that is not read, "
        f"expected the usual one (deflate). {ANEW}",
    ),
    "a name above": (
        lambda folder: zipped(folder, more=[("../evil.csv", "")]),
        "{zip}: the zip holds '../evil.csv', a name that leads out of it, "
        f"expected names inside. {ANEW}",
    ),
    "an absolute name": (
        lambda folder: zipped(folder, more=[("/etc/evil.csv", "")]),
        "{zip}: the zip holds '/etc/evil.csv', a name that leads out of it, "
        f"expected names inside. {ANEW}",
    ),
    "a link in a zip": (
        zip_with_link,
        "{zip}: the zip holds the link 'places.csv.old', expected files. "
        "Put the file there in place of the link",
    ),
    "a path above in a zip": (
        lambda folder: zipped(folder, change=resource(path="../places.csv")),
        f"{{zip}}/datapackage.json: resource 'places' has the path '../places.csv', {PATH}",
    ),
    "a large zip": (
        lambda folder: zipped(folder, more=[("x", os.urandom(2**23))]),
        "{zip}: {size} bytes of zip, at most 8,388,608 are read. "
        "Zip the folder of the package alone, or unzip it and give the folder",
    ),
    "a damaged zip": (damaged_zip, "{zip}: a zip that cannot be read ("),
    "an encrypted zip": (
        locked_zip,
        "{zip}: a zip that cannot be read (File 'datapackage.json' is encrypted, "
        f"password required for extraction). {ANEW}",
    ),
}
"""Zips, which are only loaded: validation takes folders."""

PLAIN = [*REPORTED, "a link out of the tree", "a pipe", "a cell of 200 MB"]
"""Packages that plain frictionless, with our plugin, is given too."""


@pytest.fixture(scope="session")
def told(tmp_path_factory):
    """What came of each package, by its name: of loading and of validating it."""
    place = tmp_path_factory.mktemp("hostile")
    folders = {}
    for i, (name, (make, *_)) in enumerate((SAME | REPORTED).items()):
        folders[name] = tiny.write(place / f"p{i}")
        make(folders[name])
        if name in PLAIN:
            Path(f"{folders[name]}.plain").touch()
    for name, (make, _) in ZIPS.items():
        folders[name] = make(tiny.write(place / name.replace(" ", "-")))
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit"), "NO_COLOR": "1"}
    command = [sys.executable, str(ROOT / "tests" / "hostile_worker.py"), *folders.values()]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = map(json.loads, done.stdout.splitlines())
    return {name: (folders[name], line) for name, line in zip(folders, lines, strict=True)}


def filled(message, folder):
    size = (folder / "datapackage.json").stat().st_size
    return message.replace("{folder}", str(folder)).replace("{size}", f"{size:,}")


@pytest.mark.parametrize("name", SAME)
def test_hostile_package_is_refused_in_one_line(told, name):
    folder, came = told[name]
    expected = filled(SAME[name][1], folder)
    assert "error" in came["load"]["result"], came["load"]["result"]
    assert expected in came["load"]["result"]["message"]
    validated = came["validate"]["result"]
    assert validated.get("code") == 2, validated
    assert validated["out"] == ""
    assert expected in validated["err"]
    assert validated["err"].count("\n") == 1
    assert len(validated["err"]) < 1000


@pytest.mark.parametrize("name", REPORTED)
def test_hostile_table_is_reported(told, name):
    folder, came = told[name]
    _, loading, validating = REPORTED[name]
    loaded = came["load"]["result"]
    assert "traceback" not in loaded, loaded
    assert loading is None or filled(loading, folder) in loaded["message"]
    assert len(loaded.get("message", "")) < 3000
    validated = came["validate"]["result"]
    assert validated.get("code") == 1, validated
    assert validated["err"] == ""
    assert "validation-could-not-run" not in validated["out"]
    if validating is not None:
        path, _, rest = validating.partition(": ")
        assert f"{path}  [" in validated["out"]
        assert f"  found     {rest.split('. ')[0]}\n" in validated["out"]


@pytest.mark.parametrize("name", PLAIN)
def test_plain_frictionless_reports_it_too(told, name):
    plain = told[name][1]["plain"]["result"]
    assert "traceback" not in plain, plain
    assert plain
    assert all(kind != "validation-could-not-run" for kind, _ in plain)


@pytest.mark.parametrize("name", ZIPS)
def test_hostile_zip_is_refused_in_one_line(told, name):
    path, came = told[name]
    expected = ZIPS[name][1].replace("{zip}", str(path))
    loaded = came["load"]["result"]
    assert "error" in loaded, loaded
    assert expected.replace("{size}", f"{path.stat().st_size:,}") in loaded["message"]
    validated = came["validate"]["result"]
    assert (validated["code"], validated["out"], validated["err"].count("\n")) == (2, "", 1)


def test_package_behind_a_link_is_none_the_worse(tmp_path):
    tiny.write(tmp_path / "there")
    (tmp_path / "there" / "more").mkdir()
    (tmp_path / "there" / "claims.csv").rename(tmp_path / "there" / "more" / "claims.csv")
    (tmp_path / "there" / "claims.csv").symlink_to("more/claims.csv")
    (tmp_path / "here").symlink_to(tmp_path / "there")
    for given in (tmp_path / "here", tmp_path / "here" / "datapackage.json"):
        assert len(readouts.load(given).claims) == 3
        assert readouts.validate(given).ok


@pytest.mark.parametrize("path", ["../places.csv", "https://example.org/places.csv"])
def test_path_out_of_a_package_that_is_in_memory_is_told(tmp_path, path, monkeypatch):
    folder = tiny.write(tmp_path / "p")
    monkeypatch.setattr(frictionless.system, "trusted", True)  # or it refuses the first by itself
    content = tiny.descriptor()
    content["resources"][3]["path"] = path
    package = frictionless.Package.from_descriptor(content, basepath=str(folder))
    told = [
        (error.type, error.message) for task in package.validate().tasks for error in task.errors
    ]
    assert told == [
        (
            "source-error",
            f"{path}: found resource 'places' has the path '{path}', expected a path inside the "
            "package; expected a CSV file as the descriptor says; fix: mend the path",
        )
    ]


def test_link_in_a_circle_is_a_file_that_is_missing(tmp_path):
    folder = tiny.write(tmp_path / "p")
    link("places.csv")(folder)
    with pytest.raises(BrokenPackageError, match="the file of resource 'places' is missing"):
        readouts.load(folder)
    assert "places.csv" in [item.where for item in readouts.validate(folder)]


def test_addresses_that_nobody_fetches_are_no_fault(tmp_path):
    content = tiny.descriptor() | {
        "$schema": "https://example.org/schema.json",
        "licenses": [{"name": "X", "path": "https://example.org/licence"}],
        "sources": [{"title": "X", "path": "https://example.org", "email": "x@example.org"}],
    }
    folder = tiny.write(tmp_path / "p")
    tiny.write_descriptor(folder, content)
    assert readouts.validate(folder).ok


@pytest.mark.parametrize(
    "cell",
    [
        "2025-04-28/" * 9000,
        "?" * 99_000,
        "2025" * 24_000,
        "2025-04-28" + "~" * 90_000,
        "../" * 30_000,
    ],
)
def test_date_made_to_be_slow_is_not(tmp_path, cell):
    folder = tiny.write(tmp_path / "p")
    tiny.edit(folder / "engagements.csv", 5, "date", cell)
    start = time.monotonic()
    with pytest.raises(CellError, match=r"engagements\.csv:5:date: found ") as caught:
        readouts.load(folder)
    assert len(str(caught.value)) < 500
    found = [item.text() for item in readouts.validate(folder)]
    assert len(found) == 1
    assert "[date-is-edtf]" in found[0]
    assert len(found[0]) < 500
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "1e999999999999999999", "-1E+400"])
def test_number_beyond_all_bounds_is_told(tmp_path, number):
    folder = tiny.write(tmp_path / "p")
    tiny.edit(folder / "engagements.csv", 5, "people", number)
    with pytest.raises(
        CellError, match=r"engagements\.csv:5:people: found '.*'.*, expected a whole"
    ):
        readouts.load(folder)
    assert [item.where for item in readouts.validate(folder)] == ["engagements.csv:5:people"]
    content = tiny.descriptor()
    content["resources"][0]["schema"]["fields"][6] = {"name": "people", "type": "number"}
    tiny.write_descriptor(folder, content)
    with pytest.raises(CellError, match=r"expected a number"):
        readouts.load(folder)
    readouts.validate(folder)


def test_key_given_twice_is_told_and_does_no_harm(tmp_path):
    folder = tiny.write(tmp_path / "p")
    tiny.replace(
        folder / "datapackage.json", b'"version": "0.0.1"', b'"version": "1", "version": "2"'
    )
    assert readouts.load(folder).version == "2"
    assert [item.check for item in readouts.validate(folder)] == ["descriptor-key-is-single"]


def test_zero_bytes_in_a_table_are_told(tmp_path):
    folder = tiny.write(tmp_path / "p")
    tiny.replace(folder / "places.csv", b"Benghazi", b"Ben\0ghazi")
    assert [item.where for item in readouts.validate(folder)] == ["places.csv:2:name"]
    assert readouts.load(folder).places["name"][0] == "Ben\0ghazi"


def test_many_unknown_keys_do_not_take_the_time_of_each(tmp_path):
    """The nearest of two thousand is sought for fifty, not for four hundred."""
    folder = tiny.write(tmp_path / "p")
    names = [f"place-of-meeting-{i:05}" for i in range(2000)]
    rows = "".join(f"{name},{name}\n" for name in names)
    (folder / "places.csv").write_text(f"place_id,name\n{rows}", encoding="utf-8")
    content = tiny.descriptor()
    del content["resources"][0]["schema"]["fields"][4]["constraints"]
    tiny.write_descriptor(folder, content)
    lines = "".join(f"E{i:04},x,call,,place-of-meting-{i:05},,\n" for i in range(400))
    header = tiny.FILES["engagements.csv"].splitlines()[0]
    (folder / "engagements.csv").write_text(f"{header}\n{lines}", encoding="utf-8")
    start = time.monotonic()
    told = [item.expected for item in readouts.validate(folder) if item.check == "foreign-key"]
    assert len(told) == 400
    assert sum("nearest" in expected for expected in told) == 50
    assert time.monotonic() - start < SECONDS


KNOWN_TO_OTHERS = {
    "package": frictionless.Package,
    "resource": TableResource,
    "schema": frictionless.Schema,
    **{f"field, {kind}": frictionless.system.select_field_class(kind) for kind in TYPES},
}


@pytest.mark.parametrize("level", KNOWN_TO_OTHERS)
def test_no_key_that_frictionless_acts_on_goes_unseen(level):
    """Each is of a shape that is proved, or refused: the next version may bring more."""
    acted_on = KNOWN_TO_OTHERS[level].metadata_ensure_profile()["properties"]
    level = level.partition(",")[0]
    seen = {*shapes._SHAPES[level], *shapes._REFUSED.get(level, ())}
    assert sorted(set(acted_on) - seen) == []


@pytest.mark.parametrize("name", SAME | REPORTED | ZIPS)
def test_none_takes_long(told, name):
    assert all(part["seconds"] < SECONDS for part in told[name][1].values())


def test_limits_are_one_table_with_reasons():
    assert set(LIMITS) == {name for name, item in vars(limits).items() if isinstance(item, Limit)}
    for name, limit in (LIMITS | RECORDS).items():
        assert limit.most > 0, name
        assert limit.of, name
        assert limit.why, name
        assert limit.way_out, name
    page = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for limit in (LIMITS | RECORDS).values():
        assert f"| {limit.most:,} {limit.of} | {limit.why} | {limit.way_out} |\n" in page
