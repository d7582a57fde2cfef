"""Deviations: reporting one from the case it happened in, and the loop as its page shows it: asked, answered, mended."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import midnight_after
from samsyn.processes import deviation as v
from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn.processes.events import TARGET, Event
from samsyn.processes.fields import AgreementRow, moment_of, rows_of
from samsyn.processes.judging import judge, permits
from samsyn_web.access import keeping
from samsyn_web.access.acting import Done, open_case
from samsyn_web.access.reading import OpenCase
from samsyn_web.access.refusals import Refused
from samsyn_web.access.visit import SignedRequest, Visit
from samsyn_web.casework.act_pages import attempt
from samsyn_web.casework.answers import ask
from samsyn_web.casework.case_page import Names
from samsyn_web.casework.forms import units_for
from samsyn_web.casework.grounds import Ground, RowsForm, ground, row_question, time_limits
from samsyn_web.casework.precedents import deciding, disputable
from samsyn_web.casework.suggesting import suggested

HINT: Final = "Tidsgränserna som löper i fallet, och raderna som säger vem som ansvarar. Lämna tomt om ingen passar."


@require_http_methods(["GET", "POST"])
def report_new(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Report a deviation about a person, in a case (`fall`) or by itself."""
    visit = request.visit
    act = v.DEVIATION.acts[v.REPORT]
    refusal = permits(act, visit.worker.as_actor())
    if refusal is not None:
        raise Refused(refusal.why, refusal.who)
    found = ground(visit, person_id, request.GET.get("fall", ""))
    form = _form(request, found)
    if request.method == "POST":
        done = attempt(form, lambda wish: open_case(visit, v.DEVIATION.id, found.person, wish))
        if isinstance(done, Done):
            messages.success(request, "Avvikelsen är anmäld. Svaret kommer hit och till er startsida.")
            return redirect("fallet", case_id=done.case.pk)
    return render(
        request,
        "casework/handling.html",
        {"form": form, "act": act, "person": found.person, "process": v.DEVIATION},
        status=422 if form.is_bound else 200,
    )


def _form(request: SignedRequest, found: Ground) -> RowsForm:
    visit, act = request.visit, v.DEVIATION.acts[v.REPORT]
    units = units_for(act, found.near, found.person.stays_in or visit.worker.unit.municipality, visit.worker.unit.pk)
    first = {**suggested(act, found.person, units, None, visit.now), "till": [], "fall": found.number}
    data = request.POST if request.method == "POST" else None
    form = RowsForm(_rows(found, visit), HINT, act, units, [], data, initial=first, now=visit.now, version=0)
    if request.method == "GET":
        keeping.refill(request, form)
    return form


def _rows(found: Ground, visit: Visit) -> tuple[AgreementRow, ...]:
    """What a deviation in the case can be about: the time limits that have started, and the rows that say who is responsible."""
    if found.case is None:
        return ()
    day = visit.now.astimezone(STOCKHOLM).date()
    told = (ask(agreement, answer, found.facts, day, readings=False) for agreement, answer in disputable(found.facts))
    responsible = (row for one in told if one is not None for row in deciding(one) if row.decision == one.decision)
    return tuple(dict.fromkeys((*time_limits(found), *responsible)))


def shown(opened: OpenCase, visit: Visit) -> dict[str, Any] | None:
    """The loop as the case's page shows it; None for other cases, and where what was reported is not shown."""
    state = opened.seen.state
    if state.process is not v.DEVIATION:
        return None
    events = [event for event in state.counted() if event.version not in opened.hidden]
    raised = next((event for event in events if event.kind == v.REPORT), None)
    if raised is None:
        return None
    names = Names(opened.units)
    asked = next(event for event in reversed(events) if event.kind in v.ASKS)
    when = raised.data.get("nar")
    return {
        "text": raised.data.get("text", ""),
        "when": moment_of(when) if when else None,
        "place": v.PLACES.get(str(raised.data.get("plats")), ""),
        "consequence": raised.data.get("foljd", ""),
        "number": raised.data.get("fall", ""),
        "rows": [{"row": row, "question": row_question(row)} for row in rows_of(raised.data.get("rader"))],
        "reporter": names.of(raised.unit),
        "asked": _asked(asked, names),
        "is_answered": state.stage_id != v.SENT,
        "is_late": state.stage_id == v.SENT and visit.now >= midnight_after(_day(asked)),
        "answers": [_answer(event, events, names) for event in events if event.kind == v.ANSWER],
        "measures": [_measure(event, events, opened, visit) for event in events if event.kind == v.MEASURE],
    }


def _day(asked: Event) -> date:
    return date.fromisoformat(str(asked.data["senast"]))


def _asked(event: Event, names: Names) -> dict[str, Any]:
    role = str(event.data.get("roll", ""))
    return {
        "role": ROLE_NAMES[Role(role)] if role in set(Role) else role,
        "units": [names.of(unit) for unit in event.addressed],
        "by": _day(event),
    }


def _answer(event: Event, events: list[Event], names: Names) -> dict[str, Any]:
    asked = [one for one in events if one.kind in v.ASKS and one.version < event.version]
    return {
        "text": event.data.get("text", ""),
        "cause": event.data.get("orsak", ""),
        "unit": names.of(event.unit),
        "at": event.happened,
        "is_late": bool(asked) and event.happened >= midnight_after(_day(asked[-1])),
    }


def _measure(event: Event, events: list[Event], opened: OpenCase, visit: Visit) -> dict[str, Any]:
    state, done = opened.seen.state, _done(events, event)
    can = judge(state, state.process.acts[v.MEASURE_DONE], visit.worker.as_actor(), {TARGET: event.version}) is None
    address = reverse("handling", args=[opened.case.pk, v.MEASURE_DONE])
    return {
        "text": event.data.get("text", ""),
        "owner": Names(opened.units).of(str(event.data.get("ansvarig", ""))),
        "by": event.data.get("senast", ""),
        "done": done,
        "url": f"{address}?{TARGET}={event.version}" if can and done is None else "",
    }


def _done(events: list[Event], measure: Event) -> Event | None:
    """What says that a measure is carried out; None while nothing does."""
    return next((one for one in events if one.kind == v.MEASURE_DONE and one.data.get(TARGET) == measure.version), None)
