"""The shapes that a descriptor's values may have, by the Data Package standard."""

from __future__ import annotations

import json
import math
from typing import Any, Final, NamedTuple, TypeAlias

from readouts.errors import BrokenPackageError
from readouts.problems import quoted
from readouts.storage import limits

__all__ = ["BOUNDS", "check_shape"]

BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
"""Constraints that are numbers where the field is one."""

_Place: TypeAlias = "tuple[str | int, ...]"


class _Kind(NamedTuple):
    """What may stand at a place: plain values of some types, a list, an object, or any of them.

    Attributes
    ----------
    plain : tuple of type
        ``float`` stands for every finite number.
    each : _Kind or None
        What the entries of a list may be; None where there may be no list.
    level : str or None
        The object of `_SHAPES` that it may be; None where there may be none.
    """

    plain: tuple[type, ...] = ()
    each: _Kind | None = None
    level: str | None = None


_TEXT: Final = _Kind((str,))
_TEXTS: Final = _Kind(each=_TEXT)
_NAMES: Final = _Kind((str,), each=_TEXT)
_NUMBER: Final = _Kind((str, int, float))
_WHOLE: Final = _Kind((int,))
_TRUTH: Final = _Kind((bool,))


def _listed(level: str, *plain: type) -> _Kind:
    return _Kind(each=_Kind(plain, level=level))


_ABOUT: Final[dict[str, _Kind]] = {
    **dict.fromkeys("$schema name title description path version homepage email".split(), _TEXT),
    "licenses": _listed("licence"),
    "sources": _listed("source"),
    "contributors": _listed("contributor"),
}

_SHAPES: Final[dict[str, dict[str, _Kind]]] = {
    "package": {
        **_ABOUT,
        **dict.fromkeys("id type created image temporalCoverage spatialCoverage".split(), _TEXT),
        "keywords": _TEXTS,
        "resources": _listed("resource"),
    },
    "licence": _ABOUT,
    "source": _ABOUT,
    "contributor": {
        **_ABOUT,
        **dict.fromkeys("role organization givenName familyName".split(), _TEXT),
        "roles": _TEXTS,
    },
    "resource": {
        **_ABOUT,
        **dict.fromkeys("encoding format hash mediatype type".split(), _TEXT),
        **dict.fromkeys("bytes fields rows".split(), _WHOLE),
        "schema": _Kind(level="schema"),
    },
    "schema": {
        **_ABOUT,
        "fields": _listed("field"),
        "primaryKey": _NAMES,
        "uniqueKeys": _Kind((str,), each=_NAMES),
        "foreignKeys": _listed("foreign key"),
        "missingValues": _listed("missing value", str),
        "fieldsMatch": _NAMES,
    },
    "foreign key": {"fields": _NAMES, "reference": _Kind(level="reference")},
    "reference": {"resource": _TEXT, "fields": _NAMES},
    "missing value": {"value": _TEXT, "label": _TEXT},
    "field": {
        **_ABOUT,
        "type": _TEXT,
        "rdfType": _TEXT,
        "example": _Kind((str, int, float, bool)),
        "constraints": _Kind(level="constraints"),
        "categories": _listed("category", str),
        "categoriesOrdered": _TRUTH,
        "trueValues": _TEXTS,
        "falseValues": _TEXTS,
        "missingValues": _listed("missing value", str),
    },
    "category": {"value": _TEXT, "label": _TEXT},
    "constraints": {
        **dict.fromkeys("required unique".split(), _TRUTH),
        **dict.fromkeys("minLength maxLength".split(), _WHOLE),
        **dict.fromkeys(BOUNDS, _NUMBER),
        "enum": _TEXTS,
        "pattern": _TEXT,
    },
}
"""What the keys of each object of a descriptor may hold."""

_NEEDED: Final = {
    "resource": ("name", "path"),
    "field": ("name",),
    "missing value": ("value",),
    "reference": ("fields",),
    "foreign key": ("fields", "reference"),
}

_REFUSED: Final = {
    "package": frozenset("profile profiles".split()),
    "resource": frozenset(
        "compression data dialect extrapaths hashing innerpath layout profile profiles scheme "
        "stats url".split()
    ),
    "schema": frozenset({"type"}),
    "field": frozenset("bareNumber decimalChar floatNumber format groupChar".split()),
}
"""Keys that make frictionless fetch, unpack or take from elsewhere, read cells by rules of their
own, or (the last but one) crash."""

_WORDS: Final = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def check_shape(descriptor: dict[str, Any], where: str) -> None:
    """Prove that all values are of the kinds that the standard gives their keys.

    Keys that it does not know are passed over, unless others would act on them.

    Raises
    ------
    BrokenPackageError
        One is not; the message names its place.
    RefusedError
        A list has more entries than what is read.
    """
    _check_object("package", descriptor, (), where)


def _check_kind(kind: _Kind, value: Any, place: _Place, where: str) -> None:
    """Prove that a value is of a kind, and what is in it too."""
    if type(value) is list and kind.each is not None:
        limits.LISTED.hold(len(value), f"{where}: {_written(place)}")
        for i, item in enumerate(value):
            if type(item) is not str or str not in kind.each.plain:
                _check_kind(kind.each, item, (*place, i), where)
    elif type(value) is dict and kind.level is not None:
        _check_object(kind.level, value, place, where)
    elif not _is_plain(kind, value):
        raise _wrong(place, f"is {_shown(value)}", _told(kind), where)


def _check_object(level: str, value: dict[str, Any], place: _Place, where: str) -> None:
    for key in _NEEDED.get(level, ()):
        if key not in value:
            raise _wrong(place, f"has no {key!r}", f"a {level} with it", where)
    shapes, refused = _SHAPES[level], _REFUSED.get(level, ())
    for key, inner in value.items():
        kind = shapes.get(key)
        if kind is not None:
            if type(inner) is not str or str not in kind.plain:  # most are, and need no call
                _check_kind(kind, inner, (*place, key), where)
        elif key in refused:
            raise BrokenPackageError(
                f"{where}: {_written((*place, key))} would make other tools read from elsewhere "
                "or in another way, expected plain CSV files and their schemas. Take the key out"
            )


def _is_plain(kind: _Kind, value: Any) -> bool:
    return type(value) in kind.plain and (type(value) is not float or math.isfinite(value))


def _told(kind: _Kind) -> str:
    words = [_WORDS[item] for item in kind.plain if item is not int or float not in kind.plain]
    words += ["a list"] if kind.each is not None else []
    return " or ".join(words + ([f"an object: a {kind.level}"] if kind.level else []))


def _wrong(place: _Place, found: str, expected: str, where: str) -> BrokenPackageError:
    return BrokenPackageError(
        f"{where}: {_written(place)} {found}, expected {expected}. Correct the descriptor"
    )


def _written(place: _Place) -> str:
    """Return a place as people write it: ``resources[2].schema.fields``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part[:80]}" for part in place)
    return "".join(parts).removeprefix(".") or "the descriptor"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    return quoted(value) if isinstance(value, str) else json.dumps(value)
