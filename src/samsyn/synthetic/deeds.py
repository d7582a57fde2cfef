"""How a story becomes a case's events: by doing its deeds one after another, as the process's own tables allow.

A story says who does what after how long. What a unit is sent it acknowledges by itself, sooner or later, in between.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from types import MappingProxyType
from typing import Final, TypeAlias

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role, Side, UnitKind
from samsyn.processes.events import CORRECT, HAPPENED, TARGET, Event
from samsyn.processes.fields import Kind, Said
from samsyn.processes.process import Act, Leads, Process
from samsyn.processes.state import ACKNOWLEDGE, APPOINT, APPOINTED, RECALL
from samsyn.synthetic.organisation import KOMMUN, Party, Unit
from samsyn.synthetic.staff import StaffMember

OFFICE: Final = (8.0, 16.0)
"""Hours of the day in which those work who are away at night and at weekends."""
AROUND_THE_CLOCK: Final = frozenset(
    {UnitKind.WARD, UnitKind.MUNICIPAL_CARE, UnitKind.CARE_HOME, UnitKind.SHORT_TERM_HOME}
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day, or a moment, so many days after the deed; the field says which of the two."""

    days: int
    hour: int = 13


Saying: TypeAlias = Mapping[str, Said | Ahead]
"""What is filled in when something is done, by field."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody at a unit does an act, so many hours after what was done last, and then between two hours of the day.

    `hours` is drawn from; `on_workdays` moves it on to one.
    """

    act: str
    unit: Unit
    said: Saying = field(default_factory=lambda: MappingProxyType({}))
    hours: tuple[float, float] = (0.5, 3)
    between: tuple[float, float] | None = None
    on_workdays: bool = False


Story: TypeAlias = Generator[Deed, int, None]
"""A story is asked for one deed after another, and is told the version of each event that came of it."""


@dataclass(frozen=True)
class Habits:
    """How those who are sent something behave, and how things are recorded. All of it assumed.

    Shares are of messages or of events; hours from when something was sent until it is acknowledged.
    """

    never_acknowledged: float = 0.02
    acknowledged_late: float = 0.12
    soon: tuple[float, float] = (0.2, 5)
    late: tuple[float, float] = (20, 70)
    recorded_late: float = 0.05
    corrected: float = 0.006


HABITS: Final = Habits()


class Staff:
    """Who can do what where: the staff of every unit by role."""

    def __init__(self, parties: Sequence[Party], units: Sequence[Unit], members: Sequence[StaffMember]) -> None:
        """From a made-up Halland's own rows."""
        municipal = {party.id for party in parties if party.kind == KOMMUN}
        self.units = {unit.hsa_id: unit for unit in units}
        self.kinds = {unit.hsa_id: UnitKind(unit.kind) for unit in units}
        self.sides = {unit.hsa_id: Side.MUNICIPALITY if unit.party in municipal else Side.REGION for unit in units}
        self.members: dict[str, list[StaffMember]] = {}
        for member in members:
            self.members.setdefault(member.unit, []).append(member)
        self._able: dict[tuple[str, frozenset[Role]], list[tuple[str, Role]]] = {}

    def able(self, unit: str, roles: frozenset[Role]) -> list[tuple[str, Role]]:
        """The usernames of a unit's staff who hold one of the roles, with that role."""
        found = self._able.get((unit, roles))
        if found is None:
            found = [
                (member.username, Role(role))
                for member in self.members.get(unit, ())
                for role in member.roles
                if Role(role) in roles
            ]
            self._able[unit, roles] = found
        return found


