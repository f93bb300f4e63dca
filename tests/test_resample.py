"""Bootstrap intervals: against samples that can be counted, and the two ways against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.resample import Interval, interval, ratio_intervals, total_intervals


def mean(values):
    numbers = np.array(values, dtype="float64")
    return lambda units: numbers[units].mean()


def test_units_of_a_cluster_are_drawn_together():
    sizes = set()

    def spy(units):
        sizes.add(tuple(sorted(units.tolist())))
        return 0.0

    interval(spy, ["a", "b", "a", "b", "b"], draws=200)
    assert sizes == {(0, 0, 2, 2), (0, 1, 2, 3, 4), (1, 1, 3, 3, 4, 4)}


def test_percentiles_are_those_of_all_samples():
    # Two clusters, 0 and 1: the mean is 0, 1/2, 1 with chances 1/4, 1/2, 1/4.
    values, clusters = [0, 1], ["a", "b"]
    assert interval(mean(values), clusters, level=0.95) == Interval(0, 1)
    assert interval(mean(values), clusters, level=0.4) == Interval(0.5, 0.5)


def test_coverage_is_near_its_level():
    """Of intervals of the mean of 40 coin throws about 95 % hold one half."""
    rng = np.random.default_rng(1)
    held = 0
    for seed in range(200):
        throws = rng.integers(2, size=(40, 1))
        ((low, high),) = ratio_intervals(throws, np.ones_like(throws), range(40), seed=seed)
        held += low <= 0.5 <= high
    assert 0.9 <= held / 200 <= 0.99


def test_the_same_seed_gives_the_same_and_another_another():
    values = np.random.default_rng(2).normal(size=30)
    first = interval(mean(values), range(30))
    assert interval(mean(values), range(30)) == first
    assert interval(mean(values), range(30), seed=1) != first


@pytest.mark.parametrize("clusters", [[], ["a"], ["a", "a", "a"]])
def test_fewer_than_two_clusters_give_no_interval(clusters):
    units = [[1]] * len(clusters)
    assert all(map(math.isnan, interval(lambda _: 1.0, clusters)))
    (found,) = ratio_intervals(np.reshape(units, (-1, 1)), np.reshape(units, (-1, 1)), clusters)
    assert all(map(math.isnan, found))


def test_samples_in_which_it_is_undefined_are_left_out_up_to_half():
    # Of two clusters one has no denominator: undefined in a quarter of the samples.
    assert ratio_intervals([[1], [0]], [[2], [0]], ["a", "b"]) == [Interval(0.5, 0.5)]
    # One of five has one: undefined in (4/5)^5, a third; one of two samples of NaN: in half.
    nan = interval(lambda units: math.nan if 0 in units else 1.0, ["a", "b"])
    assert all(map(math.isnan, nan))  # three quarters


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from("abcd")),
        min_size=1,
        max_size=12,
    )
)
def test_ratios_draw_the_same_samples_as_any_statistic(units):
    tops, bottoms, clusters = (list(column) for column in zip(*units, strict=True))

    def ratio(drawn):
        bottom = np.array(bottoms)[drawn].sum()
        return np.array(tops)[drawn].sum() / bottom if bottom else math.nan

    slow = interval(ratio, clusters, draws=100)
    twice = np.array([tops, tops]).T, np.array([bottoms, bottoms]).T
    fast, again = ratio_intervals(*twice, clusters, draws=100)
    assert fast == pytest.approx(slow, nan_ok=True)
    assert again == pytest.approx(fast, nan_ok=True)


def test_totals_draw_the_same_samples_as_any_statistic():
    """Of statistics that are no ratios: a difference, and the square of a sum."""
    rows = np.random.default_rng(4).integers(9, size=(12, 2)).astype("float64")
    clusters = list("aabbbcddeffg")

    def both(totals):
        return [totals[:, 0] - totals[:, 1], totals[:, 1] ** 2]

    slow = [
        interval(lambda drawn: both(rows[drawn].sum(axis=0, keepdims=True))[0][0], clusters),
        interval(lambda drawn: both(rows[drawn].sum(axis=0, keepdims=True))[1][0], clusters),
    ]
    np.testing.assert_allclose(total_intervals(both, rows, clusters), slow)
    undefined = total_intervals(both, rows, ["a"] * 12)
    assert len(undefined) == 2
    assert all(math.isnan(end) for found in undefined for end in found)


@pytest.mark.parametrize(
    ("more", "message"),
    [({"level": 95}, "level is 95, expected a share"), ({"draws": 0}, "draws is 0, expected 1")],
)
def test_what_cannot_be_is_refused(more, message):
    with pytest.raises(ValueError, match=message):
        interval(mean([0, 1]), ["a", "b"], **more)
    with pytest.raises(ValueError, match=message):
        ratio_intervals([[1]], [[1]], ["a"], **more)
