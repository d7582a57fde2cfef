"""The forms with which people record what they have done, and what becomes of what they typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from samsyn.processes.deadlines import barred
from samsyn.processes.events import TARGET
from samsyn.processes.fields import FieldFault
from samsyn.processes.judging import judge
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act
from samsyn.processes.state import fold
from samsyn_web.access import keeping, reading
from samsyn_web.access.acting import Done, Wish, act, open_case
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import Faulty, NotThere, Overtaken, Refused
from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework import case_page, discharge_page
from samsyn_web.casework.forms import WHEN, ActForm, staff_for, units_for
from samsyn_web.casework.suggesting import suggested
from samsyn_web.directory.models import Unit
from samsyn_web.journal.models import Person


@dataclass(frozen=True)
class Setting:
    """What a form is made from: the act, whom or what it is about, the units and events it can name, the version of the case."""

    act: Act
    about: Person | Unit
    near: tuple[Unit, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    version: int = 0
    opened: OpenCase | None = None


@require_http_methods(["GET", "POST"])
def do(request: SignedRequest, case_id: UUID, act_id: str) -> HttpResponse:
    """Something done in a case: the form, and what becomes of it."""
    visit = request.visit
    opened = reading.case(visit, case_id)
    chosen = opened.seen.state.process.acts.get(act_id)
    if chosen is None:
        raise NotThere
    target = request.GET.get(TARGET, "")
    about = {TARGET: int(target)} if target.isdecimal() else {}
    refusal = judge(opened.seen.state, chosen, visit.worker.as_actor(), about)
    if refusal is not None and request.method == "GET":
        raise Refused(refusal.why, refusal.who)
    setting = _setting(request, opened, chosen, target)
    first = discharge_page.first_of_point(chosen, opened, request.GET) | ({TARGET: target} if target else {})
    form = _form(request, setting, first)
    if request.method == "POST":
        done = attempt(form, lambda wish: act(visit, case_id, wish))
        if isinstance(done, Done):
            messages.success(request, f"{chosen.title}: {'redan sparat' if done.again else 'sparat'}.")
            return redirect("fallet", case_id=case_id)
        if isinstance(done, Overtaken):
            return _overtaken(request, case_id, chosen, form)
    shown = {
        **_subject(opened),
        "cautions": discharge_page.cautions(opened, visit, act_id, case_page.Names(opened.units)),
        "barred": barred(opened.seen.state, act_id, visit.now),
    }
    return _show(request, form, shown)


@require_http_methods(["GET", "POST"])
def open_new(request: SignedRequest, person_id: UUID, process_id: str, act_id: str) -> HttpResponse:
    """A new case about a person."""
    found = Person.objects.select_related("listed_at", "care_home").filter(pk=person_id).first()
    return _open(request, found, process_id, act_id)


@require_http_methods(["GET", "POST"])
def open_about_unit(request: SignedRequest, hsa_id: str, process_id: str, act_id: str) -> HttpResponse:
    """A new case about a unit."""
    return _open(request, Unit.objects.filter(pk=hsa_id).first(), process_id, act_id)


def _open(request: SignedRequest, found: Person | Unit | None, process_id: str, act_id: str) -> HttpResponse:
    visit = request.visit
    process = PROCESSES.get(process_id)
    if process is None or found is None or act_id not in process.opens:
        raise NotThere
    if bool(process.about_units) != isinstance(found, Unit):
        raise NotThere
    chosen = process.acts[act_id]
    refusal = judge(fold(process, ()), chosen, visit.worker.as_actor())
    if refusal is not None:
        raise Refused(refusal.why, refusal.who)
    form = _form(request, Setting(chosen, found), {})
    if request.method == "POST":
        done = attempt(form, lambda wish: open_case(visit, process_id, found, wish))
        if isinstance(done, Done):
            messages.success(request, f"{chosen.title}: {'redan sparat' if done.again else 'sparat'}.")
            return redirect("fallet", case_id=done.case.pk)
    return _show(request, form, {"unit" if isinstance(found, Unit) else "person": found, "process": process})


def _subject(opened: OpenCase) -> dict[str, Any]:
    """What a form in a case tells of it."""
    return {
        "opened": opened,
        "case": opened.case,
        "person": opened.person,
        "unit": opened.case.about_unit,
        "process": opened.seen.state.process,
    }


def attempt(form: ActForm, record: Callable[[Wish], Done]) -> Done | Overtaken | None:
    """Record what the form says; what is wrong is told on the form."""
    try:
        return record(Wish(form.act.id, form.raw(), form.happened(), form.expected(), form.key()))
    except FieldFault as fault:
        form.tell({WHEN: str(fault)})
    except Faulty as faulty:
        form.tell(faulty.faults)
    except Overtaken as overtaken:
        return overtaken
    return None


def _setting(request: SignedRequest, opened: OpenCase, chosen: Act, target: str) -> Setting:
    names = case_page.Names(opened.units)
    events = [
        (str(one["id"]), f"{one['at']:%Y-%m-%d} {one['sentence']}")
        for one in case_page.timeline(opened, request.visit, names)
        if one["can_correct"] or str(one["id"]) == target
    ]
    near = tuple(unit for unit in opened.units.values() if unit.pk in opened.seen.state.units)
    about = opened.person or opened.case.about_unit
    assert about is not None  # the database holds it
    return Setting(chosen, about, near, tuple(events), opened.case.version, opened)


def _form(request: SignedRequest, setting: Setting, initial: Mapping[str, Any], *, anew: bool = False) -> ActForm:
    """The form of an act. `anew` makes it with what was typed as its first values, and a new key."""
    worker, about = request.visit.worker, setting.about
    where = about.municipality if isinstance(about, Unit) else about.stays_in
    units = {
        **units_for(setting.act, setting.near, where or worker.unit.municipality, worker.unit.pk),
        **staff_for(setting.act, worker.unit, request.visit.now),
    }
    first = {**suggested(setting.act, about, units, setting.opened, request.visit.now), **initial}
    data = request.POST if request.method == "POST" and not anew else None
    form = ActForm(
        setting.act, units, list(setting.events), data, initial=first, now=request.visit.now, version=setting.version
    )
    if request.method == "GET":
        keeping.refill(request, form)
    return form


def _overtaken(request: SignedRequest, case_id: UUID, chosen: Act, form: ActForm) -> HttpResponse:
    """Somebody else acted first: what they did, and the form with all that was typed, ready to be saved after it."""
    opened = reading.case(request.visit, case_id)
    names = case_page.Names(opened.units)
    since = [one for one in case_page.timeline(opened, request.visit, names) if one["id"] > form.expected()]
    typed = {**form.raw(), WHEN: form.data.get(WHEN, "")}
    again = _form(request, _setting(request, opened, chosen, ""), typed, anew=True)
    shown = {"form": again, "act": chosen, **_subject(opened), "overtaken": since}
    return render(request, "casework/handling.html", shown, status=409)


def _show(request: SignedRequest, form: ActForm, context: Mapping[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "casework/handling.html", {"form": form, "act": form.act, **context}, status=status)
