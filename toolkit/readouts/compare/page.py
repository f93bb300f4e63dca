"""A comparison as HTML that a newspaper could print; everything is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pandas as pd

from readouts.compare import words
from readouts.compare.compared import Compared
from readouts.compare.look import STYLE, side_class
from readouts.compare.pieces import grouped, rows

__all__ = ["bidi", "to_html"]

_FIRST, _COLUMN = 12, 13  # rem


def to_html(comparison: Compared) -> str:
    """Return a comparison as HTML: claims grouped by issue down, accounts across."""
    status = "" if comparison.status == "held" else f" {comparison.status}"
    date = words.date(comparison)
    return (
        f'<section class="readouts-comparison" lang="en" dir="ltr"><style>{STYLE}</style>'
        f'<p class="kicker">{escape(comparison.engagement_id)} · {escape(date)}'
        f"{' ·' if status else ''}<strong>{escape(status)}</strong></p>"
        f"<h3>{bidi(comparison.title)}</h3>"
        f'<p class="soft">{escape(words.absence(comparison))}</p>'
        f"{_table(comparison)}{_silent(comparison)}{_findings(comparison)}"
        f'<p class="soft legend">{escape(words.LEGEND)}</p></section>'
    )


def bidi(text: object) -> str:
    """Return text, escaped, that keeps its own direction: Arabic runs from right to left.

    Examples
    --------
    >>> bidi("<b>")
    '<bdi dir="auto">&lt;b&gt;</bdi>'
    """
    return f'<bdi dir="auto">{escape(str(text))}</bdi>'


def _table(comparison: Compared) -> str:
    """Return the table; accounts without positions have no column in it."""
    accounts = comparison.accounts[comparison.accounts["n_positions"] > 0]
    if accounts.empty:
        return '<p class="soft">No account tells what was said, in the part that was read.</p>'
    names, wide = comparison.names, _FIRST + _COLUMN * len(accounts)
    head = "".join(
        f'<th scope="col" class="{side_class(row.issuer_side_id)}">{_teller(row)}'
        f'<small class="soft">{escape(words.read_of(row, names))}{_where(row)}</small></th>'
        for row in rows(accounts)
    )
    columns = "<col>" * (len(accounts) + 1)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Accounts side by side">'
        f'<table style="min-width:{wide}rem"><colgroup>{columns}</colgroup>'
        f'<thead><tr><th scope="col">Claim</th>{head}</tr></thead>'
        f"{''.join(_bodies(comparison, list(accounts['account_id'])))}</table></div>"
    )


def _bodies(comparison: Compared, accounts: list[str]) -> Iterator[str]:
    """Yield the rows of the table, a body for each issue."""
    issue = None
    for claim, told in words.ordered(comparison):
        if claim.issue_id != issue:
            yield "</tbody>" if issue is not None else ""
            yield (
                f'<tbody><tr class="issue"><th scope="rowgroup" colspan="{len(accounts) + 1}">'
                f"<span>{bidi(claim.issue_label)}</span></th></tr>"
            )
            issue = claim.issue_id
        mark = ' <abbr title="residual claim">†</abbr>' if claim.is_residual else ""
        by_account = grouped(told, (row.account_id for row in told))
        cells = "".join(_cell(by_account.get(key, []), comparison) for key in accounts)
        yield f'<tr><th scope="row">{bidi(claim.claim_label)}{mark}</th>{cells}</tr>'
    yield "</tbody>"


def _cell(told: list[Any], comparison: Compared) -> str:
    """Return what an account tells of a claim: one entry per holder, stance and voice."""
    if not told:
        return '<td><span class="empty" role="img" aria-label="not in the part read"></span></td>'
    entries: dict[str, list[str]] = {}
    for row in told:
        entries.setdefault(_head(row, comparison), []).append(_said(row))
    told_of = (
        f'<div class="position">{head}{"".join(said)}</div>' for head, said in entries.items()
    )
    return f"<td>{''.join(told_of)}</td>"


def _head(row: Any, comparison: Compared) -> str:
    """Return who holds a position, what the stance is, and in whose voice it is told."""
    mark, meaning = words.STANCES.get(str(row.stance), ("·", str(row.stance)))
    voice = words.ATTRIBUTIONS.get(str(row.attribution), "")
    does = ", ".join(filter(None, (meaning, voice)))
    return (
        f'<span aria-hidden="true">{escape(mark)}</span> {_holders(row, comparison)} '
        f'<span class="soft">{escape(does)}</span>'
    )


def _said(row: Any) -> str:
    """Return what is said: first words of a quotation, our paraphrase, act, id and paragraph."""
    quote = ""
    if isinstance(row.quote_opening, str):
        quote = f'<q dir="auto">{escape(row.quote_opening)} …</q> '
    act = f"{row.act}, quoted" if row.is_quote and not quote else str(row.act)
    place = "" if pd.isna(row.paragraph) else f" ¶{row.paragraph}"
    return (
        f'<p>{quote}{bidi(row.paraphrase)} <span class="soft">({escape(act)})</span> '
        f'<span class="id">{escape(row.position_id)}{escape(place)}</span></p>'
    )


def _holders(row: Any, comparison: Compared) -> str:
    called = row.holder_as_reported
    told = "" if pd.isna(called) else bidi(called)
    if not row.holder_ids:
        return (
            f'<span class="nobody">{told}</span> <span class="soft">(no identified holder)</span>'
        )
    names = [comparison.names.get(key, key) for key in row.holder_ids]
    name = f"<b>{' and '.join(map(bidi, names))}</b>"
    if not told or called in names:
        return name
    return f'{name} <span class="soft">(told of: {told})</span>'


def _teller(row: Any) -> str:
    if pd.isna(row.issuer_id):
        return f"{', '.join(map(bidi, row.publishers))}, own reporting"
    return bidi(row.issuer_id if pd.isna(row.issuer_name) else row.issuer_name)


def _where(row: Any) -> str:
    """Return the publishers of a body's account, unless it stands on a page of its own only."""
    if pd.isna(row.issuer_id) or list(row.publishers) == [row.issuer_name]:
        return ""
    return f"<br>on {', '.join(map(bidi, row.publishers))}"


def _silent(comparison: Compared) -> str:
    """Return the accounts without positions, under the table."""
    accounts = comparison.accounts
    told = "; ".join(
        f"{_teller(row)} ({escape(words.read_of(row, comparison.names))})"
        for row in rows(accounts[accounts["n_positions"] == 0])
    )
    if not told:
        return ""
    return (
        '<p class="soft">Accounts that tell nothing of what was said, in the part read: '
        f"{told}.</p>"
    )


def _findings(comparison: Compared) -> str:
    found = "".join(
        f'<div class="kind"><h4>{escape(title)}</h4>{"".join(map(_block, blocks))}</div>'
        for title, blocks in words.blocks(comparison)
    )
    return f'<div class="findings">{found}</div>' if found else ""


def _block(block: words.Block) -> str:
    note = f' <small class="soft">{escape(block.note)}</small>' if block.note else ""
    entries = "".join(
        f'<li>{escape(entry)} <span class="id">{escape(", ".join(ids))}</span></li>'
        for entry, ids in block.entries
    )
    return f"<h5>{escape(block.heading)}{note}</h5><ul>{entries}</ul>"
