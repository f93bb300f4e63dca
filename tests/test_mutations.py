"""Every single fault is caught: by the right check, at the right file, line and field.

All go through our checks in memory, and one of each kind through plain frictionless. With
``READOUTS_MUTATIONS=all``, as in ``.ci/run``, all go through plain frictionless too. What was
tried and caught stands in ``build/mutations.md`` afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from random import Random

import cut
import frictionless
import mutations
import pytest
from mutations import KINDS, Base, Edit

from frictionless_readouts import ensure_found, problem_of
from readouts import checks
from readouts.problems import Problem
from readouts.reports.run import Run
from readouts.storage.package import Package

EVERY = os.environ.get("READOUTS_MUTATIONS") == "all"

SEVERITY = {check.id: check.severity for check in checks.CHECKS}


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """The cut of the shipped package that is broken."""
    folder = cut.cut(mutations.IDS, tmp_path_factory.mktemp("mutations") / "cut")
    return Base.of(mutations.prepare(folder))


@pytest.fixture(scope="module")
def broken(base):
    """A folder with the same package, to be broken and mended."""
    return shutil.copytree(base.folder, base.folder.with_name("broken"))


@pytest.fixture(scope="module")
def tally():
    """How many faults of each kind were tried and caught, by our checks and by frictionless."""
    counts: dict[str, dict[str, tuple[int, int]]] = {}
    yield counts
    folder = cut.ROOT / "build"
    folder.mkdir(exist_ok=True)
    (folder / "mutations.md").write_text(_table(counts), encoding="utf-8")


def _table(counts):
    """Return the table of kinds; those that frictionless catches have no count of ours."""
    ways = ("checks", "frictionless")
    lines = ["| kind | check | " + " | ".join(f"{way}: tried | caught" for way in ways) + " |"]
    lines.append("|---|---|" + "---:|" * 4)
    totals = dict.fromkeys(ways, (0, 0))
    for name, told in counts.items():
        cells = []
        for way in ways:
            tried, caught = told.get(way, (0, 0))
            totals[way] = (totals[way][0] + tried, totals[way][1] + caught)
            cells += [str(tried), str(caught)] if way in told else ["", ""]
        lines.append(f"| {name} | {KINDS[name].check} | {' | '.join(cells)} |")
    sums = (str(number) for way in ways for number in totals[way])
    lines.append(f"| **{len(counts)} kinds** | | {' | '.join(sums)} |")
    return "\n".join(lines) + "\n"


def shown(place, check):
    return f"{place[0]}:{place[1]}:{place[2]} [{check}]"


def in_memory(base, files):
    """Return what our checks find in a package of which some files are other than they were."""
    there = base.files | files
    text = there["datapackage.json"].decode()
    return Run.over(Package("datapackage.json", json.loads(text), there.__getitem__), text)


def problems_of(run, base, kind, fault):
    """Return what our checks say beside what frictionless does, if the fault is for it to tell."""
    if kind.check in SEVERITY:
        return list(run.problems)
    theirs = Problem(*fault.place, kind.check, "error", "", "", "")
    name = next(name for name in base.tables if base.path(name) == fault.place.path)
    for other in base.tables.keys() - {name}:
        run.own(other, [])
    mine = {id(item) for item in run.own(name, [theirs])}
    return [item for item in run.problems if id(item) in mine or item.path != theirs.path]


def is_error(problem):
    return problem.severity == "error"


def through_frictionless(folder):
    """Return errors and warnings of plain frictionless, as places and as sentences."""
    ensure_found()
    report = frictionless.validate(str(folder / "datapackage.json"))
    found = [problem_of(error, "datapackage.json") for error in report.errors]
    found += [problem_of(error, task.place) for task in report.tasks for error in task.errors]
    return found, [text for task in report.tasks for text in task.warnings]


def told(problems):
    return [shown((item.path, item.line, item.field), item.check) for item in problems]


def fails(kind, fault, errors, warnings):
    """Return what is wrong with what was found; errors are problems, warnings are texts."""
    here = shown(fault.place, kind.check)
    is_warning = SEVERITY.get(kind.check) == "warning"
    expected = [] if is_warning else [here]
    wrong = [] if errors == expected else [f"expected {expected}, got {errors}"]
    if is_warning and here not in warnings:
        wrong.append(f"expected the warning {here}, got {warnings}")
    more = [text for text in warnings if text != here]
    more = [text for text in more if text.rpartition("[")[2].rstrip("]") not in kind.also]
    return wrong + [f"a warning too many: {text}" for text in more]


def test_packages_are_valid(base):
    assert told(Run.at(base.folder / "datapackage.json").problems) == []
    assert told(filter(is_error, Run.at(cut.ROOT / "datapackage.json").problems)) == []
    assert through_frictionless(base.folder) == ([], [])


def test_there_are_enough_kinds_and_faults(base):
    tried = sum(len(mutations.faults(kind, base)) for kind in KINDS.values())
    assert len(KINDS) >= 40
    assert tried >= 400


def test_every_check_has_a_kind():
    assert {kind.check for kind in KINDS.values()} >= SEVERITY.keys()


def test_faults_are_the_same_each_time(base):
    kind = KINDS["code with a typo"]
    assert mutations.faults(kind, base) == mutations.faults(kind, base)


@pytest.mark.parametrize("name", mutations.HARMLESS)
def test_harmless_edits_pass(name, base):
    made = 0
    for n in range(20):
        edit = Edit(base, Random(f"{name} {n}"))
        with suppress(mutations.UnsuitedError):
            place = mutations.HARMLESS[name](edit)
            assert told(in_memory(base, edit.files()).problems) == [], place
            made += 1
    assert made >= 5


@pytest.mark.parametrize("name", KINDS)
def test_checks_catch(name, base, tally):
    kind, missed = KINDS[name], []
    faults = mutations.faults(kind, base)
    assert faults or name == "coded twice called coded once", "no row to break"
    for fault in faults:
        problems = problems_of(in_memory(base, fault.files), base, kind, fault)
        errors = told(filter(is_error, problems))
        warnings = told(item for item in problems if not is_error(item))
        if kind.check not in SEVERITY:
            errors.append(shown(fault.place, kind.check))
        missed += [f"{fault.place}: {what}" for what in fails(kind, fault, errors, warnings)]
    if kind.check in SEVERITY:
        caught = len(faults) - len({what.partition(": ")[0] for what in missed})
        tally.setdefault(name, {})["checks"] = (len(faults), caught)
    assert not missed, "\n".join(missed)


@pytest.mark.parametrize("name", KINDS)
def test_frictionless_catches(name, base, broken, tally):
    kind, missed = KINDS[name], []
    faults = mutations.faults(kind, base)[: None if EVERY else 1]
    for fault in faults:
        for path, data in fault.files.items():
            (broken / path).write_bytes(data)
        problems, sentences = through_frictionless(broken)
        for path in fault.files:
            (broken / path).write_bytes(base.files[path])
        where = ":".join(str(part) for part in fault.place if part is not None)
        here = shown(fault.place, kind.check)
        warnings = [here for text in sentences if text.startswith(f"{where}: found")]
        missed += [
            f"{fault.place}: {what}" for what in fails(kind, fault, told(problems), warnings)
        ]
    caught = len(faults) - len({what.partition(": ")[0] for what in missed})
    tally.setdefault(name, {})["frictionless"] = (len(faults), caught)
    assert not missed, "\n".join(missed)
