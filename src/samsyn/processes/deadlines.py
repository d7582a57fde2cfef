"""The clocks of a case: which of the agreements' `Frist` rows have started, when they run out, who must see to it.

Lengths, owners and paragraphs come from the agreement that applied when the clock started; never from here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import RunsOut, midnight_after, runs_out
from samsyn.documents.identifiers import fold
from samsyn.evaluation.answers import Status
from samsyn.evaluation.expectations import compile_once
from samsyn.facts.values import SILENT, Value
from samsyn.processes.events import TARGET, Event
from samsyn.processes.fields import moment_of
from samsyn.processes.process import Dated
from samsyn.processes.regions import agreement_of, region_of
from samsyn.processes.state import CaseState, Occurred
from samsyn.rules.provisions import Provision
from samsyn.rules.versions import Agreement


class Find(Protocol):
    """How the agreement of a name is found for something that occurred."""

    def __call__(self, agreement: str, occurred: Occurred, version: str = "") -> Agreement | None:
        """As its text was when that was recorded; else the version that is said, or the one that applied then."""


_BY_DATE: Final[Mapping[str, str]] = MappingProxyType({})
NOTHING: Final = "–"
_WARNING: Final = re.compile(r"(\d+) (\w+) före")
_HOURS: Final = {"timme": 1, "timmar": 1, "dygn": 24, "dagar": 24, "vardagar": 24}


class Running(StrEnum):
    """How a clock stands."""

    RUNNING = "löper"
    WARNING = "snart slut"
    OVERDUE = "löpt ut"
    STOPPED = "klar"
    LATE = "klar för sent"
    REPLACED = "ersatt"
    ENDLESS = "okänd längd"


@dataclass(frozen=True)
class Clock:
    """A `Frist` that has started in a case; or, without a provision, a day that the case itself has set (`Dated`).

    `ends` is None where the agreement does not say how long it is. `owner` is the party that must see to it, `tyst`
    where the agreement names none; then those who carry the case's duties own it. `from_act` says that a decision in
    the case set its end, not the agreement.
    """

    provision: Provision | None
    agreement: str
    sources: tuple[tuple[str, str, str], ...]
    """Title, place and kind of each source it rests on."""
    started: Occurred
    ends: RunsOut | None
    warns: datetime | None
    owner: str
    stopped: Occurred | None = None
    replaced_by: str = ""
    from_act: bool = False
    named: str = ""
    units: tuple[str, ...] = ()
    """The units that the case says must see to it."""

    @property
    def name(self) -> str:
        """What the agreement, or the case, calls it."""
        return self.provision.name if self.provision is not None else self.named

    def standing(self, now: datetime) -> Running:
        """How it stands at a moment."""
        if self.stopped is not None:
            return Running.LATE if self.ends and self.stopped.at > self.ends.latest else Running.STOPPED
        if self.replaced_by:
            return Running.REPLACED
        if self.ends is None:
            return Running.ENDLESS
        if self.is_span and now >= self.ends.latest:
            return Running.STOPPED
        if now >= self.ends.earliest and not self.is_span:
            return Running.OVERDUE
        return Running.WARNING if self.warns is not None and now >= self.warns else Running.RUNNING

    @property
    def is_span(self) -> bool:
        """Whether nothing stops it: a time that passes and is then over, not something to be done before its end."""
        return self.provision is not None and self.provision.columns.get("Stoppas") == NOTHING

    def is_running(self) -> bool:
        """Whether anybody still has to do anything about it."""
        return self.stopped is None and not self.replaced_by and not self.is_span


def clocks(
    state: CaseState, find: Find, facts: Mapping[str, Value], versions: Mapping[str, str] = _BY_DATE
) -> tuple[Clock, ...]:
    """The clocks of a case, in the order they started: those of its agreements, and the days it has set itself.

    `versions` are those of its agreements that the case follows whatever the day.
    """
    latest: dict[tuple[str, str], tuple[Agreement, Provision, Occurred]] = {}
    pinned = {read.event.version: read.event.closures or {} for read in state.reads}
    region = region_of(facts)
    for agreement_id in state.process.agreements:
        for occurred in state.occurred:
            name = agreement_of(agreement_id, region, pinned.get(occurred.version, ()))
            agreement = find(name, occurred, versions.get(name, "")) if name else None
            for provision in agreement.provisions if agreement is not None else ():
                if provision.kind == "Frist" and occurred.name in _events(provision.columns["Startar"]):
                    assert agreement is not None
                    latest[agreement_id, provision.name] = (agreement, provision, occurred)
    started = [_clock(state, *one, facts) for one in latest.values()]
    names = {clock.name for clock in started}
    for place, clock in enumerate(started):
        other = state.process.replaced_clocks.get(clock.name, "")
        assert clock.provision is not None
        waived = _waived(state, clock.provision)
        if clock.stopped is None and (other in names or waived):
            started[place] = replace(clock, replaced_by=other if other in names else waived)
    own = [clock for one in state.process.dated for clock in _dated(state, one)]
    return tuple(sorted((*started, *own), key=lambda clock: (clock.started.at, clock.name)))


def barred(state: CaseState, act: str, at: datetime) -> str:
    """Why an act cannot have been done at a moment: a day that the case has set was over. Empty when none was."""
    return next((said for dated, said in over(state, at) if act in dated.bars), "")


def over(state: CaseState, at: datetime) -> tuple[tuple[Dated, str], ...]:
    """The days that bar acts and were over at a moment, each with what it says of that."""
    return tuple(
        (dated, dated.barred.format(_last_day(clock)))
        for dated in state.process.dated
        if dated.bars
        for clock in _dated(state, dated)
        if clock.standing(at) is Running.OVERDUE
    )


def _last_day(clock: Clock) -> date:
    assert clock.ends is not None
    return (clock.ends.earliest - timedelta(minutes=1)).astimezone(STOCKHOLM).date()


def _dated(state: CaseState, dated: Dated) -> list[Clock]:
    """The days that the case has set, as clocks: the last one set, of each that it is about; or every one that was."""
    counted = state.counted()
    setting = [place for place, event in enumerate(counted) if dated.sets.get(event.kind, "") in event.data]
    if not dated.each:
        setting = sorted({str(counted[place].data.get(dated.about, "")): place for place in setting}.values())
    return [_set(dated, counted[place], counted[place + 1 :], tuple(state.units)) for place in setting]


def _set(dated: Dated, event: Event, later: Sequence[Event], everybody: tuple[str, ...]) -> Clock:
    end = _ends_when(str(event.data[dated.sets[event.kind]]))
    met = next((one for one in ((event, *later) if dated.about else later) if _meets(dated, event, one)), None)
    named = event.data.get(dated.owned_in, [])
    which = str(event.data.get(dated.about, ""))
    return Clock(
        None,
        "",
        (),
        Occurred(dated.name, event.happened, event.version),
        RunsOut(end, end),
        end - dated.warns,
        dated.owner,
        Occurred(dated.name, met.happened, met.version) if met else None,
        from_act=True,
        named=dated.names.get(which, dated.name),
        units=everybody if dated.is_everybodys else tuple(named) if isinstance(named, list) else (str(named),),
    )


def _meets(dated: Dated, event: Event, later: Event) -> bool:
    """Whether a day that one event set is met by another, or by itself."""
    if later.kind not in dated.stops or (dated.each and later.data.get(TARGET) != event.version):
        return False
    is_same = later.data.get(dated.about) == event.data.get(dated.about)
    return is_same and all(str(later.data.get(name)) in values for name, values in dated.met_when.items())


def _ends_when(said: str) -> datetime:
    """A day ends when it is over, a moment when it comes."""
    try:
        return midnight_after(date.fromisoformat(said))
    except ValueError:
        return moment_of(said)


def _events(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(","))


def _clock(
    state: CaseState,
    agreement: Agreement,
    provision: Provision,
    start: Occurred,
    facts: Mapping[str, Value],
) -> Clock:
    stops = _events(provision.columns["Stoppas"])
    stopped = next((one for one in state.occurred if one.name in stops and one.at >= start.at), None)
    by_act = state.process.ends_by_act.get(provision.name)
    said = state.said(*by_act) if by_act else None
    if said is not None:
        end = _ends_when(said)
        ends: RunsOut | None = RunsOut(end, end)
    else:
        ends = _ends(agreement, provision, start, facts)
    return Clock(
        provision,
        agreement.address,
        tuple((_title(agreement, one.key), one.locus, one.kind.value) for one in provision.citations),
        start,
        ends,
        _warns(provision.columns["Varna"], ends),
        provision.columns["Ansvarig"],
        stopped,
        from_act=said is not None,
    )


def _waived(state: CaseState, provision: Provision) -> str:
    """What has made every act that would stop a clock needless; empty when something has not."""
    stops = _events(provision.columns["Stoppas"])
    stopping = [act for act in state.process.acts.values() if any(one.name in stops for one in act.occurs)]
    waiving = [next((name for name in act.unless if name in state.last), None) for act in stopping]
    first = waiving[0] if waiving and all(waiving) else None
    return state.process.acts[first].title if first else ""


def _title(agreement: Agreement, key: str) -> str:
    source = agreement.text.sources.get(key)
    return source.title if source else key


def _ends(agreement: Agreement, provision: Provision, start: Occurred, facts: Mapping[str, Value]) -> RunsOut | None:
    unit, length = provision.columns["Räknas i"], _length(agreement, provision.columns["Längd"], facts)
    if length is None or unit == SILENT:
        return None
    counts = {"ja": True, "nej": False}.get(provision.columns["Startdagen räknas"])
    return runs_out(start.at, length, unit, counts_start=counts)


def _length(agreement: Agreement, said: str, facts: Mapping[str, Value]) -> int | None:
    """A number of the unit: as it stands, or as a decision answers."""
    if said.isdecimal():
        return int(said)
    answer = fold(said)
    if answer not in agreement.answers:
        return None
    compiled = compile_once(agreement)
    tested = _tested_for(agreement, answer)
    known = {name: value for name, value in facts.items() if name in tested}
    standing = compiled.decide(known, (answer,))[answer]
    return standing.value if standing.status is Status.SETTLED and isinstance(standing.value, int) else None


def _warns(said: str, ends: RunsOut | None) -> datetime | None:
    match = _WARNING.fullmatch(said)
    if match is None or ends is None:
        return None
    return ends.earliest - timedelta(hours=int(match[1]) * _HOURS[match[2]])


def _tested_for(agreement: Agreement, answer: str) -> frozenset[str]:
    """The facts that an answer can depend on: others, however they contradict each other, have no say in a clock."""
    found: set[str] = set()
    waiting = [answer]
    while waiting:
        decision = agreement.decided_by.get(waiting.pop())
        new = set(decision.inputs) - found if decision else set()
        found |= new
        waiting.extend(new)
    return frozenset(found & agreement.facts.keys())


def next_moment(running: Sequence[Clock], now: datetime) -> datetime | None:
    """When a clock of the case next changes how it stands by time alone; None when none will."""
    moments = [
        moment
        for clock in running
        if clock.is_running() and clock.ends is not None
        for moment in (clock.warns, clock.ends.earliest, clock.ends.latest)
        if moment is not None and moment > now
    ]
    return min(moments, default=None)
