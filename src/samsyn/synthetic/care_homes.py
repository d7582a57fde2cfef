"""Care homes in the made-up Halland: what was done of each home's duties since its agreement began, and for those who live there.

Every share here is assumed, so that some duties are missed and everything that can happen happens somewhere; none is a figure about Halland.
All homes follow the proposal of 2026 from the first day of the year before this one: that is made up as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes import care_home as h
from samsyn.processes import everywhere
from samsyn.processes import residence as r
from samsyn.processes.care_home import CARE_HOME
from samsyn.processes.discharge import LEAVE
from samsyn.processes.residence import RESIDENCE
from samsyn.synthetic import Halland
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.cases import Case
from samsyn.synthetic.deeds import OFFICE, Ahead, Deed, Saying, Staff, Story, Telling, hsa_ids, within
from samsyn.synthetic.organisation import Unit
from samsyn.synthetic.persons import Person

TEXT: Final = "okänt-datum"
DAYTIME: Final = (8.0, 16.0)


@dataclass(frozen=True)
class Shares:
    """How large a share of homes, of years or of residents something happens for."""

    doctor_named: float = 0.9
    access: float = 0.85
    times: float = 0.8
    times_changed: float = 0.2
    acute: float = 0.75
    meeting: float = 0.8
    audited: float = 0.7
    consulted: float = 0.6
    taught: float = 0.35
    infection: float = 0.5
    screened: float = 0.85
    renewed: float = 0.15
    written: float = 0.15
    misdirected: float = 0.1
    twice: float = 0.05
    terminated: float = 0.05
    by_mistake: float = 0.05
    lived_before: float = 0.7
    wishes: float = 0.5
    changes_mind: float = 0.03
    contact: float = 0.9
    reviewed: float = 0.8
    visited: float = 0.2
    judged: float = 0.6
    visited_after: float = 0.65
    moves_out: float = 0.01


SHARES: Final = Shares()
ADVICE: Final = (
    "Gick igenom rutinen för vätska och diuretika vid värme.",
    "Råd om smärtskattning vid demens.",
    "Vilka prover som behövs inför läkemedelsgenomgångar.",
)
LESSONS: Final = (
    "Vård i livets slut, för sjuksköterskorna.",
    "Läkemedel vid oro och sömnsvårigheter, för legitimerad personal.",
)


@dataclass(frozen=True)
class Planned:
    """Something to be done on a day, with what it is done after being counted from there."""

    at: datetime
    deed: Deed


def _told(start: datetime, plans: Iterable[Planned]) -> Story:
    """The deeds of a plan in the order of their days, as hours from one to the next; none after the one that ends it."""
    at = start
    for one in sorted(plans, key=lambda plan: plan.at):
        hours = max((one.at - at).total_seconds() / 3600, 0.05)
        yield Deed(one.deed.act, one.deed.unit, one.deed.said, (hours, hours), one.deed.between, one.deed.on_workdays)
        at = max(one.at, at)
        if one.deed.act in {h.END, r.MOVE_OUT}:
            return


def _on(random: Random, first: date, last: date) -> datetime:
    """A moment in office hours on a working day between two days."""
    day = first + timedelta(days=random.randrange(max((last - first).days, 1)))
    return within(random, datetime.combine(day, time(), STOCKHOLM), OFFICE, on_workdays=True)


class Homes:
    """The homes of a made-up Halland, and who is around them."""

    def __init__(self, units: Sequence[Unit], staff: Staff, today: date, now: datetime) -> None:
        """From all units."""
        self.units = {unit.hsa_id: unit for unit in units}
        self.office = next(unit for unit in units if unit.kind == kinds.LEDNING and unit.party == kinds.REGION)
        self.homes = [unit for unit in units if unit.kind == kinds.SABO_UNIT]
        self.staff = staff
        self.now = now
        self.today = today
        self.first = date(today.year - 1, 1, 1)
        self.start = datetime.combine(self.first - timedelta(days=18), time(10), STOCKHOLM).astimezone(UTC)

    def telling(self, random: Random, home: Unit) -> Telling:
        """A home's own case."""
        telling = Telling(random, CARE_HOME, self.staff, self.start, self.now, about=home.hsa_id)
        telling.tell(self._year(random, home))
        telling.finish()
        return telling

    def mistaken(self, random: Random, home: Unit) -> Telling | None:
        """A case about a home that was opened by mistake, and stopped; None for most."""
        if random.random() >= SHARES.by_mistake:
            return None
        telling = Telling(
            random,
            CARE_HOME,
            self.staff,
            self.start - timedelta(days=30),
            self.start - timedelta(days=9),
            about=home.hsa_id,
        )
        telling.do(self._entry(home, (0, 0)))
        telling.do(Deed(everywhere.CANCEL, self.office, {"skal": "Registrerat på fel boende."}, (1, 5)))
        telling.finish()
        return telling

    def _entry(self, home: Unit, hours: tuple[float, float]) -> Deed:
        centre, leaders = self._around(home)
        said: Saying = {h.TEXT: TEXT, "galler_fran": self.first.isoformat(), "till": hsa_ids(centre, leaders)}
        return Deed(h.ENTER, self.office, said, hours)

    def _around(self, home: Unit) -> tuple[Unit, Unit]:
        assert home.served_by is not None
        assert home.parent is not None
        return self.units[home.served_by], self.units[home.parent]

    def _doctor(self, random: Random, centre: Unit) -> str:
        able = self.staff.members[centre.hsa_id]
        doctor = random.choice([one for one in able if "vardcentralslakare" in one.roles])
        return f"{doctor.given_name} {doctor.family_name} (påhittad)"

    def _year(self, random: Random, home: Unit) -> Story:
        centre, _ = self._around(home)
        yield self._entry(home, (0, 0))
        plans = [*self._standing(random, home, centre), *self._recurring(random, home, centre)]
        yield from _told(self.start, plans)

    def _standing(self, random: Random, home: Unit, centre: Unit) -> Iterator[Planned]:
        """What is agreed on once, in the first months."""
        first, later = self.first, self.first + timedelta(days=120)

        def plan(act: str, unit: Unit, said: Saying, after: datetime | None = None) -> Planned:
            at = _on(random, first, later) if after is None else after + timedelta(days=random.randint(2, 20))
            return Planned(at, Deed(act, unit, said, between=DAYTIME, on_workdays=True))

        if random.random() < SHARES.doctor_named:
            yield plan(h.CHIEF_DOCTOR, centre, {"lakare": self._doctor(random, centre)})
        if random.random() < SHARES.access:
            yield plan(h.ACCESS, centre, {"text": "Egen telefonlinje för boendets sjuksköterskor, vardagar 8–16."})
        if random.random() < SHARES.acute:
            yield plan(h.ACUTE, home, {"text": "Vardagar ringer vi akutnumret. Svarar ingen inom tio minuter: jouren."})
        if random.random() < SHARES.times:
            times = {
                "tider": "tisdagar 13–14",
                "text": "Läkaren kommer varannan gång, annars på telefon. Sjuksköterskan leder.",
            }
            proposed = plan(h.TIMES, home, times)
            yield proposed
            answered = proposed
            if random.random() < SHARES.times_changed:
                answered = plan(
                    h.DECLINE, centre, {"tider": "onsdagar 13–14", "text": "Tisdagar har vi mottagning."}, proposed.at
                )
                yield answered
            yield plan(h.AGREE, home if answered is not proposed else centre, {}, answered.at)

    def _recurring(self, random: Random, home: Unit, centre: Unit) -> Iterator[Planned]:
        """What comes back, and what just happens; and how some agreements end."""
        for year in range(self.first.year, self.today.year + 1):
            first, last = date(year, 1, 20), date(year, 12, 15)

            def plan(act: str, unit: Unit, said: Saying, first: date = first, last: date = last) -> Planned:
                return Planned(_on(random, first, last), Deed(act, unit, said, between=DAYTIME, on_workdays=True))

            if random.random() < SHARES.meeting:
                came = [
                    "huvudansvarig läkare",
                    "chef",
                    "sjuksköterska",
                    *(["MAS eller MAR"] if random.random() < 0.3 else []),
                ]
                said: Saying = {"kom": came, "text": "Tiderna hålls. Vi ringer hellre en gång för mycket."}
                yield plan(h.MEETING, random.choice((home, centre)), said)
            if random.random() < SHARES.audited:
                yield plan(h.AUDITED, self.office, {"text": "Mötet är dokumenterat."}, date(year, 9, 1))
            if random.random() < SHARES.consulted:
                yield plan(h.CONSULTED, centre, {"text": random.choice(ADVICE)})
            if random.random() < SHARES.taught:
                yield plan(h.TAUGHT, centre, {"text": random.choice(LESSONS)})
            if random.random() < SHARES.infection:
                found = plan(
                    h.INFECTION, home, {"text": "Kräksjuka på ett plan."}, date(year, 1, 20), date(year, 3, 30)
                )
                yield found
                if random.random() < SHARES.screened:
                    at = found.at + timedelta(hours=random.uniform(4, 40))
                    yield Planned(
                        at, Deed(h.SCREENED, centre, {"text": "Provtagning på planet, svar lämnade till boendet."})
                    )
        yield from self._ending(random, home, centre)

    def _ending(self, random: Random, home: Unit, centre: Unit) -> Iterator[Planned]:
        this_year = date(self.today.year, 1, 7)

        def plan(act: str, unit: Unit, said: Saying, days: int) -> Planned:
            at = within(
                random, datetime.combine(this_year + timedelta(days=days), time(), STOCKHOLM), OFFICE, on_workdays=True
            )
            return Planned(at, Deed(act, unit, said, between=DAYTIME, on_workdays=True))

        if random.random() < SHARES.written:
            yield plan(everywhere.MESSAGE, home, {"till": hsa_ids(centre), "text": "Vem kommer i sommar?"}, 100)
        if random.random() < SHARES.renewed:
            yield plan(h.RENEW, self.office, {h.TEXT: TEXT, "loper_ut": date(self.today.year, 12, 31).isoformat()}, 1)
        if random.random() < SHARES.terminated:
            yield plan(
                h.TERMINATE, self.office, {"upphor": Ahead(90), "skal": "En annan vårdcentral tar över uppdraget."}, 30
            )
            if random.random() < 0.6:
                yield plan(h.END, self.office, {"text": "Den nya vårdcentralens avtal registreras för sig."}, 122)

    # ---- those who live there

    def residing(
        self, random: Random, person: Person, died: datetime | None, came_home: Sequence[datetime]
    ) -> Telling | None:
        """The case of somebody who lives at a home: until they died, and with each time they came back there from hospital."""
        home = self.units.get(person.home or "")
        if home is None or home.kind != kinds.SABO_UNIT or home.served_by is None:
            return None
        start = self._moved_in(random)
        if start >= self.now or (died is not None and start >= died):
            return None
        telling = Telling(random, RESIDENCE, self.staff, start, min(self.now, died or self.now))
        telling.tell(self._life(random, person, home, start, came_home))
        telling.finish()
        if died is not None and telling.is_open:
            telling.until, telling.is_over, telling.at = self.now, False, max(telling.at, died)
            telling.do(Deed(everywhere.DEATH, home, {}, (0.5, 12)))
        return telling

    def _moved_in(self, random: Random) -> datetime:
        if random.random() < SHARES.lived_before:
            first, last = self.first - timedelta(days=700), self.first
        else:
            first, last = self.first, self.today
        return _on(random, first, last).astimezone(UTC)

    def _life(
        self, random: Random, person: Person, home: Unit, start: datetime, came_home: Sequence[datetime]
    ) -> Story:
        assert home.served_by is not None
        centre = self.units[home.served_by]
        listed = self.units.get(person.listed_at or "")
        to = hsa_ids(centre, *([listed] if listed is not None else []))
        wishes = "ja" if listed == centre or random.random() < SHARES.wishes else "nej"
        yield Deed(r.MOVE_IN, home, {r.WISHES: wishes, "till": to}, (0, 0))
        covered = listed == centre or wishes == "ja"
        plans = [
            *self._cared_for(random, home, centre, start, covered=covered),
            *(self._after_hospital(random, home, centre, [at for at in came_home if at > start]) if covered else ()),
        ]
        yield from _told(start, plans)

    def _cared_for(
        self, random: Random, home: Unit, centre: Unit, start: datetime, *, covered: bool
    ) -> Iterator[Planned]:
        begins = start.date() + timedelta(days=1)

        def plan(act: str, unit: Unit, said: Saying, first: date, last: date) -> Planned:
            return Planned(_on(random, max(first, begins), max(last, begins)), Deed(act, unit, said, on_workdays=True))

        if random.random() < SHARES.contact:
            yield plan(r.CONTACT, centre, {"lakare": self._doctor(random, centre)}, begins, begins + timedelta(days=60))
        for year in range(self.first.year, self.today.year + 1):
            if covered and random.random() < SHARES.reviewed:
                yield plan(r.REVIEW, centre, {}, date(year, 1, 10), date(year, 12, 10))
            if covered and random.random() < SHARES.visited:
                ground = random.choice((r.URGENT, r.WHEN_NEEDED, r.WHEN_NEEDED))
                yield plan(r.VISIT, centre, {"grund": ground}, date(year, 1, 10), date(year, 12, 20))
        if random.random() < SHARES.changes_mind:
            wishes = random.choice(("ja", "nej"))
            yield plan(r.WISH, home, {r.WISHES: wishes, "text": "Efter samtal med sin dotter."}, self.first, self.today)
        if random.random() < SHARES.misdirected:
            yield from self._written(random, home, centre, begins)
        if random.random() < SHARES.moves_out:
            last = self.today - timedelta(days=40)
            yield plan(r.MOVE_OUT, home, {"skal": "Flyttar till ett boende närmare sin son."}, last, self.today)

    def _after_hospital(
        self, random: Random, home: Unit, centre: Unit, came_home: Sequence[datetime]
    ) -> Iterator[Planned]:
        """Each time somebody has come back: whether the needs are new, and then the doctor's visit."""
        for at in came_home:
            fresh = random.random() < 0.6
            if random.random() < SHARES.judged:
                said: Saying = {
                    r.FRESH_NEEDS: "ja" if fresh else "nej",
                    "text": "Nya läkemedel." if fresh else "Som förut.",
                }
                yield Planned(at + timedelta(hours=random.uniform(3, 40)), Deed(r.NEEDS_AFTER, home, said))
            if fresh and random.random() < SHARES.visited_after:
                seen = at + timedelta(hours=random.uniform(44, 120))
                yield Planned(
                    seen, Deed(r.VISIT, centre, {"grund": r.AFTER_DISCHARGE}, between=DAYTIME, on_workdays=True)
                )

    def _written(self, random: Random, home: Unit, centre: Unit, begins: date) -> Iterator[Planned]:
        at = _on(random, max(begins, self.first), max(begins, self.today))
        yield Planned(
            at, Deed(everywhere.MESSAGE, home, {"till": hsa_ids(centre), "text": "Kan ni ringa om tryckfallet?"})
        )


