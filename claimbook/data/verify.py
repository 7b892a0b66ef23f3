"""Hold the data against a given copy of the article.

The article is not part of the book. A reader who has a copy holds positions, hashes, quotes and
word counts against it here. A copy pasted from the web is normalised first
(:func:`claimbook.data.text.normalise`); where it still differs, the reader is told exactly where.
"""

import re
from collections.abc import Iterable, Iterator
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

#: What is compared: what it is called, what the table has, what the article has.
Fact = tuple[str, object, object]
#: A copy that is larger is not read.
MOST_BYTES = 1_000_000
#: Columns that follow from the text of a sentence.
OF_SENTENCE = {
    "sha256": sha256,
    "sha256_words": lambda text: sha256(bare(text)),
    "words": words,
    "token_lengths": token_lengths,
}


@dataclass(frozen=True)
class Verdict:
    """What the comparison gave: how the copy was read, what was compared, what differs."""

    reading: str
    compared: int
    differences: list[str]


def read_article(path: Path) -> str:
    """Read a copy of the article as UTF-8, its line ends untouched.

    Raises ``ValueError`` with the place of the first byte that is not UTF-8, or if there is too much of it.
    """
    with open(path, "rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise ValueError(
            f"{path}: was not read, because it has more than {MOST_BYTES:,} bytes and a report has some "
            "thousands; save the text of the report alone"
        )
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
    facts = [*_facts(text, tables)]
    return [
        f"{what}: the table has {coded!r}, the article {there!r}"
        for what, coded, there in facts
        if coded != there
    ], len(facts)


def _facts(text: str, tables: Tables) -> Iterator[Fact]:
    """Yield all that can be compared, table by table."""
    sentences = records(tables.sentences)
    body = {s["sentence_id"]: (s["start"], s["end"]) for s in sentences}
    marks = list(zip(tables.quotations["start"], tables.quotations["end"], strict=True))
    for s in sentences:
        there, name = text[s["start"] : s["end"]], f"sentences {s['sentence_id']}"
        for column, of_text in OF_SENTENCE.items():
            yield f"{name} {column}", s[column], of_text(there)
        quoted = quoted_words(text, s["start"], s["end"], marks)
        yield f"{name} quoted_words", s["quoted_words"], quoted
    for q in records(tables.quotations):
        there, name = text[q["start"] : q["end"]], f"quotations {q['quotation_id']}"
        yield f"{name} sha256", q["sha256"], sha256(there)
        yield f"{name} words", q["words"], words(there)
        after = text[q["end"] : q["end"] + 2]
        closes = "”" if after == "\n“" else after[:1]  # it goes on in the next paragraph
        yield f"{name} marks", "“”", text[q["start"] - 1] + closes
        inserted = q["inserted"] if isinstance(q["inserted"], str) else None
        yield f"{name} inserted", inserted, "brackets" if "[" in there else None
    for where in SPANS:
        if where.text is None:
            continue
        key = schema.resource(where.table)["schema"]["primaryKey"][0]
        for row in records(getattr(tables, where.table)):
            coded, at = row[where.text], row[where.start]
            there, name = (
                text[at : at + len(coded)],
                f"{where.table} {row[key]} {where.text} at {at}",
            )
            if coded != there and coded in text:
                name += f" (the words stand at {text.index(coded)})"
            yield name, coded, there
    for row in records(tables.statements):
        name, homes = f"statements {row['statement_id']}", row["sentence_ids"].split(";")
        bounds = {i for s in homes for i in body[s]}
        edges = [i for i in (row["start"], row["end"]) if i not in bounds]
        yield f"{name} extent at the edges of words", True, not _within_words(text, edges)
        found = re.search(re.escape(row["quote"]), text, re.IGNORECASE)
        first = found.start() if found else -1
        yield f"{name} first place of its quote", row["quote_start"], first
        if isinstance(verb := row["reporting_verb"], str):
            at_home = any(verb in text[slice(*body[i])] for i in homes)
            yield f"{name} reporting_verb in its sentence", True, at_home
        if isinstance(row["place"], str):
            yield f"{name} place in the text", True, row["place"] in text
    for row in records(tables.coding.units.dropna(subset=["quote_start", "claimant_id"])):
        a, b = row["quote_start"], row["quote_end"]
        whole = not _within_words(text, (a, b)) and text[a:b].strip() == text[a:b]
        name = f"units {row['coder_id']} {row['unit_id']}"
        yield f"{name} quote_start, quote_end at the edges of words", True, whole
    for row in records(tables.quantities.dropna(subset="qualifier")):
        near = text[max(0, row["start"] - len(row["qualifier"]) - 1) : row["end"]].lower()
        name = f"quantities {row['quantity_id']} qualifier in its quote or before it"
        yield name, True, row["qualifier"] in near
    dateline = next(
        (text[slice(*body[s["sentence_id"]])] for s in sentences if s["part"] == "dateline"), ""
    )
    for row in records(tables.documents.dropna(subset="published")) if dateline else ():
        day = date.fromisoformat(row["published"])
        parts = str(day.day), str(day.year), f"{day:%B}"[:3]
        told = f"{day}" in dateline or all(part in dateline for part in parts)
        yield f"documents {row['document_id']} published in the dateline", True, told
    for row in records(tables.actors):
        name, role = f"actors {row['actor_id']}", row["role"]
        if isinstance(role, str):
            lost = [w for w in role.lower().split() if w not in text.lower()]
            yield f"{name} role in the text", [], lost
        yield f"{name} name_in_article in the text", True, row["name_in_article"] in text


def _within_words(text: str, places: Iterable[int]) -> bool:
    """Return whether one of some places is between two letters or digits."""
    pairs = (text[i - 1 : i + 1] for i in places)
    return any(len(pair) == 2 and pair.isalnum() for pair in pairs)


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
