"""Rules of characters and spelling, for every cell of every table: what nobody sees on a page.

What a column holds (sentences, a phrase, words in other languages) is said in its descriptor: ``text``.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from claimbook.tables.anchors import CALLED, PREFIXES
from claimbook.tables.descriptor import leaves
from claimbook.tables.problems import Data, Problem, Row, in_descriptor
from claimbook.tables.text import FORMULA, unseen

#: Marks that come in pairs.
PAIRS = (("“", "”"), ("(", ")"), ("[", "]"), ("{", "}"), ("「", "」"), ("【", "】"))
_PLAIN = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")
#: What pages read as the middle of a link that a chapter writes.
LINK = "]("
#: Keys of the descriptor that no page shows: regular expressions, the signs of the files.
UNSHOWN = ("pattern", "dialect")
#: Keys of the descriptor that hold identifiers, for which there are rules.
HELD = ("example", "sentence_ids")
#: An address as a browser and TeX take it without a change.
ADDRESS = re.compile(r"""https?://[^\x00-\x20\s"'<>\\^`{|}/][^\x00-\x20\s"<>\\^`{|}]*""")
_ODD_LETTER = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"(?<![\w@/.])[^\W\d_]+(?:[’-][^\W\d_]+)*(?![\w@/]|\.\w)")
#: How often a word must stand elsewhere before a like one that stands once is held to be misspelt.
COMMON = 2
#: How often a short word stands elsewhere before its capitals are held to be a slip; and where nobody
#: has named the words that are right (``spelled``), for a WHO is not who.
OFTEN, OFTEN_UNNAMED = 2, 20
#: Words of fewer letters have too many others beside them.
LONG = 5


def _cells(data: Data) -> Iterator[Problem]:
    """No cell begins like a spreadsheet formula, or holds characters that nobody sees or can tell apart.

    HTML is no problem: it is shown as text.
    """
    for row, column, value in _standing(data, characters):
        for right in characters(value):
            yield row.wrong(column, right)


def _standing(data: Data, odd: Callable[[str], object]) -> Iterator[tuple[Row, str, str]]:
    """Yield the cells of which something holds; each text is asked once, however often it stands."""
    for table, values in data.cells.items():
        found = {value for value in values if odd(value)}
        for row in data[table] if found else ():
            yield from ((row, column, value) for column, value in row.items() if value in found)


@lru_cache(maxsize=2**16)
def characters(value: str) -> tuple[str, ...]:
    """Say what is wrong with the characters of a cell; a plain one is soon told."""
    formula = value.startswith(FORMULA)
    told = ("begins like a spreadsheet formula; begin with a letter or digit",) if formula else ()
    return (*told, *_shown(value))


@lru_cache(maxsize=2**16)
def _shown(value: str) -> tuple[str, ...]:
    """Say what is wrong with the characters of a text, wherever it stands."""
    link = f"holds {LINK}, as links in Markdown have it; say in words what it leads to"
    told = (link,) if LINK in value else ()
    return told if _PLAIN.fullmatch(value) else (*told, *_odd_characters(value))


def _descriptor(data: Data) -> Iterator[Problem]:
    """Texts of the descriptor, on columns, codes and decisions, have the characters of a cell."""
    for where, value in _said(data.package):
        for right in _shown(value):
            yield in_descriptor(right, where, value)


