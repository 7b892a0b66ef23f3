"""The objects of the book as a Sphinx domain: figures, tables, statements, and every coded row.

An object is an output that says what it is (:func:`claimbook.display.outputs.emit`), or a row of one.
MyST-NB hands the output over, the domain notes where it stands, and Sphinx does the rest: links for
every builder, warnings about what is missing, ``objects.inv`` for other books.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from myst_nb.core.render import MimeData, NbElementRenderer
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from claimbook.charts import files
from claimbook.data.anchors import PREFIXES, anchor
from claimbook.data.text import one_line
from claimbook.data.wording import opening
from claimbook.display.html import breakable
from claimbook.display.markdown import links_for_site
from claimbook.site.context import BuildContext, on_paper, read_context

log = logging.getLogger(__name__)
#: An anchor that no page has.
UNKNOWN = "no page holds the identifier %(target)r"
#: Kinds of object whose short citations can be listed.
PARTS = ("finding", "figure", "table", "statement", "point")
#: What the domain keeps page by page.
BY_PAGE = ("search", "links", "stored", "uses", "shown", "values", "terms")


@dataclass(frozen=True)
class Part:
    """An object of the book: its kind, identifier, what it is in words, and the page that holds it."""

    kind: str
    identifier: str
    label: str
    page: str

    @property
    def anchor(self) -> str:
        """Return its anchor, which is unique in the book."""
        return anchor(self.kind, self.identifier)

    @property
    def path(self) -> str:
        """Return its address inside the book."""
        return f"{self.page}.html#{self.anchor}"


class item(nodes.raw):
    """An output of a cell that says what it is: attributes ``kind``, ``name``, ``label``, ``rows``."""

    def parts(self, page: str) -> Iterator[Part]:
        """Yield the output itself, if it can be linked to, and its rows."""
        if self["kind"] in PREFIXES:
            yield Part(self["kind"], self["name"], self["label"], page)
        rows = self.get("rows", {"kind": "", "labels": {}})
        for name, label in rows["labels"].items():
            yield Part(rows["kind"], name, label, page)


class finding_place(nodes.Inline, nodes.Element):
    """The place in the prose for the finding ``name``; its sentence is written when all is read."""


class caption(nodes.General, nodes.TextElement):
    """What a figure shows, in the author's words; it goes into the figure named by ``name``."""


class Outputs:
    """Hands outputs that say what they are to the domain (a plug-in of MyST-NB)."""

    mime_priority_overrides: ClassVar[tuple[tuple[str, str, int | None], ...]] = ()

    @staticmethod
    def handle_mime(
        renderer: NbElementRenderer, data: MimeData, inline: bool
    ) -> list[nodes.Element] | None:
        """Return the node of an output that says what it is; leave all others to MyST-NB."""
        stored = data.output_metadata.get("claimbook")
        if stored is None:
            return None
        if data.mime_type != "text/html":
            return []
        about = {**stored}
        text = files.inlined(links_for_site(data.string), about.pop("narrow", ()))
        return [item(text, text, format="html", classes=["output", "text_html"], **about)]


