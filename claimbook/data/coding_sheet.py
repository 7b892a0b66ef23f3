"""Coding sheets: a stranger's codes, read from a CSV, and held against the book and its coders.

A coding sheet has the columns of ``data/coding/codes.csv``: ``coder_id`` (which may be left out),
``unit_id``, ``variable``, ``code``; a row a decision. It may come from any program: with commas,
semicolons or tabs, in UTF-8 with or without a byte-order mark, with Windows line ends. Or it has a row
a unit: ``unit_id`` and a column a variable.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from claimbook.data import schema
from claimbook.data.agreement import alpha, wide
from claimbook.data.coding import ordered
from claimbook.data.frames import Tables, records
from claimbook.data.problems import Problem, UserError
from claimbook.data.read import cells, decoded
from claimbook.data.wording import listing

#: The columns of a coding sheet; the first may be left out.
LONG = ("coder_id", "unit_id", "variable", "code")
FORM = f"the first row is: {','.join(LONG)} (or unit_id and a column for each variable)"
#: What a reader codes first; each variable has definitions in the codebook.
TRAINED = ("form", "issue_id", "certainty", "reported_as")
#: What the book now says is one of the coders to be compared with.
BOOK_NOW = "book"
#: From so many units on an alpha is printed: of fewer it says nothing.
ENOUGH = 5
#: Table that lists the codes of a variable, and its column with their names; other lists are of actors.
LISTED = {"issue_id": ("issues", "label"), "concept_id": ("concepts", "concept")}
#: So many codes are named where one is wrong.
MANY = 20


class CodingSheetError(UserError, ValueError):
    """Coding sheets that cannot be compared; the message lists every problem of every sheet."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class CodingSheet:
    """The codes of one coder: who it is, and a frame with ``unit_id``, ``variable``, ``code``."""

    coder: str
    codes: pd.DataFrame


def variables(tables: Tables) -> dict[str, dict[str, str]]:
    """Return what can be coded, by the column of statements.csv: each code with what it is called.

    A variable whose values are actors has theirs; lists of them are written with ``;``.
    """
    found: dict[str, dict[str, str]] = {}
    for field in schema.fields("statements"):
        name = field["name"]
        if "codes" in field:
            found[name] = schema.codes(field["codes"])
        elif name in LISTED or schema.target("statements", name) == "actors":
            table, label = LISTED.get(name, ("actors", "name"))
            rows = getattr(tables, table)
            found[name] = dict(zip(rows.iloc[:, 0], rows[label], strict=True))
    return found


def read_sheets(paths: Iterable[Path], tables: Tables) -> list[CodingSheet]:
    """Read coding sheets: files, or every CSV of a folder; one a coder.

    Raises :class:`CodingSheetError` with everything that is wrong with any of them.
    """
    found: list[CodingSheet] = []
    wrong: list[Problem] = []
    for path in paths:
        visible = sorted(p for p in path.glob("*.csv") if not p.name.startswith("."))
        for file in visible if path.is_dir() else [path]:
            try:
                rows = _rows(file)
                codes = _codes(file.name, rows, tables)
            except CodingSheetError as error:
                wrong += error.problems
            else:
                names = {row.get("coder_id", "") for _, row in rows} - {""}
                found.append(CodingSheet(names.pop() if len(names) == 1 else file.stem, codes))
        if path.is_dir() and not visible:
            wrong.append(Problem(str(path), None, None, None, "holds no .csv file"))
    if wrong:
        raise CodingSheetError(wrong)
    return found


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a coding sheet, each with its line, without the space around its cells.

    Raises :class:`CodingSheetError` with what is wrong with the bytes and the columns.
    """

    def wrong(right: str, line: int | None = None, column: str | None = None) -> CodingSheetError:
        return CodingSheetError([Problem(file.name, line, column, None, right)])

    if not file.is_file():
        raise CodingSheetError([Problem(str(file), None, None, None, "no such file")])
    text, problems = decoded(file.name, file.read_bytes())
    if text is None:
        raise CodingSheetError(problems)
    if "\0" in text:
        raise wrong("holds NUL bytes: it is no CSV")
    lines, problems = cells(file.name, text, max(",;\t", key=text.partition("\n")[0].count))
    if problems:
        raise CodingSheetError(problems)
    written = [(line, [c.strip() for c in row]) for line, row in lines if any(map(str.strip, row))]
    if not written:
        raise wrong(f"is empty; {FORM}")
    (top, header), *body = written
    heads = [head.lower() for head in header]
    if "unit_id" not in heads:
        raise wrong(f"the column is missing; {FORM}", top, "unit_id")
    if twice := next((h for h in heads if h and heads.count(h) > 1), None):
        raise wrong("the column stands twice in the header", top, twice)
    if ragged := [
        Problem(file.name, line, None, None, f"has {len(row)} cells; the header has {len(heads)}")
        for line, row in body
        if len(row) != len(heads)
    ]:
        raise CodingSheetError(ragged)
    if not body:
        raise wrong("has no codes below its header")
    return [(line, dict(zip(heads, row, strict=True))) for line, row in body]


def _decisions(rows: list[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, unit, variable and code of each decision of a coding sheet of either form."""
    for line, row in rows:
        unit = row["unit_id"].lower()
        if "variable" in row:
            yield line, unit, row["variable"].lower(), row.get("code", "")
            continue
        for variable, code in row.items():
            if variable not in ("", "coder_id", "unit_id") and code:
                yield line, unit, variable, code


