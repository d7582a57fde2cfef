"""Amounts are whole öre; what is rounded says how; parts always add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.money.amount import (
    NBSP,
    Amount,
    MoneyError,
    Rounding,
    decimals,
    in_kronor,
    in_millions,
    in_percent,
    kronor,
    millions,
    rounded,
    times,
    total,
)
from samsyn.money.shares import equal_shares, named_shares, shares

fractions = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**4)
weights = st.lists(st.fractions(min_value=0, max_value=10**6, max_denominator=999), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("exact", "half_up", "half_even", "down"),
    [
        (Fraction(5, 2), 3, 2, 2),
        (Fraction(7, 2), 4, 4, 3),
        (Fraction(-5, 2), -3, -2, -2),
        (Fraction(24, 10), 2, 2, 2),
        (Fraction(26, 10), 3, 3, 2),
        (Fraction(-26, 10), -3, -3, -2),
        (Fraction(0), 0, 0, 0),
    ],
)
def test_each_rounding_does_what_its_name_says(exact, half_up, half_even, down):
    assert Rounding.HALF_UP.whole(exact) == half_up
    assert Rounding.HALF_EVEN.whole(exact) == half_even
    assert Rounding.DOWN.whole(exact) == down


@given(fractions, st.sampled_from(Rounding))
def test_a_correction_undoes_what_it_corrects(exact, rounding):
    assert rounding.whole(-exact) == -rounding.whole(exact)
    assert abs(rounding.whole(exact) - exact) < 1


@given(fractions, st.sampled_from(Rounding))
def test_what_is_rounded_remembers_what_it_left_out(exact, rounding):
    here = rounded(exact, rounding, "i provet")
    assert here.amount.kronor + here.left_out == exact
    assert here.where == "i provet"


def test_an_amount_is_never_a_binary_fraction():
    with pytest.raises(TypeError):
        Amount(1.5)
    with pytest.raises(TypeError):
        Amount(True)
    with pytest.raises(ValueError, match="whole öre"):
        kronor(Fraction(1, 3))


def test_amounts_add_up():
    assert kronor(7) + kronor(3) - kronor(1) == kronor(9)
    assert total([]) == Amount(0)
    assert total([Amount(1), Amount(2)]) == Amount(3)
    assert times(kronor(10), Fraction(1, 3), Rounding.DOWN) == Amount(333)
    assert abs(-kronor(2)) == kronor(2)
    assert bool(Amount(0)) is False


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (in_kronor(Amount(123450)), "1 234,50 kr"),
        (str(Amount(-5)), "−0,05 kr"),
        (in_millions(millions(179)), "179,0 mnkr"),
        (in_percent(Fraction(46, 1000)), "4,6 %"),
        (decimals(Fraction(1234567, 2), 0), "617 284"),
    ],
)
def test_numbers_are_written_as_a_swede_writes_them_and_break_no_line(said, meant):
    assert said == meant.replace(" ", NBSP)


@given(st.integers(-(10**12), 10**12), weights)
def test_parts_add_up_to_the_whole_and_none_is_an_ore_from_its_share(ore, each):
    parts = shares(Amount(ore), each)
    assert total(parts) == Amount(ore)
    for part, weight in zip(parts, each, strict=True):
        assert abs(part.ore - ore * weight / sum(each)) < 1


@given(st.integers(-(10**12), 10**12), st.integers(1, 40))
def test_equal_parts_differ_by_one_ore_at_most(ore, count):
    parts = equal_shares(Amount(ore), count)
    assert total(parts) == Amount(ore)
    assert abs(max(parts).ore - min(parts).ore) <= 1


def test_where_two_lost_the_same_the_first_named_gets_the_ore():
    assert named_shares(Amount(10), {"a": 1, "b": 1, "c": 1}) == {"a": Amount(4), "b": Amount(3), "c": Amount(3)}
    assert named_shares(Amount(-10), {"a": 1, "b": 1, "c": 1})["a"] == Amount(-4)


@pytest.mark.parametrize("each", [[], [0, 0], [1, -1]])
def test_nothing_is_divided_among_nobody(each):
    with pytest.raises(MoneyError, match="ingenting är fördelat"):
        shares(Amount(100), each)
