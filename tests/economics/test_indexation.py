"""The agreement's clause, run: what it gives beside what was paid, and what it refuses."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from economics.home_care import agreement, assuming, facts, library, table
from samsyn.economics.compensation import PUBLISHED_BASES, from_base, from_the_year_before
from samsyn.economics.derivation import MissingFigureError, as_data, in_lines, leaves, walk
from samsyn.economics.figures import MUNICIPALITIES, population, with_people
from samsyn.economics.forecast import forecast, starting_amounts
from samsyn.economics.indexation import (
    Combination,
    Lag,
    assumed_index,
    circumstances,
    demographic_effect,
    raised,
    read_clause,
    weighed,
)
from samsyn.economics.published import COUNTY, printed_amount
from samsyn.money.amount import MoneyError, decimals

FROM_2023 = """
    Halmstad    60,82  +0,32  60,75  +0,25
    Kungsbacka  34,29  −0,01  34,24  −0,06
    Varberg     26,77  +0,07  26,72  +0,02
    Falkenberg  31,70  +0,10  31,66  +0,06
    Laholm      17,09  −0,01  17,07  −0,03
    Hylte       8,66   −0,04  8,66   −0,04
    hela länet  179,33 +0,33  179,11 +0,11
"""
"""2024 from 2023: multiplied and its difference from print, added and its difference; millions of kronor."""

FROM_2019 = """
    142,4 2021 146,17 +1,97
    142,4 2022 162,66 +2,66
    140   2021 144,18 −0,02
    140   2022 159,92 −0,08