class Telling:
    """A case being told: where it stands, who takes part, what waits to be acknowledged, and the hour it has come to."""

    def __init__(
        self, random: Random, process: Process, staff: Staff, start: datetime, until: datetime, about: str = ""
    ) -> None:
        """A case opened at `start`; nothing recorded after `until` becomes an event. `about` is the unit it is about, if any."""
        self.random = random
        self.process = process
        self.staff = staff
        self.at = start
        self.until = until
        self.about = about
        self.stage = ""
        self.units: dict[str, None] = {}
        self.acted: set[str] = set()
        self.events: list[Event] = []
        self.is_over = False
        self._waiting: list[tuple[datetime, int, str]] = []
        self._recalled: set[int] = set()

    @property
    def is_open(self) -> bool:
        """Whether the case is open; before its first event it is not."""
        return bool(self.stage) and self.process.stages[self.stage].is_open

    def tell(self, story: Story, ends_after: int | None = None) -> None:
        """Do a story's deeds until it is told, the time is up, or so many have been done."""
        version = None
        told = 0
        while not self.is_over and told != ends_after:
            try:
                deed = next(story) if version is None else story.send(version)
            except StopIteration:
                break
            version = self.do(deed)
            told += 1

    def finish(self) -> None:
        """Let those acknowledge who still would."""
        while self._waiting and not self.is_over:
            self._acknowledge(*heappop(self._waiting))

    def do(self, deed: Deed) -> int:
        """Do a deed, after what others do before; the version of its event (of the last one, when the time is up)."""
        at = self._moment(deed)
        while self._waiting and self._waiting[0][0] <= at and not self.is_over:
            self._acknowledge(*heappop(self._waiting))
        act = self.process.acts[deed.act]
        event = self._record(act, deed.unit.hsa_id, self._said(act, deed.said, at), at)
        if event is None:
            return len(self.events)
        if act.wants_receipt:
            self._send(event)
        if event.kind not in {CORRECT, ACKNOWLEDGE} and self.random.random() < HABITS.corrected:
            self._correct(event)
        return event.version

    def _moment(self, deed: Deed) -> datetime:
        at = self.at + timedelta(hours=self.random.uniform(*deed.hours))
        if deed.between is None and not deed.on_workdays:
            return at
        return max(self.at, within(self.random, at, deed.between or OFFICE, on_workdays=deed.on_workdays))

    def _said(self, act: Act, said: Saying, at: datetime) -> dict[str, Said]:
        kinds = {one.id: one.kind for one in act.fields}
        return {
            name: _ahead(value, kinds[name], at) if isinstance(value, Ahead) else value for name, value in said.items()
        }

    def _record(self, act: Act, unit: str, data: dict[str, Said], at: datetime) -> Event | None:
        """Record an act as an event, if it is in time for one. What its process forbids is a fault in the story."""
        step = self.process.step(self.stage, act.id)
        assert isinstance(step, Leads), (self.process.id, self.stage, act.id)
        able = self.staff.able(unit, act.roles)
        assert able, (act.id, unit)
        by, role = self.random.choice(able)
        delay = timedelta(minutes=self.random.uniform(0, 6))
        if self.random.random() < HABITS.recorded_late:
            delay = timedelta(hours=self.random.uniform(0.5, 4))
        happened = at.replace(second=0, microsecond=0)
        recorded = max(at + delay, self.events[-1].recorded) if self.events else at + delay
        if recorded > self.until:
            self.is_over = True
            return None
        said = data.get(act.sends_to, []) if act.sends_to else list(self.units)
        units = said if isinstance(said, list) else [str(said)]
        if self.about and not self.events:
            units = [self.about, *units]
        addressed = tuple(one for one in dict.fromkeys(units) if one != unit)
        event = Event(
            len(self.events) + 1,
            act.id,
            max(happened, self.events[-1].happened) if self.events else happened,
            recorded,
            by,
            role,
            unit,
            self.staff.kinds[unit],
            self.staff.sides[unit],
            data,
            addressed,
            None,
            act.schema,
        )
        self.events.append(event)
        self.at = at
        self.stage = step.to
        self.units |= dict.fromkeys((unit, *addressed))
        if act.id != ACKNOWLEDGE:
            self.acted.add(unit)
        if act.id == RECALL:
            self._recall(event)
        if act.id == APPOINT:
            self.units.setdefault(str(data[APPOINTED]))
        return event

    def _send(self, event: Event) -> None:
        for unit in event.addressed:
            chance = self.random.random()
            if chance < HABITS.never_acknowledged:
                continue
            late = chance < HABITS.never_acknowledged + HABITS.acknowledged_late
            at = event.recorded + timedelta(hours=self.random.uniform(*(HABITS.late if late else HABITS.soon)))
            if self.staff.kinds[unit] not in AROUND_THE_CLOCK:
                at = within(self.random, at, OFFICE, on_workdays=True)
            heappush(self._waiting, (at, event.version, unit))

    def _acknowledge(self, at: datetime, version: int, unit: str) -> None:
        if version not in self._recalled and unit in self.units:
            self._record(self.process.acts[ACKNOWLEDGE], unit, {TARGET: version}, max(at, self.at))

    def _recall(self, event: Event) -> None:
        version = event.data[TARGET]
        assert isinstance(version, int)
        self._recalled.add(version)
        for unit in self.events[version - 1].addressed:
            if unit not in self.acted and unit != event.unit:
                self.units.pop(unit, None)

    def _correct(self, event: Event) -> None:
        """The one who recorded an event says that it happened somewhat earlier, though after what came before it."""
        before = self.events[event.version - 2].happened if event.version > 1 else event.happened - timedelta(hours=1)
        happened = (event.happened - (event.happened - before) / 2).replace(second=0, microsecond=0)
        if before < happened < event.happened:
            said: dict[str, Said] = {
                TARGET: event.version,
                HAPPENED: happened.isoformat(),
                "skal": "Fel klockslag från början.",
            }
            self._record(
                self.process.acts[CORRECT], event.unit, said, self.at + timedelta(minutes=self.random.uniform(5, 60))
            )


