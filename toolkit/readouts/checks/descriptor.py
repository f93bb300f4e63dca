"""Checks of the descriptor: keys that nobody knows, given twice, or that name no field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage
from readouts.errors import nearest
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "KEYS",
    "check_descriptor_key_is_known",
    "check_descriptor_key_is_single",
    "check_key_field_is_known",
    "check_resource_is_table",
]

KEYS = {
    "package": frozenset(
        "$schema contributors created description homepage id image keywords licenses name "
        "readouts_schema resources sources spatialCoverage temporalCoverage title version".split()
    ),
    "contributor": frozenset("email familyName givenName organization path roles title".split()),
    "licence": frozenset("name path title".split()),
    "source": frozenset("email path title version".split()),
    "resource": frozenset(
        "bytes description encoding format hash homepage licenses mediatype name path schema "
        "sources title type".split()
    ),
    "schema": frozenset("fields foreignKeys missingValues primaryKey uniqueKeys".split()),
    "field": frozenset(
        "categories categoriesOrdered constraints description example falseValues name rdfType "
        "title trueValues type".split()
    ),
    "constraints": frozenset(
        "enum exclusiveMaximum exclusiveMinimum maxLength maximum minLength minimum pattern "
        "required unique".split()
    ),
    "category": frozenset("label value".split()),
    "missing value": frozenset("label value".split()),
    "foreign key": frozenset("fields reference".split()),
    "reference": frozenset("fields resource".split()),
}
"""The keys that an object of the descriptor may have: those of the Data Package standard that
frictionless and this library both honour, and the three of our own. A key that only one of
them honours (``dialect``, ``fieldsMatch``, missing values of a field) would mean two things."""

_INSIDE = {
    "package": {
        "contributors": "contributor",
        "licenses": "licence",
        "resources": "resource",
        "sources": "source",
    },
    "resource": {"licenses": "licence", "schema": "schema", "sources": "source"},
    "schema": {"fields": "field", "foreignKeys": "foreign key", "missingValues": "missing value"},
    "field": {"categories": "category", "constraints": "constraints"},
    "foreign key": {"reference": "reference"},
}

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]')

_Path = tuple[str | int, ...]


def check_descriptor_key_is_known(raw: RawPackage) -> Iterator[Problem]:
    """Yield the keys of the descriptor that are not on the closed list of their level."""
    lines = dict(raw.once(_lines))
    for level, words, path, item in _objects("package", "the package", (), raw.descriptor):
        for key in item.keys() - KEYS[level]:
            near = nearest(key, KEYS[level])
            known = f"nearest: {near!r}" if near else ", ".join(sorted(KEYS[level]))
            yield fault(
                raw.path,
                lines.get((*path, key)),
                key,
                found=f"the key {quoted(key)} in {words}",
                expected=f"a key that {'' if level == 'constraints' else 'a '}{level} can have "
                f"({known})",
                fix="correct the key" if near else "take the key out",
            )


def check_descriptor_key_is_single(raw: RawPackage) -> Iterator[Problem]:
    """Yield the keys that stand twice in the same object of the descriptor."""
    first: dict[_Path, int] = {}
    for path, line in raw.once(_lines):
        if path in first:
            yield fault(
                raw.path,
                line,
                str(path[-1]),
                found=f"the key {quoted(str(path[-1]))} a second time",
                expected=f"each key once (it is on line {first[path]} too)",
                fix="take one of the two out",
            )
        first.setdefault(path, line)


def check_key_field_is_known(raw: RawPackage) -> Iterator[Problem]:
    """Yield the unique keys and references of foreign keys that name a field that is not there.

    frictionless looks at neither: such a key holds nothing, or takes every row for a fault.
    """
    lines = dict(raw.once(_lines))
    fields = {name: _fields(schema) for _, name, schema in _schemas(raw.descriptor)}
    for path, name, schema in _schemas(raw.descriptor):
        keys: list[tuple[_Path, str, Any]] = [
            (("uniqueKeys",), name, key) for key in _listed(schema.get("uniqueKeys"))
        ]
        for i, key in enumerate(_listed(schema.get("foreignKeys"))):
            reference = key.get("reference") if isinstance(key, dict) else None
            if isinstance(reference, dict):
                target = str(reference.get("resource") or name)
                place = ("foreignKeys", i, "reference", "fields")
                keys.append((place, target, reference.get("fields")))
        for at, target, named in keys:
            for field in _listed(named) if fields.get(target) else ():
                if field not in fields[target]:
                    yield _unknown_field(
                        raw.path, lines.get((*path, *at)), at, target, field, fields
                    )


def check_resource_is_table(raw: RawPackage) -> Iterator[Problem]:
    """Yield the resources that are no CSV table with a schema.

    frictionless takes a file of another kind as it is, and no rule holds for its rows.
    """
    lines = dict(raw.once(_lines))
    for i, resource in enumerate(_listed(raw.descriptor.get("resources"))):
        if not isinstance(resource, dict):
            continue
        for key, is_right, expected in (
            ("path", str(resource.get("path")).endswith(".csv"), "a path that ends with '.csv'"),
            ("format", resource.get("format", "csv") == "csv", "'csv'"),
            ("type", resource.get("type", "table") == "table", "'table'"),
            ("schema", isinstance(resource.get("schema"), dict), "a schema, written out here"),
        ):
            if not is_right:
                found = f"{quoted(str(resource[key]))} as" if key in resource else "no"
                yield fault(
                    raw.path,
                    lines.get(("resources", i, key if key in resource else "name")),
                    key,
                    found=f"{found} {key} of resource {quoted(str(resource.get('name')))}",
                    expected=expected,
                    fix="correct the resource, or take it out",
                )


def _unknown_field(
    path: str, line: int | None, at: _Path, target: str, field: Any, fields: dict[str, list[str]]
) -> Problem:
    near = nearest(str(field), fields[target])
    known = f"nearest: {near!r}" if near else ", ".join(fields[target])
    return fault(
        path,
        line,
        str(at[0]),
        found=f"{quoted(str(field))} in a {'unique' if at[0] == 'uniqueKeys' else 'foreign'} key",
        expected=f"a field of {target!r} ({known})",
        fix="correct the name of the field",
    )


def _schemas(descriptor: dict[str, Any]) -> Iterator[tuple[_Path, str, dict[str, Any]]]:
    """Yield path, resource's name and schema, of the resources that have a schema."""
    for i, resource in enumerate(_listed(descriptor.get("resources"))):
        schema = resource.get("schema") if isinstance(resource, dict) else None
        if isinstance(schema, dict):
            yield ("resources", i, "schema"), str(resource.get("name")), schema


