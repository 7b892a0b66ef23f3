"""The exercises that count: filters, joins, shares, lists, missing cells.

Each check reads an answer, returns what to think about next if it is right, and else raises the first
slip that fits: a table of what is said, and when.
"""

import pandas as pd

from claimbook.data import schema
from claimbook.data.frames import Tables, split
from claimbook.teach.answers import NOTHING, Slip, day, elements, number, parts, quoted, unset
from claimbook.teach.exercises import compare, exercise, raise_first

#: Two shares are the same if they differ by less than this.
NEAR = 0.006


@exercise("filter-and-join", "Who asks for something?", "filter rows, join two tables")
def _filter_and_join(data: Tables, answer: object) -> str:
    """Right: the names of those who make a demand."""
    given = elements(answer, "a list of names of actors")
    demands = split(data.claims[data.claims["form"] == "demand"], "claimant_id")
    names = data.actors.set_index("actor_id")["name"]
    right = set(demands["claimant_id"].map(names))
    addressees = set(split(demands, "addressee_id")["addressee_id"].dropna().map(names))
    spoken = data.statements.loc[data.statements["form"] == "demand", "spokesperson_id"]
    speakers = set(spoken.dropna().map(names))
    raise_first({
        "These are identifiers of statements. The question is who makes them.": given <= set(data.statements["statement_id"]),
        "These are identifiers of actors. The table actors has the name of each: join or map.": given <= set(names.index),
        "These are codes of the column form, not actors.": given <= set(schema.codes("form")),
        "These are far too many: the filter on form is not at work.": len(given) > 12,
        "These are the ones of whom something is asked (addressee). Who asks is the claimant.": given <= addressees - right,
        "A spokesperson reads for others. The claim belongs to the claimant.": given & (speakers - right),
    })  # fmt: skip
    compare(given, right, "name of an actor in the table", set(names))
    return "More than one side asks for something. Of whom? That stands in the column addressee_id."


@exercise("weekday", "Which day was Wednesday?", "dates, reading closely")
def _weekday(data: Tables, answer: object) -> str:
    """Right: the days of video and session in the table of events."""
    given = parts(answer, ["video", "session"], "the day of the video and the day of the session")
    events = data.events.set_index("event_id")["date"]
    days = {key: pd.Timestamp(events[key]) for key in ("video", "session")}
    video, session = (day(given[key], "a day") for key in ("video", "session"))
    named = video.day_name()
    raise_first({
        "The two are the wrong way round: which came first?": (video, session) == (days["session"], days["video"]),
        "The year is not the one printed in the dateline.": video.year != days["video"].year,
        "Both days are a Wednesday. What does the next paragraph say of the time between?": named == session.day_name() == "Wednesday",
        f"The day you give for the video is a {named}. The text names another.": named != "Wednesday",
        "It is a Wednesday, but not the nearest one that had come when the report appeared.": video != days["video"],
        "Your session lies after the video that answers it.": session > video,
        "The video is right. Count again how long before it the session was.": session != days["session"],
    })  # fmt: skip
    return "Neither day is printed; both follow from the dateline. What if the report had appeared later?"


@exercise("words-two-ways", "Who gets more room?", "group, sum, divide; what the whole is")
def _words_two_ways(data: Tables, answer: object) -> str:
    """Right: the share of China's side in the words of both parties, and in all quoted words."""
    asked = "the share of China’s side in the quoted words, counted in two ways"
    given = parts(answer, ["diplomats", "all"], asked)
    pair = [number(given[key], "a share") for key in ("diplomats", "all")]
    rows = data.quotations.assign(side=data.side(data.quotations["speaker_id"]).astype(str))
    words, pieces = rows.groupby("side")["words"].sum(), rows.groupby("side").size()
    if min(pair) > 1 and not {*pair} & {float(n) for n in words}:  # per cent, and no words
        pair = [share / 100 for share in pair]

    def shares(of: "pd.Series[int]") -> list[float]:
        return [of["china"] / (of["china"] + of["critic"]), of["china"] / of.sum()]

    def near(*others: float) -> bool:
        return all(abs(a - b) < NEAR for a, b in zip(pair, others, strict=True))

    right = shares(words)
    if near(*right):
        return "Same words, and the share of China’s side falls by a third or more. Where does the interview belong, and which share would you print?"
    wholes = (data.documents["words"].iloc[0], data.sentences["words"].sum())
    raise_first({
        "This is above one: words and not a share. Divide by the words of all who are counted.": max(pair) > 1,
        "The two ways are exchanged: which of them counts the interview?": near(*reversed(right)),
        "These are the shares of the other side.": near(*(1 - share for share in right)),
        "Wrong unit: quotations are counted, long and short alike. Sum up their words.": near(*shares(pieces)),
        "The whole is wrong: it counts the words of the outlet too. Take quoted words only.": any(abs(share - words["china"] / whole) < NEAR for share in pair for whole in wholes),
        "Both ways give the same number: in one of them somebody has to be left out.": pair[0] == pair[1],
        "Diplomats: right. For all, the whole has to hold everybody who is quoted.": abs(pair[0] - right[0]) < NEAR,
        "All: right. For diplomats, who is quoted and is no diplomat?": abs(pair[1] - right[1]) < NEAR,
    })  # fmt: skip
    raise Slip(
        "Neither share fits. Sum up quotations.words by side; then divide by the sum of those counted."
    )


