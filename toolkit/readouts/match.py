"""Names, addresses, leads and dates → what the package already has.

Pure. Nothing is guessed: a name that two could bear gives both, an unknown one gives none,
and what is only alike is said to be alike.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal
from urllib.parse import urlsplit

from readouts.dates import bounds
from readouts.errors import DateError

__all__ = [
    "Account",
    "Engagement",
    "Likeness",
    "Names",
    "candidates",
    "engagements_of",
    "likeness",
    "nearest_names",
    "normal_address",
    "normal_name",
    "pairs_alike",
]

Account = tuple[str, str, str]
"""What there is one readout of: engagement, source, issuer ("" for the outlet itself)."""

Likeness = Literal["same", "like"]

LONGEST_STAY = 31
"""Days of a span within which the same leads hardly meet twice in the same form."""

LONGEST_NAME = 200
"""Characters of a name, after which nothing near it is looked for."""

_LETTERS = str.maketrans(
    dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ё": "е"}
    | dict.fromkeys("'’‘‛`´ʼʻʿʾ′ˈـ.\"“”„«»", "")
    | dict.fromkeys("-‐‑‒–—―−_", " ")
)
_MARKED = re.compile("[A-Za-zÀ-ɏ\u0600-\u06ff]")

_TRACKING = re.compile(r"(utm_.*|fbclid|gclid|dclid|yclid|msclkid|igshid|mc_[ce]id|_ga|feedtype)")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")


def normal_name(text: str) -> str:
    """Return the form of a name in which spellings of no consequence are the same.

    Left out of account are: letter case, kinds of blanks, hyphens and apostrophes, accents of
    Latin letters, vowel signs and lengthening of Arabic ones, forms of alif, of final ya and
    ta marbuta, dots and quotation marks, invisible characters. Й and и stay different.

    Examples
    --------
    >>> normal_name("Mohamed  Al‑Menfi") == normal_name("mohamed al-menfi")
    True
    >>> normal_name("أحمد الجروشى") == normal_name("احمد الجروشي")
    True
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    kept = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
    return " ".join("".join(_bare(kept)).split())


def _bare(text: str) -> Iterator[str]:
    """Yield the letters of a text, Latin and Arabic ones without their marks."""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        if unicodedata.category(parts[0]) == "Mn" and _is_arabic_mark(parts[0]):
            continue
        yield parts[0] if _MARKED.match(parts[0]) else letter


def _is_arabic_mark(letter: str) -> bool:
    return "\u0610" <= letter <= "\u061a" or "\u064b" <= letter <= "\u065f" or letter == "\u0670"


def normal_address(url: str) -> str:
    """Return the form of an address in which addresses of one page are the same.

    Left out of account are: http or https, ``www.`` and ``m.``, the case of the host, a
    trailing slash, a fragment that is no path, parameters that only track readers and the
    order of the others, the way in which characters are percent-encoded. What comes back is
    for comparing, not for opening.

    Examples
    --------
    >>> normal_address("http://www.Example.org/a%2fb/%d8%a7/?utm_source=x&id=1#top")
    'example.org/a%2Fb/%D8%A7?id=1'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in ("http", "https") or not host:
        return url.strip()
    host = _ascii_host(host).removeprefix("www.")
    if host.startswith("m.") and host.count(".") > 1:
        host = host[2:]
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    query = sorted(
        _encoded(item)
        for item in parts.query.split("&")
        if item and not _TRACKING.fullmatch(item.partition("=")[0].casefold())
    )
    page = f"#{_encoded(parts.fragment)}" if parts.fragment.startswith(("!", "/")) else ""
    path = _encoded(parts.path).rstrip("/")
    return place + path + ("?" + "&".join(query) if query else "") + page


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").casefold().rstrip(".")
    except UnicodeError:
        return host.casefold().rstrip(".")


def _encoded(text: str) -> str:
    """Return a part of an address with everything percent-encoded that has to be, in capitals."""
    raw = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
    spelt = "".join(chr(byte) if 0x20 < byte < 0x7F else f"%{byte:02X}" for byte in raw)

    def unescaped(found: re.Match[str]) -> str:
        letter = chr(int(found[1], 16))
        return letter if _UNRESERVED.fullmatch(letter) else f"%{found[1].upper()}"

    return _ESCAPE.sub(unescaped, spelt)


@dataclass
class Names:
    """The names by which things of one kind can be called: actors, places, posts, codes.

    An id counts as a name when it is written exactly so. ``shown`` gives each thing's first
    name, for messages.
    """

    what: str
    ids: dict[str, None] = field(default_factory=dict)
    exact: dict[str, set[str]] = field(default_factory=dict)
    normal: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, *names: str) -> None:
        """Add names of one thing."""
        self.ids[key] = None
        for name in filter(None, names):
            self.shown.setdefault(key, name)
            self.exact.setdefault(unicodedata.normalize("NFC", name), set()).add(key)
            self.normal.setdefault(normal_name(name), set()).add(key)

    def called(self, key: str) -> str:
        """Return a thing's id and name for a message."""
        name = self.shown.get(key)
        return f"{key!r} ({name})" if name is not None else repr(key)