class Caption(SphinxDirective):
    """Directive ``caption``: what the figure of this name shows, in a sentence or two.

    Plain words and values only, because it is also the name of the picture for who cannot see it.
    """

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Parse the sentence, in which computed values may stand (``glue:text``)."""
        text, messages = self.state.inline_text(" ".join(self.content), self.lineno)
        if not text or not all(isinstance(node, nodes.Text | nodes.inline) for node in text):
            raise self.error(f"the caption of {self.arguments[0]!r} must be plain words and values")
        node = caption("", "", *text, name=self.arguments[0])
        self.set_source_info(node)
        return [node, *messages]


class ClaimDomain(Domain):
    """Where every object of the book stands, and what search finds on each page."""

    name, label = "claim", "Objects of the book"
    object_types: dict[str, ObjType] = {k: ObjType(k, k, "see") for k in PREFIXES}
    roles: dict[str, Any] = {kind: XRefRole(warn_dangling=True) for kind in (*PREFIXES, "see")}
    dangling_warnings: dict[str, str] = {k: UNKNOWN for k in (*PREFIXES, "see")}
    #: ``objects``: anchor -> part. The others are by page: ``found`` is what search finds on it,
    #: ``links`` its anchors and links (:mod:`claimbook.site.links`), ``stored`` the anchors of the outputs
    #: in its notebook, ``uses`` the objects that it links to (:mod:`claimbook.site.article`), ``shown`` the
    #: hashes of its figures and findings, ``values`` what the prose can say, ``terms`` what it defines. ``shared`` names what pages show of each other (:mod:`claimbook.site.incremental`).
    initial_data: dict[str, Any] = {"objects": {}, **{key: {} for key in BY_PAGE}, "shared": ""}
    data_version = 5

    @property
    def objects(self) -> dict[str, Part]:
        """Every object by its anchor."""
        found: dict[str, Part] = self.data["objects"]
        return found

    @property
    def book(self) -> BuildContext:
        """What all pages need to know of the book."""
        return read_context(Path(self.env.srcdir), self.env.config.offer_editions)

    def clear_doc(self, docname: str) -> None:
        """Forget a page before it is read again."""
        for key in BY_PAGE:
            self.data[key].pop(docname, None)
        self.data["objects"] = {a: p for a, p in self.objects.items() if p.page != docname}

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process has read."""
        for found in otherdata["objects"].values():
            if found.page in docnames:
                self.note(found)
        for key in BY_PAGE:
            self.data[key] |= {k: v for k, v in otherdata[key].items() if k in docnames}

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the objects of a page; warn of outputs that its notebook has and the page lacks."""
        captions: dict[str, str] = {}
        for node in document.findall(caption):
            if node["name"] in captions:
                log.warning("figure %r has two captions", node["name"], location=docname)
            captions[node["name"]] = node.astext()
        anchors, labels = set(), cast(StandardDomain, env.get_domain("std"))
        for node in document.findall(item):
            if node["kind"] == "figure" and node["name"] not in captions:
                right = f"say what it shows: <!-- {{caption}} {node['name']} -->"
                log.warning("figure %r has no caption; %s", node["name"], right, location=docname)
            if node["kind"] in ("figure", "finding"):
                drawn = hashlib.sha256(node.astext().encode()).hexdigest()
                shown = self.data["shown"].setdefault(docname, {})
                shown[anchor(node["kind"], node["name"])] = drawn
            if node["kind"] == "figure":
                for canvas in files.missing(node.astext()):
                    message = "figure %r has no %s drawing"
                    log.warning(message, node["name"], canvas, location=docname)
            for part in node.parts(docname):
                if part.kind == "figure":  # what a figure is in words is its caption
                    part = replace(part, label=captions.pop(part.identifier, part.label))
                self.note(part, node)
                anchors.add(part.anchor)
                # A book without this domain links by the role ``ref``; labels are in lower case.
                labels.note_hyperlink_target(part.anchor.lower(), docname, part.anchor, part.label)
        for entry in document.findall(nodes.definition_list_item):
            for name in next(iter(entry.findall(nodes.term)))["ids"]:
                text = " ".join(d.astext() for d in entry.findall(nodes.definition))
                self.data["terms"].setdefault(docname, {})[name] = one_line(text)
        for name in captions:
            log.warning("no figure of this page is called %r", name, location=docname)
        self.missing(docname, anchors)

    def note(self, part: Part, location: nodes.Node | str | None = None) -> None:
        """Note an object; warn if its anchor stands elsewhere too."""
        if before := self.objects.get(part.anchor):
            message = "anchor %r stands in %s and in %s"
            log.warning(message, part.anchor, before.page, part.page, location=location)
        self.objects[part.anchor] = part

    def missing(self, page: str, anchors: set[str]) -> None:
        """Warn of every output that the notebook of a page has and that is not among ``anchors``."""
        for lost in sorted(set(self.data["stored"].get(page, ())) - anchors):
            message = "the notebook shows %r, the page does not: an output got lost on the way"
            log.warning(message, lost, location=page)

    def parts(self, *kinds: str) -> list[Part]:
        """Return the objects of some kinds, in the order of the chapters."""
        order = {page: number for number, page in enumerate(self.book.pages)}
        found = [part for part in self.objects.values() if part.kind in kinds]
        return sorted(found, key=lambda part: order[part.page])

    def address(self, builder: Builder, page: str, to: str) -> str | None:
        """Return the address of an anchor as seen from a page; None if no page holds it."""
        part = self.objects.get(to)
        if part is None:
            return None
        if builder.name == "singlehtml" or part.page == page:
            return f"#{to}"
        return f"{builder.get_relative_uri(page, part.page)}#{to}"

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Link to an object: ``see`` takes its anchor, the other roles its identifier."""
        to = target if typ == "see" else anchor(typ, target)
        address, text = self.address(builder, fromdocname, to), contnode.astext()
        if not address:
            return None
        if not node.get("mark"):
            return nodes.reference("", text, internal=True, refuri=address)
        told = f"{text}: {opening(self.objects[to].label)}"
        link = nodes.reference("", "", internal=True, refuri=address, classes=["cb-entry"])
        if on_paper(builder):
            link += nodes.Text(text)
        else:
            link["reftitle"] = told
            link += nodes.inline("", told, classes=["cb-quiet"])
        return link

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Link to an object by its anchor alone."""
        found = self.resolve_xref(env, fromdocname, builder, "see", target, node, contnode)
        return [(f"claim:{self.objects[target].kind}", found)] if found is not None else []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """Yield every object for ``objects.inv``; the book's search has its own index (-1)."""
        for to, part in self.objects.items():
            yield part.identifier, one_line(part.label), part.kind, part.page, to, -1


