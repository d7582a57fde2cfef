"""One file of an agreement or a reading: its head, its decision tables, and the tables that promise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from samsyn.documents.columns import is_dash, repeated_names
from samsyn.documents.head import Section
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Problem
from samsyn.documents.sources import Citation, Source, read_citations, read_sources
from samsyn.documents.tables import Document, Table, TableRow, TextCell
from samsyn.facts.values import SILENT, Value
from samsyn.facts.vocabulary import Answer, Fact, Variable, Vocabulary
from samsyn.rules.cells import Cell, read_cell
from samsyn.rules.decisions import RESIDUAL, Decision, HitPolicy, Row
from samsyn.rules.periods import UNKNOWN_DATE, Period, read_period
from samsyn.rules.provisions import PROVISION_KINDS, Provision, read_provisions
from samsyn.rules.timetable import read_timetable

ANNOTATIONS = ("Källa", "Sedan", "Skäl", "Möjliga")
DECISION_KINDS = tuple(policy.value for policy in HitPolicy)
CASE_KINDS = ("Fall", "Förväntat")
AGREEMENT_KINDS = (*DECISION_KINDS, "Tider", *PROVISION_KINDS)
AGREEMENT_KEYS = ("titel", "gäller", "antas förlängd till", "status", "använder", "källor")
READING_KEYS = (
    "titel",
    "läsare",
    "part",
    "gäller version",
    "återgiven ur",
    "fastställd",
    "bygger på",
    "källor",
)
STATUSES = ("gällande", "förslag")
SIDES = ("region", "kommun", "annan")
OUTPUT_SIGN = re.compile(r"(?:»|>>)\s*")


@dataclass(frozen=True, slots=True)
class AgreementText:
    """One file as read: what it decides and promises by itself, before what it builds on is joined to it."""

    name: str
    title: str
    document: Document
    sources: Mapping[str, Source]
    decisions: tuple[Decision, ...]
    provisions: tuple[Provision, ...]
    problems: tuple[Problem, ...]
    period: Period = field(default=Period(None, None))
    status: str = "gällande"
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A reading: whose it is, on which side, of which versions, whose words it rests on, and the tables it replaces."""

    text: AgreementText
    reader: str
    side: str
    versions: tuple[str, ...]
    retold_from: str
    confirmed: str
    builds_on: str

    @property
    def standing(self) -> str:
        """How far it can be trusted, as shown: "återgiven ur …, ej fastställd av …"."""
        if self.confirmed in ("", "nej"):
            return f"återgiven ur {self.retold_from}, ej fastställd av {self.reader}"
        return f"fastställd av {self.reader} {self.confirmed}"


def read_agreement_text(document: Document, name: str, vocabulary: Vocabulary) -> AgreementText:
    """Read one version of an agreement; `name` is its address, as `halland/hemsjukvard@2021-04-01`."""
    sources, source_problems = read_sources(document.head)
    problems = [*document.problems, *source_problems, *_unknown_keys(document.head, AGREEMENT_KEYS, "avtal")]
    period, status = _period(document.head, name, problems), document.head.text("status") or "gällande"
    if status not in STATUSES:
        problems.append(
            Problem(
                document.head.places.get("status", document.head.place),
                "okänd-status",
                f"”{status}” är ingen status",
                "Inget får visas som avtalat som bara är föreslaget.",
                suggestion(status, STATUSES, "skriv gällande eller förslag"),
            )
        )
    if not document.head.text("titel"):
        problems.append(
            Problem(
                document.head.place,
                "titel-saknas",
                "huvudet har ingen titel",
                "Avtalet går inte att känna igen.",
                "titel: avtalets namn",
            )
        )
    decisions, provisions = read_tables(document, name, vocabulary, sources, problems)
    uses = tuple(item.text for item in document.head.texts("använder"))
    return AgreementText(
        name, document.title, document, sources, decisions, provisions, tuple(problems), period, status, uses
    )


