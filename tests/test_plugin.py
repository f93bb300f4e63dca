"""The plugin: plain frictionless reports our problems, and other packages notice nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import frictionless
import pytest
import tiny
import yaml
from frictionless import Checklist, Package, Report, Resource, system

from frictionless_readouts import ProblemError, ensure_found, problem_of
from readouts import checks

ROOT = Path(__file__).parents[1]


def frictionless_validate(folder, *options):
    """Run the plain command as a user would, in the package's folder."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit"), "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture
def broken_package(tiny_package):
    """Three faults in two tables: one of frictionless's, two of ours."""
    tiny.edit(tiny_package / "engagements.csv", 5, "place_id", "bengasi")
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "2025-13")
    tiny.edit(tiny_package / "places.csv", 4, "name", "Benghazi")
    return tiny_package


TOLD = [
    (
        "engagements",
        "foreign-key",
        "engagements.csv:5:place_id: found 'bengasi'; expected one of the 3 places in places.csv "
        "(nearest: 'benghazi'); fix: correct the cell",
    ),
    (
        "engagements",
        "date-is-edtf",
        "engagements.csv:5:date: found '2025-13'; expected an EDTF date such as '2025-04-28': "
        "there is no month 13; fix: write a month from 01 to 12",
    ),
    (
        "places",
        "unique-key-is-unique",
        "places.csv:4:name: found 'Benghazi'; expected a value that no other row has "
        "(it is on line 2 too); fix: correct one of the two rows, or remove one",
    ),
]


def told(report):
    return [
        (task["name"], error["type"], error["message"])
        for task in report["tasks"]
        for error in task["errors"]
    ]


def without_times(report):
    descriptor = report.to_descriptor()
    for stats in (descriptor["stats"], *(task["stats"] for task in descriptor["tasks"])):
        del stats["seconds"]
    return descriptor


