"""The exercises that read: what is answered, what the record has, which code, which picture.

Each check reads an answer, returns what to think about next if it is right, and else raises the first
slip that fits: a table of what is said, and when.
"""

from typing import Any

from claimbook.data import schema
from claimbook.data.coding_sheet import renamed, variables
from claimbook.data.frames import Tables
from claimbook.data.views import fates
from claimbook.data.wording import number_in_words
from claimbook.teach.answers import Slip, elements, number, parts, quoted, unset
from claimbook.teach.exercises import compare, exercise, raise_first, sums


@exercise(
    "what-was-answered", "What is answered only as a whole?", "links between rows; following a list"
)
def _what_was_answered(data: Tables, answer: object) -> str:
    """Right: the claims of the critical side that are answered as part of a whole alone."""
    given = elements(answer, "a list of identifiers of statements")
    statements, links = data.statements.set_index("statement_id"), data.responses
    if given <= set(links["response_id"]):
        raise Slip("These are identifiers of answers (r…). The question is what they answer (c…).")
    if strange := sorted(given - set(statements.index)):
        raise Slip(f"{quoted(strange[0])} is no identifier of a statement.")
    side = data.side(statements["claimant_id"]).astype(str)
    if given <= set(links["from_statement_id"]) and set(side[[*given]]) == {"china"}:
        raise Slip(
            "The direction is wrong: these are the answers. What they answer stands in to_statement_id."
        )
    for are_wrong, why in (
        (statements["summarises"].notna(), "itself the whole: it only sums up others. Which, says its column summarises."),
        (side != "critic", "no claim of the critical side."),
    ):  # fmt: skip
        if wrong := sorted(given & set(statements.index[are_wrong])):
            raise Slip(f"{wrong[0]} is {why}")
    if bare := sorted(given & set(statements.index[statements["form"] == "unspecified"])):
        raise Slip(f"{bare[0]} has no content that one could answer: its form is unspecified.")
    answered = fates(data)
    whole = (answered["side"] == "critic") & (answered["fate"] == "whole")
    compare(given, set(answered.loc[whole, "statement_id"]), "identifier of a statement")
    return "Read what kinds of claim these are. Whether an answer outside the report exists is another question."


@exercise("against-the-record", "One statement, or how many?", "hold a claim against sources")
def _against_the_record(data: Tables, answer: object) -> str:
    """Right: each topic of the supportive statements of the day, with its number as announced."""
    asked = "the topics of the statements in support of China on the day of the session, each with its number of states"
    occasions, counts = data.record.occasions, data.record.counts
    today = occasions[occasions["date"] == session_day(data)]
    topics = today[today["stance"] == "supportive"].set_index("occasion_id")["topic"]
    rows = counts[(counts["role"] == "signatory") & counts["occasion_id"].isin(topics.index)]
    rows = rows.assign(topic=rows["occasion_id"].map(topics), value=rows["value"].astype(float))
    every = rows.groupby("topic")["value"].agg(set)
    right = rows[rows["count_status"] == "main"].groupby("topic")["value"].min().to_dict()
    given = parts(answer, (), asked)
    if set(given) <= set(occasions["occasion_id"]) and given:
        raise Slip("Its parts are occasions. Name each by its topic, the column of occasions.")
    codes = {label.lower(): code for code, label in schema.codes("topic").items()}
    named = {codes.get(k.lower(), k.lower().replace(" ", "_")): v for k, v in given.items()}
    if all(map(unset, named.values())):
        raise Slip(f"There is no answer yet. Give {asked}.")
    found = {k: number(v, "a number of states for each topic") for k, v in named.items()}
    if strange := sorted(set(found) - set(schema.codes("topic"))):
        raise Slip(f"{quoted(strange[0])} is no topic; see occasions.topic.unique().")
    if found == right:
        return "Now read F21: which verdict does the record give, and do you agree with its weight?"
    more = sorted(set(found) - set(right))
    alone = len(found) == 1 < len(right)
    raise_first({
        "The statement of the critics is among them: see the column stance.": more and set(more) <= set(today.loc[today["stance"] == "critical", "topic"]),
        f"“{''.join(more[:1])}” was on another day of the session, or not in support: see date and stance.": more,
        "Statements are added up. A state can sign more than one, so their numbers make no sum.": alone and {*found.values()} & sums([*right.values()]),
        "The report tells of one such statement. How many has the record?": alone,
        "A statement of that day is missing, perhaps the one with the fewest states.": set(right) - set(found),
    })  # fmt: skip
    names = data.record.signatories["occasion_id"].value_counts()
    listed = {topic: names.get(occasion, 0) for occasion, topic in topics.items()}
    for topic, value in found.items():
        together = sum(every[topic]), len(every[topic])
        raise_first({} if value == right[topic] else {
            f"For {topic} names are counted. Not every list of names is complete: see counts.listed.": value == listed[topic],
            f"For {topic} several counts of one statement are put together. Others count otherwise: see count_status.": value in together,
            f"For {topic} this is what somebody counted later or otherwise: see count_status.": value in every[topic],
            f"The number for {topic} does not fit: see the table counts, column value.": True,
        })  # fmt: skip
    raise Slip("Look again at the table counts.")


def session_day(data: Tables) -> str:
    """Return the day of the session, as an ISO date."""
    return str(data.events.set_index("event_id")["date"]["session"])


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


