"""A code, field or term looked up: what it means, and where it is used. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from readouts.errors import UnknownIdError, nearest
from readouts.storage.package import RawTable
from readouts.storage.writing import primary_key
from readouts.texts.prose import Line

__all__ = ["Entry", "Glossary"]

LISTS: Final = {
    "issues": "issue",
    "claims": "claim",
    "sides": "side",
    "places": "place",
    "posts": "post",
    "coders": "coder",
}
"""Tables whose rows are codes, and what one of them is called."""

_LABELS: Final = ("label", "name")
MOST_WHOLE: Final = 3
"""Entries that are told whole; of more, only code and title."""


@dataclass(frozen=True)
class Entry:
    """What is known of one code, field, value or table.

    Attributes
    ----------
    kind : str
        ``claim``, ``issue``, ``field``, ``value``, ``table`` and so on.
    name : str
        The code, ``table.field``, the value, or the name of the table.
    title : str
        Its label.
    facts : dict of str to str
        Definition, includes, excludes and what else the tables say, by column.
    uses : dict of str to int
        How often it stands where, by ``table.field``.
    """

    kind: str
    name: str
    title: str
    facts: dict[str, str] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)

    def lines(self) -> Iterator[Line]:
        """Yield the entry for reading."""
        yield Line("item", f"{self.name}  {self.title}  ({self.kind})")
        yield from (Line("text", f"{word}: {told}", 1) for word, told in self.facts.items() if told)
        used = ", ".join(f"{place} {number:,}" for place, number in self.uses.items() if number)
        yield Line("aside", f"used: {used or 'nowhere'}" if self.uses else "", 1)


class Glossary:
    """The codes, fields and values of a package.

    Parameters
    ----------
    tables : Mapping of str to RawTable
        All tables of a package, by name.
    """

    def __init__(self, tables: Mapping[str, RawTable]) -> None:
        self.tables = tables

    @cached_property
    def entries(self) -> list[Entry]:
        """All entries: codes, then tables, fields and values."""
        return [*self._codes(), *self._tables(), *self._fields(), *self._values()]

    def contents(self) -> list[Line]:
        """Return the issues with their claims, for reading."""
        claims = [dict(row) for row in self._rows("claims")]
        lines = []
        for issue in self._rows("issues"):
            lines.append(Line("item", f"{issue['issue_id']}  {issue['label']}"))
            mine = [claim for claim in claims if claim["issue_id"] == issue["issue_id"]]
            lines += [Line("text", f"{claim['claim_id']}  {claim['label']}", 1) for claim in mine]
        return lines

    def look_up(self, term: str) -> list[Line]:
        """Return what a term means, for reading.

        The first of these that finds something: the code, field, value or table of that name;
        the label that is the term; definitions in which all its words stand.

        Raises
        ------
        UnknownIdError
            Nothing is found; the message names the nearest.
        """
        found = self.find(term)
        if not found:
            names = {entry.name for entry in self.entries} | {e.title for e in self.entries}
            near = nearest(term, sorted(names))
            hint = None if near is not None else "`readouts codebook` lists issues and claims"
            raise UnknownIdError("code, field or term", term, [], near=near, hint=hint)
        if len(found) <= MOST_WHOLE:
            return [line for entry in found for line in entry.lines() if line.text]
        return [next(entry.lines()) for entry in found]

    def find(self, term: str) -> list[Entry]:
        """Return the entries that a term means; none where there is none."""
        wanted = " ".join(term.casefold().split())
        ways: tuple[Callable[[Entry], bool], ...] = (
            lambda entry: entry.name.casefold() == wanted,
            lambda entry: entry.kind == "field" and entry.name.endswith(f".{wanted}"),
            lambda entry: entry.title.casefold() == wanted,
            lambda entry: _has_words(entry, wanted),
        )
        for is_meant in ways if wanted else ():
            found = [entry for entry in self.entries if is_meant(entry)]
            if found:
                return found
        return []

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        table = self.tables.get(name)
        for row in table.rows if table is not None else ():
            assert table is not None
            cells = dict.fromkeys(table.header, "") | dict(
                zip(table.header, row.cells, strict=False)
            )
            yield cells

    def _codes(self) -> Iterator[Entry]:
        for name, kind in LISTS.items():
            if name not in self.tables:
                continue
            (key,) = primary_key(self.tables[name].resource)
            users = list(self._users(name))
            for row in self._rows(name):
                title = next((row[label] for label in _LABELS if label in row), "")
                facts = {c: cell for c, cell in row.items() if c not in (key, *_LABELS)}
                uses = {place: counts.get(row[key], 0) for place, counts in users}
                yield Entry(kind, row[key], title, facts, uses)

    def _users(self, target: str) -> Iterator[tuple[str, dict[str, int]]]:
        """Yield the fields that refer to a table, and how often each code stands in them."""
        for table in self.tables.values():
            for key in table.resource["schema"].get("foreignKeys", []):
                columns = key["fields"]
                column = columns if isinstance(columns, str) else columns[0]
                if (key["reference"].get("resource") or table.name) == target:
                    yield f"{table.name}.{column}", _counts(table, column)

    def _tables(self) -> Iterator[Entry]:
        for table in self.tables.values():
            resource = table.resource
            facts = {
                "description": _told(resource.get("description")),
                "file": table.path,
                "key": ", ".join(primary_key(resource)),
                "fields": ", ".join(item["name"] for item in table.fields),
                "rows": f"{len(table.rows):,}",
            }
            yield Entry("table", table.name, _told(resource.get("title")), facts)

    def _fields(self) -> Iterator[Entry]:
        for table in self.tables.values():
            for item in table.fields:
                filled = sum(cell != "" for _, cell in table.cells(item["name"]))
                values = ", ".join(map(str, item.get("constraints", {}).get("enum", [])))
                facts = {
                    "description": _told(item.get("description")),
                    "type": _told(item.get("type")),
                    "values": values,
                    "example": _told(item.get("example")),
                    "filled": f"{filled:,} of {len(table.rows):,} rows",
                }
                title = _told(item.get("title"))
                yield Entry("field", f"{table.name}.{item['name']}", title, facts)

    def _values(self) -> Iterator[Entry]:
        """Yield the values that a field can have; one of several fields is one entry."""
        found: dict[tuple[str, str], Entry] = {}
        for table in self.tables.values():
            for item in table.fields:
                labels = {c["value"]: c.get("label", "") for c in item.get("categories", [])}
                counts = _counts(table, item["name"])
                for value in item.get("constraints", {}).get("enum", []):
                    title = str(labels.get(value, ""))
                    entry = found.setdefault((value, title), Entry("value", str(value), title))
                    entry.uses[f"{table.name}.{item['name']}"] = counts.get(str(value), 0)
        yield from found.values()


def _counts(table: RawTable, column: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _, cell in table.cells(column):
        counts[cell] = counts.get(cell, 0) + 1
    return counts


def _text(entry: Entry) -> str:
    """Return what the words of a term are looked for in."""
    words = ("definition", "includes", "excludes", "description")
    told = [entry.title, *(entry.facts.get(word, "") for word in words)]
    return " ".join([entry.name, *told]).casefold()


def _has_words(entry: Entry, wanted: str) -> bool:
    text = _text(entry)
    return all(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in wanted.split())


def _told(value: Any) -> str:
    return " ".join(str(value).split()) if value is not None else ""
