"""What differs between the descriptions of two versions of the tables, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from readouts.problems import quoted
from readouts.storage.package import RawTable

__all__ = ["schema_changes"]

_WORDS: Final = frozenset({"title", "description", "example"})
"""Keys of a field that explain it and change nothing."""

_KEYS: Final = {
    "primaryKey": "primary key",
    "foreignKeys": "foreign keys",
    "uniqueKeys": "unique keys",
    "missingValues": "missing values",
}

Fields = dict[str, dict[str, Any]]


def schema_changes(old: Mapping[str, RawTable], new: Mapping[str, RawTable]) -> Iterator[str]:
    """Yield a sentence for each table, field, value or key that came, went or changed."""
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield f"table {name} added"
        elif name not in new:
            yield f"table {name} removed"
        else:
            yield from _table(name, old[name], new[name])


def _table(name: str, old: RawTable, new: RawTable) -> Iterator[str]:
    before, after = _fields(old), _fields(new)
    for gone in (item for item in before if item not in after):
        values = sum(cell != "" for _, cell in old.cells(gone))
        yield f"{name}: field {gone} removed, with {values:,} values"
    for came in (item for item in after if item not in before):
        yield f"{name}: field {came} added"
    shared = [item for item in after if item in before]
    if shared != [item for item in before if item in after]:
        yield f"{name}: fields in another order"
    for item in shared:
        yield from (f"{name}.{item}: {told}" for told in _field(before[item], after[item]))
    reworded = [item for item in shared if _worded(before[item]) != _worded(after[item])]
    if reworded:
        yield f"{name}: title, description or example reworded of {', '.join(reworded)}"
    one, two = old.resource["schema"], new.resource["schema"]
    yield from (f"{name}: {told} changed" for k, told in _KEYS.items() if one.get(k) != two.get(k))


def _field(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    one, two = dict(old.get("constraints", {})), dict(new.get("constraints", {}))
    before, after = one.pop("enum", None), two.pop("enum", None)
    if before != after:
        yield from _enum(before, after)
    left = {key: (one.get(key), two.get(key)) for key in dict.fromkeys([*one, *two])}
    left |= {
        key: (old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if key not in _WORDS | {"name", "constraints", "categories"}
    }
    for key, (was, now) in left.items():
        if was != now:
            yield f"{key} was {quoted(str(was))}, is {quoted(str(now))}"
    if old.get("categories") != new.get("categories") and before == after:
        yield "labels of its values changed"


def _enum(old: list[str] | None, new: list[str] | None) -> Iterator[str]:
    gone = [item for item in old or [] if item not in (new or [])]
    came = [item for item in new or [] if item not in (old or [])]
    if gone:
        yield f"value {', '.join(quoted(str(item)) for item in gone)} removed"
    if came:
        yield f"value {', '.join(quoted(str(item)) for item in came)} added"
    if not gone and not came:
        yield "values in another order"


def _fields(table: RawTable) -> Fields:
    return {str(item["name"]): item for item in table.fields}


def _worded(field: dict[str, Any]) -> list[Any]:
    return [field.get(key) for key in sorted(_WORDS)]