class See(XRefRole):
    """Role ``{see}`c07``` or ``{see}`text <c07>```: link to an object by its anchor."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link, as the domain's own role of this name does."""
        self.refdomain, self.reftype, self.classes = "claim", "see", ["xref"]
        return self.create_xref_node()


class Row(See):
    """Role ``{row}`F15 <F15>```: the same link as a quiet mark; name and first words are told on hover."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Make the link, and note that it is a mark."""
        made, messages = super().run()
        made[0]["mark"] = True
        return made, messages


class Finding(SphinxRole):
    """Role ``{finding}`one-side-counted```: a finding, in its own words.

    On the page of its notebook the finding stands where it is first named so, with how it is known;
    elsewhere the sentence leads there.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave the place; the sentence may stand further on, or on a page still to be read."""
        node = finding_place(name=self.text)
        self.set_source_info(node)
        return [node], []


class ResolveLinks(SphinxPostTransform):
    """Turns the links inside the HTML of outputs (``href="id:c07"``) into addresses."""

    default_priority = 900

    def run(self, **_: Any) -> None:
        """Replace every link; warn of those that lead nowhere."""
        domain, page = domain_of(self.env), self.env.docname
        for node in self.document.findall(nodes.raw):

            def known(target: str, node: nodes.raw = node) -> str:
                found = domain.address(self.app.builder, page, target)
                if found is None:
                    log.warning(UNKNOWN, {"target": target}, location=node)
                return found or "#"

            rewrite(node, breakable(relinked(node.astext(), "id:", known)))


class DefineTerms(SphinxPostTransform):
    """Gives each link to a term of the glossary its definition as title, the first sentence of it."""

    default_priority = 20  # when the links to terms are resolved

    def run(self, **_: Any) -> None:
        """Find the definition of each term that is linked to."""
        kept = domain_of(self.env).data["terms"].values()
        terms = {name: text for page in kept for name, text in page.items()}
        for link in self.document.findall(nodes.reference):
            text = terms.get(link.get("refuri", "").rpartition("#")[2], "")
            if text:
                link["reftitle"] = re.split(r"(?<=\w[.;]) ", text, maxsplit=1)[0]


def domain_of(env: BuildEnvironment) -> ClaimDomain:
    """Return the domain of a build."""
    domain = env.get_domain("claim")
    assert isinstance(domain, ClaimDomain)
    return domain


def relinked(html: str, prefix: str, to: Callable[[str], str]) -> str:
    """Replace the addresses that begin with ``prefix`` in HTML of the book's own making.

    >>> relinked('<a href="id:c07">c07</a>', "id:", lambda target: f"#{target}")
    '<a href="#c07">c07</a>'
    """
    address = rf'href="{re.escape(prefix)}([^"]*)"'
    return re.sub(address, lambda m: f'href="{to(m[1])}"', html)


def rewrite(node: nodes.raw, html: str) -> None:
    """Give a piece of HTML another text."""
    node[:], node.rawsource = [nodes.Text(html)], html


def check_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Warn of outputs that were read and are lost before the page is written."""
    domain = domain_of(app.env)
    there = {part.anchor for node in doctree.findall(item) for part in node.parts(page)}
    pages = domain.data["stored"] if app.builder.name == "singlehtml" else (page,)
    for each in pages:
        domain.missing(each, there)


def read_context_first(app: Sphinx) -> None:
    """Read what all pages need before any is read, once for all processes that read."""
    assert domain_of(app.env).book


def setup_domain(app: Sphinx) -> None:
    """Register the domain, its roles, its directive and its transforms."""
    app.add_config_value("offer_editions", True, "html", [bool])
    app.add_domain(ClaimDomain)
    app.add_role("see", See(warn_dangling=True))
    app.add_role("row", Row(warn_dangling=True))
    app.add_role("finding", Finding())
    app.add_node(item)
    app.add_directive("caption", Caption)
    app.add_post_transform(ResolveLinks)
    app.add_post_transform(DefineTerms)
    app.connect("builder-inited", read_context_first)
    app.connect("doctree-resolved", check_page, priority=950)
