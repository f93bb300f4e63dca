"""The bytes of a descriptor → a descriptor that the rest of the code can rely on.

Refused is what no code expects (a list where a text should be), and what would make
frictionless fetch, unpack, or search for ever. What is merely wrong, such as a misspelt key
or a type that nobody knows, is left to the checks, which can say more about it.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final, NoReturn

from readouts.errors import BrokenPackageError, NotAPackageError
from readouts.problems import quoted
from readouts.storage import limits
from readouts.storage.patterns import why_not
from readouts.storage.shapes import BOUNDS, check_shape

__all__ = ["TYPES", "check_descriptor", "is_inside", "parse_descriptor"]

TYPES: Final = ("boolean", "date", "integer", "number", "string")
"""The types of fields that are read."""

_FOREIGN_TYPES: Final = frozenset(
    "any array datetime duration geojson geopoint list object time year yearmonth".split()
)
"""Types that frictionless knows too. Some parse each cell at length, one makes it crash."""

_SUFFIXES: Final = ("", ".csv", ".tsv", ".txt")
_READ: Final = {
    "format": ("csv", "tsv", "txt"),
    "type": ("table", "file", "text"),
    "encoding": ("utf-8", "utf8", "utf_8"),
}
"""What others read as it is, the first of each as the table that it should be. Of the rest they
unpack some, and look into some for addresses; a check tells of what is no table."""

_BOUND: Final = {
    "date": "a day such as '2026-11-23'",
    "integer": "a whole number",
    "number": "a number",
}


def parse_descriptor(data: bytes, where: str) -> dict[str, Any]:
    """Return the object that a descriptor's bytes hold, whatever is in it.

    Raises
    ------
    NotAPackageError
        They are not JSON, or no object.
    RefusedError
        They are more, or nested deeper, than what is read.
    """
    limits.DESCRIPTOR_BYTES.hold(len(data), where)
    try:
        text = data.decode()
        found = json.loads(text, parse_constant=_refuse_constant)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()  # halves of pairs cannot be written
    except RecursionError:
        raise limits.DEPTH.refuse(where) from None
    except ValueError as error:
        why = "half of a surrogate pair" if isinstance(error, UnicodeEncodeError) else error
        raise NotAPackageError(f"{where}: not JSON ({why}). Mend it, or give a package") from None
    if not isinstance(found, dict):
        raise NotAPackageError(
            f"{where}: not a Readouts package: it is no JSON object. "
            "Give the datapackage.json of a Readouts package"
        )
    _check_size(found, where)
    return found


def check_descriptor(descriptor: dict[str, Any], where: str) -> None:
    """Prove that a descriptor has the shapes of the standard, and is harmless.

    Raises
    ------
    BrokenPackageError
        It has not, or is not; the message names the place.
    RefusedError
        It has more resources or foreign keys, or a longer pattern, than what is read.
    """
    check_shape(descriptor, where)
    resources = descriptor["resources"]
    limits.RESOURCES.hold(len(resources), where)
    keys = sum(len(item.get("schema", {}).get("foreignKeys", [])) for item in resources)
    limits.FOREIGN_KEYS.hold(keys, where)
    names = [item["name"] for item in resources]
    if len(set(names)) < len(names):
        _refuse_twice(names, f"{where}: the name of a resource")
    for resource in resources:
        _check_resource(resource, where)


def is_inside(path: str) -> bool:
    """Say whether a path of a descriptor stays, as written, inside the package."""
    return (
        path.strip("./") != ""
        and path.isprintable()
        and "\\" not in path
        and ":" not in path
        and not path.startswith("/")
        and ".." not in path.split("/")
    )


def _check_resource(resource: dict[str, Any], where: str) -> None:
    path = resource["path"]
    if not is_inside(path):
        raise BrokenPackageError(
            f"{_named(where, resource)} has the path {quoted(path)}, "
            "expected a path inside the package such as 'data/engagements.csv'. Mend the path"
        )
    if PurePosixPath(path).suffix.lower() not in _SUFFIXES:
        raise _unread(_named(where, resource), "path", path, "end with '.csv'")
    for key, known in _READ.items():
        found = resource.get(key, known[0])
        if found.lower() not in known:
            raise _unread(_named(where, resource), key, found, f"be {known[0]!r}")
    fields = resource.get("schema", {}).get("fields", [])
    if len(fields) > limits.COLUMNS.most:
        limits.COLUMNS.hold(len(fields), f"{_named(where, resource)}, its fields")
    names = [field["name"] for field in fields]
    if len(set(names)) < len(names):
        _refuse_twice(names, f"{_named(where, resource)}, the name of a field")
    for field in fields:
        pattern = field.get("constraints", {}).get("pattern", "")
        if len(pattern) > limits.PATTERN.most:
            limits.PATTERN.hold(len(pattern), _named(where, resource, field))
        why = _why_unread(field)
        if why is not None:
            raise BrokenPackageError(f"{_named(where, resource, field)} {why}")


def _named(where: str, resource: dict[str, Any], field: dict[str, Any] | None = None) -> str:
    inside = "" if field is None else f", field {quoted(field['name'])}"
    return f"{where}: resource {quoted(resource['name'])}{inside}"


def _unread(what: str, key: str, found: str, must: str) -> BrokenPackageError:
    return BrokenPackageError(
        f"{what} has the {key} {quoted(found)}, expected that it {must}. "
        "Save the file so, and correct the descriptor"
    )


def _why_unread(field: dict[str, Any]) -> str | None:
    """Return in which way a field is not read, or would make others search for long."""
    kind, constraints = str(field.get("type")), field.get("constraints", {})
    if kind in _FOREIGN_TYPES:
        return f"has the type {kind!r}, expected one of {', '.join(TYPES)}. Take one of these"
    enum = constraints.get("enum", ())
    if len(set(enum)) < len(enum):
        twice = next(value for i, value in enumerate(enum) if value in enum[:i])
        return f"may be {quoted(twice)} twice over, expected each value once. Remove one"
    for key in BOUNDS if kind in _BOUND else ():
        if key in constraints and not _is_bound(kind, constraints[key]):
            found = json.dumps(constraints[key])
            return f"has the {key} {found:.200}, expected {_BOUND[kind]}. Correct it"
    pattern = constraints.get("pattern")
    why = why_not(pattern) if pattern is not None else None
    if why is not None:
        return (
            f"has the pattern {quoted(pattern)}, expected one with a single way to read any "
            f"text, as in '[a-z]+(-[a-z]+)*': {why}. Write it so, or leave it out"
        )
    return None


def _is_bound(kind: str, value: Any) -> bool:
    """Say whether frictionless can compare cells of a type with a value; with others it crashes."""
    if kind == "integer":
        return isinstance(value, int)
    if kind == "number":
        return isinstance(value, int | float)
    try:
        return str(date.fromisoformat(value)) == str(value)
    except (TypeError, ValueError):
        return False


def _refuse_twice(names: list[str], what: str) -> NoReturn:
    twice = next(name for i, name in enumerate(names) if name in names[:i])
    raise BrokenPackageError(
        f"{what} is there twice: {quoted(twice)}, expected each once. Rename or remove one"
    )


def _check_size(descriptor: dict[str, Any], where: str) -> None:
    """Prove, level by level, that a descriptor is neither deep nor full."""
    level: list[Any] = [descriptor]
    depth = entries = 0
    while level:
        depth += 1
        entries += sum(map(len, level))
        limits.DEPTH.hold(depth, where)
        limits.ENTRIES.hold(entries, where)
        level = [
            part
            for whole in level
            for part in (whole.values() if type(whole) is dict else whole)
            if type(part) is dict or type(part) is list
        ]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
