"""Joins: what each derived column says, and that no row is lost or multiplied."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import readouts
from readouts import join
from readouts.errors import JoinError, MissingTableError, UnknownColumnError, UnknownStyleError

FUNCTIONS = {
    "positions": join.positions,
    "participants": join.participants,
    "readouts": join.readouts,
    "engagements": join.engagements,
    "pairs by side": lambda data: join.pairs(data, by="side"),
    "pairs by actor": lambda data: join.pairs(data, by="actor"),
}


def frame(columns, *rows):
    """A frame of strings; an empty word is missing."""
    names = columns.split()
    cells = [[cell if cell != "-" else None for cell in row.split()] for row in rows]
    return pd.DataFrame(cells, columns=names, dtype="str")


@pytest.fixture
def world():
    """One meeting of three sides: every way of telling a view that the derived columns name.

    LBY: the minister, for his ministry, which belongs to the government; a guest without a
    body. RUS: an envoy for the Russian ministry. UNO: the mission mediates. The Libyan
    parliament, its speaker and Egypt are not there.
    """
    actors = frame(
        "actor_id name kind side_id parent_id",
        "gov Government organization LBY -",
        "mfa Ministry organization LBY gov",
        "hor Parliament organization LBY -",
        "minister Minister person LBY -",
        "guest Guest person LBY -",
        "speaker Speaker person LBY -",
        "rus-mfa Russian-ministry organization RUS -",
        "envoy Envoy person RUS -",
        "egy-mfa Egyptian-ministry organization EGY -",
        "mission Mission organization UNO -",
        "turncoat Turncoat person RUS -",
    )
    participants = frame(
        "engagement_id participant_no actor_id organization_id side_id",
        "E1 1 minister mfa LBY",
        "E1 2 guest - LBY",
        "E1 3 envoy rus-mfa RUS",
        "E1 4 mission mission UNO",
        "E1 5 - - RUS",
        "E1 6 turncoat mfa LBY",
    )
    told = [
        # position issuer holders
        ("P01", "mfa", ["minister"]),
        ("P02", "mfa", ["envoy"]),
        ("P03", "-", ["minister"]),
        ("P04", "egy-mfa", ["minister"]),
        ("P05", "rus-mfa", ["minister", "envoy"]),
        ("P06", "mfa", ["minister", "hor"]),
        ("P07", "hor", ["gov"]),
        ("P08", "mfa", ["guest"]),
        ("P09", "guest", ["guest"]),
        ("P10", "hor", ["speaker"]),
        ("P11", "mfa", []),
        ("P12", "mfa", ["hor"]),
        ("P13", "mission", ["mission"]),
        ("P14", "mfa", ["turncoat"]),
        ("P15", "turncoat", ["turncoat"]),
    ]
    tables = {
        "actors": actors,
        "participants": participants,
        "engagements": frame(
            "engagement_id title form status part_of place_id", "E1 Talks meeting held - rome"
        ),
        "places": frame("place_id name latitude longitude", "rome Rome 41.9 12.5"),
        "posts": frame("post_id label", "post Post"),
        "sides": frame("side_id label", "LBY Libya", "RUS Russia", "UNO UN", "EGY Egypt"),
        "sources": frame("source_id language", "S1 ar", "S2 en"),
        "issues": frame("issue_id label", "oil Oil"),
        "claims": frame("claim_id issue_id label is_residual", "oil-more oil More-oil false"),
        "readouts": frame(
            "readout_id engagement_id source_id issuer_id",
            *(f"R{key[1:]} E1 S{1 + (i % 2)} {issuer}" for i, (key, issuer, _) in enumerate(told)),
        ),
        "positions": frame(
            "position_id readout_id claim_id is_quote",
            *(f"{key} R{key[1:]} oil-more true" for key, _, _ in told),
        ),
        "position_holders": frame(
            "position_id actor_id",
            *(f"{key} {holder}" for key, _, holders in told for holder in holders),
        ),
    }
    tables["participants"]["post_id"] = pd.Series([None] * 6, dtype="str")
    tables["positions"]["is_quote"] = [True, False] * 7 + [True]
    return tables


@pytest.fixture
def told(world):
    return join.positions(world).set_index(["position_id", "holder_id"])


@pytest.mark.parametrize(
    ("position", "holder", "attribution", "is_same_body", "presence"),
    [
        ("P01", "minister", "self-report", True, "in-person"),
        ("P02", "envoy", "other-side", False, "in-person"),
        ("P03", "minister", "third-party", None, "in-person"),  # the outlet's own reporting
        ("P04", "minister", "third-party", False, "in-person"),  # the issuer's side is not there
        ("P05", "minister", "joint", False, "in-person"),
        ("P05", "envoy", "joint", True, "in-person"),
        ("P06", "minister", "self-report", True, "in-person"),  # two bodies of one side
        ("P06", "hor", "self-report", False, "absent"),
        ("P07", "gov", "self-report", False, "represented"),  # rivals; by the ministry below it
        ("P08", "guest", "self-report", None, "in-person"),  # took part for no named body
        ("P09", "guest", "self-report", True, "in-person"),  # but he is the issuer
        ("P10", "speaker", "self-report", None, "absent"),  # a person who did not take part
        ("P12", "hor", "self-report", False, "absent"),
        ("P13", "mission", "self-report", True, "in-person"),
        ("P14", "turncoat", "self-report", True, "in-person"),  # by the side that he was there for
    ],
)
def test_derived_columns_of_positions(told, position, holder, attribution, is_same_body, presence):
    row = told.loc[(position, holder)]
    assert row["attribution"] == attribution
    assert row["presence"] == presence
    if is_same_body is None:
        assert row["is_same_body"] is pd.NA
    else:
        assert row["is_same_body"] == is_same_body


def test_derived_columns_are_missing_without_a_holder(world):
    row = join.positions(world).query("position_id == 'P11'")
    assert len(row) == 1
    derived = ["holder_id", "holder_name", "holder_side_id", "holder_organization_id"]
    derived += ["attribution", "is_same_body", "presence"]
    assert row[derived].isna().all(axis=None)
    assert row["issuer_name"].item() == "Ministry"


def test_sides_are_those_that_they_took_part_for(told):
    assert told.loc[("P14", "turncoat"), "holder_side_id"] == "LBY"
    assert told.loc[("P15", "turncoat"), "issuer_side_id"] == "LBY"
    assert told.loc[("P04", "minister"), "issuer_side_id"] == "EGY"
    assert told.loc[("P12", "hor"), "holder_side_id"] == "LBY"
    assert told.loc[("P01", "minister"), "holder_organization_id"] == "mfa"


def test_a_holder_below_whom_nobody_stands_is_absent(world):
    world["actors"].loc[world["actors"]["actor_id"] == "mfa", "parent_id"] = None
    told = join.positions(world).set_index(["position_id", "holder_id"])
    assert told.loc[("P07", "gov"), "presence"] == "absent"


def test_a_circle_of_parent_bodies_is_refused(world):
    world["actors"].loc[world["actors"]["actor_id"] == "gov", "parent_id"] = "mfa"
    with pytest.raises(JoinError, match="parent_id goes round in a circle"):
        join.positions(world)


def test_numbers_of_an_engagement(world):
    row = join.engagements(world).iloc[0]
    numbers = {name: int(row[name]) for name in row.index if name.startswith("n_")}
    assert numbers == {
        "n_sides": 3,
        "n_participants": 6,
        "n_readouts": 15,
        "n_sources": 2,
        "n_languages": 2,
        "n_issuing_sides": 4,
        "n_positions": 15,
    }
    assert row["place_name"] == "Rome"


def test_an_engagement_that_nobody_tells_counts_0(world):
    world["engagements"] = frame(
        "engagement_id title form status part_of place_id",
        "E1 Talks meeting held - rome",
        "E2 Talks meeting denied - -",
    )
    row = join.engagements(world).iloc[1]
    assert [row[name] for name in row.index if name.startswith("n_")] == [0] * 7


def test_numbers_of_a_readout(world):
    counted = join.readouts(world)
    assert list(counted["n_positions"]) == [1] * 15
    assert list(counted["n_quotes"]) == [1, 0] * 7 + [1]


def test_pairs_of_sides(world):
    met = join.pairs(world)
    assert [*zip(met["a_id"], met["b_id"], strict=True)] == [
        ("LBY", "RUS"),
        ("LBY", "UNO"),
        ("RUS", "UNO"),
    ]


def test_pairs_of_actors_are_across_sides_and_named(world):
    met = join.pairs(world, by="actor")
    assert [*zip(met["a_id"], met["b_id"], strict=True)] == [
        ("envoy", "guest"),
        ("envoy", "minister"),
        ("envoy", "mission"),
        ("envoy", "turncoat"),
        ("guest", "mission"),
        ("minister", "mission"),
        ("mission", "turncoat"),
    ]


def test_pairs_by_something_else_are_refused(world):
    with pytest.raises(UnknownStyleError) as caught:
        join.pairs(world, by="sides")
    assert str(caught.value) == "by is 'sides'. Did you mean 'side'? It takes: 'side', 'actor'"


def shuffled(tables, seed):
    return {name: rows.sample(frac=1, random_state=seed) for name, rows in tables.items()}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_order_of_rows_changes_nothing(data, name):
    expected = FUNCTIONS[name](data)
    for seed in (1, 2):
        pd.testing.assert_frame_equal(FUNCTIONS[name](shuffled(data, seed)), expected)


KINDS = {
    **{"Int64": pl.Int64, "int64": pl.Int64, "float64": pl.Float64},
    **{"boolean": pl.Boolean, "bool": pl.Boolean},
}


def to_polars(rows):
    """A pandas frame as Polars, column by column; Polars' own way would need pyarrow."""
    columns = []
    for name, column in rows.items():
        kind = str(column.dtype)
        cells = [None if pd.isna(cell) else cell for cell in column.tolist()]
        dtype = pl.Datetime("ms") if kind.startswith("datetime") else KINDS.get(kind, pl.String)
        columns.append(pl.Series(name, cells, dtype=dtype))
    return pl.DataFrame(columns)


