import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from readouts import agreement
from readouts.errors import JoinError, MissingTableError, UnknownColumnError, UnknownStyleError


def rated(*coders: Sequence[str | None]) -> pd.DataFrame:
    """One row per unit, one column per coder; a dot is a missing coding."""
    given = {f"coder-{n}": [None if v == "." else v for v in c] for n, c in enumerate(coders)}
    return pd.DataFrame(given, dtype="object")


# Krippendorff, K. (2011), Computing Krippendorff's alpha-reliability: the data of its parts A
# (binary), B (nominal, two observers) and C (any number of observers, missing data), and the
# three coders of the encyclopedia article on alpha, with the values printed there.
BINARY = rated("0100000010", "1110010000")
TWO_OBSERVERS = rated("aabbdcccedda", "babbbccceddd")
FOUR_OBSERVERS = rated("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
THREE_CODERS = rated(".....34121133.3", "1.213343.......", "..21344.21133.4")


@pytest.mark.parametrize(
    ("ratings", "published"),
    [(BINARY, 0.095), (TWO_OBSERVERS, 0.692), (FOUR_OBSERVERS, 0.743), (THREE_CODERS, 0.691)],
    ids=["binary", "two_observers", "four_observers_with_gaps", "three_coders_with_gaps"],
)
def test_alpha_equals_published_examples(ratings, published):
    assert round(agreement.alpha(ratings), 3) == published


VALUES = st.sampled_from(["x", "y", "z", "w", None])
UNITS = st.integers(2, 4).flatmap(
    lambda n: st.lists(st.lists(VALUES, min_size=n, max_size=n), min_size=1, max_size=12)
)


def frame_of(units) -> pd.DataFrame:
    return pd.DataFrame(units, dtype="object")


@given(UNITS)
def test_alpha_equals_nltk(units):
    from nltk.metrics.agreement import AnnotationTask

    found = agreement.alpha(frame_of(units))
    assume(not math.isnan(found))  # there nltk gives 1 or fails
    triples = [
        (str(coder), str(unit), value)
        for unit, given_to_it in enumerate(units)
        for coder, value in enumerate(given_to_it)
        if value is not None
    ]
    assert found == pytest.approx(AnnotationTask(triples).alpha())


def same(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == pytest.approx(b)


@given(UNITS, st.randoms(use_true_random=False))
def test_order_and_names_change_nothing(units, random):
    ratings = frame_of(units)
    names = ["x", "y", "z", "w"]
    others = random.sample(names, len(names))
    shuffled = (
        ratings.sample(frac=1, random_state=random.randrange(2**32))
        .sample(frac=1, axis=1, random_state=random.randrange(2**32))
        .map(lambda value: dict(zip(names, others, strict=True)).get(value))
    )
    assert same(agreement.alpha(shuffled), agreement.alpha(ratings))
    assert same(agreement.raw(shuffled), agreement.raw(ratings))


@given(st.lists(st.sampled_from("xyz"), min_size=2), st.integers(2, 4))
def test_perfect_agreement_with_variation_is_one(values, n_coders):
    assume(len(set(values)) > 1)
    ratings = rated(*[values] * n_coders)
    assert agreement.alpha(ratings) == 1
    assert agreement.raw(ratings) == 1


@pytest.mark.parametrize(
    ("ratings", "raw"),
    [
        (rated("xxx", "xxx"), 1.0),
        (rated("xy.", "..z"), math.nan),
        (rated("", ""), math.nan),
        (rated("xx.z", "xx.."), 1.0),
    ],
    ids=["no_variation", "no_pairs", "no_units", "variation_only_outside_pairs"],
)
def test_undefined_alpha_is_missing(ratings, raw):
    assert math.isnan(agreement.alpha(ratings))
    assert agreement.raw(ratings) == pytest.approx(raw, nan_ok=True)


def test_raw_weighs_a_unit_by_its_codings():
    # Unit 1: one pair of three agrees, three codings; unit 2: two codings that agree.
    assert agreement.raw(rated("xx", "xx", "y.")) == pytest.approx((3 * 1 / 3 + 2 * 1) / 5)


def test_systematic_disagreement_is_below_zero():
    assert agreement.alpha(rated("xyxy", "yxyx")) == pytest.approx(1 - 7 / 4)


@pytest.fixture
def two_rounds_with_an_empty_claim() -> dict[str, pd.DataFrame]:
    claims = {"claim_id": ["oil-a", "oil-b", "war-a"], "issue_id": ["oil", "oil", "war"]}
    roles = {"coder_id": ["ann", "bob", "cat"], "role": ["coder", "coder", "adjudicator"]}
    rows = [
        ("P1", "ann", 1, "oil-a", "support", "state"),
        ("P1", "bob", 1, "oil-b", "support", "state"),
        ("P1", "cat", 1, "war-a", "oppose", "deny"),
        ("P2", "ann", 1, "war-a", "none", "inform"),
        ("P2", "bob", 1, "war-a", "support", "inform"),
        ("P3", "ann", 2, None, "none", "inform"),
        ("P3", "bob", 2, None, "none", "state"),
        ("P4", "ann", 2, "war-a", "none", "inform"),
    ]
    columns = ["position_id", "coder_id", "round", "claim_id", "stance", "act"]
    return {
        "codings": pd.DataFrame(rows, columns=columns).astype({"round": "Int64"}),
        "coders": pd.DataFrame(roles),
        "claims": pd.DataFrame(claims),
    }


def test_table_has_a_row_per_variable_and_round(two_rounds_with_an_empty_claim):
    found = agreement.table(two_rounds_with_an_empty_claim)
    nan = math.nan
    # By hand. Issue, all: pairs oil oil, war war, "" "": no disagreement.
    expected = pd.DataFrame(
        [
            ("issue", "all", 3, 1.0, 1.0),
            ("issue", "1", 2, 1.0, 1.0),
            ("issue", "2", 1, 1.0, nan),
            ("claim", "all", 3, 2 / 3, 1 - (1 / 3) / (26 / 30)),
            ("claim", "1", 2, 0.5, 1 - (1 / 2) / (10 / 12)),
            ("claim", "2", 1, 1.0, nan),
            ("stance", "all", 3, 2 / 3, 1 - (1 / 3) / (18 / 30)),
            ("stance", "1", 2, 0.5, 0.0),
            ("stance", "2", 1, 1.0, nan),
            ("act", "all", 3, 2 / 3, 1 - (1 / 3) / (18 / 30)),
            ("act", "1", 2, 1.0, 1.0),
            ("act", "2", 1, 0.0, 0.0),
        ],
        columns=["variable", "round", "n_units", "raw", "alpha"],
    ).astype({"variable": "str", "round": "str"})
    pd.testing.assert_frame_equal(found, expected)


def test_ratings_keep_what_is_missing_apart_from_an_empty_claim(two_rounds_with_an_empty_claim):
    found = agreement.ratings(two_rounds_with_an_empty_claim, "claim")
    assert found.columns.tolist() == ["ann", "bob"]
    assert found.loc["P3"].tolist() == ["", ""]
    assert found.loc["P4"].isna().tolist() == [False, True]


def test_row_order_changes_nothing(two_rounds_with_an_empty_claim):
    data = two_rounds_with_an_empty_claim
    turned = {name: frame[::-1] for name, frame in data.items()}
    pd.testing.assert_frame_equal(agreement.table(turned), agreement.table(data))


def test_unknown_variable(two_rounds_with_an_empty_claim):
    with pytest.raises(UnknownStyleError, match=r"variable is 'stanc'\. Did you mean 'stance'\?"):
        agreement.ratings(two_rounds_with_an_empty_claim, "stanc")


def test_missing_table(two_rounds_with_an_empty_claim):
    del two_rounds_with_an_empty_claim["coders"]
    with pytest.raises(MissingTableError, match="needs the table 'coders'"):
        agreement.table(two_rounds_with_an_empty_claim)


def test_missing_column(two_rounds_with_an_empty_claim):
    data = two_rounds_with_an_empty_claim
    data["codings"] = data["codings"].drop(columns="act")
    with pytest.raises(UnknownColumnError, match="table 'codings' has no column 'act'"):
        agreement.table(data)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("claim_id", "oil-c", r"claim_id 'oil-c' is not in the table 'claims'"),
        ("coder_id", "dan", r"coder_id 'dan' is not in the table 'coders'"),
    ],
)
def test_codings_that_would_be_lost_are_refused(
    two_rounds_with_an_empty_claim, column, value, message
):
    data = two_rounds_with_an_empty_claim
    data["codings"].loc[3, column] = value
    with pytest.raises(JoinError, match=message):
        agreement.table(data)


