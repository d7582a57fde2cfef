"""The tables that do not decide but promise: clocks, duties, compensation and what its formulas name, indicators, positions.

All are read and checked here; later parts of the program run them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samsyn.documents.columns import Columns, is_dash, named_rows, read_columns, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Citation, Source, read_citations
from samsyn.documents.tables import Table, TableRow, TextCell
from samsyn.facts.values import SILENT
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import DASH
from samsyn.rules.periods import is_since, wrong_since

CLOCK_UNITS = ("timmar", "dygn", "kalenderdagar", "vardagar", "bankdagar", "månader", "år", SILENT)
QUANTITY_UNITS = ("kr", "andel", "personer", "antal")
"""What a formula's inputs are counted in; an `andel` is a share or a change, 0,046 for 4,6 %."""
RECURRENCES = ("löpande", "vid behov", SILENT)


@dataclass(frozen=True, slots=True)
class Provision:
    """One row of such a table: its kind, name, the text of each column (a dash always as –), and its sources."""

    kind: str
    name: str
    columns: Mapping[str, str]
    citations: tuple[Citation, ...]
    source: str
    since: str
    heading: str
    place: Place

    @property
    def silent_about(self) -> tuple[str, ...]:
        """The columns that say `tyst`."""
        return tuple(column for column, text in self.columns.items() if text == SILENT)


_Check = Callable[[TextCell, Vocabulary], Problem | None]


def _wrong(cell: TextCell, what: str, why: str, hint: str) -> Problem:
    return Problem(cell.place, "oläslig-ruta", f"”{cell.text}” är {what}", why, hint)


def _empty(cell: TextCell, column: str) -> Problem:
    hint = "skriv tyst om källan inte säger det, eller – om det inte spelar någon roll"
    return Problem(cell.place, "tom-ruta", f"rutan under ”{column}” är tom", "En tom ruta kan vara glömd.", hint)


def _party(cell: TextCell, vocabulary: Vocabulary) -> Problem | None:
    if cell.text == SILENT or cell.text in vocabulary.parties or fold(cell.text) in vocabulary.broken:
        return None
    return _wrong(
        cell,
        "ingen deklarerad part",
        "Ingen vet då vems uppgiften är.",
        suggestion(cell.text, vocabulary.parties, "deklarera parten i begrepp.md, eller skriv tyst"),
    )


def _events(cell: TextCell, vocabulary: Vocabulary) -> Problem | None:
    if is_dash(cell.text) or cell.text == SILENT:
        return None
    offset = 0
    for piece in cell.text.split(","):
        word, place = piece.strip(), cell.at(offset + len(piece) - len(piece.lstrip()))
        offset += len(piece) + 1
        if word not in vocabulary.events and fold(word) not in vocabulary.broken:
            return Problem(
                place,
                "okänd-händelse",
                f"”{word}” är ingen deklarerad händelse",
                "Inget kan då starta, stoppa eller räkna.",
                suggestion(word, vocabulary.events, "deklarera händelsen i begrepp.md"),
            )
    return None


def _one_of(what: str, *words: str) -> _Check:
    def check(cell: TextCell, _vocabulary: Vocabulary) -> Problem | None:
        return (
            None
            if cell.text in words
            else _wrong(
                cell,
                what,
                "Rutan går inte att räkna med.",
                suggestion(cell.text, words, "skriv " + ", ".join(words)),
            )
        )

    return check


def _length(cell: TextCell, vocabulary: Vocabulary) -> Problem | None:
    if cell.text == SILENT or re.fullmatch("[0-9]{1,6}", cell.text) or fold(cell.text) in vocabulary.answers:
        return None
    with_unit = re.fullmatch(r"([0-9]{1,6})\s+\w+", cell.text)
    if with_unit:
        hint = f"skriv {with_unit.group(1)}; vad fristen räknas i har en egen kolumn"
        return _wrong(cell, "varken ett heltal eller ett svar", "Fristen får ingen längd.", hint)
    return _wrong(
        cell,
        "varken ett heltal eller ett svar",
        "Fristen får ingen längd.",
        suggestion(
            cell.text,
            [answer.name for answer in vocabulary.answers.values()],
            "skriv ett heltal, namnet på ett svar, eller tyst",
        ),
    )


def _warning(cell: TextCell, _vocabulary: Vocabulary) -> Problem | None:
    if (
        is_dash(cell.text)
        or cell.text == SILENT
        or re.fullmatch(r"\d+ (timmar|timme|dygn|dagar|vardagar) före", cell.text)
    ):
        return None
    return _wrong(cell, "ingen varningstid", "Ingen varnas i tid.", "skriv till exempel ”2 dygn före”, eller –")


