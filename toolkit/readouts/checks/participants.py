"""Checks of single participants: who they are, for whom they act, by which account."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.gaps import counted
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_acting_has_post",
    "check_actor_takes_part_once",
    "check_attesting_readout_is_of_engagement",
    "check_body_is_on_side",
    "check_call_has_no_host",
    "check_participant_is_described",
    "check_person_is_on_usual_side",
]

_DESCRIBED = (
    "actor_id organization_id side_id post_id number_of_people name_as_reported title_as_reported"
).split()
"""The cells of which a participant needs one."""

_DISTANT = frozenset({"call", "message"})
"""The forms of engagement that nobody hosts."""

_TRUTHS = frozenset({"true", "false"})


class _Clash(NamedTuple):
    """A participant whose row names another side than that of his body, or his usual one.

    ``field`` is the cell that stands alone against the others.
    """

    line: int
    field: str
    actor: str
    side: str
    usual: str
    is_person: bool


def check_attesting_readout_is_of_engagement(raw: RawPackage) -> Iterator[Problem]:
    """Yield the readouts that attest participants of another engagement than their own.

    One problem per engagement and readout, at the first such participant.
    """
    rows = raw.rows("readouts", "readout_id", "engagement_id")
    readouts = {own: (line, engagement) for line, (own, engagement) in rows}
    known = {cell for _, (cell,) in raw.rows("engagements", "engagement_id")}
    wrong: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line, (own, readout) in raw.rows("participants", "engagement_id", "readout_id"):
        _, other = readouts.get(readout, (0, own))
        if other != own and {own, other} <= known:
            wrong[own, readout].append(line)
    for (own, readout), lines in wrong.items():
        at, other = readouts[readout]
        yield fault(
            raw.table("participants").path,
            lines[0],
            "readout_id",
            found=f"{quoted(readout)}, which tells {quoted(other)} "
            f"({raw.table('readouts').path}:{at}){_more(lines)}",
            expected=f"a readout of {quoted(own)}",
            fix="name the readout that attests the participant, or correct the engagement",
        )


def check_body_is_on_side(raw: RawPackage) -> Iterator[Problem]:
    """Yield the bodies that are on another side than the participant's row says."""
    yield from _clash_faults(raw, [clash for clash in raw.once(_clashes) if not clash.is_person])


def check_person_is_on_usual_side(raw: RawPackage) -> Iterator[Problem]:
    """Yield the persons who take part for another side than their usual one.

    Passed over where the body contradicts the row too, or the person is there twice.
    """
    again = {line for line, *_ in _repeats(raw)}
    persons = [clash for clash in raw.once(_clashes) if clash.is_person and clash.line not in again]
    yield from _clash_faults(raw, persons)


def check_actor_takes_part_once(raw: RawPackage) -> Iterator[Problem]:
    """Yield the participants who are in their engagement a second time."""
    for line, own, actor, first in _repeats(raw):
        yield fault(
            raw.table("participants").path,
            line,
            "actor_id",
            found=f"{quoted(actor)} a second time in {quoted(own)}",
            expected=f"each actor once in an engagement (he is on line {first} too)",
            fix="correct one of the two rows, or remove one",
        )


def check_participant_is_described(raw: RawPackage) -> Iterator[Problem]:
    """Yield the participants of whom nothing is known but their role."""
    for line, cells in raw.rows("participants", *_DESCRIBED):
        if not any(cells):
            yield fault(
                raw.table("participants").path,
                line,
                None,
                found="no actor, name, title, post, body, side or number of people",
                expected="at least one of them",
                fix="say what the account tells of the participant, or remove the row",
            )


def check_acting_has_post(raw: RawPackage) -> Iterator[Problem]:
    """Yield the participants without a post who are said to be acting in it, or not to be."""
    for line, (acting, post) in raw.rows("participants", "is_acting", "post_id"):
        if acting in _TRUTHS and not post:
            yield fault(
                raw.table("participants").path,
                line,
                "is_acting",
                found=f"{quoted(acting)} without a post",
                expected="an empty cell where 'post_id' is empty",
                fix="fill in 'post_id', or empty the cell",
            )


def check_call_has_no_host(raw: RawPackage) -> Iterator[Problem]:
    """Yield the calls and messages whose participants are said to be hosts, or not to be.

    One problem per engagement, at the first such participant.
    """
    rows = raw.rows("engagements", "engagement_id", "form")
    forms = {own: (line, form) for line, (own, form) in rows if form in _DISTANT}
    hosts: dict[str, list[int]] = defaultdict(list)
    cells = {}
    for line, (own, host) in raw.rows("participants", "engagement_id", "is_host"):
        if own in forms and host in _TRUTHS:
            hosts[own].append(line)
            cells[line] = host
    for own, lines in hosts.items():
        at, form = forms[own]
        yield fault(
            raw.table("participants").path,
            lines[0],
            "is_host",
            found=f"{quoted(cells[lines[0]])} in a {form} "
            f"({raw.table('engagements').path}:{at}){_more(lines)}",
            expected="an empty cell: nobody hosts a call or a message",
            fix="empty the cell, or correct the form there",
        )


