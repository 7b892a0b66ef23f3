"""A page leads to where its notebook can be run, and only where it can."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from conftest import BUILT, HTML, PAGES, ROOT

from claimbook.builders.refresh import PUBLIC, begun, nbformat
from claimbook.site.context import read_context
from claimbook.site.extension import launched


@pytest.mark.parametrize(
    ("repository", "lite", "names"),
    [
        ("", False, []),
        ("", True, ["in your browser"]),
        ("https://github.com/a/b", False, ["Binder", "Colab"]),
        ("https://github.com/a/b.git", True, ["in your browser", "Binder", "Colab"]),
        ("https://codeberg.org/a/b", False, []),
        ("https://github.com/a", False, []),
    ],
)
def test_where_a_page_can_be_run(repository: str, lite: bool, names: list[str]) -> None:
    book = read_context(ROOT)
    book = replace(book, lite=lite, book=replace(book.book, repository=repository))
    found = dict(launched(book, "chapters/claims"))
    assert list(found) == names
    path = "chapters/claims.ipynb"
    assert found.items() <= {
        ("in your browser", "../lite/index.html?path=claims.ipynb"),
        ("Binder", f"https://mybinder.org/v2/gh/a/b/HEAD?urlpath=lab/tree/{path}"),
        ("Colab", f"https://colab.research.google.com/github/a/b/blob/HEAD/{path}"),
    }


@BUILT
def test_without_a_repository_no_page_leads_to_another_host() -> None:
    if read_context(ROOT).book.repository:
        pytest.skip("this copy of the book has a repository")
    for page in PAGES:
        foot = (HTML / page).read_text(encoding="utf-8").partition('<footer class="cb-foot"')[2]
        assert foot and not re.search("Binder|Colab", foot), page


@pytest.mark.usefixtures("publish")
def test_a_chapter_finds_its_package_or_says_the_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# A")])
    begun(notebook)
    begun(notebook)  # once is enough
    assert len(notebook.cells) == 2
    source = notebook.cells[1].source
    exec(source, {})  # the package is at hand: nothing to do
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"In the folder of the book, .*: make lab"):
        exec(source, {})
    public = SimpleNamespace(repository="https://github.com/a/b")
    monkeypatch.setattr("claimbook.builders.refresh.read_book", lambda: public)
    begun(notebook)
    line = PUBLIC.format("https://github.com/a/b")
    assert "%pip install -q git+https://github.com/a/b" in line and line in notebook.cells[1].source
