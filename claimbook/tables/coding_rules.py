"""Rules of the independent codings: every coder coded every unit, every difference was decided.

Each rule is a function from the raw rows of all tables to the problems it finds, like those of
:mod:`claimbook.tables.article_rules`.
"""

from collections.abc import Iterator

from claimbook.tables.problems import Data, Problem, Row

BOOK = "book-0.4.0"  # the coding of the book before anybody compared it
BLIND = ("coder-a", "coder-b")
#: Columns of statements.csv whose cells the codings can differ in, by variable of version 0.4.0.
REPLACED = {"object_id": ("criticised_actor_id", "object_actor_id")}
DROPPED = ("cameo",)


def ordered(ids: str) -> str:
    """Return a ``;`` list in the order in which the codings are stored.

    >>> ordered("usa;germany")
    'germany;usa'
    """
    return ";".join(sorted(filter(None, ids.split(";"))))


def current(statement: Row | None, variable: str) -> str:
    """Return what the book codes now for a variable of version 0.4.0; empty if nothing."""
    if statement is None or variable in DROPPED:
        return ""
    if variable == "summarises":
        return "yes" if statement["summarises"] else "no"
    columns = REPLACED.get(variable, (variable,))
    return ordered(";".join(statement[c] for c in columns))


def _coverage(data: Data) -> Iterator[Problem]:
    """Every coder coded each variable of each unit of the book once, with known codes."""
    units = {r["unit_id"] for r in data.tables["units"] if r["coder_id"] == BOOK}
    renamed = {(r["variable"], r["old"]) for r in data.tables["renamed"]}
    field = next(f for f in data.fields("codes") if f["name"] == "variable")
    variables = field["constraints"]["enum"]
    seen: dict[str, set[tuple[str, str]]] = {c: set() for c in (BOOK, *BLIND)}
    for line, row in data.rows("codes"):
        if row["unit_id"] not in units:
            yield data.problem(
                "codes", line, "unit_id", row["unit_id"], f"is no unit of {BOOK} in units.csv"
            )
        seen.setdefault(row["coder_id"], set()).add((row["unit_id"], row["variable"]))
        known = data.codes_of(row["variable"])
        for code in row["code"].split(";") if known and row["code"] else []:
            if code not in known and (row["variable"], code) not in renamed:
                yield data.problem(
                    "codes",
                    line,
                    "code",
                    code,
                    f"is no code of {row['variable']}, now or in version 0.4.0 (renamed.csv)",
                )
    for coder, done in seen.items():
        for unit, variable in sorted({(u, v) for u in units for v in variables} - done):
            yield data.problem(
                "codes", None, "coder_id", coder, f"has no row for {variable} of {unit}; add one"
            )
    for line, row in data.rows("links"):
        for column in ("from_unit_id", "to_unit_id"):
            if row[column] not in units:
                yield data.problem(
                    "links", line, column, row[column], f"is no unit of {BOOK} in units.csv"
                )


def _adjudications(data: Data) -> Iterator[Problem]:
    """Every cell in which a blind coder differs is adjudicated, no other, as the tables now say."""
    codes = {(r["unit_id"], r["variable"], r["coder_id"]): r["code"] for r in data.tables["codes"]}
    differ = {
        (unit, variable)
        for unit, variable, coder in codes
        if coder in BLIND and codes[unit, variable, coder] != codes.get((unit, variable, BOOK))
    }
    statements = data.by_key("statements")
    rules = {d["decision_id"] for d in data.package["decisions"]} | set(data.package["codebook"])
    for line, row in data.rows("adjudications"):

        def wrong(column: str, right: str, line: int = line, row: Row = row) -> Problem:
            return data.problem("adjudications", line, column, row[column], right)

        cell = (row["statement_id"], row["variable"])
        if cell not in differ:
            yield wrong("statement_id", f"no coder differs on {cell[1]}; drop the row")
        differ.discard(cell)
        for column, coder in zip(("old", "coder_a", "coder_b"), (BOOK, *BLIND), strict=True):
            if row[column] != codes.get((*cell, coder)):
                yield wrong(column, f"codes.csv has {codes.get((*cell, coder))!r} for {coder}")
        now = current(statements.get(cell[0]), cell[1])
        if row["decided"] != now:
            yield wrong("decided", f"statements.csv has {now!r}; make the two agree")
        columns = {f["name"] for f in data.fields("statements")} | set(DROPPED)
        if row["decision_id"] not in rules | columns:
            yield wrong("decision_id", "names no decision and no variable of the codebook")
    for unit, variable in sorted(differ):
        yield data.problem(
            "adjudications",
            None,
            "statement_id",
            unit,
            f"a coder differs on {variable}; decide it, with a reason",
        )


def _links(data: Data) -> Iterator[Problem]:
    """Every pair that is not linked alike by all, and now, is adjudicated as responses.csv says."""
    kinds: dict[tuple[str, str], dict[str, str]] = {}
    for row in data.tables["links"]:
        pair = (row["from_unit_id"], row["to_unit_id"])
        kinds.setdefault(pair, {})[row["coder_id"]] = row["response_type"]
    renamed = {
        r["old"]: r["new"] for r in data.tables["renamed"] if r["variable"] == "response_type"
    }
    now = {
        (r["from_statement_id"], r["to_statement_id"]): r["response_type"]
        for r in data.tables["responses"]
    }
    open_ = set()
    for pair in kinds.keys() | now.keys():
        told = [kinds.get(pair, {}).get(c, "") for c in (BOOK, *BLIND)]
        if len(set(told)) > 1 or renamed.get(told[0]) != now.get(pair, ""):
            open_.add(pair)
    for line, row in data.rows("link_adjudications"):
        pair = (row["from_statement_id"], row["to_statement_id"])
        told = [kinds.get(pair, {}).get(c, "") for c in (BOOK, *BLIND)]
        if pair not in open_:
            yield data.problem(
                "link_adjudications",
                line,
                "from_statement_id",
                pair[0],
                f"nothing is open between it and {pair[1]}; drop the row",
            )
        open_.discard(pair)
        right = dict(zip(("old", "coder_a", "coder_b"), told, strict=True))
        for column, value in {**right, "decided": now.get(pair, "")}.items():
            if row[column] != value:
                yield data.problem(
                    "link_adjudications", line, column, row[column], f"the tables have {value!r}"
                )
    for pair in sorted(open_):
        yield data.problem(
            "link_adjudications",
            None,
            "from_statement_id",
            pair[0],
            f"the codings differ on its link to {pair[1]}; decide it, with a reason",
        )


RULES = (_coverage, _adjudications, _links)
