"""Where two agreements, versions or readings answer differently, told as *när* (what makes the notion disputed) × *för* (whom).

When only some tables differ, the rest is shared: what the disputed notions come to on each side is then put in as if
it were known, and the shared tables tell for whom that matters. So a dispute over care acts and a question of whom
it touches are found apart, and told in the fewest sentences that say both.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.meaning import Result, Void
from samsyn.evaluation.one_case import Trace, run
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Answer, Vocabulary, say_answer
from samsyn.rules.decisions import Decision
from samsyn.rules.versions import Agreement
from samsyn.verification.findings import (
    DIFFERENCE_CLASSES,
    Finding,
    Kind,
    capital,
    cells_of,
    scope,
    scope_of_difference,
)
from samsyn.verification.pieces import Piece, alternatives, pieces, region
from samsyn.verification.witness import ReplayError, example_in, finding_of, shortened

# ---- two agreements, versions or readings


@dataclass(frozen=True, slots=True)
class Side:
    """One of two compared: how it is spoken of, and whose reading it is (`region`, `kommun` or nobody's)."""

    label: str
    party: str


def side_of(agreement: Agreement, other: Agreement) -> Side:
    """How an agreement is spoken of beside another."""
    reading = agreement.reading_text
    if reading is not None:
        return Side(reading.reader, reading.side)
    if agreement.id != other.id:
        return Side(agreement.text.title, "")
    return Side(f"avtalet {agreement.version}" if agreement.version != other.version else "avtalet", "")


def compared_answers(first: Agreement, second: Agreement) -> tuple[str, ...]:
    """The answers that are compared: of those both give, the ones that name a party and the ones no table tests further.

    Between two readings a notion that is itself disputed, and names no party, is a cause and no finding of its own.
    """
    tested = {name for agreement in (first, second) for decision in agreement.decisions for name in decision.inputs}
    own = {name for agreement in (first, second) for decision in agreement.own for name in decision.outputs}
    both = [name for name in first.answers if name in second.answers and name in own]
    chosen = [name for name in both if first.answers[name].names_party or name not in tested]
    if first.id == second.id and first.version == second.version:
        disputed = differing(first, second)
        chosen = [name for name in chosen if first.answers[name].names_party or name not in disputed] or chosen
    return tuple(chosen)


def differing(first: Agreement, second: Agreement) -> frozenset[str]:
    """The answers whose own tables are not the same in both."""
    names = {*first.answers, *second.answers}
    return frozenset(name for name in names if not _same_table(first.decided_by.get(name), second.decided_by.get(name)))


def _same_table(one: Decision | None, other: Decision | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.policy, one.inputs, one.outputs, _meaning(one)) == (
        other.policy,
        other.inputs,
        other.outputs,
        _meaning(other),
    )


def _meaning(decision: Decision) -> list[tuple[object, ...]]:
    return [(row.cells, row.outcomes, row.residual) for row in decision.rows]


_Pair: TypeAlias = tuple[Result, Result]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A set of cases answered differently in one way: where the notions are disputed, and for whom that matters.

    Both are diagrams over the facts, True in the set, None where a case cannot be. The cases are those in both.
    """

    results: _Pair
    when: int
    whom: int


def differences(first: Compiled, second: Compiled) -> Iterator[Finding]:
    """Every kind of case that two agreements in one space answer differently, classed by what the patient meets, the worst first."""
    sides = side_of(first.agreement, second.agreement), side_of(second.agreement, first.agreement)
    notions = _Notions(first, second)
    found: list[Finding] = []
    for name in compared_answers(first.agreement, second.agreement):
        for dispute in notions.disputes(name):
            found.extend(_findings(first, second, name, dispute, sides))
    yield from sorted(found, key=lambda finding: (DIFFERENCE_CLASSES.index(finding.class_), finding.answer))


def _findings(
    first: Compiled, second: Compiled, name: str, dispute: Dispute, sides: tuple[Side, Side]
) -> Iterator[Finding]:
    """One finding for each piece of *för*, with all of *när* as its alternatives; replayed on both sides."""
    space, vocabulary, diagrams = first.space, first.agreement.vocabulary, first.space.diagrams
    answer = vocabulary.answers[name]
    kind = difference_class(vocabulary, answer, dispute.results, sides)
    said = "; ".join(
        f"{side.label}: {say_result(vocabulary, answer, result)}"
        for side, result in zip(sides, dispute.results, strict=True)
    )
    about = frozenset(space.level[fact] for fact in (*first.agreement.facts, *second.agreement.facts))
    # Where nothing is disputed it does not matter whom it would have touched.
    whom = diagrams.combine(lambda one, disputed: one if disputed is True else None, dispute.whom, dispute.when)
    exactly = diagrams.combine(
        lambda one, disputed: None if one is None else one is True and disputed is True, dispute.whom, dispute.when
    )
    for part in pieces(space, whom, told=about):
        inside = diagrams.combine(
            lambda one, within: one if within is True else None, dispute.when, region(space, part)
        )
        when = list(alternatives(space, inside, told=about))
        meeting = [_meet(each, part) for each in when]
        example = example_in(space, whom, meeting[0])
        traces = [run(compiled.agreement, example, (name,)) for compiled in (first, second)]
        _same(tuple(_result(trace, name) for trace in traces), dispute.results, example)
        rows = tuple(dict.fromkeys(row for trace in traces for row in fired(trace, name)))
        shown = shortened(space, exactly, meeting[0], example)
        dispute_told = [
            Piece({level: classes for level, classes in each.box.items() if part.box.get(level) != classes})
            for each in meeting
        ]
        listed = tuple(scope_of_difference(vocabulary, space, each) for each in dispute_told)
        touched = capital(scope(vocabulary, space, part))
        if len(meeting) == 1:
            sentence = f"{capital(scope_of_difference(vocabulary, space, meeting[0]))} – {kind}. {capital(said)}."
            finding = finding_of(space, (meeting[0], shown), Kind.DIFFERENCE, kind, name, sentence, rows)
        else:
            sentence = f"{touched} – {kind}. {capital(said)}. Det gäller {'; '.join(listed)}."
            finding = finding_of(space, (part, shown), Kind.DIFFERENCE, kind, name, sentence, rows)
            finding = replace(finding, when=tuple(cells_of(space, each.box) for each in dispute_told))
        yield replace(finding, telling=(touched, listed, said))


def _meet(one: Piece, other: Piece) -> Piece:
    """The cases in both pieces; only `other` may have exceptions."""
    box = {**one.box, **other.box}
    for level in one.box:
        if level in other.box:
            box[level] = one.box[level] & other.box[level]
    return Piece(box, other.exceptions)


def _is(wanted: Hashable) -> Callable[[Hashable], Hashable]:
    return lambda payload: payload == wanted


def _among(wanted: frozenset[Hashable]) -> Callable[[Hashable], Hashable]:
    return lambda payload: None if payload == IMPOSSIBLE else payload in wanted


class _Notions:
    """What two agreements dispute, and the tables they share put on top of it.

    Each disputed notion gets a level of its own below all facts, with a class for each result it can come to.
    """

    def __init__(self, first: Compiled, second: Compiled) -> None:
        self.first, self.second = first, second
        self.space = first.space
        self.differing = differing(first.agreement, second.agreement)
        self.levels: dict[str, tuple[int, tuple[Result, ...]]] = {}

    def frontier(self, answer: str) -> tuple[str, ...]:
        """The disputed notions nearest to an answer that shared tables test; the answer itself when its table differs."""
        found: list[str] = []
        seen: set[str] = set()
        waiting = [answer]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.differing:
                found.append(name)
            elif name in self.first.agreement.decided_by:
                waiting.extend(self.first.agreement.decided_by[name].inputs)
        return tuple(sorted(found))

    def disputes(self, answer: str) -> Iterator[Dispute]:
        """The ways an answer differs, each with its *när* and its *för*."""
        diagrams = self.space.diagrams
        frontier = self.frontier(answer)
        if not frontier:
            return
        shared = self._on_top(answer, frontier)
        sides = self._both_sides(frontier)
        groups: dict[tuple[_Pair, int], list[Hashable]] = {}
        for vector in sorted((leaf for leaf in diagrams.leaves(sides) if leaf != IMPOSSIBLE), key=str):
            pairs = cast("tuple[_Pair, ...]", vector)
            one, other = (self._as_read(shared, frontier, pairs, side) for side in (0, 1))
            if one == other:
                continue
            both = diagrams.combine(lambda left, right: (left, right), one, other)
            for leaf in sorted(diagrams.leaves(both), key=str):
                results = cast("_Pair", leaf)
                if results[0] == results[1]:
                    continue
                whom = diagrams.relabel(_is(leaf), both)
                groups.setdefault((results, whom), []).append(vector)
        for (results, whom), vectors in groups.items():
            when = diagrams.relabel(_among(frozenset(vectors)), sides)
            possible = diagrams.combine(
                lambda can, payload: payload if can is True else None, self.space.possible, whom
            )
            yield Dispute(results, when, possible)

    def _as_read(self, node: int, frontier: tuple[str, ...], pairs: tuple[_Pair, ...], side: int) -> int:
        """The answer's diagram when each notion comes to what one side reads."""
        chosen = {
            self.levels[name][0]: self.levels[name][1].index(pair[side])
            for name, pair in zip(frontier, pairs, strict=True)
        }
        return self.space.diagrams.restrict(node, chosen)

    def _both_sides(self, frontier: tuple[str, ...]) -> int:
        """The diagram of what each notion comes to on both sides; IMPOSSIBLE where a case cannot be."""
        diagrams = self.space.diagrams
        node = diagrams.leaf(())
        for name in frontier:
            silent = diagrams.leaf(Void.SILENT)
            pair = diagrams.combine(
                lambda one, other: (one, other),
                self.first.results.get(name, silent),
                self.second.results.get(name, silent),
            )
            node = diagrams.combine(lambda so_far, one: (*cast("tuple[_Pair, ...]", so_far), one), node, pair)
        return self.first.where_possible(node)

    def _on_top(self, answer: str, frontier: tuple[str, ...]) -> int:
        """The answer's diagram over the facts and the disputed notions, by the tables both share."""
        diagrams = self.space.diagrams
        shared = Compiled(self.first.agreement, self.space)
        for name in frontier:
            if name not in self.levels:
                results: set[Hashable] = {Void.SILENT}
                for side in (self.first, self.second):
                    results |= diagrams.leaves(side.results[name]) if name in side.results else set()
                ordered = tuple(cast("Result", result) for result in sorted(results, key=str))
                self.levels[name] = (len(diagrams.widths), ordered)
                diagrams.widths.append(len(ordered))
            level, ordered = self.levels[name]
            shared.results[name] = diagrams.node(level, tuple(diagrams.leaf(result) for result in ordered))
        for decision in self.first.agreement.decisions:
            if not self.differing & set(decision.outputs):
                shared.add(decision)
        return shared.results[answer]


def difference_class(
    vocabulary: Vocabulary, answer: Answer, results: tuple[Result, Result], sides: tuple[Side, Side]
) -> str:
    """What the patient meets when two answer differently."""
    if Void.CONFLICT in results:
        return "en motsäger sig"
    if Void.SILENT in results:
        return "en tiger"
    if not answer.names_party:
        return "olika svar"
    named = [_party_sides(vocabulary, result) for result in results]
    opposed = {side.party for side in sides} == {"region", "kommun"}
    if opposed and all(len(names) == 1 and side.party not in names for names, side in zip(named, sides, strict=True)):
        return "båda pekar på den andra"
    if opposed and all(names == {side.party} for names, side in zip(named, sides, strict=True)):
        return "båda tar ansvar"
    return "olika instans"


def _party_sides(vocabulary: Vocabulary, result: Result) -> set[str]:
    values = result if isinstance(result, tuple) else (result,)
    parties = (vocabulary.parties.get(str(value)) for value in values)
    return {party.side for party in parties if party is not None}


def say_result(vocabulary: Vocabulary, answer: Answer, result: Result) -> str:
    """What an answer comes to, as a clause."""
    if isinstance(result, Void):
        return "tyst" if result is Void.SILENT else "motsäger sig"
    return say_answer(vocabulary, answer, result)


def fired(trace: Trace, answer: str) -> tuple[str, ...]:
    """The rows that answered, and those of the tables it rests on, as "decision: row"."""
    decision = trace.agreement.decided_by[answer]
    names: list[str] = []
    for step in trace.steps.values():
        positions = step.match.sure or step.match.maybe
        own = [f"{step.decision.id}: {step.decision.rows[position].name}" for position in positions]
        names = own + names if step.decision.id == decision.id else names + own
    return tuple(dict.fromkeys(names))


def _same(replayed: tuple[Result, ...], found: tuple[Result, ...], example: Mapping[str, Value]) -> None:
    if replayed != found:
        raise ReplayError(f"{found} ≠ {replayed}: {dict(example)}")


def _result(trace: Trace, answer: str) -> Result:
    decision = trace.agreement.decided_by[answer]
    return trace.steps[decision.id].results[decision.outputs.index(answer)]
