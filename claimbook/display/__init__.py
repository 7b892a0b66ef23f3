"""What a cell shows: figures, tables, cards and values, and the words of a sentence.

Outputs say what they are (:func:`claimbook.display.outputs.emit`), so that the site need not guess. The
words of sentences (``count``, ``listing`` …) stand in the room of tables, where all rooms reach them.
"""

from claimbook.data.wording import (
    age,
    count,
    counted,
    day,
    leaders,
    listing,
    number_in_words,
    quotes,
    short_date,
    when,
)
from claimbook.display.cards import cards
from claimbook.display.codebook import codebook, constraints, decisions, dictionary
from claimbook.display.findings import FindingError, finding
from claimbook.display.labels import with_labels
from claimbook.display.markdown import prose
from claimbook.display.outputs import figure, table
from claimbook.display.overlay import article_map
from claimbook.display.sources import bibliography, cite

__all__ = [
    "FindingError",
    "age",
    "article_map",
    "bibliography",
    "cards",
    "cite",
    "codebook",
    "constraints",
    "count",
    "counted",
    "day",
    "decisions",
    "dictionary",
    "figure",
    "finding",
    "leaders",
    "listing",
    "number_in_words",
    "prose",
    "quotes",
    "short_date",
    "table",
    "when",
    "with_labels",
]
