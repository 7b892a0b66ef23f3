"""The chapters of the book in one warm process: what they show of tables that were changed.

A chapter is run cell by cell in IPython, as a kernel would. Only reading is replaced: :func:`load`
gets rows from memory. Drawings are remembered by the table that they draw, because the same table gives
the same drawing; whatever changes is drawn anew.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import matplotlib
import nbformat
import pandas as pd

matplotlib.use("agg")
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from claimbook import plots
from claimbook.plots import files
from claimbook.show import findings
from claimbook.show.markdown import STORING
from claimbook.tables import agreement, frames, schema
from claimbook.tables.problems import Data, Row

CHAPTERS = schema.ROOT / "chapters"
#: What a cell gave: its outputs, and the failure that ended it.
Shown = tuple[list[Any], str]


class Chapters:
    """All chapters, as they are with the tables of the book; then :meth:`notices` is asked."""

    def __init__(self, data: Data, say: Callable[[str], None]) -> None:
        os.environ[STORING] = "1"
        os.chdir(CHAPTERS)
        self.shell = InteractiveShell.instance()
        self.shell.colors = "NoColor"
        self.before = data
        self._remember()
        self.cells = {p.stem: [*_code(p)] for p in sorted(CHAPTERS.glob("*.ipynb"))}
        self.shown: dict[str, list[Shown]] = {}
        self.tables: dict[str, set[str]] = {}
        for name in self.cells:
            self._read(data)
            self.shown[name] = [*self._run(name)]
            self.tables[name] = {t for t in data.tables if t in self._used()}
            if odd := [*self._unlike_stored(name)]:
                say(f"{name}: cell {odd[0]} shows another thing here than in the notebook")

    def notices(self, data: Data, table: str) -> str:
        """Return what a chapter notices of changed tables: a failure, another output, nothing."""
        using = [name for name in self.cells if table in self.tables[name]]
        self._read(data)
        for name in sorted(using, key=lambda n: len(self.cells[n])):
            for (outputs, failure), (before, _) in zip(
                self._run(name), self.shown[name], strict=False
            ):
                if failure:
                    return f"stops: {name}: {failure}"
                if outputs != before:
                    return f"shows: {name}"
        return ""

    def _read(self, data: Data) -> None:
        """Let :func:`load` find these tables, found sound."""
        frames.read = lambda *_: data  # type: ignore[assignment]
        frames.stamp.known = lambda *_: True  # type: ignore[assignment]
        self.made.clear()
        findings._statements.cache_clear()
        findings._alternatives.cache_clear()

    def _used(self) -> set[str]:
        return set(self.made)

    def _remember(self) -> None:
        """Remember frames by their rows, drawings and intervals by what they are made of."""
        self.made: list[str] = []
        known: dict[int, tuple[list[Row], Any]] = {}
        make = frames.frame

        def frame(data: Data, table: str) -> Any:
            rows = data[table]
            if id(rows) not in known or known[id(rows)][0] is not rows:
                if len(known) > 60:
                    known.clear()
                known[id(rows)] = (rows, make(data, table))
            return known[id(rows)][1].copy()

        frames.frame = frame  # type: ignore[assignment]
        Watched.made = self.made
        frames.Tables, frames.Record = _watched(frames.Tables), _watched(frames.Record)  # type: ignore[misc]
        frames.Coding, frames.Known = _watched(frames.Coding), _watched(frames.Known)  # type: ignore[misc]
        frames.Others = _watched(frames.Others)  # type: ignore[misc]
        for name in plots.__all__:
            if callable(thing := getattr(plots, name)) and not isinstance(thing, type):
                setattr(plots, name, remembered(thing))
        files.inline = remembered(files.inline)
        agreement.per_variable = remembered(agreement.per_variable)

    def _run(self, name: str) -> Iterator[Shown]:
        """Run a chapter; yield what each cell gives, until one fails."""
        self.shell.reset(new_session=True)
        findings._said.clear()
        for source in self.cells[name]:
            with capture_output() as captured:
                done = self.shell.run_cell(source, store_history=True)
            failed = done.error_before_exec or done.error_in_exec
            outputs = [o.data for o in captured.outputs]
            yield (
                [*outputs, *filter(None, [captured.stdout])],
                f"{failed!r}"[:300] if failed else "",
            )
            if failed:
                return

    def _unlike_stored(self, name: str) -> Iterator[int]:
        """Yield the cells whose outputs are not those stored in the notebook."""
        cells = [
            c for c in nbformat.read(CHAPTERS / f"{name}.ipynb", 4).cells if c.cell_type == "code"
        ]
        for number, (cell, (outputs, failure)) in enumerate(
            zip(cells, self.shown[name], strict=False)
        ):
            stored = [dict(o["data"]) for o in cell.outputs if o.output_type == "display_data"]
            if failure or stored != [o for o in outputs if isinstance(o, dict)]:
                yield number


class Watched:
    """Notes which tables a chapter looks at."""

    made: list[str]

    def __getattribute__(self, name: str) -> Any:
        Watched.made.append(name)
        return super().__getattribute__(name)


def _watched(kind: type) -> type:
    return type(kind.__name__, (Watched, kind), {})


def _code(path: Path) -> Iterator[str]:
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            yield cell.source


def remembered(make: Callable[..., Any]) -> Callable[..., Any]:
    """Remember what a function made of what."""
    made: dict[str, tuple[Any, Any]] = {}

    @wraps(make)
    def again(*args: Any, **named: Any) -> Any:
        key = "\0".join(map(_told, (*args, *sorted(named.items()))))
        if key not in made:
            made[key] = (args, make(*args, **named))  # what has an id must live as long as its key
        return made[key][1]

    return again


def _told(thing: Any) -> str:
    """Write all of a thing that a drawing can depend on; an object that has no text by its id."""
    if isinstance(thing, pd.DataFrame):
        return "\1".join([thing.to_csv(), *map(str, thing.dtypes)])
    if isinstance(thing, pd.Series):
        return thing.to_csv()
    if isinstance(thing, tuple | list):
        return "\2".join(map(_told, thing))
    if isinstance(thing, dict):
        return "\2".join(f"{k}\3{_told(v)}" for k, v in thing.items())
    if is_dataclass(thing) and all(isinstance(v, pd.DataFrame) for v in vars(thing).values()):
        return "\2".join(map(_told, vars(thing).values()))
    if isinstance(thing, str | int | float | bool | None):
        return repr(thing)
    return f"{type(thing).__name__} {id(thing)}"
