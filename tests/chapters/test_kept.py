"""The findings on what was kept hang on the rows: change one, and the sentence falls."""

from collections.abc import Callable
from dataclasses import replace

import nbformat
import pytest

import claimbook
from claimbook import display
from claimbook.data.frames import Tables
from claimbook.data.schema import ROOT
from claimbook.display.findings import FindingError

CELLS = [
    cell.source
    for cell in nbformat.read(ROOT / "chapters" / "said.ipynb", as_version=4).cells
    if cell.cell_type == "code"
]


def changed(tables: Tables, table: str, row: str, **cells: str) -> Tables:
    """Return the tables with cells of a row of the record changed."""
    frame = getattr(tables.record, table).copy()
    for column, value in cells.items():
        frame.loc[frame.iloc[:, 0] == row, column] = value
    return replace(tables, record=replace(tables.record, **{table: frame}))


def holds(identifier: str, sentence: str, condition: Callable[[], object], rows: str = "") -> None:
    """Hold a finding without showing it."""
    if not condition():
        raise FindingError(identifier)


def run(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the analysis of the chapter, without what it draws, on some tables."""
    monkeypatch.setattr(claimbook, "load", lambda: tables)
    monkeypatch.setattr(display, "finding", holds)
    for name in ("figure", "table", "prose"):
        monkeypatch.setattr(display, name, lambda *_, **__: None)
    names: dict[str, object] = {}
    for source in CELLS:
        exec(compile(source, "said.ipynb", "exec"), names)


@pytest.mark.parametrize(
    ("row", "cells", "finding"),
    [
        ("p018", {"kept": "quoted", "kept_in": "c16"}, "kept-of-39"),
        ("p009", {"issue_id": "xinjiang-general"}, "kept-of-39"),
        ("p043", {"kept": "paraphrased", "kept_in": "c32"}, "kept-of-45"),
        ("p066", {"kept": "no"}, "kept-of-zhang"),
        ("p079", {"issue_id": "detention"}, "zhang-names-none"),
        ("p013", {"certainty": "asserted"}, "hedges-kept"),
        ("p087", {"kind": "remark"}, "kept-of-zhang"),
        ("p167", {"issue_id": "critics-record"}, "zhang-names-none"),
        ("p024", {"kept": "quoted"}, "others-unheard"),
    ],
)
def test_a_finding_falls_with_its_row(
    row: str, cells: dict[str, str], finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = claimbook.load()
    with pytest.raises(FindingError, match=finding):
        run(changed(tables, "said", row, **cells), monkeypatch)


def test_a_finding_falls_with_what_others_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = claimbook.load()
    kept = tables.others.kept
    fewer = kept[~((kept["said_id"] == "p018") & (kept["report_id"] == "R01"))]
    with pytest.raises(FindingError, match="access-elsewhere"):
        run(replace(tables, others=replace(tables.others, kept=fewer)), monkeypatch)
