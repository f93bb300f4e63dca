"""Faults of single cells against their fields, and of keys."""

from __future__ import annotations

from mutations.base import LETTERS, UnsuitedError, is_alone, kind, typed, typo

# Types, enums, constraints


def constrained(name):
    return lambda item: name in item.get("constraints", {})


@kind("type-error", tries=5)
def number_that_is_none(e):
    table, i, name, cell = e.cell(
        [*e.base.columns(typed("integer")), ("participants", "participant_no")]
    )
    return e.change(table, i, **{name: e.choose(["two", "12a", "n/a", "1 000", f"{cell}.5"])})


@kind("type-error")
def decimal_comma(e):
    table, i, name, cell = e.cell(e.base.columns(typed("number")), lambda cell: "." in cell)
    return e.change(table, i, **{name: cell.replace(".", ",")})


@kind("type-error", tries=6)
def yes_for_true(e):
    table, i, name, cell = e.cell(e.base.columns(typed("boolean")))
    words = ["yes", "TRUE", "True", "1"] if cell == "true" else ["no", "FALSE", "0", "False"]
    return e.change(table, i, **{name: e.choose(words)})


@kind("type-error", tries=5)
def day_of_reading_that_is_none(e):
    table, i, name, cell = e.cell(e.base.columns(typed("date")))
    year, month, day = cell.split("-")
    turned = [f"{day}.{month}.{year}", f"{day}/{month}/{year}", f"{year}/{month}/{day}"]
    return e.change(table, i, **{name: e.choose([*turned, f"{year}-02-30", f"{year}-13-01"])})


@kind("constraint-error", tries=12)
def code_with_a_typo(e):
    table, i, name, cell = e.cell(e.base.columns(constrained("enum")))
    return e.change(table, i, **{name: cell[:-1] if e.rng.random() < 0.5 else cell + "s"})


@kind("constraint-error", tries=6)
def code_with_a_capital(e):
    columns = e.base.columns(constrained("enum"))
    table, i, name, cell = e.cell(columns, lambda cell: cell[:1].islower())
    return e.change(table, i, **{name: cell.capitalize()})


@kind("constraint-error")
def stance_where_the_act_belongs(e):
    i = e.draw("positions")
    return e.change("positions", i, act=e["positions"][i]["stance"])


@kind("constraint-error")
def value_of_another_form(e):
    table, i, name, cell = e.cell(
        [("actors", "country_iso3"), ("places", "country_iso3"), ("codings", "codebook_version")]
    )
    return e.change(
        table, i, **{name: e.choose([cell.lower(), f"{cell}.", cell.replace(".", ",")])}
    )


@kind("constraint-error")
def address_without_a_scheme(e):
    table, i, name, cell = e.cell([("sources", "url")])
    return e.change(table, i, **{name: cell.partition("://")[2]})


@kind("constraint-error")
def language_by_its_name(e):
    table, i, name, _ = e.cell([("sources", "language"), ("coverage", "language")])
    return e.change(table, i, **{name: e.choose(["Russian", "EN", "ar_LY", "en,ar"])})


@kind("constraint-error", tries=3)
def short_id(e):
    """A key of a table that no other refers to: elsewhere the references would fail too."""
    i = e.draw(
        "coverage", lambda row: row["search_id"] not in e.values("retired_ids", "replaced_by")
    )
    return e.change("coverage", i, search_id=e["coverage"][i]["search_id"].replace("00", "0", 1))


@kind("constraint-error", tries=5)
def number_out_of_its_bounds(e):
    columns = e.base.columns(lambda item: {"minimum"} & item.get("constraints", {}).keys())
    table, i, name, cell = e.cell(columns)
    if "." in cell:  # a latitude or longitude without its point
        return e.change(table, i, **{name: cell.replace(".", "")})
    return e.change(table, i, **{name: e.choose(["-1", f"-{cell}"]) if cell != "0" else "-1"})


