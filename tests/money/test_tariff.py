"""A day has one price with a source, or none, and then nothing is computed."""

from datetime import date

import pytest

from samsyn.money.amount import MoneyError, kronor
from samsyn.money.tariff import Price, price_on, prices_between, tariff, whole_year

DAY_OF_CARE = tariff(
    "belopp per vårddygn",
    "kr per dygn",
    [whole_year(2022, kronor(9300), "Vårdsamverkan Skåne"), whole_year(2019, kronor(7800), "HSLF-FS 2018:67")],
)


def test_a_day_has_its_price_with_the_source():
    assert price_on(DAY_OF_CARE, date(2019, 12, 31)).amount == kronor(7800)
    assert price_on(DAY_OF_CARE, date(2022, 1, 1)).source == "Vårdsamverkan Skåne"


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2020, 6, 1), date(2023, 1, 1)])
def test_a_day_without_a_price_has_none_and_the_message_says_what_is_known(day):
    with pytest.raises(MoneyError, match=r"inte känt, och inget räknas utan det\. Känt är det för 2019; 2022"):
        price_on(DAY_OF_CARE, day)


def test_overlapping_prices_are_refused_whatever_their_order():
    first = Price(kronor(1), date(2020, 1, 1), None, "A")
    second = Price(kronor(2), date(2021, 1, 1), None, "B")
    for prices in ([first, second], [second, first]):
        with pytest.raises(MoneyError, match="två belopp gäller 2021-01-01"):
            tariff("besök", "per besök", prices)


def test_a_price_without_a_source_or_that_ends_before_it_starts_is_refused():
    with pytest.raises(MoneyError, match="ingen källa"):
        tariff("besök", "per besök", [Price(kronor(1), date(2020, 1, 1), None, " ")])
    with pytest.raises(MoneyError, match="slutar innan"):
        tariff("besök", "per besök", [Price(kronor(1), date(2020, 1, 2), date(2020, 1, 1), "A")])


def test_a_span_needs_a_price_for_each_of_its_days():
    joined = tariff("besök", "per besök", [whole_year(2020, kronor(1), "A"), whole_year(2021, kronor(2), "B")])
    assert [price.amount for price in prices_between(joined, date(2020, 12, 31), date(2021, 1, 1))] == [
        kronor(1),
        kronor(2),
    ]
    with pytest.raises(MoneyError, match="2022-01-01"):
        prices_between(joined, date(2021, 5, 1), date(2022, 1, 1))
