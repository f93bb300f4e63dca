"""What several test files use."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import readouts

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
