"""On paper a figure stands alone in its essay; what is behind it stands in an appendix, on the page of the data."""

import re
from collections.abc import Iterator

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from claimbook.data.anchors import anchor
from claimbook.site.context import DATA_PAGE, on_paper, render
from claimbook.site.domain import domain_of, item, rewrite

TITLE = "Data and descriptions of the figures"
#: The fold of a figure (:mod:`claimbook.display.outputs`), and what it holds beside places to be filled.
FOLD = re.compile(r"<details><summary>.*?</summary>(.*)</details>", re.DOTALL)
PLACES = re.compile(r"<!--.*?-->", re.DOTALL)


class AddAppendix(SphinxPostTransform):
    """Moves what stands behind each figure from its fold to the appendix."""

    default_priority = (
        890  # when captions are written, and before the links inside HTML are resolved
    )

    def run(self, **_: object) -> None:
        """Leave a link in the place of each fold; fill the appendix, if this is its page."""
        if not on_paper(self.app.builder) or DATA_PAGE not in domain_of(self.env).book.pages:
            return
        for node in self.document.findall(item):
            if node["kind"] == "figure":
                link = f'<p class="cb-cite"><a href="{self.way()}#behind-{node["name"]}">Data and description</a></p>'
                rewrite(node, FOLD.sub(link, node.astext()))
        if home := self.home():
            section = nodes.section(ids=["figures-data"], names=[TITLE.lower()])
            section += nodes.title("", TITLE)
            section += nodes.raw(
                "", render("appendix.html", figures=list(self.folds())), format="html"
            )
            home.append(section)

    def way(self) -> str:
        """Return the way from this page to that of the appendix."""
        builder, here = self.app.builder, self.env.docname
        one = builder.name == "singlehtml" or here == DATA_PAGE
        return "" if one else builder.get_relative_uri(here, DATA_PAGE)

    def home(self) -> nodes.Element | None:
        """Return the section to which the appendix belongs, if it is here."""
        if self.env.docname == DATA_PAGE:
            return next(iter(self.document.findall(nodes.section)))
        files = self.document.findall(addnodes.start_of_file)
        page = next((file for file in files if file["docname"] == DATA_PAGE), None)
        return next(iter(page.findall(nodes.section))) if page else None

    def folds(self) -> Iterator[tuple[str, str, str, Markup]]:
        """Yield name, anchor and caption of each figure, and what its fold holds."""
        domain = domain_of(self.env)
        for part in domain.parts("figure"):
            page = self.env.get_doctree(part.page)
            for node in page.findall(item):
                if (node["kind"], node["name"]) == ("figure", part.identifier):
                    (held,) = FOLD.findall(node.astext())
                    name = anchor("figure", part.identifier)
                    yield part.identifier, name, part.label, Markup(PLACES.sub("", held))


def setup_appendix(app: Sphinx) -> None:
    """Register what fills the appendix."""
    app.add_post_transform(AddAppendix)
