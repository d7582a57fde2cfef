"""The automaton walked by whole columns: millions of cases, a few numpy steps for each handful of facts.

Facts are taken in blocks of consecutive levels. A case's codes in a block are folded into one number, and
``table[state + number]`` is its next state; what no case has met before is found at the end of a chunk, and made
by the automaton itself. A chunk's arrays fit the processor's cache.

Measured against the other way: for each column a table from value to a bit mask of the rows it satisfies, AND the
masks, lowest set bit = first row. That is one step for each column *of each table* and every 64 rows; here a fact
is looked at once for the whole graph (benchmarks/RESULTS.md).
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.answers import Standing
from samsyn.evaluation.automaton import Automaton, Bundle, End, Node, Outgrown

Codes: TypeAlias = NDArray[Any]
"""One whole number a case."""

CHUNK: Final = 1 << 15
"""Cases walked at a time: three arrays of eight bytes a case stay in the second cache."""

SMALLEST_CHUNK: Final = 1 << 9
"""Cases walked at a time when memory is outgrown: so few that they cannot outgrow it alone."""

JOB: Final = 1 << 18
"""Cases given to a thread at a time."""

WIDEST_BLOCK: Final = 512
"""How many combinations of classes a block may have: wider means fewer steps, but tables that leave the cache."""

WIDEST_KEY: Final = 4096
"""How many combinations of values are looked up at once."""

MOST_ENTRIES: Final = 1 << 23
"""How large one table may grow before its bundle is relieved."""

MOST_MET_TOGETHER: Final = 1 << 14
"""How many entries may be made for a bundle of several tables before it is split: making one costs microseconds."""

UNMET: Final = 0
"""The state of what no case has met; also its own row, so that it is carried to the end."""

DEAD_END: Final = 1
"""An end of a bundle is its number there plus one: this is the case that cannot be."""


@dataclass(frozen=True)
class Column:
    """One fact of many cases: a code a case, and for each code the class the automaton steps by (unknown included)."""

    codes: Codes
    classes: NDArray[np.int64]


FormT = TypeVar("FormT", bound=Hashable)


@dataclass(frozen=True)
class AnswerCodes(Generic[FormT]):
    """One answer of many cases: for each case an index into `forms`, the ways the answer was met to stand.

    The first form is that of a case that cannot be.
    """

    codes: Codes
    forms: tuple[FormT, ...]


@dataclass
class _Block:
    """Consecutive facts of a bundle, stepped over at once. `places` are what one class of each fact counts for."""

    positions: tuple[int, ...]
    widths: tuple[int, ...]
    places: tuple[int, ...]
    width: int
    table: NDArray[np.int64]
    nodes: list[Node]
    numbers: dict[int, int]


@dataclass(frozen=True)
class _Part:
    """Some columns of a block, folded into a key by their radices and looked up: what they add to the block's number."""

    columns: tuple[Codes, ...]
    radices: tuple[int, ...]
    adds: NDArray[np.int64]


@dataclass(frozen=True)
class _Feed:
    """How the number of each case in a block comes about: a constant, and what each part adds."""

    constant: int
    parts: tuple[_Part, ...]


