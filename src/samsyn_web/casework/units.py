"""The pages on which a unit keeps its numbers and its rota: those who work there, and their party's administrator."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role
from samsyn_web.access import keeping
from samsyn_web.access.refusals import NotThere, Refused
from samsyn_web.access.visit import SignedRequest, Worker
from samsyn_web.casework import calling
from samsyn_web.casework.unit_forms import ShiftForm, WayForm, overlap_words, shown_shift, shown_way, words
from samsyn_web.directory import changing
from samsyn_web.directory.changing import Overlapping, Stale
from samsyn_web.directory.models import ContactWay, Unit

CHANGED_SINCE = "Någon annan har ändrat här sedan sidan visades. Inget av ditt är sparat. Läs och försök igen."
GET_OR_POST = ["GET", "POST"]
EARLIER = 20
"""How many of the ways that no longer hold are shown."""


def may_change(worker: Worker, unit: Unit) -> bool:
    """Whether somebody may change how a unit is reached: who works there, and an administrator of its party."""
    return worker.unit.pk == unit.pk or (worker.role is Role.ADMINISTRATOR and worker.party.pk == unit.party_id)


def _own(request: SignedRequest, hsa_id: str) -> Unit:
    """The unit, for somebody who may change it. Raises NotThere, Refused."""
    unit = Unit.objects.select_related("party").filter(pk=hsa_id).first()
    if unit is None:
        raise NotThere
    if not may_change(request.visit.worker, unit):
        raise Refused(
            f"Nummer och jour för {unit.name} ändras av dem som arbetar där. Du arbetar på {request.visit.worker.unit.name}.",
            f"De som arbetar på {unit.name}, eller en administratör hos {unit.party.name}.",
        )
    if unit.valid_to is not None and unit.valid_to <= request.visit.now.astimezone(STOCKHOLM).date():
        raise Refused(f"{unit.name} är nedlagd.", f"En administratör hos {unit.party.name} kan öppna enheten igen.")
    return unit


@require_GET
def edit(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """All that the unit can change, with what held before."""
    unit = _own(request, hsa_id)
    now = request.visit.now
    local = now.astimezone(STOCKHOLM)
    ended = unit.contact_ways.filter(valid_to__lte=local.date()).order_by("-valid_to", "place_in_chain")[:EARLIER]
    return render(
        request,
        "casework/enheten_andra.html",
        {
            "unit": unit,
            "ways": [
                {
                    "way": way,
                    "hours": calling.hours(way),
                    "is_open": calling.is_open(way, local),
                    "is_old": way.confirmed_at is not None and now - way.confirmed_at > calling.UNCONFIRMED_AFTER,
                }
                for way in changing.standing_ways(unit, now)
            ],
            "ended": [(way, calling.hours(way)) for way in ended],
            "rota": [(one, one.starts <= now) for one in unit.rota.filter(ends__gt=now)],
        },
    )


# ---- ways of being reached


@require_http_methods(GET_OR_POST)
def way_new(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """A new way of being reached."""
    unit = _own(request, hsa_id)
    chain = changing.standing_ways(unit, request.visit.now)
    form = WayForm(chain, request.POST or None, initial={"ordning": len(chain) + 1, "dagar": list(changing.DAYS)})
    if request.method == "POST" and form.is_valid():
        changing.add_way(unit=unit, said=form.way(), by=request.visit.worker.account, at=request.visit.now)
        messages.success(request, "Numret är inlagt. Provring det, och bekräfta det sedan.")
        return redirect("enheten-andra", unit.pk)
    if request.method != "POST":
        keeping.refill(request, form)
    return _form(request, unit, form, title="Lägg till nummer", submit="Lägg till numret")


@require_http_methods(GET_OR_POST)
def way_change(request: SignedRequest, hsa_id: str, way_id: int) -> HttpResponse:
    """A way that is to be otherwise."""
    unit = _own(request, hsa_id)
    chain = changing.standing_ways(unit, request.visit.now)
    way = next((one for one in chain if one.pk == way_id), None)
    if way is None:
        return _stale(request, unit)
    place = chain.index(way) + 1
    others = [one for one in chain if one is not way]
    form = WayForm(others, request.POST or None, initial=shown_way(way, place, changing.stamp(way)))
    if request.method == "POST" and form.is_valid():
        try:
            changed = changing.change_way(
                way=way,
                said=form.way(),
                seen=form.cleaned_data["sag"] or 0,
                by=request.visit.worker.account,
                at=request.visit.now,
            )
        except Stale:
            return _stale(request, unit)
        said = "Ändringen gäller nu."
        if changed.confirmed_at is None:
            said += " Numret är inte bekräftat: provring det, och bekräfta det sedan."
        messages.success(request, said)
        return redirect("enheten-andra", unit.pk)
    if request.method != "POST":
        keeping.refill(request, form)
    return _form(
        request, unit, form, title="Ändra nummer", submit="Spara", note="Det som står nu sparas som tidigare nummer."
    )


@require_POST
def way_confirm(request: SignedRequest, hsa_id: str, way_id: int) -> HttpResponse:
    """The number is right: one click."""
    unit = _own(request, hsa_id)
    way = _way(unit, way_id)
    try:
        changing.confirm_way(way=way, by=request.visit.worker.account, at=request.visit.now)
    except Stale:
        return _stale(request, unit)
    messages.success(request, f"{words(way)}: bekräftat.")
    return redirect("enheten-andra" if request.POST.get("tillbaka") == "andra" else "enheten", unit.pk)


@require_http_methods(GET_OR_POST)
def way_end(request: SignedRequest, hsa_id: str, way_id: int) -> HttpResponse:
    """A number that holds no longer."""
    unit = _own(request, hsa_id)
    way = _way(unit, way_id)
    if request.method == "POST":
        try:
            changing.end_way(way=way, seen=_seen(request), by=request.visit.worker.account, at=request.visit.now)
        except Stale:
            return _stale(request, unit)
        messages.success(request, f"{words(way)}: borttaget. Det visas inte längre för dem som ringer.")
        return redirect("enheten-andra", unit.pk)
    is_last = len(changing.standing_ways(unit, request.visit.now)) == 1
    return render(
        request,
        "casework/enheten_ta_bort.html",
        {
            "unit": unit,
            "title": "Ta bort nummer",
            "facts": [("Nummer", words(way)), ("När", calling.hours(way))],
            "warning": "Det är enhetens enda nummer. Utan det vet ingen vem de ska ringa." if is_last else "",
            "note": "Numret visas då inte längre för dem som ringer. Det finns kvar bland tidigare nummer.",
            "submit": "Ta bort numret",
            "seen": changing.stamp(way),
        },
    )


# ---- who is on call


@require_http_methods(GET_OR_POST)
def shift_new(request: SignedRequest, hsa_id: str) -> HttpResponse:
    """Somebody put on call. The form begins where the rota ends."""
    unit = _own(request, hsa_id)
    now = request.visit.now
    last = unit.rota.filter(ends__gt=now).order_by("-ends").first()
    form = ShiftForm(request.POST or None, now=now, initial={"borjar": last.ends} if last else {})
    if request.method == "POST" and form.is_valid():
        try:
            changing.add_shift(unit=unit, said=form.shift(), by=request.visit.worker.account, at=now)
        except Overlapping as overlapping:
            form.add_error("borjar", overlap_words(overlapping.shift))
        else:
            messages.success(request, "Passet är inlagt.")
            return redirect("enheten-andra", unit.pk)
    if request.method != "POST":
        keeping.refill(request, form)
    return _form(request, unit, form, title="Lägg till jourpass", submit="Lägg till passet")


@require_http_methods(GET_OR_POST)
def shift_change(request: SignedRequest, hsa_id: str, shift_id: int) -> HttpResponse:
    """A shift that is to be otherwise."""
    unit = _own(request, hsa_id)
    now = request.visit.now
    shift = unit.rota.filter(pk=shift_id, ends__gt=now).first()
    if shift is None:
        return _stale(request, unit)
    form = ShiftForm(request.POST or None, now=now, own=shift, initial=shown_shift(shift, changing.stamp(shift)))
    if request.method == "POST" and form.is_valid():
        try:
            changing.change_shift(
                shift=shift,
                said=form.shift(),
                seen=form.cleaned_data["sag"] or 0,
                by=request.visit.worker.account,
                at=now,
            )
        except Stale:
            return _stale(request, unit)
        except Overlapping as overlapping:
            form.add_error("borjar", overlap_words(overlapping.shift))
        else:
            messages.success(request, "Passet är ändrat.")
            return redirect("enheten-andra", unit.pk)
    if request.method != "POST":
        keeping.refill(request, form)
    note = "Passet har börjat. Byter du vem som har jour gäller det från nu." if shift.starts < now else ""
    return _form(request, unit, form, title="Ändra jourpass", submit="Spara", note=note)


@require_http_methods(GET_OR_POST)
def shift_remove(request: SignedRequest, hsa_id: str, shift_id: int) -> HttpResponse:
    """A shift that nobody is to have."""
    unit = _own(request, hsa_id)
    now = request.visit.now
    shift = unit.rota.filter(pk=shift_id, ends__gt=now).first()
    if shift is None:
        return _stale(request, unit)
    if request.method == "POST":
        try:
            changing.remove_shift(shift=shift, seen=_seen(request), by=request.visit.worker.account, at=now)
        except Stale:
            return _stale(request, unit)
        messages.success(request, f"Passet för {shift.who} är borttaget.")
        return redirect("enheten-andra", unit.pk)
    return render(
        request,
        "casework/enheten_ta_bort.html",
        {
            "unit": unit,
            "title": "Ta bort jourpass",
            "facts": [("Vem", shift.who)],
            "shift": shift,
            "note": "Passet har börjat och slutar då nu." if shift.starts < now else "",
            "submit": "Ta bort passet",
            "seen": changing.stamp(shift),
        },
    )


# ---- what they share


def _way(unit: Unit, way_id: int) -> ContactWay:
    found = unit.contact_ways.filter(pk=way_id).first()
    if found is None:
        raise NotThere
    return found


def _seen(request: SignedRequest) -> int:
    said = request.POST.get("sag", "")
    return int(said) if said.isascii() and said.isdecimal() else -1


def _stale(request: SignedRequest, unit: Unit) -> HttpResponse:
    messages.warning(request, CHANGED_SINCE)
    return redirect("enheten-andra", unit.pk)


def _form(request: SignedRequest, unit: Unit, form: Any, **words: str) -> HttpResponse:
    return render(
        request,
        "casework/enheten_formular.html",
        {"unit": unit, "form": form, **words},
        status=422 if form.errors else 200,
    )
