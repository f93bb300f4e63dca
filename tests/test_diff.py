"""Two versions of a package: rows told apart by key, cell by cell; folders, zips, revisions."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import tiny

from readouts import cli
from readouts.storage.package import RawRow, open_package
from readouts.versions.diff import compare
from readouts.versions.revisions import open_version, tables_of
from readouts.versions.text import to_json, to_markdown, to_text

ROOT = Path(__file__).parents[1]
RETIRED = {
    "name": "retired_ids",
    "path": "retired_ids.csv",
    "encoding": "utf-8",
    "schema": {
        "fields": [
            tiny.text("id", required=True),
            tiny.text("replaced_by"),
            tiny.text("reason", required=True),
            {"name": "retired_on", "title": "x", "type": "date"},
        ],
        "primaryKey": ["id"],
    },
}


def write(folder):
    tiny.write(folder)
    descriptor = tiny.descriptor()
    descriptor["resources"].append(RETIRED)
    tiny.write_descriptor(folder, descriptor)
    (folder / "retired_ids.csv").write_text("id,replaced_by,reason,retired_on\n", encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path):
    return write(tmp_path / "old")


@pytest.fixture
def new(tmp_path):
    """One row changed, one retired, two gone without that, one added."""
    folder = write(tmp_path / "new")
    tiny.edit(folder / "engagements.csv", 5, "date", "2025-04-28")
    tiny.edit(folder / "engagements.csv", 5, "people", "")
    tiny.replace(folder / "engagements.csv", b"E0003,Call,call,,,,12\n", b"")
    tiny.replace(folder / "readouts.csv", b"R0003,E0003,\n", b"")
    tiny.replace(folder / "participants.csv", b"E0002,2,NA,\n", b"E0002,3,@someone,\n")
    (folder / "retired_ids.csv").write_text(
        "id,replaced_by,reason,retired_on\nE0003,E0004,Told twice,2026-11-26\n", encoding="utf-8"
    )
    return folder


def diff_of(old, new):
    return compare(tables_of(open_package(old)), tables_of(open_package(new)))


TEXT = """\
engagements.csv: 1 row removed, 1 changed
  - E0003  Call  (retired, replaced by E0004: Told twice)
      engagement_id  'E0003'
      title          'Call'
      form           'call'
      people         '12'
  ~ E0004  NA, 2025-04-28
      date    'XXXX-04-28' → '2025-04-28'
      people  '3' → ''

participants.csv: 1 row added, 1 removed
  - E0002, 2  Meeting, the first, 2025-04-28
      engagement_id   'E0002'
      participant_no  '2'
      name            'NA'
  + E0002, 3  Meeting, the first, 2025-04-28
      engagement_id   'E0002'
      participant_no  '3'
      name            '@someone'

readouts.csv: 1 row removed
  - R0003  Call  (gone without being retired)
      readout_id     'R0003'
      engagement_id  'E0003'

retired_ids.csv: 1 row added
  + E0003
      id           'E0003'
      replaced_by  'E0004'
      reason       'Told twice'
      retired_on   '2026-11-26'

