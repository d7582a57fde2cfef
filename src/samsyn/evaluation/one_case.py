"""The reference: one case, decided plainly, every step remembered. Slow, and what every other engine must agree with.

Unknown facts are carried: when a table cannot go on without one, each of its values is tried, as far as they are
possible together. An answer is settled when all of them give the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from samsyn.evaluation.answers import ImpossibleCaseError, Standing, Status, stand
from samsyn.evaluation.classes import FactClasses, classes_bound, classes_of
from samsyn.evaluation.meaning import Match, Result, Truth, Void, both, cell_truth, match_rows, outcome
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision, HitPolicy
from samsyn.rules.impossible import Impossible
from samsyn.rules.versions import Agreement


@dataclass(frozen=True, slots=True)
class Step:
    """One table as it was run: what it tested, the truth of each row it looked at, which rows matter, what it answered."""

    decision: Decision
    premises: tuple[Result | None, ...]
    truths: tuple[Truth, ...]
    match: Match
    results: tuple[Result, ...]


@dataclass(slots=True)
class Trace:
    """A case being run: its facts, and the steps taken so far by decision."""

    agreement: Agreement
    facts: Mapping[str, Value]
    steps: dict[str, Step] = field(default_factory=dict)


class _NeedsFact(Exception):
    def __init__(self, fact: str) -> None:
        self.fact = fact


def run(agreement: Agreement, facts: Mapping[str, Value], answers: tuple[str, ...] | None = None) -> Trace:
    """Run the tables for some answers (all when None) on facts that are enough for them; KeyError names one that is missing."""
    trace = Trace(agreement, facts)
    try:
        for name in answers if answers is not None else tuple(agreement.answers):
            _answer(trace, name)
    except _NeedsFact as need:
        raise KeyError(need.fact) from None
    return trace


def _answer(trace: Trace, name: str) -> Result:
    decision = trace.agreement.decided_by.get(name)
    if decision is None:
        return Void.SILENT
    step = trace.steps.get(decision.id)
    if step is None:
        step = trace.steps[decision.id] = _step(trace, decision)
    return step.results[decision.outputs.index(name)]


def _step(trace: Trace, decision: Decision) -> Step:
    truths: list[Truth] = []
    for row in decision.rows:
        truths.append(_row_truth(trace, decision, row.cells))
        if decision.policy is HitPolicy.FIRST and truths[-1] is Truth.TRUE:
            break
    match = match_rows(decision.policy, decision.rows, truths)
    results = tuple(outcome(decision.policy, decision.rows, match, column) for column in range(len(decision.outputs)))
    premises = tuple(_seen(trace, name) for name in decision.inputs)
    return Step(decision, premises, tuple(truths), match, results)


def _seen(trace: Trace, name: str) -> Result | None:
    if name in trace.agreement.vocabulary.facts:
        return trace.facts.get(name)
    decision = trace.agreement.decided_by.get(name)
    if decision is None:
        return Void.SILENT
    step = trace.steps.get(decision.id)
    return step.results[decision.outputs.index(name)] if step else None


def _row_truth(trace: Trace, decision: Decision, cells: tuple[Cell, ...]) -> Truth:
    """Known facts first, then other tables' answers, and only then what is unknown."""
    truth = Truth.TRUE
    unknown = None
    asked = [(name, cell) for name, cell in zip(decision.inputs, cells, strict=True) if not cell.anything]
    for name, cell in asked:
        if name in trace.agreement.vocabulary.facts:
            if name in trace.facts:
                truth = both(truth, cell_truth(cell, trace.facts[name]))
            else:
                unknown = unknown or name
    for name, cell in asked:
        if truth is Truth.FALSE:
            return truth
        if name not in trace.agreement.vocabulary.facts:
            truth = both(truth, cell_truth(cell, _answer(trace, name)))
    if truth is not Truth.FALSE and unknown is not None:
        raise _NeedsFact(unknown)
    return truth


