"""Checks of cells as text: what a reader or a spreadsheet would not see, or would run."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from readouts.checks.check import Check
from readouts.checks.dates import EDTF
from readouts.checks.letters import (
    ALIKE,
    LATIN,
    MIXED,
    SCRIPTS,
    hidden_in,
    script_of,
)
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted
from readouts.storage.package import RawTable

__all__ = [
    "CHECKS",
    "check_letters_are_of_one_script",
    "check_script_is_that_of_the_name",
    "check_text_has_no_blank_ends",
    "check_text_has_no_hidden_character",
    "check_text_is_composed",
    "check_text_is_no_formula",
    "check_value_is_plain",
]

_FORMULA = frozenset("=+-@")
_NAMES = frozenset({"name", "label"})
_WORD = re.compile(r"[\w\u0300-\u036f'’ʼ-]+")
_PLAIN = {
    "integer": re.compile("-?(0|[1-9][0-9]{0,17})"),
    "number": re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?"),
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_LOOSE: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": Decimal,
    "date": lambda cell: datetime.strptime(cell, "%Y-%m-%d").date(),  # noqa: DTZ007 (a day)
}
"""How frictionless reads; what it does not take it reports itself."""


def check_text_has_no_hidden_character(raw: RawPackage) -> Iterator[Problem]:
    """Yield the cells with a character that nobody can see, or that stands for a lost one."""
    for table, line, name, cell in raw.once(_unusual):
        at = hidden_in(cell)
        if at is None:
            continue
        letter = cell[at]
        code = f"U+{ord(letter):04X}"
        called = _CONTROLS.get(letter) or unicodedata.name(letter, "no name").lower()
        is_lost = letter == "\ufffd"
        around = cell[max(0, at - 20) : at + 20]
        yield fault(
            table.path,
            line,
            name,
            found=f"{code} ({called}) in {quoted(around)}",
            expected="characters that one can see" if not is_lost else "the character itself",
            fix="take the character out" if not is_lost else "write what stands on the page",
        )


def check_text_has_no_blank_ends(raw: RawPackage) -> Iterator[Problem]:
    """Yield the cells with a blank before or after their text, of whatever width."""
    for table, name, cells in raw.once(_columns):
        for row, cell in zip(table.rows, cells, strict=True):
            if cell != cell.strip() and hidden_in(cell) is None:
                bare = cell.strip()
                yield fault(
                    table.path,
                    row.line,
                    name,
                    found=quoted(cell),
                    expected=quoted(bare) if bare else "a value, or an empty cell",
                    fix="remove the blanks at its ends" if bare else "empty the cell",
                )


def check_text_is_composed(raw: RawPackage) -> Iterator[Problem]:
    """Yield the cells that are not in Unicode's composed form NFC."""
    for table, line, name, cell in raw.once(_unusual):
        if not unicodedata.is_normalized("NFC", cell):
            letter, parts = _first_uncomposed(cell)
            codes = " ".join(f"U+{ord(part):04X}" for part in parts)
            yield fault(
                table.path,
                line,
                name,
                found=f"{letter!r} written as {codes} in {quoted(cell)}",
                expected=f"it written as {' '.join(f'U+{ord(part):04X}' for part in letter)} "
                "(Unicode NFC)",
                fix="type the word anew",
            )


def check_text_is_no_formula(raw: RawPackage) -> Iterator[Problem]:
    """Yield the texts that a spreadsheet would take for a formula and run."""
    for table, name, cells in raw.once(_columns):
        kinds = {field.get("type") for field in table.fields if field["name"] == name}
        for row, cell in zip(table.rows, cells, strict=True) if "string" in kinds else ():
            if cell[:1] in _FORMULA:
                yield fault(
                    table.path,
                    row.line,
                    name,
                    found=f"{quoted(cell)}, which begins with {cell[0]!r}",
                    expected="a text that a spreadsheet does not run as a formula",
                    fix=f"take the {cell[0]!r} out, or put a word before it",
                )


def check_value_is_plain(raw: RawPackage) -> Iterator[Problem]:
    """Yield the numbers and days that frictionless reads and other programs may not.

    It takes ``1_0``, ``2026-1-3`` and the figures of any script.
    """
    for table in raw.tables.values():
        for field in table.fields:
            kind = field.get("type")
            plain = _PLAIN.get(str(kind))
            for line, cell in table.cells(field["name"]) if plain else ():
                is_plain = not plain or plain.fullmatch(cell)
                if not is_plain and _read(str(kind), cell) is not None:
                    yield _unplain(table.path, line, field, cell)


def check_letters_are_of_one_script(raw: RawPackage) -> Iterator[Problem]:
    """Yield the words, and the names as a whole, that mix Latin letters with look-alikes."""
    for table, line, name, cell in raw.once(_unusual):
        is_name = name in _NAMES
        mixed = MIXED.search(cell)
        if mixed is not None:
            words = (item[0] for item in _WORD.finditer(cell))
            word = next((item for item in words if MIXED.search(item)), mixed[0])
        elif is_name and ALIKE.search(cell) and LATIN.search(cell):
            word = cell
        else:
            continue
        latin, alike = LATIN.findall(word), ALIKE.findall(word)
        odd = latin[0] if len(latin) < len(alike) else alike[0]
        yield fault(
            table.path,
            line,
            name,
            found=f"{quoted(word)}, in which {odd!r} is a {_script_name(odd)} letter",
            expected=f"letters of one script in a {'name' if is_name else 'word'}",
            fix=f"type the {'name' if is_name else 'word'} anew",
        )


