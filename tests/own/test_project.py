"""A book of one's own: from a text to a folder, from the folder to pages, nothing lost on the way."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from conftest import ROOT
from markupsafe import escape

from claimbook.__main__ import main
from claimbook.own.cut import TextError
from claimbook.own.project import new
from claimbook.show.csp import policy
from claimbook.site.csp import FIRST

HERE = Path(__file__).parent
TEXT = HERE / "texts" / "unquoted.txt"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder of a book, as its owner would."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "claimbook", *arguments]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8"
    )


def test_the_article_of_the_book_is_cut_as_the_book_has_it(article: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(article, encoding="utf-8", newline="")
    new(tmp_path / "own", copy)
    ours = (ROOT / "data/article/sentences.csv").read_bytes()
    assert (tmp_path / "own/data/article/sentences.csv").read_bytes() == ours
    assert ours.count(b"\n") == 24


def test_a_new_folder_is_sound_holds_no_text_to_publish_and_says_what_is_to_do(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "own"
    told = new(folder, TEXT)
    assert "Nothing is coded yet" in told[0] and "no quotation" in told[-1]
    done = run(folder, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Still to do" in done.stdout and "no statement holds anything of it" in done.stdout
    assert run(folder, "verify", "text/article.txt").returncode == 0
    published = [p for p in folder.rglob("*") if p.is_file() and p.parent.name != "text"]
    sentence = TEXT.read_text(encoding="utf-8").splitlines()[-1]
    assert not any(sentence[:60] in p.read_text(encoding="utf-8") for p in published)
    assert "text/\n" in (folder / ".gitignore").read_text(encoding="utf-8")


def test_nothing_is_overwritten_and_all_problems_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.txt").write_text("keep me", encoding="utf-8")
    bad = tmp_path / "bad.txt"
    bad.write_text("It ends. He said “no.\n", encoding="utf-8")
    with pytest.raises(TextError) as refused:
        new(tmp_path / "own", bad, language="English")
    assert len(refused.value.problems) == 3
    assert [p.name for p in (tmp_path / "own").iterdir()] == ["mine.txt"]
    bad.write_text("The council met on Monday. It voted.\n", encoding="utf-8")
    with pytest.raises(TextError, match="give --title"):
        new(tmp_path / "other", bad)
    assert not (tmp_path / "other").exists() and not list(tmp_path.glob(".new-*"))
    assert new(tmp_path / "other", bad, title="They met")


def test_a_headline_is_text_wherever_it_stands(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("The council met on Monday. It voted.\n", encoding="utf-8")
    with pytest.raises(TextError, match=r"control character \(U\+001B\)"):
        new(tmp_path / "own", text, title="They\x1b[2J met")
    new(tmp_path / "own", text, title="Who? {include} | <b> *met*: a $ b")
    readme = (tmp_path / "own" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(r"# Who? \{include\} \| \<b\> \*met\*: a \$ b: a coding")
    cff = yaml.safe_load((tmp_path / "own" / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["title"] == "Who? {include} | <b> *met* – a $ b: a coding"


def test_codes_of_the_project_are_its_own(tmp_path: Path) -> None:
    """A side more, in codebook and column, is sound; in one of them alone it is named."""
    folder = tmp_path / "own"
    new(folder, TEXT)
    path = folder / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    entry = {"code": "farmers", "label": "Farmers", "use": "They farm.", "not": "-", "example": ""}
    package["codebook"]["side"].append(entry)
    path.write_text(json.dumps(package), encoding="utf-8")
    assert "enum and codebook must list the same codes" in run(folder, "check").stdout
    actors = next(r for r in package["resources"] if r["name"] == "actors")
    side = next(f for f in actors["schema"]["fields"] if f["name"] == "side")
    side["constraints"]["enum"].append("farmers")
    path.write_text(json.dumps(package), encoding="utf-8")
    assert run(folder, "check").returncode == 0


def test_words_become_positions_and_what_is_ambiguous_is_named(tmp_path: Path) -> None:
    text = tmp_path / "t.txt"
    text.write_text(
        "They Met\nThe council met, and the council voted. It was late.\n", encoding="utf-8"
    )
    folder = tmp_path / "own"
    new(folder, text)
    table = folder / "data/article/mentions.csv"
    head = table.read_text(encoding="utf-8")
    table.write_text(
        head + "m01,council,s01-1,The council,,\nm02,council,s01-1,council,,\n", encoding="utf-8"
    )
    assert main(["place", str(folder)]) == 1
    assert table.read_text(encoding="utf-8").endswith("council,,\n"), "left as it was"
    table.write_text(
        head + "m01,council,s01-1,The council,,\nm02,council,s01-1,the council,,\n",
        encoding="utf-8",
    )
    assert main(["place", str(folder)]) == 0
    with open(table, encoding="utf-8", newline="") as file:
        places = [(r["start"], r["end"]) for r in csv.DictReader(file)]
    assert places == [("9", "20"), ("30", "41")]


@pytest.mark.slow
def test_an_empty_project_builds_an_honest_book_and_a_changed_page_is_its_owners(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "own"
    new(folder, HERE / "texts" / "headline.txt")
    done = run(folder, "book")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (folder / "_build/html/chapters/claims.html").read_text(encoding="utf-8")
    assert "Nothing coded yet" in page and "<figure" not in page
    assert f'<meta http-equiv="Content-Security-Policy" content="{escape(policy(FIRST))}">' in page
    mine = folder / "chapters/claims.ipynb"
    notebook = nbformat.read(mine, as_version=4)
    notebook.cells[0].source += "\n\nA sentence of mine."
    nbformat.write(notebook, mine)
    done = run(folder, "book")
    assert "chapters/claims.ipynb is yours" in done.stdout
    assert "chapters/actors.ipynb is yours" not in done.stdout
    assert "A sentence of mine." in mine.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_coded_project_is_sound_whole_and_makes_a_book_with_pictures(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HERE / "quarry", tmp_path / "quarry"))
    assert "Still to do" not in (told := run(folder, "check").stdout) and "agree" in told
    copy = str(HERE / "texts" / "quarry.txt")
    assert " 0 difference(s)" in run(folder, "verify", copy).stdout
    done = run(folder, "book")
    assert done.returncode == 0, done.stdout + done.stderr
    html = folder / "_build/html/chapters"
    for chapter, figures in (("actors", 3), ("claims", 2), ("responses", 3)):
        page = (html / f"{chapter}.html").read_text(encoding="utf-8")
        assert page.count("<figure") >= figures and "Nothing coded yet" not in page
        assert 'id="found-' in page
    proof = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env", "chapters"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run([*proof, "-p", "no:cacheprovider"], cwd=folder, env=env).returncode == 0
