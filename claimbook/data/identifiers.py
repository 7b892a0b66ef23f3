"""Lost and renamed identifiers, told at their cause: they come before the rules that their victims break."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from claimbook.data.problems import Data, Problem, Row
from claimbook.data.validate import references

#: An identifier that ends with a number.
NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")


def lost_identifiers(data: Data) -> Iterator[Problem]:
    """Report an identifier that other rows name and no row has: it was renamed, or its row is lost.

    All who name it are victims; the row that nobody names instead is the cause.
    """
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for table, column, target, is_list in references(data):
        for cell, number in Counter(data.columnwise[table][column]).items():
            for i in cell.split(";") if is_list else [cell]:
                named[target][i] += number if cell else 0
    for target, count in named.items():
        known = data.by_key(target)
        times = Counter(map(_key, data[target]))
        twins = [row for row in data[target] if times[_key(row)] > 1]
        unnamed = [row for i, row in known.items() if i not in count]
        lost = [i for i, n in count.items() if i not in known and n > 1]
        for i in lost:
            others = f"{count[i]} cells name {i}"
            like = [
                row for row in unnamed if _alike(_key(row), i) or not _formed(data, target, row)
            ]
            if len(lost) == 1 and len(twins) == 2:
                row = min(twins, key=lambda twin: _kinship(twin, i))
                yield row.wrong(next(iter(row)), f"stands twice, and {others}: is this one meant?")
            elif len(like) == 1:
                right = f"no row names it, and {others}, which is no row: was it renamed?"
                yield like[0].wrong(next(iter(like[0])), right)
            else:
                key = data.resources[target]["schema"]["primaryKey"][0]
                yield data.wrong(target, key, f"{others}, and no row is it: is a row lost?", i)


def _key(row: Row) -> str:
    return next(iter(row.values()))


def _formed(data: Data, table: str, row: Row) -> bool:
    """Return whether the identifier of a row has the form that the descriptor wants."""
    column = next(iter(row))
    pattern = data.fields(table)[column].get("constraints", {}).get("pattern", ".*")
    return bool(re.fullmatch(pattern, row[column]))


def _alike(one: str, other: str) -> bool:
    """Return whether one of two identifiers can be the other after a slip of the hand."""
    more = Counter(one.lower()) - Counter(other.lower())
    less = Counter(other.lower()) - Counter(one.lower())
    return more.total() + less.total() <= 3


def _kinship(row: Row, lost: str) -> tuple[bool, int]:
    """Return how little a row looks like one that lost its identifier, by the words of both."""
    text = " ".join([*row.values()][1:]).lower()
    own, other = (
        sum(part in text for part in re.split(r"[^a-z0-9]+", i.lower())) for i in (_key(row), lost)
    )
    return own > other, own - other


def missing_numbers(data: Data) -> Iterator[Problem]:
    """Report gaps in the numbers of identifiers: a row is lost, or its number has to be retired.

    Numbers that went, and are never used again, stand in the descriptor of the table (``retired``).
    """
    for table, res in data.resources.items():
        if "retired" not in res or not data.tables.get(table):
            continue
        key = res["schema"]["primaryKey"][0]
        parts = [(m, row) for row in data[table] if (m := NUMBERED.fullmatch(row[key]))]
        if not parts:
            continue
        letter = Counter(m[1] for m, _ in parts).most_common(1)[0][0]
        rows = {int(m[2]): row for m, row in parts if m[1] == letter}
        gone = {int(m[2]) for i in res["retired"] if (m := NUMBERED.fullmatch(i))}
        for number in sorted(gone & rows.keys()):
            yield rows[number].wrong(key, "is retired in datapackage.json; no number is used again")
        numbers = sorted(rows)
        lost = [
            n for n in range(min(1, numbers[0]), numbers[-1]) if n not in rows and n not in gone
        ]
        yield from _gaps(data[table], rows, key, letter, lost)


def _gaps(
    table: list[Row], rows: dict[int, Row], key: str, letter: str, lost: list[int]
) -> Iterator[Problem]:
    """Report missing numbers: at the row that has a wrong number in its place, or at the next row."""
    place = {id(row): at for at, row in enumerate(table)}
    width = len(str(max(rows)))
    for number in lost:
        name = f"{letter}{number:0{max(width, 2)}d}"
        after = next(rows[n] for n in sorted(rows) if n > number)
        before = rows.get(number - 1)
        between = table[place[id(before)] + 1 : place[id(after)]] if before is not None else []
        if len(between) == 1:
            yield between[0].wrong(key, f"stands in the place of {name}")
        elif not lost or number == lost[0] or number - 1 in rows:
            right = (
                f"{name} is missing before it; a number that went is retired in datapackage.json"
            )
            yield after.wrong(key, right)
