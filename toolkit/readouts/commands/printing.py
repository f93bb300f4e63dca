"""How commands print: reports, lines for reading, text for machines, and what is being done."""

from __future__ import annotations

import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from readouts.problems import Problem
from readouts.reports.rendering import grouped
from readouts.reports.validation import Report
from readouts.texts.prose import Line

__all__ = ["print_lines", "print_report", "print_text", "progress"]

PATIENCE = 2.0
"""Seconds after which a command shows what it is doing."""

_STYLES = {"title": "bold", "heading": "bold", "item": "cyan", "text": "", "aside": "dim"}


def print_report(report: Report) -> None:
    """Print problems file by file; colours, and the record of each, only on a terminal."""
    console = _console()
    for group in grouped(report):
        for problem in group.problems:
            console.print(_coloured(problem, is_long=console.is_terminal))
        for line in group.more_lines():
            console.print(Text(line, style="dim"))
        console.print()
    colour = "green" if report.ok else "bold red"
    console.print(Text(f"{report.where}: {report.summary()}", style=colour))


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines for reading, wrapped to the width of the terminal."""
    console = Console(highlight=False, emoji=False)
    for number, line in enumerate(lines):
        if number and (line.kind == "heading" or (line.kind == "item" and line.depth == 0)):
            console.print()
        margin = "  " * line.depth
        # A word that is too long, such as an address, stays whole: it can be copied.
        parts = textwrap.wrap(
            line.text,
            console.width,
            initial_indent=margin,
            subsequent_indent=f"{margin}  " if line.depth or line.kind == "item" else margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in parts:
            console.print(Text(part, style=_STYLES[line.kind]), soft_wrap=True)


def print_text(text: str, output: Path | None = None) -> None:
    """Print a text as UTF-8, exactly as it is, or write it to a file."""
    data = text.encode("utf-8", "backslashreplace")  # in JSON, that is an escape
    if output is None:
        typer.echo(data, nl=False)
    else:
        output.write_bytes(data)


@contextmanager
def progress(words: str) -> Iterator[Callable[[str], object]]:
    """Show on a terminal what is being done, once it has taken a while."""
    status = Console(stderr=True).status(f"{words} …")
    timer = threading.Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda told: status.update(f"{told} …")
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True, emoji=False)


def _coloured(problem: Problem, *, is_long: bool) -> Text:
    """Return the text of a problem with its place in bold and its words in grey."""
    text = Text(problem.long_text() if is_long else problem.text())
    colour = "red" if problem.severity == "error" else "yellow"
    text.highlight_regex(r"\A.*?(?=  \[)", "bold")
    text.highlight_regex(r"\[[a-z, -]+\](?=\n)", colour)
    text.highlight_regex(r"(?m)^  (found|expected|fix) ", "dim")
    text.highlight_regex(r"(?m)^  record .*$", "dim")
    return text
