"""The card of one statement."""

from urllib.parse import quote as percent

import pandas as pd

from claimbook.show.items import emit, escape, link
from claimbook.show.sources import cite
from claimbook.tables import schema
from claimbook.tables.frames import Tables, records, split
from claimbook.tables.wording import listing


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
    copy_url = tables.documents.iloc[0]["copy_url"]
    sides = tables.side(tables.statements["claimant_id"])
    found = split(tables.record.findings, "statement_ids")
    found = found.assign(cited=cite(tables.record.sources, found["source_ids"]))
    markup = []
    for side, row in zip(sides, records(tables.statements.fillna("")), strict=True):
        i = row["statement_id"]
        who = listing(names[x] for x in row["claimant_id"].split(";"))
        rows = {
            "Claimant": _actors(row["claimant_id"], names),
            "Spoken by": _actors(row["spokesperson_id"], names),
            "Form": _code("form", row["form"]),
            "Called upon": _actors(row["addressee_id"], names),
            "Criticised": _actors(row["criticised_actor_id"], names),
            "Concerns": _actors(row["object_actor_id"], names),
            "Issue": escape(issues[row["issue_id"]]),
            "Position": f"{_code('position', row['position'])}: {escape(concepts[row['concept_id']])}"
            if row["position"]
            else "",
            "Certainty": _code("certainty", row["certainty"]),
            "Reported as": _code("reported_as", row["reported_as"]),
            "Attribution": _code("attribution", row["attribution"]),
            "Outlet’s words": _code("outlet_stance", row["outlet_stance"])
            if row["outlet_stance"]
            else "",
            "Channel": _code("channel", row["channel"]),
            "Date": f"{row['date']} ({_code('date_precision', row['date_precision']).lower()}; "
            f"{_code('date_basis', row['date_basis']).lower()})".strip(),
            "Place in the article": f"{link(row['sentence_ids'].replace(';', ', '))}, characters "
            f"{row['start']} to {row['end']}, the quote at {row['quote_start']}",
            "Sums up": link(row["summarises"].replace(";", ", ")),
            "Answers": _links(tables.responses, "from_statement_id", "to_statement_id", i),
            "Answered by": _links(tables.responses, "to_statement_id", "from_statement_id", i),
            "Note": link(row["note"]),
            "Public record": _findings(found[found["statement_ids"] == i]),
        }
        body = "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows.items() if v)
        markup.append(
            f'<section class="cb-card cb-{side}" id="{i}" aria-labelledby="{i}-title">\n'
            f'<h3 id="{i}-title"><a href="#{i}">{i}</a> {escape(who)}: {escape(_label("form", row["form"]).lower())}</h3>\n'
            f"<p>{escape(row['summary'])}</p>\n"
            f'<p class="cb-quote"><q>{escape(row["quote"])}</q> <a href="{escape(fragment(copy_url, row["quote"]))}">'
            f"Open the web copy at the words of {i}</a></p>\n<dl>{body}</dl>\n<!--cite:{i}-->\n</section>"
        )
    emit("\n".join(markup), f"{len(markup)} statement cards")


def _label(variable: str, code: str) -> str:
    return schema.codes(variable)[code]


def _code(variable: str, code: str) -> str:
    return f'<a href="id:code-{variable}-{code}">{escape(_label(variable, code))}</a>'


def _actors(ids: str, names: pd.Series) -> str:
    return ", ".join(f'<a href="id:actor-{i}">{escape(names[i])}</a>' for i in ids.split(";") if i)


def _links(responses: pd.DataFrame, at: str, to: str, statement: str) -> str:
    """List the statements that a statement answers, or is answered by, and how."""
    return ", ".join(
        f"{link(r[to])} ({_code('response_type', r['response_type'])}, {link(r['response_id'])})"
        for r in records(responses[responses[at] == statement])
    )


def _findings(found: pd.DataFrame) -> str:
    """Say what the public record has on a statement: verdict, finding, reason, how sure, sources."""
    return "<br/>".join(
        f"<strong>{_code('verdict', r['verdict'])}</strong> ({link(r['finding_id'])}, "
        f"{_code('checks', r['checks']).lower()}). {escape(r['finding'])} {escape(r['why'])}"
        + (
            f" Confidence: {_code('confidence', r['confidence']).lower()}."
            if r["confidence"]
            else ""
        )
        + (f" Note: {escape(r['note'])}" if r["note"] else "")
        + (f" Sources: {link(r['cited'])}." if r["cited"] else "")
        for r in records(found.fillna(""))
    )
