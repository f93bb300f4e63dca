"""Opens packages as users would, with little memory and no network; prints what came of it.

    python tests/hostile_worker.py FOLDER...

Each package is loaded, validated by the command line, and validated by plain frictionless
where a file ``plain`` lies beside its folder. One process for all: imports take long.
"""

from __future__ import annotations

import io
import json
import os
import resource
import socket
import sys
import time
import traceback
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

MEMORY = 1024**3


def load(path):
    import readouts

    try:
        return {"loaded": list(readouts.load(path))}
    except readouts.ReadoutsError as error:
        return {"error": type(error).__name__, "message": str(error)}


def validate(path):
    from readouts.cli import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["validate", path])
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def validate_plainly(path):
    import frictionless

    report = frictionless.Resource(str(Path(path, "datapackage.json"))).validate()
    return [[error.type, error.message] for task in report.tasks for error in task.errors]


def told(work, path):
    start = time.monotonic()
    try:
        result = work(path)
    except BaseException:  # whatever comes here would have been shown to a user
        result = {"traceback": traceback.format_exc()[-3000:]}
    return {"result": result, "seconds": time.monotonic() - start}


def refuse(*_arguments, **_options):
    raise AssertionError("the network was asked")


def main(paths):
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread reserves memory of its own
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    socket.socket.connect = refuse
    socket.getaddrinfo = refuse
    import frictionless
    import pandas  # noqa: F401 (no case is to pay for the import)

    frictionless.system.plugins  # noqa: B018
    for path in paths:
        works = {"load": load, "validate": validate}
        if Path(f"{path}.plain").exists():
            works["plain"] = validate_plainly
        print(json.dumps({key: told(work, path) for key, work in works.items()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
