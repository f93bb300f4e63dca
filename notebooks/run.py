"""Run the notebooks on the shipped data, and make pages of them.

    python notebooks/run.py [--output build] [--check]

Two runs give the same bytes: of the executed notebooks, of their pages and of
their figures. `--check` runs nothing; it says whether the notebooks are stored
as they should be, without results.
"""

import argparse
import asyncio
import base64
import html
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DESCRIPTOR = HERE.parent / "datapackage.json"
SECONDS_PER_CELL = 600
FIGURES = {"image/png": "png", "image/svg+xml": "svg"}

# No part of a page may be fetched: what the template would load is left out.
PAGE_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_css -%}
<style>
  main { max-width: 70rem; margin: 0 auto; }
  main > nav { padding: 1rem 0 0 var(--jp-notebook-padding, 10px); font-family: sans-serif; }
  .jp-OutputArea-output img, .jp-OutputArea-output svg { max-width: 100%; height: auto; }
</style>
{%- endblock -%}
{%- block body_header -%}
{{ super() }}
<nav><a href="index.html">All notebooks</a></nav>
{%- endblock -%}
"""

INDEX_TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
  :root {{ --ink: #1d2329; --soft: #59636e; --ground: #fdfdfc; --line: #dde1e5; --link: #0b5c94; }}
  @media (prefers-color-scheme: dark) {{
    :root {{ --ink: #e6e8ea; --soft: #a3acb5; --ground: #15181b; --line: #33393f; --link: #7fc0ee; }}
  }}
  body {{ margin: 0 auto; max-width: 42rem; padding: 3rem 1.25rem; color: var(--ink);
         background: var(--ground); font: 1.0625rem/1.6 system-ui, sans-serif; }}
  h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }}
  p {{ margin: 0 0 1rem; }}
  ol {{ list-style: none; margin: 2rem 0; padding: 0; border-top: 1px solid var(--line); }}
  li {{ border-bottom: 1px solid var(--line); padding: 1rem 0; }}
  li a {{ font-size: 1.2rem; }}
  a {{ color: var(--link); text-underline-offset: .15em; }}
  .soft {{ color: var(--soft); font-size: .95rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="soft">Version {version}. {description}</p>
<ol>
{entries}
</ol>
<p class="soft">The notebooks as they ran are in <a href="notebooks/">notebooks/</a>, their figures
in <a href="figures/">figures/</a>. To change and rerun them: <code>make lab</code>.</p>
</main>
</body>
</html>
"""


def read_notebook(path: Path) -> Any:
    """Read one notebook, as stored."""
    import nbformat

    return nbformat.read(path, as_version=4)


def heading(notebook: Any) -> str:
    """Return the first heading of a notebook, the question that it answers."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#+\s+(.+)$", cell.source, flags=re.MULTILINE)
            if found is not None:
                return found[1].strip()
    return "Untitled"


def faults(path: Path) -> Iterator[str]:
    """Yield, in words, what should not be in a stored notebook."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    if (stored["nbformat"], stored["nbformat_minor"]) < (4, 5):
        yield f"{path.name}: stored as format {stored['nbformat']}.{stored['nbformat_minor']}, before cells had ids"
    for number, cell in enumerate(stored["cells"], start=1):
        if cell.get("outputs"):
            yield f"{path.name}, cell {number}: stored with its results; clear them"
        if cell.get("execution_count") is not None:
            yield f"{path.name}, cell {number}: stored with its execution count; clear it"


def set_environment(output: Path) -> None:
    """Give kernels the same settings everywhere, none of them the user's own."""
    settings = output.resolve() / ".kernel"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "matplotlibrc").write_text("svg.hashsalt: readouts\n", encoding="utf-8")
    created = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["created"]
    os.environ |= {
        "IPYTHONDIR": str(settings / "ipython"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "MATPLOTLIBRC": str(settings / "matplotlibrc"),
        "MPLCONFIGDIR": str(settings / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(int(datetime.fromisoformat(created).timestamp())),
        "TZ": "UTC",
    }


def clear(output: Path) -> None:
    """Remove what an earlier run wrote, so that nothing outlives its notebook."""
    pages = [output / "index.html", *output.glob("[0-9]*.html")]
    for old in [*pages, *output.glob("notebooks/[0-9]*"), *output.glob("figures/[0-9]*")]:
        old.unlink(missing_ok=True)


def execute(notebook: Any) -> None:
    """Run all cells in a kernel of their own, in the folder of the notebooks."""
    from nbclient import NotebookClient

    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(HERE)}},
    )
    client.execute()


