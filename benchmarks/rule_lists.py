"""An agreement's tables as plain first-match lists: what a good engineer would write by hand in another engine.

Other engines know no silent premise that makes a row a maybe. So each table is spelt out: rules are tried from the
top, each a conjunction of accepted values (`tyst` is one more value of another table's answer), and the last says
`tyst`. Rules that change nothing are taken away again, and every list is compared with the table's own meaning for
every combination of its inputs before it is used.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np

from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.meaning import Match, Truth, Void, cell_truth, match_rows, outcome
from samsyn.facts.values import Value
from samsyn.rules.decisions import Decision, HitPolicy

SILENT = "tyst"

Accepted: TypeAlias = frozenset[int]
"""Classes of a fact, or places among an answer's values (the last is `tyst`)."""


class NotSpeltOut(Exception):
    """A table that does more than the other engines are asked for."""


@dataclass(frozen=True)
class Input:
    """A fact, by the classes its values fall in; or an answer, by its values and `tyst`.

    `members` has the values of each class; `numbers` says that they are spans of whole numbers instead.
    """

    name: str
    is_fact: bool
    members: tuple[tuple[Value, ...], ...]
    spans: tuple[tuple[tuple[int, int], ...], ...] | None


@dataclass(frozen=True)
class Rule:
    """One line: what it accepts of the inputs it tests, what it answers, and the row of the agreement behind it."""

    accepted: Mapping[str, Accepted]
    outcomes: tuple[str, ...]
    row: str | None


@dataclass(frozen=True)
class RuleList:
    """One table: the first rule that accepts a case answers; the last accepts all."""

    decision: Decision
    inputs: tuple[Input, ...]
    rules: tuple[Rule, ...]


def rule_lists(compiled: Compiled) -> tuple[RuleList, ...]:
    """Every table of an agreement, in the order they run."""
    return tuple(_rule_list(compiled, decision) for decision in compiled.agreement.decisions)


def _rule_list(compiled: Compiled, decision: Decision) -> RuleList:
    if decision.policy is HitPolicy.COLLECT:
        raise NotSpeltOut(decision.id, "it collects")
    inputs = tuple(_input(compiled, name) for name in decision.inputs)
    truths = [
        {
            one.name: np.array([_truth(cell, one, index) for index in range(len(one.members))])
            for one, cell in zip(inputs, row.cells, strict=True)
            if not cell.anything
        }
        for row in decision.rows
    ]
    rules = [*_spelt_out(decision, truths, {}, None, 0), Rule({}, (SILENT,) * len(decision.outputs), None)]
    made = RuleList(decision, inputs, _needed(inputs, rules))
    _check(made, truths)
    return made


def _input(compiled: Compiled, name: str) -> Input:
    space = compiled.space
    if name in space.level:
        fact = space.facts[space.level[name]]
        if isinstance(fact.members[0], tuple):
            spans = tuple(member for member in fact.members if isinstance(member, tuple))
            return Input(name, is_fact=True, members=tuple((span[0][0],) for span in spans), spans=spans)
        ordered = tuple(tuple(value for value in fact.fact.domain if value in member) for member in fact.members)
        return Input(name, is_fact=True, members=ordered, spans=None)
    results = compiled.space.diagrams.leaves(compiled.results[name]) if name in compiled.results else {Void.SILENT}
    if Void.CONFLICT in results:
        raise NotSpeltOut(name, "it can contradict itself")
    values = tuple(value for value in compiled.agreement.vocabulary.answers[name].domain if value in results)
    silent = ((SILENT,),) if Void.SILENT in results else ()
    return Input(name, is_fact=False, members=(*((value,) for value in values), *silent), spans=None)


def _truth(cell: object, one: Input, index: int) -> Truth:
    value = one.members[index][0]
    return cell_truth(cell, Void.SILENT if not one.is_fact and value == SILENT else value)


