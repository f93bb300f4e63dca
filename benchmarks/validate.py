"""How long `readouts validate` takes beside `frictionless validate` without our plugin.

    python benchmarks/validate.py [RUNS]

Whole processes on the shipped package, in turn; the ratio is that of the medians. Aim: at
most 1.5, and the exit code says whether it is kept. Without our plugin frictionless checks
only its own rules, and explains none.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
AIM = 1.5

OURS = "import sys; from readouts.cli import main; sys.exit(main(['validate']))"
PLAIN = """
import runpy, sys, types
# An empty module in the place of our plugin: frictionless finds nothing in it.
sys.modules["frictionless_readouts"] = types.ModuleType("frictionless_readouts")
sys.argv = ["frictionless", "validate", "datapackage.json"]
runpy.run_module("frictionless", run_name="__main__")
"""


def seconds(program: str) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"It failed, so its time says nothing:\n{done.stdout[-2000:]}{done.stderr}")
    return took


def main(runs: int = 7) -> None:
    pairs = [(seconds(OURS), seconds(PLAIN)) for _ in range(runs + 1)][1:]  # one to warm up
    ours, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"readouts validate      {ours:6.2f} s   (median of {runs})")
    print(f"frictionless validate  {plain:6.2f} s   (without our plugin)")
    print(f"ratio                  {ours / plain:6.2f}     (aim: at most {AIM})")
    sys.exit(ours / plain > AIM)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
