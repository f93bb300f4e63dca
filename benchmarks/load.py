"""How long `readouts.load()` takes beside the bare `pandas.read_csv` calls.

    python benchmarks/load.py [RUNS]

The bare calls read the same files with the same dtypes and missing values, and check
nothing. Both are run in turn; the ratio is that of the medians. Aim: at most 1.5.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import readouts
from readouts.dates import bounds

ROOT = Path(__file__).parents[1]


def bare_calls(data: readouts.Dataset) -> list[tuple[Path, dict[str, object]]]:
    """Return each file with the dtypes of its columns as `load` gives them."""
    calls = []
    for resource in data.package["resources"]:
        frame = data[resource["name"]]
        names = [field["name"] for field in resource["schema"]["fields"]]
        dtypes = {name: frame[name].dtype for name in names}
        days = [name for name in names if str(dtypes[name]).startswith("datetime")]
        kinds = {name: dtype for name, dtype in dtypes.items() if name not in days}
        calls.append((ROOT / resource["path"], {"dtype": kinds, "parse_dates": days}))
    return calls


def read_bare(calls: list[tuple[Path, dict[str, object]]]) -> None:
    for path, options in calls:
        pd.read_csv(path, keep_default_na=False, na_values=[""], **options)


def load_anew() -> None:
    bounds.cache_clear()
    readouts.load(ROOT)


def seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(runs: int = 25) -> None:
    calls = bare_calls(readouts.load(ROOT))
    pairs = [(seconds(load_anew), seconds(lambda: read_bare(calls))) for _ in range(runs + 2)][2:]
    ours, bare = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"readouts.load()   {ours * 1000:7.1f} ms   (median of {runs})")
    print(f"pandas.read_csv   {bare * 1000:7.1f} ms")
    print(f"ratio             {ours / bare:7.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
