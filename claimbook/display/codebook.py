"""Codebook, decisions and data dictionary as tables."""

from typing import Any

import pandas as pd

from claimbook.data import schema
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
