"""Handout and key: eleven statements to code, the codes to choose from, and what was decided.

Of four sentences the statements are chosen by a rule (:func:`units`). Pages and files are made of the same
frames; :func:`document` writes handout or key as HTML that a browser prints and pandoc makes a Word file of.
"""

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from claimbook.cite.metadata import Book
from claimbook.data import schema
from claimbook.data.coding_sheet import BOOK_NOW, TRAINED, coded
from claimbook.data.frames import Tables
from claimbook.data.text import no_formula
from claimbook.data.wording import listing
from thisbook.lesson import expectations

#: Four sentences of the report, one for each kind of quarrel: a charge in a quotation, a retort, what the
#: outlet says on the way, and a denial beside investigations.
SENTENCES = ("s04-1", "s07-2", "s09-1", "s14-1")
#: What is coded in class: four variables, and what stands over them.
VARIABLES = dict(zip(TRAINED, ("Form", "Issue", "Certainty", "Reported as"), strict=True))
RULE = (
    "We picked the sentences. Of each we took the statements that this book, its earlier version or the blind "
    "coders coded differently in at least one variable; of statements with the same quoted words, the first."
)
#: Codes whose first line would lead astray: the rest of the definition decides.
WHOLE = ("accuse",)
LICENSE = "CC BY 4.0"
templates = Environment(
    loader=PackageLoader("thisbook"), autoescape=True, undefined=StrictUndefined
)


def _codes(tables: Tables) -> pd.DataFrame:
    """Return every code of the variables: ``unit_id``, ``variable``, ``coder_id``, ``code``.

    The coder ``book`` is the book as it is; what was renamed since has its present name.
    """
    coders = list(tables.coding.coders["coder_id"])
    wide = [coded(tables, v, coders).assign(variable=v).reset_index() for v in VARIABLES]
    rows = pd.concat(wide).rename(columns={"statement_id": "unit_id"})
    return rows.melt(["unit_id", "variable"], var_name="coder_id", value_name="code").dropna()


def units(tables: Tables) -> pd.DataFrame:
    """Return the statements to code: ``statement_id``, ``sentence_ids``, ``quote``, in their order."""
    kinds = _codes(tables).groupby(["unit_id", "variable"])["code"].nunique()
    differ = set(kinds.index[kinds > 1].get_level_values("unit_id"))
    rows = tables.statements[tables.statements["sentence_ids"].isin(SENTENCES)]
    rows = rows[rows["statement_id"].isin(differ)].drop_duplicates("quote")
    return rows[["statement_id", "sentence_ids", "quote"]].reset_index(drop=True)


def blank(tables: Tables, coder: str = "") -> pd.DataFrame:
    """Return the coding sheet in the form of ``data/coding/codes.csv``, the codes left open.

    With ``coder`` the sheet is filled with what this coder of :func:`_codes` has.
    """
    rows = [(i, v) for i in units(tables)["statement_id"] for v in VARIABLES]
    frame = pd.DataFrame(rows, columns=["unit_id", "variable"])
    if coder:
        codes = _codes(tables).set_index(["coder_id", "unit_id", "variable"])["code"]
        frame["code"] = [codes[coder, i, v] for i, v in rows]
    else:
        frame["code"] = ""
    frame.insert(0, "coder_id", "book" if coder else "student")
    return frame


def boxes(tables: Tables) -> pd.DataFrame:
    """Return the statements with an empty box for each variable, as the handout shows them."""
    found = units(tables)
    found["quote"] = "“" + found["quote"] + "”"
    return found.assign(**dict.fromkeys(VARIABLES, ""))


def legend(tables: Tables, variable: str) -> pd.DataFrame:
    """Return the codes of a variable with a line on each: ``code`` and ``means``."""
    if variable == "issue_id":
        rows = list(zip(tables.issues["issue_id"], tables.issues["definition"], strict=True))
    else:
        rows = [(c["code"], c["use"]) for c in schema.package()["codebook"][variable]]
    lines = [(c, m if c in WHOLE else _line(m)) for c, m in rows]
    return pd.DataFrame(lines, columns=["code", "means"])


