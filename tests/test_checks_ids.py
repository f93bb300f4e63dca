"""Checks of ids: one edit, one problem, whole text."""

from __future__ import annotations

from pathlib import Path

import delegation
import pytest
from cases import found
from cases import validated as told

from readouts.checks import ids
from readouts.reports.run import Run

RETIRED = "retired_ids.csv"
WHEN = {"reason": "Entered twice.", "retired_on": "2026-11-25"}


@pytest.fixture
def package(tmp_path):
    return delegation.write(tmp_path)


def raw(folder):
    return Run.at(folder / "datapackage.json").raw


def test_package_with_retired_ids_is_clean(package):
    assert told(package) == []


# retired-id-is-not-live


def test_id_that_is_retired_and_in_use(package):
    (package / "data" / RETIRED).write_text(
        "id,replaced_by,reason,retired_on\nE0005,,It was another country.,2026-11-24\n"
    )
    assert told(package) == [
        "data/retired_ids.csv:2:id  [retired-id-is-not-live]\n"
        "  found     'E0005', which is in use at data/engagements.csv:6\n"
        "  expected  an id that no row has\n"
        "  fix       take this row out, or remove that one or give it another id"
    ]


def test_slug_in_use_in_another_table_than_that_of_its_successor(package):
    delegation.add(package, RETIRED, 5, id="moscow", replaced_by="rus-mfa", **WHEN)
    assert found(package) == []
    delegation.change(package, RETIRED, 5, replaced_by="tripoli")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/retired_ids.csv:5:id  [retired-id-is-not-live]"
    ]


def test_slug_without_successor_is_of_any_table(package):
    delegation.add(package, RETIRED, 5, id="moscow", **WHEN)
    assert [line.split("\n")[1] for line in found(package)] == [
        "  found     'moscow', which is in use at data/codes/places.csv:2"
    ]


def test_reference_to_a_retired_id_names_what_replaced_it(package):
    delegation.add(package, RETIRED, 5, id="E0099", replaced_by="E0002", **WHEN)
    delegation.change(package, "readouts.csv", 2, engagement_id="E0099")
    reference = "data/readouts.csv:2:engagement_id  [foreign-key]\n  found     'E0099'\n"
    assert [text for text in told(package) if "[foreign-key]" in text] == [
        f"{reference}  expected  'E0002', which replaced it\n  fix       write 'E0002'"
    ]
    delegation.change(package, RETIRED, 5, replaced_by="")
    assert [text for text in told(package) if "[foreign-key]" in text] == [
        f"{reference}  expected  one of the 5 engagements in data/engagements.csv\n"
        "  fix       correct the cell, or add its row to data/engagements.csv"
    ]


@pytest.mark.parametrize("damage", ["id;replaced_by\nE0099;E0002\n", None])
def test_reference_is_explained_where_retired_ids_cannot_be_read(package, damage):
    path = package / "data" / RETIRED
    path.write_text(damage) if damage else path.unlink()
    delegation.change(package, "readouts.csv", 2, engagement_id="E0099")
    texts = told(package)
    assert sum("[foreign-key]" in text for text in texts) == 1
    assert not any("could-not-run" in text for text in texts)


# retired-id-has-a-known-successor


@pytest.mark.parametrize(
    ("key", "new", "expected"),
    [
        ("E0009", "E0012", "an id that is in use, or is retired too"),
        ("E0009", "S0001", "an id of the kind of 'E0009'"),
        ("benghazi", "tripolis", "an id that is in use, or is retired too (nearest: 'tripoli')"),
    ],
)
def test_successor_that_is_not_there(package, key, new, expected):
    delegation.add(package, RETIRED, 5, id=key, replaced_by=new, **WHEN)
    assert told(package) == [
        "data/retired_ids.csv:5:replaced_by  [retired-id-has-a-known-successor]\n"
        f"  found     '{new}'\n"
        f"  expected  {expected}\n"
        "  fix       correct the cell, or leave it empty where nothing replaced the id"
    ]