"""
LAST = "2 rows added, 3 removed, 1 changed in 4 tables; 1 gone without being retired"


def test_text_tells_each_row(old, new):
    assert to_text(diff_of(old, new)) == f"{TEXT}{LAST}"


def test_markdown_renders_nothing_of_the_rows(old, new):
    assert to_markdown(diff_of(old, new)) == f"### Changes: {LAST}\n\n```text\n{TEXT}```\n"


def test_markdown_fits(old, new):
    diff = diff_of(old, new)
    text = to_markdown(diff, limit=1400)
    assert len(text.encode()) <= 1400
    assert "more did not fit here.** `readouts diff` tells all." in text


def test_json_has_whole_cells(old, new):
    long = "x" * 500
    tiny.edit(new / "places.csv", 2, "name", long)
    told = json.loads(to_json(diff_of(old, new)))
    assert told["gone_without_being_retired"] == ["R0003"]
    assert told["tables"]["places"] == {
        "added": [],
        "removed": [],
        "changed": [
            {
                "key": ["benghazi"],
                "label": long[:99] + "…",
                "cells": {"name": {"old": "Benghazi", "new": long}},
            }
        ],
    }
    (gone,) = told["tables"]["readouts"]["removed"]
    assert gone["note"] == "gone without being retired"
    assert gone["cells"] == {"readout_id": "R0003", "engagement_id": "E0003"}


def test_of_many_rows_some_are_told(old, new):
    text = to_text(diff_of(old, new), most=1)
    assert "  - E0003  Call" in text
    assert "~ E0004" not in text
    assert "  +1 more\n" in text


def test_long_cells_are_shown_where_they_begin_to_differ(old, new):
    tiny.edit(old / "places.csv", 2, "name", "a" * 200 + "before")
    tiny.edit(new / "places.csv", 2, "name", "a" * 200 + "after")
    same = "a" * 30
    assert f"name  …'{same}before' → …'{same}after'\n" in to_text(diff_of(old, new))


def test_order_of_rows_and_form_of_files_do_not_count(old, tmp_path):
    other = write(tmp_path / "other")
    for name in tiny.FILES:
        head, *rows = (other / name).read_text("utf-8").splitlines()
        random.Random(7).shuffle(rows)
        quoted = [row if '"' in row else ",".join(f'"{c}"' for c in row.split(",")) for row in rows]
        (other / name).write_bytes("\r\n".join([head, *quoted]).encode("utf-8-sig"))
    assert not diff_of(old, other)
    assert to_text(diff_of(old, other)) == "no rows differ"
    assert to_markdown(diff_of(old, other)) == "### Changes: no rows differ\n"


def test_shipped_package_does_not_differ_from_itself():
    tables = tables_of(open_package(ROOT))
    assert not compare(tables, tables)


def test_back_and_forth_is_the_mirror_image(old, new):
    there, back = diff_of(old, new), diff_of(new, old)
    kinds = {"added": "removed", "removed": "added", "changed": "changed"}
    mirrored = {
        (table.name, kinds[row.kind], row.key, name, cell[::-1])
        for table in back.tables
        for row in table.rows
        for name, cell in row.cells.items()
    }
    assert mirrored == {
        (table.name, row.kind, row.key, name, cell)
        for table in there.tables
        for row in table.rows
        for name, cell in row.cells.items()
    }


def test_retired_id_that_is_struck_off_is_no_id_that_is_gone(old, new):
    assert [row.note for row in diff_of(new, old).tables[-1].rows] == [None]


def test_schema_changes_are_named(old, new):
    descriptor = json.loads((new / "datapackage.json").read_text("utf-8"))
    engagements, participants, *_ = (item["schema"] for item in descriptor["resources"])
    fields = {field["name"]: field for field in engagements["fields"]}
    fields["form"]["constraints"]["enum"] = ["call", "visit", "signing"]
    fields["title"]["description"] = "What it is."
    fields["people"]["type"] = "string"
    fields["people"]["constraints"]["minimum"] = 1
    engagements["fields"] = [item for item in engagements["fields"] if item["name"] != "part_of"]
    engagements["fields"].append(tiny.text("summary"))
    participants["primaryKey"] = ["engagement_id", "name"]
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "claims"]
    tiny.write_descriptor(new, descriptor)
    path = new / "engagements.csv"
    lines = [
        row.split(",") for row in path.read_text("utf-8").replace("Meeting, t", "T").splitlines()
    ]
    at = lines[0].index("part_of")
    rows = [[*row[:at], *row[at + 1 :], "summary" if row is lines[0] else ""] for row in lines]
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    assert list(diff_of(old, new).schema) == [
        "engagements: field part_of removed, with 1 values",
        "engagements: field summary added",
        "engagements.form: value 'meeting' removed",
        "engagements.form: value 'signing' added",
        "engagements.people: minimum was '0', is '1'",
        "engagements.people: type was 'integer', is 'string'",
        "engagements: title, description or example reworded of title",
        "participants: primary key changed",
        "table claims removed",
    ]
    assert to_text(diff_of(old, new)).startswith(
        "schema\n  engagements: field part_of removed, with 1 values\n"
    )


def test_broken_rows_can_be_compared(old):
    tables = tables_of(open_package(old))
    places = tables["places"]
    rows = (
        *places.rows,
        RawRow(9, ("tripoli", "twice")),
        RawRow(10, ("a", "b", "c")),
        RawRow(11, ()),
    )
    diff = compare(tables, tables | {"places": replace(places, rows=rows)})
    (table,) = diff.tables
    assert [(row.kind, row.key, row.cells) for row in table.rows] == [
        ("added", ("tripoli",), {"place_id": (None, "tripoli"), "name": (None, "twice")}),
        ("added", ("a",), {"place_id": (None, "a"), "name": (None, "b"), "column 3": (None, "c")}),
        ("added", (), {}),
    ]


def test_row_that_became_too_short_or_too_long(old):
    tables = tables_of(open_package(old))
    places = tables["places"]
    short = replace(places, rows=(RawRow(2, ("benghazi",)), *places.rows[1:]))
    (table,) = compare(tables, tables | {"places": short}).tables
    assert [(row.kind, row.cells) for row in table.rows] == [
        ("changed", {"name": ("Benghazi", None)})
    ]
    long = replace(places, rows=(RawRow(2, ("benghazi", "Benghazi", "x")), *places.rows[1:]))
    (table,) = compare(tables | {"places": long}, tables).tables
    assert [row.cells for row in table.rows] == [{"column 3": ("x", None)}]


def test_without_its_key_a_row_is_known_by_all_its_cells(old):
    tables = tables_of(open_package(old))
    nameless = replace(tables["places"], header=("x", "name"))
    (table,) = compare(tables, tables | {"places": nameless}).tables
    assert [(row.kind, row.key, row.cells) for row in table.rows] == [
        ("changed", ("benghazi", "Benghazi"), {"x": (None, "benghazi")}),
        ("changed", ("moscow", "Москва"), {"x": (None, "moscow")}),
        ("changed", ("tripoli", "طرابلس"), {"x": (None, "tripoli")}),
    ]


def test_what_stood_in_a_column_that_is_gone_is_told_once(old):
    tables = tables_of(open_package(old))
    places = tables["places"]
    schema = {**places.resource["schema"], "fields": places.fields[:1]}
    bare = replace(
        places,
        resource={**places.resource, "schema": schema},
        header=("place_id",),
        rows=tuple(RawRow(row.line, row.cells[:1]) for row in places.rows),
    )
    diff = compare(tables, tables | {"places": bare})
    assert diff.tables == ()
    assert diff.schema == ("places: field name removed, with 3 values",)


def test_rows_come_removed_changed_added(old, new):
    tiny.replace(new / "places.csv", b"benghazi,Benghazi\nmoscow", b"derna,Derna\nmoscow")
    tiny.edit(new / "places.csv", 4, "name", "Tripoli")
    table = next(table for table in diff_of(old, new).tables if table.name == "places")
    assert [(row.kind, *row.key) for row in table.rows] == [
        ("removed", "benghazi"),
        ("changed", "tripoli"),
        ("added", "derna"),
    ]


# ---- versions ----------------------------------------------------------------


def git(folder, *arguments):
    name = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """A repository with the package in a folder, committed twice."""
    folder = tmp_path / "repository"
    write(folder / "packages" / "tiny")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=one")
    git(folder, "tag", "v1")
    tiny.edit(folder / "packages" / "tiny" / "places.csv", 2, "name", "Bengasi")
    git(folder, "commit", "--quiet", "--all", "--message=two")
    return folder


CHANGED = """\
places.csv: 1 row changed
  ~ benghazi  Bengasi
      name  'Benghazi' → 'Bengasi'

