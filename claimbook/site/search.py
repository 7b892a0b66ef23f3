"""What search and previews show: every section, term, figure, table, and coded row with an address.

Written as a script (``_static/claimbook-index.js``), which a page can load from disk too.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.data.anchors import anchor
from claimbook.data.frames import records
from claimbook.data.schema import codes
from claimbook.display.sources import labels
from claimbook.site.context import on_paper
from claimbook.site.domain import ClaimDomain, domain_of

Entry = dict[str, Any]
#: Prose that a section holds itself; cells, tables and figures have their own entries.
PROSE = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.block_quote)


def sections(page: str, doctree: nodes.document) -> Iterator[Entry]:
    """Return the sections and the glossary terms of a page."""
    for section in doctree.findall(nodes.section):
        prose = [words(child) for child in section.children if isinstance(child, PROSE)]
        title = next(iter(section.findall(nodes.title))).astext()
        top = isinstance(section.parent, nodes.document)
        url = f"{page}.html" + ("" if top else f"#{section['ids'][0]}")
        kind = "chapter" if top else "section"
        yield _entry(url, kind, title, " ".join(" ".join(prose).split()))
    for item in doctree.findall(nodes.definition_list_item):
        term = next(iter(item.findall(nodes.term)))
        if term["ids"]:
            text = " ".join(d.astext() for d in item.findall(nodes.definition))
            url = f"{page}.html#{term['ids'][0]}"
            yield _entry(url, "term", term.astext(), text, preview=True)


def words(node: nodes.Node) -> str:
    """Return the text of a node without the HTML of outputs that stand in it."""
    texts = node.findall(nodes.Text)
    return "".join(text.astext() for text in texts if not isinstance(text.parent, nodes.raw))


def coded(domain: ClaimDomain) -> Iterator[Entry]:
    """Return the statements, actors, findings, examinations, other texts and sources."""
    tables, sources = domain.book.tables, domain.book.tables.record.sources
    types = codes("actor_type")

    def entry(kind: str, identifier: str, title: str, text: str, lang: str = "en") -> Entry:
        path = domain.objects[anchor(kind, identifier)].path
        return _entry(path, kind, title, text, True) | ({"lang": lang} if lang != "en" else {})

    for row, name in zip(records(tables.statements), tables.titles, strict=True):
        i, text = row["statement_id"], f"In the article’s words: “{row['quote']}”."
        yield entry("statement", i, f"{i} {name}", f"{row['summary']} {text}")
    for row in records(tables.actors):
        yield entry("actor", row["actor_id"], row["name"], types[row["actor_type"]])
    for row in records(tables.record.findings):
        i, text = row["finding_id"], f"{codes('verdict')[row['verdict']]}. {row['why']}"
        yield entry("point", i, f"{i} {row['claim']}", text)
    speeches = tables.record.speeches.set_index("speech_id")["title"]
    for row in records(tables.record.said):
        i = row["said_id"]
        yield entry("utterance", i, f"{i} {speeches[row['speech_id']]}", row["point"])
    for row in records(tables.known.examinations):
        i = row["known_id"]
        yield entry("examination", i, f"{i} {row['examiner']}", row["conclusion"])
    for row in records(tables.others.reports.fillna({"title": "Headline not seen"})):
        text = f"{row['title']}. {row['outlet']}."
        yield entry("report", row["report_id"], row["outlet"], text, row["language"])
    for row, name in zip(records(sources.fillna("")), labels(sources), strict=True):
        text = f"{row['title']}. {row['publisher']}."
        yield entry("source", row["source_id"], name, text, row["title_language"])


def parts(domain: ClaimDomain) -> Iterator[Entry]:
    """Return the figures and tables."""
    for part in domain.parts("finding", "figure", "table"):
        kind = part.kind
        yield _entry(part.path, kind, part.label, f"{kind} {part.identifier}")


def note_page(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Note what search finds on a page, now that its values and links are filled in.

    Sphinx resolves pages in its first process, also where others write them.
    """
    if not on_paper(app.builder):
        domain_of(app.env).data["search"][page] = list(sections(page, doctree))


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index as a script, with the pages that this build had no need to write."""
    if error is not None or on_paper(app.builder):
        return
    domain = domain_of(app.env)
    found = domain.data["search"]
    for page in domain.book.pages:
        if page not in found:
            app.env.get_and_resolve_doctree(page, app.builder)
    entries = [entry for page in domain.book.listed for entry in found[page]]
    entries += [*coded(domain), *parts(domain)]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    target = Path(app.outdir, "_static", "claimbook-index.js")
    target.write_text(f"const claimbookIndex = {text};\n", encoding="utf-8", newline="\n")


def _entry(url: str, kind: str, title: str, text: str, preview: bool = False) -> Entry:
    entry: Entry = {"url": url, "kind": kind, "title": title, "text": text}
    return entry | ({"preview": True} if preview else {})


def setup_search(app: Sphinx) -> None:
    """Register what gathers and writes the index."""
    app.connect("doctree-resolved", note_page, priority=960)
    app.connect("build-finished", write_index)
