"""The exercises that read: what is answered, what the record has, which code, which picture."""

from typing import Any

import pandas as pd

from claimbook.tables import schema
from claimbook.tables.coding import BLIND
from claimbook.tables.frames import Tables
from claimbook.tables.views import fates
from claimbook.teach.answers import Slip, elements, number, parts, quoted, unset
from claimbook.teach.checks import compare, exercise, sums


@exercise(
    "what-was-answered", "What is answered only as a whole?", "links between rows; following a list"
)
def _what_was_answered(data: Tables, answer: object) -> str:
    asked = "a list of identifiers of statements"
    given = elements(answer, asked)
    told = fates(data)
    critics = told[told["side"] == "critic"]
    right = set(critics.loc[critics["fate"] == "whole", "statement_id"])
    statements = data.statements.set_index("statement_id")
    links = data.responses
    if given <= set(links["response_id"]):
        raise Slip("These are identifiers of answers (r…). The question is what they answer (c…).")
    if strange := sorted(given - set(statements.index)):
        raise Slip(f"{quoted(strange[0])} is no identifier of a statement.")
    side = data.side(statements["claimant_id"]).astype(str)
    answering = set(links["from_statement_id"])
    if given and given <= answering and set(side[list(given)]) == {"china"}:
        raise Slip(
            "The direction is wrong: these are the answers. What they answer stands in to_statement_id."
        )
    if wholes := sorted(given & set(statements.index[statements["summarises"].notna()])):
        raise Slip(
            f"{wholes[0]} is itself the whole: it only sums up others. Which, says its column summarises."
        )
    if others := sorted(i for i in given if side[i] != "critic"):
        raise Slip(f"{others[0]} is no claim of the critical side.")
    if bare := sorted(i for i in given if statements.loc[i, "form"] == "unspecified"):
        raise Slip(f"{bare[0]} has no content that one could answer: its form is unspecified.")
    compare(given, right, "identifier of a statement")
    return "Read what kinds of claim these are. Whether an answer outside the report exists is another question."


@exercise("against-the-record", "One statement, or how many?", "hold a claim against sources")
def _against_the_record(data: Tables, answer: object) -> str:
    asked = "the topics of the statements in support of China on the day of the session, each with its number of states"
    day_ = str(data.events.set_index("event_id")["date"]["session"])
    occasions = data.record.occasions
    there = occasions[(occasions["date"] == day_) & (occasions["stance"] == "supportive")]
    topics = there.set_index("occasion_id")["topic"]
    counts = data.record.counts[data.record.counts["role"] == "signatory"]

    def told(rows: pd.DataFrame, chosen: "pd.Series[str]" = topics) -> dict[str, set[float]]:
        rows = rows[rows["occasion_id"].isin(chosen.index)]
        kinds = rows["occasion_id"].map(chosen)
        return {k: {float(v) for v in g} for k, g in rows.groupby(kinds)["value"]}

    right = {k: min(v) for k, v in told(counts[counts["count_status"] == "main"]).items()}
    given = parts(answer, (), asked)
    if set(given) <= set(occasions["occasion_id"]) and set(given):
        raise Slip("Its parts are occasions. Name each by its topic, the column of occasions.")
    labels = {label.lower(): code for code, label in schema.codes("topic").items()}
    named = {labels.get(k.lower(), k.lower().replace(" ", "_")): v for k, v in given.items()}
    if all(unset(v) for v in named.values()):
        raise Slip(f"There is no answer yet. Give {asked}.")
    found = {k: number(v, "a number of states for each topic") for k, v in named.items()}
    if strange := sorted(set(found) - set(schema.codes("topic"))):
        raise Slip(f"{quoted(strange[0])} is no topic; see occasions.topic.unique().")
    if found == right:
        return "Now read F21: which verdict does the record give, and do you agree with its weight?"
    critical = occasions[(occasions["date"] == day_) & (occasions["stance"] == "critical")]
    if more := sorted(set(found) - set(right)):
        if set(more) <= set(critical["topic"]):
            raise Slip("The statement of the critics is among them: see the column stance.")
        raise Slip(
            f"“{more[0]}” was on another day of the session, or not in support: see date and stance."
        )
    if len(found) == 1 and len(right) > 1:
        if next(iter(found.values())) in sums(list(right.values())):
            raise Slip(
                "Statements are added up. A state can sign more than one, so their numbers make no sum."
            )
        raise Slip("The report tells of one such statement. How many has the record?")
    if set(right) - set(found):
        raise Slip("A statement of that day is missing, perhaps the one with the fewest states.")
    named_rows = data.record.signatories["occasion_id"].value_counts()
    listed = {topic: named_rows.get(occasion, 0) for occasion, topic in topics.items()}
    every = told(counts)
    for topic, value in found.items():
        if value == right[topic]:
            continue
        if value == listed.get(topic):
            raise Slip(
                f"For {topic} names are counted. Not every list of names is complete: see counts.listed."
            )
        if value == sum(every[topic]) or value == len(every[topic]):
            raise Slip(
                f"For {topic} several counts of one statement are put together. Others count otherwise: see count_status."
            )
        if value in every[topic]:
            raise Slip(
                f"For {topic} this is what somebody counted later or otherwise: see count_status."
            )
        raise Slip(f"The number for {topic} does not fit: see the table counts, column value.")
    raise Slip("Look again at the table counts.")


