"""Markdown text → head, headings and tables, every cell with the place where it stands.

markdown-it decides what is a table; the place of each cell is found again in the raw line. What looks like a table
and is none is told: no row may be lost unseen.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import shorten

from markdown_it import MarkdownIt
from markdown_it.token import Token

from samsyn.documents.head import Section, read_head
from samsyn.documents.identifiers import tidy
from samsyn.documents.problems import Place, Problem

LONGEST_TEXT, MOST_LINES, MOST_COLUMNS = 500_000, 20_000, 100
"""Signs and lines in a text, columns in a table; what is larger is not read. The whole vocabulary has 110 000 signs."""

EXAMPLE = "exempel"
"""A table under a heading with this word is shown and never run."""

LOST_HEAD = ("huvud-oslutat", "huvud-oläsligt", "huvud-alias", "för-stor")
LOST_TABLES = ("tabell-utan-streck", "tom-rad-i-tabell", "tabell-inuti", "för-bred", "oläslig", "för-stor")
"""Problems after which what the head or some table says is not known."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_UNPRINTABLE = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
_LOST_LETTER = "\N{REPLACEMENT CHARACTER}"
_RULE = re.compile(r"[\s|:\-–—−─]*[\-–—−─][\s|:\-–—−─]*")
_BAR = re.compile(r"(?<!\\)\|")
_FENCE = re.compile(r"[-–—]{2,}\s*")
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable("inline")


@dataclass(frozen=True, slots=True)
class TextCell:
    """What stands in one cell: tidied, an escaped bar as a bar. `raw` is what was typed."""

    text: str
    place: Place
    raw: str = ""

    def at(self, offset: int) -> Place:
        """The place of the sign number `offset` of the text."""
        typed = offset + 1
        if self.raw not in ("", self.text):
            ends = range(1, len(self.raw) + 1)
            typed = bisect_right(ends, offset, key=lambda end: len(_unescaped(self.raw[:end]))) + 1
        return Place(self.place.file, self.place.line, self.place.column + typed - 1)


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

    @property
    def rows_as_written(self) -> int:
        """How many rows there are in the text, those that could not be read included."""
        return self.last_line - self.first_line - 1


@dataclass(frozen=True, slots=True)
class Document:
    """A text that has been read: nothing of it is lost, `text` is the whole, letter by letter."""

    file: str
    text: str
    head: Section
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def title(self) -> str:
        """The head's `titel`, or the file's name."""
        return self.head.text("titel") or self.file

    @property
    def head_is_lost(self) -> bool:
        """Whether the head could not be read: what it says is not known, so nothing follows from what it lacks."""
        return any(problem.code in LOST_HEAD for problem in self.problems)

    @property
    def tables_are_lost(self) -> bool:
        """Whether something that looks like a table could not be read: what it answers is not known."""
        return any(problem.code in LOST_TABLES for problem in self.problems)


def read_document(text: str, file: str) -> Document:
    """Read a whole text; what is wrong with its form is in `problems`."""
    lines = _LINE_END.split(text.removeprefix("\ufeff"))
    if len(text) > LONGEST_TEXT or len(lines) > MOST_LINES:
        problem = Problem(
            Place(file, 1),
            "för-stor",
            f"texten har fler än {LONGEST_TEXT} tecken eller {MOST_LINES} rader",
            "Så långa texter läses inte, och ingen rad i den gäller.",
            "dela texten i flera filer",
        )
        return Document(file, text, Section({}, {}, Place(file, 1)), (), (problem,))
    problems: list[Problem] = [*_broken_signs(lines, file)]
    lines = [_UNPRINTABLE.sub("", line) for line in lines]
    head, body_from = _split_head(lines, file, problems)
    body = "\n" * body_from + "\n".join(lines[body_from:])
    tables = tuple(_tables(body, lines, file, problems))
    return Document(file, text, head, tables, tuple(problems))


def _broken_signs(lines: Sequence[str], file: str) -> Iterator[Problem]:
    """The first sign of each kind that no one can have meant to write; the text is read as if they were not there."""
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        for match in _UNPRINTABLE.finditer(line):
            sign = match.group()
            if sign in seen or len(seen) > 4:
                continue
            seen.add(sign)
            count = sum(each.count(sign) for each in lines)
            where = f" ({count} gånger)" if count > 1 else ""
            place = Place(file, number, match.start() + 1)
            if sign == _LOST_LETTER:
                yield Problem(
                    place,
                    "förlorad-bokstav",
                    f"här står {_LOST_LETTER} i stället för en bokstav{where}",
                    "Filen har en gång sparats i en annan kodning än UTF-8; ordet kan inte läsas.",
                    "skriv bokstaven på nytt",
                )
            else:
                yield Problem(
                    place,
                    "styrtecken",
                    f"här står ett osynligt styrtecken, U+{ord(sign):04X}{where}",
                    "Ingen som läser texten kan se det.",
                    "ta bort tecknet; stryk och skriv om ordet om det inte syns",
                )


