"""The format of a record: which keys stand where, and the field of which table each fills.

One table, `SECTIONS`, from which reading, writing, the JSON Schema and the template are made.
"""

from __future__ import annotations

from dataclasses import dataclass

from readouts.records.tree import Node

__all__ = [
    "REFERENCES",
    "SECTIONS",
    "Key",
    "Section",
    "items",
    "key_of_field",
    "line_of",
    "section_of",
    "text_of",
]

REFERENCES = frozenset({"actor", "place", "side", "post", "coder", "claim"})
"""Kinds of values that name a thing: by a name, by its id, or as ``{id: …}``."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a section.

    Attributes
    ----------
    name : str
        The key as it stands in a record.
    field : str
        The field of the section's table that it fills; "" where it fills none.
    holds : str
        ``text``; ``key``, what another part of the call is called by; a kind of `REFERENCES`,
        what a thing of the tables is called by; ``section`` or ``sections``, one or a list of the
        section of this key; ``actors`` or ``texts``, a list of references or texts.
    is_required : bool
        Whether the record cannot be understood without it. What a row needs is the
        descriptor's business.
    note : str
        What the descriptor's description of the field does not say.
    """

    name: str
    field: str = ""
    holds: str = "text"
    is_required: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a record: its table, "" where it has none, and its keys in order."""

    table: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key:
        """Return a key by its name."""
        return next(key for key in self.keys if key.name == name)


def _same(*names: str) -> tuple[Key, ...]:
    """Return keys that are called as the fields that they fill."""
    return tuple(Key(name, name) for name in names)


_LOCAL = "A key of your choice, such as %s, by which other parts of this record refer to it."

SECTIONS: dict[str, Section] = {
    "record": Section(
        "",
        (
            Key(
                "record",
                is_required=True,
                note="A name for this record, in small letters, digits and hyphens: messages use "
                "it, and `part_of` and `separate` of other records in the same call.",
            ),
            Key("engagement", "", "section", is_required=True),
            Key("sources", "", "sections"),
            Key("readouts", "", "sections", note="One per source and issuer."),
            Key("participants", "", "sections"),
            Key("actors", "", "sections", note="Actors that the tables do not know yet."),
            Key("names", "", "sections", note="Further spellings of actors."),
            Key("posts", "", "sections", note="Posts that the tables do not know yet."),
            Key("places", "", "sections", note="Places that the tables do not know yet."),
            Key("sides", "", "sections", note="Sides that the tables do not know yet."),
            Key("coders", "", "sections", note="Coders that the tables do not know yet."),
        ),
    ),
    "engagement": Section(
        "engagements",
        (
            Key(
                "id",
                note="Only to add to an engagement that the tables have: its id, such as E0123. "
                "Other fields of the engagement may then fill empty ones.",
            ),
            *_same("title", "form", "status", "date", "date_basis"),
            Key("place", "place_id", "place"),
            Key(
                "part_of",
                "part_of",
                "key",
                note="An id such as E0123, or the name of another record.",
            ),
            Key(
                "separate",
                "notes",
                "section",
                note="Where it looks like another engagement and is not.",
            ),
            *_same("summary", "notes"),
        ),
    ),
    "separate": Section(
        "",
        (
            Key(
                "from",
                holds="texts",
                is_required=True,
                note="Ids such as E0123, or names of records.",
            ),
            Key("reason", is_required=True, note="How one knows; goes into the notes."),
        ),
    ),
    "sources": Section(
        "sources",
        (
            Key("key", is_required=True, note=_LOCAL % "s1"),
            Key("url", "url", is_required=True),
            *_same("publisher", "publisher_kind"),
            Key("owner", "owner_id", "actor"),
            *_same("title", "published", "published_basis", "language", "opening", "read"),
            *_same("accessed"),
            Key(
                "derived_from",
                "derived_from",
                "key",
                note="The key of a source of this record, an id such as S0123, or an address.",
            ),
        ),
    ),
    "readouts": Section(
        "readouts",
        (
            Key("key", is_required=True, note=_LOCAL % "r1"),
            Key(
                "source",
                "source_id",
                "key",
                is_required=True,
                note="The key of a source of this record, an id such as S0123, or an address.",
            ),
            Key("issuer", "issuer_id", "actor"),
            *_same("date_as_reported", "notes"),
            Key("positions", "", "sections", note="In the order of the account."),
        ),
    ),
    "positions": Section(
        "positions",
        (
            *_same("holder_as_reported"),
            Key(
                "holders",
                "is_joint",
                "actors",
                note="Who holds the position: none for agenda lines and unnamed sources, two or "
                "more for a joint view.",
            ),
            *_same("cue", "is_quote", "quote_opening", "paragraph", "paraphrase"),
            Key("codings", "", "sections", note="Every coding there is."),
            Key("resolution", "resolution", is_required=True),
        ),
    ),
    "codings": Section(
        "codings",
        (
            Key("coder", "coder_id", "coder", is_required=True),
            *_same("round", "codebook_version"),
            Key("claim", "claim_id", "claim"),
            *_same("stance", "act", "certainty", "comment"),
        ),
    ),
    "participants": Section(
        "participants",
        (
            Key("name", "actor_id", "actor", note="A name that the tables or `actors` know."),
            *_same("name_as_reported", "title_as_reported"),
            Key("organization", "organization_id", "actor"),
            Key("side", "side_id", "side"),
            Key("post", "post_id", "post"),
            *_same("role", "is_acting", "is_host", "number_of_people"),
            Key(
                "readout",
                "readout_id",
                "key",
                is_required=True,
                note="The key of the readout of this record that attests this row, or its id.",
            ),
        ),
    ),
    "actors": Section(
        "actors",
        (
            Key("id", "actor_id", is_required=True),
            Key("name", "name", is_required=True, note="Preferred name, in Latin script."),
            *_same("kind"),
            Key("country", "country_iso3"),
            Key("side", "side_id", "side"),
            Key("parent", "parent_id", "actor"),
            *_same("notes"),
            Key("names", "", "sections", note="Spellings of this actor, as found."),
        ),
    ),
    "names": Section(
        "actor_names",
        (
            Key("actor", "actor_id", "actor", is_required=True),
            Key("name", "name", is_required=True),
            *_same("script", "kind"),
        ),
    ),
    "posts": Section(
        "posts",
        (
            Key("id", "post_id", is_required=True),
            Key("label", "label", is_required=True),
            Key("organization", "organization_id", "actor"),
        ),
    ),
    "places": Section(
        "places",
        (
            Key("id", "place_id", is_required=True),
            Key("name", "name", is_required=True),
            Key("country", "country_iso3"),
            *_same("latitude", "longitude"),
        ),
    ),
    "sides": Section(
        "sides",
        (
            Key("id", "side_id", is_required=True),
            Key("label", "label", is_required=True),
            *_same("kind"),
        ),
    ),
    "coders": Section(
        "coders",
        (
            Key("id", "coder_id", is_required=True),
            Key("label", "label", is_required=True),
            *_same("kind", "role", "description"),
        ),
    ),
}
"""The sections of a record by the key under which they stand; ``record`` is the whole.

