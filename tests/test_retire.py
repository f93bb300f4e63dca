"""An id taken out of use: all files or none, and only if the result is valid."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import tiny
from test_diff import write

from readouts import cli
from readouts.errors import UnknownIdError
from readouts.retiring import StillUsedError, retire

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 26)
HEAD = "id,replaced_by,reason,retired_on\n"


@pytest.fixture
def package(tmp_path):
    return write(tmp_path / "tiny")


def files(folder):
    return {path.name: path.read_text("utf-8") for path in folder.iterdir() if path.is_file()}


def changed(before, folder):
    after = files(folder)
    return {name: text for name, text in after.items() if before.get(name) != text}


def test_references_are_led_to_the_replacement(package):
    before = files(package)
    done = retire("E0003", replaced_by="E0004", reason="Told, twice", package=package, today=DAY)
    assert done.is_written
    assert done.report.ok
    assert changed(before, package) == {
        "engagements.csv": before["engagements.csv"].replace("E0003,Call,call,,,,12\n", ""),
        "readouts.csv": before["readouts.csv"].replace("R0003,E0003,", "R0003,E0004,"),
        "retired_ids.csv": HEAD + 'E0003,E0004,"Told, twice",2026-11-26\n',
    }


def test_what_nothing_refers_to_is_just_removed(package):
    before = files(package)
    assert retire("moscow", reason="Not used", package=package, today=DAY).is_written
    assert changed(before, package) == {
        "places.csv": before["places.csv"].replace("moscow,Москва\n", ""),
        "retired_ids.csv": HEAD + "moscow,,Not used,2026-11-26\n",
    }


def test_what_is_still_referred_to_is_refused(package, capsys):
    before = files(package)
    arguments = ["retire", "E0002", "--reason", "x", "--package", str(package)]
    assert cli.main(arguments) == 1
    assert capsys.readouterr() == (
        "'E0002' is still referred to at participants.csv:2:engagement_id, "
        "participants.csv:3:engagement_id, participants.csv:4:engagement_id, "
        "readouts.csv:2:engagement_id, readouts.csv:3:engagement_id. "
        "Say with --replaced-by what stands for it now, or change those rows first. "
        "Nothing was written.\n",
        "",
    )
    assert changed(before, package) == {}


def test_of_many_places_ten_are_listed():
    error = StillUsedError("E1", [f"a.csv:{n}" for n in range(15)])
    assert "a.csv:9 and 5 more. Say" in str(error)


def test_result_that_would_be_broken_is_refused(package, capsys):
    """Both engagements have a participant 1."""
    before = files(package)
    arguments = ["retire", "E0004", "--replaced-by", "E0002", "--reason", "x"]
    assert cli.main([*arguments, "--package", str(package)]) == 1
    out = capsys.readouterr().out
    assert "participants.csv:3  [primary-key]" in out
    assert out.endswith("Nothing was written.\n")
    assert changed(before, package) == {}


def test_row_that_becomes_the_same_as_another_is_kept_once(package):
    (package / "participants.csv").write_text(
        "engagement_id,participant_no,name,is_acting\nE0002,1,A,\nE0004,1,A,\n", encoding="utf-8"
    )
    tiny.replace(package / "readouts.csv", b"R0004,E0004,gnu\n", b"")
    assert retire("E0004", replaced_by="E0002", reason="x", package=package, today=DAY).is_written
    assert files(package)["participants.csv"] == (
        "engagement_id,participant_no,name,is_acting\nE0002,1,A,\n"
    )


def test_what_it_had_replaced_is_led_on(package):
    (package / "retired_ids.csv").write_text(f"{HEAD}E0009,E0003,x,2026-01-01\n", encoding="utf-8")
    tiny.replace(package / "readouts.csv", b"R0003,E0003,\n", b"")
    with pytest.raises(StillUsedError, match="retired_ids.csv:2:replaced_by"):
        retire("E0003", reason="x", package=package, today=DAY)
    assert retire("E0003", replaced_by="E0004", reason="y", package=package, today=DAY).is_written
    assert files(package)["retired_ids.csv"] == (
        f"{HEAD}E0003,E0004,y,2026-11-26\nE0009,E0004,x,2026-01-01\n"
    )


def test_row_diff_is_printed(package, monkeypatch, capsys):
    monkeypatch.chdir(package)
    assert cli.main(["retire", "moscow", "--reason", "Not used"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("places.csv: 1 row removed\n  - moscow  Москва  (retired: Not used)\n")
    assert out.endswith("1 row added, 1 removed in 2 tables\n")


@pytest.mark.parametrize(
    ("retired", "replaced_by", "message"),
    [
        ("E003", None, "There is no row with the id 'E003'. Did you mean 'E0003'?"),
        (
            "E0003",
            "E0009",
            "There is no row of 'engagements' other than 'E0003' with the id 'E0009'.",
        ),
        (
            "E0003",
            "E0003",
            "There is no row of 'engagements' other than 'E0003' with the id 'E0003'.",
        ),
        (
            "E0003",
            "moscow",
            "There is no row of 'engagements' other than 'E0003' with the id 'moscow'.",
        ),
    ],
)
def test_unknown_ids(package, retired, replaced_by, message):
    before = files(package)
    with pytest.raises(UnknownIdError) as error:
        retire(retired, replaced_by=replaced_by, reason="x", package=package)
    assert str(error.value).startswith(message)
    assert changed(before, package) == {}


def test_id_that_is_retired_already(package):
    assert retire("moscow", reason="x", package=package).is_written
    with pytest.raises(UnknownIdError) as error:
        retire("moscow", reason="x", package=package)
    assert str(error.value) == "There is no row with the id 'moscow'. It has been retired already"


def test_package_without_a_list_of_retired_ids(tiny_package):
    with pytest.raises(UnknownIdError, match="no table 'retired_ids'"):
        retire("moscow", reason="x", package=tiny_package)


def test_zip_is_refused(package, tmp_path, capsys):
    archive = shutil.make_archive(str(tmp_path / "zipped"), "zip", package)
    assert cli.main(["retire", "moscow", "--reason", "x", "--package", archive]) == 2
    assert "a zip is not written to" in capsys.readouterr().err


def test_never_another_package_than_it_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["retire", "E0001", "--reason", "x"]) == 2
    assert capsys.readouterr().err == (
        "There is no datapackage.json in the current folder. Give --package\n"
    )


def test_today_is_the_default(package):
    retire("moscow", reason="x", package=package)
    day = files(package)["retired_ids.csv"].splitlines()[1].rpartition(",")[2]
    assert abs((date.fromisoformat(day) - date.today()).days) <= 1  # noqa: DTZ011


def test_every_reference_in_the_shipped_package_is_followed(package_copy):
    from readouts.retiring import without
    from readouts.storage.package import open_package
    from readouts.versions.diff import compare
    from readouts.versions.revisions import tables_of

    old = tables_of(open_package(package_copy))
    new = without(old, "rus-mfa", replaced_by="rus-mod", reason="x", day="2026-11-26")
    assert [table.name for table in compare(old, new).tables] == [
        "participants",
        "position_holders",
        "readouts",
        "sources",
        "actors",
        "actor_names",
        "posts",
        "retired_ids",
    ]
    for table in new.values():
        if table.name != "retired_ids":
            assert not any("rus-mfa" in row.cells for row in table.rows)
