"""Findings stand in the prose with how they are known, and elsewhere by reference."""

import re

from conftest import BUILT, HTML, PAGES, ROOT, marked, objects, soup, visit
from playwright.sync_api import Browser

#: How far a mark stands below the last letter of its sentence, for every finding of a page.
LINES = """() => [...document.querySelectorAll(".cb-how > summary, .cb-there")].map((mark) => {
  const fold = mark.closest(".cb-how");
  const said = fold ? fold.previousElementSibling : mark.previousSibling;
  const text = fold ? said.lastChild : said, range = document.createRange();
  range.setStart(text, text.length - 1);
  range.setEnd(text, text.length);
  const box = mark.getBoundingClientRect(), last = range.getBoundingClientRect();
  return [said.textContent.slice(0, 40), Math.abs((box.top + box.bottom - last.top - last.bottom) / 2)];
})"""
ESSAYS = [
    p for p in PAGES if p == "index.html" or 'class="cb-how"' in (HTML / p).read_text("utf-8")
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
        assert said.get_text().startswith(labels[name].label)
        assert said.find("a")["href"] == labels[name].path
    (figure,) = page.select("figure.cb-figure")
    assert figure.find("a")["href"] == "chapters/record.html#fig-numbers-of-the-day"
    assert len(figure.find_all("svg")) == 2 and not figure.get("id")


def test_a_mark_stays_with_its_sentence(browser: Browser) -> None:
    for page in ESSAYS:
        tab = visit(browser, page, 360)
        assert [line for line in tab.evaluate(LINES) if line[1] > 8] == [], page
        tab.set_viewport_size({"width": 1280, "height": 800})
        assert [line for line in tab.evaluate(LINES) if line[1] > 8] == [], page
        tab.context.close()


def test_a_mark_opens_without_scripts(browser: Browser) -> None:
    tab = visit(browser, "chapters/record.html", 360, java_script_enabled=False)
    mark = tab.locator(".cb-how > summary").first
    box = mark.bounding_box()
    assert min(box["width"], box["height"]) >= 20
    mark.click()
    assert tab.locator(".cb-how pre").first.is_visible()
    tab.context.close()
