"""Offers the files of handout and key on their pages: those that there are."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from claimbook.site.context import on_paper, render, up
from claimbook.site.domain import domain_of

#: Ending of a file -> what a reader is told that it is.
KINDS = {"pdf": "PDF, for printing", "docx": "Word, for editing", "csv": "CSV"}


class SheetFiles(SphinxDirective):
    """Directive ``sheet-files``: links to a sheet as PDF, Word and CSV, as far as they were made."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Write the links; paper, where nothing can be fetched, has none."""
        if on_paper(self.env.app.builder):
            return []
        sheet, names = self.arguments[0], domain_of(self.env).book.sheets
        files = [
            (kind, f"{up(self.env.docname)}sheets/{sheet}.{ending}")
            for ending, kind in KINDS.items()
            if f"{sheet}.{ending}" in names
        ]
        if not files:
            raise self.error(f"no sheet is called {sheet!r}")
        return [nodes.raw("", render("sheet.html", files=files), format="html")]


def setup_sheets(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("sheet-files", SheetFiles)
