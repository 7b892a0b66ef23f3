"""Codebook, decisions and data dictionary as tables."""

from typing import Any

import pandas as pd

from claimbook.data import schema
from claimbook.data.read import read
from claimbook.display.outputs import table


def codebook(*variables: str) -> None:
    """Display the codes of coded variables: when to use each, when not, and an example."""
    for variable in variables:
        if not schema.package()["codebook"][variable]:
            continue  # a book of one's own has dropped them all
        codes = pd.DataFrame(schema.package()["codebook"][variable])
        heads: dict[str, Any] = {"not": "When not", "example": "Example", "cameo": "CAMEO"}
        table(
            codes,
            f"code-{variable.replace('_', '-')}",
            f"Codes of {variable}",
            rows=("code", variable + "-" + codes["code"]),
            code="Code",
            label="Label",
            use="Meaning: when to use it",
            **{column: head for column, head in heads.items() if column in codes},
        )


def decisions() -> None:
    """Display the decisions on doubtful cases, with their sentences and the rival reading."""
    rows = pd.DataFrame(schema.package()["decisions"])
    table(
        rows.assign(sentence_ids=rows["sentence_ids"].str.replace(";", ", ")),
        "decisions",
        "Decisions on doubtful cases",
        rows=("decision", rows["decision_id"]),
        question="Question",
        sentence_ids="Sentences",
        decision="Decision",
        otherwise="The other reading",
    )


def dictionary(*tables: str) -> None:
    """Display the columns of tables: what each holds, its type and its constraints."""
    for name in tables:
        frame = pd.DataFrame(map(_column, schema.fields(name)))
        caption = f"Columns of {name}.csv: {schema.resource(name)['description']}"
        table(frame, f"columns-{name}", caption, rows=("column", name + "-" + frame["Column"]))


def _column(field: dict[str, Any]) -> dict[str, str]:
    """Describe one column."""
    kind = f"codes of {field['codes']}" if "codes" in field else field["type"]
    kind = f"list of {field['references']} ids" if "references" in field else kind
    required = field.get("constraints", {}).get("required")
    return {
        "Column": field["name"],
        "Holds": field["description"],
        "Type": kind,
        "Required": "yes" if required else "no",
    }


def constraints() -> None:
    """Display what must hold of the tables beyond their schema: a bad cell and the good one for each."""
    from claimbook.data.constraints import Constraints  # SQLite is no part of Python in a browser
    from claimbook.data.database import quoted

    data = read()
    rows = []
    compiled = Constraints.of(data)
    for constraint in compiled.all:
        bad = constraint.bad[0]
        key = data.resources[constraint.table]["schema"]["primaryKey"]
        row = next(r for r in data[constraint.table] if ",".join(r[k] for k in key) == bad.key)
        of_row = f"SELECT {constraint.message} FROM {quoted(constraint.table)} WHERE _line = ?"
        (right,) = compiled.database.execute(of_row, (row.line,)).fetchone()
        where = f"{constraint.table}.{constraint.column}"
        good, wrong = (cell or "(empty)" for cell in (row[bad.column], bad.value))
        cell = bad.key if bad.column == constraint.column else f"{bad.key}, {bad.column}"
        rows.append(
            (where, right or constraint.why, constraint.why if right else "", cell, wrong, good)
        )
    heads = ["where", "right", "why", "cell", "bad", "good"]
    table(
        pd.DataFrame(rows, columns=heads),
        "constraints",
        "What must hold of the tables, with a cell that would break it",
        filters=["Words"],
        where="Column",
        right="What is said if it does not hold",
        why="Why",
        cell="For example",
        bad="Wrong",
        good="Right",
    )
