"""Command line of the book, and of the books of one's own.

A command works on the book in whose folder one is, as git does, or on the folder DIR that is named.
"""

import argparse
import gc
import io
import os
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from claimbook.atomic import WRITE_ERRORS
from claimbook.data import schema
from claimbook.data.problems import Data, Problem, UserError
from claimbook.data.text import unseen

#: Commands of the generator of new books, whose libraries not everybody has installed.
NEWBOOK = ("new", "place", "book")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 if all is well and 1 if not (2: wrong arguments)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows the rest
            if not stream.isatty() and "PYTHONIOENCODING" not in os.environ:
                stream.reconfigure(encoding="utf-8")  # a file has all of them, also on Windows
    given = commands().parse_args(arguments)
    folder = getattr(given, "folder", None)
    if folder is not None and (folder / schema.DESCRIPTOR).is_file():
        folder = folder.resolve().parent  # the data folder of a book is as good
    if folder is not None and folder.resolve() != schema.ROOT:
        return run_in(folder, given)
    try:
        return int(given.run(given))
    except UserError as error:
        say(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        if given.command not in NEWBOOK:
            raise
        right = f"{error.name} is missing; it comes with claimbook[own,book]"
        say(f"claimbook {given.command}: {right}", file=sys.stderr)
        return 2
    except FileNotFoundError as error:
        right = "is missing (git checkout brings back a file of the book, make html what is built)"
        say(f"{error.filename}: {right}", file=sys.stderr)
    except OSError as error:
        if error.errno not in WRITE_ERRORS:
            raise
        place = f"{error.filename}: " if error.filename else ""
        say(f"{place}{error.strerror}. What stood there before is as it was.", file=sys.stderr)
    return 1


def run_in(folder: Path, given: argparse.Namespace) -> int:
    """Run a command on the book in another folder, as if one were there."""
    if not schema.is_book(folder):
        right = "is no folder of a book (it has no data/datapackage.json); make one: claimbook new"
        say(f"{folder}: {right}", file=sys.stderr)
        return 2
    files = [*getattr(given, "sheets", ()), *filter(None, [getattr(given, "article", None)])]
    command = [sys.executable, "-m", "claimbook", given.command, *(str(f.resolve()) for f in files)]
    command += ["--words"] * getattr(given, "words", False)
    paths = [os.environ.get("PYTHONPATH"), str(Path(__file__).resolve().parents[1])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    return subprocess.run(command, cwd=folder, env=env).returncode


def say(*lines: object, file: TextIO | None = None) -> None:
    r"""Print lines such that nothing in them steers the terminal: what nobody sees is written out.

    >>> say("a\x1b[2J\u202eb")
    a\\x1b[2J\\u202eb
    """
    for line in map(str, lines):
        escaped = {ord(c): c.encode("unicode_escape").decode() for c in unseen(line) if c != "\n"}
        print(line.translate(escaped), file=file, flush=True)


def commands() -> argparse.ArgumentParser:
    """Return the commands with their arguments, an example of each, and what runs them."""
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "python -m claimbook", description=__doc__, formatter_class=style
    )
    every = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        run: Callable[[argparse.Namespace], int], help_: str, *examples: str
    ) -> argparse.ArgumentParser:
        name = run.__name__.strip("_")
        epilog = "\n  ".join(
            ["examples:", *(f"python -m claimbook {e}" for e in examples or [name])]
        )
        made = every.add_parser(
            name, help=help_, description=help_, epilog=epilog, formatter_class=style
        )
        made.set_defaults(run=run)
        return made

    check = command(_check, "hold the tables against schema and constraints", "check", "check DIR")
    fmt = command(
        _fmt,
        "write order, new numbers, and what follows from other cells, into the tables",
        *("fmt", "fmt --words"),
    )
    fmt.add_argument("--words", action="store_true", help="take new words into data/words.txt")
    verify = command(_verify, "hold the tables against a copy of the article", "verify FILE")
    verify.add_argument("article", type=Path, help="the text, or a saved page of it")
    agree = command(
        _agree,
        "compare codes, one’s own or a class’s, with the book",
        *("agree anna.csv", "agree FOLDER", "agree --book DIR anna.csv"),
    )
    agree.add_argument("sheets", type=Path, nargs="+", metavar="CSV", help="a table or a folder")
    codebook = command(
        _codebook,
        "print the codebook for somebody who codes the article",
        "codebook --blind > codebook.md",
    )
    codebook.add_argument(
        "--blind", action="store_true", help="without what gives the book’s codes away"
    )
    refresh = command(
        _refresh,
        "execute chapters and store what they put out",
        *("refresh", "refresh chapters/claims.ipynb"),
    )
    refresh.add_argument("chapters", nargs="*", type=Path, help="all of them, if none is named")
    build = command(
        _build, "build the pages or other editions; any warning fails", "build --show", "build site"
    )
    editions = ("html", "pdf", "epub", "site")
    build.add_argument(
        "editions", nargs="*", choices=editions, default="html", help="html: the pages; site: all"
    )
    build.add_argument("--show", action="store_true", help="open the book in the browser")
    live = command(
        _live,
        "serve the book to this machine, and build it again whenever a file is saved",
        *("live", "live --port 9000"),
    )
    live.add_argument("--port", type=int, default=8765, help="of http://127.0.0.1 (8765)")
    command(_release, "write the manifest, if CHANGELOG explains each change")
    command(_lite, "make the JupyterLite site, in _build/lite")
    new = command(_new, "begin a book on another news report", "new DIR --text report.txt")
    new.add_argument("target", type=Path, metavar="DIR", help="the folder to make")
    new.add_argument("--text", type=Path, required=True, help="the report as plain text, UTF-8")
    new.add_argument("--title", default="", help="the headline, if the text does not begin with it")
    new.add_argument("--language", default="en", help="of the text, as ISO 639-1 has it (en)")
    place = command(_place, "put numbers where you wrote words for a position", "place DIR")
    book = command(_book, "make a book of what you have coded so far", "book DIR")
    here = "the folder of the book, if it is not this one"
    for made in (check, fmt, verify, place, book):
        made.add_argument("folder", nargs="?", type=Path, metavar="DIR", help=here)
    agree.add_argument("--book", dest="folder", type=Path, metavar="DIR", help=here)
    return parser


