"""Events, and what is left of them when later events have corrected, struck or undone earlier ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from samsyn.processes.cast import Role, Side, UnitKind
from samsyn.processes.fields import Said, moment_of

CORRECT: Final = "ratta"
STRIKE: Final = "stryk"
HAPPENED: Final = "intraffade"
"""The field of a correction that says when the corrected event really happened."""
TARGET: Final = "handelse"
"""The field of an event that is about another: that one's version."""


@dataclass(frozen=True)
class Event:
    """Something that happened in a case. `version` is its place in the stream, `kind` the act that recorded it.

    `by` and `unit` are identifiers; `role` and `unit_kind` what they were then. `addressed` are the units it was sent to.
    `closures` are the fingerprints of the agreements that applied, by agreement.
    """

    version: int
    kind: str
    happened: datetime
    recorded: datetime
    by: str
    role: Role
    unit: str
    unit_kind: UnitKind
    side: Side
    data: Mapping[str, Said]
    addressed: tuple[str, ...] = ()
    closures: Mapping[str, str] | None = None
    schema: int = 1
    is_destroyed: bool = False


@dataclass(frozen=True)
class Read:
    """An event as it counts now: with what corrections say, and whether it was struck (by the event with that version)."""

    event: Event
    corrected_by: tuple[int, ...] = ()
    struck_by: int | None = None


def as_read(events: Sequence[Event]) -> tuple[Read, ...]:
    """Every event with its corrections, ordered by when it happened, then by version.

    A correction holds for what stood when it was made. One of an event that is not there, or came later, says nothing.
    """
    reads: dict[int, Read] = {}
    for event in sorted(events, key=lambda one: one.version):
        reads[event.version] = Read(event)
        target = event.data.get(TARGET)
        if not isinstance(target, int) or target not in reads or target == event.version:
            continue
        old = reads[target]
        if event.kind == STRIKE and old.struck_by is None:
            reads[target] = replace(old, struck_by=event.version)
        elif event.kind == CORRECT and old.struck_by is None:
            changed = {key: value for key, value in event.data.items() if key not in {TARGET, HAPPENED, "skal"}}
            happened = moment_of(event.data[HAPPENED]) if HAPPENED in event.data else old.event.happened
            now_said = replace(old.event, data={**old.event.data, **changed}, happened=happened)
            reads[target] = Read(now_said, (*old.corrected_by, event.version), None)
    return tuple(sorted(reads.values(), key=lambda one: (one.event.happened, one.event.version)))


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events that count: corrected, and without those struck."""
    return tuple(one.event for one in as_read(events) if one.struck_by is None)


def as_known_at(events: Sequence[Event], moment: datetime) -> tuple[Event, ...]:
    """What was recorded by a moment: what those who acted then could know."""
    return tuple(event for event in events if event.recorded <= moment)


def as_it_was_at(events: Sequence[Event], moment: datetime) -> tuple[Event, ...]:
    """What had happened by a moment, as it is known now."""
    return tuple(event for event in standing(events) if event.happened <= moment)
