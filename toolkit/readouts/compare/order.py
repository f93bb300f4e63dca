"""In which order accounts stand: the host's side first, outlets' own reporting last."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from readouts.compare import words
from readouts.compare.accounts import OUTLETS
from readouts.compare.pieces import grouped, rows

__all__ = ["hosts", "ordered", "sides"]


def hosts(people: pd.DataFrame) -> pd.DataFrame:
    """Return the participants who are hosts; none where nothing is known of that."""
    if "is_host" not in people.columns:
        return people.iloc[:0]
    return people[people["is_host"].astype("boolean").fillna(False).astype(bool)]


def sides(people: pd.DataFrame, unit: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the sides of participants, by the engagement that these are compared in."""
    known = people.dropna(subset=["side_id"])
    wholes = (unit[key] for key in known["engagement_id"])
    return {key: set(sides) for key, sides in grouped(known["side_id"], wholes).items()}


def ordered(
    accounts: pd.DataFrame, hosts: Mapping[str, set[str]], names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the accounts, the host's side first, then by name, outlets' own reporting last."""
    keys = [
        (
            row.engagement_id,
            row.group == OUTLETS,
            row.issuer_side_id not in hosts.get(row.engagement_id, ()),
            str(names.get(row.issuer_side_id, row.issuer_side_id)),
            words.group_name(row.group, names),
            words.teller(row),
            row.account_id,
        )
        for row in rows(accounts)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return accounts.iloc[order].reset_index(drop=True)
