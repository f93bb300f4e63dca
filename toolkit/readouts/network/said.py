"""Who agrees with whom: stated positions → actor–claim graph, congruence and conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from itertools import combinations
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import narwhals as nw

from readouts import join
from readouts.errors import JoinError
from readouts.network import graph as g
from readouts.tables import Frame, Tables

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["discourse"]

View: TypeAlias = tuple[str, str]
"""A claim and a stance, support or oppose."""

Told: TypeAlias = dict[View, dict[str, set[str]]]
"""The views of one node: for each, the units in which it is told and their positions."""

OTHER: Final = {"support": "oppose", "oppose": "support"}
ATTRIBUTIONS: Final = ("self-report", "other-side", "joint", "third-party")
UNITS: Final[dict[str, Callable[[g.Row], str]]] = {
    "engagement": g.visit,
    "readout": lambda row: str(row["readout_id"]),
    "position": lambda row: str(row["position_id"]),
    "window": lambda _: "",
}
_HELD: Final = ("claim_id", "claim_label", "issue_id", "stance", "position_id", "readout_id")


def discourse(
    data: Tables,
    *,
    by: g.By = "actor",
    mode: Literal["bipartite", "congruence", "conflict", "difference"] = "bipartite",
    normalise: Literal["none", "activity", "prominence", "average", "jaccard", "cosine"] = "none",
    once_per: Literal["engagement", "readout", "position", "window"] = "engagement",
    attribution: str | Collection[str] | None = None,
    status: str | None = "held",
    start: g.Day | None = None,
    end: g.Day | None = None,
) -> nx.Graph[str]:
    r"""Return who is said to support or oppose which claims, or who agrees with whom.

    Only support and oppose count: `none` is a topic, not a view, and `ambiguous` has no
    direction. Residual claims hold different propositions and never count. Positions
    without an identified holder (or, by side, whose holder has no side) are in no graph.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        What ``join.positions`` needs, and ``sides``, by side. Give other positions to
        count others: ``{**data, "positions": data["positions"].query("is_quote")}``.
    by : {"actor", "side"}
        What the nodes stand for. Libya's rival bodies are one side.
    mode : {"bipartite", "congruence", "conflict", "difference"}
        Holders joined with claims; or holders joined with each other by the views that
        they share, by opposite views on one claim, or by the first less the second.
    normalise : {"none", "activity", "prominence", "average", "jaccard", "cosine"}
        What the weights are divided by; see Notes. Activity and prominence are for the
        bipartite graph, the last three for the others.
    once_per : {"engagement", "readout", "position", "window"}
        A holder's view counts once in each engagement (a visit and its parts are one), in
        each readout, for each position row, or once altogether: only whether it is there.
        Counts per readout or position grow with the number of reports and with how they
        were cut, so they are for comparison with other tools.
    attribution : str or collection of str, optional
        Attribution or attributions that count, of self-report, other-side, joint,
        third-party; without it, all. A joint statement makes its holders congruent by itself.
    status : str or None
        Status of the engagements that count; None for all.
    start, end : str or date, optional
        Window, both ends included, as in `meetings`: an engagement counts if its whole
        span lies within.

    Returns
    -------
    networkx.Graph
        Nodes of holders: ``name``, ``kind``, ``side`` as in `meetings`, and ``activity``
        (:math:`a_i` below). Those who are joined with nobody are there.

        *Bipartite*: nodes of holders have ``bipartite`` 0, those of claims 1, with
        ``name`` (the label), ``kind`` ("claim"), ``side`` (empty), ``issue`` and
        ``prominence`` (:math:`p_j` below). Edges: ``support`` and ``oppose``
        (:math:`x_{ij+}, x_{ij-}`), ``weight`` (the first less the second), ``sign`` (1, -1,
        or 0 where they are even), ``engagements`` and ``positions``.

        *The others*: edges join holders with such views; ``weight``, ``congruence`` and
        ``conflict`` (before normalising), ``claims``, ``positions`` (of both). In
        "difference" a pair that agrees as often as it disagrees keeps an edge of weight 0.

    Raises
    ------
    UnknownStyleError
        An argument has a value that it does not take, ``normalise`` one that is for
        another ``mode``, or ``attribution`` is empty.
    DateError
        An end of the window is no day, month or year, or it ends before it begins.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique, or a holder and a claim have the same id.
    MissingExtraError
        networkx is not installed.

    Notes
    -----
    Let :math:`x_{ijk}` be the units (``once_per``) in which holder :math:`i` takes stance
    :math:`k` on claim :math:`j`, :math:`a_i = \sum_j \sum_k x_{ijk}` his activity and
    :math:`p_j = \sum_i \sum_k x_{ijk}` the claim's prominence. The weight of a bipartite
    edge, :math:`x_{ij+} - x_{ij-}`, is divided by :math:`a_i` (activity) or :math:`p_j`
    (prominence). Of the others,

    .. math::

        \omega^\text{congruence}_{ii'} = \sum_j \sum_k x_{ijk} x_{i'jk}, \qquad
        \omega^\text{conflict}_{ii'} = \sum_j \sum_k x_{ijk} x_{i'j\bar{k}}

    with :math:`\bar{k}` the other stance, the weight is

    - none: :math:`\omega`
    - average (activity): :math:`\omega / \tfrac{1}{2}(a_i + a_{i'})`
    - jaccard: :math:`\omega / \sum_j \sum_k (x_{ijk}[x_{i'jk} = 0] +
      x_{i'jk}[x_{ijk} = 0] + x_{ijk} x_{i'jk})`
    - cosine: :math:`\omega / (a_i a_{i'})`

    as in Leifeld, P., Gruber, J. and Bossner, F. R., *Discourse Network Analyzer Manual*,
    chapter on algorithms (binary qualifier; "subtract" is our difference, "acrossrange"
    our once per window, "document" nearest to our once per readout), and its program,
    https://github.com/leifeld/dna; discussed in Leifeld, P. (2017), Discourse network
    analysis: policy debates as dynamic networks, *The Oxford Handbook of Political
    Networks*, 301–326. Note that what it calls cosine divides by the product of the
    activities: it is not the cosine of the angle between two vectors. With counts above 1
    none of these is bounded by 1; once per window, jaccard of congruence is the Jaccard
    index of the sets of views.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> held = readouts.network.discourse(data, by="side")
    >>> held["RUS"]["settlement-political"]["sign"]
    1
    >>> agree = readouts.network.discourse(
    ...     data, by="side", mode="congruence", normalise="average", attribution=["self-report"]
    ... )
    >>> agree["LBY"]["RUS"]["weight"] > 0
    True
    """
    _check(by, mode, normalise, once_per)
    attribution = g.several("attribution", attribution, ATTRIBUTIONS)
    graph = g.new(
        **{"network": "discourse", "by": by, "mode": mode, "normalise": normalise},
        **{"once_per": once_per, "attribution": g.ids(attribution or ()), "status": status or ""},
        **{"start": "" if start is None else str(start), "end": "" if end is None else str(end)},
    )
    chosen = g.choose(
        nw.from_native(join.positions(data)), status=status, forms=None, start=start, end=end
    )
    held = _views(chosen, by, attribution)
    told: dict[str, Told] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for row in held:
        view = row["claim_id"], row["stance"]
        told[row["holder"]][view][UNITS[once_per](row)].add(row["position_id"])
    known = g.kinds(data, by, "network.discourse")
    part = {"bipartite": 0} if mode == "bipartite" else {}
    for holder in sorted(told):
        g.add(graph, holder, known, **part, activity=_activity(told[holder]))
    if mode == "bipartite":
        _add_claims(graph, held, told)
        _add_views(graph, told, held, normalise)
    else:
        _add_ties(graph, told, mode, normalise)
    return graph


def _check(by: str, mode: str, normalise: str, once_per: str) -> None:
    g.require("by", by, ("actor", "side"))
    g.require("mode", mode, ("bipartite", "congruence", "conflict", "difference"))
    two_modes, one_mode = ("activity", "prominence"), ("average", "jaccard", "cosine")
    g.require("normalise", normalise, ("none", *(two_modes if mode == "bipartite" else one_mode)))
    g.require("once_per", once_per, UNITS)


def _views(positions: Frame, by: g.By, attribution: Collection[str] | None) -> list[g.Row]:
    """Return one row per holder and position that counts; ``holder`` is the actor or side."""
    holder = nw.col("holder_id" if by == "actor" else "holder_side_id").alias("holder")
    stance = nw.col("stance").cast(nw.String).alias("stance")
    counted = positions.with_columns(holder, stance).filter(
        ~holder.is_null(), stance.is_in(list(OTHER)), ~nw.col("is_residual")
    )
    if attribution is not None:
        counted = counted.filter(nw.col("attribution").is_in(list(attribution)))
    return g.rows(counted, "holder", *_HELD, "engagement_id", "part_of")


def _add_claims(graph: nx.Graph[str], held: list[g.Row], told: dict[str, Told]) -> None:
    prominence: dict[str, int] = defaultdict(int)
    for views in told.values():
        for (claim, _), units in views.items():
            prominence[claim] += len(units)
    for claim, label, issue in sorted(
        {(r["claim_id"], r["claim_label"], r["issue_id"]) for r in held}
    ):
        if claim in graph:
            raise JoinError(
                f"table 'claims': claim_id {claim!r} is a holder's id too, and the two would be "
                "one node. Rename one of them"
            )
        known = {"name": label, "kind": "claim", "side": "", "issue": issue}
        graph.add_node(claim, bipartite=1, **known, prominence=prominence[claim])


def _add_views(
    graph: nx.Graph[str], told: dict[str, Told], held: list[g.Row], normalise: str
) -> None:
    behind = defaultdict(list)
    for row in held:
        behind[row["holder"], row["claim_id"]].append(row)
    for (holder, claim), rows in sorted(behind.items()):
        support, oppose = (len(told[holder].get((claim, stance), {})) for stance in OTHER)
        weight: float = support - oppose
        if normalise != "none":
            weight /= graph.nodes[holder if normalise == "activity" else claim][normalise]
        graph.add_edge(
            holder,
            claim,
            weight=weight,
            sign=(support > oppose) - (support < oppose),
            support=support,
            oppose=oppose,
            engagements=g.ids(row["engagement_id"] for row in rows),
            positions=g.ids(row["position_id"] for row in rows),
        )


def _add_ties(graph: nx.Graph[str], told: dict[str, Told], mode: str, normalise: str) -> None:
    for one, two in combinations(sorted(told), 2):
        mine, theirs = told[one], told[two]
        shared = [(view, view) for view in mine if view in theirs]
        opposed = [(view, _opposite(view)) for view in mine if _opposite(view) in theirs]
        counted = {
            "congruence": shared,
            "conflict": opposed,
            "difference": [*shared, *opposed],
        }[mode]
        if not counted:
            continue
        congruence, conflict = (_product(mine, theirs, pairs) for pairs in (shared, opposed))
        weight = {"congruence": congruence, "conflict": conflict}.get(mode, congruence - conflict)
        graph.add_edge(
            one,
            two,
            weight=weight if normalise == "none" else weight / _divisor(mine, theirs, normalise),
            congruence=congruence,
            conflict=conflict,
            claims=g.ids(claim for (claim, _), _ in counted),
            positions=g.ids(
                position
                for my, their in counted
                for unit in (*mine[my].values(), *theirs[their].values())
                for position in unit
            ),
        )


def _opposite(view: View) -> View:
    return view[0], OTHER[view[1]]


def _product(mine: Told, theirs: Told, pairs: list[tuple[View, View]]) -> int:
    """Return the sum, over pairs of views, of the units of one times those of the other."""
    return sum(len(mine[my]) * len(theirs[their]) for my, their in pairs)


def _activity(told: Told) -> int:
    return sum(map(len, told.values()))


def _divisor(mine: Told, theirs: Told, normalise: str) -> float:
    if normalise == "average":
        return (_activity(mine) + _activity(theirs)) / 2
    if normalise == "cosine":
        return _activity(mine) * _activity(theirs)
    shared = [(view, view) for view in mine if view in theirs]
    alone = sum(len(units) for view, units in mine.items() if view not in theirs)
    other = sum(len(units) for view, units in theirs.items() if view not in mine)
    return alone + other + _product(mine, theirs, shared)
