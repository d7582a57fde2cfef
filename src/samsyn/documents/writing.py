"""The one canonical form of a text: its tables set in straight columns, everything else untouched."""

from collections.abc import Callable, Sequence

from samsyn.documents.tables import Document, Table


def write_document(document: Document, rewrite: Callable[[Table], Sequence[Sequence[str]]]) -> str:
    """The text with each table set anew.

    `rewrite` gives the rows of a table (header first) as plain cell texts. Prose, head and headings are kept
    letter by letter. A table with rows that could not be read is left as it stands.
    """
    lines = document.text.split("\n")
    for table in reversed(document.tables):
        rows_as_written = table.last_line - table.first_line - 1
        if rows_as_written != len(table.rows):
            continue
        lines[table.first_line - 1 : table.last_line] = set_table(rewrite(table))
    return "\n".join(lines)


def set_table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of plain texts as aligned Markdown lines, the first row being the header."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    widths = [max(3, *(len(row[column]) for row in escaped)) for column in range(len(escaped[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in escaped
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]
