"""The prose of the book in plain Markdown, which any Jupyter shows with its values and sentences.

A value stands in the prose as ``<data value="statements">58</data>``, a finding as ``<data
value="found-own-voice">Five things …</data>``, a link as ``[c07](statements.ipynb#c07)``, a work cited
as ``([Hayes 2007](sources.ipynb#hayes2007))``, a directive as ``<!-- {caption} lists -->``. `make refresh` writes what the outputs say between the
tags; the site reads all of it as roles, which know more (:func:`as_roles`).
"""

import json
import os
import re
from ast import literal_eval
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from IPython.display import display

from claimbook.cite.metadata import read_book
from claimbook.data import schema
from claimbook.data.anchors import PREFIXES, home
from claimbook.data.text import one_line

#: What MyST-NB calls a value that is kept for the prose.
RECORD = "application/papermill.record/"
#: Set where chapters are executed to be stored, so that nothing is said of prose that is about to change.
STORING = "CLAIMBOOK_STORING"
DATA = re.compile(r'<data value="([\w.-]+)">(.*?)</data>', re.DOTALL)
_PAGE = r"(?:https?://[^)\s\"]*/chapters/|chapters/)?([a-z-]+)\.(?:ipynb|md|html)"
_LINK = re.compile(rf"\[([^][]+)\]\({_PAGE}#([^)\s]+)\)")
_CITED = re.compile(
    r"\((\[[^][]+\]\([^)\s]*sources\.\w+#[a-z]+\d{4}\)(?:; \[[^][]+\]\([^)\s]*sources\.\w+#[a-z]+\d{4}\))*)\)"
)
#: A link whose text is an identifier, as a role.
_ROW = r"\{see\}`[A-Za-z]{1,2}\d[\d-]* <(?:[a-z]+-)?[A-Za-z]{1,2}\d[\d-]*>`"
_TERM = "term-"
#: A directive as a comment, which Jupyter does not show, and the paragraph below it.
_DIRECTIVE = re.compile(r"^<!-- (\{[a-z-]+\}[^>]*?)\s-->(?:\n(?!\n)(.+?))?(?=\n\n|\Z)", re.M | re.S)
#: Signs that Markdown, or what a site makes of it, can read as its own within a line.
_SIGNS = re.compile(r"[\\`*\[\]<>{}$#&|~^]|(?<![^\W_])_|_(?![^\W_])")


def prose(**values: object) -> None:
    """Store values for the prose, in which they stand as ``<data value="name">``.

    Where the prose beside the notebook says another value, the sentences are shown as they now read.
    """
    for name, value in values.items():
        record = {"name": name, "mime_prefix": RECORD}
        data = {RECORD + "text/plain": repr(one_line(str(value)))}
        display(data, metadata={"scrapbook": record}, raw=True)
    if STORING not in os.environ:
        told = list(changed({name: one_line(str(value)) for name, value in values.items()}))
        if told:
            text = "The prose now says:\n\n" + "\n\n".join(f"> {sentence}" for sentence in told)
            display({"text/markdown": text, "text/plain": text}, raw=True)


def changed(values: Mapping[str, str]) -> Iterator[str]:
    """Yield the sentences of the notebook that tells these values, where it now tells others."""
    pages = []
    for path in (*Path.cwd().glob("*.ipynb"), *(schema.ROOT / "chapters").glob("*.ipynb")):
        text = path.read_text(encoding="utf-8")
        if not all(f'<data value=\\"{name}\\">' in text for name in values):
            continue
        said = "\n".join(paragraphs(json.loads(text)))
        pages.append(
            [
                DATA.sub(
                    lambda m: escape_markdown(values[m[1]]) if m[1] in values else m[2], sentence
                )
                for sentence in re.split(r"(?<=[.:?]) (?=[A-Z<\[*])|\n+", said)
                if any(
                    escape_markdown(values[name]) != told
                    for name, told in DATA.findall(sentence)
                    if name in values
                )
            ]
        )
    # Two pages may call a value alike: where one says what is told, that one is it.
    yield from min(pages, key=len, default=[])


