"""What holds for any text: words keep their places, a copy its form, a table its cells."""

import csv
import io
import re
from typing import Any

import pytest
from conftest import visit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from claimbook.data.coding_sheet import read_sheet, variables
from claimbook.data.frames import load
from claimbook.data.read import cells
from claimbook.data.text import (
    FORMULA,
    STEPS,
    bare,
    no_formula,
    normalise,
    quoted_words,
    sha256,
    token_lengths,
    unseen,
    words,
)
from claimbook.display.overlay import spans
from newbook.project import put, sentence
from newbook.segment import prepare, quotations, segment

BOOK = load()
CODES = {variable: list(codes) for variable, codes in variables(BOOK).items()}
ANY = st.text(st.characters(codec="utf-8"))
#: Reports as they come: names, marks, signs beyond the first plane, spaces and line ends of all kinds.
WORDS = st.one_of(
    st.sampled_from(
        ["The", "council", "“No,”", "it’s", "U.S.", "Oct. 7, 2020", "𝔘yghur", "said", "é", "12"]
    ),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=6
    ),
)
SPACES = st.sampled_from(
    [
        *(" ", " ", " ", "  ", "\u00a0", "\n", "\r\n", ". ", ".\n", ".” ", "\u200b ", " - "),
        *("\u00a0 ", " \u00a0", "\t ", " \u2028 ", " –- ", " —— ", ' "', "\u0300\u0315" * 40),
    ]
)
REPORT = st.lists(st.tuples(WORDS, SPACES)).map(lambda parts: "".join(w + s for w, s in parts))


@given(REPORT)
def test_units_lie_where_their_words_are(raw: str) -> None:
    text, _ = prepare(raw)
    found = segment(text)
    for unit in found:
        row, piece = sentence(text, unit), text[unit.start : unit.end]
        assert piece == piece.strip() and sha256(piece) == row["sha256"]
        tokens = [text[a:b] for a, b in spans(unit.start, row["token_lengths"])]
        assert tokens == piece.split() or "  " in piece or re.search(r"\s(?<! )", piece)
        assert int(row["words"]) == words(piece) >= int(row["quoted_words"])
    ends = [unit.end for unit in found]
    assert all(a <= unit.start for a, unit in zip([0, *ends], found, strict=False))


@given(REPORT)
def test_words_between_marks_are_counted_where_they_stand(raw: str) -> None:
    text, _ = prepare(raw)
    marks = quotations(text)
    counted = quoted_words(text, 0, len(text), marks)
    assert 0 <= counted <= words(text)
    assert all(text[a - 1] == "“" and not {*"“”\n"} & {*text[a:b]} for a, b in marks)


@given(st.one_of(REPORT, ANY))
def test_a_text_that_was_normalised_stays_as_it_is(raw: str) -> None:
    text, _ = normalise(raw)
    again, done = normalise(text)
    assert (again, done) == (text, [])


@given(st.lists(st.lists(ANY.filter(lambda t: "\r" not in t), min_size=2, max_size=2)))
def test_a_table_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    put(path, ["a", "b"], [dict(zip("ab", row, strict=True)) for row in rows])
    read, wrong = cells(path.name, path.read_bytes().decode("utf-8"))
    assert not wrong and [row for _, row in read[1:]] == rows


@given(st.one_of(ANY, st.tuples(st.sampled_from(FORMULA), ANY).map("".join)))
def test_no_cell_for_others_is_a_formula_and_none_loses_a_letter(cell: str) -> None:
    safe = str(no_formula(cell))
    assert not safe.startswith(FORMULA) and safe.removeprefix("’") == cell.removeprefix("’")


@st.composite
def decisions(draw: st.DrawFn) -> dict[tuple[str, str], str]:
    """Draw some codes of some units."""
    pairs = st.tuples(
        st.sampled_from([*BOOK.statements["statement_id"]]), st.sampled_from([*CODES])
    )
    chosen = draw(st.lists(pairs, min_size=1, max_size=8, unique=True))
    return {(u, v): draw(st.sampled_from(CODES[v])) for u, v in chosen}


@settings(max_examples=30)
@given(
    decisions(),
    st.sampled_from(",;\t"),
    st.sampled_from(["", "\ufeff"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_a_sheet_says_the_same_in_every_form(
    tmp_path_factory: pytest.TempPathFactory,
    given_: dict[tuple[str, str], str],
    sign: str,
    mark: str,
    end: str,
    upper: bool,
) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign, lineterminator=end)
    writer.writerow(["unit_id", "variable", "code"])
    writer.writerows((u.upper() if upper else u, v, f" {c} ") for (u, v), c in given_.items())
    path = tmp_path_factory.getbasetemp() / "sheet.csv"
    path.write_bytes((mark + out.getvalue()).encode("utf-8"))
    read = read_sheet(path, BOOK)
    assert {(u, v): c for u, v, c in read.codes.itertuples(index=False)} == given_


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Page:
    return visit(browser, "chapters/article.html")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REPORT)
def test_the_page_of_the_article_reads_a_copy_as_python_does(tab: Page, raw: str) -> None:
    text, _ = normalise(raw)
    steps = [(s.name, s.pattern, s.becomes) for s in STEPS]
    read: Any = tab.evaluate(
        "([raw, steps]) => copyText.ofText(raw, steps).text ?? ''", [raw, steps]
    )
    looks_like_html = re.match(r"\s*<[!?a-zA-Z]", raw)
    assert read == text or not text.strip() or looks_like_html
    line = " ".join(text.split())
    if words(line) and not unseen(line) and not re.search(r"\d{4}[^\W\d_]", line):
        coded = {
            "id": "s01-1",
            "sha256": sha256(line),
            "bare": sha256(bare(line)),
            "words": words(line),
            "tokens": [int(n) for n in token_lengths(line).split()],
            "known": {},
        }
        found = tab.evaluate(
            "([text, s]) => copyPlaces.find(text, [s]).places[0]", [f"Before.\n{line}", coded]
        )
        assert found["state"] == "same"
        assert " ".join(token["text"] for token in found["tokens"]) == line