@exercise(
    "code-a-sentence",
    "Which codes would you give?",
    "code by a rule, and say why",
    ("Like the book", "Not like the book, or not yet whole"),
)
def _code_a_sentence(data: Tables, answer: object) -> str:
    variables = ("form", "issue_id", "certainty", "reported_as")
    asked = "a code for each of the variables"
    given = parts(answer, variables, asked)
    row = data.statements.set_index("statement_id").loc[CODED]
    renamed = data.coding.renamed
    wrong: list[str] = []
    for variable in variables:
        said = str(given[variable]).strip()
        known = (
            set(data.issues["issue_id"]) if variable == "issue_id" else set(schema.codes(variable))
        )
        labels = (
            dict(zip(data.issues["label"], data.issues["issue_id"], strict=True))
            if variable == "issue_id"
            else {label: code for code, label in schema.codes(variable).items()}
        )
        said = labels.get(said, said)
        if said not in known:
            near = said.lower().replace(" ", "_")
            small = " Codes are written small." if near in known else ""
            raise Slip(f"{variable}: {quoted(said)} is no code of the codebook.{small}")
        if said != row[variable]:
            wrong.append(f"`{variable}`: {company(data, renamed, variable, said)}")
    if not wrong:
        return "These are the codes of the book now. Neither blind coder had all of them: the rule was mended later."
    raise Slip(
        f"You and the book differ on {' — '.join(wrong)}. Read what is named, then keep your code or change "
        "it. A code that you can defend by the codebook is worth more than one that agrees."
    )


#: The statement that an exercise lets a student code.
CODED = "c46"
#: What settles each variable of this statement; none of it names a code.
RULES = {
    "form": "the definitions of the forms in the codebook, with when not to use them: is somebody "
    "identified as the doer, and is the wrong a definite one?",
    "issue_id": "the definitions of the issues: one practice, or several?",
    "certainty": "the decision “Who asserts what is ‘revealed’?” in Methods",
    "reported_as": "the definitions of reported_as: is a source named, however vaguely, and is any of it quoted?",
}


def company(data: Tables, renamed: pd.DataFrame, variable: str, said: str) -> str:
    """Say who else had a code, and which rule decides; never the code."""
    codes = data.coding.codes
    rows = codes[(codes["unit_id"] == CODED) & (codes["variable"] == variable)]
    new = {
        o: n
        for v, o, n in zip(renamed["variable"], renamed["old"], renamed["new"], strict=True)
        if v == variable
    }
    had = {
        str(c): new.get(str(code), str(code))
        for c, code in zip(rows["coder_id"], rows["code"], strict=True)
    }
    blind = sum(had.get(c) == said for c in BLIND)
    others = (
        "no blind coder had your code",
        "one blind coder had your code too",
        "both blind coders had your code too",
    )[blind]
    before = (
        ", and so had the book before"
        if said in {c for i, c in had.items() if i not in BLIND}
        else ""
    )
    return f"{others}{before}; look at {RULES[variable]}"