class _BundleWalk:
    """One bundle's tables, grown as cases are met. Only with the automaton's lock is anything added."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.met = 0
        self.blocks = [_block(bundle, positions) for positions in _partition(bundle.widths)]
        if self.blocks:
            self._number(0, bundle.start)

    def _number(self, index: int, node: Node | End) -> int:
        """What stands in a table for a node where block `index` begins, or for an end."""
        if isinstance(node, End):
            return node.number + 1
        block = self.blocks[index]
        number = block.numbers.get(id(node))
        if number is None:
            number = block.numbers[id(node)] = len(block.nodes)
            block.nodes.append(node)
            if (number + 1) * block.width > len(block.table):
                if len(block.table) >= MOST_ENTRIES:
                    raise Outgrown(self.bundle)
                block.table = np.concatenate((block.table, np.zeros_like(block.table)))
        return number * block.width

    def meet(self, index: int, entries: NDArray[np.int64]) -> None:
        """Make the entries of a block's table that some cases are the first to need."""
        block = self.blocks[index]
        new = np.unique(entries).tolist()
        self.met += len(new)
        if self.met > MOST_MET_TOGETHER and not self.bundle.alone:
            raise Outgrown(self.bundle)
        for entry in new:
            state, number = divmod(entry, block.width)
            node: Any = block.nodes[state]
            for position, place, width in zip(block.positions, block.places, block.widths, strict=True):
                node = self.bundle.after(position, node, number // place % width)
            block.table[entry] = self._number(index + 1, node)

    def ends(self, feeds: Sequence[_Feed], start: int, stop: int, *, meeting: bool) -> NDArray[np.int64]:
        """Where the cases from `start` to `stop` end. Unless `meeting`, an end may be UNMET."""
        if not self.blocks:
            return np.full(stop - start, self._number(0, self.bundle.start), np.int64)
        state: Any = self.blocks[0].width  # the first node is number 1
        for index, (block, feed) in enumerate(zip(self.blocks, feeds, strict=True)):
            entry: Any = _numbers(feed, start, stop)
            entry += state
            state = block.table.take(entry, mode="clip")
            if meeting:
                unmet = np.atleast_1d(state) == UNMET
                if unmet.any():
                    self.meet(index, np.atleast_1d(entry)[unmet])
                    state = block.table.take(entry, mode="clip")
        return state if isinstance(state, np.ndarray) else np.full(stop - start, state, np.int64)


def _partition(widths: Sequence[int]) -> Iterator[list[int]]:
    """Positions in consecutive blocks, each as wide as is allowed."""
    block: list[int] = []
    width = 1
    for position, own in enumerate(widths):
        if block and width * own > WIDEST_BLOCK:
            yield block
            block, width = [], 1
        block.append(position)
        width *= own
    if block:
        yield block


def _block(bundle: Bundle, positions: Sequence[int]) -> _Block:
    widths = tuple(bundle.widths[position] for position in positions)
    places = [1]
    for width in reversed(widths):
        places.append(places[-1] * width)
    width = places.pop()
    nothing: Node = []  # state 0 is UNMET
    return _Block(
        tuple(positions), widths, tuple(reversed(places)), width, np.zeros(16 * width, np.int64), [nothing], {}
    )


def _feed(block: _Block, columns: Sequence[Column | None]) -> _Feed:
    """How the numbers of a block come from the columns of its facts; a fact without a column is unknown."""
    constant = 0
    parts: list[_Part] = []
    waiting: list[tuple[Column, int]] = []

    def fold() -> None:
        adds = np.zeros(1, np.int64)
        for column, place in waiting:
            adds = np.add.outer(adds, column.classes * place).ravel()
        parts.append(
            _Part(
                tuple(column.codes for column, _ in waiting),
                tuple(len(column.classes) for column, _ in waiting),
                adds,
            )
        )
        waiting.clear()

    size = 1
    for column, place, width in zip(columns, block.places, block.widths, strict=True):
        if column is None:
            constant += (width - 1) * place
            continue
        if waiting and size * len(column.classes) > WIDEST_KEY:
            fold()
            size = 1
        waiting.append((column, place))
        size *= len(column.classes)
    if waiting:
        fold()
    if parts:
        parts[0] = _Part(parts[0].columns, parts[0].radices, parts[0].adds + constant)
        constant = 0
    return _Feed(constant, tuple(parts))


def _numbers(feed: _Feed, start: int, stop: int) -> NDArray[np.int64] | int:
    """The number of each case in a block; one number when no column is known."""
    numbers: NDArray[np.int64] | None = None
    for part in feed.parts:
        key: Codes = part.columns[0][start:stop]
        if len(part.columns) > 1:
            folded = np.empty(stop - start, np.uint16)
            for codes, radix in zip(part.columns[1:], part.radices[1:], strict=True):
                np.multiply(key, radix, out=folded, casting="unsafe", dtype=np.uint16)
                np.add(folded, codes[start:stop], out=folded, casting="unsafe", dtype=np.uint16)
                key = folded
        added = part.adds.take(key, mode="clip")
        numbers = added if numbers is None else np.add(numbers, added, out=numbers)
    return feed.constant if numbers is None else numbers


class ColumnWalk(Generic[FormT]):
    """An automaton walked by columns. What it has met is kept for the next call; safe to share between threads.

    `form` says in what form an answer's standing is wanted (None: the case cannot be).
    """

    def __init__(self, automaton: Automaton, form: Callable[[str, Standing | None], FormT]) -> None:
        self.automaton = automaton
        self.answers = tuple(automaton.compiled.agreement.answers)
        self._form = form
        self._walks: dict[Bundle, _BundleWalk] = {}
        self._forms: dict[str, dict[FormT, int]] = {answer: {form(answer, None): 0} for answer in self.answers}
        self._form_of_end: dict[Bundle, dict[str, Codes]] = {}

    def decide(self, columns: Mapping[str, Column], count: int, threads: int) -> dict[str, AnswerCodes[FormT]]:
        """How every answer stands for `count` cases. A fact without a column is unknown throughout."""
        starts = range(0, count, JOB)
        if threads > 1 and len(starts) > 1:
            with ThreadPoolExecutor(threads) as pool:
                made = list(pool.map(lambda start: self._job(columns, start, min(start + JOB, count)), starts))
        else:
            made = [self._job(columns, start, min(start + JOB, count)) for start in starts]
        return {
            answer: AnswerCodes(
                np.concatenate([job[answer] for job in made]) if made else np.empty(0, np.uint8),
                tuple(self._forms[answer]),
            )
            for answer in self.answers
        }

    def _job(self, columns: Mapping[str, Column], start: int, stop: int) -> dict[str, Codes]:
        said: dict[str, Codes] = {answer: np.empty(stop - start, np.uint8) for answer in self.answers}
        step = CHUNK
        bundles: tuple[Bundle, ...] = ()
        feeds: list[list[_Feed]] = []
        here = start
        while here < stop:
            if bundles != self.automaton.bundles:
                bundles = self.automaton.bundles
                feeds = [self._feeds(bundle, columns) for bundle in bundles]
            there = min(here + step, stop)
            try:
                ends = [self._ends(bundle, feed, here, there) for bundle, feed in zip(bundles, feeds, strict=True)]
            except Outgrown as outgrown:
                self.automaton.relieve(outgrown.bundle)
                step = max(step // 2, SMALLEST_CHUNK)
                continue
            if len(ends) > 1:
                dead = np.logical_or.reduce([one == DEAD_END for one in ends])
                if dead.any():
                    for one in ends:
                        one[dead] = DEAD_END
            for bundle, one in zip(bundles, ends, strict=True):
                for answer, forms in self._forms_of_ends(bundle).items():
                    if said[answer].itemsize < forms.itemsize:
                        said[answer] = said[answer].astype(forms.dtype)
                    said[answer][here - start : there - start] = forms.take(one, mode="clip")
            here = there
        return said

    def _walk(self, bundle: Bundle) -> _BundleWalk:
        with self.automaton.lock:
            if bundle not in self._walks:
                kept = self.automaton.bundles
                self._walks = {old: walk for old, walk in self._walks.items() if old in kept}
                self._form_of_end = {old: forms for old, forms in self._form_of_end.items() if old in kept}
                self._walks[bundle] = _BundleWalk(bundle)
            return self._walks[bundle]

    def _feeds(self, bundle: Bundle, columns: Mapping[str, Column]) -> list[_Feed]:
        names = [self.automaton.asked[position][0] for position in self.automaton.positions(bundle)]
        return [
            _feed(block, [columns.get(names[position]) for position in block.positions])
            for block in self._walk(bundle).blocks
        ]

    def _ends(self, bundle: Bundle, feeds: Sequence[_Feed], start: int, stop: int) -> NDArray[np.int64]:
        walk = self._walk(bundle)
        ends = walk.ends(feeds, start, stop, meeting=False)
        if ends.min() == UNMET:
            with self.automaton.lock:
                ends = walk.ends(feeds, start, stop, meeting=True)
        return ends

    def _forms_of_ends(self, bundle: Bundle) -> Mapping[str, Codes]:
        """For each answer of a bundle the number of its form at each end."""
        known = self._form_of_end.get(bundle)
        answers = [answer for track in bundle.tracks if track.decision for answer in track.decision.outputs]
        size = len(bundle.ends) + 1
        if known is None or any(len(known[answer]) < size for answer in answers):
            with self.automaton.lock:
                ends = tuple(bundle.ends)
                known = {answer: self._numbered(answer, ends) for answer in answers}
                self._form_of_end[bundle] = known
        return known

    def _numbered(self, answer: str, ends: Sequence[End]) -> Codes:
        numbers = self._forms[answer]
        made = [0, 0]
        for end in ends[1:]:
            form = self._form(answer, end.standings[answer])
            made.append(numbers.setdefault(form, len(numbers)))
        size = len(numbers)
        return np.array(made, np.uint8 if size <= 1 << 8 else np.uint16 if size <= 1 << 16 else np.int32)
