"""Measure how the book reads: how much of each page is prose, and what stands in its way.

Chromium reads the built pages as they first appear, at 1280 and 360 px. Prose is paragraphs, headings,
lists and block quotes of the text, outside figures, tables, code, cards, folds and lists of sources; each
block owns the page from its top to the top of the next. The section “Cite this chapter” counts in
neither.

    python -m claimbook build && python -m tools.reading [FOLDER OF ANOTHER BUILD]
"""

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from claimbook.press.browser import browser as launched
from claimbook.tables.schema import ROOT

WIDTHS = (1280, 360)
Row = dict[str, Any]
#: Column -> what it holds, in order.
MEANING = {
    "words": "words of prose",
    "px": "height of the text in pixels, at 1280 and at 360",
    "prose": "share of that height that is prose, in per cent",
    "cells": "code cells that are open, and their lines",
    "rows": "rows of the longest open table",
}
MEASURE = """() => {
  const PROSE = "p, h1, h2, h3, h4, ul, ol, blockquote, dl.glossary, .cb-p, .cb-doors";
  const OTHER = `figure, table, pre, details, .cell, .cb-block, .cb-card, .cb-citing, .cb-sources,
    .citation, .cb-filters, .cb-moved`;
  const OUT = "[id^='cite-this-'], .cb-turn, .cb-preview, .cb-quiet, script, style";
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
  const after = [...main.querySelectorAll("[id^='cite-this-'], .cb-turn")].filter(seen);
  const top = (e) => e.getBoundingClientRect().top;
  const end = after.length ? Math.min(...after.map(top)) : main.getBoundingClientRect().bottom;
  let px = 0, prose = 0, words = 0;
  blocks.forEach(([e, isProse], i) => {
    const height = Math.max(0, (i + 1 < blocks.length ? top(blocks[i + 1][0]) : end) - top(e));
    px += height;
    if (!isProse) return;
    prose += height;
    words += (text(e).match(/[\\p{L}\\p{N}][^\\s]*/gu) ?? []).length;
  });
  const code = [...main.querySelectorAll(".cell_input")].filter((e) => seen(e.querySelector("pre")));
  const lines = code.flatMap((e) => e.textContent.split("\\n")).filter((line) => line.trim());
  const rows = [...main.querySelectorAll("table")].filter(seen).map((t) => t.tBodies[0]?.rows.length ?? 0);
  return {
    words, px: Math.round(px), prose: Math.round(100 * prose / Math.max(px, 1)),
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
    return found


def main() -> None:
    """Print the table, a line for each page."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "_build" / "html").resolve()
    heads = ["words", "px 1280", "px 360", "prose 1280", "prose 360", "cells", "lines", "rows", "figures"]  # fmt: skip
    print("\n".join(f"{name}: {meaning}" for name, meaning in MEANING.items()))
    print(f"{'page':<24}" + "".join(f"{head:>12}" for head in heads))
    with launched() as browser:
        for path in [site / "index.html", *sorted(site.glob("chapters/*.html"))]:
            row = read(browser, path.as_uri())
            print(f"{path.stem:<24}" + "".join(f"{row[head]:>12}" for head in heads), flush=True)


if __name__ == "__main__":
    main()
