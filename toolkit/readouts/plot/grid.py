"""What pictures with claims down have in common: the rows, grouped by issue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from readouts.plot import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE: Final = 11.5  # points from one line of text to the next
GAP: Final = 6.0  # points between rows


def lines(marks: pd.DataFrame, letters: int) -> pd.DataFrame:
    """Return the rows of the grid with their places in points, each issue above its claims."""
    told = marks.groupby("claim_id")["account"].nunique()
    claims = marks.drop_duplicates("claim_id").assign(n=lambda some: some["claim_id"].map(told))
    claims["most"] = claims.groupby("issue_label")["n"].transform("max")
    claims["all"] = claims.groupby("issue_label")["n"].transform("sum")
    order = ["most", "all", "issue_label", "n", "claim_label"]
    claims = claims.sort_values(order, ascending=[False, False, True, False, True])
    rows: list[tuple[str | None, str, float, float]] = []
    foot = 0.0
    for issue, some in claims.groupby("issue_label", sort=False):
        texts = [(None, str(issue)), *zip(some["claim_id"], some["claim_label"], strict=True)]
        for claim, text in texts:
            told_in = style.balanced(text, letters)
            height = len(told_in) * LINE + GAP
            rows.append((claim, "\n".join(told_in), foot + height / 2, height))
            foot += height
    return pd.DataFrame(rows, columns=["claim_id", "text", "y", "height"])


def draw_rows(ax: Axes, rows: pd.DataFrame, columns: int, foot: float) -> None:
    """Write issues and claims on the vertical axis, and rule the grid."""
    ax.set_yticks(list(rows["y"]), list(rows["text"]))
    for label, claim in zip(ax.get_yticklabels(), rows["claim_id"], strict=True):
        label.set(size=style.SMALL, linespacing=1.2)
        if claim is None or pd.isna(claim):
            label.set(weight="bold", color=style.INK)
    for claim, y, height in zip(rows["claim_id"], rows["y"], rows["height"], strict=True):
        if claim is None or pd.isna(claim):
            ax.axhspan(y - height / 2, y + height / 2, color=style.BAND, zorder=0, linewidth=0)
        else:
            ax.axhline(y + height / 2, color=style.LINE, linewidth=0.4, zorder=0)
    ax.vlines([at + 0.5 for at in range(columns - 1)], 0, foot, color=style.LINE, linewidth=0.4)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[["bottom", "left"]].set_visible(False)
