"""The frame of 28.5 million for Läkarinsatser i hemmet: budget, spent and forecast by month, and what is booked on it."""

from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.economics.derivation import Derivation
from samsyn.economics.months import Month
from samsyn.economics.records import read_amount
from samsyn.money.amount import Amount, MoneyError, in_kronor
from samsyn_web.access.refusals import Faulty
from samsyn_web.access.visit import SignedRequest
from samsyn_web.charts import Chart, Line
from samsyn_web.economics import files, frame_accounts, section
from samsyn_web.economics.assumptions import on_day
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.files import Cell, Sheet
from samsyn_web.economics.forms import BROKEN, NO_SOURCE, OurForm, day_field
from samsyn_web.economics.frame_accounts import Account, Said
from samsyn_web.economics.models import FramePosting
from samsyn_web.economics.period import month_words

Point: TypeAlias = tuple[Fraction, Fraction, Fraction] | None


class FrameForm(OurForm):
    """Something paid out of the frame."""

    dag = day_field("Dag", "Ange vilken dag det betalades.")
    for_vad = forms.CharField(
        label="För vad",
        max_length=120,
        help_text="Till exempel Läkarmedverkans utökade insatser.",
        error_messages={"required": "Skriv vad det betalades för."},
    )
    belopp = forms.CharField(
        label="Belopp i kronor",
        max_length=30,
        help_text="Med minus om något tas tillbaka.",
        error_messages={"required": "Skriv beloppet i kronor, till exempel 1234,50."},
    )
    kalla = forms.CharField(
        label="Källa",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Verifikation, beslut eller annat underlag.",
        error_messages={"required": NO_SOURCE, "max_length": "Källan är för lång. Skriv högst 1 000 tecken."},
    )
    nyckel = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN})

    def clean_belopp(self) -> Amount:
        """Whole öre."""
        try:
            return read_amount(self.cleaned_data["belopp"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


@require_GET
def frame(request: SignedRequest) -> HttpResponse:
    """The frame as it stands."""
    section.reads(request)
    today = localdate(request.visit.now)
    figures = Figures(request)
    shown: dict[str, Any] = {
        "may_book": section.may_book(request.visit),
        "postings": [
            {"row": row, "amount": in_kronor(Amount(row.ore))}
            for row in FramePosting.objects.select_related("by", "unit").order_by("-day", "-id")
        ],
    }
    try:
        found = frame_accounts.account(on_day(today), today)
    except MoneyError as missing:
        return figures.answer("economics/ramen.html", shown | {"missing": missing})
    if files.asked(request):
        return files.answer(request, _sheet(found))
    shown |= {
        "found": found,
        "through": None if found.through is None else month_words(found.through),
        "first": month_words(found.frame.months[0]),
        "last": month_words(found.frame.months[-1]),
        "frame_figure": figures.add("ramen", found.outlook.left.inputs[0]),
        "spent": figures.add("forbrukat", found.outlook.spent),
        "left": figures.add("kvar", found.outlook.left),
        "forecast": figures.add("prognos", found.outlook.forecast) if found.outlook.forecast is not None else None,
        "told": found.outlook.told,
        "months": [
            {
                "name": month_words(one.month),
                "budget": figures.add(slug("budget", one.month), one.budget),
                "spent": figures.add(slug("forbrukat", one.month), one.spent) if one.spent is not None else None,
                "parts": [] if one.spent is None else [_part(part, one.month) for part in one.spent.inputs],
                "forecast": figures.add(slug("prognos", one.month), one.forecast) if one.forecast is not None else None,
            }
            for one in found.outlook.months
        ],
        "later": [{"row": row, "amount": in_kronor(Amount(row.ore))} for row in found.later],
        "drawn": figures.chart("manader", _chart(found)),
    }
    return figures.answer("economics/ramen.html", shown)


def _part(part: Derivation, month: Month) -> tuple[str, str]:
    """A part of a month's spending, and what it came to."""
    return part.name.removesuffix(f" {month}"), in_kronor(part.amount)


def _chart(found: Account) -> Chart:
    """Budget, spent and forecast, added up month by month."""
    months = found.outlook.months
    budget: list[Point] = []
    spent: list[Point] = []
    coming: list[Point] = []
    sums = [Fraction(0)] * 5
    for one in months:
        sums[0] += one.budget.value
        budget.append(_millions(sums[0], sums[0], sums[0]))
        if one.spent is not None:
            sums[1] += one.spent.value
            sums[2:] = [sums[1]] * 3
            spent.append(_millions(sums[1], sums[1], sums[1]))
            coming.append(None)
        else:
            spent.append(None)
            if one.forecast is not None:
                for place, value in zip(
                    (2, 3, 4), (one.forecast.value, one.forecast.low, one.forecast.high), strict=True
                ):
                    sums[place] += value
            coming.append(None if one.forecast is None else _millions(*sums[2:]))
    lines = [Line("Budget", budget), Line("Förbrukat", spent), Line("Prognos", coming)]
    return Chart(
        "Ramen, hopräknad månad för månad",
        "miljoner kronor",
        [str(one.month) for one in months],
        [line for line in lines if any(point is not None for point in line.points)],
    )


def _millions(value: Fraction, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    return value / 1_000_000, low / 1_000_000, high / 1_000_000


def _sheet(found: Account) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for one in found.outlook.months:
        forecast = one.forecast
        rows.append(
            (
                str(one.month),
                one.budget.amount,
                None if one.spent is None else one.spent.amount,
                None if forecast is None else _nearest(forecast.value),
                None if forecast is None else _nearest(forecast.low),
                None if forecast is None else _nearest(forecast.high),
            )
        )
    headings = ("Månad", "Budget", "Förbrukat", "Prognos", "Lägst", "Högst")
    return Sheet("ramen-lakarinsatser", "ramen för läkarinsatser i hemmet", headings, rows)


def _nearest(value: Fraction) -> Amount:
    return Amount(round(value * 100))


@require_http_methods(["GET", "POST"])
def book(request: SignedRequest) -> HttpResponse:
    """Book something paid out of the frame."""
    section.books(request)
    visit = request.visit
    today = localdate(visit.now)
    form = FrameForm(
        request.POST if request.method == "POST" else None,
        initial={"nyckel": uuid4(), "dag": today},
        label_suffix="",
    )
    missing = None
    try:
        months = frame_accounts.account(on_day(today), today).frame.months
    except MoneyError as error:
        months, missing = (), error
    if request.method == "POST" and missing is None and form.is_valid():
        try:
            frame_accounts.book(visit, _said(form.cleaned_data), months)
        except Faulty as fault:
            for field, words in fault.faults.items():
                form.add_error(field or None, words)
        else:
            messages.success(request, "Beloppet är bokfört på ramen.")
            return redirect("ekonomi-ramen")
    shown = {"form": form, "missing": missing, "section_pages": section.pages(request)}
    return render(request, "economics/ramen_bokfor.html", shown, status=422 if form.errors else 200)


def _said(said: dict[str, Any]) -> Said:
    day: date = said["dag"]
    return Said(day, said["for_vad"], said["belopp"], said["kalla"], said["nyckel"])
