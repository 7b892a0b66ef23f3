"""Figures, tables and numbers as the reader gets them: accessible HTML in the cell's output.

An output says what it is: its metadata carry kind, name, label, and the rows that have an address.
The site reads these and never the HTML.
"""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from myst_nb import glue

from claimbook.plots.files import svg
from claimbook.show.markup import write
from claimbook.tables import anchors

#: An alternative text with more characters than this is a description, not a name.
LONG = 250


def prose(**values: object) -> None:
    """Store values for the prose, which names them with the role ``glue:text``."""
    for name, value in values.items():
        glue(name, str(value), display=False)


def emit(
    markup: str,
    text: str,
    kind: str,
    name: str,
    label: str,
    rows: tuple[str, Mapping[str, str]] | None = None,
    **more: object,
) -> None:
    """Display HTML that says what it is, with a plain text for readers without HTML.

    ``kind``, ``name`` and ``label`` describe the whole (:mod:`claimbook.tables.anchors` has the
    kinds); ``rows`` the rows that have an address: their kind, and a label for each identifier.
    ``more`` is what the site needs besides to complete or publish it.
    """
    about: dict[str, object] = {"kind": kind, "name": name, "label": label, **more}
    if rows and rows[1]:
        about["rows"] = {"kind": rows[0], "labels": dict(rows[1])}
    display({"text/html": markup, "text/plain": text}, metadata={"claimbook": about}, raw=True)


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    heads: Sequence[str] | None = None,
    rows: tuple[str, Iterable[str]] | None = None,
    filters: Sequence[str] = (),
) -> None:
    """Display a table with the permanent anchor ``tab-name``.

    The first column heads the rows; ``heads`` replace the names of the columns. ``rows`` gives each
    row an address: what kind of object it is, and its identifier. ``filters`` names columns by
    which the reader can filter; the table can then be sorted too.
    """
    if heads:
        frame = frame.set_axis(list(heads), axis=1)
    kind, names = (rows[0], [str(i) for i in rows[1]]) if rows else ("", [])
    markup = write(
        "table.html",
        frame=frame,
        name=name,
        caption=caption,
        rows=[anchors.anchor(kind, i) for i in names],
        filters=filters,
    )
    labels = dict(zip(names, frame.iloc[:, 0].astype(str), strict=True)) if rows else {}
    emit(markup, caption, "table", name, caption, (kind, labels))


def figure(
    fig: Figure, name: str, caption: str, alt: str, data: pd.DataFrame, heads: Sequence[str]
) -> None:
    """Display a figure with the permanent anchor ``fig-name``.

    ``caption`` states the finding, ``alt`` says what the picture shows; both should be computed. Of a
    long ``alt`` the first sentence and the caption name the picture, the rest stands in a fold.
    ``data`` is the table behind the figure, shown in a fold under the column names ``heads``.
    """
    label, _, rest = alt.partition(". ") if len(alt) > LONG else (alt, "", "")
    if rest:
        label = f"{label}. {caption}"
    frame = data.set_axis(list(heads), axis=1)
    markup = write(
        "figure.html",
        name=name,
        caption=caption,
        picture=svg(fig, name, label),
        described=rest,
        frame=frame,
    )
    csv = frame.to_csv(index=False, lineterminator="\n")
    emit(markup, alt, "figure", name, caption, described=bool(rest), table=csv)
