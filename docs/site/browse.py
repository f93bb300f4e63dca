"""The browse page: the list of all engagements, what finds them, and a page for each.

Everything from the data is escaped. What the page searches is a script, `browse.js` reads
it, since a page that is opened from a folder may fetch nothing.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

import pandas as pd
from engagement import rows, tell

from readouts import Dataset, compare, join
from readouts.match import normal_name
from readouts.storage.package import schema_fields

__all__ = ["engagements", "finish", "index", "page", "script"]

NO_YEAR: Final = "none"
FILTERS: Final = ("side", "actor", "issue", "year", "status")
ALL: Final = {
    "side": "any side",
    "actor": "anybody",
    "issue": "any issue",
    "year": "any year",
    "status": "any status",
}


def index(data: Dataset) -> dict[str, Any]:
    """Return what engagements are found by.

    ``actors``: of each actor that an engagement has to do with, all names, in the form in
    which spellings of no consequence are the same. ``engagements``: of each, the sides that
    took part; the actors that took part, that issued an account or are said to hold a view;
    the issues of its positions; the years in which it may lie; its status; and its words.
    """
    people, told, said = join.participants(data), join.readouts(data), join.positions(data)
    sides = _sets(people, "side_id")
    issues = _sets(said, "issue_id")
    of_actors = [
        _sets(people, "actor_id"),
        _sets(people, "organization_id"),
        _sets(told, "issuer_id"),
        _sets(said, "holder_id"),
    ]
    labels = dict(zip(data.sides["side_id"], data.sides["label"], strict=True))
    found = {}
    for row in rows(join.engagements(data)):
        key = row.engagement_id
        words = [key, row.title, row.summary, row.place_name, *map(labels.get, sides(key))]
        found[key] = {
            "side": sides(key),
            "actor": sorted({actor for of in of_actors for actor in of(key)}),
            "issue": issues(key),
            "year": years(row.date_earliest, row.date_latest),
            "status": [str(row.status)],
            "words": normal_name(" ".join(word for word in words if isinstance(word, str))),
        }
    there = {actor for engagement in found.values() for actor in engagement["actor"]}
    return {"actors": _names(data, there), "engagements": found}


def _sets(frame: pd.DataFrame, column: str) -> Callable[[str], list[str]]:
    """Return a function that gives the values of a column for one engagement, sorted."""
    known = frame.dropna(subset=[column]).groupby("engagement_id")[column].unique()
    sets = {str(key): sorted(map(str, values)) for key, values in known.items()}
    return lambda key: sets.get(key, [])


def _names(data: Dataset, there: set[str]) -> dict[str, list[str]]:
    """Return all names of some actors, the preferred one as it is and first."""
    names: dict[str, dict[str, None]] = {}
    for row in rows(data.actors):
        names[row.actor_id] = {normal_name(row.name): None}
    for row in rows(data.actor_names):
        names[row.actor_id][normal_name(row.name)] = None
    return {actor: list(names[actor]) for actor in sorted(there)}


def years(earliest: Any, latest: Any) -> list[str]:
    """Return the years in which an engagement may lie; of an open span, the one that is given."""
    known = [day.year for day in (earliest, latest) if not pd.isna(day)]
    return [str(year) for year in range(min(known), max(known) + 1)] if known else [NO_YEAR]


def page(template: str, data: Dataset, found: dict[str, Any]) -> str:
    """Return the browse page: the form and the whole list, the latest engagement first."""
    engagements = join.engagements(data)
    order = engagements.assign(
        _last=engagements["date_latest"].fillna(engagements["date_earliest"])
    )
    order = order.sort_values(["_last", "engagement_id"], ascending=[False, True], kind="stable")
    sides, issues = _labels(data.sides, "side_id"), _labels(data.issues, "issue_id")
    words = status_words(data)
    items = (
        _row(row, found["engagements"][row.engagement_id], sides, issues, words)
        for row in rows(order)
    )
    options = {
        "side": sides,
        "actor": _labels(data.actors, "actor_id", "name"),
        "issue": issues,
        "year": {NO_YEAR: "no year known"},
        "status": words,
    }
    selects = "".join(_select(name, found, options[name]) for name in FILTERS)
    browser = (
        '<form class="finder" role="search" aria-label="Engagements" hidden>'
        '<p class="query"><label for="q">Search</label>'
        '<input type="search" id="q" name="q" autocomplete="off" dir="auto" '
        'aria-describedby="q-hint"></p>'
        '<p id="q-hint" class="hint">Words of the title or summary, a place, an id, or an '
        "actor’s name in any spelling that pages used: Dabaiba, الدبيبة, Дбейба. Actors are those "
        "who took part, issued an account, or are said to hold a view.</p>"
        f'{selects}<p class="reset"><button type="reset">Clear</button></p></form>'
        '<p id="found" role="status"></p><p id="named" hidden></p>'
        f'<ol class="engagements">{"".join(items)}</ol>'
        '<script src="_static/index.js"></script><script src="_static/browse.js"></script>'
    )
    return Template(template).substitute(browser=browser.replace("\n", " "))


def _labels(frame: pd.DataFrame, key: str, label: str = "label") -> dict[str, str]:
    return {one: str(text) for one, text in zip(frame[key], frame[label], strict=True)}


def status_words(data: Dataset) -> dict[str, str]:
    """Return the labels of the statuses."""
    (resource,) = (item for item in data.package["resources"] if item["name"] == "engagements")
    (field,) = (field for field in schema_fields(resource) if field["name"] == "status")
    return {item["value"]: item["label"].partition(":")[0] for item in field["categories"]}


def _select(name: str, found: dict[str, Any], labels: dict[str, str]) -> str:
    """Return one filter; each value says how many engagements have it."""
    counts: dict[str, int] = {}
    for engagement in found["engagements"].values():
        for value in engagement[name]:
            counts[value] = counts.get(value, 0) + 1
    order = sorted(counts, key=lambda value: normal_name(str(labels.get(value, value))))
    if name == "year":  # the latest first, those without a year last
        order = sorted(counts, key=lambda year: (year != NO_YEAR, year), reverse=True)
    options = "".join(
        f'<option value="{escape(value)}">{escape(labels.get(value, value))} ({counts[value]})'
        "</option>"
        for value in order
    )
    return (
        f'<p><label for="{name}">{name.capitalize()}</label><select id="{name}" name="{name}">'
        f'<option value="">{ALL[name]}</option>{options}</select></p>'
    )


def _row(
    row: Any, found: dict[str, Any], sides: dict[str, str], issues: dict[str, str], words: Any
) -> str:
    """Return one engagement of the list."""
    status = "" if row.status == "held" else f"<strong>{escape(words[row.status])}</strong>"
    place = escape(row.place_name) if isinstance(row.place_name, str) else ""
    date = escape(row.date) if isinstance(row.date, str) else "no date"
    when = " · ".join(filter(None, (date, place, escape(str(row.form)), status)))
    who = ", ".join(escape(sides.get(side, side)) for side in found["side"])
    told = (
        f"{_number(row.n_readouts, 'readout')}, {_number(row.n_positions, 'position')}"
        if row.n_readouts
        else "no readout"
    )
    about = "; ".join(escape(issues.get(issue, issue)) for issue in found["issue"])
    key = escape(row.engagement_id)
    return (
        f'<li id="{key}"><p class="when">{when}</p>'
        f'<p class="what"><a href="browse/{key}.html"><bdi>{escape(row.title)}</bdi></a></p>'
        f'<p class="who">{who} · {told}</p>'
        + (f'<p class="about">{about}</p>' if about else "")
        + "</li>"
    )


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def engagements(data: Dataset, only: Iterable[str] | None) -> Iterator[tuple[str, str]]:
    """Yield each engagement with what its page shows."""
    about = tell(data, status_words(data))
    one_by_one = (compare.engagement(data, key) for key in only or ())
    for comparison in compare.engagements(data) if only is None else one_by_one:
        yield comparison.engagement_id, about(comparison)


def script(found: dict[str, Any]) -> str:
    """Return the script that holds what engagements are found by."""
    return f"const READOUTS = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n"


def finish(site: Path, data: Dataset, told: dict[str, str]) -> None:
    """Write the pages of the engagements, each into the page that the theme drew for them."""
    drawn = site / "browse" / "shell.html"
    shell = drawn.read_text(encoding="utf-8")
    drawn.unlink()
    titles = _labels(data.engagements, "engagement_id", "title")
    for key, body in told.items():
        parts = {"@title@": f"{escape(titles[key])} ({escape(key)})", "@body@": body}
        text = "".join(parts.get(piece, piece) for piece in re.split("(@title@|@body@)", shell))
        (site / "browse" / f"{key}.html").write_text(text, encoding="utf-8", newline="\n")
