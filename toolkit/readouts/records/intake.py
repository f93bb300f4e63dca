"""Records → rows. Pure: what a record tells goes into a draft of the tables, or is refused.

All records of a call are seen together: each finds its names in the tables and in itself, so
the order of the records makes no difference but for the ids that new rows get.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from readouts.match import normal_address
from readouts.problems import Problem, quoted
from readouts.records.accounts import add_participants, add_readouts
from readouts.records.call import Call, Entry
from readouts.records.declarations import add_declarations, add_sources
from readouts.records.format import SECTIONS, items, line_of, text_of
from readouts.records.likeness import hold_likeness, separate_note, shared_names
from readouts.records.lookup import Lookup, known_names, own_names
from readouts.records.rules import refusal
from readouts.records.shape import check_shape
from readouts.records.tree import Document, Node
from readouts.storage.rows import Draft

__all__ = ["TABLES", "to_rows"]

TABLES = (
    *sorted({section.table for section in SECTIONS.values() if section.table}),
    "claims",
    "issues",
    "position_holders",
    "retired_ids",
)
"""The tables that records need."""

_SLUG = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_ENGAGEMENT_ID = re.compile(r"E[0-9]+")


def to_rows(draft: Draft, documents: Sequence[Document]) -> tuple[list[Problem], dict[str, str]]:
    """Put what records tell into the draft of the tables.

    A record with an error leaves nothing in the draft, and does not keep the others out.

    Parameters
    ----------
    draft : Draft
        The rows of the package; records that are well go into it.
    documents : sequence of Document
        The records of one call.

    Returns
    -------
    list of Problem
        What is wrong with the records.
    dict of str to str
        Id of the engagement of each record, by the record's name.
    """
    call = Call.over(draft)
    problems, entries = _entries(call, documents)
    for entry in entries:
        _mint(entry)
    for entry in entries:
        mark = draft.mark()
        add_declarations(entry)
        add_sources(entry)
        _add_engagement(entry)
        add_readouts(entry)
        add_participants(entry)
        if entry.failed:
            draft.back_to(mark)
    hold_likeness(call, entries)
    for entry in entries:
        problems += entry.problems
    return problems + shared_names(draft), call.slugs


def _entries(call: Call, documents: Sequence[Document]) -> tuple[list[Problem], list[Entry]]:
    """Return the records that can be understood, and what is wrong with the others."""
    known = known_names(call.draft)
    problems: list[Problem] = []
    entries: list[Entry] = []
    misses: dict[tuple[str, str], list[str]] = {}
    first: dict[str, str] = {}
    for document in documents:
        found = check_shape(document) or _slug_problems(document, first)
        if found:
            problems += found
            continue
        slug = text_of(document.node, "record")
        first[slug] = f"{document.path}:{line_of(document.node, 'record')}"
        told: list[Problem] = []
        own = own_names(document.node)
        lookup = Lookup(known, own, document.path, slug, told, misses)
        entries.append(Entry(call, document, slug, "", lookup, told))
    return problems, entries


def _slug_problems(document: Document, first: dict[str, str]) -> list[Problem]:
    """Return what is wrong with the name of a record."""
    slug, line = text_of(document.node, "record"), line_of(document.node, "record")
    if slug in first:
        return [
            refusal(
                "record-key-is-single",
                document.path,
                line,
                f"a second record {quoted(slug)}",
                f"each record once in a call (the other is {first[slug]})",
                "leave one of the two out, or rename it",
                field="record",
            )
        ]
    if _SLUG.fullmatch(slug) is None or _ENGAGEMENT_ID.fullmatch(slug) is not None:
        return [
            refusal(
                "record-value-has-its-shape",
                document.path,
                line,
                quoted(slug),
                "letters, digits and single hyphens that are not an id, such as "
                "'lafi-kinshchak-tripoli-2025-04-28'",
                "rename the record",
                field="record",
            )
        ]
    return []


def _mint(entry: Entry) -> None:
    """Give the record's engagement and its new sources their ids, so that others can refer to them."""
    call, told = entry.call, entry.engagement
    entry.engagement_id = text_of(told, "id") or entry.draft.next_id("engagements")
    call.slugs[entry.slug] = entry.engagement_id
    for item in items(entry.node, "sources"):
        address = normal_address(text_of(item, "url"))
        if address not in call.addresses:
            call.addresses[address] = entry.draft.next_id("sources")
        assert isinstance(item.value, dict)
        if item.value.keys() - {"key", "url"}:
            call.described.add(address)


def _add_engagement(entry: Entry) -> None:
    """Put the engagement in, or fill what is empty of a known one."""
    node, section = entry.engagement, SECTIONS["engagement"]
    row = entry.row(node, section)
    row["part_of"] = _engagement(entry, text_of(node, "part_of"), node, "part_of")
    note = _separate(entry, node)
    key = (entry.engagement_id,)
    if entry.is_new:
        row |= {"engagement_id": key[0], "notes": separate_note(row["notes"], note)}
        entry.draft.add("engagements", row, entry.origin(node, section))
    elif _engagement(entry, key[0], node, "id"):
        entry.fill("engagements", key, row, node, section)
        old = entry.draft.rows["engagements"][key]["notes"]
        new = separate_note(old, note) if note not in old else old
        entry.draft.put("engagements", key, "notes", new, entry.origin(node, section))


def _engagement(entry: Entry, text: str, node: Node, name: str) -> str:
    """Return the id of an engagement that is called by its id or its record."""
    call, rows = entry.call, entry.draft.rows
    if not text or (text,) in rows["engagements"]:
        return text
    if name != "id" and text in call.slugs:
        return call.slugs[text]
    retired = rows["retired_ids"].get((text,))
    instead = retired["replaced_by"] if retired else ""
    known = [*call.slugs, *(key for (key,) in rows["engagements"])]
    near = instead or entry.lookup.nearest_key(text, known)
    hint = f" (nearest: {near!r})" if near else ""
    entry.refuse(
        "record-reference-is-known",
        line_of(node, name),
        name,
        found=quoted(text) + (", an id that is retired" if retired else ""),
        expected="the id of an engagement"
        + ("" if name == "id" else ", or the name of a record of this call")
        + hint,
        fix="correct it",
    )
    return ""


def _separate(entry: Entry, node: Node) -> str:
    """Return the note that an engagement is not another, or nothing."""
    assert isinstance(node.value, dict)
    told = node.value.get("separate")
    if told is None or told.value is None:
        return ""
    found = [_engagement(entry, str(item.value), told, "from") for item in items(told, "from")]
    reason = text_of(told, "reason").rstrip(".")
    return f"Separate from {', '.join(sorted(set(found)))}: {reason}."
