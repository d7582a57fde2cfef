"""Is the ledger what was booked? Every act's rows against the fingerprint on the trail, no number missing, every month as decided."""

from collections.abc import Iterator
from uuid import UUID

from samsyn.economics.payments import plan
from samsyn.money.amount import Amount, total
from samsyn_web.economics import ledger
from samsyn_web.economics.models import Posting, YearAmount
from samsyn_web.trail.models import Entry


def faults() -> Iterator[str]:
    """What is not as it was booked, each in a sentence."""
    yield from _numbers()
    yield from _contents()
    for year in ledger.years():
        yield from _sums(year)


def _numbers() -> Iterator[str]:
    numbers = list(Posting.objects.order_by("number").values_list("number", flat=True))
    missing = sorted(set(range(1, len(numbers) + 1)) - set(numbers))
    if missing:
        yield f"Postnummer saknas i huvudboken: {', '.join(map(str, missing[:10]))}."
    versions: dict[tuple[str, int], list[int]] = {}
    for payee, year, version in YearAmount.objects.order_by("version").values_list("payee", "year", "version"):
        versions.setdefault((payee, year), []).append(version)
    for (payee, year), found in versions.items():
        if found != list(range(1, len(found) + 1)):
            yield f"{payee} {year}: en version av årets belopp saknas."


def _contents() -> Iterator[str]:
    amounts: dict[UUID, list[YearAmount]] = {}
    rows: dict[UUID, list[Posting]] = {}
    for amount in YearAmount.objects.all():
        amounts.setdefault(amount.key, []).append(amount)
    for row in Posting.objects.all():
        rows.setdefault(row.key, []).append(row)
    expected = set(Entry.objects.exclude(content="").values_list("content", flat=True))
    for key in sorted({*amounts, *rows}, key=str):
        added = (amounts.get(key, ()), rows.get(key, ()))
        if ledger.fingerprint(*added) not in expected:
            numbers = ", ".join(str(row.number) for row in added[1]) or "inga poster"
            yield f"Det som bokfördes ({numbers}) är inte det som står i loggen."


def _sums(year: int) -> Iterator[str]:
    stands = ledger.standing(year)
    for payee, decided in stands.decided.items():
        for payment in plan(year, Amount(decided.row.ore)):
            posted = [each.amount for each in stands.ledger.of(payee, year) if each.month == payment.month]
            if posted and total(posted) != payment.amount:
                yield f"{payee} {payment.month:%Y-%m}: det bokförda är {total(posted)} och ska vara {payment.amount}."
