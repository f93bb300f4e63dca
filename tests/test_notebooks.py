"""Notebooks: stored as they should be, and their numbers are those of the CSV files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("[0-9]*.ipynb"))
FIRST, SECOND = "01_who_met_whom", "02_one_day_in_tripoli"
THIRD, FOURTH = "03_do_readouts_agree", "04_who_speaks_for_libya"
FIFTH, SIXTH = "05_what_is_asked_of_russia", "06_how_sure_are_we"
SEVENTH = "07_contribute_a_record"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def stored(request):
    return nbformat.read(request.param, as_version=nbformat.NO_CONVERT)


# ---- how they are stored


def test_there_are_notebooks():
    assert {FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, SEVENTH} <= {
        path.stem for path in NOTEBOOKS
    }


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
        assert ids or name == SEVENTH
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
    met = engagements["engagement_id"][
        (engagements["status"] == "held") & (engagements["form"] != "conference")
    ]
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
        "actors, conferences left out": people["actor_id"][
            people["engagement_id"].isin(met)
        ].nunique(),
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


ACTS = ["request", "offer", "commit", "call-for"]


def between_libya_and_russia(tables):
    """Return sides of each engagement, and the positions of those of the two alone, one row each."""
    people = tables["participants"].dropna(subset="side_id")
    present = people.groupby("engagement_id")["side_id"].agg(set)
    told = tables["positions"].merge(tables["readouts"], on="readout_id", suffixes=("", "_told"))
    told = told.merge(tables["engagements"], on="engagement_id", suffixes=("", "_met"))
    told = told[[present.get(key, set()) == {"LBY", "RUS"} for key in told["engagement_id"]]]
    told = told[told["status"] == "held"]
    told = told.assign(
        visit=told["part_of"].fillna(told["engagement_id"]),
        issuing=sides_of(tables, told[["engagement_id", "issuer_id"]].to_numpy()),
        is_residual=told["claim_id"].map(
            dict(tables["claims"][["claim_id", "is_residual"]].to_numpy())
        ),
    )
    held_by = told.merge(tables["position_holders"], on="position_id")
    held_by["side"] = sides_of(tables, held_by[["engagement_id", "actor_id"]].to_numpy())
    sides = held_by.dropna(subset="side").groupby("position_id")["side"]
    told["held"] = told["position_id"].map(sides.agg(lambda held: "+".join(sorted(set(held)))))
    return present, told, held_by


def voice(row):
    """Say who tells a position: its own side, the other, a third party, or that it is joint."""
    if "+" in row["held"]:
        return "joint"
    if row["issuing"] not in ("LBY", "RUS"):
        return "third"
    return "own" if row["issuing"] == row["held"] else "other"


def year(text):
    """Return the only year that a date as published allows."""
    if not isinstance(text, str) or ".." in text or "XXXX" in text:
        return None
    first, _, last = re.sub("[?~%]", "", text).partition("/")
    return first[:4] if first[:4] == (last or first)[:4] else None


def test_what_is_asked_of_russia_equals_pandas_by_hand(executed, tables):
    present, told, held_by = between_libya_and_russia(tables)
    both = present[[{"LBY", "RUS"} <= sides for sides in present]]
    told["voice"] = [
        voice(row) if isinstance(row["held"], str) else None for _, row in told.iterrows()
    ]
    key = ["visit", "held", "act", "claim_id"]
    spoken = told[told["act"].isin(ACTS) & told["held"].isin(["LBY", "RUS", "LBY+RUS"])]
    asks = spoken[(spoken["stance"] == "support") & (spoken["is_residual"] == "false")]
    once = asks.drop_duplicates(key)
    number = once.groupby(["held", "act"]).size()
    plain = {"index": False, "name": None}
    known = spoken[spoken["is_residual"] == "false"].groupby("stance")[key]
    told_so = {stance: set(rows.itertuples(**plain)) for stance, rows in known}
    against = told_so.get("oppose", set())
    unclear = told_so.get("ambiguous", set()) | told_so.get("none", set())
    wanted = set(once.query("held == 'LBY' and act == 'request'")["claim_id"])
    given = once[once["held"].isin(["RUS", "LBY+RUS"]) & once["act"].isin(["offer", "commit"])]
    pairs = once.query("held == 'LBY' and act == 'request'").merge(given, on=["claim_id", "visit"])
    alone = asks[asks["held"] != "LBY+RUS"].groupby(key)["voice"].agg(set).reset_index()
    alone["voice"] = [
        next(v for v in ("own", "other", "third") if v in told) for told in alone["voice"]
    ]
    by = alone.groupby(["held", "act", "voice"]).size()
    by_side = alone.groupby(["held", "voice"]).size()
    years = told.sort_values("engagement_id").drop_duplicates("visit")["date"].map(year)
    views = told[told["stance"].isin(["support", "oppose"]) & (told["is_residual"] == "false")]
    views = views[views["voice"].isin(["own", "other", "third"])]
    counted = {"index": ["held", "claim_id"], "columns": "stance", "values": "visit"}
    sizes = views.pivot_table(**counted, aggfunc="nunique", fill_value=0)
    sizes = {side: sizes.loc[side] for side in ("LBY", "RUS")}
    lead = {side: (size["support"] - size["oppose"]).clip(-1, 1) for side, size in sizes.items()}
    shared = lead["LBY"].index.intersection(lead["RUS"].index)
    alike = [claim for claim in shared if lead["LBY"][claim] == lead["RUS"][claim] != 0]
    libya, russia = (sizes[side].loc[shared] for side in ("LBY", "RUS"))
    apart = (libya["support"] * russia["oppose"] > 0) | (libya["oppose"] * russia["support"] > 0)
    expected = {
        "engagements with both": len(both),
        "with nobody else": sum(len(sides) == 2 for sides in both),
        "positions": len(told),
        "engagements, visits once": told["visit"].nunique(),
        "requests of Libya": number["LBY", "request"],
        "offers of Libya": number["LBY", "offer"],
        "commitments of Libya": number["LBY", "commit"],
        "requests of Russia": number["RUS", "request"],
        "offers of Russia": number["RUS", "offer"],
        "commitments of Russia": number["RUS", "commit"],
        "commitments of both": number["LBY+RUS", "commit"],
        "asks on residual claims": len(
            spoken[spoken["is_residual"] == "true"].drop_duplicates(key)
        ),
        "asks against a claim": len(against),
        "asks without a clear stance": len(unclear - against - set(once[key].itertuples(**plain))),
        "claims requested by Libya": len(wanted),
        "of them offered or committed to by Russia": len(wanted & set(given["claim_id"])),
        "of them in the same engagement": pairs["claim_id"].nunique(),
        "requests of Libya, told by Libya": by["LBY", "request", "own"],
        "offers of Russia, told by Russia": by["RUS", "offer", "own"],
        "asks of Russia, told by Libya alone": by_side["RUS", "other"],
        "asks of Libya, told by Russia alone": by_side["LBY", "other"],
        "engagements of a known year": years.notna().sum(),
        "claims on which both take a stand": len(shared),
        "of them mostly the same": len(alike),
        "claims on which they differ": apart.sum(),
        "holders with a view": held_by["actor_id"][
            held_by["position_id"].isin(views["position_id"])
        ].nunique(),
    }
    assert named_numbers(executed[FIFTH]["key-numbers"]) == expected


def printed(executed, cell):
    return executed[SEVENTH][cell][0]["text"]


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        (
            "first-try",
            [
                "meeting.yaml:35:claim  [record-name-is-known]",
                "meeting.yaml:38:holders  [record-name-is-known]",
            ],
        ),
        ("second-try", ["meeting.yaml:6:date  [date-is-edtf]"]),
    ],
)
def test_the_exercise_is_refused_where_it_is_wrong(executed, cell, places):
    lines = printed(executed, cell).splitlines()
    assert [line for line in lines if line.startswith("meeting.yaml:") and "[" in line] == places
    assert lines[0] == "$ readouts add --dry-run meeting.yaml"
    assert lines[-1] == "Nothing was written."


def test_the_exercise_adds_one_engagement_and_leaves_nothing(executed, tables):
    ever = pd.concat([tables["engagements"]["engagement_id"], tables["retired_ids"]["id"]])
    number = f"E{max(int(key[1:]) for key in ever if key.startswith('E')) + 1:04}"
    added = printed(executed, "add-details")
    assert "data/engagements.csv: 1 row added\n" in added
    assert f"\n  + {number}  Made up: Minister Example" in added
    assert added.splitlines()[-1] == "26 rows added in 11 tables"
    html = executed[SEVENTH]["new-engagement"][0]["data"]["text/html"]
    assert f"{number} · 1 April 2026" in html
    assert "Made up: Minister Example" in html
    assert prose(executed[SEVENTH]["clean-up"]) == (
        f"The temporary folder is gone. The package has {len(tables['engagements'])} engagements "
        "and is unchanged: Nobody in it is called Nadia Example."
    )


def allows(text, day):
    """Say whether a date as published, of the shapes that occur in that year, allows a day."""
    if not isinstance(text, str) or ".." in text or "XXXX" in text:
        return False
    first, _, last = re.sub("[?~%]", "", text).partition("/")
    return pd.Period(first).start_time <= day <= pd.Period(last or first).end_time


VIEW = ["claim_id", "stance"]


def own_word(tables, ids):
    """Return the views that accounts of Russia's own give to Russia alone, in what else was held."""
    held = tables["engagements"].query("status == 'held'")["engagement_id"]
    told = tables["positions"].merge(tables["readouts"], on="readout_id")
    told = told[told["engagement_id"].isin(held) & ~told["engagement_id"].isin(ids)]
    told = told.assign(issuing=sides_of(tables, told[["engagement_id", "issuer_id"]].to_numpy()))
    people = tables["participants"]
    there = set(people.loc[people["side_id"] == "RUS", "engagement_id"])
    told = told[(told["issuing"] == "RUS") & told["engagement_id"].isin(there)]
    held_by = told.merge(tables["position_holders"], on="position_id")
    held_by["side"] = sides_of(tables, held_by[["engagement_id", "actor_id"]].to_numpy())
    sides = held_by.groupby("position_id")["side"].agg(lambda held: set(held.dropna()))
    told = told[[sides.get(key) == {"RUS"} for key in told["position_id"]]]
    return set(told[VIEW].itertuples(index=False, name=None))


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
    account = told["issuer_id"].fillna(told["source_id"])
    residual = set(tables["claims"].query("is_residual == 'true'")["claim_id"])
    kept = told.assign(account=account)[~told["claim_id"].isin(residual)]
    in_accounts = kept.groupby("claim_id")["account"].nunique()
    ascribed = told[(told["held"] == "RUS") & (told["stance"] != "none")]
    ascribed = set(
        ascribed[~ascribed["claim_id"].isin(residual)][VIEW].itertuples(index=False, name=None)
    )
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
        "Russia, told by outlets or outsiders": by["RUS", "outlet"],
        "Russia, told by Russia": by.get(("RUS", "RUS"), 0),
        "Libya, told by Libya": by["LBY", "LBY"],
        "held by both": (told["held"] == "LBY+RUS").sum(),
        "topics without a holder": told["held"].isna().sum(),
        "from the message": told["holder_as_reported"].str.contains("message").sum(),
        "views of Russia, by claim": len(ascribed),
        "of them Russia's own word elsewhere": len(ascribed & own_word(tables, ids)),
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
    assert len(told)
    assert [key for key in told["position_id"] if html.count(f">{key} ¶") != 1] == []
    assert '<q dir="auto">وتعزيز' in html
