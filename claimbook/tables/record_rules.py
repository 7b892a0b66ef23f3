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

from claimbook.tables.problems import Data, Problem, Row, in_descriptor

QUOTATION_MARKS = frozenset('"“”„«»「」')
#: Verdicts that say that nothing was checked.
UNCHECKED = ("not_checkable", "not_tested")


def _counts(data: Data) -> Iterator[Problem]:
    """Each occasion has one main count a role, and the list of names agrees with it."""
    names = Counter((row["occasion_id"], row["role"]) for row in data["signatories"])
    main: dict[tuple[str, str], str] = {}
    for row in data["counts"]:
        key = (row["occasion_id"], row["role"])
        if row["count_status"] == "variant":
            if row["listed"] != "none":
                yield row.wrong("listed", "must be none: names belong to the main count")
            continue
        if key in main:
            right = f"{key[0]} has the main count {main[key]} already; make one of them a variant"
            yield row.wrong("count_status", right, "main")
        main[key] = row["count_id"]
        if rule := _unlike(row, names[key]):
            yield row.wrong(
                "value",
                f"signatories.csv names {names[key]} for {key[0]} ({key[1]}), and the list is "
                f"called {row['listed']}: {rule}",
            )


def _unlike(count: Row, names: int) -> str | None:
    """Return the rule that a number of names breaks, if it does not fit what the list is called."""
    value = count.number("value")
    if count["listed"] == "complete" and str(names) != count["value"]:
        return "a complete list has exactly the number announced"
    if count["listed"] == "partial" and value is not None and not 0 < names < value:
        return "a partial list has some of the states and not all"
    if count["listed"] == "none" and names:
        return "without a list no state can be named"
    return None


def _counted(data: Data) -> Iterator[Problem]:
    """Whoever signed is one of those whom a main count counts."""
    main = {(r["occasion_id"], r["role"]) for r in data["counts"] if r["count_status"] != "variant"}
    for row in data["signatories"]:
        if (row["occasion_id"], row["role"]) not in main:
            right = f"counts.csv has no main count of {row['occasion_id']} for this role"
            yield row.wrong("role", right)


def _votes(data: Data) -> Iterator[Problem]:
    """Votes have no stance, and everything else has one."""
    for row in data["occasions"]:
        if (row["occasion_form"] == "vote") != (row["stance"] == ""):
            right = "is empty exactly for a vote, in which each state takes its own side"
            yield row.wrong("stance", right)


def _later_states(data: Data) -> Iterator[Problem]:
    """Later states of a list have the subject and the side of the first."""
    for row in data["occasions"]:
        first = data.by_key("occasions").get(row["same_text_as"])
        if not first:
            continue
        for column in ("topic", "stance"):
            if row[column] != first[column]:
                yield row.wrong(
                    column,
                    f"{row['same_text_as']}, of which it is a later state, has {first[column]}; "
                    "one list has one subject and one side",
                )


def _sides(data: Data) -> Iterator[Problem]:
    """No state stands on both sides of a session.

    Occasions that are not about China are left out.
    """
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for row in data["signatories"]:
        occasion = data.by_key("occasions").get(row["occasion_id"])
        if not occasion or occasion["topic"] == "other" or not occasion["stance"]:
            continue
        stance, where = occasion["stance"], row["occasion_id"]
        before, there = seen.setdefault((occasion["session"], row["iso3"]), (stance, where))
        if before != stance:
            yield row.wrong(
                "iso3",
                f"stands on the {stance} side of {where} and on the {before} side of {there}; "
                "a state takes one side of a session",
            )


def _borne_on(data: Data) -> Iterator[Problem]:
    """Every statement has a finding."""
    held = {
        statement["statement_id"]
        for finding in data["findings"]
        for statement in data.named("statements", finding["statement_ids"])
    }
    for row in data["statements"]:
        if row["statement_id"] not in held:
            right = "no finding bears on it; add one, or one that says why it cannot be checked"
            yield row.wrong("statement_id", right)


