"""Measures worked out over accounts, pairs of accounts and dyads of groups, as tidy frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from readouts import resample
from readouts.compare.accounts import OUTLETS
from readouts.compare.formulas import MEASURES, Telling, merged
from readouts.compare.pieces import rows

__all__ = ["InCommon", "Meeting", "accounts", "dyads", "in_common", "issues", "pairs", "voices"]

_DYAD = ["group", "other_group"]
_FOUND = [
    *("value", "low", "high", "numerator", "denominator", "n_engagements"),
    *("n_accounts", "n_whole", "n_other_accounts", "n_other_whole"),
]
_SHARES = {"value": "float64", "numerator": "float64", "denominator": "float64"}


@dataclass(frozen=True)
class Meeting:
    """The accounts that two groups have of one engagement, each with what it tells."""

    engagement_id: str
    mine: list[tuple[Any, Telling]]
    theirs: list[tuple[Any, Telling]]

    def read(self) -> tuple[int, int, int, int]:
        """Return the numbers of accounts and of those read whole, ours and theirs."""
        ours, other = ([row.is_whole for row, _ in some] for some in (self.mine, self.theirs))
        return len(ours), sum(ours), len(other), sum(other)

    def whole(self) -> tuple[Telling, Telling]:
        """Return what the accounts of each group tell together."""
        mine, theirs = (
            merged(some[0][0].group, (told for _, told in some))
            for some in (self.mine, self.theirs)
        )
        return mine, theirs

    def ratios(self) -> list[tuple[float, float]]:
        """Return numerator and denominator of each measure, in their order."""
        mine, theirs = self.whole()
        return [
            self._order() if name == "order" else measure.ratio(mine, theirs)
            for name, measure in MEASURES.items()
        ]

    def _order(self) -> tuple[float, float]:
        """Return the sum of tau-b over the pairs of accounts in which it is defined."""
        ratio = MEASURES["order"].ratio
        found = [ratio(one, two) for (_, one), (_, two) in product(self.mine, self.theirs)]
        return sum(top for top, _ in found), sum(bottom for _, bottom in found)


InCommon: TypeAlias = Mapping[tuple[str, str], list[Meeting]]
"""For each ordered pair of groups the engagements of which both have accounts."""


def in_common(accounts: pd.DataFrame, told: Mapping[str, Telling]) -> InCommon:
    """Return the engagements that each ordered pair of groups has in common.

    ``told`` has the accounts that tell a claim: only these are compared, and outlets' never.
    """
    found: dict[tuple[str, str], list[Meeting]] = {}
    sides = accounts[(accounts["group"] != OUTLETS) & accounts["account_id"].isin(list(told))]
    for engagement_id, these in sides.groupby("engagement_id", sort=True):
        groups: dict[str, list[tuple[Any, Telling]]] = {}
        for row in rows(these):
            groups.setdefault(row.group, []).append((row, told[row.account_id]))
        for group, other in permutations(sorted(groups), 2):
            meeting = Meeting(str(engagement_id), groups[group], groups[other])
            found.setdefault((group, other), []).append(meeting)
    return dict(sorted(found.items()))


def dyads(common: InCommon, visits: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per ordered pair of groups and measure."""
    all_of: list[tuple[Any, ...]] = []
    for pair, meetings in common.items():
        ratios = np.array([meeting.ratios() for meeting in meetings], dtype="float64")
        found = zip(MEASURES.items(), _summed(ratios, meetings, visits), strict=True)
        all_of += [
            (*pair, name, *numbers, measure.formula, measure.source)
            for (name, measure), numbers in found
        ]
    return _frame(all_of, [*_DYAD, "measure", *_FOUND, "formula", "source"])


