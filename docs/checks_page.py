"""Draw up docs/checks.md: what each check protects, and what its message looks like.

The examples are what the program prints: each check is run over a small valid package
(tests/delegation.py) with one fault in it.

Run: python docs/checks_page.py [--check]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import delegation  # noqa: E402

from readouts import checks  # noqa: E402
from readouts.checks import Check  # noqa: E402
from readouts.problems import Problem  # noqa: E402
from readouts.reports.run import Run  # noqa: E402

PAGE = ROOT / "docs" / "checks.md"

HEAD = """\
# What is checked

Made by `python docs/checks_page.py`; do not edit.

`readouts validate`, `readouts.validate()` and plain `frictionless validate datapackage.json` hold every package to the same rules. Frictionless brings those of the Data Package standard: types, required values, values of a list, patterns, primary and foreign keys. The checks below are ours. An error fails a validation, a warning asks somebody to look.

Each example is what the program says of a small package with that one fault in it.
"""

Edit = tuple[str, int, dict[str, str]]
"""A file below data/, a line, and new cells; at a line that the file does not have, a new row."""

EDITS: dict[str, list[Edit]] = {
    "unique-key-is-unique": [("sources.csv", 4, {"url": "https://example.com/4"})],
    "retired-id-is-not-live": [("retired_ids.csv", 3, {"id": "E0005"})],
    "retired-id-has-a-known-successor": [("retired_ids.csv", 2, {"replaced_by": "E0099"})],
    "retired-ids-end": [("retired_ids.csv", 2, {"replaced_by": "E0008"})],
    "retired-id-is-not-mentioned": [("engagements.csv", 4, {"notes": "See E0006."})],
    "text-has-no-hidden-character": [("engagements.csv", 4, {"notes": "a\u200bb"})],
    "text-has-no-blank-ends": [("engagements.csv", 4, {"notes": "The ambassador was present. "})],
    "text-is-composed": [("positions.csv", 2, {"cue": "cafe\u0301"})],
    "text-is-no-formula": [("sources.csv", 2, {"title": "=1+1"})],
    "value-is-plain": [("codes/places.csv", 2, {"latitude": "NaN"})],
    "letters-are-of-one-script": [("participants.csv", 2, {"name_as_reported": "Кinshchak"})],
    "script-is-that-of-the-name": [("actor_names.csv", 3, {"script": "Latn"})],
    "date-is-edtf": [("engagements.csv", 2, {"date": "28.04.2025"})],
    "date-says-how-it-is-known": [("engagements.csv", 3, {"date": ""})],
    "held-engagement-is-not-to-come": [("engagements.csv", 5, {"date": "2030-06"})],
    "part-is-within-its-whole": [("engagements.csv", 3, {"date": "2025-05-28"})],
    "report-is-not-before-the-engagement": [("sources.csv", 5, {"published": "2025-05"})],
    "part-of-has-no-circle": [("engagements.csv", 2, {"part_of": "E0001"})],
    "parent-has-no-circle": [("actors.csv", 7, {"parent_id": "lby-gnu-mfa"})],
    "derived-from-has-no-circle": [("sources.csv", 6, {"derived_from": "S0004"})],
    "part-belongs-to-whole": [("engagements.csv", 4, {"part_of": "E0002"})],
    "engagement-has-readout": [
        ("engagements.csv", 7, {"engagement_id": "E0009", "form": "call", "status": "held"})
    ],
    "row-is-used": [("codes/places.csv", 4, {"place_id": "zintan", "name": "Zintan"})],
    "engagement-has-two-sides": [
        ("participants.csv", 9, {"actor_id": "", "organization_id": "", "side_id": "LBY"})
    ],
    "held-engagement-has-leads": [("participants.csv", 4, {"role": "member"})],
    "participants-are-numbered": [("participants.csv", 8, {"participant_no": "4"})],
    "attesting-readout-is-of-engagement": [("participants.csv", 4, {"readout_id": "R0001"})],
    "body-is-on-side": [("participants.csv", 4, {"side_id": "RUS"})],
    "person-is-on-usual-side": [("actors.csv", 4, {"side_id": "EGY"})],
    "actor-takes-part-once": [("participants.csv", 8, {"actor_id": "kinshchak"})],
    "participant-is-described": [
        (
            "participants.csv",
            12,
            {"organization_id": "", "side_id": "", "is_host": "", "role": "member"},
        )
    ],
    "acting-has-post": [("participants.csv", 8, {"post_id": ""})],
    "call-has-no-host": [("participants.csv", 9, {"is_host": "true"})],
    "actor-has-one-preferred-name": [("actor_names.csv", 3, {"kind": "preferred"})],
    "preferred-name-is-latin": [
        ("actors.csv", 2, {"name": "Айдар Аганин"}),
        ("actor_names.csv", 2, {"kind": "variant"}),
        ("actor_names.csv", 3, {"kind": "preferred"}),
    ],
    "person-has-no-parent": [("actors.csv", 4, {"parent_id": "lby-gnu"})],
    "body-is-no-person": [("participants.csv", 9, {"organization_id": "kinshchak"})],
    "joint-has-two-holders": [("positions.csv", 2, {"is_joint": "true"})],
    "stance-has-holder": [
        ("positions.csv", 3, {"stance": "support", "holder_as_reported": "both sides"}),
        ("reliability/codings.csv", 4, {"stance": "support"}),
    ],
    "holder-side-takes-part": [("position_holders.csv", 2, {"actor_id": "egy-mfa"})],
    "none-goes-with-act": [("positions.csv", 3, {"act": "thank"})],
    "positions-are-numbered": [("positions.csv", 4, {"order_in_readout": "2"})],
    "paraphrase-is-told-once": [
        (
            "positions.csv",
            5,
            {
                "position_id": "P00004",
                "readout_id": "R0002",
                "order_in_readout": "2",
                "holder_as_reported": "the Prime Minister",
                "is_joint": "false",
                "claim_id": "settlement-political",
                "stance": "none",
                "act": "discuss",
                "resolution": "agreed",
                "is_quote": "false",
                "paraphrase": "Force is no way out.",
            },
        )
    ],
    "quote-opening-has-quotation": [("positions.csv", 2, {"quote_opening": "no way out"})],
    "quote-opening-is-short": [
        ("positions.csv", 4, {"quote_opening": "one two three four five six seven eight nine"})
    ],
    "paraphrase-is-no-quotation": [("positions.csv", 4, {"paraphrase": "Политическое решение."})],
    "address-is-well-formed": [("sources.csv", 2, {"url": "https://news/1"})],
    "address-is-single": [("sources.csv", 6, {"url": "http://www.example.com/4/?utm_source=x"})],
    "official-page-has-an-owner": [("sources.csv", 3, {"owner_id": ""})],
    "published-says-how-it-is-known": [("sources.csv", 4, {"published_basis": "unknown"})],
    "published-is-not-after-accessed": [("sources.csv", 2, {"published": "2026-12-01"})],
    "opening-is-short": [
        ("sources.csv", 2, {"opening": "A delegation came to Tripoli on a Monday"})
    ],
    "language-is-known": [("sources.csv", 2, {"language": "xx"})],
    "engagement-is-told-once": [
        ("engagements.csv", 4, {"form": "meeting"}),
        ("participants.csv", 6, {"actor_id": "dabaiba", "organization_id": "lby-gnu"}),
    ],
    "issuer-took-part": [("readouts.csv", 3, {"issuer_id": "egy-mfa"})],
    "position-has-codings": [("reliability/codings.csv", 2, {"position_id": "P00002"})],
    "agreed-means-agreement": [("reliability/codings.csv", 3, {"stance": "oppose"})],
    "codes-are-those-decided": [("positions.csv", 2, {"act": "offer"})],
    "audit-counts-fit": [("reliability/audits.csv", 2, {"participants_right": "9"})],
    "lost-page-has-no-counts": [("reliability/audits.csv", 2, {"was_found": "false"})],
}
"""For each check, what is wrong with the package of its example."""

BYTES: dict[str, tuple[str, str, str]] = {
    "descriptor-key-is-known": ("datapackage.json", '"primaryKey"', '"primarykey"'),
    "descriptor-key-is-single": (
        "datapackage.json",
        '"title": "Engagement"',
        '"title": "Meeting", "title": "Engagement"',
    ),
    "key-field-is-known": (
        "datapackage.json",
        '"uniqueKeys": [\n          [\n            "url"',
        '"uniqueKeys": [\n          [\n            "address"',
    ),
    "resource-is-table": ("datapackage.json", '"type": "table"', '"type": "file"'),
    "file-is-readable": ("data/engagements.csv", "A Russian delegation stayed", '"A Russian stay'),
    "file-is-canonical": ("data/codes/sides.csv", "EGY,Egypt", '"EGY",Egypt'),
}
"""Likewise, for faults that are not in a cell: a file, what stands there, what stands there now."""


def main() -> int:
    """Write the page, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if stale")
    wanted = parser.parse_args().check
    new = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == new:
        print(f"{PAGE.relative_to(ROOT)} is up to date")
        return 0
    if wanted:
        print(f"{PAGE.relative_to(ROOT)} is stale: run python docs/checks_page.py")
        return 1
    PAGE.write_text(new, encoding="utf-8", newline="\n")
    print(f"rewrote {PAGE.relative_to(ROOT)}")
    return 0


