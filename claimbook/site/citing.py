"""Citing, in the built book: citation blocks, exports, short citations, lists of what can be cited."""

import re
from typing import Any, cast

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinxcontrib.bibtex.domain import BibtexDomain

from claimbook.cite import formats
from claimbook.cite.formats import Item
from claimbook.data.wording import day
from claimbook.site.context import BuildContext, on_paper, render, up
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

log = logging.getLogger(__name__)
#: The place that a template left for a citation, and the words after it: what heads a row.
PLACE = re.compile(r"<!--cite (\S+?)-->([^<]*)")
#: Where the first clause of a caption ends.
CLAUSE = re.compile(r"(?<=\.) ")
#: Kinds of object that are cited in a fold of their own; a row of a table is cited where it is headed.
FOLDED = ("figure", "table", "statement", "finding")
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


def exported(work: Item) -> list[tuple[str, str, str]]:
    """Return the exports of a work: name, ending, text."""
    return [(name, ending, into(work)) for ending, (name, into) in EXPORTS.items()]


def block(book: BuildContext, key: str, page: str, paper: bool, **more: Any) -> str:
    """Write a work in all styles, for the screen with its exports."""
    return render(
        "citing.html",
        styles=book.styles[key],
        editions={name: style.edition for name, style in formats.STYLES.items()},
        files=() if paper else exported(book.works[key]),
        work=book.file(key),
        up=up(page),
        **{"version": "", "changed": "", "public": True, "what": "", "paper": paper, **more},
    )


def short(book: BuildContext, part: Part) -> str:
    """Return the short citation of an object, as text."""
    return formats.short(book.book, book.cited(part.page), part.kind, part.identifier, part.path)


def append_block(app: Sphinx, doctree: nodes.document) -> None:
    """Add a fold on citing to a chapter and the first page; paper has that of the book, as a section."""
    book, page, paper = domain_of(app.env).book, app.env.docname, on_paper(app.builder)
    if page == "index" or (page in book.chapters and not paper):
        what = "book" if page == "index" else "chapter"
        date = book.chapters[page].date if page in book.chapters else book.book.date
        said = {"version": book.book.version, "changed": day(date), "public": bool(book.book.url)}
        text = block(book, page, page, paper, what=what, **said)
        section = nodes.section(ids=[f"cite-this-{what}"], names=[f"cite this {what}"])
        section += [nodes.title("", f"Cite this {what}"), nodes.raw("", text, format="html")]
        added = section if paper else section[-1]  # a page has a fold and no heading
        next(iter(doctree.findall(nodes.section))).append(added)


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


class ListOfReferences(SphinxDirective):
    """Directive ``list-of-references``: all works of the book as each style lists them."""

    def run(self) -> list[nodes.Node]:
        """Write the lists, one fold a style; paper has the first of them."""
        book, paper = domain_of(self.env).book, on_paper(self.env.app.builder)
        styles = {
            style: sorted((book.styles[key][style] for key in book.own), key=lambda f: f.rank)
            for style in list(formats.STYLES)[: 1 if paper else None]
        }
        text = render(
            "listed.html", styles=styles, endings=() if paper else EXPORTS, up=up(self.env.docname)
        )
        return [nodes.raw("", text, format="html")]


class CitableItems(SphinxDirective):
    """Directive ``citable-items``: the short citation of every object of one kind, as a table."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave the place; other pages are still to be read, now and whenever they change."""
        if self.arguments[0] not in PARTS:
            raise self.error(f"no kind is called {self.arguments[0]!r}; there are {list(PARTS)}")
        return [list_of_parts(kind=self.arguments[0])]


class ShortCitation(SphinxRole):
    """Role ``{short-citation}`c07```: the short citation of an object, by its anchor."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave the place; other pages are still to be read."""
        node = short_citation(anchor=self.text)
        self.set_source_info(node)
        return [node], []


