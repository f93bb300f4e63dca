"""Untrusted text in Markdown: shown as it is, never rendered. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["SUMMARY_LIMIT", "escaped", "fenced", "fitted"]

SUMMARY_LIMIT: Final = 1_000_000
"""Bytes of a summary; GitHub drops one of more than 1 MiB (1,048,576) whole."""

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&@:/=$^'\"])")
_MENTION: Final = re.compile(r"(?<=\\[@#])")


def fenced(text: str, info: str = "text") -> str:
    r"""Return a text as a code block in a fence that nothing in it can close.

    Inside, nothing is rendered: no mention, link, image or HTML.

    Examples
    --------
    >>> print(fenced("@someone\n```"))
    ````text
    @someone
    ```
    ````
    """
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{info}\n{text}\n{fence}"


def escaped(text: str) -> str:
    r"""Return a text in one line in which Markdown and HTML find nothing to render.

    A mention of somebody, or of an issue, is broken by a character of no width.

    Examples
    --------
    >>> escaped("<b> *x*")
    '\\<b\\> \\*x\\*'
    """
    told = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _MENTION.sub("\u2060", told)


def fitted(blocks: Iterable[str], rest: str, *, limit: int = SUMMARY_LIMIT) -> str:
    """Return as many of the blocks as fit, in one fence, and say so where some do not.

    Parameters
    ----------
    blocks : iterable of str
        Untrusted texts, each of which stays whole.
    rest : str
        Where the others can be read, as a sentence. Trusted.
    limit : int, optional
        Bytes of the result in UTF-8.
    """
    kept, left = _split(blocks, limit - 2 * _LONGEST_FENCE - len(rest.encode()) - 200)
    told = fenced("\n".join(kept)) if kept else ""
    if left == 0:
        return told
    return f"{told}\n\n**{left:,} more did not fit here.** {rest}".lstrip()


_LONGEST_FENCE: Final = 300


def _split(blocks: Iterable[str], limit: int) -> tuple[list[str], int]:
    kept: list[str] = []
    size = left = 0
    for block in _without_long_runs(blocks):
        size += len(block.encode("utf-8", "backslashreplace")) + 1
        if size <= limit:
            kept.append(block)
        else:
            left += 1
    return kept, left


def _without_long_runs(blocks: Iterable[str]) -> Iterator[str]:
    """Shorten runs of backticks, so that the fence round them stays short."""
    run = "`" * (_LONGEST_FENCE - 50)
    return (re.sub(f"{run}`+", f"{run}…", block) for block in blocks)
