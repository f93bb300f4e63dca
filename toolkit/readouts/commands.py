"""The commands of ``readouts``; each calls one function of the library and prints its result."""

from __future__ import annotations

import enum
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from readouts.errors import NotAPackageError
from readouts.package import DESCRIPTOR, open_package
from readouts.problems import Problem
from readouts.validation import Report, here, validate
from readouts.writing import format_package, replace_files

__all__ = ["app", "run"]

app = typer.Typer(
    name="readouts",
    help="Check, format and cite a Readouts data package.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_Path = Annotated[
    Path | None,
    typer.Argument(
        metavar="[PATH]",
        help=f"A folder or a {DESCRIPTOR}. Without it, the current folder.",
        show_default=False,
    ),
]


class Style(enum.StrEnum):
    """Styles of a citation."""

    text = "text"
    bibtex = "bibtex"
    ris = "ris"


def run(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code."""
    try:
        app(arguments, prog_name="readouts")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0  # pragma: no cover (typer always ends in SystemExit)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"readouts {open_package().descriptor['version']}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Check, format and cite a Readouts data package."""


@app.command("validate")
def validate_command(path: _Path = None) -> None:
    """Say what is wrong in a package, where, and how to mend it.

    Exit codes: 0 no errors, 1 errors, 2 the validation could not run.

    Example: readouts validate data-package-folder
    """
    report = validate(path)
    _print_report(report)
    if not report.is_complete:
        raise typer.Exit(2)
    raise typer.Exit(0 if report.ok else 1)


@app.command("format")
def format_command(
    path: _Path = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a file would change.")
    ] = False,
) -> None:
    """Bring the files of a package into canonical form: all of them or none.

    UTF-8, LF, quotation marks only where needed, rows sorted by key. Cells keep their text.

    Example: readouts format --check
    """
    source = path if path is not None else here()
    if source is None:
        raise NotAPackageError(f"There is no {DESCRIPTOR} in the current folder. Give its folder")
    changed = format_package(source, dry_run=check)
    for name in changed:
        typer.echo(f"{'would rewrite' if check else 'rewrote'} {name}")
    if not changed:
        typer.echo("all files are in canonical form")
    raise typer.Exit(1 if check and changed else 0)


@app.command("cite")
def cite_command(
    path: _Path = None,
    style: Annotated[Style, typer.Option(help="Style of the citation.")] = Style.text,
) -> None:
    """Print how to cite this version of the data.

    Example: readouts cite --style bibtex
    """
    import readouts

    data = readouts.load(path if path is not None else here(), resources=[])
    typer.echo(readouts.cite(data, style=style.value))


@app.command("dictionary", hidden=True)
def dictionary_command(
    file: Annotated[Path, typer.Argument(help="The codebook.")],
    package: Annotated[Path | None, typer.Option(help="Folder of the package.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if the file is stale.")
    ] = False,
) -> None:
    """Write the parts of CODEBOOK.md that are made from the package anew.

    Example: readouts dictionary CODEBOOK.md
    """
    import readouts
    from readouts.dictionary import render

    old = file.read_text("utf-8")
    new = render(old, readouts.load(package if package is not None else here()))
    if new == old:
        typer.echo(f"{file} is up to date")
    elif check:
        typer.echo(f"{file} is stale: run `readouts dictionary {file}`")
        raise typer.Exit(1)
    else:
        replace_files({file: new.encode()})
        typer.echo(f"rewrote {file}")


def _print_report(report: Report) -> None:
    """Print problems file by file; colours only on a terminal."""
    console = Console(highlight=False, soft_wrap=True, emoji=False)
    for _, problems in groupby(report, key=lambda item: item.path):
        for problem in problems:
            console.print(_coloured(problem))
        console.print()
    colour = "green" if report.ok else "bold red"
    console.print(Text(f"{report.where}: {report.summary()}", style=colour))


def _coloured(problem: Problem) -> Text:
    """Return the text of a problem with its place in bold and its words in grey."""
    text = Text(problem.text())
    colour = "red" if problem.severity == "error" else "yellow"
    text.highlight_regex(r"\A.*?(?=  \[)", "bold")
    text.highlight_regex(r"\[[a-z, -]+\](?=\n)", colour)
    text.highlight_regex(r"(?m)^  (found|expected|fix) ", "dim")
    return text
