"""Decision tables as written: header, rows, cells and answers, and everything that is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.documents.columns import (
    is_dash,
    missing_columns,
    named_rows,
    nameless_column,
    repeated_column,
    repeated_names,
)
from samsyn.documents.identifiers import fold, meant, same_word, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Source, read_citations
from samsyn.documents.tables import Table, TableRow, TextCell
from samsyn.facts.values import SILENT, Choice, Value, Whole
from samsyn.facts.vocabulary import Answer, Fact, Variable, Vocabulary
from samsyn.rules.cells import Cell, read_cell
from samsyn.rules.decisions import RESIDUAL, Decision, HitPolicy, Row
from samsyn.rules.periods import is_since, wrong_since

ANNOTATIONS = ("Källa", "Sedan", "Skäl", "Möjliga")
DECISION_KINDS = tuple(policy.value for policy in HitPolicy)
OUTPUT_SIGN = re.compile(r"(?:»|>>)\s*")
MOST_NAMED = 100
"""An answer with more values than this is no list to choose from."""


@dataclass(slots=True)
class _Header:
    """Which column is what. `faulty`: what the table asks or answers is not known, so that it decides nothing."""

    inputs: list[tuple[int, Variable]]
    outputs: list[tuple[int, Answer]]
    notes: dict[str, int]
    faulty: bool = False


def read_decision(
    table: Table, vocabulary: Vocabulary, sources: Mapping[str, Source], agreement: str
) -> tuple[Decision | None, tuple[Problem, ...]]:
    """Read one decision table; None when its columns cannot be understood. Its cells are judged all the same."""
    problems: list[Problem] = list(repeated_names(table))
    header = _read_header(table, vocabulary, problems)
    if table.rows_as_written == 0:
        problems.append(
            Problem(
                table.place,
                "inga-rader",
                "tabellen har inga rader",
                "Den är tyst om allt.",
                "skriv en rad, eller ta bort tabellen",
            )
        )
    rows = tuple(_row(row, header, vocabulary, sources, problems) for row in named_rows(table, problems))
    if header.faulty or not rows:
        return None, tuple(problems)
    decision = Decision(
        table.heading or ", ".join(answer.name for _, answer in header.outputs),
        HitPolicy(table.kind),
        tuple(variable.id for _, variable in header.inputs),
        tuple(answer.id for _, answer in header.outputs),
        rows,
        agreement,
        table.place,
        headed=bool(table.heading),
    )
    return decision, tuple(problems)


def answers_named(table: Table, vocabulary: Vocabulary) -> frozenset[str]:
    """The answers that a table names in its header: what it may have been meant to give, when it cannot be read."""
    names = (OUTPUT_SIGN.sub("", cell.text, count=1) for cell in table.header[1:])
    words = {meant(name, vocabulary.names()) or name for name in names}
    spans = {row.cells[1].text for row in table.rows} if len(table.header) > 1 else set()
    return frozenset(fold(word) for word in words | spans) & frozenset(vocabulary.answers)


# ---- the header


def _read_header(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> _Header:
    header = _Header([], [], {})
    annotations = {fold(name) for name in ANNOTATIONS}
    seen: set[str] = set()
    strange: set[str | None] = set()
    for index, cell in enumerate(table.header[1:], start=1):
        sign = OUTPUT_SIGN.match(cell.text)
        name = cell.text[sign.end() :] if sign else cell.text
        identifier = fold(name)
        variable = vocabulary.variable(name)
        if identifier in seen and identifier:
            header.faulty = True
            tests_itself = any(variable is one for _, one in (header.inputs if sign else header.outputs))
            problems.append(_tests_itself(cell, name) if tests_itself else repeated_column(cell))
        elif not sign and identifier in annotations:
            header.notes[identifier] = index
        elif variable is None:
            header.faulty = True
            if identifier not in vocabulary.broken:
                known = (
                    [answer.name for answer in vocabulary.answers.values()]
                    if sign
                    else [*vocabulary.names(), *ANNOTATIONS]
                )
                strange.add(meant(name, known))
                problems.append(_unknown_column(cell, name, known, is_output=bool(sign)))
        elif sign and isinstance(variable, Fact):
            header.faulty = True
            strange.add("»")
            problems.append(
                Problem(
                    cell.place,
                    "fel-sorts-kolumn",
                    f"”{name}” är ett faktum och kan inte vara svar",
                    "Fakta uppges; svar räknas ut.",
                    "ta bort » om det är ett villkor, annars deklarera ett svar i begrepp.md",
                )
            )
        elif sign and isinstance(variable, Answer):
            header.outputs.append((index, variable))
        else:
            header.inputs.append((index, variable))
            if header.outputs or header.notes:
                problems.append(_out_of_order(cell, name, variable))
        seen.add(identifier)
    _lacking(table, header, vocabulary, strange, problems)
    return header


def _unknown_column(cell: TextCell, name: str, known: list[str], *, is_output: bool) -> Problem:
    if not name:
        return nameless_column(cell)
    return Problem(
        cell.place,
        "okänd-kolumn",
        f"”{name}” är {'inget svar' if is_output else 'varken faktum eller svar'} i begrepp.md",
        "Tabellen läses inte.",
        suggestion(name, known, "deklarera det i begrepp.md, eller rätta rubriken"),
    )


def _tests_itself(cell: TextCell, name: str) -> Problem:
    return Problem(
        cell.place,
        "ring",
        f"tabellen prövar sitt eget svar, ”{name}”",
        "Den kan aldrig avgöras.",
        "pröva ett faktum i stället, eller ett svar som en annan tabell ger",
    )


def _out_of_order(cell: TextCell, name: str, variable: Variable) -> Problem:
    is_answer = isinstance(variable, Answer)
    return Problem(
        cell.place,
        "kolumnordning",
        f"villkoret ”{name}” står efter ett svar eller en källa",
        "Läsaren väntar sig villkor först, därefter svar och sist källor.",
        f"märk det ”» {variable.name}” om det är ett svar, flytta det annars åt vänster"
        if is_answer
        else "flytta det åt vänster",
    )


def _lacking(
    table: Table, header: _Header, vocabulary: Vocabulary, strange: set[str | None], problems: list[Problem]
) -> None:
    """Tell what columns are missing, but for those that a misspelt header was meant to be."""
    answers = {answer.name for answer in vocabulary.answers.values()}
    if not header.outputs:
        header.faulty = True
        unmarked = [variable.name for _, variable in header.inputs if isinstance(variable, Answer)]
        marked = any(OUTPUT_SIGN.match(cell.text) for cell in table.header)
        if not marked and not strange & answers:
            problems.append(
                Problem(
                    table.place,
                    "svar-saknas",
                    "tabellen har ingen svarskolumn",
                    "Den avgör då ingenting.",
                    f"märk svarskolumnen med »: ”» {unmarked[-1] if unmarked else 'Huvudman'}”",
                )
            )
    if "kalla" not in header.notes:
        header.faulty = True
        if "Källa" not in strange:
            problems.append(missing_columns(table, ["Källa"]))


# ---- the rows


def _row(
    row: TableRow, header: _Header, vocabulary: Vocabulary, sources: Mapping[str, Source], problems: list[Problem]
) -> Row:
    cells: list[Cell] = []
    for index, variable in header.inputs:
        cell, found = read_cell(row.cells[index], variable, vocabulary, collects=isinstance(variable, Answer))
        cells.append(cell)
        problems.extend(found)
    outcomes = tuple(_outcome(row.cells[index], answer, problems) for index, answer in header.outputs)
    source_cell = row.cells[header.notes["kalla"]] if "kalla" in header.notes else None
    citations, found_sources = read_citations(source_cell, sources) if source_cell else ((), ())
    problems.extend(found_sources)
    since = _note(row, header, "sedan")
    if since and not is_since(since):
        problems.append(wrong_since(row.cells[header.notes["sedan"]]))
    return Row(
        RESIDUAL if same_word(row.name.text, RESIDUAL) else row.name.text,
        tuple(cells),
        outcomes,
        tuple(dict.fromkeys(citations)),
        source_cell.text if source_cell else "",
        since,
        _note(row, header, "skal"),
        _possible(row, header, problems),
        row.place,
        tuple(row.cells[index].place for index, _ in (*header.inputs, *header.outputs)),
    )


def _note(row: TableRow, header: _Header, column: str) -> str:
    text = row.cells[header.notes[column]].text if column in header.notes else ""
    return "" if is_dash(text) else text


def _possible(row: TableRow, header: _Header, problems: list[Problem]) -> str:
    text = _note(row, header, "mojliga")
    outputs = [answer for _, answer in header.outputs]
    offset = 0
    for piece in text.split(",") if outputs else ():
        word = piece.strip()
        if word and all(answer.domain.read(word) is None for answer in outputs):
            known = [str(value) for answer in outputs if isinstance(answer.domain, Choice) for value in answer.domain]
            listed = "svaren är: " + ", ".join(known[:12]) if known else "skriv ett heltal"
            problems.append(
                Problem(
                    row.cells[header.notes["mojliga"]].at(offset + len(piece) - len(piece.lstrip())),
                    "okänt-värde",
                    f"”{word}” är inget svar som tabellen kan ge",
                    "Den som läser luckan får fel besked om vad som vore tänkbart.",
                    suggestion(word, known, listed),
                )
            )
        offset += len(piece) + 1
    return text


def _outcome(cell: TextCell, answer: Answer, problems: list[Problem]) -> Value | None:
    if same_word(cell.text, SILENT):
        return None
    value = answer.domain.read(cell.text)
    if value is not None:
        return value
    problems.append(_no_answer(cell.text, answer, cell.place))
    return next(iter(answer.domain))  # not None: the row is not silent, and a text with this fault is never used


def _no_answer(text: str, answer: Answer, place: Place) -> Problem:
    domain = answer.domain
    several = [piece.strip() for piece in re.split(r",|;|/|\beller\b|\boch\b", text)]
    names = [*(domain.write(value) for value in domain), SILENT] if len(domain) < MOST_NAMED else [SILENT]
    if not text or is_dash(text):
        said, hint = f"svaret {answer.name} saknas på raden", "skriv ett svar, eller tyst om ingen källa säger något"
    elif len(several) > 1 and all(domain.read(piece) is not None for piece in several):
        said = f"rutan har flera svar på {answer.name}: ”{text}”"
        hint = "skriv ett svar på raden; ska flera samlas, ge dem varsin rad i en tabell med träffregeln C"
    else:
        said = f"”{text}” är inget svar på {answer.name}"
        listed = (
            f"ett heltal från {domain.low} till {domain.high}" if isinstance(domain, Whole) else ", ".join(names[:12])
        )
        hint = (
            f"skriv {listed}, eller tyst"
            if isinstance(domain, Whole)
            else suggestion(text, names, f"svaren är: {listed}")
        )
    return Problem(place, "okänt-svar", said, "Raden skulle svara något ingen förstår.", hint)
