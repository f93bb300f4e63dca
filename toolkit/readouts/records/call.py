"""The records of one call on their way into the tables: what they share, and what each knows."""

from __future__ import annotations

from dataclasses import dataclass, field

from readouts.match import Account, normal_address
from readouts.problems import Problem, quoted
from readouts.records.format import REFERENCES, Section, key_of_field, line_of, text_of
from readouts.records.lookup import Lookup
from readouts.records.rules import refusal
from readouts.records.tree import Document, Node
from readouts.storage.limits import RECORDS
from readouts.storage.rows import Draft, Origin, Row, RowKey

__all__ = ["Call", "Entry"]


@dataclass
class Call:
    """What the records of one call share.

    Attributes
    ----------
    draft : Draft
        The rows, with what the records have added so far.
    slugs : dict of str to str
        Id of the engagement that each record tells.
    addresses : dict of str to str
        Id of the source at each address, in its normal form.
    described : set of str
        The addresses of which a record tells more than the address.
    accounts : dict of Account to str
        Id of the readout by engagement, source and issuer.
    positions : dict of str to list of str
        Ids of the positions of each readout, in order.
    present : dict of str to list of RowKey
        Keys of the participants of each engagement.
    """

    draft: Draft
    slugs: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    described: set[str] = field(default_factory=set)
    accounts: dict[Account, str] = field(default_factory=dict)
    positions: dict[str, list[str]] = field(default_factory=dict)
    present: dict[str, list[RowKey]] = field(default_factory=dict)

    @classmethod
    def over(cls, draft: Draft) -> Call:
        """Return a call that knows what is in the tables."""
        call, rows = cls(draft), draft.rows
        for row in rows["sources"].values():
            call.addresses.setdefault(normal_address(row["url"]), row["source_id"])
        for row in rows["readouts"].values():
            account = (row["engagement_id"], row["source_id"], row["issuer_id"])
            call.accounts[account] = row["readout_id"]
        order: dict[str, list[tuple[int, str]]] = {}
        for row in rows["positions"].values():
            place = _whole(row["order_in_readout"])
            order.setdefault(row["readout_id"], []).append((place, row["position_id"]))
        call.positions = {key: [item for _, item in sorted(of)] for key, of in order.items()}
        for key, row in rows["participants"].items():
            call.present.setdefault(row["engagement_id"], []).append(key)
        return call


@dataclass
class Entry:
    """One record of a call.

    Attributes
    ----------
    call, document : Call, Document
        The call, and the record as it was read.
    slug, engagement_id : str
        Its name, and the engagement that it tells.
    lookup : Lookup
        What its names mean.
    problems : list of Problem
        What is wrong with it.
    sources, readouts : dict of str to str
        Ids of its sources and readouts by the keys that it gives them.
    """

    call: Call
    document: Document
    slug: str
    engagement_id: str
    lookup: Lookup
    problems: list[Problem]
    sources: dict[str, str] = field(default_factory=dict)
    readouts: dict[str, str] = field(default_factory=dict)

    @property
    def node(self) -> Node:
        """The whole record."""
        return self.document.node

    @property
    def engagement(self) -> Node:
        """What it tells of the engagement itself."""
        assert isinstance(self.node.value, dict)
        return self.node.value["engagement"]

    @property
    def is_new(self) -> bool:
        """Whether it tells an engagement of its own, and does not add to one of the tables."""
        return not text_of(self.engagement, "id")

    @property
    def draft(self) -> Draft:
        """The rows of the call."""
        return self.call.draft

    @property
    def failed(self) -> bool:
        """Whether something is wrong with it."""
        return any(item.severity == "error" for item in self.problems)

    def refuse(
        self, rule: str, line: int, field: str | None, *, found: str, expected: str, fix: str
    ) -> None:
        """Report that the record breaks a rule; the list of problems has an end."""
        if len(self.problems) >= RECORDS["problems told of a record"].most:
            return
        problem = refusal(
            rule, self.document.path, line, found, expected, fix, field=field, label=self.slug
        )
        self.problems.append(problem)

    def origin(self, node: Node, section: Section) -> Origin:
        """Return where the row of a part of the record is told."""
        assert isinstance(node.value, dict)
        lines = {
            key.field: node.value[key.name].line
            for key in section.keys
            if key.field and key.name in node.value
        }
        return Origin(self.document.path, node.line, lines)

    def row(self, node: Node, section: Section) -> Row:
        """Return the cells of a part of the record: texts as they are, references as ids."""
        assert isinstance(node.value, dict)
        cells: Row = {}
        for key in section.keys:
            if key.field and key.holds == "text":
                cells[key.field] = text_of(node, key.name)
            elif key.holds in REFERENCES:
                cells[key.field] = self.lookup.find(node.value.get(key.name), key.holds, key.name)
        return cells

    def source(self, text: str, line: int, name: str) -> str:
        """Return the id of a source that is called by its key, its id or its address."""
        if text in self.sources:
            return self.sources[text]
        if (text,) in self.draft.rows["sources"]:
            return text
        known = self.call.addresses.get(normal_address(text))
        if known is not None and "/" in text:
            return known
        self.unknown(text, line, name, "source", list(self.sources))
        return ""

    def unknown(self, text: str, line: int, name: str, what: str, keys: list[str]) -> None:
        """Report a reference to something that is neither in the record nor in the tables."""
        near = self.lookup.nearest_key(text, keys)
        there = f"nearest: {near!r}" if near else f"keys here: {', '.join(keys[:10]) or 'none'}"
        form = "an id or an address" if what == "source" else "an id"
        self.refuse(
            "record-reference-is-known",
            line,
            name,
            found=quoted(text),
            expected=f"the key of a {what} of this record ({there}), or {form} of the tables",
            fix=f"correct it, or put the {what} in",
        )

    def hold_number(self, number: int, what: str, node: Node) -> bool:
        """Say whether there is room for a number of rows; report it where there is not."""
        most = RECORDS["items in a list"].most
        if number > most:
            self.refuse(
                "record-is-readable",
                node.line,
                what,
                found=f"{number:,} {what}, with those that are there",
                expected=f"at most {most:,}",
                fix="look for a mistake",
            )
        return number <= most

    def fill(self, table: str, key: RowKey, row: Row, node: Node, section: Section) -> None:
        """Put cells into a row where it is empty; report those that it has otherwise."""
        there = self.draft.rows[table][key]
        origin = self.origin(node, section)
        for column, cell in row.items():
            if cell and not there[column]:
                self.draft.put(table, key, column, cell, origin)
            elif cell and there[column] != cell:
                self.differs(table, key, column, cell, line_of(node, key_of_field(table, column)))

    def differs(self, table: str, key: RowKey, column: str, cell: str, line: int) -> None:
        """Report a cell that is told otherwise elsewhere."""
        name = key_of_field(table, column)
        old = self.draft.rows[table][key][column]
        first = self.draft.origins.get((table, key))
        path = self.draft.raw[table].path
        by = f"{first.path}:{first.line}" if first is not None else f"{path}, {'/'.join(key)}"
        self.refuse(
            "record-agrees",
            line,
            name,
            found=quoted(cell) if cell else "nothing",
            expected=f"{quoted(old) if old else 'nothing'}, as in {by}",
            fix="leave it out, or correct one of the two",
        )


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
