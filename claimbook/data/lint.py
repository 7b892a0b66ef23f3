"""Characters, marks and spelling of every cell: what nobody sees on a page, and what a spelling checker would.

What a column of words holds (sentences, a phrase, words in other languages) is said in its descriptor:
``text``. A book with a ``data/words.txt`` has every word of it there: a word that is not is a slip, or is new
and right, and then goes into the list (``claimbook fmt --words``).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from claimbook.data.anchors import CALLED, PREFIXES
from claimbook.data.descriptor import leaves
from claimbook.data.problems import Data, Problem, in_descriptor
from claimbook.data.text import FORMULA, unseen

#: The book's own words, one a line, in the folder of the data.
WORDS_FILE = "words.txt"
#: Marks that come in pairs.
PAIRS = (("“", "”"), ("(", ")"), ("[", "]"), ("{", "}"), ("「", "」"), ("【", "】"))
#: What pages read as the middle of a link that a chapter writes.
LINK = "]("
#: An address as a browser and TeX take it without a change.
ADDRESS = re.compile(r"""https?://[^\x00-\x20\s"'<>\\^`{|}/][^\x00-\x20\s"<>\\^`{|}]*""")
#: Keys of the descriptor that no page shows, and keys that hold identifiers, which have constraints.
UNSHOWN, HELD = ("pattern", "dialect"), ("example", "sentence_ids")
_PLAIN = re.compile(r"(?:[!-~]+(?: [!-~]+)*)?")
_WORD = re.compile(r"[^\W\d_]+")
#: Scripts whose letters nobody takes for those of another: they stand beside Latin in one word.
APART = ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "CJK")
#: How a cell of a kind of text begins and ends, and what to say if it does not.
BEGINS = {
    "sentences": (
        r"[“‘(\[]?[^\W_a-zà-öø-ÿ]",
        "begins without a capital letter; it holds sentences",
    ),
    "phrase": (
        r"[^a-zà-öø-ÿ]",
        "must begin with a capital letter, as the other cells of this column",
    ),
    "small": (r"[^A-ZÀ-Þ]", "must begin with a small letter, as the other cells of this column"),
}
_MARK_AT_END = (
    r"(?s).*(?:[^.,;:]|\.[A-Z]\.)",
    "ends with a mark; this column holds a phrase and no sentence",
)
ENDS = {
    "sentences": (
        r"(?s).*(?<![.?!,;])(?<![,;] )[.?!][”’)\]]*",
        "ends without a full stop, or with two marks",
    ),
    **dict.fromkeys(("phrase", "listed", "small"), _MARK_AT_END),
}


def lint(data: Data) -> Iterator[Problem]:
    """Yield what is wrong with characters, marks, ends and addresses; each text is read once."""
    for table in data.tables:
        for column, field in data.fields(table).items():
            if field["type"] != "string" or "codes" in field:
                continue  # the schema says which characters these have
            kind = field.get("text", "")
            is_url = column.split("_")[-1] == "url"
            wrong = {}
            for cell in {*data.columnwise[table][column]}:
                found = [*characters(cell), *marks(cell, kind), *alphabet(cell, kind)]
                found += _address(cell) if is_url and cell else ()
                if found:
                    wrong[cell] = found
            for row in data[table] if wrong else ():
                yield from (row.wrong(column, right) for right in wrong.get(row[column], ()))
    for where, value in _texts(data.package):
        yield from (in_descriptor(right, where, value) for right in _shown(value))


def characters(cell: str) -> tuple[str, ...]:
    """Say what is wrong with the characters of a cell; HTML is no problem: it is shown as text."""
    formula = cell.startswith(FORMULA)
    found = ("begins like a spreadsheet formula; begin with a letter or digit",) if formula else ()
    return (*found, *_shown(cell))


@lru_cache(maxsize=2**16)
def _shown(text: str) -> tuple[str, ...]:
    """Say what is wrong with the characters of a text, wherever it stands; a plain one is soon read."""
    link = f"holds {LINK}, as links in Markdown have it; say in words what it leads to"
    found = (link,) if LINK in text else ()
    return found if _PLAIN.fullmatch(text) else (*found, *_odd_characters(text))


def _odd_characters(text: str) -> Iterator[str]:
    for c in unseen(text)[:1]:
        control = unicodedata.category(c) == "Cc"
        kind = "control character" if control else "character that nobody sees"
        yield f"holds a {kind} (U+{ord(c):04X}); remove it"
    if spaces := [c for c in text if unicodedata.category(c) == "Zs" and c != " "]:
        yield f"holds an unusual space (U+{ord(spaces[0]):04X}); write a plain one"
    if text != text.strip():
        yield "begins or ends with a space; remove it"
    if "  " in text.strip():
        yield "holds two spaces in a row; keep one"
    if not unicodedata.is_normalized("NFC", text):
        yield "is not composed (Unicode NFC); write its accented letters as one character each"
    for word in _WORD.findall(text):
        if not word.isascii() and len(scripts := {_script(c) for c in word} - {"", *APART}) > 1:
            yield f"mixes letters of two alphabets in {word!r} ({' and '.join(sorted(scripts))})"


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """Return the script of a letter; none for a mark."""
    mark = unicodedata.category(letter)[0] == "M"
    return "" if mark else unicodedata.name(letter, "").split(" ")[0]


