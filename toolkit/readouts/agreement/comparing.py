"""Where coders part: confusion tables, disagreements, and coders against the final codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import pandas as pd

from readouts.agreement import reading
from readouts.agreement.reading import COLUMNS, NO_CLAIM, VARIABLES
from readouts.errors import UnknownStyleError
from readouts.resample import DRAWS, interval

__all__ = ["against_final", "confusion", "disagreements"]

_TOLD = ["position_id", "engagement_id", "readout_id", "holder_as_reported", "cue", "paraphrase"]
_GIVEN = [*COLUMNS.values(), "certainty", "comment"]


def confusion(
    data: Mapping[str, pd.DataFrame], variable: str, *, coders: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return how often one coder gave each value where another gave each value.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders` and `claims`.
    variable : str
        One of `VARIABLES`.
    coders : sequence of two str, optional
        Two blind coders: rows, then columns. Without it, the only two that there are.

    Returns
    -------
    DataFrame
        One row per value that the first coder (name of the index) gave, one column per
        value of the second: the number of positions that both coded so. Rows and columns
        are the values that either gave, in the order of the code lists; empty text: no
        claim given. The diagonal is agreement.

    Raises
    ------
    UnknownStyleError
        There is no such variable, or ``coders`` does not name two blind coders, or must.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        The tables do not fit together, so that codings would be lost; see `ratings`.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> stances = agreement.confusion(readouts.load(), "stance")
    >>> stances.index.name, stances.columns.name
    ('coder-a', 'coder-b')
    >>> stances.index.tolist() == stances.columns.tolist()
    True
    """
    ratings = reading.ratings(data, variable)
    known = [list(pair) for pair in permutations(ratings.columns, 2)]
    pair = ratings.columns.tolist() if coders is None else list(coders)
    if pair not in known:
        takes = [", ".join(names) for names in known] or ["two coders whose role is coder"]
        raise UnknownStyleError("coders", ", ".join(pair), takes)
    both = ratings[pair].dropna()
    given = set(both.to_numpy().ravel())
    values = [value for value in _order(data, variable) if value in given]
    sizes = both.value_counts().unstack(fill_value=0)  # noqa: PD010
    sizes = sizes.reindex(index=values, columns=values, fill_value=0).astype("int64")
    return sizes.rename_axis(index=pair[0], columns=pair[1])


