"""The questions a verification asks of an agreement, one function each, and the differences between two.

Every function yields findings whose example has been replayed by the reference. A finding that does not hold when
replayed is a fault in the program and stops everything: nobody sees it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.meaning import Match, Void, outcome
from samsyn.evaluation.one_case import run
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary, say_answer
from samsyn.rules.decisions import Decision, HitPolicy
from samsyn.verification.findings import (
    Finding,
    Kind,
    scope,
)
from samsyn.verification.pieces import Piece
from samsyn.verification.witness import ReplayError, finding_of, witnessed


def own_decisions(compiled: Compiled) -> Sequence[Decision]:
    """The decisions that a verification of this agreement is about: not those of the agreements it builds on."""
    return compiled.agreement.own


def gaps(compiled: Compiled) -> Iterator[Finding]:
    """Cases in which no row of a table matches, not even maybe; told at the table where the gap arises."""
    for decision in own_decisions(compiled):
        if decision.policy is HitPolicy.COLLECT:
            continue
        for piece, example in _cases(compiled, decision, lambda match: match.empty):
            sentence = f"Ingen rad svarar på ”{decision.question}” {scope(compiled.agreement.vocabulary, compiled.space, piece)}."
            yield finding_of(
                compiled.space, (piece, example), Kind.GAP, "tyst", decision.id, sentence, (), str(decision.place)
            )


def known_gaps(compiled: Compiled) -> Iterator[Finding]:
    """Cases in which a row answers `tyst`: a known gap when it says since when, else a gap."""
    for decision in own_decisions(compiled):
        for position, row in enumerate(decision.rows):
            silent = [name for name, value in zip(decision.outputs, row.outcomes, strict=True) if value is None]
            if not silent:
                continue

            def answered(match: Match, position: int = position) -> bool:
                return position in match.sure

            kind = Kind.KNOWN_GAP if row.since else Kind.GAP
            for piece, example in _cases(compiled, decision, answered):
                since = f"Känd lucka sedan {row.since}" if row.since else "Ny lucka"
                about = scope(compiled.agreement.vocabulary, compiled.space, piece, "i något fall")
                reason = f" {row.reason.rstrip('.')}." if row.reason else ""
                thinkable = f" Tänkbart: {row.possible}." if row.possible else ""
                sentence = f"{since}: ”{decision.question}” har inget svar {about}.{reason}{thinkable}"
                yield finding_of(
                    compiled.space,
                    (piece, example),
                    kind,
                    row.since or "tyst",
                    silent[0],
                    sentence,
                    (row.name,),
                    str(decision.place),
                )


def only_the_rest(compiled: Compiled) -> Iterator[Finding]:
    """Cases that only the row `annars` answers."""
    for decision in own_decisions(compiled):
        last = len(decision.rows) - 1
        row = decision.rows[last]
        if not row.residual or None in row.outcomes:
            continue

        def by_the_rest(match: Match, last: int = last) -> bool:
            return match.sure == (last,)

        for piece, example in _cases(compiled, decision, by_the_rest):
            about = scope(compiled.agreement.vocabulary, compiled.space, piece)
            said = say_outcomes(compiled.agreement.vocabulary, decision, row.outcomes)
            sentence = f"Bara restregeln svarar på ”{decision.question}” {about}: {said}."
            yield finding_of(
                compiled.space,
                (piece, example),
                Kind.REST,
                "bara restregeln svarar",
                decision.id,
                sentence,
                (row.name,),
                str(decision.place),
            )


def contradictions(compiled: Compiled) -> Iterator[Finding]:
    """Cases in which two rows of a table contradict one another."""
    for decision in own_decisions(compiled):
        if decision.policy not in (HitPolicy.UNIQUE, HitPolicy.ANY):
            continue

        def torn(match: Match, decision: Decision = decision) -> bool:
            return (
                any(
                    outcome(decision.policy, decision.rows, Match(match.sure), column) is Void.CONFLICT
                    for column in range(len(decision.outputs))
                )
                if match.sure
                else False
            )

        for sure in sorted({match.sure for match in _matches(compiled, decision) if torn(match)}):
            names = tuple(decision.rows[position].name for position in sure)

            def these(match: Match, sure: tuple[int, ...] = sure) -> bool:
                return match.sure == sure

            for piece, example in _cases(compiled, decision, these):
                about = scope(compiled.agreement.vocabulary, compiled.space, piece)
                unique = decision.policy is HitPolicy.UNIQUE
                why = f"stämmer samtidigt {about}, fast bara en får göra det" if unique else f"svarar olika {about}"
                rows = ", ".join(f"”{name}”" for name in names)
                sentence = f"Raderna {rows} i ”{decision.question}” {why}."
                yield finding_of(
                    compiled.space,
                    (piece, example),
                    Kind.CONTRADICTION,
                    "motstridigt",
                    decision.id,
                    sentence,
                    names,
                    str(decision.place),
                )


def dead_rows(compiled: Compiled) -> Iterator[Finding]:
    """Rows that can never answer, and tables whose answer depends on nothing."""
    for decision in own_decisions(compiled):
        if decision.spans:
            continue
        alive = {position for match in _matches(compiled, decision) for position in (*match.sure, *match.maybe)}
        for position, row in enumerate(decision.rows):
            if position in alive:
                continue
            hidden_by, example = _hidden_by(compiled, decision, position)
            why = (
                f" Raden ”{hidden_by}” ovanför svarar alltid före."
                if hidden_by
                else " Villkoren kan aldrig vara uppfyllda samtidigt."
            )
            rows = (row.name, hidden_by) if hidden_by else (row.name,)
            sentence = f"Raden ”{row.name}” i ”{decision.question}” kan aldrig svara.{why}"
            yield Finding(
                Kind.DEAD_ROW,
                "skymd" if hidden_by else "omöjlig",
                decision.id,
                {},
                (),
                sentence,
                example,
                rows,
                str(row.place),
            )
        if len(decision.rows) > 1 and all(
            len(compiled.space.diagrams.leaves(compiled.outcomes[name]) - {IMPOSSIBLE}) == 1
            for name in decision.outputs
        ):
            sentence = f"”{decision.question}” svarar lika i alla fall: tabellen beror inte på något."
            yield Finding(
                Kind.DEAD_ROW,
                "beror inte på något",
                decision.id,
                {},
                (),
                sentence,
                {},
                tuple(row.name for row in decision.rows),
                str(decision.place),
            )


def _hidden_by(compiled: Compiled, decision: Decision, position: int) -> tuple[str, Mapping[str, Value]]:
    """The row that answers where a dead row would have, with a case that shows it; empty when its conditions never hold."""
    for example in _examples_of_cells(compiled, decision, position):
        trace = run(compiled.agreement, example, (decision.id,))
        step = trace.steps[decision.id]
        if step.match.sure and step.match.sure[0] != position:
            return decision.rows[step.match.sure[0]].name, example
    return "", {}


def _examples_of_cells(compiled: Compiled, decision: Decision, position: int) -> Iterator[dict[str, Value]]:
    """Possible cases in which a row's own conditions on facts hold."""
    space = compiled.space
    box: dict[int, frozenset[int]] = {}
    for name, cell in zip(decision.inputs, decision.rows[position].cells, strict=True):
        if name in space.level and not cell.anything:
            box[space.level[name]] = space.facts[space.level[name]].accepted(cell)
    example = space.example(box)
    if example is not None:
        yield example


