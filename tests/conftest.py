"""What the tests share: the repository, a copy of its data to break, the article if at hand."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder that a test may break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture(scope="session")
def article() -> str:
    """Return the text of the article; skip, and say why, if no copy is at hand."""
    path = os.environ.get("ARTICLE", "")
    if not path:
        pytest.skip("no copy of the article at hand: make test ARTICLE=path")
    return (ROOT / path).read_bytes().decode("utf-8")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file on one worker, but spread the slow reading of pages."""
    for item in items:
        if item.path.name != "test_reading.py":
            item.add_marker(pytest.mark.xdist_group(str(item.path)))
