"""What does a discharge's journal say of the stay: from when utskrivningsklar, when told, what was known on each day, when left?

As it counts now, corrections and strikes included. What it costs whom is not asked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary
from samsyn.processes import discharge as d
from samsyn.processes import everywhere
from samsyn.processes.cast import UnitKind
from samsyn.processes.events import Event, standing
from samsyn.processes.state import CaseState, fold
from samsyn.processes.telling import discharge_facts


class Ended(StrEnum):
    """How a stay ended, as far as the case tells; the value is told."""

    NOT_YET = "inte utskriven"
    HOME = "utskriven"
    DEAD = "avliden"
    MOVED = "flyttad"


@dataclass(frozen=True, slots=True)
class HospitalStay:
    """One stay, from the day the doctor last judged the patient utskrivningsklar.

    `left` is when it ended; None for who is still there, and for a case that ended as the patient moved. `known` has what was known
    by the end of each Swedish day on which something was recorded, from the day of `ready` on. `placed` is the fact
    `kommun_som_beslutat_om_placeringen`, empty when nobody has said; `placed_by` the municipality's name when another decided.
    """

    ready: datetime
    notice: datetime | None
    left: datetime | None
    ended: Ended
    placed: str
    placed_by: str
    known: Mapping[date, Mapping[str, Value]]


def hospital_stay(
    events: Sequence[Event], kinds: Mapping[str, UnitKind], vocabulary: Vocabulary
) -> HospitalStay | None:
    """The stay of a discharge; None for a patient who is not utskrivningsklar, or a case opened by mistake."""
    state = fold(d.DISCHARGE, events, kinds)
    ready = state.last.get(d.READY)
    if ready is None or state.stage_id == everywhere.CANCELLED:
        return None
    ended, left = _end(state)
    notice = state.last.get(d.READY_NOTICE)
    placed = state.last.get(d.PLACEMENT)
    return HospitalStay(
        ready.happened,
        notice.happened if notice is not None else None,
        left,
        ended,
        str(placed.data["kommun_som_beslutat_om_placeringen"]) if placed is not None else "",
        str(placed.data.get(d.DECIDING, "")) if placed is not None else "",
        _known(events, kinds, vocabulary, ready.happened, left),
    )


def _end(state: CaseState) -> tuple[Ended, datetime | None]:
    for act, ended in ((d.LEAVE, Ended.HOME), (everywhere.DEATH, Ended.DEAD)):
        if act in state.last:
            return ended, state.last[act].happened
    return (Ended.MOVED if everywhere.MOVED in state.last else Ended.NOT_YET), None


def _known(
    events: Sequence[Event],
    kinds: Mapping[str, UnitKind],
    vocabulary: Vocabulary,
    ready: datetime,
    left: datetime | None,
) -> dict[date, Mapping[str, Value]]:
    """The facts by the end of the first day and of each later one with an event; of the last day only until the patient left."""
    counted = [one for one in standing(events) if left is None or one.happened < left]
    first = _day(ready)
    days = sorted({first, *(day for one in counted if (day := _day(one.happened)) > first)})
    return {
        day: discharge_facts(
            fold(d.DISCHARGE, [one for one in counted if one.happened < _midnight_after(day)], kinds), vocabulary
        )
        for day in days
    }


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
