"""Checks of cells as text: one edit, one problem, whole text."""

from __future__ import annotations

from pathlib import Path

import delegation
import pytest
from cases import found, message
from cases import validated as told

from readouts.checks import letters, text
from readouts.reports.run import Run


@pytest.fixture
def package(tmp_path):
    return delegation.write(tmp_path)


def note(folder, cell):
    delegation.change(folder, "engagements.csv", 4, notes=cell)


# text-has-no-hidden-character


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("Told \u202etwice", r"U+202E (right-to-left override) in 'Told \u202etwice'"),
        ("\u200fTold", r"U+200F (right-to-left mark) in '\u200fTold'"),
        ("To\u200bld", r"U+200B (zero width space) in 'To\u200bld'"),
        ("To\u200cld", r"U+200C (zero width non-joiner) in 'To\u200cld'"),
        ("To\xadld", r"U+00AD (soft hyphen) in 'To\xadld'"),
        ("Told\ufe0f", "U+FE0F (variation selector-16) in 'Told\ufe0f'"),
        ("\ttold", r"U+0009 (tab) in '\ttold'"),
        ("Told\x00", r"U+0000 (null) in 'Told\x00'"),
        ("\x1b[31mTold", r"U+001B (no name) in '\x1b[31mTold'"),
        ("Told\u2028twice", r"U+2028 (line separator) in 'Told\u2028twice'"),
        ("\ue000", r"U+E000 (no name) in '\ue000'"),
        ("الباعور\u200c", r"U+200C (zero width non-joiner) in 'الباعور\u200c'"),
    ],
)
def test_hidden_character(package, cell, what):
    note(package, cell)
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="text-has-no-hidden-character",
            what=what,
            expected="characters that one can see",
            fix="take the character out",
        )
    ]


def test_character_that_was_lost(package):
    delegation.change(package, "codes/posts.csv", 2, label="Foreign Minister (\ufffd)")
    assert found(package) == [
        message(
            where="codes/posts.csv:2:label",
            check="text-has-no-hidden-character",
            what="U+FFFD (replacement character) in 'Foreign Minister (\ufffd)'",
            expected="the character itself",
            fix="write what stands on the page",
        )
    ]


def test_of_a_long_cell_the_neighbourhood_is_shown(package):
    note(package, "a" * 500 + "\u202e" + "b" * 500)
    assert found(package)[0].split("\n")[1] == (
        rf"  found     U+202E (right-to-left override) in '{'a' * 20}\u202e{'b' * 19}'"
    )


@pytest.mark.parametrize(
    "cell",
    [
        "می\u200cخواهم",  # Persian spelling
        "क्\u200dष",
        "Told.\nTwice.",
        "S.\xa0Lavrov",
        "٢٠٢٥؟",
        "“NA” – 0 …",
        "",
    ],
)
def test_characters_that_one_can_see_or_that_spelling_needs(package, cell):
    note(package, cell)
    assert found(package) == []


# text-has-no-blank-ends


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (" Told", "' Told'"),
        ("Told\xa0", r"'Told\xa0'"),
        ("\u3000Told", r"'\u3000Told'"),
        ("Told\n", r"'Told\n'"),
        (" =Told", "' =Told'"),
    ],
)
def test_blank_at_the_end_of_a_text(package, cell, shown):
    note(package, cell)
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="text-has-no-blank-ends",
            what=shown,
            expected=repr(cell.strip()),
            fix="remove the blanks at its ends",
        )
    ]


def test_nothing_but_a_blank(package):
    note(package, "\u2003")
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="text-has-no-blank-ends",
            what=r"'\u2003'",
            expected="a value, or an empty cell",
            fix="empty the cell",
        )
    ]


def test_blank_before_a_number_which_frictionless_passes(package):
    delegation.change(package, "participants.csv", 3, number_of_people=" 2")
    assert told(package) == [
        message(
            where="participants.csv:3:number_of_people",
            check="text-has-no-blank-ends",
            what="' 2'",
            expected="'2'",
            fix="remove the blanks at its ends",
        )
    ]


def test_blank_before_a_date_or_a_code_is_told_once(package):
    delegation.change(package, "engagements.csv", 4, date=" 2025-04-28")
    delegation.change(package, "engagements.csv", 4, form="meeting ")
    assert [line.split("\n")[0] for line in told(package)] == [
        "data/engagements.csv:4:form  [constraint-error]",
        "data/engagements.csv:4:date  [date-is-edtf]",
    ]


# text-is-composed


