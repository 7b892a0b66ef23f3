"""Hold the data against the schema and the rules of evidence.

Bytes and headers first, then the schema (by the library for the Frictionless standard), then the
rules across tables that a schema cannot say. Every problem is reported, with what would be right.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

from claimbook.tables import article_rules, coding_rules, record_rules, schema
from claimbook.tables.problems import Data, Problem, Row


def check(folder: Path = schema.DATA) -> list[Problem]:
    """Return every problem of the tables in a data folder; none is an empty list.

    The rules across tables run only on tables whose bytes and columns are sound, because they
    would report the same fault a second time.
    """
    schema.package.cache_clear()
    try:
        schema.package(folder)
    except FileNotFoundError:
        return [Problem("datapackage.json", None, None, None, f"is missing in {folder}")]
    except json.JSONDecodeError as error:
        return [Problem("datapackage.json", error.lineno, None, None, f"is not JSON: {error.msg}")]
    tables: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for res in schema.package(folder)["resources"]:
        found, rows = _structure(folder, res)
        problems += found
        if not found:
            tables[res["name"]] = rows
    problems += _schema(folder, sorted(tables))
    if len(tables) == len(schema.package(folder)["resources"]):
        for rule in (*article_rules.RULES, *coding_rules.RULES, *record_rules.RULES):
            problems += rule(Data(tables, folder))
    return problems


def _structure(folder: Path, res: dict[str, Any]) -> tuple[list[Problem], list[Row]]:
    """Check bytes and header of one file; return its rows if they are sound."""
    name, path = res["path"], folder / res["path"]

    def one(
        right: str, line: int | None = None, column: str | None = None, value: str | None = None
    ) -> tuple[list[Problem], list[Row]]:
        return [Problem(name, line, column, value, right)], []

    if not path.exists():
        return one("the file is missing; datapackage.json lists it")
    raw = path.read_bytes()
    if raw.startswith(b"\xef\xbb\xbf"):
        return one("begins with a byte-order mark; save as UTF-8 without one", 1)
    if b"\r" in raw:
        line = raw[: raw.index(b"\r")].count(b"\n") + 1
        return one("has a carriage return (Windows line end); save with LF line ends", line)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return one(
            "is not UTF-8; save as UTF-8", line, None, repr(raw[error.start : error.start + 1])
        )
    cells = list(csv.reader(io.StringIO(text)))
    if not cells:
        return one("is empty; the first row must name the columns")
    header, body = cells[0], cells[1:]
    expected = [f["name"] for f in res["schema"]["fields"]]
    problems = [
        Problem(name, 1, c, None, "the column stands twice in the header; keep one")
        for c in dict.fromkeys(header)
        if header.count(c) > 1
    ]
    problems += [
        Problem(name, 1, c, None, "the column is missing; datapackage.json describes it")
        for c in expected
        if c not in header
    ]
    problems += [
        Problem(name, 1, c, None, "the column is not in datapackage.json; describe or drop it")
        for c in dict.fromkeys(header)
        if c not in expected
    ]
    if not problems and header != expected:
        problems.append(Problem(name, 1, None, None, f"columns must be in the order {expected}"))
    if not body:
        problems.append(Problem(name, None, None, None, "has no rows; at least one is expected"))
    problems += [
        Problem(name, i, None, None, f"has {len(r)} cells; {len(header)} are expected")
        for i, r in enumerate(body, 2)
        if len(r) != len(header)
    ]
    return problems, [] if problems else [dict(zip(header, r, strict=True)) for r in body]


def _schema(folder: Path, names: list[str]) -> list[Problem]:
    """Validate the sound tables with the Frictionless library: types, constraints, keys."""
    from frictionless import Package, system  # slow to import; only checking needs it

    descriptor = schema.package(folder)
    chosen = []
    for res in descriptor["resources"]:
        if res["name"] in names:  # a key to a table that could not be read is that table's problem
            keys = [
                k
                for k in res["schema"].get("foreignKeys", [])
                if k["reference"]["resource"] in ("", *names)
            ]
            rest = {k: v for k, v in res["schema"].items() if k != "foreignKeys"}
            chosen.append({**res, "schema": {**rest, "foreignKeys": keys} if keys else rest})
    if not chosen:
        return []
    with system.use_context(trusted=True):
        report = Package({**descriptor, "resources": chosen}, basepath=str(folder)).validate()
    files = {r["name"]: r for r in chosen}
    problems = [
        Problem("datapackage.json", None, None, None, str(e.message)) for e in report.errors
    ]
    for task in report.tasks:
        for error in task.errors:
            note = error.to_dict()
            column = note.get("fieldName") or ";".join(note.get("fieldNames", [])) or None
            value = note.get("cell")
            if value is None and column and "cells" in note:
                columns = [f["name"] for f in files[task.name]["schema"]["fields"]]
                first = column.split(";")[0]
                value = note["cells"][columns.index(first)] if first in columns else None
            problems.append(
                Problem(
                    files[task.name]["path"],
                    note.get("rowNumber"),
                    column,
                    None if value is None else str(value),
                    _right(files[task.name], column, note),
                )
            )
    return problems


def _right(res: dict[str, Any], column: str | None, note: dict[str, Any]) -> str:
    """Say what would be right, from the schema, for an error of the library."""
    field: dict[str, Any] = next((f for f in res["schema"]["fields"] if f["name"] == column), {})
    rule = field.get("constraints", {})
    kind, text = note["type"], str(note.get("note", ""))
    if kind == "foreign-key":
        key = next(k for k in res["schema"]["foreignKeys"] if k["fields"] == [column])
        target = key["reference"]["resource"] or res["name"]
        return f"names no row of {target}.csv; use one of its {key['reference']['fields'][0]}"
    if kind in ("primary-key", "unique-error"):
        return "stands on another line too; the identifier must be unique"
    if kind == "type-error":
        return f"must be of type {field.get('type')}"
    if "required" in text:
        return "must not be empty"
    if "enum" in text:
        return f"is not a code of this column; use one of: {', '.join(rule['enum'])}"
    if "pattern" in text:
        return f"does not have the form {rule['pattern']}"
    if "minimum" in text:
        return f"must be at least {rule['minimum']}"
    return str(note.get("message", kind))
