"""Who tells whose view: the derived columns of ``join.positions``.

Three things are told apart: who is said to hold a view (the holder), who tells it (the
issuer of the readout), and where we read it (the source).
"""

from __future__ import annotations

import narwhals as nw

from readouts.errors import JoinError
from readouts.tables import Frame, is_empty, look_up, to_boolean

__all__ = [
    "add_attribution",
    "add_holder",
    "add_issuer",
    "add_presence",
    "add_same_body",
]

_DEPTH = 50
"""Levels of parent bodies after which the tree is taken for a circle."""


def add_issuer(frame: Frame, actors: Frame, participants: Frame) -> Frame:
    """Add ``issuer_name`` and ``issuer_side_id`` to rows with engagement and issuer.

    The side is the one the issuer took part for in this engagement, else his usual one.
    """
    return _add_actor(frame, actors, participants, "issuer", {"name": "name"})


def add_holder(frame: Frame, actors: Frame, participants: Frame) -> Frame:
    """Add name, kind, side and body of the holder, and ``_took_part``.

    ``holder_organization_id`` is the body that he took part for in this engagement.
    """
    frame = _add_actor(frame, actors, participants, "holder", {"name": "name", "_kind": "kind"})
    flagged = participants.with_columns(nw.lit("yes").alias("_yes"))
    return look_up(
        frame,
        flagged,
        "participants",
        {"engagement_id": "engagement_id", "holder_id": "actor_id"},
        {"holder_organization_id": "organization_id", "_took_part": "_yes"},
    )


def add_attribution(frame: Frame, participants: Frame) -> Frame:
    """Add ``attribution``: joint, third-party, self-report or other-side, the first that fits.

    Missing without a holder. ``third-party`` means an outlet, or an outsider: an issuer whose
    side took no part, also where the view that he tells is his own. ``joint`` means holders
    of two or more sides, so a view of two bodies of one side is not joint here although the
    position's ``is_joint`` says so.
    """
    known = frame.filter(~nw.col("holder_side_id").is_null())
    sides = known.select("position_id", "holder_side_id").unique()
    joint = sides.group_by("position_id").agg(nw.len().alias("_n_sides"))
    frame = look_up(
        frame, joint, "holders", {"position_id": "position_id"}, {"_n_sides": "_n_sides"}
    )
    present = participants.select("engagement_id", "side_id").unique()
    present = present.with_columns(nw.lit("yes").alias("_yes"))
    frame = look_up(
        frame,
        present,
        "participants",
        {"engagement_id": "engagement_id", "issuer_side_id": "side_id"},
        {"_issuer_present": "_yes"},
    )
    own = nw.col("issuer_side_id") == nw.col("holder_side_id")
    told: nw.Expr = (
        nw.when(~nw.col("holder_side_id").is_null() & own)
        .then(nw.lit("self-report"))
        .otherwise(nw.lit("other-side"))
    )
    told = nw.when(nw.col("_issuer_present").is_null()).then(nw.lit("third-party")).otherwise(told)
    told = nw.when(nw.col("_n_sides").fill_null(0) > 1).then(nw.lit("joint")).otherwise(told)
    return frame.with_columns(_with_holder(told).alias("attribution"))


def add_same_body(frame: Frame) -> Frame:
    """Add ``is_same_body``: the issuer is the holder, or the body that the holder took part for.

    Missing without holder or issuer, and where the holder is a person who took part for
    no named body or did not take part, unless he is the issuer himself.
    """
    issuer, holder, body = (
        nw.col(name) for name in ("issuer_id", "holder_id", "holder_organization_id")
    )
    same: nw.Expr = (
        nw.when(~body.is_null() & (body == issuer)).then(nw.lit("true")).otherwise(nw.lit("false"))
    )
    bodiless = body.is_null() & (nw.col("holder_kind").cast(nw.String) == "person")
    same = nw.when(~bodiless).then(same)
    same = nw.when(holder == issuer).then(nw.lit("true")).otherwise(same)
    frame = frame.with_columns(
        nw.when(~issuer.is_null() & ~holder.is_null()).then(same).alias("is_same_body")
    )
    return to_boolean(frame, "is_same_body")


def add_presence(frame: Frame, actors: Frame, participants: Frame) -> Frame:
    """Add ``presence``: in-person, represented or absent; missing without a holder.

    A body is represented when somebody took part for it, or for a body below it by
    ``parent_id``. A person is there in person or absent.
    """
    bodies = _represented(actors, participants).with_columns(nw.lit("yes").alias("_yes"))
    frame = look_up(
        frame,
        bodies,
        "participants",
        {"engagement_id": "engagement_id", "holder_id": "body_id"},
        {"_represented": "_yes"},
    )
    is_body = nw.col("holder_kind").cast(nw.String) != "person"
    there: nw.Expr = (
        nw.when(~nw.col("_represented").is_null() & is_body)
        .then(nw.lit("represented"))
        .otherwise(nw.lit("absent"))
    )
    there = nw.when(~nw.col("_took_part").is_null()).then(nw.lit("in-person")).otherwise(there)
    return frame.with_columns(_with_holder(there).alias("presence"))


def _with_holder(value: nw.Expr) -> nw.Expr:
    return nw.when(~nw.col("holder_id").is_null()).then(value)


def _add_actor(
    frame: Frame, actors: Frame, participants: Frame, who: str, take: dict[str, str]
) -> Frame:
    frame = look_up(
        frame,
        actors,
        "actors",
        {f"{who}_id": "actor_id"},
        {"_usual": "side_id"} | {f"{who}_{new.lstrip('_')}": old for new, old in take.items()},
    )
    frame = look_up(
        frame,
        participants,
        "participants",
        {"engagement_id": "engagement_id", f"{who}_id": "actor_id"},
        {"_here": "side_id"},
    )
    side = nw.coalesce(nw.col("_here"), nw.col("_usual")).alias(f"{who}_side_id")
    return frame.with_columns(side).drop("_usual", "_here")


def _represented(actors: Frame, participants: Frame) -> Frame:
    """Return engagement and body, for every body somebody took part for and those above it."""
    parents = actors.filter(~nw.col("parent_id").is_null())
    level = participants.select("engagement_id", nw.col("organization_id").alias("body_id"))
    level = level.filter(~nw.col("body_id").is_null()).unique()
    levels = [level]
    while True:
        level = look_up(level, parents, "actors", {"body_id": "actor_id"}, {"_up": "parent_id"})
        level = level.select("engagement_id", nw.col("_up").alias("body_id"))
        level = level.filter(~nw.col("body_id").is_null()).unique()
        if is_empty(level):
            return nw.concat(levels).unique()
        levels.append(level)
        if len(levels) > _DEPTH:
            raise JoinError(
                "table 'actors': parent_id goes round in a circle. Run `readouts validate`"
            )