"""
"""The county from the level of 2019, multiplied."""


def millions(exact):
    return decimals(exact / 10**6, 2)


def signed(exact):
    return f"{'+' if exact > 0 else ''}{millions(exact)}"


def test_2024_comes_out_of_2023_within_the_rounding_of_the_sources_in_each_municipality():
    multiplied = from_the_year_before(table(), 2024, replace(facts(), combination=Combination.MULTIPLIED))
    added = from_the_year_before(table(), 2024, replace(facts(), combination=Combination.ADDED))
    assert all(each.within_rounding for each in (*multiplied, *added))
    found = [
        f"{one.party:<12}{millions(one.computed.value):<7}{signed(one.difference):<7}"
        f"{millions(two.computed.value):<7}{signed(two.difference)}"
        for one, two in zip(multiplied, added, strict=True)
    ]
    assert [line.split() for line in found] == [line.split() for line in FROM_2023.strip().splitlines()]


def test_2024_is_reproduced_to_within_six_tenths_of_a_percent():
    for each in from_the_year_before(table(), 2024, facts()):
        assert abs(each.relative) < Fraction(6, 1000), each.party


def test_other_years_ends_fit_2024_worse():
    def worst(lag):
        found = from_the_year_before(table(), 2024, replace(facts(), lag=lag))
        return max(abs(each.relative) for each in found)

    assert worst(Lag(3, 2)) < worst(Lag(2, 1))
    assert worst(Lag(3, 2)) < worst(Lag(4, 3))


def test_2021_and_2022_from_each_base_that_a_source_gives():
    found = []
    for name, base in PUBLISHED_BASES.items():
        for year in (2021, 2022):
            county = from_base(table(), year, base, facts())[-1]
            assert county.party == COUNTY
            found.append([name, str(year), millions(county.computed.value), signed(county.difference)])
    assert found == [line.split() for line in FROM_2019.strip().splitlines()]


def test_2021_is_a_quarter_of_the_interim_model_and_three_of_the_new_one():
    hylte = {each.party: each for each in from_base(table(), 2021, PUBLISHED_BASES["140"], facts())}["Hylte"].computed
    interim, new = hylte.inputs
    assert abs(hylte.value - (interim.value + 3 * new.value) / 4) <= Fraction(1, 200)
    assert new.value > interim.value
    assert "engångstillskottet 2020 hör inte till" in hylte.note


# ---- what it refuses


def test_an_index_year_that_nobody_has_published_is_refused_and_nothing_is_computed():
    with pytest.raises(
        MissingFigureError, match="omsorgsprisindex 2022 är inte känt, och ersättningen 2023 räknas inte"
    ):
        from_the_year_before(table(), 2023, facts())


def test_every_missing_index_year_of_a_forecast_is_named_at_once():
    with pytest.raises(MissingFigureError, match=r"2024, 2025, 2026 är inte kända.*övriga"):
        forecast(starting_amounts(table()), 2025, 2027, facts())


def test_a_published_index_is_not_assumed():
    with pytest.raises(MoneyError, match="2023 är publicerat"):
        circumstances(read_clause(agreement()), population(), {2023: assumed_index(2023, Fraction(0), Fraction(0))})


@pytest.mark.parametrize("pair", [(2, 2), (2, 3), (3, 0)])
def test_years_ends_in_the_wrong_order_are_refused(pair):
    with pytest.raises(MoneyError, match="jämförelseår"):
        Lag(*pair)


@pytest.mark.parametrize("weights", [(Fraction(1, 2), Fraction(1, 3)), (Fraction(-1), Fraction(2))])
def test_weights_that_are_not_parts_of_a_whole_are_refused(weights):
    with pytest.raises(MoneyError, match="tillsammans 100 procent"):
        weighed(read_clause(agreement()), *weights)


def test_a_range_the_wrong_way_round_is_refused():
    with pytest.raises(MoneyError, match="lägsta först"):
        assumed_index(2025, Fraction(3, 100), Fraction(2, 100))


def test_an_agreement_without_the_clause_says_which_formula_it_lacks():
    other = read_clause(library().usable("halland/hemsjukvard", "2015-04-07"))
    with pytest.raises(MoneyError, match="har ingen formel ”index och demografi multiplicerade”"):
        raised("Hylte", 2024, printed_amount(table(), "Hylte", 2023), replace(facts(), clause=other))


# ---- what always holds


percentages = st.fractions(min_value=Fraction(-5, 100), max_value=Fraction(15, 100), max_denominator=10_000)


@given(percentages, percentages, st.sampled_from(MUNICIPALITIES), st.sampled_from(Combination))
@settings(max_examples=60, deadline=None)
def test_the_more_the_index_the_more_is_paid(one, other, municipality, combination):
    def paid(index):
        facts_then = replace(assuming(), index={2024: assumed_index(2024, index, index)}, combination=combination)
        return raised(municipality, 2025, printed_amount(table(), municipality, 2024), facts_then).value

    low, high = sorted((one, other))
    assert paid(low) <= paid(high)


@given(percentages, percentages, percentages, st.sampled_from(MUNICIPALITIES))
@settings(max_examples=40, deadline=None)
def test_whatever_the_index_turns_out_to_be_within_its_range_the_outcome_is_within_the_forecast(a, b, c, municipality):
    low, within, high = sorted((a, b, c))
    start = printed_amount(table(), municipality, 2024)

    def paid(lowest, highest):
        return raised(
            municipality, 2025, start, replace(assuming(), index={2024: assumed_index(2024, lowest, highest)})
        )

    figure = paid(low, high)
    assert figure.low <= paid(within, within).value <= figure.high


@given(st.integers(-200, 200), st.sampled_from(MUNICIPALITIES), st.booleans())
@settings(max_examples=40, deadline=None)
def test_one_municipalitys_population_changes_nobody_elses_compensation(more, municipality, oldest):
    base = population()
    count = (700 if oldest else 9_500) + more
    changed = with_people(base, municipality, 2022, count, oldest=oldest, source="prov")
    for each in MUNICIPALITIES:
        before = demographic_effect(each, 2024, facts())
        after = demographic_effect(each, 2024, replace(facts(), population=changed))
        if each != municipality:
            assert before == after


def test_the_same_weights_written_anew_give_the_same_amounts():
    same = weighed(read_clause(agreement()), Fraction(4, 10), Fraction(6, 10))
    for each in MUNICIPALITIES:
        before, after = (demographic_effect(each, 2024, replace(facts(), clause=one)) for one in (facts().clause, same))
        assert (before.value, before.low, before.high) == (after.value, after.low, after.high)


def test_a_forecast_is_all_years_and_its_total_is_its_parts():
    found = forecast(starting_amounts(table()), 2025, 2030, assuming())
    assert found.years == tuple(range(2025, 2031))
    for year in found.years:
        county = found.of(COUNTY, year)
        assert county.value == sum(found.of(each, year).value for each in MUNICIPALITIES)
        assert county.low < county.value < county.high


# ---- the derivation


def test_every_figure_leads_down_to_sources_and_every_step_has_a_formula():
    figure = from_the_year_before(table(), 2024, facts())[-1].computed
    for each in walk(figure):
        assert each.sources or each.formula, each.name
        assert bool(each.inputs) == bool(each.formula), each.name
    assert all(leaf.sources for leaf in leaves(figure))
    assert {"omsorgsprisindex 2023", "folkmängd i Hylte 2022-12-31"} <= {leaf.name for leaf in leaves(figure)}


def test_a_derivation_is_told_in_lines_and_as_data_with_exact_fractions():
    figure = raised("Hylte", 2024, printed_amount(table(), "Hylte", 2023), facts())
    lines = [line for _, line in in_lines(figure)]
    assert lines[1] == "= föregående års belopp × (1 + indexuppräkning) × (1 + demografisk effekt)"
    assert any("40 % × befolkningsförändringen under 80 år" in line for line in lines)
    data = as_data(figure)
    assert Fraction(data["value"]) == figure.value
    assert data["inputs"][0]["name"] == "Hyltes ersättning 2023, tryckt"
