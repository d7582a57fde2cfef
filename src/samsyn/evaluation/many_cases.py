"""Many cases at once: columns in memory, or a CSV or Parquet file of any size.

For each answer three columns: what it is, its status, and the rows of the agreement that answered.
"""

import difflib
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import pyarrow as pa

from samsyn.documents.identifiers import fold, suggestion
from samsyn.evaluation.answers import Standing, Status
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.case_columns import (
    MOMENT,
    MOMENT_FACTS,
    ColumnError,
    Values,
    code_column,
    fact_codes,
    first_known,
    moments,
)
from samsyn.evaluation.case_faults import tell_faults
from samsyn.evaluation.case_files import TableError as TableError  # noqa: PLC0414 (told to callers)
from samsyn.evaluation.case_files import reading, writing
from samsyn.evaluation.column_run import ColumnRun
from samsyn.evaluation.column_walk import Codes, Column
from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import TimeOfDay, Value, Whole
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.decisions import Decision, HitPolicy

IMPOSSIBLE_STATUS: Final = "omojligt"
"""The status of every answer for a case whose facts cannot be true together."""

JOINED: Final = "; "
"""Between several values or rows in one cell."""

_NEAR: Final = 0.75
"""How like a fact's name a column's must be to be asked about: stricter than for what must be a fact."""


@dataclass(frozen=True, slots=True)
class Form:
    """How one answer can stand in a table: its value as written (None: none), its status, the names of the rows."""

    value: str | int | None
    status: str
    rows: str | None


@dataclass(frozen=True)
class AnswerColumn:
    """One answer of many cases: for each case an index into `forms`."""

    codes: Codes
    forms: tuple[Form, ...]
    numbers: bool = False
    """Whether the values are whole numbers, not words."""

    def values(self) -> pa.DictionaryArray:
        """What each case is answered; null unless the answer is settled."""
        return self._spread([form.value for form in self.forms], pa.int64() if self.numbers else pa.string())

    def statuses(self) -> pa.DictionaryArray:
        """How each answer stands: avgjort, okant, tyst, motstridigt or omojligt."""
        return self._spread([form.status for form in self.forms], pa.string())

    def rows(self) -> pa.DictionaryArray:
        """The names of the rows that answered; null where none did."""
        return self._spread([form.rows for form in self.forms], pa.string())

    def counts(self) -> Counter[str]:
        """How many cases have each status."""
        found: Counter[str] = Counter()
        for form, count in zip(self.forms, np.bincount(self.codes, minlength=len(self.forms)).tolist(), strict=True):
            if count:
                found[form.status] += count
        return found

    def _spread(self, said: Sequence[str | int | None], of: pa.DataType) -> pa.DictionaryArray:
        """A dictionary of the different values and an index a case."""
        different = list(dict.fromkeys(value for value in said if value is not None))
        place = {value: index for index, value in enumerate(different)}
        kind = np.int8 if len(different) < 1 << 7 else np.int32
        of_form = np.array([len(different) if value is None else place[value] for value in said], kind)
        indices = of_form.take(self.codes, mode="clip")
        mask = indices == len(different) if None in said else None
        return pa.DictionaryArray.from_arrays(pa.array(indices, mask=mask), pa.array(different, of))


def rows_that_answered(decision: Decision, answer: str, standing: Standing) -> tuple[str, ...]:
    """The names of the rows an answer rests on, in the table's order.

    A settled answer rests on the rows that surely match; `tyst` on those of them that say so; `motstridigt` on
    those that disagree. An unknown answer rests on none yet.
    """
    if standing.status is Status.UNKNOWN:
        return ()
    column = decision.outputs.index(answer)
    sure = sorted({position for match in standing.matches for position in match.sure})
    return tuple(
        decision.rows[position].name
        for position in sure
        if standing.status is not Status.SILENT or decision.rows[position].outcomes[column] is None
    )


