"""Checks of sources: addresses, owners, openings, and what looks told twice."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
