"""The independent codings: the rounds, who coded in each, and how their variables are called now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Columns of statements.csv whose cells the codings can differ in, by variable of version 0.4.0.
REPLACED = {"object_id": ("criticised_actor_id", "object_actor_id")}
DROPPED = ("cameo",)


@dataclass(frozen=True)
class Round:
    """A round of blind coding: its number, the coding of the book as it was then, the two made blind."""

    number: int
    book: str
    blind: tuple[str, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """The identifiers of all codings that are compared, the book's first."""
        return self.book, *self.blind


def rounds(coders: Iterable[Mapping[str, Any]]) -> list[Round]:
    """Return the rounds, the newest first, of the rows of coders.csv."""
    found: dict[int, dict[str, list[str]]] = {}
    for row in coders:
        kinds = found.setdefault(int(row["round"]), {"yes": [], "no": []})
        kinds[row["blind"]].append(row["coder_id"])
    return [
        Round(number, kinds["no"][0], tuple(kinds["yes"]))
        for number, kinds in sorted(found.items(), reverse=True)
        if kinds["no"]
    ]


def ordered(ids: str) -> str:
    """Return a ``;`` list in the order in which the codings are stored.

    >>> ordered("usa;germany")
    'germany;usa'
    """
    return ";".join(sorted(filter(None, ids.split(";"))))


def current(statement: Mapping[str, str] | None, variable: str) -> str:
    """Return what the book codes now for a variable of a coding; empty if nothing.

    ``statement`` is a row of statements.csv.
    """
    if statement is None or variable in DROPPED:
        return ""
    if variable == "summarises":
        return "yes" if statement["summarises"] else "no"
    columns = REPLACED.get(variable, (variable,))
    return ordered(";".join(statement.get(column, "") for column in columns))
