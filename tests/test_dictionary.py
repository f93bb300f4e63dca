import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readouts.dataset import Dataset
from readouts.texts.dictionary import END, PARTS, MarkerError, render


def marked(*names: str) -> str:
    return "".join(f"<!-- generated: {name} -->\n{END}\n" for name in names)


def field(name: str, **more) -> dict:
    return {"name": name, "title": name.title(), "type": "string", "description": "It.", **more}


AUDITS = [
    *("audit_id", "source_id", "engagement_id", "was_found"),
    *("positions_seen", "positions_right", "issuers_right", "quote_marks_right"),
    *("positions_missing", "participants_seen", "participants_right"),
    "engagement_fields_wrong",
]


THINGS = {
    "name": "things",
    "title": "Things",
    "path": "data/things.csv",
    "description": "One row per thing.\nIn two lines.",
    "schema": {
        "primaryKey": ["a", "b"],
        "uniqueKeys": [["b", "c"]],
        "foreignKeys": [
            {"fields": ["b"], "reference": {"resource": "", "fields": ["a"]}},
            {"fields": ["c"], "reference": {"resource": "others", "fields": ["d"]}},
        ],
        "fields": [
            field("a", constraints={"required": True, "pattern": "x|y"}, example="x"),
            field("b", description="One|two\n\nthree.", example="a `tick`"),
            field("c", type="integer", constraints={"minimum": 0, "maximum": 9}, example="0"),
            field(
                "d",
                constraints={"enum": ["low", "high"]},
                categories=[{"value": "low", "label": "Low: few"}, {"value": "high"}],
                categoriesOrdered=True,
            ),
            field("e", type="boolean", constraints={"required": True, "unique": True}),
            field("f", rdfType="http://id.loc.gov/datatypes/edtf/EDTF"),
        ],
    },
}


def package_of(frames: dict, *resources: dict) -> Dataset:
    return Dataset(frames, {"version": "1.2.0", "resources": list(resources)}, "datapackage.json")


@pytest.fixture
def small_package_with_gaps() -> Dataset:
    codings = [
        ("P1", "ann", 1, "0.2", "oil-a", "none", "state"),
        ("P1", "bob", 1, "0.3", "oil-b", "none", "state"),
        ("P2", "ann", 1, "0.2", "war-a", "none", "inform"),
        ("P2", "bob", 1, "0.2", None, "none", "state"),
    ]
    frames = {
        "issues": pd.DataFrame(
            {
                "issue_id": ["oil", "war"],
                "label": ["Oil", "War | peace"],
                "definition": ["Oil.", "War."],
                "cap_major": [8, 16],
            }
        ),
        "claims": pd.DataFrame(
            {
                "claim_id": ["war-a", "oil-a", "oil-b"],
                "issue_id": ["war", "oil", "oil"],
                "label": ["Peace", "Sell", "Keep"],
                "definition": ["Of peace.", "Of sale.", "Of thrift."],
                "includes": ["calm; rest", None, None],
                "excludes": [None, "thrift -> oil-b; calm -> war-a", None],
            }
        ),
        "coders": pd.DataFrame(
            {
                "coder_id": ["ann", "bob", "cat"],
                "label": ["Ann", "Bob", "Cat"],
                "kind": ["human", "language-model", "language-model"],
                "role": ["coder", "coder", "adjudicator"],
                "description": ["Coded.", "Coded too.", "Decided."],
            }
        ),
        "codings": pd.DataFrame(
            codings,
            columns=[
                *("position_id", "coder_id", "round", "codebook_version"),
                *("claim_id", "stance", "act"),
            ],
        ),
        "positions": pd.DataFrame(
            {"position_id": ["P1", "P2", "P3"], "resolution": ["agreed", "adjudicated", "agreed"]}
        ),
        "position_holders": pd.DataFrame({"position_id": ["P1", "P1"]}),
        "sources": pd.DataFrame(
            {
                "source_id": ["S1", "S2", "S3"],
                "language": ["ru", "ar", "ru"],
                "read": ["excerpt", "full", "excerpt"],
            }
        ),
        "audits": pd.DataFrame(
            [
                ("audit-1", "S1", "E1", True, 1200, 1100, 1200, 1200, 0, 0, 0, 0),
                ("audit-1", "S1", "E2", True, 0, 0, 0, 0, 0, 0, 0, 1),
                ("audit-2", "S2", "E1", True, 2, 1, 2, 2, 1, 3, 2, 0),
            ],
            columns=AUDITS,
        ),
        "coverage": pd.DataFrame({"language": pd.Series([], dtype="str")}),
    }
    resources = [{"name": name, "title": name.title()} for name in frames]
    return package_of(frames, *resources)


