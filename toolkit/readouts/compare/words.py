"""A comparison in words: what its renderings share, and the one for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from readouts.compare.accounts import OUTLETS
from readouts.compare.compared import Compared
from readouts.compare.pieces import distinct, rows
from readouts.texts.days import spelled
from readouts.texts.prose import isolated

__all__ = [
    "ATTRIBUTIONS",
    "LEGEND",
    "STANCES",
    "Block",
    "absence",
    "blocks",
    "date",
    "group_name",
    "holders",
    "names_of",
    "ordered",
    "read_of",
    "subtitle",
    "teller",
    "to_text",
]

STANCES = {
    "support": ("●", "supports"),
    "oppose": ("✕", "opposes"),
    "ambiguous": ("◐", "ambiguous"),
    "none": ("○", "no view told"),
}

ATTRIBUTIONS = {
    "self-report": "own account",
    "other-side": "as the other side tells",
    "third-party": "as a third party tells",
    "joint": "held jointly",
}

LEGEND = "; ".join(f"{mark} {meaning}" for mark, meaning in STANCES.values()) + (
    ". † residual claim: it holds different propositions and is compared with nothing."
)


class Block(NamedTuple):
    """Findings of one kind between two groups: a heading, what was read, and one per line."""

    heading: str
    note: str
    entries: list[tuple[str, tuple[str, ...]]]


def names_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the names of actors, and the labels of sides, by their ids."""
    actors = tables["actors"].dropna(subset=["name"])
    sides = tables["sides"].dropna(subset=["label"])
    return {
        **dict(zip(actors["actor_id"], actors["name"], strict=True)),
        **dict(zip(sides["side_id"], sides["label"], strict=True)),
    }


def to_text(comparison: Compared) -> str:
    """Return a comparison as text for a terminal, one claim after the other."""
    names = comparison.names
    lines = [comparison.title, subtitle(comparison), absence(comparison), ""]
    for row in rows(comparison.accounts):
        nothing = "" if row.n_positions else "; nothing of what was said in the part read"
        lines.append(f"  {row.account_id}: {teller(row)} ({read_of(row, names)}){nothing}")
    issue = None
    for claim, told in ordered(comparison):
        if claim.issue_id != issue:
            lines += ["", str(claim.issue_label)]
            issue = claim.issue_id
        lines.append(f"  {claim.claim_label}{' †' if claim.is_residual else ''}")
        lines += [f"    {row.account_id}: {_entry(row, names)}" for row in told]
    for title, found in blocks(comparison):
        lines += ["", title]
        for block in found:
            lines += [f"  {block.heading}{block.note and f' ({block.note})'}:"]
            lines += [f"    {entry}{_behind(ids)}" for entry, ids in block.entries]
    return "\n".join([*lines, "", LEGEND])


def subtitle(comparison: Compared) -> str:
    """Return id, date, and the status where it was not simply held."""
    status = "" if comparison.status == "held" else f", {comparison.status}"
    return f"{comparison.engagement_id}, {date(comparison)}{status}"


def date(comparison: Compared) -> str:
    """Return the date of the engagement in words."""
    return "no date" if comparison.date is None else spelled(comparison.date)


def absence(comparison: Compared) -> str:
    """Return the sentences that say what an empty cell means here, and whose account is missing."""
    return f"{_partly_read(comparison.accounts)}{_unheard(comparison)}"


def _unheard(comparison: Compared) -> str:
    sides = [_named(side, comparison.names) for side in comparison.unheard]
    if not sides:
        return ""
    *most, last = sides
    named = f"{', '.join(most)} or {last}" if most else last
    return f" No account by {named} of what was said was found."


def _partly_read(accounts: pd.DataFrame) -> str:
    all_of, whole = (distinct(accounts[name]) for name in ("origin_ids", "whole_ids"))
    if all_of == 0:
        return "No account of it is among the pages that were found."
    if all_of == whole:
        return f"Read whole: {_number(all_of)}. What is missing is not told there."
    told = "None of" if whole == 0 else f"{whole} of"
    return (
        f"{told} {_number(all_of)} {'was' if whole < 2 else 'were'} read whole: what is missing "
        "is not in the part that was read. That is not silence."
    )


