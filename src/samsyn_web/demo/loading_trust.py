"""What opens and closes data in the demo: consents, spärrar, an emergency; and a trail with something for a reviewer to find.

All shares are assumed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from samsyn.processes.cast import Role
from samsyn.synthetic import organisation as kinds
from samsyn.synthetic.cases import Case as MadeUpCase
from samsyn.synthetic.organisation import party_of
from samsyn.synthetic.persons import age_on
from samsyn_web.access.models import Block, Consent, Emergency, LastSeen
from samsyn_web.demo.loading import Loaded, Tell
from samsyn_web.directory.models import Account
from samsyn_web.journal.models import Case, Event, Person, Protection
from samsyn_web.trail.models import Entry, Touched, What

CONSENTS: Final = 0.88
"""Of all enrolled."""
INCAPABLE: Final = 0.12
"""Of those, who cannot take a stand themselves (SVOD 3:3–4)."""
ADULT: Final = 18
BLOCKS: Final = 6
TRAIL_DAYS: Final = 30
"""How far back the demo's trail goes."""
LOOKED: Final = timedelta(hours=20)
"""When those who play a part last looked at their cases."""


def load_trust(loaded: Loaded, year: Sequence[MadeUpCase], homes: Sequence[MadeUpCase], tell: Tell) -> None:
    """Put all of it in. `homes` are the cases of care homes and of those who live there."""
    open_cases = [case for case in year if case.is_open]
    _consents(loaded, [*year, *homes])
    _protected(loaded, open_cases)
    _blocks(loaded, open_cases)
    _last_seen(loaded)
    tell("Samtycken, spärrar och logg", 1, 2)
    _trail(loaded, open_cases)
    tell("Samtycken, spärrar och logg", 2, 2)


def _units_of(case: MadeUpCase) -> set[str]:
    return {unit for event in case.events for unit in (event.unit, *event.addressed)}


def _consents(loaded: Loaded, year: Sequence[MadeUpCase]) -> None:
    """Most let the parties around them see each other's part; recorded by their vårdcentral or the municipality."""
    chance = loaded.chance("consents")
    party = {hsa_id: unit.party_id for hsa_id, unit in loaded.units.items()}
    met: dict[str, set[str]] = {}
    for case in year:
        met.setdefault(case.person, set()).update(party[unit] for unit in _units_of(case))
    staff = _staff(loaded)
    rows = []
    for person in loaded.made.persons:
        if chance.random() >= CONSENTS:
            continue
        parties = {kinds.REGION, party_of(person.municipality), *met.get(person.id, ())}
        if person.listed_at is not None:
            parties.add(party[person.listed_at])
        if age_on(loaded.made.today, person.born) < ADULT:
            basis = Consent.Basis.CHILD
        else:
            basis = Consent.Basis.INCAPABLE if chance.random() < INCAPABLE else Consent.Basis.GIVEN
        given = loaded.now - timedelta(days=chance.randint(366, 900), minutes=chance.randrange(1440))
        recorder = chance.choice(staff[person.team])
        rows += [
            Consent(person=loaded.persons[person.id], party_id=one, basis=basis, given=given, recorded_by=recorder)
            for one in sorted(parties)
        ]
    Consent.objects.bulk_create(rows)


def _staff(loaded: Loaded) -> dict[str, list[Account]]:
    staff: dict[str, list[Account]] = {}
    for member in loaded.made.staff:
        staff.setdefault(member.unit, []).append(loaded.accounts[member.username])
    return staff


def _played(loaded: Loaded, username: str) -> tuple[Account, str]:
    """Who plays a part in the demo, and at which unit."""
    member = next(each for each in loaded.made.staff if loaded.renamed.get(each.username) == username)
    return loaded.accounts[member.username], member.unit


def _met_at(loaded: Loaded, cases: Sequence[MadeUpCase], username: str) -> list[Person]:
    """Those whom open cases at the unit of a part are about, each once."""
    unit = _played(loaded, username)[1]
    return list(dict.fromkeys(loaded.persons[case.person] for case in cases if unit in _units_of(case)))


def _protected(loaded: Loaded, cases: Sequence[MadeUpCase]) -> None:
    """Two whom the demo's ward and team meet, whatever chance has given them."""
    chosen = [*_met_at(loaded, cases, "avdelning")[:1], *_met_at(loaded, cases, "kommun")[-1:]]
    for person, protection in zip(chosen, (Protection.MARKED, Protection.PROTECTED), strict=False):
        person.protection = protection
    Person.objects.bulk_update(chosen, ["protection"])


