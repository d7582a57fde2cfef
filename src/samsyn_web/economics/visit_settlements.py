"""What has been settled of the doctors' visits, month by month? And the act: a month settled whole, or settled anew.

A month is settled by what the journal says then. When visits are corrected later the month is settled anew: a row of its
own, whose difference from the one before is what is owed or taken back. Nothing settled is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from samsyn.economics.derivation import Derivation, as_data, from_data
from samsyn.economics.months import Month, month_of
from samsyn.economics.visits import AGREEMENT, Settlement, per_unit, refusals
from samsyn.money.amount import Amount, MoneyError
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import Visit
from samsyn_web.economics import daily_work
from samsyn_web.economics.models import SettledVisits
from samsyn_web.journal.texts import keep
from samsyn_web.trail.models import What

FIRST: Final = "Någon annan hann före. Öppna sidan på nytt för att se vad som är avräknat."


@dataclass(frozen=True)
class Settled:
    """A month as it was last settled."""

    row: SettledVisits
    month: Month

    @property
    def amount(self) -> Amount:
        return Amount(self.row.ore)

    @property
    def figure(self) -> Derivation:
        """What is paid, with how it came about then."""
        return from_data(self.row.figure)


def settled_months() -> Mapping[Month, Settled]:
    """Every settled month by its latest version: one query."""
    rows = SettledVisits.objects.select_related("by", "unit").order_by("month", "version")
    return {month_of(row.month): Settled(row, month_of(row.month)) for row in rows}


def versions_of(month: Month) -> list[SettledVisits]:
    """Each time a month was settled, the first time first."""
    return list(SettledVisits.objects.filter(month=month.first).select_related("by", "unit").order_by("version"))


def is_over(month: Month, today: date) -> bool:
    """Whether no more visits can come in the month."""
    return month.last < today


def settle_month(visit: Visit, month: Month, seen: int, key: UUID) -> SettledVisits:
    """Settle a month. `seen` is the version that was shown, 0 for none. The same form again gives the row it gave.

    Raises Refused, and Faulty for a month that is not over, that nothing has changed in, or that somebody else settled first.
    """
    try:
        with transaction.atomic():
            earlier = SettledVisits.objects.filter(key=key).first()
            if earlier is not None:
                return _again(visit, earlier)
            return _settle(visit, month, seen, key)
    except IntegrityError:
        raise Faulty({"": FIRST}) from None


def _again(visit: Visit, earlier: SettledVisits) -> SettledVisits:
    if earlier.by_id != visit.worker.account.pk:
        raise Faulty({"": "Formuläret är redan använt. Öppna det på nytt."})
    return earlier


def _settle(visit: Visit, month: Month, seen: int, key: UUID) -> SettledVisits:
    if not is_over(month, localdate(visit.now)):
        raise Faulty({"": f"{month} är inte slut. Den avräknas när alla besök kan vara registrerade."})
    last = SettledVisits.objects.select_for_update().filter(month=month.first).order_by("version").last()
    if (last.version if last else 0) != seen:
        raise Faulty({"": FIRST})
    try:
        settlement = daily_work.settled(daily_work.visits_of(visit, month))
    except MoneyError as error:
        raise Faulty({"": f"{error}"}) from None
    row = _row(visit, month, seen + 1, settlement, key)
    if last is not None and (last.ore, last.visits, last.refused) == (row.ore, row.visits, row.refused):
        raise Faulty({"": f"Inget har ändrats sedan {month} avräknades. Det finns inget att avräkna på nytt."})
    row.save()
    more = "" if last is None else f", förut {Amount(last.ore)}"
    visit.tracks.touch(What.CHANGED, why=f"Avräknade läkarbesöken {month}: {Amount(row.ore)}{more}.")
    visit.write()
    return row


def _row(visit: Visit, month: Month, version: int, settlement: Settlement, key: UUID) -> SettledVisits:
    figure = per_unit(settlement)
    applies = daily_work.applying(AGREEMENT)
    rules = settlement.rules
    return SettledVisits(
        at=visit.now,
        by=visit.worker.account,
        unit=visit.worker.unit,
        key=key,
        month=month.first,
        version=version,
        ore=figure.amount.ore,
        visits=len(settlement.judged),
        refused={refusal.value: count for refusal, count in refusals(settlement).items()},
        rules=f"{rules.listing.value}; dubblett är {rules.doubles.value} ({rules.source})",
        figure=as_data(figure),
        closure=keep(applies.agreement(applies.version_on(month.last))),
    )
