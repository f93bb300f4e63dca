"""Pictures of when: engagements with the bounds of their dates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from readouts.plot import below, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OPEN: Final = 0.03  # length of an open end, in parts of the time shown
_APART: Final = 0.0095  # width of a mark, likewise: marks that are nearer are stacked
_MARK: Final = 5.0  # points
_STRIP: Final = 0.03  # where what has no date begins, in parts of the time shown after its end
_ABREAST: Final = 3  # marks in one row there


def timeline(
    engagements: Any,
    *,
    lane: str | None = "form",
    colour: str | None = "status",
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw engagements over time, as exactly as their dates are known and no more.

    A day is a point. An interval is a bar over all days that are possible. An open end is
    dotted and ends in an arrow; its length means nothing. What has no bounds at all, such
    as a day of an unknown year, stands apart on the right, hollow. Marks that would overlap
    are stacked: a high stack is many engagements close together.

    Parameters
    ----------
    engagements : frame, one row per engagement
        With ``date_earliest`` and ``date_latest``; usually ``join.engagements(data)``,
        filtered: a visit and its parts are rows of their own.
    lane : str or None
        Column whose values get a lane each; None for one lane.
    colour : str or None
        Column whose values get a colour each; None for one colour.
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Its collections have the gids ``day``, ``interval``, ``open``, ``arrow`` and
        ``unknown``.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> engagements = readouts.join.engagements(readouts.load())
    >>> ax = readouts.plot.timeline(engagements, title="All engagements found")
    >>> ax.get_yticklabels()[-1].get_text().startswith("meeting")
    True
    """
    frame = style.rows(engagements, "engagements", ["date_earliest", "date_latest", lane, colour])
    if frame.empty:
        return below.nothing(ax, title)
    drawn, bases = _lay_out(frame, None if lane is None else frame[lane])
    height = drawn["y"].max() + 1
    ax = style.begin(ax, (9, float(np.clip(1.7 + 0.088 * height, 2.4, 10))), title)
    paint: dict[Hashable, str] = {} if colour is None else style.colours(frame[colour])
    plain = style.PALETTE[0] if colour is None else style.OTHER
    keys = drawn.index if colour is None else frame[colour][drawn.index]
    drawn["ink"] = [paint.get(key, plain) for key in keys]
    _draw_marks(ax, drawn)
    _name_lanes(ax, bases, height)
    unknown = int((drawn["kind"] == "unknown").sum())
    if unknown:
        _set_apart(ax, drawn)
    below.note(
        ax,
        f"Apart, on the right: {style.plural(unknown, 'engagement')} without any bound of the date."
        if unknown
        else None,
    )
    _explain(ax, drawn, paint)
    return ax


