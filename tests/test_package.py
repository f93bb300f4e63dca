"""Opening a package, its raw rows, and every way in which that fails."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from readouts.errors import BrokenPackageError, NotAPackageError, SchemaVersionError
from readouts.storage.package import RawRow, open_package


def resource(**changes):
    made = {
        "name": "places",
        "path": "data/places.csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": "place_id", "type": "string"}, {"name": "name", "type": "string"}]
        },
    }
    return made | changes


@pytest.fixture
def package_of_one_table(tmp_path):
    """A package with one table of two columns; call it with bytes and changes to the resource."""

    def make(data=b"place_id,name\nrome,Rome\n", **changes):
        descriptor = {"name": "tiny", "readouts_schema": 1, "resources": [resource(**changes)]}
        (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        (tmp_path / "data").mkdir(exist_ok=True)
        (tmp_path / "data" / "places.csv").write_bytes(data)
        return tmp_path

    return make


def test_rows_carry_the_line_that_an_editor_shows(package_of_one_table):
    folder = package_of_one_table(b'place_id,name\n"a","on two\nlines"\nb,B\n')
    table = open_package(folder).read_table("places")
    assert table.header == ("place_id", "name")
    assert table.rows == (RawRow(2, ("a", "on two\nlines")), RawRow(4, ("b", "B")))
    assert list(table.cells("name")) == [(2, "on two\nlines"), (4, "B")]
    assert list(table.values(["name", "place_id"])) == [
        (2, ("on two\nlines", "a")),
        (4, ("B", "b")),
    ]
    assert list(table.values(["name", "latitude"])) == []


def test_cells_of_a_short_row_are_passed_over(package_of_one_table):
    table = open_package(package_of_one_table(b"place_id,name\na\nb,B\n")).read_table("places")
    assert list(table.cells("name")) == [(3, "B")]
    assert list(table.values(["name"])) == [(3, ("B",))]
    assert [row.cells for row in table.rows] == [("a",), ("b", "B")]


@pytest.mark.parametrize("give", ["folder", "descriptor", "zip", "zip of the folder"])
def test_folder_descriptor_and_zip_are_read_alike(package_of_one_table, tmp_path_factory, give):
    folder = package_of_one_table()
    place = tmp_path_factory.mktemp("zip")
    source = {
        "folder": lambda: folder,
        "descriptor": lambda: folder / "datapackage.json",
        "zip": lambda: shutil.make_archive(str(place / "p"), "zip", folder),
        "zip of the folder": lambda: shutil.make_archive(
            str(place / "p"), "zip", folder.parent, folder.name
        ),
    }[give]()
    assert open_package(source).read_table("places").rows == (RawRow(2, ("rome", "Rome")),)


def test_a_byte_order_mark_is_not_part_of_the_header(package_of_one_table):
    folder = package_of_one_table(b"\xef\xbb\xbfplace_id,name\nrome,Rome\n")
    assert open_package(folder).read_table("places").header == ("place_id", "name")


def test_an_undecodable_file_is_named_with_its_line(package_of_one_table):
    package = open_package(package_of_one_table(b"place_id,name\na,A\nb,caf\xe9\n"))
    with pytest.raises(BrokenPackageError, match="not utf-8") as caught:
        package.read_table("places")
    assert str(caught.value) == (
        "data/places.csv:3: byte 0xe9 is not utf-8. Save the file as UTF-8"
    )


def test_a_quotation_mark_left_open_is_named_with_its_line(package_of_one_table):
    package = open_package(package_of_one_table(b'place_id,name\na,A\nb,"B\n'))
    with pytest.raises(BrokenPackageError, match="not CSV") as caught:
        package.read_table("places")
    assert str(caught.value) == (
        "data/places.csv:3: not CSV (unexpected end of data). Mend the quotation marks of that row"
    )


def test_a_missing_file_is_named_with_its_resource(package_of_one_table):
    folder = package_of_one_table()
    (folder / "data" / "places.csv").unlink()
    with pytest.raises(BrokenPackageError, match="is missing") as caught:
        open_package(folder).read_table("places")
    assert str(caught.value) == (
        "data/places.csv: the file of resource 'places' is missing. "
        f"Put it back, or take the resource out of {folder / 'datapackage.json'}"
    )


@pytest.mark.parametrize(
    "path",
    ["../secret.csv", "/etc/passwd", "data/../../x.csv", "https://x.org/a.csv", "a\\b", "", None],
)
def test_a_path_out_of_the_package_is_refused(package_of_one_table, path):
    with pytest.raises(BrokenPackageError, match="expected a (path inside the package|text)"):
        open_package(package_of_one_table(path=path))


def test_nothing_there(tmp_path):
    with pytest.raises(NotAPackageError, match="there is no such file") as caught:
        open_package(tmp_path / "nowhere")
    assert str(caught.value) == (
        f"{tmp_path / 'nowhere'}: there is no such file. Give a folder with a datapackage.json, "
        "the datapackage.json itself or a zip of the folder"
    )


def test_an_address_is_refused_with_the_way_out():
    with pytest.raises(NotAPackageError, match="addresses are not read. Download it"):
        open_package("https://example.org/datapackage.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not a Readouts package: it is no JSON object"),
        ('{"resources": []}', "not a Readouts package"),
        ('{"readouts_schema": 1}', "not a Readouts package"),
        ("\udcff", "not JSON"),
    ],
)
def test_what_is_no_package_of_ours_is_refused(tmp_path, text, why):
    file = tmp_path / "datapackage.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(NotAPackageError, match=why):
        open_package(tmp_path)


def test_a_newer_schema_is_refused(tmp_path):
    file = tmp_path / "datapackage.json"
    file.write_text('{"readouts_schema": 2, "resources": []}', encoding="utf-8")
    with pytest.raises(SchemaVersionError, match="reads up to 1") as caught:
        open_package(tmp_path)
    assert str(caught.value) == (
        f"{file}: 'readouts_schema' is 2, and this version of readouts reads up to 1. "
        "Upgrade it: pip install --upgrade readouts"
    )


def test_a_zip_without_one_descriptor_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a/datapackage.json", "{}")
        archive.writestr("b/datapackage.json", "{}")
    with pytest.raises(NotAPackageError, match="the zip holds 2 datapackage.json, expected one"):
        open_package(tmp_path / "two.zip")


def test_without_a_source_it_is_the_one_beside_the_toolkit():
    root = Path(__file__).parents[1]
    assert Path(open_package().where) == root / "datapackage.json"
