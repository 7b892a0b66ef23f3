"""The public record: bad rows are refused, the two folders never mix, the numbers are right."""

import csv
import re
from pathlib import Path

import nbformat
import pycountry
from babel import Locale
from conftest import ROOT, edit

from claimbook.data import schema
from claimbook.data.check import check
from claimbook.data.frames import load
from claimbook.data.wording import numbers

RECORD = ROOT / "data" / "record"


def test_a_removed_source_is_missed_by_every_row_that_rests_on_it(data: Path) -> None:
    path = data / "record" / "sources.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text(
        "\n".join(x for x in lines if not x.startswith("apple-daily-2020,")), encoding="utf-8"
    )
    messages = [str(p) for p in check(data)]
    assert len([m for m in messages if "signatories.csv" in m and "'apple-daily-2020'" in m]) == 39
    assert any("findings.csv line" in m and "names no row of sources.csv" in m for m in messages)


def test_a_state_on_both_sides_and_a_lost_signatory_are_refused(data: Path) -> None:
    edit(data, "signatories", "UNGA75_supp,AGO,", "UNGA75_supp,DEU,")
    messages = [str(p) for p in check(data)]
    assert any(
        "signatories.csv line" in m and "'DEU'" in m and "a state takes one side of a session" in m
        for m in messages
    ), messages
    edit(data, "signatories", "UNGA75_supp,DEU,", "UNGA75_supp_HK,AGO,")
    messages = [str(p) for p in check(data)]
    lost = "record/signatories.csv, column occasion_id has 'UNGA75_supp': names 44"
    assert any(lost in m and "is a row lost?" in m for m in messages)


def test_names_and_codes_of_states_are_those_of_the_standards() -> None:
    names = Locale("en").territories
    own = {  # CLDR’s short or variant form, where the first is longer or ambiguous
        "PSE": "Palestine",
        "MMR": "Myanmar",
        "COD": "Congo (DRC)",
        "COG": "Congo (Republic)",
    }
    countries = load().record.countries
    assert (countries.un_status == "member").sum() == 193
    for row in countries.itertuples():
        code = pycountry.countries.get(alpha_3=row.iso3).alpha_2
        assert row.name == own.get(row.iso3, names[code].replace(" & ", " and "))
    assert countries.groupby("region").subregion.nunique().to_dict() == {
        "Africa": 5,
        "Americas": 4,
        "Asia": 5,
        "Europe": 4,
        "Oceania": 4,
    }
    for code in load().actors.country.dropna():
        assert pycountry.countries.get(alpha_3=code), code


