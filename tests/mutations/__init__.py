"""Single faults in a valid package, of many kinds, each labelled with what must be said of it.

A kind is a function that takes an `Edit`, a package in memory with a seeded random generator,
makes one fault in it, and returns where that must be reported. Most are what goes wrong when
people code by hand: a typo, swapped cells, a row pasted twice, a file saved by a spreadsheet.
Kinds choose their rows by what is in them, so that they do not depend on particular rows.
"""

from mutations import cells, fields, files, positions, sources, structure  # noqa: F401 (kinds)
from mutations.base import IDS, KINDS, Base, Edit, Fault, Kind, UnsuitedError, faults, prepare
from mutations.harmless import HARMLESS

__all__ = [
    "HARMLESS",
    "IDS",
    "KINDS",
    "Base",
    "Edit",
    "Fault",
    "Kind",
    "UnsuitedError",
    "faults",
    "prepare",
]
