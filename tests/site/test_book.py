"""The built book keeps its promises to a reader. `make html` builds it first."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import BUILT, HTML, PAGES, ROOT, marked, soup

from claimbook.data import anchors
from claimbook.data.frames import load
from claimbook.data.schema import codes

pytestmark = BUILT


@pytest.fixture(scope="module")
def soups() -> dict[str, BeautifulSoup]:
    return {page: soup(page.removesuffix(".html")) for page in PAGES}


def test_every_chapter_of_the_table_of_contents_is_built() -> None:
    toc = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert [t for t in toc if not (HTML / f"{t}.html").is_file()] == []


def test_every_internal_link_resolves() -> None:
    skipped = [f"--ignore-url=/{folder}/" for folder in ("_static", "_sources")]
    program = Path(sys.executable).parent / "linkchecker"
    done = subprocess.run(
        [program, "--no-status", *skipped, HTML / "index.html"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert " 0 warnings found. 0 errors found" in done.stdout, done.stdout[-3000:]
    assert int(re.search(r"(\d+) links in", done.stdout)[1]) > 50


def test_every_anchor_resolves(soups: dict[str, BeautifulSoup]) -> None:
    # LinkChecker can do this too, but reads a page again for each of its anchors: 60 s for 1 s here.
    ids = {name: {t["id"] for t in built.find_all(id=True)} for name, built in soups.items()}
    checked = 0
    for name, built in soups.items():
        for link in built.find_all("a", href=re.compile(r"^(?!https?:)[^#]*#.+")):
            page, anchor = link["href"].split("#", 1)
            target = os.path.normpath(Path(name).parent / page) if page else name
            assert unquote(anchor) in ids[target], f"{name}: {link['href']}"
            checked += 1
    assert checked > 1000


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
            line = (
                marked("chapters/statements")[statement]
                .find("dt", string="Public record")
                .find_next("dd")
            )
            text = line.get_text()
            assert codes("verdict")[row["verdict"]] in text and row["why"] in text
            assert row["finding"] in text and row["note"] in text
            assert not row["confidence"] or f"Confidence: {row['confidence']}" in text
            cited = {a["href"].split("#")[1] for a in line.find_all("a") if "#" in a["href"]}
            assert {f"source-{s}" for s in row["source_ids"].split(";") if s} <= cited
            assert row["finding_id"] in cited
            shown += 1
    assert shown >= 59


def test_every_row_with_an_identifier_has_an_anchor() -> None:
    data = load()
    homes = {
        "article": data.sentences.sentence_id,
        "statements": [
            *data.quantities.quantity_id,
            *data.responses.response_id,
            *("event-" + data.events.event_id),
            *("actor-" + data.actors.actor_id),
        ],
        "timeline": data.record.timeline.timeline_id,
        "examinations": [*data.known.examinations.known_id, *data.known.bases.basis_id],
        "texts": "report-" + data.others.reports.report_id,
        "findings": [*data.record.findings.finding_id, *("person-" + data.record.people.person_id)],
        "sources": "source-" + data.record.sources.source_id,
    }
    for page, wanted in homes.items():
        assert set(wanted) <= set(marked(f"chapters/{page}"))


def test_titles_in_other_languages_say_so() -> None:
    sources = load().record.sources
    foreign = sources[sources.title_language != "en"]
    for row in foreign.itertuples():
        entry = marked("chapters/sources")[f"source-{row.source_id}"]
        assert row.title in entry.find(lang=row.title_language).get_text(), row.source_id
    assert len(foreign) > 3


def test_identifiers_are_unique_and_links_resolved(soups: dict[str, BeautifulSoup]) -> None:
    for name, built in soups.items():
        ids = [t["id"] for t in built.find_all(id=True) if isinstance(t, Tag)]
        own = [
            i
            for i in ids
            if re.fullmatch(anchors.identifiers(), i)
            or i.startswith(tuple(filter(None, anchors.PREFIXES.values())))
        ]
        assert len(own) == len(set(own)), name
        assert built.find(href=re.compile("^id:")) is None, name


def test_tables_have_captions_and_headers(soups: dict[str, BeautifulSoup]) -> None:
    for name, built in soups.items():
        for table in built.find_all("table", class_="cb-table"):
            assert table.caption and table.caption.get_text(strip=True), name
            assert all(h.get("scope") and h.get_text(strip=True) for h in table.find_all("th")), (
                name
            )
