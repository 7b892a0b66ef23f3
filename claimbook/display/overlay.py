"""The shape of the article with its coding laid over it: every word a block, every statement a line.

The words themselves are not there, but for the short quotes. A page in a browser can fill in those of
a copy that its reader has (``site/theme/static/article``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from claimbook.charts.style import look
from claimbook.data.frames import Tables, by, records, split
from claimbook.data.schema import codes, package
from claimbook.display.html import render
from claimbook.display.outputs import emit

Row = dict[str, Any]
TITLE = "The article to scale"
#: What other sources can have against the report where it tells of a statement: sign and words.
AGAINST = {
    "contradicted": ("≠", "other sources contradict the report here"),
    "misattributed": ("⇄", "other sources name another owner"),
    "omitted": ("…", "the report leaves something of weight out"),
}


class Piece(NamedTuple):
    """A part of a sentence: where a statement opens or closes, a space, or a part of a token."""

    kind: str  #: ``open``, ``close``, ``space``, ``blank`` or ``quote``
    row: Row = {}  # noqa: RUF012 - never changed
    size: int = 0  #: code points
    text: str = ""  #: of a quote
    mention: str = ""  #: the mention that it is part of
    quotation: str = ""  #: the quotation that it is part of


def article_map(tables: Tables, speakers: Mapping[str, str]) -> None:
    """Display the article to scale, sentence by sentence, each under its anchor (``s02-1``).

    A token is a block as wide as its characters; the quote of a statement stands in words; under its
    extent a statement has a line in the colour of its claimant's side. Below each sentence its
    statements stand as a list. ``speakers`` says who speaks, by ``sentence_id``.
    """
    known = letters(tables)
    left = by(tables.residues, "sentence_id")
    statements: defaultdict[str, list[Row]] = defaultdict(list)
    for row in described(tables):
        statements[row["home"]].append(row)
    markup = render(
        "overlay.html",
        sentences=[
            {
                **sentence,
                "speaker": speakers[sentence["sentence_id"]],
                "pieces": list(pieces(sentence, tables, known)),
                "statements": statements[sentence["sentence_id"]],
                "decisions": decided(sentence["sentence_id"]),
                "left": left[sentence["sentence_id"]],
            }
            for sentence in records(tables.sentences)
        ],
        codes=codes,
        against=AGAINST,
        look=look,
    )
    labels = {s: f"Sentence {s}" for s in tables.sentences["sentence_id"]}
    emit(markup, TITLE, "list", "article", TITLE, ("sentence", labels))


def decided(sentence: str) -> list[Row]:
    """Return the decisions of the codebook that concern a sentence."""
    return [d for d in package()["decisions"] if sentence in d["sentence_ids"].split(";")]


def letters(tables: Tables) -> dict[int, str]:
    """Return the characters of the article that stand in the quotes of statements, by position."""
    found: dict[int, str] = {}
    for row in records(tables.statements):
        found.update(enumerate(row["quote"], row["quote_start"]))
    return found


def described(tables: Tables) -> list[Row]:
    """Return every statement with what its line in the list says, in the order of the article.

    Beside its own columns: ``home``, its first sentence; ``title``; ``side``; ``names`` of its
    claimants; ``issue``; ``answers`` and ``answered``, identifiers; ``record``, its findings.
    """
    gives, gets = (by(tables.responses, f"{end}_statement_id") for end in ("from", "to"))
    found = by(split(tables.record.findings, "statement_ids"), "statement_ids")
    issues = tables.issues.set_index("issue_id")["label"]
    sides = tables.side(tables.statements["claimant_id"])
    rows = records(tables.statements.fillna(""))
    return [
        {
            **row,
            "home": row["sentence_ids"].partition(";")[0],
            "title": title,
            "side": side,
            "names": names,
            "issue": issues[row["issue_id"]],
            "answers": [link["to_statement_id"] for link in gives[i]],
            "answered": [link["from_statement_id"] for link in gets[i]],
            "record": found[i],
        }
        for row, title, side, names in zip(
            rows, tables.titles, sides, tables.claimants, strict=True
        )
        for i in (row["statement_id"],)
    ]


def pieces(sentence: Row, tables: Tables, known: Mapping[int, str]) -> Iterator[Piece]:
    """Yield the parts of a sentence in order; extents are nested or apart, so that lines nest too."""
    low, high = sentence["start"], sentence["end"]
    extents = inside(tables.statements, low, high)
    mentions = inside(tables.mentions, low, high)
    quotations = inside(tables.quotations, low, high)
    quotes = [(q["quote_start"], q["quote_end"]) for q in extents]
    tokens = list(spans(low, sentence["token_lengths"]))
    spaces = {end for _, end in tokens}
    cuts = {low, high, *(i for token in tokens for i in token), *(i for q in quotes for i in q)}
    for row in (*extents, *mentions, *quotations):
        cuts |= {row["start"], row["end"]}
    for a, b in pairwise(sorted(i for i in cuts if low <= i <= high)):
        for row in reversed(extents):  # what opened last closes first
            if row["end"] == a:
                yield Piece("close", row)
        for row in extents:
            if row["start"] == a:
                yield Piece("open", row)
        if a in spaces:
            yield Piece("space", size=b - a)
            continue
        text = "".join(known.get(i, "") for i in range(a, b))
        whole = len(text) == b - a
        yield Piece(
            "quote" if whole else "blank",
            size=b - a,
            text=text if whole else "",
            mention=holder(mentions, a, "mention_id"),
            quotation=holder(quotations, a, "quotation_id"),
        )
    for row in reversed(extents):
        if row["end"] == high:
            yield Piece("close", row)


def inside(frame: Any, low: int, high: int) -> list[Row]:
    """Return the rows of a table whose span shares something with a stretch of the article."""
    return records(frame[(frame["start"] < high) & (frame["end"] > low)])


def spans(start: int, lengths: str) -> Iterator[tuple[int, int]]:
    """Yield where each token of a sentence stands.

    >>> list(spans(10, "1 5"))
    [(10, 11), (12, 17)]
    """
    for length in map(int, lengths.split()):
        yield start, start + length
        start += length + 1


def holder(rows: Iterable[Row], at: int, key: str) -> str:
    """Return the identifier of the row whose span holds a position; empty if none does."""
    return next((str(row[key]) for row in rows if row["start"] <= at < row["end"]), "")
