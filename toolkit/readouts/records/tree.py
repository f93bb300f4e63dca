"""A record as a tree whose every value knows its line, read within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from readouts.problems import quoted
from readouts.storage.limits import RECORDS

__all__ = ["Document", "Node", "Tally", "Tree", "UnreadableError", "too_much"]

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a record and the line on which it, or its key, stands.

    ``value`` is a text, a list or a dict of further nodes, or None where it is empty.
    """

    line: int
    value: str | list[Node] | dict[str, Node] | None


@dataclass(frozen=True, slots=True)
class Document:
    """One record as it was read: its file and its tree."""

    path: str
    node: Node


class UnreadableError(Exception):
    """A file cannot be read further; the arguments are those of `refusal` after the path."""

    def __init__(self, line: int | None, found: str, expected: str, fix: str) -> None:
        super().__init__(found)
        self.told = (line, found, expected, fix)


def too_much(limit: str, line: int | None) -> UnreadableError:
    """Return the refusal of what goes beyond a limit."""
    return UnreadableError(
        line,
        f"more than {RECORDS[limit].most:,} {limit}",
        "a record of a common size",
        "split it, or look for a mistake",
    )


@dataclass
class Tally:
    """How much the files of one call have held so far."""

    bytes: int = 0
    records: int = 0
    values: int = 0

    def add(self, what: str, number: int, line: int | None = None) -> None:
        """Count bytes, records or values; raise UnreadableError where it is too much."""
        total = getattr(self, what) + number
        setattr(self, what, total)
        if total > RECORDS[f"{what} in one call"].most:
            raise too_much(f"{what} in one call", line)


class Tree:
    """A tree that is being read: where the next value goes."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.roots: list[Node] = []
        self.open: list[Node] = []
        self.keys: list[tuple[str, int] | None] = []

    def put(self, value: str | list[Node] | dict[str, Node] | None, line: int) -> Node:
        """Put a value, or a list or mapping that is filled afterwards, into its place."""
        self.tally.add("values", 1, line)
        if not self.open:
            node = Node(line, value)
            self.roots.append(node)
            return node
        inside = self.open[-1].value
        if isinstance(inside, list):
            if len(inside) >= RECORDS["items in a list"].most:
                raise too_much("items in a list", line)
            node = Node(line, value)
            inside.append(node)
            return node
        assert isinstance(inside, dict)
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = self._key(value, line, inside)
            return Node(line, None)
        node = Node(key[1], value)
        inside[key[0]] = node
        self.keys[-1] = None
        return node

    def begin(self, value: list[Node] | dict[str, Node], line: int) -> None:
        """Begin a list or a mapping."""
        if len(self.open) >= RECORDS["values inside values"].most:
            raise too_much("values inside values", line)
        self.open.append(self.put(value, line))
        self.keys.append(None)

    def end(self) -> None:
        """End the list or mapping that was begun last."""
        self.open.pop()
        self.keys.pop()

    def scalar(self, text: str, line: int, *, is_plain: bool) -> None:
        """Put a text into its place."""
        if len(text) > RECORDS["characters in a value"].most:
            raise too_much("characters in a value", line)
        if _SURROGATE.search(text):
            found = "half of a surrogate pair (such as \\ud83d)"
            raise UnreadableError(line, found, "whole characters", "write the character itself")
        is_key = bool(self.open) and isinstance(self.open[-1].value, dict) and not self.keys[-1]
        is_empty = text == "" or (is_plain and text in _EMPTY)
        self.put(text if is_key or not is_empty else None, line)

    def _key(self, value: Any, line: int, inside: dict[str, Node]) -> tuple[str, int]:
        if not isinstance(value, str):
            raise UnreadableError(line, "a list or mapping as a key", "a word", "mend the line")
        if len(value) > RECORDS["characters in a key"].most:
            raise too_much("characters in a key", line)
        if value in inside:
            raise UnreadableError(
                line,
                f"the key {quoted(value)} a second time",
                f"each key once (it is on line {inside[value].line} too)",
                "take one of the two out",
            )
        return value, line
