"""The cases of a made-up Halland put into the database, many at a time: events, and all that is computed from them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from random import Random
from typing import Final
from uuid import UUID

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import care_home
from samsyn.processes.events import Event as PureEvent
from samsyn.processes.everywhere import DEATH
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.regions import HOME, region_of
from samsyn.processes.settled import History, history
from samsyn.processes.undertakings import Elsewhere
from samsyn.synthetic.care_homes import TEXT
from samsyn.synthetic.cases import Case as MadeUpCase
from samsyn_web.demo.loading import Loaded, Tell
from samsyn_web.journal.models import Case, Delivery, Duty, Event, Participation, Person, PersonChange, Precedent
from samsyn_web.journal.numbering import SIGNS
from samsyn_web.journal.projecting import SETTLED, precedents_about, projected, rows_about, settled
from samsyn_web.journal.streams import counting
from samsyn_web.journal.texts import closures_of

FOLLOWED: Final = {care_home.AGREEMENT: TEXT}
"""The text that every made-up home's agreement follows."""
AT_ONCE: Final = 500
"""Cases in memory as rows."""


def load_cases(
    loaded: Loaded, cases: Iterable[MadeUpCase], number: int, tell: Tell, others: Iterable[MadeUpCase] = ()
) -> None:
    """Put cases in, with what their events come to now. What they settle of their persons is known of them.

    `others` are cases of the same people that were put in before, whose events may count in these.
    """
    writer = _Writer(loaded, others)
    waiting = iter(cases)
    done = 0
    while batch := list(islice(waiting, AT_ONCE)):
        writer.write(batch)
        done += len(batch)
        tell("Fall", done, max(done, number))


class _Writer:
    """Writes cases, with numbers and keys from one chance."""

    def __init__(self, loaded: Loaded, others: Iterable[MadeUpCase]) -> None:
        self.loaded = loaded
        self.others: dict[str, list[MadeUpCase]] = {}
        for case in others:
            self.others.setdefault(case.person, []).append(case)
        self.kinds = loaded.unit_kinds
        self.parties = {hsa_id: unit.party_id for hsa_id, unit in loaded.units.items()}
        self.accounts = {username: account.pk for username, account in loaded.accounts.items()}
        self.chance = loaded.chance("homes" if self.others else "cases")  # no two parts draw the same keys
        self.numbers: set[str] = set()
        self.told: dict[tuple[UUID, str], str] = {}
        self.closures: dict[tuple[str, date, str], dict[str, str]] = {}

    def write(self, batch: list[MadeUpCase]) -> None:
        cases: list[Case] = []
        events: list[Event] = []
        participations: list[Participation] = []
        deliveries: list[Delivery] = []
        duties: list[Duty] = []
        precedents: list[Precedent] = []
        noted: list[PersonChange] = []
        changed: dict[UUID, Person] = {}
        for made_up in batch:
            process = PROCESSES[made_up.process]
            person = self.loaded.persons[made_up.person] if made_up.person else None
            case = Case(
                id=_uuid(self.chance),
                process=process.id,
                person=person,
                about_unit=self.loaded.units[made_up.about_unit] if made_up.about_unit else None,
                number=self._number(process.number_prefix),
            )
            region = region_of({"vistelsekommun": person.stays_in}) if person is not None else ""
            pure = [
                replace(
                    event,
                    by=str(self.accounts[event.by]),
                    closures=self._closures(process.id, event.happened, region or HOME),
                )
                for event in made_up.events
            ]
            projection, _ = projected(case, pure, self.loaded.now, self.kinds, self._elsewhere(made_up))
            for name, value in projection.case.items():
                setattr(case, name, value)
            cases.append(case)
            events += (self._row(case, event) for event in pure)
            of_case = rows_about(case, projection)
            participations += of_case[0]
            deliveries += of_case[1]
            duties += of_case[2]
            precedents += precedents_about(case, projection)
            if person is None:
                continue
            death = next((event for event in pure if event.kind == DEATH), None)
            if death is not None and person.died is None:
                person.died = death.happened.astimezone(STOCKHOLM).date()
                changed[person.pk] = person
            if process.settles:
                # Until it is settled nobody is enrolled who is asked about.
                known = settled(process.id, str(projection.case["stage"]))
                for fact, (field, told) in SETTLED.items():
                    setattr(person, field, known.get(field, False))
                    noted += self._noted(person, told, history(process, pure, fact))
                changed[person.pk] = person
        Case.objects.bulk_create(cases)
        Event.objects.bulk_create(events)
        Participation.objects.bulk_create(participations)
        Delivery.objects.bulk_create(deliveries)
        Duty.objects.bulk_create(duties)
        Precedent.objects.bulk_create(precedents)
        PersonChange.objects.bulk_create(noted)
        Person.objects.bulk_update(changed.values(), ["died", *(field for field, _ in SETTLED.values())])

    def _elsewhere(self, made_up: MadeUpCase) -> Elsewhere:
        """The events of the person's other cases that count in one."""
        watches = PROCESSES[made_up.process].watches
        others = self.others.get(made_up.person, ()) if watches else ()
        return counting((case.process, case.events) for case in others if case.process in watches)

    def _noted(self, person: Person, told: str, settled_since: History) -> Iterator[PersonChange]:
        """What a case changed of its person, as the application would have noted it."""
        before = self.told.get((person.pk, told), "nej")
        for one in settled_since:
            after = str(one.value or before)
            if after != before:
                yield PersonChange(
                    person=person,
                    at=one.event.recorded,
                    by_id=int(one.event.by),
                    unit_id=one.event.unit,
                    field=told,
                    before=before,
                    after=after,
                )
            before = after
        self.told[person.pk, told] = before

    def _closures(self, process: str, happened: datetime, region: str) -> dict[str, str]:
        """The fingerprints of the agreements that applied, looked up once a day of the year."""
        day = happened.astimezone(STOCKHOLM).date()
        key = process, day, region
        if key not in self.closures:
            noon = datetime.combine(day, time(12), STOCKHOLM)
            self.closures[key] = closures_of(
                PROCESSES[process], noon, region, FOLLOWED if PROCESSES[process].undertakes else {}
            )
        return self.closures[key]

    def _number(self, prefix: str) -> str:
        while True:
            number = f"{prefix}-{''.join(self.chance.choices(SIGNS, k=6))}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def _row(self, case: Case, event: PureEvent) -> Event:
        return Event(
            case=case,
            version=event.version,
            kind=event.kind,
            schema=event.schema,
            happened=event.happened,
            recorded=event.recorded,
            by_id=int(event.by),
            role=event.role.value,
            unit_id=event.unit,
            controller_id=self.parties[event.unit],
            addressed=list(event.addressed),
            data=dict(event.data),
            closures=dict(event.closures or {}),
            key=_uuid(self.chance),
        )


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
