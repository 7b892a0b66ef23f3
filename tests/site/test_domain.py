"""Outputs say what they are: none gets lost, every object can be linked to, from anywhere."""

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import BUILT, HTML, PROGRAMS, ROOT, copy, marked, objects, soup

from claimbook.data.frames import load
from claimbook.site.context import render
from claimbook.site.domain import ClaimDomain, Part

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


def sphinx(book: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build a folder with Sphinx alone; a warning is an error."""
    command = [PROGRAMS / "sphinx-build", "-q", "-W", "--keep-going", "-n", "-b", "html", book, out]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


LINKS = "".join(
    f'<a href=\\"{to}\\">x</a>'  # at home, abroad, as executed
    for to in ("#code-tone-harsh", "statements.ipynb#nowhere", "id:actor-nobody")
)
#: What is broken in a copy of the book: file, what stands there, what is put in its place.
BROKEN = [
    ("responses.ipynb", "{caption} never-answered", "{caption} who-answers-whom"),
    ("responses.ipynb", "{caption} discourse-network -->\\n", "{caption} discourse-network -->\\nA *view*: "),
    ("responses.ipynb", "statements.ipynb#c09)", "statements.ipynb#c99)"),
    ("claims.ipynb", "claimant-by-issue", "discourse-network"),
    ("others.ipynb", 'value=\\"found-sixty-texts', 'value=\\"found-no-such-finding'),
    ("timeline.ipynb", '"hide-input"', '"remove-output"'),
    ("sources.ipynb", '<li id=\\"source-almayadeen', f'{LINKS}<li id=\\"source-almayadeen'),
    ("reliability.ipynb", '<data value=\\"cells\\">', '<data value=\\"cells\\">7'),  # older than its output
    ("../data/article/issues.csv", "Not for censor", "Not at all for censor"),  # newer than all outputs
    ("glossary.md", "# Glossary\n", "# Glossary\n\nSee {claim:figure}`no-such` and {short-citation}`c98`.\n"),
    ("glossary.md", "Terms of", "See [a](#no-section), <a href='data.html#no-place'>b</a>. Terms of"),
]  # fmt: skip
#: What the build then says.
SAID = (
    "the notebook shows 'fig-who-speaks-where', the page does not",
    "figure 'never-answered' has no caption; say what it shows: <!-- {caption} never-answered -->",
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
    "no page holds the identifier 'no-such'",
    "no page holds the identifier 'c98'",
    "no page holds the identifier 'found-no-such-finding'",
    "reliability.ipynb: WARNING: the prose says '724', and the outputs say '24'; run make refresh",
    "claims.ipynb: WARNING: the outputs were computed from other data than data/ holds now;",
    "the prose says finding 'sixty-texts' nowhere; write <data value=\"found-sixty-texts\">",
)


@pytest.mark.slow
def test_what_gets_lost_or_stands_twice_fails_the_strict_build(tmp_path: Path) -> None:
    book = copy(tmp_path / "book")
    command = [PROGRAMS / "jupyter-book", "config", "sphinx", book]
    subprocess.run(command, check=True, capture_output=True)
    with open(book / "conf.py", "a", encoding="utf-8") as file:
        file.write(FAULTY)
    for name, old, new in BROKEN:
        path = book / "chapters" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new), encoding="utf-8")
    done = sphinx(book, tmp_path / "out")
    assert done.returncode != 0
    assert [message for message in SAID if message not in done.stderr] == []


@BUILT
def test_every_stored_output_and_row_is_on_its_page_and_in_the_inventory() -> None:
    data = load()
    rows = {
        "statement": data.statements.statement_id,
        "sentence": data.sentences.sentence_id,
        "actor": data.actors.actor_id,
        "response": data.responses.response_id,
        "quantity": data.quantities.quantity_id,
        "event": data.events.event_id,
        "point": data.record.findings.finding_id,
        "person": data.record.people.person_id,
        "timeline": data.record.timeline.timeline_id,
        "source": data.record.sources.source_id,
        "examination": data.known.examinations.known_id,
        "basis": data.known.bases.basis_id,
        "report": data.others.reports.report_id,
    }
    kinds = ("finding", "figure", "table", "code", *rows)
    found = {(o.kind, o.name): o for o in objects(HTML, *kinds)}
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
    files = {
        "conf.py": 'extensions = ["sphinx.ext.intersphinx", "myst_parser"]\nintersphinx_mapping = '
        f'{{"claims": ("https://book.example/", "{HTML}/objects.inv")}}\n',
        "index.rst": "Other\n=====\n\n.. toctree::\n\n   two\n\nSee :external+claims:ref:`c07`.\n",
        "two.md": "# Two\n\n[](inv:claims:claim:statement#c07)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = sphinx(tmp_path, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for page in ("index", "two"):  # in reStructuredText and in MyST Markdown
        link = soup(page, tmp_path / "out").select_one("a.reference.external")
        assert link["href"] == "https://book.example/chapters/statements.html#c07"
        assert link.get_text() == "Zhang Jun rejected the accusations as groundless."
