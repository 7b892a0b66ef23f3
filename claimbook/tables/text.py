"""Words, hashes and normalisation: what a word and a position are in this book."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

#: A quote is at most this many words long, and all quotes together this share of the article.
MAX_QUOTE_WORDS = 8
MAX_QUOTED_SHARE = 0.30


class Where(NamedTuple):
    """The columns of a table that say where something stands in the article."""

    table: str
    start: str
    end: str
    sentences: str  #: the identifiers of the sentence or sentences
    text: str | None = None  #: the words of the article that stand there, if the table has them


#: Every span of the tables; the last is the extent of a statement, which holds its quote.
SPANS = (
    Where("mentions", "start", "end", "sentence_id", "surface"),
    Where("statements", "quote_start", "quote_end", "sentence_ids", "quote"),
    Where("residues", "start", "end", "sentence_id"),
    Where("quantities", "start", "end", "sentence_id", "quote"),
    Where("quotations", "start", "end", "sentence_ids"),
    Where("statements", "start", "end", "sentence_ids"),
)


def words(text: str) -> int:
    """Count the words of a text: tokens with at least one letter or digit.

    >>> words("a small group of countries - led by [them]")
    8
    """
    return sum(any(c.isalnum() for c in token) for token in text.split())


def sha256(text: str) -> str:
    """Hash a text as UTF-8 with SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def quoted_words(text: str, start: int, end: int, quotations: Iterable[tuple[int, int]]) -> int:
    """Count the words of ``text[start:end]`` whose first letter or digit is in a quotation.

    ``quotations`` are (start, end) pairs of code points, end exclusive.
    """
    spans = list(quotations)
    count = 0
    for token in re.finditer(r"\S+", text[start:end]):
        first = next((i for i, c in enumerate(token.group()) if c.isalnum()), None)
        if first is not None:
            at = start + token.start() + first
            count += any(a <= at < b for a, b in spans)
    return count


def covered_words(spans: Iterable[tuple[int, str]]) -> int:
    """Count the words that a set of (start, text) spans covers, overlaps once."""
    chars: dict[int, str] = {}
    for start, text in spans:
        chars.update(enumerate(text, start))
    merged, last = [], None
    for at in sorted(chars):
        if last is not None and at != last + 1:
            merged.append(" ")
        merged.append(chars[at])
        last = at
    return words("".join(merged))


#: The steps of :func:`normalise`, in order, as a reader is told them.
STEPS: dict[str, Callable[[str], str]] = {
    "byte-order mark removed": lambda t: t.removeprefix("\ufeff"),
    "line ends made LF": lambda t: t.replace("\r\n", "\n").replace("\r", "\n"),
    "Unicode composed (NFC)": lambda t: unicodedata.normalize("NFC", t),
    "no-break spaces made spaces": lambda t: t.replace("\u00a0", " ").replace("\u202f", " "),
    "spaces at line ends removed": lambda t: re.sub(r"[ \t]+(?=\n|$)", "", t),
    "empty lines removed": lambda t: re.sub(r"\n{2,}", "\n", t).strip("\n"),
    "straight quotation marks made curly": lambda t: re.sub(
        r'"', "”", re.sub(r'(^|[\s(\[])"', r"\1“", t, flags=re.M)
    ).replace("'", "’"),
}


def normalise(text: str) -> tuple[str, list[str]]:
    r"""Undo what copying from a web page does to a text.

    Returns the text and the names of the steps that changed it. The article as coded has LF line
    ends, composed characters and curly quotation marks, and none of its own characters is touched.

    >>> normalise('"Yes,"\r\nhe said')
    ('“Yes,”\nhe said', ['line ends made LF', 'straight quotation marks made curly'])
    """
    done = []
    for name, step in STEPS.items():
        new = step(text)
        if new != text:
            done.append(name)
        text = new
    return text, done
