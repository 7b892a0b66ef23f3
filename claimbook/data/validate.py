"""The tables against their schema: types, constraints and keys of a Frictionless Table Schema.

Of the standard the four types and five constraints that :mod:`claimbook.data.descriptor` admits, and of the
book's own ``references`` (a ``;`` list names rows of a table) and ``distinct`` (no two rows have one text). A
test reads the published package with the library of the standard, as a stranger would.
Source: Frictionless Data Package, Table Schema, v1.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from claimbook.data.problems import Data, Problem, Row
from claimbook.data.read import KEEP

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
#: A day as spreadsheets write it for their reader, and from how many on a column was rewritten.
REWRITTEN = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4})")
MANY = 5


def is_day(cell: str) -> bool:
    """Return whether a day exists, or a month or a year: ``2020-02-29``, ``2020-02``, ``2020``.

    >>> is_day("2020-02-29"), is_day("2020-02"), is_day("2021-02-29"), is_day("0208")
    (True, True, False, False)
    """
    try:
        date.fromisoformat((cell + "-01-01")[:10])
    except ValueError:
        return False
    return "1000" <= cell[:4] <= "2099"


#: Type -> whether a cell has it, and what to say if not.
TYPES: dict[str, tuple[Callable[[str], object], str]] = {
    "string": (lambda cell: True, ""),
    "date": (lambda cell: len(cell) == 10 and is_day(cell), "must be of type date, as 2020-10-07"),
    "integer": (re.compile(r"-?\d+", re.ASCII).fullmatch, "must be of type integer"),
    "number": (_NUMBER.fullmatch, "must be of type number"),
}


def validate(data: Data) -> Iterator[Problem]:
    """Yield every cell that breaks the schema of its table, once for each row in which it stands."""
    for table in data.tables:
        problems = [*_cells(data, table)]
        yield from _together(problems)
        yield from _unique(data, table)
        yield from _references(data, table)


def _cells(data: Data, table: str) -> Iterator[Problem]:
    """Hold the cells of each column against type and constraints; each text is judged once."""
    cells = data.columnwise[table]
    for column, field in data.fields(table).items():
        judged = {cell: right for cell in {*cells[column]} if (right := judge(cell, field))}
        for row in data[table] if judged else ():
            if row[column] in judged:
                yield row.wrong(column, judged[row[column]])


def judge(cell: str, field: dict[str, Any]) -> str:
    """Say what would be right for a cell, by the descriptor of its column; nothing if it is right."""
    rule, kind = field.get("constraints", {}), field["type"]
    if not cell:
        return "must not be empty" if rule.get("required") else ""
    has_type, right = TYPES[kind]
    if kind == "integer" and re.fullmatch(r"0\d+", cell):
        return "begins with a zero; write the number without it"
    if not has_type(cell):
        return right if not _DATE.fullmatch(cell) or kind != "date" else "is no day of the calendar"
    if "enum" in rule and cell not in rule["enum"]:
        return f"is not a code of this column; use one of: {', '.join(rule['enum'])}"
    if "pattern" in rule and not re.fullmatch(rule["pattern"], cell):
        return f"does not have the form {rule['pattern']}"
    if "[0-9]{4}" in rule.get("pattern", "") and _DATE.fullmatch(cell) and not is_day(cell):
        return "is no day of the calendar"
    if "minimum" in rule and float(cell) < float(rule["minimum"]):
        return f"must be at least {rule['minimum']}"
    return ""


def _unique(data: Data, table: str) -> Iterator[Problem]:
    """No two rows have the same key, or the same text where the descriptor says ``distinct``."""
    schema, cells = data.resources[table]["schema"], data.columnwise[table]
    keys = [(schema["primaryKey"], "stands on another line too; the identifier must be unique")]
    for column, field in data.fields(table).items():
        if field.get("distinct"):
            keys.append(([column], "stands in line {} too; no two rows have the same text here"))
    for columns, right in keys:
        values = [*zip(*(cells[c] for c in columns), strict=True)]
        times = Counter(values)
        if len(times) == len(values):
            continue
        twins: dict[tuple[str, ...], list[Row]] = {}
        for row, value in zip(data[table], values, strict=True):
            if times[value] > 1 and any(value):
                twins.setdefault(value, []).append(row)
        for rows in twins.values():
            first, *rest = sorted(rows, key=lambda row: -_own_words(row, columns[-1]))
            for row in rest:
                yield row.wrong(columns[-1], right.format(first.line))


def _own_words(row: Row, column: str) -> int:
    """Count the words of a cell that stand in other cells of its row: of two alike, the likelier."""
    others = " ".join(value for name, value in row.items() if name != column).lower()
    return sum(word in others for word in {*re.findall(r"[^\W_]{4,}", row[column].lower())})


def references(data: Data) -> Iterator[tuple[str, str, str, bool]]:
    """Yield every column that names rows of a table: its table, its name, their table, whether a list."""
    for table, field in data.columns():
        if target := field.get("references"):
            yield table, field["name"], target, True
    for table, res in data.resources.items():
        for key in res["schema"].get("foreignKeys", []):
            yield table, key["fields"][0], key["reference"]["resource"] or table, False


def _references(data: Data, table: str) -> Iterator[Problem]:
    """Every identifier that names a row of another table is there; in a list it stands once."""
    for source, column, target, is_list in references(data):
        if source != table or target not in data.tables:
            continue
        known, key = data.by_key(target), next(iter(data.fields(target)))
        right = f"names no row of {target}.csv; use one of its {key}"
        odd = {}
        for cell in {*data.columnwise[table][column]}:
            ids = cell.split(";") if is_list else [cell]
            if cell and not all(i in known for i in ids):
                odd[cell] = [(i, right) for i in ids if i not in known]
            elif len({*ids}) < len(ids):
                twice = Counter(ids).most_common(1)[0][0]
                odd[cell] = [(twice, "stands twice in the list")]
        for row in data[table] if odd else ():
            for i, wrong in odd.get(row[column], ()):
                yield row.wrong(column, wrong, i)


def _together(problems: list[Problem]) -> list[Problem]:
    """Say once that a spreadsheet has rewritten a column of days, and not for each cell."""
    columns: dict[str | None, list[Problem]] = {}
    for problem in problems:
        if problem.value and REWRITTEN.fullmatch(problem.value):
            columns.setdefault(problem.column, []).append(problem)
    once = [found for found in columns.values() if len(found) >= MANY]
    right = "{} cells hold days as a spreadsheet writes them; days are written 2020-10-07. {}"
    summed = [replace(found[0], right=right.format(len(found), KEEP)) for found in once]
    gone = {id(problem) for found in once for problem in found}
    return [*summed, *(p for p in problems if id(p) not in gone)]
