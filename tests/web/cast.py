"""The people of the tests, each at their unit; and a made-up patient. Nobody here exists."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import uuid4

from django.test import Client

from samsyn.processes.cast import Role, UnitKind
from samsyn_web.access.acting import Wish, act, open_case
from samsyn_web.access.middleware import HOLDING
from samsyn_web.access.models import Consent
from samsyn_web.access.visit import Visit, Worker
from samsyn_web.directory.models import Account, Holding, Party, Unit
from samsyn_web.journal.models import Case, IdentityNumber, Person

START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@dataclass
class Town:
    """A small Halland: one unit of each kind that the journeys need, and who works there."""

    units: dict[str, Unit] = field(default_factory=dict)
    workers: dict[str, Worker] = field(default_factory=dict)

    def unit(self, name: str, kind: UnitKind, party: Party, municipality: str = "Varberg") -> Unit:
        made = Unit.objects.create(
            hsa_id=f"SE2321000115-T{len(self.units):03}",
            name=name,
            kind=kind,
            party=party,
            municipality=municipality,
            valid_from=date(2020, 1, 1),
        )
        self.units[name] = made
        return made

    def worker(self, name: str, role: Role, unit: Unit) -> Worker:
        account = Account.objects.create_user(
            name.lower().replace(" ", "."), "ett långt lösenord", name=name, family_name=name, hsa_id=f"SE-T-{name}"
        )
        holding = Holding.objects.create(account=account, role=role, unit=unit, valid_from=date(2020, 1, 1))
        holding = Holding.objects.select_related("unit__party", "account").get(pk=holding.pk)
        self.workers[name] = Worker(account, holding)
        return self.workers[name]

    def visit(self, name: str, now: datetime = START) -> Visit:
        return Visit(self.workers[name], now)


def at_work(client: Client, worker: Worker) -> Client:
    """A browser in which somebody is signed in, with both steps, and works as the one they are."""
    client.force_login(worker.account)
    session = client.session
    session[HOLDING] = worker.holding.pk
    session["strong"] = True
    session.save()
    return client


def town() -> Town:
    """The cast: a ward, a vårdcentral, Läkarmedverkan, the municipality's nurses, care manager and care home."""
    region = Party.objects.create(id="region", name="Region Halland (påhittad)", side="region", hsa_id="SE2321000115-T")
    varberg = Party.objects.create(
        id="varberg", name="Varbergs kommun (påhittad)", side="kommun", hsa_id="SE2120001249-T"
    )
    made = Town()
    ward = made.unit("Avdelning 5", UnitKind.WARD, region)
    centre = made.unit("Vårdcentralen Ängen", UnitKind.HEALTH_CENTRE, region)
    lm = made.unit("Läkarmedverkan", UnitKind.LM, region, "")
    nurses = made.unit("Hemsjukvården Norr", UnitKind.MUNICIPAL_CARE, varberg)
    home = made.unit("Strandgården", UnitKind.CARE_HOME, varberg)
    bistand = made.unit("Biståndsenheten", UnitKind.SOCIAL_SERVICES, varberg)
    office = made.unit("Regionkontoret", UnitKind.MANAGEMENT, region, "")
    for name, role, unit in (
        ("Disa", Role.HOSPITAL_DOCTOR, ward),
        ("Ulla", Role.DISCHARGE_COORDINATOR, ward),
        ("Viktor", Role.GP, centre),
        ("Fatima", Role.CARE_CONTACT, centre),
        ("Lena", Role.LM_DOCTOR, lm),
        ("Nora", Role.NURSE, nurses),
        ("Hedda", Role.HOME_MANAGER, home),
        ("Bo", Role.CARE_MANAGER, bistand),
        ("Stina", Role.STRATEGIST, nurses),
        ("Cilla", Role.CONTROLLER, nurses),
        ("Logge", Role.LOG_REVIEWER, nurses),
        ("Conny", Role.CONTROLLER, office),
    ):
        made.worker(name, role, unit)
    return made


def patient(made: Town, number: str = "191212121212", *, consents: bool = True) -> Person:
    """A made-up person listed at the vårdcentral, whose parties may see each other's part unless told otherwise."""
    person = Person.objects.create(
        given_name="Tolvan",
        family_name="Testsson",
        born=date(1944, 12, 12),
        address="Påhittsvägen 1, Varberg",
        registered_in="Varberg",
        stays_in="Varberg",
        lives_in="ordinärt boende",
        listed_at=made.units["Vårdcentralen Ängen"],
        is_enrolled=True,
    )
    IdentityNumber.objects.create(person=person, kind="personnummer", number=number)
    if consents:
        for party in Party.objects.all():
            Consent.objects.create(
                person=person,
                party=party,
                basis=Consent.Basis.GIVEN,
                given=datetime(2026, 1, 1, tzinfo=UTC),
                recorded_by=made.workers["Ulla"].account,
            )
    return person


def wish(name: str, happened: datetime, expected: int, **raw: str | list[str]) -> Wish:
    return Wish(name, raw, happened, expected, uuid4())


def do(made: Town, who: str, case: Case, name: str, at: datetime, **raw: str | list[str]) -> Case:
    """Somebody does something in a case, having seen all of it."""
    case.refresh_from_db()
    return act(made.visit(who, at), case.pk, wish(name, at, case.version, **raw)).case


def begin(made: Town, who: str, process: str, person: Person, name: str, at: datetime, **raw: str | list[str]) -> Case:
    """Somebody opens a case."""
    return open_case(made.visit(who, at), process, person, wish(name, at, 0, **raw)).case
