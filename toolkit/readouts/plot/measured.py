"""Pictures of what was measured: any estimates, with their intervals."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from readouts.plot import below, style, sure

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def intervals(
    table: Any,
    *,
    label: str,
    value: str = "value",
    colour: str | None = None,
    names: Mapping[str, str] | None = None,
    is_share: bool = False,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw estimates as points, and the intervals in which they lie as lines.

    Rows that share a label stand under each other. An estimate without an interval is a
    point alone; what is undefined is not drawn but counted in the note.

    Parameters
    ----------
    table : frame, one row per estimate
        With a value, ``low`` and ``high``, such as a part of ``compare.dyads(data).dyads``
        or ``agreement.against_final(data)``. Labels come in the order of its rows, or of
        their categories.
    label : str
        Column that names the estimates.
    value : str, optional
        Column with the values.
    colour : str or None
        Column by whose values they are coloured: sides have the colours that they have
        everywhere, and a missing value is grey.
    names : Mapping of str to str, optional
        Values of ``colour`` to the names that the legend shows; without it, the values.
    is_share : bool, optional
        The values are shares: the axis runs from 0 to 100 %.
    ax : Axes, optional
        Where to draw; without it, on a new figure of fitting height.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Each point is a line artist with the gid ``<label>/<colour>``, each interval one
        with ``<label>/<colour>/interval``; without ``colour`` that part is empty.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    See Also
    --------
    agreement, audit : the same for what coders and audits give.

    Examples
    --------
    >>> import readouts
    >>> found = readouts.compare.dyads(readouts.load()).dyads
    >>> pair = found.query("group in ['LBY', 'RUS'] and other_group in ['LBY', 'RUS']")
    >>> ax = readouts.plot.intervals(pair, label="measure", colour="group")
    >>> ax.get_yticklabels()[0].get_text()
    'coverage_claims'
    """
    frame = style.rows(table, "table", [label, value, "low", "high", colour])
    if frame.empty:
        return below.nothing(ax, title)
    keys = pd.Series("", index=frame.index) if colour is None else frame[colour]
    inks: dict[Hashable, str] = {"": style.PALETTE[0]}
    if colour is not None:
        inks = style.colours(keys) | ({"": style.OTHER} if keys.isna().any() else {})
    series = keys.astype("object").fillna("")
    points = frame[[label]].assign(series=series, value=frame[value])
    points = points.assign(low=frame["low"], high=frame["high"])
    points = points.rename(columns={label: "row"}).astype({"row": "object"})
    lines = list(dict.fromkeys(points["row"]))
    if isinstance(frame[label].dtype, pd.CategoricalDtype):
        lines = style.in_order(frame[label])
    ax = sure.draw(points, {key: str(key) for key in lines}, ax, title, inks=inks)
    if is_share:
        ax.set_xlim(0, 1)
        ax.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    undefined = int(points["value"].isna().sum())
    below.note(
        ax,
        f"Not drawn, because undefined: {style.plural(undefined, 'figure')}."
        if undefined
        else None,
    )
    shown = {key: ink for key, ink in inks.items() if key != ""}
    if len(shown) > 1:
        sure.legend(ax, points, inks=shown, names=names)
    return ax
