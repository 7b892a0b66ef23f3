"""What differs between two states of the tables and their descriptor, in words a reviewer reads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from textwrap import shorten
from typing import Any

from claimbook.tables.descriptor import leaves
from claimbook.tables.problems import Data, Row
from claimbook.tables.schema import DESCRIPTOR

#: Words that stand around what differs in a long text.
AROUND = 3
#: How many characters of what a row says are enough to know it.
ENOUGH = 60


@dataclass(frozen=True)
class Change:
    """One thing that differs: in which file, in which row, which variable, from what to what.

    ``what`` is a column, or ``new``, ``gone``, ``order``; ``says`` is what the row says in words.
    """

    file: str
    row: str
    what: str
    before: str = ""
    after: str = ""
    says: str = ""

    def __str__(self) -> str:
        row = f"{self.row} (“{short(self.says)}”)" if self.says else self.row
        if self.what in ("new", "gone"):
            return f"{row}: {self.what}"
        if self.what == "order":
            return "the rows stand in another order"
        return f"{row}, {self.what}: {moved(self.before, self.after)}"


def changes(before: Data, after: Data) -> Iterator[Change]:
    """Yield every difference between two readings, table by table in the order of the descriptor.

    A row is known again by its primary key, an entry of the descriptor by its name.
    """
    resources = {**before.resources, **after.resources}
    for name in dict.fromkeys([*after.resources, *before.resources]):
        yield from _rows(resources[name], before.tables.get(name, []), after.tables.get(name, []))
    old, new = _told(before.package), _told(after.package)
    for way in dict.fromkeys([*old, *new]):
        if (was := old.get(way, "")) != (now := new.get(way, "")):
            yield Change(DESCRIPTOR, " › ".join(way[:-1] or way), way[-1], was, now)


def _told(package: dict[str, Any]) -> dict[tuple[str, ...], str]:
    """Map the way to each thing that a descriptor says to its words."""
    return {
        way: ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        for way, value in leaves(package)
    }


def _rows(res: dict[str, Any], before: list[Row], after: list[Row]) -> Iterator[Change]:
    """Compare the rows of one table."""
    keys = res["schema"]["primaryKey"]
    file, label = res["path"], res.get("label", "")
    old, new = ({" ".join(row.get(k, "") for k in keys): row for row in t} for t in (before, after))
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        row: Mapping[str, str] = now or was or {}
        says = row.get(label, "")
        if was is None or now is None:
            yield Change(file, key, "gone" if now is None else "new", says=says)
            continue
        for column in dict.fromkeys([*was, *now]):
            if (a := was.get(column, "")) != (b := now.get(column, "")):
                yield Change(file, key, column, a, b, says if label != column else "")
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield Change(file, "", "order")


def short(text: str) -> str:
    """Return the beginning of a text.

    >>> short("The states say that " + "very " * 20)
    'The states say that very very very very very very very …'
    """
    return shorten(text, ENOUGH, placeholder=" …")


def moved(before: str, after: str) -> str:
    """Say from what to what a text changed; of a long one the words that differ, and some around.

    >>> moved("agree", "disagree"), moved("", "high")
    ('agree → disagree', '(empty) → high')
    >>> moved("One side with 39 states and the other side with 45 states spoke of it on one day",
    ...       "One side with 93 states and the other side with 45 states spoke of it on one day")
    '… One side with [39 → 93] states and the …'
    """
    if len(before) <= ENOUGH and len(after) <= ENOUGH:
        return f"{before or '(empty)'} → {after or '(empty)'}"
    old, new = (re.findall(r"\S+", text) for text in (before, after))
    parts = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(AROUND):
        said = []
        for kind, a, b, c, d in group:
            was, now = " ".join(old[a:b]), " ".join(new[c:d])
            said.append(
                was if kind == "equal" else f"[{was or '(nothing)'} → {now or '(nothing)'}]"
            )
        parts.append(" ".join(said))
    return f"… {' … '.join(parts)} …" if parts else "spaces alone differ"
