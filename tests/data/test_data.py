"""Bad data is refused: file, line, column, value and what would be right; all of it at once."""

import codecs
import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from conftest import cell, edit

from claimbook.__main__ import main
from claimbook.data import agreement, schema, views
from claimbook.data.check import check
from claimbook.data.frames import DataError, load
from thisbook import alternatives


def test_the_data_of_the_book_is_sound() -> None:
    assert check() == []


def test_who_belongs_together_is_counted_together() -> None:
    tables = load()
    found = views.together(tables)
    counts = found.loc[["china", "group-of-39", "jewher-tohti", "uyghurs"], ["mentions", "words"]]
    assert counts.to_numpy().tolist() == [[22, 98], [9, 48], [2, 92], [5, 0]]
    assert found["mentions"].sum() == len(tables.mentions)
    assert found["words"].sum() == tables.quotations["words"].sum()


FILES = [  # table, old text, new text, what the message must say
    ("events", "event_id,label", "\ufeffevent_id,label", "byte-order mark"),
    ("events", "\n", "\r\n", "carriage return"),
    ("events", "event_id,label,", "event_id,", "column label: the column is missing"),
    ("events", "event_id,", "event_id,mood,", "column mood: the column is not in datapackage.json"),
    ("events", "label,date,", "label,label,", "stands twice in the header"),
    ("events", "event_id,label", "label,event_id", "columns must be in the order"),
    ("events", "\nvideo,", "\nvideo,too,many,", "cells"),
]


@pytest.mark.parametrize(("table", "old", "new", "right"), FILES)
def test_a_bad_file_is_named(data: Path, table: str, old: str, new: str, right: str) -> None:
    edit(data, table, old, new)
    messages = [str(p) for p in check(data)]
    assert any(f"article/{table}.csv" in m and right in m for m in messages), messages


def test_missing_empty_and_misencoded_files_are_named_together(data: Path) -> None:
    folder = data / "article"
    (folder / "events.csv").unlink()
    (folder / "issues.csv").write_bytes(b"")
    header = (folder / "quantities.csv").read_text(encoding="utf-8").split("\n")[0]
    (folder / "quantities.csv").write_text(header + "\n", encoding="utf-8")
    raw = (folder / "concepts.csv").read_bytes()
    (folder / "concepts.csv").write_bytes(raw.replace("’".encode(), b"\xe9", 1))
    found = {p.file: p.right for p in check(data)}
    assert "missing" in found["article/events.csv"]
    assert "empty" in found["article/issues.csv"]
    assert "no rows" in found["article/quantities.csv"]
    assert "not UTF-8" in found["article/concepts.csv"]


def as_excel(raw: bytes) -> bytes:
    """Save as Excel does: with a mark, Windows line ends, and days as its reader writes them."""
    text = re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", r"\3/\2/\1", raw.decode("utf-8"))
    return codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode("utf-8")


