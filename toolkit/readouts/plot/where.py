"""Pictures of where: places as labelled points on a grid of longitude and latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from readouts.plot import below, labels, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_RADIUS: Final = 0.048  # of the biggest point, in parts of the shorter side
_FAR: Final = 34.0  # how far a name may stand from its point, in points


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
    >>> [text.get_text().rpartition(" ")[0] for text in ax.texts][:2]
    ['Tripoli', 'Moscow']
    """
    where = ["place_name", "latitude", "longitude"]
    frame = style.rows(engagements, "engagements", where)
    counts = frame.groupby(where, dropna=False).size().rename("n").reset_index()
    counts = counts.sort_values(["n", "place_name"], ascending=[False, True])
    known = counts.dropna(subset=["latitude", "longitude"])
    west, east, south, north = _extent(known) if extent is None else extent
    inside = known["longitude"].between(west, east) & known["latitude"].between(south, north)
    shown = known[inside]
    placeless = int(counts[counts["place_name"].isna()]["n"].sum())
    nowhere = counts[counts["place_name"].notna() & counts["latitude"].isna()]
    told = [
        _list("Outside the frame", known[~inside]),
        _list("Without coordinates", nowhere),
        f"Without a place: {style.plural(placeless, 'engagement')}." if placeless else None,
    ]
    if shown.empty:
        return below.nothing(ax, title, *told)
    middle = np.cos(np.radians((south + north) / 2))
    tall = (north - south) / ((east - west) * middle)
    wide = float(min(8.4, 5.6 / tall))
    ax = style.begin(ax, (wide + 0.6, wide * tall + 1.5), title)
    _draw_grid(ax, (west, east, south, north), middle)
    _name_points(ax, shown, told)
    _draw_points(ax, shown)
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


def _draw_points(ax: Axes, shown: pd.DataFrame) -> None:
    look: dict[str, Any] = {"color": style.PALETTE[0], "alpha": 0.75, "edgecolors": "white"}
    areas = (2 * _radii(ax, shown)) ** 2
    ax.scatter(
        shown["longitude"],
        shown["latitude"],
        s=areas,
        linewidths=0.6,
        zorder=3,
        gid="place",
        **look,
    )


def _radii(ax: Axes, shown: pd.DataFrame) -> np.ndarray:
    """Return the radii of the points, in points."""
    dpi = style.settle(ax).dpi
    biggest = _RADIUS * min(ax.get_window_extent().size) / dpi * 72
    return np.asarray(biggest * np.sqrt(shown["n"] / shown["n"].max()))


def _name_points(ax: Axes, shown: pd.DataFrame, told: list[str | None]) -> None:
    """Write the names beside the points, and below the picture those for which no room is."""
    names = [f"{name} {n}" for name, n in zip(shown["place_name"], shown["n"], strict=True)]
    points = shown[["longitude", "latitude"]].to_numpy()
    before = len(ax.texts)
    while True:  # what is written below leaves less room above
        nameless = shown[[not name for name in names]]
        below.note(
            ax,
            "Area of a point and number: engagements.",
            _list("Too close together for their names", nameless),
            *told,
        )
        crowded = labels.beside(ax, points, _radii(ax, shown), names, far=_FAR)
        if not crowded:
            return
        names = ["" if at in crowded else name for at, name in enumerate(names)]
        for text in list(ax.texts)[before:]:
            text.remove()


def _degrees(value: float, positive: str, negative: str) -> str:
    letter = positive if value > 0 else negative if value < 0 else ""
    return f"{abs(value):g}°{letter}"
