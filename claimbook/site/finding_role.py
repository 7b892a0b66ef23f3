"""The findings in the prose, with how they are known, and the figures of other pages."""

import re

from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from claimbook.charts.files import tags_and_words
from claimbook.data.anchors import anchor
from claimbook.data.wording import opening
from claimbook.site.context import on_paper, render
from claimbook.site.domain import UNKNOWN, domain_of, finding_place, item, rewrite

log = logging.getLogger(__name__)
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
#: A row on which a finding rests, and the place for its citation.
ROW = re.compile(r'(<li><a href="id:([^"]+)">[^<]*</a>)(</li>)')
CITE = re.compile(r"<!--cite \S+-->")


class figure_copy(nodes.General, nodes.Element):
    """The place for the figure ``name``, which stands on another page."""


class FigureOf(SphinxDirective):
    """Directive ``figure-of``: a figure of another page, by its name, with a link to it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave the place; the other page may still be to be read."""
        node = figure_copy(name=self.arguments[0])
        self.set_source_info(node)
        return [node]


class PlaceFindings(SphinxPostTransform):
    """Puts the sentences of findings where the prose names them."""

    default_priority = 850  # with their citations, and before the links inside HTML are resolved

    def run(self, **_: object) -> None:
        """Write each finding at its first place; elsewhere, its sentence as a link to that place."""
        here = {n["name"]: n for n in self.document.findall(item) if n["kind"] == "finding"}
        for place in list(self.document.findall(finding_place)):
            name = place["name"]
            if name in here:
                place.replace_self(self.place_here(here.pop(name)))
            else:
                place.replace_self(self.link_there(place))
        for name, node in here.items():
            right = f'write <data value="found-{name}"></data> where it belongs'
            log.warning("the prose says finding %r nowhere; %s", name, right, location=node)
        for picture in list(self.document.findall(figure_copy)):
            picture.replace_self(self.copy_figure(picture))

    def place_here(self, node: item) -> list[nodes.Node]:
        """Take the finding out of its cell: the sentence, and how it is known, but not on paper."""
        cell = node.parent
        cell.remove(node)
        if not cell.children and cell.parent is not None:
            cell.parent.remove(cell)
        target = anchor("finding", node["name"])
        sentence = nodes.inline("", node["label"], ids=[target], classes=["cb-said"])
        rewrite(node, "" if on_paper(self.app.builder) else self.how(node))
        node["classes"] = []
        return [sentence, node]

    def how(self, node: item) -> str:
        """Return the mark of a finding with what it opens; each row gets the first words of its entry."""
        _, mark, rest = node.astext().partition("<details")
        objects = domain_of(self.env).objects

        def worded(row: re.Match[str]) -> str:
            part = objects.get(row[2])
            return f"{row[1]} {escape(opening(part.label, 12))}{row[3]}" if part else row[0]

        return ROW.sub(worded, mark + rest)

    def link_there(self, place: finding_place) -> list[nodes.Node] | nodes.Node:
        """Say a finding that stands elsewhere, with its mark, which also leads there."""
        domain, name = domain_of(self.env), place["name"]
        part = domain.objects.get(anchor("finding", name))
        if part is None:
            log.warning(UNKNOWN, {"target": anchor("finding", name)}, location=place)
            return nodes.Text(name)
        sentence = nodes.inline("", part.label, classes=["cb-said"])
        if on_paper(self.app.builder):
            return sentence
        page = self.env.get_doctree(part.page)
        found = next(n for n in page.findall(item) if (n["kind"], n["name"]) == ("finding", name))
        title = domain.book.chapters[part.page].short_title
        there = f'<p><a href="id:{part.anchor}">In its chapter: {escape(title)}</a></p>'
        how = CITE.sub(lambda _: there, self.how(found))
        return [sentence, item(how, how, format="html", kind="", name=name, label="")]

    def copy_figure(self, place: figure_copy) -> nodes.Node:
        """Show a figure that stands elsewhere, and lead there."""
        domain, name = domain_of(self.env), place["name"]
        part = domain.objects.get(anchor("figure", name))
        if part is None:
            log.warning(UNKNOWN, {"target": anchor("figure", name)}, location=place)
            return nodes.raw("", "", format="html")
        page = self.env.get_doctree(part.page)
        found = next(n for n in page.findall(item) if (n["kind"], n["name"]) == ("figure", name))
        # The book on one page holds the figure twice, and an identifier stands once.
        pictures = [
            tags_and_words(svg, lambda tag: re.sub(rf"\b{name}-", f"{name}-again-", tag))
            for svg in PICTURE.findall(found.astext())
        ]
        html = render("again.html", part=part, pictures=pictures)
        return nodes.raw("", html, format="html")


def open_paragraph(translator: HTML5Translator, node: nodes.paragraph) -> None:
    """Open a paragraph; one that holds a fold is no ``p``, because a fold may not stand in one."""
    if any(isinstance(child, item) for child in node.children):
        translator.body.append('<div class="cb-p">')
        translator.context.append("</div>\n")
    else:
        HTML5Translator.visit_paragraph(translator, node)


def close_paragraph(translator: HTML5Translator, node: nodes.paragraph) -> None:
    """Close a paragraph."""
    if any(isinstance(child, item) for child in node.children):
        translator.body.append(translator.context.pop())
    else:
        HTML5Translator.depart_paragraph(translator, node)


def setup_finding_role(app: Sphinx) -> None:
    """Register what puts findings into the prose."""
    app.add_directive("figure-of", FigureOf)
    app.add_post_transform(PlaceFindings)
    app.add_node(nodes.paragraph, override=True, html=(open_paragraph, close_paragraph))
