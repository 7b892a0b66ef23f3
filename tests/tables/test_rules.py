"""Wrong cells that look right: each is named at its cell, even among eighteen others."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, cell

from claimbook.tables import check as checking
from claimbook.tables.check import check
from claimbook.tables.problems import Data, Row
from claimbook.tables.read import read
from claimbook.tables.text import country, said_number
from tools.larger import larger

#: Nineteen cells that once passed every check together; table, row, column, what was planted.
PLANTED = [
    ("documents", "d01", "title", "Nearly 40 Nations Praised China Over Human Rights Gains"),
    ("quantities", "n06", "value", "2000000"),
    ("quantities", "n05", "value", "93"),
    ("quotations", "q05", "speaker_id", "heusgen"),
    ("mentions", "m06", "actor_id", "usa"),
    ("actors", "germany", "country", "AUT"),
    ("statements", "c12", "addressee_id", "usa"),
    ("responses", "r04", "to_statement_id", "c51"),
    ("people", "heusgen", "country", "DNK"),
    ("people", "akram", "country", "CHN"),
    ("occasions", "UNGA78_crit", "lead", "CHN"),
    ("counts", "k28", "value", "96"),
    ("countries", "CHE", "region", "Africa"),
    ("sentences", "s13-1", "quoted_words", "2"),
    ("sources", "un-press-2017", "published", "2018-07"),
    ("reports", "R02", "counts_hk_supporters", "550"),
    ("timeline", "t03", "date", "2013-09-23"),
    ("findings", "F24", "date", "2010-10-06"),
    ("counts", "k14", "confidence", "medium"),
]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str | None, int | None]]:
    folder = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("planted") / "data"))
    for planted in PLANTED:
        cell(folder, *planted)
    return {(Path(p.file).stem, p.column, p.line) for p in check(folder)}


@pytest.mark.parametrize(("table", "key", "column", "value"), PLANTED, ids=lambda part: part)
def test_each_of_nineteen_wrong_cells_is_named_at_its_cell(
    table: str, key: str, column: str, value: str, named: set[tuple[str, str | None, int | None]]
) -> None:
    line = next(r.line for r in read(ROOT / "data")[table] if next(iter(r.values())) == key)
    assert (table, column, line) in named


#: Slips of the hand, one of each kind: table, row, column, how the cell changes, what is said.
SLIPS: list[tuple[str, str, str, Callable[[str], str], str]] = [
    ("findings", "F03", "why", lambda v: v.replace(" ", "\u00a0", 1), "unusual space (U+00A0)"),
    ("findings", "F03", "why", lambda v: v.replace(" ", "  ", 1), "two spaces in a row"),
    ("findings", "F03", "why", lambda v: v[:5] + "\u200b" + v[5:], "nobody sees (U+200B)"),
    ("people", "raab", "name", lambda v: v.replace("a", "а", 1), "letters of two alphabets"),
    ("people", "raab", "name", lambda v: f"＝{v}", "begins like a spreadsheet formula"),
    ("people", "raab", "name", lambda v: f"{v}\x1b[2J", "control character (U+001B)"),
    ("people", "raab", "office", lambda v: v + " } now", "has { without }"),
    ("findings", "F03", "why", lambda v: f"[See](https://a.example/) {v}", "as links in Markdown"),
    (
        "findings",
        "F03",
        "why",
        lambda v: f"As F99 says. {v}",
        "names F99, which is no row of findings",
    ),
    ("reports", "R02", "url", lambda v: "javascript:alert(1)", "is no address of the web"),
    ("sources", "un-press-2017", "url", lambda v: f'{v}"{{x}}', "is no address of the web"),
    ("findings", "F03", "why", lambda v: v.rstrip("."), "ends without a full stop"),
    ("timeline", "t03", "event", lambda v: v + ".", "holds a phrase and no sentence"),
    ("events", "publication", "event_id", lambda v: v.replace("ion", "on"), "'publication' meant?"),
    ("bases", "b8", "what", lambda v: v.replace("use", "USE", 1), "is 'use' meant"),
    ("statements", "c02", "note", lambda v: v.replace("The", "the", 1), "without a capital"),
    ("statements", "c44", "note", lambda v: v.replace("“", "", 1), "has “ without ”"),
    ("statements", "c11", "summary", lambda v: v.replace("surveillance", "surveilance"), "is 's"),
    ("statements", "c11", "summary", lambda v: v.replace("39", "93"), "the value of no quantity"),
    ("findings", "F07", "finding", lambda v: v.replace("39", "38"), "no count or list"),
    ("findings", "F31", "finding", lambda v: v.replace("23 Sep", "28 Sep"), "no row is dated so"),
    ("timeline", "t12", "event", lambda v: v.replace("23", "32"), "counts.csv has 23"),
    ("sentences", "s02-1", "words", lambda v: "0" + v, "begins with a zero"),
    ("countries", "CHE", "name", lambda v: "Swiss", "CHE is Switzerland"),
    ("documents", "d01", "published", lambda v: "2020-10-06", "rows that hang on it are dated"),
    ("responses", "r02", "sentence_id", lambda v: "s05-1", "the two statements stand in"),
    ("statements", "c05", "claimant_id", lambda v: "heusgen", "have 'zhang-jun'"),
    (
        "statements",
        "c11",
        "object_actor_id",
        lambda v: "minorities;uyghurs",
        "in the order in which",
    ),
    ("findings", "F07", "statement_ids", lambda v: "c26;c24", "in the order of statements.csv"),
    ("actors", "germany", "actor_id", lambda v: "germny", "is 'germany' meant?"),
    ("mentions", "m06", "mention_id", lambda v: "m60", "stands in the place of m06"),
]


def changed(data: Data, table: str, rows: list[Row]) -> Data:
    return Data(data.package, {**data.tables, table: rows}, [], "")


@pytest.mark.parametrize(("table", "key", "column", "slip", "said"), SLIPS)
def test_a_slip_is_the_first_thing_told_and_at_its_cell(
    table: str, key: str, column: str, slip: Callable[[str], str], said: str
) -> None:
    data = read(ROOT / "data")
    rows = [Row(dict(r), r.table, r.file, r.line) for r in data[table]]
    row = next(r for r in rows if next(iter(r.values())) == key)
    row[column], before = slip(row[column]), row[column]
    assert row[column] != before
    rules = (*checking.FIRST, *checking.rules(data))
    first = next(p for rule in rules for p in rule(changed(data, table, rows)))
    assert (first.line, first.column) == (row.line, column) and said in first.right, str(first)


@pytest.mark.parametrize("table", ["mentions", "counts", "quotations", "examinations"])
def test_a_lost_row_is_missed_where_it_stood(table: str) -> None:
    data = read(ROOT / "data")
    rows = [r for at, r in enumerate(data[table]) if at != 4]
    first = next(p for rule in checking.FIRST for p in rule(changed(data, table, rows)))
    assert "is missing before it" in first.right and first.line == data[table][5].line


def steps(rule: checking.Rule, data: Data) -> int:
    """Count the lines of Python that a rule runs, a line of a loop as often as it is run."""
    list(rule(data))  # what is worked out once, and kept, is no step
    count = 0

    def step(*_: object) -> object:
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)  # type: ignore[arg-type]
    try:
        list(rule(data))
    finally:
        sys.settrace(before)
    return count


def test_the_work_of_a_check_grows_with_the_article_and_not_faster(tmp_path: Path) -> None:
    sizes = [read(larger(times, tmp_path / str(times))) for times in (1, 3, 5)]
    assert checking.examine(sizes[1]) == []
    for rule in (*checking.FIRST, *checking.rules(sizes[0])):
        one, three, five = (steps(rule, size) for size in sizes)
        assert five - three <= 1.2 * (three - one) + 100, f"{rule.__module__}.{rule.__name__}"


def test_numbers_and_countries_are_known_by_their_words() -> None:
    phrases = {"39 nations": 39, "one million Uighurs": 1_000_000, "dozens of others": 24}
    assert {p: said_number(p) for p in phrases} == phrases
    assert said_number("two of 39 states") is None
    assert (country("CHE"), country("COD"), country("QQQ")) == ("Switzerland", "Congo (DRC)", None)
