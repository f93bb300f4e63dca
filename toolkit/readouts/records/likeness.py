"""Records that tell what is told already, or whose actors have the names of others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from readouts.match import engagements_of, normal_name, pairs_alike
from readouts.problems import Problem, quoted
from readouts.records.call import Call, Entry
from readouts.records.rules import refusal
from readouts.storage.rows import Draft, Row, RowKey

__all__ = ["hold_likeness", "separate_note", "shared_names"]

MOST_SHOWN = 5
"""Engagements that are like one of a record, or actors of one name, that are told."""


def separate_note(notes: str, note: str) -> str:
    """Return the notes of an engagement with one more: that it is not another."""
    if not notes or not note:
        return notes or note
    return f"{notes} {note}" if notes[-1] in ".!?…؟。" else f"{notes}; {note}"


def hold_likeness(call: Call, entries: Sequence[Entry]) -> None:
    """Report engagements of the call that are likely told already."""
    rows = call.draft.rows
    told = {
        entry.engagement_id: entry
        for entry in entries
        if entry.is_new and ("engagements", (entry.engagement_id,)) in call.draft.added
    }
    all_of_them = engagements_of(rows["engagements"].values(), rows["participants"].values())
    pages: dict[str, set[str]] = {}
    for row in rows["readouts"].values():
        pages.setdefault(row["engagement_id"], set()).add(row["source_id"])
    shown = Counter[str]()
    for one, other, alike in pairs_alike(all_of_them, among=set(told)):
        notes = [rows["engagements"][(item.id,)]["notes"] for item in (one, other)]
        if _is_separate(notes[0], other.id) or _is_separate(notes[1], one.id):
            continue
        newer, older = (other, one) if other.id in told else (one, other)
        shown[newer.id] += 1
        if shown[newer.id] > MOST_SHOWN:
            continue
        is_same = alike == "same" or _is_retold(rows, pages, newer.id, older.id)
        _alike(told[newer.id], newer.id, older.id, is_same, told.get(older.id))


def _is_retold(
    rows: Mapping[str, Mapping[RowKey, Row]], pages: Mapping[str, set[str]], one: str, other: str
) -> bool:
    """Say whether two engagements that are alike have one date and one page, however long."""
    dates = {rows["engagements"][(key,)]["date"] for key in (one, other)}
    return len(dates) == 1 and not pages.get(one, set()).isdisjoint(pages.get(other, ()))


def _is_separate(notes: str, other: str) -> bool:
    return any(other in part for part in re.findall(r"Separate from ([^:]*):", notes))


def _alike(entry: Entry, newer: str, older: str, is_same: bool, first: Entry | None) -> None:
    """Report that the engagement of a record looks like an older one, or another record's."""
    rows = entry.draft.rows["engagements"]
    mine, row = rows[(newer,)], rows[(older,)]
    name = first.slug if first is not None else older
    where = f" ({first.document.path})" if first is not None else ""
    also = (
        f"tell both in one record, or add `separate: {{from: [{name}], reason: …}}`"
        if first is not None
        else f"to add an account to it, write `engagement: {{id: {name}}}` and no more; "
        f"if it is another, add `separate: {{from: [{name}], reason: …}}`"
    )
    entry.refuse(
        "record-is-new" if is_same else "record-seems-new",
        entry.engagement.line,
        "engagement",
        found=f"{quoted(mine['title'])} ({mine['form']}, {mine['date'] or 'no date'})",
        expected=f"an engagement that is not told yet; {name}{where} has the same leads: "
        f"{quoted(row['title'])} ({row['form']}, {row['date'] or 'no date'})",
        fix=also,
    )


def shared_names(draft: Draft) -> list[Problem]:
    """Return a warning for each new name that two actors now bear."""
    bearers: dict[str, dict[str, None]] = {}
    for row in draft.rows["actor_names"].values():
        bearers.setdefault(normal_name(row["name"]), {})[row["actor_id"]] = None
    found = []
    for table, key in draft.added:
        if table != "actor_names":
            continue
        all_others = (other for other in bearers[normal_name(key[1])] if other != key[0])
        others = list(islice(all_others, MOST_SHOWN))
        if others:
            origin = draft.origins[table, key]
            found.append(
                refusal(
                    "record-name-is-unshared",
                    origin.path,
                    origin.line,
                    f"{quoted(key[1])} as a name of {key[0]!r}",
                    f"a name of one actor ({', '.join(map(repr, others))} has it too)",
                    "if they are one, use one id; if they are two, let it be",
                    field="name",
                )
            )
    return found