@exercise("given-or-asserted", "What is taken as given?", "group by side; presupposition")
def _given_or_asserted(data: Tables, answer: object) -> str:
    """Right: how many claims of each side are presupposed; a side without any may be left out."""
    asked = "how many claims each side takes as given"
    sides = ["china", "critic", "affected", "source"]
    given = parts(answer, sides, asked, complete=False)
    keys, texts = set(given), {value for value in given.values() if isinstance(value, str)}
    first = quoted(next(iter(given), ""))
    raise_first({
        NOTHING: not given,
        "These are counts by claimant. Ask for the side of each: data.side(…).": keys & set(data.actors["actor_id"]) - set(sides),
        "These are counts by certainty. Filter by certainty first, then count by side.": keys <= set(schema.codes("certainty")),
        "These are the sides, one a claim. Count them: value_counts().": texts & set(sides),
        f"Its parts should be sides: {', '.join(sides)}. {first} is none.": not keys & set(sides),
        f"There is no answer yet. Give {asked}.": all(map(unset, given.values())),
    })  # fmt: skip
    answered = {key: value for key, value in given.items() if not unset(value)}
    numbers = {key: number(value, "a number for each side") for key, value in answered.items()}
    counts = {side: numbers.get(side, 0) for side in sides}

    def by_side(rows: pd.DataFrame) -> dict[str, int]:
        found = data.side(rows["claimant_id"]).astype(str).value_counts()
        return {side: int(found.get(side, 0)) for side in sides}

    claims, codes = data.claims, data.coding.codes
    presupposed, asserted = (claims["certainty"] == code for code in ("presupposed", "asserted"))
    endorsed, own = claims["outlet_stance"] == "endorses", claims["reported_as"] == "outlet_voice"
    right = by_side(claims[presupposed])
    if counts == right:
        return "These sentences do not argue their point; they start from it. Both sides do so. Whether it is so, this table cannot say."
    coded = split(codes[codes["variable"] == "certainty"], "unit_id")["code"]
    raise_first({
        "These are shares. The question asks for numbers of claims.": any(n != int(n) for n in numbers.values()),
        NOTHING: not any(numbers.values()),
        "This counts what is asserted: the other half of the question.": counts == by_side(claims[asserted]),
        "This counts all statements, summaries too. Filter by certainty.": counts == by_side(data.statements),
        "This counts all claims. Filter by certainty.": counts == by_side(claims),
        "This counts whatever is not asserted. To hedge is not to take as given.": counts == by_side(claims[~asserted]),
        "What the outlet endorses by its verb stays the claim of another, and is asserted.": counts == by_side(claims[presupposed | endorsed]),
        "This looks at the outlet’s own voice only. Quoted people take things as given too.": counts == by_side(claims[presupposed & own]),
        "The outlet is left out. It has no side in the dispute, and it takes things as given.": counts == by_side(claims[presupposed & ~own]),
        "This counts every coder’s codes together. Use data.claims.": sum(counts.values()) == (coded == "presupposed").sum(),
    })  # fmt: skip
    wrong = [side for side in sides if counts[side] != right[side]]
    raise Slip(f"Not all of these fit; look again at: {', '.join(wrong)}.")


