"""What the generators draw: texts, each with what it means by the README of the agreements, and the kinds of things in it.

So the reader is judged too, not only the engines: a drawn cell knows which values it must accept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from samsyn.facts.values import Value
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

MAIN, BASIS = "prov/avtal", "prov/grund"
MAIN_VERSION, BASIS_VERSION = "2021-04-01", "2019-01-01"

# ---------------------------------------------------------------------------------------------- the labels

COMPARISONS = {"<": ("<",), "≤": ("≤", "<=", "=<"), ">": (">",), "≥": ("≥", ">=", "=>")}
OPENINGS, CLOSINGS = ("[", "(", "]"), ("]", ")", "[")
DAY_RULES = ("som dagen", "inte", "alltid", "tyst")
DASHES = ("–", "-", "—")
NEGATIONS = ("inte", "ej", "not")

ALL_LABELS = (
    *(f"träffregel {policy}" for policy in "FUAC"),
    *(f"ruta {dash}" for dash in DASHES),
    *(f"ruta {form}" for forms in COMPARISONS.values() for form in forms),
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
    "omöjligt med en ruta för alla värden",
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
    """A fact or an answer. `sort` is "ord", "tal" or "klockslag"; `groups` has values by the group's name.

    A fact has a `part`. `policy` is that of the table that gives an answer.
    """

    name: str
    sort: str
    values: tuple[Value, ...]
    kind: str
    part: str = ""
    groups: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    policy: str = ""

    @property
    def id(self) -> str:
        return identifier(self.name)

    @property
    def collects(self) -> bool:
        return self.policy == "C"


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
    """A row; an outcome of None is written `tyst`."""

    name: str
    cells: tuple[DrawnCell, ...]
    outcomes: tuple[Value | None, ...]
    since: str

    @property
    def only_dashes(self) -> bool:
        return all(cell.anything for cell in self.cells)


@dataclass(frozen=True)
class DrawnTable:
    """A decision table, or a timetable (`policy` "Tider", whose text alone says what it means)."""

    policy: str
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]
    rows: tuple[DrawnRow, ...]
    text: str
    labels: frozenset[str]

    @property
    def answers(self) -> frozenset[str]:
        """The answers it gives: a reading replaces the table with the same."""
        return frozenset(output.id for output in self.outputs)


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
        tables = {table.answers: table for table in self.tables}
        chain: list[DrawnReading] = []
        while reading:
            chain.append(by_name[reading])
            reading = by_name[reading].builds_on
        for item in reversed(chain):
            tables |= {table.answers: table for table in item.tables}
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
    """17:00"""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def lines_of(rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its header."""
    header, *rest = rows
    return "\n".join("| " + " | ".join(row) + " |" for row in (header, ["---"] * len(header), *rest))
