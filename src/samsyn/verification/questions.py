"""The questions a verification asks of an agreement, one function each, and the differences between two.

Every function yields findings whose example has been replayed by the reference. A finding that does not hold when
replayed is a fault in the program and stops everything: nobody sees it.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled, Space
from samsyn.evaluation.meaning import Match, Result, Void, outcome
from samsyn.evaluation.one_case import Trace, run
from samsyn.facts.phrases import say_case
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Answer, Vocabulary, say_answer
from samsyn.rules.decisions import Decision, HitPolicy
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
from samsyn.verification.pieces import Piece, pieces, region


class ReplayError(Exception):
    """A witness did not hold when the reference replayed it: the engines disagree."""


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
            yield _finding(
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
                yield _finding(
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
            yield _finding(
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
                yield _finding(
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
    """The answers that are compared: those that name a party, and those no table of either tests further."""
    tested = {name for agreement in (first, second) for decision in agreement.decisions for name in decision.inputs}
    both = [name for name in first.answers if name in second.answers]
    return tuple(name for name in both if first.answers[name].names_party or name not in tested)


def differences(first: Compiled, second: Compiled) -> Iterator[Finding]:
    """Every kind of case that two agreements in one space answer differently, classed by what the patient meets."""
    space, vocabulary = first.space, first.agreement.vocabulary
    sides = side_of(first.agreement, second.agreement), side_of(second.agreement, first.agreement)
    found: list[Finding] = []
    for name in compared_answers(first.agreement, second.agreement):
        answer = vocabulary.answers[name]
        both = space.diagrams.combine(
            lambda one, other: None if IMPOSSIBLE in (one, other) else (one, other),
            first.outcomes[name],
            second.outcomes[name],
        )
        disputes = sorted(
            {
                pair
                for pair in space.diagrams.leaves(both)
                if pair is not None and cast("tuple[Result, Result]", pair)[0] != cast("tuple[Result, Result]", pair)[1]
            },
            key=str,
        )
        for pair in disputes:
            results = cast("tuple[Result, Result]", pair)
            kind = difference_class(vocabulary, answer, results, sides)

            def wanted(payload: Hashable, pair: Hashable = pair) -> Hashable:
                return None if payload is None else payload == pair

            node = space.diagrams.relabel(wanted, both)
            rows: tuple[str, ...] = ()

            def both_replayed(
                example: Mapping[str, Value], name: str = name, results: tuple[Result, Result] = results
            ) -> None:
                nonlocal rows
                traces = [run(compiled.agreement, example, (name,)) for compiled in (first, second)]
                _same(tuple(_result(trace, name) for trace in traces), results, example)
                rows = tuple(dict.fromkeys(row for trace in traces for row in fired(trace, name)))

            for piece, example in _told(space, node, both_replayed):
                said = "; ".join(
                    f"{side.label}: {say_result(vocabulary, answer, result)}"
                    for side, result in zip(sides, results, strict=True)
                )
                about = capital(scope_of_difference(vocabulary, space, piece))
                found.append(
                    _finding(space, (piece, example), Kind.DIFFERENCE, kind, name, f"{about} – {kind}. {said}.", rows)
                )
    yield from sorted(found, key=lambda finding: (DIFFERENCE_CLASSES.index(finding.class_), finding.answer))


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


def say_outcomes(vocabulary: Vocabulary, decision: Decision, outcomes: Sequence[Value | None]) -> str:
    """What a row answers, as clauses."""
    clauses = [
        say_answer(vocabulary, vocabulary.answers[name], value)
        if value is not None
        else f"{vocabulary.answers[name].name}: tyst"
        for name, value in zip(decision.outputs, outcomes, strict=True)
    ]
    return ", ".join(clauses)


def fired(trace: Trace, answer: str) -> tuple[str, ...]:
    """The rows that answered, and those of the tables it rests on, as "decision: row"."""
    decision = trace.agreement.decided_by[answer]
    names: list[str] = []
    for step in trace.steps.values():
        positions = step.match.sure or step.match.maybe
        own = [f"{step.decision.id}: {step.decision.rows[position].name}" for position in positions]
        names = own + names if step.decision.id == decision.id else names + own
    return tuple(dict.fromkeys(names))


# ---- what they share


def _matches(compiled: Compiled, decision: Decision) -> frozenset[Match]:
    """The ways a table can match in a possible case."""
    node = compiled.where_possible(compiled.matches[decision.id])
    return frozenset(
        cast("Match", payload) for payload in compiled.space.diagrams.leaves(node) if payload != IMPOSSIBLE
    )


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

    yield from _told(compiled.space, node, replayed)


def _told(
    space: Space, node: int, replayed: Callable[[Mapping[str, Value]], None]
) -> Iterator[tuple[Piece, dict[str, Value]]]:
    """The pieces of a set, each with an example that lies in it.

    A whole case is replayed; what is shown of it is the facts that suffice: whatever else is so, the finding holds.
    """
    for piece in pieces(space, node):
        example = _example(space, node, piece)
        replayed(example)
        yield piece, _shortened(space, node, piece, example)


def _example(space: Space, node: int, piece: Piece) -> dict[str, Value]:
    """A possible case in the set and in the piece: the first class of each fact that leaves one."""
    diagrams = space.diagrams
    here = diagrams.combine(lambda one, other: one is True and other is True, node, region(space, piece))
    for box, _ in diagrams.paths(here, lambda payload: payload is True):
        example = space.example(box)
        if example is not None:
            return example
    message = "a piece without a case"
    raise ReplayError(message)


def _shortened(space: Space, node: int, piece: Piece, example: Mapping[str, Value]) -> dict[str, Value]:
    """Only the facts that suffice to be in the set; those told in the piece are kept, of the rest the last told goes first."""
    diagrams = space.diagrams
    kept = space.codes(example)
    for level in sorted(kept, reverse=True):
        if level in piece.box:
            continue
        without = {other: code for other, code in kept.items() if other != level}
        if diagrams.leaves(diagrams.restrict(node, without)) <= {True, None}:
            kept = without
    return {name: value for name, value in example.items() if space.level[name] in kept}


def _same(replayed: tuple[Result, ...], found: tuple[Result, ...], example: Mapping[str, Value]) -> None:
    if replayed != found:
        raise ReplayError(f"{found} ≠ {replayed}: {dict(example)}")


def _result(trace: Trace, answer: str) -> Result:
    decision = trace.agreement.decided_by[answer]
    return trace.steps[decision.id].results[decision.outputs.index(answer)]


def _finding(
    space: Space,
    told: tuple[Piece, Mapping[str, Value]],
    kind: Kind,
    class_: str,
    answer: str,
    sentence: str,
    rows: tuple[str, ...],
    place: str = "",
) -> Finding:
    piece, example = told
    exceptions = tuple(cells_of(space, exception) for exception in piece.exceptions)
    return Finding(kind, class_, answer, cells_of(space, piece.box), exceptions, sentence, example, rows, place)


QUESTIONS: tuple[Callable[[Compiled], Iterator[Finding]], ...] = (
    gaps,
    contradictions,
    dead_rows,
    known_gaps,
    only_the_rest,
)
"""Every question asked of one agreement, in the order told."""
