"""Raw agreement and Krippendorff's alpha: counts → figures.

Both follow from a few numbers per unit that add up over units (`sums`), so that they can be
summed by engagement and drawn again cheaply.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Sums", "alpha", "alpha_of", "count", "is_pairable", "raw", "raw_of", "sums"]

Sums: TypeAlias = npt.NDArray[np.float64]
"""The disagreement of some units, then the number of their codings that give each value."""


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
    return float(raw_of(sums(count(ratings)).sum(axis=0)))


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
    return float(alpha_of(sums(count(ratings)).sum(axis=0)))


def count(ratings: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return how often each unit (row) was given each value (column)."""
    codes, values = pd.factorize(ratings.to_numpy(dtype="object").ravel())
    counts = np.zeros((len(ratings), len(values)), dtype="int64")
    units = np.repeat(np.arange(len(ratings)), ratings.shape[1])
    given = codes >= 0  # a missing value has the code -1
    np.add.at(counts, (units[given], codes[given]), 1)
    return counts


def is_pairable(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Say of each unit whether it was coded twice or more."""
    pairable: npt.NDArray[np.bool_] = counts.sum(axis=1) >= 2
    return pairable


def sums(counts: npt.NDArray[np.int64]) -> Sums:
    """Return one row of `Sums` per unit that was coded twice or more.

    The disagreement of a unit is its ordered pairs of codings that differ, divided by its
    codings less one.
    """
    paired = counts[is_pairable(counts)].astype("float64")
    per_unit = paired.sum(axis=1)
    differing = (per_unit**2 - (paired**2).sum(axis=1)) / (per_unit - 1)
    return np.column_stack([differing, paired])


def raw_of(total: Sums) -> Sums:
    """Return raw agreement from the `sums` of all units, added up; one per row of totals."""
    return 1 - _ratio(total[..., 0], total[..., 1:].sum(axis=-1))


def alpha_of(total: Sums) -> Sums:
    """Return alpha from the `sums` of all units, added up; one per row of totals."""
    n = total[..., 1:].sum(axis=-1)
    differing = n**2 - (total[..., 1:] ** 2).sum(axis=-1)  # ordered pairs, over all units
    return 1 - _ratio((n - 1) * total[..., 0], differing)


def _ratio(part: Sums, whole: Sums) -> Sums:
    """Return part / whole; NaN where the whole is not above 0."""
    found: Sums = np.full(np.shape(part), np.nan)
    return np.divide(part, whole, out=found, where=whole > 0)
