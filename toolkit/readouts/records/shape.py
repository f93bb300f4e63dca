"""The shape of a record: keys that nobody knows, values that are no texts where texts belong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from readouts.errors import nearest
from readouts.problems import Problem, quoted
from readouts.records.format import REFERENCES, SECTIONS, Key, Section, section_of
from readouts.records.rules import refusal
from readouts.records.tree import Document, Node
from readouts.storage.limits import RECORDS

__all__ = ["check_shape"]


def check_shape(document: Document) -> list[Problem]:
    """Return what is wrong with the keys of a record and with the kinds of their values."""
    found = _check_section(document.path, document.node, "record", SECTIONS["record"])
    return list(islice(found, RECORDS["problems told of a record"].most))


def _check_section(path: str, node: Node, name: str, section: Section) -> Iterator[Problem]:
    if not isinstance(node.value, dict):
        yield _misshapen(path, node, name, "a mapping: keys and values")
        return
    known = {key.name: key for key in section.keys}
    for word, inner in node.value.items():
        if word not in known:
            yield _unknown_key(path, inner.line, word, name, list(known))
        elif inner.value is not None:
            yield from _check_value(path, inner, name, known[word])
    for key in section.keys:
        inner_node = node.value.get(key.name)
        if key.is_required and (inner_node is None or inner_node.value is None):
            yield refusal(
                "record-key-is-given",
                path,
                node.line if inner_node is None else inner_node.line,
                f"no {key.name!r}" if name == "record" else f"no {key.name!r} in {_in(name)}",
                f"a value: {key.note[0].lower()}{key.note[1:]}" if key.note else "a value",
                f"write `{key.name}: …`",
                field=key.name,
            )


def _check_value(path: str, node: Node, name: str, key: Key) -> Iterator[Problem]:
    if key.holds == "section":
        yield from _check_section(path, node, key.name, section_of(name, key))
    elif key.holds in ("sections", "actors", "texts"):
        if not isinstance(node.value, list):
            yield _misshapen(path, node, key.name, "a list: each item on a line with '- '")
            return
        for item in node.value:
            if key.holds == "sections":
                yield from _check_section(path, item, key.name, section_of(name, key))
            else:
                yield from _check_word(path, item, key.name, may_be_id=key.holds == "actors")
    else:
        yield from _check_word(path, node, key.name, may_be_id=key.holds in REFERENCES)


def _check_word(path: str, node: Node, name: str, *, may_be_id: bool) -> Iterator[Problem]:
    """Yield a problem unless a node is a text or, where that may be, ``{id: …}``."""
    inner = node.value
    if may_be_id and isinstance(inner, dict):
        only = inner.get("id")
        if len(inner) != 1 or only is None or not isinstance(only.value, str):
            yield _misshapen(path, node, name, "a name, or {id: …} and nothing beside it")
    elif not isinstance(inner, str):
        yield _misshapen(path, node, name, "a name or {id: …}" if may_be_id else "a text")


def _misshapen(path: str, node: Node, name: str, expected: str) -> Problem:
    inner = node.value
    kinds = {dict: "a mapping", list: "a list", type(None): "nothing"}
    found = quoted(inner) if isinstance(inner, str) else kinds[type(inner)]
    return refusal(
        "record-value-has-its-shape",
        path,
        node.line,
        found,
        expected,
        "write it so; `readouts new` shows the form",
        field=name,
    )


def _unknown_key(path: str, line: int, word: str, name: str, known: list[str]) -> Problem:
    near = nearest(word, known)
    hint = f"nearest: {near!r}" if near else ", ".join(known)
    return refusal(
        "record-key-is-known",
        path,
        line,
        f"the key {quoted(word)}",
        f"a key of {_in(name)} ({hint})",
        "correct the key" if near else "take the key out",
        field=word if len(word) < 40 else None,
    )


def _in(name: str) -> str:
    return "a record" if name == "record" else f"`{name}`"
