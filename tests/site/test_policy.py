"""A page takes scripts, styles and pictures from the book alone, says so to the browser, and leaks nothing."""

import base64
import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import BUILT, HTML, PAGES, ROOT, UNFOLD, Quiet, served, soup, visit
from playwright.sync_api import Browser, Page, expect

from claimbook.plots.files import png, standalone
from claimbook.site import sealed
from claimbook.site.csp import attributes, refused

STATIC = ROOT / "claimbook" / "site" / "theme" / "static"
VENDOR = STATIC / "vendor"
RULE = {"http-equiv": "Content-Security-Policy"}
HERE = {"'self'", "file:"}
#: Types of scripts that are data.
DATA = ("application/ld+json", "application/json")
#: What a page may do -> from where, at most.
ALLOWED = {
    "default-src": {"'none'"},
    "connect-src": {"'none'"},
    "base-uri": {"'none'"},
    **dict.fromkeys(("script-src", "style-src", "img-src", "font-src", "form-action"), HERE),
}
#: What is published in ``_static`` though no page loads it, and why.
UNLOADED = {
    r"vendor/(LICENSE-[\w-]+\.txt|vendored\.csv)": "what others wrote stands there with its terms",
    r"moved\.js": "on the pages of addresses that moved, if there are any",
}


def breaches(page: BeautifulSoup) -> list[str]:
    """Return what in a page is against the rule of the book, or would be without effect by it."""
    first, second, third = page.head.find_all(True, recursive=False)[:3]
    if not first.get("charset") or second.get("http-equiv") != RULE["http-equiv"]:
        return ["the rule does not come first"]
    rule = {what: set(held) for what, *held in map(str.split, second["content"].split(";"))}
    hashes = {s for s in rule["script-src"] if s.startswith("'sha256-")}
    found = [w for w in {*rule, *ALLOWED} if rule.get(w, set()) - hashes != ALLOWED.get(w)]
    if (third.get("name"), third.get("content")) != ("referrer", "no-referrer"):
        found.append("it says where a reader comes from")
    for tag in page.find_all(True):
        if tag.name == "script" and tag.get("type") not in DATA and not tag.get("src"):
            digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()
            if f"'sha256-{digest}'" not in hashes:
                found.append(f"a script without its hash: {tag.string[:40]}")
        if tag.name in ("style", "iframe", "object", "embed"):
            found.append(f"<{tag.name}>")
        for name, value in tag.attrs.items():
            if name == "style" or name.startswith("on") or "javascript:" in value:
                found.append(f"{name}={value}")
            if name == "src" and re.match(r"[a-z]*:|//", value):
                found.append(f"from elsewhere: {value}")
    return found


@BUILT
def test_every_page_begins_with_the_rule_and_keeps_it() -> None:
    there = [
        p.relative_to(HTML).with_suffix("") for p in HTML.rglob("*.html") if "lite" not in p.parts
    ]
    assert len(there) >= len(PAGES) > 20
    assert {p: b for p in there if (b := breaches(soup(p.as_posix())))} == {}


#: HTML -> what of it a browser would refuse.
REFUSED = {
    '<p style="color: red">': ['<p style="color: red">'],
    '<img src="a.png" style="width: 12em">': ['<img style="width: 12em">'],
    '<b onclick="x()">': ['<b onclick="x()">'],
    "<b\nonclick=x() >": ['<b onclick="x()">'],
    "<script>x()</script>": ["<script>"],
    '<SCRIPT SRC="a.js"></SCRIPT>': ["<script>"],
    '<script type="module">': ["<script>"],
    "<style scoped>p {}</style>": ["<style>"],
    '<img src="//other.example/a.png">': ['<img src="//other.example/a.png">'],
    '<img srcset="a.png 1x, https://other.example/a.png 2x">': [
        '<img srcset="a.png 1x, https://other.example/a.png 2x">'
    ],
    '<iframe src="https://other.example/">': [
        "<iframe>",
        '<iframe src="https://other.example/">',
    ],
    '<script type="application/json">{}</script>': [],
    '<p title=" style=&quot;x&quot; onclick=1 <script>">said style = "x" onclick=x</p>': [],
    '<a href="https://other.example/">a</a><img src="../a.png">': [],
}


