"""What a comparison finds, worked by hand on a small world."""

from __future__ import annotations

import pandas as pd
import pytest
from compare_world import world

from readouts import compare

SIDES = ["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa", "R3 E1 S3 -"]
THREE = [*SIDES, "R4 E1 S4 mission"]


def found(frame, *columns):
    """The rows of some columns; missing is None."""
    cells = frame[list(columns)].astype("object")
    return [tuple(row) for row in cells.where(cells.notna(), None).to_numpy()]


def side_by_side(readouts, positions, **more):
    return compare.engagement(world(readouts, positions, **more), "E1")


# one-sided


def test_claims_that_one_side_tells_are_one_sided_per_direction():
    told = side_by_side(
        SIDES,
        [
            "P1 R1 oil support minister",
            "P2 R1 oil none -",
            "P3 R1 gas none -",  # a topic is told too
            "P4 R2 oil oppose envoy",  # in another stance: told nevertheless
            "P5 R2 truce support envoy",
            "P6 R3 gas support envoy",  # an outlet speaks for no side
            "P7 R3 vote support envoy",
        ],
    )
    rows = found(told.one_sided, "group", "other_group", "claim_id", "account_ids", "position_ids")
    assert rows == [
        ("LBY", "RUS", "gas", ("E1:mfa",), ("P3",)),
        ("RUS", "LBY", "truce", ("E1:rus-mfa",), ("P5",)),
    ]


def test_one_of_several_accounts_of_a_side_is_enough():
    told = side_by_side(
        [*SIDES, "R4 E1 S4 hor"],
        [
            "P1 R1 oil support minister",
            "P2 R4 gas support hor",
            "P3 R2 oil none -",
            "P4 R2 gas none -",
        ],
    )
    assert told.one_sided.empty


def test_a_side_whose_accounts_have_no_positions_is_not_compared():
    told = side_by_side(SIDES, ["P1 R1 oil support minister", "P2 R1 gas support envoy"])
    assert told.one_sided.empty
    assert told.unreciprocated.empty
    assert "No account by Russia" in str(told)


def test_a_side_that_tells_only_a_residual_claim_makes_no_other_one_sided():
    only = ["P1 R1 oil support minister+envoy", "P2 R2 other support envoy"]
    told = side_by_side(SIDES, only)
    assert told.one_sided.empty
    assert told.unreciprocated.empty
    assert "No account by Russia" not in str(told)  # it has one, which tells something else
    told = side_by_side(SIDES, [*only, "P3 R2 gas none -"])
    assert found(told.one_sided, "group", "claim_id") == [("LBY", "oil"), ("RUS", "gas")]
    assert found(told.unreciprocated, "group", "claim_id") == [("LBY", "oil")]


def test_three_sides_give_a_row_per_ordered_pair():
    told = side_by_side(
        THREE,
        [
            "P1 R1 oil support minister",
            "P2 R2 oil support envoy",
            "P3 R2 gas support envoy",
            "P4 R4 truce support mission",
        ],
    )
    assert found(told.one_sided, "group", "other_group", "claim_id") == [
        ("LBY", "UNO", "oil"),
        ("RUS", "LBY", "gas"),
        ("RUS", "UNO", "oil"),
        ("RUS", "UNO", "gas"),
        ("UNO", "LBY", "truce"),
        ("UNO", "RUS", "truce"),
    ]


def test_one_account_alone_is_compared_with_nothing():
    told = side_by_side(["R1 E1 S1 mfa"], ["P1 R1 oil support envoy"])
    for frame in (told.one_sided, told.unreciprocated, told.contradictions):
        assert frame.empty
    assert len(told.cells) == 1


# unreciprocated


@pytest.mark.parametrize(
    ("other", "is_unreciprocated", "is_claim_told"),
    [
        ("gas support envoy", True, False),  # nothing of it
        ("oil none -", True, True),  # as a topic of the talks
        ("oil none envoy", True, True),  # raised, without a view
        ("oil support minister", True, True),  # as the other's view
        ("oil support envoy", False, None),
        ("oil oppose envoy", False, None),  # its own view, though another one
        ("oil support kremlin", False, None),  # of its side, though not in the room
        ("oil support envoy+minister", False, None),
    ],
)
def test_a_view_is_reciprocated_only_by_a_view_of_ones_own(other, is_unreciprocated, is_claim_told):
    told = side_by_side(SIDES, ["P1 R1 oil support envoy", f"P2 R2 {other}"])
    rows = found(told.unreciprocated, "group", "other_group", "claim_id", "position_ids")
    assert (("LBY", "RUS", "oil", ("P1",)) in rows) == is_unreciprocated
    if is_unreciprocated:
        row = told.unreciprocated.query("group == 'LBY'").iloc[0]
        assert (row["stances"], bool(row["is_joint"])) == (("support",), False)
        assert row["is_claim_told"] == is_claim_told