CORPUS = """\
These are the figures of version 1.2.0 of the data.

- Searches, by language: 0.
- Sources, by language: 3 (`ru` 2, `ar` 1).
- Sources read in their opening part only: 2 of 3.
- Coders: 3. Humans among them: 1.
- Positions with the codes that both coders gave: 2. Positions that the adjudicator decided: 1.
- Positions without an identified holder: 2 of 3.

| table | title | rows |
|---|---|---|
| `issues` | Issues | 2 |
| `claims` | Claims | 3 |
| `coders` | Coders | 3 |
| `codings` | Codings | 4 |
| `positions` | Positions | 3 |
| `position_holders` | Position_Holders | 2 |
| `sources` | Sources | 3 |
| `audits` | Audits | 3 |
| `coverage` | Coverage | 0 |
"""
AGREEMENT = """\
| coder | kind | role | rules | what they saw and did |
|---|---|---|---|---|
| Ann | human | coder | 0.2 | Coded. |
| Bob | language-model | coder | 0.2, 0.3 | Coded too. |
| Cat | language-model | adjudicator | – | Decided. |

| measure | round | units | issue | claim | stance | act |
|---|---|---|---|---|---|---|
| raw agreement | all | 2 | 0.500 | 0.000 | 1.000 | 0.500 |
| raw agreement | 1 | 2 | 0.500 | 0.000 | 1.000 | 0.500 |
| alpha | all | 2 | 0.400 | 0.000 | undefined | 0.000 |
| alpha | 1 | 2 | 0.400 | 0.000 | undefined | 0.000 |

Codings without a claim, which count as a value of their own: 1.
"""
AUDIT = """\
Pages drawn for `audit-1`, by language: 1 (`ru` 1).

| what was checked | right | of | share |
|---|---|---|---|
| Pages that could be read again, of the pages drawn | 1 | 1 | 100.0 % |
| Paraphrase and holder right, of the positions seen | 1,100 | 1,200 | 91.7 % |
| Issuer right, of the positions seen | 1,200 | 1,200 | 100.0 % |
| Mark of quotation right, of the positions seen | 1,200 | 1,200 | 100.0 % |
| Participants right, of those seen | 0 | 0 | undefined |
| Positions that had been coded, of those in the part seen | 1,200 | 1,200 | 100.0 % |
| Pages whose engagement had form, status, date and place right | 1 | 2 | 50.0 % |

Pages drawn for `audit-2`, by language: 1 (`ar` 1).

| what was checked | right | of | share |
|---|---|---|---|
| Pages that could be read again, of the pages drawn | 1 | 1 | 100.0 % |
| Paraphrase and holder right, of the positions seen | 1 | 2 | 50.0 % |
| Issuer right, of the positions seen | 2 | 2 | 100.0 % |
| Mark of quotation right, of the positions seen | 2 | 2 | 100.0 % |
| Participants right, of those seen | 2 | 3 | 66.7 % |
| Positions that had been coded, of those in the part seen | 2 | 3 | 66.7 % |
| Pages whose engagement had form, status, date and place right | 1 | 1 | 100.0 % |
"""
ISSUES = r"""| issue | label | definition | CAP major topic |
|---|---|---|---|
| `oil` | Oil | Oil. | 8 |
| `war` | War \| peace | War. | 16 |
"""
CLAIMS = """\
### Oil (`oil`)

| claim | proposition | meaning | includes | excludes |
|---|---|---|---|---|
| `oil-a` | Sell | Of sale. | – | thrift → oil-b; calm → war-a |
| `oil-b` | Keep | Of thrift. | – | – |

### War | peace (`war`)

| claim | proposition | meaning | includes | excludes |
|---|---|---|---|---|
| `war-a` | Peace | Of peace. | calm; rest | – |
"""
DICTIONARY = r"""### Things (`things`)

One row per thing. In two lines.

- File: `data/things.csv`
- Primary key: `a`, `b`
- Unique together, an empty cell being a value: `b`, `c`
- Foreign key: `b` → `a` of `things`
- Foreign key: `c` → `d` of `others`

| field | title | type | description | example |
|---|---|---|---|---|
| `a` | A | string, never empty, matches `x\|y` | It. | `x` |
| `b` | B | string, may be empty | One\|two<br>three. | `` a `tick` `` |
| `c` | C | integer, may be empty, at least `0`, at most `9` | It. | `0` |
| `d` | D | string, may be empty, one of the values | It. Values, in order: `low` Low: few; `high`. | – |
| `e` | E | boolean, never empty, unique, `true` or `false` | It. | – |
| `f` | F | EDTF date, string, may be empty | It. | – |
"""
WHOLE = {
    "corpus": CORPUS,
    "agreement": AGREEMENT,
    "audit": AUDIT,
    "issues": ISSUES,
    "claims": CLAIMS,
    "dictionary": DICTIONARY,
}


