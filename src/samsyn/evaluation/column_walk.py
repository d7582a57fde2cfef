"""An agreement run by whole columns: millions of cases, a few numpy steps for each table.

Each table is one array (`lookup_tables`): what it tests in a case is folded into one number, and the entry there is
the answer, in turn a column that later tables test. A chunk's columns fit the processor's cache. Only cases in which
something unknown can change a table's answer walk that table's automaton, which is exact; there facts are taken in
blocks of consecutive levels, and ``table[state + number]`` is a case's next state. What no case has met before is
made by the automaton itself.

Measured against the other way: for each column a table from value to a bit mask of the rows it satisfies, AND the
masks, lowest set bit = first row (benchmarks/RESULTS.md).
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any, Final, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.answers import Standing, stand
from samsyn.evaluation.automaton import Automaton, Bundle, DeadEnd, End, Node, Outgrown
from samsyn.evaluation.lookup_tables import Input, Lookup, Sheet, lookup, possible, results_of, sheets
from samsyn.evaluation.meaning import outcome
from samsyn.rules.decisions import Decision

Codes: TypeAlias = NDArray[Any]
"""One whole number a case."""

CHUNK: Final = 1 << 16
"""Cases run at a time: more leave the cache, fewer cost more calls (measured from 1 << 12 to 1 << 17)."""

SMALLEST_CHUNK: Final = 1 << 9
"""Cases walked at a time when memory is outgrown: so few that they cannot outgrow it alone."""

JOB: Final = 1 << 18
"""Cases given to a thread at a time."""

WIDEST_BLOCK: Final = 1 << 10
"""How many combinations of classes a block may have: wider means fewer steps, but tables that leave the cache."""

WIDEST_FIRST_BLOCK: Final = 1 << 14
"""The same for the first block of a bundle, which has a single state."""

MOST_ENTRIES: Final = 1 << 23
"""How large one table of steps may grow before its bundle begins anew."""

MOST_FORMS_IN_A_BYTE: Final = 1 << 8
"""How many ways an answer may stand before its codes are made wider."""

UNMET: Final = 0
"""The state of what no case has met; also its own row, so that it is carried to the end."""

DEAD_END: Final = 1
"""An end of a bundle is its number there plus one: this is the case that cannot be."""


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


def _folded(columns: Sequence[NDArray[np.uint16] | None], widths: Sequence[int]) -> NDArray[np.uint16] | int:
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


class _BundleWalk:
    """A bundle walked by columns: tables of steps, grown as cases are met, with the automaton's lock held."""

    def __init__(self, bundle: Bundle, asked: Sequence[int]) -> None:
        self.bundle = bundle
        nothing: Node = []
        self.stages = [_Stage(width, np.zeros(2 * width, np.int64), [nothing], {}) for width in bundle.widths]
        self.blocks = [_block(bundle, positions, asked) for positions in _partition(bundle.widths)]
        self.start = self._number(0, bundle.start)
        self.said: dict[str, Codes] = {}

    def say(self, answers: Sequence[str], number: Callable[[str, Standing], int]) -> None:
        """Keep for each answer the number of its form at each end, plus one: none for UNMET, and for the dead end."""
        size = len(self.bundle.ends) + 1
        for answer in answers:
            before = self.said.get(answer, np.zeros(1, np.int32))
            if len(before) < size:
                new = self.bundle.ends[len(before) - 1 :]
                numbers = [number(answer, end.standings[answer]) if isinstance(end, End) else 0 for end in new]
                self.said[answer] = np.append(before, np.array(numbers, np.int32))

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
            entry: Any = _folded([view.classes(asked) for asked in block.asked], block.widths)
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


def _block(bundle: Bundle, positions: Sequence[int], asked: Sequence[int]) -> _Block:
    widths = tuple(bundle.widths[position] for position in positions)
    table = np.zeros(2 * prod(widths), np.int64)
    return _Block(tuple(positions), tuple(asked[position] for position in positions), widths, prod(widths), table)


class _Widened(Exception):
    """An answer stands in more ways than its codes can tell apart; they are made wider, and the run begins anew."""


class _Doubt:
    """Stands among the forms for an answer that must be walked; no case keeps it."""


