"""No identity number that a real person could have: what may be given, and what is given."""

from datetime import date
from random import Random

import pytest

from samsyn.synthetic.identity import (
    MAN,
    PUBLISHED_PERSONNUMMER,
    PUBLISHED_SAMORDNINGSNUMMER,
    WOMAN,
    check_digit,
    give_identity,
    identity_of,
    is_test_number,
)


@pytest.mark.parametrize(
    ("nine", "figure"),
    [
        ("640823323", "4"),  # Skatteverket's own example, SKV 704
        ("701063239", "1"),  # and the one for samordningsnummer
        ("900101238", "5"),
        ("000000000", "0"),
    ],
)
def test_the_check_figure(nine, figure):
    assert check_digit(nine) == figure


@pytest.mark.parametrize("number", [*PUBLISHED_PERSONNUMMER, *PUBLISHED_SAMORDNINGSNUMMER])
def test_the_published_numbers_are_rightly_copied(number):
    identity = identity_of(number)
    assert number[8:11] == {WOMAN: "238", MAN: "239"}[identity.sex]
    assert 1930 <= identity.born.year < 1976
    assert identity.kind == ("samordningsnummer" if number in PUBLISHED_SAMORDNINGSNUMMER else "personnummer")
    assert is_test_number(number)


def test_no_published_number_stands_twice():
    numbers = (*PUBLISHED_PERSONNUMMER, *PUBLISHED_SAMORDNINGSNUMMER)
    assert len(set(numbers)) == len(numbers) == 90


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("189909139801", "before the series, and not among those kept here"),
        ("198001139297", "in the years of the series, but of another birth number"),
        ("202601622380", "a samordningsnummer not among those kept here"),
        ("199001012386", "wrong check figure"),
        ("199002312385", "no such day"),
        ("19900101238", "too short"),
        ("19900101-2385", "with a hyphen"),
        ("1990010123८5", "a figure that is not ours"),
        ("19900101E382", "a letter that is not ours"),
        ("", "nothing"),
    ],
)
def test_any_other_number_is_refused(number, why):
    assert not is_test_number(number), why


def test_born_before_the_series_gets_a_published_number_and_then_a_reserve_number():
    taken = set()
    given = [give_identity(taken, Random(1), date(1935, 6, 1), WOMAN) for _ in range(3)]
    assert given[0].number == "193512172382"
    assert given[0].born == date(1935, 12, 17)
    assert [each.number[:9] for each in given[1:]] == ["19350601D", "19350601D"]
    assert len(taken) == 3


def test_born_in_the_years_of_the_series_gets_its_two_numbers_and_then_a_reserve_number():
    taken = set()
    given = [give_identity(taken, Random(1), date(1990, 1, 1), sex) for sex in (WOMAN, MAN, MAN)]
    assert [each.number[:11] for each in given[:2]] == ["19900101238", "19900101239"]
    assert given[2].kind == "reservnummer"
    assert [each.sex for each in given] == [WOMAN, MAN, MAN]


def test_when_a_day_has_no_reserve_numbers_left_the_next_day_is_taken():
    taken = set()
    given = [give_identity(taken, Random(n), date(1934, 2, 28), MAN) for n in range(51)]
    assert [each.born for each in given] == [date(1934, 2, 28)] * 50 + [date(1934, 3, 1)]
    assert len({each.number for each in given}) == 51
    assert all(is_test_number(each.number) for each in given)


def test_every_person_has_a_number_that_no_real_person_can_have(made_up):
    for person in made_up.persons:
        assert is_test_number(person.identity_number), person
        identity = identity_of(person.identity_number)
        assert (identity.kind, identity.born, identity.sex) == (person.identity_kind, person.born, person.sex)


def test_all_three_kinds_of_number_occur(made_up):
    kinds = [each.identity_kind for each in made_up.persons]
    assert kinds.count("personnummer") > 200
    assert kinds.count("samordningsnummer") >= 3
    old_with_personnummer = [
        each for each in made_up.persons if each.born.year < 1950 and each.identity_kind == "personnummer"
    ]
    assert len(old_with_personnummer) > 20


def test_an_outside_judge_agrees_on_which_numbers_are_well_formed(made_up):
    judge = pytest.importorskip("personnummer.personnummer")
    for person in made_up.persons:
        assert judge.valid(person.identity_number) == (person.identity_kind != "reservnummer")
