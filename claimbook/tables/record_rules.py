"""Rules of what other pages say: lists and numbers agree, findings have sources, dates fit.

Each rule is a function from the raw rows of all tables to the problems it finds, like those of
:mod:`claimbook.tables.article_rules`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

from claimbook.tables.problems import Data, Problem

QUOTATION_MARKS = '"“”„«»「」'


def _counts(data: Data) -> Iterator[Problem]:
    """Each occasion has one main count a role, and lists agree with it."""
    listed = Counter((r["occasion_id"], r["role"]) for r in data.tables["signatories"])
    main: dict[tuple[str, str], str] = {}
    for line, row in data.rows("counts"):
        key = (row["occasion_id"], row["role"])
        names = listed[key]
        if row["count_status"] == "variant":
            if row["listed"] != "none":
                yield data.problem(
                    "counts",
                    line,
                    "listed",
                    row["listed"],
                    "must be none: names belong to the main count",
                )
            continue
        if key in main:
            yield data.problem(
                "counts",
                line,
                "count_status",
                "main",
                f"{key[0]} has the main count {main[key]} already; make one of them a variant",
            )
        main[key] = row["count_id"]
        right = {
            "complete": (
                str(names) == row["value"],
                "a complete list has exactly the number announced",
            ),
            "partial": (
                0 < names < int(row["value"] or 0) if row["value"].isdigit() else True,
                "a partial list has some of the states and not all",
            ),
            "none": (names == 0, "without a list no state can be named"),
        }
        fits, rule = right.get(row["listed"], (True, ""))
        if not fits:
            yield data.problem(
                "counts",
                line,
                "value",
                row["value"],
                f"signatories.csv names {names} for {key[0]} ({key[1]}), and the list is called "
                f"{row['listed']}: {rule}",
            )
    for line, row in data.rows("signatories"):
        if (row["occasion_id"], row["role"]) not in main:
            yield data.problem(
                "signatories",
                line,
                "role",
                row["role"],
                f"counts.csv has no main count of {row['occasion_id']} for this role",
            )


def _sides(data: Data) -> Iterator[Problem]:
    """No state stands on both sides of a session, and a vote has no stance.

    Occasions that are not about China are left out.
    """
    occasions = data.by_key("occasions")
    for line, row in data.rows("occasions"):
        if (row["occasion_form"] == "vote") != (row["stance"] == ""):
            yield data.problem(
                "occasions",
                line,
                "stance",
                row["stance"],
                "is empty exactly for a vote, in which each state takes its own side",
            )
    for line, row in data.rows("occasions"):
        first = occasions.get(row["same_text_as"])
        for column in ("topic", "stance") if first else ():
            if first and row[column] != first[column]:
                yield data.problem(
                    "occasions",
                    line,
                    column,
                    row[column],
                    f"{row['same_text_as']}, of which it is a later state, has {first[column]}; "
                    "one list has one subject and one side",
                )
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for line, row in data.rows("signatories"):
        occasion = occasions.get(row["occasion_id"])
        if occasion is None or occasion["topic"] == "other" or not occasion["stance"]:
            continue
        stance = occasion["stance"]
        before, where = seen.setdefault(
            (occasion["session"], row["iso3"]), (stance, row["occasion_id"])
        )
        if before != stance:
            yield data.problem(
                "signatories",
                line,
                "iso3",
                row["iso3"],
                f"stands on the {stance} side of {row['occasion_id']} and on the {before} side of "
                f"{where}; a state takes one side of a session",
            )


#: Verdicts that say that nothing was checked.
UNCHECKED = ("not_checkable", "not_tested")


def _findings(data: Data) -> Iterator[Problem]:
    """Every statement has a finding; every finding has a source or says why it has none.

    A finding bears on a statement or on an actor, and has a confidence unless it is not checked.
    """
    held = {i for r in data.tables["findings"] for i in r["statement_ids"].split(";")}
    for line, row in data.rows("statements"):
        if row["statement_id"] not in held:
            yield data.problem(
                "statements",
                line,
                "statement_id",
                row["statement_id"],
                "no finding bears on it; add one, or one that says why it cannot be checked",
            )
    for line, row in data.rows("findings"):
        if bool(row["source_ids"]) == bool(row["no_source_reason"]):
            yield data.problem(
                "findings",
                line,
                "source_ids",
                row["source_ids"],
                "give a source, or the reason why there is none; not both",
            )
        if not row["statement_ids"] and not row["actor_ids"]:
            yield data.problem(
                "findings", line, "statement_ids", "", "name a statement, or an actor in actor_ids"
            )
        if (row["verdict"] in UNCHECKED) != (row["confidence"] == ""):
            yield data.problem(
                "findings",
                line,
                "confidence",
                row["confidence"],
                f"is empty exactly if the verdict is {' or '.join(UNCHECKED)}",
            )
        if (row["verdict"] == "omitted") != (row["checks"] == "omission"):
            yield data.problem(
                "findings",
                line,
                "verdict",
                row["verdict"],
                "is omitted exactly if checks is omission",
            )
        if row["confidence"] == "low" and row["verdict"] != "not_found":
            yield data.problem(
                "findings", line, "confidence", "low", "is kept only where the verdict is not_found"
            )


def _letters(text: str) -> str:
    """Return letters and digits alone, without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain).casefold()


