"""Another outside judge: an agreement as constraints for the solver Z3, which finds every result an answer can come to.

Facts are unknowns, a row is four conditions (surely holds, fails, perhaps holds, tests a contradiction), an answer is what its
table's hit policy makes of them. Nothing is enumerated and nothing of `samsyn.evaluation` is used. Written, like
the brute force, from DESIGN section 2; unlike it, it takes the values a cell accepts, and a timetable's rows, as they were read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import z3

from generated.brute_force import Nothing
from samsyn.facts.values import Value, Whole
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision, Row
from samsyn.rules.versions import Agreement

SILENT, CONFLICT, GIVEN = range(3)


@dataclass(frozen=True)
class RowConditions:
    """When a row surely holds, perhaps holds (a contradiction among what it tests or not), and only the latter."""

    sure: z3.BoolRef
    maybe: z3.BoolRef
    torn: z3.BoolRef


@dataclass(frozen=True)
class AnswerConditions:
    """What an answer comes to: `state` SILENT, CONFLICT or GIVEN; when given, which of the values are given."""

    state: z3.ArithRef
    given: Mapping[Value, z3.BoolRef]
    collected: bool


class Solver:
    """An agreement as constraints."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.solver = z3.Solver()
        self.facts: dict[str, z3.ArithRef] = {}
        self.answers: dict[str, AnswerConditions] = {}
        for name, fact in agreement.vocabulary.facts.items():
            unknown = self.facts[name] = z3.Int(f"faktum {name}")
            low, high = (
                (fact.domain.low, fact.domain.high) if isinstance(fact.domain, Whole) else (0, len(fact.domain) - 1)
            )
            self.solver.add(low <= unknown, unknown <= high)
        for combination in agreement.impossible:
            self.solver.add(z3.Not(z3.And([self._accepted(name, cell) for name, cell in combination.cells.items()])))
        for decision in agreement.decisions:
            rows = [self._row(decision, row) for row in decision.rows]
            for column, name in enumerate(decision.outputs):
                self._answer(decision, rows, column, name)

    # ---- rows

    def _equals(self, name: str, value: Value) -> z3.BoolRef:
        domain = self.agreement.vocabulary.facts[name].domain
        return self.facts[name] == (int(value) if isinstance(domain, Whole) else list(domain).index(value))

    def _accepted(self, name: str, cell: Cell) -> z3.BoolRef:
        """That a fact satisfies a cell."""
        if cell.anything:
            return z3.BoolVal(True)
        fact = self.facts[name]
        return z3.Or(
            [z3.And(low <= fact, fact <= high) for low, high in cell.spans]
            + [self._equals(name, value) for value in sorted(cell.values, key=str)]
        )

    def _row(self, decision: Decision, row: Row) -> RowConditions:
        fails, silent, torn = [], [], []
        for name, cell in zip(decision.inputs, row.cells, strict=True):
            if cell.anything:
                continue
            if name in self.facts:
                fails.append(z3.Not(self._accepted(name, cell)))
                continue
            premise = self.answers[name]
            members = [given for value, given in premise.given.items() if in_cell(value, cell)]
            if premise.collected and cell.accepts_none:
                members.append(z3.Not(z3.Or(list(premise.given.values()))))
            fails.append(z3.And(premise.state == GIVEN, z3.Not(z3.Or(members))))
            silent.append(premise.state == SILENT)
            torn.append(premise.state == CONFLICT)
        open_still = z3.Or(silent + torn)
        possible = z3.Not(z3.Or(fails))
        return RowConditions(
            z3.And(possible, z3.Not(open_still)), z3.And(possible, open_still), z3.And(possible, z3.Or(torn))
        )

    # ---- hit policies

    def _answer(self, decision: Decision, rows: Sequence[RowConditions], column: int, name: str) -> None:
        """Constrain an answer to be what the hit policy says."""
        outcomes = [row.outcomes[column] for row in decision.rows]
        values = list(dict.fromkeys(value for value in outcomes if value is not None))
        made = AnswerConditions(
            z3.Int(f"läge {name}"),
            {value: z3.Bool(f"svar {name} {value}") for value in values},
            decision.policy.value == "C",
        )
        self.answers[name] = made
        conflict, given = {"F": first, "U": unique, "A": any_of, "C": collect}[decision.policy.value](
            decision.rows, rows, outcomes
        )
        self.solver.add(
            made.state == z3.If(conflict, CONFLICT, z3.If(z3.Or([when for _, when in given]), GIVEN, SILENT))
            if not made.collected
            else made.state == z3.If(conflict, CONFLICT, z3.If(z3.And([when for _, when in given]), GIVEN, SILENT))
        )
        for value, known in made.given.items():
            holding = [row.sure for row, outcome in zip(rows, outcomes, strict=True) if outcome == value]
            when = z3.Or(holding) if made.collected else z3.Or([when for said, when in given if said == value])
            self.solver.add(known == z3.And(made.state == GIVEN, when))

    # ---- asking

    def results(self, known: Mapping[str, Value], answer: str) -> frozenset[Any]:
        """Everything an answer can come to; empty when the facts cannot be together."""
        self.solver.push()
        self.solver.add([self._equals(name, value) for name, value in known.items()])
        found = frozenset(self._each_result(answer))
        self.solver.pop()
        return found

    def _each_result(self, answer: str) -> Iterator[Any]:
        conditions = self.answers[answer]
        while self.solver.check() == z3.sat:
            model = self.solver.model()
            state = model.eval(conditions.state, model_completion=True).as_long()
            given = {
                value: z3.is_true(model.eval(when, model_completion=True)) for value, when in conditions.given.items()
            }
            members = tuple(value for value, is_given in given.items() if is_given)
            yield {SILENT: Nothing.SILENT, CONFLICT: Nothing.CONFLICT}.get(
                state, members if conditions.collected else members[0] if members else None
            )
            self.solver.add(
                z3.Or([conditions.state != state, *(when != given[value] for value, when in conditions.given.items())])
            )


