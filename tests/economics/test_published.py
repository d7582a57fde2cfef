"""The printed table recomputed: what agrees, what only rounding explains, and what it does not."""

import re
from fractions import Fraction
from itertools import pairwise

import pytest

from economics.home_care import agreement, table
from samsyn.economics.derivation import MissingFigureError, Unit
from samsyn.economics.figures import MUNICIPALITIES, people, people_80, population, published_figures, read_figures
from samsyn.economics.indexation import read_clause
from samsyn.economics.published import COUNTY, Verdict, printed_amount, published, recompute
from samsyn.money.amount import MoneyError, decimals

PRINTED = """
    Halmstad    17,7 18,4 19,8 34,1 35,5 44,8 49,4 54,8 56,7 60,5
    Kungsbacka  13,0 13,6 15,0 17,2 18,2 23,4 26,8 30,2 31,6 34,3
    Varberg     13,1 13,5 15,1 14,7 15,3 19,3 21,4 23,6 24,7 26,7
    Falkenberg  15,8 16,3 18,0 17,6 18,1 22,9 25,4 28,0 29,4 31,6
    Laholm      8,6 8,6 9,4 9,2 9,6 12,3 13,7 15,2 15,9 17,1
    Hylte       4,9 4,9 5,3 5,4 5,6 7,0 7,6 8,3 8,4 8,7
    hela länet  73,1 75,3 82,6 98,3 102,4 129,6 144,2 160,0 166,7 179,0
"""

RECOMPUTED = """
    summa 2015 | 73,1 | 73,1 | stämmer
    summa 2016 | 75,3 | 75,3 | stämmer
    summa 2017 | 82,6 | 82,6 | stämmer
    summa 2018 | 98,3 | 98,2 | ryms i avrundningen
    summa 2019 | 102,4 | 102,3 | ryms i avrundningen
    summa 2020 | 129,6 | 129,7 | ryms i avrundningen
    summa 2021 | 144,2 | 144,3 | ryms i avrundningen
    summa 2022 | 160,0 | 160,1 | ryms i avrundningen
    summa 2023 | 166,7 | 166,7 | stämmer
    summa 2024 | 179,0 | 178,9 | ryms i avrundningen
    ökning 2016 | 3,1 | 3,01 | ryms i avrundningen
    ökning 2017 | 9,7 | 9,69 | stämmer
    ökning 2018 | 19,0 | 19,01 | stämmer
    ökning 2019 | 4,1 | 4,17 | ryms i avrundningen
    ökning 2020 | 26,5 | 26,56 | ryms i avrundningen
    ökning 2021 | 11,3 | 11,27 | stämmer
    ökning 2022 | 11,0 | 10,96 | stämmer
    ökning 2023 | 4,2 | 4,19 | stämmer
    ökning 2024 | 7,4 | 7,38 | stämmer
    ökning 2015–2024 | 145,0 | 144,87 | stämmer
    ökning per år i snitt, geometriskt | 10,5 | 10,46 | stämmer
    ökning per år i snitt, årstalens medelvärde | 10,5 | 10,70 | mer än avrundning
"""


def as_read(check):
    if check.printed.unit is Unit.KRONOR:
        numbers = [decimals(each.value / 10**6, 1) for each in (check.printed, check.recomputed)]
    else:
        numbers = [decimals(check.printed.value * 100, 1), decimals(check.recomputed.value * 100, 2)]
    return " | ".join([check.name, *numbers, check.verdict.value])


def test_the_agreements_hold_the_printed_table():
    found = [
        [party, *(decimals(printed_amount(table(), party, year).value / 10**6, 1) for year in table().years)]
        for party in (*MUNICIPALITIES, COUNTY)
    ]
    assert found == [re.split(" {2,}| (?=[0-9])", line.strip()) for line in PRINTED.strip().splitlines()]


def test_every_total_and_growth_recomputed_is_what_was_worked_out_by_hand():
    assert [as_read(each) for each in recompute(table())] == [line.strip() for line in RECOMPUTED.strip().splitlines()]


