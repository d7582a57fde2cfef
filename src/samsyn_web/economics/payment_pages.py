"""The payments of a year: the plan, what is booked, and the acts of a controller: to decide, to post a month, to correct.

Each act is shown whole before it is made: what would be added, to the öre.
"""

from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.economics import payments
from samsyn.economics.derivation import Derivation, from_data
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.payments import pay_day_clause
from samsyn.economics.statements import as_csv, as_pdf, as_workbook
from samsyn.money.amount import MoneyError, decimals, in_kronor, total
from samsyn_web.access import keeping
from samsyn_web.access.refusals import Faulty, NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import ledger, proposals, section
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.ground import ground
from samsyn_web.economics.ledger import Proposed, Standing
from samsyn_web.economics.models import YearAmount
from samsyn_web.economics.payment_forms import CorrectionForm, DecisionForm, MonthForm
from samsyn_web.economics.period import MONTHS
from samsyn_web.trail.models import What

FIRST_YEAR, LAST_YEAR, YEAR_DIGITS = 2015, 2030, 4
ALL: Final = "alla"
BY_SLUG: Final = {slug(each): each for each in MUNICIPALITIES}


def _year(request: SignedRequest) -> int:
    """The year that the address names; this year when it names none. Raises NotThere."""
    text = request.GET.get("ar", str(localdate(request.visit.now).year))
    if not (text.isascii() and text.isdecimal() and len(text) == YEAR_DIGITS and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise NotThere
    return int(text)


def _payee(who: str) -> str:
    if who not in BY_SLUG:
        raise NotThere
    return BY_SLUG[who]


# ---- the year


@require_GET
def year(request: SignedRequest) -> HttpResponse:
    """A year's twelve payments to each municipality: planned, booked or corrected; and what can be done."""
    section.reads(request)
    which = _year(request)
    stands = ledger.standing(which)
    figures = Figures(request)
    shown: dict[str, Any] = {
        "year": which,
        "earlier": which - 1 if which > FIRST_YEAR else None,
        "later": which + 1 if which < LAST_YEAR else None,
        "stands": stands,
        "may_book": section.may_book(request.visit),
        "parties": [{"name": each, "slug": slug(each)} for each in MUNICIPALITIES],
        "next_month": MONTHS[stands.next_month - 1] if stands.next_month else "",
    }
    try:
        amounts = _amounts(stands, request)
        clause = pay_day_clause(ground().agreement)
        shown |= {
            "clause": clause,
            "months": _months(figures, stands, amounts, clause),
            "totals": _totals(figures, amounts),
        }
    except MoneyError as missing:
        shown["missing"] = missing
    return figures.answer("economics/utbetalningar.html", shown)


def _amounts(stands: Standing, request: SignedRequest) -> dict[str, Proposed]:
    """What stands for the year, or else what the agreement gives."""
    if stands.decided:
        return {payee: Proposed(each.figure, each.row.command) for payee, each in stands.decided.items()}
    return dict(proposals.amounts_of(stands.year, localdate(request.visit.now)))


def _months(figures: Figures, stands: Standing, amounts: dict[str, Proposed], clause: str) -> list[dict[str, Any]]:
    plans = {payee: payments.plan(stands.year, each.figure.amount) for payee, each in amounts.items()}
    rows = []
    for place in range(payments.MONTHS):
        one = next(iter(plans.values()))[place]
        cells = []
        for payee, each in amounts.items():
            payment = plans[payee][place]
            figure = payments.payment_figure(payee, payment, each.figure, clause)
            cells.append(figures.add(slug(payee, place + 1), figure, each.command))
        rows.append(
            {
                "name": MONTHS[place],
                "day": one.day,
                "cells": cells,
                "sum": in_kronor(total(plans[payee][place].amount for payee in amounts)),
                "is_booked": one.month in stands.booked,
            }
        )
    return rows


def _totals(figures: Figures, amounts: dict[str, Proposed]) -> dict[str, Any]:
    return {
        "cells": [figures.add(slug(payee, "aret"), each.figure, each.command) for payee, each in amounts.items()],
        "sum": in_kronor(total(each.figure.amount for each in amounts.values())),
    }


# ---- one municipality


@require_GET
def party(request: SignedRequest, who: str) -> HttpResponse:
    """A municipality's year: its amount, every version of it, and its postings."""
    section.reads(request)
    payee, which = _payee(who), _year(request)
    stands = ledger.standing(which)
    figures = Figures(request)
    versions = YearAmount.objects.filter(payee=payee, year=which).select_related("by", "unit").order_by("-version")
    postings = stands.ledger.of(payee, which)
    return figures.answer(
        "economics/kommunens_ar.html",
        {
            "payee": payee,
            "slug": who,
            "year": which,
            "versions": [
                {"row": row, "figure": figures.add(slug("version", row.version), from_data(row.figure), row.command)}
                for row in versions
            ],
            "postings": [
                _shown(each)
                | {"figure": figures.add(slug("post", each.number), payments.posting_figure(stands.ledger, each))}
                for each in postings
            ],
            "sum": in_kronor(total(each.amount for each in postings)),
            "clauses": list(dict.fromkeys(each.clause for each in postings)),
            "sources": list(dict.fromkeys(each.amount_by for each in postings)),
            "has_corrections": any(each.kind is payments.Kind.CORRECTION for each in postings),
            "to_pay": [
                {"day": day, "amount": in_kronor(amount)} for day, amount in payments.to_pay(stands.ledger, payee)
            ],
            "may_book": section.may_book(request.visit),
        },
    )


def _shown(each: payments.Posting) -> dict[str, Any]:
    return {
        "posting": each,
        "month": f"{MONTHS[each.month.month - 1]} {each.month.year}",
        "amount": decimals(each.amount.kronor, 2),
        "is_correction": each.kind is payments.Kind.CORRECTION,
    }


# ---- the acts


@require_http_methods(["GET", "POST"])
def decide(request: SignedRequest) -> HttpResponse:
    """Decide a year's amounts."""
    section.books(request)
    which, today = _year(request), localdate(request.visit.now)
    by_agreement, missing = None, None
    try:
        by_agreement = proposals.amounts_of(which, today)
    except MoneyError as error:
        missing = error
    form = DecisionForm(
        request.POST if request.method == "POST" else None, year=which, today=today, by_agreement=by_agreement
    )
    if request.method == "GET":
        keeping.refill(request, form)
    elif form.is_valid():
        try:
            ledger.decide(request.visit, which, form.amounts(), form.cleaned_data["skal"], form.cleaned_data["nyckel"])
        except Faulty as fault:
            form.add_error(None, fault.faults[""])
        else:
            messages.success(request, f"Ersättningen {which} är fastställd. Nu kan månaderna bokföras.")
            return redirect(_address(which))
    figures = Figures(request)
    rows = [
        {"payee": payee, "figure": figures.add(slug(payee), each.figure, each.command)}
        for payee, each in (by_agreement or {}).items()
    ]
    shown = {
        "form": form,
        "year": which,
        "back": _address(which),
        "rows": rows,
        "missing": missing,
        "sum": in_kronor(total(each.figure.amount for each in (by_agreement or {}).values())),
        "is_decided": bool(ledger.standing(which).decided) and not form.errors,
    }
    return figures.answer("economics/faststall.html", shown, 422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def post_month(request: SignedRequest) -> HttpResponse:
    """Post the next month's payments, having seen them."""
    section.books(request)
    which = _year(request)
    month = request.GET.get("manad", "")
    if not (month.isascii() and month.isdecimal() and len(month) <= len("12") and 1 <= int(month) <= payments.MONTHS):
        raise NotThere
    number = int(month)
    form = MonthForm(request.POST if request.method == "POST" else None, initial={"nyckel": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            ledger.post_month(request.visit, which, number, form.cleaned_data["nyckel"])
        except Faulty as fault:
            form.add_error(None, fault.faults[""])
        else:
            messages.success(request, f"Utbetalningarna för {MONTHS[number - 1]} {which} är bokförda.")
            return redirect(_address(which))
    stands = ledger.standing(which)
    made, missing = [], None
    if stands.next_month == number:
        try:
            made = ledger.numbered(ledger.month_of(stands, number, localdate(request.visit.now)))
        except MoneyError as error:
            missing = error
    shown = {
        "form": form,
        "year": which,
        "back": _address(which),
        "month": MONTHS[number - 1],
        "is_next": stands.next_month == number,
        "missing": missing,
        "postings": [_shown(each) for each in made],
        "sum": in_kronor(total(each.amount for each in made)),
        "section_pages": section.pages(request),
    }
    return render(request, "economics/bokfor.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def correct(request: SignedRequest, who: str) -> HttpResponse:
    """Correct a municipality's year: first what would be added, then the posting of it."""
    section.books(request)
    payee, which = _payee(who), _year(request)
    stands = ledger.standing(which)
    decided = stands.decided.get(payee)
    if decided is None:
        raise NotThere
    today = localdate(request.visit.now)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        payee=payee,
        year=which,
        version=decided.row.version,
        today=today,
    )
    shown: dict[str, Any] = {
        "payee": payee,
        "year": which,
        "back": _party_address(who, which),
        "now_amount": in_kronor(decided.figure.amount),
    }
    if request.method == "GET":
        keeping.refill(request, form)
    elif form.is_valid():
        said = form.cleaned_data
        try:
            if request.POST.get("steg") == "bokfor":
                ledger.correct(
                    request.visit, which, payee, said["new"], said["skal"], said["nyckel"], seen=said["version"]
                )
                messages.success(request, f"{payee} {which} är rättat. Det som var bokfört står kvar.")
                return redirect(_party_address(who, which))
            shown |= _preview(stands, payee, said["new"].figure, said["skal"], request)
        except MoneyError as error:
            form.add_error(None, str(error))
        except Faulty as fault:
            form.add_error(None, fault.faults[""])
    shown |= {"form": form, "section_pages": section.pages(request)}
    return render(request, "economics/ratta.html", shown, status=422 if form.errors else 200)


def _preview(stands: Standing, payee: str, figure: Derivation, reason: str, request: SignedRequest) -> dict[str, Any]:
    made = ledger.numbered(ledger.correction_of(stands, payee, figure, reason, localdate(request.visit.now)))
    return {
        "is_preview": True,
        "new_amount": in_kronor(figure.amount),
        "postings": [_shown(each) for each in made],
        "sum": in_kronor(total(each.amount for each in made)),
    }


def _address(which: int) -> str:
    """The page of a year."""
    return f"{reverse('ekonomi-utbetalningar')}?ar={which}"


def _party_address(who: str, which: int) -> str:
    """The page of a municipality's year."""
    return f"{reverse('ekonomi-kommun', args=[who])}?ar={which}"


# ---- what is taken out


@require_GET
def statement(request: SignedRequest, who: str, form: str) -> HttpResponse:
    """The postings of a year, of a municipality or of all, as CSV or workbook; of a municipality also as PDF."""
    section.reads(request)
    which = _year(request)
    payee = "" if who == ALL else _payee(who)
    stands = ledger.standing(which)
    postings = stands.ledger.of(payee, which) if payee else stands.ledger.postings
    if not postings:
        raise NotThere
    visit = request.visit
    content: bytes
    if form == "csv":
        content, kind = as_csv(postings).encode("utf-8-sig"), "text/csv; charset=utf-8"
    elif form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        content = as_workbook(postings, visit.now)
    elif form == "pdf" and payee:
        content, kind = as_pdf(stands.ledger, payee, which, localdate(visit.now)), "application/pdf"
    else:
        raise NotThere
    visit.tracks.touch(What.EXPORTED, why=f"Kontoutdrag {payee or 'alla kommuner'} {which} som {form}.")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="kontoutdrag-{who}-{which}.{form}"'
    response["Cache-Control"] = "no-store"
    return response
