"""What to ask next: the fact expected to settle the answers soonest, and never one that cannot change them."""

import math
from collections.abc import Collection, Hashable, Mapping

from samsyn.evaluation.answers import Status
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.diagram import LEAF
from samsyn.facts.values import Value
from samsyn.rules.versions import Agreement


def main_answers(agreement: Agreement) -> tuple[str, ...]:
    """The answers people ask for: those that name a party, and those that no other table tests."""
    tested = {name for decision in agreement.decisions for name in decision.inputs}
    own = {name for decision in agreement.own for name in decision.outputs}
    chosen = tuple(
        name for name, answer in agreement.answers.items() if name in own and (answer.names_party or name not in tested)
    )
    return chosen or tuple(agreement.answers)


def next_question(
    compiled: Compiled,
    known: Mapping[str, Value],
    answers: Collection[str] | None = None,
    unanswerable: Collection[str] = (),
) -> str | None:
    """The next fact worth asking for, or None when nothing more can change the answers.

    Chosen to leave the least doubt about the answers, every value of a fact counted as equally likely; among equals
    the one told first. `unanswerable` are facts that the person asked does not know.
    """
    standings = compiled.decide(known)
    targets = [
        name
        for name in (answers if answers is not None else main_answers(compiled.agreement))
        if standings[name].status is Status.UNKNOWN
    ]
    candidates = {fact for name in targets for fact in standings[name].missing} - set(unanswerable)
    if not candidates:
        return None
    doubts = {fact: sum(_doubt_after(compiled, known, name, fact) for name in targets) for fact in candidates}
    order = compiled.space.level
    return min(doubts, key=lambda fact: (round(doubts[fact], 9), order[fact]))


def _doubt_after(compiled: Compiled, known: Mapping[str, Value], answer: str, fact: str) -> float:
    """The expected doubt (entropy, in bits) about an answer when one more fact is known."""
    diagrams, space = compiled.space.diagrams, compiled.space
    level = space.level[fact]
    root = diagrams.restrict(compiled.outcomes[answer], space.codes(known))
    weighed = []
    for index, size in enumerate(space.sizes[level]):
        shares = _shares(compiled, diagrams.restrict(root, {level: index}))
        possible = sum(shares.values())
        weighed.append((size * possible, _entropy(shares)))
    total = sum(weight for weight, _ in weighed)
    return sum(weight * doubt for weight, doubt in weighed) / total if total else 0.0


def _shares(compiled: Compiled, root: int) -> dict[Hashable, float]:
    """How large a part of all values of all facts leads to each result, impossible cases left out."""
    diagrams, sizes = compiled.space.diagrams, compiled.space.sizes
    arriving = {root: 1.0}
    shares: dict[Hashable, float] = {}
    for node in diagrams.reachable(root):
        share = arriving.get(node, 0.0)
        level = diagrams.levels[node]
        if level == LEAF:
            if diagrams.payloads[node] != IMPOSSIBLE:
                shares[diagrams.payloads[node]] = share
            continue
        total = sum(sizes[level])
        for child, size in zip(diagrams.children[node], sizes[level], strict=True):
            arriving[child] = arriving.get(child, 0.0) + share * size / total
    return shares


def _entropy(shares: Mapping[Hashable, float]) -> float:
    total = sum(shares.values())
    return -sum(share / total * math.log2(share / total) for share in shares.values() if share > 0) if total else 0.0
