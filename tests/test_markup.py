"""Untrusted text in Markdown is shown and never rendered."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from readouts.reports.markup import escaped, fenced, fitted

HOSTILE = [
    "@someone",
    "![x](https://example.org/x.png)",
    "[x](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<!-- -->",
    "https://example.org",
    "# head",
    "- item",
    "| a | b |",
    "`code`",
    "```\n@someone\n```",
    "~~~\n<b>\n~~~",
    "&lt;b&gt;",
    "$x^2$",
    "#12",
    "***",
    "[ref]: https://example.org",
]


def kinds(text):
    """Kinds of what Markdown makes of a text, inline kinds too."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    found = [token.type for token in tokens]
    return found + [child.type for token in tokens for child in token.children or []]


@pytest.mark.parametrize("text", HOSTILE)
def test_fence_holds_all(text):
    assert kinds(fenced(text)) == ["fence"]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_a_paragraph_of_text(text):
    html = MarkdownIt("commonmark").render(escaped(text))
    assert re.fullmatch("<p>[^<>]*</p>\n", html)
    assert set(kinds(escaped(text))) <= {
        "paragraph_open",
        "inline",
        "paragraph_close",
        "text",
        "text_special",
    }
    assert not re.search("[@#][a-z0-9]", html.replace("&#", ""))


@given(st.text())
def test_nothing_escapes_the_fence(text):
    tokens = MarkdownIt("commonmark").parse(fenced(text))
    assert [token.type for token in tokens] == ["fence"]


def test_what_fits_is_kept_and_the_rest_counted():
    blocks = [f"block {n:04}" for n in range(1000)]
    text = fitted(blocks, "The file has all.", limit=2000)
    assert len(text.encode()) <= 2000
    kept = text.count("block ")
    assert 50 < kept < 1000
    assert text.endswith(f"```\n\n**{1000 - kept} more did not fit here.** The file has all.")


def test_of_what_fits_nothing_is_said():
    assert fitted(["a", "b"], "Elsewhere.") == "```text\na\nb\n```"


def test_one_block_that_is_too_long_is_only_counted():
    text = fitted(["x" * 5000, "y"], "Elsewhere.", limit=2000)
    assert text == "```text\ny\n```\n\n**1 more did not fit here.** Elsewhere." or text == (
        "**2 more did not fit here.** Elsewhere."
    )


def test_limit_holds_for_backticks_and_wide_letters():
    text = fitted(["`" * 5000, "ط" * 300], "Elsewhere.", limit=3000)
    assert len(text.encode()) <= 3000
    assert kinds(text)[0] == "fence"
