"""Every kind is drawn twice, reads itself aloud once, and no two of its texts meet."""

import inspect
from collections.abc import Callable
from functools import cache
from itertools import combinations
from math import cos, radians, sin
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from claimbook import charts
from claimbook.charts import Drawing
from claimbook.charts.canvas import Canvas
from claimbook.charts.drawing import chart
from claimbook.charts.files import image, inlined, missing, pictures, standalone
from claimbook.charts.style import CANVASES

LONG = "A name that is so long that it has to be broken into several lines somewhere"
#: Pixels of a drawing for each of its units, so that hinting does not widen the type.
FINE = 4


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


SIDES = ["china", "critic"]
ALL = [*SIDES, "source", "third_party", "affected"]
MARK = ("2020-10-07", "The report is published on this day")
#: Two sides close to each other, in numbers and in time, with ranges and outlines.
COURSE = pd.DataFrame(
    [
        ("2019-07-08", 22, 22, "critic", "22", False, False),
        ("2019-07-12", 37, 50, "china", "37–50", False, False),
        ("2019-10-29", 23, 23, "critic", "23", False, False),
        ("2019-10", 54, 54, "china", "54", False, False),
        ("2020-06-30", 27, 27, "critic", "27", False, False),
        ("2020-06-30", 52, 53, "china", "52–53", True, False),
        ("2020-07-01", 46, 46, "china", "46", False, False),
        ("2020-10-06", 39, 39, "critic", "39", False, True),
        ("2020-10-06", 45, 48, "china", "45–48", False, True),
        ("2020-10-06", 54, 57, "china", "54–57", True, True),
        ("2024-10-22", 15, 15, "critic", "15", True, False),
        ("2024-10-22", 80, 80, "china", "80", False, False),
    ],
    columns=["date", "value", "high", "side", "text", "hollow", "marked"],
)
KINDS: dict[str, Callable[[], Drawing]] = {
    "bars": lambda: charts.bars(
        frame(
            label=["a", LONG, *"cde"], value=[3, 900, 1, 0, 2], side=ALL, section=["x"] + [LONG] * 4
        ),
        of="a",
    ),
    "bars, told": lambda: charts.bars(
        frame(label=["a", LONG], value=[3, 900], side=SIDES, hollow=[True, False]),
        names={},
        hollow="not in the report",
    ),
    "strip": lambda: charts.strip(
        frame(label=["s1", "s2", "s3", "s4"], words=[9, 30, 4, 0], quoted=[0, 12, 4, 0]).assign(
            side=["source", *SIDES, "source"], speaker=["a", LONG, LONG, LONG]
        ),
        "Words",
    ),
    "glossed": lambda: charts.glossed(
        frame(label=["a", LONG, "c"], note=["x", LONG, "z"], side=ALL[:3]).assign(
            section=["x", LONG, LONG], group=["y", LONG, "z"]
        ),
        of="a",
    ),
    "tiles": lambda: charts.tiles(
        frame(
            section=["x", *[LONG] * 29], label=["DEU", *["GBR"] * 29], hollow=[True, *[False] * 29]
        ).assign(side=["china", *["critic", "none"] * 14, "third_party"]),
        of="a",
        aloud={("china", True): "In another statement"},
        names={"third_party": "On none"},
    ),
    "tiles, counted": lambda: charts.tiles(
        frame(section=["x", *[LONG] * 29], label="GBR", name="<Britain & “co”>", hollow=False)
        .assign(side=["china", *["critic", "none"] * 14, "china"], part=["a", *["b"] * 29])
        .assign(lined=[True, *[False, True] * 14, False]),
        lined="new",
        counted="part",
    ),
    "parts": lambda: charts.parts(
        frame(row=["a", "a", LONG, LONG], part=["x", LONG[:35], "y", "z"], value=[50, 48, 19, 92])
        .assign(side=["china", "china", "critic", "affected"])
        .assign(striped=[False, True, False, True]),
        "words",
    ),
    "pairs": lambda: charts.pairs(
        frame(label=["a", LONG, *"cde"], one=[3, 900, 1, 0, 2], other=[0, 98, 0, 0, 7], side=ALL),
        ("Mentions", LONG),
    ),
    "dots": lambda: charts.dots(
        frame(
            row=[*"aaaaaaa", LONG, "b"],
            column=[*["x"] * 6, "y", "y", "z"],
            section=[*"x" * 8, LONG],
        ).assign(side=[*["china"] * 6, "critic", "critic", "source"], hollow=[True] + [False] * 8),
        ["x", "y", "z"],
        of="the claims",
        hollow="content not told",
        thin=["z"],
    ),
    "dots, numbered": lambda: charts.dots(
        frame(row=["a", *["b"] * 70, LONG], column=["x", *["y"] * 70, LONG], side="critic"),
        ["x", LONG, "y"],
        of="the entries of lists",
    ),
    "passages": lambda: charts.passages(
        frame(
            number=["Title", "1", "", "2", "3"],
            words=[9, 2, 40, 30, 1],
            band=["none told", "7 Oct", "6 Oct", "6 Oct", "none told"],
            label=["a", LONG, "", "c", LONG],
            side=[*SIDES, "muted", "muted", "affected"],
        ),
        ["7 Oct", "6 Oct", "none told"],
        of="the report",
    ),
    "provenance": lambda: charts.provenance(
        frame(
            node=[*"abcde"],
            stage=[1, 2, 3, 5, 4],
            lane=[0.5, 0, 1, 0, 2],
            who=["x", LONG, "y", LONG, "z"],
            what=["1", "2", LONG[:30], None, "3"],
            side=["muted", "third_party", "source", "source", "critic"],
        ),
        [("a", "b", True), ("b", "d", False), ("a", "c", True), ("e", "d", True)],
        of="a number",
    ),
    "intervals": lambda: charts.intervals(
        frame(label=["a", LONG], value=[0.6, 0.9], low=[-0.15, 0.9], high=[0.7, 1.0]).assign(
            text=["0.60", "0.90"]
        ),
        LONG,
        of="a",
    ),
    "matrix": lambda: charts.matrix(
        frame(row=["a", "a", LONG, LONG], column=["x", LONG, "x", LONG], text=["a", LONG, "b", "c"])
        .assign(side=["china", "critic"] * 2, head=["", LONG, "", ""], title=LONG)
        .assign(section=["x", "x", LONG, LONG], shaded=[True, True, False, False]),
        ["x", LONG],
        of="a",
    ),
    "matrix, counted": lambda: charts.matrix(
        frame(row=["a"] * 40 + [LONG] * 3, column=["x"] * 40 + ["y", "y", LONG[:30]], side="sheet")
        .assign(hollow=[True, False, False] * 14 + [True])
        .assign(ringed=[*[False] * 42, True]),
        ["x", "y", LONG[:30]],
        of="a",
        names={"sheet": "Elsewhere"},
        hollow=LONG,
        ringed="This report",
    ),
    "shares": lambda: charts.shares(
        frame(
            label=["a"] * 3 + [LONG] * 3, part=["x", LONG, "z"] * 2, value=[1, 0, 9, 80, 1, 20]
        ).assign(side=["china", "both", "pale"] * 2),
        of="a",
    ),
    "course": lambda: charts.course(
        COURSE,
        "states",
        of="states behind statements at the UN",
        names={"china": "In support of China’s position", "critic": "Critical of China"},
        hollow="not comparable: a statement on Hong Kong, or of a few",
        note=LONG,
    ),
    "course, a long unit": lambda: charts.course(COURSE, LONG[:50], of="a"),
}
EVERY = pytest.mark.parametrize("shown", KINDS)


