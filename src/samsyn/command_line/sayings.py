"""How the command line speaks: lines, tables, progress, and the data of `--json`."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from samsyn.rules.cells import DASH

WIDEST = 120
LONGEST_NAME = 40
"""A first column of names this short is never folded."""
TALLEST = 9
"""A cell of more lines than this is easier to read outside a table."""
BETWEEN = 3
"""Signs between two columns."""


class NotPossibleError(Exception):
    """What was asked for cannot be done; the message says why and what to try."""


def width() -> int:
    """How many signs wide to write."""
    return min(WIDEST, shutil.get_terminal_size((100, 24)).columns)


def say(text: str = "", indent: int = 0) -> None:
    """A paragraph, folded at the width of the terminal."""
    if not text:
        print()
    for line in text.split("\n"):
        if line:
            print(_folded(line, " " * indent))


def _folded(line: str, pad: str = "") -> str:
    return textwrap.fill(
        line,
        width(),
        initial_indent=pad,
        subsequent_indent=pad + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def note(text: str) -> None:
    """Something to know about what is told, on standard error."""
    print(f"samsyn: {text}", file=sys.stderr)


def heading(text: str) -> None:
    """A line that stands out, folded like the rest."""
    console().print(Text(_folded(text), style="bold"), soft_wrap=True)


def console() -> Console:
    """Where tables are drawn; colours only in a terminal that wants them."""
    return Console(highlight=False, width=width(), no_color="NO_COLOR" in os.environ)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of texts, folded in their cells; where that breaks words or makes endless rows, a block for each row.

    A table tells once what several rows begin with; a block leaves out what a cell with "–" leaves open.
    """
    columns = [[name, *(row[position] for row in rows)] for position, name in enumerate(header)]
    widths = _widths(columns, width() - BETWEEN * (len(header) - 1))
    if widths is None or any(
        len(textwrap.wrap(cell, widths[position])) > TALLEST for row in rows for position, cell in enumerate(row)
    ):
        for row in rows:
            for position, (name, cell) in enumerate(zip(header, row, strict=True)):
                if cell not in ("", DASH):
                    say(f"{name}: {cell}", 2 if position else 0)
            print()
        return
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, wide in zip(header, widths, strict=True):
        drawn.add_column(Text(name), width=wide)
    for above, row in zip([("",), *rows], rows, strict=False):
        drawn.add_row("" if row[0] == above[0] else Text(row[0]), *(Text(cell) for cell in row[1:]))
    console().print(drawn)
    print()


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column is: as its longest text, then the widest ones narrower; None when a word must be broken."""
    wide = [max(map(len, cells)) for cells in columns]
    narrowest = [max((len(word) for cell in cells for word in cell.split()), default=1) for cells in columns]
    if wide[0] <= LONGEST_NAME:
        narrowest[0] = wide[0]
    while sum(wide) > room:
        loose = [position for position, least in enumerate(narrowest) if wide[position] > least]
        if not loose:
            return None
        wide[max(loose, key=lambda position: wide[position])] -= 1
    return wide


def as_json(told: object) -> None:
    """Data on standard output."""
    print(json.dumps(told, ensure_ascii=False, indent=2))


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Progress on standard error while something takes its time; silent when nobody watches."""
    shown = Console(stderr=True)
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=shown,
        transient=True,
        disable=not shown.is_terminal,
    ) as bar:
        bar.add_task(what, total=None)
        yield bar
