"""The measures of many comparisons as one table: a row per dyad, a column per measure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd

from readouts.compare import words
from readouts.compare.formulas import MEASURES
from readouts.compare.look import STYLE
from readouts.compare.page import bidi
from readouts.compare.pieces import rows

__all__ = ["to_html", "to_text"]

_NOTE = (
    "First the value, then the 95 % interval, resampled by engagement, then what the value is a "
    "ratio of; – is undefined. Where all engagements are alike, an interval has no width and says "
    "too much. What one does not tell is what is not in the part of its pages that was read: that "
    "is not silence."
)


def to_text(dyads: pd.DataFrame, names: Mapping[str, str], status: Collection[str] | None) -> str:
    """Return one line per dyad and measure, as text."""
    lines = [_head(dyads, status)]
    for row, found in _dyads(dyads):
        mine, theirs = (words.group_name(key, names) for key in (row.group, row.other_group))
        lines.append(f"\n{mine} against {theirs} ({_read(row)})")
        lines += [f"  {one.measure:16} {'  '.join(filter(None, _cell(one)))}" for one in found]
    return "\n".join([*lines, "", _NOTE])


def to_html(dyads: pd.DataFrame, names: Mapping[str, str], status: Collection[str] | None) -> str:
    """Return a table of HTML, a row per dyad and a column per measure; everything is escaped."""
    head = "".join(
        f'<th scope="col" title="{escape(measure.formula)}">{escape(name.replace("_", " "))}</th>'
        for name, measure in MEASURES.items()
    )
    body = "".join(_row(row, found, names) for row, found in _dyads(dyads))
    return (
        f'<section class="readouts-comparison" lang="en" dir="ltr"><style>{STYLE}</style>'
        f'<p class="soft">{escape(_head(dyads, status))}</p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="Measures per dyad">'
        f'<table class="numbers" style="--first:14rem;min-width:{14 + 8.5 * len(MEASURES)}rem">'
        "<colgroup><col></colgroup>"
        f'<thead><tr><th scope="col">Account of, against</th>{head}</tr></thead>'
        f'<tbody>{body}</tbody></table></div><p class="soft legend">{escape(_NOTE)}</p></section>'
    )


def _row(row: Any, found: list[Any], names: Mapping[str, str]) -> str:
    mine, theirs = (bidi(words.group_name(key, names)) for key in (row.group, row.other_group))
    cells = "".join(
        f'<td>{value}<small class="soft">{interval}</small><small class="soft">{behind}</small></td>'
        for value, interval, behind in map(_cell, found)
    )
    return (
        f'<tr><th scope="row">{mine}, against {theirs}'
        f'<small class="soft">{escape(_read(row))}</small></th>{cells}</tr>'
    )


def _cell(row: Any) -> tuple[str, str, str]:
    """Return the value, its interval, and the numbers behind it."""
    if pd.isna(row.value):
        return "–", "", ""
    interval = "" if pd.isna(row.low) else f"[{_number(row.low)}, {_number(row.high)}]"
    if row.measure == "order":
        return _number(row.value), interval, f"mean of {row.denominator:.0f}"
    return _number(row.value), interval, f"{row.numerator:.0f} of {row.denominator:.0f}"


def _number(value: float) -> str:
    """Return a number with two digits, its minus as wide as a digit, and no minus before 0."""
    return f"{value:z.2f}".replace("-", "−")


def _head(dyads: pd.DataFrame, status: Collection[str] | None) -> str:
    pairs = len(dyads.drop_duplicates(["group", "other_group"]))
    counted = "any" if status is None else " or ".join(status) or "none"
    return (
        f"{pairs} ordered pairs of groups that have accounts of the same engagement. "
        f"Status of the engagements that count: {counted}."
    )


def _read(row: Any) -> str:
    whole = row.n_whole + row.n_other_whole
    return (
        f"{row.n_engagements} engagement{'' if row.n_engagements == 1 else 's'}; "
        f"{row.n_accounts} and {row.n_other_accounts} accounts, {whole} read whole"
    )


def _dyads(dyads: pd.DataFrame) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each dyad, those with most engagements first, with its rows."""
    order = dyads.sort_values("n_engagements", ascending=False, kind="stable")
    for _, found in order.groupby(["group", "other_group"], sort=False):
        all_of = list(rows(found))
        yield all_of[0], all_of
