"""What is measured between two accounts, or two groups: each measure as a ratio of two numbers.

Pure: sets of claims in, numbers out. Nothing counts how often a claim is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import sqrt
from typing import NamedTuple

import pandas as pd

from readouts.compare.pieces import rows

__all__ = ["MEASURES", "NOBODY", "Measure", "Telling", "merged", "tau_b", "tellings"]

NOBODY = ""
"""Holder's group of a claim that is told with nobody identified as holding it."""

Ratio = tuple[float, float]


@dataclass
class Telling:
    """Which claims an account tells, or the accounts of a group together: sets only.

    ``held`` and ``views`` have, by holder's group, the claims that are told as held by it:
    in any stance, and with a view (a stance that is not ``none``). ``orders`` has for each
    readout of the account the places of the claims in it; a group has none.
    """

    group: str
    claims: set[str] = field(default_factory=set)
    issues: set[str] = field(default_factory=set)
    quoted: set[str] = field(default_factory=set)
    held: dict[str, set[str]] = field(default_factory=dict)
    views: dict[str, set[str]] = field(default_factory=dict)
    orders: dict[str, dict[str, int]] = field(default_factory=dict)

    def held_by(self, group: str) -> set[str]:
        """Return the claims that are told as held by a group, alone or jointly."""
        return self.held.get(group, set())

    def views_of(self, group: str) -> set[str]:
        """Return the claims on which a group is told to hold a view, alone or jointly."""
        return self.views.get(group, set())


def tellings(cells: pd.DataFrame) -> dict[str, Telling]:
    """Return what each account tells, by its id; residual claims are left out.

    An account that tells nothing but residual claims is left out with them.
    """
    found: dict[str, Telling] = {}
    for row in rows(cells):
        if row.is_residual:
            continue
        told = found.setdefault(row.account_id, Telling(row.group))
        told.claims.add(row.claim_id)
        told.issues.add(row.issue_id)
        if row.is_quote:
            told.quoted.add(row.claim_id)
        for group in row.holder_groups or (NOBODY,):
            told.held.setdefault(group, set()).add(row.claim_id)
            if row.stance != "none":
                told.views.setdefault(group, set()).add(row.claim_id)
        place = told.orders.setdefault(row.readout_id, {})
        at = int(row.order_in_readout)
        place[row.claim_id] = min(at, place.get(row.claim_id, at))
    return found


def merged(group: str, told: Iterable[Telling]) -> Telling:
    """Return what the accounts of a group tell together, without an order."""
    whole = Telling(group)
    for one in told:
        whole.claims |= one.claims
        whole.issues |= one.issues
        whole.quoted |= one.quoted
        for mine, theirs in ((whole.held, one.held), (whole.views, one.views)):
            for holder, claims in theirs.items():
                mine[holder] = mine.get(holder, set()) | claims
    return whole


def tau_b(first: Sequence[float], second: Sequence[float]) -> float:
    """Return Kendall's tau-b of two rankings of the same things.

    Returns
    -------
    float
        From -1 (reversed) to 1 (the same order); NaN for fewer than two things, or where
        one ranking has all of them tied.

    Notes
    -----
    ``(C - D) / sqrt((P - T1) (P - T2))`` with C pairs in the same order, D pairs in reversed
    order, P all pairs, T1 and T2 pairs that are tied in the first and in the second ranking:
    Kendall, M. G. (1945), *The treatment of ties in ranking problems*, Biometrika 33(3),
    239-251.

    Examples
    --------
    >>> tau_b([1, 2, 3], [1, 3, 2])
    0.3333333333333333
    """
    score = first_untied = second_untied = 0
    for i in range(len(first)):
        for j in range(i):
            one = (first[i] > first[j]) - (first[i] < first[j])
            two = (second[i] > second[j]) - (second[i] < second[j])
            score += one * two
            first_untied += one != 0
            second_untied += two != 0
    if first_untied == 0 or second_untied == 0:
        return float("nan")
    return score / sqrt(first_untied * second_untied)


class Measure(NamedTuple):
    """A measure of A against B: its formula, its source, and the ratio that it is."""

    formula: str
    source: str
    ratio: Callable[[Telling, Telling], Ratio]


def _order(mine: Telling, theirs: Telling) -> Ratio:
    """Return tau-b on the two pages that share most claims; of those alike, the first by id."""
    shared: dict[tuple[int, str, str], list[tuple[int, int]]] = {}
    for (page, one), (other, two) in product(mine.orders.items(), theirs.orders.items()):
        places = [(one[key], two[key]) for key in one if key in two]
        shared[-len(places), min(page, other), max(page, other)] = places
    best = shared[min(shared)] if shared else []
    tau = tau_b([place for place, _ in best], [place for _, place in best])
    return (tau, 1.0) if tau == tau else (0.0, 0.0)


def _unreciprocated(mine: Telling, theirs: Telling) -> Ratio:
    ascribed = mine.views_of(theirs.group)
    return len(ascribed - theirs.views_of(theirs.group)), len(ascribed)


_JACCARD = (
    "Jaccard, P. (1912), The distribution of the flora in the alpine zone, New Phytologist 11(2)"
)
_CONTAINMENT = (
    "1 - containment: Broder, A. (1997), On the resemblance and containment of documents, SEQUENCES"
)
_KENDALL = "Kendall, M. (1945), The treatment of ties in ranking problems, Biometrika 33(3)"
_OURS = "defined here"

MEASURES: Mapping[str, Measure] = {
    "coverage_claims": Measure(
        "|A| / |A or B|, claims", _OURS, lambda a, b: (len(a.claims), len(a.claims | b.claims))
    ),
    "coverage_issues": Measure(
        "|A| / |A or B|, issues", _OURS, lambda a, b: (len(a.issues), len(a.issues | b.issues))
    ),
    "overlap_claims": Measure(
        "|A and B| / |A or B|, claims",
        _JACCARD,
        lambda a, b: (len(a.claims & b.claims), len(a.claims | b.claims)),
    ),
    "overlap_issues": Measure(
        "|A and B| / |A or B|, issues",
        _JACCARD,
        lambda a, b: (len(a.issues & b.issues), len(a.issues | b.issues)),
    ),
    "one_sided": Measure(
        "|A without B| / |A|, claims",
        _CONTAINMENT,
        lambda a, b: (len(a.claims - b.claims), len(a.claims)),
    ),
    "unreciprocated": Measure(
        "claims on which A has B hold a view and B does not / claims on which A has B hold a view",
        _OURS,
        _unreciprocated,
    ),
    "order": Measure(
        "Kendall's tau-b of the places of the claims that both tell on one page each, "
        "mean over pairs of accounts",
        _KENDALL,
        _order,
    ),
    "held_by_own": Measure(
        "claims that A has A hold / |A|",
        _OURS,
        lambda a, _: (len(a.held_by(a.group)), len(a.claims)),
    ),
    "held_by_other": Measure(
        "claims that A has B hold / |A|",
        _OURS,
        lambda a, b: (len(a.held_by(b.group)), len(a.claims)),
    ),
    "held_by_both": Measure(
        "claims that A has both A and B hold / |A|",
        _OURS,
        lambda a, b: (len(a.held_by(a.group) & a.held_by(b.group)), len(a.claims)),
    ),
    "quoted": Measure(
        "claims of A with a quotation / |A|", _OURS, lambda a, _: (len(a.quoted), len(a.claims))
    ),
}
"""Measures of A against B by name; A and B are the sets of what each tells."""
