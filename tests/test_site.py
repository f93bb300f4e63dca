"""The site in a browser: what is found, what opens, what is told to readers who can't see it.

The pages are those of `make site`, for a few engagements and one small notebook.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from readouts.match import normal_name

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "site"))

import build  # noqa: E402

SHOWN = ["E0117", "E0289", "E0293"]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

READ_PAGE = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: [...document.querySelectorAll('main :is(h1,h2,h3,h4,h5,h6)')].map(h => +h.tagName[1]),
  noAlt: [...document.images].filter(i => !i.hasAttribute('alt')).map(i => i.src),
  fileAlt: [...document.images].filter(i => /\\.(png|svg)$/.test(i.alt)).map(i => i.alt),
  noLabel: [...document.querySelectorAll('main :is(input,select)')].filter(i => !i.labels.length && !i.ariaLabel).length,
  noName: [...document.querySelectorAll('a[href],button')].filter(
    a => a.checkVisibility() && !(a.textContent.trim() || a.ariaLabel || a.title || a.querySelector('img[alt]'))
  ).map(a => a.outerHTML),
  mains: document.querySelectorAll('main').length,
  overflow: document.documentElement.scrollWidth - innerWidth,
})"""

# Contrast as WCAG 2 has it, of every piece of text that is seen.
READ_CONTRAST = """() => {
  const rgba = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return colour.startsWith('color') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const over = (top, under) => top.slice(0, 3).map((v, at) => v * top[3] + under[at] * (1 - top[3]));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const low = new Set();
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility() || element.closest('script,style')) continue;
    const style = getComputedStyle(element), under = ground(element);
    const [a, b] = [light(over(rgba(style.color), under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) low.add(`${ratio.toFixed(2)} ${element.className || element.tagName}: ${walker.currentNode.data.trim().slice(0, 30)}`);
  }
  return [...low];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, data):
    """The site, with the pages of a few engagements, and notebooks that show two things each."""
    folder = tmp_path_factory.mktemp("site")
    notebooks = []
    for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        code = next(cell for cell in notebook.cells if cell.cell_type == "code")
        shown = ({"image/png": PIXEL}, {"text/html": data._repr_html_()})
        code.outputs = [nbformat.v4.new_output("display_data", data=one) for one in shown]
        nbformat.write(notebook, folder / path.name)
        notebooks.append(folder / path.name)
    assert build.build(folder / "site", notebooks, only=SHOWN) == 0
    return folder / "site"


@pytest.fixture(scope="module")
def index(site):
    script = (site / "_static" / "index.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("const READOUTS = ").removesuffix(";\n"))


@pytest.fixture(scope="module")
def chromium():
    """A headless browser."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (on Debian: apt-get install chromium)")
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        except Error as error:
            pytest.skip(f"{CHROMIUM} does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, site):
    """Open a page; at the end nothing may have been asked of the network, or gone wrong."""
    wrong = []
    contexts = []

    def opened(name, theme="light", width=1280):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda told: told.type in ("error", "warning") and wrong.append(told.text)
        )
        page.on("requestfailed", lambda request: wrong.append(f"not there: {request.url}"))
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:")) or wrong.append(request.url),
        )
        page.goto((site / name.partition("#")[0]).as_uri() + "".join(name.partition("#")[1:]))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def listed(page):
    return page.eval_on_selector_all(
        "ol.engagements > li:not([hidden])", "all => all.map(i => i.id)"
    )


def having(index, **chosen):
    return {
        key
        for key, found in index["engagements"].items()
        if all(value in found[name] for name, value in chosen.items())
    }


def test_dabaiba_is_found_by_any_of_his_spellings(visit, index, raw_tables):
    names = raw_tables["actor_names"].query("actor_id == 'dabaiba'")
    assert {"Latn", "Arab", "Cyrl"} <= set(names["script"])
    page = visit("browse.html")
    his = having(index, actor="dabaiba")
    for name in [*names["name"], "Dabaiba", "DBEIBAH", "الدبيبة", "دبيبة", "Дбейба"]:
        page.fill("#q", name)
        assert his <= set(listed(page)), name
        assert "Abdul Hamid Dabaiba" in page.inner_text("#named"), name
    page.fill("#q", "Nobody of that name")
    assert listed(page) == []
    assert page.inner_text("#found") == f"0 of {len(index['engagements'])} engagements"


