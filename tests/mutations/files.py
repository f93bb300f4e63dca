"""Faults of files as such: header, rows, bytes, the descriptor."""

from __future__ import annotations

import csv
import io
import json

from mutations.base import Place, UnsuitedError, dumped, kind, record

# Header, rows, bytes

TABLES = "engagements participants positions readouts sources actors actor_names codings".split()


def relabelled(e, table, labels):
    lines = e.lines(table)
    e.write(table, [record(labels), *lines[1:]])
    return e.base.path(table)


@kind("incorrect-label", tries=6)
def label_with_a_typo(e):
    table = e.choose(e.base.tables)
    labels = list(e[table][0])
    at = e.rng.randrange(len(labels))
    right, labels[at] = labels[at], e.choose([labels[at].title(), labels[at].replace("_", " ")])
    if labels[at] == right:
        raise UnsuitedError
    return Place(relabelled(e, table, labels), 1, right)


@kind("incorrect-label")
def two_columns_changed_round(e):
    table = e.choose(TABLES)
    rows, names = e[table], list(e[table][0])
    at = e.rng.randrange(len(names) - 1)
    right = names[at]
    names[at], names[at + 1] = names[at + 1], names[at]
    e.write(table, [record(names), *(record(row[name] for name in names) for row in rows)])
    return Place(e.base.path(table), 1, right)


@kind("missing-label", tries=5)
def column_left_out(e):
    table = e.choose(TABLES)
    rows, names = e[table], list(e[table][0])
    gone = names.pop(e.rng.randrange(len(names)))
    e.write(table, [record(names), *(record(row[name] for name in names) for row in rows)])
    return Place(e.base.path(table), 1, gone)


@kind("extra-label")
def column_too_many(e):
    table, new = e.choose(TABLES), e.choose(["comment", "checked by", "Unnamed: 10"])
    rows, names = e[table], [*e[table][0], new]
    e.write(table, [record(names), *(record([*row.values(), "x"]) for row in rows)])
    return Place(e.base.path(table), 1, new)


@kind("duplicate-label")
def column_pasted_twice(e):
    table = e.choose(TABLES)
    rows, last = e[table], list(e[table][0])[-1]
    records = [record([*row.values(), row[last]]) for row in rows]
    e.write(table, [record([*rows[0], last]), *records])
    return Place(e.base.path(table), 1, last)


def rewritten(e, table, i, record):
    lines = e.lines(table)
    lines[i + 1] = record
    e.write(table, lines)
    return e.at(table, i)


@kind("missing-cell", tries=5)
def row_that_ends_early(e):
    table = e.choose(e.base.tables)
    i = e.draw(table)
    return rewritten(e, table, i, record(list(e[table][i].values())[:-1]))


@kind("missing-cell")
def arabic_comma_between_cells(e):
    """Not after the first cell: with the key, all references to the row would go."""
    table = e.choose(TABLES)
    i = e.draw(table, lambda row: not any({",", '"'} & set(cell) for cell in row.values()))
    before, _, last = e.lines(table)[i + 1].rpartition(b",")
    return rewritten(e, table, i, before + "،".encode() + last)


@kind("missing-cell")
def semicolons_between_cells(e):
    table = e.choose(TABLES)
    i = e.draw(table, lambda row: not any({",", '"'} & set(cell) for cell in row.values()))
    return rewritten(e, table, i, e.lines(table)[i + 1].replace(b",", b";"))


@kind("extra-cell")
def comma_without_quotation_marks(e):
    table, i, _, _ = e.cell(e.base.texts(), lambda cell: "," in cell)
    if any('"' in cell for cell in e[table][i].values()):
        raise UnsuitedError
    return rewritten(e, table, i, e.lines(table)[i + 1].replace(b'"', b""))


