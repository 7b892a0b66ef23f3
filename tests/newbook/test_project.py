"""A book of one's own: from a text to a folder, from the folder to pages, nothing lost on the way."""

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
from claimbook.display.csp import header
from claimbook.site.csp import FIRST
from newbook.project import create
from newbook.segment import TextError

HERE = Path(__file__).parent
TEXT = HERE / "texts" / "unquoted.txt"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a Python program in the folder of a book, as its owner would."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8"
    )


def claimbook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "-m", "claimbook", *arguments)


def test_the_article_of_the_book_is_cut_as_the_book_has_it(article: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_text(article, encoding="utf-8", newline="")
    create(tmp_path / "own", copy)
    ours = (ROOT / "data/article/sentences.csv").read_bytes()
    assert (tmp_path / "own/data/article/sentences.csv").read_bytes() == ours
    assert ours.count(b"\n") == 24


def test_a_new_folder_is_sound_holds_no_text_to_publish_and_says_what_is_to_do(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "own"
    told = create(folder, TEXT)
    assert "Nothing is coded yet" in told[0] and "no quotation" in told[-1]
    done = claimbook(folder, "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Still to do" in done.stdout and "no statement holds anything of it" in done.stdout
    assert claimbook(folder, "verify", "text/article.txt").returncode == 0
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
        create(tmp_path / "own", bad, language="English")
    assert len(refused.value.problems) == 3
    assert [p.name for p in (tmp_path / "own").iterdir()] == ["mine.txt"]
    bad.write_text("The council met on Monday. It voted.\n", encoding="utf-8")
    with pytest.raises(TextError, match="give --title"):
        create(tmp_path / "other", bad)
    assert not (tmp_path / "other").exists() and not list(tmp_path.glob(".new-*"))
    assert create(tmp_path / "other", bad, title="They met")


def test_an_empty_folder_is_taken_also_where_no_folder_can_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_windows(new: Path, old: Path) -> None:
        assert not old.is_dir(), "Access is denied"
        shutil.move(new, old)

    monkeypatch.setattr("newbook.project.os.replace", on_windows)
    (tmp_path / "own").mkdir()
    create(tmp_path / "own", TEXT)
    assert (tmp_path / "own" / "data" / "datapackage.json").is_file()


def test_a_headline_is_text_wherever_it_stands(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("The council met on Monday. It voted.\n", encoding="utf-8")
    with pytest.raises(TextError, match=r"control character \(U\+001B\)"):
        create(tmp_path / "own", text, title="They\x1b[2J met")
    create(tmp_path / "own", text, title="Who? {include} | <b> *met*: a $ b")
    readme = (tmp_path / "own" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(r"# Who? \{include\} \| \<b\> \*met\*: a \$ b: a coding")
    cff = yaml.safe_load((tmp_path / "own" / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["title"] == "Who? {include} | <b> *met* – a $ b: a coding"


def test_no_sentence_to_read_beside_the_coding_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("They Met\n=1+1 is what they said.\n", "utf-8")
    create(tmp_path / "own", tmp_path / "t.txt")
    assert ",’=1+1" in (tmp_path / "own/text/sentences.csv").read_text("utf-8")


def test_codes_of_the_project_are_its_own(tmp_path: Path) -> None:
    """A side more, in codebook and column, is sound; in one of them alone it is named."""
    folder = tmp_path / "own"
    create(folder, TEXT)
    path = folder / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    entry = {"code": "farmers", "label": "Farmers", "use": "They farm.", "not": "-", "example": ""}
    package["codebook"]["side"].append(entry)
    path.write_text(json.dumps(package), encoding="utf-8")
    assert "enum must list the codes of the codebook" in claimbook(folder, "check").stdout
    actors = next(r for r in package["resources"] if r["name"] == "actors")
    side = next(f for f in actors["schema"]["fields"] if f["name"] == "side")
    side["constraints"]["enum"].append("farmers")
    path.write_text(json.dumps(package), encoding="utf-8")
    assert claimbook(folder, "check").returncode == 0


def test_words_become_positions_and_what_is_ambiguous_is_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "t.txt"
    text.write_text("They Met\nThe council met, and the council voted. It was late.\n", "utf-8")
    folder = tmp_path / "own"
    create(folder, text)
    table = folder / "data/article/mentions.csv"
    head = table.read_text("utf-8")

    def located(*surfaces: str) -> tuple[int, list[str]]:
        rows = [f"m0{n},council,s01-1,{words},,\n" for n, words in enumerate(surfaces, 1)]
        table.write_text(head + "".join(rows), "utf-8", newline="\n")
        return main(["place", str(folder)]), table.read_text("utf-8").splitlines()[1:]

    left = ["m01,council,s01-1,The council,,", "m02,council,s01-1,council,,"]
    assert located("The council", "council") == (1, left)
    assert "'council' stands 2 times in its sentence" in capfd.readouterr().out
    found = ["m01,council,s01-1,The council,9,20", "m02,council,s01-1,the council,30,41"]
    assert located("The council", "the council") == (0, found)


def test_pages_of_an_empty_project_are_honest_and_a_changed_page_is_its_owners(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "own"
    create(folder, HERE / "texts" / "headline.txt")
    write = "from claimbook import load; from claimbook.data import schema; "
    write += "from newbook.pages import write_pages; print(*write_pages(schema.ROOT, load()))"
    assert (done := run(folder, "-c", write)).stdout == "\n", done.stderr
    mine = folder / "chapters/claims.ipynb"
    notebook = nbformat.read(mine, as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "Nothing coded yet" in text and "figure(" not in text and "finding(" not in text
    notebook.cells[0].source += "\n\nA sentence of mine."
    nbformat.write(notebook, mine)
    assert run(folder, "-c", write).stdout == (
        "chapters/claims.ipynb is yours: it is run, and not written anew\n"
    )
    assert "A sentence of mine." in mine.read_text(encoding="utf-8")


def test_without_its_libraries_the_generator_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sentencex.py").write_text("raise ModuleNotFoundError(name='sentencex')", "utf-8")
    done = claimbook(tmp_path, "new", str(tmp_path / "own"), "--text", str(TEXT))
    assert done.returncode == 2
    assert done.stderr == (
        "claimbook new: sentencex is missing; it comes with claimbook[own,book]\n"
    )


@pytest.mark.slow
def test_a_coded_project_is_sound_whole_and_makes_a_book_with_pictures(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HERE / "quarry", tmp_path / "quarry"))
    checked = claimbook(folder, "check").stdout
    assert "agree" in checked and "Still to do" not in checked
    copy = str(HERE / "texts" / "quarry.txt")
    assert " 0 difference(s)" in claimbook(folder, "verify", copy).stdout
    done = claimbook(folder, "book")
    assert done.returncode == 0, done.stdout + done.stderr
    csp = f'<meta http-equiv="Content-Security-Policy" content="{escape(header(FIRST))}">'
    for chapter, figures in (("actors", 3), ("claims", 2), ("responses", 3)):
        page = (folder / f"_build/html/chapters/{chapter}.html").read_text(encoding="utf-8")
        assert page.count("<figure") >= figures and "Nothing coded yet" not in page
        assert 'id="found-' in page and csp in page
    assert not (folder / "_build/html/sheets").exists(), "the handout is of another article"
    proof = ["-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]
    assert run(folder, *proof, "chapters").returncode == 0
