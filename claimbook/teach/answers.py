"""What a student hands in, read with patience: many forms of an answer are the same answer.

What cannot be read raises :class:`Slip` with a sentence that says what it is and what is asked for.
"""

import math
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy, SeriesGroupBy

#: What stands for “no answer yet”.
UNSET = ("", "…", "...")
#: An answer with more elements than this is a column of the wrong table and not a list.
MOST = 2000
#: What is said of an answer with nothing in it.
NOTHING = (
    "Nothing is in it. A filter that finds no row mostly compares with a word that the column does not "
    "hold: look at column.unique(). Codes are written small."
)


class Slip(ValueError):
    """What is wrong with an answer, in a sentence for the one who gave it."""


def plain(answer: object, asked: str) -> Any:
    """Return an answer that is set, taken out of a wrapper that holds it alone.

    Raises :class:`Slip` for what is no answer: nothing, a function, the data themselves.
    """
    if unset(answer):
        raise Slip(f"There is no answer yet. Give {asked}.")
    if isinstance(answer, DataFrameGroupBy | SeriesGroupBy):
        raise Slip(
            "This is a grouped table that nobody has counted yet: it still needs .sum(), .size() "
            "or the like."
        )
    if isinstance(answer, type) or callable(answer):
        raise Slip("This is a function and not what it gives. Call it, with brackets: ().")
    if isinstance(answer, pd.DataFrame) and answer.shape[1] == 1:
        return answer.iloc[:, 0]
    if isinstance(answer, np.ndarray):
        return answer.item() if answer.ndim == 0 else answer.ravel()
    return pd.Series(answer) if isinstance(answer, pd.api.extensions.ExtensionArray) else answer


def elements(answer: object, asked: str) -> set[str]:
    """Return the elements of a list, set, column or index as a set of texts.

    >>> sorted(elements(pd.Series(["b", "a", "b"]), "a list"))
    ['a', 'b']
    """
    found = plain(answer, asked)
    if isinstance(found, pd.DataFrame):
        raise Slip(f"This is a table with several columns. Choose the one that is {asked}.")
    if isinstance(found, str):
        raise Slip(f"This is one text. Give {asked}: put each into a list, […].")
    if isinstance(found, Mapping):
        raise Slip(f"This is a dictionary. Give {asked}.")
    if not isinstance(found, Iterable):
        raise Slip(f"This is a single {type(found).__name__}. Give {asked}.")
    if isinstance(found, pd.Series | np.ndarray | pd.Index) and found.dtype == bool:
        raise Slip(
            "This is a column of True and False: it says which rows, and is not the rows. Put it in "
            "brackets behind the table: table[condition]."
        )
    items = list(islice(found, MOST + 1))
    if len(items) > MOST:
        raise Slip(f"This has more elements than any table of the book has rows. Give {asked}.")
    if not items:
        raise Slip(NOTHING)
    if any(not isinstance(item, list | tuple | set) and pd.isna(item) for item in items):
        raise Slip("There are empty cells in it. Leave them out: dropna().")
    if wrong := [item for item in items if not isinstance(item, str)]:
        raise Slip(f"{quoted(wrong[0])} is no text. Give {asked}.")
    if several := [item for item in items if ";" in item]:
        raise Slip(
            f"{quoted(several[0])} is several in one cell, joined by a semicolon. Give each a row of "
            "its own: split(table, column) from claimbook.data."
        )
    return {item.strip() for item in items}


def number(answer: object, asked: str) -> float:
    """Return an answer as a number, from Python, NumPy or a column with one row.

    >>> number(pd.Series([np.int64(3)]), "a number")
    3.0
    """
    found = plain(answer, asked)
    if isinstance(found, pd.Series | pd.Index | np.ndarray | list | tuple) and len(found) == 1:
        (found,) = found
    if isinstance(found, bool | np.bool_):
        raise Slip(f"{found} is an answer to a yes-or-no question. Give {asked}.")
    if isinstance(found, str):
        raise Slip(f"{quoted(found)} is a text. Give {asked}: write it without quotation marks.")
    if isinstance(found, Iterable):
        raise Slip(f"This is a collection. Give {asked}; len() or .sum() may lead there.")
    try:
        value = float(found)
    except (TypeError, ValueError):
        raise Slip(f"A {type(found).__name__} is no number. Give {asked}.") from None
    if math.isnan(value) or math.isinf(value):
        raise Slip(
            "This is no number (nan or inf): something was divided by nothing, or not found."
        )
    return value


def parts(
    answer: object, keys: Iterable[str], asked: str, *, complete: bool = True
) -> dict[str, Any]:
    """Return an answer with named parts: a dictionary, or a column with these names as its index.

    With ``complete`` every key must be there. Keys that nobody asked for are left to the exercise.

    >>> parts(pd.Series([1, 2], index=["a", "b"]), ["a", "b"], "two numbers")
    {'a': 1, 'b': 2}
    """
    wanted = list(keys)
    found = plain(answer, asked)
    if isinstance(found, pd.DataFrame) and found.shape[1] == 2:
        found = found.set_index(found.columns[0]).iloc[:, 0]
    if isinstance(found, pd.Series):
        found = {key: value for key, value in zip(found.index, found, strict=True)}
    if not isinstance(found, Mapping):
        names = ", ".join(f'"{key}": …' for key in wanted)
        raise Slip(f"Give {asked}, as a dictionary: {{{names}}}. This is a {type(found).__name__}.")
    named = {str(key).strip(): value for key, value in found.items()}
    missing = [key for key in wanted if key not in named or unset(named[key])]
    if complete and missing:
        raise Slip(f"A part has no answer yet: {', '.join(missing)}. Give {asked}.")
    return named


def unset(value: object) -> bool:
    """Return whether a part of an answer is still empty."""
    return value is None or value is ... or (isinstance(value, str) and value.strip() in UNSET)


def day(answer: object, asked: str) -> pd.Timestamp:
    """Return an answer as a day, from a text in ISO form, Python, NumPy or pandas.

    >>> day("2021-02-03", "a day").day_name()
    'Wednesday'
    """
    found = plain(answer, asked)
    if isinstance(found, pd.Series | pd.Index | np.ndarray | list | tuple) and len(found) == 1:
        (found,) = found
    if isinstance(found, bool | int | float | np.number):
        raise Slip(f"A number is no day. Give {asked}, such as 2021-02-03.")
    if isinstance(found, str) and not any(c.isdigit() for c in found):
        raise Slip(f"{quoted(found)} has no date in it. Give {asked}, such as 2021-02-03.")
    try:
        stamp = pd.Timestamp(found)
    except (TypeError, ValueError):
        raise Slip(f"{quoted(found)} cannot be read as a day. Write it as 2021-02-03.") from None
    if pd.isna(stamp):
        raise Slip(f"This is no day. Give {asked}, such as 2021-02-03.")
    return stamp.tz_localize(None).normalize()


def quoted(value: object) -> str:
    """Return what a student wrote, short enough for a sentence."""
    text = str(value)
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
