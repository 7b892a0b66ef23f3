"""Segment a news report into its context units: title, dateline, headings and sentences, by position.

Sentences are found by the library ``sentencex`` of the Wikimedia Foundation. It keeps a quotation in
one piece; this book counts each sentence of a quotation (``chapters/methods``), so the inside of
quotations is segmented by the same library.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sentencex import get_sentence_boundaries

from claimbook.data.problems import UserError
from claimbook.data.text import STEPS, Step, normalise, unseen, words

#: A news report has a few hundred words; what has more is no single report.
MOST_WORDS = 10_000
#: So many words a headline has at most.
HEADLINE = 30
#: Longest token that has a place in the map of the article, in code points.
LONGEST = 999
#: Steps that only this book's own article needs: its dashes are hyphens, its date is glued to its text.
NOT_HERE = ("other dashes made hyphens", "what follows the date joined to it")
#: Languages that put no space between words: what a word is here does not fit them.
UNSPACED = ("bo", "dz", "ja", "km", "lo", "my", "th", "zh")
#: What a file is that begins so, and no text.
KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word, LibreOffice or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = rf"(?:{MONTH} {DAY}, \d{{4}}|{DAY} {MONTH} \d{{4}}|\d{{4}}-\d\d-\d\d)"
#: A dateline in the line of the first sentence: the date glued to it, or place and date with a dash.
_GLUED = re.compile(rf"({DATE})(?=[^\W\d_]|[“‘(])|((?:[^.!?“]{{0,60}}?[,)] )?{DATE}) [-–—]+ ")
_DATED = re.compile(rf"[^.!?]{{0,60}}{DATE}(?:[^.!?]|[ap]\.m\.){{0,40}}")
_BULLET = re.compile(r"(?:[-*•‣▪–—]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
#: How a sentence ends; a colon ends what introduces a list or a quotation.
_END = re.compile(r"[.!?…][”’)\]]*$|:$")
#: Who said it, after a quotation that ends with its own question or exclamation mark.
_SAYS = re.compile(
    r"(?:[\w.’-]+ ){0,4}(?:said|says|asked|asks|added|adds|told|wrote|writes|replied|cried|shouted|"
    r"tweeted|insisted|answered|warned|argued|demanded|called)\b"
)
_MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE)


class TextError(UserError, ValueError):
    """A text that cannot be coded as it is; the message lists every problem."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Unit:
    """A context unit: what part of the report it is, its number, and where it stands."""

    part: str  #: ``title``, ``dateline``, ``heading`` or ``body``
    paragraph: int
    sentence: int
    start: int
    end: int  #: exclusive, in code points

    @property
    def identifier(self) -> str:
        """Return the identifier, such as ``s04-1``."""
        return f"s{self.paragraph:02d}-{self.sentence}"


def steps() -> tuple[Step, ...]:
    """Return the steps that make a copy of any report the coded text (:mod:`claimbook.data.text`)."""
    return tuple(step for step in STEPS if step.name not in NOT_HERE)


def read_text(path: Path) -> str:
    """Read a text file, as it is but for a byte-order mark.

    Raises :class:`TextError` for a file that is missing, empty, no UTF-8 or no text at all.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise TextError([f"{path}: no such file; give the text of the report"]) from None
    except OSError as error:
        raise TextError([f"{path}: cannot be read ({error.strerror})"]) from None
    if kind := next((kind for sign, kind in KINDS.items() if raw.startswith(sign)), ""):
        raise TextError([f"{path}: is {kind}; copy its text and save it as plain text, UTF-8"])
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TextError([f"{path}: is UTF-16; save it as UTF-8"])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = f"byte {error.start} ({raw[error.start]:02X})"
        raise TextError([f"{path}: {byte} is not UTF-8; save it as UTF-8"]) from None
    if _MARKUP.match(text):
        raise TextError([f"{path}: is a web page; copy the text out of it, without its HTML"])
    return text


def prepare(text: str) -> tuple[str, list[str]]:
    """Return the text as it is coded, and the names of the steps that changed it."""
    return normalise(text, steps())


def problems(text: str, language: str) -> Iterator[str]:
    """Say everything that keeps a prepared text from being coded."""
    if not (number := words(text)):
        yield "the text is empty: it has no word"
        return
    if bad := sorted({*unseen(text)} - {"\n"}):
        told = ", ".join(f"U+{ord(c):04X}" for c in bad)
        line = text.count("\n", 0, text.index(bad[0])) + 1
        yield (
            f"line {line}: holds control characters, or others that nobody sees ({told}); is it plain "
            "text? Remove them"
        )
    if number > MOST_WORDS:
        yield (
            f"the text has {number:,} words; at most {MOST_WORDS:,} are taken, because every sentence "
            "of one report is coded by hand"
        )
    long = max(text.split(), key=len)
    if len(long) > LONGEST:
        yield f"{long[:20]}… is {len(long)} characters long; a word has at most {LONGEST}"
    if language in UNSPACED:
        yield (
            f"the language {language} puts no spaces between words; a word here is what stands between "
            "spaces, so its counts would be wrong"
        )
    elif not bad and (found := foreign(text, language)):
        yield (
            f"the text looks like {found!r} and not like {language!r} (ISO 639-1); if it is, say so with "
            f"--language {found}: then it is cut by the rules of that language. The codebook and the "
            "book are in English"
        )
    yield from _wrong_marks(text)


def foreign(text: str, language: str) -> str:
    """Return the language of a text if it clearly is another one than is said; else nothing.

    A text of few words is not judged: a headline of names looks like any language.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # its model takes a while to load

    if words(text) < 12:
        return ""
    found, sure = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True).classify(text)
    return str(found) if found != language and sure > 0.9 else ""


