"""EDTF dates: examples, refusals, and the edtf library as oracle."""

from __future__ import annotations

import calendar
import time
from datetime import date

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from readouts.dates import Bounds, bounds
from readouts.errors import DateError, ReadoutsError


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2025-04-28", date(2025, 4, 28), date(2025, 4, 28)),
        ("2019-07", date(2019, 7, 1), date(2019, 7, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-02~", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018?-01-08", date(2018, 1, 8), date(2018, 1, 8)),
        ("2018-?01-08", date(2018, 1, 8), date(2018, 1, 8)),
        ("2018-01-08%", date(2018, 1, 8), date(2018, 1, 8)),
        ("2025-05-09/2025-05-11", date(2025, 5, 9), date(2025, 5, 11)),
        ("2019-03-17/2019-03-19~", date(2019, 3, 17), date(2019, 3, 19)),
        ("2019-03-17/2019-03", date(2019, 3, 17), date(2019, 3, 31)),
        ("../2021-05", None, date(2021, 5, 31)),
        ("2025-05-10/..", date(2025, 5, 10), None),
        ("2021-05/", date(2021, 5, 1), None),
        ("/2021-05", None, date(2021, 5, 31)),
        ("XXXX-04-28", None, None),
        ("XXXX-02-29", None, None),
        ("9999-12-31", date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_bounds_are_the_first_and_last_possible_day(text, earliest, latest):
    assert bounds(text) == Bounds(earliest, latest)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2018-21", "seasons are not used; write a month from 01 to 12"),
        ("2018-13", "there is no month 13; write a month from 01 to 12"),
        ("2018-00", "there is no month 00; write a month from 01 to 12"),
        ("2019-02-29", "there is no day 29 in that month"),
        ("XXXX-02-30", "there is no day 30 in that month"),
        ("2019-02-00", "there is no day 00 in that month"),
        ("0000", "the year 0000 is not used; write XXXX for an unknown year"),
        ("2021-05/2020", "the interval ends before it begins; change the ends round"),
        ("../..", "an interval needs at least one end; leave the cell empty"),
        ("/", "an interval needs at least one end; leave the cell empty"),
        (
            "201X",
            "only the whole year can be unknown (XXXX); leave out an unknown month or day",
        ),
        (" 2018", "there is a blank before or after it; remove it"),
        (
            "2018-01-08T10:00",
            "a time of day is not used; "
            "write a day (2025-04-28), month (2025-04), year (2025) or an interval of two",
        ),
        *(
            (
                text,
                "write a day (2025-04-28), month (2025-04), year (2025) or an interval of two",
            )
            for text in (
                "28.04.2025", "2018-1", "20180108", "", "NA", "-0100", "Y17000", "2018/2019/2020",
                "٢٠١٨", "2018--08",
            )
        ),
    ],
)  # fmt: skip
def test_what_is_no_date_of_the_profile_is_refused_with_the_reason(text, reason):
    with pytest.raises(DateError) as caught:
        bounds(text)
    assert str(caught.value) == f"{text!r} is not an EDTF date of our profile: {reason}"
    assert isinstance(caught.value, ReadoutsError)
    assert isinstance(caught.value, ValueError)


def test_a_long_text_is_refused_at_once():
    start = time.perf_counter()
    with pytest.raises(DateError, match="not an EDTF date"):
        bounds("2018?" * 200_000)
    assert time.perf_counter() - start < 1


MARKS = st.sampled_from(["", "?", "~", "%"])


@st.composite
def days(draw, *, bare=False):
    """A date of the profile with a known year, and the days that it spans."""
    year = draw(st.integers(1, 9999))
    size = draw(st.integers(1, 3))
    month = draw(st.integers(1, 12))
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    parts = [f"{year:04d}", f"{month:02d}", f"{day:02d}"][:size]
    if not bare:
        marked = draw(st.integers(0, size - 1))
        mark = draw(MARKS)
        after = draw(st.booleans()) or size == 1
        parts[marked] = parts[marked] + mark if after else mark + parts[marked]
    return "-".join(parts)


def oracle(text):
    found = parse_edtf(text)
    lower, upper = found.lower_strict(), found.upper_strict()
    return tuple(
        None if isinstance(side, float) else date(side.tm_year, side.tm_mon, side.tm_mday)
        for side in (lower, upper)
    )


@settings(max_examples=150, deadline=None)
@given(days())
def test_dates_agree_with_the_edtf_library(text):
    assert tuple(bounds(text)) == oracle(text)


@settings(max_examples=100, deadline=None)
@given(days(bare=True), days(bare=True), st.sampled_from(["both", "open start", "open end"]))
def test_intervals_agree_with_the_edtf_library(one, two, shape):
    start, end = sorted((one, two), key=oracle)
    text = {"both": f"{start}/{end}", "open start": f"../{end}", "open end": f"{start}/.."}[shape]
    earliest, latest = oracle(text)
    if earliest is not None and latest is not None and earliest > latest:
        with pytest.raises(DateError, match="ends before it begins"):
            bounds(text)
    else:
        assert tuple(bounds(text)) == (earliest, latest)


@given(days(), MARKS)
def test_a_mark_does_not_widen(text, mark):
    bare = text.translate(dict.fromkeys(map(ord, "?~%")))
    assert bounds(bare + mark) == bounds(bare) == bounds(text)


@given(st.text(max_size=24) | st.text("0123456789X-/.?~%T", max_size=24))
def test_any_text_gives_bounds_or_the_one_error(text):
    try:
        earliest, latest = bounds(text)
    except DateError as error:
        refused = error.text
    else:
        refused = None
        assert earliest is None or latest is None or earliest <= latest
    assert refused in (None, text)
