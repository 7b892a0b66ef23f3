"""What a class needs: exercises that check themselves, the plan of a lesson, handout and key.

A chapter calls :func:`check` with the name of an exercise and an answer. Right answers are computed from
the tables each time; none is written down.
"""

from claimbook.teach.coding import agreement, sheet_of
from claimbook.teach.exercises import check, overview
from claimbook.teach.lesson import expectations, plan, rubric
from claimbook.teach.sheets import blank, decided, legend, quarrels, units

__all__ = [
    "agreement",
    "blank",
    "check",
    "decided",
    "expectations",
    "legend",
    "overview",
    "plan",
    "quarrels",
    "rubric",
    "sheet_of",
    "units",
]
