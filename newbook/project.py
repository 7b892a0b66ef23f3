"""Make a folder to code a news report in: its sentences, empty tables, the codebook, a README.

The descriptor of the new folder is that of this book, reduced to the article, with codes that fit any
dispute (``templates/codebook.yml``). No text of the report stands in what may be published.
"""

import copy
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from claimbook.atomic import atomic_write
from claimbook.data import schema
from claimbook.data.lint import characters
from claimbook.data.text import (
    MAX_QUOTE_WORDS,
    MAX_QUOTED_SHARE,
    bare,
    no_formula,
    quoted_words,
    sha256,
    token_lengths,
    words,
)
from claimbook.data.wording import count
from claimbook.display.markdown import escape_markdown
from newbook import segment
from newbook.segment import TextError, Unit

#: Folder with the text and what is cut from it; it is not published.
TEXT = "text"
COPY = f"{TEXT}/article.txt"
#: A step that nobody sees, as of the line end that closes a file.
UNSEEN = "empty lines removed"
#: Columns of documents.csv that may stay empty: not every report has them, or its coder must say.
OPTIONAL = ("copy_url", "outlet", "published")

templates = Environment(  # of Markdown and YAML, no HTML
    loader=PackageLoader("newbook"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
templates.filters["plain"] = escape_markdown
templates.filters["literal"] = lambda text: json.dumps(text, ensure_ascii=False)  # as in Python


def create(folder: Path, text_file: Path, title: str = "", language: str = "en") -> list[str]:
    """Make the folder of a coding project; return what a person should know of it.

    ``title`` is the headline, if the text does not begin with it; ``language`` is that of the text
    (ISO 639-1). Raises :class:`newbook.segment.TextError` with every problem, of text and folder;
    nothing is written then, and nothing that is there is ever overwritten.
    """
    wrong = []
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        wrong.append(f"{folder}: is there already and not empty; name a folder that is not")
    wrong += [f"--title: {right}" for right in characters(title)]
    if not (len(language) == 2 and language.isascii() and language.islower()):
        wrong.append(f"--language {language}: is no code of ISO 639-1, such as en or de")
    text, done = "", list[str]()
    try:
        text, done = segment.prepare(segment.read_text(text_file))
        wrong += segment.problems(text, language)
    except TextError as error:
        wrong += error.problems
    units = [] if wrong else segment.segment(text, language)
    headline = next((text[u.start : u.end] for u in units if u.part == "title"), title)
    if units and not headline:
        wrong.append("the text has no headline: its first line ends like a sentence; give --title")
    if wrong:
        raise TextError(wrong)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=folder.parent) as beside:
        made = Path(beside, "made")
        _write(made, text, units, headline, language)
        with suppress(FileNotFoundError):
            folder.rmdir()  # Windows replaces no folder, not even an empty one
        os.replace(made, folder)
    return list(_summary(folder, text, units, headline, title, done))


def _write(folder: Path, text: str, units: list[Unit], title: str, language: str) -> None:
    """Write the files of a project."""
    package = descriptor(title, language)
    filled = {
        "documents": [document(text, units, title, language)],
        "sentences": [sentence(text, unit) for unit in units],
    }
    data = folder / "data"
    (data / schema.ARTICLE).mkdir(parents=True)
    (folder / TEXT).mkdir()
    for res in package["resources"]:
        heads = [field["name"] for field in res["schema"]["fields"]]
        put(data / res["path"], heads, filled.get(res["name"], []))
    atomic_write(data / schema.DESCRIPTOR, json.dumps(package, ensure_ascii=False, indent=1) + "\n")
    atomic_write(folder / COPY, text)
    rows = [[u.identifier, u.part, u.start, u.end, text[u.start : u.end]] for u in units]
    _to_read(folder, "sentences", ["sentence_id", "part", "start", "end", "text"], rows)
    spans = [(a, b, text[a:b]) for a, b in segment.quotations(text)]
    rows = [[a, b, words(piece), sha256(piece), piece] for a, b, piece in spans]
    _to_read(folder, "quotations", ["start", "end", "words", "sha256", "text"], rows)
    known = {
        "title": title,
        "units": len(units),
        "sentences": sum(u.part == "body" for u in units),
        "words": f"{counted(text, units):,}",
        "most": MAX_QUOTE_WORDS,
        "share": f"{MAX_QUOTED_SHARE:.0%}",
        "today": f"{date.today():%Y-%m-%d}",
    }
    for name, file in (
        ("README.md", "README.md"),
        ("CITATION.cff", "CITATION.cff"),
        ("gitignore", ".gitignore"),
    ):
        atomic_write(folder / file, templates.get_template(name).render(known))
    write_codebook(folder)


def write_codebook(folder: Path) -> None:
    """Write the codebook of a project as a page, from its descriptor."""
    package = schema.package(folder / "data")
    columns: dict[str, list[str]] = {variable: [] for variable in package["codebook"]}
    for res in package["resources"]:
        for field in res["schema"]["fields"]:
            if "codes" in field:
                columns[field["codes"]].append(f"`{res['name']}.{field['name']}`")
    page = templates.get_template("codebook.md").render(package, columns=columns)
    atomic_write(folder / "codebook.md", page)


#: What the descriptor of this book says of its own article: rules of one coding, numbers that went.
OURS = ("distinct", "retired", "frozen", "sources")


def descriptor(title: str, language: str = "en") -> dict[str, Any]:
    """Return the descriptor of a new project: tables of the article, codes for any dispute.

    What a column of words holds is told for English texts alone.
    """
    own = schema.package(schema.HOME / "data")
    resources = [
        copy.deepcopy(res)
        for res in own["resources"]
        if res["path"].startswith(f"{schema.ARTICLE}/")
    ]
    changed = yaml.safe_load(templates.get_template("codebook.yml").render())
    codebook: dict[str, list[dict[str, Any]]] = {}
    for res in resources:
        columns = {field["name"]: field for field in res["schema"]["fields"]}
        for described in (res, *columns.values()):
            for key in (*OURS, *(() if language == "en" else ("text",))):
                described.pop(key, None)
        if res["name"] == "quantities":
            columns["value"]["type"] = "number"  # 2.5 per cent
        if res["name"] == "documents":
            columns["words"]["constraints"]["minimum"] = 0  # a headline alone has no body
            for name in OPTIONAL:
                del columns[name]["constraints"]["required"]
        if "text" in columns.get("place", ()):
            columns["place"]["text"] = "printed"  # of a place no case is known
        for field in columns.values():
            if variable := field.get("codes"):
                codes, other = own["codebook"][variable], changed.get(variable, {})
                if isinstance(other, list):  # other codes, and not only other words for them
                    codes, other = other, {}
                codebook[variable] = [
                    {**code, **other.get(code["code"], {}), "example": ""} for code in codes
                ]
                field["constraints"]["enum"] = [code["code"] for code in codes]
    return {
        "profile": own["profile"],
        "name": "coding",
        "title": f"A coding: {title}",
        "description": "A news report, coded. The text of the report is not included.",
        "licenses": own["licenses"],
        "unfinished": True,
        "normalised": [step.name for step in segment.steps()],
        "resources": resources,
        "codebook": codebook,
        "decisions": [],
    }


def document(text: str, units: list[Unit], title: str, language: str) -> dict[str, str]:
    """Return the row of the report; what its text does not print is the coder's to fill in."""
    body = sum(words(text[u.start : u.end]) for u in units if u.part == "body")
    return {
        "document_id": "d01",
        "title": title,
        "outlet": "",
        "published": published(text, units),
        "language": language,
        "copy_url": "",
        "words": str(body),
        "sha256": sha256(text),
    }


def published(text: str, units: list[Unit]) -> str:
    """Return the day that the dateline prints, as an ISO date; nothing if there is none."""
    line = next((text[u.start : u.end] for u in units if u.part == "dateline"), "")
    found = re.search(segment.DATE, line)
    day = pd.to_datetime(found[0], errors="coerce") if found else pd.NaT
    return "" if pd.isna(day) else f"{day:%Y-%m-%d}"


def sentence(text: str, unit: Unit) -> dict[str, str]:
    """Return the row of a unit, as in ``sentences.csv``."""
    piece = text[unit.start : unit.end]
    quoted = quoted_words(text, unit.start, unit.end, segment.quotations(text))
    return {
        "sentence_id": unit.identifier,
        "document_id": "d01",
        "paragraph": str(unit.paragraph),
        "sentence": str(unit.sentence),
        "part": unit.part,
        "start": str(unit.start),
        "end": str(unit.end),
        "words": str(words(piece)),
        "quoted_words": str(quoted),
        "sha256": sha256(piece),
        "sha256_words": sha256(bare(piece)),
        "token_lengths": token_lengths(piece),
    }


def put(path: Path, columns: list[str], rows: list[Any]) -> None:
    """Write rows, dictionaries or lists, as a table: UTF-8, LF, the columns in their order."""
    atomic_write(path, pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n"))


def counted(text: str, units: list[Unit]) -> int:
    """Count the words of all units; what the text glues together is apart in them."""
    return sum(words(text[u.start : u.end]) for u in units)


def _to_read(folder: Path, name: str, columns: list[str], rows: list[list[Any]]) -> None:
    """Write a table to read beside the coding; no spreadsheet may take its text for a formula."""
    safe = [[str(no_formula(str(cell))) for cell in row] for row in rows]
    put(folder / TEXT / f"{name}.csv", columns, safe)


def _summary(
    folder: Path, text: str, units: list[Unit], headline: str, title: str, done: list[str]
) -> Iterator[str]:
    """Say what was made, and what a coder should look at."""
    parts = Counter(unit.part for unit in units)
    yield (
        f"{folder}: {count(len(units), 'unit')}, {count(parts['body'], 'sentence')} of the body, "
        f"{counted(text, units):,} words. "
        f"Nothing is coded yet: {folder / 'README.md'} has the steps."
    )
    if done := [step for step in done if step != UNSEEN]:
        yield f"To be compared with other copies the text was changed: {', '.join(done)}."
    if title and title != headline:
        yield f"The text begins with its own headline, which was taken: {headline!r}."
    if parts["heading"]:
        yield (
            f"Headings, because they do not end like a sentence: {count(parts['heading'], 'line')}. "
            f"Look at them in {folder / TEXT / 'sentences.csv'}."
        )
    if parts["body"] and not segment.quotations(text):
        yield (
            "The text has no quotation in double marks; if it quotes in ‘single’ ones, put double ones."
        )
