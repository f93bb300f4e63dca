"""Faults of ids out of use, of text and of dates."""

from __future__ import annotations

from datetime import date, timedelta

from mutations.base import LETTERS, UnsuitedError, is_alone, is_day, kind, parts, typed, typo

# Retired ids

RETIRED = {"reason": "Coded by mistake.", "retired_on": "2026-11-24", "replaced_by": ""}


@kind("retired-id-is-not-live")
def retired_id_that_a_row_has(e):
    table, name = e.choose(
        [("engagements", "engagement_id"), ("positions", "position_id"), ("sources", "source_id")]
    )
    row = {"id": e.choose(e.values(table, name))} | RETIRED
    return e.insert("retired_ids", {each: row[each] for each in e["retired_ids"][0]})._replace(
        field="id"
    )


@kind("retired-id-is-not-live", tries=1)
def retired_id_given_again(e):
    e.insert("coverage", e["coverage"][-1] | {"search_id": "Q998"})
    return e.at("retired_ids", e.find("retired_ids", id="Q998")[0], "id")


@kind("retired-id-has-a-known-successor")
def successor_that_is_not_there(e):
    i = e.draw("retired_ids", lambda row: row["replaced_by"] and row["id"] != "R9998")
    row = e["retired_ids"][i]
    wrong = "9" + row["replaced_by"][2:]
    is_slug = row["id"].islower()
    new = typo(e, row["replaced_by"]) if is_slug else row["replaced_by"][0] + wrong
    if new in e.values("actors", "actor_id") | e.values("retired_ids", "id"):
        raise UnsuitedError
    return e.change("retired_ids", i, replaced_by=new)


@kind("retired-id-has-a-known-successor")
def successor_of_another_kind(e):
    i = e.draw("retired_ids", lambda row: row["id"] in ("E9998", "P99998", "Q998"))
    return e.change("retired_ids", i, replaced_by=e.choose(e.values("sources", "source_id")))


@kind("retired-ids-end")
def retired_ids_in_a_circle(e):
    if e.rng.random() < 0.5:
        i = e.draw("retired_ids", lambda row: row["id"] != "R9998")
        return e.change("retired_ids", i, replaced_by=e["retired_ids"][i]["id"])
    i, first = (e.find("retired_ids", id=own)[0] for own in ("R9998", "R9997"))
    e.change("retired_ids", i, replaced_by="R9997")
    return e.at("retired_ids", first, "replaced_by")


@kind("retired-id-is-not-mentioned")
def note_that_names_a_retired_id(e):
    columns = [("engagements", "notes"), ("readouts", "notes"), ("codings", "comment")]
    table, i, name, cell = e.cell(columns)
    return e.change(table, i, **{name: f"{cell} See {e.choose(['E9998', 'Q998', 'R9997'])}."})


# Text


@kind("text-has-no-hidden-character", tries=8)
def invisible_character(e):
    table, i, name, cell = e.cell(e.base.texts(), lambda cell: len(cell) > 2)
    at = e.rng.randrange(1, len(cell))
    letter = e.choose("\u200b\u00ad\u200e\u202e\u2066\ufeff\x07\t\ue000\ufffd")
    return e.change(table, i, **{name: cell[:at] + letter + cell[at:]})


@kind("text-has-no-blank-ends", tries=8)
def blank_at_an_end(e):
    table, i, name, cell = e.cell(e.base.texts())
    blank = e.choose([" ", "  ", "\u00a0", "\u3000", "\n"])
    return e.change(table, i, **{name: e.choose([blank + cell, cell + blank])})


@kind("text-has-no-blank-ends")
def blank_for_an_empty_cell(e):
    table, i, name, _ = e.cell(
        [("engagements", "notes"), ("actors", "notes")], lambda cell: not cell
    )
    return e.change(table, i, **{name: " "})


@kind("text-is-composed", tries=5)
def letter_with_its_accent_apart(e):
    table, i, name, cell = e.cell(e.base.texts(), lambda cell: "e" in cell[1:])
    at = cell.index("e", 1) + 1
    return e.change(table, i, **{name: cell[:at] + "\u0301" + cell[at:]})


@kind("text-is-no-formula", tries=5)
def text_that_begins_like_a_formula(e):
    table, i, name, cell = e.cell(e.base.texts())
    return e.change(table, i, **{name: e.choose("=+-@") + cell})


@kind("value-is-plain", tries=5)
def number_as_no_other_program_reads_it(e):
    table, i, name, cell = e.cell(
        e.base.columns(typed("integer")) + e.base.columns(typed("number"))
    )
    forms = [f"0{cell}", f"+{cell}"]
    if cell.isdecimal():
        forms.append(cell.translate({ord("0") + n: 0x660 + n for n in range(10)}))
    return e.change(table, i, **{name: e.choose(forms)})


@kind("value-is-plain")
def day_without_its_zeros(e):
    table, i, name, cell = e.cell(e.base.columns(typed("date")))
    return e.change(table, i, **{name: f"{cell[:5]}{e.choose(['1-3', '01-3', '2-03'])}"})


