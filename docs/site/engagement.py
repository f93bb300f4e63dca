"""The page of one engagement: what it was, its accounts side by side, who was there, the pages."""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, Final

import pandas as pd

from readouts import Dataset, join
from readouts.compare import Comparison
from readouts.compare.look import STYLE
from readouts.compare.page import bidi

__all__ = ["rows", "style", "tell"]

# A comparison has its title at level 3; on a page of its own that is level 1.
_TAG: Final = re.compile(r"(?<=<)(/?)h([345])(?=>)")
_RULE: Final = re.compile(r"(?<= )h([345])(?=\{)")


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a frame as named tuples."""
    return iter(frame.itertuples(index=False))


def style() -> str:
    """Return the style sheet of comparisons, for their headings as they are on these pages."""
    return _RULE.sub(lambda found: f"h{int(found[1]) - 2}", STYLE)


def tell(data: Dataset, status_words: dict[str, str]) -> Callable[[Comparison], str]:
    """Return a function that tells the engagement of a comparison, as HTML; all escaped."""
    engagements = _rows_by_key(join.engagements(data))
    people = _rows_by_key(join.participants(data))
    pages = _rows_by_key(
        join.readouts(data).merge(
            data.sources[["source_id", "url", "title"]], on="source_id", validate="many_to_one"
        )
    )
    titles = dict(zip(data.engagements["engagement_id"], data.engagements["title"], strict=True))
    parts: dict[str, list[str]] = {}
    for row in rows(data.engagements.dropna(subset=["part_of"])):
        parts.setdefault(row.part_of, []).append(row.engagement_id)

    def told(comparison: Comparison) -> str:
        key = comparison.engagement_id
        (row,) = engagements[key]
        status = status_words[str(row.status)]
        facts = "".join(_facts(row, status, parts.get(key, []), titles))
        html = comparison.to_html().replace(f"<style>{STYLE}</style>", "", 1)
        html = _TAG.sub(lambda found: f"{found[1]}h{int(found[2]) - 2}", html)
        return (
            f'<div class="engagement">{html.replace("</h1>", f"</h1>{facts}", 1)}'
            f"{_people(people.get(key, []))}{_pages(pages.get(key, []))}</div>"
        )

    return told


def _rows_by_key(frame: pd.DataFrame) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows(frame):
        found.setdefault(row.engagement_id, []).append(row)
    return found


def _facts(row: Any, status: str, parts: list[str], titles: dict[str, str]) -> Iterator[str]:
    """Yield what it was, the summary and notes of its row, and what it is part of."""
    place = f", {escape(row.place_name)}" if isinstance(row.place_name, str) else ""
    yield f'<p class="facts">{escape(str(row.form).capitalize())}{place}; {escape(status.lower())}. '
    yield f"{bidi(row.summary)}</p>"
    if row.status != "held":
        yield (
            '<p class="facts">What is told of an engagement that is not known to have been held '
            "is no evidence that it took place.</p>"
        )
    if isinstance(row.notes, str):
        yield f'<p class="soft">{bidi(row.notes)}</p>'
    if isinstance(row.part_of, str):
        yield f'<p class="facts">Part of {_link(row.part_of, titles)}.</p>'
    if parts:
        yield f'<p class="facts">Its parts: {"; ".join(_link(key, titles) for key in parts)}.</p>'


def _link(key: str, titles: dict[str, str]) -> str:
    return f'<a href="{escape(key)}.html">{bidi(titles.get(key, key))}</a>'


def _people(people: list[Any]) -> str:
    """Return who took part, by side; a name leads to all engagements of the actor."""
    sides: dict[str, list[str]] = {}
    for row in people:
        side = row.side_label if isinstance(row.side_label, str) else "Side not known"
        sides.setdefault(side, []).append(f"<li>{_person(row)}</li>")
    groups = "".join(
        f"<div><h3>{bidi(side)}</h3><ul>{''.join(items)}</ul></div>"
        for side, items in sides.items()
    )
    shown = f'<div class="sides">{groups}</div>' if groups else "<p>Nobody is named.</p>"
    return f'<section class="people"><h2>Who took part</h2>{shown}</section>'


def _person(row: Any) -> str:
    if isinstance(row.actor_id, str):
        name = f'<a href="../browse.html#actor={escape(row.actor_id)}">{bidi(row.actor_name)}</a>'
    elif isinstance(row.name_as_reported, str):
        name = bidi(row.name_as_reported)
    else:
        name = "no name given"
    about = [
        f"{'acting, ' if pd.notna(row.is_acting) and row.is_acting else ''}{bidi(row.post_label)}"
        if isinstance(row.post_label, str)
        else "",
        bidi(row.organization_name) if isinstance(row.organization_name, str) else "",
        f"as told: {bidi(row.title_as_reported)}" if isinstance(row.title_as_reported, str) else "",
        f"{row.number_of_people} people" if pd.notna(row.number_of_people) else "",
        "" if pd.isna(row.role) else escape(str(row.role)),
        "host" if pd.notna(row.is_host) and row.is_host else "",
    ]
    return f'{name} <span class="soft">{"; ".join(filter(None, about))}</span>'


def _pages(pages: list[Any]) -> str:
    """Return the pages that carry the accounts, with their addresses."""
    if not pages:
        return ""
    items = "".join(f"<li>{_page(row)}</li>" for row in pages)
    return f'<section class="pages"><h2>Where it is told</h2><ul>{items}</ul></section>'


def _page(row: Any) -> str:
    issuer = row.issuer_name
    whose = (
        f"account of {bidi(issuer)}" if isinstance(issuer, str) else "the outlet’s own reporting"
    )
    title = f"{bidi(row.title)}, " if isinstance(row.title, str) else ""
    date = f", {escape(row.published)}" if isinstance(row.published, str) else ""
    read = "read whole" if str(row.read) == "full" else "read in part"
    publisher = bidi(row.publisher)
    return (
        f"{title}{_address(row.url, publisher)}{date} "
        f'<span class="soft">({escape(row.language)}, {read}; {whose}) '
        f'<span class="id">{escape(row.readout_id)} {escape(row.source_id)}</span></span>'
    )


def _address(url: Any, text: str) -> str:
    """Return a link that tells the page nothing of where its reader comes from."""
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return text
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'
