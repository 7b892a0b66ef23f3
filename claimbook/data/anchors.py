"""What has an address of its own in the book, and how its anchor is written: the one place."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from claimbook.data import schema

#: Kind of object -> what stands before its identifier in an anchor.
PREFIXES = {
    "figure": "fig-",
    "table": "tab-",
    "finding": "found-",
    "statement": "",
    "sentence": "",
    "response": "",
    "quantity": "",
    "point": "",
    "timeline": "",
    "examination": "",
    "basis": "",
    "report": "report-",  # not R01: in lower case, as labels are, it would be a response
    "actor": "actor-",
    "event": "event-",
    "source": "source-",
    "occasion": "occasion-",
    "speech": "speech-",
    "utterance": "",
    "person": "person-",
    "dependency": "dependency-",
    "residue": "residue-",
    "code": "code-",
    "column": "column-",
    "decision": "decision-",
    "adjudication": "decided-",
    "variable": "alpha-",
}

#: Key of a table -> what its rows are called, where the key says something else. A row of the table of findings
#: is a point that the record was asked about; a finding is a sentence of the book that a condition holds. What was
#: said in the days of the session is an utterance, so that it is no statement of the report.
CALLED = {"known": "examination", "finding": "point", "said": "utterance"}


def anchor(kind: str, identifier: str) -> str:
    """Return the anchor of an object, which is unique in the book.

    >>> anchor("statement", "c07"), anchor("figure", "who-speaks-where")
    ('c07', 'fig-who-speaks-where')
    """
    return PREFIXES[kind] + identifier


def anchors_of(notebook: Mapping[str, Any]) -> Iterator[str]:
    """Yield the anchors in the stored outputs of a notebook: of each output, and of its rows.

    An output says what it is in its metadata (:func:`claimbook.display.outputs.emit`): ``kind``, ``name``,
    and ``rows``, whose ``kind`` and ``labels`` (identifier -> label) are those of its rows.
    """
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            about = output.get("metadata", {}).get("claimbook", {})
            if about.get("kind") in PREFIXES:
                yield anchor(about["kind"], about["name"])
            rows = about.get("rows", {"kind": "", "labels": ()})
            yield from (anchor(rows["kind"], name) for name in rows["labels"])


@cache
def homes(root: Path = schema.ROOT) -> dict[str, str]:
    """Map every anchor in the stored outputs of the chapters to the page that holds it.

    The files are read once, in some 20 ms; after a refresh call ``homes.cache_clear()``. Without
    chapters, as where the package alone is installed, there are no anchors.
    """
    pages = {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((root / "chapters").glob("*.ipynb"))
    }
    return {to: page for page, notebook in pages.items() for to in anchors_of(notebook)}


def home(to: str) -> str:
    """Return the page that holds an anchor; empty if none does.

    >>> home("c07"), home("no-such-anchor")
    ('statements', '')
    """
    return homes().get(to, "")


def kind_of(table: str) -> str:
    """Return the kind of object that a row of a table is; empty if rows have no address of their own.

    >>> kind_of("statements"), kind_of("mentions")
    ('statement', '')
    """
    key, *more = schema.resource(table)["schema"]["primaryKey"]
    kind = "" if more else str(key).removesuffix("_id")
    kind = CALLED.get(kind, kind)
    return kind if kind in PREFIXES and schema.fields(table)[0]["name"] == key else ""


@cache
def identifiers() -> str:
    """Return the regular expression of the identifiers that are their own anchors (``c07``)."""
    patterns = [
        field["constraints"]["pattern"]
        for res in schema.package()["resources"]
        for field in res["schema"]["fields"][:1]
        if PREFIXES.get(kind_of(res["name"])) == ""
    ]
    return "|".join(dict.fromkeys(patterns))