def _codes(file: str, rows: list[tuple[int, dict[str, str]]], tables: Tables) -> pd.DataFrame:
    """Return the codes of a coding sheet: ``unit_id``, ``variable``, ``code``.

    A code may be written as its label, or as it was called before. Raises :class:`CodingSheetError`
    with every decision that cannot be compared.
    """
    known, units = variables(tables), set(tables.statements["statement_id"])
    by_name = {v: {n.casefold(): c for c, n in names.items()} for v, names in known.items()}
    now = {v: renamed(v, tables) for v in known}
    wrong: list[Problem] = []
    long: dict[tuple[str, str], str] = {}
    for line, unit, variable, code in _decisions(rows):
        if variable not in known:
            right = f"is no variable; there are: {', '.join(known)}"
            wrong.append(Problem(file, line, "variable", variable, right))
        elif unit not in units:
            if all(problem.value != unit for problem in wrong):  # to say it once is enough
                right = "is no statement of this book; look it up in statements.csv"
                wrong.append(Problem(file, line, "unit_id", unit, right))
        elif (unit, variable) in long:
            right = f"{variable} of {unit} is coded on an earlier line too; keep one"
            wrong.append(Problem(file, line, "unit_id", unit, right))
        else:
            parts = [by_name[variable].get(c.casefold(), c) for c in filter(None, code.split(";"))]
            parts = [c if c in known[variable] else now[variable].get(c, c) for c in parts]
            there = list(known[variable])
            more = " …" if len(there) > MANY else ""
            right = f"is no code of {variable}; there are: {', '.join(there[:MANY])}{more}"
            wrong += [Problem(file, line, variable, c, right) for c in parts if c not in there]
            long[unit, variable] = ordered(";".join(parts))
    if wrong:
        raise CodingSheetError(wrong)
    return pd.DataFrame([(*cell, c) for cell, c in long.items()], columns=list(LONG[1:]))


def renamed(variable: str, tables: Tables) -> dict[str, str]:
    """Return the present names of the codes of a variable that were renamed after the codings."""
    rows = tables.coding.renamed.fillna("").query("variable == @variable")
    return dict(zip(rows["old"], rows["new"], strict=True))


