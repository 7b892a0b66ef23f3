"""Rules of order and identity that hold for any table: what the descriptor says of rows, lists and keys.

They come first of all rules, because a lost row, a changed identifier or a shifted list has many victims:
whoever is told of the cause need not read of them.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from claimbook.tables.problems import Data, Problem, Row, number

#: An identifier that ends with a number.
NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")
#: One of these, or that of a sentence.
PLACED = re.compile(r"([A-Za-z]+)(\d+)(?:-(\d+))?")


def _keys(data: Data) -> Iterator[Problem]:
    """Every identifier that another row names is there; one that was renamed is told where it was.

    If a row lost its identifier, all who name it are victims; the row that nobody names instead is
    the cause. An identifier that several cells name, and no row has, is a row that was lost.
    """
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for table, column, target, is_list in references(data):
        for cell, times in Counter(data.columnwise[table][column]).items():
            for i in cell.split(";") if is_list else [cell]:
                named[target][i] += times if cell else 0
    for target, count in named.items():
        known = data.by_key(target)
        lost = [i for i, n in count.items() if i not in known and n > 1]
        twins = _twins(data[target])
        spare = [row for i, row in known.items() if i not in count]
        for i in lost:
            like = [row for row in spare if _alike(_key(row), i) or not _formed(data, target, row)]
            others = f"{count[i]} cells name {i}"
            if len(lost) == 1 and len(twins) == 2:
                row = min(twins, key=lambda twin: _akin(twin, i))
                yield row.wrong(next(iter(row)), f"stands twice, and {others}: is this one meant?")
            elif len(like) == 1:
                right = f"no row names it, and {others}, which is no row: was it renamed?"
                yield like[0].wrong(next(iter(like[0])), right)
            else:
                key = data.resources[target]["schema"]["primaryKey"][0]
                yield data.wrong(target, key, f"{others}, and no row is it: is a row lost?", i)


def _formed(data: Data, table: str, row: Row) -> bool:
    """Whether the identifier of a row has the form that the descriptor wants."""
    column = next(iter(row))
    pattern = data.fields(table)[column].get("constraints", {}).get("pattern", ".*")
    return bool(re.fullmatch(pattern, row[column]))


def _twins(rows: list[Row]) -> list[Row]:
    """Return the rows of a table whose identifier stands twice."""
    times = Counter(map(_key, rows))
    return [row for row in rows if times[_key(row)] > 1]


def _akin(row: Row, lost: str) -> tuple[bool, int]:
    """Say how little a row looks like one that lost its identifier: by its words, and by what it has now."""
    said = " ".join([*row.values()][1:]).lower()
    own, other = (
        sum(part in said for part in re.split(r"[^a-z0-9]+", i.lower())) for i in (_key(row), lost)
    )
    return own > other, own - other


def _key(row: Row) -> str:
    return next(iter(row.values()))


def _alike(one: str, other: str) -> bool:
    """Whether one of two identifiers can be the other after a slip of the hand."""
    more = Counter(one.lower()) - Counter(other.lower())
    less = Counter(other.lower()) - Counter(one.lower())
    return more.total() + less.total() <= 3


def references(data: Data) -> Iterator[tuple[str, str, str, bool]]:
    """Yield every column that names rows of a table: its table, its name, their table, whether a list."""
    for table, field in data.columns():
        if target := field.get("references"):
            yield table, field["name"], target, True
    for table, res in data.resources.items():
        for key in res["schema"].get("foreignKeys", []):
            yield table, key["fields"][0], key["reference"]["resource"] or table, False


def _rows(data: Data) -> Iterator[Problem]:
    """Rows stand in each of the orders that the descriptor names for their table."""
    for table, res in data.resources.items():
        for columns in res.get("orders", []):
            places = zip(data[table], _places(data, table, columns), strict=True)
            found = [(at, row) for row, at in places if None not in at]
            yield from _descents([row for _, row in found], [at for at, _ in found], columns)


def _groups(data: Data) -> Iterator[Problem]:
    """Rows that are the same in the columns that the descriptor names stand together."""
    for table, res in data.resources.items():
        columns = res.get("grouped", [])
        values = [tuple(row[c] for c in columns) for row in data[table]] if columns else []
        sizes, seen = Counter(values), Counter[tuple[str, ...]]()
        for at, value in enumerate(values):
            seen[value] += 1
            before = values[at - 1] if at else value
            if before == value or seen[before] == sizes[before]:
                continue
            lone = at + 1 < len(values) and values[at + 1] == before  # one row inside a group
            back = at > 1 and values[at - 2] == value
            wrong = data[table][at - 1 if back and not lone else at]
            column = _where(before, value, columns)
            yield wrong.wrong(
                column, f"stands apart: rows of one {' and '.join(columns)} stand together"
            )


def _descents(rows: list[Row], places: list[Any], columns: list[str]) -> Iterator[Problem]:
    """Report the rows that break an order: the row too late or too early, and not the one beside it."""
    for at in range(1, len(rows)):
        if places[at] >= places[at - 1]:
            continue
        early = (
            at + 1 < len(rows) and places[at + 1] >= places[at - 1]
        )  # the next fits without this row
        wrong = at if early or at < 2 or places[at] <= places[at - 2] else at - 1
        column = _where(places[at - 1], places[at], columns)
        right = f"stands out of order: rows stand in the order of {', '.join(columns)}"
        yield rows[wrong].wrong(column, right)


def _where(before: Any, here: Any, columns: list[str]) -> str:
    """Return the first column in which two rows differ."""
    return next((c for c, x, y in zip(columns, before, here, strict=True) if x != y), columns[0])


def _places(data: Data, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield how each row is placed: codes as the codebook has them, identifiers as their table, numbers as such."""
    found: list[list[Any]] = []
    targets = {column: target for t, column, target, _ in references(data) if t == table}
    for column in columns:
        field = data.fields(table)[column]
        enum = field.get("constraints", {}).get("enum")
        order = enum or (list(data.by_key(targets[column])) if column in targets else None)
        rank: Callable[[str], Any] = number if field["type"] == "integer" else natural
        if order:
            rank = _rank({value: n for n, value in enumerate(order)})
        cells = data.columnwise[table][column]
        ranks = {cell: rank(cell) for cell in {*cells}}
        found.append([ranks[cell] for cell in cells])
    return zip(*found, strict=True)