@pytest.mark.parametrize(
    ("cell", "what", "expected"),
    [
        (
            "Told by Moise\u0301",
            "'é' written as U+0065 U+0301 in 'Told by Moise\u0301'",
            "it written as U+00E9 (Unicode NFC)",
        ),
        (
            "Байден и Зеленский".replace("й", "и\u0306"),
            "'й' written as U+0438 U+0306 in 'Баи\u0306ден и Зеленскии\u0306'",
            "it written as U+0439 (Unicode NFC)",
        ),
        (
            "10 \u212a",
            "'K' written as U+212A in '10 \u212a'",
            "it written as U+004B (Unicode NFC)",
        ),
        (
            "a\u0301\u0323",
            "'ạ́' written as U+0061 U+0301 U+0323 in 'a\u0301\u0323'",
            "it written as U+1EA1 U+0301 (Unicode NFC)",
        ),
        (
            "\u1112\u1161\u11ab",
            "'한' written as U+1112 U+1161 U+11AB in '\u1112\u1161\u11ab'",
            "it written as U+D55C (Unicode NFC)",
        ),
    ],
)
def test_letter_in_parts(package, cell, what, expected):
    note(package, cell)
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="text-is-composed",
            what=what,
            expected=expected,
            fix="type the word anew",
        )
    ]


@pytest.mark.parametrize("cell", ["Moisé", "Байден", "بُو", "x\u0301", "한국"])
def test_composed_letters_and_marks_that_have_no_composed_form(package, cell):
    note(package, cell)
    assert found(package) == []


# text-is-no-formula


@pytest.mark.parametrize("cell", ["=1+1", "+218 21", "-Told", "@gnu"])
def test_text_that_a_spreadsheet_runs(package, cell):
    note(package, cell)
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="text-is-no-formula",
            what=f"'{cell}', which begins with '{cell[0]}'",
            expected="a text that a spreadsheet does not run as a formula",
            fix=f"take the '{cell[0]}' out, or put a word before it",
        )
    ]


@pytest.mark.parametrize("cell", ["a=1", "–Told", "'=1", "5+5", "'"])
def test_texts_that_a_spreadsheet_leaves_alone(package, cell):
    note(package, cell)
    assert found(package) == []


def test_number_below_0_is_no_formula(package):
    delegation.change(package, "codes/places.csv", 2, longitude="-6.83255", latitude="-0")
    assert found(package) == []


# value-is-plain


@pytest.mark.parametrize(
    ("file", "line", "field", "cell", "right"),
    [
        ("participants.csv", 3, "number_of_people", "1_0", "10"),
        ("participants.csv", 3, "number_of_people", "+2", "2"),
        ("participants.csv", 3, "number_of_people", "٢", "2"),
        ("participants.csv", 3, "number_of_people", "02", "2"),
        ("codes/places.csv", 2, "latitude", "5.", "5"),
        ("codes/places.csv", 2, "latitude", "1e1", "10"),
        ("codes/places.csv", 2, "latitude", "٥٥.٧", "55.7"),
        ("sources.csv", 2, "accessed", "2026-11-3", "2026-11-03"),
        ("coverage.csv", 2, "searched_on", "٢٠٢٦-11-23", "2026-11-23"),
    ],
)
def test_value_that_other_programs_do_not_read(package, file, line, field, cell, right):
    delegation.change(package, file, line, **{field: cell})
    assert told(package) == [
        message(
            where=f"{file}:{line}:{field}",
            check="value-is-plain",
            what=f"'{cell}'",
            expected=f"'{right}', the form that every program reads",
            fix=f"write '{right}'",
        )
    ]


@pytest.mark.parametrize(
    ("file", "field", "cell"),
    [
        ("participants.csv", "number_of_people", "9" * 19),
        ("codes/places.csv", "latitude", "1e-99999999"),
    ],
)
def test_number_of_too_many_figures(package, file, field, cell):
    delegation.change(package, file, 3, **{field: cell})
    assert [line.split("\n", 2)[2] for line in told(package)] == [
        "  expected  a number of at most 18 figures, such as '12'\n  fix       correct the cell"
    ]


def test_what_frictionless_refuses_is_left_to_it(package):
    delegation.change(package, "participants.csv", 3, number_of_people="two")
    delegation.change(package, "codes/places.csv", 2, latitude="5,5")
    delegation.change(package, "sources.csv", 2, accessed="20261123")
    assert found(package) == []


@pytest.mark.parametrize("cell", ["0", "-0.5", "39.90750", "90", ""])
def test_plain_numbers(package, cell):
    delegation.change(package, "codes/places.csv", 2, latitude=cell)
    assert found(package) == []


# letters-are-of-one-script


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("Told by H\u0430ftar", "'H\u0430ftar', in which '\u0430' is a Cyrillic letter"),
        ("Хафтaр сказал", "'Хафтaр', in which 'a' is a Latin letter"),
        ("Told by D\u03bfbaiba", "'D\u03bfbaiba', in which '\u03bf' is a Greek letter"),
        ("al-Ba'\u043eur", "\"al-Ba'\u043eur\", in which '\u043e' is a Cyrillic letter"),
    ],
)
def test_word_of_two_scripts(package, cell, what):
    note(package, cell)
    assert found(package) == [
        message(
            where="engagements.csv:4:notes",
            check="letters-are-of-one-script",
            what=what,
            expected="letters of one script in a word",
            fix="type the word anew",
        )
    ]