def test_a_coding_given_twice_is_refused(two_rounds_with_an_empty_claim):
    data = two_rounds_with_an_empty_claim
    data["codings"] = pd.concat([data["codings"], data["codings"].head(1)])
    with pytest.raises(JoinError, match="position_id 'P1', coder_id 'ann'"):
        agreement.table(data)


@pytest.fixture
def audit_with_a_lost_page_and_a_gap() -> dict[str, pd.DataFrame]:
    columns = [
        *("audit_id", "source_id", "engagement_id", "was_found"),
        *("positions_seen", "positions_right", "issuers_right", "quote_marks_right"),
        *("positions_missing", "participants_seen", "participants_right"),
        "engagement_fields_wrong",
    ]
    rows = [
        ("audit-1", "S1", "E1", True, 4, 3, 2, 4, 1, 0, 0, 0),
        ("audit-1", "S1", "E2", True, 2, 2, pd.NA, 1, 1, 0, 0, 2),
        ("audit-1", "S2", "E1", False, 0, 0, 0, 0, pd.NA, 0, 0, pd.NA),
        ("audit-2", "S1", "E1", True, 1, 1, 1, 1, 0, 2, 1, 1),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    types = dict.fromkeys(columns[4:], "Int64") | {"was_found": "boolean"}
    return {"audits": frame.astype(types)}


def test_audit_counts_by_audit(audit_with_a_lost_page_and_a_gap):
    found = agreement.audit(audit_with_a_lost_page_and_a_gap)
    expected = pd.DataFrame(
        [
            ("audit-1", "pages_found", 1, 2, 1 / 2),
            ("audit-1", "positions_right", 5, 6, 5 / 6),
            ("audit-1", "issuers_right", 2, 4, 2 / 4),  # the row not counted is left out
            ("audit-1", "quote_marks_right", 5, 6, 5 / 6),
            ("audit-1", "participants_right", 0, 0, np.nan),
            ("audit-1", "positions_coded", 6, 8, 6 / 8),
            ("audit-1", "engagements_right", 1, 2, 1 / 2),
            ("audit-2", "pages_found", 1, 1, 1.0),
            ("audit-2", "positions_right", 1, 1, 1.0),
            ("audit-2", "issuers_right", 1, 1, 1.0),
            ("audit-2", "quote_marks_right", 1, 1, 1.0),
            ("audit-2", "participants_right", 1, 2, 1 / 2),
            ("audit-2", "positions_coded", 1, 1, 1.0),
            ("audit-2", "engagements_right", 0, 1, 0.0),
        ],
        columns=["audit_id", "measure", "right", "of", "share"],
    ).astype({"audit_id": "str", "measure": "str"})
    pd.testing.assert_frame_equal(found, expected)


def test_a_page_given_twice_is_refused(audit_with_a_lost_page_and_a_gap):
    audits = audit_with_a_lost_page_and_a_gap["audits"]
    with pytest.raises(JoinError, match="source_id 'S1', engagement_id 'E1'"):
        agreement.audit({"audits": pd.concat([audits, audits.head(1)])})


def test_audit_without_its_table():
    with pytest.raises(MissingTableError, match="needs the table 'audits'"):
        agreement.audit({})


def alpha_of_two(a: pd.Series, b: pd.Series) -> float:
    """Krippendorff's alpha of two coders without gaps, from the table of coincidences."""
    coincidences = pd.crosstab(pd.concat([a, b]).to_numpy(), pd.concat([b, a]).to_numpy())
    n_by_value = coincidences.sum()
    n = n_by_value.sum()
    observed = 1 - sum(coincidences.loc[value, value] for value in n_by_value.index) / n
    return 1 - observed / (1 - sum(m * (m - 1) for m in n_by_value) / (n * (n - 1)))


def test_table_equals_plain_pandas(data, raw_tables):
    codings = raw_tables["codings"].merge(raw_tables["coders"], on="coder_id")
    claims = raw_tables["claims"][["claim_id", "issue_id"]]
    codings = codings[codings["role"] == "coder"].merge(claims, on="claim_id", how="left")
    codings = codings.rename(columns={"claim_id": "claim", "issue_id": "issue"}).fillna("")
    first, second = (coder for _, coder in codings.groupby("coder_id"))
    both = first.merge(second, on=["position_id", "round"], suffixes=("_a", "_b"))
    expected = [
        (variable, name, len(units), (a == b).mean(), alpha_of_two(a, b))
        for variable in ("issue", "claim", "stance", "act")
        for name, units in [("all", both), *both.groupby("round")]
        for a, b in [(units[f"{variable}_a"], units[f"{variable}_b"])]
    ]
    found = agreement.table(data)
    assert list(found[["variable", "round", "n_units"]].itertuples(index=False, name=None)) == [
        row[:3] for row in expected
    ]
    np.testing.assert_allclose(found[["raw", "alpha"]], [row[3:] for row in expected], rtol=1e-12)


@pytest.mark.parametrize("audit", ["audit-2", "audit-3"])
def test_audit_equals_plain_pandas(data, raw_tables, audit):
    audits = raw_tables["audits"].loc[lambda rows: rows["audit_id"] == audit]
    read = audits[audits["was_found"] == "true"]
    total = read.filter(regex="_(seen|right|missing|wrong)$").astype(int).sum()
    right = (read["engagement_fields_wrong"] == "0").sum()
    expected = {
        "pages_found": (read["source_id"].nunique(), audits["source_id"].nunique()),
        "positions_right": (total["positions_right"], total["positions_seen"]),
        "issuers_right": (total["issuers_right"], total["positions_seen"]),
        "quote_marks_right": (total["quote_marks_right"], total["positions_seen"]),
        "participants_right": (total["participants_right"], total["participants_seen"]),
        "positions_coded": (
            total["positions_seen"],
            total["positions_seen"] + total["positions_missing"],
        ),
        "engagements_right": (right, len(read)),
    }
    found = agreement.audit(data).loc[lambda rows: rows["audit_id"] == audit].set_index("measure")
    assert dict(zip(found.index, zip(found["right"], found["of"], strict=True), strict=True)) == (
        expected
    )


# What was published of the first and of the second part of the corpus when they were handed over.
PUBLISHED_ALPHA = {
    "all": (0.968, 0.950, 0.965, 0.949),
    "1": (0.986, 0.974, 0.985, 0.939),
    "2": (0.964, 0.947, 0.958, 0.954),
    "3": (0.961, 0.930, 0.962, 0.942),
}
PUBLISHED_RAW = (0.972, 0.951, 0.986, 0.958)
PUBLISHED_UNITS = {"all": 2918, "1": 638, "2": 1734, "3": 546}
PUBLISHED_AUDITS = {
    "audit-2": {
        "pages_found": (53, 56),
        "positions_right": (163, 167),
        "issuers_right": (167 - 26, 167),
        "quote_marks_right": (167 - 18, 167),
        "participants_right": (66, 68),
        "positions_coded": (167, 167 + 38),
        "engagements_right": (51, 53),
    },
    "audit-3": {
        "pages_found": (33, 38),  # published as 34 of 39: a page was drawn for two engagements
        "positions_right": (104, 106),
        "issuers_right": (106 - 4, 106),
        "quote_marks_right": (106 - 12, 106),
        "participants_right": (46, 46),
        "positions_coded": (106, 106 + 50),
        "engagements_right": (34, 34),
    },
}


def test_figures_equal_those_published_of_the_first_rounds(data):
    first = {**data, "codings": data.codings[data.codings["round"] <= 3]}
    found = agreement.table(first).round(3)
    wide = found.pivot_table(index="round", columns="variable", values="alpha")
    assert {
        name: tuple(row) for name, row in wide[list(agreement.VARIABLES)].iterrows()
    } == PUBLISHED_ALPHA
    assert tuple(found.loc[found["round"] == "all", "raw"]) == PUBLISHED_RAW
    assert dict(zip(found["round"], found["n_units"], strict=True)) == PUBLISHED_UNITS


@pytest.mark.parametrize("audit", PUBLISHED_AUDITS)
def test_audit_equals_the_published(data, audit):
    drawn = {**data, "audits": data.audits[data.audits["audit_id"] == audit]}
    found = agreement.audit(drawn).set_index("measure")
    assert {
        measure: (row["right"], row["of"]) for measure, row in found.iterrows()
    } == PUBLISHED_AUDITS[audit]
