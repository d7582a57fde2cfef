"""The canonical form of an agreement, a reading, a file of cases or the vocabulary: `samsyn format`.

Only the tables are rewritten: straight columns, ``»`` for outputs, ``–`` for what plays no part, cells as `read_cell`
writes them. A cell that cannot be read is left as it stands, so that formatting never changes a meaning.
"""

from collections.abc import Sequence

from samsyn.documents.columns import is_dash
from samsyn.documents.identifiers import fold, same_word
from samsyn.documents.tables import Document, Table, TextCell, read_document
from samsyn.documents.writing import write_document
from samsyn.facts.values import SILENT, TimeOfDay
from samsyn.facts.vocabulary import Answer, Variable, Vocabulary
from samsyn.rules.cells import DASH, read_cell
from samsyn.rules.decision_tables import ANNOTATIONS, DECISION_KINDS, OUTPUT_SIGN
from samsyn.rules.decisions import RESIDUAL
from samsyn.rules.timetable import write_days

_NOTES = {fold(name): name for name in ANNOTATIONS}


def format_text(text: str, vocabulary: Vocabulary) -> str:
    """A text in its canonical form."""
    return format_document(read_document(text, ""), vocabulary)


def format_document(document: Document, vocabulary: Vocabulary) -> str:
    """A document in its canonical form."""
    return write_document(document, lambda table: _rows(table, vocabulary))


def _rows(table: Table, vocabulary: Vocabulary) -> Sequence[Sequence[str]]:
    if table.kind in DECISION_KINDS or table.kind == "Omöjligt":
        return _decision_rows(table, vocabulary)
    if table.kind == "Tider":
        return _timetable_rows(table)
    header = [_output_header(cell.text) for cell in table.header]
    return [header, *([_plain(cell.text) for cell in row.cells] for row in table.rows)]


def _plain(text: str) -> str:
    return DASH if is_dash(text) else text


def _output_header(text: str) -> str:
    sign = OUTPUT_SIGN.match(text)
    return f"» {text[sign.end() :]}" if sign else text


def _decision_rows(table: Table, vocabulary: Vocabulary) -> Sequence[Sequence[str]]:
    columns: list[tuple[bool, Variable | None]] = []
    header = [table.kind]
    for cell in table.header[1:]:
        sign = OUTPUT_SIGN.match(cell.text)
        name = cell.text[sign.end() :] if sign else cell.text
        variable = vocabulary.variable(name)
        columns.append((bool(sign), variable))
        known = variable.name if variable else _NOTES.get(fold(name), name)
        header.append(f"» {known}" if sign else known)
    rows = [header]
    for row in table.rows:
        name = RESIDUAL if same_word(row.name.text, RESIDUAL) else _plain(row.name.text)
        rows.append(
            [name, *(_cell(cell, column, vocabulary) for cell, column in zip(row.cells[1:], columns, strict=True))]
        )
    return rows


def _cell(cell: TextCell, column: tuple[bool, Variable | None], vocabulary: Vocabulary) -> str:
    is_output, variable = column
    if variable is None:
        return _plain(cell.text)
    if is_output:
        if same_word(cell.text, SILENT):
            return SILENT
        value = variable.domain.read(cell.text)
        return cell.text if value is None else variable.domain.write(value)
    read, problems = read_cell(cell, variable, vocabulary, collects=isinstance(variable, Answer))
    return cell.text if problems else read.text


def _timetable_rows(table: Table) -> Sequence[Sequence[str]]:
    clock = TimeOfDay()
    rows = [[cell.text for cell in table.header]]
    for row in table.rows:
        written = []
        for header, cell in zip(table.header, row.cells, strict=True):
            text = _plain(cell.text)
            if fold(header.text) == "dagar":
                text = write_days(text)
            elif fold(header.text) in ("fran", "till"):
                minutes = clock.read_bound(text)
                text = text if minutes is None else clock.write(minutes)
            written.append(text)
        rows.append(written)
    return rows
