"""Notebooks 03, 04 and 06: their numbers are those of the CSV files, by other ways."""

from __future__ import annotations

import ast
import re
from itertools import combinations

import nbformat
import pandas as pd
from test_notebooks import (
    DAY,
    FOURTH,
    NOTEBOOKS,
    SIXTH,
    THIRD,
    named_numbers,
    prose,
    sides_of,
)

PAIR = ["LBY", "RUS"]


def tellings(tables):
    """Return positions and holders, one row each, with account, side of it and of the holder."""
    told = tables["positions"].merge(tables["readouts"], on="readout_id", suffixes=("", "_told"))
    told = told.merge(tables["claims"], on="claim_id", suffixes=("", "_claim"))
    root = tables["sources"].set_index("source_id")["derived_from"]
    page = told["source_id"].map(root).fillna(told["source_id"])
    told["account"] = told["issuer_id"].fillna(page)
    told["side"] = sides_of(tables, told[["engagement_id", "issuer_id"]].to_numpy())
    told = told.merge(tables["position_holders"], on="position_id", how="left")
    told["holder_side"] = sides_of(tables, told[["engagement_id", "actor_id"]].to_numpy())
    return told


def shared(told, column):
    """Count, over engagements, what stands in accounts of both sides, and in those of either."""
    by_side = told.groupby(["engagement_id", column])["side"].nunique()
    return (by_side == len(PAIR)).sum(), len(by_side)


def given(told, teller, holder):
    """Return the claims, by engagement, on which accounts of one side give a view to a side."""
    views = told[(told["stance"] != "none") & (told["side"] == teller)]
    views = views[views["holder_side"] == holder]
    return set(zip(views["engagement_id"], views["claim_id"], strict=True))


def contradictions(told):
    """Count holders and claims with a clear view in accounts of both sides, and the opposite ones."""
    clear = told[told["stance"].isin(["support", "oppose"])].dropna(subset="actor_id")
    comparable = opposite = 0
    for _, rows in clear.groupby(["engagement_id", "actor_id", "claim_id"]):
        mine, theirs = (set(rows.loc[rows["side"] == side, "stance"]) for side in PAIR)
        comparable += bool(mine and theirs)
        opposite += bool(mine and theirs and len(mine | theirs) == 2)
    return comparable, opposite


def pages_of(tables):
    """Return the pages of each account, a page that copies another as that other."""
    readouts = tables["readouts"].dropna(subset="issuer_id")
    root = tables["sources"].set_index("source_id")["derived_from"]
    page = readouts["source_id"].map(root).fillna(readouts["source_id"])
    return page.groupby([readouts["engagement_id"], readouts["issuer_id"]]).agg(set)


def test_do_readouts_agree_equals_pandas_by_hand(executed, tables):
    told = tellings(tables)
    status = tables["engagements"].set_index("engagement_id")["status"]
    told = told[told["engagement_id"].map(status) == "held"]
    told = told[told["is_residual"] == "false"]
    sides = told.dropna(subset="side").groupby("engagement_id")["side"].agg(set)
    ids = sides.index[[set(PAIR) <= found for found in sides]]
    here = told[told["engagement_id"].isin(ids)]
    known = here[here["side"].isin(PAIR)]
    accounts = known.drop_duplicates(["engagement_id", "account"])
    keys = accounts[["engagement_id", "account"]].itertuples(index=False, name=None)
    pages = pages_of(tables)
    issues, claims = shared(known, "issue_id"), shared(known, "claim_id")
    from_libya, from_russia = given(known, "LBY", "RUS"), given(known, "RUS", "LBY")
    every = told.dropna(subset=["issuer_id", "side"])
    every = every.drop_duplicates(["engagement_id", "account"])
    pairs = [
        (one[0], two[0], pages[key, one[1]], pages[key, two[1]])
        for key, rows in every.groupby("engagement_id")
        for one, two in combinations(zip(rows["side"], rows["issuer_id"], strict=True), 2)
    ]
    own = [(one, two) for side, other, one, two in pairs if side == other]
    this = [(one, two) for side, other, one, two in pairs if {side, other} == set(PAIR)]
    comparable, opposite = contradictions(known)
    expected = {
        "engagements told by two sides": (sides.map(len) >= 2).sum(),
        "engagements of the pair": len(ids),
        "accounts of the pair": len(accounts),
        "pages of the pair": len(set().union(*(pages[key] for key in keys))),
        "accounts read whole": 0,
        "claims in both": claims[0],
        "claims in either": claims[1],
        "issues in both": issues[0],
        "issues in either": issues[1],
        "views given, Libya to Russia": len(from_libya),
        "views given, Russia to Libya": len(from_russia),
        "views not told, Libya to Russia": len(from_libya - given(known, "RUS", "RUS")),
        "views not told, Russia to Libya": len(from_russia - given(known, "LBY", "LBY")),
        "pairs of accounts of one side": len(own),
        "pairs of accounts of the two": len(this),
        "pairs of one side on a common page": sum(bool(one & two) for one, two in own),
        "pairs of the two on a common page": sum(bool(one & two) for one, two in this),
        "pairs of the two on no other page": sum(one == two for one, two in this),
        "views that can be contradicted": comparable,
        "contradictions": opposite,
    }
    assert named_numbers(executed[THIRD]["key-numbers"]) == expected
    assert f"of **Libya and Russia**: {len(ids)} engagements" in prose(
        executed[THIRD]["two-sided-text"]
    )
    assert f"({claims[0]} of {claims[1]})** stand in both" in prose(
        executed[THIRD]["how-much-text"]
    )


