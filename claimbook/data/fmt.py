"""The one way in which the tables are written: order, numbers of new rows, and what follows from other cells.

``claimbook fmt`` writes what nobody should have to count, sort or copy by hand; ``claimbook check`` says where
a table is not as this would write it. Nothing is coded here, and no cell that a person decided is changed.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import le
from pathlib import Path
from typing import Any

from claimbook.atomic import atomic_write
from claimbook.data.coding import current, rounds
from claimbook.data.identifiers import NUMBERED
from claimbook.data.lint import WORDS_FILE, known_words, used_words
from claimbook.data.problems import Data, Problem, Row, number
from claimbook.data.read import read
from claimbook.data.schema import DESCRIPTOR
from claimbook.data.text import SPANS, bare, sha256, token_lengths, words
from claimbook.data.validate import references

#: How a statement is reported whose quote stands between quotation marks.
QUOTED = ("direct_quote", "partial_quote")
#: What the columns of a statement hold that the outlet makes in its own voice.
OUTLET = {"channel": "article", "reported_as": "outlet_voice", "attribution": "inferred"}
#: An identifier with a number, or that of a sentence.
_PLACED = re.compile(r"([A-Za-z]+)(\d+)(?:-(\d+))?")


def fmt(folder: Path, add_words: bool = False) -> list[str]:
    """Write the tables of a data folder as they should be; return the files that changed.

    With ``add_words`` new words of the texts go into the list of words. A folder that cannot be read is left
    as it is.
    """
    data = read(folder)
    if data.problems or not data.tables:
        return []
    tables = stable(data)
    texts = {
        data.resources[table]["path"]: as_csv([*data.fields(table)], rows)
        for table, rows in tables.items()
        if rows != data[table]
    }
    if known := known_words(data):
        listed = sorted(known | used_words(data) if add_words else known)
        text = "".join(f"{word}\n" for word in listed)
        if text != (folder / WORDS_FILE).read_text(encoding="utf-8"):
            texts[WORDS_FILE] = text
    if (text := descriptor(data)) != (folder / DESCRIPTOR).read_text(encoding="utf-8"):
        texts[DESCRIPTOR] = text
    for path, text in texts.items():
        atomic_write(folder / path, text)
    return [*texts]


def descriptor(data: Data) -> str:
    """Return the descriptor as it should be written: one space a level, the codes of each column."""
    package = json.loads(json.dumps(data.package))
    for res in package["resources"]:
        for field in res["schema"]["fields"]:
            if codes := package["codebook"].get(field.get("codes")):
                field.setdefault("constraints", {})["enum"] = [code["code"] for code in codes]
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def stable(data: Data) -> dict[str, list[Row]]:
    """Return the rows of every table as they should be written: what follows from that has followed too."""
    while True:
        rows = formatted(data)
        if all(rows[table] == data[table] for table in rows):
            return rows
        data = Data(data.package, rows, [], "", data.folder)


def as_csv(columns: list[str], rows: list[Row]) -> str:
    """Return a table as CSV: LF line ends, quotation marks only where they are needed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def unformatted(data: Data) -> Iterator[Problem]:
    """Report the cells that do not follow from others as they should, and the rows out of place."""
    changed = {table: rows for table, rows in formatted(data).items() if rows is not data[table]}
    for table, rows in changed.items():
        there = {row.line: row for row in data[table]}
        for row in rows:
            before = there[row.line]
            for column in row if row != before else ():
                if row[column] != before[column]:
                    right = f"follows from other cells; claimbook fmt writes {row[column]!r}"
                    yield before.wrong(column, right)
    for table in changed:
        rows, keys = data[table], _sort_keys(data, table)
        for at, (one, other) in enumerate(pairwise(keys), 1):
            if one > other:  # the row that is too late or too early, and not the one beside it
                late = at < 2 or keys[at - 2] <= other
                early = at + 1 < len(keys) and keys[at + 1] >= one
                wrong = rows[at if early or not late else at - 1]
                columns = data.resources[table].get("order") or data.resources[table]["grouped"]
                differs = (c for c, a, b in zip(columns, one, other, strict=False) if a != b)
                column = next(differs, columns[0]).removeprefix("-")
                right = f"stands out of order ({', '.join(columns)}); claimbook fmt sorts the rows"
                yield wrong.wrong(column, right)


