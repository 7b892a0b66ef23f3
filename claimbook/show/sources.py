"""Sources of the public record as links in cards and tables, and as a bibliography."""

import pandas as pd

from claimbook.show.items import emit, escape
from claimbook.tables.frames import records
from claimbook.tables.schema import codes
from claimbook.tables.wording import day


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
    letter = rank.map(lambda n: "abcdefghijklmnopqrstuvwxyz"[n]).where(several, "")
    return (sources["publisher"] + " " + year + letter).set_axis(sources["source_id"])


def cite(sources: pd.DataFrame, ids: pd.Series) -> pd.Series:
    """Write ``;`` lists of source identifiers as lists of links to the bibliography."""
    names = labels(sources)
    known = ids.fillna("").str.split(";")
    return known.map(lambda row: "; ".join(f"[{names[i]}](id:source-{i})" for i in row if i))


def bibliography(sources: pd.DataFrame) -> None:
    """Display every source as a full entry under its permanent anchor (``source-…``)."""
    kinds, near = codes("source_type"), codes("nearness")
    entries = []
    named = sources.fillna("").assign(label=labels(sources).to_numpy())
    for row in records(named.sort_values("label", key=lambda c: c.str.casefold())):
        title = escape(row["title"] if row["title_basis"] == "described" else f"“{row['title']}”")
        if row["title_language"] != "en":
            title = f'<span lang="{row["title_language"]}">{title}</span>'
        distance = near[row["nearness"]].lower()
        relayed = f"; {distance} of {row['relays']}" if row["relays"] else f"; {distance}"
        address = (
            f'<a href="{escape(row["url"])}">{escape(_host(row["url"]))}</a>. '
            if row["url"]
            else ""
        )
        symbol = f"{escape(row['symbol'])}. " if row["symbol"] else ""
        entries.append(
            f'<li id="source-{row["source_id"]}"><span class="cb-short">{escape(row["label"])}.</span> '
            f"{title}. {escape(row['publisher'])}"
            f"{', ' + day(row['published']) if row['published'] else ''}. "
            f"{symbol}{address}"
            f"Read {day(row['accessed'])}. <em>{escape(kinds[row['source_type']])}{escape(relayed)}.</em></li>"
        )
    emit('<ul class="cb-sources">\n' + "\n".join(entries) + "\n</ul>", f"{len(entries)} sources")


def _host(url: str) -> str:
    return url.split("/")[2].removeprefix("www.")
