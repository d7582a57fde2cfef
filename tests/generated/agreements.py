"""Small agreements as texts, drawn at random: vocabularies, tables, timetables, readings and what they build on.

Every text is drawn together with what it means by the README of the agreements: which values each cell accepts, which
outcomes each row has. So the reader is judged too, not only the engines. `labels` tell which kinds of things were drawn; the
meta tests demand that every kind in ALL_LABELS is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from hypothesis import strategies as st

from samsyn.facts.values import Value, Whole
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

MAIN, BASIS = "prov/avtal", "prov/grund"
MAIN_VERSION, BASIS_VERSION = "2021-04-01", "2019-01-01"
DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MOST_CASES = 60_000
MOST_TIMED_CASES = 400_000

# ---------------------------------------------------------------------------------------------- the labels

COMPARISONS = ("<", "≤", ">", "≥", "<=", "=<", ">=", "=>")
OPENINGS, CLOSINGS = ("[", "(", "]"), ("]", ")", "[")
DAY_RULES = ("som dagen", "inte", "alltid", "tyst")
DASHES = ("–", "-", "—")
NEGATIONS = ("inte", "ej", "not")

ALL_LABELS = (
    *(f"träffregel {policy}" for policy in "FUAC"),
    *(f"ruta {dash}" for dash in DASHES),
    *(f"ruta {sign}" for sign in COMPARISONS),
    *(f"ruta {opening}..{closing}" for opening in OPENINGS for closing in CLOSINGS),
    *(f"ruta {word}(…)" for word in NEGATIONS),
    "ruta värde",
    "ruta identifierare",
    "ruta tal",
    "ruta klockslag",
    "ruta lista",
    "ruta lista av tal",
    "ruta grupp",
    "ruta grupp i lista",
    "ruta inga",
    "ruta inga i lista",
    "ruta inte(inga)",
    "faktum val",
    "faktum ja/nej",
    "faktum heltal",
    "faktum heltal under noll",
    "faktum klockslag",
    "faktum frist",
    "svar som pekar ut part",
    "svar i ord",
    "svar i tal",
    "grupp av svar",
    "rad annars",
    "rad av bara streck",
    "rad tyst med Sedan",
    "rad tyst utan Sedan",
    "rad tyst i ett av två svar",
    "samling med tyst",
    "tabell utan villkor",
    "tabell med två svar",
    "tabell som prövar svar",
    "tabell som prövar samling",
    "tabell under Exempel",
    "omöjligt",
    "omöjligt om ett enda faktum",
    "läsning",
    "läsning som bygger på en annan",
    "läsning med annan träffregel",
    "läsning med svaren i annan ordning",
    "läsning av tider",
    "använder",
    "tider",
    "tider över midnatt",
    "tider till 24:00",
    *(f"helgdag {rule}" for rule in DAY_RULES),
    *(f"afton {rule}" for rule in DAY_RULES),
)


# ---------------------------------------------------------------------------------------------- what is drawn


@dataclass(frozen=True)
class Variable:
    """A fact or an answer as drawn. `sort` is "ord", "tal" or "klockslag"; `groups` has values by the group's name."""

    name: str
    sort: str
    values: tuple[Value, ...]
    kind: str
    part: str = ""
    groups: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    collects: bool = False

    @property
    def id(self) -> str:
        return identifier(self.name)


@dataclass(frozen=True)
class DrawnCell:
    """A cell as written and the values it must accept."""

    text: str
    accepted: frozenset[Value]
    anything: bool = False
    accepts_none: bool = False
    labels: frozenset[str] = frozenset()

    @property
    def asked(self) -> tuple[object, ...]:
        """What two rows may not have in common in every column."""
        return (self.anything, self.accepted)


@dataclass(frozen=True)
class DrawnRow:
    """A row as drawn; an outcome of None is written `tyst`."""

    name: str
    cells: tuple[DrawnCell, ...]
    outcomes: tuple[Value | None, ...]
    since: str


@dataclass(frozen=True)
class DrawnTable:
    """A decision table, or a timetable (`policy` "Tider", whose text alone says what it means)."""

    policy: str
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]
    rows: tuple[DrawnRow, ...]
    text: str
    labels: frozenset[str]


@dataclass(frozen=True)
class DrawnReading:
    """A reading and the tables that stand in it."""

    name: str
    tables: tuple[DrawnTable, ...]
    builds_on: str


