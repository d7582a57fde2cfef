"""A million doctors' home visits settled: each paid or refused with its reason, its rows and its sources.

Draws made-up visits from a seed, settles them by the agreement's own table at a made-up amount, tells each its whole reason,
and sums by unit and month. Prints what each step took; `--write` puts it into RESULTS.md.

    .venv/bin/python benchmarks/settlement.py [--visits 1000000] [--write]
"""

import argparse
import os
import platform
import random
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from samsyn.economics.applying import Applying
from samsyn.economics.derivation import walk
from samsyn.economics.visits import (
    AGREEMENT,
    Doubles,
    Judged,
    Listing,
    Settlement,
    Visit,
    VisitRules,
    of_one,
    per_unit,
    refusals,
    settle,
    visit_prices,
)
from samsyn.money.amount import kronor
from samsyn.money.tariff import Price
from samsyn.rules.library import Library

HERE = Path(__file__).resolve().parent
MARK = "<!-- settlement -->"
MARKS = "<!-- "
START = date(2026, 3, 3)
RULES = VisitRules(Listing.ANY, Doubles.SAME_DAY_AND_UNIT, "mätningen")
KINDS = ("vardcentral",) * 85 + ("filial",) * 5 + ("lakarmedverkan",) * 8 + ("beredskapsjour",) * 2
ENROLLED = (True,) * 92 + (False,) * 7 + (None,)

ResultT = TypeVar("ResultT")


def made_up(count: int) -> list[Visit]:
    """Visits over two years at 58 units; all shares are assumed, so that every reason occurs. Every hundredth is recorded twice."""
    chance = random.Random(1)
    units = [f"enhet-{place}" for place in range(58)]
    days = [START + timedelta(days=place) for place in range(-10, 720)]
    visits: list[Visit] = []
    while len(visits) < count:
        unit = chance.choice(units)
        visits.append(
            Visit(
                f"b{len(visits)}",
                f"p{chance.randrange(7100)}",
                chance.choice(days),
                unit,
                chance.choice(KINDS),
                chance.random() < 0.98,
                unit if chance.random() < 0.9 else chance.choice(units),
                chance.choice(ENROLLED),
            )
        )
        if len(visits) % 100 == 0 and len(visits) < count:
            visits.append(visits[-1]._replace(id=f"b{len(visits)}"))
    return visits


def timed(work: Callable[[], ResultT]) -> tuple[ResultT, float]:
    """What some work gave, and its seconds."""
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def told(settlement: Settlement) -> int:
    """Every visit's whole reason as text; how many letters that was, so that it is surely made."""
    return sum(len(str(judged.verdict)) for judged in settlement.judged)


def check(settlement: Settlement, sample: list[Judged]) -> None:
    """The sums are the visits', and single derivations say the same. Stops the program when they do not."""
    each = sum(judged.amount.ore for judged in settlement.judged)
    alike = all(of_one(judged).amount == judged.amount for judged in sample)
    if per_unit(settlement).amount.ore != each or not alike:
        raise SystemExit("the sums are not those of the visits")


def with_section(results: str, section: str) -> str:
    """RESULTS.md with this program's section in its old place, or before the first section of another program."""
    before, mark, after = results.partition(MARK)
    if not mark:
        before, others, after = results.partition(MARKS)
        return (
            "\n\n".join(part for part in (before.rstrip(), section.rstrip(), (others + after).rstrip()) if part) + "\n"
        )
    _, others, after = after.partition(MARKS)
    return "\n\n".join(part for part in (before.rstrip(), section.rstrip(), (others + after).rstrip()) if part) + "\n"


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visits", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    visits = made_up(arguments.visits)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    steps: list[tuple[str, float]] = []

    def ready() -> tuple[Applying, Settlement]:
        applying = Applying(Library.from_folder(HERE.parent / "agreements"), AGREEMENT)
        prices = visit_prices(applying.agreement("2026-03-03"), [Price(kronor(1000), START, None, "påhittat belopp")])
        return applying, settle([], applying, prices, RULES)

    (applying, empty), seconds = timed(ready)
    steps.append(("reading and compiling the agreement", seconds))
    settlement, seconds = timed(lambda: settle(visits, applying, empty.prices, RULES))
    steps.append(("settling: each visit paid or refused, with reason, rows, sources and price", seconds))
    figure, seconds = timed(lambda: per_unit(settlement))
    steps.append(("sums by unit and month, with their derivations", seconds))
    letters, seconds = timed(lambda: told(settlement))
    steps.append(("every visit's whole reason written out", seconds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    check(settlement, list(settlement.judged[:: max(1, len(visits) // 1000)]))
    situations = len({id(judged.verdict) for judged in settlement.judged})
    refused = refusals(settlement)
    rows = "\n".join(f"| {name} | {seconds:.2f} s |" for name, seconds in steps)
    reasons = "\n".join(f"- {refusal.value}: {count:,}" for refusal, count in refused.items())
    section = f"""{MARK}
# Doctors' home visits: results

Made by `benchmarks/settlement.py --write`. {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, one thread;
load before the start {load:.1f}. {len(visits):,} made-up visits over two years at 58 units, at a made-up amount.

| step | time |
|---|---|
{rows}

{len(visits) - sum(refused.values()):,} visits were paid, {sum(refused.values()):,} refused; {situations:,} different verdicts; the sum's derivation has
{sum(1 for _ in walk(figure)):,} figures; the reasons are {letters / 1e6:.0f} million letters. The sums were checked against the visits. Peak memory {peak / 1024:.0f} MB,
of which the visits themselves {before / 1024:.0f} MB.

{reasons}
"""
    print(section)
    if arguments.write:
        results = HERE / "RESULTS.md"
        results.write_text(with_section(results.read_text(encoding="utf-8"), section), encoding="utf-8")


if __name__ == "__main__":
    main()
