"""Halland's own agreements and figures, read once for all tests here; and assumptions that are only the tests'."""

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from samsyn.economics.figures import population
from samsyn.economics.forecast import starting_amounts
from samsyn.economics.indexation import assumed_index, circumstances, read_clause
from samsyn.economics.published import published
from samsyn.economics.scenario import World
from samsyn.rules.library import Library

ROOT = Path(__file__).parents[2]
HOME_CARE = "halland/hemsjukvard"
DAY = date(2024, 1, 1)


@cache
def library():
    return Library.from_folder(ROOT / "agreements")


@cache
def agreement():
    return library().usable(HOME_CARE, "2021-04-01")


@cache
def table():
    versions = library().agreements[HOME_CARE]
    return published(library().usable(HOME_CARE, each) for each in versions)


@cache
def facts():
    """What the sources give, and nothing else."""
    return circumstances(read_clause(agreement()), population())


@cache
def assuming(low=Fraction(2, 100), high=Fraction(35, 1000)):
    """The same, with a range for every index year from 2024 that no source has."""
    index = {year: assumed_index(year, low, high) for year in range(2024, 2030)}
    return circumstances(read_clause(agreement()), population(), index)


def today():
    return World(starting_amounts(table()), assuming())
