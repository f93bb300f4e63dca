"""What both kinds of network need: rows of chosen engagements, nodes, and networkx itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import narwhals as nw

from readouts import context
from readouts.dates import bounds
from readouts.errors import DateError, MissingExtraError, UnknownColumnError, UnknownStyleError
from readouts.tables import Frame, Tables, columns, table

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "FORMS",
    "STATUSES",
    "By",
    "Day",
    "Row",
    "add",
    "choose",
    "ids",
    "kinds",
    "new",
    "require",
    "rows",
    "several",
    "visit",
]

By: TypeAlias = Literal["actor", "side"]
Day: TypeAlias = str | date
"""A day; or EDTF text that names a day, month or year, such as "2025-04"."""

Row: TypeAlias = dict[str, Any]

STATUSES: Final = ("held", "announced", "postponed", "cancelled", "denied", "unconfirmed")
FORMS: Final = ("meeting", "visit", "call", "message", "conference", "signing", "other")


def new(**told: str) -> nx.Graph[str]:
    """Return an empty graph that keeps what it was made with as attributes of the graph.

    Raises
    ------
    MissingExtraError
        networkx is not installed.
    """
    try:
        networkx = import_module("networkx")
    except ImportError as error:
        raise MissingExtraError("readouts.network", "network") from error
    graph: nx.Graph[str] = networkx.Graph(**told)
    return graph


def require(argument: str, found: str | None, known: Collection[str]) -> None:
    """Raise UnknownStyleError if an argument has a value that it does not take."""
    if found not in tuple(known):
        raise UnknownStyleError(argument, found, known)


def several(
    argument: str, values: str | Collection[str] | None, known: Collection[str]
) -> tuple[str, ...] | None:
    """Return the values of an argument that takes one or several of some; None means all.

    Raises
    ------
    UnknownStyleError
        A value is not among them, or there is none: that would leave nothing to count.
    """
    if values is None:
        return None
    if isinstance(values, str) or not isinstance(values, Iterable):
        values = (values,)
    chosen = tuple(values)
    if not chosen:
        hint = f"Without {argument}, all count"
        raise UnknownStyleError(argument, values, known, hint=hint)
    for value in chosen:
        require(argument, value, known)
    return chosen


def choose(
    frame: Frame,
    *,
    status: str | None,
    forms: Collection[str] | None,
    start: Day | None,
    end: Day | None,
) -> Frame:
    """Keep the rows whose engagement has the status and forms and lies within the window."""
    if status is not None:
        require("status", status, STATUSES)
        frame = frame.filter(nw.col("status").cast(nw.String) == status)
    if forms is not None:
        frame = frame.filter(nw.col("form").cast(nw.String).is_in(list(forms)))
    first, last = _day(start, 0), _day(end, 1)
    if first is not None and last is not None and first > last:
        raise DateError(f"{start}/{end}", "the window ends before it begins; change the ends round")
    for name, edge in (("date_earliest", first), ("date_latest", last)):
        if edge is None:
            continue
        if name not in columns(frame):
            raise UnknownColumnError("engagements", name, columns(frame))
        inside = nw.col(name) >= edge if name == "date_earliest" else nw.col(name) <= edge
        frame = frame.filter(~nw.col(name).is_null(), inside)
    return frame


def rows(frame: Frame, *names: str) -> list[Row]:
    """Return the distinct rows of some columns, sorted; a missing cell is an empty text."""
    there = [name for name in names if name in columns(frame)]
    found = frame.select(*there).unique().sort(*there, nulls_last=True)
    cells = found.lazy().collect().rows(named=True)
    return [
        dict.fromkeys(names, "") | {name: _text(value) for name, value in row.items()}
        for row in cells
    ]


def kinds(data: Tables, by: By, asker: str) -> dict[str, Row]:
    """Return name, kind and side of each actor, or of each side, as attributes of its node."""
    if by == "actor":
        known = rows(context.actors(data, asker), "actor_id", "name", "kind", "side_id")
        return {row["actor_id"]: _node(row["name"], row["kind"], row["side_id"]) for row in known}
    known = rows(
        table(data, "sides", ["side_id", "label", "kind"], asker), "side_id", "label", "kind"
    )
    return {row["side_id"]: _node(row["label"], row["kind"], row["side_id"]) for row in known}


def add(graph: nx.Graph[str], node: str, known: dict[str, Row], **told: int) -> None:
    """Add an actor or side with its name, kind and side, and what else is told of it."""
    graph.add_node(node, **known.get(node, _node(node, "", "")), **told)


def visit(row: Row) -> str:
    """Return the visit or conference that an engagement is part of, else the engagement."""
    return str(row["part_of"] or row["engagement_id"])


def ids(values: Iterable[str]) -> str:
    """Return distinct ids as one text, sorted, with blanks between."""
    return " ".join(sorted(set(values)))


def _node(name: str, kind: str, side: str) -> Row:
    return {"name": name, "kind": kind, "side": side}


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _day(day: Day | None, end: int) -> datetime | None:
    """Return the first or the last moment that counts of a day, month or year."""
    if day is None:
        return None
    found = bounds(day)[end] if isinstance(day, str) else day
    if found is None:
        raise DateError(day, "the end of a window needs a day, month or year that is known")
    if not _is_date(found):
        raise DateError(day, "an end of a window is a text, such as '2019', or a datetime.date")
    return datetime.combine(found, time())


def _is_date(value: object) -> bool:
    return isinstance(value, date) and value == value  # the missing date of pandas is a date too
