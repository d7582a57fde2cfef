"""An agreement table by table, exact though facts are unknown: each table over things that do not depend on one another.

A table is stated in facts and in other tables. Of two things that share no fact, and that nothing impossible binds
together, each can be whatever it can be by itself; so a table that tests only such things can be decided from what each
of them can come to. Where tables do share facts, they are worked into the one that tests them.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias, cast

from samsyn.evaluation.boxes import Box, consequences, contains, outside
from samsyn.evaluation.classes import FactClasses
from samsyn.evaluation.compiled import IMPOSSIBLE
from samsyn.evaluation.diagram import Diagrams
from samsyn.evaluation.meaning import Match, Result, Truth, Void, both, cell_truth, outcome
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision, HitPolicy
from samsyn.rules.impossible import Impossible
from samsyn.rules.versions import Agreement

MOST_GROUPS: Final = 32
"""A collection whose askers tell more results than this apart is worked into them."""

Combination: TypeAlias = Mapping[str, frozenset[int]]
"""Classes of some facts that cannot all be true: an impossible combination, or what follows from several."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One way a table can come out: the rows that surely match, and what each output comes to."""

    rows: tuple[int, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Turns that no other table tells apart; `results` are those of one of them."""

    results: tuple[Result, ...]
    turns: tuple[Turn, ...]


@dataclass(eq=False)
class Stage:
    """One table as a diagram of its turns, IMPOSSIBLE where the facts it asks cannot be true together.

    Its levels, `asked`, are facts and other stages. `exclusions` has, by fact asked, the classes that what is known of
    facts outside it can exclude; `tested_by` the cells of other tables that test its outputs, by output.
    """

    decision: Decision
    asked: "tuple[FactClasses | Stage, ...]"
    exclusions: Mapping[str, frozenset[int]]
    tested_by: tuple[tuple[int, Cell], ...]
    diagrams: Diagrams
    root: int

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """Every way it can come out, in the order of its rows."""
        leaves = (leaf for leaf in self.diagrams.leaves(self.root) if leaf != IMPOSSIBLE)
        return tuple(
            sorted(
                (cast("Turn", leaf) for leaf in leaves),
                key=lambda turn: (not turn.rows, turn.rows, repr(turn.results)),
            )
        )

    @cached_property
    def groups(self) -> "tuple[Group, ...]":
        """Its classes where another stage asks it: turns of the same results.

        A collection can come to so many that only what some cell tells apart is kept apart.
        """
        found: dict[Hashable, list[Turn]] = {}
        for turn in self.turns:
            seen: Hashable = turn.results
            if self.decision.policy is HitPolicy.COLLECT:
                seen = tuple(cell_truth(cell, turn.results[column]) for column, cell in self.tested_by)
            found.setdefault(seen, []).append(turn)
        return tuple(Group(turns[0].results, tuple(turns)) for turns in found.values())

    def __len__(self) -> int:
        return len(self.groups)


@dataclass
class Stages:
    """The stages of an agreement, made as they are asked for. `known` are the facts that some case may know."""

    agreement: Agreement
    classes: Mapping[str, FactClasses]
    impossible: tuple[Impossible, ...]
    known: frozenset[str]
    made: dict[str, Stage] = field(default_factory=dict)
    """By decision; each after those it asks."""

    @cached_property
    def combinations(self) -> tuple[Combination, ...]:
        """All that cannot be true together, what follows from several combinations included."""
        names = list(self.classes)
        level = {name: index for index, name in enumerate(names)}
        boxes = [_box(self.combination(row), level) for row in self.impossible]
        widest = consequences(boxes, [len(self.classes[name]) for name in names])
        return tuple({names[index]: box[index] for index in sorted(box)} for box in widest)

    def combination(self, row: Impossible) -> Combination:
        """What a row says cannot be true together; a fact that it lets be anything is no part of it."""
        accepted = {name: self.classes[name].accepted(cell) for name, cell in row.cells.items()}
        return {name: classes for name, classes in accepted.items() if len(classes) < len(self.classes[name])}

    def stage(self, decision: Decision) -> Stage:
        """The stage of a decision."""
        if decision.id not in self.made:
            self.made[decision.id] = self._make(decision)
        return self.made[decision.id]

    # ---- what a stage asks

    def premises(self, decision: Decision) -> Iterator[str]:
        """The inputs that some row really tests."""
        for column, name in enumerate(decision.inputs):
            if any(not row.cells[column].anything for row in decision.rows):
                yield name

    def _cone(self, decision: Decision) -> frozenset[str]:
        """The facts a decision rests on, through all others."""
        found: set[str] = set()
        for name in self.premises(decision):
            if name in self.classes:
                found.add(name)
            elif name in self.agreement.decided_by:
                found |= self._cone(self.agreement.decided_by[name])
        return frozenset(found)

    def _within(self, facts: frozenset[str]) -> frozenset[str]:
        """The facts, with others when what those exclude cannot be told of one fact at a time."""
        while True:
            for combination in self.combinations:
                tested = combination.keys() & facts
                if len(tested) > 1 and combination.keys() - facts <= self.known and not self._told(combination, facts):
                    facts |= combination.keys()
                    break
            else:
                return facts

    def _told(self, combination: Combination, facts: frozenset[str]) -> bool:
        """Whether a combination follows from those that lie within the facts and those that exclude of one fact."""
        if combination.keys() <= facts:
            return True
        names = sorted(combination.keys() & facts)
        inner, outer = split(combination, facts)
        diagrams = Diagrams([len(self.classes[name]) for name in names])
        level = {name: index for index, name in enumerate(names)}
        left = diagrams.box(_box(inner, level), diagrams.leaf(True), diagrams.leaf(False))
        order = {name: index for index, name in enumerate(self.classes)}
        for other in self.combinations:
            tested, when = split(other, facts)
            if tested.keys() <= level.keys() and (
                not when or (len(tested) == 1 and contains(_box(when, order), _box(outer, order)))
            ):
                left = outside(diagrams, left, _box(tested, level))
        return diagrams.payloads.get(left) is False

    def _bound(self, facts: Iterable[str], within: frozenset[str]) -> frozenset[str]:
        """These facts with all that combinations within some facts bind to them."""
        reached = set(facts)
        while True:
            more = {
                name
                for combination in self.combinations
                if combination.keys() <= within and combination.keys() & reached
                for name in combination
            } - reached
            if not more:
                return frozenset(reached)
            reached |= more

    def _independent(self, decision: Decision) -> tuple[frozenset[str], frozenset[str], list[Decision], list[Decision]]:
        """All facts in play; those a stage asks itself; the decisions it asks; and those that are worked into it."""
        within = self._within(self._cone(decision))
        facts: set[str] = set()
        asked: dict[str, Decision] = {}
        worked_in: dict[str, Decision] = {}

        def take(one: Decision) -> None:
            for name in self.premises(one):
                if name in self.classes:
                    facts.add(name)
                elif (premise := self.agreement.decided_by.get(name)) and premise.id not in worked_in:
                    asked[premise.id] = premise

        take(decision)
        while (one := self._entangled(facts, asked, within)) is not None:
            del asked[one.id]
            worked_in[one.id] = one
            take(one)
        running = [one for one in self.agreement.decisions if one.id in asked]
        return (
            within,
            self._bound(facts, within),
            running,
            [one for one in self.agreement.decisions if one.id in worked_in],
        )

    def _entangled(
        self, facts: Iterable[str], asked: Mapping[str, Decision], within: frozenset[str]
    ) -> Decision | None:
        """A decision that cannot be asked by itself: the last to run first, for what it asks may then be."""
        bound = self._bound(facts, within)
        rests = {name: self._bound(self._cone(one), within) for name, one in asked.items()}
        for one in reversed(self.agreement.decisions):
            if one.id in asked:
                others = bound.union(*(rest for name, rest in rests.items() if name != one.id))
                if rests[one.id] & others:
                    return one
                if one.policy is HitPolicy.COLLECT and len(self.stage(one)) > MOST_GROUPS:
                    return one
        return None

    # ---- the diagram

    def _make(self, decision: Decision) -> Stage:
        within, facts, asked_decisions, worked_in = self._independent(decision)
        asked: tuple[FactClasses | Stage, ...] = (
            *(self.stage(one) for one in asked_decisions),
            *(fact for name, fact in self.classes.items() if name in facts),
        )
        # The size of a diagram hangs on the order it asks in; a few orders are worth trying.
        orders = (asked, asked[::-1], tuple(sorted(asked, key=len)), tuple(sorted(asked, key=len, reverse=True)))
        made = (self._diagram(decision, order, worked_in, within) for order in orders)
        return min(made, key=lambda stage: len(stage.diagrams.reachable(stage.root)))

    def _diagram(
        self,
        decision: Decision,
        asked: "tuple[FactClasses | Stage, ...]",
        worked_in: Iterable[Decision],
        within: frozenset[str],
    ) -> Stage:
        exclusions = self._exclusions(asked, within)
        diagrams = Diagrams([len(one) for one in asked])
        if not all(diagrams.widths):  # nothing is possible of what it tests
            return Stage(decision, asked, exclusions, (), diagrams, diagrams.leaf(IMPOSSIBLE))
        results: dict[str, int] = {}
        levels: dict[str, int] = {}
        for level, one in enumerate(asked):
            if isinstance(one, Stage):
                for column, answer in enumerate(one.decision.outputs):
                    children = tuple(diagrams.leaf(group.results[column]) for group in one.groups)
                    results[answer] = diagrams.node(level, children)
            else:
                levels[one.fact.id] = level
        for premise in worked_in:
            match = self._match(premise, diagrams, levels, results)
            for column, answer in enumerate(premise.outputs):
                results[answer] = _relabelled(diagrams, premise, match, column)
        match = self._match(decision, diagrams, levels, results)
        turns = diagrams.relabel(lambda leaf: _turn(decision, cast("Match", leaf)), match)
        root = diagrams.combine(
            lambda can, leaf: leaf if can is True else IMPOSSIBLE, self._possible(diagrams, levels, within), turns
        )
        return Stage(decision, asked, exclusions, self._tested_by(decision), diagrams, root)

    def _match(
        self, decision: Decision, diagrams: Diagrams, levels: Mapping[str, int], results: Mapping[str, int]
    ) -> int:
        """The diagram of a decision's matches: as in `Compiled`, but an answer may itself be a level."""
        match = diagrams.leaf(Match())
        for position in range(len(decision.rows) - 1, -1, -1):
            truth = diagrams.leaf(Truth.TRUE)
            for name, cell in zip(decision.inputs, decision.rows[position].cells, strict=True):
                if cell.anything:
                    continue
                if name in levels:
                    accepted = {levels[name]: self.classes[name].accepted(cell)}
                    holds = diagrams.box(accepted, diagrams.leaf(Truth.TRUE), diagrams.leaf(Truth.FALSE))
                else:
                    premise = results.get(name, diagrams.leaf(Void.SILENT))

                    def tested(leaf: object, cell: Cell = cell) -> Truth:
                        return cell_truth(cell, cast("Result", leaf))

                    holds = diagrams.relabel(tested, premise)
                truth = diagrams.combine(lambda one, two: both(cast("Truth", one), cast("Truth", two)), truth, holds)

            def before(one: object, rest: object, position: int = position) -> Match:
                return cast("Match", rest).before(position, cast("Truth", one), decision.policy)

            match = diagrams.combine(before, truth, match)
        return diagrams.relabel(lambda leaf: cast("Match", leaf).settled(decision.rows), match)

    def _possible(self, diagrams: Diagrams, levels: Mapping[str, int], within: frozenset[str]) -> int:
        possible = diagrams.leaf(True)
        for combination in self.combinations:
            if combination.keys() <= levels.keys() & within:
                possible = outside(diagrams, possible, _box(combination, levels))
        return possible

    def _tested_by(self, decision: Decision) -> tuple[tuple[int, Cell], ...]:
        return tuple(
            dict.fromkeys(
                (decision.outputs.index(name), row.cells[column])
                for other in self.agreement.decisions
                for column, name in enumerate(other.inputs)
                if name in decision.outputs
                for row in other.rows
                if not row.cells[column].anything
            )
        )

    def _exclusions(
        self, asked: "Iterable[FactClasses | Stage]", within: frozenset[str]
    ) -> Mapping[str, frozenset[int]]:
        """For each fact asked the classes that facts not in play can exclude, when those are known."""
        found: dict[str, frozenset[int]] = {}
        names = {one.fact.id for one in asked if isinstance(one, FactClasses)}
        for combination in self.combinations:
            tested, when = split(combination, within)
            if len(tested) == 1 and when and when.keys() <= self.known and tested.keys() <= names:
                found |= {name: found.get(name, frozenset()) | classes for name, classes in tested.items()}
        return found

    def excluding(self, fact: str, index: int) -> tuple[Combination, ...]:
        """What excludes a class of a fact when it is known: in as few words as possible."""
        found: list[Combination] = []
        order = {name: position for position, name in enumerate(self.classes)}
        for combination in self.combinations:
            if index in combination.get(fact, ()) and combination.keys() - {fact} <= self.known:
                _, when = split(combination, frozenset({fact}))
                found.append(when)
        return tuple(
            one
            for position, one in enumerate(found)
            if not any(
                contains(_box(other, order), _box(one, order))
                for place, other in enumerate(found)
                if place != position and (place < position or not contains(_box(one, order), _box(other, order)))
            )
        )


def split(combination: Combination, facts: frozenset[str]) -> tuple[Combination, Combination]:
    """The part of a combination about some facts, and the rest."""
    return (
        {name: classes for name, classes in combination.items() if name in facts},
        {name: classes for name, classes in combination.items() if name not in facts},
    )


def _box(combination: Combination, levels: Mapping[str, int]) -> Box:
    return {levels[name]: classes for name, classes in combination.items()}


def _relabelled(diagrams: Diagrams, decision: Decision, match: int, column: int) -> int:
    return diagrams.relabel(lambda leaf: outcome(decision.policy, decision.rows, cast("Match", leaf), column), match)


def _turn(decision: Decision, match: Match) -> Turn:
    results = tuple(outcome(decision.policy, decision.rows, match, column) for column in range(len(decision.outputs)))
    return Turn(match.sure, results)
