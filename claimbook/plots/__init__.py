"""A small table in, a picture out: the kinds of figure, and the figures as files.

Each kind takes a table and words that the table does not hold, and returns a :class:`Drawing`: the
figure drawn wide and narrow, the text that reads it aloud, and the table.
"""

from claimbook.plots.compare import intervals, ranges, slope
from claimbook.plots.drawing import Drawing
from claimbook.plots.lists import bars, checklist, strip, tiles
from claimbook.plots.networks import bipartite, grid
from claimbook.plots.times import course, moments

__all__ = [
    "Drawing",
    "bars",
    "bipartite",
    "checklist",
    "course",
    "grid",
    "intervals",
    "moments",
    "ranges",
    "slope",
    "strip",
    "tiles",
]
