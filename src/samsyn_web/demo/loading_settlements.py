"""What the demo settles of the daily work: made-up values where no source says any, months of visits, something booked on the frame.

Every value says in its source that it is made up. All is given, settled and booked by the application's own acts.
"""

from datetime import date
from typing import Final
from uuid import UUID

from django.utils.timezone import localdate

from samsyn.economics.average_model import Counted
from samsyn.economics.months import Month, month_of
from samsyn.economics.special_housing import PaidFor, StartedTen
from samsyn.economics.visits import Doubles, Listing
from samsyn.money.amount import Amount
from samsyn_web.access.visit import Visit
from samsyn_web.demo.loading import Loaded, Tell
from samsyn_web.demo.loading_money import MADE_UP, controller, visit_on
from samsyn_web.economics import assumptions, frame_accounts, visit_settlements
from samsyn_web.economics.daily_work import DECIDED
from samsyn_web.economics.known_parameters import NO, PARAMETERS, read_value

FROM: Final = date(2026, 1, 1)
RAISED_FROM: Final = date(2026, 4, 1)
FRAME_FROM: Final = Month(2026, 4)
GIVEN: Final = (
    ("besok-belopp", "", "1500,00", FROM),
    ("besok-listning", "", Listing.ANY.value, FROM),
    ("besok-dubblett", "", Doubles.SAME_DAY_AND_UNIT.value, FROM),
    ("sabo-schablon", "", "90000,00", FROM),
    ("sabo-tid", "", PaidFor.YEAR.value, FROM),
    ("sabo-tiotal", "", StartedTen.EXACT.value, FROM),
    ("sabo-hojning", "", "laggs-pa", RAISED_FROM),
    ("vardygn-belopp", "2026", "12000,00", FROM),
    ("vardygn-startdag", "", NO, FROM),
    ("vardygn-utskrivningsdag", "", NO, FROM),
    ("genomsnitt-niva", "", "3", FROM),
    ("genomsnitt-forsta-dagen", "", NO, FROM),
    ("genomsnitt-vilka", "", Counted.ALL.value, FROM),
    ("ram-manader", "", f"{FRAME_FROM}..{FRAME_FROM.later(11)}", FROM),
)
"""The parameter, for what, its value, and from which day."""
BOOKED: Final = 1_150_000_00
MORE_OR_LESS: Final = 200_000_00
"""Öre a month: about what makes the demo's frame last, with the visits and the raise."""
UNSETTLED: Final = 1
"""Months that are over and not settled yet, so that there is something to do."""


def load_settlements(loaded: Loaded, tell: Tell) -> None:
    """Put all of it in."""
    worker = controller()
    chance = loaded.chance("settlements")

    def key() -> UUID:
        return UUID(int=chance.getrandbits(128), version=4)

    for name, qualifier, value, since in GIVEN:
        known = PARAMETERS[name]
        said = assumptions.Said(known, qualifier, read_value(known, value), since, MADE_UP, key())
        assumptions.give(visit_on(worker, FROM), said)
    last = month_of(localdate(loaded.now)).later(-1 - UNSETTLED)
    months = _months(DECIDED, last)
    for place, month in enumerate(months, start=1):
        visit_settlements.settle_month(Visit(worker, loaded.now), month, 0, key())
        tell("Avräknar besök", place, len(months))
    frame = tuple(FRAME_FROM.later(place) for place in range(12))
    for place, month in enumerate(_months(FRAME_FROM, min(last, frame[-1])), start=1):
        amount = Amount(BOOKED + chance.randrange(-MORE_OR_LESS, MORE_OR_LESS, 100))
        said_of_it = frame_accounts.Said(
            month.last, "Läkarmedverkans utökade insatser", amount, f"verifikation {place}, {MADE_UP}", key()
        )
        frame_accounts.book(Visit(worker, loaded.now), said_of_it, frame)


def _months(first: Month, last: Month) -> list[Month]:
    months = []
    while first <= last:
        months.append(first)
        first = first.later(1)
    return months
