"""Every figure of the book keeps the order of the sides, and its colours belong to them alone."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
import pytest

from claimbook import load
from claimbook.charts.files import inlined
from claimbook.charts.style import CANVASES, NEUTRAL, looks
from claimbook.data.schema import codes, parties, short
from tests.conftest import ROOT

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"(?:fill|stroke): var\(--cb-(\w+)")


class Shape(NamedTuple):
    """A mark or a bar in the colour of a meaning: where its left end and its middle are."""

    x: float
    y: float
    meaning: str


def figures() -> dict[str, str]:
    """Return the stored pictures of every figure of the book, by name."""
    return {
        about["name"]: inlined(output["data"]["text/html"], about["narrow"])
        for path in sorted((ROOT / "chapters").glob("*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if (about := output.get("metadata", {}).get("claimbook", {})).get("kind") == "figure"
    }


FIGURES = figures()
EVERY = pytest.mark.parametrize("name", FIGURES)


def drawn(name: str, canvas: str) -> tuple[list[Shape], list[tuple[float, float, str]]]:
    """Return the shapes of a picture that have a colour with a meaning, and its texts, with their places."""
    found = re.search(rf'<svg class="cb-{canvas}".*?</svg>', FIGURES[name], re.DOTALL)
    assert found
    picture = ElementTree.fromstring(found[0].replace("xlink:", ""))
    shapes = []
    for node in picture.iter():
        meaning = COLOUR.search(node.get("style", ""))
        if meaning and node.tag == f"{SVG}use":
            shapes.append(Shape(float(node.get("x", 0)), float(node.get("y", 0)), meaning[1]))
        elif meaning and node.tag == f"{SVG}path" and "z" in node.get("d", ""):
            points = re.findall(r"[ML] (\S+) (\S+)", node.get("d", ""))
            xs, ys = ([float(each) for each in part] for part in zip(*points, strict=True))
            shapes.append(Shape(min(xs), (min(ys) + max(ys)) / 2, meaning[1]))
    texts = [
        (float(t.get("x", 0)), float(t.get("y", 0)), t.text or "")
        for t in picture.iter(f"{SVG}text")
    ]
    return shapes, texts


@EVERY
@pytest.mark.parametrize("canvas", CANVASES)
def test_chinas_side_comes_first_as_the_methods_say(name: str, canvas: str) -> None:
    order = [looks()[side] for side in parties()]
    shapes = [shape for shape in drawn(name, canvas)[0] if shape.meaning in order]
    met = [s.meaning for s in sorted(shapes, key=lambda s: (round(s.y / 8), s.x))]
    if set(met) == set(order):
        assert met[0] == order[0]


@EVERY
@pytest.mark.parametrize("canvas", CANVASES)
def test_a_name_has_the_colour_of_its_side_and_nobody_else_has_it(name: str, canvas: str) -> None:
    data = load()
    side = dict(zip(data.actors["name"], data.actors["side"], strict=True))
    side |= {words: code for code, words in (*codes("side").items(), *short("side").items())}
    shapes, texts = drawn(name, canvas)
    colours = {*looks().values()} - {"muted"}
    for x, y, words in texts:
        beside = [s for s in shapes if abs(s.y - y + 4) < 6 and 0 < x - s.x < 22]
        if beside and (words in side or words in ("This report", "VICE", "Outlets elsewhere")):
            own = looks()[side[words]] if words in side else ""
            nearest = max(beside, key=lambda s: s.x).meaning
            assert nearest not in colours - {own}, (words, nearest)


def test_what_is_of_no_side_has_no_colour_of_one() -> None:
    assert not set(NEUTRAL.values()) & set(looks().values()) - {"muted"}
