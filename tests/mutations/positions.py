"""Faults of positions, their codings, and audits."""

from __future__ import annotations

from mutations.base import BODIES, VIEWS, UnsuitedError, kind, sided

# Positions


def holders(e, row):
    own = row["position_id"]
    return [each["actor_id"] for each in e["position_holders"] if each["position_id"] == own]


@kind("joint-has-two-holders", tries=5)
def joint_flag_wrong(e):
    i = e.draw("positions")
    wrong = "false" if e["positions"][i]["is_joint"] == "true" else "true"
    return e.change("positions", i, is_joint=wrong)


@kind("joint-has-two-holders")
def holder_of_a_joint_view_left_out(e):
    i = e.draw("positions", lambda row: row["is_joint"] == "true" and len(holders(e, row)) == 2)
    e.remove(
        "position_holders",
        e.choose(e.find("position_holders", position_id=e["positions"][i]["position_id"])),
    )
    return e.at("positions", i, "is_joint")


@kind("joint-has-two-holders")
def second_holder_of_a_view_that_is_not_joint(e):
    i = e.draw("positions", lambda row: row["is_joint"] == "false" and holders(e, row))
    row = e["positions"][i]
    own = e.get("readouts", readout_id=row["readout_id"])["engagement_id"]
    seated = (e["participants"][at]["actor_id"] for at in e.find("participants", engagement_id=own))
    actor = e.choose(each for each in seated if each and each not in holders(e, row))
    e.insert("position_holders", {"position_id": row["position_id"], "actor_id": actor})
    return e.at("positions", i, "is_joint")


@kind("stance-has-holder")
def holder_left_out(e):
    names = e.values("actor_names", "name")
    i = e.draw(
        "positions",
        lambda row: (
            row["is_joint"] == "false"
            and row["stance"] != "none"
            and row["holder_as_reported"] in names
            and len(holders(e, row)) == 1
        ),
    )
    own = e["positions"][i]["position_id"]
    e.remove("position_holders", e.find("position_holders", position_id=own)[0])
    return e.at("positions", i, "holder_as_reported")


@kind("holder-side-takes-part")
def holder_of_a_side_that_is_not_there(e):
    i = e.draw("position_holders")
    position = e.get("positions", position_id=e["position_holders"][i]["position_id"])
    readout = e.get("readouts", readout_id=position["readout_id"])
    actors = sided(e, (*BODIES, "person"))
    rows = (
        e["participants"][at]
        for at in e.find("participants", engagement_id=readout["engagement_id"])
    )
    there = {row["side_id"] for row in rows} | {actors.get(readout["issuer_id"], "")}
    if len(there - {""}) < 2 or len(holders(e, position)) > 1:
        raise UnsuitedError
    new = e.choose(own for own, side in actors.items() if side not in there | {""})
    return e.change("position_holders", i, actor_id=new)


@kind("none-goes-with-act")
def stance_left_out_of_a_view(e):
    i = e.draw("positions", lambda row: row["act"] in VIEWS and row["stance"] != "none")
    return e.change("positions", i, stance="none")


@kind("none-goes-with-act")
def act_of_a_topic_that_needs_a_view(e):
    i = e.draw("positions", lambda row: row["stance"] == "none")
    e.change("positions", i, act=e.choose(VIEWS))
    return e.at("positions", i, "stance")


@kind("positions-are-numbered", tries=5)
def number_of_order_skipped(e):
    i = e.draw("positions")
    rows = e.find("positions", readout_id=e["positions"][i]["readout_id"])
    last = max(int(e["positions"][at]["order_in_readout"]) for at in rows)
    if int(e["positions"][i]["order_in_readout"]) != last:
        raise UnsuitedError
    return e.change("positions", i, order_in_readout=str(last + e.choose([1, 2, 9])))


@kind("paraphrase-is-told-once")
def paraphrase_pasted_twice(e):
    i = e.draw("positions", lambda row: row["order_in_readout"] != "1")
    others = e.find("positions", readout_id=e["positions"][i]["readout_id"])
    one = e.choose(at for at in others if at != i)
    text = e["positions"][one]["paraphrase"]
    e.change("positions", i, paraphrase=e.choose([text, text.rstrip("."), text.upper()]))
    return e.at("positions", max(i, one), "paraphrase")


@kind("quote-opening-has-quotation")
def quotation_said_to_be_none(e):
    i = e.draw("positions", lambda row: row["quote_opening"])
    e.change("positions", i, is_quote="false")
    return e.at("positions", i, "quote_opening")


@kind("quote-opening-is-short")
def quotation_too_long(e):
    i = e.draw("positions", lambda row: row["quote_opening"])
    cell = e["positions"][i]["quote_opening"]
    return e.change("positions", i, quote_opening=f"{cell} and so on to the end of what he said")


@kind("quote-opening-is-short")
def quotation_and_paraphrase_changed_round(e):
    is_right = lambda row: row["quote_opening"] and len(row["paraphrase"].split()) > 8  # noqa: E731
    i = e.draw("positions", is_right)
    row = e["positions"][i]
    cells = {"quote_opening": row["paraphrase"], "paraphrase": row["quote_opening"]}
    return e.change("positions", i, **cells)


