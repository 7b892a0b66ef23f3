"""Rules of the independent codings: every coder coded every unit, every difference was decided.

Each rule is a function from the raw rows of all tables to the problems it finds, like those of
:mod:`claimbook.tables.article_rules`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from claimbook.tables.problems import Data, Problem, Row, Span, number

BOOK = "book-0.4.0"  # the coding of the book before anybody compared it
BLIND = ("coder-a", "coder-b")
CODERS = (BOOK, *BLIND)
#: The columns of the adjudications that repeat what each of :data:`CODERS` coded.
TOLD = ("old", "coder_a", "coder_b")
#: Columns of statements.csv whose cells the codings can differ in, by variable of version 0.4.0.
REPLACED = {"object_id": ("criticised_actor_id", "object_actor_id")}
DROPPED = ("cameo",)
#: A unit and a variable; also two units that are linked.
Cell = tuple[str, str]
#: The kinds of a link that neither :data:`CODERS` nor the book now has.
UNLINKED = ("", "", "", "")


def ordered(ids: str) -> str:
    """Return a ``;`` list in the order in which the codings are stored.

    >>> ordered("usa;germany")
    'germany;usa'
    """
    return ";".join(sorted(filter(None, ids.split(";"))))


def current(statement: Mapping[str, str] | None, variable: str) -> str:
    """Return what the book codes now for a variable of version 0.4.0; empty if nothing."""
    if statement is None or variable in DROPPED:
        return ""
    if variable == "summarises":
        return "yes" if statement["summarises"] else "no"
    columns = REPLACED.get(variable, (variable,))
    return ordered(";".join(statement.get(column, "") for column in columns))


def codes_of(data: Data, variable: str) -> set[str]:
    """Return the codes or identifiers that a column of statements.csv can hold, if it has such.

    Which statements a statement sums up is none: the codings tell only whether it does.
    """
    field = data.fields("statements").get(variable, {})
    known = {code["code"] for code in data.package["codebook"].get(field.get("codes"), [])}
    keys = data.resources["statements"]["schema"].get("foreignKeys", [])
    named = {key["reference"]["resource"] for key in keys if key["fields"] == [variable]}
    named.add(field.get("references"))
    for table in named & (data.tables.keys() - {"statements"}):
        known |= data.by_key(table).keys()
    return known


def _units(data: Data) -> set[str]:
    return {row["unit_id"] for row in data["units"] if row["coder_id"] == BOOK}


def _cut(data: Data) -> Iterator[Problem]:
    """Units lie in their sentences; the codes that they repeat are those of codes.csv."""
    sentences, codes = data.by_key("sentences"), data.by_keys("codes")
    known = {"claimant_id": codes_of(data, "claimant_id"), "issue_id": codes_of(data, "issue_id")}
    renamed = {(row["variable"], row["old"]) for row in data["renamed"]}
    for row in data["units"]:
        homes = [sentences[i] for i in row.ids("sentence_ids") if i in sentences]
        yield from _phrase(row, [span for home in homes if (span := home.span())])
        for column in ("quote_end", "claimant_id"):
            if bool(row["quote_start"]) != bool(row[column]):
                yield row.wrong(column, "stands exactly where quote_start does")
        if (row["coder_id"] == BOOK) != (row["what"] == ""):
            yield row.wrong("what", f"is empty exactly for {BOOK}, whose statements say it")
        for column in ("claimant_id", "issue_id"):
            own = row["unit_id"].startswith("c")  # a unit of the book, which has codes
            coded = codes.get((row["coder_id"], row["unit_id"], column)) if own else None
            if coded and ordered(row[column]) != coded["code"]:
                yield row.wrong(column, f"codes.csv has {coded['code']!r}")
            for code in row.ids(column):
                if code not in known[column] and (column, code) not in renamed:
                    right = "is no code, now or in version 0.4.0 (renamed.csv)"
                    yield row.wrong(column, right, code)


def _phrase(row: Row, homes: list[Span]) -> Iterator[Problem]:
    """Report a phrase that does not lie in a sentence of its unit, or is too long for one."""
    quote = row.span("quote_start", "quote_end")
    if not quote or not homes:
        return
    begins = any(a <= quote[0] < b for a, b in homes)
    ends = any(a < quote[1] <= b for a, b in homes)
    if not begins and not ends:
        yield row.wrong("sentence_ids", f"the phrase {quote[0]}-{quote[1]} lies in none of them")
    elif not begins or not ends:
        wrong = "quote_end" if begins else "quote_start"
        yield row.wrong(wrong, f"lies outside {row['sentence_ids']}")
    elif not 0 < quote[1] - quote[0] <= LONGEST:
        yield row.wrong(
            "quote_end", f"{quote[0]}-{quote[1]} is no phrase of 1 to {LONGEST} code points"
        )


#: The longest phrase that marks a unit, in code points.
LONGEST = 80


def _counted(data: Data) -> Iterator[Problem]:
    """No unit that a coder cut (u01, u02 …) is lost: their numbers run without a gap."""
    expected = Counter[str]()
    cut = (row for row in data["units"] if row["unit_id"].startswith("u"))
    for row in sorted(cut, key=lambda row: (row["coder_id"], number(row["unit_id"][1:]) or 0)):
        expected[row["coder_id"]] += 1
        here = number(row["unit_id"][1:])
        if here is not None and here > expected[row["coder_id"]]:
            lost = f"u{expected[row['coder_id']]:02d}"
            yield row.wrong("unit_id", f"{lost} of {row['coder_id']} is missing before it")
            expected[row["coder_id"]] = here


def _renamed(data: Data) -> Iterator[Problem]:
    """Codes that changed their name are none now and were some then; new ones are codes now."""
    variables = set(data.fields("codes")["variable"]["constraints"]["enum"]) | {"response_type"}
    cells = data.columnwise["codes"]
    pairs = {*zip(cells["variable"], cells["code"], strict=True)}
    used = {(variable, code) for variable, cell in pairs for code in cell.split(";")}
    used |= {("response_type", row["response_type"]) for row in data["links"]}
    current_codes = {v: codes_of(data, v) for v in variables}
    for variable, columns in REPLACED.items():
        current_codes[variable] = codes_of(data, columns[0])
    current_codes["response_type"] = {c["code"] for c in data.package["codebook"]["response_type"]}
    for row in data["renamed"]:
        variable = row["variable"]
        if variable not in variables:
            yield row.wrong("variable", "is no variable of the codings")
        elif row["old"] in current_codes[variable]:
            yield row.wrong("old", f"is a code of {variable} still")
        elif (variable, row["old"]) not in used:
            yield row.wrong("old", f"no coding has it as a code of {variable}")
        elif row["new"] and row["new"] not in current_codes[variable]:
            yield row.wrong("new", f"is no code of {variable}")


def _codes(data: Data) -> Iterator[Problem]:
    """Every code is one of its variable, now or in version 0.4.0, for a unit of the book."""
    units = _units(data)
    cells = data.columnwise["codes"]
    known = {variable: codes_of(data, variable) for variable in {*cells["variable"]}}
    renamed = {(row["variable"], row["old"]) for row in data["renamed"]}
    pairs = {*zip(cells["variable"], cells["code"], strict=True)}
    wrong = {
        (variable, cell): [
            code
            for code in filter(None, cell.split(";"))
            if known[variable] and code not in known[variable] and (variable, code) not in renamed
        ]
        for variable, cell in pairs
    }
    for row in data["codes"] if {*cells["unit_id"]} - units or any(wrong.values()) else ():
        if row["unit_id"] not in units:
            yield row.wrong("unit_id", f"is no unit of {BOOK} in units.csv")
        variable = row["variable"]
        for code in wrong[variable, row["code"]]:
            right = f"is no code of {variable}, now or in version 0.4.0 (renamed.csv)"
            yield row.wrong("code", right, code)


def _coverage(data: Data) -> Iterator[Problem]:
    """Every coder coded each variable of each unit of the book."""
    variables = data.fields("codes")["variable"]["constraints"]["enum"]
    cells = {(unit, variable) for unit in _units(data) for variable in variables}
    coded: dict[str, set[Cell]] = {coder: set() for coder in CODERS}
    for coder, unit, variable in data.by_keys("codes"):
        coded.setdefault(coder, set()).add((unit, variable))
    for coder, done in coded.items():
        for unit, variable in sorted(cells - done):
            right = f"has no row for {variable} of {unit}; add one"
            yield data.wrong("codes", "coder_id", right, coder)


def _linked(data: Data) -> Iterator[Problem]:
    """Every link of a coding is one between units of the book, of a kind that was one."""
    units = _units(data)
    kinds = {r["old"] for r in data["renamed"] if r["variable"] == "response_type"}
    kinds |= {code["code"] for code in data.package["codebook"]["response_type"]}
    for row in data["links"]:
        if row["response_type"] not in kinds:
            yield row.wrong(
                "response_type", "is no kind of a link, now or in version 0.4.0 (renamed.csv)"
            )
    for row in data["links"]:
        for column in ("from_unit_id", "to_unit_id"):
            if row[column] not in units:
                yield row.wrong(column, f"is no unit of {BOOK} in units.csv")


def _adjudications(data: Data) -> Iterator[Problem]:
    """Every cell in which a blind coder differs is adjudicated, no other, as the tables now say."""
    codes = {cell: row["code"] for cell, row in data.by_keys("codes").items()}
    open_ = {
        (unit, variable)
        for (coder, unit, variable), code in codes.items()
        if coder in BLIND and code != codes.get((BOOK, unit, variable))
    }
    statements, reasons = data.by_key("statements"), _reasons(data)
    told = {(row["statement_id"], row["variable"]) for row in data["adjudications"]}
    untold = {unit for unit, variable in open_ - told}
    for row in data["adjudications"]:
        cell = (row["statement_id"], row["variable"])
        if cell not in open_:
            wrong = "variable" if row["statement_id"] in untold else "statement_id"
            yield row.wrong(wrong, f"no coder differs on {cell[1]} of {cell[0]}; drop the row")
        open_.discard(cell)
        for column, coder in zip(TOLD, CODERS, strict=True):
            code = codes.get((coder, *cell))
            if row[column] != code:
                yield row.wrong(column, f"codes.csv has {code!r} for {coder}")
        now = current(statements.get(cell[0]), cell[1])
        if row["decided"] != now:
            yield row.wrong("decided", f"statements.csv has {now!r}; make the two agree")
        if row["decision_id"] not in reasons:
            yield row.wrong("decision_id", "names no decision and no variable of the codebook")
    rows = data.by_keys("codes") if open_ else {}
    for unit, variable in sorted(open_):
        cells = [rows[key] for coder in CODERS if (key := (coder, unit, variable)) in rows]
        usual = Counter(cell["code"] for cell in cells).most_common(1)[0][0]
        odd = next((cell for cell in cells if cell["code"] != usual), cells[-1])
        others = ", ".join(cell["coder_id"] for cell in cells if cell is not odd)
        right = f"a coder differs on {variable} of {unit}: {others} have {usual!r}, and adjudications.csv has no row that decides it"
        yield odd.wrong("code", right)


def _reasons(data: Data) -> set[str]:
    """Return what an adjudication can rest on: decisions, variables, columns of statements.csv."""
    decisions = {decision["decision_id"] for decision in data.package["decisions"]}
    return decisions | {*data.package["codebook"], *data.fields("statements"), *DROPPED}


def _links(data: Data) -> Iterator[Problem]:
    """Every pair that is not linked alike by all, and now, is adjudicated as responses.csv says."""
    pairs = _linkings(data)
    renamed = {r["old"]: r["new"] for r in data["renamed"] if r["variable"] == "response_type"}
    open_ = {
        pair
        for pair, (book, *blind, now) in pairs.items()
        if {book} != {*blind} or renamed.get(book) != now
    }
    for row in data["link_adjudications"]:
        pair = (row["from_statement_id"], row["to_statement_id"])
        if pair not in open_:
            right = f"nothing is open between it and {pair[1]}; drop the row"
            yield row.wrong("from_statement_id", right)
        open_.discard(pair)
        kinds = pairs.get(pair, UNLINKED)
        for column, kind in zip((*TOLD, "decided"), kinds, strict=True):
            if row[column] != kind:
                yield row.wrong(column, f"the tables have {kind!r}")
    for one, other in sorted(open_):
        right = f"the codings differ on its link to {other}; decide it, with a reason"
        yield data.wrong("link_adjudications", "from_statement_id", right, one)


def _lone(data: Data) -> Iterator[Problem]:
    """No link of one coding alone is left undecided: rather it leads elsewhere than it should."""
    told = {(r["from_statement_id"], r["to_statement_id"]) for r in data["link_adjudications"]}
    asked = {one for one, _ in told}
    places: dict[Cell, list[Row]] = {}
    for row in data["links"]:
        places.setdefault((row["from_unit_id"], row["to_unit_id"]), []).append(row)
    for (one, other), rows in places.items():
        if len(rows) == 1 and (one, other) not in told:
            column = "to_unit_id" if one in asked else "from_unit_id"
            right = f"no other coding links {one} to {other}, and link_adjudications.csv does not decide it"
            yield rows[0].wrong(column, right)


def _linkings(data: Data) -> dict[Cell, list[str]]:
    """Map each linked pair to the kinds of its link: one of each of CODERS, one of the book now."""
    kinds: dict[Cell, list[str]] = {}
    for row in data["links"]:
        pair = kinds.setdefault((row["from_unit_id"], row["to_unit_id"]), [*UNLINKED])
        if row["coder_id"] in CODERS:
            pair[CODERS.index(row["coder_id"])] = row["response_type"]
    for row in data["responses"]:
        pair = kinds.setdefault((row["from_statement_id"], row["to_statement_id"]), [*UNLINKED])
        pair[-1] = row["response_type"]
    return kinds


RULES = (_cut, _counted, _renamed, _codes, _linked, _coverage, _adjudications, _lone, _links)
