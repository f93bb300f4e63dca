"""The texts of the site's own pages, made from the README, the codebook and the notebooks."""

import base64
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from string import Template
from types import ModuleType
from typing import Any

from sphinx.pycode import ModuleAnalyzer

__all__ = [
    "api",
    "codebook",
    "doors",
    "figures",
    "notebooks_page",
    "part",
    "readme",
    "tell_figures",
]

MODULES = ("join", "compare", "network", "agreement", "plot", "errors")
"""The public modules of the library, in the order of their pages."""

FIGURES = {"image/svg+xml": "svg", "image/png": "png"}


def part(text: str, start: str, end: str) -> str:
    """Return what stands between two lines of a text, each of which is there once."""
    lines = text.split("\n")
    found = [[at for at, line in enumerate(lines) if line == mark] for mark in (start, end)]
    if [len(places) for places in found] != [1, 1]:
        raise ValueError(f"expected one line {start!r} and one {end!r}")
    return "\n".join(lines[found[0][0] + 1 : found[1][0]]).strip()


def home(template: str, text: str, doors: str) -> str:
    """Return the home page: the lead of the README, its five lines, its limits."""
    lead = part(text, "# Readouts", "## Start")
    tagline, picture, what = lead.split("\n\n")
    return Template(template).substitute(
        tagline=tagline.strip("*").rstrip("."),
        picture=picture,
        what=what,
        doors=doors,
        five_lines=part(text, "## Five lines", "## The tables"),
        limits=part(text, "## What it is, and what it is not", "## Cite"),
    )


def doors(counts: dict[str, int]) -> str:
    """Return the ways into the site, each with what is behind it."""
    ways = {
        "[Engagements](browse.md)": f"{counts['engagements']:,} of them, found by side, actor, issue, "
        "year and status, each with its accounts side by side.",
        "[Notebooks](notebooks.md)": f"{counts['notebooks']} questions, each answered as far as the "
        "data allow.",
        "[Codebook](CODEBOOK.md)": "How the data were made, how they are coded, and what they can't "
        "support.",
        "[Library](api.md)": "Load, join, compare and draw the tables in Python.",
    }
    cards = "\n".join(f"```{{container}} tile\n{way}\n\n{text}\n```" for way, text in ways.items())
    return f"````{{container}} cards\n{cards}\n````"


def readme(text: str, package: dict[str, Any]) -> str:
    """Return the README without its lead, and its diagram in words, so that no script draws it."""
    rest = text[text.index("## Start\n") :].replace(' An arrow reads "refers to".', "", 1)
    references = "\n".join(_references(package))
    diagram = re.compile(r"```mermaid\n.*?\n```", flags=re.DOTALL)
    return "# Getting started\n\n" + diagram.sub(lambda _: references, rest, count=1)


def _references(package: dict[str, Any]) -> Iterator[str]:
    """Yield a table of the resources and those that each refers to."""
    yield from ("| table | refers to |", "|---|---|")
    for resource in package["resources"]:
        keys = resource["schema"].get("foreignKeys", [])
        # In the standard, an empty name of a resource is the resource itself.
        others = [key["reference"].get("resource") or resource["name"] for key in keys]
        told = ", ".join(f"`{name}`" for name in dict.fromkeys(others))
        yield f"| `{resource['name']}` | {told or 'none'} |"


def codebook(text: str) -> tuple[str, str]:
    """Return the codebook without the data dictionary, and this as a page of its own."""
    heading, after = "## Appendix C. Data dictionary", "## Change log"
    dictionary = part(text, heading, after)
    rest = text.replace(dictionary, "It is [a page of its own](dictionary.md).")
    raised = re.sub(r"^###", "##", dictionary, flags=re.MULTILINE)
    return rest, f"# Data dictionary\n\n{raised}\n"


