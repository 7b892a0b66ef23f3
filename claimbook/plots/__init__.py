"""A small table in, a picture out: the kinds of figure, and the figures as files."""

from claimbook.plots.lists import (
    arcs,
    bars,
    bipartite,
    checklist,
    flow,
    grid,
    intervals,
    mirror,
    ranges,
    slope,
    strip,
    tiles,
    timeline,
    tree,
)

__all__ = [
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
