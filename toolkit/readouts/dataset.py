"""A loaded package: every resource as a typed pandas frame, by attribute and by name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd

from readouts.errors import UnknownResourceError
from readouts.frames import read_frame
from readouts.storage.package import open_package

__all__ = ["Dataset", "load"]


class Dataset(Mapping[str, pd.DataFrame]):
    """The tables of a package, typed, and its descriptor.

    A mapping of resource names to frames, in the order of the descriptor:
    ``data.engagements`` and ``data["engagements"]`` are the same frame. Every function of
    ``readouts.join`` takes a ``Dataset``, or any other mapping of names to frames.

    Parameters
    ----------
    frames : Mapping of str to DataFrame
        One typed frame per resource.
    package : dict
        The descriptor that they follow.
    where : str
        Path of that descriptor, for messages.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load()
    >>> data.engagements is data["engagements"]
    True
    """

    def __init__(
        self, frames: Mapping[str, pd.DataFrame], package: dict[str, Any], where: str
    ) -> None:
        self._frames = dict(frames)
        self._where = where
        self.package = package

    @property
    def version(self) -> str:
        """Version of the data, as the descriptor gives it."""
        return str(self.package.get("version", ""))

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return the frame of a resource; UnknownResourceError names the nearest."""
        if name not in self._frames:
            raise UnknownResourceError(self._where, name, self._frames)
        return self._frames[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return the frame of a resource, so that ``data.engagements`` works."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the resources."""
        return iter(self._frames)

    def __len__(self) -> int:
        """Return the number of resources."""
        return len(self._frames)

    def __contains__(self, name: object) -> bool:
        """Say whether there is a resource of that name."""
        return name in self._frames

    def __dir__(self) -> list[str]:
        """List the resources too, for completion."""
        return sorted({*super().__dir__(), *self._frames})

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._frames)

    def __repr__(self) -> str:
        """Return name, version and the size of the first tables in one line."""
        sizes = ", ".join(f"{len(frame)} {name}" for name, frame in list(self.items())[:3])
        more = f" and {len(self) - 3} more tables" if len(self) > 3 else ""
        return f"<{self.package.get('name')} {self.version}: {sizes}{more}>"

    def _repr_html_(self) -> str:
        titles = {item["name"]: item.get("title", "") for item in self.package["resources"]}
        rows = "".join(
            f"<tr><td><code>{escape(name)}</code></td><td>{escape(titles.get(name, ''))}</td>"
            f"<td>{len(frame):,}</td><td>{len(frame.columns)}</td></tr>"
            for name, frame in self.items()
        )
        return (
            f"<table><caption>{escape(str(self.package.get('title', '')))}, version "
            f"{escape(self.version)}</caption><thead><tr><th>table</th><th>title</th>"
            f"<th>rows</th><th>columns</th></tr></thead><tbody>{rows}</tbody></table>"
        )


def load(
    source: str | os.PathLike[str] | None = None, *, resources: str | Iterable[str] | None = None
) -> Dataset:
    """Load a Readouts package into typed frames.

    Dtypes come from the schema: whole numbers are ``Int64``, booleans ``boolean``,
    enumerations categoricals in codebook order, days ``datetime64[s]``, all other text
    ``str``. A cell is missing only where the schema says so: the text "NA" stays text.
    Beside every EDTF field stand ``<field>_earliest`` and ``<field>_latest``: the days
    between which it lies, missing where open or unknown. Nothing is padded.

    Parameters
    ----------
    source : str or path, optional
        A folder, a ``datapackage.json`` or a zip. Without it, the data that this version
        of the library was published with.
    resources : str or iterable of str, optional
        Names of the tables to load. Without it, all.

    Returns
    -------
    Dataset
        A mapping of resource names to frames, with the descriptor as ``package``.

    Raises
    ------
    NotAPackageError
        There is nothing at ``source``, or it is no Readouts package.
    SchemaVersionError
        The package follows a newer schema than this version reads.
    UnknownResourceError
        ``resources`` names a table that the package lacks.
    BrokenPackageError
        A file is missing, undecodable or not as its schema says.
    CellError
        A cell does not fit the type of its field: file, line and field are named.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load(resources=["engagements", "places"])
    >>> list(data)
    ['engagements', 'places']
    >>> str(data.engagements["date_earliest"].dtype)
    'datetime64[s]'
    """
    package = open_package(source)
    asked = [resources] if isinstance(resources, str) else resources
    names = list(package.resources) if asked is None else list(asked)
    frames = {name: read_frame(package, name) for name in names}
    return Dataset(frames, package.descriptor, package.where)