@dataclass(frozen=True)
class Drawn:
    """A whole library as texts, with what was drawn."""

    texts: Mapping[str, str]
    facts: tuple[Variable, ...]
    tables: tuple[DrawnTable, ...]
    readings: tuple[DrawnReading, ...]
    labels: frozenset[str]

    @cached_property
    def library(self) -> Library:
        return Library(self.texts)

    @property
    def reading_names(self) -> tuple[str, ...]:
        """No reading, then each reading."""
        return ("", *(reading.name for reading in self.readings))

    def agreement(self, reading: str = "") -> Agreement:
        return self.library.usable(MAIN, MAIN_VERSION, reading)

    def tables_under(self, reading: str) -> tuple[DrawnTable, ...]:
        """The tables that run under a reading."""
        by_name = {drawn.name: drawn for drawn in self.readings}
        tables = {frozenset(output.id for output in table.outputs): table for table in self.tables}
        chain: list[DrawnReading] = []
        while reading:
            chain.append(by_name[reading])
            reading = by_name[reading].builds_on
        for item in reversed(chain):
            tables |= {frozenset(output.id for output in table.outputs): table for table in item.tables}
        return tuple(tables.values())

    def __repr__(self) -> str:
        return "\n".join(f"=== {name}\n{text}" for name, text in self.texts.items())

    def _repr_pretty_(self, printer, _cycle) -> None:
        """How Hypothesis shows a failing example."""
        printer.text(repr(self))


def identifier(name: str) -> str:
    """The README's identifier: å and ä become a, ö becomes o, a space becomes _."""
    return name.lower().translate(str.maketrans("åäö ", "aao_"))


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# ---------------------------------------------------------------------------------------------- facts and answers

WORDS = {
    "Insats": ("behov", ("dialys", "TPN", "sond", "ögondroppar", "easypump")),
    "Bor i": ("var", ("eget hem", "särskilt boende", "HVB", "kort tid")),
    "Yrkesroll": ("behov", ("läkare", "sköterska", "fysioterapeut")),
}
YES_OR_NO = {"Inskriven": "ställning", "Hög risk": "ställning", "Listad": "vem"}
NUMBERS = {"Ålder": ("vem", 0, "år"), "Poäng": ("behov", -4, ""), "Besök": ("behov", 2, "besök per vecka")}
CLOCK_STATES = ("inte startad", "pågår", "löpt ut")
PARTIES = ("region", "kommun", "båda")
ANSWERS = ("Omfattas", "Nivå", "Huvudman", "Utförare", "Ring först", "Dagar före", "Åtgärd", "Följs upp", "Väg in", "Ö")
ANSWER_WORDS = (("ja", "nej"), ("ja", "nej", "oklart"), ("hög", "låg", "mellan"))
SPANS = ("Jourtid", "Kvällstid")


@st.composite
def word_groups(draw, name: str, values: Sequence[str]):
    """None or one group of two or more of the values."""
    if len(values) < 3 or not draw(st.booleans()):
        return {}
    chosen = draw(st.lists(st.sampled_from(values), min_size=2, max_size=len(values) - 1, unique=True))
    return {f"Några {identifier(name)}": tuple(chosen)}


@st.composite
def fact_of(draw, name: str):
    """The fact of a name, with as many values as chance gives it."""
    if name in WORDS:
        part, words = WORDS[name]
        values = words[: draw(st.integers(2, len(words)))]
        return Variable(name, "ord", values, "val", part, draw(word_groups(name, values)))
    if name in YES_OR_NO:
        return Variable(name, "ord", ("ja", "nej"), "ja/nej", YES_OR_NO[name])
    if name in NUMBERS:
        part, low, unit = NUMBERS[name]
        high = low + draw(st.integers(4, 9))
        return Variable(name, "tal", tuple(range(low, high + 1)), f"heltal {low}..{high} {unit}".strip(), part)
    if name == "Klockslag":
        return Variable(name, "klockslag", tuple(range(1440)), "klockslag", "tid")
    groups = draw(word_groups(name, CLOCK_STATES))
    return Variable(name, "ord", CLOCK_STATES, "frist", "ställning", groups)


@st.composite
def fact_lists(draw, *, timed: bool):
    """Two to five facts; the four of time first when a timetable is wanted. Never more cases than all can be tried."""
    facts: list[Variable] = []
    most = MOST_TIMED_CASES if timed else MOST_CASES
    if timed:
        weekdays = draw(word_groups("Veckodag", DAYS))
        facts += [
            Variable("Veckodag", "ord", DAYS, "val", "tid", weekdays),
            Variable("Helgdag", "ord", ("ja", "nej", "afton"), "val", "tid"),
            Variable("Helgdag dagen före", "ord", ("ja", "nej", "afton"), "val", "tid"),
            Variable("Klockslag", "klockslag", tuple(range(1440)), "klockslag", "tid"),
        ]
    names = [*WORDS, *YES_OR_NO, *NUMBERS, "Läkarstöd", *(() if timed else ("Klockslag",))]
    wanted = draw(st.lists(st.sampled_from(names), min_size=1 if timed else 2, max_size=2 if timed else 5, unique=True))
    for name in wanted:
        fact = draw(fact_of(name))
        if prod(len(known.values) for known in facts) * len(fact.values) <= most:
            facts.append(fact)
    return facts