class ManyCases:
    """An agreement ready to decide many cases. What it has met is kept from one call to the next."""

    def __init__(self, compiled: Compiled, threads: int | None = None) -> None:
        self.compiled = compiled
        self.vocabulary = compiled.agreement.vocabulary
        self.threads = threads if threads is not None else os.cpu_count() or 1
        automaton = Automaton.of(compiled)
        self.codes = fact_codes(self.vocabulary, automaton.asked)
        self._run = ColumnRun(automaton, self._form)

    def _form(self, answer: str, standing: Standing | None) -> Form:
        if standing is None:
            return Form(None, IMPOSSIBLE_STATUS, None)
        decision = self.compiled.agreement.decided_by[answer]
        rows = rows_that_answered(decision, answer, standing)
        return Form(self._written(answer, standing.value), standing.status.value, JOINED.join(rows) or None)

    def _written(self, answer: str, value: Value | tuple[Value, ...] | None) -> str | int | None:
        domain = self.compiled.agreement.answers[answer].domain
        if isinstance(value, tuple):
            return JOINED.join(domain.write(one) for one in value) or NONE_HIT
        return value if value is None or self._in_numbers(answer) else domain.write(value)

    def _in_numbers(self, answer: str) -> bool:
        """Whether an answer is written as whole numbers."""
        agreement = self.compiled.agreement
        collects = agreement.decided_by[answer].policy is HitPolicy.COLLECT
        domain = agreement.answers[answer].domain
        return isinstance(domain, Whole) and not isinstance(domain, TimeOfDay) and not collects

    def decide(self, columns: Mapping[str, Values], count: int | None = None) -> dict[str, AnswerColumn]:
        """How every answer stands for each case.

        `columns` are named by facts, or `at` for the moment, and of one length; no column, or null, is unknown.
        What a column says goes before what the moment says. `count` is needed when there is no column at all.
        Raises ColumnError.
        """
        lengths = {len(values) for values in columns.values()} | ({count} if count is not None else set())
        if len(lengths) != 1:
            raise ColumnError(", ".join(columns), None, "kolumnerna måste vara minst en och lika långa")
        said = self._run.decide(self._coded(columns), lengths.pop(), self.threads)
        return {
            answer: AnswerColumn(column.codes, column.forms, self._in_numbers(answer))
            for answer, column in said.items()
        }

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers, in the order they are decided."""
        return tuple(self.compiled.agreement.answers)

    @property
    def asked(self) -> tuple[str, ...]:
        """The facts that can matter to an answer, in the order of telling."""
        return tuple(name for name, code in self.codes.items() if code.asked and name in self.compiled.space.level)

    def is_read(self, name: str) -> bool:
        """Whether a column so named is a fact, or the moment."""
        return fold(name) in self.codes or fold(name) == MOMENT

    def is_coded(self, name: str) -> bool:
        """Whether a column so named has few different values."""
        return fold(name) in self.codes

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that are added to a file."""
        return pa.schema(
            [
                field
                for answer in self.answers
                for field in (
                    (answer, pa.int64() if self._in_numbers(answer) else pa.string()),
                    (f"{answer}_status", pa.string()),
                    (f"{answer}_row", pa.string()),
                )
            ]
        )

    def read(self, name: str, values: Values) -> None:
        """Read one column, and forget it. Raises ColumnError."""
        self._coded({name: values})

    def _coded(self, columns: Mapping[str, Values]) -> dict[str, Column]:
        coded: dict[str, Column] = {}
        for name, values in columns.items():
            fact = fold(name)
            if fact != MOMENT:
                if fact not in self.codes:
                    raise ColumnError(name, None, f"inget faktum heter så – {suggestion(name, self.codes)}")
                coded[fact] = code_column(self.vocabulary, name, self.codes[fact], values)
        for name, values in columns.items():
            if fold(name) == MOMENT:
                for fact, column in moments(name, self.codes, values).items():
                    unknown = self.codes[fact].unknown
                    coded[fact] = first_known(coded[fact], column, unknown) if fact in coded else column
        return coded


# ---- files


@dataclass(frozen=True)
class TableReport:
    """What deciding a file came to: how many cases (rows of the file), and for each answer how many of each status.

    `absent` are the facts the agreement tests that the file has no column for: unknown throughout.
    `warnings` are sentences for the user.
    """

    rows: int
    statuses: Mapping[str, Mapping[str, int]]
    absent: tuple[str, ...]
    warnings: tuple[str, ...]


