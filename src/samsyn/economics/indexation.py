"""How is a municipality's compensation carried from one year to the next? By the formulas that stand in the agreement.

The agreement says: index of the year before, and 40 per cent of the change in people under 80 with 60 per cent of the
change in people 80 and over. It does not say whether the two are added or multiplied, nor which year's ends are
compared: both are choices here, with what speaks for each, and every figure tells which was made.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import Final

from samsyn.documents.identifiers import fold, suggestion
from samsyn.economics.derivation import (
    Derivation,
    MissingFigureError,
    Unit,
    assumed,
    computed,
    given,
    to_whole_ore,
)
from samsyn.economics.figures import Population, last_digit, our_formula, people_80, people_under_80
from samsyn.money.amount import MoneyError, Rounding, in_percent
from samsyn.rules.formulas import MARK, Expression, FormulaFault, number_value, read_formula
from samsyn.rules.provisions import Provision
from samsyn.rules.versions import Agreement

INDEX: Final = "indexuppräkning"
DEMOGRAPHY: Final = "demografisk effekt"
THE_INDEX: Final = "omsorgsprisindex för föregående år"
CHANGE_UNDER_80: Final = "befolkningsförändringen under 80 år"
CHANGE_80: Final = "befolkningsförändringen 80 år och äldre"
PREVIOUS: Final = "föregående års belopp"
WHERE: Final = "vid kommunens belopp för året"
_OPI = re.compile(r"omsorgsprisindex (\d{4})")
_CHANGE = "= antalet efter / antalet före − 1"


class Combination(Enum):
    """How index and demography come together; the value is the row of the agreement that has the formula."""

    MULTIPLIED = "index och demografi multiplicerade"
    ADDED = "index och demografi adderade"

    @property
    def evidence(self) -> str:
        """What speaks for it."""
        return (
            "Ingen källa säger om index och demografi läggs ihop eller multipliceras. Skillnaden är index gånger "
            "demografi, 2024 omkring en tiondels procent, och försvinner i de tryckta talens avrundning."
        )


@dataclass(frozen=True, slots=True)
class Lag:
    """Which two year's ends are compared: so many years before the year that is paid for."""

    before: int = 3
    after: int = 2

    def __post_init__(self) -> None:
        if not self.before > self.after > 0:
            raise MoneyError(
                f"befolkningens jämförelseår {self.before} och {self.after} år tidigare går inte: det första ska ligga "
                "före det andra, och båda före året som betalas. Ingenting är räknat"
            )