def api(template: str) -> Iterator[tuple[str, str]]:
    """Yield the pages of the library: their names and texts."""
    names = "\n".join(f"api/{name}" for name in MODULES)
    yield "api.md", Template(template).substitute(names=names)
    for name in MODULES:
        module = import_module(f"readouts.{name}")
        things = {member: getattr(module, member) for member in module.__all__}
        lines = [
            f".. automodule:: readouts.{name}",
            "",
            ".. autosummary::",
            "   :nosignatures:",
            "",
            *(f"   {member}" for member, thing in things.items() if callable(thing)),
            "",
            *(_documented(module, member) for member in things),
        ]
        yield f"api/{name}.md", f"# {name}\n\n```{{eval-rst}}\n" + "\n".join(lines) + "\n```\n"


def _documented(module: ModuleType, member: str) -> str:
    """Return the directive that documents a public thing."""
    thing = getattr(module, member)
    name = f"{module.__name__}.{member}"
    if isinstance(thing, type):
        bases = "   :show-inheritance:\n" if issubclass(thing, Exception) else ""
        return f".. autoclass:: {name}\n   :members:\n{bases}"
    if callable(thing):
        return f".. autofunction:: {name}\n"
    return f".. data:: {name}\n\n   {_constant(module, member)}\n"


def _constant(module: ModuleType, member: str) -> str:
    """Return what is written under a constant, in whichever module of the package that is."""
    for home in [name for name in sys.modules if f"{name}.".startswith(f"{module.__name__}.")]:
        told = ModuleAnalyzer.for_module(home).find_attr_docs().get(("", member))
        if told is not None:
            return "\n   ".join(told)
    return ""


def tell_figures(notebook: Any) -> None:
    """Give each figure of a notebook a text in place of it: what the cells before it say."""
    heading = sentence = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            heading = " ".join(re.findall(r"^#+ (.+)$", cell.source, flags=re.MULTILINE)[-1:])
            body = re.sub(r"^#.*$", "", cell.source, flags=re.MULTILINE)
            sentence = _first_sentence(body)
        if any(FIGURES.keys() & result.get("data", {}) for result in cell.get("outputs", [])):
            told = ". ".join(filter(None, (f"Figure: {heading.rstrip('.')}", sentence)))
            cell.metadata["mystnb"] = {"image": {"alt": told}}


def _first_sentence(text: str) -> str:
    plain = re.sub(r"[*`]", "", " ".join(text.split()))
    return re.split(r"(?<=[.?!]) ", plain)[0]


def figures(notebook: Any) -> Iterator[tuple[str, bytes, str]]:
    """Yield the figures of an executed notebook: suffix, content and what stands for it."""
    for cell in notebook.cells:
        for result in cell.get("outputs", []):
            for kind, suffix in FIGURES.items():
                if kind in result.get("data", {}):
                    data = result["data"][kind]
                    content = data.encode() if suffix == "svg" else base64.b64decode(data)
                    yield suffix, content, cell.metadata["mystnb"]["image"]["alt"]
                    break


def notebooks_page(template: str, notebooks: dict[str, Any], version: str) -> str:
    """Return the gallery: of each notebook its question, first figure and what it may say."""
    cards = [_card(stem, notebook) for stem, notebook in notebooks.items()]
    return Template(template).substitute(
        version=version,
        cards="````{container} cards gallery\n" + "\n".join(cards) + "\n````",
        names="\n".join(f"notebooks/{stem}" for stem in notebooks),
    )


def _card(stem: str, notebook: Any) -> str:
    opening = notebook.cells[0].source
    question = re.search(r"^# (.+)$", opening, flags=re.MULTILINE)
    may = re.search(r"^\*\*What the answer may say\*\*: (.+)$", opening, flags=re.MULTILINE)
    shown = next(figures(notebook), None)
    lines = [
        "```{container} tile",
        f"![{shown[2]}](notebooks/{stem}.{shown[0]})" if shown is not None else "",
        "",
        f"[{question[1] if question is not None else stem}](notebooks/{stem}.ipynb)",
        "",
        may[1][:1].upper() + may[1][1:] if may is not None else "",
        "```",
    ]
    return "\n".join(lines)