def paragraphs(notebook: Mapping[str, Any]) -> list[str]:
    """Return the text of the cells of prose of a notebook."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    return ["".join(cell["source"]) for cell in cells]


def stored_values(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return what the outputs of a notebook say: its values, and its findings as ``found-…``."""
    found: dict[str, str] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            about = output.get("metadata", {})
            if "scrapbook" in about:
                value = "".join(output["data"][RECORD + "text/plain"])
                found[about["scrapbook"]["name"]] = literal_eval(value)
    for about in outputs(notebook):
        if about["kind"] == "finding":
            found[PREFIXES["finding"] + about["name"]] = about["label"]
    return found


def outputs(notebook: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the stored outputs of a notebook say that they are (:func:`claimbook.display.outputs.emit`)."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if about := output.get("metadata", {}).get("claimbook"):
                yield about


def fill_values(text: str, says: Mapping[str, str]) -> str:
    """Write what outputs say between the tags of a text; ``KeyError`` names what none says.

    The value is text, and no reader of the Markdown takes it for anything else (:func:`escape_markdown`).

    >>> fill_values('Of <data value="n">7</data> statements …', {"n": "eight"})
    'Of <data value="n">eight</data> statements …'
    """
    if unknown := sorted({name for name, _ in DATA.findall(text)} - says.keys()):
        raise KeyError(f"no output says: {', '.join(unknown)}")
    return DATA.sub(lambda m: f'<data value="{m[1]}">{escape_markdown(says[m[1]])}</data>', text)


def escape_markdown(text: str) -> str:
    r"""Return a text as Markdown that shows it as it is, in the middle of a line; what nobody sees is a space.

    >>> escape_markdown("50 % of {include} <b>"), escape_markdown("a\n# b")
    ('50 % of \\{include\\} \\<b\\>', 'a \\# b')
    """
    return _SIGNS.sub(r"\\\g<0>", one_line(text))


def as_roles(text: str) -> str:
    r"""Return Markdown with the roles and directives of the site in place of what other readers of it are shown.

    >>> as_roles("<!-- {caption} lists -->\nTwo lists.\n\nBoth are long.")
    ':::{caption} lists\nTwo lists.\n:::\n\nBoth are long.'
    >>> as_roles('In <data value="n">7</data> of them, as in [c07](statements.ipynb#c07).')
    'In {glue:text}`n` of them, as in {see}`c07 <c07>`.'
    """
    text = _DIRECTIVE.sub(lambda m: f":::{m[1]}\n{m[2] or ''}\n:::", text)
    text = DATA.sub(_value, text)
    text = _CITED.sub(
        lambda m: "{cite:p}`" + ",".join(re.findall(r"#([a-z0-9]+)\)", m[1])) + "`", text
    )
    return re.sub(rf"\]\({_PAGE}\)", _chapter, _LINK.sub(_reference, text))


def quiet_rows(text: str) -> str:
    """Return Markdown with roles (:func:`as_roles`) in which links that only name a row are the role ``row``.

    Parentheses round such links alone go, and so do the signs between them.

    >>> quiet_rows("It was 2018 ({see}`F26 <F26>`; {see}`R01 <report-R01>`). The {see}`reply <c07>` is")
    'It was 2018{row}`F26 <F26>`{row}`R01 <report-R01>`. The {see}`reply <c07>` is'
    """
    text = re.sub(rf"\(({_ROW}(?:[,;]?\s+{_ROW})*)\)", r"\1", text)
    return re.sub(rf"\s*{_ROW}(?:[,;]?\s+{_ROW})*", _rows, text)


def _rows(match: re.Match[str]) -> str:
    return "".join(f"{{row}}{role}" for role in re.findall(r"\{see\}(`[^`]+`)", match[0]))


def _value(match: re.Match[str]) -> str:
    name, found = match[1], PREFIXES["finding"]
    if name.startswith(found):
        return f"{{finding}}`{name.removeprefix(found)}`"
    page, _, value = name.rpartition(".")
    if page == "held":  # of no chapter: what stands there is right, or the build says so
        return match[2]
    return f"{{glue:text}}`chapters/{page}.ipynb::{value}:s`" if page else f"{{glue:text}}`{value}`"


def _reference(match: re.Match[str]) -> str:
    text, page, to = match.groups()
    if not _is_own(match[0], page, to):
        return match[0]
    if to.startswith(_TERM):
        return f"{{term}}`{text} <{to.removeprefix(_TERM).replace('-', ' ')}>`"
    return f"{{see}}`{text} <{to}>`"


def _chapter(match: re.Match[str]) -> str:
    """Return a link to a chapter at its public address as one to its file: a copy of the site leads to itself."""
    public = public_address()
    return f"]({_file(match[1])})" if public and public in match[0] else match[0]


def links_for_jupyter(html: str) -> str:
    """Return HTML in which links to objects (``href="id:c07"``) lead where a reader of Jupyter can go.

    To the public address if the book has one, else to the notebook that holds the object. One that no
    page holds stays as it is, and the site warns of it.
    """
    return re.sub(r'href="id:([^"]+)"', lambda m: f'href="{_address(m[1])}"', html)


def links_for_site(html: str) -> str:
    """Return HTML in which links to objects are as the site resolves them: the reverse.

    >>> links_for_site('<a href="claims.ipynb#c07">c07</a>')
    '<a href="id:c07">c07</a>'
    """

    def lead(match: re.Match[str]) -> str:
        return f'href="id:{match[2]}"' if _is_own(*match.group(0, 1, 2)) else match[0]

    return re.sub(rf'href="{_PAGE}#([^"]+)"', lead, html)


def retarget_links(text: str, pages: Iterable[str]) -> str:
    """Return Markdown of a chapter whose links to other chapters lead where its reader can go.

    A link to an object leads to the page that holds it now, whichever it named.
    """
    names = set(pages)

    def lead(match: re.Match[str]) -> str:
        page, to = match[1], match[2] or ""
        if page not in names or (to and not _is_own(match[0], page, to[1:])):
            return match[0]
        return f"]({chapter_address(home(to[1:]) or page)}{to})"

    return re.sub(rf"\]\({_PAGE}(#[^)\s]+)?\)", lead, text)


def _is_own(link: str, page: str, to: str) -> bool:
    """Return whether a link leads into this book, wherever it is, or was, published."""
    if "://" not in link or home(to) == page or to.startswith(_TERM):
        return True
    public = public_address()
    return bool(public) and public in link


@cache
def public_address() -> str:
    """Return the public address of the chapters; empty if the book has none."""
    return read_book().address("chapters/")


def _address(anchor: str) -> str:
    page = home(anchor)
    return f"{chapter_address(page)}#{anchor}" if page else f"id:{anchor}"


@cache
def chapter_address(page: str) -> str:
    """Return the address of a chapter as seen from another: the public one, or the file."""
    return read_book().address(f"chapters/{page}.html") or _file(page)


def _file(page: str) -> str:
    files = (path.name for path in (schema.ROOT / "chapters").glob(f"{page}.*"))
    return next(files, f"{page}.ipynb")


def retarget_outputs(notebook: Any) -> None:
    """Let the links in the stored outputs of a notebook lead to the pages that hold their objects now."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if html := output.get("data", {}).get("text/html"):
                output["data"]["text/html"] = links_for_jupyter(links_for_site("".join(html)))


def map_prose(notebook: Any, change: Callable[[str], str]) -> None:
    """Change the prose of a notebook, cell by cell."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = change("".join(cell["source"]))