@kind("extra-cell")
def smart_quotes_round_a_cell(e):
    table, i, name, _ = e.cell(e.base.texts(), lambda cell: "," in cell)
    row = e[table][i]
    if any('"' in cell for cell in row.values()):
        raise UnsuitedError
    cells = (
        f"“{row[each]}”" if each == name else record([row[each]]).decode()[:-1] for each in row
    )
    return rewritten(e, table, i, f"{','.join(cells)}\n".encode())


@kind("blank-row", tries=5)
def blank_row(e):
    table = e.choose(e.base.tables)
    i, width = e.draw(table), len(e[table][0])
    lines = e.lines(table)
    lines.insert(i + 1, e.choose([b"\n", b"," * (width - 1) + b"\n"]))
    e.write(table, lines)
    return e.at(table, i)


@kind("blank-row")
def blank_row_at_the_end(e):
    table = e.choose(TABLES)
    e.write(table, [*e.lines(table), b"," * (len(e[table][0]) - 1) + b"\n"])
    return e.at(table, len(e[table]))


@kind("encoding-error")
def row_in_another_encoding(e):
    table, i, name, cell = e.cell(e.base.texts(), lambda cell: len(cell) > 8)
    row = e[table][i] | {name: f"{cell} Москва"}
    return rewritten(e, table, i, record(row.values()).decode().encode("cp1251", "replace"))


@kind("file-is-readable")
def quotation_mark_that_is_not_closed(e):
    table, i, name, _ = e.cell(e.base.texts(), lambda cell: "," in cell)
    if list(e[table][0])[-1] == name or any('"' in cell for cell in e[table][i].values()):
        raise UnsuitedError
    line = e.lines(table)[i + 1]
    at = line.index(b'",')
    return rewritten(e, table, i, line[:at] + line[at + 1 :])


@kind("file-is-canonical")
def byte_order_mark(e):
    table = e.choose(TABLES)
    e.write(table, [b"\xef\xbb\xbf", *e.lines(table)])
    return e.at(table, -1)


@kind("file-is-canonical")
def line_ends_of_windows(e):
    table, lines = (name := e.choose(TABLES)), e.lines(name)
    if e.rng.random() < 0.5:
        e.write(table, [line.replace(b"\n", b"\r\n") for line in lines])
        return e.at(table, -1)
    i = e.draw(table)
    return rewritten(e, table, i, lines[i + 1].replace(b"\n", b"\r\n"))


@kind("file-is-canonical")
def last_line_without_its_end(e):
    table = e.choose(TABLES)
    *lines, last = e.lines(table)
    e.write(table, [*lines, last[:-1]])
    return e.at(table, len(e[table]) - 1)


@kind("file-is-canonical")
def quotation_marks_round_every_cell(e):
    table = e.choose(TABLES)
    i = e.draw(table)
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(e[table][i].values())
    return rewritten(e, table, i, file.getvalue().encode())


@kind("file-is-canonical", tries=5)
def row_in_the_wrong_place(e):
    table = e.choose(TABLES)
    rows = list(e[table])
    i = e.rng.randrange(len(rows) - 3)
    to = e.rng.randrange(i + 2, len(rows) - 1)
    rows.insert(to, rows.pop(i))
    e.tables[table] = rows
    return e.at(table, to, e.base.key(table)[0])


@kind("file-is-canonical")
def row_added_at_the_end(e):
    """A valid row, of a body that others are like, put where people put new rows."""
    row = e.choose(each for each in e["actor_names"] if each["kind"] == "variant")
    new = row | {"name": f"{row['name']} {e.choose(['Jr', 'II', 'Sr'])}"}
    if row["script"] != "Latn" or e.insert("actor_names", new).line >= len(e["actor_names"]):
        raise UnsuitedError
    e.tables["actor_names"] = [*e.base.tables["actor_names"], new]
    return e.at("actor_names", len(e["actor_names"]) - 1, "actor_id")


