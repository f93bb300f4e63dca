"""Files of records: what a value means, which line it has, and what is refused."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from dataclasses import replace

import arecord
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readouts.errors import ReadoutsError
from readouts.records.reading import documents, read_documents, record_files, to_yaml
from readouts.records.tree import UnreadableError
from readouts.storage.limits import RECORDS

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
ODD = st.sampled_from(
    [
        "null",
        "~",
        "true",
        "no",
        "1",
        "0x1",
        "39.90750",
        "2024-05-22",
        "- a",
        "a: b",
        "#",
        "'",
        '"',
        "\ufeff",
        "\x85",
        "\u2028",
        "a\nb",
        " a",
        "a ",
        "\t",
        "|",
        ">",
        "&a",
        "*a",
        "!a",
        "%",
        "@",
    ]
)
KEYS = TEXTS.filter(lambda text: len(text) < 20) | ODD
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS | ODD,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    min_size=1,
    max_size=4,
)


def plain(node):
    """Return a tree as plain values; empty is None."""
    if isinstance(node.value, dict):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, list):
        return [plain(inner) for inner in node.value]
    return node.value


def emptied(tree):
    """Return a plain tree with None for empty texts."""
    if isinstance(tree, dict):
        return {key: emptied(inner) for key, inner in tree.items()}
    if isinstance(tree, list):
        return [emptied(inner) for inner in tree]
    return tree or None


def read(text, *, is_json=False):
    (node,) = documents(text.encode(), is_json)
    return plain(node)


@given(TREES)
@example({"a": "\x85"})
@example({"": ""})
def test_what_is_written_is_read_back(tree):
    (node,) = documents(to_yaml([tree]).encode())
    assert plain(node) == emptied(tree)


def test_value_that_stands_twice_is_written_twice():
    inner = {"a": ["x"]}
    assert read(to_yaml([{"b": inner, "c": inner}])) == {"b": inner, "c": inner}


@given(TREES)
def test_json_means_the_same(tree):
    assert read(json.dumps(tree), is_json=True) == emptied(tree)
    assert read(json.dumps(tree, ensure_ascii=False, indent="\t"), is_json=True) == emptied(tree)


@given(st.lists(TREES, min_size=1, max_size=3))
def test_one_file_can_hold_several_records(trees):
    assert [plain(node) for node in documents(to_yaml(trees).encode())] == [*map(emptied, trees)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-22", "2024-05-22"),
        ("39.90750", "39.90750"),
        ("no", "no"),
        ("0.3", "0.3"),
        ("010", "010"),
        ("true", "true"),
        ("'null'", "null"),
        ("null", None),
        ("~", None),
        ("''", None),
        ("", None),
        ("NA", "NA"),
        (".nan", ".nan"),
        ("12:30:45", "12:30:45"),
        ("|\n  one\n  two\n", "one\ntwo"),
        (">\n  one\n  two\n", "one two"),
        ("'two\n\n  lines'", "two\nlines"),
    ],
)
def test_a_scalar_means_its_text(written, meant):
    assert read(f"a: {written}\n") == {"a": meant}


def test_numbers_of_json_keep_their_text():
    text = '{"a": 39.90750, "b": 1e3, "c": true, "d": null, "e": "null", "f": 0}'
    assert read(text, is_json=True) == {
        "a": "39.90750",
        "b": "1e3",
        "c": "true",
        "d": None,
        "e": "null",
        "f": "0",
    }


def test_every_value_knows_its_line():
    (node,) = documents(b"# head\na: 1\n\nb:\n  - c: |\n      text\n    d: 2\n  - {e: 3}\n")
    first, second = node.value["b"].value
    assert (node.value["a"].line, node.value["b"].line) == (2, 4)
    assert (first.line, first.value["c"].line, first.value["d"].line) == (5, 5, 7)
    assert (second.line, second.value["e"].line) == (8, 8)
    (node,) = documents(b'{\n"a":\n 1, "b": ["x",\n"y"]}', True)
    assert (node.value["a"].line, node.value["b"].line) == (2, 3)
    assert [item.line for item in node.value["b"].value] == [3, 4]


REFUSED = [
    (b"a: 1\na: 2\n", 2, "the key 'a' a second time"),
    (b"a: &x 1\nb: *x\n", 1, "an anchor or alias"),
    (b"a: !!python/object/apply:os.system [id]\n", 1, "the tag 'tag:yaml.org"),
    (b"a: !x 1\n", 1, "the tag '!x'"),
    (b"- a\n", 1, "a list"),
    (b"a\n", 1, "'a'"),
    (b"", None, "nothing"),
    (b"# only a comment\n", None, "nothing"),
    (b"null\n", None, "nothing"),
    (b"a: 1\nb: \xff\n", 2, "byte 0xff, which is not UTF-8"),
    ("a: 1\n".encode("utf-16"), 1, "byte 0xff, which is not UTF-8"),
    (b"a: 1\nb: \x00\n", 2, "the control character U+0000"),
    (b'a: "\\ud83d"\n', 1, "not YAML"),
    (b"a: b: c\n", 1, "not YAML (mapping values are not allowed in this context)"),
    (b"a: [1\n", 2, "not YAML"),
    (b"? [a]\n: 1\n", 1, "a list or mapping as a key"),
    (b"? {a: 1}\n: 1\n", 1, "a list or mapping as a key"),
    (b"%YAML 3.0\n---\na: 1\n", 1, "not YAML"),
    (b"a: " + b"[" * 100 + b"]" * 100, 1, "more than 16 values inside values"),
    (b"a: " + b"[" * 500_000, 1, ""),  # libyaml has a limit of its own
    (b"- " * 500_000, 1, "more than 16 values inside values"),
    (b"{a: " * 500_000, 1, "more than 16 values inside values"),
    (b"? " * 500_000, 1, ""),
    (b"a: " + b"x" * 100_001, 1, "more than 100,000 characters in a value"),
    (b"x" * 101 + b": 1", 1, "more than 100 characters in a key"),
    (b"a: [" + b"1," * 5_001 + b"]", 1, "more than 5,000 items in a list"),
    (b"a: 1\n" + b"# " + b"x" * 20_000_000, None, "more than 20,000,000 bytes in a file"),
    (b"\n" * 19_000_000 + b"a: *x", 19_000_001, "an anchor or alias"),
]


@pytest.mark.parametrize(("data", "line", "found"), REFUSED, ids=range(len(REFUSED)))
def test_what_could_hurt_is_refused_with_its_line(data, line, found):
    began = time.perf_counter()
    with pytest.raises(UnreadableError) as caught:
        documents(data)
    assert caught.value.told[0] == line
    assert caught.value.told[1].startswith(found)
    assert time.perf_counter() - began < 60


MENDED = [
    ("a:\n\tb: 1\n", 2, "write blanks instead of a tab"),
    ("a:\n  b: c\n\t  d: e\n", 3, "write blanks instead of the tab"),
    ("a:\n  - b: 1\n c: 2\n", 3, "line this key up with the keys above it"),
    ("a:\n  - 1\n  b: 2\n", 3, "line this line up with the entries of the list above it"),
    ('a: "x\nb: 1\n', 1, "close it"),
    ("a: x: y\n", 1, "mend the line"),
]


@pytest.mark.parametrize(("text", "line", "fix"), MENDED, ids=range(len(MENDED)))
def test_text_that_is_no_yaml_is_told_with_what_mends_it(text, line, fix):
    with pytest.raises(UnreadableError) as caught:
        documents(text.encode())
    assert (caught.value.told[0], caught.value.told[3][: len(fix)]) == (line, fix)


def test_value_is_not_cut_at_a_sign_that_looks_like_its_own():
    with pytest.raises(UnreadableError) as caught:
        documents(b"a: 1\nb: Resolution #2259 was told\n")
    assert caught.value.told == (
        2,
        "a value that ends before '#2259 was told', which YAML takes for a comment",
        "the whole value between quotation marks",
        "put it there; if it is a comment, write a blank behind the #",
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("b: held  # or announced", "held"),
        ("é: \u2028\r\nb: held", "held"),
        ("b: 'x #2259'", "x #2259"),
        ("b: x#2259", "x#2259"),
    ],
)
def test_comments_and_quoted_signs_are_no_cut(text, value):
    (node,) = documents(text.encode())
    assert node.value["b"].value == value


REFUSED_JSON = [
    (b'{"a": 1,\n"a": 2}', 2, "the key 'a' a second time"),
    (b'{"a": 1,\n}', None, "not JSON"),
    (b'{"a": ' + b"[" * 1_000_000, None, "more than 16 values inside values"),
    (b'{"a": ' + b"[" * 20 + b"]" * 20 + b"}", 1, "more than 16 values inside values"),
    (b'{"a": "\\ud83d"}', 1, "half of a surrogate pair"),
    (b"[]", 1, "a list"),
    (b"1", 1, "'1'"),
    (b"", 1, "not JSON"),
    (b'"' + b'\\"' * 1_000_000, 1, "not JSON"),
    (b'{"a": [' + b"{}," * 1_000_001 + b"{}]}", 1, "more than 5,000 items in a list"),
    (b'{"a": ' + b"1" * 100_001 + b"}", 1, "more than 100,000 characters in a value"),
]


@pytest.mark.parametrize(("data", "line", "found"), REFUSED_JSON, ids=range(len(REFUSED_JSON)))
def test_the_same_for_json(data, line, found):
    began = time.perf_counter()
    with pytest.raises(UnreadableError) as caught:
        documents(data, True)
    assert line is None or caught.value.told[0] == line
    assert caught.value.told[1].startswith(found)
    assert time.perf_counter() - began < 60


def test_bomb_of_aliases_takes_no_time():
    levels = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 10))
    with pytest.raises(UnreadableError) as caught:
        documents(("a0: &a0 [lol]\n" + levels).encode())
    assert caught.value.told[:2] == (1, "an anchor or alias (& or *)")


@settings(max_examples=300)
@given(
    st.binary(max_size=200) | st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@`,? \n\t\\"), max_size=60)
)
def test_any_bytes_give_records_or_one_refusal(data):
    data = data if isinstance(data, bytes) else data.encode()
    for is_json in (False, True):
        try:
            assert documents(data, is_json)
        except UnreadableError:
            continue


@settings(max_examples=200)
@given(st.data())
def test_damage_to_a_record_gives_records_or_one_refusal(data):
    whole = bytearray(to_yaml([arecord.record()]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with suppress(UnreadableError):
        assert documents(bytes(whole))


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_both_parsers_read_the_same(monkeypatch, loader):
    monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader))
    tree = arecord.record()
    (node,) = documents(to_yaml([tree]).encode())
    assert plain(node)["engagement"]["date"] == "2020-03-03"
    assert node.value["readouts"].value[0].line == arecord.line(tree, "readouts:") + 1


def test_refusal_is_a_problem_of_the_file(tmp_path):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("record: a\n")
    bad.write_text("record: a\nrecord: b\n")
    found, problems = read_documents([good, bad])
    assert [item.path for item in found] == [good.as_posix()]
    assert [item.text() for item in problems] == [
        f"{bad.as_posix()}:2  [record-is-readable]\n"
        "  found     the key 'record' a second time\n"
        "  expected  each key once (it is on line 1 too)\n"
        "  fix       take one of the two out"
    ]


def test_limits_of_a_call(tmp_path, monkeypatch):
    path = tmp_path / "a.yaml"
    path.write_text("record: a\n---\nrecord: b\n")
    monkeypatch.setitem(
        RECORDS, "records in one call", replace(RECORDS["records in one call"], most=3)
    )
    found, problems = read_documents([path, path])
    assert found == []
    assert problems[0].found == "more than 3 records in one call"
    monkeypatch.setitem(
        RECORDS, "values in one call", replace(RECORDS["values in one call"], most=7)
    )
    found, problems = read_documents([path, path])
    assert found == []
    assert problems[0].found == "more than 7 values in one call"
    monkeypatch.setitem(
        RECORDS, "bytes in one call", replace(RECORDS["bytes in one call"], most=30)
    )
    found, problems = read_documents([path, path])
    assert found == []
    assert problems[0].found == "more than 30 bytes in one call"


def test_folder_stands_for_its_records(tmp_path):
    for name in ("b.yaml", "a.yml", "c.json", "README.md"):
        (tmp_path / name).write_text("record: a\n")
    assert [path.name for path in record_files([tmp_path])] == ["a.yml", "b.yaml", "c.json"]
    assert len(record_files([tmp_path, tmp_path / "b.yaml"])) == 3


def test_file_that_is_not_there(tmp_path):
    with pytest.raises(ReadoutsError, match=r"x\.yaml: there is no such file"):
        record_files([tmp_path / "x.yaml"])
    with pytest.raises(
        ReadoutsError, match=r"the folder holds no record \(\.yaml, \.yml, \.json\)"
    ):
        record_files([tmp_path])


def test_memory_stays_bounded():
    """A file of the largest size, of the smallest values, in a process that may not have much."""
    if sys.platform != "linux":
        pytest.skip("limits of memory are set as on Linux")
    import subprocess

    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "from readouts.records.reading import documents\n"
        "from readouts.records.tree import UnreadableError\n"
        "size = 19_999_990\n"
        "for data, is_json in [\n"
        "    (b'{\"a\":[' + b'[],' * (size // 3) + b'[]]}', True),\n"
        "    (b'{\"a\":[' + b'{},' * (size // 3) + b'{}]}', True),\n"
        "    (b'a: [' + b'a,' * (size // 2) + b']', False),\n"
        "    (b'a: \"' + b'a' * size + b'\"', False),\n"
        "    (b'a: |\\n' + b' a\\n' * (size // 3), False),\n"
        "]:\n"
        "    try:\n"
        "        documents(data, is_json)\n"
        "    except UnreadableError as error:\n"
        "        print(error.told[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    assert len(done.stdout.splitlines()) == 5
    assert all(line.startswith("more than") for line in done.stdout.splitlines())
