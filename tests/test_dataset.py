"""Typed frames: dtypes from the schema, missing from the schema, faults with their line."""

from __future__ import annotations

import copy
import csv
import json
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import readouts
from readouts.errors import BrokenPackageError, CellError, UnknownResourceError
from readouts.frames import EDTF

FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "size", "type": "integer"},
    {"name": "share", "type": "number"},
    {"name": "is_new", "type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    {"name": "seen", "type": "date"},
    {"name": "told", "type": "string", "rdfType": EDTF},
    {"name": "kind", "type": "string", "constraints": {"enum": ["small", "large", "NA"]}},
    {"name": "note", "type": "string"},
]
HEADER = ",".join(field["name"] for field in FIELDS)


@pytest.fixture
def package_with_every_type(tmp_path):
    """A package with one table that has a field of every type; call it with its rows."""

    def make(*rows, header=HEADER, **changes):
        resource = {"name": "things", "path": "things.csv", "schema": {"fields": FIELDS} | changes}
        descriptor = {"name": "tiny", "readouts_schema": 1, "resources": [resource]}
        (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        text = "".join(f"{line}\n" for line in (header, *rows))
        (tmp_path / "things.csv").write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return make


def test_dtypes_come_from_the_schema(package_with_every_type):
    things = readouts.load(
        package_with_every_type("a,1,0.5,true,2026-11-23,2019-07,large,x", "b,,,,,,,")
    ).things
    assert things.dtypes.astype(str).to_dict() == {
        "id": "str",
        "size": "Int64",
        "share": "float64",
        "is_new": "boolean",
        "seen": "datetime64[s]",
        "told": "str",
        "told_earliest": "datetime64[s]",
        "told_latest": "datetime64[s]",
        "kind": "category",
        "note": "str",
    }
    assert things.loc[0].to_dict() == {
        "id": "a",
        "size": 1,
        "share": 0.5,
        "is_new": True,
        "seen": pd.Timestamp("2026-11-23"),
        "told": "2019-07",
        "told_earliest": pd.Timestamp("2019-07-01"),
        "told_latest": pd.Timestamp("2019-07-31"),
        "kind": "large",
        "note": "x",
    }
    assert things.loc[1].isna().sum() == len(things.columns) - 1


def test_enumerations_keep_the_order_of_the_codebook(package_with_every_type):
    kind = readouts.load(package_with_every_type("a,,,,,,large,")).things["kind"]
    assert list(kind.cat.categories) == ["small", "large", "NA"]
    assert not kind.cat.ordered


def test_an_ordered_enumeration_is_ordered():
    certainty = readouts.load(resources="codings").codings["certainty"]
    assert certainty.cat.ordered
    assert list(certainty.cat.categories) == ["low", "medium", "high"]


@pytest.mark.parametrize("word", ["NA", "null", "None", "nan", "N/A", "-", " ", "0"])
def test_only_what_the_schema_calls_missing_is_missing(package_with_every_type, word):
    things = readouts.load(package_with_every_type(f"{word},,,,,,NA,{word}")).things
    assert things.loc[0, "id"] == things.loc[0, "note"] == word
    assert things.loc[0, "kind"] == "NA"


def test_missing_values_of_the_schema_may_carry_labels(package_with_every_type):
    folder = package_with_every_type(
        "a,-,-,-,-,-,-,-", missingValues=["", {"value": "-", "label": "not said"}]
    )
    assert readouts.load(folder).things.loc[0].isna().sum() == len(FIELDS) + 2 - 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b,1.0,,,,,,", "things.csv:3:size: found '1.0', expected a whole number"),
        ("b, 1,,,,,,", "things.csv:3:size: found ' 1', expected a whole number"),
        (
            "b,9223372036854775808,,,,,,",
            "things.csv:3:size: found '9223372036854775808', expected a whole number",
        ),
        (
            'b,,"0,5",,,,,',
            "things.csv:3:share: found '0,5', expected a number with a decimal point",
        ),
        ("b,,inf,,,,,", "things.csv:3:share: found 'inf', expected a number with a decimal point"),
        ("b,,,True,,,,", "things.csv:3:is_new: found 'True', expected true or false"),
        ("b,,,1,,,,", "things.csv:3:is_new: found '1', expected true or false"),
        (
            "b,,,,2026-11,,,",
            "things.csv:3:seen: found '2026-11', expected a day such as 2026-11-23",
        ),
        (
            "b,,,,20261123,,,",
            "things.csv:3:seen: found '20261123', expected a day such as 2026-11-23",
        ),
        (
            "b,,,,,2018-21,,",
            "things.csv:3:told: found '2018-21', expected an EDTF date "
            "(seasons are not used; write a month from 01 to 12)",
        ),
        ("b,,,,,,huge,", "things.csv:3:kind: found 'huge', expected one of small, large, NA"),
        ("b,,,,,,Large,", "things.csv:3:kind: found 'Large', expected one of small, large, NA"),
    ],
)
def test_a_cell_that_does_not_fit_is_named_with_its_line(package_with_every_type, row, message):
    folder = package_with_every_type("a,1,0.5,true,2026-11-23,2019-07,large,x", row)
    with pytest.raises(CellError) as caught:
        readouts.load(folder)
    assert str(caught.value) == f"{message}. Run `readouts validate` for the whole list"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b,1,,,,,", "things.csv:3: the row has 7 cells, expected 8"),
        ("b,1,,,,,,,", "things.csv:3: the row has 9 cells, expected 8"),
        ("", "things.csv:3: the row has 0 cells, expected 8"),
    ],
)
def test_a_row_of_another_length_is_named_with_its_line(package_with_every_type, row, message):
    folder = package_with_every_type("a,,,,,,,", row, "c,,,,,,,")
    with pytest.raises(BrokenPackageError) as caught:
        readouts.load(folder)
    assert str(caught.value) == f"{message}. Run `readouts validate` for the whole list"