@exercise("three-lists", "Who stands on every list?", "cells that hold lists; who owns a list")
def _three_lists(data: Tables, answer: object) -> str:
    """Right: the states on all lists of critics, and those on one; by identifier, name or ISO code."""
    asked = "the states on all lists of critics, and those on one list alone"
    given = parts(answer, ["all", "one"], asked)
    lists = data.actors[data.actors["member_ids"].notna()]
    critics = lists[lists["side"] == "critic"]
    times = split(critics, "member_ids")["member_ids"].value_counts()
    right = {"all": set(times.index[times == len(critics)]), "one": set(times.index[times == 1])}
    names = data.actors.set_index("actor_id")["name"]
    states = data.actors[data.actors["actor_type"] == "state"].dropna(subset=["country"])
    known = dict(zip(names, names.index, strict=True)) | {i: i for i in names.index}
    known |= dict(zip(states["country"], states["actor_id"], strict=True))
    found: dict[str, set[str]] = {}
    for key in right:
        listed = set() if empty(given[key]) else elements(given[key], "a list of states")
        if strange := sorted(listed - set(known)):
            raise Slip(f"{quoted(strange[0])} is no state in the table of actors.")
        found[key] = {known[item] for item in listed}
    if found == right:
        return "Three passages, three owners. Which point does each list make, and what is none of them?"
    together = found["all"] | found["one"]
    raise_first({
        "The two parts are exchanged.": found == {"all": right["one"], "one": right["all"]},
        "These are the lists themselves. The question is who stands on them: member_ids.": together <= set(lists["actor_id"]),
        "One list in the table is not of critics: look at its side.": together & set(split(lists, "member_ids")["member_ids"]) - set(times.index),
        "Nobody on all lists? Perhaps a list of another side is counted with them: look at side.": not found["all"],
    })  # fmt: skip
    for key, what in (("all", "on every list"), ("one", "on one list alone")):
        if more := sorted(found[key] - right[key]):
            raise Slip(f"In “{key}”: {names[more[0]]} does not stand {what}.")
        if found[key] != right[key]:
            raise Slip(f"In “{key}” somebody is missing.")
    raise Slip("Count again how many lists each state stands on.")


def empty(value: object) -> bool:
    """Return whether a part is a collection with nothing in it."""
    return hasattr(value, "__len__") and not isinstance(value, str) and len(value) == 0


@exercise("who-is-counted", "Whom do the other texts count?", "missing is not no; what one unit is")
def _who_is_counted(data: Tables, answer: object) -> str:
    """Right: how many texts, relays apart, print a number of states for each group."""
    columns = {
        "critics": "counts_critics",
        "Xinjiang": "counts_xinjiang_supporters",
        "Hong Kong": "counts_hk_supporters",
    }
    given = parts(answer, columns, "how many texts print a number of states for each group")
    counts = {key: number(given[key], "a number of texts") for key in columns}

    def but(rows: pd.DataFrame, *none: str) -> dict[str, int]:
        """Count, for each group, the cells that hold none of some words."""
        return {k: int((~rows[c].fillna("not_seen").isin(none)).sum()) for k, c in columns.items()}

    reports, texts, none = data.others.reports, data.others.counted, ("not_seen", "none_printed")
    with_this = reports[reports["counted"] == "yes"]
    right = but(texts, *none)
    if counts == right:
        return "Other texts count one side alone too: some the critics, some the supporters. Of how many was enough seen to be sure?"
    raise_first({
        "These are shares. The question asks for numbers of texts.": any(0 < value < 1 for value in counts.values()),
        "The analysed report itself is counted among the others (R00).": counts == but(with_this, *none),
        "Relays are counted as texts of their own: see the column counted, or data.others.counted.": counts == but(reports, *none),
    })  # fmt: skip
    for rows in (texts, reports, with_this):
        digits = {k: int(rows[c].fillna("").str.isdigit().sum()) for k, c in columns.items()}
        raise_first({
            "“Not seen” is counted as printed. Where nobody could look, there is no answer.": counts == but(rows, "none_printed"),
            "“None printed” is counted as printed: the cell is not empty, and says that there is no number.": counts == but(rows, "not_seen"),
            "This counts all texts. The columns say in words where there is no number.": counts == but(rows),
            "Somebody prints a number with a word before it; a test for bare digits passes over it.": counts == digits != right,
        })  # fmt: skip
    sums = {k: pd.to_numeric(texts[c], errors="coerce").sum() for k, c in columns.items()}
    xinjiang, hong_kong = right["Xinjiang"], right["Hong Kong"]
    raise_first({
        "Xinjiang and Hong Kong are exchanged.": (counts["Hong Kong"], counts["Xinjiang"]) == (xinjiang, hong_kong) != (hong_kong, xinjiang),
        "Wrong unit: states are added up. Count the texts that print a number.": counts == sums or max(counts.values()) > len(reports),
    })  # fmt: skip
    wrong = [key for key in columns if counts[key] != right[key]]
    raise Slip(f"Look again at: {', '.join(wrong)}. Which words in the column stand for no number?")
