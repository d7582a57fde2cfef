"""What do the agreements' `Ersättning` rows say? Their amounts and percentages as numbers, with the row's own sources.

A row that says `tyst` has no amount, and gives no price: what nobody has published must be given with a source.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from samsyn.documents.problems import Place
from samsyn.documents.sources import Citation, Source
from samsyn.economics.derivation import Derivation
from samsyn.money.amount import KRONOR_PER_MILLION, Amount, MoneyError, kronor
from samsyn.money.tariff import Price, Tariff, tariff
from samsyn.rules.formulas import Expression, FormulaFault, read_formula
from samsyn.rules.periods import DayRange, read_day
from samsyn.rules.provisions import Provision
from samsyn.rules.versions import Agreement

COMPENSATION: Final = "Ersättning"
FIXED_EACH_YEAR: Final = "fastställs årligen"
"""The `Index` of a row whose amount is that of its own year: nobody may take it to go on."""

_KRONOR: Final = re.compile(r"(\+?)(\d{1,3}(?:[ \u00a0]?\d{3})*(?:,\d{1,4})?) (kr|mnkr|%)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One `Ersättning` row. `amount` or `percent` (50 for +50 %) is None where the row says something else, or nothing.

    `since` is None when no source says from when. `told` is the sources in words, `place` where the row stands.
    """

    agreement: str
    name: str
    unit: str
    amount: Amount | None
    percent: Fraction | None
    since: DayRange | None
    index: str
    told: str
    place: Place

    @property
    def where(self) -> str:
        """The clause as a derivation names it: row, agreement, file and line."""
        return f"raden ”{self.name}” i {self.agreement} ({self.place.file}:{self.place.line})"


def clauses(agreement: Agreement, name: str) -> tuple[Clause, ...]:
    """The rows of a name, as they stand. Raises MoneyError when the agreement has none."""
    found = tuple(
        _clause(agreement, row) for row in agreement.provisions if (row.kind, row.name) == (COMPENSATION, name)
    )
    if not found:
        there = ", ".join(f"”{row.name}”" for row in agreement.provisions if row.kind == COMPENSATION) or "inga"
        raise MoneyError(
            f"{agreement.address} har ingen ersättning som heter ”{name}”; raderna är: {there}. Ingenting är räknat"
        )
    return found


def the_clause(agreement: Agreement, name: str) -> Clause:
    """The only row of a name. Raises MoneyError when there is none, or several."""
    found = clauses(agreement, name)
    if len(found) > 1:
        raise MoneyError(f"{agreement.address} har {len(found)} rader ”{name}” och inte en. Ingenting är räknat")
    return found[0]


def published_prices(rows: Sequence[Clause]) -> Tariff:
    """The amounts that rows of one name publish, each until the next row begins, or to the end of its year.

    A row without amount gives no price and ends the one before; one that nobody has dated gives none either.
    Raises MoneyError for two rows of one day.
    """
    dated = sorted((row for row in rows if row.since is not None), key=_first_day)
    prices = []
    for row, following in zip(dated, [*dated[1:], None], strict=False):
        since = _first_day(row)
        until = _first_day(following) - timedelta(days=1) if following is not None else None
        if row.index == FIXED_EACH_YEAR:
            end = date(since.year, 12, 31)
            until = end if until is None else min(until, end)
        if row.amount is not None:
            prices.append(Price(row.amount, since, until, f"{row.told}; {row.where}"))
    return tariff(rows[0].name, rows[0].unit, prices)


def with_given(published: Tariff, given: Iterable[Price]) -> Tariff:
    """Published prices and those somebody gives with a source. Raises MoneyError when they speak of the same day."""
    return tariff(published.name, published.unit, (*published.prices, *given))


def formula(text: str) -> Expression:
    """A formula of ours, in the agreements' own notation, so that derivations show what was computed."""
    expression = read_formula(text)
    assert not isinstance(expression, FormulaFault), text
    return expression


def noted(figure: Derivation, note: str) -> Derivation:
    """The figure with what must be told along with it."""
    return replace(figure, note=f"{figure.note}; {note}" if figure.note else note)


def in_words(citations: Iterable[Citation], sources: dict[str, Source]) -> str:
    """Sources as a reader knows them: title, place and how they bind."""
    told = []
    for citation in citations:
        source = sources.get(citation.key)
        title = source.title if source is not None else citation.key
        told.append(f"{title}{f', {citation.locus}' if citation.locus else ''} ({citation.kind.value})")
    return "; ".join(told)


def _first_day(row: Clause) -> date:
    assert row.since is not None
    return row.since.earliest


def _clause(agreement: Agreement, row: Provision) -> Clause:
    text = row.columns["Belopp"]
    amount = percent = None
    if match := _KRONOR.fullmatch(text):
        number = Fraction(re.sub(r"[ \u00a0]", "", match[2]).replace(",", "."))
        if match[3] == "%":
            percent = number
        else:
            amount = kronor(number * (KRONOR_PER_MILLION if match[3] == "mnkr" else 1))
    return Clause(
        agreement.address,
        row.name,
        row.columns["Enhet"],
        amount,
        percent,
        read_day(row.columns["Gäller från"]),
        row.columns["Index"],
        in_words(row.citations, dict(agreement.text.sources)),
        row.place,
    )
