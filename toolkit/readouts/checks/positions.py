"""Checks of stated positions: holders, stances, order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from readouts.checks.check import Check
from readouts.checks.delegations import seats, unbalanced
from readouts.checks.gaps import beside, counted, misfit, several
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "WITH_A_VIEW",
    "check_holder_side_takes_part",
    "check_joint_has_two_holders",
    "check_none_goes_with_act",
    "check_paraphrase_is_told_once",
    "check_positions_are_numbered",
    "check_stance_has_holder",
]

WITH_A_VIEW = frozenset({"call-for", "offer", "commit", "thank", "criticise"})
"""The acts that nobody does without a view: none of them goes with the stance ``none``."""

_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)


def check_joint_has_two_holders(raw: RawPackage) -> Iterator[Problem]:
    """Yield the joint positions of fewer than two holders, and the others of two or more."""
    holders, is_lost = raw.once(_holders)
    for line, (own, joint) in raw.rows("positions", "position_id", "is_joint"):
        found = holders.get(own, [])
        wrong = "false" if len(found) > 1 else "true"
        if joint == wrong and not is_lost(own):
            named = f" ({_listed(found)})" if found else ""
            yield fault(
                raw.table("positions").path,
                line,
                "is_joint",
                found=f"{quoted(joint)} with {counted(len(found), 'holder')} "
                f"in {raw.table('position_holders').path}{named}",
                expected="'true' with two holders or more, 'false' with one or none",
                fix="correct the cell, or the holders",
            )


def check_stance_has_holder(raw: RawPackage) -> Iterator[Problem]:
    """Yield the views that nobody holds although the account names a known holder, or both.

    Passed over where the position is joint, or no coder gave the stance: both are reported.
    """
    holders, is_lost = raw.once(_holders)
    coded = {cells for _, cells in raw.rows("codings", "position_id", "stance")}
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for _, (actor, name) in raw.rows("actor_names", "actor_id", "name"):
        names[_key(name)][actor] = None
    views = raw.enum("positions", "stance") - {"none"}
    columns = ("position_id", "stance", "is_joint", "holder_as_reported")
    for line, (own, stance, joint, reported) in raw.rows("positions", *columns):
        is_bare = stance in views and joint == "false" and own not in holders
        if not is_bare or (own, stance) not in coded or is_lost(own):
            continue
        actors = list(names.get(_key(reported), ()))
        if actors or _BOTH.search(reported):
            yield fault(
                raw.table("positions").path,
                line,
                "holder_as_reported",
                found=f"{quoted(reported)} with the stance {quoted(stance)}, and no holder",
                expected=f"{' or '.join(map(quoted, actors)) or 'the lead of each side'} "
                f"in {raw.table('position_holders').path}",
                fix="add who holds the view; if nobody does, leave it",
            )


def check_holder_side_takes_part(raw: RawPackage) -> Iterator[Problem]:
    """Yield the holders whose side does not take part in the engagement.

    One problem per engagement and holder. Passed over where a side is missing or in doubt, and
    where the issuer is of the side too: that is reported.
    """
    known = {cell for _, (cell,) in raw.rows("sides", "side_id")}
    sided = raw.mapping("actors", "actor_id", "side_id")
    usual = {own: side for own, side in sided.items() if side in known}
    present = {cells for _, cells in raw.rows("participants", "engagement_id", "actor_id")}
    columns = ("readout_id", "engagement_id", "issuer_id")
    told = {own: cells for _, (own, *cells) in raw.rows("readouts", *columns)}
    readouts = raw.mapping("positions", "position_id", "readout_id")
    lacking = raw.once(unbalanced)
    sides = {
        own: {side for seat in rows for side in seat.sides}
        for own, rows in raw.once(seats).items()
        if own not in lacking
    }
    absent: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line, (position, holder) in raw.rows("position_holders", "position_id", "actor_id"):
        own, issuer = told.get(readouts.get(position, ""), ("", ""))
        side = usual.get(holder, "")
        if own not in sides or (own, holder) in present:
            continue
        if side not in {"", usual.get(issuer, ""), *sides[own]}:
            absent[own, holder].append(line)
    for (own, holder), lines in absent.items():
        more = f", and so in {counted(len(lines) - 1, 'more row')}" if len(lines) > 1 else ""
        yield fault(
            raw.table("position_holders").path,
            lines[0],
            "actor_id",
            found=f"{quoted(holder)} of the side {quoted(usual[holder])}, of which nobody takes "
            f"part in {quoted(own)}{more}",
            expected=f"a holder of a side that takes part ({_listed(sorted(sides[own]))})",
            fix=f"correct the holder, or add who is missing to {raw.table('participants').path}; "
            "if an outsider speaks, leave it",
        )


def check_none_goes_with_act(raw: RawPackage) -> Iterator[Problem]:
    """Yield the positions with the stance ``none`` and an act that nobody does without a view."""
    for line, (stance, act) in raw.rows("positions", "stance", "act"):
        if stance == "none" and act in WITH_A_VIEW:
            others = sorted(raw.enum("positions", "act") - WITH_A_VIEW)
            yield fault(
                raw.table("positions").path,
                line,
                "stance",
                found=f"'none' with the act {quoted(act)}",
                expected=f"a stance with this act, or an act that goes without: {_listed(others)}",
                fix="correct the stance or the act",
            )


def check_positions_are_numbered(raw: RawPackage) -> Iterator[Problem]:
    """Yield the readouts whose positions are not numbered from 1 without a gap."""
    known = {cell for _, (cell,) in raw.rows("readouts", "readout_id")}
    numbers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for line, (own, number) in raw.rows("positions", "readout_id", "order_in_readout"):
        numbers[own].append((line, number))
    lost = {number for own, rows in numbers.items() if own not in known for _, number in rows}
    for own, rows in numbers.items():
        odd = misfit(rows, lost) if own in known else None
        if odd is not None:
            yield fault(
                raw.table("positions").path,
                odd.line,
                "order_in_readout",
                found=f"{quoted(odd.cell)}, where {quoted(own)} has "
                f"{counted(len(rows), 'position')}",
                expected=f"the numbers from 1 to {len(rows)}, each once; {odd.missing} is missing",
                fix=f"number the positions of {quoted(own)} from 1, in the order of the account",
            )


def check_paraphrase_is_told_once(raw: RawPackage) -> Iterator[Problem]:
    """Yield the positions whose paraphrase an earlier position of the readout has too."""
    first: dict[tuple[str, str], int] = {}
    for line, (own, paraphrase) in raw.rows("positions", "readout_id", "paraphrase"):
        key = (own, _key(paraphrase))
        if key[1] and key in first:
            yield fault(
                raw.table("positions").path,
                line,
                "paraphrase",
                found=quoted(paraphrase),
                expected=f"another one than on line {first[key]}, which is of {quoted(own)} too",
                fix="remove one of the two, or say in which they differ",
            )
        first.setdefault(key, line)


def _holders(raw: RawPackage) -> tuple[dict[str, list[str]], Callable[[str], bool]]:
    """Return the holders of each position, and which positions may have lost one."""
    rows = raw.rows("position_holders", "position_id", "actor_id")
    known = {cell for _, (cell,) in raw.rows("positions", "position_id")}
    holders: dict[str, list[str]] = {}
    for own, holder in dict.fromkeys(cells for _, cells in rows):  # a row pasted twice counts once
        holders.setdefault(own, []).append(holder)
    return holders, beside((own for _, (own, _) in rows), known)


def _key(text: str) -> str:
    """Return what of a text is compared: its words in lower case, without the full stop."""
    return " ".join(text.casefold().split()).rstrip(".")


def _listed(words: list[str]) -> str:
    return several([quoted(word) for word in words])


CHECKS = (
    Check(
        check_joint_has_two_holders,
        "Joint views can be told from those of one side.",
        source="codebook, section 9: joint views",
    ),
    Check(
        check_stance_has_holder,
        "A view is counted as that of who holds it.",
        severity="warning",  # an account may leave open who spoke
        source="codebook, section 1: holder",
    ),
    Check(
        check_holder_side_takes_part,
        "Views of the sides can be told from those of outsiders.",
        severity="warning",  # outsiders may speak of an engagement
        source="codebook, section 1: holder",
    ),
    Check(
        check_none_goes_with_act,
        "Who asks, offers, promises, thanks or blames has a view.",
        source="codebook, sections 3.3 and 3.4",
    ),
    Check(
        check_positions_are_numbered,
        "A position that was taken out, or not put in, leaves a gap that is seen.",
        source="codebook, data dictionary: positions.order_in_readout",
    ),
    Check(
        check_paraphrase_is_told_once,
        "A position is counted once.",
        source="codebook, section 4",
    ),
)
