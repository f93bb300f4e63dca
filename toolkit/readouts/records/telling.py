"""Rows → records: one document for each engagement, from which the rows can be made again.

Pure. The other way is `readouts.records.intake`; what a record looks like is in
`readouts.records.format`. A record is printed whole: with the declarations of all that it names,
so that a package that lacks them can take it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from readouts.errors import BrokenPackageError, ReadoutsError, did_you_mean
from readouts.match import Names, candidates
from readouts.records.format import OWN_NAMES, REFERENCES, SECTIONS, Section
from readouts.records.likeness import separate_note
from readouts.records.lookup import DECLARED, known_names
from readouts.storage.rows import Draft, Row

__all__ = ["to_record", "to_records"]

_BY_ID = frozenset({"side", "coder", "claim"})
"""Kinds that are known by their id rather than by their name."""

_SEPARATE = re.compile(r"Separate from (E[0-9]+(?:, E[0-9]+)*): (.+)\.")
_LONGEST_SLUG = 60
_ROLES = ("gatherer", "coder", "adjudicator")


def to_record(draft: Draft, engagement_id: str) -> dict[str, Any]:
    """Return one engagement as a record; see `to_records`."""
    return to_records(draft, [engagement_id])[0]


def to_records(draft: Draft, engagement_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return engagements as records.

    Parameters
    ----------
    draft : Draft
        The rows of a valid package.
    engagement_ids : sequence of str
        Which engagements, in which order.

    Returns
    -------
    list of dict
        One record each, of texts, numbers, booleans, lists and dicts, keys in the order of
        the format, without what is empty. A name stands where it names one thing, else
        ``{id: …}``. Parts and separate engagements among them refer to each other by the
        names of their records, all others by id.

    Raises
    ------
    ReadoutsError
        There is no such engagement.
    BrokenPackageError
        A row refers to nothing, or holds what a record cannot say.
    """
    index = _Index.over(draft)
    for engagement_id in engagement_ids:
        row = draft.rows["engagements"].get((engagement_id,))
        if row is None:
            known = [key for (key,) in draft.rows["engagements"]]
            raise ReadoutsError(
                f"There is no engagement {engagement_id!r}.{did_you_mean(engagement_id, known)}"
            )
        index.slugs[engagement_id] = _slug(row)
    return [_record(index, engagement_id) for engagement_id in engagement_ids]


@dataclass
class _Index:
    """The rows of a package, grouped by what they belong to."""

    draft: Draft
    names: dict[str, Names]
    types: dict[tuple[str, str], str]
    groups: dict[str, dict[str, list[Row]]]
    slugs: dict[str, str] = field(default_factory=dict)

    @classmethod
    def over(cls, draft: Draft) -> _Index:
        belongs = {
            "participants": "engagement_id",
            "readouts": "engagement_id",
            "positions": "readout_id",
            "position_holders": "position_id",
            "codings": "position_id",
            "actor_names": "actor_id",
        }
        types = {
            (name, item["name"]): item["type"]
            for name, raw in draft.raw.items()
            for item in raw.fields
        }
        groups: dict[str, dict[str, list[Row]]] = {name: {} for name in belongs}
        for name, column in belongs.items():
            for row in draft.rows[name].values():
                groups[name].setdefault(row[column], []).append(row)
        return cls(draft, known_names(draft), types, groups)

    def of(self, table: str, key: str) -> list[Row]:
        """Return the rows of a table that belong to something."""
        return self.groups[table].get(key, [])

    def row(self, table: str, key: str) -> Row:
        """Return the row of an id; BrokenPackageError where there is none."""
        found = self.draft.rows[table].get((key,))
        if found is None:
            raise BrokenPackageError(
                f"{self.draft.raw[table].path}: {key!r} is not in it, and a row refers to it. "
                "Run `readouts validate`"
            )
        return found

    def reference(self, kind: str, key: str) -> str | dict[str, str]:
        """Return how a record names a thing: by its name where that names nothing else."""
        names = self.names[kind]
        name = key if kind in _BY_ID else names.shown.get(key, key)
        return name if candidates(name, [names]) == [key] else {"id": key}

    def turn(self, coding: Row) -> tuple[int, str]:
        """Return by what codings are sorted: the adjudicator's last."""
        role = self.row("coders", coding["coder_id"])["role"]
        return _ROLES.index(role) if role in _ROLES else len(_ROLES), coding["coder_id"]

    def value(self, table: str, column: str, cell: str) -> str | int | bool:
        """Return a cell as a record has it: whole numbers and booleans as such."""
        kind = self.types[table, column]
        if kind == "boolean" and cell in ("true", "false"):
            return cell == "true"
        if kind == "integer" and cell.isascii() and cell.isdecimal() and str(int(cell)) == cell:
            return int(cell)
        return cell