def natural(cell: str) -> tuple[str, int, int]:
    """Return where a cell stands among others: an identifier with a number by its number.

    >>> sorted(["s100-1", "s99-2", "s99-10"], key=natural)
    ['s99-2', 's99-10', 's100-1']
    """
    if found := PLACED.fullmatch(cell):
        return found[1], int(found[2]), int(found[3] or 0)
    return cell, 0, 0


def _rank(order: dict[str, int]) -> Callable[[str], list[int] | None]:
    """Return where identifiers stand in their table; nothing for one that is not there."""

    def rank(cell: str) -> list[int] | None:
        places = [order.get(i, -1) for i in cell.split(";")] if cell else []
        return None if -1 in places else places

    return rank


def _numbers(data: Data) -> Iterator[Problem]:
    """Numbers of identifiers run without a gap; those that went are retired in the descriptor."""
    for table, res in data.resources.items():
        if "retired" in res and data[table]:
            key = res["schema"]["primaryKey"][0]
            letter = Counter(row[key].rstrip("0123456789") for row in data[table]).most_common(1)[
                0
            ][0]
            found = [(_number(row[key], letter), row) for row in data[table]]
            if [key] not in res.get("orders", []):
                found = sorted((pair for pair in found if pair[0] >= 0), key=lambda pair: pair[0])
            gone = {int(m[2]) for i in res["retired"] if (m := NUMBERED.fullmatch(i))}
            yield from _gaps(found, key, letter, gone)


def _gaps(
    numbered: list[tuple[int, Row]], key: str, letter: str, gone: set[int]
) -> Iterator[Problem]:
    """Report what is missing before a row; or the row itself, if those around it have no gap."""
    expected = 0 if numbered and numbered[0][0] == 0 else 1
    for at, (here, row) in enumerate(numbered):
        expected = _next(expected, gone)
        after = numbered[at + 1][0] if at + 1 < len(numbered) else None
        called = f"{letter}{expected:02d}"
        if here in gone:
            yield row.wrong(key, "is retired in datapackage.json; no number is used again")
        elif here != expected and after == _next(expected + 1, gone):
            yield row.wrong(key, f"stands in the place of {called}")
        elif here > expected:
            yield row.wrong(key, f"{called} is missing before it; a number that went is retired")
            expected = here
        elif here < expected:
            yield row.wrong(key, f"stands where {called} is expected, or twice")
            continue
        expected += 1


def _number(key: str, letter: str) -> int:
    """Return the number of an identifier; a negative one for what is none of this table."""
    found = NUMBERED.fullmatch(key)
    return int(found[2]) if found and found[1] == letter else -1


def _next(number: int, gone: set[int]) -> int:
    """Return a number, or the first after it that is not retired."""
    while number in gone:
        number += 1
    return number


