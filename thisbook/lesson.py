"""A class of 90 minutes and its half hour, what to expect of it, and how to mark what follows.

Numbers in it are computed from the tables, so that the plan says what the book says.
"""

import pandas as pd

from claimbook.data import schema
from claimbook.data.frames import Tables
from claimbook.data.views import fates, quoted_by_side
from claimbook.data.wording import number_in_words

#: Step -> minutes of the class, and of the half hour.
MINUTES = {
    "Vote": (5, 4),
    "Read": (10, 6),
    "Whose words?": (15, 0),
    "Code": (25, 10),
    "What got answered?": (10, 0),
    "Two verdicts": (15, 7),
    "The limits": (10, 3),
}
#: The points of the record that are argued in class: an easy one and a hard one.
VERDICTS = ("F21", "F26")
#: How many statements the assignment codes, and how many words it has.
CODED, ESSAY = 10, 800
#: Criterion -> of a hundred points.
WEIGHTS = {"Coding": 30, "Evidence": 30, "Fairness": 25, "Limits": 15}


def plan(tables: Tables) -> pd.DataFrame:
    """Return the steps of the class: ``step``, ``long`` and ``short`` (from and to), ``do``, ``ask``.

    ``short`` is the half hour; links as in a table.
    """
    easy, hard = VERDICTS
    rows = [
        (
            "Vote",
            "Show the headline alone, before anybody has read the report. Everybody writes down two numbers. Put them on the board and leave them there.",
            "How many states stood on each side that day?",
        ),
        (
            "Read",
            "Everybody reads the report in a copy of their own, and marks the sentences in which nobody is quoted. In the half hour nobody marks.",
            "Does the report change your numbers?",
        ),
        (
            "Whose words?",
            "In pairs, count the words in quotation marks. Then show [who speaks where](id:fig-who-speaks-where) and [words by side](id:fig-words-quoted-by-side).",
            "Who gets more room? Whom did you leave out when you counted?",
        ),
        (
            "Code",
            "Do items 1 and 2 of the [handout](id:tab-handout) together. Try the test on “Her brother has stopped smoking”: deny it aloud, and that he smoked is still taken as given. Everybody codes 3 to 6 alone, then compares with a neighbour. Read out the codes of the key last, without showing its page, and count on the board how many codes each pair shares. In the half hour do item 1 together, and 3 and 5 alone, and do not count.",
            "Where do you differ, and which rule decides? In the long class: whose word is “crackdowns”?",
        ),
        (
            "What got answered?",
            "On paper, draw an arrow from each answer to what it answers. Then show [what becomes of each claim](id:fig-never-answered).",
            "Which charges are answered by name? Which remarks on those who criticise?",
        ),
        (
            "Two verdicts",
            f"Show [the numbers of the day](id:fig-numbers-of-the-day) beside the vote. Then argue about {easy}, which is easy, and {hard}, which is hard. In the half hour take {easy} alone.",
            "Would you give the same verdict? What would have to be true for it to change?",
        ),
        (
            "The limits",
            "Collect on the board what one article can show. Then read out the answer to “So is it true?” below. In the half hour only read it out.",
            "Which of today’s sentences is about the report, and which about the world?",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["step", "do", "ask"])
    for column, spent in (("short", 1), ("long", 0)):
        frame.insert(1, column, _spans([MINUTES[step][spent] for step in frame["step"]]))
    return frame


def _spans(minutes: list[int]) -> list[str]:
    """Return from when to when each step goes; a dash for one that is left out.

    >>> _spans([5, 0, 10])
    ['0–5', '–', '5–15']
    """
    ends = [sum(minutes[: n + 1]) for n in range(len(minutes))]
    return [f"{end - n}–{end}" if n else "–" for n, end in zip(minutes, ends, strict=True)]


def expectations(tables: Tables) -> pd.DataFrame:
    """Return the questions of the class with the answers to expect: ``step``, ``ask``, ``expect``."""
    room = quoted_by_side(tables)
    main = tables.record.counts[tables.record.counts["count_status"] == "main"]
    on = main.set_index("occasion_id")["value"]
    told = fates(tables)
    charges, own = (
        told[(told["side"] == s) & (told["kind"] == "charge")] for s in ("critic", "china")
    )
    remarks = told[(told["side"] == "china") & (told["kind"] == "standing")]
    quoted = tables.quotations[tables.quotations["channel"] == "un_session"]
    session = quoted.groupby("speaker_id")["words"].sum()
    answered = [int((of["fate"] == "itself").sum()) for of in (charges, own, remarks)]
    itself, returned, replied = map(number_in_words, answered)
    points = tables.record.findings.set_index("finding_id")
    easy, hard = (
        f"{i} ({schema.codes('verdict')[points['verdict'][i]].lower()})" for i in VERDICTS
    )
    answers = [
        "Most will have a number for one side and a guess for the other. Do not correct anybody yet.",
        f"The number of the critics becomes exact, {on['UNGA75_crit']}. Of the other side the report names two states and gives no number.",
        f"In the session {session['zhang-jun']} words to {session['heusgen']}; with video and tweet China’s side has {room['china']} to {room['critic']}; "
        f"with the interview those who criticise China have {room['critic'] + room['affected']} to {room['china']}. Whoever prints one of the three has chosen.",
        "The quarrels are about two things: whether a charge names who does it, and whether a sentence says something or takes it as given. “Crackdowns” "
        "is in no quotation, so we gave the word to VICE.",
        f"A charge is about what is done, a remark about how and why others criticise; either may be coded accuse or criticise. Of the {number_in_words(len(charges))} charges of the 39 that name a practice {itself} is answered by name. They meet an answer in general. Of the "
        f"{number_in_words(len(own))} charges of China’s side, on the American record, {returned} is answered, and of its {number_in_words(len(remarks))} remarks on "
        f"those who criticise {replied}.",
        f"The record has {on['UNGA75_crit']} states that criticised. As announced, {on['UNGA75_supp']} supported China on Xinjiang and {on['UNGA75_supp_HK']} on "
        "Hong Kong, China itself among both, and a third statement spoke for three Gulf states. A state could sign more than one text, so they make no sum. "
        f"The book has {easy}: the report has Cuba and Pakistan lead one statement, on Xinjiang, and the record has two, one of them on Hong Kong. It would change if a common "
        f"text turned up. And {hard}: the report has the UN estimate a million held, and the record has a committee of experts that passed on estimates of others. Whoever counts the "
        "committee as the UN, and passing on as estimating, lets the sentence stand.",
        "One article shows how one report is made. It does not show how the debate went, nor whether a charge is true.",
    ]
    steps = plan(tables)[["step", "ask"]]
    return steps.assign(expect=answers)


def rubric() -> pd.DataFrame:
    """Return how the assignment is marked: ``criterion``, ``weight``, and what is weak, sound and strong."""
    rows = [
        (
            "Coding",
            "Codes without the codebook; empty cells.",
            "Every statement by the definitions, doubtful ones marked.",
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
    frame = pd.DataFrame(rows, columns=["criterion", "weak", "sound", "strong"])
    frame.insert(1, "weight", frame["criterion"].map(WEIGHTS).astype(str))
    return frame


def marked() -> pd.DataFrame:
    """Return the marks of the example: ``criterion``, ``points``, ``of`` how many, and ``why``."""
    rows = [
        ("Coding", 8, "One code for everything, and no doubt named."),
        (
            "Evidence",
            6,
            "No sentence leads to a place in the text. The last one is against the text, which has all three numbers.",
        ),
        (
            "Fairness",
            4,
            "“The free world” condemns, the others try to defend. “The camps” has no owner. What the other states gave as their reason is missing.",
        ),
        ("Limits", 2, "From one text to “Western media”. Nothing hangs on the changed code."),
    ]
    frame = pd.DataFrame(rows, columns=["criterion", "points", "why"])
    frame.insert(2, "of", frame["criterion"].map(WEIGHTS))
    return frame
