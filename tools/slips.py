"""Plant slips of a careless editor into the tables, and count who notices.

    python -m tools.slips --seed 2 --number 500 --tables counts people
    ARTICLE=path python -m tools.slips

Each slip goes through ``check`` and, if it passes, with a copy of the article through ``verify``. Told are
the shares that each notices, how near the first message of ``check`` points, and what nobody noticed:
read whether that could be known at all (another sentence of one's own can be as true).
"""

import argparse
import csv
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from claimbook.tables import load, schema
from claimbook.tables.check import check
from claimbook.tables.problems import Data, Problem
from claimbook.tables.read import read
from claimbook.tables.verify import read_article, verify

#: What stands in the place of a column where whole rows are meant.
ROW = "(row)"
#: Latin letters and those of another script that look the same.
ALIKE = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))
ODD_SPACES = ("\u00a0", "\u2009", "\u202f", "\u3000")
UNSEEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\u202e")
STRAIGHT = {"“": '"', "”": '"', "’": "'", "‘": "'", '"': "“", "'": "’"}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"\d+")
IN_WORDS = ("two", "three", "four", "five", "six", "ten")


@dataclass(frozen=True)
class Slip:
    """One slip: where it was made, what stood there and stands there now."""

    table: str
    column: str
    operator: str
    kind: str  #: form (how it is written), sense (what it says) or row
    rows: list[list[str]] = field(repr=False)  #: the table as it is now
    lines: frozenset[int]  #: the lines of the file that are wrong
    columns: frozenset[str]  #: the columns that are wrong; none if whole rows are
    key: str
    old: str
    new: str

    def __str__(self) -> str:
        return (
            f"{self.table} {self.key} {self.column} ({self.operator}): {self.old!r} -> {self.new!r}"
        )


@dataclass(frozen=True)
class Cell:
    """A cell that an operator may change, with what it needs to know of its column."""

    value: str
    above: str
    below: str
    far: str  #: the same column in a row anywhere
    enum: tuple[str, ...]
    known: tuple[str, ...]  #: identifiers of the table that the column names
    is_list: bool
    dice: random.Random


#: Makes a changed cell of a cell; nothing if it cannot.
Operator = Callable[[Cell], str | None]


def at(pattern: str, text: Callable[[Cell, re.Match[str]], str | None]) -> Operator:
    """Return an operator that writes another text in one of the places that match, if there is any."""

    def make(c: Cell) -> str | None:
        if not (found := [*re.finditer(pattern, c.value)]):
            return None
        m = c.dice.choice(found)
        new = text(c, m)
        return None if new is None else c.value[: m.start()] + new + c.value[m.end() :]

    return make


def transposed(sign: str) -> Operator:
    """Return an operator that swaps two neighbouring signs that differ."""

    def make(c: Cell) -> str | None:
        if not (found := [*re.finditer(rf"(?=({sign})(?!\1){sign})", c.value)]):
            return None
        i = c.dice.choice(found).start()
        return c.value[:i] + c.value[i + 1] + c.value[i] + c.value[i + 2 :]

    return make


def in_list(change: Callable[[Cell, list[str]], object]) -> Operator:
    """Return an operator that changes the list of identifiers in a cell that has two or more."""

    def make(c: Cell) -> str | None:
        ids = c.value.split(";")
        if not c.is_list or len(ids) < 2:
            return None
        change(c, ids)
        return ";".join(ids)

    return make


def neighbours_swapped(c: Cell, ids: list[str]) -> None:
    """Swap two identifiers of a list that stand beside each other."""
    i = c.dice.randrange(len(ids) - 1)
    ids[i], ids[i + 1] = ids[i + 1], ids[i]


def another_identifier(c: Cell) -> str | None:
    """Put another identifier that exists in the place of one."""
    if not c.known:
        return None
    ids = c.value.split(";") if c.value else [""]
    ids[c.dice.randrange(len(ids))] = c.dice.choice(c.known)
    return ";".join(ids)


def lengthened(c: Cell) -> str | None:
    """Put one more identifier into a list."""
    if not c.is_list or not c.known or not c.value:
        return None
    ids = c.value.split(";")
    ids.insert(c.dice.randint(0, len(ids)), c.dice.choice(c.known))
    return ";".join(ids)


