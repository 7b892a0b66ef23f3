"""What a cell shows is safe to read and says what it is."""

import ast
import re
from pathlib import Path

import pandas as pd
import pytest
from conftest import cell

from claimbook.charts import bars
from claimbook.data import load
from claimbook.display import bibliography, cards, figure, outputs, table, with_labels
from claimbook.display.html import linked
from claimbook.display.sources import cite, labels


def emitted(text: str) -> list[dict[str, str]]:
    """Read the outputs that a cell displays, as IPython prints them outside a notebook."""
    return [ast.literal_eval(line) for line in text.splitlines() if line.startswith("{")]


def test_html_in_a_cell_is_shown_as_text(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cell(data, "statements", "c05", "summary", "Zhang says <script>alert(1)</script> & more.")
    tables = load(data)
    cards(tables)
    table(tables.statements, "all", "<b>All</b>", statement_id="Statement", summary="<i>What</i>")
    outputs = emitted(capsys.readouterr().out)
    assert len(outputs) == len(tables.statements) + 1
    text = "".join(output["text/html"] for output in outputs)
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; more.") == 2
    assert not {"<script>", "<b>", "<i>"} & {
        tag for tag in ("<script>", "<b>", "<i>") if tag in text
    }


@pytest.mark.usefixtures("publish")
def test_a_cell_leads_out_of_the_book_and_a_filter_needs_its_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    frame = pd.DataFrame(
        {"a": ["K01"], "b": ["[A (b) & c](https://a.example/x?y=1&z), K01, [no](javascript:x)"]}
    )
    table(frame, "links", "Links", a="Id", b="Where", filters=["Where", "Words"])
    (output,) = emitted(capsys.readouterr().out)
    cell_ = '<td data-label="Where"><a href="https://a.example/x?y=1&amp;z">A (b) &amp; c</a>'
    assert (
        cell_ + ', <a href="examinations.ipynb#K01">K01</a>, [no](javascript:x)</td>'
        in output["text/html"]
    )
    with pytest.raises(KeyError, match="Wher"):
        table(frame, "links", "Links", a="Id", b="Where", filters=["Wher"])


def test_sources_of_any_name_and_number_are_cited(capsys: pytest.CaptureFixture[str]) -> None:
    sources = load().record.sources.iloc[[0]]
    many = pd.concat([sources.assign(source_id=f"a-{n}") for n in range(28)], ignore_index=True)
    many = many.assign(publisher="News [archived]", published="2020")
    assert labels(many).tolist()[-3:] == [f"News [archived] 2020{x}" for x in ("z", "aa", "ab")]
    (cited,) = cite(many, pd.Series(["a-27"]))
    assert linked(cited) == '<a href="id:source-a-27">News [archived] 2020ab</a>'
    bibliography(many.assign(url="javascript:alert(1)"))
    (output,) = emitted(capsys.readouterr().out)
    assert "javascript" not in "".join(re.findall("<[^>]*>", output["text/html"]))


def test_the_table_of_a_figure_holds_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict] = []
    monkeypatch.setattr(outputs, "display", lambda *_, metadata, raw: told.append(metadata))
    rows = pd.DataFrame({"label": ["=1+1", "＠a"], "value": [1, 2], "side": "muted"})
    figure(bars(rows, of="texts"), "formulas", label="What")
    assert told[0]["claimbook"]["table"] == "What\n’=1+1\n’＠a\n"


def test_codes_lists_and_sources_become_readable() -> None:
    tables = load()
    told = with_labels(tables.statements, "statements", tables).set_index("statement_id")
    assert told.form["c07"] == "Reject" and told.claimant_id["c07"] == "Zhang Jun"
    findings = with_labels(tables.record.findings, "findings", tables).set_index("finding_id")
    assert (
        findings.source_ids["F01"].startswith("[") and "](id:source-" in findings.source_ids["F01"]
    )
    assert ";" not in findings.statement_ids.dropna().str.cat() and pd.isna(findings.note).any()
