import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest

import readouts
from readouts.errors import NotAPackageError, UnknownStyleError
from readouts.texts.citation import citation_cff

ROOT = Path(__file__).parents[1]

PLAIN = {
    "name": "readouts",
    "title": "Readouts: a title",
    "version": "0.1.0",
    "created": "2026-11-26T00:00:00Z",
    "licenses": [{"name": "CC-BY-4.0"}],
    "contributors": [
        {"title": "The Readouts contributors", "roles": ["author"]},
        {"title": "A Publisher", "roles": ["publisher"]},
    ],
}
HARD = {
    **PLAIN,
    "name": "read-outs",
    "title": 'Oil & gas: 100 % of {all} "views" #1_a\\b~c^d $5\nin two lines',
    "version": "1.0.0-rc.1",
    "homepage": "https://example.org/read_outs",
    "licenses": [{"path": "https://example.org/licence"}, {"name": "ODbL-1.0"}],
    "contributors": [{"title": "Ann and Sons"}, {"title": "Боб"}, {"title": "Cat & Co."}],
    "description": "One line.\n\nAnother \\ line.",
    "keywords": ["Libya", "a: b"],
}

EXPECTED = {
    ("plain", "text"): (
        "The Readouts contributors (2026). Readouts: a title. Version 0.1.0 [Data set]. "
        "Released 2026-11-26. Licence: CC-BY-4.0."
    ),
    ("plain", "bibtex"): """\
@misc{readouts_0_1_0,
  author = {{The Readouts contributors}},
  title = {{Readouts: a title}},
  year = {2026},
  howpublished = {Data set, version 0.1.0},
  note = {Released 2026-11-26, licence CC-BY-4.0},
}""",
    ("plain", "ris"): (
        "TY  - DATA\n"
        "AU  - The Readouts contributors\n"
        "TI  - Readouts: a title\n"
        "PY  - 2026\n"
        "DA  - 2026/11/26\n"
        "ET  - 0.1.0\n"
        "N1  - Licence: CC-BY-4.0\n"
        "ER  - "
    ),
    ("hard", "text"): (
        'Ann and Sons, Боб and Cat & Co. (2026). Oil & gas: 100 % of {all} "views" #1_a\\b~c^d $5 '
        "in two lines. Version 1.0.0-rc.1 [Data set]. Released 2026-11-26. "
        "Licence: https://example.org/licence, ODbL-1.0. https://example.org/read_outs"
    ),
    ("hard", "bibtex"): r"""@misc{read_outs_1_0_0_rc_1,
  author = {{Ann and Sons} and {Боб} and {Cat \& Co.}},
  title = {{Oil \& gas: 100 \% of \textbraceleft{}all\textbraceright{} "views" """
    r"""\#1\_a\textbackslash{}b\textasciitilde{}c\textasciicircum{}d \$5 in two lines}},
  year = {2026},
  howpublished = {Data set, version 1.0.0-rc.1},
  note = {Released 2026-11-26, licence https://example.org/licence, ODbL-1.0},
  url = {https://example.org/read_outs},
}""",
    ("hard", "ris"): (
        "TY  - DATA\n"
        "AU  - Ann and Sons\n"
        "AU  - Боб\n"
        "AU  - Cat & Co.\n"
        'TI  - Oil & gas: 100 % of {all} "views" #1_a\\b~c^d $5 in two lines\n'
        "PY  - 2026\n"
        "DA  - 2026/11/26\n"
        "ET  - 1.0.0-rc.1\n"
        "N1  - Licence: https://example.org/licence, ODbL-1.0\n"
        "UR  - https://example.org/read_outs\n"
        "ER  - "
    ),
}


@pytest.mark.parametrize(("which", "style"), EXPECTED)
def test_whole_citation(which, style):
    descriptor = {"plain": PLAIN, "hard": HARD}[which]
    assert readouts.cite(descriptor, style) == EXPECTED[which, style]


def test_whole_citation_cff_of_a_hard_descriptor():
    assert citation_cff(HARD) == (
        "cff-version: 1.2.0\n"
        'message: "If you use these data, please cite the version that you used."\n'
        "type: dataset\n"
        'title: "Oil & gas: 100 % of {all} \\"views\\" #1_a\\\\b~c^d $5 in two lines"\n'
        'abstract: "One line. Another \\\\ line."\n'
        "authors:\n"
        '  - name: "Ann and Sons"\n'
        '  - name: "Боб"\n'
        '  - name: "Cat & Co."\n'
        'version: "1.0.0-rc.1"\n'
        'date-released: "2026-11-26"\n'
        "license:\n"
        '  - "https://example.org/licence"\n'
        '  - "ODbL-1.0"\n'
        'url: "https://example.org/read_outs"\n'
        "keywords:\n"
        '  - "Libya"\n'
        '  - "a: b"\n'
    )


def test_a_dataset_is_cited_by_its_descriptor(data):
    assert readouts.cite(data) == readouts.cite(data.package)
    assert data.version in readouts.cite(data)


def test_unknown_style(data):
    with pytest.raises(UnknownStyleError, match=r"style is 'bibtxt'\. Did you mean 'bibtex'\?"):
        readouts.cite(data, "bibtxt")


@pytest.mark.parametrize("name", ["title", "version", "created", "contributors", "licenses"])
def test_descriptor_that_lacks_something(name):
    descriptor = copy.deepcopy(PLAIN)
    del descriptor[name]
    with pytest.raises(NotAPackageError, match=f"lacks '{name}', which a citation needs"):
        readouts.cite(descriptor)


def test_committed_citation_cff_is_current(data):
    assert (ROOT / "CITATION.cff").read_text(encoding="utf-8") == citation_cff(data)


def test_committed_citation_cff_is_valid():
    command = [sys.executable, "-m", "check_jsonschema", "--output-format", "JSON"]
    schema = ["--builtin-schema", "vendor.citation-file-format"]
    run = subprocess.run(
        [*command, *schema, str(ROOT / "CITATION.cff")], capture_output=True, text=True
    )
    assert json.loads(run.stdout)["status"] == "ok", run.stdout
    assert run.returncode == 0