# ---- the head


def _split_head(lines: Sequence[str], file: str, problems: list[Problem]) -> tuple[Section, int]:
    """The head, and how many lines it and what stands above it take."""
    nothing = Section({}, {}, Place(file, 1))
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != "---":
        return nothing, 0
    if first > 0:
        problems.append(
            Problem(
                Place(file, 1),
                "huvud-inte-först",
                "huvudet börjar inte på textens första rad",
                "Andra program ser då inte att det är ett huvud.",
                "ta bort de tomma raderna ovanför ---",
            )
        )
    last = next((number for number in range(first + 1, len(lines)) if lines[number].rstrip() == "---"), None)
    if last is None:
        return nothing, _unclosed(lines, first, file, problems)
    head, head_problems = read_head("\n".join(lines[first + 1 : last]), file, first + 2)
    problems.extend(head_problems)
    return head, last + 1


def _unclosed(lines: Sequence[str], first: int, file: str, problems: list[Problem]) -> int:
    """Tell that the head never ends, and guess where the text begins, so that the tables are read all the same."""
    body = next(
        (
            number
            for number in range(first + 1, len(lines))
            if _FENCE.fullmatch(lines[number].strip()) or lines[number].lstrip().startswith(("#", "|"))
        ),
        len(lines),
    )
    almost = body < len(lines) and _FENCE.fullmatch(lines[body].strip())
    problems.append(
        Problem(
            Place(file, body + 1 if almost else first + 1),
            "huvud-oslutat",
            f"huvudet avslutas med ”{lines[body].strip()}” i stället för ---" if almost else "huvudet slutar aldrig",
            "Det går inte att veta var huvudet slutar och texten börjar.",
            "avsluta huvudet med en rad som bara är tre bindestreck: ---",
        )
    )
    return body + 1 if almost else body


# ---- the tables


def _tables(body: str, lines: Sequence[str], file: str, problems: list[Problem]) -> Iterator[Table]:
    try:
        tokens = _MARKDOWN.parse(body)
    except (RecursionError, IndexError, ValueError):  # none is known; a text may still not stop the others
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
    table_above: Table | None = None
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tidy(tokens[position + 1].content)
            level = int(token.tag[1])
            if EXAMPLE in heading.lower():
                example, example_level = True, level
            elif level <= example_level or not example:
                example, example_level = False, level
            table_above = None
        elif token.type == "table_open" and token.map:
            table = _table(token, lines, file, heading, example, problems)
            table_above = table
            if table is not None:
                yield table
        elif token.type == "inline" and tokens[position - 1].type == "paragraph_open" and not example:
            _rows_outside_tables(token, lines, file, table_above, problems)
            table_above = None
        elif token.type in ("code_block", "fence", "html_block") and token.map and not example:
            _rows_inside_something(token, lines, file, problems)
            table_above = None


_INSIDE = {
    "code_block": (
        "är indragen med fyra mellanslag eller tabb och läses som kod",
        "flytta tabellen ut till vänsterkanten",
    ),
    "fence": (
        "står inom ett kodblock (```)",
        "ta bort raderna med ```, eller sätt tabellen under en rubrik med ordet Exempel",
    ),
    "html_block": (
        "står inom en kommentar (<!-- … -->) eller annan HTML",
        "avsluta kommentaren med -->, lämna en tom rad, eller ta bort tabellen",
    ),
}


def _rows_inside_something(token: Token, lines: Sequence[str], file: str, problems: list[Problem]) -> None:
    assert token.map is not None
    for number in range(*token.map):
        if number < len(lines) and lines[number].lstrip().startswith("|") and lines[number].count("|") > 1:
            how, hint = _INSIDE[token.type]
            column = len(lines[number]) - len(lines[number].lstrip()) + 1
            problems.append(
                Problem(
                    Place(file, number + 1, column),
                    "tabell-inuti",
                    f"tabellen {how}",
                    "Dess rader läses inte och ingen av dem gäller.",
                    hint,
                )
            )
            return


