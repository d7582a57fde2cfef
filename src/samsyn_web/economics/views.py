"""The compensation for home care as it is printed, recomputed by the agreement's formulas, and forecast."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from samsyn.economics.compensation import (
    BASE_YEAR,
    NEW_MODEL,
    PUBLISHED_BASES,
    Reproduced,
    from_base,
    from_the_year_before,
)
from samsyn.economics.derivation import Derivation, Unit, written, written_range
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.forecast import START, forecast, starting_amounts
from samsyn.economics.indexation import LAG_EVIDENCE
from samsyn.economics.published import COUNTY, Published, Verdict, growth, printed_amount, recompute, yearly_mean
from samsyn.money.amount import KRONOR_PER_MILLION, MoneyError, decimals, in_millions, in_percent
from samsyn_web.access.visit import SignedRequest
from samsyn_web.charts import Chart, Line
from samsyn_web.economics import assumptions, choices, section
from samsyn_web.economics.choices import ChoicesForm, Chosen
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.ground import ground

PARTIES: Final = (*MUNICIPALITIES, COUNTY)
LAST: Final = 2030
"""The last year that the population is projected for by age."""

YEAR_BEFORE: Final = "aret-fore"
BADGES: Final = {Verdict.SAME: "done", Verdict.ROUNDING: "info", Verdict.OTHER: "overdue"}


# ---- what is printed


@require_GET
def overview(request: SignedRequest) -> HttpResponse:
    """What each party was paid each year, how it grew, and whether the printed figures agree with each other."""
    section.reads(request)
    table = ground().table
    figures = Figures(request)
    first, last = table.years[0], table.years[-1]
    checks = _checks(figures, table)
    return figures.answer(
        "economics/oversikt.html",
        {
            "years": table.years,
            "first": first,
            "last": last,
            "rows": [_party_row(figures, table, party) for party in PARTIES],
            "drawn": figures.chart("ersattning", _printed_chart(table)),
            "differing": [each for each in checks if not each["agrees"]],
            "agreeing": [each for each in checks if each["agrees"]],
        },
    )


def _party_row(figures: Figures, table: Published, party: str) -> dict[str, Any]:
    first, last = table.years[0], table.years[-1]
    whole = growth(table, party, first, last)
    span = f"{party} {first}–{last}"
    return {
        "party": party,
        "cells": [
            figures.add(
                slug(party, year), printed_amount(table, party, year), ["published", "--why", f"{party} {year}"]
            )
            for year in table.years
        ],
        "whole": figures.add(slug(party, "okning"), whole, ["published", "--why", span]),
        "mean": figures.add(
            slug(party, "okning per ar"),
            yearly_mean(whole, last - first),
            ["published", "--why", f"{span} per år"],
        ),
    }


def _checks(figures: Figures, table: Published) -> list[dict[str, Any]]:
    found = []
    for check in recompute(table):
        command = ["published", "--why", check.name]
        is_money = check.printed.unit is Unit.KRONOR
        difference = check.difference
        found.append(
            {
                "name": check.name,
                "printed": figures.add(
                    slug("tryckt", check.name), check.printed, [*command[:-1], f"{check.name}, tryckt"]
                ),
                "shown_printed": in_millions(check.printed.value) if is_money else in_percent(check.printed.value),
                "recomputed": figures.add(slug("omraknat", check.name), check.recomputed, command),
                "shown": in_millions(check.recomputed.value, 1) if is_money else in_percent(check.recomputed.value, 2),
                "difference": signed(difference / KRONOR_PER_MILLION, 1, "mnkr")
                if is_money
                else signed(difference * 100, 1, "procentenheter"),
                "verdict": check.verdict.value,
                "agrees": check.verdict is Verdict.SAME,
                "badge": BADGES[check.verdict],
            }
        )
    return found


def _printed_chart(table: Published) -> Chart:
    return Chart(
        "Tryckt ersättning per kommun och år",
        "miljoner kronor",
        table.years,
        [
            Line(party, [in_chart(printed_amount(table, party, year)) for year in table.years])
            for party in MUNICIPALITIES
        ],
    )


def in_chart(figure: Derivation) -> tuple[Fraction, Fraction, Fraction]:
    """A figure's point in a chart of millions: the value, the lowest and the highest."""
    value, low, high = (each / KRONOR_PER_MILLION for each in (figure.value, figure.low, figure.high))
    return value, low, high


def signed(exact: Fraction, places: int, unit: str = "") -> str:
    """A difference, with a plus before what is more."""
    text = decimals(exact, places)
    told = f"+{text}" if exact > 0 else text
    return f"{told}\u00a0{unit}" if unit else told


# ---- does the agreement's formula give what was paid?


class ReproducingForm(ChoicesForm):
    """Which printed year is computed again, and from where."""

    ar = forms.TypedChoiceField(
        label="År",
        coerce=int,
        choices=[(year, str(year)) for year in range(START, NEW_MODEL - 1, -1)],
        error_messages={"invalid_choice": f"Välj ett år mellan {NEW_MODEL} och {START}."},
    )
    fran = forms.ChoiceField(
        label="Räknat från",
        choices=[
            (YEAR_BEFORE, "det tryckta året före"),
            *((key, f"grundnivån {key} miljoner i 2019 års nivå") for key in PUBLISHED_BASES),
        ],
        error_messages={"invalid_choice": "Välj vad beloppen räknas från."},
    )

    field_order = ("ar", "fran", "sammanlaggning", "jamforelsear")


