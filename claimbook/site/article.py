"""The page on which the article is read with its coding: where the book uses each part, and the data.

What the page's scripts need to recognise a copy, and to train a coder, is written as one script
(``_static/claimbook-article.js``), which a page can load from disk too.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from claimbook.charts.style import look
from claimbook.data.coding_sheet import BOOK_NOW, TRAINED, coded, coders
from claimbook.data.frames import Tables, by, records, split
from claimbook.data.schema import codes, package, titles
from claimbook.data.text import bare, steps
from claimbook.data.wording import opening
from claimbook.display.overlay import AGAINST, spans
from claimbook.site.context import on_paper, render
from claimbook.site.domain import domain_of, item, rewrite

PAGE = "chapters/article"
#: The scripts of the page, in the order in which they need each other.
SCRIPTS = ("text", "places", "map", "trainer")
#: The essays use statements. Elsewhere, and in outputs with more than so many, they are merely listed.
MOST = 12
#: The place in the map for what its marks and lines mean, which are there with the styles of the page alone.
LEGEND = "<!--legend-->"
#: The place in the map for the links to where something is used.
USED = re.compile(r"<!--used (\S+)-->")
PLACE = re.compile(r"c\d{2,3}|s\d{2,3}-\d{1,2}")
ADDRESSED = re.compile(r'href="id:([^"]+)"')


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Note what the prose and the outputs of a page link to: anchor, and the place that links."""
    domain, page = domain_of(app.env), app.env.docname
    if page in domain.book.essays[1:]:
        domain.data["uses"][page] = list(dict.fromkeys(uses(doctree, page)))


def uses(doctree: nodes.document, page: str) -> Iterator[tuple[str, str, str]]:
    """Yield each link of a page to an object: its anchor, the anchor of the place, what that is."""
    for node in doctree.findall(item):
        if node["kind"] in ("finding", "figure", "table"):
            part = next(node.parts(page))
            words = f"{part.kind} “{opening(part.label)}”"
            targets = dict.fromkeys(ADDRESSED.findall(node.astext()))
            if len([t for t in targets if PLACE.fullmatch(t)]) <= MOST:
                yield from ((target, part.anchor, words) for target in targets)
    for link in doctree.findall(addnodes.pending_xref):
        if link.get("reftype") == "see" and (section := home(link)):
            title = next(iter(section.findall(nodes.title))).astext()
            yield link["reftarget"], section["ids"][0], f"section “{title}”"


def home(node: nodes.Node) -> nodes.section | None:
    """Return the section in which a node stands."""
    at = node.parent
    while at is not None and not isinstance(at, nodes.section):
        at = at.parent
    return at


class AddUses(SphinxPostTransform):
    """Says in the map of the article what its marks mean, and where the book uses each sentence and statement."""

    default_priority = 890  # before the links inside HTML are resolved

    def run(self, **_: Any) -> None:
        """Fill every place that the map left."""
        marks = {"codes": codes, "against": AGAINST, "look": look}
        for node in self.document.findall(item):
            if node["name"] == "article":
                html = node.astext().replace(LEGEND, render("legend.html", **marks), 1)
                rewrite(node, USED.sub(lambda m: self.links(m[1]), html))

    def links(self, target: str) -> str:
        """Write the links to where something is used, chapter by chapter."""
        domain = domain_of(self.env)
        told = []
        for page in domain.book.pages:
            here = [use for use in domain.data["uses"].get(page, ()) if use[0] == target]
            if here and page != self.env.docname:
                title = domain.book.chapters[page].short_title
                links = [(self.address(page, place), words) for _, place, words in here]
                told.append((title, links))
        return render("used.html", told=told) if told else ""

    def address(self, page: str, place: str) -> str:
        """Return the address of a place as seen from the map."""
        builder = self.app.builder
        if place in domain_of(self.env).objects:
            return f"id:{place}"
        if builder.name == "singlehtml":
            return f"#{place}"
        return f"{builder.get_relative_uri(self.env.docname, page)}#{place}"


