"""What cannot be: the vocabulary's `Omöjligt` tables as rows of cells over facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.documents.columns import missing_columns, named_rows, nameless_column, repeated_column, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import read_citations
from samsyn.documents.tables import Table, TextCell
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Fact, Vocabulary
from samsyn.rules.cells import ANYTHING, UNREADABLE, Cell, read_cell


@dataclass(frozen=True, slots=True)
class Impossible:
    """A combination no case can have: every cell holds at once. `reason` is told to whoever says so."""

    name: str
    cells: Mapping[str, Cell]
    reason: str
    source: str
    place: Place

    def excludes(self, facts: Mapping[str, Value]) -> bool:
        """Whether known facts are this combination."""
        return all(fact in facts and cell.accepts(facts[fact]) for fact, cell in self.cells.items())


def read_impossible(vocabulary: Vocabulary) -> tuple[tuple[Impossible, ...], tuple[Problem, ...]]:
    """All impossible combinations of a vocabulary."""
    rows: list[Impossible] = []
    problems: list[Problem] = []
    for table in vocabulary.impossible:
        problems.extend(repeated_names(table))
        rows.extend(_read_table(table, vocabulary, problems))
    if not vocabulary.sources:  # told once already
        problems = [problem for problem in problems if problem.code != "okänd-källa"]
    return tuple(rows), tuple(problems)


@dataclass(slots=True)
class _Columns:
    """The facts and the notes of an `Omöjligt` table. `faulty`: some column is not known, so no row is either."""

    facts: list[tuple[int, Fact]]
    notes: dict[str, int]
    faulty: bool = False


def _read_columns(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> _Columns:
    columns = _Columns([], {})
    seen: set[str] = set()
    for index, header in enumerate(table.header[1:], start=1):
        identifier = fold(header.text)
        fact = vocabulary.facts.get(identifier)
        if identifier in seen and identifier:
            problems.append(repeated_column(header))
        elif identifier in ("skal", "kalla"):
            columns.notes[identifier] = index
        elif fact is not None:
            columns.facts.append((index, fact))
        else:
            columns.faulty = True
            if identifier not in vocabulary.broken:
                problems.append(_unknown_column(header, vocabulary))
        seen.add(identifier)
    return columns


def _read_table(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> list[Impossible]:
    columns = _read_columns(table, vocabulary, problems)
    notes = columns.notes
    missing = [name for name in ("Skäl", "Källa") if fold(name) not in notes]
    if missing:
        problems.append(missing_columns(table, missing))
        return []
    made = []
    for row in named_rows(table, problems):
        cells: dict[str, Cell] = {}
        before = len(problems)
        for index, fact in columns.facts:
            cell, found = read_cell(row.cells[index], fact, vocabulary)
            problems.extend(found)
            if cell != ANYTHING:
                cells[fact.id] = cell
        _, source_problems = read_citations(row.cells[notes["kalla"]], vocabulary.sources)
        problems.extend(source_problems)
        if columns.faulty or len(problems) > before or UNREADABLE in cells.values():
            continue
        if not cells:
            problems.append(
                Problem(
                    row.place,
                    "allt-omöjligt",
                    f"raden ”{row.name.text}” säger att allt är omöjligt",
                    "Inget fall skulle kunna avgöras.",
                    "skriv minst ett villkor",
                )
            )
            continue
        made.append(
            Impossible(row.name.text, cells, row.cells[notes["skal"]].text, row.cells[notes["kalla"]].text, row.place)
        )
    return made


def _unknown_column(header: TextCell, vocabulary: Vocabulary) -> Problem:
    if not header.text:
        return nameless_column(header)
    known = [*(fact.name for fact in vocabulary.facts.values()), "Skäl", "Källa"]
    is_answer = fold(header.text) in vocabulary.answers
    return Problem(
        header.place,
        "okänd-kolumn",
        f"”{header.text}” är {'ett svar, inget faktum' if is_answer else 'inget faktum'}",
        "Tabellen läses inte, och de omöjliga fallen tas för möjliga.",
        "bara det som uppges om ett fall kan vara omöjligt"
        if is_answer
        else suggestion(header.text, known, "deklarera faktumet, eller rätta rubriken"),
    )
