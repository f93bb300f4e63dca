"""What an account is, and in which group it stands."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from compare_world import world

from readouts import agreement, compare, network
from readouts.errors import MissingTableError, UnknownIdError, UnknownStyleError

VISIT = [
    "E1 Visit visit held 2025-04-27/2025-04-29 - -",
    "E2 First meeting held 2025-04-28 E1 -",
    "E3 Second meeting held 2025-04-28 E1 -",
    "E4 Elsewhere meeting held 2025-04-28 - -",
]


def ids(told):
    return list(told.accounts["account_id"])


def accounts(told):
    return told.accounts.set_index("account_id")


def test_all_readouts_of_an_issuer_are_one_account_and_an_outlets_one_per_page():
    told = compare.engagement(
        world(
            ["R1 E1 S1 mfa", "R2 E1 S2 mfa", "R3 E1 S2 -", "R4 E1 S3 -"],
            ["P1 R1 oil support minister", "P2 R2 gas support minister", "P3 R3 oil support envoy"],
        ),
        "E1",
    )
    assert ids(told) == ["E1:mfa", "E1:S2", "E1:S3"]
    mfa = accounts(told).loc["E1:mfa"]
    assert (mfa["readout_ids"], mfa["source_ids"]) == (("R1", "R2"), ("S1", "S2"))
    assert (mfa["n_pages"], mfa["n_copies"], mfa["n_positions"]) == (2, 0, 2)
    assert list(accounts(told)["group"]) == ["LBY", "outlets", "outlets"]
    assert list(told.cells["account_id"]) == ["E1:S2", "E1:mfa", "E1:mfa"]


def test_a_page_that_copies_counts_once_with_the_one_that_it_copies():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 mfa", "R3 E1 S3 mfa", "R4 E1 S1 -", "R5 E1 S2 -"],
        [
            "P1 R1 oil support minister",
            "P2 R2 oil support minister",
            "P3 R3 gas support minister",
            "P4 R4 oil support minister",
            "P5 R5 oil support minister",
        ],
        sources=["S2 S1 excerpt", "S3 S2 full"],  # a copy of a copy
    )
    told = compare.engagement(tables, "E1")
    assert ids(told) == ["E1:mfa", "E1:S1"]
    numbers = accounts(told)[["n_pages", "n_copies", "n_whole", "is_whole"]]
    assert numbers.loc["E1:mfa"].tolist() == [1, 2, 1, True]
    assert numbers.loc["E1:S1"].tolist() == [1, 1, 0, False]
    assert list(told.cells.query("is_copy")["position_id"]) == ["P5", "P2", "P3"]
    assert list(told.cells.query("is_repeat")["position_id"]) == ["P5", "P2"]
    assert accounts(told)["n_positions"].to_dict() == {"E1:mfa": 2, "E1:S1": 1}
    shown = str(told)
    assert "P1" in shown
    assert "P2" not in shown  # the page that it copies has it
    assert "P3" in shown  # only the copy has it


def test_positions_that_only_a_copy_has_are_no_repeats_of_each_other():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 mfa", "R3 E1 S3 mfa"],
        [
            "P1 R1 oil support minister",
            "P2 R2 gas support minister",
            "P3 R2 gas support minister",
            "P4 R2 oil oppose minister",
            "P5 R3 gas support minister",
        ],
        sources=["S2 S1 excerpt", "S3 S1 excerpt"],
    )
    told = compare.engagement(tables, "E1")
    assert list(told.cells.query("is_repeat")["position_id"]) == ["P5"]
    assert accounts(told).loc["E1:mfa", "n_positions"] == 4


def test_copies_of_a_page_that_does_not_tell_it_are_one_text():
    tables = world(
        ["R1 E1 S2 -", "R2 E1 S3 -", "R3 E1 S4 -"],
        ["P1 R1 oil support minister", "P2 R2 oil support minister"],
        sources=["S1 - excerpt", "S2 S1 excerpt", "S3 S1 excerpt"],
    )
    told = compare.engagement(tables, "E1")
    assert sorted(ids(told)) == ["E1:S2", "E1:S4"]


def test_pages_that_copy_each_other_in_a_circle_end():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 mfa"],
        ["P1 R1 oil support minister"],
        sources=["S1 S2 excerpt", "S2 S1 excerpt"],
    )
    assert accounts(compare.engagement(tables, "E1")).loc["E1:mfa", "n_pages"] == 2


def test_the_hosts_side_comes_first_and_outlets_last():
    readouts = ["R1 E1 S1 mission", "R2 E1 S2 rus-mfa", "R3 E1 S3 mfa", "R4 E1 S4 -"]
    told = compare.engagement(world(readouts, []), "E1")
    assert ids(told) == ["E1:mfa", "E1:rus-mfa", "E1:mission", "E1:S4"]
    hosted = world(readouts, [])
    hosted["participants"]["is_host"] = hosted["participants"]["side_id"] == "RUS"
    assert ids(compare.engagement(hosted, "E1"))[:2] == ["E1:rus-mfa", "E1:mfa"]


def test_an_issuer_without_a_side_is_a_group_of_its_own():
    tables = world(
        ["R1 E1 S1 club", "R2 E1 S2 mfa"],
        ["P1 R1 oil support club", "P2 R2 oil support minister", "P3 R2 gas support club"],
    )
    told = compare.engagement(tables, "E1")
    assert accounts(told).loc["E1:club", "group"] == "club"
    found = told.unreciprocated[["group", "other_group", "claim_id"]]
    assert found.to_numpy().tolist() == [["LBY", "club", "gas"]]


def test_by_issuer_rival_bodies_of_one_side_stand_apart():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 hor", "R3 E1 S3 -"],
        ["P1 R1 oil support minister", "P2 R2 gas support hor", "P3 R3 oil support hor"],
    )
    by_side, by_issuer = (compare.engagement(tables, "E1", by=by) for by in ("side", "issuer"))
    assert by_side.one_sided.empty
    assert list(accounts(by_issuer)["group"]) == ["mfa", "hor", "outlets"]
    found = by_issuer.one_sided[["group", "other_group", "claim_id"]].to_numpy().tolist()
    assert found == [["hor", "mfa", "gas"], ["mfa", "hor", "oil"]]
    assert list(by_issuer.cells.set_index("position_id").loc["P1", "holder_groups"]) == [
        "mfa",
        "minister",
    ]


def test_with_parts_an_account_is_one_issuers_telling_of_the_whole_visit():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E2 S1 mfa", "R3 E3 S2 mfa", "R4 E3 S3 -", "R5 E4 S4 mfa"],
        ["P1 R1 oil support minister", "P2 R2 gas support minister", "P3 R3 vote support minister"],
        engagements=VISIT,
    )
    whole = compare.engagement(tables, "E1", parts=True)
    assert ids(whole) == ["E1:mfa", "E1:S3"]
    assert accounts(whole).loc["E1:mfa", "n_pages"] == 2
    engagements = whole.cells.set_index("position_id")["engagement_id"]
    assert engagements.to_dict() == {"P1": "E1", "P2": "E2", "P3": "E3"}
    assert set(whole.cells["account_id"]) == {"E1:mfa"}
    assert ids(compare.engagement(tables, "E1")) == ["E1:mfa"]
    part = compare.engagement(tables, "E3", parts=True)  # a part of which nothing is part
    assert ids(part) == ["E3:mfa", "E3:S3"]


def test_parts_in_a_circle_stand_for_themselves():
    circle = [
        "E1 One meeting held - E2 -",
        "E2 Two meeting held - E1 -",
        "E3 Three visit held - E1 -",
    ]
    tables = world(["R1 E1 S1 mfa", "R2 E2 S2 mfa"], [], engagements=circle)
    found = [one.engagement_id for one in compare.engagements(tables, parts=True)]
    assert found == ["E1", "E2", "E3"]


def test_an_issuer_that_changes_sides_within_a_visit_is_one_account():
    tables = world(
        ["R1 E2 S1 hor", "R2 E3 S2 hor"],
        ["P1 R1 oil support hor", "P2 R2 oil support hor"],
        engagements=VISIT,
        participants=["E2 1 hor hor RUS - - - - -", "E3 1 hor hor LBY - - - - -"],
    )
    told = compare.engagement(tables, "E1", parts=True)
    assert accounts(told)["group"].to_dict() == {"E1:hor": "RUS"}  # that of the first readout
    assert list(told.cells["group"]) == ["RUS", "RUS"]


def test_engagements_gives_what_engagement_gives(data):
    some = list(data.engagements["engagement_id"][::300])
    for parts, by in ((False, "side"), (True, "issuer")):
        all_of = {one.engagement_id: one for one in compare.engagements(data, parts=parts, by=by)}
        inside = data.engagements["part_of"].notna() & parts
        assert list(all_of) == list(data.engagements.loc[~inside, "engagement_id"])
        for key in {*some, "E0117", "E0289"} & set(all_of):
            one, other = all_of[key], compare.engagement(data, key, parts=parts, by=by)
            for name in ("accounts", "cells", "one_sided", "unreciprocated", "differences"):
                pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
            assert str(one) == str(other)
            assert one.to_html() == other.to_html()


def test_every_readout_and_position_of_the_corpus_is_in_one_account(compared, raw_tables):
    """Counted from the CSVs by hand."""
    found = compared
    readouts = [key for one in found for ids in one.accounts["readout_ids"] for key in ids]
    assert sorted(readouts) == sorted(raw_tables["readouts"]["readout_id"])
    positions = [key for one in found for key in one.cells["position_id"]]
    assert sorted(positions) == sorted(raw_tables["positions"]["position_id"])
    raw = raw_tables["readouts"].set_index("readout_id")
    copied = raw_tables["sources"].set_index("source_id")["derived_from"]
    tellers = raw["issuer_id"].where(raw["issuer_id"] != "", raw["source_id"])
    expected = set(raw["engagement_id"] + ":" + tellers)
    for key, told in raw[raw["issuer_id"] == ""].iterrows():
        original = copied[told["source_id"]]
        same = raw[raw["engagement_id"] == told["engagement_id"]]
        if original and ((same["source_id"] == original) & (same["issuer_id"] == "")).any():
            expected.discard(f"{told['engagement_id']}:{told['source_id']}")
            assert key
    assert {key for one in found for key in one.accounts["account_id"]} == expected


def test_polars_goes_in(data):
    def cell(value):
        return None if pd.isna(value) else value

    frames = {}
    for name in data:
        columns = {
            key: [cell(value) for value in column.astype("object")]
            for key, column in data[name].items()
        }
        frames[name] = pl.DataFrame(columns, strict=False, infer_schema_length=None)
    for tables in (frames, {name: rows.lazy() for name, rows in frames.items()}):
        told = compare.engagement(tables, "E0117")
        assert str(told) == str(compare.engagement(data, "E0117"))


def test_an_unknown_engagement_is_named_with_the_nearest(data):
    with pytest.raises(UnknownIdError, match=r"no engagement 'E9117'\. Did you mean 'E0117'\?"):
        compare.engagement(data, "E9117")
    with pytest.raises(KeyError):
        compare.engagement(data, "E9117")


@pytest.mark.parametrize("call", [compare.engagements, compare.dyads])
def test_another_way_of_grouping_is_refused(data, call):
    with pytest.raises(UnknownStyleError, match="Did you mean 'issuer'"):
        call(data, by="issuers")
    with pytest.raises(UnknownStyleError, match="by is 'sides'"):
        compare.engagement(data, "E0117", by="sides")


@pytest.mark.parametrize("asked", ["e0117", "E0117:lby-hor", "Lavrov meets Aguila Saleh, Moscow"])
def test_an_engagement_is_meant_by_its_account_or_title(data, asked):
    with pytest.raises(UnknownIdError, match=rf"no engagement '{asked}'\. Did you mean 'E0117'\?"):
        compare.engagement(data, asked)


@pytest.mark.parametrize("asked", [117, ["E0117"], None])
def test_what_is_no_text_is_no_id(data, asked):
    with pytest.raises(UnknownIdError) as caught:
        compare.engagement(data, asked)
    assert str(caught.value) == (
        f"There is no engagement {asked!r}. Give one id, as text; compare.engagements takes all"
    )


def test_a_comparison_says_in_one_line_what_it_is():
    told = compare.engagement(world(["R1 E1 S1 mfa"], ["P1 R1 oil support minister"]), "E1")
    assert repr(told) == "<Comparison E1, 28 April 2025: Talks; 1 accounts, 1 positions, by side>"
    assert {"accounts", "cells", "one_sided", "plot", "to_html"} < set(dir(told))


@pytest.mark.parametrize(
    "module", [compare, network, agreement], ids=lambda module: module.__name__
)
def test_completion_offers_functions_and_no_inner_modules(module):
    assert dir(module) == sorted(module.__all__)


def test_modules_import_each_other_in_one_direction():
    """No module of the package is imported, however late, by one that it imports."""
    folder = Path(compare.__file__).parent
    imports = {
        path.stem: set(re.findall(r"readouts\.compare\.(\w+) import", text))
        | {
            name
            for names in re.findall(r"from readouts\.compare import ([\w, ]+)", text)
            for name in names.split(", ")
        }
        for path in folder.glob("*.py")
        for text in [path.read_text(encoding="utf-8")]
    }
    assert imports["page"] >= {"words", "compared"}
    assert "comparison" in imports["__init__"]
    TopologicalSorter(imports).prepare()  # raises CycleError


def test_a_missing_table_is_named(data):
    some = {name: data[name] for name in data if name != "claims"}
    with pytest.raises(MissingTableError, match=r"compare\.engagement needs the table 'claims'"):
        compare.engagement(some, "E0117")
    with pytest.raises(MissingTableError, match=r"compare\.dyads needs the table 'claims'"):
        compare.dyads(some)


def test_an_engagement_without_any_readout_has_empty_frames_with_columns():
    told = compare.engagement(world([], []), "E1")
    for name in ("accounts", "cells", "one_sided", "unreciprocated", "differences"):
        found = getattr(told, name)
        assert found.empty, name
        assert len(found.columns) > 5, name
    assert "No account of it is among the pages" in str(told)
    assert "No account of it is among the pages" in told.to_html()


def test_tables_are_left_as_they_were():
    tables = world(["R1 E1 S1 mfa"], ["P1 R1 oil support minister"])
    before = {name: rows.copy() for name, rows in tables.items()}
    compare.engagement(tables, "E1")
    compare.dyads(tables)
    for name, rows in tables.items():
        pd.testing.assert_frame_equal(rows, before[name])


def test_tables_with_some_engagements_only_are_compared_by_these():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E2 S2 mfa", "R3 E2 S3 rus-mfa", "R4 E4 S4 mfa"],
        [f"P{n} R{n} oil support minister" for n in (1, 2, 3, 4)],
        engagements=VISIT,
    )
    some = {**tables, "engagements": tables["engagements"].query("engagement_id == 'E2'")}
    for parts in (False, True):
        (told,) = compare.engagements(some, parts=parts)
        assert ids(told) == ["E2:mfa", "E2:rus-mfa"]
        measured = compare.dyads(some, parts=parts)
        assert list(measured.accounts["account_id"]) == ["E2:mfa", "E2:rus-mfa"]
        assert set(measured.dyads["n_engagements"]) == {1}
    none = {**tables, "engagements": tables["engagements"].iloc[:0]}
    assert list(compare.engagements(none)) == []
    assert compare.dyads(none).accounts.empty