def read_reading_text(
    document: Document, name: str, vocabulary: Vocabulary, base_sources: Mapping[str, Source]
) -> ReadingText:
    """Read a reading; it may cite the sources of the agreement that it reads."""
    head = document.head
    own, source_problems = read_sources(head)
    problems = [
        *document.problems,
        *(() if head.section("källor") is None else source_problems),
        *_unknown_keys(head, READING_KEYS, "läsning"),
    ]
    for key, why in (
        ("läsare", "En läsning är alltid någons."),
        ("gäller version", "Det går inte att veta vilken text som läses."),
        ("återgiven ur", "Läsningen måste vila på någons ord."),
    ):
        if not head.texts(key):
            problems.append(Problem(head.place, "läsning-ofullständig", f"läsningen saknar ”{key}”", why, f"{key}: …"))
    side = head.text("part") or ""
    if side not in SIDES:
        problems.append(
            Problem(
                head.places.get("part", head.place),
                "okänd-sida",
                f"”{side}” är ingen sida" if side else "läsningen säger inte vems sida den är på",
                "Sidan avgör om två läsningar pekar på varandra.",
                suggestion(side, SIDES, "part: region, kommun eller annan"),
            )
        )
    decisions, provisions = read_tables(document, name, vocabulary, {**base_sources, **own}, problems)
    if provisions:
        problems.append(
            Problem(
                provisions[0].place,
                "läsning-med-annat",
                f"en läsning kan inte ha tabeller av slaget {provisions[0].kind}",
                "En läsning tolkar; den lovar inget nytt.",
                "flytta tabellen till avtalet",
            )
        )
    text = AgreementText(name, document.title, document, {**base_sources, **own}, decisions, (), tuple(problems))
    versions = tuple(item.text for item in head.texts("gäller version"))
    return ReadingText(
        text,
        head.text("läsare") or name,
        side,
        versions,
        head.text("återgiven ur") or "",
        head.text("fastställd") or "nej",
        head.text("bygger på") or "",
    )


