"""Citing, in the built book: citation blocks, exports, short citations, lists of what can be cited."""

from pathlib import Path
from typing import Any, cast

import pandas as pd
from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinxcontrib.bibtex.domain import BibtexDomain

from claimbook.cite import formats
from claimbook.cite.formats import Item
from claimbook.plots.style import SHEETS
from claimbook.show.html import templates
from claimbook.show.html import write as write_item
from claimbook.site.domain import (
    PARTS,
    UNKNOWN,
    ClaimDomain,
    Part,
    caption,
    domain_of,
    item,
    rewrite,
)
from claimbook.site.gather import Gathered, on_paper, up
from claimbook.tables.anchors import anchor, noun
from claimbook.tables.wording import day

log = logging.getLogger(__name__)
TEMPLATES = templates(Path(__file__).parent / "templates")
#: Kinds of output that carry their citation -> how they end; it stands before that.
ENDS = {
    "figure": "</figure>",
    "table": "</div>",
    "statement": "</section>",
    "found": "</div>\n</details>",
}
#: Ending of an export -> its name and what writes it.
EXPORTS = {
    "bib": ("BibTeX", formats.bibtex),
    "ris": ("RIS", formats.ris),
    "json": ("CSL-JSON", formats.csl_json),
}


class short_citation(nodes.Inline, nodes.Element):
    """The short citation of an object, written when all pages are read."""


class list_of_parts(nodes.General, nodes.Element):
    """The short citations of all objects of one kind, written when all pages are read."""


def write(template: str, **values: Any) -> str:
    """Return what a template of this room says with these values."""
    return TEMPLATES.get_template(template).render(**values)


def exported(work: Item) -> list[tuple[str, str, str]]:
    """Return the exports of a work: name, ending, text."""
    return [(name, ending, into(work)) for ending, (name, into) in EXPORTS.items()]


def block(book: Gathered, key: str, page: str, paper: bool, **more: Any) -> str:
    """Write a work in all styles, for the screen with its exports."""
    work = book.works[key]
    return write(
        "citing.html",
        styles=book.styles[key],
        editions=formats.EDITIONS,
        files=() if paper else exported(work),
        work=work["id"],
        up=up(page),
        **{"version": "", "changed": "", "public": True, **more},
    )


def short(book: Gathered, part: Part) -> str:
    """Return the short citation of an object, as text."""
    return formats.short(book.book, noun(part.kind), part.identifier, part.path)


def append_block(app: Sphinx, doctree: nodes.document) -> None:
    """Add the section on citing to a chapter and the first page."""
    book, page, paper = domain_of(app.env).book, app.env.docname, on_paper(app.builder)
    if page == "index" or (page in book.chapters and not paper):
        what = "book" if page == "index" else "chapter"
        date = book.chapters[page].date if page in book.chapters else book.book.date
        said = {"version": book.book.version, "changed": day(date), "public": bool(book.book.url)}
        section = nodes.section(ids=[f"cite-this-{what}"], names=[f"cite this {what}"])
        section += nodes.title("", f"Cite this {what}")
        section += nodes.raw("", block(book, page, page, paper, **said), format="html")
        next(iter(doctree.findall(nodes.section))).append(section)


class CitationOf(SphinxDirective):
    """Directive ``citation-of``: a work (a page, ``data`` or ``article``) in every style."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the references and the exports."""
        book, key = domain_of(self.env).book, self.arguments[0]
        if key not in book.works:
            raise self.error(f"nothing to cite is called {key!r}; there are {list(book.works)}")
        text = block(book, key, self.env.docname, on_paper(self.env.app.builder))
        return [nodes.raw("", text, format="html")]


class CitableItems(SphinxDirective):
    """Directive ``citable-items``: the short citation of every object of one kind, as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave the place; other pages are still to be read, now and whenever they change."""
        if self.arguments[0] not in PARTS:
            raise self.error(f"no kind is called {self.arguments[0]!r}; there are {list(PARTS)}")
        self.env.note_reread()
        return [list_of_parts(kind=self.arguments[0])]


class ShortCitation(SphinxRole):
    """Role ``{short-citation}`c07```: the short citation of an object, by its anchor."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave the place; other pages are still to be read."""
        node = short_citation(anchor=self.text)
        self.set_source_info(node)
        return [node], []


