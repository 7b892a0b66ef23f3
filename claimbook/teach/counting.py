"""The exercises that count: filters, joins, shares, lists, missing cells."""

import pandas as pd

from claimbook.tables import schema
from claimbook.tables.frames import Tables, split
from claimbook.teach.answers import NOTHING, Slip, day, elements, number, parts, quoted, unset
from claimbook.teach.checks import compare, exercise

#: Two shares are the same if they differ by less than this.
NEAR = 0.006


@exercise("filter-and-join", "Who asks for something?", "filter rows, join two tables")
def _filter_and_join(data: Tables, answer: object) -> str:
    asked = "a list of names of actors"
    demands = split(data.claims[data.claims["form"] == "demand"], "claimant_id")
    names = data.actors.set_index("actor_id")["name"]
    given = elements(answer, asked)
    if given <= set(data.statements["statement_id"]):
        raise Slip("These are identifiers of statements. The question is who makes them.")
    if given <= set(names.index):
        raise Slip(
            "These are identifiers of actors. The table actors has the name of each: join or map."
        )
    if given <= set(schema.codes("form")):
        raise Slip("These are codes of the column form, not actors.")
    if len(given) > 12:
        raise Slip("These are far too many: the filter on form is not at work.")
    asked_of = split(demands, "addressee_id")["addressee_id"].dropna().map(names)
    spoken = data.statements.loc[data.statements["form"] == "demand", "spokesperson_id"].dropna()
    right = set(demands["claimant_id"].map(names))
    if given <= set(asked_of) - right:
        raise Slip(
            "These are the ones of whom something is asked (addressee). Who asks is the claimant."
        )
    if given & (set(spoken.map(names)) - right):
        raise Slip("A spokesperson reads for others. The claim belongs to the claimant.")
    compare(given, right, "name of an actor in the table", set(names))
    return "More than one side asks for something. Of whom? That stands in the column addressee_id."


@exercise("weekday", "Which day was Wednesday?", "dates, reading closely")
def _weekday(data: Tables, answer: object) -> str:
    asked = "the day of the video and the day of the session"
    given = parts(answer, ["video", "session"], asked)
    days = data.events.set_index("event_id")["date"]
    video, session = (day(given[key], "a day") for key in ("video", "session"))
    right = {key: pd.Timestamp(days[key]) for key in ("video", "session")}
    if (video, session) == (right["session"], right["video"]):
        raise Slip("The two are the wrong way round: which came first?")
    if video.year != right["video"].year:
        raise Slip("The year is not the one printed in the dateline.")
    if (video.day_name(), session.day_name()) == ("Wednesday", "Wednesday"):
        raise Slip(
            "Both days are a Wednesday. What does the next paragraph say of the time between?"
        )
    if video.day_name() != "Wednesday":
        raise Slip(
            f"The day you give for the video is a {video.day_name()}. The text names another."
        )
    if video != right["video"]:
        raise Slip(
            "It is a Wednesday, but not the nearest one that had come when the report appeared."
        )
    if session > video:
        raise Slip("Your session lies after the video that answers it.")
    if session != right["session"]:
        raise Slip("The video is right. Count again how long before it the session was.")
    return "Neither day is printed; both follow from the dateline. What if the report had appeared later?"


@exercise("words-two-ways", "Who gets more room?", "group, sum, divide; what the whole is")
def _words_two_ways(data: Tables, answer: object) -> str:
    asked = "the share of China’s side in the quoted words, counted in two ways"
    given = parts(answer, ["diplomats", "all"], asked)
    diplomats, everybody = (number(given[k], "a share") for k in ("diplomats", "all"))
    rows = data.quotations.assign(side=data.side(data.quotations["speaker_id"]).astype(str))
    words, pieces = rows.groupby("side")["words"].sum(), rows.groupby("side").size()
    in_words = {diplomats, everybody} & {float(n) for n in words}
    if min(diplomats, everybody) > 1 and not in_words:
        diplomats, everybody = diplomats / 100, everybody / 100
    both, total = words["china"] + words["critic"], words.sum()
    right = (words["china"] / both, words["china"] / total)

    def near(*pair: float) -> bool:
        return all(abs(a - b) < NEAR for a, b in zip((diplomats, everybody), pair, strict=True))

    if near(*right):
        return "Same words, and the share of China’s side falls by a third or more. Where does the interview belong, and which share would you print?"
    if max(diplomats, everybody) > 1:
        raise Slip(
            "This is above one: words and not a share. Divide by the words of all who are counted."
        )
    if near(*reversed(right)):
        raise Slip("The two ways are exchanged: which of them counts the interview?")
    if near(1 - right[0], 1 - right[1]):
        raise Slip("These are the shares of the other side.")
    count = pieces["china"] / (pieces["china"] + pieces["critic"]), pieces["china"] / pieces.sum()
    if near(*count):
        raise Slip("Wrong unit: quotations are counted, long and short alike. Sum up their words.")
    for whole in (data.documents["words"].iloc[0], data.sentences["words"].sum()):
        if (
            abs(everybody - words["china"] / whole) < NEAR
            or abs(diplomats - words["china"] / whole) < NEAR
        ):
            raise Slip(
                "The whole is wrong: it counts the words of the outlet too. Take quoted words only."
            )
    if diplomats == everybody:
        raise Slip("Both ways give the same number: in one of them somebody has to be left out.")
    if abs(diplomats - right[0]) < NEAR:
        raise Slip("Diplomats: right. For all, the whole has to hold everybody who is quoted.")
    if abs(everybody - right[1]) < NEAR:
        raise Slip("All: right. For diplomats, who is quoted and is no diplomat?")
    raise Slip(
        "Neither share fits. Sum up quotations.words by side; then divide by the sum of those counted."
    )


