"""Command line of the book, and of the books of one's own.

A command works on the book in whose folder one is, as git does, or on the folder DIR that is named.
"""

import argparse
import io
import os
import subprocess
import sys
import webbrowser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from claimbook.tables import schema
from claimbook.tables.problems import Data, Mendable, Problem
from claimbook.tables.text import uncoloured, unseen
from claimbook.whole import CANNOT

#: The chapter and the figure in it that the README shows.
README_PICTURE = "actors", "who-speaks-where"
#: Commands of the generator of new books, whose libraries not everybody has installed.
NEWBOOK = ("new", "place", "book")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 if all is well and 1 if not (2: wrong arguments)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows the rest
    given = commands().parse_args(arguments)
    folder = getattr(given, "folder", None)
    if folder is not None and (folder / schema.DESCRIPTOR).is_file():
        folder = folder.resolve().parent  # the data folder of a book is as good
    if folder is not None and folder.resolve() != schema.ROOT:
        return _there(folder, given)
    try:
        return int(given.run(given))
    except Mendable as error:
        say(error, file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        if given.command not in NEWBOOK:
            raise
        right = f"{error.name} is missing; it comes with claimbook[own,book]"
        say(f"claimbook {given.command}: {right}", file=sys.stderr)
        return 2
    except OSError as error:
        if isinstance(error, FileNotFoundError) and (back := brought_back(error)):
            say(f"{error.filename}: is missing; {back}", file=sys.stderr)
            return 1
        if error.errno not in CANNOT:
            raise
        place = f"{error.filename}: " if error.filename else ""
        say(f"{place}{error.strerror}. What stood there before is as it was.", file=sys.stderr)
        return 1


def brought_back(error: FileNotFoundError) -> str:
    """Say how a file of the book comes back; nothing of a file that is none of it."""
    path, root = Path(error.filename or os.curdir).resolve(), schema.ROOT.resolve()
    if root not in path.parents or (top := path.relative_to(root).parts[0]).startswith("."):
        return ""
    return "make html makes it" if top == "_build" else "git checkout brings it back"


def say(*lines: object, end: str = "\n", file: TextIO | None = None, flush: bool = False) -> None:
    r"""Print lines such that nothing in them steers the terminal: what nobody sees is written out.

    >>> say("a\x1b[2J\u202eb")
    a\\x1b[2J\\u202eb
    """
    for line in lines or ("",):
        text = "".join(
            c.encode("unicode_escape").decode() if c != "\n" and unseen(c) else c for c in str(line)
        )
        print(text, end=end, file=file, flush=flush)


def commands() -> argparse.ArgumentParser:
    """Return the commands with their arguments and what runs them."""
    parser = argparse.ArgumentParser(
        prog="python -m claimbook",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    every = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: object, help_: str) -> argparse.ArgumentParser:
        made = every.add_parser(name, help=help_, description=help_)
        made.set_defaults(run=run)
        return made

    def named(made: argparse.ArgumentParser, option: str = "folder") -> None:
        how: dict[str, object] = {"nargs": "?"} if option == "folder" else {"dest": "folder"}
        made.add_argument(option, type=Path, metavar="DIR", help="the folder of the book", **how)  # type: ignore[arg-type]

    named(command("check", _check, "validate the tables against schema and rules"))
    made = command("verify", _verify, "hold the tables against a copy of the article")
    made.add_argument("article", type=Path)
    named(made)
    made = command("agree", _agree, "hold codes of your own against the book and its coders")
    made.add_argument(
        "sheets",
        type=Path,
        nargs="+",
        metavar="CSV",
        help="a CSV; or several, or a folder: a class",
    )
    named(made, "--book")
    made = command("refresh", _refresh, "execute chapters and store canonical outputs")
    made.add_argument("chapters", nargs="*", type=Path, help="all of them, if none is named")
    made = command("build", _build, "build the pages, any warning fails; or other editions")
    made.add_argument(
        "editions", nargs="*", choices=("html", "pdf", "epub", "site"), default="html"
    )
    made.add_argument("--show", action="store_true", help="open the book in the browser")
    made = command("changes", _changes, "tell what has changed since the last release")
    made.add_argument("--since", default="", metavar="COMMIT", help="or since a commit")
    command(
        "release", _release, "write the manifest of the tables, if CHANGELOG says why they changed"
    )
    command("lite", _lite, "make the JupyterLite site, in _build/lite")
    made = command("new", _new, "begin a book of your own: a folder to code a news report in")
    made.add_argument("target", type=Path, metavar="DIR", help="the folder to make")
    made.add_argument(
        "--text",
        type=Path,
        required=True,
        metavar="ARTICLE",
        help="the report as plain text, UTF-8",
    )
    made.add_argument(
        "--title", default="", help="the headline, if the text does not begin with it"
    )
    made.add_argument(
        "--language", default="en", help="of the text, as ISO 639-1 has it (en, if you say nothing)"
    )
    named(command("place", _place, "put numbers where you wrote words for a position"))
    named(command("book", _book, "make a book of what a folder of your own has coded so far"))
    return parser


def _there(folder: Path, given: argparse.Namespace) -> int:
    """Run a command on the book in another folder, as if one were there."""
    if not schema.is_book(folder):
        right = "is no folder of a book (it has no data/datapackage.json); make one: claimbook new"
        say(f"{folder}: {right}", file=sys.stderr)
        return 2
    here = Path(__file__).resolve().parents[1]
    paths = [os.environ.get("PYTHONPATH"), str(here)]
    given_paths = [getattr(given, name, None) for name in ("article", "sheets")]
    files = [
        str(p.resolve()) for g in given_paths if g for p in (g if isinstance(g, list) else [g])
    ]
    command = [sys.executable, "-m", "claimbook", given.command, *files]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.run(command, cwd=folder, env=env).returncode


def _check(_: argparse.Namespace) -> int:
    from claimbook.tables.check import examine, to_do
    from claimbook.tables.read import read

    data = read()
    problems = examine(data)
    for problem in problems:
        say(problem)
    if problems:
        say(f"{len(problems)} problem(s)")
        return 1
    number = len(schema.package()["resources"])
    say(f"{number} tables agree with the schema and the constraints")
    left = to_do(data)
    if left:
        say(f"Still to do, {len(left)}:")
        say("\n".join(f"- {line}" for line in together(left)))
    _covered(data)
    return 0


def together(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems in words, those of one kind in one line."""
    kinds: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.file, problem.column, problem.right), []).append(problem)
    for (file, column, right), found in kinds.items():
        values = ", ".join(filter(None, (problem.value for problem in found)))
        several = len(found) > 1
        yield (
            f"{file}, column {column}, {len(found)} times: {right} ({values})"
            if several
            else str(found[0])
        )


def _covered(data: Data) -> None:
    """Print how much of the body the statements hold, and what they leave out."""
    from claimbook.tables.frames import coverage, frame, records
    from claimbook.tables.positions import quoted_words_in_tables
    from claimbook.tables.text import MAX_QUOTED_SHARE

    sentences, statements = frame(data, "sentences"), frame(data, "statements")
    body = coverage(sentences, statements).query("part == 'body'")
    if not len(statements) or not len(body):
        return
    quoted = quoted_words_in_tables(data["statements"], data["quantities"])
    words = int(sentences["words"].sum())
    say(f"Quotes hold {quoted / words:.1%} of the words; less than {MAX_QUOTED_SHARE:.0%} may be")
    share = body["held"].sum() / body["characters"].sum()
    say(f"Statements hold {share:.1%} of the characters of the body; with a reason they leave out:")
    for row in records(frame(data, "residues")):
        say(f"- {row['end'] - row['start']} of {row['sentence_id']}: {row['reason']}")


def _verify(given: argparse.Namespace) -> int:
    from claimbook.tables.frames import load
    from claimbook.tables.verify import read_article, verify

    try:
        verdict = verify(read_article(given.article), load())
    except OSError as error:
        right = f"cannot be read ({error.strerror}); give the path of your copy of the article"
        say(f"{given.article}: {right}", file=sys.stderr)
        return 1
    except ValueError as error:
        say(error, file=sys.stderr)
        return 1
    say(verdict.reading)
    for difference in verdict.differences:
        say(f"- {difference}")
    say(f"{verdict.compared} comparisons, {len(verdict.differences)} difference(s)")
    return 1 if verdict.differences else 0


def _agree(given: argparse.Namespace) -> int:
    from claimbook.tables.coding_sheet import read_sheets
    from claimbook.tables.frames import load
    from claimbook.teach.agree import class_report, coder_report, write_class_files

    tables = load()
    read = read_sheets(given.sheets, tables)
    if len(read) == 1:
        say(coder_report(read[0], tables))
        return 0
    say(class_report(read, tables))
    first = given.sheets[0].resolve()
    for path in write_class_files(
        read, tables, (first if first.is_dir() else first.parent) / "agreement"
    ):
        say(path)
    return 0


def _build(given: argparse.Namespace) -> int:
    from claimbook.press.build import build

    wanted = ("pdf", "epub", "html") if "site" in given.editions else given.editions
    build(*([wanted] if isinstance(wanted, str) else wanted), tell=say)
    if given.show and "CI" not in os.environ:
        webbrowser.open((schema.ROOT / "_build" / "html" / "index.html").as_uri())
    return 0


def _changes(given: argparse.Namespace) -> int:
    from claimbook.press.release import told

    say("\n".join(told(since=given.since)))
    return 0


def _release(_: argparse.Namespace) -> int:
    from claimbook.cite.metadata import read_book
    from claimbook.press.build import build
    from claimbook.press.hashes import FILE, hash_list
    from claimbook.press.release import MANIFEST, release
    from claimbook.site.redirects import LEDGER, record
    from claimbook.whole import write

    changed = release()
    say(f"{MANIFEST}: {len(changed)} row(s) written" if changed else "The tables are as released.")
    build("pdf", "epub", "html", tell=say)  # the pages publish the manifest
    if read_book().url:  # what nobody could visit needs to lead nowhere
        say(f"{LEDGER}: {record(schema.ROOT)} new address(es)")
    write(schema.ROOT / FILE, hash_list(schema.ROOT))
    say(f"{FILE}: the hashes of this build")
    return 0


def _lite(_: argparse.Namespace) -> int:
    from claimbook.press.lite import lite

    folder = lite()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    say(f"{folder}: {size / 1e6:.0f} MB; it must be served over http (make serve)")
    return 0


def _refresh(given: argparse.Namespace) -> int:
    from claimbook.press.refresh import picture, written

    missing = [str(c) for c in given.chapters if not c.is_file()]
    if missing:
        say(f"no such chapter: {', '.join(missing)}", file=sys.stderr)
        return 1
    if other := [str(c) for c in given.chapters if c.suffix != ".ipynb"]:
        say(f"no notebook, so nothing to refresh: {', '.join(other)}", file=sys.stderr)
        return 1
    known = sorted((schema.ROOT / "chapters").glob("*.ipynb"))
    if status := _refreshed(given.chapters or known):
        return status
    if not given.chapters and schema.ROOT == schema.HOME:
        chapter, name = README_PICTURE
        text = picture(schema.ROOT / "chapters" / f"{chapter}.ipynb", name)
        target = schema.ROOT / "docs" / f"{name}.svg"
        written(target, text, target.read_text(encoding="utf-8") if target.exists() else "")
    return 0


def _refreshed(wanted: Iterable[Path]) -> int:
    """Execute chapters, write what they say into the prose; return 1 if one failed."""
    from nbclient.exceptions import CellExecutionError

    from claimbook.press.refresh import fill, refresh_all
    from claimbook.press.turn import alone
    from claimbook.tables.frames import load

    chapters = list(wanted)
    number = 0
    with alone(schema.ROOT):
        load(schema.ROOT / "data")  # with its own words, before a cell says it in a traceback
        try:
            for number, (path, changed) in enumerate(refresh_all(chapters), 1):
                state = "changed" if changed else "unchanged"
                say(f"[{number}/{len(chapters)}] {path.name} {state}", flush=True)
        except (CellExecutionError, RuntimeError, ValueError) as error:
            left = f"{chapters[number].name} failed, left as it was"
            say(left, uncoloured(str(error)), file=sys.stderr)
            return 1
        try:
            for path in fill():
                say(f"{path.name}: the prose now says what the outputs say", flush=True)
        except KeyError as error:
            say(error.args[0], file=sys.stderr)
            return 1
    return 0


def _new(given: argparse.Namespace) -> int:
    from newbook.project import create

    say("\n".join(create(given.target, given.text, given.title, given.language)))
    return 0


def _place(_: argparse.Namespace) -> int:
    from newbook.locate import locate

    try:
        filled, problems = locate(schema.ROOT)
    except FileNotFoundError as error:
        say(f"{error.filename}: is missing; the positions count in this text", file=sys.stderr)
        return 1
    for problem in problems:
        say(problem)
    say(f"{filled} cell(s) filled, {len(problems)} problem(s)")
    return 1 if problems else 0


def _book(_: argparse.Namespace) -> int:
    from claimbook.tables.frames import load
    from newbook.pages import write_pages

    if schema.ROOT == schema.HOME:
        say("This is the book itself; name a folder made by claimbook new", file=sys.stderr)
        return 2
    for line in write_pages(schema.ROOT, load()):
        say(line)
    chapters = sorted((schema.ROOT / "chapters").glob("*.ipynb"))
    return _refreshed(chapters) or _build(argparse.Namespace(editions="html", show=False))


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough, as head has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
