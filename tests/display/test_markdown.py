"""The prose is plain Markdown: any Jupyter shows it with its values, sentences and working links."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, copy

from claimbook.builders.refresh import fill
from claimbook.data.anchors import homes
from claimbook.display import markdown as module
from claimbook.display.markdown import (
    as_roles,
    changed,
    fill_values,
    links_for_jupyter,
    links_for_site,
    paragraphs,
    retarget_links,
    retarget_outputs,
    stored_values,
)

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_reader_of_the_notebook_sees_words_and_no_roles(path: Path) -> None:
    text = "\n".join(paragraphs(read(path)))
    assert not re.findall(r"\{[a-z:]+\}`", text)
    assert not re.findall(r"<data value=[^>]*></data>", text)
    says = stored_values(read(path))
    for name, shown in module.DATA.findall(text):
        assert says.get(name, shown) == shown
        assert not set("<>&*_`") & set(shown), "would be read as Markdown"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_every_link_of_a_notebook_leads_somewhere(path: Path) -> None:
    notebook = read(path)
    outputs = "".join(
        "".join(output["data"].get("text/html", ""))
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
    )
    assert 'href="id:' not in outputs
    targets = re.findall(r"\]\(([^)\s]+)\)", "\n".join(paragraphs(notebook)))
    targets += re.findall(r'<a\b[^>]* href="([^"]+)"', outputs)
    keys = set(re.findall(r"@\w+\{(\w+),", (ROOT / "references.bib").read_text(encoding="utf-8")))
    for target in targets:
        if target.startswith(("http", "#")):
            continue
        file, _, anchor = target.partition("#")
        assert (path.parent / file).is_file(), target
        known = homes().get(anchor) == Path(file).stem or anchor in keys
        assert not anchor or known or anchor.startswith("term-"), target  # Sphinx knows the terms


def test_where_the_book_has_an_address_links_lead_there(publish: Callable[[str], None]) -> None:
    publish("https://a.example/ccc")
    html = '<a href="id:c07">c07</a>'
    public = '<a href="https://a.example/ccc/chapters/statements.html#c07">c07</a>'
    assert links_for_jupyter(html) == public
    assert links_for_site(public) == html
    text = "as in [c07](statements.ipynb#c07), [how](data.ipynb), [x](https://b.example/y.html)"
    abroad = retarget_links(text, ["statements", "data"])
    assert abroad == (
        "as in [c07](https://a.example/ccc/chapters/statements.html#c07), "
        "[how](https://a.example/ccc/chapters/data.html), [x](https://b.example/y.html)"
    )
    assert as_roles(abroad) == as_roles(text), "on the site a copy of it leads to itself"
    moved = abroad.replace("statements.html#c07", "claims.html#c07")
    assert retarget_links(moved, ["statements", "data", "claims"]) == abroad
    publish("")
    assert retarget_links(abroad, ["statements", "data"]) == text, "and back, when it goes"


@pytest.mark.usefixtures("publish")
def test_a_link_leads_to_the_page_that_holds_its_object_now() -> None:
    html = links_for_jupyter('<a href="id:c07">a</a> <a href="id:code-tone-harsh">b</a>')
    assert html == '<a href="statements.ipynb#c07">a</a> <a href="id:code-tone-harsh">b</a>'
    data = {"text/html": '<a href="claims.ipynb#c07">a</a> <a href="https://a.example/#c07">b</a>'}
    notebook = {"cells": [{"outputs": [{"data": data}]}, {"source": ""}]}
    retarget_outputs(notebook)
    assert data["text/html"] == (
        '<a href="statements.ipynb#c07">a</a> <a href="https://a.example/#c07">b</a>'
    )
    moved = "as in [c07](claims.ipynb#c07), [x](claims.ipynb#nowhere)"
    assert retarget_links(moved, ["claims"]) == (
        "as in [c07](statements.ipynb#c07), [x](claims.ipynb#nowhere)"
    )


def test_prose_is_read_as_roles() -> None:
    text = (
        'In <data value="found-own-voice">Five things.</data> ([Hayes and X 2007](sources.ipynb#hayes2007); '
        "[Krippendorff 2019](sources.ipynb#krippendorff2019)), a [treaty body](glossary.md#term-Treaty-body), "
        '[Axios](sources.ipynb#source-axios-2020), <data value="methods.published">7 October</data>'
    )
    assert as_roles(text) == (
        "In {finding}`own-voice` {cite:p}`hayes2007,krippendorff2019`, a {term}`treaty body <Treaty body>`, "
        "{see}`Axios <source-axios-2020>`, {glue:text}`chapters/methods.ipynb::published:s`"
    )
    with pytest.raises(KeyError, match="no output says: m, n"):
        fill_values(
            '<data value="n">1</data> <data value="m">2</data> <data value="k">3</data>', {"k": "3"}
        )


def test_a_value_is_text_in_the_prose_and_other_addresses_stay() -> None:
    value = "a </data> {include}`x` <script> *b* issue_id"
    text = fill_values('So <data value="n">7</data>.', {"n": value})
    assert text == (
        'So <data value="n">a \\</data\\> \\{include\\}\\`x\\` \\<script\\> \\*b\\* issue_id</data>.'
    )
    assert as_roles(text) == "So {glue:text}`n`."
    for other in ("https://a.example/actors.html#c07", "https://a.example/chapters/data.html#c07"):
        assert links_for_site(f'<a href="{other}">x</a>') == f'<a href="{other}">x</a>'
        assert (
            as_roles(f"[x]({other})")
            == retarget_links(f"[x]({other})", ["actors", "data"])
            == f"[x]({other})"
        )


def test_a_changed_value_shows_its_sentence_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "chapters")
    says = stored_values(read(ROOT / "chapters" / "reliability.ipynb"))
    values = {name: says[name] for name in ("cells", "moved")}
    assert list(changed(values)) == []
    (sentence,) = changed({**values, "cells": "four thousand"})
    assert sentence == "In the second round the codings differ in four thousand cells."


@pytest.mark.slow
def test_after_a_changed_cell_and_a_refresh_the_prose_changes(tmp_path: Path) -> None:
    book = copy(tmp_path / "book")
    path = book / "chapters" / "statements.ipynb"
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.metadata.get("scrapbook", {}).get("name") == "statements":
                output["data"]["application/papermill.record/text/plain"] = "'99 statements'"
    nbformat.write(notebook, path)
    assert fill(book) == [path]
    assert '<data value=\\"statements\\">99 statements</data>' in path.read_text(encoding="utf-8")
