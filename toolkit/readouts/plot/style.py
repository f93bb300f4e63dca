"""What every picture shares: colours, input, axes and titles."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import narwhals as nw
import pandas as pd

from readouts.errors import MissingExtraError, UnknownColumnError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
"""A side that is here keeps its colour in every picture; for the others see `side_colours`."""

_SPARE: Final = ("#000000", "#999933", "#661100", "#44AA99", "#AA4499", "#DDCC77")

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

STANCE_NAMES: Final[Mapping[str, str]] = {
    "support": "supports",
    "oppose": "opposes",
    "ambiguous": "ambiguous",
    "none": "raised, no view told",
}

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


def side_colours(sides: Iterable[Any]) -> dict[Any, str]:
    """Return a colour for each side of one picture, in order.

    A side without a colour of its own gets one that no side of `SIDE_COLOURS` has; in
    another picture it can have another. When these are used up, what is left is `OTHER`.

    Examples
    --------
    >>> side_colours(["FRA", "LBY", "DEU"])
    {'FRA': '#999933', 'LBY': '#0072B2', 'DEU': '#000000'}
    """
    known = list(dict.fromkeys(sides))
    strange = sorted(side for side in known if side not in SIDE_COLOURS)
    spare = dict(zip(strange, _SPARE, strict=False))
    return {side: SIDE_COLOURS.get(side, spare.get(side, OTHER)) for side in known}


def colours(values: pd.Series[Any]) -> dict[Hashable, str]:
    """Return a colour for each value, in the order of its categories or of the alphabet.

    Values that are sides keep the colours that sides have everywhere. Where there are more
    values than colours, the rarest share `OTHER`.
    """
    known = in_order(values)
    if any(value in SIDE_COLOURS for value in known):
        return side_colours(known)
    if len(known) > len(PALETTE):
        often = values.astype("object").value_counts()
        often = often.reindex(known).sort_values(ascending=False, kind="stable")
        own = [value for value in known if value in often.index[: len(PALETTE) - 1]]
        return {value: PALETTE[own.index(value)] if value in own else OTHER for value in known}
    every = list(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else known
    # the place among all categories: the same colour in every picture
    return {value: PALETTE[every.index(value) % len(PALETTE)] for value in known}


def labelled(paint: Mapping[Any, str]) -> dict[str, str]:
    """Return what a legend says of colours: values with their own, the others together.

    Examples
    --------
    >>> labelled({"call": "#0072B2", "visit": OTHER, "other": OTHER})
    {'call': '#0072B2', '2 others': '#767676'}
    """
    others = [value for value, ink in paint.items() if ink == OTHER]
    own = {str(value): ink for value, ink in paint.items() if ink != OTHER}
    if len(others) > 1:
        return {**own, f"{len(others)} others": OTHER}
    return {**own, **{str(value): OTHER for value in others}}


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