def seats_in_notebook():
    """Return the list of seats as the notebook has it."""
    path = next(path for path in NOTEBOOKS if path.stem == FOURTH)
    cells = nbformat.read(path, as_version=4).cells
    code = ast.parse(next(cell.source for cell in cells if cell.id == "seats-of-bodies"))
    return next(ast.literal_eval(line.value) for line in code.body if isinstance(line, ast.Assign))


def up(tables, body):
    """Return a body and those above it."""
    above = dict(tables["actors"].dropna(subset="parent_id")[["actor_id", "parent_id"]].to_numpy())
    chain = [body]
    while chain[-1] in above:
        chain.append(above[chain[-1]])
    return chain


def test_who_speaks_for_libya_equals_pandas_by_hand(executed, tables):
    people = tables["participants"].merge(tables["engagements"], on="engagement_id")
    people["visit"] = people["part_of"].fillna(people["engagement_id"])
    libyans = people[people["side_id"] == "LBY"]
    held = people[people["status"] == "held"]
    ours = libyans[libyans["status"] == "held"]
    foreign = held.dropna(subset="side_id").query("side_id != 'LBY'")
    met = ours[ours["visit"].isin(foreign["visit"])].dropna(subset="organization_id")
    seats = seats_in_notebook()
    seat = {body: next((seats[b] for b in up(tables, body) if b in seats), "") for body in
            met["organization_id"].unique()}  # fmt: skip
    of_visit = met.groupby("visit")["organization_id"].agg(lambda some: {seat[b] for b in some})
    of_visit = of_visit.map(lambda found: "+".join(sorted(found - {""})))
    with_russia = set(foreign.loc[foreign["side_id"] == "RUS", "visit"])
    russian = of_visit[of_visit.index.isin(with_russia)]
    readouts = tables["readouts"].merge(tables["engagements"], on="engagement_id")
    readouts = readouts[readouts["status"] == "held"]
    titled = libyans.dropna(subset=["title_as_reported", "actor_id"])
    issuing = sides_of(tables, readouts[["engagement_id", "issuer_id"]].to_numpy())
    expected = {
        "visits and single engagements": ours[ours["visit"].isin(foreign["visit"])][
            "visit"
        ].nunique(),
        "bodies": len({up(tables, body)[-1] for body in met["organization_id"]}),
        "participations for Libya, held": len(ours),
        "without a body": ours["organization_id"].isna().sum(),
        "without a post": ours["post_id"].isna().sum(),
        "without an identified person": ours["actor_id"].isna().sum(),
        "west alone": (of_visit == "west").sum(),
        "east alone": (of_visit == "east").sum(),
        "east and west": (of_visit == "east+west").sum(),
        "Russia, west alone": (russian == "west").sum(),
        "Russia, east alone": (russian == "east").sum(),
        "Russia, east and west": (russian == "east+west").sum(),
        "participations with a title": len(titled),
        "most titles of one person": titled.groupby("actor_id")["title_as_reported"]
        .nunique()
        .max(),
        "accounts issued by Libyans, held": issuing.count("LBY"),
    }
    assert named_numbers(executed[FOURTH]["key-numbers"]) == expected
    assert f"in **{expected['visits and single engagements']}** visits" in prose(
        executed[FOURTH]["libyans"]
    )


