"""What several test files use."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import tiny

import readouts

pytest.register_assert_rewrite("cases")  # what it asserts is shown as in a test file

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data():
    """The shipped package, loaded."""
    return readouts.load(ROOT)


@pytest.fixture(scope="session")
def raw_tables():
    """The shipped CSVs as frames of strings, read by pandas alone."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: pd.read_csv(ROOT / resource["path"], dtype=str, keep_default_na=False)
        for resource in descriptor["resources"]
    }


@pytest.fixture(scope="session")
def compared(data):
    """All engagements of the shipped package, each with its accounts side by side."""
    return list(readouts.compare.engagements(data))


@pytest.fixture(scope="session")
def tables(raw_tables):
    """The CSV files, empty cells missing: no line of the library is used."""
    return {name: frame.mask(frame == "") for name, frame in raw_tables.items()}


@pytest.fixture(scope="session")
def executed():
    """All notebooks, run: cell ids to what the cells show, as text."""
    import nbformat
    from nbclient import NotebookClient

    shown = {}
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, kernel_name="python3", timeout=120, resources=resources).execute()
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        shown[path.stem] = {cell.id: cell.outputs for cell in cells}
    return shown


@pytest.fixture
def tiny_package(tmp_path):
    """A valid package of our kind with five small tables, to be broken."""
    return tiny.write(tmp_path / "tiny")


@pytest.fixture
def package_copy(tmp_path):
    """A copy of the shipped package, to be broken."""
    shutil.copytree(ROOT / "data", tmp_path / "copy" / "data")
    shutil.copy(ROOT / "datapackage.json", tmp_path / "copy")
    return tmp_path / "copy"
