"""A small table in, a picture out: the kinds of figure, and the figures as files.

Each kind takes a table and words that the table does not hold, and returns a :class:`Drawing`: the
figure drawn wide and narrow, the text that reads it aloud, and the table.
"""

import logging
import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimbook.charts.amounts import dots, pairs, parts
    from claimbook.charts.cells import matrix
    from claimbook.charts.compare import intervals
    from claimbook.charts.drawing import Drawing
    from claimbook.charts.lists import bars, glossed, strip, tiles
    from claimbook.charts.reading import passages
    from claimbook.charts.stacked import shares
    from claimbook.charts.times import course
    from claimbook.charts.trees import provenance

# Its notes on fonts and folders would count as results of a cell that draws first; a letter that its font
# lacks is drawn in one of the reader's.
logging.getLogger("matplotlib").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", r"Glyph \d+ .*missing from font", UserWarning)

__all__ = [
    "Drawing",
    "bars",
    "course",
    "dots",
    "glossed",
    "intervals",
    "matrix",
    "pairs",
    "parts",
    "passages",
    "provenance",
    "shares",
    "strip",
    "tiles",
]
_MODULES = (
    *("drawing", "lists", "times", "compare"),
    *("amounts", "cells", "reading", "stacked", "trees"),
)


def __getattr__(name: str) -> Any:
    """Import the kinds, and so matplotlib, when a figure is drawn: most chapters draw none."""
    for module in _MODULES if name in __all__ else ():
        found = import_module(f"{__name__}.{module}")
        if hasattr(found, name):
            return getattr(found, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