def rows(table: str) -> list[dict[str, str]]:
    with open(RECORD / f"{table}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_chapter_answers_with_the_numbers_of_the_tables() -> None:
    """Count again, without pandas and without the chapter’s code."""
    said = {
        about["name"]: about["label"]
        for c in nbformat.read(ROOT / "chapters" / "record.ipynb", as_version=4).cells
        for o in c.get("outputs", [])
        if (about := o.get("metadata", {}).get("claimbook", {})).get("kind") == "finding"
    }
    lists: dict[str, set[str]] = {}
    for row in rows("signatories"):
        lists.setdefault(row["occasion_id"], set()).add(row["iso3"])
    before, now = lists["UNGA74_crit"], lists["UNGA75_crit"]
    pro, pro_before = lists["UNGA75_supp"], lists["UNGA74_supp"]
    hong_kong = lists["UNGA75_supp_HK"]
    assert before <= now and now & pro == set() and "CHN" in pro and "CHN" in hong_kong
    counted = {len(before), len(now - before), len(pro_before), len(pro & pro_before)}
    counted |= {len(pro_before - pro), len(pro - pro_before)}
    assert counted == set(map(int, numbers(said["signed-again"])))
    states = {r["iso3"]: r["region"] for r in rows("countries")}
    silent = set(states) - now - pro - hong_kong - {"KWT", "TUR"}
    announced = next(int(r["value"]) for r in rows("counts") if r["count_id"] == "k11")
    unnamed = announced - len(hong_kong)
    counted = {len(silent) - unnamed, len(silent), len(states), unnamed}
    assert counted == set(map(int, numbers(said["most-on-neither"])))
    regions = {
        "critical": ("Europe", "Oceania", "Americas", "Asia", "Africa"),
        "supportive": ("Africa", "Asia", "Americas", "Europe", "Oceania"),
    }
    lie = [len(now), *(sum(states[i] == region for i in now) for region in regions["critical"])]
    lie += [len(pro), *(sum(states[i] == region for i in pro) for region in regions["supportive"])]
    assert [n for n in lie if n > 1] == numbers(said["where-they-lie"])  # one and none are words


def test_incomplete_lists_and_other_subjects_are_never_drawn() -> None:
    text = (ROOT / "chapters" / "record.ipynb").read_text(encoding="utf-8")
    figures = re.findall(r"<figure.*?</figure>", text, flags=re.S)
    partial = {r["occasion_id"] for r in rows("counts") if r["listed"] == "partial"}
    assert partial == {"UNGA75_supp_HK", "HRC47_crit"}
    names = load().record.countries.set_index("iso3").name
    drawn = next(f for f in figures if "fig-two-lists" in f)
    for state in load().record.states("UNGA75_supp_HK") - load().record.states("UNGA75_supp"):
        row = re.search(rf"<tr><th[^>]*>{names[state]}</th>.*?</tr>", drawn)[0]
        assert "in support on Hong Kong only" in row
    assert not [f for f in figures if "Sanctions and racism" in f]
    over_time = next(f for f in figures if "fig-both-sides-over-time" in f)
    assert "vote" not in over_time and "for a debate" not in over_time  # a vote has no stance
    for section in re.findall(r"<tr>.*?</tr>", over_time, flags=re.S):
        assert not ("Hong Kong</td>" in section and "Critical of China" in section)


def test_no_table_of_the_article_points_to_the_record() -> None:
    parts = {r["name"]: r["path"].split("/")[0] for r in schema.package()["resources"]}
    for res in schema.package()["resources"]:
        if parts[res["name"]] != "article":
            continue
        keys = [k["reference"]["resource"] for k in res["schema"].get("foreignKeys", [])]
        lists = [f["references"] for f in res["schema"]["fields"] if "references" in f]
        assert all(parts[t] == "article" for t in [*keys, *lists] if t), res["name"]


def free_text(part: str) -> str:
    """Return all cells of a folder that hold prose or names, not codes, keys or positions."""
    cells = []
    for res in schema.package()["resources"]:
        if res["path"].startswith(f"{part}/"):
            columns = [
                f["name"]
                for f in res["schema"]["fields"]
                if f["type"] == "string"
                and not {"codes", "references"} & set(f)
                and "pattern" not in f.get("constraints", {})
            ]
            with open(ROOT / "data" / res["path"], encoding="utf-8", newline="") as file:
                cells += [row[c] for row in csv.DictReader(file) for c in columns]
    return re.sub(r"\bs\d\d-\d\b", "", "\n".join(cells))  # names of sentences are the book’s


def names(text: str) -> set[str]:
    """Return the capitalised words and the numbers of a text."""
    return {w for w in re.findall(r"\w+", text) if w[0].isupper() or w.isdigit()}


#: Capitalised words that both folders use without having them from each other.
FUNCTION_WORDS = {"may", "no", "not", "only", "other", "there", "what", "whether", "which", "who"}
OWN_WORDS = FUNCTION_WORDS | {
    "economic",
    "measures",
    "their",
    "us",
    "uyghur",
    "uyghurs",
    "work",
    "written",
}


def test_nothing_of_the_record_has_leaked_into_the_article(article: str) -> None:
    """A name or number in data/article is the article’s, or a word of the book’s own coding."""
    words = {n: n.casefold() for n in names(free_text("record"))}
    only_record = {
        n for n, w in words.items() if w not in OWN_WORDS and w not in article.casefold()
    }
    assert {"Bogyay", "Raab", "45", "55", "Belarus", "Third", "Goods"} <= only_record
    assert names(free_text("article")) & only_record == set()