@kind("letters-are-of-one-script", tries=8)
def cyrillic_letter_in_a_latin_word(e):
    table, i, name, cell = e.cell(e.base.texts())
    at = e.choose(
        n
        for n in range(1, len(cell))
        if cell[n] in LETTERS and cell[n - 1].isascii() and cell[n - 1].isalpha()
    )
    return e.change(table, i, **{name: cell[:at] + LETTERS[cell[at]] + cell[at + 1 :]})


@kind("letters-are-of-one-script")
def cyrillic_letter_in_a_latin_name(e):
    is_right = lambda row: (row["script"], row["kind"]) == ("Latn", "variant")  # noqa: E731
    i = e.draw("actor_names", is_right)
    cell = e["actor_names"][i]["name"]
    at = e.choose(n for n in range(len(cell)) if cell[n] in LETTERS)
    place = e.change("actor_names", i, name=cell[:at] + LETTERS[cell[at]] + cell[at + 1 :])
    if not e.is_sorted("actor_names"):
        raise UnsuitedError
    return place


@kind("script-is-that-of-the-name", tries=5)
def wrong_script_of_a_name(e):
    i = e.draw("actor_names", lambda row: row["kind"] == "variant")
    return e.change("actor_names", i, script=e.choose(["Latn", "Arab", "Cyrl", "Grek"]))


# Dates

DATES = [("engagements", "date"), ("readouts", "date_as_reported"), ("sources", "published")]


def redated(e, *forms):
    """Write a day in one of some other forms, in which y, m and d are its parts."""
    table, i, name, cell = e.cell(DATES, is_day)
    year, month, day = cell.split("-")
    new = e.choose(forms).format(y=year, m=month, d=day, before=int(year) - 1)
    return e.change(table, i, **{name: new})


@kind("date-is-edtf")
def season_in_a_date(e):
    return redated(e, "{y}-21", "{y}-22~", "{y}-23/{y}-24")


@kind("date-is-edtf")
def parts_of_a_date_in_another_order(e):
    return redated(e, "{d}-{m}-{y}", "{d}.{m}.{y}", "{d}/{m}/{y}", "{y}/{m}/{d}", "{m}-{y}")


@kind("date-is-edtf")
def date_in_words(e):
    return redated(e, "{d} April {y}", "April {y}", "spring {y}", "{y}-{m}-{d}T10:30", "today")


@kind("date-is-edtf")
def month_or_day_that_no_calendar_has(e):
    return redated(e, "{y}-13-01", "{y}-02-30", "{y}-00-10", "{y}-06-31", "{y}-{m}-XX", "{y}-XX")


@kind("date-is-edtf")
def interval_of_no_known_form(e):
    return redated(e, "{y}-{m}-{d}/{before}-{m}", "{y}-{m}-{d} - {y}-{m}-{d}", "{y}-{m}/{d}", "../")


@kind("date-is-edtf")
def date_with_a_blank(e):
    return redated(e, "{y}-{m}-{d} ", " {y}-{m}", "{y}- {m}", "{y}-{m}-{d}\u00a0")


@kind("date-says-how-it-is-known")
def date_left_out(e):
    i = e.draw("engagements", lambda row: row["date"])
    return e.change("engagements", i, date="")


@kind("date-says-how-it-is-known")
def date_without_a_basis(e):
    i = e.draw("engagements", lambda row: row["date"])
    return e.change("engagements", i, date_basis="none")


@kind("held-engagement-is-not-to-come")
def year_with_two_figures_changed_round(e):
    is_right = lambda row: row["status"] == "held" and row["date"][2:4] in ("16", "23", "24", "25")  # noqa: E731
    i = e.draw("engagements", is_right)
    cell = e["engagements"][i]["date"]
    if "/" in cell:
        raise UnsuitedError
    return e.change("engagements", i, date=f"20{cell[3]}{cell[2]}{cell[4:]}")


@kind("held-engagement-is-not-to-come")
def engagement_to_come_told_as_held(e):
    i = e.draw("engagements", lambda row: row["status"] == "held" and is_alone(e)(row))
    return e.change("engagements", i, date=e.choose(["2031-02-14", "2027", "2028-03/2028-05"]))


@kind("part-is-within-its-whole")
def part_in_another_year(e):
    i = e.draw("engagements", lambda row: row["part_of"] and is_day(row["date"]))
    cell = e["engagements"][i]["date"]
    return e.change("engagements", i, date=f"{int(cell[:4]) - 1}{cell[4:]}")


@kind("part-is-within-its-whole")
def whole_on_another_day(e):
    known = parts(e)
    i = e.draw("engagements", lambda row: known[row["engagement_id"]] > 1)
    year = int(e["engagements"][i]["date"][:4])
    return e.change("engagements", i, date=e.choose([f"{year - 1}-03-02", f"../{year - 2}"]))


@kind("report-is-not-before-the-engagement")
def engagement_dated_after_its_reports(e):
    i = e.draw("engagements", lambda row: row["status"] == "held" and is_alone(e)(row))
    row = e["engagements"][i]
    readouts = e.find("readouts", engagement_id=row["engagement_id"])
    sources = [e.get("sources", source_id=e["readouts"][at]["source_id"]) for at in readouts]
    days = [source["published"] for source in sources if is_day(source["published"])]
    if not days or not is_day(row["date"]):
        raise UnsuitedError
    new = date.fromisoformat(max(days)) + timedelta(e.choose([5, 9, 30]))
    return e.change("engagements", i, date=new.isoformat())
