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

WIDEST = 120
LONGEST_NAME = 40
"""A first column of names this short is never folded."""


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
            pad = " " * indent
            print(
                textwrap.fill(
                    line,
                    width(),
                    initial_indent=pad,
                    subsequent_indent=pad + "  ",
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )


def heading(text: str) -> None:
    """A line that stands out."""
    console().print(Text(text, style="bold"), soft_wrap=True)


def console() -> Console:
    """Where tables are drawn; colours only in a terminal that wants them."""
    return Console(
        highlight=False,
        width=None if sys.stdout.isatty() else width(),
        no_color="NO_COLOR" in os.environ,
        soft_wrap=False,
    )


def table(header: Sequence[str], rows: Sequence[Sequence[str]], wrap_last: bool = True) -> None:  # noqa: FBT002 - a switch of layout
    """A table of texts; long ones are folded in their cells."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for position, name in enumerate(header):
        last = position == len(header) - 1
        longest = max((len(row[position]) for row in rows), default=0)
        whole = position == 0 and longest <= LONGEST_NAME
        drawn.add_column(Text(name), overflow="fold", no_wrap=whole, ratio=2 if last and wrap_last else None)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    console().print(drawn)
    print()


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
