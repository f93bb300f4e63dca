"""The command that takes an id out of use: ``retire``."""

from __future__ import annotations

from typing import Annotated

import typer

from readouts.commands.options import PackageOption, complete_id, writable
from readouts.commands.printing import print_report, print_text, progress

__all__ = ["app"]

app = typer.Typer()


@app.command("retire")
def retire_command(
    retired: Annotated[
        str, typer.Argument(metavar="ID", help="The id.", autocompletion=complete_id)
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why, in a sentence.")],
    replaced_by: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="What stands for it now; references are led to it.",
            show_default=False,
            autocompletion=complete_id,
        ),
    ] = None,
    package: PackageOption = None,
) -> None:
    """Take an id out of use: its row goes, and `retired_ids` says why and what replaced it.

    Exit codes: 0 written, 1 refused and nothing written, 2 could not run.

    Example: readouts retire S0012 --replaced-by S0011 --reason "The same page twice"
    """
    from readouts.retiring import StillUsedError, retire
    from readouts.versions import text as diff_text

    source = writable(package, how="Give --package")
    try:
        with progress("validating the package that would result"):
            done = retire(retired, reason=reason, replaced_by=replaced_by, package=source)
    except StillUsedError as error:
        typer.echo(f"{error}. Nothing was written.")
        raise typer.Exit(1) from None
    print_text(f"{diff_text.to_text(done.diff)}\n")
    if done.is_written:
        return
    print_report(done.report)
    typer.echo("Nothing was written.")
    raise typer.Exit(1 if done.report.is_complete else 2)
