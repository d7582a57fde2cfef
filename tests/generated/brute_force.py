"""An outside judge: every value of every fact is tried, and each table read as the README of the agreements says.

Written from DESIGN section 2 and agreements/README.md alone; nothing of `samsyn.evaluation` is used, nor the accepted values of
a parsed cell (its text is read anew here), nor the rows a timetable is turned into (its days and hours are).
All cases lie in one grid with an axis for each fact of the vocabulary and a place for each value; no values are taken
together. numpy only saves time: what a row or a table means is decided in plain Python, once for each pattern that occurs.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from math import prod
from typing import Any

import numpy as np

from samsyn.documents.tables import Table, read_document
from samsyn.facts.values import Value, Whole
from samsyn.facts.vocabulary import Variable, Vocabulary
from samsyn.rules.decisions import Decision, Row
from samsyn.rules.versions import Agreement

DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


class Nothing(Enum):
    """What an answer can be that is no value."""

    SILENT = "tyst"
    CONFLICT = "motstridigt"


class ImpossibleCase(Exception):
    """No case has these facts."""


@dataclass(frozen=True)
class Verdict:
    """How an answer stands: "avgjort", "okant", "tyst" or "motstridigt"; all it can come to; what is missing."""

    status: str
    value: Value | tuple[Value, ...] | None
    results: frozenset[Any]
    missing: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------- cells


def identifier(name: str) -> str:
    """Lower case, å and ä → a, ö → o, space → _."""
    return name.strip().lower().translate(str.maketrans("åäö ", "aao_"))


def number(text: str, domain: Whole) -> int:
    """A whole number, or the minutes of a time of day."""
    if domain.unit == "klockslag":
        hours, minutes = re.fullmatch(r"\s*(\d+)[:.](\d+)\s*", text).groups()  # type: ignore[union-attr]
        return 60 * int(hours) + int(minutes)
    return int(text)


COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "<": lambda value, bound: value < bound,
    "≤": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "≥": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    "=<": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "=>": lambda value, bound: value >= bound,
}


@dataclass(frozen=True)
class Asked:
    """What a cell asks: any of some values, perhaps `inga`, or nothing at all."""

    values: frozenset[Value] = frozenset()
    none: bool = False
    nothing: bool = False


def asked(text: str, variable: Variable, vocabulary: Vocabulary) -> Asked:
    """Read a cell by the README's table of cells."""
    text = text.strip()
    if text in ("–", "-", "—"):
        return Asked(nothing=True)
    negated = re.fullmatch(r"(?:inte|ej|not)\((.*)\)", text)
    pieces = [piece.strip() for piece in (negated.group(1) if negated else text).split(",")]
    none = "inga" in pieces
    tests = [satisfies(piece, variable, vocabulary) for piece in pieces if piece != "inga"]
    values = frozenset(value for value in variable.domain if any(test(value) for test in tests))
    return Asked(frozenset(variable.domain) - values, not none) if negated else Asked(values, none)


def satisfies(piece: str, variable: Variable, vocabulary: Vocabulary) -> Callable[[Any], bool]:
    """What a value must be to satisfy a value, a group, a comparison or an interval."""
    domain = variable.domain
    if not isinstance(domain, Whole):
        for value in domain:
            if identifier(str(value)) == identifier(piece):
                return lambda one: one == value
        groups = [group for (owner, _), group in vocabulary.groups.items() if owner == variable.id]
        (group,) = (one for one in groups if identifier(one.name) == identifier(piece))
        return lambda one: one in group.values
    compared = re.fullmatch(r"(<=|>=|=<|=>|<|>|≤|≥)\s*(.*)", piece)
    if compared:
        holds, bound = COMPARISONS[compared.group(1)], number(compared.group(2), domain)
        return lambda one: holds(one, bound)
    between = re.fullmatch(r"([\[\]()])(.*?)\.\.(.*)([\[\]()])", piece)
    if between:
        above = COMPARISONS["≥" if between.group(1) == "[" else ">"]
        below = COMPARISONS["≤" if between.group(4) == "]" else "<"]
        low, high = number(between.group(2), domain), number(between.group(3), domain)
        return lambda one: above(one, low) and below(one, high)
    only = number(piece, domain)
    return lambda one: one == only


