"""Plant one slip after another into the tables, and count who notices.

    make attack                       2,000 slips, seed 1
    python tests/weight/attack.py --seed 7 --mutants 500 --tables counts people

Each slip (:mod:`mutants`) goes through `check`, and if it passes through `verify` (with ARTICLE), and
if it passes that through the chapters (:mod:`warm`). What is left has a reason why no program can
know (:mod:`unknowable`), or is unexplained. Results are written to attack.md beside this file.
"""

import argparse
import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from mutants import OPERATORS, Slip, slips
from unknowable import reason

from claimbook.tables import check, frames
from claimbook.tables.problems import Data, Problem, Row
from claimbook.tables.read import read
from claimbook.tables.verify import read_article, verify

HERE = Path(__file__).resolve().parent
#: What check and verify noticed of the 2,000 slips of seed 1 at commit f7dfd01, before these rules.
BEFORE = HERE / "attack-before.csv"
FATES = ("check", "verify", "chapter stops", "chapter shows", "not asked", "nothing")


Rule = Callable[[Data], Iterable[Problem]]
#: Rules of text and order that read one table at a time.
SINGLE = (
    "_cells",
    "_alphabet",
    "_marks",
    "_ends",
    "_numbers",
    "_groups",
    "_calendar",
    "_distinct",
    "_follows",
)


class Reading(Data):
    """Notes which tables a rule reads."""

    def __getitem__(self, table: str) -> list[Row]:
        self.__dict__.setdefault("noted", set()).add(table)
        return super().__getitem__(table)

    def by_key(self, table: str) -> dict[str, Row]:
        self.__dict__.setdefault("noted", set()).add(table)
        return super().by_key(table)

    def rows(self) -> Iterator[Row]:
        self.__dict__.setdefault("noted", set()).update(self.tables)
        return super().rows()


def _reads(rule: Rule, data: Data) -> set[str]:
    watched = Reading(data.package, data.tables, [], "")
    list(rule(watched))
    return watched.__dict__.get("noted", set())


@dataclass(frozen=True)
class Fate:
    """What became of a slip: who noticed it, what was said, and how near that was."""

    slip: Slip
    noticed: str
    said: str = ""
    place: str = ""  #: cell, line, file, elsewhere: where the first message of check points


class Guard:
    """Check and verify, in this process, of tables that lie in memory."""

    def __init__(self, data: Data, article: str) -> None:
        self.data, self.article = data, article
        self.schema = check._schema
        self.keys = {
            name: {k["reference"]["resource"] or name for k in res["schema"].get("foreignKeys", [])}
            for name, res in data.resources.items()
        }
        self.reads: dict[Rule, set[str]] = {}
        self.tables = frames.load()

    def changed(self, slip: Slip) -> Data:
        """Return the data with a slip in them."""
        names = [*self.data.fields(slip.table)]
        file = self.data.resources[slip.table]["path"]
        rows = [
            Row(dict(zip(names, cells, strict=True)), slip.table, file, line)
            for line, cells in enumerate(slip.rows, 2)
        ]
        return Data(self.data.package, {**self.data.tables, slip.table: rows}, [], "")

    def check(self, data: Data, table: str) -> Problem | None:
        """Return the first problem that check tells, by the rules that can see the changed table.

        A rule that reads other tables alone says what it said before, which is nothing. A rule of
        single tables gets the changed one.
        """
        near = {table, *self.keys[table], *(t for t, to in self.keys.items() if table in to)}
        part = {name: rows for name, rows in data.tables.items() if name in near}
        own = {**data.package, "resources": [data.resources[table]]}
        alone = Data(own, {table: data[table]}, [], "")  # what a rule of single tables sees
        steps: list[Callable[[], Iterable[Problem]]] = []
        for rule in getattr(check, "FIRST", ()):
            steps += self._step(rule, data, alone, table)
        steps.append(partial(self.schema, replace(data, tables=part)))
        for rule in check.rules(data):
            steps += self._step(rule, data, alone, table)
        return next((problem for step in steps for problem in step()), None)

    def _step(
        self, rule: Rule, data: Data, alone: Data, table: str
    ) -> list[Callable[[], Iterable[Problem]]]:
        if rule.__name__ in SINGLE and rule.__module__.split(".")[-1] in (
            "text_rules",
            "order_rules",
        ):
            return [partial(rule, alone)]
        if rule not in self.reads:
            self.reads[rule] = _reads(rule, self.data)
        return [partial(rule, data)] if table in self.reads[rule] else []

    def verify(self, data: Data, table: str) -> list[str]:
        """Verify; the frames of the other tables are as they were."""
        if not self.article or not (hasattr(self.tables, table) or table == "units"):
            return []
        frame = {table: frames.frame(data, table)}
        if table == "units":
            frame = {"coding": replace(self.tables.coding, **frame)}
        changed = replace(self.tables, **frame)
        return verify(self.article, changed).differences