IMPOSSIBLE_CODE: Final = 0
DOUBTFUL_CODE: Final = 1


@dataclass(frozen=True)
class _Pack:
    """Up to eight columns of one byte, looked up in one step; or a single column of any width.

    Each column is an answer's form, or, when later sheets test the answer, what it comes to.
    """

    table: Codes
    columns: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class _Run:
    """A sheet as it is run: what it tests, and the packs of what it says (none: every case must be walked)."""

    inputs: tuple[Input, ...]
    widths: tuple[int, ...]
    packs: tuple[_Pack, ...]
    decisions: tuple[Decision, ...]


def _packs(columns: Sequence[tuple[tuple[str, bool], Codes]]) -> Iterator[_Pack]:
    """Columns in packs: those whose codes fit a byte eight together, the others by themselves."""
    narrow = [(name, codes.astype(np.uint8)) for name, codes in columns if codes.max(initial=0) < 1 << 8]
    for name, codes in columns:
        if codes.max(initial=0) >= 1 << 8:
            yield _Pack(codes, (name,))
    while narrow:
        now, narrow = narrow[:8], narrow[8:]
        lanes = next(width for width in (1, 2, 4, 8) if width >= len(now))
        packed = np.zeros((len(now[0][1]), lanes), np.uint8)
        for lane, (_, codes) in enumerate(now):
            packed[:, lane] = codes
        yield _Pack(packed.view(f"u{lanes}").ravel(), tuple(name for name, _ in now))


