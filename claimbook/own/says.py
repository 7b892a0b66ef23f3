"""Sentences that a coding may already hold: each with the condition that makes it true.

A sentence is there only if the tables have what it speaks of; it goes into the notebook as a finding,
so that the notebook fails when the tables no longer hold it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from claimbook.tables import views
from claimbook.tables.frames import Tables
from claimbook.tables.schema import parties, short
from claimbook.tables.wording import listing, spelled

#: So many issues are named in a sentence.
FEW = 4


@dataclass(frozen=True)
class Said:
    """A finding: its identifier, the sentence, the condition as the code of the notebook has it."""

    name: str
    sentence: str
    holds: str


def findings(tables: Tables) -> dict[str, list[Said]]:
    """Return what can be said of a coding so far, by page; of an empty table nothing."""
    return {
        "actors": list(of_actors(tables)),
        "claims": list(of_claims(tables)),
        "responses": list(of_responses(tables)),
    }


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def of_actors(tables: Tables) -> Iterator[Said]:
    """Say who is quoted, with how many words, and who is named only."""
    body = tables.sentences[tables.sentences["part"] == "body"]
    words, quoted = int(body["words"].sum()), int(body["quoted_words"].sum())
    room, one_two = views.quoted_by_side(tables), parties()[:2]
    if len(tables.quotations) and words:
        share = round(quoted / words, 2)
        yield Said(
            "quoted-share",
            f"Of the {words:,} words of the body {quoted:,} stand between quotation marks, {share:.0%}.",
            f"(int(words.words.sum()), int(words.quoted_words.sum())) == ({words}, {quoted}) "
            f"and round({quoted} / {words}, 2) == {share}",
        )
    if len(one_two) == 2 and len(tables.quotations):
        a, b = sorted(one_two, key=lambda side: -room.get(side, 0))
        more, less = room.get(a, 0), room.get(b, 0)
        held = f"(room.get({a!r}, 0), room.get({b!r}, 0)) == ({more}, {less})"
        if more > less > 0:
            sentence = (
                f"Of the parties, {short('side')[a]} has more quoted words, {more} against {less}."
            )
            yield Said("more-room", sentence, held)
        elif more > less:
            sentence = f"Of the parties only {short('side')[a]} is quoted, with {more} words."
            yield Said("more-room", sentence, held)
    named = views.named(tables)
    if len(named) and len(tables.quotations):
        heard = int(named["heard"].sum())
        yield Said(
            "named-only",
            f"Of the {spelled(len(named))} actors that are named {spelled(heard)} {_are(heard)} quoted, "
            "themselves or through somebody who belongs to them.",
            f"(len(named), int(named.heard.sum())) == ({len(named)}, {heard})",
        )


def of_claims(tables: Tables) -> Iterator[Said]:
    """Say what the outlet takes as given, who claims most, and what the parties have in common."""
    given = views.taken_as_given(tables)
    own = int((given["reported_as"] == "outlet_voice").sum())
    if own:
        what = "one thing" if own == 1 else f"{spelled(own)} things"
        sentence = f"The outlet takes {what} as given, in its own voice."
        yield Said("own-voice", sentence, f"len(own) == {own}")
    by = views.claims_by_claimant(tables)
    most = by["name"].value_counts()
    if len(most) > 1 and most.iloc[0] > most.iloc[1]:
        name, number = most.index[0], int(most.iloc[0])
        yield Said(
            "most-claims",
            f"{_first(name)} makes the most claims, {spelled(number)} of {len(tables.claims)}.",
            f"(by.name.value_counts().index[0], int(by.name.value_counts().iloc[0]), len(data.claims)) "
            f"== ({name!r}, {number}, {len(tables.claims)})",
        )
    content = by.dropna(subset=["issue"])
    said: pd.Series = content.groupby("issue")["side"].agg(lambda s: set(s.astype(str)))
    both = [i for i in tables.issues["label"] if i in said.index and set(parties()) <= said[i]]
    spoken = {side for sides in said for side in sides}
    if set(parties()) <= spoken:
        number = len(both)
        which = f": {listing(both)}" if 0 < number <= FEW else ""
        yield Said(
            "common-issues",
            f"Of the {spelled(len(said))} issues the parties both make claims on "
            f"{spelled(number)}{which}.",
            f"(len(said), len(both), both) == ({len(said)}, {number}, {both!r})",
        )


def of_responses(tables: Tables) -> Iterator[Said]:
    """Say how many claims of the parties are answered, and what is contested."""
    fates = views.fates(tables)
    if len(tables.responses) and len(fates):
        counts = {k: int((fates["fate"] == k).sum()) for k in views.FATES}
        told = [
            f"{spelled(counts['itself'])} {_are(counts['itself'])} answered",
            f"{spelled(counts['whole'])} only as part of a whole",
            f"{spelled(counts['never'])} never",
        ]
        yield Said(
            "answered",
            f"Of the {spelled(len(fates))} claims of the parties, {listing(told)}.",
            f"(len(fates), *(int((fates.fate == fate).sum()) for fate in FATES)) == "
            f"({len(fates)}, {counts['itself']}, {counts['whole']}, {counts['never']})",
        )
    held = views.ties(tables).groupby("concept_id")["position"].nunique()
    if len(held):
        contested = int((held == 2).sum())
        yield Said(
            "contested",
            f"On {spelled(contested)} of its {spelled(len(held))} propositions the report has voices "
            "for and against.",
            f"(len(held), int((held == 2).sum())) == ({len(held)}, {contested})",
        )
