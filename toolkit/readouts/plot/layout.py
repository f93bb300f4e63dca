"""Where the nodes of a graph stand: forces from a fixed start, then room for every node."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

_APART: Final = 9.0  # least distance between two nodes, in points
_ROUNDS: Final = 400
_MARGIN: Final = (0.1, 0.06)  # of the room, left free for labels


def spread(radii: pd.Series[float], ties: pd.DataFrame, room: np.ndarray) -> pd.DataFrame:
    """Return where nodes stand in a room, all in points: ties pull, and none is on another.

    The same nodes and ties give the same places. ``ties`` has the columns ``a``, ``b`` and
    ``weight``; ``radii`` has a radius for each node.
    """
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(radii.index)
    graph.add_weighted_edges_from(
        zip(ties["a"], ties["b"], np.sqrt(ties["weight"].abs()), strict=True)
    )
    start = nx.circular_layout(graph)
    found = nx.spring_layout(graph, pos=start, iterations=_ROUNDS, seed=0)
    spots = np.array([found[node] for node in radii.index]).reshape(-1, 2)
    low, high = spots.min(axis=0), spots.max(axis=0)
    margin = np.array(_MARGIN) * room
    spots = margin + (spots - low) / np.where(high > low, high - low, 1) * (room - 2 * margin)
    spots = _push_apart(spots, radii.to_numpy(), margin, room - margin)
    return pd.DataFrame(spots, index=radii.index, columns=["x", "y"])


def _push_apart(
    spots: np.ndarray, radii: np.ndarray, low: np.ndarray, high: np.ndarray
) -> np.ndarray:
    """Move nodes that are too near each other apart, step by step."""
    least = radii[:, None] + radii[None, :] + _APART
    np.fill_diagonal(least, 0)
    for _ in range(_ROUNDS):
        way = spots[:, None, :] - spots[None, :, :]
        far = np.hypot(way[..., 0], way[..., 1])
        near = np.clip(least - far, 0, None)
        if not near.any():
            break
        step = way / np.where(far > 0, far, 1)[..., None] * near[..., None] / 2
        spots = np.clip(spots + 0.6 * step.sum(axis=1), low, high)
    return spots
