"""What stands below a picture: notes, the legend and the source line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from readouts.plot import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure


def note(ax: Axes, *lines: str | None) -> None:
    """Write what the picture leaves out below its horizontal axis."""
    if not any(lines):
        return
    for _ in range(3):  # a longer note can leave less width, where the aspect is kept
        told = _fit([line for line in lines if line], style.inches(ax) * 72)
        if told == ax.get_xlabel():
            break
        ax.set_xlabel(told, loc="left", size=style.SMALL, color=style.SOFT, linespacing=1.35)


def nothing(ax: Axes | None, title: str | None, *lines: str | None) -> Axes:
    """Return axes that say that there is nothing to draw, with the notes that there are."""
    ax = style.begin(ax, (9, 2), title)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    look: dict[str, Any] = {"ha": "center", "va": "center", "color": style.SOFT}
    ax.text(0.5, 0.5, "Nothing to draw", transform=ax.transAxes, size=style.LABEL, **look)
    note(ax, *lines)
    return ax


def _fit(lines: Iterable[str], room: float) -> str:
    """Return the lines broken so that each is within the room, in points."""
    told: list[str] = []
    for letters in range(max(40, int(room / 4)), 39, -2):  # letters differ in width
        told = [part for line in lines for part in textwrap.wrap(line, letters)]
        if max(map(_points, told)) <= room:
            break
    return "\n".join(told)


def _points(line: str) -> float:
    """Return the width of a line of a note in points, the same for every kind of file."""
    from matplotlib.textpath import TextPath

    return float(TextPath((0, 0), line, size=style.SMALL).vertices[:, 0].max(initial=0))


def legend(ax: Axes, handles: Sequence[Any]) -> None:
    """Put a legend below the axes and what is written there, in as few lines as their width allows."""
    from matplotlib.transforms import ScaledTranslation

    figure = style.settle(ax)
    written = [text for text in (ax.xaxis.label, *ax.get_xticklabels()) if text.get_text()]
    top = ax.get_window_extent().y0
    foot = min([top, *(text.get_window_extent().y0 for text in written)])
    gap = (top - foot) / figure.dpi * 72 + 8
    down = ScaledTranslation(0, -gap / 72, figure.dpi_scale_trans)
    for columns in range(len(handles), 0, -1):
        drawn = ax.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=ax.transAxes + down,
            ncols=columns,
            frameon=False,
            fontsize=style.SMALL,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.6,
            handletextpad=0.5,
            columnspacing=1.3,
        )
        if drawn.get_window_extent().width <= ax.get_window_extent().width:
            break


def source_note(where: Axes | Figure | SubFigure, data: Any) -> None:
    """Write the source of a picture below it: title, version and licence of the package.

    Parameters
    ----------
    where : Axes or Figure
        The picture. The line stands at the foot of the whole figure. Figures with a layout
        engine (those of ``readouts.plot``, ``plt.subplots(layout="constrained")``) make
        room for it.
    data : Dataset or Mapping
        A loaded package, or its descriptor.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load(resources=["engagements"])
    >>> ax = readouts.plot.timeline(data.engagements)
    >>> readouts.plot.source_note(ax, data)
    >>> ax.figure.get_supxlabel() == f"Source: Readouts {data.version}, CC BY 4.0."
    True
    """
    package: Mapping[str, Any] = getattr(data, "package", data)
    name = str(package.get("title", package.get("name", ""))).partition(":")[0]
    licences = ", ".join(
        str(item.get("name", item.get("title", ""))).replace("-", " ")
        for item in package.get("licenses", [])
    )
    parts = (f"{name} {package.get('version', '')}".strip(), licences)
    text = f"Source: {', '.join(part for part in parts if part)}."
    from matplotlib.axes import Axes

    figure = where.get_figure(root=True) if isinstance(where, Axes) else where
    assert figure is not None
    figure.supxlabel(text, x=0.01, ha="left", size=8, color=style.SOFT)
