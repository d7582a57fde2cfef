"""A set of cases as few disjoint pieces: each a box of classes, with up to two boxes taken out of it.

A set is a diagram with the payloads True (in it), False (not), and None (cannot be: may be told either way).
Together the pieces hold exactly the set; no two share a case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from samsyn.evaluation.compiled import Space
from samsyn.evaluation.diagram import LEAF

Box: TypeAlias = Mapping[int, frozenset[int]]
"""The classes allowed, by level; a level left out allows all."""

MOST_EXCEPTIONS = 2
MOST_PIECES = 4_000


class TooManyPiecesError(Exception):
    """The set cannot be told in a reasonable number of sentences."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A box, and the boxes taken out of it."""

    box: Box
    exceptions: tuple[Box, ...] = ()


def pieces(
    space: Space, node: int, exceptions: int = MOST_EXCEPTIONS, told: frozenset[int] = frozenset()
) -> Iterator[Piece]:
    """Cut a set into disjoint pieces with at most so many exceptions, the largest first.

    `told` are the levels that pieces are rather told in; other facts are let go first.
    """
    return _cut(space, node, exceptions, told, taken=False)


def alternatives(space: Space, node: int, told: frozenset[int] = frozenset()) -> Iterator[Piece]:
    """Boxes that together are a set; they may share cases, and are the simpler for it."""
    return _cut(space, node, 0, told, taken=None)


def _cut(space: Space, node: int, exceptions: int, told: frozenset[int], taken: bool | None) -> Iterator[Piece]:
    """Take pieces until nothing is left; cases already taken count as `taken` afterwards."""
    diagrams = space.diagrams
    made = 0
    while (start := _largest_box(space, node)) is not None:
        piece = _with_exceptions(space, node, _grown(space, node, start, told), exceptions, told)
        yield piece
        node = diagrams.combine(
            lambda one, gone: taken if gone is True and one is True else one, node, region(space, piece)
        )
        made += 1
        if made > MOST_PIECES:
            raise TooManyPiecesError


def region(space: Space, piece: Piece) -> int:
    """The diagram that is True in a piece."""
    diagrams = space.diagrams
    yes, no = diagrams.leaf(True), diagrams.leaf(False)
    region = diagrams.box(dict(piece.box), yes, no)
    for exception in piece.exceptions:
        outside = diagrams.box(dict(exception), no, yes)
        region = diagrams.combine(lambda one, other: one is True and other is True, region, outside)
    return region


def _largest_box(space: Space, node: int) -> Box | None:
    """The path with the most values to a True leaf; None when there is none."""
    diagrams, sizes = space.diagrams, space.sizes
    best: dict[int, float] = {}
    for current in reversed(diagrams.reachable(node)):
        if diagrams.levels[current] == LEAF:
            best[current] = 1.0 if diagrams.payloads[current] is True else 0.0
        else:
            level = diagrams.levels[current]
            total = sum(sizes[level])
            best[current] = max(share * best[child] for child, share in _shares(space, current, total).items())
    if best[node] == 0.0:
        return None
    box: dict[int, frozenset[int]] = {}
    current = node
    while diagrams.levels[current] != LEAF:
        level = diagrams.levels[current]
        shares = _shares(space, current, sum(sizes[level]))
        chosen = max(shares, key=lambda child: (shares[child] * best[child], -child))
        box[level] = frozenset(index for index, child in enumerate(diagrams.children[current]) if child == chosen)
        current = chosen
    return box


def _shares(space: Space, node: int, total: int) -> dict[int, float]:
    """How large a part of a fact's values leads to each child."""
    diagrams = space.diagrams
    shares: dict[int, float] = {}
    for index, child in enumerate(diagrams.children[node]):
        shares[child] = shares.get(child, 0.0) + space.sizes[diagrams.levels[node]][index] / total
    return shares


def _holds_some(space: Space, node: int, box: Box, wanted: bool) -> bool:
    """Whether some case in a box has the payload."""
    levels, children_of, payloads = space.diagrams.levels, space.diagrams.children, space.diagrams.payloads
    barren: set[int] = set()

    def some(current: int) -> bool:
        level = levels[current]
        if level == LEAF:
            return payloads[current] is wanted
        children = children_of[current]
        allowed = box.get(level)
        chosen = children if allowed is None else [children[index] for index in allowed]
        for child in chosen:  # plain loops: this is where verification spends its time
            if child not in barren:
                if some(child):
                    return True
                barren.add(child)
        return False

    return some(node)


