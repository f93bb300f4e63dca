"""What a field expects, in words: a type, a value of a list, a value like its example."""

from __future__ import annotations

import re
from typing import Any

from readouts.errors import nearest

__all__ = ["of_constraint", "of_type"]

LISTED = 12
"""Values of an enumeration that a message lists in full."""

_CONSTRAINT = re.compile('constraint "([A-Za-z]+)" is "(.*)"', re.DOTALL)

_TYPES = {
    "boolean": "true or false",
    "date": "a day such as '2026-11-23'",
    "integer": "a whole number",
    "number": "a number with a decimal point",
}


def of_type(field: dict[str, Any]) -> str:
    """Return what the type of a field asks for."""
    kind = field.get("type", "string")
    return _TYPES.get(kind, f"a value of type {kind}")


def of_constraint(field: dict[str, Any], note: str, cell: str) -> tuple[str, str]:
    """Return what the constraint that frictionless notes asks for, and the way out."""
    told = _CONSTRAINT.search(note)
    name, limit = (told[1], told[2]) if told else ("", "")
    example = field.get("example")
    like = f"a value like {example!r}" if example is not None else "a value of another form"
    if name == "required":
        return like if example is not None else "a value", "fill in the cell"
    if name == "enum":
        values = [str(value) for value in field["constraints"]["enum"]]
        near = nearest(cell, values)
        listed = ", ".join(map(repr, values[:LISTED]))
        more = f" and {len(values) - LISTED} more" if len(values) > LISTED else ""
        hint = f" (nearest: {near!r})" if near else ""
        return f"one of {listed}{more}{hint}", "correct the cell"
    words = {
        "minimum": f"{limit} or more",
        "maximum": f"{limit} or less",
        "exclusiveMinimum": f"more than {limit}",
        "exclusiveMaximum": f"less than {limit}",
        "minLength": f"at least {limit} characters",
        "maxLength": f"at most {limit} characters",
    }
    return words.get(name, like), "correct the cell"