def test_a_view_that_is_ascribed_to_both_is_ascribed_to_the_other():
    told = side_by_side(SIDES, ["P1 R1 oil support minister+envoy", "P2 R2 gas support envoy"])
    row = told.unreciprocated.iloc[0]
    assert (row["group"], row["other_group"], row["is_joint"]) == ("LBY", "RUS", True)
    assert len(told.unreciprocated) == 1
    assert told.cells.set_index("position_id").loc["P1", "attribution"] == "joint"


@pytest.mark.parametrize("holders", ["-", "minister", "hor"])
def test_what_is_not_ascribed_to_the_other_is_not_unreciprocated(holders):
    told = side_by_side(SIDES, [f"P1 R1 oil support {holders}", "P2 R2 gas support envoy"])
    assert told.unreciprocated.empty


def test_a_topic_without_a_view_is_not_ascribed():
    told = side_by_side(SIDES, ["P1 R1 oil none envoy", "P2 R2 gas support envoy"])
    assert told.unreciprocated.empty


def test_what_an_outlet_ascribes_or_tells_counts_for_no_side():
    told = side_by_side(
        SIDES,
        [
            "P1 R1 oil support envoy",
            "P2 R2 gas support envoy",
            "P3 R3 oil support envoy",  # an outlet does not return it for Russia
            "P4 R3 vote support envoy",  # nor ascribe it for Libya
        ],
    )
    assert found(told.unreciprocated, "group", "other_group", "claim_id") == [("LBY", "RUS", "oil")]


def test_a_third_side_tells_of_two_others():
    told = side_by_side(
        THREE,
        [
            "P1 R1 gas support minister",
            "P2 R2 oil support envoy",
            "P3 R4 oil support minister+envoy",
        ],
    )
    assert found(told.unreciprocated, "group", "other_group", "claim_id") == [("UNO", "LBY", "oil")]


def test_holders_who_were_not_in_the_room_count_for_their_side():
    told = side_by_side(SIDES, ["P1 R1 oil support kremlin", "P2 R2 gas support envoy"])
    assert found(told.unreciprocated, "other_group", "position_ids") == [("RUS", ("P1",))]


def test_by_issuer_a_view_of_a_person_is_one_of_the_body_that_he_took_part_for():
    tables = world(SIDES, ["P1 R1 oil support envoy", "P2 R2 gas support kremlin"])
    told = compare.engagement(tables, "E1", by="issuer")
    assert found(told.unreciprocated, "group", "other_group", "claim_id") == [
        ("mfa", "rus-mfa", "oil")
    ]
    other_body = world(SIDES, ["P1 R1 oil support kremlin", "P2 R2 gas support envoy"])
    assert compare.engagement(other_body, "E1", by="issuer").unreciprocated.empty


def test_by_issuer_both_groups_can_be_libyan():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 hor"], ["P1 R1 oil support hor", "P2 R2 gas support hor"]
    )
    told = compare.engagement(tables, "E1", by="issuer")
    assert found(told.unreciprocated, "group", "other_group", "claim_id") == [("mfa", "hor", "oil")]
    by_side = compare.engagement(tables, "E1")
    assert by_side.unreciprocated.empty
    assert by_side.one_sided.empty


# opposed


def test_opposite_views_of_different_holders_of_a_side_are_opposed_and_no_contradiction():
    told = side_by_side(
        SIDES,
        [
            "P1 R1 oil oppose kremlin",
            "P2 R2 oil support envoy",
            "P3 R2 gas oppose minister",
            "P4 R1 gas support hor",
            "P5 R1 truce oppose envoy",
            "P6 R2 truce ambiguous envoy",  # not the opposite
            "P7 R1 vote oppose envoy",
            "P8 R2 vote support envoy",
            "P9 R2 vote oppose kremlin",  # it tells this too
        ],
    )
    columns = ("group", "other_group", "claim_id", "stance", "other_stance", "position_ids")
    assert found(told.opposed, *columns) == [
        ("LBY", "RUS", "oil", "oppose", "support", ("P1", "P2")),
        ("RUS", "LBY", "gas", "oppose", "support", ("P3", "P4")),
    ]
    assert found(told.opposed, "account_ids")[0] == (("E1:mfa", "E1:rus-mfa"),)
    assert told.unreciprocated.empty
    assert set(told.contradictions["claim_id"]) == {"vote"}
    shown = (
        "Opposite to what the other tells of itself",
        "Russia opposes in what Libya tells, supports in what Russia tells",
    )
    for text in (str(told), told.to_html()):
        assert all(line in text for line in shown)


