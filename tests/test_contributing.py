"""CONTRIBUTING says what the program prints, and where things really live."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from readouts.records.adding import add
from readouts.records.intake import TABLES
from readouts.records.reading import to_yaml
from readouts.records.telling import to_records
from readouts.storage.package import open_package
from readouts.storage.rows import read_draft

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LIBRARY = ROOT / "toolkit" / "readouts"


MESSAGES = re.findall(r"^```text\n(.*?)\n```$", TEXT, flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def record():
    """An engagement of ours as a record, told as another so that it may be added."""
    draft = read_draft(open_package(ROOT), TABLES)
    (document,) = to_records(draft, ["E0292"])
    return to_yaml([document])


def refused(record, folder):
    (folder / "meeting.yaml").write_text(record, encoding="utf-8")
    addition = add([folder / "meeting.yaml"], package=ROOT, dry_run=True)
    return [item.text().replace(f"{folder}/", "") for item in addition.report.errors]


@pytest.mark.parametrize(
    ("at", "old", "new"),
    [
        (0, "    - Taher al-Baour\n", "    - Taher al-Bawr\n"),
        (1, "  separate: {from: [E0292], reason: an exercise}\n", ""),
        (2, "date: '2025-04-28'", "date: 28 April 2025"),
    ],
)
def test_the_messages_are_those_that_the_program_prints(record, tmp_path, at, old, new):
    other = "engagement:\n  separate: {from: [E0292], reason: an exercise}\n"
    text = record.replace("engagement:\n", other, 1)
    assert refused(text, tmp_path) == []
    assert old in text
    assert refused(text.replace(old, new), tmp_path) == [MESSAGES[at]]


def test_there_are_three_messages():
    assert len(MESSAGES) == 3


def parts():
    """Name of each module or folder of modules, and what the first line of its docstring says."""
    for path in sorted(LIBRARY.iterdir()):
        module = path if path.suffix == ".py" else path / "__init__.py"
        if module.exists() and path.name != "__init__.py":
            told = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
            yield path.stem, told.splitlines()[0]


def test_the_table_of_modules_tells_each_as_it_tells_itself():
    shown = re.findall(r"^\| `(\w+)` \| (.*) \|$", TEXT, flags=re.MULTILINE)
    assert shown == list(parts())


@pytest.mark.parametrize("place", re.findall(r"^\| `([\w./]+)` \|", TEXT, flags=re.MULTILINE))
def test_places_exist(place):
    assert (ROOT / place).exists() or place in dict(parts())


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\breadouts ([a-z]+)\b", TEXT))))
def test_commands_exist(command):
    from readouts.commands import app

    assert command in {item.name or item.callback.__name__ for item in app.registered_commands}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT))))
def test_links_lead_to_files(target):
    assert (ROOT / target).exists()
