"""Executable findings: a sentence, its address, and the condition that makes it true.

The sentence is written by a person; the condition proves it each time the notebook runs. On its page
the sentence stands in the prose where the role ``{finding}`` names it (:mod:`claimbook.site.finding_role`).
"""

import ast
import linecache
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from claimbook.data import schema
from claimbook.data.companion import companion
from claimbook.data.frames import load
from claimbook.data.wording import listing, numbers
from claimbook.display.html import render
from claimbook.display.outputs import emit

IDENTIFIER = re.compile(r"[a-z]+(-[a-z0-9]+)*")
#: Most members of a value that is shown with the condition; longer ones say nothing at a glance.
FEW = 12
#: Grade of a finding -> what that says of it, in the order of a legend (:func:`grade`).
GRADES = {
    "counted": "Counted from the tables",
    "looked up": "Looked up in a table of judgements",
    "judged": "Judged: it hangs on a decision",
}
#: Tables whose rows conclude something about the world, each by a written rule.
JUDGEMENTS = ("findings", "examinations", "bases", "people", "dependencies")


@dataclass(frozen=True)
class Place:
    """Where a finding is said: the first line of its cell, the file the kernel made of it, the line."""

    cell: str = ""
    file: str = ""
    line: int = 0


#: Finding -> where it is said, for the notebook that runs.
_said: dict[str, Place] = {}


class FindingError(ValueError):
    """A finding that does not hold, or that cannot be held to anything; names cell and sentence."""


def finding(identifier: str, sentence: str, holds: Callable[[], object], /, rows: str = "") -> None:
    """Display a finding: a sentence that is true because a condition holds.

    Parameters
    ----------
    identifier : str
        Words joined by hyphens; the address is ``found-`` and the identifier, and stays.
    sentence : str
        What was found, in plain words. Numbers may be typed: every one of them, in digits or in
        words, must stand in the condition.
    holds : callable
        A ``lambda`` without arguments, written in the call: the condition.
    rows : str
        Identifiers of the rows on which it rests (``"c07 c42 F30"``), if they are few.

    Raises
    ------
    FindingError
        If the condition is not true, or cannot be computed; if the identifier is missing, not in form
        or taken; if the sentence holds a number that the condition never looks at. All at once.

    """
    place, tree, code = _condition(holds)
    wrong = [*_wrong_name(identifier, place)]
    if tree is None:
        wrong.append("its condition must be a lambda without arguments, written in the call")
    else:
        wrong += [*_unheld(sentence, tree), *_false(holds, code)]
    if wrong:
        where = f"the cell that begins {place.cell!r}, line {place.line}: " if place.cell else ""
        said = f"{where}finding {identifier!r}: “{sentence}”"
        raise FindingError("\n- ".join([said, *wrong]))
    _said[identifier] = place
    otherwise = [row for row in _alternatives() if row["found"] == identifier]
    held, looked = rows.replace(";", " ").split(), _named(holds, tree)
    known = grade(otherwise, {*held, *_mentioned(tree, looked)})
    markup = render(
        "finding.html",
        name=identifier,
        sentence=sentence,
        grade=known,
        means=GRADES[known],
        code=code,
        values={name: text for name, value in looked.items() if (text := _short(value))},
        held=held,
        sentences=_sentences(held),
        otherwise=otherwise,
    )
    emit(markup, sentence, "finding", identifier, sentence, grade=known)


def grade(otherwise: list[dict[str, Any]], rests: set[str]) -> str:
    """Return how a finding is known: one of :data:`GRADES`.

    *Judged* if a decision of the codebook, taken otherwise, gives another count (``otherwise``, the rows of
    the companion's ``alternatives``). Else *looked up* if it rests on a row of a table of
    :data:`JUDGEMENTS`: ``rests`` are the rows named with it, the identifiers in its condition, and the keys of
    the tables at which that looks. Else *counted*.

    >>> grade([], {"c07"}), grade([], {"c07", "F22"}), grade([], {"known_id"})
    ('counted', 'looked up', 'looked up')
    >>> grade([{"book": "98", "otherwise": "48"}], {"c07"})
    'judged'
    """
    if any(row["otherwise"] != row["book"] for row in otherwise):
        return "judged"
    return "looked up" if any(map(_of_judgements().fullmatch, rests)) else "counted"


@cache
def _of_judgements() -> re.Pattern[str]:
    """Return what a row of a table of judgements is called, and the key of one."""
    there = {res["name"] for res in schema.package()["resources"]}
    keys = [schema.fields(table)[0] for table in JUDGEMENTS if table in there]
    rows = (key["constraints"]["pattern"] for key in keys)
    rows = (pattern for pattern in rows if not re.fullmatch(pattern, "word"))  # as those of people
    return re.compile("|".join([*JUDGEMENTS, *(key["name"] for key in keys), *rows]))


