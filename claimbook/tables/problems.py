"""What is wrong, and where: the raw rows that the rules read, and the problems they report."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimbook.tables import schema

Row = dict[str, str]


FORMULA = ("=", "+", "-", "@", "\t")


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
        value = f" has {self.value!r}" if self.value is not None else ""
        return f"{place}{value}: {self.right}"


class Data:
    """The raw rows of all tables, with the look-ups that several rules need."""

    def __init__(self, tables: dict[str, list[Row]], folder: Path) -> None:
        self.tables = tables
        self.package = schema.package(folder)
        self.paths = {r["name"]: r["path"] for r in self.package["resources"]}
        self.keys = {r["name"]: r["schema"]["primaryKey"][0] for r in self.package["resources"]}

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """Yield (line in the file, row)."""
        return enumerate(self.tables[table], 2)

    def by_key(self, table: str) -> dict[str, Row]:
        """Index a table by its primary key."""
        return {r[self.keys[table]]: r for r in self.tables[table]}

    def fields(self, table: str) -> list[dict[str, Any]]:
        """Return the column descriptors of a table."""
        found = next(r for r in self.package["resources"] if r["name"] == table)
        return list(found["schema"]["fields"])

    def codes_of(self, variable: str) -> set[str]:
        """Return the codes or identifiers that a column of statements.csv can hold, if it has such."""
        known: set[str] = set()
        for field in self.fields("statements"):
            if field["name"] == variable:
                known = {c["code"] for c in self.package["codebook"].get(field.get("codes"), [])}
                if "references" in field and field["references"] != "statements":
                    known |= set(self.by_key(field["references"]))
        tables = {"issue_id": "issues", "concept_id": "concepts", "spokesperson_id": "actors"}
        return known | (set(self.by_key(tables[variable])) if variable in tables else set())

    def coded(self, part: str) -> dict[str, list[tuple[str, str]]]:
        """Map each coded variable of a folder of the data to its tables and columns."""
        found: dict[str, list[tuple[str, str]]] = {}
        for res in self.package["resources"]:
            for field in res["schema"]["fields"]:
                if "codes" in field and res["path"].startswith(f"{part}/"):
                    found.setdefault(field["codes"], []).append((res["name"], field["name"]))
        return found

    def problem(
        self, table: str, line: int | None, column: str | None, value: str | None, right: str
    ) -> Problem:
        """Report a problem in a table."""
        return Problem(self.paths[table], line, column, value, right)


def _int(value: str) -> int | None:
    """Read an integer, or nothing where the schema check has complained already."""
    return int(value) if value.isascii() and value.isdigit() else None
