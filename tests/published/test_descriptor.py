"""The published descriptor: the official profile, the house's rules, one case per resource."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import readouts
from readouts.checks.descriptor import KEYS
from readouts.frames import is_edtf

ROOT = Path(__file__).parents[2]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
OWN_KEYS = {"readouts_schema", "spatialCoverage", "temporalCoverage"}

each_resource = pytest.mark.parametrize("name", RESOURCES)
FIELDS = {
    f"{name}.{field['name']}": field
    for name, resource in RESOURCES.items()
    for field in resource["schema"]["fields"]
}
each_field = pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
each_column = pytest.mark.parametrize(
    ("name", "field"), [(name.split(".")[0], field) for name, field in FIELDS.items()], ids=FIELDS
)


def profile():
    folder = files("dplib").joinpath("profiles/2.0")
    return json.loads(folder.joinpath("datapackage.json").read_text(encoding="utf-8"))


def test_the_descriptor_follows_the_official_profile():
    assert [error.message for error in Draft7Validator(profile()).iter_errors(DESCRIPTOR)] == []


def test_the_official_profile_would_notice():
    broken = DESCRIPTOR | {"resources": [{"name": "x", "path": "x.csv", "schema": {"fields": 1}}]}
    assert list(Draft7Validator(profile()).iter_errors(broken)) != []


def test_the_closed_list_of_keys_is_the_standards_and_three_of_ours():
    assert KEYS["package"] - set(profile()["properties"]) == OWN_KEYS
    assert set(DESCRIPTOR) >= OWN_KEYS


def test_the_main_tables_come_first():
    assert list(RESOURCES)[:3] == ["engagements", "participants", "positions"]
    assert len(RESOURCES) == 18


def test_dates_lie_within_the_temporal_coverage(data):
    first, last = data.engagements["date_earliest"].min(), data.engagements["date_latest"].max()
    assert DESCRIPTOR["temporalCoverage"] == f"{first:%Y-%m-%d}/{last:%Y-%m-%d}"


def test_all_places_agree_on_the_version(data):
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert data.version == DESCRIPTOR["version"] == version("readouts")
    assert re.findall(r"^## (\d\S*)", changelog, flags=re.MULTILINE)[0] == data.version
    assert f"Version {data.version} " in readouts.cite(data)


@each_resource
def test_a_resource_says_what_it_is(name):
    resource = RESOURCES[name]
    assert resource["title"]
    assert resource["description"].startswith("One row per ")
    assert resource["encoding"] == "utf-8"
    assert resource["schema"]["missingValues"] == [""]
    assert set(resource["schema"]["primaryKey"]) <= columns(name)
    folder = Path(resource["path"]).parent.name
    codes, reliability = (
        {"sides", "places", "posts", "issues", "claims"},
        {"coders", "codings", "audits"},
    )
    assert folder == (
        "codes" if name in codes else "reliability" if name in reliability else "data"
    )


@each_resource
def test_header_equals_schema(name, raw_tables):
    fields = [field["name"] for field in RESOURCES[name]["schema"]["fields"]]
    assert list(raw_tables[name]) == fields


@each_resource
def test_foreign_keys_point_at_primary_keys(name):
    for key in RESOURCES[name]["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"] or name
        assert key["reference"]["fields"] == RESOURCES[target]["schema"]["primaryKey"]
        assert set(key["fields"]) <= columns(name)
        for field in RESOURCES[name]["schema"]["fields"]:
            if field["name"] in key["fields"]:
                assert "enum" not in field.get("constraints", {})


@each_resource
def test_every_id_of_another_table_is_a_foreign_key(name):
    """A field named like another table's key refers to it."""
    schema = RESOURCES[name]["schema"]
    declared = {field for key in schema.get("foreignKeys", []) for field in key["fields"]}
    keys = {
        resource["schema"]["primaryKey"][0]: other
        for other, resource in RESOURCES.items()
        if len(resource["schema"]["primaryKey"]) == 1
    }
    for field in columns(name) - declared:
        assert keys.get(field, name) == name, f"{name}.{field}"


def columns(name):
    return {field["name"] for field in RESOURCES[name]["schema"]["fields"]}


def is_required(field):
    return field.get("constraints", {}).get("required", False)


@each_field
def test_a_field_says_what_it_is_and_what_empty_means(field):
    assert field["title"]
    assert field["description"].endswith(".")
    assert ("Never empty" in field["description"]) == is_required(field)
    assert ("Empty: " in field["description"]) == (not is_required(field))
    if field["type"] in ("integer", "number"):
        zero = field["constraints"].get("minimum", 0) <= 0
        assert ("0: " in field["description"] or "0 is" in field["description"]) == zero


@each_column
def test_required_fields_are_never_empty(name, field, raw_tables):
    empty = (raw_tables[name][field["name"]] == "").any()
    assert not (is_required(field) and empty)


@each_column
def test_an_example_stands_in_the_data(name, field, raw_tables):
    values = set(raw_tables[name][field["name"]])
    if name == "retired_ids" and not values:
        pytest.skip("no id has been retired yet, so the example is made up")
    assert field["example"] in values


@each_field
def test_an_enumeration_has_a_label_for_each_value(field):
    values = field.get("constraints", {}).get("enum")
    assert [category["value"] for category in field.get("categories", [])] == (values or [])
    assert all(category["label"] for category in field.get("categories", []))


@each_field
def test_dates_are_days_or_edtf(field):
    looks_like_a_date = "date" in field["name"].split("_") or field["name"] in (
        *("published", "accessed", "searched_on", "retired_on"),
    )
    assert (field["type"] == "date" or is_edtf(field)) == (
        looks_like_a_date and field["name"] != "date_basis"
    )


def test_unique_keys_are_declared():
    declared = {
        name: resource["schema"]["uniqueKeys"]
        for name, resource in RESOURCES.items()
        if "uniqueKeys" in resource["schema"]
    }
    assert declared == {
        "positions": [["readout_id", "order_in_readout"]],
        "readouts": [["engagement_id", "source_id", "issuer_id"]],
        "sources": [["url"]],
    }


def test_residual_claims_are_the_last_of_their_issues(raw_tables):
    claims = raw_tables["claims"].groupby("issue_id", sort=False)
    assert list(claims.groups) == list(raw_tables["issues"]["issue_id"])
    for _, group in claims["is_residual"]:
        assert list(group) == ["false"] * (len(group) - 1) + ["true"]
