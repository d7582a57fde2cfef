"""The experts' own cases: facts, and for each agreement and reading the answers worked out by hand.

`Fall` names a case and its facts; `Förväntat` says what is to come out, according to whom, and from which words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from samsyn.documents.columns import is_dash, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Source, read_citations, read_sources
from samsyn.documents.tables import Document, Table, TableRow, TextCell
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Answer, Fact, Vocabulary
from samsyn.rules.decision_tables import OUTPUT_SIGN

STATUS_WORDS = ("tyst", "okänt", "motstridigt")
THE_AGREEMENT = "avtalet"


@dataclass(frozen=True, slots=True)
class ExpertCase:
    """A case: its facts, and the moment it is about when that is given."""

    name: str
    description: str
    facts: Mapping[str, Value]
    moment: datetime | None
    place: Place


@dataclass(frozen=True, slots=True)
class Expected:
    """What one case is to come to: `version` and `reading` are empty for the agreement as it stands.

    `answers` maps an answer to its value's words, or to `tyst`, `okänt` or `motstridigt`; a collection's values are
    parted by "; ", and `inga` is the empty one.
    """

    case: str
    version: str
    reading: str
    answers: Mapping[str, str]
    source: str
    place: Place


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases and expectations."""

    cases: Mapping[str, ExpertCase]
    expected: tuple[Expected, ...]
    problems: tuple[Problem, ...]


def read_cases(document: Document, vocabulary: Vocabulary, agreement_sources: Mapping[str, Source]) -> CaseFile:
    """Read a `fall.md`; it may cite the sources of the agreement's versions."""
    own, source_problems = read_sources(document.head)
    problems = [*document.problems, *(source_problems if document.head.section("källor") else ())]
    sources = {**agreement_sources, **own}
    cases: dict[str, ExpertCase] = {}
    tables = [table for table in document.tables if not table.is_example]
    for table in tables:
        if table.kind == "Fall":
            problems.extend(repeated_names(table))
            _read_case_table(table, vocabulary, cases, problems)
        elif table.kind != "Förväntat":
            problems.append(
                Problem(
                    table.header[0].place,
                    "okänt-slag",
                    f"slaget ”{table.kind}” finns inte i en fil med fall",
                    "Tabellen läses inte.",
                    suggestion(table.kind, ("Fall", "Förväntat"), "slag: Fall, Förväntat"),
                )
            )
    expected: list[Expected] = []
    for table in tables:
        if table.kind == "Förväntat":
            expected.extend(_read_expected_table(table, vocabulary, cases, sources, problems))
    return CaseFile(cases, tuple(expected), tuple(problems))


def _read_case_table(
    table: Table, vocabulary: Vocabulary, cases: dict[str, ExpertCase], problems: list[Problem]
) -> None:
    columns: list[tuple[int, Fact]] = []
    special: dict[str, int] = {}
    for index, cell in enumerate(table.header[1:], start=1):
        fact = vocabulary.facts.get(fold(cell.text))
        if fold(cell.text) in ("beskrivning", "nar"):
            special[fold(cell.text)] = index
        elif fact is None:
            known = [each.name for each in vocabulary.facts.values()]
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"”{cell.text}” är inget faktum",
                    "Uppgiften läses inte.",
                    suggestion(cell.text, known, "deklarera det i begrepp.md"),
                )
            )
        else:
            columns.append((index, fact))
    for row in table.rows:
        if row.name.text in cases:
            problems.append(
                Problem(
                    row.name.place,
                    "dubbelt-fall",
                    f"fallet ”{row.name.text}” finns redan",
                    "Det går inte att veta vilket som menas.",
                    "ge fallet ett eget namn",
                )
            )
            continue
        facts: dict[str, Value] = {}
        moment = _moment(row, special, vocabulary, facts, problems)
        for index, fact in columns:
            cell = row.cells[index]
            if is_dash(cell.text) or not cell.text:
                continue
            value = fact.domain.read(cell.text)
            if value is None:
                hint = (
                    suggestion(cell.text, fact.domain.values, "värdena är: " + ", ".join(fact.domain.values))
                    if hasattr(fact.domain, "values")
                    else "skriv ett tal"
                )
                problems.append(
                    Problem(
                        cell.place,
                        "okänt-värde",
                        f"”{cell.text}” är inget värde för {fact.name}",
                        "Fallet kan inte prövas.",
                        hint,
                    )
                )
            else:
                facts[fact.id] = value
        description = row.cells[special["beskrivning"]].text if "beskrivning" in special else ""
        cases[row.name.text] = ExpertCase(
            row.name.text, "" if is_dash(description) else description, facts, moment, row.place
        )


