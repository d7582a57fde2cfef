"""The compiled form: hash-consed, multi-valued decision diagrams over classes of values that no cell tells apart.

A node is a number. Each asks one fact (its level, in the order of telling) and has a child for each of the fact's
classes; two equal nodes are the same number, so two functions agree exactly where they share nodes. Leaves hold
any hashable payload.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Lock

LEAF = 1 << 30
"""The level of a leaf: below every fact."""


@dataclass
class Diagrams:
    """A store of nodes over facts of given widths (numbers of classes). All diagrams in it can be combined.

    Safe to share between threads: a node is whole before its number can be found, and one number is given at a time.
    """

    widths: list[int]
    levels: list[int] = field(default_factory=list)
    children: list[tuple[int, ...]] = field(default_factory=list)
    payloads: dict[int, Hashable] = field(default_factory=dict)
    _leaves: dict[tuple[type, Hashable], int] = field(default_factory=dict)
    _nodes: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _lock: AbstractContextManager[object] = field(default_factory=Lock, repr=False, compare=False)

    def leaf(self, payload: Hashable) -> int:
        """The diagram that is this payload everywhere."""
        key = (type(payload), payload)  # True, 1 and Truth.TRUE are equal, but not the same payload
        node = self._leaves.get(key)
        if node is None:
            with self._lock:
                node = self._leaves.get(key)
                if node is None:
                    node = self._add(LEAF, ())
                    self.payloads[node] = payload
                    self._leaves[key] = node
        return node

    def _add(self, level: int, children: tuple[int, ...]) -> int:
        """A new node's number. Only while the lock is held."""
        self.children.append(children)
        self.levels.append(level)
        return len(self.levels) - 1

    def node(self, level: int, children: tuple[int, ...]) -> int:
        """The node with these children; none is made when all are the same."""
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (level, children)
        node = self._nodes.get(key)
        if node is None:
            with self._lock:
                node = self._nodes.get(key)
                if node is None:
                    node = self._nodes[key] = self._add(level, children)
        return node

    def choose(self, level: int, classes: Iterable[int], inside: int, outside: int) -> int:
        """`inside` where the fact at `level` is in one of the classes, else `outside`; both must lie below the level."""
        chosen = frozenset(classes)
        return self.node(level, tuple(inside if index in chosen else outside for index in range(self.widths[level])))

    def box(self, accepted: Mapping[int, frozenset[int]], inside: int, outside: int) -> int:
        """`inside`, a leaf, where every fact named is in its classes, else the leaf `outside`."""
        made = inside
        for level in sorted(accepted, reverse=True):
            made = self.choose(level, accepted[level], made, outside)
        return made

    def child(self, node: int, level: int, index: int) -> int:
        """What is left of a diagram when the fact at `level`, not below the node's own, is in class `index`."""
        return self.children[node][index] if self.levels[node] == level else node

    def combine(
        self,
        operation: Callable[[Hashable, Hashable], Hashable],
        first: int,
        second: int,
        memo: dict[tuple[int, int], int] | None = None,
    ) -> int:
        """The diagram of the operation on the payloads of two."""
        memo = {} if memo is None else memo
        found = memo.get((first, second))
        if found is not None:
            return found
        level = min(self.levels[first], self.levels[second])
        if level == LEAF:
            made = self.leaf(operation(self.payloads[first], self.payloads[second]))
        else:
            left = self.children[first] if self.levels[first] == level else (first,) * self.widths[level]
            right = self.children[second] if self.levels[second] == level else (second,) * self.widths[level]
            made = self.node(
                level,
                tuple(self.combine(operation, one, other, memo) for one, other in zip(left, right, strict=True)),
            )
        memo[first, second] = made
        return made

    def relabel(self, operation: Callable[[Hashable], Hashable], node: int, memo: dict[int, int] | None = None) -> int:
        """The diagram with the operation done on every payload."""
        memo = {} if memo is None else memo
        found = memo.get(node)
        if found is None:
            if self.levels[node] == LEAF:
                found = self.leaf(operation(self.payloads[node]))
            else:
                found = self.node(
                    self.levels[node],
                    tuple(self.relabel(operation, child, memo) for child in self.children[node]),
                )
            memo[node] = found
        return found

    def restrict(self, node: int, known: Mapping[int, int], memo: dict[int, int] | None = None) -> int:
        """The diagram when the facts at some levels are in given classes."""
        memo = {} if memo is None else memo
        found = memo.get(node)
        if found is None:
            level = self.levels[node]
            if level == LEAF:
                found = node
            elif level in known:
                found = self.restrict(self.children[node][known[level]], known, memo)
            else:
                found = self.node(level, tuple(self.restrict(child, known, memo) for child in self.children[node]))
            memo[node] = found
        return found

    def reachable(self, *roots: int) -> list[int]:
        """All nodes of some diagrams, each once, parents before children."""
        seen: set[int] = set()
        ordered: list[int] = []
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                ordered.append(node)
                stack.extend(self.children[node])
        return sorted(ordered, key=lambda node: (self.levels[node], node))

    def leaves(self, *roots: int) -> frozenset[Hashable]:
        """The payloads some diagrams can come to."""
        return frozenset(self.payloads[node] for node in self.reachable(*roots) if self.levels[node] == LEAF)

    def leaves_where(self, root: int, known: Mapping[int, int]) -> frozenset[Hashable]:
        """The payloads a diagram can come to when the facts at some levels are in given classes. Makes no nodes."""
        found: set[Hashable] = set()
        seen: set[int] = set()
        stack = [root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            level = self.levels[node]
            if level == LEAF:
                found.add(self.payloads[node])
            elif level in known:
                stack.append(self.children[node][known[level]])
            else:
                stack.extend(self.children[node])
        return frozenset(found)

    def tested(self, *roots: int) -> frozenset[int]:
        """The levels some diagrams ask."""
        return frozenset(self.levels[node] for node in self.reachable(*roots)) - {LEAF}

    def count(self, root: int, wanted: Callable[[Hashable], bool], sizes: Sequence[Sequence[int]]) -> int:
        """How many cases (values, not classes) come to a wanted payload; `sizes` has the values of each class of each level."""
        totals = [sum(size) for size in sizes]
        memo: dict[int, int] = {}

        def below(node: int, level: int) -> int:
            own = self.levels[node]
            skipped = 1
            for between in range(level, min(own, len(totals))):
                skipped *= totals[between]
            if own == LEAF:
                return skipped if wanted(self.payloads[node]) else 0
            if node not in memo:
                memo[node] = sum(
                    size * below(child, own + 1) for size, child in zip(sizes[own], self.children[node], strict=True)
                )
            return skipped * memo[node]

        return below(root, 0)

    def paths(
        self, root: int, wanted: Callable[[Hashable], bool]
    ) -> Iterator[tuple[dict[int, frozenset[int]], Hashable]]:
        """Disjoint boxes (classes by level) that together are all cases with a wanted payload, and the payload."""
        hopeful: dict[int, bool] = {}

        def hope(node: int) -> bool:
            if node not in hopeful:
                hopeful[node] = (
                    wanted(self.payloads[node])
                    if self.levels[node] == LEAF
                    else any(hope(child) for child in self.children[node])
                )
            return hopeful[node]

        def walk(node: int, taken: dict[int, frozenset[int]]) -> Iterator[tuple[dict[int, frozenset[int]], Hashable]]:
            if not hope(node):
                return
            level = self.levels[node]
            if level == LEAF:
                yield dict(taken), self.payloads[node]
                return
            by_child: dict[int, list[int]] = {}
            for index, child in enumerate(self.children[node]):
                by_child.setdefault(child, []).append(index)
            for child, indexes in by_child.items():
                yield from walk(child, {**taken, level: frozenset(indexes)})

        yield from walk(root, {})
