"""Measures of many comparisons: per account, per pair of accounts, per dyad of groups."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from readouts.compare import tally, words
from readouts.compare.accounts import By, check_by, cut, few, read, units
from readouts.compare.formulas import tellings
from readouts.compare.summary import to_html, to_text
from readouts.network.graph import STATUSES, require
from readouts.tables import Tables

__all__ = ["Measures", "dyads"]


@dataclass(frozen=True, repr=False, eq=False)
class Measures:
    r"""How accounts of the same engagements compare, over many engagements.

    A is the account or group of the row, B the other. Sets of claims are compared, never
    counts of positions; residual claims count nowhere, nor do the issues that only they
    tell. Only accounts that tell another claim count, and outlets' own reporting is compared
    with nobody. **Absence is not silence**: a claim that B does not tell is one that is not in
    the part of B's pages that was read, and the numbers of accounts read whole stand in
    every row.

    Attributes
    ----------
    dyads : DataFrame
        One row per ordered pair of groups with accounts of at least one engagement in
        common, and measure: ``group`` (A), ``other_group`` (B), ``measure``, ``value``,
        ``low`` and ``high`` (95 % bootstrap interval by engagement, a visit drawn with its
        meetings), ``numerator``, ``denominator``, ``n_engagements`` (in common),
        ``n_accounts``, ``n_whole``, ``n_other_accounts``, ``n_other_whole``, ``formula``,
        ``source``.
    issues : DataFrame
        One row per ordered pair of groups and issue, with the same numbers: of the
        engagements in which either tells the issue, the share in which A does.
    pairs : DataFrame
        One row per ordered pair of accounts of one engagement and measure: ``value``,
        ``numerator``, ``denominator``, ``is_whole``, ``is_other_whole``, ``formula``,
        ``source``.
    accounts : DataFrame
        One row per account, outlets' too: how much was read, ``n_claims``, ``n_issues``,
        ``n_quoted``, ``share_quoted`` (claims with a quotation / claims), ``n_told`` and
        ``coverage_claims`` (of the claims that any account of the engagement tells, the
        share that this one does; missing where no other account tells one).
    voices : DataFrame
        One row per account and group of holders (``holder_group``; empty: nobody
        identified): ``n_held`` of ``n_claims`` claims are told as held by it, ``share``.
        A claim can have several holders.
    by : {"side", "issuer"}
        What a group is.
    status : tuple of str or None
        Status of the engagements that were measured; None: all.
    names : mapping of str to str
        Names of actors and sides by their ids.

    Notes
    -----
    A and B are the sets of claims that the accounts of a group tell of one engagement. Over
    engagements e the value is the ratio of the sums, :math:`\sum_e x_e / \sum_e y_e`, so
    that engagements weigh by what is told of them. Undefined (a denominator of 0) is NaN.

    ==================  ========================================================  =========
    measure             formula, per engagement                                   source
    ==================  ========================================================  =========
    coverage_claims     \|A\| / \|A ∪ B\|                                         here
    coverage_issues     the same of issues                                        here
    overlap_claims      \|A ∩ B\| / \|A ∪ B\|                                     Jaccard
    overlap_issues      the same of issues                                        Jaccard
    one_sided           \|A ∖ B\| / \|A\|                                         Broder
    unreciprocated      claims on which A has B hold a view and B does not, of    here
                        the claims on which A has B hold a view
    order               mean of tau-b over pairs of accounts that share two       Kendall
                        claims or more on one page of each; the denominator is
                        the number of pairs
    held_by_own         claims that A has A hold, alone or jointly / \|A\|        here
    held_by_other       claims that A has B hold, alone or jointly / \|A\|        here
    held_by_both        claims that A has A hold and has B hold / \|A\|           here
    quoted              claims of A with a quotation / \|A\|                      here
    ==================  ========================================================  =========

    Jaccard, P. (1912), *The distribution of the flora in the alpine zone*, New Phytologist
    11(2), 37-50. Broder, A. (1997), *On the resemblance and containment of documents*,
    Proceedings of SEQUENCES, 21-29: one-sidedness is one minus his containment. Kendall,
    M. G. (1945), *The treatment of ties in ranking problems*, Biometrika 33(3), 239-251.

    Places of claims on different pages of an account cannot be compared: the order of two
    accounts is that of the readout of each which have most claims in common. Intervals:
    ``readouts.resample``. Where all engagements are alike an interval has no width and says
    too much: read it together with ``denominator``.
    """

    by: By
    status: tuple[str, ...] | None
    dyads: pd.DataFrame
    issues: pd.DataFrame
    pairs: pd.DataFrame
    accounts: pd.DataFrame
    voices: pd.DataFrame
    names: Mapping[str, str]

    def __repr__(self) -> str:
        """Return in one line how much was measured."""
        groups = len(self.dyads.drop_duplicates(["group", "other_group"]))
        told = f"{groups} ordered pairs of groups, {len(self.accounts)} accounts"
        return f"<Measures by {self.by}: {told}>"

    def __str__(self) -> str:
        """Return the values of all dyads as text."""
        return to_text(self.dyads, self.names, self.status)

    def _repr_html_(self) -> str:
        return to_html(self.dyads, self.names, self.status)


def dyads(
    data: Tables,
    *,
    by: By = "side",
    parts: bool = False,
    status: str | Collection[str] | None = ("held",),
) -> Measures:
    """Measure how the accounts of the same engagements compare, over all that were held.

    Every measure with its formula and source is told in `Measures`. What a side does not
    tell is what is not in the part of its pages that was read. As in ``network.meetings``,
    engagements of another status, such as denied ones, count only if ``status`` says so.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        The tables of a package. To measure some engagements only, leave the others out of
        their table: what tells of them is left out with them.
    by : {"side", "issuer"}, optional
        What a group of accounts is.
    parts : bool, optional
        Take each visit together with its meetings as one engagement.
    status : str, collection of str, or None, optional
        Status of the engagements that count; None for all, denied ones included. Of a visit
        and its meetings those count that have it.

    Returns
    -------
    Measures
        Tidy frames: ``dyads``, ``issues``, ``pairs``, ``accounts``, ``voices``.

    Raises
    ------
    UnknownStyleError
        ``by`` is neither, or there is no such status.
    MissingTableError, UnknownColumnError, JoinError
        As in ``readouts.join.positions``.

    Examples
    --------
    >>> import readouts
    >>> found = readouts.compare.dyads(readouts.load())
    >>> overlap = found.dyads.query("measure == 'overlap_claims'")
    >>> both = overlap.set_index(["group", "other_group"])["value"]
    >>> float(both["LBY", "RUS"]) == float(both["RUS", "LBY"])
    True
    """
    check_by(by)
    statuses = None if status is None else _statuses(status)
    tables = few(data, "compare.dyads")
    if statuses is not None:
        known = tables["engagements"]
        tables["engagements"] = known[known["status"].astype("str").isin(statuses)]
    unit = units(tables["engagements"], parts=parts)
    told = read(cut(tables, unit), unit, by=by)
    visits = units(tables["engagements"], parts=True)
    by_account = tellings(told.cells)
    in_common = tally.in_common(told.accounts, by_account)
    return Measures(
        by=by,
        status=statuses,
        dyads=tally.dyads(in_common, visits),
        issues=tally.issues(in_common, visits),
        pairs=tally.pairs(in_common),
        accounts=tally.accounts(told.accounts, by_account),
        voices=tally.voices(told.accounts, by_account),
        names=words.names_of(tables),
    )


def _statuses(status: str | Collection[str]) -> tuple[str, ...]:
    """Return the statuses that count, in the order of the codebook."""
    asked = (status,) if isinstance(status, str) else tuple(status)
    for one in asked:
        require("status", one, STATUSES)
    return tuple(one for one in STATUSES if one in asked)
