"""A small table in, a picture out: the kinds of figure, and the figures as files.

Each kind takes a table and words that the table does not hold, and returns a :class:`Drawing`: the
figure drawn wide and narrow, the text that reads it aloud, and the table.
"""

import logging
import warnings

# Its notes on fonts and folders would count as results of a cell that draws first; a letter that its font
# lacks is drawn in one of the reader's.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font", UserWarning)

from claimbook.plots.compare import intervals, ranges, slope  # noqa: E402
from claimbook.plots.drawing import Drawing  # noqa: E402
from claimbook.plots.lists import bars, checklist, strip, tiles  # noqa: E402
from claimbook.plots.networks import bipartite, grid  # noqa: E402
from claimbook.plots.times import course, moments  # noqa: E402

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
