"""Words, hashes and normalisation: what a word and a position are in this book."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote

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


#: What a spreadsheet takes for a formula when a cell begins with it; the wide signs too, where Chinese,
#: Japanese or Korean is typed.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def no_formula(cell: object) -> object:
    """Return a cell of a table for others such that no spreadsheet takes it for a formula.

    >>> no_formula("=1+1"), no_formula("a=b"), no_formula(-1)
    ('’=1+1', 'a=b', -1)
    """
    return f"’{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def uncoloured(text: str) -> str:
    r"""Return what a program told a terminal, without its colours.

    >>> uncoloured("\x1b[91mreading\x1b[0m")
    'reading'
    """
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def unseen(text: str) -> list[str]:
    r"""Return the characters that nobody sees: controls, marks of direction, no characters at all.

    >>> unseen("a\u202eb c\x1b")
    ['\u202e', '\x1b']
    """
    return [c for c in text if unicodedata.category(c) in UNSEEN]


#: Their categories in Unicode: controls, marks of format, surrogates, private and unassigned ones, and
#: the two signs that part lines and paragraphs.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def one_line(text: str) -> str:
    r"""Return a text in one line, for a format in which a line is a field; what nobody sees is a space.

    >>> one_line("a\nTY  - b\u2028c\x00")
    'a TY  - b c'
    """
    if text.isprintable():  # most are, and a book has ten thousand
        return text.strip()
    return "".join(" " if unicodedata.category(c) in UNSEEN else c for c in text).strip()


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

    The pattern means the same to Python and to a browser (flags ``gu``), and so the page that reads a copy
    takes the very same steps. It begins where a run begins, so that no text makes it slow. Without a pattern
    the text is composed (:func:`composed`).
    """

    name: str  #: what was done, as a reader is told it
    pattern: str = ""
    becomes: str = ""


#: The steps of :func:`normalise`, in order. Groups are not used: the two languages name them apart. Nor are
#: ``^``, ``$``, ``\s`` and ``\d``, which mean more to one of them.
STEPS = (
    Step(
        "invisible characters removed",
        r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]",
    ),
    Step("line ends made LF", r"\r\n|[\r\u000b\u000c\u0085\u2028\u2029]", "\n"),
    Step("Unicode composed (NFC)"),
    Step(
        "other kinds of spaces made spaces",
        r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{2,}|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]",
        " ",
    ),
    Step("spaces at the ends of lines removed", r"(?<![^\n]) +|(?<! ) +(?![^\n])"),
    Step("empty lines removed", r"(?<=\n)\n+|(?<![\s\S])\n+|\n+(?![\s\S])"),
    Step("straight quotation marks made curly", r"""(?<![^ \n(\[])["\uff02]""", "“"),
    Step("straight quotation marks made curly", r"""["\uff02]""", "”"),
    Step("straight quotation marks made curly", r"['\u02bc\uff07]", "’"),
    Step(
        "other dashes made hyphens",
        r"(?<= )[-\u2010-\u2015\u2212]{2}(?= )|[\u2010-\u2015\u2212]",
        "-",
    ),
    Step("what follows the date joined to it", r"(?<=, [0-9]{4})[ \n](?=[A-Z])"),
)
#: So many marks can stand on a letter; no script needs more (Unicode, UAX #15, Stream-Safe Text Format).
MARKS = 30