@dataclass
class _Told:
    """What a record names, and so has to declare: ids by kind."""

    ids: dict[str, set[str]] = field(default_factory=lambda: {kind: set() for kind in REFERENCES})

    def add(self, row: Row, section: Section) -> None:
        for key in section.keys:
            if key.holds in REFERENCES and row[key.field]:
                self.ids[key.holds].add(row[key.field])


def _record(index: _Index, engagement_id: str) -> dict[str, Any]:
    row = index.row("engagements", engagement_id)
    readouts = sorted(index.of("readouts", engagement_id), key=lambda item: item["readout_id"])
    sources = list(dict.fromkeys(item["source_id"] for item in readouts))
    keys = {name: f"s{i}" for i, name in enumerate(sources, start=1)}
    keys |= {item["readout_id"]: f"r{i}" for i, item in enumerate(readouts, start=1)}
    told = _Told()
    participants = sorted(
        index.of("participants", engagement_id), key=lambda item: int(item["participant_no"])
    )
    record: dict[str, Any] = {
        "record": index.slugs[engagement_id],
        "engagement": _engagement(index, told, row),
        "sources": [_source(index, told, keys, name) for name in sources],
        "readouts": [_readout(index, told, keys, item) for item in readouts],
        "participants": [_participant(index, told, keys, item) for item in participants],
    }
    record |= _declarations(index, told)
    return {name: value for name, value in record.items() if value or name == "participants"}


def _cells(index: _Index, told: _Told, section: Section, row: Row) -> dict[str, Any]:
    """Return what a section says of a row, key by key, without what is empty."""
    told.add(row, section)
    found: dict[str, Any] = {}
    for key in section.keys:
        cell = row.get(key.field, "") if key.field else ""
        if cell and key.holds in REFERENCES:
            found[key.name] = index.reference(key.holds, cell)
        elif cell and key.holds == "text":
            found[key.name] = index.value(section.table, key.field, cell)
    return found


def _in_order(section: Section, cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key.name: cells[key.name]
        for key in section.keys
        if cells.get(key.name) not in (None, "", [])
    }


def _engagement(index: _Index, told: _Told, row: Row) -> dict[str, Any]:
    section = SECTIONS["engagement"]
    cells = _cells(index, told, section, row)
    if row["part_of"]:
        cells["part_of"] = index.slugs.get(row["part_of"], row["part_of"])
    notes, separate = _separate(row["notes"])
    if separate:
        cells["notes"] = notes
        others = [index.slugs.get(item, item) for item in separate["from"]]
        cells["separate"] = {"from": others, "reason": separate["reason"]}
    return _in_order(section, cells)


def _separate(notes: str) -> tuple[str, dict[str, Any]]:
    """Take the note that an engagement is separate from the other notes, if it can be put back."""
    found = re.search(_SEPARATE.pattern + r"\Z", notes)
    if found is None:
        return notes, {}
    before = notes[: found.start()]
    rest = before.removesuffix("; ") if before.endswith("; ") else before.removesuffix(" ")
    others = found[1].split(", ")
    fits = others == sorted(set(others)) and not found[2].endswith(".")
    if not fits or separate_note(rest, found[0]) != notes:
        return notes, {}
    return rest, {"from": others, "reason": found[2]}


