"""Frames that are drawn, here and in the books of one's own: one analysis, whoever's article it is.

What belongs to this book's article alone stays in its chapters.
"""

import pandas as pd

from claimbook.data.frames import Tables, first, split
from claimbook.data.schema import codes, parties, short
from claimbook.data.wording import listing

#: What a claim calls for. A charge is on what is done, whoever does it; a remark on those who criticise.
KINDS = {
    "charge": "Charges",
    "demand": "Demands",
    "standing": "Remarks on those who criticise",
    "forecast": "Forecasts",
    "defence": "Rejections and defence",
    "other": "Reports and plans",
}
FATES = {
    "itself": "answered itself",
    "whole": "only in general",
    "never": "never answered",
}
CHARGING = ("accuse", "criticise")
FORMS = {
    "demand": "demand",
    "predict": "forecast",
    "reject": "defence",
    "defend": "defence",
    "dispute": "defence",
}
#: Kinds of actor that are people, and not offices or states.
PEOPLE = ("population", "person")


def speakers(tables: Tables) -> pd.Series:
    """Return who is quoted in each unit, the first if several are; by ``sentence_id``."""
    quoted = split(tables.quotations, "sentence_ids")
    return quoted.groupby("sentence_ids")["speaker_id"].first()


def speech(tables: Tables) -> pd.DataFrame:
    """Return every unit, as a strip is drawn.

    Columns: those of ``sentences``; ``quoted`` (words), ``speaker``, ``side``; ``label``, the number of
    the paragraph at its first sentence.
    """
    units = tables.sentences.set_index("sentence_id", drop=False)
    speaker = speakers(tables)
    units["speaker"] = tables.name(speaker).reindex(units.index).fillna("nobody quoted")
    units["side"] = tables.side(speaker).reindex(units.index).fillna("source")
    units["label"] = units["paragraph"].astype(str).where(units["sentence"] == 1, "")
    units["label"] = (
        units["part"].map({"title": "Title", "dateline": "Date"}).fillna(units["label"])
    )
    return units.assign(quoted=units["quoted_words"])


def told_by(tables: Tables) -> pd.Series:
    """Return who speaks in each unit, in words, by ``sentence_id``.

    Where nobody is quoted the outlet speaks, and of whom it relates statements is said.
    """
    others = tables.statements[tables.statements["reported_as"] != "outlet_voice"]
    home = first(others["sentence_ids"])
    sides = tables.side(others["claimant_id"])
    outlet_on = {
        unit: f"the outlet on {listing(short('side')[side] for side in related.unique())}"
        for unit, related in sides.groupby(home)
    }
    quoted = tables.name(speakers(tables)) + " is quoted"
    told = quoted.reindex(tables.sentences["sentence_id"])
    return told.fillna(outlet_on).fillna("the outlet")


def quoted_by_side(tables: Tables) -> dict[str, int]:
    """Return the quoted words of each side that is quoted, by side."""
    words = tables.quotations.assign(side=tables.side(tables.quotations["speaker_id"]).astype(str))
    return {str(k): int(v) for k, v in words.groupby("side")["words"].sum().items()}


def quoted_by_actor(tables: Tables) -> pd.DataFrame:
    """Return every actor that is quoted, with the number of its quoted words as ``value``."""
    words = tables.quotations.groupby("speaker_id")["words"].sum().rename("value")
    return tables.actors.set_index("actor_id", drop=False).join(words, how="inner")


def named(tables: Tables) -> pd.DataFrame:
    """Return every actor that is named, with its mentions as ``value`` and whether it is ``heard``.

    An actor is heard if it is quoted itself, through somebody who belongs to it, or through somebody who speaks
    for it: as the claimant of a quoted statement.
    """
    actors = tables.actors.set_index("actor_id", drop=False)
    found = actors.join(tables.mentions["actor_id"].value_counts().rename("value"), how="inner")
    heard = set(actors.index[actors["voice"] == "quoted"])
    for _ in actors.index:
        heard |= set(actors["affiliation_id"][[*heard]].dropna())
    return found.assign(heard=found.index.isin(heard))


