"""Whom to call now: computed from the agreement on doctors' responsibility, the hour, and who is calling; with a number.

At most three questions, only those that can change the answer, and no person is named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS
from samsyn.evaluation.answers import Status
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.questions import next_question
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Fact
from samsyn.processes.cast import Role, UnitKind
from samsyn_web.access.visit import Worker
from samsyn_web.casework.answers import Told, ask
from samsyn_web.directory.models import ContactWay, OnCall, Unit
from samsyn_web.journal.texts import applying, texts

AGREEMENT: Final = "halland/lakaransvar"
WHOM: Final = "ring_forst"
MOST_QUESTIONS: Final = 3
UNCONFIRMED_AFTER: Final = timedelta(days=90)
"""When a number has not been confirmed for so long, the page says so: our choice."""

CALLERS: Final[Mapping[Role, str]] = {
    Role.NURSE: "kommunens sjuksköterska",
    Role.CHIEF_NURSE: "kommunens sjuksköterska",
    Role.THERAPIST: "annan i kommunen",
    Role.CARE_MANAGER: "annan i kommunen",
    Role.HOME_MANAGER: "annan i kommunen",
    Role.GP: "ansvarig läkare",
    Role.LM_DOCTOR: "ansvarig läkare",
    Role.HOSPITAL_DOCTOR: "sjukhuset",
    Role.DISCHARGE_COORDINATOR: "sjukhuset",
    Role.CARE_CONTACT: "sjukhuset",
}
"""What each role is in the fact `vem_som_ringer`; roles outside care are asked."""

HOMES: Final[Mapping[UnitKind, Mapping[str, str]]] = {
    UnitKind.CARE_HOME: {"bor_i": "särskilt boende för äldre", "vardas_just_nu_i": "hemmet"},
    UnitKind.SHORT_TERM_HOME: {"vardas_just_nu_i": "korttidsboende"},
}
"""What is known of those who are cared for at a unit of a kind."""

PARTY_KINDS: Final[Mapping[str, tuple[UnitKind, ...]]] = {
    "beredskapsjouren": (UnitKind.GP_ON_CALL,),
    "specialistjouren": (UnitKind.SPECIALIST_ON_CALL,),
    "specialistläkaren": (),
    "Läkarmedverkan": (UnitKind.LM,),
    "vårdcentralens läkare": (UnitKind.HEALTH_CENTRE, UnitKind.BRANCH),
    "boendets vårdcentral": (UnitKind.HEALTH_CENTRE, UnitKind.BRANCH),
    "psykiatriska öppenvården": (UnitKind.OUTPATIENT_PSYCHIATRY,),
    "psykiatriska öppenvårdens läkare": (UnitKind.OUTPATIENT_PSYCHIATRY,),
    "barnmottagningens läkare": (UnitKind.CHILDRENS_CLINIC,),
    "palliativa konsultteamet": (UnitKind.PALLIATIVE_TEAM,),
}
"""The kinds of unit that the agreement's parties are."""


@dataclass(frozen=True)
class Question:
    """What must be known first, and what it can be."""

    fact: Fact
    values: tuple[str, ...]


@dataclass(frozen=True)
class Calling:
    """Whom to call: an answer, or a question first. `cards` are as `parts/call_card.html` has them, first to call first."""

    told: Told | None
    question: Question | None
    cards: tuple[Mapping[str, Any], ...]
    needs_centre: bool
    known: Mapping[str, Value]


def whom_to_call(
    worker: Worker,
    said: Mapping[str, Value],
    now: datetime,
    centre: Unit | None = None,
) -> Calling:
    """Whom somebody at work calls now, given what they have said of the situation.

    `centre` is the vårdcentral where the patient is listed, when that is known.
    """
    today = now.astimezone(STOCKHOLM).date()
    agreement = applying(AGREEMENT, today)
    if agreement is None:
        return Calling(None, None, (), needs_centre=False, known=dict(said))
    vocabulary = texts().library.vocabulary
    known: dict[str, Value] = {**facts_of_moment(vocabulary, now), **HOMES.get(worker.unit.unit_kind, {}), **said}
    if "vem_som_ringer" not in known:
        known["vem_som_ringer"] = CALLERS.get(worker.role, "annan i kommunen")
    if centre is not None:
        known.setdefault("listad", "i länet")
        if worker.unit.unit_kind is UnitKind.CARE_HOME and worker.unit.served_by_id is not None:
            known["listad_vid_boendets_vardcentral"] = "ja" if centre.pk == worker.unit.served_by_id else "nej"
    told = ask(AGREEMENT, WHOM, known, today)
    assert told is not None
    facts = {name: value for name, value in known.items() if name in agreement.facts}
    question = None
    if told.standing.status is Status.UNKNOWN and len(said) < MOST_QUESTIONS:
        asked = next_question(compile_once(agreement), facts, (WHOM,))
        if asked is not None:
            fact = vocabulary.facts[asked]
            question = Question(fact, tuple(getattr(fact.domain, "values", ())))
    parties = [told.value] if told.value else list(told.shown["thinkable"])
    needs_centre = centre is None and any(party == "vårdcentralens läkare" for party in parties)
    cards = tuple(
        card
        for party in parties
        if question is None and (card := _card(party, worker, now, centre, told, str(known["vem_som_ringer"])))
    )
    return Calling(told, question, cards, needs_centre=needs_centre, known=known)