def formatted(data: Data) -> dict[str, list[Row]]:
    """Return the rows of every table as they should be written, each with the line on which it stands now.

    A table in which nothing can change is the very list of its rows.
    """
    derived = {table for _, changed, _ in DERIVED for table in changed}
    rows = dict(data.tables)
    for table, found in data.tables.items():
        key = next(iter(data.fields(table)))
        lists = any("references" in field for field in data.fields(table).values())
        if table in derived or lists or "" in data.columnwise[table][key]:
            rows[table] = [Row(row, row.table, row.file, row.line) for row in found]
    copy = Data(data.package, rows, [], "", data.folder)
    for derive, changed, needed in DERIVED:
        if {*changed, *needed} <= rows.keys():
            derive(copy)
    for table in rows:
        if rows[table] is not data[table]:
            sort_lists(copy, table)
            _number_new(copy, table)
    return {table: _sorted(copy, table) for table in rows}


def _ends(data: Data) -> None:
    """End a quote that has a beginning and no end after its last character."""
    for where in SPANS:
        for row in data.tables.get(where.table, ()) if where.text else ():
            start = row.number(where.start)
            if start is not None and not row[where.end] and where.text:
                row[where.end] = str(start + len(row[where.text]))


def _sentences(data: Data) -> None:
    """Take paragraph and number from the name of a sentence; add the words of the body up."""
    titles = {row["document_id"]: row["title"] for row in data["documents"]}
    for row in data["sentences"]:
        if found := _PLACED.fullmatch(row["sentence_id"]):
            row["paragraph"], row["sentence"] = str(int(found[2])), found[3] or row["sentence"]
        if row["part"] == "title" and (title := titles.get(row["document_id"])):
            row["sha256"], row["sha256_words"] = sha256(title), sha256(bare(title))
            row["token_lengths"], row["words"] = token_lengths(title), str(words(title))
    for document in data["documents"]:
        body = (r for r in data["sentences"] if r["part"] == "body")
        document["words"] = str(sum(row.number("words") or 0 for row in body))


def _voices(data: Data) -> None:
    """Fill in how each actor is heard."""
    heard = voices(data)
    for row in data["actors"]:
        row["voice"] = heard[row["actor_id"]]


def voices(data: Data) -> dict[str, str]:
    """Return how each actor is heard, by ``actor_id``: what the statements make of its ``voice``."""
    spoken: dict[str, str] = {}
    for row in data["statements"]:
        if row["reported_as"] != "outlet_voice":
            voice = "quoted" if row["reported_as"] in QUOTED else "paraphrased"
            for i in (*row.ids("claimant_id"), row["spokesperson_id"]):
                spoken[i] = voice if spoken.get(i) != "quoted" else "quoted"
    return {
        row["actor_id"]: "own_voice"
        if row["actor_type"] == "media"
        else spoken.get(row["actor_id"], "mentioned")
        for row in data["actors"]
    }


def fill_outlet(data: Data) -> None:
    """Fill in what follows, and nobody filled in, where the outlet speaks itself."""
    kinds = {i: row["actor_type"] for i, row in data.by_key("actors").items()}
    for row in data["statements"]:
        if {kinds.get(i) for i in row.ids("claimant_id")} == {"media"}:
            for column, code in OUTLET.items():
                row[column] = row[column] or code


def _adjudications(data: Data) -> None:
    """Repeat in each adjudication what was coded, for who reads it alone; in the newest round, what holds now.

    What was decided after an earlier round is history, and stays as it is.
    """
    codes = {(r["coder_id"], r["unit_id"], r["variable"]): r["code"] for r in data["codes"]}
    ends = "coder_id", "from_unit_id", "to_unit_id"
    links = {tuple(r[c] for c in ends): r["response_type"] for r in data["links"]}
    now = {
        (r["from_statement_id"], r["to_statement_id"]): r["response_type"]
        for r in data["responses"]
    }
    statements, all_rounds = data.by_key("statements"), rounds(data["coders"])
    coders = {
        str(of.number): dict(zip(("book", "first", "second"), of.coders, strict=True))
        for of in all_rounds
    }
    newest = [str(of.number) for of in all_rounds[:1]]
    for row in data["adjudications"]:
        cell = row["statement_id"], row["variable"]
        for column, coder in coders.get(row["round"], {}).items():
            row[column] = codes.get((coder, *cell), "")
        if row["round"] in newest and cell[0] in statements:
            row["decided"] = current(statements[cell[0]], cell[1])
    for row in data["link_adjudications"]:
        pair = row["from_statement_id"], row["to_statement_id"]
        for column, coder in coders.get(row["round"], {}).items():
            row[column] = links.get((coder, *pair), "")
        if row["round"] in newest:
            row["decided"] = now.get(pair, "")


