"""Decision tables as arrays: an entry for each combination of what they test, the unknown among them.

An entry is the way a table matches, or DOUBTFUL where what is unknown can change it. Inputs are looked at one by
one here, so a doubt may be unfounded (two facts that cannot be together, two premises that rest on one fact); a way
that no completion changes is exact. Tables that test much the same are looked up together, on one sheet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.meaning import Match, Result, Truth, Void, cell_truth
from samsyn.rules.decisions import Decision, HitPolicy

DOUBTFUL: Final = -1

MOST_ENTRIES: Final = 1 << 16
"""How many combinations an array may hold, so that sixteen bits tell them apart."""

SMALL: Final = 1 << 14
"""Larger arrays leave the first cache: then values that the table does not tell apart are first made one."""

MOST_ENTRIES_TOGETHER: Final = 1 << 12
"""How many combinations a sheet of several tables may have; with eight columns that is half the first cache."""

MOST_ROWS: Final = 62
"""How many rows a table may have: each is a bit."""


@dataclass(frozen=True, eq=False)
class Input:
    """What a table tests: a fact by its classes, or an answer by what it can come to; the unknown is the last code.

    `groups` has for each code the group of codes that the table does not tell apart, when they are to be made one.
    """

    name: str
    is_fact: bool
    width: int
    groups: NDArray[np.uint16] | None


@dataclass(frozen=True, eq=False)
class Lookup:
    """A table as an array over the codes (or groups) of its inputs, the last input the fastest; -1 is DOUBTFUL."""

    inputs: tuple[Input, ...]
    entries: NDArray[np.int32]
    matches: tuple[Match, ...]

    def way(self, codes: Mapping[str, int]) -> int:
        """Which of `matches` it is for some codes (or groups) of the inputs by name, or DOUBTFUL."""
        place = 0
        for one in self.inputs:
            place = place * one.width + codes[one.name]
        return int(self.entries[place])


def results_of(compiled: Compiled, answer: str) -> tuple[Result, ...]:
    """What an answer can come to, in a fixed order."""
    if answer not in compiled.results:
        return (Void.SILENT,)
    leaves: Any = compiled.space.diagrams.leaves(compiled.results[answer])
    return tuple(sorted(leaves, key=repr))


def lookup(compiled: Compiled, decision: Decision, results: Mapping[str, tuple[Result, ...]]) -> Lookup | None:
    """A table as an array; None when it would be too large."""
    if len(decision.rows) > MOST_ROWS:
        return None
    truths = [_truths(compiled, decision, column, results) for column in range(len(decision.inputs))]
    varying = [column for column, truth in enumerate(truths) if truth.shape[1] > 1]
    fixed = [truth for truth in truths if truth.shape[1] == 1]
    grouped = [_grouped(truths[column]) for column in varying]
    if prod(distinct.shape[1] + 1 for distinct, _ in grouped) > MOST_ENTRIES:
        return None
    ways, matches = _ways(decision, [*(distinct for distinct, _ in grouped), *fixed])
    ways = ways.reshape(ways.shape[: len(varying)])
    for axis in range(ways.ndim):
        first = ways.take([0], axis)
        ways = np.concatenate((ways, np.where((ways == first).all(axis, keepdims=True), first, DOUBTFUL)), axis)
    whole = prod(len(groups) for _, groups in grouped) <= SMALL
    if whole and grouped:
        ways = ways[np.ix_(*(groups for _, groups in grouped))]
    inputs = []
    for column, (distinct, groups) in zip(varying, grouped, strict=True):
        name = decision.inputs[column]
        width = len(groups) if whole else distinct.shape[1] + 1
        inputs.append(Input(name, name in compiled.space.level, width, None if whole else groups.astype(np.uint16)))
    return Lookup(tuple(inputs), ways.ravel(), matches)


def _truths(
    compiled: Compiled, decision: Decision, column: int, results: Mapping[str, tuple[Result, ...]]
) -> NDArray[np.int8]:
    """The truth of each row's cell (down) for each code of one input (across)."""
    name = decision.inputs[column]
    cells = [row.cells[column] for row in decision.rows]
    if name in compiled.space.level:
        fact = compiled.space.facts[compiled.space.level[name]]
        values: tuple[Result, ...] = tuple(fact.example(index) for index in range(len(fact)))
    elif name in compiled.agreement.vocabulary.facts:
        values = (Void.SILENT,)  # a fact that no cell asks anything of
    else:
        values = results.get(name, (Void.SILENT,))
    return np.array([[cell_truth(cell, value) for value in values] for cell in cells], np.int8).reshape(-1, len(values))


def _grouped(truth: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.intp]]:
    """The distinct columns, and for each code, the unknown last, which of them it is."""
    distinct, groups = np.unique(truth, axis=1, return_inverse=True)
    return distinct, np.append(groups.ravel(), distinct.shape[1])