def _card(
    party: str, worker: Worker, now: datetime, centre: Unit | None, told: Told, caller: str
) -> Mapping[str, Any] | None:
    vocabulary = texts().library.vocabulary
    name = vocabulary.parties[party].phrase if party in vocabulary.parties else party
    if party == "larmnumret 112":
        return {"emergency": True, "name": "112", "number": "112", "next": []}
    units = _units(party, worker, centre)
    ways = answering(units, now, caller)
    first = ways[0] if ways else None
    source = told.shown["rows"][0]["sources"][0] if told.shown["rows"] and told.shown["rows"][0]["sources"] else None
    later = [*ways[1:4]]
    return {
        "emergency": True,
        "name": name[:1].upper() + name[1:],
        "unit": first.unit.name if first else (units[0].name if len(units) == 1 else ""),
        "number": first.number if first else "",
        "hours": hours(first) if first else "",
        "who_may_call": ", ".join(first.callers) if first and first.callers else "",
        "confirmed_by": first.confirmed_by.name if first and first.confirmed_by else "",
        "confirmed_at": first.confirmed_at if first else None,
        "is_unconfirmed": first is not None
        and (first.confirmed_at is None or now - first.confirmed_at > UNCONFIRMED_AFTER),
        "on_call": on_call(first.unit, now) if first else "",
        "source": source,
        "next": [
            {"name": f"{one.unit.name}, {one.purpose}", "number": one.number, "when": hours(one)} for one in later
        ],
    }


def _units(party: str, worker: Worker, centre: Unit | None) -> list[Unit]:
    """The units that a party is for this worker: the patient's vårdcentral, the home's, else those for the municipality."""
    if party == "boendets vårdcentral" and worker.unit.served_by is not None:
        return [worker.unit.served_by]
    kinds = PARTY_KINDS.get(party, ())
    if centre is not None and centre.unit_kind in kinds:
        return [centre]
    if party == "vårdcentralens läkare":
        return []
    found = Unit.objects.filter(
        Q(municipality=worker.unit.municipality) | Q(municipality=""), kind__in=kinds, valid_to=None
    ).order_by("-municipality", "name")
    return list(found)


def answering(units: Iterable[Unit], now: datetime, caller: str = "") -> list[ContactWay]:
    """The numbers of units that answer at a moment, for somebody, in the chain's order; first those that do."""
    local = now.astimezone(STOCKHOLM)
    ways = (
        ContactWay.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=local.date()), unit__in=list(units), valid_from__lte=local.date()
        )
        .select_related("unit", "confirmed_by")
        .order_by("place_in_chain", "pk")
    )
    able = [one for one in ways if not one.callers or not caller or caller in one.callers]
    return [one for one in able if is_open(one, local)]


def is_open(way: ContactWay, local: datetime) -> bool:
    """Whether a number answers at a moment in Swedish time. Past midnight the hours belong to the day they began."""
    clock, today, before = local.time(), str(local.weekday()), str((local.weekday() - 1) % 7)
    if way.opens == way.closes:
        return today in way.days
    if way.opens < way.closes:
        return today in way.days and way.opens <= clock < way.closes
    return (today in way.days and clock >= way.opens) or (before in way.days and clock < way.closes)


def hours(way: ContactWay) -> str:
    """When a number answers, in words."""
    days = "alla dagar" if len(way.days) == 7 else _days(way.days)
    if way.opens == way.closes:
        return f"{days}, dygnet runt"
    return f"{days} {way.opens:%H.%M}–{way.closes:%H.%M}"


def _days(days: str) -> str:
    if days == "01234":
        return "måndag–fredag"
    if days == "56":
        return "lördag–söndag"
    return ", ".join(WEEKDAYS[int(day)] for day in days)


def on_call(unit: Unit, now: datetime) -> str:
    """Who is on call at a unit at a moment; empty when the rota does not say."""
    found = OnCall.objects.filter(unit=unit, starts__lte=now, ends__gt=now).first()
    return found.who if found else ""


def printable_chain(worker: Worker, now: datetime, day: date) -> list[ContactWay]:
    """Every number that the worker's unit may need, for the card on the wall."""
    kinds = {kind for kinds in PARTY_KINDS.values() for kind in kinds}
    units = Unit.objects.filter(
        Q(municipality=worker.unit.municipality) | Q(municipality=""), kind__in=[kind.value for kind in kinds]
    )
    return list(
        ContactWay.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit__in=units)
        .select_related("unit", "confirmed_by")
        .order_by("unit__kind", "unit__name", "place_in_chain")
    )