def disagreements(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the positions on which the blind coders differ, for adjudication or review.

    Where all of them gave no claim they do not differ, though an adjudicator had to decide.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders`, `claims`, `positions` and `readouts`.

    Returns
    -------
    DataFrame
        One row per position that two or more blind coders coded differently, sorted:
        `position_id`, `engagement_id`, `readout_id`, `holder_as_reported`, `cue`,
        `paraphrase`; `differs` (the variables, of claim, stance and act); `resolution` and
        the published `claim_id_final`, `stance_final`, `act_final`; then for each blind
        coder `claim_id_<coder>`, `stance_…`, `act_…`, `certainty_…`, `comment_…` (missing:
        not coded or nothing said; empty claim: none given), and for each adjudicator
        `comment_<adjudicator>`, the reason.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        The tables do not fit together, so that codings would be lost; see `ratings`.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> data = readouts.load()
    >>> found = agreement.disagreements(data)
    >>> int((data.positions["resolution"] == "adjudicated").sum()) >= len(found) > 0
    True
    """
    codings, finals = reading.read_codings(data), reading.read_finals(data)
    reading.require_known(codings, "codings", "position_id", finals["position_id"], "positions")
    differs = pd.Series("", index=codings["position_id"].unique(), dtype="str")
    for variable in COLUMNS:
        given = reading.by_coder(codings, variable).nunique(axis=1)
        differs += given.gt(1).map({True: f" {variable}", False: ""}).reindex(differs.index)
    differs = differs.str.strip()
    rows = finals.set_index("position_id", drop=False)
    rows = rows.loc[sorted(differs.index[differs != ""])]
    final = {f"{column}_final": rows[column].astype("str") for column in COLUMNS.values()}
    told = rows.reindex(columns=_TOLD).assign(
        differs=differs.reindex(rows.index), resolution=rows["resolution"], **final
    )
    said = dict(_given(codings.assign(claim_id=codings["claim"]), _GIVEN))
    said |= dict(_given(reading.read_codings(data, "adjudicator"), ["comment"]))
    return told.assign(
        **{name: given.reindex(told.index) for name, given in said.items()}
    ).reset_index(drop=True)


def against_final(
    data: Mapping[str, pd.DataFrame], *, role: str = "gatherer", draws: int = DRAWS
) -> pd.DataFrame:
    """Return how often coders of one role gave the codes that were published.

    This is no reliability: the final codes of an `agreed` or `adjudicated` position come
    from blind coders and an adjudicator, who may have seen the same words as the gatherer.
    Positions whose resolution is `single` are left out, since their final codes are the
    only coding there is.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The tables `codings`, `coders`, `claims`, `positions` and `readouts`.
    role : {"gatherer", "coder", "adjudicator"}
        Whose codings are measured; for blind coders, how often they were followed.
    draws : int, optional
        Number of bootstrap samples.

    Returns
    -------
    DataFrame
        One row per coder of that role and variable: `coder_id`, `variable`, `n_units`
        (positions coded), `n_same` (with the published code), `share` (`n_same / n_units`)
        and its 95 % bootstrap interval by engagement, `low` and `high`, missing where
        undefined. No rows where no coder has that role or none has coded.

    Raises
    ------
    UnknownStyleError
        There is no such role.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        The tables do not fit together, so that codings would be lost; see `ratings`.

    See Also
    --------
    readouts.resample.interval : the interval, with its source.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> found = agreement.against_final(readouts.load(), role="coder", draws=20)
    >>> found["variable"].head(4).tolist()
    ['issue', 'claim', 'stance', 'act']
    """
    if role not in ("gatherer", "coder", "adjudicator"):
        raise UnknownStyleError("role", role, ("gatherer", "coder", "adjudicator"))
    codings, finals = reading.read_codings(data, role), reading.read_finals(data)
    reading.require_known(codings, "codings", "position_id", finals["position_id"], "positions")
    finals = finals.loc[
        finals["resolution"] != "single", ["position_id", "engagement_id", *VARIABLES]
    ]
    both = codings.merge(finals, on="position_id", suffixes=("", "_final"))
    measured = [
        (coder, variable, *_share_same(rows, variable, draws))
        for coder, rows in both.groupby("coder_id", sort=True)
        for variable in VARIABLES
    ]
    columns = ["coder_id", "variable", "n_units", "n_same", "share", "low", "high"]
    types = {"coder_id": "str", "variable": "str", "n_units": "int64", "n_same": "int64"}
    shares = dict.fromkeys(columns[4:], "float64")
    return pd.DataFrame(measured, columns=columns).astype(types | shares)


def _share_same(rows: pd.DataFrame, variable: str, draws: int) -> tuple[float, ...]:
    """Return the units, those coded as published, their share and its interval."""
    given, final = rows[variable].astype("object"), rows[f"{variable}_final"].astype("object")
    same = (given == final).to_numpy(dtype="float64")
    clusters = rows["engagement_id"].tolist()
    ends = interval(lambda units: float(same[units].mean()), clusters, draws=draws)
    return len(same), int(same.sum()), float(same.mean()), *ends


def _order(data: Mapping[str, pd.DataFrame], variable: str) -> list[str]:
    """Return the values of a variable in the order of the code lists."""
    if variable in ("issue", "claim"):
        claims = pd.DataFrame(data["claims"])
        return [*claims[f"{variable}_id"].drop_duplicates(), NO_CLAIM]
    values = pd.DataFrame(data["codings"])[variable]
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.cat.categories.tolist()
    return sorted(values.dropna().unique())


def _given(codings: pd.DataFrame, columns: list[str]) -> Iterator[tuple[str, pd.Series]]:
    """Give, coder by coder, the wanted columns that there are, indexed by position."""
    for coder, rows in codings.groupby("coder_id", sort=True):
        by_position = rows.set_index("position_id")
        for column in columns:
            if column in by_position:
                yield f"{column}_{coder}", by_position[column].astype("str")
