"""The commands that only read: ``show``, ``codebook``, ``diff``, ``cite``."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from readouts.commands.options import (
    Output,
    PackageOption,
    PathArgument,
    complete_engagement,
    complete_term,
    writable,
)
from readouts.commands.printing import print_lines, print_text, progress
from readouts.reports.validation import here
from readouts.storage.package import open_package

__all__ = ["app"]

app = typer.Typer()


class Style(enum.StrEnum):
    """Styles of a citation."""

    text = "text"
    bibtex = "bibtex"
    ris = "ris"


class Told(enum.StrEnum):
    """Forms of what is told for reading."""

    text = "text"
    markdown = "markdown"


class Compared(enum.StrEnum):
    """Forms of a comparison."""

    text = "text"
    markdown = "markdown"
    json = "json"


@app.command("show")
def show_command(
    engagement: Annotated[
        str,
        typer.Argument(metavar="ENGAGEMENT", help="Its id.", autocompletion=complete_engagement),
    ],
    package: PackageOption = None,
    form: Annotated[Told, typer.Option("--format", help="Form of the text.")] = Told.text,
) -> None:
    """Tell an engagement from all tables: who met whom, and what each side says was said.

    Example: readouts show E0293
    """
    import readouts
    from readouts.texts.dossier import tell
    from readouts.texts.prose import to_markdown

    lines = tell(readouts.load(package if package is not None else here()), engagement)
    if form == Told.markdown:
        print_text(f"{to_markdown(lines)}\n")
    else:
        print_lines(lines)


@app.command("codebook")
def codebook_command(
    term: Annotated[
        str | None,
        typer.Argument(
            metavar="[TERM]",
            help="A code, a field, a value or a word. Without it, the list of claims.",
            show_default=False,
            autocompletion=complete_term,
        ),
    ] = None,
    package: PackageOption = None,
) -> None:
    """Look up what a code, a field or a term means, and where it is used.

    Example: readouts codebook defence-embargo
    """
    from readouts.texts.glossary import Glossary
    from readouts.versions.revisions import tables_of

    opened = open_package(package if package is not None else here())
    glossary = Glossary(tables_of(opened))
    print_lines(glossary.contents() if term is None else glossary.look_up(term))


@app.command("diff")
def diff_command(
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE", help="A folder, a datapackage.json, a zip or a revision of git."
        ),
    ],
    head: Annotated[
        str | None,
        typer.Argument(
            metavar="[HEAD]",
            help="Likewise. Without it, the package of the current folder.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        Compared, typer.Option("--format", help="Form of the comparison.")
    ] = Compared.text,
    output: Output = None,
) -> None:
    """Say which rows were added, removed and changed between two versions, cell by cell.

    Rows are told apart by primary key. An id that is gone without being retired is said so.

    Example: readouts diff HEAD
    """
    from readouts.versions import text as diff_text
    from readouts.versions.diff import compare
    from readouts.versions.revisions import open_version, tables_of

    with progress("comparing"):
        after = head if head is not None else str(writable(None, how="Name HEAD"))
        folder = Path(after).parent if Path(after).is_file() else Path(after)
        folders = [item for item in (folder, Path()) if item.is_dir()]
        old, new = (tables_of(open_version(item, folders)) for item in (base, after))
        diff = compare(old, new)
    forms = {
        Compared.text: lambda: f"{diff_text.to_text(diff)}\n",
        Compared.markdown: lambda: diff_text.to_markdown(diff),
        Compared.json: lambda: diff_text.to_json(diff),
    }
    print_text(forms[form](), output)
    if output is not None:
        typer.echo(f"wrote {output}: {diff.summary()}")


@app.command("cite")
def cite_command(
    path: PathArgument = None,
    style: Annotated[Style, typer.Option(help="Style of the citation.")] = Style.text,
) -> None:
    """Print how to cite this version of the data.

    Example: readouts cite --style bibtex
    """
    import readouts

    data = readouts.load(path if path is not None else here(), resources=[])
    typer.echo(readouts.cite(data, style=style.value))
