"""Plant hostile text wherever text can come in, and see that nothing runs, is included or breaks.

    make hostile                            a quarter of an hour; ARTICLE=path tries the page of the article too
    python tests/weight/hostile.py --only verify agree

The payloads go into every text column and into the descriptor: first those that `check` accepts, then, in
a second copy, all of them with the rules switched off, because the defence must not hang on `check` alone.
Both copies are refreshed, built and read in Chromium. Further parts try `verify`, `new`, `agree`, the
exercises, the overlay and what a chapter can show. Results are written to hostile.md beside this file.
"""

import argparse
import contextlib
import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import bibtexparser
import rispy
from claimbook.tables.stamp import remember
from playwright.sync_api import Browser, Page

from claimbook.__main__ import main as claimbook
from claimbook.press.browser import browser
from claimbook.tables.check import examine
from claimbook.tables.problems import Data, Row
from claimbook.tables.read import read
from claimbook.tables.text import FORMULA

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RUN = "window.ran=1"
#: Kind -> what is planted. A mark (zq and a number) stands around it, by which it is found again.
PAYLOADS = {
    "markup with handlers": f"<img src=x onerror={RUN}><svg onload={RUN}><b>bold</b>",
    "a script": f"<script>{RUN}</script>",
    "ends of scripts, comments, CDATA": f"</script></style></title>]]>--><script>{RUN}</script>",
    "an end of an attribute": f"x\" onmouseover=\"{RUN}\" autofocus onfocus='{RUN}' y='",
    "entities": "&lt;b&gt; &amp;lt; &#60;i&#62;",
    "addresses of other schemes": f"javascript:{RUN} data:text/html,x file:///etc/passwd",
    "links and pictures of Markdown": f"[t](javascript:{RUN}) ![i](https://evil.example/p.png)",
    "a link of the tables": "[t](id:nowhere) [u](https://evil.example/)",
    "directives and roles": "{include}`/etc/hostname` {raw}`x` {{ title }} ```{include} /etc/hostname```",
    "reST": "`t <javascript:x>`_ :ref:`x` |version| .. include:: /etc/hostname",
    "emphasis and code": "*a* **b** _c_ `d` ~~e~~ # f > g",
    "maths": r"US$ 5_m^2 and US$ 9 $\frac{$",
    "TeX": r"\input{/etc/passwd} \write18{x} 50% #1 ~ ^",
    "braces alone": "A } b { c }}",
    "line breaks": "a\nTY  - X\nER  - ",
    "other line breaks": "a\u2028b\u0085c",
    "controls": "a\x1b[2Jb\x07",
    "right to left": "a\u202edcb\u202c \u200fe",
    "zero width": "a\u200bb\ufeffc",
    "piled-up marks": "Z" + "\u0334\u0351\u0489" * 20,
    "a letter of another alphabet": "Сhina",
    "beyond the plane": "\U0001f600\U00010348",
    "a very long word": "W" * 10_000,
    "a huge cell": ("word and word " * 1_500).strip(),
    "identifiers that are none": "F99 c99 s99-9 K99",
    "identifiers that are some": "F16 c07 t03",
    "words of the machinery": "thebe kernelName [archived] id:c07 cb-wide </figure>",
    "colours and ids of drawings": "#1b1f24 id=x href=#x url(#x) var(--cb-ink, #1b1f24)",
    **{f"a formula with {sign!r}": f"{sign}1+1" for sign in FORMULA},
}
#: What lies in no page, so that no browser can be asked about it.
FIRST = re.compile("a formula")
WIDTHS = (1280, 360)
#: What is no text: an inline script of the book, a drawing.
SEEN = """() => { const page = document.body.cloneNode(true);
  for (const gone of page.querySelectorAll("script, style")) gone.remove(); return page.textContent; }"""


def marked(number: int, payload: str) -> str:
    """Return a payload between its marks; a formula begins the cell."""
    mark = f"zq{number:03d}"
    return f"{payload} {mark}" if payload.startswith(FORMULA) else f"{mark} {payload} {mark}"


@dataclass
class Planted:
    """A copy of the book with payloads in it: which payload stands in which columns."""

    folder: Path
    where: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Found:
    """What became of a copy: by kind, in how many columns it was seen; and everything that went wrong."""

    shown: Counter[str] = field(default_factory=Counter)
    parts: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    stopped: list[str] = field(default_factory=list)