``actors.names`` has the keys of ``names`` but ``actor``.
"""

OWN_NAMES = Section("actor_names", SECTIONS["names"].keys[1:])


def section_of(name: str, key: Key) -> Section:
    """Return the section that a key of another section holds."""
    return OWN_NAMES if (name, key.name) == ("actors", "names") else SECTIONS[key.name]


def key_of_field(table: str, field: str) -> str:
    """Return what a field of a table is called in a record.

    Examples
    --------
    >>> key_of_field("participants", "organization_id")
    'organization'
    """
    if (table, field) in _FIELDS:
        return _FIELDS[table, field]
    return field


_FIELDS = {
    (section.table, key.field): key.name
    for section in SECTIONS.values()
    for key in section.keys
    if key.field and (section.table, key.name) != ("engagements", "separate")
} | {("position_holders", "actor_id"): "holders"}


def text_of(node: Node, key: str) -> str:
    """Return the text under a key of a mapping; "" where there is none."""
    assert isinstance(node.value, dict)
    inner = node.value.get(key)
    return inner.value if inner is not None and isinstance(inner.value, str) else ""


def line_of(node: Node, key: str) -> int:
    """Return the line of a key of a mapping; the mapping's own where the key is not there."""
    assert isinstance(node.value, dict)
    inner = node.value.get(key)
    return node.line if inner is None else inner.line


def items(node: Node, key: str) -> list[Node]:
    """Return the items of the list under a key of a mapping; none where there is no list."""
    assert isinstance(node.value, dict)
    inner = node.value.get(key)
    return inner.value if inner is not None and isinstance(inner.value, list) else []
