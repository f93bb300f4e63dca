"""Results → pictures. Each function takes a table first and returns the ``Axes``.

Nothing is shown, saved or set for other pictures. A function without ``ax`` draws on a new
figure that fits what it shows; with ``ax``, there. Colours are those of `PALETTE`, which
readers with a colour-vision deficiency can tell apart; a side keeps its colour everywhere.
"""

from __future__ import annotations

from readouts.plot.style import (
    PALETTE,
    SIDE_COLOURS,
    STANCE_COLOURS,
    STANCE_MARKS,
    source_note,
)
from readouts.plot.told import accounts
from readouts.plot.when import coverage, timeline
from readouts.plot.where import places
from readouts.plot.who import pairs

__all__ = [
    "PALETTE",
    "SIDE_COLOURS",
    "STANCE_COLOURS",
    "STANCE_MARKS",
    "accounts",
    "coverage",
    "pairs",
    "places",
    "source_note",
    "timeline",
]
