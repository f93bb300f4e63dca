"""Agreement of the blind coders: per variable, round and issue, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
import pandas as pd

from readouts.agreement import arithmetic, reading
from readouts.agreement.reading import ALL, VARIABLES
from readouts.errors import UnknownStyleError
from readouts.resample import DRAWS, total_intervals

__all__ = ["estimates", "table"]

_MEASURES: Final = (arithmetic.raw_of, arithmetic.alpha_of)


def table(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the agreement of the blind coders, per variable, over all rounds and per round.

    Only coders whose role is `coder` count. A coding without a claim is a value of its own.
    Coders of one kind share their errors, so that their agreement is an upper bound of
    accuracy.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings` (one row per coding of one position by one coder), `coders`
        and `claims`.

    Returns
    -------
    DataFrame
        One row per variable and round: `variable` (issue, claim, stance, act), `round`
        ("all", then each round as text), `n_units` (positions that two or more coders
        coded), `raw` and `alpha`, missing where undefined.

    Raises
    ------
    MissingTableError
        A table is not given.
    UnknownColumnError
        A table lacks a column.
    JoinError
        The tables do not fit together, so that codings would be lost; see `ratings`.

    See Also
    --------
    raw, alpha : the two measures, with formula and source.
    estimates : the same with intervals, also per issue.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> found = agreement.table(readouts.load())
    >>> found.columns.tolist()
    ['variable', 'round', 'n_units', 'raw', 'alpha']
    >>> found.loc[found["round"] == "all", "variable"].tolist()
    ['issue', 'claim', 'stance', 'act']
    """
    groups = _by_round(reading.read_codings(data))
    measured = []
    for variable in VARIABLES:
        for name, codings in groups.items():
            counts = arithmetic.count(reading.by_coder(codings, variable))
            total = arithmetic.sums(counts).sum(axis=0)
            n_units = int(arithmetic.is_pairable(counts).sum())
            figures = (float(measure(total)) for measure in _MEASURES)
            measured.append((variable, name, n_units, *figures))
    columns = ["variable", "round", "n_units", "raw", "alpha"]
    types = {"variable": "str", "round": "str", "n_units": "int64"}
    return pd.DataFrame(measured, columns=columns).astype(types)


def estimates(
    data: Mapping[str, pd.DataFrame],
    *,
    by: Literal["round", "issue"] = "round",
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Return the agreement of the blind coders with bootstrap intervals.

    Positions of one engagement were cut from the same pages and resemble each other, so
    whole engagements are drawn, not positions. The interval tells what another sample of
    engagements would give with the same coders; it says nothing of errors that the coders
    share.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders`, `claims`, `positions` and `readouts`.
    by : {"round", "issue"}
        The groups: rounds of coding, or issues of the published codes. Within one issue
        the coders' issues hardly vary by construction, so alpha of the variable `issue` is
        missing there: it would be near 0 however well they agree. `raw` stands.
    draws : int, optional
        Number of bootstrap samples.

    Returns
    -------
    DataFrame
        One row per variable and group, first the group "all": `variable`, `group` (round
        as text, or `issue_id`), `n_units` (positions that two or more coders coded),
        `n_engagements` (that they belong to), `raw`, `raw_low`, `raw_high`, `alpha`,
        `alpha_low`, `alpha_high`. Missing where undefined: see `raw`, `alpha` and
        ``resample.interval``.

    Raises
    ------
    UnknownStyleError
        ``by`` is neither.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        The tables do not fit together, so that codings would be lost; see `ratings`.

    Notes
    -----
    95 % percentile intervals; units drawn with all their codings and all figures computed
    again, as Zapf, A., Castell, S., Morawietz, L. and Karch, A. (2016), Measuring
    inter-rater reliability for nominal data, *BMC Medical Research Methodology* 16:93,
    found to cover well (Krippendorff's own bootstrap, which keeps the expected
    disagreement, did not). Theirs draws single units; here they are drawn by engagement.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> found = agreement.estimates(readouts.load(), draws=20).set_index(["variable", "group"])
    >>> bool(found.loc[("stance", "all"), "alpha_low"] < found.loc[("stance", "all"), "alpha"])
    True
    """
    codings, finals = reading.read_codings(data), reading.read_finals(data)
    reading.require_known(codings, "codings", "position_id", finals["position_id"], "positions")
    finals = finals.set_index("position_id")
    if by == "round":
        groups = _by_round(codings)
    elif by == "issue":
        issue = codings["position_id"].map(finals["issue"])
        parts = {str(name): codings[issue == name] for name in sorted(issue.unique())}
        groups = {ALL: codings, **parts}
    else:
        raise UnknownStyleError("by", by, ("round", "issue"))
    rows = [
        (variable, name, *_estimate(part, variable, finals["engagement_id"], draws))
        for variable in VARIABLES
        for name, part in groups.items()
    ]
    figures = [f"{name}{end}" for name in ("raw", "alpha") for end in ("", "_low", "_high")]
    columns = ["variable", "group", "n_units", "n_engagements", *figures]
    types = {"variable": "str", "group": "str", "n_units": "int64", "n_engagements": "int64"}
    found = pd.DataFrame(rows, columns=columns).astype(types | dict.fromkeys(figures, "float64"))
    if by == "issue":
        found.loc[(found["variable"] == "issue") & (found["group"] != ALL), figures[3:]] = np.nan
    return found


def _by_round(codings: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rounds = sorted(codings["round"].dropna().unique())
    return {ALL: codings} | {str(name): codings[codings["round"] == name] for name in rounds}


def _estimate(
    codings: pd.DataFrame, variable: str, engagement_of: pd.Series, draws: int
) -> tuple[float, ...]:
    """Return units, engagements, and raw and alpha with their intervals."""
    ratings = reading.by_coder(codings, variable)
    counts = arithmetic.count(ratings)
    engagement = engagement_of.reindex(ratings.index)[arithmetic.is_pairable(counts)].to_numpy()
    sums = pd.DataFrame(arithmetic.sums(counts)).groupby(engagement).sum().to_numpy()
    total = sums.sum(axis=0)

    def figures(totals: arithmetic.Sums) -> list[arithmetic.Sums]:
        return [measure(totals) for measure in _MEASURES]

    ends = total_intervals(figures, sums, range(len(sums)), draws=draws)
    both = [(float(measure(total)), *end) for measure, end in zip(_MEASURES, ends, strict=True)]
    return len(engagement), len(sums), *both[0], *both[1]
