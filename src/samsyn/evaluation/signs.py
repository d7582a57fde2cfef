"""What a table can come to, as columns of yes and no, and how each of its answers is read off from them.

A table that can come out in few ways has a sign for each way. Where rows can match together in many ways, there is a
sign for each row and for each thing an answer can be instead; a collected answer is settled when it is settled of each
value whether it is in it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from samsyn.documents.identifiers import fold
from samsyn.evaluation.meaning import Result, Void
from samsyn.evaluation.stages import Stage, Turn
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.decisions import HitPolicy, Row

MOST_TURNS_A_ROW = 3
"""A table that can come out in more ways than so for each row is told by rows."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A column: what it would be called, what is said of it, and in which turns it is true."""

    name: str
    told: str
    turns: frozenset[Turn]


Signs: TypeAlias = tuple[Sign, ...]
"""Signs of which any is enough."""


@dataclass(frozen=True)
class Telling:
    """How one answer is read off.

    It is unknown when of some `alternatives`, which exclude one another, more than one can be. Otherwise `kinds` tells
    whether it is silent, contradictory, or (None) settled. `values` has what it is then; or, for a collection told by
    rows, `members` each value with the signs that put it there.
    `rows` has by row the signs that it answers.
    """

    alternatives: tuple[tuple[Signs, ...], ...]
    kinds: Mapping[Void | None, Signs]
    values: tuple[tuple[Result, Signs], ...]
    members: tuple[tuple[Value, Signs], ...]
    rows: tuple[tuple[Row, Signs], ...]

    def signs(self) -> Iterator[Sign]:
        """All that is needed to read it off."""
        for ways in self.alternatives:
            for signs in ways:
                yield from signs
        for _, signs in (*self.kinds.items(), *self.values, *self.rows):
            yield from signs


def by_turns(stage: Stage) -> bool:
    """Whether a table can come out in few enough ways to have a sign for each."""
    return len(stage.turns) <= MOST_TURNS_A_ROW * (len(stage.decision.rows) + 1)


def sign_of_turn(stage: Stage, turn: Turn) -> Sign:
    """The sign of one turn."""
    rows = [stage.decision.rows[row] for row in turn.rows]
    said = ", ".join(
        f"{name}: {words(result)}" for name, result in zip(stage.decision.outputs, turn.results, strict=True)
    )
    called = "_och_".join(fold(row.name) for row in rows) or "ingen_rad"
    told = f"{'; '.join(map(_named, rows)) or 'ingen rad stämmer säkert'} → {said}"
    return Sign(f"{stage.decision.id}__{called}", told, frozenset((turn,)))


def signs_of_group(stage: Stage, index: int) -> Signs:
    """That a stage comes to one of its groups of results, as other stages ask it."""
    group = stage.groups[index]
    if by_turns(stage):
        return tuple(sign_of_turn(stage, turn) for turn in group.turns)
    said = ", ".join(
        f"{name}: {words(result)}" for name, result in zip(stage.decision.outputs, group.results, strict=True)
    )
    alike = len({turn.results for turn in group.turns}) > 1
    told = f"kan bli {said}" + (" eller annat som andra tabeller inte skiljer från det" if alike else "")
    called = "_".join(fold(str(words(result))) for result in group.results)
    return (Sign(f"{stage.decision.id}__som_{called}", told, frozenset(group.turns)),)


def telling(stage: Stage, answer: str) -> Telling:
    """How an answer is read off from the signs of its stage."""
    column = stage.decision.outputs.index(answer)
    if by_turns(stage):
        signs = {turn: sign_of_turn(stage, turn) for turn in stage.turns}
        found: dict[Result, list[Sign]] = {}
        for turn, sign in signs.items():
            found.setdefault(turn.results[column], []).append(sign)
        values = tuple((result, tuple(own)) for result, own in found.items())
        rows = tuple(
            (row, tuple(sign for turn, sign in signs.items() if _answers(stage, position, turn, column)))
            for position, row in enumerate(stage.decision.rows)
        )
        return Telling((tuple(own for _, own in values),), _kinds(values), _settled(values), (), _some(rows))
    if stage.decision.policy is HitPolicy.COLLECT:
        return _collected(stage, answer, column)
    values = tuple(
        (
            result,
            (
                _sign(
                    stage,
                    f"{answer}__{fold(str(words(result)))}",
                    f"kan bli {answer}: {words(result)}",
                    _comes_to(column, result),
                ),
            ),
        )
        for result in dict.fromkeys(turn.results[column] for turn in stage.turns)
    )
    rows = tuple((row, _row_sign(stage, position, column)) for position, row in enumerate(stage.decision.rows))
    return Telling((tuple(own for _, own in values),), _kinds(values), _settled(values), (), _some(rows))


