"""Measures over many engagements: by hand on a small world, and on the corpus."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from compare_world import world
from hypothesis import given
from hypothesis import strategies as st

from readouts import compare, resample
from readouts.compare.formulas import MEASURES, tau_b
from readouts.errors import UnknownStyleError

THREE = [f"E{n} Talks meeting held 2025-04-2{n} - -" for n in (1, 2, 3)]
PEOPLE = [
    f"E{n} {no} {who} {body} {side} - - - - -"
    for n in (1, 2, 3)
    for no, (who, body, side) in enumerate(
        [("minister", "mfa", "LBY"), ("envoy", "rus-mfa", "RUS"), ("mission", "mission", "UNO")]
    )
]


@pytest.fixture
def measured():
    """Three engagements; in the third Libya alone has an account with positions.

    E1  LBY oil gas truce    RUS oil vote
    E2  LBY oil              RUS oil
    """
    return compare.dyads(
        world(
            [
                "R1 E1 S1 mfa",
                "R2 E1 S2 rus-mfa",
                "R3 E1 S3 -",
                "R4 E2 S4 mfa",
                "R5 E2 S5 rus-mfa",
                "R6 E3 S6 mfa",
                "R7 E3 S7 rus-mfa",
            ],
            [
                "P01 R1 oil support envoy q",
                "P02 R1 oil support envoy",  # twice: counts once
                "P03 R1 gas support minister+envoy",
                "P04 R1 truce none -",
                "P05 R1 other support envoy q",  # residual: counts nowhere
                "P06 R2 vote support envoy q",
                "P07 R2 oil support envoy",
                "P08 R2 other support minister",
                "P09 R3 gas support envoy",  # an outlet
                "P10 R4 oil support minister",
                "P11 R5 oil support minister q",
                "P12 R6 gas support envoy",
            ],
            engagements=THREE,
            participants=PEOPLE,
            sources=["S2 - full"],
        )
    )


def of(measured, group, other):
    rows = measured.dyads
    return rows[(rows["group"] == group) & (rows["other_group"] == other)].set_index("measure")


EXPECTED = {
    "coverage_claims": ((4, 5), (3, 5)),  # E1: 3 and 2 of oil gas truce vote; E2: 1 of 1
    "coverage_issues": ((3, 3), (3, 3)),
    "overlap_claims": ((2, 5), (2, 5)),
    "overlap_issues": ((3, 3), (3, 3)),
    "one_sided": ((2, 4), (1, 3)),
    "unreciprocated": ((1, 2), (0, 1)),  # Libya: oil, gas; Russia: oil in E2, which Libya returns
    "order": ((0, 0), (0, 0)),
    "held_by_own": ((2, 4), (2, 3)),
    "held_by_other": ((2, 4), (1, 3)),
    "held_by_both": ((1, 4), (0, 3)),
    "quoted": ((1, 4), (2, 3)),
}


@pytest.mark.parametrize("name", MEASURES)
def test_measures_of_a_dyad_by_hand(measured, name):
    for pair, (top, bottom) in zip((("LBY", "RUS"), ("RUS", "LBY")), EXPECTED[name], strict=True):
        row = of(measured, *pair).loc[name]
        assert (row["numerator"], row["denominator"]) == (top, bottom)
        if bottom:
            assert row["value"] == top / bottom
        else:
            assert math.isnan(row["value"])
            assert math.isnan(row["low"])


def test_every_row_says_what_it_rests_on(measured):
    rows = of(measured, "LBY", "RUS")
    columns = ["n_engagements", "n_accounts", "n_whole", "n_other_accounts", "n_other_whole"]
    assert rows[columns].drop_duplicates().to_numpy().tolist() == [[2, 2, 0, 2, 1]]
    for name, measure in MEASURES.items():
        assert rows.loc[name, "formula"] == measure.formula
        assert rows.loc[name, "source"] == measure.source
    assert list(measured.dyads.columns[:3]) == ["group", "other_group", "measure"]


def test_every_measure_is_told_in_the_docstring():
    for name in MEASURES:
        assert f"\n    {name} " in compare.Measures.__doc__


def test_intervals_are_those_of_resample(measured):
    row = of(measured, "LBY", "RUS").loc["one_sided"]
    (expected,) = resample.ratio_intervals([[2], [0]], [[3], [1]], ["E1", "E2"])
    assert (row["low"], row["high"]) == expected
    assert expected.low < row["value"] < expected.high


def test_a_visit_is_drawn_with_its_meetings():
    readouts = [
        f"R{n}{i} E{n} S{n}{i} {who}" for n in (1, 2) for i, who in ((1, "mfa"), (2, "rus-mfa"))
    ]
    positions = [f"P{r.split()[0][1:]} {r.split()[0]} oil support envoy" for r in readouts]
    apart = THREE[:2]
    visit = [THREE[0], "E2 Talks meeting held 2025-04-22 E1 -"]
    for engagements, is_defined in ((apart, True), (visit, False)):
        found = compare.dyads(
            world(readouts, positions, engagements=engagements, participants=PEOPLE[:6])
        )
        row = of(found, "LBY", "RUS").loc["overlap_claims"]
        assert row["n_engagements"] == 2
        assert row["value"] == 1
        assert math.isnan(row["low"]) != is_defined
    whole = compare.dyads(
        world(readouts, positions, engagements=visit, participants=PEOPLE[:6]), parts=True
    )
    assert of(whole, "LBY", "RUS").loc["overlap_claims", "n_engagements"] == 1


def test_issues_are_covered_by_each_side(measured):
    rows = measured.issues.query("group == 'RUS'").set_index("issue_id")
    assert rows[["numerator", "denominator"]].to_numpy().tolist() == [[2, 2], [1, 1]]
    assert list(rows.index) == ["energy", "peace"]
    assert set(rows["n_engagements"]) == {2}


def test_accounts_by_hand(measured):
    rows = measured.accounts.set_index("account_id")
    columns = ["n_claims", "n_issues", "n_quoted", "n_told", "n_whole"]
    assert rows.loc["E1:mfa", columns].tolist() == [3, 2, 1, 4, 0]
    assert rows.loc["E1:rus-mfa", columns].tolist() == [2, 2, 1, 4, 1]
    assert rows.loc["E1:mfa", "coverage_claims"] == 3 / 4
    assert rows.loc["E1:mfa", "share_quoted"] == 1 / 3
    assert rows.loc["E1:S3", "coverage_claims"] == 1 / 4  # an outlet's account is an account
    assert math.isnan(rows.loc["E3:mfa", "coverage_claims"])  # no other account tells a claim
    assert math.isnan(rows.loc["E3:rus-mfa", "share_quoted"])  # no claims
    assert rows.loc["E3:rus-mfa", "n_claims"] == 0


def test_shares_of_claims_by_the_side_of_their_holder(measured):
    rows = measured.voices.query("account_id == 'E1:mfa'")
    found = rows[["holder_group", "n_held", "n_claims"]].astype("object")
    assert found.where(found.notna(), None).to_numpy().tolist() == [
        [None, 1, 3],
        ["LBY", 1, 3],
        ["RUS", 2, 3],
    ]
    assert list(rows["share"]) == [1 / 3, 1 / 3, 2 / 3]
    assert "outlets" in set(measured.voices["group"])


def test_pairs_of_accounts_by_hand(measured):
    keys = ["account_id", "other_account_id", "measure"]
    rows = measured.pairs.set_index(keys)
    assert rows.loc[("E1:mfa", "E1:rus-mfa", "one_sided"), "value"] == 2 / 3
    assert rows.loc[("E1:rus-mfa", "E1:mfa", "one_sided"), "value"] == 1 / 2
    assert math.isnan(rows.loc[("E1:mfa", "E1:rus-mfa", "order"), "value"])  # one shared claim
    assert bool(rows.loc[("E1:mfa", "E1:rus-mfa", "order"), "is_other_whole"])
    assert not bool(rows.loc[("E1:mfa", "E1:rus-mfa", "order"), "is_whole"])
    assert {tuple(row) for row in rows[["formula", "source"]].to_numpy()} == {
        (measure.formula, measure.source) for measure in MEASURES.values()
    }
    assert {key for pair in measured.pairs[keys[:2]].to_numpy() for key in pair} == {
        "E1:mfa",
        "E1:rus-mfa",
        "E2:mfa",
        "E2:rus-mfa",
    }


def test_accounts_of_one_group_are_measured_together():
    found = compare.dyads(
        world(
            ["R1 E1 S1 mfa", "R2 E1 S2 hor", "R3 E1 S3 rus-mfa"],
            [
                "P1 R1 oil support minister",
                "P2 R2 gas support hor",
                "P3 R3 oil support envoy",
                "P4 R3 gas support envoy",
            ],
        )
    )
    row = of(found, "RUS", "LBY").loc["one_sided"]
    assert (row["numerator"], row["denominator"], row["n_other_accounts"]) == (0, 2, 2)
    by_pair = found.pairs.query("measure == 'one_sided' and group == 'RUS'")
    assert list(by_pair["value"]) == [0.5, 0.5]


def test_a_claim_that_is_raised_without_a_view_is_held_and_not_ascribed():
    found = compare.dyads(
        world(
            ["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa"],
            ["P1 R1 oil none envoy", "P2 R2 gas support envoy"],
        )
    )
    rows = of(found, "LBY", "RUS")
    assert rows.loc["held_by_other", "value"] == 1
    assert math.isnan(rows.loc["unreciprocated", "value"])


def test_by_issuer_bodies_of_one_side_are_a_dyad():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 hor"], ["P1 R1 oil support hor", "P2 R2 gas support hor"]
    )
    assert compare.dyads(tables).dyads.empty
    row = of(compare.dyads(tables, by="issuer"), "mfa", "hor").loc["unreciprocated"]
    assert (row["numerator"], row["denominator"]) == (1, 1)


def test_three_sides_are_six_ordered_pairs():
    found = compare.dyads(
        world(
            ["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa", "R3 E1 S3 mission"],
            ["P1 R1 oil support -", "P2 R2 gas support -", "P3 R3 vote support -"],
        )
    )
    assert len(found.dyads.drop_duplicates(["group", "other_group"])) == 6


def test_accounts_that_tell_only_residual_claims_are_compared_with_nobody():
    found = compare.dyads(
        world(
            ["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa", "R3 E1 S3 mission", "R4 E1 S4 envoy"],
            [
                "P1 R1 oil support envoy",
                "P2 R2 other support envoy",
                "P3 R3 gas support envoy",
                "P4 R3 other support envoy",
            ],
        )
    )
    groups = found.dyads[["group", "other_group"]].drop_duplicates()
    assert groups.to_numpy().tolist() == [["LBY", "UNO"], ["UNO", "LBY"]]
    assert set(found.pairs["account_id"]) == {"E1:mfa", "E1:mission"}
    assert found.accounts.set_index("account_id")["n_claims"].to_dict() == {
        "E1:mfa": 1,
        "E1:mission": 1,
        "E1:rus-mfa": 0,
        "E1:envoy": 0,
    }


STATUSES = [
    "E1 Talks meeting held 2025-04-21 - -",
    "E2 Talks meeting denied 2025-04-22 - -",
    "E3 Talks meeting cancelled 2025-04-23 - -",
]


@pytest.mark.parametrize(
    ("options", "counted", "told"),
    [
        ({}, ["E1"], "held"),
        ({"status": "denied"}, ["E2"], "denied"),
        ({"status": ["denied", "held"]}, ["E1", "E2"], "held or denied"),
        ({"status": None}, ["E1", "E2", "E3"], "any"),
        ({"status": ()}, [], "none"),
    ],
)
def test_engagements_count_by_their_status_and_every_rendering_says_it(options, counted, told):
    tables = world(
        [f"R{n}{who} E{n} S{n}{who} {who}" for n in (1, 2, 3) for who in ("mfa", "rus-mfa")],
        [f"P{n}{who} R{n}{who} oil support -" for n in (1, 2, 3) for who in ("mfa", "rus-mfa")],
        engagements=STATUSES,
        participants=PEOPLE,
    )
    tables["engagements"]["status"] = tables["engagements"]["status"].astype("category")
    found = compare.dyads(tables, **options)
    assert sorted(found.accounts["engagement_id"].unique()) == counted
    assert sorted(found.pairs["engagement_id"].unique()) == counted
    for shown in (str(found), found._repr_html_()):
        assert f"Status of the engagements that count: {told}." in shown


def test_an_unknown_status_is_refused(data):
    with pytest.raises(UnknownStyleError, match=r"status is 'hold'\. Did you mean 'held'\?"):
        compare.dyads(data, status=["denied", "hold"])


def test_without_accounts_the_frames_are_empty_and_shown():
    found = compare.dyads(world([], []))
    for name in ("dyads", "issues", "pairs", "accounts", "voices"):
        assert getattr(found, name).empty
        assert len(getattr(found, name).columns) > 5
    assert "0 ordered pairs" in str(found)
    assert "0 ordered pairs" in found._repr_html_()


def test_measures_are_shown_with_intervals_and_what_was_read(measured):
    text, html = str(measured), measured._repr_html_()
    for shown in (text, html):
        assert "2 engagements; 2 and 2 accounts, 1 read whole" in shown
        assert "not silence" in shown
    assert "Libya against Russia" in text
    assert "\n  order            –\n" in text
    assert "\n  one_sided        0.50  [0.00, 0.67]  2 of 4\n" in text  # gas and truce
    assert '0.50<small class="soft">[0.00, 0.67]</small><small class="soft">2 of 4<' in html
    assert repr(measured) == "<Measures by side: 2 ordered pairs of groups, 7 accounts>"


# order


def order_of(mine, theirs):
    positions = [f"P1{i} R1 {claim} support -" for i, claim in enumerate(mine)]
    positions += [f"P2{i} R2 {claim} support -" for i, claim in enumerate(theirs)]
    found = compare.dyads(world(["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa"], positions))
    row = of(found, "LBY", "RUS").loc["order"]
    return row["value"], row["denominator"]


@pytest.mark.parametrize(
    ("mine", "theirs", "tau"),
    [
        (["oil", "gas", "truce"], ["oil", "gas", "truce"], 1),
        (["oil", "gas", "truce"], ["truce", "gas", "oil"], -1),
        (["oil", "gas", "truce"], ["oil", "truce", "gas"], 1 / 3),
        (["oil", "vote", "gas"], ["gas", "truce", "oil"], -1),  # what one alone tells is left out
        (["oil", "gas", "oil"], ["oil", "gas"], 1),  # the first place counts
        (["other", "oil", "gas"], ["oil", "gas", "other"], 1),  # residual
    ],
)
def test_agreement_of_order_by_hand(mine, theirs, tau):
    assert order_of(mine, theirs) == (pytest.approx(tau), 1)


@pytest.mark.parametrize("theirs", [["oil"], ["vote", "truce"], ["oil", "vote", "other"]])
def test_under_two_shared_claims_order_is_undefined(theirs):
    value, pairs = order_of(["oil", "gas", "other"], theirs)
    assert math.isnan(value)
    assert pairs == 0


def test_the_order_of_two_accounts_is_that_of_the_pages_that_share_most():
    found = compare.dyads(
        world(
            ["R0 E1 S0 mfa", "R1 E1 S1 mfa", "R2 E1 S2 rus-mfa"],
            [
                "P1 R0 gas support -",
                "P2 R1 truce support -",
                "P3 R1 oil support -",
                "P4 R1 gas support -",
                "P5 R2 oil support -",
                "P6 R2 gas support -",
            ],
        )
    )
    assert of(found, "LBY", "RUS").loc["order", "value"] == 1


def test_a_page_that_tells_more_but_shares_less_gives_no_order():
    found = compare.dyads(
        world(
            ["R0 E1 S0 mfa", "R1 E1 S1 mfa", "R2 E1 S2 rus-mfa"],
            [
                "P1 R0 truce support -",
                "P2 R0 vote support -",
                "P3 R0 gas support -",
                "P4 R1 gas support -",
                "P5 R1 oil support -",
                "P6 R2 oil support -",
                "P7 R2 gas support -",
            ],
        )
    )
    row = of(found, "LBY", "RUS").loc["order"]
    assert (row["value"], row["denominator"]) == (-1, 1)


def test_claims_that_are_shared_on_different_pages_only_give_no_order():
    found = compare.dyads(
        world(
            ["R0 E1 S0 mfa", "R1 E1 S1 mfa", "R2 E1 S2 rus-mfa"],
            [
                "P1 R0 oil support -",
                "P2 R1 gas support -",
                "P3 R2 oil support -",
                "P4 R2 gas support -",
            ],
        )
    )
    assert of(found, "LBY", "RUS").loc["order", "denominator"] == 0


def test_of_pages_that_share_as_much_both_sides_take_the_same():
    found = compare.dyads(
        world(
            ["R1 E1 S1 mfa", "R4 E1 S4 mfa", "R2 E1 S2 rus-mfa", "R3 E1 S3 rus-mfa"],
            [
                *("P1 R1 oil support -", "P2 R1 gas support -"),  # with R3: reversed
                *("P3 R4 truce support -", "P4 R4 vote support -"),  # with R2: the same
                *("P5 R2 truce support -", "P6 R2 vote support -"),
                *("P7 R3 gas support -", "P8 R3 oil support -"),
            ],
        )
    )
    values = [of(found, *pair).loc["order", "value"] for pair in (("LBY", "RUS"), ("RUS", "LBY"))]
    assert values == [-1, -1]


def test_tau_b_with_ties_by_hand():
    # (1,1) (1,2) (2,2): one pair in order, one tied in each: 1 / sqrt(2 * 2)
    assert tau_b([1, 1, 2], [1, 2, 2]) == 0.5
    assert math.isnan(tau_b([1, 1], [1, 2]))
    assert math.isnan(tau_b([], []))


RANKS = st.integers(0, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
)


@given(RANKS)
def test_tau_b_equals_its_definition_over_correlations(ranks):
    """Tau-b is the correlation of the signs of all ordered pairs (Kendall 1945, Daniels 1944)."""
    one, two = (np.sign(np.subtract.outer(some, some)).ravel() for some in ranks)
    norm = math.sqrt(float((one**2).sum() * (two**2).sum()))
    found = tau_b(*ranks)
    assert math.isnan(found) if norm == 0 else found == pytest.approx(float(one @ two) / norm)


# the corpus


@pytest.fixture(scope="module")
def corpus(data):
    return compare.dyads(data, status=None)


def test_symmetric_measures_are_symmetric_and_shares_are_shares(corpus):
    rows = corpus.dyads
    back = rows.rename(columns={"group": "other_group", "other_group": "group"})
    for name in ("overlap_claims", "overlap_issues", "order"):
        both = rows[rows["measure"] == name].merge(
            back[back["measure"] == name], on=["group", "other_group"]
        )
        assert len(both) > 0
        assert np.allclose(both["value_x"], both["value_y"], equal_nan=True)
    shares = rows[rows["measure"] != "order"]
    assert shares["value"].dropna().between(0, 1).all()
    assert (shares["numerator"] <= shares["denominator"]).all()
    assert rows["value"].isna().equals(rows["denominator"] == 0)
    inside = rows.dropna(subset=["low"])
    assert (inside["low"] <= inside["high"]).all()


def test_measures_of_the_corpus_are_the_findings_counted(compared, corpus):
    numerators = corpus.dyads.set_index(["measure", "group", "other_group"])["numerator"]
    for name in ("one_sided", "unreciprocated"):
        counted = pd.concat([getattr(one, name) for one in compared])
        expected = counted.groupby(["group", "other_group"]).size()
        found = numerators[name]
        assert found[found > 0].astype(int).to_dict() == expected.to_dict()


def test_claims_of_accounts_against_plain_pandas(corpus, raw_tables):
    raw = {name: rows.replace("", None) for name, rows in raw_tables.items()}
    told = raw["positions"].merge(raw["readouts"], on="readout_id").merge(raw["claims"])
    told = told[told["is_residual"] == "false"].dropna(subset=["issuer_id"])
    account = told["engagement_id"] + ":" + told["issuer_id"]
    expected = told.groupby(account)["claim_id"].nunique()
    quoted = told[told["is_quote"] == "true"].groupby(account)["claim_id"].nunique()
    rows = corpus.accounts.dropna(subset=["issuer_id"]).set_index("account_id")
    for column, by_hand in (("n_claims", expected), ("n_quoted", quoted)):
        found = rows[column]
        assert found[found > 0].to_dict() == by_hand.to_dict()


def test_order_of_rows_changes_nothing(data, corpus):
    shuffled = {name: rows.sample(frac=1, random_state=3) for name, rows in data.items()}
    again = compare.dyads(shuffled, status=None)
    for name in ("dyads", "issues", "pairs", "accounts", "voices"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(corpus, name))
