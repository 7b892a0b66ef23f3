"""The data package descriptor: every column, code and coding decision, in one place."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
DESCRIPTOR = "datapackage.json"


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
