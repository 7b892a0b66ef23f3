"""Everybody can read the book: no page breaks a rule of accessibility.

axe-core looks for breaches of WCAG 2.2 A and AA and of its best practices, on every page once: on a phone,
with all folds open. Pages are made of a few templates, all of which are on ``KINDS``; its first five are
seen wide and folded too. Its rules of colours take minutes on all pages, and look at these five; elsewhere all
type and what lies behind it is measured, in both themes, in half a minute.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BUILT, HTML, PAGES, UNFOLD, visit
from playwright.sync_api import Browser, Page

from claimbook.charts.style import COLOURS, MARKS

pytestmark = BUILT

#: Pages that together have every template of the book.
KINDS = [
    *("index.html", "chapters/others.html", "chapters/article.html", "chapters/cite.html"),
    *("chapters/exercises.html", "chapters/glossary.html", "chapters/sources.html"),
    *("chapters/statements.html", "search.html"),
]
#: Rules of colours.
COLOUR_RULES = ("color-contrast", "link-in-text-block")
#: The colours of type outside of pictures, each with that behind it and the markup of one place.
PAIRS = """() => { const found = {}, texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode()); ) { const type = node.parentElement;
    if (!node.data.trim() || type.closest('svg') || !type.checkVisibility()) continue;
    let ground = type, paper;
    while ((paper = getComputedStyle(ground).backgroundColor) === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    found[getComputedStyle(type).color + paper] = type.outerHTML.slice(0, 80); }
  return Object.entries(found); }"""
LEAN = {"preload": False, "resultTypes": ["violations", "incomplete"]}
#: Of a lone sign, such as an arrow, axe cannot tell whether it is type; nor what lies under the box of a
#: finding, which has a paper of its own.
SIGN = {"shortTextContent", "nonBmp", "elmPartiallyObscuring"}


def breaches(tab: Page, only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return what breaks a rule and what axe could not decide: the rule and the markup.

    All rules are looked at but those of colours, or some ``only``.
    """
    others = {"rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
    rules = {"runOnly": [*only]} if only else others
    found = Axe().run(tab, options={**LEAN, **rules}).response
    broken = [(rule["id"], n["html"]) for rule in found["violations"] for n in rule["nodes"]]
    undecided = [
        (rule["id"], node["html"])
        for rule in found["incomplete"]
        for node in rule["nodes"]
        # What lies behind the type in a picture axe cannot tell; the pairs are computed below.
        if not node["html"].startswith("<text ")
        and (node["any"] or node["none"])[0]["data"]["messageKey"] not in SIGN
    ]
    return broken + undecided


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2, definition)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    light = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(tab: Page) -> list[str]:
    """Return the markup of type that has too little contrast."""
    pairs = [(re.findall(r"rgb\((\d+), (\d+), (\d+)\)", c), at) for c, at in tab.evaluate(PAIRS)]
    hexes = [([f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in c], at) for c, at in pairs]
    return [at for colours, at in hexes if len(colours) != 2 or contrast(*colours) < 4.5]


def test_the_colours_of_type_marks_and_code_have_contrast_in_both_themes() -> None:
    assert contrast("#ffffff", "#000000") == 21 and round(contrast("#777777", "#ffffff"), 2) == 4.48
    for theme, name in product((0, 1), ("ink", "muted", "link", *(MARKS.keys() & COLOURS))):
        # Type stands on paper, and paper-coloured type on the marks of the sides.
        assert contrast(COLOURS[name][theme], COLOURS["paper"][theme]) >= 4.5, (name, theme)
    css = (HTML / "_static" / "claimbook-theme.css").read_text(encoding="utf-8")
    light, dark = css.partition("@media screen")[::2]
    for theme, text in enumerate((light, dark)):
        code = re.findall(r"\.highlight [^{]*\{[^}]*\bcolor: (#\w{6})", text)
        paper = COLOURS["paper"][theme]
        assert len(code) > 20 and [c for c in code if contrast(c, paper) < 4.5] == []
    css = (HTML / "_static" / "claimbook.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-f]{3,8}\b(?=[^{}]*[;}])", css), "a colour is one of the theme"


def test_the_pages_looked_at_have_every_template() -> None:
    def kinds(page: str) -> set[str]:
        given = re.findall(r'class="([^"]+)"', (HTML / page).read_text(encoding="utf-8"))
        return {name for names in set(given) for name in names.split() if name.startswith("cb-")}

    assert set().union(*map(kinds, PAGES)) == set().union(*map(kinds, KINDS))


@pytest.mark.parametrize("page", KINDS[:5])
def test_contrast_is_enough_with_folds_open(page: str, browser: Browser) -> None:
    tab = visit(browser, page, 360 if page == "index.html" else 1280, color_scheme="light")
    tab.evaluate(UNFOLD)
    for theme in ("light", "dark") if page == "index.html" else ("light",):
        tab.emulate_media(color_scheme=theme)
        assert breaches(tab, COLOUR_RULES) == [], theme
    tab.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_no_other_rule_is_broken(page: str, browser: Browser) -> None:
    tab = visit(browser, page, 360)
    states = [("closed", 360), ("closed", 1280), ("open", 1280)] if page == "index.html" else []
    states += [("closed", 1280)] if page in KINDS[1:5] else []
    for folds, width in [*states, ("open", 360)]:
        if folds == "open":
            tab.evaluate(UNFOLD)
        tab.set_viewport_size({"width": width, "height": 800})
        assert breaches(tab) == [], (folds, width)
        assert tab.evaluate("document.documentElement.scrollWidth") == width, folds
    for theme in ("light", "dark"):
        tab.emulate_media(color_scheme=theme)
        assert faint(tab) == [], theme
    away = [url for url in tab.asked if not url.startswith(("file:", "data:"))]  # type: ignore[attr-defined]
    assert (away, tab.complaints) == ([], [])  # type: ignore[attr-defined]
    tab.context.close()


def test_a_table_is_a_table_on_a_phone_too(browser: Browser) -> None:
    """What Chromium tells a screen reader, not what the markup says."""
    tab, seen = visit(browser, "chapters/timeline.html"), []
    session = tab.context.new_cdp_session(tab)
    for width in (1280, 360):
        tab.set_viewport_size({"width": width, "height": 800})
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        seen.append(Counter(node["role"]["value"] for node in nodes if not node["ignored"]))
    tab.context.close()
    roles = ("table", "row", "rowheader", "columnheader", "cell")
    wide, narrow = ([count[role] for role in roles] for count in seen)
    assert wide == narrow and min(wide) >= 1 and wide[1] > 40
