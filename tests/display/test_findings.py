"""A finding is true because its condition is, or the cell fails and names cell and sentence."""

from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from claimbook.builders.refresh import refresh
from claimbook.display import FindingError, finding

held = 39


@pytest.mark.parametrize(
    ("identifier", "sentence", "holds", "wrong"),
    [
        ("a-b", "There are 39 states.", lambda: held == 40, "never looks at the number 39"),
        ("a-b", "There are states.", lambda: held == 40, "no longer holds; its condition is False"),
        ("", "There are 39 states.", lambda: held == 39, "needs an identifier"),
        ("A b", "There are 39 states.", lambda: held == 39, "needs an identifier"),
        ("a-b", "There are 39 of two kinds.", lambda: held == 39, "never looks at the number 2"),
        ("a-b", "It fell to 36 %.", lambda: held == 39, "never looks at the number 36"),
        ("a-b", "There are states.", lambda: unknown == 39, "NameError"),  # noqa: F821
        ("a-b", "There are states.", lambda: 39, "no longer holds; its condition is 39"),
        ("a-b", "There are states.", "held == 39", "must be a lambda"),
    ],
)
def test_a_finding_that_nothing_holds_is_an_error_that_names_cell_and_sentence(
    identifier: str, sentence: str, holds: object, wrong: str
) -> None:
    with pytest.raises(FindingError) as raised:
        finding(identifier, sentence, holds)  # type: ignore[arg-type]
    said = str(raised.value)
    assert wrong in said and sentence in said
    if callable(holds):
        assert "the cell that begins" in said and ", line " in said


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(FindingError) as raised:
        finding("", "There are 45 of two kinds.", lambda: held == 40)
    assert str(raised.value).count("\n- ") == 4


def test_an_identifier_is_taken_by_one_sentence_and_a_cell_may_run_again() -> None:
    for _ in range(2):
        finding("taken-once", "There are 39 states.", lambda: held == 39)
    with pytest.raises(FindingError, match="taken by line"):
        finding("taken-once", "There are many states.", lambda: held == 39)


@pytest.mark.parametrize(
    ("sentence", "condition"),
    [
        ("In 2020 there were two.", 'lambda: ("2020-10-06", 2) == ("2020-10-06", 2)'),
        ("It has 37 % and twice as much.", "lambda: 0.37 == 0.37 and 2 > 1"),
        ("A million and 1,039 dozens.", "lambda: (1_000_000, 1039, 12) != 0"),
    ],
)
def test_numbers_may_stand_in_a_condition_in_any_form(
    tmp_path: Path, sentence: str, condition: str
) -> None:
    path = notebook(tmp_path, f"finding('it-holds', {sentence!r}, {condition})")
    refresh(path)
    assert sentence in path.read_text(encoding="utf-8")


def test_a_chapter_with_a_finding_that_does_not_hold_is_left_untouched(tmp_path: Path) -> None:
    path = notebook(tmp_path, "n = 40\nfinding('so-many', 'There are 39 states.', lambda: n == 39)")
    before = path.read_bytes()
    with pytest.raises(CellExecutionError) as raised:
        refresh(path)
    for named in ("There are 39 states.", "so-many", "begins 'n = 40', line 2", "n == 39"):
        assert named in str(raised.value)
    assert path.read_bytes() == before


def notebook(folder: Path, code: str) -> Path:
    cells = ["from claimbook.display import finding", code]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    path = folder / "chapter.ipynb"
    nbformat.write(made, path)
    return path
