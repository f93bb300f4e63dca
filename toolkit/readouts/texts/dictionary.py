"""Descriptor and data → the generated parts of the codebook. Pure: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from readouts import agreement
from readouts.dataset import Dataset
from readouts.errors import ReadoutsError, did_you_mean
from readouts.frames import enumeration, is_edtf
from readouts.storage.package import schema_fields
from readouts.texts.markdown import code, codes, figure, percent, table, tally, whole

__all__ = ["PARTS", "MarkerError", "render"]

END: Final = "<!-- end generated -->"
_BEGIN: Final = re.compile(r"<!-- generated: (.*?) -->")
_MEASURES: Final = {
    "pages_found": "Pages that could be read again, of the pages drawn",
    "positions_right": "Paraphrase and holder right, of the positions seen",
    "issuers_right": "Issuer right, of the positions seen",
    "quote_marks_right": "Mark of quotation right, of the positions seen",
    "positions_coded": "Positions that had been coded, of those in the part seen",
    "participants_right": "Participants right, of those seen",
    "engagements_right": "Pages whose engagement had form, status, date and place right",
}
_LIMITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "pattern": "matches {}",
}


class MarkerError(ReadoutsError, ValueError):
    """A marker of a generated part is missing, unknown, doubled or not closed."""


def render(text: str, data: Dataset) -> str:
    r"""Return the text of the codebook with its generated parts made anew.

    A part stands between ``<!-- generated: name -->`` and ``<!-- end generated -->``, each
    on a line of its own. Everything else stays as it is.

    Parameters
    ----------
    text : str
        The codebook; it has every part of `PARTS` once.
    data : Dataset
        The whole package: all tables and the descriptor.

    Returns
    -------
    str
        The same text where nothing was stale.

    Raises
    ------
    MarkerError
        A marker is missing, unknown, there twice or not closed.

    Examples
    --------
    >>> import readouts
    >>> from readouts.texts.dictionary import PARTS, render
    >>> markers = "<!-- generated: {} -->\n<!-- end generated -->\n"
    >>> text = render("".join(map(markers.format, PARTS)), readouts.load())
    >>> "| `elections` | Elections |" in text
    True
    """
    lines: list[str] = []
    found: list[str] = []
    is_inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        begin = _BEGIN.fullmatch(line.strip())
        is_end = line.strip() == END
        if (begin is not None and is_inside) or (is_end and not is_inside):
            raise MarkerError(f"codebook:{number}: {line!r} is out of turn. Close each part once")
        if begin is not None:
            name = _known_part(begin[1], found, number)
            found.append(name)
            lines += [line, "", *PARTS[name](data), ""]
        elif is_end or not is_inside:
            lines.append(line)
        is_inside = begin is not None or (is_inside and not is_end)
    _check_all_there(found, is_inside)
    return "\n".join(lines)


def _known_part(name: str, found: list[str], number: int) -> str:
    if name not in PARTS:
        raise MarkerError(
            f"codebook:{number}: there is no generated part {name!r}.{did_you_mean(name, PARTS)} "
            f"There are: {', '.join(PARTS)}"
        )
    if name in found:
        raise MarkerError(f"codebook:{number}: the part {name!r} stands twice. Take one out")
    return name


def _check_all_there(found: list[str], is_open: bool) -> None:
    if is_open:
        raise MarkerError(f"codebook: the part {found[-1]!r} is not closed. Add {END!r} after it")
    missing = [name for name in PARTS if name not in found]
    if missing:
        raise MarkerError(
            f"codebook: the marker '<!-- generated: {missing[0]} -->' is missing. "
            f"Put it back, with {END!r} after it"
        )


def _corpus(data: Dataset) -> Iterator[str]:
    """Tell what the package holds and who made it, in figures."""
    sources, positions = data["sources"], data["positions"]
    excerpts = int((sources["read"] == "excerpt").sum())
    human = int((data["coders"]["kind"] == "human").sum())
    adjudicated = int((positions["resolution"] == "adjudicated").sum())
    without = len(positions) - data["position_holders"]["position_id"].nunique()
    yield f"These are the figures of version {data.version} of the data."
    yield ""
    yield f"- Searches, by language: {tally(data['coverage']['language'])}."
    yield f"- Sources, by language: {tally(sources['language'])}."
    yield f"- Sources read in their opening part only: {excerpts:,} of {len(sources):,}."
    yield f"- Coders: {len(data['coders']):,}. Humans among them: {human:,}."
    yield (
        f"- Positions with the codes that both coders gave: {len(positions) - adjudicated:,}. "
        f"Positions that the adjudicator decided: {adjudicated:,}."
    )
    yield f"- Positions without an identified holder: {without:,} of {len(positions):,}."
    yield ""
    titles = {item["name"]: item["title"] for item in data.package["resources"]}
    rows = [(code(name), titles[name], f"{len(frame):,}") for name, frame in data.items()]
    yield from table(("table", "title", "rows"), rows)


def _agreement(data: Dataset) -> Iterator[str]:
    """Tell who coded, and how far the blind coders agree."""
    codings = data["codings"]
    versions = codings.groupby("coder_id")["codebook_version"].unique().map(sorted).str.join(", ")
    coders = data["coders"].assign(rules=data["coders"]["coder_id"].map(versions))
    yield from table(
        ("coder", "kind", "role", "rules", "what they saw and did"),
        _rows(coders, "label", "kind", "role", "rules", "description"),
    )
    yield ""
    found = agreement.table(data)
    cells = [
        (
            label,
            str(name),
            whole(of_round["n_units"].max()),
            *map(figure, of_round[measure]),
        )
        for measure, label in (("raw", "raw agreement"), ("alpha", "alpha"))
        for name, of_round in found.groupby("round", sort=False)
    ]
    yield from table(("measure", "round", "units", *agreement.VARIABLES), cells)
    yield ""
    empty = int(codings["claim_id"].isna().sum())
    yield f"Codings without a claim, which count as a value of their own: {empty:,}."


def _audit(data: Dataset) -> Iterator[str]:
    """Tell what each audit drew, and what it found right."""
    drawn = data["audits"].merge(data["sources"], on="source_id", validate="many_to_one")
    for number, (audit_id, found) in enumerate(agreement.audit(data).groupby("audit_id")):
        if number > 0:
            yield ""
        pages = drawn[drawn["audit_id"] == audit_id].drop_duplicates("source_id")
        yield f"Pages drawn for {code(str(audit_id))}, by language: {tally(pages['language'])}."
        yield ""
        shown = found.assign(
            measure=found["measure"].map(_MEASURES),
            right=found["right"].map(whole),
            of=found["of"].map(whole),
            share=found["share"].map(percent),
        )
        yield from table(
            ("what was checked", "right", "of", "share"),
            _rows(shown, "measure", "right", "of", "share"),
        )


def _issues(data: Dataset) -> Iterator[str]:
    rows = _rows(data["issues"], "issue_id", "label", "definition", "cap_major")
    yield from table(
        ("issue", "label", "definition", "CAP major topic"),
        ((code(issue_id), *rest) for issue_id, *rest in rows),
    )


def _claims(data: Dataset) -> Iterator[str]:
    """List the claims, one table per issue, in the order of the code lists."""
    claims = data["claims"]
    for number, (issue_id, label) in enumerate(_rows(data["issues"], "issue_id", "label")):
        if number > 0:
            yield ""
        yield f"### {label} ({code(issue_id)})"
        yield ""
        of_issue = claims[claims["issue_id"] == issue_id]
        rows = _rows(of_issue, "claim_id", "label", "definition", "includes", "excludes")
        yield from table(
            ("claim", "proposition", "meaning", "includes", "excludes"),
            ((code(claim), *rest, other.replace("->", "→")) for claim, *rest, other in rows),
        )


def _dictionary(data: Dataset) -> Iterator[str]:
    """Describe every resource and field of the descriptor."""
    for number, resource in enumerate(data.package["resources"]):
        if number > 0:
            yield ""
        schema = resource["schema"]
        yield f"### {resource['title']} ({code(resource['name'])})"
        yield ""
        yield " ".join(resource["description"].split())
        yield ""
        yield f"- File: {code(resource['path'])}"
        yield f"- Primary key: {codes(schema['primaryKey'])}"
        for key in schema.get("uniqueKeys", []):
            yield f"- Unique together, an empty cell being a value: {codes(key)}"
        for key in schema.get("foreignKeys", []):
            yield f"- Foreign key: {_foreign_key(key, resource['name'])}"
        yield ""
        rows = [_field_row(field) for field in schema_fields(resource)]
        yield from table(("field", "title", "type", "description", "example"), rows)


def _field_row(field: dict[str, Any]) -> tuple[str, ...]:
    kind = "EDTF date, string" if is_edtf(field) else field["type"]
    description = field["description"]
    labels = {item["value"]: item.get("label", "") for item in field.get("categories", [])}
    values = enumeration(field)
    if values is not None:
        order = ", in order" if field.get("categoriesOrdered", False) else ""
        listed = "; ".join(f"{code(value)} {labels.get(value, '')}".strip() for value in values)
        description = f"{description} Values{order}: {listed}."
    rules = ", ".join([kind, *_rules_of(field)])
    example = field.get("example")
    return (
        code(field["name"]),
        field["title"],
        rules,
        description,
        code(str(example)) if example is not None else "",
    )


def _rules_of(field: dict[str, Any]) -> Iterator[str]:
    """Tell the constraints of a field in words."""
    constraints = field.get("constraints", {})
    yield "never empty" if constraints.get("required", False) else "may be empty"
    if enumeration(field) is not None:
        yield "one of the values"
    if constraints.get("unique", False):
        yield "unique"
    for name, words in _LIMITS.items():
        if name in constraints:
            yield words.format(code(str(constraints[name])))
    if field["type"] == "boolean":
        yield " or ".join(map(code, ("true", "false")))


def _foreign_key(key: dict[str, Any], own: str) -> str:
    reference = key["reference"]
    target = reference.get("resource") or own
    return f"{codes(key['fields'])} → {codes(reference['fields'])} of {code(target)}"


def _rows(frame: pd.DataFrame, *columns: str) -> list[tuple[str, ...]]:
    """Return some columns as text, row by row; a missing value is empty."""
    texts = frame[list(columns)].astype("object").fillna("")
    return [tuple(map(str, row)) for row in texts.itertuples(index=False, name=None)]


PARTS: Final[dict[str, Callable[[Dataset], Iterator[str]]]] = {
    "corpus": _corpus,
    "agreement": _agreement,
    "audit": _audit,
    "issues": _issues,
    "claims": _claims,
    "dictionary": _dictionary,
}
"""Names of the generated parts, and what makes them."""
