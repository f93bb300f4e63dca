"""Patterns of a descriptor: the plain ones are accepted, the slow ones are not."""

from __future__ import annotations

import json
import re
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.storage.patterns import why_not

ROOT = Path(__file__).parents[1]


def shipped():
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    fields = [field for item in descriptor["resources"] for field in item["schema"]["fields"]]
    found = {field.get("constraints", {}).get("pattern") for field in fields}
    return sorted(found - {None})


@pytest.mark.parametrize(
    "pattern",
    [
        *shipped(),
        "",
        "(a|b)",
        "(?:ab|cd)*e",
        r"\d{4}-\d{2}",
        "[^,]+(,[^,]+)*",
        "-?[0-9]+",
        "[-a]+",
        "[a-z]{2,3}",
        "(ab){3}",
        "(a?b)+",
        r"\(\w+\)",
        "(Ливия|x)",
        "[а-я]+",
        "a?b?c?",
    ],
)
def test_plain_pattern_is_accepted(pattern):
    assert why_not(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(a+)+", "two ways to read the same text at character 5"),
        ("(a*)*", "what can be empty is repeated at character 5"),
        ("(a|a)*", "two ways"),
        ("(a|ab)(c|bcd)", "two ways"),
        ("a*a*b", "two ways"),
        ("[a-z]*[0-9a]*x", "two ways"),
        ("(a+){3}", "two ways"),
        ("(a?b?)*", "what can be empty is repeated"),
        ("((a?)?)?", "what can be empty is repeated"),
        ("(a?|b?)c", "an alternative can be empty"),
        (".*x", "two ways"),
        (r"\w+\d", "two ways"),
        ("[а-я]+[a-zж]", "two ways"),
        ("[^a]+[^b]", "two ways"),
        ("a|b", "put the alternatives into brackets"),
        ("(?=a)a", "groups that look ahead"),
        ("(?P<x>a)(?P=x)", "groups that look ahead"),
        (r"(a)\1", "'\\1' is not used"),
        (r"\bx", "'\\b' is not used"),
        ("^a$", "'^' is not used here at character 1"),
        ("a+?", "what is repeated is repeated again"),
        ("a{2}{3}", "what is repeated is repeated again"),
        ("a{,3}", "'{' without numbers"),
        ("a{1001}", "a part comes 1,001 times"),
        ("a{3,2}", "it is no regular expression"),
        ("(a", "a bracket is not closed"),
        ("a)", "a bracket is closed that was not opened"),
        ("[a", "a set of characters"),
        ("[a--b]", "a set of characters"),
        ("[z-a]", "it is no regular expression"),
        ("*", "'*' is not used here"),
        ("a\\", "is not used"),
    ],
)
def test_other_pattern_is_refused_with_the_reason(pattern, why):
    assert why in str(why_not(pattern))


@contextmanager
def at_most(seconds):
    """Interrupt what takes longer; the engine of `re` looks for signals."""

    def stop(*_):
        raise TimeoutError

    old = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


PIECES = st.sampled_from(
    [
        *("a", "b", "[ab]", ".", "a*", "a+", "b?", "[ab]{1,3}", "a{2}", "(a", "(b", "(", ")", ")*"),
        *(")+", ")?", "){2,5}", "|", "(?:", "[^a]", "\\w+", "-"),
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_accepted_is_quick_on_any_text(pattern):
    if why_not(pattern) is None:
        whole = re.compile(f"^{pattern}$")
        texts = ("a" * 3000, "b" * 3000, "ab" * 1500, "aab" * 1000, "a-" * 1500)
        with at_most(5):
            for text in texts:
                whole.match(text + "!")
                whole.match(text)


def test_what_is_refused_can_be_slow():
    """The other tests would pass if nothing were slow."""
    assert why_not("(a+)+") is not None
    with pytest.raises(TimeoutError), at_most(0.2):
        re.match("^(a+)+$", "a" * 40 + "!")


def test_longest_pattern_on_the_longest_cell_is_quick():
    start = time.monotonic()
    pattern = "(" + "".join(f"{chr(97 + i)}{{1,1000}}" for i in range(24)) + ")*"
    assert why_not(pattern) is None
    assert not re.match(f"^{pattern}$", "abcdefghijklmnopqrstuvwx" * 4000 + "!")
    assert time.monotonic() - start < 5