@require_GET
def reproduced(request: SignedRequest) -> HttpResponse:
    """What the agreement's formulas give for a printed year, beside what is printed, and how close."""
    section.reads(request)
    home = ground()
    given = assumptions.on_day(localdate(request.visit.now))
    asked = {"ar": str(START), "fran": YEAR_BEFORE} | request.GET.dict()
    form = ReproducingForm(asked, given=given, index_years=choices.unpublished(home, range(BASE_YEAR, START)))
    figures = Figures(request)
    shown: dict[str, Any] = {"form": form, "lag_evidence": LAG_EVIDENCE, "bases": PUBLISHED_BASES}
    if not form.is_valid():
        return figures.answer("economics/omraknat.html", shown, 422)
    year, start = form.cleaned_data["ar"], form.cleaned_data["fran"]
    try:
        chosen, found = _reproduce(form, year, start)
    except MoneyError as missing:
        return figures.answer("economics/omraknat.html", shown | {"missing": missing})
    base = () if start == YEAR_BEFORE else ("--base", start)
    command = ("index", "--year", str(year), *base, *chosen.command)
    return figures.answer(
        "economics/omraknat.html",
        shown
        | {
            "year": year,
            "rows": [_reproduced_row(figures, each, command) for each in found],
            "within": sum(each.within_rounding for each in found),
            "count": len(found),
            "evidence": chosen.facts.combination.evidence,
            "base": None if start == YEAR_BEFORE else PUBLISHED_BASES[start],
            "is_mixed": year == NEW_MODEL,
        },
    )


def _reproduce(form: ReproducingForm, year: int, start: str) -> tuple[Chosen, Sequence[Reproduced]]:
    """The figures of a year. Raises MoneyError when something is missing, or the year has no beginning there."""
    home = ground()
    if start != YEAR_BEFORE:
        chosen = choices.chosen(form, home, range(BASE_YEAR, year))
        return chosen, from_base(home.table, year, PUBLISHED_BASES[start], chosen.facts)
    if year <= NEW_MODEL + 1:
        raise MoneyError(
            f"{year} räknas från grundnivån: {NEW_MODEL} är en fjärdedel av den tillfälliga modellen och tre "
            "fjärdedelar av den nya, så ett belopp för det året är ingen början för formeln. Välj en grundnivå."
        )
    chosen = choices.chosen(form, home, range(year - 1, year))
    return chosen, from_the_year_before(home.table, year, chosen.facts)


def _reproduced_row(figures: Figures, each: Reproduced, command: Sequence[str]) -> dict[str, Any]:
    return {
        "party": each.party,
        "computed": figures.add(slug(each.party, each.year), each.computed, [*command, "--why", each.party]),
        "printed": figures.add(
            slug("tryckt", each.party, each.year), each.printed, ["published", "--why", f"{each.party} {each.year}"]
        ),
        "difference": signed(each.difference / KRONOR_PER_MILLION, 2),
        "relative": signed(each.relative * 100, 2, "%"),
        "within": each.within_rounding,
    }


# ---- the years to come


@require_GET
def coming_years(request: SignedRequest) -> HttpResponse:
    """The compensation of the years to come, as ranges, with the assumptions it rests on."""
    section.reads(request)
    home = ground()
    given = assumptions.on_day(localdate(request.visit.now))
    years = range(START + 1, LAST + 1)
    form = ChoicesForm(request.GET.dict(), given=given, index_years=choices.unpublished(home, range(START, LAST)))
    figures = Figures(request)
    shown: dict[str, Any] = {"form": form, "lag_evidence": LAG_EVIDENCE, "first": years[0], "last": LAST}
    if not form.is_valid():
        return figures.answer("economics/prognos.html", shown, 422)
    try:
        chosen = choices.chosen(form, home, range(START, LAST))
        found = forecast(starting_amounts(home.table), years[0], LAST, chosen.facts)
    except MoneyError as missing:
        return figures.answer("economics/prognos.html", shown | {"missing": missing})
    rows = [
        {
            "party": party,
            "cells": [
                figures.add(
                    slug(party, year),
                    found.of(party, year),
                    ["forecast", "--to", str(year), *until(chosen.command, year), "--why", party],
                )
                for year in years
            ],
        }
        for party in PARTIES
    ]
    table = home.table
    chart = Chart(
        f"Ersättning per kommun {table.years[-5]}–{LAST}, tryckt till {START} och sedan räknad",
        "miljoner kronor",
        [*table.years[-5:], *years],
        [
            Line(
                party,
                [in_chart(printed_amount(table, party, year)) for year in table.years[-5:]]
                + [in_chart(found.of(party, year)) for year in years],
            )
            for party in MUNICIPALITIES
        ],
    )
    return figures.answer(
        "economics/prognos.html",
        shown
        | {
            "years": years,
            "rows": rows,
            "drawn": figures.chart("prognos", chart),
            "evidence": chosen.facts.combination.evidence,
            "index": [
                {"name": each.name, "value": written_range(each) or written(each), "source": each.sources[0]}
                for each in chosen.facts.index.values()
                if each.note
            ],
        },
    )


def until(command: Sequence[str], year: int, option: str = "--opi") -> list[str]:
    """The words that choose, without the index of years that a figure of `year` does not rest on. Each option has one word."""
    pairs = zip(command[::2], command[1::2], strict=True)
    return [word for pair in pairs if pair[0] != option or int(pair[1][:4]) < year for word in pair]