def _stands_in(title: str, url: str) -> bool:
    """Whether the words of a title stand in an address in this order; [insertions] left out."""
    address, at = _letters(unquote(url)), 0
    for word in re.split(r"[^\w’']+", re.sub(r"\[[^]]*\]", "", title)):
        found = address.find(_letters(word), at)
        if found < 0:
            return False
        at = found + len(_letters(word))
    return True


def _sources(data: Data) -> Iterator[Problem]:
    """Every source is used; its title is what the basis says; it was out when it was read."""
    used = {
        i
        for table, rows in data.tables.items()
        for row in rows
        if table != "sources"
        for i in row.get("source_ids", "").split(";")
    }
    for line, row in data.rows("sources"):

        def wrong(column: str, right: str, line: int = line, row: dict[str, str] = row) -> Problem:
            return data.problem("sources", line, column, row[column], right)

        if row["source_id"] not in used:
            yield wrong("source_id", "no row of the record rests on it; use it or drop it")
        bracketed = row["title"].startswith("[") and row["title"].endswith("]")
        if bracketed != (row["title_basis"] == "described"):
            yield wrong("title", "stands in square brackets exactly if it is described")
        if row["title_basis"] == "described" and row["title_language"] != "en":
            yield wrong("title_language", "must be en: the book describes in English")
        if row["title_basis"] == "address" and not _stands_in(row["title"], row["url"]):
            yield wrong("title", "has words that do not stand in the address in this order")
        if row["published"][:7] > row["accessed"]:
            yield wrong("published", f"lies after the month of reading ({row['accessed']})")
        passed = row["nearness"] in ("copy", "relay")
        if passed != bool(row["relays"]):
            yield wrong(
                "relays",
                f"a {row['nearness']} says of what" if passed else "is for copies and relays",
            )
        if not row["url"] and not row["symbol"]:
            yield wrong("url", "give an address, or the symbol of the document")
    for table in ("occasions", "counts", "findings", "people", "timeline"):
        for line, row in data.rows(table):
            if row["confidence"] == "high" and ";" not in row["source_ids"]:
                yield data.problem(
                    table, line, "confidence", "high", "needs two sources; with one it is medium"
                )