@kind("paraphrase-is-no-quotation")
def quotation_for_a_paraphrase(e):
    i = e.draw("positions", lambda row: row["quote_opening"])
    cell = e["positions"][i]["quote_opening"]
    return e.change("positions", i, paraphrase=e.choose([cell, f"“{cell}”", f"{cell.upper()}."]))


# Codings and audits


def codings(e, row):
    """Return the indexes of the codings of a position by their coders."""
    rows = e.find("codings", position_id=row["position_id"])
    return {e["codings"][at]["coder_id"]: at for at in rows}


def coded(e, resolution):
    """Return the index of a position with a resolution."""
    return e.draw("positions", lambda row: row["resolution"] == resolution)


@kind("position-has-codings", tries=5)
def coding_left_out(e):
    i = e.draw("positions", lambda row: row["resolution"] != "single")
    e.remove("codings", e.choose(codings(e, e["positions"][i]).values()))
    return e.at("positions", i, "resolution")


@kind("position-has-codings")
def agreed_called_adjudicated(e):
    return e.change("positions", coded(e, "agreed"), resolution="adjudicated")


@kind("position-has-codings")
def coded_twice_called_coded_once(e):
    enum = next(i for i in e.base.fields("positions") if i["name"] == "resolution")
    if "single" not in enum["constraints"]["enum"]:
        raise UnsuitedError
    i = e.draw("positions", lambda row: row["resolution"] != "single")
    return e.change("positions", i, resolution="single")


@kind("agreed-means-agreement", tries=5)
def coders_who_differ_in_what_is_agreed(e):
    i = coded(e, "agreed")
    row = e["positions"][i]
    at = codings(e, row)[e.choose(["coder-a", "coder-b"])]
    claims = e.values("claims", "claim_id") - {row["claim_id"]}
    e.change("codings", at, claim_id=e.choose(["", e.choose(sorted(claims))]))
    return e.at("positions", i, "resolution")


@kind("agreed-means-agreement")
def adjudicated_called_agreed(e):
    return e.change("positions", coded(e, "adjudicated"), resolution="agreed")


@kind("agreed-means-agreement")
def coders_who_agree_in_what_is_adjudicated(e):
    i = coded(e, "adjudicated")
    at = codings(e, e["positions"][i])
    first = e["codings"][at["coder-a"]]
    if not first["claim_id"]:
        raise UnsuitedError
    e.change("codings", at["coder-b"], **{n: first[n] for n in ("claim_id", "stance", "act")})
    return e.at("positions", i, "resolution")


@kind("codes-are-those-decided", tries=5, also=("stance-has-holder",))
def claim_that_nobody_decided(e):
    i = e.draw("positions")
    return e.change("positions", i, claim_id=e.choose(sorted(e.values("claims", "claim_id"))))


@kind("codes-are-those-decided")
def stance_that_nobody_decided(e):
    i = e.draw("positions", lambda row: row["stance"] in ("support", "oppose"))
    new = {"support": "oppose", "oppose": "support"}[e["positions"][i]["stance"]]
    return e.change("positions", i, stance=new)


@kind("codes-are-those-decided")
def act_that_nobody_decided(e):
    i = e.draw("positions")
    return e.change("positions", i, act=e.choose(["deny", "state", "inform", "request"]))


@kind("codes-are-those-decided")
def coding_of_the_adjudicator_changed(e):
    i = coded(e, "adjudicated")
    row = e["positions"][i]
    claims = e.values("claims", "claim_id") - {row["claim_id"]}
    e.change("codings", codings(e, row)["adjudicator"], claim_id=e.choose(sorted(claims)))
    return e.at("positions", i, "claim_id")


@kind("audit-counts-fit")
def more_right_than_seen(e):
    i = e.draw("audits", lambda row: row["was_found"] == "true")
    seen, right = e.choose(
        [
            ("positions_seen", "positions_right"),
            ("positions_seen", "issuers_right"),
            ("participants_seen", "participants_right"),
        ]
    )
    return e.change("audits", i, **{right: str(int(e["audits"][i][seen]) + e.choose([1, 5]))})


@kind("audit-counts-fit", tries=3)
def more_fields_wrong_than_there_are(e):
    i = e.draw("audits", lambda row: row["was_found"] == "true")
    return e.change("audits", i, engagement_fields_wrong=e.choose(["5", "11"]))


@kind("lost-page-has-no-counts")
def page_with_counts_said_to_be_lost(e):
    i = e.draw("audits", lambda row: row["was_found"] == "true" and row["positions_seen"] > "1")
    return e.change("audits", i, was_found="false")


@kind("lost-page-has-no-counts")
def count_of_a_page_that_was_not_found(e):
    i = e.draw("audits", lambda row: row["was_found"] == "false")
    name = e.choose(["positions_seen", "participants_seen", "positions_missing"])
    return e.change("audits", i, **{name: e.choose("123")})
