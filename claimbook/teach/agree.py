"""Agreement of coding sheets, for a coder or a class: how far, where not, and the rule that decides."""

import textwrap
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimbook.atomic import atomic_write
from claimbook.data import schema
from claimbook.data.coding_sheet import (
    BOOK_NOW,
    NONE,
    TRAINED,
    WRITTEN,
    CodingSheet,
    coded,
    coders,
    compare,
    differences,
    hardest,
    of_class,
    read_sheet,
    some,
    told,
)
from claimbook.data.frames import Tables
from claimbook.data.problems import Problem
from claimbook.data.text import no_formula
from claimbook.display.outputs import table

if TYPE_CHECKING:
    from claimbook.charts import Drawing

#: So many of the hardest decisions are drawn, and of each so many codes, the most frequent.
DRAWN, CODES = 12, 3
#: What stands for a share, an alpha or a code that is missing.
MISSING = "–"


def _percent(share: Any) -> str:
    """Write a share; what is not the whole is not 100 %, and what is something not 0 %."""
    if pd.isna(share):
        return MISSING
    return f"{share if share in (0, 1) else min(max(share, 0.01), 0.99):.0%}"


def _code(code: Any) -> str:
    return MISSING if pd.isna(code) else str(code) or NONE


def _two(value: Any) -> str:
    return MISSING if pd.isna(value) else f"{value:.2f}"


def coding_sheet(tables: Tables, who: str, without: Collection[str] = ()) -> CodingSheet:
    """Return the coding sheet in a CSV, given by its path, or that of a coder of ``codes.csv``.

    What a coder has of the statements ``without`` is left out. An open cell of a file is not coded. Raises
    :class:`claimbook.data.coding_sheet.CodingSheetError` with everything that is wrong with a file.
    """
    if who not in set(tables.coding.coders["coder_id"]):
        return read_sheet(Path(who), tables)
    codes = [coded(tables, v, (who,))[who].rename("code").reset_index() for v in TRAINED]
    long = pd.concat(codes, keys=TRAINED, names=["variable"]).reset_index("variable")
    long = long.rename(columns={"statement_id": "unit_id"}).dropna()
    long = long[~long["unit_id"].isin(without)]
    return CodingSheet(tables.coding.coders.set_index("coder_id")["name"][who], long)


def agreement(sheet: CodingSheet, tables: Tables) -> None:
    """Display how far a coding sheet agrees with the book and the coders, and where it does not."""
    found, names = compare(sheet, tables), coders(tables)
    names = {coder: name for coder, name in names.items() if f"share_{coder}" in found}
    rows = pd.DataFrame({"variable": found["variable"].map(_title), "units": found["units"]})
    heads: dict[str, Any] = {"variable": "Variable", "units": "Statements"}
    for coder, name in names.items():
        rows[coder] = [_like(row, coder) for row in found.to_dict("records")]
        rows[f"alpha_{coder}"] = found[f"alpha_{coder}"].map(_two)
        heads |= {coder: f"Like {_lower(name)}", f"alpha_{coder}": f"Alpha with {_lower(name)}"}
    table(rows, "your-agreement", f"How far {sheet.coder} agrees, variable by variable", **heads)
    differ = differences(sheet, tables)
    addresses = "](id:code-" + differ["variable"] + "-" + differ[BOOK_NOW] + ")"
    linked = ("[" + differ[BOOK_NOW] + addresses).where(differ[BOOK_NOW] != "", NONE)
    codes = {coder: differ[coder].map(_code) for coder in ("own", *coders(tables))}
    differ = differ.assign(
        variable=differ["variable"].map(_title),
        rule=differ["rule"].map(lambda rule: rule.partition(". ")[0].rstrip(".") + "."),
        **(codes | {BOOK_NOW: linked}),
    )
    heads = {"unit_id": "Statement", "variable": "Variable", "own": "You", **coders(tables)}
    heads["rule"] = "What decides"
    table(differ, "your-differences", "Every decision that is not the book’s", **heads)


def _title(variable: str) -> str:
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    return str(field.get("title") or variable.replace("_", " ").capitalize())


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _like(row: Mapping[Hashable, Any], coder: str) -> str:
    """Write the share on which a sheet is like a coder; of how many, if that coder has not all of them."""
    units, share = row[f"units_{coder}"], _percent(row[f"share_{coder}"])
    return share if units in (0, row["units"]) else f"{share} of {units:.0f}"