def steps(package: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the steps that make a copy the coded text, by the descriptor (``normalised``).

    A text that holds what a step would change has been coded without that step.
    """
    names = package.get("normalised", [step.name for step in STEPS])
    return tuple(step for step in STEPS if step.name in names)


def normalise(text: str, steps: Iterable[Step] = STEPS) -> tuple[str, list[str]]:
    r"""Undo what copying from a web page does to a text.

    Returns the text and the names of the steps that changed it. The article as coded has LF line
    ends, composed characters, curly quotation marks and a date that its text follows without a
    space, and none of its own characters is touched.

    >>> normalise('"Yes,"\r\nhe said')
    ('“Yes,”\nhe said', ['line ends made LF', 'straight quotation marks made curly'])
    """
    done: dict[str, None] = {}
    for step in steps:
        new = re.sub(step.pattern, step.becomes, text) if step.pattern else composed(text)
        if new != text:
            done[step.name] = None
        text = new
    return text, list(done)


def composed(text: str) -> str:
    r"""Return a text in Unicode's composed form (NFC), without the marks on a letter beyond thirty.

    To put many marks on one letter in order takes long.

    >>> composed("e\u0301"), len(composed("e" + "\u0300\u0315" * 1000))
    ('é', 30)
    """
    return _few_marks(unicodedata.normalize("NFC", _few_marks(text)))


def _few_marks(text: str) -> str:
    run = 0
    kept = (
        c for c in text if (run := run + 1 if unicodedata.category(c)[0] == "M" else 0) <= MARKS
    )
    return text if text.isascii() else "".join(kept)


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


#: Numbers that a sentence spells out.
WORDS = (
    *("none", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
TENS_OF = {word: 10 * n for n, word in enumerate(TENS, 2)}
#: Words that multiply the number before them. More than one dozen are two at least.
TIMES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 10**9}
SEVERAL = {f"{word}s": 2 * n for word, n in TIMES.items()}
#: Words that say a number, each by itself; “one” is left out, because it mostly says none.
SAID = {word: n for n, word in enumerate(WORDS) if n > 1} | TENS_OF
SAID |= {word: n for word, n in TIMES.items() if word != "billion"}
SAID |= {"twice": 2, "thrice": 3, "dozens": 12}
_SAID = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(SAID)})\b", re.IGNORECASE)


def numbers(text: str) -> list[float]:
    """Return every number that a text says, in digits or in words, in order.

    >>> numbers("Two of 1,039 states, 4.5 % of them, spoke twice; no one asked.")
    [2.0, 1039.0, 4.5, 2.0]
    """
    found = (m[0].lower() for m in _SAID.finditer(text))
    return [float(SAID.get(n, n.replace(",", ""))) for n in found]


#: Words that a number in words is put together of.
TEENS = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
NUMBER_WORDS = {word: n for n, word in enumerate(("zero", *WORDS[1:], *TEENS))} | TENS_OF


def said_number(text: str) -> int | None:
    """Return the number that a phrase says, in digits or in words; nothing if it says none, or two.

    >>> said_number("nearly 40 nations"), said_number("three million"), said_number("a day after")
    (40, 3000000, 1)
    >>> said_number("dozens of other countries"), said_number("1,039 of 2 lists") is None
    (24, True)
    """
    found: list[int] = []
    open_ = False  # whether the number still grows
    for token in re.findall(r"\d+(?:,\d{3})*|[a-z]+", text.lower()):
        if token[0].isdigit():
            found.append(int(token.replace(",", "")))
        elif token in NUMBER_WORDS:
            if open_ and found[-1] % 10 == 0 and NUMBER_WORDS[token] < 10:
                found[-1] += NUMBER_WORDS[token]
            else:
                found.append(NUMBER_WORDS[token])
        elif token in TIMES and found and open_:
            found[-1] *= TIMES[token]
        elif token in TIMES:
            found.append(TIMES[token])
        elif token in SEVERAL:
            found.append(SEVERAL[token])
        else:
            open_ = False
            continue
        open_ = True
    if not found and re.match(r"(?i)an? ", text):
        return 1
    return found[0] if len(found) == 1 else None


#: Where the book takes another of CLDR’s names: the first is longer, or two states have it.
SHORT = {"PSE": "Palestine", "MMR": "Myanmar", "COD": "Congo (DRC)", "COG": "Congo (Republic)"}


@cache
def country(iso3: str) -> str | None:
    """Return the English name of a country, by its ISO 3166-1 alpha-3 code (Unicode CLDR).

    >>> country("DEU"), country("XYZ")
    ('Germany', None)
    """
    from babel import Locale
    from babel.core import get_global

    two = get_global("territory_aliases").get(iso3)
    if not two:
        return None
    name = Locale("en").territories.get(two[0])
    return SHORT.get(iso3, name.replace(" & ", " and ")) if name else None


#: The regions in which a time zone lies, by the first part of its name; those of the oceans tell nothing.
ZONES = {"Europe": "Europe", "Africa": "Africa", "Asia": "Asia"} | {
    **{"America": "Americas", "Pacific": "Oceania", "Australia": "Oceania"}
}


@cache
def regions(iso3: str) -> frozenset[str]:
    """Return the regions in which the time zones of a country lie (Unicode CLDR); none if they lie in an ocean.

    >>> sorted(regions("CHE")), sorted(regions("RUS")), sorted(regions("MUS"))
    (['Europe'], ['Asia', 'Europe'], [])
    """
    from babel.core import get_global

    two = get_global("territory_aliases").get(iso3, [""])[0]
    zones = [zone for zone, territory in get_global("zone_territories").items() if territory == two]
    return frozenset(ZONES[z] for zone in zones if (z := zone.split("/")[0]) in ZONES)


def day_in(url: str) -> str | None:
    """Return the day that an address holds, if it holds one.

    >>> day_in("https://example.org/2020/10/07/a"), day_in("https://example.org/t20201377.htm")
    ('2020-10-07', None)
    """
    found = re.search(r"(?<!\d)(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)", url)
    if not found:
        return None
    day = "-".join(found.groups())
    try:
        date.fromisoformat(day)
    except ValueError:
        return None
    return day


def title_in_address(title: str, url: str) -> bool:
    """Return whether the words of a title stand in an address in this order; [insertions] left out.

    >>> title_in_address("Raab [on China]: no rest", "https://a.example/raab-no-rest")
    True
    """
    address, at = letters(unquote(url)), 0
    for word in re.split(r"[^\w’']+", re.sub(r"\[[^]]*\]", "", title)):
        found = address.find(letters(word), at)
        if found < 0:
            return False
        at = found + len(letters(word))
    return True


def letters(text: str) -> str:
    """Return letters and digits alone, without case and accents.

    >>> letters("Zhāng Jūn, 张军")
    'zhangjun张军'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain).casefold()
