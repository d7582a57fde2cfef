"""What a decision table means: when a cell holds, which rows match, and what the hit policy makes of them.

Shared by every engine, so that there is one meaning. Source: OMG DMN for the policies; a silent or contradictory
premise is no value, and a row that tests it is a maybe.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TypeAlias

from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import HitPolicy, Row


class Void(Enum):
    """An outcome that is no value."""

    SILENT = "tyst"
    CONFLICT = "motstridigt"


Result: TypeAlias = Value | tuple[Value, ...] | Void
"""What one answer comes to in one complete case. A collecting table gives a tuple, in the order its rows name the values."""


class Truth(IntEnum):
    """Whether a cell or a row holds. MAYBE: it tests silence; TORN: it tests a contradiction."""

    FALSE = 0
    TRUE = 1
    MAYBE = 2
    TORN = 3


def cell_truth(cell: Cell, premise: Result) -> Truth:
    """Whether a cell holds for what it tests.

    Of a collection it is enough that one member is accepted; an empty one is `inga`.
    """
    if cell.anything:
        return Truth.TRUE
    if isinstance(premise, Void):
        return Truth.MAYBE if premise is Void.SILENT else Truth.TORN
    if isinstance(premise, tuple):
        held = any(cell.accepts(value) for value in premise) if premise else cell.accepts_none
        return Truth.TRUE if held else Truth.FALSE
    return Truth.TRUE if cell.accepts(premise) else Truth.FALSE


def both(first: Truth, second: Truth) -> Truth:
    """Whether two cells hold together."""
    if first is Truth.FALSE or second is Truth.FALSE:
        return Truth.FALSE
    return max(first, second)


@dataclass(frozen=True, slots=True)
class Match:
    """Which rows matter for the answer, by position: those that surely match, those that maybe do.

    Under F that is the first sure row and the maybes above it. `torn`: one of the maybes tests a contradiction.
    """

    sure: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()
    torn: bool = False

    @property
    def empty(self) -> bool:
        """Whether no row matches, not even maybe."""
        return not self.sure and not self.maybe

    def before(self, position: int, truth: Truth, policy: HitPolicy) -> "Match":
        """The match when the row at `position`, above all rows so far, has this truth."""
        if truth is Truth.FALSE:
            return self
        if truth is Truth.TRUE:
            return (
                Match((position,))
                if policy is HitPolicy.FIRST
                else Match((position, *self.sure), self.maybe, self.torn)
            )
        return Match(self.sure, (position, *self.maybe), self.torn or truth is Truth.TORN)

    def settled(self, rows: Sequence[Row]) -> "Match":
        """`annars` surely matches only when every row above surely fails."""
        if self.maybe and self.sure and rows[self.sure[0]].residual:
            return Match((), self.maybe, self.torn)
        return self


def match_rows(policy: HitPolicy, rows: Sequence[Row], truths: Sequence[Truth]) -> Match:
    """Which rows matter, from the truth of each; rows below the last truth given were not looked at."""
    match = Match()
    for position in range(len(truths) - 1, -1, -1):
        match = match.before(position, truths[position], policy)
    return match.settled(rows)


def outcome(policy: HitPolicy, rows: Sequence[Row], match: Match, column: int) -> Result:
    """What the hit policy answers in one output column."""
    said: list[Result] = [_said(rows[position], column) for position in match.sure]
    perhaps: list[Result] = [_said(rows[position], column) for position in match.maybe]
    unsettled = Void.CONFLICT if match.torn else Void.SILENT
    if policy is HitPolicy.COLLECT:
        if Void.SILENT in said or not set(perhaps) <= set(said):
            return unsettled if perhaps and Void.SILENT not in said else Void.SILENT
        collected = set(said)
        return tuple(value for value in dict.fromkeys(row.outcomes[column] for row in rows) if value in collected)
    if not said:
        return unsettled
    if policy is HitPolicy.UNIQUE:
        if len(said) > 1:
            return Void.CONFLICT
        return unsettled if perhaps else said[0]
    if len(set(said)) > 1:
        return Void.CONFLICT
    return said[0] if all(value == said[0] for value in perhaps) else unsettled


def _said(row: Row, column: int) -> Result:
    value = row.outcomes[column]
    return Void.SILENT if value is None else value
