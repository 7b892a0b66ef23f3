"""Hold the data against the schema and the rules of evidence.

Bytes and headers first, then the schema (by the library for the Frictionless standard), then the
rules across tables that a schema cannot say. Every problem is reported, with what would be right.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from claimbook.tables import (
    article_rules,
    coding_rules,
    order_rules,
    record_rules,
    schema,
    text_rules,
)
from claimbook.tables.problems import Data, Problem, Row, in_descriptor
from claimbook.tables.read import KEEP, read

Rule = Callable[[Data], Iterable[Problem]]
#: Rules of what stands in a cell and in which order, told before all others: what breaks them has victims.
FIRST: tuple[Rule, ...] = (*text_rules.RULES, *order_rules.FIRST, *text_rules.LATER)
#: Folder of the data -> the rules on its tables; a book of one's own need not have them all.
RULES = {
    "article": (*order_rules.RULES, *article_rules.RULES),
    "coding": coding_rules.RULES,
    "record": record_rules.RULES,
}
COMPLETE = article_rules.COMPLETE


def check(folder: Path = schema.DATA) -> list[Problem]:
    """Read a data folder and return every problem of its tables; none is an empty list."""
    return examine(read(folder))


def to_do(data: Data) -> list[Problem]:
    """Return what a coding that goes on still lacks; nothing of one that is called finished."""
    return [p for rule in COMPLETE for p in rule(data)] if data.unfinished and sound(data) else []


def examine(data: Data, against_schema: bool = True) -> list[Problem]:
    """Return every problem of tables that are read already."""
    return [*found(data, against_schema)]


def found(data: Data, against_schema: bool = True) -> Iterator[Problem]:
    """Yield the problems of tables that are read already, causes before what they cause.

    The rules run only if bytes and columns of all tables are sound, because they would report the
    same fault a second time. What a coding lacks is no problem while it goes on.
    """
    yield from data.problems
    held = list(rules(data)) if sound(data) else []
    for rule in FIRST if held else ():
        yield from rule(data)
    yield from _schema(data) if against_schema else ()
    for rule in held:
        yield from rule(data)


def rules(data: Data) -> Iterator[Rule]:
    """Yield the rules that the tables of a book are held to."""
    parts = {res["path"].partition("/")[0] for res in data.resources.values()}
    for part, own in RULES.items():
        yield from own if part in parts else ()
    yield from article_rules.STRICT if data.package.get("strict") else ()
    yield from () if data.unfinished else COMPLETE


def sound(data: Data) -> bool:
    """Return whether bytes and columns of all tables are as they should be."""
    return not data.problems and bool(data.tables)


def _schema(data: Data) -> list[Problem]:
    """Validate the sound tables with the Frictionless library: types, constraints, keys.

    The library is slow with rows and quick with cells, of which most stand many times. So its reader
    judges each cell once, and it gets to see the rows of which something may be wrong.
    """
    if not data.tables:
        return []
    from frictionless import Package, system  # slow to import; only checking needs it

    rows = _doubtful(data)
    resources = [_inline(data, name, rows[name]) for name in data.resources if name in data.tables]
    with system.use_context(trusted=True):
        report = Package({**data.package, "resources": resources}).validate()
    problems = [in_descriptor(str(error.message)) for error in report.errors]
    for task in report.tasks:
        notes = [error.to_dict() for error in task.errors]
        for note in notes:
            if "rowNumber" in note:  # of the rows that it saw; the first is the header
                note["rowNumber"] = rows[task.name][note["rowNumber"] - 2].line
        problems += _together([_problem(data.resources[task.name], note) for note in notes])
    return problems


def _doubtful(data: Data) -> dict[str, list[Row]]:
    """Return, by table, the rows that may break the schema, and all that they name, by any number of steps.

    These are the rows with a cell that its reader refuses, with a key that stands twice or not at
    all, and with the name of a row that is not there.
    """
    lines: dict[str, set[int]] = {name: set() for name in data.tables}
    names = {name: [*_named(data, name)] for name in data.tables}
    for name, rows in data.tables.items():
        lines[name] = {row.line for row in _refused(data, name)}
        for column, target in names[name]:
            known = data.by_key(target)
            lines[name] |= {r.line for r in rows if r[column] and r[column] not in known}
    todo = [
        (name, row) for name, rows in data.tables.items() for row in rows if row.line in lines[name]
    ]
    for name, row in todo:
        for column, target in names[name]:
            other = data.by_key(target).get(row[column])
            if other is not None and other.line not in lines[target]:
                lines[target].add(other.line)
                todo.append((target, other))
    return {name: [r for r in rows if r.line in lines[name]] for name, rows in data.tables.items()}


def _named(data: Data, table: str) -> Iterator[tuple[str, str]]:
    """Yield each column of a table that names a row, and the table of this row, if it could be read."""
    for key in data.resources[table]["schema"].get("foreignKeys", []):
        target = key["reference"]["resource"] or table
        if target in data.tables:
            yield key["fields"][0], target


def _refused(data: Data, table: str) -> Iterator[Row]:
    """Yield the rows of a table that have a cell which the library refuses, or a key that is not unique."""
    from frictionless import Schema

    schema_, rows = data.resources[table]["schema"], data[table]
    fields = Schema.from_descriptor(schema_).fields
    cells = data.columnwise[table]
    wrong: set[int] = set()
    for field in fields:
        judge = field.create_cell_reader()
        if refused := {cell for cell in {*cells[field.name]} if judge(cell)[1]}:
            wrong |= {at for at, cell in enumerate(cells[field.name]) if cell in refused}
    unique = ([field.name] for field in fields if field.constraints.get("unique"))
    for columns in (schema_["primaryKey"], *unique):
        keys = [*zip(*(cells[c] for c in columns), strict=True)]
        if len({*keys}) < len(keys) or not all(map(any, keys)):
            times = Counter(keys)
            wrong |= {at for at, key in enumerate(keys) if times[key] > 1 or not any(key)}
    return (rows[at] for at in sorted(wrong))


#: A day as spreadsheets write it for their reader, and from how many on a column was rewritten.
REWRITTEN = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](\d{2}|\d{4})")
MANY = 5


def _together(problems: list[Problem]) -> list[Problem]:
    """Say once that a spreadsheet has rewritten a column of days, and not for each cell."""
    columns: dict[str | None, list[Problem]] = {}
    for problem in problems:
        if problem.value and REWRITTEN.fullmatch(problem.value):
            columns.setdefault(problem.column, []).append(problem)
    once = {column: found for column, found in columns.items() if len(found) >= MANY}
    right = "{} cells hold days as a spreadsheet writes them; days are written 2020-10-07. {}"
    told = [replace(f[0], right=right.format(len(f), KEEP)) for f in once.values()]
    gone = {id(problem) for found in once.values() for problem in found}
    return [*told, *(p for p in problems if id(p) not in gone)]


def _inline(data: Data, table: str, rows: Iterable[Row]) -> dict[str, Any]:
    """Return the descriptor of a table with rows in the place of its path.

    A key to a table that could not be read is that table's problem, and left out here.
    """
    res = data.resources[table]
    keys = [
        key
        for key in res["schema"].get("foreignKeys", [])
        if key["reference"]["resource"] in ("", *data.tables)
    ]
    schema_ = {k: v for k, v in res["schema"].items() if k != "foreignKeys"}
    return {
        **{k: v for k, v in res.items() if k != "path"},
        "schema": {**schema_, "foreignKeys": keys} if keys else schema_,
        "data": [[*data.fields(table)], *([*row.values()] for row in rows)],
    }


def _problem(res: dict[str, Any], note: dict[str, Any]) -> Problem:
    """Turn an error of the library, as a dictionary, into a problem of ours."""
    column = note.get("fieldName") or ";".join(note.get("fieldNames", [])) or None
    if note["type"] == "primary-key" and not column:
        column = res["schema"]["primaryKey"][-1]  # of a key of several, the most particular
    value = note.get("cell")
    if value is None and column and "cells" in note:
        columns = [field["name"] for field in res["schema"]["fields"]]
        first = column.split(";")[0]
        value = note["cells"][columns.index(first)] if first in columns else None
    told = None if value is None else str(value)
    return Problem(res["path"], note.get("rowNumber"), column, told, _right(res, column, note))


def _right(res: dict[str, Any], column: str | None, note: dict[str, Any]) -> str:
    """Say what would be right, from the schema, for an error of the library."""
    field: dict[str, Any] = next((f for f in res["schema"]["fields"] if f["name"] == column), {})
    rule = field.get("constraints", {})
    kind, text = note["type"], str(note.get("note", ""))
    if kind == "foreign-key":
        key = next(k for k in res["schema"]["foreignKeys"] if k["fields"] == [column])
        target = key["reference"]["resource"] or res["name"]
        return f"names no row of {target}.csv; use one of its {key['reference']['fields'][0]}"
    if kind in ("primary-key", "unique-error"):
        return "stands on another line too; the identifier must be unique"
    if kind == "type-error":
        return f"must be of type {field.get('type')}"
    if "required" in text:
        return "must not be empty"
    if "enum" in text:
        return f"is not a code of this column; use one of: {', '.join(rule['enum'])}"
    if "pattern" in text:
        return f"does not have the form {rule['pattern']}"
    if "minimum" in text:
        return f"must be at least {rule['minimum']}"
    return str(note.get("message", kind))
