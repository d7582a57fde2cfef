"""The money of the demo: made-up index figures, the year's amounts decided, and the months until now booked by the region's controller."""

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.economics.forecast import START
from samsyn.economics.payments import MONTHS, first_bank_day
from samsyn.processes.cast import Role, Side
from samsyn_web.access.visit import Visit, Worker
from samsyn_web.demo.loading import Loaded
from samsyn_web.directory.models import Holding
from samsyn_web.economics import assumptions, ledger, proposals
from samsyn_web.economics.assumptions import Said
from samsyn_web.economics.known_parameters import PARAMETERS, Reach

MADE_UP: Final = "påhittat värde för demonstrationen"
INDEX: Final = (Fraction(31, 1000), Fraction(24, 1000), Fraction(27, 1000))
"""Index figures that nobody has published; taken in turn."""
FIRST_YEAR, LAST_YEAR = 2015, 2030


def load_money(loaded: Loaded) -> None:
    """Put it in; nothing for a year that the agreement has no figures for."""
    today = loaded.now.astimezone(STOCKHOLM).date()
    if not FIRST_YEAR <= today.year <= LAST_YEAR:
        return
    worker = controller()
    chance = loaded.chance("money")

    def key() -> UUID:
        return UUID(int=chance.getrandbits(128), version=4)

    decided = date(today.year - 1, 12, 1)
    for place, year in enumerate(range(START, today.year)):
        index = INDEX[place % len(INDEX)]
        said = Said(PARAMETERS["opi"], str(year), Reach(index, index), decided, MADE_UP, key())
        assumptions.give(visit_on(worker, decided), said)
    amounts = proposals.amounts_of(today.year, decided)
    ledger.decide(visit_on(worker, decided), today.year, amounts, MADE_UP, key())
    for month in range(1, MONTHS + 1):
        day = first_bank_day(today.year, month)
        if day <= today:
            ledger.post_month(visit_on(worker, day - timedelta(days=3)), today.year, month, key())


def controller() -> Worker:
    """The region's first controller, at work."""
    holding = (
        Holding.objects.filter(role=Role.CONTROLLER.value, unit__party__side=Side.REGION.value)
        .select_related("unit__party", "account")
        .order_by("id")
        .first()
    )
    assert holding is not None, "the made-up Halland has a controller of the region"
    return Worker(holding.account, holding)


def visit_on(worker: Worker, day: date) -> Visit:
    """A request of theirs on the morning of a day."""
    return Visit(worker, datetime.combine(day, time(9), STOCKHOLM))
