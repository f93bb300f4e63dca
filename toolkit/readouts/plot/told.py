"""The picture of what is told: accounts side by side, claim by claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from readouts.plot import below, grid, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARK: Final = 8.5  # points
_WIDTH: Final = 9.0  # of a figure of ours, in inches
_GRID: Final = 430.0  # width of all columns, in points, unless one gets too narrow
_COLUMN: Final = (56.0, 105.0)  # least and greatest width of one
_LETTER: Final = 4.75  # mean width of a letter


def accounts(
    positions: Any,
    *,
    account: str = "readout_id",
    group: str | None = "engagement_title",
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw what each account tells that each side held: accounts across, claims down.

    A mark says that the account has at least one position on that claim; several with
    the same holders' sides and stance are one mark, for what is compared is which claims
    are told, never how often. Its colour is the side of the holder (two halves: held
    jointly; grey: no identified holder), its shape the stance; hollow marks are topics
    raised without a view. The bar under the name of an account has the colour of its
    issuer's side (grey: an outlet's own reporting). Residual claims, which hold different
    propositions, are in italics. An empty cell is no silence where pages were read in part;
    the note says so.

    Parameters
    ----------
    positions : Comparison, or frame, one row per position and holder
        What ``compare.engagement`` returns, with accounts, groups and names of its own; or
        ``join.positions(data)``, filtered to one engagement, a visit with its parts or one
        day. Accounts come in the order of the rows, issues and claims that more accounts
        tell come first.
    account : str
        Column that says which rows are one account: ``readout_id``, or a column of yours.
    group : str or None
        Column whose values stand above the accounts that share them.
    names : Mapping of str to str, optional
        Ids of sides to the names that the legend shows; without it, the ids.
    ax : Axes, optional
        Where to draw; without it, on a new figure of fitting height.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        Each mark is a line artist with the gid ``<account>/<claim_id>/<sides>/<stance>``.

    Raises
    ------
    UnknownColumnError
        A column that is needed is not there.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> told = readouts.join.positions(readouts.load())
    >>> day = told[told["part_of"] == "E0289"]
    >>> ax = readouts.plot.accounts(day, title="Tripoli, 28 April 2025")
    >>> "R0954/bilateral-grow/RUS/support" in {mark.get_gid() for mark in ax.lines}
    True
    """
    from readouts.compare import Comparison

    if isinstance(positions, Comparison):
        return positions.plot(ax=ax, title=title)
    needed = ["position_id", "claim_id", "claim_label", "issue_label", "stance", "source_id"]
    needed += ["holder_side_id", "issuer_name", "issuer_side_id", "publisher", "language", account]
    frame = style.rows(positions, "positions", [*needed, group])
    if frame.empty:
        return below.nothing(ax, title)
    over = "" if group is None else frame[group].astype("object").fillna("").astype(str)
    heads = _heads(frame.assign(_group=over), account)
    marks = _marks(frame, account)
    wide = float(np.clip(_GRID / max(len(heads), 1), *_COLUMN))
    inches = max(_WIDTH, _WIDTH + (wide * len(heads) - _GRID) / 72)
    lines = grid.lines(marks, int((inches * 72 - 30 - wide * len(heads)) / 4.5))
    foot = float(lines["height"].sum())
    top = _head_height(heads, wide)
    paint = style.side_colours(_sides(marks, heads))
    ax = style.begin(ax, (inches, (foot + top + 105) / 72), title)
    grid.draw_rows(ax, lines, len(heads), foot)
    _draw_heads(ax, heads, wide, paint)
    _draw_marks(ax, marks, lines, list(heads["account"]), wide, paint)
    ax.set(xlim=(-0.5, len(heads) - 0.5), ylim=(foot, -top))
    below.note(ax, _partly_read(frame), _mark_residual(ax, frame, lines))
    _explain(ax, marks, {} if names is None else names, paint)
    return ax


