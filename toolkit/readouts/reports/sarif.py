"""A report as SARIF 2.1.0, the form in which code scanners exchange what they found. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from readouts.problems import Problem
from readouts.reports.validation import Report

__all__ = ["to_sarif"]

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def to_sarif(report: Report, rules: Mapping[str, str], *, version: str, folder: str = "") -> str:
    """Return the report as a SARIF log with one run.

    Parameters
    ----------
    report : Report
        The report.
    rules : Mapping of str to str
        Ids of the checks and what each protects. A check that is not in it gets a rule too.
    version : str
        Version of readouts.
    folder : str, optional
        Where the package lies in the repository, with forward slashes.
    """
    known = dict(rules) | {
        item.check: "A rule of the Data Package standard, checked by frictionless."
        for item in report
        if item.check not in rules
    }
    places = {check: at for at, check in enumerate(known)}
    driver = {
        "name": "readouts",
        "version": version,
        "rules": [{"id": check, "shortDescription": {"text": t}} for check, t in known.items()],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": report.is_complete}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, places[item.check], folder) for item in report],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(problem: Problem, rule: int, folder: str) -> dict[str, Any]:
    path = f"{folder.rstrip('/')}/{problem.path}" if folder else problem.path
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path, errors="replace")}}
    if problem.line is not None:
        physical["region"] = {"startLine": problem.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if problem.field is not None:
        location["logicalLocations"] = [{"name": problem.field, "kind": "member"}]
    column = f"{problem.field}: " if problem.field is not None else ""
    told = f"{column}found {problem.found}; expected {problem.expected}. Fix: {problem.fix}."
    message = f"{told} ({problem.of})" if problem.of is not None else told
    return {
        "ruleId": problem.check,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": message},
        "locations": [location],
        "properties": {"key": problem.key, "label": problem.label},
    }