def _lay_out(
    frame: pd.DataFrame, lanes: pd.Series[Any] | None
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return kind and place of each mark, and the foot of each lane, the first lane on top."""
    first, last = _days(frame["date_earliest"]), _days(frame["date_latest"])
    drawn = pd.DataFrame({"first": first, "last": last})
    known = drawn.to_numpy()
    span = max(float(np.nanmax(known) - np.nanmin(known)), 1.0) if drawn.any(axis=None) else 1.0
    drawn["kind"] = np.where(drawn["first"] == drawn["last"], "day", "interval")
    drawn.loc[drawn[["first", "last"]].isna().any(axis=1), "kind"] = "open"
    drawn.loc[drawn[["first", "last"]].isna().all(axis=1), "kind"] = "unknown"
    drawn["x0"] = drawn["first"].fillna(drawn["last"] - _OPEN * span)
    drawn["x1"] = drawn["last"].fillna(drawn["first"] + _OPEN * span)
    end = drawn["x1"].max() if drawn["x1"].notna().any() else 0.0
    drawn = drawn.sort_values(["x0", "x1"], kind="stable")  # those without a date come last
    drawn["y"] = 0.0
    bases: dict[str, float] = {}
    foot = 0.0
    named = _lane_names(frame.index, lanes)
    for name in reversed(list(dict.fromkeys(named.sort_values(kind="stable")))):
        there = drawn[named[drawn.index] == name]
        dated, undated = (
            there.index[(there["kind"] == "unknown") == flag] for flag in (False, True)
        )
        at = np.arange(len(undated))
        drawn.loc[dated, "y"] = foot + _stack(drawn.loc[dated], _APART * span)
        drawn.loc[undated, "x0"] = end + (_STRIP + _APART * (0.5 + at % _ABREAST)) * span
        drawn.loc[undated, "y"] = foot + at // _ABREAST
        bases[f"{name} ({len(there):,})" if lanes is not None else ""] = foot
        foot = float(drawn.loc[there.index, "y"].max()) + 2.4
    return drawn, bases


def _lane_names(index: pd.Index[Any], lanes: pd.Series[Any] | None) -> pd.Series[Any]:
    """Return the lane of each row, ordered as lanes are drawn; what has none comes last."""
    if lanes is None:
        return pd.Series(pd.Categorical([""] * len(index)), index=index)
    order = [str(value) for value in style.in_order(lanes)]
    named = lanes.astype("object").where(lanes.notna(), "not known").astype(str)
    every = order if lanes.notna().all() else [*order, "not known"]
    return pd.Series(pd.Categorical(named, categories=every, ordered=True), index=index)


def _stack(marks: pd.DataFrame, apart: float) -> np.ndarray:
    """Return for each mark, sorted by its start, the lowest row where it touches no other."""
    ends: list[float] = []
    placed = []
    for start, end in zip(marks["x0"], marks["x1"], strict=True):
        row = next((at for at, busy in enumerate(ends) if busy <= start - apart), len(ends))
        ends[row:] = [end, *ends[row + 1 :]]
        placed.append(row)
    return np.array(placed, dtype="float64")


def _days(values: pd.Series[Any]) -> pd.Series[float]:
    """Return dates as days since 1970, missing where there is no date."""
    days = pd.to_datetime(values).to_numpy(dtype="datetime64[D]")
    return pd.Series(np.where(np.isnat(days), np.nan, days.astype("float64")), index=values.index)


def _draw_marks(ax: Axes, drawn: pd.DataFrame) -> None:
    for kind, shape in (("interval", "solid"), ("open", (0, (0.6, 0.9)))):
        some = drawn[drawn["kind"] == kind]
        ends = [[(a, y), (b, y)] for a, b, y in zip(some["x0"], some["x1"], some["y"], strict=True)]
        ax.add_collection(_lines(ends, some["ink"], kind, shape))
    some = drawn[drawn["kind"] == "day"]
    look: dict[str, Any] = {"s": _MARK**2, "linewidths": 0, "zorder": 3}
    ax.scatter(some["x0"], some["y"], c=list(some["ink"]), gid="day", **look)
    some = drawn[drawn["kind"] == "unknown"]
    hollow: dict[str, Any] = {"s": (_MARK - 1) ** 2, "facecolors": "white", "linewidths": 1.2}
    ax.scatter(some["x0"], some["y"], edgecolors=list(some["ink"]), gid="unknown", **hollow)
    for missing, at, arrow in (("first", "x0", "<"), ("last", "x1", ">")):
        some = drawn[drawn[missing].isna() & (drawn["kind"] == "open")]
        ax.scatter(some[at], some["y"], c=list(some["ink"]), marker=arrow, gid="arrow", **look)
    ax.xaxis_date()
    ax.autoscale_view()
    ax.margins(x=0.015)


def _set_apart(ax: Axes, drawn: pd.DataFrame) -> None:
    """Part what has no date from the time axis, which ends before it."""
    end, begin = drawn["x1"].max(), drawn.loc[drawn["kind"] == "unknown", "x0"].min()
    dates = [] if pd.isna(end) else [tick for tick in ax.get_xticks() if tick <= end]
    ax.set_xticks(dates, ax.xaxis.get_major_formatter().format_ticks(dates))
    if dates:
        ax.axvline((end + begin) / 2, color=style.SOFT, linewidth=0.8, gid="apart")


def _lines(ends: Any, ink: pd.Series[str], gid: str, shape: Any) -> Any:
    from matplotlib.collections import LineCollection

    lines = LineCollection(ends, colors=list(ink), linestyles=[shape], linewidths=_MARK * 0.62)
    lines.set_alpha(0.65)
    lines.set_capstyle("round" if gid == "interval" else "butt")
    lines.set_gid(gid)
    return lines


def _name_lanes(ax: Axes, bases: Mapping[str, float], height: float) -> None:
    feet = list(bases.values())
    tops = [*feet[1:], height + 1.4][: len(feet)]
    ax.set_yticks([(a + b - 2.4) / 2 for a, b in zip(feet, tops, strict=True)], list(bases))
    for foot in feet[1:]:
        ax.axhline(foot - 1.2, color=style.LINE, linewidth=0.7, zorder=0)
    ax.set_ylim(-1.3, height + 0.3)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=style.LINE, linewidth=0.5, zorder=0)
    ax.set_axisbelow(True)


def _explain(ax: Axes, drawn: pd.DataFrame, paint: Mapping[Any, str]) -> None:
    """Say below the picture what its colours and shapes mean, if there is more than one."""
    from matplotlib.lines import Line2D

    def handle(label: str, ink: str, mark: str, line: Any) -> Line2D:
        thick = _MARK * 0.62
        return Line2D(
            [], [], color=ink, marker=mark, ms=_MARK, mew=0, ls=line, lw=thick, label=label
        )

    told = {
        "day": ("on one day", "o", "none"),
        "interval": ("some time between", "", "-"),
        "open": ("open end", ">", (0, (0.6, 0.9))),
        "unknown": ("date not known", "o", "none"),
    }
    there = [told[kind] for kind in told if (drawn["kind"] == kind).any()]
    shapes = [handle(label, style.SOFT, mark, line) for label, mark, line in there]
    if (drawn["kind"] == "unknown").any():
        shapes[-1].set(markerfacecolor="white", markeredgewidth=1.2)
    inks = [handle(label, ink, "s", "none") for label, ink in style.labelled(paint).items()]
    if len(shapes) > 1 or len(inks) > 1:
        below.legend(ax, [*(inks if len(inks) > 1 else []), *shapes])
