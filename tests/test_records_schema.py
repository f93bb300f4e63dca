"""The published JSON Schema and the template of a record."""

from __future__ import annotations

import json
import re
from pathlib import Path

import arecord
import jsonschema
import pytest
import yaml

from readouts.records import TABLES, to_records, to_rows
from readouts.records.format import SECTIONS
from readouts.records.rules import RULES, WARNINGS
from readouts.records.schema import FILE, json_schema, render_schema
from readouts.records.template import DECLARING, render_template
from readouts.storage.package import open_package
from readouts.storage.rows import read_draft

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def descriptor():
    return open_package(ROOT).descriptor


@pytest.fixture(scope="module")
def validator(descriptor):
    schema = json_schema(descriptor)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


class Editor(yaml.SafeLoader):
    """Types as an editor gives them (YAML 1.2): a date is a text."""


Editor.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if not pair[0].endswith("timestamp")]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def faults(validator, tree):
    return sorted(".".join(map(str, error.absolute_path)) for error in validator.iter_errors(tree))


def test_published_schema_is_current(descriptor):
    assert (ROOT / FILE).read_text(encoding="utf-8") == render_schema(descriptor), (
        "stale: run `readouts record-schema`"
    )


def test_records_of_the_package_are_valid(validator):
    draft = read_draft(open_package(ROOT), TABLES)
    for record in to_records(draft, [key for (key,) in draft.rows["engagements"]]):
        assert faults(validator, record) == [], record["record"]


def test_record_that_adds_and_known_page_are_valid(validator):
    tree = arecord.record(participants=None, sources=[{"key": "s1", "url": "https://a.org"}])
    assert faults(validator, tree | {"engagement": {"id": "E0293", "title": None}}) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (["engagement", "titel"], "x", "engagement"),
        (["engagement", "title"], None, "engagement"),
        (["engagement", "title"], ["x"], "engagement.title"),
        (["engagement", "form"], "meetng", "engagement.form"),
        (["sources", 0, "url"], "example.org", "sources.0.url"),
        (["sources", 0, "key"], None, "sources.0"),
        (["readouts", 0, "positions", 0, "is_quote"], "no", "readouts.0.positions.0.is_quote"),
        (["readouts", 0, "positions", 0, "paragraph"], 0, "readouts.0.positions.0.paragraph"),
        (["readouts", 0, "positions", 0, "paraphrase"], None, "readouts.0.positions.0"),
        (["readouts", 0, "positions", 0, "holders"], "x", "readouts.0.positions.0.holders"),
        (["participants", 0, "name"], {"id": "x", "name": "y"}, "participants.0.name"),
        (["actors", 0, "id"], "Example", "actors.0.id"),
        (["record"], None, ""),
    ],
    ids=range(13),
)
def test_schema_finds_faults(validator, path, value, place):
    assert faults(validator, arecord.record()) == []
    assert faults(validator, arecord.put(arecord.record(), path, value)) == [place]


def test_every_key_is_described(validator):
    definitions = validator.schema["definitions"] | {"record": validator.schema}
    for name, section in SECTIONS.items():
        properties = definitions[name]["properties"]
        assert list(properties) == [key.name for key in section.keys]
        for word, told in properties.items():
            if "section" not in next(k.holds for k in section.keys if k.name == word):
                assert told["description"], (name, word)


def test_values_and_examples_come_from_the_descriptor(validator):
    form = validator.schema["definitions"]["engagement"]["properties"]["form"]
    assert form["enum"][:2] == ["meeting", "visit"]
    assert form["examples"] == ["meeting"]


def filled(template):
    """Return a template in which every example has taken its place."""
    head, _, declared = template.partition(DECLARING)
    declared = re.sub(r"(?m)^# ?", "", declared)
    text = re.sub(r"(?m)^( *)# (- \{)", r"\1\2", head + declared)
    text = re.sub(r"(?m)^( *(?:- )?separate:).*", r"\1", text)
    return re.sub(r"(?m)^( *(?:- )?\w+:)  # for example (.*)$", r"\1 \2", text)


def without_empty(tree):
    if isinstance(tree, dict):
        kept = {key: without_empty(value) for key, value in tree.items()}
        return {key: value for key, value in kept.items() if value not in (None, {}, [])}
    if isinstance(tree, list):
        return [item for item in map(without_empty, tree) if item]
    return tree


def test_template_that_is_filled_in_as_it_says_is_the_example(descriptor):
    by_hand = without_empty(yaml.load(filled(render_template(descriptor)), Loader=Editor))
    example = yaml.load(render_template(descriptor, filled=True), Loader=Editor)
    assert by_hand == example


def test_example_is_valid_by_the_schema_and_has_names_that_are_found(descriptor, validator):
    example = yaml.load(render_template(descriptor, filled=True), Loader=Editor)
    assert faults(validator, example) == []
    draft = read_draft(open_package(ROOT), TABLES)
    problems, _ = to_rows(draft, [arecord.document(example)])
    assert [item.text() for item in problems] == []


def test_template_explains_every_key_and_offers_every_value(descriptor):
    text = render_template(descriptor)
    for section in SECTIONS.values():
        for key in section.keys:
            if section.table or key.name in SECTIONS:
                assert re.search(rf"(?m)^[# -]*{key.name}:", text) or key.name in ("from", "reason")
    assert "One of: meeting, visit, call, message, conference, signing" in text
    assert "Never empty" not in text
    assert max(map(len, text.splitlines())) <= 110


def test_schema_is_json():
    json.loads((ROOT / FILE).read_text(encoding="utf-8"))


def test_document_of_the_format_is_current(descriptor):
    text = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    assert f"```yaml\n{render_template(descriptor, filled=True)}```\n" in text
    for rule, protects in RULES.items():
        severity = "warning" if rule in WARNINGS else "error"
        assert f"| `{rule}` | {severity} | {protects} |" in text
