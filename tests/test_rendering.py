"""A report for machines and for GitHub."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from readouts.problems import Problem
from readouts.reports import sarif
from readouts.reports.rendering import grouped, to_github, to_json, to_markdown
from readouts.reports.validation import Report

FIRST = Problem(
    "data/positions.csv",
    14,
    "claim_id",
    "foreign-key",
    "error",
    "'defence-embarg'",
    "one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')",
    "correct the cell",
    "P00013",
    "A meets B, 2025-04-28",
)
FILE = replace(FIRST, path="data/a b,c.csv", line=None, field=None, key=None, label=None)
WARNING = replace(FIRST, severity="warning", check="issuer-took-part", line=15, found="'@someone'")
REPORT = Report("datapackage.json", (WARNING, FIRST, FILE), ("one", "two"))


def test_json_has_the_fields_that_are_promised():
    told = json.loads(to_json(REPORT))
    assert told["checks_run"] == ["one", "two"]
    assert told["problems"][1] == {
        "path": "data/positions.csv",
        "line": 14,
        "field": "claim_id",
        "check": "foreign-key",
        "severity": "error",
        "found": "'defence-embarg'",
        "expected": "one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')",
        "fix": "correct the cell",
        "key": "P00013",
        "label": "A meets B, 2025-04-28",
    }
    assert (told["problems"][2]["line"], told["problems"][2]["field"]) == (None, None)


def test_annotations_come_with_errors_first_and_in_the_folder_of_the_package():
    assert to_github(REPORT, "packages/libya") == (
        "::error file=packages/libya/data/positions.csv,line=14,title=foreign-key::"
        "claim_id: found 'defence-embarg'%0Aexpected one of the 70 claims in "
        "data/codes/claims.csv (nearest: 'defence-embargo')%0Afix: correct the cell"
        "%0A(P00013: A meets B, 2025-04-28)\n"
        "::error file=packages/libya/data/a b%2Cc.csv,title=foreign-key::"
        "found 'defence-embarg'%0Aexpected one of the 70 claims in "
        "data/codes/claims.csv (nearest: 'defence-embargo')%0Afix: correct the cell\n"
        "::warning file=packages/libya/data/positions.csv,line=15,title=issuer-took-part::"
        "claim_id: found '@someone'%0Aexpected one of the 70 claims in "
        "data/codes/claims.csv (nearest: 'defence-embargo')%0Afix: correct the cell"
        "%0A(P00013: A meets B, 2025-04-28)\n"
    )


def test_every_line_for_github_is_a_command_of_ours():
    hostile = replace(FIRST, path="a\n::add-mask::b", field="x\r\n::error::y", found="\n::z::")
    text = to_github(Report("", (hostile,), ()))
    assert len(text.splitlines()) == 1


def test_markdown_is_one_fence():
    assert to_markdown(REPORT) == (
        "### Validation: 2 errors and 1 warning in 2 files\n"
        "\n"
        "```text\n"
        "data/positions.csv:15:claim_id  [issuer-took-part, warning]\n"
        "  record    P00013: A meets B, 2025-04-28\n"
        "  found     '@someone'\n"
        "  expected  one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')\n"
        "  fix       correct the cell\n"
        "\n"
        "data/positions.csv:14:claim_id  [foreign-key]\n"
        "  record    P00013: A meets B, 2025-04-28\n"
        "  found     'defence-embarg'\n"
        "  expected  one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')\n"
        "  fix       correct the cell\n"
        "\n"
        "data/a b,c.csv  [foreign-key]\n"
        "  found     'defence-embarg'\n"
        "  expected  one of the 70 claims in data/codes/claims.csv (nearest: 'defence-embargo')\n"
        "  fix       correct the cell\n"
        "\n"
        "```\n"
    )


def test_markdown_of_a_valid_package_is_one_line():
    assert to_markdown(Report("datapackage.json", (), ())) == "### Validation: no problems\n"


def test_markdown_says_that_a_part_could_not_run():
    crashed = replace(FIRST, check="validation-could-not-run")
    assert "that is a fault of the toolkit" in to_markdown(Report("", (crashed,), ()))


def test_markdown_fits():
    many = tuple(replace(FIRST, check=f"check-{n}") for n in range(5000))
    text = to_markdown(Report("", many, ()), limit=10_000)
    assert 5_000 < len(text.encode()) <= 10_000
    assert text.endswith("did not fit here.** `readouts validate --format json` tells all.\n")


def test_twenty_of_a_check_in_a_file_are_told_and_the_rest_counted():
    lines = [replace(FIRST, line=n) for n in range(2, 30)]
    other = [replace(FIRST, check="type-error", line=n) for n in range(40, 60)]
    apart = [replace(FIRST, path="data/x.csv")]
    one, two = grouped(Report("", (*lines, *other, *apart), ()))
    assert [item.line for item in one.problems] == [*range(2, 22), *range(40, 60)]
    assert list(one.more_lines()) == ["data/positions.csv  [foreign-key]  +8 more"]
    assert (two.path, len(two.problems), two.more) == ("data/x.csv", 1, {})


# What SARIF 2.1.0 asks of the properties that we write; the whole schema is not in any package.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"enum": ["2.1.0"]},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "additionalProperties": False,
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": {"$ref": "#/$defs/message"},
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["executionSuccessful"],
                            "additionalProperties": False,
                            "properties": {"executionSuccessful": {"type": "boolean"}},
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                },
            },
        },
    },
    "$defs": {
        "message": {
            "type": "object",
            "required": ["text"],
            "additionalProperties": False,
            "properties": {"text": {"type": "string"}},
        },
        "result": {
            "type": "object",
            "required": ["message"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "properties": {"type": "object"},
            },
        },
        "location": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "physicalLocation": {
                    "type": "object",
                    "required": ["artifactLocation"],
                    "additionalProperties": False,
                    "properties": {
                        "artifactLocation": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"uri": {"type": "string", "format": "uri-reference"}},
                        },
                        "region": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {"startLine": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
                "logicalLocations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "properties": {"name": {"type": "string"}, "kind": {"type": "string"}},
                    },
                },
            },
        },
    },
}


def sarif_of(report, folder=""):
    rules = {"issuer-took-part": "It protects.", "never-found": "It protects too."}
    log = json.loads(sarif.to_sarif(report, rules, version="0.1.0", folder=folder))
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SARIF, format_checker=checker).validate(log)
    (run,) = log["runs"]
    return run


def test_sarif_tells_each_problem_with_its_rule():
    run = sarif_of(REPORT, "packages/libya/")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["issuer-took-part", "never-found", "foreign-key"]
    assert rules[0]["shortDescription"] == {"text": "It protects."}
    assert [rules[item["ruleIndex"]]["id"] for item in run["results"]] == [
        item["ruleId"] for item in run["results"]
    ]
    assert run["invocations"] == [{"executionSuccessful": True}]
    warning, error, whole_file = run["results"]
    assert (warning["level"], error["level"]) == ("warning", "error")
    assert error["message"]["text"] == (
        "claim_id: found 'defence-embarg'; expected one of the 70 claims in data/codes/claims.csv "
        "(nearest: 'defence-embargo'). Fix: correct the cell. (P00013: A meets B, 2025-04-28)"
    )
    assert error["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "packages/libya/data/positions.csv"},
                "region": {"startLine": 14},
            },
            "logicalLocations": [{"name": "claim_id", "kind": "member"}],
        }
    ]
    assert whole_file["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": "packages/libya/data/a%20b%2Cc.csv"}}}
    ]


def test_sarif_of_nothing_has_the_rules_all_the_same():
    run = sarif_of(Report("", (), ()))
    assert run["results"] == []
    assert len(run["tool"]["driver"]["rules"]) == 2


def test_subset_of_the_schema_refuses_what_sarif_refuses():
    log = json.loads(sarif.to_sarif(REPORT, {}, version="0.1.0"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SARIF).validate(log)


def test_rules_are_those_of_the_registry():
    from readouts.checks import CHECKS
    from readouts.reports.run import ERRORS

    assert {check.id for check in CHECKS} < set(ERRORS)


def test_place_of_the_package_in_the_repository(tmp_path, monkeypatch):
    from readouts.commands.checking import _folder

    (tmp_path / "packages" / "libya").mkdir(parents=True)
    descriptor = Path("packages", "libya", "datapackage.json")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    assert _folder("datapackage.json") == ""
    assert _folder(str(descriptor)) == "packages/libya"
    monkeypatch.chdir(tmp_path / "packages" / "libya")
    assert _folder("../../elsewhere/datapackage.json") == ""
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert _folder("datapackage.json") == "packages/libya"
