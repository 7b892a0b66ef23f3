"""The checks of the exercises: what is right passes in any form, what is wrong is told and never solved."""

import datetime
import re
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from conftest import ROOT
from matplotlib.figure import Figure

from claimbook.data.companion import companion
from claimbook.data.frames import load, split
from claimbook.teach import check, overview

DATA = load()
ACTORS = DATA.actors.set_index("actor_id")
DEMANDS = DATA.claims[DATA.claims["form"] == "demand"]
NAMES = list(overview()["name"])
CELLS = nbformat.read(ROOT / "chapters" / "exercises.ipynb", as_version=4).cells


def sides(frame: pd.DataFrame) -> pd.Series:
    return DATA.side(frame["claimant_id"]).astype(str).value_counts()


def bars(values: Any, labels: Any, *, lying: bool = False, low: float = 0, **words: str) -> Any:
    """Return the axes of a drawing as a student would make it."""
    fig, ax = plt.subplots()
    (ax.barh if lying else ax.bar)(labels, values)
    (ax.set_xlim if lying else ax.set_ylim)(low, 110)
    (ax.set_xlabel if lying else ax.set_ylabel)(words.get("axis", "States"))
    ax.set_title(words.get("title", "Joint statements, 6 October 2020"))
    plt.close(fig)
    return ax


GIVEN = DATA.claims[DATA.claims["certainty"] == "presupposed"]
CRITICS = DATA.actors[DATA.actors["member_ids"].notna() & (DATA.actors["side"] == "critic")]
TIMES = split(CRITICS, "member_ids")["member_ids"].value_counts()
ALL, ONE = list(TIMES.index[TIMES == 3]), list(TIMES.index[TIMES == 1])
TEXTS, REPORTS = DATA.others.counted, DATA.others.reports
COLUMNS = {
    "critics": "counts_critics",
    "Xinjiang": "counts_xinjiang_supporters",
    "Hong Kong": "counts_hk_supporters",
}
NONE = ("not_seen", "none_printed")


def printed(rows: pd.DataFrame, none: tuple[str, ...] = NONE) -> dict[str, int]:
    return {k: int((~rows[c].isin(none)).sum()) for k, c in COLUMNS.items()}


WHOLE = ["c11", "c12", "c13", "c16", "c17"]
CODES = dict(form="accuse", issue_id="births", certainty="asserted", reported_as="paraphrase")
SUBJECTS = ["Critical", "On Xinjiang", "On Hong Kong"]
VIDEO, SESSION = "2020-10-07", "2020-10-06"

