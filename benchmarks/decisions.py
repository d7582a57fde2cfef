"""How fast decisions are, against other engines with the same rules: `make benchmark`, or with --write for RESULTS.md.

A real agreement, its whole graph of tables. Every engine's answers are compared with ours before its time counts;
what the others do not do (status, rows, unknown values, impossible cases) they are not asked for.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import zen
from agreement import compiled_agreement
from cases import Cases, possible_cases
from column_expressions import (
    Sheet,
    duckdb_case,
    numpy_masks,
    numpy_select,
    polars_frame,
    polars_when_then,
    sheets,
    words_of,
)
from openfisca_system import calculate, simulation, system
from rule_lists import SILENT, RuleList, rule_lists
from zen_graph import ROW, graph

from samsyn.evaluation.answers import Status
from samsyn.evaluation.automaton import Automaton
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.many_cases import AnswerColumn, ManyCases

HERE = Path(__file__).resolve().parent
SEED = 20260503
SINGLE = 5_000
FEW = 100
TURNS = 12
MANY = 10_000_000
UNKNOWN = 0.05

T = TypeVar("T")


class AnsweredOtherwise(Exception):
    """Another engine gave another answer: its time says nothing."""


def best(run: Callable[[], T], times: int) -> tuple[float, T]:
    """The shortest of some runs, in seconds, and what the last one gave."""
    taken, gave = timed(run)
    for _ in range(times - 1):
        del gave
        again, gave = timed(run)
        taken = min(taken, again)
    return taken, gave


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """How long one run took, in seconds, and what it gave."""
    gc.collect()
    start = time.perf_counter()
    gave = run()
    return time.perf_counter() - start, gave


class Report:
    """Lines for the terminal and for RESULTS.md."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, line: str = "") -> None:
        """One line."""
        print(line, flush=True)
        self.lines.append(line)

    def table(self, *rows: Sequence[str]) -> None:
        """A table; the first row is its heading."""
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        for number, row in enumerate(rows):
            self.say("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
            if number == 0:
                self.say("|" + "|".join("-" * (width + 2) for width in widths) + "|")
        self.say()


# ---- (a) single decisions


def single(report: Report, compiled: Compiled, lists: Sequence[RuleList]) -> None:
    """Answers, statuses and the rows that fired, of the whole graph, one case at a time.

    The engines take turns, so that a busy moment of the machine meets them all; the shortest turn of each counts.
    """
    cases = possible_cases(compiled, SINGLE, SEED)
    known = [cases.case(index) for index in range(SINGLE)]
    automaton = Automaton.of(compiled)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"avtal": graph(lists)}}})
    first, _ = timed(lambda: [automaton.decide(case) for case in known])
    for case in known:
        _same_as_zen(compiled, automaton, engine.evaluate("avtal", case)["result"], case)
    chance = np.random.default_rng(SEED)
    partly = [{name: value for name, value in case.items() if chance.random() >= UNKNOWN} for case in known]
    few, asked = known[:FEW], known[: SINGLE // 10]
    requests = [{"key": "avtal", "context": case} for case in asked]
    turns: dict[str, tuple[int, Callable[[], object]]] = {
        f"Samsyn, {SINGLE} different cases in turn": (SINGLE, lambda: [automaton.decide(case) for case in known]),
        f"Samsyn, {FEW} different cases in turn": (FEW, lambda: [automaton.decide(case) for case in few]),
        "zen-engine, evaluate": (len(asked), lambda: [engine.evaluate("avtal", case) for case in asked]),
        "zen-engine, evaluate_batch": (len(asked), lambda: engine.evaluate_batch(requests)),
        f"Samsyn, {UNKNOWN:.0%} of the values unknown": (SINGLE, lambda: [automaton.decide(case) for case in partly]),
    }
    rates = dict.fromkeys(turns, 0.0)
    for _ in range(TURNS):
        for name, (count, run) in turns.items():
            rates[name] = max(rates[name], count / timed(run)[0])
    mine = next(iter(rates.values()))
    report.say("## Single decisions")
    report.say()
    report.say(
        f"Every fact known; zen-engine's answers, and the rows behind them, were the same for all {SINGLE} cases. "
        "The ratio is that of the first line, the slower of ours: many different cases leave the processor's cache."
    )
    report.say()
    report.table(
        ("engine", "decisions/s", "each", "ours is"),
        *(
            (name, f"{rate:,.0f}", f"{1e6 / rate:.1f} µs", f"{mine / rate:.0f}×" if name.startswith("zen") else "")
            for name, rate in rates.items()
        ),
        ("Samsyn, the first time each is met", f"{SINGLE / first:,.0f}", f"{1e6 * first / SINGLE:.1f} µs", ""),
    )


def _same_as_zen(
    compiled: Compiled, automaton: Automaton, theirs: Mapping[str, object], case: Mapping[str, Any]
) -> None:
    mine = automaton.decide(case)
    for decision in compiled.agreement.decisions:
        for answer in decision.outputs:
            standing = mine[answer]
            said = SILENT if standing.status is Status.SILENT else str(standing.value)
            if theirs[answer] != said:
                raise AnsweredOtherwise(answer, case)
        if mine[decision.id].status is Status.SETTLED:
            (row,) = {decision.rows[one].name for match in mine[decision.id].matches for one in match.sure}
            if theirs[decision.id + ROW] != row:
                raise AnsweredOtherwise(decision.id, case)


# ---- (b) ten million cases in memory


def many(report: Report, compiled: Compiled, tables: Sequence[Sheet], cases: Cases) -> None:
    """The whole graph over columns in memory."""
    told = ManyCases(compiled)
    first, said = timed(lambda: told.decide(cases.columns))
    wanted = {answer: _codes(compiled, answer, column) for answer, column in said.items()}
    spread, _ = timed(lambda: [(one.values(), one.statuses(), one.rows()) for one in said.values()])
    hand = by_hand(tables, cases)
    shortest = dict.fromkeys(hand, float("inf"))
    mine = float("inf")
    for turn in range(5):
        mine = min(mine, timed(lambda: told.decide(cases.columns))[0])
        for name, (times, run) in hand.items():
            if turn < times:
                taken, gave = timed(run)
                _same(name, gave, wanted)
                shortest[name] = min(shortest[name], taken)
                del gave
    shortest["openfisca-core"] = _openfisca(compiled, tables, cases, wanted)
    report.say(f"## {cases.count:,} cases in memory")
    report.say()
    fastest = min(taken for name, taken in shortest.items() if name in hand)
    report.say("Columns of codes in, columns of codes out, every fact known; all gave the same answers.")
    report.say(f"The fastest by hand took {fastest / mine:.1f} times as long as Samsyn.")
    report.say()
    report.table(
        ("engine", "gives", "time", "ours is"),
        ("Samsyn", "answers, statuses, rows", f"{mine:.2f} s", ""),
        ("Samsyn, the first time", "answers, statuses, rows", f"{first:.2f} s", ""),
        ("Samsyn, then", "three Arrow columns an answer", f"+ {spread:.2f} s", ""),
        *((name, "answers", f"{taken:.2f} s", f"{taken / mine:.1f}×") for name, taken in shortest.items()),
    )
    partly = cases.with_unknown(UNKNOWN, SEED)
    again = ManyCases(compiled)
    first, _ = timed(lambda: again.decide(partly))
    later, said = best(lambda: again.decide(partly), 2)
    counted = _counts(said)
    report.say(
        f"With {UNKNOWN:.0%} of all values unknown, drawn by chance, which only Samsyn does: {later:.2f} s, the first time "
        f"{first:.2f} s. Of all answers {counted['okant']:.0%} were unknown."
    )
    report.say()


def by_hand(tables: Sequence[Sheet], cases: Cases) -> dict[str, tuple[int, Callable[[], Any]]]:
    """The expressions a good engineer would write, and how many turns each is given."""
    frame = polars_frame(cases.columns)
    arrow = pa.table({"nr": np.arange(cases.count, dtype=np.int32), **cases.columns})
    return {
        "Polars when/then, in memory": (5, lambda: polars_when_then(tables, frame, "in-memory")),
        "Polars when/then, streaming": (5, lambda: polars_when_then(tables, frame, "streaming")),
        "numpy bit masks": (2, lambda: numpy_masks(tables, cases.columns)),
        "DuckDB CASE": (1, lambda: duckdb_case(tables, arrow)),
        "numpy.select": (1, lambda: numpy_select(tables, cases.columns)),
    }


def _openfisca(compiled: Compiled, tables: Sequence[Sheet], cases: Cases, wanted: Mapping[str, np.ndarray]) -> float:
    made, enums = system(compiled, tables)
    ready = simulation(made, enums, cases.columns, cases.count)
    taken, gave = timed(lambda: calculate(ready, list(wanted)))
    _same("openfisca-core", gave, wanted)
    return taken


def _codes(compiled: Compiled, answer: str, column: AnswerColumn) -> np.ndarray:
    words = words_of(compiled, answer)
    codes = [
        words.index(str(form.value) if form.status == "avgjort" else SILENT)
        if form.status in ("avgjort", "tyst")
        else 255
        for form in column.forms
    ]
    return np.array(codes, np.uint8)[column.codes]


def _same(name: str, gave: Any, wanted: Mapping[str, np.ndarray]) -> None:  # noqa: ANN401 (five kinds of tables)
    order = np.argsort(np.asarray(gave["nr"])) if isinstance(gave, pa.Table) else None
    for answer, codes in wanted.items():
        theirs = gave[answer].to_numpy() if isinstance(gave, (pa.Table, pl.DataFrame)) else gave[answer]
        if not ((theirs if order is None else theirs[order]) == codes).all():
            raise AnsweredOtherwise(name, answer)


def _counts(said: Mapping[str, AnswerColumn]) -> dict[str, float]:
    total: dict[str, float] = {"okant": 0, "avgjort": 0}
    for column in said.values():
        for status, count in column.counts().items():
            total[status] = total.get(status, 0) + count / len(column.codes) / len(said)
    return total


# ---- (c) a file as a stream


def stream(report: Report, cases: Cases, folder: Path) -> None:
    """A Parquet file read, decided and written by a process of its own, so that its memory can be told."""
    source, target = folder / "fall.parquet", folder / "svar.parquet"
    _write(cases, source)
    asked = [sys.executable, str(HERE / "streamed.py"), str(source), str(target)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    if told["cases"] != cases.count:
        raise AnsweredOtherwise(source)
    report.say(f"## A Parquet file of {cases.count:,} cases, as a stream")
    report.say()
    report.table(
        ("", "columns", "size", "time", "peak memory"),
        ("read", str(len(cases.columns) + 1), f"{source.stat().st_size / 2**20:,.0f} MB", "", ""),
        (
            "decided and written",
            str(len(pq.read_schema(target))),
            f"{target.stat().st_size / 2**20:,.0f} MB",
            f"{told['seconds']:.1f} s",
            f"{told['memory'] / 2**20:,.0f} MB",
        ),
    )


def _write(cases: Cases, source: Path) -> None:
    kinds = {name: pa.string() if cases.words(name) else pa.int16() for name in cases.columns}
    schema = pa.schema([("id", pa.int32()), *kinds.items()])
    with pq.ParquetWriter(source, schema) as writer:
        for start in range(0, cases.count, 1 << 19):
            part = slice(start, min(start + (1 << 19), cases.count))
            columns = [pa.array(np.arange(part.start, part.stop, dtype=np.int32))]
            for name, column in cases.columns.items():
                words = cases.words(name)
                here = pa.array(column[part])
                columns.append(here if words is None else pa.array(words).take(here))
            writer.write_table(pa.table(columns, schema=schema))


# ---- all of it


def machine() -> str:
    """The processor and how many of it."""
    described = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if described.is_file():
        lines = described.read_text(encoding="utf-8").splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write benchmarks/RESULTS.md")
    parser.add_argument("--cases", type=int, default=MANY, help="how many cases in columns and files")
    arguments = parser.parse_args()
    began = time.perf_counter()
    report = Report()
    compiled = compiled_agreement()
    lists = rule_lists(compiled)
    agreement = compiled.agreement
    names = ("samsyn", "numpy", "pyarrow", "zen-engine", "openfisca-core", "polars", "duckdb")
    report.say("# Decisions: results")
    report.say()
    report.say("Made by `benchmarks/decisions.py --write`. Seconds are the shortest of a few runs, as measured.")
    report.say()
    today = datetime.now(UTC)  # noqa: TID251 (a result is dated)
    report.say(f"- {today:%Y-%m-%d}; {machine()}; load before the start {os.getloadavg()[0]:.1f}")
    report.say(f"- Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names))
    report.say(
        f"- {agreement.address}, {agreement.fingerprint[:12]}: {len(agreement.decisions)} tables, "
        f"{sum(len(decision.rows) for decision in agreement.decisions)} rows, {len(agreement.facts)} facts, "
        f"{len(agreement.answers)} answers; for the other engines spelt out as "
        f"{sum(len(one.rules) for one in lists)} first-match rules"
    )
    report.say()
    single(report, compiled, lists)
    cases = possible_cases(compiled, arguments.cases, SEED)
    many(report, compiled, sheets(compiled, lists), cases)
    with tempfile.TemporaryDirectory() as folder:
        stream(report, cases, Path(folder))
    print(f"{time.perf_counter() - began:.0f} s in all")
    if arguments.write:
        results = HERE / "RESULTS.md"
        _, mark, others = results.read_text(encoding="utf-8").partition("<!-- ")  # what other programs wrote below
        text = "\n".join(report.lines).rstrip() + "\n" + (f"\n{mark}{others}" if mark else "")
        results.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
