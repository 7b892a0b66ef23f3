"""Figures, tables and numbers as the reader gets them: accessible HTML in the cell's output.

Links to a statement, sentence, actor … are written ``href="id:c07"``; the Sphinx extension, which
alone knows the pages, turns them into addresses.
"""

import html
import re
from collections.abc import Iterable, Sequence

import pandas as pd
from IPython.display import display
from matplotlib.figure import Figure
from myst_nb import glue

from claimbook.plots.files import svg

#: ``[text](id:…)``, ``[text](../data/…)``, or an identifier that stands alone.
LINK = re.compile(
    r"\[([^][]+)\]\((id:[^)]+|\.\./data/[^)]+)\)|\b(c\d\d|s\d\d-\d|r\d\d|n\d\d|F\d\d|t\d\d)\b"
)

#: An alternative text with more characters than this is a description, not a name.
LONG = 250


def prose(**values: object) -> None:
    """Store values for the prose, which names them with the role ``glue:text``."""
    for name, value in values.items():
        glue(name, str(value), display=False)


def escape(value: object) -> str:
    """Escape a cell for HTML; nothing at all for a missing one."""
    return "" if pd.isna(value) else html.escape(str(value))  # type: ignore[call-overload]


def link(value: object) -> str:
    """Escape a cell and link every identifier in it, every ``[text](id:…)``, and files of data.

    >>> link("c07, [Axios 2020](id:source-axios-2020)")
    '<a href="id:c07">c07</a>, <a href="id:source-axios-2020">Axios 2020</a>'
    """
    return LINK.sub(lambda m: f'<a href="{m[2] or "id:" + m[3]}">{m[1] or m[3]}</a>', escape(value))


def table_html(frame: pd.DataFrame, caption: str, ids: Iterable[str] | None = None) -> str:
    """Write a frame as a table with a caption and headers; the first column heads the rows.

    ``ids``, one a row, become the rows' anchors. Identifiers in cells become links, except in the
    first column of a row that has its own anchor.
    """
    heads = [str(c) for c in frame.columns]
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in heads)
    anchors = list(ids) if ids is not None else [""] * len(frame)
    body = []
    for anchor, row in zip(anchors, frame.itertuples(index=False), strict=True):
        first = escape(row[0]) if anchor else link(row[0])
        cells = f'<th scope="row">{first}</th>' + "".join(
            f'<td data-label="{escape(h)}">{link(v)}</td>'
            for h, v in zip(heads[1:], row[1:], strict=True)
        )
        mark = f' id="{anchor}"' if anchor else ""
        body.append(f"<tr{mark}>{cells}</tr>")
    return (
        f'<table class="cb-table"><caption>{escape(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        "<tbody>\n" + "\n".join(body) + "\n</tbody></table>"
    )


def emit(markup: str, text: str) -> None:
    """Display HTML, with a plain text for readers without it."""
    display({"text/html": markup, "text/plain": text}, raw=True)


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    heads: Sequence[str] | None = None,
    ids: Iterable[str] | None = None,
    filters: Sequence[str] = (),
) -> None:
    """Display a table with the permanent anchor ``tab-name``; ``heads`` replace its column names.

    ``filters`` names columns by which the reader can filter; the table can then be sorted too.
    """
    if heads:
        frame = frame.set_axis(list(heads), axis=1)
    markup = table_html(frame, caption, ids)
    if filters:
        markup = markup.replace("<table ", f'<table data-filters="{escape(";".join(filters))}" ', 1)
    emit(
        f'<div class="cb-block" id="tab-{name}">\n{markup}\n<!--cite:tab-{name}-->\n</div>',
        caption,
    )


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
    picture = svg(fig, name).replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
    described = (
        f"<details><summary>Description of this figure</summary>\n<p>{escape(rest)}</p>\n</details>\n"
        if rest
        else ""
    )
    fold = table_html(data.set_axis(list(heads), axis=1), "Data behind the figure")
    emit(
        f'<figure class="cb-figure" id="fig-{name}">\n'
        f"<figcaption>{escape(caption)}</figcaption>\n{picture}\n{described}"
        f"<details><summary>Table behind this figure</summary>\n{fold}\n</details>\n"
        f"<!--cite:fig-{name}-->\n</figure>",
        f"{caption}\n\n{alt}",
    )
