"""The work of a check grows with the article, and not faster: counted in steps, not in seconds.

What expressions of the library ``re`` do cannot be counted; there a text is so long that it is read at all.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from claimbook.data import check
from claimbook.data.coding_sheet import TOLD, CodingSheetError, read_sheet
from claimbook.data.constraints import Constraints
from claimbook.data.frames import load
from claimbook.data.problems import Data, Problem
from claimbook.data.read import read
from claimbook.data.text import SPANS
from claimbook.data.verify import MOST_BYTES, read_article
from newbook import locate
from tools.larger import larger

#: Instructions of SQLite between two counts.
EACH = 20


def steps(run: Callable[[], Iterable[Problem]]) -> int:
    """Count the lines of Python that a rule runs, a line of a loop as often as it is run."""
    list(run())  # what is worked out once, and kept, is no step
    count = 0

    def step(*_: object) -> object:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)  # type: ignore[arg-type]
    try:
        list(run())
    finally:
        sys.settrace(before)
    return count


def instructions(data: Data) -> dict[str, int]:
    """Count the instructions that SQLite runs for each constraint."""
    compiled, counts = Constraints.of(data), {}
    for constraint in compiled.all:
        ticks: list[None] = []
        compiled.database.set_progress_handler(lambda ticks=ticks: ticks.append(None), EACH)
        list(compiled.failing(constraint))
        counts[constraint.name] = EACH * len(ticks)
    compiled.database.set_progress_handler(None, EACH)
    return counts


@pytest.mark.slow
def test_the_work_of_a_check_grows_with_the_article_and_not_faster(tmp_path: Path) -> None:
    sizes = [read(larger(times, tmp_path / str(times))) for times in (1, 3, 5)]
    assert check.examine(sizes[1]) == []
    for rule in check.rules(sizes[0]):
        if rule not in (check.constraints, check.missing):
            one, three, five = (steps(lambda r=rule, s=size: r(s)) for size in sizes)  # type: ignore[misc]
            assert five - three <= 1.2 * (three - one) + 100, f"{rule.__module__}.{rule.__name__}"
    one_, three_, five_ = map(instructions, sizes)
    for name, five in five_.items():
        assert five - three_[name] <= 1.3 * (three_[name] - one_[name]) + 2000, name


#: Texts that make a step look again and again where a run begins at each of its places.
RUNS = (
    "\u00a0 ",
    " \u00a0a",
    "a ",
    "\n ",
    "\r\n ",
    "\u0315\u0300",
    "\u0344",
    " --",
    "—",
    '"',
    ", 2020 ",
    "\u200b ",
)


@pytest.mark.slow
@pytest.mark.parametrize("run", RUNS, ids=ascii)
def test_no_copy_is_normalised_for_ever(run: str) -> None:
    """Linear, this takes half a second; with the square of its length, hours."""
    program = f"from claimbook.data.text import normalise; normalise({run!r} * 500_000)"
    subprocess.run([sys.executable, "-c", program], timeout=120, check=True)


def test_of_a_copy_that_is_too_large_nothing_is_read(tmp_path: Path) -> None:
    path = tmp_path / "copy.txt"
    path.write_text("a " * MOST_BYTES, encoding="utf-8")
    with pytest.raises(
        ValueError, match=r"copy\.txt: was not read, because it has more than 1,000,000"
    ):
        read_article(path)


def test_the_work_of_placing_words_grows_with_the_rows() -> None:
    data = read()
    rows = [row for row in data["mentions"] if row["sentence_id"] != "s00-1"][:40]
    where = next(w for w in SPANS if w.table == "mentions")
    one, ten, hundred = (
        steps(lambda n=n: locate._alone(replace(data, tables={"mentions": rows * n}), where) and [])  # type: ignore[misc]
        for n in (1, 10, 100)
    )
    assert hundred - ten <= 11 * (ten - one)


#: Sheets with everything wrong so many times.
SHEETS: dict[str, Callable[[int], str]] = {
    "unknown units": lambda n: "unit_id,form\n" + "".join(f"u{i},x\n" for i in range(n)),
    "unknown variables": lambda n: (
        "unit_id,variable,code\n" + "".join(f"c07,v{i},x\n" for i in range(n))
    ),
    "codes twice": lambda n: "unit_id,form\n" + "c07,reject\n" * n,
    "unknown codes in a cell": lambda n: (
        "unit_id,claimant_id\nc07," + ";".join(f"a{i}" for i in range(n))
    ),
    "columns": lambda n: "unit_id,form," + ",".join(f"c{i}" for i in range(n)) + "\nc07,x\n",
    "columns and short rows": lambda n: "unit_id,form" + "," * n + "\n" + "c07,x\n" * n,
}


@pytest.mark.parametrize("wrong", SHEETS)
def test_the_work_on_a_sheet_grows_with_it_and_not_faster_and_its_faults_are_told_in_fifty_lines(
    wrong: str, tmp_path: Path
) -> None:
    book, told = load(), ""

    def refused(path: Path) -> list[Problem]:
        nonlocal told
        with pytest.raises(CodingSheetError) as error:
            read_sheet(path, book)
        told = str(error.value)
        return error.value.problems

    counts = []
    for number in (20, 200, 2000):
        path = tmp_path / f"{number}.csv"
        path.write_text(SHEETS[wrong](number), encoding="utf-8")
        counts.append(steps(lambda p=path: refused(p)))  # type: ignore[misc]
    one, ten, hundred = counts
    assert hundred - ten <= 12 * (ten - one) + 100
    assert len(told.splitlines()) <= TOLD + 1
