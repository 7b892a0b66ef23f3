"""Plant hostile text in every text of the tables, and read the book that comes of it.

    python -m tools.hostile

What any text becomes on its way out is held by properties in the tests; here the whole way is gone once, with
`check` switched off, because the defence must not hang on it alone. All of it happens in a copy of the book.
Exits with 1 and says what happened if something ran, asked another host, was too wide, or cannot be read.
"""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from itertools import cycle
from pathlib import Path

import bibtexparser
import rispy

from claimbook.builders.browser import browser
from claimbook.data import schema
from claimbook.data.read import read
from claimbook.data.text import FORMULA

RUN = "window.ran=1"
PAYLOADS = (
    f"<img src=x onerror={RUN}><svg onload={RUN}><b>bold</b>",
    f"</script></style></title>]]>--><script>{RUN}</script>",
    f"x\" onmouseover=\"{RUN}\" autofocus onfocus='{RUN}' y='",
    f"javascript:{RUN} data:text/html,x file:///etc/passwd &lt;b&gt; &#60;i&#62;",
    f"[t](javascript:{RUN}) ![i](https://evil.example/p.png) [u](id:nowhere)",
    "{include}`/etc/hostname` {raw}`x` {{ title }} ```{include} /etc/hostname```",
    "`t <javascript:x>`_ :ref:`x` |version| .. include:: /etc/hostname",
    r"*a* **b** `d` US$ 5_m^2 and US$ 9 $\frac{$ \input{/etc/passwd} \write18{x} 50% #1 ~ ^ A } b {",
    "a\nTY  - X\nER  - \u2028b\u0085c",
    "a\x1b[2Jb\x07 a\u202edcb\u202c \u200fe a\u200bb\ufeffc Z" + "\u0334\u0351\u0489" * 20,
    "Сhina \U0001f600\U00010348 " + "W" * 10_000,
    "F99 c99 s99-9 F16 c07 thebe kernelName id:c07 cb-wide </figure> url(#x) var(--cb-ink)",
    *(f"{sign}1+1" for sign in FORMULA if sign != "\r"),  # with a bare \r no file is read
)
#: The copy's own `check` finds nothing.
UNCHECKED = "\n\ndef examine(*_: object, **__: object) -> list[Problem]:\n    return []\n"


def plant(book: Path) -> int:
    """Add payloads to the text columns of the tables, three cells each; return how many."""
    data, payloads, number = read(book / "data"), cycle(PAYLOADS), 0
    texts = {(t, f["name"]) for t, f in data.columns() if "text" in f or f["name"].endswith("url")}
    for table, rows in data.tables.items():
        keys = data.resources[table]["schema"]["primaryKey"]
        for column in (c for t, c in sorted(texts) if t == table and c not in keys):
            for row in [r for r in rows if r[column]][:3]:
                payload, number = next(payloads), number + 1
                row[column] = f"{payload} {row[column]}"
        with open(book / "data" / data.resources[table]["path"], "w", encoding="utf-8", newline="") as file:  # fmt: skip
            writer = csv.DictWriter(file, [*data.fields(table)], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return number


def pages(site: Path, wrong: Counter[str]) -> None:
    """Open every page in Chromium, wide and narrow, with all folds open."""
    with browser() as chromium:
        for width in (1280, 360):
            tab = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
            tab.on("request", lambda r: r.url.startswith("file:") or r.url.startswith("data:") or wrong.update([f"asked {r.url[:60]}"]))  # fmt: skip
            tab.on("dialog", lambda d: (wrong.update(["a dialog"]), d.dismiss()))
            tab.on("pageerror", lambda e: wrong.update([f"an error: {str(e)[:80]}"]))
            for path in (p for p in sorted(site.rglob("*.html")) if "_static" not in p.parts):
                tab.goto(path.as_uri())
                tab.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
                if tab.evaluate("window.ran"):
                    wrong[f"ran on {path.stem}"] += 1
                if (wide := tab.evaluate("document.documentElement.scrollWidth")) > width:
                    wrong[f"{path.stem} is {wide} px wide at {width}"] += 1
            tab.context.close()


def exports(site: Path, wrong: Counter[str]) -> None:
    """Read the exports and what scripts are given as a stranger would."""
    for path in sorted((site / "cite").glob("*.json")):
        works = json.loads(path.read_text(encoding="utf-8"))
        records = rispy.loads(path.with_suffix(".ris").read_text(encoding="utf-8"))
        library = bibtexparser.parse_string(path.with_suffix(".bib").read_text(encoding="utf-8"))
        if library.failed_blocks or not len(works) == len(records) == len(library.entries):
            wrong[f"cite/{path.stem}: a record is lost, or there is one more"] += 1
    for path in sorted(site.glob("figures/*.csv")):
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
        if any(cell.startswith(FORMULA) for row in rows for cell in row):
            wrong[f"{path.name}: a formula"] += 1
    for path in sorted(site.rglob("*.html")):
        for block in re.findall(r'ld\+json">(.*?)</script>', path.read_text("utf-8"), re.DOTALL):
            json.loads(block)
    for name in ("claimbook-index", "claimbook-article"):
        text = (site / "_static" / f"{name}.js").read_text(encoding="utf-8")
        json.loads(text.partition(" = ")[2].rstrip(";\n"))


def main() -> None:
    """Plant, refresh, build, read; print what happened."""
    wrong = Counter[str]()
    with tempfile.TemporaryDirectory() as there:
        left = shutil.ignore_patterns(".*", "_build", "tests", "__pycache__")
        book = Path(shutil.copytree(schema.ROOT, Path(there) / "book", ignore=left))
        print(f"{plant(book)} cells are hostile.", flush=True)
        with open(book / "claimbook" / "data" / "check.py", "a", encoding="utf-8") as file:
            file.write(UNCHECKED)
        env = {**os.environ, "PYTHONPATH": str(book), "PYTHONUTF8": "1"}
        for chapter in sorted(
            (book / "chapters").glob("*.ipynb")
        ):  # a count may stop a cell: rightly
            command = [sys.executable, "-m", "claimbook", "refresh", str(chapter)]
            done = subprocess.run(command, cwd=book, env=env, capture_output=True, encoding="utf-8")
            if done.returncode:
                print(f"{chapter.stem} stops: {done.stderr.strip().splitlines()[-1][:100]}")
        program = str(Path(sys.executable).parent / "jupyter-book")
        subprocess.run([program, "build", str(book), "-q"], env=env, capture_output=True)
        site = book / "_build" / "html"
        pages(site, wrong)
        exports(site, wrong)
    told = [f"{what} ({n})" for what, n in wrong.items()]
    print("\n".join(told or ["Nothing ran, was asked for, broke or grew too wide."]))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
