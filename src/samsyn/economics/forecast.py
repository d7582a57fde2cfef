"""What will be paid in the years to come? The last printed year carried forward by the agreement's own formulas.

Years whose index nobody has published need a stated assumption, a range; the forecast is then a range too. People 80
and over between the last count and the projection lie on a straight line, and each figure that rests on it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from samsyn.economics.derivation import Derivation, MissingFigureError, Unit, summed
from samsyn.economics.figures import MUNICIPALITIES, known_municipality
from samsyn.economics.indexation import Circumstances, index_of, raised
from samsyn.economics.published import COUNTY, Published, printed_amount
from samsyn.money.amount import MoneyError

START: Final = 2024
"""The last printed year."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The compensation of each party (municipalities, then `COUNTY`) and year."""

    figures: Mapping[tuple[str, int], Derivation]

    @property
    def years(self) -> tuple[int, ...]:
        """The years that were computed."""
        return tuple(sorted({year for _, year in self.figures}))

    def of(self, party: str, year: int) -> Derivation:
        """One figure. Raises MissingFigureError for a year that was not computed, MoneyError for nobody we know."""
        if party != COUNTY:
            known_municipality(party)
        found = self.figures.get((party, year))
        if found is None:
            raise MissingFigureError(f"{year} är inte räknat; räknat är {self.years[0]}–{self.years[-1]}")
        return found


def starting_amounts(table: Published, year: int = START) -> Mapping[str, Derivation]:
    """What is printed for each municipality."""
    return {each: printed_amount(table, each, year) for each in MUNICIPALITIES}


def forecast(start: Mapping[str, Derivation], first: int, last: int, facts: Circumstances) -> Forecast:
    """Each municipality from the amounts of the year before `first` to `last`, and the county. All or nothing.

    Raises MissingFigureError naming every index year that is missing, before anything is computed.
    """
    if last < first:
        raise MoneyError(f"{last} ligger före {first}. Ingenting är räknat")
    missing = [year - 1 for year in range(first, last + 1) if year - 1 not in facts.index]
    if len(missing) > 1:
        raise MissingFigureError(
            f"omsorgsprisindex {', '.join(map(str, missing))} är inte kända, och ersättningen {first}–{last} räknas inte utan "
            f"dem. Ange ett antagande för varje år, till exempel --opi {missing[0]}=2,0..3,5, eller för alla: --opi övriga=2,0..3,5"
        )
    for year in range(first, last + 1):
        index_of(year, facts)
    figures: dict[tuple[str, int], Derivation] = {}
    amounts = dict(start)
    for year in range(first, last + 1):
        amounts = {each: raised(each, year, amount, facts) for each, amount in amounts.items()}
        figures |= {(each, year): amount for each, amount in amounts.items()}
        figures[COUNTY, year] = summed(f"länets ersättning {year}", tuple(amounts.values()), Unit.KRONOR)
    return Forecast(figures)
