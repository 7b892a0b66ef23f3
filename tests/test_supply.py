"""Nothing is installed that nothing uses, nothing used that is not declared; licences are allowed ones.

What each tool holds stands in its section of pyproject.toml, exceptions with their reasons.
"""

import csv
import hashlib
import re
import subprocess
import tomllib

import pytest
from conftest import PROGRAMS, ROOT

VENDOR = ROOT / "claimbook" / "site" / "theme" / "static" / "vendor"
FOLDERS = sorted(
    {f"{path.parent.relative_to(ROOT).as_posix()}/" for path in ROOT.glob("tests/**/*.py")}
)
#: What is promised, and the program of the environment that finds what breaks it.
TOOLS = {
    "what is imported is declared, what is declared is used": ["deptry", ".", *FOLDERS],
    "book and command line need nothing that only tests install": [
        *("deptry", ".", "--extend-exclude", "tests|tools", "--ignore", "DEP002"),
        *("--optional-dependencies-dev-groups", "test"),
    ],
    # Later than at the top of a module: what makes a PNG of a figure.
    "chapters need no extra": [
        *(
            "deptry",
            ".",
            "--extend-exclude",
            "tests|tools|newbook|claimbook/(site|live|builders|cite|__main__)",
        ),
        *("--optional-dependencies-dev-groups", "book,own,test,lab", "--ignore", "DEP002"),
        *("--per-rule-ignores", "DEP004=resvg_py"),
    ],
    "imports run one way": ["lint-imports", "--no-logo", "--no-cache"],
    "every package has a licence that is allowed": ["pip-licenses"],
}
#: Words by which a licence is known.
TERMS = {
    "MIT": "Permission is hereby granted",
    "OFL-1.1": "SIL OPEN FONT LICENSE",
    "Unlicense": "public domain",
}


@pytest.mark.parametrize("promise", TOOLS)
def test_supply(promise: str) -> None:
    program, *arguments = TOOLS[promise]
    command = [PROGRAMS / program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, f"{promise}:\n{done.stdout}{done.stderr}"


def test_locks_and_readme_say_what_pyproject_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    asked = {"requirements.lock": ("book", "own"), "requirements-test.lock": [*extras]}
    for lock, groups in asked.items():
        pinned = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.M)
        lines = [*project["dependencies"], *(line for group in groups for line in extras[group])]
        missing = {re.match(r"[\w.-]+", line)[0].lower() for line in lines} - {*pinned}  # type: ignore[index]
        assert not missing, f"make lock: {lock} lacks {missing}"
    low, high = map(int, re.findall(r"3\.(\d+)", project["requires-python"]))
    for name in ("Makefile", "README.md", ".ci/run"):
        said = f"3.{low} to 3.{high - 1}"
        assert said in (ROOT / name).read_text(encoding="utf-8"), f"{name}: Python {said}"


def test_what_others_wrote_is_listed_with_version_licence_and_hash() -> None:
    with open(VENDOR / "vendored.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = {row["file"] for row in rows} | {row["licence_file"] for row in rows}
    assert {path.name for path in VENDOR.iterdir()} == listed | {"vendored.csv"}
    for row in rows:
        assert all(row.values()), row["file"]
        digest = hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest()
        assert digest == row["sha256"], f"{row['file']} is not {row['package']} {row['version']}"
        assert TERMS[row["licence"]] in (VENDOR / row["licence_file"]).read_text(encoding="utf-8")
