"""Cases of checks: edits of a package that make one problem, and edits that make none."""

from __future__ import annotations

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


def found(folder):
    """Return the texts of what all checks find."""
    return [problem.text() for problem in Run.at(folder / "datapackage.json").problems]


def validated(folder):
    """Return the texts of what a validation finds."""
    return [problem.text() for problem in readouts.validate(folder)]


def message(*, where, check, what, expected, fix):
    """Return the text of a problem of a file in data/."""
    return f"data/{where}  [{check}]\n  found     {what}\n  expected  {expected}\n  fix       {fix}"