def test_titles_are_told_of_pages_and_not_of_bodies(executed):
    """A page that carries a body's account can use words of its own."""
    html = executed[FOURTH]["qualified-examples"][0]["data"]["text/html"]
    assert "<th>page of</th>" in html
    assert '<bdi dir="auto">' in html


def only_year(text):
    """Return the only year that a date as published allows, if there is one."""
    if not isinstance(text, str) or ".." in text or "XXXX" in text:
        return None
    years = {end[:4] for end in re.sub("[?~%]", "", text).split("/")}
    return years.pop() if len(years) == 1 else None


def of_one(accounts, column):
    """Count the engagements whose accounts have a single value between them."""
    return (
        accounts.groupby("engagement_id")[column]
        .agg(lambda some: len(set(some.dropna())) == 1)
        .sum()
    )


def test_how_sure_are_we_equals_pandas_by_hand(executed, tables):
    engagements, positions = tables["engagements"], tables["positions"]
    codings = tables["codings"].merge(tables["coders"], on="coder_id")
    accounts = tables["readouts"].merge(tables["sources"], on="source_id")
    accounts["root"] = accounts["derived_from"].fillna(accounts["source_id"])
    accounts["side"] = sides_of(tables, accounts[["engagement_id", "issuer_id"]].to_numpy())
    day = engagements["date"].str.fullmatch(DAY).fillna(False).astype(bool)
    plain = day & ~engagements["date"].str.contains("[?~%]").fillna(False).astype(bool)
    reliable = accounts.loc[accounts["publisher_kind"] != "unreliable", "engagement_id"]
    by_coder = {key: rows.set_index("position_id") for key, rows in codings.groupby("coder_id")}
    one, two = (by_coder[key]["stance"] for key in ("coder-a", "coder-b"))
    both = one.index.intersection(two.index)
    stances = pd.Series([{a, b} for a, b in zip(one[both], two[both], strict=True)])
    gathered = codings[codings["role"] == "gatherer"].merge(positions, on="position_id")
    same = gathered["position_id"]
    claims = [by_coder[key]["claim_id"].loc[same] for key in ("coder-a", "coder-b")]
    alike = (claims[0] == claims[1]).sum()
    audits = tables["audits"].query("was_found == 'true'").fillna("0")
    counts = {name: audits[name].astype(int).sum() for name in audits if name.startswith("posit")}
    residual = tables["claims"].query("is_residual == 'true'")["claim_id"]
    expected = {
        "engagements": len(engagements),
        "dated to a day": day.sum(),
        "a stated day, unmarked": (plain & (engagements["date_basis"] == "stated")).sum(),
        "dates inferred": engagements["date_basis"]
        .isin(["weekday", "publication", "season"])
        .sum(),
        "not within one year": engagements["date"].map(only_year).isna().sum(),
        "on a single page": of_one(accounts, "root"),
        "issued by one side": of_one(accounts, "side"),
        "on unreliable pages alone": (~engagements["engagement_id"].isin(reliable)).sum(),
        "units coded twice": len(both),
        "stances that differ": (stances.map(len) == 2).sum(),
        "opposite stances": (stances == {"support", "oppose"}).sum(),
        "coded by the gatherer": len(gathered),
        "the gatherer's claim published": (gathered["claim_id_x"] == gathered["claim_id_y"]).sum(),
        "of the same, coded alike by both": alike,
        "audited positions": counts["positions_seen"],
        "audited positions right": counts["positions_right"],
        "positions in the parts audited": counts["positions_seen"] + counts["positions_missing"],
        "pages read in part": (tables["sources"]["read"] == "excerpt").sum(),
        "residual positions": positions["claim_id"].isin(residual).sum(),
        "positions with stance none": (positions["stance"] == "none").sum(),
        "positions without a holder": (
            ~positions["position_id"].isin(tables["position_holders"]["position_id"])
        ).sum(),
    }
    assert named_numbers(executed[SIXTH]["key-numbers"]) == expected
    assert f"**{day.sum()}** of the {len(engagements)} engagements" in prose(
        executed[SIXTH]["dates-text"]
    )
    gatherer = prose(executed[SIXTH]["gatherer-text"])
    assert f"On the same {len(same):,} positions the blind coders agree" in gatherer
    assert f"with each other in {alike / len(same):.1%} [" in gatherer
