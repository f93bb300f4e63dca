"""What can be wrong with a record, apart from the rows that it gives."""

from __future__ import annotations

from readouts.problems import Problem, Severity

__all__ = ["RULES", "refusal"]

RULES: dict[str, str] = {
    "record-is-readable": "A record is a small, plain document that means what it says.",
    "record-key-is-known": "A misspelt key would lose its value in silence.",
    "record-key-is-given": "What names a part of a record, or ties it to another, is there.",
    "record-value-has-its-shape": "A list stands where a list belongs, a text where a text does.",
    "record-key-is-single": "Two parts of one call never go by the same name.",
    "record-name-is-known": "Nobody is invented by a slip of the pen.",
    "record-name-is-single": "Two who bear one name are never taken for each other.",
    "record-reference-is-known": "What a record refers to is in it, in the call or in the tables.",
    "record-agrees": "What is told twice is told alike; what is published is not overwritten.",
    "record-codes-follow": "The codes of a position come from its codings.",
    "record-is-new": "One engagement is one row, however many accounts there are of it.",
    "record-seems-new": "Engagements that are alike have been looked at by a person.",
    "record-name-is-unshared": "Two ids for one person come to light.",
    "record-value-is-kept": "What a table does not take over from a record is said.",
}
"""Ids of the problems of records, and what each protects."""

WARNINGS = frozenset({"record-seems-new", "record-name-is-unshared", "record-value-is-kept"})


def refusal(
    rule: str,
    path: str,
    line: int | None,
    found: str,
    expected: str,
    fix: str,
    *,
    field: str | None = None,
    label: str | None = None,
) -> Problem:
    """Return the problem that a record breaks a rule."""
    assert rule in RULES, rule
    severity: Severity = "warning" if rule in WARNINGS else "error"
    return Problem(path, line, field, rule, severity, found, expected, fix, None, label)
