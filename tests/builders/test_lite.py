"""The JupyterLite site: it builds, opens on the right chapter, and says what comes from where.

Its Python cannot be loaded here, because pandas for it lies in no registry; what can be tried without is
tried: that every requirement has a version there that fits, and that the rules run in the interpreter.
"""

import json
import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import babel
import nbformat
import pytest
from conftest import NODE_MODULES, ROOT, needs_node_modules, served
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from packaging.requirements import Requirement
from playwright.sync_api import Browser, expect

from claimbook.builders.lite import INSTALL, START, contents, distribution, lite
from claimbook.display.csp import header

# Not beside a build of the site, which takes along what is made here.
pytestmark = [pytest.mark.slow, pytest.mark.pages]
PYODIDE = Path(NODE_MODULES, "pyodide")
#: Pure Python, which the reader's browser takes from PyPI.
PURE = {"krippendorff", "babel"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site on the machine of somebody who has another JupyterLite, and settings for it."""
    other = tmp_path_factory.mktemp("other")
    (other / "jupyter-lite").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (other / "jupyter-lite").chmod(0o755)
    settings = (
        '{"LiteBuildConfig": {"output_dir": "/no/such"}, "ContentsManager": {"hide_globs": ["*"]}}'
    )
    for name in ("jupyter_config.json", "jupyter_lite_config.json"):
        (other / name).write_text(settings, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(other), prepend=os.pathsep)
        patch.setenv("JUPYTER_CONFIG_DIR", str(other))
        return lite(ROOT)


def test_the_site_has_the_chapters_and_the_package_with_its_tables(site: Path) -> None:
    files = json.loads((site / "api" / "contents" / "all.json").read_text(encoding="utf-8"))
    names = {file["name"] for file in files["content"]}
    assert names >= {path.name for path in (ROOT / "chapters").glob("*.*")}
    for path in (site / "files").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert "".join(notebook["cells"][1]["source"]) == INSTALL
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell.get("outputs") is not None for cell in code)
        data = [o["data"] for cell in code for o in cell["outputs"] if "data" in o]
        assert all(isinstance(text, str) for each in data for text in each.values())
    (wheel,) = (site / "pypi").glob("*.whl")
    there = zipfile.ZipFile(wheel).namelist()
    for name in ("data/datapackage.json", "data/article/statements.csv", "CITATION.cff"):
        assert f"claimbook/_book/{name}" in there


def test_a_chapter_that_begins_otherwise_is_not_passed_on(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    title, first = new_markdown_cell("# Title"), new_code_cell("load()")
    nbformat.write(new_notebook(cells=[title, first]), tmp_path / "chapters" / "a.ipynb")
    with pytest.raises(RuntimeError, match=r"a\.ipynb does not begin with the cell"):
        contents(tmp_path, tmp_path / "contents")


def test_nothing_is_asked_of_others_before_the_reader_starts(site: Path, browser: Browser) -> None:
    with served(site) as base:
        tab = browser.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{base}/index.html?path=actors.ipynb")
        version, address = distribution()
        host = address.split("/")[2]
        told = tab.inner_text("main")
        assert version in told and host in told and "pypi.org" in told
        assert tab.input_value("#chapter") == "actors.ipynb"
        rule = tab.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content")
        assert rule == header(connect=f"https://{host}")
        assert not [url for url in asked if not url.startswith(base)]
        tab.route(f"https://{host}/**", lambda route: route.abort())  # the network is cut
        tab.get_by_role("button", name="Start").click()
        expect(tab.locator("#said")).to_contain_text("cannot be reached from here")
        assert tab.url.startswith(f"{base}/index.html")
        tab.unroute(f"https://{host}/**")
        anybody = {"Access-Control-Allow-Origin": "*"}
        tab.route(f"https://{host}/**", lambda route: route.fulfill(status=200, headers=anybody))
        tab.get_by_role("button", name="Start").click()
        tab.wait_for_url(f"{base}/lab/index.html?path=actors.ipynb")
        notebook = tab.locator(".jp-Notebook")
        expect(notebook).to_contain_text("Who is named", timeout=60_000)
        expect(notebook).to_contain_text("stands between quotation marks", timeout=20_000)
        tab.close()
    assert (ROOT / "chapters" / START).is_file()


@needs_node_modules
def test_every_requirement_has_a_version_there_that_fits() -> None:
    lock: dict[str, Any] = json.loads((PYODIDE / "pyodide-lock.json").read_text("utf-8"))
    package = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == distribution()[0], "the one that the kernel loads"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        wanted = Requirement(line)
        if wanted.name in PURE:
            continue
        there = lock["packages"][wanted.name]["version"]
        assert wanted.specifier.contains(there), f"{line}: Pyodide has {there}"
    low, high = re.findall(r"3\.(\d+)", project["requires-python"])
    assert int(low) <= int(lock["info"]["python"].split(".")[1]) < int(high)


@needs_node_modules
def test_the_rules_run_in_the_interpreter() -> None:
    node = shutil.which("node")
    assert node, "Node.js is missing"
    script = Path(__file__).parent / "pyodide.mjs"
    command = [node, script, PYODIDE, ROOT, Path(babel.__file__).parent]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["platform"] == "emscripten" and found["heavy"] == []
    assert found["tables"] == 35 and found["problems"] == []
    assert found["broken"][0].startswith("article/statements.csv line 6, column start")
    assert found["normalised"] == "“Yes,”\nhe said"
