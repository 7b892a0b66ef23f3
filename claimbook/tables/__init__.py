"""What the tables must be, whether they are, and the frames that the analysis begins with."""

from claimbook.tables.frames import load, split, tally
from claimbook.tables.schema import codes

__all__ = ["codes", "load", "split", "tally"]