def together(tables: Tables) -> pd.DataFrame:
    """Return who is named, with all who belong to it, by ``actor_id``: ``mentions``, quoted ``words``.

    Belongs together: an actor and its affiliation, a member and the group as which it makes a statement, the
    state of a speaker and the group for which he speaks. People of whom is told stand by themselves.
    """
    actors = tables.actors.set_index("actor_id", drop=False)
    alone = (actors["side"] == "affected") & (actors["actor_type"] == "person")
    above = dict(actors["affiliation_id"][~alone].dropna())
    acting = set(tables.statements["claimant_id"]) & set(actors.index[actors["named_by_id"].isna()])
    acting &= set(actors.index[actors["actor_type"] == "state_group"])
    lists = split(actors.loc[list(acting)].dropna(subset=["member_ids"]), "member_ids")
    above |= dict(zip(lists["member_ids"], lists["actor_id"], strict=True))
    for speaker, group in tables.statements.set_index("spokesperson_id")["claimant_id"].items():
        if isinstance(speaker, str):
            above[above.get(speaker, speaker)] = group
    root = pd.Series(actors.index, actors.index)
    for _ in above:
        root = root.map(lambda actor: above.get(actor, actor))
    counts = pd.DataFrame(
        {
            "mentions": tables.mentions["actor_id"].value_counts().groupby(root).sum(),
            "words": tables.quotations.groupby("speaker_id")["words"].sum().groupby(root).sum(),
        }
    )
    return actors.join(counts.fillna(0).astype(int), how="inner")


def members(tables: Tables) -> pd.DataFrame:
    """Return every member of every list of actors that the article gives.

    Columns: ``actor_id`` of the list, ``member_id`` and ``member`` (a name), ``owner`` (who lists them,
    the outlet if nobody else is named), ``side`` of the list.
    """
    actors = tables.actors.set_index("actor_id", drop=False)
    lists = actors[actors["member_ids"].notna()]
    owner = lists["named_by_id"].map(actors["name"]).fillna(tables.documents["outlet"][0])
    found = split(lists.assign(owner=owner), "member_ids").rename(
        columns={"member_ids": "member_id"}
    )
    return found.assign(member=tables.name(found["member_id"]))


def taken_as_given(tables: Tables) -> pd.DataFrame:
    """Return the claims whose content the claimant takes as given, with the ``side`` that does."""
    claims = tables.claims[tables.claims["certainty"] == "presupposed"]
    return claims.assign(side=tables.side(claims["claimant_id"]).astype(str))


def verbs(tables: Tables) -> pd.Series:
    """Return the verbs that introduce the speech of each side, in the order of the article."""
    found = tables.statements.dropna(subset=["reporting_verb"])
    sides = tables.side(found["claimant_id"])
    said = found["reporting_verb"].str.lower().groupby(sides, observed=True)
    return said.agg(lambda words: listing(dict.fromkeys(words)))


def claims_by_claimant(tables: Tables) -> pd.DataFrame:
    """Return every claim of every claimant, with ``name``, ``side`` and ``issue``, sides in order."""
    by = split(tables.claims, "claimant_id")
    by = by.assign(name=tables.name(by["claimant_id"]), side=tables.side(by["claimant_id"]))
    by = by.sort_values("side", kind="stable")
    issues = tables.issues.set_index("issue_id")["label"]
    return by.assign(issue=by["issue_id"].map(issues))


def kinds(tables: Tables) -> pd.Series:
    """Return what each statement calls for, a key of :data:`KINDS`, by ``statement_id``.

    A charge finds somebody at fault in the matter of the dispute; a remark is on the motive, manner, right
    or record of those who speak. “Unanswered” means another thing for each.
    """
    rows = tables.statements.set_index("statement_id")
    matter = rows["issue_id"].map(tables.issues.set_index("issue_id")["matter"])
    found = pd.Series("other", index=rows.index)
    found[matter == "standing"] = "standing"
    found[(matter == "conduct") & rows["form"].isin(CHARGING)] = "charge"
    for form, kind in FORMS.items():
        found[rows["form"] == form] = kind
    return found


