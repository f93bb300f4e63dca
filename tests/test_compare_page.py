"""Renderings of a comparison: everything is escaped, absence is told, names keep their direction."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from compare_world import world

from readouts import compare
from readouts.compare.look import STYLE
from readouts.plot import SIDE_COLOURS

mpl.use("Agg")
EVIL = "</td><script>alert('x & y')</script><b title=\"z\">"
SIDES = ["R1 E1 S1 mfa", "R2 E1 S2 rus-mfa", "R3 E1 S3 -"]
SAID = [
    "P1 R1 oil support minister+envoy q",
    "P2 R1 gas none -",
    "P3 R2 truce oppose envoy",
    "P4 R3 other ambiguous envoy",
]


def parsed(html):
    """The tree of a rendering: it is well-formed, so nothing in it broke out."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return ET.fromstring(body.replace("<col>", "<col/>").replace("<br>", "<br/>"))


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.fixture
def told():
    return compare.engagement(world(SIDES, SAID), "E1")


def test_text_of_a_comparison(told):
    assert str(told).splitlines() == [
        "Talks",
        "E1, 28 April 2025",
        "None of 3 pages was read whole: what is missing is not in the part that was read. "
        "That is not silence. No account by United Nations of what was said was found.",
        "",
        "  E1:mfa: Ministry (Libya; 1 page (en), 0 read whole)",
        "  E1:rus-mfa: Russian Ministry (Russia; 1 page (en), 0 read whole)",
        "  E1:S3: Page S3, own reporting (1 page (en), 0 read whole)",
        "",
        "Energy",
        "  Oil should flow",
        "    E1:mfa: ● The Envoy and The Minister (supports, state, quoted): words of P1 [P1]",
        "  Gas should flow",
        "    E1:mfa: ○ they (no identified holder) (no view told, state): words of P2 [P2]",
        "",
        "Peace",
        "  The truce should hold",
        "    E1:rus-mfa: ✕ The Envoy (opposes, state): words of P3 [P3]",
        "  Something else †",
        "    E1:S3: ◐ The Envoy (ambiguous, state): words of P4 [P4]",
        "",
        "Told by one side only",
        "  Libya tells, Russia does not (of Russia: 1 page, 0 read whole):",
        "    Oil should flow [P1]",
        "    Gas should flow [P2]",
        "  Russia tells, Libya does not (of Libya: 1 page, 0 read whole):",
        "    The truce should hold [P3]",
        "",
        "Ascribed to the other, who does not tell it",
        "  Libya has Russia hold a view (of Russia: 1 page, 0 read whole):",
        "    Oil should flow (supports, jointly) [P1]",
        "",
        "● supports; ✕ opposes; ◐ ambiguous; ○ no view told. † residual claim: it holds "
        "different propositions and is compared with nothing.",
    ]


def test_html_has_a_column_per_account_and_a_row_per_claim(told):
    tree = parsed(told.to_html())
    assert [words(cell) for cell in tree.findall(".//thead//th")] == [
        "Claim",
        "MinistryLibya; 1 page (en), 0 read wholeon Page S1",
        "Russian MinistryRussia; 1 page (en), 0 read wholeon Page S2",
        "Page S3, own reporting1 page (en), 0 read whole",
    ]
    rows = [[words(cell) for cell in row] for row in tree.findall(".//tbody/tr")]
    assert rows[:3] == [
        ["Energy"],
        [
            "Oil should flow",
            "● The Envoy and The Minister (told of: they) supports, held jointly"
            "words of P1 (state, quoted) P1 ¶1",
            "",
            "",
        ],
        [
            "Gas should flow",
            "○ they (no identified holder) no view toldwords of P2 (state) P2 ¶1",
            "",
            "",
        ],
    ]
    assert [row[0] for row in rows[3:]] == ["Peace", "The truce should hold", "Something else †"]
    assert all(len(row) in (1, 4) for row in rows)
    assert told._repr_html_() == told.to_html()


def test_every_rendering_says_what_absence_means(told):
    for shown in (str(told), words(parsed(told.to_html()))):
        assert "None of 3 pages was read whole" in shown
        assert "That is not silence" in shown
        assert "No account by United Nations of what was said was found" in shown
        assert "of Russia: 1 page, 0 read whole" in shown
    assert told.to_html().count('aria-label="not in the part read"') == 8