@kind("constraint-error")
def paragraph_zero(e):
    columns = [("positions", "paragraph"), ("positions", "order_in_readout"), ("codings", "round")]
    table, i, name, _ = e.cell(columns)
    return e.change(table, i, **{name: "0"})


@kind("constraint-error", tries=12)
def empty_cell_that_is_required(e):
    table, i, name, _ = e.cell(e.base.columns(constrained("required")))
    return e.change(table, i, **{name: ""})


@kind("constraint-error")
def empty_key(e):
    table, name = e.choose([("coverage", "search_id"), ("retired_ids", "id")])
    named = e.values("retired_ids", "replaced_by")
    return e.change(table, e.draw(table, lambda row: row[name] not in named), **{name: ""})


# Keys


@kind("primary-key", tries=8)
def row_pasted_twice(e):
    tables = "participants position_holders actor_names codings audits posts places coverage"
    table = e.choose([*tables.split(), "sources", "readouts", "positions", "actors", "engagements"])
    i = e.draw(table)
    key = e.base.key(table)
    e.insert(table, dict(e[table][i]))
    return e.at(table, i + 1, key[0] if len(key) == 1 else None)


@kind("primary-key")
def key_of_the_row_above(e):
    table, name = e.choose([("coverage", "search_id"), ("retired_ids", "id")])
    i = e.draw(table)
    if i == 0:
        raise UnsuitedError
    return e.change(table, i, **{name: e[table][i - 1][name]})


def reference(e, to, change):
    """Break a reference to one of some tables."""
    columns = {one: target for one, target in e.base.foreign_keys().items() if target[0] in to}
    table, i, name, cell = e.cell(columns)
    new = change(e, cell)
    if new in e.values(*columns[table, name]):
        raise UnsuitedError
    return e.change(table, i, **{name: new})


def other_number(e, cell):
    """Return a numbered id with two figures changed round, or one of them wrong."""
    figures = list(cell)
    at = e.rng.randrange(1, len(cell) - 1)
    if e.rng.random() < 0.5:
        figures[at], figures[at + 1] = figures[at + 1], figures[at]
    else:
        figures[at] = e.choose("9876")
    return "".join(figures)


@kind("foreign-key", tries=20)
def typo_in_an_id(e):
    return reference(e, {"actors", "claims", "issues", "places", "posts", "coders"}, typo)


@kind("foreign-key", tries=12)
def wrong_number_in_an_id(e):
    return reference(e, {"engagements", "readouts", "sources", "positions"}, other_number)


@kind("foreign-key")
def side_that_is_none(e):
    return reference(e, {"sides"}, lambda e, _: e.choose(["GNU", "PCO", "HOR", "ROC"]))


@kind("foreign-key")
def name_in_the_place_of_an_id(e):
    names = e.base.foreign_keys().items()
    columns = {one: target for one, target in names if target[0] in ("actors", "places", "posts")}
    table, i, name, cell = e.cell(columns)
    other, key = columns[table, name]
    row = e.get(other, **{key: cell})
    return e.change(table, i, **{name: row.get("name") or row["label"]})


@kind("foreign-key")
def id_with_a_blank_after_it(e):
    return reference(e, set(e.base.tables), lambda _, cell: f"{cell} ")


@kind("foreign-key")
def id_with_a_cyrillic_letter(e):
    def change(e, cell):
        at = e.choose(i for i, letter in enumerate(cell) if letter in LETTERS)
        return cell[:at] + LETTERS[cell[at]] + cell[at + 1 :]

    return reference(e, {"actors", "claims", "places", "posts", "sides"}, change)


@kind("foreign-key", tries=3)
def reference_to_a_retired_id(e):
    return e.choose(
        [
            lambda: e.change("engagements", e.draw("engagements", is_alone(e)), part_of="E9998"),
            lambda: e.change("readouts", e.draw("readouts"), engagement_id="E9998"),
            lambda: e.change("sources", e.draw("sources"), derived_from="S9998"),
            lambda: e.change("positions", e.draw("positions"), readout_id="R9998"),
        ]
    )()
