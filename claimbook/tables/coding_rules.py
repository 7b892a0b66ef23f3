"""Rules of the independent codings: every coder coded every unit, every difference was decided.

Each rule is a function from the raw rows of all tables to the problems it finds, like those of
:mod:`claimbook.tables.article_rules`.
"""

from collections.abc import Iterator, Mapping

from claimbook.tables.problems import Data, Problem

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


def _codes(data: Data) -> Iterator[Problem]:
    """Every code is one of its variable, now or in version 0.4.0, for a unit of the book."""
    units = _units(data)
    codes = {v: codes_of(data, v) for v in {row["variable"] for row in data["codes"]}}
    renamed = {(row["variable"], row["old"]) for row in data["renamed"]}
    for row in data["codes"]:
        if row["unit_id"] not in units:
            yield row.wrong("unit_id", f"is no unit of {BOOK} in units.csv")
        variable = row["variable"]
        known = codes[variable]
        for code in row.ids("code"):
            if known and code not in known and (variable, code) not in renamed:
                right = f"is no code of {variable}, now or in version 0.4.0 (renamed.csv)"
                yield row.wrong("code", right, code)


def _coverage(data: Data) -> Iterator[Problem]:
    """Every coder coded each variable of each unit of the book."""
    variables = data.fields("codes")["variable"]["constraints"]["enum"]
    cells = {(unit, variable) for unit in _units(data) for variable in variables}
    coded: dict[str, set[Cell]] = {coder: set() for coder in CODERS}
    for row in data["codes"]:
        coded.setdefault(row["coder_id"], set()).add((row["unit_id"], row["variable"]))
    for coder, done in coded.items():
        for unit, variable in sorted(cells - done):
            right = f"has no row for {variable} of {unit}; add one"
            yield data.wrong("codes", "coder_id", right, coder)


def _linked(data: Data) -> Iterator[Problem]:
    """Every link of a coding is one between units of the book."""
    units = _units(data)
    for row in data["links"]:
        for column in ("from_unit_id", "to_unit_id"):
            if row[column] not in units:
                yield row.wrong(column, f"is no unit of {BOOK} in units.csv")


def _adjudications(data: Data) -> Iterator[Problem]:
    """Every cell in which a blind coder differs is adjudicated, no other, as the tables now say."""
    codes = {(r["unit_id"], r["variable"], r["coder_id"]): r["code"] for r in data["codes"]}
    open_ = {
        (unit, variable)
        for unit, variable, coder in codes
        if coder in BLIND and codes[unit, variable, coder] != codes.get((unit, variable, BOOK))
    }
    statements, reasons = data.by_key("statements"), _reasons(data)
    for row in data["adjudications"]:
        cell = (row["statement_id"], row["variable"])
        if cell not in open_:
            yield row.wrong("statement_id", f"no coder differs on {cell[1]}; drop the row")
        open_.discard(cell)
        for column, coder in zip(TOLD, CODERS, strict=True):
            code = codes.get((*cell, coder))
            if row[column] != code:
                yield row.wrong(column, f"codes.csv has {code!r} for {coder}")
        now = current(statements.get(cell[0]), cell[1])
        if row["decided"] != now:
            yield row.wrong("decided", f"statements.csv has {now!r}; make the two agree")
        if row["decision_id"] not in reasons:
            yield row.wrong("decision_id", "names no decision and no variable of the codebook")
    for unit, variable in sorted(open_):
        right = f"a coder differs on {variable}; decide it, with a reason"
        yield data.wrong("adjudications", "statement_id", right, unit)


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


RULES = (_codes, _coverage, _linked, _adjudications, _links)