@st.composite
def answer_of(draw, name: str, *, collects: bool):
    """The answer of a name: parties, words or whole numbers."""
    sort = draw(st.sampled_from(("part", "ord", "ord", "tal")))
    if sort == "tal":
        return Variable(name, "tal", tuple(range(4)), "heltal 0..3 dygn", collects=collects)
    values = PARTIES[: draw(st.integers(2, 3))] if sort == "part" else draw(st.sampled_from(ANSWER_WORDS))
    return Variable(name, "ord", values, sort, groups=draw(word_groups(name, values)), collects=collects)


# ---------------------------------------------------------------------------------------------- cells


@st.composite
def cells(draw, variable: Variable, *, dash: bool = True):
    """A cell of the column of a variable, of any kind that its values allow."""
    kinds = ["värde", "värde", "lista", "inte"]
    if dash:
        kinds += ["–", "–"]
    if variable.sort == "ord":
        kinds += ["grupp", "grupp"] if variable.groups else []
    else:
        kinds += ["jämförelse", "jämförelse", "intervall", "intervall"]
    if variable.collects:
        kinds += ["inga", "inga", "lista med inga", "lista med inga", "inte inga", "inte inga"]
    kind = draw(st.sampled_from(kinds))
    if kind == "–":
        written = draw(st.sampled_from(DASHES))
        return DrawnCell(written, frozenset(variable.values), True, True, frozenset({f"ruta {written}"}))
    if kind == "inga":
        return DrawnCell("inga", frozenset(), accepts_none=True, labels=frozenset({"ruta inga"}))
    if kind == "inte inga":
        return DrawnCell("inte(inga)", frozenset(variable.values), labels=frozenset({"ruta inte(inga)"}))
    count = (
        draw(st.integers(2, 3))
        if kind == "lista"
        else draw(st.integers(1, 2))
        if kind in ("inte", "lista med inga")
        else 1
    )
    wanted = kind if kind in ("värde", "grupp", "jämförelse", "intervall") else "något"
    tests = [draw(single_tests(variable, wanted)) for _ in range(count)]
    accepted = frozenset().union(*(test.accepted for test in tests))
    labels = frozenset().union(*(test.labels for test in tests))
    comma = draw(st.sampled_from((", ", " , ", *((",",) if variable.sort == "ord" else ()))))
    text = comma.join(test.text for test in tests)
    if kind == "lista":
        labels |= {"ruta lista" if variable.sort == "ord" else "ruta lista av tal"}
        labels |= {"ruta grupp i lista"} if "ruta grupp" in labels else set()
    if kind == "lista med inga":
        text = draw(st.sampled_from((f"inga{comma}{text}", f"{text}{comma}inga")))
        return DrawnCell(text, accepted, accepts_none=True, labels=labels | {"ruta inga i lista"})
    if kind == "inte":
        rest = frozenset(variable.values) - accepted
        if rest:
            word = draw(st.sampled_from(NEGATIONS))
            labels |= {f"ruta {word}(…)"}
            return DrawnCell(f"{word}({text})", rest, accepts_none=True, labels=labels)
    return DrawnCell(text, accepted, labels=labels)


@st.composite
def single_tests(draw, variable: Variable, wanted: str):
    """One value, group, comparison or interval that some value satisfies."""
    if wanted == "något":
        wanted = draw(
            st.sampled_from(
                ["värde", *(["grupp"] if variable.groups else [])]
                if variable.sort == "ord"
                else ["värde", "jämförelse", "intervall"]
            )
        )
    if wanted == "grupp":
        name = draw(st.sampled_from(sorted(variable.groups)))
        written = draw(st.sampled_from((name, identifier(name))))
        return DrawnCell(written, frozenset(variable.groups[name]), labels=frozenset({"ruta grupp"}))
    if variable.sort == "ord":
        value = draw(st.sampled_from(variable.values))
        written = draw(st.sampled_from((value, value, identifier(value))))
        label = "ruta värde" if written == value else "ruta identifierare"
        return DrawnCell(written, frozenset({value}), labels=frozenset({label}))
    found = None
    if wanted == "jämförelse":
        found = draw(comparisons(variable))
    elif wanted == "intervall":
        found = draw(intervals(variable))
    if found is not None and found.accepted:
        return found
    value = draw(st.sampled_from(bounds(variable)[1:-1]))
    label = "ruta klockslag" if variable.sort == "klockslag" else "ruta tal"
    return DrawnCell(draw(number(variable, value)), frozenset({value}), labels=frozenset({label}))


