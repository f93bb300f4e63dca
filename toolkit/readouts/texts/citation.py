"""How to cite exactly this version: descriptor → citations, and the text of CITATION.cff."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from readouts.errors import NotAPackageError, UnknownStyleError

if TYPE_CHECKING:
    from readouts.dataset import Dataset

__all__ = ["STYLES", "citation_cff", "cite"]

_NEEDED: Final = ("name", "title", "version", "created", "contributors", "licenses")
_TEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, also those after a backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&#%_"},
}


@dataclass(frozen=True)
class _Work:
    """What a citation tells, from the descriptor; ``day`` is ``YYYY-MM-DD``."""

    name: str
    title: str
    version: str
    day: str
    authors: tuple[str, ...]
    licences: tuple[str, ...]
    homepage: str | None

    @property
    def year(self) -> str:
        return self.day[:4]


def cite(data: Dataset | Mapping[str, Any], style: str = "text") -> str:
    """Return the citation of exactly this version of the data.

    It rests on the descriptor alone: title, version, day of release (``created``), licence
    and the contributors whose role is ``author`` (all, where no one has that role), and the
    homepage if there is one.

    Parameters
    ----------
    data : Dataset or Mapping
        A loaded package, or its descriptor.
    style : {"text", "bibtex", "ris"}
        A sentence, an entry for BibTeX or BibLaTeX, or a record that reference managers
        read.

    Returns
    -------
    str
        The citation, without a line break at its end.

    Raises
    ------
    UnknownStyleError
        There is no such style.
    NotAPackageError
        The descriptor lacks what a citation needs.

    Examples
    --------
    >>> import readouts
    >>> data = readouts.load(resources="sides")
    >>> print(readouts.cite(data))  # doctest: +ELLIPSIS
    The Readouts contributors (...). Readouts: Libya's diplomatic engagements ...
    >>> readouts.cite(data, "bibtex").splitlines()[1]
    '  author = {{The Readouts contributors}},'
    """
    if style not in STYLES:
        raise UnknownStyleError("style", style, STYLES)
    return STYLES[style](_work(_descriptor(data)))


def citation_cff(data: Dataset | Mapping[str, Any]) -> str:
    """Return the text of ``CITATION.cff`` for this version of the data.

    Parameters
    ----------
    data : Dataset or Mapping
        A loaded package, or its descriptor.

    Returns
    -------
    str
        YAML of the Citation File Format 1.2.0, with a line break at its end.

    Raises
    ------
    NotAPackageError
        The descriptor lacks what a citation needs.

    Examples
    --------
    >>> import readouts
    >>> from readouts.texts.citation import citation_cff
    >>> print(citation_cff(readouts.load(resources="sides")))
    cff-version: 1.2.0
    message: "If you use these data, please cite the version that you used."
    type: dataset
    ...
    """
    descriptor = _descriptor(data)
    work = _work(descriptor)
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use these data, please cite the version that you used."',
        "type: dataset",
        f"title: {_quoted(work.title)}",
        *_item("abstract", descriptor.get("description")),
        "authors:",
        *(f"  - name: {_quoted(author)}" for author in work.authors),
        f"version: {_quoted(work.version)}",
        f"date-released: {_quoted(work.day)}",
        *_licence_lines(work.licences),
        *_item("url", work.homepage),
        *_list("keywords", descriptor.get("keywords", [])),
    ]
    return "\n".join(lines) + "\n"


def _text(work: _Work) -> str:
    address = f" {work.homepage}" if work.homepage is not None else ""
    return (
        f"{_joined(work.authors)} ({work.year}). {work.title}. Version {work.version} [Data set]. "
        f"Released {work.day}. Licence: {', '.join(work.licences)}.{address}"
    )


def _bibtex(work: _Work) -> str:
    key = "".join(sign if sign.isalnum() else "_" for sign in f"{work.name}_{work.version}")
    fields = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in work.authors),
        "title": f"{{{_tex(work.title)}}}",
        "year": work.year,
        "howpublished": f"Data set, version {_tex(work.version)}",
        "note": f"Released {work.day}, licence {_tex(', '.join(work.licences))}",
    }
    if work.homepage is not None:
        fields["url"] = work.homepage
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _ris(work: _Work) -> str:
    lines = [
        ("TY", "DATA"),
        *(("AU", author) for author in work.authors),
        ("TI", work.title),
        ("PY", work.year),
        ("DA", work.day.replace("-", "/")),
        ("ET", work.version),
        ("N1", f"Licence: {', '.join(work.licences)}"),
    ]
    if work.homepage is not None:
        lines.append(("UR", work.homepage))
    return "\n".join(f"{tag}  - {value}" for tag, value in [*lines, ("ER", "")])


STYLES: Final = {"text": _text, "bibtex": _bibtex, "ris": _ris}
"""Styles of citation, and what writes them."""


def _descriptor(data: Dataset | Mapping[str, Any]) -> Mapping[str, Any]:
    descriptor: Mapping[str, Any] = getattr(data, "package", data)
    lacking = [name for name in _NEEDED if not descriptor.get(name)]
    if lacking:
        raise NotAPackageError(
            f"the descriptor lacks {', '.join(map(repr, lacking))}, which a citation needs. "
            "Give what readouts.load() returns, or add them to datapackage.json"
        )
    return descriptor


def _work(descriptor: Mapping[str, Any]) -> _Work:
    contributors = descriptor["contributors"]
    authors = [who for who in contributors if "author" in who.get("roles", [])]
    licences = [licence.get("name") or licence["path"] for licence in descriptor["licenses"]]
    homepage = descriptor.get("homepage")
    return _Work(
        name=_line(descriptor["name"]),
        title=_line(descriptor["title"]),
        version=_line(descriptor["version"]),
        day=descriptor["created"][: len("2026-11-26")],
        authors=tuple(_line(who["title"]) for who in authors or contributors),
        licences=tuple(map(_line, licences)),
        homepage=_line(homepage) if homepage is not None else None,
    )


def _line(text: str) -> str:
    """Return a text in one line, for formats in which a line break ends a value."""
    return " ".join(text.split())


def _joined(names: tuple[str, ...]) -> str:
    first = ", ".join(names[:-1])
    return f"{first} and {names[-1]}" if first else names[-1]


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _quoted(text: str) -> str:
    """Return a YAML scalar in one line and double quotation marks; JSON's are the same."""
    return json.dumps(_line(text), ensure_ascii=False)


def _item(key: str, value: str | None) -> list[str]:
    return [f"{key}: {_quoted(value)}"] if value is not None else []


def _list(key: str, values: list[str]) -> list[str]:
    return [f"{key}:", *(f"  - {_quoted(value)}" for value in values)] if values else []


def _licence_lines(licences: tuple[str, ...]) -> list[str]:
    if len(licences) == 1:
        return _item("license", licences[0])
    return _list("license", list(licences))