def _rows_outside_tables(
    token: Token, lines: Sequence[str], file: str, table_above: Table | None, problems: list[Problem]
) -> None:
    """Tell of lines in a paragraph that look like rows: Markdown did not take them for a table."""
    assert token.map is not None
    first, last = token.map
    found = next((number for number in range(first, last) if _looks_like_row(lines[number])), None)
    if found is None:
        return
    place = Place(file, found + 1, len(lines[found]) - len(lines[found].lstrip()) + 1)
    below = lines[found + 1].strip() if found + 1 < last else ""
    columns = len(split_row(lines[found], file, found + 1))
    if table_above is not None and not _RULE.fullmatch(below) and columns == len(table_above.header):
        problems.append(
            Problem(
                place,
                "tom-rad-i-tabell",
                "en tom rad skiljer den här raden från tabellen ovanför",
                "Raderna härifrån hör inte till någon tabell och gäller inte.",
                "ta bort den tomma raden",
            )
        )
        return
    said, hint = (
        "raden liknar en tabell, men streckraden under rubrikraden saknas",
        f"skriv rubrikraden och under den {'|---' * min(columns, 12)}|",
    )
    if below and _RULE.fullmatch(below) and re.search("[–—−─]", below):
        said, hint = (
            "streckraden under rubrikraden är skriven med tankstreck",
            "skriv den med vanliga bindestreck: |---|---|",
        )
    elif below and _RULE.fullmatch(below):
        ruled = len(split_row(lines[found + 1], file, found + 2))
        said = f"rubrikraden har {_counted(columns)} men streckraden under den {ruled}"
        hint = "skriv lika många |---| som det finns kolumner"
    problems.append(Problem(place, "tabell-utan-streck", said, "Tabellen läses inte och ingen rad i den gäller.", hint))


def _looks_like_row(line: str) -> bool:
    prose = re.sub(r"`[^`]*`|\\\|", "", line)
    return prose.lstrip().startswith("|") or prose.count("|") > 1


def _counted(columns: int) -> str:
    return "1 kolumn" if columns == 1 else f"{columns} kolumner"


def _table(
    token: Token, lines: Sequence[str], file: str, heading: str, example: bool, problems: list[Problem]
) -> Table | None:
    assert token.map is not None
    first, last = token.map
    header = split_row(lines[first], file, first + 1)
    place = header[0].place if header else Place(file, first + 1)
    if token.level > 0:
        if not example:
            problems.append(
                Problem(
                    place,
                    "tabell-inuti",
                    "tabellen står inuti ett citat eller en lista",
                    "Dess rader läses inte och ingen av dem gäller.",
                    "flytta tabellen ut till vänsterkanten",
                )
            )
        return None
    if len(header) > MOST_COLUMNS:
        problems.append(
            Problem(
                place,
                "för-bred",
                f"tabellen har {len(header)} kolumner",
                f"Tabeller med fler än {MOST_COLUMNS} kolumner läses inte.",
                "dela tabellen i flera",
            )
        )
        return None
    rows: list[TableRow] = []
    for number in range(first + 2, last):
        cells = split_row(lines[number], file, number + 1)
        row_place = cells[0].place if cells else Place(file, number + 1)
        if len(cells) == len(header):
            rows.append(TableRow(tuple(cells), row_place))
        else:
            problems.append(_wrong_count(lines[number], row_place, len(cells), len(header)))
    return Table(tuple(header), tuple(rows), heading, place, first + 1, last, example)


def _wrong_count(line: str, place: Place, found: int, wanted: int) -> Problem:
    if "|" not in line:
        return Problem(
            place,
            "fel-antal-rutor",
            f"”{shorten(line, 50, placeholder=' …')}” står direkt under tabellen och läses som en rad i den",
            "En tabell slutar först vid en tom rad.",
            "lämna en tom rad mellan tabellen och texten",
        )
    return Problem(
        place,
        "fel-antal-rutor",
        f"raden har {found} {'ruta' if found == 1 else 'rutor'} men tabellen {_counted(wanted)}",
        "En ruta för mycket eller för lite förskjuter vad raden säger.",
        "räkna strecken | på raden; ett | inne i en ruta skrivs \\|",
    )


def split_row(line: str, file: str, line_number: int) -> list[TextCell]:
    """The cells of one raw table line with their columns; an escaped bar stands inside a cell."""
    pieces: list[tuple[str, int]] = []
    start = 0
    for bar in _BAR.finditer(line):
        pieces.append((line[start : bar.start()], start))
        start = bar.end()
    pieces.append((line[start:], start))
    if not pieces[0][0].strip():
        pieces = pieces[1:]
    if pieces and not pieces[-1][0].strip():
        pieces = pieces[:-1]
    cells = []
    for raw, offset in pieces:
        lead = len(raw) - len(raw.lstrip()) if raw.strip() else 0
        cells.append(TextCell(_unescaped(raw), Place(file, line_number, offset + lead + 1), raw.strip()))
    return cells


def _unescaped(raw: str) -> str:
    return tidy(raw.replace("\\|", "|"))