RIGHT = {
    "filter-and-join": [
        DEMANDS["claimant_id"].map(ACTORS["name"]),
        set(DEMANDS["claimant_id"].map(ACTORS["name"])),
        pd.Index(DEMANDS["claimant_id"].map(ACTORS["name"]).unique()),
        DEMANDS["claimant_id"].map(ACTORS["name"]).unique(),
        DEMANDS["claimant_id"].map(ACTORS["name"]).to_frame("who"),
    ],
    "weekday": [
        {"video": VIDEO, "session": SESSION},
        {"session": datetime.date(2020, 10, 6), "video": np.datetime64(VIDEO)},
        pd.Series({"video": pd.Timestamp(VIDEO), "session": pd.Timestamp(SESSION)}),
        {"video": "7 October 2020", "session": datetime.datetime(2020, 10, 6, 9)},
    ],
    "words-two-ways": [
        {"diplomats": 98 / 146, "all": np.float64(98 / 238)},
        {"diplomats": 67.1, "all": 41.2},
        pd.Series([0.67, 0.41], index=["diplomats", "all"], name="share"),
    ],
    "given-or-asserted": [
        sides(GIVEN),
        sides(GIVEN).to_dict(),
        {"china": np.int64(3), "affected": 4.0, "source": 5, "critic": 0},
        sides(GIVEN).rename_axis("who").reset_index(),
    ],
    "three-lists": [
        {"all": ALL, "one": ONE},
        {"one": pd.Index(ONE), "all": set(ALL)},
        {"all": ["United States", "Germany"], "one": ["CAN", "AUS", "NZL"]},
    ],
    "who-is-counted": [printed(TEXTS), pd.Series(printed(TEXTS))],
    "what-was-answered": [WHOLE, tuple(reversed(WHOLE)), pd.Series(WHOLE, index=range(5, 10))],
    "against-the-record": [
        {"xinjiang": 45, "hong_kong": 55, "general": 3},
        {"Hong Kong": np.int64(55), "Xinjiang": 45, "general": pd.Series([3])},
    ],
    "code-a-sentence": [CODES, pd.Series(CODES), {**CODES, "form": "Accuse"}],
    "redraw": [
        bars([39, 45, 55], SUBJECTS),
        bars([55, 45, 39], SUBJECTS[::-1], lying=True).figure,
        bars([39, 45, 55, 3], [*SUBJECTS, "The Gulf"], title="Third Committee, UNGA 2020"),
    ],
}
#: Exercise, what a student hands in, and words of what is said of it.
WRONG = [
    ("filter-and-join", DEMANDS["statement_id"], "identifiers of statements"),
    ("filter-and-join", DEMANDS["claimant_id"], "identifiers of actors"),
    (
        "filter-and-join",
        DATA.claims[DATA.claims["form"] == "Demand"]["claimant_id"],
        "Nothing is in",
    ),
    ("filter-and-join", DATA.claims["form"] == "demand", "True and False"),
    ("filter-and-join", ["demand"], "codes of the column form"),
    ("filter-and-join", ["Zhang Jun"], "still missing"),
    ("filter-and-join", ["Zhang Jun", "Christoph Heusgen"], "spokesperson"),
    ("filter-and-join", "Zhang Jun, Jewher Ilham", "one text"),
    ("filter-and-join", ACTORS["name"], "too many"),
    ("filter-and-join", ["China", "United States"], "addressee"),
    ("filter-and-join", DEMANDS, "several columns"),
    ("filter-and-join", DEMANDS["spokesperson_id"], "empty cells"),
    ("weekday", {"video": "2020-10-08", "session": VIDEO}, "is a Thursday"),
    ("weekday", {"video": VIDEO, "session": VIDEO}, "Both days are a Wednesday"),
    ("weekday", {"video": SESSION, "session": VIDEO}, "wrong way round"),
    ("weekday", {"video": "2020-09-30", "session": "2020-09-29"}, "nearest"),
    ("weekday", {"video": VIDEO, "session": "2020-10-08"}, "after the video"),
    ("weekday", {"video": VIDEO, "session": "2020-10-05"}, "Count again"),
    ("weekday", {"video": "Wednesday", "session": "Tuesday"}, "no date in it"),
    ("weekday", {"video": "2021-10-06", "session": "2021-10-05"}, "year"),
    ("weekday", {"video": 7, "session": 6}, "number is no day"),
    ("words-two-ways", {"diplomats": 98, "all": 98}, "words and not a share"),
    ("words-two-ways", {"diplomats": 98 / 238, "all": 98 / 146}, "exchanged"),
    ("words-two-ways", {"diplomats": 48 / 146, "all": 140 / 238}, "other side"),
    ("words-two-ways", {"diplomats": 6 / 8, "all": 6 / 11}, "Wrong unit"),
    ("words-two-ways", {"diplomats": 98 / 146, "all": 98 / 651}, "outlet"),
    ("words-two-ways", {"diplomats": 98 / 146, "all": 98 / 146}, "left out"),
    ("words-two-ways", 0.67, "dictionary"),
    ("words-two-ways", {"diplomats": "0.67", "all": "0.41"}, "quotation marks"),
    ("given-or-asserted", sides(DATA.claims[DATA.claims["certainty"] == "asserted"]), "asserted"),
    ("given-or-asserted", sides(DATA.statements), "summaries too"),
    ("given-or-asserted", sides(DATA.claims[DATA.claims["certainty"] != "asserted"]), "hedge"),
    ("given-or-asserted", GIVEN["claimant_id"].value_counts(), "by claimant"),
    ("given-or-asserted", DATA.claims["certainty"].value_counts(), "by certainty"),
    ("given-or-asserted", sides(GIVEN[GIVEN["reported_as"] == "outlet_voice"]), "own voice"),
    ("given-or-asserted", {"china": 3, "affected": 4}, "outlet is left out"),
    ("given-or-asserted", sides(GIVEN) / len(GIVEN), "shares"),
    ("given-or-asserted", sides(GIVEN[GIVEN["certainty"] == "Presupposed"]), "Nothing is in it"),
    ("given-or-asserted", DATA.side(GIVEN["claimant_id"]), "Count them"),
    ("given-or-asserted", {"china": 0, "affected": 0, "source": 0}, "Nothing is in it"),
    ("given-or-asserted", len(GIVEN), "as a dictionary"),
    ("three-lists", {"all": [], "one": DATA.actors["member_ids"].dropna()}, "semicolon"),
    ("three-lists", {"all": [], "one": [*ONE, "cuba", "pakistan"]}, "not of critics"),
    ("three-lists", {"all": ONE, "one": ALL}, "exchanged"),
    ("three-lists", {"all": ["small-group"], "one": ["tweet-countries"]}, "lists themselves"),
    ("three-lists", {"all": [*ALL, "uk"], "one": ONE}, "does not stand on every list"),
    ("three-lists", {"all": ALL, "one": ONE[:2]}, "somebody is missing"),
    ("three-lists", {"all": ["France"], "one": ONE}, "no state"),
    ("three-lists", {"all": 2, "one": 3}, "single int"),
    ("who-is-counted", printed(REPORTS[REPORTS["counted"] == "yes"]), "R00"),
    ("who-is-counted", printed(REPORTS), "Relays"),
    ("who-is-counted", printed(TEXTS, ("none_printed",)), "Not seen"),
    ("who-is-counted", printed(TEXTS, ("not_seen",)), "None printed"),
    ("who-is-counted", {k: TEXTS[c].str.isdigit().sum() for k, c in COLUMNS.items()}, "digits"),
    ("who-is-counted", dict.fromkeys(COLUMNS, 60), "all texts"),
    ("who-is-counted", {"critics": 39, "Xinjiang": 45, "Hong Kong": 55}, "Look again"),
    ("what-was-answered", DATA.responses["response_id"], "identifiers of answers"),
    ("what-was-answered", ["c05", "c07", "c18"], "direction"),
    ("what-was-answered", ["c09"], "itself the whole"),
    ("what-was-answered", [*WHOLE, "c25"], "no content"),
    ("what-was-answered", WHOLE[:3], "still missing"),
    ("what-was-answered", DATA.statements["summarises"].dropna(), "semicolon"),
    ("what-was-answered", ["c11", "c42"], "no claim of the critical side"),
    ("what-was-answered", [11, 12], "no text"),
    ("against-the-record", {"xinjiang": 100}, "added up"),
    ("against-the-record", {"xinjiang": 45}, "tells of one"),
    ("against-the-record", {"xinjiang": 45, "hong_kong": 22, "general": 3}, "names are counted"),
    ("against-the-record", {"xinjiang": 48, "hong_kong": 55, "general": 3}, "later or otherwise"),
    ("against-the-record", {"xinjiang": 45, "hong_kong": 55}, "missing"),
    ("against-the-record", {"xinjiang": 45, "hong_kong": 55, "several": 39}, "critics"),
    ("against-the-record", {"UNGA75_supp": 45, "UNGA75_supp_HK": 55}, "occasions"),
    ("against-the-record", {"xinjiang": "45", "hong_kong": "55"}, "quotation marks"),
    (
        "code-a-sentence",
        {**CODES, "form": "report"},
        "two of the four blind coders had your code too, and so",
    ),
    ("code-a-sentence", {**CODES, "form": "criticise"}, "none of the four blind coders"),
    ("code-a-sentence", {**CODES, "certainty": "presupposed"}, "revealed"),
    ("code-a-sentence", {**CODES, "issue_id": "xinjiang-general"}, "one practice"),
    ("code-a-sentence", {**CODES, "reported_as": "outlet_voice"}, "however vaguely"),
    ("code-a-sentence", {**CODES, "form": "attack"}, "no code"),
    ("code-a-sentence", {**CODES, "form": None}, "no answer yet: form"),
    ("redraw", bars([39, 100], ["Critical", "Support"]), "sum of several"),
    ("redraw", bars([39, 45, 55], SUBJECTS, low=30), "zero"),
    ("redraw", bars([39, 45, 22], SUBJECTS), "not there"),
    ("redraw", bars([39, 48, 55], SUBJECTS), "count_status"),
    ("redraw", bars([39, 45, 55], ["A", "B", "C"]), "what each statement was about"),
    ("redraw", bars([39, 45, 55], SUBJECTS, axis=""), "what is counted"),
    ("redraw", bars([39, 45, 55], SUBJECTS, title="All of them"), "which day"),
    ("redraw", Figure(), "without axes"),
    ("redraw", bars([39, 45, 55], SUBJECTS).patches, "Hand in the axes"),
]
#: Exercise -> what no message may tell, unless the student wrote it.
ANSWERS = {
    "filter-and-join": "The 39 states;Zhang Jun;Jewher Ilham",
    "weekday": "2020-10-0;6 Oct;7 Oct;Tuesday",
    "words-two-ways": "98;48;140;0.67;0.41;67;41",
    "given-or-asserted": "4;5;four;five",
    "three-lists": "United States;Germany;usa;germany;Canada;Australia;New Zealand",
    "who-is-counted": "44;21;23",
    "what-was-answered": "c11;c12;c13;c16;c17",
    "against-the-record": "45;55;hong_kong;Hong Kong;Gulf",
    "code-a-sentence": "accuse;births;asserted;paraphrase;Accuse;Asserted;Paraphrase",
    "redraw": "39;45;55",
}
HOSTILE = [
    *(None, ..., "", "x", b"x", 0, -1, 1e400, float("nan"), True, np.nan, np.int64(3), np.array(3)),
    *(
        [],
        {},
        set(),
        (),
        [None],
        [[]],
        [{}],
        {1: 2},
        {"all": object()},
        object(),
        object,
        len,
        DATA,
    ),
    *(DATA.statements, DATA.statements["form"], pd.DataFrame(), pd.Series(dtype=float), pd.NaT),
    *(DATA.statements.groupby("form"), iter([]), np.zeros((2, 2)), range(3), pd.NA, [pd.NA]),
    *({"diplomats": [], "all": pd.NA}, {key: [] for key in ("video", "session")}, plt.subplots),
    *(
        {"form": [], "issue_id": {}, "certainty": 1, "reported_as": pd.NA},
        {"all": "usa", "one": "uk"},
    ),
    pd.Series(["a"], index=pd.MultiIndex.from_tuples([("x", "y")])),
]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_right_passes_in_every_form(name: str) -> None:
    for answer in RIGHT[name]:
        verdict = check(name, answer)
        assert verdict, (answer, str(verdict))


