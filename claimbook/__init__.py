"""Load, check and show the coded data of *Claim and Counter-claim*.

Rooms, each imports only from those below it. What is about the article of this book stands beside them
in ``thisbook``, the generator of other books in ``newbook``::

    site    the pages: all that knows Sphinx, and the theme
    press   what is made outside Sphinx: executed chapters, PDF, EPUB, JupyterLite
    teach   exercises that check themselves, how far coders agree
    show    what a cell shows
    plots   a small table in, a picture out
    cite    what the book is called, for people and machines; knows no page
    tables  what the tables must be, whether they are, the frames
    cache   results kept by content; with atomic (whole files or none) the ground
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimbook.tables import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: rules and texts need no pandas."""
    if name in __all__:
        from claimbook import tables

        return getattr(tables, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
