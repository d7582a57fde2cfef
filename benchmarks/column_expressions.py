"""The rule lists as column expressions, the way a good engineer would write them by hand, in five engines.

All take columns of codes (places among a fact's values, as bytes; numbers as they are) and give for each answer a
column of codes: places among the answer's values, `tyst` last. None gives status or rows, and none can do with an
unknown value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from rule_lists import SILENT, Input, Rule, RuleList

from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Choice


@dataclass(frozen=True)
class Test:
    """What one rule asks of one column: spans of numbers, or codes; `negated` when the others are fewer."""

    column: str
    codes: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    negated: bool


@dataclass(frozen=True)
class Line:
    """One rule over codes: its tests, and the code of each output."""

    tests: tuple[Test, ...]
    outcomes: tuple[int, ...]


@dataclass(frozen=True)
class Sheet:
    """One table over codes; the last line tests nothing. `sizes` has how many codes each choice it tests has."""

    outputs: tuple[str, ...]
    lines: tuple[Line, ...]
    sizes: Mapping[str, int]


def words_of(compiled: Compiled, answer: str) -> tuple[str, ...]:
    """What the codes of an answer stand for."""
    return (*(str(value) for value in compiled.agreement.answers[answer].domain), SILENT)


def sheets(compiled: Compiled, lists: Sequence[RuleList]) -> tuple[Sheet, ...]:
    """The rule lists over codes."""
    return tuple(_sheet(compiled, one) for one in lists)


def _sheet(compiled: Compiled, one: RuleList) -> Sheet:
    vocabulary = compiled.agreement.vocabulary
    places: dict[str, list[str]] = {}
    for column in one.inputs:
        if column.is_fact:
            domain = vocabulary.facts[column.name].domain
            places[column.name] = list(domain.values) if isinstance(domain, Choice) else []
        else:
            places[column.name] = list(words_of(compiled, column.name))
    lines = []
    for rule in one.rules:
        tests = tuple(_test(column, rule, places[column.name]) for column in one.inputs if column.name in rule.accepted)
        said = [
            words_of(compiled, answer).index(value)
            for answer, value in zip(one.decision.outputs, rule.outcomes, strict=True)
        ]
        lines.append(Line(tests, tuple(said)))
    sizes = {name: len(known) for name, known in places.items() if known}
    return Sheet(one.decision.outputs, tuple(lines), sizes)


def _test(column: Input, rule: Rule, places: list[str]) -> Test:
    accepted = rule.accepted[column.name]
    if column.spans is not None:
        spans = sorted(span for index in accepted for span in column.spans[index])
        return Test(column.name, (), tuple(spans), negated=False)
    codes = sorted(places.index(str(value)) for index in accepted for value in column.members[index])
    others = [code for code in range(len(places)) if code not in codes]
    possible = {places.index(str(value)) for member in column.members for value in member}
    others = [code for code in others if code in possible]
    if len(others) < len(codes):
        return Test(column.name, tuple(others), (), negated=True)
    return Test(column.name, tuple(codes), (), negated=False)


# ---- numpy


def numpy_select(tables: Sequence[Sheet], columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """`numpy.select`, a list of conditions for each table."""
    known = dict(columns)
    for table in tables:
        conditions = [_numpy_condition(line, known) for line in table.lines[:-1]]
        for place, answer in enumerate(table.outputs):
            default = np.uint8(table.lines[-1].outcomes[place])
            if conditions:
                choices = [np.uint8(line.outcomes[place]) for line in table.lines[:-1]]
                known[answer] = np.select(conditions, choices, default)
            else:
                known[answer] = np.full(len(next(iter(columns.values()))), default)
    return {answer: known[answer] for table in tables for answer in table.outputs}


def _numpy_condition(line: Line, known: Mapping[str, np.ndarray]) -> np.ndarray:
    held_so_far: list[np.ndarray] = []
    for test in line.tests:
        column = known[test.column]
        if test.spans:
            parts = [(column >= low) & (column <= high) for low, high in test.spans]
        elif len(test.codes) > 3:
            parts = [np.isin(column, np.array(test.codes, column.dtype))]
        else:
            parts = [column == code for code in test.codes]
        held = np.logical_or.reduce(parts) if len(parts) > 1 else parts[0]
        held = ~held if test.negated else held
        held_so_far.append(held)
    return reduce(np.logical_and, held_so_far)


def numpy_masks(tables: Sequence[Sheet], columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """For each column a table from value to a bit mask of the lines it satisfies; AND them; the lowest bit is first."""
    count = len(next(iter(columns.values())))
    known = dict(columns)
    step = 1 << 15
    said = {answer: np.empty(count, np.uint8) for table in tables for answer in table.outputs}
    plans = [(table, *_masks(table, columns)) for table in tables]
    for start in range(0, count, step):
        part = slice(start, start + step)
        here = {name: column[part] for name, column in known.items()}
        for table, luts, lows, always in plans:
            mask: np.ndarray | None = None
            for name, lut in luts.items():
                column = here[name] if not lows[name] else here[name] - lows[name]
                found = lut.take(column, mode="clip")
                mask = found if mask is None else np.bitwise_and(mask, found, out=mask)
            if mask is None:
                first = np.zeros(len(here[next(iter(here))]), np.uint8)
            else:
                mask |= always
                first = np.bitwise_count((mask & (~mask + np.uint64(1))) - np.uint64(1))
            for place, answer in enumerate(table.outputs):
                lines = np.array([line.outcomes[place] for line in table.lines], np.uint8)
                here[answer] = lines.take(first, mode="clip")
                said[answer][part] = here[answer]
    return said


def _masks(table: Sheet, columns: Mapping[str, np.ndarray]) -> tuple[dict[str, np.ndarray], dict[str, int], np.uint64]:
    luts: dict[str, np.ndarray] = {}
    lows: dict[str, int] = {}
    for name in dict.fromkeys(test.column for line in table.lines for test in line.tests):
        if name in table.sizes:
            low, values = 0, range(table.sizes[name])
        else:
            low = int(columns[name].min())
            values = range(low, int(columns[name].max()) + 1)
        lows[name] = low
        lut = np.zeros(len(values), np.uint64)
        for bit, line in enumerate(table.lines):
            test = next((test for test in line.tests if test.column == name), None)
            for place, value in enumerate(values):
                if test is None or _holds(test, value):
                    lut[place] |= np.uint64(1 << bit)
        luts[name] = lut
    return luts, lows, np.uint64(1 << (len(table.lines) - 1))


def _holds(test: Test, value: int) -> bool:
    if test.spans:
        return any(low <= value <= high for low, high in test.spans)
    return (value in test.codes) is not test.negated


# ---- Polars


def polars_frame(columns: Mapping[str, np.ndarray]) -> pl.DataFrame:
    """The columns as Polars holds them."""
    return pl.DataFrame({name: pl.Series(name, column) for name, column in columns.items()})


def polars_when_then(tables: Sequence[Sheet], frame: pl.DataFrame, engine: str) -> pl.DataFrame:
    """`when(…).then(…)`, a chain for each table."""
    lazy = frame.lazy()
    for table in tables:
        lazy = lazy.with_columns(
            _polars_chain(table, place).alias(answer) for place, answer in enumerate(table.outputs)
        )
    return lazy.select([answer for table in tables for answer in table.outputs]).collect(engine=engine)


def _polars_chain(table: Sheet, place: int) -> pl.Expr:
    default = pl.lit(table.lines[-1].outcomes[place], pl.UInt8)
    chain: pl.Expr | None = None
    for line in reversed(table.lines[:-1]):
        said = pl.lit(line.outcomes[place], pl.UInt8)
        held = pl.when(*(_polars_test(test) for test in line.tests))
        chain = held.then(said).otherwise(default if chain is None else chain)
    return default if chain is None else chain


def _polars_test(test: Test) -> pl.Expr:
    column = pl.col(test.column)
    if test.spans:
        held = pl.any_horizontal(column.is_between(low, high) for low, high in test.spans)
    elif len(test.codes) == 1:
        return column != test.codes[0] if test.negated else column == test.codes[0]
    else:
        held = column.is_in(pl.Series(test.codes, dtype=pl.UInt8).implode())
    return ~held if test.negated else held


# ---- DuckDB


def duckdb_case(tables: Sequence[Sheet], columns: pa.Table) -> pa.Table:
    """CASE WHEN, a column for each table, each step a subquery. Rows come in any order: `nr` tells which is which."""
    connection = duckdb.connect()
    connection.register("fall", columns)
    query = "SELECT * FROM fall"
    for table in tables:
        added = ", ".join(f"{_sql_case(table, place)} AS {answer}" for place, answer in enumerate(table.outputs))
        query = f"SELECT *, {added} FROM ({query})"
    answers = ", ".join(answer for table in tables for answer in table.outputs)
    return connection.sql(f"SELECT nr, {answers} FROM ({query})").to_arrow_table()


def _sql_case(table: Sheet, place: int) -> str:
    lines = "".join(
        f" WHEN {' AND '.join(_sql_test(test) for test in line.tests)} THEN {line.outcomes[place]}::UTINYINT"
        for line in table.lines[:-1]
    )
    default = f"{table.lines[-1].outcomes[place]}::UTINYINT"
    return f"CASE{lines} ELSE {default} END" if lines else default


def _sql_test(test: Test) -> str:
    if test.spans:
        return "(" + " OR ".join(f"{test.column} BETWEEN {low} AND {high}" for low, high in test.spans) + ")"
    if len(test.codes) == 1:
        return f"{test.column} {'<>' if test.negated else '='} {test.codes[0]}"
    return f"{test.column} {'NOT IN' if test.negated else 'IN'} ({', '.join(map(str, test.codes))})"
