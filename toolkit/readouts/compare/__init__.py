"""Readouts side by side: what each side tells, leaves out, and says of the other.

``compare.engagement`` puts the accounts of one engagement beside each other
(``compare.engagements`` does it for all), ``compare.dyads`` measures many of them,
``compare.statements`` lists what somebody is said to hold. What is compared is which claims
are present, never how often (CODEBOOK, section 7), and absence is never silence: pages that
were read in part are counted everywhere.
"""

from readouts.compare.comparison import Comparison, engagement, engagements
from readouts.compare.measures import Measures, dyads
from readouts.compare.said import statements

__all__ = ["Comparison", "Measures", "dyads", "engagement", "engagements", "statements"]


def __dir__() -> list[str]:
    return sorted(__all__)