def test_sides_without_an_account_are_named_in_one_sentence():
    people = [
        f"E1 {no} - - {side} - - - - -" for no, side in enumerate(["LBY", "RUS", "UNO", "EGY"])
    ]
    shown = str(compare.engagement(world(SIDES[:1], SAID[:1], participants=people), "E1"))
    assert "No account by Egypt, Russia or United Nations of what was said was found." in shown


def test_pages_that_were_read_whole_are_said_to_be():
    sources = [f"S{n} - full" for n in (1, 2, 3)]
    shown = str(compare.engagement(world(SIDES, SAID, sources=sources), "E1"))
    assert "Read whole: 3 pages. What is missing is not told there." in shown
    shown = str(compare.engagement(world(SIDES, SAID, sources=sources[:1]), "E1"))
    assert "1 of 3 pages was read whole" in shown


def test_positions_of_one_holder_stance_and_voice_stand_under_one_name():
    positions = ["P1 R1 oil support envoy", "P2 R1 oil oppose envoy", "P3 R1 oil support envoy"]
    tree = parsed(compare.engagement(world(SIDES, positions), "E1").to_html())
    assert [words(entry) for entry in tree.findall(".//div[@class='position']")] == [
        "● The Envoy (told of: they) supports, as the other side tells"
        "words of P1 (state) P1 ¶1words of P3 (state) P3 ¶1",
        "✕ The Envoy (told of: they) opposes, as the other side tellswords of P2 (state) P2 ¶1",
    ]


def test_accounts_without_positions_stand_under_the_table():
    tree = parsed(compare.engagement(world(SIDES, SAID[:2]), "E1").to_html())
    assert len(tree.findall(".//thead//th")) == 2
    under = [words(p) for p in tree.findall("p") if words(p).startswith("Accounts that tell")]
    assert under == [
        "Accounts that tell nothing of what was said, in the part read: Russian Ministry (Russia; "
        "1 page (en), 0 read whole); Page S3, own reporting (1 page (en), 0 read whole)."
    ]


def test_without_positions_there_is_no_table():
    tree = parsed(compare.engagement(world(SIDES, []), "E1").to_html())
    assert tree.find(".//table") is None
    assert "No account tells what was said, in the part that was read." in words(tree)


def test_nothing_of_the_data_gets_into_the_markup():
    tables = world(SIDES, SAID, engagements=["E1 X meeting X X - -"])
    for table, columns in {
        "engagements": ["title", "status", "date"],
        "actors": ["name"],
        "sides": ["label"],
        "issues": ["label"],
        "claims": ["label"],
        "sources": ["publisher", "language"],
        "positions": ["holder_as_reported", "paraphrase", "act", "quote_opening", "stance"],
        "readouts": ["date_as_reported", "notes"],
    }.items():
        for column in columns:
            tables[table][column] = f"{EVIL}{column}"
    ids = {"P1": f"{EVIL}P1"}
    for table in ("positions", "position_holders"):
        tables[table]["position_id"] = tables[table]["position_id"].replace(ids)
    told = compare.engagement(tables, "E1")
    tree = parsed(told.to_html())
    assert tree.find(".//script") is None
    assert tree.find(".//b[@title]") is None
    assert words(tree).count("<script>") > 20
    measures = compare.dyads(tables, status=None)
    shown = parsed(measures._repr_html_())
    assert shown.find(".//script") is None
    assert "<script>" in words(shown)


def test_names_keep_their_own_direction():
    tables = world(SIDES, SAID)
    names = {"Ministry": "وزارة الخارجية", "The Envoy": "المبعوث"}
    tables["actors"]["name"] = tables["actors"]["name"].replace(names)
    tables["positions"]["quote_opening"] = "إن ليبيا"
    tables["sources"]["publisher"] = "وكالة الأنباء"
    tree = parsed(compare.engagement(tables, "E1").to_html())
    isolated = [bdi.text for bdi in tree.iter("bdi") if bdi.get("dir") == "auto"]
    assert {"وزارة الخارجية", "وكالة الأنباء", "المبعوث"} < set(isolated)
    quotes = [(quote.get("dir"), quote.text) for quote in tree.iter("q")]
    assert set(quotes) == {("auto", "إن ليبيا …")}
    told = compare.engagement(tables, "E1", by="issuer")
    outside = re.sub(r"<(bdi|q)[^>]*>[^<]*</(bdi|q)>|\u2068[^\u2069]*\u2069", "", told.to_html())
    assert not re.search("[\u0600-\u06ff]", outside)
    text = str(told)
    assert "  E1:S3: \u2068وكالة الأنباء\u2069, own reporting (1 page" in text
    assert "● \u2068المبعوث\u2069 and The Minister (supports" in text
    assert "\u2068وزارة الخارجية\u2069 tells, Russian Ministry does not" in text
    assert not re.search("[\u0600-\u06ff]", re.sub("\u2068[^\u2069]*\u2069", "", text))