@pytest.mark.parametrize(("name", "answer", "said"), WRONG, ids=lambda v: str(v)[:20])
def test_what_is_wrong_is_told_by_its_kind(name: str, answer: object, said: str) -> None:
    verdict = check(name, answer)
    assert not verdict and said in verdict.says, verdict.says
    hand_in = str(answer if not isinstance(answer, pd.Series | pd.DataFrame) else answer.to_dict())
    for word in ANSWERS[name].split(";"):
        if word not in hand_in:
            assert not re.search(rf"\b{re.escape(word)}\b", verdict.says), (word, verdict.says)


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_breaks_a_check_and_none_of_these_is_right(name: str) -> None:
    assert sum(case[0] == name for case in WRONG) >= 4
    for answer in HOSTILE:
        verdict = check(name, answer)
        assert not verdict and 10 < len(verdict.says) < 400, (answer, verdict.says)
        assert all(word not in verdict.says for word in ("Traceback", "object at 0x")), verdict.says
    for readable in (None, "x", [], DATA.statements, len):
        assert "cannot be read" not in check(name, readable).says, (readable, check(name, readable))


def test_another_book_has_nothing_of_this_article() -> None:
    for module in ("alternatives", "exercises", "handout"):
        assert companion(module) and companion(module, ROOT / "tests/newbook/quarry") is None


