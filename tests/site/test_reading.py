"""The built book as a reader meets it: on a phone, with keys alone, without scripts, on paper."""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import pytest
from conftest import BUILT, HTML, PAGES, ROOT, SHIFT, served, soup, visit
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from claimbook.builders.browser import chromium
from claimbook.cite.metadata import parts, read_chapters

pytestmark = BUILT

#: Pages that differ most in what they hold.
FIVE = [
    *("index.html", "search.html", "chapters/article.html"),
    *("chapters/actors.html", "chapters/exercises.html"),
]


def loaded(page: str) -> dict[str, int]:
    """Return the compressed bytes of what a page loads at once, by ending."""
    text = (HTML / page).read_text(encoding="utf-8")
    names = re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+\.(?:js|css))"', text)
    paths = [HTML / page, *(((HTML / page).parent / name).resolve() for name in names)]
    paths += (HTML / "_static" / "vendor").glob("*-normal.woff2")
    sizes: dict[str, int] = {}
    for path in paths:
        size = len(gzip.compress(path.read_bytes(), 6))
        sizes[path.suffix] = sizes.get(path.suffix, 0) + size
    return sizes


def test_a_page_is_light() -> None:
    for page in PAGES:
        sizes = loaded(page)
        assert sizes[".html"] + sizes[".css"] <= 120_000, f"{page}: readable after 120 kB"
        assert sizes[".woff2"] <= 70_000, page
        assert sum(sizes.values()) <= 250_000, (page, sizes)


@pytest.mark.parametrize("page", FIVE)
def test_a_page_loads_nothing_else_and_is_still(page: str, browser: Browser) -> None:
    tab = visit(browser, page, 320)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    assert tab.evaluate(SHIFT) < 0.02
    kinds = {Path(urlparse(url).path).suffix for url in tab.asked}  # type: ignore[attr-defined]
    assert kinds <= {".html", ".css", ".js", ".woff2", ".svg"}
    tab.context.close()


def test_the_text_has_a_face_of_its_own_from_disk_and_from_a_server(browser: Browser) -> None:
    face = "(selector) => getComputedStyle(document.querySelector(selector)).fontFamily"
    with served(HTML) as base:
        for address in (HTML.as_uri(), base):
            tab = visit(browser, "index.html")
            tab.goto(f"{address}/chapters/context.html")
            tab.evaluate("document.fonts.ready.then(() => null)")
            faces = tab.evaluate("[...document.fonts].map((f) => [f.family, f.weight, f.status])")
            for weight in ("normal", "600"):  # loaded is what is used
                assert ["Source Serif 4", weight, "loaded"] in faces
            assert not [u for u in tab.asked if not u.startswith(("file:", base))]
            assert tab.complaints == []
            for serif in ("main > section > .cb-p", "h1"):
                assert tab.evaluate(face, serif).startswith('"Source Serif 4"'), serif
            for sans in ("figure svg text", ".cb-part", "td", ".cb-foot-cite summary"):
                assert "Serif" not in tab.evaluate(face, sans), sans
            tab.context.close()


def test_a_line_of_prose_has_62_to_70_characters(browser: Browser) -> None:
    tab = visit(browser, "chapters/context.html")
    lengths = tab.evaluate(
        """() => [...document.querySelectorAll("main section section > p")].flatMap((p) => {
          const lines = [], range = document.createRange(), walk = document.createTreeWalker(p, 4);
          for (let text; (text = walk.nextNode()); )
            for (let i = 0; i < text.length; i++) {
              range.setStart(text, i); range.setEnd(text, i + 1);
              const { bottom } = range.getBoundingClientRect();
              if (bottom > (lines.at(-1)?.bottom ?? 0) + 5) lines.push({ bottom, length: 0 });
              lines.at(-1).length++;
            }
          return lines.slice(0, -1).map((line) => line.length);
        })"""
    )
    assert len(lengths) > 20 and 62 <= sum(lengths) / len(lengths) <= 70
    tab.context.close()


