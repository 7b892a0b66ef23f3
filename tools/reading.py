"""Measure how the book reads: how much of each page is prose, and what stands in its way.

Chromium reads the built pages as they first appear, at 1280 and 360 px. Prose is paragraphs, headings,
lists and block quotes of the text, outside figures, tables, code, cards, folds and lists of sources; each
block owns the page from its top to the top of the next. The fold “Cite this page” counts in neither.

    python -m claimbook build && python -m tools.reading [FOLDER OF A BUILD [OF A LATER ONE]]

Of two builds only the sums are printed, before and after.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from claimbook.builders.browser import browser as launched
from claimbook.data.schema import ROOT

WIDTHS = (1280, 360)
Row = dict[str, Any]
#: Column -> what it holds, in order.
MEANING = {
    "words": "words of prose",
    "px": "height of the text in pixels, at 1280 and at 360",
    "prose": "share of that height that is prose, in per cent",
    "cells": "code cells that are open, and their lines",
    "rows": "rows of the longest open table",
    "marks": "marks of findings, of any kind",
    "folds": "lines that open something, marks left out",
    "ids": "identifiers that can be seen in the prose",
    "entries": "entries at the top of the list of chapters",
}
#: A run of so many words that stands on two pages is a repetition.
RUN = 8
IDENTIFIER = re.compile(r"\b[A-Za-z]\d{2,3}\b")
MEASURE = """() => {
  const PROSE = "p, h1, h2, h3, h4, ul, ol, blockquote, dl.glossary, .cb-p, .cb-doors";
  const OTHER = `figure, table, pre, details, .cell, .cb-block, .cb-card, .cb-citing, .cb-sources,
    .citation, .cb-filters, .cb-moved`;
  const OUT = "[id^='cite-this-'], .cb-foot-cite, .cb-turn, .cb-preview, .cb-quiet, script, style";
  const seen = (e) => e.checkVisibility() && e.getBoundingClientRect().height > 0;
  const text = (e) => {
    const copy = e.cloneNode(true);
    for (const part of copy.querySelectorAll("details, .cb-quiet, svg")) part.remove();
    for (const part of copy.querySelectorAll("p, li, dt, dd, div")) part.append(" ");
    return copy.textContent;
  };
  const blocks = [];
  const walk = (parent) => {
    for (const e of parent.children) {
      if (e.matches(OUT) || !seen(e)) continue;
      if (e.matches(OTHER)) blocks.push([e, false]);
      else if (e.matches(PROSE)) blocks.push([e, true]);
      else if (e.children.length) walk(e);
    }
  };
  const main = document.querySelector("main");
  walk(main);
  const after = [...main.querySelectorAll("[id^='cite-this-'], .cb-foot-cite, .cb-turn")].filter(seen);
  const top = (e) => e.getBoundingClientRect().top;
  const end = after.length ? Math.min(...after.map(top)) : main.getBoundingClientRect().bottom;
  let px = 0, prose = 0, said = [];
  blocks.forEach(([e, isProse], i) => {
    const height = Math.max(0, (i + 1 < blocks.length ? top(blocks[i + 1][0]) : end) - top(e));
    px += height;
    if (!isProse) return;
    prose += height;
    said.push(text(e));
  });
  const code = [...main.querySelectorAll(".cell_input")].filter((e) => seen(e.querySelector("pre")));
  const lines = code.flatMap((e) => e.textContent.split("\\n")).filter((line) => line.trim());
  const rows = [...main.querySelectorAll("table")].filter(seen).map((t) => t.tBodies[0]?.rows.length ?? 0);
  const summaries = [...main.querySelectorAll("summary")].filter(seen);
  const marks = main.querySelectorAll(".cb-how > summary, .cb-there").length;
  return {
    said: said.join("\\n"), marks, folds: summaries.filter((e) => !e.closest(".cb-how")).length,
    entries: [...document.querySelectorAll(".cb-left .cb-chapters li")].filter((e) => !e.closest("details")).length,
    essay: !!document.querySelector(".cb-first, .cb-left ul[aria-labelledby='left-1'] [aria-current]"),
    words: said.join(" ").match(/[\\p{L}\\p{N}][^\\s]*/gu)?.length ?? 0, px: Math.round(px), prose: Math.round(100 * prose / Math.max(px, 1)),
    cells: code.length, lines: lines.length, rows: Math.max(0, ...rows),
    figures: [...main.querySelectorAll("figure")].filter(seen).length,
  };
}"""


def read(browser: Browser, address: str) -> Row:
    """Return the measures of a page; what hangs on the width is told for each."""
    found: Row = {}
    for width in WIDTHS:
        tab = browser.new_context(viewport={"width": width, "height": 800}).new_page()
        tab.goto(address, wait_until="load")
        tab.evaluate("document.fonts.ready")
        measures = tab.evaluate(MEASURE)
        found |= {f"{key} {width}": measures.pop(key) for key in ("px", "prose")}
        found = measures | found
        tab.context.close()
    found["ids"] = len(IDENTIFIER.findall(found["said"]))
    return found


def repeated(texts: Sequence[str]) -> int:
    """Return how many words of some texts stand in a run of :data:`RUN` that another of them has too.

    >>> repeated(["a b c d e f g h i", "x b c d e f g h i"]), repeated(["a b c", "a b c"])
    (16, 0)
    """
    pages = [re.findall(r"[\w’'-]+", text.lower()) for text in texts]
    homes = Counter(run for page in pages for run in set(runs(page)))
    found = 0
    for page in pages:
        held = {at + k for at, run in enumerate(runs(page)) if homes[run] > 1 for k in range(RUN)}
        found += len(held)
    return found


def runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every run of words of the length that counts."""
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def pages_of(site: Path) -> dict[str, Row]:
    """Return the measures of every page of a build, by name."""
    with launched() as browser:
        paths = [site / "index.html", *sorted(site.glob("chapters/*.html"))]
        return {path.stem: read(browser, path.as_uri()) for path in paths}


