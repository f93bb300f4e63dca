"""Checks of the descriptor, of files and of unique keys: one edit, one problem, whole text."""

from __future__ import annotations

import json

import pytest
import tiny

from readouts import checks
from readouts.checks import descriptor, schema
from readouts.checks.raw import NotThereError
from readouts.reports.run import Run


def run(folder):
    return Run.at(folder / "datapackage.json")


def found(folder):
    return [problem.text() for problem in run(folder).problems]


def change(folder, old, new):
    tiny.replace(folder / "datapackage.json", old, new)


def line_of(folder, text):
    before, there, _ = (folder / "datapackage.json").read_text("utf-8").partition(text)
    assert there
    return before.count("\n") + 1


def test_valid_package_is_clean(tiny_package):
    """Checks that need a table that it lacks are passed over; the shipped package runs all."""
    result = run(tiny_package)
    assert result.problems == ()
    assert set(result.checks_run) <= {check.id for check in checks.CHECKS}
    assert {check.id for check in (*descriptor.CHECKS, *schema.CHECKS)} <= set(result.checks_run)


def test_ids_are_the_names_of_the_functions():
    ids = [check.id for check in checks.CHECKS]
    assert "unique-key-is-unique" in ids
    assert len(set(ids)) == len(ids)
    assert all(
        check.function.__name__ == "check_" + check.id.replace("-", "_") for check in checks.CHECKS
    )


# descriptor-key-is-known


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            b'"primaryKey": [\n          "place_id"',
            b'"primarykey": [\n          "place_id"',
            "datapackage.json:{line}:primarykey  [descriptor-key-is-known]\n"
            "  found     the key 'primarykey' in the schema of 'places'\n"
            "  expected  a key that a schema can have (nearest: 'primaryKey')\n"
            "  fix       correct the key",
        ),
        (
            b'"version"',
            b'"verison"',
            "datapackage.json:{line}:verison  [descriptor-key-is-known]\n"
            "  found     the key 'verison' in the package\n"
            "  expected  a key that a package can have (nearest: 'version')\n"
            "  fix       correct the key",
        ),
        (
            b'"encoding"',
            b'"xyz"',
            "datapackage.json:{line}:xyz  [descriptor-key-is-known]\n"
            "  found     the key 'xyz' in resource 'engagements'\n"
            "  expected  a key that a resource can have (bytes, description, encoding, format, hash, "
            "homepage, licenses, mediatype, name, path, schema, sources, title, type)\n"
            "  fix       take the key out",
        ),
        (
            b'"rdfType"',
            b'"rdftype"',
            "datapackage.json:{line}:rdftype  [descriptor-key-is-known]\n"
            "  found     the key 'rdftype' in field 'date' of 'engagements'\n"
            "  expected  a key that a field can have (nearest: 'rdfType')\n"
            "  fix       correct the key",
        ),
        (
            b'"minimum": 1',
            b'"minimun": 1',
            "datapackage.json:{line}:minimun  [descriptor-key-is-known]\n"
            "  found     the key 'minimun' in the constraints of field 'participant_no' of 'participants'\n"
            "  expected  a key that constraints can have (nearest: 'minimum')\n"
            "  fix       correct the key",
        ),
        (
            b'"resource": "places"',
            b'"resource": "places", "on": 1',
            "datapackage.json:{line}:on  [descriptor-key-is-known]\n"
            "  found     the key 'on' in the reference of the foreign key of 'engagements'\n"
            "  expected  a key that a reference can have (fields, resource)\n"
            "  fix       take the key out",
        ),
    ],
)
def test_unknown_key_is_named_with_the_nearest(tiny_package, old, new, message):
    change(tiny_package, old, new)
    key = message.split("  ")[0].rpartition(":")[2]
    line = line_of(tiny_package, f'"{key}"')
    assert found(tiny_package) == [message.replace("{line}", str(line))]


def test_keys_of_our_own_and_of_the_standard_are_known(tiny_package):
    descriptor = tiny.descriptor() | {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "temporalCoverage": "2011/2026",
        "licenses": [{"name": "CC-BY-4.0", "path": "https://example.org", "title": "CC"}],
    }
    field = descriptor["resources"][0]["schema"]["fields"][2]
    field |= {"categories": [{"value": "call", "label": "Call"}], "categoriesOrdered": False}
    tiny.write_descriptor(tiny_package, descriptor)
    assert found(tiny_package) == []


@pytest.mark.parametrize(
    "odd", [None, 3, "x", [], {}, [[]], [None], {"fields": 3}, {"fields": [3]}]
)
def test_descriptor_of_any_shape_makes_no_check_crash(odd):
    def raw(descriptor):
        text = json.dumps(descriptor, indent=2)
        return checks.RawPackage("datapackage.json", text, descriptor, {}, frozenset(), {})

    whole = tiny.descriptor()
    inner = [{"name": "x", "schema": odd}, odd]
    keys = {"fields": odd, "uniqueKeys": odd, "foreignKeys": odd, "primaryKey": odd}
    for resources in (
        odd,
        inner,
        [{"name": odd, "schema": keys}],
        [{"schema": {"foreignKeys": [odd]}}],
    ):
        problems, _ = checks.run(raw(whole | {"resources": resources}))
        assert checks.CRASHED not in {problem.check for problem in problems}


