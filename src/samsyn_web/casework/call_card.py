"""Whom does this unit call, hour by hour through a week? The card for the wall, for the day the system is down.

Asked of the agreement on doctors' responsibility for every hour of an ordinary week, for what is urgent but not dangerous
to life; hours with the same answer stand together. What the agreement leaves silent says so, with those thinkable.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS, DayKind, kind_of_day
from samsyn.facts.values import Value, as_list
from samsyn.processes.cast import UNIT_KIND_NAMES, UnitKind
from samsyn_web.access.visit import Worker
from samsyn_web.casework import calling
from samsyn_web.directory.models import ContactWay, Unit

URGENT: Final[Mapping[str, Value]] = {
    "bradska": "akut",
    "lakarstod_pagar": "nej",
    "lakare_ansvarig_over_tid": "vårdcentralen",
}
"""What the card tells of: the common case. With doctor support or a specialist the agreement is silent or disputed."""
AT_HOME: Final[Mapping[str, Value]] = {"bor_i": "ordinärt boende", "vardas_just_nu_i": "hemmet", "listad": "i länet"}
"""Those whom other units than homes care for: in ordinary homes, listed at a vårdcentral of their own."""
HOURS: Final = 24


@dataclass(frozen=True)
class Said:
    """What one answer comes to: whom to call, or what it is not settled by."""

    parties: tuple[str, ...]
    is_settled: bool


@dataclass(frozen=True)
class Row:
    """Some hours of some days with one answer, and the numbers that then answer at those to call."""

    days: str
    hours: str
    names: str
    is_settled: bool
    numbers: tuple[tuple[str, str], ...]
    """Whose number, and the number."""


def situation(unit: Unit) -> tuple[str, Mapping[str, Value], Unit | None]:
    """Whom the unit calls about: in words, what is known of them, and their vårdcentral when the unit has one."""
    if unit.unit_kind is UnitKind.SHORT_TERM_HOME:
        return f"den som vistas på {unit.name}", {}, None
    if unit.unit_kind is UnitKind.CARE_HOME and unit.served_by is not None:
        return f"den som bor på {unit.name} och är listad på {unit.served_by.name}", {}, unit.served_by
    if unit.unit_kind is UnitKind.CARE_HOME:
        return f"den som bor på {unit.name}", {"listad": "i länet", "listad_vid_boendets_vardcentral": "nej"}, None
    return "den som vårdas i sitt eget hem och är listad på en vårdcentral i länet", AT_HOME, None


def rows(worker: Worker, now: datetime) -> list[Row]:
    """An ordinary week for the worker's unit, from Monday."""
    _, known, centre = situation(worker.unit)
    monday = ordinary_week(now.astimezone(STOCKHOLM).date())
    spans: dict[tuple[int, int, Said], list[int]] = {}
    for weekday in range(len(WEEKDAYS)):
        for opens, closes, said in _day(worker, known, centre, monday + timedelta(days=weekday)):
            spans.setdefault((opens, closes, said), []).append(weekday)
    order = sorted(spans.items(), key=lambda one: (one[1][0], one[0][0]))
    ways = list(_ways(worker, now, centre))
    return [_row(worker, monday, span, days, ways) for span, days in order]


def _ways(worker: Worker, now: datetime, centre: Unit | None = None) -> Iterable[ContactWay]:
    """Every number the worker may call, in the chain's order."""
    units = calling.around(worker, now, centre)
    ways = calling.standing_ways(now).filter(unit__in=units).order_by("unit__name", "place_in_chain", "pk")
    return (way for way in ways if calling.may_call(way, calling.caller_of(worker)))


def ordinary_week(today: date) -> date:
    """The Monday of the first week, this one or later, that has neither holidays nor eves, nor begins after one."""
    monday = today - timedelta(days=today.weekday())
    while any(kind_of_day(monday + timedelta(days=day)) is not DayKind.ORDINARY for day in range(-1, len(WEEKDAYS))):
        monday += timedelta(days=7)
    return monday


def _day(worker: Worker, known: Mapping[str, Value], centre: Unit | None, day: date) -> Iterable[tuple[int, int, Said]]:
    """A day's hours with the same answer: from, to, and the answer."""
    begun, current = 0, _said(worker, known, centre, _at(day, 0))
    for hour in range(1, HOURS):
        said = _said(worker, known, centre, _at(day, hour))
        if said != current:
            yield begun, hour, current
            begun, current = hour, said
    yield begun, HOURS, current


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 30), STOCKHOLM)


def _said(worker: Worker, known: Mapping[str, Value], centre: Unit | None, at: datetime) -> Said:
    told, _ = calling.asked(worker, {**known, **URGENT}, at, centre)
    if told is None:
        return Said((), is_settled=False)
    parties = (told.value,) if told.value else tuple(told.shown["thinkable"])
    return Said(parties, is_settled=told.value is not None)


def _row(
    worker: Worker, monday: date, span: tuple[int, int, Said], days: Sequence[int], ways: Sequence[ContactWay]
) -> Row:
    opens, closes, said = span
    at = _at(monday + timedelta(days=days[0]), opens)
    _, _, centre = situation(worker.unit)
    numbers = [
        (way.unit.name, way.number)
        for party in said.parties
        for way in ways
        if calling.is_party(way.unit, party, worker, centre) and calling.is_open(way, at)
    ]
    return Row(
        calling.day_words("".join(str(day) for day in days)),
        "hela dygnet" if (opens, closes) == (0, HOURS) else f"{opens:02}.00–{closes:02}.00",
        as_list([calling.party_name(party) for party in said.parties], "eller"),
        said.is_settled,
        tuple(dict.fromkeys(numbers)),
    )


def others(worker: Worker, now: datetime) -> list[dict[str, Any]]:
    """Every other number that the unit may call, by kind of unit: those that only others may call are left out."""
    kinds = {kind.value for kinds in calling.PARTY_KINDS.values() for kind in kinds}
    found: dict[str, list[tuple[ContactWay, str]]] = {}
    for way in _ways(worker, now):
        if way.unit.kind in kinds:
            found.setdefault(way.unit.kind, []).append((way, calling.hours(way)))
    return [{"kind": UNIT_KIND_NAMES[kind], "ways": found[kind.value]} for kind in UnitKind if kind.value in found]