1 row changed in 1 table
"""


@pytest.mark.parametrize("base", ["v1", "HEAD~1", "main~1"])
def test_revision_against_the_package_of_the_current_folder(repository, base, monkeypatch, capsys):
    monkeypatch.chdir(repository / "packages" / "tiny")
    assert cli.main(["diff", base]) == 0
    assert capsys.readouterr().out == CHANGED


def test_two_revisions(repository, monkeypatch, capsys):
    monkeypatch.chdir(repository / "packages" / "tiny")
    tiny.edit(repository / "packages" / "tiny" / "places.csv", 2, "name", "not committed")
    assert cli.main(["diff", "v1", "main"]) == 0
    assert capsys.readouterr().out == CHANGED


def test_revision_against_a_folder_elsewhere(repository, capsys):
    assert cli.main(["diff", "v1", str(repository / "packages" / "tiny")]) == 0
    assert capsys.readouterr().out == CHANGED


def test_folders_descriptors_and_zips(old, new, tmp_path, capsys):
    archive = shutil.make_archive(str(tmp_path / "old"), "zip", old)
    for base in (old, old / "datapackage.json", archive):
        assert cli.main(["diff", str(base), str(new)]) == 0
        assert capsys.readouterr().out == f"{TEXT}{LAST}\n"


@pytest.mark.parametrize(
    ("form", "begin"), [("markdown", "### Changes: 2 rows added"), ("json", '{\n  "schema": []')]
)
def test_forms_go_to_a_file(old, new, tmp_path, form, begin, capsys):
    out = tmp_path / "out"
    assert cli.main(["diff", str(old), str(new), "--format", form, "--output", str(out)]) == 0
    assert out.read_text("utf-8").startswith(begin)
    assert capsys.readouterr().out == f"wrote {out}: {LAST}\n"


@pytest.mark.parametrize("version", ["nothing", "--output=x", "-x", "v1\0", "v1:packages", ""])
def test_what_is_no_version(repository, version):
    from readouts.errors import NotAPackageError

    with pytest.raises(NotAPackageError, match="neither a package nor a revision of git"):
        open_version(version, [repository / "packages" / "tiny"])


def test_revision_without_the_package(repository, monkeypatch, capsys):
    (repository / "other").mkdir()
    write(repository / "other" / "late")
    monkeypatch.chdir(repository / "other" / "late")
    assert cli.main(["diff", "v1"]) == 2
    assert capsys.readouterr().err == (
        "v1:other/late/datapackage.json: that revision has no such file. "
        "Give one in which the package is there\n"
    )


def test_file_that_a_revision_lacks(repository, monkeypatch, capsys):
    git(repository, "rm", "--quiet", "packages/tiny/places.csv")
    git(repository, "commit", "--quiet", "--message=three")
    monkeypatch.chdir(repository / "packages" / "tiny")
    assert cli.main(["diff", "v1", "HEAD"]) == 2
    assert "the file of resource 'places' is missing" in capsys.readouterr().err


def test_without_a_package_here(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["diff", "v1"]) == 2
    assert capsys.readouterr().err == (
        "There is no datapackage.json in the current folder. Name HEAD\n"
    )
