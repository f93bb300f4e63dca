"""The commands that concern records: ``new``, ``add``, ``record``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from readouts.commands.options import PackageOption, writable
from readouts.commands.printing import print_report, progress
from readouts.records.adding import Addition, add
from readouts.records.intake import TABLES
from readouts.records.reading import to_yaml
from readouts.records.schema import FILE, render_schema
from readouts.records.telling import to_records
from readouts.records.template import render_template
from readouts.reports.validation import here
from readouts.storage.package import open_package
from readouts.storage.rows import read_draft
from readouts.storage.writing import replace_files

__all__ = ["app"]

MOST_LINES = 20
"""Records, and changed cells, that are shown one by one."""

app = typer.Typer()


@app.command("add")
def add_command(
    records: Annotated[
        list[Path],
        typer.Argument(metavar="RECORD...", help="Files of records, or folders of them."),
    ],
    package: PackageOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be added; write nothing.")
    ] = False,
    details: Annotated[
        bool, typer.Option("--details", help="Show every row that is added or changed.")
    ] = False,
) -> None:
    """Add records to a package: all of them or, if one has an error, none.

    Exit codes: 0 written (or, in a dry run, ready to be), 1 refused and nothing written, 2
    could not run.

    Example: readouts add --dry-run my-record.yaml
    """
    with progress("starting") as tell:
        addition = add(
            records, package=writable(package, how="Give --package"), dry_run=dry_run, tell=tell
        )
    _print_addition(addition, dry_run, details)
    if not addition.report.is_complete:
        raise typer.Exit(2)
    raise typer.Exit(0 if addition.report.ok else 1)


@app.command("record")
def record_command(
    engagements: Annotated[
        list[str], typer.Argument(metavar="ENGAGEMENT...", help="Ids, such as E0293.")
    ],
    package: PackageOption = None,
) -> None:
    """Print engagements of a package as records, one YAML document each.

    `readouts add` takes them back, into a package that lacks them.

    Example: readouts record E0293 > lafi.yaml
    """
    draft = read_draft(open_package(writable(package, how="Give --package")), TABLES)
    typer.echo(to_yaml(to_records(draft, list(dict.fromkeys(engagements)))), nl=False)


@app.command("new")
def new_command(
    example: Annotated[
        bool, typer.Option("--example", help="Print one that is filled in; nothing in it is real.")
    ] = False,
    package: PackageOption = None,
) -> None:
    """Print a record to fill in, each key with what it means.

    Example: readouts new > my-record.yaml
    """
    descriptor = open_package(package if package is not None else here()).descriptor
    typer.echo(render_template(descriptor, filled=example), nl=False)


@app.command("record-schema", hidden=True)
def schema_command(
    package: PackageOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the file is stale.")
    ] = False,
) -> None:
    """Write the JSON Schema of records anew from the descriptor.

    Example: readouts record-schema --check
    """
    opened = open_package(writable(package, how="Give --package"))
    file = Path(opened.where).parent / FILE
    new = render_schema(opened.descriptor)
    if file.is_file() and file.read_text("utf-8") == new:
        typer.echo(f"{file} is up to date")
    elif check:
        typer.echo(f"{file} is stale: run `readouts record-schema`")
        raise typer.Exit(1)
    else:
        file.touch()
        replace_files({file: new.encode()})
        typer.echo(f"rewrote {file}")


def _print_addition(addition: Addition, dry_run: bool, details: bool) -> None:
    if len(addition.report):
        print_report(addition.report)
    if addition.other_warnings:
        typer.echo(
            f"Warnings of rows that no record touches: {addition.other_warnings}. "
            "`readouts validate` tells them."
        )
    if not addition.report.ok:
        earlier = addition.earlier_errors
        if earlier:
            told = "1 error is" if earlier == 1 else f"{earlier} errors are"
            typer.echo(f"{told} in rows that no record touches; they have to be mended first.")
        typer.echo("Nothing was written.")
        return
    if details:
        from readouts.versions.text import to_text

        typer.echo(to_text(addition.diff))
    else:
        for line in _rows(addition):
            typer.echo(line)
    if dry_run:
        typer.echo("This was a dry run: nothing was written.")


def _rows(addition: Addition) -> Iterator[str]:
    """Yield the row diff: counts by table, the engagements, changed cells."""
    changed: dict[str, set[tuple[str, ...]]] = {}
    for change in addition.changed:
        changed.setdefault(change.table, set()).add(change.key)
    names = list(dict.fromkeys([*addition.added, *changed]))
    for name in names:
        new, old = len(addition.added.get(name, ())), len(changed.get(name, ()))
        told = [f"{new:,} new"] * bool(new) + [f"{old:,} changed"] * bool(old)
        yield f"  {name:<18}{', '.join(told)}"
    if not names:
        yield "  no row changes: all of it is in the tables already"
    yield from _few([f"{slug}: {key}" for slug, key in addition.engagements.items()], "records")
    cells = [
        f"{item.table} {'/'.join(item.key)} {item.field}: {item.old!r} → {item.new!r}"
        for item in addition.changed
    ]
    yield from _few(cells, "changed cells")


def _few(lines: list[str], what: str) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"  +{len(lines) - MOST_LINES:,} more {what}"
