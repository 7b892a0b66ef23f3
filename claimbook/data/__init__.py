"""What the tables must be, whether they are, and the frames that the analysis begins with.

A chapter begins with :func:`load`; ``codes`` and ``short`` name codes, ``parties``
are the sides that dispute, ``split`` gives each identifier
of a list its row. The rest is imported by its module.
"""

from typing import TYPE_CHECKING, Any

from claimbook.data.schema import codes, parties, short

if TYPE_CHECKING:
    from claimbook.data.frames import load, split

__all__ = ["codes", "load", "parties", "short", "split"]


def __getattr__(name: str) -> Any:
    """Import the frames, and so pandas, when they are asked for: checking and reading need none."""
    if name in __all__:
        from claimbook.data import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
