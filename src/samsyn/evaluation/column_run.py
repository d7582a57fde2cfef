"""An agreement run by whole columns: millions of cases, a few numpy steps for each sheet of tables.

What the tables of a sheet test in a case is folded into one number, and the entry there is their answers, in turn
columns that later sheets test. Only cases in which something unknown can change a table's answer are walked
(`column_walk`). Measured against the other ways a good engineer would go: benchmarks/RESULTS.md.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.answers import Standing, stand
from samsyn.evaluation.automaton import Automaton, Outgrown, Walk
from samsyn.evaluation.column_walk import DEAD_END, UNMET, Codes, Column, Steps, View, folded
from samsyn.evaluation.lookup_tables import Input, Lookup, Sheet
from samsyn.evaluation.meaning import outcome
from samsyn.rules.decisions import Decision

CHUNK: Final = 1 << 17
"""Cases run at a time: more leave the cache, fewer cost more calls (measured from 1 << 12 to 1 << 18)."""

SMALLEST_CHUNK: Final = 1 << 9
"""Cases run at a time when memory is outgrown: so few that they cannot outgrow it alone."""

JOB: Final = 1 << 18
"""Cases given to a thread at a time."""

MOST_FORMS_IN_A_BYTE: Final = 1 << 8
"""How many ways an answer may stand before its codes are made wider."""

IMPOSSIBLE_CODE: Final = 0
DOUBTFUL_CODE: Final = 1

FormT = TypeVar("FormT", bound=Hashable)


@dataclass(frozen=True)
class AnswerCodes(Generic[FormT]):
    """One answer of many cases: for each case an index into `forms`, the ways the answer was met to stand.

    The first form is that of a case that cannot be.
    """

    codes: Codes
    forms: tuple[FormT, ...]


class _Widened(Exception):
    """An answer stands in more ways than its codes can tell apart; they are made wider, and the run begins anew."""


class _Doubt:
    """Stands among the forms for an answer that must be walked; no case keeps it."""


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


class ColumnRun(Generic[FormT]):
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
        self._steps: dict[Walk, Steps] = {}
        tested = {name for decision in compiled.agreement.decisions for name in decision.inputs}
        self._results = {answer: automaton.results[answer] for answer in self.answers if answer in tested}
        self._result_of_form = {answer: [len(self._results[answer])] * 2 for answer in self._results}
        self._asked = {name: index for index, (name, _) in enumerate(automaton.asked)}
        self._runs: tuple[_Run, ...] | None = None

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
                self._runs = tuple(self._run(sheet, self._tested_outside(sheet)) for sheet in self.automaton.sheets)
            return self._runs

    def _tested_outside(self, sheet: Sheet) -> frozenset[str]:
        """The answers of a sheet that tables on other sheets test."""
        others = (one for one in self.automaton.compiled.agreement.decisions if one not in sheet.decisions)
        tested = {name for one in others for name in one.inputs}
        return frozenset(answer for answer in sheet.answers if answer in tested)

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
            if answer in self._results and number == len(self._result_of_form[answer]):
                self._result_of_form[answer].append(self.automaton.code_of(answer, standing))
            if number >= MOST_FORMS_IN_A_BYTE and self._width[answer] == np.uint8:
                self._width[answer] = np.dtype(np.int32)
                self._runs = None
                raise _Widened
            self._numbers[answer][standing] = number
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
        seen = [columns.get(name) for name, _ in self.automaton.asked if name in self.automaton.compiled.space.level]
        complete = all(column is not None and column.complete for column in seen)
        step = CHUNK
        while start < stop:
            cases = slice(start, min(start + step, stop))
            try:
                view = View(asked, cases, cases.stop - cases.start)
                self._chunk(view, runs, {answer: column[cases] for answer, column in said.items()}, complete=complete)
            except Outgrown as outgrown:
                self.automaton.relieve(outgrown.walk)
                step = max(step // 2, SMALLEST_CHUNK)
                continue
            start = cases.stop

    def _chunk(self, view: View, runs: Sequence[_Run], said: Mapping[str, Codes], *, complete: bool) -> None:
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
        self, run: _Run, view: View, said: Mapping[str, Codes], premises: dict[str, NDArray[np.uint16]]
    ) -> None:
        """What the tables of a sheet say, each by itself."""
        tested = []
        for one in run.inputs:
            codes = view.classes(self._asked[one.name]) if one.is_fact else premises[one.name]
            tested.append(codes if codes is None or one.groups is None else one.groups.take(codes, mode="clip"))
        folds = folded(tested, run.widths)
        # `take` would make indices of this width anew for every pack.
        entry = folds if isinstance(folds, int) or len(run.packs) == 1 else folds.astype(np.intp)
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

    def _alive(self, view: View) -> NDArray[np.bool_] | None:
        """Which cases can be; None when all can."""
        alive: NDArray[np.bool_] | None = None
        for walk, table in self.automaton.parts:
            if table is None:
                part = self._ends(walk, view) != DEAD_END
            else:
                classes = [view.classes(position) for position in self.automaton.positions(walk)]
                part = np.atleast_1d(table.take(folded(classes, walk.widths), mode="clip"))
            alive = part if alive is None else alive & part
        return None if alive is None or alive.all() else np.broadcast_to(alive, view.count).copy()

    def _settle_doubts(
        self,
        decision: Decision,
        view: View,
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
        walk = self.automaton.walks[decision.id]
        ends = self._ends(walk, view.at(places))
        with self.automaton.lock:
            steps = self._steps_of(walk)
            steps.say(decision.outputs, self._number)
        for answer in decision.outputs:
            codes = steps.said[answer].take(ends, mode="clip")
            said[answer][places] = codes
            if answer in premises:
                premises[answer][places] = np.array(self._result_of_form[answer], np.uint16).take(codes, mode="clip")

    def _steps_of(self, walk: Walk) -> Steps:
        with self.automaton.lock:
            if walk not in self._steps:
                kept = {*self.automaton.walks.values(), *(part for part, _ in self.automaton.parts)}
                self._steps = {old: steps for old, steps in self._steps.items() if old in kept}
                self._steps[walk] = Steps(walk, self.automaton.positions(walk))
            return self._steps[walk]

    def _ends(self, walk: Walk, view: View) -> NDArray[np.int64]:
        """Where some cases end in a walk."""
        steps = self._steps_of(walk)
        ends = steps.ends(view, meeting=False)
        if ends.min() == UNMET:
            with self.automaton.lock:
                ends = steps.ends(view, meeting=True)
        return ends
