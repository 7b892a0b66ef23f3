"""A notebook that nobody trusts yet is shown whole: in JupyterLab, JupyterLite, Binder, and as GitHub shows it.

JupyterLab cleans the HTML of cells and outputs that its user has not run. Its own sanitiser, as npm has it, is
run here over all that is stored: elements, words, links and images must be the same before and after.
"""

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from tests.conftest import NODE_MODULES, ROOT, needs_node_modules

#: Attributes on which a reader's understanding hangs; style, roles and data are for the site alone.
KEPT = ("href", "src", "alt", "scope", "lang", "open")
CLEAN = """
const chunks = []; for await (const chunk of process.stdin) chunks.push(chunk);
const html = JSON.parse(Buffer.concat(chunks).toString());
const own = new Sanitizer();
process.stdout.write(JSON.stringify(html.map((text) => own.sanitize(text))));
"""
markdown = MarkdownIt("commonmark").enable("table").render


def sanitised(html: list[str]) -> list[str]:
    """Return HTML as JupyterLab shows it in an untrusted notebook."""
    node = shutil.which("node")
    assert node, "Node.js is missing"
    own = Path(NODE_MODULES, "@jupyterlab", "apputils", "lib", "sanitizer.js").read_text("utf-8")
    command = [node, "--input-type=module", "--eval", own + CLEAN]
    run: dict[str, Any] = {"cwd": NODE_MODULES, "capture_output": True, "encoding": "utf-8"}
    done = subprocess.run(command, input=json.dumps(html), **run)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


@cache
def stored() -> list[tuple[str, str]]:
    """Return the HTML of every cell of prose and of every output, each with the chapter that has it."""
    found = []
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                found.append((path.stem, markdown(cell.source)))
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if "text/html" in data or "text/markdown" in data:
                    text = data.get("text/html") or markdown(data["text/markdown"])
                    found.append((path.stem, text))
    return found


def shown(html: str) -> list[object]:
    """Return what HTML shows: its elements with what of them has a meaning, and its words, in order."""
    parts: list[object] = []
    for part in BeautifulSoup(html, "html.parser").descendants:
        if isinstance(part, Tag):
            parts.append((part.name, {k: part.get(k) for k in KEPT if part.has_attr(k)}))
        elif type(part) is NavigableString and part.strip():
            parts.append(str(part))
    return parts


@needs_node_modules
def test_jupyterlabs_sanitiser_takes_nothing_from_any_cell_or_output() -> None:
    every = stored()
    for (chapter, before), after in zip(every, sanitised([h for _, h in every]), strict=True):
        assert shown(after) == shown(before), chapter


def test_no_cell_shows_the_syntax_of_the_site() -> None:
    for chapter, html in stored():
        text = BeautifulSoup(html, "html.parser").get_text()
        assert ":::" not in text and "{caption}" not in text and "```" not in text, chapter


def test_without_its_image_a_figure_still_says_what_it_shows() -> None:
    figures = [BeautifulSoup(h, "html.parser").figure for _, h in stored() if "<figure" in h]
    assert len(figures) > 20
    for figure in figures:
        assert figure and figure.img and figure.img["alt"] and figure.table
        assert not figure.find(["svg", "style", "script"])


def test_a_browser_draws_every_image(browser: Browser) -> None:
    tab = browser.new_page()
    for chapter, html in stored():
        if "<img" in html:
            tab.set_content(html)
            drawn = (
                "() => { const i = document.images[0]; return i.complete && i.naturalWidth > 300 }"
            )
            assert tab.wait_for_function(drawn, timeout=5000), chapter
    tab.close()
