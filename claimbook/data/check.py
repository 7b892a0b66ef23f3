"""Hold the data against the schema, the constraints and the rules of evidence.

Bytes and headers first, then characters and words, keys, the schema, positions, constraints, and at last
whether everything is written as ``claimbook fmt`` writes it. Every problem is reported, with what would be
right; causes come before what they cause.
"""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from claimbook.data import codebook, identifiers, lint, positions, schema, text_mining
from claimbook.data.fmt import as_csv, unformatted
from claimbook.data.problems import Data, Problem
from claimbook.data.read import read
from claimbook.data.validate import validate

Rule = Callable[[Data], Iterable[Problem]]
#: A book's own constraints, in the folder of its data.
CONSTRAINTS = "constraints.sql"
#: What each release vouches for: rows and SHA-256 of every table.
MANIFEST = "manifest.csv"


def check(folder: Path = schema.DATA) -> list[Problem]:
    """Read a data folder and return every problem of its tables; none is an empty list."""
    return examine(read(folder))


def examine(data: Data, spelling: bool = True) -> list[Problem]:
    """Return every problem of tables that are read already; without ``spelling`` new words are none."""
    return [*found(data, spelling)]


def found(data: Data, spelling: bool = True) -> Iterator[Problem]:
    """Yield the problems of tables that are read already, causes before what they cause.

    Without sound bytes and columns of all tables only the schema is asked, of those that could be read: other
    rules would report the same fault a second time. What a coding lacks is no problem while it goes on (:func:`to_do`).
    """
    yield from data.problems
    places: set[tuple[str, int | None, str | None]] = set()
    for rule in rules(data) if sound(data) else (validate,):
        if rule is lint.new_words and not spelling:
            continue
        for problem in rule(data):
            place = problem.file, problem.line, problem.column
            if rule is not unformatted or place not in places:
                yield problem
            places.add(place)


def to_do(data: Data) -> list[Problem]:
    """Return what a coding that goes on still lacks; nothing of one that is called finished."""
    if not (data.unfinished and sound(data)):
        return []
    return [problem for rule in (*UNFINISHED, missing) for problem in rule(data)]


def sound(data: Data) -> bool:
    """Return whether bytes and columns of all tables are as they should be."""
    return not data.problems and bool(data.tables)


def rules(data: Data) -> Iterator[Rule]:
    """Yield the rules that the tables of a book are held to, in the order in which they report."""
    yield from FIRST
    yield from () if data.unfinished else UNFINISHED
    yield constraints
    yield from () if data.unfinished else (missing,)
    yield from LAST


def constraints(data: Data) -> Iterator[Problem]:
    """Yield what breaks a constraint (:mod:`claimbook.data.constraints`).

    Raises :class:`claimbook.data.constraints.ConstraintError`.
    """
    yield from _constraints(data, todo=False)


def missing(data: Data) -> Iterator[Problem]:
    """Yield what a finished coding has and this one lacks, by the constraints marked ``todo``."""
    yield from _constraints(data, todo=True)


def _constraints(data: Data, todo: bool) -> Iterator[Problem]:
    if find_spec("sqlite3") is None:  # in a browser it has to be loaded apart
        return
    from claimbook.data.constraints import Constraints

    compiled = Constraints.of(data)
    for constraint in compiled.all:
        if constraint.todo == todo:
            yield from compiled.failing(constraint)


def frozen(data: Data) -> Iterator[Problem]:
    """Report codings whose released rows are not those that the manifest has the hash of.

    What a coder left is never changed; new rows come after it.
    """
    path = data.folder / MANIFEST
    released = {row["file"]: row for row in csv.DictReader(io.StringIO(_text(path)))}
    for table, res in data.resources.items():
        row = released.get(res["path"])
        if res.get("frozen") and row:
            rows = data[table][: int(row["rows"])]
            text = as_csv([*data.fields(table)], rows)
            if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
                right = (
                    f"its first {row['rows']} rows are not those of release {row['version']} "
                    f"({MANIFEST}); what a coder left is never changed"
                )
                yield Problem(res["path"], None, None, None, right)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


#: What comes first, because what breaks it has victims: characters and words, keys, the schema.
FIRST: tuple[Rule, ...] = (
    lint.lint,
    lint.new_words,
    identifiers.lost_identifiers,
    identifiers.missing_numbers,
    lint.lost_names,
    validate,
    codebook.enums,
    codebook.examples,
    positions.spans,
    positions.extents,
    positions.quoted_share,
    text_mining.numbers_and_days,
)
#: What a coding can break as long as it goes on: what they find is then still to do.
UNFINISHED: tuple[Rule, ...] = (
    positions.residues,
    positions.quoted_words,
    codebook.used_examples,
    text_mining.numbers_in_summaries,
)
LAST: tuple[Rule, ...] = (unformatted, frozen)
