"""The commands that check and tidy: ``validate``, ``format``."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Annotated

import typer

from readouts.commands.options import Output, PathArgument, writable
from readouts.commands.printing import print_report, print_text, progress
from readouts.reports.rendering import to_github, to_json, to_markdown
from readouts.reports.validation import Report, validate
from readouts.storage.writing import format_package

__all__ = ["app"]

app = typer.Typer()


class Format(enum.StrEnum):
    """Forms of a report."""

    text = "text"
    github = "github"
    json = "json"
    sarif = "sarif"
    markdown = "markdown"


@app.command("validate")
def validate_command(
    path: PathArgument = None,
    form: Annotated[
        Format, typer.Option("--format", help="Form of the report.", show_default=True)
    ] = Format.text,
    output: Output = None,
) -> None:
    """Say what is wrong in a package, where, and how to mend it.

    Exit codes: 0 no errors, 1 errors, 2 the validation could not run.

    Example: readouts validate data-package-folder --format json
    """
    with progress("validating"):
        report = validate(path)
    if form == Format.text and output is None:
        print_report(report)
    else:
        print_text(_rendered(report, form), output)
    if output is not None:
        typer.echo(f"wrote {output}: {report.summary()}")
    if not report.is_complete:
        raise typer.Exit(2)
    raise typer.Exit(0 if report.ok else 1)


@app.command("format")
def format_command(
    path: PathArgument = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
) -> None:
    """Bring the files of a package into canonical form: all of them or none.

    UTF-8, LF, quotation marks only where needed, rows sorted by key. Cells keep their text.

    Example: readouts format --check
    """
    changed = format_package(writable(path), dry_run=check)
    for name in changed:
        typer.echo(f"{'would rewrite' if check else 'rewrote'} {name}")
    if not changed:
        typer.echo("all files are in canonical form")
    raise typer.Exit(1 if check and changed else 0)


def _rendered(report: Report, form: Format) -> str:
    folder = _folder(report.where)
    if form == Format.github:
        return to_github(report, folder)
    if form == Format.json:
        return to_json(report)
    if form == Format.markdown:
        return to_markdown(report)
    if form == Format.sarif:
        from readouts.reports.run import ERRORS
        from readouts.reports.sarif import to_sarif
        from readouts.storage.package import open_package

        version = str(open_package().descriptor["version"])
        return to_sarif(report, ERRORS, version=version, folder=folder)
    return f"{report}\n"


def _folder(where: str) -> str:
    """Return where the package lies in the repository, as GitHub or the current folder has it."""
    root = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    try:
        place = Path(where).resolve().parent.relative_to(root).as_posix()
    except ValueError:
        return ""
    return place if place != "." else ""
