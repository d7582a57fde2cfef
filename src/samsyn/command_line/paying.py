"""`money plan` and `money shared`: a year's payments to a municipality, and the costs that the joint board shares."""

import argparse
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path

from samsyn.command_line.library import read_day
from samsyn.command_line.money_opening import Opened, open_money, party_of, tell_derivation
from samsyn.command_line.money_values import read_number
from samsyn.command_line.sayings import NotPossibleError, as_json, heading, say, table
from samsyn.economics.derivation import Derivation, Unit, as_data, given, written
from samsyn.economics.figures import known_municipality, population
from samsyn.economics.forecast import START, forecast, starting_amounts
from samsyn.economics.payments import Ledger, Posting, pay_day_clause, payments_as_data, post_year
from samsyn.economics.published import COUNTY, printed_amount
from samsyn.economics.shared_costs import (
    REGION,
    SharedCost,
    Way,
    divide,
    population_key,
    printed_excess,
    printed_percentages,
)
from samsyn.money.amount import decimals, in_kronor, kronor

# ---- plan


def plan_command(arguments: argparse.Namespace) -> int:
    """A year's twelve payments to a municipality, posted, and written to files."""
    opened = open_money(arguments, range(START, arguments.year))
    party = known_municipality(party_of(arguments.party))
    figure = _years_amount(arguments, opened, party)
    recorded = read_day(arguments.recorded) or date(arguments.year, 1, 1)
    ledger = post_year(Ledger(), party, arguments.year, figure, pay_day_clause(opened.agreement), recorded)
    _write_files(arguments, ledger, party, recorded)
    if arguments.json:
        as_json({"figure": as_data(figure), "postings": payments_as_data(ledger.postings)})
        return 0
    heading(f"{party} {arguments.year}: {written(figure)} i tolv utbetalningar")
    table(["månad", "betalas", "belopp"], [_posting_row(each) for each in ledger.postings])
    say(f"Klausul: {ledger.postings[0].clause}.")
    tell_derivation(figure)
    return 0


def _posting_row(each: Posting) -> list[str]:
    return [f"{each.month:%Y-%m}", each.day.isoformat(), in_kronor(each.amount)]


def _years_amount(arguments: argparse.Namespace, opened: Opened, party: str) -> Derivation:
    """The amount given with its source; else the printed one; else the forecast at the middle of the assumptions."""
    name = f"{party}s ersättning {arguments.year}"
    if arguments.amount is not None:
        if not arguments.source.strip():
            raise NotPossibleError(
                "ett belopp utan källa betalas inte; ange --source, till exempel ett beslut med datum"
            )
        exact = read_number(arguments.amount, "--amount")
        if (exact * 100).denominator != 1:
            raise NotPossibleError(f"beloppet {arguments.amount} har fler än två decimaler; betala i hela ören")
        return given(name, exact, Unit.KRONOR, arguments.source)
    if arguments.year <= START:
        return printed_amount(opened.table, party, arguments.year)
    return forecast(starting_amounts(opened.table), START + 1, arguments.year, opened.facts).of(party, arguments.year)


def _write_files(arguments: argparse.Namespace, ledger: Ledger, party: str, recorded: date) -> None:
    from samsyn.economics.statements import as_csv, as_pdf, as_workbook

    if arguments.csv:
        Path(arguments.csv).write_text(as_csv(ledger.postings), encoding="utf-8-sig")
    if arguments.xlsx:
        made = datetime.combine(recorded, time(), UTC)
        Path(arguments.xlsx).write_bytes(as_workbook(ledger.postings, made))
    if arguments.pdf:
        try:
            pdf = as_pdf(ledger, party, arguments.year, recorded)
        except ModuleNotFoundError:
            raise NotPossibleError(
                "kontoutdrag behöver typst, som följer med webbdelen; ta --csv eller --xlsx"
            ) from None
        Path(arguments.pdf).write_bytes(pdf)


# ---- shared costs


def shared_command(arguments: argparse.Namespace) -> int:
    """A cost that the joint board shares, by the printed percentages and by the population itself."""
    exact = read_number(arguments.cost, "kostnaden")
    if (exact * 100).denominator != 1:
        raise NotPossibleError(f"kostnaden {arguments.cost} har fler än två decimaler")
    if arguments.year is None:
        raise NotPossibleError("ange --year: vid vilket årsslut befolkningen räknas säger inte beslutet")
    about = None if arguments.why is None else party_of(arguments.why)
    if about == COUNTY:
        raise NotPossibleError(f"en gemensam kostnad delas av {REGION} och kommunerna; ange en av dem efter --why")
    cost, source = kronor(exact), arguments.source or "angiven kostnad, utan källa"
    people = population_key(population(), arguments.year)
    found = (
        divide(cost, source, printed_percentages(), Way.PRINTED),
        divide(cost, source, people, Way.EXACT),
    )
    excess = printed_excess(cost)
    if arguments.json:
        as_json(
            {
                "cost_ore": cost.ore,
                "printed_percentages_exceed_by": str(excess),
                "ways": [
                    {"way": each.way.value, "parts": {name: as_data(part) for name, part in each.parts.items()}}
                    for each in found
                ],
            }
        )
        return 0
    _say_shared(found, excess, arguments.year)
    if about is not None:
        for each in found:
            tell_derivation(each.parts[about])
    return 0


def _say_shared(found: tuple[SharedCost, SharedCost], excess: Fraction, year: int) -> None:
    printed, exact = found
    heading(f"{in_kronor(printed.cost)} efter nämndens nyckel")
    table(
        ["part", Way.PRINTED.value, f"befolkningen exakt, slutet av {year}"],
        [
            *([name, written(part), written(exact.parts[name])] for name, part in printed.parts.items()),
            ["summa", in_kronor(printed.sum), in_kronor(exact.sum)],
        ],
    )
    say(
        "De tryckta procenten är tillsammans 101. Tas var och en rakt av på kommunernas hälft betalas "
        f"{decimals(excess, 2)} kr för mycket; därför räknas de som delar av 101."
    )
