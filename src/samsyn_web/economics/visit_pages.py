"""The doctors' home visits of a month: what each vårdcentral is paid and why, what is refused and why, and the settling of it."""

from typing import Any, Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from samsyn.economics.derivation import Derivation
from samsyn.economics.months import month_of
from samsyn.economics.visits import Settlement, per_unit, refusals
from samsyn.money.amount import MoneyError, in_kronor
from samsyn.processes.cast import UNIT_KIND_NAMES, UnitKind
from samsyn_web.access.refusals import Faulty, NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import daily_work, files, section, visit_settlements
from samsyn_web.economics.daily_work import DECIDED, MonthOfVisits
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.files import Sheet
from samsyn_web.economics.forms import BROKEN, OurForm
from samsyn_web.economics.period import MonthForm, month_asked, month_words, months_back

WHAT_COUNTS: Final = (
    "Räknat är varje läkarbesök i hemmet som är registrerat i ett läkarstöd eller en inskrivning, så som det står i dag: rättat "
    "och struket räknas som rättat och struket. Den som skrivs in eller ut en dag räknas som inskriven den dagen."
)


class SettleForm(OurForm):
    """That a month is to be settled, and what was seen."""

    sett = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    nyckel = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN})


@require_GET
def visits(request: SignedRequest) -> HttpResponse:
    """A month's visits."""
    section.reads(request)
    today = localdate(request.visit.now)
    month = month_asked(request, DECIDED, month_of(today))
    found = daily_work.visits_of(request.visit, month)
    figures = Figures(request)
    shown: dict[str, Any] = {
        "month": month,
        "month_text": str(month),
        "month_words": month_words(month),
        "choose": MonthForm(month, months_back(DECIDED, month_of(today))),
        "what_counts": WHAT_COUNTS,
        "number": len(found.visits),
        "kinds": _by_kind(found),
        "may_settle": section.may_book(request.visit),
        "is_over": visit_settlements.is_over(month, today),
    }
    versions = visit_settlements.versions_of(month)
    shown["versions"] = [
        {
            "row": row,
            "amount": in_kronor(stored.amount),
            "figure": figures.add(slug("avrakning", row.version), stored.figure),
        }
        for row in versions
        for stored in (visit_settlements.Settled(row, month),)
    ]
    shown["settle"] = SettleForm(initial={"sett": len(versions), "nyckel": uuid4()})
    try:
        settlement = daily_work.settled(found)
    except MoneyError as missing:
        shown["missing"] = missing
        return figures.answer("economics/besok.html", shown)
    figure = per_unit(settlement)
    if files.asked(request):
        return files.answer(request, _sheet(found, settlement, figure))
    shown |= _settled(found, settlement, figure, figures)
    if versions:
        change = figure.amount.ore - versions[-1].ore
        shown["change"] = in_kronor(figure.amount - visit_settlements.Settled(versions[-1], month).amount)
        shown["has_changed"] = bool(change) or versions[-1].refused != _refused(settlement)
    return figures.answer("economics/besok.html", shown)


def _by_kind(found: MonthOfVisits) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in found.visits:
        counts[one.unit_kind] = counts.get(one.unit_kind, 0) + 1
    return [(UNIT_KIND_NAMES[kind], counts[kind.value]) for kind in UnitKind if kind.value in counts]


def _refused(settlement: Settlement) -> dict[str, int]:
    return {refusal.value: count for refusal, count in refusals(settlement).items()}


def _settled(found: MonthOfVisits, settlement: Settlement, figure: Derivation, figures: Figures) -> dict[str, Any]:
    rows = [
        {"unit": unit.name, "number": _paid(unit), "figure": figures.add(slug("enhet", place), unit)}
        for place, unit in enumerate(figure.inputs, start=1)
    ]
    refused = [
        {"why": refusal.value, "number": count, "cases": found.refused_in(settlement, refusal)}
        for refusal, count in refusals(settlement).items()
    ]
    rules = settlement.rules
    return {
        "rows": rows,
        "paid": sum(row["number"] for row in rows),
        "total": figures.add("summa", figure),
        "refused": refused,
        "refused_number": sum(one["number"] for one in refused),
        "knows_cases": any(one["cases"] for one in refused),
        "rules": (rules.listing.value, rules.doubles.value, rules.source),
        "is_settled": True,
    }


def _paid(unit: Derivation) -> int:
    """How many visits a unit's figure counts."""
    months = (
        part for month in unit.inputs for part in (month.inputs if month.formula == "summan av delarna" else (month,))
    )
    return sum(int(part.inputs[0].value) for part in months)


def _sheet(found: MonthOfVisits, settlement: Settlement, figure: Derivation) -> Sheet:
    month = str(found.month)
    paid = [(month, unit.name, _paid(unit), unit.amount, "") for unit in figure.inputs]
    refused = [(month, "", count, None, refusal.value) for refusal, count in refusals(settlement).items()]
    return Sheet(
        f"lakarbesok-{month}",
        f"läkarbesöken {month}",
        ("Månad", "Vårdcentral", "Besök", "Kronor", "Ersätts inte för att"),
        (*paid, *refused),
    )


@require_POST
def settle(request: SignedRequest) -> HttpResponse:
    """Settle a month, or settle it anew."""
    section.books(request)
    month = month_asked(request, DECIDED, month_of(localdate(request.visit.now)))
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Faulty({"": BROKEN})
    said = form.cleaned_data
    row = visit_settlements.settle_month(request.visit, month, said["sett"], said["nyckel"])
    if row.month != month.first:
        raise NotThere
    messages.success(request, f"Läkarbesöken i {month_words(month)} är avräknade.")
    return redirect(f"{reverse('ekonomi-besok')}?manad={month}")
