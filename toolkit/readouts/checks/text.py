"""Checks of text cells: what a reader or a spreadsheet would not see, or would run."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
