"""What a program that translates pages must leave as it is, and what goes on working when it has come.

Imitated: every letter becomes another, but where ``translate="no"`` or the class ``notranslate`` says that
it stays; a browser does no more than that with what is marked.
"""

import re
from itertools import chain

import pytest
from bs4 import NavigableString
from conftest import BUILT, HTML, ROOT, UNFOLD, served, soup
from playwright.sync_api import Browser, Page

from claimbook.cite.metadata import read_chapters
from claimbook.data.frames import load

#: Written so on every page: quotations, identifiers, names of files and of columns.
DATA = re.compile(r"“[^“”\n]*”|\b[A-Za-z]{1,2}\d{2,3}(?:-\d+)?\b|\b\w+_\w+\b|\b\w+\.(?:csv|json)\b")
#: Elements that hold data alone: code, exports, citations, the words of the report, titles.
WHOLE = "pre, code, q, .cb-flow, [data-copy], .cb-in-text, .citation, [lang]"
TRANSLATE = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), all = [];
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, style, textarea, [translate=no], .notranslate")) all.push(walk.currentNode);
  for (const text of all) text.data = text.data.replace(/[A-Za-z]+/g, (word) => `«${word}»`); }"""


def stays(text: NavigableString) -> bool:
    return any(
        p.get("translate") == "no" or "notranslate" in p.get("class", ()) for p in text.parents
    )


@BUILT
@pytest.mark.parametrize("page", ["index", *read_chapters(ROOT)])
def test_a_translator_leaves_data_as_they_are(page: str) -> None:
    texts = list(soup(page).main.strings)
    before = "\n".join(texts)
    after = "\n".join(t if stays(t) else re.sub(r"[^\W\d_]", "x", t) for t in texts)
    words = [m for m in DATA.finditer(before) if after[m.start() : m.end()] != m[0]]
    assert [m[0] for m in words] == []
    whole = chain.from_iterable(tag.strings for tag in soup(page).main.select(WHOLE))
    drawn = chain.from_iterable(svg.strings for svg in soup(page).main.find_all("svg"))
    quoted = [t for t in drawn if {*"“”"} & {*t}]
    assert [t for t in (*whole, *quoted) if t.strip() and not stays(t)] == []


@BUILT
def test_the_words_of_the_report_stay_on_every_card() -> None:
    cards = {card["id"]: card.q for card in soup("chapters/statements").select(".cb-card")}
    quotes = load().statements.set_index("statement_id")["quote"]
    assert {i: q.get_text() for i, q in cards.items()} == quotes.to_dict()
    assert all(q["translate"] == "no" for q in cards.values())


@pytest.fixture
def tab(browser: Browser) -> Page:
    return browser.new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()


@BUILT
def test_what_is_copied_from_a_translated_page_is_what_it_was(tab: Page) -> None:
    ask = "navigator.clipboard.readText()"
    with served(HTML) as site:
        tab.goto(f"{site}/chapters/findings.html")
        tab.locator("#F15 .cb-here").click(force=True)
        for page in ("claims", "findings"):
            tab.goto(f"{site}/chapters/{page}.html")
            tab.evaluate(UNFOLD)
            told = tab.locator("main [data-copy]").all_inner_texts()
            tab.evaluate(TRANSLATE)
            assert tab.locator("h1").inner_text().startswith("«")
            assert tab.locator("main [data-copy]").all_inner_texts() == told
        tab.locator("#F15 .cb-here").click(force=True)
        tab.locator("#F15 .cb-row button").click()
        tab.locator("#F15 .cb-row [role=status]", has_text="Copied").wait_for()
        tab.evaluate(TRANSLATE)
        assert tab.locator("#F15 .cb-row [data-copy]").inner_text() == tab.evaluate(ask)


@BUILT
@pytest.mark.parametrize(
    "page, name, rows",
    [("statements", "form", "#tab-statements tbody tr"), ("article", "certainty", ".cb-list li")],
)
def test_filters_go_on_working_when_a_page_is_translated(
    tab: Page, page: str, name: str, rows: str
) -> None:
    with served(HTML) as site:
        shown = []
        for translated in (False, True):
            tab.goto(f"{site}/chapters/{page}.html")
            tab.evaluate(UNFOLD)
            if translated:
                tab.evaluate(TRANSLATE)
            tab.locator(f".cb-filters select[name={name}]").first.select_option(index=2)
            shown.append([row.is_visible() for row in tab.locator(rows).all()])
        assert shown[0] == shown[1] and 0 < sum(shown[0]) < len(shown[0])


@BUILT
@pytest.mark.parametrize("page", ["index", *read_chapters(ROOT)])
def test_a_reader_view_is_told_what_stands_beside_the_text(page: str) -> None:
    """Seen with Mozilla's Readability 0.6: text, captions and one drawing of each figure are left."""
    main = soup(page).main
    beside = main.select("details:not(.cb-held), .cb-quiet")
    assert [tag for tag in beside if "cb-extra" not in tag["class"]] == []
    for figure in main.find_all("figure"):
        called = [svg.get("id", "").startswith("cb-extra-") for svg in figure.find_all("svg")]
        assert called == [False, True] and figure.figcaption.find(["p", "span"])
