"""What does the journal give the money to compute from? Visits and stays as `samsyn.economics` takes them, with opaque keys.

What is read of persons is read by `access.counting`, which leaves its track; a person is a key here and is never shown, and a case
has a number only where the worker's own unit takes part in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.economics.applying import Applying
from samsyn.economics.average_model import AverageRules, Comparison, Counted, side_by_side
from samsyn.economics.figures import CODES
from samsyn.economics.months import Month
from samsyn.economics.payment_liability import LAW, DayRules, Stay, day_prices, stay
from samsyn.economics.records import STAY_FACTS
from samsyn.economics.visits import AGREEMENT as VISITS
from samsyn.economics.visits import Doubles, Listing, Refusal, Settlement, VisitRules, settle, visit_prices
from samsyn.economics.visits import Visit as HomeVisit
from samsyn.money.amount import MoneyError, Rounding
from samsyn.rules.library import Library
from samsyn_web.access import counting
from samsyn_web.access.counting import CountedStay
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Unit
from samsyn_web.economics.assumptions import Given, on_day
from samsyn_web.economics.known_parameters import YES
from samsyn_web.journal.texts import texts

DECIDED: Final = Month(2026, 3)
"""The month of the decision on compensation for visits: none before it is paid."""

_applying: dict[str, tuple[Library, Applying]] = {}


def applying(name: str) -> Applying:
    """An agreement of today's library, as far as it has been asked; what has been decided is kept while the texts are the same."""
    library = texts().library
    known = _applying.get(name)
    if known is None or known[0] is not library:
        known = _applying[name] = (library, Applying(library, name))
    return known[1]


def unit_names() -> dict[str, str]:
    """The name of each unit, with its HSA-id where two share one."""
    rows = list(Unit.objects.values_list("pk", "name"))
    seen: dict[str, int] = {}
    for _, name in rows:
        seen[name] = seen.get(name, 0) + 1
    return {pk: name if seen[name] == 1 else f"{name} ({pk})" for pk, name in rows}


# ---- visits


@dataclass(frozen=True)
class MonthOfVisits:
    """The visits of a month; `numbers` has the case of a visit's id, for those that the worker may know."""

    month: Month
    visits: tuple[HomeVisit, ...]
    numbers: Mapping[str, str]

    def refused_in(self, settlement: Settlement, refusal: Refusal) -> list[str]:
        """The numbers of the cases whose visits are refused for a reason, as far as the worker may know them."""
        found = (self.numbers.get(one.visit.id) for one in settlement.judged if one.verdict.refusal is refusal)
        return sorted({number for number in found if number})


def visits_of(visit: Visit, month: Month) -> MonthOfVisits:
    """The doctors' visits of a month as the journal has them now. Raises Refused."""
    names = unit_names()
    numbers: dict[str, str] = {}
    found = []
    for one in counting.home_visits_of(visit, month.first, month.last):
        found.append(
            HomeVisit(
                one.key,
                one.person,
                one.day,
                names.get(one.unit, one.unit),
                one.unit_kind.value,
                one.by_doctor,
                names.get(one.listed_at, one.listed_at),
                one.enrolled,
            )
        )
        if one.case:
            numbers[one.key] = one.case
    return MonthOfVisits(month, tuple(found), numbers)


def settled(found: MonthOfVisits) -> Settlement:
    """The month settled by what has been given. Raises MissingParameter and other MoneyError: nothing is then settled."""
    given = on_day(found.month.last)
    rules = VisitRules(
        Listing(given.choice("besok-listning")),
        Doubles(given.choice("besok-dubblett")),
        f"{given.source('besok-listning')}; {given.source('besok-dubblett')}",
    )
    given.amount("besok-belopp")
    applies = applying(VISITS)
    agreement = applies.agreement(applies.version_on(found.month.last))
    return settle(found.visits, applies, visit_prices(agreement, given.prices("besok-belopp")), rules)


# ---- stays

