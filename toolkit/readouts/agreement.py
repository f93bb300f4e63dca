"""How far coders agree, and what an audit found: `codings` and `audits` → figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from readouts import tables
from readouts.errors import JoinError, UnknownStyleError

__all__ = ["ALL_ROUNDS", "VARIABLES", "alpha", "audit", "ratings", "raw", "table"]

VARIABLES: Final = ("issue", "claim", "stance", "act")
"""What is coded. The issue is not coded by itself: it follows from the claim."""

ALL_ROUNDS: Final = "all"
"""The value of `round` in the rows of `table` that take all rounds together."""

_NO_CLAIM: Final = ""
_CODINGS: Final = ("position_id", "coder_id", "round", "claim_id", "stance", "act")
_SHARES: Final = {
    "positions_right": "positions_seen",
    "issuers_right": "positions_seen",
    "quote_marks_right": "positions_seen",
    "participants_right": "participants_seen",
}
_AUDITS: Final = (
    "audit_id",
    "source_id",
    "engagement_id",
    "was_found",
    "positions_seen",
    "positions_missing",
    "participants_seen",
    "engagement_fields_wrong",
    *_SHARES,
)


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
    codings = _blind_codings(data)
    rounds = [ALL_ROUNDS, *map(str, sorted(codings["round"].dropna().unique()))]
    measured = []
    for variable in VARIABLES:
        for name in rounds:
            of_round = codings if name == ALL_ROUNDS else codings[codings["round"] == int(name)]
            counts = _counts(_by_coder(of_round, variable))
            n_units = int(_is_pairable(counts).sum())
            measured.append((variable, name, n_units, _raw(counts), _alpha(counts)))
    columns = ["variable", "round", "n_units", "raw", "alpha"]
    types = {"variable": "str", "round": "str", "n_units": "int64"}
    return pd.DataFrame(measured, columns=columns).astype(types)


def ratings(data: Mapping[str, pd.DataFrame], variable: str) -> pd.DataFrame:
    """Return what each blind coder gave each position.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders` and `claims`.
    variable : str
        One of `VARIABLES`.

    Returns
    -------
    DataFrame
        One row per position (the index), one column per coder whose role is `coder`.
        Missing: not coded by that coder. Empty text: coded, and no claim given.

    Raises
    ------
    UnknownStyleError
        There is no such variable.
    MissingTableError
        A table is not given.
    UnknownColumnError
        A table lacks a column.
    JoinError
        A coding names a coder or a claim that is not listed, or a key stands twice.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> stances = agreement.ratings(readouts.load(), "stance")
    >>> stances.columns.tolist()
    ['coder-a', 'coder-b']
    """
    if variable not in VARIABLES:
        raise UnknownStyleError("variable", variable, VARIABLES)
    return _by_coder(_blind_codings(data), variable)


def raw(ratings: pd.DataFrame) -> float:
    r"""Return the share of pairs of codings that agree.

    Parameters
    ----------
    ratings : DataFrame
        One row per unit, one column per coder; missing: not coded.

    Returns
    -------
    float
        For two coders, the share of the units coded by both on which they agree. NaN
        where no unit was coded twice.

    Notes
    -----
    :math:`\frac{1}{n}\sum_u \frac{1}{n_u - 1} \sum_c n_{uc}(n_{uc} - 1)`, with
    :math:`n_{uc}` the codings of unit :math:`u` that give value :math:`c`,
    :math:`n_u` its codings (two or more; other units are left out), :math:`n` the sum of
    :math:`n_u`. It is one minus the observed disagreement of `alpha`.

    Examples
    --------
    >>> import pandas as pd
    >>> from readouts import agreement
    >>> agreement.raw(pd.DataFrame({"a": ["x", "y", "y", None], "b": ["x", "y", "x", "x"]}))
    0.6666666666666667
    """
    return _raw(_counts(ratings))


def alpha(ratings: pd.DataFrame) -> float:
    r"""Return Krippendorff's alpha for nominal values.

    Any number of coders; a unit need not be coded by all of them.

    Parameters
    ----------
    ratings : DataFrame
        One row per unit, one column per coder; missing: not coded.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance gives, less where coders disagree more
        than by chance. NaN where it is undefined: no unit was coded twice, or all paired
        codings give one value.

    Notes
    -----
    :math:`\alpha = 1 - D_o / D_e`, with the disagreement observed and expected

    .. math::

        D_o = \frac{1}{n}\sum_u \frac{n_u^2 - \sum_c n_{uc}^2}{n_u - 1}, \qquad
        D_e = \frac{n^2 - \sum_c n_c^2}{n (n - 1)}

    where :math:`n_{uc}` is the number of codings of unit :math:`u` that give value
    :math:`c`, :math:`n_u` the number of its codings, :math:`n_c` that of value :math:`c`
    over all units and :math:`n` that of all codings. Units with fewer than two codings
    are left out. This is form C (nominal, any number of observers, missing data) of
    Krippendorff, K. (2011), *Computing Krippendorff's alpha-reliability*, University of
    Pennsylvania; see Krippendorff, K. (2004), *Content analysis: an introduction to its
    methodology*, 2nd ed., Sage, ch. 11.

    Examples
    --------
    >>> import pandas as pd
    >>> from readouts import agreement
    >>> round(agreement.alpha(pd.DataFrame({"a": list("xyyx"), "b": list("xyxx")})), 3)
    0.533
    """
    return _alpha(_counts(ratings))


def audit(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what each audit found right, and of how many.

    The counts tell the state before the corrections that followed. A row of `audits` in
    which a count is empty is left out of that measure. Pages that could not be read again
    count in `pages_found` only.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The table `audits`: one row per page drawn and engagement.

    Returns
    -------
    DataFrame
        One row per audit and measure: `audit_id`, `measure`, `right`, `of`, `share`
        (`right / of`; missing where nothing was counted). Measures:

        - `pages_found`: pages that could be read again, of the pages drawn;
        - `positions_right`: paraphrase and holder right, of the positions seen;
        - `issuers_right`, `quote_marks_right`: likewise the issuer, and `is_quote`;
        - `positions_coded`: the positions seen, of these and those found missing;
        - `participants_right`: of the participants seen;
        - `engagements_right`: form, status, date and place all right, of the rows read (an
          engagement counts once per page).

    Raises
    ------
    MissingTableError
        The table `audits` is not given.
    UnknownColumnError
        It lacks a column.
    JoinError
        A page and engagement stand twice in one audit.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> agreement.audit(readouts.load()).columns.tolist()
    ['audit_id', 'measure', 'right', 'of', 'share']
    """
    audits = _table(data, "audits", _AUDITS, ["audit_id", "source_id", "engagement_id"])
    counted = [
        (audit_id, measure, right, of, right / of if of > 0 else np.nan)
        for audit_id, rows in audits.groupby("audit_id", sort=True)
        for measure, (right, of) in _audit_counts(rows).items()
    ]
    columns = ["audit_id", "measure", "right", "of", "share"]
    types = {"audit_id": "str", "measure": "str", "right": "int64", "of": "int64"}
    return pd.DataFrame(counted, columns=columns).astype({**types, "share": "float64"})


def _audit_counts(rows: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """Return, per measure, how many were right and of how many, for the rows of one audit."""
    read = rows[rows["was_found"].fillna(False)]
    pages = (read["source_id"].nunique(), rows["source_id"].nunique())
    shares = {right: _sums(read, right, of) for right, of in _SHARES.items()}
    seen, missing = _sums(read, "positions_seen", "positions_missing")
    wrong = read["engagement_fields_wrong"].dropna()
    return {
        "pages_found": pages,
        **shares,
        "positions_coded": (seen, seen + missing),
        "engagements_right": (int((wrong == 0).sum()), len(wrong)),
    }


def _sums(rows: pd.DataFrame, first: str, second: str) -> tuple[int, int]:
    """Return the sums of two columns over the rows in which both were counted."""
    both = rows[[first, second]].dropna()
    return int(both[first].sum()), int(both[second].sum())


def _blind_codings(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row per coding by a coder proper, with a column per variable."""
    codings = _table(data, "codings", _CODINGS, ["position_id", "coder_id"])
    coders = _table(data, "coders", ["coder_id", "role"], ["coder_id"])
    claims = _table(data, "claims", ["claim_id", "issue_id"], ["claim_id"])
    role_of = dict(zip(coders["coder_id"], coders["role"], strict=True))
    issue_of = dict(zip(claims["claim_id"], claims["issue_id"], strict=True))
    _check_known(codings["coder_id"], role_of, "coders")
    _check_known(codings["claim_id"], issue_of, "claims")
    blind = codings[codings["coder_id"].map(role_of) == "coder"]
    claim = blind["claim_id"].astype("object").fillna(_NO_CLAIM)
    issue = claim.map({**issue_of, _NO_CLAIM: _NO_CLAIM})
    return blind.assign(claim=claim, issue=issue)


def _check_known(given: pd.Series, known: Mapping[str, str], where: str) -> None:
    unknown = given[given.notna() & ~given.isin(list(known))]
    if len(unknown) > 0:
        raise JoinError(
            f"table 'codings': {given.name} {unknown.iloc[0]!r} is not in the table {where!r}, "
            "and its codings would be lost. Run `readouts validate`"
        )


def _by_coder(codings: pd.DataFrame, variable: str) -> pd.DataFrame:
    values = codings.astype({variable: "object"})
    # pivot_table would merge a position coded twice by one coder; this refuses it.
    wide = values.pivot(index="position_id", columns="coder_id", values=variable)  # noqa: PD010
    return wide.rename_axis(columns=None)


def _counts(ratings: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return how often each unit (row) was given each value (column)."""
    codes, values = pd.factorize(ratings.to_numpy(dtype="object").ravel())
    counts = np.zeros((len(ratings), len(values)), dtype="int64")
    units = np.repeat(np.arange(len(ratings)), ratings.shape[1])
    given = codes >= 0  # a missing value has the code -1
    np.add.at(counts, (units[given], codes[given]), 1)
    return counts


def _is_pairable(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    pairable: npt.NDArray[np.bool_] = counts.sum(axis=1) >= 2
    return pairable


def _disagreement(counts: npt.NDArray[np.int64]) -> float:
    """Return the sum over units of disagreeing pairs, each unit weighted by 1 / (n_u - 1)."""
    per_unit = counts.sum(axis=1)
    return float(((per_unit**2 - (counts**2).sum(axis=1)) / (per_unit - 1)).sum())


def _raw(counts: npt.NDArray[np.int64]) -> float:
    paired = counts[_is_pairable(counts)]
    n = int(paired.sum())
    return 1 - _disagreement(paired) / n if n > 0 else float("nan")


def _alpha(counts: npt.NDArray[np.int64]) -> float:
    paired = counts[_is_pairable(counts)]
    n = int(paired.sum())
    differing = n**2 - int((paired.sum(axis=0) ** 2).sum())  # ordered pairs, over all units
    if differing == 0:
        return float("nan")
    return 1 - (n - 1) * _disagreement(paired) / differing


def _table(
    data: Mapping[str, pd.DataFrame], name: str, columns: Sequence[str], key: Sequence[str]
) -> pd.DataFrame:
    """Return one table that has the needed columns and no key twice."""
    frame = tables.table(data, name, columns, "agreement")
    tables.prove_unique(frame, key, name)
    return pd.DataFrame(nw.to_native(frame))
