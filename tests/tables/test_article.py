"""The data holds against the article, and the article is not republished.

These tests need a copy of the article (``make test ARTICLE=path``) and are skipped without one.
"""

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, committed

from claimbook.tables.frames import load
from claimbook.tables.verify import verify

RUN = 9  # so many consecutive words of the article stand nowhere


def test_every_position_hash_quote_and_count_holds(article: str) -> None:
    verdict = verify(article, load())
    assert verdict.differences == []
    assert verdict.compared > 350


PASTED = {
    "Windows line ends": lambda t: t.replace("\n", "\r\n"),
    "straight quotation marks": lambda t: t.translate(str.maketrans("“”’", '""\'')),
    "empty lines and a byte-order mark": lambda t: "\ufeff" + t.replace("\n", "\n\n") + "\n",
    "decomposed Unicode": lambda t: unicodedata.normalize("NFD", t.replace(" ", "\u00a0", 5)),
    "invisible characters": lambda t: (
        "\u200f" + t.replace("e", "e\u00ad", 40).replace(". ", ".\u200b ")
    ),
    "other dashes": lambda t: t.replace(" - ", " – ").replace("re-", "re\u2011"),
    "the date on a line of its own": lambda t: t.replace("2020S", "2020\n\nS"),
    "spaces": lambda t: t.replace("\n", " \n\n  ").replace(" ", "\u2003\u00a0", 9) + "  ",
}


@pytest.mark.parametrize("how", PASTED)
def test_a_pasted_copy_verifies_and_says_how(article: str, how: str) -> None:
    verdict = verify(PASTED[how](article), load())
    assert verdict.differences == []
    assert "after: " in verdict.reading


def test_a_changed_copy_is_told_where(article: str) -> None:
    verdict = verify(article.replace("Tibet", "Thibet", 1), load())
    assert any("s05-1" in d and "line 6" in d for d in verdict.differences)
    assert len(verdict.differences) == 1
    verdict = verify(article.upper(), load())
    assert "0 of 23" in verdict.reading
    assert all("capitals or punctuation" in d for d in verdict.differences)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("statements", "quote"),
        ("mentions", "surface"),
        ("quantities", "quote"),
        ("sentences", "sha256"),
        ("sentences", "sha256_words"),
        ("sentences", "token_lengths"),
        ("quotations", "words"),
        ("statements", "quote_start"),
        ("statements", "reporting_verb"),
    ],
)
def test_a_changed_table_is_told_where(article: str, table: str, column: str) -> None:
    tables = load()
    frame = getattr(tables, table).copy()
    frame.loc[4, column] = frame[column][4] + 1 if frame[column].dtype == "Int64" else "other words"
    verdict = verify(article, replace(tables, **{table: frame}))
    key = frame.iloc[4, 0]
    assert any(f"{table} {key}" in d for d in verdict.differences), verdict.differences


def tokens(text: str) -> list[str]:
    """Return the words of a text, lower case, without punctuation."""
    return re.findall(r"[^\W_]+", text.lower())


def runs(words: list[str]) -> set[tuple[str, ...]]:
    """Return every run of nine consecutive words."""
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def public_texts() -> dict[str, str]:
    """Return every text of the repository and of the built book."""
    texts = {}
    for name in committed():
        path = ROOT / name
        if path.is_file() and path.suffix != ".lock":
            texts[name] = path.read_text(encoding="utf-8", errors="ignore")
    for path in (ROOT / "_build/html").rglob("*"):
        if (
            path.suffix in (".html", ".js", ".txt", ".json", ".csv", ".ipynb", ".md")
            and path.is_file()
        ):
            text = path.read_text(encoding="utf-8", errors="ignore")
            name = str(path.relative_to(ROOT))
            texts[name] = text
            if path.suffix == ".html":
                texts[name + " (as read)"] = BeautifulSoup(text, "html.parser").get_text(" ")
    return texts


@pytest.mark.pages
def test_no_nine_words_of_the_article_stand_anywhere(article: str) -> None:
    text = article.split("\n", 1)[1]  # the title may be named
    forbidden = runs(tokens(text))
    assert len(forbidden) > 500
    found = {
        name: [" ".join(r) for r in sorted(runs(tokens(t)) & forbidden)]
        for name, t in public_texts().items()
    }
    assert {n: f for n, f in found.items() if f} == {}
    assert runs(tokens(text)[40:90]) <= forbidden  # a passage of the article would be found


def test_the_article_is_not_in_the_repository(article: str) -> None:
    assert not [name for name in committed() if Path(name).name == "article.txt"]
