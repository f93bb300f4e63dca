"""A package of our kind that is small enough to read, and edits of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

FILES = {
    "engagements.csv": """\
engagement_id,title,form,date,place_id,part_of,people
E0001,Visit of a delegation,visit,2025-04-27/2025-04-29,,,
E0002,"Meeting, the first",meeting,2025-04-28,tripoli,E0001,0
E0003,Call,call,,,,12
E0004,NA,meeting,XXXX-04-28,benghazi,,3
""",
    "participants.csv": """\
engagement_id,participant_no,name,is_acting
E0002,1,Marshal,false
E0002,2,NA,
E0002,10,Minister,true
E0004,1,,false
""",
    "readouts.csv": """\
readout_id,engagement_id,issuer
R0001,E0002,gnu
R0002,E0002,
R0003,E0003,
R0004,E0004,gnu
""",
    "places.csv": """\
place_id,name
benghazi,Benghazi
moscow,Москва
tripoli,طرابلس
""",
    "claims.csv": """\
claim_id,label
settlement,A settlement
embargo,An embargo
other,Anything else
""",
}


def text(name, *, required=False, **more):
    constraints = more.pop("constraints", {}) | ({"required": True} if required else {})
    field = {"name": name, "title": name, "type": "string", **more}
    return field | ({"constraints": constraints} if constraints else {})


def key_to(field, resource, target):
    return {"fields": [field], "reference": {"resource": resource, "fields": [target]}}


def numbered(letter):
    return {"constraints": {"pattern": f"{letter}[0-9]{{4}}"}, "example": f"{letter}0293"}


def descriptor():
    forms = {"constraints": {"enum": ["meeting", "visit", "call"]}}
    whole = {"type": "integer", "constraints": {"minimum": 0}}
    first = {"type": "integer", "constraints": {"minimum": 1}}
    truth = {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
    schemas = {
        "engagements": {
            "fields": [
                text("engagement_id", required=True, **numbered("E")),
                text("title", required=True, example="Visit"),
                text("form", required=True, **forms),
                text("date", rdfType=EDTF),
                text("place_id", constraints={"pattern": "[a-z]+"}, example="tripoli"),
                text("part_of"),
                text("people", **whole),
            ],
            "primaryKey": ["engagement_id"],
            "foreignKeys": [
                key_to("place_id", "places", "place_id"),
                key_to("part_of", "", "engagement_id"),
            ],
        },
        "participants": {
            "fields": [
                text("engagement_id", required=True),
                text("participant_no", required=True, **first),
                text("name"),
                text("is_acting", **truth),
            ],
            "primaryKey": ["engagement_id", "participant_no"],
            "foreignKeys": [key_to("engagement_id", "engagements", "engagement_id")],
        },
        "readouts": {
            "fields": [
                text("readout_id", required=True, **numbered("R")),
                text("engagement_id", required=True),
                text("issuer"),
            ],
            "primaryKey": ["readout_id"],
            "uniqueKeys": [["engagement_id", "issuer"]],
            "foreignKeys": [key_to("engagement_id", "engagements", "engagement_id")],
        },
        "places": {
            "fields": [text("place_id", required=True), text("name", required=True)],
            "primaryKey": ["place_id"],
            "uniqueKeys": [["name"]],
        },
        "claims": {
            "fields": [text("claim_id", required=True), text("label", required=True)],
            "primaryKey": ["claim_id"],
        },
    }
    resources = [
        {"name": name, "path": f"{name}.csv", "encoding": "utf-8", "schema": schema}
        for name, schema in schemas.items()
    ]
    return {"name": "tiny", "version": "0.0.1", "readouts_schema": 1, "resources": resources}


def write(folder):
    """Write the package into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    write_descriptor(folder, descriptor())
    return folder


def write_descriptor(folder, content):
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def edit(path, line, field, new):
    """Put a new value into one cell; lines count as in a file without line breaks in cells."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        records = list(csv.reader(file))
    records[line - 1][records[0].index(field)] = new
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(records)


def replace(path, old, new):
    """Replace bytes, once; they must be there."""
    data = Path(path).read_bytes()
    assert old in data, old
    Path(path).write_bytes(data.replace(old, new, 1))
