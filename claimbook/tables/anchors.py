"""What has an address of its own in the book, and how its anchor is written: the one place."""

from functools import cache
from pathlib import Path

from claimbook.tables import schema

#: Kind of object -> what stands before its identifier in an anchor.
PREFIXES = {
    "figure": "fig-",
    "table": "tab-",
    "found": "found-",
    "statement": "",
    "sentence": "",
    "response": "",
    "quantity": "",
    "finding": "",
    "timeline": "",
    "examination": "",
    "basis": "",
    "report": "report-",  # not R01: in lower case, as labels are, it would be a response
    "actor": "actor-",
    "event": "event-",
    "source": "source-",
    "occasion": "occasion-",
    "person": "person-",
    "dependency": "dependency-",
    "residue": "residue-",
    "code": "code-",
    "column": "column-",
    "decision": "decision-",
    "adjudication": "decided-",
    "variable": "alpha-",
}

#: Key of a table -> what its rows are called, where the key says something else.
CALLED = {"known": "examination"}
#: Kinds whose name is not the word for them. A row of the table of findings is a point that the record
#: was asked about; a finding, to a reader, is a sentence of this book that a condition holds.
NOUNS = {"found": "finding", "finding": "point"}


def noun(kind: str) -> str:
    """Return the word for objects of a kind.

    >>> noun("found"), noun("figure")
    ('finding', 'figure')
    """
    return NOUNS.get(kind, kind)


def anchor(kind: str, identifier: str) -> str:
    """Return the anchor of an object, which is unique in the book.

    >>> anchor("statement", "c07"), anchor("figure", "who-speaks-where")
    ('c07', 'fig-who-speaks-where')
    """
    return PREFIXES[kind] + identifier


@cache
def homes(root: Path = schema.ROOT) -> dict[str, str]:
    """Map every published anchor to the page of the chapters that holds it, by ``addresses.csv``."""
    try:
        lines = (root / "addresses.csv").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    there = (line.removesuffix(",").split("#") for line in lines if line.endswith(","))
    pairs = (parts for parts in there if len(parts) == 2)
    return {to: page.removeprefix("chapters/").removesuffix(".html") for page, to in pairs}


def home(to: str) -> str:
    """Return the page that holds an anchor; empty if it was never published.

    >>> home("c07"), home("no-such-anchor")
    ('statements', '')
    """
    return homes().get(to, "")


def kind_of(table: str) -> str:
    """Return the kind of object that a row of a table is; empty if rows have no address.

    >>> kind_of("statements"), kind_of("mentions")
    ('statement', '')
    """
    key = str(schema.resource(table)["schema"]["primaryKey"][0])
    kind = key.removesuffix("_id")
    kind = CALLED.get(kind, kind)
    return kind if kind in PREFIXES and schema.fields(table)[0]["name"] == key else ""


@cache
def identifiers() -> str:
    """Return the regular expression of the identifiers that are their own anchors (``c07``)."""
    patterns = [
        field["constraints"]["pattern"]
        for res in schema.package()["resources"]
        for field in res["schema"]["fields"][:1]
        if field["name"] in res["schema"]["primaryKey"] and PREFIXES.get(kind_of(res["name"])) == ""
    ]
    return "|".join(dict.fromkeys(patterns))
