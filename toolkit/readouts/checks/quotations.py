"""Checks of quotations and paraphrases: whose words stand where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_paraphrase_is_no_quotation",
    "check_quote_opening_has_quotation",
    "check_quote_opening_is_short",
]

LONGEST = 8
"""Words of a quotation that we repeat."""

_TELLING = 5
"""Words of a quotation that nobody writes by chance."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


class _Opening(NamedTuple):
    """The first words of a quotation, as white space parts them, and the paraphrase beside."""

    line: int
    text: str
    is_quote: str
    paraphrase: str

    @property
    def is_long(self) -> bool:
        return len(self.text.split()) > LONGEST


def check_quote_opening_has_quotation(raw: RawPackage) -> Iterator[Problem]:
    """Yield the openings of quotations where the position is said to be no quotation."""
    for item in raw.once(_openings):
        if item.is_quote == "false":
            yield fault(
                raw.table("positions").path,
                item.line,
                "quote_opening",
                found=f"{quoted(item.text)}, and 'is_quote' is 'false'",
                expected="an empty cell where there is no quotation",
                fix="empty the cell, or correct 'is_quote'",
            )


def check_quote_opening_is_short(raw: RawPackage) -> Iterator[Problem]:
    """Yield the openings of quotations that are longer than what we repeat of a text."""
    for item in raw.once(_openings):
        if item.is_long and item.is_quote != "false":
            words = item.text.split()
            yield fault(
                raw.table("positions").path,
                item.line,
                "quote_opening",
                found=f"{len(words)} words: {quoted(item.text)}",
                expected=f"at most {LONGEST} words",
                fix=f"end it after {quoted(words[LONGEST - 1])}",
            )


def check_paraphrase_is_no_quotation(raw: RawPackage) -> Iterator[Problem]:
    """Yield the paraphrases that are the quotation itself.

    That is: those of the same words as its opening, and those that hold the whole opening,
    if it is five words or more and more than half of the paraphrase.
    """
    for item in raw.once(_openings):
        if item.is_quote == "false" or item.is_long:
            continue
        theirs, ours = _words(item.text), _words(item.paraphrase)
        length = len(theirs)
        is_most = length >= _TELLING and 2 * length > len(ours)
        inside = (ours[i : i + length] == theirs for i in range(len(ours) - length + 1))
        if theirs and (ours == theirs or (is_most and any(inside))):
            yield fault(
                raw.table("positions").path,
                item.line,
                "paraphrase",
                found=f"{quoted(item.paraphrase)}, the words of the quotation",
                expected="the claim in words of ours",
                fix="say it in other words",
            )


def _openings(raw: RawPackage) -> list[_Opening]:
    columns = ("quote_opening", "is_quote", "paraphrase")
    return [_Opening(line, *row) for line, row in raw.rows("positions", *columns) if row[0]]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


CHECKS = (
    Check(
        check_quote_opening_has_quotation,
        "What is counted as a quotation is one.",
        source="codebook, data dictionary: positions.quote_opening",
    ),
    Check(
        check_quote_opening_is_short,
        "Other people's texts are not republished.",
        source="codebook, section 9: evidence",
    ),
    Check(
        check_paraphrase_is_no_quotation,
        "Other people's texts are not republished.",
        source="codebook, section 9: evidence",
    ),
)