def _check(_: argparse.Namespace) -> int:
    from claimbook.data.check import examine, to_do
    from claimbook.data.read import read

    gc.disable()  # a long book is a million cells without a circle: to look for some takes a third
    data = read()
    if problems := examine(data):
        say(*problems, f"{len(problems)} problem(s)")
        return 1
    say(f"{len(data.tables)} tables agree with the schema and the constraints")
    if left := to_do(data):
        say(f"Still to do, {len(left)}:", *(f"- {line}" for line in together(left)))
    _covered(data)
    return 0


def _fmt(given: argparse.Namespace) -> int:
    from claimbook.data.fmt import fmt
    from claimbook.data.read import read

    if problems := read(schema.DATA).problems:
        say(*problems, "Nothing was written.", file=sys.stderr)
        return 1
    changed = fmt(schema.DATA, add_words=given.words)
    say(
        *(f"{path} written" for path in changed)
        if changed
        else ["The tables are as they should be."]
    )
    return 0


def together(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield problems in words, those of one kind in one line."""
    kinds: dict[tuple[str, str | None, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.file, problem.column, problem.right), []).append(problem)
    for (file, column, right), found in kinds.items():
        values = ", ".join(problem.value for problem in found if problem.value)
        whole = f"{file}, column {column}, {len(found)} times: {right} ({values})"
        yield whole if len(found) > 1 else str(found[0])


def _covered(data: Data) -> None:
    """Print how much of the body the statements hold, and what they leave out."""
    from claimbook.data.frames import coverage, frame, records
    from claimbook.data.positions import quoted_words_in_tables
    from claimbook.data.text import MAX_QUOTED_SHARE

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
    from claimbook.data.frames import load
    from claimbook.data.verify import read_article, verify

    try:
        verdict = verify(read_article(given.article), load())
    except OSError as error:
        right = f"cannot be read ({error.strerror}); give the path of your copy of the article"
        raise UserError(f"{given.article}: {right}") from None
    except ValueError as error:
        raise UserError(error) from None
    say(verdict.reading, *(f"- {difference}" for difference in verdict.differences))
    say(f"{verdict.compared} comparisons, {len(verdict.differences)} difference(s)")
    return 1 if verdict.differences else 0


def _agree(given: argparse.Namespace) -> int:
    from claimbook.data.coding_sheet import read_sheets
    from claimbook.data.frames import load
    from claimbook.data.text import one_line
    from claimbook.teach.agree import class_report, coder_report, left_out, write_class_files

    tables = load()
    sheets, wrong = read_sheets(given.sheets, tables)
    several = len(sheets) > 1
    head, *rest = class_report(sheets, tables) if several else coder_report(sheets[0], tables)
    say(head, *left_out(sheets, wrong), *rest)
    if several:
        first = next(path for path in given.sheets if path.exists()).resolve()
        folder = first if first.is_dir() else first.parent
        say(*(one_line(str(path)) for path in write_class_files(sheets, tables, folder)))
    return 1 if wrong else 0


def _codebook(given: argparse.Namespace) -> int:
    from claimbook.data.frames import load
    from claimbook.teach.coder import codebook

    say(codebook(load(), given.blind))
    return 0


def _refresh(given: argparse.Namespace) -> int:
    from claimbook.builders.refresh import refresh_book

    refresh_book(given.chapters, tell=say)
    return 0


def _build(given: argparse.Namespace) -> int:
    from claimbook.builders.editions import build

    wanted = [given.editions] if isinstance(given.editions, str) else given.editions
    gc.disable()  # a tenth of the time; the process ends with the build, so 50 MB may wait
    build(*(("pdf", "epub", "html") if "site" in wanted else wanted), tell=say)
    if given.show and "CI" not in os.environ:
        webbrowser.open((schema.ROOT / "_build" / "html" / "index.html").as_uri())
    return 0


def _live(given: argparse.Namespace) -> int:
    from claimbook.live.server import live

    live(given.port, tell=say)
    return 0


def _release(_: argparse.Namespace) -> int:
    from claimbook.atomic import atomic_write
    from claimbook.builders.editions import build
    from claimbook.builders.hashes import FILE, hash_list
    from claimbook.builders.release import release
    from claimbook.cite.metadata import read_book
    from claimbook.site.redirects import LEDGER, record

    changed = release()
    say(
        f"{len(changed)} row(s) of the manifest written"
        if changed
        else "The tables are as released."
    )
    build("pdf", "epub", "html", tell=say)  # the pages publish the manifest
    if read_book().url:  # what nobody could visit needs to lead nowhere
        say(f"{LEDGER}: {record(schema.ROOT)} new address(es)")
    atomic_write(schema.ROOT / FILE, hash_list(schema.ROOT))
    say(f"{FILE}: the hashes of this build")
    return 0


def _lite(_: argparse.Namespace) -> int:
    from claimbook.builders.lite import lite

    folder = lite()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    say(f"{folder}: {size / 1e6:.0f} MB; it must be served over http (python -m http.server)")
    return 0


def _new(given: argparse.Namespace) -> int:
    from newbook.project import create

    say(*create(given.target, given.text, given.title, given.language))
    return 0


def _place(_: argparse.Namespace) -> int:
    from newbook.locate import locate

    filled, problems = locate(schema.ROOT)
    say(*problems, f"{filled} cell(s) filled, {len(problems)} problem(s)")
    return 1 if problems else 0


def _book(_: argparse.Namespace) -> int:
    from claimbook.builders.editions import build
    from claimbook.builders.refresh import refresh_book
    from claimbook.data.frames import load
    from newbook.pages import write_pages

    if schema.ROOT == schema.HOME:
        say("This is the book itself; name a folder made by claimbook new", file=sys.stderr)
        return 2
    say(*write_pages(schema.ROOT, load()))
    refresh_book(tell=say)
    build("html", tell=say)
    return 0


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough, as head has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