def _findings(data: Data) -> Iterator[Problem]:
    """Every finding has a source or says why it has none.

    A finding bears on a statement or on an actor, and has a confidence unless it is not checked.
    """
    for row in data["findings"]:
        if bool(row["source_ids"]) == bool(row["no_source_reason"]):
            right = "give a source, or the reason why there is none; not both"
            yield row.wrong("source_ids", right)
        if not row["statement_ids"] and not row["actor_ids"]:
            yield row.wrong("statement_ids", "name a statement, or an actor in actor_ids")
        if (row["verdict"] in UNCHECKED) != (row["confidence"] == ""):
            right = f"is empty exactly if the verdict is {' or '.join(UNCHECKED)}"
            yield row.wrong("confidence", right)
        if (row["verdict"] == "omitted") != (row["checks"] == "omission"):
            yield row.wrong("verdict", "is omitted exactly if checks is omission")
        if row["confidence"] == "low" and row["verdict"] != "not_found":
            yield row.wrong("confidence", "is kept only where the verdict is not_found")


def _sources(data: Data) -> Iterator[Problem]:
    """Every source is used; its title is what the basis says; it was out when it was read."""
    used = {
        source["source_id"]
        for row in data.rows()
        if row.table != "sources"
        for source in data.named("sources", row.get("source_ids", ""))
    }
    for row in data["sources"]:
        if row["source_id"] not in used:
            right = "no row of the record rests on it; use it or drop it"
            yield row.wrong("source_id", right)
        yield from _title(row)
        if row["published"][:7] > row["accessed"]:
            yield row.wrong("published", f"lies after the month of reading ({row['accessed']})")
        passed = row["nearness"] in ("copy", "relay")
        if passed != bool(row["relays"]):
            right = f"a {row['nearness']} says of what" if passed else "is for copies and relays"
            yield row.wrong("relays", right)
        if not row["url"] and not row["symbol"]:
            yield row.wrong("url", "give an address, or the symbol of the document")


def _title(row: Row) -> Iterator[Problem]:
    """Titles are described, in brackets and in English, or are what the basis says."""
    described = row["title_basis"] == "described"
    if described != (row["title"].startswith("[") and row["title"].endswith("]")):
        yield row.wrong("title", "stands in square brackets exactly if it is described")
    if described and row["title_language"] != "en":
        yield row.wrong("title_language", "must be en: the book describes in English")
    if row["title_basis"] == "address" and not _stands_in(row["title"], row["url"]):
        yield row.wrong("title", "has words that do not stand in the address in this order")


def _stands_in(title: str, url: str) -> bool:
    """Whether the words of a title stand in an address in this order; [insertions] left out."""
    address, at = _letters(unquote(url)), 0
    for word in re.split(r"[^\w’']+", re.sub(r"\[[^]]*\]", "", title)):
        found = address.find(_letters(word), at)
        if found < 0:
            return False
        at = found + len(_letters(word))
    return True


