"""Checks of stated positions: holders, stances, quotations, order."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
