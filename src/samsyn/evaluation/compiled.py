"""An agreement, or several, compiled into diagrams: which rows of each table match, and what each answer comes to.

IMPOSSIBLE is the payload of cases that cannot be. Everything that is asked of many cases at once rests here:
fast single answers, what is missing, what to ask next, proofs and SQL.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import Final, cast

from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status, stand
from samsyn.evaluation.classes import FactClasses, classes_bound, classes_of
from samsyn.evaluation.diagram import LEAF, Diagrams
from samsyn.evaluation.meaning import Match, Result, Truth, Void, both, cell_truth, outcome
from samsyn.evaluation.one_case import why_impossible
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible
from samsyn.rules.versions import Agreement


class Nowhere(Enum):
    """The payload of cases that cannot be; equal to no value that an answer can have."""

    IMPOSSIBLE = "omöjligt"


IMPOSSIBLE: Final = Nowhere.IMPOSSIBLE


@dataclass
class Space:
    """The facts that some agreements test together, as levels of one store of diagrams.

    `unseen` are facts that no table can see, but that cannot all be together: `impossible_unseen` binds them to one
    another. Their levels are after those of `facts`.
    """

    facts: tuple[FactClasses, ...]
    impossible: tuple[Impossible, ...]
    unseen: tuple[FactClasses, ...]
    impossible_unseen: tuple[Impossible, ...]
    diagrams: Diagrams

    @classmethod
    def of(cls, agreements: Sequence[Agreement]) -> "Space":
        """A space wide enough for all the agreements."""
        classes, impossible = classes_of(agreements)
        impossible_unseen = tuple(row for row in agreements[0].impossible if row not in impossible)
        facts = tuple(classes.values())
        unseen = tuple(classes_bound(agreements[0].vocabulary, impossible_unseen).values())
        return cls(facts, impossible, unseen, impossible_unseen, Diagrams([len(fact) for fact in (*facts, *unseen)]))

    @cached_property
    def level(self) -> Mapping[str, int]:
        """The level of each fact."""
        return {fact.fact.id: index for index, fact in enumerate(self.facts)}

    @cached_property
    def level_unseen(self) -> Mapping[str, int]:
        """The level of each fact that no table can see."""
        return {fact.fact.id: index for index, fact in enumerate(self.unseen, len(self.facts))}

    @cached_property
    def possible(self) -> int:
        """The diagram that is True where a case can be, as far as tables can see."""
        return self.left_by(self.impossible)

    def left_by(self, rows: Iterable[Impossible]) -> int:
        """The diagram that is True where some impossible combinations leave a case possible."""
        diagrams, facts, level = self.diagrams, (*self.facts, *self.unseen), {**self.level, **self.level_unseen}
        possible = diagrams.leaf(True)
        for row in rows:
            accepted = {level[name]: facts[level[name]].accepted(cell) for name, cell in row.cells.items()}
            allowed = diagrams.box(accepted, diagrams.leaf(False), diagrams.leaf(True))
            possible = diagrams.combine(lambda one, other: one is True and other is True, possible, allowed)
        return possible

    @cached_property
    def _possible_unseen(self) -> int:
        return self.left_by(self.impossible_unseen)

    def can_be(self, known: Mapping[str, Value]) -> bool:
        """Whether known facts, those that no table can see too, can be true together."""
        unseen = {
            level: self.unseen[level - len(self.facts)].index[known[name]]
            for name, level in self.level_unseen.items()
            if name in known
        }
        left = (
            self.diagrams.restrict(self.possible, self.codes(known)),
            self.diagrams.restrict(self._possible_unseen, unseen),
        )
        return all(True in self.diagrams.leaves(node) for node in left)

    @cached_property
    def sizes(self) -> list[list[int]]:
        """How many values each class of each fact holds."""
        return [[fact.size(index) for index in range(len(fact))] for fact in self.facts]

    def codes(self, known: Mapping[str, Value]) -> dict[int, int]:
        """Known facts as classes by level; facts that no table tests are left out."""
        return {
            self.level[name]: self.facts[self.level[name]].index[value]
            for name, value in known.items()
            if name in self.level
        }

    def example(self, box: Mapping[int, frozenset[int]]) -> dict[str, Value] | None:
        """A possible case inside a box: the first value of the first class that can be; None when there is none."""
        chosen: dict[int, int] = {}
        node = self.possible
        diagrams = self.diagrams
        for level, fact in enumerate(self.facts):
            for index in sorted(box.get(level, range(len(fact)))):
                after = diagrams.child(node, level, index)
                if self._some_possible(after, box):
                    chosen[level], node = index, after
                    break
            else:
                return None
        return {self.facts[level].fact.id: self.facts[level].example(index) for level, index in chosen.items()}

    def _some_possible(self, node: int, box: Mapping[int, frozenset[int]]) -> bool:
        diagrams = self.diagrams
        if diagrams.levels[node] == LEAF:
            return bool(diagrams.payloads[node])
        level = diagrams.levels[node]
        return any(
            self._some_possible(diagrams.children[node][index], box)
            for index in box.get(level, range(len(self.facts[level])))
        )


@dataclass
class Compiled:
    """One agreement in a space: for each decision the diagram of its matches, for each answer that of its results.

    Payloads are Match and Result; in `matches` and `results` impossible cases are not yet marked.
    """

    agreement: Agreement
    space: Space
    matches: dict[str, int] = field(default_factory=dict)
    results: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, agreement: Agreement, space: Space | None = None) -> "Compiled":
        """Compile an agreement, in its own space unless one is given."""
        compiled = cls(agreement, space or Space.of((agreement,)))
        for decision in agreement.decisions:
            compiled.add(decision)
        return compiled

    def add(self, decision: Decision) -> None:
        """Compile one more table; those whose answers it tests must be there."""
        diagrams = self.space.diagrams
        match = diagrams.leaf(Match())
        for position in range(len(decision.rows) - 1, -1, -1):
            truth = self.row(decision, position)

            def before(one: Hashable, rest: Hashable, position: int = position) -> Hashable:
                return cast("Match", rest).before(position, cast("Truth", one), decision.policy)

            match = diagrams.combine(before, truth, match)
        match = diagrams.relabel(lambda one: cast("Match", one).settled(decision.rows), match)
        self.matches[decision.id] = match
        for column, answer in enumerate(decision.outputs):

            def said(one: Hashable, column: int = column) -> Hashable:
                return outcome(decision.policy, decision.rows, cast("Match", one), column)

            self.results[answer] = diagrams.relabel(said, match)

    def row(self, decision: Decision, position: int) -> int:
        """The diagram of one row's truth."""
        diagrams, space = self.space.diagrams, self.space
        accepted: dict[int, frozenset[int]] = {}
        premises: list[int] = []
        for name, cell in zip(decision.inputs, decision.rows[position].cells, strict=True):
            if cell.anything:
                continue
            if name in space.level:
                level = space.level[name]
                classes = space.facts[level].accepted(cell)
                accepted[level] = accepted[level] & classes if level in accepted else classes
            else:
                result = self.results.get(name, diagrams.leaf(Void.SILENT))

                def holds(one: Hashable, cell: Cell = cell) -> Hashable:
                    return cell_truth(cell, cast("Result", one))

                premises.append(diagrams.relabel(holds, result))
        truth = diagrams.box(accepted, diagrams.leaf(Truth.TRUE), diagrams.leaf(Truth.FALSE))
        for premise in premises:
            truth = diagrams.combine(lambda one, other: both(cast("Truth", one), cast("Truth", other)), truth, premise)
        return truth

    def where_possible(self, node: int) -> int:
        """The diagram with IMPOSSIBLE where a case cannot be."""
        return self.space.diagrams.combine(
            lambda can, payload: payload if can is True else IMPOSSIBLE, self.space.possible, node
        )

    @cached_property
    def pairs(self) -> dict[str, int]:
        """For each answer the diagram of (result, match), IMPOSSIBLE where a case cannot be."""
        made = {}
        for answer, decision in self.agreement.decided_by.items():
            column = decision.outputs.index(answer)

            def pair(one: Hashable, decision: Decision = decision, column: int = column) -> Hashable:
                match = cast("Match", one)
                return outcome(decision.policy, decision.rows, match, column), match

            made[answer] = self.where_possible(self.space.diagrams.relabel(pair, self.matches[decision.id]))
        return made

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """For each answer the diagram of its result, IMPOSSIBLE where a case cannot be."""
        return {answer: self.where_possible(node) for answer, node in self.results.items()}

    def decide(self, known: Mapping[str, Value], answers: Collection[str] | None = None) -> dict[str, Standing]:
        """How every answer, or those named, stands for a case. Raises ImpossibleCaseError when the facts cannot be."""
        diagrams = self.space.diagrams
        if not self.space.can_be(known):
            raise ImpossibleCaseError(why_impossible(known, self.agreement.impossible))
        codes = self.space.codes(known)
        standings: dict[str, Standing] = {}
        for answer in self.pairs if answers is None else answers:
            root = self.pairs[answer]
            pairs = [
                cast("tuple[Result, Match]", payload)
                for payload in diagrams.leaves_where(root, codes)
                if payload != IMPOSSIBLE
            ]
            standing = stand(pairs)
            if standing.status is Status.UNKNOWN:
                standing = stand(pairs, self.missing(answer, codes))
            standings[answer] = standing
        return standings

    def missing(self, answer: str, codes: Mapping[int, int]) -> tuple[str, ...]:
        """The unknown facts that can change an answer, in the order of telling."""
        diagrams = self.space.diagrams
        root = diagrams.restrict(self.outcomes[answer], codes)
        asked = diagrams.tested(root)
        tested = [
            level for name, level in self.space.level.items() if name in self.agreement.facts and level not in codes
        ]
        found = [
            level
            for level in tested
            if level in asked and (self._matters_alone(root, level) or self._learning_matters(root, level))
        ]
        return tuple(self.space.facts[level].fact.id for level in found or tested)

    def _matters_alone(self, root: int, level: int) -> bool:
        """Whether two possible cases that differ in this fact alone are answered differently."""
        diagrams = self.space.diagrams
        memo: dict[tuple[int, int], bool] = {}

        def differ(one: int, other: int) -> bool:
            if one == other:
                return False
            key = (one, other)
            if key not in memo:
                memo[key] = False
                first, second = diagrams.levels[one], diagrams.levels[other]
                top = min(first, second)
                if top == LEAF:
                    memo[key] = IMPOSSIBLE not in (diagrams.payloads[one], diagrams.payloads[other])
                else:
                    memo[key] = any(
                        differ(diagrams.child(one, top, index), diagrams.child(other, top, index))
                        for index in range(diagrams.widths[top])
                    )
            return memo[key]

        for node in diagrams.reachable(root):
            if diagrams.levels[node] == level:
                distinct = list(dict.fromkeys(diagrams.children[node]))
                if any(
                    differ(one, other) for position, one in enumerate(distinct) for other in distinct[position + 1 :]
                ):
                    return True
        return False

    def _learning_matters(self, root: int, level: int) -> bool:
        """Whether learning this fact changes what the answer can come to."""
        diagrams = self.space.diagrams
        learnt = {
            frozenset(diagrams.leaves(diagrams.restrict(root, {level: index})) - {IMPOSSIBLE})
            for index in range(diagrams.widths[level])
        }
        return len(learnt - {frozenset()}) > 1
