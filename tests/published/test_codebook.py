"""The codebook and the change log, as published, against the package."""

import re
from pathlib import Path

from readouts.texts.dictionary import render

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CODEBOOK.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
PROSE = re.sub(r"<!-- generated: .*?<!-- end generated -->", "", TEXT, flags=re.DOTALL)
IN_SECTION_3 = {"stance": "3.3 Stance", "act": "3.4 Act", "certainty": "3.5 Certainty"}


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)


def anchor(heading: str) -> str:
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def first_table(text: str, heading: str) -> list[list[str]]:
    """Return the rows, as cells, of the first table after a heading."""
    after = re.split(rf"^#+ {re.escape(heading)}$", text, maxsplit=1, flags=re.MULTILINE)[1]
    lines = re.search(r"(?:^\|.*\n)+", after, flags=re.MULTILINE)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_generated_parts_are_current(data):
    assert render(TEXT, data) == TEXT, "run `readouts dictionary CODEBOOK.md`"


def test_links_of_the_contents_lead_somewhere():
    links = re.findall(r"\]\(#(.+?)\)", TEXT)
    anchors = [anchor(heading) for heading in headings(TEXT)]
    assert links
    assert [link for link in links if link not in anchors] == []


def test_every_section_is_in_the_contents():
    sections = re.findall(r"^## (.+)$", TEXT, flags=re.MULTILINE)
    links = re.findall(r"\]\(#(.+?)\)", TEXT)
    assert [name for name in sections if name != "Contents" and anchor(name) not in links] == []


def test_every_value_of_every_enumeration_is_explained(data):
    for resource in data.package["resources"]:
        for field in resource["schema"]["fields"]:
            values = field.get("constraints", {}).get("enum")
            if values is not None:
                own = f"`{resource['name']}.{field['name']}`"
                rows = first_table(TEXT, IN_SECTION_3.get(field["name"], own))
                assert [row[0] for row in rows] == values, own
                assert all(row[1] for row in rows), own


def test_claims_named_in_the_rules_exist(data):
    issues = "|".join(data.issues["issue_id"])
    named = set(re.findall(rf"(?<![\w-])(?:{issues})-[a-z]+(?:-[a-z]+)*", PROSE))
    assert len(named) > len(data.issues)
    assert named - set(data.claims["claim_id"]) == set()


def test_rules_and_sections_that_are_named_exist(data):
    rules = re.findall(r"^### Rule (\d+)\.", TEXT, flags=re.MULTILINE)
    assert rules == [str(n) for n in range(1, len(rules) + 1)]
    comments = data.codings["comment"].dropna()
    cells = [TEXT, *data.claims["excludes"].dropna(), *data.claims["includes"].dropna()]
    named = set(re.findall(r"\brules? (\d+)\b", "\n".join([*cells, *comments])))
    assert named - set(rules) == set()
    numbers = {heading.split(" ")[0].rstrip(".") for heading in headings(TEXT)}
    sections = set(re.findall(r"\bsection (\d+(?:\.\d+)?)", TEXT))
    assert sections
    assert sections - numbers == set()


def test_every_version_of_the_rules_is_in_the_change_log(data):
    versions = re.findall(r"^### Rules (.+)$", TEXT, flags=re.MULTILINE)
    assert f"Coding rules, version {versions[-1]}." in TEXT
    assert set(data.codings["codebook_version"]) - set(versions) == set()


def test_change_log_tells_of_this_version(data):
    day = data.package["created"][:10]
    assert re.findall(r"^## (.+)$", CHANGES, flags=re.MULTILINE)[0] == f"{data.version} ({day})"


def test_counts_of_this_version_are_right(data):
    rows = {name.strip("`"): int(n.replace(",", "")) for name, n, _ in first_table(CHANGES, "Data")}
    assert rows == {name: len(frame) for name, frame in data.items()}


def test_every_version_says_how_many_rows_are_new():
    now, before = (
        {
            cells[0]: [int(n.replace(",", "")) for n in cells[1:]]
            for cells in first_table(text, "Data")
        }
        for text in re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:3]
    )
    assert {name: rows - new for name, (rows, new) in now.items()} == {
        name: rows for name, (rows,) in before.items()
    }
