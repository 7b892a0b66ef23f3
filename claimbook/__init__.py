"""Load, check and show the coded data of *Claim and Counter-claim*.

Six rooms; each imports only from those below it::

    site    the pages: all that knows Sphinx, and the theme
    press   what is made outside Sphinx: executed chapters, PDF, EPUB
    show    what a cell shows
    plots   a small table in, a picture out
    cite    what the book is called, for people and machines; knows no page
    tables  what the tables must be, whether they are, the frames
    kept    (a cellar) results kept by content
"""

from claimbook.tables import load

__all__ = ["load"]