def as_text(rows):
    """Cells as text, missing as None, so that engines can be compared."""
    return pl.DataFrame(rows).with_columns(pl.all().cast(pl.String))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_polars_goes_in_and_comes_out(data, name):
    expected = as_text(to_polars(FUNCTIONS[name](data)))
    eager = {table: to_polars(rows) for table, rows in data.items()}
    found = FUNCTIONS[name](eager)
    assert isinstance(found, pl.DataFrame)
    assert as_text(found).equals(expected, null_equal=True)
    lazy = FUNCTIONS[name]({table: rows.lazy() for table, rows in eager.items()})
    assert isinstance(lazy, pl.LazyFrame)
    assert as_text(lazy.collect()).equals(expected, null_equal=True)


def test_rows_of_the_shipped_package_are_kept(data, raw_tables):
    """Counted from the CSVs by pandas alone."""
    holders = raw_tables["position_holders"].groupby("position_id").size()
    per_position = raw_tables["positions"]["position_id"].map(holders).fillna(1)
    told = join.positions(data)
    assert len(told) == int(per_position.sum())
    assert set(told["position_id"]) == set(raw_tables["positions"]["position_id"])
    for name in ("participants", "readouts", "engagements"):
        assert len(FUNCTIONS[name](data)) == len(raw_tables[name])
    sides = raw_tables["participants"].query("side_id != ''").groupby("engagement_id")["side_id"]
    n = sides.nunique()
    assert len(join.pairs(data)) == int((n * (n - 1) / 2).sum())


