"""Everybody can read the book: no page breaks a rule of accessibility.

Chromium draws every page and axe-core looks for breaches of WCAG 2.2 A and AA and of its best
practices. Contrast hangs on the theme alone and is measured in each theme with all folds open; every
other rule hangs on width and folds and is measured at 1280 and 360 px, folds closed and open.
"""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BUILT, PAGES, UNFOLD, visit
from playwright.sync_api import Browser, Page

from claimbook.plots.style import COLOURS, MARKS

pytestmark = BUILT

THEMES = ("light", "dark")
CONTRAST = "color-contrast"
LEAN = {"preload": False, "resultTypes": ["violations", "incomplete"]}
#: Of a lone sign, such as an arrow, axe cannot tell whether it is type.
SIGN = {"shortTextContent", "nonBmp"}


def breaches(tab: Page, **options: object) -> list[tuple[str, str]]:
    """Return what breaks a rule and what axe could not decide: the rule and the markup."""
    found = Axe().run(tab, options={**LEAN, **options}).response
    broken = [(rule["id"], n["html"]) for rule in found["violations"] for n in rule["nodes"]]
    undecided = [
        (rule["id"], node["html"])
        for rule in found["incomplete"]
        for node in rule["nodes"]
        # What lies behind the type in a picture axe cannot tell; a test below measures it.
        if not node["html"].startswith("<text ")
        and (node["any"] or node["none"])[0]["data"]["messageKey"] not in SIGN
    ]
    return broken + undecided


#: Every page wide, and one narrow, where the menus are that every page has there.
CONTRAST_AT = [*((page, 1280) for page in PAGES), ("index.html", 360)]


@pytest.mark.parametrize(("page", "width"), CONTRAST_AT)
def test_contrast_is_enough_in_both_themes_with_folds_open(
    page: str, width: int, browser: Browser
) -> None:
    tab = visit(browser, page, width, color_scheme="light")
    tab.evaluate(UNFOLD)
    for theme in THEMES:
        tab.emulate_media(color_scheme=theme)
        assert breaches(tab, runOnly={"type": "rule", "values": [CONTRAST]}) == [], theme
    tab.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_no_other_rule_is_broken_at_any_width_folds_closed_or_open(
    page: str, browser: Browser
) -> None:
    tab = visit(browser, page)
    for folds in ("closed", "open"):
        if folds == "open":
            tab.evaluate(UNFOLD)
        for width in (1280, 360):
            tab.set_viewport_size({"width": width, "height": 800})
            assert breaches(tab, rules={CONTRAST: {"enabled": False}}) == [], (folds, width)
            assert tab.evaluate("document.documentElement.scrollWidth") == width, folds
    away = [url for url in tab.asked if not url.startswith(("file:", "data:"))]
    assert (away, tab.complaints) == ([], [])
    tab.context.close()


def test_type_and_marks_in_figures_have_contrast(browser: Browser) -> None:
    tab = visit(browser, "index.html")
    Axe().run(tab)  # loads axe-core, whose measure of contrast is used here
    contrast = """(pair) => { const { Color, getContrast } = axe.commons.color;
      const [a, b] = pair.map((hex) => { const c = new Color(); c.parseHexString(hex); return c; });
      return getContrast(a, b); }"""
    for name in ("ink", "muted", "link", *MARKS):
        for theme, colour, paper in zip(THEMES, COLOURS[name], COLOURS["paper"], strict=True):
            # Type stands on paper, and paper-coloured type on the marks of the sides.
            assert tab.evaluate(contrast, [colour, paper]) >= 4.5, (name, theme)
    tab.context.close()


def test_a_table_is_a_table_on_a_phone_too(browser: Browser) -> None:
    """What Chromium tells a screen reader, not what the markup says."""
    seen = []
    for width in (1280, 360):
        tab = visit(browser, "chapters/statements.html", width)
        session = tab.context.new_cdp_session(tab)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        seen.append(Counter(node["role"]["value"] for node in nodes if not node["ignored"]))
        tab.context.close()
    roles = ("table", "row", "rowheader", "columnheader", "cell")
    wide, narrow = ([count[role] for role in roles] for count in seen)
    assert wide == narrow and min(wide) > 3
