"""Load, check and show the coded data of *Claim and Counter-claim*.

Each package imports only from those below it (``[tool.importlinter]`` in pyproject.toml)::

    live      the book on localhost while it is written: a page reloads itself
    site      the pages: all that knows Sphinx, and the theme
    builders  what is made outside Sphinx: executed chapters, PDF, EPUB, JupyterLite, a release
    teach     exercises that check themselves, coding sheets compared
    display   what a cell shows: figures, tables, cards, findings
    charts    a small table in, a picture out
    cite      what the book is called, for people and machines; knows no page
    data      what the tables must be, whether they are, the frames

``thisbook`` holds what is about this article alone, ``newbook`` makes books about other reports.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimbook.data import load

__all__ = ["load"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is: checking the tables needs no pandas."""
    if name in __all__:
        from claimbook import data

        return getattr(data, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
