"""The class and its sheets: balanced, open where a student fills in, honest in the key, on one sheet of paper."""

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
from claimbook.data.coding_sheet import BOOK_NOW
from claimbook.data.frames import load
from claimbook.data.schema import package
from thisbook.handout import (
    BOTH,
    EASY,
    HARD,
    TITLES,
    VARIABLES,
    as_csv,
    boxes,
    codes,
    document,
    key,
    top,
    units,
)
from thisbook.lesson import MINUTES, VERDICTS, WEIGHTS, expectations, marked, plan, rubric

DATA, BOOK = load(), read_book()
STATEMENTS = DATA.statements.set_index("statement_id")
BLIND = [coder for of in DATA.coding.rounds for coder in of.blind]


def differ(unit: str, coders: list[str] | None = None) -> int:
    """Return how many codings of a statement are not the book's."""
    given = [codes(DATA, v).loc[unit] for v in VARIABLES]
    return sum(int((row[coders or list(row.index)] != row[BOOK_NOW]).sum()) for row in given)


def test_two_items_are_easy_and_on_four_a_blind_coder_decided_otherwise() -> None:
    assert [differ(unit) for unit in EASY] == [0, 0]
    assert all(differ(unit, BLIND) for unit in HARD) and len(HARD) == 4
    assert list(units(DATA)["statement_id"]) == [*EASY, *HARD] and "six" in TITLES["handout"]


def test_the_items_are_balanced_between_the_sides() -> None:
    sides = DATA.side(STATEMENTS["claimant_id"]).astype(str)
    assert set(sides[[*EASY]]) == {"china", "critic"}
    against = STATEMENTS["criticised_actor_id"][[*HARD]]
    assert sorted(against.str.startswith("us")) == [False, False, True, True]
    assert set(against[~against.str.startswith("us")]) == {"china"}
    assert sides[HARD[0]] != sides[HARD[1]], "the half hour ends after one of each side"


def test_the_key_says_first_where_both_coders_decided_otherwise() -> None:
    rows = key(DATA).set_index("statement_id")
    for unit in rows.index:
        for variable in VARIABLES:
            given = codes(DATA, variable).loc[unit]
            assert rows[variable][unit] == given[BOOK_NOW]
            for of in DATA.coding.rounds:
                one, two = given[list(of.blind)]
                both = one == two != given[BOOK_NOW]
                head = rf"{VARIABLES[variable]}: [^.]*{of.blind[0][-1].upper()} and {of.blind[1][-1].upper()} {BOTH}had {one}"
                assert bool(re.search(head, rows["otherwise"][unit])) == both, (unit, variable)
    against = rows["number"][rows["otherwise"].str.contains(BOTH)]
    assert len(against) and all(number in top(DATA) for number in against)
    first = document("key", DATA, BOOK).partition("<table")[0]
    assert top(DATA) in first and "may be right" in first
    assert (rows["why"] != "–").sum() == len(HARD)


def test_the_coding_sheet_has_the_form_of_the_codings_and_is_open() -> None:
    head = ",".join(DATA.coding.codes.columns)
    assert as_csv("handout", DATA).startswith(
        f"{head}\nstudent,c07,form,\nstudent,c07,certainty,\n"
    )
    filled = as_csv("key", DATA).splitlines()
    assert len(filled) == 1 + 6 * len(VARIABLES) and filled[1] == "book,c07,form,reject"
    assert (boxes(DATA)[[*VARIABLES, "doubt"]] == "").all(axis=None)


def test_the_class_and_the_half_hour_take_their_time_and_nobody_has_read_before_the_vote() -> None:
    steps, answers = plan(DATA), expectations(DATA)
    assert [sum(spent) for spent in zip(*MINUTES.values(), strict=True)] == [90, 30]
    assert (steps["long"].iloc[-1], steps["short"].iloc[-1]) == ("80–90", "27–30")
    assert list(steps["step"])[:2] == ["Vote", "Read"]
    assert list(steps["ask"]) == list(answers["ask"]) and answers["expect"].str.len().min() > 60
    assert all(point in " ".join(steps["do"]) for point in VERDICTS)