@exercise(
    "code-a-sentence",
    "Which codes would you give?",
    "code by a rule, and say why",
    ("Like the book", "Not like the book, or not yet whole"),
)
def _code_a_sentence(data: Tables, answer: object) -> str:
    """Right: the codes of the book now; what differs is told with who else had it, and the rule."""
    given = parts(answer, RULES, "a code for each of the variables")
    row = data.statements.set_index("statement_id").loc[CODED]
    wrong = []
    for variable in RULES:
        known = variables(data)[variable]
        by_label = {label: code for code, label in known.items()}
        code = str(given[variable]).strip()
        code = by_label.get(code, code)
        if code not in known:
            small = " Codes are written small." if code.lower().replace(" ", "_") in known else ""
            raise Slip(f"{variable}: {quoted(code)} is no code of the codebook.{small}")
        if code != row[variable]:
            wrong.append(f"`{variable}`: {company(data, variable, code)}")
    if not wrong:
        return "These are the codes of the book now."
    raise Slip(
        f"You and the book differ on {' — '.join(wrong)}. Read what is named, then keep your code or change "
        "it. A code that you can defend by the codebook is worth more than one that agrees."
    )


def company(data: Tables, variable: str, code: str) -> str:
    """Say who else had a code, and which rule decides; never the code."""
    codes, new = data.coding.codes, renamed(variable, data)
    rows = codes[(codes["unit_id"] == CODED) & (codes["variable"] == variable)]
    had = set(rows.loc[rows["code"].replace(new) == code, "coder_id"])
    blind = {coder for of in data.coding.rounds for coder in of.blind}
    like = number_in_words(len(had & blind)) if had & blind else "none"
    others = f"{like} of the {number_in_words(len(blind))} blind coders had your code too"
    before = ", and so had the book before" if had - blind else ""
    return f"{others}{before}; look at {RULES[variable]}"


@exercise("redraw", "Draw it so that it does not mislead", "axis, unit, what may be added")
def _redraw(data: Tables, answer: object) -> str:
    """Right: bars from zero with the numbers announced that day, none added up, and labelled."""
    axes, bars = drawn(answer)
    upright = stand(bars)
    lengths = {float(bar.get_height() if upright else bar.get_width()) for bar in bars}
    starts = {bar.get_y() if upright else bar.get_x() for bar in bars}
    axis, other = (axes.yaxis, axes.xaxis) if upright else (axes.xaxis, axes.yaxis)
    today = data.record.occasions
    today = today[today["date"] == session_day(data)].set_index("occasion_id")
    counts = data.record.counts[data.record.counts["occasion_id"].isin(today.index)]
    main = counts[counts["count_status"] == "main"].set_index("occasion_id")["value"].astype(float)
    stance, lead = (today[column].reindex(main.index) for column in ("stance", "lead"))
    announced, needed = set(main), set(main[lead.isin(["DEU", "CUB", "PAK"])])
    added = sums([*main[stance == "supportive"]]) - announced
    labels = [text.get_text() for text in (*other.get_ticklabels(), *axes.texts)]
    beside, along = " ".join(labels).lower(), axis.get_label_text().lower()
    titles = f"{axes.get_title()} {axes.get_title(loc='left')}".lower()
    raise_first({
        "The axis is not linear: twice the number is not twice the length.": axis.get_scale() != "linear",
        "The axis, or a bar, does not begin at zero: the lengths say something else than the numbers.": {axis.get_view_interval()[0], *starts} != {0},
        "A bar shows what somebody counted later or otherwise: see count_status.": lengths & (set(counts["value"].astype(float)) - announced),
        "One bar is the sum of several statements. Whoever signed more than one is then counted twice.": lengths & added,
        "The number of a statement of that day is not there, or not as it was announced.": needed - lengths,
        "One bar has a length that no statement of that day has.": lengths - announced,
        "The labels do not say what each statement was about. Two subjects are not one side’s two halves.": "xinjiang" not in beside or "hong kong" not in beside,
        "The axis does not say what is counted.": not any(word in along for word in ("state", "countr", "nation", "member")),
        "Nothing says of which day or session this is: a title may.": session_day(data)[:4] not in titles + beside + along,
    })  # fmt: skip
    return "Show both drawings to somebody and ask what they see first. What does yours still leave out?"


def drawn(answer: object) -> tuple[Any, list[Any]]:
    """Return the axes that were handed in, and the bars on them."""
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    if isinstance(answer, tuple | list) and answer and isinstance(answer[-1], Axes):
        answer = answer[-1]
    if isinstance(answer, Figure):
        if len(answer.get_axes()) != 1:
            raise Slip("This is a figure without axes, or with several. Hand in its axes: ax.")
        (answer,) = answer.get_axes()
    if isinstance(answer, tuple) and hasattr(answer, "patches"):
        raise Slip("These are the bars. Hand in the axes on which they stand: ax.")
    if not isinstance(answer, Axes):
        raise Slip("Hand in the axes of the drawing: the ax of fig, ax = plt.subplots().")
    bars = [patch for patch in answer.patches if isinstance(patch, Rectangle)]
    if not bars:
        raise Slip(
            "There are no bars on it. Lengths from a common zero are read best: ax.bar or ax.barh."
        )
    return answer, bars


def stand(bars: list[Any]) -> bool:
    """Return whether bars stand (``bar``) or lie (``barh``): they share their width or their height."""
    widths = {round(float(bar.get_width()), 6) for bar in bars}
    return len(widths) <= len({round(float(bar.get_height()), 6) for bar in bars})
