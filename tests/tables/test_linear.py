"""The work of a check grows with the article, and not faster: counted in steps, not in seconds."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from claimbook.tables import check
from claimbook.tables.constraints import Constraints
from claimbook.tables.problems import Data, Problem
from claimbook.tables.read import read
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
