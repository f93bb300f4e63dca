"""One record of a fault, and what it looks like."""

from __future__ import annotations

import json
from dataclasses import replace

from readouts.problems import Problem, fault, quoted, shown, to_frame

PROBLEM = Problem(
    "data/positions.csv",
    14,
    "claim_id",
    "code-is-known",
    "error",
    "'defence-embarg'",
    "one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')",
    "correct the cell",
)


def test_text_is_that_of_the_house_style():
    assert PROBLEM.text() == (
        "data/positions.csv:14:claim_id  [code-is-known]\n"
        "  found     'defence-embarg'\n"
        "  expected  one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')\n"
        "  fix       correct the cell"
    )


def test_text_of_a_warning_says_so():
    first = replace(PROBLEM, severity="warning").text().splitlines()[0]
    assert first == "data/positions.csv:14:claim_id  [code-is-known, warning]"


def test_where_names_what_is_known():
    assert replace(PROBLEM, field=None).where == "data/positions.csv:14"
    assert replace(PROBLEM, field=None, line=None).where == "data/positions.csv"


def test_sentence_is_one_line():
    assert PROBLEM.sentence() == (
        "data/positions.csv:14:claim_id: found 'defence-embarg'; expected one of the 70 claims in "
        "data/codes/claims.csv (nearest: 'defence-embargo'); fix: correct the cell"
    )


def test_annotation_is_escaped():
    problem = replace(PROBLEM, path="data/a,b:c.csv", found="'50%\r'", expected="x", fix="y\nz")
    assert problem.annotation() == (
        "::error file=data/a%2Cb%3Ac.csv,line=14,title=code-is-known::"
        "claim_id: found '50%25%0D'%0Aexpected x%0Afix: y%0Az"
    )


def test_annotation_of_a_whole_file_in_a_folder_of_the_repository():
    problem = replace(PROBLEM, line=None, field=None, severity="warning", expected="x")
    assert problem.annotation("packages/libya/") == (
        "::warning file=packages/libya/data/positions.csv,title=code-is-known::"
        "found 'defence-embarg'%0Aexpected x%0Afix: correct the cell"
    )


def test_dict_goes_through_json_and_back():
    assert Problem(**json.loads(json.dumps(PROBLEM.to_dict()))) == PROBLEM


def test_frame_has_one_row_per_problem():
    frame = to_frame([PROBLEM, replace(PROBLEM, line=None, field=None)])
    assert list(frame.columns) == list(PROBLEM.to_dict())
    assert frame["line"].dtype == "Int64"
    assert frame.loc[0, "line"] == 14
    assert frame.loc[1, ["line", "field"]].isna().all()
    assert frame["key"].isna().all()


def test_frame_of_nothing_has_its_columns():
    frame = to_frame([])
    assert len(frame) == 0
    assert frame["line"].dtype == "Int64"


def test_fault_leaves_id_and_severity_to_the_registry():
    assert fault("a.csv", 2, None, found="x", expected="y", fix="z").check == ""


def test_quoted_shows_blanks_and_invisible_characters():
    assert quoted(" a\u202eb ") == "' a\\u202eb '"
    assert quoted("طرابلس") == "'طرابلس'"


def test_quoted_cuts_what_is_long():
    assert quoted("x" * 120) == repr("x" * 120)
    assert quoted("x" * 12000) == repr("x" * 120) + "… (12,000 characters)"


def test_text_keeps_its_four_lines_whatever_a_label_of_a_column_holds():
    problem = replace(PROBLEM, field="a\n::error::b\u202e", path="x\ry.csv")
    assert problem.where == "x\\ry.csv:14:a\\n::error::b\\u202e"
    assert len(problem.text().splitlines()) == 4


def test_long_text_names_the_record():
    assert PROBLEM.long_text() == PROBLEM.text()
    first, *rest = PROBLEM.text().splitlines()
    for key, label, told in (
        ("P00013", "A meets B, 2025-04-28", "P00013: A meets B, 2025-04-28"),
        ("P00013", None, "P00013"),
        (None, "A meets B", "A meets B"),
    ):
        lines = replace(PROBLEM, key=key, label=label).long_text().splitlines()
        assert lines == [first, f"  record    {told}", *rest]


def test_shown_leaves_what_can_be_seen():
    assert shown("طرابلس é 'a' \\ \"") == "طرابلس é 'a' \\ \""
    assert shown("a\tb\x00\x1b[31m\u200f") == "a\\tb\\x00\\x1b[31m\\u200f"
