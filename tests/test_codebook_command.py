"""A code, field or term looked up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from readouts import cli
from readouts.storage.package import open_package
from readouts.texts.glossary import Glossary
from readouts.versions.revisions import tables_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def glossary():
    return Glossary(tables_of(open_package(ROOT)))


@pytest.fixture
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "101")


def count(path, column, value):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return f"{sum(row[column] == value for row in csv.DictReader(file)):,}"


@pytest.mark.usefixtures("at_root")
def test_claim(capsys):
    assert cli.main(["codebook", "defence-embargo"]) == 0
    positions = count("data/positions.csv", "claim_id", "defence-embargo")
    codings = count("data/reliability/codings.csv", "claim_id", "defence-embargo")
    assert capsys.readouterr().out == (
        "defence-embargo  The UN arms embargo should be lifted  (claim)\n"
        "  issue_id: defence\n"
        "  is_residual: false\n"
        "  definition: The embargo itself: lifting, easing, keeping, breaching. A complaint that it is broken\n"
        "    counts as oppose.\n"
        "  includes: sought support for ending the embargo; embargo openly broken (oppose)\n"
        "  excludes: supply of arms -> defence-arms\n"
        f"  used: positions.claim_id {positions}, codings.claim_id {codings}\n"
    )


@pytest.mark.usefixtures("at_root")
def test_field_of_one_table(capsys):
    assert cli.main(["codebook", "positions.act"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("positions.act  Act  (field)\n  description: ")
    assert (
        "\n  type: string\n  values: discuss, state, call-for, request, offer, commit, thank,"
        in out
    )
    with (ROOT / "data/positions.csv").open(encoding="utf-8") as file:
        rows = f"{sum(1 for _ in file) - 1:,}"
    assert out.endswith(f"\n  filled: {rows} of {rows} rows\n")


FOUND = {
    "settlement-political": ["settlement-political"],
    "SETTLEMENT-political": ["settlement-political"],
    "elections": ["elections"],
    "LBY": ["LBY"],
    "Russia": ["RUS"],
    "tripoli": ["tripoli"],
    "President of the United Arab Emirates": ["are-president"],
    "are-president": ["are-president"],
    "coder-a": ["coder-a"],
    "positions": ["positions"],
    "stance": ["positions.stance", "codings.stance"],
    "positions.stance": ["positions.stance"],
    "read": ["sources.read"],  # a word of many definitions too
    "oppose": ["oppose"],
    "the un arms embargo should be lifted": ["defence-embargo"],
    "arms embargo": ["defence", "defence-arms", "defence-embargo"],
}


@pytest.mark.parametrize("term", FOUND)
def test_what_a_term_finds(term, glossary):
    assert [entry.name for entry in glossary.find(term)] == FOUND[term]


@pytest.mark.usefixtures("at_root")
def test_value_of_several_fields_is_one_entry(capsys):
    assert cli.main(["codebook", "oppose"]) == 0
    positions = count("data/positions.csv", "stance", "oppose")
    codings = count("data/reliability/codings.csv", "stance", "oppose")
    assert capsys.readouterr().out == (
        f"oppose  Oppose  (value)\n  used: positions.stance {positions}, codings.stance {codings}\n"
    )


@pytest.mark.usefixtures("at_root")
def test_many_entries_are_listed_in_a_line_each(glossary, capsys):
    assert cli.main(["codebook", "truce"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(glossary.find("truce")) > 3
    assert lines[0] == (
        "settlement-political  The Libyan crisis should be settled by political means  (claim)"
    )
    told = " ".join(" ".join(lines).split())
    assert told == " ".join(
        f"{entry.name} {entry.title} ({entry.kind})" for entry in glossary.find("truce")
    )


@pytest.mark.usefixtures("at_root")
def test_without_a_term_issues_with_their_claims(capsys):
    assert cli.main(["codebook"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "settlement  Political settlement and reconciliation",
        "  settlement-political  The Libyan crisis should be settled by political means",
    ]
    with (ROOT / "data/codes/claims.csv").open(encoding="utf-8", newline="") as file:
        claims = [row["claim_id"] for row in csv.DictReader(file)]
    assert [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "] == claims


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("defence-embarg", "Did you mean 'defence-embargo'?"),
        ("positions.stanc", "Did you mean 'positions.stance'?"),
        ("qqq", "`readouts codebook` lists issues and claims"),
        (" ", "`readouts codebook` lists issues and claims"),
    ],
)
@pytest.mark.usefixtures("at_root")
def test_miss_names_the_nearest(term, message, capsys):
    assert cli.main(["codebook", term]) == 2
    shown = " ".join(f"There is no code, field or term {term!r}. {message}".split())
    assert capsys.readouterr() == ("", f"{shown}\n")


def test_every_code_can_be_found_by_its_name(glossary):
    for entry in glossary.entries:
        assert entry.name in [found.name for found in glossary.find(entry.name)]


def test_uses_are_counted_over_every_foreign_key(glossary):
    uses = {name for entry in glossary.entries if entry.kind == "side" for name in entry.uses}
    assert uses == {"participants.side_id", "actors.side_id"}