def issues(common: InCommon, visits: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per ordered pair of groups and issue that either tells."""
    all_of: list[tuple[Any, ...]] = []
    for pair, meetings in common.items():
        told = [
            (mine.issues, mine.issues | theirs.issues)
            for mine, theirs in (meeting.whole() for meeting in meetings)
        ]
        names = sorted(set[str]().union(*(either for _, either in told)))
        if names:
            ratios = np.array(
                [[(name in mine, name in either) for name in names] for mine, either in told],
                dtype="float64",
            )
            found = zip(names, _summed(ratios, meetings, visits), strict=True)
            all_of += [(*pair, name, *numbers) for name, numbers in found]
    return _frame(all_of, [*_DYAD, "issue_id", *_FOUND])


def pairs(common: InCommon) -> pd.DataFrame:
    """Return one row per ordered pair of accounts and measure."""
    all_of: list[tuple[Any, ...]] = []
    for pair, meetings in common.items():
        for meeting in meetings:
            for (one, mine), (two, theirs) in product(meeting.mine, meeting.theirs):
                ids = (meeting.engagement_id, one.account_id, two.account_id, *pair)
                for name, measure in MEASURES.items():
                    top, bottom = measure.ratio(mine, theirs)
                    value = top / bottom if bottom else float("nan")
                    told = (one.is_whole, two.is_whole, measure.formula, measure.source)
                    all_of.append((*ids, name, value, top, bottom, *told))
    keys = ["engagement_id", "account_id", "other_account_id"]
    known = ["is_whole", "is_other_whole", "formula", "source"]
    columns = [*keys, *_DYAD, "measure", *_SHARES, *known]
    return _frame(all_of, columns).sort_values(keys, kind="stable", ignore_index=True)


def accounts(read: pd.DataFrame, told: Mapping[str, Telling]) -> pd.DataFrame:
    """Return the accounts with what each tells, in numbers of claims."""
    found = [told.get(key, Telling("")) for key in read["account_id"]]
    all_told: dict[str, set[str]] = {}
    tellers: dict[str, int] = {}
    for key, one in zip(read["engagement_id"], found, strict=True):
        all_told[key] = all_told.get(key, set()) | one.claims
        tellers[key] = tellers.get(key, 0) + bool(one.claims)
    frame = read.assign(
        n_claims=[len(one.claims) for one in found],
        n_issues=[len(one.issues) for one in found],
        n_quoted=[len(one.quoted) for one in found],
        n_told=[len(all_told[key]) for key in read["engagement_id"]],
    )
    others = frame["engagement_id"].map(tellers) - (frame["n_claims"] > 0)
    return frame.assign(
        share_quoted=_share(frame["n_quoted"], frame["n_claims"]),
        coverage_claims=_share(frame["n_claims"], frame["n_told"]).where(others > 0),
    )


def voices(read: pd.DataFrame, told: Mapping[str, Telling]) -> pd.DataFrame:
    """Return one row per account and group of holders; the group is missing for nobody."""
    all_of = [
        (row.account_id, row.engagement_id, row.group, holder or None, len(claims), row.is_whole)
        for row in rows(read)
        if row.account_id in told
        for holder, claims in sorted(told[row.account_id].held.items())
    ]
    keys = ["account_id", "engagement_id", "group", "holder_group"]
    frame = pd.DataFrame(all_of, columns=[*keys, "n_held", "is_whole"])
    n_claims = frame["account_id"].map({key: len(one.claims) for key, one in told.items()})
    frame.insert(5, "n_claims", n_claims)
    frame.insert(6, "share", _share(frame["n_held"], n_claims))
    return frame


def _summed(
    ratios: npt.NDArray[np.float64], meetings: list[Meeting], visits: Mapping[str, str]
) -> Iterator[tuple[Any, ...]]:
    """Yield value, interval, numbers behind it and numbers read, for each column of ratios."""
    tops, bottoms = ratios[:, :, 0], ratios[:, :, 1]
    clusters = [visits[meeting.engagement_id] for meeting in meetings]
    counts = tuple(np.array([meeting.read() for meeting in meetings]).sum(axis=0).tolist())
    intervals = resample.ratio_intervals(tops, bottoms, clusters)
    for top, bottom, interval in zip(tops.sum(axis=0), bottoms.sum(axis=0), intervals, strict=True):
        value = float(top / bottom) if bottom else float("nan")
        yield (value, *interval, float(top), float(bottom), len(meetings), *counts)


def _frame(found: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(found, columns=columns).astype(_SHARES)


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Return part / whole; NaN where the whole is 0."""
    return part.astype("float64") / whole.astype("float64").where(whole > 0)