def _grown(space: Space, node: int, start: Box, told: frozenset[int]) -> dict[int, frozenset[int]]:
    """The box made as large as it can be without holding a case that is not in the set.

    Whole facts are let go first, those told last before those told first, and from the other end too; the
    larger result is kept. Then single classes are added that bring cases of the set.
    """
    best: dict[int, frozenset[int]] | None = None
    last_first = sorted(start, key=lambda level: (level in told, -level))
    first_first = sorted(start, key=lambda level: (level in told, level))
    for order in (last_first, first_first):
        box = dict(start)
        for level in order:
            wider = {other: classes for other, classes in box.items() if other != level}
            if not _holds_some(space, node, wider, False):
                box = wider
        for level in order:
            if level not in box:
                continue
            for index in range(len(space.facts[level])):
                one_more = {**box, level: frozenset((index,))}
                if (
                    index not in box[level]
                    and _holds_some(space, node, one_more, True)
                    and not _holds_some(space, node, one_more, False)
                ):
                    box[level] = box[level] | {index}
            if len(box[level]) == len(space.facts[level]):
                del box[level]
        if best is None or (len(box), -_volume(space, box)) < (len(best), -_volume(space, best)):
            best = box
    assert best is not None
    return best


def _volume(space: Space, box: Box) -> float:
    """The share of all cases that a box holds."""
    share = 1.0
    for level, classes in box.items():
        sizes = space.sizes[level]
        share *= sum(sizes[index] for index in classes) / sum(sizes)
    return share


def _with_exceptions(space: Space, node: int, box: dict[int, frozenset[int]], most: int, told: frozenset[int]) -> Piece:
    """The box with facts let go at the price of up to two exceptions, when that says more in fewer words."""
    piece = Piece(box)
    for level in sorted(box, reverse=True) if most else ():
        if level not in piece.box:
            continue
        wider = {other: classes for other, classes in piece.box.items() if other != level}
        outside = frozenset(range(len(space.facts[level]))) - piece.box[level]
        if not _holds_some(space, node, {**wider, level: outside}, True):
            continue
        exceptions = _exceptions(space, node, wider, most, told)
        if exceptions is None:
            continue
        larger = _folded(space, Piece(wider, exceptions))
        if _words(larger) <= _words(piece) + 2 and _cases(space, node, larger) > _cases(space, node, piece):
            piece = larger
    return piece


def _folded(space: Space, piece: Piece) -> Piece:
    """An exception that is about one fact alone is better told as a condition on that fact."""
    box = dict(piece.box)
    kept = []
    for exception in piece.exceptions:
        if len(exception) > 1:
            kept.append(exception)
            continue
        ((level, classes),) = exception.items()
        box[level] = frozenset(box.get(level, range(len(space.facts[level])))) - classes
    return Piece(box, tuple(kept))


def _words(piece: Piece) -> int:
    """How many conditions a piece takes to tell."""
    return len(piece.box) + sum(len(exception) for exception in piece.exceptions)


def _cases(space: Space, node: int, piece: Piece) -> int:
    """How many cases of the set a piece holds."""
    diagrams = space.diagrams
    here = diagrams.combine(lambda one, other: one is True and other is True, node, region(space, piece))
    return diagrams.count(here, lambda payload: payload is True, space.sizes)


def _exceptions(space: Space, node: int, box: Box, most: int, told: frozenset[int]) -> tuple[Box, ...] | None:
    """The cases in a box that are not in the set, as at most so many boxes (told relative to it); None when it takes more."""
    diagrams = space.diagrams
    inside = diagrams.box(dict(box), diagrams.leaf(True), diagrams.leaf(False))
    # True here: must be taken out; False: must stay; None: cannot be, or lies outside the box anyway.
    wrong = diagrams.combine(
        lambda one, within: (None if one is None else one is False) if within is True else None, node, inside
    )
    found: list[Box] = []
    while (start := _largest_box(space, wrong)) is not None:
        if len(found) == most:
            return None
        grown = _grown(space, wrong, start, told)
        if not grown:
            return None
        found.append(grown)
        gone = diagrams.box(grown, diagrams.leaf(True), diagrams.leaf(False))
        wrong = diagrams.combine(lambda one, out: None if out is True and one is True else one, wrong, gone)
    return tuple(found)
