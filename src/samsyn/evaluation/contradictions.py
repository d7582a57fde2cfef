"""Which known facts cannot be true together, and why: the fewest of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Value
from samsyn.facts.vocabulary import Vocabulary


@dataclass(frozen=True)
class Clash:
    """Facts that cannot be true together; without any one of them they can."""

    facts: Mapping[str, Value]
    why: str

    def told(self, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
        """Each fact's name and its value in words, in the order they were said."""
        said = ((vocabulary.facts[name], value) for name, value in self.facts.items())
        return tuple((fact.name, fact.domain.write(value)) for fact, value in said)


def clash(compiled: Compiled, known: Mapping[str, Value]) -> Clash | None:
    """The fewest known facts that cannot be true together; None when all can."""
    why = _impossible(compiled, known)
    if not why:
        return None
    clashing = dict(known)
    for name in known:
        fewer = {other: value for other, value in clashing.items() if other != name}
        if still := _impossible(compiled, fewer):
            clashing, why = fewer, still
    return Clash(clashing, why)


def _impossible(compiled: Compiled, known: Mapping[str, Value]) -> str:
    try:
        compiled.decide(known)
    except ImpossibleCaseError as error:
        return str(error)
    return ""
