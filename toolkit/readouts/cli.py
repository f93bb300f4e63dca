"""The command ``readouts``: where it starts, and what it says when it cannot."""

from __future__ import annotations

import io
import sys

from readouts.errors import MissingExtraError, ReadoutsError

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 0 (all is well), 1 (problems) or 2 (could not run).

    Parameters
    ----------
    arguments : list of str, optional
        What stands after ``readouts``. Without it, what the shell gave.
    """
    try:
        from readouts.commands import run
    except ImportError as error:
        if error.name is None or error.name.startswith("readouts"):
            raise
        return _refuse(MissingExtraError("The command line", "check"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # never fail over a character
    try:
        return run(arguments)
    except (ReadoutsError, OSError) as error:
        return _refuse(error)


def _refuse(error: Exception) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return 2