def _said(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of the descriptor, with the way to it: ``codebook.side.china.label``."""
    for way, value in leaves(package):
        if not {*UNSHOWN} & {*way}:
            texts_ = value if isinstance(value, list) else [value]
            yield from ((".".join(way), text) for text in texts_ if isinstance(text, str))


def _addresses(data: Data) -> Iterator[Problem]:
    """Addresses are those of the web, and every program reads them as they stand."""
    for table, field in data.columns():
        if field["name"].split("_")[-1] == "url":
            for row in data[table]:
                if (url := row[field["name"]]) and not ADDRESS.fullmatch(url):
                    right = (
                        "is no address of the web: it begins with https:// or http:// and has no space, "
                        "quotation mark, bracket like < or {, backslash, | or ^; write those as %20, %22 …"
                    )
                    yield row.wrong(field["name"], right)


def _named(data: Data) -> Iterator[Problem]:
    """Words that look like an identifier are one: pages make a link of it."""
    known: dict[str, str] = {}  # the form of an identifier -> the table that has such
    there = set()
    for table, res in data.resources.items():
        first = res["schema"]["fields"][0]
        if (form := _own_anchor(table, first, res)) and table in data.tables:
            known.setdefault(form, table)
            there |= set(data.by_key(table))
    if not known:
        return
    forms = "|".join(f"({form})" for form in known)
    looks = re.compile(rf"\b(?:{forms})\b")
    tables = list(known.values())

    def lost(value: str) -> Iterator[str]:
        for match in looks.finditer(value):
            if match[0] not in there:
                table = tables[(match.lastindex or 1) - 1]
                yield f"names {match[0]}, which is no row of {table}.csv; is another meant, or none?"

    for row, column, _, value in data.texts:
        for right in lost(value):
            yield row.wrong(column, right)
    for where, value in _said(data.package):
        part, key = where.partition(".")[0], where.rpartition(".")[2]
        if part in ("codebook", "decisions") and key not in HELD:
            for right in lost(value):
                yield in_descriptor(right, where, value)


def _own_anchor(table: str, first: dict[str, Any], res: dict[str, Any]) -> str:
    """Return the form of the identifiers of a table if they are links wherever they stand."""
    key = first["name"].removesuffix("_id")
    alone = res["schema"]["primaryKey"] == [first["name"]]
    kind = CALLED.get(key, key)
    plain = alone and PREFIXES.get(kind) == ""
    return str(first.get("constraints", {}).get("pattern", "")) if plain else ""


def _odd_characters(value: str) -> Iterator[str]:
    for c in unseen(value)[:1]:
        what = (
            "control character" if unicodedata.category(c) == "Cc" else "character that nobody sees"
        )
        yield f"holds a {what} (U+{ord(c):04X}); remove it"
    if spaces := [c for c in value if unicodedata.category(c) == "Zs" and c != " "]:
        yield f"holds an unusual space (U+{ord(spaces[0]):04X}); write a plain one"
    if value != value.strip():
        yield "begins or ends with a space; remove it"
    if "  " in value.strip():
        yield "holds two spaces in a row; keep one"
    if value != unicodedata.normalize("NFC", value):
        yield "is not composed (Unicode NFC); write its accented letters as one character each"
    for word in _ODD_LETTER.findall(value):
        if not word.isascii() and len(scripts := {_script(c) for c in word} - {"", *APART}) > 1:
            yield f"mixes letters of two alphabets in {word!r} ({' and '.join(sorted(scripts))})"


#: Scripts whose letters nobody takes for those of another: they stand beside Latin in one word.
APART = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "CJK")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """Return the script of a letter; none for a mark."""
    return (
        "" if unicodedata.category(letter)[0] == "M" else unicodedata.name(letter, "").split(" ")[0]
    )


@lru_cache(maxsize=2**16)
def _words(value: str) -> tuple[str, ...]:
    """Return the words of a text that are spelled; parts of addresses are not."""
    return tuple(_WORD.findall(value))


def _vocabulary(data: Data, *but: str) -> Counter[str]:
    """Count the words of all texts, in the order in which they first stand; ``but`` are kinds to leave out."""
    told = (_words(value) for _, _, kind, value in data.texts if kind not in but)
    return Counter(chain.from_iterable(told))


def _places(data: Data, wrong: Mapping[str, str], *but: str) -> Iterator[Problem]:
    """Report words that are wrong where they stand; ``wrong`` says what is wrong with each."""
    for row, column, kind, value in data.texts if wrong else ():
        if kind not in but:
            yield from (row.wrong(column, wrong[w]) for w in _words(value) if w in wrong)


def _alphabet(data: Data) -> Iterator[Problem]:
    """Letters are Latin, but in words of other languages; a cell that is no text has plain ones."""
    kinds = {(table, f["name"]): f.get("text", "") for table, f in data.columns()}
    strange = _standing(data, lambda value: not value.isascii()) if any(kinds.values()) else ()
    for row, column, value in strange:
        kind = kinds[row.table, column]
        if kind == "foreign":
            continue
        if odd := [c for c in value if c.isalpha() and _script(c) not in ("LATIN", "")]:
            yield row.wrong(column, f"holds {odd[0]!r}, a letter that is not Latin")
        elif not kind:
            first = next(c for c in value if not c.isascii())
            yield row.wrong(column, f"holds {first!r}; a code or an address has plain letters")


def _marks(data: Data) -> Iterator[Problem]:
    """Quotation marks and apostrophes are curly; marks and brackets come in pairs."""
    for row, column, kind, value in data.texts:
        for right in _odd_marks(value, kind):
            yield row.wrong(column, right)


@lru_cache(maxsize=2**16)
def _odd_marks(value: str, kind: str) -> tuple[str, ...]:
    """Say what is wrong with the marks of a text; words of another are kept as they came."""
    if kind == "own":
        return ()
    wrong = []
    if '"' in value or "'" in value:
        wrong.append("holds a straight quotation mark; write a curly one")
    for opens, closes in PAIRS if kind != "printed" else ():
        if (opens in value or closes in value) and not _paired(value, opens, closes):
            wrong.append(f"has {opens} without {closes}, or the reverse")
    if "‘" in value and "’" not in value[value.index("‘") :]:
        wrong.append("has ‘ without ’")
    return tuple(wrong)


def _paired(value: str, opens: str, closes: str) -> bool:
    """Whether two marks come in pairs, none inside its like."""
    found = [c for c in value if c in (opens, closes)]
    return found == [opens, closes] * (len(found) // 2) or (
        opens == "(" and value.count(opens) == value.count(closes)
    )


#: How a sentence begins and ends.
_BEGINS = re.compile(r"[“‘(\[]?[^\W_a-zà-öø-ÿ]")
_ENDS = re.compile(r"[.?!][”’)\]]*$")


def _ends(data: Data) -> Iterator[Problem]:
    """Sentences begin with a capital and end with a full stop; a phrase has no mark at its end."""
    for row, column, kind, value in data.texts:
        if kind == "sentences":
            if not _BEGINS.match(value):
                yield row.wrong(
                    column, "begins without a capital letter; this column holds sentences"
                )
            if not _ENDS.search(value):
                yield row.wrong(column, "ends without a full stop; this column holds sentences")
            if re.search(r"[.?!]{2}[”’)]*$|[,;] ?[.]", value):
                yield row.wrong(column, "ends with two marks; keep one")
        elif kind in ("phrase", "small") and value[0].isupper() != (kind == "phrase"):
            if value[0].isalpha():
                right = "a capital letter" if kind == "phrase" else "a small letter"
                yield row.wrong(
                    column, f"must begin with {right}, as the other cells of this column"
                )
        elif kind in ("phrase", "listed", "small") and re.search(r"(?<!\.[A-Z])[.,;:]$", value):
            yield row.wrong(column, "ends with a mark; this column holds a phrase and no sentence")


def _spelling(data: Data) -> Iterator[Problem]:
    """No word that stands once, nor a word of an identifier, is one slip away from a common word.

    A slip is a letter too many, too few or doubled, two letters changed about, or another case. The
    descriptor names the words that are right all the same (``spelled``); without that it is not asked.
    """
    if "spelled" not in data.package:
        return
    counts = _vocabulary(data, "foreign")
    lower = Counter[str]()
    for word, n in counts.items():
        lower[word.lower()] += n
    right = set(data.package.get("spelled", [])) | _labels(data)
    shorter = defaultdict(set)
    for word, n in lower.items():
        if n >= COMMON and len(word) >= LONG:
            for less in _less(word):
                shorter[less].add(word)
    wrong: dict[str, str] = {}
    for word, times in counts.items():
        if times == 1 and word not in right and (like := _like(word.lower(), lower, shorter)):
            wrong[word] = f"holds the word {word!r}; is {like!r} meant?"
    yield from _places(data, wrong, "foreign")
    known = {*lower, *(word.lower() for word in right)}
    for table, res in data.resources.items():
        key = res["schema"]["primaryKey"][0]
        for value in dict.fromkeys(data.columnwise[table][key]):
            for part in {*re.findall("[a-z]+", value)} - known:
                if like := _like(part, lower, shorter):
                    row = data.by_key(table)[value]
                    yield row.wrong(key, f"holds the word {part!r}; is {like!r} meant?")


#: A word in which a small letter stands before a capital, or that is all capitals.
_ODD_CASE = re.compile(r"[^\W\d_]*[^\W\d_A-ZÀ-Þ][A-ZÀ-Þ][^\W\d_]*|[A-ZÀ-Þ]{2,}")
_DOMAIN = r"\.(?:com|org|net|uk|cn|gov|int|cloud|tw|eu|ch|fr|de|hk)\b"
_HOST = re.compile(rf"(?<![\w/.@])[\w-]+(?:\.[\w-]{{2,}})*{_DOMAIN}")


def _case(data: Data) -> Iterator[Problem]:
    """No word that stands once has capitals where the same word has none; addresses have none."""
    right = set(data.package.get("spelled", []))
    for row, column, kind, value in data.texts:
        if kind not in ("foreign", "printed") and re.search(_DOMAIN, value):
            hosts = (h for h in _HOST.findall(value) if h != h.lower() and h not in right)
            if host := next(hosts, None):
                yield row.wrong(column, f"writes the address {host} with capitals")
    forms = _vocabulary(data, "foreign", "printed")
    small: Counter[str] = Counter()
    for word, times in forms.items():
        small[word.lower()] += times
    wrong: dict[str, str] = {}
    for word, times in forms.items():
        often = 1 if len(word) > 3 else OFTEN if right else OFTEN_UNNAMED
        odd = times == 1 and word not in right and _ODD_CASE.fullmatch(word)
        if odd and (word[0].islower() or small[word.lower()] > often):
            wrong[word] = f"writes {word!r}; is {word.lower()!r} meant, or {word.capitalize()!r}?"
    yield from _places(data, wrong, "foreign", "printed")


def _labels(data: Data) -> set[str]:
    """Return the words of the codebook: they are right."""
    return {
        w
        for codes in data.package["codebook"].values()
        for c in codes
        for w in _WORD.findall(str(c))
    }


def _less(word: str) -> set[str]:
    """Return a word with a letter less, at each place."""
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def _like(word: str, counts: Counter[str], shorter: dict[str, set[str]]) -> str | None:
    """Return a common word of which another can be a slip."""
    if len(word) < LONG - 1 or counts[word] > 1:
        return None
    longer = {w for w in shorter.get(word, ()) if w[:-1] != word}
    turned = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    doubled = {word[:i] + word[i + 1 :] for i in range(1, len(word)) if word[i] == word[i - 1]}
    found = longer | {w for w in turned | doubled if w != word and counts[w] >= COMMON}
    return min(found) if found else None


def _languages(data: Data) -> Iterator[Problem]:
    """Codes of languages are those of a language (ISO 639-1, Unicode CLDR)."""
    from babel import Locale

    known = Locale("en").languages
    for table, field in data.columns():
        if field["name"] in ("language", "title_language"):
            for row in data[table]:
                if row[field["name"]] and row[field["name"]] not in known:
                    yield row.wrong(field["name"], "is no code of a language")


RULES = (
    _cells,
    _descriptor,
    _addresses,
    _alphabet,
    _marks,
    _ends,
    _case,
    _spelling,
    _languages,
)
#: Told when no row is missing or has another identifier than before: such a row has victims.
LATER = (_named,)
