"""Tables whose columns are given beforehand: which cell is which, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samsyn.documents.identifiers import fold, meant
from samsyn.documents.problems import Problem
from samsyn.documents.tables import Table, TableRow, TextCell

MOST_PROBLEMS = 300
"""So many faults in one text that the rest of its rows are not tried: nobody reads on."""

_WHY_NAMES = "Kvitton och jämförelser pekar ut en rad med dess namn."


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
    strange: list[TextCell] = []
    problems: list[Problem] = []
    for index, cell in enumerate(table.header[1:], start=1):
        identifier = fold(cell.text)
        if identifier in where:
            problems.append(repeated_column(cell))
        elif identifier in known:
            where[identifier] = index
        elif cell.text:
            strange.append(cell)
        else:
            problems.append(nameless_column(cell))
    missing = [name for name in required if fold(name) not in where]
    guessed = _guessed(strange, missing, known.values())
    for cell in strange:
        guess = guessed[cell]
        problems.append(
            Problem(
                cell.place,
                "okänd-kolumn",
                f"en tabell av slaget {table.kind} har ingen kolumn ”{cell.text}”",
                "Kolumnen läses inte.",
                f"menade du ”{guess}”?" if guess else "kolumnerna är: " + ", ".join(known.values()),
            )
        )
    untold = [name for name in missing if name not in guessed.values()]
    if untold:
        problems.append(missing_columns(table, untold))
    return None if missing else Columns(where), tuple(problems)


def _guessed(strange: Sequence[TextCell], missing: Sequence[str], known: Iterable[str]) -> dict[TextCell, str | None]:
    """Which column each unknown header was meant to be: a like one, or the only one missing."""
    guessed = {cell: meant(cell.text, known) for cell in strange}
    left = [name for name in missing if name not in guessed.values()]
    unguessed = [cell for cell, guess in guessed.items() if guess is None]
    if len(left) == len(unguessed) == 1:
        guessed[unguessed[0]] = left[0]
    return guessed


def missing_columns(table: Table, names: Sequence[str]) -> Problem:
    """A table lacks columns that its kind needs."""
    listed = ", ".join(f"”{name}”" for name in names)
    return Problem(
        table.place,
        "kolumn-saknas",
        f"tabellen {table.kind} saknar {'kolumnen' if len(names) == 1 else 'kolumnerna'} {listed}",
        "Utan kolumnen går raderna inte att läsa." if len(names) == 1 else "Utan dem går raderna inte att läsa.",
        "lägg till kolumnen, eller rätta dess rubrik" if len(names) == 1 else "lägg till kolumnerna",
    )


def nameless_column(cell: TextCell) -> Problem:
    """A header without a name."""
    return Problem(
        cell.place,
        "okänd-kolumn",
        "en kolumn saknar namn",
        "Det går inte att veta vad som står i den.",
        "skriv ett namn i rubriken, eller räkna strecken | på raden",
    )


def repeated_column(cell: TextCell) -> Problem:
    """A header that an earlier column already has."""
    return Problem(
        cell.place,
        "dubbel-kolumn",
        f"kolumnen ”{cell.text}” står två gånger",
        "Det går inte att veta vilken som gäller.",
        "ta bort den ena",
    )


def named_rows(table: Table, problems: list[Problem]) -> Iterator[TableRow]:
    """Every row of a table, telling of each without a name; the rest are left when the faults are too many to read."""
    for row in table.rows:
        if len(problems) >= MOST_PROBLEMS:
            if any(problem.code == "många-fel" for problem in problems):
                return
            problems.append(
                Problem(
                    row.place,
                    "många-fel",
                    "texten har så många fel att resten av tabellen inte prövas",
                    f"Fler än {MOST_PROBLEMS} fel på en gång är svåra att överblicka.",
                    "rätta de första och pröva igen",
                )
            )
            return
        if not row.name.text or is_dash(row.name.text):
            problems.append(
                Problem(
                    row.place,
                    "radnamn-saknas",
                    "raden har inget namn",
                    _WHY_NAMES,
                    "skriv ett kort namn i första rutan",
                )
            )
        yield row


def repeated_names(table: Table) -> tuple[Problem, ...]:
    """A problem for each row whose name an earlier row of the table already has."""
    seen: dict[str, str] = {}
    problems = []
    for row in table.rows:
        name = row.name.text
        identifier = fold(name) or name
        if identifier in seen and not is_dash(name) and name:
            earlier = seen[identifier]
            problems.append(
                Problem(
                    row.name.place,
                    "dubbelt-radnamn",
                    f"två rader heter ”{name}”"
                    if earlier == name
                    else f"raderna ”{earlier}” och ”{name}” skiljer sig bara i skiljetecken eller stora bokstäver",
                    _WHY_NAMES,
                    "ge raden ett eget namn",
                )
            )
        seen.setdefault(identifier, name)
    return tuple(problems)
