"""Handout and key: six statements to code, the codes to choose from, and what was decided.

Pages and files are made of the same frames; :func:`document` writes handout or key as HTML that a browser
prints and pandoc makes a Word file of.
"""

import re

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from claimbook.cite.metadata import Book
from claimbook.data import schema
from claimbook.data.coding_sheet import BOOK_NOW, coded
from claimbook.data.frames import Tables, records
from claimbook.data.text import no_formula
from claimbook.data.wording import day, listing
from thisbook.lesson import expectations

#: First a statement of either side on which every coding agrees. Then four, two that find fault with China and
#: two with the United States, on each of which a blind coder decided otherwise than the book.
EASY, HARD = ("c07", "c16"), ("c12", "c18", "c19", "c27")
#: What is coded in class: two variables, and what stands over them.
VARIABLES = {"form": "Form", "certainty": "Certainty"}
#: Codes whose first line would lead astray: the rest of the definition decides.
WHOLE = ("accuse", "hedged")
#: Codes whose definition is for coders who have time: what it says in a class.
PLAIN = {
    "presupposed": "Not said but taken as given: by a subject, by a phrase with “the” or “your”, or after “see” or “know”. It is left when you deny the sentence."
}
#: Words of the report, given as examples in brackets: they would give answers away.
EXAMPLES = re.compile(r"\s*\([^)]*\)")
#: Why a code moved on which all had agreed: the mended definition.
RULES = {
    "form": "The mended rule: whoever says, or takes as given, that an identified actor did a definite wrong accuses.",
    "certainty": "The mended rule: what a subject or a definite phrase takes as given is presupposed.",
}
LICENSE = "CC BY 4.0"
#: How the key marks that the coders of a round are at one.
BOTH = "both "
#: Who the coders are, which the key says and its page.
CODERS = (
    "Coders A to D are large language models that did not see the book’s codes. A and B had an earlier codebook, and the rule was mended "
    "afterwards. C and D had the mended one, with decisions that name the sentences. No person has coded the report yet."
)
#: What is printed, by its name -> its title.
TITLES = {"handout": "Handout: six statements to code", "key": "Key to the handout"}
templates = Environment(
    loader=PackageLoader("thisbook"), autoescape=True, undefined=StrictUndefined
)


def units(tables: Tables) -> pd.DataFrame:
    """Return the statements to code: ``number``, ``statement_id``, ``paragraph``, ``words``, in their order."""
    rows = tables.statements.set_index("statement_id").loc[[*EASY, *HARD]].reset_index()
    paragraph = tables.sentences.set_index("sentence_id")["paragraph"]
    rows["paragraph"] = rows["sentence_ids"].map(paragraph).astype(str)
    rows["number"] = [str(n) for n in range(1, len(rows) + 1)]
    rows["words"] = "“" + rows["quote"] + "”"
    return rows[["number", "statement_id", "paragraph", "words"]]


def boxes(tables: Tables) -> pd.DataFrame:
    """Return the statements with empty boxes, and without what leads to the answers."""
    open_boxes = dict.fromkeys([*VARIABLES, "doubt"], "")
    return units(tables).drop(columns="statement_id").assign(**open_boxes)


def legend(variable: str) -> pd.DataFrame:
    """Return the codes of a variable with a line on each: ``code`` and ``means``."""
    lines = [
        (
            c["code"],
            PLAIN.get(
                c["code"],
                EXAMPLES.sub("", c["use"] if c["code"] in WHOLE else _line(c["use"])),
            ),
        )
        for c in schema.package()["codebook"][variable]
    ]
    return pd.DataFrame(lines, columns=["code", "means"])


def _line(text: str) -> str:
    """Return the first sentence of a definition, without what follows a colon.

    >>> _line("Says what should be: stop, help. From wish to order.")
    'Says what should be.'
    """
    head = text.partition(". ")[0].partition(": ")[0]
    return head.rstrip(".") + "."


def codes(tables: Tables, variable: str) -> pd.DataFrame:
    """Return what every coder of every round has for the statements, and the book as it is."""
    coders = list(tables.coding.coders["coder_id"])
    return coded(tables, variable, coders).loc[[*EASY, *HARD]]


def key(tables: Tables) -> pd.DataFrame:
    """Return the codes of the book, who decided otherwise, and why the book decided so.

    Columns: those of :func:`units`, one for each of the variables, ``otherwise`` and ``why``.
    """
    last = tables.coding.adjudications.drop_duplicates(["statement_id", "variable"], keep="last")
    reasons = last.set_index(["statement_id", "variable"])["reason"]
    found = units(tables)
    for variable in VARIABLES:
        found[variable] = list(codes(tables, variable)[BOOK_NOW])
    for number, unit in found["statement_id"].items():
        otherwise, why = [], []
        for variable, head in VARIABLES.items():
            if others := _otherwise(tables, codes(tables, variable).loc[unit]):
                otherwise.append(f"{head}: {others}.")
                why.append(reasons.get((unit, variable), RULES[variable]))
        found.loc[number, ["otherwise", "why"]] = [
            " ".join(said) or "–" for said in (otherwise, why)
        ]
    return found


def _otherwise(tables: Tables, row: "pd.Series[str]") -> str:
    """Return who has another code than the book for a statement: both coders of a round, one, the book before."""
    now, told = row[BOOK_NOW], []
    for of in reversed(tables.coding.rounds):
        blind = row[list(of.blind)]
        for code in blind[blind != now].unique():
            who = [coder[-1].upper() for coder in blind.index[blind == code]]
            told.append(f"{listing(who)} {BOTH if len(who) > 1 else ''}had {code}")
    if before := sorted({row[of.book] for of in tables.coding.rounds} - {now}):
        told.append(f"the book once had {listing(before)}")
    return ", ".join(told)


def top(tables: Tables) -> str:
    """Return what the key says first: where the coders of a round are at one against the book."""
    rows = records(key(tables))
    against = listing(row["number"] for row in rows if BOTH in row["otherwise"])
    return (
        f"On items {against} both blind coders of a round decided otherwise than the book. There the coders may be right, and so "
        "may your class."
    )


def as_csv(name: str, tables: Tables) -> str:
    """Return the sheet in the form of ``codes.csv``: open for the handout, with the book's codes for the key."""
    rows = [
        (
            "book" if name == "key" else "student",
            row["statement_id"],
            variable,
            row[variable] if name == "key" else "",
        )
        for row in records(key(tables))
        for variable in VARIABLES
    ]
    frame = pd.DataFrame(rows, columns=list(tables.coding.codes.columns))
    return str(frame.map(no_formula).to_csv(index=False, lineterminator="\n"))


def document(name: str, tables: Tables, book: Book) -> str:
    """Return handout or key as an HTML document of its own, to be printed and to be made a Word file."""
    return templates.get_template(f"{name}.html").render(
        title=TITLES[name],
        book=book,
        license=LICENSE,
        report=tables.documents.iloc[0].to_dict() | {"day": day(tables.documents["published"][0])},
        boxes=records(boxes(tables)),
        coders=CODERS,
        legends={head: legend(v).values.tolist() for v, head in VARIABLES.items()},
        key=records(key(tables)),
        top=top(tables),
        expected=records(expectations(tables)),
    )
