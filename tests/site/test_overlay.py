"""The article with its coding laid over it: a reader's copy is recognised, never sent and never kept.

Tests with words of the report need a copy of it (``make test ARTICLE=path``).
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from conftest import BUILT, HTML, served, soup, visit
from playwright.sync_api import Browser, Page, expect
from test_accessibility import COLOUR_RULES, breaches

from claimbook.data.agreement import alpha
from claimbook.data.frames import Tables, load, records
from claimbook.data.text import MAX_QUOTE_WORDS, words
from claimbook.data.verify import verify
from claimbook.display.overlay import letters
from claimbook.site.article import TRAINED
from claimbook.site.article import data as handed_over

pytestmark = BUILT
PAGE = "chapters/article.html"
OTHER = (
    "The committee met on Tuesday to discuss the budget for the coming year. Delegates from more than "
    "thirty countries took the floor, and several of them called for restraint. “We cannot spend what "
    "we do not have,” said the ambassador of Norway, who spoke for the Nordic states. China and the "
    "United States agreed on most points, according to two diplomats. The vote is expected next week.\n"
) * 6


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    found = visit(browser, PAGE)
    yield found
    assert found.complaints == []  # type: ignore[attr-defined]
    found.context.close()


def give(tab: Page, text: str) -> str:
    """Paste a text; return what the page says of it."""
    tab.fill("#copy", text)
    tab.get_by_role("button", name="Lay the coding over it").click()
    return said(tab)


def said(tab: Page) -> str:
    """Return what the page says when it has read."""
    expect(tab.locator(".cb-told")).not_to_have_text(re.compile("^(Reading …)?$"), timeout=15_000)
    return tab.inner_text(".cb-told")


def open_file(tab: Page, path: Path, raw: bytes) -> str:
    """Open a file; return what the page says of it."""
    path.write_bytes(raw)
    tab.set_input_files("#copy-file", path)
    return said(tab)


def states(tab: Page) -> Counter[str]:
    """Return how many sentences are as coded, have the same words, differ, are missing."""
    sentences = tab.locator(".cb-sentence")
    return Counter(sentences.evaluate_all("(all) => all.map((s) => s.dataset.copy ?? '')"))


#: The text of each element that a selector finds, joined, without numbers and what is not in the report.
WORDS = """(selector) => [...document.querySelectorAll(selector)].map((found) => {
  const bare = found.cloneNode(true);
  for (const tag of bare.querySelectorAll(".cb-tag, ins")) tag.remove();
  return bare.textContent; }).join("")"""


def test_every_sentence_statement_quotation_and_mention_is_at_its_place(
    tab: Page, article: str, tables: Tables
) -> None:
    assert verify(article, tables).differences == []
    assert "All 23 sentences" in give(tab, article)
    assert states(tab) == {"same": 23}
    for table, key, place in (
        (tables.sentences, "sentence_id", "#{} .cb-flow"),
        (tables.statements, "statement_id", ".cb-flow [data-extent='{}']"),
        (tables.quotations, "quotation_id", ".cb-flow [data-quotation='{}']"),
        (tables.mentions, "mention_id", ".cb-flow [data-mention='{}']"),
    ):
        for row in records(table):
            found, there = (
                tab.evaluate(WORDS, place.format(row[key])),
                article[row["start"] : row["end"]],
            )
            if key in ("quotation_id", "mention_id"):  # in tokens, so without the spaces between
                there = there.replace(" ", "")
            assert found == there, row[key]


def html(text: str) -> str:
    """Make a saved page of a text, with a script among its paragraphs and one in a paragraph."""
    told = "".join(f"<p>{line}</p>\n" for line in text.split("\n"))
    bold = "<b onclick='x' style='color: red'></b>"
    told = told.replace("</p>", f" {bold}</p><script>window.ran = 1</script>", 3)
    head = "<title>News</title><base href='x/'><style>p{}</style>"
    image = "<img src='https://example.org/pixel.png' onerror='window.ran = 1'>"
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><nav>Home</nav>{told}{image}</body></html>"
    )


def lines(text: str, keep: Callable[[int], bool]) -> str:
    """Return some lines of a text, by their numbers."""
    return "\n".join(line for n, line in enumerate(text.split("\n")) if keep(n))


#: What a copy can be like -> how it is made, how many sentences are then in which state, what is said.
COPIES: dict[str, tuple[Callable[[str], str], dict[str, int], str]] = {
    "every quote straight": (
        lambda t: t.translate(str.maketrans("“”’", '""\'')), {"same": 23}, "straight quotation marks made curly"),
    "NFD": (
        lambda t: unicodedata.normalize("NFD", f"Par Renée Müller\n{t}"), {"same": 23}, "Unicode composed"),
    "soft hyphens, zero-width spaces, right-to-left marks": (
        lambda t: t.replace("or", "o\u00adr").replace(" the ", " \u200bthe\u200b ").replace("China", "\u202bChina\u202c"),
        {"same": 23}, "invisible characters removed"),
    "Windows line ends, no-break spaces, other dashes": (
        lambda t: t.replace(" - ", " – ").replace(" a ", "\u00a0a ").replace("\n", "\r\n\r\n"),
        {"same": 23}, "other dashes made hyphens"),
    "the date on a line of its own": (
        lambda t: t.replace("2020S", "2020\n\nS"), {"same": 23}, "what follows the date joined to it"),
    "lines of 60 characters": (lambda t: re.sub(r"(.{50,60}) ", r"\1\n", t), {"same": 23}, "All 23"),
    "among other text": (
        lambda t: "Menu Home World\n" + t.replace("\n", "\nShare this story now\n") + "\nRead more",
        {"same": 23}, "of other text, which is left out"),
    "in capitals": (lambda t: t.upper(), {"words": 23}, "All 23 sentences have the words of the report"),
    "three sentences missing": (
        lambda t: lines(t, lambda n: n not in (4, 8, 11)), {"same": 20, "missing": 3},
        "Three are missing: sentences s04-1, s08-1 and s11-1"),
    "half": (
        lambda t: lines(t, lambda n: n < 9), {"same": 11, "missing": 12},
        "from sentence s09-1 on nothing of the report stands in it"),
    "the second half": (
        lambda t: lines(t, lambda n: n >= 9), {"same": 12, "missing": 11}, "nothing before sentence s09-1 stands in it"),
    "words changed": (
        lambda t: t.replace("Tibet", "Thibet", 1).replace("a heated", "a very heated"), {"same": 21, "differs": 2},
        "Two differ, and what differs is marked: sentences s03-1 and s05-1"),
    "a script in the text": (
        lambda t: t.replace(" on Wednesday", " <script>window.ran=1</script> on Wednesday"),
        {"same": 22, "differs": 1}, "One differs"),
    "a word of the same length": (
        lambda t: t.replace("cannot be", "should be"), {"same": 22, "differs": 1},
        "One differs in a word as long as the report’s, so that one cannot see which: sentence s18-1"),
    "the first word of each paragraph dropped": (
        lambda t: re.sub(r"(?m)^(“?)\w+ ", r"\1", t), {"same": 4, "differs": 18, "missing": 1},
        "this may be another version"),
    "without punctuation": (
        lambda t: re.sub(r"[“”,.’]", "", t).replace("2020Senior", "2020\nSenior"), {"same": 1, "words": 22},
        "same words with other capitals or punctuation"),
    "half a sentence": (
        lambda t: t[:238] + t[400:], {"same": 22, "part": 1}, "Of one only a part stands in it: sentence s02-1"),
    "an advertisement of 5,000 words before it": (
        lambda t: "Buy one now, it is cheap. " * 1000 + "\n" + t.replace("heated", "hot"),
        {"same": 22, "differs": 1}, "Besides the report the copy holds"),
    "a table of HTML": (
        lambda t: "<table><tr><td>" + t.replace("\n", "</td></tr><tr><td>") + "</td></tr></table>",
        {"same": 23}, "text taken out of the HTML"),
    "HTML that is pasted": (html, {"same": 23}, "text taken out of the HTML"),
}  # fmt: skip


def test_a_copy_is_recognised(tab: Page, article: str) -> None:
    """One after the other, each in the place of the copy before."""
    for how, (make, expected, says) in COPIES.items():
        told = give(tab, make(article))
        assert says in told, how
        assert states(tab) == expected, how
        assert tab.evaluate("window.ran") is None, how
        if how == "a script in the text":
            assert "<script>window.ran=1</script>" in tab.inner_text("#s02-1 ins")
        if how == "words changed":  # what fits no word of the report is shown, and where
            assert tab.locator("#s03-1 ins").all_inner_texts() == ["very"]
            assert "".join(tab.locator("#s05-1 .cb-differs").all_inner_texts()) == "Thibet.”"


FILES = {
    "a text file": ("report.txt", lambda t: t.encode()),
    "a saved page": ("page.html", lambda t: html(t).encode()),
    "a text file of Windows": ("report.txt", lambda t: t.encode("windows-1252")),
    "UTF-16": ("report.txt", lambda t: t.encode("utf-16")),
}


def test_a_file_is_read(tab: Page, article: str, tmp_path: Path) -> None:
    for what, (name, raw) in FILES.items():
        assert "All 23 sentences" in open_file(tab, tmp_path / name, raw(article)), what
        assert tab.evaluate("window.ran") is None
        tab.get_by_role("button", name="Forget the copy").click()
        assert states(tab) == {"": 23}


BAD = [
    ("nothing.txt", b"", "There is no text in it. Paste the text of the report"),
    ("big.txt", b"word " * 4_000_000, "This has 20 MB; the report has about 4 kB."),
    ("long.txt", b"word " * 90_000, "This has 450 thousand characters of text; the report has about 4 kB."),
    ("paper.pdf", b"%PDF-1.7 \x00\xff", "This is a PDF. Open it, select the text of the report, copy it"),
    ("paper.docx", b"PK\x03\x04 \x00", "This is a packed file, such as a Word document. Save it as"),
    ("picture.png", b"\x89PNG\r\n\x1a\n", "This is a picture. Copy the text of the report and paste it"),
    ("report.rtf", b"{\\rtf1 \\ansi The report}", "This is an RTF document. Save it as plain text"),
    ("mail.eml", b"Received: x\nSubject: y\nContent-Type: text/plain\n\nhello", "This is an e-mail as a file."),
    ("page.mhtml", b"From: <Saved>\nContent-Type: multipart/related", "Save it as HTML, or copy the"),
    ("x.bin", b"ab\x00\x01\x02cd", "This is no text file. Save the report as plain text or HTML"),
    ("other.txt", OTHER.encode(), "None of the 23 sentences of the report stands in this text. This is another"),
    ("few.txt", b"China and the UN", "None of the 23 sentences of the report stands in this text."),
    ("numbers.txt", "数字 ١٢٣ 🙂 ".encode() * 90, "None of the 23 sentences"),
]  # fmt: skip


def test_what_is_no_copy_gets_a_sentence_that_helps(tab: Page, tmp_path: Path) -> None:
    for name, raw, said in BAD:
        assert said in open_file(tab, tmp_path / name, raw), name
        assert states(tab) == {"": 23}, name
    assert "There is no text in it" in give(tab, " \n ")


#: What makes a reader look again at each place, or a browser at each element above; repeated to 400,000 signs.
ENDLESS = (
    "\u00a0 ",
    " \u00a0a",
    "\u0315\u0300",
    "\n ",
    "<a",
    "<style",
    "<script>",
    "<!--",
    "<b>",
    "<div>",
    "<table><td>",
    "<p on",
)


@pytest.mark.parametrize("part", ENDLESS, ids=ascii)
def test_nothing_that_is_pasted_freezes_the_page(tab: Page, part: str) -> None:
    """Linear, each takes under a second; with the square of its length, a minute and more."""
    whole = ("<!doctype html><p>" if part.startswith("<") else "") + part * (400_000 // len(part))
    read = "() => { copyText.ofText(raw, claimbookArticle.steps); window.done = true; }"
    tab.evaluate(f"(text) => {{ window.raw = text; setTimeout({read}); }}", whole)
    tab.wait_for_function("window.done", timeout=30_000)


def test_another_copy_replaces_the_first_and_a_bad_one_shows_no_words(
    tab: Page, article: str
) -> None:
    give(tab, article)
    give(tab, "\n".join(article.split("\n")[:4]))
    assert states(tab)["same"] == 5
    assert tab.inner_text("#s16-1 .cb-flow i") == ""
    give(tab, OTHER)
    assert tab.evaluate(WORDS, ".cb-flow i") == ""


def test_the_copy_is_neither_sent_nor_kept(browser: Browser, article: str) -> None:
    with served(HTML) as base:
        tab = visit(browser, PAGE)
        tab.goto(f"{base}/{PAGE}", wait_until="networkidle")
        tab.asked.clear()  # type: ignore[attr-defined]
        assert "All 23" in give(tab, article)
        for tag in tab.locator(".cb-tag").all()[:5]:
            tag.focus()
        # Chromium may ask for the icon of the page at any time.
        assert [url for url in tab.asked if not url.endswith("icon.svg")] == []  # type: ignore[attr-defined]
        kept = "() => [localStorage.length, sessionStorage.length, document.cookie, history.state]"
        assert tab.evaluate(kept) == [0, 0, "", None]
        assert tab.evaluate("indexedDB.databases()") == [] and tab.evaluate("caches.keys()") == []
        assert tab.input_value("#copy") == ""
        assert tab.url == f"{base}/{PAGE}"
        # The page itself could not send it: every way out is shut.
        ways = """async () => { const out = [];
          for (const way of [() => fetch("/x"), () => fetch("https://example.org/"),
            () => new Promise((ok, no) => { const s = new WebSocket("wss://example.org"); s.onopen = ok; s.onerror = no; }),
            () => new Promise((ok, no) => Object.assign(new Image(), { onload: ok, onerror: no, src: "https://example.org/a.png" }))])
            try { await way(); out.push("open"); } catch { out.push("shut"); }
          out.push(navigator.sendBeacon("https://example.org/", "x") ? "open" : "shut");
          return out; }"""
        shut = tab.evaluate(ways)
        assert shut[:4] == ["shut"] * 4
        tab.get_by_role("button", name="Forget the copy").click()
        assert states(tab) == {"": 23}
        give(tab, article)
        tab.fill("#copy", "something pasted and not yet read")
        tab.goto(f"{base}/index.html")
        tab.go_back()
        assert states(tab) == {"": 23} and tab.input_value("#copy") == ""
        assert tab.inner_text(".cb-told") == ""
        assert article[600:640] not in tab.evaluate("document.documentElement.textContent")
        tab.context.close()


def test_the_map_without_a_copy_has_every_statement_and_only_short_quotes(tables: Tables) -> None:
    page = soup("chapters/article")
    at = {i.get("data-extent") for i in page.select(".cb-extent[data-extent]")}
    rows = {i["data-row"] for i in page.select(".cb-row")}
    assert at == rows == set(tables.statements.statement_id)
    printed = "".join(b.get_text() for b in page.select(".cb-flow b"))
    assert len(printed) <= len(letters(tables))
    for flow in page.select(".cb-flow"):
        for tag in flow.select(".cb-tag"):
            tag.extract()
        runs = re.split(r"(?:<i[^>]*></i>\s*)+", str(flow))
        texts = [re.sub(r"<[^>]+>", "", run) for run in runs]
        assert all(words(text) <= MAX_QUOTE_WORDS for text in texts)
    for row in records(tables.sentences):
        li = page.find(id=row["sentence_id"])
        blocks = sum(int(i["data-n"]) for i in li.select(".cb-flow i"))
        shown = sum(len(b.get_text().replace(" ", "")) for b in li.select(".cb-flow b"))
        assert blocks + shown == sum(map(int, row["token_lengths"].split())), row["sentence_id"]


def test_statements_lead_to_where_they_are_used_and_findings_back() -> None:
    assert soup("chapters/article").select('[data-row="c10"] a[href="claims.html#found-own-voice"]')
    fold = soup("chapters/claims").find(id="found-own-voice").find_next("details")
    assert fold.find("a", href="article.html#s03-1")
    assert soup("chapters/statements").find(id="c10").find("a", href="article.html#s03-1")


def test_marks_are_reached_by_keys_and_open_their_card_in_place(tab: Page) -> None:
    tab.locator('.cb-tag[data-statement="c05"]').focus()
    card = tab.locator('[data-row="c05"]')
    assert card.is_visible() and tab.locator('[data-row="c06"]').is_hidden()
    for key, statement in (("ArrowRight", "c06"), ("ArrowDown", "c07"), ("ArrowLeft", "c06")):
        tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.dataset.statement") == statement
    assert card.is_hidden() and tab.locator('[data-row="c06"]').is_visible()
    assert tab.locator('.cb-list [aria-current="true"]').text_content().startswith("c06")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.closest('.cb-row').dataset.row") == "c06"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.dataset.statement") == "c06"
    tab.keyboard.press("Escape")
    assert tab.locator('[data-row="c06"]').is_hidden()
    tab.locator('.cb-tag[data-statement="c05"]').focus()
    tab.locator("#s02-1 .cb-held > summary").click()  # from one card to all of the sentence
    assert all(tab.locator(f'[data-row="{c}"]').is_visible() for c in ("c05", "c06", "c07"))
    tab.locator('.cb-tag[data-statement="c10"]').click()
    assert tab.url.endswith(PAGE) and tab.locator('[data-row="c10"]').is_visible()


def test_the_list_filters_text_and_steps(tab: Page, tables: Tables) -> None:
    tab.locator(".cb-panel > summary").click()
    tab.select_option(".cb-panel [name=certainty]", "Presupposed")
    wanted = list(tables.statements.statement_id[tables.statements.certainty == "presupposed"])
    assert tab.inner_text(".cb-panel [role=status]") == f"{len(wanted)} of 60 statements"
    tags = tab.locator(".cb-tag:visible")
    assert tags.evaluate_all("(all) => all.map((tag) => tag.dataset.statement)") == wanted
    for statement in wanted[:2]:
        tab.locator(".cb-panel").get_by_role("button", name="Next", exact=True).click()
        assert tab.evaluate("document.activeElement.dataset.statement") == statement
    answered = set(tables.responses.to_statement_id)
    tab.select_option(".cb-panel [name=answered]", "yes")
    count = sum(i in answered for i in wanted)
    assert tab.inner_text(".cb-panel [role=status]") == f"{count} of 60 statements"


def test_a_reader_codes_compares_and_takes_the_codes_along(tab: Page, tables: Tables) -> None:
    given = handed_over(tables)["trainer"]
    theirs = tables.statements.set_index("statement_id")
    chosen = theirs.index[:12]
    tab.get_by_role("button", name="Compare").click()
    wanted = "Choose a code for Form, Issue, Certainty and Reported as."
    assert wanted in tab.inner_text(".cb-trainer")
    mine = {  # as the book, but for every third, which is as the first
        v: [theirs[v][u if n % 3 else chosen[0]] for n, u in enumerate(chosen)] for v in TRAINED
    }
    for number, unit in enumerate(chosen):
        tab.select_option("#train-unit", unit)
        for variable in TRAINED:
            tab.select_option(f"#train-{variable}", mine[variable][number])
        tab.get_by_role("button", name="Compare").click()
        assert tab.locator(".cb-trainer table").count() == (1 if number < 9 else 2)
    shown = tab.locator(".cb-trainer table").nth(1).locator("tbody tr").all()
    units = {unit["id"]: unit for unit in given["units"]}
    for line, variable in zip(shown, TRAINED, strict=True):
        for k, cell in enumerate(line.locator("td").all_inner_texts()):
            other = [units[u]["codes"][variable][k] for u in chosen]
            like = sum(a == b for a, b in zip(mine[variable], other, strict=True))
            both = pd.DataFrame({"a": mine[variable], "b": other})
            several = len({*both.a, *both.b}) > 1
            value = f"alpha {alpha(both):.2f}" if several else "no alpha: one code only"
            assert cell == f"{like} of 12, {value}".replace("-0.00", "0.00"), variable
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="Save your codes (CSV)").click()
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == list(tables.coding.codes.columns)
    assert {(r["unit_id"], r["variable"]): r["code"] for r in rows} == {
        (u, v): mine[v][n] for n, u in enumerate(chosen) for v in TRAINED
    }


def test_the_trainer_has_the_codes_of_the_book_and_of_the_strangers(tables: Tables) -> None:
    given = handed_over(tables)["trainer"]
    second = tables.coding.rounds[0]
    tried = tables.coding.codes.query("coder_id == @second.book").unit_id
    statements = tables.statements.statement_id
    assert [u["id"] for u in given["units"]] == list(statements[statements.isin(tried)])
    codes = tables.coding.codes.set_index(["coder_id", "unit_id", "variable"]).code
    new = tables.coding.renamed.set_index(["variable", "old"]).new
    for unit in given["units"]:
        for variable in TRAINED:
            old = [codes[c, unit["id"], variable] for c in second.blind]
            assert unit["codes"][variable][1:] == [new.get((variable, o), o) for o in old]
    decided = tables.coding.adjudications.drop_duplicates(["statement_id", "variable"])
    decided = decided[decided.statement_id.isin(statements)]
    assert sum(len(u["why"]) for u in given["units"]) == decided.variable.isin(TRAINED).sum() > 10


def test_nothing_is_broken_with_a_copy_in_any_state(browser: Browser, article: str) -> None:
    tab = visit(browser, PAGE, color_scheme="light")
    broken = article.replace("Tibet", "Thibet", 1).replace("a heated", "a very heated")
    give(tab, "\n".join(line for k, line in enumerate(broken.split("\n")) if k != 7))
    tab.locator('.cb-tag[data-statement="c27"]').focus()
    assert breaches(tab, COLOUR_RULES) == []
    tab.set_viewport_size({"width": 360, "height": 800})
    assert breaches(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    tree = tab.locator("#s02-1 .cb-flow").aria_snapshot()
    assert 'button "c05"' in tree and "abused the UN platform" in tree
    tab.context.close()
