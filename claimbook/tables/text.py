"""Words, hashes and normalisation: what a word and a position are in this book."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
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


class Step(NamedTuple):
    """One thing that copying does to a text, undone: what stands for what, everywhere.

    The pattern means the same to Python (flag ``M``) and to a browser (flags ``gmu``), and so the page
    that reads a copy takes the very same steps. Without a pattern the text is composed (NFC).
    """

    name: str  #: what was done, as a reader is told it
    pattern: str = ""
    becomes: str = ""


#: The steps of :func:`normalise`, in order. Groups are not used: the two languages name them apart.
STEPS = (
    Step(
        "invisible characters removed",
        r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]",
    ),
    Step("line ends made LF", r"\r\n|[\r\u000b\u000c\u0085\u2028\u2029]", "\n"),
    Step("Unicode composed (NFC)"),
    Step(
        "other kinds of spaces made spaces",
        r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+|  +",
        " ",
    ),
    Step("spaces at the ends of lines removed", r"^ +| +$"),
    Step("empty lines removed", r"(?<=\n)\n+|(?<![\s\S])\n+|\n+(?![\s\S])"),
    Step("straight quotation marks made curly", r"""(?<![^\s(\[])["\uff02]""", "“"),
    Step("straight quotation marks made curly", r"""["\uff02]""", "”"),
    Step("straight quotation marks made curly", r"['\u02bc\uff07]", "’"),
    Step("other dashes made hyphens", r"[\u2010-\u2015\u2212]|(?<= )--(?= )", "-"),
    Step("what follows the date joined to it", r"(?<=, \d{4})[ \n](?=[A-Z])"),
)


def normalise(text: str) -> tuple[str, list[str]]:
    r"""Undo what copying from a web page does to a text.

    Returns the text and the names of the steps that changed it. The article as coded has LF line
    ends, composed characters, curly quotation marks and a date that its text follows without a
    space, and none of its own characters is touched.

    >>> normalise('"Yes,"\r\nhe said')
    ('“Yes,”\nhe said', ['line ends made LF', 'straight quotation marks made curly'])
    """
    done: dict[str, None] = {}
    for step in STEPS:
        if step.pattern:
            new = re.sub(step.pattern, step.becomes, text, flags=re.M)
        else:
            new = unicodedata.normalize("NFC", text)
        if new != text:
            done[step.name] = None
        text = new
    return text, list(done)


def bare(text: str) -> str:
    """Return the words of a text alone: small letters and digits, one space between.

    >>> bare("“It’s - well - THE end,” (he) said.")
    'its well the end he said'
    """
    tokens = ("".join(c for c in token if c.isalnum()) for token in text.lower().split())
    return " ".join(filter(None, tokens))


def token_lengths(text: str) -> str:
    """Return how many code points each token has: what stands between spaces.

    >>> token_lengths("a small - group,")
    '1 5 1 6'
    """
    return " ".join(str(len(token)) for token in text.split())