def cell_holds(cell: Asked, premise: Any) -> str:
    """ "ja", "nej", or "kanske" where what is tested is no value ("kanske, motstridigt" for a contradiction)."""
    if cell.nothing:
        return "ja"
    if premise is Nothing.SILENT:
        return "kanske"
    if premise is Nothing.CONFLICT:
        return "kanske, motstridigt"
    if premise == ():
        return "ja" if cell.none else "nej"
    members = premise if isinstance(premise, tuple) else (premise,)
    return "ja" if any(member in cell.values for member in members) else "nej"


def row_holds(cells: Sequence[str]) -> str:
    """A row fails where any of its cells does; else it is a maybe where any is."""
    for worst in ("nej", "kanske, motstridigt", "kanske"):
        if worst in cells:
            return worst
    return "ja"


# ---------------------------------------------------------------------------------------------- hit policies


def said(row: Row, column: int) -> Any:
    """The outcome of a row; a written `tyst` is silence."""
    return Nothing.SILENT if row.outcomes[column] is None else row.outcomes[column]


def answer(policy: str, rows: Sequence[Row], truths: Sequence[str], column: int) -> Any:
    """What a table answers when each of its rows holds, fails or perhaps holds."""
    held = [(row, truth) for row, truth in zip(rows, truths, strict=True) if truth != "nej"]
    if policy == "F":
        return first(held, column)
    sure = [said(row, column) for row, truth in held if truth == "ja"]
    maybe = [(row, truth) for row, truth in held if truth != "ja"]
    if policy == "U":
        if len(sure) > 1:
            return Nothing.CONFLICT
        return sure[0] if sure and not maybe else unsettled(maybe)
    if policy == "A":
        if len(set(sure)) > 1:
            return Nothing.CONFLICT
        agreed = sure and all(said(row, column) == sure[0] for row, _ in maybe)
        return sure[0] if agreed else unsettled(maybe)
    if Nothing.SILENT in sure:
        return Nothing.SILENT
    if any(said(row, column) not in sure for row, _ in maybe):
        return unsettled(maybe)
    return collected(rows, sure, column)


def first(held: Sequence[tuple[Row, str]], column: int) -> Any:
    """F: the first row that surely holds answers, if every maybe above it says the same.

    `annars` holds surely only when every row above surely fails.
    """
    above: list[tuple[Row, str]] = []
    for row, truth in held:
        if truth == "ja" and row.name == "annars" and above:
            break
        if truth == "ja":
            same = all(said(one, column) == said(row, column) for one, _ in above)
            return said(row, column) if same else unsettled(above)
        above.append((row, truth))
    return unsettled(above)


def unsettled(maybe: Sequence[tuple[Row, str]]) -> Nothing:
    """Silent, or contradictory when a row that leaves it open tests a contradiction."""
    return Nothing.CONFLICT if any(truth == "kanske, motstridigt" for _, truth in maybe) else Nothing.SILENT


def collected(rows: Sequence[Row], sure: Sequence[Any], column: int) -> tuple[Value, ...]:
    """The collected values, each once, in the order of the table's rows: a set, so which of its rows held is no matter."""
    return tuple(value for value in dict.fromkeys(said(row, column) for row in rows) if value in sure)


# ---------------------------------------------------------------------------------------------- timetables


def days_of(text: str) -> set[int]:
    """The weekdays of `mån–fre`, `lör, sön` or `alla`."""
    if text == "alla":
        return set(range(7))
    found: set[int] = set()
    for piece in text.replace("-", "–").split(","):
        ends = [
            next(index for index, day in enumerate(DAYS) if day.startswith(end.strip())) for end in piece.split("–")
        ]
        day = ends[0]
        found.add(day)
        while day != ends[-1]:
            day = (day + 1) % 7
            found.add(day)
    return found


def day_says(row: Mapping[str, str], weekday: int, kind: str) -> str:
    """Whether a span begins on a day: "ja", "nej" or "tyst". The kinds of day are those of the fact Helgdag."""
    rule = {"nej": "som dagen", "ja": row["Helgdag"], "afton": row["Afton"]}[kind]
    if rule == "som dagen":
        return "ja" if weekday in days_of(row["Dagar"]) else "nej"
    return {"alltid": "ja", "inte": "nej", "tyst": "tyst"}[rule]


def span_says(rows: Sequence[Mapping[str, str]], weekday: int, today: str, yesterday: str) -> list[str]:
    """What the timetable says of each minute of a day: yes, else silent where a row is, else no."""
    begins = [day_says(row, weekday, today) for row in rows]
    began = [day_says(row, (weekday - 1) % 7, yesterday) for row in rows]
    minute_by_minute = covered(tuple((minutes(row["Från"]), minutes(row["Till"])) for row in rows))
    says: dict[tuple[tuple[int, ...], tuple[int, ...]], str] = {}
    for now, before in set(minute_by_minute):
        told = {begins[index] for index in now} | {began[index] for index in before}
        says[now, before] = "ja" if "ja" in told else "tyst" if "tyst" in told else "nej"
    return [says[rows_of_minute] for rows_of_minute in minute_by_minute]