def _heads(frame: pd.DataFrame, account: str) -> pd.DataFrame:
    """Return the accounts, one row each: name, side of its issuer and group, in order."""
    heads = []
    for key, told in frame.groupby(account, sort=False):
        issuer, side = (told[name].iloc[0] for name in ("issuer_name", "issuer_side_id"))
        pages, tongues = told["source_id"].nunique(), ", ".join(sorted(set(told["language"])))
        where = told["publisher"].iloc[0] if pages == 1 else style.plural(pages, "page")
        if pd.isna(issuer):
            name = f"{where}, own reporting"
        else:
            name = f"{issuer}, on {where}" if pages == 1 else f"{issuer}, {where}"
        heads.append((key, f"{name} ({tongues})", side, told["_group"].iloc[0]))
    table = pd.DataFrame(heads, columns=["account", "name", "side", "group"])
    order = {name: at for at, name in enumerate(dict.fromkeys(table["group"]))}
    table = table.sort_values("group", key=lambda names: names.map(order), kind="stable")
    return table.reset_index(drop=True)


def _marks(frame: pd.DataFrame, account: str) -> pd.DataFrame:
    """Return the marks, one row per account, claim, holders' sides and stance."""
    sides = frame.groupby("position_id")["holder_side_id"].agg(
        lambda held: "+".join(sorted(set(held.dropna())))
    )
    marks = frame.assign(sides=frame["position_id"].map(sides), stance=frame["stance"].astype(str))
    keys = [account, "claim_id", "sides", "stance"]
    marks = marks.drop_duplicates(keys)[[*keys, "claim_label", "issue_label"]]
    return marks.rename(columns={account: "account"}).reset_index(drop=True)


def _wrap(text: str, wide: float, letter: float = _LETTER) -> list[str]:
    letters = max(8, int(wide / letter))
    return style.balanced(text, letters)


def _head_lines(heads: pd.DataFrame, wide: float) -> tuple[int, int]:
    """Return how many lines of text the names of accounts take, and those of groups."""
    names = max((len(_wrap(name, wide)) for name in heads["name"]), default=0)
    groups = heads.groupby("group", sort=False).size().items()
    over = max((len(_wrap(str(name), wide * size, 5.4)) for name, size in groups), default=0)
    return names, over


def _head_height(heads: pd.DataFrame, wide: float) -> float:
    names, over = _head_lines(heads, wide)
    return names * grid.LINE + (over * grid.LINE + 12 if over else 0) + 12


def _sides(marks: pd.DataFrame, heads: pd.DataFrame) -> list[str]:
    """Return all sides of the picture: those who hold, and those who tell."""
    held = {side for sides in marks["sides"] for side in sides.split("+") if side}
    return sorted(held | set(heads["side"].dropna()))


def _draw_heads(ax: Axes, heads: pd.DataFrame, wide: float, paint: Mapping[str, str]) -> None:
    """Write the names of the accounts over their columns, and those of groups over these."""
    for at, (name, side) in enumerate(zip(heads["name"], heads["side"], strict=True)):
        ink = style.OTHER if pd.isna(side) else paint[side]
        ax.plot([at - 0.42, at + 0.42], [-4, -4], color=ink, linewidth=3, gid="issuer")
        text = "\n".join(_wrap(name, wide))
        ax.text(at, -9, text, ha="center", va="bottom", size=style.SMALL, linespacing=1.2)
    over = -(_head_lines(heads, wide)[0] * grid.LINE + 14)
    for group, some in heads.groupby("group", sort=False):
        if not group:
            continue
        left, right = some.index[0] - 0.42, some.index[-1] + 0.42
        ax.plot([left, right], [over, over], color=style.SOFT, linewidth=0.8, gid="group")
        text = "\n".join(_wrap(str(group), wide * len(some), 5.4))
        middle = (left + right) / 2
        look: dict[str, Any] = {"size": style.SMALL, "weight": "bold", "linespacing": 1.2}
        ax.text(middle, over - 4, text, ha="center", va="bottom", **look)


