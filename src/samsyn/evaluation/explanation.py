"""Why an answer is what it is: the rows that fired, the facts that mattered, and the nearest change that would alter it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import cast

from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.diagram import LEAF
from samsyn.evaluation.meaning import Match, Result, Void
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision, HitPolicy, Row


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
    suffice for the answer, none of which can be left out; `changes` the nearest ways to other answers.
    """

    answer: str
    standing: Standing
    reasons: tuple[Reason, ...]
    mattered: tuple[str, ...]
    changes: tuple[Change, ...]


def explain(compiled: Compiled, known: Mapping[str, Value], answer: str, standing: Standing) -> Explanation:
    """Explain one answer whose standing has been decided."""
    settled = standing.status is not Status.UNKNOWN
    return Explanation(
        answer,
        standing,
        reasons(compiled, known, answer) if settled else (),
        mattered(compiled, known, answer) if settled else (),
        nearest_changes(compiled, known, answer, standing),
    )


def reasons(compiled: Compiled, known: Mapping[str, Value], answer: str) -> tuple[Reason, ...]:
    """The rows that fired for an answer, and for each answer its table tested where that could decide."""
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
        found[decision.id] = [
            Reason(decision, decision.rows[position], position in sure) for position in sorted((*sure, *maybe))
        ]
        last = (
            max(sure, default=len(decision.rows) - 1) if decision.policy is HitPolicy.FIRST else len(decision.rows) - 1
        )
        for row in decision.rows[: last + 1]:
            for name in _open_premises(compiled, known, decision, row):
                waiting.append(agreement.decided_by[name])
    return tuple(reason for group in found.values() for reason in group)


def possible_matches(compiled: Compiled, known: Mapping[str, Value], decision: Decision) -> tuple[Match, ...]:
    """The ways a table can match in the possible completions of a case."""
    diagrams, codes = compiled.space.diagrams, compiled.space.codes(known)
    left = diagrams.restrict(compiled.where_possible(compiled.matches[decision.id]), codes)
    return tuple(cast("Match", payload) for payload in diagrams.leaves(left) if payload != IMPOSSIBLE)


def _open_premises(compiled: Compiled, known: Mapping[str, Value], decision: Decision, row: Row) -> list[str]:
    """The answers a row tests, unless what is known already rules the row out."""
    premises = []
    for name, cell in zip(decision.inputs, row.cells, strict=True):
        if cell.anything:
            continue
        if name in known and not cell.accepts(known[name]):
            return []
        if name in compiled.agreement.decided_by:
            premises.append(name)
    return premises


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
    diagrams, space = compiled.space.diagrams, compiled.space
    codes = space.codes(known)
    root = compiled.outcomes[answer]
    others = [
        payload
        for payload in diagrams.leaves(root)
        if payload != IMPOSSIBLE and payload not in standing.results and not isinstance(payload, Void)
    ]
    costs: dict[tuple[int, Hashable], tuple[int, int]] = {}
    far = (LEAF, LEAF)

    def cost(node: int, wanted: Hashable) -> tuple[int, int]:
        key = (node, wanted)
        if key not in costs:
            level = diagrams.levels[node]
            if level == LEAF:
                costs[key] = (
                    (0, 0)
                    if diagrams.payloads[node] == wanted and type(diagrams.payloads[node]) is type(wanted)
                    else far
                )
            else:
                costs[key] = min(step(node, index, wanted) for index in range(diagrams.widths[level]))
        return costs[key]

    def step(node: int, index: int, wanted: Hashable) -> tuple[int, int]:
        level = diagrams.levels[node]
        changed, conditions = cost(diagrams.children[node][index], wanted)
        if level not in codes:
            return changed, conditions + 1
        return changed + (index != codes[level]), conditions

    found = []
    for wanted in others:
        node, changed, conditions = root, dict[str, Cell](), dict[str, Cell]()
        total = cost(root, wanted)
        if total >= far:
            continue
        while diagrams.levels[node] != LEAF:
            level = diagrams.levels[node]
            index = min((*step(node, each, wanted), each) for each in range(diagrams.widths[level]))[2]
            fact = space.facts[level]
            if level not in codes:
                conditions[fact.fact.id] = fact.one(index)
            elif codes[level] != index:
                changed[fact.fact.id] = fact.one(index)
            node = diagrams.children[node][index]
        found.append((total, Change(cast("Result", wanted), changed, conditions)))
    return tuple(change for _, change in sorted(found, key=lambda item: (item[0], str(item[1].result))))
