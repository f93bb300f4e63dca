"""Pictures of results (networks, stances, agreement): their structure, not their pixels."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from readouts import agreement, errors, join, network, plot
from readouts.plot import style

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def text_below(ax):
    return ax.get_xlabel().replace("\n", " ")


def legend_texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def collection(ax, gid):
    return next(found for found in ax.collections if found.get_gid() == gid)


def labels(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def overlapping(boxes):
    return [pair for pair in itertools.combinations(boxes, 2) if pair[0].overlaps(pair[1])]


# ---- networks


@pytest.fixture
def triangle():
    """Three sides that met, one that met only the busiest, one that met nobody."""
    graph = nx.Graph(network="meetings", by="side", mode="projection")
    sizes = {"LBY": 16, "RUS": 9, "ITA": 4, "FRA": 1, "MLT": 1}
    for side, size in sizes.items():
        graph.add_node(side, name=side.title(), kind="state", side=side, engagements=size)
    graph.add_weighted_edges_from(
        [("LBY", "RUS", 8), ("LBY", "ITA", 4), ("ITA", "RUS", 1), ("FRA", "LBY", 1)]
    )
    return graph


def test_meetings_areas_and_widths_are_proportional(triangle):
    ax = plot.meetings(triangle)
    areas = collection(ax, "node").get_sizes()
    assert (areas / areas[-1]).tolist() == pytest.approx([16, 9, 4, 1])
    widths = collection(ax, "tie").get_linewidths()
    assert (np.array(widths) / widths[0]).tolist() == pytest.approx([1, 1, 4, 8])


def test_meetings_lines_join_the_nodes(triangle):
    ax = plot.meetings(triangle)
    spots = dict(
        zip(["LBY", "RUS", "ITA", "FRA"], collection(ax, "node").get_offsets(), strict=True)
    )
    ends = [sorted(map(tuple, segment)) for segment in collection(ax, "tie").get_segments()]
    assert ends[-1] == sorted(map(tuple, (spots["LBY"].tolist(), spots["RUS"].tolist())))


def test_meetings_names_nodes_and_counts_what_is_left_out(triangle):
    ax = plot.meetings(triangle)
    assert labels(ax) == ["Lby 16", "Rus 9", "Ita 4", "Fra 1"]
    assert text_below(ax).endswith(
        "Width of a line: its weight (widest: 8). Places and lengths mean nothing. No line is "
        "no proof: searches decide what is here. Not drawn: 1 of 5 nodes, less busy or with no "
        "line here, and 0 of 4 lines."
    )
    few = plot.meetings(triangle, top=2)
    assert labels(few) == ["Lby 16", "Rus 9"]
    assert (
        "Not drawn: 3 of 5 nodes, less busy or with no line here, and 3 of 4 lines."
        in text_below(few)
    )


def test_meetings_at_least_leaves_thin_lines_out(triangle):
    ax = plot.meetings(triangle, at_least=4)
    assert labels(ax) == ["Lby 16", "Rus 9", "Ita 4"]
    assert len(collection(ax, "tie").get_segments()) == 2


def test_meetings_of_sides_have_their_colours_and_no_legend(triangle):
    ax = plot.meetings(triangle)
    inks = [mpl.colors.to_hex(ink).upper() for ink in collection(ax, "node").get_facecolors()]
    assert inks == [*(plot.SIDE_COLOURS[side] for side in ("LBY", "RUS", "ITA")), style.OTHER]
    assert ax.get_legend() is None


def test_meetings_of_actors_explain_the_colours(data):
    sides = data.sides.set_index("side_id")["label"]
    ax = plot.meetings(network.meetings(data, start="2024"), top=20, names=sides)
    assert legend_texts(ax)[:2] == ["Libya", "Russia"]


@pytest.mark.parametrize("by", ["side", "actor"])
def test_meetings_neither_labels_nor_nodes_overlap(data, by):
    ax = plot.meetings(network.meetings(data, by=by))
    plot.source_note(ax, data)
    ax.figure.draw_without_rendering()
    texts = [text for text in ax.texts if text.get_text()]
    assert len(texts) == len(collection(ax, "node").get_offsets()) == 30
    assert overlapping([text.get_window_extent() for text in texts]) == []
    spots = ax.transData.transform(collection(ax, "node").get_offsets())
    radii = np.sqrt(collection(ax, "node").get_sizes()) / 2 * ax.figure.dpi / 72
    for (one, r), (two, s) in itertools.combinations(zip(spots, radii, strict=True), 2):
        assert np.hypot(*(one - two)) > r + s


def test_meetings_same_graph_gives_the_same_picture(triangle):
    again = nx.Graph(**triangle.graph)
    again.add_nodes_from(reversed(list(triangle.nodes(data=True))))
    again.add_edges_from((b, a, told) for a, b, told in triangle.edges(data=True))
    places = [collection(plot.meetings(some), "node").get_offsets() for some in (triangle, again)]
    assert places[0].tolist() == places[1].tolist()


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_meetings_of_few(triangle, nodes):
    ax = plot.meetings(triangle, top=nodes)
    assert labels(ax) == (["Lby 16", "Rus 9"] if nodes == 2 else ["Nothing to draw"])


def test_discourse_colours_lines_by_agreement():
    graph = nx.Graph(network="discourse", mode="difference")
    for side in ("LBY", "RUS", "ITA"):
        graph.add_node(side, name=side, side=side, activity=4)
    graph.add_weighted_edges_from([("LBY", "RUS", 2.0), ("ITA", "LBY", -3.0)])
    ax = plot.discourse(graph)
    inks = [mpl.colors.to_hex(ink).upper() for ink in collection(ax, "tie").get_colors()]
    assert inks == [plot.STANCE_COLOURS["support"], plot.STANCE_COLOURS["oppose"]]
    assert legend_texts(ax) == ["agreement", "disagreement"]
    assert "(widest: 3)" in text_below(ax)


@pytest.mark.parametrize("mode", ["congruence", "conflict", "difference"])
def test_discourse_draws_each_mode(data, mode):
    graph = network.discourse(data, by="side", mode=mode, normalise="average")
    ax = plot.discourse(graph, top=10, at_least=0.05)
    weights = [abs(weight) for *_, weight in graph.edges(data="weight")]
    assert 0 < len(collection(ax, "tie").get_segments()) < sum(w >= 0.05 for w in weights)


def test_bipartite_graphs_are_refused(data):
    with pytest.raises(errors.UnknownStyleError, match="mode of the graph is 'bipartite'"):
        plot.meetings(network.meetings(data, mode="bipartite"))
    with pytest.raises(errors.UnknownStyleError, match="It takes: 'congruence', 'conflict', "):
        plot.discourse(network.discourse(data))


def test_missing_attributes_are_named(triangle):
    del triangle.nodes["RUS"]["side"]
    with pytest.raises(errors.UnknownColumnError, match="table 'nodes' has no column 'side'"):
        plot.meetings(triangle)
    triangle.nodes["RUS"]["side"] = "RUS"
    del triangle.edges["LBY", "RUS"]["weight"]
    with pytest.raises(errors.UnknownColumnError, match="table 'edges' has no column 'weight'"):
        plot.meetings(triangle)


# ---- stances


@pytest.fixture
def told():
    """A visit with a part, two more engagements; a residual claim; nobody as holder."""
    rows = [
        ("P1", "E1", None, "arms", "LBY", "support", False),
        ("P2", "E2", "E1", "arms", "LBY", "support", False),
        ("P3", "E3", None, "arms", "LBY", "oppose", False),
        ("P4", "E4", None, "arms", "LBY", "none", False),
        ("P5", "E4", None, "arms", "RUS", "oppose", False),
        ("P5", "E4", None, "arms", "LBY", "oppose", False),
        ("P6", "E4", None, "oil", "RUS", "ambiguous", False),
        ("P7", "E4", None, "other", "RUS", "support", True),
        ("P8", "E4", None, "arms", None, "none", False),
    ]
    columns = ["position_id", "engagement_id", "part_of", "claim_id", "holder_side_id", "stance"]
    table = pd.DataFrame(rows, columns=[*columns, "is_residual"])
    return table.assign(claim_label=table["claim_id"].str.title(), issue_label="Issue")


def bars(ax):
    return {bar.get_gid(): round(bar.get_width(), 3) for bar in ax.patches if bar.get_gid()}


def test_stances_bars_are_the_shares_of_engagements(told):
    ax = plot.stances(told)
    whole = bars(ax)["arms/RUS/oppose"]
    assert bars(ax) == {
        "arms/LBY/support": pytest.approx(whole / 4, abs=0.001),  # a visit and its part are one
        "arms/LBY/oppose": pytest.approx(whole / 2, abs=0.001),
        "arms/LBY/none": pytest.approx(whole / 4, abs=0.001),
        "arms/RUS/oppose": whole,
        "oil/RUS/ambiguous": whole,
    }


def test_stances_numbers_are_engagements(told):
    ax = plot.stances(told)
    assert labels(ax) == ["3", "1", "1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["LBY\n3", "RUS\n1"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Issue", "Arms", "Oil"]


def test_stances_says_what_is_left_out_and_what_empty_is_not(told):
    hedge = (
        "Number: engagements, a visit and its parts once; pale: fewer than 5. An empty cell is no "
        "silence, and searches decide how much is here: compare bars, not numbers."
    )
    rest = "1 position on residual claims; 1 position without an identified holder."
    assert text_below(plot.stances(told)) == f"{hedge} Not drawn: {rest}"
    few = plot.stances(told, top=1, top_claims=1)
    left_out = "1 column with fewer engagements; 1 claim told less often"
    assert text_below(few) == f"{hedge} Not drawn: {left_out}; {rest}"
    whole = told[~told["is_residual"] & told["holder_side_id"].notna()]
    assert text_below(plot.stances(whole)) == hedge


def test_stances_few_engagements_are_pale(data):
    held = join.positions(data)
    ax = plot.stances(held[held["claim_id"] == "bilateral-grow"], top=42)
    columns = dict(label.get_text().split("\n") for label in ax.get_xticklabels())
    written = sorted((round(text.get_position()[0]), int(text.get_text())) for text in ax.texts)
    assert [number for _, number in written] == [int(number) for number in columns.values()]
    pale = {bar.get_gid().split("/")[1] for bar in ax.patches if bar.get_gid() and bar.get_alpha()}
    assert pale == {side for side, number in columns.items() if int(number) < 5}
    assert set(columns) > pale > set()


def test_stances_names_and_legend(told):
    ax = plot.stances(told, names={"LBY": "State of Libya"})
    assert ax.get_xticklabels()[0].get_text() == "State of\nLibya\n3"
    assert legend_texts(ax) == ["supports", "opposes", "ambiguous", "raised, no view told"]


def test_stances_by_holder(data):
    held = join.positions(data)
    ax = plot.stances(held[held["issue_id"] == "defence"], by="holder_name", top=3, top_claims=2)
    assert len(ax.get_xticklabels()) == 3
    assert len(ax.get_yticklabels()) == 3


# ---- agreement and audits


@pytest.fixture(scope="module")
def estimates(data):
    return {by: agreement.estimates(data, by=by, draws=20) for by in ("round", "issue")}


def lines(ax):
    return {line.get_gid(): line for line in ax.lines if "/" in str(line.get_gid())}


@pytest.mark.parametrize("measure", ["alpha", "raw"])
def test_agreement_points_and_intervals_are_the_figures(estimates, measure):
    table = estimates["round"]
    found = lines(plot.agreement(table, measure=measure))
    assert len(found) == 2 * len(table)
    for row in table.to_dict("records"):
        point = found[f"{row['group']}/{row['variable']}"]
        ends = found[f"{row['group']}/{row['variable']}/interval"]
        assert point.get_xdata()[0] == row[measure]
        assert list(ends.get_xdata()) == [row[f"{measure}_low"], row[f"{measure}_high"]]
        assert set(ends.get_ydata()) == set(point.get_ydata())


def test_agreement_names_groups_with_their_numbers(estimates):
    table = estimates["round"]
    units = table.groupby("group", sort=False)["n_units"].max()
    names = [label.get_text() for label in plot.agreement(table).get_yticklabels()]
    assert names == [
        f"all ({units['all']:,})",
        *(f"round {key} ({n:,})" for key, n in units.items() if key != "all"),
    ]
    named = plot.agreement(estimates["issue"], names={"defence": "Arms"})
    assert any(label.get_text().startswith("Arms (") for label in named.get_yticklabels())


def test_agreement_counts_what_is_undefined(estimates):
    table = estimates["issue"]
    ax = plot.agreement(table)
    undefined = int(table["alpha"].isna().sum())
    assert text_below(ax).endswith(f"Not drawn: {undefined} figures that are undefined.")
    assert len([gid for gid in lines(ax) if gid.count("/") == 1]) == len(table) - undefined
    one = pd.concat([table.dropna().head(2), table[table["alpha"].isna()].head(1)])
    assert text_below(plot.agreement(one)).endswith("Not drawn: 1 figure that is undefined.")


def test_agreement_says_what_it_is_worth(estimates):
    upper = "Coders of one kind share their errors: an upper bound of accuracy."
    for measure, name in (("alpha", "Krippendorff’s alpha"), ("raw", "Raw agreement")):
        text = text_below(plot.agreement(estimates["round"], measure=measure))
        assert text.startswith(f"{name} of the blind coders;")
        assert text.endswith(upper)


def test_agreement_levels_are_marked_where_they_are_in_view(estimates):
    high = estimates["round"]
    low = high.assign(alpha_low=0.7)
    axes = [plot.agreement(some) for some in (high, low, low.assign(alpha_low=0.5))]
    shown = [[line.get_xdata()[0] for line in ax.lines if line.get_gid() == "level"] for ax in axes]
    assert shown == [[], [0.8], [0.667, 0.8]]
    told = [text_below(ax).partition("Dashed: ")[2] for ax in axes]
    assert told == [
        "",
        "0.8, customary for alpha.",
        "0.667 and 0.8, customary for alpha.",
    ]


def test_audit_points_intervals_and_counts(data):
    table = agreement.audit_estimates(data, draws=20)
    ax = plot.audit(table)
    found = lines(ax)
    for row in table.to_dict("records"):
        assert found[f"{row['measure']}/{row['audit_id']}"].get_xdata()[0] == row["share"]
    counts = sorted(f"{a:,} of {b:,}" for a, b in zip(table["right"], table["of"], strict=True))
    assert sorted(labels(ax)) == counts
    assert legend_texts(ax) == list(dict.fromkeys(table["audit_id"]))


def test_audit_has_a_name_for_every_measure(data):
    table = agreement.audit_estimates(data, draws=20)
    measures = set(table["measure"])
    names = [label.get_text() for label in plot.audit(table).get_yticklabels()]
    assert len(names) == len(measures)
    assert not measures & set(names)
    renamed = plot.audit(table, names={"pages_found": "Pages found"})
    assert renamed.get_yticklabels()[0].get_text() == "Pages found"


# ---- what all share


@pytest.fixture(scope="module")
def inputs(data, estimates):
    return {
        "meetings": (plot.meetings, network.meetings(data, by="side")),
        "discourse": (plot.discourse, network.discourse(data, by="side", mode="congruence")),
        "stances": (plot.stances, join.positions(data)),
        "agreement": (plot.agreement, estimates["round"]),
        "audit": (plot.audit, agreement.audit_estimates(data, draws=20)),
    }


NAMES = ["meetings", "discourse", "stances", "agreement", "audit"]
COLUMNS = {"stances": "is_residual", "agreement": "alpha_low", "audit": "share"}


@pytest.mark.parametrize("name", NAMES)
def test_draws_on_axes_that_are_given_and_changes_nothing_global(name, inputs):
    function, table = inputs[name]
    before = dict(mpl.rcParams)
    _, ax = plt.subplots(figsize=(9, 9))
    assert function(table, ax=ax, title="What is seen") is ax
    assert ax.get_title(loc="left") == "What is seen"
    assert len(plt.get_fignums()) == 1
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", NAMES)
def test_of_nothing_the_picture_says_so(name, inputs):
    function, table = inputs[name]
    empty = table.edge_subgraph([]) if isinstance(table, nx.Graph) else table.head(0)
    _, ax = plt.subplots()
    function(empty, ax=ax, title="What is seen")
    assert labels(ax) == ["Nothing to draw"]
    assert ax.get_title(loc="left") == "What is seen"
    hedge = "No line is no proof: searches decide what is here."
    assert text_below(ax) == (hedge if isinstance(table, nx.Graph) else "")


def test_stances_of_nobody_say_what_is_left_out(told):
    ax = plot.stances(told[told["is_residual"] | told["holder_side_id"].isna()])
    assert labels(ax) == ["Nothing to draw"]
    assert text_below(ax) == (
        "Not drawn: 1 position on residual claims; 1 position without an identified holder."
    )


def test_networks_of_no_engagements_are_drawn(data):
    window = {"start": "1900", "end": "1901"}
    for ax in (
        plot.meetings(network.meetings(data, **window)),
        plot.discourse(network.discourse(data, mode="congruence", **window)),
    ):
        assert labels(ax) == ["Nothing to draw"]


@pytest.mark.parametrize("name", NAMES)
def test_titles_stand_above_a_figure_of_its_own(name, inputs):
    function, table = inputs[name]
    assert function(table, title="What is seen").figure.get_suptitle() == "What is seen"


@pytest.mark.parametrize("name", COLUMNS)
def test_leaves_its_input_alone_and_names_what_is_missing(name, inputs):
    function, table = inputs[name]
    before = table.copy(deep=True)
    function(table)
    pd.testing.assert_frame_equal(table, before)
    with pytest.raises(errors.UnknownColumnError, match=f"has no column '{COLUMNS[name]}'"):
        function(table.drop(columns=COLUMNS[name]))


@pytest.mark.parametrize("name", NAMES)
def test_all_that_is_written_is_inside_the_figure(name, inputs, data):
    function, table = inputs[name]
    ax = function(table, title="What is seen")
    plot.source_note(ax, data)
    ax.figure.draw_without_rendering()
    box = ax.figure.bbox
    left, right = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticklabels() if left <= tick.get_position()[0] <= right]
    written = [ax.xaxis.label, *ticks, *ax.get_yticklabels(), *ax.texts]
    for text in written:
        if text.get_text():
            found = text.get_window_extent()
            assert box.x0 - 1 <= found.x0, text
            assert found.x1 <= box.x1 + 1, text
            assert box.y0 - 1 <= found.y0, text