def _lists(data: Data) -> Iterator[Problem]:
    """Every identifier of a ``;`` list exists, stands there once, and in the order of its table.

    Where the descriptor says that a list is ``ranked``, its order is the author's.
    """
    for table, field in data.columns():
        if "references" not in field:
            continue
        column, target = field["name"], field["references"]
        known = {key: n for n, key in enumerate(data.by_key(target))}
        for row in data[table]:
            ids = row.ids(column)
            for i, times in Counter(ids).items():
                if i not in known:
                    yield row.wrong(column, f"names no row of {target}.csv", i)
                if times > 1:
                    yield row.wrong(column, "stands twice in the list", i)
            right = sorted(set(ids) & known.keys(), key=known.__getitem__)
            if not field.get("ranked") and len(ids) == len(right) and ids != right:
                yield row.wrong(
                    column, f"a list stands in the order of {target}.csv: {';'.join(right)}"
                )


def _follows(data: Data) -> Iterator[Problem]:
    """Cells that follow from others, by the descriptor, are the same wherever these are the same.

    Of rows that disagree, the few are held to be wrong; of the cells of a row, the one that
    disagrees with most others.
    """
    for table in data.resources:
        found: dict[int, list[tuple[str, tuple[str, ...], str]]] = defaultdict(list)
        for column, field in data.fields(table).items():
            for columns in field.get("follows", []):
                for row, usual in _odd(data, table, tuple(columns), column):
                    found[row.line].append((column, tuple(columns), usual))
        for row in data[table]:
            if broken := found.get(row.line):
                yield row.wrong(*_blamed(broken))


def _odd(
    data: Data, table: str, columns: tuple[str, ...], column: str
) -> Iterator[tuple[Row, str]]:
    """Yield the rows whose cell differs from that of most rows with the same other cells."""
    cells = data.columnwise[table]
    others = [*zip(*(cells[c] for c in columns), strict=True)]
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for (other, value), times in Counter(zip(others, cells[column], strict=True)).items():
        if other[0]:
            counts[other][value] += times
    everywhere = Counter(cells[column])
    usual = {
        other: max(found, key=lambda value: (found[value], everywhere[value]))
        for other, found in counts.items()
        if len(found) > 1
    }
    for row, other in zip(data[table], others, strict=True) if usual else ():
        if other in usual and row[column] != usual[other]:
            yield row, usual[other]


def _blamed(broken: list[tuple[str, tuple[str, ...], str]]) -> tuple[str, str]:
    """Return the cell of a row that most of the broken rules speak of, and what is wrong with it."""
    blame = Counter(column for column, _, _ in broken)
    for _, columns, _ in broken:
        blame.update(columns)
    worst = max(blame.values())
    for column, columns, usual in broken:
        if blame[column] == worst:
            return column, f"the other rows with this {' and '.join(columns)} have {usual!r}"
    column, columns, usual = broken[0]
    wrong = next(c for c in columns if blame[c] == worst)
    return wrong, f"with it goes {column} {usual!r} in other rows, as well as other cells"


def _distinct(data: Data) -> Iterator[Problem]:
    """No two rows have the same text in a column where the descriptor wants it distinct."""
    for table, field in data.columns():
        column, seen = field["name"], dict[str, Row]()
        for row in data[table] if field.get("distinct") else ():
            if row[column] and (other := seen.setdefault(row[column], row)) is not row:
                wrong, right = sorted((row, other), key=lambda r: _shared(r, column))
                told = f"stands in line {right.line} too; no two rows have the same text here"
                yield wrong.wrong(column, told)


def _shared(row: Row, column: str) -> int:
    """Count the words of a cell that stand in other cells of its row."""
    others = " ".join(value for name, value in row.items() if name != column).lower()
    return sum(word in others for word in {*re.findall(r"[^\W_]{4,}", row[column].lower())})


def _calendar(data: Data) -> Iterator[Problem]:
    """Dates exist, and lie in the time that the tables are about; numbers have no zero before them."""
    for table, field in data.columns():
        column = field["name"]
        if field["type"] == "date" or "[0-9]{4}" in field.get("constraints", {}).get("pattern", ""):
            for row in data[table]:
                if re.fullmatch(r"\d{4}(-\d\d){0,2}", row[column]) and not _is_day(row[column]):
                    yield row.wrong(column, "is no day of the calendar, or of no year near ours")
        if field["type"] == "integer":
            for row in data[table]:
                if re.fullmatch(r"0\d+", row[column]):
                    yield row.wrong(column, "begins with a zero; write the number without it")


def _is_day(day: str) -> bool:
    """Whether a day exists, or a month or year, and lies between 1900 and 2099."""
    try:
        date.fromisoformat((day + "-01-01")[:10])
    except ValueError:
        return False
    return "1900" <= day[:4] <= "2099"


#: Rules of which a broken one has victims: they come before all others.
FIRST = (_keys, _numbers, _rows, _groups, _calendar)
RULES = (_lists, _follows, _distinct)
