"""Findings stand in the prose with how they are known, and elsewhere by reference."""

import re
from collections import Counter
from urllib.parse import quote

import pytest
from conftest import BUILT, HTML, PAGES, ROOT, marked, objects, soup, visit
from playwright.sync_api import Browser

from claimbook.display.held import held

#: How far a mark stands below the last letter of its sentence, for every finding of a page.
LINES = """() => [...document.querySelectorAll(".cb-how > summary")].map((mark) => {
  const said = mark.closest(".cb-how").previousElementSibling, text = said.lastChild, range = document.createRange();
  range.setStart(text, text.length - 1);
  range.setEnd(text, text.length);
  const box = mark.getBoundingClientRect(), last = range.getBoundingClientRect();
  return [said.textContent.slice(0, 40), Math.abs((box.top + box.bottom - last.top - last.bottom) / 2)];
})"""
ESSAYS = [
    p for p in PAGES if p == "index.html" or 'class="cb-how ' in (HTML / p).read_text("utf-8")
]


@BUILT
def test_every_finding_stands_once_with_its_condition_and_its_citation() -> None:
    found = objects(HTML, "finding")
    assert len(found) > 50
    for part in found:
        said = marked(part.page)[part.anchor]
        how = said.find_next_sibling()
        assert said.get_text() == part.label and "cb-said" in said["class"]
        assert how.name == "details" and how.pre.get_text().strip(), part.anchor
        assert f"finding {part.name}" in how.select_one(".cb-cite").get_text()
        assert said.find_parent("p") is None, "a fold may not stand in a paragraph"


@BUILT
def test_the_overview_says_findings_and_shows_a_figure_by_reference() -> None:
    source = (ROOT / "index.md").read_text(encoding="utf-8")
    labels = {part.name: part for part in objects(HTML, "finding")}
    named = re.findall(r'<data value="found-([^"]+)">', source)
    assert named
    page = soup("index")
    shown = page.select(".cb-said")
    for name, said in zip(named, shown, strict=True):
        how = said.find_next_sibling("details")
        assert said.get_text() == labels[name].label and how.pre.get_text()
        assert how.select_one("a[href$='#found-" + name + "']")["href"] == labels[name].path
    (figure,) = page.select("figure.cb-figure")
    assert figure.find("a")["href"] == "chapters/actors.html#fig-who-speaks-where"
    assert len(figure.find_all("svg")) == 2 and not figure.get("id")


def test_a_mark_stays_with_its_sentence(browser: Browser) -> None:
    for page in ESSAYS:
        tab = visit(browser, page, 360)
        assert [line for line in tab.evaluate(LINES) if line[1] > 8] == [], page
        tab.set_viewport_size({"width": 1280, "height": 800})
        assert [line for line in tab.evaluate(LINES) if line[1] > 8] == [], page
        tab.context.close()


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (360, False)])
def test_a_mark_opens_beside_or_below_its_paragraph(
    browser: Browser, width: int, scripts: bool
) -> None:
    tab = visit(browser, "chapters/record.html", width, java_script_enabled=scripts)
    mark = tab.locator(".cb-p > .cb-how > summary").first
    box = mark.bounding_box()
    assert min(box["width"], box["height"]) >= 20
    mark.click()
    text = tab.locator(".cb-p", has=tab.locator(".cb-how[open]")).bounding_box()
    told = tab.locator(".cb-how[open] > div")
    at = told.bounding_box()
    if width == 1280:
        assert at["x"] >= text["x"] + text["width"] and at["x"] + at["width"] <= width
    else:
        assert at["y"] >= text["y"] + text["height"]
    if scripts and width == 360:  # what follows makes room
        follows = tab.locator(".cb-p:has(.cb-how[open]) + *").bounding_box()
        assert follows["y"] >= at["y"] + at["height"]
    assert told.locator("pre").is_hidden(), "a plain sentence comes first, the condition is folded"
    tab.context.close()


#: What folds hold: of a finding, of its condition, of a figure.
FOLDED = [".cb-how > div > p", ".cb-how details > p", ".cb-figure details > p"]


@pytest.mark.parametrize("held", FOLDED)
def test_what_a_fold_holds_is_found_by_the_browser(held: str, browser: Browser) -> None:
    words = soup("chapters/record").select_one(held).get_text()
    few = quote(" ".join(words.split()[:6]), safe="")
    tab = visit(browser, f"chapters/record.html#:~:text={few}")  # as the search of the browser
    tab.wait_for_timeout(300)
    assert tab.locator(held).first.evaluate("(held) => held.closest('details').open")
    tab.context.close()


@BUILT
def test_the_grade_of_a_finding_is_in_its_name_and_counted() -> None:
    grades = Counter(
        how["class"][1]
        for page in {part.page for part in objects(HTML, "finding")}
        for how in soup(page).select("[id^=found-] + .cb-how")
    )
    assert {*grades} == {"cb-counted", "cb-looked-up", "cb-judged"}
    told = held(ROOT)
    for name, number in grades.items():
        assert told[f"held.{name.removeprefix('cb-')}"] == str(number)
    names = [s.get_text() for s in soup("chapters/record").select(".cb-how > summary")]
    assert "\u2060Finding three-wrong: looked up" in names


@BUILT
def test_identifiers_are_quiet_marks_in_the_essays_alone() -> None:
    for page in ("chapters/record", "chapters/known"):
        marks = soup(page).select("main a.cb-entry")
        assert marks and all(re.match(r"\w+: .", mark["title"]) for mark in marks)
        assert [mark["title"] for mark in marks] == [mark.get_text() for mark in marks]
        assert not soup(page).select("main .cb-p > a:not(.cb-entry)[href$='F16']")
    assert not soup("chapters/methods").select("main a.cb-entry")


@BUILT
def test_a_term_of_the_glossary_brings_its_definition() -> None:
    links = soup("chapters/claims").select('main a[href*="glossary.html#term-"]')
    assert links and all(len(link["title"]) > 10 for link in links)
