"""Pictures of who is tied to whom: graphs of `readouts.network` as nodes and lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from readouts.errors import UnknownColumnError, UnknownStyleError
from readouts.plot import below, labels, layout, style

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

_SIZE: Final = (9.0, 7.2)  # of a figure of ours, in inches
_RADIUS: Final = 0.05  # of the biggest node, in parts of the shorter side
_WIDEST: Final = 8.0  # line, in points
_THINNEST: Final = 0.35
_HEDGE: Final = "No line is no proof: searches decide what is here."


def meetings(
    graph: nx.Graph[str],
    *,
    top: int = 30,
    at_least: float = 1,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw who met whom: the busiest actors or sides, and lines as wide as they often met.

    The area of a node is proportional to its engagements and the width of a line to those
    that two had together; a visit and its parts count once. Nodes that are tied stand
    near each other; beyond that, their places mean nothing. The same graph gives the same
    picture. That two are not joined proves nothing: searches decide what is here.

    Parameters
    ----------
    graph : networkx.Graph
        A projection of ``network.meetings``, to actors or sides.
    top : int
        Greatest number of nodes: the busiest, and of those equally busy the ones with more
        and wider lines.
    at_least : float
        Least weight of a line that is drawn.
    names : Mapping of str to str, optional
        Ids of sides to the names that the legend shows; without it, the ids.
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        A collection with the gid ``node`` (the busiest first) and one with the gid ``tie``
        (the widest last); a text per node, its name and number. A node without a line is
        left out; the note counts what is.

    Raises
    ------
    UnknownStyleError
        The graph is bipartite.
    UnknownColumnError
        A node or edge lacks an attribute that is needed.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> graph = readouts.network.meetings(readouts.load(), by="side")
    >>> ax = readouts.plot.meetings(graph, top=12, title="Sides by engagements held")
    >>> ax.texts[0].get_text().startswith("Libya ")
    True
    """
    _check_mode(graph, ("projection",))
    return _draw(graph, "engagements", "engagement", top, at_least, names, ax, title)


def discourse(
    graph: nx.Graph[str],
    *,
    top: int = 20,
    at_least: float = 0,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
    title: str | None = None,
) -> Axes:
    """Draw who is said to agree or disagree with whom.

    The area of a node is proportional to its activity (views that count), the width of a
    line to its weight; blue lines are agreement, red ones disagreement. Nodes that agree
    stand near each other; beyond that, their places mean nothing. The same graph gives the
    same picture.

    Parameters
    ----------
    graph : networkx.Graph
        A one-mode graph of ``network.discourse``: congruence, conflict or difference. (For
        holders by claims, see `stances`.)
    top : int
        Greatest number of nodes: the most active.
    at_least : float
        Least weight of a line that is drawn, whatever its sign. Without normalisation the
        active are joined with almost everybody.
    names : Mapping of str to str, optional
        Ids of sides to the names that the legend shows; without it, the ids.
    ax : Axes, optional
        Where to draw; without it, on a new figure.
    title : str, optional
        What the picture shows.

    Returns
    -------
    Axes
        As in `meetings`.

    Raises
    ------
    UnknownStyleError
        The graph is bipartite.
    UnknownColumnError
        A node or edge lacks an attribute that is needed.
    MissingExtraError
        matplotlib is not installed.

    Examples
    --------
    >>> import readouts
    >>> graph = readouts.network.discourse(
    ...     readouts.load(), by="side", mode="congruence", normalise="average"
    ... )
    >>> ax = readouts.plot.discourse(graph, top=8)
    >>> len([text for text in ax.texts if text.get_text()])
    8
    """
    _check_mode(graph, ("congruence", "conflict", "difference"))
    return _draw(graph, "activity", "view", top, at_least, names, ax, title)


def _check_mode(graph: nx.Graph[str], known: tuple[str, ...]) -> None:
    mode = graph.graph.get("mode", known[0])
    if mode not in known:
        raise UnknownStyleError("mode of the graph", mode, known)


def _draw(
    graph: nx.Graph[str],
    size: str,
    counted: str,
    top: int,
    at_least: float,
    names: Mapping[str, str] | None,
    ax: Axes | None,
    title: str | None,
) -> Axes:
    nodes, ties = _tables(graph, size)
    shown, drawn = _choose(nodes, ties, top, at_least)
    left_out = _left_out(nodes, shown, ties, drawn)
    if shown.empty:
        return below.nothing(ax, title, _HEDGE, left_out)
    ax = style.begin(ax, _SIZE, title)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    below.note(ax, _explain(drawn, counted), left_out)
    mode = str(graph.graph.get("mode", ""))
    _legend(ax, shown, drawn, mode, {} if names is None else names)
    figure = style.settle(ax)
    room = np.array(ax.get_window_extent().size) / figure.dpi * 72
    shown["radius"] = _RADIUS * min(room) * np.sqrt(shown["size"] / shown["size"].max())
    places = layout.spread(shown["radius"], drawn, room)
    ax.set(xlim=(0, room[0]), ylim=(0, room[1]))
    _draw_ties(ax, places, drawn, mode)
    _draw_nodes(ax, places, shown)
    return ax


