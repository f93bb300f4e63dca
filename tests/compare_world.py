"""A small invented world to compare: who is in it is fixed, what is told is given by the test."""

from __future__ import annotations

import pandas as pd


def frame(columns, *rows):
    """A frame of strings; a dash is missing, an underscore in a word a blank."""
    names = columns.split()
    cells = [
        [None if cell == "-" else cell.replace("_", " ") for cell in row.split()] for row in rows
    ]
    return pd.DataFrame(cells, columns=names, dtype="str")


def world(readouts, positions, *, engagements=(), participants=(), sources=(), claims=()):
    """The tables of a package.

    readouts: "R1 E1 S1 mfa", issuer "-" for the outlet itself. positions: "P1 R1 oil support
    minister+envoy", holders "-" for none, an optional sixth word "q" for a quotation; their
    order in the readout is the order of the list. sources: "S2 S1 full" for what S2 is derived
    from, and how it was read; all others are excerpts.

    LBY: the minister, for his ministry (below the government), the parliament. RUS: the envoy,
    for the Russian ministry, and the Kremlin, which is not in the room. UNO: the mission. The
    club has no side.
    """
    told = [row.split() for row in readouts]
    said = [row.split() for row in positions]
    order = {}
    tables = {
        "actors": frame(
            "actor_id name kind side_id parent_id",
            "gov Government organization LBY -",
            "mfa Ministry organization LBY gov",
            "hor Parliament organization LBY -",
            "minister The_Minister person LBY -",
            "rus-mfa Russian_Ministry organization RUS -",
            "envoy The_Envoy person RUS -",
            "kremlin Kremlin organization RUS -",
            "mission Mission organization UNO -",
            "club Club organization - -",
        ),
        "actor_names": frame(
            "actor_id name script kind",
            "minister The_Minister Latn preferred",
            "minister الوزير Arab variant",
            "envoy Посланник Cyrl variant",
            "mission Envoy Latn variant",
            "envoy Envoy Latn variant",
        ),
        "engagements": frame(
            "engagement_id title form status date part_of place_id",
            *(engagements or ["E1 Talks meeting held 2025-04-28 - -"]),
        ),
        "participants": frame(
            "engagement_id participant_no actor_id organization_id side_id is_host post_id "
            "name_as_reported title_as_reported readout_id",
            *(
                participants
                or [
                    "E1 1 minister mfa LBY true - - - -",
                    "E1 2 envoy rus-mfa RUS false - - - -",
                    "E1 3 mission mission UNO - - - - -",
                ]
            ),
        ),
        "places": frame("place_id name latitude longitude"),
        "posts": frame("post_id label", "post The_Post"),
        "sides": frame(
            "side_id label", "LBY Libya", "RUS Russia", "UNO United_Nations", "EGY Egypt"
        ),
        "issues": frame("issue_id label", "energy Energy", "peace Peace"),
        "claims": frame(
            "claim_id issue_id label is_residual",
            "oil energy Oil_should_flow false",
            "gas energy Gas_should_flow false",
            "truce peace The_truce_should_hold false",
            "vote peace A_vote_should_be_held false",
            "other peace Something_else true",
            *claims,
        ),
        "readouts": frame(
            "readout_id engagement_id source_id issuer_id date_as_reported notes",
            *(" ".join([*row, "-", "-"][:6]) for row in told),
        ),
    }
    pages = dict.fromkeys(row[2] for row in told)
    pages.update({row.split()[0]: row.split()[1:] for row in sources})
    tables["sources"] = frame(
        "source_id publisher publisher_kind language derived_from read",
        *(
            f"{key} Page_{key} outlet en {more[0] if more else '-'} {more[1] if more else 'excerpt'}"
            for key, more in sorted(pages.items())
        ),
    )
    tables["claims"]["is_residual"] = tables["claims"]["is_residual"] == "true"
    tables["participants"]["is_host"] = (
        tables["participants"]["is_host"].map({"true": True, "false": False}).astype("boolean")
    )
    rows = []
    for position, readout, claim, stance, _, *more in said:
        order[readout] = order.get(readout, 0) + 1
        rows.append(
            {
                "position_id": position,
                "readout_id": readout,
                "order_in_readout": order[readout],
                "paragraph": 1,
                "holder_as_reported": "they",
                "claim_id": claim,
                "stance": stance,
                "act": "state",
                "is_quote": "q" in more,
                "quote_opening": None,
                "paraphrase": f"words of {position}",
            }
        )
    names = (
        "position_id readout_id order_in_readout paragraph holder_as_reported claim_id stance act "
        "is_quote quote_opening paraphrase"
    )
    tables["positions"] = pd.DataFrame(rows, columns=names.split()).astype(
        {"quote_opening": "str", "is_quote": "boolean"}
    )
    tables["position_holders"] = frame(
        "position_id actor_id",
        *(
            f"{position} {holder}"
            for position, _, _, _, holders, *_ in said
            for holder in holders.split("+")
            if holder != "-"
        ),
    )
    return tables
