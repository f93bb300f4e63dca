"""CONTRIBUTING says what the program prints, and where things really live."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import readouts

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
LIBRARY = ROOT / "toolkit" / "readouts"


def test_the_message_is_the_one_that_the_program_prints(package_copy):
    (message,) = re.findall(r"^```text\n(.*?)\n```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    line = int(message.split(":")[1])
    positions = package_copy / "data" / "positions.csv"
    rows = positions.read_text(encoding="utf-8").splitlines(keepends=True)
    rows[line - 1] = rows[line - 1].replace("defence-embargo", "defence-embarg")
    positions.write_text("".join(rows), encoding="utf-8", newline="")
    (problem,) = readouts.validate(package_copy)
    assert problem.text() == message


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


@pytest.mark.parametrize("command", re.findall(r"^ *readouts (\w+)", TEXT, flags=re.MULTILINE))
def test_commands_exist(command):
    from readouts.commands import app

    assert command in {item.name or item.callback.__name__ for item in app.registered_commands}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)[^)]*\)", TEXT))))
def test_links_lead_to_files(target):
    assert (ROOT / target).exists()
