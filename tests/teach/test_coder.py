"""A coder who is to be blind gets a codebook from which no code of this report can be read off."""

import re

import pytest

from claimbook.__main__ import main
from claimbook.data import schema
from claimbook.data.frames import load

DATA = load()


def given_away(text: str) -> dict[str, list[str]]:
    """Return what a codebook tells of the coding, by what it should not tell."""
    package, numbered = schema.package(), (DATA.statements, DATA.sentences, DATA.responses)
    names = " ".join([*DATA.actors["name"], *DATA.issues["label"]]).lower()
    quotes = DATA.statements["quote"].dropna().str.lower()
    codes = [c for codes in package["codebook"].values() for c in codes]
    told_of = [*(c[part] for c in codes for part in ("use", "not")), *DATA.actors["name"]]
    told = {
        "identifiers": [i for table in numbered for i in table.iloc[:, 0]],
        "how many statements": [str(len(DATA.statements)), str(len(DATA.claims))],
        # What an actor or issue is called has to be told, and single words belong to everybody.
        "quotes": [q for q in quotes if " " in q and q not in names],
        "words of the report": re.findall(r"\([^)]*\)", " ".join(told_of)),
        "decisions": [
            d[part]
            for d in package["decisions"]
            for part in ("question", "decision")
            if d[part].lower() not in d.get("rule", "").lower()
        ],
    }
    return {
        what: [w for w in words if re.search(rf"(?<!\w){re.escape(w.lower())}(?!\w)", text.lower())]
        for what, words in told.items()
    }


def test_a_blind_coder_is_told_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["codebook"]) == 0
    whole = given_away(capsys.readouterr().out)
    assert all(found for what, found in whole.items() if what != "how many statements")
    assert main(["codebook", "--blind"]) == 0
    text = capsys.readouterr().out
    assert given_away(text) == {what: [] for what in whole}
    codes = [c["code"] for v in ("form", "certainty") for c in schema.package()["codebook"][v]]
    for code in (*codes, *DATA.issues["issue_id"], *DATA.concepts["concept_id"]):
        assert f"- `{code}`: " in text, "it is enough to code with"