LAG_EVIDENCE: Final = (
    "Ingen källa säger vilka årsskiften som jämförs. Förändringen mellan det tredje och det andra årsskiftet före "
    "ersättningens år är den senast kända när budgeten görs, och den som bäst ger 2024 års tryckta belopp ur 2023 års."
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the agreement: the row's name, what stands in its cell, what that means, and where it stands."""

    name: str
    expression: Expression
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """The formulas of an agreement by name, and the index of each year that it knows."""

    agreement: str
    formulas: Mapping[str, Formula]
    index: Mapping[int, Derivation]

    def formula(self, name: str) -> Formula:
        """The formula of a row. Raises MoneyError when the agreement has none of that name."""
        found = self.formulas.get(fold(name))
        if found is None:
            names = [each.name for each in self.formulas.values()]
            hint = suggestion(name, names, "formlerna heter: " + (", ".join(names) or "inga"))
            raise MoneyError(f"{self.agreement} har ingen formel ”{name}”, och ingenting är räknat – {hint}")
        return found


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a year's compensation depends on besides the year before."""

    clause: Clause
    population: Population
    index: Mapping[int, Derivation]
    combination: Combination = Combination.MULTIPLIED
    lag: Lag = Lag()
    rounding: Rounding = Rounding.HALF_UP


def read_clause(agreement: Agreement) -> Clause:
    """The formulas and index figures of an agreement that has been checked."""
    formulas: dict[str, Formula] = {}
    index: dict[int, Derivation] = {}
    for row in agreement.provisions:
        if row.kind != "Ersättning":
            continue
        amount, source = row.columns["Belopp"], told(agreement, row)
        expression = read_formula(amount) if amount.startswith(MARK) else None
        if expression is not None and not isinstance(expression, FormulaFault):
            formulas[fold(row.name)] = Formula(row.name, expression, source)
        year = _OPI.fullmatch(row.name)
        if year and amount.endswith("%"):
            index[int(year[1])] = published_index(int(year[1]), amount, source)
    return Clause(agreement.address, formulas, index)


def published_index(year: int, text: str, source: str) -> Derivation:
    """The index change of a year as printed: "+4,6 %"."""
    digits = text.lstrip("+")
    return given(f"omsorgsprisindex {year}", number_value(digits), Unit.SHARE, source, last_digit(digits) / 2)


def assumed_index(year: int, low: Fraction, high: Fraction) -> Derivation:
    """A range that whoever asks has stated for a year that is not published."""
    return assumed(f"omsorgsprisindex {year}", low, high, Unit.SHARE, "antagande av den som räknar")


def told(agreement: Agreement, row: Provision) -> str:
    """A row's sources in words, with how they bind, and where the row stands."""
    sources = agreement.text.sources
    cited = "; ".join(
        f"{sources[each.key].title} ({each.kind}), {each.locus}" if each.key in sources else str(each)
        for each in row.citations
    )
    return f"raden ”{row.name}” i {agreement.address}: {cited}"


def circumstances(
    clause: Clause, people: Population, assumptions: Mapping[int, Derivation] | None = None
) -> Circumstances:
    """The agreement's own index figures, and assumptions for the years it has none. A published year is not assumed."""
    published = sorted(set(assumptions or {}) & set(clause.index))
    if published:
        raise MoneyError(
            f"omsorgsprisindex {published[0]} är publicerat och behöver inget antagande; "
            "pröva ett annat värde med samsyn money what-if"
        )
    return Circumstances(clause, people, {**clause.index, **(assumptions or {})})


def weighed(clause: Clause, under: Fraction, oldest: Fraction) -> Clause:
    """The same clause with other weights of the two changes; raises MoneyError when they are not parts of a whole."""
    if under < 0 or oldest < 0 or under + oldest != 1:
        raise MoneyError("vikterna ska vara minst noll och tillsammans 100 procent. Ingenting är räknat")
    text = f"= {_percent(under)} × {CHANGE_UNDER_80} + {_percent(oldest)} × {CHANGE_80}"
    formula = Formula(DEMOGRAPHY, our_formula(text), "antagande av den som räknar")
    return replace(clause, formulas={**clause.formulas, fold(DEMOGRAPHY): formula})


def _percent(share: Fraction) -> str:
    hundredths = share * 10_000
    if hundredths.denominator != 1:
        raise MoneyError(f"vikten {share} har fler än två decimaler i procent. Ingenting är räknat")
    return in_percent(share, 2)


def index_of(year: int, facts: Circumstances) -> Derivation:
    """The index that a year's compensation is raised by: that of the year before. Raises when it is not known."""
    found = facts.index.get(year - 1)
    if found is None:
        known = ", ".join(str(each) for each in sorted(facts.index))
        raise MissingFigureError(
            f"omsorgsprisindex {year - 1} är inte känt, och ersättningen {year} räknas inte utan det. "
            f"Känt är {known}. Ange ett antagande, till exempel --opi {year - 1}=2,0..3,5"
        )
    return found


def demographic_effect(municipality: str, year: int, facts: Circumstances) -> Derivation:
    """How much the changes in population raise a municipality's compensation of a year."""
    first, last = year - facts.lag.before, year - facts.lag.after
    changes = {
        CHANGE_UNDER_80: (
            people_under_80(facts.population, municipality, first),
            people_under_80(facts.population, municipality, last),
        ),
        CHANGE_80: (people_80(facts.population, municipality, first), people_80(facts.population, municipality, last)),
    }
    expression = our_formula(_CHANGE)
    inputs = {
        name: computed(
            f"{name} i {municipality} {first}–{last}",
            expression,
            {"antalet efter": after, "antalet före": before},
            Unit.SHARE,
        )
        for name, (before, after) in changes.items()
    }
    formula = facts.clause.formula(DEMOGRAPHY)
    return computed(
        f"{DEMOGRAPHY} för {municipality} {year}",
        formula.expression,
        inputs,
        Unit.SHARE,
        sources=(formula.source,),
        note=f"jämförelseåren {first} och {last} är ett val: avtalet säger inte vilka",
    )


def raised(municipality: str, year: int, previous: Derivation, facts: Circumstances) -> Derivation:
    """A municipality's compensation of a year, from that of the year before: in whole öre."""
    formula = facts.clause.formula(facts.combination.value)
    index = facts.clause.formula(INDEX)
    inputs = {
        PREVIOUS: previous,
        INDEX: computed(
            f"{INDEX} {year}",
            index.expression,
            {THE_INDEX: index_of(year, facts)},
            Unit.SHARE,
            sources=(index.source,),
        ),
        DEMOGRAPHY: demographic_effect(municipality, year, facts),
    }
    exact = computed(
        f"{municipality}s ersättning {year}",
        formula.expression,
        inputs,
        Unit.KRONOR,
        sources=(formula.source,),
        note=f"{facts.combination.value}: avtalet säger inte vilket",
    )
    return to_whole_ore(exact, facts.rounding, WHERE)
