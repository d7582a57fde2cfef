"""Cells: DMN's S-FEEL unary tests over one fact or answer.

``–`` · a value · a list · a group · ``< 18`` · ``[65..80)`` · ``inte(…)``. No other language.
A cell is kept as its canonical text and as exactly the set of values it accepts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from samsyn.documents.columns import is_dash
from samsyn.documents.identifiers import fold, same_word
from samsyn.documents.problems import Place, Problem
from samsyn.documents.tables import TextCell
from samsyn.facts.values import Choice, Domain, Value, Whole
from samsyn.facts.vocabulary import NONE_HIT, Group, Variable, Vocabulary
from samsyn.rules import cell_faults
from samsyn.rules.cell_faults import COMPARISON, INTERVAL, Known

Span: TypeAlias = tuple[int, int]
"""Whole numbers from the first to the second, both included."""

DASH = "–"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row asks of one fact or answer.

    `values` holds the accepted values of a choice, `spans` the accepted numbers, disjoint and rising.
    `accepts_none` is whether "inga" of a collecting table is accepted.
    """

    text: str
    values: frozenset[Value] = frozenset()
    spans: tuple[Span, ...] = ()
    anything: bool = False
    accepts_none: bool = False

    def accepts(self, value: Value) -> bool:
        """Whether a known value satisfies the cell."""
        if self.anything:
            return True
        if isinstance(value, int):
            return any(low <= value <= high for low, high in self.spans)
        return value in self.values


ANYTHING = Cell(DASH, anything=True)
UNREADABLE = Cell("", anything=True)
"""Stands for a cell with faults: nothing may be concluded from its row."""

_NEGATION = re.compile(r"(?:inte|not|ej)\s*\((.*)\)", re.IGNORECASE)
MOST_FAULTS = 20
"""Faults told of one cell; the rest are told when these are mended."""

_SIGNS = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}


def read_cell(
    cell: TextCell, variable: Variable, vocabulary: Vocabulary, *, collects: bool = False
) -> tuple[Cell, tuple[Problem, ...]]:
    """Read one cell of the column of `variable`. A cell with faults is UNREADABLE, which accepts anything.

    `collects`: the variable is answered by a collecting table, so that `inga` can be tested.
    """
    if is_dash(cell.text):
        return ANYTHING, ()
    fault = cell_faults.at_first_sight(cell, variable)
    if fault is not None:
        return UNREADABLE, (fault,)
    negation = _NEGATION.fullmatch(cell.text)
    tests = _split(negation.group(1), negation.start(1)) if negation else _split(cell.text, 0)
    read = _Tests(cell, collects)
    known = Known(variable, {name: group for (owner, name), group in vocabulary.groups.items() if owner == variable.id})
    for test, offset in tests:
        if read.takes_none(test):
            continue
        read.add(_read_test(test, known, vocabulary, cell.place), offset)
        if len(read.problems) == MOST_FAULTS:
            break
    if read.problems or read.hidden:
        return UNREADABLE, tuple(read.problems)
    found = read.cell(variable.domain, denied=negation is not None)
    if not found.values and not found.spans and not found.accepts_none:
        return UNREADABLE, (cell_faults.never(cell, variable),)
    return found, ()


_Test: TypeAlias = tuple[str, Iterable[Value], list[Span]]
"""A test as read: its canonical words, the values it accepts, the numbers it accepts."""


@dataclass(slots=True)
class _Tests:
    """The tests of one cell, gathered. `hidden`: the vocabulary's own faults hide what one of them means."""

    source: TextCell
    collects: bool
    values: set[Value] = field(default_factory=set)
    spans: list[Span] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    none: bool = False
    hidden: bool = False
    problems: list[Problem] = field(default_factory=list)

    def takes_none(self, test: str) -> bool:
        """Whether the test is `inga` of a collecting table."""
        takes = self.collects and same_word(test, NONE_HIT)
        if takes:
            self.none = True
            self.written.append(NONE_HIT)
        return takes

    def add(self, read: "_Test | Problem | None", offset: int) -> None:
        """One more test, what is wrong with it, or None when it is hidden; `offset` is where in the cell it stands."""
        if isinstance(read, Problem):
            self.problems.append(replace(read, place=self.source.at(offset)))
        elif read is None:
            self.hidden = True
        else:
            self.written.append(read[0])
            self.values |= set(read[1])
            self.spans.extend(read[2])

    def cell(self, domain: Domain, *, denied: bool) -> Cell:
        """The cell that accepts what one of the tests does, or, denied, what none of them does."""
        canonical = ", ".join(dict.fromkeys(self.written))
        merged = merge(self.spans)
        if not denied:
            return Cell(canonical, frozenset(self.values), merged, accepts_none=self.none)
        if isinstance(domain, Choice):
            left, merged = frozenset(value for value in domain.values if value not in self.values), ()
        else:
            left, merged = frozenset(), complement(merged, domain)
        return Cell(f"inte({canonical})", left, merged, accepts_none=self.collects and not self.none)


