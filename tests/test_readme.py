"""Every code block of the README: run, or proved to be run by CI."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)
LINES = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]


def plain(text):
    return [line.rstrip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("at", [at for at, (kind, _) in enumerate(BLOCKS) if kind == "python"])
def test_python_prints_what_the_next_block_says(at):
    (_, code), (kind, expected) = BLOCKS[at : at + 2]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert kind == "text"
    assert plain(printed.getvalue()) == plain(expected)


def test_blocks_are_of_known_kinds():
    assert {kind for kind, _ in BLOCKS} == {"sh", "python", "text", "mermaid"}


def program(line):
    return shlex.split(line)[0]


def lines_of(*programs):
    return [line for line in LINES if program(line) in programs]


def test_every_command_is_of_a_kind_that_is_tested():
    assert {program(line) for line in LINES} == {"make", "pip", "uv", "readouts", "frictionless"}


@pytest.mark.parametrize("line", lines_of("make"))
def test_make_knows_the_target(line):
    """What the targets do is run by CI."""
    done = subprocess.run(
        [*shlex.split(line), "-n"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"\nmake --no-print-directory{line.removeprefix('make')}\n" in ci()


@pytest.mark.parametrize("line", lines_of("readouts", "frictionless"))
def test_commands_succeed_on_the_shipped_package(line):
    place = Path(sys.executable).parent
    name, *rest = shlex.split(line)
    done = subprocess.run(
        [place / name, *rest], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


@pytest.mark.parametrize("line", lines_of("pip"))
def test_extras_that_are_named_exist(line):
    """That a wheel installs is proved by CI."""
    named = re.findall(r"readouts\[(\w+)\]", line)
    assert set(named) <= set(metadata("readouts").get_all("Provides-Extra"))


@pytest.mark.parametrize("line", lines_of("uv"))
def test_the_line_without_make_is_run_by_ci(line):
    assert line.replace("lab notebooks", "lab --version") in ci()


def ci():
    return (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_diagram_shows_every_foreign_key_and_no_other():
    (diagram,) = [text for kind, text in BLOCKS if kind == "mermaid"]
    shown, alone = set(), set()
    for line in diagram.splitlines()[1:]:
        start, arrow, ends = re.fullmatch(r"\s*(\w+)\s*(-->(?:\|\w+\|)?)?\s*(.*)", line).groups()
        shown |= {(start, end) for end in ends.split(" & ") if arrow}
        alone |= {start} - ({start} if arrow else set())
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    keys = {
        (resource["name"], key["reference"]["resource"] or resource["name"])
        for resource in descriptor["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }
    assert shown == keys
    linked = {name for pair in shown for name in pair}
    assert alone | linked == {resource["name"] for resource in descriptor["resources"]}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)[^)]*\)", README))))
def test_links_lead_to_files(target):
    assert (ROOT / target).exists()


def test_links_into_the_codebook_lead_to_a_heading():
    codebook = (ROOT / "CODEBOOK.md").read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.*)$", codebook, flags=re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}
    assert set(re.findall(r"CODEBOOK\.md#([\w-]+)", README)) <= slugs
