"""What every command of `samsyn money` rests on: what is opened first, and how figures are said."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from samsyn.command_line.library import open_library
from samsyn.command_line.money_values import read_percentages, read_years_before
from samsyn.command_line.sayings import heading, say
from samsyn.documents.identifiers import meant
from samsyn.economics.derivation import Derivation, in_lines, written
from samsyn.economics.figures import MUNICIPALITIES, known_municipality, population
from samsyn.economics.home_care import home_care
from samsyn.economics.indexation import (
    Circumstances,
    Combination,
    Lag,
    assumed_index,
    circumstances,
)
from samsyn.economics.published import COUNTY, Published
from samsyn.economics.shared_costs import REGION
from samsyn.money.amount import KRONOR_PER_MILLION, decimals
from samsyn.rules.versions import Agreement

COMBINATIONS = {"multiplicerat": Combination.MULTIPLIED, "adderat": Combination.ADDED}
_NO_ASSUMPTION: Iterable[int] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What every command rests on: the printed table, the agreement asked about, and the circumstances."""

    table: Published
    agreement: Agreement
    facts: Circumstances


def open_money(arguments: argparse.Namespace, years: Iterable[int] = _NO_ASSUMPTION) -> Opened:
    """The library read as the options say; `years` are those whose index may be assumed."""
    found = home_care(open_library(arguments), arguments.agreement)
    unpublished = [year for year in years if year not in found.clause.index]
    assumptions = {
        year: assumed_index(year, *reach)
        for year, reach in read_percentages(getattr(arguments, "opi", ()), unpublished, "--opi").items()
    }
    facts = circumstances(found.clause, population(), assumptions)
    if hasattr(arguments, "combination"):
        lag = Lag(*read_years_before(arguments.compare_years, "--compare-years"))
        facts = replace(facts, combination=COMBINATIONS[arguments.combination], lag=lag)
    return Opened(found.table, found.agreement, facts)


def party_of(typed: str) -> str:
    """A municipality or the whole county, however it is spelled."""
    return found if (found := meant(typed, (COUNTY, REGION, *MUNICIPALITIES), 0.9)) else known_municipality(typed)


def figure_as_data(figure: Derivation) -> dict[str, object]:
    """A figure for `--json`, without its tree."""
    return {"value": str(figure.value), "low": str(figure.low), "high": str(figure.high), "written": written(figure)}


def in_mnkr(figure: Derivation) -> str:
    """Millions of kronor with two decimals, without the unit."""
    return decimals(figure.value / KRONOR_PER_MILLION, 2)


def reach_in_mnkr(figure: Derivation) -> str:
    """Within what it lies, in millions."""
    low, high = figure.low / KRONOR_PER_MILLION, figure.high / KRONOR_PER_MILLION
    return f"{decimals(low, 1)}–{decimals(high, 1)}"


def signed(exact: Fraction, places: int) -> str:
    """With a plus before what is more."""
    return f"{'+' if exact > 0 else ''}{decimals(exact, places)}"


def tell_derivation(figure: Derivation) -> None:
    """The whole tree, indented."""
    say()
    heading(f"Härledning: {figure.name}")
    for depth, line in in_lines(figure):
        say(line, 2 * depth)


def asked_party(why: str) -> str:
    """Whose derivation is asked for; the region's side is the whole county."""
    party = party_of(why)
    return COUNTY if party == REGION else party