def test_the_marks_add_up_and_the_example_is_marked_by_the_same_rubric() -> None:
    assert sum(WEIGHTS.values()) == 100 and list(rubric()["weight"].astype(int)) == [
        *WEIGHTS.values()
    ]
    example = marked()
    assert list(example["criterion"]) == list(rubric()["criterion"])
    assert (example["points"] < example["of"]).all() and example["of"].sum() == 100


def test_a_charge_is_what_the_figure_counts_as_one() -> None:
    """A charge is about what is done, whoever does it; a remark is on how and why others criticise."""
    said = expectations(DATA).set_index("step")["expect"]["What got answered?"]
    accused = STATEMENTS[
        (STATEMENTS["claimant_id"] == "group-of-39") & (STATEMENTS["form"] == "accuse")
    ]
    assert len(accused) == 3 and "the three charges of the 39" in said.lower()
    assert "two charges of China’s side" in said and "six remarks" in said
    kinds = {c["code"]: c for c in package()["codebook"]["said_kind"]}
    assert "record: charge" in kinds["remark"]["not"] and "remark" in kinds["charge"]["not"]


def test_no_sheet_holds_a_sentence_of_the_article(article: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[^\W_]+", text.lower())
        return {tuple(words[i : i + 9]) for i in range(len(words) - 8)}

    body = runs(article.split("\n", 1)[1])
    for sheet in TITLES:
        assert not runs(re.sub(r"<[^>]+>", " ", document(sheet, DATA, BOOK))) & body, sheet


def test_the_files_print_on_one_sheet_and_can_be_edited_and_are_the_same_again(
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
        assert len(printed.pages) == 1
        assert [round(float(x)) for x in printed.pages[0].mediabox[2:]] == [595, 842]  # A4
        path = tmp_path / "one" / f"{sheet}.docx"
        with zipfile.ZipFile(path) as parts:
            assert b'w:w="11906"' in parts.read("word/document.xml"), "A4"
            assert b"tblBorders" in parts.read("word/styles.xml"), "boxes to write into"
        written = json.loads(pypandoc.convert_file(str(path), "json"))
        first = next(b["c"] for b in written["blocks"] if b["t"] == "Table")
        rows = first[4][0][3]
        assert len(rows) == 6
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


@BUILT
def test_neither_handout_nor_class_gives_the_answers_away() -> None:
    text = soup("chapters/handout").select_one("main")
    led = {str(a["href"]) for a in text.select("p a, table a, li a") if not a.find_parent("footer")}
    answers = ("statements.html", "article.html", "key.html", "methods.html", "reliability.html")
    assert not [to for to in led if to.startswith(answers)], led
    assert not re.search(r"\bc\d\d\b", text.get_text())
    shown = soup("chapters/coursework").select_one("#tab-your-differences")
    home = STATEMENTS["sentence_ids"]
    near = set(home.index[home.isin(home[[*EASY, *HARD]])])
    assert shown.select("tbody tr") and not near & set(re.findall(r"\bc\d\d\b", shown.get_text()))


@BUILT
def test_the_page_of_the_handout_prints_on_one_sheet_with_room_to_write(browser: Browser) -> None:
    tab = browser.new_page()
    tab.goto((HTML / "chapters/handout.html").as_uri())
    assert len(PdfReader(io.BytesIO(tab.pdf(format="A4", prefer_css_page_size=True))).pages) <= 2
    tab.emulate_media(media="print")
    tall = tab.evaluate(
        "[...document.querySelectorAll('#tab-handout td:empty')].map(e => e.clientHeight)"
    )
    assert len(tall) == 6 * (len(VARIABLES) + 1) and min(tall) >= 40  # a centimetre
    tab.close()
