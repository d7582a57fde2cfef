"""The rule lists as an openfisca-core tax and benefit system: one variable a fact, one a table's answer.

More kindly written than most country packages: conditions compare the codes below an enumeration, and a formula
selects among whole numbers, not among enumeration members (which numpy would handle as Python objects).
"""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np
from column_expressions import Line, Sheet, words_of
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.model_api import MONTH, Variable, select
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Choice

PERIOD = "2026-05"
PERSON = build_entity(key="person", plural="persons", label="Person", is_person=True)


def system(compiled: Compiled, tables: Sequence[Sheet]) -> tuple[TaxBenefitSystem, dict[str, type[Enum]]]:
    """The system, and the enumeration of each choice."""
    made = TaxBenefitSystem([PERSON])
    enums: dict[str, type[Enum]] = {}
    for level in compiled.space.facts:
        fact = level.fact
        if isinstance(fact.domain, Choice):
            enums[fact.id] = _enum(fact.id, fact.domain.values)
            made.add_variable(_variable(fact.id, enums[fact.id]))
        else:
            made.add_variable(_variable(fact.id, None))
    for table in tables:
        for place, answer in enumerate(table.outputs):
            enums[answer] = _enum(answer, words_of(compiled, answer))
            made.add_variable(_variable(answer, enums[answer], _formula(table, place, enums[answer])))
    return made, enums


def _enum(name: str, words: Sequence[str]) -> type[Enum]:
    return Enum(name, {f"v{index}": word for index, word in enumerate(words)})  # type: ignore[return-value]


def _variable(name: str, enum: type[Enum] | None, formula: object = None) -> type[Variable]:
    described: dict[str, object] = {
        "value_type": int if enum is None else Enum,
        "entity": PERSON,
        "definition_period": MONTH,
        "label": name,
    }
    if enum is not None:
        described |= {"possible_values": enum, "default_value": list(enum)[-1]}
    if formula is not None:
        described["formula"] = formula
    return type(name, (Variable,), described)


def _formula(table: Sheet, place: int, enum: type[Enum]) -> object:
    default = table.lines[-1].outcomes[place]

    def formula(person, period):  # noqa: ANN001, ANN202 (openfisca calls it so)
        names = {test.column for line in table.lines for test in line.tests}
        known = {name: np.asarray(person(name, period)) for name in names}
        conditions = [_condition(line, known) for line in table.lines[:-1]]
        if not conditions:
            return EnumArray(np.full(person.count, default, np.int16), enum)
        choices = [np.int16(line.outcomes[place]) for line in table.lines[:-1]]
        return EnumArray(select(conditions, choices, np.int16(default)), enum)

    return formula


def _condition(line: Line, known: Mapping[str, np.ndarray]) -> np.ndarray:
    held_so_far: list[np.ndarray] = []
    for test in line.tests:
        column = known[test.column]
        if test.spans:
            parts = [(column >= low) * (column <= high) for low, high in test.spans]
        elif len(test.codes) > 3:
            parts = [np.isin(column, np.array(test.codes, column.dtype))]
        else:
            parts = [column == code for code in test.codes]
        held = np.logical_or.reduce(parts) if len(parts) > 1 else parts[0]
        held = ~held if test.negated else held
        held_so_far.append(held)
    return reduce(np.multiply, held_so_far)


def simulation(
    made: TaxBenefitSystem, enums: Mapping[str, type[Enum]], columns: Mapping[str, np.ndarray], count: int
) -> Simulation:
    """A simulation with every fact given."""
    built = SimulationBuilder().build_default_simulation(made, count)
    for name, column in columns.items():
        given = EnumArray(column.astype(np.int16), enums[name]) if name in enums else column.astype(np.int32)
        built.set_input(name, PERIOD, given)
    return built


def calculate(made: Simulation, answers: Sequence[str]) -> dict[str, np.ndarray]:
    """Every answer."""
    return {answer: np.asarray(made.calculate(answer, PERIOD)) for answer in answers}
