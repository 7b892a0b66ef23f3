"""Numbers and days that the texts of the record say are those of its tables: text mining, no more.

A book without a public record has none of these tables, and nothing is asked.
"""

import re
from collections import Counter
from collections.abc import Iterator

from claimbook.data.problems import Data, Problem, Row
from claimbook.data.text import NUMBER_WORDS, day_in, numbers

QUOTATION_MARKS = frozenset('"“”„«»「」')
_DIGITS = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?!\w|[.,]\d)")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY = re.compile(rf"\b(\d\d?) ({'|'.join(MONTHS)}) (\d{{4}})\b")
_SAYING = "|".join(word for word, number in NUMBER_WORDS.items() if number > 1)
_STATES = re.compile(
    rf"\b(\d+|{_SAYING}) (?:other |member |more )?(?:states|names)\b"
    r"|\b(?:the|for|of the) (\d+)\b(?! [A-Z%]|\.\d)",
    re.IGNORECASE,
)
#: A number of states, as a title has it.
_COUNTED = re.compile(r"\b(\d+) (?:\w+ )?(?:countries|states|nations)\b", re.IGNORECASE)
_IN_REGION = re.compile(
    r"\b(\d+|[a-z]+)(?: lie)? in (?:the )?(Europe|Africa|Asia|Oceania|Americas)\b"
)


def numbers_in_summaries(data: Data) -> Iterator[Problem]:
    """Yield every number in digits that a summary says and no quantity, nor a year of the tables, has."""
    known = {row["value"] for row in data["quantities"]}
    known |= {row["date"][:4] for row in (*data["statements"], *data["events"])}
    for row in data["statements"]:
        for number in _DIGITS.findall(row["summary"]):
            if number.replace(",", "") not in known:
                yield row.wrong("summary", f"says {number}, which is the value of no quantity")


def numbers_and_days(data: Data) -> Iterator[Problem]:
    """Yield every number of states, number in a region, and day that a text says and no table has.

    And every quotation: the record cites its sources and quotes none.
    """
    if not {"signatories", "counts", "countries", "timeline"} <= data.tables.keys():
        return
    texts = [
        (row, column, text)
        for row, column, kind, text in data.texts
        if row.file.startswith("record/") and kind != "foreign"
    ]
    regions, known = _sizes(data)
    days = _days(data)
    for row, column, text in texts:
        if QUOTATION_MARKS & set(text):
            yield row.wrong(column, "quotes a source; say it in the book’s own words")
        said = [int(number) for number in numbers(text)]
        for found in _STATES.finditer(text):
            number = _number(found[1] or found[2])
            differences = {a - b for a in said if a in known for b in said}
            if number not in known | differences:
                right = f"says {found[0]!r}; no count or list of the record has {number}"
                yield row.wrong(column, right)
        for found in _IN_REGION.finditer(text):
            number = _number(found[1])
            if number is not None and (found[2], number) not in regions:
                yield row.wrong(column, f"says {found[0]!r}; no list has so many there")
        for found in _DAY.finditer(text):
            day = f"{found[3]}-{MONTHS.index(found[2]) + 1:02d}-{int(found[1]):02d}"
            if day not in days:
                yield row.wrong(column, f"says {found[0]}, and no row is dated so")
    yield from _timeline(data)
    yield from _titles(data)


def _number(token: str) -> int | None:
    return int(token) if token.isdigit() else {**NUMBER_WORDS, "none": 0}.get(token.lower())


def _sizes(data: Data) -> tuple[set[tuple[str, int]], set[int]]:
    """Return how many of each list lie in which region, and every number of states that there is."""
    region = {row["iso3"]: row["region"] for row in data["countries"]}
    sizes: Counter[str] = Counter(row["occasion_id"] for row in data["signatories"])
    parts = Counter((r["occasion_id"], region.get(r["iso3"], "")) for r in data["signatories"])
    within = {(name, parts[o, name]) for name in {*region.values()} for o in sizes}
    counts = {row.number("value") or 0 for row in data["counts"]}
    return within, {*sizes.values(), *parts.values(), *counts}


def _days(data: Data) -> set[str]:
    """Return every day that a column of dates has, or an address holds."""
    days: set[str] = set()
    for table, field in data.columns():
        column = field["name"]
        if column == "url":
            days |= {day for row in data[table] if (day := day_in(row[column]))}
        elif field["type"] == "date" or "[0-9]{4}" in field.get("constraints", {}).get(
            "pattern", ""
        ):
            days |= {row[column] for row in data[table]}
    return days


def _timeline(data: Data) -> Iterator[Problem]:
    """Numbers that a line of the timeline says of an occasion are counts of it, or of its later states."""
    counts: dict[str, set[int]] = {}
    for row in data["counts"]:
        counts.setdefault(row["occasion_id"], set()).add(row.number("value") or 0)
    later: dict[str, list[Row]] = {}
    for row in data["occasions"]:
        later.setdefault(row["same_text_as"] or row["occasion_id"], []).append(row)
    for row in data["timeline"]:
        here = [o["occasion_id"] for i in row.ids("occasion_ids") for o in later.get(i, ())]
        known = set().union(*(counts.get(i, set()) for i in here))
        for number in numbers(row["event"]) if here else ():
            if number not in known:
                right = f"says {number:g}; counts.csv has {', '.join(map(str, sorted(known)))}"
                yield row.wrong("event", right)


def _titles(data: Data) -> Iterator[Problem]:
    """Report counts that are not the number of states that the titles of several of their sources say."""
    for row in data["counts"]:
        titles = [source["title"] for source in data.named("sources", row["source_ids"])]
        said = Counter(n for title in titles for n in {int(m[1]) for m in _COUNTED.finditer(title)})
        agreed = [number for number, times in said.items() if times > 1]
        if agreed and row.number("value") not in agreed:
            yield row.wrong("value", f"the titles of its sources say {agreed[0]}")