def test_plain_command_reports_our_problems_in_our_words_as_json(broken_package):
    done = frictionless_validate(broken_package, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert told(report) == TOLD
    error = report["tasks"][0]["errors"][1]
    assert (error["rowNumber"], error["fieldName"], error["fieldNumber"]) == (5, "date", 4)
    assert error["problem"]["found"] == "'2025-13'"


def test_plain_command_reports_them_as_yaml(broken_package):
    done = frictionless_validate(broken_package, "--yaml")
    assert done.returncode == 1
    assert told(yaml.safe_load(done.stdout)) == TOLD


def test_plain_command_reports_them_as_a_table(broken_package):
    tiny.edit(broken_package / "engagements.csv", 3, "place_id", "[/b] [sic]")
    done = frictionless_validate(broken_package)
    assert done.returncode == 1
    assert done.stderr == ""
    words = " ".join(done.stdout.replace("│", " ").split())
    assert "found '[/b] [sic]'; expected one of the 3 places in places.csv" in words
    assert "date-is-edtf" in words
    assert "there is no month 13" in words


def test_plain_command_passes_a_valid_package(tiny_package):
    done = frictionless_validate(tiny_package, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["valid"] is True


def test_plugin_is_found_by_its_name():
    assert "readouts" in system.plugins


def test_plugin_that_is_not_found_is_registered(monkeypatch):
    monkeypatch.setattr(system, "plugins", {})
    registered = []
    monkeypatch.setattr(system, "register", lambda name, plugin: registered.append((name, plugin)))
    ensure_found()
    assert [name for name, _ in registered] == ["readouts"]


def test_package_of_others_has_the_same_report_with_and_without_the_plugin(
    broken_package, monkeypatch
):
    descriptor = tiny.descriptor()
    del descriptor["readouts_schema"]
    descriptor["resources"].append({"name": "note", "path": "note.txt"})
    (broken_package / "note.txt").write_text("a note", encoding="utf-8")
    (broken_package / "claims.csv").write_bytes(b"claim_id,label\r\nb,c\r\nb\r\n")
    for content in (descriptor, descriptor | {"resources": [{"name": "x"}]}):
        tiny.write_descriptor(broken_package, content)
        path = str(broken_package / "datapackage.json")
        with_plugin = without_times(Resource(path).validate())
        with monkeypatch.context() as patch:
            for hook in ("select_resource_class", "select_error_class"):
                patch.delitem(system.methods[hook], "readouts")
            without = without_times(Resource(path).validate())
        assert with_plugin == without
        assert with_plugin["valid"] is False


def test_table_that_stands_alone_is_left_alone(broken_package):
    report = Resource(path="places.csv", basepath=str(broken_package)).validate()
    assert report.valid


def test_checks_run_once_for_all_tables_and_again_for_the_next_validation(
    broken_package, monkeypatch
):
    runs = []
    real = checks.run
    monkeypatch.setattr(checks, "run", lambda raw: runs.append(raw) or real(raw))
    package = Package(str(broken_package / "datapackage.json"))
    assert told(package.validate().to_descriptor()) == TOLD
    assert len(runs) == 1
    tiny.write(broken_package)
    assert package.validate().valid
    assert len(runs) == 2


def test_problems_of_the_descriptor_are_told_with_the_first_table(tiny_package):
    tiny.replace(tiny_package / "datapackage.json", b'"uniqueKeys"', b'"uniquekeys"')
    report = Package(str(tiny_package / "datapackage.json")).validate()
    assert [(task.name, error.type) for task in report.tasks for error in task.errors] == [
        ("engagements", "descriptor-key-is-known")
    ]
    assert report.tasks[0].errors[0].message.startswith("datapackage.json:")


def test_descriptor_that_frictionless_refuses_is_explained(tiny_package):
    tiny.replace(tiny_package / "datapackage.json", b'"integer"', b'"intger"')
    tiny.replace(tiny_package / "datapackage.json", b'"version"', b'"verison"')
    done = frictionless_validate(tiny_package, "--json")
    assert done.returncode == 1
    errors = json.loads(done.stdout)["errors"]
    assert [error["type"] for error in errors] == ["field-error", "descriptor-key-is-known"]
    assert errors[0]["message"].endswith(
        "fix: mend datapackage.json; the tables are checked once it is"
    )


def test_newer_schema_is_an_error_of_the_plain_command(tiny_package):
    tiny.replace(
        tiny_package / "datapackage.json", b'"readouts_schema": 1', b'"readouts_schema": 2'
    )
    report = json.loads(frictionless_validate(tiny_package, "--json").stdout)
    assert [kind for _, kind, _ in told(report)] == ["package-is-readable"]
    assert "'readouts_schema' is 2" in told(report)[0][2]


def test_package_in_memory_is_held_to_our_checks(broken_package):
    package = Package.from_descriptor(tiny.descriptor(), basepath=str(broken_package))
    assert told(package.validate().to_descriptor()) == TOLD


@pytest.mark.parametrize(
    ("options", "types"),
    [
        ({"pick_errors": ["date-is-edtf"]}, ["date-is-edtf"]),
        ({"pick_errors": ["#readouts"]}, ["date-is-edtf", "unique-key-is-unique"]),
        ({"skip_errors": ["date-is-edtf"]}, ["foreign-key", "unique-key-is-unique"]),
        ({"skip_errors": ["#table"]}, []),
    ],
)
def test_checklist_picks_and_skips_our_errors_too(broken_package, options, types):
    package = Package(str(broken_package / "datapackage.json"))
    report = package.validate(Checklist(**options))
    assert [error.type for task in report.tasks for error in task.errors] == types


def test_report_can_be_read_back(broken_package):
    report = Package(str(broken_package / "datapackage.json")).validate()
    again = Report.from_descriptor(json.loads(report.to_json()))
    error = again.tasks[0].errors[1]
    assert isinstance(error, ProblemError)
    assert error.type == "date-is-edtf"
    assert problem_of(error, "").line == 5


def test_schema_is_as_it_was_after_a_reference_was_lost(tiny_package):
    (tiny_package / "places.csv").unlink()
    package = Package(str(tiny_package / "datapackage.json"))
    keys = package.get_resource("engagements").schema.foreign_keys
    package.validate()
    assert package.get_resource("engagements").schema.foreign_keys == keys
    assert len(keys) == 2


def test_warnings_of_ours_stand_in_the_report_and_keep_it_valid(broken_package, monkeypatch):
    from dataclasses import replace

    first = next(check for check in checks.CHECKS if check.id == "date-is-edtf")
    monkeypatch.setattr(checks.run, "__defaults__", ((replace(first, severity="warning"),),))
    tiny.edit(broken_package / "engagements.csv", 5, "place_id", "benghazi")
    report = Package(str(broken_package / "datapackage.json")).validate()
    assert report.valid
    assert report.tasks[0].warnings == [TOLD[1][2]]


def test_importing_the_plugin_is_cheap():
    code = (
        "import frictionless, sys; before = set(sys.modules); import frictionless_readouts;"
        "print({name for name in set(sys.modules) - before if name.startswith('readouts')})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT / "toolkit",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"
    assert frictionless.__version__.startswith("5.")