def test_bounds_are_passed_through_and_dates_never_parsed(data):
    without = dict(data)
    bounded = [c for c in data.engagements if c.endswith(("_earliest", "_latest"))]
    without["engagements"] = data.engagements.drop(columns=bounded)
    assert set(bounded) <= set(join.engagements(data))
    assert not set(bounded) & set(join.engagements(without))
    assert not set(bounded) & set(join.participants(without))


USED = ("positions", "position_holders", "readouts", "participants", "actors", "claims")


@settings(max_examples=12, deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from([0.0, 0.5, 1.0]) for name in USED}))
def test_any_cut_of_the_tables_keeps_the_rows_that_give_the_meaning(data, shares):
    """Look-ups that find nothing leave missing cells; they never drop or double a row."""
    cut = dict(data) | {
        name: data[name].sample(frac=share, random_state=7) for name, share in shares.items()
    }
    found = join.positions(cut)["position_id"].value_counts().to_dict()
    holders = cut["position_holders"]["position_id"].value_counts().to_dict()
    assert found == {key: holders.get(key, 1) for key in cut["positions"]["position_id"]}
    for name in ("participants", "readouts", "engagements"):
        assert len(FUNCTIONS[name](cut)) == len(cut[name])


@pytest.mark.parametrize(
    ("function", "table", "key"),
    [
        ("positions", "readouts", "readout_id 'R01'"),
        ("positions", "positions", "position_id 'P01'"),
        ("positions", "position_holders", "position_id 'P01', actor_id 'minister'"),
        ("positions", "actors", "actor_id 'gov'"),
        ("positions", "claims", "claim_id 'oil-more'"),
        ("participants", "sides", "side_id 'LBY'"),
        ("participants", "participants", "engagement_id 'E1', participant_no '1'"),
        ("readouts", "sources", "source_id 'S1'"),
        ("readouts", "readouts", "readout_id 'R01'"),
        ("engagements", "places", "place_id 'rome'"),
        ("engagements", "engagements", "engagement_id 'E1'"),
        ("pairs by side", "engagements", "engagement_id 'E1'"),
    ],
)
@pytest.mark.parametrize("engine", ["pandas", "polars", "lazy"])
def test_a_key_that_is_not_unique_is_refused(world, function, table, key, engine):
    world[table] = pd.concat([world[table], world[table].head(1)])
    if engine != "pandas":
        world = {name: to_polars(rows) for name, rows in world.items()}
    if engine == "lazy":
        world = {name: rows.lazy() for name, rows in world.items()}
    with pytest.raises(JoinError) as caught:
        FUNCTIONS[function](world)
    assert str(caught.value) == (
        f"table {table!r}: 2 rows have {key}, expected one, or rows would be multiplied. "
        "Remove the others"
    )


