"""Pictures of where: places as labelled points on a grid of longitude and latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from readouts.plot import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

_UNIT: Final = 11.0  # area of the point of one engagement, in square points
_ANGLES: Final = (0, 180, 45, 315, 135, 225, 90, 270)
_AWAY: Final = (3, 12, 22, 34, 48, 64)  # how far a label may stand from its point, in points


def places(
    engagements: Any,
    *,
    extent: tuple[float, float, float, float] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw places as points on a grid, their areas proportional to numbers of engagements.

    There is no base map. Coordinates are those of the city, in degrees (WGS 84); a degree
    of longitude is drawn as long as it is at the middle latitude. What cannot be drawn is
    named in the note: places outside the extent, places without coordinates, engagements
    without a place.

    Parameters
    ----------
    engagements : frame, one row per engagement
        With ``place_name``, ``latitude`` and ``longitude``; usually
        ``join.engagements(data)``, filtered.
    extent : tuple of four float, optional
        West, east, south, north in degrees; without it, all places.
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        One point and one label per place.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> held = readouts.join.engagements(readouts.load())
    >>> ax = readouts.plot.places(held, extent=(0, 60, 20, 60))
    >>> min(text.get_text() for text in ax.texts if text.get_text())
    'Abu Dhabi 3'
    """
    where = ["place_name", "latitude", "longitude"]
    frame = style.rows(engagements, "engagements", where)
    counts = frame.groupby(where, dropna=False).size().rename("n").reset_index()
    counts = counts.sort_values(["n", "place_name"], ascending=[False, True])
    known = counts.dropna(subset=["latitude", "longitude"])
    west, east, south, north = _extent(known) if extent is None else extent
    inside = known["longitude"].between(west, east) & known["latitude"].between(south, north)
    shown = known[inside]
    middle = np.cos(np.radians((south + north) / 2))
    tall = (north - south) / ((east - west) * middle)
    wide = float(min(8.4, 5.6 / tall))
    ax = style.begin(ax, (wide + 0.6, wide * tall + 1.5), title)
    _draw_grid(ax, (west, east, south, north), middle)
    ax.scatter(
        shown["longitude"],
        shown["latitude"],
        s=_UNIT * shown["n"],
        color=style.PALETTE[0],
        alpha=0.75,
        linewidths=0.6,
        edgecolors="white",
        zorder=3,
    )
    placeless = int(counts[counts["place_name"].isna()]["n"].sum())
    nowhere = counts[counts["place_name"].notna() & counts["latitude"].isna()]
    style.note(
        ax,
        "Area of a point and number: engagements.",
        _list("Outside the frame", known[~inside]),
        _list("Without coordinates", nowhere),
        f"Without a place: {style.plural(placeless, 'engagement')}." if placeless else None,
    )
    _label(ax, shown)
    return ax


def _extent(known: pd.DataFrame) -> tuple[float, float, float, float]:
    x, y = known["longitude"], known["latitude"]
    return x.min() - 8, x.max() + 12, y.min() - 4, y.max() + 4


def _list(what: str, counts: pd.DataFrame) -> str | None:
    named = [f"{name} {n}" for name, n in zip(counts["place_name"], counts["n"], strict=True)]
    return f"{what}: {', '.join(named)}." if named else None


def _draw_grid(ax: Axes, extent: tuple[float, float, float, float], middle: float) -> None:
    from matplotlib.ticker import FuncFormatter, MultipleLocator

    west, east, south, north = extent
    ax.set(xlim=(west, east), ylim=(south, north))
    ax.set_aspect(1 / middle, adjustable="box")
    step = 5 if east - west <= 40 else 10 if east - west <= 100 else 20
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.yaxis.set_major_locator(MultipleLocator(min(step, 10)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _degrees(x, "E", "W")))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _degrees(y, "N", "S")))
    ax.grid(color=style.LINE, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, labelsize=style.SMALL, labelcolor=style.SOFT)
    ax.spines[["top", "right"]].set_visible(True)
    ax.spines[["top", "right"]].set_color(style.LINE)


def _degrees(value: float, positive: str, negative: str) -> str:
    letter = positive if value > 0 else negative if value < 0 else ""
    return f"{abs(value):g}°{letter}"


def _label(ax: Axes, shown: pd.DataFrame) -> None:
    """Write the names of places so that no label covers another or a point.

    The biggest first; each takes the nearest free spot round its point, and a thin line
    leads to it from afar. A label for which there is no free spot stands at the nearest.
    """
    from matplotlib.transforms import Bbox

    dot = style.settle(ax).dpi / 72
    spots = ax.transData.transform(shown[["longitude", "latitude"]].to_numpy())
    radii = np.sqrt(_UNIT * shown["n"].to_numpy()) / 2 * dot
    taken = [
        Bbox.from_extents(x - r, y - r, x + r, y + r)
        for (x, y), r in zip(spots, radii, strict=True)
    ]
    frame = ax.get_window_extent()
    look: dict[str, Any] = {"textcoords": "offset points", "size": style.SMALL}
    line = {"arrowstyle": "-", "color": style.SOFT, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 0}
    for at, (name, n) in enumerate(zip(shown["place_name"], shown["n"], strict=True)):
        point = shown["longitude"].iloc[at], shown["latitude"].iloc[at]
        text = ax.annotate(f"{name} {n}", point, (0, 0), va="bottom", zorder=4, **look)
        box = text.get_window_extent()
        choices = list(_around(spots[at], radii[at], box.width, box.height, dot))
        best = next((some for some in choices if _is_free(some, taken, frame)), choices[0])
        taken.append(best)
        text.set_position((best.min - spots[at]) / dot)
        nearest = np.clip(spots[at], best.min, best.max) - spots[at]
        if np.hypot(*nearest) > radii[at] + 8 * dot:
            ax.annotate("", point, nearest / dot, arrowprops=line, zorder=4, **look)


def _around(spot: Any, radius: float, width: float, height: float, dot: float) -> Any:
    """Yield the boxes round a point in which its label may stand, the nearest first."""
    from matplotlib.transforms import Bbox

    for away in _AWAY:
        for angle in np.radians(_ANGLES):
            reach = radius + away * dot
            x = spot[0] + reach * np.cos(angle) + width / 2 * np.sign(round(np.cos(angle), 3))
            y = spot[1] + reach * np.sin(angle) + height / 2 * np.sign(round(np.sin(angle), 3))
            yield Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def _is_free(box: Bbox, taken: list[Bbox], frame: Bbox) -> bool:
    inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    return inside and not any(box.overlaps(other) for other in taken)
