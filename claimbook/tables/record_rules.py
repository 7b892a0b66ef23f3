"""Rules of what other pages say: lists and numbers agree, findings have sources, dates fit.

Each rule is a function from the raw rows of all tables to the problems it finds, like those of
:mod:`claimbook.tables.article_rules`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from claimbook.tables.problems import Data, Problem, Row, in_descriptor
from claimbook.tables.text import NUMBER_WORDS, country, numbers, regions

QUOTATION_MARKS = frozenset('"“”„«»「」')
#: Verdicts that say that nothing was checked.
UNCHECKED = ("not_checkable", "not_tested")


def _counts(data: Data) -> Iterator[Problem]:
    """Each occasion has one main count a role, and the list of names agrees with it."""
    names = Counter((row["occasion_id"], row["role"]) for row in data["signatories"])
    main: dict[tuple[str, str], str] = {}
    said: dict[str, list[float]] = {}
    for line in data["timeline"]:
        for i in line.ids("occasion_ids"):
            said.setdefault(i, []).extend(numbers(line["event"]))
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
        rule = _unlike(row, names[key])
        if (
            rule
            and row["listed"] == "complete"
            and float(row.number("value") or 0) in said.get(key[0], ())
        ):
            right = f"names {names[key]} ({key[1]}), and counts and timeline say {row['value']}; is a row lost?"
            yield data.wrong("signatories", "occasion_id", right, key[0])
        elif rule:
            yield row.wrong(
                "listed"
                if row["listed"] != "complete" and row["value"] == str(names[key])
                else "value",
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
            named = SIDE.get(row["occasion_id"].partition("_")[2].split("_")[0], row["stance"])
            if named == row["stance"] and row["occasion_form"] == "vote":
                yield row.wrong("occasion_form", f"has a stance, {row['stance']}; a vote has none")
            else:
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
            both = row["source_ids"] and row["verdict"] not in UNCHECKED
            yield row.wrong("no_source_reason" if both else "source_ids", right)
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
        for table, field in data.columns()
        if field["name"] == "source_ids"
        for row in data[table]
        for source in data.named("sources", row["source_ids"])
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
    sources = data.by_key("sources")
    for table in ("occasions", "counts", "timeline"):
        for row in data[table]:
            near = {sources[i]["nearness"] for i in row.ids("source_ids") if i in sources}
            several = len(row.ids("source_ids")) > 1 and near & {"primary", "report"}
            if row["confidence"] != "high" and several:
                yield row.wrong(
                    "confidence", "is high: it has two sources, and not only relays or copies"
                )


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
                agreed = any(
                    o["date"] == row["date"] for o in data.named("occasions", row["occasion_ids"])
                )
                alone = len(row.ids("event_ids")) == 1 and not row["occasion_ids"]
                yield row.wrong(
                    "event_ids" if agreed or alone else "date",
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
    record = (t for t, res in data.resources.items() if res["path"].startswith("record/"))
    for row in (row for table in record for row in data[table]):
        for column, value in row.items():
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
    groups = {row["text_group"] for row in data["reports"] if row["counted"] == "yes"}
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
        lone = row["text_group"] not in groups
        if lone and row["counted"] == "no" and row["text_class"] == "report":
            right = "no text of this group is counted; which one is it of?"
            yield row.wrong("text_group", right)
        if row["seen"] != "whole" and row["chair_named"] == "none":
            yield row.wrong("chair_named", "none needs the whole text; write not_seen")


#: How the identifier of an occasion tells its side.
SIDE = {"crit": "critical", "supp": "supportive", "counter": "supportive", "vote": ""}
#: How a subject names the topic; one that names none is general, one that names several is so.
TOPICS = {"Xinjiang": "xinjiang", "Hong Kong": "hong_kong", "Tibet": "tibet"}


def _occasions(data: Data) -> Iterator[Problem]:
    """Occasions are called by their session, side and, for Hong Kong, topic."""
    for row in data["occasions"]:
        session, _, rest = row["occasion_id"].partition("_")
        if row["session"] != session:
            yield row.wrong("session", f"the occasion is called {row['occasion_id']}")
        side = SIDE.get(rest.split("_")[0])
        if side is not None and row["stance"] != side:
            yield row.wrong("stance", f"the occasion is called {row['occasion_id']}")
        if rest.endswith("_HK") != (row["topic"] == "hong_kong"):
            yield row.wrong("topic", f"the occasion is called {row['occasion_id']}")
        named = [topic for name, topic in TOPICS.items() if name in row["subject"]]
        topic = named[0] if len(named) == 1 else "several" if named else ""
        if topic and row["topic"] != topic:
            yield row.wrong("topic", f"the subject is {row['subject']!r}")
        if not named and row["topic"] not in ("general", "other") and not row["same_text_as"]:
            yield row.wrong("subject", f"names no place, and the topic is {row['topic']}")
        number = re.search(r"\d+", session)
        if session.startswith("UNGA") and number and row["date"][:4] != str(1945 + int(number[0])):
            yield row.wrong(
                "date",
                f"session {number[0]} of the General Assembly began in {1945 + int(number[0])}",
            )


def _leads(data: Data) -> Iterator[Problem]:
    """Who leads a statement has signed it."""
    names: dict[str, set[str]] = {}
    for row in data["signatories"]:
        names.setdefault(row["occasion_id"], set()).add(row["iso3"])
    whole = {r["occasion_id"] for r in data["counts"] if r["listed"] == "complete"}
    for row in data["occasions"]:
        there = names.get(row["occasion_id"], set())
        if row["lead"] and row["occasion_id"] in whole and row["lead"] not in there:
            yield row.wrong("lead", "is not among those who signed, and their list is complete")


def _sessions(data: Data) -> Iterator[Problem]:
    """Sessions last less than four months, and those of one body follow each other."""
    days: dict[str, list[str]] = {}
    for row in data["occasions"]:
        days.setdefault(row["session"], []).append(row["date"])
    middle = {session: sorted(told)[len(told) // 2] for session, told in days.items()}
    order = sorted(middle, key=lambda s: (re.sub(r"\d+", "", s), int(re.sub(r"\D", "", s) or 0)))
    for row in data["occasions"]:
        if _apart(row["date"], middle[row["session"]]) > 120:
            yield row.wrong(
                "date",
                f"the other occasions of {row['session']} lie about {middle[row['session']]}",
            )
    for before, after in pairwise(order):
        if before[:2] == after[:2] and middle[before] >= middle[after]:
            late = next(r for r in data["occasions"] if r["session"] == after)
            yield late.wrong("date", f"{before} had its occasions later, on {middle[before]}")


def _apart(one: str, other: str) -> int:
    """Return how many days two days are apart, about."""
    (y, m, d), (v, n, e) = (map(int, (day + "-01-01").split("-")[:3]) for day in (one, other))
    return abs((y - v) * 365 + (m - n) * 30 + d - e)


#: A number of states, as a title has it.
_COUNTED = re.compile(r"\b(\d+) (?:\w+ )?(?:countries|states|nations)\b", re.IGNORECASE)


def _main_counts(data: Data) -> Iterator[Problem]:
    """Each main count is of the day of its occasion, or a note says why not.

    A variant is another number, near the main one, and says whose it is.
    """
    occasions = data.by_key("occasions")
    main = {(r["occasion_id"], r["role"]): r for r in data["counts"] if r["count_status"] == "main"}
    for row in data["counts"]:
        occasion, first = (
            occasions.get(row["occasion_id"]),
            main.get((row["occasion_id"], row["role"])),
        )
        told = row["count_status"] == "variant" or row["note"]
        if occasion and row["as_of"] != occasion["date"] and not told:
            yield row.wrong(
                "as_of", f"is not the day of the occasion, {occasion['date']}; a note says why"
            )
        if occasion and _apart(row["as_of"], occasion["date"]) > 31:
            yield row.wrong("as_of", f"lies more than a month from {occasion['date']}")
        if (
            occasion
            and first is row
            and not {*row.ids("source_ids")} & {*occasion.ids("source_ids")}
        ):
            right = f"none of them is a source of {row['occasion_id']}: {occasion['source_ids']}"
            yield row.wrong("source_ids", right)
        titles = Counter(
            number
            for source in data.named("sources", row["source_ids"])
            for number in {int(m[1]) for m in _COUNTED.finditer(source["title"])}
        )
        agreed = [number for number, times in titles.items() if times > 1]
        if agreed and row.number("value") not in agreed:
            yield row.wrong("value", f"the titles of its sources say {agreed[0]}")
        if row["count_status"] != "variant":
            continue
        if not first:
            right = f"{row['occasion_id']} has no main count for this role; is it this one?"
            yield row.wrong("count_status", right)
        if not row["counted_by"]:
            yield row.wrong("counted_by", "a variant says whose number it is")
        one, other = row.number("value"), first.number("value") if first else None
        if (
            one is not None
            and other is not None
            and (one == other or abs(one - other) > max(5, other // 10))
        ):
            right = (
                f"is far from the main count, {other}, or the same"
                if one != other
                else "is the main count too"
            )
            yield row.wrong("value", right)
        if (row["bound"] != "exact") != (
            "almost" in row["counted_by"] or "about" in row["counted_by"]
        ):
            yield row.wrong(
                "bound", "is exact exactly if whoever counted does not say almost or about"
            )
    for row in main.values():
        if row["bound"] != "exact":
            yield row.wrong("bound", "a main count is exact")


def _rows_of_lists(data: Data) -> Iterator[Problem]:
    """Names of one list rest on the same few sources, which the occasion or a note knows."""
    blocks: dict[tuple[str, str], Counter[str]] = {}
    for row in data["signatories"]:
        blocks.setdefault((row["occasion_id"], row["role"]), Counter())[row["source_ids"]] += 1
    seen: set[tuple[str, str, str]] = set()
    for row in data["signatories"]:
        key = (row["occasion_id"], row["role"])
        if blocks[key][row["source_ids"]] == 1 < sum(blocks[key].values()) and not row["note"]:
            usual = blocks[key].most_common(1)[0][0]
            yield row.wrong(
                "source_ids", f"the other names of this list rest on {usual}; a note says why not"
            )
        seen.add((*key, row["iso3"]))
    notes: dict[tuple[str, str, str], Counter[str]] = {}
    for row in data["signatories"]:
        key3 = (row["occasion_id"], row["role"], row["source_ids"])
        notes.setdefault(key3, Counter())[row["confidence"]] += 1
    for row in data["signatories"]:
        told = notes[row["occasion_id"], row["role"], row["source_ids"]]
        usual = told.most_common(1)[0][0]
        if row["confidence"] != usual and not row["note"]:
            yield row.wrong(
                "confidence", f"the other names of this list, from these sources, have {usual}"
            )


def _timeline_said(data: Data) -> Iterator[Problem]:
    """Lines of the timeline say of an occasion what the record has: who leads, how many."""
    occasions, names = data.by_key("occasions"), data.by_key("countries")
    values: dict[str, set[float]] = {}
    for row in data["counts"]:
        values.setdefault(row["occasion_id"], set()).add(float(row.number("value") or 0))
    later: dict[str, set[str]] = {}
    for row in data["occasions"]:
        later.setdefault(row["same_text_as"] or row["occasion_id"], set()).add(row["occasion_id"])
    for row in data["timeline"]:
        here = [o for i in row.ids("occasion_ids") if (o := occasions.get(i))]
        known = set().union(
            *(values.get(i, set()) for o in here for i in later.get(o["occasion_id"], ()))
        )
        for number in numbers(row["event"]) if here else ():
            if number not in known:
                right = (
                    f"says {number:g}; counts.csv has {', '.join(f'{n:g}' for n in sorted(known))}"
                )
                yield row.wrong("event", right)
        if row["category"] != "statement" or not re.search(
            r"\b(reads?|speaks?|leads)\b", row["event"]
        ):
            continue
        for occasion in here:
            lead = names.get(occasion["lead"])
            if lead and lead["name"] not in row["event"]:
                told = [c["iso3"] for c in names.values() if c["name"] in row["event"]]
                if told and occasion["lead"] not in told:
                    yield occasion.wrong(
                        "lead", f"{row['timeline_id']} of the timeline names {', '.join(told)}"
                    )
        if not here and re.search(r"\bfor \d+ states", row["event"]):
            yield row.wrong("occasion_ids", "is missing; which occasion is it?")


def _published(data: Data) -> Iterator[Problem]:
    """Pages that tell of a day are not older; identifiers and addresses have their own day."""
    sources = data.by_key("sources")
    for table, column in (("occasions", "date"), ("counts", "as_of"), ("timeline", "date")):
        for row in data[table]:
            for source in data.named("sources", row["source_ids"]):
                out = source["published"]
                early = out and out < row[column][: len(out)]
                if early and _apart(out, row[column]) > 7:
                    right = f"{source['source_id']} was published before, {out}"
                    yield row.wrong("source_ids", right, source["source_id"])
    for row in sources.values():
        year = re.search(r"-(\d{4})(-[a-z])?$", row["source_id"])
        if year and row["published"] and row["published"][:4] != year[1]:
            yield row.wrong("published", f"the source is called {row['source_id']}")
        if year and not row["published"]:
            yield row.wrong("published", f"is missing; the source is called {row['source_id']}")
        day = day_in(row["url"])
        if day and row["published"] and _apart(day[: len(row["published"])], row["published"]) > 1:
            yield row.wrong("published", f"the address has {day}")


def day_in(url: str) -> str | None:
    """Return the day that an address holds, if it holds one.

    >>> day_in("https://example.org/2020/10/07/a"), day_in("https://example.org/t20201377.htm")
    ('2020-10-07', None)
    """
    found = re.search(r"(?<!\d)(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?!\d)", url)
    if not found:
        return None
    day = "-".join(found.groups())
    return day if _exists(day) else None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat((day + "-01-01")[:10])
    except ValueError:
        return False
    return True


#: Sources of these kinds speak for a country.
OFFICIAL = ("government", "state_media")
#: Columns that all pages of one host share, by table.
OF_HOST = {"sources": ("source_type", "country"), "examinations": ("address_kind",)}


def _hosts(data: Data) -> Iterator[Problem]:
    """Pages of one host are of one kind; who speaks for a country has one."""
    for table, columns in OF_HOST.items():
        hosts: dict[str, list[Row]] = {}
        for row in data[table]:
            hosts.setdefault(urlsplit(row["url"]).netloc.removeprefix("www."), []).append(row)
        for host, rows in hosts.items():
            for column in columns if host else ():
                usual = Counter(row[column] for row in rows).most_common(1)[0][0]
                for row in rows:
                    if row[column] != usual:
                        yield row.wrong(column, f"the other pages of {host} have {usual!r}")
    for row in data["sources"]:
        if row["source_type"] in OFFICIAL and not row["country"]:
            yield row.wrong(
                "country", f"is missing: a source of the kind {row['source_type']} speaks for one"
            )
        if (
            _of_state(row["publisher"])
            and row["country"]
            and row["country"] not in _of_state(row["publisher"])
        ):
            yield row.wrong("country", f"the publisher is called {row['publisher']!r}")


#: Names of states as publishers and offices have them.
STATES = {"China": "CHN", "Germany": "DEU", "Netherlands": "NLD", "Australia": "AUS", "US": "USA"} | {
    "United States": "USA", "UK": "GBR", "United Kingdom": "GBR", "Hungary": "HUN", "Pakistan": "PAK",
    "Cuba": "CUB", "Chinese": "CHN", "Australian": "AUS", "British": "GBR"
}  # fmt: skip


def _of_state(name: str) -> set[str]:
    """Return the states that a name of an office tells: Permanent Mission of Germany."""
    return {code for word, code in STATES.items() if re.search(rf"\b{word}\b", name)}


def _people(data: Data) -> Iterator[Problem]:
    """People are the actors of the article that have their names; office and country agree."""
    actors = data.by_key("actors")
    for row in data["people"]:
        ids = row.ids("actor_ids")
        if (row["mention"] == "absent") != (not ids):
            right = "names nobody exactly if the article does not mention the person"
            yield row.wrong("mention" if ids else "actor_ids", right)
        for i in ids:
            actor = actors.get(i)
            if not actor:
                continue
            if actor["actor_type"] == "organisation" == row["kind"] and row["country"]:
                yield row.wrong("country", f"{i} is an organisation of several states")
            if actor["country"] and row["country"] != actor["country"]:
                yield row.wrong("country", f"the actor {i} has {actor['country']}")
            own = _letters(row["name"]) in (
                _letters(actor["name"]),
                _letters(actor["name_in_article"]),
            )
            if row["mention"] == "named" and row["kind"] == "person" and not own:
                yield row.wrong("name", f"the actor {i} is called {actor['name']}")
            if row["mention"] != "named" and own:
                yield row.wrong("mention", f"the article names {actor['name']}")
            if (actor["actor_type"] == "person") != (
                row["kind"] == "person" and row["mention"] == "named"
            ):
                wrong = "mention" if row["kind"] == "person" else "kind"
                yield row.wrong(wrong, f"{i} is a {actor['actor_type']}")
        offices = _of_state(f"{row['affiliation']}")
        if offices and row["country"] not in offices and "Mission" in row["affiliation"]:
            yield row.wrong("country", f"the affiliation is {row['affiliation']!r}")
        if row["kind"] == "organisation" and row["affiliation"]:
            yield row.wrong("affiliation", "is for persons")
        for state in _of_state(row["affiliation"]) if "Representative" in row["office"] else ():
            if state not in _of_state(row["office"]):
                yield row.wrong("office", f"the affiliation is {row['affiliation']!r}")


#: States whose time zone is named after another continent than the region they are counted to.
ACROSS = ("TUR",)


def _persons(data: Data) -> Iterator[Problem]:
    """Persons are called by a part of their name; the actor that an organisation is shares a word with it."""
    for row in data["people"]:
        said = _letters(f"{row['name']}{row['affiliation']}{row['office']}")
        parts = row["person_id"].split("-")
        if row["kind"] == "person" and not all(_letters(part) in said for part in parts):
            yield row.wrong("person_id", f"is no part of the name {row['name']}")
        words = {w for w in re.findall(r"[^\W_]{5,}", row["name"].lower())}
        for actor in data.named("actors", row["actor_ids"]):
            called = f"{actor['name']} {actor['name_in_article']}".lower()
            if (
                row["kind"] == "organisation"
                and row["mention"] == "named"
                and not any(w in called for w in words)
            ):
                yield row.wrong("actor_ids", f"{actor['actor_id']} is called {actor['name']}")


def _members(data: Data) -> Iterator[Problem]:
    """Members of the United Nations are 193."""
    members = sum(row["un_status"] == "member" for row in data["countries"])
    if members != MEMBERS:
        observers = [row for row in data["countries"] if row["un_status"] != "member"]
        for row in observers[:1] or data["countries"][:1]:
            yield row.wrong("un_status", f"{members} states are called members, of {MEMBERS}")


#: How many members the United Nations have.
MEMBERS = 193


#: Columns of the other texts, and those of the document that say the same of the analysed report.
SAME = {
    **{"title": "title", "url": "copy_url", "date": "published"},
    **{"outlet": "outlet", "language": "language"},
}


def _own_report(data: Data) -> Iterator[Problem]:
    """One of the texts is the analysed report, with the title, outlet, day and address of the document."""
    for document in data["documents"]:
        for row in data["reports"]:
            told = {column: document[other] for column, other in SAME.items()}
            odd = [column for column, value in told.items() if row[column] != value]
            if len(odd) < len(SAME) - 2:  # three of five agree: it is that report
                for column in odd:
                    yield row.wrong(column, f"the document has {told[column]!r}")


def _counts_printed(data: Data) -> Iterator[Problem]:
    """Numbers of states that another text prints are some that somebody counted."""
    known = {row["value"] for row in data["counts"]}
    for row in data["reports"]:
        for column in ("counts_critics", "counts_xinjiang_supporters", "counts_hk_supporters"):
            if row[column].isdigit() and row[column] not in known:
                yield row.wrong(column, "is no number in counts.csv")


def _countries(data: Data) -> Iterator[Problem]:
    """States have the name and the region that go with their code (Unicode CLDR)."""
    for row in data["countries"]:
        name = country(row["iso3"])
        if name is None:
            yield row.wrong("iso3", "is no code of a country (ISO 3166-1 alpha-3)")
        elif name != row["name"]:
            yield row.wrong("name", f"{row['iso3']} is {name}")
        where = regions(row["iso3"])
        if where and row["region"] not in where and row["iso3"] not in ACROSS:
            right = f"its clocks go by {' and '.join(sorted(where))} (CLDR)"
            yield row.wrong("region", right)


MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY = re.compile(rf"\b(\d\d?) ({'|'.join(MONTHS)}) (\d{{4}})\b")


def _days_said(data: Data) -> Iterator[Problem]:
    """Days that a text of the record says are days that some column of dates has."""
    known = {row["published"] for row in data["documents"]}
    dated = (
        "date",
        "published",
        "as_of",
        "office_on",
        "office_from",
        "office_to",
        "date_from",
        "date_to",
    )
    for table, field in data.columns():
        if field["name"] in dated:
            known.update(row[field["name"]] for row in data[table])
        elif field["name"] == "url":
            known.update(day for row in data[table] if (day := day_in(row["url"])))
    for row, column, value in _told(data):
        for found in _DAY.finditer(value):
            day = f"{found[3]}-{MONTHS.index(found[2]) + 1:02d}-{int(found[1]):02d}"
            if day not in known:
                yield row.wrong(column, f"says {found[0]}, and no row is dated so")
    tables = (data[t] for t in ("timeline", "occasions", "sources", "people"))
    days = {
        row.get(c) for rows in tables for row in rows for c in ("date", "published", "office_from")
    }
    for row in data["findings"]:
        if len(row["date"]) > 4 and row["date"] not in days:
            yield row.wrong("date", "is a day that no other table of the record has")


def _told(data: Data) -> Iterator[tuple[Row, str, str]]:
    """Yield every text of the record, but for the titles of sources."""
    for row, column, kind, value in data.texts:
        if row.file.startswith("record/") and kind != "foreign":
            yield row, column, value


_STATES_SAID = re.compile(
    rf"\b(\d+|{'|'.join(w for w, n in NUMBER_WORDS.items() if n > 1)}) (?:other |member |more )?(?:states|names)\b"
    r"|\b(?:the|for|of the) (\d+)\b(?! [A-Z%]|\.\d)",
    re.IGNORECASE,
)


def _numbers_said(data: Data) -> Iterator[Problem]:
    """Numbers of states that a text of the record says are those of its tables.

    Or they are the difference of two numbers that the text says.
    """
    states, sizes = data.by_key("countries"), Counter[tuple[str, str]]()
    for row in data["signatories"]:
        sizes[row["occasion_id"], ""] += 1
        if row["iso3"] in states:
            sizes[row["occasion_id"], states[row["iso3"]]["region"]] += 1
    known = {*sizes.values(), *(row.number("value") or 0 for row in data["counts"])}
    for row, column, value in _told(data):
        said = [int(n) for n in numbers(value)]
        for found in _STATES_SAID.finditer(value):
            token = found[1] or found[2]
            number = int(token) if token.isdigit() else NUMBER_WORDS[token.lower()]
            if number not in known and not any(
                a - b == number for a in said for b in said if a in known
            ):
                yield row.wrong(
                    column, f"says {found[0]!r}; no count or list of the record has {number}"
                )


def _regions_said(data: Data) -> Iterator[Problem]:
    """How many of a list lie in a region, where a finding says it, is what the list has."""
    states = data.by_key("countries")
    totals: dict[str, Counter[str]] = {}
    for row in data["signatories"]:
        if row["iso3"] in states:
            totals.setdefault(row["occasion_id"], Counter())[states[row["iso3"]]["region"]] += 1
    for row, column, value in _told(data):
        for found in re.finditer(
            r"\b(\d+|[a-z]+)(?: lie)? in (?:the )?(Europe|Africa|Asia|Oceania|Americas)\b", value
        ):
            token = found[1]
            number = int(token) if token.isdigit() else {**NUMBER_WORDS, "none": 0}.get(token)
            if number is not None and not any(t[found[2]] == number for t in totals.values()):
                yield row.wrong(column, f"says {found[0]!r}; no list has so many there")


def _examined(data: Data) -> Iterator[Problem]:
    """Every examination that a text names exists, and shares the basis that names it; acts fit who acts."""
    known = data.by_key("examinations")
    shared: dict[str, set[str]] = {basis: set() for basis in data.by_key("bases")}
    for row in data["examinations"]:
        for basis in row.ids("basis_ids"):
            shared.setdefault(basis, set()).add(row["known_id"])
    for row in data["bases"]:
        for i in re.findall(r"\bK\d\d\b", row["what"]):
            if i in known and i not in shared[row["basis_id"]]:
                yield known[i].wrong("basis_ids", f"{row['basis_id']} says that {i} shares it")
    for row in (*data["examinations"], *data["bases"]):
        for column, value in row.items():
            for i in re.findall(r"\bK\d\d\b", value) if column != "known_id" else ():
                if i not in known:
                    yield row.wrong(column, f"names {i}, which is no row of examinations.csv")
    for row in data["examinations"]:
        acts = ACTS.get(row["kind"], ())
        if acts and row["act"] not in acts and sum(row["act"] in a for a in ACTS.values()) == 1:
            yield row.wrong("kind", f"a {row['act']} is not what a body of this kind makes")
        elif acts and row["act"] not in acts:
            yield row.wrong("act", f"a body of the kind {row['kind']} makes: {', '.join(acts)}")
        if row["date_to"] and _apart(row["date_to"], row["date_from"]) > 6 * 365:
            yield row.wrong("date_to", "lies more than six years after date_from")


#: What bodies can do, by their kind.
ACTS = {
    "china": ("account",),
    "court": ("judgment", "ruling"),
    "ilo": ("concern",),
    "parliament": ("motion",),
    "prosecutor": ("ruling",),
    "states_together": ("statement", "vote"),
    "treaty_body": ("concern",),
    "un_experts": ("concern", "finding", "statement"),
    "un_office": ("finding", "statement", "visit"),
    "government": ("determination", "statement", "visit"),
    "investigation": ("audit", "press_report"),
    "private_tribunal": ("finding",),
    "research": ("statement", "study"),
}
#: Columns of the other texts that nobody can answer by no who has not seen the whole.
SEEN = (
    "germany_named",
    "heusgen_named",
    "cuba_named",
    "pakistan_named",
    "kuwait_named",
    "zhang_named",
)


def _told_otherwise(data: Data) -> Iterator[Problem]:
    """Codes of another text agree with its title, its address, and what was seen of it."""
    for row in data["reports"]:
        if row["title_basis"] == "address" and not _stands_in(row["title"], row["url"]):
            yield row.wrong("title", "has words that do not stand in the address in this order")
        day = day_in(row["url"])
        if day and row["date"] and not day.startswith(row["date"]):
            yield row.wrong("date", f"the address has {day}")
        if not row["seen_characters"] and row["seen"] == "whole":
            yield row.wrong("seen_characters", "is missing; the whole was seen")
        if row["seen"] == "whole":
            for column in SEEN:
                if row[column] == "not_seen":
                    yield row.wrong(column, "the whole was seen; write yes or no")
        quoted = {"Heusgen": "heusgen_named", "Zhang Jun": "zhang_named"}.get(row["quoted_first"])
        if quoted and row[quoted] != "yes":
            yield row.wrong(quoted, f"{row['quoted_first']} is quoted first")
        said = {int(n) for n in numbers(row["title"])} if row["title"] else set()
        if row["headline_counts"] == "none" and said & {39, 40, 45, 55}:
            yield row.wrong("headline_counts", "the headline has a number of states")
        if bool(row["title"]) != (row["headline_actor"] != "not_seen"):
            yield row.wrong("headline_actor", "is not_seen exactly if no headline was seen")
        counted = [
            c for c in ("counts_xinjiang_supporters", "counts_hk_supporters") if row[c].isdigit()
        ]
        if counted and row["counter_statements"] in ("none", "not_seen"):
            yield row.wrong("counter_statements", f"{counted[0]} has {row[counted[0]]}")


def _shown(data: Data) -> Iterator[Problem]:
    """Every example of a code outside the article names a row that has the code."""
    article = data.coded("article")
    for part in ("coding", "record", "known", "others"):
        for variable, places in data.coded(part).items():
            for code in data.package["codebook"][variable] if variable not in article else ():
                example = code["example"]
                rows = [
                    (data.by_key(t)[example], c) for t, c in places if example in data.by_key(t)
                ]
                if any(row[column] == code["code"] for row, column in rows):
                    continue
                if len(rows) == 1:
                    row, column = rows[0]
                    right = f"the codebook has {example} as its example of {code['code']}"
                    yield row.wrong(column, right)
                else:
                    tables = " or ".join(table for table, _ in places)
                    right = f"names no row with this code in {tables}; give one that has"
                    yield in_descriptor(right, f"{variable}: {code['code']}", example)


RULES = (
    _occasions,
    _sessions,
    _published,
    _main_counts,
    _countries,
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
    _leads,
    _rows_of_lists,
    _timeline_said,
    _hosts,
    _people,
    _days_said,
    _numbers_said,
    _regions_said,
    _examined,
    _persons,
    _members,
    _own_report,
    _counts_printed,
    _told_otherwise,
    _shown,
)
