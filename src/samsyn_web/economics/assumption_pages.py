"""The pages of what is assumed: every parameter with what holds today, and the form that gives one a value."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.processes.cast import Role
from samsyn_web.access import keeping
from samsyn_web.access.refusals import Faulty, NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import assumptions, section
from samsyn_web.economics.assumptions import Given
from samsyn_web.economics.forms import ParameterForm
from samsyn_web.economics.known_parameters import GROUPS, PARAMETERS, Known, Qualifier


@require_GET
def every(request: SignedRequest) -> HttpResponse:
    """Every parameter, and what holds of it today."""
    section.reads(request)
    given = assumptions.on_day(localdate(request.visit.now))
    groups = [
        {"name": group, "parameters": [_shown(each, given) for each in PARAMETERS.values() if each.group == group]}
        for group in GROUPS
    ]
    return render(
        request,
        "economics/antaganden.html",
        {"groups": groups, "section_pages": section.pages(request), "gives": _gives(request)},
    )


def _shown(known: Known, given: Given) -> dict[str, Any]:
    held = [row for each in given.qualifiers(known.key) if (row := given.get(known.key, each)) is not None]
    return {"known": known, "held": held, "is_by_year": known.qualifier is Qualifier.YEAR}


def _gives(request: SignedRequest) -> bool:
    return request.visit.worker.role is Role.CONTROLLER


@require_http_methods(["GET", "POST"])
def one(request: SignedRequest, key: str) -> HttpResponse:
    """A parameter with its history; for a controller the form that gives it a value."""
    (section.keeps if request.method == "POST" else section.reads)(request)
    known = PARAMETERS.get(key)
    if known is None:
        raise NotThere
    visit = request.visit
    today = localdate(visit.now)
    posted = request.POST if request.method == "POST" else None
    form = ParameterForm(posted, known=known, qualifier=request.GET.get("avser", "")[:10], today=today)
    if posted is None:
        keeping.refill(request, form)
    elif form.is_valid():
        try:
            assumptions.give(visit, form.said())
        except Faulty as fault:
            form.add_error(None, fault.faults[""])
        else:
            messages.success(request, f"”{known.name}” är angivet. Det som stod tidigare finns kvar i historiken.")
            return redirect("ekonomi-antagande", key=key)
    given = assumptions.on_day(today)
    return render(
        request,
        "economics/antagande.html",
        {
            "shown": _shown(known, given),
            "known": known,
            "history": given.history(key),
            "form": form,
            "gives": _gives(request),
            "section_pages": section.pages(request),
        },
        status=422 if form.errors else 200,
    )
