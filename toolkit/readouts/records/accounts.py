"""The accounts in a record → rows: readouts, positions, codings, and who was there."""

from __future__ import annotations

from readouts.problems import quoted
from readouts.records.call import Entry
from readouts.records.format import SECTIONS, items, key_of_field, line_of, text_of
from readouts.records.tree import Node
from readouts.storage.rows import Origin, Row, RowKey

__all__ = ["add_participants", "add_readouts", "codes_of"]

CODES = ("claim_id", "stance", "act")


def add_readouts(entry: Entry) -> None:
    """Put the readouts of a record in, each with its positions."""
    section, mine = SECTIONS["readouts"], set()
    for node in items(entry.node, "readouts"):
        key = text_of(node, "key")
        row = entry.row(node, section)
        source = entry.source(text_of(node, "source"), line_of(node, "source"), "source")
        account = (entry.engagement_id, source, row["issuer_id"])
        if key in entry.readouts or account in mine:
            _repeated(entry, node, key)
            continue
        mine.add(account)
        entry.readouts[key] = _readout(entry, node, row | {"source_id": source}, account)
        _add_positions(entry, node, entry.readouts[key])


def _readout(entry: Entry, node: Node, row: Row, account: tuple[str, str, str]) -> str:
    """Return the id of a readout that is put in, or is there and takes more."""
    section, accounts = SECTIONS["readouts"], entry.call.accounts
    known = accounts.get(account)
    if known is not None:
        notes = _joined(entry.draft.rows["readouts"][(known,)]["notes"], row.pop("notes"))
        entry.draft.put("readouts", (known,), "notes", notes, entry.origin(node, section))
        entry.fill("readouts", (known,), row, node, section)
        return known
    readout = entry.draft.next_id("readouts")
    row |= {"readout_id": readout, "engagement_id": entry.engagement_id}
    entry.draft.add("readouts", row, entry.origin(node, section))
    accounts[account] = readout
    entry.draft.then(lambda: accounts.pop(account))
    return readout


def _joined(old: str, new: str) -> str:
    """Return the notes of a readout with those of another record of it, nothing twice."""
    parts = [*old.split("; "), *new.split("; ")]
    return "; ".join(dict.fromkeys(filter(None, parts)))


def _repeated(entry: Entry, node: Node, key: str) -> None:
    is_key = key in entry.readouts
    entry.refuse(
        "record-key-is-single",
        line_of(node, "key"),
        "key" if is_key else None,
        found=f"the key {quoted(key)} a second time" if is_key else "a second such readout",
        expected="each key once in a record"
        if is_key
        else "one readout for each source and issuer",
        fix="choose another key" if is_key else "tell the positions of both in one",
    )


def _add_positions(entry: Entry, node: Node, readout: str) -> None:
    """Put the positions of a readout in, in their places, and number all of it anew."""
    section, order = SECTIONS["positions"], entry.call.positions
    old = list(order.get(readout, ()))
    entry.draft.then(lambda: order.__setitem__(readout, old))
    now, new = list(old), items(node, "positions")
    if not entry.hold_number(len(old) + len(new), "positions", node):
        return
    for item in new:
        row, origin = entry.row(item, section), entry.origin(item, section)
        position = entry.draft.next_id("positions")
        holders = _holders(entry, item)
        place = _place(entry, now, row["paragraph"]) if old else len(now)
        now.insert(place, position)
        row |= {
            "position_id": position,
            "readout_id": readout,
            "order_in_readout": str(place + 1),
            "is_joint": "true" if len(holders) > 1 else "false",
        }
        codings = _codings(entry, item, position)
        row |= codes_of(entry, item, codings)
        entry.draft.add("positions", row, origin)
        for holder, line in holders.items():
            told = {"position_id": position, "actor_id": holder}
            entry.draft.add("position_holders", told, Origin(entry.document.path, line))
    order[readout] = now
    if old:
        for i, position in enumerate(now, start=1):
            there = Origin(entry.document.path, node.line)
            entry.draft.put("positions", (position,), "order_in_readout", str(i), there)


def _place(entry: Entry, order: list[str], paragraph: str) -> int:
    """Return where in a readout a position of a paragraph goes: after those of the same one.

    Where there are none, before the first of a later one; without a paragraph, last.
    """
    rows = entry.draft.rows["positions"]
    there = [rows[(item,)]["paragraph"] for item in order]
    if not paragraph.isdecimal():
        return len(order)
    if paragraph in there:
        return len(there) - there[::-1].index(paragraph)
    later = (i for i, cell in enumerate(there) if cell.isdecimal() and int(cell) > int(paragraph))
    return next(later, len(order))


def _holders(entry: Entry, node: Node) -> dict[str, int]:
    """Return the holders of a position, each with its line."""
    found: dict[str, int] = {}
    for item in items(node, "holders"):
        holder = entry.lookup.find(item, "actor", "holders")
        if holder in found:
            entry.refuse(
                "record-key-is-single",
                item.line,
                "holders",
                found=f"the holder {holder!r} a second time",
                expected="each holder once",
                fix="take one of the two out",
            )
        if holder:
            found[holder] = item.line
    return found


