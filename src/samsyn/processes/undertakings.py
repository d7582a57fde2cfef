"""Which duties of its agreement does a case keep, and what has been recorded of each?

The duties are the rows of `Åtagande` in the version that the case follows; how each is seen to be kept is the process's own table
(`Kept`). What follows of it in a year is `recurrence`'s.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import RunsOut, midnight_after
from samsyn.evaluation.answers import ImpossibleCaseError, Status
from samsyn.evaluation.expectations import compile_once
from samsyn.facts.values import Value
from samsyn.processes.deadlines import Clock, Find
from samsyn.processes.events import Event
from samsyn.processes.everywhere import CANCELLED
from samsyn.processes.process import Kept, Shown
from samsyn.processes.recurrence import Often, Proof, Record, in_order, last_day, waits
from samsyn.processes.state import CaseState, Occurred, Task
from samsyn.rules.provisions import Provision
from samsyn.rules.versions import Agreement

WARNS: Final = timedelta(days=60)
"""How long before the end of a period that lacks its duty the clock warns: our choice, no source names it."""

Elsewhere: TypeAlias = Sequence[tuple[str, Event]]
"""Events of other cases about the same person, each with its kind of case."""


@dataclass(frozen=True)
class Undertaking:
    """A duty of the agreement in a case: its row, the agreement it stands in, how it is kept and what is recorded of it."""

    provision: Provision
    agreement: Agreement
    kept: Kept
    record: Record

    @property
    def sources(self) -> tuple[tuple[str, str, str], ...]:
        """Title, place and kind of each source it rests on."""
        titles = self.agreement.text.sources
        return tuple(
            (titles[one.key].title if one.key in titles else one.key, one.locus, one.kind.value)
            for one in self.provision.citations
        )

    @property
    def owner(self) -> str:
        """The party that the agreement lays it on."""
        return self.provision.columns["Ansvarig"]


def followed(state: CaseState, find: Find) -> Agreement | None:
    """The text whose duties a case keeps: the one that its latest event was recorded under."""
    undertakes = state.process.undertakes
    if undertakes is None or not state.reads or state.stage_id == CANCELLED:
        return None
    latest = max((read.event for read in state.reads), key=lambda one: one.version)
    return find(undertakes.agreement, Occurred("", latest.happened, latest.version), version_said(state))


def version_said(state: CaseState) -> str:
    """The version of the agreement that the case says it follows; empty when it does not say."""
    if state.process.undertakes is None:
        return ""
    acts, name = state.process.undertakes.version_said
    saying = [event for event in state.counted() if event.kind in acts and name in event.data]
    return str(saying[-1].data[name]) if saying else ""


def undertakings(
    state: CaseState, find: Find, known: Mapping[str, Value], elsewhere: Elsewhere = ()
) -> tuple[Undertaking, ...]:
    """The duties that a case keeps, in the text's order; none before it is opened, or when it was opened by mistake."""
    agreement, undertakes = followed(state, find), state.process.undertakes
    if agreement is None or undertakes is None or state.stage is None:
        return ()
    since, until = _since(state), _until(state)
    here = [(state.process.id, event) for event in state.counted()]
    # What other cases say is known here when one of our units took part in it, or was told.
    told = [one for one in elsewhere if {one[1].unit, *one[1].addressed} & state.units.keys()]
    events = [one for one in (*here, *told) if one[0] == state.process.id or _day(one[1].happened) >= since]
    found = []
    for provision in agreement.provisions:
        kept = undertakes.kept.get(provision.name) if provision.kind == "Åtagande" else None
        if kept is not None:
            record = _record(state, provision, kept, events)
            applies = _applies(agreement, kept, known)
            found.append(
                Undertaking(provision, agreement, kept, replace(record, since=since, until=until, applies=applies))
            )
    return tuple(found)


def _record(state: CaseState, provision: Provision, kept: Kept, events: Elsewhere) -> Record:
    def that(shown: Sequence[Shown]) -> list[tuple[str, Event]]:
        return [
            (process, event)
            for process, event in events
            if any(process == (one.process or state.process.id) and one.holds(event.kind, event.data) for one in shown)
        ]

    return Record(
        provision.name,
        provision.columns["Hur ofta"],
        date.min,
        proofs=in_order(
            [
                Proof(event.happened, event.unit, event.version if process == state.process.id else 0)
                for process, event in that(kept.by)
            ]
        ),
        asked=tuple(sorted(event.happened for _, event in that(kept.asked_by))),
        waived=tuple(sorted(event.happened for _, event in that(kept.waived_by))),
        stands=kept.stands,
        is_recorded=bool(kept.by) or kept.published,
    )


def _applies(agreement: Agreement, kept: Kept, known: Mapping[str, Value]) -> str:
    """Whether the agreement lays the duty on anybody here: ja or nej; okänt or tyst when it cannot be told."""
    if kept.only_if is None or kept.only_if[0] not in agreement.answers:
        return "ja"
    answer, wanted = kept.only_if
    facts = {name: value for name, value in known.items() if name in agreement.facts}
    try:
        standing = compile_once(agreement).decide(facts, (answer,))[answer]
    except ImpossibleCaseError:
        return "okänt"
    if standing.status is Status.SETTLED:
        return "ja" if standing.value == wanted else "nej"
    return "tyst" if standing.status is Status.SILENT else "okänt"


def _since(state: CaseState) -> date:
    """The first day: the one the case says, or that of its first event."""
    assert state.process.undertakes is not None
    said = state.process.undertakes.from_said
    found = state.said(*said) if said is not None else None
    return date.fromisoformat(found) if found else _day(min(read.event.happened for read in state.reads))


def _until(state: CaseState) -> date | None:
    """The day from which they hold no longer: after the last one that the case says, or the day it ended."""
    assert state.process.undertakes is not None
    said = state.process.undertakes.until_said
    found = state.said(*said) if said is not None else None
    if found:
        return date.fromisoformat(found) + timedelta(days=1)
    if state.is_open:
        return None
    events = state.counted()
    return _day(events[-1].happened) if events else None


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def clocks_of(found: Sequence[Undertaking]) -> tuple[Clock, ...]:
    """The duties that come back by the calendar, as clocks: each runs out with the first period that still lacks it."""
    told = []
    for one in found:
        day = None if one.kept.published else last_day(one.record)
        if day is not None:
            end = midnight_after(day)
            last = one.record.proofs[-1] if one.record.proofs else None
            began = datetime.combine(one.record.since, datetime.min.time(), STOCKHOLM)
            told.append(
                Clock(
                    one.provision,
                    one.agreement.address,
                    one.sources,
                    Occurred(one.provision.name, last.at if last else began, last.version if last else 0),
                    RunsOut(end, end),
                    end - WARNS,
                    one.owner,
                )
            )
    return tuple(told)


def tasks_of(state: CaseState, found: Sequence[Undertaking]) -> tuple[Task, ...]:
    """What has happened and still waits for a duty without a last day, as acts to be done by units that can."""
    told: dict[str, Task] = {}
    for one in found:
        act = state.process.acts.get(one.kept.by[0].act) if one.kept.by and not one.kept.by[0].process else None
        if act is not None and one.record.recurrence.often is not Often.PERIODIC and waits(one.record):
            able = tuple(unit for unit, kind in state.units.items() if kind in act.units)
            told[act.id] = Task(act.id, able)
    return tuple(told.values())
