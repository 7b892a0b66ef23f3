"""Coding sheets: a stranger's codes, read from a CSV, and held against the book and its coders.

A sheet has the columns of ``data/coding/codes.csv``: ``coder_id`` (which may be left out),
``unit_id``, ``variable``, ``code``; a row a decision. It may come from any program: with commas,
semicolons or tabs, in UTF-8 with or without a byte-order mark, with Windows line ends. Or it has a row
a unit: ``unit_id`` and a column a variable.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.tables import schema
from claimbook.tables.agreement import alpha, wide
from claimbook.tables.coding import BLIND, ordered
from claimbook.tables.frames import Tables, records
from claimbook.tables.problems import Mendable, Problem
from claimbook.tables.read import cells, decoded
from claimbook.tables.wording import listing

#: The columns of a sheet; the first may be left out.
LONG = ("coder_id", "unit_id", "variable", "code")
#: What a reader codes first; each variable has definitions in the codebook.
TRAINED = ("form", "issue_id", "certainty", "reported_as")
#: What the book now says is one of the coders to be compared with.
BOOK_NOW = "book"
#: From so many units on an alpha is printed: of fewer it says nothing.
ENOUGH = 5
#: Tables that hold the codes of a variable, by the column of statements.csv.
LISTED = {"issue_id": "issues", "concept_id": "concepts"}
#: So many codes are named where one is wrong.
MANY = 20


class SheetError(Mendable, ValueError):
    """Sheets that cannot be compared; the message lists every problem of every sheet."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Sheet:
    """The codes of one coder: who it is, and a frame with ``unit_id``, ``variable``, ``code``."""

    coder: str
    codes: pd.DataFrame


def variables(tables: Tables) -> dict[str, list[str]]:
    """Return what a sheet may code, with the codes of each: by the column of statements.csv.

    A variable whose values are actors has theirs; lists of them are written with ``;``.
    """
    found: dict[str, list[str]] = {}
    for field in schema.fields("statements"):
        name = field["name"]
        if "codes" in field:
            found[name] = list(schema.codes(field["codes"]))
        elif name in LISTED:
            found[name] = list(getattr(tables, LISTED[name])[name])
        elif schema.target("statements", name) == "actors":
            found[name] = list(tables.actors["actor_id"])
    return found


def labels(variable: str, tables: Tables) -> dict[str, str]:
    """Return what the codes of a variable are called, by code."""
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    if "codes" in field:
        return schema.codes(field["codes"])
    table, name = (tables.issues, "label") if variable == "issue_id" else (tables.actors, "name")
    if variable == "concept_id":
        table, name = tables.concepts, "concept"
    key = variable if variable in LISTED else "actor_id"
    return dict(zip(table[key], table[name], strict=True))


def sheets(paths: Iterable[Path], tables: Tables) -> list[Sheet]:
    """Read sheets: files, or every CSV of a folder; one a coder.

    Raises :class:`SheetError` with everything that is wrong with any of them.
    """
    found: list[Sheet] = []
    wrong: list[Problem] = []
    files = [file for path in paths for file in _files(path, wrong)]
    for file in files:
        rows, problems = _rows(file)
        wrong += problems
        if not problems:
            codes, problems = _codes(file.name, rows, tables)
            wrong += problems
            found.append(Sheet(_coder(file, rows), codes))
    if wrong:
        raise SheetError(wrong)
    return found


def _files(path: Path, wrong: list[Problem]) -> list[Path]:
    if path.is_dir():
        files = sorted(p for p in path.glob("*.csv") if not p.name.startswith("."))
        if not files:
            wrong.append(Problem(str(path), None, None, None, "holds no .csv file"))
        return files
    if not path.is_file():
        wrong.append(Problem(str(path), None, None, None, "no such file"))
        return []
    return [path]


def _coder(file: Path, rows: list[dict[str, str]]) -> str:
    """Return who coded a sheet: as it says, or else the name of the file."""
    said = {row.get("coder_id", "").strip() for row in rows} - {""}
    return said.pop() if len(said) == 1 else file.stem


