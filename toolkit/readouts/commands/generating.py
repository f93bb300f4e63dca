"""The commands that make parts of the repository anew, for those who work on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from readouts.reports.validation import here
from readouts.storage.writing import replace_files

__all__ = ["app"]

app = typer.Typer()

Check = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit with 1 if the file is stale.")
]


@app.command("dictionary", hidden=True)
def dictionary_command(
    file: Annotated[Path, typer.Argument(help="The codebook.")],
    package: Annotated[Path | None, typer.Option(help="Folder of the package.")] = None,
    check: Check = False,
) -> None:
    """Write the parts of CODEBOOK.md that are made from the package anew.

    Example: readouts dictionary CODEBOOK.md
    """
    import readouts
    from readouts.texts.dictionary import render

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
