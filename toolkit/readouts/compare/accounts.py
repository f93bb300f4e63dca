"""What is compared: accounts, each one issuer's telling of one engagement.

An account is all that one issuer tells of one engagement, whatever pages carry it. A page
that copies another of the account counts once with it. Readouts without an issuer are the
outlet's own reporting: an account per source, in the group `OUTLETS`, which is compared
with no side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import narwhals as nw
import pandas as pd

from readouts import join
from readouts.errors import UnknownStyleError
from readouts.tables import Tables, table

__all__ = [
    "OUTLETS",
    "By",
    "Told",
    "check_by",
    "cut",
    "few",
    "parts_of",
    "read",
    "units",
]

By: TypeAlias = Literal["side", "issuer"]

OUTLETS = "outlets"
"""The group of accounts without an issuer."""

_ACCOUNT = [
    *("account_id", "engagement_id", "group", "issuer_id", "issuer_name", "issuer_side_id"),
    *("readout_ids", "source_ids", "origin_ids", "whole_ids", "publishers", "languages"),
    *("n_positions", "n_pages", "n_copies", "n_whole", "is_whole"),
]
_CELL = [
    *("account_id", "group", "issuer_id", "engagement_id", "readout_id", "position_id"),
    *("issue_id", "issue_label", "claim_id", "claim_label", "is_residual", "stance", "act"),
    *("attribution", "is_quote", "order_in_readout", "paragraph", "holder_ids"),
    *("holder_groups", "holder_as_reported", "paraphrase", "quote_opening", "is_copy"),
    "is_repeat",
]
_NEEDED = {
    "positions": [
        *("position_id", "readout_id", "order_in_readout", "paragraph", "holder_as_reported"),
        *("claim_id", "stance", "act", "is_quote", "quote_opening", "paraphrase"),
    ],
    "position_holders": ["position_id", "actor_id"],
    "readouts": ["readout_id", "engagement_id", "source_id", "issuer_id"],
    "participants": ["engagement_id", "participant_no"],
    "engagements": ["engagement_id", "title", "status", "date", "part_of"],
    "sources": ["source_id", "derived_from", "read", "publisher", "language"],
    "actors": ["actor_id", "name"],
    "claims": ["claim_id"],
    "issues": ["issue_id"],
    "sides": ["side_id", "label"],
}


class Told(NamedTuple):
    """What was told of some engagements.

    ``accounts``: one row per account. ``cells``: one row per position. ``held``: one row per
    position and holder, as ``join.positions`` has them, and ``pages``: one row per readout,
    as ``join.readouts`` has them, each with the account.
    """

    accounts: pd.DataFrame
    cells: pd.DataFrame
    held: pd.DataFrame
    pages: pd.DataFrame


def check_by(by: str) -> None:
    """Raise UnknownStyleError if ``by`` is no way of grouping accounts."""
    if by not in ("side", "issuer"):
        raise UnknownStyleError("by", by, ("side", "issuer"))


def units(engagements: pd.DataFrame, *, parts: bool) -> dict[str, str]:
    """Return each engagement with the one that it is compared in: with parts, the whole visit."""
    above = _parents(engagements, "engagement_id", "part_of") if parts else {}
    return {key: _chain(key, above)[-1] for key in engagements["engagement_id"]}


def parts_of(engagements: pd.DataFrame, engagement_id: str) -> dict[str, str]:
    """Return an engagement and all that belongs to it, each with the id of the whole."""
    above = _parents(engagements, "engagement_id", "part_of")
    inside = (key for key in engagements["engagement_id"] if engagement_id in _chain(key, above))
    return dict.fromkeys(inside, engagement_id)


def few(data: Tables, asker: str, more: Iterable[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the tables that comparing needs, as pandas frames, whatever engine they came from.

    Raises
    ------
    MissingTableError, UnknownColumnError
        A table or column that is needed is not there.
    """
    names = {**_NEEDED, **{key: [] for key in more}}
    return {name: _pandas(data, name, needed, asker) for name, needed in names.items()}


