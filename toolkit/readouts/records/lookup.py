"""Who and what a record names: the things of the tables, and those that it declares itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from readouts.errors import nearest
from readouts.match import LONGEST_NAME, Names, candidates, nearest_names
from readouts.problems import Problem, quoted
from readouts.records.format import items, text_of
from readouts.records.rules import refusal
from readouts.records.tree import Node
from readouts.storage.limits import RECORDS
from readouts.storage.rows import Draft

__all__ = ["Lookup", "known_names", "own_names"]

MOST_NEAREST = 100
"""Names in one call for which the nearest are looked for; finding them takes a while."""

MOST_SHOWN = 5
"""Actors of one name whom a message lists."""

_LABELS = {
    "actor": ("actors", "actor_id", "name"),
    "place": ("places", "place_id", "name"),
    "side": ("sides", "side_id", "label"),
    "post": ("posts", "post_id", "label"),
    "coder": ("coders", "coder_id", "label"),
    "claim": ("claims", "claim_id", "label"),
}
"""For each kind of reference its table, its id, and the field with its name."""

DECLARED = {
    "actor": "actors",
    "place": "places",
    "side": "sides",
    "post": "posts",
    "coder": "coders",
}
"""Kinds that a record can declare, and the section for it."""


def known_names(draft: Draft) -> dict[str, Names]:
    """Return the names of all that the tables know, by kind."""
    found = {kind: Names(kind) for kind in _LABELS}
    for kind, (table, key, label) in _LABELS.items():
        for row in draft.rows[table].values():
            found[kind].add(row[key], row[label])
    for row in draft.rows["actor_names"].values():
        found["actor"].add(row["actor_id"], row["name"])
    return found


def own_names(node: Node) -> dict[str, Names]:
    """Return the names of all that a record declares, by kind."""
    found = {kind: Names(kind) for kind in _LABELS}
    for kind, section in DECLARED.items():
        label = _LABELS[kind][2]
        for item in items(node, section):
            spellings = [text_of(inner, "name") for inner in items(item, "names")]
            found[kind].add(text_of(item, "id"), text_of(item, label), *spellings)
    return found


@dataclass
class Lookup:
    """Finds what a record names, and tells what it cannot find.

    ``known`` and ``own`` are the names of the tables and of the record, ``problems`` is where
    it tells; ``misses`` has, for one call, the names for which the nearest were looked for.
    """

    known: dict[str, Names]
    own: dict[str, Names]
    path: str
    label: str
    problems: list[Problem]
    misses: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def find(self, node: Node | None, kind: str, name: str) -> str:
        """Return the id of what a reference names; "" where it is empty or not found.

        What is not found is reported. ``name`` is the key under which the reference stands.
        """
        if node is None or node.value is None or self._is_full():
            return ""
        indexes = [self.known[kind], self.own[kind]]
        if isinstance(node.value, dict):
            wanted = text_of(node, "id")
            if any(wanted in index.ids for index in indexes):
                return wanted
            self._report(self._unknown(node.line, kind, name, wanted, is_id=True))
            return ""
        assert isinstance(node.value, str)
        found = candidates(node.value, indexes)
        if len(found) == 1:
            return found[0]
        if found:
            self._report(self._ambiguous(node.line, kind, name, node.value, found))
        else:
            self._report(self._unknown(node.line, kind, name, node.value))
        return ""

    def _is_full(self) -> bool:
        return len(self.problems) >= RECORDS["problems told of a record"].most

    def _report(self, problem: Problem) -> None:
        if not self._is_full():
            self.problems.append(problem)

    def _ambiguous(self, line: int, kind: str, name: str, text: str, found: list[str]) -> Problem:
        def told(key: str) -> str:
            index = self.own[kind] if key in self.own[kind].ids else self.known[kind]
            return index.called(key)

        return refusal(
            "record-name-is-single",
            self.path,
            line,
            f"{quoted(text)}, which can be {' or '.join(map(told, found[:MOST_SHOWN]))}"
            + (f" or {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""),
            f"one {kind}",
            f"write {{id: {found[0]}}} or {{id: {found[1]}}}",
            field=name,
            label=self.label,
        )

    def _unknown(
        self, line: int, kind: str, name: str, text: str, *, is_id: bool = False
    ) -> Problem:
        near = self._nearest(kind, text)
        hint = f" (nearest: {', '.join(map(repr, near))})" if near else ""
        section = DECLARED.get(kind)
        declare = f", or declare it under `{section}`" if section else ""
        if kind == "actor" and not is_id:
            declare += "; a new spelling of a known actor goes under `names`"
        return refusal(
            "record-name-is-known",
            self.path,
            line,
            quoted(text),
            f"the {'id' if is_id else 'name or id'} of {_article(kind)} that the tables or this "
            f"record know{hint}",
            f"correct it{declare}",
            field=name,
            label=self.label,
        )

    def nearest_key(self, text: str, keys: list[str]) -> str | None:
        """Return the key of this record, or of this call, that is most like a text."""
        if len(self.misses) >= MOST_NEAREST or len(text) > LONGEST_NAME:
            return None
        near = nearest(text, keys)
        self.misses["", text] = [near] if near else []
        return near

    def _nearest(self, kind: str, text: str) -> list[str]:
        if (kind, text) not in self.misses:
            if len(self.misses) >= MOST_NEAREST:
                return []
            near = nearest_names(text, [self.own[kind], self.known[kind]])
            self.misses[kind, text] = near
        return self.misses[kind, text]


def _article(kind: str) -> str:
    return f"{'an' if kind == 'actor' else 'a'} {kind}"
