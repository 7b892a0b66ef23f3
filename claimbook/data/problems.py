"""What is wrong, and where: the raw rows that the rules read, and the problems they report."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from claimbook.data.schema import DATA, DESCRIPTOR

#: Where something starts and where it ends, exclusive, in code points of the article.
Span = tuple[int, int]


class UserError(Exception):
    """What a person can mend: its message says what is wrong, where, and what would be right."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, what stands there, what would be right."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    right: str

    def __str__(self) -> str:
        place = self.file
        place += f" line {self.line}" if self.line else ""
        place += f", column {self.column}" if self.column else ""
        value = f" has {_short(self.value)}" if self.value is not None else ""
        return f"{place}{value}: {self.right}".replace("\n", "\\n")  # one problem, one line


#: So many characters of a cell are shown in a message; what is wrong with a longer one is its length.
MOST = 300


def _short(value: str) -> str:
    """Return a cell as a message quotes it."""
    more = f" … ({len(value):,} characters)" if len(value) > MOST else ""
    return f"{value[:MOST]!r}{more}"


def in_descriptor(
    right: str, column: str | None = None, value: str | None = None, line: int | None = None
) -> Problem:
    """Report a problem of the descriptor; in the place of a column stands what part of it is meant."""
    return Problem(DESCRIPTOR, line, column, value, right)


class Row(dict[str, str]):
    """The cells of one row as they stand in the file; it knows its place, so it can complain."""

    __slots__ = ("file", "line", "table")

    def __init__(
        self, cells: Mapping[str, str] | Iterable[tuple[str, str]], table: str, file: str, line: int
    ) -> None:
        super().__init__(cells)
        self.table, self.file, self.line = table, file, line

    def wrong(self, column: str, right: str, value: str | None = None) -> Problem:
        """Report a problem of this row; the value is the cell of the column, if none is given."""
        return Problem(
            self.file, self.line, column, self[column] if value is None else value, right
        )

    def ids(self, column: str) -> list[str]:
        """Return the identifiers of a ``;`` list; an empty cell has none."""
        return self[column].split(";") if self[column] else []

    def number(self, column: str) -> int | None:
        """Return an integer, or nothing where the schema check has complained already."""
        return number(self[column])

    def span(self, start: str = "start", end: str = "end") -> Span | None:
        """Return the two ends of a span, or nothing where one of them is no number."""
        a, b = self.number(start), self.number(end)
        return None if a is None or b is None else (a, b)


def number(cell: str) -> int | None:
    """Read a cell as an integer of decimal digits; anything else is no number.

    >>> number("016"), number("-1"), number("")
    (16, None, None)
    """
    return int(cell) if cell.isascii() and cell.isdigit() else None


@dataclass(frozen=True)
class Data:
    """One reading of a data folder, with the look-ups that several rules need.

    ``package`` is the descriptor, ``tables`` the rows of every table that could be read
    sound, ``problems`` what was wrong with the others, ``digest`` a SHA-256 over all bytes read.
    """

    package: dict[str, Any]
    tables: dict[str, list[Row]]
    problems: list[Problem]
    digest: str
    folder: Path = DATA

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables[table]

    @property
    def unfinished(self) -> bool:
        """Whether the descriptor says that the coding goes on: tables may be empty, codes missing."""
        return bool(self.package.get("unfinished"))

    @cached_property
    def resources(self) -> dict[str, dict[str, Any]]:
        """The descriptor of each table, by its name."""
        return {res["name"]: res for res in self.package["resources"]}

    @cached_property
    def texts(self) -> list[tuple[Row, str, str, str]]:
        """Every filled cell of text: its row, its column, what the column holds, the cell."""
        return [
            (row, field["name"], field["text"], value)
            for table, field in self.columns()
            if field.get("text")
            for row in self[table]
            if (value := row[field["name"]])
        ]

    @cached_property
    def columnwise(self) -> dict[str, dict[str, Sequence[str]]]:
        """The cells of each table, column by column."""
        return {
            name: dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True))
            if rows
            else dict.fromkeys(self.fields(name), ())
            for name, rows in self.tables.items()
        }

    @cached_property
    def _keyed(self) -> dict[str, dict[str, Row]]:
        keys = {name: res["schema"]["primaryKey"][0] for name, res in self.resources.items()}
        return {name: {r[keys[name]]: r for r in rows} for name, rows in self.tables.items()}

    def by_key(self, table: str) -> dict[str, Row]:
        """Index a table by its primary key, or the first column of one that has several."""
        return self._keyed[table]

    def named(self, table: str, ids: str) -> list[Row]:
        """Return the rows of a table that a ``;`` list names; an unknown identifier names none."""
        known = self.by_key(table)
        return [known[i] for i in ids.split(";") if i in known]

    def fields(self, table: str) -> dict[str, dict[str, Any]]:
        """Return the descriptor of each column of a table, by its name, in file order."""
        return {field["name"]: field for field in self.resources[table]["schema"]["fields"]}

    def columns(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every column of every table, as the name of the table and its own descriptor."""
        for table in self.resources:
            for field in self.fields(table).values():
                yield table, field

    def wrong(self, table: str, column: str, right: str, value: str | None = None) -> Problem:
        """Report a problem of a whole table, which stands on no line of its own."""
        return Problem(self.resources[table]["path"], None, column, value, right)
