"""Who met whom: participants → engagement–actor graph, and its projection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

import narwhals as nw

from readouts import context, join
from readouts.network import graph as g
from readouts.tables import Frame, Tables, table

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["meetings"]

_TOLD = ("engagement_id", "part_of")


def meetings(
    data: Tables,
    *,
    by: g.By = "actor",
    mode: Literal["projection", "bipartite"] = "projection",
    status: str | None = "held",
    forms: str | Collection[str] | None = None,
    start: g.Day | None = None,
    end: g.Day | None = None,
) -> nx.Graph[str]:
    r"""Return who took part in engagements with whom.

    Edges of the projection count engagements, however many readouts tell them; a visit and
    its parts count once, like in notebook 01. Taking part in the same conference is not
    meeting: leave conferences out by ``forms``. People without an identified actor are in
    no graph.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``engagements``, ``participants``, and ``actors`` (or ``sides``, by side).
    by : {"actor", "side"}
        What the nodes stand for.
    mode : {"projection", "bipartite"}
        Actors joined with actors, or actors with engagements.
    status : str or None
        Status of the engagements that count; None for all, denied ones included.
    forms : str or collection of str, optional
        Form or forms that count, such as ``("meeting", "call")``; without it, all.
    start, end : str or date, optional
        Window, both ends included: a day, or EDTF text for a day, month or year. An
        engagement counts if its *whole* span lies within, so one that is only known to
        have been in 2019 is in no window of a part of 2019, and one without a date is in
        none.

    Returns
    -------
    networkx.Graph
        Nodes of actors (sides): ``name``, ``kind`` (person, organization, group; of a side
        state or international), ``side`` (the usual one; empty: none), ``engagements``
        (their number, a visit and its parts once).

        *Projection*: an edge joins two actors of two sides who took part in one and the
        same engagement. ``weight`` is the number of visits and single engagements in which
        they did, ``engagements`` the ids of all rows in which they did (more ids than
        ``weight`` where several parts of a visit join them). Actors of one side are not
        joined, and rows without a side join nobody: ``join.pairs`` says so too.

        *Bipartite*: all chosen engagements, parts as nodes of their own, with
        ``bipartite`` 0, ``name`` (the title), ``kind`` (the form), ``side`` (empty),
        ``status``, ``date`` (EDTF) and ``visit`` (what it is part of, else itself: count
        these, not neighbours); actors have ``bipartite`` 1; ``weight`` of an edge is 1.

    Raises
    ------
    UnknownStyleError
        An argument has a value that it does not take, or ``forms`` is empty.
    DateError
        An end of the window is no day, month or year, or it ends before it begins.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique.
    MissingExtraError
        networkx is not installed.

    Notes
    -----
    With :math:`b_{ie}` 1 where actor :math:`i` took part in engagement :math:`e`, and
    :math:`v(e)` the visit that it belongs to, the weight is
    :math:`w_{ij} = |\{v(e) : b_{ie} b_{je} = 1\}|`. Without visits that is
    ``networkx.bipartite.weighted_projected_graph``. It is no projection of visits: two
    actors who met the visitor on different days of a visit are joined only if the row of
    the visit itself lists them both.

    Examples
    --------
    >>> import readouts
    >>> met = readouts.network.meetings(readouts.load(), by="side", start="2019", end="2025")
    >>> met.nodes["RUS"]["name"]
    'Russia'
    >>> met["LBY"]["RUS"]["weight"] <= len(met["LBY"]["RUS"]["engagements"].split())
    True
    """
    asker = "network.meetings"
    g.require("by", by, ("actor", "side"))
    g.require("mode", mode, ("projection", "bipartite"))
    forms = g.several("forms", forms, g.FORMS)

    def chosen(frame: Frame) -> Frame:
        return g.choose(frame, status=status, forms=forms, start=start, end=end)

    graph = g.new(network="meetings", by=by, mode=mode, **_options(status, forms, start, end))
    there = context.participants(data, asker).filter(~nw.col(f"{by}_id").is_null())
    there = chosen(context.add_engagement(there, data, asker))
    present = g.rows(there, f"{by}_id", *_TOLD)
    if mode == "bipartite":
        engagements = table(data, "engagements", ["engagement_id", "title"], asker)
        _add_engagements(graph, chosen(engagements))
    _add_members(graph, present, g.kinds(data, by, asker), by, mode)
    if mode == "bipartite":
        graph.add_edges_from((row["engagement_id"], row[f"{by}_id"]) for row in present)
        for edge in graph.edges.values():
            edge["weight"] = 1
    else:
        pairs: Frame = nw.from_native(join.pairs(data, by=by))
        _add_pairs(graph, g.rows(chosen(pairs), "a_id", "b_id", *_TOLD))
    return graph


def _options(
    status: str | None, forms: Collection[str] | None, *window: g.Day | None
) -> dict[str, str]:
    """Return what was chosen, as texts; empty: everything."""
    start, end = ("" if day is None else str(day) for day in window)
    return {"status": status or "", "forms": g.ids(forms or ()), "start": start, "end": end}


def _add_engagements(graph: nx.Graph[str], engagements: Frame) -> None:
    for row in g.rows(engagements, *_TOLD, "title", "form", "status", "date"):
        told = {"name": row["title"], "kind": row["form"], "side": "", "status": row["status"]}
        graph.add_node(
            row["engagement_id"], bipartite=0, **told, date=row["date"], visit=g.visit(row)
        )


def _add_members(
    graph: nx.Graph[str], present: list[g.Row], known: dict[str, g.Row], by: g.By, mode: str
) -> None:
    visits = defaultdict(set)
    for row in present:
        visits[row[f"{by}_id"]].add(g.visit(row))
    part = {"bipartite": 1} if mode == "bipartite" else {}
    for member in sorted(visits):
        g.add(graph, member, known, **part, engagements=len(visits[member]))


def _add_pairs(graph: nx.Graph[str], pairs: list[g.Row]) -> None:
    met = defaultdict(list)
    for row in pairs:
        met[row["a_id"], row["b_id"]].append(row)
    for (one, two), together in sorted(met.items()):
        engagements = g.ids(row["engagement_id"] for row in together)
        weight = len({g.visit(row) for row in together})
        graph.add_edge(one, two, weight=weight, engagements=engagements)
