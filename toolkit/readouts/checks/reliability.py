"""Checks of codings against the codes of their positions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.gaps import beside, counted, several
from readouts.checks.positions import WITH_A_VIEW
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_agreed_means_agreement",
    "check_codes_are_those_decided",
    "check_position_has_codings",
]

CODES = ("claim_id", "stance", "act")
"""What is coded."""

_NEEDS = {
    "agreed": "two codings by coders",
    "adjudicated": "two codings by coders and one by an adjudicator",
    "single": "one coding and no more, by a coder or a gatherer",
}
"""The resolutions, and the codings that they need."""


class _Coding(NamedTuple):
    """One coding: its line, who gave it in which role, claim, stance and act."""

    line: int
    coder: str
    role: str
    codes: tuple[str, ...]


class _Coded(NamedTuple):
    """A position and its codings."""

    line: int
    resolution: str
    codes: tuple[str, ...]
    codings: list[_Coding]

    def by(self, role: str) -> list[_Coding]:
        """Return the codings by those with a role."""
        return [item for item in self.codings if item.role == role]

    @property
    def fitting(self) -> set[str]:
        """The resolutions for which the codings are there, and no more than there may be."""
        coders, adjudicators = len(self.by("coder")), len(self.by("adjudicator"))
        there = {
            "agreed": coders == 2,
            "adjudicated": coders == 2 and adjudicators == 1,
            "single": len(self.codings) == 1 and not adjudicators,
        }
        return {name for name, is_there in there.items() if is_there}

    @property
    def is_agreement(self) -> bool:
        """Whether the two coders gave the same codes, and a claim."""
        first, second = self.by("coder")
        return first.codes == second.codes and first.codes[0] != ""

    @property
    def decided(self) -> _Coding | None:
        """The coding from which the codes come; None where there is none, or no agreement."""
        if self.resolution not in self.fitting:
            return None
        if self.resolution == "agreed":
            return self.by("coder")[0] if self.is_agreement else None
        return self.codings[0] if self.resolution == "single" else self.by("adjudicator")[0]


def check_position_has_codings(raw: RawPackage) -> Iterator[Problem]:
    """Yield the positions that lack a coding that their resolution needs, or have too many."""
    for item in raw.once(_coded):
        if item.resolution in item.fitting:
            continue
        roles = Counter(coding.role for coding in item.codings)
        by = [f"{counted(n, 'coding')} by {_a(role)}" for role, n in sorted(roles.items())]
        other = sorted(item.fitting)
        hint = f"{' or '.join(map(quoted, other))} would fit" if other else ""
        yield fault(
            raw.table("positions").path,
            item.line,
            "resolution",
            found=f"{quoted(item.resolution)} with {several(by) or 'no coding'} "
            f"in {raw.table('codings').path}",
            expected=_NEEDS[item.resolution],
            fix="correct the codings, or the resolution" + (f" ({hint})" if hint else ""),
        )


def check_agreed_means_agreement(raw: RawPackage) -> Iterator[Problem]:
    """Yield the positions that are agreed although the coders differ, or the other way round.

    Two coders who both gave no claim do not agree.
    """
    for item in raw.once(_coded):
        is_single = item.resolution == "single" or item.resolution not in item.fitting
        if is_single or item.is_agreement == (item.resolution == "agreed"):
            continue
        first, second = item.by("coder")
        at = f"{raw.table('codings').path}:{first.line} and {second.line}"
        yield fault(
            raw.table("positions").path,
            item.line,
            "resolution",
            found=f"{quoted(item.resolution)}, and {_compared(first, second)} ({at})",
            expected="'agreed' exactly where both coders gave the same claim, stance and act",
            fix="correct the resolution, or the coding that is wrong",
        )


def check_codes_are_those_decided(raw: RawPackage) -> Iterator[Problem]:
    """Yield the positions whose codes are not those of the coding that decides.

    Passed over where stance and act do not go together: that is reported.
    """
    for item in raw.once(_coded):
        decided, (_, stance, act) = item.decided, item.codes
        is_told = stance == "none" and act in WITH_A_VIEW
        if decided is None or is_told or decided.codes == item.codes:
            continue
        triples = zip(CODES, item.codes, decided.codes, strict=True)
        wrong = [(name, mine, theirs) for name, mine, theirs in triples if mine != theirs]
        alone = len(wrong) == 1
        found = [quoted(m) if alone else f"{n} {quoted(m)}" for n, m, _ in wrong]
        expected = [quoted(t) if alone else f"{n} {quoted(t)}" for n, _, t in wrong]
        yield fault(
            raw.table("positions").path,
            item.line,
            wrong[0][0] if alone else None,
            found=several(found),
            expected=f"{several(expected)}, as {quoted(decided.coder)} gave "
            f"({raw.table('codings').path}:{decided.line}), for what is {item.resolution!r}",
            fix="correct the code, or the coding",
        )


def _coded(raw: RawPackage) -> list[_Coded]:
    """Return the positions whose codings can be judged, with them.

    Left out is what is reported: a code or coder that is none, a position that is there twice,
    or that may have lost a coding to a position that is none.
    """
    codings, is_lost = _codings(raw)
    known = (
        {cell for _, (cell,) in raw.rows("claims", "claim_id")},
        raw.enum("positions", "stance"),
        raw.enum("positions", "act"),
    )
    rows = raw.rows("positions", "position_id", "resolution", *CODES)
    times = Counter(own for _, (own, *_) in rows)
    found = []
    for line, (own, resolution, *codes) in rows:
        item = _Coded(line, resolution, tuple(codes), codings.get(own, []))
        is_sound = resolution in _NEEDS and times[own] == 1 and not is_lost(own)
        if is_sound and item.codes[0] and _is_known(item, known):
            found.append(item)
    return found


def _is_known(item: _Coded, known: Sequence[Collection[str]]) -> bool:
    """Say whether codes and roles are on their lists; the claim of a coding may be empty."""
    claims, stances, acts = known
    coded = {coding.codes for coding in item.codings} | {item.codes}
    is_on_lists = all(
        (claim in claims or claim == "") and stance in stances and act in acts
        for claim, stance, act in coded
    )
    return is_on_lists and all(coding.role for coding in item.codings)


def _codings(raw: RawPackage) -> tuple[dict[str, list[_Coding]], Callable[[str], bool]]:
    """Return the codings of each position, and which positions may have lost one.

    The role of a coder is empty where coder or role is none.
    """
    known = raw.enum("coders", "role")
    coders = raw.rows("coders", "coder_id", "role")
    roles = {own: role if role in known else "" for _, (own, role) in coders}
    positions = {cell for _, (cell,) in raw.rows("positions", "position_id")}
    rows = raw.rows("codings", "position_id", "coder_id", *CODES)
    found: dict[str, list[_Coding]] = {}
    first = {(own, coder): line for line, (own, coder, *_) in reversed(rows)}
    for line, (own, coder, *codes) in rows:
        if first[own, coder] != line:
            continue  # the key of an earlier coding, which is reported
        coding = _Coding(line, coder, roles.get(coder, ""), tuple(codes))
        found.setdefault(own, []).append(coding)
    return found, beside((own for _, (own, *_) in rows), positions)


def _compared(first: _Coding, second: _Coding) -> str:
    """Return how the codings of two coders compare."""
    if first.codes == second.codes:
        return "both coders gave the same codes" if first.codes[0] else "neither coder gave a claim"
    triples = zip(CODES, first.codes, second.codes, strict=True)
    name, mine, theirs = next(triple for triple in triples if triple[1] != triple[2])
    return f"{name} is {quoted(mine)} by {first.coder!r} and {quoted(theirs)} by {second.coder!r}"


def _a(role: str) -> str:
    return f"{'an' if role[:1] in 'aeiou' else 'a'} {role}"


CHECKS = (
    Check(
        check_position_has_codings,
        "Every code can be traced to those who gave it.",
        source="codebook, section 10: positions.resolution",
    ),
    Check(
        check_agreed_means_agreement,
        "The published agreement is that of the coders.",
        source="codebook, section 10: positions.resolution",
    ),
    Check(
        check_codes_are_those_decided,
        "The codes in use are those that were given.",
        source="codebook, section 8.1",
    ),
)
