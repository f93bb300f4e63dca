"""An engagement told from all tables, for reading. Pure: frames in, lines of text out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import pandas as pd

from readouts import join
from readouts.dataset import Dataset
from readouts.errors import UnknownIdError
from readouts.storage.package import schema_fields
from readouts.texts.prose import Line, isolated

__all__ = ["tell"]

Row = dict[str, Any]

_NUMBERED: Final = re.compile(r"[eE]?0*([0-9]{1,4})")


def tell(data: Dataset, engagement_id: str) -> list[Line]:
    """Tell an engagement: when and where, who took part, what each account says was said.

    Parameters
    ----------
    data : Dataset
        The whole package.
    engagement_id : str
        Id of the engagement.

    Returns
    -------
    list of Line
        What stands in the tables, and nothing else; what is empty there is left out.

    Raises
    ------
    UnknownIdError
        There is no such engagement; the message names the nearest, or what became of the id.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> first = data.engagements["engagement_id"].iloc[0]
    >>> tell(data, first)[0].kind
    'title'
    """
    known = data["engagements"]["engagement_id"]
    if engagement_id not in set(known):
        raise _unknown(data, engagement_id, sorted(known))
    few = _cut(data, engagement_id)
    words = _Words(data)
    (row,) = _rows(few["engagements"])
    lines = [*_head(data, row, words), *_people(few, words), *_accounts(few, words)]
    return [line for line in lines if line.text]


class _Words:
    """The labels that the descriptor gives to values."""

    def __init__(self, data: Dataset) -> None:
        self._labels = {
            (resource["name"], field["name"], item["value"]): str(item.get("label", item["value"]))
            for resource in data.package["resources"]
            for field in schema_fields(resource)
            for item in field.get("categories", [])
        }

    def of(self, table: str, field: str, value: str) -> str:
        """Return the label of a value, without its explanation."""
        label = self._labels.get((table, field, value), value)
        return label.partition(":")[0].partition(" (")[0]

    def whole(self, table: str, field: str, value: str) -> str:
        """Return the label of a value."""
        return self._labels.get((table, field, value), value)


def _head(data: Dataset, row: Row, words: _Words) -> Iterator[Line]:
    yield Line("title", f"{row['engagement_id']}  {row['title']}")
    basis = words.whole("engagements", "date_basis", row["date_basis"])
    place = _find(data["places"], "place_id", row["place_id"])
    yield Line(
        "text",
        _joined(
            words.of("engagements", "form", row["form"]),
            words.of("engagements", "status", row["status"]),
            f"{row['date']} ({_small(basis)})" if row["date"] else "no date",
            place["name"] if place is not None else row["place_id"],
        ),
    )
    engagements = data["engagements"]
    whole = _find(engagements, "engagement_id", row["part_of"])
    if row["part_of"]:
        title = f"  {whole['title']}" if whole is not None else ""
        yield Line("text", f"Part of {row['part_of']}{title}")
    parts = _rows(engagements[engagements["part_of"] == row["engagement_id"]])
    if parts:
        yield Line("item", "Parts")
        yield from (Line("text", f"{p['engagement_id']}  {p['title']}", 1) for p in parts)
    yield Line("text", row["summary"])
    yield Line("aside", f"Notes: {row['notes']}" if row["notes"] else "")


def _people(few: dict[str, pd.DataFrame], words: _Words) -> Iterator[Line]:
    rows = _rows(join.participants(few))
    yield Line("heading", "Who took part" if rows else "Nobody is named as taking part")
    sides = dict.fromkeys(row["side_label"] for row in rows)
    for side in sides:
        yield Line("item", side or "Side not known")
        for row in rows:
            if row["side_label"] == side:
                yield from _person(row, words)


def _person(row: Row, words: _Words) -> Iterator[Line]:
    name = row["actor_name"] or isolated(row["name_as_reported"]) or "unnamed"
    post = f"acting {row['post_label']}" if row["is_acting"] == "true" else row["post_label"]
    number = row["number_of_people"]
    people = f"{number} {'person' if number == '1' else 'people'}" if number else ""
    role = _small(words.of("participants", "role", row["role"]))
    host = "host" if row["is_host"] == "true" else ""
    capacity = ", ".join(filter(None, (post, row["organization_name"])))
    yield Line("text", _joined(f"{name}, {capacity}" if capacity else name, role, host, people), 1)
    reported = [isolated(row[c]) for c in ("name_as_reported", "title_as_reported") if row[c]]
    if reported:
        yield Line("aside", f"as reported ({row['readout_id']}): {', '.join(reported)}", 2)


def _accounts(few: dict[str, pd.DataFrame], words: _Words) -> Iterator[Line]:
    accounts, told = _rows(join.readouts(few)), _rows(join.positions(few))
    sources = {row["source_id"]: row for row in _rows(few["sources"])}
    yield Line("heading", f"What is said, by {_counted(len(accounts), 'account')}")
    for account in accounts:
        source = sources.get(account["source_id"], {"title": "", "url": account["source_id"]})
        yield Line(
            "item",
            _joined(
                f"{account['readout_id']}  {account['issuer_name'] or 'the outlet itself'}",
                account["publisher"],
                account["language"],
                account["published"] or "undated",
            ),
        )
        yield Line("text", isolated(source["title"]), 1)
        yield Line("aside", source["url"], 1)
        date = account["date_as_reported"]
        yield Line("text", f"It gives the date {date}" if date else "", 1)
        yield Line("aside", f"Notes: {account['notes']}" if account["notes"] else "", 1)
        mine = [row for row in told if row["readout_id"] == account["readout_id"]]
        yield from _positions(mine, words)


def _positions(rows: list[Row], words: _Words) -> Iterator[Line]:
    """Tell the positions of one account, those of the same holders together."""
    if not rows:
        yield Line("text", "No position stands in the part that was read.", 1)
    rows = sorted(rows, key=lambda row: (int(row["order_in_readout"]), row["holder_name"]))
    each = [list(group) for _, group in groupby(rows, key=lambda row: row["position_id"])]
    for holder, group in groupby(each, key=_holder):
        yield Line("item", holder, 1)
        for first, *_ in group:
            stance = words.of("positions", "stance", first["stance"])
            act = words.of("positions", "act", first["act"])
            how = (
                f"{act}, {_small(stance)}"
                if first["stance"] == "none"
                else f"{stance}, {_small(act)}"
            )
            yield Line("text", f"{first['position_id']}  {how}: {first['claim_label']}", 2)
            yield Line("text", first["paraphrase"], 3)
            opening = isolated(first["quote_opening"])
            quote = f"in quotation marks: “{opening} …”" if opening else "in quotation marks"
            yield Line("aside", quote if first["is_quote"] == "true" else "", 3)


def _holder(rows: list[Row]) -> str:
    """Return who is said to hold a position, and who says so."""
    first = rows[0]
    names = [
        f"{row['holder_name']} (not there)" if row["presence"] == "absent" else row["holder_name"]
        for row in rows
        if row["holder_name"]
    ]
    reported = isolated(first["holder_as_reported"])
    told = " and ".join(names) if names else f"no identified holder (“{reported}”)"
    is_told = first["is_joint"] == "true" and first["attribution"] != "joint"
    return _joined(told, "joint" if is_told else "", first["attribution"])


def _cut(data: Dataset, engagement_id: str) -> dict[str, pd.DataFrame]:
    """Return the tables with the rows of one engagement only, and the lists whole."""
    few = dict(data)
    for name in ("engagements", "participants", "readouts"):
        few[name] = data[name][data[name]["engagement_id"] == engagement_id]
    read = data["sources"]["source_id"].isin(few["readouts"]["source_id"])
    few["sources"] = data["sources"][read]
    told = data["positions"]["readout_id"].isin(few["readouts"]["readout_id"])
    few["positions"] = data["positions"][told]
    held = data["position_holders"]["position_id"].isin(few["positions"]["position_id"])
    few["position_holders"] = data["position_holders"][held]
    return few


def _unknown(data: Dataset, asked: str, known: list[str]) -> UnknownIdError:
    """Say what there is in the place of an id, or what became of it."""
    retired = _find(data["retired_ids"], "id", asked)
    if retired is not None:
        after = f" and replaced by {retired['replaced_by']}" if retired["replaced_by"] else ""
        hint = f"It was retired on {retired['retired_on'][:10]}{after}: {retired['reason']}"
        return UnknownIdError("engagement", asked, known, hint=hint)
    for name, column in (("readouts", "readout_id"), ("positions", "position_id")):
        row = _find(data[name], column, asked)
        account = _find(data["readouts"], "readout_id", row["readout_id"]) if row else None
        if account is not None:
            hint = f"It is one of the {name} of {account['engagement_id']!r}"
            return UnknownIdError("engagement", asked, known, hint=hint)
    number = _NUMBERED.fullmatch(asked.strip())
    near = f"E{int(number[1]):04}" if number is not None else None
    return UnknownIdError("engagement", asked, known, near=near if near in known else None)


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows as texts; a missing value is empty."""
    texts = frame.astype("object").map(_text)
    return [dict(zip(texts.columns, row, strict=True)) for row in texts.itertuples(index=False)]


def _text(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _find(frame: pd.DataFrame, column: str, value: str) -> Row | None:
    """Return the row with a value in a column, or None where there is none."""
    return next(iter(_rows(frame[frame[column] == value])), None)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