def test_an_unknown_exercise_is_told_the_names() -> None:
    assert check(2, RIGHT["weekday"][0])
    for name in ("Filter", 0, 11, True, None, ["weekday"]):
        assert not check(name, 1) and "weekday" in check(name, 1).says  # type: ignore[arg-type]


def test_what_a_student_wrote_is_said_as_text() -> None:
    said = check("filter-and-join", ["<img src=x onerror=a()> *no*"])._repr_markdown_()
    assert r"“\<img src=x onerror=a()\> \*no\*”" in said


def tagged(tag: str) -> list[str]:
    return [c.source for c in CELLS if tag in c.metadata.get("tags", ())]


IMPORTS, *STARTERS = tagged("starter")


def test_each_starter_runs_without_any_solution_and_is_not_the_answer() -> None:
    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    for name, cell in zip(NAMES, STARTERS, strict=True):
        *lines, last = cell.splitlines()
        exec("\n".join(lines), names)
        assert last.startswith(f'check("{name}", '), "starters stand in the order of difficulty"
        if name != "redraw":
            told = [w for w in ANSWERS[name].split(";") if re.search(rf"\b{w}\b", cell)]
            assert told == [], "a starter does not give the answer away"
        assert not eval(last, names)


@pytest.mark.slow
def test_each_solution_runs_after_its_own_starter_alone() -> None:
    for starter, solution in zip(STARTERS, tagged("solution"), strict=True):
        names: dict[str, Any] = {}
        exec(IMPORTS, names)
        if "counts." in solution and "counts =" not in starter:
            pytest.fail(f"the solution hangs on another exercise: {solution.splitlines()[0]}")
        exec(starter.rpartition("\n")[0], names)
        *lines, last = solution.splitlines()
        exec("\n".join(lines), names)
        assert eval(last, names), last
