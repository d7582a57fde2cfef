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
from functools import partial
from math import prod
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.answers import Standing
from samsyn.evaluation.automaton import Automaton, Bundle, DeadEnd, End, Node, Outgrown

Codes: TypeAlias = NDArray[Any]
"""One whole number a case."""

CHUNK: Final = 1 << 15
"""Cases walked at a time: three arrays of eight bytes a case stay in the second cache."""

SMALLEST_CHUNK: Final = 1 << 9
"""Cases walked at a time when memory is outgrown: so few that they cannot outgrow it alone."""

JOB: Final = 1 << 18
"""Cases given to a thread at a time."""

WIDEST_BLOCK: Final = 1 << 10
"""How many combinations of classes a block may have: wider means fewer steps, but tables that leave the cache."""

WIDEST_FIRST_BLOCK: Final = 1 << 14
"""The same for the first block of a bundle, which has a single state."""

MOST_ENTRIES: Final = 1 << 23
"""How large one table may grow before its bundle is relieved."""

MOST_MET_TOGETHER: Final = 1 << 16
"""How many entries may be made for a bundle of several tables before it is split."""

UNMET: Final = 0
"""The state of what no case has met; also its own row, so that it is carried to the end."""

DEAD_END: Final = 1
"""An end of a bundle is its number there plus one: this is the case that cannot be."""


class Column:
    """One fact of many cases: a code a case, and for each code the class the automaton steps by (unknown included)."""

    def __init__(self, codes: Codes, classes: Sequence[int] | NDArray[Any]) -> None:
        self.codes = codes
        self.classes = np.asarray(classes)
        self._short = self.classes.astype(np.uint16)
        self._plain = np.array_equal(self.classes, np.arange(len(self.classes)))

    def part(self, cases: slice) -> NDArray[np.uint16]:
        """The class of each of some cases."""
        codes = self.codes[cases]
        return codes.astype(np.uint16) if self._plain else self._short.take(codes, mode="clip")


FormT = TypeVar("FormT", bound=Hashable)


@dataclass(frozen=True)
class AnswerCodes(Generic[FormT]):
    """One answer of many cases: for each case an index into `forms`, the ways the answer was met to stand.

    The first form is that of a case that cannot be.
    """

    codes: Codes
    forms: tuple[FormT, ...]


@dataclass
class _Stage:
    """One fact of a bundle: the nodes met before it, and for each node and class the number of the node after.

    Entry ``number * width + class`` of the table is a number of the next stage, or of an end; 0 is UNMET.
    """

    width: int
    table: NDArray[np.int64]
    nodes: list[Node]
    numbers: dict[int, int]


@dataclass
class _Block:
    """Consecutive facts of a bundle, stepped over at once: their positions there and among those asked.

    Entry ``number * width + classes as one number`` of the table is where the next block begins in its own table.
    """

    positions: tuple[int, ...]
    asked: tuple[int, ...]
    widths: tuple[int, ...]
    width: int
    table: NDArray[np.int64]


class _View:
    """Some cases as classes: those of a slice, or some of the cases of another view. Made when asked for, and kept."""

    def __init__(self, columns: Sequence[Column | None], cases: slice, count: int) -> None:
        self.count = count
        self._columns = columns
        self._cases = cases
        self._places: NDArray[np.intp] | None = None
        self._whole: _View | None = None
        self._classes: dict[int, NDArray[np.uint16] | None] = {}
        self._numbers: dict[tuple[int, ...], NDArray[np.uint16] | int] = {}

    def at(self, places: NDArray[np.intp]) -> "_View":
        """The cases at some places of this view."""
        part = _View(self._columns, self._cases, len(places))
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

    def number(self, block: _Block) -> NDArray[np.uint16] | int:
        """The classes of a block's facts as one number; a single one when no fact has a column."""
        if block.asked not in self._numbers:
            self._numbers[block.asked] = self._folded(block)
        return self._numbers[block.asked]

    def _folded(self, block: _Block) -> NDArray[np.uint16] | int:
        number: NDArray[np.uint16] | int = 0
        first: NDArray[np.uint16] | None = None
        for asked, width in zip(block.asked, block.widths, strict=True):
            classes = self.classes(asked)
            own = width - 1 if classes is None else classes
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