@cache
def drawing(shown: str) -> Drawing:
    """Draw a kind, once for all tests."""
    return KINDS[shown]()


@cache
def drawn(shown: str, canvas: str) -> Figure:
    """Return the figure of a kind on one canvas, laid out."""
    figure: Figure = getattr(drawing(shown), canvas)
    figure.set_dpi(72 * FINE)
    FigureCanvasAgg(figure).draw()
    return figure


def corners(text: Text) -> np.ndarray:
    """Return the corners of a text in units of the drawing, turned with it."""
    turn = radians(text.get_rotation())
    text.set_rotation(0)
    box = text.get_window_extent()
    x, y = text.get_transform().transform(text.get_position())
    text.set_rotation(turn * 180 / np.pi)
    points = [(box.x0, box.y0), (box.x1, box.y0), (box.x1, box.y1), (box.x0, box.y1)]
    turned = np.array([[cos(turn), sin(turn)], [-sin(turn), cos(turn)]])
    return ((np.array(points) - (x, y)) @ turned + (x, y)) / FINE


def shared(a: np.ndarray, b: np.ndarray) -> float:
    """Return how far two rectangles reach into each other; negative if they are apart."""
    edges = [box[1] - box[0] for box in (a, b)] + [box[3] - box[0] for box in (a, b)]
    axes = [np.array([1, 0]), np.array([0, 1]), *(edge / np.hypot(*edge) for edge in edges)]
    reach = float("inf")
    for axis in axes:
        one, other = a @ axis, b @ axis
        reach = min(reach, min(one.max(), other.max()) - max(one.min(), other.min()))
        if reach < 0:
            return reach
    return reach


