"""Sources of the public record as links in cards and tables, and as a bibliography."""

from urllib.parse import urlsplit

import pandas as pd

from claimbook.data import anchors
from claimbook.data.frames import records
from claimbook.data.schema import codes
from claimbook.data.wording import day
from claimbook.display.html import render
from claimbook.display.outputs import emit


def labels(sources: pd.DataFrame) -> pd.Series:
    """Name each source in a few words: publisher, year, a letter where that is not enough.

    Returns the labels by ``source_id``.

    >>> labels(pd.DataFrame({"source_id": ["a", "b"], "publisher": ["Axios", "Axios"],
    ...     "published": ["2020-07", "2020-10-08"]})).tolist()
    ['Axios 2020a', 'Axios 2020b']
    """
    year = sources["published"].str[:4].fillna("undated")
    same = [sources["publisher"], year]
    rank = sources.groupby(same).cumcount()
    several = sources.groupby(same)["source_id"].transform("size") > 1
    letter = rank.map(_letter).where(several, "")
    return (sources["publisher"] + " " + year + letter).set_axis(sources["source_id"])


def _letter(rank: int) -> str:
    """Return the letter of the nth work of a year, as reference lists have it: after z comes aa.

    >>> _letter(0), _letter(25), _letter(26), _letter(27)
    ('a', 'z', 'aa', 'ab')
    """
    before, at = divmod(rank, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + at)


def cite(sources: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Write ``;`` lists of source identifiers as lists of links to the bibliography."""
    names = labels(sources)
    link = {i: f"[{name}](id:{anchors.anchor('source', str(i))})" for i, name in names.items()}
    known = ids.fillna("").str.split(";")
    return known.map(lambda row: "; ".join(link[i] for i in row if i))


def bibliography(sources: pd.DataFrame) -> None:
    """Display every source as a full entry under its permanent anchor (``source-…``)."""
    named = sources.fillna("").assign(
        label=labels(sources).to_numpy(),
        host=[urlsplit(u).netloc.removeprefix("www.") for u in sources["url"].fillna("")],
    )
    described = named["title_basis"] == "described"
    named["shown"] = named["title"].where(described, "“" + named["title"] + "”")
    named = named.sort_values("label", key=lambda c: c.str.casefold())
    markup = render(
        "sources.html",
        sources=records(named),
        kinds=codes("source_type"),
        near=codes("nearness"),
        day=day,
    )
    text = f"{len(named)} sources"
    rows = dict(zip(named["source_id"], named["label"], strict=True))
    emit(markup, text, "list", "sources", text, ("source", rows))
