"""Coding sheets: a stranger's codes, read from a CSV, and held against the book and its coders.

A coding sheet has the columns of ``data/coding/codes.csv``: ``coder_id`` (which may be left out),
``unit_id``, ``variable``, ``code``; a row a decision. Or it has a row a unit: ``unit_id`` and a column a
variable. It may come from any program: with commas, semicolons or tabs, in UTF-8 or UTF-16, with lines of
one cell above its heads, with columns of one's own. An open cell is not coded, and is no decision.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pandas as pd

from claimbook.data import schema
from claimbook.data.agreement import alpha, paired, pairs_alike, wide
from claimbook.data.coding import ordered
from claimbook.data.frames import Tables, records
from claimbook.data.problems import Problem, UserError
from claimbook.data.read import cells
from claimbook.data.text import one_line
from claimbook.data.wording import listing

#: The columns of a coding sheet; the first may be left out.
LONG = ("coder_id", "unit_id", "variable", "code")
FORM = f"the heads are: {','.join(LONG)} (or unit_id and a column for each variable)"
#: What stands in a cell that is not coded, as R and spreadsheets have it; and where there is nothing to code.
OPEN, NONE = ("", "na", "n/a", "#n/a", "nan"), "none"
#: What a reader codes first; each variable has definitions in the codebook.
TRAINED = ("form", "issue_id", "certainty", "reported_as")
#: What the book now says is one of the coders to be compared with.
BOOK_NOW = "book"
#: From so many units on an alpha is printed: of fewer it says nothing.
ENOUGH = 5
#: Table that lists the codes of a variable, and its column with their names; other lists are of actors.
LISTED = {"issue_id": ("issues", "label"), "concept_id": ("concepts", "concept")}
#: So many bytes has the largest sheet, so many files the largest class, so many letters the name of a coder.
BYTES, FILES, LETTERS = 1_000_000, 1_000, 60
#: So many codes are named where one is wrong, and about so many problems told at once.
MANY, TOLD = 20, 50
#: Folder and files in which the agreement of a class is written, and which are no sheets.
WRITTEN = ("agreement", ("agreement.csv", "hardest.csv", "hardest.svg"))


class CodingSheetError(UserError, ValueError):
    """Coding sheets that cannot be compared: what is wrong with every one of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(told(self.problems)))


def _error(file: Path, right: str, line: int | None = None) -> CodingSheetError:
    return CodingSheetError([Problem(str(file), line, None, None, right)])


