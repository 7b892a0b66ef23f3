"""The code of the chapters: all there, folded, opened by one switch that is remembered."""

import nbformat
import pytest
from conftest import BUILT, ROOT, SHIFT, soup, visit
from playwright.sync_api import Browser

from claimbook.site import code
from claimbook.site.code import MOST, OPEN, SOLUTION, STARTER, tag_cells

NOTEBOOKS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))


def test_cells_are_tagged_as_myst_nb_folds_them(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(code.log, "warning", lambda text, *of, location: said.append(text % of))
    given = [[], [STARTER], [SOLUTION], *[[OPEN]] * (MOST + 1)]
    for paper, expected in (
        (False, ["hide-input", STARTER, "hide-cell", *[OPEN] * (MOST + 1)]),
        (True, ["remove-input", "remove-cell", "remove-cell", *["remove-input"] * (MOST + 1)]),
    ):
        cells = [{"cell_type": "code", "metadata": {"tags": tags}} for tags in given]
        tag_cells({"cells": [*cells, {"cell_type": "markdown"}]}, paper, "chapters/mine")
        assert all(expected[n] in c["metadata"]["tags"] for n, c in enumerate(cells))
        folded = {"hide-input", "hide-cell"} & {t for c in cells for t in c["metadata"]["tags"]}
        assert bool(folded) != paper
    assert set(said) == {"4 cells are tagged open-code; a chapter may have 3"}


@BUILT
def test_the_switch_for_code_leaves_solutions_folded(browser: Browser) -> None:
    tab = visit(browser, "chapters/exercises.html")
    solutions = tab.locator("details.cb-solution")
    assert solutions.count() == 10 and "Right." not in tab.locator("main").inner_text()
    tab.get_by_role("button", name="Show code").click()
    tab.reload()
    assert tab.locator("details.cb-code[open]").count() > 0
    assert tab.locator("details.cb-solution[open]").count() == 0
    solutions.first.locator("summary").click()
    assert "Right." in solutions.first.inner_text()
    tab.context.close()


@BUILT
@pytest.mark.parametrize("chapter", NOTEBOOKS)
def test_every_line_of_code_is_on_its_page(chapter: str) -> None:
    notebook = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    written = "\n".join(
        c.source
        for c in notebook.cells
        if c.cell_type == "code" and "remove-cell" not in c.metadata.get("tags", ())
    )
    shown = "\n".join(
        block.get_text() for block in soup(f"chapters/{chapter}").select(".cell_input pre")
    )
    assert shown.split() == written.split()


@BUILT
def test_one_switch_opens_all_code_and_is_remembered(browser: Browser) -> None:
    tab = visit(browser, "chapters/actors.html")
    folds = "[...document.querySelectorAll('details.cb-code')].map((fold) => fold.open)"
    assert not any(tab.evaluate(folds)) and tab.locator("details.cb-code:visible").count() == 0
    switch = tab.get_by_role("button", name="Show code")
    switch.press("Enter")
    assert switch.get_attribute("aria-pressed") == "true" and all(tab.evaluate(folds))
    tab.goto(tab.url.replace("actors", "responses"))
    assert switch.get_attribute("aria-pressed") == "true" and all(tab.evaluate(folds))
    assert tab.evaluate(SHIFT) < 0.02, "they are open before anything is seen"
    tab.locator("details.cb-code > summary").first.click()
    assert not tab.locator("details.cb-code pre").first.is_visible(), "each closes by itself"
    switch.click()
    tab.reload()
    assert switch.get_attribute("aria-pressed") == "false" and not any(tab.evaluate(folds))
    tab.goto(tab.url.replace("responses", "glossary"))
    assert switch.count() == 0, "a page without code has no switch"
    assert tab.complaints == []
    tab.context.close()
