"""A few engagements cut out of the shipped package: a valid package with all its tables.

A test breaks one row of it and looks what the checks say. Nothing here depends on the code
under test but the layout of the descriptor.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]

SEARCHES = 3
"""Rows of `coverage` that a cut keeps: no other table refers to them."""

REFERENCES = {
    "places": {"engagements": ["place_id"]},
    "posts": {"participants": ["post_id"]},
    "actors": {
        "participants": ["actor_id", "organization_id"],
        "position_holders": ["actor_id"],
        "readouts": ["issuer_id"],
        "sources": ["owner_id"],
        "posts": ["organization_id"],
    },
    "actor_names": {"actors": ["actor_id"]},
    "sides": {"participants": ["side_id"], "actors": ["side_id"]},
    "claims": {"positions": ["claim_id"], "codings": ["claim_id"]},
    "issues": {"claims": ["issue_id"]},
    "coders": {"codings": ["coder_id"]},
}
"""Tables of which a cut keeps the rows that others name, in the order in which they are cut."""

SAMPLE = "E0025 E0043 E0105 E0112 E0123 E0259 E0290 E0293".split()
"""Engagements that show most shapes: a planned and a held one, a visit with a part, calls,
mediators, unnamed participants, acting heads, joint views, agenda lines, quotations, codings
that agree and that do not, audits of pages that were found and that were not."""

Row = dict[str, str]


def cut(engagement_ids, folder):
    """Write a package with some engagements of the shipped one, and what they need; return it.

    Kept with an engagement are the visit or conference that it is part of, its accounts with
    their pages (and the pages that these copy), positions, holders and codings, participants
    and audits. Of actors and code lists those rows are kept that are used.
    """
    shipped, kept = read(ROOT), {}
    kept["engagements"] = _with(shipped["engagements"], engagement_ids, "engagement_id", "part_of")
    here = _column(kept["engagements"], "engagement_id")
    for name in ("participants", "readouts"):
        kept[name] = _where(shipped[name], "engagement_id", here)
    pages = _column(kept["readouts"], "source_id")
    kept["sources"] = _with(shipped["sources"], pages, "source_id", "derived_from")
    kept["positions"] = _where(
        shipped["positions"], "readout_id", _column(kept["readouts"], "readout_id")
    )
    for name in ("position_holders", "codings"):
        ids = _column(kept["positions"], "position_id")
        kept[name] = _where(shipped[name], "position_id", ids)
    audits = _where(shipped["audits"], "engagement_id", here)
    kept["audits"] = _where(audits, "source_id", _column(kept["sources"], "source_id"))
    for name, uses in REFERENCES.items():
        ids = {i for table, columns in uses.items() for i in _column(kept[table], *columns)}
        key = next(iter(shipped[name][0]))
        parent = "parent_id" if name == "actors" else None
        kept[name] = _with(shipped[name], ids, key, parent)
    kept["coverage"] = shipped["coverage"][:SEARCHES]
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "datapackage.json", folder)
    for name, path in paths(folder).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, header(ROOT, name), kept.get(name, []))
    return folder


def paths(folder):
    """Return the files of a package by the name of their resource."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: folder / resource["path"] for resource in descriptor["resources"]}


def read(folder):
    """Return the rows of every table."""
    return {name: _rows(path) for name, path in paths(folder).items()}


def header(folder, table):
    with paths(folder)[table].open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def line(folder, table, **key):
    """Return the line of the one row that has these cells."""
    return _at(_rows(paths(folder)[table]), key) + 2


def row(folder, table, **key):
    """Return the one row that has these cells."""
    rows = _rows(paths(folder)[table])
    return rows[_at(rows, key)]


def change(folder, table, key, **cells):
    """Put new cells into the one row that has the cells of ``key``; return its line."""
    path = paths(folder)[table]
    rows = _rows(path)
    at = _at(rows, key)
    assert cells.keys() <= rows[at].keys(), cells
    assert any(rows[at][name] != cell for name, cell in cells.items()), "nothing would change"
    rows[at] |= cells
    _write(path, list(rows[at]), rows)
    return at + 2


def remove(folder, table, **key):
    """Remove the one row that has these cells."""
    path = paths(folder)[table]
    rows = _rows(path)
    names = list(rows[0])
    del rows[_at(rows, key)]
    _write(path, names, rows)


def add(folder, table, *, after, **cells):
    """Add a row after the one that has the cells of ``after``, like it but for some cells.

    Returns its line. The file stays sorted if the new key comes next.
    """
    path = paths(folder)[table]
    rows = _rows(path)
    at = _at(rows, after)
    assert cells.keys() <= rows[at].keys(), cells
    rows.insert(at + 1, rows[at] | cells)
    _write(path, list(rows[0]), rows)
    return at + 3


def _rows(path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def _write(path, names, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([row[name] for name in names] for row in rows)


def _at(rows, key):
    found = [i for i, each in enumerate(rows) if key.items() <= each.items()]
    assert len(found) == 1, (key, len(found))
    return found[0]


def _column(rows, *names):
    return {each[name] for each in rows for name in names} - {""}


def _where(rows, name, values):
    return [each for each in rows if each[name] in values]


def _with(rows, ids, key, parent=None):
    """Return the rows with some ids, and those above them."""
    wanted, known = set(ids), {each[key] for each in rows}
    assert wanted <= known, wanted - known
    while parent is not None:
        above = _column(_where(rows, key, wanted), parent) - wanted
        if not above:
            break
        wanted |= above
    return _where(rows, key, wanted)
