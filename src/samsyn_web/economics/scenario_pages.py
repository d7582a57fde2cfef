"""What if the agreement or the world were otherwise; and who pays what of a cost that is shared. All choices in the address."""

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from samsyn.economics.figures import MUNICIPALITIES, population
from samsyn.economics.forecast import START, starting_amounts
from samsyn.economics.published import COUNTY
from samsyn.economics.scenario import Change, World, what_if
from samsyn.economics.shared_costs import (
    REGION,
    SharedCost,
    Way,
    divide,
    population_key,
    printed_excess,
    printed_percentages,
)
from samsyn.money.amount import MoneyError, decimals, in_kronor, in_percent
from samsyn_web.access.visit import SignedRequest
from samsyn_web.charts import Chart, Line
from samsyn_web.economics import assumptions, choices, section
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.forms import OurForm
from samsyn_web.economics.ground import ground
from samsyn_web.economics.known_parameters import canonical
from samsyn_web.economics.payment_forms import amount_of
from samsyn_web.economics.trying import KEY_YEARS, LAST, TryingForm, steps_of
from samsyn_web.economics.views import PARTIES, signed, until

THOUSAND: Final = 1000


# ---- what if


@require_GET
def scenario(request: SignedRequest) -> HttpResponse:
    """Each party's change by year against today's agreement, when something is otherwise."""
    section.reads(request)
    home = ground()
    given = assumptions.on_day(localdate(request.visit.now))
    form = TryingForm(request.GET.dict(), given=given, index_years=choices.unpublished(home, range(START, LAST)))
    figures = Figures(request)
    shown: dict[str, Any] = {"form": form, "first": START + 1, "last": LAST}
    if not form.is_valid():
        return figures.answer("economics/tank_om.html", shown, 422)
    try:
        steps = steps_of(form)
        if not steps:
            return figures.answer("economics/tank_om.html", shown | {"nothing": True})
        chosen = choices.chosen(form, home, range(START, LAST))
        world = World(starting_amounts(home.table), chosen.facts)
        found = what_if(world, [step for step, _ in steps], START + 1, LAST)
    except choices.MissingIndex as missing:
        return figures.answer("economics/tank_om.html", shown | {"missing": missing})
    except MoneyError as missing:
        return figures.answer("economics/tank_om.html", shown | {"missing": missing}, 422)
    words = [word for _, said in steps for word in said]
    by_party = {party: [each for each in found if each.party == party] for party in PARTIES}
    return figures.answer(
        "economics/tank_om.html",
        shown
        | {
            "said": [step.said for step, _ in steps],
            "years": range(START + 1, LAST + 1),
            "rows": [
                {"party": party, "cells": [_cell(figures, each, chosen.command, words) for each in changes]}
                for party, changes in by_party.items()
            ],
            "drawn": figures.chart("forandring", _chart(by_party)),
        },
    )


def _cell(figures: Figures, each: Change, chosen: tuple[str, ...], words: list[str]) -> dict[str, Any]:
    year = str(each.year)
    tried = until(words, each.year, "--try-opi")
    kind = "what-if" if tried else "forecast"  # what is tried of later years leaves this one as it is
    command = [kind, "--to", year, *until(chosen, each.year), *tried, "--why", each.party]
    return {
        "figure": figures.add(slug(each.party, each.year), each.changed, command),
        "kronor": signed(each.kronor / THOUSAND, 0),
        "share": signed(each.share * 100, 1, "%"),
    }


def _chart(by_party: dict[str, list[Change]]) -> Chart:
    return Chart(
        f"Förändring mot i dag per kommun, {START + 1}–{LAST}",
        "tusental kronor per år",
        range(START + 1, LAST + 1),
        [
            Line(party, [(each.kronor / THOUSAND,) * 3 for each in changes])
            for party, changes in by_party.items()
            if party != COUNTY
        ],
    )


# ---- a cost that is shared


class SharedForm(OurForm):
    """A cost that the joint board shares."""

    kostnad = forms.CharField(
        label="Kostnad, kronor",
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": "Skriv kostnaden i kronor, till exempel 400000."},
    )
    vad = forms.CharField(
        label="Vilken kostnad, och var den står",
        max_length=200,
        error_messages={"required": "Skriv vilken kostnad det är, till exempel omvärldsanalysen, beslut 2024-09-11."},
    )
    ar = forms.TypedChoiceField(
        label="Befolkningen räknas vid slutet av",
        coerce=int,
        choices=[(year, str(year)) for year in reversed(KEY_YEARS)],
        help_text="Beslutet säger inte vid vilket årsslut.",
        error_messages={"invalid_choice": f"Välj ett år mellan {KEY_YEARS[0]} och {KEY_YEARS[-1]}."},
    )

    def clean_kostnad(self) -> Any:
        """Whole öre, not below nothing."""
        return amount_of(self.cleaned_data["kostnad"])


@require_GET
def shared(request: SignedRequest) -> HttpResponse:
    """A cost by the board's key: the printed percentages, which add up to 101, and the population itself."""
    section.reads(request)
    figures = Figures(request)
    key = printed_percentages()
    shown: dict[str, Any] = {
        "percentages": [{"name": name, "share": in_percent(each.value, 0)} for name, each in key.items()],
        "source": "; ".join(dict.fromkeys(source for each in key.values() for source in each.sources)),
        "sum": in_percent(sum((each.value for each in key.values()), start=key["Hylte"].value * 0), 0),
        "parties": MUNICIPALITIES,
    }
    asked = {name: request.GET[name] for name in ("kostnad", "vad", "ar") if name in request.GET}
    if not asked:
        form = SharedForm(initial={"ar": KEY_YEARS[-1]}, label_suffix="")
        return figures.answer("economics/gemensamt.html", shown | {"form": form})
    form = SharedForm({"ar": str(KEY_YEARS[-1])} | asked, label_suffix="")
    if not form.is_valid():
        return figures.answer("economics/gemensamt.html", shown | {"form": form}, 422)
    cost, about, year = (form.cleaned_data[name] for name in ("kostnad", "vad", "ar"))
    printed = divide(cost, about, key, Way.PRINTED)
    exact = divide(cost, about, population_key(population(), year), Way.EXACT)
    command = ("shared", canonical(cost), "--source", about, "--year", str(year))
    return figures.answer(
        "economics/gemensamt.html",
        shown
        | {
            "form": form,
            "year": year,
            "ways": (Way.PRINTED.value, Way.EXACT.value),
            "rows": [
                {
                    "party": party,
                    "printed": _part(figures, "tryckt", printed, party, command),
                    "exact": _part(figures, "exakt", exact, party, command),
                    "difference": signed(exact.parts[party].value - printed.parts[party].value, 2),
                }
                for party in (REGION, *MUNICIPALITIES)
            ],
            "total": in_kronor(printed.sum),
            "excess": f"{decimals(printed_excess(cost), 2)}\u00a0kr",
        },
    )


def _part(figures: Figures, way: str, found: SharedCost, party: str, command: tuple[str, ...]) -> Any:
    return figures.add(slug(way, party), found.parts[party], (*command, "--why", party))
