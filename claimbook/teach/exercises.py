"""Exercises, and a check that says what is wrong with an answer and never what is right.

One function an exercise, registered with :func:`exercise`: it takes the tables and the answer and raises
:class:`Slip` with the kind of slip, or returns what to think about next. The right answer is computed
from the tables.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import pandas as pd

from claimbook.data.companion import companion
from claimbook.data.frames import Tables, load
from claimbook.display.markdown import escape_markdown
from claimbook.teach.answers import Slip, quoted

#: The check of an exercise: from the tables and an answer to what to think about next.
Check = Callable[[Tables, object], str]
#: What stands before the verdict on an answer that is right, and on another.
HEADS = "Right", "Not yet"


@dataclass(frozen=True)
class Exercise:
    """An exercise: its name, its title, what it trains, its check, what stands before a verdict."""

    name: str
    title: str
    trains: str
    checks: Check
    heads: tuple[str, str] = HEADS


@dataclass(frozen=True)
class Verdict:
    """What the check says of an answer."""

    right: bool
    says: str
    heads: tuple[str, str] = HEADS

    def __str__(self) -> str:
        return f"{self.heads[not self.right]}. {self.says}"

    __repr__ = __str__

    def __bool__(self) -> bool:
        return self.right

    def _repr_markdown_(self) -> str:
        return f"**{self.heads[not self.right]}.** {escape_markdown(self.says)}"


_registered: dict[str, Exercise] = {}


def exercise(
    name: str, title: str, trains: str, heads: tuple[str, str] = HEADS
) -> Callable[[Check], Check]:
    """Register a function as the check of an exercise; they stand in the order of difficulty."""

    def register(checks: Check) -> Check:
        _registered[name] = Exercise(name, title, trains, checks, heads)
        return checks

    return register


def exercises() -> dict[str, Exercise]:
    """Return the exercises of the book by name, in order; a book of one's own may have none."""
    companion("exercises")  # they register themselves
    return _registered


def check(name: str | int, answer: object = None) -> Verdict:
    """Say whether an answer is right, or what is wrong with it; never fails and never tells.

    ``name`` is that of the exercise, or its number in :func:`overview`.

    >>> check("filter-and-join", "Zhang Jun").right
    False
    """
    known = exercises()
    found: Exercise | None = None
    if isinstance(name, str):
        found = known.get(name)
    elif type(name) is int:
        found = dict(enumerate(known.values(), 1)).get(name)
    if found is None:
        there = ", ".join(known) or "none"
        return Verdict(False, f"There is no such exercise. There are: {there}.")
    try:
        return Verdict(True, found.checks(_tables(), answer), found.heads)
    except Slip as slip:
        return Verdict(False, str(slip), found.heads)
    except Exception as error:  # whatever a student can hand in
        return Verdict(
            False,
            f"This answer cannot be read ({type(error).__name__}). Its type is "
            f"{type(answer).__name__}; the question says what is asked for.",
        )


def overview() -> pd.DataFrame:
    """Return the exercises in order: ``number``, ``title``, what it ``trains``, its ``name``."""
    rows = [(n, e.title, e.trains, e.name) for n, e in enumerate(exercises().values(), 1)]
    return pd.DataFrame(rows, columns=["number", "title", "trains", "name"])


@cache
def _tables() -> Tables:
    return load()


def raise_first(slips: Mapping[str, object]) -> None:
    """Raise the first slip of a table whose test is true: what to say, and when it is said."""
    for says, when in slips.items():
        if when:
            raise Slip(says)


def compare(given: set[str], right: set[str], what: str, known: Iterable[str] = ()) -> None:
    """Raise what is wrong with a set: something that does not belong, or something missing."""
    if known and (strange := sorted(given - set(known))):
        raise Slip(f"{quoted(strange[0])} is no {what}.")
    more, less = sorted(given - right), bool(right - given)
    if more:
        also = " And something is missing." if less else ""
        raise Slip(f"{quoted(more[0])} does not belong here.{also}")
    if less:
        raise Slip("What you have belongs here, and something is still missing.")


def sums(values: list[float]) -> set[float]:
    """Return every sum of several of some values.

    >>> sorted(sums([1, 2, 4]))
    [3, 5, 6, 7]
    """
    return {sum(some) for n in range(2, len(values) + 1) for some in combinations(values, n)}