def test_every_kind_is_tried() -> None:
    assert {name.split(",")[0] for name in KINDS} == set(charts.__all__) - {"Drawing"}


@EVERY
@pytest.mark.parametrize("canvas", CANVASES)
def test_type_is_large_stays_on_the_sheet_and_no_two_texts_meet(shown: str, canvas: str) -> None:
    figure = drawn(shown, canvas)
    width, height = figure.get_size_inches() * 72
    assert width == pytest.approx(CANVASES[canvas][0])
    assert width / 10 < height < 1300
    boxes = []
    for text in figure.axes[0].texts:
        assert text.get_fontsize() == CANVASES[canvas][1] >= 12
        assert abs(text.get_rotation()) <= 40
        box = corners(text)
        low, high = box.min(axis=0), box.max(axis=0)
        assert low.min() >= -1 and high[0] <= width + 1 and high[1] <= height + 1, text.get_text()
        boxes += [(text.get_text(), box)] if text.get_text() else []
    assert len(boxes) > 3
    for (one, a), (other, b) in combinations(boxes, 2):
        assert shared(a, b) <= 1, (one, other)


@EVERY
@pytest.mark.parametrize("canvas", CANVASES)
def test_no_mark_line_or_bar_leaves_the_sheet(shown: str, canvas: str) -> None:
    figure = drawn(shown, canvas)
    width, height = figure.bbox.size
    for artist in (*figure.axes[0].lines, *figure.axes[0].patches):
        box = artist.get_window_extent()
        inside = min(box.x0, box.y0, width - box.x1, height - box.y1)
        assert inside >= -FINE, f"{artist} is {-inside / FINE:.1f} pixels outside"


#: Columns that a kind may take a largest value of.
AMOUNTS = ("value", "high", "low", "one", "other", "words", "quoted")


