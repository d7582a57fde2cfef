"""What is a municipality to be paid for a year? The printed amount; later years the agreement's formulas, from the last printed.

What the formulas need that nobody has published is what a controller has assumed. An index that is assumed as a range is no
ground for paying, and is said to be one.
"""

from collections.abc import Mapping
from datetime import date

from samsyn.economics.derivation import Derivation, Unit, given
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.forecast import START, forecast, starting_amounts
from samsyn.economics.published import printed_amount
from samsyn.money.amount import Amount, MoneyError
from samsyn_web.economics import assumptions, choices
from samsyn_web.economics.choices import ChoicesForm
from samsyn_web.economics.ground import ground
from samsyn_web.economics.known_parameters import canonical
from samsyn_web.economics.ledger import Proposed


def amounts_of(year: int, today: date) -> Mapping[str, Proposed]:
    """Each municipality's amount of a year by the agreement, with today's assumptions. Raises MoneyError."""
    home = ground()
    if year <= START:
        return {
            each: Proposed(printed_amount(home.table, each, year), ("plan", each, str(year))) for each in MUNICIPALITIES
        }
    index_years = range(START, year)
    form = ChoicesForm({}, given=assumptions.on_day(today), index_years=choices.unpublished(home, index_years))
    if not form.is_valid():  # what is assumed was read when it was given
        raise MoneyError("antagandena går inte att läsa. Ingenting är räknat")
    chosen = choices.chosen(form, home, index_years)
    if not choices.is_exact(chosen.facts, index_years):
        raise MoneyError(
            f"Omsorgsprisindex är antaget som ett spann för något av åren till och med {year - 1}, och ett spann går inte "
            "att betala ut. Ange ett enda tal under Antaganden när indexet är känt, eller fastställ beloppen med ett beslut."
        )
    found = forecast(starting_amounts(home.table), START + 1, year, chosen.facts)
    return {each: Proposed(found.of(each, year), ("plan", each, str(year), *chosen.command)) for each in MUNICIPALITIES}


def typed(payee: str, year: int, amount: Amount, source: str) -> Proposed:
    """An amount that somebody gives with its source."""
    figure: Derivation = given(f"{payee}s ersättning {year}", amount.kronor, Unit.KRONOR, source)
    return Proposed(figure, ("plan", payee, str(year), "--amount", canonical(amount), "--source", source))