def _tables(graph: nx.Graph[str], size: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and ties of a graph, one row each."""
    nodes = [
        (node, *(_attribute("nodes", told, name) for name in ("name", "side", size)))
        for node, told in sorted(graph.nodes.items())
    ]
    ties = [
        (*sorted(ends), float(_attribute("edges", told, "weight")))
        for ends, told in graph.edges.items()
    ]
    return (
        pd.DataFrame(nodes, columns=["node", "name", "side", "size"]).set_index("node"),
        pd.DataFrame(ties, columns=["a", "b", "weight"]).sort_values(["a", "b"]),
    )


def _attribute(of: str, told: dict[str, Any], name: str) -> Any:
    if name not in told:
        raise UnknownColumnError(of, name, told)
    return told[name]


def _choose(
    nodes: pd.DataFrame, ties: pd.DataFrame, top: int, at_least: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the busiest nodes that are tied with each other, and these ties, widest last."""
    wide = ties["weight"].abs()
    strength = pd.concat([wide.set_axis(ties[end]) for end in ("a", "b")]).groupby(level=0).sum()
    order = nodes.assign(strength=strength.reindex(nodes.index, fill_value=0))
    order = order.sort_values(["size", "strength"], ascending=False)  # sorted by id before
    busy = order.index[:top]
    drawn = ties[(wide >= at_least) & ties["a"].isin(busy) & ties["b"].isin(busy)]
    tied = set(drawn["a"]) | set(drawn["b"])
    shown = order.loc[[node for node in busy if node in tied], ["name", "side", "size"]]
    return shown, drawn.iloc[np.argsort(drawn["weight"].abs(), kind="stable")]


def _draw_ties(ax: Axes, places: pd.DataFrame, drawn: pd.DataFrame, mode: str) -> None:
    from matplotlib.collections import LineCollection

    ends = np.stack([places.loc[drawn[end]].to_numpy() for end in ("a", "b")], axis=1)
    wide = drawn["weight"].abs()
    inks = [_ink(weight, mode) for weight in drawn["weight"]]
    share = (wide / wide.max()).to_numpy()
    look: dict[str, Any] = {"linewidths": np.maximum(_THINNEST, _WIDEST * share), "zorder": 1}
    lines = LineCollection(list(ends), colors=inks, alpha=0.35 + 0.3 * share, gid="tie", **look)
    lines.set_capstyle("round")
    ax.add_collection(lines, autolim=False)


def _ink(weight: float, mode: str) -> str:
    """Return the colour of a line: who met is grey, agreement and disagreement are not."""
    if mode == "conflict" or weight < 0:
        return style.STANCE_COLOURS["oppose"]
    return style.STANCE_COLOURS["support"] if mode in ("congruence", "difference") else "#8C8C8C"


def _draw_nodes(ax: Axes, places: pd.DataFrame, shown: pd.DataFrame) -> None:
    from matplotlib import patheffects

    inks = [style.SIDE_COLOURS.get(side, style.OTHER) for side in shown["side"]]
    look: dict[str, Any] = {"linewidths": 0.8, "edgecolors": "white", "zorder": 3, "gid": "node"}
    ax.scatter(places["x"], places["y"], s=(2 * shown["radius"]) ** 2, c=inks, **look)
    texts = [f"{name} {size:,}" for name, size in zip(shown["name"], shown["size"], strict=True)]
    halo = [patheffects.withStroke(linewidth=2.2, foreground="white")]
    points, radii = places.to_numpy(), shown["radius"].to_numpy()
    for at in labels.beside(ax, points, radii, texts, path_effects=halo):  # no room: on the node
        middle: dict[str, Any] = {"ha": "center", "va": "center", "size": style.SMALL, "zorder": 4}
        ax.text(points[at, 0], points[at, 1], texts[at], path_effects=halo, **middle)


def _explain(drawn: pd.DataFrame, counted: str) -> str:
    """Say what areas, widths and numbers mean."""
    widest = f"{drawn['weight'].abs().max():.3g}"
    return (
        f"Area of a node and number: {counted}s. Width of a line: its weight (widest: {widest}). "
        f"Places and lengths mean nothing. {_HEDGE}"
    )


def _left_out(
    nodes: pd.DataFrame, shown: pd.DataFrame, ties: pd.DataFrame, drawn: pd.DataFrame
) -> str | None:
    """Say what is left out, if anything."""
    if len(shown) == len(nodes) and len(drawn) == len(ties):
        return None
    return (
        f"Not drawn: {len(nodes) - len(shown):,} of {style.plural(len(nodes), 'node')}, "
        f"less busy or with no line here, and {len(ties) - len(drawn):,} of "
        f"{style.plural(len(ties), 'line')}."
    )


def _legend(
    ax: Axes, shown: pd.DataFrame, drawn: pd.DataFrame, mode: str, names: Mapping[str, str]
) -> None:
    """Say below the picture what colours of nodes and lines mean, if the labels do not."""
    from matplotlib.lines import Line2D

    dot: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 7, "mew": 0}
    several = shown["side"].duplicated().any()  # nodes are actors, not sides
    sides = [side for side in style.SIDE_COLOURS if several and side in set(shown["side"])]
    handles = [
        Line2D([], [], label=names.get(s, s), color=style.SIDE_COLOURS[s], **dot) for s in sides
    ]
    if several and not set(shown["side"]) <= set(style.SIDE_COLOURS):
        handles.append(Line2D([], [], label="other sides, or none", color=style.OTHER, **dot))
    told = {_ink(weight, mode): weight for weight in drawn["weight"]} if mode else {}
    for ink, name in (("support", "agreement"), ("oppose", "disagreement")):
        if style.STANCE_COLOURS[ink] in told:
            line: dict[str, Any] = {"color": style.STANCE_COLOURS[ink], "lw": 3, "alpha": 0.5}
            handles.append(Line2D([], [], label=name, **line))
    if handles:
        below.legend(ax, handles)
