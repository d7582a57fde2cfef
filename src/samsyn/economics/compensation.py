"""Does the agreement's clause give what was paid? 2024 from 2023; and 2021 and 2022 from the level of 2019.

Where the sources leave a choice (which base, which combination, which year's ends) it is a parameter with what speaks
for each; where they leave a rounding, the result is an interval and is compared as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from samsyn.economics.derivation import Derivation, Unit, computed, given, summed, to_whole_ore
from samsyn.economics.figures import MUNICIPALITIES, our_formula
from samsyn.economics.indexation import WHERE, Circumstances, raised
from samsyn.economics.published import COUNTY, Published, printed_amount
from samsyn.money.amount import KRONOR_PER_MILLION

BASE_YEAR: Final = 2019
NEW_MODEL: Final = 2021
SPLIT_ROW: Final = "ersättning 2021"
INTERIM: Final = "helår enligt den tillfälliga modellen"
NEW: Final = "helår enligt den nya modellen"


@dataclass(frozen=True, slots=True)
class Base:
    """The county's level, in the money of 2019, that the new model starts from; and what speaks for it."""

    kronor: Fraction
    evidence: str


PUBLISHED_BASES: Final[Mapping[str, Base]] = {
    "142,4": Base(
        Fraction(1424, 10) * KRONOR_PER_MILLION,
        "2019 års tryckta ersättning 102,4 mnkr och tillskottet 40 mnkr i 2019 års nivå (regionens tillbakablick 2023)",
    ),
    "140": Base(
        Fraction(140) * KRONOR_PER_MILLION,
        "Halmstads kommunstyrelse 2021-03-16: regionen betalar 140 mnkr totalt med 2019 som bas",
    ),
}
"""The two levels that sources give. Which is right is not settled: pick one, or give another with its source."""


@dataclass(frozen=True, slots=True)
class Reproduced:
    """What the clause gives beside what is printed, for one party and year."""

    party: str
    year: int
    computed: Derivation
    printed: Derivation

    @property
    def difference(self) -> Fraction:
        """Computed less printed, in kronor."""
        return self.computed.value - self.printed.value

    @property
    def relative(self) -> Fraction:
        """The same as a part of what is printed."""
        return self.difference / self.printed.value

    @property
    def within_rounding(self) -> bool:
        """Whether the two can be the same, as far as the sources' rounding goes."""
        return self.computed.low <= self.printed.high and self.printed.low <= self.computed.high


def from_the_year_before(table: Published, year: int, facts: Circumstances) -> tuple[Reproduced, ...]:
    """A printed year from the printed year before: each municipality, then the county."""
    parts = {each: raised(each, year, printed_amount(table, each, year - 1), facts) for each in MUNICIPALITIES}
    return _beside(table, year, parts)


def from_base(table: Published, year: int, base: Base, facts: Circumstances) -> tuple[Reproduced, ...]:
    """2021 or a later printed year, all the way from the level of 2019: each municipality, then the county."""
    parts = {each: year_from_base(table, each, year, base, facts) for each in MUNICIPALITIES}
    return _beside(table, year, parts)


def year_from_base(table: Published, municipality: str, year: int, base: Base, facts: Circumstances) -> Derivation:
    """A municipality's compensation: 2021 a quarter of the interim model and three of the new one, later the new one."""
    new = _carried(starting_level(table, municipality, base), municipality, year, facts)
    if year != NEW_MODEL:
        return new
    formula = facts.clause.formula(SPLIT_ROW)
    interim = _carried(printed_amount(table, municipality, BASE_YEAR), municipality, year, facts)
    exact = computed(
        f"{municipality}s ersättning {year}",
        formula.expression,
        {INTERIM: interim, NEW: new},
        Unit.KRONOR,
        sources=(formula.source,),
        note="engångstillskottet 2020 hör inte till första kvartalet 2021",
    )
    return to_whole_ore(exact, facts.rounding, WHERE)


def starting_level(table: Published, municipality: str, base: Base) -> Derivation:
    """The municipality's part of the base, by the distribution that was kept: the printed one of 2019."""
    printed = tuple(printed_amount(table, each, BASE_YEAR) for each in MUNICIPALITIES)
    return computed(
        f"{municipality}s grundnivå i {BASE_YEAR} års nivå",
        our_formula("= grundnivån × kommunens ersättning / kommunernas summa"),
        {
            "grundnivån": given(
                "länets grundnivå", base.kronor, Unit.KRONOR, base.evidence, note="ett val: grundnivån är omstridd"
            ),
            "kommunens ersättning": printed_amount(table, municipality, BASE_YEAR),
            "kommunernas summa": summed(f"kommunernas summa {BASE_YEAR}", printed, Unit.KRONOR),
        },
        Unit.KRONOR,
        note=f"fördelningen är {BASE_YEAR} års tryckta",
    )


def _carried(start: Derivation, municipality: str, year: int, facts: Circumstances) -> Derivation:
    """A level of the base year, raised year by year."""
    figure = start
    for each in range(BASE_YEAR + 1, year + 1):
        figure = raised(municipality, each, figure, facts)
    return figure


def _beside(table: Published, year: int, parts: Mapping[str, Derivation]) -> tuple[Reproduced, ...]:
    whole = summed(f"länets ersättning {year}", tuple(parts.values()), Unit.KRONOR)
    return tuple(
        Reproduced(party, year, figure, printed_amount(table, party, year))
        for party, figure in {**parts, COUNTY: whole}.items()
    )