def _draw_marks(
    ax: Axes,
    marks: pd.DataFrame,
    lines: pd.DataFrame,
    order: Sequence[Any],
    wide: float,
    paint: Mapping[str, str],
) -> None:
    height = dict(zip(lines["claim_id"], lines["y"], strict=True))
    column = {key: at for at, key in enumerate(order)}
    for (account, claim), some in marks.groupby(["account", "claim_id"], sort=False):
        shift = (_MARK + 2) / wide
        first = column[account] - shift * (len(some) - 1) / 2
        looks = sorted(zip(some["sides"], some["stance"], strict=True))
        for at, (sides, stance) in enumerate(looks):
            gid = f"{account}/{claim}/{sides}/{stance}"
            look = _look(sides, stance, paint)
            ax.plot([first + at * shift], [height[claim]], gid=gid, zorder=3, **look)


def _look(sides: str, stance: str, paint: Mapping[str, str]) -> dict[str, Any]:
    """Return how a mark looks: colour by the sides of its holders, shape by the stance."""
    inks = [paint[side] for side in sides.split("+") if side]
    if not inks or len(inks) > 2:
        inks = [style.OTHER]
    look: dict[str, Any] = {"marker": style.STANCE_MARKS.get(stance, "s"), "ls": "none"}
    look |= {"ms": _MARK, "mec": "white", "mew": 0.5, "mfc": inks[0]}
    if stance == "none":
        look |= {"mfc": "white", "mec": inks[0], "mew": 1.4, "ms": _MARK - 1.4}
    elif len(inks) == 2:
        look |= {"fillstyle": "left", "mfcalt": inks[1]}
    return look


def _partly_read(frame: pd.DataFrame) -> str | None:
    """Say what an empty cell means, where pages were not read whole."""
    if "read" not in frame.columns or "source_id" not in frame.columns:
        return None
    pages = frame.drop_duplicates("source_id")
    partly = int((pages["read"].astype(str) != "full").sum())
    if not partly:
        return None
    return (
        "Empty: not in the part of the page that was read, which is not silence "
        f"({partly} of {style.plural(len(pages), 'page')} read in part)."
    )


def _mark_residual(ax: Axes, frame: pd.DataFrame, lines: pd.DataFrame) -> str | None:
    """Write claims that hold different propositions in italics, and say what that means."""
    if "is_residual" not in frame.columns:
        return None
    residual = set(frame.loc[frame["is_residual"].astype("boolean").fillna(False), "claim_id"])
    for label, claim in zip(ax.get_yticklabels(), lines["claim_id"], strict=True):
        if claim in residual:
            label.set_fontstyle("italic")
    if not residual:
        return None
    return "Italics: whatever else is claimed; two marks there need not be the same proposition."


def _explain(
    ax: Axes, marks: pd.DataFrame, names: Mapping[str, str], paint: Mapping[str, str]
) -> None:
    """Say below the picture what its colours and shapes mean."""
    from matplotlib.lines import Line2D

    told = sorted(set(marks["sides"]))
    alone = sorted({side for sides in told for side in sides.split("+") if side})
    looks = [(f"held by {names.get(side, side)}", _look(side, "", paint)) for side in alone]
    joint = next((sides for sides in told if sides.count("+") == 1), None)
    if joint is not None:
        looks.append(("held jointly", _look(joint, "", paint)))
    grey = ["no identified holder"] if "" in told else []
    grey += ["three sides or more"] if any(sides.count("+") > 1 for sides in told) else []
    if grey:
        looks.append((", or ".join(grey), _look("", "", paint)))
    there = [stance for stance in style.STANCE_NAMES if stance in set(marks["stance"])]
    looks += [(style.STANCE_NAMES[stance], _look("", stance, paint)) for stance in there]
    handles = [Line2D([], [], label=label, **look) for label, look in looks]
    if handles:
        below.legend(ax, handles)
