"""Handout and key: chosen by a rule, open where a student fills in, files that can be printed and edited."""

import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pypandoc
from conftest import BUILT, HTML, soup
from playwright.sync_api import Browser
from pypdf import PdfReader

from claimbook.builders.handout_files import make_sheets
from claimbook.cite.metadata import read_book
from claimbook.data import schema
from claimbook.data.frames import load
from thisbook.handout import (
    SENTENCES,
    TITLES,
    VARIABLES,
    as_csv,
    blank,
    disagreements,
    document,
    units,
)
from thisbook.lesson import MINUTES, expectations, plan

DATA, BOOK = load(), read_book()


def test_eleven_statements_are_chosen_and_each_has_its_quarrel() -> None:
    chosen = units(DATA)
    assert len(chosen) == 11 and set(chosen["sentence_ids"]) == set(SENTENCES)
    assert set(disagreements(DATA)["statement_id"]) == set(chosen["statement_id"])
    assert "eleven" in TITLES["handout"] and chosen["quote"].is_unique


def test_the_coding_sheet_has_the_form_of_the_codings_and_is_open() -> None:
    sheet, key = blank(DATA), blank(DATA, "book")
    assert list(sheet.columns) == list(DATA.coding.codes.columns)
    assert len(sheet) == 11 * len(VARIABLES) and set(sheet["code"]) == {""}
    cells = ["unit_id", "variable"]
    assert sheet[cells].equals(key[cells]) and set(key["coder_id"]) == {"book"}
    for variable, rows in key.groupby("variable"):
        known = DATA.issues["issue_id"] if variable == "issue_id" else schema.codes(str(variable))
        assert set(rows["code"]) <= set(known)
    assert as_csv("handout", DATA).startswith("coder_id,unit_id,variable,code\nstudent,c11,form,\n")


def test_the_class_takes_its_time_and_every_question_has_an_answer() -> None:
    steps, answers = plan(DATA), expectations(DATA)
    assert sum(MINUTES.values()) == 90 and steps["minutes"].iloc[-1].endswith("–90")
    assert list(steps["ask"]) == list(answers["ask"]) and answers["expect"].str.len().min() > 60


def test_no_sheet_holds_a_sentence_of_the_article(article: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}

    body = runs(article.split("\n", 1)[1])
    for sheet in TITLES:
        assert not runs(re.sub(r"<[^>]+>", " ", document(sheet, DATA, BOOK))) & body, sheet


def test_the_files_print_on_two_sides_and_can_be_edited_and_are_the_same_again(
    tmp_path, browser: Browser
) -> None:
    with ThreadPoolExecutor(
        1
    ) as pool:  # a thread of its own: the browser of the tests is at work here
        made = [
            pool.submit(make_sheets, tmp_path / run, BOOK, DATA, "state").result()
            for run in ("one", "two")
        ]
    for name in made[0]:
        one, two = ((tmp_path / run / name).read_bytes() for run in ("one", "two"))
        assert one == two, name
    for sheet in TITLES:
        printed = PdfReader(io.BytesIO((tmp_path / "one" / f"{sheet}.pdf").read_bytes()))
        assert len(printed.pages) <= 2
        assert [round(float(x)) for x in printed.pages[0].mediabox[2:]] == [595, 842]  # A4
        path = tmp_path / "one" / f"{sheet}.docx"
        with zipfile.ZipFile(path) as parts:
            assert b'w:w="11906"' in parts.read("word/document.xml"), "A4"
            assert b"tblBorders" in parts.read("word/styles.xml"), "boxes to write into"
        written = json.loads(pypandoc.convert_file(str(path), "json"))
        first = next(b["c"] for b in written["blocks"] if b["t"] == "Table")
        rows = first[4][0][3]
        assert len(rows) == 11 and all(len(row[1]) == 3 + len(VARIABLES) for row in rows)
        open_cells = [not cell[4] for row in rows for cell in row[1][3:]]
        assert all(open_cells) if sheet == "handout" else not any(open_cells)
        plain = pypandoc.convert_file(str(path), "plain", extra_args=["--wrap=none"])
        text = " ".join("".join(page.extract_text() for page in printed.pages).split())
        for said in (TITLES[sheet], "CC BY 4.0", BOOK.title.split(":")[0]):
            assert said in plain and said in text


@BUILT
def test_the_pages_offer_the_files_that_there_are() -> None:
    for sheet in TITLES:
        links = soup(f"chapters/{sheet}").select("main a[download][href^='../sheets/']")
        files = [HTML / "chapters" / str(a["href"]) for a in links]
        assert f"{sheet}.csv" in {f.name for f in files} and all(f.is_file() for f in files)
        assert (HTML / "sheets" / f"{sheet}.csv").read_text("utf-8") == as_csv(sheet, DATA)
