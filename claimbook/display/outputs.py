"""Figures, tables and numbers as the reader gets them: accessible HTML in the cell's output.

An output says what it is: its metadata carry kind, name, label, and the rows that have an address.
The site reads these and never the HTML.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from IPython.display import display

from claimbook.data import anchors, schema
from claimbook.data.text import no_formula
from claimbook.display.html import render
from claimbook.display.markdown import links_for_jupyter

if TYPE_CHECKING:
    from claimbook.charts import Drawing

#: An alternative text with more characters than this is a description, not a name.
LONG = 250


def emit(
    markup: str,
    text: str,
    kind: str,
    name: str,
    label: str,
    rows: tuple[str, Mapping[str, str]] = ("", {}),
    **more: object,
) -> None:
    """Display HTML that says what it is, with a plain text for readers without HTML.

    ``kind``, ``name`` and ``label`` describe the whole (:mod:`claimbook.data.anchors` has the
    kinds); ``rows`` the rows that have an address: their kind, and a label for each identifier.
    ``more`` is what the site needs besides to complete or publish it.
    """
    about: dict[str, object] = {"kind": kind, "name": name, "label": label, **more}
    kind_of_rows, labels = rows
    if labels:
        about["rows"] = {"kind": kind_of_rows, "labels": dict(labels)}
    display(
        {"text/html": links_for_jupyter(markup), "text/plain": text},
        metadata={"claimbook": about},
        raw=True,
    )


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    columns: Sequence[str] = (),
    /,
    *,
    rows: tuple[str, Iterable[str]] | None = None,
    filters: Sequence[str] = (),
    languages: Mapping[str, Iterable[str]] | None = None,
    **heads: str,
) -> None:
    """Display columns of a frame as a table with the permanent anchor ``tab-name``.

    ``columns`` are those to show, in order; without them the ``heads``, without these all. What stands
    over a column is its head in ``heads``, or its title in the descriptor if the table is named
    like one of the data, or its own name. The first column heads the rows.

    ``rows`` gives each row an address: what kind of object it is, and its identifier. The rows of a
    table of the data have theirs without it. ``filters`` names heads by which the reader can filter;
    "Words" is a field for words that a row must hold. The table can then be sorted too.
    ``languages`` says, for a head, in which language each cell below it is.
    """
    resource = name.replace("-", "_") if name.replace("-", "_") in schema.tables() else ""
    shown = headed(frame, resource, columns, heads)
    if unknown := set(filters) - {"Words", *shown.columns}:
        raise KeyError(f"table {name!r} has no column {sorted(unknown)} to filter by")
    kind, identifiers = rows or addressed(frame, resource)
    names = [str(i) for i in identifiers]
    label = schema.label(resource) if resource else ""
    words = (frame[label] if label else shown.iloc[:, 0]).astype(str)
    markup = render(
        "table.html",
        frame=shown,
        name=name,
        caption=caption,
        rows=[anchors.anchor(kind, i) for i in names],
        filters=filters,
        languages={head: list(each) for head, each in (languages or {}).items()},
    )
    emit(markup, caption, "table", name, caption, (kind, dict(zip(names, words, strict=False))))


def addressed(frame: pd.DataFrame, resource: str) -> tuple[str, Iterable[str]]:
    """Return kind and identifiers of rows of a table of the data; nothing if they have no address.

    A statement has its address on its card and not in a table.
    """
    kind = anchors.kind_of(resource) if resource else ""
    if kind in ("", "statement"):
        return "", ()
    return kind, frame[schema.fields(resource)[0]["name"]]


def headed(
    frame: pd.DataFrame, resource: str, columns: Sequence[str], heads: Mapping[str, str]
) -> pd.DataFrame:
    """Return the columns of a frame that are shown, under what stands over them (:func:`table`)."""
    known = schema.titles(resource) if resource else {}
    chosen = list(columns or heads or frame.columns)
    over = [heads.get(c) or known.get(c) or c.replace("_", " ").capitalize() for c in chosen]
    return frame[chosen].set_axis(over, axis=1)


def figure(
    drawing: "Drawing", name: str, data: pd.DataFrame | None = None, /, **heads: str
) -> None:
    """Display a figure with the permanent anchor ``fig-name``; its caption stands in the prose.

    Of a long alternative text the first sentence and the caption name the picture, the rest stands
    in a fold. Behind the figure stands a table: the columns named in ``heads``, in this order and
    under these heads, of ``data``, or of the table that was drawn. The wide drawing is an image, which any
    Jupyter shows; the site puts both onto the page, which shows one of them.
    """
    from claimbook.charts.files import image, pictures

    alt = drawing.alt
    label, _, rest = alt.partition(". ") if len(alt) > LONG else (alt, "", "")
    label = f"{label}." if rest else label
    frame = headed(drawing.table if data is None else data, "", (), heads)
    answers = frame.select_dtypes(bool)
    frame[answers.columns] = answers.astype(object).replace({True: "yes", False: "no"})
    wide, narrow = pictures(drawing, name, label)
    markup = render(
        "figure.html",
        name=name,
        picture=image(wide, label),
        described=rest,
        frame=frame,
    )
    csv = frame.map(no_formula).to_csv(index=False, lineterminator="\n")
    narrow_lines = narrow.splitlines()
    emit(markup, alt, "figure", name, label, described=bool(rest), table=csv, narrow=narrow_lines)
