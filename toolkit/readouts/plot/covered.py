"""Pictures of what is covered: numbers of rows by year and a second column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from readouts.plot import below, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NOT_A_YEAR: Final = "unsure"
_HEDGE: Final = "Counts of what was found, not of what there was."


def coverage(
    table: Any,
    *,
    by: str = "language",
    date: str = "date",
    top: int = 10,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Count rows by year and a second column, as a table whose cells are shaded.

    A row counts in a year if both bounds of its date lie in it, else as unsure. An empty
    cell is 0. These are counts of what was found, not of what there was; the note says so.

    Parameters
    ----------
    table : frame, one row per thing that is counted
        Usually ``join.readouts(data)``: accounts by the year of their engagement.
    by : str
        Column whose values get a line each, such as ``language`` or ``publisher_kind``.
    date : str
        Name of the date: its bounds are ``<date>_earliest`` and ``<date>_latest``.
    top : int
        Number of values with a line of their own; the rarer ones share one.
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        One cell per value of ``by`` and year, from the first year to the last.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib or seaborn is not installed.

    Examples
    --------
    >>> import readouts
    >>> told = readouts.join.readouts(readouts.load())
    >>> ax = readouts.plot.coverage(told, by="publisher_kind")
    >>> [label.get_text() for label in ax.get_yticklabels()][0].startswith("outlet")
    True
    """
    bounds = f"{date}_earliest", f"{date}_latest"
    frame = style.rows(table, "table", [by, *bounds])
    if frame.empty:
        return below.nothing(ax, title, _HEDGE)
    counts = _count_by_year(frame, by, bounds, top)
    sizes = counts.sum(axis=1)
    ax = style.begin(ax, (9, 1.3 + 0.3 * len(counts)), title)
    shown = counts.astype("object").where(counts > 0, "").astype(str)
    style.seaborn().heatmap(
        counts.mask(counts == 0),
        annot=shown,
        fmt="",
        cmap="Blues",
        vmin=0,
        cbar=False,
        linewidths=1,
        linecolor="white",
        annot_kws={"size": style.SMALL},
        ax=ax,
    )
    ax.set_yticklabels([f"{name} ({sizes[name]:,})" for name in counts.index], rotation=0)
    ax.set_xticklabels(list(counts.columns), rotation=0)
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0)
    ax.tick_params(axis="x", labelsize=style.SMALL)  # narrow cells: "unsure" beside a year
    below.note(
        ax,
        _HEDGE,
        f"{_NOT_A_YEAR.capitalize()}: the date is not known to lie within one year."
        if _NOT_A_YEAR in counts.columns
        else None,
    )
    return ax


def _count_by_year(frame: pd.DataFrame, by: str, bounds: tuple[str, str], top: int) -> pd.DataFrame:
    """Return numbers of rows, one line per value of ``by`` and one column per year."""
    first, last = (pd.to_datetime(frame[name]).dt.year for name in bounds)
    year = first.where(first == last).astype("Int64").astype("str").fillna(_NOT_A_YEAR)
    known = sorted(set(year) - {_NOT_A_YEAR})
    names = frame[by].astype("object").where(frame[by].notna(), "not known").astype(str)
    often = names.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    if len(often) > top:
        rest = set(often.index[top - 1 :])
        names = names.mask(names.isin(rest), f"{len(rest)} others")
        order = [*often.index[: top - 1], f"{len(rest)} others"]
    else:
        order = list(often.index)
    years = [str(at) for at in range(int(known[0]), int(known[-1]) + 1)] if known else []
    counts = pd.crosstab(names, year)
    columns = [*years, _NOT_A_YEAR] if _NOT_A_YEAR in counts.columns else years
    return counts.reindex(index=order, columns=columns, fill_value=0)
