"""What have cases settled of a person, from which moment on, and what was so on a day?

A case settles something by the stage it is in (`Process.settles`): who is enrolled in home care is what enrolments have
come to. It is told as it counts now, corrections and strikes included, and by when it happened, not by when it was recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import Value
from samsyn.processes.events import Event, as_read
from samsyn.processes.everywhere import CANCELLED
from samsyn.processes.process import Leads, Process


@dataclass(frozen=True, slots=True)
class Settled:
    """From an event on, what a case settles; None: nothing, so that it is again as it was before the case."""

    event: Event
    value: Value | None


History: TypeAlias = Sequence[Settled]
"""What one case has settled of one fact, in the order things happened."""

NOTHING: Final[Mapping[str, Value]] = {}


def history(process: Process, events: Sequence[Event], fact: str) -> History:
    """What a case has settled of a fact. A case that was opened by mistake, and cancelled, has settled nothing."""
    found: list[Settled] = []
    stage, now = "", None
    for read in as_read(events):
        if read.struck_by is not None or read.event.kind not in process.acts:
            continue
        step = process.step(stage, read.event.kind)
        if not isinstance(step, Leads):
            continue
        stage = step.to
        value = process.settles.get(stage, NOTHING).get(fact)
        if value != now:
            found.append(Settled(read.event, value))
            now = value
    return () if stage == CANCELLED else tuple(found)


def values_of_day(day: date, before: Value | None, histories: Sequence[History]) -> frozenset[Value | None]:
    """Every value that held at some time of a Swedish day. `before` is what was known before any of the cases; None: nothing."""
    value = before
    held: set[Value | None] = set()
    for at, value_from_then in _merged(before, histories):
        if at > day:
            break
        if at == day:
            held.add(value)
        value = value_from_then
    return frozenset((*held, value))


def _merged(before: Value | None, histories: Sequence[History]) -> Iterator[tuple[date, Value | None]]:
    """The day and the value of each change, in order."""
    moments: list[tuple[datetime, int, int, Value | None]] = sorted(
        (
            (one.event.happened, place, one.event.version, one.value)
            for place, each in enumerate(histories)
            for one in each
        ),
        key=lambda change: change[:3],
    )
    value = before
    as_it_was: dict[int, Value | None] = {}
    for at, place, _, settled in moments:
        if settled is None:
            value = as_it_was.pop(place, value)
        else:
            as_it_was.setdefault(place, value)
            value = settled
        yield at.astimezone(STOCKHOLM).date(), value
