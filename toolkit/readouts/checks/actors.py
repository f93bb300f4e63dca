"""Checks of actors: their names, and the bodies that they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from readouts.checks.check import Check
from readouts.checks.raw import RawPackage
from readouts.problems import Problem, fault, quoted

__all__ = [
    "CHECKS",
    "check_actor_has_one_preferred_name",
    "check_body_is_no_person",
    "check_person_has_no_parent",
    "check_preferred_name_is_latin",
]

_BODIES = (
    ("participants", "organization_id"),
    ("actors", "parent_id"),
    ("posts", "organization_id"),
)
"""The columns that name the body to which somebody or something belongs."""


def check_actor_has_one_preferred_name(raw: RawPackage) -> Iterator[Problem]:
    """Yield the actors without a preferred name, with another than their own, or with two.

    Passed over where a name is of no known kind, or a preferred name is nobody's.
    """
    preferred, doubtful, stray = _preferred(raw)
    path, names = raw.table("actors").path, raw.table("actor_names").path
    for line, (own, name) in raw.rows("actors", "actor_id", "name"):
        found = preferred.get(own, {})
        if own in doubtful or (not found and name in stray):
            continue
        if not found:
            told = f"{quoted(name)}, and {quoted(own)} has no preferred name in {names}"
            expected = "the same name there, of the kind 'preferred'"
            fix = "add the name there, or correct its kind"
            yield fault(path, line, "name", found=told, expected=expected, fix=fix)
        elif len(found) == 1 and name not in found:
            (other, at), *_ = found.items()
            expected = f"{quoted(other)}, the preferred name ({names}:{at})"
            fix = "write the same name in both places"
            yield fault(path, line, "name", found=quoted(name), expected=expected, fix=fix)
        yield from _surplus(names, own, name, found)


def check_preferred_name_is_latin(raw: RawPackage) -> Iterator[Problem]:
    """Yield the preferred names in another script than the Latin."""
    path = raw.table("actor_names").path
    others = raw.enum("actor_names", "script") - {"Latn"}
    for line, (script, kind) in raw.rows("actor_names", "script", "kind"):
        if kind == "preferred" and script in others:
            yield fault(
                path,
                line,
                "script",
                found=f"{quoted(script)} for a preferred name",
                expected="'Latn': a preferred name is in Latin script",
                fix="give the neutral name in Latin script, and this one as a variant",
            )


def check_person_has_no_parent(raw: RawPackage) -> Iterator[Problem]:
    """Yield the persons that have a parent body; not those that are named as a body themselves."""
    path = raw.table("actors").path
    named = {cell for name, column in _BODIES for _, (cell,) in raw.rows(name, column)}
    for line, (own, kind, parent) in raw.rows("actors", "actor_id", "kind", "parent_id"):
        if kind == "person" and parent and own not in named:
            yield fault(
                path,
                line,
                "parent_id",
                found=f"{quoted(parent)} as the parent of a person",
                expected="an empty cell: for whom a person acts stands in "
                f"{raw.table('participants').path}",
                fix="empty the cell, or correct the kind",
            )


def check_body_is_no_person(raw: RawPackage) -> Iterator[Problem]:
    """Yield the persons that are named as the body to which somebody or something belongs.

    Told where they are named or, if that is several times, where they are told to be persons.
    """
    kinds = raw.rows("actors", "actor_id", "kind")
    persons = {own: line for line, (own, kind) in kinds if kind == "person"}
    named: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for name, column in _BODIES:
        for line, (body,) in raw.rows(name, column):
            if body in persons:
                named[body].append((raw.table(name).path, line, column))
    actors = raw.table("actors").path
    for own, places in named.items():
        path, line, column = places[0]
        if len(places) == 1:
            found = f"{quoted(own)}, a person ({actors}:{persons[own]})"
            fix = "name the body, or empty the cell"
        else:
            found = (
                f"'person', and {len(places)} rows name it as a body (the first is {path}:{line})"
            )
            path, line, column = actors, persons[own], "kind"
            fix = "correct the kind, or name the body in those rows"
        expected = "an organization or a group where a body is named"
        yield fault(path, line, column, found=found, expected=expected, fix=fix)


def _preferred(raw: RawPackage) -> tuple[dict[str, dict[str, int]], set[str], set[str]]:
    """Return the preferred names of each actor with their lines, and what is in doubt.

    In doubt are actors with a name of no known kind, and preferred names of no known actor.
    """
    kinds = raw.enum("actor_names", "kind")
    known = {own for _, (own,) in raw.rows("actors", "actor_id")}
    preferred: dict[str, dict[str, int]] = defaultdict(dict)
    doubtful, stray = set(), set()
    for line, (own, name, kind) in raw.rows("actor_names", "actor_id", "name", "kind"):
        if kind not in kinds:
            doubtful.add(own)
        elif kind == "preferred":
            preferred[own].setdefault(name, line)
            if own not in known:
                stray.add(name)
    return preferred, doubtful, stray


def _surplus(path: str, own: str, name: str, found: dict[str, int]) -> Iterator[Problem]:
    """Yield the preferred names of an actor beside his own, or beside the first."""
    kept = name if name in found else next(iter(found), name)
    for other, line in found.items():
        if other != kept:
            yield fault(
                path,
                line,
                "kind",
                found=f"'preferred' a second time for {quoted(own)}",
                expected=f"one preferred name (it is {quoted(kept)}, on line {found[kept]})",
                fix="make one of the two a variant",
            )


CHECKS = (
    Check(
        check_actor_has_one_preferred_name,
        "An actor has the same name wherever he is shown.",
        source="codebook, data dictionary: actor_names",
    ),
    Check(
        check_preferred_name_is_latin,
        "Preferred names can be read and sorted together.",
        source="codebook, section 10: actor_names.kind",
    ),
    Check(
        check_person_has_no_parent,
        "People change their bodies; for which one they acted is told engagement by engagement.",
        source="codebook, data dictionary: actors.parent_id",
    ),
    Check(
        check_body_is_no_person,
        "Nobody takes part for a person as if he were a body.",
        source="codebook, data dictionary: participants.organization_id, actors.parent_id",
    ),
)
