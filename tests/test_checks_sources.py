"""Checks of sources: one edit, one problem, whole text."""

from __future__ import annotations

from pathlib import Path

import delegation
import pytest
from cases import found, message
from cases import validated as told

from readouts.checks import letters, sources
from readouts.reports.run import Run


@pytest.fixture
def package(tmp_path):
    return delegation.write(tmp_path)


def source(folder, line=2, **cells):
    delegation.change(folder, "sources.csv", line, **cells)


# address-is-well-formed


@pytest.mark.parametrize(
    ("url", "why", "fix"),
    [
        (
            "https://example.org/a b",
            "with ' ' in it",
            "write %20 for ' ', or copy the address anew",
        ),
        (
            "https://example.org/<a>",
            "with '<' in it",
            "write %3C for '<', or copy the address anew",
        ),
        (
            "https://example.org/100%",
            "with a % that no two figures follow",
            "write %25 for it, or copy the address anew",
        ),
        (
            "https://reader:secret@example.org/1",
            "with a user's name in it",
            "take out what stands before the @",
        ),
        (
            "https://example.org:99999/1",
            "with a host or a port that cannot be",
            "copy the address anew",
        ),
        ("https://[::1/1", "with a host or a port that cannot be", "copy the address anew"),
        (
            "https://https://example.org/1",
            "without the full name of a host",
            "copy the address anew",
        ),
        ("https:///news/1", "without the full name of a host", "copy the address anew"),
        ("https://example.org:0/1", "without the full name of a host", "copy the address anew"),
        ("https://example..org/1", "without the full name of a host", "copy the address anew"),
    ],
)
def test_address_that_opens_nothing(package, url, why, fix):
    source(package, url=url)
    assert found(package) == [
        message(
            where="sources.csv:2:url",
            check="address-is-well-formed",
            what=f"'{url}', {why}",
            expected="the address of a page, such as 'https://example.org/news/1'",
            fix=fix,
        )
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://106.2.224.58:1057/a?b=%D0%BF&c=[1]",
        "https://[2001:db8::1]/a",
        "https://تونس.example/أخبار",
        "https://example.org",
        "https://example.org./a@b;c=(d)!*'~$,e#f",
        "https://t.me/s/mfa?before=0",
    ],
)
def test_addresses_that_open(package, url):
    source(package, url=url)
    assert found(package) == []


def test_blank_after_an_address_is_told_as_one(package):
    source(package, url="https://example.org/news/9 ")
    assert [line.split("\n")[0] for line in found(package)] == [
        "data/sources.csv:2:url  [text-has-no-blank-ends]"
    ]


def test_address_of_another_kind_is_left_to_frictionless(package):
    source(package, url="javascript:alert(1)")
    assert [line.split("\n")[0] for line in told(package)] == [
        "data/sources.csv:2:url  [constraint-error]"
    ]


# address-is-single


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/news/1",
        "https://www.example.org/news/1/",
        "https://m.example.org/news/1?utm_source=x",
        "https://EXAMPLE.org:443/n%65ws/1#top",
    ],
)
def test_page_that_another_source_has(package, url):
    source(package, 6, url=url)
    assert found(package) == [
        message(
            where="sources.csv:6:url",
            check="address-is-single",
            what=f"'{url}'",
            expected="a page that no other source has (data/sources.csv:2, 'S0001', has "
            "'https://example.org/news/1')",
            fix="use 'S0001', and remove this row",
        )
    ]


def test_same_address_breaks_the_unique_key_only(package):
    source(package, 6, url="https://example.org/news/1")
    assert [line.split("\n")[0] for line in told(package)] == [
        "data/sources.csv:6:url  [unique-key-is-unique]"
    ]


@pytest.mark.parametrize("url", ["https://example.org/news/1?p=1", "https://example.org/News/1"])
def test_addresses_of_two_pages(package, url):
    source(package, 6, url=url)
    assert found(package) == []


# official-page-has-an-owner


def test_official_page_without_owner(package):
    source(package, 3, owner_id="")
    assert found(package) == [
        message(
            where="sources.csv:3:owner_id",
            check="official-page-has-an-owner",
            what="no owner of an official page",
            expected="the body whose page it is",
            fix="fill in the owner, or correct 'publisher_kind'",
        )
    ]


def test_owner_of_another_page(package):
    source(package, 3, publisher_kind="outlet")
    assert found(package) == [
        message(
            where="sources.csv:3:owner_id",
            check="official-page-has-an-owner",
            what="'lby-gnu-mfa' as owner of a page of the kind 'outlet'",
            expected="no owner",
            fix="empty the cell, or write 'official' as 'publisher_kind'",
        )
    ]


def test_owner_of_a_page_of_no_known_kind_is_left_to_frictionless(package):
    source(package, 3, publisher_kind="oficial")
    assert found(package) == []


# published-says-how-it-is-known, published-is-not-after-accessed


