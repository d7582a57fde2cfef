"""What does it cost on a certain day, and who says so? Dated prices, each with its source; a day without one has none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from samsyn.money.amount import Amount, MoneyError


@dataclass(frozen=True, slots=True)
class Price:
    """An amount for one unit from a day until a day, both included; `until` None: until something else is said.

    `source` is the text's own words for where it stands: "HSLF-FS 2018:67". It may not be empty.
    """

    amount: Amount
    since: date
    until: date | None
    source: str

    def applies(self, day: date) -> bool:
        """Whether the price is that of the day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"{self.amount} {_span(self.since, self.until)} enligt {self.source}"


@dataclass(frozen=True, slots=True)
class Tariff:
    """The prices of one thing, in order of time and without overlap. `name` and `unit` are Swedish: "per vårddygn".

    Days between prices, before the first and after the last have none: nothing is assumed to go on. Built by `tariff`.
    """

    name: str
    unit: str
    prices: tuple[Price, ...]

    def __post_init__(self) -> None:
        for price in self.prices:
            if not price.source.strip():
                raise MoneyError(f"{self.name}: {price.amount} har ingen källa; ett belopp utan källa används inte")
            if price.until is not None and price.until < price.since:
                raise MoneyError(f"{self.name}: {price} slutar innan det börjar")
        for earlier, later in pairwise(self.prices):
            if earlier.until is None or later.since <= earlier.until:
                raise MoneyError(
                    f"{self.name}: två belopp gäller {later.since}: {earlier}, och {later}. "
                    "Ingenting är räknat; låt det första sluta dagen innan det andra börjar"
                )


def tariff(name: str, unit: str, prices: Iterable[Price]) -> Tariff:
    """The prices in order of time; raises MoneyError when two overlap, one ends before it starts or has no source."""
    return Tariff(name, unit, tuple(sorted(prices, key=lambda price: price.since)))


def whole_year(year: int, amount: Amount, source: str) -> Price:
    """The price of a calendar year."""
    return Price(amount, date(year, 1, 1), date(year, 12, 31), source)


def price_on(prices: Tariff, day: date) -> Price:
    """The price of a day; raises MoneyError, naming what prices there are, when none is known."""
    for price in prices.prices:
        if price.applies(day):
            return price
    known = "; ".join(_span(price.since, price.until) for price in prices.prices) or "ingen tid alls"
    raise MoneyError(
        f"{prices.name}: beloppet för {day} är inte känt, och inget räknas utan det. Känt är det för {known}. "
        "Ange beloppet med sin källa"
    )


def prices_between(prices: Tariff, first: date, last: date) -> tuple[Price, ...]:
    """The prices of every day from `first` to `last`, both included; raises MoneyError for the first day without one."""
    found = []
    day = first
    while day <= last:
        price = price_on(prices, day)
        found.append(price)
        if price.until is None:
            break
        day = price.until + timedelta(days=1)
    return tuple(found)


def _span(since: date, until: date | None) -> str:
    if until is None:
        return f"från {since}"
    if (since.month, since.day, until.month, until.day, since.year) == (1, 1, 12, 31, until.year):
        return str(since.year)
    return f"{since}–{until}"
