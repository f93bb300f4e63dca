"""Files of records → trees whose every value knows its line, and back to text.

YAML and JSON are read into the same tree. A scalar is its text, whatever type a YAML parser
would make of it: a date stays as written, ``39.90750`` keeps its nought, ``no`` is a word.
Only what is empty, ``null`` or ``~`` is no value. What could hurt, or mean something else than
it says, is refused: anchors, aliases, tags, keys given twice, and all beyond the limits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from readouts.errors import ReadoutsError
from readouts.problems import Problem, quoted
from readouts.records.rules import refusal
from readouts.records.tree import Document, Node, Tally, Tree, UnreadableError, too_much
from readouts.storage.limits import RECORDS

__all__ = ["documents", "read_documents", "record_files", "to_yaml"]

SUFFIXES = (".yaml", ".yml", ".json")

_FIXES = {
    "tab character": "write blanks instead of the tab",
    "cannot start any token": "write blanks instead of a tab; put a value that begins with a sign "
    "between quotation marks",
    "'-' indicator": "line this line up with the entries of the list above it",
    "expected key": "line this key up with the keys above it",
    "expected <block end>": "line this line up with those above it",
    "could not find expected ':'": "write `key: value`, with a plain blank behind the colon, on "
    "this line or the one above",
    "": "mend the line; put a text with ': ' or ' #' in it between quotation marks",
}
"""What mends a text that is no YAML, by words of what the parser says."""

_CUT = re.compile(r"[ \t]+#(\S.*)")
"""What looks like a comment behind a value, and like a part of it: a # without a blank."""

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]|[^\s{}\[\],:"]+', re.DOTALL)
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def record_files(named: Iterable[Path]) -> list[Path]:
    """Return the files that are meant; a folder stands for the records in it.

    Raises
    ------
    ReadoutsError
        There is no such file, or no record in a folder.
    """
    files: list[Path] = []
    for path in named:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(item for item in path.iterdir() if item.suffix in SUFFIXES)
        if not inside:
            raise ReadoutsError(f"{path}: the folder holds no record ({', '.join(SUFFIXES)})")
        files += inside
    for path in files:
        if not path.is_file():
            raise ReadoutsError(f"{path}: there is no such file. Give the path of a record")
    return list(dict.fromkeys(files))


def read_documents(files: Iterable[Path]) -> tuple[list[Document], list[Problem]]:
    """Read files of records.

    Returns
    -------
    list of Document
        The records that could be read, in the order of the files.
    list of Problem
        Why others could not; one for each file.
    """
    found: list[Document] = []
    problems: list[Problem] = []
    tally = Tally()
    for path in files:
        name = path.as_posix()
        try:
            with path.open("rb") as file:
                data = file.read(RECORDS["bytes in a file"].most + 1)
            tally.add("bytes", len(data))
            nodes = documents(data, path.suffix == ".json", tally)
            tally.add("records", len(nodes))
            found += [Document(name, node) for node in nodes]
        except UnreadableError as error:
            problems.append(refusal("record-is-readable", name, *error.told))
            if "in one call" in error.told[1]:
                return [], problems
    return found, problems


def documents(data: bytes, is_json: bool = False, tally: Tally | None = None) -> list[Node]:
    """Return the trees of the records in a file: one of a JSON file, one or more of YAML.

    Raises
    ------
    UnreadableError
        It is no record, means something else than it says, or is too large.
    """
    tree = Tree(tally if tally is not None else Tally())
    if len(data) > RECORDS["bytes in a file"].most:
        raise too_much("bytes in a file", None)
    text = _decoded(data)
    try:
        nodes = _from_json(text, tree) if is_json else _from_yaml(text, tree)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            error.lineno, f"not JSON ({error.msg})", "a JSON object", "mend the file"
        ) from None
    except yaml.YAMLError as error:
        raise _not_yaml(error) from None
    nodes = [node for node in nodes if node.value is not None]
    for node in nodes:
        if not isinstance(node.value, dict):
            kind = "a list" if isinstance(node.value, list) else quoted(str(node.value))
            raise UnreadableError(
                node.line, kind, "a record: keys and values", "see `readouts new` for a template"
            )
    if not nodes:
        raise UnreadableError(None, "nothing", "a record", "see `readouts new` for a template")
    return nodes


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes each value out, also one that stands twice: `documents` takes no alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def to_yaml(records: Iterable[dict[str, Any]]) -> str:
    """Return records as YAML, one document each; `documents` reads them back."""
    parts = [
        yaml.dump(
            record,
            Dumper=_Dumper,
            allow_unicode=True,
            default_flow_style=False,
            sort_keys=False,
            width=2**31 - 1,
        )
        for record in records
    ]
    return "---\n".join(parts)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte {data[error.start]:#04x}, which is not UTF-8"
        raise UnreadableError(line, found, "text in UTF-8", "save the file as UTF-8") from None
    bad = _BAD.search(text)
    if bad is not None:
        line = text.count("\n", 0, bad.start()) + 1
        found = f"the control character U+{ord(bad[0]):04X}"
        raise UnreadableError(line, found, "plain text", "remove the character")
    return text


def _not_yaml(error: Exception) -> UnreadableError:
    mark = getattr(error, "problem_mark", None)
    why = " ".join(str(getattr(error, "problem", None) or error).split())[:200]
    if "quoted scalar" in str(getattr(error, "context", "")):
        mark = getattr(error, "context_mark", None) or mark
        why, fix = "a quotation mark is not closed", "close it"
    else:
        fix = next((fix for words, fix in _FIXES.items() if words in why), _FIXES[""])
    return UnreadableError(mark.line + 1 if mark else None, f"not YAML ({why})", "YAML", fix)


def _from_yaml(text: str, tree: Tree) -> list[Node]:
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise UnreadableError(
                line, "an anchor or alias (& or *)", "each value written out", "write it out"
            )
        if getattr(event, "tag", None) is not None:
            found = f"the tag {quoted(event.tag)}"
            raise UnreadableError(line, found, "a value without a tag (!)", "take the tag out")
        if isinstance(event, yaml.ScalarEvent):
            cut = None if event.style else _CUT.match(text, event.end_mark.index)
            if cut is not None:
                raise UnreadableError(
                    event.end_mark.line + 1,
                    f"a value that ends before {quoted(f'#{cut[1]}')}, which YAML takes for a comment",
                    "the whole value between quotation marks",
                    "put it there; if it is a comment, write a blank behind the #",
                )
            block = event.style in ("|", ">")
            value = event.value.rstrip("\n") if block else event.value
            tree.scalar(value, line, is_plain=not event.style)
        elif isinstance(event, yaml.MappingStartEvent):
            tree.begin({}, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            tree.begin([], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            tree.end()
    return tree.roots


def _from_json(text: str, tree: Tree) -> list[Node]:
    _refuse_invalid(text)
    for token, line in _json_tokens(text):
        if token == "{":
            tree.begin({}, line)
        elif token == "[":
            tree.begin([], line)
        elif token in "}]":
            tree.end()
        elif token.startswith('"'):
            tree.scalar(json.loads(token), line, is_plain=False)
        elif token not in ",:":
            tree.scalar(token, line, is_plain=True)
    return tree.roots


def _json_tokens(text: str) -> Iterator[tuple[str, int]]:
    line = 1
    for found in _JSON_TOKEN.finditer(text):
        if found[0] == "\n":
            line += 1
        else:
            yield found[0], line


def _refuse_invalid(text: str) -> None:
    """Raise JSONDecodeError where a text is no JSON; nothing of it is kept."""

    def drop(_: Any) -> None:
        return None

    try:
        json.loads(
            text, parse_int=drop, parse_float=drop, parse_constant=drop, object_pairs_hook=drop
        )
    except RecursionError:
        raise too_much("values inside values", None) from None