def in_cell(value: Value, cell: Cell) -> bool:
    """Whether a cell accepts the value of an answer."""
    return value in cell.values or any(isinstance(value, int) and low <= value <= high for low, high in cell.spans)


Given = list[tuple[Value | None, z3.BoolRef]]
"""For a value (None: nothing) a condition under which it is answered; under C conditions that must all hold."""


def first(
    written: Sequence[Row], rows: Sequence[RowConditions], outcomes: Sequence[Value | None]
) -> tuple[z3.BoolRef, Given]:
    """F: when no row above surely holds and no maybe above says otherwise."""
    reached: z3.BoolRef = z3.BoolVal(True)
    conflict, given = [], []
    for position, (row, outcome) in enumerate(zip(rows, outcomes, strict=True)):
        above = rows[:position]
        answers = z3.And(reached, row.sure)
        if written[position].name == "annars":
            answers = z3.And(answers, z3.Not(z3.Or([one.maybe for one in above])))
        otherwise = z3.Or([one.maybe for one, said in zip(above, outcomes, strict=False) if said != outcome])
        conflict.append(z3.And(answers, otherwise, z3.Or([one.torn for one in above])))
        if outcome is not None:
            given.append((outcome, z3.And(answers, z3.Not(otherwise))))
        reached = z3.And(reached, z3.Not(answers))
    conflict.append(z3.And(reached, z3.Or([row.torn for row in rows])))
    return z3.Or(conflict), given


def unique(
    _written: Sequence[Row], rows: Sequence[RowConditions], outcomes: Sequence[Value | None]
) -> tuple[z3.BoolRef, Given]:
    """U: one row surely holds and no other perhaps."""
    sure, maybe = z3.Sum([z3.If(row.sure, 1, 0) for row in rows]), z3.Or([row.maybe for row in rows])
    conflict = z3.Or(sure > 1, z3.Or([row.torn for row in rows]))
    alone = z3.And(sure == 1, z3.Not(maybe))
    given = [(said, z3.And(alone, row.sure)) for row, said in zip(rows, outcomes, strict=True) if said is not None]
    return conflict, given


def any_of(
    _written: Sequence[Row], rows: Sequence[RowConditions], outcomes: Sequence[Value | None]
) -> tuple[z3.BoolRef, Given]:
    """A: some row surely holds, and every row that does or perhaps does says the same."""
    said = dict.fromkeys(outcomes)
    held = {one: z3.Or([row.sure for row, other in zip(rows, outcomes, strict=True) if other == one]) for one in said}
    perhaps = {
        one: z3.Or([row.maybe for row, other in zip(rows, outcomes, strict=True) if other == one]) for one in said
    }
    two = z3.Or([z3.And(held[one], held[other]) for one in said for other in said if one != other])
    agreed = {
        one: z3.And(held[one], z3.Not(z3.Or([z3.Or(held[other], perhaps[other]) for other in said if other != one])))
        for one in said
    }
    torn = z3.And(z3.Or([row.torn for row in rows]), z3.Not(z3.Or(list(agreed.values()))))
    return z3.Or(two, torn), [(one, when) for one, when in agreed.items() if one is not None]


def collect(
    _written: Sequence[Row], rows: Sequence[RowConditions], outcomes: Sequence[Value | None]
) -> tuple[z3.BoolRef, Given]:
    """C: no sure row is silent, and every maybe says what a sure row says too."""
    no_silence = z3.Not(z3.Or([row.sure for row, said in zip(rows, outcomes, strict=True) if said is None]))
    covered = [
        z3.Implies(
            row.maybe,
            z3.Or(
                [other.sure for other, same in zip(rows, outcomes, strict=True) if same == said and said is not None]
            ),
        )
        for row, said in zip(rows, outcomes, strict=True)
    ]
    torn = z3.And(no_silence, z3.Not(z3.And(covered)), z3.Or([row.torn for row in rows]))
    return torn, [(None, no_silence), *((None, when) for when in covered)]