def completions(
    agreement: Agreement,
    known: Mapping[str, Value],
    answer: str,
    classes: Mapping[str, FactClasses],
    impossible: tuple[Impossible, ...],
) -> Iterator[Trace]:
    """Every way the case can turn out for one answer: a trace for each possible completion, as far as it must be known."""
    if not can_be(known, classes, impossible):
        return
    trace = Trace(agreement, known)
    try:
        _answer(trace, answer)
    except _NeedsFact as need:
        fact = need.fact
    else:
        yield trace
        return
    for index in range(len(classes[fact])):
        yield from completions(agreement, {**known, fact: classes[fact].example(index)}, answer, classes, impossible)


def can_be(known: Mapping[str, Value], classes: Mapping[str, FactClasses], impossible: tuple[Impossible, ...]) -> bool:
    """Whether known facts have some completion that no impossible combination excludes."""
    if any(row.excludes(known) for row in impossible):
        return False
    open_rows = [
        row
        for row in impossible
        if all(name not in known or cell.accepts(known[name]) for name, cell in row.cells.items())
    ]
    if not open_rows:
        return True
    fact = next(name for name in open_rows[0].cells if name not in known)
    return any(
        can_be({**known, fact: classes[fact].example(index)}, classes, impossible)
        for index in range(len(classes[fact]))
    )


def why_impossible(known: Mapping[str, Value], impossible: tuple[Impossible, ...]) -> str:
    """The reasons, in Swedish."""
    rows = [row for row in impossible if row.excludes(known)]
    return "; ".join(f"{row.reason} {row.source}" for row in rows) or "uppgifterna lämnar ingen möjlighet kvar"


def decide(agreement: Agreement, known: Mapping[str, Value]) -> dict[str, Standing]:
    """How every answer of the agreement stands for a case. Raises ImpossibleCaseError when the facts cannot be."""
    if not can_be(known, classes_bound(agreement.vocabulary, agreement.impossible), agreement.impossible):
        raise ImpossibleCaseError(why_impossible(known, agreement.impossible))
    classes, impossible = classes_of((agreement,))
    relevant = {name: value for name, value in known.items() if name in classes}
    standings = {}
    for answer, decision in ((name, agreement.decided_by[name]) for name in agreement.answers):
        column = decision.outputs.index(answer)
        steps = [trace.steps[decision.id] for trace in completions(agreement, relevant, answer, classes, impossible)]
        standing = stand((step.results[column], step.match) for step in steps)
        if standing.status is Status.UNKNOWN:
            standing = stand(
                ((step.results[column], step.match) for step in steps),
                missing(agreement, relevant, answer, classes, impossible),
            )
        standings[answer] = standing
    return standings


def missing(
    agreement: Agreement,
    known: Mapping[str, Value],
    answer: str,
    classes: Mapping[str, FactClasses],
    impossible: tuple[Impossible, ...],
) -> tuple[str, ...]:
    """The unknown facts that can change an answer, found by trying everything.

    A fact that some table tests matters when two possible cases that differ in it alone are answered differently, or
    when learning it changes what the answer can come to. When none does by itself, all that are tested are named.
    """
    unknown = [name for name in classes if name not in known]
    outcomes: dict[tuple[int, ...], Result] = {}
    for codes in product(*(range(len(classes[name])) for name in unknown)):
        case = {
            **known,
            **{name: classes[name].example(code) for name, code in zip(unknown, codes, strict=True)},
        }
        if not any(row.excludes(case) for row in impossible):
            trace = run(agreement, case, (answer,))
            decision = agreement.decided_by[answer]
            outcomes[codes] = trace.steps[decision.id].results[decision.outputs.index(answer)]
    tested = tuple(name for name in unknown if name in agreement.facts)
    found = tuple(name for position, name in enumerate(unknown) if name in tested and _matters(position, outcomes))
    return found or tested


def _matters(position: int, outcomes: Mapping[tuple[int, ...], Result]) -> bool:
    alone: dict[tuple[int, ...], set[Result]] = {}
    learnt: dict[int, set[Result]] = {}
    for codes, result in outcomes.items():
        alone.setdefault((*codes[:position], *codes[position + 1 :]), set()).add(result)
        learnt.setdefault(codes[position], set()).add(result)
    return (
        any(len(results) > 1 for results in alone.values())
        or len({frozenset(results) for results in learnt.values()}) > 1
    )
