"""The chapters keep their form: outputs stored in canonical form, short cells, no traps for nbval."""

import re

import nbformat
import pytest
from conftest import ROOT

from claimbook.__main__ import README_PICTURE
from claimbook.press.refresh import canonical, picture

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_is_stored_in_canonical_form_with_its_outputs(path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert canonical(nbformat.reads(text, as_version=4)) == text, "run make refresh"
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1)), "run make refresh"
    shown = [o for c in code for o in c.outputs]
    assert shown, "nbval compares nothing where nothing is stored"
    assert not [o for o in shown if o.output_type in ("error", "stream")]
    assert "image/png" not in text, "nbval does not compare PNG; draw SVG"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_cells_are_short_and_the_prose_has_no_typed_results(path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source.startswith("# ")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 15, lines[0]
            assert not cell.source.rstrip().endswith(";"), "a trailing semicolon breaks --nbval"
        else:
            prose = re.sub(
                r"\{[a-z:]+\}`[^`]*`|`[^`]*`|\([^)]*\)|^#.*$|^\d+\. ", "", cell.source, flags=re.M
            )
            typed = re.findall(r"\b\d+(?:[.,]\d+)?\b(?! %)", prose)
            allowed = {
                "4.0",
                "8",
                "256",
                "3.11",
                "3.12",
                "3.13",
            }  # licence, encoding, hash, versions
            assert set(typed) <= allowed, f"numbers belong into glue: {typed}"


def test_the_picture_in_the_readme_is_the_one_in_the_book() -> None:
    svg = picture(ROOT / "chapters" / "context.ipynb", README_PICTURE)
    stored = ROOT / "docs" / f"{README_PICTURE}.svg"
    assert stored.read_text(encoding="utf-8") == svg, "run make refresh"
    assert stored.name in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_computed_value_is_used_and_every_used_value_is_computed() -> None:
    index = (ROOT / "index.md").read_text(encoding="utf-8")
    for path in CHAPTERS:
        notebook = nbformat.read(path, as_version=4)
        stored = {
            o.metadata["scrapbook"]["name"]
            for c in notebook.cells
            for o in c.get("outputs", [])
            if "scrapbook" in o.get("metadata", {})
        }
        prose = "".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        used = set(re.findall(r"\{glue:text\}`(\w+)`", prose))
        abroad = set(re.findall(rf"\{{glue:text\}}`chapters/{path.name}::(\w+):s`", index))
        assert used | abroad == stored, path.name
