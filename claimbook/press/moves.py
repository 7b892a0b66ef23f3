"""What the stored outputs and the prose of two states of the book say differently."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimbook.show.markdown import DATA, paragraphs
from claimbook.tables.changes import moved

#: Where a sentence of the prose ends and the next begins.
SENTENCES = re.compile(r"(?<=[.:?]) (?=[A-Z<\[*])|\n+")
KINDS = {"figure": "Figures", "table": "Tables", "found": "Findings", "statement": "Cards"}


def moves(before: Path, after: Path) -> Iterator[str]:
    """Yield, under a head each, the findings, figures, tables and sentences that moved.

    ``before`` and ``after`` are folders of the book; what is compared is what they have stored.
    """
    old, new = (dict(_notebooks(root)) for root in (before, after))
    told_of: dict[str, list[str]] = {}
    for page in dict.fromkeys([*old, *new]):
        was, now = old.get(page, _EMPTY), new.get(page, _EMPTY)
        for kind, line in _outputs(page, was, now):
            told_of.setdefault(kind, []).append(line)
    for page, now in new.items():
        for line in _sentences(old.get(page, _EMPTY), now):
            told_of.setdefault("Sentences", []).append(f"{page}: {line}")
    for head, lines in told_of.items():
        yield f"\n{head} that moved, {len(lines)}:"
        yield from (f"- {line}" for line in lines)


_EMPTY: dict[str, Any] = {"cells": []}


def _notebooks(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the chapters, and the first page as if it were one."""
    for path in sorted(root.glob("chapters/*.ipynb")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))
    for path in (*root.glob("index.md"), *sorted(root.glob("chapters/*.md"))):
        text = path.read_text(encoding="utf-8")
        yield path.stem, {"cells": [{"cell_type": "markdown", "source": text}]}


def _outputs(page: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Compare what a page puts out, by kind and name; yield the kind and what moved."""
    was, now = _named(old), _named(new)
    for key in dict.fromkeys([*was, *now]):
        kind, name = key
        if key not in was or key not in now:
            how = "new" if key in now else "gone"
        elif pair := next((p for p in zip(was[key], now[key], strict=True) if p[0] != p[1]), None):
            how = moved(*pair)
        else:
            continue
        yield KINDS.get(kind, "Lists"), f"{page}, {name}: {how}"


def _named(notebook: dict[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Map the outputs that have a name to their words: the label, the table behind them, what is shown."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if about := output.get("metadata", {}).get("claimbook"):
                key = about["kind"], about["name"]
                found[key] = (about["label"],)
                if about["kind"] != "found":  # beside its sentence it shows its condition
                    shown = _plain("".join(output["data"].get("text/html", "")))
                    found[key] += (about.get("table", ""), shown)
    return found


def _plain(html: str) -> str:
    """Return the words of some HTML."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def _sentences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Yield the sentences of the prose that a value of the outputs changed."""
    was = {name: text for text in paragraphs(old) for name, text in DATA.findall(text)}
    for sentence in SENTENCES.split("\n".join(paragraphs(new))):
        values = DATA.findall(sentence)
        if any(was.get(name, text) != text for name, text in values):
            before = DATA.sub(lambda m: was.get(m[1], m[2]), sentence)
            yield moved(_plain(before), _plain(DATA.sub(r"\2", sentence)))
