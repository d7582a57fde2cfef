"""Cells: DMN's S-FEEL unary tests over one fact or answer.

``–`` · a value · a list · a group · ``< 18`` · ``[65..80)`` · ``inte(…)``. No other language.
A cell is kept as its canonical text and as exactly the set of values it accepts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from samsyn.documents.columns import is_dash
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.tables import TextCell
from samsyn.facts.values import SILENT, Choice, Domain, Value, Whole
from samsyn.facts.vocabulary import NONE_HIT, Group, Variable, Vocabulary

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

_COMPARISON = re.compile(r"(<=|>=|<|>|≤|≥|=<|=>)\s*(\S.*)")
_INTERVAL = re.compile(r"([\[\(\]])\s*([^\s\]\[()]+)\s*\.\.\s*([^\s\]\[()]+)\s*([\]\)\[])")
_NEGATION = re.compile(r"(?:inte|not|ej)\s*\((.*)\)", re.IGNORECASE)
_SIGNS = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥"}


def read_cell(
    cell: TextCell, variable: Variable, vocabulary: Vocabulary, *, collects: bool = False
) -> tuple[Cell, tuple[Problem, ...]]:
    """Read one cell of the column of `variable`. A cell that cannot be read accepts anything and tells why not.

    `collects`: the variable is answered by a collecting table, so that `inga` can be tested.
    """
    text = cell.text
    if is_dash(text):
        return ANYTHING, ()
    if not text:
        return ANYTHING, (
            Problem(
                cell.place,
                "tom-ruta",
                f"rutan under ”{variable.name}” är tom",
                "En tom ruta kan vara glömd.",
                "skriv – om det inte spelar någon roll",
            ),
        )
    negation = _NEGATION.fullmatch(text)
    tests = _split(negation.group(1) if negation else text)
    groups = {group_id: group for (owner, group_id), group in vocabulary.groups.items() if owner == variable.id}
    problems: list[Problem] = []
    values: set[Value] = set()
    spans: list[Span] = []
    written: list[str] = []
    none = False
    for test in tests:
        if collects and fold(test) == NONE_HIT:
            none = True
            written.append(NONE_HIT)
            continue
        read = _read_test(test, variable, groups, cell.place)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            canonical, more_values, more_spans = read
            written.append(canonical)
            values |= more_values
            spans.extend(more_spans)
    if problems:
        return ANYTHING, tuple(problems)
    canonical = ", ".join(dict.fromkeys(written))
    domain = variable.domain
    merged = merge(spans)
    if negation:
        canonical = f"inte({canonical})"
        none = collects and not none
        if isinstance(domain, Choice):
            values = {value for value in domain.values if value not in values}
        else:
            merged = complement(merged, domain)
    if not values and not merged and not none:
        problems.append(
            Problem(
                cell.place,
                "omöjlig-ruta",
                f"inget värde för {variable.name} uppfyller ”{text}”",
                "Raden kan aldrig stämma.",
                "rätta rutan eller ta bort raden",
            )
        )
    return Cell(canonical, frozenset(values), merged, accepts_none=none), tuple(problems)


def _split(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",")]


def _read_test(
    test: str, variable: Variable, groups: Mapping[str, Group], place: Place
) -> "tuple[str, set[Value], list[Span]] | Problem":
    domain = variable.domain
    if isinstance(domain, Whole):
        return _read_number_test(test, variable, domain, place)
    value = domain.read(test)
    if value is not None:
        return str(value), {value}, []
    group = groups.get(fold(test))
    if group is not None:
        return group.name, set(group.values), []
    if fold(test) in (SILENT, "okant", "motstridigt"):
        return Problem(
            place,
            "prövar-tyst",
            f"en ruta kan inte pröva om {variable.name} är ”{test}”",
            "Tyst, okänt och motstridigt är inga värden: raden blir då ett kanske av sig själv.",
            "skriv – eller ett värde",
        )
    if not test:
        return Problem(
            place,
            "tom-ruta",
            f"ett komma i rutan under ”{variable.name}” följs av inget",
            "Ett värde kan vara glömt.",
            "ta bort kommat eller skriv värdet",
        )
    if _COMPARISON.fullmatch(test) or _INTERVAL.fullmatch(test):
        return Problem(
            place,
            "jämförelse-av-ord",
            f"{variable.name} är inget tal, så ”{test}” går inte att pröva",
            "Bara tal och klockslag har ordning.",
            "räkna upp värdena i stället",
        )
    names = [*domain.values, *(group.name for group in groups.values())]
    return Problem(
        place,
        "okänt-värde",
        f"”{test}” är inget värde för {variable.name}",
        "Raden skulle aldrig kunna stämma.",
        suggestion(test, names, "värdena är: " + ", ".join(names[:12]) + (" …" if len(names) > 12 else "")),
    )


def _read_number_test(
    test: str, variable: Variable, domain: Whole, place: Place
) -> "tuple[str, set[Value], list[Span]] | Problem":
    comparison = _COMPARISON.fullmatch(test)
    interval = _INTERVAL.fullmatch(test)
    if comparison:
        sign = _SIGNS.get(comparison.group(1), comparison.group(1))
        bound = domain.read_bound(comparison.group(2))
        if bound is None:
            return _no_number(comparison.group(2), variable, domain, place)
        low, high = {
            "<": (domain.low, bound - 1),
            "≤": (domain.low, bound),
            ">": (bound + 1, domain.high),
            "≥": (bound, domain.high),
        }[sign]
        return f"{sign} {domain.write(bound)}", set(), _within(low, high, domain)
    if interval:
        opening, first, last, closing = interval.groups()
        low_bound, high_bound = domain.read_bound(first), domain.read_bound(last)
        if low_bound is None or high_bound is None:
            return _no_number(first if low_bound is None else last, variable, domain, place)
        if low_bound > high_bound:
            return Problem(
                place,
                "baklänges",
                f"intervallet ”{test}” slutar före det börjar",
                "Inget tal ligger i det.",
                "byt plats på gränserna"
                if domain.unit != "klockslag"
                else "skriv två intervall när det går över midnatt: ≥ 17:00, < 08:00",
            )
        low = low_bound + (opening != "[")
        high = high_bound - (closing != "]")
        left, right = ("[" if opening == "[" else "("), ("]" if closing == "]" else ")")
        return (
            f"{left}{domain.write(low_bound)}..{domain.write(high_bound)}{right}",
            set(),
            _within(low, high, domain),
        )
    value = domain.read_bound(test)
    if value is None:
        if fold(test) in (SILENT, "okant", "motstridigt"):
            return Problem(
                place,
                "prövar-tyst",
                f"en ruta kan inte pröva om {variable.name} är ”{test}”",
                "Tyst, okänt och motstridigt är inga värden.",
                "skriv – eller ett tal",
            )
        return _no_number(test, variable, domain, place)
    if value not in domain:
        return Problem(
            place,
            "utanför",
            f"{domain.write(value)} ligger utanför {variable.name}, som går från {domain.write(domain.low)} till {domain.write(domain.high)}",
            "Raden skulle aldrig kunna stämma.",
            "rätta talet",
        )
    return domain.write(value), set(), [(value, value)]


def _no_number(word: str, variable: Variable, domain: Whole, place: Place) -> Problem:
    form = "ett klockslag som 17:00" if domain.unit == "klockslag" else "ett heltal"
    return Problem(
        place,
        "inget-tal",
        f"”{word}” är inte {form}, som {variable.name} är",
        "Rutan går inte att pröva.",
        f"skriv till exempel < {domain.write(domain.low + (domain.high - domain.low) // 2)}",
    )


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