class Complete(SphinxPostTransform):
    """Puts captions and citations where they belong, now that every page is read."""

    default_priority = 800  # before the links inside HTML are resolved

    def run(self, **_: Any) -> None:
        """Fill the places left by roles and directives, and complete figures, tables and cards."""
        self.write_short_citations()
        self.write_lists()
        self.write_captions()
        self.write_folds()
        self.write_sources()

    @property
    def domain(self) -> ClaimDomain:
        """Where every object of the book stands."""
        return domain_of(self.env)

    def write_short_citations(self) -> None:
        """Write the short citations that the prose asks for."""
        for node in list(self.document.findall(short_citation)):
            part = self.domain.objects.get(node["anchor"])
            if part is None:
                log.warning(UNKNOWN, {"target": node["anchor"]}, location=node)
            text = short(self.domain.book, part) if part else node["anchor"]
            node.replace_self(nodes.Text(text))

    def write_lists(self) -> None:
        """Write the lists of all objects of one kind."""
        for node in list(self.document.findall(list_of_parts)):
            text = listed(self.domain.book, node["kind"], self.domain.parts(node["kind"]))
            node.replace_self(nodes.raw("", text, format="html"))

    def write_captions(self) -> None:
        """Move each caption into its figure; it completes the name of one that is described apart."""
        texts = {}
        for node in list(self.document.findall(caption)):
            texts[node["name"]] = escape(node.astext())
            node.parent.remove(node)
        for node in self.document.findall(item):
            if node["kind"] == "figure" and node["name"] in texts:
                text, name = texts[node["name"]], f'aria-label="{escape(node["label"])}'
                fill(node, "<figcaption></figcaption>", f"<figcaption>{text}</figcaption>")
                if node["described"]:
                    fill(node, f'{name}"', f'{name} {text}"', times=len(SHEETS))  # each drawing

    def write_folds(self) -> None:
        """Add its citation, and its files, at the end of each figure, table and card."""
        page, paper = self.env.docname, on_paper(self.app.builder)
        for node in self.document.findall(item):
            if end := ENDS.get(node["kind"]):
                part = self.domain.objects[next(node.parts(page)).anchor]
                said = short(self.domain.book, part)
                fold = write("fold.html", part=part, short=said, up=up(page), paper=paper)
                fill(node, end, f"{fold}\n{end}", last=True)

    def write_sources(self) -> None:
        """Add to each source, and each work cited, a fold that holds it for reference managers."""
        if on_paper(self.app.builder):
            return
        sources = self.domain.book.sources
        for node in self.document.findall(item):
            if node["name"] == "sources":
                html = node.astext()
                for key, label in node["rows"]["labels"].items():
                    start = html.index(f'<li id="{anchor("source", key)}">')
                    end = html.index("</li>", start)
                    html = html[:end] + source_fold(sources[key], label) + html[end:]
                rewrite(node, html)
        keys = {
            c.citation_id: c.key for c in cast(BibtexDomain, self.env.get_domain("cite")).citations
        }
        for work in list(self.document.findall(nodes.citation)):
            key = keys[work["ids"][0]]
            fold = source_fold(sources[key], f"{key[:-4].capitalize()} {key[-4:]}")
            work.parent.insert(work.parent.index(work) + 1, nodes.raw("", fold, format="html"))


def source_fold(source: Item, label: str) -> str:
    """Write a work of others for reference managers, in a fold."""
    return write("source.html", label=label, files=exported(source))


def fill(node: item, place: str, html: str, last: bool = False, times: int = 1) -> None:
    """Fill the place that a template left in its HTML so often, or its end; warn if it is not there."""
    text = node.astext()
    if not (text.endswith(place) if last else text.count(place) == times):
        log.warning("%s %r has no place for %s", node["kind"], node["name"], html, location=node)
        return
    rewrite(node, text.removesuffix(place) + html if last else text.replace(place, html))


def listed(book: Gathered, kind: str, parts: list[Part]) -> str:
    """Write the short citations of objects as a table, with links to them."""
    rows = pd.DataFrame(
        {
            noun(kind).capitalize(): [f"[{p.identifier}](id:{p.anchor})" for p in parts],
            "Chapter": [book.chapters[p.page].short_title for p in parts],
            "What it is": [p.label for p in parts],
            "Short citation": [short(book, p) for p in parts],
        }
    )
    return write_item(
        "table.html",
        frame=rows,
        name="",
        caption=f"Every {noun(kind)}",
        rows=(),
        filters=(),
        languages={},
    )


def setup_citing(app: Sphinx) -> None:
    """Register roles, directives, and what completes the pages."""
    app.add_directive("citation-of", CitationOf)
    app.add_directive("citable-items", CitableItems)
    app.add_role("short-citation", ShortCitation())
    app.add_post_transform(Complete)
    app.connect("doctree-read", append_block, priority=100)  # before the contents are collected
