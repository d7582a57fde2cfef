"""Witnesses: for each piece of a set of cases an example, replayed by the reference before anyone sees it."""

from collections.abc import Callable, Iterator, Mapping

from samsyn.evaluation.compiled import Space
from samsyn.facts.values import Value
from samsyn.verification.findings import Finding, Kind, cells_of
from samsyn.verification.pieces import Piece, pieces, region


class ReplayError(Exception):
    """A witness did not hold when the reference replayed it: the engines disagree."""


def witnessed(
    space: Space, node: int, replayed: Callable[[Mapping[str, Value]], None], told: frozenset[int]
) -> Iterator[tuple[Piece, dict[str, Value]]]:
    """The pieces of a set, rather told in some facts, each with an example that lies in it.

    A whole case is replayed; what is shown of it is the facts that suffice: whatever else is so, the finding holds.
    """
    for piece in pieces(space, node, told=told):
        example = example_in(space, node, piece)
        replayed(example)
        yield piece, shortened(space, node, piece, example)


def example_in(space: Space, node: int, piece: Piece) -> dict[str, Value]:
    """A possible case in the set and in the piece: the first class of each fact that leaves one."""
    diagrams = space.diagrams
    here = diagrams.combine(lambda one, other: one is True and other is True, node, region(space, piece))
    for box, _ in diagrams.paths(here, lambda payload: payload is True):
        example = space.example(box)
        if example is not None:
            return example
    message = "a piece without a case"
    raise ReplayError(message)


def shortened(space: Space, node: int, piece: Piece, example: Mapping[str, Value]) -> dict[str, Value]:
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


def finding_of(
    space: Space,
    shown: tuple[Piece, Mapping[str, Value]],
    kind: Kind,
    class_: str,
    answer: str,
    sentence: str,
    rows: tuple[str, ...],
    place: str = "",
) -> Finding:
    """A finding about one piece, shown with its example."""
    piece, example = shown
    exceptions = tuple(cells_of(space, exception) for exception in piece.exceptions)
    return Finding(kind, class_, answer, cells_of(space, piece.box), exceptions, sentence, example, rows, place)
