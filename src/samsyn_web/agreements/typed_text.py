"""An agreement's text as a page shows it: prose as safe HTML, and the typed tables with every row's sources.

The tables are told as they are written; what a cell is follows from its column. Prose is Markdown in which HTML is text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from samsyn.documents.columns import is_dash
from samsyn.documents.identifiers import fold
from samsyn.documents.sources import Citation, Source, read_citations
from samsyn.documents.tables import Document, Table, TableRow, TextCell
from samsyn.facts.values import SILENT
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.agreement import AgreementText
from samsyn.rules.decision_tables import DECISION_KINDS, OUTPUT_SIGN
from samsyn.rules.decisions import Decision, HitPolicy

POLICIES: Final = {
    HitPolicy.FIRST: "Raderna läses uppifrån: den första som stämmer svarar.",
    HitPolicy.UNIQUE: "Högst en rad stämmer åt gången.",
    HitPolicy.ANY: "Flera rader kan stämma, och svarar då lika.",
    HitPolicy.COLLECT: "Alla rader som stämmer svarar, var för sig.",
}
"""The hit policies in words; the letters are for those who write tables."""

KINDS: Final = {
    "Tider": "Tider",
    "Frist": "Frister",
    "Åtagande": "Åtaganden",
    "Ersättning": "Ersättning",
    "Indikator": "Indikatorer",
    "Ställningstagande": "Ställningstaganden",
}
"""What the tables that are no decisions hold."""

NOTES: Final = ("Sedan", "Skäl", "Möjliga")
"""Columns about a row, beside what it says."""

_CITED = re.compile(r"\[[^\[\]]*\]")
_SPACE = re.compile(r"\s+")


def _markdown() -> MarkdownIt:
    """Prose in which no HTML, image or foreign scheme passes through."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_block", "html_inline"])