def _blocks(loaded: Loaded, cases: Sequence[MadeUpCase]) -> None:
    """A few who have closed what one provider, or one of its units, has recorded."""
    chance = loaded.chance("blocks")
    account, unit = _played(loaded, "avdelning")
    near = _met_at(loaded, cases, "avdelning")[1:3]
    others = [loaded.persons[case.person] for case in cases]
    chosen = dict.fromkeys([*near, *chance.sample(others, min(BLOCKS, len(others)))])
    Block.objects.bulk_create(
        Block(
            person=person,
            party_id=kinds.REGION,
            unit_id=unit if place % 2 else None,
            made=loaded.now - timedelta(days=chance.randint(20, 300)),
            made_by=account,
            asked_by="patienten",
        )
        for place, person in enumerate(list(chosen)[:BLOCKS])
    )


def _last_seen(loaded: Loaded) -> None:
    """Those who play a part looked at their cases yesterday: the rest is new to them."""
    rows = []
    for username in loaded.renamed.values():
        account, unit = _played(loaded, username)
        events = Event.objects.filter(
            case__participations__unit_id=unit, case__is_open=True, recorded__lte=loaded.now - LOOKED
        )
        seen = dict(events.order_by("version").values_list("case_id", "version"))
        rows += [LastSeen(case_id=case, account=account, version=version) for case, version in seen.items()]
    LastSeen.objects.bulk_create(rows)


# ---- the trail


def _trail(loaded: Loaded, cases: Sequence[MadeUpCase]) -> None:
    """What the last month's events left, some reading in between, and what a reviewer should find."""
    since = loaded.now - timedelta(days=TRAIL_DAYS)
    chance = loaded.chance("trail")
    entries: list[Entry] = []
    for row in Event.objects.filter(recorded__gte=since).select_related("case").order_by("recorded", "pk"):
        if chance.random() < 0.3:
            reads = row.recorded - timedelta(minutes=chance.uniform(1, 20))
            entries.append(_entry(reads, row.by_id, row.role, row.unit_id, What.READ, "fallet", row.case))
        entries.append(_entry(row.recorded, row.by_id, row.role, row.unit_id, What.ACTED, "fallet", row.case))
    entries += _unusual(loaded, cases, chance)
    entries.sort(key=lambda entry: entry.at)
    Entry.objects.bulk_create(entries)
    written = Entry.objects.order_by("pk")
    Touched.objects.bulk_create(
        Touched(entry=entry, person=UUID(person)) for entry in written.iterator() for person in entry.persons
    )


def _entry(at: datetime, account: int, role: str, unit: str, what: What, page: str, case: Case) -> Entry:
    return Entry(
        at=at,
        account_id=account,
        role=role,
        unit_id=unit,
        what=what,
        page=page,
        persons=[str(one) for one in case.persons],
        cases=[str(case.pk)],
    )


def _unusual(loaded: Loaded, cases: Sequence[MadeUpCase], chance: Random) -> Iterator[Entry]:
    """An emergency, a relative read about by night, and somebody who read about many within the hour.

    All of it at the region: a reviewer sees what their own provider's people have done.
    """
    account, unit = _played(loaded, "avdelning")
    night = (loaded.now - timedelta(days=3)).replace(hour=1, minute=20)
    inside = set(_met_at(loaded, cases, "avdelning"))
    stranger = next((one for one in loaded.persons.values() if one not in inside and not one.protection), None)
    if stranger is not None:
        reason = "Medvetandesänkt på akuten. Behöver veta läkemedel och vem som har läkaransvaret."
        Emergency.objects.create(
            person=stranger, account=account, unit_id=unit, reason=reason, starts=night, ends=night + timedelta(hours=4)
        )
        at_work = {"account": account, "role": Role.HOSPITAL_DOCTOR.value, "unit_id": unit}
        persons = [str(stranger.pk)]
        yield Entry(at=night, what=What.BROKE_GLASS, page="nodoppna", persons=persons, why=reason, **at_work)
        yield Entry(at=night + timedelta(minutes=1), what=What.READ, page="person", persons=persons, **at_work)
    reader, ward = _played(loaded, "samordnare")
    at_work = {"account": reader, "role": Role.DISCHARGE_COORDINATOR.value, "unit_id": ward}
    many = _met_at(loaded, cases, "samordnare")
    start = (loaded.now - timedelta(days=1)).replace(hour=13, minute=5)
    for place, person in enumerate(many * 3):
        at = start + timedelta(seconds=70 * place + chance.randrange(40))
        if at < start + timedelta(hours=1):
            yield Entry(at=at, what=What.READ, page="person", persons=[str(person.pk)], **at_work)
    relative = next(iter(many), None)
    if relative is not None:
        reader.family_name, reader.home_address = relative.family_name, relative.address
        reader.name = f"{reader.name.split()[0]} {relative.family_name}"
        reader.save(update_fields=["name", "family_name", "home_address"])
        at = (loaded.now - timedelta(days=2)).replace(hour=22, minute=48)
        yield Entry(at=at, what=What.READ, page="person", persons=[str(relative.pk)], **at_work)
