"""The ledger as it is kept: what stands for a year, what a controller's act would add, and the acts themselves.

What is posted is computed by `samsyn.economics.payments`; here it is kept. An act is one transaction with its entry on the
trail, which holds the fingerprint of what was added. The same form sent again adds nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from samsyn.economics import payments
from samsyn.economics.derivation import Derivation, as_data, from_data
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.payments import Ledger, pay_day_clause
from samsyn.money.amount import Amount, MoneyError, total
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import Visit
from samsyn_web.economics.ground import ground
from samsyn_web.economics.models import Posting, YearAmount
from samsyn_web.journal.texts import keep
from samsyn_web.trail.models import What

FIRST: Final = "Någon annan hann före. Öppna sidan på nytt för att se vad som bokfördes."


@dataclass(frozen=True)
class Decided:
    """A year's amount that stands: the row, and its derivation read once."""

    row: YearAmount
    figure: Derivation


@dataclass(frozen=True)
class Standing:
    """A year as it stands: the latest amount of each municipality, and every posting."""

    year: int
    decided: Mapping[str, Decided]
    ledger: Ledger

    @property
    def booked(self) -> set[date]:
        """The months that are posted for every municipality that has an amount."""
        months = [{each.month for each in self.ledger.of(payee, self.year)} for payee in self.decided]
        return set.intersection(*months) if months else set()

    @property
    def next_month(self) -> int | None:
        """The first month that is not posted; None when all are, or no amount is decided."""
        booked = {month.month for month in self.booked}
        left = [month for month in range(1, payments.MONTHS + 1) if month not in booked]
        return left[0] if left and self.decided else None


@dataclass(frozen=True)
class Proposed:
    """An amount somebody may decide on, with the words of the command line that give it."""

    figure: Derivation
    command: Sequence[str]


def standing(year: int) -> Standing:
    """What stands for a year: two queries."""
    return _standing(year, list(YearAmount.objects.filter(year=year)))


def _standing(year: int, amounts: Sequence[YearAmount]) -> Standing:
    figures = {row.pk: from_data(row.figure) for row in amounts}
    latest = {row.payee: Decided(row, figures[row.pk]) for row in sorted(amounts, key=lambda row: row.version)}
    rows = Posting.objects.filter(year=year)
    ordered = {name: latest[name] for name in MUNICIPALITIES if name in latest}
    return Standing(year, ordered, Ledger(tuple(_read(row, figures[row.rests_on_id]) for row in rows)))


def _read(row: Posting, figure: Derivation) -> payments.Posting:
    return payments.Posting(
        row.number,
        row.recorded,
        row.day,
        payments.Kind(row.kind),
        row.payer,
        row.payee,
        row.year,
        row.month,
        Amount(row.ore),
        row.clause,
        row.reason,
        figure,
    )


def years() -> list[int]:
    """The years that have amounts, the latest first."""
    return list(YearAmount.objects.order_by("-year").values_list("year", flat=True).distinct())


# ---- what an act would add


def month_of(stands: Standing, month: int, today: date) -> list[payments.Posting]:
    """The postings of a month for every municipality with an amount. Raises MoneyError."""
    made: list[payments.Posting] = []
    for payee, decided in stands.decided.items():
        after = payments.post_month(stands.ledger, payee, stands.year, month, decided.figure, decided.row.clause, today)
        made += after.postings[len(stands.ledger.postings) :]
    return made


def correction_of(stands: Standing, payee: str, figure: Derivation, reason: str, today: date) -> list[payments.Posting]:
    """The postings of a new amount; none when nothing is posted yet. Raises MoneyError for one that changes nothing."""
    decided = stands.decided.get(payee)
    if decided is None:
        raise MoneyError(f"{payee} {stands.year} har inget fastställt belopp, så det finns inget att rätta")
    if decided.figure.amount == figure.amount:
        raise MoneyError(f"Beloppet för {payee} {stands.year} är redan {figure.amount}. Ingenting är bokfört")
    if not stands.ledger.of(payee, stands.year):
        return []
    after = payments.correct(stands.ledger, payee, stands.year, figure, reason, decided.row.clause, today)
    return list(after.postings[len(stands.ledger.postings) :])


# ---- the acts


def decide(visit: Visit, year: int, amounts: Mapping[str, Proposed], reason: str, key: UUID) -> None:
    """Decide a year's amounts, those of all municipalities at once. Raises Faulty when the year has amounts already."""
    with _whole():
        if _is_again(visit, YearAmount, key):
            return
        if _held(year).decided:
            raise Faulty({"": f"{year} har redan fastställda belopp. En ändring är en rättelse. {FIRST}"})
        rows = [_amount(visit, year, payee, 1, each, reason, key) for payee, each in amounts.items()]
        summa = total(Amount(row.ore) for row in rows)
        _tell(visit, f"Fastställde ersättningen för hemsjukvård {year}: {len(rows)} kommuner, {summa}.", rows, ())


