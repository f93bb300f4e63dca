"""Pictures of how sure we are: figures of agreement and of audits, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Literal

import pandas as pd

from readouts.plot import below, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_STEP: Final = 11.0  # points from one line to the next
_GAP: Final = 10.0  # points between groups of lines
_MARKS: Final = "osD^vP"
_LEVELS: Final = (0.667, 0.8)  # of Krippendorff's alpha
_MEASURES: Final = {
    "pages_found": "Pages that could be read again",
    "positions_right": "Paraphrase and holder right",
    "issuers_right": "Issuer right",
    "quote_marks_right": "Mark of quotation right",
    "positions_coded": "Positions that had been coded",
    "positions_coded_right": "Positions coded, and right",
    "participants_right": "Participants right",
    "engagements_right": "Form, status, date and place right",
}


def agreement(
    table: Any,
    *,
    measure: Literal["alpha", "raw"] = "alpha",
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw how far the blind coders agree, per variable and round or issue, with intervals.

    A point is the figure, its line the 95 % bootstrap interval by engagement. Coders of one
    kind share their errors, so that agreement is an upper bound of accuracy; the note says
    so. What is undefined is not drawn but counted.

    Parameters
    ----------
    table : frame, one row per variable and group
        ``agreement.estimates(data, by="round")`` or ``by="issue"``, in its order.
    measure : {"alpha", "raw"}
        Krippendorff's alpha, with his customary levels .667 and .8 where they are in view;
        or raw agreement.
    names : Mapping of str to str, optional
        Values of ``group`` to the names that are shown; without it, the values.
    ax : Axes, optional
        Where to draw; without it, on a new figure of fitting height.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Each point is a line artist with the gid ``<group>/<variable>``, each interval one
        with ``<group>/<variable>/interval``.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> found = readouts.agreement.estimates(readouts.load(), draws=20)
    >>> ax = readouts.plot.agreement(found, title="How far the coders agree")
    >>> ax.get_yticklabels()[0].get_text().startswith("all (")
    True
    """
    ends = [f"{measure}_low", f"{measure}_high"]
    frame = style.rows(table, "table", ["variable", "group", "n_units", measure, *ends])
    if frame.empty:
        return below.nothing(ax, title)
    points = frame.set_axis(range(len(frame)))[["group", "variable", measure, *ends]]
    points.columns = pd.Index(["row", "series", "value", "low", "high"])
    known = {} if names is None else names
    units = frame.groupby("group", sort=False)["n_units"].max()
    rows = {
        key: f"{known.get(key, f'round {key}' if key.isdigit() else key)} ({units[key]:,})"
        for key in units.index
    }
    undefined = int(frame[measure].isna().sum())
    ax = draw(points, rows, ax, title)
    levels = _draw_levels(ax) if measure == "alpha" else []
    below.note(
        ax,
        f"{'Krippendorff’s alpha' if measure == 'alpha' else 'Raw agreement'} of the blind coders; "
        "lines: 95 % bootstrap intervals by engagement; in brackets: positions that two or more "
        "coded. Coders of one kind share their errors: an upper bound of accuracy.",
        f"Dashed: {' and '.join(map(str, levels))}, customary for alpha." if levels else None,
        f"Not drawn: {style.plural(undefined, 'figure')} that {'is' if undefined == 1 else 'are'} "
        "undefined."
        if undefined
        else None,
    )
    legend(ax, points)
    return ax