def unseen_added(c: Cell) -> str | None:
    """Put in a character that nobody sees."""
    i = c.dice.randint(0, len(c.value))
    return c.value[:i] + c.dice.choice(UNSEEN) + c.value[i:] if c.value else None


def shifted(c: Cell, m: re.Match[str]) -> str:
    """Shift a date by a day, a month or a year."""
    day, step = date.fromisoformat(m[0]), c.dice.choice(("day", "month", "year"))
    if step == "day":
        return (day + timedelta(c.dice.choice((-1, 1)))).isoformat()
    if step == "month":
        return f"{m[0][:5]}{day.month % 12 + 1:02d}{m[0][7:]}"
    return f"{day.year + c.dice.choice((-1, 1))}{m[0][4:]}"


def end_lost(c: Cell) -> str | None:
    """Leave out the mark that ends a sentence."""
    new = re.sub(r"[.?!](?=[”’)\]]?$)", "", c.value)
    return new if re.search(r"[.?!][”’)\]]?$", c.value) else None


LETTER = r"[^\W\d_]"
#: Name -> its kind and the operator. A seed gives the same slips only in this order of them.
CELLS: dict[str, tuple[str, Operator]] = {
    "digits transposed": ("sense", transposed(r"\d")),
    "digit changed": (
        "sense",
        at(r"\d", lambda c, m: str((int(m[0]) + c.dice.randint(1, 9)) % 10)),
    ),
    "off by one": (
        "sense",
        lambda c: str(int(c.value) + c.dice.choice((-1, 1))) if NUMBER.fullmatch(c.value) else None,
    ),
    "sign of a number": (
        "form",
        lambda c: f"-{c.value}" if re.fullmatch(r"[1-9]\d*", c.value) else None,
    ),
    "zero added": (
        "sense",
        lambda c: (
            c.dice.choice(("0" + c.value, c.value + "0")) if NUMBER.fullmatch(c.value) else None
        ),
    ),
    "value of the row above or below": ("sense", lambda c: c.dice.choice((c.above, c.below))),
    "value of another row": ("sense", lambda c: c.far),
    "another code": ("sense", lambda c: c.dice.choice(c.enum) if c.enum else None),
    "another identifier": ("sense", another_identifier),
    "list reordered": ("form", in_list(neighbours_swapped)),
    "list shortened": ("sense", in_list(lambda c, ids: ids.pop(c.dice.randrange(len(ids))))),
    "list lengthened": ("sense", lengthened),
    "stray separator": ("form", lambda c: c.value + ";" if c.is_list and c.value else None),
    "letter dropped": ("form", at(rf"(?<=\w){LETTER}(?=\w)", lambda c, m: "")),
    "letter doubled": ("form", at(LETTER, lambda c, m: m[0] * 2)),
    "letters transposed": ("form", transposed(LETTER)),
    "look-alike letter": ("form", at(f"[{''.join(ALIKE)}]", lambda c, m: ALIKE[m[0]])),
    "odd space": ("form", at(" ", lambda c, m: c.dice.choice(ODD_SPACES))),
    "double space": ("form", at(" ", lambda c, m: "  ")),
    "space at the end": (
        "form",
        lambda c: c.dice.choice((c.value + " ", " " + c.value)) if c.value else None,
    ),
    "character that nobody sees": ("form", unseen_added),
    "date shifted": ("sense", at(ISO_DAY.pattern, shifted)),
    "date cut short": (
        "sense",
        lambda c: c.value[: c.dice.choice((4, 7))] if ISO_DAY.fullmatch(c.value) else None,
    ),
    "number said otherwise": (
        "sense",
        at(
            rf"\b(?:{'|'.join(IN_WORDS)}|one)\b",
            lambda c, m: c.dice.choice([o for o in IN_WORDS if o != m[0]]),
        ),
    ),
    "not dropped": ("sense", at(r"\bnot |\bno ", lambda c, m: "")),
    "word dropped": (
        "sense",
        at(r"(?<= )\w+ ", lambda c, m: "" if c.value.count(" ") > 2 else None),
    ),
    "sentence end lost": ("form", end_lost),
    "sentence end added": (
        "form",
        lambda c: c.value + "." if " " in c.value and c.value[-1].isalnum() else None,
    ),
    "quotation mark changed": ("form", at(f"[{''.join(STRAIGHT)}]", lambda c, m: STRAIGHT[m[0]])),
    "mark or bracket lost": ("form", at(r"[“”()\[\]]", lambda c, m: "")),
    "case of the first letter": ("form", lambda c: c.value[:1].swapcase() + c.value[1:]),
    "case of a word": ("form", at(LETTER + "{2,}", lambda c, m: m[0].swapcase())),
    "cell emptied": ("sense", lambda c: ""),
    "cell filled": ("sense", lambda c: c.far if not c.value else None),
    "text cut off": (
        "sense",
        lambda c: c.value.rsplit(" ", 1)[0] if c.value.count(" ") > 1 else None,
    ),
}
#: Operators on two cells at once, and on rows.
PAIRS = ("cells of two rows swapped", "cell swapped with the next")
ROWS = ("row deleted", "row doubled", "row doubled under a new name", "rows swapped", "row moved")
OPERATORS = (*CELLS, *PAIRS, *ROWS)