def test_page_without_date_of_a_known_basis(package):
    source(package, published="")
    assert found(package) == [
        message(
            where="sources.csv:2:published",
            check="published-says-how-it-is-known",
            what="no date, with 'page' as 'published_basis'",
            expected="a date, or 'unknown' as 'published_basis'",
            fix="fill in the date, or write 'unknown' as 'published_basis'",
        )
    ]


def test_date_of_an_unknown_basis(package):
    source(package, published_basis="unknown")
    assert found(package) == [
        message(
            where="sources.csv:2:published_basis",
            check="published-says-how-it-is-known",
            what="'unknown' for the date '2025-04-30'",
            expected="how the date is known",
            fix="correct the cell, or empty 'published'",
        )
    ]


@pytest.mark.parametrize("published", ["2026-11-24", "2027", "2026-12/.."])
def test_page_that_was_read_before_it_was_published(package, published):
    source(package, published=published)
    assert found(package) == [
        message(
            where="sources.csv:2:published",
            check="published-is-not-after-accessed",
            what=f"'{published}'",
            expected="a date not after '2026-11-23', the day on which it was read",
            fix="correct the date, or 'accessed'",
        )
    ]


@pytest.mark.parametrize("published", ["2026-11-23", "2026", "2026-11", "../2030", "XXXX-12-31"])
def test_pages_that_can_have_been_there(package, published):
    source(package, published=published)
    assert found(package) == []


# opening-is-short


def test_opening_of_seven_words(package):
    source(package, opening="A delegation came to Tripoli on Sunday")
    assert found(package) == [
        message(
            where="sources.csv:2:opening",
            check="opening-is-short",
            what="'A delegation came to Tripoli on Sunday', 7 words",
            expected="at most 6 words",
            fix="end it after 'on'",
        )
    ]


@pytest.mark.parametrize(
    "opening", ["One two three four five six", "NA", "0", "", "新会議の準備をする"]
)
def test_openings_that_are_short(package, opening):
    source(package, opening=opening)
    assert found(package) == []


# language-is-known


@pytest.mark.parametrize(
    ("tag", "right"),
    [("eng", "en"), ("ger", "de"), ("fra-BE", "fr-BE"), ("ar-ly", "ar-LY"), ("sr-latn", "sr-Latn")],
)
def test_language_that_is_written_otherwise(package, tag, right):
    source(package, language=tag)
    assert found(package) == [
        message(
            where="sources.csv:2:language",
            check="language-is-known",
            what=f"'{tag}'",
            expected=f"'{right}', as the tag is written",
            fix=f"write '{right}'",
        )
    ]


@pytest.mark.parametrize("tag", ["xx", "en-", "en-english1-GB", "ar-LY-Arab", "en-1"])
def test_no_language(package, tag):
    delegation.change(package, "coverage.csv", 2, language=tag)
    expected = [
        message(
            where="coverage.csv:2:language",
            check="language-is-known",
            what=f"'{tag}'",
            expected="a language tag such as 'ar', 'en' or 'pt-BR'",
            fix="correct the cell",
        )
    ]
    is_frictionless_s = tag in ("en-", "en-1")  # not even the outer form
    assert found(package) == ([] if is_frictionless_s else expected)


@pytest.mark.parametrize(
    "tag", ["ar", "ar-LY", "zh-Hans-CN", "ayl", "es-419", "ar-arb", "de-1996", "ca-valencia", "und"]
)
def test_languages_and_their_varieties(tag):
    assert letters.right_tag(tag) == tag


# engagement-is-told-once


def told_twice(folder, **cells):
    """Tell the call of E0004 once more, on the 10th."""
    row = {
        "title": "Aganin calls al-Baour",
        "form": "call",
        "status": "held",
        "date": "2025-06-10",
        "date_basis": "publication",
        "summary": "They talked.",
    }
    delegation.change(folder, "engagements.csv", 6, **row | cells)
    delegation.change(folder, "engagements.csv", 6, place_id="")
    delegation.change(folder, "engagements.csv", 4, place_id="moscow")  # or nothing is there
    body = {"organization_id": "lby-gnu-mfa"}
    who = {"is_host": "", "post_id": "", "is_acting": ""}
    delegation.change(folder, "participants.csv", 11, actor_id="baour", **body, **who)
    delegation.change(folder, "participants.csv", 12, actor_id="aganin", **who)


ALIKE = message(
    where="engagements.csv:6",
    check="engagement-is-told-once, warning",
    what="'E0005' (call, '2025-06-10') with the leads of 'E0004' (call, '2025-06'; "
    "data/engagements.csv:5)",
    expected="each engagement once, and what is part of another marked so",
    fix="make the two one, or fill in 'part_of', or write into 'notes': Separate from E0004: "
    "and why",
)


def test_call_that_is_told_twice(package):
    told_twice(package)
    assert found(package) == [ALIKE]
    assert told(package) == [ALIKE]


@pytest.mark.parametrize(
    "cells",
    [
        {"date": "2025-07-01"},
        {"date": "2025-06/.."},
        {"date": "XXXX-06-10"},
        {"date": "", "date_basis": "none"},
        {"notes": "Separate from E0004: it was a Monday."},
        {"notes": "Separate from E0003, E0004: it was a Monday."},
    ],
)
def test_calls_of_the_same_two_that_are_two(package, cells):
    told_twice(package, **cells)
    assert found(package) == []


