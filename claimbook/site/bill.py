"""What the book is made with, and what its pages carry of others: an SBOM, as CycloneDX 1.6 has it.

It is made of the locks, of ``licences.csv`` and of the list of vendored files, never of what happens to be
installed, so that its bytes are the same on every machine. Packages have the scope ``excluded``: they
build or test the book and nothing of them is published. Source: ECMA-424, CycloneDX 1.6.
"""

import csv
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from claimbook.cite.metadata import Book

#: What a lock is for; a package of the first is not told again by the second, which holds both.
LOCKS = {"building": "requirements.lock", "tests": "requirements-test.lock"}
LICENCES = "licences.csv"
#: What the pages carry of others: file, package and version at npm, path there, licence, hash, use.
VENDORED = Path(__file__).parent / "theme" / "static" / "vendor" / "vendored.csv"
#: A package in a lock, as uv writes it: name, version, when it is needed, hashes, who asks for it.
PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s\\]+)(?: ; [^\\\n]+)? \\\n"
    r"(?P<hashes>(?: +--hash=\S+(?: \\)?\n)+)(?P<via>(?: +#.*\n)*)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Pin:
    """A package of a lock: its files by their SHA-256, and the names of those who ask for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its name among all packages of the world.

        >>> Pin("numpy", "2.3.0", (), ()).purl
        'pkg:pypi/numpy@2.3.0'
        """
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(lock: str) -> Iterator[Pin]:
    """Yield the packages of a lock; ``via`` has the package itself where pyproject.toml asks."""
    for found in PIN.finditer(lock):
        askers = (
            line.strip(" #").removeprefix("via").split() for line in found["via"].splitlines()
        )
        yield Pin(
            found["name"],
            found["version"],
            tuple(re.findall(r"sha256:([0-9a-f]{64})", found["hashes"])),
            tuple(words[0] for words in askers if words and not words[0].startswith("-")),
        )


def can_be_made(root: Path) -> bool:
    """Return whether a book brings what its bill is made of."""
    return all((root / name).is_file() for name in (*LOCKS.values(), LICENCES))


def licences(root: Path) -> dict[str, str]:
    """Return the licence of every package, an SPDX expression, by name."""
    with open(root / LICENCES, encoding="utf-8", newline="") as file:
        return {row["package"]: row["licence"] for row in csv.DictReader(file)}


def bill(root: Path, book: Book, vendored: Path = VENDORED) -> str:
    """Return the SBOM of a book as JSON; ``vendored`` lists what its pages carry of others.

    Raises :class:`FileNotFoundError` if the folder has no locks or no list of licences.
    """
    known = licences(root)
    components = list(carried(vendored))
    asked: dict[str, set[str]] = defaultdict(set)
    asked["claimbook"] = {component["bom-ref"] for component in components}
    named = defaultdict(list, {ref: [ref] for ref in asked["claimbook"]})
    for use, name in LOCKS.items():
        for pin in pins((root / name).read_text(encoding="utf-8")):
            if pin.purl not in named[pin.name]:
                named[pin.name].append(pin.purl)
                components.append(package(pin, use, known.get(pin.name)))
            for asker in pin.via:
                asked[asker].add(pin.purl)
    named["claimbook"] = [book.slug]
    made: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{book.date}T00:00:00Z",
            "lifecycles": [{"phase": "build"}],
            "authors": [{"name": author.name} for author in book.authors],
            "component": {
                "type": "application",
                "bom-ref": book.slug,
                "name": book.short_title,
                "version": book.version,
                "licenses": [{"expression": " AND ".join(book.licenses)}],
            },
        },
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(asked[name])}
            for name in sorted(named)
            for ref in named[name]
        ],
    }
    content = json.dumps(made, ensure_ascii=False, sort_keys=True)  # names the bill, not a moment
    made["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_OID, content).urn
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def carried(vendored: Path) -> Iterator[dict[str, Any]]:
    """Yield the files of others that the pages carry, as components."""
    with open(vendored, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            purl = f"pkg:npm/{quote(row['package'])}@{row['version']}#{row['path']}"
            yield {
                "type": "file",
                "bom-ref": purl,
                "name": row["file"],
                "version": row["version"],
                "description": row["use"],
                "scope": "required",
                "hashes": [{"alg": "SHA-256", "content": row["sha256"]}],
                "licenses": [{"expression": row["licence"]}],
                "purl": purl,
            }


def package(pin: Pin, use: str, licence: str | None) -> dict[str, Any]:
    """Return a package as a component; its files, one for each system, by their hashes."""
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "scope": "excluded",
        "purl": pin.purl,
        **({"licenses": [{"expression": licence}]} if licence else {}),
        "externalReferences": [
            {
                "type": "distribution",
                "url": pin.purl,
                "hashes": [{"alg": "SHA-256", "content": value} for value in pin.hashes],
            }
        ],
        "properties": [{"name": "claimbook:for", "value": use}],
    }
