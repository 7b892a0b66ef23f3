"""Codebook, decisions and data dictionary as tables."""

import pandas as pd

from claimbook.show.items import table
from claimbook.tables import schema


def codebook(variable: str) -> None:
    """Display the codes of one coded variable: when to use each, when not, and an example."""
    codes = pd.DataFrame(schema.package()["codebook"][variable])
    heads = ["Code", "Label", "Meaning: when to use it", "When not", "Example"]
    codes.columns = pd.Index(heads if "cameo" not in codes else [*heads, "CAMEO"])
    table(
        codes,
        f"code-{variable.replace('_', '-')}",
        f"Codes of {variable}",
        rows=("code", [f"{variable}-{c}" for c in codes["Code"]]),
    )


def decisions() -> None:
    """Display the decisions on doubtful cases, with their sentences and the rival reading."""
    rows = pd.DataFrame(schema.package()["decisions"])
    ids = rows.pop("decision_id")
    rows = rows[["question", "sentence_ids", "decision", "otherwise"]].assign(
        sentence_ids=rows["sentence_ids"].str.replace(";", ", ")
    )
    rows.columns = pd.Index(["Question", "Sentences", "Decision", "The other reading"])
    table(rows, "decisions", "Decisions on doubtful cases", rows=("decision", ids))


def dictionary(name: str) -> None:
    """Display the columns of one table: what each holds, its type and its constraints."""
    rows = []
    for field in schema.fields(name):
        rule = field.get("constraints", {})
        kind = f"codes of {field['codes']}" if "codes" in field else field["type"]
        kind = f"list of {field['references']} ids" if "references" in field else kind
        rows.append(
            {
                "Column": field["name"],
                "Holds": field["description"],
                "Type": kind,
                "Required": "yes" if rule.get("required") else "no",
            }
        )
    frame = pd.DataFrame(rows)
    table(
        frame,
        f"columns-{name}",
        f"Columns of {name}.csv: {schema.resource(name)['description']}",
        rows=("column", [f"{name}-{c}" for c in frame["Column"]]),
    )