def _collected(stage: Stage, answer: str, column: int) -> Telling:
    rows = tuple((row, _row_sign(stage, position, column)) for position, row in enumerate(stage.decision.rows))
    kinds: dict[Void | None, Signs] = {}
    for kind, said in ((Void.SILENT, "kan bli tyst"), (Void.CONFLICT, "kan bli motstridigt"), (None, "kan svara")):
        sign = _sign(stage, f"{answer}__{fold(said)}", said, _is_kind(column, kind))
        if sign.turns:
            kinds[kind] = (sign,)
    members: dict[Value, Signs] = {}
    for row, signs in rows:
        outcome = row.outcomes[column]
        if outcome is not None:
            members[outcome] = members.get(outcome, ()) + signs
    alternatives: list[tuple[Signs, ...]] = [tuple(kinds.values())]
    for value, signs in members.items():
        without = _sign(
            stage, f"{answer}__kan_sakna_{fold(str(value))}", f"kan bli utan {value}", _lacks(column, value)
        )
        alternatives.append((signs, (without,)))
    # Of ways that never occur there is nothing to ask, and one that is alone excludes no other.
    left = (tuple(signs for signs in ways if any(sign.turns for sign in signs)) for ways in alternatives)
    given = tuple((value, signs) for value, signs in members.items() if signs)
    return Telling(tuple(ways for ways in left if len(ways) > 1), kinds, (), given, _some(rows))


def words(result: Result) -> Value:
    """A result as a comment writes it."""
    if isinstance(result, Void):
        return result.value
    if isinstance(result, tuple):
        return " och ".join(str(value) for value in result) or NONE_HIT
    return result


def _named(row: Row) -> str:
    return f"{row.name} {row.source}".strip()


def _sign(stage: Stage, name: str, told: str, holds: Callable[[Turn], bool]) -> Sign:
    return Sign(name, told, frozenset(turn for turn in stage.turns if holds(turn)))


def _row_sign(stage: Stage, position: int, column: int) -> Signs:
    row = stage.decision.rows[position]
    outcome = row.outcomes[column]
    said = f"{_named(row)} → {stage.decision.outputs[column]}: {'tyst' if outcome is None else outcome}"
    sign = _sign(
        stage, f"{stage.decision.id}__{fold(row.name)}", said, lambda turn: _answers(stage, position, turn, column)
    )
    return (sign,) if sign.turns else ()


def _answers(stage: Stage, position: int, turn: Turn, column: int) -> bool:
    """Whether a row answers in a turn: it surely matches and, when the answer is silent, says so itself."""
    if position not in turn.rows:
        return False
    return turn.results[column] is not Void.SILENT or stage.decision.rows[position].outcomes[column] is None


def _comes_to(column: int, result: Result) -> Callable[[Turn], bool]:
    return lambda turn: turn.results[column] == result and type(turn.results[column]) is type(result)


def _is_kind(column: int, kind: Void | None) -> Callable[[Turn], bool]:
    return lambda turn: (turn.results[column] if isinstance(turn.results[column], Void) else None) is kind


def _lacks(column: int, value: Value) -> Callable[[Turn], bool]:
    def lacks(turn: Turn) -> bool:
        result = turn.results[column]
        return isinstance(result, tuple) and value not in result

    return lacks


def _kinds(values: Iterable[tuple[Result, Signs]]) -> Mapping[Void | None, Signs]:
    found: dict[Void | None, Signs] = {Void.SILENT: (), Void.CONFLICT: (), None: ()}
    for result, signs in values:
        found[result if isinstance(result, Void) else None] += signs
    return {kind: signs for kind, signs in found.items() if signs}


def _settled(values: Iterable[tuple[Result, Signs]]) -> tuple[tuple[Result, Signs], ...]:
    return tuple((result, signs) for result, signs in values if not isinstance(result, Void))


def _some(rows: Iterable[tuple[Row, Signs]]) -> tuple[tuple[Row, Signs], ...]:
    return tuple((row, signs) for row, signs in rows if signs)