class _BundleWalk:
    """One bundle's tables, grown as cases are met. Only with the automaton's lock is anything added."""

    def __init__(self, bundle: Bundle, asked: Sequence[int]) -> None:
        self.bundle = bundle
        self.met = 0
        nothing: Node = []
        self.stages = [_Stage(width, np.zeros(2 * width, np.int64), [nothing], {}) for width in bundle.widths]
        self.blocks = [_block(bundle, positions, asked) for positions in _partition(bundle.widths)]
        self.start = self._number(0, bundle.start)

    def _number(self, position: int, node: Node | End | DeadEnd) -> int:
        """The number of a node before the fact at a position, or of an end."""
        if isinstance(node, End | DeadEnd):
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
            raise Outgrown(self.bundle)
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
                node = self.bundle.after(position, stage.nodes[number], code)
                stage.table[pair] = self._number(position + 1, node)
            after = stage.table[pairs]
        return after

    def meet(self, index: int, entries: NDArray[np.int64]) -> None:
        """Make the entries of a block's table that some cases are the first to need."""
        block = self.blocks[index]
        new = np.unique(entries)
        self.met += len(new)
        if self.met > MOST_MET_TOGETHER and not self.bundle.alone:
            raise Outgrown(self.bundle)
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

    def ends(self, view: _View, *, meeting: bool) -> NDArray[np.int64]:
        """Where some cases end. Unless `meeting`, an end may be UNMET."""
        if not self.blocks:
            return np.full(view.count, self.start, np.int64)
        state: Any = self.start
        for index, block in enumerate(self.blocks):
            entry: Any = view.number(block)
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


@dataclass(frozen=True)
class _EndForms:
    """What each of `size` ends says: for each answer the number of its form; for each decision whether it is doubtful.

    Both are indexed by an end's number plus one.
    """

    size: int
    answers: Mapping[str, Codes]
    doubtful: Mapping[str, NDArray[np.bool_]]
    any_doubtful: bool


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


def _block(bundle: Bundle, positions: Sequence[int], asked: Sequence[int]) -> _Block:
    widths = tuple(bundle.widths[position] for position in positions)
    table = np.zeros(2 * prod(widths), np.int64)
    return _Block(tuple(positions), tuple(asked[position] for position in positions), widths, prod(widths), table)


