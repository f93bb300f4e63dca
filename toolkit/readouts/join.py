"""Tables → analysis-ready tables, each with one stated row meaning.

Every function takes a ``Dataset`` or any other mapping of table names to frames, and gives
back the kind of frame that it got: pandas, Polars, and what else narwhals knows. No row of
the table that gives the row meaning is lost or multiplied: the keys of each table looked
into are proved unique first (on a lazy frame one extra query each), else JoinError.
Dates are not parsed here; their bounds are passed through where the tables have them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import narwhals as nw

from readouts import attribution, context
from readouts.errors import UnknownStyleError
from readouts.tables import Frame, Tables, columns, count, look_up, prove_unique, table

__all__ = ["engagements", "pairs", "participants", "positions", "readouts"]

_POSITION = (
    *(
        "position_id",
        "engagement_id",
        "engagement_title",
        *context.ENGAGEMENT,
        "source_id",
        *context.SOURCE,
    ),
    *("readout_id", "issuer_id", "issuer_name", "issuer_side_id"),
    *("holder_id", "holder_name", "holder_kind", "holder_side_id", "holder_organization_id"),
    *("attribution", "is_same_body", "presence"),
    *("issue_id", "issue_label", "claim_id", "claim_label", "is_residual"),
)
"""Columns of `positions`, in order, before what else the table has."""


def positions(data: Tables) -> Any:
    """Return who is said to hold which view, and who says so.

    One row per stated position and holder; a position without an identified holder keeps
    one row, with the holder missing. A joint position has a row per holder, so count
    distinct ``position_id`` where positions are meant. Libya's rival bodies are one side:
    ``self-report`` alone never means that a holder's own government tells it.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``positions``, ``position_holders``, ``readouts``, ``engagements``,
        ``participants``, ``actors``, ``sources``, ``claims`` and ``issues``.

    Returns
    -------
    frame of the kind that came in, sorted by position and holder
        The columns of ``positions``, and of

        - the engagement: ``engagement_id``, ``engagement_title``, form, status, date
          with its bounds, ``part_of``
        - the readout and its issuer: ``readout_id``, ``issuer_id``, ``issuer_name``,
          ``issuer_side_id`` (the side he took part for, else his usual one)
        - the source: ``source_id``, publisher, language, what was read of it
        - the holder: ``holder_id``, ``holder_name``, ``holder_kind``, ``holder_side_id``,
          ``holder_organization_id`` (the body that he took part for here)
        - the claim and its issue: ``claim_label``, ``is_residual``, ``issue_id``,
          ``issue_label``

        ``attribution`` is the first that fits of ``joint`` (holders of two or more sides),
        ``third-party`` (no issuer, or his side does not take part), ``self-report`` (the
        issuer's side is the holder's) and ``other-side``; missing without a holder.

        ``is_same_body``: the issuer is the holder or the body that he took part for;
        missing without holder or issuer, and for a person of whom no body is known here
        unless he is the issuer.

        ``presence``: ``in-person``, ``represented`` (somebody took part for the holder or
        for a body below it; never for a person) or ``absent``; missing without a holder.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique, or ``parent_id`` goes round in a circle.

    Examples
    --------
    >>> import readouts
    >>> told = readouts.join.positions(readouts.load())
    >>> sorted(told["attribution"].dropna().unique())
    ['joint', 'other-side', 'self-report', 'third-party']
    """
    asker = "join.positions"
    frame = table(data, "positions", ["position_id", "readout_id", "claim_id"], asker)
    prove_unique(frame, ["position_id"], "positions")
    own = columns(frame)
    actors, taking_part = context.actors(data, asker), context.participants(data, asker)
    accounts = table(
        data, "readouts", ["readout_id", "engagement_id", "source_id", "issuer_id"], asker
    )
    told = ("engagement_id", "source_id", "issuer_id")
    frame = context.add(frame, accounts, "readouts", "readout_id", told)
    frame = context.add_engagement(frame, data, asker)
    frame = context.add_source(frame, data, asker)
    frame = context.add_claim(frame, data, asker)
    frame = attribution.add_issuer(frame, actors, taking_part)
    holders = table(data, "position_holders", ["position_id", "actor_id"], asker)
    prove_unique(holders, ["position_id", "actor_id"], "position_holders")
    holders = holders.select("position_id", nw.col("actor_id").alias("holder_id"))
    frame = frame.join(holders, on="position_id", how="left")
    frame = attribution.add_holder(frame, actors, taking_part)
    frame = attribution.add_attribution(frame, taking_part)
    frame = attribution.add_same_body(frame)
    frame = attribution.add_presence(frame, actors, taking_part)
    return _finish(frame, (*_POSITION, *own), ["position_id", "holder_id"])


def participants(data: Tables) -> Any:
    """Return who took part in what, in which capacity.

    One row per participation of a person, body or unnamed party in one engagement.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``participants``, ``engagements``, ``actors``, ``posts``, ``sides`` and
        ``places``.

    Returns
    -------
    frame of the kind that came in, sorted by engagement and number
        The columns of ``participants``, with ``actor_name``, ``actor_kind``,
        ``organization_name``, ``side_label``, ``post_label``, and of the engagement
        ``engagement_title``, form, status, date with its bounds, ``part_of``, place.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> len(readouts.join.participants(data)) == len(data.participants)
    True
    """
    asker = "join.participants"
    frame = context.participants(data, asker)
    own = columns(frame)
    actors = context.actors(data, asker)
    named = {"actor_name": "name", "actor_kind": "kind"}
    frame = look_up(frame, actors, "actors", {"actor_id": "actor_id"}, named)
    named = {"organization_name": "name"}
    frame = look_up(frame, actors, "actors", {"organization_id": "actor_id"}, named)
    for code, key, new in (("posts", "post_id", "post_label"), ("sides", "side_id", "side_label")):
        labels = table(data, code, [key, "label"], asker)
        frame = look_up(frame, labels, code, {key: key}, {new: "label"})
    frame = context.add_engagement(frame, data, asker, ("place_id",))
    frame = context.add_place(frame, data, asker)
    added = ("actor_name", "actor_kind", "organization_name", "side_label", "post_label")
    told = ("engagement_title", *context.ENGAGEMENT, "place_id", *context.PLACE)
    return _finish(frame, (*own, *added, *told), ["engagement_id", "participant_no"])


def readouts(data: Tables) -> Any:
    """Return each account of an engagement, with how much it tells.

    One row per readout: an account of one engagement, by one issuer, in one source.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``readouts``, ``engagements``, ``sources``, ``actors``, ``participants`` and
        ``positions``.

    Returns
    -------
    frame of the kind that came in, sorted by readout
        The columns of ``readouts``, with ``issuer_name``, ``issuer_side_id`` (the side he
        took part for, else his usual one), engagement and source as in `positions`, and
        the numbers ``n_positions`` and ``n_quotes`` (positions that are quotations).
        0 positions means that none stands in the part that was read.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> int(readouts.join.readouts(data)["n_positions"].sum()) == len(data.positions)
    True
    """
    asker = "join.readouts"
    frame = context.issued(data, asker)
    told = table(data, "positions", ["readout_id", "is_quote"], asker)
    frame = context.add_engagement(frame, data, asker)
    frame = context.add_source(frame, data, asker)
    frame = count(frame, told, "readout_id", "n_positions")
    frame = count(frame, told.filter(nw.col("is_quote")), "readout_id", "n_quotes")
    own = columns(table(data, "readouts", [], asker))
    added = (
        "issuer_name",
        "issuer_side_id",
        "engagement_title",
        *context.ENGAGEMENT,
        *context.SOURCE,
    )
    return _finish(frame, (*own, *added, "n_positions", "n_quotes"), ["readout_id"])


def engagements(data: Tables) -> Any:
    """Return each engagement, with how many took part and how many tell it.

    One row per engagement, a visit and its meetings on rows of their own: filter
    ``part_of`` before counting, or a visit counts with each of its parts.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``engagements``, ``participants``, ``readouts``, ``sources``, ``actors``,
        ``positions`` and ``places``.

    Returns
    -------
    frame of the kind that came in, sorted by engagement
        The columns of ``engagements``, with ``place_name``, latitude and longitude in
        degrees, and the numbers ``n_sides``, ``n_participants`` (rows, of which one can
        stand for several people), ``n_readouts``, ``n_sources``, ``n_languages``,
        ``n_issuing_sides`` (sides of which a body or person tells it) and ``n_positions``.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        A key is not unique.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> int(readouts.join.engagements(data)["n_readouts"].sum()) == len(data.readouts)
    True
    """
    asker, key = "join.engagements", "engagement_id"
    frame = table(data, "engagements", [key, "title", "place_id"], asker)
    prove_unique(frame, [key], "engagements")
    own = columns(frame)
    taking_part, issued = context.participants(data, asker), context.issued(data, asker)
    pages = table(data, "sources", ["source_id", "language"], asker)
    issued = context.add(issued, pages, "sources", "source_id", ("language",))
    told = table(data, "positions", ["readout_id"], asker)
    told = context.add(told, issued, "readouts", "readout_id", (key,))
    frame = context.add_place(frame, data, asker)
    frame = count(frame, taking_part, key, "n_sides", "side_id")
    frame = count(frame, taking_part, key, "n_participants")
    frame = count(frame, issued, key, "n_readouts")
    frame = count(frame, issued, key, "n_sources", "source_id")
    frame = count(frame, issued, key, "n_languages", "language")
    frame = count(frame, issued, key, "n_issuing_sides", "issuer_side_id")
    frame = count(frame, told, key, "n_positions")
    added = (*context.PLACE, *(name for name in columns(frame) if name.startswith("n_")))
    return _finish(frame, (*own, *added), [key])


def pairs(data: Tables, *, by: Literal["side", "actor"] = "side") -> Any:
    """Return who met, called or wrote to whom.

    One row per engagement and unordered pair of sides, or of actors of two sides. All
    statuses are here: filter ``status`` for ``held`` before counting meetings. A visit and
    its parts are rows of their own, so the same two people stand in several rows of one
    visit: leave out either the rows with ``part_of`` or the visits that they belong to.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With ``engagements`` and ``participants``.
    by : {"side", "actor"}
        Pair sides, or actors. By actor, rows without an actor or a side are left out, and
        so are pairs within one side.

    Returns
    -------
    frame of the kind that came in, sorted by engagement and pair
        ``engagement_id``, ``a_id``, ``b_id`` (a before b in code-point order), form,
        status, date with its bounds, ``part_of``.

    Raises
    ------
    UnknownStyleError
        ``by`` is neither.
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    JoinError
        An engagement or an actor within one engagement stands in two rows.

    Examples
    --------
    >>> import readouts
    >>> met = readouts.join.pairs(readouts.load())
    >>> bool((met["a_id"] < met["b_id"]).all())
    True
    """
    if by not in ("side", "actor"):
        raise UnknownStyleError("by", by, ("side", "actor"))
    asker = "join.pairs"
    frame = context.participants(data, asker)
    frame = frame.filter(~nw.col("side_id").is_null(), ~nw.col(f"{by}_id").is_null())
    if by == "actor":
        prove_unique(frame, ["engagement_id", "actor_id"], "participants")
    one = nw.col("engagement_id"), nw.col(f"{by}_id").alias("a_id"), nw.col("side_id").alias("_a")
    two = nw.col("engagement_id"), nw.col(f"{by}_id").alias("b_id"), nw.col("side_id").alias("_b")
    met = frame.select(*one).unique().join(frame.select(*two).unique(), on="engagement_id")
    met = met.filter(nw.col("a_id") < nw.col("b_id"), nw.col("_a") != nw.col("_b"))
    met = context.add_engagement(met, data, asker)
    order = ["engagement_id", "a_id", "b_id"]
    return _finish(met, (*order, *context.ENGAGEMENT), order)


def _finish(frame: Frame, wanted: Sequence[str], keys: Sequence[str]) -> Any:
    """Return the wanted columns that are there, once each, sorted, as the frame that came in."""
    known = set(columns(frame))
    chosen = [name for name in dict.fromkeys(wanted) if name in known]
    native = frame.select(*chosen).sort(*keys, nulls_last=True).to_native()
    if frame.implementation.is_pandas_like():
        native = native.reset_index(drop=True)
    return native
