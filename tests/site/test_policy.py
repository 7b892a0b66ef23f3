"""A page takes scripts and pictures from the book alone, says so to the browser, and leaks nothing."""

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import BUILT, HTML, PAGES, ROOT, UNFOLD, Quiet, served, soup, visit
from playwright.sync_api import Browser, Page, expect

from claimbook.site import csp

STATIC = ROOT / "claimbook" / "site" / "theme" / "static"
RULE = {"http-equiv": "Content-Security-Policy"}
HERE = {"'self'", "file:"}
#: Types of scripts that are data.
DATA = ("application/ld+json", "application/json")
#: What a page may do -> from where, at most.
ALLOWED = {
    "default-src": {"'none'"},
    "connect-src": {"'none'"},
    "base-uri": {"'none'"},
    "style-src": {*HERE, "'unsafe-inline'"},
    **dict.fromkeys(("script-src", "img-src", "font-src", "form-action"), HERE),
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
        if tag.name in ("iframe", "object", "embed"):
            found.append(f"<{tag.name}>")
        for name, value in tag.attrs.items():
            if name.startswith("on") or "javascript:" in value:
                found.append(f"{name}={value}")
            if name == "src" and re.match(r"[a-z]*:|//", value):
                found.append(f"from elsewhere: {value}")
    return found


def for_one_host(page: BeautifulSoup) -> bool:
    """Whether a page leads to the public address of the book, wherever it is shown, as 404.html does."""
    return page.html.get("data-root", "").startswith("http")


@BUILT
def test_every_page_begins_with_the_rule_and_keeps_it() -> None:
    there = [
        page
        for path in HTML.rglob("*.html")
        if "lite" not in path.parts
        and not for_one_host(soup((page := path.relative_to(HTML).with_suffix("")).as_posix()))
    ]
    assert len(there) >= len(PAGES) > 20
    assert {p: b for p in there if (b := breaches(soup(p.as_posix())))} == {}


#: HTML -> what of it a browser would refuse.
BLOCKED = {
    "<b\nonclick=x() >": ['<b onclick="x()">'],
    '<SCRIPT SRC="a.js"></SCRIPT>': ["<script>"],
    '<img src="//other.example/a.png">': ['<img src="//other.example/a.png">'],
    '<img srcset="a.png 1x, //other.example/a.png">': [
        '<img srcset="a.png 1x, //other.example/a.png">'
    ],
    '<iframe src="//other.example/">': ["<iframe>", '<iframe src="//other.example/">'],
    '<script type="application/json">{}</script><p style="color: red">': [],
    '<p title=" onclick=1 <script>">said onclick=x</p>': [],
    '<a href="https://other.example/">a</a><img src="../a.png">': [],
}


def test_the_author_is_told_of_what_a_browser_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    for html, expected in BLOCKED.items():
        assert list(csp.blocked(html)) == expected
    said: list[str] = []
    monkeypatch.setattr(
        csp.log, "warning", lambda text, *of, location: said.append(f"{location}: {text % of}")
    )
    csp.warn("chapters/mine", '<p style="color: red"><b onclick="x()">')
    assert len(said) == 1
    assert said[0].startswith('chapters/mine: <b onclick="x()"> would have no effect')


@BUILT
def test_nothing_is_published_that_no_page_loads() -> None:
    static, links = HTML / "_static", r'(?:src|href)="(?:\.\./|\./)*_static/([^"]+)"'
    where = [(page, links) for page in HTML.rglob("*.html")]
    where += [
        (static / "claimbook.css", r'url\("([^"]+)"'),
        (static / "claimbook.js", r'\bload\("([^"]+)"'),
    ]
    loaded = {f for path, pattern in where for f in re.findall(pattern, path.read_text("utf-8"))}
    there = {p.relative_to(static).as_posix() for p in static.rglob("*") if p.is_file()}
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


USED = [
    *("index.html", "search.html", "chapters/article.html", "chapters/exercises.html"),
    *("chapters/record.html", "chapters/texts.html"),
]
WATCH = "addEventListener('securitypolicyviolation', (e) => console.error(`refused: ${e.violatedDirective}`))"


@BUILT
def test_no_page_breaks_its_rule_when_it_is_used(browser: Browser) -> None:
    with served(HTML.parent) as host:  # below a path, as many hosts have it
        base = f"{host}/{HTML.name}"
        for page in USED:
            tab = visit(browser, "search.html")
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
        tab.add_init_script(f"window.told = []; {WATCH.replace('console.error', 'told.push')}")
        tab.goto(f"{host}/index.html" if where == "served" else (tmp_path / "index.html").as_uri())
        tab.evaluate("document.getElementById('go').click()")
        tab.evaluate("document.getElementById('send').submit()")
        tab.wait_for_timeout(300)
        assert {w.split()[1] for w in tab.evaluate("window.told")} == set(SMUGGLED.values())
        assert (tab.evaluate("window.ran"), asked) == (None, [])
        tab.context.close()


@BUILT
def test_another_site_is_not_told_where_a_reader_comes_from(
    browser: Browser, tmp_path: Path
) -> None:
    with another(tmp_path) as (other, asked), served(HTML) as host:
        tab = visit(browser, "404.html")
        tab.goto(f"{host}/index.html")
        tab.evaluate(f"document.querySelector('main .cb-doors a').href = '{other}/there'")
        tab.locator("main .cb-doors a").first.click()
        tab.wait_for_timeout(300)
        assert asked == [("/there", None)]
        tab.context.close()