#: What follows from other cells: the function that fills it in, the tables that it changes, those it reads too.
DERIVED: tuple[tuple[Callable[[Data], None], tuple[str, ...], tuple[str, ...]], ...] = (
    (_ends, ("mentions", "statements", "quantities"), ()),
    (_sentences, ("documents", "sentences"), ()),
    (_voices, ("actors",), ("statements",)),
    (fill_outlet, ("statements",), ("actors",)),
    (
        _adjudications,
        ("adjudications", "link_adjudications"),
        ("coders", "codes", "links", "responses"),
    ),
)


def sort_lists(data: Data, table: str) -> None:
    """Put a ``;`` list in the order of the table that it names, unless its order is the author’s."""
    for column, field in data.fields(table).items():
        target = field.get("references")
        if target and not field.get("ranked") and target in data.tables:
            order = {key: place for place, key in enumerate(data.by_key(target))}
            for row in data[table]:
                if ";" in row[column]:
                    ids = row.ids(column)
                    row[column] = ";".join(sorted(ids, key=lambda i: order.get(i, len(order))))


def _number_new(data: Data, table: str) -> None:
    """Give a row without an identifier the next number, where identifiers are numbered."""
    res = data.resources[table]
    key, *others = res["schema"]["primaryKey"]
    found = [m for row in data[table] if (m := NUMBERED.fullmatch(row[key]))]
    gone = [m for i in res.get("retired", ()) if (m := NUMBERED.fullmatch(i))]
    if others or "retired" not in res or not found:
        return
    last = max(int(m[2]) for m in (*found, *gone))
    for row in data[table]:
        if not row[key]:
            last += 1
            row[key] = f"{found[0][1]}{last:0{len(found[0][2])}d}"


def _sorted(data: Data, table: str) -> list[Row]:
    """Return the rows in the order that the descriptor names, and groups of rows together."""
    rows, keys = data[table], _sort_keys(data, table)
    if all(map(le, keys, keys[1:])):
        return rows
    return [rows[at] for at in sorted(range(len(rows)), key=keys.__getitem__)]


def _sort_keys(data: Data, table: str) -> list[tuple[Any, ...]]:
    """Return by what each row of a table is sorted; nothing for a table without an order."""
    res, rows = data.resources[table], data[table]
    ranks = []
    for column in res.get("order", ()):
        name, rank = column.removeprefix("-"), _rank(data, table, column)
        cells = [row[name] for row in rows]
        places = {cell: rank(cell) for cell in {*cells}}
        ranks.append([places[cell] for cell in cells])
    keys = [*zip(*ranks, strict=True)]
    if columns := res.get("grouped"):  # groups stand in the order in which each begins
        groups = [tuple(row[column] for column in columns) for row in rows]
        first = {group: (place,) for place, group in reversed([*enumerate(groups)])}
        keys = [first[group] for group in groups]
    return keys


def _rank(data: Data, table: str, column: str) -> Callable[[str], Any]:
    """Return what a cell is sorted by: codes by the codebook, identifiers by their table, numbers as such.

    ``-end`` sorts by a number downwards. What is not known comes last.
    """
    name = column.removeprefix("-")
    field = data.fields(table)[name]
    targets = {(t, c): target for t, c, target, _ in references(data)}
    known = field.get("constraints", {}).get("enum")
    if target := targets.get((table, name)):
        known = list(data.by_key(target)) if target in data.tables else None
    if known:
        order = {value: place for place, value in enumerate(known)}
        return lambda cell: [order.get(i, len(order)) for i in cell.split(";")]
    if field["type"] == "integer":
        sign = -1 if column.startswith("-") else 1
        return lambda cell: sign * (number(cell) or 0)
    return natural


def natural(cell: str) -> tuple[str, int, int]:
    """Return where a cell stands among others: an identifier with a number by its number.

    >>> sorted(["s100-1", "s99-2", "s99-10"], key=natural)
    ['s99-2', 's99-10', 's100-1']
    """
    if found := _PLACED.fullmatch(cell):
        return found[1], int(found[2]), int(found[3] or 0)
    return cell, 0, 0
