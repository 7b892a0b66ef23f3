"""A class of 90 minutes, what to expect of it, and how to mark what follows.

Numbers in it are computed from the tables, so that the plan says what the book says.
"""

import re

import pandas as pd

from claimbook.data.frames import Tables
from claimbook.data.views import fates, quoted_by_side
from claimbook.data.wording import listing, number_in_words

#: Step -> minutes. Together a class.
MINUTES = {
    "The headline": 10,
    "Whose words?": 20,
    "Code and quarrel": 20,
    "What got answered?": 15,
    "The record": 15,
    "The limits": 10,
}
#: How many words the assignment has.
ESSAY = 800


def plan(tables: Tables) -> pd.DataFrame:
    """Return the steps of the class.

    Columns: ``minutes`` (from and to), ``step``, ``do``, ``show`` and ``ask``; links as in a table.
    """
    ends = pd.Series(MINUTES).cumsum()
    spans = {s: f"{ends[s] - n}–{ends[s]}" for s, n in MINUTES.items()}
    rows = [
        (
            "The headline",
            "Show the headline alone. Everybody writes down how many states stood on each side, and the answers go on the board.",
            "[The headline](id:s00-1)",
            "How many states on each side? Who told you?",
        ),
        (
            "Whose words?",
            "Read the report in your own copy. In pairs: whose words does each sentence hold? Mark the sentences in which nobody is quoted.",
            "[Who speaks where](id:fig-who-speaks-where), [words by side](id:fig-words-quoted-by-side)",
            "Who gets more room? Whom did you leave out when you counted?",
        ),
        (
            "Code and quarrel",
            "Code c11, c20, c21, c27 and c46 of the handout alone, then compare with a neighbour. Then show the key. Count on the board how many codes each pair shares. The rest is homework.",
            "[A sentence coded](id:tab-worked-example), [agreement](id:fig-agreement)",
            "Where do you differ, and which rule decides? Is “crackdowns” a claim of somebody?",
        ),
        (
            "What got answered?",
            "Draw an arrow on paper for each answer. Compare. Then strike the arrows that you inferred.",
            "[What becomes of each claim](id:fig-never-answered)",
            "Which charges, of either side, are answered by name? Which remarks on those who criticise?",
        ),
        (
            "The record",
            "Show the numbers of the day. Then each group gets one of F08, F19, F21, F26 and F45: would you give the same verdict, and the same weight?",
            "[Three numbers of one day](id:fig-numbers-of-the-day), [findings](id:tab-findings)",
            "What would have to be true for the verdict to change?",
        ),
        (
            "The limits",
            "Collect: what can one article show? Then show who has tested the charges, and say what this class did not test.",
            "[If you decide otherwise](id:tab-alternatives), [examinations](id:tab-examinations)",
            "Which of today’s sentences is about the report, and which about the world?",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["step", "do", "show", "ask"])
    frame.insert(0, "minutes", frame["step"].map(spans))
    return frame


def expectations(tables: Tables) -> pd.DataFrame:
    """Return the questions of the class with the answers to expect: ``minutes``, ``ask``, ``expect``."""
    room = quoted_by_side(tables)
    main = tables.record.counts[tables.record.counts["count_status"] == "main"]
    on = main.set_index("occasion_id")["value"]
    told = fates(tables)
    charges = told[(told["side"] == "critic") & (told["kind"] == "charge")]
    remarks = told[(told["side"] == "china") & (told["kind"] == "standing")]
    issue = tables.statements.set_index("statement_id")["issue_id"]
    own = told[(told["side"] == "china") & (told["statement_id"].map(issue) == "critics-record")]
    session = (
        tables.quotations[tables.quotations["channel"] == "un_session"]
        .groupby("speaker_id")["words"]
        .sum()
    )
    itself = int((charges["fate"] == "itself").sum())
    replied = int((pd.concat([remarks, own])["fate"] != "never").sum())
    verdicts = tables.record.findings.set_index("finding_id")["verdict"]
    given = [f"{i} {verdicts[i]}" for i in ("F08", "F19", "F21", "F26", "F45")]
    both = room["critic"] + room["affected"]
    answers = [
        f"The headline counts one side. The record has {on['UNGA75_crit']} states that criticised. As announced, {on['UNGA75_supp']} stood "
        f"behind the statement in support of China’s position on Xinjiang and {on['UNGA75_supp_HK']} behind that on Hong Kong, China itself "
        "among both; a third spoke for three Gulf states. A state could sign more than one text, so they make no sum.",
        f"In the session {session['zhang-jun']} words to {session['heusgen']}; with video and tweet China’s side has {room['china']} to {room['critic']}; "
        f"with the interview those who criticise China have {both} to {room['china']}. Whoever prints one of the three has chosen.",
        "On the handout nearly all quarrels are on form, and one is on what is presupposed. “Crackdowns” stands in no quotation: "
        "the outlet takes it as given. That is a decision; the table of the last step shows what another reading would change.",
        f"Of the {number_in_words(len(charges))} charges of the 39 {number_in_words(itself)} is answered by name; they meet an answer in general. China’s side "
        f"makes {number_in_words(len(own))} statements on the American record, charges and a demand, and {number_in_words(len(remarks))} remarks on those who criticise: {number_in_words(replied)} of them is "
        "answered in the report.",
        f"The book has: {listing(given)}. F26 and F45 are not easy: one turns on who counts as the United Nations, the other on how much a report has to tell.",
        "One article shows how one report is made. It does not show how the debate went, nor whether a charge is true; who has examined that, China’s own accounts included, is listed and not added up.",
    ]
    steps = plan(tables)
    bare = steps["ask"].map(lambda text: re.sub(r"\[([^]]+)\]\([^)]*\)", r"\1", text))
    return pd.DataFrame({"minutes": steps["minutes"], "ask": bare, "expect": answers})


def rubric() -> pd.DataFrame:
    """Return how the assignment is marked: ``criterion``, and what is weak, sound and strong."""
    rows = [
        (
            "Coding",
            "Codes without the codebook; empty cells.",
            "Ten statements by the definitions, doubtful ones marked.",
            "Doubts decided by a rule that is written down and then kept.",
        ),
        (
            "Evidence",
            "Says what the text “suggests”.",
            "Each sentence leads to a place in the text or a row.",
            "Also says what would show the sentence to be wrong.",
        ),
        (
            "Fairness",
            "Stronger verbs for one side; own words for contested things.",
            "Every contested assertion has an owner.",
            "Each side’s best case stands in words that side would accept.",
        ),
        (
            "Limits",
            "From one report to “the media”.",
            "Says what the text cannot show, and which sentence falls with the changed code.",
            "Also says which sentence of one’s own rests on a doubtful code.",
        ),
    ]
    return pd.DataFrame(rows, columns=["criterion", "weak", "sound", "strong"])
