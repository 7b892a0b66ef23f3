"""Constraints that a schema cannot say, as data: SQL conditions on one row, or queries for the rows that fail.

The engine brings those that hold for any coded report (``constraints.sql`` beside this module); a book adds
its own in ``data/constraints.sql``. A constraint is a comment and a statement::

    -- statements.position: stands exactly where concept_id does: give both or neither
    -- Whoever takes no position on a concept has none to code.
    -- bad: c05 = ''
    (position = '') = (concept_id = '');

The first line names table and column and says what would be right; ``{…}`` in it is an SQL expression on the
row. Further lines say why. ``bad`` is a cell that breaks it: the key of a row, then the value; where another
column has to be changed, its name stands between. ``todo`` marks what a coding may lack while it goes on.
A statement that begins with SELECT is a query, as in dbt: it returns the rows that fail, as ``line``, and,
where the message is not about the column in the comment, ``"table"``, ``"column"``, ``value``, ``"right"``.
A statement that begins with CREATE VIEW names something that several constraints ask for.
What a condition can call stands in :mod:`claimbook.data.database`.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from claimbook.data.database import only_reading, open_database, quoted
from claimbook.data.problems import Data, Problem, UserError

FILE = "constraints.sql"
ENGINE = Path(__file__).with_name(FILE)
_HEAD = re.compile(r"(\w+)\.(\w+)(?:: (.+))?")
_BAD = re.compile(r"bad: (\S+)(?: (\w+))? = '(.*)'")
#: A comment and its statement; blank lines stand between them. A comment alone is a heading.
_BLOCK = re.compile(r"(?:[^\n]+(?:\n|\Z))+")
_VALUE = re.compile(r"\{((?:[^{}]|'[^']*')*)\}")
_VIEW = "CREATE VIEW"


class ConstraintError(UserError, ValueError):
    """A file of constraints that cannot be used; the message names file, line and what is wrong."""


@dataclass(frozen=True)
class BadCell:
    """A cell that breaks a constraint: the key of its row, its column, and the value."""

    key: str
    column: str
    value: str


@dataclass(frozen=True)
class Constraint:
    """What must hold of a column of a table, and what to say where it does not.

    ``sql`` is a condition on one row, or a query for the rows that fail. ``todo`` says that a coding may
    lack it while it goes on.
    """

    file: str
    line: int
    table: str
    column: str
    right: str
    why: str
    sql: str
    bad: tuple[BadCell, ...]
    todo: bool = False

    @property
    def name(self) -> str:
        """Return how an error calls it: file, line, table and column."""
        return f"{self.file} line {self.line}, {self.table}.{self.column}"

    @property
    def message(self) -> str:
        """Return what would be right as an SQL expression on a row: what stands in braces is computed."""
        return " || ".join(
            f"coalesce({part}, '')" if at % 2 else "'" + part.replace("'", "''") + "'"
            for at, part in enumerate(_VALUE.split(self.right))
        )

    @property
    def query(self) -> str:
        """Return the query for the rows that fail: ``line``, ``"right"``, and what else it names."""
        if self.sql.startswith("SELECT"):
            return self.sql
        return (
            f'SELECT _line AS line, {self.message} AS "right" FROM {quoted(self.table)} '
            f"WHERE NOT ({self.sql})"
        )


def read_constraints(path: Path) -> tuple[list[str], list[Constraint]]:
    """Return the views and the constraints of a file, in order; none if there is no file.

    Raises :class:`ConstraintError` for what is neither.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    views: list[str] = []
    found: list[Constraint] = []
    for block in _BLOCK.finditer(text):
        lines, at = block[0].splitlines(), text.count("\n", 0, block.start()) + 1
        comment = list(takewhile(lambda line: line.startswith("--"), lines))
        sql = "\n".join(lines[len(comment) :]).strip()
        if sql and not sql.endswith(";"):
            raise ConstraintError(f"{path.name} line {at}: the statement has no ; at its end")
        if sql.startswith(_VIEW):
            views.append(sql.removesuffix(";"))
        elif sql:
            words = [line.removeprefix("--").strip() for line in comment]
            found.append(_constraint(path.name, at, words, sql.removesuffix(";")))
    return views, found


def _constraint(file: str, line: int, comment: list[str], sql: str) -> Constraint:
    """Make a constraint of its comment and its statement."""
    head = _HEAD.fullmatch(comment[0]) if comment else None
    if head is None:
        right = "begins with -- table.column: what would be right"
        raise ConstraintError(f"{file} line {line}: {right}")
    bad = [BadCell(m[1], m[2] or head[2], m[3]) for c in comment if (m := _BAD.fullmatch(c))]
    why = " ".join(c for c in comment[1:] if not c.startswith("bad:") and c != "todo")
    todo = "todo" in comment
    return Constraint(file, line, head[1], head[2], head[3] or "", why, sql, tuple(bad), todo)


class Constraints:
    """The constraints of a book, compiled: a statement that SQLite cannot read is an error at once."""

    def __init__(self, data: Data) -> None:
        """Open the database of sound tables. Raises :class:`ConstraintError`, with all that is wrong."""
        self.data = data
        self.database = open_database(data)
        self.database.row_factory = sqlite3.Row
        self.all: list[Constraint] = []
        wrong: list[str] = []
        for path in (ENGINE, data.folder / FILE):
            views, found = read_constraints(path)
            wrong += [f"{path.name}: {e}" for view in views if (e := self._create(view))]
            self.all += found
        for constraint in self.all:
            try:
                self.database.execute(f"EXPLAIN {constraint.query}").fetchone()
            except sqlite3.Error as error:
                wrong.append(f"{constraint.name}: {error}")
            if constraint.table not in data.resources:
                wrong.append(f"{constraint.name}: there is no such table")
            elif constraint.column not in data.fields(constraint.table):
                wrong.append(f"{constraint.name}: the table has no such column")
        if wrong:
            raise ConstraintError("\n".join(wrong))

    @classmethod
    def of(cls, data: Data) -> "Constraints":
        """Return the constraints of one reading of the data, compiled once."""
        if "constraints" not in data.__dict__:
            data.__dict__["constraints"] = cls(data)
        found: Constraints = data.__dict__["constraints"]
        return found

    def _create(self, view: str) -> str:
        """Create a view, which reads and is kept nowhere; return what is wrong with it."""
        self.database.set_authorizer(None)
        try:
            self.database.execute(view.replace(_VIEW, "CREATE TEMP VIEW", 1))
        except sqlite3.Error as error:
            return str(error)
        finally:
            self.database.set_authorizer(only_reading)
        return ""

    def failing(self, constraint: Constraint) -> Iterator[Problem]:
        """Yield a problem for each row that fails a constraint."""
        for found in self.database.execute(constraint.query):
            given = dict(found)
            table = given.get("table", constraint.table)
            column = given.get("column", constraint.column)
            right = str(given.get("right") or constraint.right)
            rows, line = self.data[table], given.get("line")
            if line is None:
                yield self.data.wrong(table, column, right, given.get("value"))
            else:
                row = rows[self._at(table)[line]]
                value = given.get("value")
                yield row.wrong(column, right, None if value is None else str(value))

    def _at(self, table: str) -> dict[int, int]:
        """Map the lines of a table to the places of its rows."""
        return {row.line: at for at, row in enumerate(self.data[table])}
