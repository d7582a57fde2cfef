"""`money visits`, `homes` and `frame`: what files of visits, places and postings come to."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeVar

from samsyn.command_line.library import open_library, read_day
from samsyn.command_line.money_opening import figure_as_data, tell_derivation
from samsyn.command_line.money_values import needed, read_month, read_prices
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.documents.identifiers import meant, suggestion
from samsyn.documents.problems import Problem
from samsyn.economics.applying import Applying
from samsyn.economics.derivation import Derivation, as_data, written, written_range
from samsyn.economics.frame import AGREEMENT as FRAME_AGREEMENT
from samsyn.economics.frame import Outlook, outlook, the_frame
from samsyn.economics.records import Records, read_places, read_spending, read_visits
from samsyn.economics.special_housing import AGREEMENT as HOMES_AGREEMENT
from samsyn.economics.special_housing import (
    AssignmentRules,
    PaidFor,
    Raise,
    StartedTen,
    proposed_raise,
    standard_prices,
    year_of_assignments,
)
from samsyn.economics.visits import AGREEMENT as VISITS_AGREEMENT
from samsyn.economics.visits import (
    Doubles,
    Judged,
    Listing,
    Settlement,
    VisitRules,
    of_one,
    per_unit,
    refusals,
    settle,
    visit_prices,
)
from samsyn.money.amount import Rounding
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

RecordT = TypeVar("RecordT")

LISTINGS: Final = {"alla": Listing.ANY, "egen": Listing.OWN}
DOUBLES: Final = {"nummer": Doubles.SAME_ID, "dag-och-enhet": Doubles.SAME_DAY_AND_UNIT, "dag": Doubles.SAME_DAY}
TENS: Final = {"hela": StartedTen.WHOLE, "påbörjade": StartedTen.STARTED, "exakt": StartedTen.EXACT}
PAID_FOR: Final = {"år": PaidFor.YEAR, "månad": PaidFor.MONTH}


def whole_file(found: Records[RecordT], path: str) -> tuple[RecordT, ...]:
    """What a file holds. Raises NotPossibleError with every fault, each with its line and what to do."""
    if found.problems:
        told = "\n".join(_told(problem) for problem in found.problems)
        raise NotPossibleError(f"{path} har {len(found.problems)} fel, och ingenting är räknat:\n{told}")
    return found.records


def _told(problem: Problem) -> str:
    return f"  rad {problem.place.line}: {problem.message} {problem.suggestion}"


def latest(library: Library, name: str) -> Agreement:
    """The only version of an agreement, or the newest."""
    return library.usable(name, library.agreements[name][-1])


def asked_figure(why: str, figures: Iterable[Derivation]) -> Derivation:
    """The figure that `--why` names, by its name or its beginning."""
    by_name = {figure.name: figure for figure in figures}
    found = meant(why, tuple(by_name), 0.9) or next((name for name in by_name if name.startswith(why)), None)
    if found is None:
        raise NotPossibleError(
            f"--why ”{why}” finns inte bland siffrorna – {suggestion(why, by_name, 'de är ' + ', '.join(by_name))}"
        )
    return by_name[found]


# ---- visits


def visits_command(arguments: argparse.Namespace) -> int:
    """Which visits of a file are paid, which are not and why."""
    needed(
        {
            "--listing": arguments.listing,
            "--doubles": arguments.doubles,
            "--rules-source": arguments.rules_source.strip(),
        }
    )
    library = open_library(arguments)
    visits = whole_file(read_visits(Path(arguments.file)), arguments.file)
    prices = visit_prices(latest(library, VISITS_AGREEMENT), read_prices(arguments.price, "--price"))
    rules = VisitRules(LISTINGS[arguments.listing], DOUBLES[arguments.doubles], arguments.rules_source)
    settlement = settle(visits, Applying(library, VISITS_AGREEMENT), prices, rules)
    figure = per_unit(settlement)
    chosen = None if arguments.why is None else _visit_or_unit(arguments.why, settlement, figure)
    if arguments.json:
        as_json(
            {
                "paid": as_data(figure),
                "refused": {refusal.value: count for refusal, count in refusals(settlement).items()},
                "visits": [_visit_as_data(each) for each in settlement.judged],
                **({} if chosen is None else {"why": as_data(chosen)}),
            }
        )
        return 0
    _say_visits(settlement, figure)
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _visit_or_unit(why: str, settlement: Settlement, figure: Derivation) -> Derivation:
    one = next((each for each in settlement.judged if each.visit.id == why), None)
    return of_one(one) if one is not None else asked_figure(why, (figure, *figure.inputs))


def _visit_as_data(judged: Judged) -> dict[str, object]:
    refusal = judged.verdict.refusal
    return {
        "id": judged.visit.id,
        "day": judged.visit.day.isoformat(),
        "unit": judged.visit.unit,
        "ore": judged.amount.ore,
        "refusal": None if refusal is None else refusal.value,
        "why": judged.verdict.why,
    }


def _say_visits(settlement: Settlement, figure: Derivation) -> None:
    heading(f"{figure.name}: {written(figure)}")
    rows = []
    for unit in figure.inputs:
        for month in unit.inputs:
            parts = month.inputs if month.formula == "summan av delarna" else (month,)
            count = sum(part.inputs[0].value for part in parts)
            rows.append([unit.name, month.name.rpartition(" ")[2], str(count), written(month)])
    table(["enhet", "månad", "besök", "belopp"], rows)
    refused = refusals(settlement)
    say(f"{len(settlement.judged)} besök i filen, {sum(refused.values())} ersätts inte:")
    if refused:
        table(["skäl", "besök"], [[refusal.value, str(count)] for refusal, count in refused.items()])
    rules = settlement.rules
    say(f"Regler: {rules.listing.value}; dubblett är {rules.doubles.value} ({rules.source}). Avtalet säger inte vilka.")


# ---- homes


def homes_command(arguments: argparse.Namespace) -> int:
    """What a year of the assignment at särskilt boende comes to."""
    needed(
        {
            "--year": arguments.year,
            "--tens": arguments.tens,
            "--paid-for": arguments.paid_for,
            "--rules-source": arguments.rules_source.strip(),
        }
    )
    library = open_library(arguments)
    places = whole_file(read_places(Path(arguments.file)), arguments.file)
    proposal = latest(library, HOMES_AGREEMENT)
    rules = AssignmentRules(
        TENS[arguments.tens],
        PAID_FOR[arguments.paid_for],
        None if arguments.raised is None else _raise(arguments.raised, proposal),
        Rounding.HALF_UP,
        arguments.rules_source,
    )
    prices = standard_prices(proposal, read_prices(arguments.price, "--price"))
    figure = year_of_assignments(arguments.year, places, prices, rules)
    homes = tuple(home for unit in figure.inputs for home in unit.inputs)
    chosen = None if arguments.why is None else asked_figure(arguments.why, (figure, *figure.inputs, *homes))
    if arguments.json:
        as_json({"figure": as_data(figure), **({} if chosen is None else {"why": as_data(chosen)})})
        return 0
    heading(f"{figure.name}: {written(figure)}")
    year = f" {arguments.year}"
    table(
        ["vårdcentral", "boende", "belopp"],
        [
            *(
                [unit.name.removesuffix(year), home.name.removesuffix(year), written(home)]
                for unit in figure.inputs
                for home in unit.inputs
            ),
            ["summa", "", written(figure)],
        ],
    )
    say(f"Regler: {rules.tens.value}; schablonen är per {rules.paid_for.value} ({rules.source}).")
    if rules.raised is None:
        say("Ingen höjning är räknad: från vilken dag förslagets 50 procent gäller säger ingen källa. Ange --raise.")
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _raise(text: str, proposal: Agreement) -> Raise:
    day, _, source = text.partition(":")
    since = read_day(day.strip())
    assert since is not None
    if not source.strip():
        raise NotPossibleError(
            f"--raise ”{text}” har ingen källa; skriv den efter ett kolon, till exempel ”2026-07-01: beslut 2026-05-02”"
        )
    return proposed_raise(proposal, since, source.strip())


# ---- frame


def frame_command(arguments: argparse.Namespace) -> int:
    """The frame by month: budget, spent, forecast."""
    needed(
        {
            "--from": arguments.first,
            "--months": arguments.months,
            "--months-source": arguments.months_source.strip(),
            "--through": arguments.through,
        }
    )
    library = open_library(arguments)
    first = read_month(arguments.first, "--from")
    through = read_month(arguments.through, "--through").last
    spending = () if arguments.file is None else whole_file(read_spending(Path(arguments.file)), arguments.file)
    of = the_frame(latest(library, FRAME_AGREEMENT), first, arguments.months, arguments.months_source)
    found = outlook(of, spending, through)
    figures = [found.spent, found.left, *([found.forecast] if found.forecast else [])]
    figures += [each for month in found.months for each in (month.budget, month.spent, month.forecast) if each]
    chosen = None if arguments.why is None else asked_figure(arguments.why, figures)
    if arguments.json:
        as_json({**_outlook_as_data(found), **({} if chosen is None else {"why": as_data(chosen)})})
        return 0
    heading(f"Ramen {written(found.months[0].budget.inputs[0])}, {of.months[0]}–{of.months[-1]}")
    table(
        ["månad", "budget", "förbrukat", "prognos", "lägst–högst"],
        [
            [
                str(month.month),
                written(month.budget),
                "" if month.spent is None else written(month.spent),
                "" if month.forecast is None else written(month.forecast),
                "" if month.forecast is None else written_range(month.forecast),
            ]
            for month in found.months
        ],
    )
    for figure in figures[: 3 if found.forecast else 2]:
        reach = written_range(figure)
        say(f"{figure.name}: {written(figure)}{f' (mellan {reach})' if reach else ''}")
    say(f"Räknat är det som står i filen, till och med {through}. Prognosen: {found.told}.")
    if chosen is not None:
        tell_derivation(chosen)
    return 0


def _outlook_as_data(found: Outlook) -> dict[str, object]:
    def told(figure: Derivation | None) -> dict[str, object] | None:
        return None if figure is None else figure_as_data(figure)

    return {
        "spent": as_data(found.spent),
        "left": figure_as_data(found.left),
        "forecast": told(found.forecast),
        "told": found.told,
        "months": [
            {
                "month": str(month.month),
                "budget": told(month.budget),
                "spent": told(month.spent),
                "forecast": told(month.forecast),
            }
            for month in found.months
        ],
    }