def say_outcomes(vocabulary: Vocabulary, decision: Decision, outcomes: Sequence[Value | None]) -> str:
    """What a row answers, as clauses."""
    clauses = [
        say_answer(vocabulary, vocabulary.answers[name], value)
        if value is not None
        else f"{vocabulary.answers[name].name}: tyst"
        for name, value in zip(decision.outputs, outcomes, strict=True)
    ]
    return ", ".join(clauses)


# ---- what they share


def _matches(compiled: Compiled, decision: Decision) -> frozenset[Match]:
    """The ways a table can match in a possible case."""
    node = compiled.where_possible(compiled.matches[decision.id])
    return frozenset(
        cast("Match", payload) for payload in compiled.space.diagrams.leaves(node) if payload != IMPOSSIBLE
    )


def tested_for(compiled: Compiled, decision: Decision) -> frozenset[int]:
    """The levels of the facts that a table, or one whose answer it tests, asks about."""
    found: set[int] = set()
    waiting = [decision]
    while waiting:
        current = waiting.pop()
        for name in current.inputs:
            if name in compiled.space.level:
                found.add(compiled.space.level[name])
            elif name in compiled.agreement.decided_by:
                waiting.append(compiled.agreement.decided_by[name])
    return frozenset(found)


def _cases(
    compiled: Compiled, decision: Decision, wanted: Callable[[Match], bool]
) -> Iterator[tuple[Piece, dict[str, Value]]]:
    """The cases in which a table matches in a wanted way, in pieces with examples."""
    node = compiled.space.diagrams.relabel(
        lambda payload: None if payload == IMPOSSIBLE else wanted(cast("Match", payload)),
        compiled.where_possible(compiled.matches[decision.id]),
    )

    def replayed(example: Mapping[str, Value]) -> None:
        trace = run(compiled.agreement, example, (decision.id,))
        if not wanted(trace.steps[decision.id].match):
            raise ReplayError(f"{decision.id}: {say_case(compiled.agreement.vocabulary, example)}")

    yield from witnessed(compiled.space, node, replayed, tested_for(compiled, decision))


QUESTIONS: tuple[Callable[[Compiled], Iterator[Finding]], ...] = (
    gaps,
    contradictions,
    dead_rows,
    known_gaps,
    only_the_rest,
)
"""Every question asked of one agreement, in the order told."""
