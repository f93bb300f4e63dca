"""Pictures of what is held: claims by sides, and the mix of stances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from readouts.plot import below, grid, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH: Final = 9.0  # of a figure of ours, in inches, unless there are many columns
_CLAIMS: Final = 250.0  # least width for the names of claims, in points
_COLUMN: Final = 46.0  # width of one, in points
_LEFT: Final = -0.1  # where a bar begins, in columns from the middle of its own
_BAR: Final = 0.52  # its length, in columns
_HIGH: Final = 8.5  # its height, in points
_HEAD: Final = 34.0  # height of the names of sides, in points
_FEW: Final = 5  # engagements: cells with fewer are pale
_PALE: Final = 0.4
_HEDGE: Final = (
    f"Number: engagements, a visit and its parts once; pale: fewer than {_FEW}. An empty cell "
    "is no silence, and searches decide how much is here: compare bars, not numbers."
)


def stances(
    positions: Any,
    *,
    by: str = "holder_side_id",
    names: Mapping[str, str] | None = None,
    top: int = 8,
    top_claims: int = 30,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw which stances each side is said to take on each claim: claims down, sides across.

    A number says in how many engagements the side is said to hold a view on the claim, or
    to have raised it; the parts of its bar are the shares of the stances, pale where the
    engagements are fewer than five. A visit and its parts count once; an engagement in
    which a side both supports and opposes a claim counts in both parts and once in the
    number.

    Residual claims hold different propositions and are left out, and so are positions
    without an identified holder; the note counts them. An empty cell is no silence. Compare
    bars, not numbers: searches decide how much is here of each side.

    Parameters
    ----------
    positions : frame, one row per position and holder
        ``join.positions(data)``, filtered: by ``status``, by ``attribution`` (without a
        filter, what others say of a side counts as what it says itself).
    by : str
        Column whose values get a column each: ``holder_side_id``, or ``holder_name``.
    names : Mapping of str to str, optional
        Values of ``by`` to the names that are shown; without it, the values.
    top : int
        Number of columns: the sides with most engagements.
    top_claims : int
        Number of claims: those with most engagements, all sides together.
    ax : Axes, optional
        Where to draw; without it, on a new figure of fitting height.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Each part of a bar is a patch with the gid ``<claim_id>/<side>/<stance>``.

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
    >>> told = readouts.join.positions(data)
    >>> labels = data.sides.set_index("side_id")["label"]
    >>> ax = readouts.plot.stances(told[told["status"] == "held"], names=labels, top=5)
    >>> ax.get_xticklabels()[0].get_text().startswith("Libya")
    True
    """
    needed = ["position_id", "claim_id", "claim_label", "issue_label", "is_residual", "stance"]
    needed += ["engagement_id", "part_of", by]
    frame = style.rows(positions, "positions", needed)
    held = frame[~frame["is_residual"].astype("boolean").fillna(False) & frame[by].notna()]
    held = held.assign(
        account=held["part_of"].fillna(held["engagement_id"]), stance=held["stance"].astype(str)
    )
    sides, claims = (
        held.groupby(key)["account"].nunique().sort_values(ascending=False, kind="stable")
        for key in (by, "claim_id")
    )
    columns = list(sides.index[:top])
    shown = held[held["claim_id"].isin(claims.index[:top_claims])]
    cells = shown[shown[by].isin(columns)]
    hidden = len(sides) - len(columns), max(len(claims) - top_claims, 0)
    left_out = _left_out(frame, by, *hidden)
    if cells.empty:
        return below.nothing(ax, title, left_out)
    inches = max(_WIDTH, (_CLAIMS + _COLUMN * len(columns)) / 72)
    rows = grid.lines(shown, int((inches * 72 - 30 - _COLUMN * len(columns)) / 4.5))
    foot = float(rows["height"].sum())
    ax = style.begin(ax, (inches, (foot + _HEAD + 130) / 72), title)
    grid.draw_rows(ax, rows, len(columns), foot)
    ax.set(xlim=(-0.5, len(columns) - 0.5), ylim=(foot, 0))
    _name_columns(ax, columns, sides, {} if names is None else names)
    below.note(ax, _HEDGE, left_out)
    _legend(ax, cells)
    _draw_cells(ax, cells, by, columns, dict(zip(rows["claim_id"], rows["y"], strict=True)))
    return ax


def _name_columns(
    ax: Axes, columns: list[Any], sides: pd.Series[int], names: Mapping[str, str]
) -> None:
    told = [
        "\n".join([*style.balanced(str(names.get(side, side)), 10), f"{sides[side]:,}"])
        for side in columns
    ]
    ax.set_xticks(range(len(columns)), told, size=style.SMALL)
    ax.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False)


def _draw_cells(
    ax: Axes, cells: pd.DataFrame, by: str, columns: list[Any], heights: Mapping[str, float]
) -> None:
    """Draw each cell as a bar of stances, with its number of engagements before it."""
    numbers = cells.groupby(["claim_id", by])["account"].nunique().reset_index()
    parts = cells.groupby(["claim_id", by, "stance"])["account"].nunique()
    for claim, side, number in numbers.itertuples(index=False):
        at, y = columns.index(side), heights[claim]
        look: dict[str, Any] = {"size": 7.5, "color": style.SOFT, "ha": "right"}
        ax.text(at + _LEFT - 0.05, y, f"{number:,}", va="center_baseline", **look)
        sizes = parts.loc[claim, side]
        left, pale = at + _LEFT, _PALE if number < _FEW else None
        for stance in [name for name in style.STANCE_COLOURS if name in sizes.index]:
            wide = _BAR * sizes[stance] / sizes.sum()
            look = {"color": style.STANCE_COLOURS[stance], "linewidth": 0, "alpha": pale}
            ax.barh(y, wide, _HIGH, left, gid=f"{claim}/{side}/{stance}", **look)
            left += wide


def _left_out(frame: pd.DataFrame, by: str, columns: int, claims: int) -> str | None:
    """Say what is left out, if anything."""
    residual = frame["is_residual"].astype("boolean").fillna(False)
    nobody = frame[by].isna()
    counts = [
        (columns, "column", "with fewer engagements"),
        (claims, "claim", "told less often"),
        (frame.loc[residual, "position_id"].nunique(), "position", "on residual claims"),
        (frame.loc[nobody, "position_id"].nunique(), "position", "without an identified holder"),
    ]
    told = [f"{style.plural(n, noun)} {which}" for n, noun, which in counts if n]
    return f"Not drawn: {'; '.join(told)}." if told else None


def _legend(ax: Axes, cells: pd.DataFrame) -> None:
    from matplotlib.patches import Patch

    there = [name for name in style.STANCE_NAMES if (cells["stance"] == name).any()]
    handles = [
        Patch(color=style.STANCE_COLOURS[name], label=style.STANCE_NAMES[name], linewidth=0)
        for name in there
    ]
    if handles:
        below.legend(ax, handles)
