"""Hold the data against a given copy of the article.

The article is not part of the book. A reader who has a copy holds positions, hashes, quotes and
word counts against it here. A copy pasted from the web is normalised first
(:func:`claimbook.data.text.normalise`); where it still differs, the reader is told exactly where.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.data import schema
from claimbook.data.frames import Tables, records
from claimbook.data.text import (
    SPANS,
    bare,
    normalise,
    quoted_words,
    sha256,
    steps,
    token_lengths,
    words,
)


@dataclass(frozen=True)
class Verdict:
    """What the comparison gave: how the copy was read, what was compared, what differs."""

    reading: str
    compared: int
    differences: list[str]


def read_article(path: Path) -> str:
    """Read a copy of the article as UTF-8, its line ends untouched.

    Raises ``ValueError`` with the place of the first byte that is not UTF-8.
    """
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}: byte {error.start} is not UTF-8; save the copy as UTF-8"
        ) from error


def verify(article: str, tables: Tables) -> Verdict:
    """Hold the tables against the text of the article.

    If the text, as it is or normalised, has the hash in ``documents``, every position, quote, word
    count and hash is compared. If not, the sentences are looked up by their hashes, so that the
    reader learns which stand unchanged, where, and which differ.
    """
    expected = tables.documents.iloc[0]["sha256"]
    text, reading = article, "the copy is the coded text, byte for byte"
    if sha256(text) != expected:
        text, done = normalise(article, steps(schema.package()))
        reading = "the copy is the coded text after: " + ", ".join(done)
    if sha256(text) == expected:
        differences, compared = _compare(text, tables)
        return Verdict(reading, compared, differences)
    found, differences = _locate(text, tables.sentences)
    return Verdict(
        f"the copy is not the coded text; {found} of {len(tables.sentences)} sentences "
        "stand in it unchanged",
        len(tables.sentences),
        differences,
    )


def _compare(text: str, tables: Tables) -> tuple[list[str], int]:
    """Compare every position, quote, word count and hash; return differences and their number."""
    wrong: list[str] = []
    compared = 0

    def same(what: str, coded: object, there: object) -> None:
        nonlocal compared
        compared += 1
        if coded != there:
            wrong.append(f"{what}: the table has {coded!r}, the article {there!r}")

    marks = list(zip(tables.quotations["start"], tables.quotations["end"], strict=True))
    for s in records(tables.sentences):
        there = text[s["start"] : s["end"]]
        same(f"sentences {s['sentence_id']} sha256", s["sha256"], sha256(there))
        same(f"sentences {s['sentence_id']} sha256_words", s["sha256_words"], sha256(bare(there)))
        same(f"sentences {s['sentence_id']} words", s["words"], words(there))
        same(
            f"sentences {s['sentence_id']} token_lengths", s["token_lengths"], token_lengths(there)
        )
        same(
            f"sentences {s['sentence_id']} quoted_words",
            s["quoted_words"],
            quoted_words(text, s["start"], s["end"], marks),
        )
    for q in records(tables.quotations):
        there = text[q["start"] : q["end"]]
        same(f"quotations {q['quotation_id']} sha256", q["sha256"], sha256(there))
        same(f"quotations {q['quotation_id']} words", q["words"], words(there))
        after = text[q["end"] : q["end"] + 2]
        closes = "”" if after == "\n“" else after[:1]  # it goes on in the next paragraph
        same(f"quotations {q['quotation_id']} marks", "“”", text[q["start"] - 1] + closes)
        brackets = "brackets" if "[" in there else None
        inserted = q["inserted"] if isinstance(q["inserted"], str) else None
        same(f"quotations {q['quotation_id']} inserted", inserted, brackets)
    for where in SPANS:
        if where.text is None:
            continue
        key = schema.resource(where.table)["schema"]["primaryKey"][0]
        for row in records(getattr(tables, where.table)):
            coded, at = row[where.text], row[where.start]
            there = text[at : at + len(coded)]
            name = f"{where.table} {row[key]} {where.text} at {at}"
            same(name, coded, there)
            if coded != there and coded in text:
                wrong[-1] += f"; the words stand at {text.index(coded)}"
    body = dict(
        zip(
            tables.sentences["sentence_id"],
            zip(tables.sentences["start"], tables.sentences["end"], strict=True),
            strict=True,
        )
    )
    for row in records(tables.statements):
        a, b = row["start"], row["end"]
        bounds = {i for s in row["sentence_ids"].split(";") for i in body[s]}
        edges = [text[i - 1 : i + 1] for i in (a, b) if i not in bounds]
        whole = not any(len(edge) == 2 and edge.isalnum() for edge in edges)
        same(f"statements {row['statement_id']} extent at the edges of words", True, whole)
        found = re.search(re.escape(row["quote"]), text, re.IGNORECASE)
        first = found.start() if found else -1
        same(
            f"statements {row['statement_id']} first place of its quote", row["quote_start"], first
        )
        if isinstance(row["reporting_verb"], str):
            home = [text[slice(*body[i])] for i in row["sentence_ids"].split(";")]
            same(
                f"statements {row['statement_id']} reporting_verb in its sentence",
                True,
                any(row["reporting_verb"] in h for h in home),
            )
    for row in records(tables.coding.units):
        if not pd.isna(row["quote_start"]):
            a, b = row["quote_start"], row["quote_end"]
            whole = (
                not any(text[i - 1 : i + 1].isalnum() for i in (a, b))
                and text[a:b].strip() == text[a:b]
            )
            same(
                f"units {row['coder_id']} {row['unit_id']} quote_start, quote_end at the edges of words",
                True,
                whole,
            )
    for row in records(tables.quantities):
        if isinstance(row["qualifier"], str):
            near = text[max(0, row["start"] - len(row["qualifier"]) - 1) : row["end"]].lower()
            name = f"quantities {row['quantity_id']} qualifier in its quote or before it"
            same(name, True, row["qualifier"] in near)
    for row in records(tables.statements):
        if isinstance(row["place"], str):
            same(f"statements {row['statement_id']} place in the text", True, row["place"] in text)
    for row in records(tables.documents):
        lines = [
            text[slice(*body[s["sentence_id"]])]
            for s in records(tables.sentences)
            if s["part"] == "dateline"
        ]
        if lines and isinstance(row["published"], str):
            day = date.fromisoformat(row["published"])
            told = f"{day}" in lines[0] or (
                all(str(n) in lines[0] for n in (day.day, day.year)) and f"{day:%B}"[:3] in lines[0]
            )
            same(f"documents {row['document_id']} published in the dateline", True, told)
    for row in records(tables.actors):
        if isinstance(row["role"], str):
            words_ = [w for w in row["role"].lower().split() if w not in text.lower()]
            same(f"actors {row['actor_id']} role in the text", [], words_)
        same(
            f"actors {row['actor_id']} name_in_article in the text",
            True,
            row["name_in_article"] in text,
        )
    return wrong, compared


def _locate(text: str, sentences: pd.DataFrame) -> tuple[int, list[str]]:
    """Find each sentence of the coded text in another text by its hash."""
    found, differences, after = 0, [], 0
    for s in records(sentences):
        size = s["end"] - s["start"]
        # Only where words of these lengths stand can it be: to hash every stretch takes long.
        tokens = " ".join(rf"\S{{{n}}}" for n in s["token_lengths"].split())
        places = (m.start() for m in re.compile(f"(?={tokens})").finditer(text, after))
        at = next((i for i in places if sha256(text[i : i + size]) == s["sha256"]), None)
        if at is None:
            at = after + len(text[after:]) - len(text[after:].lstrip())
            line = text.count("\n", 0, at) + 1
            place = f"look from character {at} on (line {line})"
            if _same_words(text, s):
                place = "its words do, with other capitals or punctuation"
            differences.append(
                f"sentence {s['sentence_id']} ({size} code points, {s['words']} words) does not "
                f"stand in the copy as coded; {place}"
            )
        else:
            found, after = found + 1, at + size
    if found == len(sentences):
        differences.append(
            "every sentence is unchanged, but what stands between them is not: "
            "extra or missing spaces, lines or text"
        )
    return found, differences


def _same_words(text: str, sentence: dict[str, Any]) -> bool:
    """Return whether the words of a sentence stand somewhere in a text."""
    apart = re.sub(r"(?<=, \d{4})(?=[^\W\d])", " ", text)  # the date and what is glued to it
    there, size = bare(apart).split(), sentence["words"]
    runs = (" ".join(there[i : i + size]) for i in range(len(there) - size + 1))
    return any(sha256(run) == sentence["sha256_words"] for run in runs)