def _moment(
    row: TableRow, special: Mapping[str, int], vocabulary: Vocabulary, facts: dict[str, Value], problems: list[Problem]
) -> datetime | None:
    cell = row.cells[special["nar"]] if "nar" in special else None
    if cell is None or is_dash(cell.text) or not cell.text:
        return None
    try:
        moment = datetime.fromisoformat(cell.text)
    except ValueError:
        problems.append(
            Problem(
                cell.place,
                "oläslig-tidpunkt",
                f"”{cell.text}” är ingen tidpunkt",
                "Veckodag, helgdag och klockslag kan inte sättas.",
                "skriv 2026-05-03 02:30",
            )
        )
        return None
    told = facts_of_moment(vocabulary, moment)
    if len(cell.text) <= len("2026-05-03"):
        told.pop("klockslag", None)
    facts.update(told)
    return moment


def _read_expected_table(
    table: Table,
    vocabulary: Vocabulary,
    cases: Mapping[str, ExpertCase],
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> list[Expected]:
    outputs: list[tuple[int, Answer]] = []
    special: dict[str, int] = {}
    for index, cell in enumerate(table.header[1:], start=1):
        sign = OUTPUT_SIGN.match(cell.text)
        name = cell.text[sign.end() :] if sign else cell.text
        if not sign and fold(name) in ("enligt", "kalla"):
            special[fold(name)] = index
        elif sign and fold(name) in vocabulary.answers:
            outputs.append((index, vocabulary.answers[fold(name)]))
        else:
            known = ["Enligt", "Källa", *(f"» {answer.name}" for answer in vocabulary.answers.values())]
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"”{cell.text}” är varken Enligt, Källa eller ett svar märkt »",
                    "Kolumnen prövas inte.",
                    suggestion(cell.text, known),
                )
            )
    if len(special) < 2 or not outputs:
        problems.append(
            Problem(
                table.place,
                "kolumn-saknas",
                "tabellen Förväntat behöver Enligt, minst ett svar märkt », och Källa",
                "Utan dem går inget att pröva.",
                "lägg till kolumnen",
            )
        )
        return []
    made = []
    for row in table.rows:
        found: list[Problem] = []
        if row.name.text not in cases:
            found.append(
                Problem(
                    row.name.place,
                    "okänt-fall",
                    f"fallet ”{row.name.text}” finns inte i filen",
                    "Inget prövas.",
                    suggestion(row.name.text, cases),
                )
            )
        _, source_problems = read_citations(row.cells[special["kalla"]], sources)
        found.extend(source_problems)
        answers = {
            answer.id: word
            for index, answer in outputs
            if (word := _expected(row.cells[index], answer, found)) is not None
        }
        version, reading = _according_to(row.cells[special["enligt"]].text)
        problems.extend(found)
        if not found:
            made.append(Expected(row.name.text, version, reading, answers, row.cells[special["kalla"]].text, row.place))
    return made


def _according_to(text: str) -> tuple[str, str]:
    """Version and reading of `avtalet`, `region`, `@2019-01-01` or `@2019-01-01 region`."""
    version = ""
    if text.startswith("@"):
        version, _, text = text.removeprefix("@").partition(" ")
    return version, "" if text.strip() in ("", THE_AGREEMENT) or is_dash(text.strip()) else text.strip()


def _expected(cell: TextCell, answer: Answer, problems: list[Problem]) -> str | None:
    """The expected words in their canonical form; None when nothing is expected."""
    if is_dash(cell.text) or not cell.text:
        return None
    if cell.text in STATUS_WORDS or cell.text == "inga":
        return cell.text
    words = []
    for piece in cell.text.split(";"):
        value = answer.domain.read(piece.strip())
        if value is None:
            known = (
                [*(str(each) for each in answer.domain), *STATUS_WORDS] if len(answer.domain) < 100 else STATUS_WORDS
            )
            problems.append(
                Problem(
                    cell.place,
                    "okänt-svar",
                    f"”{piece.strip()}” är inget svar på {answer.name}",
                    "Fallet skulle alltid slå fel.",
                    suggestion(piece.strip(), known, "svaren är: " + ", ".join(known[:12])),
                )
            )
            return None
        words.append(answer.domain.write(value))
    return "; ".join(words)
