"""Every kind of figure reads itself aloud and keeps all its type on the sheet, at any width."""

from collections.abc import Callable

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from claimbook import plots
from claimbook.plots import Drawing
from claimbook.plots.files import svg

LONG = "A name that is so long that it has to be broken into several lines somewhere"


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


SIDES = ["china", "critic"]
KINDS: dict[str, Callable[[float], Drawing]] = {
    "bars": lambda w: plots.bars(
        frame(label=["a", LONG[:40]], value=[3, 9], side=SIDES, section=["x", "y"]), of="a", width=w
    ),
    "strip": lambda w: plots.strip(
        frame(label=["s1", "s2"], words=[9, 30], quoted=[0, 12], side=SIDES, speaker=[LONG, "b"]),
        "Words",
        width=w,
    ),
    "tree": lambda w: plots.tree(frame(label=["a", LONG], depth=[0, 1], side=SIDES), width=w),
    "checklist": lambda w: plots.checklist(
        frame(label=["a", "b"], state=["y", "n"], side=SIDES, section=["x", "x"]),
        {"y": "yes", "n": "no", "o": "other"},
        of="a",
        width=w,
    ),
    "tiles": lambda w: plots.tiles(
        frame(section=[LONG, LONG], label=["DEU", "CHN"], side=SIDES, hollow=[True, False]),
        of="a",
        width=w,
    ),
    "timeline": lambda w: plots.timeline(
        frame(
            section=["2019", "2020"], date=["6 Oct", "May"], label=[LONG, "b"], told=[True, False]
        ).assign(side="muted"),
        width=w,
    ),
    "slope": lambda w: plots.slope(
        frame(label=[LONG, "b"], band=["late", "early"], side=SIDES),
        ["early", "late"],
        ("a", "b"),
        width=w,
    ),
    "ranges": lambda w: plots.ranges(
        frame(
            label=["a", "b"],
            value=[1.0, 3.0],
            bound=["approximate", "upper"],
            side=SIDES,
            text=["1 million", "3 million"],
        ),
        "millions",
        3.4,
        width=w,
    ),
    "intervals": lambda w: plots.intervals(
        frame(label=["a"], value=[0.6], low=[0.5], high=[0.7], text=["0.60"]),
        "alpha",
        of="a",
        width=w,
    ),
    "mirror": lambda w: plots.mirror(
        frame(
            section=["x", "y"],
            side=SIDES,
            low=[39.0, None],
            high=[45.0, 54.0],
            text=["39–45", LONG],
            hollow=[False, True],
        ),
        {"china": "In support", "critic": "Critical"},
        "none found",
        width=w,
    ),
    "flow": lambda w: plots.flow(
        frame(
            section=["x"], label=["2019 → 2020"], left=[3], stayed=[20], joined=[5], side=["china"]
        ),
        width=w,
    ),
    "grid": lambda w: plots.grid(
        frame(row=[LONG], column=["accuse"], value=[3], side=["critic"]),
        [LONG],
        ["accuse", "reject"],
        of=("actors", "forms"),
        width=w,
    ),
    "bipartite": lambda w: plots.bipartite(
        frame(actor=["a", LONG], concept=[LONG, "c"], position=["agree", "disagree"], side=SIDES),
        ["a", LONG],
        [LONG, "c"],
        width=w,
    ),
    "arcs": lambda w: plots.arcs(
        frame(a=["a", "a"], b=["b", "c"], kind=["congruence", "conflict"], weight=[1, 2]),
        frame(label=["a", "b", "c"], side=[*SIDES, "source"]),
        width=w,
    ),
}


def test_every_kind_is_tried() -> None:
    assert set(KINDS) == set(plots.__all__) - {"Drawing"}


@pytest.mark.parametrize("width", [4.8, 9.0])
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_reads_itself_and_keeps_its_type_on_the_sheet(kind: str, width: float) -> None:
    drawing = KINDS[kind](width)
    assert len(drawing.alt) > 20 and drawing.alt.endswith(".")
    canvas = FigureCanvasAgg(drawing.figure)
    canvas.draw()
    sheet = drawing.figure.bbox
    assert drawing.figure.get_size_inches()[0] == width
    for text in drawing.figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= -2 and box.x1 <= sheet.x1 + 2, text.get_text()
        assert box.y0 >= -2 and box.y1 <= sheet.y1 + 2, text.get_text()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_gives_the_same_bytes_again(kind: str) -> None:
    one, two = (svg(KINDS[kind](4.8).figure, "name", "label") for _ in range(2))
    assert one == two
