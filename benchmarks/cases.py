"""Made-up cases that can be: every fact known, each possible case as likely as any other, from a seed."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.diagram import LEAF
from samsyn.facts.values import Choice, Value


@dataclass(frozen=True)
class Cases:
    """Columns by fact: places among its values for a choice, the number itself for a number."""

    compiled: Compiled
    columns: dict[str, np.ndarray]
    count: int

    def case(self, index: int) -> dict[str, Value]:
        """One case by itself."""
        known: dict[str, Value] = {}
        for name, column in self.columns.items():
            domain = self.compiled.agreement.vocabulary.facts[name].domain
            place = int(column[index])
            known[name] = domain.values[place] if isinstance(domain, Choice) else place
        return known

    def words(self, name: str) -> tuple[str, ...] | None:
        """The words of a choice; None for a number."""
        domain = self.compiled.agreement.vocabulary.facts[name].domain
        return domain.values if isinstance(domain, Choice) else None

    def with_unknown(self, share: float, seed: int) -> dict[str, pa.Array]:
        """The same columns with some values unknown, at random."""
        chance = np.random.default_rng(seed)
        made = {}
        for name, column in self.columns.items():
            words = self.words(name)
            array = pa.array(column, mask=chance.random(self.count) < share)
            made[name] = array if words is None else pa.DictionaryArray.from_arrays(array, pa.array(words))
        return made


def possible_cases(compiled: Compiled, count: int, seed: int) -> Cases:
    """Walk the diagram of what is possible, at each fact choosing a value by how many possible cases lie below it."""
    space, diagrams = compiled.space, compiled.space.diagrams
    chance = np.random.default_rng(seed)
    sizes = space.sizes
    totals = [sum(size) for size in sizes]
    below: dict[tuple[int, int], float] = {}

    def weight(node: int, level: int) -> float:
        if level == len(sizes):
            return 1.0 if diagrams.payloads[node] is True else 0.0
        if diagrams.levels[node] == LEAF and diagrams.payloads[node] is not True:
            return 0.0
        key = (node, level)
        if key not in below:
            below[key] = (
                sum(
                    sizes[level][index] * weight(diagrams.child(node, level, index), level + 1)
                    for index in range(len(sizes[level]))
                )
                / totals[level]
            )
        return below[key]

    nodes = np.full(count, space.possible, np.int32)
    columns: dict[str, np.ndarray] = {}
    for level, fact in enumerate(space.facts):
        domain = fact.fact.domain
        values = list(domain)
        kind = np.uint8 if len(values) <= 1 << 8 else np.uint16
        place = np.zeros(count, kind)
        following = np.empty(count, np.int32)
        drawn = chance.random(count, dtype=np.float32)
        for node in np.flatnonzero(np.bincount(nodes)).tolist():
            here = np.flatnonzero(nodes == node)
            after = np.array([diagrams.child(node, level, fact.index[value]) for value in values])
            weights = np.cumsum([weight(int(one), level + 1) for one in after])
            found = np.searchsorted(weights / weights[-1], drawn[here], side="right").clip(max=len(values) - 1)
            place[here], following[here] = found, after[found]
        nodes = following
        columns[fact.fact.id] = place if isinstance(domain, Choice) else place.astype(np.int16) + np.int16(domain.low)
    return Cases(compiled, columns, count)
