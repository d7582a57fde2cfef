"""Tables whose columns are given beforehand: which cell is which, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Problem
from samsyn.documents.tables import Table, TableRow, TextCell


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each named column stands in a table."""

    where: Mapping[str, int]

    def cell(self, row: TableRow, name: str) -> TextCell | None:
        """The cell of a column, or None when the table has no such column."""
        index = self.where.get(fold(name))
        return None if index is None else row.cells[index]

    def text(self, row: TableRow, name: str) -> str:
        """The text of a column; empty when the column is missing or holds only a dash."""
        cell = self.cell(row, name)
        return "" if cell is None or is_dash(cell.text) else cell.text

    def __contains__(self, name: str) -> bool:
        return fold(name) in self.where


def is_dash(text: str) -> bool:
    """Whether a cell says "plays no part"."""
    return text in ("-", "–", "—")


def read_columns(
    table: Table, required: Sequence[str], optional: Sequence[str] = ()
) -> tuple[Columns | None, tuple[Problem, ...]]:
    """Match a table's header with the columns its kind has; None when a required one is missing."""
    known = {fold(name): name for name in (*required, *optional)}
    where: dict[str, int] = {}
    problems: list[Problem] = []
    for index, cell in enumerate(table.header[1:], start=1):
        identifier = fold(cell.text)
        if identifier in where:
            problems.append(
                Problem(
                    cell.place,
                    "dubbel-kolumn",
                    f"kolumnen ”{cell.text}” står två gånger",
                    "Det går inte att veta vilken som gäller.",
                    "ta bort den ena",
                )
            )
        elif identifier not in known:
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"en tabell av slaget {table.kind} har ingen kolumn ”{cell.text}”",
                    "Kolumnen läses inte.",
                    suggestion(cell.text, known.values(), "kolumnerna är: " + ", ".join(known.values())),
                )
            )
        else:
            where[identifier] = index
    missing = [name for name in required if fold(name) not in where]
    if missing:
        problems.append(
            Problem(
                table.place,
                "kolumn-saknas",
                f"tabellen {table.kind} saknar {', '.join(f'”{name}”' for name in missing)}",
                "Utan kolumnen går raderna inte att läsa.",
                "lägg till kolumnen, eller rätta dess rubrik",
            )
        )
        return None, tuple(problems)
    return Columns(where), tuple(problems)


def repeated_names(table: Table) -> tuple[Problem, ...]:
    """A problem for each row whose name an earlier row of the table already has."""
    seen: set[str] = set()
    problems = []
    for row in table.rows:
        identifier = fold(row.name.text) or row.name.text
        if identifier in seen:
            problems.append(
                Problem(
                    row.name.place,
                    "dubbelt-radnamn",
                    f"två rader heter ”{row.name.text}”",
                    "Kvitton och jämförelser pekar ut en rad med dess namn.",
                    "ge raden ett eget namn",
                )
            )
        seen.add(identifier)
        if not row.name.text:
            problems.append(
                Problem(
                    row.place,
                    "radnamn-saknas",
                    "raden har inget namn",
                    "Kvitton och jämförelser pekar ut en rad med dess namn.",
                    "skriv ett kort namn i första rutan",
                )
            )
    return tuple(problems)
