"""Networks: every weight worked by hand, against networkx's own, and through GraphML."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from io import BytesIO

import networkx as nx
import numpy as np
import pandas as pd
import polars as pl
import pytest
from networkx.algorithms import bipartite

from readouts import join, network
from readouts.dates import bounds
from readouts.errors import DateError, JoinError, UnknownColumnError, UnknownStyleError
from readouts.network import graph as g


def frame(columns, *rows):
    """A frame of strings; a hyphen is missing."""
    cells = [[cell if cell != "-" else None for cell in row.split()] for row in rows]
    return pd.DataFrame(cells, columns=columns.split(), dtype="str")


@pytest.fixture
def world():
    """A meeting, a visit (E2) with two parts (E3, E4), a call, a denial, a conference.

    Ann, Bob and the government are Libya's, Ivan, Olga and the ministry Russia's.
    """
    engagements = frame(
        "engagement_id title form status date part_of",
        "E1 Talks meeting held 2019-03-01 -",
        "E2 Stay visit held 2020-05-01/2020-05-03 -",
        "E3 First meeting held 2020-05-01 E2",
        "E4 Second meeting held 2020-05-02 E2",
        "E5 Call call held 2020 -",
        "E6 Rumour meeting denied 2021-01-01 -",
        "E7 Forum conference held - -",
    )
    found = [
        bounds(text) if isinstance(text, str) else (None, None) for text in engagements["date"]
    ]
    for number, name in enumerate(("date_earliest", "date_latest")):
        days = [each[number] for each in found]
        engagements[name] = pd.Series(pd.to_datetime(days)).astype("datetime64[s]")
    there = {
        "E1": "ann:LBY ivan:RUS olga:RUS",
        "E2": "ivan:RUS ann:LBY",
        "E3": "ivan:RUS ann:LBY",
        "E4": "ivan:RUS bob:LBY ann:LBY",
        "E5": "ann:LBY mission:UNO",
        "E6": "bob:LBY olga:RUS",
        "E7": "ann:LBY bob:LBY ivan:RUS mission:UNO -:RUS guest:-",
    }
    told = [
        # position readout holders claim stance
        ("P01", "R1", "ann", "c1", "support"),
        ("P02", "R2", "ann", "c1", "support"),
        ("P03", "R1", "ivan", "c1", "support"),
        ("P04", "R3", "ivan", "c1", "oppose"),
        ("P05", "R4", "ivan", "c1", "oppose"),  # in another part of the same visit
        ("P06", "R3", "ann", "c2", "oppose"),
        ("P07", "R3", "ann ivan", "c2", "support"),  # joint
        ("P08", "R1", "olga", "c1", "none"),
        ("P09", "R1", "olga", "c2", "ambiguous"),
        ("P10", "R1", "olga", "rest", "support"),  # residual
        ("P11", "R5", "mission", "c2", "support"),
        ("P12", "R6", "bob", "c1", "support"),  # of the denied meeting
        ("P13", "R3", "", "c1", "support"),  # without a holder
        ("P14", "R1", "bob gov", "c1", "support"),  # two holders of one side
        ("P15", "R2", "ann", "c1", "support"),  # a second time in one readout
        ("P16", "R2", "mission", "c2", "support"),  # in another engagement too
        ("P17", "R1", "bob", "c2", "oppose"),
    ]
    claims = frame("claim_id issue_id label", "c1 oil More", "c2 oil Less", "rest oil Other")
    rows = [f"{e} {n} {who.replace(':', ' - ')}" for e, all_ in there.items()
            for n, who in enumerate(all_.split(), 1)]  # fmt: skip
    return {
        "engagements": engagements,
        "participants": frame(
            "engagement_id participant_no actor_id organization_id side_id", *rows
        ),
        "actors": frame(
            "actor_id name kind side_id parent_id",
            "ann Ann person LBY -",
            "bob Bob person LBY -",
            "gov Government organization LBY -",
            "guest Guest person - -",
            "ivan Ivan person RUS -",
            "olga Olga person RUS -",
            "mfa Ministry organization RUS -",
            "mission Mission organization UNO -",
        ),
        "sides": frame(
            "side_id label kind", "LBY Libya state", "RUS Russia state", "UNO UN international"
        ),
        "sources": frame("source_id language", "S1 ar"),
        "issues": frame("issue_id label", "oil Oil"),
        "claims": claims.assign(is_residual=[False, False, True]),
        "readouts": frame(
            "readout_id engagement_id source_id issuer_id",
            *("R1 E1 S1 mfa", "R2 E1 S1 gov", "R3 E3 S1 -", "R4 E4 S1 mfa"),
            *("R5 E5 S1 -", "R6 E6 S1 gov"),
        ),
        "positions": frame(
            "position_id readout_id claim_id stance",
            *(f"{key} {readout} {claim} {stance}" for key, readout, _, claim, stance in told),
        ),
        "position_holders": frame(
            "position_id actor_id",
            *(f"{key} {holder}" for key, _, holders, _, _ in told for holder in holders.split()),
        ),
    }


def weights(graph, name="weight"):
    return {tuple(sorted(pair)): told[name] for *pair, told in graph.edges(data=True)}


MET = {
    ("ann", "ivan"): (3, "E1 E2 E3 E4 E7"),
    ("ann", "olga"): (1, "E1"),
    ("bob", "ivan"): (2, "E4 E7"),
    ("ann", "mission"): (2, "E5 E7"),
    ("bob", "mission"): (1, "E7"),
    ("ivan", "mission"): (1, "E7"),
}


def test_a_visit_and_its_parts_join_two_actors_once(world):
    met = network.meetings(world)
    assert weights(met) == {pair: weight for pair, (weight, _) in MET.items()}
    assert weights(met, "engagements") == {pair: ids for pair, (_, ids) in MET.items()}
    assert list(met) == ["ann", "bob", "guest", "ivan", "mission", "olga"]
    assert dict(met.nodes(data="engagements")) == {
        **{"ann": 4, "bob": 2, "guest": 1},
        **{"ivan": 3, "mission": 2, "olga": 1},
    }
    assert met.nodes["guest"] == {"name": "Guest", "kind": "person", "side": "", "engagements": 1}


def test_sides_are_joined_by_engagements_not_by_their_people(world):
    met = network.meetings(world, by="side")
    assert weights(met) == {("LBY", "RUS"): 3, ("LBY", "UNO"): 2, ("RUS", "UNO"): 1}
    assert met.nodes["UNO"] == {
        **{"name": "UN", "kind": "international", "side": "UNO", "engagements": 2}
    }


def test_more_readouts_change_no_meeting(world):
    more = world["readouts"].assign(readout_id=world["readouts"]["readout_id"] + "x")
    other = {**world, "readouts": pd.concat([world["readouts"], more])}
    assert nx.utils.graphs_equal(network.meetings(other), network.meetings(world))


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"status": "denied"}, {("bob", "olga"): 1}),
        ({"status": None}, {pair: w for pair, (w, _) in MET.items()} | {("bob", "olga"): 1}),
        ({"forms": ["meeting"]}, {("ann", "ivan"): 2, ("ann", "olga"): 1, ("bob", "ivan"): 1}),
        ({"forms": "meeting"}, {("ann", "ivan"): 2, ("ann", "olga"): 1, ("bob", "ivan"): 1}),
        # The year 2020 lies within; the undated conference lies nowhere.
        ({"start": "2020"}, {("ann", "ivan"): 1, ("bob", "ivan"): 1, ("ann", "mission"): 1}),
        ({"end": "2019"}, {("ann", "ivan"): 1, ("ann", "olga"): 1}),
        ({"start": date(2019, 3, 1), "end": date(2019, 3, 1)}, {("ann", "ivan"): 1, ("ann", "olga"): 1}),
        ({"start": "2019-03-02", "end": "2020-04"}, {}),
        # The visit ends a day later and the call may have been in any month.
        ({"start": "2020-05", "end": "2020-05-02"}, {("ann", "ivan"): 1, ("bob", "ivan"): 1}),
    ],
)  # fmt: skip
def test_choosing_engagements(world, chosen, expected):
    assert weights(network.meetings(world, **chosen)) == expected


def test_engagements_and_actors_as_two_modes(world):
    met = network.meetings(world, mode="bipartite", status=None)
    engagements = {node for node, mode in met.nodes(data="bipartite") if mode == 0}
    assert engagements == set(world["engagements"]["engagement_id"])
    assert met.nodes["E3"] == {
        **{"bipartite": 0, "name": "First", "kind": "meeting", "side": "", "status": "held"},
        **{"date": "2020-05-01", "visit": "E2"},
    }
    assert met.nodes["E7"]["date"] == ""
    assert met.nodes["ann"]["bipartite"] == 1
    assert sorted(met["E4"]) == ["ann", "bob", "ivan"]
    assert nx.is_bipartite(met)
    assert set(weights(met).values()) == {1}
    held = network.meetings(world, mode="bipartite")
    assert set(met) - set(held) == {"E6"}


def test_meetings_without_visits_are_the_projection_of_networkx(data):
    """Between sides: those who took part for one side, as the rows say, are not joined here."""
    table = data["engagements"]
    alone = table[table["part_of"].isna() & ~table["engagement_id"].isin(table["part_of"])]
    there = data["participants"]
    chosen = {
        **data,
        "engagements": alone,
        "participants": there[there["engagement_id"].isin(alone["engagement_id"])],
    }
    sides = chosen["participants"].dropna(subset=["actor_id"])
    both = sides.merge(sides, on=["engagement_id", "side_id"])
    allies = set(zip(both["actor_id_x"], both["actor_id_y"], strict=True))
    for by in ("actor", "side"):
        two = network.meetings(chosen, by=by, mode="bipartite")
        members = [node for node, mode in two.nodes(data="bipartite") if mode == 1]
        expected = bipartite.weighted_projected_graph(two, members)
        if by == "actor":
            expected.remove_edges_from(allies)
        found = network.meetings(chosen, by=by)
        assert len(found.edges) > 20
        assert weights(found) == weights(expected)
        assert set(found) == set(expected)


def test_meetings_equal_those_of_the_first_notebook(data):
    for by in ("actor", "side"):
        pairs = join.pairs(data, by=by).query("status == 'held'")
        visit = pairs["part_of"].fillna(pairs["engagement_id"])
        once = pairs.assign(visit=visit).drop_duplicates(["visit", "a_id", "b_id"])
        expected = once.groupby(["a_id", "b_id"]).size().to_dict()
        assert weights(network.meetings(data, by=by)) == expected


# By hand: units per holder, claim and stance, as the docstring of the world tells them.
VIEWS = {  # c1 support and oppose, c2 support and oppose
    "engagement": {"ann": (1, 0, 1, 1), "ivan": (1, 1, 1, 0), "mission": (0, 0, 2, 0)},
    "readout": {"ann": (2, 0, 1, 1), "ivan": (1, 2, 1, 0), "mission": (0, 0, 2, 0)},
    "position": {"ann": (3, 0, 1, 1), "ivan": (1, 2, 1, 0), "mission": (0, 0, 2, 0)},
    "window": {"ann": (1, 0, 1, 1), "ivan": (1, 1, 1, 0), "mission": (0, 0, 1, 0)},
}


@pytest.mark.parametrize("once_per", VIEWS)
def test_views_are_counted_once_per(world, once_per):
    held = network.discourse(world, once_per=once_per)
    empty = {"support": 0, "oppose": 0}
    for holder, counts in VIEWS[once_per].items():
        edges = [held.get_edge_data(holder, claim, empty) for claim in ("c1", "c2")]
        assert tuple(edge[name] for edge in edges for name in ("support", "oppose")) == counts
        assert held.nodes[holder]["activity"] == sum(counts)
    assert sorted(held) == ["ann", "bob", "c1", "c2", "gov", "ivan", "mission"]


def test_holders_and_claims_as_two_modes(world):
    held = network.discourse(world, once_per="readout")
    assert held["ivan"]["c1"] == {
        **{"weight": -1, "sign": -1, "support": 1, "oppose": 2},
        **{"engagements": "E1 E3 E4", "positions": "P03 P04 P05"},
    }
    assert held["ann"]["c2"]["sign"] == 0
    assert held["mission"]["c2"]["sign"] == 1
    assert held.nodes["c1"] == {
        **{"bipartite": 1, "name": "More", "kind": "claim", "side": "", "issue": "oil"},
        "prominence": 2 + 3 + 1 + 1,  # ann, ivan, bob, the government
    }
    assert held.nodes["ann"]["bipartite"] == 0
    assert nx.is_bipartite(held)


# Ann c1+ c2+ c2-, Bob c1+ c2-, the government c1+, Ivan c1+ c1- c2+, the mission c2+ twice.
CONGRUENCE = {
    **{("ann", "bob"): 2, ("ann", "gov"): 1, ("ann", "ivan"): 2, ("ann", "mission"): 2},
    **{("bob", "gov"): 1, ("bob", "ivan"): 1, ("gov", "ivan"): 1, ("ivan", "mission"): 2},
}
CONFLICT = {
    **{("ann", "bob"): 1, ("ann", "ivan"): 2, ("ann", "mission"): 2, ("bob", "ivan"): 2},
    **{("bob", "mission"): 2, ("gov", "ivan"): 1},
}


def test_congruence_conflict_and_difference_by_hand(world):
    assert weights(network.discourse(world, mode="congruence")) == CONGRUENCE
    assert weights(network.discourse(world, mode="conflict")) == CONFLICT
    both = network.discourse(world, mode="difference")
    pairs = CONGRUENCE | CONFLICT
    assert weights(both) == {p: CONGRUENCE.get(p, 0) - CONFLICT.get(p, 0) for p in pairs}
    assert weights(both, "congruence") == {pair: CONGRUENCE.get(pair, 0) for pair in pairs}
    assert weights(both, "conflict") == {pair: CONFLICT.get(pair, 0) for pair in pairs}
    assert weights(both)["ann", "ivan"] == 0  # as often for as against
    assert both["bob"]["mission"]["claims"] == "c2"


def test_an_edge_names_what_is_behind_it(world):
    agree = network.discourse(world, mode="congruence")["ann"]["ivan"]
    assert (agree["claims"], agree["positions"]) == ("c1 c2", "P01 P02 P03 P07 P15")
    differ = network.discourse(world, mode="conflict")["bob"]["ivan"]
    assert (differ["claims"], differ["positions"]) == ("c1 c2", "P04 P05 P07 P14 P17")


@pytest.mark.parametrize(
    ("normalise", "agree", "differ"),
    [
        # Per readout: ann c1+ 2, c2+ 1, c2- 1; ivan c1+ 1, c1- 2, c2+ 1. Activities 4 and 4.
        ("none", 2 * 1 + 1 * 1, 2 * 2 + 1 * 1),
        ("average", 3 / 4, 5 / 4),
        ("cosine", 3 / 16, 5 / 16),
        ("jaccard", 3 / (1 + 2 + 3), 5 / (1 + 2 + 3)),
    ],
)
def test_normalisations_by_hand(world, normalise, agree, differ):
    chosen = {"once_per": "readout", "normalise": normalise}
    for mode, expected in {
        "congruence": agree, "conflict": differ, "difference": agree - differ
    }.items():  # fmt: skip
        edge = network.discourse(world, mode=mode, **chosen)["ann"]["ivan"]
        assert edge["weight"] == pytest.approx(expected)
        assert (edge["congruence"], edge["conflict"]) == (3, 5)


@pytest.mark.parametrize(
    ("normalise", "expected"),
    [
        # Per readout: ivan c1+ 1, c1- 2, c2+ 1; c1 is held in 7 units, c2 in 1 + 1 + 1 + 1 + 2.
        ("none", {("c1", "ivan"): -1, ("c2", "ivan"): 1}),
        ("activity", {("c1", "ivan"): -1 / 4, ("c2", "ivan"): 1 / 4}),
        ("prominence", {("c1", "ivan"): -1 / 7, ("c2", "ivan"): 1 / 6}),
    ],
)
def test_normalisations_of_two_modes_by_hand(world, normalise, expected):
    held = network.discourse(world, once_per="readout", normalise=normalise)
    found = weights(held)
    assert {pair: found[pair] for pair in expected} == pytest.approx(expected)
    assert (held["ivan"]["c1"]["support"], held["ivan"]["c1"]["oppose"]) == (1, 2)


def test_two_holders_of_one_side_hold_one_position(world):
    held = network.discourse(world, by="side", once_per="position")
    assert held["LBY"]["c1"]["support"] == 4  # P01 P02 P14 P15
    assert held.nodes["LBY"] == {
        **{"bipartite": 0, "name": "Libya", "kind": "state", "side": "LBY", "activity": 7}
    }
    assert weights(network.discourse(world, by="side", mode="conflict")) == {
        ("LBY", "RUS"): 1 * 1 + 2 * 1,  # c1; c2, which Libya opposes in two engagements
        ("LBY", "UNO"): 2 * 2,
    }


def test_choosing_attribution(world):
    own = network.discourse(world, attribution=["self-report"])
    assert weights(own, "positions") == {("ann", "c1"): "P02 P15", ("c1", "ivan"): "P03 P05"}
    alone = network.discourse(world, attribution="self-report")
    assert nx.utils.graphs_equal(own, alone)
    assert own.graph == alone.graph
    assert own.graph["attribution"] == "self-report"
    joint = network.discourse(world, attribution=["joint"], mode="congruence")
    assert weights(joint, "positions") == {("ann", "ivan"): "P07"}


def test_choosing_engagements_of_views(world):
    assert "bob" not in network.discourse(world, start="2020")
    assert sorted(network.discourse(world, status="denied")) == ["bob", "c1"]
    once = network.discourse(world, end="2019", once_per="position")
    assert weights(once) == {
        **{("ann", "c1"): 3, ("bob", "c1"): 1, ("c1", "gov"): 1, ("c1", "ivan"): 1},
        **{("bob", "c2"): -1, ("c2", "mission"): 1},
    }


def flipped(view):
    claim, stance = view
    return claim, {"support": "oppose", "oppose": "support"}[stance]


@pytest.mark.parametrize("by", ["actor", "side"])
def test_views_once_altogether_give_the_projections_of_networkx(data, by):
    """A view is a node there, so that shared neighbours are shared views."""
    held = network.discourse(data, by=by, once_per="window")
    views = nx.Graph()
    for holder, claim, edge in held.edges(data=True):
        if "issue" in held.nodes[holder]:
            holder, claim = claim, holder  # noqa: PLW2901
        views.add_edges_from((holder, (claim, k)) for k in ("support", "oppose") if edge[k])
    holders = [node for node in views if isinstance(node, str)]

    def found(mode, normalise):
        chosen = {"by": by, "mode": mode, "once_per": "window", "normalise": normalise}
        return weights(network.discourse(data, **chosen))

    def shared_by_average(graph, one, two):
        return len(set(graph[one]) & set(graph[two])) / (
            (graph.degree(one) + graph.degree(two)) / 2
        )

    def opposed(graph, one, two):
        return len({flipped(view) for view in graph[one]} & set(graph[two]))

    projected = bipartite.weighted_projected_graph(views, holders)
    assert found("congruence", "none") == weights(projected)
    overlap = bipartite.overlap_weighted_projected_graph(views, holders, jaccard=True)
    assert found("congruence", "jaccard") == pytest.approx(weights(overlap))
    average = bipartite.generic_weighted_projected_graph(views, holders, shared_by_average)
    assert found("congruence", "average") == pytest.approx(weights(average))
    # networkx joins only nodes with a common neighbour: let all have one.
    views.add_edges_from((holder, ("all", "support")) for holder in holders)
    conflict = bipartite.generic_weighted_projected_graph(views, holders, opposed)
    assert found("conflict", "none") == {pair: n for pair, n in weights(conflict).items() if n}


@pytest.mark.parametrize(
    ("once_per", "normalise"),
    [
        ("engagement", "none"),
        ("readout", "average"),
        ("position", "jaccard"),
        ("engagement", "cosine"),
    ],
)
def test_weights_equal_products_of_matrices(data, once_per, normalise):
    held = join.positions(data).query("status == 'held' and stance in ['support', 'oppose']")
    held = held[~held["is_residual"] & held["holder_side_id"].notna()]
    unit = {
        "engagement": held["part_of"].fillna(held["engagement_id"]),
        "readout": held["readout_id"],
        "position": held["position_id"],
    }[once_per]
    held = held.assign(unit=unit, stance=held["stance"].astype("str"))
    held = held.drop_duplicates(["holder_side_id", "claim_id", "stance", "unit"])
    x = held.pivot_table(index="holder_side_id", columns=["stance", "claim_id"], aggfunc="size")
    claims = held["claim_id"].unique()
    full = pd.MultiIndex.from_product([["support", "oppose"], claims])
    x = x.reindex(columns=full, fill_value=0).fillna(0)
    turned = x.reindex(columns=pd.MultiIndex.from_product([["oppose", "support"], claims]))
    a, there = x.sum(axis=1).to_numpy(), (x > 0).to_numpy()
    x, turned = x.to_numpy(), turned.to_numpy()
    alone = x @ ~there.T
    divisor = {
        "none": np.ones((len(x), len(x))),
        "average": np.add.outer(a, a) / 2,
        "jaccard": alone + alone.T + x @ x.T,
        "cosine": np.outer(a, a),
    }[normalise]
    sides = sorted(held["holder_side_id"].unique())
    for mode, omega in (("congruence", x @ x.T), ("conflict", x @ turned.T)):
        graph = network.discourse(
            data, by="side", mode=mode, once_per=once_per, normalise=normalise
        )
        found = nx.to_numpy_array(graph, nodelist=sides)
        np.testing.assert_allclose(found, np.where(np.eye(len(x)), 0, omega / divisor))
        assert len(graph.edges) > 10


GRAPHS = {
    "met": network.meetings,
    "met, two modes": lambda data: network.meetings(data, mode="bipartite", status=None),
    "met, sides": lambda data: network.meetings(data, by="side", start="2019", forms=["call"]),
    "held": network.discourse,
    "held, by claim": lambda data: network.discourse(data, normalise="prominence"),
    "agree": lambda data: network.discourse(data, mode="congruence", once_per="window"),
    "differ": lambda data: network.discourse(data, mode="difference", normalise="jaccard"),
}


@pytest.fixture(params=GRAPHS.values(), ids=GRAPHS.keys())
def make(request):
    return request.param


def graphml(graph):
    file = BytesIO()
    nx.write_graphml(graph, file)
    return file.getvalue()


@pytest.mark.parametrize("which", ["world", "data"])
def test_graphs_survive_graphml(request, make, which):
    graph = make(request.getfixturevalue(which))
    back = nx.read_graphml(BytesIO(graphml(graph)))
    assert len(graph.edges) > 0
    assert dict(back.nodes(data=True)) == dict(graph.nodes(data=True))
    assert {frozenset(pair): told for *pair, told in back.edges(data=True)} == {
        frozenset(pair): told for *pair, told in graph.edges(data=True)
    }
    assert graph.graph.items() <= back.graph.items()


def test_order_of_rows_changes_no_byte(world, make):
    turned = {name: table[::-1] for name, table in world.items()}
    assert graphml(make(turned)) == graphml(make(world))


def test_polars_gives_the_same_graph(world, make):
    def to_polars(table):
        cells = table.astype("object").where(table.notna(), None).to_dict("list")
        types = dict.fromkeys(table.select_dtypes("str").columns, pl.String)
        for name in table.select_dtypes("datetime").columns:
            cells[name] = [None if day is None else day.date() for day in cells[name]]
            types[name] = pl.Date
        return pl.DataFrame(cells, schema_overrides=types)

    frames = {name: to_polars(table) for name, table in world.items()}
    assert graphml(make(frames)) == graphml(make(world))


@pytest.mark.parametrize(
    ("function", "chosen", "message"),
    [
        ("meetings", {"by": "party"}, "by is 'party'"),
        ("meetings", {"mode": "congruence"}, "mode is 'congruence'"),
        ("meetings", {"status": "hold"}, r"status is 'hold'\. Did you mean 'held'\?"),
        ("meetings", {"forms": ["met"]}, "forms is 'met'"),
        ("meetings", {"forms": "meetings"}, r"forms is 'meetings'\. Did you mean 'meeting'\?"),
        ("meetings", {"forms": 3}, r"forms is 3\. It takes: 'meeting', "),
        ("meetings", {"forms": [["call"]]}, r"forms is \['call'\]\. "),
        ("meetings", {"forms": []}, r"forms is \[\]\. .*'other'\. Without forms, all count$"),
        ("discourse", {"by": "issuer"}, "by is 'issuer'"),
        ("discourse", {"mode": "projection"}, "mode is 'projection'"),
        ("discourse", {"once_per": "report"}, "once_per is 'report'"),
        ("discourse", {"once_per": ["readout"]}, r"once_per is \['readout'\]\. "),
        ("discourse", {"mode": "conflict", "normalise": "mean"}, "normalise is 'mean'"),
        ("discourse", {"normalise": "average"}, "It takes: 'none', 'activity', 'prominence'$"),
        (
            *("discourse", {"mode": "conflict", "normalise": "activity"}),
            "It takes: 'none', 'average', 'jaccard', 'cosine'$",
        ),
        ("discourse", {"attribution": ["self"]}, "attribution is 'self'"),
        ("discourse", {"attribution": "self"}, "attribution is 'self'"),
        (
            *("discourse", {"attribution": ()}),
            r"attribution is \(\)\. .*'third-party'\. Without attribution, all count$",
        ),
    ],
)
def test_what_an_argument_does_not_take(world, function, chosen, message):
    with pytest.raises(UnknownStyleError, match=message):
        getattr(network, function)(world, **chosen)


@pytest.mark.parametrize("name", ["meetings", "discourse"])
@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"start": "2021", "end": "2020"}, "the window ends before it begins"),
        ({"start": "../2020"}, "needs a day, month or year that is known"),
        ({"end": "spring"}, "'spring' is not an EDTF date"),
        (
            {"start": 2019},
            "^2019 is not an EDTF date of our profile: an end of a window is a text, such as "
            "'2019', or a datetime.date$",
        ),
        ({"end": pd.NaT}, "^NaT is not an EDTF date of our profile: an end of a window is a text"),
        ({"start": ["2019"]}, r"^\['2019'\] is not an EDTF date of our profile: an end of a"),
    ],
)
def test_a_window_that_is_none(world, name, chosen, message):
    with pytest.raises(DateError, match=message):
        getattr(network, name)(world, **chosen)


def test_a_window_needs_bounds(world):
    world["engagements"] = world["engagements"].drop(columns=["date_earliest", "date_latest"])
    assert len(network.meetings(world)) == 6
    with pytest.raises(UnknownColumnError, match="has no column 'date_earliest'"):
        network.meetings(world, start="2020")


def test_a_holder_and_a_claim_are_never_one_node(world):
    for table in ("claims", "positions"):
        world[table] = world[table].replace({"claim_id": {"c1": "ann"}})
    with pytest.raises(JoinError, match="claim_id 'ann' is a holder's id too"):
        network.discourse(world)
    assert weights(network.discourse(world, mode="congruence")) == CONGRUENCE


def test_codes_are_those_of_the_package(data):
    fields = {
        field["name"]: field["constraints"].get("enum")
        for resource in data.package["resources"]
        if resource["name"] == "engagements"
        for field in resource["schema"]["fields"]
        if "constraints" in field
    }
    assert set(g.STATUSES) == set(fields["status"])
    assert set(g.FORMS) == set(fields["form"])


def test_without_networkx_one_line_says_what_to_install():
    code = (
        "import sys; sys.modules['networkx'] = None; import readouts\n"
        "try:\n    readouts.network.meetings(readouts.load())\n"
        "except readouts.ReadoutsError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    needed = 'readouts.network needs more libraries: pip install "readouts[network]"\n'
    assert done.stdout == needed
