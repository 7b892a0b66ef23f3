"""A figure of the book: both drawings go onto the page, which shows one; none may be missing."""

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest
from docutils import nodes
from docutils.utils import new_document
from playwright.sync_api import Browser
from sphinx.environment import BuildEnvironment

from claimbook import charts
from claimbook.charts.files import inlined
from claimbook.display import outputs
from claimbook.site import citing, domain
from tests.conftest import ROOT

STATIC = ROOT / "claimbook" / "site" / "theme" / "static"
TABLE = pd.DataFrame({"label": ["a", "b"], "value": [1, 2], "side": ["china", "critic"]})
#: For each picture of a page: its class, its width and the size of its smallest type, if it is shown.
SEEN = """() => [...document.querySelectorAll("figure > svg")]
  .filter((svg) => getComputedStyle(svg).display !== "none")
  .map((svg) => { const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [svg.classList[0], svg.getBoundingClientRect().width, Math.min(...[...svg.querySelectorAll("text")]
      .map((t) => parseFloat(getComputedStyle(t).fontSize) * scale)), getComputedStyle(svg).fontFamily]; })"""


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the HTML of a figure on its page, of what a chapter emits."""
    given: list[tuple[Any, Any]] = []
    monkeypatch.setattr(
        outputs, "display", lambda bundle, metadata, **_: given.append((bundle, metadata))
    )
    outputs.figure(charts.bars(TABLE, of="votes"), "votes")
    ((bundle, metadata),) = given
    return inlined(bundle["text/html"], metadata["claimbook"]["narrow"])


@pytest.mark.parametrize("lost", ["", "wide", "narrow"])
def test_the_build_warns_of_a_figure_without_one_of_its_drawings(
    lost: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(domain.log, "warning", lambda text, *to, **_: said.append(text % to))
    standard = SimpleNamespace(note_hyperlink_target=lambda *_: None)
    env = SimpleNamespace(domaindata={}, get_domain=lambda _: standard)
    markup = shown.replace(f'class="cb-{lost}"', "")
    page = new_document("page")
    page += domain.item("", nodes.Text(markup), kind="figure", name="votes", label="Votes")
    page += domain.caption("", "Who voted.", name="votes")
    book = domain.ClaimDomain(cast(BuildEnvironment, env))
    book.process_doc(cast(BuildEnvironment, env), "page", page)
    assert said == ([f"figure 'votes' has no {lost} drawing"] if lost else [])


def test_a_caption_completes_the_name_of_both_drawings(shown: str) -> None:
    page = new_document("page")
    label = "Bars of votes: a 1 and b 2."
    about = {"kind": "figure", "name": "votes", "label": label, "described": True}
    page += domain.item("", nodes.Text(shown), **about)
    page += domain.caption("", "Who voted. Bars & 3.5 votes.", name="votes")
    complete = citing.AddCitations(page)
    complete.write_captions()
    (figure,) = page.findall(domain.item)
    assert figure.astext().count(f'aria-label="{label} Who voted. Bars &amp; 3.5 votes."') == 2
    caption = "<span><strong>Who voted.</strong> Bars &amp; 3.5 votes.</span>"
    assert caption in figure.astext()


def test_the_page_shows_one_drawing_with_type_that_can_be_read(
    shown: str, browser: Browser
) -> None:
    css = (STATIC / "claimbook.css").read_text(encoding="utf-8")
    tab = browser.new_page()
    tab.set_content(
        f"<style>{css}</style><div class='cb-page'><div class='cb-left'></div><main>{shown}</main></div>"
    )
    for width in (360, 390, 640, 680, 704, 705, 720, 760, 992, 993, 1100, 1280, 1920):
        tab.set_viewport_size({"width": width, "height": 800})
        ((name, _, size, font),) = tab.evaluate(SEEN)
        assert name == ("cb-narrow" if width <= 704 else "cb-wide"), width
        assert size >= 12, width
        assert font.endswith("sans-serif")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.emulate_media(media="print")
    for width in (360, 627):  # whatever the paper's width
        tab.set_viewport_size({"width": width, "height": 800})
        ((name, across, _, _),) = tab.evaluate(SEEN)
        assert name == "cb-wide" and across == pytest.approx(width, abs=2)
    tab.close()


def test_an_epub_shows_the_wide_drawing(shown: str, browser: Browser) -> None:
    css = (STATIC.parent / "epub.css").read_text(encoding="utf-8")
    tab = browser.new_page(viewport={"width": 360, "height": 640})
    tab.set_content(f"<style>{css}</style>{shown}")
    assert [name for name, *_ in tab.evaluate(SEEN)] == ["cb-wide"]
    tab.close()
