"""Pictures of who: the busiest pairs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from readouts.plot import below, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def pairs(
    met: Any,
    *,
    names: Mapping[str, str] | None = None,
    colour: str | None = "form",
    at_least: int = 1,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw how many engagements each pair of sides or actors had, the busiest on top.

    Counts are of rows: filter ``status`` before, and count a visit and its parts once.

    Parameters
    ----------
    met : frame, one row per engagement and pair
        With ``a_id`` and ``b_id``; usually ``join.pairs(data, by=...)``, filtered.
    names : Mapping of str to str, optional
        Ids to the names that are shown; without it, the ids.
    colour : str or None
        Column by whose values the bars are divided; None for undivided bars.
    at_least : int
        Least number of engagements of a pair that is shown. (A number of pairs would
        cut through pairs that are equally busy.)
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        One bar per pair, divided by ``colour``, with its number at the end; pairs that
        are not shown are counted in the note.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> met = readouts.join.pairs(data, by="side")
    >>> labels = data.sides.set_index("side_id")["label"]
    >>> ax = readouts.plot.pairs(met[met["status"] == "held"], names=labels, at_least=5)
    >>> ax.get_yticklabels()[0].get_text()
    'Libya – Russia'
    """
    frame = style.rows(met, "met", ["a_id", "b_id", colour])
    known = {} if names is None else dict(names)
    ends = zip(frame["a_id"], frame["b_id"], strict=True)
    called = [f"{known.get(a, a)} – {known.get(b, b)}" for a, b in ends]
    pair = pd.Series(called, index=frame.index, dtype="object")
    sizes = pair.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    shown = sizes[sizes >= at_least]
    hidden = len(sizes) - len(shown)
    left_out = f"Not drawn: {style.plural(hidden, 'pair')} with fewer than {at_least} engagements."
    if shown.empty:
        return below.nothing(ax, title, left_out if hidden else None)
    ax = style.begin(ax, (9, 1.5 + 0.25 * len(shown)), title)
    paint = _draw_bars(ax, shown, pair, None if colour is None else frame[colour])
    for at, size in enumerate(shown):
        ax.annotate(
            f"{size:,}",
            (size, at),
            (4, 0),
            textcoords="offset points",
            va="center",
            size=style.LABEL,
        )
    ax.set_yticks(range(len(shown)), list(shown.index))
    ax.set_ylim(len(shown) - 0.4, -0.6)
    ax.set_xticks([])
    ax.tick_params(axis="y", length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
    ax.margins(x=0.06)
    below.note(ax, left_out if hidden else None)
    if len(paint) > 1:
        from matplotlib.patches import Patch

        keys = style.labelled(paint).items()
        below.legend(ax, [Patch(color=ink, label=name, linewidth=0) for name, ink in keys])
    return ax


def _draw_bars(
    ax: Axes, shown: pd.Series[int], pair: pd.Series[str], values: pd.Series[Any] | None
) -> dict[Hashable, str]:
    """Draw the bars, divided by the values, and return the colour of each value."""
    at = {name: number for number, name in enumerate(shown.index)}
    if values is None:
        ax.barh(range(len(shown)), shown, height=0.66, color=style.PALETTE[0])
        return {}
    start = pd.Series(0, index=shown.index)
    paint = style.colours(values[pair.isin(shown.index)])
    for value, ink in paint.items():
        sizes = pair[values == value].value_counts().reindex(shown.index, fill_value=0)
        there = sizes[sizes > 0]
        ax.barh(
            [at[name] for name in there.index],
            there,
            left=start[there.index],
            height=0.66,
            color=ink,
            edgecolor="white",
            linewidth=0.6,
        )
        start += sizes
    return paint
