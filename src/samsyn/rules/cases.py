"""The experts' own cases: facts, and for each agreement and reading the answers worked out by hand.

`Fall` names a case and its facts; `Förväntat` says what is to come out, according to whom, and from which words.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from samsyn.documents.columns import is_dash, missing_columns, named_rows, nameless_column, repeated_column
from samsyn.documents.identifiers import fold, meant, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Source, read_citations, read_head_of_text
from samsyn.documents.tables import Document, Table, TableRow, TextCell
from samsyn.facts.case import UNKNOWN_WORDS, FactError, facts_of_moment, read_fact
from samsyn.facts.values import Choice, Value
from samsyn.facts.vocabulary import Answer, Fact, Vocabulary
from samsyn.rules.agreement import CASE_KINDS, unknown_kind
from samsyn.rules.decision_tables import OUTPUT_SIGN

CASE_FILE_KEYS = ("titel", "källor")
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
    according_to: Place


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases and expectations."""

    cases: Mapping[str, ExpertCase]
    expected: tuple[Expected, ...]
    problems: tuple[Problem, ...]


def read_cases(
    document: Document,
    vocabulary: Vocabulary,
    agreement_sources: Mapping[str, Source],
    *,
    sources_are_lost: bool = False,
) -> CaseFile:
    """Read a `fall.md`; it may cite the sources of the agreement's versions and readings."""
    head = read_head_of_text(document, CASE_FILE_KEYS, "en fil med fall", head_needed=False, sources_needed=False)
    head = replace(head, sources_are_lost=head.sources_are_lost or sources_are_lost)
    sources = {**agreement_sources, **head.sources}
    problems: list[Problem] = []
    cases: dict[str, ExpertCase] = {}
    tables = [table for table in document.tables if not table.is_example]
    for table in tables:
        if table.kind == "Fall":
            _read_case_table(table, vocabulary, cases, problems)
        elif table.kind != "Förväntat":
            problems.append(unknown_kind(table, CASE_KINDS, "en fil med fall"))
    expected: list[Expected] = []
    lost = document.tables_are_lost or document.head_is_lost or any(table.kind not in CASE_KINDS for table in tables)
    for table in tables:
        if table.kind == "Förväntat":
            expected.extend(_read_expected_table(table, vocabulary, cases, sources, problems))
    told = [problem for problem in head.told(problems) if not (lost and problem.code == "okänt-fall")]
    return CaseFile(
        cases,
        tuple(expected),
        (*document.problems, *head.problems, *told, *_contradicting(expected, vocabulary)),
    )