def near(slip: Slip, problem: Problem, file: str) -> str:
    """Say how near a message points to the slip."""
    if problem.file != file:
        return "elsewhere"
    lost = slip.operator == "row deleted" and slip.key in f"{problem.value} {problem.right}"
    if problem.line not in slip.lines and not lost:
        return "file"
    return "cell" if not slip.columns or problem.column in slip.columns else "line"


def fates(
    planted: Iterable[Slip], guard: Guard, chapters: Callable[[Data, str], str]
) -> Iterator[Fate]:
    """Let each slip meet check, verify and the chapters, until one notices."""
    for slip in planted:
        data = guard.changed(slip)
        try:
            if problem := guard.check(data, slip.table):
                where = near(slip, problem, guard.data.resources[slip.table]["path"])
                yield Fate(slip, "check", str(problem), where)
                continue
            if differences := guard.verify(data, slip.table):
                yield Fate(slip, "verify", differences[0])
                continue
        except Exception as error:
            yield Fate(slip, "crash", f"{type(error).__name__}: {error}")
            continue
        noticed = chapters(data, slip.table)
        said = {"": "nothing", "stops": FATES[2], "shows": FATES[3]}
        how = said.get(noticed.partition(":")[0], noticed)
        yield Fate(slip, how, noticed)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def counted(told: list[Fate], by: Callable[[Fate], Any], head: str) -> list[str]:
    """Write a table of fates: a line for each value."""
    groups: dict[Any, Counter[str]] = {}
    for fate in told:
        groups.setdefault(by(fate), Counter())[fate.noticed] += 1
    extra = ["crash"] if any("crash" in c for c in groups.values()) else []
    lines = [
        f"| {head} | slips | {' | '.join([*FATES, *extra])} |",
        "|---" * (2 + len(FATES) + len(extra)) + "|",
    ]
    for name, c in groups.items():
        lines.append(
            f"| {name} | {c.total()} | {' | '.join(str(c[f] or '') for f in (*FATES, *extra))} |"
        )
    return lines


def beside(told: list[Fate]) -> list[str]:
    """Set what check and verify notice beside what they noticed before there were these rules."""
    with open(BEFORE, encoding="utf-8", newline="") as file:
        before = {row["table"]: row for row in csv.DictReader(file)}
    head = "| table | slips | check before | check now | verify before | verify now | neither now |"
    lines = [head, "|---" * 7 + "|"]
    sums = Counter[str]()
    for table in dict.fromkeys(f.slip.table for f in told):
        here, then = [f.noticed for f in told if f.slip.table == table], before[table]
        size, checked, verified = len(here), here.count("check"), here.count("verify")
        old = int(then["check"]), int(then["verify"])
        row = {"slips": size, "a": old[0], "b": checked, "c": old[1], "d": verified}
        row["e"] = size - checked - verified
        sums.update(row)
        lines.append(f"| {table} | {' | '.join(map(str, row.values()))} |")
    whole = sums["slips"]
    shares = (f"{n} ({share(n, whole)})" for key, n in sums.items() if key != "slips")
    return [*lines, f"| all | {whole} | {' | '.join(shares)} |"]


