"""The shape of the descriptor: what it must say of every column, code and decision, and what it may."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from claimbook.data.problems import Problem, in_descriptor

#: Kind of entry -> key that it must have -> what to say with it.
NEEDS = {
    "column": {
        "name": "how the column is called",
        "type": "string, date, integer or number",
        "description": "what the column holds",
    },
    "code": {
        "code": "what stands in the cell",
        "label": "what a page calls it",
        "use": "when to use it",
        "not": "when not",
        "example": "a sentence that has it",
    },
    "decision": {
        "decision_id": "a name that stays",
        "sentence_ids": "the sentences it is about",
        "question": "what was doubtful",
        "decision": "what was decided",
        "otherwise": "the other reading",
    },
}
#: Kind of entry -> keys that it may have besides.
MAY = {
    "column": (
        *("title", "codes", "references", "constraints", "format"),
        "text",  # what a column of words holds: one of TEXT
        "distinct",  # no two rows have the same text in it
        "ranked",  # the order of its lists is the author’s and not that of the table they name
    ),
    "code": ("short", "cameo", "party"),
    "decision": (
        "rule",  # what it comes to for any report, without words of this one
        "variables",  # whose codes it gives away to who reads it
        "made_after_round",  # of blind coding; coders of later rounds had it
    ),
}
#: What a column of words can hold, and how its cells begin and end (:mod:`claimbook.data.lint`).
TEXT = ("sentences", "phrase", "small", "listed", "printed", "foreign", "own")
#: What a descriptor may follow, and a table have: what lies elsewhere is never fetched, and no file
#: outside the folder is read.
PROFILES = {"package": "tabular-data-package", "table": "tabular-data-resource"}
TABLE = (
    *(
        "name",
        "path",
        "profile",
        "title",
        "description",
        "sources",
        "encoding",
        "dialect",
        "schema",
    ),
    *("label", "order", "grouped", "retired", "frozen"),
)
INSIDE = re.compile(r"[\w-]+(?:/[\w-]+)*\.csv", re.ASCII)
TYPES = ("string", "date", "integer", "number")
CONSTRAINTS = ("required", "unique", "enum", "pattern", "minimum")


#: By what an entry of a list is known.
NAMES = ("name", "code", "decision_id", "fields")


def leaves(entry: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield what stands in a descriptor, with the names that lead to it; a list of values is one.

    >>> list(leaves({"codebook": {"side": [{"code": "critic", "label": "Critical"}]}, "orders": ["a"]}))[1:]
    [(('codebook', 'side', 'critic', 'label'), 'Critical'), (('orders',), ['a'])]
    """
    if isinstance(entry, dict):
        for key, value in entry.items():
            yield from leaves(value, (*way, key))
    elif isinstance(entry, list) and any(isinstance(part, dict | list) for part in entry):
        for number, part in enumerate(entry, 1):
            keys = NAMES if isinstance(part, dict) else ()
            name = next((str(part[key]) for key in keys if key in part), str(number))
            yield from leaves(part, (*way, name))
    else:
        yield way, entry


def shape(package: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is missing, unknown or leads nowhere in a descriptor, entry by entry."""
    yield from _elsewhere(package)
    for kind, what, entry in _entries(package):
        for key, said in NEEDS[kind].items():
            if key not in entry:
                yield in_descriptor(f"{key} is missing; say {said}", what)
        yield from _unknown(entry, (*NEEDS[kind], *MAY[kind]), f"key of a {kind}", what)
        if kind == "column":
            yield from _column(package, what, entry)
    for res in package["resources"]:
        columns = [field.get("name") for field in res["schema"]["fields"]]
        for key in ("order", "grouped", "label"):
            named = res.get(key, ())
            for column in [named] if isinstance(named, str) else named:
                if column.removeprefix("-") not in columns:
                    right = "names no column of the table"
                    yield in_descriptor(right, f"{res['name']}.{key}", column)


def _unknown(given: Iterable[str], known: Sequence[str], kind: str, what: str) -> Iterator[Problem]:
    """Report what is none of a kind, with those that there are."""
    for value in given:
        if value not in known:
            yield in_descriptor(f"is no {kind}; there are: {', '.join(known)}", what, value)


def _elsewhere(package: dict[str, Any]) -> Iterator[Problem]:
    """Nothing in a descriptor leads out of its folder: no path, no profile, no schema to be fetched."""
    tables = [(str(res.get("name", "a table")), "table", res) for res in package["resources"]]
    for what, kind, entry in [("the package", "package", package), *tables]:
        if (profile := entry.get("profile", PROFILES[kind])) != PROFILES[kind]:
            yield in_descriptor(f"must be {PROFILES[kind]}", f"{what}: profile", str(profile))
        keys = entry if kind == "table" else {"$schema", "profiles"} & {*entry}
        yield from _unknown(keys, TABLE, "key of a table", what)
    for res in package["resources"]:
        if not INSIDE.fullmatch(str(res.get("path", ""))):
            right = "must be a .csv below the folder of the descriptor, such as article/actors.csv"
            yield in_descriptor(right, f"{res.get('name')}: path", str(res.get("path")))


def _entries(package: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every column, code and decision: its kind, how a message calls it, the entry."""
    for res in package["resources"]:
        for number, field in enumerate(res["schema"]["fields"], 1):
            yield "column", f"{res['name']}.{field.get('name', number)}", field
    for variable, codes in package["codebook"].items():
        for number, code in enumerate(codes, 1):
            yield "code", f"{variable}: {code.get('code', number)}", code
    for number, decision in enumerate(package["decisions"], 1):
        yield "decision", str(decision.get("decision_id", f"decision {number}")), decision


def _column(package: dict[str, Any], what: str, field: dict[str, Any]) -> Iterator[Problem]:
    """Types and constraints are known; codes and references lead somewhere."""
    rule = field.get("constraints", {})
    yield from _unknown([field.get("type", "string")], TYPES, "type", what)
    yield from _unknown(rule, CONSTRAINTS, "constraint", what)
    yield from _unknown([field.get("text", TEXT[0])], TEXT, "kind of text", what)
    codes, target = field.get("codes"), field.get("references")
    if codes and codes not in package["codebook"]:
        yield in_descriptor("names no variable of the codebook", what, codes)
    if target and target not in [res["name"] for res in package["resources"]]:
        yield in_descriptor("names no table", what, target)