def test_a_name_that_was_found_can_be_chosen(visit, index):
    page = visit("browse.html")
    page.fill("#q", "Дбейба")
    page.get_by_role("button", name="Abdul Hamid Dabaiba").press("Enter")
    assert page.input_value("#actor") == "dabaiba"
    assert page.input_value("#q") == ""
    assert set(listed(page)) == having(index, actor="dabaiba")


def test_names_are_read_as_the_library_reads_them(visit, raw_tables):
    page = visit("browse.html")
    names = [*raw_tables["actor_names"]["name"], *raw_tables["engagements"]["title"]]
    names += ["Straße", "l’Élysée", "ЁЛКА", "وَزِيرُ ٱلخارجيّة", "a\u200fb", "Al‑Menfi", "ﻻ", "_x_"]
    read = page.evaluate("names => names.map(normalName)", names)
    assert read == [normal_name(name) for name in names]


def test_filters_work_by_keyboard(visit, index):
    page = visit("browse.html")
    page.focus("#q")
    for name, typed, value in [
        ("side", "Russia", "RUS"),
        ("actor", "Sergey Lavrov", "lavrov"),
        ("issue", "Oil", "energy"),
        ("year", "2021", "2021"),
        ("status", "Held", "held"),
    ]:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == name
        page.keyboard.type(typed)
        assert page.input_value(f"#{name}") == value
    asked = {"side": "RUS", "actor": "lavrov", "issue": "energy", "year": "2021", "status": "held"}
    assert set(listed(page)) == having(index, **asked) != set()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#side').value === ''")
    assert len(listed(page)) == len(index["engagements"])


def test_every_value_of_every_filter_finds_its_engagements(visit, index):
    page = visit("browse.html")
    for name in ("side", "issue", "year", "status"):
        values = page.eval_on_selector_all(f"#{name} option", "all => all.map(o => o.value)")
        assert len(values) > 1
        for value in values[1:]:
            page.select_option(f"#{name}", value)
            assert set(listed(page)) == having(index, **{name: value})
        page.select_option(f"#{name}", "")


def test_a_comparison_opens_and_the_way_back_keeps_what_was_asked(visit):
    page = visit("browse.html")
    page.fill("#q", "Lavrov Aguila Saleh 2020")
    page.fill("#q", "E0117")
    page.focus("ol.engagements > li:not([hidden]) a")
    page.keyboard.press("Enter")
    page.wait_for_selector(".readouts-comparison")
    assert page.inner_text("h1") == "Lavrov meets Aguila Saleh in Moscow"
    assert page.title().startswith("Lavrov meets Aguila Saleh in Moscow (E0117)")
    assert page.locator(".readouts-comparison thead th").count() > 2
    page.go_back()
    page.wait_for_function("document.querySelector('#q').value === 'E0117'")
    assert listed(page) == ["E0117"]


def test_an_address_asks(visit, index):
    page = visit("browse.html#actor=lavrov&status=denied&side=nonsense")
    assert page.input_value("#side") == ""
    assert set(listed(page)) == having(index, actor="lavrov", status="denied")


def test_a_participant_leads_to_his_engagements(visit, index):
    page = visit("browse/E0117.html")
    page.get_by_role("link", name="Sergey Lavrov").first.click()
    page.wait_for_selector("ol.engagements")
    assert page.input_value("#actor") == "lavrov"
    assert set(listed(page)) == having(index, actor="lavrov")


def test_what_was_found_is_told_to_a_screen_reader(visit, index):
    page = visit("browse.html")
    assert (
        page.get_by_role("status").inner_text()
        == f"{len(index['engagements'])} of {len(index['engagements'])} engagements"
    )
    for name in ("Search", "Side", "Actor", "Issue", "Year", "Status"):
        assert page.locator("main").get_by_label(name, exact=True).count() == 1
    assert page.get_by_role("search", name="Engagements").count() == 1