@exercise("given-or-asserted", "What is taken as given?", "group by side; presupposition")
def _given_or_asserted(data: Tables, answer: object) -> str:
    asked = "how many claims each side takes as given"
    sides = ["china", "critic", "affected", "source"]
    given = parts(answer, sides, asked, complete=False)
    if not given:
        raise Slip(NOTHING)
    if set(given) & set(data.actors["actor_id"]) - set(sides):
        raise Slip("These are counts by claimant. Ask for the side of each: data.side(…).")
    if set(given) <= set(schema.codes("certainty")):
        raise Slip("These are counts by certainty. Filter by certainty first, then count by side.")
    if {value for value in given.values() if isinstance(value, str)} & set(sides):
        raise Slip("These are the sides, one a claim. Count them: value_counts().")
    if not set(given) & set(sides):
        raise Slip(
            f"Its parts should be sides: {', '.join(sides)}. {quoted(next(iter(given), ''))} is none."
        )
    if all(unset(value) for value in given.values()):
        raise Slip(f"There is no answer yet. Give {asked}.")
    counts = {
        key: number(value, "a number for each side")
        for key, value in given.items()
        if not unset(value)
    }

    def by_side(rows: pd.DataFrame) -> dict[str, int]:
        found = data.side(rows["claimant_id"]).astype(str).value_counts()
        return {side: int(found.get(side, 0)) for side in sides}

    given_counts = {side: counts.get(side, 0) for side in sides}
    claims = data.claims
    presupposed = claims[claims["certainty"] == "presupposed"]
    if given_counts == by_side(presupposed):
        return "These sentences do not argue their point; they start from it. Both sides do so. Whether it is so, this table cannot say."
    if any(value != int(value) for value in counts.values()):
        raise Slip("These are shares. The question asks for numbers of claims.")
    if not any(counts.values()):
        raise Slip(NOTHING)
    if given_counts == by_side(claims[claims["certainty"] == "asserted"]):
        raise Slip("This counts what is asserted: the other half of the question.")
    for rows, what in ((data.statements, "all statements, summaries too"), (claims, "all claims")):
        if given_counts == by_side(rows):
            raise Slip(f"This counts {what}. Filter by certainty.")
    if given_counts == by_side(claims[claims["certainty"] != "asserted"]):
        raise Slip("This counts whatever is not asserted. To hedge is not to take as given.")
    stance = claims[
        (claims["certainty"] == "presupposed") | (claims["outlet_stance"] == "endorses")
    ]
    if given_counts == by_side(stance):
        raise Slip(
            "What the outlet endorses by its verb stays the claim of another, and is asserted."
        )
    own = presupposed[presupposed["reported_as"] == "outlet_voice"]
    if given_counts == by_side(own):
        raise Slip(
            "This looks at the outlet’s own voice only. Quoted people take things as given too."
        )
    quoted_only = presupposed[presupposed["reported_as"] != "outlet_voice"]
    if given_counts == by_side(quoted_only):
        raise Slip(
            "The outlet is left out. It has no side in the dispute, and it takes things as given."
        )
    coded = split(data.coding.codes[data.coding.codes["variable"] == "certainty"], "unit_id")
    if sum(given_counts.values()) == int((coded["code"] == "presupposed").sum()):
        raise Slip("This counts every coder’s codes together. Use data.claims.")
    wrong = [side for side in sides if given_counts[side] != by_side(presupposed)[side]]
    raise Slip(f"Not all of these fit; look again at: {', '.join(wrong)}.")


