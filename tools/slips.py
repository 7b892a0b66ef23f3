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

from claimbook.data import load, schema
from claimbook.data.check import check
from claimbook.data.problems import Data, Problem
from claimbook.data.read import read
from claimbook.data.validate import references
from claimbook.data.verify import read_article, verify

#: What stands in the place of a column where whole rows are meant.
ROW = "(row)"
#: Latin letters and those of another script that look the same.
ALIKE = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))
ODD_SPACES = ("\u00a0", "\u2009", "\u202f", "\u3000")
UNSEEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\u202e")
STRAIGHT = {"“": '"', "”": '"', "’": "'", "‘": "'", '"': "“", "'": "’"}
ISO_DAY = r"\d{4}-\d\d-\d\d"
IN_WORDS = ("two", "three", "four", "five", "six", "ten")


@dataclass(frozen=True)
class Slip:
    """One slip: where it was made, what stood there and stands there now."""

    table: str
    column: str
    operator: str
    rows: list[list[str]] = field(repr=False)  #: the table as it is now
    lines: set[int]  #: the lines of the file that are wrong
    columns: set[str]  #: the columns that are wrong; none if whole rows are
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


def matching(pattern: str, change: Operator) -> Operator:
    """Return an operator that changes a whole cell, if it matches."""
    return lambda c: change(c) if re.fullmatch(pattern, c.value) else None


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


def end_lost(c: Cell) -> str:
    """Leave out the mark that ends a sentence."""
    return re.sub(r"[.?!](?=[”’)\]]?$)", "", c.value)


def space_added(c: Cell) -> str:
    """Put a space before or after."""
    return c.dice.choice((f"{c.value} ", f" {c.value}"))


def other_number(c: Cell, m: re.Match[str]) -> str:
    """Say another number, in words."""
    return c.dice.choice([word for word in IN_WORDS if word != m[0]])


LETTER = r"[^\W\d_]"
#: Name -> operator. A seed gives the same slips only in this order of them.
CELLS: dict[str, Operator] = {
    "digits transposed": transposed(r"\d"),
    "digit changed": at(r"\d", lambda c, m: str((int(m[0]) + c.dice.randint(1, 9)) % 10)),
    "off by one": matching(r"\d+", lambda c: str(int(c.value) + c.dice.choice((-1, 1)))),
    "sign of a number": matching(r"[1-9]\d*", lambda c: f"-{c.value}"),
    "zero added": matching(r"\d+", lambda c: c.dice.choice((f"0{c.value}", f"{c.value}0"))),
    "value of the row above or below": lambda c: c.dice.choice((c.above, c.below)),
    "value of another row": lambda c: c.far,
    "another code": lambda c: c.dice.choice(c.enum) if c.enum else None,
    "another identifier": another_identifier,
    "list reordered": in_list(neighbours_swapped),
    "list shortened": in_list(lambda c, ids: ids.pop(c.dice.randrange(len(ids)))),
    "list lengthened": lengthened,
    "stray separator": lambda c: f"{c.value};" if c.is_list and c.value else None,
    "letter dropped": at(rf"(?<=\w){LETTER}(?=\w)", lambda c, m: ""),
    "letter doubled": at(LETTER, lambda c, m: m[0] * 2),
    "letters transposed": transposed(LETTER),
    "look-alike letter": at(f"[{''.join(ALIKE)}]", lambda c, m: ALIKE[m[0]]),
    "odd space": at(" ", lambda c, m: c.dice.choice(ODD_SPACES)),
    "double space": at(" ", lambda c, m: "  "),
    "space at the end": matching(r"(?s).+", space_added),
    "character that nobody sees": unseen_added,
    "date shifted": at(ISO_DAY, shifted),
    "date cut short": matching(ISO_DAY, lambda c: c.value[: c.dice.choice((4, 7))]),
    "number said otherwise": at(rf"\b(?:{'|'.join(IN_WORDS)}|one)\b", other_number),
    "not dropped": at(r"\bnot |\bno ", lambda c, m: ""),
    "word dropped": at(r"(?<= )\w+ ", lambda c, m: "" if c.value.count(" ") > 2 else None),
    "sentence end lost": matching(r"(?s).*[.?!][”’)\]]?", end_lost),
    "sentence end added": matching(r"(?s).* .*[^\W_]", lambda c: f"{c.value}."),
    "quotation mark changed": at(f"[{''.join(STRAIGHT)}]", lambda c, m: STRAIGHT[m[0]]),
    "mark or bracket lost": at(r"[“”()\[\]]", lambda c, m: ""),
    "case of the first letter": lambda c: c.value[:1].swapcase() + c.value[1:],
    "case of a word": at(LETTER + "{2,}", lambda c, m: m[0].swapcase()),
    "cell emptied": lambda c: "",
    "cell filled": lambda c: c.far if not c.value else None,
    "text cut off": matching(r"(?s).* .* .*", lambda c: c.value.rsplit(" ", 1)[0]),
}
#: Operators on two cells at once, and on rows.
PAIRS = ("cells of two rows swapped", "cell swapped with the next")
ROWS = ("row deleted", "row doubled", "row doubled under a new name", "rows swapped", "row moved")