def candidates(text: str, indexes: Sequence[Names]) -> list[str]:
    """Return the ids of all things that a text can name: none, one or several.

    A name that is written exactly so goes before names that only normalise to the same.

    Examples
    --------
    >>> actors = Names("actor")
    >>> actors.add("menfi", "Mohamed al-Menfi", "محمد المنفي")
    >>> candidates("mohamed Al Menfi", [actors])
    ['menfi']
    """
    as_written = unicodedata.normalize("NFC", text)
    found = {text} if any(text in index.ids for index in indexes) else set()
    found |= {key for index in indexes for key in index.exact.get(as_written, ())}
    if not found and (wanted := normal_name(text)):
        found = {key for index in indexes for key in index.normal.get(wanted, ())}
    return sorted(found)


def nearest_names(text: str, indexes: Sequence[Names], *, most: int = 3) -> list[str]:
    """Return up to ``most`` known names or ids that are most like a text, the nearest first."""
    if len(text) > LONGEST_NAME:
        return []
    known = {
        normal_name(name): name  # of spellings that are the same, the first name of a thing
        for index in reversed(indexes)
        for name in (*index.ids, *index.exact, *index.shown.values())
    }
    near = difflib.get_close_matches(normal_name(text), known, n=most, cutoff=0.7)
    return [known[item] for item in near]


@dataclass(frozen=True, slots=True)
class Engagement:
    """What tells one engagement from another: its form, leads, date and place.

    ``leads`` holds the ids of the actors who head a side or, where one is not named, of the
    body that they stand for.
    """

    id: str
    form: str
    date: str
    place: str
    part_of: str
    leads: frozenset[str]


def engagements_of(
    engagements: Iterable[Mapping[str, str]], participants: Iterable[Mapping[str, str]]
) -> list[Engagement]:
    """Return the engagements of two tables, each with its leads."""
    leads: dict[str, set[str]] = {}
    for row in participants:
        lead = row["actor_id"] or row["organization_id"]
        if row["role"] == "lead" and lead:
            leads.setdefault(row["engagement_id"], set()).add(lead)
    return [
        Engagement(
            row["engagement_id"],
            row["form"],
            row["date"],
            row["place_id"],
            row["part_of"],
            frozenset(leads.get(row["engagement_id"], ())),
        )
        for row in engagements
    ]


def likeness(one: Engagement, other: Engagement) -> Likeness | None:
    """Say how likely two rows tell the same engagement.

    Returns
    -------
    {"same", "like"} or None
        ``same``: the same form and the same two or more leads, dates that overlap, both
        closed and at most a month long. ``like``: the same leads and dates that can overlap,
        not in two places, and either the same form or both dates so short. None: neither, or
        one is part of the other.
    """
    if not one.leads or one.leads != other.leads:
        return None
    if one.part_of == other.id or other.part_of == one.id:
        return None
    first, second = _span(one.date), _span(other.date)
    if not (first[0] <= second[1] and second[0] <= first[1]):
        return None
    short = all((last - start).days <= LONGEST_STAY for start, last in (first, second))
    if short and one.form == other.form and len(one.leads) > 1:
        return "same"
    elsewhere = bool(one.place and other.place) and one.place != other.place
    return "like" if not elsewhere and (short or one.form == other.form) else None


def pairs_alike(
    engagements: Iterable[Engagement], *, among: set[str] | None = None
) -> Iterator[tuple[Engagement, Engagement, Likeness]]:
    """Yield the pairs that are likely the same engagement, or like it.

    Parameters
    ----------
    engagements : iterable of Engagement
        All of a package.
    among : set of str, optional
        Only pairs of which one or both ids are in it.
    """
    groups: dict[frozenset[str], list[Engagement]] = {}
    for item in engagements:
        if item.leads:
            groups.setdefault(item.leads, []).append(item)
    for group in groups.values():
        for i, one in enumerate(group):
            for other in group[i + 1 :]:
                if among is None or one.id in among or other.id in among:
                    alike = likeness(one, other)
                    if alike is not None:
                        yield one, other, alike


@cache
def _span(text: str) -> tuple[date, date]:
    """Return first and last possible day; what is open or unknown reaches to the end of time."""
    try:
        first, last = bounds(text) if text else (None, None)
    except DateError:
        first = last = None
    return first or date.min, last or date.max
