"""Notebooks: stored as they should be, and their numbers are those of the CSV files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9]*.ipynb"))
FIRST, SECOND = "01_who_met_whom", "02_one_day_in_tripoli"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def stored(request):
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def executed():
    """Both notebooks, run: cell ids to what the cells show, as text."""
    shown = {}
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, kernel_name="python3", timeout=120, resources=resources).execute()
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        shown[path.stem] = {cell.id: cell.outputs for cell in cells}
    return shown


@pytest.fixture(scope="module")
def tables(raw_tables):
    """The CSV files, empty cells missing: no line of the library is used."""
    return {name: frame.mask(frame == "") for name, frame in raw_tables.items()}


# ---- how they are stored


def test_there_are_notebooks():
    assert {FIRST, SECOND} <= {path.stem for path in NOTEBOOKS}


def test_stored_without_results(stored):
    assert (stored.nbformat, stored.nbformat_minor) == (4, 5)
    for cell in stored.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        assert cell.metadata == {}


def test_metadata_say_nothing_of_a_machine(stored):
    assert set(stored.metadata) == {"kernelspec", "language_info"}
    assert stored.metadata.kernelspec.name == "python3"
    assert stored.metadata.language_info == {"name": "python"}


def test_cells_have_readable_ids(stored):
    ids = [cell.id for cell in stored.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", one) for one in ids)


def test_title_is_a_question_with_tables_and_limits(stored):
    first = stored.cells[0]
    assert first.cell_type == "markdown"
    title, _, rest = first.source.partition("\n")
    assert title.startswith("# ")
    assert title.endswith("?")
    for part in ("**Tables used**", "**What the answer may say**", "**What it may not say**"):
        assert part in rest


def test_first_code_cell_imports_and_loads_only(stored):
    code = next(cell.source for cell in stored.cells if cell.cell_type == "code")
    *imports, last = ast.parse(code).body
    assert all(isinstance(line, ast.Import | ast.ImportFrom) for line in imports)
    assert ast.unparse(last) == "data = readouts.load()"


def test_prose_holds_no_count(stored):
    """Numbers are computed; only the day of the case and ids stand in prose."""
    for cell in stored.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"\d", cell.source.replace("28 April 2025", "")), cell.id


def test_last_cell_cites(stored):
    assert stored.cells[-1].source == "print(readouts.cite(data))"


# ---- what they show


def named_numbers(outputs):
    """Return what the table of named figures holds."""
    (output,) = outputs
    lines = output["data"]["text/plain"].splitlines()[1:]
    found = (re.fullmatch(r"(.+?)\s+(-?\d+)", line.strip()) for line in lines)
    return {match[1]: int(match[2]) for match in found}


def prose(outputs):
    return outputs[0]["data"]["text/markdown"]


def test_every_cell_runs_without_a_word_on_stderr(executed):
    for cells in executed.values():
        for outputs in cells.values():
            assert not [out for out in outputs if out.get("name") == "stderr"]
            assert not [out for out in outputs if out.output_type == "error"]


def test_figures_are_pictures(executed):
    for name, cells in executed.items():
        ids = [cell for cell in cells if cell.endswith("figure")]
        assert ids
        for cell in ids:
            assert any("image/png" in out.get("data", {}) for out in cells[cell]), (name, cell)


def test_outputs_hold_no_address_of_an_object(executed):
    for cells in executed.values():
        for outputs in cells.values():
            texts = [out.get("data", {}).get("text/plain", "") for out in outputs]
            assert not any(re.search(r"0x[0-9a-f]{6,}", text) for text in texts)


def test_citation_is_of_this_version(executed, data):
    for cells in executed.values():
        assert f"ersion {data.version}" in cells["citation"][0]["text"]


DAY = r"[?~%]?\d{4}[?~%]?-\d\d[?~%]?-[?~%]?\d\d[?~%]?"


def precision(dates):
    """Sort dates as published by how much they say: day, open, none, span."""
    said = pd.Series("span", index=dates.index)
    said[dates.str.fullmatch(DAY).fillna(False)] = "day"
    said[dates.str.contains(r"^\.\./|/\.\.$", regex=True).fillna(False)] = "open"
    said[dates.isna() | dates.str.startswith("XXXX").fillna(False)] = "none"
    return said.value_counts()


def count_pairs(tables, held_ids, column):
    """Count, per pair across sides, the engagements in which both took part, a visit once."""
    people = tables["participants"].dropna(subset=["side_id", column])
    people = people[people["engagement_id"].isin(held_ids)]
    part_of = tables["engagements"].set_index("engagement_id")["part_of"]
    pairs = set()
    for engagement, rows in people.groupby("engagement_id"):
        visit = part_of[engagement] if isinstance(part_of[engagement], str) else engagement
        who = sorted(set(zip(rows[column], rows["side_id"], strict=True)))
        pairs |= {(visit, a, b) for a, s in who for b, t in who if a < b and s != t}
    return pd.Series([pair[1:] for pair in sorted(pairs)]).value_counts()


def sides_of(tables, ids):
    """Return the side of an actor in an engagement: the one he took part for, else his own."""
    usual = dict(tables["actors"][["actor_id", "side_id"]].to_numpy())
    rows = tables["participants"].dropna(subset=["actor_id", "side_id"])
    here = {(e, a): s for e, a, s in rows[["engagement_id", "actor_id", "side_id"]].to_numpy()}
    return [here.get((e, a), usual.get(a)) for e, a in ids]


def test_who_met_whom_equals_pandas_by_hand(executed, tables):
    engagements, people = tables["engagements"], tables["participants"]
    readouts, sources = tables["readouts"], tables["sources"]
    whole = engagements[engagements["part_of"].isna()]
    held = whole[whole["status"] == "held"]
    told = readouts[readouts["engagement_id"].isin(held["engagement_id"])].copy()
    told["side"] = sides_of(tables, told[["engagement_id", "issuer_id"]].to_numpy())
    n_told = told["engagement_id"].value_counts()
    n_sides = told.groupby("engagement_id")["side"].nunique()
    pages = readouts.merge(sources, on="source_id")
    said = precision(held["date"])
    places = tables["places"].set_index("place_id")
    where = held["place_id"].dropna()
    every_held = engagements[engagements["status"] == "held"]["engagement_id"]
    expected = {
        "engagements": len(engagements),
        "engagements without parts": len(whole),
        "held": len(held),
        "accounts": len(readouts),
        "pages": len(sources),
        "accounts in Arabic": (pages["language"] == "ar").sum(),
        "accounts in Russian": (pages["language"] == "ru").sum(),
        "accounts on official pages": (pages["publisher_kind"] == "official").sum(),
        "held, told once": (n_told == 1).sum(),
        "held, issued by two sides or more": (n_sides >= 2).sum(),
        "held, outlets alone": (n_sides == 0).sum(),
        "Libya and Russia": count_pairs(tables, every_held, "side_id")["LBY", "RUS"],
        "busiest pair of actors": count_pairs(tables, every_held, "actor_id").max(),
        "participations without a name": people["actor_id"].isna().sum(),
        "acting": (people["is_acting"] == "true").sum(),
        "held, known to the day": said["day"],
        "held, in a span": said["span"],
        "held, open end": said["open"],
        "held, no date": said["none"],
        "held, with a place": len(where),
        "in Moscow": (where == "moscow").sum(),
        "in Tripoli": (where == "tripoli").sum(),
        "in Libya": (where.map(places["country_iso3"]) == "LBY").sum(),
    }
    assert named_numbers(executed[FIRST]["key-numbers"]) == expected
    assert f"**{len(engagements)}** engagements" in prose(executed[FIRST]["counted"])
    assert f"**{expected['held, told once']}** of the {len(held)}" in prose(
        executed[FIRST]["told-by-text"]
    )


def allows(text, day):
    """Say whether a date as published, of the shapes that occur in that year, allows a day."""
    if not isinstance(text, str) or ".." in text or "XXXX" in text:
        return False
    first, _, last = re.sub("[?~%]", "", text).partition("/")
    return pd.Period(first).start_time <= day <= pd.Period(last or first).end_time


def test_one_day_in_tripoli_equals_pandas_by_hand(executed, tables):
    engagements, readouts = tables["engagements"], tables["readouts"]
    possible = engagements["date"].map(lambda text: allows(text, pd.Timestamp("2025-04-28")))
    ids = ["E0289", "E0291", "E0292", "E0293"]
    people = tables["participants"][tables["participants"]["engagement_id"].isin(ids)]
    accounts = readouts[readouts["engagement_id"].isin(ids)].copy()
    accounts["issuing"] = sides_of(tables, accounts[["engagement_id", "issuer_id"]].to_numpy())
    told = tables["positions"].merge(accounts, on="readout_id")
    held_by = told.merge(tables["position_holders"], on="position_id")
    held_by["side"] = sides_of(tables, held_by[["engagement_id", "actor_id"]].to_numpy())
    sides = held_by.groupby("position_id")["side"].agg(lambda held: "+".join(sorted(set(held))))
    told["held"] = told["position_id"].map(sides)
    by = told.groupby(["held", told["issuing"].fillna("outlet")]).size()
    in_accounts = told.groupby("claim_id")["readout_id"].nunique()
    expected = {
        "engagements that the date allows": possible.sum(),
        "dated to the day": (engagements["date"] == "2025-04-28").sum(),
        "meetings of the visit": (engagements["part_of"] == "E0289").sum(),
        "participations": len(people),
        "participations without a name": people["actor_id"].isna().sum(),
        "acting": (people["is_acting"] == "true").sum(),
        "accounts": len(accounts),
        "pages": accounts["source_id"].nunique(),
        "accounts issued by Russia": (accounts["issuing"] == "RUS").sum(),
        "accounts issued by Libya": (accounts["issuing"] == "LBY").sum(),
        "positions": len(told),
        "claims": len(in_accounts),
        "claims in one account only": (in_accounts == 1).sum(),
        "Russia, told by Libya": by["RUS", "LBY"],
        "Russia, told by outlets": by["RUS", "outlet"],
        "Russia, told by Russia": by.get(("RUS", "RUS"), 0),
        "Libya, told by Libya": by["LBY", "LBY"],
        "held by both": (told["held"] == "LBY+RUS").sum(),
        "topics without a holder": told["held"].isna().sum(),
        "from the message": told["holder_as_reported"].str.contains("message").sum(),
    }
    assert named_numbers(executed[SECOND]["key-numbers"]) == expected
    assert f"**{expected['accounts issued by Russia']}** of the {len(accounts)} accounts" in prose(
        executed[SECOND]["what-follows"]
    )


def test_side_by_side_table_holds_every_position_escaped(executed, tables):
    html = executed[SECOND]["side-by-side-table"][0]["data"]["text/html"]
    accounts = tables["readouts"]
    accounts = accounts[accounts["engagement_id"].isin(["E0291", "E0292", "E0293"])]
    told = tables["positions"][tables["positions"]["readout_id"].isin(accounts["readout_id"])]
    assert html.count("<p>") == len(told)
    assert all(f", {key}</small>" in html for key in accounts["readout_id"])
    assert '<q dir="auto">وتعزيز' in html
