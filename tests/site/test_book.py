"""The built book keeps its promises to a reader. `make html` builds it first."""

import re
from collections import Counter
from html import unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from conftest import BUILT, HTML, PAGES, marked, soup

from claimbook.data.frames import load
from claimbook.data.schema import codes

pytestmark = BUILT


@pytest.fixture(scope="module")
def soups() -> dict[str, BeautifulSoup]:
    return {page: soup(page.removesuffix(".html")) for page in PAGES}


def test_every_link_inside_the_book_leads_somewhere() -> None:
    """Menus and feet too, which the build does not look at."""
    texts = {page: (HTML / page).read_text(encoding="utf-8") for page in PAGES}
    ids = {page: {*re.findall(r'\sid="([^"]+)"', text)} for page, text in texts.items()}
    checked = 0
    for page, text in texts.items():
        for link in {*re.findall(r'\s(?:href|src)="([^"]+)"', text)}:
            url = urlsplit(unescape(link))
            if url.scheme not in ("http", "https"):
                path = normpath(join(dirname(page), unquote(url.path))) if url.path else page
                assert (HTML / path).is_file(), f"{page}: {link}"
                assert not url.fragment or unquote(url.fragment) in ids[path], f"{page}: {link}"
                checked += 1
    assert checked > 3000


def test_every_image_and_figure_says_what_it_shows(soups: dict[str, BeautifulSoup]) -> None:
    figures = 0
    for name, built in soups.items():
        assert [i for i in built.find_all("img") if not i.get("alt")] == [], name
        for figure in built.find_all("figure", class_="cb-figure", id=True):  # not shown again
            figures += 1
            picture = figure.find("svg")
            assert picture["role"] == "img", figure["id"]
            assert 40 < len(picture["aria-label"]) <= 600, figure["id"]
            assert len(figure.figcaption.get_text()) > 30, figure["id"]
            assert len(figure.find("table").find_all("tr")) > 1, figure["id"]
    assert figures >= 15


def test_every_statement_has_its_card(soups: dict[str, BeautifulSoup]) -> None:
    held = soups["chapters/statements.html"]
    statements = load().statements.fillna("").to_dict("records")
    assert len(held.find_all("section", class_="cb-card")) == len(statements)
    for row in statements:
        card = marked("chapters/statements")[row["statement_id"]]
        terms = {t.get_text() for t in card.find_all("dt")}
        assert {"Claimant", "Form", "Issue", "Certainty", "Place in the article"} <= terms
        assert ("Called upon" in terms) == bool(row["addressee_id"])
        assert ("Criticised" in terms) == bool(row["criticised_actor_id"])
        assert card.find("q").get_text() == row["quote"]
        assert row["summary"] in card.get_text()
        away = card.find("a", href=re.compile("#:~:text="))["href"]
        assert unquote(away.split("#:~:text=")[1]) == row["quote"]


def test_every_card_shows_what_the_record_has() -> None:
    shown = 0
    for row in load().record.findings.fillna("").to_dict("records"):
        for statement in filter(None, row["statement_ids"].split(";")):
            card = marked("chapters/statements")[statement]
            line = card.find("dt", string="Public record").find_next("dd")
            text = line.get_text()
            assert codes("verdict")[row["verdict"]] in text and row["why"] in text
            assert row["finding"] in text and row["note"] in text
            assert not row["confidence"] or f"Confidence: {row['confidence']}" in text
            cited = {a["href"].split("#")[1] for a in line.find_all("a") if "#" in a["href"]}
            assert {f"source-{s}" for s in row["source_ids"].split(";") if s} <= cited
            assert row["finding_id"] in cited
            shown += 1
    assert shown >= 59


def test_titles_in_other_languages_say_so() -> None:
    sources = load().record.sources
    foreign = sources[sources.title_language != "en"]
    for row in foreign.itertuples():
        entry = marked("chapters/sources")[f"source-{row.source_id}"]
        assert row.title in entry.find(lang=row.title_language).get_text(), row.source_id
    assert len(foreign) > 3


def test_identifiers_are_unique(soups: dict[str, BeautifulSoup]) -> None:
    for name, built in soups.items():
        ids = Counter(tag["id"] for tag in built.find_all(id=True))
        assert [i for i, number in ids.items() if number > 1] == [], name


def test_tables_have_captions_and_headers(soups: dict[str, BeautifulSoup]) -> None:
    for name, built in soups.items():
        for table in built.find_all("table", class_="cb-table"):
            assert table.caption and table.caption.get_text(strip=True), name
            for head in table.find_all("th"):
                assert head.get("scope") and head.get_text(strip=True), name