@kind("unique-key-is-unique")
def number_of_order_given_twice(e):
    i = e.draw("positions", lambda row: row["order_in_readout"] != "1")
    others = e.find("positions", readout_id=e["positions"][i]["readout_id"])
    one = e.choose(at for at in others if at != i)
    e.change("positions", i, order_in_readout=e["positions"][one]["order_in_readout"])
    return e.at("positions", max(i, one))


@kind("unique-key-is-unique")
def address_given_twice(e):
    i, one = e.draw("sources"), e.draw("sources")
    e.change("sources", i, url=e["sources"][one]["url"])
    return e.at("sources", max(i, one), "url")


@kind("unique-key-is-unique")
def account_given_twice(e):
    table, last = "readouts", max(e.values("readouts", "readout_id"))
    row = e[table][e.draw(table)]
    e.insert(table, row | {"readout_id": f"R{int(last[1:]) + 1:04}", "notes": "Once more."})
    return e.at(table, len(e[table]) - 1)


# Descriptor

MISSPELT = {
    "primaryKey": "primarykey",
    "foreignKeys": "foreignkeys",
    "uniqueKeys": "uniquekeys",
    "constraints": "constraint",
    "rdfType": "rdftype",
    "description": "descripton",
    "trueValues": "truevalues",
    "required": "requird",
    "pattern": "patern",
    "enum": "enums",
    "example": "exampel",
}


@kind("descriptor-key-is-known", tries=8)
def misspelt_key_of_the_descriptor(e):
    lines = dumped(e.base.descriptor).splitlines(keepends=True)
    key = e.choose(MISSPELT)
    at = e.choose(i for i, line in enumerate(lines) if line.lstrip().startswith(f'"{key}":'))
    lines[at] = lines[at].replace(key, MISSPELT[key], 1)
    e.describe("".join(lines))
    return Place("datapackage.json", at + 1, MISSPELT[key])


@kind("descriptor-key-is-single")
def key_of_the_descriptor_given_twice(e):
    lines = dumped(e.base.descriptor).splitlines(keepends=True)
    key = e.choose(["title", "description", "encoding"])
    marks = (i for i, line in enumerate(lines) if line.lstrip().startswith(f'"{key}": "'))
    at = e.choose(i for i in marks if lines[i].endswith(",\n"))
    lines.insert(at + 1, lines[at])
    e.describe("".join(lines))
    return Place("datapackage.json", at + 2, key)


@kind("key-field-is-known")
def unique_key_of_no_field(e):
    descriptor = json.loads(dumped(e.base.descriptor))
    key = e.choose(
        key for item in descriptor["resources"] for key in item["schema"].get("uniqueKeys", [])
    )
    key[e.rng.randrange(len(key))] = "adress"
    e.describe(descriptor)
    before = dumped(descriptor).partition('"adress"')[0]
    return Place(
        "datapackage.json", before[: before.rindex('"uniqueKeys"')].count("\n") + 1, "uniqueKeys"
    )


@kind("key-field-is-known")
def foreign_key_to_no_field(e):
    descriptor = json.loads(dumped(e.base.descriptor))
    key = e.choose(
        key for item in descriptor["resources"] for key in item["schema"].get("foreignKeys", [])
    )
    key["reference"]["fields"] = ["identifier"]
    e.describe(descriptor)
    before = dumped(descriptor).partition('"identifier"')[0]
    return Place("datapackage.json", before.count("\n"), "foreignKeys")


@kind("resource-is-table", tries=3)
def table_said_to_be_something_else(e):
    descriptor = json.loads(dumped(e.base.descriptor))
    resource = e.choose(i for i in descriptor["resources"] if i["name"] in ("coverage", "audits"))
    key, value = e.choose([("type", "file"), ("format", "tsv")])
    line = dumped(descriptor).partition(f'"name": "{resource["name"]}"')[0].count("\n") + 1
    resource[key] = value
    e.describe(descriptor)
    return Place("datapackage.json", line + list(resource).index(key), key)
