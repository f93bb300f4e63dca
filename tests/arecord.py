"""A small record of the shipped package's own data, and edits of it."""

from __future__ import annotations

import copy
from pathlib import Path

import yaml

from readouts.records.reading import documents, to_yaml
from readouts.records.tree import Document


def coding(coder, **more):
    return {
        "coder": coder,
        "round": 4,
        "codebook_version": "0.3",
        "claim": "elections-hold",
        "stance": "support",
        "act": "call-for",
        "certainty": "high",
    } | more


def position(paraphrase="Elections should be held.", **more):
    return {
        "holder_as_reported": "al-Lafi",
        "holders": ["Abdullah al-Lafi"],
        "cue": "said",
        "is_quote": False,
        "paragraph": 2,
        "paraphrase": paraphrase,
        "codings": [coding("coder-a"), coding("coder-b")],
        "resolution": "agreed",
    } | more


def participant(name, side, *, readout="r1", **more):
    return (
        {"name": name, "side": side, "role": "lead", "is_host": side == "LBY"}
        | more
        | {"readout": readout}
    )


def source(key="s1", url="https://example.org/a", **more):
    return {
        "key": key,
        "url": url,
        "publisher": "Example Gazette",
        "publisher_kind": "outlet",
        "published": "2020-03-04",
        "published_basis": "page",
        "language": "en",
        "opening": "The deputy head received",
        "read": "excerpt",
        "accessed": "2026-11-26",
    } | more


def record(slug="lafi-example-tripoli", **more):
    """A new engagement: al-Lafi and a person who is declared in the record."""
    return {
        "record": slug,
        "engagement": {
            "title": "Al-Lafi meets Example Envoy in Tripoli",
            "form": "meeting",
            "status": "held",
            "date": "2020-03-03",
            "date_basis": "stated",
            "place": "Tripoli",
            "summary": "They talked about elections.",
        },
        "sources": [source()],
        "readouts": [{"key": "r1", "source": "s1", "positions": [position()]}],
        "participants": [
            participant("Abdullah al-Lafi", "LBY", organization="Presidential Council"),
            participant("Example Envoy", "RUS", organization="Russian Foreign Ministry"),
        ],
        "actors": [
            {
                "id": "example-envoy",
                "name": "Example Envoy",
                "kind": "person",
                "country": "RUS",
                "side": "RUS",
                "names": [{"name": "Экзампл", "script": "Cyrl", "kind": "variant"}],
            }
        ],
    } | copy.deepcopy(more)


def put(tree, path, value):
    """Return a record with one value in another place; None takes the key out."""
    new = copy.deepcopy(tree)
    *way, last = path
    inner = new
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return new


def document(tree, path="a.yaml"):
    """Return a record as it is read from a file."""
    (node,) = documents(to_yaml([tree]).encode())
    return Document(path, node)


def line(tree, text):
    """Return the line of the first place of a text in a record's file."""
    return next(i for i, row in enumerate(to_yaml([tree]).splitlines(), 1) if text in row)


def write(folder, *trees):
    """Write records into files; return their paths."""
    Path(folder).mkdir(exist_ok=True)
    paths = []
    for tree in trees:
        path = Path(folder, f"{tree['record']}.yaml")
        path.write_text(to_yaml([tree]), encoding="utf-8")
        paths.append(path)
    return paths


def parse(text):
    """Return a YAML text as plain values, dates as texts."""
    return yaml.load(text, Loader=yaml.BaseLoader)
