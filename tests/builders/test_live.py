"""What an author sees at once has the bytes of a fresh build, whatever changed before."""

import filecmp
from pathlib import Path

import pytest
from conftest import cell, copy

from claimbook.builders.editions import BuildError, sphinx_build
from claimbook.data.read import read
from claimbook.live.preview import Preview
from claimbook.live.server import files, mirror


def differing(one: Path, other: Path) -> list[str]:
    names = {p.relative_to(at).as_posix() for at in (one, other) for p in files(at)}
    _, wrong, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted([*wrong, *missing])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_what_changed_is_built_as_a_fresh_build_makes_it(tmp_path: Path) -> None:
    book = copy(tmp_path / "book")
    (book / "_build").mkdir()
    page, toc, added = book / "chapters/context.ipynb", book / "_toc.yml", book / "chapters/new.md"
    before, data = toc.read_text(encoding="utf-8"), read(book / "data").digest

    def fresh(preview: Preview) -> list[str]:
        with sphinx_build(book, "html") as made:
            return differing(preview.site, made)

    with Preview(book) as preview:
        preview.build()
        edit(page, "Is that unfair", "Is that unjust")
        assert preview.build() == 1, "one page is read for a word"
        edit(page, "Is that unjust", "Is that unfair")
        assert preview.build() == 1
        edit(page, "Is that unfair", "Is that unjust")
        edit(page, "## What holds the days apart", "## What holds days apart")
        # Shown on other pages.
        edit(page, "Dashed: the day is not told.", "Dashed: no day is told.")
        assert preview.build() == 1
        assert fresh(preview) == []

        with pytest.raises(BuildError, match="no-such"):
            edit(page, "Is that unjust", "{claim:figure}`no-such` Is that unjust")
            preview.build()
        with pytest.raises(BuildError, match="no-such"):
            preview.build()  # it is not forgotten while other pages are mended
        edit(page, "{claim:figure}`no-such` ", "")
        preview.build()

        cell(book / "data", "actors", "cuba-pakistan", "name", "Pakistan and Cuba")
        edit(book / "data/datapackage.json", '"label": "', '"label": "The ')
        for path in (book / "chapters").glob("*.ipynb"):  # as if they were executed, in no time
            edit(path, data, read(book / "data").digest)
        text = (book / "chapters/items.md").read_text(encoding="utf-8")
        added.write_text(text.partition("\n# ")[0] + "\n# A new page\n\nSee {see}`c07`.\n", "utf-8")
        listed = "      - file: chapters/items\n"
        edit(toc, listed, f"{listed}      - file: chapters/new\n")
        preview.build()
        assert fresh(preview) == []
        assert (preview.site / "chapters/new.html").exists()

        added.unlink()
        toc.write_text(before, encoding="utf-8")
        preview.build()
        assert fresh(preview) == []


def test_a_folder_follows_another(tmp_path: Path) -> None:
    made, folder = tmp_path / "made", tmp_path / "folder"
    (made / "a").mkdir(parents=True)
    (made / "a/b.html").write_text("one", encoding="utf-8")
    sent: dict[Path, tuple[int, int]] = {}
    assert mirror(made, folder, sent) and not mirror(made, folder, sent)
    (made / "a/b.html").unlink()
    (made / "c.html").write_text("two", encoding="utf-8")
    assert mirror(made, folder, sent)
    assert [p.name for p in files(folder)] == ["c.html"]
