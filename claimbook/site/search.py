"""What search and previews show: every section, statement, actor, term, finding, source, figure.

Written as a script (``_static/claimbook-index.js``), which a page can load from disk too.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.show.sources import labels
from claimbook.site.moved import Citable
from claimbook.tables import schema
from claimbook.tables.frames import Tables, records
from claimbook.tables.wording import listing

Entry = dict[str, Any]
#: Prose that a section holds itself; cells, tables and figures have their own entries.
PROSE = (nodes.paragraph, nodes.bullet_list, nodes.enumerated_list, nodes.block_quote)


def sections(page: str, doctree: nodes.document) -> Iterator[Entry]:
    """Return the sections and the glossary terms of a page."""
    for section in doctree.findall(nodes.section):
        prose = [child.astext() for child in section.children if isinstance(child, PROSE)]
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


def coded(tables: Tables, homes: dict[str, str]) -> Iterator[Entry]:
    """Return the statements, actors, findings and sources; ``homes`` has the page of each anchor."""
    names = tables.actors.set_index("actor_id")["name"]
    forms, verdicts = schema.codes("form"), schema.codes("verdict")
    for row in records(tables.statements):
        i = row["statement_id"]
        who = listing(names[x] for x in row["claimant_id"].split(";"))
        title = f"{i} {who}: {forms[row['form']].lower()}"
        yield _entry(f"{homes[i]}.html#{i}", "statement", title, row["summary"], preview=True)
    for row in records(tables.actors.fillna("")):
        anchor = f"actor-{row['actor_id']}"
        text = row["description"] if "description" in row else row["actor_type"]
        yield _entry(f"{homes[anchor]}.html#{anchor}", "actor", row["name"], text, preview=True)
    for row in records(tables.record.findings.fillna("")):
        i = row["finding_id"]
        text = f"{verdicts[row['verdict']]}. {row['why']}"
        yield _entry(f"{homes[i]}.html#{i}", "finding", f"{i} {row['claim']}", text, preview=True)
    sources = tables.record.sources.fillna("")
    named = labels(tables.record.sources)
    for row in records(sources):
        anchor = f"source-{row['source_id']}"
        text = f"{row['title']}. {row['publisher']}."
        url = f"{homes[anchor]}.html#{anchor}"
        entry = _entry(url, "source", named[row["source_id"]], text, preview=True)
        yield entry if row["title_language"] == "en" else entry | {"lang": row["title_language"]}


def parts(citables: list[Citable]) -> Iterator[Entry]:
    """Return the figures and tables."""
    for part in citables:
        if part.kind in ("figure", "table"):
            yield _entry(part.path, part.kind, part.label, f"{part.kind} {part.identifier}")


def write(app: Sphinx, entries: list[Entry]) -> None:
    """Write the index as a script."""
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    target = Path(app.outdir, "_static", "claimbook-index.js")
    target.write_text(f"const claimbookIndex = {text};\n", encoding="utf-8")


def _entry(url: str, kind: str, title: str, text: str, preview: bool = False) -> Entry:
    entry: Entry = {"url": url, "kind": kind, "title": title, "text": text}
    return entry | ({"preview": True} if preview else {})