def places(told: list[Fate]) -> str:
    """Say how near the first messages of check point."""
    caught = [f for f in told if f.noticed == "check"]
    cells = [f for f in caught if f.slip.columns]
    line = sum(f.place in ("cell", "line") for f in caught)
    return (
        f"First message of check at the right file and line: {share(line, len(caught))} of {len(caught)}; "
        f"at the right cell: {share(sum(f.place == 'cell' for f in cells), len(cells))} of {len(cells)}."
    )


def survivors(told: list[Fate]) -> list[str]:
    """Write what nothing noticed, grouped by the reason why no program can know."""
    groups: dict[str, list[Slip]] = {}
    for fate in told:
        if fate.noticed in ("nothing", "not asked"):
            groups.setdefault(reason(fate.slip) or "unexplained", []).append(fate.slip)
    lines = []
    for why, left in sorted(groups.items(), key=lambda g: (g[0] != "unexplained", -len(g[1]))):
        columns = Counter(f"{s.table}.{s.column}" for s in left)
        lines.append(
            f"- **{len(left)}** {why} ({', '.join(f'{c} {n}' for c, n in columns.items())})"
        )
        lines += [f"  - {slip}" for slip in left if why == "unexplained"]
    return lines


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--mutants", type=int, default=2000)
    ask.add_argument("--tables", nargs="*", default=[])
    ask.add_argument("--operators", nargs="*", default=[], help="; ".join(OPERATORS))
    ask.add_argument("--article", default=os.environ.get("ARTICLE", ""))
    ask.add_argument("--chapters", type=int, default=10**6, help="at most so many slips for them")
    ask.add_argument("--log", type=Path, help="write every slip and its fate to this file")
    ask.add_argument("--out", type=Path, default=HERE / "attack.md")
    asked = ask.parse_args()
    data, begun = read(), time.time()
    article = read_article(Path(asked.article).resolve()) if asked.article else ""
    guard = Guard(data, article)
    chapters = _warm(data, asked.chapters)
    planted = slips(
        data,
        asked.mutants,
        asked.seed,
        {*(asked.tables or data.tables)},
        {*(asked.operators or OPERATORS)},
    )
    told: list[Fate] = []
    with open(asked.log or os.devnull, "w", encoding="utf-8") as log:
        for fate in fates(planted, guard, chapters):
            told.append(fate)
            print(f"{fate.noticed}\t{fate.place}\t{fate.slip}\t{fate.said}", file=log, flush=True)
    text = report(told, asked, time.time() - begun)
    asked.out.write_text(text, encoding="utf-8")
    print(text)


def _warm(data: Data, most: int) -> Callable[[Data, str], str]:
    """Return what asks the chapters, until so many slips were put to them."""
    if not most:
        return lambda *_: "not asked"
    from warm import Chapters  # runs every chapter once

    chapters, asked = Chapters(data, print), count()
    return lambda changed, table: (
        chapters.notices(changed, table) if next(asked) < most else "not asked"
    )


def report(told: list[Fate], asked: argparse.Namespace, seconds: float) -> str:
    """Write what became of the slips."""
    same = (asked.seed, len(told), asked.tables, asked.operators) == (1, 2000, [], [])
    lines = [
        "# What notices a slip in the tables",
        "",
        f"{len(told)} slips, seed {asked.seed}, {seconds / 60:.0f} minutes. {places(told)}",
        "",
        *(["## Before and now", "", *beside(told), ""] if same else []),
        "## What neither check nor verify nor, where asked, a chapter noticed, by reason",
        "",
        *survivors(told),
        "",
        "## By table",
        "",
        *counted(told, lambda f: f.slip.table, "table"),
        "",
        "## By operator",
        "",
        *counted(told, lambda f: f.slip.operator, "slip"),
        "",
        "## By column",
        "",
        *counted(
            sorted(told, key=lambda f: f.slip.table),
            lambda f: f"{f.slip.table}.{f.slip.column}",
            "column",
        ),
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