def test_what_only_rounding_explains_can_be_the_printed_figure_and_the_rest_cannot():
    for check in recompute(table()):
        can_be = check.recomputed.low <= check.printed.high and check.printed.low <= check.recomputed.high
        assert can_be == (check.verdict is not Verdict.OTHER)
        assert (check.difference == 0) == (check.verdict is Verdict.SAME)


def test_the_mean_growth_is_a_root_that_gives_the_whole_growth_again():
    checks = {each.name: each for each in recompute(table())}
    mean = checks["ökning per år i snitt, geometriskt"].recomputed
    whole = checks["ökning 2015–2024"].recomputed
    assert (1 + mean.value) ** 9 <= 1 + whole.value < (1 + mean.value + Fraction(1, 10**9)) ** 9
    assert (1 + mean.high) ** 9 >= 1 + whole.high


def test_the_index_figures_of_the_agreement_are_those_whose_parts_are_known():
    index = read_clause(agreement()).index
    assert {year: figure.value * 100 for year, figure in index.items()} == {
        2019: Fraction(27, 10),
        2020: 3,
        2021: Fraction(15, 10),
        2023: Fraction(46, 10),
    }


@pytest.mark.parametrize(("party", "year"), [(COUNTY, 2014), ("Hylte", 2025)])
def test_a_year_that_is_not_printed_is_refused(party, year):
    with pytest.raises(MissingFigureError, match=f"{year} är inte publicerad; tabellen går från 2015 till 2024"):
        printed_amount(table(), party, year)


def test_a_municipality_that_does_not_exist_is_refused_with_what_was_meant():
    with pytest.raises(MoneyError, match=r"”Hilte” är ingen kommun i Halland.*menade du ”Hylte”"):
        printed_amount(table(), "Hilte", 2024)


def test_two_printed_amounts_of_one_party_and_year_are_refused():
    with pytest.raises(MoneyError, match="två belopp för hela länet 2021"):
        published([agreement(), agreement()])


# ---- population


def test_counts_and_printed_shares_agree_but_for_three_shares_of_2025_that_are_a_tenth_too_low():
    figures = published_figures("befolkning")
    differing = {}
    for each in MUNICIPALITIES:
        for year in (2020, 2025):
            share = people_80(population(), each, year).value / people(population(), each, year).value
            cell = figures["Andel 80 år och äldre", each, str(year)]
            if abs(share - cell.value) > cell.margin:
                differing[each, year] = decimals(share * 100, 1), decimals(cell.value * 100, 1)
    assert differing == {
        ("Varberg", 2025): ("7,6", "7,5"),
        ("Falkenberg", 2025): ("8,0", "7,9"),
        ("Hylte", 2025): ("7,3", "7,2"),
    }


def test_between_the_count_and_the_projection_lies_a_straight_line_that_says_so():
    figures = [people_80(population(), "Laholm", year) for year in range(2025, 2031)]
    steps = {later.value - earlier.value for earlier, later in pairwise(figures)}
    assert len(steps) == 1
    assert all("rak linje" in each.note for each in figures[1:-1])
    assert figures[-1].note == "framskrivning, ingen räkning"


@pytest.mark.parametrize("year", [2014, 2031])
def test_people_of_a_year_without_figures_are_not_made_up(year):
    with pytest.raises(MissingFigureError, match="finns inte bland de publicerade siffrorna"):
        people_80(population(), "Laholm", year)


GOOD = """---
titel: Siffror
källor:
  S: {titel: Statistik, slag: återgivet, platser: [tabell 1]}
---

| Folkmängd | 2024 | Källa |
|---|---|---|
| Hylte | 10 196 | [S tabell 1] |
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("10 196", "ungefär tiotusen", "inget tal"),
        ("[S tabell 1]", "[T]", "källan ”T” står inte i huvudet"),
        ("| Källa |", "| Not |", "sista kolumnen ska vara Källa"),
        (
            "| Hylte | 10 196 | [S tabell 1] |",
            "| Hylte | 1 | [S tabell 1] |\n| Hylte | 2 | [S tabell 1] |",
            "två siffror",
        ),
    ],
)
def test_a_file_of_figures_with_a_fault_is_not_used_at_all(old, new, said):
    assert len(read_figures(GOOD, "siffror.md")) == 1
    with pytest.raises(MoneyError, match=said):
        read_figures(GOOD.replace(old, new), "siffror.md")
