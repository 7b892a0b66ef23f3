"""A stranger's codes: read in whatever form they come, refused with reasons, compared as by hand."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from claimbook.__main__ import main
from claimbook.data.coding_sheet import (
    CodingSheetError,
    coded,
    compare,
    differences,
    hardest,
    of_class,
    read_sheets,
)
from claimbook.data.frames import load
from claimbook.data.read import cells
from claimbook.data.schema import DATA

BOOK = load(DATA)
NOW = BOOK.statements.set_index("statement_id")


def sheet(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


FORMS = {
    "as the book keeps codes": b"coder_id,unit_id,variable,code\nann,c07,form,reject\nann,c07,certainty,asserted\n",
    "without the coder": b"unit_id,variable,code\nc07,form,reject\nc07,certainty,asserted\n",
    "a column a variable": b"unit_id,form,certainty\nc07,reject,asserted\n",
    "as Excel saves it": b"\xef\xbb\xbfUnit_ID;Form;Certainty\r\nC07;Reject;Asserted\r\n;;\r\n",
    "with tabs and spaces": b"unit_id\tform\tcertainty\n c07 \treject \tasserted\n",
    "by an older name": b"unit_id,form,certainty\nc07,deny,asserted\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_sheet_is_read_alike(form: str, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_bytes(FORMS[form])
    (read,) = read_sheets([tmp_path / "s.csv"], BOOK)
    assert sorted(map(tuple, read.codes.to_numpy())) == [
        ("c07", "certainty", "asserted"),
        ("c07", "form", "reject"),
    ]


def test_everything_wrong_with_every_sheet_is_told_at_once(tmp_path: Path) -> None:
    one = sheet(
        tmp_path / "one.csv",
        "unit_id,variable,code",
        "c99,form,accuse",
        "",
        "c07,mood,dark",
        "c07,form,acuse",
        "c08,form,report",
        "c08,form,accuse",
    )
    two = sheet(tmp_path / "two.csv", "a,b", "1,2")
    (tmp_path / "three.csv").write_bytes(b"\xff\xfe\x00\x01")
    (tmp_path / "four.csv").write_bytes(b"unit_id,form\nc07\x00,reject\n")
    with pytest.raises(CodingSheetError) as refused:
        read_sheets(
            [one, two, tmp_path / "three.csv", tmp_path / "four.csv", tmp_path / "none"], BOOK
        )
    told = str(refused.value).splitlines()
    for words in (
        "one.csv line 2, column unit_id has 'c99'",
        "one.csv line 4, column variable has 'mood'",
        "one.csv line 5, column form has 'acuse': is no code of form; there are: criticise,",
        "one.csv line 7",
        "two.csv line 1, column unit_id: the column is missing",
        "three.csv line 1: is UTF-16",
        "four.csv: holds NUL",
        "no such file",
    ):
        assert sum(words in line for line in told) == 1, words
    assert main(["agree", str(one)]) == 1


def test_no_sheet_steers_the_terminal_and_none_is_too_large_to_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rude = sheet(tmp_path / "rude.csv", "coder_id,unit_id,form", "ann\x1b[2J\u202e\x07,c07,reject")
    assert main(["agree", str(rude)]) == 0
    said = capsys.readouterr().out
    assert "ann\\x1b[2J\\u202e\\x07: 1 decisions" in said and not {*"\x1b\u202e\x07"} & {*said}
    assert main(["verify", str(tmp_path)]) == 1
    assert "cannot be read (" in capsys.readouterr().err  # and why, in the words of the system
    huge = sheet(tmp_path / "huge.csv", "unit_id,form", "c08,report", "c07," + "x" * 200_000)
    with pytest.raises(CodingSheetError, match=r"huge\.csv line 3") as refused:
        read_sheets([huge], BOOK)
    assert len(str(refused.value)) < 1_000
    most = csv.field_size_limit(1_000)
    try:
        _, (problem,) = cells("huge.csv", huge.read_text(encoding="utf-8"))
    finally:
        csv.field_size_limit(most)
    assert problem.line == 3 and "cannot be read as CSV" in problem.right


def test_agreement_is_what_one_counts_by_hand(tmp_path: Path) -> None:
    units = list(NOW.index[:6])
    rows = [f"{u},certainty,{NOW.certainty[u]}" for u in units[:5]]
    other = "hedged" if NOW.certainty[units[5]] != "hedged" else "asserted"
    path = sheet(
        tmp_path / "s.csv", "unit_id,variable,code", *rows, f"{units[5]},certainty,{other}"
    )
    (read,) = read_sheets([path], BOOK)
    (row,) = compare(read, BOOK).to_dict("records")
    assert (row["units"], round(row["share_book"], 4)) == (6, round(5 / 6, 4))
    blind = coded(BOOK, "certainty")["coder-c"][units]
    given = pd.Series([*NOW.certainty[units[:5]], other], units)
    assert row["share_coder-c"] == (blind == given).mean()
    (differs,) = differences(read, BOOK).to_dict("records")
    assert (differs["unit_id"], differs["own"], differs["book"]) == (
        units[5],
        other,
        NOW.certainty[units[5]],
    )
    assert differs["rule"]
    few = sheet(tmp_path / "few.csv", "unit_id,variable,code", *rows[:4])
    assert pd.isna(compare(read_sheets([few], BOOK)[0], BOOK)["alpha_book"].iloc[0])


def test_a_class_is_compared_on_what_its_members_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    codes = {"ann": ("c01", "criticise"), "ben": ("c01", "criticise"), "cy": ("c01", "accuse")}
    for name, (unit, code) in codes.items():
        sheet(
            folder / f"{name}.csv",
            "unit_id,variable,code",
            f"{unit},form,{code}",
            "c07,form,reject",
        )
    sheet(folder / "dee.csv", "unit_id,variable,code", "c07,form,reject")
    read = read_sheets([folder], BOOK)
    found = hardest(read, BOOK)
    assert list(found[["unit_id", "coders"]].iloc[0]) == ["c01", 3]
    assert round(found["agreed"].iloc[0], 4) == round(1 / 3, 4), "one pair of three"
    assert found["codes"].iloc[0] == "Criticise 2; Accuse 1"
    assert of_class(read, BOOK)["share_book"].iloc[0] == 6 / 7
    assert main(["agree", str(folder)]) == 0
    assert "Not all coded the same units" in capsys.readouterr().out
    written = sorted(p.name for p in (folder / "agreement").iterdir())
    assert written == ["agreement.csv", "hardest.csv", "hardest.svg"]
    assert main(["agree", str(folder)]) == 0, "what was written is not read as a sheet"
