"""The canary: plain frictionless must find exactly what is wrong with a broken package.

A validator that validates nothing would be green everywhere else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import readouts

ROOT = Path(__file__).parents[1]
CANARY = ROOT / "tests" / "canary"
EXPECTED = json.loads((CANARY / "expected.json").read_text("utf-8"))


def test_plain_command_finds_exactly_what_is_listed():
    command = [sys.executable, "-m", "frictionless", "validate", "tests/canary/datapackage.json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit")}
    done = subprocess.run(
        [*command, "--json"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["errors"] == []
    found = [
        [task["name"], error["type"], error["message"]]
        for task in report["tasks"]
        for error in task["errors"]
    ]
    assert found == [[item["table"], item["type"], item["message"]] for item in EXPECTED]


def test_readouts_validate_finds_the_same():
    found = sorted(problem.sentence() for problem in readouts.validate(CANARY))
    assert found == sorted(item["message"] for item in EXPECTED)
