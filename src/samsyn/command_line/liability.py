"""`money liability`: a file of stays by the law's model and by an average model, side by side; neither is Halland's."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from samsyn.command_line.library import open_library, read_day
from samsyn.command_line.money_opening import figure_as_data, tell_derivation
from samsyn.command_line.money_values import needed, read_number, read_prices
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.command_line.settling import asked_figure, whole_file
from samsyn.economics.applying import Applying
from samsyn.economics.average_model import AverageRules, Beside, Comparison, Counted, side_by_side
from samsyn.economics.derivation import Derivation, as_data, written
from samsyn.economics.figures import CODES
from samsyn.economics.payment_liability import LAW, NOT_HALLAND, Assessed, DayRules, assess, day_prices, owed
from samsyn.economics.records import read_stays
from samsyn.money.amount import Rounding, decimals

NOTICE_DAY: Final = {"räknas": True, "räknas-inte": False}
DISCHARGE_DAY: Final = {"betalas": True, "betalas-inte": False}
READY_DAY: Final = {"räknas": True, "dag-0": False}
COUNTED: Final = {"alla": Counted.ALL, "inte-samma-dag": Counted.NOT_SAME_DAY}


def liability_command(arguments: argparse.Namespace) -> int:
    """What municipalities would owe for the stays of a file, by each model."""
    needed(
        {
            "--notice-day": arguments.notice_day,
            "--discharge-day": arguments.discharge_day,
            "--rules-source": arguments.rules_source.strip(),
            "--level": arguments.level,
            "--ready-day": arguments.ready_day,
            "--counted": arguments.counted,
            "--average-source": arguments.average_source.strip(),
        }
    )
    library = open_library(arguments)
    law = Applying(library, LAW)
    names = {**CODES, **dict(_municipality(text) for text in arguments.municipality)}
    stays = whole_file(read_stays(Path(arguments.file), library.vocabulary, names), arguments.file)
    prices = day_prices(law, read_prices(arguments.price, "--price"))
    rules = DayRules(NOTICE_DAY[arguments.notice_day], DISCHARGE_DAY[arguments.discharge_day], arguments.rules_source)
    average = AverageRules(
        read_number(arguments.level, "--level"),
        READY_DAY[arguments.ready_day],
        COUNTED[arguments.counted],
        Rounding.HALF_UP,
        arguments.average_source,
    )
    found = side_by_side(stays, law, prices, rules, average, names)
    until = read_day(arguments.until)
    there = () if until is None else tuple(assess(one, law, prices, rules, until) for one in found.not_left)
    chosen = None if arguments.why is None else _asked(arguments.why, found, there)
    if arguments.json:
        as_json({**_as_data(found, there, names), **({} if chosen is None else {"why": as_data(chosen)})})
        return 0
    _say(found, there, until, names)
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _municipality(text: str) -> tuple[str, str]:
    code, _, name = text.partition("=")
    if not (len(code) == 4 and code.isdecimal() and name.strip()):
        raise NotPossibleError(f"--municipality ”{text}” går inte att förstå; skriv till exempel 1480=Göteborg")
    return code, name.strip()


def _asked(why: str, found: Comparison, there: Sequence[Assessed]) -> Derivation:
    """The stay of a number, by the law; or the figure of a municipality and month, by either model."""
    assessed = [*(each for row in found.rows for each in row.assessed), *there]
    one = next((each for each in assessed if each.stay.id == why), None)
    if one is not None:
        return owed(one)
    kinds = ((row.by_law, row.by_law_part, row.by_average, row.mean_days) for row in found.rows)
    figures = [figure for row in kinds for figure in row if figure]
    return asked_figure(why, figures)


def _say(found: Comparison, there: Sequence[Assessed], until: date | None, names: Mapping[str, str]) -> None:
    heading("Betalningsansvar: lagens modell och en genomsnittsmodell på samma vårdtillfällen")
    say(f"Det här {NOT_HALLAND}.")
    say()
    table(
        ["månad", "kommun", "vårdtillfällen", "dygn, lagen", "belopp, lagen", "dagar i snitt", "belopp, snittmodell"],
        [_row(row, names) for row in found.rows],
    )
    for row in found.rows:
        name = f"{names.get(row.payer, row.payer)} {row.month}"
        for reason, days in row.blocked.items():
            say(f"{name}: {days} dygn efter de fria dagarna betalas inte: {reason}.")
        for problem in dict.fromkeys(filter(None, (row.by_law_problem, row.by_average_problem))):
            say(f"Inte räknat: {problem}.")
    for one, problem in found.without_payer:
        say(f"Inte räknat: vårdtillfället {one.id} har ingen känd betalare: {problem}.")
    if there:
        heading(f"Inte utskrivna, räknade till och med {until}")
        table(
            ["vårdtillfälle", "kommun", "dygn, lagen", "belopp, lagen"],
            [
                [
                    each.stay.id,
                    names.get(each.payer, each.payer),
                    "" if each.problem else str(each.liable_days),
                    "kan inte sägas" if each.amount_problem else written(owed(each)),
                ]
                for each in there
            ],
        )
        for each in there:
            if each.amount_problem:
                say(f"Inte räknat: vårdtillfället {each.stay.id}: {each.amount_problem}.")
    elif found.not_left:
        numbers = ", ".join(one.id for one in found.not_left)
        say(f"Inte utskrivna och inte räknade: {numbers}. Ange --until för att räkna dem till en dag.")


def _row(row: Beside, names: Mapping[str, str]) -> list[str]:
    return [
        str(row.month),
        names.get(row.payer, row.payer),
        str(row.stays),
        f"{row.days_by_law}{f' + {len(row.untold)} som inte går att räkna' if row.untold else ''}",
        "kan inte sägas" if row.by_law is None else written(row.by_law),
        "–" if row.mean_days is None else decimals(row.mean_days.value, 1),
        "kan inte sägas" if row.by_average is None else written(row.by_average),
    ]


def _as_data(found: Comparison, there: Sequence[Assessed], names: Mapping[str, str]) -> dict[str, object]:
    def told(figure: Derivation | None) -> dict[str, object] | None:
        return None if figure is None else figure_as_data(figure)

    return {
        "told": found.told,
        "rows": [
            {
                "month": str(row.month),
                "municipality": names.get(row.payer, row.payer),
                "code": row.payer,
                "stays": row.stays,
                "days_by_law": row.days_by_law,
                "blocked": dict(row.blocked),
                "untold": {each.stay.id: each.problem for each in row.untold},
                "by_law": told(row.by_law),
                "by_law_problem": row.by_law_problem,
                "by_law_part": told(row.by_law_part),
                "mean_days": told(row.mean_days),
                "by_average": told(row.by_average),
                "by_average_problem": row.by_average_problem,
            }
            for row in found.rows
        ],
        "without_payer": {one.id: problem for one, problem in found.without_payer},
        "not_left": [one.id for one in found.not_left],
        "there": [
            {
                "id": each.stay.id,
                "code": each.payer,
                "days_by_law": None if each.problem else each.liable_days,
                "by_law": None if each.amount_problem else figure_as_data(owed(each)),
                "problem": each.amount_problem,
            }
            for each in there
        ],
    }
