"""Bootstrap intervals: the one place where anything is resampled.

Units that are told together (the positions of a page, the accounts of an engagement) are
drawn together, because they are not independent of each other. `interval` takes any
statistic; `total_intervals` is the same, at once, for statistics of sums over the units, and
`ratio_intervals` for ratios of such sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["DRAWS", "SEED", "Interval", "interval", "ratio_intervals", "total_intervals"]

Array: TypeAlias = npt.NDArray[np.float64]

DRAWS = 2_000
SEED = 20_250_428
"""Fixed, so that two runs give the same figures."""


class Interval(NamedTuple):
    """A percentile interval; NaN where it is undefined."""

    low: float
    high: float


_UNDEFINED = Interval(float("nan"), float("nan"))


def interval(
    statistic: Callable[[npt.NDArray[np.intp]], float],
    clusters: Sequence[Any],
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Interval:
    """Return the percentile bootstrap interval of a statistic, resampling whole clusters.

    Parameters
    ----------
    statistic : callable
        Takes the numbers of the units in one sample (a unit drawn twice stands twice) and
        returns a float; NaN where it is undefined there.
    clusters : sequence
        For each unit the cluster that it belongs to, such as its engagement.
    level : float, optional
        Share of the samples between the ends, above 0 and below 1.
    draws : int, optional
        Number of samples.
    seed : int, optional
        Seed of the random numbers.

    Returns
    -------
    Interval
        ``low`` and ``high``; NaN with fewer than two clusters, or where the statistic is
        undefined in more than half of the samples. Samples in which it is undefined are
        left out.

    Raises
    ------
    ValueError
        ``level`` is not between 0 and 1, or there are no draws.

    Notes
    -----
    The percentile method of Efron, B. and Tibshirani, R. (1993), *An introduction to the
    bootstrap*, Chapman and Hall, chapter 13; whole clusters are drawn with replacement as
    in Davison, A. and Hinkley, D. (1997), *Bootstrap methods and their application*,
    Cambridge University Press, section 3.8. With few clusters the interval is too narrow.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.array([0.0, 1.0, 1.0, 0.0])
    >>> interval(lambda units: values[units].mean(), ["a", "a", "b", "b"])
    Interval(low=0.5, high=0.5)
    """
    _check(level, draws)
    codes, n = _codes(clusters)
    if n < 2:
        return _UNDEFINED
    members = [np.flatnonzero(codes == code) for code in range(n)]
    found = [
        statistic(np.concatenate([members[i] for i in drawn])) for drawn in _drawn(n, draws, seed)
    ]
    return _percentiles(np.array(found, dtype="float64"), level)


def ratio_intervals(
    numerators: npt.ArrayLike,
    denominators: npt.ArrayLike,
    clusters: Sequence[Any],
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> list[Interval]:
    """Return the bootstrap intervals of ratios of sums, resampling whole clusters.

    The same samples as `interval` draws, worked out for all ratios at once.

    Parameters
    ----------
    numerators, denominators : array of numbers, one row per unit, one column per ratio
        What is summed over the units of a sample.
    clusters : sequence
        For each unit the cluster that it belongs to.
    level, draws, seed
        As in `interval`.

    Returns
    -------
    list of Interval
        One per ratio. A ratio is undefined in a sample whose denominators sum to 0.

    Raises
    ------
    ValueError
        ``level`` is not between 0 and 1, or there are no draws.

    Examples
    --------
    >>> ratio_intervals([[1], [3]], [[2], [6]], ["a", "b"])
    [Interval(low=0.5, high=0.5)]
    """
    tops, bottoms = (np.asarray(some, dtype="float64") for some in (numerators, denominators))
    n = tops.shape[1]

    def ratios(totals: Array) -> list[Array]:
        found = np.full((len(totals), n), np.nan)
        np.divide(totals[:, :n], totals[:, n:], out=found, where=totals[:, n:] != 0)
        return list(found.T)

    rows = np.hstack([tops, bottoms])
    return total_intervals(ratios, rows, clusters, level=level, draws=draws, seed=seed)


def total_intervals(
    statistics: Callable[[Array], Sequence[Array]],
    rows: npt.ArrayLike,
    clusters: Sequence[Any],
    *,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = SEED,
) -> list[Interval]:
    """Return the bootstrap intervals of statistics that follow from sums over the units.

    The same samples as `interval` draws, worked out for all samples at once.

    Parameters
    ----------
    statistics : callable
        Takes one row per sample, the columns of ``rows`` summed over its units, and returns
        for each statistic an array of its values, one per sample; NaN where undefined.
    rows : array of numbers, one row per unit
        What is summed.
    clusters : sequence
        For each unit the cluster that it belongs to.
    level, draws, seed
        As in `interval`.

    Returns
    -------
    list of Interval
        One per statistic; none of them is defined with fewer than two clusters.

    Raises
    ------
    ValueError
        ``level`` is not between 0 and 1, or there are no draws.

    Examples
    --------
    >>> total_intervals(lambda totals: [totals[:, 0] / totals[:, 1]], [[1, 2], [3, 6]], "ab")
    [Interval(low=0.5, high=0.5)]
    """
    _check(level, draws)
    units = np.asarray(rows, dtype="float64")
    codes, n = _codes(clusters)
    if n < 2:
        undefined = statistics(np.full((1, units.shape[1]), np.nan))
        return [_UNDEFINED for _ in undefined]
    belongs = np.zeros((n, len(codes)))
    belongs[codes, np.arange(len(codes))] = 1.0
    times = np.zeros((draws, n))
    np.add.at(times, (np.arange(draws)[:, None], _drawn(n, draws, seed)), 1.0)
    return [_percentiles(found, level) for found in statistics(times @ (belongs @ units))]


def _check(level: float, draws: int) -> None:
    if not 0 < level < 1:
        raise ValueError(f"level is {level!r}, expected a share between 0 and 1, such as 0.95")
    if draws < 1:
        raise ValueError(f"draws is {draws!r}, expected 1 or more")


def _codes(clusters: Sequence[Any]) -> tuple[npt.NDArray[np.intp], int]:
    """Return the cluster of each unit as a number, in the sorted order of their names."""
    texts = [str(cluster) for cluster in clusters]
    names = {name: code for code, name in enumerate(sorted(set(texts)))}
    return np.array([names[text] for text in texts], dtype=np.intp), len(names)


def _drawn(n: int, draws: int, seed: int) -> npt.NDArray[np.int64]:
    """Return the clusters of every sample: one row per sample, as many as there are clusters."""
    return np.random.default_rng(seed).integers(n, size=(draws, n))


def _percentiles(found: npt.NDArray[np.float64], level: float) -> Interval:
    defined = found[~np.isnan(found)]
    if len(defined) < len(found) / 2:
        return _UNDEFINED
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high))
