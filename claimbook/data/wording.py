"""Numbers, dates and lists as a sentence says them."""

from collections.abc import Callable, Iterable

import pandas as pd

from claimbook.data.text import WORDS, numbers

__all__ = [
    "age",
    "count",
    "counted",
    "day",
    "leaders",
    "listing",
    "number_in_words",
    "numbers",
    "quotes",
    "short_date",
    "when",
]


def number_in_words(number: int) -> str:
    """Write a number as a good writer would: in words up to twelve, none for zero.

    >>> number_in_words(0), number_in_words(7), number_in_words(13)
    ('none', 'seven', '13')
    """
    return WORDS[number] if number < len(WORDS) else str(number)


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun, in words up to twelve.

    >>> count(0, "state"), count(1, "state"), count(2, "reply", "replies"), count(39, "state")
    ('no states', 'one state', 'two replies', '39 states')
    """
    noun = one if number == 1 else many or one + "s"
    return f"{number_in_words(number) if number else 'no'} {noun}"


def leaders(counts: pd.Series) -> tuple[str, int]:
    """Return who has the largest count, all of them if several have it, and the count.

    >>> leaders(pd.Series({"a": 3, "b": 1, "c": 3}))
    ('a and c', 3)
    """
    top = counts.max()
    return listing(counts.index[counts == top]), int(top)


def opening(text: str, many: int = 6) -> str:
    """Return the first words of a sentence, which stand for it.

    >>> opening("Three of its particulars are wrong: the chair, the count, a name.")
    'Three of its particulars are wrong: …'
    """
    words = text.split()
    return text if len(words) <= many else " ".join(words[:many]) + " …"


def day(value: object) -> str:
    """Write an ISO date as a day, a month or a year, as exact as it is; a missing one as nothing.

    >>> day("2020-10-06"), day("2020-10"), day("2022")
    ('6 October 2020', 'October 2020', '2022')
    """
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    text = str(value)
    if len(text) == 4:
        return text
    month = f"{pd.Timestamp(text[:7] + '-01'):%B %Y}"
    return month if len(text) == 7 else f"{int(text[8:])} {month}"


def age(since: str, until: str) -> str:
    """Say how old something of an ISO day is: in whole months, or else in weeks or days.

    >>> [age(day, "2020-10-07") for day in ("2018-08-03", "2020-09-07", "2020-09-30", "2020-10-06")]
    ['2 years 2 months', '1 month', '1 week', '1 day']
    """
    first, last = pd.Timestamp(since), pd.Timestamp(until)
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    weeks, days = divmod((last - first).days, 7)
    whole = {"week": weeks} if not days else {"day": 7 * weeks + days}
    units = {"year": months // 12, "month": months % 12} if months else whole
    return " ".join(f"{n} {unit}{'s' * (n > 1)}" for unit, n in units.items() if n)


def listing(items: Iterable[object]) -> str:
    """Write items as a list in a sentence.

    >>> listing(["Germany", "Cuba", "Pakistan"])
    'Germany, Cuba and Pakistan'
    """
    texts = [str(i) for i in items]
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def quotes(items: Iterable[object]) -> str:
    """Write items as a list in a sentence, each between quotation marks.

    >>> quotes(["schools", "camps"])
    '“schools” and “camps”'
    """
    return listing(f"“{item}”" for item in items)


def counted(counts: pd.Series, number: Callable[[int], str] = str) -> str:
    """Write what was counted as a list, each with its count.

    >>> counted(pd.Series({"rejects": 2, "returns": 1}), number_in_words)
    'rejects (two) and returns (one)'
    """
    return listing(f"{what} ({number(int(n))})" for what, n in counts.items())


#: How exactly a date is known -> how a sentence says it.
PRECISION = {
    "on_or_before": "By {}, day unknown",
    "day": "{}",
    "on_or_after": "{} or later",
    "year": "{}",
}


def when(frame: pd.DataFrame) -> pd.Series:
    """Write the dates of a frame as exactly as they are known.

    Columns: ``date`` and ``date_precision``.
    """
    told = [
        PRECISION[p].format(day(d))
        for p, d in zip(frame["date_precision"], frame["date"], strict=True)
    ]
    return pd.Series(told, index=frame.index)


def short_date(dates: pd.Series) -> pd.Series:
    """Write ISO dates as day and short month, or as the month alone.

    >>> short_date(pd.Series(["2020-10-06", "2020-10"])).tolist()
    ['6 Oct', 'Oct']
    """
    stamps = pd.to_datetime(dates, format="ISO8601")
    month = stamps.dt.strftime("%b")
    return month.where(dates.str.len() < 10, stamps.dt.day.astype(str) + " " + month)