def _line(text: str) -> str:
    """Return the first sentence of a definition, without examples, which give answers away.

    >>> _line("Says what should be: stop, help. From wish to order.")
    'Says what should be.'
    """
    head = text.partition(". ")[0].partition(": ")[0]
    return head.rstrip(".") + "."


def book_codes(tables: Tables) -> pd.DataFrame:
    """Return the statements of the handout with the codes of the book: the columns of :func:`boxes`."""
    codes = _codes(tables).set_index(["coder_id", "unit_id", "variable"])["code"]
    found = boxes(tables)
    for variable in VARIABLES:
        found[variable] = [codes[BOOK_NOW, i, variable] for i in found["statement_id"]]
    return found


def disagreements(tables: Tables) -> pd.DataFrame:
    """Return where codings of these statements differed, and what decides.

    Columns: ``statement_id``, ``variable`` (as it stands over a box), ``codings`` and ``why``.
    """
    codes = _codes(tables).set_index(["coder_id", "unit_id", "variable"])["code"]
    decided = tables.coding.adjudications.drop_duplicates(["statement_id", "variable"], keep="last")
    reasons = decided.set_index(["statement_id", "variable"])["reason"]
    blind = [coder for of in reversed(tables.coding.rounds) for coder in of.blind]
    letters = {coder: coder[-1].upper() for coder in blind}
    books = [of.book for of in tables.coding.rounds]
    rows = []
    for unit in units(tables)["statement_id"]:
        for variable, head in VARIABLES.items():
            now = codes[BOOK_NOW, unit, variable]
            had = {letters[c]: codes[c, unit, variable] for c in blind}
            before = {codes[c, unit, variable] for c in books} - {now}
            if {*had.values()} | before != {now}:
                codings = ", ".join(f"{letter} {code}" for letter, code in had.items())
                codings += f"; the book {now}"
                codings += f", before {listing(sorted(before))}" if before else ""
                rows.append((unit, head, codings, reasons.get((unit, variable), RULES[variable])))
    return pd.DataFrame(rows, columns=["statement_id", "variable", "codings", "why"])


#: Why a code moved on which all had agreed: the mended definition.
RULES = {
    "form": "The mended rule: whoever says, or takes as given, that an identified actor did a definite wrong accuses.",
    "issue_id": "The list of issues was renamed.",
    "certainty": "The mended rule: what a subject or a definite phrase takes as given is presupposed.",
    "reported_as": "Decided for each statement and not for its sentence.",
}

#: What is printed, by its name -> its title.
TITLES = {"handout": "Handout: eleven statements to code", "key": "Key to the handout"}


def document(name: str, tables: Tables, book: Book) -> str:
    """Return handout or key as an HTML document of its own, to be printed and to be made a Word file."""
    report = tables.documents.iloc[0]
    legends = {head: legend(tables, v).values.tolist() for v, head in VARIABLES.items()}
    return templates.get_template(f"{name}.html").render(
        title=TITLES[name],
        book=book,
        license=LICENSE,
        report=report.to_dict(),
        heads=list(VARIABLES.values()),
        rule=RULE,
        boxes=boxes(tables)[["statement_id", "sentence_ids", "quote"]].values.tolist(),
        legends=legends,
        book_codes=book_codes(tables).values.tolist(),
        disagreements=disagreements(tables).values.tolist(),
        expected=expectations(tables)[["minutes", "ask", "expect"]].values.tolist(),
    )


def as_csv(name: str, tables: Tables) -> str:
    """Return the coding sheet as CSV: open for the handout, with the codes of the book for the key."""
    frame = blank(tables, BOOK_NOW if name == "key" else "")
    return str(frame.map(no_formula).to_csv(index=False, lineterminator="\n"))