def _split(text: str, offset: int) -> list[tuple[str, int]]:
    """The tests of a list, each with where it stands in the cell."""
    pieces = []
    for piece in text.split(","):
        pieces.append((piece.strip(), offset + len(piece) - len(piece.lstrip())))
        offset += len(piece) + 1
    return pieces


def _read_test(test: str, known: Known, vocabulary: Vocabulary, place: Place) -> "_Test | Problem | None":
    variable, domain = known.variable, known.variable.domain
    value = domain.read(test)
    if value is not None and isinstance(domain, Choice):
        return str(value), {value}, []
    fault = cell_faults.not_a_test(test, variable, place)
    if fault is not None:
        return fault
    if isinstance(domain, Whole):
        return _read_number_test(test, variable, domain, place)
    group = known.groups.get(fold(test))
    if group is not None and same_word(test, group.name):
        return (group.name, set(group.values), []) if group.values else None
    if fold(test) in vocabulary.broken:
        return None
    if COMPARISON.fullmatch(test) or INTERVAL.fullmatch(test):
        return cell_faults.words_have_no_order(test, variable, place)
    return cell_faults.no_value(test, known, domain, place)


def _read_number_test(test: str, variable: Variable, domain: Whole, place: Place) -> "_Test | Problem":
    comparison, interval = COMPARISON.fullmatch(test), INTERVAL.fullmatch(test)
    if comparison:
        words: tuple[str, ...] = (comparison.group(2),)
    else:
        words = (interval.group(2), interval.group(3)) if interval else (test,)
    bounds = [domain.read_bound(word) for word in words]
    for word, bound in zip(words, bounds, strict=True):
        if bound is None:
            return cell_faults.no_number(word, test, variable, domain, place)
        if not (domain.low - 1 <= bound <= domain.high + 1 if word != test else bound in domain):
            return cell_faults.outside(word, variable, domain, place)
    numbers = [bound for bound in bounds if bound is not None]
    if comparison:
        return _read_comparison(comparison.group(1), numbers[0], domain)
    if interval:
        if numbers[0] > numbers[1]:
            return cell_faults.backwards(test, numbers, domain, place)
        return _read_interval(interval.group(1), interval.group(4), numbers, domain)
    return domain.write(numbers[0]), (), [(numbers[0], numbers[0])]


def _read_comparison(sign: str, bound: int, domain: Whole) -> _Test:
    sign = _SIGNS.get(sign, sign)
    low, high = {
        "<": (domain.low, bound - 1),
        "≤": (domain.low, bound),
        ">": (bound + 1, domain.high),
        "≥": (bound, domain.high),
    }[sign]
    return f"{sign} {domain.write(bound)}", (), _within(low, high, domain)


def _read_interval(opening: str, closing: str, bounds: Sequence[int], domain: Whole) -> _Test:
    low = bounds[0] + (opening != "[")
    high = bounds[1] - (closing != "]")
    left, right = ("[" if opening == "[" else "("), ("]" if closing == "]" else ")")
    return f"{left}{domain.write(bounds[0])}..{domain.write(bounds[1])}{right}", (), _within(low, high, domain)


def _within(low: int, high: int, domain: Whole) -> list[Span]:
    low, high = max(low, domain.low), min(high, domain.high)
    return [(low, high)] if low <= high else []


def merge(spans: list[Span]) -> tuple[Span, ...]:
    """Spans as disjoint, rising, with neighbours joined."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(spans: tuple[Span, ...], domain: Whole) -> tuple[Span, ...]:
    """The numbers of the domain that no span holds."""
    left, result = domain.low, []
    for low, high in spans:
        if left < low:
            result.append((left, low - 1))
        left = high + 1
    if left <= domain.high:
        result.append((left, domain.high))
    return tuple(result)


def cell_of_values(values: frozenset[Value], domain: Domain, groups: tuple[Group, ...] = ()) -> Cell:
    """The canonical cell that accepts exactly these values: a group, a list, intervals, or `inte(…)` when that is shorter."""
    if isinstance(domain, Whole):
        spans = merge([(int(value), int(value)) for value in values])
        return cell_of_spans(spans, domain)
    if len(values) == len(domain.values):
        return ANYTHING
    group = next((group for group in groups if frozenset(group.values) == values), None)
    if group is not None:
        return Cell(group.name, values)
    listed = [value for value in domain.values if value in values]
    others = [value for value in domain.values if value not in values]
    if len(others) < len(listed) and len(listed) > 2:
        return Cell(f"inte({', '.join(others)})", values)
    return Cell(", ".join(listed), values)


def cell_of_spans(spans: tuple[Span, ...], domain: Whole) -> Cell:
    """The canonical cell that accepts exactly these numbers."""
    if spans == ((domain.low, domain.high),):
        return ANYTHING
    written = []
    for low, high in spans:
        if low == high:
            written.append(domain.write(low))
        elif low == domain.low:
            written.append(f"< {domain.write(high + 1)}")
        elif high == domain.high:
            written.append(f"≥ {domain.write(low)}")
        else:
            written.append(
                f"[{domain.write(low)}..{domain.write(high)}]"
                if domain.unit != "klockslag"
                else f"[{domain.write(low)}..{domain.write(high + 1)})"
            )
    return Cell(", ".join(written), spans=spans)
