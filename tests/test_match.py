"""Names, addresses, leads and dates: what is the same, what is alike, what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readouts.match import (
    Engagement,
    Names,
    candidates,
    engagements_of,
    likeness,
    nearest_names,
    normal_address,
    normal_name,
    pairs_alike,
)


@pytest.fixture(scope="module")
def shipped(raw_tables):
    """The names of the shipped actors."""
    names = Names("actor")
    for row in raw_tables["actors"].to_dict("records"):
        names.add(row["actor_id"], row["name"])
    for row in raw_tables["actor_names"].to_dict("records"):
        names.add(row["actor_id"], row["name"])
    return names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohamed al-Menfi", "MOHAMED  AL‑MENFI "),
        ("Mohamed al-Menfi", "Mohamed Al Menfi"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Ra'ed", "Ra’ed"),
        ("J. Norland", "J Norland"),
        ("أحمد الجروشى", "احمد الجروشي"),
        ("مُحَمَّد المنفـــي", "محمد المنفي"),
        ("حكومة الوحدة", "حكومه الوحده"),
        ("Королёв", "Королев"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("Ｍenfi", "menfi"),
        ("Menfi\u200f", "Menfi"),
    ],
)
def test_spellings_of_no_consequence_are_the_same(one, other):
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saleh", "Salah"),
        ("Al-Menfi", "Almenfi"),
        ("Сергей", "Сергеи"),
        ("حفتر", "حفتار"),
        ("Government of Libya (2012–2014)", "Government of Libya (2014–2016)"),
        ("Saddam Haftar", "Khalifa Haftar"),
    ],
)
def test_other_names_stay_apart(one, other):
    assert normal_name(one) != normal_name(other)


@given(st.text(max_size=30))
def test_a_normal_name_is_its_own(text):
    assert normal_name(normal_name(text)) == normal_name(text)


def test_every_shipped_name_finds_its_actor(shipped, raw_tables):
    for row in raw_tables["actor_names"].to_dict("records"):
        found = candidates(row["name"], [shipped])
        assert row["actor_id"] in found
        others = raw_tables["actor_names"].query("name == @row['name']")["actor_id"]
        assert found == sorted(set(others))


def test_name_of_two_gives_both(shipped):
    assert candidates("rustam  minnikhanov", [shipped]) == ["minnikhanov", "minnikhanov-tatarstan"]


def test_id_counts_only_as_it_is_written():
    names = Names("actor")
    names.add("lavrov", "Sergey Lavrov")
    assert candidates("lavrov", [names]) == ["lavrov"]
    assert candidates("Lavrov", [names]) == []


def test_name_as_written_goes_before_names_that_normalise_to_it():
    names = Names("actor")
    names.add("one", "Ali Hasan")
    names.add("two", "Ali Hasán")
    assert candidates("Ali Hasan", [names]) == ["one"]
    assert candidates("ali hasan", [names]) == ["one", "two"]


def test_names_of_the_record_and_of_the_tables_count_alike():
    known, own = Names("actor"), Names("actor")
    known.add("one", "Ali Hasan")
    own.add("two", "Ali Hasan")
    assert candidates("Ali Hasan", [known, own]) == ["one", "two"]


@pytest.mark.parametrize("text", ["", " ", "-", "."])
def test_name_of_nothing_names_nobody(text):
    names = Names("actor")
    names.add("one", "-")
    assert candidates(text, [names]) in ([], ["one"] if text == "-" else [])


def test_nearest_names_come_first(shipped):
    assert nearest_names("Mohamed al-Menfy", [shipped])[0] == "Mohamed al-Menfi"
    assert nearest_names("Nobody Whatsoever", [shipped]) == []
    assert nearest_names("x" * 5000, [shipped]) == []


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a/b",
        "https://www.example.org/a/b/",
        "https://m.example.org/a/b",
        "https://EXAMPLE.org:443/a/b",
        "https://example.org/a/b#top",
        "https://example.org/a/b?utm_source=x&fbclid=1",
        "https://example.org/%61/b",
        " https://example.org/a/b ",
    ],
)
def test_addresses_of_one_page(other):
    assert normal_address("https://example.org/a/b") == normal_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.ly/%d8%a7", "https://a.ly/ا"),
        ("https://a.ly/%D8%A7", "https://a.ly/%d8%a7"),
        ("https://a.ly/?b=1&a=2", "https://a.ly?a=2&b=1"),
        ("https://bücher.de/x", "https://xn--bcher-kva.de/x"),
    ],
)
def test_ways_of_encoding_make_no_difference(one, other):
    assert normal_address(one) == normal_address(other)


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/a/B",
        "https://example.org/a/b?id=1",
        "https://example.org/a%2Fb",
        "https://sub.example.org/a/b",
        "https://example.org:8080/a/b",
        "https://example.org/a/b#!/c",
        "ftp://example.org/a/b",
    ],
)
def test_addresses_of_other_pages(other):
    assert normal_address("https://example.org/a/b") != normal_address(other)


@pytest.mark.parametrize("text", ["", "x", "http://[::1", "http://a:b/", "https://", "http://%%%/"])
def test_what_is_no_address_stays_as_it_is_or_is_taken_as_it_can(text):
    assert isinstance(normal_address(text), str)


def test_no_two_shipped_sources_have_one_address(raw_tables):
    addresses = raw_tables["sources"]["url"].map(normal_address)
    assert addresses.is_unique


@given(st.text(max_size=40))
def test_a_normal_address_is_its_own(text):
    once = normal_address("https://example.org/" + text)
    assert normal_address("http://" + once) == once


def engagement(key, **more):
    told = {"form": "meeting", "date": "2025-04-28", "place": "tripoli", "part_of": ""}
    return Engagement(key, leads=frozenset(more.pop("leads", ("a", "b"))), **told | more)


FIRST = engagement("E0001")


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, "same"),
        ({"date": "2025-04"}, "same"),
        ({"date": "2025-04-27/2025-05-28"}, "same"),
        ({"place": "moscow"}, "same"),
        ({"date": "2025"}, "like"),
        ({"date": "2025-04-01/.."}, "like"),
        ({"date": ""}, "like"),
        ({"date": "XXXX-04-28"}, "like"),
        ({"form": "visit"}, "like"),
        ({"form": "visit", "place": ""}, "like"),
        ({"form": "visit", "date": "2025"}, None),
        ({"form": "call", "place": "moscow"}, None),
        ({"date": "2025", "place": "moscow"}, None),
        ({"date": "2025-04-29"}, None),
        ({"leads": ("a", "b", "c")}, None),
        ({"leads": ()}, None),
        ({"part_of": "E0001"}, None),
    ],
)
def test_likeness(other, expected):
    second = engagement("E0002", **other)
    assert likeness(FIRST, second) == expected
    assert likeness(second, FIRST) == expected


def test_one_named_lead_is_not_enough_for_the_same():
    one, other = engagement("E0001", leads=["a"]), engagement("E0002", leads=["a"])
    assert likeness(one, other) == "like"


def test_without_leads_nothing_is_alike():
    assert likeness(engagement("E0001", leads=[]), engagement("E0002", leads=[])) is None


def test_pairs_are_told_once_and_only_among_those_asked_for():
    three = [engagement(f"E000{i}") for i in (1, 2, 3)]
    assert len(list(pairs_alike(three))) == 3
    found = [(one.id, other.id) for one, other, _ in pairs_alike(three, among={"E0003"})]
    assert found == [("E0001", "E0003"), ("E0002", "E0003")]


def test_body_stands_for_a_lead_without_a_name():
    engagements = [
        {"engagement_id": "E1", "form": "call", "date": "", "place_id": "", "part_of": ""}
    ]
    rows = [("lead", "a", "x"), ("lead", "", "y"), ("lead", "", ""), ("member", "b", "")]
    participants = [
        {"engagement_id": "E1", "role": role, "actor_id": actor, "organization_id": body}
        for role, actor, body in rows
    ]
    (found,) = engagements_of(engagements, participants)
    assert found.leads == {"a", "y"}
