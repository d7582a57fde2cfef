"""Sets of cases as boxes: for each fact some of its classes. How to tell a set in few of them, and what follows from some."""

from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from samsyn.evaluation.diagram import LEAF, Diagrams

Box: TypeAlias = dict[int, frozenset[int]]
"""Classes by level; a level that is not there may be anything."""


def cover(diagrams: Diagrams, region: int, most: int) -> list[Box] | None:
    """Boxes, none of which can be widened, that together are exactly where a diagram is True; None when more than `most`.

    They may overlap: what matters is only whether a case is compatible with one of them.
    """
    tested = sorted(diagrams.tested(region))
    found = _cover(diagrams, region, most, tested)
    if found is not None and len(found) == 1:
        return found
    other = _cover(diagrams, region, most, tested[::-1])
    within = [boxes for boxes in (found, other) if boxes is not None]
    return min(within, key=lambda boxes: (len(boxes), sum(map(len, boxes))), default=None)


def _cover(diagrams: Diagrams, region: int, most: int, order: Sequence[int]) -> list[Box] | None:
    boxes: list[Box] = []
    left = region
    while (path := next(diagrams.paths(left, lambda payload: payload is True), None)) is not None:
        if len(boxes) == most:
            return None
        boxes.append(_widened(diagrams, region, path[0], order))
        left = outside(diagrams, left, boxes[-1])
    for box in list(boxes):
        left = region
        for other in boxes:
            if other is not box:
                left = outside(diagrams, left, other)
        if diagrams.payloads.get(left) is False:
            boxes.remove(box)
    return boxes


def outside(diagrams: Diagrams, region: int, box: Box) -> int:
    """The part of a region, True or False everywhere, that a box does not hold."""
    inside = diagrams.box(box, diagrams.leaf(True), diagrams.leaf(False))
    return diagrams.combine(lambda one, other: one is True and other is False, region, inside)


def _widened(diagrams: Diagrams, region: int, box: Box, order: Sequence[int]) -> Box:
    """The box with every level dropped, then every class added, that keeps it within the region."""
    for level in order:
        if level in box:
            less = {other: chosen for other, chosen in box.items() if other != level}
            if _within(diagrams, region, less):
                box = less
    for level in order:
        for index in range(diagrams.widths[level]) if level in box else ():
            more = {**box, level: box[level] | {index}}
            if index not in box[level] and _within(diagrams, region, more):
                box = more
    return box


def _within(diagrams: Diagrams, region: int, box: Box) -> bool:
    memo: dict[int, bool] = {}

    def holds(node: int) -> bool:
        if node not in memo:
            level = diagrams.levels[node]
            if level == LEAF:
                memo[node] = diagrams.payloads[node] is True
            else:
                children = diagrams.children[node]
                memo[node] = all(holds(children[index]) for index in box.get(level, range(len(children))))
        return memo[node]

    return holds(region)


def consequences(boxes: Sequence[Box], widths: Sequence[int]) -> list[Box]:
    """All the widest boxes within the union of some. A partly known case lies in the union just when it lies in one of them.

    By consensus: two boxes that meet in all levels but one give the box that has their union there.
    """
    found: list[Box] = []
    waiting = [dict(box) for box in boxes]
    while waiting:
        box = waiting.pop(0)
        if any(contains(other, box) for other in found):
            continue
        found = [other for other in found if not contains(box, other)]
        for other in found:
            waiting.extend(_consensus(box, other, widths))
        found.append(box)
    return found


def contains(wide: Box, narrow: Box) -> bool:
    """Whether every case in the second box is in the first."""
    return all(level in narrow and narrow[level] <= chosen for level, chosen in wide.items())


def _consensus(one: Box, other: Box, widths: Sequence[int]) -> Iterator[Box]:
    for level in one.keys() & other.keys():
        made: Box = {}
        for shared in one.keys() | other.keys():
            if shared != level:
                whole = frozenset(range(widths[shared]))
                made[shared] = one.get(shared, whole) & other.get(shared, whole)
        union = one[level] | other[level]
        if len(union) < widths[level]:
            made[level] = union
        if all(made.values()):
            yield made


def in_some(diagrams: Diagrams, region: int, levels: Collection[int]) -> int:
    """Where a region, True or False everywhere, holds for some class of the given levels."""
    memo: dict[int, int] = {}

    def project(node: int) -> int:
        if diagrams.levels[node] == LEAF:
            return node
        if node not in memo:
            children = [project(child) for child in diagrams.children[node]]
            made = children[0]
            if diagrams.levels[node] in levels:
                for child in children[1:]:
                    made = diagrams.combine(lambda one, other: one is True or other is True, made, child)
            else:
                made = diagrams.node(diagrams.levels[node], tuple(children))
            memo[node] = made
        return memo[node]

    return project(region)
