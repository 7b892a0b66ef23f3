"""Write the pages of a book of one's own, as far as its tables are coded.

The pages are notebooks made of templates (``templates/pages``): what the tables do not hold yet is not
drawn, and said so. A page that its owner has changed is the owner's, and never written over.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml

from claimbook.atomic import atomic_write
from claimbook.builders.refresh import FINDER, canonical
from claimbook.cite.metadata import read_book
from claimbook.data import schema, views
from claimbook.data.frames import Tables, frames
from claimbook.data.wording import day
from claimbook.display.markdown import DATA
from newbook.candidate_findings import candidates
from newbook.project import templates, write_codebook

PAGES = ("actors", "claims", "responses", "article", "methods", "statements", "data")
#: Table -> what stands over it on the page of statements, and its columns there.
LISTED = {
    "actors": ("The actors", "name name_in_article actor_type role side side_sentence_id voice"),
    "quantities": ("The numbers", "quantity_id measure value bound source_actor_id statement_id"),
    "responses": (
        "The responses",
        "response_id from_statement_id response_type to_statement_id explicitness sentence_id",
    ),
    "events": ("The events", "label date date_precision date_basis sentence_id"),
    "residues": ("What is no statement", "residue_id sentence_id reason note"),
}
#: Of more named actors than so many those named once and not heard are not drawn.
MANY = 20
CELL = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MADE = re.compile(r"\n% made by claimbook: ([0-9a-f]{64})\n$")


def write_pages(folder: Path, tables: Tables) -> Iterator[str]:
    """Write the pages of a book whose tables are sound; yield what a person should know."""
    for name in ("_config.yml", "_toc.yml"):
        if not (folder / name).exists():
            atomic_write(folder / name, templates.get_template(f"pages/{name}").render())
    if not (folder / "references.bib").exists():
        atomic_write(folder / "references.bib", "")
    (folder / "chapters").mkdir(exist_ok=True)
    write_codebook(folder)
    known = facts(tables)
    released = read_book(folder).date
    for name in PAGES:
        notebook = page(name, known, released)
        if not _put_notebook(folder / "chapters" / f"{name}.ipynb", notebook):
            yield f"chapters/{name}.ipynb is yours: it is run, and not written anew"
    if not _put_first_page(folder / "index.md", _render("index", known)):
        yield "index.md is yours: it is not written anew"


def facts(tables: Tables) -> dict[str, Any]:
    """Return what the templates know of a coding: what is there, and what can be said."""
    document, package = tables.documents.fillna("").iloc[0], schema.package()
    has: dict[str, bool] = {name: len(frame) > 0 for name, frame in frames(tables).items()}
    has |= {
        "given": len(views.taken_as_given(tables)) > 0,
        "verbs": has["statements"] and bool(tables.statements["reporting_verb"].notna().any()),
        "lists": has["actors"] and bool(tables.actors["member_ids"].notna().any()),
        "fates": len(views.fates(tables)) > 0,
        "ties": len(views.ties(tables)) > 0,
        "decisions": len(package["decisions"]) > 0,
    }
    return {
        "title": document["title"],
        "outlet": document["outlet"],
        "day": day(document["published"]) if document["published"] else "",
        "unfinished": bool(package.get("unfinished")),
        "several": "codes" in schema.tables(),
        "many": len(views.named(tables)) > MANY,
        "has": has,
        "candidates": candidates(tables),
        "listed": [(name, head, columns.split()) for name, (head, columns) in LISTED.items()],
    }


def _render(name: str, known: dict[str, Any]) -> str:
    """Return a page as its template says it; the first page has the first finding of each other."""
    found = known["candidates"]
    own = [some[0] for some in found.values() if some] if name == "index" else found.get(name, ())
    macros: Any = templates.get_template("pages/macros.md").module
    shared = {"lead": macros.lead, "nothing": macros.nothing, "conditions": macros.conditions}
    text = templates.get_template(f"pages/{name}.md").render(**known, **shared, findings=own)
    return re.sub(r"\n{3,}", "\n\n", text)


def page(name: str, known: dict[str, Any], released: str) -> nbformat.NotebookNode:
    """Return a page as a notebook, not run yet: its prose, its cells, what it is called."""
    _, front, body = _render(name, known).split("---\n", 2)
    cells = []
    for number, part in enumerate(CELL.split(body)):
        make: Any = nbformat.v4.new_code_cell if number % 2 else nbformat.v4.new_markdown_cell
        if source := part.strip("\n"):
            cells.append(make(source))
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["citation"] = {**yaml.safe_load(front), "date": released}
    notebook.metadata["claimbook"] = {"made": fingerprint(notebook)}
    return notebook


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """Return a hash of what an owner can change: the cells, without the values in their prose."""
    own = [c for c in notebook.cells if not c.source.startswith(FINDER.splitlines()[0])]
    return _hash("\0".join(f"{c.cell_type}\n{_without_values(c.source)}" for c in own))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _without_values(text: str) -> str:
    return DATA.sub(r'<data value="\1"></data>', text).strip()


def _put_notebook(path: Path, new: nbformat.NotebookNode) -> bool:
    """Write a notebook unless its owner has changed it; return whether it is still as it was made.

    One that says the same already stays, with its outputs.
    """
    if path.exists():
        old = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        now, made = fingerprint(old), old.metadata.get("claimbook", {}).get("made")
        if now != made or now == new.metadata["claimbook"]["made"]:
            return bool(now == made)
    atomic_write(path, canonical(new))
    return True


def _put_first_page(path: Path, new: str) -> bool:
    """Write the first page unless its owner has changed it; return whether it is as it was made."""
    if path.exists():
        text = path.read_text(encoding="utf-8")
        made = MADE.search(text)
        if not made or _hash(_without_values(MADE.sub("", text))) != made[1]:
            return False
    new = new.rstrip("\n")
    atomic_write(path, f"{new}\n% made by claimbook: {_hash(_without_values(new))}\n")
    return True
