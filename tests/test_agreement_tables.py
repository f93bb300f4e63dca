"""Agreement with intervals, confusion, disagreements, gatherers, and precision and recall."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from readouts import agreement
from readouts.errors import JoinError, MissingTableError, UnknownStyleError
from readouts.resample import interval

NAN = math.nan


def frame(columns, *rows):
    """A frame of strings; a hyphen is missing."""
    cells = [[cell if cell != "-" else None for cell in row.split()] for row in rows]
    return pd.DataFrame(cells, columns=columns.split(), dtype="str")


@pytest.fixture
def world():
    """Four engagements, three rounds of two blind coders, and a gatherer in the fourth.

    E1 has P1 to P3, E2 P4 and P5, E3 P6, E4 the positions of a record: P7, which both
    coders coded too, and P8, with the gatherer's coding alone.
    """
    codings = frame(
        "position_id coder_id round claim_id stance act certainty comment",
        "P1 ann 1 oil-a support state high -",
        "P1 bob 1 oil-b support state low either",
        "P1 cat 1 oil-a support state - rule",
        "P2 ann 1 oil-a support state high -",
        "P2 bob 1 oil-a support state high -",
        "P3 ann 1 war-a oppose deny high -",
        "P3 bob 1 oil-a support deny medium -",
        "P3 cat 1 war-a oppose deny - label",
        "P4 ann 2 - none inform low -",
        "P4 bob 2 - none inform low -",
        "P4 cat 2 war-b none inform - residual",
        "P5 ann 2 war-a none inform high -",
        "P5 bob 2 war-a none inform high -",
        "P6 ann 3 oil-b support state high -",  # coded once: no unit
        "P7 ann 4 oil-a none state high -",
        "P7 bob 4 oil-a none state high -",
        "P7 gil 4 oil-b none inform medium seen",
        "P8 gil 4 war-a support state high -",
    )
    stances = pd.CategoricalDtype(["support", "oppose", "ambiguous", "none"], ordered=True)
    return {
        "codings": codings.astype({"round": "Int64", "stance": stances}),
        "coders": frame(
            "coder_id role", "ann coder", "bob coder", "cat adjudicator", "gil gatherer"
        ),
        "claims": frame("claim_id issue_id", "war-a war", "war-b war", "oil-b oil", "oil-a oil"),
        "positions": frame(
            "position_id readout_id claim_id stance act resolution cue paraphrase",
            "P1 R1 oil-a support state adjudicated said p1",
            "P2 R1 oil-a support state agreed - p2",
            "P3 R2 war-a oppose deny adjudicated - p3",
            "P4 R3 war-b none inform adjudicated - p4",
            "P5 R3 war-a none inform agreed - p5",
            "P6 R4 oil-b support state single - p6",
            "P7 R5 oil-a none state agreed - p7",
            "P8 R5 war-a support state single - p8",
        ).assign(holder_as_reported=None),
        "readouts": frame("readout_id engagement_id", "R1 E1", "R2 E1", "R3 E2", "R4 E3", "R5 E4"),
    }


def row(found, **key):
    for column, value in key.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_estimates_have_the_figures_of_the_table(world):
    found = agreement.estimates(world, draws=20)
    table = agreement.table(world)
    pd.testing.assert_frame_equal(
        found[["variable", "group", "n_units", "raw", "alpha"]].rename(columns={"group": "round"}),
        table,
    )
    assert row(found, variable="claim", group="all")["n_units"] == 6
    assert row(found, variable="claim", group="all")["n_engagements"] == 3


def test_a_round_without_units_is_undefined(world):
    third = row(agreement.estimates(world, draws=20), variable="act", group="3")
    assert third["n_units"] == third["n_engagements"] == 0
    assert third[["raw", "raw_low", "raw_high", "alpha", "alpha_low", "alpha_high"]].isna().all()


def test_one_engagement_gives_no_interval(world):
    second = row(agreement.estimates(world, draws=20), variable="claim", group="2")
    assert second["raw"] == 1
    assert math.isnan(second["raw_low"])


@pytest.mark.parametrize("variable", agreement.VARIABLES)
def test_intervals_draw_whole_engagements(world, variable):
    ratings = agreement.ratings(world, variable).loc[["P1", "P2", "P3", "P4", "P5", "P7"]]
    engagements = ["E1", "E1", "E1", "E2", "E2", "E4"]
    found = row(agreement.estimates(world, draws=300), variable=variable, group="all")
    for name, measure in (("raw", agreement.raw), ("alpha", agreement.alpha)):
        ends = interval(
            lambda units, measure=measure: measure(ratings.iloc[units]), engagements, draws=300
        )
        assert tuple(found[[f"{name}_low", f"{name}_high"]]) == pytest.approx(ends, nan_ok=True)
    assert found["raw_low"] < 1 or variable == "act"


def test_estimates_by_issue_of_the_published_codes(world):
    found = agreement.estimates(world, by="issue", draws=20)
    assert found["group"].unique().tolist() == ["all", "oil", "war"]
    # Oil: P1, P2, P7. War: P3, P4, P5, of which P3 is oil for one coder.
    assert row(found, variable="claim", group="oil")["raw"] == pytest.approx(2 / 3)
    assert row(found, variable="claim", group="war")["raw"] == pytest.approx(2 / 3)
    assert row(found, variable="issue", group="oil")["raw"] == 1
    assert row(found, variable="issue", group="war")["raw"] == pytest.approx(2 / 3)
    # War, claims: war-a oil-a, "" "", war-a war-a: n = 6, values 3, 1, 2.
    assert row(found, variable="claim", group="war")["alpha"] == pytest.approx(
        1 - (2 / 6) / ((36 - 9 - 1 - 4) / (6 * 5))
    )
    within = found[(found["variable"] == "issue") & (found["group"] != "all")]
    assert within[["alpha", "alpha_low", "alpha_high"]].isna().all(axis=None)
    assert row(found, variable="issue", group="all")["alpha"] > 0


def test_estimates_by_something_else(world):
    with pytest.raises(UnknownStyleError, match=r"by is 'rounds'\. Did you mean 'round'\?"):
        agreement.estimates(world, by="rounds")


@pytest.mark.parametrize(
    "function", [agreement.estimates, agreement.disagreements, agreement.against_final]
)
def test_codings_of_no_position_are_refused(world, function):
    world["positions"] = world["positions"].query("position_id not in ['P1', 'P8']")
    with pytest.raises(JoinError, match=r"position_id 'P[18]' is not in the table 'positions'"):
        function(world)


def test_positions_of_no_readout_are_refused(world):
    world["readouts"] = world["readouts"].query("readout_id != 'R2'")
    with pytest.raises(JoinError, match="table 'positions': readout_id 'R2' is not in the table"):
        agreement.estimates(world)


def test_only_blind_coders_count(world):
    blind = {**world, "codings": world["codings"].query("coder_id in ['ann', 'bob']")}
    pd.testing.assert_frame_equal(agreement.table(blind), agreement.table(world))
    pd.testing.assert_frame_equal(
        agreement.estimates(blind, draws=20), agreement.estimates(world, draws=20)
    )


def test_a_position_coded_once_is_no_unit(world):
    more = {**world, "codings": world["codings"].query("position_id != 'P6'")}
    names = ["n_units", "raw", "alpha"]
    for variable in agreement.VARIABLES:
        one = row(agreement.table(world), variable=variable, round="all")
        two = row(agreement.table(more), variable=variable, round="all")
        assert one[names].tolist() == two[names].tolist()


def test_estimates_of_the_corpus_hold_the_published_figures(data):
    found = agreement.estimates(data, draws=50)
    table = agreement.table(data)
    np.testing.assert_allclose(found[["raw", "alpha"]], table[["raw", "alpha"]])
    for name in ("raw", "alpha"):
        assert (found[f"{name}_low"] < found[name]).all()
        assert (found[name] < found[f"{name}_high"]).all()


def test_confusion_has_the_first_coder_in_rows(world):
    found = agreement.confusion(world, "claim")
    values = ["war-a", "oil-b", "oil-a", ""]  # in the order of the code list, none given last
    expected = pd.DataFrame(
        [[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 2, 0], [0, 0, 0, 1]],
        index=pd.Index(values, name="ann"),
        columns=pd.Index(values, name="bob"),
    )
    pd.testing.assert_frame_equal(found, expected, check_index_type=False, check_column_type=False)
    turned = agreement.confusion(world, "claim", coders=["bob", "ann"])
    pd.testing.assert_frame_equal(turned, found.T)


def test_confusion_keeps_the_order_of_the_codebook(world):
    assert agreement.confusion(world, "stance").index.tolist() == ["support", "oppose", "none"]
    assert agreement.confusion(world, "issue").index.tolist() == ["war", "oil", ""]


@pytest.mark.parametrize("variable", agreement.VARIABLES)
def test_confusion_equals_crosstab(data, variable):
    found = agreement.confusion(data, variable)
    ratings = agreement.ratings(data, variable).dropna()
    expected = pd.crosstab(ratings["coder-a"], ratings["coder-b"])
    expected = expected.reindex(index=found.index, columns=found.columns, fill_value=0)
    np.testing.assert_array_equal(found, expected)
    assert found.to_numpy().sum() == len(ratings)
    raw = agreement.raw(ratings)
    assert np.trace(found.to_numpy()) / len(ratings) == pytest.approx(raw)


def test_confusion_of_three_coders_must_say_whose(world):
    world["coders"]["role"] = world["coders"]["role"].replace("gatherer", "coder")
    with pytest.raises(UnknownStyleError, match="It takes: 'ann, bob', 'ann, gil', 'bob, ann'"):
        agreement.confusion(world, "act")
    found = agreement.confusion(world, "act", coders=["ann", "gil"])
    assert found.to_numpy().sum() == 1  # P7 alone
    with pytest.raises(UnknownStyleError, match="coders is 'ann, cat'"):
        agreement.confusion(world, "act", coders=["ann", "cat"])
    with pytest.raises(UnknownStyleError, match="coders is 'ann, ann'"):
        agreement.confusion(world, "act", coders=["ann", "ann"])


def test_confusion_of_one_coder(world):
    world["codings"] = world["codings"].query("coder_id != 'bob'")
    with pytest.raises(UnknownStyleError, match="'ann'.* It takes: 'two coders whose role"):
        agreement.confusion(world, "act")


def test_confusion_where_nothing_was_coded_twice(world):
    world["codings"] = world["codings"].query("coder_id != 'bob' or position_id == 'P1'")
    world["codings"] = world["codings"].query("coder_id != 'ann' or position_id != 'P1'")
    assert agreement.confusion(world, "act").shape == (0, 0)


def test_disagreements_have_both_codings_and_the_final_codes(world):
    found = agreement.disagreements({**world, "codings": world["codings"][::-1]})
    assert found["position_id"].tolist() == ["P1", "P3"]  # P4: both gave no claim
    third = found.iloc[1].dropna().to_dict()
    assert third == {
        **{"position_id": "P3", "engagement_id": "E1", "readout_id": "R2", "paraphrase": "p3"},
        **{"differs": "claim stance", "resolution": "adjudicated", "claim_id_final": "war-a"},
        **{"stance_final": "oppose", "act_final": "deny", "claim_id_ann": "war-a"},
        **{"stance_ann": "oppose", "act_ann": "deny", "certainty_ann": "high"},
        **{"claim_id_bob": "oil-a", "stance_bob": "support", "act_bob": "deny"},
        **{"certainty_bob": "medium", "comment_cat": "label"},
    }
    first = found.iloc[0]
    assert (first["differs"], first["comment_bob"], first["cue"]) == ("claim", "either", "said")
    assert not [name for name in found if name.endswith("_gil")]


def test_a_claim_against_none_is_a_disagreement(world):
    world["codings"].loc[8, "claim_id"] = "war-a"
    found = agreement.disagreements(world).set_index("position_id")
    assert found.loc["P4", ["differs", "claim_id_ann", "claim_id_bob"]].tolist() == [
        *("claim", "war-a", "")
    ]


def test_no_disagreements_keep_the_columns(world):
    same = {**world, "codings": world["codings"].query("position_id in ['P2', 'P5']")}
    found = agreement.disagreements(same)
    assert len(found) == 0
    assert {"position_id", "differs", "claim_id_final", "claim_id_ann", "act_bob"} <= set(found)


def test_disagreements_equal_plain_pandas(data, raw_tables):
    codings = raw_tables["codings"].set_index("position_id")
    a, b = (codings[codings["coder_id"] == name] for name in ("coder-a", "coder-b"))
    columns = ["claim_id", "stance", "act"]
    differ = (a[columns] != b[columns].loc[a.index]).any(axis=1)
    found = agreement.disagreements(data)
    assert found["position_id"].tolist() == sorted(differ.index[differ])
    assert (found["resolution"] == "adjudicated").all()
    decided = codings[codings["coder_id"] == "adjudicator"].loc[found["position_id"]]
    assert found["claim_id_final"].tolist() == decided["claim_id"].tolist()
    assert found["comment_adjudicator"].tolist() == decided["comment"].tolist()


def test_a_gatherer_against_the_final_codes(world):
    """P8 has no coding but his, so that it says nothing of him."""
    found = agreement.against_final(world, draws=20)
    expected = pd.DataFrame(
        [
            ("gil", "issue", 1, 1, 1.0, NAN, NAN),
            ("gil", "claim", 1, 0, 0.0, NAN, NAN),
            ("gil", "stance", 1, 1, 1.0, NAN, NAN),
            ("gil", "act", 1, 0, 0.0, NAN, NAN),
        ],
        columns=["coder_id", "variable", "n_units", "n_same", "share", "low", "high"],
    ).astype({"coder_id": "str", "variable": "str"})
    pd.testing.assert_frame_equal(found, expected)


def test_each_coder_against_the_final_codes(world):
    found = agreement.against_final(world, role="coder", draws=200)
    assert found["coder_id"].tolist() == ["ann"] * 4 + ["bob"] * 4
    ann, bob = (row(found, coder_id=who, variable="claim") for who in ("ann", "bob"))
    assert (ann["n_same"], ann["n_units"]) == (5, 6)  # P4: no claim is not the final one
    assert (bob["n_same"], bob["n_units"], bob["share"]) == (3, 6, 0.5)
    same = np.array([0, 1, 0, 0, 1, 1.0])
    engagements = ["E1", "E1", "E1", "E2", "E2", "E4"]
    ends = interval(lambda units: float(same[units].mean()), engagements, draws=200)
    assert (bob["low"], bob["high"]) == pytest.approx(tuple(ends))


def test_an_adjudicator_gave_the_final_codes(data):
    found = agreement.against_final(data, role="adjudicator", draws=20)
    assert (found["share"] == 1).all()


def test_no_gatherer_gives_no_rows(world):
    world["codings"] = world["codings"].query("coder_id != 'gil'")
    found = agreement.against_final(world)
    assert len(found) == 0
    assert found["share"].dtype == "float64"


def test_against_final_of_an_unknown_role(world):
    with pytest.raises(UnknownStyleError, match="role is 'gather'"):
        agreement.against_final(world, role="gather")


def test_a_table_that_is_missing(world):
    del world["positions"]
    with pytest.raises(MissingTableError, match="needs the table 'positions'"):
        agreement.estimates(world)


@pytest.fixture
def audits():
    """Three pages of one audit, of which one could not be read again; one of another."""
    columns = (
        "audit_id source_id engagement_id was_found positions_seen positions_right issuers_right "
        "quote_marks_right positions_missing participants_seen participants_right "
        "engagement_fields_wrong"
    ).split()
    rows = [
        ("one", "S1", "E1", True, 4, 3, 2, 4, 1, 0, 0, 0),
        ("one", "S1", "E2", True, 2, 2, pd.NA, 1, 1, 0, 0, 2),
        ("one", "S2", "E1", False, 0, 0, 0, 0, pd.NA, 0, 0, pd.NA),
        ("one", "S3", "E3", True, 1, 0, 0, 1, 3, 0, 0, 0),
        ("two", "S1", "E1", True, 1, 1, 1, 1, 0, 2, 1, 1),
    ]
    types = dict.fromkeys(columns[4:], "Int64") | {"was_found": "boolean"}
    return {"audits": pd.DataFrame(rows, columns=columns).astype(types)}


def test_precision_and_recall_by_audit(audits):
    found = agreement.audit_estimates(audits, draws=20)
    told = ["audit_id", "measure", "kind", "n_pages", "right", "of"]
    assert list(found.loc[found["audit_id"] == "one", told].itertuples(index=False, name=None)) == [
        ("one", "pages_found", "share", 3, 2, 3),
        ("one", "positions_right", "precision", 2, 5, 7),
        ("one", "issuers_right", "precision", 2, 2, 5),
        ("one", "quote_marks_right", "precision", 2, 6, 7),
        ("one", "participants_right", "precision", 2, 0, 0),
        ("one", "positions_coded", "recall", 2, 7, 12),
        ("one", "positions_coded_right", "recall", 2, 5, 12),
        ("one", "engagements_right", "share", 2, 2, 3),
    ]
    assert row(found, audit_id="one", measure="positions_right")["share"] == pytest.approx(5 / 7)
    undefined = row(found, audit_id="one", measure="participants_right")
    assert undefined[["share", "low", "high"]].isna().all()
    assert found["audit_id"].unique().tolist() == ["all", "one", "two"]
    both = row(found, audit_id="all", measure="positions_right")
    assert (both["n_pages"], both["right"], both["of"]) == (2, 6, 8)  # S1 is one page
    alone = row(found, audit_id="two", measure="positions_right")
    assert alone["share"] == 1
    assert math.isnan(alone["low"])


def test_audit_intervals_draw_whole_pages(audits):
    found = agreement.audit_estimates(audits, draws=300)
    missing, seen = np.array([1, 1, 3]), np.array([4, 2, 1])

    def recall(rows):
        return seen[rows].sum() / (seen[rows].sum() + missing[rows].sum())

    ends = interval(recall, ["S1", "S1", "S3"], draws=300)
    coded = row(found, audit_id="one", measure="positions_coded")
    assert (coded["low"], coded["high"]) == pytest.approx(tuple(ends))
    assert coded["low"] < coded["share"] < coded["high"]


def test_audit_estimates_have_the_figures_of_the_audit(data):
    found = agreement.audit_estimates(data, draws=50)
    table = agreement.audit(data)
    names = ["audit_id", "measure", "right", "of", "share"]
    same = found[(found["audit_id"] != "all") & (found["measure"] != "positions_coded_right")]
    pd.testing.assert_frame_equal(same[names].reset_index(drop=True), table)
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()
    strict = row(found, audit_id="all", measure="positions_coded_right")
    right, lenient = (
        row(found, audit_id="all", measure=name) for name in ("positions_right", "positions_coded")
    )
    assert (strict["right"], strict["of"]) == (right["right"], lenient["of"])
