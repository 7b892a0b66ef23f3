"""A small table in, a picture out: the kinds of figure, and the figures as files.

Each kind takes a table and words that the table does not hold, and returns a :class:`Drawing`: the
figure at the width asked for, the text that reads it aloud, and the table.
"""

from claimbook.plots.compare import flow, intervals, mirror, ranges, slope
from claimbook.plots.drawing import Drawing
from claimbook.plots.lists import bars, checklist, strip, tiles, timeline, tree
from claimbook.plots.networks import arcs, bipartite, grid

__all__ = [
    "Drawing",
    "arcs",
    "bars",
    "bipartite",
    "checklist",
    "flow",
    "grid",
    "intervals",
    "mirror",
    "ranges",
    "slope",
    "strip",
    "tiles",
    "timeline",
    "tree",
]
