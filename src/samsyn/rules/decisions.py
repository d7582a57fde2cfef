"""Decision tables: named rows of cells and outcomes under one of DMN's hit policies."""

from dataclasses import dataclass, field
from enum import StrEnum

from samsyn.documents.problems import Place
from samsyn.documents.sources import Citation, firmest
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell


class HitPolicy(StrEnum):
    """Which of the matching rows answers, with DMN's meaning."""

    UNIQUE = "U"
    ANY = "A"
    FIRST = "F"
    COLLECT = "C"


RESIDUAL = "annars"
"""The name of the row that answers only when every row above surely fails."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what it asks of each input, what it answers for each output, and where it comes from.

    An outcome of None is a written `tyst`. `possible` names answers thinkable where the row is silent. `cell_places` are
    those of the cells and the outcomes, for a row that was written as one.
    """

    name: str
    cells: tuple[Cell, ...]
    outcomes: tuple[Value | None, ...]
    citations: tuple[Citation, ...]
    source: str
    since: str
    reason: str
    possible: str
    place: Place
    cell_places: tuple[Place, ...] = field(default=(), compare=False)

    def place_of(self, column: int) -> Place:
        """Where the cell of an input, or after the inputs of an output, stands."""
        return self.cell_places[column] if self.cell_places else self.place

    @property
    def residual(self) -> bool:
        """Whether this is the row `annars`."""
        return self.name == RESIDUAL

    @property
    def source_kind(self) -> str:
        """The firmest kind among its sources."""
        return firmest(self.citations)


@dataclass(frozen=True, slots=True)
class Decision:
    """One table: from inputs (identifiers of facts and answers) to outputs (identifiers of answers).

    `agreement` is where it stands: the agreement itself, one it builds on, or a reading. `spans` marks a table of
    times, whose rows were made from days and hours; `headed` is whether the question is a heading or only made up.
    """

    question: str
    policy: HitPolicy
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    agreement: str
    place: Place
    spans: bool = False
    headed: bool = field(default=True, compare=False)

    @property
    def id(self) -> str:
        """What a decision is called in receipts and findings: its first answer. Readings keep it."""
        return self.outputs[0]