def _source(index: _Index, told: _Told, keys: Mapping[str, str], name: str) -> dict[str, Any]:
    section, row = SECTIONS["sources"], index.row("sources", name)
    cells = _cells(index, told, section, row) | {"key": keys[name]}
    origin = row["derived_from"]
    if origin:
        cells["derived_from"] = keys.get(origin) or index.row("sources", origin)["url"]
    return _in_order(section, cells)


def _readout(index: _Index, told: _Told, keys: Mapping[str, str], row: Row) -> dict[str, Any]:
    section = SECTIONS["readouts"]
    positions = sorted(
        index.of("positions", row["readout_id"]), key=lambda item: int(item["order_in_readout"])
    )
    cells = _cells(index, told, section, row) | {
        "key": keys[row["readout_id"]],
        "source": keys[row["source_id"]],
        "positions": [_position(index, told, item) for item in positions],
    }
    return _in_order(section, cells)


def _position(index: _Index, told: _Told, row: Row) -> dict[str, Any]:
    section, codings = SECTIONS["positions"], SECTIONS["codings"]
    cells = _cells(index, told, section, row)
    holders = [item["actor_id"] for item in index.of("position_holders", row["position_id"])]
    told.ids["actor"] |= set(holders)
    cells["holders"] = [index.reference("actor", item) for item in holders]
    rows = sorted(index.of("codings", row["position_id"]), key=index.turn)
    cells["codings"] = [_cells(index, told, codings, item) for item in rows]
    return _in_order(section, cells)


def _participant(index: _Index, told: _Told, keys: Mapping[str, str], row: Row) -> dict[str, Any]:
    section = SECTIONS["participants"]
    if row["readout_id"] not in keys:
        raise BrokenPackageError(
            f"{index.draft.raw['participants'].path}: participant {row['participant_no']} of "
            f"{row['engagement_id']} is attested by {row['readout_id']!r}, which is no readout "
            "of that engagement. Run `readouts validate`"
        )
    cells = _cells(index, told, section, row) | {"readout": keys[row["readout_id"]]}
    return _in_order(section, cells)


def _declarations(index: _Index, told: _Told) -> dict[str, Any]:
    """Return the declarations of all that a record names, and of what they name in turn."""
    for post in told.ids["post"]:
        told.add(index.row("posts", post), SECTIONS["posts"])
    waiting = sorted(told.ids["actor"])
    while waiting:
        row = index.row("actors", waiting.pop())
        parent = row["parent_id"]
        if parent and parent not in told.ids["actor"]:
            waiting.append(parent)
        told.add(row, SECTIONS["actors"])
    found = {
        name: [_declaration(index, name, key) for key in sorted(told.ids[kind])]
        for kind, name in DECLARED.items()
    }
    return {key.name: found[key.name] for key in SECTIONS["record"].keys if key.name in found}


def _declaration(index: _Index, name: str, key: str) -> dict[str, Any]:
    section, row = SECTIONS[name], index.row(name, key)
    cells = _cells(index, _Told(), section, row)
    cells["id"] = key
    if name == "actors":
        cells["names"] = list(_spellings(index, row))
    return _in_order(section, cells)


def _spellings(index: _Index, row: Row) -> Iterator[dict[str, Any]]:
    """Yield the spellings of an actor, without the preferred name, which stands above."""
    for item in index.of("actor_names", row["actor_id"]):
        as_declared = (row["name"], "Latn", "preferred")
        if (item["name"], item["script"], item["kind"]) != as_declared:
            yield _cells(index, _Told(), OWN_NAMES, item)


def _slug(row: Row) -> str:
    """Return a name for a record: the id and the title of its engagement."""
    plain = unicodedata.normalize("NFKD", row["title"]).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.casefold().replace("'", ""))
    slug = "-".join([row["engagement_id"].casefold(), *words])
    return slug if len(slug) <= _LONGEST_SLUG else slug[:_LONGEST_SLUG].rpartition("-")[0]
