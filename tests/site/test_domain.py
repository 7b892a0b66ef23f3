"""Outputs say what they are: none gets lost, every object can be linked to, from anywhere."""

import filecmp
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import BUILT, HTML, ROOT, copy, marked, objects, soup

from claimbook.data.frames import load
from claimbook.display.markdown import stored_values
from claimbook.site.context import render
from claimbook.site.domain import ClaimDomain, Part

PROGRAMS = Path(sys.executable).parent
#: Extensions of Jupyter Book that do not say whether they may read in parallel; they may.
PARALLEL = """
def setup(app):
    for extension in app.extensions.values():
        if extension.parallel_read_safe is None:
            extension.parallel_read_safe = True
"""
#: What a faulty extension might do: drop a figure after it was read.
FAULTY = """
def setup(app):
    def drop(app, doctree, page):
        from claimbook.site.domain import item
        for node in list(doctree.findall(item)):
            if node.get("name") == "who-speaks-where":
                node.parent.remove(node)
    app.connect("doctree-resolved", drop, priority=940)
"""


def test_what_a_chapter_says_ends_no_line_of_the_inventory_and_is_text_on_other_pages() -> None:
    domain = SimpleNamespace(objects={"found-a": Part("finding", "a", "One\ntwo", "chapters/a")})
    ((_, label, *_),) = ClaimDomain.get_objects(domain)  # type: ignore[arg-type]
    assert label == "One two"
    told = render("used.html", told=[("<b>", [("#a", "finding “<script>”")])])
    assert "<b>" not in told and "<script>" not in told and 'href="#a"' in told


@BUILT
def test_a_very_long_word_in_a_cell_can_break() -> None:
    cell = next(c for c in soup("chapters/data").find_all("th") if len(c.get_text()) > 20)
    assert cell.find("wbr") and not re.search(r"\s", cell.get_text())


def configured(root: Path, extra: str) -> Path:
    """Copy the book and give it the settings that Jupyter Book makes, with a few lines more."""
    book = copy(root / "book")
    subprocess.run(
        [PROGRAMS / "jupyter-book", "config", "sphinx", book], check=True, capture_output=True
    )
    with open(book / "conf.py", "a", encoding="utf-8") as file:
        file.write(extra)
    return book