def _repeats(raw: RawPackage) -> Iterator[tuple[int, str, str, int]]:
    """Yield line, engagement, actor and first line of each actor who is there again."""
    first: dict[tuple[str, str], int] = {}
    for line, (own, actor) in raw.rows("participants", "engagement_id", "actor_id"):
        if actor and (own, actor) in first:
            yield line, own, actor, first[own, actor]
        first.setdefault((own, actor), line)


def _clashes(raw: RawPackage) -> list[_Clash]:
    """Return the rows that clash with their body or, if not with that, with their actor.

    Sides that are none are passed over, and persons in the place of a body: both are reported.
    """
    sides = {cell for _, (cell,) in raw.rows("sides", "side_id")}
    usual, persons, found = {}, set(), []
    for _, (own, side, kind) in raw.rows("actors", "actor_id", "side_id", "kind"):
        usual[own] = side if side in sides else ""
        if kind == "person":
            persons.add(own)
    columns = ("organization_id", "actor_id", "side_id")
    for line, (body, actor, side) in raw.rows("participants", *columns):
        if side not in sides:
            continue
        of_body = "" if body in persons else usual.get(body, "")
        of_actor = usual.get(actor, "")
        if of_body not in ("", side):
            field = "organization_id" if of_actor == side else "side_id"
            found.append(_Clash(line, field, body, side, of_body, is_person=False))
        elif of_actor not in ("", side):
            field = "actor_id" if of_body == side else "side_id"
            is_person = actor in persons
            found.append(_Clash(line, field, actor, side, of_actor, is_person))
    return found


def _clash_faults(raw: RawPackage, clashes: list[_Clash]) -> Iterator[Problem]:
    """Yield one problem per row or, where all rows of an actor clash alike, one at the actor."""
    lines = {own: line for line, (own,) in raw.rows("actors", "actor_id")}
    columns = ("organization_id", "actor_id", "side_id")
    named = Counter(
        own for _, (*both, side) in raw.rows("participants", *columns) if side for own in set(both)
    )
    by_actor: dict[str, list[_Clash]] = defaultdict(list)
    for clash in clashes:
        by_actor[clash.actor].append(clash)
    for own, group in by_actor.items():
        if 1 < len(group) == named[own] and len({clash.side for clash in group}) == 1:
            yield _clash_of_actor(raw, lines[own], group)
        else:
            yield from (_clash_of_row(raw, lines[own], clash) for clash in group)


def _clash_of_actor(raw: RawPackage, line: int, group: list[_Clash]) -> Problem:
    _, _, own, side, usual, is_person = group[0]
    return fault(
        raw.table("actors").path,
        line,
        "side_id",
        found=f"{quoted(usual)}, and {quoted(own)} stands for {quoted(side)} in all "
        f"{len(group)} rows (the first is {raw.table('participants').path}:{group[0].line})",
        expected=f"the side for which {'he' if is_person else 'it'} takes part",
        fix="correct the side here or in those rows",
    )


def _clash_of_row(raw: RawPackage, line: int, clash: _Clash) -> Problem:
    of, expected, fix = "a body of", "a body and a side that agree", "correct the body or the side"
    if clash.is_person:
        of, expected = "who usually acts for", "the usual side"
        fix = "correct the person or the side; if he did act for another side here, leave it"
    return fault(
        raw.table("participants").path,
        clash.line,
        clash.field,
        found=f"{quoted(clash.actor)}, {of} {quoted(clash.usual)} "
        f"({raw.table('actors').path}:{line}), on the side {quoted(clash.side)}",
        expected=expected,
        fix=fix,
    )


def _more(lines: list[int]) -> str:
    return f", and so in {counted(len(lines) - 1, 'more row')}" if len(lines) > 1 else ""


CHECKS = (
    Check(
        check_attesting_readout_is_of_engagement,
        "Every participant can be traced to an account of the engagement itself.",
        source="codebook, data dictionary: participants.readout_id",
    ),
    Check(
        check_body_is_on_side,
        "Bodies and sides agree, so that sides can be counted by either.",
        source="codebook, section 9: sides",
    ),
    Check(
        check_person_is_on_usual_side,
        "Somebody who acts for another side than usual is often somebody else.",
        severity="warning",  # a side is for whom one acts, and that may change
        source="codebook, section 9: sides",
    ),
    Check(
        check_actor_takes_part_once,
        "Participants can be counted.",
        source="codebook, data dictionary: participants",
    ),
    Check(
        check_participant_is_described,
        "People without names count when something else is known of them.",
        source="codebook, section 9: people without names",
    ),
    Check(
        check_acting_has_post,
        "Acting is a way to hold a post.",
        source="codebook, data dictionary: participants.is_acting",
    ),
    Check(
        check_call_has_no_host,
        "Who hosts whom is counted of meetings only.",
        source="codebook, data dictionary: participants.is_host",
    ),
)