def test_the_habits_of_spreadsheets_are_named_once_and_all_at_once(data: Path) -> None:
    events, issues, concepts = (
        data / "article" / f"{n}.csv" for n in ("events", "issues", "concepts")
    )
    events.write_bytes(as_excel(events.read_bytes()))
    rows = list(csv.reader(io.StringIO(issues.read_text("utf-8"))))
    with open(issues, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", lineterminator="\n").writerows(rows)
    concepts.write_bytes(concepts.read_text("utf-8").replace(",", "\t").encode("utf-16"))
    found = [
        str(p)
        for p in check(data)
        if p.file.split("/")[-1] in ("events.csv", "issues.csv", "concepts.csv")
    ]
    for said in (
        "events.csv line 1: begins with a byte-order mark",
        "events.csv line 1: has a carriage return",
        "events.csv line 2, column date has '07/10/2020': 15 cells hold days as a spreadsheet writes them",
        "issues.csv line 1: the cells are separated by semicolons; save with commas",
        "concepts.csv line 1: is UTF-16",
    ):
        assert any(said in problem for problem in found), (said, found)
    assert len(found) < 12 and any(
        "Excel cannot keep such a file; LibreOffice can" in p for p in found
    )


def test_a_broken_descriptor_is_named(data: Path) -> None:
    path = data / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8")[:-9], encoding="utf-8")
    assert "is not JSON" in str(check(data)[0])
    path.write_bytes(path.read_bytes().replace("’".encode(), b"\x92", 1))
    (problem,) = check(data)
    assert "datapackage.json line" in str(problem) and "is not UTF-8" in str(problem)
    path.unlink()
    assert "is missing" in str(check(data)[0])


def test_all_problems_are_told_at_once_and_nothing_is_written(
    data: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    cell(data, "statements", "c05", "form", "acuse")
    cell(data, "statements", "c07", "certainty", "sure")
    cell(data, "events", "video", "date", "2020-10-99")
    before = {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    assert main(["check", str(data)]) == 1
    told = capfd.readouterr().out
    assert "'acuse'" in told and "'sure'" in told and "'2020-10-99'" in told
    assert "line 6" in told and "column form" in told
    assert before == {p: p.read_bytes() for p in data.rglob("*") if p.is_file()}
    with pytest.raises(DataError, match="acuse"):
        load(data)


def test_too_many_quoted_words_are_refused(data: Path) -> None:
    for number, key in enumerate(load(data).statements.statement_id, 1):
        cell(data, "statements", key, "quote", "one two three four five six seven")
        cell(data, "statements", key, "quote_start", str(100 * number))
    assert any("shorten quotes" in p.right for p in check(data))


def test_a_stretch_that_no_statement_holds_is_named(data: Path) -> None:
    cell(data, "statements", "c05", "start", "260")
    assert any("no statement holds code points 238-260" in str(p) for p in check(data))


#: File, old text, new text, what the message must say; constraints have their bad cells beside them.
CODINGS = [
    ("codes", "coder-a,c01,form,criticise", "coder-z,c01,form,criticise", "'coder-z'"),
    ("units", "coder-b,u33,s11-1,2607,", "coder-b,u33,s11-1,2608,", "are not those of release"),
    (
        "adjudications",
        "1,c02,form,report,accuse,",
        "1,c02,form,report,report,",
        "fmt writes 'accuse'",
    ),
    (
        "adjudications",
        "2,c33,form,accuse,criticise,criticise,criticise",
        "2,c33,form,accuse,criticise,criticise,accuse",
        "claimbook fmt writes 'criticise'",
    ),
    ("link_adjudications", "c18,c09,,", "c18,c05,,", "claimbook fmt writes ''"),
]


@pytest.mark.parametrize(("table", "old", "new", "right"), CODINGS)
def test_a_bad_coding_is_named(data: Path, table: str, old: str, new: str, right: str) -> None:
    edit(data, table, old, new)
    messages = [str(p) for p in check(data)]
    assert any("coding/" in m and right in m for m in messages), messages


def test_agreement_is_that_of_the_codes_before_anybody_compared_them() -> None:
    """Recompute alpha by its definition, without the library: 1 - observed / expected."""
    coding = load().coding
    second, first = coding.rounds
    for of, variable, known in (
        (first, "addressee_id", 0.62),
        (first, "form", 0.81),
        (second, "form", 0.93),
        (second, "criticised_actor_id", 0.87),
        (second, "claimant_id", 1.0),
    ):
        frozen = coding.codes[coding.codes.coder_id.isin(of.coders)].fillna("")
        units = frozen[frozen.variable == variable].groupby("unit_id").code.agg(list)
        values = [v for codes in units for v in codes]
        total = len(values)
        seen = sum(a != b for c in units for i, a in enumerate(c) for b in c[i + 1 :]) * 2 / 2
        counts = {v: values.count(v) for v in set(values)}
        chance = sum(n * (total - n) for n in counts.values()) / (total - 1)
        own = 1 - seen / chance
        told = agreement.alpha(agreement.wide(coding, variable, of.coders))
        assert abs(own - told) < 1e-9 and round(told, 2) == known
    values = agreement.wide(coding, "form", second.coders)
    rows = np.random.default_rng(agreement.SEED).integers(0, len(values), size=(20, len(values)))
    by_library = np.percentile([agreement.alpha(values.iloc[r]) for r in rows], [2.5, 97.5])
    assert np.allclose(agreement.interval(values, 20), by_library)
    links = [agreement.on_links(coding, of).share.round(2).tolist() for of in coding.rounds]
    assert links == [[0.85, 0.92, 0.85], [0.27, 0.3, 0.79]]


def test_a_decision_taken_otherwise_changes_what_hangs_on_it() -> None:
    rows = {(a.decision_id, a.found): a for a in alternatives.alternatives(load())}
    stands = {found for found, a in rows.items() if a.book == a.otherwise}
    assert stands == {
        ("what-counts-as-reply", "china-answered"),
        ("stated-links-only", "china-answered"),
        ("one-clause-one-owner", "few-contested"),
        ("headline-and-lead", "outlet-first"),
    }
    known = {d["decision_id"] for d in schema.package()["decisions"]}
    assert {d for d, _ in rows} <= known
    assert all(d["otherwise"] for d in schema.package()["decisions"])


def test_codes_of_columns_are_those_of_the_codebook(data: Path) -> None:
    descriptor = data / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace('"code": "accuse"', '"code": "accused"', 1), "utf-8")
    with pytest.raises(DataError, match="list the codes of the codebook"):
        load(data)


DESCRIPTORS = [  # text of the descriptor, what stands there instead, what the message must say
    ('"description": "', '"descripton": "', "descripton': is no key of a column"),
    ('"type": "integer"', '"type": "float"', "is no type; there are: string, date, integer"),
    ('"required": true', '"requird": true', "is no constraint; there are: required"),
    ('"codes": "part"', '"codes": "parts"', "names no variable of the codebook"),
    ('"references": "actors"', '"references": "actor"', "names no table"),
    ('"not": "', '"nott": "', "not is missing; say when not"),
    ('"otherwise": "', '"other": "', "otherwise is missing; say the other reading"),
    ('"label": "claim"', '"label": "claims"', "names no column of the table"),
    ('"path": "others/', '"path": "../others/', "must be a .csv below the folder"),
    (
        '"profile": "tabular-data-r',
        '"profile": "https://a.example/r',
        "must be tabular-data-resource",
    ),
    ('"grouped": ', '"extrapaths": ', "extrapaths': is no key of a table"),
    ('"use": "', '"use": "\\u202e', "nobody sees (U+202E)"),
    ('"title": "', '"title": "\\ud800', "nobody sees (U+D800)"),
    ('"not": "', '"not": "[a](id:b) ', "as links in Markdown have it"),
    (
        '"decision": "',
        '"decision": "As c99 shows. ',
        "names c99, which is no row of statements.csv",
    ),
]


@pytest.mark.parametrize(("old", "new", "right"), DESCRIPTORS)
def test_a_misshapen_descriptor_is_named(data: Path, old: str, new: str, right: str) -> None:
    path = data / "datapackage.json"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(new.join(text.rsplit(old, 1)), encoding="utf-8")
    messages = [str(p) for p in check(data)]
    assert any(right in m and "column" in m for m in messages), messages
