"""Command line: ``python -m claimbook check | verify | refresh | build | lite | addresses``."""

import argparse
import io
import os
import sys
import webbrowser
from pathlib import Path

from claimbook.tables import schema

#: The chapter and the figure in it that the README shows.
README_PICTURE = "actors", "who-speaks-where"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0 if all is well and 1 if not (2: wrong arguments)."""
    parser = argparse.ArgumentParser(prog="python -m claimbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    help_ = "validate the tables against schema and rules"
    commands.add_parser("check", help=help_).add_argument(
        "--data", type=Path, default=schema.DATA, help="another data folder"
    )
    verify = commands.add_parser("verify", help="hold the tables against a copy of the article")
    verify.add_argument("article", type=Path)
    refresh = commands.add_parser("refresh", help="execute chapters and store canonical outputs")
    refresh.add_argument("chapters", nargs="*", type=Path, help="all of them, if none is named")
    commands.add_parser("lite", help="make the JupyterLite site, in _build/lite")
    commands.add_parser("addresses", help="add the new addresses of the built book to the list")
    built = commands.add_parser(
        "build", help="build the pages, any warning fails; or other editions"
    )
    built.add_argument(
        "editions", nargs="*", choices=("html", "pdf", "epub", "site"), default="html"
    )
    built.add_argument("--show", action="store_true", help="open the book in the browser")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a sign shows the rest
    given = parser.parse_args(arguments)
    if given.command == "check":
        return _check(given.data)
    if given.command == "verify":
        return _verify(given.article)
    if given.command == "addresses":
        return _addresses()
    if given.command == "build":
        return _build(given.editions, given.show)
    if given.command == "lite":
        return _lite()
    return _refresh(given.chapters)


def _check(folder: Path) -> int:
    from claimbook.tables import stamp
    from claimbook.tables.check import check

    if not stamp.possible():
        print("Checking needs Frictionless: pip install 'frictionless>=5.18,<6'", file=sys.stderr)
        return 2
    problems = check(folder)
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problem(s)")
        return 1
    from claimbook.tables.frames import load, records

    number = len(schema.package(folder)["resources"])
    print(f"{number} tables agree with the schema and the rules of evidence")
    tables = load(folder)
    body = tables.coverage[tables.coverage["part"] == "body"]
    share = body["held"].sum() / body["characters"].sum()
    print(
        f"Statements hold {share:.1%} of the characters of the body; with a reason they leave out:"
    )
    for row in records(tables.residues):
        print(f"- {row['end'] - row['start']} of {row['sentence_id']}: {row['reason']}")
    return 0


def _verify(path: Path) -> int:
    from claimbook.tables.frames import load
    from claimbook.tables.verify import read_article, verify

    try:
        verdict = verify(read_article(path), load())
    except FileNotFoundError:
        print(f"{path}: no such file; give the path of your copy of the article", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(verdict.reading)
    for difference in verdict.differences:
        print(f"- {difference}")
    print(f"{verdict.compared} comparisons, {len(verdict.differences)} difference(s)")
    return 1 if verdict.differences else 0


def _addresses() -> int:
    from claimbook.site import addresses

    built = addresses.public(schema.ROOT / "_build" / "html")
    print(f"{addresses.add(schema.ROOT, built)} new address(es)")
    problems = addresses.problems(addresses.listed(schema.ROOT), built)
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


def _build(editions: str | list[str], show: bool) -> int:
    from claimbook.cite.metadata import MetadataError
    from claimbook.press.browser import BrowserError
    from claimbook.press.build import BuildError, build
    from claimbook.tables.frames import DataError

    wanted = ("pdf", "epub", "html") if "site" in editions else editions
    try:
        build(*([wanted] if isinstance(wanted, str) else wanted))
    except (BrowserError, BuildError, DataError, MetadataError) as error:
        print(error, file=sys.stderr)
        return 1
    if show and "CI" not in os.environ:
        webbrowser.open((schema.ROOT / "_build" / "html" / "index.html").as_uri())
    return 0


def _lite() -> int:
    from claimbook.press.build import BuildError
    from claimbook.press.lite import lite

    try:
        folder = lite()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.0f} MB; it must be served over http (make serve)")
    return 0


def _refresh(chapters: list[Path]) -> int:
    from nbclient.exceptions import CellExecutionError

    from claimbook.press.refresh import fill, picture, refresh_all

    known = sorted((schema.ROOT / "chapters").glob("*.ipynb"))
    missing = [str(c) for c in chapters if not c.is_file()]
    if missing:
        print(f"no such chapter: {', '.join(missing)}", file=sys.stderr)
        return 1
    if other := [str(c) for c in chapters if c.suffix != ".ipynb"]:
        print(f"no notebook, so nothing to refresh: {', '.join(other)}", file=sys.stderr)
        return 1
    wanted = chapters or known
    number = 0
    try:
        for number, (path, changed) in enumerate(refresh_all(wanted), 1):
            state = "changed" if changed else "unchanged"
            print(f"[{number}/{len(wanted)}] {path.name} {state}", flush=True)
    except CellExecutionError as error:
        print(f"{wanted[number].name} failed, left as it was", error, sep="\n", file=sys.stderr)
        return 1
    try:
        for path in fill():
            print(f"{path.name}: the prose now says what the outputs say", flush=True)
    except KeyError as error:
        print(error.args[0], file=sys.stderr)
        return 1
    if not chapters:
        chapter, name = README_PICTURE
        text = picture(schema.ROOT / "chapters" / f"{chapter}.ipynb", name)
        target = schema.ROOT / "docs" / f"{name}.svg"
        target.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