def data(tables: Tables) -> dict[str, Any]:
    """Return what the scripts of the page need, as plain values; no text but the short quotes."""
    mentions = by(tables.mentions, "sentence_id")
    quotes = by(split(tables.statements, "sentence_ids"), "sentence_ids")
    return {
        "steps": [(s.name, s.pattern, s.becomes) for s in steps(package())],
        "document": records(tables.documents[["title", "words", "sha256"]])[0],
        "sentences": [
            {
                "id": s["sentence_id"],
                "sha256": s["sha256"],
                "bare": s["sha256_words"],
                "words": s["words"],
                "tokens": [int(n) for n in s["token_lengths"].split()],
                "known": known(s, mentions[s["sentence_id"]], quotes[s["sentence_id"]]),
            }
            for s in records(tables.sentences)
        ],
        "trainer": trainer(tables),
    }


def known(
    sentence: dict[str, Any], mentions: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> dict[int, str]:
    """Return what is known of the tokens of a sentence from its names and quotes: letters, by token."""
    found: dict[int, str] = {}
    rows = [(r["start"], r["surface"]) for r in mentions]
    rows += [(r["quote_start"], r["quote"]) for r in statements]
    for number, (a, b) in enumerate(spans(sentence["start"], sentence["token_lengths"])):
        for start, text in rows:
            held = bare(text[max(a - start, 0) : max(b - start, 0)]).replace(" ", "")
            if len(held) > len(found.get(number, "")):
                found[number] = held
    return found


def trainer(tables: Tables) -> dict[str, Any]:
    """Return what a reader can code and compare: variables, units, the codes of each coder."""
    statements = tables.statements.fillna("").set_index("statement_id", drop=False)
    names = tables.names(statements["claimant_id"])
    who = coders(tables)
    given = {v: coded(tables, v).fillna({BOOK_NOW: ""}).to_dict("index") for v in TRAINED}
    reasons = {
        (r["statement_id"], r["variable"]): r["reason"]
        for r in records(tables.coding.adjudications)
    }
    heads = {v: v.replace("_", " ").capitalize() for v in TRAINED} | titles("statements")
    return {
        "coders": who,
        "variables": [{"name": v, "title": heads[v], "codes": options(v, tables)} for v in TRAINED],
        "units": [
            {
                "id": i,
                "sentence": row["sentence_ids"].partition(";")[0],
                "quote": row["quote"],
                "who": ", ".join(names[i]),
                "codes": {v: [given[v][i][c] for c in who] for v in TRAINED},
                "why": {v: reasons[i, v] for v in TRAINED if (i, v) in reasons},
            }
            for i, row in zip(statements.index, records(statements), strict=True)
            if all(isinstance(c, str) for v in TRAINED for c in given[v][i].values())
        ],
    }


def options(variable: str, tables: Tables) -> list[dict[str, str]]:
    """Return the codes of a variable, each with its label and its definition."""
    names = ("code", "label", "use", "not")
    if variable == "issue_id":
        rows = tables.issues[["issue_id", "label", "definition", "not_when"]]
        return records(rows.set_axis(names, axis="columns"))
    return [{k: c[k] for k in names} for c in package()["codebook"][variable]]


def write_data(app: Sphinx, error: Exception | None) -> None:
    """Write the data of the page as a script."""
    if error is None and not on_paper(app.builder):
        text = json.dumps(
            data(domain_of(app.env).book.tables), ensure_ascii=False, separators=(",", ":")
        )
        target = Path(app.outdir, "_static", "claimbook-article.js")
        target.write_text(f"const claimbookArticle = {text};\n", encoding="utf-8", newline="\n")


def setup_article(app: Sphinx) -> None:
    """Register what the page of the article needs."""
    app.connect("doctree-read", note_uses)
    app.add_post_transform(AddUses)
    app.connect("build-finished", write_data)
