"""Results → pictures. Each function takes a table or graph first and returns the ``Axes``.

Nothing is shown, saved or set for other pictures. A function without ``ax`` draws on a new
figure that fits what it shows; with ``ax``, there. Colours are those of `PALETTE`, which
readers with a colour-vision deficiency can tell apart; a side keeps its colour everywhere.
Of nothing, such as a filter that leaves no row, the picture says that there is nothing to draw.
"""

from __future__ import annotations

from readouts.plot.below import source_note
from readouts.plot.covered import coverage
from readouts.plot.held import stances
from readouts.plot.measured import intervals
from readouts.plot.style import (
    PALETTE,
    SIDE_COLOURS,
    STANCE_COLOURS,
    STANCE_MARKS,
)
from readouts.plot.sure import agreement, audit
from readouts.plot.tied import discourse, meetings
from readouts.plot.told import accounts
from readouts.plot.when import timeline
from readouts.plot.where import places
from readouts.plot.who import pairs

__all__ = [
    "PALETTE",
    "SIDE_COLOURS",
    "STANCE_COLOURS",
    "STANCE_MARKS",
    "accounts",
    "agreement",
    "audit",
    "coverage",
    "discourse",
    "intervals",
    "meetings",
    "pairs",
    "places",
    "source_note",
    "stances",
    "timeline",
]


def __dir__() -> list[str]:
    return sorted(__all__)
