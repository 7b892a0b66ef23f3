"""Frames as people read them: labels in place of codes, names and links in place of identifiers."""

import pandas as pd

from claimbook.data import schema
from claimbook.data.frames import Tables
from claimbook.display.sources import cite

#: Table -> column whose words stand for its identifiers; the identifiers of others are links.
NAMES = {"actors": "name", "issues": "label", "concepts": "concept"}


def with_labels(frame: pd.DataFrame, table: str, tables: Tables, *columns: str) -> pd.DataFrame:
    """Return rows of a table with labels, names and links in place of codes and identifiers.

    ``frame`` holds rows of ``table``, in any order and with further columns, which stay; ``columns``
    are those to make with_labels, all of them if none is given. Lists are parted by semicolons if
    they hold names, by commas if identifiers. Empty cells stay empty.
    """
    out = frame.copy()
    for field in schema.fields(table):
        name = field["name"]
        if name not in frame or (columns and name not in columns):
            continue
        to = schema.target(table, name)
        if "codes" in field:
            out[name] = frame[name].map(schema.codes(field["codes"]))
        elif to == "sources":
            out[name] = cite(tables.record.sources, frame[name])
        elif to in NAMES:
            known = getattr(tables, to).iloc[:, 0]
            words = dict(zip(known, getattr(tables, to)[NAMES[to]], strict=True))
            lists = frame[name].str.split(";")
            out[name] = lists.map(lambda ids, w=words: "; ".join(w[i] for i in ids), "ignore")
        elif "references" in field:
            out[name] = frame[name].str.replace(";", ", ")
    return out
