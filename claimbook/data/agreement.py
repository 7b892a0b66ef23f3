"""Agreement of the independent codings, on the codes as they were before anybody compared them.

Krippendorff's alpha (nominal) by the library ``krippendorff``; source: Krippendorff, Content
Analysis, chapter 12. A list of identifiers is one value, whatever its order; an empty cell is a
value too. Intervals are percentile bootstraps over units with a fixed seed.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pandas as pd

from claimbook.data import schema
from claimbook.data.coding import REPLACED, Round
from claimbook.data.frames import Coding, split

SEED = 20201007  # the day of the report, so that every run draws the same samples
DRAWS = 1000


def paired(values: pd.DataFrame) -> pd.DataFrame:
    """Return the units that several have coded; only these tell of agreement."""
    return values[values.count(axis=1) > 1]


def _counts(values: pd.DataFrame) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    """Count how often each unit, a row, was given each code, a column; what is missing is no code."""
    numbers, found = pd.factorize(values.to_numpy().ravel())
    table = numbers.reshape(values.shape)
    return np.stack([(table == code).sum(axis=1) for code in range(len(found))], axis=1)


def alpha(values: pd.DataFrame) -> float:
    """Return Krippendorff's nominal alpha of a frame with a row a unit and a column a coder.

    A missing value is not coded. If every coder gives every unit the same code, alpha has no variation to
    divide by; it is 1. Where no unit was coded by several it is missing.

    >>> alpha(pd.DataFrame({"a": ["x", "y", "x"], "b": ["x", "y", "x"]}))
    1.0
    """
    several = paired(values)
    if several.empty:
        return float("nan")
    counts = _counts(several)
    if counts.shape[1] < 2:
        return 1.0
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def pairs_alike(values: pd.DataFrame) -> float:
    """Return the share of the pairs of coders of each unit that have one code, of units that several have coded.

    >>> pairs_alike(pd.DataFrame({"a": ["x", "y"], "b": ["x", None], "c": ["z", "y"]}))
    0.5
    """
    counts = _counts(values)
    each = counts.sum(axis=1)
    return float((counts * (counts - 1)).sum() / (each * (each - 1)).sum())


def interval(values: pd.DataFrame, draws: int = DRAWS) -> tuple[float, float]:
    """Return the 95 % interval of :func:`alpha`, by drawing units with replacement.

    All draws are computed at once, by the coincidences of Krippendorff's chapter.
    """
    counts = _counts(paired(values))
    each = counts.sum(axis=1)
    alike = (counts * (counts - 1)).sum(axis=1) / (each - 1)
    chance = np.random.default_rng(SEED)
    rows = chance.integers(0, len(counts), size=(draws, len(counts)))
    total = each[rows].sum(axis=1)
    expected = total**2 - (counts[rows].sum(axis=1) ** 2).sum(axis=1)
    seen = (total - 1) * (total - alike[rows].sum(axis=1))
    drawn = np.where(expected > 0, 1 - seen / np.where(expected > 0, expected, 1), 1.0)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def wide(coding: Coding, variable: str, coders: Sequence[str]) -> pd.DataFrame:
    """Return the codes of one variable: a row a unit, a column a coder, an empty cell as a value."""
    codes = coding.codes
    rows = codes[(codes["variable"] == variable) & codes["coder_id"].isin(coders)]
    rows = rows.fillna({"code": ""})
    return rows.pivot(index="unit_id", columns="coder_id", values="code").reindex(columns=[*coders])


def given_away(coding: Coding, of: Round) -> pd.DataFrame:
    """Return the cells whose code a decision gave away to the coders of a round.

    That is so where a decision names the sentence of the unit and decides the variable. Agreement on such a cell
    says that the decision was read. Columns: ``unit_id``, ``variable``.
    """
    coded = set(coding.codes.loc[coding.codes["coder_id"] == of.book, "variable"])
    then = {now: old for old, columns in REPLACED.items() if old in coded for now in columns}
    told = pd.DataFrame(
        [
            (sentence, then.get(variable, variable))
            for d in schema.package()["decisions"]
            if d.get("made_after_round", 0) < of.number
            for sentence in d["sentence_ids"].split(";")
            for variable in d.get("variables", "").split(";")
        ],
        columns=["sentence_ids", "variable"],
    )
    units = split(coding.units[coding.units["coder_id"] == of.book], "sentence_ids")
    return units.merge(told, on="sentence_ids")[["unit_id", "variable"]].drop_duplicates()


def per_variable(coding: Coding, of: Round) -> pd.DataFrame:
    """Return the agreement of a round on each variable, the lowest alpha first.

    Columns: ``variable``; ``alpha`` of all three with ``low`` and ``high``; ``book_one``, ``book_two``,
    ``one_two`` for the pairs of the book and the blind coders; ``units``; ``differ``, the number of units on which
    not all agree; ``given``, the share of its cells that a decision gave away (:func:`given_away`); ``rest``, alpha
    over the other cells, missing where there are none.
    """
    pairs = dict(zip(("book_one", "book_two", "one_two"), combinations(of.coders, 2), strict=True))
    given = given_away(coding, of).groupby("variable")["unit_id"].agg(set)
    rows = []
    for variable in coding.codes.loc[coding.codes["coder_id"] == of.book, "variable"].unique():
        values = wide(coding, variable, of.coders)
        low, high = interval(values)
        rest = values[~values.index.isin(given.get(variable, set()))]
        rows.append(
            {
                "variable": variable,
                "alpha": alpha(values),
                "low": low,
                "high": high,
                **{name: alpha(values[list(pair)]) for name, pair in pairs.items()},
                "units": len(values),
                "differ": int((values.nunique(axis=1) > 1).sum()),
                "given": 1 - len(rest) / len(values),
                "rest": alpha(rest) if len(rest) else None,
            }
        )
    return pd.DataFrame(rows).sort_values("alpha", kind="stable", ignore_index=True)


def shared(one: set[Any], other: set[Any]) -> float:
    """Return the share of two sets that they have in common (Jaccard).

    >>> shared({1, 2}, {2, 3})
    0.3333333333333333
    """
    return len(one & other) / len(one | other) if one | other else 1.0


def on_units(coding: Coding, of: Round) -> pd.DataFrame:
    """Return how far two coders of a round cut the same units: same sentence, claimant and issue.

    Columns: ``one``, ``other`` (coders), ``one_has``, ``other_has``, ``common``, ``share``. Where
    a coder has several such units in a sentence, each counts.
    """
    held = coding.units.dropna(subset=["quote_start", "claimant_id"]).copy()
    held["claimant_id"] = held["claimant_id"].str.split(";").map(lambda ids: ";".join(sorted(ids)))
    key = ["coder_id", "sentence_ids", "claimant_id", "issue_id"]
    held["sentence_ids"] = held["sentence_ids"].str.split(";").str[0]
    held["nth"] = held.groupby(key).cumcount()
    sets = {
        str(c): set(map(tuple, g[[*key[1:], "nth"]].to_numpy()))
        for c, g in held.groupby("coder_id")
    }
    return _pairs(sets, of)


def on_links(coding: Coding, of: Round) -> pd.DataFrame:
    """Return how far two coders of a round link the same pairs of statements; columns as :func:`on_units`."""
    pairs = coding.links.groupby("coder_id")[["from_unit_id", "to_unit_id"]]
    return _pairs({str(c): set(map(tuple, g.to_numpy())) for c, g in pairs}, of)


def _pairs(sets: Mapping[str, set[Any]], of: Round) -> pd.DataFrame:
    rows = [
        (a, b, len(sets[a]), len(sets[b]), len(sets[a] & sets[b]), shared(sets[a], sets[b]))
        for a, b in combinations(of.coders, 2)
    ]
    head = ["one", "other", "one_has", "other_has", "common", "share"]
    return pd.DataFrame(rows, columns=head)