def read_tables(
    document: Document,
    name: str,
    vocabulary: Vocabulary,
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> tuple[tuple[Decision, ...], tuple[Provision, ...]]:
    """All typed tables of a file; what cannot be read goes to `problems`."""
    decisions: list[Decision] = []
    provisions: list[Provision] = []
    for table in document.tables:
        if table.is_example:
            continue
        if table.kind in DECISION_KINDS:
            decision, found = read_decision(table, vocabulary, sources, name)
            problems.extend(found)
            if decision is not None:
                decisions.append(decision)
        elif table.kind == "Tider":
            spans, found = read_timetable(table, vocabulary, dict(sources), name)
            problems.extend(found)
            decisions.extend(spans)
        elif table.kind in PROVISION_KINDS:
            rows, found = read_provisions(table, vocabulary, sources)
            problems.extend(found)
            provisions.extend(rows)
        else:
            problems.append(
                Problem(
                    table.header[0].place,
                    "okänt-slag",
                    f"slaget ”{table.kind}” finns inte",
                    "Tabellen läses inte och ingen rad i den gäller.",
                    suggestion(
                        table.kind,
                        AGREEMENT_KINDS,
                        "slag: "
                        + ", ".join(AGREEMENT_KINDS)
                        + "; eller sätt tabellen under en rubrik med ordet Exempel",
                    ),
                )
            )
    return tuple(decisions), tuple(provisions)


def _unknown_keys(head: Section, known: tuple[str, ...], kind: str) -> list[Problem]:
    return [
        Problem(
            head.places[key],
            "okänd-nyckel",
            f"”{key}” hör inte hemma i ett huvud för {kind}",
            "Uppgiften läses inte.",
            suggestion(key, known, "nycklarna är: " + ", ".join(known)),
        )
        for key in head.entries
        if key not in known
    ]


def _period(head: Section, name: str, problems: list[Problem]) -> Period:
    said = head.text("gäller")
    place = head.places.get("gäller", head.place)
    period = read_period(said) if said else None
    if period is None:
        problems.append(
            Problem(
                place,
                "gäller-oläsligt",
                f"”{said}” säger inte när avtalet gäller" if said else "huvudet säger inte när avtalet gäller",
                "Det går inte att veta vilken version som gällde en viss dag.",
                "gäller: 2021-04-01 – 2028-12-31, 2002 – 2008, eller okänt",
            )
        )
        return Period(None, None)
    version = name.partition("@")[2]
    written = period.start.text if period.start else UNKNOWN_DATE
    if version and version != written:
        problems.append(
            Problem(
                place,
                "gäller-filnamn",
                f"filen heter {version} men huvudet säger att den gäller från {written}",
                "Filens namn är dagen den börjar gälla.",
                f"döp filen till {written}.md eller rätta huvudet",
            )
        )
    assumed = head.text("antas förlängd till")
    if assumed is None:
        return period
    try:
        return Period(period.start, period.end, date.fromisoformat(assumed))
    except ValueError:
        problems.append(
            Problem(
                head.places["antas förlängd till"],
                "gäller-oläsligt",
                f"”{assumed}” är inget datum",
                "Det går inte att veta hur länge förlängningen antas.",
                "antas förlängd till: 2030-12-31",
            )
        )
        return period


def read_decision(
    table: Table, vocabulary: Vocabulary, sources: Mapping[str, Source], agreement: str
) -> tuple[Decision | None, tuple[Problem, ...]]:
    """Read one decision table; None when its columns cannot be understood."""
    problems: list[Problem] = list(repeated_names(table))
    inputs, outputs, notes = _header(table, vocabulary, problems)
    if not outputs:
        problems.append(
            Problem(
                table.place,
                "svar-saknas",
                "tabellen har ingen svarskolumn",
                "Den avgör då ingenting.",
                "märk svarskolumnen med », till exempel ”» Huvudman”",
            )
        )
    if "kalla" not in notes:
        problems.append(
            Problem(
                table.place,
                "kolumn-saknas",
                "tabellen saknar ”Källa”",
                "En rad utan källa finns inte.",
                "lägg till en kolumn Källa",
            )
        )
    if not table.rows:
        problems.append(
            Problem(
                table.place,
                "inga-rader",
                "tabellen har inga rader",
                "Den är tyst om allt.",
                "skriv en rad, eller ta bort tabellen",
            )
        )
    if any(
        problem.code
        in ("okänd-kolumn", "dubbel-kolumn", "svar-saknas", "kolumn-saknas", "inga-rader", "fel-sorts-kolumn")
        for problem in problems
    ):
        return None, tuple(problems)
    rows = tuple(_row(row, inputs, outputs, notes, vocabulary, sources, problems) for row in table.rows)
    decision = Decision(
        table.heading or ", ".join(answer.name for _, answer in outputs),
        HitPolicy(table.kind),
        tuple(variable.id for _, variable in inputs),
        tuple(answer.id for _, answer in outputs),
        rows,
        agreement,
        table.place,
    )
    return decision, tuple(problems)


def _header(
    table: Table, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[list[tuple[int, Variable]], list[tuple[int, Answer]], dict[str, int]]:
    inputs: list[tuple[int, Variable]] = []
    outputs: list[tuple[int, Answer]] = []
    notes: dict[str, int] = {}
    seen: set[str] = set()
    annotations = {fold(name) for name in ANNOTATIONS}
    for index, cell in enumerate(table.header[1:], start=1):
        sign = OUTPUT_SIGN.match(cell.text)
        name = cell.text[sign.end() :] if sign else cell.text
        identifier = fold(name)
        variable = vocabulary.variable(name)
        if identifier in seen:
            problems.append(
                Problem(
                    cell.place,
                    "dubbel-kolumn",
                    f"kolumnen ”{name}” står två gånger",
                    "Det går inte att veta vilken som gäller.",
                    "ta bort den ena",
                )
            )
        elif not sign and identifier in annotations:
            notes[identifier] = index
        elif variable is None:
            known = [*vocabulary.names(), *ANNOTATIONS]
            problems.append(
                Problem(
                    cell.place,
                    "okänd-kolumn",
                    f"”{name}” är varken faktum eller svar i begrepp.md" if name else "en kolumn saknar namn",
                    "Tabellen läses inte.",
                    suggestion(name, known, "deklarera det i begrepp.md, eller rätta rubriken"),
                )
            )
        elif sign and isinstance(variable, Fact):
            problems.append(
                Problem(
                    cell.place,
                    "fel-sorts-kolumn",
                    f"”{name}” är ett faktum och kan inte vara svar",
                    "Fakta uppges; svar räknas ut.",
                    "deklarera ett svar i begrepp.md",
                )
            )
        elif sign and isinstance(variable, Answer):
            outputs.append((index, variable))
        else:
            if outputs:
                problems.append(
                    Problem(
                        cell.place,
                        "kolumnordning",
                        f"villkoret ”{name}” står efter ett svar",
                        "Läsaren väntar sig villkor först och svar sist.",
                        f"flytta det åt vänster, eller märk det ”» {name}” om det är ett svar",
                    )
                )
            inputs.append((index, variable))
        seen.add(identifier)
    return inputs, outputs, notes


def _row(
    row: TableRow,
    inputs: list[tuple[int, Variable]],
    outputs: list[tuple[int, Answer]],
    notes: dict[str, int],
    vocabulary: Vocabulary,
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> Row:
    cells: list[Cell] = []
    for index, variable in inputs:
        cell, found = read_cell(row.cells[index], variable, vocabulary, collects=isinstance(variable, Answer))
        cells.append(cell)
        problems.extend(found)
    outcomes = tuple(_outcome(row.cells[index], answer, problems) for index, answer in outputs)
    source_cell = row.cells[notes["kalla"]]
    citations, found_sources = read_citations(source_cell, sources)
    problems.extend(found_sources)
    return Row(
        RESIDUAL if fold(row.name.text) == RESIDUAL else row.name.text,
        tuple(cells),
        outcomes,
        _cited(citations),
        source_cell.text,
        _note(row, notes, "sedan"),
        _note(row, notes, "skal"),
        _possible(row, notes, outputs, problems),
        row.place,
    )


def _cited(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))


def _note(row: TableRow, notes: Mapping[str, int], column: str) -> str:
    text = row.cells[notes[column]].text if column in notes else ""
    return "" if is_dash(text) else text


def _possible(
    row: TableRow, notes: Mapping[str, int], outputs: list[tuple[int, Answer]], problems: list[Problem]
) -> str:
    text = _note(row, notes, "mojliga")
    for word in (piece.strip() for piece in text.split(",") if piece.strip()):
        if all(answer.domain.read(word) is None for _, answer in outputs):
            known = [str(value) for _, answer in outputs if len(answer.domain) < 100 for value in answer.domain]
            problems.append(
                Problem(
                    row.cells[notes["mojliga"]].place,
                    "okänt-värde",
                    f"”{word}” är inget svar som tabellen kan ge",
                    "Den som läser luckan får fel besked om vad som vore tänkbart.",
                    suggestion(word, known),
                )
            )
    return text


def _outcome(cell: TextCell, answer: Answer, problems: list[Problem]) -> Value | None:
    if fold(cell.text) == SILENT:
        return None
    value = answer.domain.read(cell.text)
    if value is None:
        names = [*(str(value) for value in answer.domain), SILENT] if len(answer.domain) < 100 else [SILENT]
        hint = suggestion(cell.text, names, "svaren är: " + ", ".join(names[:12]))
        what = f"”{cell.text}” är inget svar på {answer.name}" if cell.text else f"svaret {answer.name} saknas på raden"
        problems.append(Problem(cell.place, "okänt-svar", what, "Raden skulle svara något ingen förstår.", hint))
    return value