def _mentioned(tree: ast.expr | None, looked: dict[str, Any]) -> set[str]:
    """Return the texts and tables that a condition names, and what the values hold at which it looks."""
    found: set[str] = set()
    for value in looked.values():
        if isinstance(value, pd.DataFrame):
            found |= {str(name) for name in (*value.columns, *value.index.names)}
        elif isinstance(value, pd.Series):
            found |= {str(name) for name in (value.name, *value.index.names)}
        elif isinstance(value, set | frozenset | list | tuple):
            found |= {member for member in value if isinstance(member, str)}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def _condition(holds: Callable[[], object]) -> tuple[Place, ast.expr | None, str]:
    """Return where a condition stands, the condition as a tree, and as its author wrote it."""
    made = getattr(holds, "__code__", None)
    source = "".join(linecache.getlines(made.co_filename)) if made else ""
    if made is None or not source:
        return Place(), None, ""
    place = Place(source.splitlines()[0], made.co_filename, made.co_firstlineno)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Lambda) and node.lineno == place.line and not made.co_argcount:
            code = ast.get_source_segment(source, node.body, padded=True) or ""
            return place, node.body, textwrap.dedent(code).strip()
    return place, None, ""


def _wrong_name(identifier: str, place: Place) -> list[str]:
    """Say what is wrong with an identifier; a cell that runs again may say its finding again."""
    if not IDENTIFIER.fullmatch(identifier):
        right = "lower-case words joined by hyphens, such as 'one-side-counted'"
        return [f"it needs an identifier: {right}"]
    before = _said.get(identifier, place)
    again = before.line == place.line if before.file == place.file else before.cell == place.cell
    if again:
        return []
    said = f"line {before.line} of the cell that begins {before.cell!r}"
    return [f"its identifier is taken by {said}; give it another, or restart the kernel"]


def _unheld(sentence: str, tree: ast.expr) -> list[str]:
    """Name the numbers of a sentence that its condition never looks at."""
    looked: set[float] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool):
            if isinstance(node.value, float):  # 0.37 is what a sentence says as 37 %
                looked |= {node.value, round(node.value * 100, 6)}
            elif isinstance(node.value, int):
                looked.add(float(node.value))
            elif isinstance(node.value, str):
                looked |= set(numbers(node.value.replace("-", " ")))
    unheld = dict.fromkeys(f"{n:,g}" for n in numbers(sentence) if n not in looked)
    return [f"its condition never looks at the number {n}" for n in unheld]


def _false(holds: Callable[[], object], code: str) -> list[str]:
    """Say that a condition is not true, with what it was."""
    try:
        found = holds()
    except Exception as error:  # whatever a cell can raise: the sentence must be named with it
        return [f"its condition cannot be computed ({type(error).__name__}: {error}): {code}"]
    if pd.api.types.is_bool(found) and bool(found):
        return []
    return [f"it no longer holds; its condition is {found!r}: {code}"]


def _named(holds: Callable[[], object], tree: ast.expr | None) -> dict[str, Any]:
    """Return the values that a condition looks at by name, in the order of the condition."""
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)] if tree else []
    known: dict[str, Any] = getattr(holds, "__globals__", {})
    return {name: known[name] for name in dict.fromkeys(names) if name in known}


def _short(value: Any) -> str:
    """Write a value in a line, in an order that stays; nothing if it is long or no plain value."""
    if isinstance(value, pd.Series) and len(value) <= FEW and value.index.nlevels == 1:
        return listing(f"{k} {_short(v)}" for k, v in value.items())
    if isinstance(value, dict) and len(value) <= FEW:
        return listing(f"{k} {_short(v)}" for k, v in value.items())
    if isinstance(value, set | frozenset | list | tuple) and len(value) <= FEW:
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return listing(map(_short, items)) or "none"
    if isinstance(value, str):
        return value if len(value) <= 80 else ""
    return f"{value:,g}" if pd.api.types.is_number(value) else ""


def _sentences(held: list[str]) -> list[str]:
    """Return the sentences of the article in which the statements among some rows stand."""
    homes = _statements().reindex(held).dropna().str.split(";").explode()
    return sorted(homes.unique())


@cache
def _statements() -> "pd.Series[str]":
    """Return the sentences of each statement, once for a notebook."""
    return load().statements.set_index("statement_id")["sentence_ids"]


@cache
def _alternatives() -> list[dict[str, Any]]:
    """Return what would be found under other decisions, once for a notebook; of many books nothing."""
    alternatives = companion("alternatives")
    rows: list[dict[str, Any]] = []
    if alternatives:
        rows = alternatives.frame(load()).to_dict("records")
    return rows
