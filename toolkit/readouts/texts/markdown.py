"""Tables, code and numbers as Markdown, for the parts of the codebook that are generated. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["code", "codes", "figure", "percent", "table", "tally", "whole"]


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"


def cell(text: str) -> str:
    """Return a text as a cell of a table: no bar, no line break, a dash where it is empty."""
    escaped = re.sub(r"\s*\r?[\n\r]\s*", "<br>", text.strip()).replace("|", r"\|")
    return escaped or "–"


def code(text: str) -> str:
    """Return a text as code, in a fence longer than any run of backticks in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest > 0 else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def codes(names: str | list[str]) -> str:
    """Return one name or several as code, with commas between."""
    return ", ".join(map(code, [names] if isinstance(names, str) else names))


def tally(values: pd.Series) -> str:
    """Count the values: the most frequent first, those of equal number in order of the code."""
    counts = sorted(values.value_counts().items(), key=lambda item: (-item[1], str(item[0])))
    each = ", ".join(f"{code(str(value))} {n:,}" for value, n in counts)
    return f"{len(values):,} ({each})" if each else "0"


def whole(value: int) -> str:
    """Return a whole number with commas between the thousands."""
    return f"{value:,}"


def figure(value: float) -> str:
    """Return a measure to three places; one that is undefined says so."""
    return f"{value:.3f}" if not math.isnan(value) else "undefined"


def percent(value: float) -> str:
    """Return a share in percent, to one place; one that is undefined says so."""
    return f"{100 * value:.1f} %" if not math.isnan(value) else "undefined"
