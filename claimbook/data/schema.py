"""The data package descriptor: every column, code and coding decision, in one place."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"
#: What the data folder of a book holds, beside the descriptor.
ARTICLE = "article"
_PACKAGE = Path(__file__).resolve().parents[1]


def is_book(folder: Path) -> bool:
    """Return whether a folder is that of a book: this one, or one made by ``claimbook new``."""
    data = folder / "data"
    return (data / DESCRIPTOR).is_file() and (data / ARTICLE).is_dir()


def _nearest() -> Path | None:
    """Return the book in whose folder one works, from the working folder upward."""
    try:
        here = Path.cwd()
    except OSError:  # it was deleted
        return None
    return next((folder for folder in (here, *here.parents) if is_book(folder)), None)


#: The folder of the book *Claim and Counter-claim*; of a package without it, what it took along.
HOME = _PACKAGE.parent if is_book(_PACKAGE.parent) else _PACKAGE / "_book"
#: The folder of the book that is meant: the one in which one works, as with git; else ``HOME``.
ROOT = _nearest() or HOME
DATA = ROOT / "data"


def package(folder: Path = DATA) -> dict[str, Any]:
    """Read the descriptor of a data folder (Frictionless Data Package, v1), as it is now.

    Raises ``FileNotFoundError`` if there is none, and what :func:`parse` raises.
    """
    return parse((folder / DESCRIPTOR).read_bytes())


@lru_cache(maxsize=4)  # by content: no folder gets the descriptor of another, or one of before
def parse(raw: bytes) -> dict[str, Any]:
    """Read a descriptor from its bytes; ``json.JSONDecodeError`` with the line if it is not JSON."""
    descriptor: dict[str, Any] = json.loads(raw.decode("utf-8"))
    return descriptor


def resource(table: str, folder: Path = DATA) -> dict[str, Any]:
    """Return the descriptor of one table; ``KeyError`` with the known names if there is none."""
    known = {r["name"]: r for r in package(folder)["resources"]}
    if table not in known:
        raise KeyError(f"no table {table!r}; the tables are: {', '.join(known)}")
    return dict(known[table])


def fields(table: str, folder: Path = DATA) -> list[dict[str, Any]]:
    """Return the column descriptors of a table, in file order."""
    return list(resource(table, folder)["schema"]["fields"])


def codes(variable: str) -> dict[str, str]:
    """Map the codes of a coded variable to their labels, in codebook order.

    >>> codes("explicitness")
    {'stated': 'Stated', 'inferred': 'Inferred'}
    """
    return {c["code"]: c["label"] for c in package()["codebook"][variable]}


def short(variable: str) -> dict[str, str]:
    """Map the codes of a variable to what a sentence calls them: ``short``, or else the label."""
    return {c["code"]: c.get("short", c["label"]) for c in package()["codebook"][variable]}


def parties() -> list[str]:
    """Return the sides that are parties to the dispute, in the order of the codebook.

    >>> parties()
    ['china', 'critic']
    """
    return [code["code"] for code in package()["codebook"]["side"] if code.get("party")]


def titles(table: str) -> dict[str, str]:
    """Map the columns of a table that have a title to it: what stands over the column on a page."""
    return {f["name"]: f["title"] for f in fields(table) if "title" in f}


def target(table: str, column: str) -> str:
    """Return the table whose identifiers a column holds; empty if it holds none."""
    field = next(f for f in fields(table) if f["name"] == column)
    keys = resource(table)["schema"].get("foreignKeys", [])
    key = next((k["reference"]["resource"] for k in keys if column in k["fields"]), "")
    return str(field.get("references", key))


def tables() -> list[str]:
    """Return the names of all tables, in the order of the descriptor."""
    return [r["name"] for r in package()["resources"]]


def label(table: str) -> str:
    """Return the column that says in words what a row of a table is; empty if there is none."""
    return str(resource(table).get("label", ""))