def sphinx(book: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a folder with Sphinx alone; a warning is an error."""
    command = [PROGRAMS / "sphinx-build", "-q", "-W", "--keep-going", "-n", "-b", "html", *options]
    return subprocess.run([*command, book, out], capture_output=True, text=True, encoding="utf-8")


def differing(one: Path, other: Path) -> list[str]:
    """Return the files in which two built books differ.

    Left out: Sphinx's own memory, and its search index, which the book does not use and whose
    numbers follow the order of reading.
    """
    names = {p.relative_to(d) for d in (one, other) for p in d.rglob("*") if p.is_file()}
    names = {n for n in names if n.parts[0] != ".doctrees" and n.name != "searchindex.js"}
    _, wrong, missing = filecmp.cmpfiles(one, other, map(str, names), shallow=False)
    return sorted([*wrong, *missing])


@pytest.mark.slow
def test_two_processes_and_a_second_reading_give_the_same_bytes(tmp_path: Path) -> None:
    book = configured(tmp_path, PARALLEL)
    one, two = tmp_path / "one", tmp_path / "two"
    for out, jobs in ((one, "1"), (two, "2")):
        done = sphinx(book, out, "-j", jobs)
        assert done.returncode == 0, done.stderr[-2000:]
    assert differing(one, two) == []
    (book / "chapters" / "statements.ipynb").touch()  # read again alone: the rest is remembered
    done = sphinx(book, two)
    assert done.returncode == 0, done.stderr[-2000:]
    assert differing(one, two) == []


@pytest.mark.slow
def test_what_gets_lost_or_stands_twice_fails_the_strict_build(tmp_path: Path) -> None:
    book = configured(tmp_path, FAULTY)
    path = book / "chapters" / "responses.ipynb"
    text = path.read_text(encoding="utf-8")
    text = text.replace("{caption} never-answered", "{caption} who-answers-whom")
    text = text.replace(
        "{caption} discourse-network\\n", "{caption} discourse-network\\nA *view*: "
    )
    path.write_text(
        text.replace("statements.ipynb#c09)", "statements.ipynb#c99)", 1), encoding="utf-8"
    )
    path = book / "chapters" / "claims.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("claimant-by-issue", "discourse-network"), encoding="utf-8")
    path = book / "chapters" / "others.ipynb"
    text = path.read_text(encoding="utf-8")
    text = text.replace('value=\\"found-sixty-texts', 'value=\\"found-no-such-finding')
    path.write_text(text, encoding="utf-8")
    path = book / "chapters" / "timeline.ipynb"
    text = path.read_text(encoding="utf-8")
    before, first, second = text.split('"hide-input"')
    path.write_text(f'{before}"hide-input"{first}"remove-output"{second}', encoding="utf-8")
    path = book / "chapters" / "sources.ipynb"  # links in an output: at home, abroad, as executed
    text = path.read_text(encoding="utf-8")
    dead = ("#code-tone-harsh", "statements.ipynb#nowhere", "id:actor-nobody")
    links = "".join(f'<a href=\\"{to}\\">x</a>' for to in dead)
    path.write_text(text.replace("<li id=", f"{links}<li id=", 1), encoding="utf-8")
    path = book / "chapters" / "reliability.ipynb"  # prose that is older than its outputs
    text = path.read_text(encoding="utf-8")
    says = stored_values(json.loads(text))["cells"]
    path.write_text(text.replace(f">{says}</data> cells", ">7</data> cells"), encoding="utf-8")
    path = book / "data" / "article" / "issues.csv"  # and data that are newer
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Not for censor", "Not at all for censor"), encoding="utf-8")
    with open(book / "chapters" / "glossary.md", "a", encoding="utf-8") as file:
        file.write("\nSee {claim:figure}`no-such-figure` and {short-citation}`c98`.\n")
        file.write("\nSee [a](#no-section), <a href='data.html#no-place'>b</a>.\n")
    done = sphinx(book, tmp_path / "out")
    assert done.returncode != 0
    for message in (
        "the notebook shows 'fig-who-speaks-where', the page does not",
        "figure 'never-answered' has no caption; say what it shows: :::{caption} never-answered",
        "figure 'who-answers-whom' has two captions",
        "the caption of 'discourse-network' must be plain words and values",
        "the notebook shows 'tab-timeline', the page does not",
        "anchor 'fig-discourse-network' stands in chapters/claims and in chapters/responses",
        "no page holds the identifier 'c99'",
        "the link '#code-tone-harsh' leads nowhere",
        "no page holds the identifier 'nowhere'",
        "no page holds the identifier 'actor-nobody'",
        "'no-section'",
        "the link 'data.html#no-place' leads nowhere",
        "no page holds the identifier 'no-such-figure'",
        "no page holds the identifier 'c98'",
        "no page holds the identifier 'found-no-such-finding'",
        f"the prose says '7', and the outputs say '{says}'; run make refresh",
        "claims.ipynb: WARNING: the outputs were computed from other data than data/ holds now;",
        "the prose says finding 'sixty-texts' nowhere; write <data value=\"found-sixty-texts\">",
    ):
        assert message in done.stderr, done.stderr[-3000:]


@BUILT
def test_every_stored_output_and_row_is_on_its_page_and_in_the_inventory() -> None:
    kinds = ("finding", "figure", "table", "statement", "sentence", "actor", "point", "response")
    kinds += ("quantity", "event", "source", "code", "examination", "report")
    found = {(o.kind, o.name): o for o in objects(HTML, *kinds)}
    data = load()
    rows = {
        "statement": data.statements.statement_id,
        "sentence": data.sentences.sentence_id,
        "actor": data.actors.actor_id,
        "point": data.record.findings.finding_id,
        "response": data.responses.response_id,
        "quantity": data.quantities.quantity_id,
        "event": data.events.event_id,
        "source": data.record.sources.source_id,
        "examination": data.known.examinations.known_id,
        "report": data.others.reports.report_id,
    }
    for kind, names in rows.items():
        assert [n for n in names if (kind, n) not in found] == [], kind
    stored = 0
    for path in (ROOT / "chapters").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                about = output["metadata"].get("claimbook", {"kind": "list"})
                stored += about["kind"] != "list"
                assert about["kind"] == "list" or (about["kind"], about["name"]) in found
    assert stored == sum(kind in ("finding", "figure", "table", "statement") for kind, _ in found)
    assert [o.path for o in found.values() if o.anchor not in marked(o.page)] == []


@BUILT
def test_another_sphinx_book_cites_a_statement(tmp_path: Path) -> None:
    mapping = f'{{"claims": ("https://book.example/", "{HTML}/objects.inv")}}'
    (tmp_path / "conf.py").write_text(
        f'extensions = ["sphinx.ext.intersphinx", "myst_parser"]\nintersphinx_mapping = {mapping}\n',
        encoding="utf-8",
    )
    (tmp_path / "index.rst").write_text(
        "Other\n=====\n\n.. toctree::\n\n   two\n\nSee :external+claims:ref:`c07`.\n",
        encoding="utf-8",
    )
    (tmp_path / "two.md").write_text(
        "# Two\n\n[](inv:claims:claim:statement#c07)\n", encoding="utf-8"
    )
    done = sphinx(tmp_path, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for page in ("index", "two"):  # in reStructuredText and in MyST Markdown
        link = soup(page, tmp_path / "out").select_one("a.reference.external")
        assert link["href"] == "https://book.example/chapters/statements.html#c07"
        assert link.get_text() == "Zhang Jun rejected the accusations as groundless."