@dataclass(frozen=True)
class Heading:
    """A heading of the prose, for the list of contents."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Block:
    """A piece of the text: prose, or a typed table by its first line. `section` is the heading it stands under."""

    html: SafeString
    table: int | None
    section: str


@dataclass(frozen=True)
class Prose:
    """A whole text in blocks, with its headings."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class ShownCell:
    """A cell: its column, what kind (condition, answer, source, note or mark), its words and sources."""

    label: str
    kind: str
    text: str
    sources: tuple[Mapping[str, str], ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether the text says that nothing is said."""
        return self.text == SILENT and self.kind != "condition"

    @property
    def is_any(self) -> bool:
        """Whether the cell asks or says nothing."""
        return is_dash(self.text)


@dataclass(frozen=True)
class ShownRow:
    """A row with an id of its own; `is_named` when the address names it."""

    id: str
    name: str
    cells: tuple[ShownCell, ...]
    line: int
    is_named: bool = False
    is_first_named: bool = False

    @property
    def is_silent(self) -> bool:
        """Whether the row leaves any answer silent."""
        return any(cell.is_silent for cell in self.cells)

    def about(self, name: str) -> str:
        """What a column about the row says; empty for a dash."""
        return next((cell.text for cell in self.cells if cell.label == name and not cell.is_any), "")

    @property
    def sources(self) -> tuple[Mapping[str, str], ...]:
        """What the row rests on."""
        return tuple(source for cell in self.cells for source in cell.sources)

    @property
    def silent_about(self) -> tuple[str, ...]:
        """The columns that are silent."""
        return tuple(cell.label for cell in self.cells if cell.is_silent)


@dataclass(frozen=True)
class ShownTable:
    """A typed table: what it asks, how its rows are read, and the groups of values its cells name."""

    id: str
    question: str
    kind: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    groups: tuple[tuple[str, str], ...]
    decisions: tuple[str, ...]

    @property
    def has_named_row(self) -> bool:
        """Whether the address names a row of it."""
        return any(row.is_named for row in self.rows)


# ---- prose


@lru_cache(maxsize=64)
def prose(text: str, tables: tuple[int, ...]) -> Prose:
    """A text's blocks in reading order; `tables` are the first lines of its typed tables."""
    markdown = _markdown()
    blocks: list[Block] = []
    headings: list[Heading] = []
    seen: dict[str, int] = {}
    waiting: list[Token] = []
    section = ""

    def flush() -> None:
        if waiting:
            html = str(markdown.renderer.render(waiting, markdown.options, {}))
            blocks.append(Block(mark_safe(html), None, section))  # noqa: S308 (rendered with HTML off)
            waiting.clear()

    tokens = markdown.parse(_body(text))
    position = 0
    while position < len(tokens):
        token = tokens[position]
        closing = _closing(tokens, position)
        if token.type == "heading_open":
            words = tokens[position + 1].content
            flush()
            section = words
            if token.tag == "h1":
                position = closing + 1
                continue
            identifier = _identifier(words, seen)
            token.attrSet("id", identifier)
            headings.append(Heading(int(token.tag[1]), words, identifier))
        line = token.map[0] + 1 if token.type == "table_open" and token.map else None
        if line in tables:
            flush()
            blocks.append(Block(mark_safe(""), line, section))
        else:
            waiting.extend(tokens[position : closing + 1])
        position = closing + 1
    flush()
    return Prose(tuple(blocks), tuple(headings))


def prose_of(document: Document) -> Prose:
    """The blocks of a text that has been read."""
    return prose(document.text, tuple(table.first_line for table in document.tables if not table.is_example))


def _body(text: str) -> str:
    """The text with its head blanked, so that lines keep their numbers."""
    lines = text.removeprefix("\ufeff").splitlines()
    if lines and lines[0].rstrip() == "---":
        last = next((number for number in range(1, len(lines)) if lines[number].rstrip() == "---"), 0)
        lines[: last + 1] = [""] * (last + 1)
    return "\n".join(lines)


def _closing(tokens: list[Token], position: int) -> int:
    """Where the block that opens at a position closes."""
    depth = 0
    for index in range(position, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


def _identifier(words: str, seen: dict[str, int]) -> str:
    identifier = f"avsnitt-{fold(words)}"
    seen[identifier] = seen.get(identifier, 0) + 1
    return identifier if seen[identifier] == 1 else f"{identifier}-{seen[identifier]}"


# ---- tables


def shown_tables(
    text: AgreementText, vocabulary: Vocabulary, named: tuple[str, str] = ("", "")
) -> dict[int, ShownTable]:
    """The typed tables of a text by their first line; `named` is the decision and row that the address names."""
    wanted = _lines_named(text.decisions, *named) if named[1] else frozenset()
    shown: dict[int, ShownTable] = {}
    first = True
    for number, table in enumerate((one for one in text.document.tables if not one.is_example), start=1):
        decisions = tuple(one for one in text.decisions if one.place == table.place)
        rows = []
        for row in table.rows:
            is_named = row.place.line in wanted or (
                bool(named[1]) and not decisions and fold(row.name.text) == fold(named[1]) and not named[0]
            )
            rows.append(_row(table, row, text, is_named=is_named, is_first=is_named and first))
            first = first and not is_named
        shown[table.first_line] = ShownTable(
            id=f"tabell-{fold(text.name.rpartition('/')[2])}-{number}",
            question=table.heading or (vocabulary.answers[decisions[0].id].question if decisions else table.kind),
            kind=KINDS.get(table.kind, "Beslutstabell"),
            note=POLICIES[HitPolicy(table.kind)] if table.kind in DECISION_KINDS else "",
            columns=tuple(_label(cell.text) for cell in table.header[1:]),
            rows=tuple(rows),
            groups=tuple(_groups(table, vocabulary)),
            decisions=tuple(one.id for one in decisions),
        )
    return shown


def _lines_named(decisions: Iterable[Decision], decision: str, row: str) -> frozenset[int]:
    """The lines where rows of a name stand; without a decision in any table."""
    return frozenset(
        one.place.line
        for each in decisions
        if not decision or decision in each.outputs
        for one in each.rows
        if fold(one.name) == fold(row)
    )


def silent_rows(text: AgreementText) -> int:
    """How many rows of a text leave something silent."""
    return sum(
        _row(table, row, text).is_silent for table in text.document.tables if not table.is_example for row in table.rows
    )


def _row(
    table: Table, row: TableRow, text: AgreementText, *, is_named: bool = False, is_first: bool = False
) -> ShownRow:
    cells = tuple(
        _cell(heading, cell, table, text) for heading, cell in zip(table.header[1:], row.cells[1:], strict=True)
    )
    where = "lasning-" if "/lasningar/" in text.name else ""
    anchor = f"{where}{fold(table.heading)}-{fold(row.name.text)}-{row.place.line}"
    return ShownRow(f"rad-{anchor}", row.name.text, cells, row.place.line, is_named, is_first)


def _label(heading: str) -> str:
    return OUTPUT_SIGN.sub("", heading, count=1)


def _cell(heading: TextCell, cell: TextCell, table: Table, text: AgreementText) -> ShownCell:
    name = _label(heading.text)
    if name == "Källa":
        citations, _ = read_citations(cell, text.sources)
        words = _SPACE.sub(" ", _CITED.sub(" ", cell.text)).strip(" ;,.")
        return ShownCell(name, "source", words, tuple(cited(one, text.sources) for one in citations))
    if name in NOTES:
        return ShownCell(name, "note" if name == "Skäl" else "mark", cell.text)
    is_condition = table.kind in DECISION_KINDS and name == heading.text
    return ShownCell(name, "condition" if is_condition else "answer", cell.text)


def cited(one: Citation, sources: Mapping[str, Source]) -> dict[str, str]:
    """A citation as `parts/source.html` has it: by its key, which leads to the list of sources."""
    url = f"#{source_anchor(one.key)}" if one.key in sources else ""
    return {"title": one.key, "place": one.locus, "kind": one.kind.value, "url": url}


def source_anchor(key: str) -> str:
    """The id of a source in the list of sources."""
    return f"kalla-{fold(key)}"


def _groups(table: Table, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The groups of values that a decision table's cells name, with what they hold."""
    if table.kind not in DECISION_KINDS:
        return
    for column, heading in enumerate(table.header[1:], start=1):
        variable = vocabulary.variable(heading.text)
        if variable is None:
            continue
        words = {
            fold(word)
            for row in table.rows
            for word in re.split(r"[,()]", row.cells[column].text.replace("inte(", ","))
            if word.strip()
        }
        for group in vocabulary.groups_of(variable.id):
            if fold(group.name) in words:
                yield group.name, ", ".join(map(variable.domain.write, group.values))


def listed_sources(text: AgreementText, anchors: set[str]) -> list[dict[str, Any]]:
    """The sources of a text with what is listed of each, those with an anchor already left out."""
    found = []
    for key, source in text.sources.items():
        if source_anchor(key) not in anchors:
            anchors.add(source_anchor(key))
            found.append(
                {
                    "anchor": source_anchor(key),
                    "key": key,
                    "title": source.title,
                    "kind": source.kind.value,
                    "retold_in": source.retold_in,
                    "places": source.places,
                }
            )
    return found