Progress: TypeAlias = Callable[[int, int], None]
"""Told as the work goes on: how many cases are decided, and how many there are (for CSV: about how many)."""


def decide_table(
    compiled: Compiled,
    source: Path,
    target: Path,
    progress: Progress | None = None,
    threads: int | None = None,
    begin: Callable[[TableReport], None] | None = None,
) -> TableReport:
    """Decide every case of a CSV or Parquet file, and write it anew with three columns for each answer.

    Columns are named by facts, or `at` for the moment; all columns are kept as they are. A value the vocabulary
    does not have stops the work, and no target is left. `begin` is told of the columns before any case is read.
    Raises TableError.
    """
    many = ManyCases(compiled, threads)
    if target.exists() and source.exists() and source.samefile(target):
        raise TableError(f"{target}: filen kan inte både läsas och skrivas – skriv till en annan fil")
    with reading(source, many.is_coded) as table:
        absent, warnings = _examine(many, source, table.schema.names)
        if begin is not None:
            begin(TableReport(0, {}, absent, warnings))
        cases = 0
        statuses: dict[str, Counter[str]] = {answer: Counter() for answer in many.answers}
        with writing(target, table, many.schema) as writer, ThreadPoolExecutor(1) as behind:
            written: Future[None] | None = None
            for batch in table.batches:
                names = [name for name in batch.schema.names if many.is_read(name)]
                try:
                    said = many.decide({name: batch[name] for name in names})
                except ColumnError as error:
                    told = tell_faults(many.read, names, chain((batch,), table.batches), cases + table.first_row)
                    raise TableError(f"{source}: {told or error}") from None
                if written is not None:
                    written.result()  # at most one batch waits to be written: memory stays bounded
                written = behind.submit(writer.write, _with_answers(batch, many.schema, said))
                cases += len(batch)
                for answer, column in said.items():
                    statuses[answer] += column.counts()
                if progress is not None:
                    progress(cases, max(cases, round(cases / (table.share() or 1.0))))
            if written is not None:
                written.result()
    return TableReport(cases, statuses, absent, warnings)


def _examine(many: ManyCases, source: Path, names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts without a column, and the columns that were perhaps meant as facts. Raises TableError."""
    read = {name: fold(name) for name in names if many.is_read(name)}
    if not read:
        asked = ", ".join(many.asked)
        raise TableError(f"{source}: ingen kolumn heter som ett faktum – avtalet prövar {asked}")
    for name, fact in read.items():
        other = next(other for other in read if read[other] == fact)
        if other != name:
            raise TableError(f"{source}: kolumnerna ”{other}” och ”{name}” är samma faktum – ta bort den ena")
    taken = next((name for name in many.schema.names if name in names), None)
    if taken is not None:
        raise TableError(f"{source}: kolumnen ”{taken}” finns redan, och svaren ska heta så – byt namn på den")
    told = set(read.values())
    if MOMENT in told:
        told |= MOMENT_FACTS
    warnings = []
    for name in names:
        if name not in read:
            near = difflib.get_close_matches(fold(name), [*many.codes, MOMENT], n=1, cutoff=_NEAR)
            if near:
                warnings.append(f"kolumnen ”{name}” är inget faktum och lästes inte – menade du ”{near[0]}”?")
    return tuple(fact for fact in many.asked if fact not in told), tuple(warnings)


def _with_answers(batch: pa.RecordBatch, added: pa.Schema, said: Mapping[str, AnswerColumn]) -> pa.RecordBatch:
    columns = list(batch.columns)
    for column in said.values():
        columns.extend(map(_fixed, (column.values(), column.statuses(), column.rows())))
    return pa.record_batch(columns, [*batch.schema.names, *added.names])


def _fixed(words: pa.DictionaryArray) -> pa.DictionaryArray:
    """With indices of one size, however many different words a batch has: a file's columns keep their type."""
    return pa.DictionaryArray.from_arrays(words.indices.cast(pa.int32()), words.dictionary)
