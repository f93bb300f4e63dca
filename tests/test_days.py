"""Dates in words."""

from __future__ import annotations

import pytest

from readouts.texts.days import spelled


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2025-04-28", "28 April 2025"),
        ("2025-04", "April 2025"),
        ("2025", "2025"),
        ("2019?", "possibly 2019"),
        ("2018-02~", "about February 2018"),
        ("2018-02-03%", "possibly about 3 February 2018"),
        ("2020?-05-09", "9 May, possibly 2020"),
        ("2020?-05-09~", "about 9 May, possibly 2020"),
        ("XXXX-04-28", "28 April, year unknown"),
        ("../2019-05-15", "no later than 15 May 2019"),
        ("2020-01/..", "no earlier than January 2020"),
        ("2025-04-27/2025-04-29", "27–29 April 2025"),
        ("2025-04-27/2025-05-02", "27 April to 2 May 2025"),
        ("2024-12-30/2025-01-02", "30 December 2024 to 2 January 2025"),
        ("2020-04/2020-05", "April to May 2020"),
        ("2020-05-04/2020-06", "4 May to June 2020"),
        ("2020-05-04/2020-05-06~", "4 to about 6 May 2020"),
        ("2019/2020", "2019–2020"),
        ("2025-04-28/2025-04-28", "28 April 2025"),
        ("2020-?05", "2020-?05"),  # a mark before its part: told as it stands
        ("spring 2020", "spring 2020"),
        ("2025-04-31", "2025-04-31"),
        ("", ""),
    ],
)
def test_a_date_in_words(text, words):
    assert spelled(text) == words


def test_every_date_of_the_corpus_is_told_in_words(data):
    dates = {*data.engagements["date"].dropna(), *data.readouts["date_as_reported"].dropna()}
    assert len(dates) > 100
    for text in dates:
        assert not any(mark in spelled(text) for mark in "~?%/X"), text
