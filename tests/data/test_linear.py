"""The work of a check grows with the article, and not faster: counted in steps, not in seconds."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from claimbook.data import check
from claimbook.data.coding_sheet import TOLD, CodingSheetError, read_sheet
from claimbook.data.constraints import Constraints
from claimbook.data.frames import load
from claimbook.data.problems import Data, Problem
from claimbook.data.read import read
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
