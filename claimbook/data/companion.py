"""Finds what is about the article of this book alone, and so no part of the engine.

It lies in the package ``thisbook`` beside the engine, and is looked for here and nowhere else. A book of
one's own has none of it, and the engine works without.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from claimbook.data import schema

PACKAGE = "thisbook"


def companion(module: str, root: Path = schema.ROOT) -> ModuleType | None:
    """Return a module of the package about the article; none for another book, or without the package.

    The engine asks for ``alternatives`` (the findings under other decisions), ``exercises``, which
    register themselves with :func:`claimbook.teach.exercises.exercise`, and ``handout``. A book is known
    by the name of its data package.
    """
    ours = schema.package(schema.HOME / "data")["name"]
    if schema.package(root / "data")["name"] != ours or find_spec(PACKAGE) is None:
        return None
    return import_module(f"{PACKAGE}.{module}")