# ---- the tables ----
def text_columns(data: Data) -> list[tuple[str, str]]:
    """Return the columns that hold text: by the descriptor, or because nothing else holds them."""

    def free(described: dict) -> bool:
        rule = described.get("constraints", {})
        held = {"codes", "references"} & set(described) or {"enum", "pattern"} & set(rule)
        return described["type"] == "string" and (
            "text" in described or described["name"].endswith("url") or not held
        )

    keys = {
        (res["name"], column)
        for res in data.package["resources"]
        for column in (
            *res["schema"]["primaryKey"],
            *(c for key in res["schema"].get("foreignKeys", []) for c in key["fields"]),
        )
    }
    return [
        (table, described["name"])
        for table, described in data.columns()
        if free(described) and (table, described["name"]) not in keys
    ]


def with_payload(cell: str, text: str) -> str:
    """Return a cell that holds a text besides what it held, as a sentence if it was one."""
    if text.startswith(FORMULA):
        return f"{text} {cell}"
    return f"{cell[:-1]} {text}{cell[-1]}" if cell.endswith(".") else f"{cell} {text}".strip()


def planted(data: Data, cells: dict[tuple[str, str, int], str]) -> Data:
    """Return the data with other texts in some cells: table, column, row."""
    tables = {}
    for name, rows in data.tables.items():
        tables[name] = [Row(row, row.table, row.file, row.line) for row in rows]
    for (table, column, at), text in cells.items():
        tables[table][at][column] = text
    return Data(data.package, tables, [], "")


def filled(data: Data, table: str, column: str) -> list[int]:
    """Return the rows that have a text in a column; the first, if none has."""
    return [n for n, row in enumerate(data[table]) if row[column]] or [0]


def refused(data: Data, columns: list[tuple[str, str]]) -> dict[str, set[tuple[str, str]]]:
    """Return for each kind the columns in which `check` names it, a payload in each column at once."""
    found = {}
    for number, (kind, payload) in enumerate(PAYLOADS.items()):
        cells = {}
        for table, column in columns:
            rows = filled(data, table, column)
            at = rows[number % len(rows)]
            cells[table, column, at] = with_payload(
                data[table][at][column], marked(number, payload)
            )
        told = {(p.file, p.line, p.column) for p in examine(planted(data, cells), False)}
        found[kind] = {
            (t, c) for t, c, at in cells if (data[t][at].file, data[t][at].line, c) in told
        }
    return found


def copy(folder: Path) -> Path:
    """Copy the book, without what is made of it."""
    left = shutil.ignore_patterns(".*", "_build", "tests", "claimbook", "__pycache__")
    return Path(shutil.copytree(ROOT, folder, ignore=left))


def write(folder: Path, data: Data) -> None:
    """Write the tables of a copy."""
    for name, res in data.resources.items():
        path = folder / "data" / res["path"]
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(data.fields(name)), lineterminator="\n")
            writer.writeheader()
            writer.writerows(data[name])


def spread(
    data: Data, columns: list[tuple[str, str]], kinds: dict[str, set[tuple[str, str]]]
) -> dict[tuple[str, str, int], list[str]]:
    """Return which kinds go into which cell: those of a column over its rows."""
    cells: dict[tuple[str, str, int], list[str]] = {}
    for table, column in columns:
        rows = filled(data, table, column)
        for turn, kind in enumerate(k for k, own in kinds.items() if (table, column) in own):
            cells.setdefault((table, column, rows[turn % len(rows)]), []).append(kind)
    return cells