def year_of_homes(made: Halland, cases: Iterable[Case], now: datetime) -> Iterator[Case]:
    """The cases of every home, and of everybody who lives at one; `cases` are those told of the same people besides."""
    homes = Homes(made.units, Staff(made.parties, made.units, made.staff), made.today, now)
    died: dict[str, datetime] = {}
    came_home: dict[str, list[datetime]] = {}
    for case in cases:
        for event in case.events:
            if event.kind == everywhere.DEATH:
                died[case.person] = event.happened
            elif event.kind == LEAVE and event.data.get("hem_till") == r.SABO:
                came_home.setdefault(case.person, []).append(event.happened)
    for home in homes.homes:
        random = Random(f"{made.seed} home {home.hsa_id}")
        for name, telling in (("", homes.telling(random, home)), ("X", homes.mistaken(random, home))):
            if telling is not None and telling.events:
                yield Case(
                    f"B{home.hsa_id}{name}", CARE_HOME.id, "", tuple(telling.events), telling.is_open, home.hsa_id
                )
    for person in made.persons:
        random = Random(f"{made.seed} resident {person.id}")
        lives = homes.residing(random, person, died.get(person.id), came_home.get(person.id, []))
        if lives is not None and lives.events:
            yield Case(f"R{person.id}", RESIDENCE.id, person.id, tuple(lives.events), lives.is_open)
