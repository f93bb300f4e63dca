"""How far coders agree, and what an audit found: `codings` and `audits` → figures.

``agreement.table`` has the figures of the codebook, ``estimates`` the same with intervals,
``confusion`` and ``disagreements`` show where coders part, ``against_final`` measures a
coder against the codes that were published, ``audit`` and ``audit_estimates`` tell what a
second reader found. Only coders whose role is ``coder`` count as blind coders; a position
that one of them coded is no unit of agreement. Coders of one kind share their errors, so
that their agreement is an upper bound of accuracy.
"""

from readouts.agreement.arithmetic import alpha, raw
from readouts.agreement.auditing import audit, audit_estimates
from readouts.agreement.comparing import against_final, confusion, disagreements
from readouts.agreement.measuring import estimates, table
from readouts.agreement.reading import ALL_ROUNDS, VARIABLES, ratings

__all__ = [
    "ALL_ROUNDS",
    "VARIABLES",
    "against_final",
    "alpha",
    "audit",
    "audit_estimates",
    "confusion",
    "disagreements",
    "estimates",
    "ratings",
    "raw",
    "table",
]


def __dir__() -> list[str]:
    return sorted(__all__)
