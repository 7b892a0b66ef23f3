"""What a cell shows: figures, tables, cards and values, and the words of a sentence."""

from claimbook.show.cards import cards
from claimbook.show.codebook import codebook, decisions, dictionary
from claimbook.show.items import figure, prose, table
from claimbook.show.sources import bibliography, cite
from claimbook.tables.wording import count, day, leaders, listing, read_grid, spelled

__all__ = [
    "bibliography",
    "cards",
    "cite",
    "codebook",
    "count",
    "day",
    "decisions",
    "dictionary",
    "figure",
    "leaders",
    "listing",
    "prose",
    "read_grid",
    "spelled",
    "table",
]