def page() -> str:
    """Return the text of the page."""
    return "\n".join([HEAD, *_table(), "", *_examples()])


def example(check: Check) -> Problem:
    """Return what a check says of the package with its fault; LookupError where it says nothing."""
    with tempfile.TemporaryDirectory() as place:
        folder = delegation.write(Path(place))
        for file, line, cells in EDITS.get(check.id, []):
            rows = (folder / "data" / file).read_text("utf-8").count("\n")
            (delegation.add if line > rows else delegation.change)(folder, file, line, **cells)
        if check.id in BYTES:
            file, old, new = BYTES[check.id]
            path = folder / file
            text = path.read_text("utf-8")
            if old not in text:
                raise LookupError(f"{check.id}: {file} has no {old!r}")
            path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
        run = Run.at(folder / "datapackage.json")
        found = [item for item in run.problems if item.check == check.id]
    if not found:
        raise LookupError(f"{check.id}: EDITS in docs/checks_page.py has no fault that it finds")
    return found[0]


def _table() -> Iterator[str]:
    yield "| check | severity | what it protects | source of the rule |"
    yield "|---|---|---|---|"
    for check in checks.CHECKS:
        told = [f"[`{check.id}`](#{check.id})", check.severity, check.protects, check.source]
        yield f"| {' | '.join(item.replace('|', '&#124;') for item in told)} |"


def _examples() -> Iterator[str]:
    for check in checks.CHECKS:
        yield from (f"## {check.id}", "", "```text", example(check).text(), "```", "")


if __name__ == "__main__":
    sys.exit(main())