#: The figures of a page: how many of its drawings are shown, how wide, and its texts: size and box.
FIGURES = """() => [...document.querySelectorAll(".cb-figure")].map((figure) => {
  const shown = [...figure.querySelectorAll(":scope > svg")].filter((svg) => svg.checkVisibility());
  const frame = shown[0].getBoundingClientRect(), scale = frame.width / shown[0].viewBox.baseVal.width;
  const texts = [...shown[0].querySelectorAll("text")].map((t) => {
    const { left, right, top, bottom } = t.getBoundingClientRect();
    return { text: t.textContent, size: parseFloat(getComputedStyle(t).fontSize) * scale,
      leans: /rotate\\((?!-?0\\b|0\\))/.test(t.getAttribute("transform") ?? ""),
      box: [left - frame.left, right - frame.left, top, bottom] }; });
  return { id: figure.id, shown: shown.length, width: frame.width, texts };
})"""


def meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Return whether two texts lie upon each other."""
    left, right, top, bottom = zip(a["box"], b["box"], strict=True)
    return min(right) - max(left) >= 1 and min(bottom) - max(top) >= 4


@pytest.mark.parametrize("page", [p for p in PAGES if 'id="fig-' in (HTML / p).read_text("utf-8")])
def test_figures_can_be_read_on_a_phone(page: str, browser: Browser) -> None:
    tab = visit(browser, page, 360)
    for figure in tab.evaluate(FIGURES):
        assert figure["shown"] == 1 and figure["width"] <= 360, figure["id"]
        for text in figure["texts"]:
            assert text["size"] >= 12 - 0.05, (figure["id"], text)
            left, right, *_ = text["box"]
            assert left > -2 and right < figure["width"] + 2, (figure["id"], text)
        level = [t for t in figure["texts"] if not t["leans"] and len(t["text"]) > 1]
        both = [(a["text"], b["text"]) for a, b in combinations(level, 2) if meet(a, b)]
        assert both == [], figure["id"]
    tab.context.close()


def test_the_first_key_leads_past_the_menus(browser: Browser) -> None:
    tab = visit(browser, "chapters/cite.html", 320)  # 1280 px at 400 %
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.context.close()


def test_keys_go_through_every_page_in_its_order() -> None:
    """Native controls alone can be used, in their order, and no script takes the key."""
    for page in PAGES:
        text = (HTML / page).read_text(encoding="utf-8")
        assert set(re.findall(r'tabindex="([^"]*)"', text)) <= {"0", "-1"}, page
        assert not re.search(r'<[^>]* (role="(button|link)"|onclick=)', text), page
    for path in (HTML / "_static").rglob("*.js"):
        assert not re.search(r"""["']Tab["']|tabIndex = [1-9]""", path.read_text("utf-8")), path
    css = (HTML / "_static" / "claimbook.css").read_text(encoding="utf-8")
    without = re.findall(r"([^{}]+)\{[^{}]*outline: none", css)
    assert [w.strip().split("\n")[-1] for w in without] == [
        "main:focus",
        "main:target, section:target:not(.cb-card), main :is(h1, h2, h3):target",
        ":target",  # on paper
    ]


@pytest.mark.parametrize("page", ["index.html", "chapters/exercises.html"])
def test_the_keyboard_reaches_and_leaves_everything(page: str, browser: Browser) -> None:
    tab = visit(browser, page)
    tab.evaluate(
        """() => { window.reached = new Set(); window.hidden = [];
          document.body.tabIndex = -1;  // begin at the top, also where a field has the focus
          document.body.focus();
          document.body.removeAttribute("tabindex");
          document.addEventListener("focusin", ({ target }) => {
            const box = target.getBoundingClientRect(), bar = document.querySelector(".cb-bar");
            const top = bar.contains(target) || target.matches(".cb-skip") || getComputedStyle(bar).position !== "sticky"
              ? 0 : bar.getBoundingClientRect().bottom;
            const seen = box.bottom > top && box.top < innerHeight
              && getComputedStyle(target).outlineStyle !== "none";
            if (!seen && target.id !== "main") window.hidden.push(target.outerHTML.slice(0, 80));
            window.reached.add(target);
          }); }"""
    )
    wanted = tab.evaluate(
        """() => (window.wanted = [...document.querySelectorAll("a[href], button, input, select, summary, textarea")]
          .filter((e) => e.checkVisibility() && !e.disabled)).length"""
    )
    for _ in range(wanted):
        tab.keyboard.press("Tab")
    assert tab.evaluate("window.hidden") == []
    assert tab.evaluate("window.wanted.filter((e) => !window.reached.has(e)).length") == 0
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement === document.body"), "the last key leaves the page"
    tab.context.close()


def test_the_contents_of_a_page_come_before_its_text_and_stand_beside_it(browser: Browser) -> None:
    tab = visit(browser, "chapters/context.html")
    columns = tab.locator(".cb-left, .cb-right, main").evaluate_all(
        "(all) => all.map((e) => [e.className, e.getBoundingClientRect().left])"
    )
    assert [name for name, _ in columns] == ["cb-left", "cb-right", ""], "in this order for keys"
    left, right, text = (at for _, at in columns)
    assert left < text < right, "the eye finds them beside the text"
    tab.context.close()


def test_the_lists_of_chapters_are_in_parts() -> None:
    menus = soup("chapters/cite").select("nav.cb-chapters")
    assert len(menus) == 2, "beside the text, and in the menu of a phone"
    for menu, (part, chapters) in product(menus, parts(read_chapters(ROOT).values())):
        named = menu.find(id=True, string=part)["id"]
        entries = menu.select(f'ul[aria-labelledby="{named}"] > li')
        for entry, pages in zip(entries, chapters, strict=True):
            said = [a.get_text() for a in entry.find_all("a")]
            if len(pages) == 1:
                assert said == [pages[0].entry or pages[0].short_title]
            else:
                assert said == [c.short_title for c in pages]
                assert entry.details.summary.get_text() == pages[0].entry


def test_the_list_is_short_and_what_is_unlisted_stays_at_its_address() -> None:
    for page in ("index", "chapters/glossary", "chapters/key"):
        menu = soup(page).find("nav", class_="cb-chapters")
        assert len(menu.select("ul:not(details ul) > li")) <= 13
        assert not menu.select('a[href*="key.html"]') and len(menu.select("a")) > 25
        opened = [d.summary.get_text() for d in menu.select("details[open]")]
        assert opened == (["Look up"] if page == "chapters/glossary" else []), page
    for page in ("chapters/key", "search", "404"):
        assert soup(page).find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert not soup("index").find("meta", attrs={"name": "robots"})
    assert (
        "key.html" not in (HTML / "_static/claimbook-index.js").read_text("utf-8").split("point")[0]
    )
    assert soup("chapters/coursework").select('main a[href="key.html"]')
    assert not soup("chapters/handout").select('.cb-turn a[href="key.html"]')


def test_menus_open_and_close_with_keys(browser: Browser) -> None:
    tab = visit(browser, "chapters/responses.html", 360)
    summary = tab.locator(".cb-menu > summary").first
    summary.press("Enter")
    tab.locator(".cb-menu summary", has_text="Look up").press("Enter")
    assert tab.get_by_role("link", name="Glossary").first.is_visible()
    tab.keyboard.press("Escape")
    assert not tab.get_by_role("link", name="Glossary").first.is_visible()
    assert tab.evaluate("document.activeElement.textContent") == "Chapters"


def test_the_file_is_the_page_without_scripts() -> None:
    css = (HTML / "_static" / "claimbook.css").read_text(encoding="utf-8")
    assert "html:not([data-scripts]) .cb-needs-scripts { display: none; }" in css
    for page in PAGES:
        text = (HTML / page).read_text(encoding="utf-8")
        main = text.partition("<main")[2].partition("</main")[0]
        assert not re.search(r"<[^>]* hidden[ =>]|<template", main), page
        assert ("cb-needs-scripts" in main) == (page == "search.html"), page
    assert "<noscript><p>Searching needs scripts" in (HTML / "search.html").read_text("utf-8")


@pytest.mark.parametrize("page", ["chapters/record.html", "chapters/exercises.html"])
def test_without_scripts_everything_is_there(page: str, browser: Browser) -> None:
    visible = """() => ["figure svg", "table", "h2, h3", "main p", "main li", "main :not(.cb-code) > summary"].map((s) =>
      [...document.querySelectorAll(s)].filter((e) => e.checkVisibility()).length)"""
    counts = []
    for scripts in (True, False):
        tab = visit(browser, page, 360, java_script_enabled=scripts)
        counts.append(tab.evaluate(visible))
        if not scripts:
            tab.locator(".cb-menu > summary").first.click()
            assert tab.locator(".cb-menu nav a").first.is_visible()
            tab.locator(".cb-menu > summary").first.click()  # it lies over what is below it
            for fold in tab.locator("main summary").all()[:2]:
                fold.click()
                assert fold.evaluate("(summary) => summary.parentNode.open")
        tab.context.close()
    # Scripts may add a line to a table (rows shown) and take nothing away.
    lines = (HTML / page).read_text(encoding="utf-8").count("<table data-filters=")
    assert all(0 <= a - b <= lines for a, b in zip(*counts, strict=True)), counts


SEARCHES = [  # words, words that find the same, address of what must be among the first three
    ("uighur", "uyghur", None),
    ("forced labor", "forced labour", None),
    ("Zhang Jun groundless", "zhang jun groundless", "chapters/statements.html#c07"),
    ("c07", "C07", "chapters/statements.html#c07"),
    ("doomed to fail", "doomed fail", "chapters/statements.html#c30"),
    ("congruence network", "Congruence networks", "chapters/glossary.html#term-Congruence-network"),
    ("Heusgen", "heusgn", "chapters/statements.html#actor-heusgen"),
    ("弾圧", "ソロモン諸島", "chapters/sources.html#source-yashinominews-2019"),  # no spaces
]


def test_search_finds_variants_from_disk(browser: Browser) -> None:
    tab = visit(browser, "search.html?q=c07")
    assert tab.input_value("#query") == "c07" and tab.locator("#results a").count()
    for words, same, target in SEARCHES:
        found = []
        for query in (words, same):
            tab.fill("#query", query)
            expect(tab.locator("#found")).to_have_text(re.compile(r"\d found"))
            links = tab.locator("#results a")
            found.append(links.evaluate_all("(all) => all.map((a) => a.getAttribute('href'))"))
        assert found[0] and set(found[0][:3]) == set(found[1][:3]), words
        assert target is None or target in found[0][:3], found[0][:5]
    tab.locator("#results a[href*='#']").first.hover()  # the index is there already
    tab.locator("#preview").wait_for()
    assert tab.complaints == []  # type: ignore[attr-defined]
    tab.context.close()


#: Words that find the same, as one spells here or there.
SAME = """analyzed analysed, analyzing analysing, organizations organisations, criticize criticise,
labor labour, behavior behaviour, odor odour, center centre, centered centred, theaters theatres, kilometer kilometre,
traveled travelled, modeling modelling, canceled cancelled, fulfill fulfil, skillful skilful, defense defence,
licence license, practicing practising, dialog dialogue, cataloged catalogued, program programme, judgment judgement,
pediatric paediatric, archeology archaeology, fetus foetus, maneuver manoeuvre, maneuvered manoeuvred, gray grey,
skeptic sceptic, inquiry enquiry, Uyghurs Uighurs, Uyghur Uygur, Uyghur Ouïghour, Kazakhs Kazaks, Kyrgyz Kirghiz,
Xinjiang Sinkiang, Tibet Xizang, Beijing Peking, 中國 中国, 關注 关注, ウイグル ウィグル,
sizable sizeable, movable moveable, analyzes analyses, Urumqi Ürümçi"""
#: Words that are two, however they are spelt.
TWO = "four for, hour hor, filled filed, holy holly, poet pet, Michael Michel, size sie, advice advise, bring Bering"
TWO += ", prize prise, size sise, Liza Lisa, fence fense, genre gener, acre acer"


def test_spellings_are_one_and_words_are_not(browser: Browser) -> None:
    tab = visit(browser, "search.html")
    alike = "(pair) => new Set(pair.map((w) => words(w).map(processTerm).join())).size === 1"
    for given, expected in ((SAME, True), (TWO, False)):
        pairs = [pair.split() for pair in given.split(",")]
        assert [p for p in pairs if tab.evaluate(alike, p) != expected] == []
    for pair in (["cooperation", "co-operation"], ["reeducation", "re-education"]):
        said = []
        for query in pair:
            tab.fill("#query", query)
            said.append(tab.inner_text("#found"))
        assert said[0] == said[1] != "Nothing found.", pair
    tab.context.close()


def test_search_says_how_many_there_are_and_leads_to_all(browser: Browser) -> None:
    tab = visit(browser, "search.html?q=China&fbclid=a")
    number = tab.evaluate("index.search('China').length")
    shown, every = tab.locator("#results > li"), tab.get_by_role("button", name="Show all")
    assert number > 60 == shown.count()
    assert tab.inner_text("#found") == f"{number} found, the first 60 are shown"
    every.click()
    assert (shown.count(), tab.inner_text("#found")) == (number, f"{number} found")
    assert shown.nth(60).locator("a").evaluate("(link) => link === document.activeElement")
    tab.fill("#query", "c07")
    assert not every.is_visible() and tab.inner_text("#found") == f"{shown.count()} found"
    assert tab.url.endswith("?q=c07&fbclid=a"), "what others put there is neither lost nor obeyed"
    tab.context.close()


def test_search_holds_no_tag() -> None:
    """What a page shows behind a mark is no text of its section."""
    index = (HTML / "_static" / "claimbook-index.js").read_text(encoding="utf-8")
    assert re.findall(r"</?(?:details|summary|span|p|a)\b", index) == []


def test_a_history_that_is_full_stops_no_work(browser: Browser) -> None:
    full = "(() => { history.replaceState = () => { throw new DOMException('', 'SecurityError'); } })()"
    tab = visit(browser, "search.html")
    tab.evaluate(full)
    tab.fill("#query", "uyghur")
    assert "found" in tab.inner_text("#found")
    tab.goto((HTML / "chapters/statements.html").as_uri())
    tab.evaluate(full)
    tab.locator("select[name=issue]").select_option("Tibet")
    assert tab.locator("#tab-statements tbody tr:not([hidden])").count() == 2
    assert tab.complaints == []  # type: ignore[attr-defined]
    tab.context.close()


@pytest.mark.parametrize("page", ["search.html?q=", "chapters/statements.html?issue="])
def test_the_words_of_an_address_are_not_the_words_of_the_book(page: str, browser: Browser) -> None:
    tab = visit(browser, page + "zzzz%20withdrawn.%20Go%20elsewhere%20" * 3000)
    said = tab.locator("main").inner_text()
    assert len(re.findall("withdrawn", said)) <= 1
    for field in tab.locator("main input").all():
        assert len(field.input_value()) <= 200
    tab.context.close()


@pytest.mark.parametrize("query", ["fbclid=x", "utm_source=a&utm_medium=b", "ref=chat", "q=b", "%"])
def test_a_query_of_others_leaves_the_page(query: str, browser: Browser) -> None:
    tab = visit(browser, f"chapters/claims.html?{query}")
    assert "/claims.html" in tab.url and tab.complaints == []  # type: ignore[attr-defined]
    cited = tab.locator(".cb-cite a, .cb-here").evaluate_all("(all) => all.map((a) => a.href)")
    assert cited and not [link for link in cited if "?" in link]
    tab.context.close()


def test_a_link_to_a_statement_or_a_term_shows_a_preview(browser: Browser) -> None:
    tab = visit(browser, "chapters/cite.html")
    link, preview = (
        tab.locator('main a[href$="statements.html#c07"]').first,
        tab.locator("#preview"),
    )
    link.focus()
    preview.wait_for(state="visible")
    assert "Zhang Jun rejected the accusations as groundless." in preview.inner_text()
    assert link.get_attribute("aria-describedby") == "preview"
    tab.keyboard.press("Escape")
    assert not preview.is_visible()
    tab.evaluate("document.activeElement.blur()")
    tab.locator("h1").hover()
    link.hover()
    preview.wait_for(state="visible")
    preview.hover()
    tab.wait_for_timeout(400)
    assert preview.is_visible()
    tab.locator("h1").hover()
    preview.wait_for(state="hidden")
    assert tab.complaints == []


def test_the_statement_table_is_filtered_sorted_and_shared(browser: Browser) -> None:
    tab = visit(browser, "chapters/statements.html?issue=Tibet")
    rows = tab.locator("#tab-statements tbody tr:not([hidden])")
    assert rows.count() == 2
    choose = {name: tab.locator(f"select[name={name}]") for name in ("claimant", "issue", "form")}
    choose["issue"].select_option("all")
    assert rows.count() == 60 and "issue" not in tab.url
    choose["claimant"].select_option("Zhang Jun")
    choose["form"].select_option("Reject")
    tab.locator("input[name=words]").fill("GROUNDLESS rejected")  # in the quote, in the summary
    assert rows.count() == 1 and "words=GROUNDLESS+rejected" in tab.url
    tab.locator("input[name=words]").fill("")
    shared = tab.url
    assert "claimant=Zhang+Jun" in shared and "form=Reject" in shared
    shown = [row.inner_text() for row in rows.all()]
    assert 1 <= len(shown) < 10 and all("Zhang Jun" in text and "Reject" in text for text in shown)
    tab.goto(shared)
    assert [row.inner_text() for row in rows.all()] == shown
    tab.goto(shared.split("?")[0])
    head = tab.locator("#tab-statements th", has_text="Form")
    for order in ("descending", "ascending"):
        head.locator("button").press("Enter")
        expect(tab.locator(f"#tab-statements th[aria-sort={order}]")).to_be_attached()
        tab.wait_for_timeout(50)
        forms = tab.locator("#tab-statements tbody td:nth-child(4)").all_inner_texts()
        assert forms == sorted(forms, reverse=order == "descending")
    assert tab.complaints == []


@pytest.mark.parametrize("hash", ["#%E0%A4%", "#%", "#main", "#top", "#:~:text=China"])
def test_an_address_that_is_none_stops_no_script(hash: str, browser: Browser) -> None:
    tab = visit(browser, f"index.html{hash}")
    assert tab.complaints == []  # type: ignore[attr-defined]
    assert tab.evaluate("typeof theme") == "object"
    tab.context.close()


def test_a_reader_may_choose_the_theme(browser: Browser) -> None:
    tab = visit(browser, "index.html", color_scheme="light")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = tab.evaluate(paper)
    tab.get_by_role("button", name="Dark").click()
    dark = tab.evaluate(paper)
    assert dark != light
    tab.reload()
    assert tab.evaluate(paper) == dark
    assert tab.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


@pytest.fixture(scope="module")
def keeping(browser: Browser) -> Iterator[Browser]:
    """Give a browser that keeps a page as it was left, as every reader's does."""
    path = chromium()
    other = browser.browser_type.launch(
        executable_path=path,
        channel=None if path else "msedge",
        args=["--no-sandbox"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield other
    other.close()


#: Whether the page is the one that was left, and what was chosen stands there.
CHOSEN = """([theme, on]) => window.left && document.documentElement.dataset.theme === theme
  && [".cb-theme", ".cb-codes"].every((css) => document.querySelector(css).ariaPressed === `${on}`)
  && [...document.querySelectorAll(".cb-code")].every((fold) => fold.open === on)"""


@pytest.mark.parametrize("way", ["back", "in another tab"])
def test_what_a_reader_chose_holds_on_the_pages_that_are_open(way: str, keeping: Browser) -> None:
    context = keeping.new_context(color_scheme="light")
    with served(HTML) as site:
        tab = context.new_page()
        if way == "back":  # not every browser tells a page that it keeps what was stored meanwhile
            tab.add_init_script("addEventListener('storage', (e) => e.stopImmediatePropagation())")
        tab.goto(f"{site}/chapters/actors.html")
        tab.evaluate("window.left = true")
        other = tab if way == "back" else context.new_page()
        other.goto(f"{site}/chapters/claims.html")
        for chosen in (["dark", True], ["light", False]):
            other.click(".cb-theme")
            other.click(".cb-codes")
            if way == "back":
                tab.evaluate("setTimeout(() => history.back(), 50)")
            tab.wait_for_function(CHOSEN, arg=chosen, timeout=5000)
            if way == "back":
                tab.evaluate("setTimeout(() => history.forward(), 50)")
                tab.wait_for_function("() => !window.left")
    context.close()


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_no_page_is_wider_than_its_window_in_either_direction(width: int, browser: Browser) -> None:
    tab = visit(browser, "index.html", width)
    wide = """(dir) => { document.documentElement.dir = dir;
      for (const fold of document.querySelectorAll("main details")) fold.open = true;
      return document.documentElement.scrollWidth; }"""
    for page in [*FIVE, "404.html", "chapters/constraints.html", "chapters/cite.html"]:
        tab.goto((HTML / page).as_uri())
        assert [tab.evaluate(wide, dir) for dir in ("ltr", "rtl")] == [width] * 2, page
        drawn = "[...document.querySelectorAll('figure svg')].map((svg) => getComputedStyle(svg).direction)"
        assert set(tab.evaluate(drawn)) <= {"ltr"}, (
            "the words of a drawing begin where it was drawn"
        )
    tab.context.close()


@pytest.mark.parametrize("width", [1280, 768])
def test_a_code_in_a_table_of_many_columns_is_one_word_in_one_line(
    width: int, browser: Browser
) -> None:
    tab = visit(browser, "chapters/statements.html", width)
    tab.add_style_tag(content="td { hyphens: none !important }")  # a hyphen would be no fault
    broken = """() => [...document.querySelectorAll("#tab-statements td[data-label=Form]")].filter((cell) => {
      const words = document.createRange(); words.selectNodeContents(cell);
      return !cell.textContent.includes(" ") && words.getClientRects().length > 1; }).length"""
    assert tab.evaluate(broken) == 0
    tab.context.close()


#: What an engine of early 2023 (Safari 16.4, Firefox 115, Chrome 109) does not know, and no page may need: a script
#: may not have it, a style only beside what does without.
NEW_SCRIPT = (
    r":has\(|\bgroupBy\b|\.to(?:Sorted|Reversed|Spliced)\b|canParse|withResolvers|fromAsync|\(\?<[=!]|/[a-z]*v[a-z]*[,.;)]\s"
    r"|\.(?:union|intersection|difference|isSubsetOf)\(|\.(?:keys|values|entries)\(\)\.(?:map|filter|toArray)\b"
    r"|popover|until-found|startViewTransition|\.isWellFormed|checkVisibility"
)
NEW_STYLE = (
    r"light-dark\(|@layer|@scope|@starting-style|@container|anchor\(|position-area|interpolate-size|calc-size|popover"
    r"|until-found|field-sizing|\bif\(|::(?:picker|scroll-)|\bround\(|(?:^|[;{])\s*&|@media[^{]*[<>]=?"
)
#: Older declaration -> newer one that may only follow it, in the same rule.
BEFORE = {
    r'content: "[^"]*";': r'content: "[^"]*" / "',
    r"-webkit-print-color-adjust:": r"(?<!-)print-color-adjust:",
}
#: Where a newer thing is a mere extra: without it all is there, and less neat.
EXTRAS = (r"color-mix\([^)]*\)", r"text-wrap: \w+", r"hanging-punctuation: [^;]+")


def test_no_page_needs_the_newest_engine() -> None:
    for path in [*(HTML / "_static").glob("*.js"), *(HTML / "_static/article").glob("*.js")]:
        if path.stem not in ("claimbook-index", "claimbook-article"):
            assert re.findall(NEW_SCRIPT, path.read_text(encoding="utf-8")) == [], path.name
    for path in (HTML / "_static").glob("*.css"):
        css = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert re.findall(NEW_STYLE, css, flags=re.M) == [], path.name
        for rule in re.findall(r"\{([^{}]*)\}", css):
            for old, new in BEFORE.items():
                for found in re.finditer(new, rule):
                    assert re.search(old, rule[: found.start()]), rule


def test_an_older_engine_shows_every_handle(browser: Browser) -> None:
    """Imitated: what it does not know is taken out, as it takes it out."""
    css = (HTML / "_static" / "claimbook.css").read_text(encoding="utf-8")
    for extra in (*EXTRAS, r'content: "[^"]*" / "[^"]*"'):
        css = re.sub(rf"[\w-]+: {extra}[^;}}]*|{extra}", "", css)
    css = re.sub(r"[^{}]*::details-content[^{}]*\{[^{}]*\}", "", css)
    css = re.sub(r"(?<=\})[^{}@]*:has\([^{}]*\{[^{}]*\}", "", css)
    tab = visit(browser, "search.html")
    tab.route("**/claimbook.css", lambda route: route.fulfill(body=css, content_type="text/css"))
    tab.goto((HTML / "chapters/claims.html").as_uri())
    mark = tab.locator(".cb-how > summary").first
    assert mark.evaluate("(mark) => getComputedStyle(mark, '::before').content") not in ("none", "")
    entry = "getComputedStyle(document.querySelector('.cb-entry'), '::before').content"
    assert "§" in tab.evaluate(entry)
    mark.click()
    tab.locator(".cb-how[open] > .cb-note-beside").first.wait_for()
    assert tab.complaints == []  # type: ignore[attr-defined]
    tab.context.close()


def test_nothing_moves_and_forced_colours_keep_the_marks(browser: Browser) -> None:
    css = (HTML / "_static" / "claimbook.css").read_text(encoding="utf-8")
    assert not re.search(r"\b(animation|transition|scroll-behavior)\b", css)
    tab = visit(browser, "chapters/responses.html", forced_colors="active")
    tab.locator("main a:visible").first.focus()
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    switch, paper = tab.locator(".cb-codes"), "(e) => getComputedStyle(e).backgroundColor"
    off = switch.evaluate(paper)
    switch.click()
    assert switch.evaluate(paper) != off, "a switch that is on looks so"
    fills = tab.evaluate(
        """() => new Set([...document.querySelectorAll("#fig-discourse-network svg use, #fig-discourse-network svg path")]
          .map((e) => getComputedStyle(e).stroke)).size"""
    )
    assert fills > 3, "the sides keep their colours"


def test_a_printed_chapter_is_clean(browser: Browser, tmp_path: Path) -> None:
    tab = visit(browser, "chapters/actors.html")
    tab.pdf(path=tmp_path / "chapter.pdf", format="A4")
    text = "\n".join(page.extract_text() for page in PdfReader(tmp_path / "chapter.pdf").pages)
    flat = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))  # no ligatures
    screen = ("Skip to the text", "On this page", "Find", "Copy", "Enlarge", "Data, description")
    for absent in (*screen, "from claimbook import load", "Code,", "Show code"):
        assert absent not in flat, absent
    for present in ("Data behind the figure", "Cite this page"):
        assert present in flat, present


def test_the_bar_covers_nothing_that_a_link_leads_to(browser: Browser) -> None:
    tab = visit(browser, "chapters/statements.html")
    for width in (320, 641, 700, 768, 829, 990, 1000, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        covered = tab.evaluate(
            """async () => { location.hash = ""; location.hash = "c07";
              await new Promise(requestAnimationFrame);
              const bar = document.querySelector(".cb-bar"), box = bar.getBoundingClientRect();
              const top = document.getElementById("c07").getBoundingClientRect().top;
              return getComputedStyle(bar).position === "sticky" ? box.bottom - top : -top; }"""
        )
        assert -400 < covered <= 0.5, width
    tab.context.close()


def test_hosts_find_what_they_need() -> None:
    assert (HTML / ".nojekyll").is_file(), "or a host that runs Jekyll leaves out _static"
    lost = (HTML / "404.html").read_text(encoding="utf-8")
    assert "Nothing stands at this address" in lost and 'content="noindex"' in lost
    assert not (HTML / ".buildinfo").exists()