def ordered(comparison: Compared) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each claim with its positions, in the order of the codebook and of the accounts.

    A position on a page that copies another is left out where the copied page has it.
    """
    column = {key: at for at, key in enumerate(comparison.accounts["account_id"])}
    told = [row for row in rows(comparison.cells) if not row.is_repeat]
    told.sort(key=lambda row: (*_rank(comparison, row), column[row.account_id]))
    for _, same in groupby(told, key=lambda row: row.claim_id):
        part = list(same)
        yield part[0], part


def _rank(comparison: Compared, row: Any) -> tuple[int, str]:
    """Return the place of a claim in the codebook; what is not in it comes last."""
    known = comparison.claims
    return known.index(row.claim_id) if row.claim_id in known else len(known), row.claim_id


def blocks(comparison: Compared) -> Iterator[tuple[str, list[Block]]]:
    """Yield each kind of finding that there is: its title and its blocks."""
    kinds = {
        "Told by one side only" if comparison.by == "side" else "Told by one issuer only": [
            *_pairs(comparison.one_sided, comparison, "{0} tells, {1} does not", _claim)
        ],
        "Ascribed to the other, who does not tell it": [
            *_pairs(comparison.unreciprocated, comparison, "{0} has {1} hold a view", _ascribed)
        ],
        "Opposite to what the other tells of itself": [*_opposite(comparison)],
        "Contradicted": [*_against(comparison)],
        "Other dates": [*_dates(comparison)],
    }
    yield from ((title, found) for title, found in kinds.items() if found)


def group_name(group: str, names: Mapping[str, str]) -> str:
    """Return the name of a side or an issuer, or what stands for the outlets."""
    return "Outlets" if group == OUTLETS else names.get(group, group)


def _named(group: str, names: Mapping[str, str]) -> str:
    """Return the name of a group so that it stands in a sentence, whatever its direction."""
    return isolated(group_name(group, names))


def teller(row: Any) -> str:
    """Return whose account it is: the issuer, or the outlet."""
    if pd.notna(row.issuer_name):
        return isolated(str(row.issuer_name))
    if pd.notna(row.issuer_id):
        return str(row.issuer_id)
    return f"{', '.join(map(isolated, row.publishers))}, own reporting"


def _pages(row: Any) -> str:
    """Return how many pages carry an account, in which languages, and how many were read whole."""
    copies = f" and {row.n_copies} that copy" if row.n_copies else ""
    return f"{_number(row.n_pages)}{copies} ({', '.join(row.languages)}), {row.n_whole} read whole"


def read_of(row: Any, names: Mapping[str, str]) -> str:
    """Return the group of an account, unless it is the teller himself, and its pages."""
    group = _named(row.group, names)
    return (
        _pages(row) if group == teller(row) or row.group == OUTLETS else f"{group}; {_pages(row)}"
    )


def holders(row: Any, names: Mapping[str, str]) -> str:
    """Return to whom a view is given: the holders, else what the account calls them."""
    if not row.holder_ids:
        known = "" if pd.isna(row.holder_as_reported) else f"{isolated(row.holder_as_reported)} "
        return f"{known}(no identified holder)"
    return " and ".join(isolated(names.get(holder, holder)) for holder in row.holder_ids)


def _entry(row: Any, names: Mapping[str, str]) -> str:
    mark, meaning = STANCES.get(str(row.stance), ("·", str(row.stance)))
    quoted = ", quoted" if row.is_quote else ""
    told = f"{mark} {holders(row, names)} ({meaning}, {row.act}{quoted}): {row.paraphrase}"
    return f"{told}{_behind((row.position_id,))}"


def _pairs(frame: pd.DataFrame, comparison: Compared, heading: str, entry: Any) -> Iterator[Block]:
    """Yield a block for each ordered pair of groups of a frame of findings."""
    for pair, same in groupby(rows(frame), key=lambda row: (row.group, row.other_group)):
        mine, theirs = (_named(name, comparison.names) for name in pair)
        part = sorted(same, key=lambda row: _rank(comparison, row))
        whole = f"{part[0].n_other_whole} read whole"
        note = f"of {theirs}: {_number(part[0].n_other_pages)}, {whole}"
        told = [(entry(row, theirs), row.position_ids) for row in part]
        yield Block(heading.format(mine, theirs), note, told)


def _claim(row: Any, _theirs: str) -> str:
    return str(row.claim_label)


def _ascribed(row: Any, theirs: str) -> str:
    stances = " and ".join(STANCES.get(stance, ("", stance))[1] for stance in row.stances)
    jointly = ", jointly" if row.is_joint else ""
    told = f"; {theirs} tells the claim, and not as its own view" if row.is_claim_told else ""
    return f"{row.claim_label} ({stances}{jointly}{told})"


def _opposite(comparison: Compared) -> Iterator[Block]:
    for row in rows(comparison.opposed):
        mine, theirs = (_named(key, comparison.names) for key in (row.group, row.other_group))
        stance, own = (STANCES[key][1] for key in (row.stance, row.other_stance))
        heading = f"{theirs} {stance} in what {mine} tells, {own} in what {theirs} tells"
        yield Block(heading, "", [(str(row.claim_label), row.position_ids)])


def _against(comparison: Compared) -> Iterator[Block]:
    told = _tellers(comparison)
    for row in rows(comparison.contradictions):
        name = isolated(comparison.names.get(row.holder_id, row.holder_id))
        mine, theirs = told[row.account_id], told[row.other_account_id]
        heading = f"{name} supports in the account of {mine}, opposes in that of {theirs}"
        yield Block(heading, "", [(str(row.claim_label), row.position_ids)])


def _dates(comparison: Compared) -> Iterator[Block]:
    """Yield one block with the dates that differ from the engagement's or add to it."""
    tellers, found = _tellers(comparison), comparison.differences
    told = [
        (f"{tellers[row.account_id]}: {spelled(row.told)}{_elsewhere(row)}", row.readout_ids)
        for row in rows(found)
        if row.kind == "date" and row.relation != "fits"
    ]
    if told:
        yield Block("As the account gives it", "", told)


def _tellers(comparison: Compared) -> dict[str, str]:
    """Return whose account each is; of those that go by one name, with the id of the account."""
    named = {row.account_id: teller(row) for row in rows(comparison.accounts)}
    twice = [name for name, times in Counter(named.values()).items() if times > 1]
    return {key: f"{name} ({key})" if name in twice else name for key, name in named.items()}


def _elsewhere(row: Any) -> str:
    if not isinstance(row.elsewhere, str):
        return ", where no date is known"
    if row.relation == "adds":
        return f", more exact than {spelled(row.elsewhere)}"
    return f", where the engagement has {spelled(row.elsewhere)}"


def _behind(ids: tuple[str, ...]) -> str:
    return f" [{', '.join(ids)}]" if ids else ""


def _number(pages: int) -> str:
    return f"{pages} page{'' if pages == 1 else 's'}"