def slips(
    data: Data, number: int, seed: int, tables: set[str], operators: set[str]
) -> Iterator[Slip]:
    """Yield slips, each column of each table in its turn, then the rows of each; no two alike."""
    dice = random.Random(seed)
    places = [(table, f["name"]) for table, f in data.columns() if table in tables]
    places += [(table, ROW) for table in data.tables if table in tables]
    seen, made, barren = set(), 0, 0
    while made < number and barren < 3 * len(places):
        for table, column in places:
            make = _row if column == ROW else _cell
            tries = (make(data, table, column, operators, dice) for _ in range(12))
            slip = next(filter(None, tries), None)
            if slip is None or str(slip) in seen:
                barren += 1
                continue
            seen.add(str(slip))
            yield slip
            made, barren = made + 1, 0
            if made == number:
                return


def _row(
    data: Data, table: str, column: str, operators: set[str], dice: random.Random
) -> Slip | None:
    rows = [[*row.values()] for row in data[table]]
    possible = [o for o in ROWS if o in operators]
    if not possible or len(rows) < 2:
        return None
    what, i = dice.choice(possible), dice.randrange(len(rows))
    key, lines = rows[i][0], {i + 2}
    if what == "row deleted":
        del rows[i]
        lines = {i + 1, i + 2}
    elif what == "row doubled":
        rows.insert(i + 1, [*rows[i]])
        lines = {i + 2, i + 3}
    elif what == "row doubled under a new name":
        name = re.sub(r"\d+$", lambda m: f"{int(m[0]) + 1:0{len(m[0])}d}", rows[-1][0])
        rows.append([name if name != rows[-1][0] else f"{key}-b", *rows[i][1:]])
        lines = {i + 2, len(rows) + 1}
    elif what == "rows swapped":
        if i + 1 == len(rows):
            return None
        rows[i], rows[i + 1] = rows[i + 1], rows[i]
        lines = {i + 2, i + 3}
    else:
        j = dice.randrange(len(rows))
        if i == j:
            return None
        rows.insert(j, rows.pop(i))
        lines = {i + 1, i + 2, i + 3, j + 1, j + 2, j + 3}
    return Slip(table, ROW, what, "row", rows, frozenset(lines), frozenset(), key, key, "")


def _cell(
    data: Data, table: str, column: str, operators: set[str], dice: random.Random
) -> Slip | None:
    rows, names = [[*row.values()] for row in data[table]], [*data.fields(table)]
    i, j = dice.randrange(len(rows)), names.index(column)
    possible = [o for o in (*CELLS, *PAIRS) if o in operators]
    if not possible:
        return None
    what, old, key = dice.choice(possible), rows[i][j], rows[i][0]
    lines, columns, kind = {i + 2}, {column}, "sense"
    if what == PAIRS[0]:
        k = dice.randrange(len(rows))
        rows[i][j], rows[k][j] = rows[k][j], old
        lines.add(k + 2)
    elif what == PAIRS[1]:
        k = (j + 1) % len(names)
        rows[i][j], rows[i][k] = rows[i][k], old
        columns.add(names[k])
    else:
        kind, make = CELLS[what]
        new = make(_described(data, table, column, rows, i, j, dice))
        if new is None:
            return None
        rows[i][j] = new
    if rows[i][j] == old:
        return None
    now = rows[i][j]
    return Slip(table, column, what, kind, rows, frozenset(lines), frozenset(columns), key, old, now)  # fmt: skip


