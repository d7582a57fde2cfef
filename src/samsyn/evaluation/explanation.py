"""Why an answer is what it is: the rows that fired, the facts that mattered, and the nearest change that would alter it."""

import math
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import cast

from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.diagram import LEAF
from samsyn.evaluation.meaning import Match, Result, Truth, Void, cell_truth, outcome
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision, HitPolicy, Row

MOST_TRIED = 1 << 12
"""Combinations of values of silent answers that are tried; of more, each row that maybe matches speaks for itself."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A row that fired: the table it stands in and the row itself. `surely` is False for a row that only may match."""

    decision: Decision
    row: Row
    surely: bool


@dataclass(frozen=True, slots=True)
class Change:
    """The nearest way to another answer: known facts that would be otherwise, unknown facts that would have to be so.

    Each as a cell: one value of a choice, the span of numbers that would do.
    """

    result: Result
    changed: Mapping[str, Cell]
    conditions: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that can be said of one answer for one case.

    `reasons` are the rows through the whole graph, the answer's own table first; `mattered` the known facts that
    suffice for the answer, none of which can be left out; `changes` the nearest ways to other answers. `thinkable` is
    what a silent answer could come to, in the vocabulary's order.
    """

    answer: str
    standing: Standing
    reasons: tuple[Reason, ...]
    mattered: tuple[str, ...]
    changes: tuple[Change, ...]
    thinkable: tuple[Value | tuple[Value, ...], ...] = ()


def explain(
    compiled: Compiled, known: Mapping[str, Value], answer: str, standing: Standing, *, changes: bool = True
) -> Explanation:
    """Explain one answer whose standing has been decided; without `changes` what would alter it is not looked for."""
    settled = standing.status is not Status.UNKNOWN
    return Explanation(
        answer,
        standing,
        reasons(compiled, known, answer) if settled else (),
        mattered(compiled, known, answer) if settled else (),
        nearest_changes(compiled, known, answer, standing) if changes else (),
        thinkable(compiled, known, answer) if standing.status is Status.SILENT else (),
    )


def reasons(compiled: Compiled, known: Mapping[str, Value], answer: str) -> tuple[Reason, ...]:
    """The rows that fired for an answer, and those of each other table that it took to settle it.

    For a row that fired that is every answer it tests; for a row above that did not, one answer that ruled it out,
    unless a known fact already does.
    """
    agreement = compiled.agreement
    found: dict[str, list[Reason]] = {}
    waiting = [agreement.decided_by[answer]]
    while waiting:
        decision = waiting.pop(0)
        if decision.id in found:
            continue
        matches = possible_matches(compiled, known, decision)
        sure = sorted({position for match in matches for position in match.sure})
        maybe = sorted({position for match in matches for position in match.maybe} - set(sure))
        shown = sorted((*sure, *maybe))
        found[decision.id] = [Reason(decision, decision.rows[position], position in sure) for position in shown]
        last = (
            max(sure, default=len(decision.rows) - 1) if decision.policy is HitPolicy.FIRST else len(decision.rows) - 1
        )
        needed: list[str] = []
        for position in shown:
            needed.extend(_premises(compiled, known, decision, decision.rows[position]))
        for position in range(last + 1):
            if position not in shown:
                needed.extend(_ruled_out_by(compiled, known, decision, decision.rows[position], (*needed, *found)))
        waiting.extend(agreement.decided_by[name] for name in dict.fromkeys(needed))
    return tuple(reason for group in found.values() for reason in group)


def _premises(compiled: Compiled, known: Mapping[str, Value], decision: Decision, row: Row) -> list[str]:
    """The answers that a row tests; none when what is known rules the row out."""
    asked = [(name, cell) for name, cell in zip(decision.inputs, row.cells, strict=True) if not cell.anything]
    if any(name in known and not cell.accepts(known[name]) for name, cell in asked):
        return []
    return [name for name, _ in asked if name in compiled.agreement.decided_by]


def _ruled_out_by(
    compiled: Compiled, known: Mapping[str, Value], decision: Decision, row: Row, told: Collection[str]
) -> list[str]:
    """One answer that rules a row out, rather one that is told already; all it tests when none surely does."""
    premises = _premises(compiled, known, decision, row)
    cells = dict(zip(decision.inputs, row.cells, strict=True))
    ruling = [
        name
        for name in premises
        if all(cell_truth(cells[name], result) is Truth.FALSE for result in possible_results(compiled, known, name))
    ]
    return [next((name for name in ruling if name in told), ruling[0])] if ruling else premises


def thinkable(compiled: Compiled, known: Mapping[str, Value], answer: str) -> tuple[Value | tuple[Value, ...], ...]:
    """What a silent answer could come to: as its silent rows say themselves, and if the answers its rows test were told."""
    decision = compiled.agreement.decided_by[answer]
    column, domain = decision.outputs.index(answer), compiled.agreement.answers[answer].domain
    annars = tuple(position for position, row in enumerate(decision.rows) if row.residual)
    found: set[Result] = set()
    for match in possible_matches(compiled, known, decision):
        for held in _ways_to_hold(compiled, known, decision, match):
            fired = tuple(sorted((*match.sure, *held))) or annars
            if decision.policy is HitPolicy.FIRST:
                fired = fired[:1]
            if fired:
                found.add(outcome(decision.policy, decision.rows, Match(fired), column))
            for row in (decision.rows[position] for position in fired):
                if row.outcomes[column] is None:
                    written = (domain.read(word.strip()) for word in row.possible.split(","))
                    found.update(value for value in written if value is not None)
    order = list(domain)
    return tuple(sorted(_told(found), key=lambda result: [order.index(value) for value in _values((result,))]))


def _ways_to_hold(
    compiled: Compiled, known: Mapping[str, Value], decision: Decision, match: Match
) -> Iterator[tuple[int, ...]]:
    """Which of the rows that maybe match would do so, for each combination of values of the silent answers they test."""
    asked = [
        {
            name: cell
            for name, cell in zip(decision.inputs, decision.rows[position].cells, strict=True)
            if name in compiled.agreement.answers and not cell.anything
        }
        for position in match.maybe
    ]
    could: dict[str, tuple[Value, ...]] = {}
    for name in dict.fromkeys(name for cells in asked for name in cells):
        results = possible_results(compiled, known, name)
        if len(_told(results)) < len(results):
            told = _values((*_told(results), *thinkable(compiled, known, name)))
            could[name] = told or tuple(compiled.agreement.answers[name].domain)
    if math.prod(map(len, could.values())) > MOST_TRIED:
        yield from ((position,) for position in match.maybe)
        return
    for values in product(*could.values()):
        chosen = dict(zip(could, values, strict=True))
        yield tuple(
            position
            for position, cells in zip(match.maybe, asked, strict=True)
            if all(cell.accepts(chosen[name]) for name, cell in cells.items() if name in chosen)
        )


def _told(results: Collection[Result]) -> list[Value | tuple[Value, ...]]:
    return [result for result in results if not isinstance(result, Void)]


def _values(results: Collection[Value | tuple[Value, ...]]) -> tuple[Value, ...]:
    """Each value once, also those of collections."""
    return tuple(
        dict.fromkeys(value for result in results for value in (result if isinstance(result, tuple) else (result,)))
    )


def possible_results(compiled: Compiled, known: Mapping[str, Value], answer: str) -> tuple[Result, ...]:
    """What an answer can come to in the possible completions of a case."""
    diagrams, codes = compiled.space.diagrams, compiled.space.codes(known)
    left = diagrams.restrict(compiled.outcomes[answer], codes)
    return tuple(cast("Result", payload) for payload in diagrams.leaves(left) if payload != IMPOSSIBLE)


def possible_matches(compiled: Compiled, known: Mapping[str, Value], decision: Decision) -> tuple[Match, ...]:
    """The ways a table can match in the possible completions of a case."""
    diagrams, codes = compiled.space.diagrams, compiled.space.codes(known)
    left = diagrams.restrict(compiled.where_possible(compiled.matches[decision.id]), codes)
    return tuple(cast("Match", payload) for payload in diagrams.leaves(left) if payload != IMPOSSIBLE)


def mattered(compiled: Compiled, known: Mapping[str, Value], answer: str) -> tuple[str, ...]:
    """Known facts that suffice for what the answer comes to; leaving any of them out would leave it open.

    Facts told last are left out first.
    """
    diagrams, codes = compiled.space.diagrams, compiled.space.codes(known)
    root = compiled.outcomes[answer]
    wanted = diagrams.leaves(diagrams.restrict(root, codes)) - {IMPOSSIBLE}
    kept = dict(codes)
    for level in sorted(codes, reverse=True):
        without = {other: code for other, code in kept.items() if other != level}
        if diagrams.leaves(diagrams.restrict(root, without)) - {IMPOSSIBLE} == wanted:
            kept = without
    return tuple(compiled.space.facts[level].fact.id for level in sorted(kept))


def nearest_changes(
    compiled: Compiled, known: Mapping[str, Value], answer: str, standing: Standing
) -> tuple[Change, ...]:
    """For each other value the answer could have, the fewest facts that would have to be otherwise; nearest first."""
    diagrams = compiled.space.diagrams
    others = [
        payload
        for payload in diagrams.leaves(compiled.outcomes[answer])
        if payload != IMPOSSIBLE and payload not in standing.results and not isinstance(payload, Void)
    ]
    found = []
    for wanted in others:
        # Told without what merely makes a case possible; with it, when the nearest change could not be.
        for root in (compiled.results[answer], compiled.outcomes[answer]):
            change = _nearest(compiled, compiled.space.codes(known), root, wanted)
            if change is not None and _possible(compiled, known, change):
                found.append(_without_what_does_not_matter(compiled, known, answer, change))
                break
    return tuple(sorted(found, key=lambda change: (len(change.changed), len(change.conditions), str(change.result))))


def _without_what_does_not_matter(
    compiled: Compiled, known: Mapping[str, Value], answer: str, change: Change
) -> Change:
    """The change without the conditions that it holds without."""
    space, diagrams = compiled.space, compiled.space.diagrams
    root = diagrams.restrict(
        compiled.outcomes[answer],
        {level: code for level, code in space.codes(known).items() if space.facts[level].fact.id not in change.changed},
    )
    conditions = dict(change.conditions)

    def holds(cells: Mapping[str, Cell]) -> bool:
        box = {
            space.level[name]: space.facts[space.level[name]].accepted(cell)
            for name, cell in (*change.changed.items(), *cells.items())
        }
        node = diagrams.combine(
            lambda one, inside: one if inside is True else IMPOSSIBLE,
            root,
            diagrams.box(box, diagrams.leaf(True), diagrams.leaf(False)),
        )
        return diagrams.leaves(node) - {IMPOSSIBLE} == {change.result}

    for name in list(conditions):
        fewer = {other: cell for other, cell in conditions.items() if other != name}
        if holds(fewer):
            conditions = fewer
    return Change(change.result, change.changed, conditions)


def _possible(compiled: Compiled, known: Mapping[str, Value], change: Change) -> bool:
    """Whether some possible case is as the change would have it."""
    space = compiled.space
    box = {level: frozenset((code,)) for level, code in space.codes(known).items()}
    for name, cell in (*change.changed.items(), *change.conditions.items()):
        box[space.level[name]] = space.facts[space.level[name]].accepted(cell)
    return space.example(box) is not None


def _nearest(compiled: Compiled, codes: Mapping[int, int], root: int, wanted: Hashable) -> Change | None:
    """The path to a wanted result with the fewest known facts changed, then the fewest unknown facts asked."""
    diagrams, space = compiled.space.diagrams, compiled.space
    costs: dict[int, tuple[int, int]] = {}
    far = (LEAF, LEAF)

    def cost(node: int) -> tuple[int, int]:
        if node not in costs:
            level = diagrams.levels[node]
            if level == LEAF:
                costs[node] = (0, 0) if diagrams.leaf(wanted) == node else far
            else:
                costs[node] = min(step(node, index) for index in range(diagrams.widths[level]))
        return costs[node]

    def step(node: int, index: int) -> tuple[int, int]:
        level = diagrams.levels[node]
        changed, conditions = cost(diagrams.children[node][index])
        if level not in codes:
            return changed, conditions + 1
        return changed + (index != codes[level]), conditions

    if cost(root) >= far:
        return None
    node, changed, conditions = root, dict[str, Cell](), dict[str, Cell]()
    while diagrams.levels[node] != LEAF:
        level = diagrams.levels[node]
        index = min((*step(node, each), each) for each in range(diagrams.widths[level]))[2]
        fact = space.facts[level]
        if level not in codes:
            conditions[fact.fact.id] = fact.one(index)
        elif codes[level] != index:
            changed[fact.fact.id] = fact.one(index)
        node = diagrams.children[node][index]
    return Change(cast("Result", wanted), changed, conditions)
