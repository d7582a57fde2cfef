"""Random but possible cases: people of every kind do, at random moments, whatever the tables let them."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role, Side, UnitKind
from samsyn.processes.deadlines import barred
from samsyn.processes.events import CORRECT, HAPPENED, STRIKE, TARGET, Event
from samsyn.processes.fields import SEVERAL, AgreementRow, Field, Kind, Said
from samsyn.processes.judging import Actor, judge, permits
from samsyn.processes.process import Act, Leads, Process
from samsyn.processes.state import Occurred, fold
from samsyn.rules.library import FaultyTextError, Library, NotFoundError
from samsyn.rules.versions import Agreement

START = datetime(2026, 3, 23, 7, 30, tzinfo=UTC)  # summer time begins the Sunday after

UNITS = {
    "avd": UnitKind.WARD,
    "vc": UnitKind.HEALTH_CENTRE,
    "lm": UnitKind.LM,
    "psyk": UnitKind.OUTPATIENT_PSYCHIATRY,
    "hsv": UnitKind.MUNICIPAL_CARE,
    "sabo": UnitKind.CARE_HOME,
    "bist": UnitKind.SOCIAL_SERVICES,
    "ledn": UnitKind.MANAGEMENT,
    "regk": UnitKind.MANAGEMENT,
}
ACTORS = [
    Actor("disa", Role.HOSPITAL_DOCTOR, "avd", UnitKind.WARD, Side.REGION),
    Actor("ulla", Role.DISCHARGE_COORDINATOR, "avd", UnitKind.WARD, Side.REGION),
    Actor("viktor", Role.GP, "vc", UnitKind.HEALTH_CENTRE, Side.REGION),
    Actor("fatima", Role.CARE_CONTACT, "vc", UnitKind.HEALTH_CENTRE, Side.REGION),
    Actor("lena", Role.LM_DOCTOR, "lm", UnitKind.LM, Side.REGION),
    Actor("pia", Role.CARE_CONTACT, "psyk", UnitKind.OUTPATIENT_PSYCHIATRY, Side.REGION),
    Actor("nora", Role.NURSE, "hsv", UnitKind.MUNICIPAL_CARE, Side.MUNICIPALITY),
    Actor("hedda", Role.HOME_MANAGER, "sabo", UnitKind.CARE_HOME, Side.MUNICIPALITY),
    Actor("bo", Role.CARE_MANAGER, "bist", UnitKind.SOCIAL_SERVICES, Side.MUNICIPALITY),
    Actor("maj", Role.CHIEF_NURSE, "ledn", UnitKind.MANAGEMENT, Side.MUNICIPALITY),
    Actor("sara", Role.STRATEGIST, "regk", UnitKind.MANAGEMENT, Side.REGION),
]
LIBRARY = Library.from_folder(Path("agreements"))


@cache
def agreement_on(name: str, day: date, said: str = "") -> Agreement | None:
    try:
        found, version = (name, said) if said else LIBRARY.find(name, day)
        return LIBRARY.usable(found, version, "", day)
    except (NotFoundError, FaultyTextError):
        return None


def find(agreement: str, occurred: Occurred, version: str = "") -> Agreement | None:
    return agreement_on(agreement, occurred.at.astimezone(STOCKHOLM).date(), version)


def filled(random: Random, field: Field, at: datetime, events: list[Event]) -> Said | None:
    """Something that could be typed in a field."""
    if not field.required and random.random() < 0.5:
        return [] if field.kind in SEVERAL else None
    one_of = {
        Kind.CHOICE: list(field.choices),
        Kind.CHOICES: list(field.choices),
        Kind.UNIT: (able := [unit for unit, kind in UNITS.items() if kind in field.units]),
        Kind.UNITS: able,
        Kind.FACT: list(LIBRARY.vocabulary.facts[field.id].domain.values) if field.kind is Kind.FACT else [],
    }
    if field.kind in {Kind.CHOICES, Kind.UNITS}:
        return random.sample(one_of[field.kind], random.randint(1, len(one_of[field.kind])))
    if field.kind in one_of:
        return random.choice(one_of[field.kind])
    match field.kind:
        case Kind.ROWS:
            return [str(AgreementRow("halland/hemsjukvard", "primarvardsniva", f"rad {random.randint(1, 3)}"))]
        case Kind.TELEPHONE:
            return f"Nora, {random.randint(100, 10**9)}"
        case Kind.MOMENT:
            return (at + timedelta(hours=random.randint(-200, 400))).isoformat()
        case Kind.DAY:
            return (
                (at + timedelta(days=random.choice([random.randint(1, 30), *[random.randint(31, 400)] * 3])))
                .date()
                .isoformat()
            )
        case Kind.EVENT:
            return random.choice([event.version for event in events]) if events else 1
        case Kind.NUMBER:
            return random.randint(0, 99)
        case _:
            return "något"


def said(random: Random, act: Act, at: datetime, events: list[Event]) -> dict[str, Said]:
    data = {field.id: filled(random, field, at, events) for field in act.fields}
    return {name: value for name, value in data.items() if value is not None}


def some_case(random: Random, process: Process, length: int) -> list[Event]:
    """Events that the tables allow, one after the other; some happened before they were recorded, some are corrected."""
    events: list[Event] = []
    now = START
    for _ in range(length * 6):
        if len(events) == length:
            break
        now += timedelta(minutes=random.choice([1, 30, 300, 3000]))
        state = fold(process, events, UNITS)
        steps = {act.id: process.step(state.stage_id, act.id) for act in process.acts.values()}
        leads = [act for act in process.acts.values() if isinstance(steps[act.id], Leads)]
        onward = [act for act in leads if steps[act.id] != Leads(state.stage_id)]
        ahead = [act for act in onward if process.stages[steps[act.id].to].is_open]
        act = random.choice(ahead if ahead and random.random() < 0.3 else leads)
        able = [one for one in ACTORS if permits(act, one) is None]
        actor = random.choice([one for one in able if one.unit in state.units] or able or ACTORS)
        leads_to = steps[act.id]
        ends = isinstance(leads_to, Leads) and not process.stages[leads_to.to].is_open
        if (ends or act.id == STRIKE) and random.random() < 0.8 and onward:
            continue
        happened = now - timedelta(minutes=random.choice([0, 0, 0, 20, 600]))
        if events:
            happened = max(happened, min(event.happened for event in events))
        data = said(random, act, now, events)
        if act.id == CORRECT and HAPPENED in data:
            data[HAPPENED] = (now - timedelta(hours=random.randint(0, 50))).isoformat()
        if judge(state, act, actor, data) is not None or barred(state, act.id, happened):
            continue
        named = data.get(act.sends_to, []) if act.sends_to else list(state.units)
        addressed = tuple(unit for unit in named if unit != actor.unit)
        events.append(
            Event(
                len(events) + 1,
                act.id,
                happened,
                now,
                actor.account,
                actor.role,
                actor.unit,
                actor.unit_kind,
                actor.side,
                data,
                addressed,
            )
        )
    return events


def anything(random: Random, process: Process, length: int) -> list[Event]:
    """Events that nobody was asked about: any act by anybody at any time, about anything."""
    events: list[Event] = []
    for version in range(1, length + 1):
        actor, act = random.choice(ACTORS), random.choice(list(process.acts.values()))
        at = START + timedelta(minutes=random.randint(0, 50_000))
        data = said(random, act, at, events)
        if random.random() < 0.2:
            data[TARGET] = random.randint(-1, length + 2)
        addressed = tuple(random.sample(list(UNITS), random.randint(0, 3)))
        recorded = at + timedelta(minutes=random.randint(0, 90))
        events.append(
            Event(
                version,
                act.id,
                at,
                recorded,
                actor.account,
                actor.role,
                actor.unit,
                actor.unit_kind,
                actor.side,
                data,
                addressed,
                is_destroyed=random.random() < 0.05,
            )
        )
    return events
