"""Agreement of the independent codings, on the codes as they were before anybody compared them.

Krippendorff's alpha (nominal) by the library ``krippendorff``; source: Krippendorff, Content
Analysis, chapter 12. A list of identifiers is one value, whatever its order; an empty cell is a
value too. Intervals are percentile bootstraps over units with a fixed seed.
"""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pandas as pd

from claimbook.data import schema
from claimbook.data.coding import BOOK, CODERS
from claimbook.data.frames import Coding, split

SEED = 20201007  # the day of the report, so that every run draws the same samples
DRAWS = 1000


def alpha(values: pd.DataFrame) -> float:
    """Return Krippendorff's nominal alpha of a frame with a row a unit and a column a coder.

    If every coder gives every unit the same code, alpha has no variation to divide by; it is 1.

    >>> alpha(pd.DataFrame({"a": ["x", "y", "x"], "b": ["x", "y", "x"]}))
    1.0
    """
    numbers, found = pd.factorize(values.to_numpy().ravel())
    if len(found) < 2:
        return 1.0
    table = numbers.reshape(values.shape)
    counts = np.stack([(table == code).sum(axis=1) for code in range(len(found))], axis=1)
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))


def interval(values: pd.DataFrame, draws: int = DRAWS) -> tuple[float, float]:
    """Return the 95 % interval of :func:`alpha`, by drawing units with replacement."""
    chance = np.random.default_rng(SEED)
    rows = chance.integers(0, len(values), size=(draws, len(values)))
    low, high = np.percentile([alpha(values.iloc[r]) for r in rows], [2.5, 97.5])
    return float(low), float(high)


def wide(coding: Coding, variable: str) -> pd.DataFrame:
    """Return the codes of one variable: a row a unit, a column a coder, an empty cell as a value."""
    rows = coding.codes[coding.codes["variable"] == variable].fillna({"code": ""})
    return rows.pivot(index="unit_id", columns="coder_id", values="code")[list(CODERS)]


def undecided(coding: Coding) -> list[str]:
    """Return the units none of whose sentences was named by a decision of version 0.4.0.

    Agreement on the other units is partly agreement on reading the decisions.
    """
    decisions = schema.package()["decisions"]
    named = {
        s
        for d in decisions
        if not d.get("after_blind_coding")
        for s in d["sentence_ids"].split(";")
    }
    units = split(coding.units[coding.units["coder_id"] == BOOK], "sentence_ids")
    met = units["sentence_ids"].isin(named).groupby(units["unit_id"]).any()
    return list(met.index[~met])


def per_variable(coding: Coding) -> pd.DataFrame:
    """Return the agreement on each variable, the lowest alpha first.

    Columns: ``variable``; ``alpha`` of all three with ``low`` and ``high``; ``book_a``, ``book_b``,
    ``a_b`` for the pairs; ``differ``, the number of units on which not all agree; ``undecided``, the
    share of the units of :func:`undecided` on which all agree.
    """
    pairs = dict(zip(("book_a", "book_b", "a_b"), combinations(CODERS, 2), strict=True))
    free = undecided(coding)
    rows = []
    for variable in coding.codes["variable"].unique():
        values = wide(coding, variable)
        low, high = interval(values)
        alike = values.nunique(axis=1) == 1
        rows.append(
            {
                "variable": variable,
                "alpha": alpha(values),
                "low": low,
                "high": high,
                **{name: alpha(values[list(pair)]) for name, pair in pairs.items()},
                "differ": int((~alike).sum()),
                "undecided": float(alike[free].mean()),
            }
        )
    return pd.DataFrame(rows).sort_values("alpha", kind="stable", ignore_index=True)


def shared(one: set[Any], other: set[Any]) -> float:
    """Return the share of two sets that they have in common (Jaccard).

    >>> shared({1, 2}, {2, 3})
    0.3333333333333333
    """
    return len(one & other) / len(one | other) if one | other else 1.0


def on_units(coding: Coding) -> pd.DataFrame:
    """Return how far two coders cut the same units: same sentence, claimant and issue.

    Columns: ``one``, ``other`` (coders), ``one_has``, ``other_has``, ``common``, ``share``. Where
    a coder has several such units in a sentence, each counts.
    """
    held = coding.units.dropna(subset=["quote_start"]).copy()
    held["claimant_id"] = held["claimant_id"].str.split(";").map(lambda ids: ";".join(sorted(ids)))
    key = ["coder_id", "sentence_ids", "claimant_id", "issue_id"]
    held["sentence_ids"] = held["sentence_ids"].str.split(";").str[0]
    held["nth"] = held.groupby(key).cumcount()
    sets = {
        str(c): set(map(tuple, g[[*key[1:], "nth"]].to_numpy()))
        for c, g in held.groupby("coder_id")
    }
    return _pairs(sets)


def on_links(coding: Coding) -> pd.DataFrame:
    """Return how far two coders link the same pairs of statements; columns as :func:`on_units`."""
    pairs = coding.links.groupby("coder_id")[["from_unit_id", "to_unit_id"]]
    return _pairs({str(c): set(map(tuple, g.to_numpy())) for c, g in pairs})


def _pairs(sets: Mapping[str, set[Any]]) -> pd.DataFrame:
    rows = [
        (a, b, len(sets[a]), len(sets[b]), len(sets[a] & sets[b]), shared(sets[a], sets[b]))
        for a, b in combinations(CODERS, 2)
    ]
    head = ["one", "other", "one_has", "other_has", "common", "share"]
    return pd.DataFrame(rows, columns=head)