def settle(notebook: Any) -> None:
    """Remove from an executed notebook what differs between runs or machines."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number:02}"


def failure(notebook: Any, error: Exception) -> str:
    """Say in one line which cell failed, and how."""
    ran = [
        number
        for number, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)
    ]
    for number, cell in enumerate(notebook.cells, start=1):
        for result in cell.get("outputs", []):
            if result.output_type == "error":
                return f"cell {number}: {last_line(f'{result.ename}: {result.evalue}')}"
    where = f"after cell {ran[-1]}" if ran else "before the first cell"
    return f"{where}: {type(error).__name__}: {last_line(str(error))}"


def last_line(text: str) -> str:
    """Return the last line of a text that is not empty."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def write_page(notebook: Any, path: Path) -> None:
    """Write one executed notebook as a page that loads nothing from elsewhere."""
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(
        extra_loaders=[DictLoader({"page.html.j2": PAGE_TEMPLATE})],
        template_file="page.html.j2",
    )
    resources = {"metadata": {"name": heading(notebook)}}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    path.write_text(page, encoding="utf-8", newline="\n")


def write_figures(notebook: Any, folder: Path, *, stem: str) -> None:
    """Write the figures of one executed notebook, numbered as they appear."""
    folder.mkdir(parents=True, exist_ok=True)
    results = (result for cell in notebook.cells for result in cell.get("outputs", []))
    shown = [result.data for result in results if "data" in result and FIGURES.keys() & result.data]
    for number, data in enumerate(shown, start=1):
        for kind, suffix in FIGURES.items():
            if kind in data:
                content = data[kind].encode() if suffix == "svg" else base64.b64decode(data[kind])
                (folder / f"{stem}-{number}.{suffix}").write_bytes(content)


def write_index(output: Path, titles: dict[str, str]) -> None:
    """Write the page that lists all notebooks by their titles."""
    package = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))
    entries = [
        f'<li><a href="{html.escape(stem)}.html">{html.escape(title)}</a>'
        f'<div class="soft">notebooks/{html.escape(stem)}.ipynb</div></li>'
        for stem, title in titles.items()
    ]
    page = INDEX_TEMPLATE.format(
        title=html.escape(package["title"]),
        version=html.escape(package["version"]),
        description=html.escape(package["description"]),
        entries="\n".join(entries),
    )
    (output / "index.html").write_text(page, encoding="utf-8", newline="\n")


def run(path: Path, output: Path) -> str | None:
    """Execute one notebook and write what comes of it; return how it failed, if it did."""
    import nbformat

    notebook = read_notebook(path)
    fault = None
    try:
        execute(notebook)
    except Exception as error:  # a cell's, its time limit's or its kernel's
        fault = failure(notebook, error)
    settle(notebook)
    executed = output / "notebooks" / path.name
    executed.parent.mkdir(parents=True, exist_ok=True)
    executed.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    if fault is None:
        write_page(notebook, output / f"{path.stem}.html")
        write_figures(notebook, output / "figures", stem=path.stem)
    return fault


def run_all(paths: list[Path], output: Path) -> int:
    """Execute notebooks one after another; stop at the first that fails."""
    set_environment(output)
    clear(output)
    for path in paths:
        print(f"  {path.stem} …", end="", flush=True)
        began = time.monotonic()
        fault = run(path, output)
        if fault is not None:
            print(" failed")
            print(f"notebooks/{path.name}, {fault}", file=sys.stderr)
            print(f"How far it came: {output / 'notebooks' / path.name}", file=sys.stderr)
            return 1
        print(f" {time.monotonic() - began:.0f} s", flush=True)
    write_index(output, {path.stem: heading(read_notebook(path)) for path in paths})
    return 0


def check_all(paths: list[Path]) -> int:
    """Say which notebooks are not stored as they should be."""
    found = [fault for path in paths for fault in faults(path)]
    for fault in found:
        print(fault)
    return 1 if found else 0


def main() -> int:
    """Run or check every notebook whose name begins with a number."""
    parser = argparse.ArgumentParser(description="Run the notebooks, and make pages of them.")
    parser.add_argument("--output", type=Path, default=HERE.parent / "build", help="folder")
    parser.add_argument("--check", action="store_true", help="only look how they are stored")
    options = parser.parse_args()
    paths = sorted(HERE.glob("[0-9]*.ipynb"))
    if options.check:
        return check_all(paths)
    if sys.platform == "win32":  # kernels speak over sockets that the default loop there lacks
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    return run_all(paths, options.output)


if __name__ == "__main__":
    sys.exit(main())