@pytest.mark.parametrize("html", REFUSED)
def test_what_a_browser_would_refuse_is_known(html: str) -> None:
    assert list(refused(attributes(html))) == REFUSED[html]


def test_the_author_is_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        sealed.LOGGER,
        "warning",
        lambda text, *of, location: said.append(location + ": " + text % of),
    )
    sealed.warn("chapters/mine", '<img width="50%" src="a.png"><p style="color: red">')
    assert len(said) == 1
    assert said[0].startswith('chapters/mine: <p style="color: red"> would have no effect')


def test_sizes_that_sphinx_writes_as_styles_have_their_effect() -> None:
    given = (
        '<col style="width: 33.3%" /><img alt="a" style="width: 300px; height: 20%;" src="a.png">'
    )
    same = '<col width="33.3%" /><img alt="a" width="300" height="20%" src="a.png">'
    assert attributes(given) == same


def test_a_figure_with_attributes_is_drawn_as_it_is_with_styles() -> None:
    number = 0
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in (o for cell in cells for o in cell.get("outputs", ())):
            if output.get("metadata", {}).get("claimbook", {}).get("kind") == "figure":
                drawn = "".join(output["data"]["text/html"])
                plain = attributes(drawn)
                assert " style=" in drawn and not re.search(r"<style| style=", plain)
                assert png(standalone(plain)) == png(standalone(drawn)), path.name
                number += 1
    assert number >= 15