@cache
def covered(hours: tuple[tuple[int, int], ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """For each minute of a day, the rows that cover it when they begin that day, and when they began the day before."""
    numbered = list(enumerate(hours))
    return [
        (
            tuple(index for index, (start, end) in numbered if start <= minute and (minute < end or end <= start)),
            tuple(index for index, (start, end) in numbered if minute < end <= start),
        )
        for minute in range(1440)
    ]


SPAN_SAYS = {"ja": 0, "nej": 1, "tyst": 2}


def minutes(text: str) -> int:
    hours, past = re.split("[:.]", text)
    return 60 * int(hours) + int(past)


def timetable_rows(agreement: Agreement, decision: Decision) -> list[Mapping[str, str]]:
    """The rows of a span as they stand in the text."""
    span = agreement.vocabulary.answers[decision.outputs[0]].name
    table = next(
        table
        for name, text in agreement.texts.items()
        for table in read_document(text, name).tables
        if table.place == decision.place
    )
    return [row for row in texts_of(table) if identifier(row["Span"]) == identifier(span)]


def texts_of(table: Table) -> Iterator[Mapping[str, str]]:
    names = [cell.text for cell in table.header]
    for row in table.rows:
        yield dict(zip(names, (cell.text for cell in row.cells), strict=True))


# ---------------------------------------------------------------------------------------------- the grid


class Judge:
    """All cases of an agreement, with what each of its answers comes to in every one of them."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.vocabulary = agreement.vocabulary
        self.values = {name: tuple(fact.domain) for name, fact in self.vocabulary.facts.items()}
        self.facts = tuple(self.values)
        self.results: dict[str, np.ndarray] = {}
        self.told: dict[str, list[Any]] = {}
        self.rows: dict[str, list[np.ndarray]] = {}
        for decision in agreement.decisions:
            if decision.spans:
                self._run_timetable(decision)
            else:
                self._run_table(decision)

    @cached_property
    def possible(self) -> np.ndarray:
        """Where no impossible combination holds."""
        where = np.ones((1,) * len(self.facts), dtype=bool)
        for row in self.agreement.impossible:
            excluded = np.ones((1,) * len(self.facts), dtype=bool)
            for name, cell in row.cells.items():
                excluded = excluded & (
                    self._over_fact(name, asked(cell.text, self.vocabulary.facts[name], self.vocabulary)) == 0
                )
            where = where & ~excluded
        return np.broadcast_to(where, tuple(len(values) for values in self.values.values()))

    TRUTHS = ("ja", "nej", "kanske", "kanske, motstridigt")

    def _over_fact(self, name: str, cell: Asked) -> np.ndarray:
        """How a cell holds, along the axis of its fact."""
        truths = [self.TRUTHS.index(cell_holds(cell, value)) for value in self.values[name]]
        shape = [1] * len(self.facts)
        shape[self.facts.index(name)] = len(truths)
        return np.array(truths, dtype=np.int8).reshape(shape)

    def _over_answer(self, name: str, cell: Asked) -> np.ndarray:
        """How a cell holds, wherever the answer it tests has been worked out."""
        truths = [self.TRUTHS.index(cell_holds(cell, told)) for told in self.told[name]]
        return np.array(truths, dtype=np.int8)[self.results[name]]

    def _run_table(self, decision: Decision) -> None:
        truths = self.rows[decision.id] = [self._run_row(decision, row) for row in decision.rows]
        for column, name in enumerate(decision.outputs):
            self.results[name], self.told[name] = by_pattern(
                truths,
                lambda pattern, column=column: answer(
                    decision.policy.value, decision.rows, [self.TRUTHS[truth] for truth in pattern], column
                ),
            )

    def _run_row(self, decision: Decision, row: Row) -> np.ndarray:
        cells = [np.zeros((1,) * len(self.facts), dtype=np.int8)]
        for name, cell in zip(decision.inputs, row.cells, strict=True):
            variable = self.vocabulary.facts.get(name) or self.vocabulary.answers[name]
            asks = asked(cell.text, variable, self.vocabulary)
            if not asks.nothing:
                cells.append(self._over_fact(name, asks) if name in self.values else self._over_answer(name, asks))
        truth, told = by_pattern(cells, lambda pattern: row_holds([self.TRUTHS[cell] for cell in pattern]))
        return np.array([self.TRUTHS.index(one) for one in told], dtype=np.int8)[truth]

    def _run_timetable(self, decision: Decision) -> None:
        (name,) = decision.outputs
        rows = timetable_rows(self.agreement, decision)
        self.told[name] = ["ja", "nej", Nothing.SILENT]  # as SPAN_SAYS numbers them
        axes = [self.facts.index(fact) for fact in ("veckodag", "helgdag", "helgdag_dagen_fore", "klockslag")]
        week = np.array(
            [
                [
                    [
                        [
                            ("ja", "nej", "tyst").index(says)
                            for says in span_says(rows, DAYS.index(day), today, yesterday)
                        ]
                        for yesterday in self.values["helgdag_dagen_fore"]
                    ]
                    for today in self.values["helgdag"]
                ]
                for day in self.values["veckodag"]
            ],
            dtype=np.int8,
        )
        shape = [len(self.values[fact]) if index in axes else 1 for index, fact in enumerate(self.facts)]
        self.results[name] = week.transpose(np.argsort(axes)).reshape(shape)

    # ---- asking

    def decide(self, known: Mapping[str, Value]) -> dict[str, Verdict]:
        """How every answer stands when some facts are known."""
        place = tuple(
            slice(self.values[name].index(known[name]), self.values[name].index(known[name]) + 1)
            if name in known
            else slice(None)
            for name in self.facts
        )
        possible = self.possible[place]
        if not possible.any():
            raise ImpossibleCase
        return {
            name: self._verdict(name, np.broadcast_to(results, self.possible.shape)[place], possible)
            for name, results in self.results.items()
        }

    def _verdict(self, name: str, results: np.ndarray, possible: np.ndarray) -> Verdict:
        told = frozenset(self.told[name][code] for code in np.unique(results[possible]))
        if len(told) > 1:
            return Verdict("okant", None, told, self._missing(results, possible))
        (only,) = told
        return Verdict(only.value, None, told) if isinstance(only, Nothing) else Verdict("avgjort", only, told)

    def _missing(self, results: np.ndarray, possible: np.ndarray) -> tuple[str, ...]:
        """The tested facts that can change what the answer comes to; all that are tested when none can by itself."""
        tested = {name for decision in self.agreement.decisions for name in decision.inputs}
        unknown = [axis for axis, size in enumerate(results.shape) if size > 1 and self.facts[axis] in tested]
        matter = [axis for axis in unknown if alone(results, possible, axis) or learnt(results, possible, axis)]
        return tuple(self.facts[axis] for axis in matter or unknown)


def by_pattern(arrays: Sequence[np.ndarray], meaning: Callable[[tuple[int, ...]], Any]) -> tuple[np.ndarray, list[Any]]:
    """The meaning of what stands in several arrays (of 0–3), place by place: as codes, and what each code is."""
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    packed = np.zeros(shape, dtype=np.int32)
    for array in arrays:
        packed = packed * 4 + array
    told: list[Any] = []
    code_of = np.zeros(4 ** len(arrays), dtype=np.int8)
    for pattern in np.flatnonzero(np.bincount(packed.reshape(-1))):
        result = meaning(tuple(int(pattern) // 4**position % 4 for position in range(len(arrays) - 1, -1, -1)))
        same = [index for index, one in enumerate(told) if one == result]
        code_of[pattern] = same[0] if same else len(told)
        told += [] if same else [result]
    return code_of[packed], told


def alone(results: np.ndarray, possible: np.ndarray, axis: int) -> bool:
    """Whether two possible cases that differ in this fact alone are answered differently."""
    highest = np.where(possible, results, -1).max(axis=axis)
    lowest = np.where(possible, results, 127).min(axis=axis)
    return bool(((highest >= 0) & (highest != lowest)).any())


def learnt(results: np.ndarray, possible: np.ndarray, axis: int) -> bool:
    """Whether what the answer can come to depends on which value this fact has."""
    by_value = np.moveaxis(results, axis, 0).reshape(results.shape[axis], prod(results.shape) // results.shape[axis])
    can_be = np.moveaxis(possible, axis, 0).reshape(by_value.shape)
    told = {frozenset(np.unique(row[can])) for row, can in zip(by_value, can_be, strict=True) if can.any()}
    return len(told) > 1
