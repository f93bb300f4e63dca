"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path

import pytest
import tiny

import readouts
from readouts import checks, cli

ROOT = Path(__file__).parents[1]


def test_valid_package_exits_with_0(tiny_package, capsys):
    assert cli.main(["validate", str(tiny_package)]) == 0
    assert capsys.readouterr().out == f"{tiny_package / 'datapackage.json'}: no problems\n"


def test_problems_are_grouped_by_file_and_counted(tiny_package, capsys):
    tiny.edit(tiny_package / "places.csv", 4, "name", "Benghazi")
    tiny.edit(tiny_package / "engagements.csv", 5, "place_id", "[b]engasi")
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    assert cli.main(["validate", str(tiny_package)]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    assert out == (
        "engagements.csv:5:place_id  [foreign-key]\n"
        "  found     '[b]engasi'\n"
        "  expected  one of the 3 places in places.csv (nearest: 'benghazi')\n"
        "  fix       correct the cell\n"
        "engagements.csv:5:date  [date-is-edtf]\n"
        "  found     'x'\n"
        "  expected  an EDTF date such as '2025-04-28'\n"
        "  fix       write a day (2025-04-28), month (2025-04), year (2025) or an interval of two\n"
        "\n"
        "places.csv:4:name  [unique-key-is-unique]\n"
        "  found     'Benghazi'\n"
        "  expected  a value that no other row has (it is on line 2 too)\n"
        "  fix       correct one of the two rows, or remove one\n"
        "\n"
        f"{tiny_package / 'datapackage.json'}: 3 errors in 2 files\n"
    )


def test_current_folder_is_the_default(tiny_package, monkeypatch, capsys):
    monkeypatch.chdir(tiny_package)
    assert cli.main(["validate"]) == 0
    assert capsys.readouterr().out == "datapackage.json: no problems\n"


def test_validation_that_could_not_run_exits_with_2(tiny_package, monkeypatch, capsys):
    def check_of_nothing(raw):
        raise RuntimeError("out of order")
        yield raw

    broken = checks.Check(check_of_nothing, "")
    monkeypatch.setattr(checks.run, "__defaults__", ((broken,),))
    assert cli.main(["validate", str(tiny_package)]) == 2
    assert "This is a fault of the toolkit, not of your rows." in capsys.readouterr().out


def test_colour_is_for_terminals_only(tiny_package, monkeypatch, capsys):
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    monkeypatch.delenv("NO_COLOR", raising=False)
    cli.main(["validate", str(tiny_package)])
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    cli.main(["validate", str(tiny_package)])
    assert "\x1b[" in capsys.readouterr().out


def test_format_says_what_it_rewrote(tiny_package, capsys):
    tiny.replace(tiny_package / "places.csv", b"Benghazi", b'"Benghazi"')
    assert cli.main(["format", "--check", str(tiny_package)]) == 1
    assert cli.main(["format", str(tiny_package)]) == 0
    assert cli.main(["format", "--check", str(tiny_package)]) == 0
    assert capsys.readouterr().out == (
        "would rewrite places.csv\nrewrote places.csv\nall files are in canonical form\n"
    )


def test_format_never_takes_another_folder_than_it_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["format"]) == 2
    assert capsys.readouterr().err == (
        "There is no datapackage.json in the current folder. Give its folder\n"
    )


@pytest.mark.parametrize("style", ["text", "bibtex", "ris"])
def test_cite(style, monkeypatch, capsys, data):
    monkeypatch.chdir(ROOT)
    assert cli.main(["cite", "--style", style]) == 0
    assert capsys.readouterr().out == readouts.cite(data, style=style) + "\n"


def test_dictionary_writes_what_is_stale(monkeypatch, tmp_path, capsys, tiny_package):
    from readouts import dictionary

    monkeypatch.setattr(dictionary, "render", lambda text, _data: text.replace("old", "new"))
    book = tmp_path / "CODEBOOK.md"
    book.write_text("old كتاب", encoding="utf-8")
    arguments = ["dictionary", str(book), "--package", str(tiny_package)]
    assert cli.main([*arguments, "--check"]) == 1
    assert cli.main(arguments) == 0
    assert book.read_text("utf-8") == "new كتاب"
    assert cli.main([*arguments, "--check"]) == 0
    assert capsys.readouterr().out == (
        f"{book} is stale: run `readouts dictionary {book}`\nrewrote {book}\n{book} is up to date\n"
    )


def test_version_is_that_of_the_data(capsys, data):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"readouts {data.version}\n"


@pytest.mark.parametrize("command", ["validate", "format", "cite", "dictionary"])
def test_help_has_an_example(command, capsys):
    assert cli.main([command, "--help"]) == 0
    assert f"Example: readouts {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["valdate"], ["validate", "--colour"], ["cite", "--style", "x"]]
)
def test_wrong_use_exits_with_2(arguments, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Error" in err


@pytest.mark.parametrize("command", ["validate", "format", "cite"])
def test_error_is_one_line_and_exits_with_2(command, tmp_path, capsys):
    assert cli.main([command, str(tmp_path / "nothing")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"{tmp_path / 'nothing'}: there is no such file.")
    assert err.count("\n") == 1


@pytest.mark.parametrize("missing", ["typer", "rich.console"])
def test_without_the_extra_one_line_says_what_to_install(missing, monkeypatch, capsys):
    real = builtins.__import__

    def refuse(name, *rest):
        if name == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "readouts.commands", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert cli.main(["validate"]) == 2
    assert capsys.readouterr().err == (
        'The command line needs more libraries: pip install "readouts[check]"\n'
    )


def test_exit_code_reaches_the_shell(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    code = "import sys; from readouts.cli import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit")}
    command = [sys.executable, "-c", code, "validate"]
    done = subprocess.run(
        command, cwd=tiny_package, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.endswith("datapackage.json: 1 error in 1 file\n")
