"""Labels beside points, so that none covers another or a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from readouts.plot import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.transforms import Bbox

_ANGLES: Final = (0, 180, 45, 315, 135, 225, 90, 270, 22, 338, 158, 202, 67, 293, 113, 247)
_AWAY: Final = (
    3,
    12,
    22,
    34,
    48,
    64,
    82,
    102,
    124,
)  # how far a label may stand from its point, in points


def beside(
    ax: Axes,
    points: np.ndarray,
    radii: np.ndarray,
    texts: Sequence[str],
    *,
    far: float = _AWAY[-1],
    **look: Any,
) -> list[int]:
    """Write the texts beside their points so that no label covers another or a point.

    ``radii`` are those of the points, in points. The first text chooses first; each takes
    the nearest free spot round its point, not further than ``far`` points, and a thin line
    leads to it from afar. A point with an empty text has none. Returns the numbers of the
    texts for which there was no room: they are not written.
    """
    from matplotlib.transforms import Bbox

    if not len(texts):
        return []
    dot = style.settle(ax).dpi / 72
    spots = ax.transData.transform(points)
    reach = radii * dot
    taken = [
        Bbox.from_extents(x - r, y - r, x + r, y + r)
        for (x, y), r in zip(spots, reach, strict=True)
    ]
    frame = ax.get_window_extent()
    look = {"textcoords": "offset points", "size": style.SMALL, **look}
    line = {"arrowstyle": "-", "color": style.SOFT, "linewidth": 0.6, "shrinkA": 0}
    crowded = []
    for at, (point, spot, radius) in enumerate(zip(points, spots, reach, strict=True)):
        if not texts[at]:
            continue
        text = ax.annotate(texts[at], point, (0, 0), va="bottom", zorder=4, **look)
        box = text.get_window_extent()
        choices = _around(spot, radius, box.width, box.height, dot, far)
        best = next((some for some in choices if _is_free(some, taken, frame)), None)
        if best is None:
            text.remove()
            crowded.append(at)
            continue
        taken.append(best)
        text.set_position((best.min - spot) / dot)
        nearest = np.clip(spot, best.min, best.max) - spot
        if np.hypot(*nearest) > radius + 8 * dot:
            lead = {**line, "shrinkB": radius / dot}
            ax.annotate("", point, nearest / dot, arrowprops=lead, zorder=4, **look)
    return crowded


def _around(
    spot: np.ndarray, radius: float, width: float, height: float, dot: float, far: float
) -> Iterator[Bbox]:
    """Yield the boxes round a point in which its label may stand, the nearest first."""
    from matplotlib.transforms import Bbox

    for away in [some for some in _AWAY if some <= far]:
        for angle in np.radians(_ANGLES):
            reach = radius + away * dot
            x = spot[0] + reach * np.cos(angle) + width / 2 * np.sign(round(np.cos(angle), 3))
            y = spot[1] + reach * np.sin(angle) + height / 2 * np.sign(round(np.sin(angle), 3))
            yield Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def _is_free(box: Bbox, taken: list[Bbox], frame: Bbox) -> bool:
    inside = frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    return inside and not any(box.overlaps(other) for other in taken)
