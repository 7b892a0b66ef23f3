"""Put numbers where a coder wrote words: positions, lengths and hashes, which nobody should count.

Nothing is coded here. A cell of a position that holds words of the text, or nothing, gets the number
that follows from the words; a number that stands there stays. Statements are put in the order of the
text, in which ``check`` wants them.
"""

import re
from collections import Counter, defaultdict
from itertools import chain
from pathlib import Path

from claimbook.atomic import atomic_write
from claimbook.data import schema
from claimbook.data.fmt import descriptor, fill_outlet, sort_lists, voices
from claimbook.data.positions import gaps
from claimbook.data.problems import Data, Problem, Row, Span, number
from claimbook.data.read import read
from claimbook.data.text import SPANS, Where, sha256, words
from newbook.project import COPY, put, write_codebook
from newbook.segment import prepare

#: Columns that follow from the place of a quotation.
FOLLOWS = {"words": lambda text: str(words(text)), "sha256": sha256}


def locate(folder: Path) -> tuple[int, list[Problem]]:
    """Fill in what follows from the words of a project's text; return how many cells, and problems.

    A table with a problem is left as it is. Raises ``FileNotFoundError`` without the text.
    """
    text = (folder / COPY).read_text(encoding="utf-8")
    data = read(folder / "data")
    if data.problems:
        return 0, data.problems
    path, written = folder / "data" / schema.DESCRIPTOR, descriptor(data)
    if written != path.read_text(encoding="utf-8"):
        atomic_write(path, written)
    write_codebook(folder)
    tables = dict.fromkeys(where.table for where in SPANS)
    before = {table: [dict(row) for row in data[table]] for table in (*tables, "actors")}
    wrong: dict[str, list[Problem]] = {table: [] for table in before}
    for table in tables:
        for where in (where for where in SPANS if where.table == table):
            wrong[table] += _fill(data, where, text)
        sort_lists(data, table)
    fill_outlet(data)
    heard, filled = voices(data), 0
    for row in data["actors"]:
        row["voice"] = row["voice"] or heard[row["actor_id"]]
    for table, old in before.items():
        rows = sorted(data[table], key=_extent) if table == "statements" else data[table]
        if rows != old and not wrong[table]:
            put(folder / "data" / data.resources[table]["path"], list(data.fields(table)), rows)
            pairs = zip(data[table], old, strict=True)
            filled += sum(row[c] != cells[c] for row, cells in pairs for c in row)
    return filled, [problem for problems in wrong.values() for problem in problems]


def _extent(row: Row) -> Span:
    """Return by what statements are in order: where they begin, the longer one first."""
    start, end = row.span() or (0, 0)
    return start, -end


def _fill(data: Data, where: Where, text: str) -> list[Problem]:
    """Fill the positions of one kind of span in every row of its table."""
    wrong: list[Problem] = []
    alone = _alone(data, where)
    extents = _extents(data) if where.table == "residues" else {}
    for nth, row in enumerate(data[where.table]):
        home = data.named("sentences", row[where.sentences])
        if not home:
            right = "names no sentence of sentences.csv, so nothing can be looked up"
            wrong.append(row.wrong(where.sentences, right))
            continue
        low, high = home[0].number("start") or 0, home[-1].number("end") or 0
        start, end = row[where.start], row[where.end]
        if where.text:
            row[where.text] = quote = _printed(row[where.text], text[low:high])
            if not start:
                row[where.end] = ""
                if where.table == "statements":
                    wrong += _earlier(row, where.text, text, low)
            wrong += _one(row, where.start, quote, text, (low, high))
            at = row.number(where.start)
            if not row[where.end] and at is not None:
                row[where.end] = str(at + len(quote))
            continue
        if not start and not end and nth not in alone:
            right = f"is not the only row in {row[where.sentences]}: write the words with which it begins, and in {where.end} those with which it ends"
            wrong.append(row.wrong(where.start, right))
            continue
        row[where.start], row[where.end] = start or str(low), end or str(high)
        given = row.span(where.start, where.end)
        wrong += _one(row, where.start, row[where.start], text, (low, high))
        wrong += _one(row, where.end, row[where.end], text, (low, high), after=True)
        if where.table == "statements" and not given:
            _to_the_edges(row, where, text)
        if where.table == "residues" and not given:
            _widen(row, where, extents[row[where.sentences]], text, (low, high))
        if (span := row.span(where.start, where.end)) and where.table == "quotations":
            for column, follows in FOLLOWS.items():
                row[column] = row[column] or follows(text[slice(*span)])
    return wrong


def _earlier(row: Row, column: str, text: str, low: int) -> list[Problem]:
    """Name a quote that whoever looks for it finds somewhere before its sentence."""
    first = re.search(re.escape(row[column]), text[:low], re.IGNORECASE)
    if not row[column] or not first:
        return []
    right = f"stands earlier in the text too ({COPY}, code point {first.start()}); write more words"
    return [row.wrong(column, right)]


def _to_the_edges(row: Row, where: Where, text: str) -> None:
    """Let a statement begin and end where the spaces are: marks belong to the words beside them."""
    if span := row.span(where.start, where.end):
        start, end = span
        while start and not text[start - 1].isspace():
            start -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        row[where.start], row[where.end] = str(start), str(end)


def _extents(data: Data) -> defaultdict[str, list[Span]]:
    """Return the extents of statements, by sentence."""
    found = defaultdict[str, list[Span]](list)
    for row in data["statements"]:
        if extent := row.span():
            for sentence in row.ids("sentence_ids"):
                found[sentence].append(extent)
    return found


def _widen(row: Row, where: Where, extents: list[Span], text: str, sentence: Span) -> None:
    """Let what the statements leave out begin and end where they do, with its comma and its space."""
    if not (span := row.span(where.start, where.end)):
        return
    for x, y in gaps(*sentence, extents):
        if x <= span[0] and span[1] <= y and not words(text[x : span[0]] + text[span[1] : y]):
            row[where.start], row[where.end] = str(x), str(y)


def _alone(data: Data, where: Where) -> set[int]:
    """Return the rows, by number, that have their sentences to themselves."""
    held = [set(row.ids(where.sentences)) for row in data[where.table]]
    times = Counter(chain.from_iterable(held))
    return {n for n, own in enumerate(held) if own and all(times[s] == 1 for s in own)}


def _printed(typed: str, there: str) -> str:
    """Return typed words as they are printed: with curly marks, if that is how they stand there.

    >>> _printed("the firm's", "Of the firm’s two pits")
    'the firm’s'
    """
    curly, _ = prepare(typed)
    return curly if typed not in there and curly in there else typed


def _one(
    row: Row, column: str, typed: str, text: str, span: Span, after: bool = False
) -> list[Problem]:
    """Put the place of some words of a sentence in a cell; ``after``: where they end."""
    if number(row[column]) is not None or not typed:
        return []
    there = text[slice(*span)]
    typed = _printed(typed, there)
    times = there.count(typed)
    if times != 1:
        right = (
            f"{typed!r} does not stand in its sentence; write it as it is printed in {COPY}"
            if not times
            else f"{typed!r} stands {times} times in its sentence; write more words, or the number"
        )
        return [row.wrong(column, right)]
    row[column] = str(span[0] + there.index(typed) + (len(typed) if after else 0))
    return []
