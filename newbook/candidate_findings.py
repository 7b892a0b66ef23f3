"""Candidate findings: sentences that hold of a coding, each with the condition that makes it true.

A sentence is there only if the tables have what it speaks of; it goes into the notebook as a finding,
so that the notebook fails when the tables no longer hold it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from claimbook.data import views
from claimbook.data.frames import Tables
from claimbook.data.schema import parties, short
from claimbook.data.wording import listing, number_in_words

#: So many issues are named in a sentence.
FEW = 4


@dataclass(frozen=True)
class Candidate:
    """A finding: its identifier, the sentence, the condition as the code of the notebook has it."""

    name: str
    sentence: str
    holds: str


def candidates(tables: Tables) -> dict[str, list[Candidate]]:
    """Return what can be said of a coding so far, by page; of an empty table nothing."""
    return {
        "actors": list(of_actors(tables)),
        "claims": list(of_claims(tables)),
        "responses": list(of_responses(tables)),
    }


def _are(number: int) -> str:
    return f"{number_in_words(number)} {'is' if number == 1 else 'are'}"


def of_actors(tables: Tables) -> Iterator[Candidate]:
    """Say who is quoted, with how many words, and who is named only."""
    if not len(tables.quotations):
        return
    body = tables.sentences[tables.sentences["part"] == "body"]
    words, quoted = int(body["words"].sum()), int(body["quoted_words"].sum())
    if words:
        share = round(quoted / words, 2)
        yield Candidate(
            "quoted-share",
            f"Of the {words:,} words of the body {quoted:,} stand between quotation marks, {share:.0%}.",
            f"(int(words.words.sum()), int(words.quoted_words.sum())) == ({words}, {quoted}) "
            f"and round({quoted} / {words}, 2) == {share}",
        )
    room, one_two = views.quoted_by_side(tables), parties()[:2]
    a, b = sorted(one_two, key=lambda side: -room.get(side, 0)) if len(one_two) == 2 else ("", "")
    more, less = room.get(a, 0), room.get(b, 0)
    if more > less:
        side = short("side")[a]
        yield Candidate(
            "more-room",
            f"Of the parties, {side} has more quoted words, {more} against {less}."
            if less
            else f"Of the parties only {side} is quoted, with {more} words.",
            f"(room.get({a!r}, 0), room.get({b!r}, 0)) == ({more}, {less})",
        )
    named = views.named(tables)
    if len(named):
        heard = int(named["heard"].sum())
        yield Candidate(
            "named-only",
            f"Of the {number_in_words(len(named))} actors that are named {_are(heard)} quoted, "
            "themselves or through somebody who belongs to them.",
            f"(len(named), int(named.heard.sum())) == ({len(named)}, {heard})",
        )


def of_claims(tables: Tables) -> Iterator[Candidate]:
    """Say what the outlet takes as given, who claims most, and what the parties have in common."""
    given = views.taken_as_given(tables)
    if own := int((given["reported_as"] == "outlet_voice").sum()):
        what = "one thing" if own == 1 else f"{number_in_words(own)} things"
        sentence = f"The outlet takes {what} as given, in its own voice."
        yield Candidate("own-voice", sentence, f"len(own) == {own}")
    by = views.claims_by_claimant(tables)
    most = by["name"].value_counts()
    if len(most) > 1 and most.iloc[0] > most.iloc[1]:
        name, number, of = most.index[0], int(most.iloc[0]), len(tables.claims)
        yield Candidate(
            "most-claims",
            f"{name[:1].upper()}{name[1:]} makes the most claims, {number_in_words(number)} of {of}.",
            f"(by.name.value_counts().index[0], int(by.name.value_counts().iloc[0]), len(data.claims)) "
            f"== ({name!r}, {number}, {of})",
        )
    content = by.dropna(subset=["issue"])
    sides: pd.Series = content.groupby("issue")["side"].agg(lambda s: set(s.astype(str)))
    if set(parties()) <= set().union(*sides):
        both = [i for i in tables.issues["label"] if set(parties()) <= sides.get(i, set())]
        which = f": {listing(both)}" if 0 < len(both) <= FEW else ""
        yield Candidate(
            "common-issues",
            f"Of the {number_in_words(len(sides))} issues the parties both make claims on "
            f"{number_in_words(len(both))}{which}.",
            f"(len(said), len(both), both) == ({len(sides)}, {len(both)}, {both!r})",
        )


def of_responses(tables: Tables) -> Iterator[Candidate]:
    """Say how many claims of the parties are answered, and what is contested."""
    fates = views.fates(tables)
    if len(tables.responses) and len(fates):
        itself, whole, never = (
            int((fates["fate"] == k).sum()) for k in ("itself", "whole", "never")
        )
        yield Candidate(
            "answered",
            f"Of the {number_in_words(len(fates))} claims of the parties, {_are(itself)} answered, "
            f"{number_in_words(whole)} only as part of a whole and {number_in_words(never)} never.",
            f"(len(fates), *(int((fates.fate == fate).sum()) for fate in FATES)) == "
            f"({len(fates)}, {itself}, {whole}, {never})",
        )
    held = views.ties(tables).groupby("concept_id")["position"].nunique()
    if len(held):
        contested = int((held == 2).sum())
        yield Candidate(
            "contested",
            f"On {number_in_words(contested)} of its {number_in_words(len(held))} propositions the report has voices "
            "for and against.",
            f"(len(held), int((held == 2).sum())) == ({len(held)}, {contested})",
        )
