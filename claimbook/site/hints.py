"""Tells programs what stands in the text of a page: what is data, and what stands beside the text.

A translator leaves data as they are (:func:`keep`), so that what is copied, or looked up elsewhere, has its
words in every language: citations and exports, code, identifiers and codes, names of files and columns,
titles, and what stands in quotation marks, above all the words of the report. A reader view leaves out what
is folded away (:func:`set_aside`). This is the one place that says so, when a page is written.
Source: HTML, attribute ``translate``; in drawings, which have no such attribute, the class ``notranslate``.
Mozilla's Readability, as its kin, leaves out what is called ``extra`` by class or, in a drawing, by id.
"""

import re
from collections.abc import Collection
from itertools import count
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from claimbook.site.context import on_paper
from claimbook.site.domain import ClaimDomain, domain_of

#: What heads a column of codes, of words of the report or of titles.
HEADS = (
    "Code|Column|Variable|The codings|Decided|Wrong|Right|You|The book|Coder [A-Z]"
    "|Quote|Verbs|Qualifier|Headline"
)
#: How an element begins that holds data alone, and one that is marked already.
DATA = re.compile(
    r'<(?:pre|code|q)\b|<[^>]* (?:data-copy=|lang="(?!en\b)'
    rf'|class="(?:cb-flow|cb-in-text|citation)"|data-label="(?:{HEADS})")'
)
MARKED = re.compile(r'<[^>]* (?:translate="no"|class="[^"]*\bnotranslate\b)')
#: Words in quotation marks, and other words, which may be identifiers, names of columns or of files.
WORDS = re.compile(r"“(?:[^“”]|“[^“”]*”)*”|(?:[\w.-]|<wbr/>)*\w")
NAME = re.compile(r"[A-Za-z]{1,2}\d[\d-]+|\w+_\w+|[\w-]+\.(?:csv|json|ipynb|md|py|bib|cff)")
#: Every tag, a drawing as a whole, but not the place where a long word may break.
TAG = re.compile(r"(<!--.*?-->|<svg.*?</svg>|<(?!wbr)[^>]*>)", re.DOTALL)
#: How a line of a drawing begins; words in quotation marks may go on from line to line.
LINE = re.compile(r"(<(?:text|title)\b[^>]*>)")


def keep(html: str, known: Collection[str] = ()) -> str:
    """Return HTML of the book's own making with its data marked; ``known`` are the identifiers of the book.

    >>> keep("<p><a>c07</a> says “no”.</p> <pre>c07</pre>", {"c07"})
    '<p><a translate="no">c07</a> says <span translate="no">“no”</span>.</p> <pre translate="no">c07</pre>'
    """

    def is_data(words: str) -> bool:
        bare = words.replace("<wbr/>", "")
        return bare.startswith("“") or bare in known or bool(NAME.fullmatch(bare))

    def drawn(svg: str) -> str:
        lines, quoted = LINE.split(svg), False
        for at in range(1, len(lines), 2):
            text = lines[at + 1].partition("<")[0]
            if quoted or "“" in text or any(map(is_data, WORDS.findall(text))):
                lines[at] = f'{lines[at][:-1]} class="notranslate">'
            quoted = text.rfind("“") > text.rfind("”") or (quoted and "”" not in text)
        return "".join(lines)

    def marked(words: re.Match[str]) -> str:
        return f'<span translate="no">{words[0]}</span>' if is_data(words[0]) else words[0]

    start, *pieces = TAG.split(html)
    tags, texts = pieces[::2], pieces[1::2]
    written, within, depth, head = [WORDS.sub(marked, start)], "", 0, ""
    for tag, text, after in zip(tags, texts, [*tags[1:], ""], strict=True):
        closes, name = tag[1] == "/", tag.strip("</>").partition(" ")[0]
        if depth and name == within:
            depth += -1 if closes else 1
        elif not depth and not closes:
            if name == "table" or tag == '<th scope="col">':
                head = head or text if name == "th" else ""
            of_rows = tag == '<th scope="row">' and re.fullmatch(HEADS, head)
            whole = WORDS.fullmatch(text) and is_data(text) and after == f"</{name}>"
            if name == "svg":
                tag = drawn(tag)
            elif MARKED.match(tag):
                within, depth = name, 1
            elif DATA.match(tag) or of_rows or whole or written[-1].endswith("“"):
                tag, within, depth = f'{tag[:-1]} translate="no">', name, 1
        written += [tag, text if depth else WORDS.sub(marked, text)]
    return "".join(written)


def set_aside(html: str) -> str:
    """Return HTML in which folds, words for screen readers and second drawings are called ``extra``.

    Not the folds of the map of the article, which hold its statements.

    >>> set_aside('<details><p>Why</p></details><svg class="cb-narrow">')
    '<details class="cb-extra"><p>Why</p></details><svg id="cb-extra-1" class="cb-narrow">'
    """
    html = re.sub(r'(<details class="|<span class="(?=cb-quiet"))(?!cb-held)', r"\1cb-extra ", html)
    html = html.replace("<details>", '<details class="cb-extra">')
    number = count(1)
    return re.sub(
        r'<svg(?= class="cb-narrow")', lambda _: f'<svg id="cb-extra-{next(number)}"', html
    )


def identifiers(domain: ClaimDomain) -> set[str]:
    """Return what objects are called that have names of their own: with a digit, a hyphen or a line."""
    names = {
        part.label if part.kind in ("code", "column") else part.identifier
        for part in domain.objects.values()
    }
    return {name for name in names if re.search(r"[\d_-]", name)}


def add_hints(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mark the text of a page; paper has no such readers."""
    if doctree and not on_paper(app.builder):
        known = identifiers(domain_of(app.env))
        context["body"] = set_aside(keep(context["body"], known))


def setup_hints(app: Sphinx) -> None:
    """Register what marks the text."""
    app.connect("html-page-context", add_hints)
