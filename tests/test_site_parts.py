"""What the site is made of, without drawing it: what finds engagements, texts, escaping."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
import pytest

import readouts
from readouts import compare
from readouts.match import normal_name

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "site"))

import browse  # noqa: E402
import build  # noqa: E402
import engagement  # noqa: E402
import pages  # noqa: E402

EVIL = "</script></li><script>alert('x & y')</script><b title=\"z\">"


@pytest.fixture(scope="module")
def index(data):
    return browse.index(data)


@pytest.fixture(scope="module")
def listed(data, index):
    return browse.page("$browser", data, index)


def values(rows, key, column):
    """The values of a column for each key, straight from the cells."""
    found = {}
    for row in rows.itertuples(index=False):
        if getattr(row, column) != "":
            found.setdefault(getattr(row, key), set()).add(getattr(row, column))
    return found


def test_the_index_is_what_the_tables_say(index, raw_tables):
    people, told = raw_tables["participants"], raw_tables["readouts"]
    said = raw_tables["positions"].merge(told, on="readout_id")
    said = said.merge(raw_tables["claims"], on="claim_id")
    held = said.merge(raw_tables["position_holders"], on="position_id")
    of_actors = [
        values(people, "engagement_id", "actor_id"),
        values(people, "engagement_id", "organization_id"),
        values(told, "engagement_id", "issuer_id"),
        values(held, "engagement_id", "actor_id"),
    ]
    sides = values(people, "engagement_id", "side_id")
    issues = values(said, "engagement_id", "issue_id")
    found = {
        key: {name: entry[name] for name in ("side", "actor", "issue", "status")}
        for key, entry in index["engagements"].items()
    }
    assert found == {
        row.engagement_id: {
            "side": sorted(sides.get(row.engagement_id, ())),
            "actor": sorted(set().union(*(of.get(row.engagement_id, ()) for of in of_actors))),
            "issue": sorted(issues.get(row.engagement_id, ())),
            "status": [row.status],
        }
        for row in raw_tables["engagements"].itertuples(index=False)
    }


def test_the_years_of_the_index_are_those_of_the_dates(index, raw_tables):
    for row in raw_tables["engagements"].itertuples(index=False):
        found = index["engagements"][row.engagement_id]["year"]
        given = sorted(set(re.findall(r"\b[12][0-9]{3}(?=[-~?%/]|$)", row.date)))
        if given:
            assert found == list(map(str, range(int(given[0]), int(given[-1]) + 1))), row.date
        else:
            assert found == [browse.NO_YEAR]


def test_an_actor_is_found_by_every_name_that_the_tables_have(index, raw_tables):
    names = values(raw_tables["actor_names"], "actor_id", "name")
    there = {actor for told in index["engagements"].values() for actor in told["actor"]}
    assert set(index["actors"]) == there
    for actor, found in index["actors"].items():
        assert set(found) >= {normal_name(name) for name in names[actor]}


def test_the_list_has_every_engagement_once_the_latest_first(data, listed):
    keys = re.findall(r'<li id="(E\d+)">', listed)
    assert sorted(keys) == sorted(data.engagements["engagement_id"])
    assert re.findall(r'href="browse/(E\d+)\.html"', listed) == keys
    last = data.engagements.set_index("engagement_id")
    last = last["date_latest"].fillna(last["date_earliest"]).loc[keys].dropna()
    assert last.is_monotonic_decreasing


def test_a_filter_says_how_many_engagements_have_a_value(index, listed):
    told = dict(re.findall(r'<option value="([^"]+)">[^<]* \((\d+)\)', listed))
    for name in ("side", "status", "issue", "year"):
        counts = {}
        for found in index["engagements"].values():
            for value in found[name]:
                counts[value] = counts.get(value, 0) + 1
        assert {value: int(told[value]) for value in counts} == counts


@pytest.mark.parametrize(
    ("earliest", "latest", "found"),
    [
        ("2020-11-24", "2020-11-24", ["2020"]),
        ("2019-12-30", "2021-01-02", ["2019", "2020", "2021"]),
        ("2023-06-01", None, ["2023"]),
        (None, "2013-10-04", ["2013"]),
        (None, None, ["none"]),
    ],
    ids="day span open-end open-start unknown".split(),
)
def test_years_in_which_an_engagement_may_lie(earliest, latest, found):
    import pandas as pd

    assert browse.years(pd.to_datetime(earliest), pd.to_datetime(latest)) == found


@pytest.fixture
def hostile():
    """The shipped tables, loaded anew, with markup in every column of text."""
    evil = readouts.load(ROOT)
    for table, columns in {
        "engagements": ["title", "summary", "notes", "date"],
        "actors": ["name"],
        "actor_names": ["name"],
        "sides": ["label"],
        "issues": ["label"],
        "places": ["name"],
        "posts": ["label"],
        "participants": ["name_as_reported", "title_as_reported"],
        "sources": ["publisher", "title", "published", "language"],
        "positions": ["paraphrase", "holder_as_reported", "quote_opening"],
    }.items():
        for column in columns:
            evil[table][column] = EVIL
    evil["sources"]["url"] = "javascript:alert(1)"
    return evil


def test_nothing_of_the_data_gets_into_the_markup(hostile):
    listed = browse.page("$browser", hostile, browse.index(hostile))
    assert re.findall("<script[^>]*>", listed) == [
        '<script src="_static/index.js">',
        '<script src="_static/browse.js">',
    ]
    tell = engagement.tell(hostile, browse.status_words(hostile))
    told = tell(compare.engagement(hostile, "E0293"))
    for shown in (listed, told):
        assert EVIL not in shown
        assert "<b title" not in shown
        assert "&lt;script&gt;" in shown
    assert "<script" not in told
    assert "javascript:" not in told


def test_the_script_holds_the_index(index):
    script = browse.script(index)
    assert json.loads(script.removeprefix("const READOUTS = ").removesuffix(";\n")) == index


def test_a_page_has_the_title_of_its_engagement_as_its_heading(data):
    tell = engagement.tell(data, browse.status_words(data))
    told = tell(compare.engagement(data, "E0117"))
    assert re.findall(r"<h(\d)>", told)[:2] == ["1", "2"]
    assert told.count("<h1>") == 1
    assert "<style>" not in told
    assert set(re.findall(r" h(\d)\{", engagement.style())) == {"1", "2", "3"}


def test_a_part_stands_between_two_lines():
    assert pages.part("a\n## One\n\ntext\n\n## Two\nb", "## One", "## Two") == "text"
    with pytest.raises(ValueError, match="expected one line '## One' and one '## Two'"):
        pages.part("## One\n## One\n## Two", "## One", "## Two")


def test_the_codebook_and_the_dictionary_are_all_of_the_codebook():
    text = (ROOT / "CODEBOOK.md").read_text(encoding="utf-8")
    rest, dictionary = pages.codebook(text)
    lines = [line.lstrip("#").strip() for line in (rest + dictionary).split("\n")]
    missing = [line for line in text.split("\n") if line.lstrip("#").strip() not in lines]
    assert missing == []
    assert "](dictionary.md)" in rest


def test_the_diagram_of_the_tables_is_told_in_words(data):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    made = pages.readme(text, data.package)
    assert "mermaid" not in made
    assert "| `readouts` | `engagements`, `sources`, `actors` |" in made
    assert "| `sources` | `actors`, `sources` |" in made
    assert "| `coverage` | none |" in made


def test_a_figure_has_words_in_its_place():
    picture = nbformat.v4.new_output("display_data", data={"image/png": "aGk="})
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Who met whom?"),
            nbformat.v4.new_markdown_cell(
                "## When they met\n\nA *day* is a point. A span is a bar."
            ),
            nbformat.v4.new_code_cell("draw()", outputs=[picture]),
        ]
    )
    pages.tell_figures(notebook)
    told = "Figure: When they met. A day is a point."
    assert list(pages.figures(notebook)) == [("png", b"hi", told)]
    gallery = pages.notebooks_page("$version $cards $names", {"01_met": notebook}, "1.0")
    assert f"![{told}](notebooks/01_met.png)" in gallery
    assert "[Who met whom?](notebooks/01_met.ipynb)" in gallery


def test_without_executed_notebooks_the_way_out_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["build.py", "--notebooks", str(tmp_path)])
    assert build.main() == 2
    assert capsys.readouterr().err == f"{tmp_path} has no executed notebooks. Run make first\n"
