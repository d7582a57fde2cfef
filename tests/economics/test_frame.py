"""The frame for Läkarinsatser i hemmet: budget, spent and forecast, month by month."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from samsyn.economics.clauses import formula
from samsyn.economics.derivation import Unit, computed, given, in_lines, walk
from samsyn.economics.frame import AGREEMENT, HOW_FORECAST, Spending, frame, outlook, the_frame
from samsyn.economics.months import Month
from samsyn.money.amount import MoneyError, kronor, millions
from samsyn.rules.library import Library

DECISION = Library.from_folder(Path(__file__).parents[2] / "agreements").usable(AGREEMENT, "2026-03-03")
FIRST = Month(2026, 3)
FRAME = the_frame(DECISION, FIRST, 12, "påhittat beslut om tid")
APRIL = Spending(date(2026, 4, 10), "besök", kronor(2_000_000), "verifikation 1")


def test_the_frame_is_the_decisions_own_amount():
    assert FRAME.amount == millions(Fraction(285, 10))
    assert "omfördelade medel (återgivet)" in FRAME.source
    assert (FRAME.months[0], FRAME.months[-1]) == (FIRST, Month(2027, 2))


def test_the_budget_is_the_frame_in_equal_parts():
    # 28 500 000 / 12 = 2 375 000 kr a month.
    months = outlook(FRAME, [], date(2026, 2, 28)).months
    assert [month.budget.amount for month in months] == [kronor(2_375_000)] * 12
    assert "lika delar är vår fördelning" in months[0].budget.note


def test_spent_left_and_forecast_worked_out_by_hand():
    # March 1 000 000, April 2 000 000, May 3 000 000: spent 6, left 22,5. Nine months to come at 2 (1 to 3) on average:
    # 6 + 9 × 2 = 24 mnkr, at least 6 + 9 × 1 = 15, at most 6 + 9 × 3 = 33.
    spending = [
        Spending(date(2026, 3, 31), "SÄBO", kronor(1_000_000), "verifikation 0"),
        APRIL,
        replace(APRIL, day=date(2026, 5, 1), amount=kronor(2_500_000), source="verifikation 2"),
        replace(APRIL, day=date(2026, 5, 31), part="SÄBO", amount=kronor(500_000), source="verifikation 3"),
    ]
    found = outlook(FRAME, spending, date(2026, 5, 31))
    assert (found.spent.amount, found.left.amount) == (kronor(6_000_000), kronor(22_500_000))
    assert (found.forecast.low, found.forecast.value, found.forecast.high) == (15_000_000, 24_000_000, 33_000_000)
    assert [month.spent.amount for month in found.months[:3]] == [kronor(each * 1_000_000) for each in (1, 2, 3)]
    assert [month.forecast for month in found.months[:3]] == [None] * 3
    assert (found.months[3].spent, found.months[3].forecast.value) == (None, 2_000_000)
    assert [part.name for part in found.months[2].spent.inputs] == ["besök 2026-05", "SÄBO 2026-05"]
    told = "\n".join(line for _, line in in_lines(found.forecast))
    assert HOW_FORECAST in told
    assert "verifikation 3" in told


def test_what_is_spent_can_bring_how_it_came_about():
    visits = computed(
        "besök", formula("antal × belopp"), {"antal": given("antal", 2, Unit.COUNT, "journalen"),
        "belopp": given("belopp", 1_000_000, Unit.KRONOR, "påhittat beslut")}, Unit.KRONOR,
    )  # fmt: skip
    found = outlook(FRAME, [replace(APRIL, figure=visits)], date(2026, 4, 30))
    told = "\n".join(line for _, line in in_lines(found.spent))
    for line in ("antal × belopp", "verifikation 1", "påhittat beslut"):
        assert line in told
    with pytest.raises(ValueError, match="not what its figure says"):
        outlook(FRAME, [replace(APRIL, amount=kronor(1), figure=visits)], date(2026, 4, 30))


def test_one_month_is_no_ground_for_a_forecast():
    found = outlook(FRAME, [], date(2026, 3, 31))
    assert (found.forecast, found.months[5].forecast) == (None, None)
    assert "ingen prognos görs" in found.told


def test_a_month_without_spending_cost_nothing():
    found = outlook(FRAME, [APRIL], date(2026, 4, 30))
    assert (found.forecast.low, found.forecast.high) == (2_000_000, 22_000_000)


def test_a_frame_that_is_overspent_says_so():
    found = outlook(FRAME, [replace(APRIL, amount=kronor(30_000_000))], date(2026, 4, 30))
    assert found.left.amount == kronor(-1_500_000)
    assert found.told.startswith("ramen är överskriden")


@pytest.mark.parametrize(
    ("spending", "through", "said"),
    [
        ([replace(APRIL, day=date(2026, 2, 27))], date(2026, 4, 30), "utanför ramens månader, 2026-03–2027-02"),
        ([replace(APRIL, source=" ")], date(2026, 4, 30), "har ingen källa"),
        ([APRIL], date(2026, 3, 31), "senare än 2026-03-31"),
        ([APRIL], date(2026, 4, 29), "inte sista dagen i en månad"),
    ],
)
def test_bad_spending_is_told_and_nothing_is_computed(spending, through, said):
    with pytest.raises(MoneyError, match=said):
        outlook(FRAME, spending, through)


@pytest.mark.parametrize(("amount", "count", "source"), [(1, 0, "x"), (0, 12, "x"), (-1, 12, "x"), (1, 12, "")])
def test_a_frame_that_cannot_be_is_refused(amount, count, source):
    with pytest.raises(MoneyError):
        frame(kronor(amount), "prov", FIRST, count, source)


SPENDING = st.lists(
    st.builds(
        lambda month, day, part, ore: Spending(
            date(2026, month, day), part, kronor(Fraction(ore, 100)), "verifikation"
        ),
        st.integers(3, 8),
        st.integers(1, 28),
        st.sampled_from(["besök", "SÄBO", "Läkarmedverkan"]),
        st.integers(-(10**6), 10**9),
    ),
    max_size=20,
)


@draw(SPENDING, st.integers(1, 10**10), st.integers(6, 40))
def test_the_parts_add_up_and_the_forecast_holds_the_mean(spending, ore, count):
    of = frame(kronor(Fraction(ore, 100)), "prov", FIRST, count, "prov")
    found = outlook(of, spending, date(2026, 8, 31))
    assert sum(month.budget.amount.ore for month in found.months) == ore
    assert found.spent.amount.ore == sum(each.amount.ore for each in spending)
    assert found.spent.value + found.left.value == of.amount.kronor
    assert found.forecast.low <= found.forecast.value <= found.forecast.high
    if count == 6:
        assert found.forecast.value == found.spent.value
    for figure in walk(found.spent):
        if figure.formula.startswith("summan av"):
            assert figure.value == sum(part.value for part in figure.inputs)


@draw(SPENDING)
def test_more_spent_changes_only_its_own_month_and_what_is_forecast(spending):
    before, after = (outlook(FRAME, each, date(2026, 8, 31)) for each in (spending, [*spending, APRIL]))
    for one, other in zip(before.months, after.months, strict=True):
        assert one.budget == other.budget
        assert (one.spent == other.spent) is (one.month != Month(2026, 4))
    assert after.forecast.value > before.forecast.value