def bounds(variable: Variable) -> tuple[int, ...]:
    """Numbers worth drawing borders at; the first and the last may lie outside the values."""
    if variable.sort == "klockslag":
        return (0, 0, 1, 7 * 60 + 30, 8 * 60, 17 * 60, 17 * 60 + 1, 24 * 60 - 1, 24 * 60)
    values = [int(value) for value in variable.values]
    return (values[0] - 1, *values, values[-1] + 1)


@st.composite
def number(draw, variable: Variable, value: int):
    """A number as somebody may write it."""
    if variable.sort != "klockslag":
        return str(value)
    return draw(st.sampled_from((clock(value), clock(value).replace(":", "."), clock(value).removeprefix("0"))))


@st.composite
def comparisons(draw, variable: Variable):
    """`< 3`, in the canonical and the keyboard forms."""
    sign = draw(st.sampled_from(COMPARISONS))
    bound = draw(st.sampled_from(bounds(variable)))
    holds = {
        "<": lambda value: value < bound,
        "≤": lambda value: value <= bound,
        ">": lambda value: value > bound,
        "≥": lambda value: value >= bound,
    }[{"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}.get(sign, sign)]
    text = f"{sign}{draw(st.sampled_from((' ', '')))}{draw(number(variable, bound))}"
    return DrawnCell(text, frozenset(filter(holds, variable.values)), labels=frozenset({f"ruta {sign}"}))


@st.composite
def intervals(draw, variable: Variable):
    """`[3..5)`: a square bracket turned towards the numbers counts the border in, every other bracket does not."""
    low, high = sorted(draw(st.tuples(*[st.sampled_from(bounds(variable))] * 2)))
    opening, closing = draw(st.sampled_from(OPENINGS)), draw(st.sampled_from(CLOSINGS))
    accepted = frozenset(
        value
        for value in variable.values
        if (low <= value if opening == "[" else low < value) and (value <= high if closing == "]" else value < high)
    )
    gap = draw(st.sampled_from(("", "", " ")))
    text = f"{opening}{draw(number(variable, low))}{gap}..{gap}{draw(number(variable, high))}{closing}"
    return DrawnCell(text, accepted, labels=frozenset({f"ruta {opening}..{closing}"}))


# ---------------------------------------------------------------------------------------------- decision tables


@st.composite
def tables(draw, known: Sequence[Variable], outputs: Sequence[Variable], policy: str):
    """A decision table that tests some of what is known."""
    premises = [variable for variable in known if not variable.part]
    inputs = draw(
        st.lists(st.sampled_from(known), min_size=1, max_size=min(3, len(known)), unique_by=lambda one: one.name)
    )
    if premises and draw(st.booleans()):
        premise = draw(st.sampled_from([*premises[-3:], *([one for one in premises if one.collects] * 3)]))
        inputs = [*(variable for variable in inputs if variable.name != premise.name), premise]
    if draw(st.integers(0, 19)) == 19:
        inputs = []
    rows: list[DrawnRow] = []
    labels = {f"träffregel {policy}"}
    seen: set[tuple[object, ...]] = set()
    with_notes = draw(st.booleans())
    for number_of_row in range(draw(st.integers(1, 5))):
        row = draw(table_rows(f"rad {number_of_row + 1}", inputs, outputs, with_notes=with_notes))
        asked = tuple(cell.asked for cell in row.cells)
        if asked not in seen or policy == "C":
            rows.append(row)
        seen.add(asked)
    rows = without_interleaved_outcomes(rows) if policy == "C" else without_last_dashes(rows)
    if policy == "F" and draw(st.booleans()):
        dashes = tuple(DrawnCell("–", frozenset(column.values), True, True, frozenset({"ruta –"})) for column in inputs)
        rows = [row for row in rows if not all(cell.anything for cell in row.cells)]
        spelled = draw(st.sampled_from(("annars", "annars", "Annars")))
        rows.append(DrawnRow(spelled, dashes, draw(outcomes(outputs)), "okänt" if with_notes else "–"))
        labels.add("rad annars")
    labels |= table_labels(policy, inputs, outputs, rows)
    text = draw(table_text(policy, inputs, outputs, rows, with_notes=with_notes))
    return DrawnTable(policy, tuple(inputs), tuple(outputs), tuple(rows), text, frozenset(labels))


def without_last_dashes(rows: list[DrawnRow]) -> list[DrawnRow]:
    """A last row of only dashes must be called annars, so it is left out, unless it stands alone."""
    while len(rows) > 1 and all(cell.anything for cell in rows[-1].cells):
        rows = rows[:-1]
    return rows


def without_interleaved_outcomes(rows: list[DrawnRow]) -> list[DrawnRow]:
    """Rows of a collecting table, those with the same outcome together.

    Until `test_faults.test_the_order_of_rows_does_not_make_a_collection_unknown` holds; then this can go.
    """
    kept: list[DrawnRow] = []
    for row in rows:
        columns = [
            [*(one.outcomes[column] for one in kept), row.outcomes[column]] for column in range(len(row.outcomes))
        ]
        if all(column[-1] not in column[:-1] or column[-1] == column[-2] for column in columns):
            kept.append(row)
    return kept


def table_labels(
    policy: str, inputs: Sequence[Variable], outputs: Sequence[Variable], rows: Iterable[DrawnRow]
) -> set[str]:
    labels = {"tabell med två svar"} if len(outputs) == 2 else set()
    labels |= {
        label
        for label, holds in {
            "tabell utan villkor": not inputs,
            "tabell som prövar svar": any(not variable.part for variable in inputs),
            "tabell som prövar samling": any(variable.collects for variable in inputs),
        }.items()
        if holds
    }
    for row in rows:
        labels |= {label for cell in row.cells for label in cell.labels}
        if inputs and row.name.lower() != "annars" and all(cell.anything for cell in row.cells):
            labels.add("rad av bara streck")
        if None in row.outcomes:
            labels.add("rad tyst utan Sedan" if row.since == "–" else "rad tyst med Sedan")
            labels |= {"samling med tyst"} if policy == "C" else set()
            labels |= {"rad tyst i ett av två svar"} if len(set(row.outcomes)) == 2 else set()
    return labels


@st.composite
def outcomes(draw, outputs: Sequence[Variable]):
    """What a row answers; None is `tyst`."""
    return tuple(draw(st.sampled_from((*output.values[:3], *output.values[:2], None))) for output in outputs)


@st.composite
def table_rows(draw, name: str, inputs: Sequence[Variable], outputs: Sequence[Variable], *, with_notes: bool):
    """One row."""
    since = draw(st.sampled_from(("–", "2023", "2023-08-30", "okänt"))) if with_notes else "–"
    return DrawnRow(name, tuple(draw(cells(variable)) for variable in inputs), draw(outcomes(outputs)), since)


@st.composite
def table_text(
    draw,
    policy: str,
    inputs: Sequence[Variable],
    outputs: Sequence[Variable],
    rows: Sequence[DrawnRow],
    *,
    with_notes: bool,
):
    """The table as Markdown, headings by name or identifier, outputs marked in either form."""
    sign = draw(st.sampled_from(("» ", "»", ">> ", ">>")))
    said = draw(st.sampled_from((lambda name: name, identifier)))
    notes = draw(st.permutations(("Källa", "Sedan", "Skäl", "Möjliga"))) if with_notes else ("Källa",)
    header = [
        policy,
        *(said(column.name) for column in inputs),
        *(sign + said(column.name) for column in outputs),
        *notes,
    ]
    lines = [header, ["---"] * len(header)]
    for row in rows:
        written = {
            "Källa": draw(st.sampled_from(("[S]", "[S stycke 1]", "[S] och mera [L]"))),
            "Sedan": row.since,
            "Skäl": "–",
            "Möjliga": write(outputs[0], outputs[0].values[0]) if None in row.outcomes else "–",
        }
        said_outcomes = [
            "tyst" if value is None else write(output, value)
            for output, value in zip(outputs, row.outcomes, strict=True)
        ]
        lines.append([row.name, *(cell.text for cell in row.cells), *said_outcomes, *(written[note] for note in notes)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write(variable: Variable, value: Value) -> str:
    return clock(int(value)) if variable.sort == "klockslag" else str(value)


# ---------------------------------------------------------------------------------------------- timetables


DAYS_WRITTEN = ("mån–fre", "mån-fre", "lör, sön", "alla", "fre–mån", "tisdag", "tor", "sön", "ons–tors, lör")
HOURS = (0, 8 * 60, 12 * 60, 17 * 60, 22 * 60 + 30)


@st.composite
def timetables(draw, spans: Sequence[Variable]):
    """A timetable of one span or two."""
    count = draw(st.integers(len(spans), 4))
    header = ["Tider", "Span", "Dagar", "Från", "Till", "Helgdag", "Afton", "Källa"]
    lines, labels = [header, ["---"] * len(header)], {"tider"}
    for index in range(count):
        span = spans[index] if index < len(spans) else draw(st.sampled_from(spans))
        start = draw(st.sampled_from(HOURS))
        end = draw(st.sampled_from([hour for hour in (*HOURS, 24 * 60, 24 * 60) if hour != start]))
        holiday, eve = draw(st.sampled_from(DAY_RULES)), draw(st.sampled_from(DAY_RULES))
        labels |= {f"helgdag {holiday}", f"afton {eve}"}
        labels |= {"tider över midnatt"} if 0 < end < start else {"tider till 24:00"} if end == 24 * 60 else set()
        days = draw(st.sampled_from(DAYS_WRITTEN))
        lines.append([f"tid {index + 1}", span.name, days, clock(start), clock(end), holiday, eve, "[S]"])
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return DrawnTable("Tider", (), tuple(spans), (), text, frozenset(labels))


# ---------------------------------------------------------------------------------------------- whole libraries


@st.composite
def libraries(draw, *, timed: bool | None = None, readings: bool | None = None, checked: bool = True):
    """A vocabulary, an agreement, perhaps one it builds on, perhaps readings of it. No text has an error."""
    if timed is None:
        timed = draw(st.integers(0, 3)) == 3
    facts = draw(fact_lists(timed=timed))
    impossible, impossible_labels = draw(impossible_tables(facts))
    answers, drawn = draw(chains(facts, timed=timed))
    split = draw(st.integers(1, len(drawn) - 1)) if len(drawn) > 1 and draw(st.integers(0, 3)) == 3 else 0
    labels = {label for table in drawn for label in table.labels} | impossible_labels | fact_labels([*facts, *answers])
    example = draw(st.integers(0, 2)) == 2
    with_readings = draw(st.booleans()) if readings is None else readings
    drawn_readings = draw(reading_lists(facts, drawn)) if with_readings else []
    labels |= {label for reading in drawn_readings for table in reading.tables for label in table.labels}
    labels |= {
        label
        for label, holds in {
            "använder": split > 0,
            "tabell under Exempel": example,
            "läsning": bool(drawn_readings),
            "läsning som bygger på en annan": any(reading.builds_on for reading in drawn_readings),
        }.items()
        if holds
    }
    labels |= reading_labels(drawn, drawn_readings)
    texts = {"begrepp.md": vocabulary_text(facts, answers, impossible)}
    if split:
        texts[f"{BASIS}/{BASIS_VERSION}.md"] = agreement_text(BASIS_VERSION, drawn[:split])
    texts[f"{MAIN}/{MAIN_VERSION}.md"] = agreement_text(
        MAIN_VERSION, drawn[split:], uses=BASIS if split else "", example=example
    )
    for reading in drawn_readings:
        texts[f"{MAIN}/lasningar/{reading.name}.md"] = reading_text(reading)
    made = Drawn(texts, tuple(facts), tuple(drawn), tuple(drawn_readings), frozenset(labels))
    if checked:
        faults = [problem for problem in made.library.check() if problem.severity == "fel"]
        assert not faults, "\n".join(str(fault) for fault in faults)
    return made


@st.composite
def chains(draw, facts: Sequence[Variable], *, timed: bool):
    """One to five tables, each free to test what those before it answer; and their answers."""
    names = list(draw(st.permutations(ANSWERS)))
    answers: list[Variable] = []
    drawn: list[DrawnTable] = []
    if timed:
        spans = [Variable(name, "ord", ("ja", "nej"), "ord") for name in SPANS[: draw(st.integers(1, 2))]]
        answers += spans
        drawn.append(draw(timetables(spans)))
    for _ in range(draw(st.integers(1, 4 if timed else 5))):
        policy = draw(st.sampled_from("FFUACC"))
        outputs = [
            draw(answer_of(names.pop(), collects=policy == "C")) for _ in range(draw(st.sampled_from((1, 1, 2))))
        ]
        drawn.append(draw(tables([*facts, *answers], outputs, policy)))
        answers += outputs
    return answers, drawn


@st.composite
def reading_lists(draw, facts: Sequence[Variable], drawn: Sequence[DrawnTable]):
    """One reading or two, the second perhaps building on the first."""
    made: list[DrawnReading] = []
    for name in ("norra", "södra")[: draw(st.integers(1, 2))]:
        positions = draw(st.lists(st.integers(0, len(drawn) - 1), min_size=1, max_size=2, unique=True))
        if drawn[0].policy == "Tider" and draw(st.booleans()):
            positions = [0]
        replaced = [draw(replacements(facts, drawn, position)) for position in positions]
        builds_on = "norra" if made and draw(st.booleans()) else ""
        made.append(DrawnReading(name, tuple(replaced), builds_on))
    return made


@st.composite
def replacements(draw, facts: Sequence[Variable], drawn: Sequence[DrawnTable], position: int):
    """Another table with the same answers, which tests only what stands before the one it replaces."""
    old = drawn[position]
    if old.policy == "Tider":
        if len(old.outputs) == 1 and draw(st.booleans()):
            return draw(tables(facts, old.outputs, draw(st.sampled_from("FUA"))))
        return draw(timetables(old.outputs))
    known = [*facts, *(output for table in drawn[:position] for output in table.outputs)]
    policy = "C" if old.policy == "C" else draw(st.sampled_from("FUA"))
    return draw(tables(known, draw(st.permutations(old.outputs)), policy))


def reading_labels(drawn: Sequence[DrawnTable], readings: Sequence[DrawnReading]) -> set[str]:
    labels = set()
    old = {frozenset(output.name for output in table.outputs): table for table in drawn}
    for table in (table for reading in readings for table in reading.tables):
        before = old[frozenset(output.name for output in table.outputs)]
        if before.policy == "Tider":
            labels.add("läsning av tider")
        elif before.policy != table.policy:
            labels.add("läsning med annan träffregel")
        if before.outputs != table.outputs:
            labels.add("läsning med svaren i annan ordning")
    return labels


@st.composite
def impossible_tables(draw, facts: Sequence[Variable]):
    """None to three impossible combinations: rows of cells over one to three facts, at least one of them asked.

    One case is drawn that no row may exclude, so that something is left to decide.
    """
    count = draw(st.sampled_from((0, 0, 1, 2, 3)))
    if not count:
        return [], set()
    columns = draw(st.lists(st.sampled_from(facts), min_size=1, max_size=3, unique_by=lambda fact: fact.name))
    lines, labels = [["Omöjligt", *(fact.name for fact in columns), "Skäl", "Källa"]], {"omöjligt"}
    lines.append(["---"] * len(lines[0]))
    kept = [draw(st.sampled_from(fact.values)) for fact in columns]
    for index in range(count):
        row = [with_a_dash_for_everything(fact, draw(cells(fact))) for fact in columns]
        if all(cell.anything for cell in row):
            row[-1] = draw(
                cells(columns[-1], dash=False).filter(lambda cell: len(cell.accepted) < len(columns[-1].values))
            )
        if all(value in cell.accepted for value, cell in zip(kept, row, strict=True)):
            continue
        labels |= {label for cell in row for label in cell.labels}
        labels |= {"omöjligt om ett enda faktum"} if sum(not cell.anything for cell in row) == 1 else set()
        lines.append([f"inte {index + 1}", *(cell.text for cell in row), "går inte ihop", "[S]"])
    return (lines, labels) if lines[2:] else ([], set())


def with_a_dash_for_everything(fact: Variable, cell: DrawnCell) -> DrawnCell:
    """A dash instead of a cell that accepts every value.

    Until `test_faults.test_an_impossible_combination_with_a_cell_that_takes_every_value_excludes_as_if_it_were_a_dash`
    holds; then this can go.
    """
    everything = len(cell.accepted) == len(fact.values)
    return DrawnCell("–", cell.accepted, True, True, frozenset({"ruta –"})) if everything else cell


def fact_labels(variables: Iterable[Variable]) -> set[str]:
    labels = set()
    for variable in variables:
        if variable.part:
            labels.add(f"faktum {variable.kind.split()[0]}")
            if variable.sort == "tal" and int(variable.values[0]) < 0:
                labels.add("faktum heltal under noll")
            continue
        labels.add({"part": "svar som pekar ut part", "ord": "svar i ord"}.get(variable.kind, "svar i tal"))
        if variable.groups:
            labels.add("grupp av svar")
    return labels


# ---------------------------------------------------------------------------------------------- the texts

SOURCES = """källor:
  S: {titel: Provtext, slag: återgivet, platser: [stycke 1]}
  L: {titel: Lagen, slag: lag}"""


def vocabulary_text(facts: Sequence[Variable], answers: Sequence[Variable], impossible: Sequence[Sequence[str]]) -> str:
    """`begrepp.md`."""
    rows = {
        "Faktum": [["Del", "Slag", "Fråga", "Fras", "Nekad fras", "Definition", "Källa"]],
        "Värde": [["Faktum", "Fras", "Nekad fras", "Definition", "Källa"]],
        "Grupp": [["Faktum", "Värden", "Källa"]],
        "Svar": [["Fråga", "Värden", "Pekar ut part", "Fras", "Definition"]],
        "Part": [["Sida", "Fras", "Definition", "Källa"]],
    }
    rows = {kind: [[kind, *header[0]], ["---"] * (len(header[0]) + 1)] for kind, header in rows.items()}
    for fact in facts:
        phrase, denied = {"val": ("–", "–"), "ja/nej": (f"har {fact.id}", f"har inte {fact.id}")}.get(
            fact.kind, (f"{fact.id} är {{}}", "–")
        )
        rows["Faktum"].append([fact.name, fact.part, fact.kind, "Vad?", phrase, denied, "prov", "[S]"])
        for value in fact.values if fact.kind == "val" else ():
            rows["Värde"].append(
                [str(value), fact.name, f"{fact.id} är {value}", f"{fact.id} är inte {value}", "prov", "[S]"]
            )
    for answer in answers:
        listed = answer.kind if answer.sort == "tal" else ", ".join(str(value) for value in answer.values)
        party = "ja" if answer.kind == "part" else "nej"
        rows["Svar"].append([answer.name, "Vad?", listed, party, f"{answer.id} är {{}}", "prov"])
    for variable in (*facts, *answers):
        for name, values in variable.groups.items():
            rows["Grupp"].append([name, variable.name, ", ".join(str(value) for value in values), "[S]"])
    for party in PARTIES:
        rows["Part"].append([party, party, f"{party}en", "prov", "[S]"])
    drawn = [
        "\n".join("| " + " | ".join(line) + " |" for line in lines)
        for lines in (*rows.values(), impossible)
        if lines[2:]
    ]
    return f"---\ntitel: Begrepp\n{SOURCES}\n---\n\n" + "\n\n".join(drawn) + "\n"


def agreement_text(version: str, drawn: Sequence[DrawnTable], *, uses: str = "", example: bool = False) -> str:
    """One version of an agreement."""
    head = f"---\ntitel: Provavtal\ngäller: {version} –\n{f'använder: [{uses}]' if uses else ''}\n{SOURCES}\n---\n"
    body = "\n\n".join(f"### Fråga {index}?\n\nLöptext.\n\n{table.text}" for index, table in enumerate(drawn, start=1))
    shown = f"\n\n## Ett exempel\n\n{drawn[0].text}" if example else ""
    return f"{head}\n{body}{shown}\n"


def reading_text(reading: DrawnReading) -> str:
    """One reading."""
    builds_on = f"bygger på: {reading.builds_on}\n" if reading.builds_on else ""
    head = (
        f"---\ntitel: Läsning\nläsare: {reading.name}\npart: kommun\ngäller version: [{MAIN_VERSION}]\n"
        f"återgiven ur: prov\nfastställd: nej\n{builds_on}---\n"
    )
    return head + "\n" + "\n\n".join(f"### Fråga?\n\n{table.text}" for table in reading.tables) + "\n"


# ---------------------------------------------------------------------------------------------- cases


def values_worth_trying(agreement: Agreement, fact: str) -> list[Value]:
    """All values of a word; of a number those on either side of every border that a cell draws."""
    domain = agreement.vocabulary.facts[fact].domain
    if not isinstance(domain, Whole):
        return list(domain)
    asked = [
        cell
        for decision in agreement.decisions
        for row in decision.rows
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if name == fact
    ]
    asked += [row.cells[fact] for row in agreement.impossible if fact in row.cells]
    edges = {border + step for cell in asked for span in cell.spans for border in span for step in (-1, 0, 1)}
    return sorted(value for value in {*edges, domain.low, domain.high} if value in domain)


@st.composite
def cases(draw, agreement: Agreement, *, complete: bool | None = None, names: Sequence[str] | None = None):
    """Known facts; what is left out is unknown. `names` are the facts that may be known, all when None."""
    names = list(agreement.vocabulary.facts) if names is None else list(names)
    if complete is None:
        complete = draw(st.sampled_from((True, False, False)))
    known = names if complete else draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    return {name: draw(st.sampled_from(values_worth_trying(agreement, name))) for name in sorted(known)}
