"""What the tables must be, whether they are, and the frames that the analysis begins with."""

from claimbook.tables.frames import load, split, tally
from claimbook.tables.schema import codes, short

__all__ = ["codes", "load", "short", "split", "tally"]
