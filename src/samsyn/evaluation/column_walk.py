"""An automaton walked by columns of cases: exact for what is unknown, a few numpy steps for each handful of facts.

Facts are taken in blocks of consecutive levels. A case's classes in a block are folded into one number, and
``table[state + number]`` is its next state; what no case has met before is found at the end, and made by the walk.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.answers import Standing
from samsyn.evaluation.automaton import DEAD, End, Node, Outgrown, Walk

Codes: TypeAlias = NDArray[Any]
"""One whole number a case."""

WIDEST_BLOCK: Final = 1 << 10
"""How many combinations of classes a block may have: wider means fewer steps, but tables that leave the cache."""

WIDEST_FIRST_BLOCK: Final = 1 << 14
"""The same for the first block of a walk, which has a single state."""

MOST_ENTRIES: Final = 1 << 23
"""How large one table of steps may grow before its walk begins anew."""

UNMET: Final = 0
"""The state of what no case has met; also its own row, so that it is carried to the end."""

DEAD_END: Final = DEAD + 1
"""An end is its number in the walk plus one: this is the case that cannot be."""


class Column:
    """One fact of many cases: a code a case, and for each code its class; `unknown` is the class of the unknown."""

    def __init__(self, codes: Codes, classes: Sequence[int] | NDArray[Any], unknown: int) -> None:
        self.codes = codes
        self.classes = np.asarray(classes)
        self.complete = not (self.classes == unknown).any()
        self._short = self.classes.astype(np.uint16)
        self._plain = np.array_equal(self.classes, np.arange(len(self.classes)))

    def part(self, cases: slice) -> NDArray[np.uint16]:
        """The class of each of some cases."""
        codes = self.codes[cases]
        return codes.astype(np.uint16) if self._plain else self._short.take(codes, mode="clip")


@dataclass
class _Stage:
    """One fact of a walk: the nodes met before it, and for each node and class the number of the node after.

    Entry ``number * width + class`` of the table is a number of the next stage, or of an end; 0 is UNMET.
    """

    width: int
    table: NDArray[np.int64]
    nodes: list[Node]
    numbers: dict[int, int]


@dataclass
class _Block:
    """Consecutive facts of a walk, stepped over at once: their positions there and among those asked.

    Entry ``number * width + classes as one number`` of the table is where the next block begins in its own table.
    """

    positions: tuple[int, ...]
    asked: tuple[int, ...]
    widths: tuple[int, ...]
    width: int
    table: NDArray[np.int64]


class View:
    """Some cases as classes: those of a slice, or some of the cases of another view. Made when asked for, and kept."""

    def __init__(self, columns: Sequence[Column | None], cases: slice, count: int) -> None:
        self.count = count
        self._columns = columns
        self._cases = cases
        self._places: NDArray[np.intp] | None = None
        self._whole: View | None = None
        self._classes: dict[int, NDArray[np.uint16] | None] = {}

    def at(self, places: NDArray[np.intp]) -> "View":
        """The cases at some places of this view."""
        part = View(self._columns, self._cases, len(places))
        part._places, part._whole = places, self
        return part

    def classes(self, asked: int) -> NDArray[np.uint16] | None:
        """The class of a fact in each case; None when there is no column for it."""
        if asked not in self._classes:
            column = self._columns[asked]
            if column is None:
                self._classes[asked] = None
            elif self._whole is not None and self._places is not None:
                whole = self._whole.classes(asked)
                self._classes[asked] = None if whole is None else whole.take(self._places)
            else:
                self._classes[asked] = column.part(self._cases)
        return self._classes[asked]


def folded(columns: Sequence[NDArray[np.uint16] | None], widths: Sequence[int]) -> NDArray[np.uint16] | int:
    """Some columns of codes as one number a case, the last column the fastest; a single number when none is known."""
    number: NDArray[np.uint16] | int = 0
    first: NDArray[np.uint16] | None = None
    for column, width in zip(columns, widths, strict=True):
        own = width - 1 if column is None else column
        # All in sixteen bits, in place: mixed widths would cost ten times as much.
        if not isinstance(number, int):
            if number is first:
                number = np.multiply(number, np.uint16(width))
            else:
                np.multiply(number, np.uint16(width), out=number)
            np.add(number, np.uint16(own) if isinstance(own, int) else own, out=number)
        elif isinstance(own, int):
            number = number * width + own
        else:
            number = first = own if number == 0 else own + np.uint16(number * width)
    return number


class Steps:
    """A walk walked by columns: tables of steps, grown as cases are met, with the automaton's lock held."""

    def __init__(self, walk: Walk, asked: Sequence[int]) -> None:
        self.walk = walk
        nothing: Node = []
        self.stages = [_Stage(width, np.zeros(2 * width, np.int64), [nothing], {}) for width in walk.widths]
        self.blocks = [_block(walk, positions, asked) for positions in _partition(walk.widths)]
        self.start = self._number(0, walk.start)
        self.said: dict[str, Codes] = {}

    def say(self, answers: Sequence[str], number: Callable[[str, Standing], int]) -> None:
        """Keep for each answer the number of its form at each end, plus one: none for UNMET, and for the dead end."""
        size = len(self.walk.ends) + 1
        for answer in answers:
            before = self.said.get(answer, np.zeros(1, np.int32))
            if len(before) < size:
                new = self.walk.ends[len(before) - 1 :]
                numbers = [0 if end.number == DEAD else number(answer, end.standings[answer]) for end in new]
                self.said[answer] = np.append(before, np.array(numbers, np.int32))

    def _number(self, position: int, node: Node | End) -> int:
        """The number of a node before the fact at a position, or of an end."""
        if isinstance(node, End):
            return node.number + 1
        stage = self.stages[position]
        number = stage.numbers.get(id(node))
        if number is None:
            number = stage.numbers[id(node)] = len(stage.nodes)
            stage.nodes.append(node)
            stage.table = self._grown(stage.table, (number + 1) * stage.width)
        return number

    def _grown(self, table: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        """A table with room for `size` entries."""
        if size <= len(table):
            return table
        if size > MOST_ENTRIES:
            raise Outgrown(self.walk)
        return np.concatenate((table, np.zeros(max(size, 2 * len(table)) - len(table), np.int64)))

    def _after(self, position: int, before: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers after a fact, of nodes and classes; each pair not met before is made once."""
        stage = self.stages[position]
        pairs = before * stage.width + codes
        after: NDArray[np.int64] = stage.table[pairs]
        unmet = after == UNMET
        if unmet.any():
            for pair in np.unique(pairs[unmet]).tolist():
                number, code = divmod(pair, stage.width)
                node = self.walk.after(position, stage.nodes[number], code)
                stage.table[pair] = self._number(position + 1, node)
            after = stage.table[pairs]
        return after

    def meet(self, index: int, entries: NDArray[np.int64]) -> None:
        """Make the entries of a block's table that some cases are the first to need."""
        block = self.blocks[index]
        new = np.unique(entries)
        numbers, classes = np.divmod(new, block.width)
        place = block.width
        for position, width in zip(block.positions, block.widths, strict=True):
            place //= width
            numbers = self._after(position, numbers, classes // place % width)
        if index + 1 < len(self.blocks):
            following = self.blocks[index + 1]
            numbers *= following.width
            following.table = self._grown(following.table, int(numbers.max()) + following.width)
        block.table[new] = numbers

    def ends(self, view: View, *, meeting: bool) -> NDArray[np.int64]:
        """Where some cases end. Unless `meeting`, an end may be UNMET."""
        if not self.blocks:
            return np.full(view.count, self.start, np.int64)
        state: Any = self.start
        for index, block in enumerate(self.blocks):
            entry: Any = folded([view.classes(asked) for asked in block.asked], block.widths)
            if index:
                entry = state + entry
                state = block.table.take(entry, mode="clip")
            else:
                state = block.table[block.width : 2 * block.width].take(entry, mode="clip")
            if meeting:
                unmet = np.atleast_1d(state) == UNMET
                if unmet.any():
                    self.meet(index, np.atleast_1d(entry)[unmet].astype(np.int64) + (0 if index else block.width))
                    table = block.table if index else block.table[block.width : 2 * block.width]
                    state = table.take(entry, mode="clip")
        return state if isinstance(state, np.ndarray) else np.full(view.count, state, np.int64)


def _partition(widths: Sequence[int]) -> Iterator[list[int]]:
    """Positions in consecutive blocks, each as wide as is allowed: the first more, for it has a single state."""
    block: list[int] = []
    width, widest = 1, WIDEST_FIRST_BLOCK
    for position, own in enumerate(widths):
        if block and width * own > widest:
            yield block
            block, width, widest = [], 1, WIDEST_BLOCK
        block.append(position)
        width *= own
    if block:
        yield block


def _block(walk: Walk, positions: Sequence[int], asked: Sequence[int]) -> _Block:
    widths = tuple(walk.widths[position] for position in positions)
    table = np.zeros(2 * prod(widths), np.int64)
    return _Block(tuple(positions), tuple(asked[position] for position in positions), widths, prod(widths), table)
