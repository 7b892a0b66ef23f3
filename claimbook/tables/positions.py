"""Where things stand in the article: spans lie in their sentences, extents cover them, quotes stay short.

Positions are code points of the raw text, end exclusive. The text itself is not here: what it holds at a
position is for :mod:`claimbook.tables.verify`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from claimbook.tables.problems import Data, Problem, Row, Span, number
from claimbook.tables.text import (
    MAX_QUOTE_WORDS,
    MAX_QUOTED_SHARE,
    SPANS,
    Where,
    covered_words,
    words,
)


def spans(data: Data) -> Iterator[Problem]:
    """Every span lies in its sentence, is as long as its text, and quotes at most 8 words."""
    starts, ends = token_edges(data)
    for where in SPANS:
        for row in data[where.table]:
            span = row.span(where.start, where.end)
            home = data.named("sentences", row[where.sentences])
            low, high = (home[0].number("start"), home[-1].number("end")) if home else (None, None)
            if span and low is not None and high is not None:
                yield from _inside(row, where, span, (low, high), home)
                if where.text:
                    yield from _quote(row, where, span, starts, ends)


def _inside(
    row: Row, where: Where, span: Span, sentence: Span, home: list[Row]
) -> Iterator[Problem]:
    """Report a span that leaves its sentences, or reaches into one of them only."""
    (a, b), (low, high) = span, sentence
    if not low <= a < b <= high:
        wrong = where.end if low <= a < high else where.start
        yield row.wrong(
            wrong, f"must lie inside {row[where.sentences]}, which is {low}-{high}", f"{a}-{b}"
        )
    elif len(home) > 1:
        first_end, last_start = home[0].number("end") or 0, home[-1].number("start") or 0
        if not (a < first_end and b > last_start):
            yield row.wrong(where.sentences, f"{a}-{b} does not reach into all of them")


def _quote(
    row: Row, where: Where, span: Span, starts: set[int], ends: set[int]
) -> Iterator[Problem]:
    """Report a quote that is not as long as its span, at the end that is no edge of a word; or too long."""
    column, (a, b) = where.text or "", span
    size = len(row[column])
    if size != b - a:
        begins, stops = {a, a - 1} & starts, {b, b + 1, b + 2} & ends
        if stops and not begins:
            yield row.wrong(
                where.start, f"{row[column]!r} has {size} code points; {b - size} would fit"
            )
        elif begins and stops:
            yield row.wrong(column, f"has {size} code points; {a}-{b} has {b - a}")
        else:
            yield row.wrong(
                where.end, f"{row[column]!r} has {size} code points; {a + size} would fit"
            )
    if (number_of := words(row[column])) > MAX_QUOTE_WORDS:
        right = f"has {number_of} words; a quote has at most {MAX_QUOTE_WORDS}"
        yield row.wrong(column, right)


def token_edges(data: Data) -> tuple[set[int], set[int]]:
    """Return where the words of the article begin, and where they end, by ``token_lengths``."""
    starts: set[int] = set()
    ends: set[int] = set()
    for row in data["sentences"]:
        start, lengths = row.number("start"), row["token_lengths"].split(" ")
        if start is not None and all(map(str.isdecimal, lengths)):
            begins = [*accumulate((int(n) + 1 for n in lengths), initial=start)]
            starts.update(begins[:-1])
            ends.update(begin - 1 for begin in begins[1:])
    return starts, ends


def extents(data: Data) -> Iterator[Problem]:
    """Extents of statements begin and end where words do, and are nested or apart."""
    starts, ends = token_edges(data)
    last = {span[1] for row in data["sentences"] if (span := row.span())}  # before a full stop
    for statements in _by_sentence(data).values():
        before: list[tuple[Span, str]] = []
        for (start, end), row in statements:
            if start not in starts:
                yield row.wrong(
                    "start", "is not where a word begins, by token_lengths of its sentence"
                )
            if end not in ends and end + 1 not in last:
                yield row.wrong("end", "is not where a word ends, by token_lengths of its sentence")
            for (x, y), other in before:
                if x < start < y < end:
                    right = f"crosses the extent of {other}, {x}-{y}; let one hold the other"
                    yield row.wrong("start", right)
            before.append(((start, end), row["statement_id"]))


def _by_sentence(data: Data) -> dict[str, list[tuple[Span, Row]]]:
    """Map each sentence to the extents of the statements that begin in it, the earlier and longer first."""
    held: dict[str, list[tuple[Span, Row]]] = {}
    for row in data["statements"]:
        if extent := row.span():
            held.setdefault(row["sentence_ids"].partition(";")[0], []).append((extent, row))
    return {s: sorted(rows, key=lambda r: (r[0][0], -r[0][1])) for s, rows in held.items()}


def residues(data: Data) -> Iterator[Problem]:
    """Every stretch of a sentence that no extent covers has a row in residues.csv, and nothing else has.

    A stretch of one or two code points, a space or a comma, needs none.
    """
    held = _by_sentence(data)
    near: dict[str, list[Row]] = {}
    for row in data["residues"]:
        near.setdefault(row["sentence_id"], []).append(row)
    needless = {id(row): row for row in data["residues"]}
    for row in data["sentences"]:
        sentence, span = row["sentence_id"], row.span()
        if span and not (sentence in held or sentence in near):
            right = "no statement holds anything of it; give one, or a row in residues.csv"
            yield row.wrong("sentence_id", right)
        elif span:
            for gap in gaps(*span, [extent for extent, _ in held.get(sentence, [])]):
                same = [r for r in near.get(sentence, []) if r.span() == gap]
                if same:
                    needless.pop(id(same[0]), None)
                else:
                    yield _uncovered(row, gap, near.get(sentence, []))
    for row in needless.values():
        right = f"is no stretch of {row['sentence_id']} that the statements leave out"
        yield row.wrong("start", right, f"{row['start']}-{row['end']}")


def _uncovered(sentence: Row, gap: Span, near: list[Row]) -> Problem:
    """Report a stretch that nothing covers: at a residue that begins or ends with it, or its sentence."""
    right = f"no statement holds code points {gap[0]}-{gap[1]}"
    for row in near:
        span = row.span() or (-1, -1)
        if (span[0] == gap[0]) != (span[1] == gap[1]):
            return row.wrong("end" if span[0] == gap[0] else "start", right)
    return sentence.wrong("sentence_id", f"{right}; give an extent or a row in residues.csv")


def gaps(low: int, high: int, covered: Iterable[Span]) -> Iterator[Span]:
    """Yield the stretches of ``low``-``high`` longer than two code points that no span covers.

    >>> list(gaps(0, 20, [(0, 5), (3, 9), (11, 14)]))
    [(14, 20)]
    """
    at = low
    for x, y in [*sorted(covered), (high, high)]:
        if x - at > 2:
            yield at, x
        at = max(at, y)


def quoted_words(data: Data) -> Iterator[Problem]:
    """Report sentences that have not as many quoted words as the quotations that begin in them."""
    first = {i: q.ids("sentence_ids")[0] for q in data["quotations"] for i in q.ids("sentence_ids")}
    words_of: Counter[str] = Counter()
    for row in data["quotations"]:
        words_of[first[row.ids("sentence_ids")[0]]] += row.number("words") or 0
    for row in data["sentences"]:
        home = first.get(row["sentence_id"], row["sentence_id"])
        words_of[home] -= row.number("quoted_words") or 0
    for sentence, rest in words_of.items():
        if rest and (home_row := data.by_key("sentences").get(sentence)):
            right = f"its quotations have {rest:+d} words; the two must agree"
            yield home_row.wrong("quoted_words", right)


def quoted_share(data: Data) -> Iterator[Problem]:
    """All quotes together stay under 30 % of the article's words."""
    total = sum(row.number("words") or 0 for row in data["sentences"])
    number_of = quoted_words_in_tables(data["statements"], data["quantities"])
    if number_of >= MAX_QUOTED_SHARE * total:
        right = (
            f"{number_of} of {total} words of the article are quoted; "
            f"shorten quotes until it is less than {MAX_QUOTED_SHARE:.0%}"
        )
        yield data.wrong("statements", "quote", right)


def quoted_words_in_tables(
    statements: Sequence[Mapping[str, str]], quantities: Sequence[Mapping[str, str]]
) -> int:
    """Count the article's words that the rows of two tables quote, at most.

    Quotes of statements and quantities count, overlaps once; so do the reporting verbs, which have
    no position and are added in full. Names of actors are not quotes.
    """
    quotes = [(r["quote_start"], r["quote"]) for r in statements]
    quotes += [(r["start"], r["quote"]) for r in quantities]
    placed = [(at, quote) for start, quote in quotes if (at := number(start)) is not None]
    verbs = {
        (r["sentence_ids"], r["reporting_verb"])
        for r in statements
        if r["reporting_verb"] not in r["quote"]
    }
    return covered_words(placed) + sum(words(verb) for _, verb in verbs)
