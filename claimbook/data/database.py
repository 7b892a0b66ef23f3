"""The tables of a book as an SQLite database in memory, for constraints and for questions in a cell.

Every table is there under its own name, with the columns of its CSV and ``_line``, the line of the file.
Cells are text, ``''`` where nothing is stated; integers are numbers, ``NULL`` where a cell is none. Each
``;`` list has a table of its own, ``TABLE_COLUMN(line, id)``, with a row for each member. ``_codes`` holds the
codebook (``variable``, ``code``, ``example``), ``_decisions`` the decisions (``decision_id``, ``sentence_id``),
``_columns`` every column (``table``, ``name``).
"""

import re
import sqlite3
from collections.abc import Callable
from inspect import signature
from typing import Any

from claimbook.data.fmt import QUOTED
from claimbook.data.problems import Data, Row, number
from claimbook.data.text import country, day_in, regions, said_number, title_in_address, words

#: What a condition may do: read. Nothing is written, attached, loaded or repeated without end.
READING = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
}


def open_database(data: Data) -> sqlite3.Connection:
    """Return the tables of sound data as a database that can only be read.

    Raises ``sqlite3.DatabaseError`` for a statement that would do anything but read.

    >>> from claimbook.data.read import read
    >>> open_database(read()).execute("SELECT count(*) FROM statements WHERE form = 'demand'").fetchone()
    (5,)
    """
    database = sqlite3.connect(":memory:")
    for table, rows in data.tables.items():
        _fill(database, data, table, rows)
    codes = [
        (variable, code["code"], code["example"])
        for variable, entries in data.package["codebook"].items()
        for code in entries
    ]
    database.execute("CREATE TABLE _codes (variable, code, example)")
    database.executemany("INSERT INTO _codes VALUES (?, ?, ?)", codes)
    decisions = [
        (decision["decision_id"], sentence)
        for decision in data.package["decisions"]
        for sentence in decision["sentence_ids"].split(";")
    ]
    database.execute("CREATE TABLE _decisions (decision_id, sentence_id)")
    database.executemany("INSERT INTO _decisions VALUES (?, ?)", decisions)
    database.execute('CREATE TABLE _columns ("table", name)')
    columns = [(table, field["name"]) for table, field in data.columns()]
    database.executemany("INSERT INTO _columns VALUES (?, ?)", columns)
    database.execute("PRAGMA analysis_limit = 200")
    database.execute("ANALYZE")  # or the planner takes an index that tells nothing
    for name, function in FUNCTIONS.items():
        number_of = len(signature(function).parameters)
        database.create_function(name, number_of, _of_values(function), deterministic=True)
    database.set_authorizer(only_reading)
    return database


def _of_values(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that, as those of SQLite, gives ``NULL`` for ``NULL``, and takes numbers as text."""

    def call(*values: object) -> Any:
        return None if None in values else function(*map(str, values))

    return call


def only_reading(action: int, _: object, name: str | None, *__: object) -> int:
    """Allow what reads, deny everything else (an authorizer callback of SQLite)."""
    allowed = action in READING and name != "load_extension"
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _fill(database: sqlite3.Connection, data: Data, table: str, rows: list[Row]) -> None:
    """Create one table and those of its lists, with an index on each key."""
    fields, cells = data.fields(table), data.columnwise[table]
    integers = {c for c, f in fields.items() if f["type"] in ("integer", "number")}
    names = ", ".join(map(quoted, fields))
    database.execute(f"CREATE TABLE {quoted(table)} (_line INTEGER PRIMARY KEY, {names})")
    columns = [[_number(cell) for cell in cells[c]] if c in integers else cells[c] for c in fields]
    places = ", ".join("?" * (len(fields) + 1))
    lines = [row.line for row in rows]
    database.executemany(
        f"INSERT INTO {quoted(table)} VALUES ({places})", zip(lines, *columns, strict=True)
    )
    schema = data.resources[table]["schema"]
    foreign = (key["fields"] for key in schema.get("foreignKeys", []))
    keys = [schema["primaryKey"], *(key for key in foreign if key[0] != schema["primaryKey"][0])]
    for at, key in enumerate(keys):
        on = ", ".join(map(quoted, key))
        database.execute(f"CREATE INDEX {quoted(f'{table} {at}')} ON {quoted(table)} ({on})")
    for column, field in fields.items():
        if "references" in field:
            name = quoted(f"{table}_{column}")
            database.execute(f"CREATE TABLE {name} (line INTEGER, id)")
            members = (
                (row.line, i)
                for row, cell in zip(rows, cells[column], strict=True)
                if cell
                for i in cell.split(";")
            )
            database.executemany(f"INSERT INTO {name} VALUES (?, ?)", members)
            for key in ("line", "id"):
                index = quoted(f"{table}_{column} {key}")
                database.execute(f"CREATE INDEX {index} ON {name} ({key})")


def _number(cell: str) -> int | float | None:
    if (whole := number(cell)) is not None:
        return whole
    try:
        return float(cell)
    except ValueError:
        return None


def _n(ids: str) -> int:
    return ids.count(";") + 1 if ids else 0


def _has(ids: str, one: str) -> bool:
    return one in ids.split(";")


def name_parts(text: str) -> set[str]:
    """Return the words of a name, without case and the s of a plural; short ones are left out.

    >>> sorted(name_parts("the United States"))
    ['state', 'the', 'united']
    """
    found = re.findall(r"[^\W_]+", text.lower())
    return {w.removesuffix("s") for w in found if len(w) > 2 or w.isdigit()}


def _shares_word(one: str, other: str) -> bool:
    return bool(name_parts(one) & name_parts(other))


def _token_count(lengths: str) -> int:
    return len(lengths.split())


def _token_span(lengths: str) -> int | None:
    parts = lengths.split()
    return sum(map(int, parts)) + len(parts) - 1 if all(map(str.isdecimal, parts)) else None


def _long_tokens(lengths: str) -> int:
    return sum(part != "1" for part in lengths.split())


def _in_region(iso3: str, region: str) -> bool:
    """Whether the time zones of a state lie in a region; true where they tell nothing."""
    known = regions(iso3)
    return not known or region in known


#: What a condition can call, beside what SQLite brings:
#: ``n(list)`` members of a ``;`` list, ``has(list, id)``; ``words(text)``; ``number_in(phrase)`` the number that
#: a phrase says, in digits or words; ``is_quotation(reported_as)``; ``shares_word(a, b)`` of two names;
#: ``token_count``, ``token_span`` and ``long_tokens`` of ``token_lengths``; ``country_name(iso3)`` and
#: ``in_region(iso3, region)`` by CLDR; ``day_in(url)``; ``title_in_address(title, url)``.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "n": _n,
    "has": _has,
    "words": words,
    "number_in": said_number,
    "is_quotation": QUOTED.__contains__,
    "shares_word": _shares_word,
    "token_count": _token_count,
    "token_span": _token_span,
    "long_tokens": _long_tokens,
    "country_name": country,
    "in_region": _in_region,
    "day_in": day_in,
    "title_in_address": title_in_address,
}