def test_name_of_two_scripts_in_words_of_one(package):
    delegation.change(package, "codes/sides.csv", 3, label="Libya \u0410")
    assert found(package) == [
        message(
            where="codes/sides.csv:3:label",
            check="letters-are-of-one-script",
            what="'Libya \u0410', in which '\u0410' is a Cyrillic letter",
            expected="letters of one script in a name",
            fix="type the name anew",
        )
    ]


def test_spelling_of_two_scripts_is_told_once(package):
    delegation.change(package, "actor_names.csv", 3, name="Айдар Aганин")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/actor_names.csv:3:name  [letters-are-of-one-script]"
    ]


@pytest.mark.parametrize(
    "cell",
    ["RT на русском", "Владимир Putin", "SMS-рассылка", "新会議Serraj", "الـGNU", "ʿAbd al-Raḥmān"],
)
def test_words_of_several_scripts_in_one_text(package, cell):
    note(package, cell)
    assert found(package) == []


# script-is-that-of-the-name


@pytest.mark.parametrize(
    ("line", "script", "right", "name"),
    [
        (3, "Latn", "Cyrl", "Айдар Аганин"),
        (5, "Cyrl", "Arab", "الطاهر الباعور"),
        (7, "Hani", "Jpan", "デベイバ"),
    ],
)
def test_script_of_another_name(package, line, script, right, name):
    delegation.change(package, "actor_names.csv", line, script=script)
    assert found(package) == [
        message(
            where=f"actor_names.csv:{line}:script",
            check="script-is-that-of-the-name",
            what=f"'{script}' for '{name}'",
            expected=f"'{right}'",
            fix=f"write '{right}'",
        )
    ]


def test_name_of_no_one_script(package):
    delegation.change(package, "actor_names.csv", 5, name="الطاهر Baour")
    assert found(package) == [
        message(
            where="actor_names.csv:5:script",
            check="script-is-that-of-the-name",
            what="'Arab' for 'الطاهر Baour'",
            expected="a name without 'B', a Latin letter",
            fix="correct the name, or the script",
        )
    ]


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("404 (٤)", "Cyrl"),
        ("ʿAbd al-Raḥmān", "Latn"),
        ("利比亚", "Hani"),
        ("利比亚", "Jpan"),
        ("리비아", "Hang"),
        ("लीबिया", "Deva"),
        ("ليبيا", "Xxxx"),
    ],
)
def test_scripts_that_fit_or_that_we_do_not_know(package, name, script):
    delegation.change(package, "actor_names.csv", 5, name=name, script=script)
    heads = [line.split("\n")[0] for line in found(package)]
    assert not [head for head in heads if "script-is" in head or "could-not-run" in head]


# together with frictionless


@pytest.mark.parametrize(
    ("file", "line", "field", "cell", "check"),
    [
        ("engagements.csv", 4, "notes", "Told \u202etwice", "text-has-no-hidden-character"),
        ("codes/posts.csv", 2, "label", "Minister\t", "text-has-no-hidden-character"),
        ("sources.csv", 2, "title", " Told", "text-has-no-blank-ends"),
        ("readouts.csv", 2, "notes", "Moise\u0301", "text-is-composed"),
        ("positions.csv", 2, "cue", "=said", "text-is-no-formula"),
        ("codes/claims.csv", 2, "label", "P\u0435ace", "letters-are-of-one-script"),
        ("actor_names.csv", 3, "script", "Latn", "script-is-that-of-the-name"),
    ],
)
def test_one_edit_is_one_problem(package, file, line, field, cell, check):
    delegation.change(package, file, line, **{field: cell})
    assert [item.split("\n")[0] for item in told(package)] == [
        f"data/{file}:{line}:{field}  [{check}]"
    ]


# letters


def test_ranges_of_scripts_hold_letters_of_no_other():
    for code, letter in {
        "Latn": "ə",
        "Arab": "ﷲ",
        "Cyrl": "Ѣ",
        "Grek": "ἄ",
        "Hani": "氵",
        "Hang": "ㅎ",
        "Deva": "ॐ",
        "Jpan": "ﾊ",
    }.items():
        assert letters.script_of(letter) == code
    assert letters.script_of("aб") is None
    assert letters.script_of("") is None


def test_language_codes_are_those_of_iso_639_1():
    assert len(letters.LANGUAGES) == 183
    longer = [code for codes in letters.LANGUAGES.values() for code in codes]
    assert len(set(longer)) == len(longer) == 183 + 20
    assert {len(code) for code in longer} == {3}


def test_shipped_package_has_no_such_fault():
    raw = Run.at(Path(__file__).parents[1] / "datapackage.json").raw
    assert [item for check in text.CHECKS for item in check(raw)] == []