class _Widened(Exception):
    """An answer stands in more ways than its codes can tell apart; they are made wider, and the walk begins anew."""


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
        self._standings: dict[str, dict[Standing | None, int]] = {answer: {} for answer in self.answers}
        self._width: dict[str, np.dtype[Any]] = dict.fromkeys(self.answers, np.dtype(np.uint8))
        self._form_of_end: dict[Bundle, _EndForms] = {}

    def decide(self, columns: Mapping[str, Column], count: int, threads: int) -> dict[str, AnswerCodes[FormT]]:
        """How every answer stands for `count` cases. A fact without a column is unknown throughout."""
        while True:
            said: dict[str, Codes] = {answer: np.empty(count, self._width[answer]) for answer in self.answers}
            job = partial(self._job, columns, said)
            starts = range(0, count, JOB)
            stops = [min(start + JOB, count) for start in starts]
            try:
                if threads > 1 and len(starts) > 1:
                    with ThreadPoolExecutor(threads) as pool:
                        list(pool.map(job, starts, stops))
                else:
                    list(map(job, starts, stops))
            except _Widened:  # seldom: an answer stands in more than 256 ways
                continue
            return {answer: AnswerCodes(said[answer], tuple(self._forms[answer])) for answer in self.answers}

    def _job(self, columns: Mapping[str, Column], said: Mapping[str, Codes], start: int, stop: int) -> None:
        """Put the answers of the cases from `start` to `stop` in their place."""
        asked = [columns.get(name) for name, _ in self.automaton.asked]
        step = CHUNK
        while start < stop:
            cases = slice(start, min(start + step, stop))
            try:
                self._chunk(_View(asked, cases, cases.stop - cases.start), said, cases)
            except Outgrown as outgrown:
                self.automaton.relieve(outgrown.bundle)
                if outgrown.bundle.alone:
                    step = max(step // 2, SMALLEST_CHUNK)
                continue
            start = cases.stop

    def _chunk(self, view: _View, said: Mapping[str, Codes], cases: slice) -> None:
        bundles = self.automaton.bundles
        ends = [self._ends(bundle, view) for bundle in bundles]
        alive = [one != DEAD_END for bundle, one in zip(bundles, ends, strict=True) if bundle.may_die]
        if alive and not (all_alive := np.logical_and.reduce(alive)).all():
            for one in ends:
                np.multiply(one, all_alive, out=one)  # UNMET, which by now means that the case cannot be
        for bundle, one in zip(bundles, ends, strict=True):
            forms = self._forms_of_ends(bundle)
            for answer, numbers in forms.answers.items():
                if numbers.dtype != said[answer].dtype:
                    raise _Widened
                numbers.take(one, mode="clip", out=said[answer][cases])
            for decision, is_doubtful in forms.doubtful.items() if forms.any_doubtful else ():
                places = np.flatnonzero(is_doubtful.take(one, mode="clip"))
                if len(places):
                    sure = self.automaton.sure[decision]
                    again = self._ends(sure, view.at(places))
                    for answer, numbers in self._forms_of_ends(sure).answers.items():
                        said[answer][cases][places] = numbers.take(again, mode="clip")

    def _walk(self, bundle: Bundle) -> _BundleWalk:
        with self.automaton.lock:
            if bundle not in self._walks:
                kept = {*self.automaton.bundles, *self.automaton.sure.values()}
                self._walks = {old: walk for old, walk in self._walks.items() if old in kept}
                self._form_of_end = {old: forms for old, forms in self._form_of_end.items() if old in kept}
                self._walks[bundle] = _BundleWalk(bundle, self.automaton.positions(bundle))
            return self._walks[bundle]

    def _ends(self, bundle: Bundle, view: _View) -> NDArray[np.int64]:
        """Where some cases end in a bundle."""
        walk = self._walk(bundle)
        ends = walk.ends(view, meeting=False)
        if ends.min() == UNMET:
            with self.automaton.lock:
                ends = walk.ends(view, meeting=True)
        return ends

    def _forms_of_ends(self, bundle: Bundle) -> _EndForms:
        """What each end of a bundle says."""
        known = self._form_of_end.get(bundle)
        if known is None or known.size < len(bundle.ends):
            with self.automaton.lock:
                known = self._form_of_end[bundle] = self._said(bundle, self._form_of_end.get(bundle))
        return known

    def _said(self, bundle: Bundle, before: _EndForms | None) -> _EndForms:
        """What the ends say, given what those before said."""
        size = before.size if before is not None else 0
        new = bundle.ends[size:]
        unmet = [0] if before is None else []
        answers: dict[str, Codes] = {}
        doubtful: dict[str, NDArray[np.bool_]] = {}
        for decision in (track.decision for track in bundle.tracks if track.decision is not None):
            for answer in decision.outputs:
                added = np.array([*unmet, *(self._number(answer, end) for end in new)], np.int32)
                made = added if before is None else np.concatenate((before.answers[answer], added))
                answers[answer] = made.astype(self._width[answer])
            is_doubtful = np.array(
                [*([False] if unmet else []), *(isinstance(end, End) and decision.id in end.doubtful for end in new)]
            )
            if before is not None:
                is_doubtful = np.concatenate((before.doubtful[decision.id], is_doubtful))
            doubtful[decision.id] = is_doubtful
        return _EndForms(size + len(new), answers, doubtful, any(flags.any() for flags in doubtful.values()))

    def _number(self, answer: str, end: End | DeadEnd) -> int:
        """The number of the form in which an answer stands at an end."""
        standing = end.standings[answer] if isinstance(end, End) else None
        number = self._standings[answer].get(standing)
        if number is None:
            numbers = self._forms[answer]
            number = numbers.setdefault(self._form(answer, standing), len(numbers))
            if number > np.iinfo(self._width[answer]).max:
                self._width[answer] = np.dtype(np.int32)
                self._form_of_end.clear()
                raise _Widened
            self._standings[answer][standing] = number
        return number
