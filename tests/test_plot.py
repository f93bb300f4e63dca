"""Pictures: their structure (marks, labels, notes), not their pixels."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import polars as pl
import pytest

from readouts import compare, errors, join, plot
from readouts.plot import style

ROOT = Path(__file__).parents[1]
mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def engagements():
    """A day, a month, two open ends, two without any bound."""
    first = ["2020-01-05", "2020-03-01", None, "2021-06-01", None, None]
    last = ["2020-01-05", "2020-03-31", "2019-05-15", None, None, None]
    return pd.DataFrame(
        {
            "date_earliest": pd.to_datetime(pd.Series(first)),
            "date_latest": pd.to_datetime(pd.Series(last)),
            "form": ["call", "meeting", "meeting", "call", "call", "meeting"],
            "status": ["held", "held", "denied", "held", "held", "held"],
        }
    )


def collections(ax, gid):
    return [found for found in ax.collections if found.get_gid() == gid]


def count(ax, gid):
    found = collections(ax, gid)
    lines = gid in ("interval", "open")
    return sum(len(some.get_segments() if lines else some.get_offsets()) for some in found)


def text_below(ax):
    return ax.get_xlabel().replace("\n", " ")


def legend_texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


# ---- timeline


def test_timeline_draws_each_kind_of_date_as_what_it_is(engagements):
    ax = plot.timeline(engagements)
    assert count(ax, "day") == 1
    assert count(ax, "interval") == 1
    assert count(ax, "open") == 2
    assert count(ax, "arrow") == 2


def test_timeline_bar_covers_exactly_the_days_that_are_possible(engagements):
    ax = plot.timeline(engagements)
    (start, _), (end, _) = collections(ax, "interval")[0].get_segments()[0]
    assert mpl.dates.num2date(start).date().isoformat() == "2020-03-01"
    assert mpl.dates.num2date(end).date().isoformat() == "2020-03-31"


def test_timeline_open_ends_begin_at_the_known_day_and_point_away(engagements):
    ax = plot.timeline(engagements)
    ends = [(a[0], b[0]) for a, b in collections(ax, "open")[0].get_segments()]
    days = [tuple(mpl.dates.num2date(x).date().isoformat() for x in pair) for pair in ends]
    assert days[0][1] == "2019-05-15"
    assert days[1][0] == "2021-06-01"
    assert ends[0][1] - ends[0][0] == ends[1][1] - ends[1][0] > 0
    left, right = collections(ax, "arrow")
    assert left.get_offsets()[0][0] == ends[0][0]
    assert right.get_offsets()[0][0] == ends[1][1]


def test_timeline_sets_what_has_no_bound_apart_on_the_right(engagements):
    ax = plot.timeline(engagements)
    assert text_below(ax) == "Apart, on the right: 2 engagements without any bound of the date."
    apart = collections(ax, "unknown")[0].get_offsets()
    line = next(line for line in ax.lines if line.get_gid() == "apart").get_xdata()[0]
    dated = max(segment[1][0] for segment in collections(ax, "open")[0].get_segments())
    assert dated < line < apart[:, 0].min()
    assert max(ax.get_xticks()) < line
    assert {label.get_text()[:2] for label in ax.get_xticklabels()} == {"20"}


def test_timeline_of_dates_that_are_all_known_has_nothing_apart(engagements):
    ax = plot.timeline(engagements.head(4))
    assert count(ax, "unknown") == 0
    assert ax.get_xlabel() == ""
    assert "apart" not in {line.get_gid() for line in ax.lines}


def test_timeline_of_unknown_dates_has_no_axis_of_time(engagements):
    ax = plot.timeline(engagements.tail(2))
    assert count(ax, "unknown") == 2
    assert len(ax.get_xticks()) == 0


def test_timeline_marks_and_note_account_for_every_row(data):
    table = join.engagements(data)
    ax = plot.timeline(table)
    unknown = int((table["date_earliest"].isna() & table["date_latest"].isna()).sum())
    assert count(ax, "unknown") == unknown
    assert sum(count(ax, gid) for gid in ("day", "interval", "open", "unknown")) == len(table)
    assert text_below(ax).startswith(f"Apart, on the right: {unknown} engagements")


def test_timeline_lanes_are_named_with_their_numbers_in_codebook_order(data):
    table = join.engagements(data)
    labels = [label.get_text() for label in plot.timeline(table).get_yticklabels()]
    forms = table["form"].value_counts()
    there = [form for form in table["form"].cat.categories if forms[form]]
    assert labels == [f"{form} ({forms[form]})" for form in reversed(there)]


def test_timeline_marks_do_not_touch(data):
    ax = plot.timeline(join.engagements(data), lane=None)
    offsets = collections(ax, "day")[0].get_offsets()
    assert len({tuple(place) for place in offsets.tolist()}) == len(offsets)


def test_timeline_without_lane_and_colour(engagements):
    ax = plot.timeline(engagements, lane=None, colour=None)
    assert len(ax.get_yticks()) == 1
    assert legend_texts(ax) == ["on one day", "some time between", "open end", "date not known"]


def test_timeline_missing_lane_has_a_lane_of_its_own(engagements):
    engagements["form"] = ["call", "meeting", "meeting", None, "call", "meeting"]
    labels = [label.get_text() for label in plot.timeline(engagements).get_yticklabels()]
    assert "not known (1)" in labels


def test_timeline_with_more_values_than_colours_says_which_are_grey(engagements):
    many = pd.concat([engagements.head(1)] * 13, ignore_index=True)
    many["form"] = [*"aabbcdefghijk"]
    ax = plot.timeline(many, lane=None, colour="form")
    assert legend_texts(ax) == [*"abcdefg", "4 others", "on one day"]
    assert ax.get_legend().legend_handles[-2].get_color() == style.OTHER


# ---- coverage


def test_coverage_cells_add_up_to_the_rows(data):
    table = join.readouts(data)
    ax = plot.coverage(table, by="publisher_kind")
    assert sum(int(text.get_text() or 0) for text in ax.texts) == len(table)


def test_coverage_counts_a_date_over_two_years_as_unsure():
    table = pd.DataFrame(
        {
            "language": ["ar", "ar", "ru"],
            "date_earliest": pd.to_datetime(["2019-02-01", "2019-12-01", "2021-01-01"]),
            "date_latest": pd.to_datetime(["2019-02-28", "2020-01-31", "2021-12-31"]),
        }
    )
    ax = plot.coverage(table)
    years = [label.get_text() for label in ax.get_xticklabels()]
    assert years == ["2019", "2020", "2021", "unsure"]
    cells = {text.get_position(): text.get_text() for text in ax.texts if text.get_text()}
    assert cells == {(0.5, 0.5): "1", (3.5, 0.5): "1", (2.5, 1.5): "1"}


def test_coverage_puts_rare_values_together(data):
    ax = plot.coverage(join.readouts(data), top=4)
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert len(labels) == 4
    assert " others (" in labels[-1]


def test_coverage_says_what_its_numbers_are(data):
    text = text_below(plot.coverage(join.readouts(data)))
    found = "Counts of what was found, not of what there was."
    assert text == f"{found} Unsure: the date is not known to lie within one year."
    table = join.readouts(data)
    sure = table[table["date_earliest"].dt.year == table["date_latest"].dt.year]
    assert text_below(plot.coverage(sure)) == found


# ---- pairs


def test_pairs_has_a_bar_per_pair_and_divides_it(data):
    met = join.pairs(data, by="side")
    ax = plot.pairs(met, names=data.sides.set_index("side_id")["label"], at_least=6)
    sizes = met.groupby(["a_id", "b_id"]).size()
    shown = sizes[sizes >= 6]
    assert [int(text.get_text()) for text in ax.texts] == sorted(shown, reverse=True)
    assert sum(bar.get_width() for bar in ax.patches) == shown.sum()
    assert ax.get_yticklabels()[0].get_text() == "Libya – Russia"
    hidden = len(sizes) - len(shown)
    assert text_below(ax) == f"Not drawn: {hidden} pairs with fewer than 6 engagements."


def test_pairs_legend_stands_below_the_bars(data):
    ax = plot.pairs(join.pairs(data, by="side"), at_least=60)
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y1 < ax.get_window_extent().y0
    forms = join.pairs(data, by="side")["form"].cat.categories.tolist()
    assert set(legend_texts(ax)) <= set(forms)


def test_pairs_without_colour(data):
    ax = plot.pairs(join.pairs(data), colour=None, at_least=20)
    assert len(ax.patches) == len(ax.texts)


# ---- places


def test_places_draws_or_names_every_engagement(data):
    table = join.engagements(data)
    ax = plot.places(table, extent=(-4, 60, 22, 62))
    labels = [text.get_text() for text in ax.texts if text.get_text()]
    drawn = sum(int(label.rsplit(" ", 1)[1]) for label in labels)
    named = text_below(ax).partition("Without a place: ")
    outside = [int(n) for n in _numbers(named[0])]
    assert drawn + sum(outside) + int(named[2].split()[0]) == len(table)


def _numbers(note):
    return [part.rsplit(" ", 1)[1] for part in note.replace(".", ",").split(",") if _ends(part)]


def _ends(part):
    return part.rsplit(" ", 1)[-1].isdigit()


@pytest.mark.parametrize("extent", [None, (-4, 60, 22, 62)])
def test_places_labels_do_not_overlap(data, extent):
    ax = plot.places(join.engagements(data), extent=extent)
    plot.source_note(ax, data)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:at])


def test_places_that_are_too_close_are_named_below():
    near = pd.DataFrame(
        {
            "place_name": [f"Place {at}" for at in range(40)],
            "latitude": [30 + at / 100 for at in range(40)],
            "longitude": [15.0] * 40,
        }
    )
    ax = plot.places(near, extent=(0, 40, 20, 40))
    drawn = {text.get_text() for text in ax.texts if text.get_text()}
    below = text_below(ax).partition("Too close together for their names: ")[2]
    assert 0 < len(drawn) < 40
    assert drawn | set(below.rstrip(".").split(", ")) == {
        f"{name} 1" for name in near["place_name"]
    }


def test_places_areas_are_proportional(data):
    ax = plot.places(join.engagements(data), extent=(-4, 60, 22, 62))
    sizes = collections(ax, "place")[0].get_sizes()
    counts = join.engagements(data).groupby("place_name")["latitude"].count()
    assert sizes.max() / sizes.min() == pytest.approx(counts["Tripoli"])


# ---- accounts


@pytest.fixture(scope="module")
def told(data):
    table = join.positions(data)
    return table[table["part_of"] == "E0289"]


def marks(ax):
    return {line.get_gid(): line for line in ax.lines if "/" in str(line.get_gid())}


def test_accounts_has_a_mark_per_account_claim_sides_and_stance(told):
    sides = told.groupby("position_id")["holder_side_id"].agg(
        lambda held: "+".join(sorted(held.dropna().unique()))
    )
    rows = told.assign(sides=told["position_id"].map(sides))
    keys = ["readout_id", "claim_id", "sides", "stance"]
    expected = {"/".join(map(str, row)) for row in rows[keys].drop_duplicates().to_numpy()}
    assert set(marks(plot.accounts(told))) == expected


def test_accounts_joint_views_are_halved_and_topics_hollow(told):
    found = marks(plot.accounts(told))
    joint = found["R0956/bilateral-consult/LBY+RUS/support"]
    assert joint.get_fillstyle() == "left"
    assert {joint.get_markerfacecolor(), joint.get_markerfacecoloralt()} == {
        plot.SIDE_COLOURS["LBY"],
        plot.SIDE_COLOURS["RUS"],
    }
    topic = found["R0956/bilateral-grow//none"]
    assert topic.get_markerfacecolor() == "white"
    assert topic.get_markeredgecolor() == style.OTHER


def test_accounts_marks_in_one_cell_stand_apart(told):
    places = [
        (line.get_xdata()[0], line.get_ydata()[0]) for line in marks(plot.accounts(told)).values()
    ]
    assert len(set(places)) == len(places)


def test_accounts_names_accounts_claims_and_groups(told):
    ax = plot.accounts(told)
    texts = {text.get_text().replace("\n", " ") for text in ax.texts}
    assert "Presidential Council, on Arab Khabar (ar)" in texts
    assert "Al-Menassa, own reporting (ar)" in texts
    assert "Kinshchak meets Prime Minister Dabaiba in Tripoli" in texts
    labels = {label.get_text().replace("\n", " ") for label in ax.get_yticklabels()}
    assert set(told["claim_label"]) | set(told["issue_label"]) == labels


def test_accounts_strips_show_whose_account_it_is(told):
    strips = [line.get_color() for line in plot.accounts(told).lines if line.get_gid() == "issuer"]
    heads = told.drop_duplicates("readout_id")["issuer_side_id"]
    expected = [plot.SIDE_COLOURS.get(side, style.OTHER) for side in heads]
    assert strips == expected


def test_accounts_says_that_absence_is_not_silence(told):
    ax = plot.accounts(told)
    assert "which is not silence" in text_below(ax)
    whole = told.assign(read="full")
    assert plot.accounts(whole).get_xlabel() == ""


def test_accounts_legend_tells_what_is_there(told):
    ax = plot.accounts(told, names={"LBY": "Libya", "RUS": "Russia"})
    assert legend_texts(ax) == [
        "held by Libya",
        "held by Russia",
        "held jointly",
        "no identified holder",
        "supports",
        "raised, no view told",
    ]


def test_accounts_of_an_issuer_take_all_its_pages(data):
    table = join.positions(data)
    table = table[(table["engagement_id"] == "E0117") & table["issuer_id"].notna()]
    ax = plot.accounts(table, account="issuer_id", group=None)
    pages = table[table["issuer_id"] == "rus-mfa"]["source_id"].nunique()
    texts = {text.get_text().replace("\n", " ") for text in ax.texts}
    assert f"Russian Foreign Ministry, {pages} pages (ar, en)" in texts


def test_accounts_tell_sides_without_a_colour_of_their_own_apart(told):
    three = told.assign(holder_side_id=told["holder_side_id"].replace({"RUS": "FRA", "LBY": "DEU"}))
    ax = plot.accounts(three)
    colours = dict(zip(legend_texts(ax), ax.get_legend().legend_handles, strict=True))
    inks = {name: mark.get_markerfacecolor() for name, mark in colours.items() if "held" in name}
    assert inks["held by FRA"] != inks["held by DEU"]
    assert not set(inks.values()) & {style.OTHER, *plot.SIDE_COLOURS.values()}


def test_accounts_residual_claims_are_in_italics(told):
    assert not told["is_residual"].any()
    assert "Italics" not in text_below(plot.accounts(told))
    ax = plot.accounts(told.assign(is_residual=told["claim_id"] == "bilateral-grow"))
    slanted = [text.get_text() for text in ax.get_yticklabels() if text.get_style() == "italic"]
    assert slanted == ["Bilateral relations should grow"]
    assert text_below(ax).endswith(
        "Italics: whatever else is claimed; two marks there need not be the same proposition."
    )


def test_accounts_takes_a_comparison(data):
    told = compare.engagement(data, "E0117")
    ax = plot.accounts(told, title="One meeting")
    assert set(marks(ax)) == set(marks(told.plot()))
    assert ax.figure.get_suptitle() == "One meeting"


def test_accounts_of_many_widen_the_figure(data):
    told = join.positions(data)
    talks = told[told["engagement_id"] == "E0098"]
    ax = plot.accounts(talks, group=None)
    ax.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert ax.figure.get_size_inches()[0] > plot.accounts(talks.head(1)).figure.get_size_inches()[0]
    assert not any(box.overlaps(other) for at, box in enumerate(boxes) for other in boxes[:at])


# ---- what all share


FUNCTIONS = {
    "timeline": (plot.timeline, "date_earliest"),
    "coverage": (plot.coverage, "language"),
    "pairs": (plot.pairs, "a_id"),
    "places": (plot.places, "place_name"),
    "accounts": (plot.accounts, "position_id"),
}


@pytest.fixture(scope="module")
def inputs(data):
    told = join.positions(data)
    return {
        "timeline": join.engagements(data),
        "coverage": join.readouts(data),
        "pairs": join.pairs(data),
        "places": join.engagements(data),
        "accounts": told[told["part_of"] == "E0289"],
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_draws_on_axes_that_are_given_and_changes_nothing_global(name, inputs):
    before = dict(mpl.rcParams)
    _, ax = plt.subplots(figsize=(9, 9))
    assert FUNCTIONS[name][0](inputs[name], ax=ax, title="What is seen") is ax
    assert ax.get_title(loc="left") == "What is seen"
    assert len(plt.get_fignums()) == 1
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", FUNCTIONS)
def test_titles_stand_above_a_figure_of_its_own(name, inputs):
    ax = FUNCTIONS[name][0](inputs[name], title="What is seen")
    assert ax.figure.get_suptitle() == "What is seen"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_leaves_its_input_alone(name, inputs):
    before = inputs[name].copy(deep=True)
    FUNCTIONS[name][0](inputs[name])
    pd.testing.assert_frame_equal(inputs[name], before)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_missing_column_is_named(name, inputs):
    function, column = FUNCTIONS[name]
    with pytest.raises(errors.UnknownColumnError, match=f"has no column '{column}'"):
        function(inputs[name].drop(columns=column))


@pytest.mark.parametrize("engine", [pd, pl], ids=["pandas", "polars"])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_of_nothing_the_picture_says_so(name, engine, inputs):
    empty = engine.DataFrame({column: [] for column in inputs[name]})
    ax = FUNCTIONS[name][0](empty, title="What is seen")
    assert [text.get_text() for text in ax.texts] == ["Nothing to draw"]
    assert ax.figure.get_suptitle() == "What is seen"
    hedges = {"coverage": "Counts of what was found, not of what there was."}
    assert text_below(ax) == hedges.get(name, "")


def test_pairs_that_are_all_too_rare_are_counted(data):
    met = join.pairs(data, by="side")
    ax = plot.pairs(met, at_least=1000)
    number = met.groupby(["a_id", "b_id"]).ngroups
    assert [text.get_text() for text in ax.texts] == ["Nothing to draw"]
    assert text_below(ax) == f"Not drawn: {number} pairs with fewer than 1000 engagements."


def test_places_none_of_which_can_be_drawn_are_named():
    rows = [("Rome", 41.9, 12.5), ("Libya", None, None), (None, None, None)]
    table = pd.DataFrame(rows, columns=["place_name", "latitude", "longitude"])
    for some, extent, told in (
        (table[:1], (30, 40, 50, 60), "Outside the frame: Rome 1."),
        (table[1:], None, "Without coordinates: Libya 1. Without a place: 1 engagement."),
    ):
        ax = plot.places(some, extent=extent)
        assert [text.get_text() for text in ax.texts] == ["Nothing to draw"]
        assert text_below(ax) == told


def test_unknown_lane_names_the_nearest(engagements):
    with pytest.raises(errors.UnknownColumnError, match="Did you mean 'form'"):
        plot.timeline(engagements, lane="forms")


def test_takes_polars_frames(engagements):
    values = {name: [None if pd.isna(x) else x for x in engagements[name]] for name in engagements}
    frame = pl.DataFrame(values)
    assert count(plot.timeline(frame), "day") == 1
    assert count(plot.timeline(frame.lazy()), "interval") == 1


def test_source_note_comes_from_the_descriptor(data, engagements):
    ax = plot.timeline(engagements)
    plot.source_note(ax, data)
    assert ax.figure.get_supxlabel() == f"Source: Readouts {data.version}, CC BY 4.0."
    figure, _ = plt.subplots()
    plot.source_note(figure, {"name": "other", "version": "2", "licenses": [{"name": "MIT"}]})
    assert figure.get_supxlabel() == "Source: other 2, MIT."


WITHOUT_GLYPH = {"\u06c1"}  # heh goal, of Urdu: the font that comes with matplotlib lacks it


def test_names_in_four_scripts_have_all_their_glyphs(data):
    names = data.actor_names[data.actor_names["script"].isin(["Latn", "Arab", "Cyrl", "Grek"])]
    assert set(names["script"]) == {"Latn", "Arab", "Cyrl", "Grek"}
    letters, text = set(WITHOUT_GLYPH), []
    for name in names["name"]:
        if not WITHOUT_GLYPH & set(name) and not set(name) <= letters:  # letters not yet seen
            text.append(name)
            letters |= set(name)
    met = pd.DataFrame({"a_id": text, "b_id": text[::-1]})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = plot.pairs(met, colour=None)
        ax.figure.set_size_inches(9, 20)
        ax.figure.canvas.draw()


def test_a_missing_glyph_would_be_seen():
    met = pd.DataFrame({"a_id": ["あ"], "b_id": ["b"]})
    with pytest.warns(UserWarning, match="missing from font"):
        plot.pairs(met, colour=None).figure.canvas.draw()


def test_sides_and_stances_have_colours_and_marks(data):
    assert set(plot.SIDE_COLOURS) <= set(data.sides["side_id"])
    stances = set(data.positions["stance"].cat.categories)
    assert set(plot.STANCE_COLOURS) == set(plot.STANCE_MARKS) == stances
    assert len(set(plot.SIDE_COLOURS.values())) == len(plot.SIDE_COLOURS)


def test_importing_does_not_import_matplotlib():
    code = "import sys, readouts.plot; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_matplotlib_one_line_says_what_to_install(monkeypatch, engagements):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(errors.MissingExtraError, match=r'pip install "readouts\[plot\]"'):
        plot.timeline(engagements)


# ---- the picture of the README


@pytest.fixture(scope="module")
def readme_picture():
    path = ROOT / "docs" / "readme_picture.py"
    spec = importlib.util.spec_from_file_location("readme_picture", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_readme_picture_is_current_and_small(readme_picture):
    found = readme_picture.PICTURE.read_text(encoding="utf-8")
    assert readme_picture.is_current(found, readme_picture.draw()), "python docs/readme_picture.py"
    assert len(found.encode()) < 150 * 1024


def test_readme_picture_that_differs_is_not_current(readme_picture):
    found = readme_picture.PICTURE.read_text(encoding="utf-8")
    assert readme_picture.is_current(found, found)
    assert not readme_picture.is_current(found, found.replace("#d55e00", "#d55e01"))
    assert not readme_picture.is_current(found, found + "<g/>")