def test_the_quotation_opens_with_the_words_of_the_page():
    tables = world(SIDES, SAID)
    tables["positions"]["quote_opening"] = "We welcome"
    tree = parsed(compare.engagement(tables, "E1").to_html())
    assert words(tree.find(".//q")) == "We welcome …"


def test_sides_have_the_colours_of_the_pictures(told):
    heads = [th.get("class") for th in parsed(told.to_html()).findall(".//thead//th")]
    assert heads == [None, "side-lby", "side-rus", "no-side"]
    for side, colour in SIDE_COLOURS.items():
        assert f".side-{side.lower()}{{--side:{colour}}}" in STYLE


def test_other_dates_are_told_only_where_they_differ_or_add():
    readouts = [
        "R1 E1 S1 mfa 2025-04-29 -",
        "R2 E1 S2 rus-mfa XXXX-04-28 -",
        "R3 E1 S3 - 2025-04-28 -",
    ]
    shown = str(compare.engagement(world(readouts, SAID), "E1"))
    assert "Ministry: 29 April 2025, where the engagement has 28 April 2025 [R1]" in shown
    assert "year unknown" not in shown
    month = ["E1 Talks meeting held 2025-04 - -"]
    shown = str(compare.engagement(world(readouts[2:], SAID[3:], engagements=month), "E1"))
    assert "Page S3, own reporting: 28 April 2025, more exact than April 2025 [R3]" in shown


def test_a_contradiction_names_who_tells_what():
    tables = world(
        ["R1 E1 S1 mfa", "R2 E1 S2 -", "R3 E1 S3 -"],
        ["P1 R1 oil support envoy", "P2 R2 gas support envoy", "P3 R3 gas oppose envoy"],
    )
    tables["sources"]["publisher"] = "The Paper"
    shown = str(compare.engagement(tables, "E1"))
    assert (
        "  The Envoy supports in the account of The Paper, own reporting (E1:S2), "
        "opposes in that of The Paper, own reporting (E1:S3):\n    Gas should flow [P2, P3]"
    ) in shown


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_text_has_the_contrast_that_wcag_asks_for_in_both_themes():
    themes = re.findall(
        r"--ink:(#\w+);--soft:(#\w+);--line:#\w+;--band:(#\w+);--ground:(#\w+)", STYLE
    )
    assert len(set(themes)) == 2
    for ink, soft, band, ground in themes:
        for text in (ink, soft):
            for under in (band, ground):
                high, low = sorted((luminance(text), luminance(under)), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5


def test_every_comparison_of_the_corpus_is_well_formed(compared):
    for told in compared:
        tree = parsed(told.to_html())
        shown = words(tree)
        for key in told.cells.loc[~told.cells["is_repeat"], "position_id"]:
            assert key in shown
        assert ("That is not silence" in shown) == (told.accounts["n_pages"].sum() > 0)
        assert told.engagement_id in str(told)


def test_the_picture_has_the_accounts_of_the_comparison(data):
    told = compare.engagement(data, "E0117")
    ax = told.plot()
    marks = {mark.get_gid().split("/")[0] for mark in ax.lines if "/" in (mark.get_gid() or "")}
    assert marks == set(told.cells["account_id"])
    over = [line.get_gid() for line in ax.lines].count("group")
    assert over == 3
    texts = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert {"Libya", "Russia", "Outlets"} <= set(texts)
    assert told.plot(title="Another").figure._suptitle.get_text() == "Another"
    plt.close("all")


@pytest.mark.parametrize(
    ("status", "title"),
    [("held", "Talks (E1, 28 April 2025)"), ("denied", "Talks (E1, 28 April 2025, denied)")],
)
def test_the_picture_says_the_status_where_it_was_not_simply_held(status, title):
    tables = world(SIDES, SAID, engagements=[f"E1 Talks meeting {status} 2025-04-28 - -"])
    ax = compare.engagement(tables, "E1").plot()
    assert ax.figure._suptitle.get_text() == title
    plt.close("all")