def check_script_is_that_of_the_name(raw: RawPackage) -> Iterator[Problem]:
    """Yield the spellings of actors whose letters are not of the script that the row says."""
    path = raw.table("actor_names").path
    for line, (name, script) in raw.rows("actor_names", "name", "script"):
        letters = "".join(
            letter for letter in name if letter.isalpha() and unicodedata.category(letter) != "Lm"
        )
        one = SCRIPTS.get(script)
        if one is None or (ALIKE.search(name) and LATIN.search(name)):
            continue
        other = next((letter for letter in letters if not one.match(letter)), None)
        if other is not None:
            right = script_of(letters)
            yield fault(
                path,
                line,
                "script",
                found=f"{quoted(script)} for {quoted(name)}",
                expected=quoted(right)
                if right
                else f"a name without {other!r}, a {_script_name(other)} letter",
                fix=f"write {quoted(right)}" if right else "correct the name, or the script",
            )


_CONTROLS = {"\t": "tab", "\r": "carriage return", "\x00": "null"}


def _columns(raw: RawPackage) -> list[tuple[RawTable, str, tuple[str, ...]]]:
    """Return the columns of all tables but those of dates, whose faults are told as dates."""
    found = []
    for table in raw.tables.values():
        dates = {field["name"] for field in table.fields if field.get("rdfType") == EDTF}
        cells = zip(*(row.cells for row in table.rows), strict=True)
        pairs = zip(table.header, cells, strict=False)  # without rows there are no columns
        found += [(table, name, column) for name, column in pairs if name not in dates]
    return found


def _unusual(raw: RawPackage) -> list[tuple[RawTable, int, str, str]]:
    """Return table, line, column and cell of what holds more than ASCII that one can see."""
    return [
        (table, row.line, name, cell)
        for table, name, cells in raw.once(_columns)
        for row, cell in zip(table.rows, cells, strict=True)
        if not (cell.isascii() and cell.isprintable())
    ]


def _first_uncomposed(cell: str) -> tuple[str, str]:
    """Return the first letter that is not composed: as it should be, and as it is."""
    ends = range(1, len(cell) + 1)
    is_at_fault = bisect_left(
        ends, True, key=lambda end: not unicodedata.is_normalized("NFC", cell[:end])
    )
    start, end = is_at_fault, is_at_fault + 1
    while start > 0 and _is_joined(cell[start]):
        start -= 1
    while end < len(cell) and _is_joined(cell[end]):
        end += 1
    return unicodedata.normalize("NFC", cell[start:end]), cell[start:end]


def _is_joined(letter: str) -> bool:
    """Say whether it is a mark on the letter before, or a further part of a Korean syllable."""
    return unicodedata.combining(letter) > 0 or "\u1161" <= letter <= "\u11ff"


def _script_name(letter: str) -> str:
    return unicodedata.name(letter, "strange").split()[0].capitalize()


def _read(kind: str, cell: str) -> Any:
    """Return what frictionless reads in a cell; None where it reads nothing."""
    if cell != cell.strip():
        return None
    try:
        return _LOOSE[kind](cell)
    except (ValueError, ArithmeticError):
        return None


def _unplain(path: str, line: int, field: dict[str, Any], cell: str) -> Problem:
    value = _read(str(field["type"]), cell)
    is_short = not isinstance(value, Decimal) or abs(value.adjusted()) < 18
    right = format(value, "f") if isinstance(value, Decimal) and is_short else str(value)
    if not _PLAIN[str(field["type"])].fullmatch(right):
        right = ""
    return fault(
        path,
        line,
        str(field["name"]),
        found=quoted(cell),
        expected=f"{quoted(right)}, the form that every program reads"
        if right
        else "a number of at most 18 figures, such as '12'",
        fix=f"write {quoted(right)}" if right else "correct the cell",
    )


_SOURCE = "house rule: what is seen is what is there"

CHECKS: tuple[Check, ...] = (
    Check(
        check_text_has_no_hidden_character,
        "Two texts that look the same are the same, and no text is shown in another order.",
        source="Unicode, UTR 36 and UTS 55",
    ),
    Check(check_text_has_no_blank_ends, "A value is found by what is seen of it.", source=_SOURCE),
    Check(
        check_text_is_composed,
        "The same word has the same bytes.",
        source="Unicode, UAX 15 (NFC)",
    ),
    Check(
        check_text_is_no_formula,
        "Whoever opens the file in a spreadsheet reads it and runs nothing.",
        source="OWASP, CSV injection",
    ),
    Check(
        check_value_is_plain,
        "What validates can be loaded, here and elsewhere.",
        source="Data Package 2.0, types of fields",
    ),
    Check(
        check_letters_are_of_one_script,
        "A name is found by its letters, and nobody's name is counterfeited.",
        source="Unicode, UTS 39",
    ),
    Check(
        check_script_is_that_of_the_name,
        "Names can be looked up in the script in which a page writes.",
        source="ISO 15924",
    ),
)
