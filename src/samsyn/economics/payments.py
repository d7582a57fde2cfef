"""What is paid, on which day, and how is a mistake put right? A plan of twelve payments, and a ledger that only grows.

A year's amount is paid on the first bank day of each month. A change of a year is a posting of its own for
each month that has been posted; nothing that stands is altered. The postings of a whole year add up to its last amount.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from samsyn.clocks.almanac import FIRST_YEAR, LAST_YEAR
from samsyn.clocks.span import is_bank_day
from samsyn.economics.derivation import Derivation, Unit, computed, given, summed, written
from samsyn.economics.figures import our_formula
from samsyn.economics.indexation import told
from samsyn.money.amount import NOTHING, Amount, MoneyError, total
from samsyn.money.shares import ROUNDING, equal_shares
from samsyn.rules.versions import Agreement

MONTHS: Final = 12
PAY_DAY_ROW: Final = "månadens utbetalning"
REGION: Final = "Region Halland"
ONE_TWELFTH: Final = "årets belopp i tolv delar"
LATE: Final = "årets belopp i tolv delar, bokfört efter månadens utbetalningsdag"


class Kind(StrEnum):
    """What a posting is."""

    PAYMENT = "utbetalning"
    CORRECTION = "rättelse"


@dataclass(frozen=True, slots=True)
class Payment:
    """One month's part of a year: for which month (its first day), paid on which day."""

    month: date
    day: date
    amount: Amount


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of the ledger. A negative amount is owed back. `clause` is the row of the agreement it rests on.

    `recorded` is the day it was posted, `day` the day it is paid; `figure` how the year's amount came about.
    """

    number: int
    recorded: date
    day: date
    kind: Kind
    payer: str
    payee: str
    year: int
    month: date
    amount: Amount
    clause: str
    reason: str
    figure: Derivation

    @property
    def amount_by(self) -> str:
        """Where the year's amount stands, or the formula that gave it."""
        return "; ".join(self.figure.sources) or self.figure.formula


@dataclass(frozen=True, slots=True)
class Ledger:
    """Postings in the order they were made, numbered from 1. It is only ever continued (`post_year`, `correct`)."""

    postings: tuple[Posting, ...] = field(default=())

    def of(self, payee: str, year: int) -> tuple[Posting, ...]:
        """The postings of a party for a year."""
        return tuple(each for each in self.postings if (each.payee, each.year) == (payee, year))

    def balance(self, payee: str, year: int) -> Amount:
        """What they add up to."""
        return total(each.amount for each in self.of(payee, year))


def pay_day_clause(agreement: Agreement) -> str:
    """The row that says when to pay, with its sources. Raises MoneyError when it does not say the first bank day."""
    for row in agreement.provisions:
        if row.kind == "Frist" and row.name == PAY_DAY_ROW:
            if (row.columns["Längd"], row.columns["Räknas i"], row.columns["Startdagen räknas"]) == (
                "1",
                "bankdagar",
                "ja",
            ):
                return told(agreement, row)
            break
    raise MoneyError(
        f"{agreement.address} säger inte att månadens första bankdag är utbetalningsdag. Ingenting är planerat"
    )


def first_bank_day(year: int, month: int) -> date:
    """The first day of a month that is a weekday, no holiday and no eve."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise MoneyError(
            f"år {year} ligger utanför kalendern, som går från {FIRST_YEAR} till {LAST_YEAR}. Ingenting är planerat"
        )
    day = date(year, month, 1)
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day


def plan(year: int, amount: Amount) -> tuple[Payment, ...]:
    """A year's amount in twelve payments that add up to it and differ by one öre at most, the greater ones first."""
    if amount.ore < 0:
        raise MoneyError(f"årets belopp är {amount}, mindre än noll. Ingenting är planerat")
    parts = equal_shares(amount, MONTHS)
    return tuple(
        Payment(date(year, month, 1), first_bank_day(year, month), part) for month, part in enumerate(parts, start=1)
    )


def payment_figure(payee: str, payment: Payment, year: Derivation, clause: str) -> Derivation:
    """One payment with how it came about: the year's amount in twelve parts, by the row that says when to pay."""
    value = payment.amount.kronor
    return Derivation(
        f"{payee}s utbetalning för {payment.month:%Y-%m}",
        value,
        Unit.KRONOR,
        value,
        value,
        f"{year.name} / {MONTHS}",
        (year,),
        (clause,),
        ROUNDING,
        f"betalas {payment.day}",
    )


def posting_figure(ledger: Ledger, posting: Posting) -> Derivation:
    """A posting with how it came about: the month's part of the year's amount, less what was posted for the month before it."""
    month = plan(posting.year, posting.figure.amount)[posting.month.month - 1]
    part = payment_figure(posting.payee, month, posting.figure, posting.clause)
    earlier = [
        each
        for each in ledger.of(posting.payee, posting.year)
        if each.month == posting.month and each.number < posting.number
    ]
    name = f"post {posting.number}, {posting.kind.value} för {posting.month:%Y-%m}"
    if not earlier:
        return replace(part, name=name, note=f"betalas {posting.day}")
    posted = summed(
        f"bokfört för {posting.month:%Y-%m}",
        tuple(
            given(f"post {each.number}", each.amount.kronor, Unit.KRONOR, f"huvudboken, bokförd {each.recorded}")
            for each in earlier
        ),
        Unit.KRONOR,
    )
    inputs = {"månadens del": part, "bokfört": posted}
    formula = our_formula("= månadens del − bokfört")
    return computed(name, formula, inputs, Unit.KRONOR, note=f"{posting.reason}; betalas {posting.day}")


