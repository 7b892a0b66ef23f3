"""What a careless editor does to a table: one slip at a time, spread over every column of every table."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from claimbook.tables.problems import Data

#: What stands in the place of a column where whole rows are meant.
ROW = "(row)"
#: Latin letters and those of another script that look the same.
ALIKE = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))
ODD_SPACES = ("\u00a0", "\u2009", "\u202f", "\u3000")
UNSEEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\u202e")
STRAIGHT = {"“": '"', "”": '"', "’": "'", "‘": "'", '"': "“", "'": "’"}
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Slip:
    """One slip: where it was made, what stood there and stands there now."""

    table: str
    column: str
    operator: str
    kind: str  #: form (how it is written) or sense (what it says)
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
    beside: str  #: the next column of the row
    enum: tuple[str, ...]
    known: tuple[str, ...]  #: identifiers of the table that the column names
    is_list: bool
    dice: random.Random


#: Operator -> what it makes of a cell (nothing if it cannot), and its kind.
CELLS: dict[str, tuple[Callable[[Cell], str | None], str]] = {}


def operator(name: str, kind: str) -> Callable[[Any], Any]:
    """Register what makes a changed cell of a cell."""

    def register(make: Callable[[Cell], str | None]) -> Callable[[Cell], str | None]:
        CELLS[name] = (make, kind)
        return make

    return register


def at(cell: Cell, pattern: str) -> re.Match[str] | None:
    """Return one of the places of a cell that have a form."""
    found = [*re.finditer(pattern, cell.value)]
    return cell.dice.choice(found) if found else None


def put(cell: Cell, place: re.Match[str], text: str) -> str:
    """Return the cell with a text in a place."""
    return cell.value[: place.start()] + text + cell.value[place.end() :]


@operator("digits transposed", "sense")
def _(c: Cell) -> str | None:
    m = at(c, r"(?=(\d)(?!\1)\d)")
    return (
        c.value[: m.start()] + c.value[m.start() + 1] + m[1] + c.value[m.start() + 2 :]
        if m
        else None
    )


@operator("digit changed", "sense")
def _(c: Cell) -> str | None:
    m = at(c, r"\d")
    return put(c, m, str((int(m[0]) + c.dice.randint(1, 9)) % 10)) if m else None


@operator("off by one", "sense")
def _(c: Cell) -> str | None:
    return str(int(c.value) + c.dice.choice((-1, 1))) if re.fullmatch(r"\d+", c.value) else None


@operator("sign of a number", "form")
def _(c: Cell) -> str | None:
    return f"-{c.value}" if re.fullmatch(r"[1-9]\d*", c.value) else None


@operator("zero added", "sense")
def _(c: Cell) -> str | None:
    return c.dice.choice(("0" + c.value, c.value + "0")) if re.fullmatch(r"\d+", c.value) else None


@operator("value of the row above or below", "sense")
def _(c: Cell) -> str | None:
    return c.dice.choice((c.above, c.below))


@operator("value of another row", "sense")
def _(c: Cell) -> str | None:
    return c.far


@operator("another code", "sense")
def _(c: Cell) -> str | None:
    return c.dice.choice(c.enum) if c.enum else None


@operator("another identifier", "sense")
def _(c: Cell) -> str | None:
    if not c.known:
        return None
    ids = c.value.split(";") if c.value else [""]
    ids[c.dice.randrange(len(ids))] = c.dice.choice(c.known)
    return ";".join(ids)


@operator("list reordered", "form")
def _(c: Cell) -> str | None:
    ids = c.value.split(";")
    if not c.is_list or len(ids) < 2:
        return None
    i = c.dice.randrange(len(ids) - 1)
    ids[i], ids[i + 1] = ids[i + 1], ids[i]
    return ";".join(ids)


@operator("list shortened", "sense")
def _(c: Cell) -> str | None:
    ids = c.value.split(";")
    if not c.is_list or len(ids) < 2:
        return None
    ids.pop(c.dice.randrange(len(ids)))
    return ";".join(ids)


@operator("list lengthened", "sense")
def _(c: Cell) -> str | None:
    if not c.is_list or not c.known or not c.value:
        return None
    ids = c.value.split(";")
    ids.insert(c.dice.randint(0, len(ids)), c.dice.choice(c.known))
    return ";".join(ids)


@operator("stray separator", "form")
def _(c: Cell) -> str | None:
    return c.value + ";" if c.is_list and c.value else None


@operator("letter dropped", "form")
def _(c: Cell) -> str | None:
    m = at(c, r"(?<=\w)[^\W\d_](?=\w)")
    return put(c, m, "") if m else None


@operator("letter doubled", "form")
def _(c: Cell) -> str | None:
    m = at(c, r"[^\W\d_]")
    return put(c, m, m[0] * 2) if m else None


@operator("letters transposed", "form")
def _(c: Cell) -> str | None:
    m = at(c, r"(?=([^\W\d_])(?!\1)[^\W\d_])")
    return (
        c.value[: m.start()] + c.value[m.start() + 1] + m[1] + c.value[m.start() + 2 :]
        if m
        else None
    )


@operator("look-alike letter", "form")
def _(c: Cell) -> str | None:
    m = at(c, f"[{''.join(ALIKE)}]")
    return put(c, m, ALIKE[m[0]]) if m else None


@operator("odd space", "form")
def _(c: Cell) -> str | None:
    m = at(c, " ")
    return put(c, m, c.dice.choice(ODD_SPACES)) if m else None


@operator("double space", "form")
def _(c: Cell) -> str | None:
    m = at(c, " ")
    return put(c, m, "  ") if m else None


@operator("space at the end", "form")
def _(c: Cell) -> str | None:
    return c.dice.choice((c.value + " ", " " + c.value)) if c.value else None


@operator("character that nobody sees", "form")
def _(c: Cell) -> str | None:
    i = c.dice.randint(0, len(c.value))
    return c.value[:i] + c.dice.choice(UNSEEN) + c.value[i:] if c.value else None


@operator("date shifted", "sense")
def _(c: Cell) -> str | None:
    m = at(c, ISO_DAY.pattern)
    if not m:
        return None
    day, step = date.fromisoformat(m[0]), c.dice.choice(("day", "month", "year"))
    if step == "day":
        new = (day + timedelta(c.dice.choice((-1, 1)))).isoformat()
    elif step == "month":
        new = f"{m[0][:5]}{day.month % 12 + 1:02d}{m[0][7:]}"
    else:
        new = f"{day.year + c.dice.choice((-1, 1))}{m[0][4:]}"
    return put(c, m, new)


@operator("date cut short", "sense")
def _(c: Cell) -> str | None:
    return c.value[: c.dice.choice((4, 7))] if ISO_DAY.fullmatch(c.value) else None


@operator("number said otherwise", "sense")
def _(c: Cell) -> str | None:
    m = at(c, r"\b(?:two|three|four|five|six|ten|two|one)\b")
    others = ("two", "three", "four", "five", "six", "ten")
    return put(c, m, c.dice.choice([o for o in others if o != m[0]])) if m else None


@operator("not dropped", "sense")
def _(c: Cell) -> str | None:
    m = at(c, r"\bnot |\bno ")
    return put(c, m, "") if m else None


@operator("word dropped", "sense")
def _(c: Cell) -> str | None:
    m = at(c, r"(?<= )\w+ ")
    return put(c, m, "") if m and c.value.count(" ") > 2 else None


@operator("sentence end lost", "form")
def _(c: Cell) -> str | None:
    return (
        re.sub(r"[.?!](?=[”’)\]]?$)", "", c.value)
        if re.search(r"[.?!][”’)\]]?$", c.value)
        else None
    )


@operator("sentence end added", "form")
def _(c: Cell) -> str | None:
    return c.value + "." if " " in c.value and c.value[-1].isalnum() else None


@operator("quotation mark changed", "form")
def _(c: Cell) -> str | None:
    m = at(c, f"[{''.join(STRAIGHT)}]")
    return put(c, m, STRAIGHT[m[0]]) if m else None


@operator("mark or bracket lost", "form")
def _(c: Cell) -> str | None:
    m = at(c, r"[“”()\[\]]")
    return put(c, m, "") if m else None


@operator("case of the first letter", "form")
def _(c: Cell) -> str | None:
    return c.value[:1].swapcase() + c.value[1:]


@operator("case of a word", "form")
def _(c: Cell) -> str | None:
    m = at(c, r"[^\W\d_]{2,}")
    return put(c, m, m[0].swapcase()) if m else None


@operator("cell emptied", "sense")
def _(c: Cell) -> str | None:
    return ""


@operator("cell filled", "sense")
def _(c: Cell) -> str | None:
    return c.far if not c.value else None


@operator("text cut off", "sense")
def _(c: Cell) -> str | None:
    return c.value.rsplit(" ", 1)[0] if c.value.count(" ") > 1 else None


#: Operators on two cells at once.
PAIRS = ("cells of two rows swapped", "cell swapped with the next")
ROWS = ("row deleted", "row doubled", "row doubled under a new name", "rows swapped", "row moved")
OPERATORS = (*CELLS, *PAIRS, *ROWS)


def strata(data: Data, tables: set[str]) -> list[tuple[str, str]]:
    """Return every column of every table, and the rows of each."""
    named = [(table, f["name"]) for table, f in data.columns() if table in tables]
    return [*named, *((table, ROW) for table in data.tables if table in tables)]


def slips(
    data: Data, number: int, seed: int, tables: set[str], operators: set[str]
) -> Iterator[Slip]:
    """Yield slips, each column of each table in its turn, no two alike."""
    dice = random.Random(seed)
    places, seen, made, barren = strata(data, tables), set(), 0, 0
    while made < number and barren < 3 * len(places):
        for table, column in places:
            slip = _slip(data, table, column, operators, dice)
            if slip is None or (mark := (slip.table, str(slip))) in seen:
                barren += 1
                continue
            seen.add(mark)
            yield slip
            made, barren = made + 1, 0
            if made == number:
                return


def _slip(
    data: Data, table: str, column: str, operators: set[str], dice: random.Random
) -> Slip | None:
    make = _row if column == ROW else _cell
    for _ in range(12):
        if slip := make(data, table, column, operators, dice):
            return slip
    return None


def _cells(data: Data, table: str) -> list[list[str]]:
    return [[*row.values()] for row in data[table]]


def _row(
    data: Data, table: str, column: str, operators: set[str], dice: random.Random
) -> Slip | None:
    rows, possible = _cells(data, table), [o for o in ROWS if o in operators]
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
    rows, names = _cells(data, table), [*data.fields(table)]
    i, j = dice.randrange(len(rows)), names.index(column)
    possible = [o for o in (*CELLS, *PAIRS) if o in operators]
    if not possible:
        return None
    what, old = dice.choice(possible), rows[i][j]
    lines, columns = {i + 2}, {column}
    if what == PAIRS[0]:
        k = dice.randrange(len(rows))
        rows[i][j], rows[k][j], kind = rows[k][j], old, "sense"
        lines.add(k + 2)
    elif what == PAIRS[1]:
        k = (j + 1) % len(names)
        rows[i][j], rows[i][k], kind = rows[i][k], old, "sense"
        columns.add(names[k])
    else:
        make, kind = CELLS[what]
        new = make(_about(data, table, column, rows, i, j, dice))
        if new is None:
            return None
        rows[i][j] = new
    if rows[i][j] == old:
        return None
    return Slip(
        table, column, what, kind, rows, frozenset(lines), frozenset(columns), data[table][i][names[0]], old, rows[i][j]
    )  # fmt: skip


def _about(
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
        beside=rows[i][(j + 1) % len(rows[i])],
        enum=tuple(described.get("constraints", {}).get("enum", ())),
        known=tuple(data.by_key(target)) if target else (),
        is_list="references" in described,
        dice=dice,
    )
