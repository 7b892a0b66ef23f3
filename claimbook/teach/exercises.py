"""Ten exercises, and a check that says what is wrong with an answer and never what is right.

One function an exercise (:mod:`claimbook.teach.counting`, :mod:`claimbook.teach.reading`): it takes the
tables and the answer and raises :class:`Slip` with the kind of slip, or returns what to think about
next. The right answer is computed from the tables.
"""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from claimbook.show.markdown import escape_markdown
from claimbook.tables.frames import Tables, load
from claimbook.teach import counting, reading  # noqa: F401  # their checks register themselves
from claimbook.teach.answers import Slip
from claimbook.teach.checks import EXERCISES, RIGHT, Exercise


@dataclass(frozen=True)
class Verdict:
    """What the check says of an answer."""

    right: bool
    says: str
    heads: tuple[str, str] = RIGHT

    def __str__(self) -> str:
        return f"{self.heads[not self.right]}. {self.says}"

    __repr__ = __str__

    def __bool__(self) -> bool:
        return self.right

    def _repr_markdown_(self) -> str:
        return f"**{self.heads[not self.right]}.** {escape_markdown(self.says)}"


def check(name: str | int, answer: object = None) -> Verdict:
    """Say whether an answer is right, or what is wrong with it; never fails and never tells.

    ``name`` is that of the exercise, or its number in :func:`overview`.

    >>> check("filter-and-join", "Zhang Jun").right
    False
    """
    found: Exercise | None = None
    if isinstance(name, str):
        found = EXERCISES.get(name)
    elif type(name) is int:
        found = dict(enumerate(EXERCISES.values(), 1)).get(name)
    if found is None:
        return Verdict(False, f"There is no such exercise. There are: {', '.join(EXERCISES)}.")
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
    rows = [(n, e.title, e.trains, e.name) for n, e in enumerate(EXERCISES.values(), 1)]
    return pd.DataFrame(rows, columns=["number", "title", "trains", "name"])


@cache
def _tables() -> Tables:
    return load()
