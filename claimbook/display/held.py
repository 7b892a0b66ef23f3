"""How much of the essays a condition holds, as values that any page can say.

``<data value="held.sentences">``, and ``held.of-sentences``, ``held.numbers``, ``held.of-numbers``,
``held.findings``, and how many findings of each grade there are: ``held.counted``, ``held.looked-up``,
``held.judged``. `make refresh` writes them, and the build sees that they are right.
"""

import json
import re
from collections import Counter
from pathlib import Path

from claimbook.cite.metadata import ESSAYS, read_chapters
from claimbook.data.anchors import PREFIXES
from claimbook.data.wording import numbers
from claimbook.display.findings import GRADES
from claimbook.display.markdown import DATA, outputs, paragraphs, stored_values

#: The page that these values name.
PAGE = "held"
#: What is no sentence of an essay: front matter, code, captions, headings, the lines of a box, addresses.
_OUT = re.compile(
    r"\A---\n[\s\S]*?^---$|^(`{3,})[\s\S]*?^\1$|^<!-- \{caption\}[\s\S]*?(?=\n\n|\Z)|^(?:[:#%]).*$|(?<=\])\([^)]*\)",
    re.MULTILINE,
)
_QUOTED = re.compile(r"“[^”]*”")
_END = re.compile(r"[.!?][”’)\]*]*(?=\s|$)")


def held(root: Path) -> dict[str, str]:
    """Return the values, by name, from the sources and the stored outputs of a book.

    A sentence is held where it is that of a finding; a number where it stands in one or is computed. Numbers
    inside quotation marks are somebody else's, and count in neither.
    """
    says: dict[str, str] = {}
    grades: Counter[str] = Counter()
    notebooks = {}
    for path in sorted((root / "chapters").glob("*.ipynb")):
        notebooks[f"chapters/{path.stem}"] = notebook = json.loads(path.read_text("utf-8"))
        says |= stored_values(notebook)
        grades.update(about["grade"] for about in outputs(notebook) if "grade" in about)
    pages = [(root / "index.md").read_text(encoding="utf-8")]
    for name, chapter in read_chapters(root).items():
        if chapter.part == ESSAYS and name in notebooks:
            pages.append("\n\n".join(paragraphs(notebooks[name])))
    found = [share(page, says) for page in pages]
    sentences, of_sentences, told, of_told = map(sum, zip(*found, strict=True))
    counted = {"sentences": sentences, "of-sentences": of_sentences, "numbers": told}
    counted |= {"of-numbers": of_told, "findings": grades.total()}
    counted |= {grade.replace(" ", "-"): grades[grade] for grade in GRADES}
    return {f"{PAGE}.{name}": str(number) for name, number in counted.items()}


def share(text: str, says: dict[str, str]) -> tuple[int, int, int, int]:
    r"""Return how many sentences of a page a condition holds, of how many, and how many numbers, of how many.

    >>> share('# Two\n\n<data value="found-a">x</data> It was <data value="n">7</data> of nine.', {"found-a": "Ten."})
    (1, 2, 2, 3)
    """
    text = _OUT.sub("", text)
    found = [
        says.get(m[1], m[2]) for m in DATA.finditer(text) if m[1].startswith(PREFIXES["finding"])
    ]
    computed = [m[2] for m in DATA.finditer(text) if not m[1].startswith(PREFIXES["finding"])]
    rest = DATA.sub(lambda m: "" if m[1].startswith(PREFIXES["finding"]) else "so many", text)
    sentences = sum(len(_END.findall(sentence)) for sentence in found)
    told = len([n for sentence in found for n in numbers(sentence)]) + len(computed)
    loose = len(_END.findall(rest)), len(numbers(_QUOTED.sub("", rest)))
    return sentences, sentences + loose[0], told, told + loose[1]
