"""A record to fill in, each key with what it is; made from the descriptor."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from readouts.records.format import SECTIONS, Key, Section, section_of
from readouts.records.schema import Field, fields_of

__all__ = ["render_template"]

_DECLARATIONS = ("actors", "names", "posts", "places", "sides", "coders")

EXAMPLES = {
    ("record", "record"): "minister-envoy-tripoli-2025-11-03",
    ("engagement", "title"): "Example Minister meets Example Envoy in Tripoli",
    ("engagement", "form"): "meeting",
    ("engagement", "status"): "held",
    ("engagement", "date"): "2025-11-03",
    ("engagement", "date_basis"): "stated",
    ("engagement", "place"): "Tripoli",
    ("engagement", "summary"): "The minister and the envoy talked about elections.",
    ("sources", "key"): "s1",
    ("sources", "url"): "https://example.org/minister-meets-envoy",
    ("sources", "publisher"): "Example Gazette",
    ("sources", "publisher_kind"): "outlet",
    ("sources", "title"): "Minister meets envoy",
    ("sources", "published"): "2025-11-04",
    ("sources", "published_basis"): "page",
    ("sources", "language"): "en",
    ("sources", "opening"): "The minister received the envoy on",
    ("sources", "read"): "full",
    ("sources", "accessed"): "2025-11-05",
    ("readouts", "key"): "r1",
    ("readouts", "source"): "s1",
    ("readouts", "issuer"): "Example Ministry",
    ("positions", "holder_as_reported"): "the minister",
    ("positions", "holders"): "[Example Minister]",
    ("positions", "cue"): "said",
    ("positions", "is_quote"): "false",
    ("positions", "paragraph"): "2",
    ("positions", "paraphrase"): "Libya wants elections to be held.",
    ("positions", "resolution"): "single",
    ("codings", "coder"): "example-coder",
    ("codings", "round"): "1",
    ("codings", "codebook_version"): "'0.3'",
    ("codings", "claim"): "elections-hold",
    ("codings", "stance"): "support",
    ("codings", "act"): "call-for",
    ("codings", "certainty"): "high",
    ("participants", "name"): "Example Minister",
    ("participants", "name_as_reported"): "Mr Example",
    ("participants", "title_as_reported"): "minister",
    ("participants", "organization"): "Example Ministry",
    ("participants", "side"): "LBY",
    ("participants", "post"): "Minister of Examples",
    ("participants", "role"): "lead",
    ("participants", "is_acting"): "false",
    ("participants", "is_host"): "true",
    ("participants", "readout"): "r1",
    ("actors", "id"): "example-minister",
    ("actors", "name"): "Example Minister",
    ("actors", "kind"): "person",
    ("actors", "country"): "LBY",
    ("actors", "side"): "LBY",
    ("names", "actor"): "Example Minister",
    ("names", "name"): "Mr Example",
    ("names", "script"): "Latn",
    ("names", "kind"): "variant",
    ("posts", "id"): "example-minister",
    ("posts", "label"): "Minister of Examples",
    ("posts", "organization"): "Example Ministry",
    ("coders", "id"): "example-coder",
    ("coders", "label"): "Example Coder",
    ("coders", "kind"): "human",
    ("coders", "role"): "gatherer",
    ("coders", "description"): "Read the page and coded it.",
}
"""What a filled-in template says, in YAML; nothing of it exists."""

MORE = {
    "participants": [
        {
            "name": "Example Envoy",
            "side": "ITA",
            "role": "lead",
            "is_host": "false",
            "readout": "r1",
        }
    ],
    "actors": [
        {"id": "example-ministry", "name": "Example Ministry", "kind": "organization"}
        | {"country": "LBY", "side": "LBY"},
        {"id": "example-envoy", "name": "Example Envoy", "kind": "person"}
        | {"country": "ITA", "side": "ITA"},
    ],
}
"""Further items of the sections of a filled-in template."""

HEAD = """\
# yaml-language-server: $schema=docs/record.schema.json
# One engagement, with what was told of it. Write the path of docs/record.schema.json as seen
# from this file into the line above, and an editor completes and checks what you write.
# What the page does not say stays empty; lines that stay empty may go.
# Then: readouts add --dry-run THIS-FILE
"""

DECLARING = "# What the tables do not know yet is declared; where you need it, take the '# ' away."


def render_template(descriptor: Mapping[str, Any], *, filled: bool = False) -> str:
    """Return a record to fill in, each key with what it is and an example.

    Parameters
    ----------
    descriptor : Mapping
        The descriptor of a package.
    filled : bool, optional
        Put the examples in, so that it is a valid record, and leave the explanations out.
    """
    fields = fields_of(descriptor)
    lines = [] if filled else [HEAD.rstrip()]
    for key in SECTIONS["record"].keys:
        part = list(_key_lines("record", SECTIONS["record"], key, fields, 0, filled=filled))
        if key.name in _DECLARATIONS and not filled:
            if key.name == _DECLARATIONS[0]:
                lines += ["", DECLARING]
            part = [f"# {line}".rstrip() for line in part]
        lines += part
    return "\n".join(line for line in lines) + "\n"


def _key_lines(
    name: str,
    section: Section,
    key: Key,
    fields: Mapping[tuple[str, str], Field],
    indent: int,
    *,
    filled: bool,
) -> Iterator[str]:
    """Yield the lines of one key: what it is, itself, and what stands under it."""
    blank = " " * indent
    value = EXAMPLES.get((name, key.name), "")
    nested = key.holds in ("section", "sections")
    if not filled:
        yield from (f"{blank}# {line}" for line in _explained(section, key, fields, 96 - indent))
    if key.holds == "section" and key.name == "separate":
        if not filled:
            yield f"{blank}{key.name}:  # for example {{from: [E0123], reason: another day}}"
    elif nested:
        inside = section_of(name, key)
        lines = _item_lines(key, inside, fields, indent, filled=filled)
        if lines:
            yield f"{blank}{key.name}:"
            yield from lines
    elif filled and value:
        yield f"{blank}{key.name}: {value}"
    elif not filled:
        yield f"{blank}{key.name}:" + (f"  # for example {value}" if value else "")


def _item_lines(
    key: Key, inside: Section, fields: Mapping[tuple[str, str], Field], indent: int, *, filled: bool
) -> list[str]:
    """Return the lines of a section, or of the first item of a list of them and of more."""
    deeper = indent + (2 if key.holds == "section" else 4)
    lines = [
        line
        for inner in inside.keys
        if not (key.name == "names" and indent)  # spellings of an actor: told once, under `names`
        for line in _key_lines(key.name, inside, inner, fields, deeper, filled=filled)
    ]
    if key.holds == "sections" and lines:
        first = next(i for i, line in enumerate(lines) if not line.lstrip().startswith("#"))
        lines[:first] = [line[2:] for line in lines[:first]]
        lines[first] = f"{' ' * (deeper - 2)}- {lines[first].lstrip()}"
    for item in MORE.get(key.name, []):
        pairs = ", ".join(f"{word}: {value}" for word, value in item.items())
        lines.append(f"{' ' * (deeper - 2)}{'' if filled else '# '}- {{{pairs}}}")
    return lines


def _explained(
    section: Section, key: Key, fields: Mapping[tuple[str, str], Field], width: int
) -> list[str]:
    field = fields.get((section.table, key.field), {})
    words = key.note or field.get("description", "")
    words = words.replace(" Never empty.", "").replace("Never empty.", "")
    values = field.get("constraints", {}).get("enum")
    if values:
        words += f" One of: {', '.join(values)}."
    return textwrap.wrap(words, width)