# descriptor-key-is-single


def test_key_that_stands_twice(tiny_package):
    change(tiny_package, b'"version": "0.0.1"', b'"version": "0.0.1",\n  "version": "0.0.2"')
    assert found(tiny_package) == [
        "datapackage.json:4:version  [descriptor-key-is-single]\n"
        "  found     the key 'version' a second time\n"
        "  expected  each key once (it is on line 3 too)\n"
        "  fix       take one of the two out"
    ]


def test_strings_that_look_like_keys_are_none(tiny_package):
    change(tiny_package, b'"tiny"', b'"a \\": {\\"name\\": [1, 2]}, \\\\"')
    assert found(tiny_package) == []


# key-field-is-known


def test_unique_key_of_an_unknown_field(tiny_package):
    change(tiny_package, b'"issuer"\n          ]', b'"isuer"\n          ]')
    unique = line_of(tiny_package, '"uniqueKeys"')
    assert found(tiny_package) == [
        f"datapackage.json:{unique}:uniqueKeys  [key-field-is-known]\n"
        "  found     'isuer' in a unique key\n"
        "  expected  a field of 'readouts' (nearest: 'issuer')\n"
        "  fix       correct the name of the field"
    ]


def test_reference_to_an_unknown_field(tiny_package):
    change(
        tiny_package,
        b'"place_id"\n              ]\n            }',
        b'"id"\n              ]\n            }',
    )
    line = line_of(tiny_package, '"id"') - 1
    assert found(tiny_package) == [
        f"datapackage.json:{line}:foreignKeys  [key-field-is-known]\n"
        "  found     'id' in a foreign key\n"
        "  expected  a field of 'places' (place_id, name)\n"
        "  fix       correct the name of the field"
    ]


# resource-is-table


@pytest.mark.parametrize(
    ("key", "value", "what", "expected"),
    [
        ("path", "claims.txt", "'claims.txt' as path", "a path that ends with '.csv'"),
        ("format", "tsv", "'tsv' as format", "'csv'"),
        ("type", "file", "'file' as type", "'table'"),
        ("schema", None, "no schema", "a schema, written out here"),
    ],
)
def test_resource_that_is_no_table(tiny_package, key, value, what, expected):
    descriptor = tiny.descriptor()
    claims = descriptor["resources"].pop()
    claims[key] = value
    if value is None:
        del claims[key]
    descriptor["resources"].append(claims)
    tiny.write_descriptor(tiny_package, descriptor)
    (tiny_package / "claims.txt").write_text(tiny.FILES["claims.csv"], encoding="utf-8")
    told = run(tiny_package).problems
    line = told[0].line
    assert [problem.text() for problem in told] == [
        f"datapackage.json:{line}:{key}  [resource-is-table]\n"
        f"  found     {what} of resource 'claims'\n"
        f"  expected  {expected}\n"
        "  fix       correct the resource, or take it out"
    ]
    text = (tiny_package / "datapackage.json").read_text("utf-8").splitlines()[line - 1]
    assert json.dumps(key if value is not None else "claims") in text


# file-is-readable


def test_quotation_mark_that_is_not_closed(tiny_package):
    tiny.replace(tiny_package / "places.csv", b"moscow,", b'moscow,"')
    assert found(tiny_package) == [
        "places.csv:3  [file-is-readable]\n"
        "  found     not CSV (unexpected end of data)\n"
        "  expected  a CSV file as the descriptor says\n"
        "  fix       mend the quotation marks of that row"
    ]


# file-is-canonical

FORM = {
    "byte-order mark": (
        lambda data: b"\xef\xbb\xbf" + data,
        1,
        "a byte-order mark before the header",
        "UTF-8 without it",
    ),
    "line ends": (
        lambda data: data.replace(b"\n", b"\r\n"),
        1,
        "a carriage return (CR LF, as on Windows)",
        "LF alone at the end of a line",
    ),
    "one line end": (
        lambda data: data.replace(b"Benghazi\n", b"Benghazi\r\n"),
        2,
        "a carriage return (CR LF, as on Windows)",
        "LF alone at the end of a line",
    ),
    "last line end": (
        lambda data: data[:-1],
        4,
        "no line end after the last row",
        "a line end (LF) after every row",
    ),
    "quotation marks": (
        lambda data: data.replace(b"Benghazi", b'"Benghazi"'),
        2,
        "quotation marks that no cell needs",
        "quotation marks only round a cell with a comma, quotation mark or line break",
    ),
}


@pytest.mark.parametrize("kind", FORM)
def test_file_of_another_form(tiny_package, kind):
    damage, line, what, expected = FORM[kind]
    path = tiny_package / "places.csv"
    path.write_bytes(damage(path.read_bytes()))
    assert found(tiny_package) == [
        f"places.csv:{line}  [file-is-canonical]\n"
        f"  found     {what}\n"
        f"  expected  {expected}\n"
        "  fix       run `readouts format`"
    ]