def post_month(visit: Visit, year: int, month: int, key: UUID) -> None:
    """Post a month's payments to all municipalities. Raises Faulty when the month is posted, or not the next."""
    with _whole():
        if _is_again(visit, Posting, key):
            return
        stands = _held(year)
        if stands.next_month != month:
            raise Faulty({"": f"{year}-{month:02d} är inte nästa månad att bokföra. {FIRST}"})
        try:
            made = month_of(stands, month, localdate(visit.now))
        except MoneyError as error:
            raise Faulty({"": f"{error}."}) from None
        rows = _posted(visit, stands, made, key, {payee: each.row for payee, each in stands.decided.items()})
        summa = total(each.amount for each in made)
        _tell(visit, f"Bokförde utbetalningarna för {year}-{month:02d}: {len(rows)} poster, {summa}.", (), rows)


def correct(visit: Visit, year: int, payee: str, new: Proposed, reason: str, key: UUID, *, seen: int) -> None:
    """Correct a municipality's year: a new version of its amount, and what that changes of months posted.

    `seen` is the version that was shown. Raises Faulty when another stands, or nothing would change.
    """
    with _whole():
        if _is_again(visit, YearAmount, key):
            return
        stands = _held(year)
        standing_row = stands.decided.get(payee)
        if standing_row is None or standing_row.row.version != seen:
            raise Faulty({"": FIRST})
        try:
            made = correction_of(stands, payee, new.figure, reason, localdate(visit.now))
        except MoneyError as error:
            raise Faulty({"": f"{error}."}) from None
        row = _amount(visit, year, payee, seen + 1, new, reason, key)
        rows = _posted(visit, stands, made, key, {payee: row})
        _tell(visit, f"Rättade {payee} {year} till {new.figure.amount}: {len(rows)} poster.", (row,), rows)


@contextmanager
def _whole() -> Iterator[None]:
    """A transaction; that somebody else was first is told, not failed on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Faulty({"": FIRST}) from error


def _is_again(visit: Visit, table: type[YearAmount] | type[Posting], key: UUID) -> bool:
    """Whether the same form has been here before. Raises Faulty when somebody else used it."""
    earlier = table.objects.filter(key=key).first()
    if earlier is not None and earlier.by_id != visit.worker.account.pk:
        raise Faulty({"": "Formuläret är redan använt. Öppna det på nytt."})
    return earlier is not None


def _held(year: int) -> Standing:
    """What stands, held until the transaction ends: two who book the same year take their turns."""
    return _standing(year, list(YearAmount.objects.select_for_update().filter(year=year)))


def _amount(visit: Visit, year: int, payee: str, version: int, new: Proposed, reason: str, key: UUID) -> YearAmount:
    agreement = ground().agreement
    return YearAmount.objects.create(
        at=visit.now,
        by=visit.worker.account,
        unit=visit.worker.unit,
        key=key,
        payee=payee,
        year=year,
        version=version,
        ore=new.figure.amount.ore,
        reason=reason,
        figure=as_data(new.figure),
        command=list(new.command),
        clause=pay_day_clause(agreement),
        closure=keep(agreement),
    )


def _posted(
    visit: Visit, stands: Standing, made: Iterable[payments.Posting], key: UUID, rests_on: Mapping[str, YearAmount]
) -> list[Posting]:
    """Keep postings, numbered on from the last of all."""
    last = Posting.objects.aggregate(last=Max("number"))["last"] or 0
    rows = [
        Posting(
            at=visit.now,
            by=visit.worker.account,
            unit=visit.worker.unit,
            key=key,
            number=number,
            rests_on=rests_on[each.payee],
            recorded=each.recorded,
            day=each.day,
            kind=each.kind.value,
            payer=each.payer,
            payee=each.payee,
            year=each.year,
            month=each.month,
            ore=each.amount.ore,
            clause=each.clause,
            amount_by=each.amount_by,
            reason=each.reason,
        )
        for number, each in enumerate(made, start=last + 1)
    ]
    return Posting.objects.bulk_create(rows)


def numbered(made: Sequence[payments.Posting]) -> list[payments.Posting]:
    """Postings as they would be numbered now, for showing what an act would add."""
    last = Posting.objects.aggregate(last=Max("number"))["last"] or 0
    return [replace(each, number=number) for number, each in enumerate(made, start=last + 1)]


def _tell(visit: Visit, what: str, amounts: Sequence[YearAmount], rows: Sequence[Posting]) -> None:
    """The entry on the trail, with the fingerprint of what was added."""
    visit.tracks.touch(What.CHANGED, why=what)
    visit.tracks.content = fingerprint(amounts, rows)
    visit.write()


def fingerprint(amounts: Iterable[YearAmount], rows: Iterable[Posting]) -> str:
    """SHA-256 over all that some rows of one act say."""
    said = {
        "amounts": [
            [row.payee, row.year, row.version, row.ore, row.reason, row.figure, row.clause, row.closure]
            for row in sorted(amounts, key=lambda row: (row.year, row.payee, row.version))
        ],
        "postings": [
            [
                row.number,
                row.recorded.isoformat(),
                row.day.isoformat(),
                row.kind,
                row.payer,
                row.payee,
                row.year,
                row.month.isoformat(),
                row.ore,
                row.clause,
                row.amount_by,
                row.reason,
            ]
            for row in sorted(rows, key=lambda row: row.number)
        ],
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
