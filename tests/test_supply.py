"""Nothing is installed that nothing uses, nothing used that is not declared; every licence is known and fits.

Run as a program, it writes ``licences.csv`` for what the locks name: ``python tests/test_supply.py``. What
a package says of itself it reads; a row whose basis is something else was written by hand and stays.
"""

import ast
import csv
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from pathlib import Path

import pytest
from conftest import BUILT, HTML, ROOT
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from claimbook.cite.metadata import read_book
from claimbook.site.bill import LICENCES, LOCKS, Pin, bill, pins

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
#: What the code asks for, by group: the names of packages.
GROUPS = {
    group: {canonicalize_name(Requirement(line).name) for line in lines}
    for group, lines in {
        "dependencies": PROJECT["dependencies"],
        **PROJECT["optional-dependencies"],
    }.items()
}
#: Where a group may be imported, beside those who need no extra.
ROOMS = {
    "dependencies": "",
    "check": "tables",
    "book": "cite plots site press newbook __main__",
    "own": "newbook",
    "lab": "press",
    "test": "",
}
#: What a chapter loads: an extra is imported there where it is used, and not at the top.
LIGHT = {"tables", "plots", "show", "teach", "thisbook", "chapters"}
#: Packages that nobody imports, and the words that call them.
TOOLS = {
    "jupyter-book": ("claimbook/press/build.py", 'which("jupyter-book"'),
    "accessible-pygments": ("claimbook/site/nodes.py", "a11y-high-contrast"),
    "ipykernel": ("chapters/claims.ipynb", '"name": "python3"'),
    "hatchling": ("pyproject.toml", 'build-backend = "hatchling.build"'),
    "editables": ("environment.py", '"-e"'),
    "nbval": ("Makefile", "--nbval "),
    "pytest-xdist": ("Makefile", "-n $(JOBS)"),
    "linkchecker": ("tests/site/test_book.py", '/ "linkchecker"'),
    "ruff": ("Makefile", "/ruff check"),
    "mypy": ("Makefile", "/mypy "),
    "pandas-stubs": ("claimbook/tables/frames.py", "import pandas"),
    "types-pyyaml": ("claimbook/cite/metadata.py", "import yaml"),
    "jupyterlab": ("Makefile", "/jupyter lab"),
    "jupyterlite-core": ("claimbook/press/lite.py", '"lite", "build"'),
}
#: Licences that ask for no more than their notice.
FREE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0"),
    *("MIT-CMU", "PSF-2.0", "Unlicense", "W3C", "ZPL-2.1", "Zlib", "LicenseRef-public-domain"),
}
#: What packages call a licence that has a name in SPDX.
CALLED = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "W3C License": "W3C",
}


def imports(source: str, top: bool = False) -> set[str]:
    """Return the packages that Python imports; with ``top`` those that it loads with the module."""
    tree = ast.parse(source)
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if top and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner |= set(ast.walk(node))
    names = set()
    for node in set(ast.walk(tree)) - inner:
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
    return {name.split(".")[0] for name in names}


