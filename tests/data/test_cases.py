"""Every constraint, and every other rule, has a bad cell that it is told of, at its line and column.

The bad cells of constraints stand with them, in the files of constraints; those of other rules in cases.csv.
"""

import csv
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from claimbook.data.check import found
from claimbook.data.constraints import BadCell, Constraint, ConstraintError, Constraints
from claimbook.data.database import only_reading, quoted
from claimbook.data.problems import Data, Row
from claimbook.data.read import read

BOOK = read(ROOT / "data")
COMPILED = Constraints(BOOK)
with open(Path(__file__).with_name("cases.csv"), encoding="utf-8", newline="") as file:
    CASES = [tuple(row.values()) for row in csv.DictReader(file)]


def row_of(table: str, key: str) -> Row:
    """Return a row by its primary key; the parts of a key of several columns are joined by commas."""
    columns = BOOK.resources[table]["schema"]["primaryKey"]
    rows = [row for row in BOOK[table] if ",".join(row[c] for c in columns) == key]
    assert rows, f"bad: {key} is no key of {table}.csv"
    return rows[0]


@contextmanager
def planted(table: str, bad: BadCell) -> Iterator[Row]:
    """Change one cell in the compiled database, and change it back."""
    row, database, field = row_of(table, bad.key), COMPILED.database, BOOK.fields(table)[bad.column]
    assert row[bad.column] != bad.value, "the bad cell is what the table has"
    number = field["type"] in ("integer", "number")
    cell = (int(bad.value) if bad.value else None) if number else bad.value
    database.set_authorizer(None)
    database.execute("SAVEPOINT sound")
    change = f"UPDATE {quoted(table)} SET {quoted(bad.column)} = ? WHERE _line = ?"
    database.execute(change, (cell, row.line))
    if "references" in field:
        name = quoted(f"{table}_{bad.column}")
        database.execute(f"DELETE FROM {name} WHERE line = ?", (row.line,))
        members = [(row.line, i) for i in bad.value.split(";") if i]
        database.executemany(f"INSERT INTO {name} VALUES (?, ?)", members)
    yield row
    database.execute("ROLLBACK TO sound")


@pytest.mark.parametrize("constraint", COMPILED.all, ids=lambda c: c.name.replace(" ", "-"))
def test_each_constraint_is_told_of_its_bad_cell(constraint: Constraint) -> None:
    assert constraint.bad, f"{constraint.name}: give a cell that breaks it: -- bad: KEY = 'VALUE'"
    for bad in constraint.bad:
        with planted(constraint.table, bad) as row:
            problems = [*COMPILED.failing(constraint)]
        assert any(problem.line in (row.line, None) and problem.right for problem in problems), (
            problems
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case[:3]))
def test_each_bad_cell_is_named(case: tuple[str, ...]) -> None:
    table, key, column, old, new, says = case
    new = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), new)
    before = row_of(table, key)[column]
    value = new if not old else before.replace(old, new, 1)
    assert value != before, "the case changes nothing"
    rows = [Row(row, row.table, row.file, row.line) for row in BOOK[table]]
    row = next(r for r in rows if r.line == row_of(table, key).line)
    row[column] = value
    data = Data(BOOK.package, {**BOOK.tables, table: rows}, [], "", BOOK.folder)
    place = row.file, row.line, column
    here = (p.right for p in found(data) if (p.file, p.line, p.column) == place)
    assert any(
        says in right for right in here
    )  # the rules after the one that says it are not asked


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("-- statements.form: x\n-- bad: c05 = ''\nfrom = 'a';\n", "line 1, statements.form: near"),
        ("-- statements.form: x\nform = (SELECT fom FROM statements);\n", "no such column: fom"),
        ("-- statements.mood: x\nform = '';\n", "the table has no such column"),
        ("-- opinions.form: x\nSELECT 1 AS line;\n", "there is no such table"),
        ("form = 'a';\n", "begins with -- table.column"),
        ("-- statements.form: x\nform = 'a'\n", "has no ; at its end"),
        ("-- statements.form: x\nform = 'a'; DROP TABLE actors;\n", "near \";\""),
        ("-- statements.form: x\n1 IN (SELECT load_extension('x'));\n", "load_extension"),
        ("CREATE VIEW v AS SELECT fom FROM statements;\n\n-- statements.form: x\n"
         "form IN (SELECT * FROM v);\n", "no such column: fom"),
    ],
)  # fmt: skip
def test_a_typo_in_a_constraint_is_an_error_that_names_it(
    text: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "constraints.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ConstraintError, match=re.escape(says)):
        Constraints(replace(BOOK, folder=tmp_path))


@pytest.mark.parametrize(
    "statement",
    ["ATTACH 'x.db' AS x", "DELETE FROM actors", "PRAGMA user_version = 3", "CREATE TABLE x (a)"],
)
def test_a_condition_can_only_read(statement: str) -> None:
    COMPILED.database.set_authorizer(only_reading)
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
        COMPILED.database.execute(statement)