def fates(tables: Tables) -> pd.DataFrame:
    """Return what becomes of each claim of the parties to the dispute.

    A claim is answered itself when the answer is on the same issue. It is answered only in general when the
    answer goes to a statement that sums it up, or is on another issue: a general answer to a particular claim, or
    a single instance set against a general one. Or it is never answered. Only what comes from another side counts;
    support does not. Claims whose content the article does not give are left out. Columns: ``statement_id``,
    ``side``, ``kind`` (of :data:`KINDS`), ``fate`` (of :data:`FATES`).
    """
    statements = tables.statements.set_index("statement_id")
    side = tables.side(statements["claimant_id"]).astype(str)
    links = tables.responses[tables.responses["response_type"] != "support"]
    across = links["from_statement_id"].map(side) != links["to_statement_id"].map(side)
    links = links[across]
    issue = statements["issue_id"]
    same = links["from_statement_id"].map(issue) == links["to_statement_id"].map(issue)
    itself, hit = set(links.loc[same, "to_statement_id"]), set(links["to_statement_id"])
    whole = hit | {s for t in hit for s in str(statements["summarises"].get(t)).split(";")}
    claims = tables.claims.set_index("statement_id")
    claims = claims[side[claims.index].isin(parties())]
    empty = (claims["form"] == "defend") & claims["concept_id"].isna()
    claims = claims[~empty & (claims["form"] != "unspecified")]
    fate = ["itself" if i in itself else "whole" if i in whole else "never" for i in claims.index]
    frame = pd.DataFrame({"side": side[claims.index], "kind": kinds(tables)[claims.index]})
    return frame.assign(fate=fate).rename_axis("statement_id").reset_index()


def bins(tables: Tables) -> pd.DataFrame:
    """Return :func:`fates` as a matrix is drawn: in each bin the claims of each side, by what they call for.

    Columns: those of ``fates``; ``row`` (the bin and its number of claims), ``column`` (the side),
    ``head`` (what the claim calls for), ``text`` (words of it), ``title`` (what it says).
    """
    statements = tables.statements.set_index("statement_id")
    order = [*FATES, *parties(), *KINDS].index
    found = fates(tables).sort_values(["fate", "side", "kind"], key=lambda c: c.map(order))
    size = found["fate"].map(found["fate"].value_counts()).astype(str)
    return found.assign(
        row=found["fate"].map(FATES).str.capitalize() + " (" + size + ")",
        column=found["side"].map(codes("side")),
        head=found["kind"].map(KINDS),
        text="“" + found["statement_id"].map(statements["quote"]) + "”",
        title=found["statement_id"].map(statements["summary"]),
    )


def answers(tables: Tables) -> pd.DataFrame:
    """Return the links that tell how one answers, with the ``side`` that answers, in order.

    Columns: those of ``responses``, ``side`` and ``to_side``; ``how`` and ``who`` in words. What only sums up
    other statements does not answer by itself.
    """
    statements = tables.statements.set_index("statement_id")
    links = tables.responses
    alone = links["from_statement_id"].map(statements["summarises"]).isna()
    links = links[alone].assign(
        side=tables.side(links["from_statement_id"].map(statements["claimant_id"]))
    )
    to = tables.side(links["to_statement_id"].map(statements["claimant_id"]))
    links = links.assign(
        how=links["response_type"].map(codes("response_type")),
        who=links["side"].map(codes("side")).astype(object),
        to_side=to,
    )
    return links.sort_values("side", kind="stable")


def ties(tables: Tables) -> pd.DataFrame:
    """Return the positions of actors on concepts, as a network is drawn, sides in order.

    Columns: those of :attr:`Tables.positions`, ``actor``, ``side``, ``concept``.
    """
    found = tables.positions
    concepts = tables.concepts.set_index("concept_id")["concept"]
    found = found.assign(
        actor=tables.name(found["claimant_id"]),
        side=tables.side(found["claimant_id"]),
        concept=found["concept_id"].map(concepts),
    )
    return found.sort_values("side", kind="stable")


def disputes(tied: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`ties` proposition by proposition, as a matrix is drawn, those with two sides first.

    Columns: those of ``ties``; ``row``, ``column`` (for or against), ``text``, ``section``, ``shaded``.
    """
    both = tied.groupby("concept_id")["position"].transform("nunique") > 1
    found = tied.assign(row=tied["concept"], text=tied["actor"], shaded=both)
    found["column"] = tied["position"].map({"agree": "For", "disagree": "Against"})
    found["section"] = both.map({True: "Voices for and against", False: "Voices one way only"})
    return found.sort_values("shaded", ascending=False, kind="stable")


def happened(tables: Tables) -> pd.DataFrame:
    """Return the events in the order of telling, and whether their time is not told, as ``hollow``."""
    events = tables.events.sort_values("sentence_id", kind="stable")
    return events.assign(hollow=events["date_precision"] == "on_or_before")