class ColumnWalk(Generic[FormT]):
    """An agreement run by columns. What it has met is kept for the next call; safe to share between threads.

    `form` says in what form an answer's standing is wanted (None: the case cannot be). Standings of one form must
    have the same results, but for the unknown.
    """

    def __init__(self, automaton: Automaton, form: Callable[[str, Standing | None], FormT]) -> None:
        self.automaton = automaton
        compiled = automaton.compiled
        self.answers = tuple(compiled.agreement.answers)
        self._form = form
        self._forms: dict[str, dict[FormT | _Doubt, int]] = {
            answer: {form(answer, None): IMPOSSIBLE_CODE, _Doubt(): DOUBTFUL_CODE} for answer in self.answers
        }
        self._numbers: dict[str, dict[Standing, int]] = {answer: {} for answer in self.answers}
        self._width: dict[str, np.dtype[Any]] = dict.fromkeys(self.answers, np.dtype(np.uint8))
        self._walks: dict[Bundle, _BundleWalk] = {}
        tested = {name for decision in compiled.agreement.decisions for name in decision.inputs}
        self._results = {answer: results_of(compiled, answer) for answer in self.answers if answer in tested}
        self._result_of_form = {answer: [len(self._results[answer])] * 2 for answer in self._results}
        self._asked = {name: index for index, (name, _) in enumerate(automaton.asked)}
        self._runs: tuple[_Run, ...] | None = None
        self._possible = tuple(
            (bundle, possible(compiled, bundle.levels, bundle.tracks[0].root)) for bundle in automaton.possible
        )

    def decide(self, columns: Mapping[str, Column], count: int, threads: int) -> dict[str, AnswerCodes[FormT]]:
        """How every answer stands for `count` cases. A fact without a column is unknown throughout."""
        while True:
            said: dict[str, Codes] = {answer: np.empty(count, self._width[answer]) for answer in self.answers}
            starts = range(0, count, JOB)
            stops = [min(start + JOB, count) for start in starts]
            try:
                job = partial(self._job, columns, said, self._made())
                if threads > 1 and len(starts) > 1:
                    with ThreadPoolExecutor(threads) as pool:
                        list(pool.map(job, starts, stops))
                else:
                    list(map(job, starts, stops))
            except _Widened:  # seldom: an answer stands in more than 254 ways
                continue
            return {answer: AnswerCodes(said[answer], self._told(answer)) for answer in self.answers}

    def _told(self, answer: str) -> tuple[FormT, ...]:
        forms = tuple(self._forms[answer])
        impossible = forms[IMPOSSIBLE_CODE]
        assert not isinstance(impossible, _Doubt)
        return tuple(impossible if isinstance(form, _Doubt) else form for form in forms)

    def _made(self) -> tuple[_Run, ...]:
        """The sheets, made when first needed."""
        with self.automaton.lock:
            if self._runs is None:
                compiled = self.automaton.compiled
                decisions = compiled.agreement.decisions
                found = [lookup(compiled, decision, self._results) for decision in decisions]
                made = sheets(decisions, found)
                self._runs = tuple(self._run(sheet, self._tested_outside(sheet)) for sheet in made)
            return self._runs

    def _tested_outside(self, sheet: Sheet) -> frozenset[str]:
        """The answers of a sheet that tables on other sheets test."""
        others = (one for one in self.automaton.compiled.agreement.decisions if one not in sheet.decisions)
        tested = {name for one in others for name in one.inputs}
        return frozenset(answer for one in sheet.decisions for answer in one.outputs if answer in tested)

    def _run(self, sheet: Sheet, tested: frozenset[str]) -> _Run:
        widths = tuple(one.width for one in sheet.inputs)
        places = np.indices(widths).reshape(len(widths), sheet.size)
        known = {one.name: codes for one, codes in zip(sheet.inputs, places, strict=True)}
        columns: list[tuple[tuple[str, bool], Codes]] = []
        for decision, found in zip(sheet.decisions, sheet.lookups, strict=True):
            if found is None:
                return _Run((), (), (), sheet.decisions)
            entry = np.zeros(sheet.size, np.int64)
            for one in found.inputs:
                entry = entry * one.width + known[one.name]
            ways = found.entries[entry]
            for column, answer in enumerate(decision.outputs):
                forms = self._forms_of_ways(decision, column, found)[ways]
                columns.append(((answer, False), forms))
                if answer in self._results:
                    known[answer] = np.array(self._result_of_form[answer])[forms]
                    if answer in tested:
                        columns.append(((answer, True), known[answer].astype(np.uint16)))
        return _Run(sheet.inputs, widths, tuple(_packs(columns)), sheet.decisions)

    def _forms_of_ways(self, decision: Decision, column: int, found: Lookup) -> Codes:
        """The number of an answer's form for each way its table matches; at the end (at -1) that of doubt."""
        answer = decision.outputs[column]
        standings = (stand([(outcome(decision.policy, decision.rows, one, column), one)]) for one in found.matches)
        numbers = [*(self._number(answer, standing) for standing in standings), DOUBTFUL_CODE]
        return np.array(numbers, self._width[answer])

    def _number(self, answer: str, standing: Standing) -> int:
        """The number of the form in which an answer stands."""
        number = self._numbers[answer].get(standing)
        if number is None:
            forms = self._forms[answer]
            number = forms.setdefault(self._form(answer, standing), len(forms))
            if number >= MOST_FORMS_IN_A_BYTE and self._width[answer] == np.uint8:
                self._width[answer] = np.dtype(np.int32)
                self._runs = None
                raise _Widened
            self._numbers[answer][standing] = number
            known = self._result_of_form.get(answer)
            if known is not None and number == len(known):
                (result,) = standing.results if len(standing.results) == 1 else (None,)
                unknown = len(self._results[answer])
                known.append(unknown if result is None else self._results[answer].index(result))
        return number

    def _job(
        self,
        columns: Mapping[str, Column],
        said: Mapping[str, Codes],
        runs: Sequence[_Run],
        start: int,
        stop: int,
    ) -> None:
        """Put the answers of the cases from `start` to `stop` in their place."""
        asked = [columns.get(name) for name, _ in self.automaton.asked]
        complete = all(column is not None and column.complete for column in asked)
        step = CHUNK
        while start < stop:
            cases = slice(start, min(start + step, stop))
            try:
                view = _View(asked, cases, cases.stop - cases.start)
                self._chunk(view, runs, {answer: column[cases] for answer, column in said.items()}, complete=complete)
            except Outgrown as outgrown:
                self.automaton.relieve(outgrown.bundle)
                step = max(step // 2, SMALLEST_CHUNK)
                continue
            start = cases.stop

    def _chunk(self, view: _View, runs: Sequence[_Run], said: Mapping[str, Codes], *, complete: bool) -> None:
        """Put the answers of a view's cases in their place. When every fact is known there can be no doubt."""
        alive = self._alive(view)
        premises: dict[str, NDArray[np.uint16]] = {}
        for run in runs:
            if run.packs:
                self._look_up(run, view, said, premises)
            else:
                for answer in run.decisions[0].outputs:
                    said[answer].fill(DOUBTFUL_CODE)
                    if answer in self._results:
                        premises[answer] = np.zeros(view.count, np.uint16)  # of a case that is dead, and not walked
            for decision in () if run.packs and complete else run.decisions:
                self._settle_doubts(decision, view, said, premises, alive)
        if alive is not None:
            for codes in said.values():
                np.multiply(codes, alive.view(np.uint8), out=codes)  # IMPOSSIBLE_CODE is zero

    def _look_up(
        self, run: _Run, view: _View, said: Mapping[str, Codes], premises: dict[str, NDArray[np.uint16]]
    ) -> None:
        """What the tables of a sheet say, each by itself."""
        tested = []
        for one in run.inputs:
            codes = view.classes(self._asked[one.name]) if one.is_fact else premises[one.name]
            tested.append(codes if codes is None or one.groups is None else one.groups.take(codes, mode="clip"))
        entry = _folded(tested, run.widths)
        for pack in run.packs:
            if len(pack.columns) == 1 and not isinstance(entry, int):
                ((answer, is_result),) = pack.columns
                if not is_result and pack.table.dtype == said[answer].dtype:
                    pack.table.take(entry, mode="clip", out=said[answer])
                    continue
            found = np.atleast_1d(pack.table.take(entry, mode="clip"))
            lanes = found.view(np.uint8).reshape(len(found), -1) if len(pack.columns) > 1 else found.reshape(-1, 1)
            for lane, (answer, is_result) in enumerate(pack.columns):
                if is_result:
                    codes = lanes[:, lane].astype(np.uint16)
                    premises[answer] = codes if len(codes) == view.count else np.full(view.count, codes[0])
                else:
                    said[answer][:] = lanes[:, lane]

    def _alive(self, view: _View) -> NDArray[np.bool_] | None:
        """Which cases can be; None when all can."""
        parts = []
        for bundle, table in self._possible:
            if table is None:
                parts.append(self._ends(self._now(bundle), view) != DEAD_END)
            else:
                classes = [view.classes(position) for position in self.automaton.positions(bundle)]
                parts.append(np.atleast_1d(table.take(_folded(classes, bundle.widths), mode="clip")))
        alive = np.logical_and.reduce(np.broadcast_arrays(*parts)) if parts else None
        return None if alive is None or alive.all() else np.broadcast_to(alive, view.count).copy()

    def _now(self, bundle: Bundle) -> Bundle:
        """The bundle of the same track, which may have begun anew."""
        tracks = {one.tracks[0].root: one for one in self.automaton.possible}
        return tracks[bundle.tracks[0].root]

    def _settle_doubts(
        self,
        decision: Decision,
        view: _View,
        said: Mapping[str, Codes],
        premises: Mapping[str, NDArray[np.uint16]],
        alive: NDArray[np.bool_] | None,
    ) -> None:
        """Walk the table's automaton for the cases in which what is unknown can change its answer."""
        doubtful = said[decision.id] == DOUBTFUL_CODE
        if alive is not None:
            doubtful &= alive
        if not doubtful.any():
            return
        places = np.flatnonzero(doubtful)
        bundle = self.automaton.sure[decision.id]
        ends = self._ends(bundle, view.at(places))
        with self.automaton.lock:
            walk = self._walk(bundle)
            walk.say(decision.outputs, self._number)
        for answer in decision.outputs:
            codes = walk.said[answer].take(ends, mode="clip")
            said[answer][places] = codes
            if answer in premises:
                premises[answer][places] = np.array(self._result_of_form[answer], np.uint16).take(codes, mode="clip")

    def _walk(self, bundle: Bundle) -> _BundleWalk:
        with self.automaton.lock:
            if bundle not in self._walks:
                kept = {*self.automaton.possible, *self.automaton.sure.values()}
                self._walks = {old: walk for old, walk in self._walks.items() if old in kept}
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
