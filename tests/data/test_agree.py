"""A stranger's codes: read in whatever form they come, refused with reasons, compared as by hand."""

import codecs
import csv
import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from claimbook.__main__ import main
from claimbook.data.agreement import alpha, interval
from claimbook.data.coding_sheet import (
    BYTES,
    CodingSheetError,
    coded,
    compare,
    differences,
    hardest,
    of_class,
    read_sheet,
    read_sheets,
)
from claimbook.data.frames import load
from claimbook.data.read import cells
from claimbook.data.schema import DATA
from claimbook.teach.agree import coder_report

BOOK = load(DATA)
NOW = BOOK.statements.set_index("statement_id")


def sheet(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


LONG = "coder_id,unit_id,variable,code\nann,c07,form,reject\nann,c07,certainty,asserted\n"
WIDE = "unit_id,form,certainty\nc07,reject,asserted\n"
#: What programs make of a sheet with two decisions.
FORMS: dict[str, str | bytes] = {
    "as the book keeps codes": LONG,
    "a column a variable": WIDE,
    "without the coder": "unit_id,variable,code\nc07,form,reject\nc07,certainty,asserted\n",
    "as Excel saves it": "\ufeff" + WIDE.replace(",", ";").replace("\n", "\r\n") + ";;\r\n",
    "as Excel's Unicode text": codecs.BOM_UTF16_LE + WIDE.replace(",", "\t").encode("utf-16-le"),
    "as Excel for an old Mac": LONG.replace("\n", "\r"),
    "with the line that tells Excel the separator": "sep=;\r\n" + LONG.replace(",", ";"),
    "as Numbers exports it": "Table 1,,,\n" + LONG,
    "with a name above": "Name:,Ann\n\n" + LONG,
    "with tabs and spaces": " " + WIDE.replace(",", " \t"),
    "with no-break spaces and what nobody sees": WIDE.replace(",", "\u00a0,\u200b"),
    "with capitals": LONG.title().replace("Code\n", "CODE\n"),
    "with heads in words": LONG.replace("_", " "),
    "with row names, as R has them": '"",' + LONG.replace("\na", "\n1,a"),
    "in quotation marks": '"' + LONG.strip().replace(",", '","').replace("\n", '"\n"') + '"\n',
    "with empty columns and rows behind": LONG.replace("\n", ",,\n") + ",,,,,\n",
    "with a column of one's own": LONG.replace("\n", ",unsure\n"),
    "the same, a row a unit": WIDE.replace("\n", ",unsure\n"),
    "by an older name": WIDE.replace("reject", "deny"),
    "with an open cell": LONG + "ann,c16,form,\n",
    "with open cells whose separators are gone": LONG + "ann,c16,form\nann,c16\n",
    "with open cells, a row a unit": WIDE + "c16,,\n",
    "with NA, as R has an open cell": LONG + "ann,c16,form,NA\n",
    "with #N/A, as Excel has it": WIDE + "c16,#N/A,\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_sheet_is_read_alike(form: str, tmp_path: Path) -> None:
    content = FORMS[form]
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / "s.csv").write_bytes(raw)
    assert sorted(map(tuple, read_sheet(tmp_path / "s.csv", BOOK).codes.to_numpy())) == [
        ("c07", "certainty", "asserted"),
        ("c07", "form", "reject"),
    ]


@pytest.mark.parametrize(
    ("content", "right"),
    [
        (b"PK\3\4", "is no CSV in UTF-8; in Excel save it as “CSV UTF-8”"),
        (LONG.replace("ann", "José").replace("\n", "\r\n").encode("cp1252"), "is no CSV in UTF-8"),
        (b"unit_id,form\nc07\0,reject\n", "is no CSV in UTF-8"),
        (b"x" * (BYTES + 1), "has more than 1,000,000 bytes"),
        (b"unit_id,variable\nc07,form\n", "line 1: the column code is missing"),
        (b"unit_id,notes\nc07,x\n", "line 1: no column is a variable"),
        (b"c07,reject\nunit_id,form\nc16,reject\n", "line 1: stands above the heads"),
        (b'unit_id,form,notes\nc07,reject,"open\nc16,reject,\n', "line 2: cannot be read as CSV"),
        (b"unit_id,form,Form\nc07,reject,reject\n", "line 1: has a column twice: form"),
        (b"unit_id,form\nc07,reject,accuse\n", "line 2: has 3 cells; the header has 2"),
        (b"unit_id,form\nc07,\n", "has no codes: every cell is open"),
        (b"unit_id,form\nc07,none\n", "column form has 'none': is no code of form"),
        (b"unit_id,addressee_id\nc07,-\n", "21 more; or none"),
        (b"unit_id,addressee_id\nc07,china;none\n", "has 'none': is no code of addressee_id"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_a_line_with_what_would_be_right(
    content: bytes, right: str, tmp_path: Path
) -> None:
    (tmp_path / "s.csv").write_bytes(content)
    with pytest.raises(CodingSheetError) as refused:
        read_sheet(tmp_path / "s.csv", BOOK)
    told = str(refused.value)
    assert right in told and "\n" not in told and "carriage" not in told


@pytest.mark.skipif(os.name == "nt", reason="such files there are not on Windows")
def test_no_line_is_forged_by_a_cell_or_a_file_name_and_no_pipe_is_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = "form (58 units): like the book 100%"
    sheet(tmp_path / f"x\n{forged}.csv", f'unit_id,form,"y\n{forged}"', "c07,accuse,")
    sheet(tmp_path / "ann.csv", "coder_id,unit_id,form", f'"ann\n{forged}",c07,reject')
    sheet(tmp_path / f"z\n{forged}.txt", f'unit_id,"y\n{forged}"', "c07,")
    assert main(["agree", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert told.count(forged) == 4 and f"\n{forged}" not in told
    os.mkfifo(tmp_path / "pipe.csv")
    assert main(["agree", str(tmp_path)]) == 1
    assert "pipe.csv: is no file" in capsys.readouterr().out


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
    names = ("three.csv", "four.csv", "none")
    with pytest.raises(CodingSheetError) as refused:
        read_sheets([one, two, *(tmp_path / name for name in names)], BOOK)
    told = str(refused.value).splitlines()
    for words in (
        "one.csv line 2, column unit_id has 'c99'",
        "one.csv line 4, column variable has 'mood'",
        "one.csv line 5, column form has 'acuse': is no code of form; there are: criticise,",
        "one.csv line 7",
        "two.csv line 1: the column unit_id is missing",
        "three.csv line 1: the column unit_id is missing",
        "four.csv: is no CSV",
        "none: no such file",
    ):
        assert sum(words in line for line in told) == 1, words
    assert main(["agree", str(one)]) == 1


def test_no_sheet_steers_the_terminal_and_none_is_too_large_to_be_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rude = sheet(tmp_path / "rude.csv", "coder_id,unit_id,form", "ann\x1b[2J\u202e\x07,c07,reject")
    assert main(["agree", str(rude)]) == 0
    said = capsys.readouterr().out
    assert "ann [2J: 1 decisions" in said and not {*"\x1b\u202e\x07"} & {*said}
    assert main(["verify", str(tmp_path)]) == 1
    assert "cannot be read (" in capsys.readouterr().err  # and why, in the words of the system
    huge = sheet(tmp_path / "huge.csv", "unit_id,form", "c08,report", "c07," + "x" * 200_000)
    with pytest.raises(CodingSheetError, match=r"huge\.csv line 3") as refused:
        read_sheet(huge, BOOK)
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
    read = read_sheet(path, BOOK)
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
    assert pd.isna(compare(read_sheet(few, BOOK), BOOK)["alpha_book"].iloc[0])


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
    read, wrong = read_sheets([folder], BOOK)
    assert wrong == []
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


def test_none_is_a_code_and_an_open_cell_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a variable that may be empty: what the book leaves empty, and what it does not."""
    empty, full = (
        NOW.index[NOW["addressee_id"].isna() == is_empty][:2] for is_empty in (True, False)
    )
    path = sheet(
        *(tmp_path / "s.csv", "unit_id,addressee_id"),
        *(f"{empty[0]},None", f"{full[0]},none", f"{empty[1]},", f"{full[1]},"),
    )
    read = read_sheet(path, BOOK)
    assert list(read.codes["code"]) == ["", ""] and read.open == 2
    (row,) = compare(read, BOOK).to_dict("records")
    assert (row["units"], row["share_book"]) == (2, 0.5)
    (differs,) = differences(read, BOOK).to_dict("records")
    assert (differs["unit_id"], differs["own"]) == (full[0], "")
    assert main(["agree", str(path)]) == 0
    told = capsys.readouterr().out
    assert "s: 2 decisions on 2 units; 2 cells are open, and not coded" in told
    assert f"- {full[0]} addressee_id: none (the book {NOW['addressee_id'][full[0]]}," in told


def test_what_nobody_coded_counts_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two never agree and leave the same cells open: that is no agreement, and too little for an alpha."""
    for name, code in (("ann", "accuse"), ("ben", "report")):
        rows = [f"{u},form,{code if n < 4 else ''}" for n, u in enumerate(NOW.index[:10])]
        sheet(tmp_path / f"{name}.csv", "unit_id,variable,code", *rows)
    read, _ = read_sheets([tmp_path], BOOK)
    (row,) = of_class(read, BOOK).to_dict("records")
    assert (row["units"], row["several"], row["agreed"], row["decisions"]) == (4, 4, 0, 8)
    assert pd.isna(row["alpha"]) and len(hardest(read, BOOK)) == 4
    assert main(["agree", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "form: 0% of pairs agree, alpha –, like the book" in told
    assert "The hardest, 4 of 4 decisions that several made:" in told


def test_what_the_book_has_not_coded_yet_is_compared_with_nothing(tmp_path: Path) -> None:
    going_on = replace(BOOK, statements=BOOK.statements.assign(form=None))
    path = sheet(tmp_path / "s.csv", "unit_id,form", *(f"{unit},reject" for unit in NOW.index[:6]))
    read = read_sheet(path, going_on)
    (row,) = compare(read, going_on).to_dict("records")
    assert row["units_book"] == 0 and pd.isna(row["share_book"]) and row["units_coder-c"] == 6
    assert differences(read, going_on).empty
    (of_all,) = of_class([read, read], going_on).to_dict("records")
    assert of_all["agreed"] == 1 and of_all["decisions"] == 0 and pd.isna(of_all["share_book"])
    assert "like coder C" in coder_report(read, going_on)[1]


def test_alpha_is_of_the_values_that_there_are() -> None:
    """The example of Krippendorff, Computing Alpha-Reliability (2011): four coders, gaps, alpha 0.743."""
    coders = "123321412...", "12332241250" + "3", ".3332342251.", "12332441251."
    coders = tuple(row.replace("0", ".") for row in coders)
    values = pd.DataFrame([[None if v == "." else v for v in row] for row in coders]).T
    assert round(alpha(values), 3) == 0.743
    low, high = interval(values)
    assert low < 0.743 < high <= 1
    assert pd.isna(alpha(values[[0]])), "nobody to agree with"
    once = pd.DataFrame({"a": ["x", "x", "y"], "b": ["x", "x", None]})
    assert alpha(once) == 1, "a unit of one coder is no variation"


def test_two_coders_who_agree_on_nothing_or_share_nothing_are_a_class(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = NOW.index[:20]
    for name, code in (("ann", "accuse"), ("ben", "report")):
        sheet(tmp_path / f"{name}.csv", "unit_id,form", *(f"{unit},{code}" for unit in units))
    assert main(["agree", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "The hardest, 12 of 20 decisions that several made:" in told
    picture = tmp_path / "agreement" / "hardest.svg"
    assert "the hardest 12 of 20" in picture.read_text(encoding="utf-8")
    sheet(tmp_path / "ben.csv", "unit_id,form", *(f"{unit},accuse" for unit in units))
    assert main(["agree", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "On all 20 decisions that several made they agree." in told and "hardest:" not in told
    assert "There is nothing to draw." in picture.read_text(encoding="utf-8")
    sheet(tmp_path / "ben.csv", "unit_id,form", "c48,report")
    assert main(["agree", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "form: no unit coded by two, like the book" in told
    assert "No unit was coded by two" in told and "The hardest" not in told
    assert "There is nothing to draw." in picture.read_text(encoding="utf-8")


def test_every_sheet_of_a_folder_is_read_and_what_is_left_out_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ("Ann.CSV", "ben.txt", "cem.TSV", "dora", "group 2/eva.csv", "group 2/more/finn.csv")
    hidden = (
        ".gina.csv",
        ".git/hal.csv",
        "__MACOSX/._ina.csv",
        "~$jan.csv",
        "agreement/hardest.csv",
    )
    for name in (*kept, *hidden):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        sheet(tmp_path / name, "unit_id,form", "c07,reject")
    (tmp_path / "kim.xlsx").write_bytes(b"PK\3\4")
    sheet(tmp_path / "group 2/lea.csv", "unit_id,form", *(f"c07,wrong{n}" for n in range(90)))
    assert main(["agree", str(tmp_path)]) == 1
    first, second, *told = capsys.readouterr().out.splitlines()
    assert first == "6 coders: Ann, ben, cem, dora, eva, finn"
    assert second == "Left out, 2 of 8 files:"
    about = [line for line in told if str(tmp_path) in line and "agreement" not in line]
    assert sum("lea.csv" in line for line in about) == 26 and about[25].endswith("and 65 more")
    assert (
        about[26]
        == f"- {tmp_path / 'kim.xlsx'}: is no CSV in UTF-8; in Excel save it as “CSV UTF-8”"
    )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("handout.csv", "handout (1).csv"), "handout (1), handout"),
        (("Ann_1/handout.csv", "Ben_2/handout.csv"), "Ann_1, Ben_2"),
        (("1/a/handout.csv", "2/a/handout.csv"), "{0}/1/a/handout.csv, {0}/2/a/handout.csv"),
    ],
)
def test_coders_of_one_name_are_told_apart(
    files: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        sheet(tmp_path / name, "coder_id,unit_id,form", "Student,c07,reject")
    read, _ = read_sheets([tmp_path, tmp_path / files[0]], BOOK)
    assert ", ".join(one.coder for one in read) == told.format(tmp_path)[-999:]