@pytest.mark.parametrize(
    ("take", "put", "line", "row", "after"),
    [(2, 4, 5, "'E0002', '1'", 1), (4, 2, 2, "'E0002', '10'", 4), (3, 2, 2, "'E0002', '2'", 3)],
)
def test_row_in_the_wrong_place(tiny_package, take, put, line, row, after):
    path = tiny_package / "participants.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines.insert(put - 1 + (put > take), lines.pop(take - 1))
    path.write_text("".join(lines), "utf-8")
    assert found(tiny_package) == [
        f"participants.csv:{line}:engagement_id  [file-is-canonical]\n"
        f"  found     the row of {row}\n"
        f"  expected  rows sorted by engagement_id, participant_no: this one belongs after line {after}\n"
        "  fix       run `readouts format`"
    ]


def test_claims_keep_their_order_and_cells_their_line_breaks(tiny_package):
    tiny.edit(tiny_package / "claims.csv", 3, "label", 'An "embargo",\r\non arms')
    form = [item for item in run(tiny_package).problems if item.check == "file-is-canonical"]
    assert form == []


def test_file_of_rows_of_unequal_length_is_passed_over(tiny_package):
    tiny.replace(tiny_package / "places.csv", b"Benghazi\n", b'"Benghazi",x\n')
    assert found(tiny_package) == []


# unique-key-is-unique


def test_repeated_unique_key_of_several_fields_with_an_empty_one(tiny_package):
    tiny.edit(tiny_package / "readouts.csv", 4, "engagement_id", "E0002")
    assert found(tiny_package) == [
        "readouts.csv:4  [unique-key-is-unique]\n"
        "  found     engagement_id 'E0002', issuer ''\n"
        "  expected  a combination that no other row has (it is on line 3 too)\n"
        "  fix       correct one of the two rows, or remove one"
    ]


def test_repeated_unique_key_of_one_field(tiny_package):
    tiny.edit(tiny_package / "places.csv", 4, "name", "Benghazi")
    assert found(tiny_package) == [
        "places.csv:4:name  [unique-key-is-unique]\n"
        "  found     'Benghazi'\n"
        "  expected  a value that no other row has (it is on line 2 too)\n"
        "  fix       correct one of the two rows, or remove one"
    ]


@pytest.mark.parametrize("near", ["benghazi", "Benghazi-", "NA", "0"])
def test_values_that_are_only_like_each_other_are_unique(tiny_package, near):
    tiny.edit(tiny_package / "places.csv", 4, "name", near)
    assert found(tiny_package) == []


def test_unique_key_of_no_field_asks_for_nothing(tiny_package):
    descriptor = tiny.descriptor()
    descriptor["resources"][3]["schema"]["uniqueKeys"] = [[]]
    tiny.write_descriptor(tiny_package, descriptor)
    assert found(tiny_package) == []


def test_unique_key_that_stands_alone_as_the_standard_allows(tiny_package):
    change(
        tiny_package,
        b'"uniqueKeys": [\n          [\n            "name"\n          ]\n        ]',
        b'"uniqueKeys": "name"',
    )
    tiny.edit(tiny_package / "places.csv", 4, "name", "Benghazi")
    assert [problem.check for problem in run(tiny_package).problems] == ["unique-key-is-unique"]


# the runner


def test_check_that_crashes_is_our_fault_and_the_others_run(tiny_package):
    def check_of_nothing(raw):
        raise ZeroDivisionError("division\nby zero")
        yield raw

    tiny.edit(tiny_package / "places.csv", 4, "name", "Benghazi")
    crashing = checks.Check(check_of_nothing, "nothing")
    before = list(run(tiny_package).checks_run)
    problems, ran = checks.run(run(tiny_package).raw, (crashing, *checks.CHECKS))
    assert [problem.check for problem in problems] == [checks.CRASHED, "unique-key-is-unique"]
    assert ran == before
    assert problems[0].text() == (
        "datapackage.json  [validation-could-not-run]\n"
        "  found     Validation could not run. This is a fault of the toolkit, not of your rows.\n"
        "  expected  the check 'of-nothing' to end without failing (ZeroDivisionError: division by zero)\n"
        "  fix       report this message to the authors of readouts; whatever else could run did"
    )


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("places.csv", b"place_id", b"place"),
        ("places.csv", b"Benghazi", b"Benghazi,x"),
        ("places.csv", b"Benghazi", b'"Benghazi'),
    ],
)
def test_check_that_lacks_a_table_or_column_is_passed_over(tiny_package, file, old, new):
    def check_needing_places(raw):
        raw.rows("places", "place_id", "name")
        raise AssertionError("not reached")
        yield raw

    tiny.replace(tiny_package / file, old, new)
    needy = checks.Check(check_needing_places, "nothing")
    assert checks.run(run(tiny_package).raw, [needy]) == ([], [])


def test_rows_give_line_and_cells(tiny_package):
    raw = run(tiny_package).raw
    assert raw.rows("claims", "label", "claim_id")[1] == (3, ("An embargo", "embargo"))
    with pytest.raises(NotThereError, match="no readable table 'claim'"):
        raw.rows("claim")
