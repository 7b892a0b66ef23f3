"""The codebook in the descriptor: its codes are those of the columns, its examples show what they say."""

from collections.abc import Iterator
from typing import Any

from claimbook.data.problems import Data, Problem, Row, in_descriptor

#: Columns that say in which sentences a row stands.
HOMES = ("sentence_ids", "sentence_id")


def enums(data: Data) -> Iterator[Problem]:
    """Report columns that admit other codes than the codebook has, and variables of no column."""
    named = {field.get("codes") for _, field in data.columns()}
    for variable in data.package["codebook"].keys() - named:
        yield in_descriptor("is a variable of no column; give one codes", f"codebook.{variable}")
    for table, field in data.columns():
        if "codes" in field:
            codes = [code["code"] for code in data.package["codebook"][field["codes"]]]
            if field.get("constraints", {}).get("enum") != codes:
                right = (
                    "enum must list the codes of the codebook in its order; claimbook fmt writes it"
                )
                yield in_descriptor(right, f"{table}.{field['name']}")


def examples(data: Data) -> Iterator[Problem]:
    """Report examples of codes and decisions that are no sentence of the article.

    Outside the article an example is the key of a row, which has the code.
    """
    sentences, article = data.by_key("sentences"), _places(data, "article")
    for decision in data.package["decisions"]:
        for sentence in decision["sentence_ids"].split(";"):
            if sentence and sentence not in sentences:
                right = "names no sentence of sentences.csv"
                yield in_descriptor(right, decision["decision_id"], sentence)
    for variable, code in _codes(data):
        example, name = code["example"], f"{variable}: {code['code']}"
        if variable in article and example and example not in sentences:
            yield in_descriptor("names no sentence of sentences.csv", name, example)
    for part in ("coding", "record", "known", "others"):
        for variable, places in _places(data, part).items():
            for code in data.package["codebook"][variable] if variable not in article else ():
                yield from _example_row(data, variable, code, places)


def _example_row(
    data: Data, variable: str, code: dict[str, Any], places: list[tuple[str, str]]
) -> Iterator[Problem]:
    """Report an example that is no row with the code: at the row, if it is one and has another code."""
    example = code["example"]
    rows = [(data.by_key(t)[example], c) for t, c in places if example in data.by_key(t)]
    if any(row[column] == code["code"] for row, column in rows):
        return
    if len(rows) == 1:
        row, column = rows[0]
        yield row.wrong(column, f"the codebook has {example} as its example of {code['code']}")
    else:
        tables = " or ".join(table for table, _ in places)
        right = f"names no row with this code in {tables}; give one that has"
        yield in_descriptor(right, f"{variable}: {code['code']}", example)


def used_examples(data: Data) -> Iterator[Problem]:
    """Report codes that are used and have no example, or one that does not show the code."""
    article = _places(data, "article")
    for variable, places in article.items():
        tables = {table for table, _ in places}
        used: dict[str, set[str]] = {}
        for table, column in places:
            for row in data[table]:
                used.setdefault(row[column], set()).update(_sentences(row))
        shown = {"statements", "responses"} & tables and "events" not in tables
        for code in data.package["codebook"][variable]:
            name, example = f"{variable}: {code['code']}", code["example"]
            if code["code"] in used and not example:
                yield in_descriptor("has no example; give a sentence in which it is used", name)
            elif shown and example and example not in used.get(code["code"], ()):
                right = "the sentence has no row with this code; give one that has"
                yield in_descriptor(right, name, example)


def _sentences(row: Row) -> list[str]:
    return next((row.ids(column) for column in HOMES if column in row), [])


def _codes(data: Data) -> Iterator[tuple[str, dict[str, Any]]]:
    for variable, codes in data.package["codebook"].items():
        yield from ((variable, code) for code in codes)


def _places(data: Data, part: str) -> dict[str, list[tuple[str, str]]]:
    """Map each coded variable of a folder of the data to its tables and columns."""
    found: dict[str, list[tuple[str, str]]] = {}
    for table, field in data.columns():
        if "codes" in field and data.resources[table]["path"].startswith(f"{part}/"):
            found.setdefault(field["codes"], []).append((table, field["name"]))
    return found
