"""What GitHub runs: the tests on each system, the site on a tag or by hand; nothing that cannot be typed."""

import json
import re
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import ROOT

from claimbook.builders.lite import distribution

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCHEMA = json.loads((ROOT / "tests/schemas/github-workflow.json").read_text(encoding="utf-8"))


def read(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML 1.1, which GitHub does not follow here, takes the key ``on`` for *true*."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found | {"on": found.pop(True)}


JOBS = {
    f"{path.stem}, {name}": job for path in WORKFLOWS for name, job in read(path)["jobs"].items()
}
STEPS = list(chain.from_iterable(job["steps"] for job in JOBS.values()))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.stem)
def test_a_workflow_is_one_and_may_only_read(path: Path) -> None:
    workflow = read(path)
    jsonschema.validate(workflow, SCHEMA, jsonschema.Draft7Validator)
    assert workflow["permissions"] == {"contents": "read"}


def test_a_step_is_an_action_of_github_a_target_of_make_or_one_command() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for step in STEPS:
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]), step
            continue
        command, *words = re.sub(r"\$\{\{.*?\}\}", "", step["run"]).split()
        assert not re.search(r"[\n|&;<>$`*~\\]", " ".join(words)), step
        assert command != "make" or {w for w in words if "=" not in w} <= {*targets}, step


def test_what_runs_on_windows_runs_without_make_on_the_first_and_the_last_python() -> None:
    matrices = [job["strategy"]["matrix"] for job in JOBS.values() if "strategy" in job]
    (matrix,) = matrices
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    low, high = map(int, re.findall(r"3\.(\d+)", project["requires-python"]))
    assert {f"3.{low}", f"3.{high - 1}"} < {*matrix["python"]}
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "windows"}
    for step in JOBS["tests, fast"]["steps"]:
        assert step.get("run", "python ").startswith("python "), step


def test_no_word_of_the_tests_names_what_a_fork_lacks() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    assert "ARTICLE" not in text and "secrets." not in text
    assert f"pyodide@{distribution()[0]} " in text, "the interpreter that JupyterLite loads"
    lab = json.loads(Path(sys.prefix, "share/jupyter/lab/static/package.json").read_text("utf-8"))
    sanitiser = lab["resolutions"]["@jupyterlab/apputils"].lstrip("~^")
    assert f"@jupyterlab/apputils@{sanitiser} " in text, "the sanitiser of JupyterLab"
