"""What makes a row readable on its own: its engagement, place, source, claim and issuer.

Each function adds columns to the rows that it gets, and keeps the rows as they are.
Columns that a table may lack (bounds, say) are passed through where it has them.
"""

from __future__ import annotations

from collections.abc import Sequence

from readouts import attribution
from readouts.tables import Frame, Tables, columns, look_up, prove_unique, table

__all__ = [
    "ENGAGEMENT",
    "PLACE",
    "SOURCE",
    "actors",
    "add",
    "add_claim",
    "add_engagement",
    "add_place",
    "add_source",
    "issued",
    "participants",
]

ENGAGEMENT = ("form", "status", "date", "date_earliest", "date_latest", "part_of")
SOURCE = (
    *("publisher", "publisher_kind", "language", "read"),
    *("published", "published_earliest", "published_latest"),
)
PLACE = {"place_name": "name", "latitude": "latitude", "longitude": "longitude"}


def actors(data: Tables, asker: str) -> Frame:
    """Return the actors, one row per actor."""
    return table(data, "actors", ["actor_id", "name", "kind", "side_id", "parent_id"], asker)


def participants(data: Tables, asker: str) -> Frame:
    """Return the participants, one row per participation, its key proved unique."""
    needed = ["engagement_id", "participant_no", "actor_id", "organization_id", "side_id"]
    frame = table(data, "participants", needed, asker)
    prove_unique(frame, ["engagement_id", "participant_no"], "participants")
    return frame


def issued(data: Tables, asker: str) -> Frame:
    """Return the readouts with name and side of their issuers, one row per readout."""
    needed = ["readout_id", "engagement_id", "source_id", "issuer_id"]
    frame = table(data, "readouts", needed, asker)
    prove_unique(frame, ["readout_id"], "readouts")
    return attribution.add_issuer(frame, actors(data, asker), participants(data, asker))


def add(frame: Frame, other: Frame, name: str, key: str, wanted: Sequence[str]) -> Frame:
    """Add those of the wanted columns that the other table has, by a key of the same name."""
    known = columns(other)
    return look_up(frame, other, name, {key: key}, {c: c for c in wanted if c in known})


def add_engagement(frame: Frame, data: Tables, asker: str, more: Sequence[str] = ()) -> Frame:
    """Add ``engagement_title``, form, status, date with its bounds, ``part_of``, and more."""
    other = table(data, "engagements", ["engagement_id", "title"], asker)
    known = columns(other)
    take = {c: c for c in (*ENGAGEMENT, *more) if c in known} | {"engagement_title": "title"}
    return look_up(frame, other, "engagements", {"engagement_id": "engagement_id"}, take)


def add_source(frame: Frame, data: Tables, asker: str) -> Frame:
    """Add publisher, language, what was read of the page, and when it was published."""
    return add(frame, table(data, "sources", ["source_id"], asker), "sources", "source_id", SOURCE)


def add_place(frame: Frame, data: Tables, asker: str) -> Frame:
    """Add ``place_name``, latitude and longitude."""
    other = table(data, "places", ["place_id", *PLACE.values()], asker)
    return look_up(frame, other, "places", {"place_id": "place_id"}, PLACE)


def add_claim(frame: Frame, data: Tables, asker: str) -> Frame:
    """Add the claim's label, whether it is residual, and its issue with its label."""
    claims = table(data, "claims", ["claim_id", "issue_id", "label", "is_residual"], asker)
    take = {"issue_id": "issue_id", "claim_label": "label", "is_residual": "is_residual"}
    frame = look_up(frame, claims, "claims", {"claim_id": "claim_id"}, take)
    issues = table(data, "issues", ["issue_id", "label"], asker)
    return look_up(frame, issues, "issues", {"issue_id": "issue_id"}, {"issue_label": "label"})