def slips(data: Data, number: int, seed: int, tables: set[str]) -> Iterator[Slip]:
    """Yield slips, each column of each table in its turn, then the rows of each; no two alike."""
    dice = random.Random(seed)
    places = [(table, f["name"]) for table, f in data.columns() if table in tables]
    places += [(table, ROW) for table in data.tables if table in tables]
    seen, made, barren = set(), 0, 0
    while made < number and barren < 3 * len(places):
        for table, column in places:
            tries = (
                _row(data, table, dice) if column == ROW else _cell(data, table, column, dice)
                for _ in range(12)
            )
            slip = next(filter(None, tries), None)
            if slip is None or str(slip) in seen:
                barren += 1
                continue
            seen.add(str(slip))
            yield slip
            made, barren = made + 1, 0
            if made == number:
                return


def _row(data: Data, table: str, dice: random.Random) -> Slip | None:
    rows = [[*row.values()] for row in data[table]]
    if len(rows) < 2:
        return None
    what, i, j = dice.choice(ROWS), dice.randrange(len(rows)), 0
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
    return Slip(table, ROW, what, rows, lines, set(), key, key, "")


def _cell(data: Data, table: str, column: str, dice: random.Random) -> Slip | None:
    rows, names = [[*row.values()] for row in data[table]], [*data.fields(table)]
    i, j = dice.randrange(len(rows)), names.index(column)
    what, old, key = dice.choice((*CELLS, *PAIRS)), rows[i][j], rows[i][0]
    lines, columns = {i + 2}, {column}
    if what == PAIRS[0]:
        k = dice.randrange(len(rows))
        rows[i][j], rows[k][j] = rows[k][j], old
        lines.add(k + 2)
    elif what == PAIRS[1]:
        k = (j + 1) % len(names)
        rows[i][j], rows[i][k] = rows[i][k], old
        columns.add(names[k])
    else:
        new = CELLS[what](_described(data, table, column, rows, i, j, dice))
        if new is None:
            return None
        rows[i][j] = new
    if rows[i][j] == old:
        return None
    return Slip(table, column, what, rows, lines, columns, key, old, rows[i][j])


def _described(
    data: Data, table: str, column: str, rows: list[list[str]], i: int, j: int, dice: random.Random
) -> Cell:
    described = data.fields(table)[column]
    target = next((to for t, c, to, _ in references(data) if (t, c) == (table, column)), "")
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
    asked, data = ask.parse_args(), read()
    article = read_article(Path(path)) if (path := os.environ.get("ARTICLE")) else ""
    who, places, left = Counter[str](), Counter[str](), []
    with tempfile.TemporaryDirectory() as there:
        folder = Path(shutil.copytree(schema.DATA, Path(there) / "data"))
        for slip in slips(data, asked.number, asked.seed, {*(asked.tables or data.tables)}):
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
