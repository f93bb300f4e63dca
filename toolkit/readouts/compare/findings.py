"""What a comparison finds: told by one group only, not returned, opposed, contradicted.

Every function takes the accounts and the cells of one engagement, row by row
(`accounts.read`), and gives one row per finding, with the positions behind it. Residual
claims hold different propositions, so they are never found shared, one-sided, unreciprocated
or contradictory, and an account that tells nothing else is compared with none. Accounts of
outlets are compared with no side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, Final, TypeAlias

import pandas as pd

from readouts.compare.accounts import OUTLETS
from readouts.compare.pieces import distinct, grouped, split

__all__ = ["contradictions", "groups", "one_sided", "opposed", "tables", "unreciprocated"]

Rows: TypeAlias = Sequence[Any]
"""Rows of accounts, or of cells, of one engagement: named tuples."""

Found: TypeAlias = Iterator[tuple[Any, ...]]

_PAIR: Final = dict.fromkeys(("group", "other_group"), "str")
_CLAIM: Final = dict.fromkeys(("issue_id", "issue_label", "claim_id", "claim_label"), "str")
_BEHIND: Final = dict.fromkeys(("account_ids", "position_ids"), "object")
_VIEW: Final = {"stances": "object", "is_joint": "bool", "is_claim_told": "bool"}
_PAGES: Final = ("origin_ids", "whole_ids")
_ABSENCE: Final = {
    **dict.fromkeys(("n_other_accounts", "n_other_pages", "n_other_whole"), "int64"),
    "is_other_read_whole": "bool",
}


def tables(
    accounts: Mapping[str, Rows], cells: Mapping[str, Rows]
) -> dict[str, Callable[[str], pd.DataFrame]]:
    """Return for each kind of finding a function that gives its table of one engagement.

    Parameters
    ----------
    accounts, cells : mapping of str to rows
        By engagement.
    """
    tables = {}
    for name, (find, types) in _KINDS.items():
        found = [
            (key, row)
            for key, tellers in accounts.items()
            for row in find(tellers, cells.get(key, ()))
        ]
        frame = pd.DataFrame([row for _, row in found], columns=list(types)).astype(types)
        tables[name] = split(frame, [key for key, _ in found])
    return tables


def groups(cells: Rows) -> list[str]:
    """Return the groups that can be compared: an account tells a claim that is not residual."""
    return sorted({row.group for row in cells if not row.is_residual} - {OUTLETS})


def one_sided(accounts: Rows, cells: Rows) -> Found:
    """Yield the claims that accounts of one group tell and those of another do not.

    One row per ordered pair of groups and claim. The other group has an account that tells
    a claim which is not residual; none of its accounts tells this one, in any stance, in
    the part read.
    """
    told = _by_group_and_claim(row for row in cells if not row.is_residual)
    for group, other in permutations(groups(cells), 2):
        for claim, part in told.get(group, {}).items():
            if claim not in told.get(other, {}):
                yield (group, other, *_claim(part), *_behind(part), *_absence(accounts, other))


def unreciprocated(accounts: Rows, cells: Rows) -> Found:
    """Yield the views that one group ascribes to another, and that the other does not tell.

    One row per ordered pair of groups and claim: an account of ``group`` has
    ``other_group``, which can be compared (`groups`), hold a view on the claim (a stance
    that is not ``none``), and no account of ``other_group`` has ``other_group`` hold one.
    A view in another stance returns it too: where it is the opposite, see `opposed`.
    ``stances`` are those ascribed. ``is_joint``: the view is ascribed to both at once, in
    at least one of the positions behind it. ``is_claim_told``: the other tells the claim
    nevertheless, as a topic or as another's view.
    """
    views = [row for row in cells if not row.is_residual and row.stance != "none"]
    for group, other in permutations(groups(cells), 2):
        held = _by_group_and_claim(row for row in views if other in row.holder_groups)
        told = {row.claim_id for row in cells if row.group == other}
        for claim, part in held.get(group, {}).items():
            if claim not in held.get(other, {}):
                stances = tuple(sorted({str(row.stance) for row in part}))
                is_joint = any(group in row.holder_groups for row in part)
                view = (stances, is_joint, claim in told)
                found = (*_claim(part), *view, *_behind(part), *_absence(accounts, other))
                yield (group, other, *found)


def opposed(_accounts: Rows, cells: Rows) -> Found:
    """Yield the views that one group ascribes to another, which tells of itself the opposite.

    One row per ordered pair of groups and claim: accounts of ``group`` have ``other_group``
    support it (``stance``), those of ``other_group`` have it oppose it (``other_stance``),
    or the other way round, and no account of the one has it in the stance of the other. The
    holders can differ; those of one holder are among `contradictions` too.
    """
    views = [row for row in cells if not row.is_residual and row.stance in ("support", "oppose")]
    for group, other in permutations(groups(cells), 2):
        held = _by_group_and_claim(row for row in views if other in row.holder_groups)
        for claim, part in held.get(group, {}).items():
            own = held.get(other, {}).get(claim, [])
            mine, theirs = ({str(row.stance) for row in some} for some in (part, own))
            if own and mine.isdisjoint(theirs):
                yield (group, other, *_claim(part), *mine, *theirs, *_behind([*part, *own]))


def contradictions(_accounts: Rows, cells: Rows) -> Found:
    """Yield the claims that a holder supports in one account and opposes in another.

    The holder is one and the same: views that different holders of a group have are among
    `opposed`.

    One row per holder, claim and pair of accounts, of one group or of two:
    ``account_id`` tells support, ``other_account_id`` opposition. An outlet's account is
    set against other outlets' only.
    """
    held = [(holder, row) for row in cells if not row.is_residual for holder in row.holder_ids]
    by_claim = grouped(held, (f"{holder} {row.claim_id}" for holder, row in held))
    for _, both in sorted(by_claim.items()):
        holder = both[0][0]
        support, oppose = (_by_account(both, stance) for stance in ("support", "oppose"))
        for account, mine in sorted(support.items()):
            for other, theirs in sorted(oppose.items()):
                one, two = mine[0], theirs[0]
                if account != other and (one.group == OUTLETS) == (two.group == OUTLETS):
                    behind = tuple(sorted({row.position_id for row in (*mine, *theirs)}))
                    pair = (one.group, two.group, account, other)
                    yield (holder, *_claim(mine), *pair, behind)


_KINDS: Final[dict[str, tuple[Callable[[Rows, Rows], Found], dict[str, str]]]] = {
    "one_sided": (one_sided, {**_PAIR, **_CLAIM, **_BEHIND, **_ABSENCE}),
    "unreciprocated": (unreciprocated, {**_PAIR, **_CLAIM, **_VIEW, **_BEHIND, **_ABSENCE}),
    "opposed": (
        opposed,
        {**_PAIR, **_CLAIM, **dict.fromkeys(("stance", "other_stance"), "str"), **_BEHIND},
    ),
    "contradictions": (
        contradictions,
        {
            **{"holder_id": "str", **_CLAIM, **_PAIR},
            **dict.fromkeys(("account_id", "other_account_id"), "str"),
            "position_ids": "object",
        },
    ),
}


def _by_group_and_claim(cells: Iterable[Any]) -> dict[str, dict[str, list[Any]]]:
    found: dict[str, dict[str, list[Any]]] = {}
    for row in cells:
        found.setdefault(row.group, {}).setdefault(row.claim_id, []).append(row)
    return found


def _by_account(held: Sequence[tuple[str, Any]], stance: str) -> dict[str, list[Any]]:
    some = [row for _, row in held if row.stance == stance]
    return grouped(some, (row.account_id for row in some))


def _claim(part: Rows) -> tuple[Any, ...]:
    return tuple(getattr(part[0], name) for name in _CLAIM)


def _behind(part: Rows) -> tuple[tuple[str, ...], tuple[str, ...]]:
    accounts, positions = {row.account_id for row in part}, {row.position_id for row in part}
    return tuple(sorted(accounts)), tuple(sorted(positions))


def _absence(accounts: Rows, group: str) -> tuple[int, int, int, bool]:
    """Return how much of a group was read: accounts, pages, pages read whole, and whether all.

    A page that carries several of the accounts counts once.
    """
    theirs = [row for row in accounts if row.group == group]
    pages, whole = (distinct(getattr(row, name) for row in theirs) for name in _PAGES)
    return len(theirs), pages, whole, pages == whole