def _rows(file: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """Return the cells of a sheet, or what is wrong with its bytes and columns."""
    text, problems = decoded(file.name, file.read_bytes())
    if text is None:
        return [], problems
    if "\0" in text:
        return [], [Problem(file.name, None, None, None, "holds NUL bytes: it is no CSV")]
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    lines, wrong = cells(file.name, text.strip("\n"), sign)
    if wrong or not lines:
        return [], wrong or [Problem(file.name, None, None, None, f"is empty; {_form()}")]
    (_, first_row), *body = lines
    heads = [head.strip().lower() for head in first_row]
    if "unit_id" not in heads:
        return [], [Problem(file.name, 1, "unit_id", None, f"the column is missing; {_form()}")]
    if twice := next((h for h in heads if h and heads.count(h) > 1), None):
        return [], [Problem(file.name, 1, twice, None, "the column stands twice in the header")]
    wrong = [
        Problem(file.name, line, None, None, f"has {len(row)} cells; the header has {len(heads)}")
        for line, row in body
        if len(row) != len(heads) and any(row)
    ]
    rows = [dict(zip(heads, row, strict=False)) for _, row in body if any(map(str.strip, row))]
    if not rows and not wrong:
        wrong.append(Problem(file.name, None, None, None, "has no codes below its header"))
    return rows, wrong


def _form() -> str:
    return f"the first row is: {','.join(LONG)} (or unit_id and a column for each variable)"


def _codes(
    file: str, rows: list[dict[str, str]], tables: Tables
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the codes of a sheet in long form, and every one that cannot be."""
    known, units = variables(tables), set(tables.statements["statement_id"])
    wrong: list[Problem] = []
    new = {(r["variable"], r["old"]): r["new"] for r in records(tables.coding.renamed.fillna(""))}
    long: dict[tuple[str, str], str] = {}
    by_name = {v: {n.casefold(): c for c, n in labels(v, tables).items()} for v in known}
    for line, unit, variable, code in _decisions(rows):
        if variable not in known:
            right = f"is no variable; there are: {', '.join(known)}"
            wrong.append(Problem(file, line, "variable", variable, right))
            continue
        if unit not in units:
            if any(problem.value == unit for problem in wrong):
                continue  # said once is enough
            right = "is no statement of this book; look it up in statements.csv"
            wrong.append(Problem(file, line, "unit_id", unit, right))
            continue
        if (unit, variable) in long:
            right = f"{variable} of {unit} is coded on an earlier line too; keep one"
            wrong.append(Problem(file, line, "unit_id", unit, right))
            continue
        parts = [by_name[variable].get(c.casefold(), c) for c in filter(None, code.split(";"))]
        parts = [c if c in known[variable] else new.get((variable, c), c) for c in parts]
        for part in parts:
            if part not in known[variable]:
                told = ", ".join(known[variable][:MANY])
                more = " …" if len(known[variable]) > MANY else ""
                right = f"is no code of {variable}; there are: {told}{more}"
                wrong.append(Problem(file, line, variable, part, right))
        long[unit, variable] = ordered(";".join(parts))
    frame = pd.DataFrame(
        [(u, v, c) for (u, v), c in long.items()], columns=["unit_id", "variable", "code"]
    )
    return frame, wrong


def _decisions(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, unit, variable and code of each decision of a sheet of either form."""
    for line, row in enumerate(rows, 2):
        cells = {head: (cell or "").strip() for head, cell in row.items()}
        unit = cells.pop("unit_id").lower()
        cells.pop("coder_id", None)
        if "variable" in cells:
            yield line, unit, cells["variable"].lower(), cells.get("code", "")
            continue
        yield from ((line, unit, v, code) for v, code in cells.items() if v and code)


def coded(tables: Tables, variable: str, others: Sequence[str] = BLIND) -> pd.DataFrame:
    """Return the codes that are there of a variable: a row a unit, a column a coder.

    The columns are ``book``, as the tables now say, and ``others``, coders of ``codes.csv``, if they
    coded the variable, with codes that were renamed since under their new names.
    """
    now = tables.statements.set_index("statement_id")[variable].fillna("").map(ordered)
    found = pd.DataFrame({BOOK_NOW: now})
    if variable not in set(tables.coding.codes["variable"]):
        return found
    new = {
        row["old"]: row["new"]
        for row in records(tables.coding.renamed.fillna(""))
        if row["variable"] == variable
    }
    before = wide(tables.coding, variable)[list(others)]
    renamed = before.map(lambda code: ordered(";".join(new.get(c, c) for c in code.split(";"))))
    return found.join(renamed)


def coders(tables: Tables) -> dict[str, str]:
    """Return who there is to be compared with, by the columns of :func:`coded`, and their names."""
    names = tables.coding.coders.set_index("coder_id")["name"]
    return {BOOK_NOW: "The book", **{c: names[c] for c in BLIND if c in names}}


def compare(sheet: Sheet, tables: Tables) -> pd.DataFrame:
    """Return how far a sheet agrees with the book and each coder, variable by variable.

    Columns: ``variable``, ``units`` (how many of the sheet the book has), and for each coder of
    :func:`coders` the ``share`` of them on which both have one code (0 to 1), as
    ``share_book`` …, and Krippendorff's ``alpha_book`` …, missing below five units.
    """
    rows = []
    for variable, own in sheet.codes.groupby("variable", sort=False):
        both = own.set_index("unit_id")["code"].rename("own").to_frame()
        both = both.join(coded(tables, str(variable)))
        row: dict[str, object] = {"variable": variable, "units": len(both)}
        for coder in both.columns.drop("own"):
            pair = both[["own", coder]].dropna()
            row[f"share_{coder}"] = (
                float((pair["own"] == pair[coder]).mean()) if len(pair) else None
            )
            row[f"alpha_{coder}"] = alpha(pair) if len(pair) >= ENOUGH else None
        rows.append(row)
    return pd.DataFrame(rows)


def differences(sheet: Sheet, tables: Tables) -> pd.DataFrame:
    """Return every decision in which a sheet differs from the book, with the rule that decides.

    Columns: ``unit_id``, ``variable``, ``own``, ``book`` and each blind coder, ``rule``.
    """
    rows = []
    for variable, own in sheet.codes.groupby("variable", sort=False):
        known = coded(tables, str(variable))
        for unit, code in own[["unit_id", "code"]].itertuples(index=False):
            others = known.loc[unit].to_dict()
            if code != others[BOOK_NOW]:
                rule = decides(tables, unit, str(variable), others[BOOK_NOW])
                row = {"unit_id": unit, "variable": variable, "own": code, **others, "rule": rule}
                rows.append(row)
    heads = ["unit_id", "variable", "own", *coders(tables), "rule"]
    return pd.DataFrame(rows, columns=heads).fillna("").sort_values(["unit_id", "variable"])


def decides(tables: Tables, unit: str, variable: str, code: str) -> str:
    """Return what decides the code of a cell: a reason given for it, a decision, or the codebook."""
    cells = tables.coding.adjudications
    here = cells[(cells["statement_id"] == unit) & (cells["variable"] == variable)]
    if len(here):
        return str(here["reason"].iloc[0])
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    entries: Mapping[str, str] = {}
    if "codes" in field:
        found = schema.package()["codebook"][field["codes"]]
        entries = {c["code"]: f"{c['label']}: {c['use']}" for c in found}
    elif variable in LISTED:
        listed = records(getattr(tables, LISTED[variable]).fillna(""))
        name = "label" if variable == "issue_id" else "concept"
        entries = {r[variable]: f"{r[name]}: {r['definition']}" for r in listed}
    return entries.get(code) or str(field["description"])


def of_class(many: Iterable[Sheet], tables: Tables) -> pd.DataFrame:
    """Return how far a class agrees, variable by variable, the lowest alpha first.

    Columns: ``variable``; ``coders`` and ``units``, how many there are; ``alpha`` (Krippendorff's, of
    all coders, units that only one has coded left out; missing below five units); ``share_book``, the
    share of all decisions that are the book's.
    """
    rows = []
    for variable, table in _tables(many).items():
        several = table[table.notna().sum(axis=1) > 1]
        book = coded(tables, variable)[BOOK_NOW]
        alike = table.eq(book.reindex(table.index), axis=0).where(table.notna())
        rows.append(
            {
                "variable": variable,
                "coders": int(table.notna().any().sum()),
                "units": len(table),
                "alpha": alpha(several) if len(several) >= ENOUGH else None,
                "share_book": alike.stack().mean(),
            }
        )
    return pd.DataFrame(rows).sort_values("alpha", kind="stable", ignore_index=True)


def hardest(many: Iterable[Sheet], tables: Tables) -> pd.DataFrame:
    """Return every unit and variable that several coded, the least agreed first.

    Columns: ``unit_id``, ``variable``, ``coders``, ``agreed`` (share of the pairs of coders that have
    one code), ``book``, ``codes`` (every code, in words, with how many gave it), ``rule``.
    """
    rows = []
    for variable, table in _tables(many).items():
        book, names = coded(tables, variable)[BOOK_NOW].to_dict(), labels(variable, tables)
        for unit, given in table.iterrows():
            counts = given.dropna().value_counts().sort_index()
            counts = counts.sort_values(ascending=False, kind="stable")
            number = int(counts.sum())
            if number < 2:
                continue
            pairs = float((counts * (counts - 1)).sum() / (number * (number - 1)))
            told = "; ".join(f"{called(str(code), names)} {n}" for code, n in counts.items())
            rule = decides(tables, str(unit), variable, book[unit])
            rows.append((unit, variable, number, pairs, book[unit], told, rule))
    heads = ["unit_id", "variable", "coders", "agreed", "book", "codes", "rule"]
    found = pd.DataFrame(rows, columns=heads)
    return found.sort_values(["agreed", "unit_id", "variable"], kind="stable", ignore_index=True)


def called(codes: str, names: Mapping[str, str]) -> str:
    """Return what a code, or a ``;`` list of codes, is called.

    >>> called("usa;uk", {"usa": "United States", "uk": "United Kingdom"}), called("", {})
    ('United States and United Kingdom', 'nothing')
    """
    return listing(names.get(c, c) for c in codes.split(";") if c) or "nothing"


def _tables(many: Iterable[Sheet]) -> dict[str, pd.DataFrame]:
    """Return the codes of many sheets by variable: a row a unit, a column a sheet."""
    parts = [sheet.codes.assign(sheet=n) for n, sheet in enumerate(many)]
    long = pd.concat(parts, ignore_index=True)
    return {
        str(v): part.pivot(index="unit_id", columns="sheet", values="code")
        for v, part in long.groupby("variable", sort=False)
    }
