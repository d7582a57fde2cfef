"""What is counted as spent of the frame for Läkarinsatser i hemmet, month by month; and what is not, and why.

Counted are the visits that have been settled, the raise of the assignment at särskilt boende as far as it can be computed,
and what a controller has booked with its source. A month is over in the frame once its visits are settled.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from samsyn.economics.derivation import Derivation
from samsyn.economics.frame import AGREEMENT, Frame, Outlook, Spending, outlook, the_frame
from samsyn.economics.months import Month, month_of
from samsyn.economics.special_housing import raise_of_month
from samsyn.money.amount import Amount, MoneyError
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import Visit
from samsyn_web.economics import care_homes
from samsyn_web.economics.assumptions import Given, MissingParameter
from samsyn_web.economics.daily_work import applying
from samsyn_web.economics.models import FramePosting
from samsyn_web.economics.visit_settlements import settled_months
from samsyn_web.trail.models import What

VISITS, RAISE = "läkares hemsjukvårdsbesök", "höjningen av uppdraget på särskilt boende"
BY_HOME: Final = "publicerade platser per boende; varje boende står på sidan Särskilt boende"
INCLUDED: Final = "höjningen ingår i den schablon som är angiven och går inte att skilja ut"


@dataclass(frozen=True)
class Account:
    """The frame as it stands. `through` is the last month that is counted whole; None: none yet.

    `not_counted` says of each part that is left out why; `later` are postings of months not counted yet.
    """

    frame: Frame
    outlook: Outlook
    through: Month | None
    not_counted: tuple[tuple[str, str], ...]
    missing: MissingParameter | None
    later: tuple[FramePosting, ...]


def account(given: Given, today: date) -> Account:
    """The frame by what has been given, settled and booked. Raises MissingParameter for its months, and other MoneyError."""
    months = given.months("ram-manader")
    applies = applying(AGREEMENT)
    decision = applies.agreement(applies.version_on(today))
    of = the_frame(decision, months.first, months.count, given.source("ram-manader"))
    settled = settled_months()
    counted = []
    for month in of.months:
        if month.last >= today or month not in settled:
            break
        counted.append(month)
    spending = [
        Spending(
            month.last,
            VISITS,
            settled[month].amount,
            f"avräkningen av läkarbesöken {month}, version {settled[month].row.version}, {settled[month].row.at:%Y-%m-%d}",
            settled[month].figure,
        )
        for month in counted
    ]
    not_counted: list[tuple[str, str]] = []
    missing: MissingParameter | None = None
    try:
        spending += _raises(given, counted)
    except MissingParameter as error:
        missing = error
        not_counted.append((RAISE, str(error)))
    except MoneyError as error:
        not_counted.append((RAISE, str(error)))
    later = []
    for row in FramePosting.objects.order_by("day", "id"):
        if month_of(row.day) in counted:
            spending.append(Spending(row.day, row.part, Amount(row.ore), row.source))
        else:
            later.append(row)
    through = counted[-1].last if counted else of.months[0].later(-1).last
    return Account(
        of, outlook(of, spending, through), counted[-1] if counted else None, tuple(not_counted), missing, tuple(later)
    )


def _raises(given: Given, months: list[Month]) -> list[Spending]:
    """What the raise comes to in each month. Raises MoneyError where it cannot be computed."""
    rules = care_homes.rules_of(given)
    if rules.raised is None:
        raise MoneyError(INCLUDED)
    prices = care_homes.prices_of(given)
    places = care_homes.published_places()
    found = []
    for month in months:
        if month.last < rules.raised.since:
            continue
        figure = raise_of_month(month, places, prices, rules)
        found.append(Spending(month.last, RAISE, figure.amount, rules.raised.source, _by_unit(figure)))
    return found


def _by_unit(figure: Derivation) -> Derivation:
    """The raise down to each vårdcentral: by home it stands on the care homes' own page."""
    return replace(
        figure,
        inputs=tuple(
            replace(each, inputs=tuple(replace(unit, inputs=(), sources=(BY_HOME,)) for unit in each.inputs))
            for each in figure.inputs
        ),
    )


@dataclass(frozen=True)
class Said:
    """What a controller books. `key` is made with the form, so that sending it twice books it once."""

    day: date
    part: str
    amount: Amount
    source: str
    key: UUID


def book(visit: Visit, said: Said, months: tuple[Month, ...]) -> FramePosting:
    """Book something paid out of the frame, with its entry on the trail. Raises Faulty for a day outside its months."""
    if month_of(said.day) not in months:
        raise Faulty({"dag": f"Dagen ligger utanför ramens månader, {months[0]} till {months[-1]}."})
    try:
        with transaction.atomic():
            earlier = FramePosting.objects.filter(key=said.key).first()
            if earlier is not None:
                return _again(visit, earlier)
            row = FramePosting.objects.create(
                at=visit.now,
                by=visit.worker.account,
                unit=visit.worker.unit,
                key=said.key,
                day=said.day,
                part=said.part,
                ore=said.amount.ore,
                source=said.source,
            )
            visit.tracks.touch(What.CHANGED, why=f"Bokförde {said.amount} den {said.day} på ramen: {said.part}.")
            visit.write()
            return row
    except IntegrityError:
        earlier = FramePosting.objects.filter(key=said.key).first()
        if earlier is None:
            raise
        return _again(visit, earlier)


def _again(visit: Visit, earlier: FramePosting) -> FramePosting:
    if earlier.by_id != visit.worker.account.pk:
        raise Faulty({"": "Formuläret är redan använt. Öppna det på nytt."})
    return earlier
