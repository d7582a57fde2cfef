"""What if: each change moves what depends on it, and nothing else."""

from fractions import Fraction

import pytest

from economics.home_care import today
from samsyn.economics.compensation import PUBLISHED_BASES, Base
from samsyn.economics.figures import MUNICIPALITIES, people_80, population
from samsyn.economics.indexation import Combination, Lag
from samsyn.economics.published import COUNTY
from samsyn.economics.scenario import (
    run,
    what_if,
    with_base,
    with_combination,
    with_index,
    with_key,
    with_lag,
    with_population,
    with_weights,
)
from samsyn.economics.shared_costs import population_key
from samsyn.money.amount import MoneyError

LAST = 2028


def changes(*steps):
    return {(each.party, each.year): each for each in what_if(today(), steps, 2025, LAST)}


def moved(*steps):
    return {key for key, each in changes(*steps).items() if each.today.value != each.changed.value}


def test_no_step_changes_nothing():
    assert moved() == set()


def test_an_index_moves_everybody_from_the_year_after_and_nobody_before():
    found = moved(with_index(2026, Fraction(6, 100), Fraction(6, 100)))
    assert found == {(party, year) for party in (*MUNICIPALITIES, COUNTY) for year in (2027, 2028)}


def test_one_municipalitys_old_people_move_it_and_the_county_from_the_year_that_compares_them():
    found = moved(with_population("Hylte", 2024, 760, oldest=True))
    assert found == {(party, year) for party in ("Hylte", COUNTY) for year in (2026, 2027, 2028)}


def test_everybody_more_one_year_is_taken_back_the_next_when_the_age_groups_keep_their_shares():
    found = moved(with_population("Hylte", 2023, 10_600, oldest=False))
    assert found == {("Hylte", 2025), (COUNTY, 2025)}


def test_another_last_count_moves_the_straight_line_after_it():
    steps = with_population("Hylte", 2025, 780, oldest=True)
    assert (
        people_80(steps.apply(today()).facts.population, "Hylte", 2027).value
        > people_80(population(), "Hylte", 2027).value
    )


def test_more_old_people_is_more_money():
    change = changes(with_population("Laholm", 2023, 2_100, oldest=True))["Laholm", 2025]
    assert change.kronor > 0
    assert change.share == change.kronor / change.today.value


def test_the_weights_move_every_year():
    assert moved(with_weights(Fraction(3, 10), Fraction(7, 10))) == {
        (party, year) for party in (*MUNICIPALITIES, COUNTY) for year in range(2025, LAST + 1)
    }


def test_added_is_less_than_multiplied_where_both_are_more_than_nothing():
    found = changes(with_combination(Combination.ADDED))
    assert all(found["Laholm", year].kronor < 0 for year in range(2025, LAST + 1))


def test_the_base_moves_all_in_the_same_proportion():
    step = with_base(PUBLISHED_BASES["142,4"], PUBLISHED_BASES["140"])
    for each in changes(step).values():
        assert abs(each.changed.value / each.today.value - Fraction(1400, 1424)) < Fraction(1, 10**6)


def test_a_key_moves_between_municipalities_and_leaves_the_countys_total():
    found = changes(with_key(population_key(population(), 2024), "befolkningen 2024"))
    for year in range(2025, LAST + 1):
        assert found[COUNTY, year].kronor == 0
        assert sum(found[each, year].kronor for each in MUNICIPALITIES) == 0
        assert found["Hylte", year].kronor < 0 < found["Kungsbacka", year].kronor


def test_steps_are_taken_one_after_another_and_the_changed_world_explains_itself():
    found = changes(with_index(2024, Fraction(5, 100), Fraction(5, 100)), with_weights(Fraction(1, 2), Fraction(1, 2)))
    formula = [each.formula for each in _walk(found["Hylte", 2025].changed)]
    assert any("50,00" in each for each in formula)
    assert all("50,00" not in each.formula for each in _walk(found["Hylte", 2025].today))


def _walk(figure):
    from samsyn.economics.derivation import walk

    return walk(figure)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: with_base(PUBLISHED_BASES["140"], Base(Fraction(0), "prov")), "större än noll"),
        (lambda: with_key({}, "ingenting"), "varje kommun"),
        (lambda: with_lag(Lag(1, 2)), "jämförelseår"),
        (lambda: run(with_population("Hilte", 2024, 1, oldest=False).apply(today()), 2025, 2025), "menade du ”Hylte”"),
        (
            lambda: run(with_population("Hylte", 2024, -1, oldest=False).apply(today()), 2025, 2025),
            "kan inte ha −1|kan inte ha -1",
        ),
    ],
)
def test_what_cannot_be_tried_is_refused(make, said):
    with pytest.raises(MoneyError, match=said):
        make()
