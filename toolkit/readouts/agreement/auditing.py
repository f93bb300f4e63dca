"""What an audit found right: `audits` → shares, with intervals by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from readouts.agreement.reading import ALL, read_table
from readouts.resample import DRAWS, interval

__all__ = ["audit", "audit_estimates"]

_SHARES: Final = {
    "positions_right": "positions_seen",
    "issuers_right": "positions_seen",
    "quote_marks_right": "positions_seen",
    "participants_right": "participants_seen",
}
_COUNTS: Final = (
    *("positions_seen", "positions_missing", "participants_seen", "engagement_fields_wrong"),
    *_SHARES,
)
_KINDS: Final = {
    **dict.fromkeys(_SHARES, "precision"),
    "positions_coded": "recall",
    "positions_coded_right": "recall",
}


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

    See Also
    --------
    audit_estimates : the shares with intervals, precision and recall told apart.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> agreement.audit(readouts.load()).columns.tolist()
    ['audit_id', 'measure', 'right', 'of', 'share']
    """
    counted = [
        (audit_id, measure, *_share(pages))
        for audit_id, rows in _read(data).groupby("audit_id", sort=True)
        for measure, pages in _by_page(rows).items()
        if measure != "positions_coded_right"
    ]
    columns = ["audit_id", "measure", "right", "of", "share"]
    types = {"audit_id": "str", "measure": "str", "right": "int64", "of": "int64"}
    return pd.DataFrame(counted, columns=columns).astype({**types, "share": "float64"})


def audit_estimates(data: Mapping[str, pd.DataFrame], *, draws: int = DRAWS) -> pd.DataFrame:
    r"""Return precision and recall of the audits, with bootstrap intervals by page.

    What stands on one page was coded and audited together, so whole pages are drawn.

    Parameters
    ----------
    data : Mapping of str to DataFrame
        The table `audits`: one row per page drawn and engagement.
    draws : int, optional
        Number of bootstrap samples.

    Returns
    -------
    DataFrame
        One row per audit and measure, first all audits together ("all": a page that two
        audits drew counts in both, and corrections made between them are not told apart).
        `audit_id`, `measure` (those of `audit`, and `positions_coded_right`), `kind`
        ("precision", "recall", or "share" for what is neither), `n_pages` (drawn, or
        read again, and counted; 0 of 0 is a count), `right`, `of`, `share`, `low`, `high`,
        missing where undefined.

    Raises
    ------
    MissingTableError
        The table `audits` is not given.
    UnknownColumnError
        It lacks a column.
    JoinError
        A page and engagement stand twice in one audit.

    Notes
    -----
    With :math:`s` positions seen, :math:`r` of them right, :math:`m` found missing, each
    summed over pages:

    - precision is :math:`r / s` (`positions_right`; likewise the other marks of a row);
    - recall is :math:`s / (s + m)` (`positions_coded`, as the codebook gives it), or, where
      a position with a wrong paraphrase or holder is not taken for coded,
      :math:`r / (s + m)` (`positions_coded_right`).

    Recall is of what stands in the part of the page that was seen, not in the whole page.
    95 % percentile intervals over pages, see ``resample.interval``; where a share is 1 or 0
    on every page the interval has no width and says too much.

    Examples
    --------
    >>> import readouts
    >>> from readouts import agreement
    >>> found = agreement.audit_estimates(readouts.load(), draws=20)
    >>> found.loc[(found["audit_id"] == "all") & (found["kind"] == "recall"), "measure"].tolist()
    ['positions_coded', 'positions_coded_right']
    """
    audits = _read(data)
    groups = {ALL: audits} | {str(name): rows for name, rows in audits.groupby("audit_id")}
    counted = [
        (name, measure, _KINDS.get(measure, "share"), *_estimate(pages, draws))
        for name, rows in groups.items()
        for measure, pages in _by_page(rows).items()
    ]
    columns = ["audit_id", "measure", "kind", "n_pages", "right", "of", "share", "low", "high"]
    types = dict.fromkeys(columns[:3], "str") | dict.fromkeys(columns[3:6], "int64")
    shares = dict.fromkeys(columns[6:], "float64")
    return pd.DataFrame(counted, columns=columns).astype(types | shares)


def _read(data: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    key = ["audit_id", "source_id", "engagement_id"]
    return read_table(data, "audits", [*key, "was_found", *_COUNTS], key)


def _by_page(rows: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    """Return per measure an array of one row per page: how many were right, and of how many."""
    found = rows["was_found"].fillna(False).astype("bool")
    read = rows[found].astype(dict.fromkeys(_COUNTS, "float64"))
    coded = read["positions_seen"] + read["positions_missing"]
    fields = read["engagement_fields_wrong"]
    drawn = found.groupby(rows["source_id"]).any().astype("float64")
    counted = {right: (read[right], read[of]) for right, of in _SHARES.items()}
    counted |= {
        "positions_coded": (read["positions_seen"], coded),
        "positions_coded_right": (read["positions_right"], coded),
        "engagements_right": (
            (fields == 0).astype("float64"),
            fields.notna().where(fields.notna()),
        ),
    }
    summed = {name: _sum(read["source_id"], *pair) for name, pair in counted.items()}
    return {"pages_found": np.column_stack([drawn, np.ones(len(drawn))]), **summed}


def _sum(page: pd.Series, right: pd.Series, of: pd.Series) -> npt.NDArray[np.float64]:
    """Return the sums per page over the rows in which both were counted."""
    both = pd.DataFrame({"right": right, "of": of}, dtype="float64").dropna()
    return both.groupby(page).sum().to_numpy()


def _share(pages: npt.NDArray[np.float64]) -> tuple[int, int, float]:
    right, of = pages.sum(axis=0)
    return int(right), int(of), right / of if of > 0 else np.nan


def _estimate(pages: npt.NDArray[np.float64], draws: int) -> tuple[float, ...]:
    """Return the number of pages, the share and its interval."""
    ends = interval(lambda drawn: _share(pages[drawn])[2], range(len(pages)), draws=draws)
    return len(pages), *_share(pages), *ends
