"""The chapters keep their form: outputs stored in canonical form, short cells, no traps for nbval."""

import contextlib
import io
import re
import shutil

import nbformat
import pytest
from conftest import ROOT

from claimbook import load
from claimbook.builders.refresh import README_PICTURE, canonical, picture
from claimbook.data.wording import numbers
from claimbook.display.markdown import DATA
from thisbook import alternatives

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_is_stored_in_canonical_form_with_its_outputs(path) -> None:
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    assert canonical(nbformat.reads(text, as_version=4)) == text, "run make refresh"
    code = [c for c in notebook.cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1)), "run make refresh"
    shown = [o for c in code for o in c.outputs]
    assert shown, "nbval compares nothing where nothing is stored"
    assert not [o for o in shown if o.output_type in ("error", "stream")]
    assert "image/png" not in text, "nbval does not compare PNG; draw SVG"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_cells_are_short(path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source.startswith("# ")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 15, lines[0]
            assert not cell.source.rstrip().endswith(";"), "a trailing semicolon breaks --nbval"


def sentences() -> dict[str, tuple[str, str]]:
    """Return every finding of the book: its identifier -> page and sentence."""
    return {
        about["name"]: (path.stem, about["label"])
        for path in CHAPTERS
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if (about := output.get("metadata", {}).get("claimbook", {})).get("kind") == "finding"
    }


def markdown(path) -> str:
    """Return the prose of a page, captions included, as its author wrote it."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8").removeprefix("---").partition("\n---\n")[2] or (
            path.read_text(encoding="utf-8")
        )
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


#: What no data hold: names of licences, encodings, hashes, terms, and versions of Python.
NAMES = r"CC BY 4\.0|UTF-8|SHA-256|W3C|Python 3\.1\d"
#: The groups of states that the book names by their number; a finding holds each.
GROUPS = r"\b[Tt]he (39|45|55)\b"


def typed(text: str) -> str:
    """Leave what an author typed himself: no roles, code, addresses, numbers of lists, quotes."""
    text = re.sub(r"<!--.*?-->|^:::.*$", "", DATA.sub(" ", text), flags=re.M | re.S)
    text = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
    inline = rf"\[[^][]*\]\([^)]*#[^)]*\)|\{{[\w:-]+\}}`[^`]*`|`[^`]*`|\]\([^)]*\)|<[^>]*>|“[^”]*”|^\d+\. |{NAMES}"
    return re.sub(inline, " ", text, flags=re.M)


@pytest.mark.parametrize(
    "path",
    [ROOT / "index.md", *CHAPTERS, *sorted((ROOT / "chapters").glob("*.md"))],
    ids=lambda p: p.stem,
)
def test_a_typed_number_is_held_by_a_finding(path) -> None:
    """Nobody has to believe a number: a finding of the page holds it, or it is computed."""
    found, source = sentences(), markdown(path)
    here = {name for name, (page, _) in found.items() if page == path.stem}
    here |= set(re.findall(r'<data value="found-([^"]+)">', source))
    held = {n for name in here for n in numbers(found[name][1])}
    everywhere = {n for _, sentence in found.values() for n in numbers(sentence)}
    assert everywhere >= {39, 45, 55}
    text = re.sub(GROUPS, " ", typed(source))
    said = re.split(r"(?<=[.:;?])\s|\n", text)
    loose = [sentence.strip() for sentence in said if set(numbers(sentence)) - held]
    assert not loose, "no finding of this page holds a number in:\n" + "\n".join(loose)


def test_every_finding_is_said_on_its_page() -> None:
    for name, (page, sentence) in sentences().items():
        source = markdown(ROOT / "chapters" / f"{page}.ipynb")
        assert f'<data value="found-{name}">{sentence}</data>' in source, name


def test_the_picture_in_the_readme_is_the_one_in_the_book() -> None:
    chapter, name = README_PICTURE
    stored = ROOT / "docs" / f"{name}.svg"
    svg = picture(ROOT / "chapters" / f"{chapter}.ipynb", name)
    assert stored.read_text(encoding="utf-8") == svg, "run make refresh"
    assert stored.name in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_hangs_on_a_decision_is_a_finding_of_the_book() -> None:
    assert {a.found for a in alternatives.alternatives(load())} <= set(sentences())


def test_every_computed_value_is_used_and_every_used_value_is_computed() -> None:
    index = (ROOT / "index.md").read_text(encoding="utf-8")
    for path in CHAPTERS:
        notebook = nbformat.read(path, as_version=4)
        stored = {
            o.metadata["scrapbook"]["name"]
            for c in notebook.cells
            for o in c.get("outputs", [])
            if "scrapbook" in o.get("metadata", {})
        }
        prose = "".join(c.source for c in notebook.cells if c.cell_type == "markdown")
        used = set(re.findall(r'<data value="(\w+)">', prose))
        abroad = set(re.findall(rf'<data value="{path.stem}\.(\w+)">', index))
        assert used | abroad == stored, path.name


def test_the_first_question_of_the_data_page_needs_pandas_alone(tmp_path, monkeypatch) -> None:
    text = markdown(ROOT / "chapters" / "data.ipynb")
    (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 10 and "claimbook" not in code
    for table in ("quotations", "actors"):
        shutil.copy(ROOT / "data" / "article" / f"{table}.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    named: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(code, named)
    says = dict(DATA.findall(text))
    assert said.getvalue().split("\n")[-3].split() == [*says["most"].split(), says["most_words"]]
    assert (tmp_path / "words.png").stat().st_size > 1000
