"""Load, check and show the coded data of *Claim and Counter-claim*.

One job a module, imports run downwards only::

    text      words, hashes, normalisation: what a position and a word are
    schema    data/datapackage.json: columns, codes, decisions
    rules     rules of evidence across tables, which a schema cannot say
    coding_rules  the same for the independent codings and what was decided between them
    record_rules  the same for the public record and for what others wrote
    check     is the data what the schema and the rules say?
    tables    the checked tables as typed data frames
    verify    is the data what a given copy of the article says?
    style     colours, fonts, size of every figure
    plots     the kinds of figure the chapters use
    show      figures, tables and numbers as the reader gets them
    sources   the sources of the record as links and as a bibliography
    cards     the card of one statement; codebook and dictionary as tables
    agreement how far the independent codings agree
    alternatives what the book would say if a decision were taken otherwise
    figures   the stored figures as files: SVG, PNG, CSV
    refresh   execute the chapters and store their outputs in canonical form
    metadata  title, version, authors, addresses: CITATION.cff and front matter
    citation  a work in every style and export format; short citations
    addresses which page holds what, and what must never disappear
    head      what the head of a page tells machines
    paper     the whole book as PDF and EPUB
    sphinxcite citation blocks, exports and redirects in the built book
    sphinxfind what search and previews show
    sphinxext links, colours and the rest of the built book
"""

from claimbook.tables import load

__all__ = ["load"]
