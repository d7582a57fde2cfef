"""The one canonical form of a text: its tables set in straight columns, everything else untouched."""

import re
from collections.abc import Callable, Sequence

from samsyn.documents.tables import Document, Table

_LINE_END = re.compile(r"(\r\n|\r|\n)")


def write_document(document: Document, rewrite: Callable[[Table], Sequence[Sequence[str]]]) -> str:
    """The text with each table set anew.

    `rewrite` gives the rows of a table (header first) as plain cell texts. Prose, head, headings and line ends are kept
    letter by letter. A table with rows that could not be read is left as it stands.
    """
    mark = "\ufeff" if document.text.startswith("\ufeff") else ""
    pieces = _LINE_END.split(document.text.removeprefix(mark))
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    for table in document.tables:
        if table.rows_as_written == len(table.rows):
            lines[table.first_line - 1 : table.last_line] = set_table(rewrite(table))
    return mark + "".join(line + end for line, end in zip(lines, ends, strict=True))


def set_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of plain texts as aligned Markdown lines, the first row being the header."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    widths = [max(3, *(len(row[column]) for row in escaped)) for column in range(len(escaped[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in escaped
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]