def test_successor_in_a_table_of_another_field_name(package):
    delegation.add(package, RETIRED, 5, id="old-coder", replaced_by="coder-a", **WHEN)
    assert found(package) == []


# retired-ids-end


def test_retired_ids_in_a_circle_are_told_once(package):
    delegation.change(package, RETIRED, 2, replaced_by="E0008")
    assert told(package) == [
        "data/retired_ids.csv:2:replaced_by  [retired-ids-end]\n"
        "  found     a circle: 'E0006' → 'E0008' → 'E0006'\n"
        "  expected  retired ids that lead to one in use, or to none\n"
        "  fix       correct one of these rows, or leave its cell empty"
    ]


def test_chain_that_leads_into_a_circle(package):
    for line, new in ((2, "E0007"), (3, "E0008"), (4, "E0007")):
        delegation.change(package, RETIRED, line, replaced_by=new)
    assert [line.split("\n")[:2] for line in found(package)] == [
        [
            "data/retired_ids.csv:3:replaced_by  [retired-ids-end]",
            "  found     a circle: 'E0007' → 'E0008' → 'E0007'",
        ]
    ]


def test_id_that_replaces_itself(package):
    delegation.change(package, RETIRED, 3, replaced_by="E0007")
    assert [line.split("\n")[1] for line in found(package)] == [
        "  found     a circle: 'E0007' → 'E0007'"
    ]


def test_chain_may_end_in_nothing(package):
    delegation.change(package, RETIRED, 2, replaced_by="E0007")
    assert found(package) == []


# retired-id-is-not-mentioned


@pytest.mark.parametrize("key", ["E0006", "E0008"])
def test_text_that_names_a_retired_id(package, key):
    delegation.change(package, "engagements.csv", 4, notes=f"Separate from {key}: another man.")
    assert told(package) == [
        "data/engagements.csv:4:notes  [retired-id-is-not-mentioned]\n"
        f"  found     '{key}', which is retired (data/retired_ids.csv:{2 if key == 'E0006' else 4})\n"
        "  expected  'E0002', which replaced it\n"
        "  fix       write 'E0002'"
    ]


def test_slug_counts_after_an_arrow_only(package):
    slug = {"id": "settlement", "replaced_by": "settlement-other"}
    delegation.add(package, RETIRED, 5, **slug, **WHEN)
    delegation.change(package, "codes/issues.csv", 2, issue_id="peace")
    for line in (2, 3):
        delegation.change(package, "codes/claims.csv", line, issue_id="peace")
    assert found(package) == []
    delegation.change(package, "codes/claims.csv", 2, excludes="talks -> settlement")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/codes/claims.csv:2:excludes  [retired-id-is-not-mentioned]"
    ]


def test_retired_id_that_is_in_use_may_be_mentioned(package):
    delegation.add(package, RETIRED, 2, id="E0005", replaced_by="E0002", **WHEN)
    delegation.change(package, "engagements.csv", 4, notes="See E0005.")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/retired_ids.csv:2:id  [retired-id-is-not-live]"
    ]


@pytest.mark.parametrize("notes", ["See E0007.", "See E0003.", "XE0006", "E00061", "e0006", ""])
def test_texts_that_name_no_replaced_id(package, notes):
    delegation.change(package, "engagements.csv", 4, notes=notes)
    assert found(package) == []


# successor


def test_successor_is_the_end_of_the_chain(package):
    seen = raw(package)
    keys = ["E0008", "E0006", "E0007", "E0002", "E0999", ""]
    assert [ids.successor(seen, key) for key in keys] == ["E0002", "E0002", *[None] * 4]


def test_package_without_the_table(tiny_package):
    assert ids.successor(raw(tiny_package), "E0001") is None


def test_shipped_package_has_no_such_fault():
    root = Path(__file__).parents[1]
    problems = [item for check in ids.CHECKS for item in check(raw(root))]
    assert problems == []
