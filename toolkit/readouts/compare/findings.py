"""What a comparison finds: told by one group only, ascribed and not returned, contradicted.

Every function takes the accounts and the cells of one engagement (`accounts.read`) and
gives one row per finding, with the positions behind it. Residual claims hold different
propositions, so they are never found shared, one-sided, unreciprocated or contradictory.
Accounts of outlets are compared with no side.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pandas as pd

from readouts.compare.accounts import OUTLETS

__all__ = ["contradictions", "groups", "one_sided", "unreciprocated"]

_PAIR = ["group", "other_group"]
_CLAIM = ["issue_id", "issue_label", "claim_id", "claim_label"]
_BEHIND = ["account_ids", "position_ids"]
_ABSENCE = ["n_other_accounts", "n_other_pages", "n_other_whole", "is_other_read_whole"]
_COUNTS = dict.fromkeys(_ABSENCE[:3], "int64") | {_ABSENCE[3]: "bool"}


def groups(cells: pd.DataFrame) -> list[str]:
    """Return the groups that can be compared: those with an account that has positions."""
    return sorted(set(cells["group"]) - {OUTLETS})


def one_sided(accounts: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that accounts of one group tell and those of another do not.

    One row per ordered pair of groups and claim. The other group has an account with
    positions; none of its accounts tells the claim, in any stance, in the part read.
    """
    told = cells[~cells["is_residual"]]
    rows = []
    for group, other in permutations(groups(cells), 2):
        theirs = set(told.loc[told["group"] == other, "claim_id"])
        rows += [
            (group, other, *claim, *_behind(part), *_absence(accounts, other))
            for claim, part in _by_claim(told[told["group"] == group])
            if claim[2] not in theirs
        ]
    return pd.DataFrame(rows, columns=[*_PAIR, *_CLAIM, *_BEHIND, *_ABSENCE]).astype(_COUNTS)


def unreciprocated(accounts: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return the views that one group ascribes to another, and that the other does not tell.

    One row per ordered pair of groups and claim: an account of ``group`` has
    ``other_group``, which has an account with positions, hold a view on the claim (a stance
    that is not ``none``), and no account of ``other_group`` has ``other_group`` hold one.
    ``stances`` are those ascribed. ``is_joint``: the view is ascribed to both at once, in
    at least one of the positions behind it. ``is_claim_told``: the other tells the claim
    nevertheless, as a topic or as another's view.
    """
    views = cells[~cells["is_residual"] & (cells["stance"] != "none")]
    rows = []
    for group, other in permutations(groups(cells), 2):
        is_held = [other in holders for holders in views["holder_groups"]]
        held = views[np.array(is_held, dtype=bool)]
        returned = set(held.loc[held["group"] == other, "claim_id"])
        told = set(cells.loc[cells["group"] == other, "claim_id"])
        for claim, part in _by_claim(held[held["group"] == group]):
            if claim[2] not in returned:
                stances = tuple(sorted(set(part["stance"].astype(str))))
                is_joint = any(group in holders for holders in part["holder_groups"])
                more = (stances, is_joint, claim[2] in told)
                rows.append(
                    (group, other, *claim, *more, *_behind(part), *_absence(accounts, other))
                )
    flags = {"is_joint": "bool", "is_claim_told": "bool"}
    columns = [*_PAIR, *_CLAIM, "stances", *flags, *_BEHIND, *_ABSENCE]
    return pd.DataFrame(rows, columns=columns).astype({**flags, **_COUNTS})


def contradictions(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that a holder supports in one account and opposes in another.

    One row per holder, claim and pair of accounts, of one group or of two:
    ``account_id`` tells support, ``other_account_id`` opposition. An outlet's account is
    set against other outlets' only.
    """
    long = cells[~cells["is_residual"]].explode("holder_ids")
    long = long.rename(columns={"holder_ids": "holder_id"}).dropna(subset=["holder_id"])
    key = ["holder_id", *_CLAIM]
    keep = [*key, "account_id", "group", "position_id"]
    one = long.loc[long["stance"] == "support", keep]
    two = long.loc[long["stance"] == "oppose", keep]
    two = two.rename(columns={name: f"other_{name}" for name in keep[len(key) :]})
    both = one.merge(two, on=key)
    alike = (both["group"] == OUTLETS) == (both["other_group"] == OUTLETS)
    both = both[alike & (both["account_id"] != both["other_account_id"])]
    columns = [*key, *_PAIR, "account_id", "other_account_id"]
    rows = [
        (*found, tuple(sorted({*part["position_id"], *part["other_position_id"]})))
        for found, part in both.groupby(columns, sort=True, dropna=False)
    ]
    return pd.DataFrame(rows, columns=[*columns, "position_ids"])


def _by_claim(cells: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    for claim, part in cells.groupby(_CLAIM, sort=False, dropna=False):
        yield tuple(map(str, claim)), part


def _behind(part: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(sorted(set(part["account_id"]))), tuple(sorted(part["position_id"]))


def _absence(accounts: pd.DataFrame, group: str) -> tuple[int, int, int, bool]:
    """Return how much of a group was read: accounts, pages, pages read whole, and whether all."""
    theirs = accounts[accounts["group"] == group]
    pages, whole = int(theirs["n_pages"].sum()), int(theirs["n_whole"].sum())
    return len(theirs), pages, whole, pages == whole
