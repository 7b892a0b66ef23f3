"""Load, check and show the coded data of *Claim and Counter-claim*.

One job a module, imports run downwards only::

    text      words, hashes, normalisation: what a position and a word are
    schema    data/datapackage.json: columns, codes, decisions
    rules     rules of evidence across tables, which a schema cannot say
    record_rules  the same for the public record
    check     is the data what the schema and the rules say?
    tables    the checked tables as typed data frames
    verify    is the data what a given copy of the article says?
    style     colours, fonts, size of every figure
    plots     the kinds of figure the chapters use
    show      figures, tables and numbers as the reader gets them
    sources   the sources of the record as links and as a bibliography
    cards     the card of one statement; codebook and dictionary as tables
    refresh   execute the chapters and store their outputs in canonical form
    sphinxext the only module that knows the pages of the book
"""

from claimbook.tables import load

__all__ = ["load"]
