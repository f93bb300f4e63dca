"""What somebody is said to hold, over time."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from readouts import join
from readouts.errors import AmbiguousNameError, UnknownIdError
from readouts.match import Names, candidates, nearest_names
from readouts.tables import Tables, columns, table

__all__ = ["statements"]


def statements(
    data: Tables, *, actor: str, claim: str | None = None, issue: str | None = None
) -> Any:
    """Return what somebody is said to hold on a claim or an issue, over time.

    Whose words these are is in ``attribution`` and ``issuer_name``: a view that only the
    other side tells is not the holder's own word. A body's statements are those ascribed to
    the body itself, not those of the people who took part for it.

    Parameters
    ----------
    data : Dataset or mapping of str to frame
        With the tables that ``join.positions`` needs; ``actor_names`` gives more names, and
        ``sides`` better messages.
    actor : str
        The holder: an id, or any of his names in any script. Letter case, accents, hyphens
        and spellings of Arabic letters do not matter.
    claim, issue : str, optional
        An id or a label. Without them, all that he is said to hold; with both, what both
        fit.

    Returns
    -------
    frame of the kind that came in, sorted by date
        The rows of ``join.positions`` of that holder: one row per position. Undated
        engagements come last.

    Raises
    ------
    UnknownIdError
        There is no such actor, claim or issue; the message names the nearest, and says
        where a side was named: its actors hold views, and it does not.
    AmbiguousNameError
        Several actors bear that name; the message names them with their ids.
    MissingTableError, UnknownColumnError, JoinError
        As in ``readouts.join.positions``.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> told = readouts.compare.statements(data, actor="عقيلة صالح", issue="elections")
    >>> set(told["holder_id"])
    {'aguila-saleh'}
    """
    actors = _names(data, "actor", ("actors", "name"), ("actor_names", "name"))
    sides = _names(data, "side", ("sides", "label"))
    holder = _find(actors, actor, sides)
    frame = nw.from_native(join.positions(data)).filter(nw.col("holder_id") == holder)
    if claim is not None:
        claim = _find(_names(data, "claim", ("claims", "label")), claim)
        frame = frame.filter(nw.col("claim_id") == claim)
    if issue is not None:
        issue = _find(_names(data, "issue", ("issues", "label")), issue)
        frame = frame.filter(nw.col("issue_id") == issue)
    known = columns(frame)
    dates = [name for name in ("date_earliest", "date") if name in known]
    frame = frame.sort(*dates, "engagement_id", "position_id", nulls_last=True)
    native = frame.to_native()
    if frame.implementation.is_pandas_like():
        return native.reset_index(drop=True)
    return native


def _names(data: Tables, what: str, *places: tuple[str, str]) -> Names:
    """Return the names of all things of one kind, from the tables that there are."""
    names, key = Names(what), f"{what}_id"
    for name, column in places:
        if name not in ("actor_names", "sides") or name in data:
            frame = table(data, name, [key, column], "compare.statements")
            rows = frame.select(key, column).lazy().collect().rows()
            for thing, called in rows:
                names.add(thing, called if isinstance(called, str) else "")
    return names


def _find(names: Names, text: object, sides: Names | None = None) -> str:
    """Return the id of the only thing of that name."""
    if not isinstance(text, str):
        hint = "Give one id or name, as text"
        raise UnknownIdError(names.what, text, sorted(names.ids), hint=hint)
    found = candidates(text, [names])
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousNameError(names.what, text, [(key, names.shown.get(key)) for key in found])
    near = nearest_names(text, [names])
    places = "`actors` and `actor_names`" if names.what == "actor" else f"`{names.what}s`"
    hint = f"Did you mean {near[0]!r}?" if near else f"Look in {places}"
    named = [] if sides is None else [sides.called(key) for key in candidates(text, [sides])]
    if named:
        alike = near and near[0] in names.ids and near[0].casefold() == text.casefold()
        hint = f"Did you mean {names.called(near[0])}?" if alike else "Give one of its actors"
        hint = f"That is the side {' or '.join(named)}. {hint}"
    raise UnknownIdError(
        names.what, text, sorted(names.ids), near=near[0] if near else None, hint=hint
    )
