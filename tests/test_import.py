"""What `import readouts` costs and offers."""

from __future__ import annotations

import subprocess
import sys

import pytest

import readouts


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_import_brings_in_no_library():
    heavy = "pandas narwhals numpy frictionless typer rich matplotlib seaborn IPython".split()
    loaded = run(f"import readouts, sys; print([m for m in {heavy} if m in sys.modules])")
    assert loaded == "[]\n"


def test_loading_brings_in_no_extra():
    heavy = "frictionless typer rich matplotlib seaborn IPython scipy polars".split()
    code = "import readouts, sys; readouts.join.positions(readouts.load()); "
    assert run(f"{code}print([m for m in {heavy} if m in sys.modules])") == "[]\n"


def test_public_names_are_there_and_complete():
    assert dir(readouts) == sorted(readouts.__all__)
    for name in readouts.__all__:
        assert getattr(readouts, name) is not None


@pytest.mark.parametrize("name", ["agreement", "compare", "network", "plot"])
def test_parts_offer_what_is_public_and_nothing_else(name):
    part = getattr(readouts, name)
    assert dir(part) == sorted(part.__all__)


def test_a_function_is_not_hidden_by_a_module_of_its_name():
    """A lazy import would turn the function into a module."""
    code = (
        "import readouts, readouts.reports.validation, readouts.texts.citation, readouts.dataset; "
    )
    names = "readouts.load, readouts.validate, readouts.cite"
    assert run(f"{code}print([callable(f) for f in ({names})])") == "[True, True, True]\n"


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'readouts' has no attribute 'laod'"):
        readouts.laod  # noqa: B018


@pytest.mark.parametrize(
    ("code", "missing", "extra"),
    [
        ("readouts.plot.timeline(readouts.load().engagements)", "matplotlib", "plot"),
        ("readouts.validate()", "frictionless", "check"),
    ],
)
def test_without_an_extra_one_line_says_which_to_install(code, missing, extra):
    program = (
        f"import sys; sys.modules[{missing!r}] = None; import readouts\n"
        f"try:\n    {code}\n"
        "except readouts.ReadoutsError as error:\n    print(error)"
    )
    found = run(program)
    assert found.endswith(f'needs more libraries: pip install "readouts[{extra}]"\n')
    assert found.count("\n") == 1