def coded(tables: Tables, variable: str, others: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the codes that are there of a variable: a row a unit, a column a coder.

    The columns are ``book``, as the tables now say, and ``others``, coders of ``codes.csv`` (the blind ones
    of the newest round), if they coded the variable, with codes that were renamed since under their new names.
    """
    if others is None:
        others = tables.coding.rounds[0].blind if tables.coding.rounds else ()
    now = tables.statements.set_index("statement_id")[variable].fillna("").map(ordered)
    found = pd.DataFrame({BOOK_NOW: now})
    before = wide(tables.coding, variable, others)
    if before.empty:
        return found
    new = renamed(variable, tables)
    return found.join(
        before.map(lambda code: ordered(";".join(new.get(c, c) for c in code.split(";"))), "ignore")
    )


def coders(tables: Tables) -> dict[str, str]:
    """Return who there is to be compared with, by the columns of :func:`coded`, and their names."""
    names = tables.coding.coders.set_index("coder_id")["name"]
    newest = tables.coding.rounds[:1]
    return {BOOK_NOW: "The book", **{c: names[c] for of in newest for c in of.blind}}


def compare(sheet: CodingSheet, tables: Tables) -> pd.DataFrame:
    """Return how far a coding sheet agrees with the book and each coder, variable by variable.

    Columns: ``variable``, ``units`` (how many of the sheet the book has), and for each coder of
    :func:`coders` the ``share`` of them on which both have one code (0 to 1), as
    ``share_book`` …, and Krippendorff's ``alpha_book`` …, missing below five units.
    """
    rows = []
    for variable, own in sheet.codes.groupby("variable", sort=False):
        both = own.set_index("unit_id")[["code"]].join(coded(tables, str(variable)))
        row: dict[str, object] = {"variable": variable, "units": len(both)}
        for coder in both.columns.drop("code"):
            pair = both[["code", coder]].dropna()
            alike = (pair["code"] == pair[coder]).mean()
            row[f"share_{coder}"] = float(alike) if len(pair) else None
            row[f"alpha_{coder}"] = alpha(pair) if len(pair) >= ENOUGH else None
        rows.append(row)
    return pd.DataFrame(rows)


def differences(sheet: CodingSheet, tables: Tables) -> pd.DataFrame:
    """Return every decision in which a coding sheet differs from the book, with the rule that decides.

    Columns: ``unit_id``, ``variable``, ``own``, ``book`` and each blind coder, ``rule``.
    """
    found = []
    for name, own in sheet.codes.groupby("variable", sort=False):
        variable = str(name)
        both = own.join(coded(tables, variable), on="unit_id").rename(columns={"code": "own"})
        for row in records(both[both["own"] != both[BOOK_NOW]]):
            rule = decides(tables, row["unit_id"], variable, row[BOOK_NOW])
            found.append({**row, "rule": rule})
    heads = ["unit_id", "variable", "own", *coders(tables), "rule"]
    return pd.DataFrame(found, columns=heads).fillna("").sort_values(["unit_id", "variable"])


def decides(tables: Tables, unit: str, variable: str, code: str) -> str:
    """Return what decides the code of a cell: a reason given for it, a decision, or the codebook."""
    cells = tables.coding.adjudications
    here = cells[(cells["statement_id"] == unit) & (cells["variable"] == variable)]
    if len(here):  # rounds stand in their order: the last one holds
        return str(here["reason"].iloc[-1])
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    entries: Mapping[str, str] = {}
    if "codes" in field:
        codes = schema.package()["codebook"][field["codes"]]
        entries = {c["code"]: f"{c['label']}: {c['use']}" for c in codes}
    elif variable in LISTED:
        table, label = LISTED[variable]
        rows = records(getattr(tables, table).fillna(""))
        entries = {r[variable]: f"{r[label]}: {r['definition']}" for r in rows}
    return entries.get(code) or str(field["description"])


def of_class(many: Iterable[CodingSheet], tables: Tables) -> pd.DataFrame:
    """Return how far a class agrees, variable by variable, the lowest alpha first.

    Columns: ``variable``; ``coders`` and ``units``, how many there are; ``alpha`` (Krippendorff's, of
    all coders, units that only one has coded left out; missing below five units); ``share_book``, the
    share of all decisions that are the book's.
    """
    rows = []
    for variable, table in _by_variable(many):
        several = table[table.notna().sum(axis=1) > 1]
        book = coded(tables, variable)[BOOK_NOW]
        alike = table.eq(book.reindex(table.index), axis=0).where(table.notna())
        number = int(table.notna().any().sum())
        agreed = alpha(several) if len(several) >= ENOUGH else None
        rows.append((variable, number, len(table), agreed, alike.stack().mean()))
    heads = ["variable", "coders", "units", "alpha", "share_book"]
    found = pd.DataFrame(rows, columns=heads)
    return found.sort_values("alpha", kind="stable", ignore_index=True)


def hardest(many: Iterable[CodingSheet], tables: Tables) -> pd.DataFrame:
    """Return every unit and variable that several coded, the least agreed first.

    Columns: ``unit_id``, ``variable``, ``coders``, ``agreed`` (share of the pairs of coders that have
    one code), ``book``, ``codes`` (every code, in words, with how many gave it), ``rule``.
    """
    rows, names = [], variables(tables)
    for variable, table in _by_variable(many):
        book = coded(tables, variable)[BOOK_NOW].to_dict()
        for unit, given in table[table.notna().sum(axis=1) > 1].iterrows():
            counts = given.value_counts().sort_index().sort_values(ascending=False, kind="stable")
            number = int(counts.sum())
            pairs = float((counts * (counts - 1)).sum() / (number * (number - 1)))
            words = "; ".join(f"{called(str(c), names[variable])} {n}" for c, n in counts.items())
            rule = decides(tables, str(unit), variable, book[unit])
            rows.append((unit, variable, number, pairs, book[unit], words, rule))
    heads = ["unit_id", "variable", "coders", "agreed", "book", "codes", "rule"]
    found = pd.DataFrame(rows, columns=heads)
    return found.sort_values(["agreed", "unit_id", "variable"], kind="stable", ignore_index=True)


def called(codes: str, names: Mapping[str, str]) -> str:
    """Return what a code, or a ``;`` list of codes, is called.

    >>> called("usa;uk", {"usa": "United States", "uk": "United Kingdom"}), called("", {})
    ('United States and United Kingdom', 'nothing')
    """
    return listing(names.get(c, c) for c in codes.split(";") if c) or "nothing"


def _by_variable(many: Iterable[CodingSheet]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the codes of many coding sheets by variable: a row a unit, a column a sheet."""
    long = pd.concat([sheet.codes.assign(sheet=n) for n, sheet in enumerate(many)])
    for variable, rows in long.groupby("variable", sort=False):
        yield str(variable), rows.pivot(index="unit_id", columns="sheet", values="code")
