"""What GitHub reads: workflows, issue forms, the template; and what runs before a commit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from check_jsonschema import builtin_schemas

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
VALIDATE = yaml.safe_load((ROOT / ".github/workflows/validate.yml").read_text("utf-8"))
STEPS = VALIDATE["jobs"]["validate"]["steps"]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TABLES = {item["name"]: item for item in DESCRIPTOR["resources"]}
RUNS = [step["run"] for step in STEPS if "run" in step]


def read(path):
    return yaml.safe_load(path.read_text("utf-8"))


def holds(name, path):
    folder = Path(builtin_schemas.__file__).parent / "vendor"
    schema = json.loads((folder / f"{name}.json").read_text("utf-8"))
    document = json.loads(json.dumps(read(path)).replace('"true": ', '"on": ', 1))
    jsonschema.validators.validator_for(schema)(schema).validate(document)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_follow_their_schema(path):
    holds("github-workflows", path)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_issue_forms_follow_their_schema(path):
    holds("github-issue-forms", path)


def test_there_are_two_forms():
    assert [path.name for path in FORMS] == ["error-in-a-row.yml", "missing-engagement.yml"]


# ---- the workflow that validates pull requests -------------------------------------


def test_it_runs_on_pull_requests_with_a_token_that_can_only_read():
    assert VALIDATE[True] == "pull_request"  # YAML reads "on" so
    assert VALIDATE["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in VALIDATE["jobs"].values())
    assert "pull_request_target" not in json.dumps(VALIDATE)
    assert "secrets." not in json.dumps(VALIDATE)


def test_actions_are_pinned_by_hash_with_their_version_beside():
    text = (ROOT / ".github/workflows/validate.yml").read_text("utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert len(used) == 3
    for line in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_checkout_leaves_no_credentials():
    (checkout,) = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["persist-credentials"] is False


def test_nothing_of_the_event_is_put_into_a_script():
    assert not any("${{" in run for run in RUNS)


def test_requirements_are_installed_by_hash_and_the_toolkit_is_that_of_the_base():
    (install,) = [run for run in RUNS if "pip install" in run]
    lines = [line for line in install.splitlines() if "pip install" in line]
    assert all("../base" in line for line in lines)
    assert "--require-hashes --no-deps -r ../base/requirements/run.txt" in lines[0]
    assert "git worktree add --quiet ../base HEAD^1" in install


def test_frictionless_runs_only_after_readouts_got_through():
    names = [step.get("name") for step in STEPS]
    first, second = names.index("readouts validate"), names.index("frictionless validate")
    assert second == first + 1
    assert "if" not in STEPS[second]
    assert "continue-on-error" not in json.dumps(STEPS)


def test_report_and_diff_go_to_the_summary_as_markdown_of_ours_and_nothing_else_does():
    into = [line.strip() for run in RUNS for line in run.splitlines() if "STEP_SUMMARY" in line]
    assert into == [
        'cat report.md >> "$GITHUB_STEP_SUMMARY"',
        "echo 'The validation could not run; the log says why.' >> \"$GITHUB_STEP_SUMMARY\"",
        'cat diff.md >> "$GITHUB_STEP_SUMMARY"',
        "echo 'The rows could not be compared.' >> \"$GITHUB_STEP_SUMMARY\"",
    ]


def test_what_is_printed_into_the_log_is_annotations():
    """A line of a table that begins with :: would be a command to GitHub."""
    told = [line.strip() for run in RUNS for line in run.splitlines()]
    loud = [
        line
        for line in told
        if re.match("(if )?(readouts|frictionless) ", line) and "> " not in line
    ]
    assert loud == ["readouts validate --format github"]


def test_the_json_is_uploaded_even_if_there_are_errors():
    upload = STEPS[-1]
    assert upload["uses"].startswith("actions/upload-artifact@")
    assert upload["with"]["path"].split() == ["report.json", "diff.json", "frictionless.txt"]
    assert upload["if"].startswith("always()")


def test_commands_of_the_workflow_are_understood():
    from readouts import cli

    used = {
        tuple(re.findall(r"--[\w-]+", line))
        for run in RUNS
        for line in re.findall(r"readouts (?:validate|diff) [^|>;]*", run)
    }
    assert used == {("--format",), ("--format", "--output")}
    for command in ("validate", "diff"):
        assert cli.main([command, "--help"]) == 0


# ---- forms ---------------------------------------------------------------------------


def inputs(name):
    body = read(ROOT / ".github/ISSUE_TEMPLATE" / name)["body"]
    return {item["id"]: item for item in body if "id" in item}


def test_form_of_a_missing_engagement_asks_for_fields_of_the_schema():
    fields = {item["name"]: item for item in TABLES["engagements"]["schema"]["fields"]}
    url = {item["name"] for item in TABLES["sources"]["schema"]["fields"]} & {"url"}
    asked = inputs("missing-engagement.yml")
    assert set(asked) <= set(fields) | url | {"participants"}
    assert {"title", "form", "status", "date", "place_id", "url", "participants"} <= set(asked)
    for name, item in asked.items():
        required = fields.get(name, {}).get("constraints", {}).get("required", name == "url")
        assert item["validations"]["required"] is required, name
        values = fields.get(name, {}).get("constraints", {}).get("enum")
        assert item["attributes"].get("options") == values, name
        if name in fields:
            assert item["attributes"]["label"] == fields[name]["title"], name
    assert asked["url"]["attributes"]["label"] == "Address"
    assert asked["participants"]["attributes"]["label"] == TABLES["participants"]["title"]


def test_form_of_an_error_asks_for_what_a_problem_tells():
    from readouts.problems import Problem

    asked = inputs("error-in-a-row.yml")
    assert asked["table"]["attributes"]["options"] == list(TABLES)
    assert {"key", "field", "found", "expected"} <= set(asked)
    assert {"key", "field", "found", "expected"} <= set(Problem.__dataclass_fields__)
    example = asked["field"]["attributes"]["placeholder"]
    assert example in {item["name"] for item in TABLES["engagements"]["schema"]["fields"]}


def test_template_names_commands_that_exist():
    from typer.main import get_command

    from readouts.commands import app

    text = (ROOT / ".github/PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    used = set(re.findall(r"`readouts (\w+)", text))
    assert used == {"validate", "diff", "retire", "dictionary"}
    assert used <= set(get_command(app).commands)


# ---- before a commit -------------------------------------------------------------------


def test_hooks_run_commands_that_exist():
    hooks = [
        hook for repo in read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]
    ]
    assert [hook["entry"] for hook in hooks] == ["readouts format", "readouts validate"]
    assert [hook["language"] for hook in hooks] == ["system"] * 2


def test_hooks_run_for_every_file_of_the_package():
    hooks = [
        hook for repo in read(ROOT / ".pre-commit-config.yaml")["repos"] for hook in repo["hooks"]
    ]
    files = ["datapackage.json", *(item["path"] for item in TABLES.values())]
    for hook in hooks:
        assert all(re.search(hook["files"], path) for path in files)
        assert not re.search(hook["files"], "README.md")


@pytest.mark.parametrize("hook", ["readouts format --check", "readouts diff HEAD --format json"])
def test_entries_run_from_the_root(hook):
    command = [str(Path(sys.executable).parent / "readouts"), *hook.split()[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode in (0, 1)
    assert done.stderr == ""
