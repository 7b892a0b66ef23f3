"""The checked tables of ``data/`` as typed pandas frames."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pandas as pd

from claimbook.data import schema
from claimbook.data.check import CONSTRAINTS, examine
from claimbook.data.coding import Round, rounds
from claimbook.data.problems import Data, Problem, UserError
from claimbook.data.read import read
from claimbook.data.wording import listing

#: Frictionless type -> value of a cell, pandas dtype. Dates stay text: some are years, some empty.
TYPES: dict[str, tuple[Callable[[str], object], str]] = {
    "string": (str, "str"),
    "date": (str, "str"),
    "integer": (int, "Int64"),
    "number": (float, "Float64"),
}


#: What this process has found sound: the digest of a folder, and its constraints.
_SOUND: set[tuple[str, bytes]] = set()


class DataError(UserError, ValueError):
    """The data breaks its schema or the rules of evidence; the message lists every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(
            "\n".join([f"{len(problems)} problem(s) in the data:", *map(str, problems)])
        )


@dataclass(frozen=True)
class Record:
    """The tables of the public record; columns are described in ``datapackage.json``."""

    sources: pd.DataFrame
    countries: pd.DataFrame
    occasions: pd.DataFrame
    counts: pd.DataFrame
    signatories: pd.DataFrame
    speeches: pd.DataFrame
    said: pd.DataFrame
    findings: pd.DataFrame
    people: pd.DataFrame
    timeline: pd.DataFrame
    dependencies: pd.DataFrame

    def states(self, occasion: str) -> frozenset[str]:
        """Return the states known to have signed at an occasion, as ISO 3166-1 alpha-3 codes."""
        rows = self.signatories[self.signatories["occasion_id"] == occasion]
        return frozenset(rows.loc[rows["role"] == "signatory", "iso3"])


@dataclass(frozen=True)
class Coding:
    """The independent codings, as they stood before they were compared, and the adjudications."""

    coders: pd.DataFrame
    units: pd.DataFrame
    codes: pd.DataFrame
    links: pd.DataFrame
    renamed: pd.DataFrame
    adjudications: pd.DataFrame
    link_adjudications: pd.DataFrame

    @property
    def rounds(self) -> list[Round]:
        """The rounds of blind coding, the newest first."""
        return rounds(records(self.coders))


@dataclass(frozen=True)
class Known:
    """Who has examined the charges, how strongly each spoke, and which share a basis."""

    examinations: pd.DataFrame
    strengths: pd.DataFrame
    bases: pd.DataFrame


@dataclass(frozen=True)
class Others:
    """How other texts of the same days told the event."""

    reports: pd.DataFrame
    kept: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        """The texts of their own, one row each, without the analysed report (``R00``)."""
        rows = self.reports
        return rows[(rows["counted"] == "yes") & (rows["report_id"] != "R00")]


@dataclass(frozen=True)
class Tables:
    """The tables coded from the article, the codings behind them, and what others say beside them.

    Columns are described in ``datapackage.json``.
    """

    documents: pd.DataFrame
    sentences: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    issues: pd.DataFrame
    concepts: pd.DataFrame
    statements: pd.DataFrame
    residues: pd.DataFrame
    quotations: pd.DataFrame
    quantities: pd.DataFrame
    events: pd.DataFrame
    responses: pd.DataFrame
    coding: Coding
    record: Record
    known: Known
    others: Others

    @property
    def claims(self) -> pd.DataFrame:
        """Statements that do not merely sum up others: what every count of claims counts."""
        return self.statements[self.statements["summarises"].isna()]

    @property
    def positions(self) -> pd.DataFrame:
        """Return every position on a concept that a claimant takes in a claim.

        Columns: ``claimant_id``, ``concept_id``, ``position``, ``follows`` (True where it is not
        coded but follows from agreeing with a narrower concept, ``agreeing_means``, in a claim that
        finds fault with somebody or defends). A claimant
        stands once on each concept and position.
        """
        held = split(self.claims.dropna(subset=["concept_id"]), "claimant_id")
        blames = held["criticised_actor_id"].notna() | (held["form"] == "defend")
        held = held[["claimant_id", "concept_id", "position"]].assign(follows=False)
        means = self.concepts.set_index("concept_id")["agreeing_means"].dropna().str.split(":")
        narrow = held["concept_id"].isin(means.index) & (held["position"] == "agree")
        more = held[narrow & blames]
        concept, position = (more["concept_id"].map(means.str[part]) for part in (0, 1))
        more = more.assign(concept_id=concept, position=position, follows=True)
        every = pd.concat([held, more], ignore_index=True)
        return every.drop_duplicates(["claimant_id", "concept_id", "position"]).reset_index(
            drop=True
        )

    @property
    def coverage(self) -> pd.DataFrame:
        """Return how much of each sentence the statements hold.

        Columns: ``sentence_id``, ``part``, ``characters`` and ``held``, both in code points.
        """
        return coverage(self.sentences, self.statements)

    def name(self, ids: pd.Series) -> pd.Series:
        """Return the standard names of actors, given by id; of a ``;`` list, the first."""
        names = self.actors.set_index("actor_id")["name"]
        return first(ids).map(names).astype("str")

    def names(self, ids: pd.Series) -> pd.Series:
        """Return the standard names of the actors in ``;`` lists, as lists of names."""
        names = self.actors.set_index("actor_id")["name"]
        return ids.str.split(";").map(lambda row: [names[i] for i in row])

    @property
    def claimants(self) -> pd.Series:
        """Return the names of those who make each statement, a list a row."""
        return self.names(self.statements["claimant_id"])

    @property
    def titles(self) -> pd.Series:
        """Return what each statement is called: its claimants and its form, by row."""
        forms = self.statements["form"].map(schema.codes("form")).str.lower()
        return self.claimants.map(listing).astype("str") + ": " + forms.astype("str")

    def side(self, ids: pd.Series) -> pd.Series:
        """Return the sides of actors as ordered categories, in the order of the codebook."""
        sides = self.actors.set_index("actor_id")["side"]
        order = pd.CategoricalDtype(list(schema.codes("side")), ordered=True)
        return first(ids).map(sides).astype(order)