@pytest.mark.parametrize(
    "other", ["oil oppose minister", "oil support kremlin", "other oppose envoy", "oil none envoy"]
)
def test_what_is_no_opposite_view_of_the_same_side_is_not_opposed(other):
    told = side_by_side(SIDES, ["P1 R1 oil support envoy", f"P2 R2 {other}"])
    assert told.opposed.empty


# contradictions


def test_the_same_holder_and_claim_in_two_accounts():
    told = side_by_side(
        SIDES,
        [
            "P1 R1 oil oppose envoy",
            "P2 R2 oil support envoy",
            "P3 R2 oil support envoy",
            "P4 R1 gas oppose minister",
            "P5 R2 gas support envoy",  # another holder
            "P6 R1 truce ambiguous envoy",
            "P7 R2 truce oppose envoy",
            "P8 R2 vote none envoy",
            "P9 R1 vote oppose envoy",
        ],
    )
    columns = ("holder_id", "claim_id", "account_id", "other_account_id", "position_ids")
    assert found(told.contradictions, *columns) == [
        ("envoy", "oil", "E1:rus-mfa", "E1:mfa", ("P1", "P2", "P3"))
    ]
    assert found(told.contradictions, "group", "other_group") == [("RUS", "LBY")]
    heading = "The Envoy supports in the account of Russian Ministry, opposes in that of Ministry:"
    assert f"  {heading}\n    Oil should flow [P1, P2, P3]" in str(told)


def test_two_accounts_of_one_side_can_contradict_each_other():
    told = side_by_side(
        ["R1 E1 S1 mfa", "R2 E1 S2 hor"],
        ["P1 R1 oil support minister+envoy", "P2 R2 oil oppose envoy"],
    )
    assert found(told.contradictions, "holder_id", "group", "other_group") == [
        ("envoy", "LBY", "LBY")
    ]


def test_one_account_that_says_both_contradicts_no_other():
    told = side_by_side(SIDES, ["P1 R1 oil support envoy", "P2 R1 oil oppose envoy"])
    assert told.contradictions.empty


def test_an_outlet_is_set_against_other_outlets_only():
    told = side_by_side(
        [*SIDES, "R4 E1 S4 -"],
        [
            "P1 R2 oil support envoy",
            "P2 R3 oil oppose envoy",
            "P3 R4 gas support envoy",
            "P4 R3 gas oppose envoy",
        ],
    )
    assert found(told.contradictions, "claim_id", "account_id", "other_account_id") == [
        ("gas", "E1:S4", "E1:S3")
    ]


# residual claims


def test_residual_claims_are_shown_and_never_found():
    told = side_by_side(
        SIDES,
        [
            "P1 R1 other support envoy",
            "P2 R2 other oppose envoy",
            "P3 R2 oil support envoy",
            "P4 R1 oil support envoy",
            "P5 R1 other support kremlin",
        ],
    )
    assert told.cells.set_index("position_id")["is_residual"].to_dict() == {
        **dict.fromkeys(("P1", "P2", "P5"), True),
        **dict.fromkeys(("P3", "P4"), False),
    }
    for frame in (told.one_sided, told.unreciprocated, told.contradictions):
        assert frame.empty


# absence


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (["S2 - excerpt", "S4 - excerpt"], (2, 2, 0, False)),
        (["S2 - full", "S4 - excerpt"], (2, 2, 1, False)),
        (["S2 - full", "S4 - full"], (2, 2, 2, True)),
    ],
)
def test_frames_that_rest_on_absence_say_how_much_was_read(how, expected):
    told = side_by_side(
        [*SIDES, "R4 E1 S4 envoy"],
        ["P1 R1 oil support envoy", "P2 R2 gas support envoy"],
        sources=how,
    )
    columns = ("n_other_accounts", "n_other_pages", "n_other_whole", "is_other_read_whole")
    for frame in (told.one_sided, told.unreciprocated):
        assert found(frame.query("group == 'LBY'"), *columns) == [expected]


