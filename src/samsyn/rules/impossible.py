"""What cannot be: the vocabulary's `Omöjligt` tables as rows of cells over facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.documents.columns import repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import read_citations
from samsyn.documents.tables import Table
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Fact, Vocabulary
from samsyn.rules.cells import Cell, read_cell


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
    return tuple(rows), tuple(problems)


def _read_table(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> list[Impossible]:
    columns: list[tuple[int, Fact]] = []
    notes: dict[str, int] = {}
    for index, header in enumerate(table.header[1:], start=1):
        fact = vocabulary.facts.get(fold(header.text))
        if fold(header.text) in ("skal", "kalla"):
            notes[fold(header.text)] = index
        elif fact is None:
            problems.append(
                Problem(
                    header.place,
                    "okänd-kolumn",
                    f"”{header.text}” är inget faktum",
                    "Kombinationen läses inte.",
                    suggestion(header.text, [known.name for known in vocabulary.facts.values()]),
                )
            )
            return []
        else:
            columns.append((index, fact))
    if "skal" not in notes or "kalla" not in notes:
        problems.append(
            Problem(
                table.place,
                "kolumn-saknas",
                "tabellen Omöjligt saknar ”Skäl” eller ”Källa”",
                "Den som får veta att uppgifterna inte går ihop måste få veta varför.",
                "lägg till kolumnerna Skäl och Källa",
            )
        )
        return []
    made = []
    for row in table.rows:
        cells: dict[str, Cell] = {}
        for index, fact in columns:
            cell, found = read_cell(row.cells[index], fact, vocabulary)
            problems.extend(found)
            if not cell.anything:
                cells[fact.id] = cell
        _, source_problems = read_citations(row.cells[notes["kalla"]], vocabulary.sources)
        problems.extend(source_problems)
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