def coder_report(sheet: CodingSheet, tables: Tables) -> list[str]:
    """Return line by line how far a coding sheet agrees, and where it does not, with what decides."""
    found, names = compare(sheet, tables), coders(tables)
    units = sheet.codes["unit_id"].nunique()
    left_open = f"; {sheet.open} cells are open, and not coded" if sheet.open else ""
    lines = [f"{sheet.coder}: {len(sheet.codes)} decisions on {units} units{left_open}"]
    for row in found.to_dict("records"):
        alike = [
            f"{_lower(name)} {_like(row, coder)}, alpha {_two(row[f'alpha_{coder}'])}"
            for coder, name in names.items()
            if pd.notna(row.get(f"share_{coder}"))
        ]
        like = f"like {'; '.join(alike)}" if alike else "nobody else coded them"
        lines.append(f"{row['variable']} ({row['units']} units): {like}")
    differ = differences(sheet, tables)
    lines.append(f"{len(differ)} decision(s) are not the book’s:")
    for row in differ.to_dict("records"):
        others = ", ".join(f"{_lower(n)} {_code(row[c])}" for c, n in names.items())
        lines.append(f"- {row['unit_id']} {row['variable']}: {_code(row['own'])} ({others})")
        lines += textwrap.wrap(row["rule"], 96, initial_indent="    ", subsequent_indent="    ")
    return lines


def class_report(many: Sequence[CodingSheet], tables: Tables) -> list[str]:
    """Return line by line how far a class agrees, and its hardest decisions."""
    lines = [f"{len(many)} coders: {', '.join(sheet.coder for sheet in many)}"]
    units = [set(sheet.codes["unit_id"]) for sheet in many]
    common = set.intersection(*units)
    if some_only := set.union(*units) - common:
        lines.append(
            f"Not all coded the same units: {len(common)} were coded by all, {len(some_only)} by some. "
            "Each decision is compared among those who made it."
        )
    for row in of_class(many, tables).to_dict("records"):
        among = f"{_percent(row['agreed'])} of pairs agree, alpha {_two(row['alpha'])}"
        some_units = f", {row['several']} of them by several" * (row["several"] < row["units"])
        lines.append(
            f"{row['variable']}: {among if row['several'] else 'no unit coded by two'}, "
            f"like the book {_percent(row['share_book'])} of {row['decisions']} decisions "
            f"({row['coders']} coders, {row['units']} units{some_units})"
        )
    found = hardest(many, tables)
    if found.empty:
        return [*lines, "No unit was coded by two: there is nothing to compare among the coders."]
    shown = _disputed(found)
    if shown.empty:
        return [*lines, f"On all {len(found)} decisions that several made they agree."]
    lines.append(f"The hardest, {len(shown)} of {len(found)} decisions that several made:")
    for row in shown.to_dict("records"):
        lines.append(
            f"- {row['unit_id']} {row['variable']}: {_percent(row['agreed'])} of pairs agree; "
            f"{row['codes']}; the book {_code(row['book'])}"
        )
    return lines


def _disputed(found: pd.DataFrame) -> pd.DataFrame:
    """Return the hardest decisions that are shown; one on which all agree is not hard."""
    return found[found["agreed"] < 1].head(DRAWN)


def left_out(sheets: Sequence[CodingSheet], wrong: Sequence[Problem]) -> list[str]:
    """Return line by line which files are no sheets, and why, and which columns of the sheets no variables."""
    files = {problem.file for problem in wrong}
    columns = Counter(column for sheet in sheets for column in sheet.others)
    names = [f"{c} ({n} sheets)" if n > 1 else c for c, n in columns.items()]
    lines = [f"Left out, {len(files)} of {len(files) + len(sheets)} files:"] if files else []
    lines += [f"- {line}" for line in told(wrong)]
    return lines + [f"Columns that are no variable, and left out: {some(names)}"] * bool(names)


def draw_hardest(many: Sequence[CodingSheet], tables: Tables) -> "Drawing":
    """Draw the hardest decisions of a class: how many of a hundred pairs of coders agree on each."""
    from claimbook.charts import bars

    found = hardest(many, tables)
    drawn = _disputed(found)
    label = drawn["unit_id"] + " " + drawn["variable"].map(_title).str.lower() + ": "
    label += drawn["codes"].map(lambda codes: some(codes.split("; "), CODES))
    value = (drawn["agreed"] * 100).round().astype(int)
    head = f"Of a hundred pairs of coders so many agree: the hardest {len(drawn)} of {len(found)}"
    table = pd.DataFrame({"label": label, "value": value, "side": "muted", "section": head})
    return bars(table, of="pairs of coders of a hundred that agree, the hardest decisions first")


def write_class_files(many: Sequence[CodingSheet], tables: Tables, folder: Path) -> list[Path]:
    """Write the agreement of a class, its hardest decisions and their picture into a folder of ``folder``."""
    from claimbook.charts.files import pictures, standalone

    folder = folder / WRITTEN[0]
    folder.mkdir(exist_ok=True)
    frames = [
        frame.round(3).replace("", NONE).map(no_formula).to_csv(index=False, lineterminator="\n")
        for frame in (of_class(many, tables), hardest(many, tables))
    ]
    wide, _ = pictures(draw_hardest(many, tables), "hardest", "The hardest decisions of the class")
    written = [folder / name for name in WRITTEN[1]]
    for path, content in zip(written, [*frames, standalone(wide)], strict=True):
        atomic_write(path, content)
    return written
