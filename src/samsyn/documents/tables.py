"""Markdown text → head, headings and tables, every cell with the place where it stands.

markdown-it decides what is a table; the place of each cell is found again in the raw line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from samsyn.documents.head import Section, read_head
from samsyn.documents.problems import Place, Problem

LONGEST_TEXT = 2_000_000
"""Characters; a longer text is not read."""

EXAMPLE = "exempel"
"""A table under a heading with this word is shown and never run."""


@dataclass(frozen=True, slots=True)
class TextCell:
    """What stands in one cell: trimmed, an escaped bar as a bar."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, exactly as many cells as the header has columns."""

    cells: tuple[TextCell, ...]
    place: Place

    @property
    def name(self) -> TextCell:
        """The first cell: what the row is called."""
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class Table:
    """A typed table: its kind is the top left cell, its heading the nearest one above."""

    header: tuple[TextCell, ...]
    rows: tuple[TableRow, ...]
    heading: str
    place: Place
    first_line: int
    last_line: int
    is_example: bool = False

    @property
    def kind(self) -> str:
        """The top left cell."""
        return self.header[0].text


@dataclass(frozen=True, slots=True)
class Document:
    """A text that has been read: nothing of it is lost, `text` is the whole."""

    file: str
    text: str
    head: Section
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def title(self) -> str:
        """The head's `titel`, or the file's name."""
        return self.head.text("titel") or self.file


def read_document(text: str, file: str) -> Document:
    """Read a whole text; what is wrong with its form is in `problems`."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_TEXT:
        problem = Problem(
            Place(file, 1),
            "för-stor",
            f"texten är längre än {LONGEST_TEXT} tecken",
            "Så långa avtal läses inte.",
            "dela texten i flera filer",
        )
        return Document(file, "", Section({}, {}, Place(file, 1)), (), (problem,))
    lines = text.split("\n")
    problems: list[Problem] = []
    head, body_from = _split_head(lines, file, problems)
    blanked = "\n" * body_from + "\n".join(lines[body_from:])
    tables = tuple(_tables(blanked, lines, file, problems))
    return Document(file, text, head, tables, tuple(problems))


def _split_head(lines: list[str], file: str, problems: list[Problem]) -> tuple[Section, int]:
    """The head, and how many lines it takes."""
    nothing = Section({}, {}, Place(file, 1))
    if not lines or lines[0].rstrip() != "---":
        return nothing, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            head, head_problems = read_head("\n".join(lines[1:number]), file, 2)
            problems.extend(head_problems)
            return head, number + 1
    problems.append(
        Problem(
            Place(file, 1),
            "huvud-oslutat",
            "huvudet slutar aldrig",
            "Hela texten läses då som huvud och ingen tabell hittas.",
            "avsluta huvudet med en rad ”---”",
        )
    )
    return nothing, len(lines)


def _tables(body: str, lines: list[str], file: str, problems: list[Problem]) -> Iterator[Table]:
    markdown = MarkdownIt("commonmark").enable("table")
    try:
        tokens = markdown.parse(body)
    except (RecursionError, IndexError, ValueError):
        problems.append(
            Problem(
                Place(file, 1),
                "oläslig",
                "texten går inte att läsa som Markdown",
                "Inga tabeller hittas.",
                "ta bort djupt nästlade citat och listor",
            )
        )
        return
    heading, example_level, example = "", 0, False
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[position + 1].content.strip()
            level = int(token.tag[1])
            if EXAMPLE in heading.lower():
                example, example_level = True, level
            elif level <= example_level or not example:
                example, example_level = False, level
        elif token.type == "table_open" and token.map:
            table = _table(token, tokens, position, lines, file, heading, example, problems)
            if table is not None:
                yield table
        elif (
            token.type == "inline"
            and token.map
            and token.content.lstrip().startswith("|")
            and tokens[position - 1].type == "paragraph_open"
        ):
            place = Place(file, token.map[0] + 1)
            problems.append(
                Problem(
                    place,
                    "tabell-utan-streck",
                    "raderna liknar en tabell men saknar streckrad under rubrikraden, eller streckraden har fel antal kolumner",
                    "Tabellen läses inte och ingen rad i den gäller.",
                    "skriv en rad |---|---| med lika många kolumner som rubrikraden",
                )
            )


def _table(
    token: Token,
    tokens: list[Token],
    position: int,
    lines: list[str],
    file: str,
    heading: str,
    example: bool,
    problems: list[Problem],
) -> Table | None:
    assert token.map is not None
    first, last = token.map
    place = Place(file, first + 1)
    if token.level > 0:
        problems.append(
            Problem(
                place,
                "tabell-inuti",
                "tabellen står inuti ett citat eller en lista",
                "Dess rader läses inte.",
                "flytta tabellen ut till vänsterkanten",
            )
        )
        return None
    row_lines = [
        inner.map[0]
        for inner in tokens[position:]
        if inner.type == "tr_open" and inner.map and first <= inner.map[0] < last
    ]
    if not row_lines:
        return None
    header = split_row(lines[row_lines[0]], file, row_lines[0] + 1)
    rows: list[TableRow] = []
    for line in row_lines[1:]:
        cells = split_row(lines[line], file, line + 1)
        row_place = cells[0].place if cells else Place(file, line + 1)
        if len(cells) != len(header):
            problems.append(
                Problem(
                    row_place,
                    "fel-antal-rutor",
                    f"raden har {len(cells)} rutor men tabellen {len(header)} kolumner",
                    "En ruta för mycket eller för lite förskjuter vad raden säger.",
                    "räkna strecken | på raden; ett | inne i en ruta skrivs \\|",
                )
            )
            continue
        rows.append(TableRow(tuple(cells), row_place))
    return Table(tuple(header), tuple(rows), heading, header[0].place if header else place, first + 1, last, example)


def split_row(line: str, file: str, line_number: int) -> list[TextCell]:
    """The cells of one raw table line with their columns; an escaped bar stands inside a cell."""
    pieces: list[tuple[str, int]] = []
    start, position = 0, 0
    while position < len(line):
        if line[position] == "|" and not (position > 0 and line[position - 1] == "\\"):
            pieces.append((line[start:position], start))
            start = position + 1
        position += 1
    pieces.append((line[start:], start))
    if pieces and not pieces[0][0].strip():
        pieces = pieces[1:]
    if pieces and not pieces[-1][0].strip():
        pieces = pieces[:-1]
    cells = []
    for raw, offset in pieces:
        lead = len(raw) - len(raw.lstrip())
        column = offset + (lead if raw.strip() else 0) + 1
        cells.append(TextCell(raw.strip().replace("\\|", "|"), Place(file, line_number, column)))
    return cells