def _wrong_marks(text: str) -> Iterator[str]:
    """Name the lines whose quotation marks are not “…”, or open and do not close.

    A quotation of several paragraphs opens in each of them and closes in the last.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if found := re.search("[„«»]", line):
            yield (
                f"line {number}: quotes with {found[0]}; only “…” are known here. Put these marks into "
                "the text, and keep it so"
            )
        signs = re.findall("[“”]", line)
        wrong = next((n for n, sign in enumerate(signs) if sign != "“”"[n % 2]), None)
        if wrong is not None:
            what = "opens within another" if wrong % 2 else "closes that never opened"
            yield f"line {number}: a quotation {what}; every “ needs its ”"
        elif len(signs) % 2 and not "".join(lines[number : number + 1]).startswith("“"):
            yield f"line {number}: a quotation never closes; put its ” where it ends"


def quotations(text: str) -> list[tuple[int, int]]:
    """Return every stretch between quotation marks, the marks left out, paragraph by paragraph.

    >>> quotations("He said “no” and “never.”")
    [(9, 11), (18, 24)]
    """
    return [m.span(1) for m in re.finditer("“([^“”\n]+)(?:”|$)", text, re.MULTILINE)]


def segment(text: str, language: str = "en") -> list[Unit]:
    r"""Segment a prepared text into its units, in order.

    The first line is the title unless it ends like a sentence. A line is a paragraph; one that does not
    end like a sentence, or with a colon, is a heading, or the dateline if it stands before the first
    sentence and holds a date. The sign before an item of a list belongs to no unit.

    >>> for unit in segment("A Title\nMay 1, 2020\n“One. Two,” she said."):
    ...     print(unit.identifier, unit.part, unit.start, unit.end)
    s00-1 title 0 7
    s01-0 dateline 8 19
    s01-1 body 20 25
    s01-2 body 26 41
    """
    units: list[Unit] = []
    paragraph, at = 0, 0
    for number, line in enumerate(text.split("\n")):
        start, at = at, at + len(line) + 1
        if bullet := _BULLET.match(line):
            start, line = start + bullet.end(), line[bullet.end() :]
        if not words(line):
            continue
        if number == 0 and is_title(line):
            units.append(Unit("title", 0, 1, start, start + len(line)))
            continue
        begun, dated = (any(unit.part == part for unit in units) for part in ("body", "dateline"))
        if begun or not dated or units[-1].part != "dateline":
            paragraph += 1  # the first sentences are in the paragraph of their dateline
        if not (begun or dated):
            if _DATED.fullmatch(line):
                units.append(Unit("dateline", paragraph, 0, start, start + len(line)))
                continue
            if glued := _GLUED.match(line):
                end = glued.end(glued.lastindex or 0)
                units.append(Unit("dateline", paragraph, 0, start, start + end))
                start, line = start + glued.end(), line[glued.end() :]
        part = "body" if _END.search(line) or bullet else "heading"
        spans = sentences(line, language) if part == "body" else [(0, len(line))]
        for count, (a, b) in enumerate(spans, 1):
            units.append(Unit(part, paragraph, count, start + a, start + b))
    return units


def is_title(line: str) -> bool:
    """Return whether the first line of a text is its title: short, and not ending like a sentence.

    >>> is_title("Who counts?"), is_title("Nobody counted. So they said."), is_title("They came.")
    (True, False, False)
    """
    return words(line) <= HEADLINE and not re.search(r"[.…][”’)\]]*$", line)


def sentences(paragraph: str, language: str) -> list[tuple[int, int]]:
    """Return where each sentence of a paragraph stands, those inside quotations too."""
    # After “No!” whoever said it goes on with the sentence. Without its marks a quotation is segmented
    # like any text; an end in it counts if the quotation goes on.
    bare, quoted = paragraph.replace("“", " ").replace("”", " "), quotations(paragraph)
    ends = {len(paragraph)} | {
        end
        for end in _boundaries(paragraph, language)
        if not (paragraph[:end].rstrip().endswith(("?”", "!”")) and _SAYS.match(paragraph[end:]))
    }
    ends |= {
        end
        for end in _boundaries(bare, language)
        if any(a < end < b and words(paragraph[end:b]) for a, b in quoted)
    }
    found, start = [], 0
    for end in sorted(ends):
        piece = paragraph[start:end]
        if words(piece):
            found.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
            start = end
    return found


def _boundaries(paragraph: str, language: str) -> list[int]:
    """Return where the library lets a sentence end, the spaces after it included."""
    return [int(found["end_index"]) for found in get_sentence_boundaries(language, paragraph)]
