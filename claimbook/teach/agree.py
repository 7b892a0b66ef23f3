"""Agreement of coding sheets, for a coder or a class: how far, where not, and the rule that decides."""

import textwrap
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimbook.atomic import atomic_write
from claimbook.data import schema
from claimbook.data.coding_sheet import (
    BOOK_NOW,
    TRAINED,
    CodingSheet,
    coded,
    coders,
    compare,
    differences,
    hardest,
    of_class,
    read_sheets,
)
from claimbook.data.frames import Tables
from claimbook.data.text import no_formula
from claimbook.display.outputs import table

if TYPE_CHECKING:
    from claimbook.charts import Drawing

#: So many of the hardest decisions are drawn, and of each so many codes, the most frequent.
DRAWN, CODES = 12, 3
#: What stands for a share, an alpha or a code that is missing.
MISSING = "–"


def _percent(share: object) -> str:
    return MISSING if pd.isna(share) else f"{share:.0%}"  # type: ignore[call-overload]


def _two(value: object) -> str:
    return MISSING if pd.isna(value) else f"{value:.2f}"  # type: ignore[call-overload]


def coding_sheet(tables: Tables, who: str, without: Collection[str] = ()) -> CodingSheet:
    """Return the coding sheet in a CSV, given by its path, or that of a coder of ``codes.csv``.

    What a coder has of the statements ``without`` is left out. Raises
    :class:`claimbook.data.coding_sheet.CodingSheetError` with everything that is wrong with a file.
    """
    if who not in set(tables.coding.coders["coder_id"]):
        return read_sheets([Path(who)], tables)[0]
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
        rows[coder] = found[f"share_{coder}"].map(_percent)
        rows[f"alpha_{coder}"] = found[f"alpha_{coder}"].map(_two)
        heads |= {coder: f"Like {_lower(name)}", f"alpha_{coder}": f"Alpha with {_lower(name)}"}
    table(rows, "your-agreement", f"How far {sheet.coder} agrees, variable by variable", **heads)
    differ = differences(sheet, tables).replace("", MISSING)
    addresses = differ["variable"] + "-" + differ[BOOK_NOW]
    differ = differ.assign(
        variable=differ["variable"].map(_title),
        rule=differ["rule"].map(lambda rule: rule.partition(". ")[0].rstrip(".") + "."),
        **{BOOK_NOW: "[" + differ[BOOK_NOW] + "](id:code-" + addresses + ")"},
    )
    heads = {"unit_id": "Statement", "variable": "Variable", "own": "You", **coders(tables)}
    heads["rule"] = "What decides"
    table(differ, "your-differences", "Every decision that is not the book’s", **heads)


def _title(variable: str) -> str:
    field = next(f for f in schema.fields("statements") if f["name"] == variable)
    return str(field.get("title") or variable.replace("_", " ").capitalize())


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def coder_report(sheet: CodingSheet, tables: Tables) -> str:
    """Return in plain text how far a coding sheet agrees, and where it does not, with what decides."""
    found, names = compare(sheet, tables), coders(tables)
    units = sheet.codes["unit_id"].nunique()
    lines = [f"{sheet.coder}: {len(sheet.codes)} decisions on {units} units"]
    for row in found.to_dict("records"):
        alike = [
            f"{_lower(name)} {_percent(row[f'share_{coder}'])}, alpha {_two(row[f'alpha_{coder}'])}"
            for coder, name in names.items()
            if pd.notna(row.get(f"share_{coder}"))
        ]
        lines.append(f"{row['variable']} ({row['units']} units): like {'; '.join(alike)}")
    differ = differences(sheet, tables)
    lines.append(f"{len(differ)} decision(s) are not the book’s:")
    for row in differ.to_dict("records"):
        others = ", ".join(f"{_lower(n)} {row[c] or 'nothing'}" for c, n in names.items())
        own = row["own"] or "nothing"
        lines.append(f"- {row['unit_id']} {row['variable']}: {own} ({others})")
        lines.append(textwrap.indent(textwrap.fill(row["rule"], 92), "    "))
    return "\n".join(lines)


def class_report(many: Sequence[CodingSheet], tables: Tables) -> str:
    """Return in plain text how far a class agrees, and its hardest decisions."""
    lines = [f"{len(many)} coders: {', '.join(sheet.coder for sheet in many)}"]
    units = [set(sheet.codes["unit_id"]) for sheet in many]
    common = set.intersection(*units)
    if some := set.union(*units) - common:
        lines.append(
            f"Not all coded the same units: {len(common)} were coded by all, {len(some)} by some. "
            "Each decision is compared among those who made it."
        )
    for row in of_class(many, tables).to_dict("records"):
        lines.append(
            f"{row['variable']}: alpha {_two(row['alpha'])}, like the book {_percent(row['share_book'])} "
            f"({row['coders']} coders, {row['units']} units)"
        )
    lines.append("The hardest:")
    for row in hardest(many, tables).head(DRAWN).to_dict("records"):
        lines.append(
            f"- {row['unit_id']} {row['variable']}: {_percent(row['agreed'])} of pairs agree; "
            f"{row['codes']}; the book {row['book'] or 'nothing'}"
        )
    return "\n".join(lines)


def draw_hardest(many: Sequence[CodingSheet], tables: Tables) -> "Drawing":
    """Draw the hardest decisions of a class: how many of a hundred pairs of coders agree on each."""
    from claimbook.charts import bars

    found = hardest(many, tables).head(DRAWN)
    most = found["codes"].str.split("; ").map(lambda codes: ", ".join(codes[:CODES]))
    label = found["unit_id"] + " " + found["variable"].map(_title).str.lower() + ": " + most
    value = (found["agreed"] * 100).round().astype(int)
    head = "Of a hundred pairs of coders so many agree: the hardest decisions"
    drawn = pd.DataFrame({"label": label, "value": value, "side": "muted", "section": head})
    return bars(drawn, of="pairs of coders of a hundred that agree, the hardest decisions first")


def write_class_files(many: Sequence[CodingSheet], tables: Tables, folder: Path) -> list[Path]:
    """Write the agreement of a class, its hardest decisions and their picture into a folder."""
    from claimbook.charts.files import pictures, standalone

    folder.mkdir(exist_ok=True)
    written = []
    for name, frame in (("agreement", of_class(many, tables)), ("hardest", hardest(many, tables))):
        written.append(folder / f"{name}.csv")
        atomic_write(
            written[-1], frame.round(3).map(no_formula).to_csv(index=False, lineterminator="\n")
        )
    drawing = draw_hardest(many, tables)
    written.append(folder / "hardest.svg")
    wide, _ = pictures(drawing, "hardest", "The hardest decisions of the class")
    atomic_write(written[-1], standalone(wide))
    return written