def plant(folder: Path, accepted: dict[str, set[tuple[str, str]]], rules: bool) -> Planted:
    """Plant what `check` accepts, or everything if the rules are off, into a new copy."""
    data = read(ROOT / "data")
    numbers = {kind: n for n, kind in enumerate(PAYLOADS)}
    cells = spread(data, text_columns(data), accepted)

    def full(own: dict[tuple[str, str, int], list[str]]) -> Data:
        texts = {}
        for (table, column, at), kinds in own.items():
            text = data[table][at][column]
            for kind in kinds:
                text = with_payload(text, marked(numbers[kind], PAYLOADS[kind]))
            texts[table, column, at] = text
        return planted(data, texts)

    made = full(cells)
    while rules and (problems := examine(made)):  # what is refused only beside another
        near = [
            {(p.file, p.line) for p in problems},
            {(p.file, p.column) for p in problems},
            {("", p.column) for p in problems},
            {(p.file, "") for p in problems},
        ]
        left = (
            {
                (t, c, at): kinds
                for (t, c, at), kinds in cells.items()
                if (row := data[t][at])
                and not told & {(row.file, row.line), (row.file, c), ("", c), (row.file, "")}
            }
            for told in near
        )
        rest = next((found for found in left if len(found) < len(cells)), None)
        if rest is None:
            raise SystemExit("check refuses what it accepted:\n" + "\n".join(map(str, problems)))
        cells, made = rest, full(rest)
    write(copy(folder), made)
    if not rules:
        describe(folder)
        remember(read(folder / "data").digest)
    where: dict[str, set[str]] = {}
    for (table, column, _), kinds in cells.items():
        for kind in kinds:
            where.setdefault(kind, set()).add(f"{table}.{column}")
    return Planted(folder, where)


def describe(folder: Path) -> None:
    """Plant a payload into every definition and description, and into what a page calls a code."""
    path = folder / "data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    texts = [*PAYLOADS.values()]
    number = 0

    def more(entry: dict, key: str) -> None:
        nonlocal number
        kind = number % len(texts)
        if len(texts[kind]) < 1000 and not texts[kind].startswith(FORMULA):
            entry[key] = with_payload(entry[key], marked(kind, texts[kind]))
        number += 1

    for codes in package["codebook"].values():
        for code in codes:
            for key in ("use", "not"):
                more(code, key)
    for decision in package["decisions"]:
        more(decision, "decision")
    for res in package["resources"]:
        more(res, "description")
        for column in res["schema"]["fields"]:
            more(column, "description")
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


# ---- refresh and build ----
def refresh_here() -> None:
    """Refresh every chapter of the book in the working folder; print what failed, as JSON."""
    from nbclient.exceptions import CellExecutionError

    from claimbook.press.refresh import fill, refresh

    def one(path: Path) -> str:
        try:
            refresh(path)
        except CellExecutionError as error:
            return f"{path.stem}: {str(error).strip().splitlines()[-1][:300]}"
        return ""

    with ThreadPoolExecutor(2) as pool:
        failed = [*filter(None, pool.map(one, sorted(Path("chapters").glob("*.ipynb"))))]
    fill(Path.cwd())
    print(json.dumps(failed))


def run(folder: Path, *command: str, **how: object) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder with this package."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = (sys.executable, *command)
    return subprocess.run(
        command,
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        **how,
    )


def built(folder: Path, builder: str = "html") -> tuple[Path, list[str]]:
    """Build a copy, warnings and all; return where it lies, and the warnings."""
    program = Path(sys.executable).parent / "jupyter-book"
    kind = ("--builder", "custom", "--custom-builder", builder) if builder != "html" else ()
    out = folder / f"_{builder}"  # one of its own: pages that were read are kept for the builder
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [program, "build", folder, "-q", "-n", "--keep-going", "--path-output", out, *kind],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    warned = [w for w in plain(done.stderr).splitlines() if re.search("WARNING|ERROR|Error:", w)]
    return out / "_build" / builder, [kind_of(line) for line in warned]


