"""Whom to call now: computed from the agreement on doctors' responsibility, the hour, and who is calling; with a number.

At most three questions, only those that can change the answer, and no person is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS, DayKind, kind_of_day
from samsyn.evaluation.answers import Status
from samsyn.evaluation.expectations import compile_once
from samsyn.evaluation.meaning import Void
from samsyn.evaluation.questions import next_question
from samsyn.facts.case import facts_of_moment
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Fact
from samsyn.processes.cast import Role, UnitKind
from samsyn_web.access.visit import Worker
from samsyn_web.casework.answers import Told, ask
from samsyn_web.directory.models import ContactWay, OnCall, Unit
from samsyn_web.journal.texts import applying, texts
from samsyn_web.swedish import exact_time

AGREEMENT: Final = "halland/lakaransvar"
WHOM: Final = "ring_forst"
THEN: Final = "om_inget_svar"
FOR_PATIENTS: Final = ["patient eller närstående"]
"""A number for these alone is none that colleagues call."""
EMERGENCY_NUMBER: Final = "larmnumret 112"
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
    told, known = asked(worker, said, now, centre)
    if told is None:
        return Calling(None, None, (), needs_centre=False, known=known)
    agreement, vocabulary = told.agreement, texts().library.vocabulary
    facts = {name: value for name, value in known.items() if name in agreement.facts}
    question = None
    if told.standing.status is Status.UNKNOWN and len(said) < MOST_QUESTIONS:
        wanted = next_question(compile_once(agreement), facts, (WHOM,))
        if wanted is not None:
            fact = vocabulary.facts[wanted]
            question = Question(fact, tuple(getattr(fact.domain, "values", ())))
    parties = possible_parties(told)
    needs_centre = centre is None and any(party == "vårdcentralens läkare" for party in parties)
    if question is not None or not parties:
        return Calling(told, question, (), needs_centre=needs_centre, known=known)
    there = reach(worker, now, centre, str(known["vem_som_ringer"]))
    cards = [_card(party, there, told) for party in parties]
    if told.value and told.value != EMERGENCY_NUMBER:
        cards[0] = {**cards[0], **_then(told, known, there)}
    return Calling(told, None, tuple(cards), needs_centre=needs_centre, known=known)


def possible_parties(told: Told) -> list[str]:
    """Whom an answer can come to, as far as it is known: the one it names, or all that are thinkable, in the vocabulary's order.

    Where a fact is missing these are the parties of every completion; where the agreement is silent, those its rows name.
    """
    if told.value:
        return [told.value]
    possible = {str(one) for one in told.standing.results if not isinstance(one, Void)} | set(told.shown["thinkable"])
    order = list(getattr(texts().library.vocabulary.answers[told.answer].domain, "values", ()))
    return sorted(possible, key=lambda one: (order.index(one) if one in order else len(order), one))


def asked(
    worker: Worker, said: Mapping[str, Value], now: datetime, centre: Unit | None = None
) -> tuple[Told | None, dict[str, Value]]:
    """What the agreement answers at a moment, and all that it was asked with; None where none applies."""
    today = now.astimezone(STOCKHOLM).date()
    if applying(AGREEMENT, today) is None:
        return None, dict(said)
    vocabulary = texts().library.vocabulary
    known: dict[str, Value] = {**facts_of_moment(vocabulary, now), **HOMES.get(worker.unit.unit_kind, {}), **said}
    known.setdefault("vem_som_ringer", caller_of(worker))
    if centre is not None:
        known.setdefault("listad", "i länet")
        if worker.unit.unit_kind is UnitKind.CARE_HOME and worker.unit.served_by_id is not None:
            known["listad_vid_boendets_vardcentral"] = "ja" if centre.pk == worker.unit.served_by_id else "nej"
    return ask(AGREEMENT, WHOM, known, today), known


def caller_of(worker: Worker) -> str:
    """What the worker is in the fact `vem_som_ringer`."""
    return CALLERS.get(worker.role, "annan i kommunen")


def party_name(party: str) -> str:
    """A party as people know it."""
    parties = texts().library.vocabulary.parties
    return parties[party].phrase if party in parties else party


@dataclass(frozen=True)
class Reach:
    """All that a worker could call at a moment: units, the numbers that answer them then, and who is on call."""

    worker: Worker
    now: datetime
    centre: Unit | None
    units: Sequence[Unit]
    ways: Sequence[ContactWay]
    on_call: Mapping[str, OnCall]

    def units_of(self, *parties: str) -> list[Unit]:
        """The units that some parties are for the worker."""
        return [
            unit for unit in self.units if any(is_party(unit, party, self.worker, self.centre) for party in parties)
        ]

    def ways_of(self, units: Iterable[Unit]) -> list[ContactWay]:
        """The numbers of some units that answer, in the chain's order."""
        wanted = {unit.pk for unit in units}
        return [way for way in self.ways if way.unit_id in wanted]


def reach(worker: Worker, now: datetime, centre: Unit | None, caller: str) -> Reach:
    """What a worker could call now. Two queries, however many units there are."""
    kinds = {kind.value for kinds in PARTY_KINDS.values() for kind in kinds}
    shift = OnCall.objects.filter(unit=OuterRef("pk"), starts__lte=now, ends__gt=now)
    units = (
        around(worker, now, centre)
        .filter(kind__in=kinds)
        .annotate(shift_who=Subquery(shift.values("who")[:1]), shift_ends=Subquery(shift.values("ends")[:1]))
        .annotate(shift_number=Subquery(shift.values("number")[:1]))
        .order_by("-municipality", "name")
    )
    on_call = {
        unit.pk: OnCall(unit=unit, who=unit.shift_who, ends=unit.shift_ends, number=unit.shift_number)
        for unit in units
        if unit.shift_ends is not None
    }
    return Reach(worker, now, centre, list(units), answering(units, now, caller), on_call)


