"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
import time
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


def on_a_terminal(arguments, folder):
    """Run the command in a terminal of 200 columns; return what stands there, without colours."""
    pexpect = pytest.importorskip("pexpect", exc_type=ImportError)
    code = "import sys; from readouts.cli import main; sys.exit(main())"
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"PYTHONPATH": str(ROOT / "toolkit"), "TERM": "xterm-256color"}
    command = ["-c", code, *arguments]
    child = pexpect.spawn(
        sys.executable, command, cwd=folder, env=environment, dimensions=(50, 200), timeout=60
    )
    child.expect(pexpect.EOF)
    text = child.before.decode("utf-8").replace("\r\n", "\n")
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text), text


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_on_a_terminal_there_are_colours_and_the_record_of_each(tiny_package):
    tiny.edit(tiny_package / "participants.csv", 4, "is_acting", "TRUE")
    plain, raw = on_a_terminal(["validate"], tiny_package)
    assert "\x1b[1m" in raw
    assert plain.endswith(
        "participants.csv:4:is_acting  [type-error]\n"
        "  record    E0002, 10: Meeting, the first, 2025-04-28\n"
        "  found     'TRUE'\n"
        "  expected  true or false\n"
        "  fix       correct the cell\n"
        "\n"
        "datapackage.json: 1 error in 1 file\n"
    )


def test_twenty_of_a_check_in_a_file_are_told_and_the_rest_counted(tiny_package, capsys):
    rows = "".join(f"E{n:04},x,meting,,,,\n" for n in range(1, 26))
    path = tiny_package / "engagements.csv"
    path.write_text(path.read_text("utf-8").splitlines(keepends=True)[0] + rows, encoding="utf-8")
    assert cli.main(["validate", str(tiny_package)]) == 1
    out = capsys.readouterr().out
    assert out.count("[constraint-error]\n") == 20
    assert "engagements.csv  [constraint-error]  +5 more\n\n" in out
    assert out.endswith(": 25 errors in 1 file\n")


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        ("json", '{\n  "problems": [\n    {\n      "path": "engagements.csv",\n'),
        ("sarif", '{\n  "$schema": '),
        ("github", "::error file=engagements.csv,line=5,title=date-is-edtf::date: found 'x'%0A"),
        ("markdown", "### Validation: 1 error in 1 file\n\n```text\nengagements.csv:5:date  ["),
        ("text", "engagements.csv:5:date  [date-is-edtf]\n"),
    ],
)
def test_forms_of_the_report(form, begin, tiny_package, monkeypatch, capsys):
    tiny.edit(tiny_package / "engagements.csv", 5, "date", "x")
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(tiny_package)
    assert cli.main(["validate", "--format", form]) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(begin)
    assert cli.main(["validate", "--format", form, "--output", "out"]) == 1
    assert capsys.readouterr().out == "wrote out: 1 error in 1 file\n"
    written = (tiny_package / "out").read_text("utf-8")
    assert written.startswith(begin)
    if form != "text":
        assert written == printed


def test_character_that_is_none_is_an_escape_in_json(capsys, tmp_path):
    from readouts.commands.printing import print_text

    print_text('{"title": "\ud800 ط"}')
    assert capsys.readouterr().out == '{"title": "\\ud800 ط"}'
    print_text('{"title": "\ud800 ط"}', tmp_path / "out")
    assert json.loads((tmp_path / "out").read_bytes()) == {"title": "\ud800 ط"}


def test_what_takes_long_is_told_on_a_terminal_only(monkeypatch, capsys):
    from readouts.commands import printing

    monkeypatch.setattr(printing, "PATIENCE", 0.0)
    with printing.progress("validating"):
        time.sleep(0.2)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setenv("FORCE_COLOR", "1")
    with printing.progress("validating") as tell:
        time.sleep(0.2)
        tell("writing")
        time.sleep(0.2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "validating …" in err
    assert "writing …" in err
    monkeypatch.setattr(printing, "PATIENCE", 60.0)
    with printing.progress("validating"):
        pass
    assert capsys.readouterr() == ("", "")


COVERAGE = ("search_id", "query", "language", "searched_on")
COMPLETED = [
    ("readouts sho", {"show"}),
    ("readouts show E029", {f"E029{n}" for n in range(10)}),
    ("readouts codebook defence-emb", {"defence-embargo"}),
    ("readouts codebook positions.st", {"positions.stance"}),
    ("readouts codebook coverage.", {f"coverage.{name}" for name in COVERAGE}),
    ("readouts retire S000", {f"S000{n}" for n in range(1, 10)}),
    ("readouts retire lavro", {"lavrov"}),
    ("readouts validate --format sa", {"sarif"}),
]


@pytest.mark.parametrize(("typed", "expected"), COMPLETED)
def test_shell_completes_commands_ids_and_codes(typed, expected):
    assert completed(typed, ROOT) == expected


def test_shell_that_completes_where_no_package_can_be_read_is_told_nothing(tiny_package):
    (tiny_package / "datapackage.json").write_text("{", encoding="utf-8")
    assert completed("readouts show E0", tiny_package) == set()


def completed(typed, folder):
    code = "import sys; from readouts.cli import main; sys.exit(main())"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "toolkit"),
        "_READOUTS_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
    return set(done.stdout.split("\n")) - {""}


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
    from readouts.texts import dictionary

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


def commands():
    from typer.main import get_command

    from readouts.commands import app

    return get_command(app).commands


@pytest.mark.parametrize("command", commands())
def test_help_has_an_example(command, capsys):
    assert cli.main([command, "--help"]) == 0
    assert f"Example: readouts {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["valdate"], ["validate", "--format", "x"], ["cite", "--style", "x"], ["show"], ["diff"]],
)
def test_wrong_use_exits_with_2(arguments, capsys):
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Error" in err


@pytest.mark.parametrize(
    "command", ["validate", "format", "cite", "show E0001 --package", "codebook x --package"]
)
def test_error_is_one_line_and_exits_with_2(command, tmp_path, capsys):
    assert cli.main([*command.split(), str(tmp_path / "nothing")]) == 2
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

    for loaded in [name for name in sys.modules if name.startswith("readouts.commands")]:
        monkeypatch.delitem(sys.modules, loaded)
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


def test_character_that_the_terminal_cannot_show_is_spelt_out(tiny_package):
    tiny.edit(tiny_package / "engagements.csv", 5, "form", "طرابلس")
    code = "import sys; from readouts.cli import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "toolkit"), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", code, "validate"]
    done = subprocess.run(
        command, cwd=tiny_package, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "found     '\\u0637\\u0631\\u0627\\u0628\\u0644\\u0633'" in done.stdout