@exercise("three-lists", "Who stands on every list?", "cells that hold lists; who owns a list")
def _three_lists(data: Tables, answer: object) -> str:
    asked = "the states on all lists of critics, and those on one list alone"
    given = parts(answer, ["all", "one"], asked)
    lists = data.actors[data.actors["member_ids"].notna()]
    critics = lists[lists["side"] == "critic"]
    names = data.actors.set_index("actor_id")["name"]

    def on(rows: pd.DataFrame) -> tuple[set[str], set[str]]:
        times = split(rows, "member_ids")["member_ids"].value_counts()
        return set(times.index[times == len(rows)]), set(times.index[times == 1])

    codes = data.actors.dropna(subset=["country"])
    known = {**dict(zip(names, names.index, strict=True)), **{i: i for i in names.index}}
    states = codes[codes["actor_type"] == "state"]
    known |= dict(zip(states["country"], states["actor_id"], strict=True))
    found: dict[str, set[str]] = {}
    for key in ("all", "one"):
        said = elements(given[key], "a list of states") if not empty(given[key]) else set()
        if strange := sorted(said - set(known)):
            raise Slip(f"{quoted(strange[0])} is no state in the table of actors.")
        found[key] = {known[item] for item in said}
    right_all, right_one = on(critics)
    if (found["all"], found["one"]) == (right_all, right_one):
        return "Three passages, three owners. Which point does each list make, and what is none of them?"
    if (found["all"], found["one"]) == (right_one, right_all):
        raise Slip("The two parts are exchanged.")
    if found["all"] | found["one"] <= set(critics["actor_id"]) | set(lists["actor_id"]):
        raise Slip(
            "These are the lists themselves. The question is who stands on them: member_ids."
        )
    if (found["all"] | found["one"]) & (
        set(split(lists, "member_ids")["member_ids"])
        - set(split(critics, "member_ids")["member_ids"])
    ):
        raise Slip("One list in the table is not of critics: look at its side.")
    if not found["all"]:
        raise Slip(
            "Nobody on all lists? Perhaps a list of another side is counted with them: look at side."
        )
    for key, right, what in (
        ("all", right_all, "on every list"),
        ("one", right_one, "on one list alone"),
    ):
        if more := sorted(found[key] - right):
            raise Slip(f"In “{key}”: {names[more[0]]} does not stand {what}.")
        if right - found[key]:
            raise Slip(f"In “{key}” somebody is missing.")
    raise Slip("Count again how many lists each state stands on.")


def empty(value: object) -> bool:
    """Return whether a part is a collection with nothing in it."""
    return hasattr(value, "__len__") and not isinstance(value, str) and len(value) == 0


@exercise("who-is-counted", "Whom do the other texts count?", "missing is not no; what one unit is")
def _who_is_counted(data: Tables, answer: object) -> str:
    asked = "how many texts print a number of states for each group"
    columns = {
        "critics": "counts_critics",
        "Xinjiang": "counts_xinjiang_supporters",
        "Hong Kong": "counts_hk_supporters",
    }
    given = parts(answer, columns, asked)
    counts = {key: number(given[key], "a number of texts") for key in columns}
    reports = data.others.reports

    def printed(
        rows: pd.DataFrame, but: tuple[str, ...] = ("not_seen", "none_printed")
    ) -> dict[str, int]:
        return {k: int((~rows[c].fillna("not_seen").isin(but)).sum()) for k, c in columns.items()}

    texts = data.others.counted
    right = printed(texts)
    if counts == right:
        return "Other texts count one side alone too: some the critics, some the supporters. Of how many was enough seen to be sure?"
    if any(0 < value < 1 for value in counts.values()):
        raise Slip("These are shares. The question asks for numbers of texts.")
    if counts == printed(reports[reports["counted"] == "yes"]):
        raise Slip("The analysed report itself is counted among the others (R00).")
    if counts == printed(reports):
        raise Slip(
            "Relays are counted as texts of their own: see the column counted, or data.others.counted."
        )
    for rows in (texts, reports, reports[reports["counted"] == "yes"]):
        if counts == printed(rows, ("none_printed",)):
            raise Slip(
                "“Not seen” is counted as printed. Where nobody could look, there is no answer."
            )
        if counts == printed(rows, ("not_seen",)):
            raise Slip(
                "“None printed” is counted as printed: the cell is not empty, and says that there is no number."
            )
        if counts == {k: len(rows) for k in columns}:
            raise Slip("This counts all texts. The columns say in words where there is no number.")
        digits = {k: int(rows[c].fillna("").str.isdigit().sum()) for k, c in columns.items()}
        if counts == digits and digits != right:
            raise Slip(
                "Somebody prints a number with a word before it; a test for bare digits passes over it."
            )
    if (
        counts["Xinjiang"] == right["Hong Kong"]
        and counts["Hong Kong"] == right["Xinjiang"] != right["Hong Kong"]
    ):
        raise Slip("Xinjiang and Hong Kong are exchanged.")
    sums = {k: pd.to_numeric(texts[c], errors="coerce").sum() for k, c in columns.items()}
    if counts == sums or max(counts.values()) > len(reports):
        raise Slip("Wrong unit: states are added up. Count the texts that print a number.")
    wrong = [key for key in columns if counts[key] != right[key]]
    raise Slip(f"Look again at: {', '.join(wrong)}. Which words in the column stand for no number?")
