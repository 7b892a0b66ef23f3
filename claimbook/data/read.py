"""Read a data folder, once: the bytes of its files, their headers, their rows.

What the rules read, what Frictionless validates and what the frames hold are these rows.
"""

import codecs
import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimbook.data import schema
from claimbook.data.descriptor import shape
from claimbook.data.problems import Data, Problem, Row, in_descriptor


def read(folder: Path = schema.DATA) -> Data:
    """Read the descriptor of a folder and every table that it names.

    Nothing is raised for a file that is missing, misencoded or misshapen: it has problems instead
    of rows. Without a sound descriptor there are no tables.
    """
    try:
        raw = (folder / schema.DESCRIPTOR).read_bytes()
        package = schema.parse(raw)
    except FileNotFoundError:
        return _unread(in_descriptor(f"is missing in {folder}"))
    except UnicodeDecodeError as error:
        line = _line(error.object, error.start)
        return _unread(in_descriptor("is not UTF-8; save as UTF-8", line=line))
    except json.JSONDecodeError as error:
        return _unread(in_descriptor(f"is not JSON: {error.msg}", line=error.lineno))
    if wrong := list(shape(package)):
        return _unread(*wrong)
    digest = hashlib.sha256(hashlib.sha256(raw).digest())
    tables: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for res in package["resources"]:
        path = folder / res["path"]
        content = path.read_bytes() if path.exists() else None
        digest.update(hashlib.sha256(content or b"").digest())
        found, rows = _table(res, content, bool(package.get("unfinished")))
        problems += found
        if rows is not None:
            tables[res["name"]] = rows
    return Data(package, tables, problems, digest.hexdigest(), folder)


def _unread(*problems: Problem) -> Data:
    return Data({"resources": []}, {}, [*problems], "")


def _table(
    res: dict[str, Any], raw: bytes | None, may_be_empty: bool
) -> tuple[list[Problem], list[Row] | None]:
    """Return what is wrong with bytes, header and shape of one file; its rows if they can be read."""
    if raw is None:
        right = "the file is missing; datapackage.json lists it"
        return [Problem(res["path"], None, None, None, right)], None
    text, problems = decoded(res["path"], raw)
    if text is None:
        return problems, None
    expected = [field["name"] for field in res["schema"]["fields"]]
    first = text.partition("\n")[0]
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if first == separator.join(expected):
            right = f"the cells are separated by {name}; save with commas. {KEEP}"
            return [*problems, Problem(res["path"], 1, None, None, right)], None
    lines, wrong = cells(res["path"], text)
    if wrong:
        return [*problems, *wrong], None
    if not lines:
        right = "is empty; the first row must name the columns"
        return [*problems, Problem(res["path"], None, None, None, right)], None
    (_, header), *body = lines
    if shapeless := [*_header(res, header), *_body(res, header, body, may_be_empty)]:
        return [*problems, *shapeless], None
    return problems, [
        Row(zip(header, row, strict=True), res["name"], res["path"], line) for line, row in body
    ]


#: What spreadsheets do to a table, and how it is kept from it.
KEEP = (
    "Excel cannot keep such a file; LibreOffice can (Save as, keep CSV format, UTF-8, comma), and so "
    "can a text editor"
)


def decoded(file: str, raw: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file, with LF line ends, and everything that is wrong with its bytes.

    The text is missing if the bytes are no UTF-8.
    """
    problems = []

    def wrong(right: str, at: int, value: str | None = None) -> None:
        problems.append(Problem(file, _line(raw, at), None, value, right))

    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wrong(f"is UTF-16, as Excel’s “Unicode text”; save as UTF-8. {KEEP}", 0)
        return None, problems
    if raw.startswith(codecs.BOM_UTF8):
        wrong(f"begins with a byte-order mark; save as UTF-8 without one. {KEEP}", 0)
    if b"\r" in raw:
        right = "has a carriage return (Windows line end); save with LF line ends"
        wrong(right, raw.index(b"\r"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        shift = len(codecs.BOM_UTF8) if raw.startswith(codecs.BOM_UTF8) else 0
        byte = raw[error.start + shift]
        wrong("is not UTF-8; save as UTF-8", error.start + shift, f"byte {byte:02X}")
        return None, problems
    return text.replace("\r\n", "\n").replace("\r", "\n"), problems


def cells(
    file: str, text: str, delimiter: str = ","
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the rows of a CSV, each with the line on which it begins, and why it is none.

    Nothing is raised for a cell that is larger than the library takes.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows, begins = [], 1
    try:
        for row in reader:
            rows.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        right = f"cannot be read as CSV ({error}); is a quotation mark left open there?"
        return [], [Problem(file, begins, None, None, right)]
    return rows, []


def _line(raw: bytes, at: int) -> int:
    return raw[:at].count(b"\n") + 1


def _header(res: dict[str, Any], header: list[str]) -> Iterator[Problem]:
    """Columns are those of the descriptor, each once, in its order."""
    expected = [field["name"] for field in res["schema"]["fields"]]
    given = list(dict.fromkeys(header))
    wrong = {
        "the column stands twice in the header; keep one": [
            c for c in given if header.count(c) > 1
        ],
        "the column is missing; datapackage.json describes it": [
            c for c in expected if c not in given
        ],
        "the column is not in datapackage.json; describe or drop it": [
            c for c in given if c not in expected
        ],
    }
    for right, columns in wrong.items():
        for column in columns:
            yield Problem(res["path"], 1, column, None, right)
    if header != expected and not any(wrong.values()):
        right = f"columns must be in the order {expected}"
        yield Problem(res["path"], 1, None, None, right)


def _body(
    res: dict[str, Any], header: list[str], body: list[tuple[int, list[str]]], may_be_empty: bool
) -> Iterator[Problem]:
    """There are rows, and each has as many cells as the header."""
    if not body and not may_be_empty:
        yield Problem(res["path"], None, None, None, "has no rows; at least one is expected")
    for line, row in body:
        if len(row) != len(header):
            right = f"has {len(row)} cells; {len(header)} are expected"
            yield Problem(res["path"], line, None, None, right)
