"""What the book would say if a decision were taken otherwise.

Each alternative changes one decision of the codebook and computes the finding that hangs on it
again, from the same tables.
"""

from dataclasses import dataclass, replace

import pandas as pd

from claimbook.data import schema
from claimbook.data.frames import Tables
from claimbook.data.views import fates, quoted_by_side
from claimbook.data.wording import listing, number_in_words


@dataclass(frozen=True)
class Alternative:
    """One decision, the finding that hangs on it, what is counted, and the count both ways."""

    decision_id: str
    found: str
    counted: str
    book: str
    otherwise: str


def shared_issues(tables: Tables) -> list[str]:
    """Return the issues on which both the critics and the Chinese side make claims."""
    claims = tables.claims[tables.claims["form"] != "unspecified"]
    claims = claims.assign(side=tables.side(claims["claimant_id"]).astype(str))
    names = tables.issues.set_index("issue_id")["label"]
    said = claims.groupby("side")["issue_id"].agg(set)
    return sorted(names[i] for i in said["critic"] & said["china"])


def presupposed(tables: Tables) -> int:
    """Count what the outlet takes as given in its own voice."""
    own = tables.claims[tables.claims["reported_as"] == "outlet_voice"]
    return int((own["certainty"] == "presupposed").sum())


def contested(positions: pd.DataFrame) -> int:
    """Count the concepts on which some agree and some disagree."""
    return int((positions.groupby("concept_id")["position"].nunique() == 2).sum())


def claims_of_the_outlet(rows: pd.DataFrame) -> int:
    """Count the statements among ``rows`` that the outlet makes."""
    return int((rows["claimant_id"] == "vice-news").sum())


def rejections(tables: Tables) -> int:
    """Count the claims of the Chinese side that reject."""
    side = tables.side(tables.claims["claimant_id"]).astype(str)
    return int(((tables.claims["form"] == "reject") & (side == "china")).sum())


def charges(tables: Tables) -> int:
    """Count the charges of the 39 that name a practice."""
    of = tables.claims[tables.claims["claimant_id"] == "group-of-39"]
    return int((of["form"] == "accuse").sum())


def remarks_answered(tables: Tables) -> int:
    """Count the claims on the critics' own record that are answered, if only in general."""
    found = fates(tables).set_index("statement_id")
    about = tables.statements.set_index("statement_id")["issue_id"]
    on_record = about[found.index] == "critics-record"
    return int((found.loc[on_record, "fate"] != "never").sum())


def _recoded(tables: Tables, changes: dict[str, dict[str, str]]) -> Tables:
    """Return the tables with some cells of ``statements`` changed, by statement and column."""
    frame = tables.statements.set_index("statement_id")
    for statement, cells in changes.items():
        for column, value in cells.items():
            frame.loc[statement, column] = value
    return replace(tables, statements=frame.reset_index()[tables.statements.columns])


def _itself(tables: Tables) -> str:
    found = fates(tables)
    of = found[found["side"] == "china"]
    return f"{number_in_words(int((of['fate'] == 'itself').sum()))} of {len(of)}"


def _score(words: dict[str, int]) -> str:
    return f"{words['china']} against {words['critic']}"


