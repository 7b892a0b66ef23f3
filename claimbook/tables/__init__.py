"""What the tables must be, whether they are, and the frames that the analysis begins with.

A chapter begins with :func:`load`; ``codes`` and ``short`` name codes, ``split`` gives each identifier
of a list its row, ``tally`` counts what a grid draws. The rest of the room is imported by its module.
"""

from claimbook.tables import stamp  # noqa: F401  # before any rule: see stamp.LOADED
from claimbook.tables.frames import load, split, tally
from claimbook.tables.schema import codes, short

__all__ = ["codes", "load", "short", "split", "tally"]