def test_rows_that_are_all_too_long_are_not_taken_for_an_index(package_with_every_type):
    with pytest.raises(BrokenPackageError, match="things.csv:2: the row has 9 cells, expected 8"):
        readouts.load(package_with_every_type("a,,,,,,,,", "b,,,,,,,,"))


def test_a_long_and_a_short_row_do_not_make_up_for_each_other(package_with_every_type):
    with pytest.raises(BrokenPackageError, match="things.csv:2: the row has 9 cells, expected 8"):
        readouts.load(package_with_every_type("a,,,,,,,,", "b,,,,,,"))


def test_quotation_marks_and_separators_inside_cells_are_text(package_with_every_type):
    note = 'he said "no, never",\nand left'
    quoted = note.replace('"', '""')
    things = readouts.load(package_with_every_type(f'a,,,,,,,"{quoted}"', "b,,,,,,,")).things
    assert list(things["note"].fillna("-")) == [note, "-"]


def test_another_header_is_refused(package_with_every_type):
    folder = package_with_every_type(header=HEADER.replace("size", "sise"))
    with pytest.raises(BrokenPackageError) as caught:
        readouts.load(folder)
    assert str(caught.value) == (
        f"things.csv:1: the header is {HEADER.replace('size', 'sise')!r}, expected {HEADER!r}. "
        "Run `readouts validate`"
    )


@given(
    st.lists(
        st.tuples(st.text("\"',;\n\r\u00e9\u062f NA0.-", max_size=8), st.integers() | st.none())
    )
)
def test_what_a_csv_writer_writes_is_read_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("round")
    fields = [{"name": "text", "type": "string"}, {"name": "number", "type": "integer"}]
    resource = {"name": "things", "path": "t.csv", "schema": {"fields": fields}}
    descriptor = {"readouts_schema": 1, "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    rows = [(text, number if number is None else number % 2**62) for text, number in rows]
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
            [("text", "number"), *rows]
        )
    things = readouts.load(folder).things
    assert list(things["text"].fillna("")) == [text for text, _ in rows]
    assert list(things["number"].astype(object).where(things["number"].notna(), None)) == [
        number for _, number in rows
    ]


def test_frames_by_attribute_and_by_name(data):
    assert data.engagements is data["engagements"]
    assert list(data)[:3] == ["engagements", "participants", "positions"]
    assert len(data) == 18
    assert "claims" in data
    assert "claim" not in data
    assert {"engagements", "package", "version"} <= set(dir(data))
    assert data._ipython_key_completions_() == list(data)


def test_an_unknown_table_is_named_with_the_nearest(data):
    known = ", ".join(sorted(data))
    where = data._where
    for ask in (lambda: data["engagement"], lambda: data.engagement):
        with pytest.raises(UnknownResourceError) as caught:
            ask()
        assert str(caught.value) == (
            f"{where} has no resource 'engagement'. Did you mean 'engagements'? It has: {known}"
        )
    assert issubclass(UnknownResourceError, KeyError)
    assert issubclass(UnknownResourceError, AttributeError)
    with pytest.raises(UnknownResourceError, match="Did you mean 'claims'"):
        readouts.load(resources=["claim"])


def test_some_resources_only():
    data = readouts.load(resources=["claims", "issues"])
    assert list(data) == ["claims", "issues"]
    assert list(readouts.load(resources="claims")) == ["claims"]


def test_reprs_tell_name_version_and_sizes(data):
    sizes = ", ".join(f"{len(data[name])} {name}" for name in list(data)[:3])
    assert repr(data) == f"<readouts {data.version}: {sizes} and 15 more tables>"
    page = data._repr_html_()
    assert page.count("<tr>") == len(data) + 1
    assert f"<td>{len(data.positions):,}</td>" in page
    assert (
        repr(readouts.load(resources="claims"))
        == f"<readouts {data.version}: {len(data.claims)} claims>"
    )


def test_html_repr_escapes_what_a_descriptor_says(package_with_every_type):
    folder = package_with_every_type()
    file = folder / "datapackage.json"
    file.write_text(
        file.read_text(encoding="utf-8").replace('"tiny"', '"tiny", "title": "<script>"'),
        encoding="utf-8",
    )
    page = readouts.load(folder)._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_dataset_survives_copying_and_pickling(data):
    for again in (copy.copy(data), pickle.loads(pickle.dumps(data))):
        assert again.version == data.version
        pd.testing.assert_frame_equal(again.claims, data.claims)


def test_every_cell_of_the_shipped_package_is_kept(data, raw_tables):
    """The typed frames hold what the files hold, cell by cell."""
    for name, raw in raw_tables.items():
        frame = data[name]
        assert len(frame) == len(raw)
        for column in raw:
            typed = frame[column]
            if str(typed.dtype) == "boolean":
                typed = typed.map({True: "true", False: "false"})
            elif str(typed.dtype) == "datetime64[s]":
                typed = typed.dt.strftime("%Y-%m-%d")
            elif str(typed.dtype) == "float64":
                np.testing.assert_array_equal(typed, pd.to_numeric(raw[column]))
                continue
            texts = typed.astype(object).where(typed.notna(), "").astype(str)
            assert list(texts) == list(raw[column]), f"{name}.{column}"
