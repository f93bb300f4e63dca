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

from readouts import attribution
from readouts.errors import UnknownStyleError
from readouts.tables import Frame, Tables, columns, count, look_up, prove_unique, table

__all__ = ["engagements", "pairs", "participants", "positions", "readouts"]

_DATES = ("date", "date_earliest", "date_latest")
_ENGAGEMENT = ("form", "status", *_DATES, "part_of")
_PUBLISHED = ("published", "published_earliest", "published_latest")
_SOURCE = ("publisher", "publisher_kind", "language", "read", *_PUBLISHED)
_PLACE = {"place_name": "name", "latitude": "latitude", "longitude": "longitude"}


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
    actors, taking_part = _actors(data, asker), _participants(data, asker)
    accounts = table(
        data, "readouts", ["readout_id", "engagement_id", "source_id", "issuer_id"], asker
    )
    frame = _carry(frame, accounts, "readouts", ("engagement_id", "source_id", "issuer_id"))
    frame = _carry_engagement(frame, data, asker)
    frame = _carry(frame, table(data, "sources", ["source_id"], asker), "sources", _SOURCE)
    frame = _carry_claim(frame, data, asker)
    frame = attribution.add_issuer(frame, actors, taking_part)
    holders = table(data, "position_holders", ["position_id", "actor_id"], asker)
    prove_unique(holders, ["position_id", "actor_id"], "position_holders")
    holders = holders.select("position_id", nw.col("actor_id").alias("holder_id"))
    frame = frame.join(holders, on="position_id", how="left")
    frame = attribution.add_holder(frame, actors, taking_part)
    frame = attribution.add_attribution(frame, taking_part)
    frame = attribution.add_same_body(frame)
    frame = attribution.add_presence(frame, actors, taking_part)
    first = ("position_id", "engagement_id", "engagement_title", *_ENGAGEMENT, "source_id")
    first += (*_SOURCE, "readout_id", *_named("issuer"), *_named("holder"), "holder_kind")
    first += ("holder_organization_id", "attribution", "is_same_body", "presence")
    first += ("issue_id", "issue_label", "claim_id", "claim_label", "is_residual")
    return _finish(frame, (*first, *own), ["position_id", "holder_id"])


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
    frame = _participants(data, asker)
    own = columns(frame)
    actors = _actors(data, asker)
    named = {"actor_name": "name", "actor_kind": "kind"}
    frame = look_up(frame, actors, "actors", {"actor_id": "actor_id"}, named)
    named = {"organization_name": "name"}
    frame = look_up(frame, actors, "actors", {"organization_id": "actor_id"}, named)
    for code, key, new in (("posts", "post_id", "post_label"), ("sides", "side_id", "side_label")):
        labels = table(data, code, [key, "label"], asker)
        frame = look_up(frame, labels, code, {key: key}, {new: "label"})
    frame = _carry_engagement(frame, data, asker, ("place_id",))
    frame = _carry_place(frame, data, asker)
    added = ("actor_name", "actor_kind", "organization_name", "side_label", "post_label")
    told = ("engagement_title", *_ENGAGEMENT, "place_id", *_PLACE)
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
    frame = _issued(data, asker)
    told = table(data, "positions", ["readout_id", "is_quote"], asker)
    frame = _carry_engagement(frame, data, asker)
    frame = _carry(frame, table(data, "sources", ["source_id"], asker), "sources", _SOURCE)
    frame = count(frame, told, "readout_id", "n_positions")
    frame = count(frame, told.filter(nw.col("is_quote")), "readout_id", "n_quotes")
    own = columns(table(data, "readouts", [], asker))
    added = ("issuer_name", "issuer_side_id", "engagement_title", *_ENGAGEMENT, *_SOURCE)
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
    taking_part, issued = _participants(data, asker), _issued(data, asker)
    pages = table(data, "sources", ["source_id", "language"], asker)
    issued = _carry(issued, pages, "sources", ("language",))
    told = table(data, "positions", ["readout_id"], asker)
    told = _carry(told, issued, "readouts", (key,), on="readout_id")
    frame = _carry_place(frame, data, asker)
    frame = count(frame, taking_part, key, "n_sides", "side_id")
    frame = count(frame, taking_part, key, "n_participants")
    frame = count(frame, issued, key, "n_readouts")
    frame = count(frame, issued, key, "n_sources", "source_id")
    frame = count(frame, issued, key, "n_languages", "language")
    frame = count(frame, issued, key, "n_issuing_sides", "issuer_side_id")
    frame = count(frame, told, key, "n_positions")
    added = (*_PLACE, *(name for name in columns(frame) if name.startswith("n_")))
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
    frame = _participants(data, asker)
    frame = frame.filter(~nw.col("side_id").is_null(), ~nw.col(f"{by}_id").is_null())
    if by == "actor":
        prove_unique(frame, ["engagement_id", "actor_id"], "participants")
    one = nw.col("engagement_id"), nw.col(f"{by}_id").alias("a_id"), nw.col("side_id").alias("_a")
    two = nw.col("engagement_id"), nw.col(f"{by}_id").alias("b_id"), nw.col("side_id").alias("_b")
    met = frame.select(*one).unique().join(frame.select(*two).unique(), on="engagement_id")
    met = met.filter(nw.col("a_id") < nw.col("b_id"), nw.col("_a") != nw.col("_b"))
    met = _carry_engagement(met, data, asker)
    order = ["engagement_id", "a_id", "b_id"]
    return _finish(met, (*order, *_ENGAGEMENT), order)


