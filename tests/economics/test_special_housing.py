"""The assignment at särskilt boende: places, tens, the raise of 2026 and changes during the year."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from samsyn.economics.derivation import in_lines, leaves, walk
from samsyn.economics.months import Month
from samsyn.economics.special_housing import (
    AGREEMENT,
    AssignmentRules,
    PaidFor,
    Places,
    Raise,
    StartedTen,
    proposed_raise,
    raise_of_month,
    standard_prices,
    year_of_assignments,
)
from samsyn.money.amount import MoneyError, Rounding, kronor
from samsyn.money.tariff import Price
from samsyn.rules.library import Library

PROPOSAL = Library.from_folder(Path(__file__).parents[2] / "agreements").usable(AGREEMENT, "okänt-datum")
FROM_2026 = Price(kronor(100_000), date(2026, 1, 1), None, "påhittad prislista")
PRICES = standard_prices(PROPOSAL, [FROM_2026])
RULES = AssignmentRules(StartedTen.WHOLE, PaidFor.YEAR, None, Rounding.HALF_UP, "prov")
BJORKEN = Places("Björken", "vc-eldsberga", 27, date(2026, 1, 1), None, "vårdgivarwebben, påhittad")
RAISED = Raise(Fraction(50), date(2026, 7, 1), "påhittat beslut")


@pytest.mark.parametrize(
    ("tens", "paid"), [(StartedTen.WHOLE, 200_000), (StartedTen.STARTED, 300_000), (StartedTen.EXACT, 270_000)]
)
def test_how_a_started_ten_counts_is_a_rule_with_a_name(tens, paid):
    figure = year_of_assignments(2026, [BJORKEN], PRICES, replace(RULES, tens=tens))
    assert figure.amount == kronor(paid)
    told = "\n".join(line for _, line in in_lines(figure))
    assert f"27 platser; {tens.value}" in told
    assert "vårdgivarwebben, påhittad" in told
    assert "påhittad prislista" in told


@pytest.mark.parametrize(
    ("places", "whole", "started", "exact"), [(0, 0, 0, Fraction(0)), (9, 0, 1, Fraction(9, 10)), (10, 1, 1, Fraction(1)), (11, 1, 2, Fraction(11, 10))]
)  # fmt: skip
def test_tens(places, whole, started, exact):
    assert (StartedTen.WHOLE.tens(places), StartedTen.STARTED.tens(places), StartedTen.EXACT.tens(places)) == (
        whole,
        started,
        exact,
    )


def test_the_raise_counts_from_its_day():
    # 181 days to 30 June at 200 000 a year, 184 days at 300 000:
    # (200 000 × 181 + 300 000 × 184) / 365 = 91 400 000 / 365 = 250 410,958… → 250 410,96 kr.
    figure = year_of_assignments(2026, [BJORKEN], PRICES, replace(RULES, raised=RAISED))
    assert figure.amount == kronor(Fraction(25041096, 100))
    home = figure.inputs[0].inputs[0]
    assert [part.name for part in home.inputs] == ["Björken 2026-01-01–2026-06-30", "Björken 2026-07-01–2026-12-31"]
    assert "vid periodens belopp per boende" in home.rounding
    assert year_of_assignments(2027, [BJORKEN], PRICES, replace(RULES, raised=RAISED)).amount == kronor(300_000)


def test_the_raise_is_the_proposals_own_and_its_day_somebody_elses():
    found = proposed_raise(PROPOSAL, date(2026, 7, 1), "påhittat beslut")
    assert found.percent == 50
    assert "(förslag)" in found.source
    assert "påhittat beslut" in found.source


def test_a_change_of_places_counts_by_days():
    # 27 places, two tens, 181 days; 31 places, three tens, 184 days: the same sum as above.
    more = replace(BJORKEN, places=31, since=date(2026, 7, 1))
    assert year_of_assignments(2026, [BJORKEN, more], PRICES, RULES).amount == kronor(Fraction(25041096, 100))
    assert year_of_assignments(2026, [more, BJORKEN], PRICES, RULES).amount == kronor(Fraction(25041096, 100))


def test_the_assignment_can_pass_to_another_unit_during_the_year():
    # 300 000 a year: 181 and 184 days of 365 are 148 767,12… and 151 232,88 kr.
    taken_over = replace(BJORKEN, unit="vc-oskarstrom", since=date(2026, 7, 1))
    figure = year_of_assignments(2026, [BJORKEN, taken_over], PRICES, replace(RULES, tens=StartedTen.STARTED))
    assert {unit.name: unit.amount for unit in figure.inputs} == {
        "vc-eldsberga 2026": kronor(Fraction(14876712, 100)),
        "vc-oskarstrom 2026": kronor(Fraction(15123288, 100)),
    }


def test_an_amount_for_a_month_is_shared_by_the_days_of_that_month():
    # 20 places from 16 April at 10 000 a month for each ten: 15 of 30 days of April, then 8 months: 8,5 × 20 000 = 170 000.
    prices = standard_prices(PROPOSAL, [replace(FROM_2026, amount=kronor(10_000))])
    opened = replace(BJORKEN, places=20, since=date(2026, 4, 16))
    assert year_of_assignments(2026, [opened], prices, replace(RULES, paid_for=PaidFor.MONTH)).amount == kronor(170_000)


def test_what_the_raise_alone_comes_to_in_a_month():
    # July 2026: 31 of 365 days of 200 000 are 16 986,30 kr; half of it more is 8 493,15. June: nothing is raised yet.
    rules = replace(RULES, raised=RAISED)
    assert raise_of_month(Month(2026, 7), [BJORKEN], PRICES, rules).amount == kronor(Fraction(849315, 100))
    assert raise_of_month(Month(2026, 6), [BJORKEN], PRICES, rules).value == 0


def test_a_year_with_a_leap_day_has_366():
    # 20 places until 29 February 2028: 60 of 366 days of 200 000 = 32 786,885… kr.
    closed = replace(BJORKEN, places=20, since=date(2028, 1, 1), until=date(2028, 2, 29))
    assert year_of_assignments(2028, [closed], PRICES, RULES).amount == kronor(Fraction(3278689, 100))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([replace(BJORKEN, places=-1)], "-1 platser från 2026-01-01 är negativt"),
        ([replace(BJORKEN, source=" ")], "har ingen källa"),
        ([BJORKEN, replace(BJORKEN, places=30)], "två uppgifter om platser gäller 2026-01-01"),
        ([replace(BJORKEN, until=date(2026, 6, 30)), replace(BJORKEN, since=date(2026, 6, 30))], "två uppgifter"),
        ([replace(BJORKEN, until=date(2025, 6, 30))], "slutar redan 2025-06-30"),
        ([], "inga platser är angivna för 2026"),
        ([replace(BJORKEN, since=date(2027, 1, 1))], "inga platser är angivna för 2026"),
    ],
)
def test_bad_places_are_told_and_nothing_is_computed(rows, said):
    with pytest.raises(MoneyError, match=said):
        year_of_assignments(2026, rows, PRICES, RULES)


def test_nothing_is_computed_without_the_amount_of_every_day():
    with pytest.raises(MoneyError, match="inte publicerad och har inte angetts"):
        year_of_assignments(2026, [BJORKEN], standard_prices(PROPOSAL), RULES)
    late = standard_prices(PROPOSAL, [replace(FROM_2026, since=date(2026, 3, 3))])
    with pytest.raises(MoneyError, match="beloppet för 2026-01-01 är inte känt"):
        year_of_assignments(2026, [BJORKEN], late, RULES)
    assert year_of_assignments(2026, [replace(BJORKEN, since=date(2026, 3, 3))], late, RULES).value > 0


def test_rules_need_a_source():
    with pytest.raises(MoneyError, match="ingen källa"):
        replace(RULES, source="")


HOMES = st.lists(
    st.builds(
        lambda home, unit, places, start: Places(home, unit, places, date(2026, 1, 1) + timedelta(days=start), None, "prov"),
        st.sampled_from(["Björken", "Eken", "Linden"]),
        st.sampled_from(["vc1", "vc2"]),
        st.integers(0, 60),
        st.integers(0, 364),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: (row.home, row.since),
)  # fmt: skip
ANY_RULES = st.builds(
    AssignmentRules,
    st.sampled_from(StartedTen),
    st.sampled_from(PaidFor),
    st.sampled_from([None, RAISED]),
    st.sampled_from(Rounding),
    st.just("prov"),
)


@draw(HOMES, ANY_RULES)
def test_the_parts_add_up_after_every_rounding(homes, rules):
    figure = year_of_assignments(2026, homes, PRICES, rules)
    assert figure.amount.ore == sum(home.amount.ore for unit in figure.inputs for home in unit.inputs)
    for each in walk(figure):
        if each.formula == "summan av delarna" and not each.rounding:
            assert each.value == sum(part.value for part in each.inputs)


@draw(HOMES, ANY_RULES)
def test_every_day_with_places_is_in_one_part(homes, rules):
    figure = year_of_assignments(2026, homes, PRICES, rules)
    days = sum(each.value for part in walk(figure) for each in part.inputs if each.name == "dagar")
    assert days == sum(
        366 - min(row.since.timetuple().tm_yday for row in homes if row.home == home)
        for home in {row.home for row in homes}
    )


@draw(HOMES, ANY_RULES, st.integers(0, 30))
def test_more_places_never_pay_less(homes, rules, more):
    larger = [replace(homes[0], places=homes[0].places + more), *homes[1:]]
    assert (
        year_of_assignments(2026, larger, PRICES, rules).value >= year_of_assignments(2026, homes, PRICES, rules).value
    )


@draw(HOMES, ANY_RULES)
def test_another_homes_places_change_only_that_home(homes, rules):
    changed = [replace(homes[0], places=homes[0].places + 10), *homes[1:]]

    def by_home(rows):
        return {
            (unit.name, home.name): home
            for unit in year_of_assignments(2026, rows, PRICES, rules).inputs
            for home in unit.inputs
        }

    before, after = by_home(homes), by_home(changed)
    different = {key for key in before if before[key] != after[key]}
    assert {name for _, name in different} <= {f"{homes[0].home} 2026"}


@draw(HOMES, ANY_RULES)
def test_every_figure_ends_in_sources(homes, rules):
    assert all(any(leaf.sources) for leaf in leaves(year_of_assignments(2026, homes, PRICES, rules)))
