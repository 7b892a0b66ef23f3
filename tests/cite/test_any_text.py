"""What any text becomes on its way out: citations, links and prose that say it and nothing else."""

import io
import json
import re
from typing import Any

import bibtexparser
import rispy
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from pylatexenc.latex2text import LatexNodes2Text

from claimbook.__main__ import say
from claimbook.cite import formats, linked
from claimbook.data.lint import ADDRESS
from claimbook.data.text import UNSEEN, one_line, unseen
from claimbook.display import html
from claimbook.display.markdown import as_roles, escape_markdown, links_for_site

#: Words, and what formats, Markdown, TeX, HTML and spreadsheets read as their own.
SIGNS = st.sampled_from(
    [*"\\{}[]()<>$%#&_^~*`|@=+-:;,\"'!?/", "{{", "}}", "</data>", "</script>", "<i>"]
)
WORD = st.text(st.characters(codec="utf-8", exclude_categories=UNSEEN), min_size=1, max_size=8)
MORE = st.sampled_from(
    ["{include}`/etc/hostname`", r"\input{x}", "](id:c07)", "c07", "ER  - ", " and "]
)
TEXT = (
    st.lists(st.one_of(WORD, SIGNS, MORE, st.just(" ")), min_size=1)
    .map(lambda parts: " ".join("".join(parts).split()))
    .filter(bool)
)
#: The same with what nobody sees, and what divides lines.
ROUGH = st.lists(st.one_of(TEXT, st.sampled_from("\n\r\0\x1b\x85\u2028\u202e\u200b"))).map("".join)


#: The commands that print a sign; a brace that has no other is printed by TeX alone.
ALONE = {"textbraceleft", "textbraceright"}
OURS = {"textbackslash", "textasciitilde", "textasciicircum"} | ALONE
#: What TeX makes one sign of.
LIGATURE = re.compile(r"--|``|\'\'|[?!]`|[`']")


def item(title: str, author: str = "An Outlet", **more: Any) -> dict[str, Any]:
    return {
        **{"id": "key2020", "type": "webpage", "title": title, "language": "en"},
        **{"author": [{"literal": author}], "issued": {"date-parts": [[2020, 10, 7]]}},
        **more,
    }


def read_tex(text: str) -> str:
    """Read TeX as a stranger does."""
    return "".join(LatexNodes2Text().latex_to_text(text).replace("ˆ", "^").split())


@given(TEXT, TEXT)
def test_bibtex_says_a_text_and_commands_nothing(title: str, author: str) -> None:
    library = bibtexparser.parse_string(formats.bibtex(item(title, author)))
    assert not library.failed_blocks and len(library.entries) == 1
    fields = {f.key: f.value for f in library.entries[0].fields}
    assert set(fields) == {"author", "title", "year", "month", "date", "langid"}
    for field, text in (("title", title), ("author", author)):
        commands = set(re.findall(r"\\([a-z]+)", fields[field]))
        assert commands <= OURS and not re.search(r"(?<!\\)[%$#&_]", fields[field])
        if not commands & ALONE and not LIGATURE.search(text):
            assert read_tex(fields[field]) == "".join(text.split())


@given(ROUGH.filter(one_line), ROUGH.filter(one_line))
def test_ris_and_json_say_a_text_in_one_record(title: str, author: str) -> None:
    work = item(title, author, **{"container-title": title, "abstract": title})
    (record,) = rispy.loads(formats.ris(work))
    assert record["title"].split() == record["abstract"].split() == one_line(title).split()
    assert set(record) <= {
        *("type_of_reference", "id", "authors", "title", "secondary_title", "year", "date"),
        *("abstract", "language"),
    }
    assert json.loads(formats.csl_json(work))[0]["title"] == title


def test_no_style_reads_markup_in_a_title() -> None:
    (styles,) = formats.formatted([item("<i>It</i> & <script>", URL="javascript:alert(1)")])
    for found in styles.values():
        assert "&lt;i&gt;it&lt;/i&gt; &amp; &lt;script&gt;" in found.entry.lower()
        assert not re.search(r'href="(?!https?://)', found.entry)


@given(ROUGH)
def test_json_ld_stays_in_its_script(text: str) -> None:
    page = f"<script>{linked.written([{'name': text}])}</script><p>after</p>"
    found = BeautifulSoup(page, "html.parser")
    assert json.loads(found.script.string)["@graph"] == [{"name": text}]
    assert [tag.name for tag in found.find_all(True)] == ["script", "p"]


MYST = create_md_parser(
    MdParserConfig(
        enable_extensions={"colon_fence", "dollarmath", "linkify", "substitution", "tasklist"}
    ),
    RendererHTML,
)


@given(ROUGH)
def test_a_value_in_the_prose_is_read_as_text_alone(text: str) -> None:
    blocks = MYST.parse(f'So <data value="n">{escape_markdown(text)}</data>.')
    (line,) = [block for block in blocks if block.type == "inline"]
    kinds = {t.type for t in line.children if t.markup != "linkify"}
    assert kinds <= {"text", "html_inline"}
    assert [t.content for t in line.children if t.type == "html_inline"] == [
        '<data value="n">',
        "</data>",
    ]
    said = "".join(t.content for t in line.children if t.type == "text")
    assert said.split() == f"So {one_line(text)}.".split()
    assert as_roles(f'<data value="n">{escape_markdown(text)}</data>.') == "{glue:text}`n`."


@given(ROUGH)
def test_a_cell_is_shown_as_it_is_and_leads_nowhere_else(cell: str) -> None:
    found = BeautifulSoup(str(html.linked(cell)), "html.parser")
    links = [a["href"] for a in found.find_all("a")]
    assert len(links) == len(found.find_all(True))
    assert all(re.match(r"id:|\.\./data/|https?://", link) for link in links)
    if "](" not in cell and "\r" not in cell and "\0" not in cell:
        assert found.get_text() == cell


@given(ROUGH)
def test_no_text_steers_the_terminal(text: str) -> None:
    out = io.StringIO()
    say(text, file=out)
    said = out.getvalue().removesuffix("\n")
    assert not {*unseen(said)} - {"\n"}
    assert said == text or unseen(text)


URL = st.one_of(
    TEXT,
    st.tuples(
        st.sampled_from(["https://", "http://", "javascript:", "data:", "file:///", "//"]), TEXT
    ).map("".join),
    st.from_regex(ADDRESS, fullmatch=True),
)


@given(URL)
def test_an_address_is_refused_or_read_back_the_same(url: str) -> None:
    if not ADDRESS.fullmatch(url) or unseen(url):
        assert not url.startswith("javascript") or html.reached(url) == ""
        return
    row = {"url": url, "host": "a", "source_id": "a", "label": "A", "shown": "T", "publisher": "P"}
    row |= {"title_language": "en", "published": "", "symbol": "", "accessed": "2020-10"}
    row |= {"source_type": "un", "nearness": "copy", "relays": ""}
    page = html.render(
        "sources.html", sources=[row], kinds={"un": "U"}, near={"copy": "C"}, day=lambda day: day
    )
    (link,) = BeautifulSoup(page, "html.parser").find_all("a")
    assert link["href"] == url
    (entry,) = bibtexparser.parse_string(formats.bibtex(item("T", URL=url))).entries
    assert {f.key: f.value for f in entry.fields}["url"] == url
    assert f"UR  - {url}" in formats.ris(item("T", URL=url)).splitlines()
    foreign = f'<a href="{url}">x</a>'
    assert links_for_site(foreign) == foreign