def _ways(decision: Decision, truths: list[NDArray[np.int8]]) -> tuple[NDArray[np.int32], tuple[Match, ...]]:
    """How the table matches for each combination of known inputs: a number, and what the numbers stand for."""
    shape = tuple(truth.shape[1] for truth in truths)
    answered = np.zeros(shape, bool)
    torn = np.zeros(shape, np.int64)
    sure, maybe = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for position in range(len(decision.rows)):
        cells = [
            truth[position].reshape([-1 if axis == own else 1 for axis in range(len(truths))])
            for own, truth in enumerate(truths)
        ]
        row = reduce(_both, cells, np.full(shape, Truth.TRUE, np.int8))
        row = np.where(answered, Truth.FALSE, row)
        sure |= np.where(row == Truth.TRUE, 1 << position, 0)
        maybe |= np.where(row >= Truth.MAYBE, 1 << position, 0)
        torn |= row == Truth.TORN
        if decision.policy is HitPolicy.FIRST:
            answered |= row == Truth.TRUE
    met, numbers = np.unique(np.stack((sure.ravel(), maybe.ravel(), torn.ravel())), axis=1, return_inverse=True)
    matches = tuple(
        Match(_positions(one), _positions(other), bool(rent)).settled(decision.rows)
        for one, other, rent in zip(*met.tolist(), strict=True)
    )
    return numbers.reshape(shape).astype(np.int32), matches


def _both(first: NDArray[np.int8], second: NDArray[np.int8]) -> NDArray[np.int8]:
    """`meaning.both` of whole arrays: FALSE when either is, else the weaker."""
    return np.where((first == Truth.FALSE) | (second == Truth.FALSE), np.int8(Truth.FALSE), np.maximum(first, second))


def _positions(bits: int) -> tuple[int, ...]:
    return tuple(position for position in range(bits.bit_length()) if bits >> position & 1)


def possible(compiled: Compiled, levels: tuple[int, ...], root: int) -> NDArray[np.bool_] | None:
    """Whether what is known of some facts leaves a possible completion, for each combination; None when too many.

    `root` is a diagram over these levels alone, IMPOSSIBLE where a case cannot be. The unknown is the last code.
    """
    diagrams = compiled.space.diagrams
    widths = [diagrams.widths[level] for level in levels]
    if prod(width + 1 for width in widths) > MOST_ENTRIES:
        return None

    def below(node: int, position: int) -> NDArray[np.bool_]:
        if position == len(levels):
            return np.array(diagrams.payloads[node] != IMPOSSIBLE)
        known = [below(diagrams.child(node, levels[position], code), position + 1) for code in range(widths[position])]
        return np.stack([*known, np.logical_or.reduce(known)])

    return below(root, 0).ravel()


@dataclass(frozen=True, eq=False)
class Sheet:
    """Tables that are looked up together. A premise that one of them answers to another is no input of the sheet.

    `lookups` has None for the only table of a sheet that is too large to look up.
    """

    inputs: tuple[Input, ...]
    decisions: tuple[Decision, ...]
    lookups: tuple[Lookup | None, ...]

    @property
    def answers(self) -> tuple[str, ...]:
        """What its tables answer."""
        return tuple(answer for one in self.decisions for answer in one.outputs)

    @property
    def size(self) -> int:
        """How many combinations of inputs there are."""
        return prod(one.width for one in self.inputs)


def sheets(decisions: Sequence[Decision], lookups: Sequence[Lookup | None]) -> tuple[Sheet, ...]:
    """Tables on sheets, in an order in which each stands after those whose answers it tests."""
    made: list[Sheet] = []
    answered: dict[str, int] = {}
    for decision, found in zip(decisions, lookups, strict=True):
        after = max((answered[name] for name in decision.inputs if name in answered), default=0)
        best: tuple[int, int, Sheet] | None = None
        for place in range(after, len(made)):
            joined = _joined(made[place], decision, found)
            if joined is not None:
                grown = joined.size - made[place].size
                if best is None or grown < best[0]:
                    best = grown, place, joined
        if best is not None:
            _, place, made[place] = best
        else:
            place = len(made)
            made.append(Sheet(found.inputs if found is not None else (), (decision,), (found,)))
        answered.update(dict.fromkeys(decision.outputs, place))
    return tuple(made)


def _joined(sheet: Sheet, decision: Decision, found: Lookup | None) -> Sheet | None:
    """A sheet with one more table; None when it would be too large, or one of them must be alone."""
    if found is None or None in sheet.lookups:
        return None
    if any(one.groups is not None for one in (*found.inputs, *sheet.inputs)):
        return None
    known = {*sheet.answers, *(one.name for one in sheet.inputs)}
    new = [one for one in found.inputs if one.name not in known]
    joined = Sheet((*sheet.inputs, *new), (*sheet.decisions, decision), (*sheet.lookups, found))
    return joined if joined.size <= MOST_ENTRIES_TOGETHER else None