def alphabet(cell: str, kind: str) -> Iterator[str]:
    """Letters are Latin, but in words of other languages; a cell that is no text has plain ones."""
    if cell.isascii() or kind == "foreign":
        return
    if odd := [c for c in cell if c.isalpha() and _script(c) not in ("LATIN", "")]:
        yield f"holds {odd[0]!r}, a letter that is not Latin"
    elif not kind:
        first = next(c for c in cell if not c.isascii())
        yield f"holds {first!r}; a code or an address has plain letters"


@lru_cache(maxsize=2**16)
def marks(cell: str, kind: str) -> tuple[str, ...]:
    """Quotation marks are curly and come in pairs; a cell begins and ends as its kind of text does."""
    if not cell or kind in ("", "own"):  # words of another are kept as they came
        return ()
    wrong = []
    if '"' in cell or "'" in cell:
        wrong.append("holds a straight quotation mark; write a curly one")
    for opens, closes in PAIRS if kind != "printed" else ():
        if (opens in cell or closes in cell) and not _paired(cell, opens, closes):
            wrong.append(f"has {opens} without {closes}, or the reverse")
    if "‘" in cell and "’" not in cell[cell.index("‘") :]:
        wrong.append("has ‘ without ’")
    begins, ends = BEGINS.get(kind), ENDS.get(kind)
    if begins and not re.match(begins[0], cell):
        wrong.append(begins[1])
    if ends and not re.fullmatch(ends[0], cell):
        wrong.append(ends[1])
    return tuple(wrong)


def _paired(text: str, opens: str, closes: str) -> bool:
    """Return whether two marks come in pairs, none inside its like but brackets."""
    found = [c for c in text if c in (opens, closes)]
    nested = opens == "(" and text.count(opens) == text.count(closes)
    return nested or found == [opens, closes] * (len(found) // 2)


def _address(cell: str) -> list[str]:
    """Addresses are those of the web, and every program reads them as they stand."""
    right = (
        "is no address of the web: it begins with https:// or http:// and has no space, quotation mark, "
        "bracket like < or {, backslash, | or ^; write those as %20, %22 …"
    )
    return [] if ADDRESS.fullmatch(cell) else [right]


def known_words(data: Data) -> frozenset[str]:
    """Return the words of the book, as its list has them; none if it has no list."""
    path = data.folder / WORDS_FILE
    return frozenset(path.read_text(encoding="utf-8").split()) if path.is_file() else frozenset()


def used_words(data: Data) -> set[str]:
    """Return every word of the texts of the tables, and of their keys: what the list has to hold."""
    return {
        word for _, _, cells in _spelled(data) for cell in cells for word in _WORD.findall(cell)
    }


def new_words(data: Data) -> Iterator[Problem]:
    """Report words that are not in the list of the book, if it has one."""
    words = known_words(data)
    right = f"{{!r}} is no word of {WORDS_FILE}; is it right? Then add it: claimbook fmt --words"
    for table, column, cells in _spelled(data) if words else ():
        strange = {
            cell: new[0]
            for cell in cells
            if (new := [w for w in _WORD.findall(cell) if w not in words])
        }
        for row in data[table] if strange else ():
            if row[column] in strange:
                yield row.wrong(column, right.format(strange[row[column]]))


def _spelled(data: Data) -> Iterator[tuple[str, str, set[str]]]:
    """Yield the columns of words in the book’s own language, and the keys: table, column, cells."""
    for table in data.tables:
        key = data.resources[table]["schema"]["primaryKey"]
        for column, field in data.fields(table).items():
            if key == [column] or field.get("text", "foreign") != "foreign":
                yield table, column, {*data.columnwise[table][column]}


def lost_names(data: Data) -> Iterator[Problem]:
    """Words that look like an identifier are one: pages make a link of it."""
    forms: dict[str, str] = {}  # the form of an identifier -> the table that has such
    there: set[str] = set()
    for table, res in data.resources.items():
        first = res["schema"]["fields"][0]
        if (form := _own_anchor(first, res)) and table in data.tables:
            forms.setdefault(form, table)
            there |= set(data.by_key(table))
    if not forms:
        return
    looks = re.compile(rf"\b(?:{'|'.join(f'({form})' for form in forms)})\b")
    tables = list(forms.values())

    def lost(text: str) -> Iterator[str]:
        for match in looks.finditer(text):
            if match[0] not in there:
                table = tables[(match.lastindex or 1) - 1]
                yield f"names {match[0]}, which is no row of {table}.csv; is another meant, or none?"

    for row, column, _, text in data.texts:
        yield from (row.wrong(column, right) for right in lost(text))
    for where, text in _texts(data.package):
        part, key = where.partition(".")[0], where.rpartition(".")[2]
        if part in ("codebook", "decisions") and key not in HELD:
            yield from (in_descriptor(right, where, text) for right in lost(text))


def _own_anchor(first: dict[str, Any], res: dict[str, Any]) -> str:
    """Return the form of the identifiers of a table if they are links wherever they stand."""
    key = first["name"].removesuffix("_id")
    plain = PREFIXES.get(CALLED.get(key, key)) == ""
    alone = res["schema"]["primaryKey"] == [first["name"]]
    return str(first.get("constraints", {}).get("pattern", "")) if plain and alone else ""


def _texts(package: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of the descriptor, with the way to it: ``codebook.side.china.label``."""
    for way, value in leaves(package):
        if not {*UNSHOWN} & {*way}:
            texts = value if isinstance(value, list) else [value]
            yield from ((".".join(way), text) for text in texts if isinstance(text, str))