def _described(
    data: Data, table: str, column: str, rows: list[list[str]], i: int, j: int, dice: random.Random
) -> Cell:
    described = data.fields(table)[column]
    keys = data.resources[table]["schema"].get("foreignKeys", [])
    target = described.get("references") or next(
        (k["reference"]["resource"] or table for k in keys if column in k["fields"]), ""
    )
    return Cell(
        value=rows[i][j],
        above=rows[i - 1][j],
        below=rows[(i + 1) % len(rows)][j],
        far=dice.choice(rows)[j],
        enum=tuple(described.get("constraints", {}).get("enum", ())),
        known=tuple(data.by_key(target)) if target else (),
        is_list="references" in described,
        dice=dice,
    )


def near(slip: Slip, problem: Problem, file: str) -> str:
    """Say how near a message points to a slip: ``cell``, ``line``, ``file`` or ``elsewhere``."""
    if problem.file != file:
        return "elsewhere"
    lost = slip.operator == "row deleted" and slip.key in f"{problem.value} {problem.right}"
    if problem.line not in slip.lines and not lost:
        return "file"
    return "cell" if not slip.columns or problem.column in slip.columns else "line"


def noticed(slip: Slip, folder: Path, article: str) -> tuple[str, str]:
    """Say who notices a slip in a copy of the data: ``check`` and how near it points, ``verify``, nobody.

    What fails over a slip is called a crash: that is a fault of the programs.
    """
    file = schema.resource(slip.table)["path"]
    before = (folder / file).read_bytes()
    try:
        with open(folder / file, "w", encoding="utf-8", newline="") as out:
            header = before.decode("utf-8").split("\n", 1)[0]
            out.write(header + "\n")
            csv.writer(out, lineterminator="\n").writerows(slip.rows)
        if problems := check(folder):
            return "check", near(slip, problems[0], file)
        return ("verify" if article and verify(article, load(folder)).differences else "nobody"), ""
    except Exception as error:  # whatever nobody thought of
        print(f"crash: {slip}: {type(error).__name__}: {error}")
        return "crash", ""
    finally:
        (folder / file).write_bytes(before)


def main() -> None:
    """Plant the slips that are asked for, and print who noticed."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--number", type=int, default=900)
    ask.add_argument("--tables", nargs="*", default=[])
    ask.add_argument("--operators", nargs="*", default=[], help="; ".join(OPERATORS))
    asked, data = ask.parse_args(), read()
    article = read_article(Path(path)) if (path := os.environ.get("ARTICLE")) else ""
    tables, operators = {*(asked.tables or data.tables)}, {*(asked.operators or OPERATORS)}
    who, places, left = Counter[str](), Counter[str](), []
    with tempfile.TemporaryDirectory() as there:
        folder = Path(shutil.copytree(schema.DATA, Path(there) / "data"))
        for slip in slips(data, asked.number, asked.seed, tables, operators):
            found, place = noticed(slip, folder, article)
            who[found] += 1
            # Where a whole row is wrong, its line is all that a message can hit.
            places[place] += 1
            places["a cell was wrong"] += bool(place and slip.columns)
            places["that cell"] += bool(place == "cell" and slip.columns)
            left += [slip] if found == "nobody" else []
    for name in ("check", "verify", "nobody", "crash"):
        print(f"{name}: {who[name]} of {who.total()} ({who[name] / max(who.total(), 1):.1%})")
    line, cells = places["cell"] + places["line"], places["a cell was wrong"]
    print(f"first message at the right line: {line / max(who['check'], 1):.1%}")
    print(f"at the right cell, where one is wrong: {places['that cell'] / max(cells, 1):.1%}")
    print("\nNobody noticed:", *map(str, left), sep="\n- ")


if __name__ == "__main__":
    main()