def within(random: Random, at: datetime, between: tuple[float, float], *, on_workdays: bool) -> datetime:
    """The first moment from one on that lies between two hours of the day, Swedish time; somewhere in them by chance."""
    local = at.astimezone(STOCKHOLM)
    day, hour = local.date(), local.hour + local.minute / 60
    if hour >= between[1]:
        day, hour = day + timedelta(days=1), 0.0
    while on_workdays and day.weekday() >= 5:
        day, hour = day + timedelta(days=1), 0.0
    drawn = random.uniform(max(hour, between[0]), between[1])
    start = datetime.combine(day, time(), STOCKHOLM)
    return (start + timedelta(minutes=int(drawn * 60))).astimezone(UTC)


def _ahead(ahead: Ahead, kind: Kind, at: datetime) -> str:
    day = (at.astimezone(STOCKHOLM) + timedelta(days=ahead.days)).date()
    if kind is Kind.DAY:
        return day.isoformat()
    return datetime.combine(day, time(ahead.hour), STOCKHOLM).astimezone(UTC).isoformat()


def one_of(random: Random, shares: Mapping[str, float]) -> str:
    """One of the names, each as often as its share says."""
    return random.choices(list(shares), list(shares.values()))[0]


ACTS_OF_CARE: Final = (
    "peritonealdialys",
    "trakeostomivård",
    "läkemedelspump",
    "drän",
    "omfattande såromläggning",
    "antibiotika som injektion",
    "insulin",
    "daglig medicinering",
    "provtagning",
    "palliativ vård",
)
"""The care that needs are described by, values of the fact `insats`. Which is how common is assumed: all alike."""


def described(random: Random) -> Saying:
    """What somebody says of a need so that the agreement can answer."""
    return {
        "insats": random.choice(ACTS_OF_CARE),
        "behovets_tid": "sammanhängande" if random.random() < 0.8 else "avgränsat",
        "behov_av_samordning": "ja" if random.random() < 0.7 else "nej",
        "kan_ta_sig_till_vardcentralen": random.choice(("nej av medicinska skäl", "nej av medicinska skäl", "ja")),
        "bedomd_som_egenvard": "inte egenvård",
        "yrkesroll": "sjuksköterska",
        "lakare_ansvarig_over_tid": random.choice(("vårdcentralen", "vårdcentralen", "vårdcentralen och specialist")),
    }


def hsa_ids(*units: Unit) -> list[str]:
    """The HSA-ids of units, each once."""
    return list(dict.fromkeys(unit.hsa_id for unit in units))
