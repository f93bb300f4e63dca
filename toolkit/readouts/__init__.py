"""Libya's diplomatic engagements as each side told them: load, join, check, compare, plot.

``readouts.load()`` gives every table as a typed pandas frame; the modules ``join``,
``compare``, ``network``, ``agreement`` and ``plot`` turn tables into answers and pictures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from readouts import agreement, compare, errors, join, network, plot
    from readouts.dataset import Dataset, load
    from readouts.errors import ReadoutsError
    from readouts.reports.validation import validate
    from readouts.texts.citation import cite

__all__ = [
    "Dataset",
    "ReadoutsError",
    "agreement",
    "cite",
    "compare",
    "errors",
    "join",
    "load",
    "network",
    "plot",
    "validate",
]

_HOMES = {
    "Dataset": "dataset",
    "ReadoutsError": "errors",
    "cite": "texts.citation",
    "load": "dataset",
    "validate": "reports.validation",
}
_MODULES = ("agreement", "compare", "errors", "join", "network", "plot")


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that ``import readouts`` is cheap."""
    if name in _HOMES:
        value = getattr(import_module(f"readouts.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"readouts.{name}")
    else:
        raise AttributeError(f"module 'readouts' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