def test_a_page_that_carries_several_accounts_counts_once():
    told = side_by_side(
        ["R1 E1 S1 mfa", "R2 E1 S1 rus-mfa", "R3 E1 S2 envoy", "R4 E1 S3 envoy", "R5 E1 S1 envoy"],
        ["P1 R1 oil support envoy", "P2 R2 gas support envoy"],
        sources=["S1 - full", "S2 S1 excerpt", "S3 - excerpt"],  # S2 copies S1
    )
    columns = ("n_other_accounts", "n_other_pages", "n_other_whole", "is_other_read_whole")
    for frame in (told.one_sided, told.unreciprocated):
        assert found(frame.query("group == 'LBY'"), *columns) == [(2, 2, 1, False)]
    assert found(told.one_sided.query("group == 'RUS'"), *columns) == [(1, 1, 1, True)]
    origins = told.accounts.set_index("account_id")[["origin_ids", "whole_ids", "n_pages"]]
    assert origins.loc["E1:envoy"].tolist() == [("S1", "S3"), ("S1",), 2]
    assert "1 of 2 pages was read whole" in str(told)
    assert "of Russia: 2 pages, 1 read whole" in told.to_html()


def test_copies_of_one_page_in_two_accounts_are_one_page():
    told = side_by_side(
        ["R1 E1 S2 mfa", "R2 E1 S3 rus-mfa", "R3 E1 S4 -"],
        ["P1 R1 oil support envoy", "P2 R2 gas support envoy"],
        sources=["S1 - full", "S2 S1 excerpt", "S3 S1 excerpt", "S4 - excerpt"],
    )
    assert "None of 2 pages was read whole" in str(told)


def test_frames_without_rows_keep_columns_and_types():
    empty = side_by_side([], [])
    full = side_by_side(SIDES, ["P1 R1 oil support envoy", "P2 R2 gas oppose envoy"])
    for name in ("one_sided", "unreciprocated"):
        assert list(getattr(empty, name).columns) == list(getattr(full, name).columns)
        assert getattr(empty, name)["is_other_read_whole"].dtype == bool
        assert getattr(empty, name)["n_other_pages"].dtype == "int64"


def test_of_cancelled_and_denied_engagements_the_accounts_are_compared_all_the_same():
    for status in ("cancelled", "denied"):
        told = side_by_side(
            SIDES,
            ["P1 R1 oil support minister", "P2 R2 gas support envoy"],
            engagements=[f"E1 Talks meeting {status} - - -"],
        )
        assert told.status == status
        assert told.date is None
        assert len(told.one_sided) == 2
        assert f"E1, no date, {status}" in str(told)
        assert f"<strong> {status}</strong>" in told.to_html()


# differences


def differences(kind, readouts, positions=(), **more):
    told = side_by_side(readouts, positions, **more).differences
    rows = told[told["kind"] == kind]
    return found(rows, "account_id", "told", "elsewhere", "relation", "readout_ids")


@pytest.mark.parametrize(
    ("engagement", "told", "relation"),
    [
        ("2025-04-28", "2025-04-29", "differs"),
        ("2025-04-28", "2025-04-27", "differs"),
        ("2025-04-28", "XXXX-04-28", "fits"),
        ("2025-04-28", "XXXX-04-29", "differs"),
        ("2025-04-28", "2025-04", "fits"),
        ("2025-04", "2025-04-28", "adds"),
        ("2025-04", "XXXX-04-28", "adds"),
        ("2025-04~", "2025-04-28", "adds"),
        ("XXXX-04-28", "2025-04-28", "adds"),
        ("XXXX-04-28", "2025-04-29", "differs"),
        ("2025-04-27/2025-04-28", "2025-04-28", "adds"),
        ("2025-04-27/2025-04-28", "2025-04-29", "differs"),
        ("../2025-05", "2025-04-28", "adds"),
        ("2025-04-28", "soon", "fits"),  # no date of ours: shown, judged by nobody
        ("-", "2025-04-28", "adds"),
    ],
)
def test_the_date_of_an_account_against_the_engagements(engagement, told, relation):
    rows = differences(
        "date",
        [f"R1 E1 S1 mfa {told} -"],
        engagements=[f"E1 Talks meeting held {engagement} - -"],
    )
    other = None if engagement == "-" else engagement
    assert rows == [("E1:mfa", told, other, relation, ("R1",))]


def test_values_that_are_equal_are_left_out():
    people = ["E1 1 minister mfa LBY true post The_Minister The_Post R1"]
    tables = world(
        ["R1 E1 S1 mfa 2025-04-28 -"], ["P1 R1 oil support minister"], participants=people
    )
    tables["positions"]["holder_as_reported"] = "The Minister"
    assert compare.engagement(tables, "E1").differences.empty


