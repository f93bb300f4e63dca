"""Faults of sources, issuers, and engagements told twice."""

from __future__ import annotations

from mutations.base import BODIES, UnsuitedError, is_alone, is_day, kind, sided

# Sources


@kind("address-is-well-formed", tries=5)
def address_with_a_slip(e):
    table, i, name, cell = e.cell([("sources", "url")])
    scheme, _, rest = cell.partition("://")
    host, slash, page = rest.partition("/")
    slips = [
        f"{scheme}://{host} /{page}",
        f"<{cell}>"[1:],
        f"{cell}#100%",
        f"{scheme}://{host.replace('.', ',')}{slash}{page}",
        f"{scheme}://{host.partition('.')[0]}{slash}{page}",
        f"{scheme}://me@{rest}",
    ]
    return e.change(table, i, **{name: e.choose(slips)})


@kind("address-is-single", tries=5)
def address_given_twice_in_other_words(e):
    i, one = e.draw("sources"), e.draw("sources")
    if i == one:
        raise UnsuitedError
    scheme, _, rest = e["sources"][one]["url"].partition("://")
    bare = rest.removeprefix("www.")
    mark = "&" if "?" in rest else "?"
    forms = [f"{scheme}://{'' if bare != rest else 'www.'}{bare}", f"{scheme}://{rest}#top"]
    forms += [f"{'http' if scheme == 'https' else 'https'}://{rest}"]
    forms += [f"{scheme}://{rest}{mark}utm_source=x"] * ("#" not in rest)
    e.change("sources", i, url=e.choose(forms))
    return e.at("sources", max(i, one), "url")


@kind("address-is-single")
def source_added_again_with_www(e):
    is_right = lambda row: not {"?", "#"} & set(row["url"]) and "://www." not in row["url"]  # noqa: E731
    row = e["sources"][e.draw("sources", is_right)]
    last = int(max(e.values("sources", "source_id"))[1:])
    new = {"source_id": f"S{last + 1:04}", "url": row["url"].replace("://", "://www.") + "/"}
    return e.insert("sources", row | new)._replace(field="url")


@kind("official-page-has-an-owner")
def official_page_of_nobody(e):
    i = e.draw("sources", lambda row: not row["owner_id"])
    e.change("sources", i, publisher_kind="official")
    return e.at("sources", i, "owner_id")


@kind("official-page-has-an-owner")
def owner_of_a_page_that_is_not_official(e):
    i = e.draw("sources", lambda row: not row["owner_id"])
    return e.change("sources", i, owner_id=e.choose(sided(e, BODIES)))


@kind("official-page-has-an-owner", tries=2)
def owner_left_out(e):
    return e.change("sources", e.draw("sources", lambda row: row["owner_id"]), owner_id="")


@kind("published-says-how-it-is-known")
def day_of_publication_left_out(e):
    i = e.draw("sources", lambda row: row["published"])
    return e.change("sources", i, published="")


@kind("published-says-how-it-is-known")
def day_of_publication_without_a_basis(e):
    i = e.draw("sources", lambda row: row["published"])
    return e.change("sources", i, published_basis="unknown")


@kind("published-is-not-after-accessed")
def published_and_accessed_changed_round(e):
    i = e.draw("sources", lambda row: is_day(row["published"]))
    row = e["sources"][i]
    return e.change("sources", i, published=row["accessed"], accessed=row["published"])


@kind("published-is-not-after-accessed")
def wrong_year_of_publication(e):
    i = e.draw("sources", lambda row: row["published"])
    cell = e["sources"][i]["published"]
    return e.change("sources", i, published=f"2{cell[2]}0{cell[3:]}" if "/" not in cell else "2027")


@kind("opening-is-short")
def opening_too_long(e):
    i = e.draw("sources", lambda row: row["opening"])
    cell = e["sources"][i]["opening"]
    return e.change("sources", i, opening=f"{cell} and then the whole of the first sentence")


@kind("language-is-known", tries=5)
def language_that_is_none(e):
    table, i, name, _ = e.cell([("sources", "language"), ("coverage", "language")])
    new = e.choose(["ara", "rus", "xx", "en-us", "en-UK1", "ar-ly", "eng", "gr"])
    return e.change(table, i, **{name: new})


# Engagements told twice, issuers


@kind("engagement-is-told-once")
def note_that_tells_two_apart_left_out(e):
    alike = [row for row in e["engagements"] if row["notes"].rfind("Separate from") >= 0]
    row = e.choose(alike)
    i = e.find("engagements", engagement_id=row["engagement_id"])[0]
    other = row["notes"].partition("Separate from ")[2][:5]
    if other not in e.values("engagements", "engagement_id"):
        raise UnsuitedError
    e.change("engagements", i, notes="The day is not known.")
    return e.at("engagements", max(i, e.find("engagements", engagement_id=other)[0]))


@kind("engagement-is-told-once")
def engagement_coded_a_second_time(e):
    def is_right(row):
        rows = e.find("participants", engagement_id=row["engagement_id"])
        leads = [at for at in rows if e["participants"][at]["role"] == "lead"]
        has_leads = any(
            e["participants"][at]["actor_id"] or e["participants"][at]["organization_id"]
            for at in leads
        )
        return has_leads and is_day(row["date"]) and row["status"] == "held" and is_alone(e)(row)

    one = e["engagements"][e.draw("engagements", is_right)]
    old = one["engagement_id"]
    own = {"engagement_id": f"E{int(max(e.values('engagements', 'engagement_id'))[1:]) + 1:04}"}
    told = e.get("readouts", engagement_id=old)
    new = {"readout_id": f"R{int(max(e.values('readouts', 'readout_id'))[1:]) + 1:04}"}
    e.insert("readouts", told | own | new)
    for at in e.find("participants", engagement_id=old):
        e.insert("participants", e["participants"][at] | own | new)
    return e.insert("engagements", one | own)


@kind("issuer-took-part")
def issuer_of_a_side_that_was_not_there(e):
    i = e.draw("readouts")
    own, actors = e["readouts"][i]["engagement_id"], sided(e, (*BODIES, "person"))
    rows = (e["participants"][at] for at in e.find("participants", engagement_id=own))
    there = {row["side_id"] for row in rows}
    if len(there - {""}) < 2:
        raise UnsuitedError
    new = e.choose(actor for actor, side in actors.items() if side not in there | {""})
    return e.change("readouts", i, issuer_id=new)