def _then(first: Told, known: Mapping[str, Value], there: Reach) -> Mapping[str, Any]:
    """Whom to call when the first does not answer: what the agreement says of it, and the numbers that answer now."""
    said = ask(AGREEMENT, THEN, known, there.now.astimezone(STOCKHOLM).date(), readings=False)
    if said is None:
        return {}
    parties = possible_parties(said)
    units = there.units_of(*(party for party in parties if party != first.value))
    return {"then": [_line(one) for one in there.ways_of(units)], "then_status": said.shown["status"]}


def _line(way: ContactWay) -> dict[str, str]:
    return {"name": f"{way.unit.name}, {way.purpose}", "number": way.number, "when": hours(way)}


def _card(party: str, there: Reach, told: Told) -> Mapping[str, Any]:
    name, now = party_name(party), there.now
    if party == EMERGENCY_NUMBER:
        return {"emergency": True, "name": "112", "number": "112", "next": []}
    units = there.units_of(party)
    ways = there.ways_of(units)
    first = ways[0] if ways else None
    day = kind_of_day(now.astimezone(STOCKHOLM).date())
    source = told.shown["rows"][0]["sources"][0] if told.shown["rows"] and told.shown["rows"][0]["sources"] else None
    on_duty = [there.on_call[unit.pk] for unit in ([first.unit] if first else units) if unit.pk in there.on_call]
    shift = on_duty[0] if on_duty else None
    card = {
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
        "on_call": shift.who if shift else "",
        "is_odd_day": first is not None and day is not DayKind.ORDINARY and len(first.days) < len(WEEKDAYS),
        "source": source,
        "next": [_line(one) for one in ways[1:4]],
    }
    if shift is not None and shift.number and (first is None or shift.number != first.number):
        # The rota's own number reaches the one on call; the unit's is then the next in the chain.
        card |= {"unit": shift.unit.name, "number": shift.number, "confirmed_at": None, "is_unconfirmed": False}
        card |= {"hours": f"till {exact_time(shift.ends, now)}", "is_odd_day": False}
        card["next"] = [_line(one) for one in ways[:4]]
    return card


def is_party(unit: Unit, party: str, worker: Worker, centre: Unit | None) -> bool:
    """Whether a unit is what a party is for this worker: the home's vårdcentral, the patient's, else any of its kind."""
    if unit.unit_kind not in PARTY_KINDS.get(party, ()):
        return False
    if party == "boendets vårdcentral":
        return unit.pk == worker.unit.served_by_id
    if centre is not None and centre.unit_kind in PARTY_KINDS[party]:
        return unit.pk == centre.pk
    return party != "vårdcentralens läkare"


def around(worker: Worker, now: datetime, centre: Unit | None = None) -> QuerySet[Unit]:
    """The units that serve the worker's municipality or the whole county today, the home's vårdcentral and the patient's."""
    today = now.astimezone(STOCKHOLM).date()
    named = [one for one in (worker.unit.served_by_id, centre.pk if centre else None) if one]
    return Unit.objects.filter(
        Q(municipality=worker.unit.municipality) | Q(municipality="") | Q(pk__in=named),
        Q(valid_to=None) | Q(valid_to__gt=today),
        valid_from__lte=today,
    )


def answering(units: Iterable[Unit], now: datetime, caller: str = "") -> list[ContactWay]:
    """The numbers of units that answer at a moment, for somebody, in the chain's order; first those that do."""
    asked = [one.pk for one in units]
    if not asked:
        return []
    ways = standing_ways(now).filter(unit__in=asked).order_by("place_in_chain", "pk")
    return [one for one in ways if may_call(one, caller) and is_open(one, now.astimezone(STOCKHOLM))]


def standing_ways(now: datetime) -> QuerySet[ContactWay]:
    """The numbers that hold today, with their units."""
    today = now.astimezone(STOCKHOLM).date()
    return ContactWay.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today).select_related(
        "unit", "confirmed_by"
    )


def may_call(way: ContactWay, caller: str) -> bool:
    """Whether a number is for somebody: everybody when it names nobody."""
    return not way.callers or not caller or caller in way.callers


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
    days = day_words(way.days)
    if way.opens == way.closes:
        return f"{days}, dygnet runt"
    return f"{days} {way.opens:%H.%M}–{way.closes:%H.%M}"


def day_words(days: str) -> str:
    """Weekdays, as digits, in words."""
    if len(days) == len(WEEKDAYS):
        return "alla dagar"
    runs: list[list[int]] = []
    for day in sorted(int(one) for one in days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(f"{WEEKDAYS[run[0]]}–{WEEKDAYS[run[-1]]}" if len(run) > 1 else WEEKDAYS[run[0]] for run in runs)


def contacts(units: Iterable[Unit], now: datetime) -> list[dict[str, str]]:
    """The numbers of some units, whatever hour it is: for a list on paper. Those for patients alone are left out."""
    ways = standing_ways(now).filter(unit__in=[one.pk for one in units]).order_by("unit__name", "place_in_chain", "pk")
    return [{"unit": way.unit.name, **_line(way)} for way in ways if way.callers != FOR_PATIENTS]
