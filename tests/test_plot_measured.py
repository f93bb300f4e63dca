"""The picture of any estimates: one point and one interval each, nothing lost unsaid."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import polars as pl
import pytest

from readouts import errors, plot
from readouts.plot import style

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def estimates():
    """Two labels of two sides, one without a side, one without interval, one undefined."""
    return pd.DataFrame(
        {
            "measure": ["overlap", "one_sided", "one_sided", "quoted", "quoted"],
            "group": [None, "LBY", "RUS", "LBY", "RUS"],
            "value": [0.2, 0.6, 0.7, 0.3, None],
            "low": [0.1, 0.5, 0.6, None, None],
            "high": [0.3, 0.7, 0.8, None, None],
        }
    )


def artists(ax):
    """Return gid, ends or point, and colour of what is drawn, sorted."""
    drawn = [(line.get_gid(), *line.get_xdata(), line.get_color()) for line in ax.lines]
    return sorted(row for row in drawn if isinstance(row[0], str))


def test_intervals_draws_a_point_and_an_interval_per_estimate(estimates):
    ax = plot.intervals(estimates, label="measure", colour="group")
    libya, russia = style.SIDE_COLOURS["LBY"], style.SIDE_COLOURS["RUS"]
    intervals = [row for row in artists(ax) if row[0].endswith("/interval")]
    assert intervals == [
        ("one_sided/LBY/interval", 0.5, 0.7, libya),
        ("one_sided/RUS/interval", 0.6, 0.8, russia),
        ("overlap//interval", 0.1, 0.3, style.OTHER),
    ]
    points = {row[0]: row[1] for row in artists(ax) if not row[0].endswith("/interval")}
    assert points == {
        "overlap/": 0.2,
        "one_sided/LBY": 0.6,
        "one_sided/RUS": 0.7,
        "quoted/LBY": 0.3,
    }


def test_intervals_counts_what_is_undefined(estimates):
    ax = plot.intervals(estimates, label="measure", colour="group")
    assert ax.get_xlabel() == "Not drawn, because undefined: 1 figure."
    assert plot.intervals(estimates[:3], label="measure").get_xlabel() == ""


def test_intervals_names_its_lines_in_the_order_of_rows_or_of_categories(estimates):
    ax = plot.intervals(estimates, label="measure")
    assert [text.get_text() for text in ax.get_yticklabels()] == ["overlap", "one_sided", "quoted"]
    order = ["quoted", "overlap", "one_sided", "never"]
    ordered = pd.Categorical(estimates["measure"], categories=order, ordered=True)
    ax = plot.intervals(estimates.assign(measure=ordered), label="measure")
    assert [text.get_text() for text in ax.get_yticklabels()] == order[:3]


def test_intervals_that_share_a_label_stand_under_each_other_and_alone_in_the_middle(estimates):
    ax = plot.intervals(estimates, label="measure", colour="group")
    at = {line.get_gid(): float(line.get_ydata()[0]) for line in ax.lines}
    middles = dict(zip(["overlap", "one_sided", "quoted"], ax.get_yticks(), strict=True))
    assert at["overlap/"] == pytest.approx(middles["overlap"])
    assert at["one_sided/LBY"] < middles["one_sided"] < at["one_sided/RUS"]


def test_intervals_legend_and_marks_are_the_same_and_say_whose(estimates):
    names = {"LBY": "accounts of Libya", "RUS": "accounts of Russia"}
    ax = plot.intervals(estimates, label="measure", colour="group", names=names)
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == list(names.values())
    marks = {line.get_gid(): line.get_marker() for line in ax.lines}
    shown = [handle.get_marker() for handle in legend.legend_handles]
    assert shown == [marks["one_sided/LBY"], marks["one_sided/RUS"]]


def test_intervals_of_shares_run_over_the_whole(estimates):
    ax = plot.intervals(estimates, label="measure", is_share=True)
    assert ax.get_xlim() == (0, 1)
    assert ax.xaxis.get_major_formatter()(0.2, 0) == "20%"


def test_intervals_takes_polars_other_names_and_given_axes(estimates):
    _, ax = plt.subplots()
    frame = pl.DataFrame(estimates[1:3].rename(columns={"value": "share"}).to_dict("list"))
    assert plot.intervals(frame, label="measure", value="share", ax=ax, title="Shares") is ax
    assert ax.get_title(loc="left") == "Shares"
    assert ax.get_legend() is None


def test_intervals_of_nothing(estimates):
    ax = plot.intervals(estimates[:0], label="measure", colour="group")
    assert [text.get_text() for text in ax.texts] == ["Nothing to draw"]
    assert (ax.get_yticklabels(), list(ax.lines)) == ([], [])


def test_intervals_names_a_column_that_is_missing(estimates):
    with pytest.raises(errors.UnknownColumnError, match="has no column 'high'"):
        plot.intervals(estimates.drop(columns="high"), label="measure")
