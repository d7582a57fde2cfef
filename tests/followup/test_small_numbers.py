"""Small numbers: what is few is not shown, nor what it could be worked out from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.followup.small_numbers import SMALLEST, Share, protected, protected_shares

NUMBERS = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([12, 7, 30], (12, 7, 30)),
        ([12, 0, 30], (12, 0, 30)),  # that nothing happened says nothing of anybody
        ([12, 3, 30], (None, None, 30)),  # 3 would follow from the sum
        ([12, 3, 2], (12, None, None)),
        ([3, 0], (None, None)),
        ([3], (None,)),
        ([], ()),
    ],
)
def test_few_are_hidden_and_so_is_what_they_follow_from(numbers, shown):
    assert protected(numbers) == shown


@pytest.mark.parametrize(
    ("share", "is_shown"),
    [
        (Share(0, 0), True),
        (Share(6, 12), True),
        (Share(12, 12), True),
        (Share(0, 12), True),
        (Share(3, 12), False),
        (Share(10, 12), True),  # that two were without is told of the care
        (Share(0, 4), False),
    ],
)
def test_a_share_is_hidden_when_few_are_counted_or_it_is_of_few(share, is_shown):
    assert (protected_shares([share, Share(20, 40), Share(30, 60)])[0] is not None) == is_shown


@given(NUMBERS)
def test_no_hidden_number_follows_from_the_others_and_their_sum(numbers):
    shown = protected(numbers)
    hidden = [number for number, one in zip(numbers, shown, strict=True) if one is None]
    assert all(one is None or one == number for number, one in zip(numbers, shown, strict=True))
    assert not any(0 < one < SMALLEST for one in shown if one is not None)
    assert len(hidden) != 1 or len(numbers) == 1


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8))
def test_no_hidden_share_stands_alone(pairs):
    shares = [Share(number, number + rest) for number, rest in pairs]
    assert [one is None for one in protected_shares(shares)].count(True) != 1