@pytest.mark.parametrize("name", PARTS)
def test_whole_part(name, small_package_with_gaps):
    data = package_of({}, THINGS) if name == "dictionary" else small_package_with_gaps
    assert "\n".join(PARTS[name](data)) + "\n" == WHOLE[name]


def test_stale_parts_are_made_anew_and_the_rest_is_kept(data):
    stale = marked(*PARTS).replace(END, f"stale\n{END}")
    text = render(f"# Title\n\n{stale}\nThe end, without a line break", data)
    assert text.startswith("# Title\n\n<!-- generated: corpus -->\n\nThese are the figures of")
    assert text.endswith(f"\n\n{END}\n\nThe end, without a line break")
    assert "stale" not in text
    assert text.count(END) == len(PARTS)
    assert render(text, data) == text


@given(st.text(), st.text())
def test_prose_is_never_touched(before, after):
    # Only the frame is under test here, so the parts are made of nothing.
    with pytest.MonkeyPatch.context() as patch:
        for name in PARTS:
            patch.setitem(PARTS, name, lambda _: iter(["made"]))
        parts = marked(*PARTS)
        made = parts.replace(" -->\n<!-- end", " -->\n\nmade\n\n<!-- end")
        assert render(f"{before}\n{parts}{after}", None) == f"{before}\n{made}{after}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            marked("corpus", "isues"),
            r"^codebook:3: there is no generated part 'isues'\. Did you mean 'issues'\? "
            r"There are: corpus, agreement, audit, issues, claims, dictionary$",
        ),
        (
            marked("corpus", "issues", "claims", "dictionary", "audit"),
            r"^codebook: the marker '<!-- generated: agreement -->' is missing\. "
            rf"Put it back, with '{END}' after it$",
        ),
        (
            marked("corpus", "corpus"),
            r"^codebook:3: the part 'corpus' stands twice\. Take one out$",
        ),
        (
            f"{marked('corpus')}<!-- generated: audit -->\n",
            rf"^codebook: the part 'audit' is not closed\. Add '{END}' after it$",
        ),
        (
            "<!-- generated: audit -->\n<!-- generated: issues -->\n",
            r"^codebook:2: '<!-- generated: issues -->' is out of turn\. Close each part once$",
        ),
        (
            f"{marked('corpus')}{END}\n",
            rf"^codebook:3: '{END}' is out of turn\. Close each part once$",
        ),
    ],
    ids=["unknown", "missing", "twice", "not_closed", "nested", "closed_twice"],
)
def test_faulty_markers(text, message, data):
    with pytest.raises(MarkerError, match=message):
        render(text, data)
