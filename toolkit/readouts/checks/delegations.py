"""Checks of the participants of an engagement as a whole: sides, heads, numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.gaps import counted, misfit, several
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "Seat",
    "check_engagement_has_two_sides",
    "check_held_engagement_has_leads",
    "check_participants_are_numbered",
    "seats",
    "unbalanced",
]

HOME = "LBY"
"""The side that takes part in every engagement."""

LEADS = frozenset({"lead", "mediator"})
"""The roles of those who head a side, or stand between the sides."""


class Seat(NamedTuple):
    """A participant: line, the sides that the row allows, role.

    There is more than one side where a row contradicts its body or the person's usual side;
    that is reported by itself.
    """

    line: int
    sides: frozenset[str]
    role: str


def seats(raw: RawPackage) -> dict[str, list[Seat]]:
    """Return the participants of each engagement; left out are engagements with a doubtful one.

    Doubtful are a side or role that is none, and a readout of another engagement.
    """
    told = raw.mapping("readouts", "readout_id", "engagement_id")
    sides = {cell for _, (cell,) in raw.rows("sides", "side_id")} | {""}
    usual = raw.mapping("actors", "actor_id", "side_id")
    roles = raw.enum("participants", "role")
    columns = ("engagement_id", "actor_id", "organization_id", "side_id", "role", "readout_id")
    engagements = raw.rows("engagements", "engagement_id")
    found: dict[str, list[Seat]] = {own: [] for _, (own,) in engagements}
    doubtful = set()
    for line, (own, actor, body, side, role, readout) in raw.rows("participants", *columns):
        by_readout = told.get(readout, own)
        if side not in sides or role not in roles or by_readout != own:
            doubtful |= {own, by_readout}
        allowed = frozenset({side, usual.get(body, ""), usual.get(actor, "")}) - {""}
        found.setdefault(own, []).append(Seat(line, allowed, role))
    return {own: rows for own, rows in found.items() if own not in doubtful}


def unbalanced(raw: RawPackage) -> dict[str, list[str]]:
    """Return the sides of the engagements that lack one, without a note that says why."""
    told = {cell for _, (cell,) in raw.rows("readouts", "engagement_id")}
    seated = raw.once(seats)
    found = {}
    for _, (own, notes) in raw.rows("engagements", "engagement_id", "notes"):
        if own in told and own in seated and not notes.strip():
            sides = {side for seat in seated[own] for side in seat.sides}
            if HOME not in sides or len(sides) == 1:
                found[own] = sorted(sides)
    return found


def check_engagement_has_two_sides(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements without a Libyan and another side, and without a note.

    Passed over where nobody tells the engagement, or a participant is in doubt: both are
    reported.
    """
    lacking = raw.once(unbalanced)
    for line, (own,) in raw.rows("engagements", "engagement_id"):
        if own in lacking:
            sides = several([quoted(side) for side in lacking[own]])
            word = "side" if len(lacking[own]) == 1 else "sides"
            yield fault(
                raw.table("engagements").path,
                line,
                None,
                found=f"participants of the {word} {sides} only" if sides else "no side",
                expected=f"participants of the Libyan side ({HOME!r}) and of another, or a note",
                fix=f"add who is missing to {raw.table('participants').path}, or say in 'notes' "
                "why a side is missing",
            )


def check_held_engagement_has_leads(raw: RawPackage) -> Iterator[Problem]:
    """Yield the held engagements in which nobody heads a side, and without a note.

    The Libyan side and one other need a lead or a mediator.
    """
    seated, lacking = raw.once(seats), raw.once(unbalanced)
    columns = ("engagement_id", "status", "notes")
    for line, (own, status, notes) in raw.rows("engagements", *columns):
        if status != "held" or notes.strip() or own in lacking or own not in seated:
            continue
        home = [seat for seat in seated[own] if HOME in seat.sides]
        away = [seat for seat in seated[own] if seat.sides - {HOME}]
        headless = [
            (words, side)
            for words, side in (("the Libyan side", home), ("another side", away))
            if side and not any(seat.role in LEADS for seat in side)
        ]
        if headless:
            yield fault(
                raw.table("participants").path,
                headless[0][1][0].line,
                "role",
                found=f"no 'lead' and no 'mediator' on {' or '.join(w for w, _ in headless)} "
                f"of {quoted(own)}",
                expected="one on each side of an engagement that was held, or a note "
                f"({raw.table('engagements').path}:{line})",
                fix="give the role to who headed the side, or say in 'notes' why nobody is named",
            )


def check_participants_are_numbered(raw: RawPackage) -> Iterator[Problem]:
    """Yield the engagements whose participants are not numbered from 1 without a gap.

    Passed over where a participant may belong to another engagement: that is reported.
    """
    known = {cell for _, (cell,) in raw.rows("engagements", "engagement_id")}
    told = raw.mapping("readouts", "readout_id", "engagement_id")
    numbers: dict[str, list[tuple[int, str]]] = defaultdict(list)
    lost, moved = set(), set()
    columns = ("engagement_id", "participant_no", "readout_id")
    for line, (own, number, readout) in raw.rows("participants", *columns):
        numbers[own].append((line, number))
        if own not in known:
            lost.add(number)
        elif told.get(readout, own) != own:
            moved |= {own, told[readout]}
    for own, rows in numbers.items():
        odd = misfit(rows, lost) if own in known - moved else None
        if odd is not None:
            yield fault(
                raw.table("participants").path,
                odd.line,
                "participant_no",
                found=f"{quoted(odd.cell)}, where {quoted(own)} has "
                f"{counted(len(rows), 'participant')}",
                expected=f"the numbers from 1 to {len(rows)}, each once; {odd.missing} is missing",
                fix=f"number the participants of {quoted(own)} from 1",
            )


CHECKS = (
    Check(
        check_engagement_has_two_sides,
        "An engagement is one between Libyan and foreign actors, and who is missing is said.",
        source="codebook, section 1",
    ),
    Check(
        check_held_engagement_has_leads,
        "Who met whom can be told: heads are tied to heads.",
        source="codebook, section 10: participants.role",
    ),
    Check(
        check_participants_are_numbered,
        "A participant who was taken out, or not put in, leaves a gap that is seen.",
        source="codebook, data dictionary: participants.participant_no",
    ),
)