def post_year(ledger: Ledger, payee: str, year: int, figure: Derivation, clause: str, recorded: date) -> Ledger:
    """The ledger with a party's year in it. Raises MoneyError when the year is there already: then it is corrected."""
    if ledger.of(payee, year):
        raise MoneyError(f"{payee} {year} är redan bokfört; en ändring är en rättelse. Ingenting är bokfört")
    made = [
        (Kind.PAYMENT, payment.month, payment.day, payment.amount, ONE_TWELFTH) for payment in plan(year, figure.amount)
    ]
    return _continued(ledger, made, payee, year, figure, clause, recorded)


def post_month(
    ledger: Ledger, payee: str, year: int, month: int, figure: Derivation, clause: str, recorded: date
) -> Ledger:
    """The ledger with one month of a party's year in it; when its day has passed, paid the month after `recorded`.

    Raises MoneyError for a month that is posted, and when the months posted are not those of `figure`: they are corrected first.
    """
    standing = ledger.of(payee, year)
    parts = plan(year, figure.amount)
    posted = {each.month: _of_month(standing, each.month) for each in parts}
    payment = parts[month - 1]
    if posted[payment.month] is not None:
        raise MoneyError(
            f"{payee} {payment.month:%Y-%m} är redan bokfört; en ändring är en rättelse. Ingenting är bokfört"
        )
    if any(posted[each.month] not in (None, each.amount) for each in parts):
        raise MoneyError(
            f"{payee} {year}: det som är bokfört vilar på ett annat belopp för året än {figure.amount}. Rätta det först; "
            "ingenting är bokfört"
        )
    is_late = payment.day < recorded
    day, said = (_month_after(recorded), LATE) if is_late else (payment.day, ONE_TWELFTH)
    return _continued(
        ledger, [(Kind.PAYMENT, payment.month, day, payment.amount, said)], payee, year, figure, clause, recorded
    )


def correct(
    ledger: Ledger, payee: str, year: int, figure: Derivation, reason: str, clause: str, recorded: date
) -> Ledger:
    """The ledger with what a new amount for a year changes, for each month that is posted, as new postings.

    A month that is already paid is settled on the first bank day of the month after `recorded`; one that is not posted yet
    comes with its new amount when it is (`post_month`). Raises MoneyError for a year of which nothing is posted, or without a
    reason. An amount that changes nothing adds nothing.
    """
    standing = ledger.of(payee, year)
    if not standing:
        raise MoneyError(f"{payee} {year} är inte bokfört, så det finns inget att rätta. Ingenting är bokfört")
    if not reason.strip():
        raise MoneyError(f"rättelsen av {payee} {year} har inget skäl. Ingenting är bokfört")
    following = _month_after(recorded)
    made = []
    for payment in plan(year, figure.amount):
        posted = _of_month(standing, payment.month)
        change = payment.amount - posted if posted is not None else NOTHING
        if change:
            day = payment.day if payment.day > recorded else following
            made.append((Kind.CORRECTION, payment.month, day, change, reason))
    return _continued(ledger, made, payee, year, figure, clause, recorded)


def _month_after(day: date) -> date:
    """The first bank day of the month after a day's."""
    return first_bank_day(day.year + day.month // MONTHS, day.month % MONTHS + 1)


def _of_month(standing: Iterable[Posting], month: date) -> Amount | None:
    """What is posted for a month, all together; None when nothing is."""
    posted = [each.amount for each in standing if each.month == month]
    return total(posted) if posted else None


def _continued(
    ledger: Ledger,
    made: Sequence[tuple[Kind, date, date, Amount, str]],
    payee: str,
    year: int,
    figure: Derivation,
    clause: str,
    recorded: date,
) -> Ledger:
    first = len(ledger.postings) + 1
    return Ledger(
        ledger.postings
        + tuple(
            Posting(number, recorded, day, kind, REGION, payee, year, month, amount, clause, reason, figure)
            for number, (kind, month, day, amount, reason) in enumerate(made, start=first)
        )
    )


def to_pay(ledger: Ledger, payee: str) -> tuple[tuple[date, Amount], ...]:
    """What a party is paid each day, corrections and payments together, in order of time."""
    days: dict[date, list[Amount]] = {}
    for each in ledger.postings:
        if each.payee == payee:
            days.setdefault(each.day, []).append(each.amount)
    return tuple((day, total(days[day])) for day in sorted(days))


def payments_as_data(postings: Iterable[Posting]) -> list[dict[str, object]]:
    """The postings for `--json`; amounts in whole öre."""
    return [
        {
            "number": each.number,
            "recorded": each.recorded.isoformat(),
            "day": each.day.isoformat(),
            "kind": each.kind.value,
            "payer": each.payer,
            "payee": each.payee,
            "year": each.year,
            "month": f"{each.month:%Y-%m}",
            "ore": each.amount.ore,
            "clause": each.clause,
            "reason": each.reason,
            "amount_by": each.amount_by,
            "rests_on": f"{each.figure.name}: {written(each.figure)}",
        }
        for each in postings
    ]
