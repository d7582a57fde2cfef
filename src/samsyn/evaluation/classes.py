"""Values that no cell tells apart: each fact's values in as few classes as the tables can see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from samsyn.facts.values import Choice, Value, Whole
from samsyn.facts.vocabulary import Fact, Vocabulary
from samsyn.rules.cells import Cell, cell_of_spans, cell_of_values, merge
from samsyn.rules.impossible import Impossible
from samsyn.rules.versions import Agreement


@dataclass(frozen=True)
class FactClasses:
    """The classes of one fact, in the order of their first values.

    `members` has for each class its values (a choice) or its spans (a number).
    """

    fact: Fact
    members: tuple[frozenset[Value] | tuple[tuple[int, int], ...], ...]

    def __len__(self) -> int:
        return len(self.members)

    def example(self, index: int) -> Value:
        """A value that stands for a class: the first as the vocabulary orders them; of numbers the middle of the longest span."""
        member = self.members[index]
        if isinstance(member, tuple):
            low, high = max(member, key=lambda span: (span[1] - span[0], -span[0]))
            return (low + high) // 2
        return next(value for value in self.fact.domain if value in member)

    def size(self, index: int) -> int:
        """How many values a class holds."""
        member = self.members[index]
        return sum(high - low + 1 for low, high in member) if isinstance(member, tuple) else len(member)

    def one(self, index: int) -> Cell:
        """A cell that stands for a class: its first value, or all its numbers."""
        return (
            self.cell((index,))
            if isinstance(self.members[index], tuple)
            else cell_of_values(frozenset((self.example(index),)), self.fact.domain)
        )

    @cached_property
    def index(self) -> Mapping[Value, int]:
        """The class of each value."""
        found: dict[Value, int] = {}
        for position, member in enumerate(self.members):
            if isinstance(member, tuple):
                found.update((value, position) for low, high in member for value in range(low, high + 1))
            else:
                found.update((value, position) for value in member)
        return found

    def accepted(self, cell: Cell) -> frozenset[int]:
        """The classes a cell accepts."""
        return frozenset(index for index in range(len(self.members)) if cell.accepts(self.example(index)))

    def cell(self, classes: Iterable[int]) -> Cell:
        """The canonical cell that accepts exactly these classes."""
        chosen = [self.members[index] for index in classes]
        domain = self.fact.domain
        if isinstance(domain, Whole):
            return cell_of_spans(
                merge([span for member in chosen for span in member if isinstance(span, tuple)]), domain
            )
        return cell_of_values(
            frozenset(value for member in chosen for value in member if not isinstance(value, tuple)), domain
        )


def classes_of_fact(fact: Fact, cells: Iterable[Cell]) -> FactClasses:
    """Split a fact's values by the cells that test it."""
    asked = [cell for cell in dict.fromkeys(cells) if not cell.anything]
    if isinstance(fact.domain, Choice):
        by_pattern: dict[tuple[bool, ...], list[Value]] = {}
        for value in fact.domain:
            by_pattern.setdefault(tuple(value in cell.values for cell in asked), []).append(value)
        return FactClasses(fact, tuple(frozenset(values) for values in by_pattern.values()))
    domain = fact.domain
    cuts = sorted(
        {
            domain.low,
            *(cut for cell in asked for low, high in cell.spans for cut in (low, high + 1) if cut <= domain.high),
        }
    )
    pieces = [(low, high - 1) for low, high in zip(cuts, [*cuts[1:], domain.high + 1], strict=True)]
    spans_by_pattern: dict[tuple[bool, ...], list[tuple[int, int]]] = {}
    for piece in pieces:
        spans_by_pattern.setdefault(tuple(cell.accepts(piece[0]) for cell in asked), []).append(piece)
    return FactClasses(fact, tuple(merge(spans) for spans in spans_by_pattern.values()))


def connected_impossible(facts: Iterable[str], impossible: Iterable[Impossible]) -> tuple[Impossible, ...]:
    """The impossible combinations that touch these facts, directly or through one another."""
    reached = set(facts)
    waiting = list(impossible)
    chosen: list[Impossible] = []
    while True:
        near = [row for row in waiting if reached & set(row.cells)]
        if not near:
            return tuple(chosen)
        chosen.extend(near)
        reached.update(name for row in near for name in row.cells)
        waiting = [row for row in waiting if row not in near]


def classes_bound(vocabulary: Vocabulary, impossible: Iterable[Impossible]) -> Mapping[str, FactClasses]:
    """The classes of the facts that impossible combinations bind, as those tell values apart; in the order of telling."""
    cells: dict[str, list[Cell]] = {}
    for row in impossible:
        for name, cell in row.cells.items():
            cells.setdefault(name, []).append(cell)
    return {name: classes_of_fact(fact, cells[name]) for name, fact in vocabulary.facts.items() if name in cells}


def classes_of(agreements: Iterable[Agreement]) -> tuple[Mapping[str, FactClasses], tuple[Impossible, ...]]:
    """The classes of every fact that matters to any of the agreements, in the order of telling, and what is impossible."""
    agreements = tuple(agreements)
    vocabulary = agreements[0].vocabulary
    tested = {name for agreement in agreements for name in agreement.facts}
    impossible = connected_impossible(tested, agreements[0].impossible)
    cells: dict[str, list[Cell]] = {
        name: [] for name in vocabulary.facts if name in tested or any(name in row.cells for row in impossible)
    }
    for agreement in agreements:
        for decision in agreement.decisions:
            for row in decision.rows:
                for name, cell in zip(decision.inputs, row.cells, strict=True):
                    if name in cells:
                        cells[name].append(cell)
    for combination in impossible:
        for name, cell in combination.cells.items():
            cells[name].append(cell)
    return {name: classes_of_fact(vocabulary.facts[name], asked) for name, asked in cells.items()}, impossible
