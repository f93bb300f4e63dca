"""Make the site: lay out its pages, let Sphinx draw them, put every engagement into one.

    python docs/site/build.py [--output build/site] [--notebooks build/notebooks]

Nothing is fetched, neither now nor by the pages; two runs give the same bytes. The pages
are laid out as the files of the project are, so that links between these stay as they are.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import browse  # noqa: E402
import engagement  # noqa: E402
import nbformat  # noqa: E402
import pages  # noqa: E402

import readouts  # noqa: E402

AS_THEY_ARE = (
    "CHANGELOG.md",
    "LICENSE",
    "datapackage.json",
    "data/LICENSE",
    "docs/checks.md",
    "docs/limits.md",
    "docs/readme_picture.svg",
    "docs/record.schema.json",
    "docs/records.md",
)


def stage(folder: Path, data: readouts.Dataset, notebooks: Iterable[Path]) -> None:
    """Lay out all that Sphinx reads."""
    read = {path.stem: nbformat.read(path, as_version=4) for path in notebooks}
    texts = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob("pages/*.md")}
    told = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("*.md")}
    found = browse.index(data)
    counts = {"engagements": len(data.engagements), "notebooks": len(read)}
    codebook, dictionary = pages.codebook(told["CODEBOOK.md"])
    for name, text in {
        "index.md": pages.home(texts["index.md"], told["README.md"], pages.doors(counts)),
        "README.md": pages.readme(told["README.md"], data.package),
        "CODEBOOK.md": codebook,
        "CONTRIBUTING.md": told["CONTRIBUTING.md"] + texts["contributing.md"],
        "dictionary.md": dictionary,
        "browse.md": browse.page(texts["browse.md"], data, found),
        **dict(pages.api(texts["api.md"])),
    }.items():
        write(folder / name, text)
    write(folder / "static" / "index.js", browse.script(found))
    write(folder / "static" / "comparison.css", engagement.style())
    for name in AS_THEY_ARE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    for stem, notebook in read.items():
        pages.tell_figures(notebook)
        write(folder / "notebooks" / f"{stem}.ipynb", nbformat.writes(notebook))
        for suffix, content, _ in list(pages.figures(notebook))[:1]:
            (folder / "notebooks" / f"{stem}.{suffix}").write_bytes(content)
    write(folder / "notebooks.md", pages.notebooks_page(texts["notebooks.md"], read, data.version))


def write(path: Path, text: str) -> None:
    """Write a text, with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def draw(source: Path, output: Path, scratch: Path) -> "subprocess.Popen[bytes]":
    """Start Sphinx on what was laid out; a warning is an error."""
    created = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["created"]
    settings = {
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(created).timestamp())),
        "TZ": "UTC",
        "MPLCONFIGDIR": str(scratch / "matplotlib"),
    }
    static = f"html_static_path={HERE / 'static'},{source / 'static'}"
    options = [
        "-D",
        static,
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-c",
        HERE,
        "-d",
        scratch / "doctrees",
    ]
    command = [sys.executable, "-m", "sphinx", *options, source, output]
    return subprocess.Popen(list(map(str, command)), env=os.environ | settings)


def build(output: Path, notebooks: Iterable[Path], only: Iterable[str] | None = None) -> int:
    """Make the site anew; return 1 if Sphinx found a fault.

    With `only`, the pages of these engagements alone are made; the list has all of them.
    """
    data = readouts.load()
    shutil.rmtree(output, ignore_errors=True)
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        stage(scratch / "site", data, notebooks)
        sphinx = draw(scratch / "site", scratch / "drawn", scratch)
        try:
            engagements = dict(browse.engagements(data, only))
        finally:
            code = sphinx.wait()
        if code == 0:
            browse.finish(scratch / "drawn", data, engagements)
            (scratch / "drawn" / ".buildinfo").unlink()  # names the scratch folder, as a hash
            shutil.move(scratch / "drawn", output)
    return 0 if code == 0 else 1


def main() -> int:
    """Make the site as the command line asks."""
    parser = argparse.ArgumentParser(description="Make the site.")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", help="folder")
    parser.add_argument(
        "--notebooks", type=Path, default=ROOT / "build" / "notebooks", help="executed ones"
    )
    options = parser.parse_args()
    notebooks = sorted(options.notebooks.glob("[0-9]*.ipynb"))
    if not notebooks:
        print(f"{options.notebooks} has no executed notebooks. Run make first", file=sys.stderr)
        return 2
    print(f"Site: {len(notebooks)} notebooks and every engagement …", end="", flush=True)
    began = time.monotonic()
    code = build(options.output, notebooks)
    print(f" {time.monotonic() - began:.0f} s" if code == 0 else " failed", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