OUTSIDE: Final = "–"
"""Begins the code of a municipality outside the county: such a code has another county's two first signs."""


@dataclass(frozen=True)
class MonthOfStays:
    """The stays that ended in a month, by both models; and those of which not even that can be computed, each with why."""

    month: Month
    comparison: Comparison
    without_record: tuple[tuple[str, str], ...]
    names: Mapping[str, str]
    own: frozenset[str]
    """The numbers of the cases that the worker's own unit takes part in."""


def stays_of(visit: Visit, month: Month, given: Given) -> MonthOfStays:
    """The stays that ended in a month, by the law's model and an average model. Raises Refused, and MoneyError where rules lack."""
    law = applying(LAW)
    rules = DayRules(
        given.choice("vardygn-startdag") == YES,
        given.choice("vardygn-utskrivningsdag") == YES,
        f"{given.source('vardygn-startdag')}; {given.source('vardygn-utskrivningsdag')}",
    )
    prices = day_prices(law, given.prices("vardygn-belopp"))
    names = dict(CODES)
    stays: list[Stay] = []
    faulty: list[tuple[str, str]] = []
    own: set[str] = set()
    for place, counted in enumerate(counting.stays_of(visit, month.first, month.last), start=1):
        name = counted.case or f"nr {place}"
        own |= {counted.case} - {""}
        try:
            stays.append(_stay(name, counted, names))
        except MoneyError as error:
            faulty.append((name, str(error)))
    comparison = side_by_side(stays, law, prices, rules, average_rules(given), names)
    return MonthOfStays(month, comparison, tuple(faulty), MappingProxyType(names), frozenset(own))


def average_rules(given: Given) -> AverageRules | None:
    """The average model as somebody has set it; None when it is not whole."""
    keys = ("genomsnitt-niva", "genomsnitt-forsta-dagen", "genomsnitt-vilka")
    if any(given.get(key) is None for key in keys):
        return None
    return AverageRules(
        given.number("genomsnitt-niva"),
        given.choice("genomsnitt-forsta-dagen") == YES,
        Counted(given.choice("genomsnitt-vilka")),
        Rounding.HALF_UP,
        "; ".join(given.source(key) for key in keys),
    )


def _stay(name: str, counted: CountedStay, names: dict[str, str]) -> Stay:
    """A stay as the law's model takes it. Raises MoneyError for what cannot be one."""
    if not counted.registered_in:
        raise MoneyError(
            f"vårdtillfället {name}: det är inte känt var personen är folkbokförd; ingenting är räknat för det"
        )
    home = _code(counted.registered_in, names)
    lives_in = _code(counted.stays_in, names) if counted.stays_in else home
    one = counted.stay
    facts = {day: {key: value for key, value in known.items() if key in STAY_FACTS} for day, known in one.known.items()}
    if counted.lives_in:
        first = min(facts)
        facts[first] = {**facts[first], "bor_i": counted.lives_in}
    return stay(
        id=name,
        home=home,
        ready=one.ready.astimezone(STOCKHOLM).date(),
        notice=one.notice,
        left=None if one.left is None else one.left.astimezone(STOCKHOLM).date(),
        known=facts,
        municipalities=names,
        lives_in=lives_in,
        placed_by=_placed_by(one.placed, one.placed_by, lives_in, names),
    )


def _placed_by(placed: str, name: str, lives_in: str, names: dict[str, str]) -> str | None:
    """The code of the municipality that decided; empty: none did; None: nobody has said."""
    if placed == "ingen placering":
        return ""
    if placed == "vistelsekommunen":
        return lives_in
    return _code(name, names) if placed and name else None


def _code(name: str, names: dict[str, str]) -> str:
    """The code of a municipality; one outside the county gets one of its own."""
    known = next((code for code, told in names.items() if told == name), None)
    if known is None:
        known = f"{OUTSIDE}{OUTSIDE}{name}"
        names[known] = name
    return known