def sums(pages: dict[str, Row]) -> Row:
    """Return the measures of a whole build; those of prose are of the essays and the first page."""
    essays = [row for row in pages.values() if row["essay"]]
    texts = [row["said"] for row in essays]
    words = sum(row["words"] for row in essays)
    return {
        "words of the essays": words,
        "marks of findings, all pages": sum(row["marks"] for row in pages.values()),
        "folds that can be seen, all pages": sum(row["folds"] for row in pages.values()),
        "folds that can be seen, essays": sum(row["folds"] for row in essays),
        "identifiers in the prose of the essays": sum(row["ids"] for row in essays),
        "semicolons in 1,000 words": round(1000 * sum(t.count(";") for t in texts) / words, 1),
        f"words in runs of {RUN} that another essay has": repeated(texts),
        "entries at the top of the list": max(row["entries"] for row in pages.values()),
    }


def main() -> None:
    """Print the table, a line for each page, and the sums; of two builds the sums alone."""
    sites = [Path(given).resolve() for given in sys.argv[1:3]] or [ROOT / "_build" / "html"]
    builds = [pages_of(site) for site in sites]
    if len(builds) == 1:
        heads = ["words", "px 1280", "px 360", "prose 1280", "prose 360", "cells", "lines", "rows", "figures", "marks", "folds", "ids"]  # fmt: skip
        print("\n".join(f"{name}: {meaning}" for name, meaning in MEANING.items()))
        print(f"{'page':<16}" + "".join(f"{head:>11}" for head in heads))
        for name, row in builds[0].items():
            print(f"{name:<16}" + "".join(f"{row[head]:>11}" for head in heads))
    found = [sums(pages) for pages in builds]
    for name in found[0]:
        print(f"{name:<48}" + "".join(f"{row[name]:>10}" for row in found))


if __name__ == "__main__":
    main()
