"""The codebook as a coder gets it: whole, or without what gives codes of this report away."""

import re

from claimbook.data import schema
from claimbook.data.coding_sheet import NONE
from claimbook.data.frames import Tables, records

#: What a coder fills in, a row a statement; where it begins and ends is the coder's to say.
SHEET = (
    *(
        "unit_id",
        "start",
        "end",
        "claimant_id",
        "spokesperson_id",
        "form",
        "channel",
        "addressee_id",
    ),
    *("criticised_actor_id", "object_actor_id", "issue_id", "concept_id", "position", "date"),
    *("date_precision", "date_basis", "reported_as", "certainty", "attribution", "outlet_stance"),
    "summarises",
)
#: Words of the report, given as examples in brackets, and whose they are.
_AMONG = re.compile(r"\s*\([^)]*\)")


def codebook(tables: Tables, blind: bool) -> str:
    """Return the codebook of statements in Markdown: variables, codes, issues, concepts, actors, decisions.

    If it is ``blind``, it has no examples, and of a decision only the general rule. Nothing then tells how many
    statements there are, which ones sum up others, or what the book has on a sentence.
    """
    package = schema.package()
    lines = [
        "# Codebook",
        "",
        "A row a statement, in a CSV with these columns:",
        "",
        f"`{','.join(SHEET)}`",
        "",
    ]
    lines += [
        "`start` and `end` are its first code point in the text and the one after its last.",
        "",
    ]
    lines += [
        f"Leave open what you do not code; write `{NONE}` where there is nothing to code.",
        "",
    ]
    fields = {f["name"]: f for f in schema.fields("statements") if f["name"] in SHEET}
    for name, field in fields.items():
        lines += [f"## {name}", "", field["description"], ""]
        for code in package["codebook"].get(field.get("codes"), ()):
            example = f" Example: {code['example']}." if code["example"] and not blind else ""
            use, never = (
                _AMONG.sub("", code[part]) if blind else code[part] for part in ("use", "not")
            )
            lines.append(f"- `{code['code']}`: {use} {never}{example}")
        lines.append("")
    for title, rows, key, *told in (
        ("Issues", tables.issues, "issue_id", "definition", "not_when"),
        ("Concepts", tables.concepts, "concept_id", "concept", "definition", "not_when"),
        ("Actors", tables.actors, "actor_id", "name"),
    ):
        lines += [f"## {title}", ""]
        lines += [
            f"- `{r[key]}`: {_AMONG.sub('', text) if blind else text}."
            for r in records(rows)
            for text in [". ".join(r[c].rstrip(".") for c in told if isinstance(r[c], str))]
        ]
        lines.append("")
    lines += ["## Rules", ""]
    for decision in package["decisions"]:
        if not blind:
            lines.append(
                f"- {decision['question']} ({decision['sentence_ids']}) {decision['decision']}"
            )
        elif "rule" in decision:
            lines.append(f"- {decision['rule']}")
    return "\n".join(lines) + "\n"