def test_names_titles_holders_and_notes_are_those_of_the_account_that_has_them():
    people = [
        "E1 1 minister mfa LBY true post الوزير Field_Marshal R1",
        "E1 2 envoy rus-mfa RUS false - Envoy - R2",
    ]
    told = side_by_side(
        ["R1 E1 S1 mfa - read_aloud", "R2 E1 S2 rus-mfa", "R3 E1 S3 rus-mfa - read_aloud"],
        [
            "P1 R1 oil support minister+envoy",
            "P2 R1 gas none -",
            "P3 R1 gas support envoy+minister",
        ],
        participants=people,
    ).differences
    rows = found(told, "account_id", "kind", "told", "elsewhere", "readout_ids", "position_ids")
    assert rows == [
        ("E1:mfa", "note", "read aloud", None, ("R1",), ()),
        ("E1:rus-mfa", "note", "read aloud", None, ("R3",), ()),
        ("E1:mfa", "name", "الوزير", "The Minister", ("R1",), ()),
        ("E1:rus-mfa", "name", "Envoy", "The Envoy", ("R2",), ()),
        ("E1:mfa", "title", "Field Marshal", "The Post", ("R1",), ()),
        ("E1:mfa", "holder", "they", "The Envoy and The Minister", ("R1",), ("P1", "P3")),
        ("E1:mfa", "holder", "they", None, ("R1",), ("P2",)),
    ]


# the shipped data, by hand


def told_by(raw_tables):
    """Position, engagement, group of the issuer, claim and stance, from the CSVs by pandas alone.

    Who has no side is a group of his own.
    """
    raw = {name: rows.replace("", None) for name, rows in raw_tables.items()}
    told = raw["positions"].merge(raw["readouts"], on="readout_id")
    told = told.merge(raw["claims"][["claim_id", "is_residual"]], on="claim_id")
    usual = raw["actors"].set_index("actor_id")["side_id"]
    there = raw["participants"].dropna(subset=["actor_id"])
    there = there.set_index(["engagement_id", "actor_id"])["side_id"]

    def side(engagement, actor):
        known = there.get((engagement, actor))
        known = usual.get(actor) if known is None or pd.isna(known) else known
        return actor if known is None or pd.isna(known) else known

    told["side"] = [
        side(*pair) for pair in zip(told["engagement_id"], told["issuer_id"], strict=True)
    ]
    held = raw["position_holders"].merge(told[["position_id", "engagement_id"]], on="position_id")
    held["side"] = [
        side(*pair) for pair in zip(held["engagement_id"], held["actor_id"], strict=True)
    ]
    return told, held


def plain_findings(told, held):
    """What is one-sided and what is unreciprocated, worked out with sets of plain Python."""
    held_by = held.dropna(subset=["side"]).groupby("position_id")["side"].agg(set)
    one_sided, unreciprocated = set(), set()
    for key, all_of in told[told["side"].notna()].groupby("engagement_id"):
        plain = all_of[all_of["is_residual"] == "false"]
        rows = list(
            zip(*(plain[c] for c in ("side", "claim_id", "stance", "position_id")), strict=True)
        )
        for mine in set(plain["side"]):
            for other in set(plain["side"]) - {mine}:
                claims, views = (
                    {
                        side: {
                            claim
                            for teller, claim, stance, position in rows
                            if teller == side
                            and (
                                anything
                                or (stance != "none" and other in held_by.get(position, ()))
                            )
                        }
                        for side in (mine, other)
                    }
                    for anything in (True, False)
                )
                one_sided |= {(key, mine, other, c) for c in claims[mine] - claims[other]}
                unreciprocated |= {(key, mine, other, c) for c in views[mine] - views[other]}
    return {"one_sided": one_sided, "unreciprocated": unreciprocated}


def test_findings_of_the_corpus_against_plain_python(compared, raw_tables):
    expected = plain_findings(*told_by(raw_tables))
    for name, some in expected.items():
        rows = {
            (one.engagement_id, *row)
            for one in compared
            for row in found(getattr(one, name), "group", "other_group", "claim_id")
        }
        assert rows == some
        assert len(rows) > 50


def test_contradictions_of_the_corpus_against_plain_pandas(compared, raw_tables):
    told, held = told_by(raw_tables)
    told = told[told["is_residual"] == "false"].merge(held[["position_id", "actor_id"]])
    key = ["engagement_id", "actor_id", "claim_id"]
    both = told.query("stance == 'support'").merge(told.query("stance == 'oppose'"), on=key)
    tellers = both[["issuer_id_x", "issuer_id_y"]]
    pairs = both[(tellers.iloc[:, 0] != tellers.iloc[:, 1]) & tellers.notna().all(axis=1)]
    issued = [
        row
        for one in compared
        for row in found(one.contradictions, "group", "holder_id", "claim_id")
        if row[0] != "outlets"
    ]
    assert len(issued) == len(pairs.drop_duplicates([*key, "issuer_id_x", "issuer_id_y"]))