def _recurrence(cell: TextCell, vocabulary: Vocabulary) -> Problem | None:
    text = cell.text
    if text in RECURRENCES or re.fullmatch(r"(minst )?\d+ (gång|gånger) per (dag|vecka|månad|år)", text):
        return None
    if text.startswith("vid ") and text.removeprefix("vid ") in vocabulary.events:
        return None
    known = [*RECURRENCES, "1 gång per år", *(f"vid {event}" for event in vocabulary.events)]
    return _wrong(
        cell,
        "ingen återkomst",
        "Det går inte att se när åtagandet är försummat.",
        suggestion(text, known, "skriv 1 gång per år, löpande, vid behov, vid <händelse> eller tyst"),
    )


_AMOUNT = re.compile(r"(\+?\d{1,3}(?:[ \u00a0]?\d{3})*(?:,\d{1,4})? (?:kr|mnkr|%))|= \S.*|tyst")


def _amount(cell: TextCell, _vocabulary: Vocabulary) -> Problem | None:
    return (
        None
        if _AMOUNT.fullmatch(cell.text)
        else _wrong(
            cell,
            "inget belopp",
            "Inget kan då betalas.",
            "skriv till exempel 7 800 kr, 140 mnkr, +50 %, = formel, eller tyst",
        )
    )


def _from_date(cell: TextCell, _vocabulary: Vocabulary) -> Problem | None:
    return (
        None
        if is_since(cell.text)
        else _wrong(
            cell,
            "inget datum",
            "Det går inte att veta vilket belopp som gäller.",
            "skriv 2021-04-01, 2021 eller okänt",
        )
    )


def _anything(_cell: TextCell, _vocabulary: Vocabulary) -> Problem | None:
    return None


PROVISION_KINDS: Mapping[str, Mapping[str, _Check]] = {
    "Frist": {
        "Startar": _events,
        "Stoppas": _events,
        "Längd": _length,
        "Räknas i": _one_of("inget som frister räknas i", *CLOCK_UNITS),
        "Startdagen räknas": _one_of("varken ja, nej eller tyst", "ja", "nej", SILENT),
        "Ansvarig": _party,
        "Varna": _warning,
    },
    "Åtagande": {"Ansvarig": _party, "För": _anything, "Hur ofta": _recurrence, "Bevis": _anything},
    "Ersättning": {
        "Enhet": _anything,
        "Belopp": _amount,
        "Gäller från": _from_date,
        "Index": _anything,
        "Avrundning": _anything,
    },
    "Storhet": {"Enhet": _one_of("ingen enhet som formler räknar i", *QUANTITY_UNITS), "Betyder": _anything},
    "Indikator": {"Mått": _anything, "Mål": _anything, "Från händelser": _events},
    "Ställningstagande": {"Vad källan säger": _anything},
}
"""For each kind its columns, and what each cell of them must be."""


def read_provisions(
    table: Table, vocabulary: Vocabulary, sources: Mapping[str, Source]
) -> tuple[tuple[Provision, ...], tuple[Problem, ...]]:
    """The rows of such a table that can be read; the rest are told as problems."""
    checks = PROVISION_KINDS[table.kind]
    columns, column_problems = read_columns(table, (*checks, "Källa"), ("Sedan", "Skäl"))
    problems = [*column_problems, *(() if table.kind == "Ersättning" else repeated_names(table))]
    if columns is None:
        return (), tuple(problems)
    made = []
    for row in named_rows(table, problems):
        found = _row_problems(row, columns, checks, vocabulary)
        known_question = {*vocabulary.steering_questions, ""}
        if table.kind == "Ställningstagande" and row.name.text not in known_question:
            found.append(
                Problem(
                    row.name.place,
                    "okänd-styrfråga",
                    f"”{row.name.text}” är ingen deklarerad styrfråga",
                    "Regionerna kan då inte jämföras.",
                    suggestion(row.name.text, vocabulary.steering_questions, "deklarera den i begrepp.md"),
                )
            )
        source_cell = columns.cell(row, "Källa")
        assert source_cell is not None
        citations, source_problems = read_citations(source_cell, sources)
        found.extend(source_problems)
        problems.extend(found)
        if not found:
            texts = {
                name: DASH if is_dash(cell.text) else cell.text
                for name in checks
                if (cell := columns.cell(row, name)) is not None
            }
            made.append(
                Provision(
                    table.kind,
                    row.name.text,
                    texts,
                    citations,
                    source_cell.text,
                    columns.text(row, "Sedan"),
                    table.heading,
                    row.place,
                )
            )
    return tuple(made), tuple(problems)


def _row_problems(
    row: TableRow, columns: Columns, checks: Mapping[str, _Check], vocabulary: Vocabulary
) -> list[Problem]:
    found = []
    for name, check in checks.items():
        cell = columns.cell(row, name)
        if cell is None:
            continue
        problem = check(cell, vocabulary) if cell.text else _empty(cell, name)
        if problem is not None:
            found.append(problem)
    since = columns.cell(row, "Sedan")
    if since is not None and since.text and not is_dash(since.text) and not is_since(since.text):
        found.append(wrong_since(since))
    return found
