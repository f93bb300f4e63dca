"""What somebody is said to hold, whatever he is called."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from compare_world import world

from readouts import compare, join
from readouts.errors import AmbiguousNameError, ReadoutsError, UnknownIdError

ENGAGEMENTS = [
    "E1 Late meeting held 2025-05-01 - -",
    "E2 Early meeting held 2019-05-01 - -",
    "E3 Undated meeting held - - -",
]
PEOPLE = [f"E{n} 1 envoy rus-mfa RUS - - - - -" for n in (1, 2, 3)]


@pytest.fixture
def tables():
    return world(
        ["R1 E1 S1 mfa", "R2 E2 S2 rus-mfa", "R3 E3 S3 -"],
        [
            "P1 R1 oil support envoy+minister",
            "P2 R1 gas support envoy",
            "P3 R2 oil oppose envoy",
            "P4 R3 oil none envoy",
            "P5 R3 truce support envoy",
            "P6 R2 oil support rus-mfa",
        ],
        engagements=ENGAGEMENTS,
        participants=PEOPLE,
    )


def keys(found):
    return list(found["position_id"])


def test_all_positions_of_a_holder_by_date(tables):
    assert keys(compare.statements(tables, actor="envoy")) == ["P3", "P1", "P2", "P4", "P5"]


def test_on_a_claim_or_an_issue_by_id_or_label(tables):
    for claim in ("oil", "Oil should flow", "oil SHOULD flow"):
        assert keys(compare.statements(tables, actor="envoy", claim=claim)) == ["P3", "P1", "P4"]
    for issue in ("energy", "Energy"):
        found = compare.statements(tables, actor="envoy", issue=issue)
        assert keys(found) == ["P3", "P1", "P2", "P4"]
    assert compare.statements(tables, actor="envoy", issue="peace", claim="oil").empty


def test_rows_are_those_of_the_join_with_source_issuer_and_attribution(tables):
    found = compare.statements(tables, actor="envoy")
    every = join.positions(tables)
    assert list(found.columns) == list(every.columns)
    attributions = found.set_index("position_id")["attribution"].to_dict()
    assert attributions["P1"] == "joint"
    assert attributions["P3"] == "self-report"
    assert attributions["P4"] == "third-party"
    assert list(found.index) == list(range(5))


@pytest.mark.parametrize("name", ["The Envoy", "the  envoy", "Посланник", "ПОСЛАННИК", "envoy"])
def test_the_holder_is_found_by_any_name_in_any_script(tables, name):
    assert len(compare.statements(tables, actor=name)) == 5


def test_a_name_of_two_is_refused_with_both(tables):
    with pytest.raises(AmbiguousNameError) as caught:
        compare.statements(tables, actor="Envoy")
    assert str(caught.value) == (
        "The actor 'Envoy' can be 'envoy' (The Envoy) or 'mission' (Mission). Give one of these ids"
    )
    assert caught.value.found == ["envoy", "mission"]
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"actor": "The Envoi"}, "There is no actor 'The Envoi'. Did you mean 'The Envoy'?"),
        ({"actor": "zzz"}, "There is no actor 'zzz'. Look in `actors` and `actor_names`"),
        ({"actor": ""}, "There is no actor ''. Look in `actors` and `actor_names`"),
        (
            {"actor": "envoy", "claim": "oill"},
            "There is no claim 'oill'. Did you mean 'oil'?",
        ),
        (
            {"actor": "envoy", "issue": "weather"},
            "There is no issue 'weather'. Look in `issues`",
        ),
        ({"actor": 3}, "There is no actor 3. Give one id or name, as text"),
        ({"actor": ["envoy"]}, "There is no actor ['envoy']. Give one id or name, as text"),
        ({"actor": "envoy", "claim": 1}, "There is no claim 1. Give one id or name, as text"),
        (
            {"actor": "RUS"},
            "There is no actor 'RUS'. That is the side 'RUS' (Russia). Give one of its actors",
        ),
        (
            {"actor": "libya"},
            "There is no actor 'libya'. That is the side 'LBY' (Libya). Give one of its actors",
        ),
    ],
)
def test_what_is_unknown_is_named_with_the_nearest(tables, what, message):
    with pytest.raises(UnknownIdError) as caught:
        compare.statements(tables, **what)
    assert str(caught.value) == message
    assert isinstance(caught.value, ReadoutsError)
    assert isinstance(caught.value, KeyError)


def test_a_side_is_told_from_the_body_that_is_called_alike(tables):
    kremlin = tables["actors"]["actor_id"] == "kremlin"
    tables["actors"].loc[kremlin, "actor_id"] = "rus"
    with pytest.raises(UnknownIdError) as caught:
        compare.statements(tables, actor="RUS")
    assert str(caught.value) == (
        "There is no actor 'RUS'. That is the side 'RUS' (Russia). Did you mean 'rus' (Kremlin)?"
    )
    del tables["sides"]
    with pytest.raises(UnknownIdError, match=r"no actor 'RUS'\. Did you mean 'rus'\?$"):
        compare.statements(tables, actor="RUS")


def test_without_the_table_of_names_the_neutral_name_is_enough(tables):
    del tables["actor_names"]
    assert len(compare.statements(tables, actor="The Envoy")) == 5
    with pytest.raises(UnknownIdError, match="no actor 'Посланник'"):
        compare.statements(tables, actor="Посланник")


def test_somebody_who_is_told_to_hold_nothing_gives_no_rows(tables):
    found = compare.statements(tables, actor="kremlin")
    assert found.empty
    assert "attribution" in found


def test_polars_goes_in_and_comes_out(tables):
    def polars(frame):
        return pl.DataFrame(
            {
                name: [None if pd.isna(cell) else cell for cell in column.astype("object")]
                for name, column in frame.items()
            },
            strict=False,
            schema_overrides={
                name: pl.String for name in frame if pd.api.types.is_string_dtype(frame[name])
            },
        )

    eager = {name: polars(frame) for name, frame in tables.items()}
    found = compare.statements(eager, actor="Посланник", claim="oil")
    assert isinstance(found, pl.DataFrame)
    assert found["position_id"].to_list() == ["P3", "P1", "P4"]
    lazy = {name: frame.lazy() for name, frame in eager.items()}
    found = compare.statements(lazy, actor="Посланник", claim="oil")
    assert isinstance(found, pl.LazyFrame)
    assert found.collect()["position_id"].to_list() == ["P3", "P1", "P4"]


def test_statements_of_the_corpus_against_plain_pandas(data, raw_tables):
    held = raw_tables["position_holders"].query("actor_id == 'aguila-saleh'")
    issue = raw_tables["claims"].set_index("claim_id")["issue_id"]
    told = raw_tables["positions"].set_index("position_id")["claim_id"].map(issue)
    expected = {key for key in held["position_id"] if told[key] == "elections"}
    found = compare.statements(data, actor="عقيلة صالح", issue="elections")
    assert set(keys(found)) == expected
    assert found["date_earliest"].dropna().is_monotonic_increasing


def test_every_name_of_the_corpus_leads_to_its_actor_or_to_all_who_bear_it(data):
    names = data.actor_names.drop_duplicates(["actor_id", "name"])
    bearers = names.groupby("name")["actor_id"].agg(list)
    some = list(bearers.index[bearers.map(len) > 1]) + list(bearers.index[::60])
    few = {**data, "positions": data.positions.head(0)}
    for name in some:
        if len(bearers[name]) > 1:
            with pytest.raises(AmbiguousNameError) as caught:
                compare.statements(few, actor=name)
            assert caught.value.found == sorted(bearers[name])
        else:
            assert compare.statements(few, actor=name).empty
    assert len(some) > 10