def cut(data: Mapping[str, pd.DataFrame], unit: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """Return the tables with the rows of some engagements only, so that joins stay small."""
    some = dict(data)
    for name in ("engagements", "participants", "readouts"):
        some[name] = data[name][data[name]["engagement_id"].isin(list(unit))]
    told = data["positions"]["readout_id"].isin(some["readouts"]["readout_id"])
    some["positions"] = data["positions"][told]
    held = data["position_holders"]["position_id"].isin(some["positions"]["position_id"])
    some["position_holders"] = data["position_holders"][held]
    return some


def read(data: Mapping[str, pd.DataFrame], unit: Mapping[str, str], *, by: By) -> Told:
    """Return the accounts of some engagements, their positions, and who holds these.

    Parameters
    ----------
    data : mapping of str to DataFrame
        What `few` returns, or `cut`.
    unit : mapping of str to str
        All engagements of the tables, each with the id of the one that it is compared in.
    by : {"side", "issuer"}
        What a group of accounts is.

    Returns
    -------
    Told
        Accounts sorted by id; cells and holders by account, readout and order.
    """
    pages = _pages(join.readouts(data), data["sources"], unit, by)
    placed = pages[["readout_id", "account_id", "group", "is_copy"]]
    held = join.positions(data).merge(placed, on="readout_id", validate="many_to_one")
    order = ["account_id", "is_copy", "readout_id", "order_in_readout", "position_id"]
    held = held.sort_values(order, kind="stable", ignore_index=True)
    cells = _cells(held, by)
    told = cells.loc[~cells["is_repeat"], "account_id"].value_counts()
    accounts = _accounts(pages)
    n_positions = accounts["account_id"].map(told).fillna(0).astype("int64")
    return Told(accounts.assign(n_positions=n_positions)[_ACCOUNT], cells, held, pages)


def _cells(held: pd.DataFrame, by: By) -> pd.DataFrame:
    """Return one row per position, its holders and their groups as sorted tuples."""
    cells = held.drop_duplicates("position_id", ignore_index=True)
    for name in ("is_residual", "is_quote"):
        cells[name] = cells[name].astype("boolean").fillna(False).astype(bool)
    cells["holder_ids"] = _tuples(cells, held, ["holder_id"])
    bodies = ["holder_id", "holder_organization_id"]
    if by == "issuer":
        cells["holder_groups"] = _tuples(cells, held, bodies)
    else:  # an issuer without a side is a group of his own
        no_side = held["holder_side_id"].isna()
        placed = held.assign(**{name: held[name].where(no_side) for name in bodies})
        cells["holder_groups"] = _tuples(cells, placed, ["holder_side_id", *bodies])
    same = cells[["account_id", "claim_id", "holder_ids"]].assign(
        stance=cells["stance"].astype("str")
    )
    first = cells["readout_id"].groupby([same[name] for name in same]).transform("first")
    return cells.assign(is_repeat=cells["is_copy"] & (cells["readout_id"] != first))[_CELL]


def _accounts(pages: pd.DataFrame) -> pd.DataFrame:
    """Return one row per account, from one row per readout."""
    own = pages.assign(
        publisher=pages["publisher"].where(~pages["is_copy"]),
        copied_id=pages["source_id"].where(pages["is_copy"]),
        whole_id=pages["root_id"].where(pages["read"].astype(str) == "full"),
    )
    grouped = own.groupby("account_id", sort=True)
    accounts = grouped.agg(
        engagement_id=("unit_id", "first"),
        group=("group", "first"),
        issuer_id=("issuer_id", "first"),
        issuer_name=("issuer_name", "first"),
        issuer_side_id=("issuer_side_id", "first"),
        readout_ids=("readout_id", _distinct),
        source_ids=("source_id", _distinct),
        origin_ids=("root_id", _distinct),
        whole_ids=("whole_id", _distinct),
        publishers=("publisher", _distinct),
        languages=("language", _distinct),
        n_pages=("root_id", "nunique"),
        n_copies=("copied_id", "nunique"),
        n_whole=("whole_id", "nunique"),
    ).reset_index()
    return accounts.assign(is_whole=accounts["n_whole"] == accounts["n_pages"])


def _pages(
    told: pd.DataFrame, sources: pd.DataFrame, unit: Mapping[str, str], by: By
) -> pd.DataFrame:
    """Return one row per readout, with its account, its group and the text that it carries.

    ``text_id`` is the page of this account that was copied, else the page itself;
    ``root_id`` is the page that was copied wherever it stands, so that it is one for all
    accounts on copies of it.
    """
    copied = _parents(sources, "source_id", "derived_from")
    told = told.sort_values("readout_id", ignore_index=True)
    told["unit_id"] = [unit[key] for key in told["engagement_id"]]
    told["root_id"] = [_chain(key, copied)[-1] for key in told["source_id"]]
    told["text_id"] = told["source_id"].where(told["source_id"] == told["root_id"])
    same = ["unit_id", "issuer_id", "root_id"]
    told["text_id"] = told.groupby(same, dropna=False)["text_id"].transform("first")
    first = told.groupby(same, dropna=False)["source_id"].transform("min")
    told["text_id"] = told["text_id"].fillna(first)
    told["is_copy"] = told["source_id"] != told["text_id"]
    tellers = zip(told["unit_id"], told["issuer_id"].fillna(told["text_id"]), strict=True)
    told["account_id"] = [f"{whole}:{teller}" for whole, teller in tellers]
    side = told.groupby("account_id")["issuer_side_id"].transform("first")
    group = told["issuer_id"] if by == "issuer" else side.fillna(told["issuer_id"])
    return told.assign(issuer_side_id=side, group=group.fillna(OUTLETS))


def _parents(table: pd.DataFrame, child: str, parent: str) -> dict[str, str]:
    """Return for each id the one above it, where that is in the table too."""
    known = table[table[parent].isin(table[child])]
    return dict(zip(known[child], known[parent], strict=True))


def _chain(key: str, above: Mapping[str, str]) -> list[str]:
    """Return an id and those above it, the nearest first; in a circle, the id alone."""
    chain = [key]
    while (parent := above.get(chain[-1])) is not None:
        if parent in chain:
            return [key]
        chain.append(parent)
    return chain


def _tuples(cells: pd.DataFrame, held: pd.DataFrame, columns: list[str]) -> pd.Series[Any]:
    """Return for each position the distinct values of some columns, as a sorted tuple."""
    found: dict[str, set[str]] = {}
    for name in columns:
        known = held[["position_id", name]].dropna()
        for key, value in zip(known["position_id"], known[name], strict=True):
            found.setdefault(key, set()).add(value)
    tuples = [tuple(sorted(found.get(key, ()))) for key in cells["position_id"]]
    return pd.Series(tuples, index=cells.index, dtype="object")


def _distinct(values: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(values.dropna().unique()))


def _pandas(data: Tables, name: str, needed: list[str], asker: str) -> pd.DataFrame:
    frame = table(data, name, needed, asker)
    native = nw.to_native(frame)
    if isinstance(native, pd.DataFrame):
        return native
    eager = frame.lazy().collect()
    return pd.DataFrame({column: eager[column].to_list() for column in eager.columns})
