"""`Tider`: named spans of the week, read as days and hours and turned into a decision table.

A span past midnight belongs to the day it began: at 02:00 on a Tuesday it is Monday's weekday, holiday and eve
that count. Where a row says that it is silent about a holiday or an eve, the span is silent there,
unless another row surely answers yes.
"""

from dataclasses import dataclass

from samsyn.clocks.almanac import WEEKDAYS, DayKind
from samsyn.documents.columns import read_columns, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Citation, Source, read_citations
from samsyn.documents.tables import Table
from samsyn.facts.values import MINUTES_A_DAY, NO, YES, TimeOfDay, Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import ANYTHING, Cell, cell_of_spans, cell_of_values
from samsyn.rules.decisions import Decision, HitPolicy, Row

SHORT_DAYS = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")
DAY_RULES = ("som dagen", "inte", "alltid", "tyst")
INPUTS = ("veckodag", "helgdag", "helgdag_dagen_fore", "klockslag")
COLUMNS = ("Span", "Dagar", "Från", "Till", "Helgdag", "Afton", "Källa")
OPTIONAL = ("Sedan", "Skäl", "Möjliga")


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One row of a timetable: on which days, from when till when, and what holds on holidays and eves."""

    name: str
    span: str
    days: frozenset[str]
    start: int
    end: int
    on_holiday: str
    on_eve: str
    citations: tuple[Citation, ...]
    source: str
    since: str
    reason: str
    possible: str
    place: Place


def read_timetable(
    table: Table, vocabulary: Vocabulary, sources: dict[str, Source], agreement: str
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """One decision for each span that the table names."""
    columns, problems_so_far = read_columns(table, COLUMNS, OPTIONAL)
    problems = [*problems_so_far, *repeated_names(table)]
    if columns is None:
        return (), tuple(problems)
    for needed in INPUTS:
        if needed not in vocabulary.facts:
            problems.append(
                Problem(
                    table.place,
                    "tider-utan-fakta",
                    f"begreppsfilen har inget faktum ”{needed}”",
                    "Utan det går tider inte att avgöra.",
                    "deklarera veckodag, helgdag, helgdag dagen före och klockslag",
                )
            )
            return (), tuple(problems)
    spans: dict[str, list[SpanRow]] = {}
    clock = TimeOfDay()
    for row in table.rows:
        cells = {name: columns.cell(row, name) for name in COLUMNS}
        span_cell, days_cell, start_cell, end_cell = (
            cells["Span"],
            cells["Dagar"],
            cells["Från"],
            cells["Till"],
        )
        holiday_cell, eve_cell, source_cell = cells["Helgdag"], cells["Afton"], cells["Källa"]
        assert span_cell and days_cell and start_cell and end_cell and holiday_cell and eve_cell and source_cell
        before = len(problems)
        answer = vocabulary.answers.get(fold(span_cell.text))
        if answer is None or YES not in answer.domain or NO not in answer.domain:
            problems.append(
                Problem(
                    span_cell.place,
                    "okänt-span",
                    f"”{span_cell.text}” är inget svar med värdena ja och nej",
                    "Ingen tabell kan då pröva spannet.",
                    suggestion(
                        span_cell.text,
                        [known.name for known in vocabulary.answers.values()],
                        "deklarera det under Svar",
                    ),
                )
            )
        days = read_days(days_cell.text)
        if days is None:
            problems.append(
                Problem(
                    days_cell.place,
                    "okända-dagar",
                    f"”{days_cell.text}” är inga veckodagar",
                    "Spannet kan inte läggas ut i veckan.",
                    "skriv mån–fre, lör, sön eller alla",
                )
            )
        start, end = clock.read_bound(start_cell.text), clock.read_bound(end_cell.text)
        for cell, minutes in ((start_cell, start), (end_cell, end)):
            if minutes is None:
                problems.append(
                    Problem(
                        cell.place,
                        "inget-klockslag",
                        f"”{cell.text}” är inget klockslag",
                        "Spannet har då ingen gräns.",
                        "skriv till exempel 17:00",
                    )
                )
        if start is not None and (start in (end, MINUTES_A_DAY)):
            problems.append(
                Problem(
                    start_cell.place,
                    "tomt-span",
                    "spannet börjar och slutar samtidigt",
                    "Det går inte att veta om det är hela dygnet eller ingen tid alls.",
                    "skriv 00:00 till 24:00 för hela dygnet",
                )
            )
        for cell in (holiday_cell, eve_cell):
            if cell.text not in DAY_RULES:
                problems.append(
                    Problem(
                        cell.place,
                        "okänd-dagregel",
                        f"”{cell.text}” säger inte vad som gäller den dagen",
                        "Helgdagar och aftnar får aldrig gissas.",
                        suggestion(cell.text, DAY_RULES, "skriv som dagen, inte, alltid eller tyst"),
                    )
                )
        citations, source_problems = read_citations(source_cell, sources)
        problems.extend(source_problems)
        if len(problems) > before or answer is None or days is None or start is None or end is None:
            continue
        spans.setdefault(answer.id, []).append(
            SpanRow(
                row.name.text,
                answer.id,
                days,
                start,
                end,
                holiday_cell.text,
                eve_cell.text,
                citations,
                source_cell.text,
                columns.text(row, "Sedan"),
                columns.text(row, "Skäl"),
                columns.text(row, "Möjliga"),
                row.place,
            )
        )
    return tuple(_decision(span, rows, table, vocabulary, agreement) for span, rows in spans.items()), tuple(problems)


def read_days(text: str) -> frozenset[str] | None:
    """The weekdays of `mån–fre`, `lör, sön` or `alla`; None when it is none."""
    if fold(text) == "alla":
        return frozenset(WEEKDAYS)
    found: set[str] = set()
    for piece in text.split(","):
        ends = [_day(end) for end in piece.replace("-", "–").split("–")]
        if None in ends or len(ends) > 2:
            return None
        first, last = ends[0], ends[-1]
        assert first is not None and last is not None
        span = range(first, last + 1) if first <= last else (*range(first, 7), *range(last + 1))
        found.update(WEEKDAYS[index] for index in span)
    return frozenset(found)


def write_days(text: str) -> str:
    """Days in their canonical form, or the text as it is when it cannot be read."""
    if fold(text) == "alla":
        return "alla"
    if read_days(text) is None:
        return text
    pieces = []
    for piece in text.split(","):
        ends = [_day(end) for end in piece.replace("-", "–").split("–")]
        pieces.append("–".join(SHORT_DAYS[end] for end in ends if end is not None))
    return ", ".join(pieces)


def _day(word: str) -> int | None:
    identifier = fold(word)
    if len(identifier) < 3:
        return None
    return next(
        (
            index
            for index, day in enumerate(WEEKDAYS)
            if fold(day) == identifier or fold(SHORT_DAYS[index]) == identifier or (identifier == "tor" and index == 3)
        ),
        None,
    )


def _decision(span: str, span_rows: list[SpanRow], table: Table, vocabulary: Vocabulary, agreement: str) -> Decision:
    sure: list[Row] = []
    silent: list[Row] = []
    for row in span_rows:
        for kinds, outcome in _kinds(row):
            target = sure if outcome == YES else silent
            target.extend(_lowered(row, kinds, outcome, vocabulary))
    last = span_rows[-1]
    outside = Row("övrig tid", (ANYTHING,) * 4, (NO,), last.citations, last.source, "", "", "", table.place)
    return Decision(
        table.heading,
        HitPolicy.FIRST,
        INPUTS,
        (span,),
        (*sure, *silent, outside),
        agreement,
        table.place,
        spans=True,
    )


def _kinds(row: SpanRow) -> list[tuple[dict[DayKind, str], Value | None]]:
    """For yes and for silence: what is asked of the day of each kind ("som dagen" or "alltid")."""
    rules = {DayKind.ORDINARY: "som dagen", DayKind.HOLIDAY: row.on_holiday, DayKind.EVE: row.on_eve}
    yes = {kind: rule for kind, rule in rules.items() if rule in ("som dagen", "alltid")}
    silence = {kind: "alltid" for kind, rule in rules.items() if rule == "tyst"}
    parts: list[tuple[dict[DayKind, str], Value | None]] = [(yes, YES)]
    return [*parts, (silence, None)] if silence else parts


def _lowered(row: SpanRow, kinds: dict[DayKind, str], outcome: Value | None, vocabulary: Vocabulary) -> list[Row]:
    """The same span as rows over weekday, kind of day and hour: the day it began, and the morning after."""
    end = row.end if row.end > row.start else MINUTES_A_DAY
    suffix = " (tyst)" if outcome is None else ""
    rows = _for_day(row, kinds, outcome, vocabulary, (row.start, end - 1), row.days, "helgdag", suffix)
    if row.end <= row.start and row.end > 0:
        mornings = frozenset(WEEKDAYS[(WEEKDAYS.index(day) + 1) % 7] for day in row.days)
        rows += _for_day(
            row,
            kinds,
            outcome,
            vocabulary,
            (0, row.end - 1),
            mornings,
            "helgdag_dagen_fore",
            f" (efter midnatt){suffix}",
        )
    return rows


def _for_day(
    row: SpanRow,
    kinds: dict[DayKind, str],
    outcome: Value | None,
    vocabulary: Vocabulary,
    hours: tuple[int, int],
    days: frozenset[str],
    tested: str,
    suffix: str,
) -> list[Row]:
    weekday, clock = vocabulary.facts["veckodag"], vocabulary.facts["klockslag"]
    assert isinstance(clock.domain, TimeOfDay)
    clock_cell = cell_of_spans((hours,), clock.domain)
    made = []
    for rule, days_cell, ending in (
        (
            "som dagen",
            cell_of_values(frozenset(days), weekday.domain, vocabulary.groups_of("veckodag")),
            suffix,
        ),
        ("alltid", ANYTHING, f" (alla sådana dagar){suffix}"),
    ):
        accepted = frozenset(kind.value for kind, said in kinds.items() if said == rule)
        if accepted:
            kind_cell: Cell = cell_of_values(frozenset(accepted), vocabulary.facts[tested].domain)
            cells = (
                (days_cell, kind_cell, ANYTHING, clock_cell)
                if tested == "helgdag"
                else (days_cell, ANYTHING, kind_cell, clock_cell)
            )
            made.append(
                Row(
                    row.name + ending,
                    cells,
                    (outcome,),
                    row.citations,
                    row.source,
                    row.since,
                    row.reason,
                    row.possible,
                    row.place,
                )
            )
    return made
