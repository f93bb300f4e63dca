"""One route: frictionless once, its report told in our words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import tiny

import readouts
from readouts import checks
from readouts.errors import MissingExtraError, NotAPackageError, SchemaVersionError
from readouts.problems import Problem
from readouts.reports import validation

ROOT = Path(__file__).parents[1]


def found(folder):
    return [problem.text() for problem in readouts.validate(folder)]


def lines(*, where, check, what, expected, fix):
    return f"{where}  [{check}]\n  found     {what}\n  expected  {expected}\n  fix       {fix}"


def test_shipped_package_is_valid():
    report = readouts.validate(ROOT)
    assert [problem.text() for problem in report.errors] == []
    assert report.ok
    assert report.is_complete
    assert report.checks_run == tuple(check.id for check in checks.CHECKS)


def test_tiny_package_is_valid(tiny_package):
    assert found(tiny_package) == []
    assert found(tiny_package / "datapackage.json") == []


CELLS = {
    "foreign key": (
        ("engagements.csv", 5, "place_id", "bengasi"),
        "foreign-key",
        "one of the 3 places in places.csv (nearest: 'benghazi')",
        "correct the cell",
    ),
    "foreign key with nothing near": (
        ("engagements.csv", 5, "place_id", "XYZ"),
        "foreign-key",
        "one of the 3 places in places.csv",
        "correct the cell, or add its row to places.csv",
    ),
    "foreign key of another form": (
        ("engagements.csv", 5, "place_id", "Benghazi"),
        "foreign-key",
        "one of the 3 places in places.csv (nearest: 'benghazi')",
        "correct the cell",
    ),
    "empty key": (
        ("claims.csv", 4, "claim_id", ""),
        "constraint-error",
        "a value",
        "fill in the cell",
    ),
    "key of another form in the first row": (
        ("readouts.csv", 2, "readout_id", "X0001"),
        "constraint-error",
        "a value like 'R0293'",
        "correct the cell",
    ),
    "key of another type in the first row": (
        ("participants.csv", 2, "participant_no", "one"),
        "type-error",
        "a whole number",
        "correct the cell",
    ),
    "foreign key that would be code": (
        ("engagements.csv", 5, "place_id", "[/b]"),
        "foreign-key",
        "one of the 3 places in places.csv",
        "correct the cell, or add its row to places.csv",
    ),
    "reference to the same table": (
        ("engagements.csv", 3, "part_of", "E0009"),
        "foreign-key",
        "one of the 4 engagements in engagements.csv",
        "correct the cell, or add its row to engagements.csv",
    ),
    "enumeration": (
        ("engagements.csv", 5, "form", "meting"),
        "constraint-error",
        "one of 'meeting', 'visit', 'call' (nearest: 'meeting')",
        "correct the cell",
    ),
    "required": (
        ("engagements.csv", 5, "title", ""),
        "constraint-error",
        "a value like 'Visit'",
        "fill in the cell",
    ),
    "minimum": (
        ("participants.csv", 5, "participant_no", "0"),
        "constraint-error",
        "1 or more",
        "correct the cell",
    ),
    "whole number": (
        ("engagements.csv", 5, "people", "3.0"),
        "type-error",
        "a whole number",
        "correct the cell",
    ),
    "truth": (
        ("participants.csv", 5, "is_acting", "TRUE"),
        "type-error",
        "true or false",
        "correct the cell",
    ),
    "pattern": (
        ("readouts.csv", 5, "readout_id", "R004"),
        "constraint-error",
        "a value like 'R0293'",
        "correct the cell",
    ),
    "primary key": (
        ("claims.csv", 4, "claim_id", "embargo"),
        "primary-key",
        "a key that no other row has (it is on line 3 too)",
        "give the row a key of its own, or remove one of the two",
    ),
    "date": (
        ("engagements.csv", 5, "date", "2025-02-29"),
        "date-is-edtf",
        "an EDTF date such as '2025-04-28': there is no day 29 in that month",
        "correct the cell",
    ),
}


@pytest.mark.parametrize("kind", CELLS)
def test_one_edit_of_a_cell_is_one_problem(tiny_package, kind):
    (file, line, field, value), check, expected, fix = CELLS[kind]
    tiny.edit(tiny_package / file, line, field, value)
    assert found(tiny_package) == [
        lines(
            where=f"{file}:{line}:{field}",
            check=check,
            what=f"'{value}'",
            expected=expected,
            fix=fix,
        )
    ]


@pytest.mark.parametrize(
    ("file", "line", "field", "value"),
    [
        ("engagements.csv", 5, "title", "NA"),
        ("engagements.csv", 5, "people", "0"),
        ("engagements.csv", 5, "people", ""),
        ("engagements.csv", 5, "place_id", ""),
        ("participants.csv", 5, "participant_no", "1000000"),
        ("participants.csv", 5, "is_acting", ""),
    ],
)
def test_near_misses_pass(tiny_package, file, line, field, value):
    tiny.edit(tiny_package / file, line, field, value)
    assert found(tiny_package) == []


def test_key_of_several_fields(tiny_package):
    tiny.edit(tiny_package / "participants.csv", 3, "participant_no", "1")
    assert found(tiny_package) == [
        lines(
            where="participants.csv:3",
            check="primary-key",
            what="engagement_id 'E0002', participant_no '1'",
            expected="a key that no other row has (it is on line 2 too)",
            fix="give the row a key of its own, or remove one of the two",
        )
    ]


def test_line_is_what_an_editor_shows_below_a_cell_with_line_breaks(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 2, "title", "Visit\nof a\ndelegation")
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    where = [problem.where for problem in readouts.validate(tiny_package)]
    assert where == ["engagements.csv:7:form", "engagements.csv:7:date"]


FILES = {
    "blank row": (
        ("places.csv", b"Benghazi\n", b"Benghazi\n\n"),
        ("places.csv:3", "blank-row", "a blank row", "a row with values", "remove it"),
    ),
    "cell too many": (
        ("engagements.csv", b",Call,call,,", b",Call, again,call,,"),
        (
            "engagements.csv:4",
            "extra-cell",
            "8 cells",
            "7 cells, as in the header",
            "mend the row; a cell with a comma in it needs quotation marks round it",
        ),
    ),
    "cells too few": (
        ("engagements.csv", b"call,,,,12", b"call"),
        (
            "engagements.csv:4",
            "missing-cell",
            "3 cells",
            "7 cells, as in the header",
            "mend the row; a cell with a comma in it needs quotation marks round it",
        ),
    ),
    "row twice": (
        ("readouts.csv", b"R0002,E0002,\n", b"R0002,E0002,\nR0002,E0002,\n"),
        (
            "readouts.csv:4:readout_id",
            "primary-key",
            "'R0002'",
            "a key that no other row has (it is on line 3 too)",
            "give the row a key of its own, or remove one of the two",
        ),
    ),
    "label misspelt": (
        ("places.csv", b"place_id", b"placeid"),
        (
            "places.csv:1:place_id",
            "incorrect-label",
            "'placeid' as label of column 1",
            "'place_id'",
            "correct the label, or put the columns in the order of the schema",
        ),
    ),
    "label twice": (
        ("places.csv", b"place_id,name", b"place_id,place_id"),
        (
            "places.csv:1:name",
            "incorrect-label",
            "'place_id' as label of column 2",
            "'name'",
            "correct the label, or put the columns in the order of the schema",
        ),
    ),
    "labels in another order": (
        ("engagements.csv", b"title,form", b"form,title"),
        (
            "engagements.csv:1:title",
            "incorrect-label",
            "'form' as label of column 2",
            "'title'",
            "correct the label, or put the columns in the order of the schema",
        ),
    ),
    "label missing": (
        ("engagements.csv", b",date", b""),
        (
            "engagements.csv:1:date",
            "missing-label",
            "no column 'date'",
            "it as column 4",
            "add the column, or its label",
        ),
    ),
    "label too many": (
        ("engagements.csv", b",date", b",dat,date"),
        (
            "engagements.csv:1:dat",
            "extra-label",
            "'dat' as label of column 4",
            "a field of the schema (nearest: 'date')",
            "take the column out, or correct its label",
        ),
    ),
    "a label given twice": (
        ("engagements.csv", b",date", b",date,date"),
        (
            "engagements.csv:1:date",
            "duplicate-label",
            "the label 'date' a second time",
            "each label once",
            "take one out",
        ),
    ),
    "not UTF-8": (
        ("places.csv", b"Benghazi", b"B\xe9nghazi"),
        (
            "places.csv:2",
            "encoding-error",
            "byte 0xe9 is not utf-8",
            "a CSV file as the descriptor says",
            "save the file as UTF-8",
        ),
    ),
    "quotation mark": (
        ("places.csv", b"Benghazi", b'"Benghazi'),
        (
            "places.csv:2",
            "file-is-readable",
            "not CSV (unexpected end of data)",
            "a CSV file as the descriptor says",
            "mend the quotation marks of that row",
        ),
    ),
    "unknown key": (
        ("datapackage.json", b'"uniqueKeys"', b'"uniquekeys"'),
        (
            "datapackage.json:{}:uniquekeys",
            "descriptor-key-is-known",
            "the key 'uniquekeys' in the schema of 'readouts'",
            "a key that a schema can have (nearest: 'uniqueKeys')",
            "correct the key",
        ),
    ),
    "key that frictionless misses": (
        ("datapackage.json", b'"fields": [\n', b'"feilds": [\n'),
        (
            "datapackage.json:{}:feilds",
            "descriptor-key-is-known",
            "the key 'feilds' in the schema of 'engagements'",
            "a key that a schema can have (nearest: 'fields')",
            "correct the key",
        ),
    ),
    "type": (
        ("datapackage.json", b'"integer"', b'"intger"'),
        (
            "datapackage.json",
            "field-error",
            'field type "intger" is not supported',
            "a descriptor that follows the Data Package standard",
            "mend datapackage.json; the tables are checked once it is",
        ),
    ),
    "name of a resource": (
        ("datapackage.json", b'"resource": "places"', b'"resource": "place"'),
        (
            "datapackage.json:foreignKeys",
            "resource-error",
            "a foreign key of 'engagements' to 'place'",
            "a resource (nearest: 'places')",
            "correct the name of the resource",
        ),
    ),
    "field of a reference": (
        (
            "datapackage.json",
            b'"place_id"\n              ]\n            }',
            b'"placeid"\n              ]\n            }',
        ),
        (
            "datapackage.json:{}:foreignKeys",
            "key-field-is-known",
            "'placeid' in a foreign key",
            "a field of 'places' (nearest: 'place_id')",
            "correct the name of the field",
        ),
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_one_fault_of_a_file_is_one_problem(tiny_package, kind):
    (file, old, new), (where, check, what, expected, fix) = FILES[kind]
    tiny.replace(tiny_package / file, old, new)
    report = readouts.validate(tiny_package)
    where = where.format(report[0].line)
    told = lines(where=where, check=check, what=what, expected=expected, fix=fix)
    assert [problem.text() for problem in report] == [told]


def test_missing_file_is_told_once_and_hides_nothing(tiny_package):
    (tiny_package / "places.csv").unlink()
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    report = readouts.validate(tiny_package)
    assert [problem.where for problem in report] == ["engagements.csv:5:form", "places.csv"]
    assert report[1].check == "scheme-error"
    assert report[1].found == "the file of resource 'places' is missing"


def test_empty_file_is_told_once(tiny_package):
    (tiny_package / "places.csv").write_bytes(b"")
    assert [(item.where, item.found) for item in readouts.validate(tiny_package)] == [
        ("places.csv", "the source is empty")
    ]


def test_file_that_frictionless_takes_for_no_table_is_told_and_checked(tiny_package):
    descriptor = tiny.descriptor()
    descriptor["resources"] = [descriptor["resources"][3] | {"path": "places"}]
    tiny.write_descriptor(tiny_package, descriptor)
    rows = tiny.FILES["places.csv"].replace("Москва", "Benghazi")
    (tiny_package / "places").write_text(rows, encoding="utf-8")
    told = [problem.check for problem in readouts.validate(tiny_package)]
    assert sorted(told) == ["resource-is-table", "unique-key-is-unique"]


def test_missing_file_of_no_table_is_told(tiny_package):
    descriptor = tiny.descriptor()
    descriptor["resources"].append({"name": "note", "path": "note.txt"})
    tiny.write_descriptor(tiny_package, descriptor)
    report = readouts.validate(tiny_package)
    assert [problem.check for problem in report] == ["resource-is-table"] * 2 + ["scheme-error"]
    assert report[2].path == "note.txt"


def test_unknown_resource_hides_nothing(tiny_package):
    tiny.replace(tiny_package / "datapackage.json", b'"resource": "places"', b'"resource": "x"')
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    tiny.edit(tiny_package / "engagements.csv", 5, "part_of", "E0099")
    where = [problem.where for problem in readouts.validate(tiny_package)]
    assert where == [
        "datapackage.json:foreignKeys",
        "engagements.csv:5:form",
        "engagements.csv:5:part_of",
    ]


def test_wrong_header_does_not_hide_the_columns_whose_labels_are_right(tiny_package):
    tiny.replace(tiny_package / "engagements.csv", b",people", b",persons")
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    where = [problem.where for problem in readouts.validate(tiny_package)]
    assert where == [
        "engagements.csv:1:people",
        "engagements.csv:5:form",
        "engagements.csv:5:date",
    ]


def test_texts_do_not_make_frictionless_guess_another_separator(tiny_package):
    rows = "a,\"held; 'so to say'; and more\"\nb,x; 'y'; z\nc,plain\n".replace('"', "")
    (tiny_package / "claims.csv").write_text("claim_id,label\n" + rows, encoding="utf-8")
    assert found(tiny_package) == []


def test_more_problems_than_frictionless_tells(tiny_package):
    rows = "".join(f"E{i:04},x,x,,,,\n" for i in range(1, 1500))
    path = tiny_package / "engagements.csv"
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0] + rows, encoding="utf-8")
    tiny.edit(path, 1499, "date", "x")
    report = readouts.validate(tiny_package)
    assert sum(problem.check == "constraint-error" for problem in report) == 1000
    assert [problem.where for problem in report if problem.check == "date-is-edtf"] == [
        "engagements.csv:1499:date"
    ]
    assert (
        report.warnings[0].found == "more problems than are told here (reached error limit: 1000)"
    )


def test_check_that_crashes_does_not_stop_the_others(tiny_package, monkeypatch):
    def check_date_is_edtf(raw):
        raise RuntimeError("out of order")
        yield raw

    first = next(check for check in checks.CHECKS if check.id == "date-is-edtf")
    monkeypatch.setattr(
        checks.run, "__defaults__", ((checks.Check(check_date_is_edtf, ""), first),)
    )
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    report = readouts.validate(tiny_package)
    assert [problem.check for problem in report] == [checks.CRASHED, "date-is-edtf"]
    assert not report.is_complete


def test_crash_over_one_table_does_not_stop_the_others(tiny_package, monkeypatch):
    from readouts.reports.run import Run

    def explain(_self, name, _found):
        if name == "places":
            raise RuntimeError("out of order")
        return []

    monkeypatch.setattr(Run, "explain", explain)
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    tiny.edit(tiny_package / "places.csv", 4, "name", "")
    report = readouts.validate(tiny_package)
    assert [problem.where for problem in report] == ["engagements.csv:5:date"] + ["places.csv"] * 2
    assert report[2].check == "constraint-error"
    assert report[1].expected == (
        "the validation of table 'places' to end without failing (RuntimeError: out of order)"
    )


def test_crash_of_frictionless_is_told(tiny_package, monkeypatch):
    import frictionless

    def validate(_self):
        raise RuntimeError("out of order")

    monkeypatch.setattr(frictionless.Package, "validate", validate)
    report = readouts.validate(tiny_package)
    assert [problem.check for problem in report] == [checks.CRASHED]


def test_warnings_do_not_fail(tiny_package, monkeypatch):
    from dataclasses import replace

    first = next(check for check in checks.CHECKS if check.id == "date-is-edtf")
    monkeypatch.setattr(checks.run, "__defaults__", ((replace(first, severity="warning"),),))
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    report = readouts.validate(tiny_package)
    assert [(item.where, item.severity) for item in report] == [
        ("engagements.csv:5:date", "warning")
    ]
    assert report.ok
    assert repr(report) == f"<{tiny_package / 'datapackage.json'}: 1 warning in 1 file>"


def test_report_is_a_sequence_with_renderings(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "<b>")
    tiny.edit(tiny_package / "claims.csv", 4, "claim_id", "embargo")
    report = readouts.validate(tiny_package)
    assert len(report) == 2
    assert isinstance(report[0], Problem)
    assert report[:1] == (report[0],)
    assert not report.ok
    assert repr(report) == f"<{tiny_package / 'datapackage.json'}: 2 errors in 2 files>"
    assert str(report).splitlines()[0] == "engagements.csv:5:form  [constraint-error]"
    assert str(report).splitlines()[-1] == "2 errors in 2 files"
    assert report.to_frame()["line"].tolist() == [5, 4]
    assert report.to_dict()["problems"][0]["field"] == "form"
    assert "date-is-edtf" in report.to_dict()["checks_run"]
    html = report._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_report_of_a_valid_package_is_short(tiny_package):
    report = readouts.validate(tiny_package)
    assert str(report) == "no problems"
    assert report._repr_html_() == f"<p>{tiny_package / 'datapackage.json'}: no problems</p>"


def test_key_that_comes_again_later_is_not_also_out_of_order(tiny_package):
    tiny.edit(tiny_package / "readouts.csv", 2, "readout_id", "R0004")
    told = [(problem.where, problem.check) for problem in readouts.validate(tiny_package)]
    assert told == [("readouts.csv:5:readout_id", "primary-key")]


def test_problems_come_line_by_line_whoever_found_them(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    tiny.edit(tiny_package / "engagements.csv", 3, "date", "x")
    assert [problem.line for problem in readouts.validate(tiny_package)] == [3, 5]


def test_plugin_is_made_sure_of(tiny_package, monkeypatch):
    import frictionless_readouts

    asked = []
    monkeypatch.setattr(frictionless_readouts, "ensure_found", lambda: asked.append(True))
    readouts.validate(tiny_package)
    assert asked == [True]


def test_current_folder_is_the_default(tiny_package, monkeypatch):
    monkeypatch.chdir(tiny_package)
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "x")
    assert repr(readouts.validate()) == "<datapackage.json: 1 error in 1 file>"


def test_without_a_package_in_the_current_folder_ours_is_validated(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(validation, "_validate", lambda where: where)
    assert Path(readouts.validate()).name == "datapackage.json"


def test_without_frictionless(tiny_package, monkeypatch):
    monkeypatch.setattr(validation, "find_spec", lambda _: None)
    with pytest.raises(
        MissingExtraError, match=r'Validation needs .* pip install "readouts\[check\]"'
    ):
        readouts.validate(tiny_package)


def test_nothing_there(tmp_path):
    with pytest.raises(NotAPackageError, match="there is no such file"):
        readouts.validate(tmp_path)


def test_package_of_others_is_refused(tiny_package):
    tiny.replace(tiny_package / "datapackage.json", b'"readouts_schema": 1,', b"")
    with pytest.raises(NotAPackageError, match="not a Readouts package"):
        readouts.validate(tiny_package)


def test_newer_schema_is_refused(tiny_package):
    tiny.replace(
        tiny_package / "datapackage.json", b'"readouts_schema": 1', b'"readouts_schema": 2'
    )
    with pytest.raises(SchemaVersionError, match="'readouts_schema' is 2"):
        readouts.validate(tiny_package)


def test_zip_is_refused(tiny_package, tmp_path):
    import shutil

    archive = shutil.make_archive(str(tmp_path / "tiny"), "zip", tiny_package)
    with pytest.raises(NotAPackageError, match="a zip is not validated"):
        readouts.validate(archive)


def test_importing_validation_needs_no_pandas_and_no_frictionless():
    import subprocess

    code = "import sys, readouts.reports.validation; print({'pandas', 'frictionless'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT / "toolkit", check=True)
    assert done.stdout == "set()\n"
