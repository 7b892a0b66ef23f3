"""The card of one statement."""

from urllib.parse import quote as percent

from claimbook.data.frames import Tables, by, records, split
from claimbook.data.schema import codes
from claimbook.display.html import render
from claimbook.display.outputs import emit
from claimbook.display.sources import cite

#: Scales that a card names, in order, and the columns that hold them.
SCALES = {
    "Certainty": "certainty",
    "Reported as": "reported_as",
    "Attribution": "attribution",
    "Outlet’s words": "outlet_stance",
    "Channel": "channel",
}


def fragment(copy_url: str, quote: str) -> str:
    """Return the address of the web copy, scrolled to the quoted words (URL text fragment).

    Source: WICG, URL Fragment Text Directives, section 3; ``-``, ``,`` and ``&`` separate parts of
    a directive and are percent-encoded.

    >>> fragment("https://a.example/x", "so-called, yes")
    'https://a.example/x#:~:text=so%2Dcalled%2C%20yes'
    """
    return f"{copy_url}#:~:text={percent(quote, safe='').replace('-', '%2D')}"


def cards(tables: Tables) -> None:
    """Display the card of every statement, each under its permanent anchor (``c07``)."""
    names = tables.actors.set_index("actor_id")["name"]
    issues = tables.issues.set_index("issue_id")["label"]
    concepts = tables.concepts.set_index("concept_id")["concept"]
    copy_url = tables.documents["copy_url"].iloc[0]
    found = split(tables.record.findings, "statement_ids")
    found = found.assign(cited=cite(tables.record.sources, found["source_ids"])).fillna("")
    findings = by(found, "statement_ids")
    gives, gets = (by(tables.responses, f"{end}_statement_id") for end in ("from", "to"))
    sides = tables.side(tables.statements["claimant_id"])
    rows = records(tables.statements.fillna(""))
    for row, side, title in zip(rows, sides, tables.titles, strict=True):
        i = row["statement_id"]
        markup = render(
            "card.html",
            s=row,
            side=side,
            title=title,
            copy=fragment(copy_url, row["quote"]),
            names=names,
            issue=issues[row["issue_id"]],
            concept=concepts.get(row["concept_id"]),
            codes=codes,
            scales=SCALES.items(),
            gives=gives[i],
            gets=gets[i],
            findings=findings[i],
        )
        emit(markup, f"{i} {title}", "statement", i, row["summary"])
