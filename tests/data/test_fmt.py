"""A formatter writes the tables in one way: order, new numbers, and what follows from other cells."""

import csv
import json
from pathlib import Path

import pytest
from conftest import cell

from claimbook.__main__ import main
from claimbook.data.check import check
from claimbook.data.fmt import fmt


def rows(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def put(path: Path, table: list[list[str]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(table)


def test_the_tables_of_the_book_are_as_it_writes_them(data: Path) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert fmt(data) == [] and fmt(data, add_words=True) == []
    assert before == {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}


@pytest.mark.parametrize("table", ["article/statements", "record/signatories", "record/counts"])
def test_rows_in_disorder_come_back_to_the_byte(data: Path, table: str) -> None:
    path = data / f"{table}.csv"
    before, (head, *body) = path.read_bytes(), rows(path)
    if table != "record/signatories":
        put(path, [head, *reversed(body)])
    else:  # groups stay where each begins: one row has left its group
        put(path, [head, *body[:3], *body[4:60], body[3], *body[60:]])
    assert any("stands out of order" in str(problem) for problem in check(data))
    assert fmt(data) == [f"{table}.csv"]
    after = path.read_bytes()
    assert after == before or (table == "record/signatories" and sorted(after) == sorted(before))
    assert check(data) == [] and fmt(data) == []


def test_what_follows_from_other_cells_is_written(data: Path) -> None:
    whole = (data / "article" / "statements.csv").read_bytes()
    cell(data, "actors", "zhang-jun", "voice", "mentioned")
    cell(data, "statements", "c07", "quote_end", "")
    cell(data, "statements", "c01", "summarises", "c13;c11;c12;c16;c17;c25;c26")
    cell(data, "documents", "d01", "words", "1")
    assert {*fmt(data)} == {f"article/{t}.csv" for t in ("actors", "statements", "documents")}
    assert check(data) == [] and (data / "article" / "statements.csv").read_bytes() == whole


def test_a_new_row_gets_the_next_number_and_its_place_and_no_number_is_used_again(
    data: Path,
) -> None:
    path = data / "article" / "statements.csv"
    head, *body = rows(path)
    new = dict(zip(head, body[-2], strict=True)) | {"statement_id": "", "summary": "It is new."}
    put(path, [head, list(new.values()), *body])
    fmt(data)
    written = [row[0] for row in rows(path)]
    assert "c60" in written and written[1] == "c01" and written.index("c60") > 50


def test_the_descriptor_is_written_in_one_way_with_the_codes_of_the_codebook(data: Path) -> None:
    path = data / "datapackage.json"
    before = path.read_text(encoding="utf-8")
    package = json.loads(before)
    field = next(f for f in package["resources"][6]["schema"]["fields"] if f["name"] == "form")
    field["constraints"]["enum"].pop()
    path.write_text(json.dumps(package, indent=4), encoding="utf-8")
    assert fmt(data) == ["datapackage.json"] and path.read_text(encoding="utf-8") == before


def test_words_are_taken_when_asked_and_the_list_is_sorted(data: Path) -> None:
    words = data / "words.txt"
    cell(data, "residues", "e01", "note", "The dateline is antediluvian.")
    assert any("'antediluvian' is no word of words.txt" in str(problem) for problem in check(data))
    assert fmt(data) == [] and fmt(data, add_words=True) == ["words.txt"]
    listed = words.read_text(encoding="utf-8").splitlines()
    assert "antediluvian" in listed and listed == sorted(listed) and check(data) == []


def test_a_table_that_cannot_be_read_stays_and_nothing_is_written(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell(data, "actors", "zhang-jun", "voice", "mentioned")
    path = data / "article" / "events.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = {path: path.read_bytes() for path in data.rglob("*.csv")}
    assert fmt(data) == [] and main(["check", str(data)]) == 1
    assert before == {path: path.read_bytes() for path in data.rglob("*.csv")}