def _contradicting(expected: Iterable[Expected], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Two rows that expect different answers of the same case, version and reading."""
    seen: dict[tuple[str, str, str, str], tuple[str, Place]] = {}
    for row in expected:
        for answer, words in row.answers.items():
            key = (row.case, row.version, row.reading, answer)
            earlier, place = seen.setdefault(key, (words, row.place))
            if earlier != words:
                yield Problem(
                    row.place,
                    "väntat-två-gånger",
                    f"{vocabulary.answers[answer].name} för ”{row.case}” väntas bli {words} här men {earlier} på rad {place.line}",
                    "Den ena av raderna slår alltid fel.",
                    "ta bort den ena, eller skriv under Enligt vilken läsning eller version den gäller",
                )


def _read_case_table(
    table: Table, vocabulary: Vocabulary, cases: dict[str, ExpertCase], problems: list[Problem]
) -> None:
    columns, special = _case_columns(table, vocabulary, problems)
    names = {fold(name): name for name in cases}
    for row in named_rows(table, problems):
        if fold(row.name.text) in names and row.name.text:
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
        names[fold(row.name.text)] = row.name.text
        facts: dict[str, Value] = {}
        moment = _moment(row, special, vocabulary, facts, problems)
        for index, fact in columns:
            cell = row.cells[index]
            if cell.text in UNKNOWN_WORDS or is_dash(cell.text):
                continue
            try:
                _, value = read_fact(vocabulary, fact.id, cell.text)
            except FactError as error:
                several = "," in cell.text and "ett fall har ett värde i varje ruta; skriv ett fall för vart och ett"
                hint = several or error.hint
                problems.append(Problem(cell.place, "okänt-värde", error.what, "Fallet kan inte prövas.", hint))
            else:
                if value is not None:
                    facts[fact.id] = value
        description = row.cells[special["beskrivning"]].text if "beskrivning" in special else ""
        cases[row.name.text] = ExpertCase(
            row.name.text, "" if is_dash(description) else description, facts, moment, row.place
        )


def _case_columns(
    table: Table, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[list[tuple[int, Fact]], dict[str, int]]:
    columns: list[tuple[int, Fact]] = []
    special: dict[str, int] = {}
    seen: set[str] = set()
    for index, cell in enumerate(table.header[1:], start=1):
        identifier = fold(cell.text)
        fact = vocabulary.facts.get(identifier)
        if identifier in seen and identifier:
            problems.append(repeated_column(cell))
        elif identifier in ("beskrivning", "nar"):
            special[identifier] = index
        elif fact is not None:
            columns.append((index, fact))
        elif not cell.text:
            problems.append(nameless_column(cell))
        elif identifier not in vocabulary.broken:
            known = [*(each.name for each in vocabulary.facts.values()), "Beskrivning", "När"]
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"”{cell.text}” är inget faktum",
                    "Uppgiften läses inte.",
                    suggestion(cell.text, known, "deklarera det i begrepp.md, eller rätta rubriken"),
                )
            )
        seen.add(identifier)
    return columns, special


def _moment(
    row: TableRow, special: Mapping[str, int], vocabulary: Vocabulary, facts: dict[str, Value], problems: list[Problem]
) -> datetime | None:
    cell = row.cells[special["nar"]] if "nar" in special else None
    if cell is None or is_dash(cell.text) or not cell.text:
        return None
    try:
        moment = datetime.fromisoformat(cell.text)
        told = facts_of_moment(vocabulary, moment)
    except (ValueError, FactError) as error:
        problems.append(
            Problem(
                cell.place,
                "oläslig-tidpunkt",
                error.what if isinstance(error, FactError) else f"”{cell.text}” är ingen tidpunkt",
                "Veckodag, helgdag och klockslag kan inte sättas.",
                "skriv 2026-05-03 02:30, eller bara dagen",
            )
        )
        return None
    if len(cell.text) <= len("2026-05-03"):
        told.pop("klockslag", None)
    facts.update(told)
    return moment


@dataclass(frozen=True, slots=True)
class _ExpectedColumns:
    """Where `Enligt`, the answers and `Källa` stand."""

    according_to: int
    outputs: tuple[tuple[int, Answer], ...]
    source: int


def _expected_columns(table: Table, vocabulary: Vocabulary, problems: list[Problem]) -> _ExpectedColumns | None:
    outputs: list[tuple[int, Answer]] = []
    special: dict[str, int] = {}
    seen: set[str] = set()
    strange: set[str | None] = set()
    for index, cell in enumerate(table.header[1:], start=1):
        sign = OUTPUT_SIGN.match(cell.text)
        name = cell.text[sign.end() :] if sign else cell.text
        identifier = fold(name)
        if identifier in seen and identifier:
            problems.append(repeated_column(cell))
        elif not sign and identifier in ("enligt", "kalla"):
            special[identifier] = index
        elif sign and identifier in vocabulary.answers:
            outputs.append((index, vocabulary.answers[identifier]))
        elif not cell.text:
            problems.append(nameless_column(cell))
        elif identifier not in vocabulary.broken:
            known = ["Enligt", "Källa", *(f"» {answer.name}" for answer in vocabulary.answers.values())]
            strange.add(meant(cell.text, known))
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"”{cell.text}” är varken Enligt, Källa eller ett svar märkt »",
                    "Kolumnen prövas inte.",
                    suggestion(cell.text, known, "svaren deklareras i begrepp.md"),
                )
            )
        seen.add(identifier)
    missing = [name for name in ("Enligt", "Källa") if fold(name) not in special]
    untold = [name for name in missing if name not in strange]
    if untold:
        problems.append(missing_columns(table, untold))
    if not outputs and not any(name and name.startswith("»") for name in strange):
        problems.append(
            Problem(
                table.place,
                "svar-saknas",
                "tabellen har ingen svarskolumn",
                "Inget prövas då.",
                "lägg till det svar som väntas, märkt med »: ”» Huvudman”",
            )
        )
    return None if missing or not outputs else _ExpectedColumns(special["enligt"], tuple(outputs), special["kalla"])


def _read_expected_table(
    table: Table,
    vocabulary: Vocabulary,
    cases: Mapping[str, ExpertCase],
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> list[Expected]:
    columns = _expected_columns(table, vocabulary, problems)
    if columns is None:
        return []
    made = []
    for row in named_rows(table, problems):
        found: list[Problem] = []
        if row.name.text not in cases and row.name.text:
            found.append(
                Problem(
                    row.name.place,
                    "okänt-fall",
                    f"fallet ”{row.name.text}” finns inte i filen",
                    "Inget prövas.",
                    suggestion(row.name.text, cases, "lägg till det i en tabell Fall, eller rätta namnet"),
                )
            )
        _, source_problems = read_citations(row.cells[columns.source], sources)
        found.extend(source_problems)
        answers = {
            answer.id: word
            for index, answer in columns.outputs
            if (word := _expected(row.cells[index], answer, found)) is not None
        }
        according_to = row.cells[columns.according_to]
        version, reading = _according_to(according_to.text)
        problems.extend(found)
        if not found:
            source = row.cells[columns.source].text
            made.append(Expected(row.name.text, version, reading, answers, source, row.place, according_to.place))
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
    for piece in (part.strip() for part in cell.text.split(";")):
        value = answer.domain.read(piece)
        if value is None:
            domain = answer.domain
            known = list(domain.values) if isinstance(domain, Choice) else []
            listed = ", ".join(known[:12]) if isinstance(domain, Choice) else f"{domain.low} till {domain.high}"
            problems.append(
                Problem(
                    cell.place,
                    "okänt-svar",
                    f"”{piece}” är inget svar på {answer.name}",
                    "Fallet skulle alltid slå fel.",
                    suggestion(
                        piece,
                        [*known, *STATUS_WORDS],
                        f"svaren är: {listed}, {', '.join(STATUS_WORDS)}; flera skiljs med ;",
                    ),
                )
            )
            return None
        words.append(answer.domain.write(value))
    return "; ".join(words)
