"""A small table in, a picture out: the kinds of figure, each of which reads itself aloud."""

from claimbook.plots.compare import flow, intervals, mirror, ranges, slope
from claimbook.plots.lists import bars, checklist, strip, tiles, timeline, tree
from claimbook.plots.networks import arcs, bipartite, grid
from claimbook.plots.sheet import Drawing

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
