"""What a record declares → rows: actors and their names, posts, places, sides, coders, pages."""

from __future__ import annotations

from readouts.match import normal_address
from readouts.problems import quoted
from readouts.records.call import Entry
from readouts.records.format import OWN_NAMES, SECTIONS, items, key_of_field, line_of, text_of
from readouts.records.lookup import DECLARED
from readouts.records.tree import Node
from readouts.storage.rows import Origin

__all__ = ["add_declarations", "add_sources"]


def add_declarations(entry: Entry) -> None:
    """Put in what the record declares, and the further spellings that it gives."""
    for item in items(entry.node, "names"):
        assert isinstance(item.value, dict)
        actor = entry.lookup.find(item.value["actor"], "actor", "actor")
        if actor:
            entry.lookup.own["actor"].add(actor, text_of(item, "name"))
            _add_name(entry, actor, item)
    for section in DECLARED.values():
        for item in items(entry.node, section):
            _declare_one(entry, section, item)


def _declare_one(entry: Entry, name: str, node: Node) -> None:
    """Put a declared thing into its table; what is there already must say the same."""
    section, draft = SECTIONS[name], entry.draft
    row = entry.row(node, section)
    key = (text_of(node, "id"),)
    if key in draft.rows[name]:
        for column, cell in row.items():
            if draft.rows[name][key][column] != cell:
                line = line_of(node, key_of_field(name, column))
                entry.differs(name, key, column, cell, line)
    else:
        draft.add(name, row, entry.origin(node, section))
    if name == "actors":
        _declare_names(entry, key[0], node)


def _declare_names(entry: Entry, actor: str, node: Node) -> None:
    """Put in the names of a declared actor: the preferred one and its spellings."""
    names, preferred = items(node, "names"), text_of(node, "name")
    for item in names:
        _add_name(entry, actor, item)
    told = any(text_of(item, "name") == preferred for item in names)
    if not told and (actor, preferred) not in entry.draft.rows["actor_names"]:
        line = line_of(node, "name")
        row = {"actor_id": actor, "name": preferred, "script": "Latn", "kind": "preferred"}
        entry.draft.add("actor_names", row, Origin(entry.document.path, line))


def _add_name(entry: Entry, actor: str, node: Node) -> None:
    """Put a spelling of an actor in, unless it is there."""
    row = {key.field: text_of(node, key.name) for key in OWN_NAMES.keys} | {"actor_id": actor}
    key = (actor, row["name"])
    there = entry.draft.rows["actor_names"].get(key)
    if there is None:
        entry.draft.add("actor_names", row, entry.origin(node, OWN_NAMES))
        return
    for column in ("script", "kind"):
        if there[column] != row[column]:
            entry.differs("actor_names", key, column, row[column], line_of(node, column))


def add_sources(entry: Entry) -> None:
    """Put new pages in, fill what is empty of known ones, and learn the record's own keys."""
    section, later = SECTIONS["sources"], []
    for item in items(entry.node, "sources"):
        address = normal_address(text_of(item, "url"))
        key = text_of(item, "key")
        source = entry.call.addresses[address]
        if key in entry.sources:
            _repeated(entry, item, key)
        entry.sources[key] = source
        row = entry.row(item, section) | {"derived_from": ""}
        if (source,) in entry.draft.rows["sources"]:
            row.pop("url")
            entry.fill("sources", (source,), row, item, section)
        elif address not in entry.call.described:
            _undescribed(entry, item)
        elif row.keys() and _is_described(item):
            entry.draft.add("sources", row | {"source_id": source}, entry.origin(item, section))
        if text_of(item, "derived_from"):
            later.append((source, item))
    for source, item in later:
        line = line_of(item, "derived_from")
        origin = entry.source(text_of(item, "derived_from"), line, "derived_from")
        if (source,) in entry.draft.rows["sources"]:
            entry.fill("sources", (source,), {"derived_from": origin}, item, section)


def _is_described(node: Node) -> bool:
    assert isinstance(node.value, dict)
    return bool(node.value.keys() - {"key", "url"})


def _undescribed(entry: Entry, node: Node) -> None:
    entry.refuse(
        "record-reference-is-known",
        line_of(node, "url"),
        "url",
        found=quoted(text_of(node, "url")),
        expected="the address of a page that the tables know, or more about the page",
        fix="correct the address, or tell publisher, language and the rest of the page",
    )


def _repeated(entry: Entry, node: Node, key: str) -> None:
    entry.refuse(
        "record-key-is-single",
        line_of(node, "key"),
        "key",
        found=f"the key {quoted(key)} a second time",
        expected="each key once in a record",
        fix="choose another key",
    )
