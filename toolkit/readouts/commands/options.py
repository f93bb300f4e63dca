"""What several commands ask for: a package, a file, an id; and what completes it in a shell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from readouts.errors import NotAPackageError, ReadoutsError
from readouts.reports.validation import here
from readouts.storage.package import DESCRIPTOR, Package, open_package

__all__ = [
    "Output",
    "PackageOption",
    "PathArgument",
    "complete_engagement",
    "complete_id",
    "complete_term",
    "writable",
]

PathArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="[PATH]",
        help=f"A folder or a {DESCRIPTOR}. Without it, the current folder.",
        show_default=False,
    ),
]

PackageOption = Annotated[
    Path | None,
    typer.Option(
        "--package",
        metavar="PATH",
        help=f"A folder or a {DESCRIPTOR}. Without it, the current folder.",
        show_default=False,
    ),
]

Output = Annotated[
    Path | None,
    typer.Option("--output", metavar="FILE", help="Write to a file.", show_default=False),
]


def writable(path: Path | None, *, how: str = "Give its folder") -> Path:
    """Return the package to change: the one that is named, or that of the current folder."""
    source = path if path is not None else here()
    if source is None:
        raise NotAPackageError(f"There is no {DESCRIPTOR} in the current folder. {how}")
    return source


def complete_engagement() -> Iterator[tuple[str, str]]:
    """Yield the ids of engagements, with their titles; Typer keeps those that begin so."""
    yield from _rows("engagements", "engagement_id", "title")


def complete_id() -> Iterator[tuple[str, str]]:
    """Yield the ids of engagements, readouts, sources and actors, with what they are."""
    yield from complete_engagement()
    yield from _rows("readouts", "readout_id", "engagement_id")
    yield from _rows("sources", "source_id", "publisher")
    yield from _rows("actors", "actor_id", "name")


def complete_term() -> Iterator[tuple[str, str]]:
    """Yield the codes of issues and claims, the tables and the fields, with their titles."""
    yield from _rows("issues", "issue_id", "label")
    yield from _rows("claims", "claim_id", "label")
    package = _package()
    for name, resource in package.resources.items() if package is not None else ():
        yield name, resource.get("title", "")
        for field in resource["schema"]["fields"]:
            yield f"{name}.{field['name']}", field.get("title", "")


def _package() -> Package | None:
    with suppress(ReadoutsError, OSError):  # a shell that completes is told nothing
        return open_package(here())
    return None


def _rows(table: str, key: str, label: str) -> Iterator[tuple[str, str]]:
    package = _package()
    with suppress(ReadoutsError):
        if package is not None:
            rows = package.read_table(table).values([key, label])
            yield from ((name, told) for _, (name, told) in rows)