def test_an_actor_twice_in_one_engagement_is_refused(world):
    world["participants"].loc[4, ["actor_id", "side_id"]] = ["minister", "RUS"]
    for name in ("positions", "readouts", "engagements", "pairs by actor"):
        with pytest.raises(JoinError, match="engagement_id 'E1', actor_id 'minister'"):
            FUNCTIONS[name](world)


def test_a_missing_table_is_named(world):
    del world["claims"]
    given = ", ".join(sorted(world))
    with pytest.raises(MissingTableError) as caught:
        join.positions(world)
    assert str(caught.value) == (
        "join.positions needs the table 'claims', which was not given. "
        f"Given: {given}. Load it too: readouts.load()"
    )


def test_a_missing_column_is_named_with_the_nearest(world):
    world["actors"] = world["actors"].rename(columns={"side_id": "side"})
    with pytest.raises(UnknownColumnError) as caught:
        join.positions(world)
    assert str(caught.value) == (
        "table 'actors' has no column 'side_id'. Did you mean 'side'? "
        "It has: actor_id, name, kind, side, parent_id"
    )


def test_some_tables_of_the_package_are_enough():
    some = readouts.load(resources=["engagements", "participants"])
    assert len(join.pairs(some)) > 0
    with pytest.raises(MissingTableError, match="needs the table 'actors'"):
        join.participants(some)