def plain(text: str) -> str:
    """Return a text without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def kind_of(warning: str) -> str:
    """Return what a warning says, whatever it says it of."""
    return re.sub(r"'[^']*'", "…", re.sub(r"^\S+ ?(?=WARNING|ERROR)", "", warning))


# ---- what a reader meets ----
def watched(found: Browser, wrong: Counter[str], width: int) -> Page:
    """Open a tab that notes whatever runs, asks for another host, or complains."""
    tab = found.new_context(viewport={"width": width, "height": 800}).new_page()

    def asked(url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            wrong[f"asked {url[:60]}"] += 1

    def said(dialog) -> None:
        wrong["a dialog"] += 1
        dialog.dismiss()

    tab.on("request", lambda request: asked(request.url))
    tab.on("dialog", said)
    tab.on("pageerror", lambda error: wrong.update([f"an error: {str(error)[:80]}"]))
    tab.on("console", lambda message: wrong.update([f"console: {message.text[:80]}"]))
    return tab


def look(planted: Planted, site: Path, found: Browser, told: Found) -> None:
    """Read every page in both widths: what ran, how wide it is, which payloads stand there as they are."""
    texts = []
    for width in WIDTHS:
        tab = watched(found, told.wrong, width)
        for path in sorted(site.rglob("*.html")):
            page = path.relative_to(site).as_posix()
            if page.startswith(("_static", "lite")):
                continue
            tab.goto(path.as_uri())
            tab.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
            if tab.evaluate("window.ran"):
                told.wrong[f"ran on {page}"] += 1
            wide = tab.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                told.wrong[f"{page} is {wide} px wide at {width}"] += 1
            if width == WIDTHS[0]:
                texts.append(tab.evaluate(SEEN))
        previews(tab, site, told)
        search(tab, site, told)
        tab.context.close()
    whole = " ".join(" ".join(texts).split())
    for number, (kind, payload) in enumerate(PAYLOADS.items()):
        if kind not in planted.where:
            continue
        line = " ".join(marked(number, payload).split())
        mark = f"zq{number:03d}"
        told.shown[kind] = whole.count(line)
        told.parts[kind] = whole.count(mark) - (1 if FIRST.match(kind) else 2) * whole.count(line)


def previews(tab: Page, site: Path, told: Found) -> None:
    """Let previews show what is planted."""
    tab.goto((site / "chapters" / "record.html").as_uri())
    for link in tab.locator("main p a[href*='#']").all()[:25]:
        link.dispatch_event("focusin")
    tab.wait_for_timeout(300)
    if tab.evaluate("window.ran"):
        told.wrong["ran in a preview"] += 1


def search(tab: Page, site: Path, told: Found) -> None:
    """Search for every mark, and for a payload."""
    for number in range(len(PAYLOADS)):
        tab.goto((site / "search.html").as_uri() + f"?q=zq{number:03d}")
    tab.goto((site / "search.html").as_uri() + f"?q=%3Cscript%3E{RUN}%3C/script%3E#%")
    if tab.evaluate("window.ran"):
        told.wrong["ran in the search"] += 1


def exports(site: Path, told: Found) -> None:
    """Read every export as a stranger would."""

    def tried(what: str, reads: Callable[[], object]) -> None:
        try:
            reads()
        except Exception as error:  # whatever a reader can complain of
            told.wrong[f"{what}: {type(error).__name__}: {str(error)[:80]}"] += 1

    def alike(path: Path) -> None:
        works = json.loads(path.read_text(encoding="utf-8"))
        records = rispy.loads(path.with_suffix(".ris").read_text(encoding="utf-8"))
        library = bibtexparser.parse_string(path.with_suffix(".bib").read_text(encoding="utf-8"))
        assert not library.failed_blocks, f"{len(library.failed_blocks)} entries lost"
        assert len(works) == len(records) == len(library.entries), "not as many"
        for work, record in zip(works, records, strict=True):
            title = " ".join(work["title"].split())
            assert " ".join(record["title"].split()) == title or set(title) & CUT, title[:60]

    def no_formulas(path: Path) -> None:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            assert not [c for c in row if c.startswith(FORMULA)], "a formula"

    for path in sorted((site / "cite").glob("*.json")):
        tried(f"cite/{path.stem}", lambda path=path: alike(path))
    for path in sorted((site / "figures").glob("*.svg")):
        tried(f"figures/{path.name}", lambda path=path: ElementTree.parse(path))
    for path in [
        *sorted((site / "figures").glob("*.csv")),
        *sorted((site / "sheets").glob("*.csv")),
    ]:
        tried(f"{path.parent.name}/{path.name}", lambda path=path: no_formulas(path))
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S):
            tried(f"JSON-LD of {path.stem}", lambda block=block: json.loads(block))
    for name in ("claimbook-index", "claimbook-article"):
        text = (site / "_static" / f"{name}.js").read_text(encoding="utf-8")
        tried(name, lambda text=text: json.loads(text.partition(" = ")[2].rstrip(";\n")))


#: What stands in no line of RIS, so that a space stands for it.
CUT = {"\n", "\x1b", "\x07", "\u2028", "\u0085", "\u202e", "\u202c", "\u200f", "\u200b", "\ufeff"}


def epub(folder: Path, told: Found) -> None:
    """Build the EPUB and read every part of it as XML."""
    made, _ = built(folder, "epub")
    (book,) = made.glob("*.epub")
    with zipfile.ZipFile(book) as parts:
        for name in parts.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx")):
                try:
                    ElementTree.fromstring(parts.read(name))
                except ElementTree.ParseError as error:
                    told.wrong[f"EPUB {name}: {error}"] += 1


def book(planted: Planted, with_epub: bool) -> Found:
    """Refresh, build and read a copy."""
    told = Found()
    done = run(planted.folder, str(HERE / "hostile.py"), "--refresh-here")
    if done.returncode:
        told.wrong[f"refresh: {done.stderr.strip().splitlines()[-1][:120]}"] += 1
        return told
    told.stopped = [plain(line) for line in json.loads(done.stdout.strip().splitlines()[-1])]
    site, warned = built(planted.folder)
    stale = re.compile("computed from other data")
    told.wrong.update(f"build: {line[:160]}" for line in warned if not stale.search(line))
    if not (site / "index.html").is_file():
        told.wrong["no book"] += 1
        return told
    with browser() as found:
        look(planted, site, found, told)
    exports(site, told)
    if with_epub:
        epub(planted.folder, told)
    return told


# ---- what is given to commands ----
REPORT = "They Met\nMay 1, 2020\nThe council met on Monday. “It was late,” the mayor said.\n"
COPIES: dict[str, bytes] = {
    "nothing": b"",
    "NUL": b"a\0b " * 50,
    "escapes": b"\x1b[2J\x1b]0;owned\x07 text " * 20,
    "a web page": f"<!doctype html><p onclick={RUN}>x</p><script>{RUN}</script>".encode(),
    "UTF-16": REPORT.encode("utf-16"),
    "Windows-1252": REPORT.encode("cp1252"),
    "right to left": ("\u202e" + REPORT).encode(),
    "a very long word": b"W" * 10_000,
    "a megabyte": ("Word and word, “said” (no one) of it. " * 27_000).encode(),
    **{
        f"with {kind}": (REPORT + payload[:20_000] + ".\n").encode()
        for kind, payload in PAYLOADS.items()
    },
}


def told_well(said: str, status: int, seconds: float) -> str:
    """Return how a command took a file: refused or accepted, or what is wrong with how it said so."""
    if any(c in said for c in "\x1b\x07\0\u202e\u2028\u200b"):
        return "**steers the terminal**"
    if not said.strip():
        return "**says nothing**"
    if seconds > SLOW:
        return f"**takes {seconds:.0f} s**"
    return "refused" if status else "accepted"


#: So many seconds of one processor a command may take.
SLOW = 20


def commands(folder: Path, *command: str, files: dict[str, bytes], ending: str) -> Iterator[str]:
    """Give files, and what is none, to a command; yield a row of a table for each outcome."""
    outcomes: dict[str, list[str]] = {}
    folder.mkdir()
    paths = {kind: folder / f"{number}{ending}" for number, kind in enumerate(files)}
    for kind, path in paths.items():
        path.write_bytes(files[kind])
    (folder / "a folder").mkdir()
    paths |= {"a folder": folder / "a folder", "no such file": folder / "nothing"}
    for number, (kind, path) in enumerate(paths.items()):
        words = [word.format(file=path, out=folder / f"made{number}") for word in command]
        told, begun = io.StringIO(), time.process_time()
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                status = claimbook(words)
            outcome = told_well(told.getvalue(), status, time.process_time() - begun)
        except Exception as error:  # whatever nobody thought of
            outcome = f"**fails with {type(error).__name__}: {error}**"[:120]
        outcomes.setdefault(outcome, []).append(kind)
    for outcome, kinds in sorted(outcomes.items()):
        yield f"| {outcome} | {len(kinds)} | {', '.join(kinds)} |"


def verifying(folder: Path) -> Iterator[str]:
    """Give copies to `verify`."""
    yield from commands(folder, "verify", "{file}", files=COPIES, ending=".txt")


def beginning(folder: Path) -> Iterator[str]:
    """Give texts to `new`."""
    yield from commands(folder, "new", "{out}", "--text", "{file}", files=COPIES, ending=".txt")


SHEET = "coder_id,unit_id,variable,code\n"
SHEETS: dict[str, bytes] = {
    "nothing": b"",
    "a huge cell": (SHEET + "a,c07,form," + "x" * 200_000 + "\n").encode(),
    "a quotation mark left open": (SHEET + 'a,"c07,form,reject\n' * 3).encode(),
    "NUL": (SHEET + "a\0,c07,form,reject\n").encode(),
    "escapes in the head": b"unit_id,\x1b[2J,\x1b[2J\nc07,a,b\n",
    "50,000 rows": (SHEET + "a,c07,form,reject\n" * 50_000).encode(),
    **{
        f"a coder called {kind}": (
            SHEET + ",".join([_quoted, "c07", "form", "reject"]) + "\n"
        ).encode()
        for kind, payload in PAYLOADS.items()
        for _quoted in ['"' + payload[:3000].replace('"', '""') + '"']
    },
    **{
        f"a code that is {kind}": (SHEET + ",".join(["a", "c07", "form", _quoted]) + "\n").encode()
        for kind, payload in PAYLOADS.items()
        for _quoted in ['"' + payload[:3000].replace('"', '""') + '"']
    },
}


def agreeing(folder: Path) -> Iterator[str]:
    """Give sheets to `agree`."""
    yield from commands(folder, "agree", "{file}", files=SHEETS, ending=".csv")


# ---- what is handed over in Python ----
class Rude:
    """An answer that does what no answer should."""

    def __str__(self) -> str:
        raise RuntimeError("no")

    __repr__ = __iter__ = __len__ = __eq__ = __float__ = __str__
    __hash__ = None


def answering(_: Path) -> Iterator[str]:
    """Give answers to every exercise, and read what is said of them as Markdown."""
    from markdown_it import MarkdownIt

    from claimbook.teach import check
    from claimbook.teach.exercises import exercises

    nested: list = []
    nested.append(nested)
    answers = [*PAYLOADS.values(), nested, Rude(), [Rude()], {p: p for p in PAYLOADS.values()}]
    answers += [[p] for p in PAYLOADS.values()] + [10**400, float("nan"), b"\0", ..., range(10**9)]
    wrong: Counter[str] = Counter()
    number = 0
    for name in exercises():
        for answer in answers:
            number += 1
            try:
                said = check(name, answer)._repr_markdown_()
            except Exception as error:
                wrong[f"{name} fails with {type(error).__name__}"] += 1
                continue
            kinds = {
                t.type
                for block in MarkdownIt("commonmark", {"html": True}).parse(said)
                for t in (block, *(block.children or ()))
            }
            if odd := kinds & {"html_inline", "html_block", "link_open", "image", "code_inline"}:
                wrong[f"{name} says {', '.join(sorted(odd))}"] += 1
    yield f"| answers | {number} | {len(exercises())} exercises |"
    yield from (f"| {what} | {n} | |" for what, n in wrong.items())


CHAPTER = """
from claimbook.plots import bars
from claimbook.show import figure, finding, prose, table
import json, pandas as pd
texts = json.load(open("../texts.json"))
prose(**{f"evil{n}": text for n, text in enumerate(texts)})
finding("hostile-text", " ".join(t for t in texts if not any(c.isdigit() for c in t))[:2000], lambda: True)
frame = pd.DataFrame({"label": [t[:2000] for t in texts], "value": 1, "side": "muted"})
figure(bars(frame, of="texts"), "hostile-figure", label="What <b>", value="How many")
table(frame.assign(**{"head <script>": frame.label}), "hostile-table", " ".join(texts)[:3000])
"""


def showing(folder: Path) -> Iterator[str]:
    """Let a chapter show every payload as value, finding, figure and table, and read its page."""
    import nbformat

    root = copy(folder)
    texts = [marked(n, p) for n, p in enumerate(PAYLOADS.values())]
    texts = [t for t in texts if len(t) < 20_000 and "\x1b" not in t]
    (root / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    values = "\n\n".join(f'<data value="evil{n}"></data>' for n in range(len(texts)))
    prose = f'A chapter.\n\n{values}\n\n- <data value="found-hostile-text"></data>\n\n:::{{caption}} hostile-figure\nA caption.\n:::'
    cells = [
        nbformat.v4.new_markdown_cell("# Hostile"),
        nbformat.v4.new_code_cell(CHAPTER),
        nbformat.v4.new_markdown_cell(prose),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["citation"] = {"abstract": "A.", "keywords": ["a"], "date": "2020-10-07"}
    nbformat.write(notebook, root / "chapters" / "hostile.ipynb")
    with open(root / "_toc.yml", "a", encoding="utf-8") as file:
        file.write("      - file: chapters/hostile\n")
    done = run(root, "-m", "claimbook", "refresh", "chapters/hostile.ipynb")
    if done.returncode:
        yield f"| refresh fails | 1 | {(done.stderr + done.stdout).strip().splitlines()[-1][:200]} |"
        return
    site, warned = built(root)
    told = Found()
    told.wrong.update(f"build: {line[:160]}" for line in warned)
    page = site / "chapters" / "hostile.html"
    with browser() as found:
        for width in WIDTHS:
            tab = watched(found, told.wrong, width)
            tab.goto(page.as_uri())
            tab.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
            if tab.evaluate("window.ran"):
                told.wrong["ran"] += 1
            if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
                told.wrong[f"{wide} px wide at {width}"] += 1
            said = tab.locator("main p").all_inner_texts()
    lines = {" ".join(text.split()) for text in said}
    hidden = dict.fromkeys(CUT, " ")
    lost = [t for t in texts if " ".join("".join(hidden.get(c, c) for c in t).split()) not in lines]
    exports(site, told)
    yield f"| values shown as they are | {len(texts) - len(lost)} of {len(texts)} | {' '.join(t[:30] for t in lost)} |"
    yield from (f"| {what} | {n} | |" for what, n in told.wrong.items())


def owning(folder: Path) -> Iterator[str]:
    """Make a book of one's own whose names and labels are hostile, and read its pages."""
    root = Path(shutil.copytree(HERE.parent / "newbook" / "quarry", folder))
    data = read(root / "data")
    cells, number = {}, 0
    kinds = [k for k, p in PAYLOADS.items() if len(p) < 2000 and not p.startswith(FORMULA)]
    for table, column in text_columns(data):
        if column not in ("surface", "quote", "qualifier", "name_in_article"):
            for at in filled(data, table, column)[:8]:
                kind = kinds[number % len(kinds)]
                mark = marked([*PAYLOADS].index(kind), PAYLOADS[kind])
                cells[table, column, at] = with_payload(data[table][at][column], mark)
                number += 1
    write(root, planted(data, cells))
    remember(read(root / "data").digest)
    done = run(root, "-m", "claimbook", "book")
    told = Found()
    site = root / "_build" / "html"
    if done.returncode:
        told.wrong[f"book: {(done.stderr or done.stdout).strip().splitlines()[-1][:200]}"] += 1
    if site.is_dir():
        with browser() as found:
            for width in WIDTHS:
                tab = watched(found, told.wrong, width)
                for path in [site / "index.html", *sorted((site / "chapters").glob("*.html"))]:
                    tab.goto(path.as_uri())
                    if tab.evaluate("window.ran"):
                        told.wrong[f"ran on {path.stem}"] += 1
                    if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
                        told.wrong[f"{path.stem} is {wide} px wide at {width}"] += 1
        exports(site, told)
    yield f"| cells | {number} | |"
    yield from (f"| {what} | {n} | |" for what, n in told.wrong.items())