def audit(
    table: Any,
    *,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw what second readers found right, per measure and audit, with intervals by page.

    Parameters
    ----------
    table : frame, one row per audit and measure
        ``agreement.audit_estimates(data)``, filtered: some measures, some audits.
    names : Mapping of str to str, optional
        Values of ``measure`` to the names that are shown, over those of the house.
    ax : Axes, optional
        Where to draw; without it, on a new figure of fitting height.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Each point is a line artist with the gid ``<measure>/<audit_id>``, each interval one
        with ``<measure>/<audit_id>/interval``; a text beside tells the counts.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> found = readouts.agreement.audit_estimates(readouts.load(), draws=20)
    >>> ax = readouts.plot.audit(found[found["audit_id"] != "all"])
    >>> [label.get_text() for label in ax.get_yticklabels()][0]
    'Pages that could be read again'
    """
    needed = ["audit_id", "measure", "right", "of", "share", "low", "high"]
    frame = style.rows(table, "table", needed)
    if frame.empty:
        return below.nothing(ax, title)
    points = frame[["measure", "audit_id", "share", "low", "high"]].copy()
    points.columns = pd.Index(["row", "series", "value", "low", "high"])
    points["told"] = [f"{a:,} of {b:,}" for a, b in zip(frame["right"], frame["of"], strict=True)]
    known = _MEASURES | ({} if names is None else dict(names))
    rows = {key: known.get(key, key) for key in dict.fromkeys(points["row"])}
    ax = draw(points, rows, ax, title)
    below.note(
        ax,
        "Share right, before the corrections that followed; lines: 95 % bootstrap intervals by "
        "page, which say too much where every page was right. Positions coded: of those in the "
        "part of the page that was seen.",
    )
    legend(ax, points)
    return ax


def draw(
    points: pd.DataFrame,
    rows: Mapping[Any, str],
    ax: Axes | None,
    title: str | None,
    *,
    inks: Mapping[Any, str] | None = None,
) -> Axes:
    """Draw points and intervals: a group of lines per row, a line in it per series.

    ``points`` has the columns row, series, value, low, high, and perhaps a text to tell
    beside; ``inks`` the colours of the series, without it those of the palette.
    """
    series = list(dict.fromkeys(points["series"])) if inks is None else list(inks)
    most = int(points.groupby("row")["series"].nunique().max()) if len(points) else 1
    tall = most * _STEP + _GAP
    ax = style.begin(ax, (9, (len(rows) * tall + 120) / 72), title)
    for at in range(1, len(rows), 2):
        ax.axhspan(at * tall, (at + 1) * tall, color=style.BAND, zorder=0, linewidth=0)
    order = {key: at for at, key in enumerate(rows)}
    mine = points.groupby("row")["series"].agg(lambda some: sorted(set(some), key=series.index))
    for key, name, value, low, high, *told in points.itertuples(index=False):
        if pd.isna(value):
            continue
        step = mine[key].index(name) - (len(mine[key]) - 1) / 2
        y = (order[key] + 0.5) * tall + step * _STEP
        ink, mark = _look(series.index(name), name, inks)
        if not pd.isna(low):
            look: dict[str, Any] = {"color": ink, "lw": 1.6, "alpha": 0.75, "zorder": 2}
            ax.plot([low, high], [y, y], gid=f"{key}/{name}/interval", **look)
        look = {"marker": mark, "ms": 5.5, "mfc": ink, "mec": "white", "mew": 0.6, "ls": "none"}
        ax.plot([value], [y], gid=f"{key}/{name}", zorder=3, **look)
        if told:
            beside: dict[str, Any] = {"size": 7.5, "color": style.SOFT, "va": "center_baseline"}
            ax.text(1.015, y, told[0], transform=ax.get_yaxis_transform(), **beside)
    ax.set_yticks([(at + 0.5) * tall for at in range(len(rows))], list(rows.values()))
    known = points[["value", "low", "high"]].min().min()
    least = 0.0 if pd.isna(known) else float(known)
    ax.set(xlim=(max(min(least - 0.02, 0.9), -1), 1.005), ylim=(max(len(rows), 1) * tall, 0))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=style.LINE, linewidth=0.5)
    ax.set_axisbelow(True)
    return ax


def _draw_levels(ax: Axes) -> list[float]:
    """Mark Krippendorff's customary levels that are in view, and return them."""
    there = [level for level in _LEVELS if level > ax.get_xlim()[0]]
    for level in there:
        ax.axvline(level, color=style.SOFT, linewidth=0.9, linestyle=(0, (4, 3)), gid="level")
    return there


def _look(at: int, name: Any, inks: Mapping[Any, str] | None) -> tuple[str, str]:
    """Return colour and mark of a series."""
    ink = style.PALETTE[at % len(style.PALETTE)] if inks is None else inks[name]
    return ink, _MARKS[at % len(_MARKS)]


def legend(
    ax: Axes,
    points: pd.DataFrame,
    *,
    inks: Mapping[Any, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> None:
    """Say below the picture which colour and mark a series has."""
    from matplotlib.lines import Line2D

    known = {} if names is None else names
    series = list(dict.fromkeys(points["series"])) if inks is None else list(inks)
    handles = []
    for at, name in enumerate(series):
        ink, mark = _look(at, name, inks)
        look: dict[str, Any] = {"color": ink, "marker": mark, "ms": 5.5, "mec": "white", "mew": 0.6}
        handles.append(Line2D([], [], label=known.get(name, name), lw=1.6, **look))
    below.legend(ax, handles)
