"""What a class needs of the engine: exercises that check themselves, and how far coders agree.

A chapter calls :func:`check` with the name of an exercise and an answer. Right answers are computed from
the tables each time; none is written down. Exercises, lesson and handout of this book are in ``thisbook``.
"""

from claimbook.teach.agree import agreement, coding_sheet
from claimbook.teach.exercises import check, overview

__all__ = ["agreement", "check", "coding_sheet", "overview"]