def _dates(data: Data) -> Iterator[Problem]:
    """Dates exist; events fit the article and the occasions; offices were held on their day."""
    for table, column in (
        ("sources", "published"),
        ("findings", "date"),
        ("timeline", "date"),
        ("people", "office_from"),
        ("people", "office_to"),
    ):
        for line, row in data.rows(table):
            try:
                date.fromisoformat((row[column] + "-01-01")[:10] if row[column] else "2000-01-01")
            except ValueError:
                yield data.problem(table, line, column, row[column], "is no day of the calendar")
    occasions, events = data.by_key("occasions"), data.by_key("events")
    for line, row in data.rows("counts"):
        start = occasions.get(row["occasion_id"], row | {"date": ""})["date"]
        if row["as_of"] < start:
            yield data.problem("counts", line, "as_of", row["as_of"], f"lies before {start}")
    for line, row in data.rows("timeline"):
        for i in row["occasion_ids"].split(";"):
            if i in occasions and occasions[i]["date"] != row["date"]:
                yield data.problem(
                    "timeline", line, "date", row["date"], f"{i} is dated {occasions[i]['date']}"
                )
        for i in row["event_ids"].split(";"):
            if i in events and not _fits(row["date"], events[i]):
                yield data.problem(
                    "timeline",
                    line,
                    "date",
                    row["date"],
                    f"does not fit the event {i} of the article "
                    f"({events[i]['date_precision']} {events[i]['date']})",
                )
    for line, row in data.rows("people"):
        on, until = row["office_on"], row["office_to"]
        if row["office_from"] > on or (until and until < on[: len(until)]):
            yield data.problem(
                "people",
                line,
                "office_on",
                on,
                f"lies outside the term, {row['office_from'] or '?'} to {until or '?'}",
            )


def _fits(day: str, event: dict[str, str]) -> bool:
    """Whether a day of the record can be that of an event of the article."""
    told = event["date"]
    return {
        "day": day == told,
        "year": day[:4] == told,
        "on_or_before": day <= told,
        "on_or_after": day >= told,
    }.get(event["date_precision"], True)


def _wording(data: Data) -> Iterator[Problem]:
    """No source is quoted: no quotation mark stands in the record, but for their titles."""
    for name, path in data.paths.items():
        if not path.startswith("record/"):
            continue
        for line, row in data.rows(name):
            for column, value in row.items():
                if (name, column) != ("sources", "title") and set(value) & set(QUOTATION_MARKS):
                    yield data.problem(
                        name, line, column, value, "quotes a source; say it in the book’s own words"
                    )


def _known(data: Data) -> Iterator[Problem]:
    """Every shared basis is shared by two examinations at least; times run forwards."""
    shared = Counter(i for r in data.tables["examinations"] for i in r["basis_ids"].split(";") if i)
    for line, row in data.rows("bases"):
        if shared[row["basis_id"]] < 2:
            yield data.problem(
                "bases", line, "basis_id", row["basis_id"], "fewer than two examinations share it"
            )
    for line, row in data.rows("examinations"):
        if row["date_to"] and row["date_to"] < row["date_from"]:
            yield data.problem(
                "examinations", line, "date_to", row["date_to"], f"lies before {row['date_from']}"
            )


def _others(data: Data) -> Iterator[Problem]:
    """Each text is counted once, only counted texts are compared, not seen is never no."""
    counted: dict[str, str] = {}
    for line, row in data.rows("reports"):

        def wrong(column: str, right: str, line: int = line, row: dict[str, str] = row) -> Problem:
            return data.problem("reports", line, column, row[column], right)

        if row["counted"] == "yes":
            before = counted.setdefault(row["text_group"], row["report_id"])
            if before != row["report_id"]:
                yield wrong("counted", f"{before} counts this text already ({row['text_group']})")
            if row["text_class"] != "report":
                yield wrong("counted", f"a {row['text_class']} text is not counted")
        elif row["group"]:
            yield wrong("group", "only counted texts are compared; leave it empty")
        if bool(row["title"]) != bool(row["title_basis"]):
            yield wrong("title_basis", "stands exactly where there is a title")
        if row["seen"] != "whole" and row["chair_named"] == "none":
            yield wrong("chair_named", "none needs the whole text; write not_seen")


def _codebook(data: Data) -> Iterator[Problem]:
    """Every example of a code outside the article names a row that has the code."""
    article = data.coded("article")
    for part in ("coding", "record", "known", "others"):
        for variable, places in data.coded(part).items():
            if variable in article:
                continue
            for code in data.package["codebook"][variable]:
                found = [data.by_key(t).get(code["example"], {}).get(c) for t, c in places]
                if code["code"] not in found:
                    yield Problem(
                        "datapackage.json",
                        None,
                        f"{variable}: {code['code']}",
                        code["example"],
                        f"names no row with this code in {' or '.join(t for t, _ in places)}; "
                        "give one that has",
                    )


RULES = (_counts, _sides, _findings, _sources, _dates, _wording, _known, _others, _codebook)
