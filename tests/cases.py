"""Cases of checks: edits of a package that make one problem, and edits that make none."""

from __future__ import annotations

import pytest

import readouts
from readouts import checks
from readouts.reports.run import Run


class Cases:
    """The cases of a test file, collected by decorators.

    An edit takes the folder of a valid package and breaks it. That of a fault returns file,
    line, field, found, expected and fix of the one problem that there is then.
    """

    def __init__(self):
        self.faults, self.near_misses, self.broken = {}, {}, {}

    def fault(self, check):
        def add(edit):
            self.faults[f"{check}: {edit.__name__}"] = edit
            return edit

        return add

    def passes(self, edit):
        self.near_misses[edit.__name__] = edit
        return edit

    def reported(self, edit):
        """Collect an edit that frictionless reports, once; our checks pass over it."""
        self.broken[edit.__name__] = edit
        return self.passes(edit)

    def firsts(self):
        """Return the first case of each check: it goes the whole way, through frictionless."""
        return list({name.partition(":")[0]: name for name in reversed(self.faults)}.values())

    def checks(self):
        return {name.partition(":")[0] for name in self.faults}

    def expected(self, name, folder):
        """Edit a package and return the whole text of the problem that it has then."""
        check = name.partition(":")[0]
        path, line, field, found, expected, fix = self.faults[name](folder)
        severity = next(item.severity for item in checks.CHECKS if item.id == check)
        where = ":".join(str(part) for part in (path, line, field) if part is not None)
        return (
            f"{where}  [{check}{', warning' * (severity == 'warning')}]\n"
            f"  found     {found}\n"
            f"  expected  {expected}\n"
            f"  fix       {fix}"
        )

    def tests(self, modules):
        """Return the tests that every file of cases has; ``package`` is its fixture."""

        @pytest.mark.parametrize("name", self.faults)
        def one_edit_is_one_problem(package, name):
            expected = self.expected(name, package)
            assert found(package) == [expected]

        @pytest.mark.parametrize("name", self.firsts())
        def validation_says_the_same(package, name):
            expected = self.expected(name, package)
            assert validated(package) == [expected]

        @pytest.mark.parametrize("name", self.near_misses)
        def near_misses_pass(package, name):
            self.near_misses[name](package)
            assert found(package) == []

        @pytest.mark.parametrize("name", self.broken)
        def what_frictionless_reports_is_told_once(package, name):
            self.broken[name](package)
            assert len(validated(package)) == 1

        def every_check_has_a_case():
            assert self.checks() == {check.id for module in modules for check in module.CHECKS}

        return (
            one_edit_is_one_problem,
            validation_says_the_same,
            near_misses_pass,
            what_frictionless_reports_is_told_once,
            every_check_has_a_case,
        )


def found(folder):
    """Return the texts of what all checks find."""
    return [problem.text() for problem in Run.at(folder / "datapackage.json").problems]


def validated(folder):
    """Return the texts of what a validation finds."""
    return [problem.text() for problem in readouts.validate(folder)]


def message(*, where, check, what, expected, fix):
    """Return the text of a problem of a file in data/."""
    return f"data/{where}  [{check}]\n  found     {what}\n  expected  {expected}\n  fix       {fix}"