def _codings(entry: Entry, node: Node, position: str) -> list[Row]:
    """Put the codings of a position in and return them."""
    section, found = SECTIONS["codings"], {}
    for item in items(node, "codings"):
        row = entry.row(item, section) | {"position_id": position}
        coder = row["coder_id"]
        if coder in found:
            entry.refuse(
                "record-key-is-single",
                line_of(item, "coder"),
                "coder",
                found=f"a second coding by {coder!r}",
                expected="one coding of a position by each coder",
                fix="take one of the two out",
            )
        elif coder:
            entry.draft.add("codings", row, entry.origin(item, section))
            found[coder] = row
    return list(found.values())


def codes_of(entry: Entry, node: Node, codings: list[Row]) -> Row:
    """Return the codes of a position: those that its resolution takes from its codings."""
    coders, by_role = entry.draft.rows["coders"], dict[str, list[Row]]()
    for row in codings:
        by_role.setdefault(coders[(row["coder_id"],)]["role"], []).append(row)
    two, judged = by_role.get("coder", []), by_role.get("adjudicator", [])
    resolution = text_of(node, "resolution")
    expected, chosen = {
        "agreed": ("two coders who give the same codes", two if len(two) == 2 else []),
        "adjudicated": ("one coding by an adjudicator", judged if len(judged) == 1 else []),
        "single": ("one coding and no more", codings if len(codings) == 1 else []),
    }.get(resolution, ("", codings))
    if resolution == "agreed" and any(_codes(row) != _codes(two[0]) for row in two):
        chosen = []
    if not chosen and not entry.failed:
        told = "; ".join(f"{row['coder_id']} {' '.join(_codes(row))}" for row in codings)
        entry.refuse(
            "record-codes-follow",
            line_of(node, "resolution"),
            "resolution",
            found=f"{quoted(resolution)} with {told or 'no codings'}",
            expected=f"for {quoted(resolution)}, {expected}" if expected else "a coding",
            fix="correct the resolution, or put the codings in that are missing",
        )
    return {name: chosen[0][name] if chosen else "" for name in CODES}


def _codes(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in CODES)


def add_participants(entry: Entry) -> None:
    """Put the participants in who are not there yet, after those who are."""
    section, present = SECTIONS["participants"], entry.call.present
    old = list(present.get(entry.engagement_id, ()))
    now, new = list(old), items(entry.node, "participants")
    entry.draft.then(lambda: present.__setitem__(entry.engagement_id, old))
    number = max((int(key[1]) for key in now if key[1].isdecimal()), default=0)
    if not entry.hold_number(len(old) + len(new), "participants", entry.node):
        return
    for node in new:
        row = entry.row(node, section)
        row["readout_id"] = _attesting(entry, node)
        if any(_is_known(entry, node, row, key) for key in old):
            continue
        number += 1
        row |= {"engagement_id": entry.engagement_id, "participant_no": str(number)}
        entry.draft.add("participants", row, entry.origin(node, section))
        now.append((entry.engagement_id, str(number)))
    present[entry.engagement_id] = now


def _attesting(entry: Entry, node: Node) -> str:
    """Return the id of the readout that attests a participant."""
    text = text_of(node, "readout")
    if text in entry.readouts:
        return entry.readouts[text]
    there = entry.draft.rows["readouts"].get((text,))
    if there is not None and there["engagement_id"] == entry.engagement_id:
        return text
    entry.unknown(text, line_of(node, "readout"), "readout", "readout", list(entry.readouts))
    return ""


def _is_known(entry: Entry, node: Node, row: Row, key: RowKey) -> bool:
    """Say whether a participant is there already; report it where the two rows differ.

    A person is there by name, an unnamed party where no cell differs.
    """
    there = entry.draft.rows["participants"][key]
    told = {name: cell for name, cell in row.items() if name != "readout_id" and cell}
    differing = [name for name, cell in told.items() if there[name] and there[name] != cell]
    lost = [name for name in told if not there[name]]
    if not row["actor_id"]:
        return bool(told) and not differing and not lost
    if row["actor_id"] != there["actor_id"]:
        return False
    if differing:
        _tell_differing(entry, node, key, {name: told[name] for name in differing})
    elif lost:
        _tell_lost(entry, node, key, {name: told[name] for name in lost})
    return True


def _tell_differing(entry: Entry, node: Node, key: RowKey, told: Row) -> None:
    there = entry.draft.rows["participants"][key]
    entry.refuse(
        "record-agrees",
        node.line,
        None,
        found=_cells(told),
        expected=f"{_cells({name: there[name] for name in told})}, as participant {key[1]} of "
        f"{key[0]} has it, who is there already",
        fix="take the participant out of the record; if the table is wrong, correct it there",
    )


def _tell_lost(entry: Entry, node: Node, key: RowKey, told: Row) -> None:
    entry.refuse(
        "record-value-is-kept",
        node.line,
        None,
        found=_cells(told),
        expected=f"nothing new about participant {key[1]} of {key[0]}, who is there already",
        fix="if it is right, put it into data/participants.csv by hand; it is not taken over",
    )


def _cells(row: Row) -> str:
    return ", ".join(
        f"{key_of_field('participants', name)} {quoted(cell)}" for name, cell in row.items()
    )
