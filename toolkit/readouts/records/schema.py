"""The format of a record for editors: a JSON Schema.

Pure; it is made from the descriptor and `readouts.records.format`, so that it cannot drift.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from readouts.records.format import REFERENCES, SECTIONS, Key, Section, section_of
from readouts.storage.package import schema_fields

__all__ = ["FILE", "Field", "fields_of", "json_schema", "render_schema"]

FILE = "docs/record.schema.json"
"""Where the schema is published, beside the descriptor."""

Field = Mapping[str, Any]

_NEEDED = frozenset(SECTIONS) - {"record", "engagement", "sources", "separate"}
"""Sections in which every field that a row needs must stand; a known page or engagement
needs less."""


def json_schema(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a record.

    It knows what the descriptor knows: keys, kinds of values, value lists, patterns. What a
    name means, and whether rows fit together, `readouts add` says.
    """
    fields = fields_of(descriptor)
    definitions = {
        name: _section_schema(name, section, fields)
        for name, section in SECTIONS.items()
        if name != "record"
    }
    definitions["spelling"] = _section_schema("names", section_of("actors", _NAMES), fields)
    definitions["id"] = {
        "type": "object",
        "properties": {"id": {"type": ["string", "number"]}},
        "required": ["id"],
        "additionalProperties": False,
    }
    whole = _section_schema("record", SECTIONS["record"], fields)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Record",
        "description": "One engagement with its sources, participants, readouts and positions.",
        **whole,
        "definitions": definitions,
    }


_NAMES = SECTIONS["actors"].key("names")


def render_schema(descriptor: Mapping[str, Any]) -> str:
    """Return the text of the schema's file."""
    return json.dumps(json_schema(descriptor), indent=2, ensure_ascii=False) + "\n"


def fields_of(descriptor: Mapping[str, Any]) -> dict[tuple[str, str], Field]:
    """Return the field descriptors of a package by table and name."""
    return {
        (resource["name"], field["name"]): field
        for resource in descriptor["resources"]
        for field in schema_fields(resource)
    }


def _section_schema(
    name: str, section: Section, fields: Mapping[tuple[str, str], Field]
) -> dict[str, Any]:
    needed = [key.name for key in section.keys if key.is_required]
    rows = [key.name for key in section.keys if _is_needed(section, key, fields)]
    if name in _NEEDED:
        needed = [key.name for key in section.keys if key.name in {*needed, *rows}]
    found: dict[str, Any] = {
        "type": "object",
        "properties": {
            key.name: _key_schema(name, section, key, fields, may_be_empty=key.name not in needed)
            for key in section.keys
        },
        "required": needed,
        "additionalProperties": False,
    }
    if name == "engagement":
        found["if"] = {"required": ["id"], "properties": {"id": {"type": "string"}}}
        found["else"] = {
            "required": rows,
            "properties": {word: {"not": {"type": "null"}} for word in rows},
        }
    return found


def _is_needed(section: Section, key: Key, fields: Mapping[tuple[str, str], Field]) -> bool:
    field = fields.get((section.table, key.field), {})
    is_row = key.holds in ("text", "key") or key.holds in REFERENCES
    return is_row and bool(field.get("constraints", {}).get("required"))


def _key_schema(
    name: str,
    section: Section,
    key: Key,
    fields: Mapping[tuple[str, str], Field],
    *,
    may_be_empty: bool,
) -> dict[str, Any]:
    field = fields.get((section.table, key.field), {})
    told = {"title": field["title"]} if field and key.holds != "section" else {}
    words = key.note or field.get("description", "")
    if words:
        told["description"] = words
    return told | _value_schema(name, key, field, may_be_empty=may_be_empty)


def _value_schema(name: str, key: Key, field: Field, *, may_be_empty: bool) -> dict[str, Any]:
    null = ["null"] if may_be_empty else []
    if key.holds in ("section", "sections"):
        target = "spelling" if (name, key.name) == ("actors", "names") else key.name
        one = {"$ref": f"#/definitions/{target}"}
        if key.holds == "section":
            return {"oneOf": [one, {"type": "null"}]} if null else one
        return {"type": ["array", *null], "items": one}
    word = {"anyOf": [{"type": ["string", "number"], "minLength": 1}, {"$ref": "#/definitions/id"}]}
    if key.holds == "actors":
        return {"type": ["array", *null], "items": word}
    if key.holds == "texts":
        return {"type": ["array", *null], "items": {"type": ["string", "number"]}}
    if key.holds in REFERENCES:
        shown = {"examples": [field["example"]]} if "example" in field else {}
        return shown | {"anyOf": [*word["anyOf"], *({"type": item} for item in null)]}
    if key.holds == "key":
        return {"type": ["string", *null]}
    return _text_schema(field, null)


def _text_schema(field: Field, null: list[str]) -> dict[str, Any]:
    """Return the schema of a cell; a pattern holds for texts alone, numbers being texts too."""
    rules = field.get("constraints", {})
    kind = field.get("type", "string")
    shown = {"examples": [json.loads(field["example"])]} if kind in ("boolean", "integer") else {}
    if kind not in ("boolean", "integer") and "example" in field:
        shown = {"examples": [field["example"]]}
    if "enum" in rules:
        return shown | {"enum": [*rules["enum"], *([None] if null else [])]}
    if kind == "boolean":
        return shown | {"type": ["boolean", *null]}
    if kind == "integer":
        least = {"minimum": rules["minimum"]} if "minimum" in rules else {}
        return shown | {"type": ["integer", *null]} | least
    pattern = {"pattern": f"^({rules['pattern']})$"} if "pattern" in rules else {}
    return shown | {"type": ["string", "number", *null]} | pattern