def sources() -> Iterator[tuple[str, str, str]]:
    """Yield room, name and code of every module, chapter and test."""
    for folder in ("claimbook", "thisbook", "newbook", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            room = parts[1] if folder == "claimbook" else folder
            yield room, "/".join(parts), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        yield "chapters", path.name, code


@cache
def brought() -> dict[str, set[str]]:
    """Return which packages bring what can be imported, that of others alone."""
    own = {path.stem for path in (ROOT / "tests").rglob("*.py")} | {
        "tests",
        "claimbook",
        "thisbook",
        "newbook",
    }
    found = packages_distributions().items()
    return {name: {canonicalize_name(who) for who in by} for name, by in found if name not in own}


@cache
def needed(source: str, top: bool = False) -> dict[str, set[str]]:
    """Return what code imports of others, and the packages that bring it."""
    return {name: by for name in imports(source, top) if (by := brought().get(name))}


@cache
def used(rooms: str) -> set[str]:
    """Return the packages that some rooms import."""
    wanted = (code for room, _, code in sources() if room in rooms.split())
    return set().union(*(by for code in wanted for by in needed(code).values()))


def test_what_code_imports_is_declared_for_its_room() -> None:
    wrong = []
    for room, name, code in sources():
        extras = {group for group, rooms in ROOMS.items() if room in rooms.split()}
        may = {*GROUPS} if room == "tests" else {"dependencies", *extras}
        for top in (False, True):
            groups = {"dependencies"} if top and room in LIGHT else may
            allowed = set().union(*(GROUPS[group] for group in groups))
            wrong += [
                f"{name} imports {module}{' at its top' if top else ''}; pyproject.toml has {who} not in {groups}"
                for module, who in needed(code, top).items()
                if not who & allowed
            ]
    assert wrong == []


@pytest.mark.parametrize(
    ("group", "name"), [(group, name) for group in GROUPS for name in sorted(GROUPS[group])]
)
def test_what_is_declared_is_used(group: str, name: str) -> None:
    if name in TOOLS:
        path, words = TOOLS[name]
        assert words in (ROOT / path).read_text(encoding="utf-8"), f"{path} no longer calls {name}"
    else:
        rooms = {"dependencies": "tables plots show cite", "test": "tests"}.get(group, ROOMS[group])
        assert name in used(rooms), (
            f"nothing imports {name}: take it out of {group} in pyproject.toml"
        )


def test_each_lock_holds_its_extras_and_the_second_all_of_the_first() -> None:
    first, second = ({pin.purl for pin in locked(name)} for name in LOCKS.values())
    assert first and first < second
    only_tests = {name for group in ("test", "lab") for name in GROUPS[group]}
    named = {pin.name for pin in locked(LOCKS["building"])}
    for group in ("dependencies", "check", "book", "own"):
        assert GROUPS[group] <= named
        only_tests -= GROUPS[group]
    assert only_tests <= {pin.name for pin in locked(LOCKS["tests"])}
    assert not only_tests & {"pytest", "mypy", "ruff", "jupyterlab"} & named
    (everything,) = re.findall(
        r"^-e \.\[(.*)\]$", (ROOT / "requirements.txt").read_text("utf-8"), re.M
    )
    assert {*everything.split(",")} == {*PROJECT["optional-dependencies"]}


def locked(name: str) -> list[Pin]:
    """Return the packages of a lock."""
    return list(pins((ROOT / name).read_text(encoding="utf-8")))


def rows() -> dict[str, dict[str, str]]:
    """Return the rows of the list of licences, by package."""
    with open(ROOT / LICENCES, encoding="utf-8", newline="") as file:
        return {row["package"]: row for row in csv.DictReader(file)}


def said(package: Distribution) -> str:
    """Return the licence that a package says it has, in SPDX; empty if it does not say one."""
    about = package.metadata
    kinds = [
        c.split(" :: ")[-1] for c in about.get_all("Classifier", []) if c.startswith("License")
    ]
    says = [
        about.get("License-Expression", ""),
        about.get("License", "").strip().partition("\n")[0],
    ]
    for words in [*says, *(kinds if len(kinds) == 1 else [])]:
        try:
            return str(canonicalize_license_expression(CALLED.get(words, words)))
        except InvalidLicenseExpression:
            continue
    text = "".join(
        path.read_text(encoding="utf-8")
        for path in package.files or []
        if re.fullmatch(r"(LICEN[CS]E|COPYING)(\.\w+)?", path.name) and "dist-info" in str(path)
    )
    if kinds == ["BSD License"] and text:
        return "BSD-3-Clause" if re.search(r"Neither\s+the\s+name", text) else "BSD-2-Clause"
    return ""


def free(expression: str) -> bool:
    """Return whether a licence asks for no more than its notice."""
    ways = [re.findall(r"[\w.-]+", way.replace(" AND ", " ")) for way in expression.split(" OR ")]
    return any({*way} <= FREE for way in ways)


def test_every_licence_is_known_and_fits_or_says_why() -> None:
    names = {pin.name for lock in LOCKS.values() for pin in locked(lock)}
    assert rows().keys() == names, "python tests/test_supply.py writes the list"
    for name, row in rows().items():
        assert canonicalize_license_expression(row["licence"]) == row["licence"], name
        assert free(row["licence"]) == (not row["why"]), (
            f"{name}: {row['licence']}; why is it fine?"
        )
        assert row["basis"], name


def test_what_packages_say_of_their_licence_is_what_is_listed() -> None:
    compared = 0
    for name, row in rows().items():
        try:
            says = said(distribution(name))
        except PackageNotFoundError:  # needed on another system only
            continue
        compared += 1
        if row["basis"] == "package":
            assert says == row["licence"], name
        else:  # what it says, if anything, is not the whole
            assert not says or (says in row["licence"] and says != row["licence"]), name
    assert compared > 200


def test_the_bill_is_valid_and_hangs_on_no_machine(tmp_path: Path) -> None:
    book = read_book(ROOT)
    font = "a.woff2,@type/face,1.0,files/a.woff2,OFL-1.1,LICENSE.txt," + "0" * 64 + ",the face"
    vendored = tmp_path / "vendored.csv"
    head = "file,package,version,path,licence,licence_file,sha256,use"
    vendored.write_text(f"{head}\n{font}\n", encoding="utf-8")
    text = bill(ROOT, book, vendored)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    made = json.loads(text)
    for component in made["components"]:
        assert component["licenses"] and component["purl"], component["name"]
    for name in (*LOCKS.values(), LICENCES):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert bill(tmp_path, book, vendored) == text
    uses = {c["name"]: c["properties"][0]["value"] for c in made["components"] if "properties" in c}
    assert (uses["sphinx"], uses["pytest"]) == ("building", "tests")
    scopes = {c["purl"]: c["scope"] for c in made["components"]}
    assert [purl for purl, scope in scopes.items() if scope == "required"] == [
        "pkg:npm/%40type/face@1.0#files/a.woff2"
    ], "this alone is published"
    asks = {entry["ref"]: entry["dependsOn"] for entry in made["dependencies"]}
    assert asks.keys() == {made["metadata"]["component"]["bom-ref"]} | {
        component["bom-ref"] for component in made["components"]
    }
    reached, left = set(), [book.slug]
    while left:
        left += {*asks[ref := left.pop()]} - reached
        reached.add(ref)
    assert reached == asks.keys(), "each is asked for by the book or by one that is"


WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1).map(lambda word: f"a{word}a")
DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
PINS = st.builds(
    Pin,
    WORD,
    st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}(\.post[0-9])?", fullmatch=True),
    st.lists(DIGEST, min_size=1, max_size=4).map(tuple),
    st.lists(WORD, min_size=1, max_size=3).map(tuple),
)