def laying(folder: Path) -> Iterator[str]:
    """Give copies to the page of the article, in the book that is built."""
    site = ROOT / "_build" / "html"
    if not (site / "index.html").is_file():
        yield "| not asked | | the book is not built |"
        return
    article = Path(os.environ.get("ARTICLE") or os.devnull).read_text(encoding="utf-8") or REPORT
    copies = {kind: f"{article}\n{payload}\n{payload}" for kind, payload in PAYLOADS.items()}
    copies["in every sentence"] = article.replace(". ", f" {PAYLOADS['a script']}. ")
    copies["markup around it"] = (
        f"<p>{article}<img src=https://evil.example onerror={RUN}><script>{RUN}</script>"
    )
    wrong: Counter[str] = Counter()
    with browser() as found:
        tab = watched(found, wrong, WIDTHS[0])
        for kind, text in copies.items():
            tab.goto((site / "chapters" / "article.html").as_uri())
            tab.fill("#copy", text)
            tab.locator(".cb-copy-form button[type=submit]").first.click()
            tab.wait_for_function("document.querySelector('.cb-told')?.textContent", timeout=30_000)
            if tab.evaluate("window.ran"):
                wrong[f"ran: {kind}"] += 1
            if (wide := tab.evaluate("document.documentElement.scrollWidth")) > WIDTHS[0]:
                wrong[f"{wide} px wide: {kind}"] += 1
    yield f"| copies | {len(copies)} | {'with' if os.environ.get('ARTICLE') else 'without'} the report around them |"
    yield from (f"| {what} | {n} | |" for what, n in wrong.items())


