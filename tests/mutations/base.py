"""What every kind of fault needs: the package that is broken, an edit of it, the list of kinds."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import cut

IDS = """
    E0008 E0010 E0012 E0025 E0027 E0043 E0050 E0067 E0068 E0069 E0076 E0095 E0105 E0112 E0114
    E0116 E0123 E0176 E0187 E0189 E0190 E0205 E0220 E0259 E0289 E0290 E0291 E0292 E0293 E0298
    E0334 E0339
""".split()
"""Engagements that show every shape: each form and status, visits with one part and with
several, dates of every form and none, mediators, people without names, joint views, quotations,
topics of talks, pages that copy others, one kept separate from another in its notes, audits of
pages that were found and of one that was not."""

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

VIEWS = ("call-for", "offer", "commit", "thank", "criticise")

LETTERS = dict(zip("aceopxyAEKMHOPCTX", "асеорхуАЕКМНОРСТХ", strict=True))
"""Latin letters and the Cyrillic ones that look like them."""

Row = dict[str, str]
Column = tuple[str, str]


class UnsuitedError(Exception):
    """The generator drew a row in which there is no fault of the kind to be made."""


class Place(NamedTuple):
    """Where a fault must be reported."""

    path: str
    line: int | None
    field: str | None


@dataclass(frozen=True)
class Base:
    """A valid package in memory."""

    folder: Path
    descriptor: dict[str, Any] = field(repr=False)
    files: dict[str, bytes] = field(repr=False)
    tables: dict[str, list[Row]] = field(repr=False)

    @classmethod
    def of(cls, folder):
        text = (folder / "datapackage.json").read_bytes()
        descriptor = json.loads(text)
        paths = [resource["path"] for resource in descriptor["resources"]]
        files = {"datapackage.json": text} | {path: (folder / path).read_bytes() for path in paths}
        tables = cut.read(folder)
        # Kinds count lines by rows.
        assert not any("\n" in c for rows in tables.values() for row in rows for c in row.values())
        return cls(folder, descriptor, files, tables)

    def resource(self, table):
        return next(item for item in self.descriptor["resources"] if item["name"] == table)

    def path(self, table):
        return self.resource(table)["path"]

    def fields(self, table):
        return self.resource(table)["schema"]["fields"]

    def key(self, table):
        return self.resource(table)["schema"]["primaryKey"]

    def foreign_keys(self) -> dict[Column, Column]:
        """Return the columns that refer to others, and to which."""
        return {
            (item["name"], key["fields"][0]): (
                key["reference"]["resource"] or item["name"],
                key["reference"]["fields"][0],
            )
            for item in self.descriptor["resources"]
            for key in item["schema"].get("foreignKeys", [])
        }

    def columns(self, test: Callable[[dict[str, Any]], Any]) -> list[Column]:
        """Return the columns whose field passes a test, without those that are keys."""
        keys = set(self.foreign_keys())
        return [
            (item["name"], each["name"])
            for item in self.descriptor["resources"]
            for each in item["schema"]["fields"]
            if test(each)
            and (item["name"], each["name"]) not in keys
            and each["name"] not in item["schema"]["primaryKey"]
        ]

    def texts(self) -> list[Column]:
        """Return the columns of free text; names of actors stand in two tables and are not here."""

        def is_text(item):
            bound = {"pattern", "enum"} & item.get("constraints", {}).keys()
            return item["type"] == "string" and "rdfType" not in item and not bound

        others = {("actors", "name"), ("retired_ids", "replaced_by")}
        return [column for column in self.columns(is_text) if column not in others]


class Edit:
    """An edit of a package in memory, by a generator that draws the same for the same seed."""

    def __init__(self, base: Base, rng: Random) -> None:
        self.base, self.rng = base, rng
        self.tables: dict[str, list[Row]] = {}
        self.raw: dict[str, bytes] = {}

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table) or self.base.tables[table]

    def at(self, table: str, index: int, name: str | None = None) -> Place:
        return Place(self.base.path(table), index + 2, name)

    def choose(self, items: Iterable[Any]) -> Any:
        """Return one of some things; those of a set have no order, and are sorted first."""
        known = sorted(items) if isinstance(items, set) else list(items)
        if not known:
            raise UnsuitedError
        return self.rng.choice(known)

    def draw(self, table: str, test: Callable[[Row], Any] = lambda _: True) -> int:
        """Return the index of one of the rows that pass a test."""
        return self.choose(i for i, row in enumerate(self[table]) if test(row))

    def cell(self, columns: Iterable[Column], test: Callable[[str], Any] = bool) -> Any:
        """Return table, index and field of one of the cells that pass a test, and the cell."""
        table, name = self.choose(columns)
        i = self.draw(table, lambda row: test(row[name]))
        return table, i, name, self[table][i][name]

    def find(self, table: str, **cells: str) -> list[int]:
        """Return the indexes of the rows with some cells."""
        return [i for i, row in enumerate(self[table]) if cells.items() <= row.items()]

    def get(self, table: str, **cells: str) -> Row:
        return self[table][self.find(table, **cells)[0]]

    def values(self, table: str, name: str) -> set[str]:
        return {row[name] for row in self[table]} - {""}

    def change(self, table: str, index: int, **cells: str) -> Place:
        """Put new cells into a row; return the place of the first."""
        rows = list(self[table])
        if all(rows[index][name] == cell for name, cell in cells.items()):
            raise UnsuitedError
        rows[index] = rows[index] | cells
        self.tables[table] = rows
        return self.at(table, index, next(iter(cells)))

    def insert(self, table: str, row: Row) -> Place:
        """Add a row where it belongs in a sorted table; return its place."""
        rows, key = list(self[table]), self._sort_key(table)
        i = next((i for i, each in enumerate(rows) if key(each) > key(row)), len(rows))
        rows.insert(i, row)
        self.tables[table] = rows
        return self.at(table, i)

    def remove(self, table: str, index: int) -> None:
        rows = list(self[table])
        del rows[index]
        self.tables[table] = rows

    def is_sorted(self, table: str) -> bool:
        return sorted(self[table], key=self._sort_key(table)) == self[table]

    def lines(self, table: str) -> list[bytes]:
        """Return the lines of a table's file."""
        return self.base.files[self.base.path(table)].splitlines(keepends=True)

    def write(self, table: str, lines: Iterable[bytes]) -> None:
        self.raw[self.base.path(table)] = b"".join(lines)

    def describe(self, descriptor: dict[str, Any] | str) -> None:
        """Write another descriptor."""
        is_text = isinstance(descriptor, str)
        text = descriptor if is_text else dumped(descriptor)
        self.raw["datapackage.json"] = text.encode()

    def files(self) -> dict[str, bytes]:
        """Return the files that are other than they were, with their new contents."""
        made = {self.base.path(name): _csv(rows) for name, rows in self.tables.items()}
        return {
            path: data for path, data in (made | self.raw).items() if data != self.base.files[path]
        }

    def _sort_key(self, table: str) -> Callable[[Row], Any]:
        if table in ("issues", "claims"):  # in the order of the codebook
            return lambda _: ()
        key = self.base.key(table)
        whole = {item["name"] for item in self.base.fields(table) if item["type"] == "integer"}
        return lambda row: [int(row[name]) if name in whole else row[name] for name in key]