@EVERY
@pytest.mark.parametrize("amount", [0, 1])
def test_a_scale_stands_where_all_are_nought_or_all_are_one(
    shown: str, amount: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class of two agrees on all or on nothing: no scale is the largest of its values."""

    def level(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(**{name: amount for name in AMOUNTS if name in table})

    name = shown.split(",")[0]
    kind = getattr(charts, name)
    monkeypatch.setattr(charts, name, lambda table, *a, **how: kind(level(table), *a, **how))
    for picture in pictures(KINDS[shown](), "name", "label"):
        assert "nan" not in picture.lower() and "inf" not in picture.lower()


@EVERY
def test_of_a_table_without_rows_a_kind_says_so(
    shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = shown.split(",")[0]
    kind = getattr(charts, name)
    monkeypatch.setattr(charts, name, lambda table, *a, **how: kind(table[:0], *a, **how))
    drawing = KINDS[shown]()
    assert texts(drawing) == [drawing.alt] == ["There is nothing to draw."]
    assert len(ElementTree.fromstring(standalone(pictures(drawing, "name", "label")[0]))) > 0


def test_a_word_of_any_length_stays_on_the_sheet_and_the_next_one_follows() -> None:
    for name, (width, _) in CANVASES.items():
        lines = Canvas(name).wrap("A " + "W" * 1_000 + " is long", width / 2)
        assert "".join(lines).replace(" ", "") == "A" + "W" * 1_000 + "islong"
        assert max(map(Canvas(name).across, lines)) <= width / 2


def test_words_that_look_like_parts_of_a_drawing_are_words() -> None:
    words = '#1b1f24 id="x" href="#x" href="id:c99" url(#x) US$ 5 and $ 6 </svg> --> &lt;'
    row = frame(label=[words + "\x1b\0"], value=[1], side=["muted"])
    drawn = pictures(charts.bars(row, of="texts"), "name", words + "\x1b\0")
    markup = "\n".join(drawn)
    assert inlined(image(drawn[0], words), drawn[1].splitlines()) == markup
    assert len(drawn) == 2
    for picture in map(ElementTree.fromstring, drawn):
        said = " ".join(t.text for t in picture.iter("{http://www.w3.org/2000/svg}text") if t.text)
        assert words in said and picture.attrib["aria-label"] == words
    assert 'href="id:' not in markup and 'href="#name-wide-x' not in markup


@EVERY
def test_a_kind_reads_itself_without_codes(shown: str) -> None:
    alt = drawing(shown).alt
    assert len(alt) > 20 and alt.endswith(".") and ".." not in alt
    for code in ("critic ", "critic,", "third_party", "affected", "muted", "nan", "None"):
        assert code not in alt, alt


@EVERY
def test_a_kind_gives_the_same_bytes_again(shown: str) -> None:
    assert pictures(drawing(shown), "name", "label") == pictures(KINDS[shown](), "name", "label")


def test_a_kind_has_no_width_in_its_signature_and_one_text_for_both_sheets() -> None:
    assert list(inspect.signature(charts.shares).parameters) == ["table", "of"]

    @chart
    def two_tongues(canvas: Canvas, table: pd.DataFrame) -> str:
        return f"As seen on {canvas.width} pixels."

    with pytest.raises(ValueError, match="two_tongues reads its two drawings in two ways"):
        two_tongues(frame(label=["a"]))


def test_both_pictures_stand_in_the_figure_with_ids_apart() -> None:
    wide, narrow = pictures(drawing("matrix"), "name", "What it shows")
    for canvas, picture in (("wide", wide), ("narrow", narrow)):
        head = picture.strip().split(">")[0]
        assert head.startswith(f'<svg class="cb-{canvas}" role="img" aria-label="What it shows" ')
        assert f' id="name-{canvas}-' in picture and "href" in picture
    assert missing(wide + narrow) == []
    alone = standalone(wide + narrow)
    assert 'class="cb-wide"' in alone and alone.count("<svg") == 1


def texts(of: Drawing) -> list[str]:
    """Return what is written on the wide canvas of a drawing."""
    return [text.get_text() for text in of.wide.axes[0].texts]


def test_headings_that_tell_the_sides_apart_need_no_key() -> None:
    table = frame(label=["a", "b", "a", "b"], value=[1, 2, 3, 4], section=["x", "x", "y", "y"])
    one_each = charts.bars(table.assign(side=["china"] * 2 + ["critic"] * 2))
    assert texts(one_each)[:3] == ["x", "a", "1"]
    names = {"critic": "Its critics"}
    mixed = charts.bars(table.assign(side=SIDES * 2), names=names)
    assert texts(mixed)[1:3] == ["Its critics", "x"]


def test_columns_that_tell_the_sides_apart_need_no_key() -> None:
    table = frame(row=["a", "a"], column=["x", "y"], text=["b", "c"], side=SIDES)
    assert "States critical of China" not in texts(charts.matrix(table, ["x", "y"], of="a"))
    both = charts.matrix(table.assign(column="x"), ["x"], of="a")
    assert "States critical of China" in texts(both)


def test_marks_without_words_are_counted_by_what_they_mean() -> None:
    read = drawing("matrix, counted").alt
    assert f"x: {LONG} 14 and Elsewhere 26." in read and f"{LONG[:30]}: This report 1." in read


def test_a_pointer_that_rests_on_a_tile_reads_its_name_and_no_id_is_left() -> None:
    both = pictures(drawing("tiles, counted"), "name", "label")
    markup = "".join(both)
    assert markup.count("<title>&lt;Britain &amp; “co”&gt;</title>") > 60
    assert "title:" not in markup
    for picture in both:
        ElementTree.fromstring(picture)
