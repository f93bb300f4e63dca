"""docs/checks.md tells every check, with a message that the program prints."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from readouts import checks

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import checks_page  # noqa: E402

PAGE = (ROOT / "docs" / "checks.md").read_text("utf-8")


def test_page_is_current():
    assert checks_page.page() == PAGE, "run python docs/checks_page.py"


def test_every_check_has_an_example_and_every_example_a_check():
    assert {check.id for check in checks.CHECKS} == {*checks_page.EDITS, *checks_page.BYTES}


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.id)
def test_check_is_told(check):
    told = f"| [`{check.id}`](#{check.id}) | {check.severity} | {check.protects} | "
    assert told in PAGE
    mark = f"{check.id}, warning" if check.severity == "warning" else check.id
    assert re.search(
        rf"^## {check.id}\n\n```text\n\S+  \[{mark}\]\n  found     ", PAGE, re.MULTILINE
    )


def test_ids_are_headings_once():
    headings = re.findall("^## (.*)$", PAGE, flags=re.MULTILINE)
    assert headings == [check.id for check in checks.CHECKS]


def test_fault_that_nothing_finds_is_told(monkeypatch):
    monkeypatch.setattr(checks_page, "EDITS", {})
    check = next(check for check in checks.CHECKS if check.id == "date-is-edtf")
    with pytest.raises(LookupError, match="date-is-edtf: EDITS in docs/checks_page.py"):
        checks_page.example(check)


def test_stale_page_is_told_and_rewritten(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(checks_page, "ROOT", tmp_path)
    monkeypatch.setattr(checks_page, "PAGE", tmp_path / "checks.md")
    monkeypatch.setattr(checks_page, "page", lambda: "new\n")
    (tmp_path / "checks.md").write_text("old\n", encoding="utf-8")
    for arguments, code in ((["--check"], 1), ([], 0), (["--check"], 0)):
        monkeypatch.setattr(sys, "argv", ["checks_page.py", *arguments])
        assert checks_page.main() == code
    assert capsys.readouterr().out == (
        "checks.md is stale: run python docs/checks_page.py\n"
        "rewrote checks.md\n"
        "checks.md is up to date\n"
    )
