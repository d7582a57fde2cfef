"""`Tider`: named spans of the week, read as days and hours and turned into a decision table.

A span past midnight belongs to the day it began: at 02:00 on a Tuesday it is Monday's weekday, holiday and eve
that count. Where a row says that it is silent about a holiday or an eve, the span is silent there,
unless another row surely answers yes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.clocks.almanac import WEEKDAYS, DayKind
from samsyn.documents.columns import Columns, is_dash, named_rows, read_columns, repeated_names
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Citation, Source, read_citations
from samsyn.documents.tables import Table, TableRow, TextCell
from samsyn.facts.values import MINUTES_A_DAY, NO, YES, TimeOfDay, Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.cells import ANYTHING, Cell, cell_of_spans, cell_of_values
from samsyn.rules.decisions import Decision, HitPolicy, Row
from samsyn.rules.periods import is_since, wrong_since

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
    table: Table, vocabulary: Vocabulary, sources: Mapping[str, Source], agreement: str
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """One decision for each span that the table names."""
    columns, column_problems = read_columns(table, COLUMNS, OPTIONAL)
    problems = [*column_problems, *repeated_names(table), *_facts_needed(table, vocabulary)]
    if columns is None or any(problem.code == "tider-utan-fakta" for problem in problems):
        return (), tuple(problems)
    spans: dict[str, list[SpanRow]] = {}
    for row in named_rows(table, problems):
        read = _read_row(row, columns, vocabulary, sources, problems)
        if read is not None:
            spans.setdefault(read.span, []).append(read)
    return tuple(_decision(span, rows, table, vocabulary, agreement) for span, rows in spans.items()), tuple(problems)


def _facts_needed(table: Table, vocabulary: Vocabulary) -> tuple[Problem, ...]:
    """The vocabulary must have the facts that spans are laid out in."""
    needed: Mapping[str, tuple[Value, ...]] = {
        "veckodag": WEEKDAYS,
        "helgdag": tuple(kind.value for kind in DayKind),
        "helgdag_dagen_fore": tuple(kind.value for kind in DayKind),
        "klockslag": (0, MINUTES_A_DAY - 1),
    }
    lacking = [
        name
        for name, values in needed.items()
        if name not in vocabulary.broken
        and (name not in vocabulary.facts or not all(value in vocabulary.facts[name].domain for value in values))
    ]
    if not lacking:
        return ()
    return (
        Problem(
            table.place,
            "tider-utan-fakta",
            f"begreppsfilen har inte de fakta som tider avgörs med: {', '.join(lacking)}",
            "Utan dem går tider inte att avgöra.",
            "deklarera veckodag (måndag … söndag), helgdag och helgdag dagen före (ja, nej, afton) och klockslag",
        ),
    )


def _read_row(
    row: TableRow, columns: Columns, vocabulary: Vocabulary, sources: Mapping[str, Source], problems: list[Problem]
) -> SpanRow | None:
    """One row, or None when something in it cannot be read; `problems` then says what."""
    cells = {name: cell for name in COLUMNS if (cell := columns.cell(row, name)) is not None}
    found: list[Problem] = []
    answer = _span(cells["Span"], vocabulary, found)
    days = read_days(cells["Dagar"].text)
    if days is None:
        found.append(
            Problem(
                cells["Dagar"].place,
                "okända-dagar",
                f"”{cells['Dagar'].text}” är inga veckodagar",
                "Spannet kan inte läggas ut i veckan.",
                "skriv mån–fre, lör, sön eller alla; helgdagar och aftnar har egna kolumner",
            )
        )
    hours = _hours(cells["Från"], cells["Till"], found)
    for name in ("Helgdag", "Afton"):
        if cells[name].text not in DAY_RULES:
            found.append(
                Problem(
                    cells[name].place,
                    "okänd-dagregel",
                    f"”{cells[name].text}” säger inte vad som gäller på {'helgdagar' if name == 'Helgdag' else 'aftnar'}",
                    "Helgdagar och aftnar får aldrig gissas.",
                    suggestion(cells[name].text, DAY_RULES, "skriv som dagen, inte, alltid eller tyst"),
                )
            )
    citations, source_problems = read_citations(cells["Källa"], sources)
    found.extend(source_problems)
    since_cell = columns.cell(row, "Sedan")
    if since_cell is not None and not is_dash(since_cell.text) and since_cell.text and not is_since(since_cell.text):
        found.append(wrong_since(since_cell))
    problems.extend(found)
    if found or answer is None or days is None or hours is None:
        return None
    return SpanRow(
        row.name.text,
        answer,
        days,
        *hours,
        cells["Helgdag"].text,
        cells["Afton"].text,
        citations,
        cells["Källa"].text,
        columns.text(row, "Sedan"),
        columns.text(row, "Skäl"),
        columns.text(row, "Möjliga"),
        row.place,
    )


def _span(cell: TextCell, vocabulary: Vocabulary, problems: list[Problem]) -> str | None:
    """The answer that a span gives."""
    answer = vocabulary.answers.get(fold(cell.text))
    if answer is not None and YES in answer.domain and NO in answer.domain:
        return answer.id
    if fold(cell.text) not in vocabulary.broken:
        yes_no = [known.name for known in vocabulary.answers.values() if YES in known.domain and NO in known.domain]
        otherwise = "deklarera det under Svar i begrepp.md, med värdena ja, nej"
        hint = f"välj ett av: {', '.join(yes_no[:12])}" if answer else suggestion(cell.text, yes_no, otherwise)
        said, why = f"”{cell.text}” är inget svar med värdena ja och nej", "Ingen tabell kan då pröva spannet."
        problems.append(Problem(cell.place, "okänt-span", said, why, hint))
    return None


def _hours(start_cell: TextCell, end_cell: TextCell, problems: list[Problem]) -> tuple[int, int] | None:
    """From when till when, in minutes after midnight."""
    clock = TimeOfDay()
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
    if start is None or end is None:
        return None
    if start in (end, MINUTES_A_DAY):
        said = "spannet börjar och slutar samtidigt" if start == end else "spannet börjar när dygnet slutar"
        hint = "skriv 00:00 till 24:00 för hela dygnet" if start == end else "skriv Från 00:00, och dagen efter"
        unclear = "Det går inte att veta om det är hela dygnet eller ingen tid alls."
        why = unclear if start == end else "Klockan 24:00 är redan nästa dag."
        problems.append(Problem(start_cell.place, "tomt-span", said, why, hint))
        return None
    return start, end


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
        table.heading or vocabulary.answers[span].name,
        HitPolicy.FIRST,
        INPUTS,
        (span,),
        (*sure, *silent, outside),
        agreement,
        table.place,
        spans=True,
        headed=bool(table.heading),
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
