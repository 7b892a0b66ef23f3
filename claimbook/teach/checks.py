"""What an exercise is, and what several checks need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations

from claimbook.tables.frames import Tables
from claimbook.teach.answers import Slip, quoted

#: The check of an exercise: from the tables and an answer to what to think about next.
Check = Callable[[Tables, object], str]


RIGHT = "Right", "Not yet"


@dataclass(frozen=True)
class Exercise:
    """An exercise: its name, its title, what it trains, and its check."""

    name: str
    title: str
    trains: str
    checks: Check
    heads: tuple[str, str] = RIGHT  #: what stands before the verdict on an answer, and on another


#: Every exercise by its name, in the order of difficulty.
EXERCISES: dict[str, Exercise] = {}


def exercise(
    name: str, title: str, trains: str, heads: tuple[str, str] = RIGHT
) -> Callable[[Check], Check]:
    """Register a function as the check of an exercise; they stand in the order of difficulty."""

    def register(checks: Check) -> Check:
        EXERCISES[name] = Exercise(name, title, trains, checks, heads)
        return checks

    return register


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
