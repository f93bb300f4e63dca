"""How Sphinx makes the site. `build.py` lays out its pages and calls it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from docutils.utils.math.latex2mathml import tex2mathml  # type: ignore[import-untyped]

HERE = Path(__file__).resolve().parent
PACKAGE = json.loads((HERE.parents[1] / "datapackage.json").read_text(encoding="utf-8"))

project = "Readouts"
author = "The Readouts contributors"
release = version = PACKAGE["version"]
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
]
nb_execution_mode = "off"  # `make` has run them
nb_merge_streams = True
myst_enable_extensions: list[str] = []  # a dollar is a dollar
myst_heading_anchors = 4  # as on GitHub
default_role = "code"
suppress_warnings = ["misc.highlighting_failure"]  # a text that shows a fault is no program

autosummary_generate = False
autodoc_typehints = "none"  # the docstrings say more, and in words
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = [("Attributes", "params_style")]  # several of one kind in one entry
python_use_unqualified_type_names = True

html_math_renderer = "mathml"
html_theme = "pydata_sphinx_theme"
html_title = "Readouts"
html_static_path = ["static"]
html_css_files = ["comparison.css", "site.css"]
html_context = {"default_mode": "auto"}
html_show_sourcelink = False
html_copy_source = False
html_domain_indices = False
html_show_sphinx = False
html_show_search_summary = False  # it would be fetched, and files can't be
html_last_updated_fmt = None
html_sidebars: dict[str, list[str]] = {
    name: []
    for name in (
        *("index", "browse", "browse/shell", "notebooks", "notebooks/*"),
        *("CODEBOOK", "dictionary", "README"),
    )
}
html_theme_options = {
    "logo": {"text": "Readouts"},
    "search_bar_text": "Search the documents",
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "navigation_with_keys": False,
    "show_prev_next": False,
    "header_links_before_dropdown": 7,
    "secondary_sidebar_items": {
        "**": ["page-toc"],
        "index": [],
        "browse": [],
        "browse/shell": [],
        "notebooks": [],
    },
    "footer_start": ["licences.html"],
    "footer_end": [],
}
templates_path = ["templates"]


def pages(_app: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page that every engagement is put into."""
    above = [{"link": "../browse.html", "title": "Engagements"}]
    yield "browse/shell", {"title": "@title@", "body": "@body@", "parents": above}, "page.html"


def signature(
    _app: Any, what: str, _name: str, _thing: Any, _options: Any, given: str | None, returned: Any
) -> tuple[str | None, Any]:
    """Leave out how a class is made: functions make them."""
    return ("" if what == "class" and given else given), returned


def formula(translator: Any, node: Any) -> None:
    """Write a formula as MathML, which browsers draw by themselves."""
    is_block = not isinstance(node, nodes.math)
    translator.body.append(tex2mathml(node.astext(), as_block=is_block))
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Add to Sphinx what is told above."""
    app.connect("html-collect-pages", pages)
    app.connect("autodoc-process-signature", signature)
    app.add_html_math_renderer("mathml", (formula, None), (formula, None))