@pytest.mark.parametrize("notes", ["Separate from E0003: another man.", "Separate rooms: E0004."])
def test_note_of_another_separation(package, notes):
    told_twice(package, notes=notes)
    assert found(package) == [ALIKE]


def test_separation_may_be_told_at_the_other_row(package):
    told_twice(package)
    delegation.change(package, "engagements.csv", 5, notes="Separate from E0005: a Monday.")
    assert found(package) == []


def test_leads_are_unknown_where_a_role_is_none(package):
    told_twice(package)
    delegation.change(package, "engagements.csv", 5, notes="One more was there.")
    delegation.add(
        package,
        "participants.csv",
        11,
        engagement_id="E0004",
        participant_no="3",
        side_id="LBY",
        role="laed",
        number_of_people="1",
        readout_id="R0005",
    )
    assert [line for line in found(package) if "told-once" in line] == []


# issuer-took-part


def test_issuer_of_a_side_that_was_not_there(package):
    delegation.change(package, "readouts.csv", 3, issuer_id="egy-mfa")
    assert found(package) == [
        message(
            where="readouts.csv:3:issuer_id",
            check="issuer-took-part, warning",
            what="'egy-mfa', of the side 'EGY'",
            expected="an issuer of a side that took part: LBY, RUS (data/engagements.csv:3)",
            fix="correct the issuer, add a participant, or let it be if an outsider tells it",
        )
    ]


def test_issuer_of_no_side_or_of_a_side_that_was_there(package):
    for issuer in ("rus-mfa", "aganin"):  # the second was elsewhere
        delegation.change(package, "readouts.csv", 3, issuer_id=issuer)
        assert found(package) == []
    delegation.change(package, "readouts.csv", 3, issuer_id="egy-mfa")
    delegation.change(package, "actors.csv", 5, side_id="")
    assert [line for line in found(package) if "issuer-took-part" in line] == []


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (5, {"side_id": "RSU"}),  # of E0002, where the issuer of R0002 is Egyptian
        (5, {"engagement_id": "E9999"}),
    ],
)
def test_who_was_there_is_not_known(package, line, cells):
    delegation.change(package, "readouts.csv", 3, issuer_id="egy-mfa")
    delegation.change(package, "participants.csv", line, **cells)
    assert [item for item in found(package) if "issuer-took-part" in item] == []


def test_side_of_the_row_or_of_its_person_or_body_was_there(package):
    delegation.change(package, "readouts.csv", 3, issuer_id="egy-mfa")
    nobody = {"actor_id": "", "organization_id": "", "side_id": "", "post_id": ""}
    for cells in ({"side_id": "EGY"}, {"organization_id": "egy-mfa"}, {"actor_id": "egy-mfa"}):
        delegation.change(package, "participants.csv", 5, **nobody | cells)
        assert [item for item in found(package) if "issuer-took-part" in item] == []


def test_issuer_of_a_side_that_is_none(package):
    delegation.change(package, "readouts.csv", 3, issuer_id="egy-mfa")
    delegation.change(package, "actors.csv", 5, side_id="EGP")
    assert [item for item in found(package) if "issuer-took-part" in item] == []


# together with frictionless


@pytest.mark.parametrize(
    ("file", "line", "field", "cell", "check"),
    [
        ("sources.csv", 2, "url", "https://example.org/a b", "address-is-well-formed"),
        ("sources.csv", 6, "url", "http://www.example.org/news/1", "address-is-single"),
        ("sources.csv", 2, "owner_id", "lby-gnu", "official-page-has-an-owner"),
        ("sources.csv", 2, "published", "", "published-says-how-it-is-known"),
        ("sources.csv", 2, "published", "2027", "published-is-not-after-accessed"),
        ("sources.csv", 2, "opening", "1 2 3 4 5 6 7", "opening-is-short"),
        ("sources.csv", 2, "language", "xx", "language-is-known"),
        ("readouts.csv", 3, "issuer_id", "egy-mfa", "issuer-took-part, warning"),
        ("sources.csv", 3, "publisher_kind", "oficial", "constraint-error"),
        ("sources.csv", 2, "published_basis", "unknwon", "constraint-error"),
        ("sources.csv", 2, "published", "2027-13", "date-is-edtf"),
        ("readouts.csv", 3, "issuer_id", "egy", "foreign-key"),
    ],
)
def test_one_edit_is_one_problem(package, file, line, field, cell, check):
    delegation.change(package, file, line, **{field: cell})
    assert [item.split("\n")[0] for item in told(package)] == [
        f"data/{file}:{line}:{field}  [{check}]"
    ]


def test_shipped_package_has_no_error_of_these():
    raw = Run.at(Path(__file__).parents[1] / "datapackage.json").raw
    problems = [item for check in sources.CHECKS for item in check(raw)]
    assert [item.text() for item in problems if item.severity == "error"] == []
