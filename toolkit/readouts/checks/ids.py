"""Checks of ids: retired ids, and what refers to them."""

from __future__ import annotations

from readouts.checks.check import Check

__all__ = ["CHECKS"]

CHECKS: tuple[Check, ...] = ()