def told(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield the first problems of each file in words, and how many more it has."""
    files: dict[str, list[Problem]] = {}
    for problem in problems:
        files.setdefault(problem.file, []).append(problem)
    most = max(TOLD // max(len(files), 1), 1)
    for file, found in files.items():
        more = Problem(file, None, None, None, f"and {len(found) - most} more")
        yield from map(str, found[:most] + [more] * (len(found) > most))


@dataclass(frozen=True)
class CodingSheet:
    """The codes of one coder: who it is, and a frame with ``unit_id``, ``variable``, ``code``.

    ``open`` says how many of its cells are not coded, ``others`` which of its columns are no variable.
    """

    coder: str
    codes: pd.DataFrame
    open: int = 0
    others: tuple[str, ...] = ()


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


def optional(variable: str) -> bool:
    """Tell whether a statement may have nothing to code for a variable."""
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    return not field.get("constraints", {}).get("required")


def read_sheets(paths: Iterable[Path], tables: Tables) -> tuple[list[CodingSheet], list[Problem]]:
    """Read coding sheets, one a coder: files, and the files of folders and of the folders below.

    Returns the sheets, and what is wrong with each file that is none and is left out. Hidden files, and what
    was written on a class before, are passed over. Coders of one name get that of their file, or else of its
    folder. Raises :class:`CodingSheetError` if there is no sheet.
    """
    found: dict[Path, CodingSheet] = {}
    wrong: list[Problem] = []
    for path in paths:
        files = sorted(islice(_files(path), FILES + 1)) if path.is_dir() else [path]
        if not 0 < len(files) <= FILES:
            right = f"holds more than {FILES:,} files; name the folder of a class"
            wrong += _error(path, right if files else "holds no file").problems
            continue
        for file in files:
            try:
                found[file.absolute()] = read_sheet(file, tables)
            except CodingSheetError as error:
                wrong += error.problems
    if not found:
        raise CodingSheetError(wrong)
    names = [sheet.coder for sheet in found.values()]
    for other in (lambda file: file.stem, lambda file: file.parent.name, str):
        often = Counter(map(str.casefold, names))
        names = [
            name if often[name.casefold()] == 1 else _clean(other(file))
            for name, file in zip(names, found, strict=True)
        ]
    return [replace(s, coder=n) for s, n in zip(found.values(), names, strict=True)], wrong


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of those below that may be sheets; links to folders too, to be named."""
    for path in folder.rglob("*"):
        hidden = any(p.startswith((".", "~$")) for p in path.relative_to(folder).parts)
        own = path.parent.name == WRITTEN[0] and path.name in WRITTEN[1]
        if not hidden and not own and (path.is_symlink() or not path.is_dir()):
            yield path


def _clean(cell: str) -> str:
    """Return a cell in one line, without what nobody sees and the space around it."""
    return " ".join(one_line(cell).split())


def _head(cell: str) -> str:
    """Return the head of a column as the tables would have it.

    >>> _head('"Unit ID"')
    'unit_id'
    """
    return re.sub(r"\W+", "_", cell.lower()).strip("_")


def read_sheet(file: Path, tables: Tables) -> CodingSheet:
    """Read a coding sheet; a code may be written as its label, or as it was called before.

    Raises :class:`CodingSheetError` with everything that is wrong with it.
    """
    known, units = variables(tables), set(tables.statements["statement_id"])
    names = {v: _names(codes, renamed(v, tables)) for v, codes in known.items()}
    others, rows = _rows(file, units, known)
    wrong: dict[object, Problem] = {}
    long: dict[tuple[str, str], str] = {}
    left_open = 0

    def complain(column: str, value: str, right: str, *where: int) -> None:  # once, wherever
        wrong.setdefault((column, value, *where), Problem(str(file), line, column, value, right))

    for line, unit, variable, code in _decisions(rows):
        parts = [part for part in map(str.strip, code.split(";")) if part]
        given = [names.get(variable, {}).get(part.casefold()) for part in parts]
        if not any(given) and all(part.casefold() in OPEN for part in parts):
            left_open += 1
        elif variable not in known:
            complain("variable", variable, f"is no variable; there are: {', '.join(known)}")
        elif unit not in units:
            complain("unit_id", unit, "is no statement of this book; look it up in statements.csv")
        elif (unit, variable) in long:
            right = f"{variable} of {unit} is coded on an earlier line too; keep one"
            complain("unit_id", unit, right, line)
        else:
            bad = [part for part, c in zip(parts, given, strict=True) if not c]
            if bad and not (optional(variable) and code.casefold() == NONE):
                right = f"is no code of {variable}; there are: {some([*known[variable]])}"
                right += f"; or {NONE}" * optional(variable)
                for part in bad:
                    complain(variable, part, right, line)
            long[unit, variable] = ordered(";".join(filter(None, given)))
    if wrong:
        raise CodingSheetError(wrong.values())
    if not long:
        raise _error(file, "has no codes: every cell is open")
    codes = pd.DataFrame([(*cell, c) for cell, c in long.items()], columns=list(LONG[1:]))
    coders = {row.get("coder_id", "") for _, row in rows} - {""}
    coder = coders.pop() if len(coders) == 1 else _clean(file.stem)
    return CodingSheet(coder[:LETTERS], codes, left_open, others)


def _decisions(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, unit, variable and code of each cell for a code, in a coding sheet of either form."""
    for line, row in rows:
        unit = row["unit_id"].lower()
        if "variable" in row:
            yield line, unit, row["variable"].lower(), row["code"]
        else:
            yield from ((line, unit, v, code) for v, code in row.items() if v not in LONG)


def _names(codes: Mapping[str, str], old: Mapping[str, str]) -> dict[str, str]:
    """Return every name of the codes of a variable, in small letters: an older one, the label, the code."""
    every = {**old, **{label: code for code, label in codes.items()}, **dict.fromkeys(codes)}
    return {
        name.casefold(): code or name for name, code in every.items() if (code or name) in codes
    }


def some(names: Sequence[str], most: int = MANY) -> str:
    """Return the first of some names, and how many more there are.

    >>> some(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(name[:LETTERS] for name in names[:most]) + more


def _rows(
    file: Path, units: Set[str], known: Iterable[str]
) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the columns of a coding sheet that are left out, and its rows, each with its line.

    Raises :class:`CodingSheetError` with what is wrong with the bytes and the columns.
    """
    text = _text(file)
    top = next((t for t in text.split("\n") if "unit_id" in map(_head, re.split("[,;\t]", t))), "")
    lines, problems = cells(str(file), text, max(",;\t", key=top.count))
    if problems:
        raise CodingSheetError(problems)
    filled = [(n, row) for n, raw in lines if any(row := [*map(_clean, raw)])]
    if not filled:
        raise _error(file, f"is empty; {FORM}")
    # A title, a name, or what tells Excel the separator may stand above; a unit would be lost there.
    found = (n for n, (_, row) in enumerate(filled) if "unit_id" in map(_head, row))
    above = next(found, 0)
    if lost := next((n for n, row in filled[:above] if units & {*map(str.lower, row)}), None):
        raise _error(file, "stands above the heads of the columns", lost)
    (line, header), *body = filled[above:]
    heads = [*map(_head, header)]
    long = "variable" in heads
    used = LONG if long else ("coder_id", "unit_id", *known)
    at = {head: n for n, head in enumerate(heads) if head in used}
    if lacking := [head for head in ("unit_id", *["code"] * long) if head not in at]:
        raise _error(file, f"the column {' and '.join(lacking)} is missing; {FORM}", line)
    if not long and not at.keys() & {*known}:
        raise _error(file, f"no column is a variable; there are: {', '.join(known)}", line)
    if twice := [head for head, n in Counter(heads).items() if n > 1 and head in used]:
        raise _error(file, f"has a column twice: {', '.join(twice)}; keep one", line)
    if not body:
        raise _error(file, "has no codes below its header")
    if ragged := [(n, len(row)) for n, row in body if any(row[len(heads) :])]:
        right = f"cells; the header has {len(heads)}"
        raise CodingSheetError(
            Problem(str(file), n, None, None, f"has {number} {right}") for n, number in ragged
        )
    others = tuple(h for h, head in zip(header, heads, strict=True) if h and head not in used)
    # A spreadsheet leaves out the separators behind which a line has nothing.
    return others, [
        (n, {head: row[i] if i < len(row) else "" for head, i in at.items()}) for n, row in body
    ]


def _text(file: Path) -> str:
    """Return the text of a coding sheet, with LF line ends; raise :class:`CodingSheetError` if it has none."""
    if not file.is_file():
        raise _error(file, "is no file" if file.exists() else "no such file")
    try:
        with file.open("rb") as opened:
            raw = opened.read(BYTES + 1)
    except OSError as error:
        raise _error(file, f"cannot be read ({error.strerror})") from None
    if len(raw) > BYTES:
        raise _error(file, f"has more than {BYTES:,} bytes, too many for a sheet")
    utf16 = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or raw.startswith(b"PK\3\4"):  # as workbooks begin
        raise _error(file, "is no CSV in UTF-8; in Excel save it as “CSV UTF-8”")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def renamed(variable: str, tables: Tables) -> dict[str, str]:
    """Return the present names of the codes of a variable that were renamed after the codings."""
    rows = tables.coding.renamed.fillna("").query("variable == @variable")
    return dict(zip(rows["old"], rows["new"], strict=True))


def coded(tables: Tables, variable: str, others: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the codes that are there of a variable: a row a unit, a column a coder.

    The columns are ``book``, as the tables now say, and ``others``, coders of ``codes.csv`` (the blind ones
    of the newest round), if they coded the variable, with codes that were renamed since under their new names.
    An empty code says that there is nothing; of a variable that is never empty it is missing, as not coded.
    """
    if others is None:
        others = tables.coding.rounds[0].blind if tables.coding.rounds else ()
    now = tables.statements.set_index("statement_id")[variable].fillna("").map(ordered)
    found = pd.DataFrame({BOOK_NOW: now})
    before, new = wide(tables.coding, variable, others), renamed(variable, tables)
    if not before.empty:
        found = found.join(
            before.map(lambda c: ordered(";".join(new.get(i, i) for i in c.split(";"))), "ignore")
        )
    return found if optional(variable) else found.where(found != "")


def coders(tables: Tables) -> dict[str, str]:
    """Return who there is to be compared with, by the columns of :func:`coded`, and their names."""
    names = tables.coding.coders.set_index("coder_id")["name"]
    newest = tables.coding.rounds[:1]
    return {BOOK_NOW: "The book", **{c: names[c] for of in newest for c in of.blind}}


def compare(sheet: CodingSheet, tables: Tables) -> pd.DataFrame:
    """Return how far a coding sheet agrees with the book and each coder, variable by variable.

    Columns: ``variable``, ``units`` (how many the sheet has coded), and for each coder of :func:`coders`
    ``units_book`` …, how many of them that coder has too, ``share_book`` …, the share of those on which both
    have one code (0 to 1), and ``alpha_book`` …, Krippendorff's, missing below five.
    """
    rows = []
    for variable, own in sheet.codes.groupby("variable", sort=False):
        both = own.set_index("unit_id")[["code"]].join(coded(tables, str(variable)))
        row: dict[str, object] = {"variable": variable, "units": len(both)}
        for coder in both.columns.drop("code"):
            pair = both[["code", coder]].dropna()
            row[f"units_{coder}"] = len(pair)
            row[f"share_{coder}"], row[f"alpha_{coder}"] = _alike(pair)
        rows.append(row)
    return pd.DataFrame(rows)


def _alike(values: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return the share of pairs of coders that agree, and alpha if there are enough units for it."""
    several = paired(values)
    if several.empty:
        return None, None
    return pairs_alike(several), alpha(several) if len(several) >= ENOUGH else None


def differences(sheet: CodingSheet, tables: Tables) -> pd.DataFrame:
    """Return every decision in which a coding sheet differs from the book, with the rule that decides.

    Columns: ``unit_id``, ``variable``, ``own``, ``book`` and each blind coder, ``rule``. A code is missing
    where a coder has none, and empty where it says that there is nothing.
    """
    found = []
    for name, own in sheet.codes.groupby("variable", sort=False):
        variable = str(name)
        both = own.join(coded(tables, variable), on="unit_id").rename(columns={"code": "own"})
        both = both[both[BOOK_NOW].notna() & (both["own"] != both[BOOK_NOW])]
        for row in records(both):
            rule = decides(tables, row["unit_id"], variable, row[BOOK_NOW])
            found.append({**row, "rule": rule})
    heads = ["unit_id", "variable", "own", *coders(tables), "rule"]
    return pd.DataFrame(found, columns=heads).sort_values(["unit_id", "variable"])


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

    Columns: ``variable``; ``coders`` and ``units``, how many there are, and ``several``, how many units more
    than one has coded; of these ``agreed``, the share of the pairs of coders that have one code, and ``alpha``
    (Krippendorff's, missing below five units); ``decisions`` that the book has too, and ``share_book``, the
    share of them that are the book's.
    """
    rows = []
    for variable, table in _by_variable(many):
        book = coded(tables, variable)[BOOK_NOW].reindex(table.index).dropna()
        given = table.loc[book.index]
        alike, decisions = int(given.eq(book, axis=0).sum().sum()), int(given.count().sum())
        share = alike / decisions if decisions else None
        several = len(paired(table))
        rows.append(
            (variable, table.shape[1], len(table), several, *_alike(table), decisions, share)
        )
    heads = ["variable", "coders", "units", "several", "agreed", "alpha", "decisions", "share_book"]
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
        for unit, given in paired(table).iterrows():
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
    ('United States and United Kingdom', 'none')
    """
    return listing(names.get(c, c) for c in codes.split(";") if c) or NONE


def _by_variable(many: Iterable[CodingSheet]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the codes of many coding sheets by variable: a row a unit, a column a sheet."""
    long = pd.concat([sheet.codes.assign(sheet=n) for n, sheet in enumerate(many)])
    for variable, rows in long.groupby("variable", sort=False):
        yield str(variable), rows.pivot(index="unit_id", columns="sheet", values="code")
