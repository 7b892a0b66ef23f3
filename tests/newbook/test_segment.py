"""A report of one's own is cut where a person would cut it, or refused with reasons, never garbled."""

from itertools import pairwise
from pathlib import Path

import pytest

from claimbook.data.text import words
from newbook import segment
from newbook.segment import TextError


def units(text: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Return identifier, part and words of each unit of a text that can be coded."""
    prepared, _ = segment.prepare(text)
    assert list(segment.problems(prepared, language)) == []
    return [
        (u.identifier, u.part, prepared[u.start : u.end])
        for u in segment.segment(prepared, language)
    ]


def test_title_dateline_headings_and_lists_are_told_apart() -> None:
    text = "Who Counts?\nARDEN, 3 May 2021\nThe council met. It voted.\nWhat they want\n- Clean water.\n- An end to noise\n"
    assert units(text) == [
        ("s00-1", "title", "Who Counts?"),
        ("s01-0", "dateline", "ARDEN, 3 May 2021"),
        ("s01-1", "body", "The council met."),
        ("s01-2", "body", "It voted."),
        ("s02-1", "heading", "What they want"),
        ("s03-1", "body", "Clean water."),
        ("s04-1", "body", "An end to noise"),
    ]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("“I came. I saw,” he said. She left.", ["“I came.", "I saw,” he said.", "She left."]),
        ("“Did you?” Ann asked. No one did.", ["“Did you?” Ann asked.", "No one did."]),
        ("Dr. Lee of the U.S. Navy came at 5 p.m. on Jan. 3. He left.", None),
        ("It cost $3.5 million. No. 5 was out.", ["It cost $3.5 million.", "No. 5 was out."]),
        ("It was “a disgrace.” Nobody spoke.", ["It was “a disgrace.”", "Nobody spoke."]),
    ],
)
def test_sentences_inside_quotations_count_and_abbreviations_do_not(
    paragraph: str, expected: list[str] | None
) -> None:
    found = [text for _, _, text in units(f"A Title\n{paragraph}")[1:]]
    assert found == (expected or ["Dr. Lee of the U.S. Navy came at 5 p.m. on Jan. 3.", "He left."])


def test_units_lie_apart_in_order_and_hold_every_word() -> None:
    for path in sorted((Path(__file__).parent / "texts").glob("*.txt")):
        text, _ = segment.prepare(path.read_text(encoding="utf-8"))
        spans = [(u.start, u.end) for u in segment.segment(text)]
        assert all(a < b for a, b in spans) and spans == sorted(spans)
        assert all(x <= b for (_, x), (b, _) in pairwise(spans))
        assert sum(words(text[a:b]) for a, b in spans) == words(text), path.name


#: What is no text, or none that can be coded -> what a person is told.
REFUSED = {
    "empty": (b"", "no word"),
    "spaces only": (b" \n \n", "no word"),
    "PDF": (b"%PDF-1.7\n\x00\xff", "PDF"),
    "Word": (b"PK\x03\x04abc", "Word"),
    "web page": (b"<!DOCTYPE html><html>A</html>", "web page"),
    "UTF-16": ("Title\nA.".encode("utf-16"), "UTF-16"),
    "Latin-1": ("Title\nCaf\u00e9.".encode("latin-1"), "not UTF-8"),
    "NUL": (b"Title\nA sentence\x00 here.", "control characters"),
    "what nobody sees": ("Title\nA sentence\ufff9 here.".encode(), "(U+FFF9)"),
    "60,000 words": (b"Title\n" + b"It went on. " * 20_000, "60,001 words"),
    "quotation never closes": ("Title\nHe said “no and left.".encode(), "never closes"),
    "quotation never opens": ("Title\nHe said no” and left.".encode(), "never opened"),
    "one within another": ("Title\nHe “said “no” and” left.".encode(), "opens within another"),
    "guillemets": ("Title\nHe said «no» and left.".encode(), "only “…” are known"),
    "German": (
        "Titel\nDer Rat stimmte am Mittwoch über den Antrag ab. Die Opposition nannte ihn falsch und ging.".encode(),
        "--language de",
    ),
    "very long word": (b"Title\nA " + b"x" * 1_000 + b" is long.", "characters long"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_coded_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    raw, told = REFUSED[name]
    path = tmp_path / "text.txt"
    path.write_bytes(raw)
    try:
        text, _ = segment.prepare(segment.read_text(path))
        said = "\n".join(segment.problems(text, "en"))
    except TextError as error:
        said = str(error)
    assert told in said


def test_all_problems_of_a_text_are_told_at_once() -> None:
    text, _ = segment.prepare(
        "Titel\nDer Rat stimmte “ab. Die Opposition nannte ihn \x07 falsch.\nEr ging.” Sie auch."
    )
    assert len(list(segment.problems(text, "en"))) >= 3
    assert "Chinese" not in str(list(segment.problems("标题\n他说不。", "zh")))
    assert any("spaces" in problem for problem in segment.problems("标题\n他说不。", "zh"))


def test_another_language_is_cut_by_its_own_rules_if_it_is_named() -> None:
    text = "Titel\nDer Rat stimmte am 3. Mai über den Antrag von Dr. Lee ab. Er fiel durch."
    assert [words for _, _, words in units(text, "de")[1:]] == [
        "Der Rat stimmte am 3. Mai über den Antrag von Dr. Lee ab.",
        "Er fiel durch.",
    ]