class AddCitations(SphinxPostTransform):
    """Puts captions and citations where they belong, now that every page is read."""

    default_priority = 800  # before the links inside HTML are resolved

    def run(self, **_: Any) -> None:
        """Fill the places left by roles and directives, and complete figures, tables and cards."""
        self.write_short_citations()
        self.write_lists()
        self.write_captions()
        self.write_citations()
        self.write_works()

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
            node.replace_self(nodes.inline("", text, classes=["notranslate"]))

    def write_lists(self) -> None:
        """Write the lists of all objects of one kind."""
        book, page = self.domain.book, self.env.docname
        for node in list(self.document.findall(list_of_parts)):
            rows = [
                {
                    "part": part,
                    "chapter": book.chapters[part.page].short_title,
                    "short": short(book, part),
                    "address": self.domain.address(self.app.builder, page, part.anchor),
                }
                for part in self.domain.parts(node["kind"])
            ]
            text = render("items.html", kind=node["kind"], rows=rows)
            node.replace_self(nodes.raw("", text, format="html"))

    def write_captions(self) -> None:
        """Move each caption into its figure, headed; it completes the name of one that is described apart."""
        captions = list(self.document.findall(caption))
        texts = {node["name"]: node.astext() for node in captions}
        for node in captions:
            node.parent.remove(node)
        for node in self.document.findall(item):
            if node["kind"] == "figure" and node["name"] in texts:
                text, name = texts[node["name"]], f'aria-label="{escape(node["label"])}'
                first, *more = map(escape, CLAUSE.split(text, maxsplit=1))
                headed = " ".join([f"<strong>{first}</strong>", *more])
                # Reader views drop a figure whose words stand in no span and no paragraph.
                spoken = f"<figcaption><span>{headed}</span>"
                html = node.astext().replace("<figcaption>", spoken, 1)
                html = html.replace("<!--more-->", ", image, citation", 1)
                if node["described"]:
                    html = html.replace(f'{name}"', f'{name} {escape(text)}"')  # of each drawing
                rewrite(node, html)

    def write_citations(self) -> None:
        """Fill the places that templates left for citations: in folds, at the heads of rows, at sources."""
        for node in self.document.findall(item):
            here = {part.anchor for part in node.parts(self.env.docname)}

            def cited(place: re.Match[str], here: set[str] = here) -> str:
                anchor, words = place.groups()
                return self.cited(self.domain.objects[anchor], words) if anchor in here else words

            rewrite(node, PLACE.sub(cited, node.astext()))

    def cited(self, part: Part, words: str) -> str:
        """Return the citation of an object, with the words that stood after its place."""
        book, page, paper = self.domain.book, self.env.docname, on_paper(self.app.builder)
        if paper and part.kind not in FOLDED:
            return words
        if part.kind == "source":
            return source_fold(book.sources[part.identifier], part.label) + words
        of = {"part": part, "short": short(book, part)}
        if part.kind not in FOLDED:
            return f"{render('here.html', **of)}{words}</a>"
        endings = EXPORTS if part.identifier in book.documents else ()
        return render("fold.html", up=up(page), paper=paper, endings=endings, **of) + words

    def write_works(self) -> None:
        """Add to each work cited a fold that holds it for reference managers."""
        if on_paper(self.app.builder):
            return
        sources = self.domain.book.sources
        keys = {
            c.citation_id: c.key for c in cast(BibtexDomain, self.env.get_domain("cite")).citations
        }
        for work in list(self.document.findall(nodes.citation)):
            key = keys[work["ids"][0]]
            fold = source_fold(sources[key], f"{key[:-4].capitalize()} {key[-4:]}")
            work.parent.insert(work.parent.index(work) + 1, nodes.raw("", fold, format="html"))


def source_fold(source: Item, label: str) -> str:
    """Write a work of others for reference managers, in a fold."""
    return render("source.html", label=label, files=exported(source))


def setup_citing(app: Sphinx) -> None:
    """Register roles, directives, and what completes the pages."""
    app.add_directive("citation-of", CitationOf)
    app.add_directive("list-of-references", ListOfReferences)
    app.add_directive("citable-items", CitableItems)
    app.add_role("short-citation", ShortCitation())
    app.add_post_transform(AddCitations)
    app.connect("doctree-read", append_block, priority=100)  # before the contents are collected