def _letters(text: str) -> str:
    """Return letters and digits alone, without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain).casefold()


def _confidence(data: Data) -> Iterator[Problem]:
    """Whatever has a high confidence has two sources."""
    for table in ("occasions", "counts", "findings", "people", "timeline"):
        for row in data[table]:
            if row["confidence"] == "high" and len(row.ids("source_ids")) < 2:
                yield row.wrong("confidence", "needs two sources; with one it is medium")


def _calendar(data: Data) -> Iterator[Problem]:
    """Dates exist; a year or a month alone stands for its first day."""
    for table, column in (
        ("sources", "published"),
        ("findings", "date"),
        ("timeline", "date"),
        ("people", "office_from"),
        ("people", "office_to"),
    ):
        for row in data[table]:
            try:
                date.fromisoformat((row[column] + "-01-01")[:10] if row[column] else "2000-01-01")
            except ValueError:
                yield row.wrong(column, "is no day of the calendar")


def _counted_after(data: Data) -> Iterator[Problem]:
    """Nothing is counted before its occasion."""
    for row in data["counts"]:
        occasion = data.by_key("occasions").get(row["occasion_id"])
        if occasion and row["as_of"] < occasion["date"]:
            yield row.wrong("as_of", f"lies before {occasion['date']}")


def _timeline(data: Data) -> Iterator[Problem]:
    """Days of the timeline are those of the occasions, and fit the events of the article."""
    for row in data["timeline"]:
        for occasion in data.named("occasions", row["occasion_ids"]):
            if occasion["date"] != row["date"]:
                yield row.wrong("date", f"{occasion['occasion_id']} is dated {occasion['date']}")
        for event in data.named("events", row["event_ids"]):
            if not _fits(row["date"], event):
                yield row.wrong(
                    "date",
                    f"does not fit the event {event['event_id']} of the article "
                    f"({event['date_precision']} {event['date']})",
                )


def _fits(day: str, event: Row) -> bool:
    """Whether a day of the record can be that of an event of the article."""
    told = event["date"]
    return {
        "day": day == told,
        "year": day[:4] == told,
        "on_or_before": day <= told,
        "on_or_after": day >= told,
    }.get(event["date_precision"], True)


def _offices(data: Data) -> Iterator[Problem]:
    """Offices were held on the day of which they are told."""
    for row in data["people"]:
        since, on, until = row["office_from"], row["office_on"], row["office_to"]
        if since > on or (until and until < on[: len(until)]):
            yield row.wrong("office_on", f"lies outside the term, {since or '?'} to {until or '?'}")


def _wording(data: Data) -> Iterator[Problem]:
    """No source is quoted: no quotation mark stands in the record, but for their titles."""
    for row in data.rows():
        for column, value in row.items() if row.file.startswith("record/") else ():
            if (row.table, column) != ("sources", "title") and QUOTATION_MARKS & set(value):
                yield row.wrong(column, "quotes a source; say it in the book’s own words")


def _known(data: Data) -> Iterator[Problem]:
    """Every shared basis is shared by two examinations at least; times run forwards."""
    shared = Counter(i for row in data["examinations"] for i in row.ids("basis_ids"))
    for row in data["bases"]:
        if shared[row["basis_id"]] < 2:
            yield row.wrong("basis_id", "fewer than two examinations share it")
    for row in data["examinations"]:
        if row["date_to"] and row["date_to"] < row["date_from"]:
            yield row.wrong("date_to", f"lies before {row['date_from']}")


def _others(data: Data) -> Iterator[Problem]:
    """Each text is counted once, only counted texts are compared, not seen is never no."""
    counted: dict[str, str] = {}
    for row in data["reports"]:
        if row["counted"] == "yes":
            before = counted.setdefault(row["text_group"], row["report_id"])
            if before != row["report_id"]:
                right = f"{before} counts this text already ({row['text_group']})"
                yield row.wrong("counted", right)
            if row["text_class"] != "report":
                yield row.wrong("counted", f"a {row['text_class']} text is not counted")
        elif row["group"]:
            yield row.wrong("group", "only counted texts are compared; leave it empty")
        if bool(row["title"]) != bool(row["title_basis"]):
            yield row.wrong("title_basis", "stands exactly where there is a title")
        if row["seen"] != "whole" and row["chair_named"] == "none":
            yield row.wrong("chair_named", "none needs the whole text; write not_seen")


def _shown(data: Data) -> Iterator[Problem]:
    """Every example of a code outside the article names a row that has the code."""
    article = data.coded("article")
    for part in ("coding", "record", "known", "others"):
        for variable, places in data.coded(part).items():
            for code in data.package["codebook"][variable] if variable not in article else ():
                example = code["example"]
                found = [data.by_key(t)[example][c] for t, c in places if example in data.by_key(t)]
                if code["code"] not in found:
                    tables = " or ".join(table for table, _ in places)
                    right = f"names no row with this code in {tables}; give one that has"
                    yield in_descriptor(right, f"{variable}: {code['code']}", example)


RULES = (
    _counts,
    _counted,
    _votes,
    _later_states,
    _sides,
    _borne_on,
    _findings,
    _sources,
    _confidence,
    _calendar,
    _counted_after,
    _timeline,
    _offices,
    _wording,
    _known,
    _others,
    _shown,
)
