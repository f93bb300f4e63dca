"""Checks of how rows hang together: parts, participants, actors, code lists."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
