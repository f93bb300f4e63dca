"""Checks of codings against the codes of their positions."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