def test_the_list_is_there_without_scripts(chromium, site, index):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "browse.html").as_uri())
    assert page.locator("ol.engagements > li").count() == len(index["engagements"])
    assert not page.locator(".finder").is_visible()
    context.close()


def test_the_documents_can_be_searched(visit):
    page = visit("search.html")
    page.fill("main input[type=search]", "adjudicator")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a")
    links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
    assert any("CODEBOOK.html" in link for link in links)


PAGES = [
    *("index.html", "browse.html", "browse/E0117.html", "notebooks.html"),
    *(
        "notebooks/01_who_met_whom.html",
        "CODEBOOK.html",
        "dictionary.html",
        "README.html",
        "api.html",
    ),
    *("api/compare.html", "api/network.html", "CONTRIBUTING.html", "docs/checks.html"),
    *("docs/records.html", "docs/limits.html", "CHANGELOG.html", "search.html"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_basics_of_a_page(visit, name, theme):
    page = visit(name, theme, 1280 if theme == "light" else 390)
    read = page.evaluate(READ_PAGE)
    assert read["lang"] == "en"
    assert read["title"].endswith("Readouts")
    assert len(read["title"]) > len("Readouts")
    levels = read["headings"]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for fault in ("noAlt", "fileAlt", "noName"):
        assert read[fault] == [], fault
    assert (read["noLabel"], read["mains"], read["overflow"]) == (0, 1, 0)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.evaluate(READ_CONTRAST) == []


def test_a_comparison_follows_the_switch_of_the_theme(visit):
    page = visit("browse/E0117.html", theme="light")
    ground = "getComputedStyle(document.querySelector('.readouts-comparison')).backgroundColor"
    before = page.evaluate(ground)
    while page.evaluate("document.documentElement.dataset.theme") != "dark":
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert page.evaluate(ground) != before
    assert page.evaluate(READ_CONTRAST) == []


def drawn(site):
    """The pages; the theme also leaves a template of its own among its files."""
    return [path for path in site.rglob("*.html") if "_static" not in path.parts]


class Loads(HTMLParser):
    """What a page would load from elsewhere, and the links in it that lead to no file."""

    def __init__(self):
        super().__init__()
        self.loads, self.links = [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag in ("script", "img", "iframe", "source", "video", "object", "embed"):
            self.loads += [values[key] for key in ("src", "data", "srcset") if values.get(key)]
        elif tag == "link" and values.get("rel") not in (
            "search",
            "next",
            "prev",
            "index",
            "author",
        ):
            self.loads.append(values.get("href") or "")
        elif tag == "a":
            self.links.append(values.get("href") or "")


def test_no_page_would_load_anything_from_elsewhere(site):
    for path in drawn(site):
        parser = Loads()
        parser.feed(path.read_text(encoding="utf-8"))
        away = [load for load in parser.loads if re.match(r"(\w+:)?//", load)]
        assert away == [], path
    for path in site.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert re.findall(r"(?:url\(|@import )[\"']?(?:\w+:)?//[^)]*", text) == [], path


def test_no_link_leads_nowhere(site, index):
    for path in drawn(site):
        parser = Loads()
        parser.feed(path.read_text(encoding="utf-8"))
        for link in parser.links + parser.loads:
            file = link.partition("#")[0].partition("?")[0]
            if (
                file
                and not re.match(r"\w+:", file)
                and (path.parent / file).stem not in index["engagements"]
            ):
                assert (path.parent / file).is_file(), (path, link)


def test_every_engagement_that_was_asked_for_has_a_page_and_no_other(site):
    assert sorted(path.stem for path in (site / "browse").iterdir()) == SHOWN


def test_the_site_is_free_of_what_differs_between_machines(site):
    here = str(ROOT).encode()
    for path in site.rglob("*"):
        if path.is_file():
            assert here not in path.read_bytes(), path