def _spelt_out(
    decision: Decision,
    truths: list[dict[str, np.ndarray]],
    before: Mapping[str, Accepted],
    pending: tuple[str, ...] | None,
    start: int,
) -> Iterator[Rule]:
    """The rules for cases in which rows above have already maybe matched, and say `pending`."""
    for position in range(start, len(decision.rows)):
        row = decision.rows[position]
        said = tuple(SILENT if value is None else str(value) for value in row.outcomes)
        sure = _both(before, {name: _places(truth == Truth.TRUE) for name, truth in truths[position].items()})
        if sure is not None:
            agreed = said
            if pending is not None:
                agreed = (SILENT,) * len(said) if row.residual else _agreed(said, pending)
            yield Rule(sure, agreed, row.name)
        if all((truth != Truth.MAYBE).all() for truth in truths[position].values()):
            continue
        maybe = _both(before, {name: _places(truth != Truth.FALSE) for name, truth in truths[position].items()})
        if maybe is not None:
            together = said if pending is None else _agreed(said, pending)
            if any(value != SILENT for value in together):
                yield from _spelt_out(decision, truths, maybe, together, position + 1)
            yield Rule(maybe, (SILENT,) * len(said), None)


def _places(flags: np.ndarray) -> Accepted:
    return frozenset(np.flatnonzero(flags).tolist())


def _agreed(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mine if mine == yours else SILENT for mine, yours in zip(one, other, strict=True))


def _both(before: Mapping[str, Accepted], more: Mapping[str, Accepted]) -> dict[str, Accepted] | None:
    joined = dict(before)
    for name, places in more.items():
        joined[name] = joined[name] & places if name in joined else places
        if not joined[name]:
            return None
    return joined


def _grid(inputs: tuple[Input, ...]) -> np.ndarray:
    """Every combination of the inputs, one a row."""
    return np.array(list(product(*(range(len(one.members)) for one in inputs))), dtype=np.int16).reshape(
        -1, len(inputs)
    )


def _hits(inputs: tuple[Input, ...], rule: Rule, grid: np.ndarray) -> np.ndarray:
    hits = np.ones(len(grid), bool)
    for column, one in enumerate(inputs):
        if one.name in rule.accepted:
            hits &= np.isin(grid[:, column], sorted(rule.accepted[one.name]))
    return hits


def _first(hits: np.ndarray) -> np.ndarray:
    return hits.argmax(axis=0)


def _needed(inputs: tuple[Input, ...], rules: list[Rule]) -> tuple[Rule, ...]:
    """The rules without those that can go without changing any answer, or the row behind a settled one."""
    grid = _grid(inputs)
    hits = np.array([_hits(inputs, rule, grid) for rule in rules])
    known: dict[tuple[object, ...], int] = {}
    said = np.array(
        [
            known.setdefault((rule.outcomes, rule.row if set(rule.outcomes) != {SILENT} else None), len(known))
            for rule in rules
        ]
    )
    wanted = said[_first(hits)]
    kept = list(range(len(rules)))
    for index in range(len(rules) - 2, -1, -1):
        without = [other for other in kept if other != index]
        if (said[without][_first(hits[without])] == wanted).all():
            kept = without
    last = next(place for place, index in enumerate(kept) if not rules[index].accepted)
    return tuple(rules[index] for index in kept[: last + 1])


def _check(made: RuleList, truths: list[dict[str, np.ndarray]]) -> None:
    """Every combination of the inputs must be answered as the table's own meaning says."""
    decision = made.decision
    grid = _grid(made.inputs)
    first = _first(np.array([_hits(made.inputs, rule, grid) for rule in made.rules]))
    column = {one.name: index for index, one in enumerate(made.inputs)}
    for case, index in zip(grid, first, strict=True):
        row_truths = [
            Truth(_together([int(truth[case[column[name]]]) for name, truth in row.items()])) for row in truths
        ]
        match: Match = match_rows(decision.policy, decision.rows, row_truths)
        wanted = []
        for output in range(len(decision.outputs)):
            result = outcome(decision.policy, decision.rows, match, output)
            if result is Void.CONFLICT:
                raise NotSpeltOut(decision.id, "it can contradict itself")
            wanted.append(SILENT if result is Void.SILENT else str(result))
        if made.rules[index].outcomes != tuple(wanted):
            raise NotSpeltOut(decision.id, f"the rules answer {case} otherwise")


def _together(truths: list[int]) -> int:
    return int(Truth.FALSE) if int(Truth.FALSE) in truths else max(truths, default=int(Truth.TRUE))