def _actors(data: Tables, asker: str) -> Frame:
    return table(data, "actors", ["actor_id", "name", "kind", "side_id", "parent_id"], asker)


def _participants(data: Tables, asker: str) -> Frame:
    needed = ["engagement_id", "participant_no", "actor_id", "organization_id", "side_id"]
    frame = table(data, "participants", needed, asker)
    prove_unique(frame, ["engagement_id", "participant_no"], "participants")
    return frame


def _issued(data: Tables, asker: str) -> Frame:
    """Return the readouts with name and side of their issuers, one row per readout."""
    needed = ["readout_id", "engagement_id", "source_id", "issuer_id"]
    frame = table(data, "readouts", needed, asker)
    prove_unique(frame, ["readout_id"], "readouts")
    return attribution.add_issuer(frame, _actors(data, asker), _participants(data, asker))


def _carry(
    frame: Frame, other: Frame, name: str, wanted: Sequence[str], *, on: str | None = None
) -> Frame:
    """Look up those of the wanted columns that the other table has, by its key column."""
    key = on or {"readouts": "readout_id", "sources": "source_id"}[name]
    known = columns(other)
    return look_up(frame, other, name, {key: key}, {c: c for c in wanted if c in known})


def _carry_engagement(frame: Frame, data: Tables, asker: str, more: Sequence[str] = ()) -> Frame:
    other = table(data, "engagements", ["engagement_id", "title"], asker)
    known = columns(other)
    take = {c: c for c in (*_ENGAGEMENT, *more) if c in known} | {"engagement_title": "title"}
    return look_up(frame, other, "engagements", {"engagement_id": "engagement_id"}, take)


def _carry_place(frame: Frame, data: Tables, asker: str) -> Frame:
    other = table(data, "places", ["place_id", *_PLACE.values()], asker)
    return look_up(frame, other, "places", {"place_id": "place_id"}, _PLACE)


def _carry_claim(frame: Frame, data: Tables, asker: str) -> Frame:
    claims = table(data, "claims", ["claim_id", "issue_id", "label", "is_residual"], asker)
    take = {"issue_id": "issue_id", "claim_label": "label", "is_residual": "is_residual"}
    frame = look_up(frame, claims, "claims", {"claim_id": "claim_id"}, take)
    issues = table(data, "issues", ["issue_id", "label"], asker)
    return look_up(frame, issues, "issues", {"issue_id": "issue_id"}, {"issue_label": "label"})


def _named(who: str) -> tuple[str, str, str]:
    return f"{who}_id", f"{who}_name", f"{who}_side_id"


def _finish(frame: Frame, wanted: Sequence[str], keys: Sequence[str]) -> Any:
    """Return the wanted columns that are there, once each, sorted, as the frame that came in."""
    known = set(columns(frame))
    chosen = [name for name in dict.fromkeys(wanted) if name in known]
    native = frame.select(*chosen).sort(*keys, nulls_last=True).to_native()
    if frame.implementation.is_pandas_like():
        native = native.reset_index(drop=True)
    return native