# ---- the report ----
PARTS: dict[str, tuple[str, Callable[[Path], Iterable[str]]]] = {
    "tables": ("In the tables and the descriptor", lambda folder: of_tables(folder)),
    "verify": ("A copy given to `verify`", verifying),
    "new": ("A text given to `new`", beginning),
    "agree": ("A sheet given to `agree`", agreeing),
    "exercises": ("Answers given to `check`", answering),
    "overlay": ("A copy given to the page of the article", laying),
    "chapter": ("Values, findings, figures and tables of a chapter", showing),
    "own": ("A book of one’s own with hostile names and labels", owning),
}


#: With a carriage return in it no file is read, whatever the rules say.
UNREAD = r"a formula with '\r'"
HEAD = ("| what came of it | how many | |", "|---|---|---|")


def of_tables(folder: Path) -> list[str]:
    """Plant everything into the tables; return the table of what became of each kind."""
    data = read(ROOT / "data")
    columns = text_columns(data)
    no = refused(data, columns)
    accepted = {kind: set(columns) - no[kind] for kind in PAYLOADS}
    held = book(copy_one := plant(folder / "held", accepted, True), True)
    words = {(t, f["name"]) for t, f in data.columns() if "text" in f or f["name"].endswith("url")}
    every = {kind: words for kind in PAYLOADS if kind != UNREAD}
    open_ = book(copy_two := plant(folder / "open", every, False), False)
    lines = [
        f"{len(columns)} columns hold text. The others are held to codes, patterns and keys.",
        "",
        "| kind | refused by check | accepted | seen on pages | seen, rules off |",
        "|---|---|---|---|---|",
    ]
    for kind in PAYLOADS:
        yes = len(copy_one.where.get(kind, ()))
        row = (kind, len(no[kind]), yes, held.shown[kind] if yes else "", open_.shown[kind])
        lines.append(f"| {' | '.join(map(str, row))} |")
    for title, told, where in (
        ("What check accepts", held, copy_one),
        ("Everything, with the rules off", open_, copy_two),
    ):
        cut_up = {k: n for k, n in told.parts.items() if n}
        lines += ["", f"### {title}", ""]
        lines += ["Planted: " + str(sum(map(len, where.where.values()))) + ".", ""]
        lines += [f"- {what} ({n})" for what, n in sorted(told.wrong.items())] or [
            "Nothing ran, was asked for, broke or grew too wide."
        ]
        lines += [f"- stops: {what}" for what in told.stopped]
        if cut_up:
            lines += [
                "",
                "Marks that stand there in part, as a label broken into lines or a first sentence does: ",
            ]
            lines += [", ".join(f"{k} {n}" for k, n in cut_up.items())]
    return lines


def main() -> None:
    """Try everything, or some parts; write the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="*", default=[*PARTS], choices=PARTS)
    parser.add_argument("--keep", type=Path, help="a folder for the copies, to look at them")
    parser.add_argument("--refresh-here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=HERE / "hostile.md")
    asked = parser.parse_args()
    if asked.refresh_here:
        return refresh_here()
    begun = time.monotonic()
    lines = ["# Hostile text", ""]
    with contextlib.ExitStack() as stack:
        folder = asked.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in asked.only:
            title, tries = PARTS[name]
            lines += [f"## {title}", ""]
            try:
                lines += [*(HEAD if name != "tables" else ()), *tries(folder / name)]
            except Exception as error:  # a part that fails is a result too
                lines.append(f"**{type(error).__name__}: {str(error).strip().splitlines()[0]}**")
            lines.append("")
            text = "\n".join([*lines, f"{(time.monotonic() - begun) / 60:.0f} minutes.", ""])
            asked.out.write_text(text, encoding="utf-8", newline="\n")
            print(text, flush=True)


if __name__ == "__main__":
    main()
