"""A sound book whose article is n times as long: its body over and over, with all that hangs on it.

Sentences and statements, what is named, quoted and counted in them, answers, events, and their codings
get new identifiers and later positions. The title, the actors, the codebook and the public record stay; a
finding bears on the statements of every part.
"""

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from claimbook.data import schema
from claimbook.data.check import MANIFEST
from claimbook.data.lint import WORDS_FILE
from claimbook.data.problems import Data, Row
from claimbook.data.read import read

#: Table that grows with the article -> its column that names the sentence or statement it hangs on.
HANGS = {
    **{"sentences": "sentence_id", "statements": "sentence_ids", "quotations": "sentence_ids"},
    **dict.fromkeys(("mentions", "residues", "quantities", "events", "responses"), "sentence_id"),
    **{"units": "sentence_ids", "codes": "unit_id", "links": "from_unit_id"},
    **{"adjudications": "statement_id", "link_adjudications": "from_statement_id"},
}
#: Table beside the article -> its column of statements, which names those of every part.
BORNE = {"findings": "statement_ids", "said": "kept_in"}
POSITIONS = ("start", "end", "quote_start", "quote_end")
#: Columns in which no two rows have the same text -> what tells those of a part from the others.
DISTINCT = {"summary": "{} Of part {}.", "note": "{} Of part {}.", "label": "{}, part {}"}
NUMBERED = re.compile(r"([cemnqrsu])(\d+)((?:-\d+)?)")


class Larger:
    """The tables of a book, with its article n times as long."""

    def __init__(self, data: Data, times: int) -> None:
        self.data, self.times = data, times
        body = [row for row in data["sentences"] if row["part"] == "body"]
        self.size = int(body[-1]["end"]) + 1 - int(body[0]["start"])
        heads = {row["sentence_id"] for row in data["sentences"]} - {r["sentence_id"] for r in body}
        lone = {r["statement_id"] for r in data["statements"] if heads & {*r.ids("sentence_ids")}}
        self.heads = heads | lone
        #: Letter of identifiers -> how many numbers of it a part takes.
        self.stride: dict[str, int] = {}
        for table in HANGS:
            for cell in (cell for row in data[table] for cell in row.values()):
                if found := NUMBERED.fullmatch(cell):
                    highest = max(self.stride.get(found[1], 0), int(found[2]))
                    self.stride[found[1]] = highest

    def rows(self, table: str) -> list[dict[str, str]]:
        """Return the rows of a table, part after part, or coder after coder."""
        rows = self.data[table]
        if table == "documents":
            return [{**row, "words": str(int(row["words"]) * self.times)} for row in rows]
        if column := BORNE.get(table):
            return [{**row, column: self._borne(row[column])} for row in rows]
        if table not in HANGS:
            return list(rows)
        grown = [self._moved(row, part) for part, row in self._parts(table)]
        if "coder_id" in rows[0]:
            place = {row["coder_id"]: at for at, row in enumerate(self.data["coders"])}
            grown.sort(key=lambda row: (place[row["coder_id"]], _order(row.get("unit_id", ""))))
        if "round" in rows[0]:
            grown.sort(key=lambda row: row["round"])
        if table == "units":  # those that a coder cut, which no other table names, have no gaps
            counts = Counter[str]()
            for row in grown:
                if (letter := row["unit_id"][0]) != "c":
                    counts[row["coder_id"] + letter] += 1
                    row["unit_id"] = f"{letter}{counts[row['coder_id'] + letter]:02d}"
        return grown

    def _parts(self, table: str) -> Iterator[tuple[int, Row]]:
        """Yield the rows of a table for each part; those of the title for the first alone."""
        for part in range(self.times):
            for row in self.data[table]:
                if not part or not self.heads & {*row.ids(HANGS[table])}:
                    yield part, row

    def _borne(self, statements: str) -> str:
        parts = (self._named(statements, part) for part in range(self.times))
        return ";".join(dict.fromkeys(i for ids in parts for i in ids.split(";")))

    def _moved(self, row: Row, part: int) -> dict[str, str]:
        """Return a row as it stands in a part: identifiers and positions are later ones."""
        if not part:
            return dict(row)
        moved = {column: self._named(cell, part) for column, cell in row.items()}
        for column in POSITIONS:
            if row.get(column):
                moved[column] = str(int(row[column]) + part * self.size)
        for column, form in DISTINCT.items():
            if row.get(column):
                moved[column] = form.format(row[column], _letters(part))
        if row.table == "sentences":
            moved["paragraph"] = moved["sentence_id"][1:].partition("-")[0].lstrip("0")
        if "event_id" in row:
            moved["event_id"] = f"{row['event_id']}-{part}"
        return moved

    def _named(self, cell: str, part: int) -> str:
        """Return a list of identifiers as a part has it; another cell as it is."""
        found = [(i, NUMBERED.fullmatch(i)) for i in cell.split(";")]
        if not part or not all(match for _, match in found):
            return cell
        return ";".join(
            i
            if i in self.heads or not match
            else f"{match[1]}{int(match[2]) + part * self.stride[match[1]]:02d}{match[3]}"
            for i, match in found
        )


def _order(identifier: str) -> tuple[str, int]:
    found = NUMBERED.fullmatch(identifier)
    return (found[1], int(found[2])) if found else ("", 0)


def _letters(part: int) -> str:
    """Return the name of a part: no number, since a number in a summary is one of the article's."""
    return "".join(chr(ord("a") + part // 26**place % 26) for place in (2, 1, 0))


def larger(times: int, folder: Path) -> Path:
    """Write the data of the book with its article n times as long into a new folder; return it."""
    data = read()
    shutil.copytree(schema.DATA, folder)
    (folder / MANIFEST).unlink(missing_ok=True)  # these are other codings than the released ones
    grown = Larger(data, times)
    long = (folder / schema.DESCRIPTOR).read_text(encoding="utf-8")
    long = long.replace("[0-9]{2,3}", "[0-9]{2,6}").replace("[unr][0-9]{2}", "[unr][0-9]{2,6}")
    package = json.loads(long)
    for res in package["resources"]:
        rows = grown.rows(res["name"])
        if "retired" in res:
            res["retired"] = list(_missing([row[res["schema"]["primaryKey"][0]] for row in rows]))
        with open(folder / res["path"], "w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, [*data.fields(res["name"])], lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    with open(folder / WORDS_FILE, "a", encoding="utf-8") as file:  # what tells the parts apart
        file.writelines(f"{_letters(part)}\n" for part in range(times))
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (folder / schema.DESCRIPTOR).write_text(text, encoding="utf-8", newline="\n")
    return folder


def _missing(keys: list[str]) -> Iterator[str]:
    """Yield the identifiers that no row has, below the highest number."""
    letter = keys[0][0]
    there = {int(key[1:]) for key in keys}
    yield from (f"{letter}{n:02d}" for n in range(1, max(there)) if n not in there)
