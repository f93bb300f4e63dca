"""Which labels of a header are not the schema's, one problem per label that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from frictionless import errors

from readouts.errors import nearest
from readouts.problems import quoted

__all__ = ["WrongLabel", "wrong_labels"]


class WrongLabel(NamedTuple):
    """An error of frictionless for one label, and what we say about it."""

    error: errors.LabelError
    field: str
    found: str
    expected: str
    fix: str


def wrong_labels(header: Sequence[str], names: list[str]) -> Iterator[WrongLabel]:
    """Yield what is wrong with a header, given the names of the schema's fields."""
    labels = list(header)
    missing = [name for name in names if name not in labels]
    stray = [
        (i, label) for i, label in enumerate(labels) if label not in names or label in labels[:i]
    ]
    for i, label in stray:
        if i < len(names) and names[i] in missing:
            missing.remove(names[i])
            yield _told(errors.IncorrectLabelError, labels, names, label, names[i], i)
        elif label in names:
            yield _told(errors.DuplicateLabelError, labels, names, label, label, i)
        else:
            yield _told(errors.ExtraLabelError, labels, names, label, "", i)
    for name in missing:
        yield _told(errors.MissingLabelError, labels, names, "", name, names.index(name))
    if sorted(labels) == sorted(names):
        i = next(i for i, name in enumerate(names) if labels[i] != name)
        yield _told(errors.IncorrectLabelError, labels, names, labels[i], names[i], i)


def _told(
    kind: type[errors.LabelError],
    labels: list[str],
    names: list[str],
    label: str,
    name: str,
    at: int,
) -> WrongLabel:
    error = kind(
        note="",
        labels=labels,
        row_numbers=[1],
        label=label,
        field_name=name,
        field_number=at + 1,
    )
    column = f"column {at + 1}"
    if kind is errors.MissingLabelError:
        told = (f"no column {name!r}", f"it as {column}", "add the column, or its label")
    elif kind is errors.DuplicateLabelError:
        told = (f"the label {name!r} a second time", "each label once", "take one out")
    elif kind is errors.ExtraLabelError:
        near = nearest(label, names)
        known = f"nearest: {near!r}" if near else ", ".join(names)
        told = (
            f"{quoted(label)} as label of {column}",
            f"a field of the schema ({known})",
            "take the column out, or correct its label",
        )
    else:
        told = (
            f"{quoted(label)} as label of {column}",
            f"{name!r}",
            "correct the label, or put the columns in the order of the schema",
        )
    return WrongLabel(error, name or label, *told)
