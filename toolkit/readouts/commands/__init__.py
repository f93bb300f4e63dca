"""The commands of ``readouts``; each calls one function of the library and prints its result."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console  # noqa: F401 (what is not installed is missed here)

from readouts.commands import checking, editing, generating, reading, recording
from readouts.storage.package import open_package

__all__ = ["app", "run"]

app = typer.Typer(
    name="readouts",
    help="Read, check, compare and cite a Readouts data package, and add to it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for part in (checking.app, recording.app, reading.app, editing.app, generating.app):
    app.registered_commands += part.registered_commands


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
    """Read, check, compare and cite a Readouts data package, and add to it."""