def test_what_others_wrote_is_listed_with_version_licence_and_hash() -> None:
    with open(VENDOR / "vendored.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(all(row.values()) for row in rows)
    listed = {row["file"] for row in rows} | {row["licence_file"] for row in rows}
    assert {p.name for p in VENDOR.iterdir()} == listed | {"vendored.csv"}
    for row in rows:
        digest = hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest()
        assert digest == row["sha256"], (
            f"{row['file']} is not that of {row['package']} {row['version']}"
        )
        terms = (VENDOR / row["licence_file"]).read_text(encoding="utf-8")
        mark = {
            "MIT": "Permission is hereby granted",
            "OFL-1.1": "SIL OPEN FONT LICENSE",
            "Unlicense": "public domain",
        }
        assert mark[row["licence"]] in terms, row["licence_file"]


@BUILT
def test_nothing_is_published_that_no_page_loads() -> None:
    loaded = set()
    for page in HTML.rglob("*.html"):
        loaded |= set(
            re.findall(
                r'(?:src|href)="(?:\.\./|\./)*_static/([^"]+)"', page.read_text(encoding="utf-8")
            )
        )
    for name, pattern in (
        ("claimbook.css", r'url\("([^"]+)"'),
        ("claimbook.js", r'\bload\("([^"]+)"'),
    ):
        loaded |= set(re.findall(pattern, (HTML / "_static" / name).read_text(encoding="utf-8")))
    there = {
        p.relative_to(HTML / "_static").as_posix()
        for p in (HTML / "_static").rglob("*")
        if p.is_file()
    }
    assert {n for n in there - loaded if not any(re.fullmatch(p, n) for p in UNLOADED)} == set()
    assert loaded - there == set()
    assert not (HTML / "searchindex.js").exists()


def use(tab: Page, page: str) -> None:
    """Do on a page what a reader can do there."""
    tab.evaluate(UNFOLD)
    for _ in range(2):
        tab.locator(".cb-theme").click()
    for head in tab.locator("table.sortable th button").all()[:2]:
        head.click()
    for field in tab.locator(".cb-filters input").all()[:1]:
        field.fill("China")
    link = tab.locator('main p a[href*="#c0"]:not(.cb-tag, .cb-here)').first
    if link.count():
        link.focus()
        expect(tab.locator("#preview")).to_be_visible()
    if page == "search.html":
        tab.fill("#query", "Uighur")
        expect(tab.locator("#found")).to_contain_text("found")
    larger = tab.locator(".cb-files a", has_text="Enlarge").first
    if larger.count():
        larger.click()
        tab.wait_for_url("**/*.svg")


WATCH = "addEventListener('securitypolicyviolation', (e) => console.error(`refused: ${e.violatedDirective}`))"


@BUILT
@pytest.mark.parametrize("where", ["served", "from disk"])
def test_no_page_breaks_its_rule_when_it_is_used(where: str, browser: Browser) -> None:
    with served(HTML.parent) as host:  # below a path, as many hosts have it
        base = f"{host}/{HTML.name}" if where == "served" else HTML.as_uri()
        for page in PAGES:
            tab = visit(browser, "404.html")
            tab.add_init_script(WATCH)
            # A picture by itself has no icon, and Chromium asks the host for one.
            tab.route("**/favicon.ico", lambda route: route.fulfill(status=204))
            tab.goto(f"{base}/{page}")
            use(tab, page)
            away = [url for url in tab.asked if not url.startswith((base, HTML.as_uri()))]  # type: ignore[attr-defined]
            assert (tab.complaints, away) == ([], []), page  # type: ignore[attr-defined]
            tab.context.close()


class Notes(Quiet):
    """Serves nothing, and notes what is asked of it and where the reader says to come from."""

    asked: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Referer"]))
        self.send_response(204)
        self.end_headers()


@contextmanager
def another(folder: Path) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """Give the address of another site, and what it is asked for."""
    asked: list[tuple[str, str | None]] = []
    with served(folder, type("Other", (Notes,), {"asked": asked})) as host:
        yield host, asked


#: What a text might smuggle into a page: by which rule it is refused.
SMUGGLED = {
    "<script>window.ran = 'script'</script>": "script-src-elem",
    "<script src='{other}/a.js'></script>": "script-src-elem",
    "<img src='{other}/a.png' alt=''>": "img-src",
    "<img src='x.png' alt='' onerror=\"window.ran = 'onerror'\">": "script-src-attr",
    "<a id='go' href=\"javascript:window.ran = 'link'\">a</a>": "script-src-elem",
    "<link rel='stylesheet' href='{other}/a.css'>": "style-src-elem",
    "<style>h1 {{ position: fixed }}</style>": "style-src-elem",
    "<b style='position: fixed'>a</b>": "style-src-attr",
    "<iframe src='{other}/frame' title='a'></iframe>": "frame-src",
    "<form id='send' action='{other}/form'><input name='q' value='1'></form>": "form-action",
    "<base href='{other}/'>": "base-uri",
}


@BUILT
@pytest.mark.parametrize("where", ["served", "from disk"])
def test_what_is_smuggled_into_a_page_neither_runs_nor_calls(
    where: str, browser: Browser, tmp_path: Path
) -> None:
    shutil.copytree(HTML / "_static", tmp_path / "_static")
    page = (HTML / "index.html").read_text(encoding="utf-8")
    with another(tmp_path) as (other, asked), served(tmp_path) as host:
        smuggled = "".join(SMUGGLED).replace("{other}", other).replace("{{", "{").replace("}}", "}")
        text = page.replace("</main>", f"{smuggled}</main>")
        (tmp_path / "index.html").write_text(text, encoding="utf-8")
        tab = visit(browser, "404.html")
        tab.add_init_script(
            "window.told = []; " + WATCH.replace("console.error", "window.told.push")
        )
        tab.goto(f"{host}/index.html" if where == "served" else (tmp_path / "index.html").as_uri())
        look = tab.locator("h1").evaluate("(h) => getComputedStyle(h).position")
        tab.evaluate("document.getElementById('go').click()")
        tab.evaluate("document.getElementById('send').submit()")
        tab.wait_for_timeout(300)
        assert {w.split()[1] for w in tab.evaluate("window.told")} == set(SMUGGLED.values())
        assert (look, tab.evaluate("window.ran"), asked) == ("static", None, [])
        tab.context.close()


@BUILT
@pytest.mark.parametrize("page", ["index.html", "chapters/sources.html"])
def test_another_site_is_not_told_where_a_reader_comes_from(
    page: str, browser: Browser, tmp_path: Path
) -> None:
    with another(tmp_path) as (other, asked), served(HTML) as host:
        tab = visit(browser, "404.html")
        tab.goto(f"{host}/{page}")
        tab.evaluate(f"document.querySelector('main a').href = '{other}/there'")
        tab.locator("main a").first.click()
        tab.wait_for_timeout(300)
        assert asked == [("/there", None)]
        tab.context.close()