@dataclass(frozen=True)
class Fault:
    """One fault: the files that it changes, and where it must be reported."""

    files: dict[str, bytes] = field(repr=False)
    place: Place


@dataclass(frozen=True)
class Kind:
    """A kind of fault: the check that must report it, and the warnings that may come with it."""

    name: str
    check: str
    make: Callable[[Edit], Place] = field(repr=False)
    tries: int
    also: frozenset[str]


KINDS: dict[str, Kind] = {}
"""Every kind by its name."""


def kind(check: str, *, tries: int = 4, also: tuple[str, ...] = ()):
    """Register a kind of which so many faults are tried; its name is that of its function."""

    def add(make):
        name = make.__name__.replace("_", " ").strip()
        assert name not in KINDS, name
        KINDS[name] = Kind(name, check, make, tries, frozenset(also))
        return make

    return add


def faults(one: Kind, base: Base) -> list[Fault]:
    """Return the faults of a kind in a package, no two alike, always the same ones."""
    found: dict[Any, Fault] = {}
    for n in range(one.tries * 8):
        edit = Edit(base, Random(f"{one.name} {n}"))
        with suppress(UnsuitedError):
            place = one.make(edit)
            files = edit.files()
            assert files, f"{one.name} changes nothing"
            found.setdefault(tuple(sorted(files.items())), Fault(files, place))
        if len(found) == one.tries:
            break
    return list(found.values())


def prepare(folder):
    """Put into a cut what the shipped tables may lack: retired ids, a position coded once."""
    rows = [
        {"id": "E9998", "replaced_by": "E0293"},
        {"id": "P99998", "replaced_by": ""},
        {"id": "Q998", "replaced_by": "Q001"},
        {"id": "R9997", "replaced_by": "R9998"},
        {"id": "R9998", "replaced_by": cut.read(folder)["readouts"][0]["readout_id"]},
        {"id": "old-embassy", "replaced_by": "rus-embassy-libya"},
    ]
    path = cut.paths(folder)["retired_ids"]
    more = {"reason": "It was there twice.", "retired_on": "2026-11-24"}
    path.write_bytes(_csv([row | more for row in rows]))
    base = Base.of(folder)
    resolution = next(i for i in base.fields("positions") if i["name"] == "resolution")
    if "single" in resolution["constraints"]["enum"]:
        row = next(row for row in base.tables["positions"] if row["resolution"] == "agreed")
        one = {"position_id": row["position_id"]}
        cut.change(folder, "positions", one, resolution="single")
        cut.remove(folder, "codings", **one, coder_id="coder-b")
    return folder


def dumped(descriptor: dict[str, Any]) -> str:
    return json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"


def _csv(rows: list[Row]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return file.getvalue().encode()


def record(cells: Iterable[str]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue().encode()


def typed(name):
    return lambda item: item["type"] == name


def typo(e, cell):
    """Return a slug with a letter left out, doubled, or changed round with the next."""
    at = e.rng.randrange(1, len(cell) - 1)
    if "-" in cell[at - 1 : at + 2]:
        raise UnsuitedError
    doubled, swapped = cell[at] + cell[at], cell[at + 1] + cell[at]
    return e.choose(
        [cell[:at] + cell[at + 1 :], cell[:at] + doubled + cell[at + 1 :]]
        + [cell[:at] + swapped + cell[at + 2 :]] * (cell[at] != cell[at + 1])
    )


def is_day(cell):
    return len(cell) == 10 and cell.replace("-", "").isdecimal()


def is_alone(e):
    """Return whether an engagement is neither a part nor has parts."""
    wholes = e.values("engagements", "part_of")
    return lambda row: not row["part_of"] and row["engagement_id"] not in wholes


def parts(e):
    return Counter(row["part_of"] for row in e["engagements"] if row["part_of"])


def sided(e, kinds):
    """Return the sides of the actors of some kinds."""
    return {row["actor_id"]: row["side_id"] for row in e["actors"] if row["kind"] in kinds}


BODIES = ("organization", "group")
