"""What a cell shows: figures, tables, cards and values, and the words of a sentence.

Outputs say what they are (:func:`claimbook.show.items.emit`), so that the site need not guess. The
words of sentences (``count``, ``listing`` …) stand in the room of tables, where all rooms reach them.
"""

from claimbook.show.cards import cards
from claimbook.show.codebook import codebook, decisions, dictionary
from claimbook.show.findings import FindingError, finding
from claimbook.show.items import figure, table
from claimbook.show.markdown import prose
from claimbook.show.overlay import article_map
from claimbook.show.readable import readable
from claimbook.show.sources import bibliography, cite
from claimbook.tables.wording import (
    count,
    counted,
    day,
    leaders,
    listing,
    quotes,
    short_date,
    spelled,
    when,
)

__all__ = [
    "FindingError",
    "article_map",
    "bibliography",
    "cards",
    "cite",
    "codebook",
    "count",
    "counted",
    "day",
    "decisions",
    "dictionary",
    "figure",
    "finding",
    "leaders",
    "listing",
    "prose",
    "quotes",
    "readable",
    "short_date",
    "spelled",
    "table",
    "when",
]