def load(folder: Path = schema.DATA) -> Tables:
    """Check the data and return its tables, made of the very rows that were checked.

    Missing cells are ``NaN``; codes and identifiers are strings (``"016"`` keeps its zero);
    integers are ``Int64``. A new word is no problem here, as it is for ``claimbook check``. Raises :class:`DataError` with all problems if there are any.
    """
    data = read(folder)
    own = folder / CONSTRAINTS
    state = data.digest, own.read_bytes() if own.is_file() else b""
    if state not in _SOUND:
        if problems := examine(data, spelling=False):
            raise DataError(problems)
        _SOUND.add(state)
    return framed(data)


def framed(data: Data) -> Tables:
    """Return the tables of data that were found sound."""
    parts = {"coding": Coding, "record": Record, "known": Known, "others": Others}
    made: dict[str, Any] = {
        part: kind(**{f.name: frame(data, f.name) for f in fields(kind)})
        for part, kind in parts.items()
    }
    made |= {f.name: frame(data, f.name) for f in fields(Tables) if f.name not in parts}
    return Tables(**made)


def frame(data: Data, table: str) -> pd.DataFrame:
    """Make a frame of the rows of a table, typed as the descriptor says.

    A table that a book of one's own does not have is empty, with the columns of this one.
    """
    columns = {}
    there = table in data.tables
    described = data.fields(table).values() if there else schema.fields(table, schema.HOME / "data")
    for field in described:
        column, (value, dtype) = field["name"], TYPES[field["type"]]
        cells = data.columnwise[table][column] if there else ()
        values = {c: value(c) if c else None for c in {*cells}}
        columns[column] = pd.Series([values[c] for c in cells], dtype=dtype)
    return pd.DataFrame(columns)


def coverage(sentences: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return how much of each sentence the statements hold, as :attr:`Tables.coverage`."""
    held: dict[str, set[int]] = {}
    spans = split(statements[["sentence_ids", "start", "end"]], "sentence_ids")
    for identifier, start, end in spans.itertuples(index=False, name=None):
        held.setdefault(identifier, set()).update(range(start, end))
    rows = []
    for sentence in records(sentences):
        size, own = sentence["end"] - sentence["start"], held.get(sentence["sentence_id"], ())
        rows.append((sentence["sentence_id"], sentence["part"], size, len(own)))
    return pd.DataFrame(rows, columns=["sentence_id", "part", "characters", "held"])


def frames(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return every table by its name, in the order of ``datapackage.json``."""
    homes = [tables, tables.coding, tables.record, tables.known, tables.others]
    return {n: next(getattr(h, n) for h in homes if hasattr(h, n)) for n in schema.tables()}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def by(frame: pd.DataFrame, column: str) -> defaultdict[object, list[dict[str, Any]]]:
    """Return the rows of a frame by a column; what no row has there has no rows.

    >>> by(pd.DataFrame({"id": ["r01"], "to": ["c07"]}), "to")["c07"]
    [{'id': 'r01', 'to': 'c07'}]
    """
    found: defaultdict[object, list[dict[str, Any]]] = defaultdict(list)
    for row in records(frame):
        found[row[column]].append(row)
    return found


def first(ids: pd.Series) -> pd.Series:
    """Return the first identifier of each ``;`` list; of nothing, nothing.

    >>> first(pd.Series(["usa;uk", None])).tolist()
    ['usa', nan]
    """
    return ids.map(lambda cell: cell.partition(";")[0], na_action="ignore").astype("str")


def split(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give each identifier of a ``;`` column a row of its own; empty cells stay one row.

    >>> split(pd.DataFrame({"id": ["c01"], "who": ["usa;uk"]}), "who")["who"].tolist()
    ['usa', 'uk']
    """
    return frame.assign(**{column: frame[column].str.split(";")}).explode(column)