def alternatives(tables: Tables) -> list[Alternative]:
    """Compute every finding that hangs on a decision, as the book decides and otherwise."""
    t = tables
    others = t.actors.copy()
    others.loc[others["actor_id"] == "jewher-tohti", "side"] = "critic"
    as_critic = replace(t, actors=others)
    remark = {**t.responses.iloc[0], "from_statement_id": "c22", "to_statement_id": "c20"}
    remark |= {"response_type": "cite_against"}
    with_remark = replace(t, responses=pd.concat([t.responses, pd.DataFrame([remark])]))
    stated = replace(t, responses=t.responses[t.responses["explicitness"] == "stated"])
    smear = _recoded(t, {"c29": {"form": "reject"}})
    crackdown = {"form": "accuse", "position": "agree"}
    both_own = _recoded(
        t,
        {
            "c25": {**crackdown, "concept_id": "crackdown-hong-kong"},
            "c26": {**crackdown, "concept_id": "crackdown-tibet"},
        },
    )
    whole = t.concepts.set_index("concept_id")["agreeing_means"]
    parts = whole[whole == "china-abuses-rights:agree"].index
    denials = t.positions[
        (t.positions["concept_id"] == "china-abuses-rights")
        & (t.positions["position"] == "disagree")
    ]
    spread = pd.concat([t.positions, *(denials.assign(concept_id=p) for p in parts)])
    endorsed = int((t.claims["outlet_stance"] == "endorses").sum())
    given = presupposed(t)
    rejected, otherwise = number_in_words(rejections(t)), number_in_words(rejections(smear))
    shared = {k: listing(shared_issues(v)) or "none" for k, v in {"b": t, "o": as_critic}.items()}
    as_reports = _recoded(t, {i: {"form": "report"} for i in ("c11", "c12", "c13")})
    body = t.claims[t.claims["sentence_ids"] != "s00-1"]
    days = int((t.events["date_precision"] == "day").sum())
    headlines = t.others.counted["headline_actor"]
    answered = "Claims of the Chinese side that are answered themselves"
    contested_now = "Propositions with voices for and against"
    rows = [
        (
            "side-of-tohti",
            "room-turns",
            "Quoted words for China’s side against those critical of it",
            _score(quoted_by_side(t)),
            _score(quoted_by_side(as_critic)),
        ),
        (
            "side-of-tohti",
            "subjects-apart",
            "Issues on which both sides make claims",
            shared["b"],
            shared["o"],
        ),
        ("what-counts-as-reply", "china-answered", answered, _itself(t), _itself(with_remark)),
        (
            "what-counts-as-reply",
            "remarks-unanswered",
            "Remarks on the American record that are answered",
            number_in_words(remarks_answered(t)),
            number_in_words(remarks_answered(with_remark)),
        ),
        (
            "stated-links-only",
            "china-answered",
            f"{answered}, by stated links alone",
            _itself(t),
            _itself(stated),
        ),
        *(
            ("deny-or-accuse", found, "Rejections by the Chinese side", rejected, otherwise)
            for found in ("rejections-general", "rejected-as-whole", "other-answers")
        ),
        (
            "one-clause-one-owner",
            "few-contested",
            contested_now,
            number_in_words(contested(t.positions)),
            number_in_words(contested(both_own.positions)),
        ),
        (
            "denying-the-whole",
            "few-contested",
            contested_now,
            number_in_words(contested(t.positions)),
            number_in_words(contested(spread)),
        ),
        (
            "headline-and-lead",
            "outlet-first",
            "Claims of the outlet, without and with statements that only sum up",
            str(claims_of_the_outlet(t.claims)),
            str(claims_of_the_outlet(t.statements)),
        ),
        (
            "background-facts",
            "own-voice",
            "What the outlet takes as given, without and with the place of the games",
            number_in_words(given),
            number_in_words(given + 1),
        ),
        *(
            (
                "three-charges",
                found,
                "Charges of the 39 that name a practice",
                number_in_words(charges(t)),
                number_in_words(charges(as_reports)),
            )
            for found in ("charges-hedged", "demands-as-whole", "quoted-not-answered")
        ),
        (
            "republication",
            "own-voice",
            "What the outlet takes as given, with and without the headline",
            number_in_words(given),
            number_in_words(
                int(
                    (
                        (body["reported_as"] == "outlet_voice")
                        & (body["certainty"] == "presupposed")
                    ).sum()
                )
            ),
        ),
        *(
            (
                "republication",
                found,
                "Headlines elsewhere that this one can be compared with",
                str(int((headlines != "not_seen").sum())),
                "none",
            )
            for found in ("headline-common", "pairing-alone")
        ),
        *(
            (
                "republication",
                found,
                "Events of the report that have a day",
                number_in_words(days),
                "none",
            )
            for found in ("two-days", "reply-first", "one-day-printed")
        ),
        (
            "factive-verbs",
            "own-voice",
            "Contested points to which the outlet commits itself",
            number_in_words(given),
            number_in_words(given + endorsed),
        ),
    ]
    return [Alternative(*row) for row in rows]


def frame(tables: Tables) -> pd.DataFrame:
    """Return :func:`alternatives` as a table.

    Columns: ``decision_id``, ``question`` (of the codebook), ``found`` (the identifier of the
    finding), ``counted`` (what is counted), ``book``, ``otherwise``.
    """
    questions = {d["decision_id"]: d["question"] for d in schema.package()["decisions"]}
    rows = [vars(a) | {"question": questions[a.decision_id]} for a in alternatives(tables)]
    return pd.DataFrame(rows)[["decision_id", "question", "found", "counted", "book", "otherwise"]]
