"""Lines of a text for reading: what each is, how deep it stands; as Markdown. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from readouts.reports.markup import escaped

__all__ = ["Kind", "Line", "isolated", "to_markdown"]

Kind = Literal["title", "heading", "item", "text", "aside"]

_HEADS: Final = {"title": "# ", "heading": "## "}


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph of a text.

    Attributes
    ----------
    kind : {"title", "heading", "item", "text", "aside"}
        An item is what the text below it, one step deeper, is about; an aside matters less.
    text : str
        Untrusted: it may hold anything.
    depth : int
        Steps of indentation.
    """

    kind: Kind
    text: str
    depth: int = 0


def isolated(text: str) -> str:
    """Return a text that is written from right to left so that its neighbours stay in place.

    It stands between two invisible characters, FIRST STRONG ISOLATE and POP DIRECTIONAL
    ISOLATE; a text without such letters comes back as it is.
    """
    if any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in text):
        return f"\u2068{text}\u2069"
    return text


def to_markdown(lines: Iterable[Line]) -> str:
    """Return the lines as Markdown; nothing in them is rendered as markup of its own.

    Examples
    --------
    >>> print(to_markdown([Line("title", "A"), Line("item", "b"), Line("text", "c", 1)]))
    # A
    <BLANKLINE>
    - b
      - c
    """
    told: list[str] = []
    was_list = False
    for line in lines:
        is_head = line.kind in _HEADS
        is_list = not is_head and (line.depth > 0 or line.kind == "item")
        if told and not (is_list and was_list):
            told.append("")
        head = _HEADS[line.kind] if is_head else "  " * line.depth + "- " if is_list else ""
        told.append(head + escaped(line.text))
        was_list = is_list
    return "\n".join(told)