def _fields(schema: dict[str, Any]) -> list[str]:
    items = _listed(schema.get("fields"))
    return [str(item.get("name")) for item in items if isinstance(item, dict)]


def _listed(value: Any) -> list[Any]:
    """Return a list as it is; the standard lets a single item stand alone."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _objects(
    level: str, words: str, path: _Path, item: Any
) -> Iterator[tuple[str, str, _Path, dict[str, Any]]]:
    """Yield the objects of a descriptor whose keys are on a list: level, words, path, object."""
    if not isinstance(item, dict):
        return
    yield level, words, path, item
    for key, inner in _INSIDE.get(level, {}).items():
        value = item.get(key)
        if isinstance(value, list):
            for i, part in enumerate(value):
                yield from _objects(inner, _words(inner, part, words), (*path, key, i), part)
        else:
            yield from _objects(inner, _words(inner, value, words), (*path, key), value)


def _words(level: str, item: Any, outer: str) -> str:
    """Return how people call an object: ``the schema of 'positions'``."""
    name = item.get("name") if isinstance(item, dict) else None
    inside = outer.removeprefix("the schema of ").removeprefix("resource ")
    if level in ("resource", "field") and isinstance(name, str):
        of = "" if level == "resource" else f" of {inside}"
        return f"{level} {quoted(name)}{of}"
    return f"the {level}" if outer == "the package" else f"the {level} of {inside}"


def _lines(raw: RawPackage) -> list[tuple[_Path, int]]:
    return list(_key_lines(raw.text))


def _key_lines(text: str) -> Iterator[tuple[_Path, int]]:
    """Yield the path of every key of a JSON text, which is known to parse, with its line."""
    path: list[str | int] = []
    line, last = 1, ""
    for token in _TOKEN.findall(text):
        if token == "\n":
            line += 1
        elif token in "{[":
            path.append(0 if token == "[" else "")
        elif token in "}]":
            path.pop()
        elif token == "," and isinstance(path[-1], int):
            path[-1] += 1
        elif token == ":":
            path[-1] = json.loads(last)
            yield tuple(path), line
        elif token != ",":
            last = token


CHECKS = (
    Check(
        check_descriptor_key_is_known,
        "A misspelt key, such as 'primarykey', turns a rule off and nobody notices.",
        source="Data Package 2.0",
    ),
    Check(
        check_descriptor_key_is_single,
        "Of a key that is given twice, all but the last are lost in silence.",
        source="RFC 8259 (JSON)",
    ),
    Check(
        check_key_field_is_known,
        "A key that names no field holds no row to anything.",
        source="Data Package 2.0",
    ),
    Check(
        check_resource_is_table,
        "Rules hold for the rows of tables; a file of another kind would go unread.",
        source="Data Package 2.0, tabular resources",
    ),
)