@settings(max_examples=50, derandomize=True, database=None)
@given(st.lists(st.tuples(PINS, st.sampled_from(["", " ; sys_platform == 'win32'"]))))
def test_a_lock_is_read_whole_whatever_stands_in_it(entries: list[tuple[Pin, str]]) -> None:
    lock = "# This file was autogenerated by uv via the following command:\n#    make lock\n"
    for pin, marker in entries:
        lines = [
            f"{pin.name}=={pin.version}{marker}",
            *(f"    --hash=sha256:{h}" for h in pin.hashes),
        ]
        one = [f"    # via {pin.via[0]}"]
        via = one if len(pin.via) == 1 else ["    # via", *(f"    #   {who}" for who in pin.via)]
        lock += " \\\n".join(lines) + "\n" + "\n".join(via) + "\n    #   -c requirements.lock\n"
    assert list(pins(lock)) == [pin for pin, _ in entries]


@BUILT
def test_the_bill_lies_beside_the_downloads() -> None:
    book = read_book(ROOT)
    published = HTML / "downloads" / f"{book.slug}.cdx.json"
    assert json.loads(published.read_text(encoding="utf-8"))["metadata"]["component"]["version"]


def write_licences() -> None:
    """Write the list of licences for what the locks name; rows written by hand stay."""
    before, after = rows(), []
    for name in sorted({pin.name for lock in LOCKS.values() for pin in locked(lock)}):
        row = before.get(name, {"package": name, "licence": "", "basis": "package", "why": ""})
        if row["basis"] == "package":
            try:
                row["licence"] = said(distribution(name))
            except PackageNotFoundError:
                print(f"{name} is not installed here: its licence stays {row['licence'] or 'open'}")
        if not row["licence"]:
            print(f"{name} does not say its licence: read its files, and fill licence, basis, why")
        after.append(row)
    with open(ROOT / LICENCES, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, after[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(after)


if __name__ == "__main__":
    write_licences()