@exercise("redraw", "Draw it so that it does not mislead", "axis, unit, what may be added")
def _redraw(data: Tables, answer: object) -> str:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    if isinstance(answer, tuple | list) and answer and isinstance(answer[-1], Axes):
        answer = answer[-1]
    if isinstance(answer, Figure):
        axes = answer.get_axes()
        if len(axes) != 1:
            raise Slip("This is a figure without axes, or with several. Hand in its axes: ax.")
        (answer,) = axes
    if hasattr(answer, "patches") and not isinstance(answer, Axes) and isinstance(answer, tuple):
        raise Slip("These are the bars. Hand in the axes on which they stand: ax.")
    if not isinstance(answer, Axes):
        raise Slip("Hand in the axes of the drawing: the ax of fig, ax = plt.subplots().")
    bars = [p for p in answer.patches if isinstance(p, Rectangle)]
    if not bars:
        raise Slip(
            "There are no bars on it. Lengths from a common zero are read best: ax.bar or ax.barh."
        )
    upright = bars_upright(answer, bars)
    lengths = [float(p.get_height() if upright else p.get_width()) for p in bars]
    low = (answer.get_ylim() if upright else answer.get_xlim())[0]
    scale = answer.get_yscale() if upright else answer.get_xscale()
    if scale != "linear":
        raise Slip("The axis is not linear: twice the number is not twice the length.")
    if low != 0 or any((p.get_y() if upright else p.get_x()) != 0 for p in bars):
        raise Slip(
            "The axis, or a bar, does not begin at zero: the lengths say something else than the numbers."
        )
    day_ = str(data.events.set_index("event_id")["date"]["session"])
    occasions = data.record.occasions[data.record.occasions["date"] == day_]
    rows = data.record.counts[data.record.counts["occasion_id"].isin(occasions["occasion_id"])]
    main = rows[rows["count_status"] == "main"].set_index("occasion_id")["value"].astype(float)
    stance = occasions.set_index("occasion_id")["stance"]
    support = [main[i] for i in stance.index[stance == "supportive"] if i in main.index]
    needed = {
        v
        for i, v in main.items()
        if i in set(occasions.loc[occasions["lead"].isin(["DEU", "CUB", "PAK"]), "occasion_id"])
    }
    if set(lengths) & (set(rows["value"].astype(float)) - set(main)):
        raise Slip("A bar shows what somebody counted later or otherwise: see count_status.")
    if set(lengths) & sums(support) - set(main):
        raise Slip(
            "One bar is the sum of several statements. Whoever signed more than one is then counted twice."
        )
    if needed - set(lengths):
        raise Slip(
            "The number of a statement of that day is not there, or not as it was announced."
        )
    if set(lengths) - set(main):
        raise Slip("One bar has a length that no statement of that day has.")
    ticks = [
        t.get_text() for t in (answer.get_xticklabels() if upright else answer.get_yticklabels())
    ]
    ticks += [t.get_text() for t in answer.texts]
    said = " ".join(ticks).lower()
    if not ("xinjiang" in said and "hong kong" in said):
        raise Slip(
            "The labels do not say what each statement was about. Two subjects are not one side’s two halves."
        )
    axis = (answer.get_ylabel() if upright else answer.get_xlabel()).lower()
    if not any(word in axis for word in ("state", "countr", "nation", "member")):
        raise Slip("The axis does not say what is counted.")
    title = f"{answer.get_title()} {answer.get_title(loc='left')}".lower()
    if day_[:4] not in title + said + axis:
        raise Slip("Nothing says of which day or session this is: a title may.")
    return "Show both drawings to somebody and ask what they see first. What does yours still leave out?"


def bars_upright(axes: Any, bars: list[Any]) -> bool:
    """Return whether bars stand (``bar``) or lie (``barh``): they share their width or their height."""
    return len({round(float(p.get_width()), 6) for p in bars}) <= len(
        {round(float(p.get_height()), 6) for p in bars}
    )
