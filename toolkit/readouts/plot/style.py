"""What every picture shares: colours, input, axes, titles, notes and the source line."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import pandas as pd

from readouts.errors import MissingExtraError, UnknownColumnError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

PALETTE: Final = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#882255",
    "#999999",
)
"""Eight colours that readers with a colour-vision deficiency can tell apart (Okabe and Ito)."""

OTHER: Final = "#767676"
"""For what has no colour of its own, and for no holder."""

SIDE_COLOURS: Final[Mapping[str, str]] = {
    "LBY": "#0072B2",
    "RUS": "#D55E00",
    "UNO": "#56B4E9",
    "ITA": "#009E73",
    "TUR": "#CC79A7",
    "USA": "#882255",
    "EGY": "#E69F00",
    "CHN": "#332288",
}
"""A side keeps its colour in every picture; a side that is not here is drawn in `OTHER`."""

STANCE_COLOURS: Final[Mapping[str, str]] = {
    "support": "#0072B2",
    "oppose": "#D55E00",
    "ambiguous": "#E69F00",
    "none": "#999999",
}
"""Where colour is the stance and not the side."""

STANCE_MARKS: Final[Mapping[str, str]] = {
    "support": "o",
    "oppose": "X",
    "ambiguous": "D",
    "none": "o",
}
"""Where colour is the side: the shape is the stance, and ``none`` is hollow."""

INK: Final = "#222222"
SOFT: Final = "#595959"
LINE: Final = "#D0D0D0"
BAND: Final = "#F4F4F2"
SMALL: Final = 8.5
LABEL: Final = 9.5


def pyplot() -> Any:
    """Return matplotlib's pyplot; MissingExtraError where it is not installed."""
    return _library("matplotlib.pyplot")


def seaborn() -> Any:
    """Return seaborn; MissingExtraError where it is not installed."""
    return _library("seaborn")


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError("readouts.plot", "plot") from error


def rows(table: Any, name: str, needed: Iterable[str | None]) -> pd.DataFrame:
    """Return a table of any engine as a pandas frame numbered from 0.

    Raises
    ------
    UnknownColumnError
        The table lacks a needed column; ``name`` says which table.
    """
    frame = nw.from_native(table)
    known = frame.collect_schema().names()
    for column in needed:
        if column is not None and column not in known:
            raise UnknownColumnError(name, column, known)
    eager = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    if eager.implementation.is_pandas():
        return eager.to_pandas().reset_index(drop=True)
    return pd.DataFrame(eager.to_dict(as_series=False), columns=known)


def begin(ax: Axes | None, size: tuple[float, float], title: str | None) -> Axes:
    """Return the axes to draw on; where none were given, those of a new figure.

    The title stands above the figure if it is ours, else above the axes.
    """
    plt = pyplot()
    if ax is None:
        figure, ax = plt.subplots(figsize=size, dpi=120, layout="constrained")
        figure.get_layout_engine().set(h_pad=0.08)
        figure.supxlabel(" ", x=0.01, ha="left", size=8)  # room for the line of `source_note`
        if title is not None:
            figure.suptitle(_wrap(title, size[0]), x=0.01, ha="left", size=12, weight="bold")
    elif title is not None:
        ax.set_title(_wrap(title, inches(ax)), loc="left", size=11, weight="bold")
    assert ax is not None
    ax.tick_params(labelsize=LABEL, labelcolor=INK, color=LINE)
    for name, spine in ax.spines.items():
        spine.set_visible(name in ("bottom", "left"))
        spine.set_color(LINE)
    return ax


def settle(ax: Axes) -> Figure:
    """Let the layout engine place the axes as they are so far, and return their figure."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.draw_without_rendering()
    return figure


def inches(ax: Axes) -> float:
    """Return the width of the axes in inches, as they are laid out so far."""
    dots = settle(ax).dpi
    return float(ax.get_window_extent().width / dots)


def _wrap(text: str, inches: float) -> str:
    wide = max(20, int(inches * 10))
    return "\n".join(line for part in text.split("\n") for line in balanced(part, wide))


def balanced(text: str, letters: int) -> list[str]:
    """Break a text into the fewest lines of at most so many letters, and no word; even lines.

    Examples
    --------
    >>> balanced("Visits are useful and should take place", 36)
    ['Visits are useful and', 'should take place']
    """
    fewest = textwrap.wrap(text, letters, break_long_words=False, break_on_hyphens=False)
    for narrower in range(letters - 1, letters // 2, -1):
        lines = textwrap.wrap(text, narrower, break_long_words=False, break_on_hyphens=False)
        if len(lines) > len(fewest) or max(map(len, lines), default=0) > narrower:
            break
        fewest = lines
    return fewest


def note(ax: Axes, *lines: str | None) -> None:
    """Write what the picture leaves out below its horizontal axis."""
    wide = max(40, int(inches(ax) * 17))
    told = [part for line in lines if line for part in textwrap.wrap(line, wide)]
    ax.set_xlabel("\n".join(told), loc="left", size=SMALL, color=SOFT, linespacing=1.35)


def colours(values: pd.Series[Any]) -> dict[Hashable, str]:
    """Return a colour for each value, in the order of its categories or of the alphabet.

    Values that are sides keep the colours that sides have everywhere.
    """
    known = in_order(values)
    if known and all(value in SIDE_COLOURS for value in known):
        return {value: SIDE_COLOURS[str(value)] for value in known}
    if isinstance(values.dtype, pd.CategoricalDtype):  # the same colour in every picture
        every = list(values.cat.categories)
        return {value: PALETTE[every.index(value) % len(PALETTE)] for value in known}
    return {value: PALETTE[at % len(PALETTE)] for at, value in enumerate(known)}


def in_order(values: pd.Series[Any]) -> list[Any]:
    """Return the distinct values in the order of their categories, else sorted."""
    there = set(values.dropna())
    if isinstance(values.dtype, pd.CategoricalDtype):
        return [value for value in values.cat.categories if value in there]
    return sorted(there, key=str)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a number and its noun.

    Examples
    --------
    >>> plural(1, "engagement"), plural(2, "engagement"), plural(2, "is", "are")
    ('1 engagement', '2 engagements', '2 are')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def legend_below(ax: Axes, handles: Sequence[Any]) -> None:
    """Put a legend below the axes and what is written there, in as few lines as their width allows."""
    from matplotlib.transforms import ScaledTranslation

    figure = settle(ax)
    written = [text for text in (ax.xaxis.label, *ax.get_xticklabels()) if text.get_text()]
    top = ax.get_window_extent().y0
    foot = min([top, *(text.get_window_extent().y0 for text in written)])
    gap = (top - foot) / figure.dpi * 72 + 8
    down = ScaledTranslation(0, -gap / 72, figure.dpi_scale_trans)
    for columns in range(len(handles), 0, -1):
        legend = ax.legend(
            handles=handles,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            bbox_transform=ax.transAxes + down,
            ncols=columns,
            frameon=False,
            fontsize=SMALL,
            borderpad=0,
            borderaxespad=0,
            handlelength=1.6,
            handletextpad=0.5,
            columnspacing=1.3,
        )
        if legend.get_window_extent().width <= ax.get_window_extent().width:
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
    >>> ax.figure.get_supxlabel()
    'Source: Readouts 0.1.0, CC BY 4.0.'
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
    figure.supxlabel(text, x=0.01, ha="left", size=8, color=SOFT)
